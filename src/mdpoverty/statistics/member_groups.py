"""Groups of persons: of the members of households, by sex and by age, with their household's class.

A household has a cell for each group of its members, in which these are counted: the poor among
children are the children of poor households. Where households were drawn by themselves each of them
is a sampling unit, since its members were drawn together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import polars as pl

from mdpoverty.codebook import variables
from mdpoverty.errors import Problem, UsageError
from mdpoverty.language.messages import message
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.roster import Roster, member_values
from mdpoverty.statistics.replicate_weights import totals_of
from mdpoverty.statistics.request import INSIDE, TOTAL, Asked
from mdpoverty.survey.missing_columns import lacking
from mdpoverty.survey.survey import CELL

_READ = {"sex": "sex", "age_group": "age"}
_MEMBERS = "_members_of_group"


def with_members(reading: Reading, asked: Asked) -> Reading:
    """Return a reading that also reads what members are grouped by.

    Raises UsageError without a member file, and SurveyError where that lacks a column.
    """
    if not asked.by_member:
        return reading
    roster = reading.roster
    if roster is None:
        missing = message("statistics.members-missing", "is missing")
        advice = message("statistics.give-members", "give the member file")
        headline = message("statistics.no-members", "persons cannot be grouped without members")
        raise UsageError(headline, [Problem("--members", missing, advice=advice)])
    names = [_READ[name] for name in asked.by_member]
    if lacked := [name for name in names if name not in roster.survey.given]:
        advice = message("statistics.group-otherwise", "add it, or group by another column")
        raise lacking(roster.survey.name, roster.survey.given, lacked, advice, variables("member"))
    member = variables("member")
    more = {name: member[name] for name in names}
    return replace(reading, roster=replace(roster, variables={**roster.variables, **more}))


def by_members(
    plan: pl.LazyFrame, roster: Roster, reading: Reading, asked: Asked, replicates: int = 0
) -> pl.LazyFrame:
    """Return a row for each household and group of its members, who are counted as its persons.

    `plan` has a row for each household, which stays where it is outside of the population, with so
    many `replicates` of its weight.
    """
    members: pl.LazyFrame = member_values(roster).to_native()
    found = {"sex": pl.col("sex"), "age_group": _age_group(asked.ages)}
    groups = {CELL + name: found[name] for name in asked.by_member if name in found}
    counted = (
        members.select("household_id", **groups)
        .group_by("household_id", *groups)
        .agg(pl.len().cast(pl.Float64).alias(_MEMBERS))
    )
    number = pl.col(_MEMBERS).fill_null(0.0)
    weight = pl.col(TOTAL["households"]) if "weight" in reading.variables else pl.lit(1.0)
    weights = {TOTAL["persons"]: weight}
    names = zip(totals_of("persons", replicates), totals_of("households", replicates), strict=True)
    weights |= {name: pl.col(household) for name, household in names}
    persons = {
        name: pl.when(INSIDE).then(each * number).otherwise(0.0) for name, each in weights.items()
    }
    drawn = "psu" in reading.variables or replicates
    alone = [] if drawn else [pl.col("household_id").alias("psu")]
    joined = plan.join(counted, on="household_id", how="left")
    there = pl.col(_MEMBERS).is_not_null() | ~pl.col(INSIDE)
    return joined.filter(there).with_columns(*alone, **persons)


def _age_group(ages: Sequence[int]) -> pl.Expr:
    """Return the group of an age, by the ages at which groups begin: 0-15, 16-59, 60+."""
    age, label = pl.col("age"), pl.lit(None, pl.String)
    for low, high in pairwise(ages):
        label = (
            pl.when((age >= low) & (age < high)).then(pl.lit(f"{low}-{high - 1}")).otherwise(label)
        )
    return pl.when(age >= ages[-1]).then(pl.lit(f"{ages[-1]}+")).otherwise(label)
