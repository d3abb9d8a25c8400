"""Households with what another sheet of a form says of them, by their codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from mdpoverty.codebook import KEYS
from mdpoverty.errors import Place, Problem
from mdpoverty.files.rows import LINE, Beside, FormFault, Grid, Rows, unmarked
from mdpoverty.language.messages import message

_ID, *_ = KEYS
_KEY = "key "  # no column of a sheet is called so: its headings are trimmed


def with_beside(rows: Rows, beside: Rows, name: str) -> Rows:
    """Return households, each with the columns of another sheet that theirs has not.

    Where a row there belongs to no household, or several to one, that is a fault.
    """
    added = [each for each in beside.columns if each not in rows.columns]
    left = rows.frame.with_columns(_tidy(_ID).alias(_KEY))
    right = beside.frame.select(LINE, _tidy(_ID).alias(_KEY), *added)
    answered = pl.any_horizontal(_tidy(each).is_not_null() for each in added)
    filled = right.filter(answered | pl.col(_KEY).is_not_null()).collect()
    households = left.select(LINE, _KEY).collect()
    faults = _faults(households.select(_KEY), filled, beside, name)
    once = filled.filter(pl.col(_KEY).is_not_null()).unique(_KEY, keep="none")
    frame = left.join(once.lazy().drop(LINE), on=_KEY, how="left", maintain_order="left")
    return replace(
        rows,
        columns=(*rows.columns, *added),
        frame=frame.drop(_KEY),
        grid=_with_grid(rows.grid, beside.grid, households.join(once, on=_KEY)),
        notes=(*rows.notes, *beside.notes),
        questions={**beside.questions, **rows.questions},
        faults=(*rows.faults, *beside.faults, *faults),
    )


def _with_grid(own: Grid | None, beside: Grid | None, joined: pl.DataFrame) -> Grid | None:
    """Return where the households stand, with where the other sheet has them."""
    if own is None or beside is None:
        return own
    rows = dict(joined.select(LINE, f"{LINE}_right").iter_rows())
    return replace(own, beside=(*own.beside, Beside(beside, rows)))


def _faults(
    households: pl.DataFrame, filled: pl.DataFrame, beside: Rows, name: str
) -> Iterator[FormFault]:
    """Yield what keeps the rows of a sheet from being joined to households."""
    key = filled[_KEY]
    cases = (
        (
            filled.filter(key.is_not_null() & key.is_duplicated()).sort(_KEY, LINE),
            message("questionnaire.key-doubled", "is on several rows"),
            message("questionnaire.key-doubled-advice", "keep one row for each household"),
        ),
        (
            filled.filter(key.is_null()),
            message("questionnaire.key-missing", "is missing"),
            message("questionnaire.key-missing-advice", "fill it in, or empty the row"),
        ),
        (
            filled.filter(key.is_not_null()).join(
                households, on=_KEY, how="anti", maintain_order="left"
            ),
            message("questionnaire.key-lost", "is not on the sheet of the households"),
            message("questionnaire.key-lost-advice", "add the household there, or remove the row"),
        ),
    )
    for rows, wrong, advice in cases:
        if rows.height and beside.grid:
            places = tuple(
                Place(line, key, cell=beside.grid.address(line, [_ID]))
                for line, key in rows.select(LINE, _KEY).iter_rows()
            )
            problem = Problem(_called(beside), wrong, "", advice, rows.height, places, name)
            yield FormFault(beside.grid.sheet, problem)


def _called(sheet: Rows) -> str:
    """Return what the sheet calls the codes of households, with their name."""
    question = sheet.questions.get(_ID)
    return f"{question.heading} ({_ID})" if question else _ID


def _tidy(column: str) -> pl.Expr:
    """Return text trimmed and composed; nothing left is null."""
    text = unmarked(pl.col(column)).str.strip_chars().str.normalize("NFC")
    return pl.when(text != "").then(text)
