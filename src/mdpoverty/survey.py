"""A survey: its rows, as cells that are not yet converted, wherever they come from."""

from __future__ import annotations

import gzip
import shutil
import sys
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

import polars as pl

from mdpoverty.delimited import (
    FAULT,
    LINE,
    RESERVED,
    ROW,
    Delimited,
    read_delimited,
    refuse_reserved,
)
from mdpoverty.errors import Problem, SurveyError

STANDARD_INPUT = "-"
CELL = f"{RESERVED}cell "  # before the name of a column: its cells as they stand
_GZIP = b"\x1f\x8b"
_PARQUET = b"PAR1"


@dataclass(frozen=True)
class Survey:
    """A survey's rows.

    `frame` has the columns of `schema` beside ROW (the number of the row, from 1) and LINE (where
    it stands: a line of a file, or the row again, as `unit` says); a delimited file that was read
    with care also has FAULT. `rows` is their number where it is known beforehand. Without `quoted`
    no cell holds a separator, a quote or a line break. `check` is as in `Delimited`.
    """

    name: str
    schema: Mapping[str, pl.DataType]
    frame: pl.LazyFrame
    rows: int | None
    unit: Literal["line", "row"]
    quoted: bool = True
    check: Callable[[], Delimited | None] | None = None

    def checked(self) -> Survey:
        """Return the survey as it is: this one, unless what was assumed of it proves wrong.

        Raises SurveyError when the file cannot be read as a survey after all.
        """
        found = self.check() if self.check else None
        return _of_lines(self.name, found) if found else self

    @property
    def has_faults(self) -> bool:
        """Whether rows may be faulty as rows, whatever their cells hold."""
        return FAULT in self.frame.collect_schema()


def open_survey(path: str, scratch: Path) -> Survey:
    """Return the survey in a CSV file (plain or gzip), a Parquet file, or standard input (`-`).

    What is said of a large file may be assumed: what is read of it counts once it is `checked`.
    `scratch` is a folder for what has to be unpacked or tidied. Raises SurveyError when the file
    cannot be opened or is of another kind.
    """
    name = "standard input" if path == STANDARD_INPUT else Path(path).name
    try:
        piped = path == STANDARD_INPUT
        file = _copy(sys.stdin.buffer, scratch / "input") if piped else Path(path)
        with file.open("rb") as opened:
            magic = opened.read(4)
        if magic.startswith(_GZIP):
            with gzip.open(file) as packed:
                file = _copy(packed, scratch / "unpacked")
            with file.open("rb") as opened:
                magic = opened.read(4)
        if magic == _PARQUET:
            return _open_parquet(file, name)
        found = read_delimited(file, name, scratch, wait=False)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise _unusable(name, f"is a damaged gzip file: {error}", "fetch it again") from None
    except OSError as error:
        raise _unusable(name, f"cannot be read: {error.strerror or error}", "") from None
    return _of_lines(name, found)


def _of_lines(name: str, found: Delimited) -> Survey:
    schema: dict[str, pl.DataType] = dict.fromkeys(found.columns, pl.String())
    return Survey(name, schema, found.frame, found.rows, "line", found.quoted, found.check)


def survey_of(frame: pl.DataFrame | pl.LazyFrame, name: str = "the frame") -> Survey:
    """Return a survey whose rows are those of a Polars frame, typed or text.

    Raises SurveyError when a column has a name that is reserved.
    """
    refuse_reserved(frame.collect_schema(), name)
    lazy = frame.lazy().with_row_index(ROW, offset=1)
    number = pl.col(ROW).cast(pl.Int64)
    rows = frame.height if isinstance(frame, pl.DataFrame) else None
    lazy = lazy.with_columns(number, number.alias(LINE))
    return Survey(name, dict(frame.collect_schema()), lazy, rows, "row")


def beside_cells(
    survey: Survey, cells: Collection[str], variables: Collection[str]
) -> pl.LazyFrame:
    """Return the columns of `variables`, what says where a row stands, and copies of `cells`.

    The copy of a column is named with CELL before it: conversion leaves it as it stands.
    """
    frame = survey.frame.with_columns(pl.col(name).alias(CELL + name) for name in cells)
    own = [name for name in frame.collect_schema() if name not in survey.schema]
    return frame.select(*own, *(name for name in variables if name in survey.schema))


def require_cells(survey: Survey, columns: Collection[str]) -> None:
    """Raise SurveyError when one of the columns holds lists, bytes or objects."""
    problems = []
    for name in columns:
        dtype = survey.schema.get(name, pl.String())
        if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
            wrong = f"holds {dtype}, which is no cell"
            problems.append(Problem(name, wrong, "text, numbers, yes or no", "convert it"))
    if problems:
        raise SurveyError(f"{survey.name} cannot be read", problems, survey.name)


def _open_parquet(path: Path, name: str) -> Survey:
    try:
        frame = pl.scan_parquet(path, row_index_name=ROW, row_index_offset=1, glob=False)
        schema = dict(frame.collect_schema())
        rows = int(frame.select(pl.len()).collect().item())
    except pl.exceptions.PolarsError as error:
        raise damaged_parquet(name, error) from None
    del schema[ROW]
    refuse_reserved(schema, name)
    number = pl.col(ROW).cast(pl.Int64)
    return Survey(name, schema, frame.with_columns(number, number.alias(LINE)), rows, "row")


def damaged_parquet(name: str, error: Exception) -> SurveyError:
    """Return the error that a Parquet file cannot be read as one."""
    wrong = f"is a damaged Parquet file: {str(error).splitlines()[0]}"
    return _unusable(name, wrong, "write it again")


def _copy(source: BinaryIO | Any, target: Path) -> Path:
    with target.open("wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
    return target


def _unusable(name: str, wrong: str, advice: str) -> SurveyError:
    return SurveyError(f"{name} {wrong}", [Problem("file", wrong, advice=advice)], name)
