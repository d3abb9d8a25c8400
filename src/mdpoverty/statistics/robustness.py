"""How far figures depend on what was chosen: cut-offs, indicators, and households that are known.

Measures are those of Alkire and others, "Multidimensional Poverty Measurement and Analysis" (2015):
rank correlations of groups between cut-offs, and between weights (8.1), Cramér's V and the
redundancy R0 of two indicators (7.3). None of these has a standard error.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import narwhals as nw
import numpy as np

from mdpoverty.standards.model import Standard
from mdpoverty.statistics.design import Floats, Places
from mdpoverty.statistics.levels import Figures, Level
from mdpoverty.statistics.measures import EVERY, Measure, rate
from mdpoverty.statistics.population import Grouped
from mdpoverty.statistics.request import GROUPING, Unit

MISSING, KEPT = "share_missing", "sample_kept"
ASSOCIATION, REDUNDANCY = "cramers_v", "redundancy"
SPEARMAN, KENDALL = "rank_correlation_spearman", "rank_correlation_kendall"


def known_answers(standard: Standard) -> Iterator[Measure]:
    """Yield the share of households whose answer is missing, by indicator, and of whom none is."""
    complete = nw.lit(value=True)
    for name in standard.indicators:
        missing = nw.col(name).is_null()
        complete &= ~missing
        yield rate(MISSING, missing, indicator=name)
    yield rate(KEPT, complete)


def associations(
    groups: Grouped, standard: Standard, unit: Unit
) -> Iterator[tuple[Measure, Figures]]:
    """Yield Cramér's V and R0 of each two indicators, over the households that answered both.

    With P11 the share deprived in both, P1 and Q1 in either, V is (P11 - P1 Q1) through the root of
    P1 (1 - P1) Q1 (1 - Q1), and R0 is P11 through the less of P1 and Q1.
    """
    people = groups.population
    answers = people.answers.select(list(standard.indicators))
    deprived = {
        name: answers[name].to_numpy().astype(np.float64)[people.answer] for name in answers.columns
    }
    for one, other in combinations(standard.indicators, 2):
        known = (~np.isnan(deprived[one] + deprived[other])).astype(np.float64)
        both, first, second = (
            np.where(known > 0, values, 0.0)
            for values in (deprived[one] * deprived[other], deprived[one], deprived[other])
        )
        weighted = groups.summed(people.total[unit], known)
        with np.errstate(divide="ignore", invalid="ignore"):
            p11, p1, q1 = (
                groups.summed(people.total[unit], values) / weighted
                for values in (both, first, second)
            )
            v = (p11 - p1 * q1) / np.sqrt(p1 * (1 - p1) * q1 * (1 - q1))
            r0 = p11 / np.minimum(p1, q1)
        households = groups.summed(people.households, known)
        fewest = groups.summed(people.households, both)
        for name, found in ((ASSOCIATION, v), (REDUNDANCY, r0)):
            estimate = np.where(np.isfinite(found), found, np.nan)
            measure = Measure(name, EVERY, EVERY, f"{one};{other}", kind="mean")
            yield measure, _plain(estimate, households, weighted, fewest)


def rank_correlations(
    groups: Grouped, one: Level, other: Level, totals: Places
) -> Iterator[tuple[str, Figures, Places, list[str]]]:
    """Yield how groups rank by one measure and by another: Spearman's and Kendall's tau-b.

    With each are the places of the totals of the groups, and by which columns these are grouped.
    """
    names = groups.domains[GROUPING].to_list()
    families: dict[tuple[int, str], list[int]] = {}
    for place, total in enumerate(totals.tolist()):
        if total not in {-1, place}:
            families.setdefault((total, names[place]), []).append(place)
    if not families:
        return
    where = np.array([total for total, _ in families], dtype=np.intp)
    pairs = [
        tuple(level.figures.estimate[members] for level in (one, other))
        for members in families.values()
    ]
    of = one.figures
    for name, correlation in ((SPEARMAN, spearman), (KENDALL, kendall)):
        found = np.array([correlation(x, y) for x, y in pairs])
        figures = _plain(found, of.households[where], of.weighted[where], of.numerator[where])
        yield name, figures, where, [grouping for _, grouping in families]


def spearman(x: Floats, y: Floats) -> float:
    """Return the correlation of ranks, those of ties being their mean; NaN where all are tied."""
    if np.isnan(x + y).any():
        return np.nan
    a, b = (_ranks(values) - (len(values) + 1) / 2 for values in (x, y))
    size = np.sqrt((a**2).sum() * (b**2).sum())
    return float((a * b).sum() / size) if size > 0 else np.nan


def kendall(x: Floats, y: Floats) -> float:
    """Return Kendall's tau-b: pairs in the same order less those in the other, through all untied.

    NaN where all are tied.
    """
    if np.isnan(x + y).any():
        return np.nan
    a, b = (np.sign(values[:, None] - values[None, :]) for values in (x, y))
    size = np.sqrt((a**2).sum() * (b**2).sum())
    return float((a * b).sum() / size) if size > 0 else np.nan


def _ranks(values: Floats) -> Floats:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2)[place])


def _plain(estimate: Floats, households: Floats, weighted: Floats, numerator: Floats) -> Figures:
    """Return figures without a standard error."""
    none = np.full(len(estimate), np.nan)
    nobody = np.zeros(len(estimate), dtype=np.bool_)
    return Figures(
        estimate,
        none,
        none,
        none,
        households,
        weighted,
        numerator,
        households,
        none,
        none,
        none,
        nobody,
    )
