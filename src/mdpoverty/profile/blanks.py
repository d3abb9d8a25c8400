"""Which cells leave an answer open: blank ones, and columns that a survey does not have.

A condition is open where a part of it is, and that part where one within it is, down to what reads
a column. Each blank is an expression over households, or over members, of whom any may have it.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import narwhals as nw

from mdpoverty.classification.conditions import meaning
from mdpoverty.classification.decide import INCOMES
from mdpoverty.classification.given import Given
from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.reading.reading import Reading
from mdpoverty.standards.conditions import (
    AnyMember,
    Condition,
    FirstKnown,
    Scope,
    ShareOfMembers,
    TableLimit,
    columns_read,
    member_conditions,
)
from mdpoverty.standards.needs import cells_read, everything_read

_COMPOSED = ("all_of", "any_of", "none_of", "count_of", "first_known")


@dataclass(frozen=True)
class Blank:
    """A column that may leave an answer open: what it is called in the survey, and where it is so.

    Where the survey does not have it, `column` is the variable's name. `open` is true or false for
    each household; `member`, where there is one, is so for each member, one of whom is enough.
    """

    column: str
    has_column: bool
    open: nw.Expr
    member: nw.Expr | None = None


def blanks(reading: Reading, known: Given, members: Given | None) -> dict[str, list[Blank]]:
    """Return what may leave each indicator, score and condition open, and income.

    `known` is what the households have, with derived variables, `members` what their members have,
    None where there are none.
    """
    standard = reading.standard
    finder = _Finder(reading, known, members)
    incomes = [name for name in INCOMES if name in reading.variables] or list(INCOMES[:1])
    found = {"income": finder.cells(((name, "household") for name in incomes), ())}
    for name, indicator in standard.indicators.items():
        found[name] = finder.of_condition(indicator.deprived_when, decided=name)
    for name, condition in standard.conditions.items():
        found[name] = finder.of_condition(condition.when)
    for name, reads in everything_read(standard):
        if name in standard.scorecards:
            found[name] = [*found.get(name, ()), *finder.cells(reads, ())]
    for name in ("income_score", "deprivation_score"):
        found.setdefault(name, finder.cells([(name, "household")], ()))
    return found


@dataclass(frozen=True)
class _Finder:
    reading: Reading
    known: Given
    members: Given | None

    def of_condition(self, condition: Condition, decided: str | None = None) -> list[Blank]:
        """Return what may leave a condition open: of its sources those that the survey has."""
        whole = condition
        parts = whole.first_known if isinstance(whole, FirstKnown) else (whole,)
        there = [part for part in parts if self._is_there(part)]
        own = decided in self.reading.variables
        if not there and not own:
            there = [part for part in parts if not any(member_conditions(part))] or list(parts)
        found = [blank for part in there for blank in self._within(part, self.known, ())]
        if decided is not None and own:
            found += self.cells([(decided, "household")], ())
        return found

    def _is_there(self, part: Condition) -> bool:
        """Whether the survey has anything that a source reads, beside the household's size."""
        if any(member_conditions(part)):
            return self.members is not None
        reads = [cell for read in columns_read(part) for cell in self._sources(read)]
        return any(self._has(cell) for cell in reads if cell[0] != HOUSEHOLD_SIZE)

    def _within(
        self, part: Condition, given: Given, above: Sequence[nw.Expr], scope: Scope = "household"
    ) -> Iterator[Blank]:
        above = (*above, meaning(part, given).is_null())
        match part:
            case AnyMember(any_member=asked) | ShareOfMembers(share_of_members=asked):
                if self.members is None:
                    yield from self.cells(columns_read(asked, "member"), above, "member")
                    return
                for blank in self._within(asked, self.members, (), "member"):
                    yield Blank(blank.column, blank.has_column, _all(above), blank.open)
                return
        inner = next((getattr(part, key) for key in _COMPOSED if hasattr(part, key)), None)
        if inner is None:
            yield from self.cells(self._read_by(part, scope), above, scope)
            return
        for each in inner:
            yield from self._within(each, given, above, scope)

    def cells(
        self,
        reads: Iterable[tuple[str, Scope]],
        above: Sequence[nw.Expr],
        scope: Scope = "household",
    ) -> list[Blank]:
        """Return the columns that variables come from, open where they are blank.

        Of a variable that has several sources those that the survey has. `scope` is what the
        frame's rows are.
        """
        found: list[Blank] = []
        for read in dict.fromkeys(reads):
            sources = self._sources(read)
            there = [cell for cell in sources if self._has(cell)]
            for name, level in there:
                blank = nw.col(name).is_null()
                of_members = level == "member" and scope == "household"
                opened = above if of_members else [*above, blank]
                found += [
                    Blank(column, has_column=True, open=_all(opened), member=blank)
                    if of_members
                    else Blank(column, has_column=True, open=_all(opened))
                    for column in self._called(name, level)
                ]
            if not there:
                found += [Blank(name, has_column=False, open=_all(above)) for name, _ in sources]
        return found

    def _read_by(self, part: Condition, scope: Scope) -> Iterator[tuple[str, Scope]]:
        """Yield the variables that the innermost part of a condition reads."""
        yield from columns_read(part, scope)
        if isinstance(part, TableLimit):
            yield from ((key, scope) for key in self.reading.standard.tables[part.in_table].keys)

    def _sources(self, read: tuple[str, Scope]) -> list[tuple[str, Scope]]:
        return list(dict.fromkeys(cells_read(read, self.reading.standard)))

    def _has(self, cell: tuple[str, Scope]) -> bool:
        return cell[0] in self._variables(cell[1])

    def _variables(self, level: Scope) -> Mapping[str, object]:
        if level == "household":
            return self.reading.variables
        return self.reading.roster.variables if self.reading.roster else {}

    def _called(self, name: str, level: Scope) -> tuple[str, ...]:
        """Return what the survey calls the columns of a variable."""
        roster = self.reading.roster
        survey = roster.survey if level == "member" and roster else self.reading.survey
        columns = survey.columns_of(name) or (name,)
        return tuple(survey.headings.get(column, column) for column in columns)


def _all(conditions: Sequence[nw.Expr]) -> nw.Expr:
    return reduce(operator.and_, conditions, nw.lit(value=True))
