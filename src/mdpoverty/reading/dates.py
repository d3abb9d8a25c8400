"""Dates that are not written as a date is: what to write, by what stands there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date

from mdpoverty.errors import plain
from mdpoverty.language.messages import Message, code_of, message
from mdpoverty.survey.survey import Survey

_BIRTH = "birth_date"
_INSTEAD = ("age", "birth_year", "age_months")  # what tells an age where no day is known
_ONE_DIGIT = re.compile(r"\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{4})\s*")
_EXAMPLE = "1/1/1985", "01/01/1985"


def date_advice(survey: Survey, name: str, known: Collection[str], *, blank: bool) -> Message:
    """Return how a date is written.

    `known` are the variables that are read, `blank` says whether the cell may be empty.
    """
    wrong, right = _EXAMPLE
    instead = [each for each in _INSTEAD if each in known] if name == _BIRTH else []
    unknown = message("reading.blank-date", " Leave the cell blank where the date is unknown.")
    if instead:
        called = survey.called(instead[0])
        unknown = message(
            "reading.age-instead",
            " Where only the year or the age is known, leave the cell blank and fill in {column}.",
            column=called if called == instead[0] else f"{plain(called, 80)} ({instead[0]})",
        )
    return message(
        "reading.write-date",
        "write the day and the month with two digits and the year with four: {right}, not "
        "{wrong}.{unknown}",
        right=right,
        wrong=wrong,
        unknown=unknown if blank or instead else "",
    )


def exampled(advice: str, values: Iterable[str | None]) -> str:
    """Return advice, of dates with the first of some cells that is nearly one as its example."""
    meant = ((value, found) for value in values if value and (found := _meant(value)))
    if code_of(advice) != "reading.write-date" or not isinstance(advice, Message):
        return advice
    wrong, right = next(meant, _EXAMPLE)
    return Message(advice.phrase, {**advice.values, "wrong": plain(wrong.strip()), "right": right})


def _meant(value: str) -> str | None:
    """Return the date that is meant where only zeros are missing or its signs are others."""
    if found := _ONE_DIGIT.fullmatch(value):
        day, month, year = map(int, found.groups())
        with suppress(ValueError):
            return date(year, month, day).strftime("%d/%m/%Y")
    return None
