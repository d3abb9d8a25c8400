"""A file's rows of cells, wherever they come from, and every row that is not whole, by its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

import polars as pl

from mdpoverty.errors import Place, Problem, SurveyError
from mdpoverty.language.messages import Message, Phrase, message, plural

# Columns beside the survey's own.
RESERVED = "mdpoverty "  # begins the names of columns beside the survey's own
ROW = "mdpoverty row"  # number of the data row, from 1, blank lines skipped
LINE = "mdpoverty line"  # the physical line that the row begins on, the header's being 1
FILE = "mdpoverty file"  # which file the row is in, where a survey is in several
FAULT = "mdpoverty fault"  # why the row is not whole: a key of FAULTS
FAULT_VALUE = "mdpoverty fault value"
SURPLUS = "mdpoverty surplus"  # cells beyond the header's

# After a number that is none in text, where it would look like a group of thousands: 900.125. No
# text has this character, which is invisible, and left out where cells are read.
TYPED = "\ufff0"

A_FILE = Phrase("files.file", "file")  # what a problem of a whole file is about
_ENCODING = Phrase(
    "files.save-as-utf-8",
    "save the file as UTF-8, or name the encoding that it has with --encoding",
)

# Why a row is not whole, and what to do about it.
FAULTS: Mapping[str, tuple[Message, Message]] = {
    "fields": (
        message("files.row-fields", "not as many cells as the header has"),
        message(
            "files.row-fields-advice",
            "give it as many cells as the header has; in text, quote a cell that holds a separator",
        ),
    ),
    "quote": (
        message("files.row-quote", "a quote in the wrong place"),
        message("files.row-quote-advice", 'double a quote inside a cell: "a ""b"" c"'),
    ),
    "encoding": (
        message("files.row-encoding", "bytes that are not valid in the encoding"),
        _ENCODING(),
    ),
    "nul": (
        message("files.row-nul", "a NUL character"),
        message(
            "files.row-nul-advice",
            "remove it; or, if the file is not UTF-8, {or_}",
            or_=_ENCODING(),
        ),
    ),
    "differs": (
        message(
            "files.row-differs", "a column of the household that differs between its members' rows"
        ),
        message("files.row-differs-advice", "make it the same on every row of the household"),
    ),
}

MOST_COLUMNS = 16_384  # of a sheet


@dataclass(frozen=True)
class Grid:
    """Where a spreadsheet shows a table: the sheet, and the letters of each column.

    Columns that another sheet has of the same rows are `beside`.
    """

    sheet: str
    letters: Mapping[str, str]
    beside: tuple[Beside, ...] = ()

    def other(self, columns: Collection[str]) -> Beside | None:
        """Return the other sheet that has the columns, None where they are on this one."""
        if any(name in self.letters for name in columns):
            return None
        others = (x for x in self.beside if any(name in x.grid.letters for name in columns))
        return next(others, None)

    def renamed(self, names: Mapping[str, str]) -> Grid:
        """Return the same where columns have other `names`."""
        letters = {names.get(name, name): each for name, each in self.letters.items()}
        beside = tuple(replace(each, grid=each.grid.renamed(names)) for each in self.beside)
        return Grid(self.sheet, letters, beside)

    def address(self, row: int, columns: Collection[str]) -> str:
        """Return what the spreadsheet calls the cells of a row, or the row where none is meant."""
        other = self.other(columns)
        if other is not None and row in other.rows:
            return other.grid.address(other.rows[row], columns)
        sheet = self.sheet
        if not sheet.replace("_", "").isalnum():
            sheet = "'" + sheet.replace("'", "''") + "'"
        cells = [f"{self.letters[name]}{row}" for name in columns if name in self.letters]
        return f"{sheet}!{','.join(cells) or f'{row}:{row}'}"


@dataclass(frozen=True)
class Beside:
    """Another sheet that says more of the same rows: which row there is which here."""

    grid: Grid
    rows: Mapping[int, int]


@dataclass(frozen=True)
class Question:
    """What a form asks in a column: its heading, and the answers that it offers, if it does."""

    heading: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormFault:
    """Why a form cannot be used as it is, though its rows can be looked at.

    The `problem` has all of its places, which are on one `sheet`.
    """

    sheet: str
    problem: Problem


@dataclass(frozen=True)
class Rows:
    """A file's header and rows.

    `frame` has one text column for each name in `columns`, beside ROW and LINE and, where rows may
    be faulty, FAULT, FAULT_VALUE and SURPLUS; `rows` is how many there are, where that is known.
    Without `quoted` no cell holds a separator, a quote or a line break. All this is assumed where
    there is a `check`, which returns what the file is instead, or None where it is so; then
    `refuted` says whether it is known already not to be so, and `about` is how many rows there seem
    to be. `grid` is where a spreadsheet shows it, and `notes` say what a reader of the result
    should know of how it was read. Of a filled-in form `form` is the standard that it is of, and
    `questions` what it asks in the columns, by their names; its `faults` are those that are not of
    one row.
    """

    columns: tuple[str, ...]
    frame: pl.LazyFrame
    rows: int | None
    quoted: bool = True
    check: Callable[[], Rows | None] | None = None
    refuted: Callable[[], bool] | None = None
    about: int | None = None
    grid: Grid | None = None
    notes: tuple[Message, ...] = ()
    form: str | None = None
    questions: Mapping[str, Question] = field(default_factory=dict)
    faults: tuple[FormFault, ...] = ()


class Row(NamedTuple):
    """One row: the line it begins on, its cells, and what is wrong with it as a row."""

    line: int
    cells: list[str]
    fault: str | None = None
    value: str | None = None
    surplus: str | None = None


@cache  # rows that are not whole are often all alike
def cells_of(count: int, expected: int) -> Message:
    """Return what FAULT_VALUE says of a row with more or fewer cells than the header has."""
    return plural(
        "files.cells",
        "{count} cell, not {expected}",
        "{count} cells, not {expected}",
        count=count,
        expected=expected,
    )


def fault_value(text: str) -> str:
    """Return what FAULT_VALUE says as a message, where it is in our words."""
    if found := re.fullmatch(r"([0-9,]+) cells?, not ([0-9,]+)", text):
        return cells_of(*(int(number.replace(",", "")) for number in found.groups()))
    if found := re.fullmatch(r"'(.)' expected after '\"'", text, re.DOTALL):
        return message("files.sign-expected", "'{sign}' expected after '\"'", sign=found[1])
    return text


def holds_bytes(text: str) -> bool:
    """Whether `text` holds bytes that are not UTF-8, which reading kept as surrogates."""
    return not text.isascii() and any("\udc80" <= c <= "\udcff" for c in text)


def unmarked(text: pl.Expr) -> pl.Expr:
    """Return text as it is in the file: without TYPED."""
    return text.str.strip_suffix(TYPED)


def readable(text: str) -> str:
    """Return text with a sign in place of each byte that is not UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def empty_file(name: str) -> SurveyError:
    """Return the error that a file has no header."""
    advice = message("files.empty-advice", "add a header and rows under it")
    return unreadable(name, message("files.empty", "is empty"), advice)


