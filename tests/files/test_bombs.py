"""Small files that claim, or repeat, more than any survey has: refused in words, in moments."""

from __future__ import annotations

import gzip
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest
import xlsxwriter
import xlwt
from files import BY_INCOME, HEADER, classify, refusal, run, with_part
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from mdpoverty.files import long_texts, repeated
from mdpoverty.files.old_workbook import of_old_excel
from mdpoverty.files.statistical import _parts_of_spss, _said_by_stata

HEADING = f"{','.join(HEADER)}\n".encode()
GROWN = 12_000_000  # bytes


def packed(file: Path, row: bytes) -> Path:
    """Write a file of one row over and over, packed."""
    data = HEADING + row * (GROWN // len(row))
    if file.suffix == ".gz":
        file.write_bytes(gzip.compress(data))
    else:
        file.write_bytes(pa.compress(data, "zstd", asbytes=True))
    return file


@pytest.mark.parametrize("suffix", ["csv.gz", "csv.zst"])
@pytest.mark.parametrize("row", [b",,,\n", b" \n", b"\n", b"0,0,0,0\n", b'"","","",""\n', b"0\n"])
def test_packed_text(tmp_path: Path, suffix: str, row: bytes) -> None:
    """Whatever is repeated, no survey grows so much."""
    file = packed(tmp_path / f"survey.{suffix}", row)
    assert "unpacks to more than 250 times its size" in refusal(file, *BY_INCOME)


def test_parquet(tmp_path: Path) -> None:
    """A value that is told once is not that of a million households."""
    rows = 3_000_000
    frame = pl.DataFrame({name: pl.repeat("1", rows, eager=True) for name in HEADER})
    frame.write_parquet(tmp_path / "survey.parquet")
    size = (tmp_path / "survey.parquet").stat().st_size
    said = refusal(tmp_path / "survey.parquet", *BY_INCOME)
    assert f"has more than 2,500,000 rows in {size:,} bytes" in said
    assert "damaged" not in said


def test_a_packed_file_within_a_packed_one(tmp_path: Path) -> None:
    """A Parquet file that is made larger, to hold more, does not get in as a small one."""
    whole, packed_again = tmp_path / "survey.parquet", tmp_path / "survey.parquet.gz"
    frame = pl.DataFrame([("1", "rural", 4, 9)], schema=HEADER, orient="row")
    frame.write_parquet(whole)
    packed_again.write_bytes(gzip.compress(whole.read_bytes()))
    assert classify(packed_again, *BY_INCOME).code == 0
    blank = bytes(2_000_000)
    packed_again.write_bytes(gzip.compress(b"PAR1" + blank + whole.read_bytes()[4:]))
    assert "unpacks to more than 50 times its size" in refusal(packed_again, *BY_INCOME)


def test_spss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is it in an SPSS file, whatever it says of its rows: one fewer are read."""
    pyreadstat = pytest.importorskip("pyreadstat")
    file, rows = tmp_path / "survey.zsav", 100_000
    frame = pd.DataFrame({name: np.ones(rows) for name in HEADER})
    pyreadstat.write_sav(frame, str(file), compress=True)
    monkeypatch.setattr("mdpoverty.files.statistical._MOST_CELLS", rows * len(HEADER))
    assert "more than one row" in refusal(file, *BY_INCOME)
    monkeypatch.setattr("mdpoverty.files.statistical._MOST_CELLS", rows * len(HEADER) - 1)
    monkeypatch.setattr("mdpoverty.files.statistical._RATIO", 1)
    assert "has more than 99,999 rows in" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize(
    ("number", "odd"),
    [
        ("10000000", False),
        ("10000001", True),
        ("4000000000", True),
        ("9" * 30, True),
        ("&#52;000000000", True),
        ("-1", False),
        ("many", False),
    ],
)
@pytest.mark.parametrize("quote", ['"', "'"])
def test_shared_texts_that_are_said_to_be(
    tmp_path: Path, number: str, quote: str, *, odd: bool
) -> None:
    """A workbook that says it has billions of texts is refused: the library would make room."""
    plain = tmp_path / "survey.xlsx"
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([HEADER, ("A1", "rural", 4, 9)]):
            sheet.write_row(place, 0, row)

    def said(part: bytes) -> bytes:
        counted = f"uniqueCount={quote}{number}{quote}".encode()
        return re.sub(rb'uniqueCount="[0-9]*"', counted, part)

    changed = with_part(plain, "xl/sharedStrings.xml", said)
    done = classify(changed, *BY_INCOME)
    assert done.code == (3 if odd else 0), done.errors
    assert ("what the format does not have there: uniqueCount" in done.errors) == odd


def test_a_cell_of_many_lines(tmp_path: Path) -> None:
    """A cell that closes, after more characters than a cell has, is not said to stay open."""
    file = tmp_path / "survey.csv"
    header, line = ",".join(HEADER), "x" * 1000 + "\n"
    for lines, code in ((2_000, 0), (2_200, 3)):
        file.write_text(f'{header},note\nA1,rural,4,900000,"{line * lines}"\n')
        done = classify(file, *BY_INCOME)
        assert done.code == code, done.errors
    assert "a quote opens there, and does not close within 2,097,152 characters" in done.errors


def _ods(file: Path, text: str, rows: int) -> None:
    book = OpenDocumentSpreadsheet()
    table = Table(name="a")
    for names, count in ((HEADER, 1), ([text] * len(HEADER), rows)):
        row = TableRow(numberrowsrepeated=count)
        for name in names:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=name))
            row.addElement(cell)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(file))


def _xlsx(file: Path, text: str, rows: int) -> None:
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate((HEADER, *([text] * len(HEADER),) * rows)):
            sheet.write_row(number, 0, cells)


def _xls(file: Path, text: str, rows: int) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for number, cells in enumerate((HEADER, *([text] * len(HEADER),) * (rows // 2))):
        for column, cell in enumerate(cells):
            sheet.write(number, column, cell)
    other = book.add_sheet("b")  # all sheets are loaded, whichever is read
    for number in range(rows // 2):
        for column in range(len(HEADER)):
            other.write(number, column, text)
    book.save(str(file))


def _stata(file: Path, text: str, rows: int) -> None:
    frame = pd.DataFrame({name: [text] * rows for name in HEADER})
    frame.to_stata(file, version=118, convert_strl=[*HEADER], write_index=False)


def _spss(file: Path, text: str, rows: int) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    pyreadstat.write_sav(
        pd.DataFrame({name: [text] * rows for name in HEADER}), str(file), compress=True
    )


def _parquet(file: Path, text: str, rows: int) -> None:
    pl.DataFrame({name: [text] * rows for name in HEADER}).write_parquet(file)


def _categories(file: Path, text: str, rows: int) -> None:
    pl.DataFrame({name: [text] * rows for name in HEADER}).cast(pl.Categorical).write_parquet(file)


def _by_prefix(file: Path, text: str, rows: int) -> None:
    pyarrow.parquet.write_table(
        pa.table({name: [text] * rows for name in HEADER}),
        file,
        use_dictionary=False,
        column_encoding=dict.fromkeys(HEADER, "DELTA_BYTE_ARRAY"),
    )


@pytest.mark.parametrize(
    ("suffix", "write"),
    [
        ("ods", _ods),
        ("xlsx", _xlsx),
        ("xls", _xls),
        ("dta", _stata),
        ("zsav", _spss),
        ("parquet", _parquet),
        ("parquet", _categories),
        ("parquet", _by_prefix),
    ],
)
def test_a_long_text_of_many_cells(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
    write: Callable[[Path, str, int], None],
) -> None:
    """A text that a file holds once takes no memory for each cell that shows it."""
    file, most = tmp_path / f"survey.{suffix}", 2_000_000
    for limits in (repeated, long_texts):
        monkeypatch.setattr(limits, "_MOST", most)
    exact = 5_000 if suffix in {"dta", "zsav", "parquet"} else 4_900  # others count headings too
    for length, refused in ((exact - 1, False), (exact, False), (5_001, True)):
        write(file, "x" * length, 100)
        assert ("too often" in refusal(file, *BY_INCOME)) == refused


def test_tags_without_end_in_a_comment(tmp_path: Path) -> None:
    """What looks like a tag in a comment among shared texts is passed over in one go."""
    file, other = tmp_path / "survey.xlsx", tmp_path / "other.xlsx"
    _xlsx(file, "1", 2)
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as parts:
        for name in whole.namelist():
            data = whole.read(name)
            if name == "xl/sharedStrings.xml":
                data = data.replace(b"</sst>", b"<!--" + b"</" * 400_000 + b"--></sst>")
            parts.writestr(name, data)
    began = time.process_time()
    assert refusal(other, *BY_INCOME) == refusal(file, *BY_INCOME).replace("survey.", "other.")
    assert time.process_time() - began < 20


def test_the_most_that_texts_of_an_old_workbook_may_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long ones go on in other parts of the file, of letters of one byte and of two."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    texts = [*HEADER, "x" * 20_000, "ư" * 10_000, "x" * 4_000 + "ư" * 8_000, "short", "y" * 9_000]
    for column, text in enumerate(texts):
        for row in range(40):
            sheet.write(row, column, text)
    book.save(str(tmp_path / "survey.xls"))
    data = (tmp_path / "survey.xls").read_bytes()
    shown = 40 * sum(map(len, texts))
    monkeypatch.setattr(repeated, "_RATIO", 1)
    for most, refused in ((shown - 1, True), (shown, False), (shown + 1, False)):
        monkeypatch.setattr(repeated, "_MOST", most)
        [(_, found)] = of_old_excel(data)
        assert found.repeats == refused


def test_cells_that_are_repeated(tmp_path: Path) -> None:
    """Rows that OpenDocument writes once are no survey of a million households."""
    _ods(tmp_path / "survey.ods", "1", 1_000_000)
    assert "survey.ods repeats one cell" in refusal(tmp_path / "survey.ods", *BY_INCOME)


def test_spss_of_many_columns(tmp_path: Path) -> None:
    """They are counted before the library looks at them; parts of a long text are not columns."""
    pyreadstat = pytest.importorskip("pyreadstat")
    file = tmp_path / "survey.sav"
    frame = pd.DataFrame({name: ["1"] for name in (*HEADER, *(f"c{n}" for n in range(2_000)))})
    pyreadstat.write_sav(frame, str(file), column_labels={"c7": "label"})
    assert _parts_of_spss(file) == len(frame.columns)
    data = file.read_bytes()
    file.write_bytes(data[:176] + data[176:208] * 32_768 + data[176:])
    began = time.process_time()
    assert "has 34,772 columns, more than 16,384" in refusal(file, *BY_INCOME)
    assert time.process_time() - began < 10


def test_stata_of_many_columns(tmp_path: Path) -> None:
    """How many there are is known before any is read, in files of every release."""
    file = tmp_path / "survey.dta"
    frame = pd.DataFrame({name: ["1"] for name in HEADER})
    for release in (114, 117, 118, 119):
        frame.to_stata(file, version=release, write_index=False)
        data = file.read_bytes()
        assert _said_by_stata(data) == ("<", len(HEADER))
        if release > 114:
            width = 4 if release == 119 else 2
            place = data.index(b"<K>") + 3
            said = data[:place] + (17_000).to_bytes(width, "little") + data[place + width :]
        else:
            said = data[:4] + (17_000).to_bytes(2, "little") + data[6:]
        file.write_bytes(said)
        assert "has 17,000 columns" in refusal(file, *BY_INCOME)


def test_many_columns(tmp_path: Path) -> None:
    """What is told of a row takes as long as it has columns, not as long as their square."""
    names = [*HEADER, *(f"house_size{place}" for place in range(6_000))]
    file = tmp_path / "survey.csv"
    file.write_text(f"{','.join(names)}\nA1,rural,,5{',' * 6_000}\n", encoding="utf-8")
    began = time.process_time()
    done = run("validate", file, *BY_INCOME)
    assert "household_size" in done.out + done.errors
    assert done.code == 3
    assert time.process_time() - began < 30
