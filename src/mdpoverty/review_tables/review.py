"""A review: the last round, read with the columns that its forms need, and counted by unit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.codebook import Variable, review_variables, variables
from mdpoverty.errors import Problem, SurveyError
from mdpoverty.files.rows import ROW
from mdpoverty.language.alphabet import Key, order
from mdpoverty.language.messages import message
from mdpoverty.profile.written import Profile, values_of
from mdpoverty.reading.failing import Check
from mdpoverty.reading.reading import review_days
from mdpoverty.review_tables.figures import ETHNICITY, Counts, count, groups_of
from mdpoverty.review_tables.form import Figures
from mdpoverty.run.refused import Failures, failing, refusal
from mdpoverty.standards.model import Standard
from mdpoverty.survey.engine import collected
from mdpoverty.survey.missing_columns import lacking
from mdpoverty.tracking.rounds import Round

AREA = "area"
# The points of the review: of Form B1, their highest where answers are unknown, and of Form B2.
SCORE, HIGHEST, GIVEN = "income_score", "income_score_highest", "deprivation_score"


@dataclass(frozen=True)
class Review:
    """The round that is reviewed, and what it counts up to.

    `households` are its rows, and `columns` the variables that they have: without `ethnicity`
    where that holds numbers in place of names. `places` are the columns that tell its units apart,
    `indicators` those of the standard, in its order, that it has. `is_list`: no household is
    non-poor, so that it is a list of the poor and near-poor, and how many residents there are is
    not known. `villages` are those that it names, in order. `areas` are the units that the forms
    have in each area, `names` what all are called. `days` are the first and the
    last of the review, where it has the column `review_date`.
    """

    households: pl.LazyFrame
    standard: Standard
    places: tuple[str, ...]
    columns: Collection[str]
    coded: bool
    indicators: tuple[str, ...]
    counts: Counts
    is_list: bool
    villages: tuple[str, ...]
    areas: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    names: Mapping[Key, str] = field(default_factory=dict)
    days: tuple[date, date] | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that its columns tell."""
        return tuple(groups_of(self.columns))

    def figures(self, unit: Key, area: str) -> Figures:
        """Return what was counted in a part of a unit: 0 where the round has nobody there."""
        return self.counts.parts.get((unit, area), self.counts.nobody)


def review_columns() -> dict[str, Variable]:
    """Return the variables that a round under review is read for, beside those of a profile."""
    household = variables("household")
    own = {name: household[name] for name in (ETHNICITY, SCORE, GIVEN)}
    own[HIGHEST] = Variable(HIGHEST, "household", "number")
    return {**own, **review_variables()}


def review_of(
    last: Round,
    standard: Standard,
    places: Sequence[str],
    keep: Callable[[pl.LazyFrame], pl.LazyFrame],
) -> Review:
    """Return what the households of a round, read with `review_columns`, count up to.

    `places` are the columns that tell its units; `keep` returns the rows of a plan, kept to be
    looked at several times. Raises SurveyError when it has no households, or does not say in which
    area one is.
    """
    profile = last.profile
    _require_area(profile)
    households = keep(values_of(profile).select(ROW, *profile.known))
    columns = set(profile.known)
    coded = ETHNICITY in columns and _holds_numbers(nw.from_native(households))
    if coded:
        columns -= {ETHNICITY}
    indicators = tuple(name for name in standard.indicators if name in profile.indicators)
    counts = count(nw.from_native(households), places, indicators, columns)
    if not counts.parts:
        wrong = message("review_tables.empty", "has no households")
        said = message("review_tables.empty-file", "{file} has no households", file=last.file)
        raise SurveyError(said, [Problem("file", wrong)], last.file)
    if any(area is None for _, area in counts.parts):
        refuse_blank_area(profile)
    return Review(
        households,
        standard,
        tuple(places),
        columns,
        coded,
        indicators,
        counts,
        not last.complete,
        _villages(households) if "village" in columns else (),
        days=review_days(profile.survey),
    )


def _villages(households: pl.LazyFrame) -> tuple[str, ...]:
    named = households.select(pl.col("village").unique()).collect(engine="streaming")
    return tuple(sorted(named["village"].drop_nulls(), key=order))


def refuse_weights(rounds: Sequence[Round]) -> None:
    """Raise SurveyError where a round is a sample: an official table counts every household."""
    found = [_weighted(each.profile) for each in rounds if each.weighted]
    if found:
        raise refusal(found, None)


def _weighted(profile: Profile) -> Failures:
    check = Check(
        "weight",
        message("review_tables.weight", "is not 1"),
        (nw.col("weight") != 1).fill_null(value=False),
        message("review_tables.weight-allowed", "1: an official table counts every household"),
        message(
            "review_tables.weight-advice",
            "for the rates of a sample, with standard errors, use `mdpoverty summarize`",
        ),
        "weight",
    )
    return _failing(profile, check)


def refuse_blank_area(profile: Profile) -> None:
    """Raise SurveyError with the rows of a round that do not say in which area a household is."""
    _require_area(profile)
    check = Check(
        AREA,
        message("review_tables.area", "is missing"),
        nw.col(AREA).is_null(),
        profile.known[AREA].allowed,
        message(
            "review_tables.area-advice", "fill it in: the forms tell urban from rural households"
        ),
    )
    raise refusal([_failing(profile, check)], None)


def _require_area(profile: Profile) -> None:
    if AREA not in profile.known:
        survey = profile.survey
        advice = message(
            "review_tables.classify-writes-area",
            "the forms tell urban from rural households. `classify` writes the column",
        )
        raise lacking(survey.name, survey.schema, [AREA], advice, profile.known)


def _failing(profile: Profile, check: Check) -> Failures:
    frame = nw.from_native(values_of(profile, list(profile.survey.schema)))
    return failing(profile.survey, frame, [check])


def _holds_numbers(households: nw.LazyFrame[Any]) -> bool:
    """Return whether any ethnic group is a number, which does not say who is Kinh."""
    number = nw.col(ETHNICITY).str.contains(r"^[0-9]+$").fill_null(value=False)
    return bool(collected(households.select(number.any())).item())
