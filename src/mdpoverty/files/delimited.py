"""Delimited text as rows of cells, and every row that is not whole, by its line.

There are two ways in. A large file in which every line is one row of as many fields as the header
goes straight to Polars' reader, which would take a short line for a row of blanks and fails on
others without saying where; so `regular_rows` looks at the bytes too. All other files, and small
ones, go through Python's `csv`, which tells the line of everything.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from mdpoverty.background import in_background
from mdpoverty.errors import Place, SurveyError
from mdpoverty.files.beginning import refuse_blank_lines, refuse_strange_beginning
from mdpoverty.files.column_names import bad_header, header
from mdpoverty.files.lines import Lines, RowsByLine
from mdpoverty.files.regular import (
    BYTE_ORDER_MARK,
    LONGEST,
    TWO,
    Regular,
    regular_lines,
    regular_rows,
)
from mdpoverty.files.rows import Row, Rows, empty_file, unreadable
from mdpoverty.files.spelling import SEPARATORS, unquoted
from mdpoverty.files.spool import spooled
from mdpoverty.files.whole import whole_file
from mdpoverty.language.messages import Phrase, message

SMALL = 4_000_000  # bytes; below, the fast way gains nothing

_TABS = Phrase("files.tabs", "tabs")
_LINE_BREAK = re.compile(r"[\r\n]")


def read_delimited(path: Path, name: str, scratch: Path, *, wait: bool = True) -> Rows:
    """Return the rows of a UTF-8 file; a file that has to be tidied is copied into `scratch`.

    Cells are separated by the one of comma, semicolon and tab that the header holds. Without
    `wait` a large file whose beginning is regular is taken to be regular, and looked through
    while its rows are read: call `check` before the result counts.

    Raises SurveyError when the file as a whole cannot be read: no header, one that holds several
    separators, a column named twice, a quote that is never closed.
    """
    with whole_file(path) as file:
        start = file.read(1 << 16).removeprefix(BYTE_ORDER_MARK)
    refuse_strange_beginning(start, name)
    separator = separator_of(start, name)
    fields = _fields(start, separator)
    if path.stat().st_size <= SMALL:
        return _read_carefully(path, name, scratch, separator)

    def settle(regular: Regular | None) -> Rows:
        if regular:
            return _scan(path, name, scratch, regular, separator)
        return _read_carefully(path, name, scratch, separator)

    beginning = start.rpartition(b"\n")[0] + b"\n"
    wait = wait or beginning.count(b"\n") < TWO  # after a heading alone any line may follow
    if wait or fields < TWO or regular_lines(beginning, fields, separator) is None:
        return settle(regular_rows(path, fields, separator))
    assumed = Regular(None, b'"' in beginning)
    proof = in_background(lambda: regular_rows(path, fields, separator))

    def is_so(found: Regular | None) -> bool:
        return found is not None and found.quoted <= assumed.quoted

    def check() -> Rows | None:
        found = proof.result()
        return None if is_so(found) else settle(found)

    def refuted() -> bool:
        return proof.done() and proof.exception() is None and not is_so(proof.result())

    about = path.stat().st_size * beginning.count(b"\n") // len(beginning)
    rows = _scan(path, name, scratch, assumed, separator)
    return replace(rows, check=check, refuted=refuted, about=about)


def separator_of(start: bytes, name: str) -> str:
    """Return the one separator that the header holds; a header of one cell holds none."""
    lines = _LINE_BREAK.split(unquoted(start.decode("utf-8", "replace")))
    line = next((line for line in lines if line.strip()), "")
    found = [separator for separator in SEPARATORS if separator in line]
    if len(found) > 1:
        *first, last = [_TABS() if sign == "\t" else f"'{sign}'" for sign in found]
        held = message("files.and", "{first} and {last}", first=first, last=last)
        wrong = message(
            "files.separators",
            "has {held} in its header: it is not clear which of them separates cells",
            held=held,
        )
        advice = message("files.separators-advice", "quote the column names that contain the other")
        raise unreadable(name, wrong, advice)
    return found[0] if found else SEPARATORS[0]


def _fields(start: bytes, separator: str) -> int:
    """Return the number of cells in the first line, 0 where it is not a row by itself."""
    line = start.partition(b"\n")[0].decode("latin-1")
    try:
        return len(next(csv.reader([line], delimiter=separator), []))
    except csv.Error:
        return 0


def _scan(path: Path, name: str, scratch: Path, regular: Regular, separator: str) -> Rows:
    """Return the rows of a file of which `regular_rows` is not None."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        heading = next(csv.reader(file, delimiter=separator), None)
    if heading is None:  # the file was emptied meanwhile
        raise empty_file(name)
    columns = header(Row(1, heading), name)
    lines = Lines(path, columns, separator, regular.quoted, scratch)
    quoted = regular.quoted or separator != ","
    return RowsByLine(columns, lines.text, regular.rows, quoted, lines=lines)


