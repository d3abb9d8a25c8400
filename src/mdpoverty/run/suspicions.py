"""What looks wrong in a survey but may be right: warnings that name the option to use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.codebook import subject_of
from mdpoverty.errors import Problem
from mdpoverty.language.messages import message
from mdpoverty.reading.failing import REFUSED, Check, refused
from mdpoverty.reading.reading import Reading, misspelt
from mdpoverty.reading.signs import Noted, by_place, signs
from mdpoverty.reading.suspicions import suspicious
from mdpoverty.run.refused import Failures, failing
from mdpoverty.run.repeated import Repeats
from mdpoverty.run.thousands import thousands
from mdpoverty.run.unread import unread_cells
from mdpoverty.survey.engine import collected
from mdpoverty.survey.survey import Survey

# What UTF-8 looks like that was read as another encoding: no Vietnamese word holds any of it.
_GARBLED = "\N{REPLACEMENT CHARACTER}|[\u0080-\u009f]|á[º»]|Ã[\u00a0-\u00bf]|Ä[\u2018\u0090]|Æ[°¡]"


def suspicions(reading: Reading, repeats: Repeats, found: Noted) -> list[Failures]:
    """Return the rows that look wrong: of those not refused, by what was noted of all of them.

    Nothing where none is: only then are rows not read again. Of all rows, refused or not, come
    those `of_cells`.
    """
    checks = suspicious(reading, found, partial(_counts, reading, repeats))
    cells = cells_shown(reading.survey, checks)
    looked = [failing(reading.survey, sound(reading, repeats, cells), checks)] if checks else []
    return [*looked, *of_cells(reading)]


def of_cells(reading: Reading) -> list[Failures]:
    """Return the rows with single cells that look wrong, whether rows are refused or not.

    All cells of a survey are to be corrected at once: those whose separators of thousands may be
    read as decimal signs, and answers of a form that the standard does not read.
    """
    found = unread_cells(reading, forms=True)
    if checks := thousands(reading):
        rows = reading.values(cells_shown(reading.survey, checks))
        found = [failing(reading.survey, rows, checks), *found]
    return found


def told_at_once(reading: Reading) -> list[Problem]:
    """Return the warnings of single cells of a survey that is refused."""
    return [problem for each in of_cells(reading) for problem in each.problems()[1]]


def _counts(reading: Reading, repeats: Repeats, places: pl.DataFrame) -> pl.DataFrame:
    """Return what is counted of all rows of some places."""
    rows: pl.LazyFrame = signed(reading, repeats).to_native()
    some = rows.join(places.lazy(), on=places.columns, how="semi", nulls_equal=True)
    return collected(by_place(nw.from_native(some), reading))


def signed(reading: Reading, repeats: Repeats) -> nw.LazyFrame[Any]:
    """Return the rows that are not refused, with SIGNS, on any engine."""
    rows = sound(reading, repeats).with_columns(**{REFUSED: nw.lit(value=False)})
    return rows.with_columns(**signs(reading))


def sound(reading: Reading, repeats: Repeats, cells: Sequence[str] = ()) -> nw.LazyFrame[Any]:
    """Return the rows that are not refused, with copies of `cells`, on any engine."""
    rows = reading.rows(repeats.member, cells)
    return rows.filter(~refused(reading.checks(repeats.household)))


def cells_shown(survey: Survey, checks: Sequence[Check]) -> list[str]:
    """Return the columns whose cells are shown where a row fails one of the checks."""
    shown = (survey.columns_of(check.shows) for check in checks if check.shows)
    return list(dict.fromkeys(column for columns in shown for column in columns))


def misspelt_columns(reading: Reading) -> list[Problem]:
    """Return the warnings that a column is not read, though it looks like a variable."""
    return [
        Problem(
            column,
            message("run.not-read", "is not used"),
            advice=message(
                "run.rename", "if it is '{variable}', rename it", variable=subject_of(variable)
            ),
            file=file,
        )
        for file, column, variable in misspelt(reading)
    ]


def garbled(reading: Reading) -> Failures:
    """Return the households with text that seems to be read in a wrong encoding."""
    texts = [name for name, variable in reading.variables.items() if variable.type == "text"]
    checks = [
        Check(
            name,
            message("run.garbled", "looks like text read in the wrong encoding"),
            nw.col(name).str.contains(_GARBLED).fill_null(value=False),
            advice=message(
                "run.name-encoding",
                "name the encoding that it has with --encoding, or save it again as UTF-8",
            ),
            shows=name,
        )
        for name in texts
        if name in reading.survey.given
    ]
    return failing(reading.survey, reading.values(list(reading.survey.schema)), checks)
