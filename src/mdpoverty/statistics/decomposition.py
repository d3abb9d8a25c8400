"""The change of M0, taken apart: into that of H and of A, and within and between groups.

Both are exact, by the mean over either order of the two factors (Shapley; Shorrocks 2013, "Decom-
position procedures for distributional analysis"; Alkire and others 2015, 9.3). With M0 = H A the
part of H is (H2 - H1) (A1 + A2) / 2. With M0 the sum over groups of their share s in the population
times their own M0, what a group adds within is (s1 + s2) / 2 times the change of its M0, and what
it adds since it grew or shrank the mean of its M0 times the change of s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from mdpoverty.statistics.combinations import Term, spread_of
from mdpoverty.statistics.design import Floats, Places
from mdpoverty.statistics.differences import sizes_of
from mdpoverty.statistics.levels import Figures, Level
from mdpoverty.statistics.population import Grouped
from mdpoverty.statistics.request import GROUPING, Unit

BY_HEADCOUNT, BY_INTENSITY = "change_by_headcount", "change_by_intensity"
WITHIN, BETWEEN = "change_within_groups", "change_between_groups"
_CLOSE = 1e-9  # to 1: shares of groups that are all there are


def by_factor(
    groups: Grouped, h: Level, a: Level, m0: Level, pairs: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, Figures]]:
    """Yield what the change of H and that of A add to the change of M0 of each pair."""
    earlier, later = (np.array(side, dtype=np.intp) for side in zip(*pairs, strict=True))
    for name, one, other in ((BY_HEADCOUNT, h, a), (BY_INTENSITY, a, h)):
        (x1, x2), (y1, y2) = (
            (level.every[:, earlier], level.every[:, later]) for level in (one, other)
        )
        mean, apart = (y1 + y2) / 2, x2 - x1
        terms = [
            Term(later, mean[0], one.z),
            Term(earlier, -mean[0], one.z),
            Term(later, apart[0] / 2, other.z),
            Term(earlier, apart[0] / 2, other.z),
        ]
        yield name, _part(groups, m0, terms, apart * mean, earlier, later)


def by_group(
    groups: Grouped, m0: Level, pairs: Sequence[tuple[int, int]], totals: Places, unit: Unit
) -> Iterator[tuple[str, Figures, list[tuple[int, int]], Places | None]]:
    """Yield what groups add to the change of M0 of their totals, then what all add together.

    With each part are its pairs of groups, and of what all add the place of one of them, which
    tells by what they are grouped. `totals` has the place of each group's total, -1 where it has
    none.
    """
    found = [pair for pair in pairs if all(0 <= totals[g] != g for g in pair)]
    if not found:
        return
    earlier, later = (np.array(side, dtype=np.intp) for side in zip(*found, strict=True))
    everybody = np.ones(len(groups.domain))
    ones, sizes = groups.linearised(unit, everybody), groups.every(unit, everybody)
    weights = sizes[0]
    sound = np.where(sizes > 0, sizes, np.nan)  # nobody may have a weight in a replicate
    shares = [sizes[:, side] / sound[:, totals[side]] for side in (earlier, later)]
    means = [m0.every[:, side] for side in (earlier, later)]
    (s1, s2), (m1, m2) = ((one[0], other[0]) for one, other in (shares, means))

    def share(side: Places, size: Floats, times: Floats) -> list[Term]:
        """Return the terms of shares of the population, so many times."""
        whole = weights[totals[side]]
        return [Term(side, times / whole, ones), Term(totals[side], -times * size / whole, ones)]

    within = [
        Term(later, (s1 + s2) / 2, m0.z),
        Term(earlier, -(s1 + s2) / 2, m0.z),
        *share(earlier, s1, (m2 - m1) / 2),
        *share(later, s2, (m2 - m1) / 2),
    ]
    between = [
        Term(later, (s2 - s1) / 2, m0.z),
        Term(earlier, (s2 - s1) / 2, m0.z),
        *share(earlier, s1, -(m1 + m2) / 2),
        *share(later, s2, (m1 + m2) / 2),
    ]
    parts = {
        WITHIN: (within, (shares[0] + shares[1]) / 2 * (means[1] - means[0])),
        BETWEEN: (between, (means[0] + means[1]) / 2 * (shares[1] - shares[0])),
    }
    grouping = groups.domains[GROUPING].gather(later).to_list()
    keys = list(zip(totals[earlier].tolist(), totals[later].tolist(), grouping, strict=True))
    wholes = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    figure = np.array([wholes[key] for key in keys], dtype=np.intp)
    ends = [(one, other) for one, other, _ in wholes]
    first, last = (np.array(side, dtype=np.intp) for side in zip(*ends, strict=True))
    complete = np.ones(len(ends), dtype=np.bool_)
    for share_of_all in (s1, s2):
        complete &= np.abs(np.bincount(figure, share_of_all, len(ends)) - 1) < _CLOSE
    of = np.array([np.flatnonzero(figure == number)[0] for number in range(len(ends))])
    for name, (terms, every) in parts.items():
        yield name, _part(groups, m0, terms, every, earlier, later), found, None
        sums = np.array([np.bincount(figure, each, len(ends)) for each in every])
        added = np.where(complete, sums, np.nan)
        own = [Term(term.domain, term.times, term.z, figure) for term in terms]
        yield name, _part(groups, m0, own, added, first, last), ends, later[of]


def _part(  # noqa: PLR0913, PLR0917 -- what a part of a change is made of
    groups: Grouped,
    m0: Level,
    terms: Sequence[Term],
    every: Floats,
    earlier: Places,
    later: Places,
) -> Figures:
    of, estimate = m0.figures, every[0]
    spread = spread_of(groups.population.design, m0.drawn, terms, len(estimate), every)
    known = ~np.isnan(of.error[earlier]) & ~np.isnan(of.error[later]) & ~np.isnan(estimate)
    none = np.full(len(estimate), np.nan)
    return Figures(
        estimate,
        np.where(known, spread.error, np.nan),
        none,
        none,
        *sizes_of(of, earlier, later),
        spread.freedom,
        spread.units,
        none,
        of.opened[earlier] | of.opened[later],
    )
