"""The workbook of official tables: formulas, text, print, and what LibreOffice makes of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from official import (
    MIXED,
    UNITS,
    Book,
    cells_of,
    figures,
    household,
    invented,
    make_tables,
    tables_of,
    texts_of,
    write_round,
)
from openpyxl.utils import get_column_letter

from mdpoverty import __version__, load_standard

ROUNDS = invented(11, 120, rounds=3)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workbook of three rounds."""
    return tables_of(tmp_path_factory.mktemp("workbook"), *ROUNDS)


@pytest.fixture(scope="module")
def book(file: Path) -> Book:
    """Return that workbook as openpyxl reads it."""
    return Book(file)


def recomputed(files: Sequence[Path], folder: Path) -> list[Any]:
    """Return workbooks as LibreOffice computes them, which is given formulas without values."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed: apt install libreoffice-calc-nogui")
    bare = [folder / f"bare-{place}.xlsx" for place in range(len(files))]
    for file, without in zip(files, bare, strict=True):
        openpyxl.load_workbook(file).save(without)
    command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, bare)], check=True, capture_output=True, timeout=240)
    return [openpyxl.load_workbook(folder / "out" / each.name, data_only=True) for each in bare]


def test_libreoffice_computes_every_value(file: Path, tmp_path: Path) -> None:
    """Every value beside a formula is what LibreOffice computes, and none is an error."""
    listed = [row for row in ROUNDS[-1] if row["class"] in ("poor", "near_poor")]
    blank = {"household_size": "", "cause_land": "", "merit": ""}
    unknown = [{**row, **blank} if place % 3 else row for place, row in enumerate(ROUNDS[-1])]
    some = [{**row, "cause_land": ""} if row["commune"] == MIXED else row for row in unknown]
    folders = [tmp_path / str(place) for place in range(3)]
    for each in folders:
        each.mkdir()
    made = map(tables_of, folders, (listed, some, [{**row, **blank} for row in unknown]))
    files = (file, *made)
    numbers = 0
    for theirs, ours in zip(recomputed(files, tmp_path), map(Book, files), strict=True):
        assert theirs.sheetnames == ours.names
        for name in ours.names:
            # Whole sheets, row by row: a cell asked for by its place reads its sheet from the top.
            written, computed = cells_of(ours.values[name]), cells_of(theirs[name])
            for row in ours.formulas[name].iter_rows():
                for cell in row:
                    if cell.data_type != "f":
                        continue
                    value = written[cell.row - 1][cell.column - 1]
                    found = computed[cell.row - 1][cell.column - 1]
                    if isinstance(value, (int, float)):
                        numbers += 1
                        assert found == pytest.approx(value, rel=1e-12), (name, cell.coordinate)
                    else:
                        assert (None if found == "" else found) == value, (name, cell.coordinate)
    assert numbers > 1000


def test_derived_cells_are_formulas(book: Book) -> None:
    """Rates, sums, the end of a year and totals are formulas; what was counted is a number."""
    formulas = {n: figures(book.formulas[f"Mẫu số 7.{n}"]) for n in (1, 2, 4, 5, 9, 10)}
    first = formulas[1]["I", UNITS[0], ""]
    assert isinstance(first[2], int)
    assert first[3] == '=IF(N(C9)>0,E9/C9*100,"")'
    assert formulas[1]["I", "", ""][2] == "=SUM(E9:E11)"
    assert formulas[1]["", "", ""][2] == "=E8+E12"
    assert formulas[1]["", "", ""][3] == '=IF(N(C16)>0,E16/C16*100,"")'
    moved = formulas[2]
    assert moved["I", UNITS[0], "Hộ"][8] == "=D9+H9+I9+J9+K9-E9-F9-G9"
    assert moved["I", "", "Nhân khẩu"][0] == "=SUMIF(C10:C14,C8,D10:D14)"
    assert moved["III", "", "Hộ"][0] == "=D7+D15"
    assert moved["III", UNITS[0], "Hộ"][0] == "=D9"
    assert moved["III", UNITS[-1], "Hộ"][0] == "=D13+D21"
    assert moved["III", "", "Nhân khẩu"][8] == "=D24+H24+I24+J24+K24-E24-F24-G24"
    assert formulas[5]["I", UNITS[0], ""][1] == (
        "=IF(N('Mẫu số 7.4'!C6)>0,'Mẫu số 7.4'!D6/'Mẫu số 7.4'!C6*100,\"\")"
    )
    assert formulas[9]["I", UNITS[0], ""][1] == "=SUM(F6:J6)"
    assert formulas[10]["I", "", ""][0] == '=SUMIF(A7:A13,">0",C7:C13)'
    assert formulas[10]["I", UNITS[0], ""][0] == "=SUM(C8:C9)"


def test_lists_count_their_lines(book: Book) -> None:
    """The number of households of a list is a formula, and so is their sum."""
    rows = cells_of(book.formulas["Mẫu số 6.1"])
    heads = {
        row[1]: (place, row[4]) for place, row in enumerate(rows, 1) if isinstance(row[0], str)
    }
    poor, near, total = (heads[name] for name in ("Hộ nghèo", "Hộ cận nghèo", "Tổng cộng (I + II)"))
    assert poor[1] == f"=COUNT(A{poor[0] + 1}:A{near[0] - 1})"
    assert near[1] == f"=COUNT(A{near[0] + 1}:A{total[0] - 1})"
    assert total[1] == f"=E{poor[0]}+E{near[0]}"


def test_verdicts_are_formulas(book: Book) -> None:
    """A check shows both figures, by reference to the forms, and compares them."""
    rows = cells_of(book.formulas["Kiểm tra"])
    [at] = [place for place, row in enumerate(rows) if row[0] == "TT"]
    first = rows[at + 1]
    line = at + 2
    assert first[4] == "='Mẫu số 7.1'!C8"
    assert first[6] == "='Mẫu số 7.1'!E8+'Mẫu số 7.1'!G8"
    assert first[7] == f'=IF(E{line}>=G{line},"đúng","sai")'
    counts = [row[4] for row in rows[:at] if isinstance(row[4], str)]
    assert [count[:8] for count in counts] == ["=COUNTIF", "=COUNTIF"]


def test_what_a_sheet_says_of_itself(book: Book) -> None:
    """A sheet is headed by its number, and names its round and its standard with its basis."""
    for name in book.names[:-1]:
        sheet = book.values[name]
        assert str(cells_of(sheet)[0][0]).startswith(f"{name}. ")
        said = texts_of(sheet)
        assert "Kỳ rà soát: 2025 (kỳ trước: 2024)." in said
        digest = load_standard("vn-2022-2025").short_digest
        assert f"(vn-2022-2025, SHA-256 {digest}); căn cứ: 07/2021/NĐ-CP" in said
        assert f"Lập bằng mdpoverty {__version__}." in said
        assert ("theo thông lệ" in said) == name.startswith("Biểu")


def test_print(book: Book) -> None:
    """Sheets print on A4 as wide as the page, the header on every page, and as in the gazette."""
    upright = {"Mẫu số 6.1", "Mẫu số 6.2", "Mẫu số 7.1"}
    for sheet in book.formulas:
        expected = "portrait" if sheet.title in upright else "landscape"
        assert sheet.page_setup.orientation == expected
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight in (0, None)  # as many as it needs, or one
        assert bool(sheet.print_title_rows) is (sheet.title != "Kiểm tra")  # all are right


def test_numbers_of_columns_fit(book: Book) -> None:
    """No column is narrower than its number, which may be a formula and cannot be wrapped."""
    numbered = 0
    for name in book.names[:-1]:
        sheet = book.formulas[name]
        header = int(sheet.print_title_rows.split("$")[-1])
        for cell in sheet[header]:
            if re.fullmatch(r"\d+(=\d+/\d+\*100)?", str(cell.value)):
                width = sheet.column_dimensions[get_column_letter(cell.column)].width
                assert width >= len(str(cell.value)) + 2, (sheet.title, cell.coordinate)
                numbered += "=" in str(cell.value)
    assert numbered > 5


def test_pages_end_between_units(tmp_path: Path) -> None:
    """No page cuts a merged cell, and none has only a header, or only the words under a table."""
    rounds = [
        [{**row, "commune": f"{row['commune']} {place % 12}"} for place, row in enumerate(each)]
        for each in invented(3, 200, rounds=2)
    ]
    book = Book(tables_of(tmp_path, *rounds))
    broken = 0
    for name in book.names[:-1]:
        sheet = book.formulas[name]
        breaks = [each.id for each in sheet.row_breaks.brk]  # so many rows stand before
        header = int(sheet.print_title_rows.split("$")[-1])
        bordered = [
            row[0].row for row in sheet.iter_rows(max_col=1) if row[0].border.left.style == "thin"
        ]
        for merged in sheet.merged_cells.ranges:
            assert not [each for each in breaks if merged.min_row <= each < merged.max_row]
        assert breaks == sorted(set(breaks))
        assert all(each > header for each in breaks)
        assert all(each < bordered[-1] for each in breaks)
        broken += bool(breaks)
        assert bool(breaks) is (sheet.page_setup.fitToHeight == 0) or "Biểu 1" in sheet.title
    assert broken > 10


def test_text_is_text(tmp_path: Path) -> None:
    """A name, an id or a place is text, whatever it begins with; no formula is made of one."""
    texts = ["=1+1", "+1", "@SUM(A1)", "-cmd|' /C calc'!A0", "{=1}", "a\x01b", "http://x.vn"]
    columns = ("household_id", "head", "village", "ethnicity", "commune", "head_birth_date")
    rows = [household(n, **dict.fromkeys(columns, text)) for n, text in enumerate(texts)]
    rows[5]["household_id"] = "6"  # an id with a control is refused
    book = Book(tables_of(tmp_path, rows))
    cells = [cell for sheet in book.formulas for row in sheet.iter_rows() for cell in row]
    kinds = {cell.value: cell.data_type for cell in cells}
    assert {kinds[text.replace("\x01", "_x0001_")] for text in texts} == {"s"}
    made = r"=(SUM|SUMIF|IF|COUNT|COUNTIF|MAX|MIN)\(|='(Mẫu số|Biểu) |=[23]\*|=[A-Z]+[0-9]+([-+]|$)"
    assert all(re.match(made, cell.value) for cell in cells if cell.data_type == "f")
    assert not any(cell.hyperlink for cell in cells)


def test_text_too_long_for_a_cell(tmp_path: Path) -> None:
    """A text that no cell can hold is an error, and nothing is written."""
    for length, code in ((32_767, 0), (32_768, 3)):
        rows = [household(1, head="x" * length)]
        file, output = write_round(tmp_path / "r.csv", rows), tmp_path / "t.xlsx"
        output.unlink(missing_ok=True)
        done = make_tables(file, "-o", output, "-q")
        assert done.code == code
        assert output.exists() == (code == 0)
    assert "a cell of a sheet holds at most 32,767 characters" in done.errors


def test_persons_are_blank_where_sizes_are(tmp_path: Path) -> None:
    """A household of unknown size leaves blank what counts it; so do totals, and rates of these."""
    rows = [
        household(1, household_size=""),
        household(2, "near_poor"),
        household(3, "non_poor", commune=UNITS[1]),
    ]
    book = Book(tables_of(tmp_path, rows))
    found = figures(book.values["Biểu 1"])
    own = {unit: [cells[place] for place in (1, 8, 10)] for (_, unit, _), cells in found.items()}
    assert own == {UNITS[0]: [None, None, 4], UNITS[1]: [4, 0, 0], "": [None, None, 4]}
    assert found["", "", ""][11] is None
    groups = figures(book.values["Mẫu số 7.8"])
    assert groups["III", "", "Nhân khẩu"][:4] == [None, None, None, 4]
    assert groups["I", UNITS[1], "Nhân khẩu"][0] == 4
