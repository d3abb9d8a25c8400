"""Delimited text as rows of cells, and every row that is not whole, by its line.

There are two ways in. A large file in which every line is one row of as many fields as the header
goes straight to Polars' reader, which would take a short line for a row of blanks and fails on
others without saying where; so `regular_rows` looks at the bytes too. All other files, and small
ones, go through Python's `csv`, which tells the line of everything.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TextIO

import polars as pl

from mdpoverty.background import in_background
from mdpoverty.errors import Place, Problem, SurveyError
from mdpoverty.regular import (
    BYTE_ORDER_MARK,
    SEPARATOR,
    TWO,
    Regular,
    regular_lines,
    regular_rows,
)

SMALL = 4_000_000  # bytes; below, the fast way gains nothing

# Columns beside the survey's own.
RESERVED = "mdpoverty "  # begins the names of columns beside the survey's own
ROW = "mdpoverty row"  # number of the data row, from 1, blank lines skipped
LINE = "mdpoverty line"  # the physical line that the row begins on, the header's being 1
FAULT = "mdpoverty fault"  # why the row is not whole: a key of FAULTS
FAULT_VALUE = "mdpoverty fault value"
SURPLUS = "mdpoverty surplus"  # cells beyond the header's

FAULTS = {
    "fields": ("not as many cells as the header", "quote cells that contain a separator"),
    "quote": ("a quote in the wrong place", 'double a quote inside a cell: "a ""b"" c"'),
    "encoding": ("bytes that are not UTF-8", "save the file as UTF-8"),
    "nul": ("a NUL character", "remove it, or save the file as UTF-8 text"),
}

_MAGIC = {
    b"\xff\xfe": ("UTF-16 text", "save the file as UTF-8"),
    b"\xfe\xff": ("UTF-16 text", "save the file as UTF-8"),
    b"PK\x03\x04": ("an Excel workbook or a ZIP archive", "save the sheet as CSV (UTF-8)"),
    b"\xd0\xcf\x11\xe0": ("an old Excel workbook", "save the sheet as CSV (UTF-8)"),
    b"\x28\xb5\x2f\xfd": ("compressed with zstd", "unpack it first, or use gzip"),
}
_PART = 100_000
_LONGEST_CELL = 1 << 24


@dataclass(frozen=True)
class Delimited:
    """A delimited file's header and rows.

    `frame` has one text column for each name in `columns`, beside ROW and LINE and, where rows
    may be faulty, FAULT, FAULT_VALUE and SURPLUS; `rows` is how many there are, where that is
    known. Without `quoted` no cell holds a separator, a quote or a line break. All this is assumed
    where there is a `check`, which returns what the file is instead, or None where it is so.
    """

    columns: tuple[str, ...]
    frame: pl.LazyFrame
    rows: int | None
    quoted: bool = True
    check: Callable[[], Delimited | None] | None = None


def read_delimited(path: Path, name: str, scratch: Path, *, wait: bool = True) -> Delimited:
    """Return the rows of a UTF-8 file; a file that has to be tidied is copied into `scratch`.

    Without `wait` a large file whose beginning is regular is taken to be regular, and looked
    through while its rows are read: call `checked` before the result counts.

    Raises SurveyError when the file as a whole cannot be read: no header, a column named twice, a
    quote that is never closed, another encoding.
    """
    with path.open("rb") as file:
        start = file.read(1 << 16)
    for magic, (what, advice) in _MAGIC.items():
        if start.startswith(magic):
            raise _unreadable(name, f"is {what}, not CSV", advice)
    fields = _fields(start)
    if path.stat().st_size <= SMALL:
        return _read_carefully(path, name, scratch)

    def settle(regular: Regular | None) -> Delimited:
        return _scan(path, name, regular) if regular else _read_carefully(path, name, scratch)

    beginning = start.removeprefix(BYTE_ORDER_MARK).rpartition(b"\n")[0] + b"\n"
    if wait or fields < TWO or regular_lines(beginning, fields) is None:
        return settle(regular_rows(path, fields))
    assumed = Regular(None, b'"' in beginning)
    proof = in_background(lambda: regular_rows(path, fields))

    def check() -> Delimited | None:
        found = proof.result()
        return None if found and found.quoted <= assumed.quoted else settle(found)

    return replace(_scan(path, name, assumed), check=check)


def _fields(start: bytes) -> int:
    """Return the number of cells in the first line, 0 where it is not a row by itself."""
    line = start.removeprefix(BYTE_ORDER_MARK).partition(b"\n")[0].decode("latin-1")
    try:
        return len(next(csv.reader([line], delimiter=SEPARATOR), []))
    except csv.Error:
        return 0


def _scan(path: Path, name: str, regular: Regular) -> Delimited:
    """Return the rows of a file of which `regular_rows` is not None."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        columns = _header(_Row(1, next(csv.reader(file))), name)
    frame = pl.scan_csv(
        path,
        has_header=False,
        skip_lines=1,
        schema=dict.fromkeys(columns, pl.String()),
        row_index_name=ROW,
        row_index_offset=1,
        glob=False,
    )
    number = pl.col(ROW).cast(pl.Int64)
    frame = frame.with_columns(number, (number + 1).alias(LINE))
    return Delimited(columns, frame, regular.rows, regular.quoted)


