"""Workbooks as they come: which sheet, which part of it, its heading, and what cells hold."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import polars as pl
import pytest
import xlsxwriter
import xlwt
from files import (
    BY_INCOME,
    BY_INDICATORS,
    HEADER,
    Table,
    classify,
    refusal,
    with_part,
    write_csv,
    write_ods,
    write_xls,
    write_xlsx,
)
from odf.opendocument import OpenDocumentSpreadsheet, load
from odf.table import Table as OdsTable
from odf.table import TableCell, TableRow
from odf.text import P

from mdpoverty.errors import SurveyError
from mdpoverty.files import container, documents
from mdpoverty.files.layout import Area, Layout, area_of
from mdpoverty.survey.opening import open_survey
from mdpoverty.survey.survey import Survey

Patch = pytest.MonkeyPatch
PLAIN: Table = [HEADER, ("A1", "rural", 4, 400000), ("A2", "urban", 3, 650000)]


def opened(file: Path, **layout: Any) -> Survey:
    scratch = file.parent / "scratch"
    scratch.mkdir()
    return open_survey([str(file)], scratch, "survey", Layout(**layout))


def cells(survey: Survey) -> list[dict[str, str]]:
    return survey.frame.select(list(survey.schema)).collect().rows(named=True)


def sheet_of(file: Path, rows: Mapping[str, Any], merged: tuple[str, ...] = ()) -> Path:
    """Write a workbook of a sheet `Hộ` with cells by their addresses."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Hộ"
    for address, value in rows.items():
        sheet[address] = value
    for area in merged:
        sheet.merge_cells(area)
    book.save(file)
    return file


# Which sheet


def test_a_sheet_by_its_name(tmp_path: Path) -> None:
    """The sheet that is named is read, in any case, of several and hidden ones."""
    sheets = {"Hộ nghèo": PLAIN, "other": [("x",)]}
    file = write_xlsx(tmp_path / "so.xlsx", (), sheets)
    assert list(opened(file, sheet="hộ Nghèo").schema) == list(HEADER)


def test_hidden_sheets_do_not_count(tmp_path: Path) -> None:
    """The only visible sheet of a workbook is read, though others are hidden."""
    file = write_xlsx(tmp_path / "so.xlsx", (), {"lists": [("x",)], "Hộ": PLAIN})
    book = openpyxl.load_workbook(file)
    book["lists"].sheet_state = "veryHidden"
    book.active = 1
    book.save(file)
    assert list(opened(file).schema) == list(HEADER)


def test_a_sheet_called_as_what_it_holds(tmp_path: Path) -> None:
    """Of several sheets the one called survey is read, in any case."""
    file = write_xlsx(tmp_path / "so.xlsx", (), {"Survey": [HEADER], "notes": [("x",)]})
    assert list(opened(file).schema) == [*HEADER]


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    """A sheet that a workbook does not have is refused, and those that it has are named."""
    file = write_xlsx(tmp_path / "so.xlsx", (), {"Hộ": PLAIN, "notes": [("x",)]})
    with pytest.raises(SurveyError) as caught:
        opened(file, sheet="Ho")
    [problem] = caught.value.problems
    assert (problem.code, problem.allowed) == ("files.sheet-absent", "Hộ, notes")


