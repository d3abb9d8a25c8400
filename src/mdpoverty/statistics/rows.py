"""From figures to the rows of a table: names, numbers, intervals, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import polars as pl

from mdpoverty.standards.model import Standard
from mdpoverty.statistics.design import Floats, Places
from mdpoverty.statistics.differences import Difference
from mdpoverty.statistics.disclosure import Figure, told_by
from mdpoverty.statistics.domains import families_of
from mdpoverty.statistics.intervals import interval_of, unbounded_interval
from mdpoverty.statistics.levels import Figures
from mdpoverty.statistics.measures import Kind, Measure
from mdpoverty.statistics.quality import Grades, variation, words
from mdpoverty.statistics.request import (
    BOUNDS,
    CHANGE_FROM,
    COMPARISON,
    CONTRAST_FROM,
    ESTIMATES,
    GROUPING,
    NAMES,
    OPEN,
    PRECISION,
    SIZES,
    Asked,
    Unit,
)
from mdpoverty.statistics.suppression import secondary
from mdpoverty.survey.survey import CELL

_DIGITS = 15  # of a sum of weights, as of a number in a survey
_DECIMALS = 9  # of a weighted number, whose last digits depend on how it was added up
_ORDER, _PLACE, _BEFORE, _CHANGED, _NUMERATOR, _BASE = (
    "_order",
    "_place",
    "_before",
    "_changed",
    "_numerator",
    "_base",
)
_NUMBERS = (*ESTIMATES, *BOUNDS, *SIZES, *PRECISION[:-1], *COMPARISON)
_WHOLE = ("households", "df", "units")
_Cells = np.ndarray[Any, Any] | Sequence[Any]
_TYPES = {
    _PLACE: pl.Int64,
    _BEFORE: pl.Int64,
    _CHANGED: pl.Boolean,
    **dict.fromkeys((*NAMES, "quality"), pl.String),
}


@dataclass(frozen=True)
class Block:
    """A measure in the groups of some places, or how it differs from `earlier` ones.

    `names` are those of NAMES. `changed` says of differences whether they are from round to round;
    `difference` has what follows from them. `of` is the indicator of each, where not that of all.
    `ends` are those of the intervals, where not by the kind. `measured` tells the measures
    themselves from what is worked out of them.
    """

    names: tuple[str, str, str, str, Unit]
    kind: Kind
    figures: Figures
    place: Places
    grades: Grades
    earlier: Places | None = None
    changed: bool = False
    difference: Difference | None = None
    of: Sequence[str] | None = None
    ends: tuple[Floats, Floats] | None = None
    measured: bool = True

    @classmethod
    def of_measure(
        cls, measure: Measure, unit: Unit, figures: Figures, place: Places, grades: Grades
    ) -> Block:
        """Return a measure in the groups of some places; `unit` is what is counted."""
        counted = measure.unit or unit
        names = (measure.name, measure.indicator, measure.cutoff, measure.identify, counted)
        return cls(names, measure.kind, figures, place, grades)


def table_of(
    blocks: Sequence[Block],
    domains: pl.DataFrame,
    standard: Standard,
    asked: Asked,
) -> pl.DataFrame:
    """Return the rows of all figures, by group, without those that are to be left out."""
    parts = [_columns(block, asked) for block in blocks]
    rows = pl.DataFrame(
        {name: _together([part[name] for part in parts]) for name in parts[0]},
        schema_overrides=_TYPES,
    )
    rows = rows.with_columns(pl.col(_NUMBERS).fill_nan(None))
    rows = rows.with_row_index(_ORDER).sort(_PLACE, _ORDER)
    groups = [domains[CELL + name].gather(rows[_PLACE]).alias(name) for name in asked.groups]
    groups.append(domains[GROUPING].gather(rows[_PLACE]).alias(GROUPING))
    for name, column, changed in (
        (CHANGE_FROM, asked.change, True),
        (CONTRAST_FROM, asked.contrast, False),
    ):
        if column is not None:
            before = rows.select(pl.when(pl.col(_CHANGED) == changed).then(_BEFORE)).to_series()
            groups.append(domains[CELL + column].gather(before).alias(name))
    if asked.suppress_below:
        rows = _suppressed(rows, domains, standard, asked)
    return rows.with_columns(pl.col(_WHOLE).cast(pl.Int64), *groups)


def _together(parts: Sequence[_Cells]) -> _Cells:
    """Return cells of a column one after another: of arrays, or of lists with text and null."""
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    return [*chain.from_iterable(parts)]


def _columns(block: Block, asked: Asked) -> dict[str, _Cells]:
    """Return the columns of a table with a row for each figure."""
    figures, number, differs = block.figures, len(block.place), block.earlier is not None
    if block.ends is not None:
        low, high = block.ends
    elif differs:
        low, high = unbounded_interval(figures, asked.level)
    else:
        low, high = interval_of(figures, block.kind, asked.interval, asked.level)
    counted = block.kind != "number"
    numbers = {
        "estimate": figures.estimate if counted else _tidy(figures.estimate),
        "standard_error": figures.error,
        "ci_low": low,
        "ci_high": high,
        "lowest": figures.low if counted else _tidy(figures.low),
        "highest": figures.high if counted else _tidy(figures.high),
        "weighted": figures.weighted.round(_DECIMALS),
        "households": figures.households,
        "cv": np.full(number, np.nan) if differs else variation(figures),
        "deff": figures.deff,
        "df": figures.freedom,
        "units": figures.units,
        **{name: _compared(block, name) for name in COMPARISON},
    }
    names = {name: [text or None] * number for name, text in zip(NAMES, block.names, strict=True)}
    if block.of is not None:
        names["indicator"] = [*block.of]
    return {
        _PLACE: block.place,
        _BEFORE: [None] * number if block.earlier is None else block.earlier.tolist(),
        _CHANGED: [block.changed if differs else None] * number,
        **names,
        **numbers,
        "quality": words(block.grades),
        OPEN: figures.opened,
        _NUMERATOR: figures.numerator,
        _BASE: np.where(counted & (figures.weighted > 0), figures.weighted, 1.0),
    }


def _tidy(sums: Floats) -> Floats:
    """Return sums of weights with the digits that a double keeps: 2300, not 2299.999999999999."""
    return np.array([float(f"{each:.{_DIGITS}g}") for each in sums], dtype=np.float64)


def _compared(block: Block, name: str) -> Floats:
    if block.difference is None:
        return np.full(len(block.place), np.nan)
    found: Floats = getattr(block.difference, name)
    return found


def _suppressed(
    rows: pl.DataFrame, domains: pl.DataFrame, standard: Standard, asked: Asked
) -> pl.DataFrame:
    """Return the rows of which none has fewer households than said behind it, or is told by others.

    A difference is told by both its levels, a total by its parts.
    """
    figures = [
        Figure(measure, indicator or "", cutoff or "", (before, place), numerator, base)
        for measure, indicator, cutoff, before, place, numerator, base in rows.select(
            *NAMES[:3], _BEFORE, _PLACE, _NUMERATOR, _BASE
        ).iter_rows()
    ]
    least = asked.suppress_below
    few = (pl.col("households") < least) | (pl.col(_NUMERATOR) < least)
    hidden = set(rows.select(few.arg_true()).to_series().to_list())
    told = told_by(figures, standard, asked.cutoffs, families_of(domains), domains.height)
    found = sorted(secondary(figures, hidden, told))
    shown = pl.Series(np.isin(np.arange(rows.height), found, invert=True))
    return rows.with_columns(pl.when(shown).then(pl.col(*_NUMBERS, "quality")))
