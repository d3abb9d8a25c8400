"""Where the pages of a printed sheet end: no unit is cut, and no page has only the last words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from mdpoverty.files.paper import MARGINS, pages_across
from mdpoverty.review_tables.sheets import Body, Line, Sheet

_INCH = 72  # points
_A4 = (595.3, 841.9)  # points
_LINE = 15  # points: a line without a height of its own
_SHRUNK = 1.15  # pages that are made to fit one
_READABLE = 0.75  # of their size: letters of 11 points are still read, and fit one page rather
_SAFE = 0.98  # of a page is filled: programs measure fonts and columns differently
_MOST = 1023  # breaks that a sheet may have


class Pages(NamedTuple):
    """Over how many pages a sheet is printed, side by side and (0: as many as it needs) down.

    `breaks` are the lines, counted from 0, before which a new page begins.
    """

    across: int
    down: int = 0
    breaks: Sequence[int] = ()


def pages_of(sheet: Sheet) -> Pages:
    """Return how a sheet is printed.

    Lines over which a cell is merged stay together, as do a heading and what it heads, and the
    words under a table and its last row. What is a little more than a page is made to fit one.
    Where columns take several pages side by side, programs choose the scale and the breaks.
    """
    across = pages_across(sum(sheet.widths))
    if across > 1:
        return Pages(across)
    heights, starts = _measured(sheet.lines, sheet.header[1])
    if sheet.printed is not None:
        heights, starts = heights.head(sheet.printed), starts.filter(starts < sheet.printed)
    ends = heights.cum_sum()
    high, scale = _page(sheet)
    room = high / scale * _SAFE
    if ends[-1] <= max(room * _SHRUNK, high / _READABLE):
        return Pages(across, down=1)
    first, last = sheet.header
    header = float(heights[first : last + 1].sum())
    return Pages(across, breaks=_breaks(ends, starts, room, header))


def _breaks(ends: pl.Series, starts: pl.Series, room: float, header: float) -> list[int]:
    """Return before which lines a page begins: each of them the last one that it can be.

    `ends` are how far down lines end, `starts` before which lines a page may begin; `header` is
    how high what is printed again on every page is.
    """
    found = [0]
    filled = room
    while filled < ends[-1] and len(found) <= _MOST:
        fit = ends.search_sorted(filled, side="right")  # so many lines
        place = int(starts.search_sorted(fit, side="right")) - 1
        if place < 0 or starts[place] <= found[-1]:  # what stays together is more than a page
            place = int(starts.search_sorted(found[-1], side="right"))
            if place == len(starts):
                break
        found.append(int(starts[place]))
        filled = ends[found[-1] - 1] + room - header
    return found[1:]


def _page(sheet: Sheet) -> tuple[float, float]:
    """Return how high a page is within its margins, in points, and the scale of the columns."""
    wide, high = _A4 if sheet.portrait else _A4[::-1]
    wide -= (MARGINS["left"] + MARGINS["right"]) * _INCH
    high -= (MARGINS["top"] + MARGINS["bottom"]) * _INCH
    columns = sum((int(width * 7 + 0.5) + 5) * 0.75 for width in sheet.widths)
    return high, min(1.0, wide / columns)


def _measured(blocks: Sequence[Line | Body], header: int) -> tuple[pl.Series, pl.Series]:
    """Return the height of each line, and before which lines a page may begin."""
    heights: list[pl.Series] = []
    starts: list[pl.Series] = []
    bodies = [place for place, block in enumerate(blocks) if isinstance(block, Body)]
    end = bodies[-1] if bodies else len(blocks)
    at, joined = 0, header + 2  # before the line `joined` no page begins
    for place, block in enumerate(blocks):
        if isinstance(block, Body):
            own = block.rows.select(block.height.cast(pl.Float64).alias("height"))["height"]
            down = len(block.styles)
            begins = pl.Series(range(at, at + len(own), down), dtype=pl.Int64)
            starts.append(begins.filter(begins >= joined))
            heads = all(style.bold for style in block.styles[0])
            joined = at + len(own) + heads
        else:
            own = pl.Series([_LINE if block.height is None else block.height], dtype=pl.Float64)
            if joined <= at and place < end:
                starts.append(pl.Series([at], dtype=pl.Int64))
            below = max((cell.down for cell in block.cells.values()), default=1)
            before_body = place + 1 < len(blocks) and isinstance(blocks[place + 1], Body)
            joined = max(joined, at + below, at + 1 + before_body)
        heights.append(own)
        at += len(own)
    return pl.concat(heights), pl.concat(starts) if starts else pl.Series([], dtype=pl.Int64)