def test_both_levels_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook that comes through a pipe is read twice, and keeps its name."""
    people = [("household_id", "person_id"), ("A1", "1")]
    file = write_xlsx(tmp_path / "so.xlsx", (), {"survey": PLAIN[:2], "people": people})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(file.read_bytes())))
    errors = refusal("-", "--members-sheet", "people", *BY_INDICATORS)
    assert "standard input, sheet 'survey': 1 row refused" in errors
    assert "survey!C2 '4'" in errors


def test_text_has_no_sheets(tmp_path: Path) -> None:
    """A sheet, a range or rows of headings are not for CSV."""
    file = tmp_path / "so.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(SurveyError) as caught:
        opened(file, sheet="Hộ", area=Area(1, 1))
    assert caught.value.problems[0].subject == "--sheet, --range"


# Which part of it


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("B4:AE3003", Area(4, 2, 3003, 31)),
        ("$b$4:$ae$3003", Area(4, 2, 3003, 31)),
        ("B4:", Area(4, 2)),
        ("B4:AE", Area(4, 2, None, 31)),
        ("B4:10", Area(4, 2, 10)),
        ("A1:XFD1048576", Area(1, 1, 1048576, 16384)),
    ],
)
def test_areas(text: str, area: Area) -> None:
    """A part of a sheet is named as a spreadsheet does, and may be open at its end."""
    assert area_of(text) == area


@pytest.mark.parametrize(
    "text",
    ["", "B4", ":B4", "B4:A9", "B4:C3", "B0:C3", "XFE1:", "A1:A1048577", "A:B", "A1-B2"],
)
def test_no_areas(text: str) -> None:
    """What names no part of a sheet is an error."""
    assert area_of(text) is None


def test_a_part_of_a_sheet(tmp_path: Path) -> None:
    """Of a part of a sheet the first row is the heading, and what is around it is not used."""
    rows = {
        "A1": "DANH SÁCH",
        "B4": "household_id",
        "C4": "area",
        "E4": "note",
        "B5": "A1",
        "C5": "rural",
        "D5": "seen",
        "B6": "A2",
        "C6": "urban",
        "B7": "Tổng cộng",
    }
    file = sheet_of(tmp_path / "so.xlsx", rows)
    survey = opened(file, area=area_of("B4:C6"))
    assert cells(survey) == [
        {"household_id": "A1", "area": "rural"},
        {"household_id": "A2", "area": "urban"},
    ]
    assert survey.frame.collect()["mdpoverty line"].to_list() == [5, 6]
    assert survey.address(None, 5, ["area"]) == "Hộ!C5"


def test_a_part_that_is_open(tmp_path: Path) -> None:
    """A part that is open at its end reaches the sheet does."""
    rows = {"B4": "household_id", "C4": "area", "B5": "A1", "C5": "rural", "B9": "A2"}
    file = sheet_of(tmp_path / "so.xlsx", rows)
    assert [row["household_id"] for row in cells(opened(file, area=area_of("B4:")))] == ["A1", "A2"]


def test_a_part_beyond_the_sheet(tmp_path: Path) -> None:
    """A part that holds no cell is told from an empty sheet, by the option of its level."""
    file = sheet_of(tmp_path / "so.xlsx", {"A1": "x", "C2": "y"})
    errors = refusal(file, "--range", "B4:", *BY_INCOME)
    assert "so.xlsx has no cell in B4:, since its sheet ends at Hộ!C2" in errors
    assert "correct --range" in errors
    households = write_csv(tmp_path / "a.csv", [HEADER, ("1", "rural", 1, 1)])
    errors = refusal(households, "--members", file, "--members-range", "B4:", *BY_INDICATORS)
    assert "correct --members-range" in errors


def test_no_part_of_a_sheet(tmp_path: Path) -> None:
    """What is no part of a sheet is refused with what is allowed."""
    errors = refusal(tmp_path / "so.xlsx", "--range", "B4", code=2)
    assert errors.startswith("error: --range: 'B4' is not a part of a sheet. Write the first and")


def test_a_required_cell_that_is_blank(tmp_path: Path) -> None:
    """A cell that should not be blank is named as any other."""
    rows = dict(zip(("B4", "C4", "D4", "E4"), HEADER, strict=True)) | {"B5": "1", "D5": 4, "E5": 9}
    errors = refusal(sheet_of(tmp_path / "so.xlsx", rows), "--range", "B4:", *BY_INCOME)
    assert "area: is missing (1 row: Hộ!C5)" in errors


# Its heading


def test_headings_over_two_rows(tmp_path: Path) -> None:
    """Merged headings are filled and joined; one that is merged over both rows is said once."""
    rows = {
        "A1": "STT",
        "B1": "Thông tin  chủ hộ",
        "D1": "Ghi chú",
        "B2": "Họ và tên",
        "C2": "Dân tộc",
        "D2": "của xã",
        "A3": 1,
        "B3": "Giàng A Páo",
        "C3": "Mông",
    }
    file = sheet_of(tmp_path / "so.xlsx", rows, ("A1:A2", "B1:C1"))
    survey = opened(file, heading_rows=2)
    expected = ["STT", "Thông tin chủ hộ / Họ và tên", "Thông tin chủ hộ / Dân tộc"]
    assert list(survey.schema) == [*expected, "Ghi chú / của xã"]
    assert [row["STT"] for row in cells(survey)] == ["1"]


@pytest.mark.parametrize("merged", [False, True])
def test_a_title_above_the_heading(tmp_path: Path, *, merged: bool) -> None:
    """A title where the heading should be is said, and the row that looks like the heading."""
    rows = {"A1": "UBND XÃ", "A2": "DANH SÁCH HỘ NGHÈO"}
    rows |= {f"{letter}4": name for letter, name in zip("ABCD", HEADER, strict=True)}
    rows |= {f"{letter}5": "x" for letter in "ABCD"}
    file = sheet_of(tmp_path / "so.xlsx", rows, ("A1:D1", "A2:D2") if merged else ())
    errors = refusal(file, *BY_INCOME)
    assert "has no heading in row 1, 'UBND XÃ'; row 4 looks like the heading" in errors
    assert "--range A4:" in errors


def test_groups_above_the_heading(tmp_path: Path) -> None:
    """Where groups of headings are above the heading, --heading-rows is named too."""
    rows: dict[str, Any] = {"A1": "Hộ", "D1": "Thu nhập"}
    rows |= {f"{letter}2": f"c{letter}" for letter in "ABCDEF"}
    rows |= {f"{letter}3": 1 for letter in "ABCDEF"}
    file = sheet_of(tmp_path / "so.xlsx", rows, ("A1:C1", "D1:F1"))
    assert "--heading-rows 2" in refusal(file, *BY_INCOME)


def test_a_title_beside_a_margin(tmp_path: Path) -> None:
    """The part that is proposed begins where the table does."""
    rows = {"B1": "DANH SÁCH"} | {
        f"{letter}4": name for letter, name in zip("BCDE", HEADER, strict=True)
    }
    assert "--range B4:" in refusal(sheet_of(tmp_path / "so.xlsx", rows), *BY_INCOME)


def test_groups_of_headings_in_one_row(tmp_path: Path) -> None:
    """A heading that is merged over columns is no column that appears twice."""
    rows = {"A1": "household_id", "B1": "Chủ hộ", "D1": "area", "B2": "Tên", "C2": "Dân tộc"}
    rows |= {f"{letter}3": "1" for letter in "ABCD"}
    errors = refusal(sheet_of(tmp_path / "so.xlsx", rows, ("B1:C1",)), *BY_INCOME)
    assert "has a heading that is merged over several columns: Hộ!B1" in errors
    assert "--heading-rows 2" in errors


def test_columns_without_a_heading_are_no_misspelt_ones(tmp_path: Path) -> None:
    """A stray cell far to the right names no column that looks like a variable."""
    rows: dict[str, Any] = dict(zip(("A1", "B1", "C1", "D1"), HEADER, strict=True))
    rows |= {"A2": "1", "B2": "rural", "C2": 4, "D2": 900000, "ZZ1": "x"}
    done = classify(sheet_of(tmp_path / "so.xlsx", rows), *BY_INDICATORS)
    assert done.code == 0
    assert "did you mean" not in done.errors


# Merged cells of data


def test_merged_cells_of_data(tmp_path: Path) -> None:
    """A cell merged over rows counts for each, one merged over columns once, and notes say so."""
    rows = {"A1": "household_id", "B1": "person_id", "C1": "note", "D1": "more"}
    rows |= {"A2": "H1", "B2": "1", "B3": "2", "C3": "both", "B4": "3", "A4": "H2"}
    file = sheet_of(tmp_path / "so.xlsx", rows, ("A2:A3", "C3:D3"))
    survey = opened(file)
    assert [row["household_id"] for row in cells(survey)] == ["H1", "H1", "H2"]
    assert [row["more"] for row in cells(survey)] == [None, None, None]
    assert [note.code for note in survey.notes] == ["files.merged-down", "files.merged-across"]
    assert "Hộ!A2" in survey.notes[0]
    assert "Hộ!C3" in survey.notes[1]


def test_merged_cells_of_an_open_document(tmp_path: Path) -> None:
    """Cells that LibreOffice merged are filled as well."""
    book = OpenDocumentSpreadsheet()
    table = OdsTable(name="Hộ")
    for line in (["household_id", "person_id"], ["H1", "1"], [None, "2"]):
        row = TableRow()
        for text in line:
            spans = {"numberrowsspanned": 2} if text == "H1" else {}
            cell = TableCell(valuetype="string", **spans) if text else TableCell()
            if text:
                cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(tmp_path / "so.ods"))
    survey = opened(tmp_path / "so.ods")
    assert [row["household_id"] for row in cells(survey)] == ["H1", "H1"]
    assert "Hộ!A2" in survey.notes[0]


# What cells hold


def test_digits_of_text_stay(tmp_path: Path) -> None:
    """Text of many digits is not taken for a number: ids that differ in the last digit differ."""
    ids = ["1234567890123456", "1234567890123457", "00123456789012345678901"]
    rows: Table = [HEADER, *((id_, "rural", 4, 400000) for id_ in ids)]
    found = classify(write_xlsx(tmp_path / "so.xlsx", rows), *BY_INCOME, "-q")
    assert found.column("household_id") == ids


def test_a_number_of_many_digits_says_that_it_is_not_exact(tmp_path: Path) -> None:
    """A typed number of which a spreadsheet keeps only 15 digits is written as it shows it."""
    file = sheet_of(tmp_path / "so.xlsx", {"A1": "id", "A2": 1234567890123456, "A3": 10.0**15 - 1})
    assert [row["id"] for row in cells(opened(file))] == ["1.23456789012346E+15", "999999999999999"]


@pytest.mark.parametrize("decimal", [".", ","])
def test_numbers_keep_their_value(tmp_path: Path, decimal: str) -> None:
    """A cell that is a number keeps its value, whatever separates thousands in text."""
    file = sheet_of(
        tmp_path / "so.xlsx",
        {"A1": "id", "B1": "income_per_capita", "B2": 900.125, "B3": "1.636.000", "B4": 1500000},
    )
    survey = opened(file, decimal=decimal, thousands="." if decimal == "," else ",")
    plain = survey.spelling.plain(pl.col("income_per_capita"))
    found = survey.frame.select(plain).collect().to_series().to_list()
    assert found == ["900.125\ufff0", "1636000" if decimal == "," else "1.636.000", "1500000"]


@pytest.mark.parametrize(
    ("thousands", "text", "plain"),
    [
        (".", "1.636.000", "1636000"),
        (".", "1.636.000,5", "1636000.5"),
        (".", "-1.636.000", "-1636000"),
        (".", "1636000", "1636000"),
        (".", "900.000", "900000"),
        (".", "12.34", "12,34"),
        (".", "1.6360.000", "1,6360,000"),
        (",", "1,636,000.25", "1636000.25"),
        (",", "12,34", "12,34"),
        ("space", "1 636 000", "1636000"),
        ("space", "1\N{NO-BREAK SPACE}636\N{NARROW NO-BREAK SPACE}000", "1636000"),
        ("space", "1 63", "1 63"),
    ],
)
def test_groups_of_thousands(tmp_path: Path, thousands: str, text: str, plain: str) -> None:
    """Groups of three digits are one number; what is not grouped so stays no number."""
    file = tmp_path / "so.csv"
    file.write_text(f'a,b\n"{text}",x\n', encoding="utf-8")
    survey = opened(file, thousands=thousands)
    found = survey.frame.select(survey.spelling.plain(pl.col("a"))).collect().item()
    assert found == plain


def test_formulas_that_were_never_calculated(tmp_path: Path) -> None:
    """A formula without a stored value is no blank: its cells are named."""
    rows: Table = [*PLAIN, ("A3", "rural", 4, "x")]
    file = write_xlsx(tmp_path / "so.xlsx", rows)
    book = openpyxl.load_workbook(file)
    book["Sheet1"]["D4"] = "=D2+D3"
    book.save(file)
    errors = refusal(file, *BY_INCOME)
    assert "so.xlsx has 1 formula without a value: Sheet1!D4" in errors
    assert "open it in Excel, and save it" in errors


def test_formulas_of_a_program_that_cannot_calculate(tmp_path: Path) -> None:
    """A zero that stands for a formula's value until it is calculated is no value either."""
    book = xlsxwriter.Workbook(str(tmp_path / "so.xlsx"))
    sheet = book.add_worksheet()
    for place, row in enumerate(PLAIN):
        sheet.write_row(place, 0, row)
    sheet.write_formula("D2", "=100000*4")
    sheet.write_formula("D3", "=130000*5", None, 650000)
    book.close()
    assert "has 1 formula without a value: Sheet1!D2" in refusal(tmp_path / "so.xlsx", *BY_INCOME)


