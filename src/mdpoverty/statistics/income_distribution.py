"""How incomes are distributed: the median, the Gini coefficient and the shares of quintiles.

Their errors are by linearisation (Deville 1999, "Variance estimation for complex statistics and
estimators"), that of the median by the interval of Woodruff (1952), as R's svyquantile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from mdpoverty.statistics.design import Floats, Places
from mdpoverty.statistics.distributions import student_point
from mdpoverty.statistics.levels import Level, estimated
from mdpoverty.statistics.measures import EVERY, Kind, Measure
from mdpoverty.statistics.population import Grouped, incomes_of
from mdpoverty.statistics.request import Unit

MEDIAN, GINI, QUINTILE = "median_income", "gini", "quintile_share"
_FIFTHS = 5
_CLOSE = 1e-12  # of all weights: what rounding may leave between a sum and a share of them

Ends = tuple[Floats, Floats]


def distribution_of(
    groups: Grouped, unit: Unit, confidence: float
) -> Iterator[tuple[Measure, Level, Ends | None]]:
    """Yield the median, the Gini coefficient and the share of each fifth, each with its interval.

    The interval is None where it is that of the measure's kind. Where an income is unknown they are
    open.
    """
    ranked = _ranked(groups, unit, groups.population.total[unit])
    level, ends = _median(ranked, confidence)
    yield _named(MEDIAN, "mean"), level, ends
    found = [_gini(ranked), *_fifths(ranked)]
    again = [
        [estimate for estimate, _ in (_gini(other), *_fifths(other))]
        for other in (_ranked(groups, unit, weights) for weights in groups.replicate_weights(unit))
    ]
    for place, (estimate, each) in enumerate(found):
        every = np.vstack([estimate, *(figures[place] for figures in again)])
        named = _named(QUINTILE, "index", str(place)) if place else _named(GINI, "index")
        yield named, ranked.level(every, each), None


def _named(name: str, kind: Kind, indicator: str = "") -> Measure:
    return Measure(name, EVERY, EVERY, indicator, kind=kind)


@dataclass(frozen=True)
class _Ranked:
    """Incomes by group, lowest first: `order` are the cells in that order.

    `weights` are those of the cells. `below` is the weight of a cell and of all before it in its
    group, `earned` their income; `start` and `end` are the places of each group. `weight` and
    `income` are of all in each group.
    """

    groups: Grouped
    unit: Unit
    weights: Floats
    order: Places
    incomes: Floats
    below: Floats
    earned: Floats
    start: Places
    end: Places
    weight: Floats
    income: Floats

    @property
    def domain(self) -> Places:
        """The group of each cell in order."""
        return self.groups.domain[self.order]

    def level(self, every: Floats, each: Floats) -> Level:
        """Return an estimate of each group, from the linearised value of each cell in order.

        `every` has the estimates, then those by each replicate weight.
        """
        own = np.zeros(len(each))
        own[self.order] = np.where(np.isnan(every[0])[self.domain], 0.0, each)
        weights = self.groups.population.total[self.unit]
        spread = self.groups.summed(weights, own**2)
        ones = np.ones(len(own))
        return estimated(self.groups, self.unit, ones, every, own, spread)

    def quantile(self, shares: Floats) -> Places:
        """Return the place of the lowest income that a share of each group has at the most.

        -1 where the share is not between 0 and 1, or the group has nobody.
        """
        found = np.full(len(shares), -1, dtype=np.intp)
        for group, share in enumerate(shares.tolist()):
            start, end, whole = self.start[group], self.end[group], self.weight[group]
            if not 0 <= share <= 1 or not whole > 0:
                continue
            below = self.below[start:end]
            place = start + int(np.searchsorted(below, (share - _CLOSE) * whole))
            while place < end - 1 and self.below[place] <= 0:
                place += 1
            found[group] = min(place, end - 1)
        return found


def _ranked(groups: Grouped, unit: Unit, weights: Floats) -> _Ranked:
    number = groups.domains.height
    incomes = incomes_of(groups.population)
    order = np.lexsort((incomes, groups.domain))
    domain, w, y = groups.domain[order], weights[order], incomes[order]
    every = np.arange(number)
    start, end = (np.searchsorted(domain, every, side) for side in ("left", "right"))
    each = np.where(w > 0, w * y, 0.0)

    def summed(values: Floats) -> Floats:
        before = np.concatenate([[0.0], np.cumsum(values)])
        return np.asarray(before[1:] - before[start][domain])

    unknown = groups.summed(weights, np.isnan(incomes).astype(np.float64)) > 0
    known = np.where(unknown[domain], 0.0, each)
    income = groups.summed(weights, np.where(np.isnan(incomes), 0.0, incomes))
    return _Ranked(
        groups,
        unit,
        weights,
        order,
        np.where(np.isnan(y), 0.0, y),
        summed(w),
        summed(known),
        start,
        end,
        np.where(unknown, np.nan, groups.summed(weights)),
        np.where(unknown, np.nan, income),
    )


def _at(values: Floats, place: Places) -> Floats:
    """Return values at some places, NaN at -1."""
    return np.where(place >= 0, np.append(values, np.nan)[place], np.nan)


def _median(ranked: _Ranked, confidence: float) -> tuple[Level, Ends]:
    """Return the median and its interval: the incomes at the ends of that of the share below.

    Its error is half of that interval through the point of Student's t (Francisco and Fuller 1991);
    linearised, it is the share below times the ratio of both errors.
    """
    groups = ranked.groups
    number = groups.domains.height
    median = _at(ranked.incomes, ranked.quantile(np.full(number, 0.5)))
    under = (ranked.incomes <= median[ranked.domain]).astype(np.float64)
    below_it = np.bincount(ranked.domain, ranked.weights[ranked.order] * under, number)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = below_it / ranked.weight
        each = (under - share[ranked.domain]) / ranked.weight[ranked.domain]
    own = np.zeros(len(under))
    own[ranked.order] = under
    with np.errstate(divide="ignore", invalid="ignore"):
        parts, all_weights = (groups.every(ranked.unit, part) for part in (own, np.ones(len(own))))
        shares = np.vstack([share, (parts / all_weights)[1:]])
    below = ranked.level(np.where(np.isnan(median), np.nan, shares), each)
    freedom = np.nan_to_num(below.figures.freedom, nan=0.0)
    reach = np.array([student_point(confidence, int(degrees)) for degrees in freedom])
    ends = [
        _at(ranked.incomes, ranked.quantile(share + sign * reach * below.figures.error))
        for sign in (-1, 1)
    ]
    error = (ends[1] - ends[0]) / (2 * reach)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(below.figures.error > 0, -error / below.figures.error, 0.0)
    figures = replace(
        below.figures,
        estimate=median,
        error=error,
        deff=np.full(number, np.nan),
        opened=np.isnan(median) & (below.figures.weighted > 0),
    )
    z = below.z * np.nan_to_num(scale)[below.drawn.draws.domain]
    every = median + (below.every - below.every[0]) * np.nan_to_num(scale)
    return replace(below, figures=figures, z=z, every=every), (ends[0], ends[1])


def _gini(ranked: _Ranked) -> tuple[Floats, Floats]:
    """Return the Gini coefficient, and the linearised value of each cell in order.

    It is the mean difference of any two incomes through twice their mean.

    With d the weighted sum of the differences of an income from all others, N the sum of weights
    and Y of incomes, G is the sum of w d through 2 N Y, and z = d / (N Y) - G (1 / N + y / Y).
    """
    domain, y = ranked.domain, ranked.incomes
    number = ranked.groups.domains.height
    n, whole = ranked.weight[domain], ranked.income[domain]
    d = y * (2 * ranked.below - n) - 2 * ranked.earned + whole
    weights = ranked.weights[ranked.order]
    with np.errstate(divide="ignore", invalid="ignore"):
        gini = np.bincount(domain, weights * d, number) / (2 * ranked.weight * ranked.income)
        gini = np.where(ranked.income > 0, gini, np.nan)
        each = d / (n * whole) - gini[domain] * (1 / n + y / whole)
    return gini, each


def _fifths(ranked: _Ranked) -> Iterator[tuple[Floats, Floats]]:
    """Yield the share in all income of each fifth of the population, poorest first, and as above.

    With Q the income at a share p, and L the share of income of those below it and of as many at Q
    as make up p, z = ((y - Q) [y < Q] + p Q - L y) / Y (Langel and Tille 2011).
    """
    domain, y = ranked.domain, ranked.incomes
    weights = ranked.weights[ranked.order]
    before: tuple[Floats, Floats] = np.zeros(len(ranked.weight)), np.zeros(len(y))
    for fifth in range(1, _FIFTHS + 1):
        p = fifth / _FIFTHS
        with np.errstate(divide="ignore", invalid="ignore"):
            if fifth == _FIFTHS:
                lorenz = np.where(ranked.income > 0, 1.0, np.nan)
                each: Floats = np.zeros(len(y))
            else:
                place = ranked.quantile(np.full(len(ranked.weight), p))
                q = _at(y, place)
                whole = ranked.income
                under = y < q[domain]
                less = np.bincount(domain, np.where(under, weights * y, 0.0), len(q))
                who = np.bincount(domain, np.where(under, weights, 0.0), len(q))
                lorenz = np.where(whole > 0, (less + (p * ranked.weight - who) * q) / whole, np.nan)
                each = (y - q[domain]) * under + p * q[domain] - lorenz[domain] * y
                each = each / whole[domain]
        yield lorenz - before[0], each - before[1]
        before = lorenz, each
