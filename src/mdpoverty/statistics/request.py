"""What a summary is asked for: groups, cut-offs, and how poverty is identified."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Literal

from mdpoverty.errors import Problem, UsageError, no_column, plain

if TYPE_CHECKING:  # whose options read this need no standard, and load none
    from mdpoverty.standards.model import Standard

Unit = Literal["households", "persons"]
Identify = Literal["deprivations", "class"]
SingleUnit = Literal["certainty", "centered"]

# The columns of a table of statistics, after those of its groups.
CHANGE_FROM = "change_from"
NAMES = ("measure", "indicator", "cutoff", "identify", "unit")
ESTIMATES = ("estimate", "standard_error", "ci_low", "ci_high")
BOUNDS = ("lowest", "highest")
SIZES = ("households", "weighted")

_COUNT = re.compile(r"[0-9]{1,4}")
_SHARE = re.compile(r"[0-9]{1,9}/0*[1-9][0-9]{0,8}|[0-9]?\.[0-9]{1,15}")


@dataclass(frozen=True)
class Cutoff:
    """A poverty cut-off k: as it was given, and the least score that is poor, in units."""

    text: str
    least: int


@dataclass(frozen=True)
class Asked:
    """What a summary is asked for.

    `by` are columns of the survey to group by, the column of rounds `change` among them. Without
    `cutoffs` a household is identified as poor by its class, else by its deprivations alone.
    `single_unit` says what a stratum with one primary sampling unit adds to a variance: nothing
    (its unit was certain to be drawn), or its unit's distance from the mean of all. Figures of
    fewer than `suppress_below` households are left out.
    """

    by: tuple[str, ...] = ()
    change: str | None = None
    unit: Unit = "households"
    cutoffs: tuple[Cutoff, ...] = ()
    complete_cases: bool = False
    single_unit: SingleUnit | None = None
    suppress_below: int = 0
    bounds: bool = False

    @property
    def groups(self) -> tuple[str, ...]:
        """The columns to group by, each once, that of the rounds last."""
        rounds = [self.change] if self.change is not None else []
        return tuple(dict.fromkeys((*self.by, *rounds)))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table of statistics."""
        change = (CHANGE_FROM,) if self.change is not None else ()
        bounds = BOUNDS if self.bounds else ()
        return (*self.groups, *change, *NAMES, *ESTIMATES, *bounds, *SIZES)


def cutoffs_of(
    texts: Sequence[str], identify: Identify | None, standard: Standard
) -> tuple[Cutoff, ...]:
    """Return the poverty cut-offs that are given as text, each once.

    A whole number counts indicators, a fraction (1/3, 0.33) is of the sum of all weights. Raises
    UsageError, with every fault, where one cannot be a cut-off under `standard`, or `identify`
    does not fit.
    """
    if identify == "class" and texts:
        problem = Problem("--cutoff", "the class decides who is poor", advice="leave one out")
        raise UsageError("poverty is identified in two ways", [problem])
    if identify == "deprivations" and not texts:
        problem = Problem("--cutoff", "is missing", "3, 1/3, 0.33", "say from where on one is poor")
        raise UsageError("poverty cannot be identified by deprivations", [problem])
    found, problems = [], []
    for text in dict.fromkeys(texts):
        least, wrong = _least(text, standard)
        found.append(Cutoff(text, least))
        if wrong:
            problems.append(Problem("--cutoff", f"'{plain(text)}' {wrong}", _allowed(standard)))
    if problems:
        raise UsageError("a poverty cut-off is none", problems)
    return tuple(found)


def _least(text: str, standard: Standard) -> tuple[int, str]:
    """Return the least score that is poor, or what is wrong."""
    weights, count = standard.weights, len(standard.indicators)
    wrong = ""
    least = Fraction(0)
    if not count:
        wrong = f"counts indicators, and {standard.id} has none"
    elif _COUNT.fullmatch(text):
        least = Fraction(int(text) * weights.whole, count)
        if not weights.equal:
            wrong = f"counts indicators, but those of {standard.id} weigh differently"
        elif not 1 <= int(text) <= count:
            wrong = f"is no number of indicators of {standard.id}"
    elif not _SHARE.fullmatch(text):
        wrong = "is no number"
    else:
        least = Fraction(text) * weights.whole
        if not 0 < least <= weights.whole:
            wrong = "is no share of all weights"
    return ceil(least), wrong


def _allowed(standard: Standard) -> str:
    if not standard.indicators:
        return "no cut-off: leave --cutoff out"
    share = "a fraction above 0 and up to 1, such as 1/3 or 0.33"
    if standard.weights.equal:
        return f"a number of indicators from 1 to {len(standard.indicators)}, or {share}"
    return share


def require_groups(asked: Asked, have: Collection[str]) -> None:
    """Raise UsageError where a survey cannot be grouped as asked; `have` are its columns."""
    own = (CHANGE_FROM, *NAMES, *ESTIMATES, *BOUNDS, *SIZES)
    problems = []
    for name in asked.groups:
        option = "--change" if name == asked.change else "--by"
        if name not in have:
            problems.append(no_column(option, name, have))
        elif name in own:
            wrong = f"the summary has a column '{name}' of its own"
            problems.append(Problem(option, wrong, advice="rename the survey's column"))
    if problems:
        raise UsageError("the households cannot be grouped so", problems)