@pytest.mark.parametrize(("second", "zeros"), [(0, True), (0.0, True), (1, False), ("", False)])
def test_formulas_that_are_all_zero(tmp_path: Path, second: object, *, zeros: bool) -> None:
    """LibreOffice saves the zeros of a workbook that was never calculated as values: it is said."""
    book = xlsxwriter.Workbook(str(tmp_path / "so.xlsx"))
    sheet = book.add_worksheet()
    for place, row in enumerate(PLAIN):
        sheet.write_row(place, 0, row)
    sheet.write_formula("D2", "=C2-C2")
    sheet.write_formula("E2", "=C3-C2", None, second)
    sheet.write("E1", "note")
    book.close()
    assert "has 2 formulas without" in refusal(tmp_path / "so.xlsx", *BY_INCOME) or not zeros
    asked = b' fullCalcOnLoad="1"'
    file = with_part(tmp_path / "so.xlsx", "xl/workbook.xml", lambda data: data.replace(asked, b""))
    edit = (b'<c r="E2"><f>C3-C2</f><v></v>', b'<c r="E2" t="str"><f>C3-C2</f><v></v>')
    part = "xl/worksheets/sheet1.xml"
    file = with_part(file.rename(tmp_path / "a.xlsx"), part, lambda data: data.replace(*edit))
    found = classify(file, *BY_INCOME)
    assert found.code == 0
    said = "all 2 formulas of the sheet Sheet1 have the value 0, as in workbooks that were never"
    assert (said in found.errors) == zeros
    assert ("press Ctrl+Shift+F9" in found.errors) == zeros


