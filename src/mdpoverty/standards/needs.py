"""What a standard reads of a survey: its derived variables, and who reads what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from mdpoverty.codebook import BOOLEANS, Variable
from mdpoverty.standards.conditions import Condition, Scope, TableLimit, columns_read, walk
from mdpoverty.standards.derived import (
    CountedMembers,
    Derived,
    DerivedSource,
    FirstKnownValue,
    FromColumn,
    FromTable,
    HighestOfMembers,
    MonthsBetween,
    MonthsOfYears,
    YearOf,
    variables_of,
)
from mdpoverty.standards.lookups import LookupTable
from mdpoverty.standards.scores import Score, Scorecard

Read = tuple[str, Scope]  # a variable, and whose it is


class Asked(Protocol):
    """What has a condition that is asked of households."""

    @property
    def deprived_when(self) -> Condition:
        """When a household is deprived."""


class Named(Protocol):
    """What has a condition that class rules ask by name."""

    @property
    def when(self) -> Condition:
        """When it holds."""


class Asking(Protocol):
    """The parts of a standard that read variables, or are read."""

    @property
    def indicators(self) -> Mapping[str, Asked]:
        """The indicators by name."""

    @property
    def conditions(self) -> Mapping[str, Named]:
        """The conditions by name."""

    @property
    def scores(self) -> Mapping[str, Score]:
        """The scores by name."""

    @property
    def derived(self) -> Mapping[str, Derived]:
        """The derived variables by name, in order."""

    @property
    def tables(self) -> Mapping[str, LookupTable]:
        """The tables by name."""

    def variables(self, level: Scope) -> Mapping[str, Variable]:
        """Return the variables of a survey."""


def derived_variables(standard: Asking, level: Scope) -> dict[str, Variable]:
    """Return the derived variables of one level, in the order of the file."""
    found: dict[str, Variable] = {}
    for name, derived in standard.derived.items():
        known = {**standard.variables(level), **found}
        if level == "member":
            known = {**standard.variables("household"), **known}
        if derived.level == level:
            like = _like(derived, known, standard)
            found[name] = replace(
                like,
                codes_of=like.codes_of or like.name,
                name=name,
                level=level,
                label_en=derived.label.en,
                label_vi=derived.label.vi,
            )
    return found


def _like(derived: Derived, known: Mapping[str, Variable], standard: Asking) -> Variable:
    """Return a variable that is of the type, the unit and the codes of a derived one."""
    whole = Variable("", "household", "integer", minimum=0)
    match derived:
        case CountedMembers():
            return replace(whole, unit="persons")
        case HighestOfMembers(highest_of_members=name):
            return standard.variables("member").get(name, whole)
        case FirstKnownValue(first_known=(FromColumn(column=name), *_)):
            like = known.get(name, whole)
            return replace(like, codes=BOOLEANS) if like.type == "boolean" else like
        case FirstKnownValue(first_known=(MonthsBetween() | MonthsOfYears(), *_)):
            return replace(whole, unit="months")
        case FirstKnownValue(first_known=(YearOf(), *_)):
            return replace(whole, unit="year")
        case _:
            return replace(whole, unit="years")


def readers(standard: Asking, level: Scope) -> dict[str, tuple[str, ...]]:
    """Return the variables that are read at one level, each with the names of those that do.

    Those are indicators, conditions and scores; what they read of a derived variable is what that
    is worked out of.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name, reads in everything_read(standard):
        cells = {cell for read in reads for cell in cells_read(read, standard)}
        for column in {column for column, at in cells if at == level}:
            if name not in found.get(column, ()):
                found[column] = (*found.get(column, ()), name)
    return found


def of_households(standard: Asking) -> dict[str, Variable]:
    """Return the variables of households that the derived variables of members read."""
    household = standard.variables("household")
    found: dict[str, Variable] = {}
    for derived in standard.derived.values():
        if isinstance(derived, FirstKnownValue) and derived.level == "member":
            reads = [r for x in derived.first_known for r in read_by(x, "member", standard)]
            found |= {name: household[name] for name, level in reads if level == "household"}
    return found


def everything_read(standard: Asking) -> Iterator[tuple[str, list[Read]]]:
    """Yield each indicator, condition and score, with the variables that its conditions read."""
    for name, condition, scope in asked(standard):
        yield name, list(_read(condition, scope, standard))
    for name, score in standard.scores.items():
        if isinstance(score, Scorecard):
            columns = (c for group in score.groups for c in (group.columns or {}).values())
            yield name, [(column, "household") for column in columns]


def table_limits(standard: Asking, level: Scope) -> Iterator[TableLimit]:
    """Yield what the conditions on one level's columns ask of tables."""
    conditions = [(condition, scope) for _, condition, scope in asked(standard)]
    conditions += [
        (derived.count_of_members, "member")
        for derived in standard.derived.values()
        if isinstance(derived, CountedMembers)
    ]
    for condition, scope in conditions:
        for part, _, at in walk(condition, (), scope):
            if isinstance(part, TableLimit) and at == level:
                yield part


def asked(standard: Asking) -> Iterator[tuple[str, Condition, Scope]]:
    """Yield every condition of the standard, with the name of what asks it and whose columns."""
    for name, indicator in standard.indicators.items():
        yield name, indicator.deprived_when, "household"
    for name, named in standard.conditions.items():
        yield name, named.when, "household"
    for name, score in standard.scores.items():
        if isinstance(score, Scorecard):
            for condition in score.tables.values():
                yield name, condition, "household"
            for group in score.groups:
                yield from ((name, part, group.scope) for part in group.options.values())


def _read(condition: Condition, scope: Scope, standard: Asking) -> Iterator[Read]:
    yield from columns_read(condition, scope)
    for part, _, at in walk(condition, (), scope):
        if isinstance(part, TableLimit) and part.in_table in standard.tables:
            yield from ((key, at) for key in standard.tables[part.in_table].keys)


def cells_read(read: Read, standard: Asking) -> Iterator[Read]:
    """Yield the variables of a survey that one is worked out of: itself, where it is not derived.

    Definitions read those before them alone, so this ends.
    """
    name, level = read
    derived = standard.derived.get(name)
    if derived is None or derived.level != level:
        yield name, level
        return
    match derived:
        case FirstKnownValue(first_known=sources):
            for source in sources:
                for cell in read_by(source, level, standard):
                    yield from cells_read(cell, standard)
        case CountedMembers(count_of_members=condition, without_members=column):
            for cell in _read(condition, "member", standard):
                yield from cells_read(cell, standard)
            yield column, "household"
        case HighestOfMembers(highest_of_members=column, without_members=without):
            yield from ((column, "member"), (without, "household"))


def read_by(source: DerivedSource, level: Scope, standard: Asking) -> Iterator[Read]:
    """Yield the variables that a source reads; a member may have those of its household."""
    names = variables_of(source)
    if isinstance(source, FromTable) and source.table in standard.tables:
        names = (*names, *standard.tables[source.table].keys)
    own = standard.variables("member")
    for name in names:
        derived = standard.derived.get(name)
        is_own = name in own or (derived is not None and derived.level == "member")
        yield name, "member" if level == "member" and is_own else "household"
