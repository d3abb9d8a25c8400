"""What a summary is asked for: groups, cut-offs, and how poverty is identified."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations
from math import inf
from typing import TYPE_CHECKING, Literal, get_args

from mdpoverty.codebook import labels_of_columns
from mdpoverty.errors import Problem, UsageError, no_column, not_grouped, plain
from mdpoverty.language.messages import Phrase, message

if TYPE_CHECKING:  # whose options read this need no standard, and load none
    from mdpoverty.standards.model import Standard
from mdpoverty.statistics.cutoffs import Cutoff

Unit = Literal["households", "persons"]
SingleUnit = Literal["certainty", "centered", "average", "scaled"]
Method = Literal["brr", "jackknife", "bootstrap"]
Interval = Literal["logit", "beta", "wald"]
Pairs = Literal["consecutive", "every"]
MemberGroup = Literal["sex", "age_group"]
Layout = Literal["tidy", "mpitb"]

# The columns of a table of statistics, after those of its groups.
CHANGE_FROM = "change_from"
NAMES = ("measure", "indicator", "cutoff", "identify", "unit")
ESTIMATES = ("estimate", "standard_error", "ci_low", "ci_high")
BOUNDS = ("lowest", "highest")
SIZES = ("households", "weighted")
PRECISION = ("cv", "deff", "df", "units", "quality")
GROUPING = "grouping"
OPEN = "open"
INSIDE = "_inside"  # of a cell: whether its households are in the population
TOTAL: Mapping[Unit, str] = {"households": "_weight", "persons": "_persons"}  # summed weights
FPC = "_fpc"  # of a cell: what its stratum says of the population
CONTRAST_FROM = "contrast_from"
COMPARISON = (
    "p_value",
    *("relative", "relative_error"),
    *("per_year", "per_year_error"),
    *("relative_per_year", "relative_per_year_error"),
)


_LEVELS = (0.5, 0.9999)
_OLDEST = 120
_TWO = 2
_NOT_THE_SUMMARY = Phrase("statistics.not-the-summary", "cannot make these figures")


@dataclass(frozen=True)
class Asked:
    """What a summary is asked for.

    `by` are columns of the survey to group by, the column of rounds `change` among them, and so is
    the column `contrast`, whose groups are compared. Each column of `each` is a grouping of its
    own. With `totals` there are the groups of fewer columns too, down to all households. Rounds are
    compared in `pairs`. Persons are grouped by `by_member` too, in groups of age that begin at
    `ages`. Without `cutoffs` a household is identified as poor by its class, else by
    its deprivations alone. `income` asks for measures of incomes too, `robustness` for how far
    figures depend on cut-offs, indicators and missing answers.
    The column `fpc` says how many units there are in the population of a stratum, or which share of
    them was drawn. The columns whose names have the pattern `replicates` are replicate weights that
    were made by a `method`; they are the design in place of strata and units.
    `single_unit` says what a stratum with one primary sampling unit adds to a variance: nothing
    (its unit was certain to be drawn), its unit's distance from the mean of all, or as much as the
    other strata on average. `interval` is how intervals of shares are made, `level` with which
    chance they hold the true value. From the coefficients of variation in `flag_cv` on a figure is
    of caution, and unreliable. Figures of fewer than `suppress_below` households are left out, and
    those to which fewer add.
    """

    by: tuple[str, ...] = ()
    change: str | None = None
    pairs: Pairs = "consecutive"
    contrast: str | None = None
    each: tuple[str, ...] = ()
    totals: bool = False
    by_member: tuple[MemberGroup, ...] = ()
    ages: tuple[int, ...] = (0, 16, 60)
    income: bool = False
    fpc: str | None = None
    replicates: str | None = None
    method: Method | None = None
    robustness: bool = False
    unit: Unit = "households"
    cutoffs: tuple[Cutoff, ...] = ()
    complete_cases: bool = False
    single_unit: SingleUnit | None = None
    interval: Interval = "logit"
    level: float = 0.95
    flag_cv: tuple[float, float] = (0.2, 0.3)
    suppress_below: int = 0
    bounds: bool = False

    @property
    def groups(self) -> tuple[str, ...]:
        """The columns to group by, each once, that of the rounds last."""
        return tuple(dict.fromkeys((*self.crossed, *self.each, *self._rounds)))

    @property
    def of_households(self) -> tuple[str, ...]:
        """The columns to group by that are the survey's, and not of members."""
        return tuple(name for name in self.groups if name not in self.by_member)

    @property
    def crossed(self) -> tuple[str, ...]:
        """The columns that are grouped by together, without that of the rounds."""
        contrast = [self.contrast] if self.contrast is not None else []
        columns = dict.fromkeys((*self.by, *contrast, *self.by_member))
        return tuple(name for name in columns if name != self.change)

    @property
    def _rounds(self) -> tuple[str, ...]:
        return () if self.change is None else (self.change,)

    def groupings(self, kept: Collection[str] = ()) -> list[tuple[str, ...]]:
        """Return the columns of each grouping, totals before what they are the totals of.

        The columns `kept` are in every grouping that has fewer columns than asked for: those that
        tell rounds, which are not added up.
        """
        asked = [self.crossed] if self.crossed or not self.each else []
        asked += [(name,) for name in self.each if name != self.change]
        found = dict.fromkeys(asked)
        if self.totals:
            parts = [
                tuple(name for name in columns if name in some or name in kept)
                for columns in asked
                for number in range(len(columns))
                for some in combinations(columns, number)
            ]
            found = dict.fromkeys((*parts, *asked))
        ordered = sorted(found, key=len)
        return list(dict.fromkeys((*columns, *self._rounds) for columns in ordered))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table of statistics."""
        change = (CHANGE_FROM,) if self.change is not None else ()
        bounds = BOUNDS if self.bounds else ()
        usual = (*self.groups, *change, *NAMES, *ESTIMATES, *bounds, *SIZES, *PRECISION)
        grouping = (GROUPING,) if self.totals or self.each else ()
        contrast = (CONTRAST_FROM,) if self.contrast is not None else ()
        return (*usual, *grouping, *contrast, *(COMPARISON if change or contrast else ()))


def level_of(text: str | float) -> float:
    """Return the chance with which intervals hold the true value: 0.9, or 90 for per cent.

    Raises UsageError where it is not one from 0.5 up to 0.9999.
    """
    with suppress(ValueError):
        number = float(str(text).replace(",", "."))
        share = number / 100 if number > 1 else number
        if _LEVELS[0] <= share <= _LEVELS[1]:
            return share
    wrong = message(
        "statistics.no-level", "'{level}' is not a confidence level", level=plain(str(text))
    )
    allowed = message("statistics.levels", "0.5 to 0.9999, or 50 to 99.99 (per cent)")
    problem = Problem("--level", wrong, allowed)
    raise UsageError(_NOT_THE_SUMMARY(), [problem])


def flags_of(text: str | Sequence[float]) -> tuple[float, float]:
    """Return the coefficients of variation from which on a figure is of caution, and unreliable.

    Raises UsageError where these are not two numbers above 0, the smaller one first.
    """
    parts = text.split(",") if isinstance(text, str) else list(text)
    with suppress(ValueError, OverflowError):
        limits = [float(part) for part in parts]
        if len(limits) == _TWO and 0 < limits[0] <= limits[1] < inf:
            return limits[0], limits[1]
    wrong = message(
        "statistics.no-flags", "'{text}' is not two limits", text=plain(",".join(map(str, parts)))
    )
    allowed = message(
        "statistics.flags-allowed",
        "two coefficients of variation above 0, as fractions: 0.2,0.3",
    )
    raise UsageError(_NOT_THE_SUMMARY(), [Problem("--flag-cv", wrong, allowed)])


def require_groups(asked: Asked, have: Collection[str]) -> None:
    """Raise UsageError where a survey cannot be grouped as asked; `have` are its columns."""
    usual = (CHANGE_FROM, *NAMES, *ESTIMATES, *BOUNDS, *SIZES, *PRECISION)
    own = {*usual, GROUPING, CONTRAST_FROM, *COMPARISON}
    said = dict.fromkeys(asked.each, "--each") | dict.fromkeys(asked.by, "--by")
    said |= {asked.contrast: "--contrast"} if asked.contrast is not None else {}
    said |= {asked.change: "--change"} if asked.change is not None else {}
    problems = []
    for name in asked.of_households:
        option = said[name]
        if name not in have:
            problems.append(
                no_column(option, name, have, asked.of_households, labels_of_columns(have))
            )
        elif name in own:
            wrong = message(
                "statistics.own-column",
                "the results add a column '{column}' themselves",
                column=plain(name),
            )
            advice = message("statistics.rename-column", "rename the survey's column")
            problems.append(Problem(option, wrong, advice=advice))
    if problems:
        raise not_grouped(problems)


def no_lines(standard: Standard) -> UsageError:
    """Return the error that a standard holds no income against a line."""
    wrong = message("statistics.no-lines", "{standard} has no income lines", standard=standard.id)
    advice = message("statistics.leave-income-out", "remove --income")
    return UsageError(_NOT_THE_SUMMARY(), [Problem("--income", wrong, advice=advice)])


def no_fpc(name: str, have: Collection[str]) -> UsageError:
    """Return the error that a survey has no column of a name to correct variances by."""
    return UsageError(
        _NOT_THE_SUMMARY(), [no_column("--fpc", name, have, labels=labels_of_columns(have))]
    )


def fpc_of_text(name: str) -> UsageError:
    """Return the error that a column holds codes or names, by which no variance is corrected."""
    wrong = message(
        "statistics.fpc-of-text", "'{column}' does not hold numbers", column=plain(name)
    )
    advice = message(
        "statistics.fpc-advice",
        "name the column of how many units are in the population of each stratum, or of the share "
        "that was drawn",
    )
    return UsageError(_NOT_THE_SUMMARY(), [Problem("--fpc", wrong, advice=advice)])


def ages_of(text: str | Sequence[int]) -> tuple[int, ...]:
    """Return the ages at which groups of ages begin, in order.

    Raises UsageError where these are not whole numbers up to 120, each above the one before.
    """
    parts = text.split(",") if isinstance(text, str) else [str(age) for age in text]
    if all(re.fullmatch(r"[0-9]{1,3}", part.strip()) for part in parts):
        ages = tuple(int(part) for part in parts)
        if ages and list(ages) == sorted(set(ages)) and ages[-1] <= _OLDEST:
            return ages
    wrong = message(
        "statistics.no-ages", "'{text}' is not a list of ages", text=plain(",".join(parts))
    )
    allowed = message(
        "statistics.ages-allowed", "whole years at which groups begin, ascending: 0,16,60"
    )
    raise UsageError(_NOT_THE_SUMMARY(), [Problem("--ages", wrong, allowed)])


def member_groups_of(texts: Sequence[str]) -> tuple[MemberGroup, ...]:
    """Return what persons are grouped by, each once; UsageError where it is not known."""
    known = get_args(MemberGroup)
    for text in texts:
        if text not in known:
            wrong = message("statistics.no-member-group", "'{text}' is not known", text=plain(text))
            problem = Problem("--by-member", wrong, ", ".join(known))
            raise UsageError(_NOT_THE_SUMMARY(), [problem])
    return tuple(name for name in known if name in texts)
