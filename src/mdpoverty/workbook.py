"""Sheets of a workbook (XLSX, XLS, ODS) as rows of cells, each by its row of the sheet."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from mdpoverty.errors import Problem, SurveyError, plain
from mdpoverty.rows import Row, Rows, spooled, unreadable

ZIP = b"PK\x03\x04"
OLD = b"\xd0\xcf\x11\xe0"  # XLS

_MOST = 4_000_000_000  # bytes that a workbook may unpack to
_DIGITS = 15  # that a spreadsheet keeps of a number
_FRACTION = re.compile(r"-?[0-9]+\.[0-9]+")
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


def read_workbook(path: Path, name: str, sheet: str, scratch: Path) -> Rows:
    """Return the rows of a workbook's one sheet, or of several of the one named `sheet`.

    Cells are text: a number has the 15 digits that a spreadsheet keeps, an error is text such as
    `#N/A`; lines are rows of the sheet. Raises SurveyError when the file is damaged, or it is not
    clear which sheet is meant.
    """
    try:
        import fastexcel  # noqa: PLC0415 -- an extra that few need
    except ModuleNotFoundError:
        advice = "pip install 'mdpoverty[xlsx]', or save the sheet as CSV (UTF-8)"
        problem = Problem("file", "reading a workbook needs fastexcel", advice=advice)
        raise SurveyError(f"{name} cannot be read", [problem], name) from None
    try:
        _refuse_bomb(path, name)
        book = fastexcel.read_excel(path)
        found = book.load_sheet(
            _sheet(book.sheet_names, sheet, name), header_row=None, skip_rows=0, dtypes="string"
        )
        batch, errors = found.to_arrow_with_errors()
    except (fastexcel.FastExcelError, zipfile.BadZipFile) as error:
        wrong = f"is no workbook that can be read: {str(error).splitlines()[0]}"
        raise unreadable(name, plain(wrong, 200), "save it again, or as CSV (UTF-8)") from None
    wrong_cells = {
        error.position: _error(error.detail) for error in (errors.errors if errors else ())
    }
    return spooled(_rows(batch, wrong_cells, name), name, scratch)


def _refuse_bomb(path: Path, name: str) -> None:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
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


def _rows(batch: Any, errors: dict[tuple[int, int], str], name: str) -> Iterator[Row]:
    """Yield the header and every data row; blank rows are left out."""
    fields = 0
    columns = [column.to_pylist() for column in batch.columns]
    for index, row in enumerate(zip(*columns, strict=True)):
        cells = [
            errors.get((index, place), "") if cell is None else _written(cell)
            for place, cell in enumerate(row)
        ]
        while cells and (len(cells) > fields) and not cells[-1].strip():
            cells.pop()  # formatted, but empty
        if any(cell.strip() for cell in cells):
            fields = fields or len(cells)
            yield Row(index + 1, cells)
    if not fields:
        raise unreadable(name, "is empty", "a header and the rows under it are needed")


def _written(cell: str) -> str:
    """Return a cell with the digits that a spreadsheet shows of a number at most."""
    if len(cell) <= _DIGITS or not _FRACTION.fullmatch(cell):
        return cell
    return format(Decimal(format(float(cell), f".{_DIGITS}g")), "f")


def _error(detail: str) -> str:
    found = _ERROR.search(detail)
    kind = found[1] if found else ""
    return _ERRORS.get(kind, f"#{kind.upper()}!")
