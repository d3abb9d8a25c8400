"""Profiles that were written: their classes are decided, and are taken as they stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import narwhals as nw
import polars as pl

from mdpoverty.classification.columns import indicators_among
from mdpoverty.codebook import (
    BOOLEANS,
    CHOOSING,
    DECIDED,
    GROUPS,
    HOUSEHOLD_SIZE,
    MADE_BY,
    PROFILE_LAST,
    Variable,
    variables,
)
from mdpoverty.errors import Problem, SurveyError, UsageError, plain
from mdpoverty.language.messages import Phrase, message
from mdpoverty.reading.answered import is_list
from mdpoverty.reading.checks import MADE_AGAIN, household_checks
from mdpoverty.reading.reading import Reading
from mdpoverty.run.refused import require_sound
from mdpoverty.standards.class_rules import CLASSES, UNDETERMINED, possible_classes
from mdpoverty.standards.library import load_standard, standard_ids
from mdpoverty.standards.model import Standard
from mdpoverty.survey.cells import require_cells
from mdpoverty.survey.engine import collected, converted
from mdpoverty.survey.missing_columns import lacking
from mdpoverty.survey.survey import Survey

CLASS = Variable("class", "household", "code", codes=(*CLASSES, UNDETERMINED))
POSSIBLE = Variable("possible_classes", "household", "code", codes=possible_classes())
NOTHING: Mapping[str, Variable] = MappingProxyType({})
_TELLING = ("household_id", "standard", *DECIDED, PROFILE_LAST[0])  # what tells a profile


def is_written(survey: Survey) -> bool:
    """Return whether a survey is a profile that was written: its classes are decided."""
    return survey.origins is None and all(name in survey.schema for name in _TELLING)


def is_decided(reading: Reading) -> bool:
    """Return whether the classes of what is read are decided: of a profile, list, or of persons."""
    if reading.has_person_rows or is_written(reading.survey):
        return True
    return reading.roster is None and is_list(reading.survey, reading.standard)


_BLANK = Phrase("profile.blank", "blank")


def standard_of(survey: Survey, named: Standard | None) -> Standard:
    """Return the standard of a written profile.

    Raises SurveyError where it is of several, of another than is `named`, or of one with the same
    id and other content; UsageError where it is not shipped and not named.
    """
    ids, digests = makers(survey)
    if named is None and len(ids) == 1:
        if ids[0] not in standard_ids():
            raise _not_shipped(ids[0])
        named = load_standard(ids[0])
    elif named is None or list(ids) not in ([], [named.id]):
        raise _not_of_one(survey, ids, named)
    if digests not in ([], [named.short_digest]):
        raise _of_other_content(survey, named, digests)
    return named


def standard_named_in(survey: Survey) -> Standard | None:
    """Return the standard that a survey names in every row, None where it names no single one.

    A survey that is no profile may have a column `standard` that means something else. Raises as
    `standard_of` does.
    """
    if MADE_BY[0] not in survey.given:
        return None
    if is_written(survey) or MADE_BY[1] in survey.given:
        return standard_of(survey, None)
    ids, _ = makers(survey)
    shipped_one = len(ids) == 1 and ids[0] in standard_ids()
    return standard_of(survey, None) if shipped_one else None


def makers(survey: Survey) -> tuple[list[str | None], list[str]]:
    """Return the ids of standards that the rows name, and the digests."""
    known = {name: each for name, each in CHOOSING.items() if name in survey.given}
    require_cells(survey, known)
    found = collected(converted(survey, known).select(*known).unique())
    named = {name: found[name].unique().sort() for name in known}
    digests = named[MADE_BY[1]].drop_nulls().to_list() if MADE_BY[1] in known else []
    return named[MADE_BY[0]].to_list(), digests


def _not_shipped(standard_id: str | None) -> UsageError:
    wrong = message(
        "profile.not-shipped",
        "the profile is of '{standard}', which is not part of this program",
        standard=_said(standard_id),
    )
    advice = message("profile.name-threshold-file", "name its threshold file")
    headline = message("profile.unknown-standard", "the standard of the profile is unknown")
    return UsageError(headline, [Problem("--standard", wrong, advice=advice)])


def _not_of_one(survey: Survey, ids: Sequence[str | None], named: Standard | None) -> SurveyError:
    problem = Problem(
        MADE_BY[0],
        message(
            "profile.holds-standards",
            "holds {standards}",
            standards=[_said(name) for name in ids] or Phrase("profile.no-rows", "no rows"),
        ),
        named.id if named else message("profile.one-standard", "one standard"),
        message(
            "profile.summarise-apart",
            "summarise the households of each standard separately; `classify` "
            "classifies them again",
        ),
    )
    headline = message(
        "profile.not-of-one-standard",
        "{profile} is not a profile of one standard",
        profile=survey.name,
    )
    return SurveyError(headline, [problem], survey.name)


def _of_other_content(survey: Survey, named: Standard, digests: Sequence[str]) -> SurveyError:
    wrong = message("profile.holds-digests", "holds {digests}", digests=list(digests))
    headline = message(
        "profile.of-other-content",
        "{profile} was made by another version of {standard} than the one here",
        profile=survey.name,
        standard=named.id,
    )
    problem = Problem(MADE_BY[1], wrong, named.short_digest, MADE_AGAIN())
    return SurveyError(headline, [problem], survey.name)


def _said(standard_id: str | None) -> str:
    return _BLANK() if standard_id is None else plain(standard_id)


def decided_in(standard: Standard) -> dict[str, Variable]:
    """Return the variables of a profile of `standard` that say a household's class."""
    bases = tuple(dict.fromkeys(rule.basis for rule in standard.every_rule))
    basis = Variable("basis", "household", "code", codes=bases)
    return {each.name: each for each in (CLASS, basis, POSSIBLE)}


