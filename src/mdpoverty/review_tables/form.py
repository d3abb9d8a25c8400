"""A form of the review: its columns, its entries (sections, units, totals) and every cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from mdpoverty.review_tables import formulas
from mdpoverty.review_tables.columns import (
    Balance,
    Column,
    Counted,
    Rate,
    Rule,
    Sum,
    Taken,
)
from mdpoverty.review_tables.formulas import Formulas
from mdpoverty.review_tables.sheets import Words

NUMBERS, NAMES, LABELS = 0, 1, 2  # the first columns of a sheet, counted from 0

_Sum = tuple[int, Sequence[int]]  # a line, and those that it adds up
Id = tuple[object, ...]  # of an entry: an area and a unit, an area, a unit, or nothing


Figures = Mapping[str, int | None]  # by name; None is unknown


@dataclass(frozen=True)
class Entry:
    """A section, a unit or a total: its number and name, and one line or more.

    It has the `figures` of each line (None: the sum of the lines under it), or is the sum of the
    entries `parts`, line by line. `labels` say what its lines are.
    """

    id: Id
    number: str | int | None
    name: str
    labels: tuple[str, ...] = ("",)
    figures: tuple[Figures | None, ...] = ()
    parts: tuple[int, ...] = ()

    @property
    def bold(self) -> bool:
        """Whether it is a section or a total."""
        return not isinstance(self.number, int)


@dataclass(frozen=True)
class Form:
    """A form: what it is called and headed by, its columns and entries, and the words under it.

    `top` stands between title and header: on each line a text at the left and one at the right.
    `labelled` is the heading of a column for the labels of lines; where it is blank these stand
    under the name of the unit. Where columns have numbers, those of names have letters if
    `lettered`. `unit_row` is what the numbers of a column are in, on a line of their own; `legend`
    says what numbered headings mean.
    """

    name: str
    title: str
    unit_heading: str
    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]
    top: tuple[tuple[str, str], ...] = ()
    labelled: str | Words = ""
    lettered: bool = True
    unit_row: tuple[str, str] | None = None
    legend: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    portrait: bool = False

    @property
    def named(self) -> int:
        """How many columns stand before those of figures."""
        return LABELS + bool(self.labelled)

    @cached_property
    def lines(self) -> list[tuple[int, int]]:
        """The entry of each line, by its place, and which of its lines it is."""
        return [(n, m) for n, each in enumerate(self.entries) for m in range(len(each.labels))]

    @cached_property
    def _starts(self) -> list[int]:
        return [line for line, (_, label) in enumerate(self.lines) if label == 0]

    @cached_property
    def _ids(self) -> dict[Id, int]:
        return {entry.id: place for place, entry in enumerate(self.entries)}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {column.key: self.named + n for n, column in enumerate(self.columns)}

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return {column.key: column.rule for column in self.columns}

    @cached_property
    def _sections(self) -> list[str | None]:
        """The number of the section that each entry is in."""
        found: list[str | None] = []
        section: str | None = None
        for entry in self.entries:
            found.append(section)
            section = entry.number if isinstance(entry.number, str) else section
        return found

    @cached_property
    def _columns(self) -> dict[str, Formulas]:
        return {}

    @cached_property
    def keys(self) -> list[str]:
        """The keys of its columns, in order."""
        return list(self._places)

    @cached_property
    def numbered(self) -> bool:
        """Whether its columns have numbers."""
        return any(column.number for column in self.columns)

    @cached_property
    def header(self) -> tuple[int, int]:
        """The first and the last line of its header, counted from 0."""
        depth = max(len(column.heading) for column in self.columns)
        first = 2 + len(self.top)
        return first, first + depth + bool(self.unit_row) + self.numbered - 1

    @cached_property
    def first_line(self) -> int:
        """The line of the sheet, counted from 0, of the first entry."""
        return self.header[1] + 1

    def line_of(self, id_: Id, label: int = 0) -> int | None:
        """Return the line of an entry, None where the form has none of this id."""
        place = self._ids.get(id_)
        return None if place is None else self._starts[place] + label

    @cached_property
    def ids(self) -> list[Id]:
        """The id of the entry of each line."""
        return [self.entries[place].id for place, _ in self.lines]

    @cached_property
    def labels(self) -> pl.Series:
        """Which of the lines of its entry each line is."""
        return pl.Series([label for _, label in self.lines], dtype=pl.Int64)

    @cached_property
    def line_names(self) -> list[str]:
        """Of each line its unit, the section that it is in, and which of its lines it is."""
        return [self._name_of(place, label) for place, label in self.lines]

    def _name_of(self, place: int, label: int) -> str:
        entry = self.entries[place]
        said = [entry.labels[label].strip("- ")] if entry.labels[label] else []
        section = self._sections[place]
        if isinstance(entry.number, int) and section:
            said = [section, *said]
        return f"{entry.name} ({', '.join(said)})" if said else entry.name

    @cached_property
    def _after_parts(self) -> list[int]:
        """The places of entries, of each after those of its parts."""
        places = range(len(self.entries))
        return sorted(places, key=lambda place: bool(self.entries[place].parts))

    def figure(self, key: str) -> pl.Series:
        """Return figures that need not stand in a column: of each entry, or of all its parts."""
        found: list[int | None] = [None] * len(self.lines)
        for place in self._after_parts:
            entry, start = self.entries[place], self._starts[place]
            for label in reversed(range(len(entry.labels))):
                if self._adds_own(entry, label):
                    number = formulas.sum_of(found[start + 1 : start + len(entry.labels)])
                elif entry.parts:
                    number = formulas.sum_of(
                        [found[self._starts[part] + label] for part in entry.parts]
                    )
                else:
                    own = entry.figures[label]
                    number = None if own is None else own.get(key)
                found[start + label] = number
        return pl.Series(found, dtype=pl.Int64)

    def column(self, key: str) -> Formulas:
        """Return what stands in the cells of a column: a formula or a number on each line."""
        if key not in self._columns:
            self._columns[key] = self._filled(key)
        return self._columns[key]

    def _filled(self, key: str) -> Formulas:
        rule = self._rules[key]
        match rule:
            case Counted():
                return self._counted(key, self._silent(rule))
            case Rate():
                look = rule.form.cells if rule.form else self.beside
                return formulas.rate(look(rule.part), look(rule.whole))
            case Taken():
                return rule.form.cells(rule.key)
            case Sum():
                keys = self.keys[self.keys.index(rule.first) : self.keys.index(rule.last) + 1]
                return formulas.summed([self.beside(each) for each in keys])
            case Balance():
                plus, minus = (
                    [self.beside(each) for each in some] for some in (rule.plus, rule.minus)
                )
                found = formulas.added(plus, minus)
                return formulas.shown(found)

    def _silent(self, rule: Counted) -> list[bool]:
        """Return on which lines nothing is known of those whom a column counts."""
        if not rule.asked:
            return [False] * len(self.lines)
        asked, unknown = self.figure(rule.asked), self.figure(rule.unknown)
        return ((asked > 0) & (asked == unknown)).fill_null(value=False).to_list()

    def _counted(self, key: str, silent: Sequence[bool]) -> Formulas:
        """Return counts, and the formulas that add them up.

        A sum is of the lines that say something, and blank where it is `silent` itself.
        """
        names = self._cells_of(self._places[key])
        values = [
            None if own is None or quiet else own.get(key)
            for own, quiet in zip(self._own, silent, strict=True)
        ]
        texts: list[str | None] = [None] * len(values)
        before, (joined, parts), after = self._sums
        for line, lines in before:
            texts[line], values[line] = self._total(line, lines, names, values, silent)
        cells = Formulas(pl.Series(names), pl.Series(values, dtype=pl.Int64))
        if joined:
            quiet = pl.Series(silent)
            heard = ~quiet.gather(joined)
            found = formulas.joint(
                [cells.gather(each) for each in parts], [quiet.gather(p) & heard for p in parts]
            )
            for line, text, value in zip(joined, *found, strict=True):
                texts[line], values[line] = text, value
        for line, lines in after:
            texts[line], values[line] = self._total(line, lines, names, values, silent)
        return Formulas(pl.Series(texts, dtype=pl.String), pl.Series(values, dtype=pl.Int64))

    @staticmethod
    def _adds_own(entry: Entry, label: int) -> bool:
        """Return whether a line of an entry adds up the entry's other lines."""
        return len(entry.labels) > 1 and not entry.labels[label]

    @cached_property
    def _own(self) -> list[Figures | None]:
        """The figures of each line that is counted, and adds up no others."""
        found: list[Figures | None] = []
        for entry in self.entries:
            found += [None] * len(entry.labels) if entry.parts else entry.figures
        return found

    @cached_property
    def _sums(self) -> tuple[list[_Sum], tuple[list[int], list[pl.Series]], list[_Sum]]:
        """Lines that add up others: those of counts, those of cells here and there, and others."""
        before: list[_Sum] = []
        joined: list[_Sum] = []
        after: list[_Sum] = []
        for line, (place, label) in enumerate(self.lines):
            entry = self.entries[place]
            lines = [self._starts[part] + label for part in entry.parts]
            if self._adds_own(entry, label):
                own = range(line + 1, line + len(entry.labels))
                (after if entry.parts else before).append((line, own))
            elif not entry.parts:
                continue
            elif entry.bold and not any(self.entries[part].parts for part in entry.parts):
                before.append((line, lines))
            else:
                joined.append((line, lines))
        before.sort(key=lambda found: bool(self.entries[self.lines[found[0]][0]].parts))
        most = max((len(lines) for _, lines in joined), default=0)
        parts = [
            pl.Series([lines[n] if n < len(lines) else None for _, lines in joined], dtype=pl.Int64)
            for n in range(most)
        ]
        return before, ([line for line, _ in joined], parts), after

    def _total(
        self,
        line: int,
        lines: Sequence[int],
        names: Sequence[str],
        values: Sequence[int | None],
        silent: Sequence[bool],
    ) -> tuple[str | None, int | None]:
        """Return the formula that adds up lines one under the other, and what it comes to."""
        place, label = self.lines[line]
        entry = self.entries[place]
        cells = [names[each] for each in lines]
        found = [0 if silent[each] and not silent[line] else values[each] for each in lines]
        if self._adds_own(entry, label) or all(
            len(self.entries[part].labels) == 1 for part in entry.parts
        ):
            return formulas.total(cells, found)
        column = self._cells_of(LABELS if self.labelled else NUMBERS)
        # A section's own label, or of each unit the line that has its number.
        condition = column[line] if self.labelled else '">0"'
        total = formulas.total_where([column[each] for each in lines], condition, cells, found)
        return (None, None) if total[1] is None else total

    def _cells_of(self, column: int) -> list[str]:
        """Return what the cells of a column of the sheet are called, line by line."""
        return formulas.names_of_cells(self.first_line, column, len(self.lines)).to_list()

    def beside(self, key: str) -> Formulas:
        """Return references to the cells of a column from the same sheet."""
        values = self.column(key).values
        return formulas.column_of_cells(self.first_line, self._places[key], values)

    def cells(self, key: str) -> Formulas:
        """Return references to the cells of a column from another sheet."""
        return formulas.all_on_sheet(self.name, self.beside(key))
