"""Sheets of a workbook (XLSX, XLS, ODS) as rows of cells, each by its row of the sheet."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path

from mdpoverty.errors import Problem, SurveyError, plain
from mdpoverty.files.rows import Row, Rows, spooled, unreadable
from mdpoverty.language.messages import Message, message

ZIP = b"PK\x03\x04"
OLD = b"\xd0\xcf\x11\xe0"  # XLS

_MOST = 4_000_000_000  # bytes that a workbook may unpack to
_DIGITS = 15  # that a spreadsheet keeps of a number
_DECIMALS = 9  # that the reader keeps of a number as text
_AGAIN = "save it again, or as CSV (UTF-8)"
_ERROR = re.compile(r"Error\((\w+)\)")
_ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}


def read_workbook(path: Path, name: str, sheet: str, decimal: str, scratch: Path) -> Rows:
    """Return the rows of a workbook's one sheet, or of several of the one named `sheet`.

    Cells are text: a number has the 15 digits that a spreadsheet keeps and `decimal` as its sign,
    an error is text such as `#N/A`; lines are rows of the sheet. Raises SurveyError when the file
    is damaged, or it is not clear which sheet is meant.
    """
    try:
        import fastexcel  # noqa: PLC0415 -- an extra that few need
    except ModuleNotFoundError:
        advice = "pip install 'mdpoverty[xlsx]', or save the sheet as CSV (UTF-8)"
        problem = Problem("file", "reading a workbook needs fastexcel", advice=advice)
        raise SurveyError(f"{name} cannot be read", [problem], name) from None
    _refuse_bomb(path, name)
    try:
        # By its bytes: a workbook may have the suffix of another kind.
        book = fastexcel.read_excel(path.read_bytes())
        chosen = _sheet(book.sheet_names, sheet, name)
        load = partial(book.load_sheet, chosen, header_row=None, skip_rows=0)
        texts, errors = load(dtypes="string").to_arrow_with_errors()
        numbers, _ = load(dtypes="float").to_arrow_with_errors()
    except (SurveyError, KeyboardInterrupt, MemoryError, OSError):
        raise
    except BaseException:  # noqa: BLE001 -- bytes of strangers; the reader's panics are no Exception
        raise unreadable(name, _damaged(), _AGAIN) from None
    cells = {error.position: _error(error.detail) for error in (errors.errors if errors else ())}
    columns = [
        _written(text.to_pylist(), number.to_pylist(), decimal)
        for text, number in zip(texts.columns, numbers.columns, strict=True)
    ]
    return spooled(_rows(columns, cells, name), name, scratch)


def _damaged() -> Message:
    return message("files.damaged-workbook", "cannot be read as a workbook")


def _refuse_bomb(path: Path, name: str) -> None:
    """Raise SurveyError for a workbook that would fill the memory, or is a damaged archive."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise unreadable(name, _damaged(), _AGAIN) from None
    if size > _MOST:
        wrong = f"unpacks to {size:,} bytes, more than {_MOST:,}"
        raise unreadable(name, wrong, "save the sheet as CSV (UTF-8)")


def _sheet(names: list[str], wanted: str, name: str) -> str:
    """Return the name of the sheet to read."""
    if len(names) == 1:
        return names[0]
    if wanted in names:
        return wanted
    wrong = f"has {len(names)} sheets, and none is called '{wanted}'"
    held = ", ".join(plain(sheet) for sheet in names)
    problem = Problem("file", wrong, held, f"call the one to read '{wanted}', or remove the others")
    raise SurveyError(f"{name} {wrong}", [problem], name)


def _written(
    texts: Sequence[str | None], numbers: Sequence[float | None], decimal: str
) -> list[str | None]:
    """Return a column's cells as text, its numbers with the digits that a spreadsheet keeps.

    The reader says what cells hold as text, and which of them may be taken as numbers: a cell is
    a number where its text is just what the reader makes of that number.
    """
    return [
        text
        if text is None or number is None or text != _as_read(number)
        else format(Decimal(format(number, f".{_DIGITS}g")), "f").replace(".", decimal)
        for text, number in zip(texts, numbers, strict=True)
    ]


def _as_read(number: float) -> str:
    text = f"{number:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _rows(
    columns: Sequence[list[str | None]], errors: Mapping[tuple[int, int], str], name: str
) -> Iterator[Row]:
    """Yield the header and every data row; blank rows are left out."""
    fields = 0
    for index, row in enumerate(zip(*columns, strict=True)):
        cells = [
            errors.get((index, place), "") if cell is None else cell
            for place, cell in enumerate(row)
        ]
        while cells and (len(cells) > fields) and not cells[-1].strip():
            cells.pop()  # formatted, but empty
        if any(cell.strip() for cell in cells):
            fields = fields or len(cells)
            yield Row(index + 1, cells)
    if not fields:
        raise unreadable(name, "is empty", "a header and the rows under it are needed")


def _error(detail: str) -> str:
    found = _ERROR.search(detail)
    kind = found[1] if found else ""
    return _ERRORS.get(kind, f"#{kind.upper()}!")
