"""Which cells would decide the class of undetermined households, as rows of Spark's."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from mdpoverty.profile.undetermined import COLUMNS, Cause, Undetermined
from mdpoverty.spark.cells import col


def cells_of(found: Undetermined) -> DataFrame:
    """Return a row for each cell that would decide the class of a household, in COLUMNS.

    `column` is null where only the answer is known to be missing, and quotes a name that a table of
    the standard does not have.
    """
    rows: DataFrame = found.plan.to_native()
    own = [*COLUMNS[:2]]
    causes = [
        sf.when(
            col(cause.flag),
            sf.struct(
                sf.lit(cause.name).alias("indicator"),
                _column(cause).alias("column"),
            ),
        )
        for cause in found.causes
    ]
    each = sf.explode(sf.array_compact(sf.array(*causes)))
    return rows.select(*own, each.alias("cause")).select(*own, "cause.indicator", "cause.column")


def _column(cause: Cause) -> Column:
    shown = sf.lit(cause.shown).cast("string")
    if cause.unlisted is None:
        return shown
    return sf.concat(shown, sf.lit(": '"), col(cause.unlisted), sf.lit("'"))
