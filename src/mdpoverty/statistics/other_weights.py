"""H and M0 under other weights of dimensions: whether a choice of weights decides what is found.

Each dimension in turn has half of all weight, and the others share the other half equally: 50, 25
and 25 per cent of three dimensions (Alkire and Santos, "Measuring Acute Poverty in the Developing
World", World Development 59, 2014). Within a dimension indicators keep their proportion.
A household is poor whose score c is at the same share k of all weight or above: with w the weights
of the scheme and g 1 where deprived, c = sum of w g, H is the mean of [c >= k] and M0 that of
c [c >= k].
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil

import narwhals as nw

from mdpoverty.classification.conditions import possible_count, sure_count
from mdpoverty.standards.model import Standard
from mdpoverty.standards.weights import Weights, weights_of
from mdpoverty.statistics.alkire_foster import by_score, headcount_and_adjusted
from mdpoverty.statistics.cutoffs import Cutoff
from mdpoverty.statistics.measures import Measure

REWEIGHTED = "reweighted_"  # begins the names of figures under other weights
REWEIGHTED_HEADCOUNT = REWEIGHTED + "headcount_ratio"
REWEIGHTED_ADJUSTED = REWEIGHTED + "adjusted_headcount_ratio"


def schemes(standard: Standard) -> Mapping[str, Weights]:
    """Return the weights of each scheme, exactly, by the dimension that has half of all weight.

    There are none of a standard with a single dimension.
    """
    members: dict[str, list[str]] = {}
    for name, indicator in standard.indicators.items():
        members.setdefault(indicator.dimension, []).append(name)
    if len(members) == 1:
        return {}
    own = {d: sum(map(standard.weights.share, names), Fraction(0)) for d, names in members.items()}
    rest = Fraction(1, 2 * (len(members) - 1)) if members else Fraction(0)
    return {
        half: weights_of(
            {
                name: (Fraction(1, 2) if indicator.dimension == half else rest)
                * standard.weights.share(name)
                / own[indicator.dimension]
                for name, indicator in standard.indicators.items()
            }
        )
        for half in members
    }


def reweighted(standard: Standard, cutoff: Cutoff) -> Iterator[Measure]:
    """Yield H and M0 at a cut-off under each scheme; `indicator` is the dimension with half."""
    deprived = [nw.col(name) == 1 for name in standard.indicators]
    names = (REWEIGHTED_HEADCOUNT, REWEIGHTED_ADJUSTED)
    for half, weights in schemes(standard).items():
        units = tuple(weights.units[name] for name in standard.indicators)
        sure, most = (
            count(deprived, units).cast(nw.Int64) for count in (sure_count, possible_count)
        )
        who = by_score(sure, most, ceil(cutoff.share * weights.whole))
        yield from headcount_and_adjusted(
            who, weights.whole, names, half, cutoff.text, "deprivations"
        )
