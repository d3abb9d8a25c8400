"""The work of the commands on Spark: a profile, a comparison or counts, and what passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import narwhals as nw
import polars as pl
from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame, Observation
from pyspark.sql import functions as sf

from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.comparison.reasons import FROM, TO
from mdpoverty.comparison.surveys import columns_of, drawn, judged_twice, with_design
from mdpoverty.comparison.transitions import DRAWN_BY, KEYS, SCALE, Compared, added_up
from mdpoverty.reading.checks import MEMBERS
from mdpoverty.reading.failing import REFUSED
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.signs import SIGNS
from mdpoverty.run.lazy import checked, judged
from mdpoverty.run.persons import carried_through, respelt
from mdpoverty.spark.cells import carried_number, col
from mdpoverty.spark.folders import write
from mdpoverty.spark.passes import Measured, measured, measures
from mdpoverty.spark.places import Kind
from mdpoverty.statistics.cell_weights import (
    DRAWN,
    HOUSEHOLDS,
    POSITIVE,
    SQUARES,
    wholes,
)
from mdpoverty.statistics.counts import keys_of, told
from mdpoverty.statistics.exact_sums import HIGH, LOW
from mdpoverty.statistics.request import INSIDE, TOTAL, Asked
from mdpoverty.survey.cells import require_columns
from mdpoverty.survey.engine import collected
from mdpoverty.survey.survey import CELL

_STEP = 2.0**48  # between the halves of a part of a sum
_GOES_ON = "_goes_on"
_SQUARES = TOTAL["households"] + SQUARES


def profile_of(reading: Reading, *, keep_all: bool = False) -> tuple[DataFrame, Observation]:
    """Return the profile of a survey's sound rows, and what hears the measures of all its rows."""
    carried = carried_through(reading.survey, reading.columns, reading.columns) if keep_all else {}
    require_columns(reading.survey, carried)
    frame: DataFrame = judged(reading, list(carried)).to_native()
    seen = Observation()
    frame = frame.observe(seen, *measures(frame.columns, decided="class"))
    numbers = respelt(reading.survey, carried, reading.standard)
    cells = {name: col(CELL + name) for name in carried}
    cells |= {name: carried_number(cells[name], reading.survey.spelling) for name in numbers}
    rows = frame.where(~col(REFUSED)).select(
        *(col(name) for name in reading.columns),
        *(cells[name].alias(called) for name, called in carried.items()),
    )
    return rows, seen


def write_profile(reading: Reading, part: str, kind: Kind, *, keep_all: bool = False) -> Measured:
    """Write the profile of a survey's sound rows to a new folder, in one pass over them."""
    rows, seen = profile_of(reading, keep_all=keep_all)
    write(rows, part, kind)
    return measured([seen.get])


@contextmanager
def compared(
    one: Reading, other: Reading, by: Sequence[str], *, every: bool, kept: bool
) -> Iterator[tuple[Compared[DataFrame], Measured]]:
    """Yield what two standards make of a survey; `every` household, or those whose class differs.

    Rows that are `kept` are worked out once: they wait on the workers' disks to be written.
    """
    one = with_design(one)
    frame: DataFrame = drawn(judged_twice(one, other, by), one).to_native()
    columns = columns_of(one, by)
    sums = [name for name in ("weight", HOUSEHOLD_SIZE) if name in one.variables]
    groups = [CELL + name for name in by]
    design = [name for name in (*DRAWN_BY, DRAWN) if name in frame.columns]
    own = [*columns.values(), *groups, *KEYS, *sums, *design, *SIGNS, REFUSED]
    own += [MEMBERS] if one.roster else []
    slim = frame.select(*(col(name) for name in dict.fromkeys(own)))
    if kept:
        slim = slim.persist(StorageLevel.DISK_ONLY)
    measuring = measures(slim.columns, decided=TO)
    keys = [*groups, *KEYS, *(name for name in DRAWN_BY if name in design)]
    table = _added_up(slim, keys, sums, measuring)
    exact = ("weighted", "weighted_before", "persons", _SQUARES + HIGH, _SQUARES + LOW)
    parts = [pl.col(name).cast(pl.Int128) for name in exact if name in table.columns]
    positive = [name for name in (POSITIVE,) if name in table.columns]
    cells = table.filter(_GOES_ON).select(*keys, "households", *positive, *parts)
    rows = slim.where(~col(REFUSED))
    rows = rows if every else rows.where(col(FROM) != col(TO))
    named = rows.select(*(col(own).alias(name) for name, own in columns.items()))
    try:
        yield added_up(named, [cells], by), measured(table.iter_rows(named=True))
    finally:
        slim.unpersist()


