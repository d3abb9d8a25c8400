"""Derived variables: what a standard works out of the cells of a survey before it asks anything.

A derived variable has a name of its own, so that it is never taken for a cell. It may be known, or
known to lie within bounds: an age of 7 years is 84 to 95 months.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from mdpoverty.language.messages import message
from mdpoverty.standards.conditions import Condition, Frozen, Scope, keys_of
from mdpoverty.standards.faults import Wrong
from mdpoverty.standards.labels import Label


class FromColumn(Frozen):
    """The value of another variable."""

    column: str


class FromTable(Frozen):
    """What a column of a table says in the row whose key is the household's."""

    table: str
    column: str


class MonthsBetween(Frozen):
    """Completed months from one date to a later one.

    A month is complete on the day of the first date, or on its own last day where it is shorter.
    """

    months_between: Annotated[tuple[str, str], Field(min_length=2, max_length=2)]


class MonthsOfYears(Frozen):
    """The months that so many completed years may be: from 12 times as many to 11 more."""

    months_of_years: str


class YearsOfMonths(Frozen):
    """The completed years in so many months."""

    years_of_months: str


class YearOf(Frozen):
    """The calendar year of a date."""

    year_of: str


class Between(Frozen):
    """The bounds of a whole number that is not known: both are included."""

    at_least: int
    at_most: int


_SOURCES = ("column", "months_between", "months_of_years", "years_of_months", "year_of", "at_least")

DerivedSource = Annotated[
    Annotated[FromColumn, Tag("column")]
    | Annotated[FromTable, Tag("table")]
    | Annotated[MonthsBetween, Tag("months_between")]
    | Annotated[MonthsOfYears, Tag("months_of_years")]
    | Annotated[YearsOfMonths, Tag("years_of_months")]
    | Annotated[YearOf, Tag("year_of")]
    | Annotated[Between, Tag("at_least")],
    Discriminator(
        lambda value: (
            "table"
            if "table" in keys_of(value)
            else next((kind for kind in _SOURCES if kind in keys_of(value)), None)
        ),
        custom_error_type="source",
        custom_error_message="{wrong}",
        custom_error_context=Wrong(
            message(
                "standards.not-a-source",
                "not a source of a derived variable; allowed keys: table, {keys}",
                keys=_SOURCES,
            )
        ),
    ),
]


class FirstKnownValue(Frozen):
    """The first source that says anything."""

    level: Scope
    label: Label
    first_known: Annotated[tuple[DerivedSource, ...], Field(min_length=1)]


class CountedMembers(Frozen):
    """How many members meet a condition; without a member file, a column of the household."""

    label: Label
    count_of_members: Condition
    without_members: str

    @property
    def level(self) -> Scope:
        """The level of what is derived."""
        return "household"


class HighestOfMembers(Frozen):
    """The highest code of any member, in the codes' order; without a member file, a column."""

    label: Label
    highest_of_members: str
    without_members: str

    @property
    def level(self) -> Scope:
        """The level of what is derived."""
        return "household"


_KINDS = ("first_known", "count_of_members", "highest_of_members")

Derived = Annotated[
    Annotated[FirstKnownValue, Tag("first_known")]
    | Annotated[CountedMembers, Tag("count_of_members")]
    | Annotated[HighestOfMembers, Tag("highest_of_members")],
    Discriminator(
        lambda value: next((kind for kind in _KINDS if kind in keys_of(value)), None),
        custom_error_type="derived",
        custom_error_message="{wrong}",
        custom_error_context=Wrong(
            message(
                "standards.not-derived",
                "not a derived variable; give one of these keys: {keys}",
                keys=_KINDS,
            )
        ),
    ),
]


def variables_of(source: DerivedSource) -> tuple[str, ...]:
    """Return the variables that a source names; of a table its keys are read too."""
    match source:
        case FromColumn(column=name) | MonthsOfYears(months_of_years=name):
            return (name,)
        case YearsOfMonths(years_of_months=name) | YearOf(year_of=name):
            return (name,)
        case MonthsBetween(months_between=names):
            return names
        case _:
            return ()