class _Row(NamedTuple):
    line: int
    cells: list[str]
    fault: str | None = None
    value: str | None = None
    surplus: str | None = None


def _read_carefully(path: Path, name: str, scratch: Path) -> Delimited:
    parts: list[Path] = []
    total = 0
    with (
        path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file,
        _long_cells(),
    ):
        rows = _rows(file, name)
        columns = _header(next(rows), name)
        batch: list[_Row] = []
        for row in rows:
            batch.append(_whole(row, len(columns)))
            if len(batch) == _PART:
                target = scratch / f"part-{len(parts):06}.arrow"
                _frame(batch, columns, total).write_ipc(target)
                parts.append(target)
                total += len(batch)
                batch = []
    last = _frame(batch, columns, total).lazy()
    spooled = [pl.scan_ipc(part) for part in parts]
    return Delimited(columns, pl.concat([*spooled, last]), total + len(batch))


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let cells be longer than `csv` takes by default, yet not as long as a file."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _rows(file: TextIO, name: str) -> Iterator[_Row]:
    """Yield the header and every data row; blank lines are left out."""
    raw: list[str] = []

    def lines() -> Iterator[str]:
        for line in file:
            raw.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=SEPARATOR, strict=True)
    empty = True
    while True:
        line = reader.line_num + 1
        raw.clear()
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            found = "".join(raw).rstrip("\r\n")
            if "unexpected end of data" in str(error) or "field larger" in str(error):
                wrong = (
                    f"cannot be read from line {line} on: a quote that opens there is never closed"
                )
                advice = "close it, or double a quote that belongs to the text"
                raise _unreadable(name, wrong, advice, Place(line, found)) from None
            if empty:
                raise _bad_header(name, "quote", Place(line, found)) from None
            yield _Row(line, [found], "quote", str(error))
            continue
        if len(cells) > 1 or (cells and cells[0].strip()):
            empty = False
            yield _Row(line, cells)
    if empty:
        raise _unreadable(name, "is empty", "a header and a row for each household are needed")


def _whole(row: _Row, fields: int) -> _Row:
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
        surplus = SEPARATOR.join(cells[fields:]) or None
        cells = cells[:fields] + [""] * (fields - len(cells))
    return _Row(line, cells, fault, value, surplus)


def _holds_bytes(text: str) -> bool:
    """Whether `text` holds bytes that are not UTF-8, which reading kept as surrogates."""
    return not text.isascii() and any("\udc80" <= c <= "\udcff" for c in text)


def _frame(rows: list[_Row], columns: tuple[str, ...], before: int) -> pl.DataFrame:
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


def _header(row: _Row, name: str) -> tuple[str, ...]:
    """Return the names of the columns; one without a name is called by its place."""
    text = "".join(row.cells)
    if _holds_bytes(text):
        raise _bad_header(name, "encoding", Place(row.line, None))
    if "\0" in text:
        raise _bad_header(name, "nul", Place(row.line, None))
    names = [cell.strip() or f"column {i}" for i, cell in enumerate(row.cells, start=1)]
    twice = sorted({column for column in names if names.count(column) > 1})
    refuse_reserved(names, name)
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
    return tuple(names)


def refuse_reserved(columns: Collection[str], name: str) -> None:
    """Raise SurveyError when a survey has a column of a name that stands for something here."""
    taken = [column for column in columns if column.startswith(RESERVED)]
    if taken:
        problems = [Problem(column, "is a reserved name", advice="rename it") for column in taken]
        raise SurveyError(f"{name} has a column of a reserved name", problems, name)


def _bad_header(name: str, fault: str, place: Place) -> SurveyError:
    wrong, advice = FAULTS[fault]
    return _unreadable(name, f"has {wrong} in its header", advice, place)


def _unreadable(name: str, wrong: str, advice: str, place: Place | None = None) -> SurveyError:
    problem = Problem("file", wrong, advice=advice, places=(place,) if place else ())
    return SurveyError(f"{name} {wrong}", [problem], name)
