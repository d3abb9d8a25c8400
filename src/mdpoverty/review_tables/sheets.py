"""What a sheet is: lines of cells, each text, a number or a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal, NamedTuple

from mdpoverty.review_tables.formulas import Formula
from mdpoverty.review_tables.phrases import UNITS, WORDS

Content = int | float | str | Formula | None
Kind = Literal[
    "number",
    "title",
    "line",
    "note",
    "unit",
    "heading",
    "header",
    "unit_number",
    "text",
    "count",
    "rate",
]

LINE_HEIGHT = 15.75  # points
_PADDING = 2.25
_LETTER = 0.85  # widths of a column that a letter takes, on average


class Style(NamedTuple):
    """How a cell looks; `flagged` ones are filled red."""

    kind: Kind
    bold: bool = False
    flagged: bool = False


class Cell(NamedTuple):
    """A cell, and how many columns and lines it takes."""

    content: Content
    style: Style
    across: int = 1
    down: int = 1


class Line(NamedTuple):
    """A line of a sheet: its cells by column, and its height in points (None: what they need)."""

    cells: Mapping[int, Cell]
    height: float | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet: its lines in order, the widths of its columns, and what is on every page.

    `header` are the first and the last line that are printed on every page, as are the columns
    before `still`; where `frozen`, they stay in sight on a screen too. A `long` sheet has so many
    lines that they are not kept in memory: none of its cells takes several.
    """

    name: str
    widths: Sequence[float]
    lines: Iterable[Line]
    header: tuple[int, int]
    still: int
    frozen: bool = True
    long: bool = False


def heading(number: int, title: str, lines: Sequence[str], widths: Sequence[float]) -> list[Line]:
    """Return the lines above a table: its number, its title, what is said of it, and the units."""
    return [
        _across(WORDS["table"].format(number), Style("unit", bold=True), widths),
        *titled(title, lines, widths),
        _across(UNITS.get(number, ""), Style("unit"), widths),
    ]


def titled(title: str, lines: Sequence[str], widths: Sequence[float]) -> list[Line]:
    """Return a title, and the lines under it."""
    found = [_across(title, Style("title", bold=True), widths)]
    return found + [_across(line, Style("line"), widths) for line in lines]


def noted(text: str, widths: Sequence[float]) -> Line:
    """Return a line of words under a table."""
    return _across(text, Style("note"), widths)


def _across(text: str, style: Style, widths: Sequence[float]) -> Line:
    """Return a line of one cell across all columns, as high as its words need."""
    letter = 1.4 if style.kind == "title" else 1
    height = lines_needed(text, sum(widths) / letter) * LINE_HEIGHT * letter
    return Line({0: Cell(text, style, len(widths))}, height)


def header(paths: Sequence[tuple[str, ...]], widths: Sequence[float]) -> list[Line]:
    """Return the lines of a header: columns that share the beginning of a path share its cell."""
    depth = max(map(len, paths))
    style = Style("header", bold=True)
    lines: list[dict[int, Cell]] = [{} for _ in range(depth)]
    heights = [LINE_HEIGHT] * depth
    spanning: list[tuple[int, float]] = []
    for level in range(depth):
        at = 0
        while at < len(paths):
            path = paths[at]
            end = at + 1
            if len(path) <= level:
                at = end
                continue
            while end < len(paths) and paths[end][: level + 1] == path[: level + 1]:
                end += 1
            down = depth - level if len(path) == level + 1 else 1
            lines[level][at] = Cell(path[level], style, end - at, down)
            height = lines_needed(path[level], sum(widths[at:end])) * LINE_HEIGHT
            if down > 1:
                spanning.append((level, height))
            else:
                heights[level] = max(heights[level], height)
            at = end
    for level, height in spanning:
        heights[-1] += max(0, height - sum(heights[level:]))
    return [Line(cells, height + _PADDING) for cells, height in zip(lines, heights, strict=True)]


def fitted(cells: Mapping[int, Cell], widths: Sequence[float]) -> Line:
    """Return a line as high as the words in its cells need."""
    lines = 1
    for place, cell in cells.items():
        text = cell.content
        if isinstance(text, str) and len(text) * _LETTER > widths[place]:
            width = sum(widths[place : place + cell.across])
            lines = max(lines, ceil(lines_needed(text, width) / cell.down))
    return Line(cells, lines * LINE_HEIGHT + _PADDING)


def lines_needed(text: str, width: float) -> int:
    """Return on how many lines words stand in a width, measured in letters."""
    lines, room = 1, width
    for word in text.split():
        length = len(word) * _LETTER
        if length > room and room < width:
            lines, room = lines + 1, width
        lines += max(0, ceil(length / width) - 1)
        room -= length % width + _LETTER
    return lines
