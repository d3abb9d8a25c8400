"""Rounds: profiles that were written, each with its label and its year, from old to new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise

import polars as pl

from mdpoverty.codebook import GROUPS, Variable, variables
from mdpoverty.errors import MORE, ROUND, Problem, SurveyError, UsageError, both, plain
from mdpoverty.files.commands import classifying_any
from mdpoverty.language.messages import Phrase, message
from mdpoverty.profile.written import NOTHING, POSSIBLE, Profile, read_profile, values_of
from mdpoverty.standards.class_rules import CLASSES
from mdpoverty.survey.opening import damage_named
from mdpoverty.survey.survey import Survey

PLACES = GROUPS[:3]  # where a household is: province, district, commune

_YEAR = "survey_year"
_FEWEST = 2
_NAMED = 5  # years of a round that are named, where there are several
_CLASSIFY = Phrase("tracking.classify-first", "classify it first: {command}")


@dataclass(frozen=True)
class Round:
    """One round: what it is called, its year (None where it does not say), and its profile.

    `households` says how many there are, `standards` which their rows name, `weighted` whether a
    weight is another than 1, `complete` whether any household is non-poor, and `filled` in which
    of PLACES any cell is filled in.
    """

    label: str
    year: int | None
    profile: Profile
    households: int
    standards: tuple[str, ...]
    weighted: bool
    complete: bool
    filled: frozenset[str]

    @property
    def file(self) -> str:
        """What its file is called."""
        return self.profile.survey.name


def read_rounds(
    given: Sequence[tuple[Survey, str]], of_last: Mapping[str, Variable] = NOTHING
) -> tuple[Round, ...]:
    """Return the rounds in several profiles, each after its name; as `read_round` says.

    `of_last` are other variables that are read of the last. Raises SurveyError with the problems
    of all of them.
    """
    found: list[Round] = []
    errors: list[SurveyError] = []
    for place, (survey, name) in enumerate(given, start=1):
        try:
            others = of_last if place == len(given) else NOTHING
            with damage_named([survey]):
                found.append(read_round(survey, name, others))
        except SurveyError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        headlines = [error.headline for error in errors]
        problems = [replace(p, file=p.file or e.source) for e in errors for p in e.problems]
        raise SurveyError(reduce(both, headlines), problems, unit=errors[0].unit)
    return tuple(found)


def read_round(survey: Survey, name: str, others: Mapping[str, Variable] = NOTHING) -> Round:
    """Return the round in a profile that was written.

    It is called by its year where the column `survey_year` has one, else by `name`; `others` are
    other variables that are read where it has them. Raises SurveyError when it is no profile, a
    row cannot be trusted, or it is of several years.
    """
    also = {**others, _YEAR: variables("household")[_YEAR], POSSIBLE.name: POSSIBLE}
    file = survey.sources[0] if survey.sources else survey.name
    profile = read_profile(survey, _CLASSIFY(command=classifying_any(file)), also)
    places = [name for name in PLACES if name in profile.known]
    asked = {
        "households": pl.len(),
        "complete": (pl.col("class") == CLASSES[-1]).any(),
        **{name: pl.col(name).is_not_null().any() for name in places},
    }
    if "weight" in profile.known:
        asked["weighted"] = (pl.col("weight") != 1).any()
    if "standard" in profile.known:
        asked["standards"] = pl.col("standard").drop_nulls().unique().sort().implode()
    if _YEAR in profile.known:
        asked["years"] = pl.col(_YEAR).drop_nulls().unique().sort().implode()
    read = [*asked, "class", "weight", "standard", _YEAR]
    seen = (
        values_of(profile, names=read)
        .select(**asked)
        .collect(engine="streaming")
        .row(0, named=True)
    )
    if "years" in seen and not seen["households"]:
        wrong = message("tracking.empty-round", "has no households")
        advice = message("tracking.leave-out-round", "remove this round")
        headline = message(
            "tracking.round-is-empty", "{round} has no households", round=survey.name
        )
        raise SurveyError(headline, [Problem("file", wrong, advice=advice)], survey.name)
    year = _year(survey.name, [int(year) for year in seen["years"]]) if "years" in seen else None
    return Round(
        name if year is None else str(year),
        year,
        profile,
        seen["households"],
        tuple(seen.get("standards", ())),
        bool(seen.get("weighted")),
        bool(seen["complete"]),
        frozenset(name for name in places if seen[name]),
    )


def _year(file: str, years: Sequence[int]) -> int | None:
    """Return the one year of a round: None where the column is blank, as if it were not there."""
    if len(years) <= 1:
        return years[0] if years else None
    wrong = message(
        "tracking.years",
        "holds {years}{more}",
        years=[str(year) for year in years[:_NAMED]],
        more=MORE(count=len(years) - _NAMED) if len(years) > _NAMED else "",
    )
    allowed = message("tracking.one-year", "one year in each round")
    advice = message("tracking.file-a-round", "give each round its own file")
    headline = message("tracking.not-one-year", "{round} is not a round of one year", round=file)
    raise SurveyError(headline, [Problem(_YEAR, wrong, allowed, advice)], file)


def in_order(rounds: Sequence[Round]) -> tuple[Round, ...]:
    """Return rounds with a year each: where none has one, they are one year apart.

    Raises UsageError when they are fewer than two, some alone have a year, they do not go from
    the oldest to the newest, or two are called alike.
    """
    if len(rounds) < _FEWEST:
        wrong = message("tracking.rounds", "{count} of them", count=len(rounds))
        allowed = message("tracking.two-rounds", "two or more, from the oldest to the newest")
        headline = message("tracking.nothing", "nothing to track")
        raise UsageError(headline, [Problem(ROUND(), wrong, allowed)])
    lacking = [each for each in rounds if each.year is None]
    if lacking and len(lacking) < len(rounds):
        others = [plain(each.file) for each in rounds if each.year is not None]
        problems = [_without_year(each, others) for each in lacking]
        headline = message("tracking.some-years", "some rounds have a year, and some do not")
        raise UsageError(headline, problems)
    if lacking:
        rounds = [replace(each, year=place) for place, each in enumerate(rounds, start=1)]
    _require_rising(rounds)
    labels = [each.label for each in rounds]
    if twice := sorted({plain(label) for label in labels if labels.count(label) > 1}):
        wrong = message("tracking.name-twice", "is the name of several rounds")
        headline = message("tracking.same-names", "rounds need different names: rename the files")
        raise UsageError(headline, [Problem(label, wrong) for label in twice])
    return tuple(rounds)


def _without_year(each: Round, others: Sequence[str]) -> Problem:
    """Return what is wrong with a round that does not say its year, as `others` do."""
    if _YEAR in each.profile.known:
        wrong = message(
            "tracking.no-year", "is blank on every row, but {rounds} have a year", rounds=others
        )
        advice = message(
            "tracking.fill-in-year",
            "fill in the year in every row of the survey, such as 2025, and classify it again with "
            "--keep all. Or remove the column from every round",
        )
        return Problem(_YEAR, wrong, advice=advice, file=each.file)
    wrong = message(
        "tracking.year-elsewhere",
        "this column is missing, but {rounds} have it",
        rounds=others,
    )
    advice = message(
        "tracking.keep-year",
        "classify with --keep all; where the survey has no such column, add "
        "`survey_year: {constant}` to the household section of its column map, or the column "
        "to the survey. Or remove it from every round",
        constant="{constant: 2024}",
    )
    return Problem(_YEAR, wrong, advice=advice, file=each.file)


def _require_rising(rounds: Sequence[Round]) -> None:
    problems = [
        Problem(
            ROUND(),
            message(
                "tracking.follows",
                "{later} ({later_file}) follows {earlier} ({earlier_file})",
                later=later.label,
                later_file=later.file,
                earlier=earlier.label,
                earlier_file=earlier.file,
            ),
        )
        for earlier, later in pairwise(rounds)
        if year_of(later) <= year_of(earlier)
    ]
    if problems:
        headline = message("tracking.order", "rounds are given from the oldest to the newest")
        raise UsageError(headline, problems)


def year_of(each: Round) -> int:
    """Return the year of a round that is `in_order`."""
    assert each.year is not None
    return each.year
