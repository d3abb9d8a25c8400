"""How a measure changed from one round to the next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mdpoverty.statistics.covariances import covariance, shared_units
from mdpoverty.statistics.design import Design, Floats
from mdpoverty.statistics.levels import Figures, Level

_NOISE = 1e-13  # of a variance: what rounding leaves of one that is zero


def changes(design: Design, level: Level, pairs: Sequence[tuple[int, int]]) -> Figures:
    """Return the changes of a measure from the earlier to the later group of each pair.

    Rounds are designs of their own: the variance of a change is the sum of both variances, less
    twice the covariance of the units that both drew. Its degrees of freedom are those of both, less
    those that they have in common. The sizes are those of the round with fewer households.
    """
    earlier, later = (np.array(side, dtype=np.intp) for side in zip(*pairs, strict=True))
    of, draws = level.figures, level.draws
    apart = covariance(design, draws, level.z, earlier, later)
    error = _error(of.error[earlier] ** 2 + of.error[later] ** 2, 2 * apart)
    units, freedom = shared_units(design, draws, level.counts, earlier, later)
    fewer = np.where(of.households[earlier] < of.households[later], earlier, later)
    none = np.full(len(pairs), np.nan)
    return Figures(
        of.estimate[later] - of.estimate[earlier],
        error,
        of.low[later] - of.high[earlier],
        of.high[later] - of.low[earlier],
        of.households[fewer],
        of.weighted[fewer],
        np.minimum(of.numerator[earlier], of.numerator[later]),
        of.positive[fewer],
        of.freedom[earlier] + of.freedom[later] - freedom,
        of.units[earlier] + of.units[later] - units,
        none,
        of.opened[earlier] | of.opened[later],
    )


def _error(both: Floats, shared: Floats) -> Floats:
    """Return the error of a difference; NaN where units in common say more than both together."""
    left = both - shared
    left = np.where(np.abs(left) < _NOISE * both, 0.0, left)
    with np.errstate(invalid="ignore"):
        return np.sqrt(left)
