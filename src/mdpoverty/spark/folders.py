"""Folders that Spark writes: whole or not at all, with the cells of the embedded engine's files."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from uuid import uuid4

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sf
from pyspark.sql import types as st

from mdpoverty.background import in_background
from mdpoverty.errors import OutputError, Problem
from mdpoverty.files.delivery import Deliveries, Stuck
from mdpoverty.files.output import unwritable
from mdpoverty.language.messages import message
from mdpoverty.spark.cells import col
from mdpoverty.spark.failures import FAILURES, reason, said
from mdpoverty.spark.places import Kind, Place, allow_everybody, allow_owner, place
from mdpoverty.system_faults import remedy_in

_TRIES = 50


@contextmanager
def folder(
    spark: SparkSession, path: str, deliveries: Deliveries, *, private: bool = False
) -> Iterator[str]:
    """Yield a new folder beside `path` that is delivered as that, and removed where it is not.

    A `private` one stays its owner's alone. Raises OutputError where `path` is there already, or
    cannot be made.
    """
    target = place(spark, path)
    target = target._replace(path=target.system.makeQualified(target.path))
    _refuse_existing(target, path)
    above = target.path.getParent()
    if above is None or not target.system.exists(above):
        why = message("spark.no-folder", "its parent folder does not exist")
        raise unwritable(path, why)
    part = place(spark, f"{above.toString()}/.{target.name}.part-{uuid4().hex[:8]}")
    _make(spark, part, path)
    deliveries.add(_Folder(spark, part, target, path, private=private))
    try:
        yield part.path.toString()
    finally:
        # In a thread of its own: an interrupt leaves this one's connection in the middle of a word.
        with suppress(Exception):
            in_background(lambda: _remove(spark, part)).result()


@dataclass(frozen=True)
class _Folder:
    """A folder that is written beside its place: it is renamed, or renamed back."""

    spark: SparkSession
    part: Place
    target: Place
    path: str
    private: bool

    def place(self, *, keep: bool) -> None:  # noqa: ARG002 -- nothing is there that could be kept
        _refuse_existing(self.target, self.path)
        if not self.target.system.rename(self.part.path, self.target.path):
            why = message("spark.not-renamed", "cannot rename the finished folder to it")
            raise unwritable(self.path, why)
        if not self.private:
            allow_everybody(self.spark, self.target)

    def put_back(self) -> Stuck | None:
        with suppress(*FAILURES):
            if self.target.system.rename(self.target.path, self.part.path):
                return None
        return Stuck(self.path, written=True, old=None)


def _make(spark: SparkSession, part: Place, path: str) -> None:
    """Make the folder to write to, so that a place that allows none is known before the work.

    It is its owner's alone, with the people's data in it, until it is delivered.
    """
    why, advice = message("spark.no-folder-made", "cannot make a folder there"), None
    try:
        made = part.system.mkdirs(part.path)
        allow_owner(spark, part)
    except FAILURES as error:
        made, why, advice = False, said(reason(error)), remedy_in(str(error))
    if not made:
        raise unwritable(path, why, advice)


def _refuse_existing(target: Place, path: str) -> None:
    if target.system.exists(target.path):
        wrong = message("spark.there-already", "it exists already")
        advice = message("spark.other-folder", "remove it, or name another folder")
        headline = message(
            "spark.not-written", "{path} cannot be written: {why}", path=path, why=wrong
        )
        raise OutputError(headline, [Problem("output", wrong, advice=advice)], path)


def _remove(spark: SparkSession, part: Place) -> None:
    """Remove what was begun; a task that is told to end may still write for a moment."""
    if not part.system.exists(part.path):
        return
    spark.sparkContext.cancelAllJobs()
    for _ in range(_TRIES):
        part.system.delete(part.path, True)  # noqa: FBT003 -- Java's: with all that is in it
        time.sleep(0.02)
        if not part.system.exists(part.path):
            return


def write(frame: DataFrame, path: str, kind: Kind) -> None:
    """Write a frame to a folder that is empty: CSV, a header in each of its files, or Parquet."""
    if kind == "parquet":
        frame.write.mode("append").parquet(path)
        return
    cells = [_as_text(col(f.name), f.dataType).alias(f.name) for f in frame.schema.fields]
    frame.select(*cells).write.mode("append").csv(
        path,
        header=True,
        sep=",",
        quote='"',
        escape='"',
        nullValue="",
        emptyValue='""',
        ignoreLeadingWhiteSpace=False,
        ignoreTrailingWhiteSpace=False,
        encoding="UTF-8",
        lineSep="\n",
        compression="none",
    )


def _as_text(cells: Column, dtype: st.DataType) -> Column:
    """Return cells as text: a number without an exponent, a whole one without a point."""
    if not isinstance(dtype, (st.DoubleType, st.FloatType)):
        return cells
    text = cells.cast("string")
    # Below a thousandth, and from ten million on, Spark writes an exponent.
    small = sf.abs(cells) < 1
    plain = sf.when(small, _decimals(text, 38)).otherwise(_decimals(text, 10))
    same = text.contains("E") & (plain.try_cast(dtype) == cells)
    return sf.when(same, plain).otherwise(sf.regexp_replace(text, r"\.0$", ""))


def _decimals(text: Column, places: int) -> Column:
    """Return a number without an exponent, with as many decimals as it has."""
    return sf.regexp_replace(text.try_cast(f"decimal(38,{places})").cast("string"), r"\.?0+$", "")
