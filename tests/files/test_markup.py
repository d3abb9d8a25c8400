"""Sheets of XLSX workbooks as XML that no spreadsheet program writes: read alike, or refused."""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import polars as pl
import pytest
import xlsxwriter
from files import BY_INCOME, HEADER, classify, refusal, with_part, write_ods, write_xlsx

from mdpoverty.files import markup
from mdpoverty.files.cell_errors import NEWER_ERRORS
from mdpoverty.files.footprint import of_excel

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PART = "xl/worksheets/sheet1.xml"
NUMBERED = ' r="[A-Z]*[0-9]+"'
Spelling = Callable[[str], str | bytes]


def cell(place: str, content: str = "", kind: str = "n") -> str:
    return f'<c r="{place}" t="{kind}">{content}</c>'


def text(place: str, held: str) -> str:
    return cell(place, f"<is><t>{held}</t></is>", "inlineStr")


def row(number: int, household: str = "", income: str = "") -> str:
    place = f"D{number}"
    return (
        f'<row r="{number}">'
        f"{household or text(f'A{number}', f'Hộ {number} &amp; 1')}{text(f'B{number}', 'rural')}"
        f"{cell(f'C{number}', '<v>4</v>')}{income or cell(place, f'<v>{number}00000</v>')}</row>"
    )


HEADING = "".join(text(f"{x}1", name) for x, name in zip("ABCD", HEADER, strict=True))
HEAD = f'<row r="1">{HEADING}</row>'


def sheet(rows: str, after: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}">'
        f"<sheetData>{HEAD}{rows}</sheetData>{after}</worksheet>"
    )


def book(file: Path, data: str | bytes) -> Path:
    """Write a workbook with this sheet."""
    made = data.encode() if isinstance(data, str) else data
    return with_part(write_xlsx(file, [HEADER]), PART, lambda _: made)


def _small_letters(data: str) -> str:
    return re.sub(NUMBERED, lambda found: found[0].lower(), data)


def _prefixed(data: str) -> str:
    return re.sub(r"<(/?)(\w)", r"<\1x:\2", data).replace("xmlns=", "xmlns:x=")


def _declared(encoding: str) -> Spelling:
    def change(data: str) -> bytes:
        return data.replace("UTF-8", encoding).replace("ộ", "ô").encode(encoding)

    return change


SPELLINGS: dict[str, Spelling] = {
    "small letters": _small_letters,
    "spaces before =": lambda data: re.sub(r'(<[^?>]*?) (\w+)="', r'\1 \2 ="', data),
    "spaces around =": lambda data: re.sub(r'(?<= r)="([A-Z]?\d+)"', r' = "\1"', data),
    "lines": lambda data: data.replace(" r=", "\n r=").replace(" t=", "\t\n t="),
    "single quotes": lambda data: re.sub(r'="([^"]*)"', r"='\1'", data),
    "no places": lambda data: re.sub(NUMBERED, "", data),
    "no places of rows": lambda data: re.sub(r'<row r="\d+"', "<row", data),
    "another order": lambda data: re.sub(rf'({NUMBERED})( t="\w+")', r"\2\1", data),
    "a prefix": _prefixed,
    "indented": lambda data: (
        data.replace("<", "\n <").replace("\n <?", "<?").replace("\n </", "</")
    ),
    "comments": lambda data: data.replace("00000<", "00<!-- > -->000<").replace(
        "ural", "ur<!---->al"
    ),
    "comments with cells": lambda data: data.replace("<row", "<!-- <row r='2'> <c> -->\n<row"),
    "CDATA": lambda data: re.sub(r"<v>([^<]*)</v>", r"<v><![CDATA[\1]]></v>", data),
    "CDATA in texts": lambda data: data.replace("rural", "<![CDATA[rural]]>"),
    "instructions": lambda data: data.replace("00000<", "00<?x y?>000<"),
    "letters by number": lambda data: re.sub(
        "<([vt])>(.)", lambda found: f"<{found[1]}>&#{ord(found[2])};", data
    ),
    "parts of text": lambda data: re.sub(r"<t>(.)", r"<r><t>\1</t></r><r><rPr/><t>", data).replace(
        "</t></is>", "</t></r><rPh><t>x</t></rPh></is>"
    ),
    "text as a value": lambda data: data.replace("<is><t>", "<v>").replace("</t></is>", "</v>"),
    "parts of rows": lambda data: data.replace('<row r="2"', '</sheetData><sheetData><row r="2"'),
    "other elements": lambda data: data.replace("<row", "<x><row").replace("</row>", "</row></x>"),
    "UTF-16": lambda data: data.replace("UTF-8", "UTF-16").encode("utf-16"),
    "UTF-16, unsaid": lambda data: data.partition("\n")[2].encode("utf-16"),
    "Latin-1": _declared("ISO-8859-1"),
}
each_spelling = pytest.mark.parametrize("spelling", SPELLINGS)


