"""Dates that are not written as a date is: what to write, by what stands there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date
from functools import reduce

from mdpoverty.errors import both, plain
from mdpoverty.language.messages import Message, Phrase, code_of, message
from mdpoverty.survey.survey import Survey

_BIRTH = "birth_date"
_INSTEAD = ("age", "birth_year", "age_months")  # what tells an age where no day is known
_DAY_FIRST = re.compile(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}\s*[/.-]\s*[0-9]{1,2}\s*[/.-]\s*[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")
_NO_SUCH_DAY = Phrase(
    "reading.no-such-day",
    "{cell} is not in the calendar: check the day and the month, and write the day before "
    "the month{unknown}",
)
_TWO_DIGITS = Phrase(
    "reading.year-of-two-digits", "{cell}: write the year with four digits, such as 1985{unknown}"
)
_ONLY_YEAR = Phrase(
    "reading.only-a-year", "{cell} is only a year: write the day and the month too{unknown}"
)
_EXAMPLE = "1/1/1985", "01/01/1985"


def date_advice(survey: Survey, name: str, known: Collection[str], *, blank: bool) -> Message:
    """Return how a date is written.

    `known` are the variables that are read, `blank` says whether the cell may be empty.
    """
    wrong, right = _EXAMPLE
    instead = [each for each in _INSTEAD if each in known] if name == _BIRTH else []
    unknown = message("reading.blank-date", ". Leave the cell blank where the date is unknown")
    if instead:
        called = survey.called(instead[0])
        unknown = message(
            "reading.age-instead",
            ". Where only the year or the age is known, leave the cell blank and fill in {column}",
            column=called if called == instead[0] else f"{plain(called, 80)} ({instead[0]})",
        )
    return message(
        "reading.write-date",
        "write the day and the month with two digits and the year with four: {right}, not "
        "{wrong}{unknown}",
        right=right,
        wrong=wrong,
        unknown=unknown if blank or instead else "",
    )


def exampled(advice: str, values: Iterable[str | None]) -> str:
    """Return advice, of dates by what some cells hold.

    Each kind of mistake has the first cell that makes it: a day that no calendar has, a year of two
    digits, a year alone, and what is nearly a date.
    """
    if code_of(advice) != "reading.write-date" or not isinstance(advice, Message):
        return advice
    cells = [value.strip() for value in values if value]
    said: list[tuple[Phrase, dict[str, object]]] = [
        (phrase, {"cell": plain(cell)})
        for phrase, is_such in _MISTAKES
        if (cell := next(filter(is_such, cells), None))
    ]
    meant = [(cell, found) for cell in cells if (found := _meant(cell)) not in (None, cell)]
    if meant or not said:
        wrong, right = next(iter(meant), _EXAMPLE)
        said.append((advice.phrase, {"wrong": plain(wrong), "right": right}))
    last = len(said) - 1
    unknown = [advice.values["unknown"] if place == last else "" for place in range(len(said))]
    told = [
        Message(phrase, {**words, "unknown": blank})
        for (phrase, words), blank in zip(said, unknown, strict=True)
    ]
    return reduce(both, told)


def _meant(value: str) -> str | None:
    """Return the date that is meant where only zeros are missing or its signs are others."""
    found = _day(value)
    return found.strftime("%d/%m/%Y") if found else None


def _is_no_day(value: str) -> bool:
    """Return whether a day, a month and a year are no day of the calendar."""
    return _parts(value) is not None and _day(value) is None


def _has_short_year(value: str) -> bool:
    """Return whether the year of a date has two digits."""
    return _SHORT_YEAR.fullmatch(value) is not None


def _is_year(value: str) -> bool:
    """Return whether there is a year, and no more."""
    return _YEAR.fullmatch(value) is not None


def _day(value: str) -> date | None:
    with suppress(ValueError):
        return date(*parts) if (parts := _parts(value)) else None
    return None


def _parts(value: str) -> tuple[int, int, int] | None:
    """Return the year, the month and the day that a text seems to say."""
    if found := _YEAR_FIRST.fullmatch(value):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(value):
        day, month, year = map(int, found.groups())
    else:
        return None
    return year, month, day


_MISTAKES = (
    (_NO_SUCH_DAY, _is_no_day),
    (_TWO_DIGITS, _has_short_year),
    (_ONLY_YEAR, _is_year),
)
