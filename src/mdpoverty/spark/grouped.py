"""Money whose thousands are grouped, on Spark: looked for by the expressions of every engine."""

from __future__ import annotations

from dataclasses import replace

import narwhals as nw
from pyspark.sql import DataFrame

from mdpoverty.reading.reading import Reading
from mdpoverty.run.grouped import amounts, holding_groups
from mdpoverty.spark.cells import SparkRows


def with_groups_refused(reading: Reading) -> Reading:
    """Return the reading in which no group of thousands is taken for decimals.

    Where money is text, its columns are read once more.
    """
    flags = _flags(reading)
    found = flags.collect()[0].asDict() if flags is not None else {}
    grouped = frozenset(name for name, holds in found.items() if holds)
    return replace(reading, survey=replace(reading.survey, grouped=grouped))


def refusing_in_plan(reading: Reading) -> Reading:
    """Return the reading of a frame that is not run yet, whose plan looks for itself."""
    rows = reading.survey.elsewhere
    assert isinstance(rows, SparkRows)
    rows = replace(rows, flags=_flags(reading))
    return replace(reading, survey=replace(reading.survey, elsewhere=rows))


def _flags(reading: Reading) -> DataFrame | None:
    """Return the row that says of each column of money whether it has groups of thousands."""
    columns = amounts(reading)
    rows = reading.survey.elsewhere
    if not columns or not isinstance(rows, SparkRows):
        return None
    cells = nw.from_native(rows.cells(reading.survey, columns))
    found: DataFrame = cells.select(**holding_groups(reading, columns)).to_native()
    return found
