"""The profile as a script by hand in PySpark, with no check at all: what speed costs on Spark.

`python by_hand_spark.py classify SURVEY OUT` reads a Parquet or CSV file with typed columns, and
writes to the folder OUT, as Parquet, the columns of `mdpoverty classify`. It trusts its input: a
wrong cell ends it or goes unseen.
"""

from __future__ import annotations

import sys
from functools import reduce
from operator import add

from by_hand_polars import CLEAN, HYGIENIC, INDICATORS
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f

TYPES = """
household_id string, province string, commune string, area string, weight double,
household_size int, income_per_capita double, members_6plus_uninsured int,
members_16_30_without_education int, children_3_15_not_at_level int,
children_under_16_malnourished int, members_without_job_or_contract int, dependants int,
wall string, column string, roof string, floor_area double, water_source string, toilet string,
uses_internet string, has_tv string, has_radio string, has_desktop string, has_laptop string,
has_tablet string, has_telephone string, has_smartphone string, house_type string, survey_year int
"""
NAMES = tuple(INDICATORS)
ANSWERS = (
    "members_without_job_or_contract >= 1 AS employment",
    "2 * dependants > household_size AS dependency",
    "children_under_16_malnourished >= 1 AS nutrition",
    "members_6plus_uninsured >= 1 AS health_insurance",
    "members_16_30_without_education >= 1 AS adult_education",
    "children_3_15_not_at_level >= 1 AS child_schooling",
    """
    CASE
        WHEN sure_parts >= 2 THEN true
        WHEN possible_parts < 2 THEN false
        ELSE house_type IN ('less_permanent', 'simple')
    END AS housing_quality
    """,
    "floor_area < 8 * household_size AS housing_area",
    f"water_source NOT IN {CLEAN} AS water",
    f"toilet NOT IN {HYGIENIC} AS sanitation",
    "uses_internet = 'no' AS telecom",
    """
    NOT (has_tv = 'yes' OR has_radio = 'yes' OR has_desktop = 'yes' OR has_laptop = 'yes'
        OR has_tablet = 'yes' OR has_telephone = 'yes' OR has_smartphone = 'yes')
    AS information_assets
    """,
)
LINES = (
    "CASE area WHEN 'rural' THEN 1500000 ELSE 2000000 END AS line",
    "CASE area WHEN 'rural' THEN 2250000 ELSE 3000000 END AS average",
    "deprivations + unknown_indicators AS most",
)
PROFILE = (
    "household_id",
    "CAST(NULL AS bigint) AS survey_row",
    "province",
    "commune",
    "area",
    "weight",
    "household_size",
    "'vn-2022-2025' AS standard",
    """
    CASE
        WHEN income_per_capita > line THEN 'non_poor'
        WHEN income_per_capita <= line AND deprivations >= 3 THEN 'poor'
        WHEN income_per_capita <= line AND most < 3 THEN 'near_poor'
        ELSE 'undetermined'
    END AS class
    """,
    """
    CASE
        WHEN income_per_capita > average THEN 'above_average'
        WHEN income_per_capita > line THEN 'average'
        WHEN income_per_capita <= line AND deprivations >= 3 THEN 'income_and_deprivation'
        WHEN income_per_capita <= line AND most < 3 THEN 'near_poor'
    END AS basis
    """,
    """
    CASE
        WHEN income_per_capita IS NULL AND deprivations >= 3 THEN 'poor;non_poor'
        WHEN income_per_capita IS NULL AND most < 3 THEN 'near_poor;non_poor'
        WHEN income_per_capita IS NULL THEN 'poor;near_poor;non_poor'
        WHEN income_per_capita <= line AND deprivations < 3 AND most >= 3 THEN 'poor;near_poor'
    END AS possible_classes
    """,
    "income_per_capita",
    "deprivations",
    "unknown_indicators",
)


def how_many(conditions: list[Column], *, unknown: bool = False) -> Column:
    """Return how many conditions hold; those that are not known hold, or not, as `unknown` says."""
    return reduce(add, (f.coalesce(each, f.lit(unknown)).cast("int") for each in conditions))


def joined(holds: dict[str, Column]) -> Column:
    """Return the names that hold, joined by `;`, null where none does."""
    text = f.concat_ws(";", *(f.when(each, name) for name, each in holds.items()))
    return f.when(text != "", text)


def read(spark: SparkSession, survey: str) -> DataFrame:
    """Return the rows of a survey."""
    if survey.endswith(".csv"):
        return spark.read.csv(survey, header=True, schema=TYPES)
    return spark.read.parquet(survey)


def classify(spark: SparkSession, survey: str, out: str) -> None:
    """Write the profile."""
    parts = [f.col(part) == "non_durable" for part in ("wall", "column", "roof")]
    frame = read(spark, survey).select(
        "*",
        how_many(parts).alias("sure_parts"),
        how_many(parts, unknown=True).alias("possible_parts"),
    )
    frame = frame.selectExpr("*", *ANSWERS).select(
        "*",
        how_many([f.col(name) for name in NAMES]).alias("deprivations"),
        how_many([f.isnull(name) for name in NAMES]).alias("unknown_indicators"),
        *(f.col(name).cast("tinyint").alias(f"{name}_answer") for name in NAMES),
    )
    frame = frame.selectExpr("*", *LINES)
    answers = [f"{name}_answer AS {name}" for name in NAMES]
    frame.selectExpr(*PROFILE, *answers).select(
        "*",
        joined({name: f.col(name) == 1 for name in NAMES}).alias("deprived_in"),
        joined({name: f.isnull(name) for name in NAMES}).alias("unknown_in"),
    ).write.parquet(out)


if __name__ == "__main__":
    task, *files = sys.argv[1:]
    begun = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = begun.config("spark.log.level", "ERROR").getOrCreate()
    {"classify": classify}[task](session, *files)
    session.stop()
