"""A file's rows of cells, wherever they come from, and every row that is not whole, by its line."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import polars as pl

from mdpoverty.errors import Place, Problem, SurveyError
from mdpoverty.language.messages import message

# Columns beside the survey's own.
RESERVED = "mdpoverty "  # begins the names of columns beside the survey's own
ROW = "mdpoverty row"  # number of the data row, from 1, blank lines skipped
LINE = "mdpoverty line"  # the physical line that the row begins on, the header's being 1
FILE = "mdpoverty file"  # which file the row is in, where a survey is in several
FAULT = "mdpoverty fault"  # why the row is not whole: a key of FAULTS
FAULT_VALUE = "mdpoverty fault value"
SURPLUS = "mdpoverty surplus"  # cells beyond the header's

NOT_IN_ENCODING = "save the file as UTF-8, or name the encoding that it has with --encoding"

_AS_MANY = "give it as many cells as the header has; in text, quote a cell that holds a separator"

FAULTS = {
    "fields": ("not as many cells as the header", _AS_MANY),
    "quote": ("a quote in the wrong place", 'double a quote inside a cell: "a ""b"" c"'),
    "encoding": ("bytes that the encoding does not have", NOT_IN_ENCODING),
    "nul": ("a NUL character", f"remove it; or, if the file is not UTF-8, {NOT_IN_ENCODING}"),
    "differs": (
        "a column of the household that differs between its members' rows",
        "make it the same on every row of the household",
    ),
}

_PART = 100_000


@dataclass(frozen=True)
class Rows:
    """A file's header and rows.

    `frame` has one text column for each name in `columns`, beside ROW and LINE and, where rows
    may be faulty, FAULT, FAULT_VALUE and SURPLUS; `rows` is how many there are, where that is
    known. Without `quoted` no cell holds a separator, a quote or a line break. All this is assumed
    where there is a `check`, which returns what the file is instead, or None where it is so; then
    `about` is how many rows there seem to be.
    """

    columns: tuple[str, ...]
    frame: pl.LazyFrame
    rows: int | None
    quoted: bool = True
    check: Callable[[], Rows | None] | None = None
    about: int | None = None


class Row(NamedTuple):
    """One row: the line it begins on, its cells, and what is wrong with it as a row."""

    line: int
    cells: list[str]
    fault: str | None = None
    value: str | None = None
    surplus: str | None = None


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
        batch.append(_whole(row, len(columns), separator))
        if len(batch) == _PART:
            target = scratch / f"part-{len(parts):06}.arrow"
            _frame(batch, columns, total).write_ipc(target)
            parts.append(target)
            total += len(batch)
            batch = []
    last = _frame(batch, columns, total).lazy()
    spool = [pl.scan_ipc(part) for part in parts]
    return Rows(columns, pl.concat([*spool, last]), total + len(batch))


def _whole(row: Row, fields: int, separator: str) -> Row:
    """Return the row with as many cells as the header, and its fault if it has one."""
    line, cells, fault, value, surplus = row
    text = "".join(cells)
    if _holds_bytes(text):
        fault = "encoding"
        cells = [c.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for c in cells]
    if "\0" in text:
        fault = "nul"
        cells = [c.replace("\0", "\N{SYMBOL FOR NULL}") for c in cells]
    if len(cells) != fields:
        fault, value = fault or "fields", value or f"{len(cells)} cells, not {fields}"
        surplus = separator.join(cells[fields:]) or None
        cells = cells[:fields] + [""] * (fields - len(cells))
    return Row(line, cells, fault, value, surplus)


def _holds_bytes(text: str) -> bool:
    """Whether `text` holds bytes that are not UTF-8, which reading kept as surrogates."""
    return not text.isascii() and any("\udc80" <= c <= "\udcff" for c in text)


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


def header(row: Row, name: str) -> tuple[str, ...]:
    """Return the names of the columns; one without a name is called by its place."""
    text = "".join(row.cells)
    if _holds_bytes(text):
        raise bad_header(name, "encoding", Place(row.line, None))
    if "\0" in text:
        raise bad_header(name, "nul", Place(row.line, None))
    cells = [unicodedata.normalize("NFC", cell.strip()) for cell in row.cells]
    names = [cell or f"column {i}" for i, cell in enumerate(cells, start=1)]
    refuse_reserved(names, name)
    refuse_doubled(names, name)
    return tuple(names)


def refuse_doubled(names: Sequence[str], name: str) -> None:
    """Raise SurveyError when several columns of a survey have the same name."""
    twice = sorted({column for column in names if names.count(column) > 1})
    if twice:
        problems = [
            Problem(
                column,
                f"stands {names.count(column)} times in the header",
                "one column of each name",
                "rename or remove the others",
            )
            for column in twice
        ]
        raise SurveyError(f"{name} has columns of the same name", problems, name)


def refuse_reserved(columns: Collection[str], name: str) -> None:
    """Raise SurveyError when a survey has a column of a name that stands for something here."""
    taken = [column for column in columns if column.startswith(RESERVED)]
    if taken:
        problems = [Problem(column, "is a reserved name", advice="rename it") for column in taken]
        raise SurveyError(f"{name} has a column of a reserved name", problems, name)


def bad_header(name: str, fault: str, place: Place) -> SurveyError:
    """Return the error that a file's header has a fault, a key of FAULTS."""
    wrong, advice = FAULTS[fault]
    return unreadable(name, f"has {wrong} in its header", advice, place)


def unreadable(name: str, wrong: str, advice: str, place: Place | None = None) -> SurveyError:
    """Return the error that a file as a whole cannot be read."""
    problem = Problem("file", wrong, advice=advice, places=(place,) if place else ())
    return SurveyError(f"{name} {wrong}", [problem], name)


def damaged(name: str, kind: str, advice: str) -> SurveyError:
    """Return the error that a file of a `kind` (Stata, gzip, …) does not hold together."""
    return unreadable(name, message("files.damaged", "is a damaged {kind} file", kind=kind), advice)
