"""Workbooks (XLSX, XLS, ODS): which sheet, which row of it, and what a cell holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from files import (
    BY_INCOME,
    HEADER,
    Table,
    classify,
    profile,
    refusal,
    rows_of,
    write_csv,
    write_ods,
    write_xls,
    write_xlsx,
)
from openpyxl.styles import PatternFill

from mdpoverty.files import container

Write = Callable[[Path, Table], Path]

PLAIN: Table = [HEADER, ("A1", "rural", 4, 400000), ("A2", "urban", 3, 650000)]
MEMBERS: Table = [
    ("household_id", "person_id", "age"),
    ("A1", 1, 40),
    ("A1", 2, 38),
    ("A1", 3, 9),
    ("A1", 4, 5),
    ("A2", 1, 30),
    ("A2", 2, 30),
    ("A2", 3, 1),
]
NOTES: Table = [("Household survey of 2024",), ("see the codebook",)]
every_kind = pytest.mark.parametrize("write", [write_xlsx, write_xls, write_ods])


@pytest.fixture
def expected(tmp_path: Path) -> str:
    """Return the profile of the plain survey."""
    return profile(write_csv(tmp_path / "plain.csv", PLAIN), *BY_INCOME)


# Sheets


def test_one_sheet_may_have_any_name(tmp_path: Path, expected: str) -> None:
    """The only sheet of a workbook is read, whatever it is called."""
    file = write_xlsx(tmp_path / "survey.xlsx", (), {"Hộ gia đình": PLAIN})
    assert profile(file, *BY_INCOME) == expected


def test_of_several_sheets_the_one_called_survey(tmp_path: Path, expected: str) -> None:
    """Of several sheets the one called `survey` is read, wherever it stands."""
    file = write_xlsx(tmp_path / "survey.xlsx", (), {"notes": NOTES, "survey": PLAIN})
    assert profile(file, *BY_INCOME) == expected


def test_survey_and_members_in_one_workbook(tmp_path: Path) -> None:
    """One workbook may be both: its sheet `survey` the households, its sheet `members` these."""
    sheets = {"members": MEMBERS, "survey": PLAIN, "notes": NOTES}
    file = write_xlsx(tmp_path / "survey.xlsx", (), sheets)
    found = classify(file, "--members", file, *BY_INCOME)
    assert found.code == 0
    assert found.column("household_size") == ["4", "3"]
    assert "survey.xlsx, sheet 'survey': 2 rows read = 2 written + 0 refused" in found.errors
    assert "survey.xlsx, sheet 'members': 7 rows read = 7 used + 0 refused" in found.errors


def test_several_sheets_and_none_called_survey(tmp_path: Path) -> None:
    """Where no sheet of several is called `survey`, nothing is guessed: all are named."""
    file = write_xlsx(tmp_path / "survey.xlsx", (), {"Hộ": PLAIN, "notes": NOTES})
    errors = refusal(file, *BY_INCOME)
    assert "survey.xlsx has 2 sheets, and none has the name 'survey'" in errors
    assert "allowed: Hộ, notes" in errors
    assert "name the sheet that has the households, such as --sheet 'Hộ'" in errors


def test_several_sheets_and_none_called_members(tmp_path: Path) -> None:
    """A member file of several sheets must say which of them has the members."""
    survey = write_csv(tmp_path / "survey.csv", PLAIN)
    file = write_xlsx(tmp_path / "people.xlsx", (), {"survey": PLAIN, "people": MEMBERS})
    errors = refusal(survey, "--members", file, *BY_INCOME)
    assert "people.xlsx has 2 sheets, and none has the name 'members'" in errors


@every_kind
def test_an_empty_sheet(tmp_path: Path, write: Write) -> None:
    """A workbook without a cell is no survey."""
    assert "survey is empty" in refusal(write(tmp_path / "survey", [()]), *BY_INCOME)


# Rows


@every_kind
def test_lines_are_rows_of_the_sheet(tmp_path: Path, write: Write) -> None:
    """Errors name the row as the spreadsheet numbers it, blank rows counted."""
    rows: Table = [
        (None,),
        (None,),
        HEADER,
        ("A1", "rural", 4, 400000),
        (None, None, None, None),
        ("A2", "city", 3, 650000),
        ("A3", "rural", 0, 650000),
    ]
    rejects = tmp_path / "rejects.csv"
    found = classify(write(tmp_path / "survey", rows), *BY_INCOME, "--rejects", rejects)
    assert found.column("household_id") == ["A1"]
    assert found.column("survey_row") == ["1"]
    assert [row["line"] for row in rows_of(rejects)] == ["6", "7"]
    assert "3 rows read = 1 written + 2 refused" in found.errors
    errors = refusal(tmp_path / "survey", *BY_INCOME)
    assert "Sheet1!B6 'city'" in errors
    assert "Sheet1!C7 '0'" in errors


@every_kind
def test_survey_row_leaves_blank_rows_out(tmp_path: Path, write: Write, expected: str) -> None:
    """Blank rows before, between and after are no rows."""
    blank = (None,) * 4
    rows = [blank, PLAIN[0], blank, PLAIN[1], blank, (" ",) * 4, PLAIN[2], blank]
    assert profile(write(tmp_path / "survey", rows), *BY_INCOME) == expected


def test_formatted_but_empty_cells(tmp_path: Path, expected: str) -> None:
    """Cells beyond the table that have a colour and no content are nothing."""
    file = write_xlsx(tmp_path / "survey.xlsx", PLAIN)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for row, column in ((1, 5), (1, 9), (2, 7), (40, 2)):
        sheet.cell(row, column).fill = PatternFill("solid", fgColor="FFFF00")
    sheet.cell(3, 6).value = "  "
    book.save(file)
    assert profile(file, *BY_INCOME) == expected


@every_kind
def test_a_cell_beyond_the_header_is_refused(tmp_path: Path, write: Write) -> None:
    """A row with a cell in no column is refused, and the cell is kept."""
    rows: Table = [HEADER, ("A1", "rural", 4, 1), ("A2", "rural", 4, 1, None, "seen twice")]
    rejects = tmp_path / "rejects.csv"
    found = classify(write(tmp_path / "survey", rows), *BY_INCOME, "-q", "--rejects", rejects)
    assert found.column("household_id") == ["A1"]
    [refused] = rows_of(rejects)
    assert (refused["household_id"], refused["line"]) == ("A2", "3")
    assert "seen twice" in refused["surplus"]
    assert "not as many cells as the header has" in refused["problems"]


# Cells


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!"])
@pytest.mark.parametrize("place", [1, 2, 3])
def test_an_error_of_a_formula_is_no_cell(tmp_path: Path, error: str, place: int) -> None:
    """A cell that shows an error, where a code or a number is due, refuses its row by its name."""
    row: list[str | int] = ["A1", "rural", 4, 400000]
    row[place] = error
    file = write_xlsx(tmp_path / "survey.xlsx", [(None,), HEADER, row])
    errors = refusal(file, *BY_INCOME)
    assert f"{HEADER[place]}: is not a" in errors
    assert f"Sheet1!{'ABCD'[place]}3 '{error}'" in errors


def test_an_error_in_an_unread_column_is_carried(tmp_path: Path) -> None:
    """A cell that shows an error, where nothing reads it, is carried as it shows."""
    rows: Table = [(*HEADER, "note"), ("A1", "rural", 4, 400000, "#DIV/0!")]
    found = classify(write_xlsx(tmp_path / "s.xlsx", rows), *BY_INCOME, "-q", "--keep", "all")
    assert found.column("note") == ["#DIV/0!"]


@every_kind
def test_numbers_in_text_cells(tmp_path: Path, write: Write, expected: str) -> None:
    """A number that was typed as text is that number."""
    rows = [PLAIN[0], *(tuple(map(str, row)) for row in PLAIN[1:])]
    assert profile(write(tmp_path / "survey", rows), *BY_INCOME) == expected


@every_kind
@pytest.mark.parametrize("text", ["1.500.000", "1,500,000", "1500 VND", "1e6", "52,5", "NA"])
def test_text_that_is_no_number(tmp_path: Path, write: Write, text: str) -> None:
    """Text in a column of numbers is held to the same rules as in CSV."""
    rows: Table = [HEADER, ("A1", "rural", 4, text)]
    errors = refusal(write(tmp_path / "survey", rows), *BY_INCOME)
    assert f"income_per_capita: is not a number (1 row: Sheet1!D2 '{text}')" in errors


@every_kind
def test_numbers_have_the_digits_that_a_spreadsheet_shows(tmp_path: Path, write: Write) -> None:
    """A number has 15 digits, as a spreadsheet keeps them, wherever its point stands."""
    weights = {
        0.1 + 0.2: "0.3",
        1.1 * 3: "3.3",
        1 / 3: "0.333333333333333",
        2 / 3: "0.666666666666667",
        1234.56789012345: "1234.56789012345",
        0.000123456789012345: "0.000123456789012345",
        1e-12: "0.000000000001",
        99999999999.9999: "99999999999.9999",
        0.0: "0",
    }
    lines = [(f"A{i}", "rural", 4, 400000, weight) for i, weight in enumerate(weights)]
    found = classify(write(tmp_path / "survey", [(*HEADER, "weight"), *lines]), *BY_INCOME, "-q")
    assert found.column("weight") == list(weights.values())


@every_kind
def test_numbers_of_more_than_15_digits_are_refused(tmp_path: Path, write: Write) -> None:
    """A number of 16 digits before its point is refused, as in CSV."""
    rows: Table = [HEADER, ("A1", "rural", 4, 1e15), ("A2", "rural", 4, 999999999999999.0)]
    rejects = tmp_path / "rejects.csv"
    found = classify(write(tmp_path / "survey", rows), *BY_INCOME, "-q", "--rejects", rejects)
    assert found.column("income_per_capita") == ["999999999999999"]
    assert [row["household_id"] for row in rows_of(rejects)] == ["A1"]


def test_text_of_more_than_15_digits_is_refused(tmp_path: Path) -> None:
    """A text cell is not rounded: a number of more digits than can be kept is refused."""
    rows: Table = [HEADER, ("A1", "rural", 4, "1234567.1234567890")]
    errors = refusal(write_xlsx(tmp_path / "survey.xlsx", rows), *BY_INCOME)
    assert "Sheet1!D2 '1234567.1234567890'" in errors


@every_kind
def test_ids_are_as_typed(tmp_path: Path, write: Write) -> None:
    """An id that is text stays as it is, one that is a number has no point."""
    ids: list[str | float] = ["007", 7, "7.0", 10200300, "1e5", "=1+1", 8.5, "NA"]
    rows: Table = [HEADER, *((id_, "rural", 4, 400000) for id_ in ids)]
    found = classify(write(tmp_path / "survey", rows), *BY_INCOME, "-q")
    expected = ["007", "7", "7.0", "10200300", "1e5", "=1+1", "8.5", "NA"]
    assert found.column("household_id") == expected


def test_long_ids_of_text_are_not_rounded(tmp_path: Path) -> None:
    """An id of digits and a point that is longer than a number can be stays text."""
    id_ = "101.2030405060708090"
    file = write_xlsx(tmp_path / "survey.xlsx", [HEADER, (id_, "rural", 4, 400000)])
    assert classify(file, *BY_INCOME, "-q").column("household_id") == [id_]


@every_kind
def test_a_boolean_is_no_number(tmp_path: Path, write: Write) -> None:
    """A cell that is true is no household of one."""
    rows: Table = [HEADER, ("A1", "rural", True, 400000)]
    errors = refusal(write(tmp_path / "survey", rows), *BY_INCOME)
    assert "household_size: is not a whole number (1 row: Sheet1!C2 'true')" in errors


def test_dates_in_an_unread_column(tmp_path: Path) -> None:
    """A date that nothing reads is carried as a date, and disturbs nothing."""
    rows: Table = [
        (*HEADER, "day", "moment"),
        ("A1", "rural", 4, 400000, date(2024, 1, 31), datetime(2024, 1, 31, 8, 5)),  # noqa: DTZ001
    ]
    file = write_xlsx(tmp_path / "survey.xlsx", rows)
    [row] = classify(file, *BY_INCOME, "-q", "--keep", "all").rows
    assert row["day"].startswith("2024-01-31")
    assert row["moment"].startswith("2024-01-31 08:05")
    assert row["class"] == "poor"


def test_a_date_is_no_number(tmp_path: Path) -> None:
    """A cell that a spreadsheet made a date of, where a number is due, refuses its row."""
    file = write_xlsx(tmp_path / "survey.xlsx", [HEADER, ("A1", "rural", 4, date(2024, 5, 1))])
    assert "income_per_capita: is not a number (1 row: Sheet1!D2 '2024-05-01" in refusal(
        file, *BY_INCOME
    )


def test_formatted_numbers_are_the_numbers(tmp_path: Path, expected: str) -> None:
    """Separators of thousands, percent and currency are only shown: the cell is the number."""
    file = write_xlsx(tmp_path / "survey.xlsx", PLAIN)
    book = openpyxl.load_workbook(file)
    for row, shown in ((2, "#,##0.00"), (3, '#,##0" ₫"')):
        book.worksheets[0].cell(row, 4).number_format = shown
    book.save(file)
    assert profile(file, *BY_INCOME) == expected


def test_decimal_comma_is_for_text(tmp_path: Path) -> None:
    """With --decimal "," numbers typed as text have a comma; a cell that is a number has none."""
    rows: Table = [
        (*HEADER, "weight"),
        ("A1", "rural", 4, 400000.5, "1,5"),
        ("A2", "rural", 4, "400000,5", 1.5),
    ]
    file = write_xlsx(tmp_path / "survey.xlsx", rows)
    found = classify(file, *BY_INCOME, "-q", "--decimal", ",")
    assert found.code == 0, found.errors
    assert found.column("income_per_capita") == ["400000.5", "400000.5"]
    assert found.column("weight") == ["1.5", "1.5"]


# Bad workbooks


def test_a_workbook_that_unpacks_to_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workbook that would fill the memory is refused before it is unpacked."""
    file = write_xlsx(tmp_path / "survey.xlsx", PLAIN)
    monkeypatch.setattr(container, "_MOST", 1_000)
    errors = refusal(file, *BY_INCOME)
    assert "survey.xlsx unpacks to" in errors


def test_a_locked_workbook(tmp_path: Path) -> None:
    """What Excel 97 and a workbook with a password begin with is no survey by itself."""
    (tmp_path / "survey.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000))
    assert "survey.xlsx cannot be read as a workbook" in refusal(
        tmp_path / "survey.xlsx", *BY_INCOME
    )
