"""What each group is of the whole: its share of the population, of the poor, and of M0.

The share of a group is the ratio of its sum and that of all households of the round (R: svymean of
the group, of the poor svyratio).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from mdpoverty.statistics.combinations import Term, spread_of
from mdpoverty.statistics.design import Floats, Places
from mdpoverty.statistics.levels import Figures, drawn_of
from mdpoverty.statistics.measures import Measure
from mdpoverty.statistics.population import Grouped, Values
from mdpoverty.statistics.request import Unit

_NOISE = 1e-13  # of an estimate: what rounding leaves of a standard error that is zero

# The share that follows from what households add to a measure.
SHARES: Mapping[str, str] = {
    "poor_rate": "poor_share",
    "adjusted_headcount_ratio": "adjusted_headcount_share",
}
POPULATION = "population_share"


def population_values(values: Values) -> Values:
    """Return the values of a measure of everybody: one for each household."""
    ones = np.ones(len(values.base))
    return replace(values, value=ones, per=ones, base=ones, sized=ones, least=ones, most=ones)


def share_of(
    groups: Grouped, measure: Measure, values: Values, unit: Unit, totals: Places
) -> tuple[Figures, Places]:
    """Return the share of groups in what households add to a measure, and which groups these are.

    `totals` has the place of each group's total, -1 where it has none, and its own for a total.
    """
    counted = measure.unit or unit
    people = groups.population
    weights = people.total[counted]
    group = np.flatnonzero((totals >= 0) & (totals != np.arange(len(totals))))
    of = totals[group]

    def total(each: Floats | None) -> Floats:
        if each is None:
            return np.full(groups.domains.height, np.nan)
        return groups.summed(weights, each)

    wholes = groups.every(counted, values.value)
    sounds = np.where(wholes[:, of] > 0, wholes[:, of], np.nan)
    every = wholes[:, group] / sounds
    whole, sound, estimate = wholes[0], sounds[0], every[0]
    least, most = total(values.least), total(values.most)
    base = np.where(values.value > 0, values.base, 0.0)
    drawn, z = drawn_of(groups, counted, base), groups.linearised(counted, values.value)
    terms = [Term(group, 1 / sound, z), Term(of, -estimate / sound, z)]
    spread = spread_of(people.design, drawn, terms, len(group), every)
    known = ~np.isnan(estimate) & (spread.freedom > 0)
    error = np.where(known, spread.error, np.nan)
    error = np.where(error < _NOISE * np.abs(estimate), 0.0, error)
    sizes = groups.summed(people.households, base), total(base)
    positive = groups.summed(people.positive, base)
    squares = total(np.where(base > 0, values.value**2, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        inner = squares[group] * (1 - 2 * estimate) + squares[of] * estimate**2
        simple = inner / sound**2 * (sizes[1][of] - positive[of]) / (positive[of] - 1)
        told = (sizes[1][of] >= positive[of]) & (simple > _NOISE**2)
        deff = np.where(told, error**2 / simple, np.nan)
        low = least[group] / (least[group] + most[of] - most[group])
        high = most[group] / (most[group] + least[of] - least[group])
    figures = Figures(
        estimate,
        error,
        low,
        high,
        sizes[0][of],
        sizes[1][of],
        sizes[0][group],
        positive[of],
        spread.freedom,
        spread.units,
        deff,
        np.isnan(whole[group]) | np.isnan(whole[of]),
    )
    return figures, group
