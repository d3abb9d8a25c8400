"""Confidence intervals of statistics, of which none leaves the range of what the statistic can be.

- `logit`: expit(logit p +- t se / (p (1 - p))), as R's `svyciprop(method = "xlogit")`.
- `beta`: the exact binomial interval with an effective number of households, p (1 - p) / se**2
  times (t of n - 1 degrees / t of the design's)**2 (Korn and Graubard 1998), as R's
  `svyciprop(method = "beta")`.
- `wald`: p +- t se.

t is a point of Student's t. A share of exactly 0 or 1 has the exact one-sided bound of n
households, 1 - alpha**(1 / n) from it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mdpoverty.statistics.design import Floats
from mdpoverty.statistics.distributions import beta_point, student_point
from mdpoverty.statistics.levels import Figures
from mdpoverty.statistics.measures import Kind
from mdpoverty.statistics.request import Interval

_SURE = 1e-14  # from 0 or 1: a share that is as good as that


def interval_of(
    figures: Figures, kind: Kind, method: Interval, level: float
) -> tuple[Floats, Floats]:
    """Return the ends of the interval of each figure, NaN where its error is not known."""
    reach = _reach(level, figures.freedom)
    if kind == "mean":
        return _wald(figures, reach)
    if kind == "number":
        low, high = _wald(figures, reach)
        return np.maximum(low, 0.0), high
    if kind == "index":
        low, high = _wald(figures, reach)
        return np.maximum(low, 0.0), np.minimum(high, 1.0)
    low, high = {"logit": _logit, "beta": _beta(level), "wald": _wald}[method](figures, reach)
    p, known = figures.estimate, ~np.isnan(figures.error)
    with np.errstate(divide="ignore"):
        bound = (1 - level) ** (1 / figures.positive)
    nobody, everybody = known & (p <= _SURE), known & (p >= 1 - _SURE)
    low = np.where(nobody, 0.0, np.where(everybody, bound, low))
    high = np.where(nobody, 1 - bound, np.where(everybody, 1.0, high))
    return np.maximum(low, 0.0), np.minimum(high, 1.0)


def unbounded_interval(figures: Figures, level: float) -> tuple[Floats, Floats]:
    """Return the ends of the interval of each difference of figures."""
    return _wald(figures, _reach(level, figures.freedom))


def _reach(level: float, freedom: Floats) -> Floats:
    """Return how many standard errors an interval reaches on either side."""
    different, place = np.unique(np.nan_to_num(freedom, nan=0.0), return_inverse=True)
    points = np.array([student_point(level, int(number)) for number in different])
    return np.asarray(points[place] if len(points) else np.zeros(0))


def _wald(figures: Figures, reach: Floats) -> tuple[Floats, Floats]:
    margin = reach * figures.error
    return figures.estimate - margin, figures.estimate + margin


def _logit(figures: Figures, reach: Floats) -> tuple[Floats, Floats]:
    p = np.where((figures.estimate > 0) & (figures.estimate < 1), figures.estimate, np.nan)
    middle, margin = np.log(p / (1 - p)), reach * figures.error / (p * (1 - p))
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(margin - middle)), 1 / (1 + np.exp(-margin - middle))


def _beta(level: float) -> Callable[[Figures, Floats], tuple[Floats, Floats]]:
    def ends(figures: Figures, reach: Floats) -> tuple[Floats, Floats]:
        p = figures.estimate
        known = (p > 0) & (p < 1) & (figures.error > 0)
        low, high = p.copy(), p.copy()
        low[~known] = high[~known] = np.where(figures.error[~known] >= 0, p[~known], np.nan)
        share = p[known]
        drawn = _reach(level, figures.households[known] - 1)
        number = share * (1 - share) / figures.error[known] ** 2 * (drawn / reach[known]) ** 2
        tail = (1 - level) / 2
        low[known] = beta_point(tail, number * share, number * (1 - share) + 1)
        high[known] = beta_point(1 - tail, number * share + 1, number * (1 - share))
        return low, high

    return ends
