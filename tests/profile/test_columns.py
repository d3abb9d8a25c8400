"""The columns of a profile: listed once, found again in what is written, and called in words."""

from __future__ import annotations

import polars as pl
import pytest

from mdpoverty.classification.columns import indicators_among, profile_columns
from mdpoverty.codebook import GROUPS, HOUSEHOLD_SIZE, PROFILE_FIRST, PROFILE_LAST, variables
from mdpoverty.language import LANGUAGES, Language
from mdpoverty.profile.labels import profile_labels
from mdpoverty.profile.written import is_written
from mdpoverty.reading.reading import Reading
from mdpoverty.standards.library import shipped, standard_ids
from mdpoverty.survey.survey import Survey, survey_of

WHERE_GIVEN = {*GROUPS, "weight", HOUSEHOLD_SIZE}
IDS = standard_ids()


def written(columns: list[str]) -> Survey:
    return survey_of(pl.DataFrame(schema=dict.fromkeys(columns, pl.String)))


@pytest.mark.parametrize("name", IDS)
def test_a_profile_is_known_by_its_columns(name: str) -> None:
    """What a standard writes is taken for a profile again, with the standard's indicators."""
    standard = shipped(name)
    columns = profile_columns(standard, variables("household"))
    assert is_written(written(columns))
    assert indicators_among(columns) == tuple(standard.indicators)
    absent = set() if standard.is_weighted else {"weighted_score"}
    scores = set()
    if standard.scores:
        absent, scores = absent | {"income_per_capita"}, {"income_score", "income_score_highest"}
    assert set(columns) == {*PROFILE_FIRST, *standard.indicators, *PROFILE_LAST} - absent | scores


@pytest.mark.parametrize("name", IDS)
def test_only_what_a_survey_gives_is_left_out(name: str) -> None:
    """Places, the weight and the size are in a profile where the survey has them."""
    every = profile_columns(shipped(name), WHERE_GIVEN)
    assert profile_columns(shipped(name), ()) == [c for c in every if c not in WHERE_GIVEN]


@pytest.mark.parametrize("lacking", ["household_id", "standard", "class", "possible_classes"])
def test_a_survey_is_no_profile(lacking: str) -> None:
    """A table without one of the columns that tell a profile is a survey."""
    columns = profile_columns(shipped(IDS[0]), ())
    assert not is_written(written([name for name in columns if name != lacking]))


@pytest.mark.parametrize("lacking", [PROFILE_FIRST[-1], PROFILE_LAST[0]])
def test_indicators_are_between_two_columns(lacking: str) -> None:
    """Where one of the two columns around the indicators is not there, none is taken for one."""
    columns = profile_columns(shipped("vn-2022-2025"), ())
    assert indicators_among([name for name in columns if name != lacking]) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_has_a_label(language: Language) -> None:
    """Each column of a profile is called in words of either language."""
    standard = shipped("vn-2022-2025")
    reading = Reading(written(["household_id"]), standard, variables("household"), ())
    labels = profile_labels(reading, language)
    assert all(labels.get(name) for name in (*reading.columns, "weighted_score"))