def test_formulas_that_are_empty_text(tmp_path: Path) -> None:
    """A formula whose value is empty text has a value: blank."""
    book = xlsxwriter.Workbook(str(tmp_path / "so.xlsx"))
    sheet = book.add_worksheet()
    for place, row in enumerate(PLAIN):
        sheet.write_row(place, 0, row)
    sheet.write_formula("D2", '=IF(1,"","")', None, "")
    book.close()
    part = "xl/worksheets/sheet1.xml"
    edit = (b'<c r="D2">', b'<c r="D2" t="str">')  # as Excel writes it
    file = with_part(tmp_path / "so.xlsx", part, lambda data: data.replace(*edit))
    found = classify(file, *BY_INCOME, "-q")
    assert found.column("income_per_capita") == ["", "650000"]


def test_formulas_outside_the_table(tmp_path: Path) -> None:
    """A formula without a value that is not in the part that is read hurts nobody."""
    file = sheet_of(tmp_path / "so.xlsx", {"A1": "id", "A2": "H1", "A3": "=COUNTA(A2:A2)"})
    assert [row["id"] for row in cells(opened(file, area=area_of("A1:A2")))] == ["H1"]


def test_formulas_of_an_open_document(tmp_path: Path) -> None:
    """In an OpenDocument too, a formula without a value is named."""
    file = write_ods(tmp_path / "so.ods", PLAIN)
    book = load(str(file))
    cell = book.spreadsheet.getElementsByType(TableCell)[7]
    for name in ("valuetype", "value"):
        cell.removeAttribute(name)
    cell.setAttribute("formula", "of:=400000")
    book.save(str(file))
    assert "has 1 formula without a value: Sheet1!D2" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_errors_that_a_spreadsheet_calculated(tmp_path: Path, soffice: str, kind: str) -> None:
    """A cell that shows an error in a file of LibreOffice's is no blank, whatever the format."""
    source = sheet_of(
        tmp_path / "so.xlsx",
        {
            **{f"{letter}1": name for letter, name in zip("ABCD", HEADER, strict=True)},
            "A2": "H1",
            "B2": "rural",
            "C2": 4,
            "D2": "=1/0",
            "A3": "H2",
            "B3": "rural",
            "C3": 4,
            "D3": "=NA()",
        },
    )
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    folder = tmp_path / "made"
    subprocess.run(
        [soffice, home, "--headless", "--convert-to", kind, "--outdir", str(folder), str(source)],
        check=True,
        capture_output=True,
    )
    errors = refusal(folder / f"so.{kind}", *BY_INCOME)
    assert "income_per_capita: is not a number (2 rows: Hộ!D2 '#DIV/0!', Hộ!D3 '#N/A')" in errors


# What no honest workbook holds


def in_seconds(work: Callable[[], str]) -> str:
    begun = time.monotonic()
    said = work()
    assert time.monotonic() - begun < 30  # a machine may be busy; bombs took minutes
    return said


@pytest.mark.parametrize("cell", ["XFD1048576", "XFD3000", "ZZ40000", "Z1048576"])
def test_a_stray_cell(tmp_path: Path, cell: str) -> None:
    """A sheet that goes much farther than its table is refused before it is loaded."""
    file = write_xlsx(tmp_path / "so.xlsx", PLAIN)
    book = openpyxl.load_workbook(file)
    book["Sheet1"][cell] = " "
    book.save(file)
    errors = in_seconds(lambda: refusal(file, *BY_INCOME))
    assert f"so.xlsx reaches Sheet1!{cell}, but has only" in errors
    assert "Ctrl+End" in errors


