"""Households with what another sheet of a form says of them, by their codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from mdpoverty.codebook import KEYS
from mdpoverty.errors import Place, Problem, SurveyError
from mdpoverty.files.rows import LINE, Rows
from mdpoverty.language.messages import Message, message

_ID, *_ = KEYS
_KEY = "key "  # no column of a sheet is called so: its headings are trimmed
_PLACES = 3


def with_beside(rows: Rows, beside: Rows, name: str) -> Rows:
    """Return households, each with the columns of another sheet that theirs has not.

    Raises SurveyError where a row there belongs to no household, or several to one.
    """
    added = [each for each in beside.columns if each not in rows.columns]
    left = rows.frame.with_columns(_tidy(_ID).alias(_KEY))
    right = beside.frame.select(LINE, _tidy(_ID).alias(_KEY), *added)
    answered = pl.any_horizontal(_tidy(each).is_not_null() for each in added)
    filled = right.filter(answered | pl.col(_KEY).is_not_null()).collect()
    households = left.select(LINE, _KEY).collect()
    if problems := list(_problems(households.select(_KEY), filled, beside, name)):
        problems += _doubled(households, rows, name)  # which may be why they do not fit
        headline = message(
            "questionnaire.not-joined", "the sheets of {file} do not fit together", file=name
        )
        raise SurveyError(headline, problems, name)
    frame = left.join(filled.lazy().drop(LINE), on=_KEY, how="left", maintain_order="left")
    return replace(
        rows,
        columns=(*rows.columns, *added),
        frame=frame.drop(_KEY),
        notes=(*rows.notes, *beside.notes),
        questions={**beside.questions, **rows.questions},
    )


def _problems(
    households: pl.DataFrame, filled: pl.DataFrame, beside: Rows, name: str
) -> Iterator[Problem]:
    """Yield what keeps the rows of a sheet from being joined to households."""
    key = filled[_KEY]
    known = filled.filter(key.is_not_null())
    yield from _doubled(known, beside, name)
    cases = (
        (
            filled.filter(key.is_null()),
            message("questionnaire.key-missing", "is missing"),
            message("questionnaire.key-missing-advice", "fill it in, or empty the row"),
        ),
        (
            known.join(households, on=_KEY, how="anti", maintain_order="left"),
            message("questionnaire.key-lost", "is not on the sheet of the households"),
            message("questionnaire.key-lost-advice", "add the household there, or remove the row"),
        ),
    )
    for rows, wrong, advice in cases:
        yield from _problem(rows, wrong, advice, beside, name)


def _doubled(rows: pl.DataFrame, sheet: Rows, name: str) -> Iterator[Problem]:
    """Yield that households are on several rows of a sheet, where they are."""
    twice = rows.filter(pl.col(_KEY).is_not_null() & pl.col(_KEY).is_duplicated())
    wrong = message("questionnaire.key-doubled", "is on several rows")
    advice = message("questionnaire.key-doubled-advice", "keep one row for each household")
    yield from _problem(twice.sort(_KEY, LINE), wrong, advice, sheet, name)


def _problem(
    rows: pl.DataFrame, wrong: Message, advice: Message, sheet: Rows, name: str
) -> Iterator[Problem]:
    """Yield what is wrong with rows of a sheet, where there are any, with the first of them."""
    if rows.height:
        places = tuple(
            Place(line, key, cell=sheet.grid.address(line, [_ID]) if sheet.grid else None)
            for line, key in rows.head(_PLACES).select(LINE, _KEY).iter_rows()
        )
        yield Problem(_ID, wrong, "", advice, rows.height, places, name)


def _tidy(column: str) -> pl.Expr:
    """Return text trimmed and composed; nothing left is null."""
    text = pl.col(column).str.strip_chars().str.normalize("NFC")
    return pl.when(text != "").then(text)
