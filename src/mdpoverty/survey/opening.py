"""Opening the files of a survey, whatever their format, as one survey."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from glob import glob
from pathlib import Path

import polars as pl

from mdpoverty.errors import Problem, SurveyError
from mdpoverty.files.delimited import read_delimited
from mdpoverty.files.rows import (
    FAULT,
    FAULT_VALUE,
    FILE,
    LINE,
    ROW,
    SURPLUS,
    damaged,
    unreadable,
)
from mdpoverty.files.statistical import is_spss, read_spss, read_stata, stata_release
from mdpoverty.files.unpacking import as_utf8, beginning, copied, refuse_encoding, unpacked
from mdpoverty.files.workbook import OLD, ZIP, read_workbook
from mdpoverty.survey.survey import Decimal, Survey, survey_of, survey_of_rows
from mdpoverty.survey.values import as_text, swapped

STANDARD_INPUT = "-"
_PARQUET = b"PAR1"
_AGAIN = "write it again"


@dataclass(frozen=True)
class Spelling:
    """How the text of files is written: its encoding (None: UTF-8), and the sign of decimals."""

    encoding: str | None = None
    decimal: Decimal = "."


def open_survey(
    paths: Sequence[str], scratch: Path, sheet: str = "survey", spelling: Spelling | None = None
) -> Survey:
    """Return the survey in one file, in several of the same columns, or in those of a pattern.

    A file is delimited text (plain, gzip or zstd), Parquet, a workbook (of several sheets the one
    called `sheet`), Stata or SPSS, told apart by their bytes; `-` is standard input. What is said
    of a single large file may be assumed: what is read of it counts once it is `checked`. `scratch`
    is a folder for what has to be unpacked or tidied. Raises SurveyError when a file cannot be
    opened or read, or files have not the same columns.
    """
    spelling = spelling or Spelling()
    files = [file for path in paths for file in matching(path)]
    names = _names(files)
    surveys = []
    for index, (file, name) in enumerate(zip(files, names, strict=True)):
        folder = scratch / f"file-{index}"
        folder.mkdir()
        surveys.append(_open(file, name, folder, sheet, spelling, wait=len(files) > 1))
    survey = surveys[0] if len(surveys) == 1 else _together(surveys, spelling.decimal)
    return replace(survey, decimal=spelling.decimal)


def matching(path: str) -> list[str]:
    """Return the path, or the files that it is a pattern of, in the order of their names."""
    if path == STANDARD_INPUT or Path(path).exists() or not any(mark in path for mark in "*?["):
        return [path]
    if not (found := sorted(glob(path))):  # noqa: PTH207 -- a Path cannot take an absolute pattern
        wrong = "matches no file"
        raise SurveyError(f"{path} {wrong}", [Problem("file", wrong)], path)
    return found


def _names(files: Sequence[str]) -> list[str]:
    """Return what to call each file: its name, or its path where names are the same."""
    names = ["standard input" if file == STANDARD_INPUT else Path(file).name for file in files]
    return [
        name if names.count(name) == 1 else file for file, name in zip(files, names, strict=True)
    ]


def _open(  # noqa: PLR0913 -- the file, how to read it, and where to put what that takes
    path: str, name: str, scratch: Path, sheet: str, spelling: Spelling, *, wait: bool
) -> Survey:
    encoding = spelling.encoding
    try:
        piped = path == STANDARD_INPUT
        file = copied(sys.stdin.buffer, scratch / "input") if piped else Path(path)
        file = unpacked(file, name, scratch)
        start = beginning(file)
        if start.startswith(_PARQUET):
            refuse_encoding(name, encoding, "a Parquet file")
            return _open_parquet(file, name)
        if start.startswith((ZIP, OLD)):
            refuse_encoding(name, encoding, "a workbook")
            return survey_of_rows(name, read_workbook(file, name, sheet, spelling.decimal, scratch))
        if stata_release(start) is not None:
            return survey_of(read_stata(file, name, encoding), name)
        if is_spss(start):
            return survey_of(read_spss(file, name, encoding), name)
        file = as_utf8(file, name, encoding, scratch)
        return survey_of_rows(name, read_delimited(file, name, scratch, wait=wait))
    except OSError as error:
        wrong = f"cannot be read: {error.strerror or error}"
        raise unreadable(name, wrong, "") from None


def _open_parquet(path: Path, name: str) -> Survey:
    try:
        frame = pl.scan_parquet(path, glob=False)
        rows = int(frame.select(pl.len()).collect().item())
        return replace(survey_of(frame, name), rows=rows)
    except pl.exceptions.PolarsError:
        raise damaged(name, "Parquet", _AGAIN) from None


@contextmanager
def parquet_errors(name: str) -> Iterator[None]:
    """Raise SurveyError where a Parquet file proves to be damaged while its rows are read."""
    try:
        yield
    except pl.exceptions.ComputeError as error:
        if not str(error).startswith("parquet: "):
            raise
        raise damaged(name, "Parquet", _AGAIN) from None


def _together(surveys: Sequence[Survey], decimal: Decimal) -> Survey:
    """Return the rows of several surveys, one after the other, as one survey."""
    first, *others = surveys
    require_same_columns([(survey.name, survey.schema) for survey in surveys])
    schema = {
        name: dtype if all(other.schema[name] == dtype for other in others) else pl.String()
        for name, dtype in first.schema.items()
    }
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
            pl.col(name) if dtype == survey.schema[name] else _as_text(survey, name, decimal)
            for name, dtype in schema.items()
        ]
        frames.append(survey.frame.select(*own, *cells))
        before += survey.rows or 0
    return Survey(
        f"{first.name} and {len(others)} more",
        schema,
        pl.concat(frames),
        before,
        unit,
        any(survey.quoted for survey in surveys),
    )


def _as_text(survey: Survey, name: str, decimal: Decimal) -> pl.Expr:
    """Return a typed column as the text of another file would have it."""
    dtype = survey.schema[name]
    text = as_text(pl.col(name), dtype)
    return (swapped(text) if decimal == "," and dtype.is_numeric() else text).alias(name)


def require_same_columns(files: Sequence[tuple[str, Collection[str]]]) -> None:
    """Raise SurveyError where files, each with its columns, have not all the same."""
    (first, columns), *others = files
    problems = []
    for other, found in others:
        for name in {*columns} ^ {*found}:
            has, lacks = (first, other) if name in columns else (other, first)
            wrong = f"is a column of {has} and not of {lacks}"
            problems.append(Problem(name, wrong, advice="name it alike in every file"))
    if problems:
        problems.sort(key=lambda problem: (problem.wrong, problem.subject))
        raise SurveyError("the files are not of one survey", problems, first)