def test_a_stray_cell_of_a_narrow_sheet(tmp_path: Path) -> None:
    """A sheet of few columns is loaded as far as it goes."""
    file = write_xlsx(tmp_path / "so.xlsx", PLAIN)
    book = openpyxl.load_workbook(file)
    book["Sheet1"]["D1048576"] = " "
    book.save(file)
    assert classify(file, *BY_INCOME, "-q").column("household_id") == ["A1", "A2"]


def test_a_stray_cell_of_an_open_document(tmp_path: Path) -> None:
    """Rows and columns that an OpenDocument repeats are not loaded a million times."""
    book = OpenDocumentSpreadsheet()
    table = OdsTable(name="Hộ")
    row = TableRow(numberrowsrepeated=1_000_000)
    cell = TableCell(valuetype="string", numbercolumnsrepeated=16_000)
    cell.addElement(P(text="x"))
    row.addElement(cell)
    table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(tmp_path / "so.ods"))
    errors = in_seconds(lambda: refusal(tmp_path / "so.ods", *BY_INCOME))
    assert "reaches Hộ!WQJ1000000, but has only 1 cell" in errors


@pytest.mark.parametrize(("columns", "is_read"), [(12, True), (13, False)])
def test_how_far_an_open_document_may_reach(tmp_path: Path, columns: int, *, is_read: bool) -> None:
    """Twelve million cells, however few are filled, and not one column more."""
    book = OpenDocumentSpreadsheet()
    table = OdsTable(name="Hộ")
    table.addElement(TableRow(numberrowsrepeated=999_999))
    row = TableRow()
    row.addElement(TableCell(numbercolumnsrepeated=columns - 1))
    cell = TableCell(valuetype="string")
    cell.addElement(P(text="x"))
    row.addElement(cell)
    table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(tmp_path / "so.ods"))
    errors = in_seconds(lambda: refusal(tmp_path / "so.ods", *BY_INCOME))
    assert ("but has only 1 cell" in errors) is not is_read


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_that_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """A part of a workbook that grows beyond reason is refused, whatever it says of its size."""
    monkeypatch.setattr(container, "_SMALL", 1_000_000)
    file = with_part(
        write_xlsx(tmp_path / "so.xlsx", PLAIN), part, lambda data: data + b" " * 20_000_000
    )
    assert "unpacks to" in in_seconds(lambda: refusal(file, *BY_INCOME))
    lies = with_size(file, part, 1_000)
    assert "cannot be read as a workbook" in in_seconds(lambda: refusal(lies, *BY_INCOME))


def test_a_workbook_of_many_parts(tmp_path: Path) -> None:
    """An archive of more parts than a workbook has is refused before its directory is read."""
    file = write_xlsx(tmp_path / "so.xlsx", PLAIN)
    with zipfile.ZipFile(file, "a") as book:
        for number in range(20_001):
            book.writestr(f"xl/{number}", b"")
    assert "has more than 20,000 parts" in in_seconds(lambda: refusal(file, *BY_INCOME))


def test_merged_cells_that_overlap(tmp_path: Path) -> None:
    """Merged parts that cover more cells than there are would take hours to fill."""
    merged = b"<mergeCells>%s</mergeCells>" % (b'<mergeCell ref="A1:D1048576"/>' * 3)
    file = with_part(
        write_xlsx(tmp_path / "so.xlsx", PLAIN),
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b"</sheetData>", b"</sheetData>" + merged),
    )
    assert "changed.xlsx has merged cells that overlap" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # The first row of a stray cell, and its column; where a sheet says that it ends.
        (struct.pack("<2H", 60_000, 200), struct.pack("<2H", 65_535, 65_535)),
        (struct.pack("<2I2H", 0, 60_001, 0, 201), struct.pack("<2I2H", 0, 1 << 31, 0, 201)),
        (struct.pack("<2I2H", 0, 60_001, 0, 201), struct.pack("<2I2H", 9, 1, 0, 201)),
        # How many texts there are, and the sector after the third one: itself.
        (struct.pack("<2H2I", 252, 93, 8, 8), struct.pack("<2H2I", 252, 93, 8, 1 << 30)),
        (struct.pack("<3I", 1, 2, 3), struct.pack("<3I", 1, 1, 3)),
        (struct.pack("<3I", 1, 2, 3), struct.pack("<3I", 1, 1 << 30, 3)),
    ],
)
def test_an_old_workbook_that_lies(tmp_path: Path, before: bytes, after: bytes) -> None:
    """An old workbook whose numbers would fill the memory is refused before it is loaded."""
    file = write_xls(tmp_path / "so.xls", [*PLAIN, *[()] * 59_997, ("",) * 200 + (1.5,)])
    data = file.read_bytes()
    assert data.count(before) == 1
    file.write_bytes(data.replace(before, after))
    assert "so.xls cannot be read as a workbook" in in_seconds(lambda: refusal(file, *BY_INCOME))


