"""How a measure differs: from one round to the next, and between groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mdpoverty.statistics.combinations import Term, spread_of
from mdpoverty.statistics.design import Design, Floats, Places
from mdpoverty.statistics.distributions import student_beyond
from mdpoverty.statistics.levels import Figures, Level


@dataclass(frozen=True)
class Difference:
    """The differences of a measure from earlier groups to later ones, and what follows from them.

    `p_value` is the chance of a difference as large, or larger, if there were none (two-sided, by
    Student's t). `relative` is the difference through the earlier figure. With `years` between
    two rounds, `per_year` is the difference through these, and `relative_per_year` the yearly rate
    that makes the later of the earlier figure: (later / earlier) ** (1 / years) - 1 (Alkire and
    others, "Multidimensional Poverty Measurement and Analysis", 2015, 9.2). Each has its error.
    """

    figures: Figures
    p_value: Floats
    relative: Floats
    relative_error: Floats
    per_year: Floats
    per_year_error: Floats
    relative_per_year: Floats
    relative_per_year_error: Floats


def difference_of(
    design: Design, level: Level, pairs: Sequence[tuple[int, int]], years: Floats
) -> Difference:
    """Return the differences of a measure from the earlier to the later group of each pair.

    Rounds are designs of their own: the variance of a change is the sum of both variances, less
    twice the covariance of the units that both drew. Groups of one round are domains of one design.
    The sizes are those of the group with fewer households.
    """
    earlier, later = (np.array(side, dtype=np.intp) for side in zip(*pairs, strict=True))
    of = level.figures
    before, after = level.every[:, earlier], level.every[:, later]
    apart = after - before
    ones = np.ones(len(pairs))
    both = [Term(later, ones, level.z), Term(earlier, -ones, level.z)]
    spread = spread_of(design, level.drawn, both, len(pairs), apart)
    known = ~np.isnan(of.error[earlier]) & ~np.isnan(of.error[later])
    error = np.where(known, spread.error, np.nan)
    figures = Figures(
        apart[0],
        error,
        of.low[later] - of.high[earlier],
        of.high[later] - of.low[earlier],
        *sizes_of(of, earlier, later),
        spread.freedom,
        spread.units,
        np.full(len(pairs), np.nan),
        of.opened[earlier] | of.opened[later],
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(before > 0, after / before, np.nan)
        ratio, sound = ratios[0], np.where(before[0] > 0, before[0], np.nan)
        terms = [Term(later, 1 / sound, level.z), Term(earlier, -ratio / sound, level.z)]
        relative = spread_of(design, level.drawn, terms, len(pairs), ratios)
        relative_error = np.where(known, relative.error, np.nan)
        rates = ratios ** (1 / years)
        yearly = rates[0]
        if level.drawn.repeated is None:
            yearly_error = relative_error * yearly / ratio / years
        else:
            yearly_error = np.where(known, level.drawn.repeated.error(rates), np.nan)
    return Difference(
        figures,
        _p_value(figures),
        ratio - 1,
        relative_error,
        figures.estimate / years,
        error / years,
        yearly - 1,
        np.where(ratio > 0, yearly_error, np.nan),
    )


def _p_value(figures: Figures) -> Floats:
    known = (figures.error > 0) & (figures.freedom > 0)
    t = np.where(known, figures.estimate / np.where(known, figures.error, 1.0), np.nan)
    found = np.full(len(t), np.nan)
    some = ~np.isnan(t)
    found[some] = student_beyond(t[some], figures.freedom[some])
    return found


def sizes_of(of: Figures, earlier: Places, later: Places) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the sizes of the groups with fewer households, and who adds to both at the least."""
    fewer = np.where(of.households[earlier] < of.households[later], earlier, later)
    return (
        of.households[fewer],
        of.weighted[fewer],
        np.minimum(of.numerator[earlier], of.numerator[later]),
        of.positive[fewer],
    )
