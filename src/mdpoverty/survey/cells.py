"""The cells of a survey: those of variables, copies beside them, and columns that hold no cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from mdpoverty.codebook import PROFILE_FIRST, Variable
from mdpoverty.errors import Problem, SurveyError, plain
from mdpoverty.files.layout import Decimal
from mdpoverty.files.rows import unmarked
from mdpoverty.language.messages import message
from mdpoverty.survey.precision import as_double
from mdpoverty.survey.spelling import one_group
from mdpoverty.survey.survey import CELL, INNER, NO_NUMBER, Survey, first_rows, lines_of
from mdpoverty.survey.values import UNREADABLE, is_odd, is_of_cells

_WHOLE = "^[0-9]{1,15}$"


def beside_cells(
    survey: Survey, cells: Collection[str], variables: Mapping[str, Variable]
) -> pl.LazyFrame:
    """Return the cells of `variables`, what says where a row stands, and copies of `cells`.

    The copy of a column is named with CELL before it: conversion leaves it as it stands.
    """
    own = [
        name
        for name in survey.frame.collect_schema()
        if name not in survey.schema and not name.startswith(INNER)
    ]
    plain = _seem_plain(survey, {n: v for n, v in variables.items() if n not in cells})
    frame = survey.lines.typed(plain) if survey.lines and plain else survey.frame
    return frame.select(
        *own,
        *(_copy(survey, name).alias(CELL + name) for name in cells),
        *(
            (pl.col(name) if name in plain else _cells(survey, v)).alias(name)
            for name, v in variables.items()
            if name in survey.given
        ),
    )


def _copy(survey: Survey, name: str) -> pl.Expr:
    """Return the cells of a column as they are in the file; halves as doubles, as they are read."""
    if survey.schema[name] == pl.Float16:
        return as_double(pl.col(name), pl.Float16())
    text = survey.schema[name] == pl.String and survey.lines is None  # a line has text alone
    return unmarked(pl.col(name)) if text else pl.col(name)


def _seem_plain(survey: Survey, variables: Mapping[str, Variable]) -> dict[str, pl.DataType]:
    """Return the types of columns whose cells seem plain by the first rows of the survey.

    They seem to be whole numbers, or codes as the codebook spells them. Codes that go on to the
    profile stay text.
    """
    if not (survey.by_first_rows and lines_of(survey)):
        return {}
    looked_at = {
        name: variable
        for name, variable in variables.items()
        if name in survey.given
        and (variable.is_number or (variable.codes and name not in PROFILE_FIRST))
    }
    found: dict[str, pl.DataType] = {}
    for cells in first_rows(survey).select(*looked_at).collect():
        codes = looked_at[cells.name].codes
        plain = cells.is_in(codes) if codes else cells.str.contains(_WHOLE)
        if cells.count() and plain.all():
            # Checks ask for UNREADABLE too, which no line of one row can have.
            found[cells.name] = pl.Enum([*codes, UNREADABLE]) if codes else pl.Int64()
    return found


def _cells(survey: Survey, variable: Variable) -> pl.Expr:
    if survey.origins is not None:
        return survey.origins[variable.name].cells
    cells = pl.col(variable.name)
    if not (variable.is_number and survey.schema[variable.name] == pl.String):
        return cells
    if variable.name in (survey.grouped or ()):
        cells = not_grouped(cells, survey.spelling.decimal)
    return survey.spelling.plain(cells)


def not_grouped(cells: pl.Expr, decimal: Decimal, where: pl.Expr | None = None) -> pl.Expr:
    """Return text in which what looks like one group of thousands, 900.000, is no number.

    `where` says whether it is so; without it, it is.
    """
    found = cells.str.contains(one_group(decimal))
    found = found if where is None else found & where
    return pl.when(found).then(pl.lit(NO_NUMBER)).otherwise(cells)


def require_cells(survey: Survey, variables: Collection[str]) -> None:
    """Raise SurveyError when a column of one of the variables holds lists, bytes or objects."""
    _require_flat(survey, [column for name in variables for column in survey.columns_of(name)])


def require_columns(survey: Survey, columns: Collection[str]) -> None:
    """Raise SurveyError when one of the survey's `columns` holds lists, bytes or objects."""
    given = survey.origins or {}
    own = ((survey.columns_of(name) if name in given else (name,)) for name in columns)
    _require_flat(survey, [column for each in own for column in each])


def _require_flat(survey: Survey, columns: Collection[str]) -> None:
    problems = []
    for name in dict.fromkeys(columns):
        dtype = survey.schema[name]
        if not is_of_cells(dtype):
            wrong = message(
                "survey.no-cell", "contains {type}, which is not a cell value", type=str(dtype)
            )
            if is_odd(dtype):
                called = dtype.ext_name() if isinstance(dtype, pl.BaseExtension) else str(dtype)
                wrong = message(
                    "survey.type-not-read",
                    "has the type {type}, which is not read here",
                    type=plain(called),
                )
            allowed = message("survey.cells", "text, numbers, yes or no")
            advice = message("survey.convert", "convert it")
            problems.append(Problem(name, wrong, allowed, advice))
    if problems:
        headline = message("survey.unreadable", "{survey} cannot be read", survey=survey.name)
        raise SurveyError(headline, problems, survey.name)