@each_spelling
def test_other_spellings(tmp_path: Path, spelling: str) -> None:
    """However a sheet is spelt, it has the same cells; its first sheet has none but usual ones."""
    usual = sheet(
        "".join(map(row, range(2, 6))), '<mergeCells><mergeCell ref="D4:D5"/></mergeCells>'
    )
    usual = usual.replace("<v>500000</v>", "")  # of a merged cell
    if spelling == "Latin-1":
        usual = usual.replace("ộ", "ô")
    found = classify(book(tmp_path / "so.xlsx", usual), *BY_INCOME, "-q")
    assert found.column("income_per_capita") == ["200000", "300000", "400000", "400000"]
    assert found.column("household_id")[0] in {"Hộ 2 & 1", "Hô 2 & 1"}
    other = SPELLINGS[spelling](usual)
    assert other != usual
    assert classify(book(tmp_path / "so.xlsx", other), *BY_INCOME, "-q") == found


FOUND = {
    "error": (row(3, income=cell("D3", "<v>#N/A</v>", "e")), "(1 row: Sheet1!D3 '#N/A')"),
    "formula": (row(3, income=cell("D3", "<f>1+1</f>")), "1 formula without a value: Sheet1!D3"),
    "row twice": (row(3) + row(3), "more than one cell, or row, at Sheet1!3"),
    "far": (
        f'{row(3)}<row r="1048576">{cell("XFD1048576", "<v>1</v>")}</row>',
        "reaches Sheet1!XFD1048576, but has only 13 cells",
    ),
}


@each_spelling
@pytest.mark.parametrize("held", FOUND)
def test_what_is_found_in_other_spellings(tmp_path: Path, spelling: str, held: str) -> None:
    """Errors, formulas without a value, and rows in one place are found; so is a far cell."""
    rows, words = FOUND[held]
    change = SPELLINGS[spelling]
    if "no places" in spelling and held in {"far", "row twice"}:
        pytest.skip("of places")
    begun = time.monotonic()
    assert words in refusal(book(tmp_path / "so.xlsx", change(sheet(row(2) + rows))), *BY_INCOME)
    assert time.monotonic() - begun < 10  # a machine may be busy


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        (row(2) + re.sub(NUMBERED, "", row(9)) + row(3), "3"),
        (row(3) + re.sub(NUMBERED, "", row(9)) + row(4), "4"),
        (row(2, f"{re.sub(NUMBERED, '', text('A2', 'x'))}{text('A2', 'y')}"), "A2"),
        (row(2, f"{text('A2', 'x')}{text('a2', 'y')}"), "A2"),
        (row(2, cell("A2", "<is><t>x</t></is><is><t>y</t></is>", "inlineStr")), "A2"),
        (row(2, income=cell("D2", "<v>1</v><v>2</v>")), "D2"),
        (row(2, income=cell("D2", "<v>1</v><is><t>2</t></is>")), "D2"),
        (row(2, income=cell("D2", "<v/><v>1</v>")), "D2"),
        (f"{row(2)}</sheetData><sheetData>{row(2)}", "2"),
    ],
)
def test_places_that_are_there_twice(tmp_path: Path, rows: str, place: str) -> None:
    """Nothing is lost where a place follows from the one before, or a cell has two values."""
    file = book(tmp_path / "so.xlsx", sheet(rows))
    assert f"has more than one cell, or row, at Sheet1!{place}" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize(
    "place", ["XFE3", "AAAA3", "ZZZZZZZ3", "zzzzz3", "A1048577", "A0", "A4294967299", "$A$3", "3A"]
)
def test_cells_where_no_sheet_has_one(tmp_path: Path, place: str) -> None:
    """What is beyond a sheet is refused by its place, before it takes all memory."""
    file = book(tmp_path / "so.xlsx", sheet(row(2) + f'<row r="3">{cell(place, "<v>1</v>")}</row>'))
    words = f"has a cell, or row, at Sheet1!{place.upper()}, where no sheet has one"
    assert words in refusal(file, *BY_INCOME)


