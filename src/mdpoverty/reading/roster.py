"""The roster: one row a person, counted up to what a household's indicators need to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.classification.conditions import Given, Tally, meaning
from mdpoverty.codebook import KEYS, Variable
from mdpoverty.errors import lacking
from mdpoverty.language.messages import message
from mdpoverty.reading.checks import (
    MEMBERS,
    MEMBERS_REFUSED,
    REFUSED,
    Check,
    fails,
    marked,
    member_checks,
    refused,
)
from mdpoverty.reading.inputs import inputs
from mdpoverty.standards.conditions import Condition, member_conditions
from mdpoverty.standards.model import Standard
from mdpoverty.survey.engine import converted
from mdpoverty.survey.survey import Survey, require_cells
from mdpoverty.survey.values import UNREADABLE

_SURE, _POSSIBLE = "_sure", "_possible"


@dataclass(frozen=True)
class Roster:
    """What a standard reads of a member file, and the conditions it puts to each member."""

    survey: Survey
    variables: Mapping[str, Variable]
    conditions: tuple[Condition, ...]

    @property
    def tallies(self) -> dict[Condition, Tally]:
        """The columns that count who meets each condition."""
        return {
            condition: Tally(f"{_SURE}_{i}", f"{_POSSIBLE}_{i}")
            for i, condition in enumerate(self.conditions)
        }


def read_members(survey: Survey, standards: Sequence[Standard]) -> Roster:
    """Return what `standards` read of the member file `survey`.

    Raises SurveyError when the file has no `household_id` or no `person_id`.
    """
    missing = [key for key in KEYS if key not in survey.given]
    if missing:
        advice = message(
            "reading.member-keys",
            "a member file has one row a person: add the column, or rename the one that is it",
        )
        raise lacking(survey.name, survey.given, missing, advice)
    found = [
        condition
        for standard in standards
        for indicator in standard.indicators.values()
        for condition in member_conditions(indicator.deprived_when)
    ]
    needed = [each.variable for standard in standards for each in inputs(standard, "member")]
    variables = {v.name: v for v in needed if v.name in survey.given}
    require_cells(survey, variables)
    return Roster(survey, variables, tuple(dict.fromkeys(found)))


def member_values(roster: Roster, cells: Sequence[str] = ()) -> nw.LazyFrame[Any]:
    """Return the members with converted values, and `cells` as they stand beside them."""
    frame = converted(roster.survey, roster.variables, cells)
    if {"school_level", "attending_school"} <= roster.variables.keys():
        # Whoever attends no school has no level, whichever code stands there (codebook).
        level = nw.col("school_level")
        away = (nw.col("attending_school") == "no") & (level.is_null() | (level != UNREADABLE))
        level = nw.when(away).then(nw.lit("none")).otherwise(level)
        frame = frame.with_columns(school_level=level)
    return frame


def tallied(
    roster: Roster,
    repeated: nw.Expr,
    through: Callable[[pl.LazyFrame], pl.LazyFrame] | None = None,
) -> nw.LazyFrame[Any]:
    """Return one row a household with members: how many they are, and how many meet what.

    `repeated` says which members stand on several rows; all of them go `through` a function of
    plans first.
    """
    frame = member_values(roster)
    if through is not None:
        frame = nw.from_native(through(frame.to_native()))
    checks = member_checks(roster.survey, roster.variables, repeated)
    given = Given(frozenset(roster.variables), {})
    answers = {tally: meaning(condition, given) for condition, tally in roster.tallies.items()}
    counted = {REFUSED: refused(checks)}
    counted |= {tally.sure: answer.fill_null(value=False) for tally, answer in answers.items()}
    counted |= {tally.possible: answer.fill_null(value=True) for tally, answer in answers.items()}
    members = frame.with_columns(**{name: holds.cast(nw.Int32) for name, holds in counted.items()})
    return members.group_by("household_id").agg(
        nw.len().cast(nw.Int64).alias(MEMBERS),
        nw.col(REFUSED).sum().alias(MEMBERS_REFUSED),
        *(nw.col(name).sum() for name in counted if name != REFUSED),
    )


def failed_members(
    roster: Roster, households: pl.LazyFrame, repeated: nw.Expr
) -> tuple[list[Check], pl.LazyFrame]:
    """Return the checks, and the refused members with their cells and a column `_0`, … a check.

    `households` has `household_id` and `sound` (whether it is classified) for every household.
    """
    frame: pl.LazyFrame = member_values(roster, list(roster.survey.schema)).to_native()
    frame = frame.join(households, on="household_id", how="left", maintain_order="left")
    checks = placed_checks(member_checks(roster.survey, roster.variables, repeated))
    return checks, marked(nw.from_native(frame), checks).filter(fails(checks))


def placed_checks(own: Sequence[Check]) -> list[Check]:
    """Return the checks of a member's row, `own` and those of its household's place in the survey.

    The row has `sound`: whether its household is classified, null where the survey has none such.
    """
    return [
        *own,
        Check(
            "household_id",
            message("reading.no-such-household", "is not in the survey"),
            nw.col("sound").is_null() & ~nw.col("household_id").is_null(),
            message("reading.id-of-the-survey", "the id of a household in the survey"),
            message("reading.add-household", "add the household, or remove its members"),
            "household_id",
        ),
        Check(
            "household_id",
            message("reading.refused-household", "is a household that is refused"),
            # A row that is refused for itself is told that alone.
            (~nw.col("sound")).fill_null(value=False) & ~refused(own),
            advice=message(
                "reading.correct-household", "correct the household and its other members"
            ),
            shows="household_id",
        ),
    ]
