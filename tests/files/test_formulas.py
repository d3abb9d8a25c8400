"""Formulas and errors in cells: what has no value is never taken for a blank, or for a number."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlwt
from files import BY_INCOME, HEADER, Cell, classify, refusal

from mdpoverty.files.old_workbook import of_old_excel

ERRORS = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#NUM!": 0x24,
    "#N/A": 0x2A,
}
ROWS: Sequence[Sequence[Cell]] = (HEADER, ("A1", "rural", 4, 400_000), ("A2", "rural", 4, 650_000))
PLACES = [(0, 0), (1, 0), (4, 0), (0, 1), (2, 1), (0, 3), (3, 3)]
# What a formula of old Excel has for its value.
ZERO, EMPTY, TEXT = bytes(8), b"\3\0\0\0\0\0\xff\xff", b"\0\0\0\0\0\0\xff\xff"
FORMULA = xlwt.Formula("1+1")
_UNCALCULATED = "survey.xls has 1 formula without a value: Hộ!D2"


def old_workbook(file: Path, rows: Sequence[Sequence[object]], top: int = 0, left: int = 0) -> Path:
    """Write a sheet of old Excel from a row and a column on."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Hộ")
    for row, cells in enumerate(rows, start=top):
        for column, cell in enumerate(cells, start=left):
            if isinstance(cell, str) and cell in ERRORS:
                sheet.row(row).set_cell_error(column, ERRORS[cell])
            elif cell is not None:
                sheet.write(row, column, cell)
    book.save(str(file))
    return file


def with_result(file: Path, result: bytes, settings: int = 0) -> Path:
    """Store a value for every formula of an old workbook: xlwt stores that of empty text."""
    data = file.read_bytes()
    assert EMPTY in data
    file.write_bytes(data.replace(EMPTY + b"\0\0", result + struct.pack("<H", settings)))
    return file


def calculated(file: Path) -> Path:
    """Say in an old workbook that a program calculated it, in place of a record of its looks."""
    data = file.read_bytes()
    looks = struct.pack("<3H", 0x009C, 2, 0x000E)  # how many groups of functions there are
    assert data.count(looks) == 1
    said = struct.pack("<2H", 0x01C1, 2) + looks[4:]
    file.write_bytes(data.replace(looks, said))
    return file


@pytest.mark.parametrize(("top", "left"), PLACES)
@pytest.mark.parametrize("column", range(4))
def test_errors_of_an_old_workbook_are_where_they_are(
    tmp_path: Path, top: int, left: int, column: int
) -> None:
    """An error is in its own cell, however many rows and columns are blank before the table."""
    rows = [list(row) for row in ROWS]
    rows[2][column] = "#N/A"
    file = old_workbook(tmp_path / "survey.xls", rows, top, left)
    place = f"Hộ!{chr(ord('A') + left + column)}{top + 3} '#N/A'"
    errors = refusal(file, *BY_INCOME)
    assert place in errors
    assert "1 row refused" in errors


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("formula", [False, True])
def test_errors_of_an_old_workbook(tmp_path: Path, error: str, *, formula: bool) -> None:
    """Every error is called what the cell shows, typed or calculated."""
    cell = FORMULA if formula else error
    file = old_workbook(tmp_path / "survey.xls", [*ROWS[:2], ("A2", "rural", 4, cell)], 0, 1)
    if formula:
        with_result(file, struct.pack("<4H", 2, ERRORS[error], 0, 0xFFFF))
    assert f"is not a number (1 row: Hộ!E3 '{error}')" in refusal(file, *BY_INCOME)


def test_errors_of_the_sheet_that_is_read(tmp_path: Path) -> None:
    """Each sheet has its own errors, in whichever order the file holds their cells."""
    book = xlwt.Workbook()
    for name in ("b", "a"):
        sheet = book.add_sheet(name)
        for row, cells in enumerate(ROWS):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
        if name == "b":
            sheet.row(5).set_cell_error(0, 7)
    book.save(str(tmp_path / "survey.xls"))
    assert classify(tmp_path / "survey.xls", *BY_INCOME, "-q", "--sheet", "a").code == 0
    assert "b!A6 '#DIV/0!'" in refusal(tmp_path / "survey.xls", *BY_INCOME, "--sheet", "b")
    data = (tmp_path / "survey.xls").read_bytes()
    assert [name for name, _ in of_old_excel(data)] == ["b", "a"]


@pytest.mark.parametrize(
    ("result", "settings", "is_refused"),
    [
        (EMPTY, 0, True),  # as xlwt writes one
        (ZERO, 2, True),  # as POI writes one
        (ZERO, 1, False),
        (ZERO, 0, False),
        (struct.pack("<d", 400_000), 2, False),
        (TEXT, 0, True),  # and no text comes after it
    ],
)
def test_formulas_of_an_old_workbook_that_were_never_calculated(
    tmp_path: Path, result: bytes, settings: int, *, is_refused: bool
) -> None:
    """What a program stores that cannot calculate is no value; a number is one."""
    rows = [HEADER, ("A1", "rural", 4, FORMULA), ROWS[2]]
    file = with_result(old_workbook(tmp_path / "survey.xls", rows), result, settings)
    if is_refused:
        errors = refusal(file, *BY_INCOME)
        assert _UNCALCULATED in errors
        assert "press Ctrl+Shift+F9" in errors
    else:
        found = classify(file, *BY_INCOME, "-q").column("income_per_capita")
        assert found == ["400000" if any(result) else "0", "650000"]


