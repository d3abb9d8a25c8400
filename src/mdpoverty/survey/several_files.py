"""Several files as one survey: their rows one after the other, under the same columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from mdpoverty.errors import Problem, SurveyError
from mdpoverty.files.rows import (
    FAULT,
    FAULT_VALUE,
    FILE,
    LINE,
    ROW,
    SURPLUS,
)
from mdpoverty.language.messages import message
from mdpoverty.survey.precision import floats_in
from mdpoverty.survey.spelling import Spelling
from mdpoverty.survey.survey import (
    Survey,
)
from mdpoverty.survey.values import is_of_cells


def one_survey(surveys: Sequence[Survey], spelling: Spelling) -> Survey:
    """Return the rows of several surveys, one after the other, as one survey."""
    first, *others = surveys
    require_same_columns([(survey.name, survey.schema) for survey in surveys])
    types = {name: {survey.schema[name] for survey in surveys} for name in first.schema}
    schema = {name: _type([survey.schema[name] for survey in surveys]) for name in types}
    faults = any(survey.has_faults for survey in surveys)
    # Where lines of some files and rows of others would be told apart, all are told by rows.
    unit = first.unit if all(other.unit == first.unit for other in others) else "row"
    frames, before = [], 0
    for survey in surveys:
        own = [
            (pl.col(ROW) + before).alias(ROW),
            pl.col(LINE if survey.unit == unit else ROW).alias(LINE),
            pl.lit(survey.name).alias(FILE),
        ]
        if faults:
            nothing = pl.lit(None, dtype=pl.String)
            said = (FAULT, FAULT_VALUE, SURPLUS)
            own += [pl.col(n) if survey.has_faults else nothing.alias(n) for n in said]
        cells = [
            pl.col(name) if len(types[name]) == 1 else _as(survey, name, dtype, spelling)
            for name, dtype in schema.items()
        ]
        frames.append(survey.frame.select(*own, *cells))
        before += survey.rows or 0
    return Survey(
        message("survey.more-files", "{first} and {more} more", first=first.name, more=len(others)),
        schema,
        pl.concat(frames),
        before,
        unit,
        any(survey.quoted for survey in surveys),
        grids={name: grid for survey in surveys for name, grid in survey.grids.items()},
        notes=tuple(note for survey in surveys for note in survey.notes),
        parquet={name: file for survey in surveys for name, file in survey.parquet.items()},
        sources=tuple(file for survey in surveys for file in survey.sources),
        stamps={file: stamp for survey in surveys for file, stamp in survey.stamps.items()},
        with_members=all(survey.with_members for survey in surveys),
        form=first.form,
        questions=first.questions,
        faults=tuple(fault for survey in surveys for fault in survey.faults),
        floats=floats_in(types, schema),
    )


def _type(found: Sequence[pl.DataType]) -> pl.DataType:
    """Return the type of a column that has these in files: text, or the one that is of no cells."""
    odd = next((dtype for dtype in found if not is_of_cells(dtype)), pl.String())
    return found[0] if all(dtype == found[0] for dtype in found) else odd


def _as(survey: Survey, name: str, wanted: pl.DataType, spelling: Spelling) -> pl.Expr:
    if not is_of_cells(wanted):  # refused where it is asked for
        return pl.lit(None).alias(name)
    return spelling.of_cells(pl.col(name), survey.schema[name]).alias(name)


def require_same_columns(files: Sequence[tuple[str, Collection[str]]]) -> None:
    """Raise SurveyError where files, each with its columns, have not all the same."""
    (first, columns), *others = files
    problems = []
    for other, found in others:
        for name in {*columns} ^ {*found}:
            has, lacks = (first, other) if name in columns else (other, first)
            wrong = message(
                "survey.column-of-one",
                "is a column of {has} but not of {lacks}",
                has=has,
                lacks=lacks,
            )
            advice = message("survey.column-of-one-advice", "use the same name in every file")
            problems.append(Problem(name, wrong, advice=advice))
    if problems:
        problems.sort(key=lambda problem: (problem.wrong, problem.subject))
        headline = message("survey.not-one", "the files do not belong to one survey")
        raise SurveyError(headline, problems, first)
