"""Rows of cells that come one after the other, checked for being whole and kept in parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from mdpoverty.errors import Place, SurveyError
from mdpoverty.files.column_names import header
from mdpoverty.files.full import naming
from mdpoverty.files.rows import (
    FAULT,
    FAULT_VALUE,
    LINE,
    MOST_COLUMNS,
    ROW,
    SURPLUS,
    Row,
    Rows,
    cells_of,
    holds_bytes,
    readable,
    unreadable,
)
from mdpoverty.language.messages import message

_PART = 100_000  # rows


def spooled(rows: Iterator[Row], name: str, scratch: Path, separator: str = ",") -> Rows:
    """Return the rows that follow the first, which is the header; many are kept in `scratch`.

    A row of more or fewer cells than the header has a fault. Raises SurveyError when the header
    cannot be one.
    """
    parts: list[Path] = []
    total = 0
    columns = header(next(rows), name)
    batch: list[Row] = []
    for row in rows:
        if len(row.cells) > MOST_COLUMNS:
            raise _many_cells(row, name)
        batch.append(_whole(row, len(columns), separator))
        if len(batch) == _PART:
            target = scratch / f"part-{len(parts):06}.arrow"
            with naming(target):
                _frame(batch, columns, total).write_ipc(target)
            parts.append(target)
            total += len(batch)
            batch = []
    last = _frame(batch, columns, total).lazy()
    spool = [pl.scan_ipc(part, glob=False) for part in parts]
    return Rows(columns, pl.concat([*spool, last]), total + len(batch))


def _many_cells(row: Row, name: str) -> SurveyError:
    wrong = message(
        "files.cells-many",
        "has {count} cells in one row, more than {limit}",
        count=len(row.cells),
        limit=MOST_COLUMNS,
    )
    advice = message("files.cells-many-advice", "correct the row, or the separator of cells")
    return unreadable(name, wrong, advice, Place(row.line, None))


def _whole(row: Row, fields: int, separator: str) -> Row:
    """Return the row with as many cells as the header, and its fault if it has one."""
    line, cells, fault, value, surplus = row
    if value is not None and holds_bytes(value):
        value = readable(value)
    text = "".join(cells)
    if holds_bytes(text):
        fault = "encoding"
        cells = [readable(cell) for cell in cells]
    if "\0" in text:
        fault = "nul"
        cells = [c.replace("\0", "\N{SYMBOL FOR NULL}") for c in cells]
    if len(cells) != fields:
        fault = fault or "fields"
        value = value or cells_of(len(cells), fields)
        surplus = separator.join(cells[fields:]) or None
        cells = cells[:fields] + [""] * (fields - len(cells))
    return Row(line, cells, fault, value, surplus)


def _frame(rows: list[Row], columns: tuple[str, ...], before: int) -> pl.DataFrame:
    cells = zip(*(row.cells for row in rows), strict=True) if rows else [[] for _ in columns]
    data = {name: [c or None for c in column] for name, column in zip(columns, cells, strict=True)}
    return pl.DataFrame(
        {
            **data,
            ROW: list(range(before + 1, before + 1 + len(rows))),
            LINE: [row.line for row in rows],
            FAULT: [row.fault for row in rows],
            FAULT_VALUE: [row.value for row in rows],
            SURPLUS: [row.surplus for row in rows],
        },
        schema={
            **dict.fromkeys(columns, pl.String),
            ROW: pl.Int64,
            LINE: pl.Int64,
            FAULT: pl.String,
            FAULT_VALUE: pl.String,
            SURPLUS: pl.String,
        },
    )
