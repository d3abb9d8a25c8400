"""Which cells would decide the class of undetermined households, as rows of Spark's."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from mdpoverty.profile.undetermined import (
    COLUMNS,
    OF_HOUSEHOLD,
    Cause,
    Undetermined,
    flags_of_members,
)
from mdpoverty.spark.cells import col


def cells_of(found: Undetermined) -> DataFrame:
    """Return a row for each cell that would decide the class of a household, in COLUMNS.

    `column` is null where only the answer is known to be missing, and quotes a name that a table of
    the standard does not have. A cell of a member has a `person_id`.
    """
    rows: DataFrame = found.plan.to_native()
    causes = [
        sf.when(
            col(flag),
            sf.struct(
                sf.lit(place).alias("place"),
                sf.lit(flag).alias("flag"),
                sf.lit(cause.name).alias("indicator"),
                _column(cause).alias("column"),
            ),
        )
        for place, cause in enumerate(found.causes)
        for flag in cause.flags
    ]
    each = sf.explode(sf.array_compact(sf.array(*causes)))
    cells = rows.select(*OF_HOUSEHOLD, each.alias("cause")).select(*OF_HOUSEHOLD, "cause.*")
    cells = _with_people(cells, found)
    # Two parts of a condition may hang on one cell.
    return cells.dropDuplicates([*OF_HOUSEHOLD, "place", "person_id"]).select(*COLUMNS)


def _with_people(cells: DataFrame, found: Undetermined) -> DataFrame:
    """Return a row for each member whose cell is blank in place of one for all of them."""
    if found.people is None:
        return cells.withColumn("person_id", sf.lit(None).cast("string"))
    members: DataFrame = found.people.to_native()
    flags = flags_of_members(found.causes)
    blank = sf.explode(sf.array_compact(sf.array(*(sf.when(col(x), sf.lit(x)) for x in flags))))
    of_members = members.select("household_id", "person_id", blank.alias("flag"))
    return cells.join(of_members, ["household_id", "flag"], "left")


def _column(cause: Cause) -> Column:
    shown = sf.lit(cause.shown).cast("string")
    if cause.unlisted is None:
        return shown
    return sf.concat(shown, sf.lit(": '"), col(cause.unlisted), sf.lit("'"))
