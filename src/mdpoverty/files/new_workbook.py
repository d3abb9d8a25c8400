"""New workbooks: one as a whole, and a table as the only sheet of one."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from math import ceil, isfinite
from pathlib import Path
from typing import Any

import polars as pl

from mdpoverty.errors import Problem, UsageError
from mdpoverty.files.batches import batches
from mdpoverty.files.full import FULL, NotHeldError, naming
from mdpoverty.files.labelled import KIND, OF_ROW, STYLES
from mdpoverty.files.paper import pages_across, set_up
from mdpoverty.files.table_form import NO_CLOCK, WRITE_OTHER, Form
from mdpoverty.language.messages import message

_PIECE = 1_000_000  # bytes
_BATCH = 10_000  # rows after which an interrupt is heard
_ROWS = 1_048_575  # under the header
_CELL = 32_767  # characters
_WIDTH = 18  # characters of a column for people
_LETTERS = 21  # that stand on a line of it, on average
_FILLED = 0.9  # of a line that words fill, on average
_LINE, _HIGHEST = 15, 409  # points: a line, and the highest row
_WRAPPED: Mapping[str, object] = {"text_wrap": True, "valign": "top"}
_TOO_LONG = -2  # what XlsxWriter says of more


@contextmanager
def new_workbook(file: Path, scratch: Path) -> Iterator[Any]:
    """Yield a new XLSX workbook that becomes `file` when all goes well; it holds no clock.

    The rows of a sheet are written in order, and go to the folder `scratch` meanwhile. Raises
    UsageError where XlsxWriter is not installed, OSError when the system cannot write.
    """
    try:
        import xlsxwriter  # noqa: PLC0415 -- an extra that few need
    except ModuleNotFoundError:
        wrong = message("files.needs-xlsxwriter", "xlsx needs XlsxWriter")
        advice = message("files.install-xlsx", "pip install 'mdpoverty[xlsx]'")
        problem = Problem("--format", wrong, advice=advice)
        raise UsageError(message("files.no-xlsx", "XLSX cannot be written"), [problem]) from None
    whole = scratch / "whole.xlsx"
    book = xlsxwriter.Workbook(str(whole), {"constant_memory": True, "tmpdir": str(scratch)})
    book.set_properties({"created": NO_CLOCK})
    with _on_its_way(whole, file):
        try:
            yield book
        except BaseException:
            for sheet in book.worksheets():  # to close the book would write it all
                if sheet.row_data_fh:  # a sheet kept in memory has no file
                    with suppress(OSError):  # a disk that was full is full still
                        sheet.row_data_fh.close()
            raise
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            why = error.__context__
            raise why if isinstance(why, OSError) else OSError("no workbook") from None
    with naming(file), whole.open("rb") as source, file.open("wb") as target:
        shutil.copyfileobj(source, target, _PIECE)  # names none of both where it fails


@contextmanager
def _on_its_way(whole: Path, file: Path) -> Iterator[None]:
    """Name the temporary file where there is no room for it; `file` where that grows too large."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        named = file if error.errno == errno.EFBIG else whole
        raise OSError(error.errno, error.strerror, str(named)) from None


def write_workbook(frame: pl.LazyFrame, file: Path, form: Form) -> None:
    """Write a table of numbers and text as the only sheet of a workbook, as `form` says."""
    with new_workbook(file, form.scratch) as book:
        sheet = book.add_worksheet(form.sheet)
        sheet.freeze_panes(1, 1)
        schema = frame.collect_schema()
        looks = _WRAPPED if form.words else {}
        bold = book.add_format({"bold": True, **looks})
        plain = book.add_format(looks)
        kinds = schema.names()[-1:] == [KIND]
        styles: dict[str, Any] = {
            name: book.add_format({"num_format": x.code, **looks}) for name, x in STYLES.items()
        }
        shown: list[Any] = [styles.get(name, plain) for name in form.shown] or [plain] * len(schema)
        of_row = [column for column, name in enumerate(form.shown) if kinds and name == OF_ROW]
        if form.words:
            _set_up(sheet, schema.names()[: len(schema) - kinds])
        # Text stays text, whatever it begins with: an id such as =1+1 is no formula.
        put: list[Callable[..., object]] = []
        for column, (name, dtype) in enumerate([*schema.items()][: len(schema) - kinds]):
            sheet.write_string(0, column, name, bold)
            put.append(sheet.write_number if dtype.is_integer() else sheet.write_string)
            if dtype.is_float():
                put[column] = partial(_put_float, sheet)
        for row, cells in _numbered(frame):
            if form.words:
                _make_room(sheet, row, cells[: len(put)])
            for column in of_row:
                shown[column] = styles[cells[-1]]
            for column, cell in enumerate(cells[: len(put)]):
                if cell is None:
                    continue
                if put[column](row, column, cell, shown[column]) == _TOO_LONG:
                    raise NotHeldError(
                        message(
                            "files.long-cell",
                            "a cell of a sheet holds at most {most} characters",
                            most=_CELL,
                        ),
                        WRITE_OTHER(),
                    )

        say_of(book, form.about)


def say_of(book: Any, about: Callable[[], Mapping[str, str]] | None) -> None:
    """Say in the properties of a workbook what it was made by."""
    for name, text in (about() if about else {}).items():
        book.set_custom_property(name, text)


def _numbered(frame: pl.LazyFrame) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows of a sheet, which are limited, by their numbers."""
    for row, cells in enumerate(_rows(frame), start=1):
        if row > _ROWS:
            raise NotHeldError(
                message("files.long-sheet", "a sheet holds at most {most} rows", most=_ROWS),
                WRITE_OTHER(),
            )
        yield row, cells


def _set_up(sheet: Any, headings: Sequence[str]) -> None:
    """Set up a table for people, on a screen and for print."""
    sheet.set_column(0, len(headings) - 1, _WIDTH)
    across = pages_across(_WIDTH * len(headings))
    set_up(sheet, across, header=(0, 0), still=int(across > 1))
    _make_room(sheet, 0, headings)


def _make_room(sheet: Any, row: int, cells: Sequence[Any]) -> None:
    """Make a row as high as its words need: not every program does that by itself."""
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    if longest > _LETTERS:
        lines = ceil(longest / (_LETTERS * _FILLED))
        sheet.set_row(row, min(lines * _LINE, _HIGHEST))


def _put_float(sheet: Any, row: int, column: int, cell: float, shown: Any) -> object:
    if isfinite(cell):
        return sheet.write_number(row, column, cell, shown)
    return sheet.write_string(row, column, str(cell))  # a sheet has no such numbers


def _rows(frame: pl.LazyFrame) -> Iterator[tuple[Any, ...]]:
    for batch in batches(frame, _BATCH):
        yield from batch.iter_rows()
