"""An official table: its columns and what each cell of them is, one line or more for each unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from mdpoverty.review_tables import formulas
from mdpoverty.review_tables.formulas import Formula
from mdpoverty.review_tables.phrases import NUMBERED, TOTAL, WORDS
from mdpoverty.review_tables.sheets import (
    Cell,
    Content,
    Kind,
    Line,
    Sheet,
    Style,
    fitted,
    header,
    heading,
    noted,
)

LABELS = 2  # the column of the labels, counted from 0
_COUNT_WIDTH, _RATE_WIDTH = 11.0, 10.0  # letters
_NUMBER_LETTER = 0.9  # of how a column is numbered
_NAME_WIDTHS = (16, 34)


@dataclass(frozen=True)
class Counted:
    """A number that was counted."""


@dataclass(frozen=True)
class Rate:
    """One column in per cent of another, of this table or of the same line of another one."""

    part: str
    whole: str
    table: Table | None = None


@dataclass(frozen=True)
class Taken:
    """A column of another table, line by line."""

    key: str
    table: Table


@dataclass(frozen=True)
class Sum:
    """The sum of columns that stand side by side, from the first to the last."""

    first: str
    last: str


@dataclass(frozen=True)
class Balance:
    """The sum of columns less others."""

    plus: tuple[str, ...]
    minus: tuple[str, ...]


Rule = Counted | Rate | Taken | Sum | Balance


@dataclass(frozen=True)
class Column:
    """A column: its key, its heading from the top, its number, and what stands in its cells."""

    key: str
    heading: tuple[str, ...]
    number: str
    rule: Rule = field(default_factory=Counted)


@dataclass(frozen=True)
class About:
    """What every table of a review says: of where, which round, which standard; and its units."""

    lines: tuple[str, ...]
    unit_heading: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: a line for each unit and label (`labels` may be none), and a total.

    `figures` are the counted numbers, by key, of every line: those of the first unit, of the
    second … None is unknown.
    """

    number: int
    title: str
    about: About
    columns: tuple[Column, ...]
    figures: tuple[Mapping[str, int | None], ...]
    labels: tuple[str, ...] = ()
    label_heading: str = ""
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of its sheet."""
        return NUMBERED.format(self.number)

    @property
    def every(self) -> int:
        """How many lines a unit has."""
        return max(1, len(self.labels))

    @cached_property
    def _places(self) -> dict[str, int]:
        before = LABELS + bool(self.labels)
        return {column.key: before + place for place, column in enumerate(self.columns)}

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return {column.key: column.rule for column in self.columns}

    @property
    def top(self) -> int:
        """How many lines stand above the header."""
        return len(self.about.lines) + 3

    @cached_property
    def first_line(self) -> int:
        """The line of the sheet, counted from 0, of the first unit."""
        return self.top + max(len(column.heading) for column in self.columns) + 1

    def content(self, line: int, key: str) -> Content:
        """Return what stands in a cell; the lines of the total follow those of the last unit."""
        rule = self._rules[key]
        match rule:
            case Counted() if line < len(self.figures):
                return self.figures[line].get(key)
            case Counted():
                return self._total(line, key)
            case Rate():
                look = rule.table.cell if rule.table else self._beside
                part = look(line, rule.part)
                return None if part.value is None else formulas.rate(part, look(line, rule.whole))
            case Taken():
                return rule.table.cell(line, rule.key)
            case Sum():
                keys = self.keys(rule.first, rule.last)
                return formulas.summed([self._beside(line, each) for each in keys])
            case Balance():
                plus = [self._beside(line, each) for each in rule.plus]
                balance = formulas.added(plus, [self._beside(line, each) for each in rule.minus])
                return None if balance.value is None else balance

    def _total(self, line: int, key: str) -> Content:
        cells = [self._beside(each, key) for each in range(len(self.figures))]
        if not self.labels:
            return formulas.total(cells)
        *labels, label = (
            formulas.cell(self.first_line + each, LABELS, self.labels[each % self.every])
            for each in (*range(len(self.figures)), line)
        )
        summed = formulas.total_of_line(labels, label, cells)
        return None if summed.value is None else summed

    def keys(self, first: str, last: str) -> list[str]:
        """Return the keys of the columns from one to another."""
        keys = list(self._places)
        return keys[keys.index(first) : keys.index(last) + 1]

    def _beside(self, line: int, key: str) -> Formula:
        content = self.content(line, key)
        value = content.value if isinstance(content, Formula) else content
        return formulas.cell(self.first_line + line, self._places[key], value)

    def cell(self, line: int, key: str) -> Formula:
        """Return a reference to a cell from another sheet."""
        return formulas.on_sheet(self.name, self._beside(line, key))


def sheet_of(table: Table, flagged: Collection[tuple[int, str]] = ()) -> Sheet:
    """Return the sheet of a table; `flagged` cells, by line and key, are marked as faulty."""
    widths = _widths(table)
    names = [(WORDS["tt"],), (table.about.unit_heading,)]
    names += [(table.label_heading,)] if table.labels else []
    paths = [*names, *(column.heading for column in table.columns)]
    lines = heading(table.number, table.title, table.about.lines, widths)
    assert len(lines) == table.top
    lines += header(paths, widths)
    numbers = ["A", "B", "C"][: len(names)] + [column.number for column in table.columns]
    lines.append(Line({place: Cell(text, Style("number")) for place, text in enumerate(numbers)}))
    repeated = (table.top, len(lines) - 1)
    lines += [
        _line(table, line, flagged, widths) for line in range(len(table.figures) + table.every)
    ]
    lines += [noted(note, widths) for note in table.notes]
    return Sheet(table.name, widths, lines, repeated, len(names))


def _line(
    table: Table, line: int, flagged: Collection[tuple[int, str]], widths: Sequence[float]
) -> Line:
    every, bold = table.every, line >= len(table.figures)
    unit, label = divmod(line, every)
    cells: dict[int, Cell] = {}
    if label == 0:
        name = TOTAL if bold else table.about.units[unit]
        cells[0] = Cell(None if bold else unit + 1, Style("unit_number", bold), down=every)
        cells[1] = Cell(name, Style("text", bold), down=every)
    if table.labels:
        cells[LABELS] = Cell(table.labels[label], Style("text", bold))
    for place, column in enumerate(table.columns, start=LABELS + bool(table.labels)):
        kind: Kind = "rate" if isinstance(column.rule, Rate) else "count"
        style = Style(kind, bold, (line, column.key) in flagged)
        cells[place] = Cell(table.content(line, column.key), style)
    return fitted(cells, widths)


def _widths(table: Table) -> list[float]:
    least, most = _NAME_WIDTHS
    longest = max(map(len, (*table.about.units, TOTAL)))
    widths = [5.0, float(min(max(longest + 2, least), most))]
    widths += [float(max(map(len, table.labels)) + 2)] if table.labels else []
    return widths + [_width(column) for column in table.columns]


def _width(column: Column) -> float:
    least = _RATE_WIDTH if isinstance(column.rule, Rate) else _COUNT_WIDTH
    return max(least, len(column.number) * _NUMBER_LETTER)
