"""Shares that no unknown answer leaves open, beside the rates: what a report draws.

They say of the households as they are classified who is deprived for sure, who is not known to be
or not to be, and how many deprivations they have; what is unknown has a share of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from mdpoverty.classification.conditions import possible_count, sure_count
from mdpoverty.standards.class_rules import CLASSES, UNDETERMINED, Class
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.cell_weights import HOUSEHOLDS
from mdpoverty.statistics.class_rates import poor_or_near_poor
from mdpoverty.statistics.counts import Counted
from mdpoverty.statistics.design import places, sums
from mdpoverty.statistics.measures import EVERY, Measure
from mdpoverty.statistics.request import INSIDE, TOTAL

ALL = "all"  # in place of a class: households of every class
TOGETHER = "together"  # in place of a class: poor and near-poor households
UNKNOWN = "unknown"  # in place of a number of deprivations
CLASS, RULE = "class_share", "rule_share"

_LEAST, _MOST = "_least", "_most"  # of a household: the number of its deprivations


@dataclass(frozen=True)
class Share:
    """Households of whom something holds, by their number and their weight.

    `share` is of the households asked about, None where there is nobody; `most` counts whom it may
    hold of, too.
    """

    households: int
    weighted: float
    share: float | None
    most: float | None


@dataclass(frozen=True)
class Answers:
    """Who of a class is deprived in an indicator for sure, and of whom that is not known."""

    deprived: Share
    unknown: Share


def classes_of(standard: Standard) -> list[str]:
    """Return the classes that a standard knows, and UNDETERMINED."""
    known = {rule.name for rule in standard.every_rule}
    return [*(name for name in CLASSES if name in known), UNDETERMINED]


def rules_of(standard: Standard) -> list[tuple[Class, str]]:
    """Return the class and the basis of each rule, in the order of the classes."""
    rules = dict.fromkeys((rule.name, rule.basis) for rule in standard.every_rule)
    return sorted(rules, key=lambda rule: CLASSES.index(rule[0]))


def class_shares(standard: Standard) -> list[Measure]:
    """Return the share of each class (CLASS), and of each rule (RULE), in all households.

    TOGETHER is one more: whoever cannot be non-poor. The `indicator` of these is the class, or the
    basis of the rule, whose class is in `identify`. Their sizes are of the households that they
    count.
    """
    found = [_of_all(CLASS, nw.col("class") == name, name) for name in classes_of(standard)]
    found.append(_of_all(CLASS, poor_or_near_poor(), TOGETHER))
    for name, basis in rules_of(standard):
        holds = (nw.col("class") == name) & (nw.col("basis") == basis).fill_null(value=False)
        found.append(_of_all(RULE, holds, basis, name))
    return found


def _of_all(name: str, holds: nw.Expr, indicator: str, identify: str = "") -> Measure:
    value = holds.cast(nw.Float64)
    return Measure(name, value, EVERY, indicator, "", identify, None, value, value, sized=holds)


def answers_of(counted: Counted, standard: Standard) -> dict[str, dict[str, Answers]]:
    """Return the answers about each indicator, of ALL, of the poor and of the near-poor.

    Shares are of the households of the class, as they are classified.
    """
    groups = [ALL, *(name for name in ("poor", "near_poor") if name in classes_of(standard))]
    found: dict[str, dict[str, Answers]] = {group: {} for group in groups}
    for name in standard.indicators:
        tallies = list(_tallied(counted.cells.filter(INSIDE), ["class", name]))
        for group in groups:
            own = [tally for tally in tallies if group in (ALL, tally.values["class"])]
            deprived = [tally for tally in own if tally.values[name] == 1]
            unknown = [tally for tally in own if tally.values[name] is None]
            found[group][name] = Answers(
                _share(deprived, [*deprived, *unknown], own), _share(unknown, unknown, own)
            )
    return found


def numbers_of(counted: Counted, standard: Standard) -> dict[str, dict[str, Share]]:
    """Return how many households have each number of deprivations, of ALL and of each class.

    Whoever has an unknown answer is in UNKNOWN, and may have some of the numbers. Shares are of all
    households.
    """
    if not standard.indicators:
        return {}
    answers = [nw.col(name) == 1 for name in standard.indicators]
    counts = {_LEAST: sure_count(answers), _MOST: possible_count(answers)}
    inside = counted.cells.filter(INSIDE)
    cells = nw.from_native(inside, eager_only=True).with_columns(**counts)
    every = list(_tallied(cells.to_native(), ["class", _LEAST, _MOST]))
    found: dict[str, dict[str, Share]] = {}
    for group in (ALL, *classes_of(standard)):
        own = [tally for tally in every if group in (ALL, tally.values["class"])]
        found[group] = {}
        for number in range(len(standard.indicators) + 1):
            maybe = [t for t in own if t.values[_LEAST] <= number <= t.values[_MOST]]
            found[group][str(number)] = _share([t for t in maybe if t.known], maybe, every)
        unknown = [tally for tally in own if not tally.known]
        found[group][UNKNOWN] = _share(unknown, unknown, every)
    return found


@dataclass(frozen=True)
class _Tally:
    """Households that have the same values in some columns."""

    values: Mapping[str, Any]
    households: int
    weighted: float

    @property
    def known(self) -> bool:
        """Whether the number of deprivations is known."""
        return bool(self.values[_LEAST] == self.values[_MOST])


def _tallied(cells: pl.DataFrame, names: Sequence[str]) -> Iterator[_Tally]:
    """Yield how many households there are of each combination of values."""
    if cells.is_empty():
        return
    place = places(cells, names)
    households = cells[HOUSEHOLDS].to_numpy().astype(np.float64)
    weighted = sums(place, cells[TOTAL["households"]].to_numpy().astype(np.float64))
    counts = sums(place, households)
    _, first = np.unique(place, return_index=True)
    for row, count, weight in zip(
        cells[first].select(names).rows(named=True), counts, weighted, strict=True
    ):
        yield _Tally(row, int(count), float(weight))


def _share(holds: Iterable[_Tally], maybe: Iterable[_Tally], base: Iterable[_Tally]) -> Share:
    some, more, whole = (
        [sum(getattr(tally, name) for tally in part) for name in ("households", "weighted")]
        for part in (list(holds), list(maybe), list(base))
    )
    if not whole[1]:
        return Share(some[0], some[1], None, None)
    return Share(some[0], some[1], some[1] / whole[1], more[1] / whole[1])