@pytest.mark.parametrize("number", ["0", "1048577", "4294967299", "-1", " 3", "x"])
def test_rows_where_no_sheet_has_one(tmp_path: Path, number: str) -> None:
    """So are rows; the last one that there may be is read."""
    rows = row(2) + row(3).replace('<row r="3"', f'<row r="{number}"')
    file = book(tmp_path / "so.xlsx", sheet(rows))
    assert f"at Sheet1!{number}, where no sheet has one" in refusal(file, *BY_INCOME)
    file = book(tmp_path / "so.xlsx", sheet(row(2) + row(1_048_576)))
    assert len(classify(file, *BY_INCOME, "-q").rows) == 2


def shared(file: Path) -> Path:
    """Write a workbook that shares its texts."""
    with xlsxwriter.Workbook(file) as made:
        page = made.add_worksheet()
        for place, cells in enumerate((HEADER, ("A1", "rural", 4, 1), ("A2", "rural", 4, 1))):
            page.write_row(place, 0, cells)
    return file


@pytest.mark.parametrize(
    "number", ["-1", "2", "1.5", "1e0", "x", "+1", "18446744073709551616", "-0"]
)
def test_numbers_of_no_shared_text(tmp_path: Path, number: str) -> None:
    """A shared text that there is not is never another one."""
    file = shared(tmp_path / "shared.xlsx")
    old = '<c r="A3" t="s"><v>6</v></c>'

    def changed(new: str) -> Path:
        def change(data: bytes) -> bytes:
            assert old.encode() in data
            return data.replace(old.encode(), new.encode())

        return with_part(file, PART, change)

    number = "7" if number == "2" else number  # one more than there are
    bad = changed(f'<c r="A3" t="s"><v>{number}</v></c>')
    assert "cannot be read as a workbook" in refusal(bad, *BY_INCOME)
    for good in ('t="s"><v> 6 </v>', 't="s"><v>006</v>', "t='s'><v>6</v>"):
        found = classify(changed(f'<c r="A3" {good}</c>'), *BY_INCOME, "-q")
        assert found.column("household_id") == ["A1", "A2"]


@pytest.mark.parametrize(
    "error",
    [*NEWER_ERRORS, "#NEWER!", "#n/a"],
)
def test_newer_errors(tmp_path: Path, error: str) -> None:
    """An error that the library does not know is one of its cell, as the others are."""
    income = cell("D3", f"<v>{error}</v>", "e")
    file = book(tmp_path / "so.xlsx", sheet(row(2) + row(3, income=income)))
    assert f"is not a number (1 row: Sheet1!D3 '{error}')" in refusal(file, *BY_INCOME)
    if error in NEWER_ERRORS:
        file = book(tmp_path / "so.xlsx", sheet(row(2, cell("A2", f"<v>{error}</v>", "e"))))
        assert "is an error of a spreadsheet, not an id" in refusal(file, *BY_INCOME)


USUAL = sheet(row(2) + row(3, income=cell("D3", "<f>1</f><v>1</v>")) + row(4))