@pytest.mark.parametrize(("result", "said"), [(EMPTY, ""), (ZERO, "0")])
def test_formulas_of_an_old_workbook_that_are_empty(
    tmp_path: Path, result: bytes, said: str
) -> None:
    """Where a program calculated the workbook, empty text is a blank, and 0 a number."""
    rows = [HEADER, ("A1", "rural", 4, FORMULA), ROWS[2]]
    file = with_result(old_workbook(tmp_path / "survey.xls", rows), result, settings=2)
    found = classify(calculated(file), *BY_INCOME, "-q")
    assert found.column("income_per_capita") == [said, "650000"]


@pytest.mark.parametrize("second", [FORMULA, 650_000])
def test_formulas_of_an_old_workbook_that_are_all_zero(tmp_path: Path, second: object) -> None:
    """Where the only formulas are 0, it is said that they may never have been calculated."""
    rows = [HEADER, ("A1", "rural", 4, FORMULA), ("A2", "rural", 4, second)]
    file = with_result(old_workbook(tmp_path / "survey.xls", rows), ZERO)
    found = classify(file, *BY_INCOME)
    assert found.code == 0
    said = "all 2 formulas of the sheet Hộ have the value 0"
    assert (said in found.errors) == (second is FORMULA)


def test_a_formula_outside_the_table_of_an_old_workbook(tmp_path: Path) -> None:
    """A formula without a value that is not in the part that is read hurts nobody."""
    rows = [*ROWS, (None, None, None, FORMULA)]
    file = old_workbook(tmp_path / "survey.xls", rows)
    assert classify(file, *BY_INCOME, "-q", "--range", "A1:D3").code == 0
    assert "1 formula without a value: Hộ!D4" in refusal(file, *BY_INCOME)


def numbers(folder: Path, change: Callable[[bytes], bytes]) -> Path:
    """Write an old workbook whose cells are in all kinds of records, with one of them changed.

    A row has several numbers in one record, with an error after them; another has several blanks.
    """
    look = xlwt.easyxf("font: bold on")
    rows = [(*HEADER, "a", "b"), ("A1", "rural", 4, 400_000, 7, 1.23456789)]
    book = xlwt.Workbook()
    sheet = book.add_sheet("Hộ")
    for row, cells in enumerate([*rows, ("A2", "rural", 3, 650_000, "#N/A")]):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell in ERRORS:
                sheet.row(row).set_cell_error(column, ERRORS[cell])
            else:
                sheet.write(row, column, cell)
    for column in range(6):
        sheet.write(3, column, None, look)
    file = folder / "survey.xls"
    book.save(str(file))
    data = file.read_bytes()
    assert SEVERAL in data
    assert BLANKS in data
    assert SINGLE in data
    assert change(data) != data or change is bytes
    file.write_bytes(change(data))
    return file


SEVERAL = struct.pack("<4H", 0x00BD, 24, 1, 2)  # three numbers of the second row
BLANKS = struct.pack("<4H", 0x00BE, 18, 3, 0)  # the six cells of the fourth
SINGLE = struct.pack("<4H", 0x0203, 14, 1, 5)  # a number that is long


def test_several_cells_in_one_record(tmp_path: Path) -> None:
    """Each of them is in its own cell, and an error after them too."""
    file = numbers(tmp_path, bytes)
    [(_, found)] = of_old_excel(file.read_bytes())
    assert (found.cells, found.rows, found.columns) == (17, 3, 6)
    assert found.errors == {(2, 4): "#N/A"}
    profile = classify(file, *BY_INCOME, "--keep", "all", "-q")
    assert profile.column("income_per_capita") == ["400000", "650000"]
    assert profile.column("a") == ["7", "#N/A"]
    assert profile.column("b") == ["1.23456789", ""]


@pytest.mark.parametrize("last", [0, 2, 3, 5, 255, 256])
@pytest.mark.parametrize("start", [SEVERAL, BLANKS])
def test_several_cells_that_are_not_as_many(tmp_path: Path, start: bytes, last: int) -> None:
    """A record that has room for more or fewer cells than it says is damaged."""

    def change(data: bytes) -> bytes:
        end = data.index(start) + 4 + start[2]
        return data[: end - 2] + struct.pack("<H", last) + data[end:]

    if start == BLANKS and last == 5:
        assert classify(numbers(tmp_path, bytes), *BY_INCOME, "-q").code == 0
        return
    assert "cannot be read as a workbook" in refusal(numbers(tmp_path, change), *BY_INCOME)


@pytest.mark.parametrize("kind", [0x0002, 0x0003, 0x0004, 0x0005, 0x0206, 0x0406])
def test_cells_of_earlier_releases(tmp_path: Path, kind: int) -> None:
    """A cell in a record that only earlier formats have is no blank."""
    file = numbers(
        tmp_path, lambda data: data.replace(SINGLE, struct.pack("<H", kind) + SINGLE[2:])
    )
    assert "cannot be read as a workbook" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize("kind", [0x00D6, 0x0201, 0x0203, 0x0204])
@pytest.mark.parametrize("column", [2, 4])
def test_cells_of_one_place_in_several_records(tmp_path: Path, kind: int, column: int) -> None:
    """A cell that is there twice is found in whichever records, blank or with text of looks."""
    twice = struct.pack("<4H", kind, 14, 1, column)
    file = numbers(tmp_path, lambda data: data.replace(SINGLE, twice))
    place = f"Hộ!{'ABCDEF'[column]}2"
    assert f"has more than one cell, or row, at {place}" in refusal(file, *BY_INCOME)
