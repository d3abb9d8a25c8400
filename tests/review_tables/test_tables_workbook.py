"""The workbook of official tables: formulas, text, print, and what LibreOffice makes of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import second_tables as second
from official import (
    UNITS,
    Book,
    cells_of,
    figures,
    household,
    invented,
    make_tables,
    tables_of,
    write_round,
)
from second_tables import TOTAL

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
    files = (file, tables_of(tmp_path, listed))
    numbers = 0
    for theirs, ours in zip(recomputed(files, tmp_path), map(Book, files), strict=True):
        assert theirs.sheetnames == ours.names
        for name in ours.names:
            formulas = ours.formulas[name]
            for row in formulas.iter_rows():
                for cell in row:
                    if cell.data_type != "f":
                        continue
                    value = ours.values[name][cell.coordinate].value
                    found = theirs[name][cell.coordinate].value
                    if isinstance(value, (int, float)):
                        numbers += 1
                        assert found == pytest.approx(value, rel=1e-12), (name, cell.coordinate)
                    else:
                        assert (found or None) == value, (name, cell.coordinate)
    assert numbers > 1000


def test_derived_cells_are_formulas(book: Book) -> None:
    """Rates, sums, the end of a period and totals are formulas; what was counted is a number."""
    formulas = {f"Biểu {n}": figures(book.formulas[f"Biểu {n}"]) for n in (1, 2, 4, 5, 9)}
    first = formulas["Biểu 1"][UNITS[0], ""]
    assert isinstance(first[3], int)
    assert first[4] == '=IF(N(C11)>0,E11/C11*100,"")'
    total = formulas["Biểu 1"][TOTAL, ""]
    assert total[3] == "=SUM(E11:E15)"
    assert total[4] == '=IF(N(C16)>0,E16/C16*100,"")'
    moved = formulas["Biểu 2"]
    assert moved[UNITS[0], "Hộ"][9] == "=D11+H11+I11+J11+K11-E11-F11-G11"
    assert moved[TOTAL, "Nhân khẩu"][1] == "=SUMIF(C11:C20,C22,D11:D20)"
    assert moved[TOTAL, "Nhân khẩu"][9] == "=D22+H22+I22+J22+K22-E22-F22-G22"
    assert formulas["Biểu 4"][UNITS[0], ""][2] == "=SUM(E11:P11)"
    assert formulas["Biểu 5"][UNITS[0], ""][2] == (
        "=IF(N('Biểu 4'!C11)>0,'Biểu 4'!E11/'Biểu 4'!C11*100,\"\")"
    )
    assert formulas["Biểu 9"][UNITS[0], "Hộ nghèo"][3] == "=SUM(G10:I10)"


def test_verdicts_are_formulas(book: Book) -> None:
    """A check shows both figures, by reference to the tables, and compares them."""
    rows = cells_of(book.formulas["Kiểm tra"])
    [at] = [place for place, row in enumerate(rows) if row[0] == "TT"]
    first = rows[at + 1]
    line = at + 2
    assert first[4] == "='Biểu 1'!C11"
    assert first[6] == "='Biểu 1'!E11+'Biểu 1'!G11+'Biểu 1'!I11"
    assert first[7] == f'=IF(E{line}>=G{line},"đúng","sai")'
    counts = [row[4] for row in rows[:at] if isinstance(row[4], str)]
    assert [count[:8] for count in counts] == ["=COUNTIF", "=COUNTIF"]


def test_what_a_sheet_says_of_itself(book: Book) -> None:
    """A sheet names its round, its standard with the legal basis, and that its layout is custom."""
    for name in book.names:
        top = "\n".join(str(row[0]) for row in cells_of(book.values[name])[:6])
        assert "Kỳ rà soát: 2025" in top
        assert "(vn-2022-2025); căn cứ: 07/2021/NĐ-CP" in top
        assert "theo thông lệ" in top


def test_print(book: Book) -> None:
    """Sheets print on A4, landscape, as wide as the page, the header on every page."""
    for sheet in book.formulas:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows


def test_text_is_text(tmp_path: Path) -> None:
    """A name, an id or a place is text, whatever it begins with; no formula is made of one."""
    texts = ["=1+1", "+1", "@SUM(A1)", "-cmd|' /C calc'!A0", "{=1}", "a\x01b", "http://x.vn"]
    columns = ("household_id", "head", "village", "ethnicity", "commune")
    rows = [household(n, **dict.fromkeys(columns, text)) for n, text in enumerate(texts)]
    book = Book(tables_of(tmp_path, rows))
    cells = [cell for sheet in book.formulas for row in sheet.iter_rows() for cell in row]
    kinds = {cell.value: cell.data_type for cell in cells}
    assert {kinds[text.replace("\x01", "_x0001_")] for text in texts} == {"s"}
    made = ("=SUM(", "=SUMIF(", "=IF(", "=COUNTIF(", "=MAX(", "=MIN(", "='Biểu ", "=3*", "=2*")
    assert all(cell.value.startswith(made) for cell in cells if cell.data_type == "f")
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
    assert "a cell of a sheet holds 32,767 characters" in done.errors


def test_persons_are_blank_where_sizes_are(tmp_path: Path) -> None:
    """A household of unknown size leaves blank what counts it; so do totals, and rates of these."""
    rows = [
        household(1, household_size=""),
        household(2, "near_poor"),
        household(3, "non_poor", commune=UNITS[1]),
    ]
    book = Book(tables_of(tmp_path, rows))
    found = figures(book.values["Biểu 1"])
    own = {unit: [cells[number] for number in (2, 9, 11)] for (unit, _), cells in found.items()}
    assert own == {UNITS[0]: [None, None, 4], UNITS[1]: [4, 0, 0], TOTAL: [None, None, 4]}
    assert found[TOTAL, ""][12] is None
    same = second.table_1(rows, UNITS[:2])
    assert {key: cells[4] for key, cells in found.items()} == {
        key: pytest.approx(cells[4]) for key, cells in same.items()
    }
