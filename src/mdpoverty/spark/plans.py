"""The work of the commands on Spark: a profile, a comparison or counts, and what passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import narwhals as nw
import polars as pl
from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame, Observation
from pyspark.sql import functions as sf

from mdpoverty.classification.decide import INCOME
from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.comparison.reasons import FROM, TO
from mdpoverty.comparison.surveys import columns_of, judged_twice
from mdpoverty.comparison.transitions import KEYS, SCALE, Compared, counted
from mdpoverty.reading.checks import MEMBERS, REFUSED
from mdpoverty.reading.reading import Reading
from mdpoverty.run.lazy import checked, judged
from mdpoverty.run.persons import carried_through
from mdpoverty.spark.cells import col
from mdpoverty.spark.folders import write
from mdpoverty.spark.passes import Measured, measured, measures
from mdpoverty.spark.places import Kind
from mdpoverty.statistics.counts import HOUSEHOLDS, complete, keys_of, told
from mdpoverty.statistics.request import Asked
from mdpoverty.survey.engine import collected
from mdpoverty.survey.survey import CELL, require_columns


def profile_of(reading: Reading, *, keep_all: bool = False) -> tuple[DataFrame, Observation]:
    """Return the profile of a survey's sound rows, and what hears the measures of all its rows."""
    carried = carried_through(reading.survey, reading.columns, reading.columns) if keep_all else {}
    require_columns(reading.survey, carried)
    frame: DataFrame = judged(reading, list(carried)).to_native()
    seen = Observation()
    frame = frame.observe(
        seen, *measures(frame.columns, decided="class", income="income_per_capita")
    )
    rows = frame.where(~col(REFUSED)).select(
        *(col(name) for name in reading.columns),
        *(col(CELL + name).alias(called) for name, called in carried.items()),
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
    frame: DataFrame = judged_twice(one, other, by).to_native()
    columns = columns_of(one, by)
    sums = [name for name in ("weight", HOUSEHOLD_SIZE) if name in one.variables]
    groups = [CELL + name for name in by]
    own = [*columns.values(), *groups, *KEYS, *sums, "from_" + INCOME, REFUSED]
    own += [MEMBERS] if one.roster else []
    slim = frame.select(*(col(name) for name in dict.fromkeys(own)))
    if kept:
        slim = slim.persist(StorageLevel.DISK_ONLY)
    measuring = measures(slim.columns, decided=TO, income="from_" + INCOME)
    table = _added_up(slim, groups, sums, measuring)
    sound = table.filter(~pl.col(REFUSED))
    parts = [name for name in ("weighted", "weighted_before", "persons") if name in table.columns]
    cells = sound.select(
        *groups, *KEYS, "households", *(pl.col(name).cast(pl.Int128) for name in parts)
    )
    rows = slim.where(~col(REFUSED))
    rows = rows if every else rows.where(col(FROM) != col(TO))
    named = rows.select(*(col(own).alias(name) for name, own in columns.items()))
    try:
        yield Compared(named, counted([cells], by)), measured(table.iter_rows(named=True))
    finally:
        slim.unpersist()


def _added_up(
    slim: DataFrame, groups: Sequence[str], sums: Sequence[str], measuring: Sequence[Column]
) -> pl.DataFrame:
    """Return how many households have the same group, classes and reason, as `cells_of` does."""
    keys = [*groups, *KEYS]
    weight = col("weight") if "weight" in sums else sf.lit(1.0)
    exact = sf.rint(weight * SCALE).cast("decimal(38,0)")
    parts = {"weighted": exact, "weighted_before": exact}
    if HOUSEHOLD_SIZE in sums:
        parts["persons"] = (exact * col(HOUSEHOLD_SIZE).cast("decimal(15,0)")).cast("decimal(38,0)")
    sound = ~col(REFUSED)
    known = slim.select(
        *(sf.when(sound, col(name)).alias(name) for name in keys),
        *(sf.when(sound, part).alias(name) for name, part in parts.items()),
        *(col(name) for name in slim.columns if name not in (*keys, *parts)),
    )
    summed = [sf.coalesce(sf.sum(name), sf.lit(0)).alias(name) for name in parts]
    grouped = known.groupBy(*(col(name) for name in keys), col(REFUSED))
    table = grouped.agg(sf.count("*").alias("households"), *summed, *measuring)
    return collected(nw.from_native(table))


def counted_cells(reading: Reading, asked: Asked) -> tuple[pl.DataFrame, Measured]:
    """Return the cells of a survey's sound rows, as `of_cells` wants them, and what passed."""
    require_columns(reading.survey, asked.groups)
    keys = keys_of(reading, asked)
    frame, _ = checked(reading, asked.groups)
    native: DataFrame = told(frame, reading, asked).to_native()
    have = [name for name in (INCOME, REFUSED, MEMBERS) if name in native.columns]
    sound = ~col(REFUSED)
    known = native.select(
        *(sf.when(sound, col(name)).alias(name) for name in keys), *(col(name) for name in have)
    )
    grouped = known.groupBy(*(col(name) for name in keys), col(REFUSED))
    measuring = measures(known.columns, decided="class", income=INCOME)
    counting = grouped.agg(sf.count("*").alias(HOUSEHOLDS), *measuring)
    table = collected(nw.from_native(counting))
    cells = table.filter(~pl.col(REFUSED)).select(*keys, HOUSEHOLDS).sort(keys)
    if asked.complete_cases:
        cells = cells.filter(complete(reading))
    return cells, measured(table.iter_rows(named=True))
