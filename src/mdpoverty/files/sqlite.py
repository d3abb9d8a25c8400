"""SQLite: queries of a database in a file, by Python's own library."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl

from mdpoverty.codebook import Level
from mdpoverty.files.column_names import refuse_doubled
from mdpoverty.files.database import BATCH, Database, Rows, Spelt, refuse_writing
from mdpoverty.language.messages import message

# What a query may do; it may not attach another database, or change how this one is read.
_READING = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}
_EXACT = 1 << 53  # to here whole numbers are doubles too
_KEPT = 1e15  # below it a double keeps all digits of what is typed


@contextmanager
def connection(database: Database) -> Iterator[Rows]:
    """Yield what reads queries of a database of SQLite within one transaction."""
    path = quote(os.fsencode(Path(database.address).absolute()))
    try:
        opened = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
        with closing(opened):
            opened.execute("BEGIN")
            opened.execute("SELECT count(*) FROM sqlite_master").fetchall()
            opened.set_authorizer(_authorised)
            yield lambda level, spelt: _rows(opened, database, level, spelt)
    except sqlite3.DatabaseError as error:
        wrong = message("files.not-sqlite", "cannot be read as SQLite: {words}", words=str(error))
        advice = message("files.correct-path", "correct the path")
        raise database.unreachable(wrong, advice) from None
    except UnicodeDecodeError:  # its words, or names of columns
        wrong = message("files.sqlite-names", "has names of tables or columns that are not UTF-8")
        advice = message("files.sqlite-names-advice", "rename them, or export the table as CSV")
        raise database.unreachable(wrong, advice) from None


def _authorised(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _rows(
    opened: sqlite3.Connection, database: Database, level: Level, spelt: Spelt
) -> Iterator[pl.DataFrame]:
    try:
        cursor = opened.execute(database.queries[level])
        if cursor.description is None:
            refuse_writing(level)
        names = [column[0] for column in cursor.description]
        refuse_doubled(names, database.source(level))
        batch = cursor.fetchmany(BATCH)
        while True:
            yield _frame(names, batch, spelt)
            if not (batch := cursor.fetchmany(BATCH)):
                return
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) in (
            sqlite3.SQLITE_AUTH,
            sqlite3.SQLITE_READONLY,
        ):
            refuse_writing(level)
        raise database.refused(level, str(error)) from None


def _frame(names: Sequence[str], batch: Sequence[tuple[Any, ...]], spelt: Spelt) -> pl.DataFrame:
    """Return rows as a frame: the cells of a column may be of several types in SQLite."""
    columns = zip(*batch, strict=True) if batch else ([] for _ in names)
    return pl.DataFrame(
        [_series(name, cells, spelt) for name, cells in zip(names, columns, strict=True)]
    )


def _series(name: str, cells: Sequence[Any], spelt: Spelt) -> pl.Series:
    kinds = {type(cell) for cell in cells} - {type(None)}
    if bytes in kinds:
        held = [str(c).encode() if isinstance(c, str | int | float) else c for c in cells]
        return pl.Series(name, held, pl.Binary)
    if kinds <= {int}:
        return pl.Series(name, cells, pl.Int64 if kinds else pl.Null)
    if kinds <= {int, float} and all(abs(c) < _EXACT for c in cells if isinstance(c, int)):
        return pl.Series(name, cells, pl.Float64, strict=False)
    text = pl.Series(name, [None if c is None else _text(c) for c in cells], pl.String)
    typed = pl.Series([isinstance(c, int | float) for c in cells])
    return spelt(text).zip_with(typed, text)


def _text(cell: Any) -> str:
    """Return a cell as text, a number that is whole without decimals.

    One of more digits than a double keeps for certain has an exponent: it is no id.
    """
    if not isinstance(cell, float) or not cell.is_integer():
        return str(cell)
    return str(int(cell)) if abs(cell) < _KEPT else f"{cell:.16E}"
