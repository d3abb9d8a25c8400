"""The numbers behind the pictures of a report, as frozen values.

Every number comes from the statistics or the comparison; here it is only looked up. A share is a
fraction of one, rounded to nine decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from mdpoverty.comparison.result import Differing
from mdpoverty.errors import Problem
from mdpoverty.run.account import Account
from mdpoverty.standards.class_rules import Class
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.estimates import Summary
from mdpoverty.statistics.request import OPEN
from mdpoverty.statistics.shares import (
    ALL,
    CLASS,
    RULE,
    TOGETHER,
    Answers,
    Share,
    classes_of,
    rules_of,
)

RATES = (
    "poor_rate",
    "near_poor_rate",
    "multidimensional_poverty_rate",
    "undetermined_rate",
)  # of every unit
INDEX = ("headcount_ratio", "intensity", "adjusted_headcount_ratio")
MEASURES = (*RATES, *INDEX, "contribution", "contribution_share", "censored_headcount")  # of all

_DECIMALS = 9
_Key = tuple[str, str, str]  # measure, indicator, and how poverty is identified


@dataclass(frozen=True)
class Rate:
    """A share of households, or an index.

    `estimate` is None where unknown answers leave it `opened`, and where nobody is in its base.
    `interval` is of 95 %; None without a standard error, and where that is zero:
    of households that are all alike, or from one sampling unit, it says nothing about chance.
    `bounds` are the lowest and the highest value that unknown answers allow, None where they are
    not known. `households` and `weighted` count its base.
    """

    estimate: float | None
    interval: tuple[float, float] | None
    bounds: tuple[float, float] | None
    opened: bool
    households: int
    weighted: float


@dataclass(frozen=True)
class Place:
    """A unit of the ranking, and its rates by measure; `values` are those of its columns."""

    values: tuple[str | None, ...]
    rates: Mapping[str, Rate]

    @property
    def rated(self) -> bool:
        """Whether it has a rate: not where no household has a weight."""
        return self.rates["multidimensional_poverty_rate"].estimate is not None

    @property
    def together(self) -> float:
        """The share of poor and near-poor households; zero where there is nobody."""
        return self.rates["multidimensional_poverty_rate"].estimate or 0.0

    @property
    def households(self) -> int:
        """How many households there are."""
        return self.rates["multidimensional_poverty_rate"].households


@dataclass(frozen=True)
class Contribution:
    """What an indicator adds to M0, its share of that, and who is poor and deprived in it."""

    amount: Rate
    share: Rate
    censored: Rate


@dataclass(frozen=True)
class Run:
    """What was run: the files and what became of their rows, and how they were drawn.

    `before` is what a change is from: a standard, or the name of a written profile; `days` are the
    first and the last of the review, and `year` is that of the households (`year_before` that of
    the profile before), where the survey says them; `places` are those that all households share,
    the finest first.
    """

    survey: str
    rows: Account
    members: tuple[str, Account] | None
    written: bool
    designed: bool
    clustered: bool
    singles: int
    warnings: tuple[Problem, ...]
    before: Standard | str | None
    days: tuple[date, date] | None = None
    year: int | None = None
    year_before: int | None = None
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figures:
    """Everything that a report shows.

    `rates` are of all households, by measure; `classes` and `rules` (by class and basis) count
    them; `answers` are by class or ALL, then by indicator; `numbers` by class or ALL, then by
    number of deprivations or UNKNOWN; `cutoff` is as given, None where the class says who is poor.
    `columns` name the units of the ranking.
    """

    run: Run
    standard: Standard
    households: int
    weighted: float
    rates: Mapping[str, Rate]
    classes: Mapping[str, Rate]
    together: Rate
    rules: Mapping[tuple[Class, str], Rate]
    columns: tuple[str, ...]
    places: tuple[Place, ...]
    answers: Mapping[str, Mapping[str, Answers]]
    numbers: Mapping[str, Mapping[str, Share]]
    cutoff: str | None
    index: Mapping[str, Rate]
    contributions: Mapping[str, Contribution]
    change: Differing | None

    @property
    def near_poor(self) -> bool:
        """Whether the standard knows near-poor households."""
        return "near_poor_rate" in self.rates

    @property
    def answered(self) -> bool:
        """Whether any answer about any indicator is known of any household."""
        every = self.answers[ALL].values()
        return any(answers.unknown.households < self.households for answers in every)


@dataclass(frozen=True)
class Summaries:
    """The statistics that a report is made of.

    Of all households, of their classes and rules, and of the units that are ranked, with the
    answers about each indicator and the numbers of deprivations.
    """

    whole: Summary
    classes: Summary
    units: Summary | None
    answers: Mapping[str, Mapping[str, Answers]]
    numbers: Mapping[str, Mapping[str, Share]]


def figures_of(run: Run, standard: Standard, found: Summaries, change: Differing | None) -> Figures:
    """Return the numbers of a report."""
    rates, parts = _rates(found.whole.table), _rates(found.classes.table)
    cutoffs = found.whole.asked.cutoffs
    who = "deprivations" if cutoffs else "class"
    indicators = standard.indicators
    every = rates["multidimensional_poverty_rate", "", ""]
    return Figures(
        run=run,
        standard=standard,
        households=every.households,
        weighted=every.weighted,
        rates={name: rates[name, "", ""] for name in RATES if (name, "", "") in rates},
        classes={name: parts[CLASS, name, ""] for name in classes_of(standard)},
        together=parts[CLASS, TOGETHER, ""],
        rules={(name, basis): parts[RULE, basis, name] for name, basis in rules_of(standard)},
        columns=found.units.asked.groups if found.units else (),
        places=_places(found.units) if found.units else (),
        answers=found.answers,
        numbers=found.numbers,
        cutoff=cutoffs[0].text if cutoffs else None,
        index={name: rates[name, "", who] for name in INDEX if indicators},
        contributions={
            name: Contribution(
                rates["contribution", name, who],
                rates["contribution_share", name, who],
                rates["censored_headcount", name, who],
            )
            for name in indicators
        },
        change=change,
    )


def _rates(table: pl.DataFrame) -> dict[_Key, Rate]:
    """Return the figures of a single group."""
    return {
        (row["measure"], row["indicator"] or "", row["identify"] or ""): _rate(row)
        for row in table.rows(named=True)
    }


def _rate(row: Mapping[str, Any]) -> Rate:
    def number(name: str) -> float | None:
        return None if row[name] is None else round(row[name], _DECIMALS)

    low, high = number("ci_low"), number("ci_high")
    least, most = number("lowest"), number("highest")
    return Rate(
        number("estimate"),
        None if low is None or high is None or low == high else (low, high),
        None if least is None or most is None else (least, most),
        row[OPEN],
        row["households"],
        row["weighted"],
    )


def _places(units: Summary) -> tuple[Place, ...]:
    """Return the units, the highest rate first, those without one last; equals in their order."""
    names = units.asked.groups
    rates: dict[tuple[str | None, ...], dict[str, Rate]] = {}
    for row in units.table.rows(named=True):
        values = tuple(_value(row[name]) for name in names)
        rates.setdefault(values, {})[row["measure"]] = _rate(row)
    found = [Place(values, own) for values, own in rates.items()]
    return tuple(sorted(found, key=lambda place: (not place.rated, -place.together)))


def _value(value: object) -> str | None:
    """Return the value of a unit as text: a code that passed through a float has no decimals."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return None if value is None else str(value)