@pytest.mark.parametrize("names", [("Hộ",), ("Hộ", "Xã")])
def test_stray_cells_of_an_old_workbook(tmp_path: Path, names: tuple[str, ...]) -> None:
    """A sheet of an old workbook reaches too far, or all do together: all are loaded."""
    book = xlwt.Workbook()
    for name in names:
        book.add_sheet(name).write(65_535, 255 // len(names), 1)
    book.save(str(tmp_path / "so.xls"))
    errors = in_seconds(lambda: refusal(tmp_path / "so.xls", *BY_INCOME))
    corner = {1: "IV65536", 2: "DX65536"}[len(names)]
    assert f"reaches Hộ!{corner}, but has only 1 cell" in errors


@pytest.mark.parametrize(("rows", "is_read"), [(60_000, True), (60_001, False)])
def test_how_far_an_old_workbook_may_reach(tmp_path: Path, rows: int, *, is_read: bool) -> None:
    """Six million cells, however few are filled, and not one row more."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Hộ")
    for row, cells in enumerate(PLAIN):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    sheet.write(rows - 1, 99, " ")
    book.save(str(tmp_path / "so.xls"))
    done = classify(tmp_path / "so.xls", *BY_INCOME, "-q")
    assert done.code == (0 if is_read else 3), done.errors


@pytest.mark.parametrize("seed", [*range(5)])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "META-INF/manifest.xml"])
def test_a_part_that_cannot_be_unpacked(tmp_path: Path, part: str, seed: int) -> None:
    """Whatever unpacking fails with, the workbook is damaged; so it is without a part."""
    write = write_xlsx if part.startswith("xl") else write_ods
    file = write(tmp_path / "so.book", PLAIN)
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as packed:
        begin = packed.getinfo(part).header_offset + 30 + len(part)
    data[begin + 4 : begin + 12] = Random(seed).randbytes(8)  # noqa: S311 -- the same each time
    file.write_bytes(data)
    assert "so.book cannot be read as a workbook" in refusal(file, *BY_INCOME)
    if part.startswith("META"):
        file.write_bytes(bytes(data).replace(part.encode(), part.encode()[::-1]))
        assert "so.book cannot be read as a workbook" in refusal(file, *BY_INCOME)


def test_definitions_in_an_open_document(tmp_path: Path) -> None:
    """What a document type defines is not read: it may be text without end."""
    lots = b'<!DOCTYPE x [<!ENTITY a "%s">]>' % (b"no" * 100)
    file = with_part(
        write_ods(tmp_path / "so.ods", PLAIN),
        "content.xml",
        lambda data: data.replace(b"?>", b"?>" + lots, 1),
    )
    assert "cannot be read as a workbook" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize(("spaces", "code"), [(3, 0), (100_000_000_000, 3)])
def test_spaces_that_are_counted_in_an_open_document(
    tmp_path: Path, spaces: int, code: int
) -> None:
    """A run of spaces is a number in the file: a few are read, and more than fit are refused."""
    run = b'A1<text:s text:c="%d"/></text:p>' % spaces
    file = with_part(
        write_ods(tmp_path / "so.ods", PLAIN),
        "content.xml",
        lambda data: data.replace(b"A1</text:p>", run),
    )
    done = classify(file, *BY_INCOME, "-q")
    assert (done.code, "has runs of more than 16,777,216 spaces" in done.errors) == (
        code,
        bool(code),
    )


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("number", ["NaN", "INF", "-INF"])
@pytest.mark.parametrize("column", range(4))
def test_a_number_that_is_none(tmp_path: Path, kind: str, number: str, column: int) -> None:
    """A cell of a number that is none, or infinite, shows an error; its row alone is refused."""
    odd = 1234567.0625
    cells: list[str | float] = ["A3", "rural", 4, 400_000]
    cells[column] = odd
    rows: Table = [*PLAIN, cells]
    part = {"xlsx": "xl/worksheets/sheet1.xml", "ods": "content.xml"}
    if kind == "xls":
        file = write_xls(tmp_path / "odd.xls", rows)
        old, new = (struct.pack("<d", float(each)) for each in (odd, number))
        assert file.read_bytes().count(old) == 1
        file.write_bytes(file.read_bytes().replace(old, new))
    else:
        write = write_xlsx if kind == "xlsx" else write_ods
        file = write(tmp_path / f"odd.{kind}", rows)
        old, new = str(odd).encode(), number.encode()
        file = with_part(file, part[kind], lambda data: data.replace(old, new))
    done = classify(file, *BY_INCOME, "-q", "--rejects", tmp_path / "rejects.csv")
    assert done.column("household_id") == ["A1", "A2"]
    assert "#NUM!" in (tmp_path / "rejects.csv").read_text()


def _address(data: bytes, old: str, new: str) -> bytes:
    assert data.count(f'r="{old}"'.encode()) == 1
    return data.replace(f'r="{old}"'.encode(), f'r="{new}"'.encode())


@pytest.mark.parametrize(
    ("old", "new", "place"), [("C3", "B3", "B3"), ("A3", "A2", "A2"), ("3", "2", "2")]
)
def test_a_cell_or_a_row_that_is_there_twice(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    """A sheet with two cells or rows in one place is refused: of which the last would count."""
    rows: Table = [*PLAIN, ("A3", 'r="B2"', 4, 1), ("A4", 'r="B2"', 4, 1)]
    file = write_xlsx(tmp_path / "survey.xlsx", rows)
    assert classify(file, *BY_INCOME, "-q", "--rejects", tmp_path / "r.csv").code == 0
    part = "xl/worksheets/sheet1.xml"
    file = with_part(file, part, lambda data: _address(data, old, new))
    assert f"has more than one cell, or row, at Sheet1!{place}" in refusal(file, *BY_INCOME)


def test_a_cell_that_is_there_twice_far_below(tmp_path: Path, monkeypatch: Patch) -> None:
    """So it is where the sheet is looked through in pieces, in whatever order its rows are."""
    monkeypatch.setattr("mdpoverty.files.markup._PIECE", 200)
    rows: Table = [HEADER, *((f"A{number}", "rural", 4, 400_000) for number in range(40))]
    file = write_xlsx(tmp_path / "survey.xlsx", rows)
    part = "xl/worksheets/sheet1.xml"
    swapped = with_part(
        file, part, lambda data: re.sub(rb"(<row r=\"9\".*?</row>)(<row.*?</row>)", rb"\2\1", data)
    )
    assert classify(swapped, *BY_INCOME, "-q").code == 0
    file = with_part(file, part, lambda data: _address(data, "D41", "D3"))
    assert "has more than one cell, or row, at Sheet1!D3" in refusal(file, *BY_INCOME)


DECLARED = b'<!DOCTYPE x [<!ENTITY z "000">]>'


@pytest.mark.parametrize("declared", [b"", DECLARED])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_names_for_text(tmp_path: Path, declared: bytes, part: str) -> None:
    """A workbook that defines names for text is refused: the library leaves them out of numbers."""
    file = tmp_path / "survey.xlsx"
    with xlsxwriter.Workbook(file) as book:  # which shares texts
        sheet = book.add_worksheet()
        for number, cells in enumerate([*PLAIN, ("A&lt;3", "rural", 4, 400_000)]):
            sheet.write_row(number, 0, cells)
    assert classify(file, *BY_INCOME, "-q").column("household_id")[-1] == "A&lt;3"
    where = (b"<v>400000</v>", b"<v>400&z;</v>") if "sheet1" in part else (b">A1<", b">A&z;1<")

    def named(data: bytes) -> bytes:
        assert where[0] in data
        begin = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
        return data[:begin] + declared + data[begin:].replace(*where)

    file = with_part(file, part, named)
    assert "cannot be read as a workbook" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize("record", [(0, 10), (0x00FD, 8_225), (0x000A, 10)])
def test_an_old_workbook_with_what_is_no_record(tmp_path: Path, record: tuple[int, int]) -> None:
    """One damaged record must not end the sheet there: what comes after it would be lost."""
    file = write_xls(tmp_path / "survey.xls", PLAIN)
    data, second = file.read_bytes(), struct.pack("<4H", 0x00FD, 10, 1, 0)
    assert data.count(second) == 1
    file.write_bytes(data.replace(second, struct.pack("<4H", *record, 1, 0)))
    assert "cannot be read as a workbook" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize("count", [2_000, 2_001])
def test_many_sheets(tmp_path: Path, count: int) -> None:
    """A workbook that lists no end of sheets is refused before they are looked at."""
    file = write_xlsx(tmp_path / "survey.xlsx", PLAIN)

    def listed(data: bytes) -> bytes:
        [sheet] = re.findall(rb"<sheet [^>]*/>", data)
        others = (sheet.replace(b"Sheet1", b"s%d" % number) for number in range(count - 1))
        return data.replace(sheet, sheet + b"".join(others))

    file = with_part(file, "xl/workbook.xml", listed)
    errors = refusal(file, *BY_INCOME)
    assert ("has more than 2,000 sheets" in errors) == (count > 2_000)


def test_a_cell_of_an_old_workbook_that_is_there_twice(tmp_path: Path) -> None:
    """A sheet of old Excel with two cells in one place is refused too."""
    file = write_xls(tmp_path / "survey.xls", [*PLAIN, ("A3", "rural", 1.5, 2.5)])
    data = file.read_bytes()
    second = struct.pack("<4H", 0x00FD, 10, 3, 1)  # a cell with a text: its row and column
    assert data.count(second) == 1
    file.write_bytes(data.replace(second, struct.pack("<4H", 0x00FD, 10, 3, 0)))
    assert "has more than one cell, or row, at Sheet1!A4" in refusal(file, *BY_INCOME)


def with_size(file: Path, part: str, size: int) -> Path:
    """Let the directory of a workbook say that a part is of a size that it is not."""
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as packed:
        entry = packed.getinfo(part)
    struct.pack_into("<I", data, entry.header_offset + 22, size)
    place = data.rfind(part.encode()) - 46
    assert data[place : place + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, place + 24, size)
    made = file.with_name("lies.xlsx")
    made.write_bytes(data)
    return made


# What is no workbook


def test_a_password(tmp_path: Path) -> None:
    """A workbook with a password says that it has one."""
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    (tmp_path / "so.xlsx").write_bytes(start + "EncryptedPackage".encode("utf-16-le") + bytes(4000))
    errors = refusal(tmp_path / "so.xlsx", *BY_INCOME)
    assert "so.xlsx is protected by a password" in errors


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<html><body><table><tr><td>household_id</td></tr></table>", "is a web page (HTML)"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html>", "is a web page (HTML)"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "is a workbook of Excel 2003 in XML",
        ),
        (b'<?xml version="1.0"?><rows/>', "is XML"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b'[\n {"household_id": "1"}]', "is JSON"),
        (b'{"household_id":"1"}\n', "is JSON"),
        (b"SQLite format 3\0\x10\0", "is a database of SQLite"),
        (b"12345678DUCK\x40\0", "is a database of DuckDB"),
        (b"Rar!\x1a\x07\x01\0", "is an archive"),
    ],
)
def test_other_documents(tmp_path: Path, data: bytes, words: str) -> None:
    """What is no table is said for what it is, whatever its name says."""
    (tmp_path / "so.xls").write_bytes(data)
    assert f"so.xls {words}" in refusal(tmp_path / "so.xls", *BY_INCOME)


def test_a_page_in_utf_16(tmp_path: Path) -> None:
    """A page is one in the encoding that is named too."""
    (tmp_path / "so.xls").write_text("<html><table>", encoding="utf-16")
    errors = refusal(tmp_path / "so.xls", "--encoding", "utf-16", *BY_INCOME)
    assert "so.xls is a web page (HTML)" in errors


def test_locks_of_excel(tmp_path: Path) -> None:
    """The lock that Excel keeps beside an open workbook is no survey, and no part of a pattern."""
    write_xlsx(tmp_path / "so.xlsx", PLAIN)
    (tmp_path / "~$so.xlsx").write_bytes(b"\x04user")
    found = classify(tmp_path / "*.xlsx", *BY_INCOME, "-q")
    assert found.column("household_id") == ["A1", "A2"]
    assert "is Excel's lock" in refusal(tmp_path / "~$so.xlsx", *BY_INCOME)


def test_a_binary_workbook(tmp_path: Path) -> None:
    """A binary workbook, which is not looked through, is refused with what to do."""
    with zipfile.ZipFile(tmp_path / "so.xlsb", "w") as packed:
        packed.writestr("xl/workbook.bin", b"")
    assert "save it as XLSX" in refusal(tmp_path / "so.xlsb", *BY_INCOME)


# What an advice names would help


TITLED: Table = [("Survey of 2024",), (), *PLAIN]
SECTIONS: Table = [("Survey of 2024",), ("Who", "", "What", ""), *PLAIN]
PERSONS: Table = [("household_id", "person_id"), ("A1", 1)]


@pytest.mark.parametrize(
    ("sheets", "hidden", "advised"),
    [
        ({"Notes": [("x",)], "Hộ": PLAIN}, (), "--sheet 'Hộ'"),
        ({"Sheet1": [], "Hộ": TITLED}, (), "--sheet 'Hộ'"),
        ({"Wide": [tuple("abcdefgh")], "Người": PERSONS, "Hộ": PLAIN}, (), "--sheet 'Hộ'"),
        ({"survey": [], "Hộ": PLAIN}, (), "use --sheet 'Hộ'"),
        ({"Sheet1": [], "Hộ": PLAIN}, ("Hộ",), "use --sheet 'Hộ'"),
        ({"Sheet1": []}, (), "add a header and rows under it"),
        ({"Hộ": TITLED}, (), "use --range A3: "),
        ({"Hộ": SECTIONS}, (), "use --range A3:, or --range A2: with --heading-rows 2 if row 2"),
    ],
)
def test_advice_names_the_sheet_and_the_range_of_the_table(
    tmp_path: Path, sheets: Mapping[str, Table], hidden: tuple[str, ...], advised: str
) -> None:
    """What is advised is a sheet that has a table, and the row of its heading; else none is."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row, start=1):
                if cell != "":
                    sheet.cell(number, place, cell)
    book.save(tmp_path / "so.xlsx")
    errors = " ".join(refusal(tmp_path / "so.xlsx", *BY_INCOME).split()) + " "
    assert f"{advised}" in errors
    if "--sheet" in advised:
        option, sheet_name = advised.split()[-2:]
        rest = ("--range", "A3:") if sheets[sheet_name.strip("'")] == TITLED else ()
        asked = (option, sheet_name.strip("'"), *rest, *BY_INCOME, "-q")
        assert classify(tmp_path / "so.xlsx", *asked).column("household_id") == ["A1", "A2"]
    elif "--sheet" in errors or "--range" in errors:
        assert "--range" in advised


def test_members_are_advised_by_their_own_sheet(tmp_path: Path) -> None:
    """Of members the sheet is named that has their columns."""
    file = write_xlsx(tmp_path / "so.xlsx", (), {"Hộ": PLAIN, "Người": PERSONS})
    households = write_csv(tmp_path / "ho.csv", PLAIN)
    errors = refusal(households, "--members", str(file), *BY_INCOME)
    assert "such as --members-sheet 'Người'" in errors


def test_documents_are_told_what_is_read(tmp_path: Path) -> None:
    """A picture, a text, an archive or a document is said to be one, and what is expected."""
    others = {
        "a.png": (b"\x89PNG\r\n\x1a\n\0\0", "is a picture"),
        "b.jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF|", "is a picture"),
        "README.md": (b"# Title\n\nsome text, and more\n", "is a text document, not a table"),
        "c.rtf": (b"{\\rtf1 a}", "is a text document, not a table"),
        "d.pdf": (b"%PDF-1.7\n", "is a PDF"),
        "e.doc": (
            documents.OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"),
            "is a document of Word or Writer, not a table",
        ),
        "f.7z": (b"7z\xbc\xaf\x27\x1c", "is an archive"),
    }
    for name, part in (("g.docx", "word/document.xml"), ("h.zip", "a.csv")):
        with zipfile.ZipFile(tmp_path / name, "w") as packed:
            packed.writestr(part, "x")
        wrong = "is a ZIP archive" if name == "h.zip" else "is a document of Word or Writer"
        others[name] = ((tmp_path / name).read_bytes(), wrong)
    households = write_csv(tmp_path / "ho.csv", PLAIN)
    for name, (data, wrong) in others.items():
        (tmp_path / name).write_bytes(data)
        for asked in ((tmp_path / name,), (households, "--members", str(tmp_path / name))):
            errors = refusal(*asked, *BY_INCOME)
            assert f"{name} {wrong}" in errors
            assert "allowed: a table: a workbook (XLSX, XLS, ODS), CSV, Parquet" in errors