@dataclass(frozen=True)
class Profile:
    """A profile that was written: its households, and the indicators that it has."""

    survey: Survey
    known: dict[str, Variable]
    indicators: tuple[str, ...]


def read_profile(survey: Survey, instead: str, also: Mapping[str, Variable] = NOTHING) -> Profile:
    """Return the profile in a file; `also` are other variables that are read where it has them.

    Raises SurveyError when a column is missing, which says what to do `instead`, or a row cannot
    be trusted.
    """
    have = list(survey.schema)
    missing = [name for name in ("household_id", "class") if name not in have]
    if missing:
        raise lacking(survey.name, have, missing, instead, variables("household"))
    household = variables("household")
    names = ["household_id", *GROUPS, "weight", HOUSEHOLD_SIZE, "income_per_capita"]
    known = {name: household[name] for name in names if name in have}
    known["class"] = CLASS
    known |= {n: Variable(n, "household", "text") for n in ("basis", *MADE_BY) if n in have}
    for name in ("deprivations", "unknown_indicators"):
        if name in have:
            known[name] = Variable(name, "household", "integer", minimum=0)
    if "weighted_score" in have:
        # A third has more digits than a number may: here it is only held against another.
        known["weighted_score"] = Variable("weighted_score", "household", "text")
    known |= {name: variable for name, variable in also.items() if name in have}
    indicators = indicators_among(have)
    known |= {n: Variable(n, "household", "boolean", codes=BOOLEANS) for n in indicators}
    require_cells(survey, known)
    profile = Profile(survey, known, indicators)
    _refuse_faults(profile)
    return profile


def values_of(
    profile: Profile, cells: Sequence[str] = (), names: Collection[str] | None = None
) -> pl.LazyFrame:
    """Return the values of a profile's variables, and `cells` as they stand beside them.

    Of the variables `names` alone, where these are given: what is not read is not converted.
    """
    known = profile.known
    if names is not None:
        known = {name: variable for name, variable in known.items() if name in names}
    native: pl.LazyFrame = converted(profile.survey, known, cells).to_native()
    return native


def _refuse_faults(profile: Profile) -> None:
    ids = values_of(profile, names=["household_id"]).select("household_id").drop_nulls()
    counts = ids.group_by("household_id").len().filter(pl.col("len") > 1)
    twice = counts.collect(engine="streaming")["household_id"].sort().to_list()
    repeated = nw.col("household_id").is_in(twice) if twice else None
    required = ("household_id", "class", *(["weight"] if "weight" in profile.known else []))
    checks = household_checks(profile.survey, profile.known, required, repeated)
    frame = nw.from_native(values_of(profile, list(profile.survey.schema)))
    require_sound(profile.survey, frame, checks)
