"""What two rounds have in common where they drew the same units (a panel, or a rotating one).

The covariance of two rounds is the sum over strata of c / (c - 1) times that, over the c units that
both rounds drew there, of (z1 - m1) (z2 - m2): z is what a unit adds to the linearised total in its
round, zero outside the group, and m the mean of z over these c units (Berger 2004; Kish 1965,
12.4). A stratum with one such unit adds nothing. Where shares of the units were drawn without
replacement, it is times the root of both shares that were not.
"""

from __future__ import annotations

import numpy as np

from mdpoverty.statistics.design import Design, Draws, Floats, Mask, Places, sums


def covariance(design: Design, draws: Draws, z: Floats, earlier: Places, later: Places) -> Floats:
    """Return the covariance of each pair of domains, of two rounds."""
    if design.unit is None or not len(earlier):
        return np.zeros(len(earlier))
    panels, layers = len(design.layer), int(design.layer.max(initial=-1)) + 1
    drawn = np.zeros((len(np.unique(design.round_of)), panels), dtype=np.bool_)
    drawn[design.round_of[design.stratum], design.panel[design.unit]] = True
    rounds: Places = np.zeros(
        max(int(draws.domain.max(initial=-1)), *earlier, *later) + 1, dtype=np.intp
    )
    rounds[draws.domain] = design.round_of[draws.stratum]
    keys, totals, places = [], [], []
    for own, other in ((earlier, later), (later, earlier)):
        chosen, pair = draws.of(own)
        panel = design.panel[draws.unit[chosen]]
        both = drawn[rounds[other[pair]], panel]
        keys.append(pair[both] * panels + panel[both])
        places.append(pair[both] * layers + design.layer[panel[both]])
        totals.append((draws.scale * z)[chosen][both])
    _, first, second = np.intersect1d(keys[0], keys[1], assume_unique=True, return_indices=True)
    number = len(earlier) * layers
    products = sums(places[0][first], totals[0][first] * totals[1][second], number)
    first_sum, second_sum = (
        sums(place, total, number) for place, total in zip(places, totals, strict=True)
    )
    count = _in_common(design, drawn, rounds[earlier], rounds[later], layers)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(
            count > 1, (products - first_sum * second_sum / count) * count / (count - 1), 0.0
        )
    left = np.sqrt(_left(design, layers))
    factor = left[rounds[earlier]] * left[rounds[later]]
    return np.asarray((parts.reshape(len(earlier), layers) * factor).sum(axis=1))


def _left(design: Design, layers: int) -> Floats:
    """Return the share of units not drawn, of each round and stratum; 0 where there is none."""
    assert design.unit is not None
    found = np.zeros((len(np.unique(design.round_of)), layers))
    layer = design.layer[design.panel[design.unit]]
    found[design.round_of[design.stratum], layer] = design.left[design.stratum]
    return found


def _in_common(design: Design, drawn: Mask, earlier: Places, later: Places, layers: int) -> Floats:
    """Return how many units of each stratum both rounds of each pair drew."""
    found: dict[tuple[int, int], Floats] = {}
    for pair in set(zip(earlier.tolist(), later.tolist(), strict=True)):
        both = drawn[pair[0]] & drawn[pair[1]]
        found[pair] = sums(design.layer[both], number=layers)
    pairs = zip(earlier.tolist(), later.tolist(), strict=True)
    return np.concatenate([found[pair] for pair in pairs])


def shared_units(
    design: Design, draws: Draws, counts: Mask, earlier: Places, later: Places
) -> tuple[Floats, Floats]:
    """Return how many units with a weight both domains of a pair have, and that less their strata.

    The latter is what their degrees of freedom have in common: c - 1 in each stratum, where c is
    above 0.
    """
    if design.unit is None or not len(earlier):
        return np.zeros(len(earlier)), np.zeros(len(earlier))
    panels, layers = len(design.layer), int(design.layer.max(initial=-1)) + 1
    keys = []
    for own in (earlier, later):
        chosen, pair = draws.of(own)
        chosen, pair = chosen[counts[chosen]], pair[counts[chosen]]
        keys.append(pair * panels + design.panel[draws.unit[chosen]])
    both = np.intersect1d(keys[0], keys[1], assume_unique=True)
    pair, panel = both // panels, both % panels
    units = sums(pair, number=len(earlier))
    strata = np.unique(pair * layers + design.layer[panel]) // layers
    return units, units - sums(strata, number=len(earlier))
