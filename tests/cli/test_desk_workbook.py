"""A workbook from the desk, classified by options, or by a map, that say what it is."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import openpyxl
import pytest
from files import BY_INCOME, classify, refusal, write_csv
from maps import write_map
from places import ROOT

from mdpoverty import cli

REGISTER = ROOT / "examples" / "register-2024.xlsx"
HOUSEHOLDS = {
    "A1": "UBND XÃ MÈO VẠC",
    "B4": "household_id",
    "C4": "Thông tin",
    "E4": "income_per_capita",
    "C5": "area",
    "D5": "household_size",
    "B6": "H1",
    "C6": "nông thôn",
    "D6": 2,
    "E6": "1.636.000",
    "B7": "H2",
    "C7": "thành thị",
    "D7": 1,
    "E7": "450.000",
    "B8": "Tổng cộng",
}
MERGED = ("A1:E1", "B4:B5", "C4:D4", "E4:E5")
PERSONS = [("household_id", "person_id", "age"), ("H1", 1, 40), ("H1", 2, 9), ("H2", 1, 70)]
MAP = {
    "household_id": {"column": "household_id"},
    "area": {"column": "Thông tin / area"},
    "household_size": {"column": "Thông tin / household_size"},
    "income_per_capita": {"column": "income_per_capita"},
}
MEMBERS = {name: {"column": name} for name in PERSONS[0]}
HEADING = ("--sheet", "hộ", "--range", "B4:E7", "--heading-rows", "2", "--thousands", ".")
BY_INDICATORS = ("--standard", "vn-2022-2025")


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Write a register: a title, headings over two rows, a total, and members on a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Hộ"
    for address, value in HOUSEHOLDS.items():
        sheet[address] = value
    for area in MERGED:
        sheet.merge_cells(area)
    people = book.create_sheet("Nhân khẩu")
    for row in PERSONS:
        people.append(row)
    book.save(tmp_path / "so.xlsx")
    return tmp_path / "so.xlsx"


def test_the_workbook_by_a_map(tmp_path: Path, register: Path) -> None:
    """A map says where a workbook has its tables; it is named once and has both levels."""
    household = {"sheet": "Hộ", "range": "B4:E7", "heading_rows": 2, "thousands": ".", **MAP}
    columns = write_map(tmp_path, household, {"sheet": "Nhân khẩu", **MEMBERS})
    found = classify(register, "--columns", columns, *BY_INDICATORS)
    assert found.code == 0, found.errors
    assert found.column("income_per_capita") == ["1636000", "450000"]
    assert found.column("survey_row") == ["1", "2"]
    assert "so.xlsx, sheet 'Nhân khẩu': 3 rows read = 3 used + 0 refused" in found.errors


def test_the_workbook_by_options(tmp_path: Path, register: Path) -> None:
    """The same by options, which count before what the map says."""
    household = {"sheet": "Nhân khẩu", "decimal": ",", **MAP}
    columns = write_map(tmp_path, household, MEMBERS)
    options = (*HEADING, "--members-sheet", "Nhân khẩu", "--members-range", "A1:C")
    found = classify(register, "--columns", columns, *BY_INDICATORS, *options, "-q")
    assert found.code == 0, found.errors
    assert found.column("income_per_capita") == ["1636000", "450000"]


def test_places_in_the_workbook(tmp_path: Path, register: Path) -> None:
    """A problem names the sheet and the cell, as the spreadsheet shows them."""
    book = openpyxl.load_workbook(register)
    book["Hộ"]["C7"] = "phố"
    book["Nhân khẩu"]["C3"] = 900
    book.save(register)
    household = {"sheet": "Hộ", "range": "B4:E7", "heading_rows": 2, "thousands": ".", **MAP}
    columns = write_map(tmp_path, household, {"sheet": "Nhân khẩu", **MEMBERS})
    errors = refusal(register, "--columns", columns, *BY_INDICATORS)
    assert "Hộ!C7 'phố'" in errors
    assert "'Nhân khẩu'!C3 '900'" in errors


@pytest.mark.parametrize("way", ["-", "descriptor"])
def test_a_workbook_that_comes_through_a_pipe(
    tmp_path: Path, register: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """A pipe is read once, though it has both levels."""
    household = {"sheet": "Hộ", "range": "B4:E7", "heading_rows": 2, "thousands": ".", **MAP}
    columns = write_map(tmp_path, household, {"sheet": "Nhân khẩu", **MEMBERS})
    source, sink = os.pipe()
    os.write(sink, register.read_bytes())  # less than a pipe holds
    os.close(sink)
    with os.fdopen(source, encoding="utf-8") as text:
        monkeypatch.setattr("sys.stdin", text)
        name = {"-": "-", "descriptor": f"/dev/fd/{source}"}[way]
        found = classify(name, "--columns", columns, *BY_INDICATORS, "-q")
    assert found.code == 0, found.errors
    assert found.column("household_size") == ["2", "1"]


def test_a_named_pipe(tmp_path: Path, register: Path) -> None:
    """A named pipe is copied before it is read."""
    household = {"sheet": "Hộ", "range": "B4:E7", "heading_rows": 2, "thousands": ".", **MAP}
    columns = write_map(tmp_path, household)
    os.mkfifo(tmp_path / "pipe")
    write = threading.Thread(target=lambda: (tmp_path / "pipe").write_bytes(register.read_bytes()))
    write.start()
    found = classify(tmp_path / "pipe", "--columns", columns, *BY_INCOME, "-q")
    write.join()
    assert found.column("household_id") == ["H1", "H2"]


@pytest.mark.parametrize(
    "options",
    [("--range", "B4"), ("--range", "4:5"), ("--heading-rows", "0"), ("--thousands", ";")],
)
def test_options_that_are_none(register: Path, options: tuple[str, str]) -> None:
    """An option that names no part of a sheet is a wrong command line."""
    assert options[0] in refusal(register, *BY_INCOME, *options, code=2)


def test_one_sign_for_two(register: Path) -> None:
    """A sign cannot be the decimal sign and separate thousands."""
    errors = refusal(register, *BY_INCOME, "--thousands", ",", "--decimal", ",", code=2)
    assert "--decimal, --thousands" in errors


def test_files_that_a_map_joins(tmp_path: Path) -> None:
    """A folder, or one of its files, is the survey whose files a map joins."""
    write_csv(tmp_path / "ho1.csv", [("xa", "so", "area", "size"), ("1", "1", "rural", 4)])
    write_csv(tmp_path / "thu.csv", [("xa", "income"), ("1", 450000)])
    household = {
        "household_id": {"join": ["xa", "so"]},
        "area": {"column": "area"},
        "household_size": {"column": "size"},
        "income_per_capita": {"column": "income"},
    }
    files = {
        "ho1": {"path": "ho1.csv", "keys": ["xa", "so"]},
        "thu": {"path": "thu.csv", "keys": ["xa"]},
    }
    columns = write_map(tmp_path, household, files=files)
    for named in (tmp_path, tmp_path / "ho1.csv"):
        found = classify(named, "--columns", columns, *BY_INCOME, "-q")
        assert found.code == 0, found.errors
        assert found.column("household_id") == ["1-1"]
        assert found.column("income_per_capita") == ["450000"]
    errors = refusal(columns, "--columns", columns, *BY_INCOME, code=2)
    assert "name the folder, or one of the files" in errors


# The register of the examples


def test_the_register_by_a_draft_and_five_edits(tmp_path: Path) -> None:
    """A register as an office keeps it is classified by a draft, two edits, and one command."""
    draft = tmp_path / "map.yaml"
    where = ("--sheet", "Hộ gia đình", "--range", "A4:W65", "--heading-rows", "2")
    people = ("--members-sheet", "Thành viên", "--members-range", "A3:")
    assert cli.run(["map", str(REGISTER), *where, *people, "-o", str(draft), "-q"]) == 0
    text = draft.read_text(encoding="utf-8")
    edits = {
        '"Hố đất":': '"Hố đất": open_pit',
        '"Cầu cá":': '"Cầu cá": over_water',
    }
    for line, meant in edits.items():
        assert text.count(line) == 1
        text = text.replace(line, meant)
    draft.write_text(text, encoding="utf-8")
    found = classify(REGISTER, "--columns", draft, *BY_INDICATORS)
    assert found.code == 0, found.errors
    assert len(found.rows) == 60
    assert found.column("income_per_capita")[0] == "2312000"
    assert (
        "register-2024.xlsx, sheet 'Hộ gia đình': 60 rows read = 60 written + 0 refused"
        in found.errors
    )
