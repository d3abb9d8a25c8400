"""A review: the last round, read with the columns that its tables need, and counted by unit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from mdpoverty.codebook import Variable, review_variables, variables
from mdpoverty.errors import Problem, SurveyError
from mdpoverty.profile.written import Profile, values_of
from mdpoverty.reading.checks import Check
from mdpoverty.review_tables.figures import ETHNICITY, Counts, Figures, count
from mdpoverty.review_tables.units import Key, in_order
from mdpoverty.run.refused import Failures, failing, refusal
from mdpoverty.standards.model import Standard
from mdpoverty.survey.engine import collected
from mdpoverty.tracking.rounds import Round


@dataclass(frozen=True)
class Review:
    """The round that is reviewed, and what it counts up to.

    `places` are the columns that tell its units apart, of which `units` are all, in order.
    `columns` are the variables that it has: without `ethnicity` where that holds numbers in place
    of names. `indicators` are those of the standard, in its order, that it has. `is_list`: no
    household is non-poor, so that it is a list of the poor and near-poor, and how many residents
    there are is not known.
    """

    profile: Profile
    standard: Standard
    places: tuple[str, ...]
    columns: Collection[str]
    indicators: tuple[str, ...]
    units: tuple[Key, ...]
    counts: Counts
    is_list: bool

    def figures(self, unit: Key) -> Figures:
        """Return what was counted in a unit: nothing where the round has no household of it."""
        nobody = dict.fromkeys(next(iter(self.counts.units.values())), 0)
        return self.counts.units.get(unit, nobody)


def review_columns() -> dict[str, Variable]:
    """Return the variables that a round under review is read for, beside those of a profile."""
    return {ETHNICITY: variables("household")[ETHNICITY], **review_variables()}


def review_of(last: Round, standard: Standard, places: Sequence[str]) -> Review:
    """Return what the households of a round, read with `review_columns`, count up to.

    `places` are the columns that tell its units. Raises SurveyError when it has no households.
    """
    profile = last.profile
    households = nw.from_native(values_of(profile))
    columns = set(profile.known)
    if ETHNICITY in columns and _holds_numbers(households):
        columns -= {ETHNICITY}
    indicators = tuple(name for name in standard.indicators if name in profile.indicators)
    counts = count(households, places, indicators, columns)
    if not counts.units:
        wrong = "holds no households"
        raise SurveyError(f"{last.file} {wrong}", [Problem("file", wrong)], last.file)
    units = tuple(in_order(counts.units))
    return Review(
        profile, standard, tuple(places), columns, indicators, units, counts, not last.complete
    )


def refuse_weights(rounds: Sequence[Round]) -> None:
    """Raise SurveyError where a round is a sample: an official table counts every household."""
    found = [_weighted(each.profile) for each in rounds if each.weighted]
    if found:
        raise refusal(found, apart=False)


def _weighted(profile: Profile) -> Failures:
    check = Check(
        "weight",
        "is not 1",
        (nw.col("weight") != 1).fill_null(value=False),
        "1: an official table counts every household",
        "a sample has rates with standard errors: `mdpoverty summarize`",
        "weight",
    )
    frame = nw.from_native(values_of(profile, list(profile.survey.schema)))
    return failing(profile.survey, frame, [check])


def _holds_numbers(households: nw.LazyFrame[Any]) -> bool:
    """Return whether any ethnic group is a number, which does not say who is Kinh."""
    number = nw.col(ETHNICITY).str.contains(r"^[0-9]+$").fill_null(value=False)
    return bool(collected(households.select(number.any())).item())
