"""The same classification as a script by hand in Polars, with no check at all: what speed costs.

`python by_hand.py SURVEY PROFILE` reads typed columns, decides vn-2022-2025 and writes the same
columns as `mdpoverty classify`. It trusts its input: a wrong cell ends it or goes unseen.
"""

from __future__ import annotations

import sys
from functools import reduce
from operator import or_

import polars as pl

NUMBERS = ("weight", "income_per_capita", "floor_area")
COUNTS = (
    "household_size",
    "members_6plus_uninsured",
    "members_16_30_without_education",
    "children_3_15_not_at_level",
    "children_under_16_malnourished",
    "members_without_job_or_contract",
    "dependants",
)
ASSETS = ("tv", "radio", "desktop", "laptop", "tablet", "telephone", "smartphone")
CLEAN = ("piped", "drilled_well", "protected_dug_well", "protected_spring", "rain", "bottled")
HYGIENIC = ("septic", "pour_flush", "ventilated_pit", "pit_with_seat", "double_vault")

c = pl.col
poor_parts = [c(part) == "non_durable" for part in ("wall", "column", "roof")]
sure = pl.sum_horizontal(part.fill_null(value=False).cast(pl.Int8) for part in poor_parts)
possible = pl.sum_horizontal(part.fill_null(value=True).cast(pl.Int8) for part in poor_parts)
by_parts = pl.when(sure >= 2).then(statement=True).when(possible < 2).then(statement=False)
INDICATORS = {
    "employment": c("members_without_job_or_contract") >= 1,
    "dependency": 2 * c("dependants") > c("household_size"),
    "nutrition": c("children_under_16_malnourished") >= 1,
    "health_insurance": c("members_6plus_uninsured") >= 1,
    "adult_education": c("members_16_30_without_education") >= 1,
    "child_schooling": c("children_3_15_not_at_level") >= 1,
    "housing_quality": pl.coalesce(by_parts, c("house_type").is_in(["less_permanent", "simple"])),
    "housing_area": c("floor_area") < 8 * c("household_size"),
    "water": ~c("water_source").is_in(CLEAN),
    "sanitation": ~c("toilet").is_in(HYGIENIC),
    "telecom": c("uses_internet") == "no",
    "information_assets": ~reduce(or_, (c(f"has_{asset}") == "yes" for asset in ASSETS)),
}

rural = c("area") == "rural"
line = pl.when(rural).then(1_500_000).otherwise(2_000_000)
average = pl.when(rural).then(2_250_000).otherwise(3_000_000)
income, least = c("income_per_capita"), c("deprivations")
most = least + c("unknown_indicators")
three, fewer = least >= 3, most < 3


def cases(otherwise: str | None, *pairs: tuple[pl.Expr, str | None]) -> pl.Expr:
    """Return the text of the first condition that holds."""
    result = pl.lit(otherwise, pl.String)
    for condition, text in reversed(pairs):
        result = pl.when(condition).then(pl.lit(text, pl.String)).otherwise(result)
    return result


unknown_income = income.is_null()
CLASS = cases(
    "undetermined",
    (unknown_income, "undetermined"),
    (income > line, "non_poor"),
    (three, "poor"),
    (fewer, "near_poor"),
)
BASIS = cases(
    None,
    (unknown_income, None),
    (income > average, "above_average"),
    (income > line, "average"),
    (three, "income_and_deprivation"),
    (fewer, "near_poor"),
)
POSSIBLE = cases(
    None,
    (unknown_income & three, "poor;non_poor"),
    (unknown_income & fewer, "near_poor;non_poor"),
    (unknown_income, "poor;near_poor;non_poor"),
    ((income <= line) & ~three & ~fewer, "poor;near_poor"),
)


def joined(holds: dict[str, pl.Expr]) -> pl.Expr:
    """Return the names that hold, joined by `;`."""
    names = [pl.when(condition).then(pl.lit(name)) for name, condition in holds.items()]
    return pl.concat_str(names, separator=";", ignore_nulls=True)


def main(survey: str, profile: str) -> None:
    """Classify the households of `survey`."""
    types = dict.fromkeys(NUMBERS, pl.Float64) | dict.fromkeys(COUNTS, pl.Int64)
    text = ("household_id", "province", "commune")
    schema = {**types, **dict.fromkeys(text, pl.String)}
    frame = pl.scan_csv(
        survey, schema_overrides=schema, row_index_name="survey_row", row_index_offset=1
    )
    frame = frame.with_columns(**INDICATORS)
    names = list(INDICATORS)
    frame = frame.with_columns(
        deprivations=pl.sum_horizontal(c(name).cast(pl.Int8) for name in names),
        unknown_indicators=pl.sum_horizontal(c(name).is_null().cast(pl.Int8) for name in names),
    )
    frame.select(
        *("household_id", "survey_row", "province", "commune", "area", "weight", "household_size"),
        pl.lit("vn-2022-2025").alias("standard"),
        CLASS.alias("class"),
        BASIS.alias("basis"),
        POSSIBLE.alias("possible_classes"),
        *("income_per_capita", "deprivations", "unknown_indicators"),
        *(c(name).cast(pl.Int8) for name in names),
        joined({name: c(name) for name in names}).alias("deprived_in"),
        joined({name: c(name).is_null() for name in names}).alias("unknown_in"),
    ).sink_csv(profile, engine="streaming")


if __name__ == "__main__":
    main(*sys.argv[1:])
