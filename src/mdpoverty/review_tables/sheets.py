"""What a sheet is: lines of cells, each text, a number or a formula, and long lists between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal, NamedTuple

import polars as pl

from mdpoverty.review_tables.formulas import Formula

LINE_HEIGHT = 15.75  # points
_PADDING = 2.25
_LETTER = 0.85  # widths of a column that a letter takes, on average
_FILLED = 0.9  # of a line that words fill, on average


class Words(NamedTuple):
    """A text whose `rest`, on a line of its own, is in lighter type than its beginning."""

    first: str
    rest: str


Content = int | float | str | Words | Formula | None
Kind = Literal[
    "form",
    "title",
    "line",
    "left",
    "note",
    "heading",
    "header",
    "number",
    "unit_number",
    "text",
    "part",
    "count",
    "rate",
    "households",
    "points",
]


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


class Body(NamedTuple):
    """Many lines of one kind: a table of text and numbers, with columns so wide.

    `styles` are those of each line of a cycle, over which the columns `merged` take one cell.
    `formulas` are those of some of the columns, under their names; a null is none. Lines are as
    high as their words need, about, where `heights` do not say.
    What is all digits in a text column of points is a number.
    """

    rows: pl.DataFrame
    styles: Sequence[Sequence[Style]]
    widths: Sequence[float]
    formulas: pl.DataFrame = pl.DataFrame()
    heights: pl.Series | None = None
    merged: Sequence[int] = ()

    @property
    def height(self) -> pl.Expr:
        """How high each line is."""
        if self.heights is not None:
            return pl.lit(self.heights)
        texts = [
            (pl.col(name).str.len_chars() * _LETTER / (width * _FILLED)).ceil()
            for (name, dtype), width in zip(self.rows.schema.items(), self.widths, strict=True)
            if dtype == pl.String
        ]
        return pl.max_horizontal(pl.lit(1.0), *texts) * LINE_HEIGHT + _PADDING

    @property
    def first(self) -> list[Line]:
        """The lines of the first cycle."""
        down = len(self.styles)
        heights = self.rows.select(self.height.alias("height"))["height"]
        lines = []
        for line, styles in enumerate(self.styles):
            found = {}
            for place, (name, style) in enumerate(zip(self.rows.columns, styles, strict=True)):
                if line == 0 or place not in self.merged:
                    content = self._content(line, name, style)
                    found[place] = Cell(content, style, down=down if place in self.merged else 1)
            lines.append(Line(found, heights[line]))
        return lines

    def _content(self, line: int, name: str, style: Style) -> Content:
        value = self.rows[line, name]
        if name in self.formulas.columns and (text := self.formulas[line, name]) is not None:
            return Formula(text, value)
        whole = style.kind == "points" and isinstance(value, str) and value.isdecimal()
        return int(value) if whole else value

    def part(self, start: int, lines: int) -> Body:
        """Return some of the lines, from the beginning of a cycle on."""
        heights = None if self.heights is None else self.heights.slice(start, lines)
        return self._replace(
            rows=self.rows.slice(start, lines),
            formulas=self.formulas.slice(start, lines),
            heights=heights,
        )


@dataclass(frozen=True)
class Sheet:
    """A sheet: its lines in order, the widths of its columns, and what is on every page.

    `header` are the first and the last line that are printed on every page, as are the columns
    before `still`; where `frozen`, they stay in sight on a screen too. Only the first `printed`
    lines are for paper (None: all).
    """

    name: str
    widths: Sequence[float]
    lines: Sequence[Line | Body]
    header: tuple[int, int]
    still: int = 0
    frozen: bool = True
    portrait: bool = False
    printed: int | None = None


class Listing(NamedTuple):
    """The sheet of a list, and how many households it has: by section, as cells of the sheet."""

    sheet: Sheet
    counts: tuple[Formula, ...] = ()


def across(text: str, style: Style, widths: Sequence[float]) -> Line:
    """Return a line of one cell across all columns, as high as its words need."""
    return beside([(len(widths), text, style)], widths)


def beside(cells: Sequence[tuple[int, str, Style]], widths: Sequence[float]) -> Line:
    """Return a line of cells side by side, each across so many columns, as high as they need."""
    found: dict[int, Cell] = {}
    height, place = LINE_HEIGHT, 0
    for columns, text, style in cells:
        if text:
            letter = 1.4 if style.kind == "title" else 1
            width = sum(widths[place : place + columns]) / letter
            lines = sum(lines_needed(part, width) for part in text.split("\n"))
            height = max(height, lines * LINE_HEIGHT * letter)
            found[place] = Cell(text, style, columns)
        place += columns
    return Line(found, height)


def header(paths: Sequence[tuple[str | Words, ...]], widths: Sequence[float]) -> list[Line]:
    """Return the lines of a header: columns that share the beginning of a path share its cell.

    A step of a path that repeats the one before it makes that one's cell a line higher.
    """
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
            if level and path[level] == path[level - 1]:
                at = end
                continue
            same = next((n for n, step in enumerate(path[level:]) if step != path[level]), 0)
            same = same or len(path) - level
            down = depth - level if len(path) == level + same else same
            lines[level][at] = Cell(path[level], style, end - at, down)
            height = _height(path[level], sum(widths[at:end]))
            if down > 1:
                spanning.append((level, height))
            else:
                heights[level] = max(heights[level], height)
            at = end
    for level, height in spanning:
        heights[-1] += max(0, height - sum(heights[level:]))
    return [Line(cells, height + _PADDING) for cells, height in zip(lines, heights, strict=True)]


def _height(text: str | Words, width: float) -> float:
    parts = text if isinstance(text, Words) else text.split("\n")
    return sum(lines_needed(part, width) for part in parts) * LINE_HEIGHT


def fitted(cells: Mapping[int, Cell], widths: Sequence[float]) -> Line:
    """Return a line as high as the words in its cells need."""
    lines = 1
    for place, cell in cells.items():
        if isinstance(cell.content, str):
            width = sum(widths[place : place + cell.across])
            lines = max(lines, _lines_of(cell.content, widths[place], width, cell.down))
    return Line(cells, lines * LINE_HEIGHT + _PADDING)


def heights_of(
    rows: pl.DataFrame, widths: Sequence[float], merged: Sequence[int] = (), down: int = 1
) -> pl.Series:
    """Return how high the lines of a table are as `fitted` makes them, one text a column.

    Those of the columns `merged` have so many lines `down`.
    """
    found = [pl.lit(1, pl.Int64)]
    for place, (name, dtype) in enumerate(rows.schema.items()):
        if dtype == pl.String:
            over, width = down if place in merged else 1, widths[place]
            texts = rows[name].drop_nulls().unique()
            lines = [_lines_of(text, width, width, over) for text in texts]
            needed = pl.Series(lines, dtype=pl.Int64)
            found.append(pl.col(name).replace_strict(texts, needed, default=1))
    return rows.select(pl.max_horizontal(found) * LINE_HEIGHT + _PADDING).to_series()


def _lines_of(text: str, narrow: float, width: float, down: int) -> int:
    fits = len(text) * _LETTER <= narrow
    return 1 if fits else ceil(lines_needed(text, width) / down)


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
