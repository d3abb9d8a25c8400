"""Whether a survey answers anything that a standard asks: a list of classes answers nothing."""

from __future__ import annotations

from mdpoverty.classification.decide import SCORES
from mdpoverty.codebook import DECIDED, GROUPS, HOUSEHOLD_SIZE, KEYS, MADE_BY
from mdpoverty.errors import Problem, SurveyError, plain
from mdpoverty.language.messages import Message, message
from mdpoverty.reading.inputs import inputs
from mdpoverty.standards.model import Standard
from mdpoverty.survey.survey import Survey

_CLASS = DECIDED[0]
# What says who a household is, where and when: by itself it decides no class.
_WHERE = frozenset((*GROUPS, HOUSEHOLD_SIZE, "region", "central_city", "review_date"))


def is_answered(survey: Survey, standard: Standard) -> bool:
    """Return whether a survey has the column of any answer that a standard reads."""
    asked = {
        each.variable.name
        for each in inputs(standard, "household")
        if each.need in {"income", "indicators"} or each.variable.name in {*SCORES}
    }
    answers = {*(asked - _WHERE or asked), *standard.indicators}
    return not answers or not answers.isdisjoint(survey.given)


def is_list(survey: Survey, standard: Standard) -> bool:
    """Return whether a survey is a list of classes of a standard, without the answers to them."""
    telling = (KEYS[0], MADE_BY[0], _CLASS)
    told = survey.origins is None and all(name in survey.schema for name in telling)
    return told and not is_answered(survey, standard)


def unanswered(survey: Survey, standard: Standard) -> SurveyError:
    """Return the error that a survey answers nothing that a standard asks: all would be unknown."""
    headline = message(
        "reading.no-answers",
        "{file} has no answers for {standard}: every household would be undetermined",
        file=survey.name,
        standard=standard.id,
    )
    problem = Problem(
        message("reading.answers", "answers"),
        message("reading.answers-missing", "no column of {standard} is there", standard=standard.id)
        if _CLASS not in survey.given
        else message(
            "reading.classes-alone",
            "the file has classes (column {column}), but no column with the answers that "
            "they come from",
            column=plain(survey.called(_CLASS)),
        ),
        advice=_what_to_do(survey, standard),
    )
    return SurveyError(headline, [problem], survey.name)


def _what_to_do(survey: Survey, standard: Standard) -> Message:
    if survey.origins is not None:
        return message(
            "reading.map-no-answers",
            "say in the column map where the answers are (`mdpoverty standards inputs {standard}` "
            "lists them)",
            standard=standard.id,
        )
    add = message(
        "reading.add-answers",
        "add the columns with the answers or the file of the members, or rename the matching "
        "columns (`mdpoverty standards inputs {standard}` lists them, `mdpoverty map` drafts a "
        "column map)",
        standard=standard.id,
    )
    if _CLASS not in survey.given:
        return add
    name_it = message(
        "reading.name-their-standard",
        "add a column standard that holds the standard of each class, and ",
    )
    return message(
        "reading.use-classes",
        "to use the classes as they are, {name_it}use `mdpoverty tables`, `summarize`, `report` or "
        "`track`, or `diff` with another list; to classify again, {add}",
        name_it="" if MADE_BY[0] in survey.given else name_it,
        add=add,
    )