@pytest.mark.parametrize("end", [*dict.fromkeys(re.findall(r"</\w+>", USUAL))])
@pytest.mark.parametrize("other", ["", "</x>", "<x>"])
def test_elements_that_do_not_end(tmp_path: Path, end: str, other: str) -> None:
    """XML that is not well-formed is damaged, whatever the library makes of it."""
    assert classify(book(tmp_path / "so.xlsx", USUAL), *BY_INCOME, "-q").code == 0
    before, _, after = USUAL.rpartition(end)
    file = book(tmp_path / "so.xlsx", f"{before}{other}{after}")
    assert "cannot be read as a workbook" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</si>", ""),
        ("</t></si>", "</si>"),
        ("</si>", "</x>"),
        ("<si>", "<!-- x --><!DOCTYPE x><si>"),
        ("</sst>", "<!-- x -->&x;</sst>"),
        ("</sst>", ""),
    ],
)
def test_shared_texts_that_are_damaged(tmp_path: Path, old: str, new: str) -> None:
    """The same holds of shared texts: none runs into the next."""
    file = with_part(
        shared(tmp_path / "shared.xlsx"),
        "xl/sharedStrings.xml",
        lambda data: data.replace(old.encode(), new.encode(), 1),
    )
    assert "cannot be read as a workbook" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<c r="C4"', '<c r="C4" r="E4"'),
        ("<v>400000</v>", "<v>400<b/>000</v>"),
        ("<v>400000</v>", "<V>400000</V>"),
        (row(4), row(4).replace("<c ", "<C ").replace("</c>", "</C>")),
        (row(4), f"</sheetData><SheetData>{row(4)}</SheetData><sheetData>"),
        ("<v>400000</v>", "<v>400&amp;000</v>"),
        ("<v>400000</v>", "<v>400&z;000</v>"),
        ('<c r="C4" t="n"', '<c r="C4" t="number"'),
        ("<v>400000</v></c>", f"<v>400000</v>{cell('E4')}</c>"),
    ],
)
def test_what_has_no_meaning(tmp_path: Path, old: str, new: str) -> None:
    """So is what a sheet cannot hold: nothing of it is left out."""
    assert USUAL.count(old) == 1
    file = book(tmp_path / "so.xlsx", USUAL.replace(old, new))
    assert "cannot be read as a workbook" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize(
    ("part", "again"),
    [
        (PART, PART),
        (PART, "XL/Worksheets/Sheet1.xml"),
        (PART, "xl\\worksheets\\sheet1.xml"),
        (PART, "/xl/worksheets/sheet1.xml"),
        (PART, "xl/./worksheets/sheet1.xml"),
        ("xl/workbook.xml", "xl/Workbook.xml"),
        ("content.xml", "content.xml"),
        ("content.xml", "Content.xml"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice(tmp_path: Path, part: str, again: str) -> None:
    """A workbook of which a program may read one part or another of the same name is refused."""
    write = write_ods if part == "content.xml" else write_xlsx
    file = write(tmp_path / "so", [HEADER, ("A1", "rural", 4, 1)])
    assert classify(file, *BY_INCOME, "-q").code == 0
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr(again, packed.read(part))
    assert f"so has 2 parts with the name {part}" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize(("empty", "filled"), [(1_000, 0), (1_001, 50), (1_001, 0), (1_001, 41)])
def test_cells_that_hold_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty: int, filled: int
) -> None:
    """To spell them takes long: where there are far more than others, the sheet is refused."""
    monkeypatch.setattr("mdpoverty.files.markup._MOST_EMPTY", 1_000)
    cells = "<c/>" * empty + "<c><v>1</v></c>" * filled
    file = book(tmp_path / "book.xlsx", sheet(f'{row(2)}<row r="3">{cells}</row>'))
    found = 8 + filled  # a heading and a household have four each
    if empty <= max(1_000, 20 * found):
        assert of_excel(file, "Sheet1").empty is False
        return
    said = refusal(file, *BY_INCOME)
    assert f"but has only {found} cells" in said
    assert "delete the rows and columns beyond the table" in said


def test_spreadsheets_write_the_usual_spelling(tmp_path: Path) -> None:
    """What programs write is not spelt anew, which takes longer."""
    rows = [("A1", "rural", 4, 1.5), ("A2 & é", None, 4, -1e-7), ("A3", " x ", True, None)]
    frame = pd.DataFrame(rows, columns=[*HEADER])
    frame.to_excel(tmp_path / "pandas.xlsx")
    pl.DataFrame(rows, schema=[*HEADER], orient="row", strict=False).write_excel(
        tmp_path / "polars.xlsx"
    )
    made = openpyxl.Workbook(write_only=True)
    page = made.create_sheet()
    for line in (HEADER, *rows, ("=1+1", "=A1", "", "x<y")):
        page.append(line)
    made.save(tmp_path / "openpyxl.xlsx")
    for name in ("pandas", "polars", "openpyxl"):
        with zipfile.ZipFile(tmp_path / f"{name}.xlsx") as packed, packed.open(PART) as file:
            assert sum(len(piece.cells) for piece in markup.usual(file)) > 12


@pytest.mark.parametrize("zero", ["0", "0.0", "0e0", "-0", "0.", "1", "0.5"])
def test_a_formula_left_at_zero_counts_as_never_calculated_however_zero_is_spelt(
    tmp_path: Path, zero: str
) -> None:
    rows = row(2, income=cell("D2", f"<f>1</f><v>{zero}</v>"))
    made = tmp_path / "zero.xlsx"
    with (
        zipfile.ZipFile(book(tmp_path / "s.xlsx", sheet(rows))) as old,
        zipfile.ZipFile(made, "w") as new,
    ):
        for part in old.namelist():
            asked = b'<calcPr fullCalcOnLoad="1"/>'
            new.writestr(part, re.sub(rb"<calcPr[^>]*/>", asked, old.read(part)))
    found = of_excel(made, openpyxl.load_workbook(made).sheetnames[0])
    assert found.uncalculated == ([] if zero in {"1", "0.5"} else [(1, 3)])