def _added_up(
    slim: DataFrame, keys: Sequence[str], sums: Sequence[str], measuring: Sequence[Column]
) -> pl.DataFrame:
    """Return how many households have the same group, classes and reason, as `cells_of` does."""
    weight = col("weight") if "weight" in sums else sf.lit(1.0)
    exact = sf.rint(weight * SCALE).cast("decimal(38,0)")
    parts = {"weighted": exact, "weighted_before": exact}
    if HOUSEHOLD_SIZE in sums:
        parts["persons"] = (exact * col(HOUSEHOLD_SIZE).cast("decimal(15,0)")).cast("decimal(38,0)")
    squares = []
    if INSIDE in keys:
        parts[POSITIVE] = (weight > 0).cast("bigint")
    if INSIDE in keys and "psu" not in keys:
        rounded = sf.rint(weight * SCALE) / SCALE
        parts[_SQUARES] = rounded * rounded
        squares = _parts(_SQUARES)
    sound = ~col(REFUSED)
    goes_on = sound | col(DRAWN) if INSIDE in keys else sound
    known = slim.select(
        *(sf.when(goes_on, col(name)).alias(name) for name in keys),
        *(sf.coalesce(sf.when(sound, part), sf.lit(0)).alias(name) for name, part in parts.items()),
        *(col(name) for name in slim.columns if name not in (*keys, *parts)),
    )
    summed = [sf.sum(name).alias(name) for name in parts if name != _SQUARES]
    grouped = known.groupBy(*(col(name) for name in keys), goes_on.alias(_GOES_ON))
    table = grouped.agg(sf.count("*").alias("households"), *summed, *squares, *measuring)
    return collected(nw.from_native(table))


def counted_cells(reading: Reading, asked: Asked) -> tuple[pl.DataFrame, Measured]:
    """Return the cells of a survey's rows, as `of_cells` wants them, and what passed."""
    require_columns(reading.survey, asked.groups)
    keys, summed = keys_of(reading, asked), wholes(reading)
    frame, _ = checked(reading, asked.groups)
    native: DataFrame = told(frame, reading, asked).to_native()
    have = [name for name in (*SIGNS, REFUSED, MEMBERS, DRAWN) if name in native.columns]
    goes_on = ~col(REFUSED) | col(DRAWN)
    known = native.select(
        *(sf.when(goes_on, col(name)).alias(name) for name in keys),
        *(sf.coalesce(col(name), sf.lit(0)).alias(name) for name in (POSITIVE, *summed)),
        *(col(name) for name in have),
    )
    parts = [part for name in summed for part in _parts(name)]
    grouped = known.groupBy(*(col(name) for name in keys), goes_on.alias(_GOES_ON))
    measuring = measures(known.columns, decided="class")
    counting = grouped.agg(
        sf.count("*").alias(HOUSEHOLDS), sf.sum(POSITIVE).alias(POSITIVE), *parts, *measuring
    )
    table = collected(nw.from_native(counting))
    exact = [name + part for name in summed for part in (HIGH, LOW)]
    cells = table.filter(_GOES_ON).select(
        *keys, HOUSEHOLDS, POSITIVE, *(pl.col(name).cast(pl.Int128) for name in exact)
    )
    return cells, measured(table.iter_rows(named=True))


def _parts(name: str) -> list[Column]:
    """Return the sums of both parts of a column, as `exact_sums.parts_of` takes it apart.

    Spark makes a decimal of a double exactly only where it is whole and below 2**53: each part is
    taken in two steps.
    """
    number = col(name)
    upper = sf.floor(number / _STEP)
    rest = number - upper * _STEP
    whole = sf.floor(rest)
    behind = (rest - whole) * _STEP
    middle = sf.floor(behind)
    lower = sf.floor((behind - middle) * _STEP)
    step = sf.lit(int(_STEP)).cast("decimal(18,0)")

    def joined(one: Column, other: Column) -> Column:
        return one.cast("decimal(18,0)") * step + other.cast("decimal(18,0)")

    return [
        sf.sum(joined(*halves).cast("decimal(38,0)")).alias(name + part)
        for part, halves in ((HIGH, (upper, whole)), (LOW, (middle, lower)))
    ]
