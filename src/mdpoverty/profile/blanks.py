"""Which cells leave an answer open: blank ones, and columns that a survey does not have.

A condition is open where a part of it is, and that part where one within it is, down to what reads
a column. Each blank is an expression over households, or over members, of whom any may have it.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import narwhals as nw

from mdpoverty.classification.conditions import meaning
from mdpoverty.classification.decide import INCOMES
from mdpoverty.classification.given import Given
from mdpoverty.classification.halves import in_halves
from mdpoverty.classification.scores import outcomes_of, tables_of
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
from mdpoverty.standards.derived import CountedMembers, FirstKnownValue, FromColumn, FromTable
from mdpoverty.standards.needs import cells_read
from mdpoverty.standards.scores import HIGHEST, NO_POINTS, Group, Points, Scorecard

_OPEN = "_open "  # before the numbers of parts that may be open
_COMPOSED = ("all_of", "any_of", "none_of", "count_of", "first_known")


@dataclass(frozen=True)
class Blank:
    """A column that may leave an answer open: what it is called in the survey, and where it is so.

    Where the survey does not have it, `column` is the variable's name; of a form it is what the
    form asks, and `code` the variable. `open` is true or false for each household; `member`, where
    there is one, is so for each member, one of whom is enough. An `unlisted` cell is not blank: it
    holds a name that the table of the standard does not have, and is that of a variable. The cell
    of a range is not blank either: it holds the highest points, above the lowest. A column
    that is not there may be one `of_members`.
    """

    column: str
    has_column: bool
    open: nw.Expr
    member: nw.Expr | None = None
    code: str = ""
    unlisted: str = ""
    is_range: bool = False
    of_members: bool = False


@dataclass(frozen=True)
class Blanks:
    """What may leave each answer open, by its name, and the columns that this is said with.

    `parts` say of each household, `parts_of_members` of each member, whether a part is open that
    several blanks have above them: frames are given them before the blanks are asked for.
    """

    of: Mapping[str, Sequence[Blank]]
    parts: Mapping[str, nw.Expr]
    parts_of_members: Mapping[str, nw.Expr]


def blanks(reading: Reading, known: Given, members: Given | None) -> Blanks:
    """Return what may leave each indicator, score and condition open, and income.

    `known` is what the households have, with derived variables, `members` what their members have,
    None where there are none.
    """
    standard = reading.standard
    finder = _Finder(reading, known, members, {"household": {}, "member": {}})
    incomes = [name for name in INCOMES if name in reading.variables] or list(INCOMES[:1])
    found = {"income": finder.cells(((name, "household") for name in incomes), ())}
    for name, indicator in standard.indicators.items():
        found[name] = finder.of_condition(indicator.deprived_when, decided=name)
    for name, condition in standard.conditions.items():
        found[name] = finder.of_condition(condition.when)
    for name, score in standard.scorecards.items():
        found[name] = list(finder.of_score(score))
    for name in ("income_score", "deprivation_score"):
        found.setdefault(name, finder.cells([(name, "household")], ()))
    for name, cells in found.items():
        if name + HIGHEST in reading.variables:
            cells.extend(finder.range_of(name))
    return Blanks(found, finder.parts["household"], finder.parts["member"])


@dataclass(frozen=True)
class _Finder:
    reading: Reading
    known: Given
    members: Given | None
    parts: Mapping[Scope, dict[str, nw.Expr]]

    def _part(self, is_open: nw.Expr, scope: Scope = "household") -> nw.Expr:
        """Return a column of its own for whether a part is open: each blank in it asks for it."""
        name = f"{_OPEN}{len(self.parts[scope])}"
        self.parts[scope][name] = is_open
        return nw.col(name)

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

    def of_score(self, score: Scorecard) -> Iterator[Blank]:
        """Yield what may leave points open: of each group of lines that does, and of the tables."""
        tables = tables_of(score, self.reading.standard, self.known)
        if score.tables:
            unsure = self._part(_several(tables.values()))
            for condition in score.tables.values():
                yield from self._within(condition, self.known, (unsure,))
        for group in score.groups:
            opened = self._part(self._unsettled(group, score, tables))
            if group.columns is None:
                for condition in group.options.values():
                    yield from self._within(condition, self.known, (opened,))
            elif self.members is None:
                counts: list[tuple[str, Scope]] = [(x, "household") for x in group.columns.values()]
                yield from self.cells(counts, (opened,))
            else:
                for condition in group.options.values():
                    yield from self._of_members(condition, (opened,))

    def range_of(self, score: str) -> Iterator[Blank]:
        """Yield the column of a score's highest points, open where they are above the lowest."""
        wide = (nw.col(score + HIGHEST) > nw.col(score)).fill_null(value=False)
        for column, code in self._called(score + HIGHEST, "household"):
            yield Blank(column, has_column=True, open=wide, code=code, is_range=True)

    def _unsettled(self, group: Group, score: Scorecard, tables: Mapping[str, nw.Expr]) -> nw.Expr:
        """Return whether a group may bring different points, in a table that may hold."""
        outcomes = outcomes_of(group, self.reading.standard, self.known, "")
        found = []
        for table, holds in tables.items():
            possible: dict[Points, list[nw.Expr]] = {}
            for outcome, may_be in outcomes.items():
                points = [score.options[x].points[table] or NO_POINTS for x in outcome.options]
                sums = Points(_sum(x.lowest for x in points), _sum(x.highest for x in points))
                possible.setdefault(sums, []).append(may_be)
            found.append(
                holds & _several(in_halves(operator.or_, some) for some in possible.values())
            )
        return in_halves(operator.or_, found)

    def _of_members(self, condition: Condition, above: Sequence[nw.Expr]) -> Iterator[Blank]:
        """Yield what may leave a condition open that is asked of members, where there are some."""
        assert self.members is not None
        for blank in self._within(condition, self.members, (), "member"):
            yield replace(blank, open=_all(above), member=blank.open)

    def _is_there(self, part: Condition) -> bool:
        """Whether the survey has anything that a source reads, beside the household's size."""
        if any(member_conditions(part)):
            return self.members is not None
        reads = [cell for read in columns_read(part) for cell in self._sources(read)]
        return any(self._has(cell) for cell in reads if cell[0] != HOUSEHOLD_SIZE)

    def _within(
        self, part: Condition, given: Given, above: Sequence[nw.Expr], scope: Scope = "household"
    ) -> Iterator[Blank]:
        is_open = meaning(part, given).is_null()
        match part:
            case AnyMember(any_member=asked) | ShareOfMembers(share_of_members=asked):
                above = (*above, self._part(is_open, scope))
                if self.members is None:
                    yield from self.cells(columns_read(asked, "member"), above, "member")
                    return
                yield from self._of_members(asked, above)
                return
        inner = next((getattr(part, key) for key in _COMPOSED if hasattr(part, key)), None)
        if inner is None:
            yield from self.cells(self._read_by(part, scope), (*above, is_open), scope)
            return
        above = (*above, self._part(is_open, scope))
        for each in self._answerable(part, scope) if isinstance(part, FirstKnown) else inner:
            yield from self._within(each, given, above, scope)

    def _answerable(self, part: FirstKnown, scope: Scope) -> Sequence[Condition]:
        """Return of an answer's sources those that the survey has all columns of, else all.

        Who was measured needs no column that says the same in a word.
        """
        there = [
            each
            for each in part.first_known
            if all(any(map(self._has, self._sources(x))) for x in self._read_by(each, scope))
        ]
        return there or part.first_known

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
            derived = self.reading.standard.derived.get(read[0])
            if isinstance(derived, CountedMembers) and self.members is not None:
                found += self._of_members(derived.count_of_members, above)
                continue
            if isinstance(derived, FirstKnownValue) and scope == derived.level == "household":
                found += self._unlisted(read[0], derived, above)
            sources = self._sources(read)
            there = [cell for cell in sources if self._has(cell)]
            for name, level in there:
                blank = nw.col(name).is_null()
                of_members = level == "member" and scope == "household"
                opened = above if of_members else [*above, blank]
                found += [
                    Blank(column, True, _all(opened), blank if of_members else None, code)  # noqa: FBT003 -- of a plain record
                    for column, code in self._called(name, level)
                ]
            if not there:
                found += [
                    Blank(name, has_column=False, open=_all(above), of_members=level == "member")
                    for name, level in sources
                ]
        return found

    def _unlisted(
        self, name: str, derived: FirstKnownValue, above: Sequence[nw.Expr]
    ) -> Iterator[Blank]:
        """Yield the names that tables do not have, and the columns that would say the same."""
        for source in derived.first_known:
            if not isinstance(source, FromTable):
                continue
            (key,) = self.reading.standard.tables[source.table].keys
            if not self._has((key, "household")):
                continue
            opened = _all(
                [*above, nw.col(self.known.named[name]).is_null(), ~nw.col(key).is_null()]
            )
            for column, code in self._called(key, "household"):
                yield Blank(column, has_column=True, open=opened, code=code, unlisted=key)
            for other in derived.first_known:
                if isinstance(other, FromColumn) and not self._has((other.column, "household")):
                    yield Blank(other.column, has_column=False, open=opened)

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

    def _called(self, name: str, level: Scope) -> tuple[tuple[str, str], ...]:
        """Return what the survey calls the columns of a variable; of a form also their code."""
        roster = self.reading.roster
        survey = roster.survey if level == "member" and roster else self.reading.survey
        columns = survey.columns_of(name) or (name,)
        return tuple(
            (survey.called(column), column if column in survey.questions else "")
            for column in columns
        )


def _several(some: Iterable[nw.Expr]) -> nw.Expr:
    """Return whether more than one of some conditions, which are never null, is true."""
    return in_halves(operator.add, (each.cast(nw.Int16) for each in some)) > 1


def _sum(points: Iterable[Fraction]) -> Fraction:
    return sum(points, Fraction(0))


def _all(conditions: Sequence[nw.Expr]) -> nw.Expr:
    return in_halves(operator.and_, [nw.lit(value=True), *conditions])
