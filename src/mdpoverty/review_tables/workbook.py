"""Writing sheets as a workbook: every text is text, every formula has its value beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mdpoverty.files.new_workbook import new_workbook, say_of
from mdpoverty.files.paper import set_up
from mdpoverty.review_tables.bodies import Placed, filled_in, require_text
from mdpoverty.review_tables.formulas import Formula
from mdpoverty.review_tables.pages import pages_of
from mdpoverty.review_tables.sheets import Body, Cell, Kind, Sheet, Style, Words

_FAULT = "#FFC7CE"
_FONT: Mapping[str, object] = MappingProxyType({"font_name": "Times New Roman", "font_size": 11})
_BOX: Mapping[str, object] = MappingProxyType({"border": 1, "valign": "vcenter"})
_WRAPPED: Mapping[str, object] = MappingProxyType({"valign": "vcenter", "text_wrap": True})
_FORMATS: Mapping[Kind, Mapping[str, object]] = MappingProxyType(
    {
        "form": {**_WRAPPED, "bottom": 1},
        "title": {**_WRAPPED, "font_size": 14, "align": "center"},
        "line": {**_WRAPPED, "align": "center"},
        "left": _WRAPPED,
        "note": {"valign": "top", "text_wrap": True, "italic": True},
        "heading": {},
        "header": {**_BOX, "align": "center", "text_wrap": True},
        "number": {**_BOX, "align": "center"},
        "unit_number": {**_BOX, "align": "center"},
        "text": {**_BOX, "text_wrap": True},
        "part": {**_BOX, "text_wrap": True, "italic": True, "indent": 2},
        "count": {**_BOX, "num_format": "#,##0"},
        "rate": {**_BOX, "num_format": "0.00"},
        "points": {**_BOX, "align": "center"},
        "households": {**_BOX, "num_format": '#,##0" hộ"', "align": "center"},
    }
)


def write_sheets(
    sheets: Iterable[Sheet],
    file: Path,
    scratch: Path,
    about: Callable[[], Mapping[str, str]] | None = None,
) -> None:
    """Write a workbook of these sheets to `file`; it holds no clock.

    Its properties say what it was made by, as `about` has it.

    Raises UsageError where XlsxWriter is not installed, OSError when the system cannot write or a
    text is too long for a cell.
    """
    begun = scratch / "begun.xlsx"
    bodies: list[Placed] = []
    with new_workbook(begun, scratch) as book:

        @cache
        def looks(style: Style) -> Any:
            own = {**_FONT, "bold": style.bold, **_FORMATS[style.kind]}
            return book.add_format(own | ({"bg_color": _FAULT} if style.flagged else {}))

        @cache
        def lighter() -> Any:
            return book.add_format({**_FONT, "italic": True})

        for place, sheet in enumerate(sheets):
            book.constant_memory = False  # cells over several lines need all of a sheet
            written = book.add_worksheet(sheet.name)
            _set_up(written, sheet)
            row = 0
            for block in sheet.lines:
                if isinstance(block, Body):
                    if len(block.rows) > len(block.styles):
                        bodies.append(Placed(place, row, block))
                    lines, height = block.first, len(block.rows)
                else:
                    lines, height = [block], 1
                for at, line in enumerate(lines, start=row):
                    if line.height is not None:
                        written.set_row(at, line.height)
                    for column, cell in line.cells.items():
                        _put(written, at, column, cell, (looks(cell.style), lighter))
                row += height
        say_of(book, about)
    filled_in(begun, bodies, file)


def _set_up(written: Any, sheet: Sheet) -> None:
    for column, width in enumerate(sheet.widths):
        written.set_column(column, column, width)
    _, last = sheet.header
    if sheet.frozen:
        written.freeze_panes(last + 1, sheet.still)
    pages = pages_of(sheet)
    header = sheet.header if sheet.printed is None or last < sheet.printed else None
    set_up(
        written,
        pages.across,
        pages.down,
        portrait=sheet.portrait,
        header=header,
        still=sheet.still,
    )
    written.set_h_pagebreaks(pages.breaks)
    if sheet.printed is not None:
        written.print_area(0, 0, sheet.printed - 1, len(sheet.widths) - 1)
    written.hide_gridlines(2)


def _put(written: Any, row: int, column: int, cell: Cell, formats: tuple[Any, Any]) -> None:
    looks, lighter = formats
    if cell.across > 1 or cell.down > 1:
        right, below = column + cell.across - 1, row + cell.down - 1
        written.merge_range(row, column, below, right, "", looks)
    content = cell.content
    match content:
        case None:
            written.write_blank(row, column, None, looks)
        case Words(first, rest):
            parts = (looks, first, lighter(), f"\n{rest}", looks)
            written.write_rich_string(row, column, *parts)
        case str():
            require_text(content)
            written.write_string(row, column, content, looks)
        case Formula():
            value = "" if content.value is None else content.value
            written.write_formula(row, column, f"={content.text}", looks, value)
        case _:
            written.write_number(row, column, content, looks)
