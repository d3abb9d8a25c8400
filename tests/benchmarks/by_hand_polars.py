"""The same tasks as a script by hand in Polars, with no check at all: what speed costs.

`python by_hand_polars.py classify|diff|summarize SURVEY OUT` reads typed columns and writes to OUT
the columns of `mdpoverty classify`; or the households whose class differs between vn-2016-2020 and
vn-2022-2025, and prints how many went from which class to which; or rates and Alkire-Foster
measures at a cut-off of 3, one row a province. It trusts its input: a wrong cell ends it or goes
unseen.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
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
TEXT = ("household_id", "province", "commune")
TYPES = {
    **dict.fromkeys(NUMBERS, pl.Float64),
    **dict.fromkeys(COUNTS, pl.Int64),
    **dict.fromkeys(TEXT, pl.String),
}
ASSETS = ("tv", "radio", "desktop", "laptop", "tablet", "telephone", "smartphone")
CLEAN = ("piped", "drilled_well", "protected_dug_well", "protected_spring", "rain", "bottled")
HYGIENIC = ("septic", "pour_flush", "ventilated_pit", "pit_with_seat", "double_vault")

c = pl.col
unknown = pl.lit(None, pl.Boolean)
poor_parts = [c(part) == "non_durable" for part in ("wall", "column", "roof")]
sure_parts = pl.sum_horizontal(x.fill_null(value=False).cast(pl.Int8) for x in poor_parts)
possible_parts = pl.sum_horizontal(x.fill_null(value=True).cast(pl.Int8) for x in poor_parts)
by_parts = (
    pl.when(sure_parts >= 2).then(statement=True).when(possible_parts < 2).then(statement=False)
)


def has_any(*assets: str) -> pl.Expr:
    """Return whether the household has one of these assets."""
    return reduce(or_, (c(f"has_{asset}") == "yes" for asset in assets))


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
    "information_assets": ~has_any(*ASSETS),
}
# What the survey does not ask under vn-2016-2020 is unknown, and leaves `or` unknown at best.
BEFORE = {
    "health_care": unknown,
    "health_insurance": INDICATORS["health_insurance"],
    "adult_education": unknown,
    "child_schooling": unknown,
    "housing_quality": INDICATORS["housing_quality"],
    "housing_area": INDICATORS["housing_area"],
    "water": INDICATORS["water"],
    "sanitation": INDICATORS["sanitation"],
    "telecom": ~((c("uses_internet") == "yes") | unknown),
    "information_assets": ~(has_any("tv", "radio", "desktop", "laptop") | unknown),
}

rural = c("area") == "rural"
income = c("income_per_capita")


def line(in_rural: int, in_urban: int) -> pl.Expr:
    """Return an income line, which depends on the area."""
    return pl.when(rural).then(in_rural).otherwise(in_urban)


def cases(otherwise: str | None, *pairs: tuple[pl.Expr, str | None]) -> pl.Expr:
    """Return the text of the first condition that holds."""
    result = pl.lit(otherwise, pl.String)
    for condition, text in reversed(pairs):
        result = pl.when(condition).then(pl.lit(text, pl.String)).otherwise(result)
    return result


least, most = c("deprivations"), c("deprivations") + c("unknown_indicators")
three, fewer = least >= 3, most < 3
unknown_income = income.is_null()
POVERTY, AVERAGE = line(1_500_000, 2_000_000), line(2_250_000, 3_000_000)
CLASS = cases(
    "undetermined",
    (unknown_income, "undetermined"),
    (income > POVERTY, "non_poor"),
    (three, "poor"),
    (fewer, "near_poor"),
)
BASIS = cases(
    None,
    (unknown_income, None),
    (income > AVERAGE, "above_average"),
    (income > POVERTY, "average"),
    (three, "income_and_deprivation"),
    (fewer, "near_poor"),
)
POSSIBLE = cases(
    None,
    (unknown_income & three, "poor;non_poor"),
    (unknown_income & fewer, "near_poor;non_poor"),
    (unknown_income, "poor;near_poor;non_poor"),
    ((income <= POVERTY) & ~three & ~fewer, "poor;near_poor"),
)

POVERTY_BEFORE, NEAR_BEFORE = line(700_000, 900_000), line(1_000_000, 1_300_000)
three_before = c("from_deprivations") >= 3
fewer_before = c("from_deprivations") + c("from_unknown") < 3
CLASS_BEFORE = cases(
    "undetermined",
    (unknown_income, "undetermined"),
    (income > NEAR_BEFORE, "non_poor"),
    (income <= POVERTY_BEFORE, "poor"),
    (three_before, "poor"),
    (fewer_before, "near_poor"),
)
BASIS_BEFORE = cases(
    None,
    (unknown_income, None),
    (income > line(1_500_000, 1_950_000), "above_average"),
    (income > NEAR_BEFORE, "average"),
    (income <= POVERTY_BEFORE, "income"),
    (three_before, "deprivation"),
    (fewer_before, "near_poor"),
)


def how_many(conditions: Iterable[pl.Expr]) -> pl.Expr:
    """Return how many of the conditions hold; what is unknown does not."""
    return pl.sum_horizontal(condition.cast(pl.Int8) for condition in conditions)


def joined(holds: dict[str, pl.Expr]) -> pl.Expr:
    """Return the names that hold, joined by `;`."""
    names = [pl.when(condition).then(pl.lit(name)) for name, condition in holds.items()]
    return pl.concat_str(names, separator=";", ignore_nulls=True)


def households(survey: str) -> pl.LazyFrame:
    """Return the households of a file with their indicators and how many there are."""
    frame = pl.scan_csv(
        survey, schema_overrides=TYPES, row_index_name="survey_row", row_index_offset=1
    )
    return frame.with_columns(**INDICATORS).with_columns(
        deprivations=how_many(map(c, INDICATORS)),
        unknown_indicators=how_many(c(name).is_null() for name in INDICATORS),
    )


def classify(survey: str, out: str) -> None:
    """Write the profile."""
    households(survey).select(
        *("household_id", "survey_row", "province", "commune", "area", "weight", "household_size"),
        pl.lit("vn-2022-2025").alias("standard"),
        CLASS.alias("class"),
        BASIS.alias("basis"),
        POSSIBLE.alias("possible_classes"),
        *("income_per_capita", "deprivations", "unknown_indicators"),
        *(c(name).cast(pl.Int8) for name in INDICATORS),
        joined({name: c(name) for name in INDICATORS}).alias("deprived_in"),
        joined({name: c(name).is_null() for name in INDICATORS}).alias("unknown_in"),
    ).sink_csv(out, engine="streaming")


def diff(survey: str, out: str) -> None:
    """Write the households whose class differs; print how many went from which class to which."""
    compared = (
        households(survey)
        .with_columns(
            from_deprivations=how_many(BEFORE.values()),
            from_unknown=how_many(condition.is_null() for condition in BEFORE.values()),
        )
        .select(
            *("household_id", "province", "commune", "area", "weight"),
            CLASS_BEFORE.alias("from_class"),
            CLASS.alias("to_class"),
            BASIS_BEFORE.alias("from_basis"),
            BASIS.alias("to_basis"),
            "from_deprivations",
            c("deprivations").alias("to_deprivations"),
        )
    )
    pair = ("from_class", "to_class")
    changed = compared.filter(c("from_class") != c("to_class")).sink_csv(out, lazy=True)
    matrix = compared.group_by(pair).agg(households=pl.len(), weighted=c("weight").sum())
    _, found = pl.collect_all([changed, matrix.sort(pair)], engine="streaming")
    sys.stdout.write(found.write_csv())


def summarize(survey: str, out: str) -> None:
    """Write rates and measures of the households without an unknown indicator."""
    weight, poor = c("weight"), c("deprivations") >= 3
    all_of = weight.sum()
    score = (weight * c("deprivations")).filter(poor).sum() / 12
    rates = {
        "poor_rate": CLASS == "poor",
        "near_poor_rate": CLASS == "near_poor",
        "undetermined_rate": CLASS == "undetermined",
        **{name: c(name) for name in INDICATORS},
        "headcount_ratio": poor,
    }
    households(survey).filter(c("unknown_indicators") == 0).group_by("province").agg(
        **{name: weight.filter(holds).sum() / all_of for name, holds in rates.items()},
        intensity=pl.when(poor.any()).then(score / weight.filter(poor).sum()),
        adjusted_headcount_ratio=score / all_of,
    ).sort(c("province").cast(pl.Int64)).sink_csv(out, engine="streaming")


if __name__ == "__main__":
    task, *files = sys.argv[1:]
    {"classify": classify, "diff": diff, "summarize": summarize}[task](*files)
