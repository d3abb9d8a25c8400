"""Profiles that were written for people: they are told by their headings, and never read."""

from __future__ import annotations

from collections.abc import Sequence

from mdpoverty.errors import SurveyError
from mdpoverty.files.rows import unreadable
from mdpoverty.language import LANGUAGES
from mdpoverty.language.messages import Phrase, message
from mdpoverty.profile.labels import column_labels
from mdpoverty.questionnaire.form import folded
from mdpoverty.survey.survey import Survey

# What a register of somebody else's does not have beside a class.
_TELLING = (
    "standard_digest",
    "survey_row",
    "member_row",
    "possible_classes",
    "unknown_indicators",
    "unknown_in",
)


def refuse_for_people(survey: Survey, others: Sequence[Sequence[Phrase]] = ()) -> None:
    """Raise SurveyError where a survey is a profile, or a file of persons, written for people.

    `others` are the headings that tell other tables for people, of each some that only it has.

    Its answers are words, and those of indicators are no survey's: it would be classified anew by
    what little of it names a variable.
    """
    headings = {folded(column) for column in survey.schema}
    for language in LANGUAGES:
        if any({folded(word.in_(language)) for word in words} <= headings for words in others):
            raise _for_people(survey)
        labels = {name: folded(label) for name, label in column_labels(language).items()}
        if labels["class"] in headings and any(labels[name] in headings for name in _TELLING):
            raise _for_people(survey)


def _for_people(survey: Survey) -> SurveyError:
    wrong = message(
        "profile.for-people",
        "is a table for people, which `--labelled` writes: nothing is read from it",
    )
    advice = message(
        "profile.for-people-advice",
        "use the profile that `mdpoverty classify SURVEY --keep all -o FILE` writes, without "
        "--labelled",
    )
    return unreadable(survey.name, wrong, advice)
