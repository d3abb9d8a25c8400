"""Profiles that were written: their classes are decided, and are taken as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import narwhals as nw
import polars as pl

from mdpoverty.classification.columns import indicators_among
from mdpoverty.codebook import (
    BOOLEANS,
    DECIDED,
    GROUPS,
    HOUSEHOLD_SIZE,
    PROFILE_LAST,
    Variable,
    variables,
)
from mdpoverty.errors import Problem, SurveyError, UsageError, lacking, plain
from mdpoverty.language.messages import Phrase, message
from mdpoverty.reading.checks import household_checks
from mdpoverty.run.refused import require_sound
from mdpoverty.standards.class_rules import CLASSES, UNDETERMINED, possible_classes
from mdpoverty.standards.library import load_standard, standard_ids
from mdpoverty.standards.model import Standard
from mdpoverty.survey.engine import collected, converted
from mdpoverty.survey.survey import Survey, require_cells

CLASS = Variable("class", "household", "code", codes=(*CLASSES, UNDETERMINED))
POSSIBLE = Variable("possible_classes", "household", "code", codes=possible_classes())
NOTHING: Mapping[str, Variable] = MappingProxyType({})
_TELLING = ("household_id", "standard", *DECIDED, PROFILE_LAST[0])  # what tells a profile


def is_written(survey: Survey) -> bool:
    """Return whether a survey is a profile that was written: its classes are decided."""
    return survey.origins is None and all(name in survey.schema for name in _TELLING)


_BLANK = Phrase("profile.blank", "blank")


def standard_of(survey: Survey, named: Standard | None) -> Standard:
    """Return the standard of a written profile.

    Raises SurveyError where it is of several, or of another than is `named`, UsageError where it
    is not shipped and not named.
    """
    variable = Variable("standard", "household", "text")
    require_cells(survey, ["standard"])
    found = converted(survey, {"standard": variable}).select("standard").unique()
    ids = collected(found)["standard"].sort()
    said = [_BLANK() if name is None else plain(name) for name in ids]
    if named is None and len(ids) == 1:
        if ids[0] in standard_ids():
            return load_standard(ids[0])
        wrong = message(
            "profile.not-shipped",
            "the profile is of '{standard}', which is not shipped",
            standard=said[0],
        )
        advice = message("profile.name-threshold-file", "name its threshold file")
        headline = message("profile.unknown-standard", "the standard of the profile is not known")
        raise UsageError(headline, [Problem("--standard", wrong, advice=advice)])
    if named is not None and list(ids) in ([], [named.id]):
        return named
    problem = Problem(
        "standard",
        message(
            "profile.holds-standards",
            "holds {standards}",
            standards=said or Phrase("profile.no-rows", "no rows"),
        ),
        named.id if named else message("profile.one-standard", "one standard"),
        message(
            "profile.summarise-apart",
            "summarise each standard's households by themselves; `classify` classifies them again",
        ),
    )
    headline = message(
        "profile.not-of-one-standard",
        "{profile} is no profile of one standard",
        profile=survey.name,
    )
    raise SurveyError(headline, [problem], survey.name)


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
        raise lacking(survey.name, have, missing, instead)
    household = variables("household")
    names = ["household_id", *GROUPS, "weight", HOUSEHOLD_SIZE, "income_per_capita"]
    known = {name: household[name] for name in names if name in have}
    known["class"] = CLASS
    known |= {n: Variable(n, "household", "text") for n in ("basis", "standard") if n in have}
    if "deprivations" in have:
        known["deprivations"] = Variable("deprivations", "household", "integer", minimum=0)
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


def values_of(profile: Profile, cells: Sequence[str] = ()) -> pl.LazyFrame:
    """Return the values of a profile's variables, and `cells` as they stand beside them."""
    native: pl.LazyFrame = converted(profile.survey, profile.known, cells).to_native()
    return native


def _refuse_faults(profile: Profile) -> None:
    ids = values_of(profile).select("household_id").drop_nulls()
    counts = ids.group_by("household_id").len().filter(pl.col("len") > 1)
    twice = counts.collect(engine="streaming")["household_id"].sort().to_list()
    repeated = nw.col("household_id").is_in(twice) if twice else nw.lit(value=False)
    required = ("household_id", "class", *(["weight"] if "weight" in profile.known else []))
    checks = household_checks(profile.survey, profile.known, required, repeated)
    frame = nw.from_native(values_of(profile, list(profile.survey.schema)))
    require_sound(profile.survey, frame, checks)
