"""On which sheet of a workbook a cell of a household is, and on which row of that sheet."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from mdpoverty.errors import Place
from mdpoverty.files.rows import LINE
from mdpoverty.survey.survey import Survey


def place_of(
    survey: Survey, columns: Collection[str], line: int, value: str | None, file: str | None
) -> Place:
    """Return the place of the cells of a row, of a file where the survey is in several."""
    other = survey.other_sheet(file, columns)
    cell = survey.address(file, line, columns)
    return Place(other.rows.get(line, line) if other else line, value, file=file, cell=cell)


def sheet_and_line(
    survey: Survey, columns: Collection[str], file: pl.Expr
) -> tuple[pl.Expr, pl.Expr]:
    """Return the sheet that has the columns, and the line of each row on it, by the row's file."""
    sheets = dict(survey.sheets)
    sheet = file.replace_strict(sheets, default=None, return_dtype=pl.String)
    line = pl.col(LINE)
    for name in sheets:
        if other := survey.other_sheet(name, columns):
            rows = dict(other.rows)
            there = pl.col(LINE).replace_strict(rows, default=None, return_dtype=pl.Int64)
            here = (file == name) & there.is_not_null()
            sheet = pl.when(here).then(pl.lit(other.grid.sheet)).otherwise(sheet)
            line = pl.when(here).then(there).otherwise(line)
    return sheet, line
