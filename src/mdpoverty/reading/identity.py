"""Ids that a spreadsheet or a type of numbers changed, told by what they look like."""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import narwhals as nw
import polars as pl

from mdpoverty.files.cell_errors import KNOWN_ERRORS
from mdpoverty.language.messages import Message, message
from mdpoverty.survey.precision import KEPT
from mdpoverty.survey.survey import Survey

# 1E5 may be an id: without a plus sign it is a number only where it has decimals.
_SHORTENED = r"^[0-9](?:(?:[.,][0-9]+)?[Ee]\+|[.,][0-9]+[Ee])[0-9]+$"
_ROUNDED = "^[0-9]{15}0+$"  # of more digits than a spreadsheet keeps
_FORMULA = '="'
UNITS = ("stratum", "psu")
# Controls but for tabs and line breaks, separators of lines, and code points that are none: written
# as Rust and Java both read them.
_NONE = "".join(rf"\x{{{plane:x}fffe}}\x{{{plane:x}ffff}}" for plane in range(1, 17))
_UNSEEN = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{2028}\x{2029}\x{fdd0}-\x{fdef}\x{fffe}\x{ffff}"
    f"{_NONE}]"
)
_MONTH = "[A-Z][a-z]{2}"
_DATE = (
    "^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}(?: 00:00:00)?"
    "|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|[0-9]{1,2}-[Tt]hg ?[0-9]{1,2}"
    f"|[0-9]{{1,2}}-{_MONTH}|{_MONTH}-[0-9]{{2}})$"
)
# How a number of more digits than its type keeps is spelled, also within an id that is joined.
_LOST = {
    pl.Float64(): r"[0-9][.,][0-9]{15,}E\+[0-9]+",
    pl.Float32(): r"[0-9]{8}[.,]0(?:[^0-9]|$)",
}


class Changed(NamedTuple):
    """A way in which ids are changed: which are, what is wrong, and what to do."""

    found: nw.Expr
    wrong: Message
    advice: Message


def changed_ids(survey: Survey) -> list[Changed]:
    """Return the ways in which ids of households are not what they were: their rows are refused."""
    text = nw.col("household_id")
    formula = Changed(
        text.str.starts_with(_FORMULA),
        message("reading.id-formula", "is a spreadsheet's formula for an id"),
        message("reading.id-formula-advice", 'write only the id: 001 instead of ="001"'),
    )
    return [*_shortened(survey, "household_id"), formula, *senseless_in("household_id")]


def changed_codes(survey: Survey, variable: str) -> list[Changed]:
    """Return the ways in which codes of places, strata or units are not what they were.

    Few files have such codes of so many digits: it is asked where they are units that are counted,
    or in a workbook.
    """
    if variable in UNITS or survey.grids:
        return _shortened(survey, variable)
    return lost_digits(survey, variable)


def _shortened(survey: Survey, variable: str) -> list[Changed]:
    """Return that ids lost digits, as numbers or in a spreadsheet."""
    lost = lost_digits(survey, variable)
    found = nw.col(variable).str.contains(_SHORTENED)
    return [
        *lost,
        Changed(
            reduce(lambda some, each: some & ~each.found, lost, found),
            message("reading.id-shortened", "was shortened by a spreadsheet: its digits are lost"),
            _as_text(),
        ),
    ]


def lost_digits(survey: Survey, variable: str) -> list[Changed]:
    """Return that ids are stored as numbers, and have more digits than these keep."""
    text, columns = nw.col(variable), survey.columns_of(variable)
    kinds = {survey.schema[name] for name in columns}
    kinds |= {kind for name in columns for kind in survey.floats.get(name, ())}
    kinds |= {pl.Float64()} if survey.query is not None else set()  # cells of several types
    found = []
    for kind, pattern in _LOST.items():
        if kind in kinds:
            lost = text.str.contains(pattern)
            if len(columns) == 1 and survey.schema[columns[0]] == kind:
                lost |= text.str.len_chars() > KEPT[kind]
            wrong = message(
                "reading.id-float",
                "is stored as a number, and only {kept} digits are kept",
                kept=KEPT[kind],
            )
            found.append(Changed(lost, wrong, _as_text()))
    return found


def senseless_in(column: str) -> list[Changed]:
    """Return that ids in a column show an error, or have characters that nobody sees.

    Others may not keep such characters; what is merely invisible is left out where cells are read.
    """
    again = message("reading.id-unseen-advice", "type the id again")
    return [
        Changed(
            nw.col(column).str.contains(_UNSEEN),
            message("reading.id-unseen", "has a control character, which nobody sees"),
            again,
        ),
        Changed(
            nw.col(column).is_in(KNOWN_ERRORS),
            message("reading.id-error", "is an error of a spreadsheet, not an id"),
            again,
        ),
    ]


def changed_where_repeated() -> list[Changed]:
    """Return the ways in which ids that repeat seem to be changed; such ids may be right."""
    text = nw.col("household_id")
    return [
        Changed(
            text.str.contains(_DATE),
            message(
                "reading.id-date",
                "repeats, and looks like a date: a spreadsheet may have changed it",
            ),
            _as_text(),
        ),
        Changed(
            text.str.contains(_ROUNDED),
            message(
                "reading.id-rounded",
                "repeats, and ends in zeros after 15 digits: a spreadsheet keeps no more digits",
            ),
            _as_text(),
        ),
    ]


def _as_text() -> Message:
    return message(
        "reading.id-as-text",
        "format the column as text where the ids were typed, and export it again",
    )
