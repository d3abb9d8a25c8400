"""From cells to a table of statistics: one tidy row for each group and measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from mdpoverty.standards.model import Standard
from mdpoverty.statistics.counts import Counted
from mdpoverty.statistics.design import (
    Design,
    Floats,
    Linear,
    Places,
    design_of,
    gathered,
    linearised,
    quantile,
    sums,
    variance,
)
from mdpoverty.statistics.domains import domains_of, rounds_of
from mdpoverty.statistics.measures import Measure, measures, prepared
from mdpoverty.statistics.request import CHANGE_FROM, NAMES, Asked
from mdpoverty.survey.survey import CELL

_AT_ONCE = 5  # measures: all together would take the memory of as many columns
_DECIMALS = 9  # of a weighted number, whose last digits depend on how it was added up
OPEN = "open"
_ORDER, _PLACE, _BEFORE = "_order", "_place", "_before"


@dataclass(frozen=True)
class Summary:
    """Statistics of groups of households.

    `table` has a row for each group and measure: the group columns with the data's values, in a
    comparison of rounds CHANGE_FROM, NAMES, ESTIMATES, BOUNDS, SIZES (the unweighted number of
    households that the statistic is about, and the weighted one of households or persons), and
    OPEN: whether unknown answers leave it open. Shares are fractions of one. An estimate is null
    where it is open, where nobody is in its base, and where it is suppressed; then its sizes are
    too. `opened` is how many figures are open; `singles` how many strata have a single unit, where
    that leaves standard errors open.
    """

    asked: Asked
    table: pl.DataFrame
    opened: int
    singles: int


def summary(
    counted: Counted, standard: Standard, asked: Asked, wanted: Sequence[Measure] | None = None
) -> Summary:
    """Return the statistics that are asked for; `wanted` are others than the usual ones.

    Standard errors and 95 % intervals (Student's t, units less strata) are by linearisation.
    """
    cells = counted.cells
    design = design_of(cells, known=counted.designed, single=asked.single_unit)
    domain, domains = domains_of(cells, [CELL + name for name in asked.groups])
    pairs = [] if asked.change is None else rounds_of(domains, CELL + asked.change)
    reach = quantile(design.freedom)
    frame = prepared(nw.from_native(cells, eager_only=True), standard, asked.cutoffs)
    alone = [(None, place) for place in range(domains.height)]
    parts = []
    opened = 0
    every = measures(standard, asked.cutoffs) if wanted is None else wanted
    for measure, values in _valued(frame, every):
        levels = _figures(design, domain, domains.height, values)
        parts.append(_rows(measure, levels, alone, reach, asked))
        if pairs:
            parts.append(_rows(measure, _changes(design, levels, pairs), pairs, reach, asked))
        opened += int(levels.opened.sum())
    singles = 0 if asked.single_unit or not design.known else design.singles
    return Summary(asked, _table(parts, domains, asked), opened, singles)


@dataclass(frozen=True)
class _Values:
    """What a household of each cell adds to the sums of a measure; `base` is 1 or 0."""

    value: Floats
    per: Floats
    base: Floats
    least: Floats | None
    most: Floats | None


def _valued(
    frame: nw.DataFrame[Any], asked: Sequence[Measure]
) -> Iterator[tuple[Measure, _Values]]:
    """Yield each measure with what the households of every cell add to its sums."""
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        wanted: dict[str, nw.Expr] = {}
        for index, measure in enumerate(some):
            base = measure.base.cast(nw.Float64)
            parts = {
                "value": measure.value,
                "per": base if measure.per is None else measure.per,
                "base": base,
                "least": measure.least,
                "most": measure.most,
            }
            wanted |= {f"_{name}_{index}": x for name, x in parts.items() if x is not None}
        found = frame.with_columns(**wanted)
        for index, measure in enumerate(some):
            columns: dict[str, Any] = {
                field.name: found[name].to_numpy().astype(np.float64) if name in wanted else None
                for field in fields(_Values)
                for name in [f"_{field.name}_{index}"]
            }
            yield measure, _Values(**columns)


@dataclass(frozen=True)
class _Figures:
    """A measure in each group; the draws say what each unit adds to it."""

    estimate: Floats
    error: Floats
    low: Floats
    high: Floats
    households: Floats
    weighted: Floats
    opened: npt.NDArray[np.bool_]
    draws: Linear


def _figures(design: Design, domain: Places, domains: int, values: _Values) -> _Figures:
    weights = design.weight * design.households

    def total(each: Floats | None, of: Floats = weights) -> Floats:
        if each is None:
            return np.full(domains, np.nan)
        # Whoever weighs nothing adds nothing, known or not.
        return sums(domain, np.where(of > 0, of * each, 0), domains)

    upper, lower = total(values.value), total(values.per)
    sound = np.where(lower > 0, lower, np.nan)
    ratio = upper / sound
    each = (values.value - ratio[domain] * values.per) / sound[domain]
    draws = linearised(design, domain, each)
    return _Figures(
        ratio,
        np.where(np.isnan(ratio), np.nan, np.sqrt(variance(design, draws, domains))),
        total(values.least) / sound,
        total(values.most) / sound,
        total(values.base, design.households),
        total(values.base),
        np.isnan(upper) | np.isnan(lower),
        draws,
    )


def _changes(design: Design, levels: _Figures, pairs: Sequence[tuple[int, int]]) -> _Figures:
    """Return the changes of a measure from the earlier to the later group of each pair.

    Units that are in both rounds add to the variance once, with the difference. The sizes are
    those of the round with fewer households.
    """
    earlier, later = (np.array(side, dtype=np.intp) for side in zip(*pairs, strict=True))
    nothing = np.full(len(pairs), np.nan)
    fewer = np.where(levels.households[earlier] < levels.households[later], earlier, later)
    draws = _differences(levels.draws, len(levels.estimate), earlier, later)
    change = levels.estimate[later] - levels.estimate[earlier]
    return _Figures(
        change,
        np.where(np.isnan(change), np.nan, np.sqrt(variance(design, draws, len(pairs)))),
        nothing,
        nothing,
        levels.households[fewer],
        levels.weighted[fewer],
        levels.opened[earlier] | levels.opened[later],
        draws,
    )


def _differences(draws: Linear, domains: int, earlier: Places, later: Places) -> Linear:
    """Return the draws of the later group of each pair, less those of the earlier."""
    sides = []
    for side, sign in ((earlier, -1.0), (later, 1.0)):
        pair = np.full(domains, -1, dtype=np.intp)
        pair[side] = np.arange(len(side))
        chosen = np.flatnonzero(pair[draws.domain] >= 0)
        sides.append((pair[draws.domain[chosen]], chosen, sign * draws.value[chosen]))
    pair, chosen, value = (np.concatenate(parts) for parts in zip(*sides, strict=True))
    unit = None if draws.unit is None else draws.unit[chosen]
    return gathered(Linear(pair, draws.stratum[chosen], unit, draws.times[chosen], value))


def _rows(
    measure: Measure,
    figures: _Figures,
    places: Sequence[tuple[int | None, int]],
    reach: float,
    asked: Asked,
) -> pl.DataFrame:
    """Return a row for each figure; `places` are those of its group, and of the one before."""
    margin = reach * figures.error
    numbers = {
        "estimate": figures.estimate,
        "standard_error": figures.error,
        "ci_low": figures.estimate - margin,
        "ci_high": figures.estimate + margin,
        "lowest": figures.low,
        "highest": figures.high,
        "weighted": figures.weighted.round(_DECIMALS),
        "households": figures.households,
    }
    names = (measure.name, measure.indicator, measure.cutoff, measure.identify, asked.unit)
    sides = {_BEFORE: [earlier for earlier, _ in places], _PLACE: [place for _, place in places]}
    frame = pl.DataFrame(
        {**sides, **numbers, OPEN: figures.opened}, schema_overrides=dict.fromkeys(sides, pl.Int64)
    )
    shown = pl.col("households") >= asked.suppress_below
    return frame.with_columns(
        pl.when(shown).then(pl.col(*numbers).fill_nan(None)),
        **{name: pl.lit(text or None, pl.String) for name, text in zip(NAMES, names, strict=True)},
    )


def _table(parts: Sequence[pl.DataFrame], domains: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """Return the rows of all measures, by group."""
    rows = pl.concat(parts).with_row_index(_ORDER).sort(_PLACE, _ORDER)
    groups = [domains[CELL + name].gather(rows[_PLACE]).alias(name) for name in asked.groups]
    if asked.change is not None:
        earlier = domains[CELL + asked.change].gather(rows[_BEFORE])
        groups.append(earlier.alias(CHANGE_FROM))
    rows = rows.with_columns(pl.col("households").cast(pl.Int64), *groups)
    return rows.select(*replace(asked, bounds=True).columns, OPEN)
