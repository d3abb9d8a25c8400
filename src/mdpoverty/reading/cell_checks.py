"""Checks of a row by itself: whether it is whole, and what its cells hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import narwhals as nw

from mdpoverty.codebook import HOUSEHOLD_SIZE, Variable
from mdpoverty.files.rows import FAULT, FAULT_VALUE, FAULTS
from mdpoverty.language.messages import Message, Phrase, message
from mdpoverty.reading.cell_advice import BELOW, NO_ANSWER, NO_CODE, NO_NUMBER, NO_WHOLE_NUMBER
from mdpoverty.reading.dates import date_advice
from mdpoverty.reading.failing import Check, certain
from mdpoverty.survey.spelling import PLAIN
from mdpoverty.survey.survey import Survey
from mdpoverty.survey.values import NO_DATE, UNREADABLE

_ROW = Phrase("reading.row", "row")
MISSING = Phrase("reading.missing", "is missing")
NOT_A_DATE = Phrase("reading.no-date", "is not a date")
PLAIN_NUMBER = Phrase(
    "reading.write-number",
    "write digits and one decimal sign, such as 1500000 or 52.5 (52,5 with "
    '--decimal ","). For separators of thousands use --thousands. A column map '
    "can round longer numbers.",
)
PLAIN_WHOLE = Phrase(
    "reading.write-whole-number", 'write digits, such as 4 (with --decimal "," also 4,0)'
)
_NUMBER_SPELT = Phrase(
    "reading.write-number-spelt",
    "write digits and the decimal sign '{sign}', such as 1500000 or 52{sign}5.{groups} A column "
    "map can round longer numbers.",
)
_GROUPS = Phrase("reading.for-groups", " For separators of thousands use --thousands.")
_WHOLE_SPELT = Phrase("reading.write-whole-number-spelt", "write digits, such as 4")
_PLAIN_YEAR = Phrase("reading.write-year", "write the year alone in digits, such as 2025")
CORRECT = Phrase("reading.correct", "correct it")
OR_BLANK = Phrase(
    "reading.correct-or-blank",
    "correct it, or leave the cell blank where the answer is unknown",
)


def cell_checks(
    survey: Survey, variables: Mapping[str, Variable], required: Sequence[str]
) -> list[Check]:
    """Return the checks of a row by itself: whether it is whole, and what its cells hold.

    `variables` are those that are read, `required` those of them that may not be blank.
    """
    checks = [
        Check(
            name,
            MISSING(),
            nw.col(name).is_null(),
            variables[name].allowed,
            _filling(given=name in survey.given),
            name,
        )
        for name in required
    ]
    origins = survey.origins or {}
    for variable in variables.values():
        advice = (CORRECT if variable.name in required else OR_BLANK)()
        checks += _number_checks(survey, variable, variables, advice) if variable.is_number else ()
        if variable.name in origins and (codes := origins[variable.name].codes):
            checks.append(_map_check(variable, codes))
        elif variable.codes:
            checks.append(_code_check(variable, advice))
        elif variable.type == "date":
            blank = variable.name not in required
            said = date_advice(survey, variable.name, variables, blank=blank)
            checks.append(_date_check(variable, said))
    if not survey.has_faults:
        return checks
    # The cells of a faulty row are not where they should be: its fault is all there is to say.
    whole = nw.col(FAULT).is_null()
    return [
        *(
            Check(_ROW(), wrong, certain(nw.col(FAULT) == fault), advice=advice, shows=FAULT_VALUE)
            for fault, (wrong, advice) in FAULTS.items()
        ),
        *(replace(check, failed=check.failed & whole) for check in checks),
    ]


def _filling(*, given: bool) -> Message:
    if given:
        return message("reading.fill-in", "fill it in")
    return message("reading.add-members", "add the rows of the household's members")


def _spelt(survey: Survey, *, whole: bool) -> Message:
    """Return how a number is written, with the signs that are in use."""
    spelling = survey.spelling
    if spelling == PLAIN:
        return PLAIN_WHOLE() if whole else PLAIN_NUMBER()
    if whole:
        return _WHOLE_SPELT()
    groups = "" if spelling.thousands else _GROUPS()
    return _NUMBER_SPELT(sign=spelling.decimal, groups=groups)


def _number_checks(
    survey: Survey, variable: Variable, variables: Mapping[str, Variable], advice: str
) -> Iterator[Check]:
    value = nw.col(variable.name)
    unreadable = certain(value.is_nan())

    def check(wrong: Message, failed: nw.Expr, advice: str = advice) -> Check:
        name = variable.name
        # What a map makes of a cell has another unit than the cell.
        own = None if name in (survey.origins or {}) else variable
        return Check(name, wrong, failed, variable.allowed, advice, name, own)

    if variable.type == "integer":
        remedy = _PLAIN_YEAR() if variable.unit == "year" else _spelt(survey, whole=True)
        yield check(NO_WHOLE_NUMBER(), unreadable, remedy)
    else:
        yield check(NO_NUMBER(), unreadable, _spelt(survey, whole=False))
    if (least := variable.minimum) is not None:
        wrong = BELOW(limit=least)
        yield check(wrong, ~unreadable & certain(value < least))
    most = variable.maximum
    if most == HOUSEHOLD_SIZE:
        if HOUSEHOLD_SIZE in variables:
            wrong = message("reading.above-size", "is above household_size")
            high = ~unreadable & certain(value > nw.col(HOUSEHOLD_SIZE))
            advice = message("reading.correct-count", "correct the count or household_size")
            yield check(wrong, high, advice)
    elif most is not None:
        wrong = message("reading.above", "is above {limit:d}", limit=most)
        yield check(wrong, ~unreadable & certain(value > most))


def _code_check(variable: Variable, advice: str) -> Check:
    return Check(
        variable.name,
        NO_ANSWER() if variable.type == "boolean" else NO_CODE(),
        certain(nw.col(variable.name) == UNREADABLE),
        variable.allowed,
        advice,
        variable.name,
        variable,
    )


def _date_check(variable: Variable, advice: str) -> Check:
    return Check(
        variable.name,
        NOT_A_DATE(),
        certain(nw.col(variable.name) == NO_DATE),
        variable.allowed,
        advice,
        variable.name,
    )


def _map_check(variable: Variable, codes: Sequence[str]) -> Check:
    return Check(
        variable.name,
        message("reading.code-not-mapped", "code is not in the column map"),
        certain(nw.col(variable.name) == UNREADABLE),
        ", ".join(codes),
        message(
            "reading.add-code",
            "add it to the column map, under codes with what it means ({meanings}) or under "
            "missing, or correct it",
            meanings=variable.allowed,
        ),
        variable.name,
    )