def damaged(name: str, kind: str, advice: str) -> SurveyError:
    """Return the error that a file of a `kind` (Stata, gzip, …) does not hold together."""
    return unreadable(name, message("files.damaged", "is a damaged {kind} file", kind=kind), advice)


def grows(name: str, most: int, size: int) -> SurveyError:
    """Return the error that a file of so many bytes has more rows than a survey of its size."""
    wrong = message(
        "files.grows", "has more than {most} rows in {bytes} bytes", most=most, bytes=size
    )
    advice = message("files.grows-advice", "if these are real rows, save them as CSV (UTF-8)")
    return unreadable(name, wrong, advice)


def text_repeats(name: str) -> SurveyError:
    """Return the error that a file has a long text, which it holds once, in too many places."""
    wrong = message("files.text-repeats", "repeats a long text too often")
    advice = message("files.text-repeats-advice", "shorten it, or remove its column")
    return unreadable(name, wrong, advice)


def unreadable(  # noqa: PLR0913 -- the parts of one problem
    name: str,
    wrong: str,
    advice: str,
    place: Place | None = None,
    *,
    allowed: str = "",
    subject: str | None = None,
) -> SurveyError:
    """Return the error that a file as a whole cannot be read."""
    places = (place,) if place else ()
    problem = Problem(subject or A_FILE(), wrong, allowed, advice, places=places)
    headline = message("files.unreadable", "{file} {wrong}", file=name, wrong=wrong)
    return SurveyError(headline, [problem], name)
