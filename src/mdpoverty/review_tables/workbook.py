"""Writing sheets as a workbook: every text is text, every formula has its value beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mdpoverty.files.writing import new_workbook
from mdpoverty.review_tables.formulas import Formula
from mdpoverty.review_tables.sheets import Cell, Kind, Sheet, Style

_A4 = 9
_PAGE = 190  # letters across a page that can still be read
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}  # inches
_LONGEST = 32_767  # characters that a cell holds
_FAULT = "#FFC7CE"
_BOX: Mapping[str, object] = MappingProxyType({"border": 1, "valign": "vcenter"})
_FORMATS: Mapping[Kind, Mapping[str, object]] = MappingProxyType(
    {
        "title": {"font_size": 14, "align": "center", "valign": "vcenter", "text_wrap": True},
        "line": {"align": "center", "valign": "vcenter", "text_wrap": True, "italic": True},
        "note": {"valign": "top", "text_wrap": True, "italic": True},
        "unit": {"align": "right"},
        "heading": {},
        "header": {**_BOX, "align": "center", "text_wrap": True, "bg_color": "#DDEBF7"},
        "number": {**_BOX, "align": "center", "italic": True, "shrink": True},
        "unit_number": {**_BOX, "align": "center"},
        "text": {**_BOX, "text_wrap": True},
        "count": {**_BOX, "num_format": "#,##0"},
        "rate": {**_BOX, "num_format": "0.00"},
    }
)


def write_sheets(sheets: Iterable[Sheet], file: Path, scratch: Path) -> None:
    """Write a workbook of these sheets to `file`; it holds no clock.

    Raises UsageError where XlsxWriter is not installed, OSError when the system cannot write or a
    text is too long for a cell.
    """
    with new_workbook(file, scratch) as book:

        @cache
        def looks(style: Style) -> Any:
            own = {"font_name": "Times New Roman", "font_size": 11, "bold": style.bold}
            own |= _FORMATS[style.kind]
            return book.add_format(own | ({"bg_color": _FAULT} if style.flagged else {}))

        for sheet in sheets:
            # A sheet whose lines go to the disk at once has no cells over several lines.
            book.constant_memory = sheet.long
            written = book.add_worksheet(sheet.name)
            _set_up(written, sheet)
            for row, line in enumerate(sheet.lines):
                if line.height is not None:
                    written.set_row(row, line.height)
                for column, cell in line.cells.items():
                    _put(written, row, column, cell, looks(cell.style))


def _set_up(written: Any, sheet: Sheet) -> None:
    for column, width in enumerate(sheet.widths):
        written.set_column(column, column, width)
    first, last = sheet.header
    if sheet.frozen:
        written.freeze_panes(last + 1, sheet.still)
    written.set_landscape()
    written.set_paper(_A4)
    written.set_margins(**_MARGINS)
    written.fit_to_pages(max(1, round(sum(sheet.widths) / _PAGE)), 0)
    written.repeat_rows(first, last)
    if sheet.still:
        written.repeat_columns(0, sheet.still - 1)
    written.set_footer("&L&A&R&P/&N")
    written.hide_gridlines(2)


def _put(written: Any, row: int, column: int, cell: Cell, looks: Any) -> None:
    if cell.across > 1 or cell.down > 1:
        right, below = column + cell.across - 1, row + cell.down - 1
        written.merge_range(row, column, below, right, "", looks)
    content = cell.content
    match content:
        case None:
            written.write_blank(row, column, None, looks)
        case str():
            if len(content) > _LONGEST:
                raise OSError(f"a cell of a sheet holds {_LONGEST:,} characters")
            written.write_string(row, column, content, looks)
        case Formula():
            value = "" if content.value is None else content.value
            written.write_formula(row, column, f"={content.text}", looks, value)
        case _:
            written.write_number(row, column, content, looks)