def _read_carefully(path: Path, name: str, scratch: Path, separator: str) -> Rows:
    refuse_blank_lines(path, name)
    with (
        path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file,
        _long_cells(),
    ):
        return spooled(_rows(file, name, separator), name, scratch, separator)


def _line_too_long(name: str, line: int) -> SurveyError:
    wrong = message(
        "files.line-long",
        "has a line of more than {limit} characters, line {line:d}",
        limit=LONGEST,
        line=line,
    )
    advice = message("files.line-long-advice", "write one row a line")
    return unreadable(name, wrong, advice)


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let cells be longer than `csv` takes by default, yet not as long as a file."""
    before = csv.field_size_limit(LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


class _Lines:
    """The lines of a file, as they are read: those of the row that is being read, and their end."""

    def __init__(self, file: TextIO, name: str) -> None:
        self.file, self.name = file, name
        self.raw: list[str] = []
        self.number = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        while line := self.file.readline(LONGEST + len("\r\n")):
            self.number += 1
            if len(line) > LONGEST and len(line.rstrip("\r\n")) > LONGEST:
                raise _line_too_long(self.name, self.number)
            self.raw.append(line)
            yield line
        self.ended = True


def _rows(file: TextIO, name: str, separator: str) -> Iterator[Row]:
    """Yield the header and every data row; blank lines are left out."""
    lines = _Lines(file, name)
    reader = csv.reader(iter(lines), delimiter=separator, strict=True)
    empty = True
    while True:
        line = reader.line_num + 1
        lines.raw.clear()
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            found = "".join(lines.raw).rstrip("\r\n")
            if len(found) > LONGEST:
                raise _cell_too_long(name, line) from None
            if lines.ended:
                raise _quote_open(name, Place(line, found)) from None
            if empty:
                raise bad_header(name, "quote", Place(line, found)) from None
            yield Row(line, [found], "quote", found)
            continue
        if len(cells) > 1 or (cells and cells[0].strip()):
            empty = False
            yield Row(line, cells)
    if empty:
        raise empty_file(name)


def _cell_too_long(name: str, line: int) -> SurveyError:
    wrong = message(
        "files.cell-long",
        "cannot be read from line {line:d} on: a quote opens there, and does not close within "
        "{limit} characters",
        line=line,
        limit=LONGEST,
    )
    advice = message(
        "files.cell-long-advice",
        "close it, or double a quote that belongs to the text; shorten a longer cell",
    )
    return unreadable(name, wrong, advice)


def _quote_open(name: str, place: Place) -> SurveyError:
    wrong = message(
        "files.quote-open",
        "cannot be read from line {line:d} on: a quote opens there and never closes",
        line=place.line,
    )
    advice = message(
        "files.quote-open-advice", "close it, or double a quote that belongs to the text"
    )
    return unreadable(name, wrong, advice, place)
