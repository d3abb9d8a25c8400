"""From cells to a table of statistics: one tidy row for each group and measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from mdpoverty.standards.model import Standard
from mdpoverty.statistics.changes import changes
from mdpoverty.statistics.counts import Counted
from mdpoverty.statistics.domains import grouping_of, rounds_of
from mdpoverty.statistics.intervals import interval_of, unbounded_interval
from mdpoverty.statistics.levels import Figures, level_of
from mdpoverty.statistics.measures import Measure
from mdpoverty.statistics.population import grouped, population_of, valued
from mdpoverty.statistics.quality import Grades, graded, variation, words, worse
from mdpoverty.statistics.request import (
    BOUNDS,
    CHANGE_FROM,
    ESTIMATES,
    NAMES,
    PRECISION,
    SIZES,
    Asked,
)
from mdpoverty.statistics.standard_measures import measures
from mdpoverty.statistics.suppression import Figure, secondary
from mdpoverty.survey.survey import CELL

_DECIMALS = 9  # of a weighted number, whose last digits depend on how it was added up
OPEN = "open"
_ORDER, _PLACE, _BEFORE, _NUMERATOR = "_order", "_place", "_before", "_numerator"
_NUMBERS = (*ESTIMATES, *BOUNDS, *SIZES, *PRECISION[:-1])
_WHOLE = ("households", "df", "units")


@dataclass(frozen=True)
class Summary:
    """Statistics of groups of households.

    `table` has a row for each group and measure: the group columns with the data's values, in a
    comparison of rounds CHANGE_FROM, NAMES, ESTIMATES, BOUNDS, SIZES (the unweighted number of
    households that the statistic is about, and the weighted one of households or persons),
    PRECISION, and OPEN: whether unknown answers leave it open. Shares are fractions of one. An
    estimate is null where it is open, where nobody is in its base, and where it is suppressed; then
    its sizes are too. `opened` is how many figures are open; `singles` how many strata have a
    single unit, where that leaves standard errors open.
    """

    asked: Asked
    table: pl.DataFrame
    opened: int
    singles: int


def summary(
    counted: Counted, standard: Standard, asked: Asked, wanted: Sequence[Measure] | None = None
) -> Summary:
    """Return the statistics that are asked for; `wanted` are others than the usual ones.

    Standard errors are by linearisation, intervals by Student's t with the degrees of freedom of
    each figure: the units of its base less their strata.
    """
    people = population_of(counted, standard, asked.single_unit)
    groups = grouped(people, grouping_of(counted.cells, [CELL + name for name in asked.groups]))
    pairs = [] if asked.change is None else rounds_of(groups.domains, CELL + asked.change)
    alone = [(None, place) for place in range(groups.domains.height)]
    parts = []
    opened = 0
    persons = "persons" in counted.units
    every = measures(standard, asked.cutoffs, persons=persons) if wanted is None else wanted
    for measure, values in valued(people, every):
        level = level_of(groups, measure, values, asked.unit)
        grades = graded(level.figures, asked.flag_cv, drawn=counted.designed)
        parts.append(_rows(measure, level.figures, alone, grades, asked))
        if pairs:
            found = changes(people.design, level, pairs)
            either = worse(grades, *(np.array(side) for side in zip(*pairs, strict=True)))
            parts.append(_rows(measure, found, pairs, either, asked))
        opened += int(level.figures.opened.sum())
    design = people.design
    singles = 0 if asked.single_unit or not design.known else design.singles
    return Summary(asked, _table(parts, groups.domains, standard, asked), opened, singles)


def _rows(
    measure: Measure,
    figures: Figures,
    places: Sequence[tuple[int | None, int]],
    grades: Grades,
    asked: Asked,
) -> pl.DataFrame:
    """Return a row for each figure; `places` are those of its group, and of the one before."""
    changed = any(earlier is not None for earlier, _ in places)
    low, high = (
        unbounded_interval(figures, asked.level)
        if changed
        else interval_of(figures, measure.kind, asked.interval, asked.level)
    )
    numbers = {
        "estimate": figures.estimate,
        "standard_error": figures.error,
        "ci_low": low,
        "ci_high": high,
        "lowest": figures.low,
        "highest": figures.high,
        "weighted": figures.weighted.round(_DECIMALS),
        "households": figures.households,
        "cv": np.full(len(places), np.nan) if changed else variation(figures),
        "deff": figures.deff,
        "df": figures.freedom,
        "units": figures.units,
    }
    unit = measure.unit or asked.unit
    names = (measure.name, measure.indicator, measure.cutoff, measure.identify, unit)
    sides = {_BEFORE: [earlier for earlier, _ in places], _PLACE: [place for _, place in places]}
    frame = pl.DataFrame(
        {**sides, **numbers, OPEN: figures.opened, _NUMERATOR: figures.numerator},
        schema_overrides=dict.fromkeys(sides, pl.Int64),
    )
    return frame.with_columns(
        pl.col(*numbers).fill_nan(None),
        pl.Series("quality", words(grades), pl.String),
        **{name: pl.lit(text or None, pl.String) for name, text in zip(NAMES, names, strict=True)},
    )


def _table(
    parts: Sequence[pl.DataFrame], domains: pl.DataFrame, standard: Standard, asked: Asked
) -> pl.DataFrame:
    """Return the rows of all measures, by group."""
    rows = pl.concat(parts).with_row_index(_ORDER).sort(_PLACE, _ORDER)
    groups = [domains[CELL + name].gather(rows[_PLACE]).alias(name) for name in asked.groups]
    if asked.change is not None:
        earlier = domains[CELL + asked.change].gather(rows[_BEFORE])
        groups.append(earlier.alias(CHANGE_FROM))
    rows = _suppressed(rows, standard, asked.suppress_below)
    rows = rows.with_columns(pl.col(_WHOLE).cast(pl.Int64), *groups)
    return rows.select(*replace(asked, bounds=True).columns, OPEN)


def _suppressed(rows: pl.DataFrame, standard: Standard, least: int) -> pl.DataFrame:
    """Return the rows of which none has fewer households than said behind it, or is told by others.

    A change is told by the levels of both its rounds.
    """
    if not least:
        return rows
    figures = [
        Figure(measure, indicator or "", cutoff or "", (before, place), numerator)
        for measure, indicator, cutoff, before, place, numerator in rows.select(
            *NAMES[:3], _BEFORE, _PLACE, _NUMERATOR
        ).iter_rows()
    ]
    few = (pl.col("households") < least) | (pl.col(_NUMERATOR) < least)
    hidden = set(rows.select(few.arg_true()).to_series().to_list())
    where = {(f.measure, f.indicator, f.cutoff, f.group): n for n, f in enumerate(figures)}
    sums = [
        [n, *(where[f.measure, f.indicator, f.cutoff, (None, side)] for side in sides)]
        for n, f in enumerate(figures)
        if (sides := tuple(side for side in f.group if side is not None)) == f.group
    ]
    found = sorted(secondary(figures, hidden, standard, sums))
    shown = pl.Series(np.isin(np.arange(rows.height), found, invert=True))
    return rows.with_columns(pl.when(shown).then(pl.col(*_NUMBERS, "quality")))
