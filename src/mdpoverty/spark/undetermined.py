"""Which cells would decide the class of undetermined households, as rows of Spark's."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from mdpoverty.profile.undetermined import COLUMNS, Undetermined
from mdpoverty.spark.cells import col


def cells_of(found: Undetermined) -> DataFrame:
    """Return a row for each cell that would decide the class of a household, in COLUMNS.

    `column` is null where only the answer is known to be missing.
    """
    rows: DataFrame = found.plan.to_native()
    own = [*COLUMNS[:2]]
    causes = [
        sf.when(
            col(cause.flag),
            sf.struct(
                sf.lit(cause.name).alias("indicator"),
                sf.lit(cause.shown).cast("string").alias("column"),
            ),
        )
        for cause in found.causes
    ]
    each = sf.explode(sf.array_compact(sf.array(*causes)))
    return rows.select(*own, each.alias("cause")).select(*own, "cause.indicator", "cause.column")
