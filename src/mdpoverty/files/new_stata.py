"""A table as a new file of Stata."""

from __future__ import annotations

import warnings
from pathlib import Path

import polars as pl

from mdpoverty.files.full import NotHeldError
from mdpoverty.files.stata_notes import add_notes
from mdpoverty.files.table_form import NO_CLOCK, WRITE_OTHER, Form
from mdpoverty.language.messages import message


def write_stata(frame: pl.LazyFrame, file: Path, form: Form) -> None:
    """Write a table of numbers and text, as `form` says."""
    import pandas as pd  # noqa: PLC0415 -- loads slowly, and other formats do without

    table = frame.collect(engine="streaming")
    columns = {}
    for column in table.iter_columns():
        if column.dtype == pl.String:
            columns[column.name] = pd.Series(column.fill_null("").to_list(), dtype="object")
        elif column.name in form.answers:
            columns[column.name] = pd.Series(column.to_list(), dtype="Int8")
        else:  # Stata has no missing integers of Python's kind: doubles hold them all
            columns[column.name] = pd.Series(column.cast(pl.Float64).to_list(), dtype="float64")
    # `class` is a word of Stata's own.
    names = {name: "_class" if name == "class" else name for name in columns}
    if len({*names.values()}) < len(names):
        raise NotHeldError(
            message(
                "files.class-twice",
                "in Stata the class of a household is called _class, and the survey has a column "
                "of that name",
            ),
            message("files.class-twice-advice", "rename the column, or write CSV or Parquet"),
        )
    data = pd.DataFrame(columns).rename(columns=names)
    try:
        with warnings.catch_warnings():
            # Other names that Stata cannot have are changed too.
            warnings.simplefilter("ignore", pd.errors.InvalidColumnName)
            data.to_stata(
                file,
                write_index=False,
                version=118,
                time_stamp=NO_CLOCK,
                variable_labels={
                    names[n]: text[:80] for n, text in form.labels.items() if n in names
                },
                value_labels={
                    n: {float(k): v for k, v in x.items()}
                    for n, x in form.answers.items()
                    if n in columns
                },
            )
        if form.about is not None:
            add_notes(file, [f"{name}: {text}" for name, text in form.about().items()])
    except ValueError:
        endless = [c.name for c in table.iter_columns() if c.dtype.is_float() and _endless(c)]
        if endless:
            wrong = message(
                "files.endless-stata",
                "Stata cannot hold the infinite numbers of {columns}",
                columns=endless,
            )
        else:
            wrong = message("files.no-stata", "Stata cannot hold it")
        raise NotHeldError(wrong, WRITE_OTHER()) from None


def _endless(column: pl.Series) -> bool:
    return bool(column.is_infinite().any())
