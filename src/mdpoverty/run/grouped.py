"""Money whose thousands are grouped: 900.000 beside 1.200.000 is no number with three decimals.

A column of money has groups where any of its cells has several, as 1.200.000, or most have one, as
900.000; and where some have one and nothing shows that the sign is a decimal one, as 52.5 does. Its
cells with one group are then no numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import narwhals as nw
import polars as pl

from mdpoverty.column_map.cells import TEXT
from mdpoverty.files.rows import TYPED
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.signs import money
from mdpoverty.survey.cells import not_grouped
from mdpoverty.survey.spelling import one_group, several_groups, surely_decimal
from mdpoverty.survey.survey import INNER

_GROUPED = f"{INNER}grouped "


def with_groups_refused(reading: Reading) -> Reading:
    """Return the reading in which no group of thousands is taken for decimals.

    The cells of money are looked at, unless they were before.
    """
    if reading.survey.grouped is not None:
        return reading
    columns = amounts(reading)
    grouped = _grouped(reading, columns) if columns else []
    if reading.survey.origins is not None and grouped:
        reading = _replacing(reading, {TEXT + name: pl.lit(value=True) for name in grouped})
    return replace(reading, survey=replace(reading.survey, grouped=frozenset(grouped)))


def _grouped(reading: Reading, columns: Collection[str]) -> list[str]:
    """Return the columns that have groups of thousands."""
    frame = nw.from_native(reading.survey.frame).select(**holding_groups(reading, columns))
    found: pl.LazyFrame = frame.to_native()
    [row] = found.collect(engine="streaming").rows(named=True)
    return [name for name, holds in row.items() if holds]


def refusing_in_plan(reading: Reading) -> Reading:
    """Return the reading of a lazy frame, whose plan looks at the cells of money for itself."""
    survey, columns = reading.survey, amounts(reading)
    if not columns:
        return reading
    holds = {_GROUPED + c: e for c, e in holding_groups(reading, columns).items()}
    looked: pl.LazyFrame = nw.from_native(survey.frame).with_columns(**holds).to_native()
    begin = "" if survey.origins is None else TEXT
    found = replace(reading, survey=replace(survey, frame=looked, grouped=frozenset()))
    return _replacing(found, {begin + name: pl.col(_GROUPED + name) for name in columns})


def _replacing(reading: Reading, holds: Mapping[str, pl.Expr]) -> Reading:
    """Return the reading without the groups of columns, where each `holds` any."""
    sign = reading.survey.spelling.decimal
    told = {name: ~pl.col(name.removeprefix(TEXT)).str.ends_with(TYPED) for name in holds}
    cells = {n: not_grouped(pl.col(n), sign, where & told[n]) for n, where in holds.items()}
    frame = reading.survey.frame.with_columns(**cells)
    return replace(reading, survey=replace(reading.survey, frame=frame))


def amounts(reading: Reading) -> list[str]:
    """Return the survey's columns of text that have amounts of money, if groups are not named."""
    survey = reading.survey
    columns = dict.fromkeys(c for name in money(reading) for c in survey.columns_of(name))
    texts = [name for name in columns if survey.schema[name] == pl.String]
    return texts if survey.spelling.thousands is None else []


def holding_groups(reading: Reading, columns: Collection[str]) -> dict[str, nw.Expr]:
    """Return of each column whether it has groups of thousands: an aggregate, for any engine.

    Of amounts in another unit, which a column map changes, some may have three decimals: 1.250
    million.
    """
    sign = reading.survey.spelling.decimal
    origins = (reading.survey.origins or {}).values()
    scaled = {column for origin in origins if origin.scaled for column in origin.columns}
    patterns = (one_group(sign), several_groups(sign), surely_decimal(sign), "[0-9]")
    found = {}
    for name in columns:
        one, several, decimal, number = (
            nw.col(name).str.contains(pattern).fill_null(value=False).cast(nw.Int64).sum()
            for pattern in patterns
        )
        grouped = (several > 0) | (one * 2 > number)
        found[name] = (one > 0) & (grouped if name in scaled else grouped | (decimal == 0))
    return found
