"""Runs of `mdpoverty summarize`, and the figures that they print and write, for its tests."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import polars as pl
from diffs import run
from files import Done, rows_in, rows_of
from second_reading import Row
from terminals import run_in_terminal

COLUMNS = [
    *("measure", "indicator", "cutoff", "identify", "unit"),
    *("estimate", "standard_error", "ci_low", "ci_high", "households", "weighted"),
    *("cv", "deff", "df", "units", "quality"),
]
COMPARED = [
    "p_value",
    *("relative", "relative_error", "per_year", "per_year_error"),
    *("relative_per_year", "relative_per_year_error"),
]
NUMBERS = {*COLUMNS[5:-1], "lowest", "highest"}


def summarize(*arguments: str | Path) -> Done:
    """Carry out `mdpoverty summarize`."""
    return run("summarize", *arguments)


def quietly(*arguments: str | Path) -> str:
    """Return what `mdpoverty summarize` prints, without a word."""
    done = summarize(*arguments, "-q")
    assert (done.code, done.errors) == (0, ""), done.errors
    return done.out


def figures(*arguments: str | Path) -> list[Row]:
    """Return the rows that `mdpoverty summarize` prints."""
    return rows_in(quietly(*arguments))


def figure(rows: list[Row], measure: str, **cells: str) -> Row:
    """Return the only row of a measure; what is not said of its cells is blank."""
    wanted = {"indicator": "", "cutoff": "", "measure": measure, **cells}
    [found] = [row for row in rows if wanted.items() <= row.items()]
    return found


def percent(row: Row) -> str:
    """Return an estimate in per cent, to two decimals."""
    return f"{100 * float(row['estimate']):.2f}"


def opened(file: Path) -> list[Row]:
    """Return the rows of a file of any format as CSV has them: nothing is an empty cell."""
    match file.suffix:
        case ".csv":
            return rows_of(file)
        case ".parquet":
            rows = pl.read_parquet(file).rows(named=True)
        case ".json":
            rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        case ".xlsx":
            header, *cells = openpyxl.load_workbook(file)["summary"].iter_rows(values_only=True)
            rows = [dict(zip(map(str, header), row, strict=True)) for row in cells]
        case _:
            rows = pl.from_pandas(pd.read_stata(file)).rows(named=True)
    return [{name: _cell(cell) for name, cell in row.items()} for row in rows]


def _cell(value: str | float | None) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def on_a_terminal(folder: Path, *arguments: str | Path, columns: int = 150) -> list[str]:
    """Return the lines that `mdpoverty summarize` shows on a terminal, without colours."""
    command = [sys.executable, "-m", "mdpoverty", "summarize", *map(str, arguments), "-q"]
    return run_in_terminal(command, cwd=folder, columns=columns).splitlines()
