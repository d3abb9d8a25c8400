"""Figures that are made of several others: differences, shares of a total, and parts of a change.

To the first order such a figure is a sum of totals, each `times` a number, and so has a linearised
value z of each household: the sum of theirs. Its variance is that of the total of z: by rounds,
which are designs of their own, and twice their covariance (Wolter 2007, chapter 6). R: svycontrast
of svyby(covmat = TRUE).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from mdpoverty.statistics.covariances import covariance, shared_units
from mdpoverty.statistics.design import Design, Floats, Places, combined, sums, variance
from mdpoverty.statistics.levels import Drawn, units_of

_NOISE = 1e-13  # of a variance: what rounding leaves of one that is zero
_AT_ONCE = 4_000_000  # draws that are combined together


@dataclass(frozen=True)
class Term:
    """What figures are made of: the linearised values `z` of domains, each so many `times`.

    `figure` says for which figure each is, where not each for one, in order.
    """

    domain: Places
    times: Floats
    z: Floats
    figure: Places | None = None

    @property
    def which(self) -> Places:
        """Which figure each domain is for."""
        return np.arange(len(self.domain)) if self.figure is None else self.figure

    def among(self, some: Places) -> Term:
        """Return what is for some figures, which are counted anew; -1 are others."""
        which = some[self.which]
        there = which >= 0
        return Term(self.domain[there], self.times[there], self.z, which[there])


@dataclass(frozen=True)
class Spread:
    """The standard error of each figure, its degrees of freedom, and the units behind it."""

    error: Floats
    freedom: Floats
    units: Floats


def spread_of(
    design: Design, drawn: Drawn, terms: Sequence[Term], number: int, every: Floats
) -> Spread:
    """Return how far so many figures may be off, each of which is the sum of its `terms`.

    `every` has the figures, then a row of those by each replicate weight, where there are some.
    """
    if not design.known or not number:
        none = np.full(number, np.nan)
        return Spread(none, none, none)
    if drawn.repeated is not None:
        return _spread_again(drawn, terms, every)
    size = sums(drawn.draws.domain, number=1 + max(int(t.domain.max(initial=0)) for t in terms))
    much = np.sum([sums(term.which, size[term.domain], number) for term in terms], axis=0)
    part = (np.cumsum(much) // _AT_ONCE).astype(np.intp)
    found = []
    for one in np.unique(part):
        some = np.where(part == one, np.cumsum(part == one) - 1, -1)
        own = [term.among(some) for term in terms]
        found.append(_spread_of(design, drawn, own, int((part == one).sum())))
    names = ("error", "freedom", "units")
    return Spread(*(np.concatenate([getattr(each, name) for each in found]) for name in names))


def _spread_again(drawn: Drawn, terms: Sequence[Term], every: Floats) -> Spread:
    """Return how far figures are off by replicate weights; they do not tell units."""
    assert drawn.repeated is not None
    number = every.shape[1]
    domains: list[set[int]] = [set() for _ in range(number)]
    for term in terms:
        for figure, domain in zip(term.which.tolist(), term.domain.tolist(), strict=True):
            domains[figure].add(domain)
    draws, counts, own = drawn.draws, drawn.counts, drawn.repeated.groups
    positive = sums(draws.domain[counts], draws.positive[counts], len(own))
    groups = [frozenset().union(*(own[domain] for domain in some)) for some in domains]
    households = np.array([positive[sorted(some)].sum() for some in domains])
    freedom = np.minimum(drawn.repeated.freedom(groups), households - 1)
    return Spread(drawn.repeated.error(every), freedom, np.full(number, np.nan))


def _spread_of(design: Design, drawn: Drawn, terms: Sequence[Term], number: int) -> Spread:
    draws = drawn.draws
    rounds = int(design.round_of.max(initial=0)) + 1
    places = [draws.of(term.domain) for term in terms]
    chosen = np.concatenate([own for own, _ in places])
    figure = np.concatenate(
        [term.which[which] for term, (_, which) in zip(terms, places, strict=True)]
    )
    each = [
        term.times[which] * term.z[own] for term, (own, which) in zip(terms, places, strict=True)
    ]
    domain = figure * rounds + design.round_of[draws.stratum[chosen]]
    merged, place = combined(draws, chosen, domain)
    z = sums(place, np.concatenate(each), len(merged.domain))
    there, counts = (
        sums(place, of[chosen].astype(np.float64), len(z)) > 0 for of in (drawn.there, drawn.counts)
    )
    apart = variance(design, merged, z, number * rounds, there).reshape(number, rounds)
    units, freedom = (
        part.reshape(number, rounds).sum(axis=1)
        for part in units_of(design, merged, counts, number * rounds)
    )
    whole = apart.sum(axis=1)
    left = whole.copy()
    for one, other in combinations(range(rounds), 2):
        have = [sums(merged.domain, number=number * rounds)[side::rounds] for side in (one, other)]
        both = np.flatnonzero((have[0] > 0) & (have[1] > 0))
        sides = both * rounds + one, both * rounds + other
        left[both] += 2 * covariance(design, merged, z, *sides)
        in_common = shared_units(design, merged, counts, *sides)
        units[both] -= in_common[0]
        freedom[both] -= in_common[1]
    left = np.where(np.abs(left) < _NOISE * whole, 0.0, left)
    with np.errstate(invalid="ignore"):
        return Spread(np.sqrt(left), freedom, units)
