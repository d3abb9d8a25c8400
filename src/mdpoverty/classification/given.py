"""What a frame has of a survey: columns of answers, counts of members, and derived variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mdpoverty.standards.conditions import Condition
from mdpoverty.standards.derived import HighestOfMembers


@dataclass(frozen=True)
class Held:
    """That a member holds one of `some` of the lines, of which each member holds at most one."""

    lines: tuple[tuple[str, Condition], ...]
    some: frozenset[str]


# What is counted over the members of a household.
Counting = Condition | Held | HighestOfMembers


@dataclass(frozen=True)
class Tally:
    """The columns that count the members who surely, and who possibly, meet a condition.

    Of the highest code of any member they are the lowest and the highest that it may be.
    """

    sure: str
    possible: str


@dataclass(frozen=True)
class Span:
    """The columns between which a number lies, both null where nothing is known of it.

    Of a code the numbers are places among the `codes`.
    """

    low: str
    high: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """What a frame has: its columns, and the tallies of its roster (None: no roster).

    `spans` are derived variables that may be known within bounds alone, `named` those that are
    known or not, `answers` conditions that are answered already, `names` those that a table has,
    as it compares them, by the columns that have them.
    """

    columns: frozenset[str]
    tallies: Mapping[Counting, Tally] | None = None
    spans: Mapping[str, Span] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[Condition, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def column(self, variable: str) -> str | None:
        """Return the column that has a variable, None where there is none."""
        if variable in self.named:
            return self.named[variable]
        return variable if variable in self.columns else None

    def tally(self, counting: Counting) -> Tally | None:
        """Return the columns that count something over members, None where they are not there."""
        return self.tallies.get(counting) if self.tallies is not None else None
