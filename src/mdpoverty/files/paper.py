"""How sheets of a workbook are printed: on A4, as wide as can be read, with numbered pages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

MARGINS: Mapping[str, float] = MappingProxyType(
    {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}  # inches
)
_A4 = 9
_ACROSS = 190  # letters across a page that can still be read


def pages_across(letters: float) -> int:
    """Return over how many pages side by side columns are printed that are so wide together."""
    return max(1, round(letters / _ACROSS))


def set_up(  # noqa: PLR0913 -- what XlsxWriter has apart
    sheet: Any,
    across: int,
    down: int = 0,
    *,
    portrait: bool = False,
    header: tuple[int, int] | None = None,
    still: int = 0,
) -> None:
    """Set up a sheet of XlsxWriter for print on so many pages across and down (0: as needed).

    `header` are the first and the last line that are on every page, as are the columns before
    `still`.
    """
    if portrait:
        sheet.set_portrait()
    else:
        sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(**MARGINS)
    sheet.fit_to_pages(across, down)
    if header:
        sheet.repeat_rows(*header)
    if still:
        sheet.repeat_columns(0, still - 1)
    sheet.set_footer("&L&A&R&P/&N")
