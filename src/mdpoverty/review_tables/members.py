"""The members of the households of a round, from a file beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.classification.given import Given
from mdpoverty.codebook import HOUSEHOLD_SIZE, KEYS, variables
from mdpoverty.profile.written import Profile, values_of
from mdpoverty.reading.checks import MEMBERS
from mdpoverty.reading.failing import Check
from mdpoverty.reading.roster import Roster, checks_of, member_values, read_members
from mdpoverty.reading.roster import members_of as roster_members
from mdpoverty.review_tables.figures import LISTED
from mdpoverty.review_tables.review import Review
from mdpoverty.run.refused import require_sound
from mdpoverty.survey.cells import require_cells
from mdpoverty.survey.survey import Survey

OF_HEADS = ("relation", "sex", "birth_date", "birth_year")  # what lists say of a head

Keep = Callable[[pl.LazyFrame], pl.LazyFrame]


@dataclass(frozen=True)
class Members:
    """The members of the poor and near-poor households of a round, and the file that they are in.

    `rows` are all of the file, with the values of `variables` and what `given` says that they have;
    `others` says how many are of households that the round has not.
    """

    file: str
    variables: Collection[str]
    given: Given
    rows: pl.LazyFrame
    listed: nw.LazyFrame[Any]
    number: int
    others: int


def members_of(survey: Survey, profile: Profile, review: Review, keep: Keep) -> Members:
    """Return the members of the households of a round, in the file `survey`.

    Raises SurveyError where a row cannot be trusted, or a poor or near-poor household has not as
    many members as its `household_size` says, or none.
    """
    roster = read_members(survey, [review.standard], profile.survey)
    known = variables("member")
    heads = {name: known[name] for name in OF_HEADS if name in survey.given}
    require_cells(survey, heads)
    roster = replace(roster, variables={**roster.variables, **heads})
    _refuse_faults(roster)
    frame, [given] = roster_members(roster)
    rows = keep(frame.to_native())
    counted = rows.group_by("household_id").agg(pl.len().cast(pl.Int64).alias(MEMBERS))
    _require_sizes(profile, review, counted)
    of_round = review.households.select("household_id", "class", *review.places)
    listed = of_round.filter(pl.col("class").is_in(LISTED))
    here = rows.join(of_round, on="household_id", how="semi").select(pl.len())
    number, inside = (
        frame.collect(engine="streaming").item() for frame in (rows.select(pl.len()), here)
    )
    joined = nw.from_native(rows.join(listed, on="household_id", how="inner"))
    return Members(survey.name, roster.variables, given, rows, joined, number, number - inside)


def _refuse_faults(roster: Roster) -> None:
    keys: pl.LazyFrame = member_values(roster).select(*KEYS).drop_nulls().to_native()
    several = keys.group_by(*KEYS).len().filter(pl.col("len") > 1).drop("len")
    members, _ = roster_members(roster, list(roster.survey.schema))
    found: pl.LazyFrame = members.to_native()
    frame = found.join(
        several.with_columns(pl.lit(value=True).alias("_twice")),
        on=list(KEYS),
        how="left",
        maintain_order="left",
    )
    repeated = ~nw.col("_twice").is_null()
    checks = checks_of(roster, repeated)
    require_sound(roster.survey, nw.from_native(frame), checks)


def _require_sizes(profile: Profile, review: Review, counted: pl.LazyFrame) -> None:
    """Raise SurveyError where a poor or near-poor household has another number of members."""
    size = nw.col(HOUSEHOLD_SIZE) if HOUSEHOLD_SIZE in review.columns else nw.lit(None, nw.Float64)
    rows = nw.col(MEMBERS).fill_null(0)
    listed = (nw.col("class") == LISTED[0]) | (nw.col("class") == LISTED[1])
    wrong = (rows == 0) | (size != rows).fill_null(value=False)
    check = Check(
        HOUSEHOLD_SIZE if HOUSEHOLD_SIZE in review.columns else "household_id",
        "is not the household's number of member rows",
        (listed & wrong).fill_null(value=False),
        "as many rows in --members as household_size says, and one or more",
        "give the member file that was classified",
        HOUSEHOLD_SIZE if HOUSEHOLD_SIZE in review.columns else "household_id",
    )
    found = review.households.join(counted, on="household_id", how="left")
    some: Any = nw.from_native(found).select(check.failed.any())
    if some.collect().item():
        cells = values_of(profile, list(profile.survey.schema))
        both = cells.join(counted, on="household_id", how="left", maintain_order="left")
        require_sound(profile.survey, nw.from_native(both), [check])
