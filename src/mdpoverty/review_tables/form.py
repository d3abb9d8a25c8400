"""A form of the review: its columns, its entries (sections, units, totals) and every cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from mdpoverty.review_tables import formulas
from mdpoverty.review_tables.formulas import Formula
from mdpoverty.review_tables.sheets import Content, Words

NUMBERS, NAMES, LABELS = 0, 1, 2  # the first columns of a sheet, counted from 0

Id = tuple[object, ...]  # of an entry: an area and a unit, an area, a unit, or nothing


@dataclass(frozen=True)
class Counted:
    """A number that was counted."""


@dataclass(frozen=True)
class Rate:
    """One column in per cent of another, of this form or of the same line of another one."""

    part: str
    whole: str
    form: Form | None = None


@dataclass(frozen=True)
class Taken:
    """A column of another form with the same entries, line by line."""

    key: str
    form: Form


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
    """A column: its key, its heading from the top, and what stands in its cells.

    `number` is what the form calls it, blank where its columns have no numbers.
    """

    key: str
    heading: tuple[str | Words, ...]
    number: str = ""
    rule: Rule = field(default_factory=Counted)


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
    def _contents(self) -> dict[tuple[int, str], Content]:
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

    def figure(self, line: int, key: str) -> int | None:
        """Return a figure that need not stand in a column: of an entry, or of all its parts."""
        place, label = self.lines[line]
        entry = self.entries[place]
        if entry.parts:
            found = [self.figure(self._starts[part] + label, key) for part in entry.parts]
            return None if None in found else sum(number for number in found if number is not None)
        own = entry.figures[label]
        return None if own is None else own.get(key)

    def content(self, line: int, key: str) -> Content:
        """Return what stands in a cell."""
        if (line, key) not in self._contents:
            self._contents[line, key] = self._content(line, key)
        return self._contents[line, key]

    def _content(self, line: int, key: str) -> Content:
        rule = self._rules[key]
        match rule:
            case Counted():
                return self._counted(line, key)
            case Rate():
                look = rule.form.cell if rule.form else self.beside
                part = look(line, rule.part)
                return None if part.value is None else formulas.rate(part, look(line, rule.whole))
            case Taken():
                return rule.form.cell(line, rule.key)
            case Sum():
                keys = self.keys[self.keys.index(rule.first) : self.keys.index(rule.last) + 1]
                return formulas.summed([self.beside(line, each) for each in keys])
            case Balance():
                plus = [self.beside(line, each) for each in rule.plus]
                balance = formulas.added(plus, [self.beside(line, each) for each in rule.minus])
                return None if balance.value is None else balance

    def _counted(self, line: int, key: str) -> Content:
        place, label = self.lines[line]
        entry = self.entries[place]
        if len(entry.labels) > 1 and not entry.labels[label]:
            own = range(line + 1, line + len(entry.labels))
            return formulas.total([self.beside(each, key) for each in own])
        if not entry.parts:
            figures = entry.figures[label]
            return None if figures is None else figures.get(key)
        lines = [self._starts[part] + label for part in entry.parts]
        cells = [self.beside(each, key) for each in lines]
        parts = [self.entries[part] for part in entry.parts]
        if not entry.bold or any(part.parts for part in parts):
            return formulas.joint(cells)
        if all(len(part.labels) == 1 for part in parts):
            return formulas.total(cells)
        column = LABELS if self.labelled else NUMBERS
        where = [formulas.cell(self.first_line + each, column, None) for each in lines]
        # A section's own label, or of each unit the line that has its number.
        condition = self._at(line, LABELS).text if self.labelled else '">0"'
        found = formulas.total_where(where, condition, cells)
        return None if found.value is None else found

    def _at(self, line: int, column: int) -> Formula:
        return formulas.cell(self.first_line + line, column, None)

    def beside(self, line: int, key: str) -> Formula:
        """Return a reference to a cell from the same sheet."""
        content = self.content(line, key)
        value = content.value if isinstance(content, Formula) else content
        assert not isinstance(value, Words)
        return formulas.cell(self.first_line + line, self._places[key], value)

    def cell(self, line: int, key: str) -> Formula:
        """Return a reference to a cell from another sheet."""
        return formulas.on_sheet(self.name, self.beside(line, key))

    def name_of(self, line: int) -> str:
        """Return the unit of a line, the section that it is in, and which of its lines it is."""
        place, label = self.lines[line]
        entry = self.entries[place]
        said = [entry.labels[label].strip("- ")] if entry.labels[label] else []
        section = self._sections[place]
        if isinstance(entry.number, int) and section:
            said = [section, *said]
        return f"{entry.name} ({', '.join(said)})" if said else entry.name
