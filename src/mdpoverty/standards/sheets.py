"""Tables beside a threshold file: small CSV files, read strictly: they come from strangers."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import StringConstraints

from mdpoverty.errors import Place, Problem, StandardError
from mdpoverty.language.messages import message

# A plain name, never a path: the file is in the folder of the threshold file, or nowhere.
FileName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.csv$", max_length=100)
]

MAX_ROWS = 20_000
MAX_COLUMNS = 100


@dataclass(frozen=True)
class Row:
    """A row of a table: the line that it ends on, and its cells by column, trimmed."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """A table: the name of its file, its columns, its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(text: bytes, name: str) -> Sheet:
    """Return the table in a CSV file: UTF-8, commas, a header, no line short or long.

    Words are in Unicode's composed form. Raises StandardError, with every fault and its line.
    """
    try:
        words = unicodedata.normalize("NFC", text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = text[: error.start].count(b"\n") + 1
        raise faulty_sheet(name, [fault_of(name, line, *_not_utf_8())]) from None
    lines = list(_lines(words, name))
    if not lines:
        wrong = message("standards.sheet-empty", "the table has no header")
        raise faulty_sheet(name, [fault_of(name, 1, wrong)])
    (_, header), *rows = lines
    faults = list(_faults(header, rows, name))
    if faults:
        raise faulty_sheet(name, faults)
    columns = tuple(header)
    return Sheet(
        name,
        columns,
        tuple(Row(line, dict(zip(columns, cells, strict=True))) for line, cells in rows),
    )


def fault_of(file: str, line: int, wrong: str, allowed: str = "", subject: str = "") -> Problem:
    """Return a fault of a table at its line."""
    return Problem(subject, wrong, allowed, places=(Place(line, None),), file=file)


def faulty_sheet(name: str, faults: list[Problem]) -> StandardError:
    """Return the error that a table cannot be used."""
    headline = message("standards.sheet-unreadable", "{file} cannot be read", file=name)
    return StandardError(headline, faults, name)


def _not_utf_8() -> tuple[str, str]:
    return (
        message("standards.sheet-not-utf-8", "not UTF-8"),
        message("standards.sheet-save-as-utf-8", "save the file as UTF-8"),
    )


def _lines(words: str, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(words.splitlines(keepends=True), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error:
        wrong = message(
            "standards.sheet-not-csv", "not CSV: a quote is not closed, or text follows"
        )
        raise faulty_sheet(name, [fault_of(name, reader.line_num, wrong)]) from None


def _faults(header: list[str], rows: list[tuple[int, list[str]]], name: str) -> Iterator[Problem]:
    if "" in header or len(set(header)) != len(header):
        wrong = message("standards.sheet-header", "a column without a name, or a name twice")
        yield fault_of(name, 1, wrong)
    if len(header) > MAX_COLUMNS or len(rows) > MAX_ROWS:
        wrong = message(
            "standards.sheet-too-large",
            "more than {rows} rows or {columns} columns",
            rows=MAX_ROWS,
            columns=MAX_COLUMNS,
        )
        yield fault_of(name, 1, wrong)
    for line, cells in rows:
        if len(cells) != len(header):
            wrong = message(
                "standards.sheet-ragged",
                "{cells} cells, where the header has {columns}",
                cells=len(cells),
                columns=len(header),
            )
            yield fault_of(name, line, wrong)
