"""Writing tables: CSV, Parquet, JSON lines, XLSX and Stata; whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl

from mdpoverty.files.calendar import has_days, in_the_calendar, or_far
from mdpoverty.files.full import naming
from mdpoverty.files.labelled import as_text, in_words, rounded
from mdpoverty.files.new_stata import write_stata
from mdpoverty.files.new_workbook import write_workbook
from mdpoverty.files.spelling import SEPARATORS
from mdpoverty.files.table_form import Form

# A file that two parts of a plan read is read twice: read once for both, one part's rows would be
# held in memory until the other part is through.
_EACH_PART_READS = pl.QueryOptFlags(comm_subplan_elim=False)
_PARTS = {"ms": "%.3f", "us": "%.6f", "ns": "%.9f"}  # of a second


def write(frame: pl.LazyFrame, file: Path, form: Form) -> None:
    """Write a table to `file`, its rows in order.

    CSV, Parquet and JSON lines stream. In CSV a null is an empty cell and a whole number has no
    decimals.
    Raises OSError when the system cannot write, or the format cannot hold the table.
    """
    if (words := form.words) is not None:
        usual = "," if words.language == "vi" else "."
        form = replace(form, quoted=True)
        if form.kind == "csv":
            frame = as_text(in_words(rounded(frame, words), words, form.csv.decimal))
        else:
            form = replace(form, shown=[words.shown.get(n, "") for n in frame.collect_schema()])
            frame = in_words(frame, words, usual, kinds=True)
    with naming(file):
        _write(frame, file, form)


def _write(frame: pl.LazyFrame, file: Path, form: Form) -> None:
    match form.kind:
        case "csv":
            _write_csv(frame, file, form)
        case "parquet":
            about = form.about
            noted = None if about is None else lambda _: dict(about())
            frame.sink_parquet(
                file, metadata=noted, engine="streaming", optimizations=_EACH_PART_READS
            )
        case "json":
            _days_as_text(frame, "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f%:z").sink_ndjson(
                file,
                compression=form.packing or "uncompressed",
                check_extension=False,
                engine="streaming",
                optimizations=_EACH_PART_READS,
            )
        case "xlsx":
            write_workbook(_plain(frame), file, form)
        case "dta":
            write_stata(_plain(frame), file, form)


def _write_csv(frame: pl.LazyFrame, file: Path, form: Form) -> None:
    frame = _days_as_text(frame, "%Y-%m-%dT%H:%M:%S{}", "%Y-%m-%dT%H:%M:%S{}%z")
    sink = partial(
        pl.LazyFrame.sink_csv,
        separator=form.csv.separator,
        compression=form.packing or "uncompressed",
        check_extension=False,
        engine="streaming",
        optimizations=_EACH_PART_READS,
    )
    rows = partial(
        sink,
        frame,
        quote_style="necessary" if form.quoted or not form.csv.is_usual else "never",
        float_scientific=False,
        decimal_comma=form.csv.decimal == ",",
    )
    names = frame.collect_schema().names()
    others = [sign for sign in SEPARATORS if sign != form.csv.separator]
    if not any(sign in name for name in names for sign in others):
        rows(file, include_bom=form.csv.bom)
        return
    # Who reads it takes any of the signs for the one between cells, unless they are quoted.
    with file.open("wb") as opened:
        heading = pl.LazyFrame(schema=dict.fromkeys(names, pl.String))
        sink(heading, opened, quote_style="always", include_bom=form.csv.bom)
        rows(opened, include_header=False)


def _plain(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return a table of numbers and text alone: dates and the like as text."""
    schema = frame.collect_schema()
    decimals = [name for name, dtype in schema.items() if dtype.is_decimal()]
    others = [name for name, dtype in schema.items() if not dtype.is_numeric()]
    frame = _days_as_text(frame)
    return frame.with_columns(pl.col(decimals).cast(pl.Float64), pl.col(others).cast(pl.String))


def _days_as_text(frame: pl.LazyFrame, moment: str = "", zoned: str = "") -> pl.LazyFrame:
    """Return a table whose days and moments are text, as Polars would write them.

    `moment` is how it writes one, `zoned` one of a time zone, where that is not as it is text; the
    parts of a second are put in.
    """

    def text(name: str, dtype: pl.DataType) -> pl.Expr:
        cells = pl.col(name)
        near = in_the_calendar(cells, dtype)
        form = moment if getattr(dtype, "time_zone", None) is None else zoned
        if form and isinstance(dtype, pl.Datetime):
            near = near.dt.to_string(form.format(_PARTS[dtype.time_unit]))
        return or_far(near.cast(pl.String), cells, dtype).alias(name)

    schema = frame.collect_schema()
    return frame.with_columns(text(n, dtype) for n, dtype in schema.items() if has_days(dtype))
