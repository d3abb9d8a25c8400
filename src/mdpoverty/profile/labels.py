"""Labels of a profile's columns and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from mdpoverty.codebook import Variable
from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase
from mdpoverty.reading.reading import Reading

HIGHEST_SCORE = Phrase("profile.highest-score", "{score}, highest possible")
# What the profile adds to the variables of the codebook and the indicators of the standard.
_COLUMNS: Mapping[str, Phrase] = MappingProxyType(
    {
        "member_row": Phrase("profile.member-row-column", "row of the member file"),
        "survey_row": Phrase("profile.survey-row-column", "row of the survey"),
        "standard": Phrase("profile.standard-column", "poverty standard"),
        "standard_digest": Phrase(
            "profile.standard-digest-column", "digest of the threshold file (SHA-256)"
        ),
        "class": Phrase("profile.class-column", "class of the household"),
        "basis": Phrase("profile.basis-column", "rule that decided the class"),
        "possible_classes": Phrase("profile.possible-classes-column", "classes still possible"),
        "deprivations": Phrase("profile.deprivations-column", "number of certain deprivations"),
        "weighted_score": Phrase(
            "profile.weighted-score-column", "sum of the weights of the deprivations"
        ),
        "unknown_indicators": Phrase(
            "profile.unknown-indicators-column", "number of unknown indicators"
        ),
        "deprived_in": Phrase("profile.deprived-in-column", "deprived in"),
        "unknown_in": Phrase("profile.unknown-in-column", "unknown in"),
    }
)
_ANSWERS: Mapping[int, Phrase] = MappingProxyType(
    {
        0: Phrase("profile.not-deprived", "not deprived"),
        1: Phrase("profile.deprived", "deprived"),
    }
)
_CLASSES: Mapping[str, Phrase] = MappingProxyType(
    {
        "poor": Phrase("profile.poor", "poor"),
        "near_poor": Phrase("profile.near-poor", "near-poor"),
        "non_poor": Phrase("profile.non-poor", "non-poor"),
        "undetermined": Phrase("profile.undetermined", "undetermined"),
        "absent": Phrase("profile.absent", "absent"),
    }
)


def column_labels(language: Language) -> dict[str, str]:
    """Return the labels of the columns that every profile adds."""
    return {name: phrase.in_(language) for name, phrase in _COLUMNS.items()}


def class_labels(language: Language) -> dict[str, str]:
    """Return what the classes of households are called."""
    return {name: phrase.in_(language) for name, phrase in _CLASSES.items()}


def answer_labels(language: Language) -> dict[int, str]:
    """Return what the numbers in an indicator's column mean."""
    return {number: phrase.in_(language) for number, phrase in _ANSWERS.items()}


def persons_labels(reading: Reading, language: Language) -> dict[str, str]:
    """Return the label of every column that a table of persons may have."""
    members = reading.standard.variables("member")
    labels = {name: getattr(variable, f"label_{language}") for name, variable in members.items()}
    return profile_labels(reading, language) | labels | column_labels(language)


def profile_labels(reading: Reading, language: Language) -> dict[str, str]:
    """Return the label of every column that the profile of a survey may have."""
    standard = reading.standard
    known = {**standard.variables("household"), **reading.variables}
    labels = {name: getattr(variable, f"label_{language}") for name, variable in known.items()}
    labels |= {name: getattr(x.label, language) for name, x in standard.indicators.items()}
    return labels | column_labels(language)


def variable_labels(variables: Iterable[Variable], language: Language) -> dict[str, str]:
    """Return what variables are called, by their names; one without a label by its name."""
    return {each.name: getattr(each, f"label_{language}") or each.name for each in variables}
