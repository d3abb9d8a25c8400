"""Tables of figures on a narrow terminal: labels and heads are broken into lines, not figures."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console
from rich.table import Column, Table

_WIDE = 10_000  # columns in which every table has room
_GAP = 2  # between columns


def unbroken(table: Table, console: Console) -> Table:
    """Return a table without edges whose figures, on the right, stay whole where that fits."""
    roomy = console.options.update(max_width=_WIDE)
    if console.measure(table, options=roomy).maximum <= console.width:
        return table
    widths = [max(map(cell_len, _whole(column)), default=0) for column in table.columns]
    if sum(widths) + _GAP * (len(widths) - 1) > console.width:
        return table
    for column, width in zip(table.columns, widths, strict=True):
        if column.justify == "right":
            column.width = width
    return table


def _whole(column: Column) -> Iterator[str]:
    """Yield what is not to be broken: the words of heads and labels, and figures."""
    yield from str(column.header).split()
    for cell in column.cells:
        yield from [str(cell)] if column.justify == "right" else str(cell).split()
