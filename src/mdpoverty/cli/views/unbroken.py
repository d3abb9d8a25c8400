"""Tables of figures on a narrow terminal: no word is cut, and figures stay whole where they fit."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console
from rich.table import Column, Table

_WIDE = 10_000  # columns in which every table has room
_GAP = 2  # between columns


def unbroken(table: Table, console: Console) -> Table:
    """Return a table without edges in which heads and labels are broken into few lines.

    They are broken between words; figures, on the right, only where there is no room for them. A
    terminal too narrow for the words themselves shows what it can.
    """
    roomy = console.options.update(max_width=_WIDE)
    if console.measure(table, options=roomy).maximum <= console.width:
        return table
    room = console.width - _GAP * (len(table.columns) - 1)
    for whole in (True, False):
        widths = [_least(column, figures_whole=whole) for column in table.columns]
        if sum(widths) <= room:
            for column, width in zip(table.columns, _widened(table, widths, room), strict=True):
                column.width = width
            break
    return table


def _least(column: Column, *, figures_whole: bool) -> int:
    """Return the width of the longest word of a column, or of its longest figure."""
    whole = figures_whole and column.justify == "right"
    cells = [[str(cell)] if whole else str(cell).split() for cell in column.cells]
    words = [*str(column.header).split(), *(word for cell in cells for word in cell)]
    return max(map(cell_len, words), default=0)


def _widened(table: Table, widths: list[int], room: int) -> list[int]:
    """Return widths that leave no room where more of it would save a line: of rows before heads."""
    cells = [{str(cell) for cell in column.cells} for column in table.columns]
    heads = [{str(column.header)} for column in table.columns]
    found = [*widths]
    for texts in (cells, heads):
        open_ones = {*range(len(found))}
        while open_ones:
            lines = {place: _lines(texts[place], found[place]) for place in open_ones}
            tallest = max(open_ones, key=lambda place: (lines[place], -place))
            wider = range(found[tallest] + 1, found[tallest] + 1 + room - sum(found))
            better = (n for n in wider if _lines(texts[tallest], n) < lines[tallest])
            if (width := next(better, None)) is None:
                open_ones.remove(tallest)
            else:
                found[tallest] = width
    return found


def _lines(texts: Iterable[str], width: int) -> int:
    """Return how many lines the longest of some texts takes."""
    return max((_of_one(text, width) for text in texts), default=0)


def _of_one(text: str, width: int) -> int:
    lines, at = 1, 0
    for length in map(cell_len, text.split()):
        if at and at + 1 + length > width:
            lines, at = lines + 1, length
        else:
            at += (1 if at else 0) + length
    return lines
