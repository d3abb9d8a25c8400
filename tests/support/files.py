"""Survey files as other programs write them, and a run of `classify` over them."""

from __future__ import annotations

import csv
import gzip
import io
import unicodedata
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, datetime
from pathlib import Path
from typing import Literal, NamedTuple

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pyreadstat
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as OdsTable
from odf.table import TableCell, TableRow
from odf.text import P

from mdpoverty import cli

Cell = str | float | bool | date | datetime | None
Row = Sequence[Cell]
Table = Sequence[Row]
Release = Literal[114, 117, 118, 119]  # of the format of Stata files

BY_INCOME = ("--standard", "vn-2011-2015")  # has no indicators: its profile is short
BY_INDICATORS = ("--standard", "vn-2022-2025")
HEADER = ("household_id", "area", "household_size", "income_per_capita")


class Done(NamedTuple):
    """What a command did: its exit code, standard output, and standard error."""

    code: int
    out: str
    errors: str

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of the CSV that was printed."""
        return rows_in(self.out)

    def column(self, name: str) -> list[str]:
        """Return a column of the CSV that was printed."""
        return [row[name] for row in self.rows]


def classify(*arguments: str | Path) -> Done:
    """Carry out `mdpoverty classify`."""
    return run("classify", *arguments)


def run(*arguments: str | Path) -> Done:
    """Carry out a command of `mdpoverty`."""
    out, errors = io.TextIOWrapper(io.BytesIO(), "utf-8", newline=""), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        code = cli.run([*map(str, arguments)])
    out.seek(0)
    return Done(code, out.read(), errors.getvalue())


def profile(*arguments: str | Path) -> str:
    """Return the profile that `mdpoverty classify` prints, without a word."""
    done = classify(*arguments, "-q")
    assert done.code == 0, done.errors
    assert done.errors == ""
    return done.out


def refusal(*arguments: str | Path, code: int = 3) -> str:
    """Return the words with which `mdpoverty classify` refuses what it was given."""
    done = classify(*arguments, "-q")
    assert (done.code, done.out) == (code, ""), done.errors
    assert "Traceback" not in done.errors
    return done.errors


def rows_in(text: str) -> list[dict[str, str]]:
    """Return the rows of CSV."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def rows_of(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, with or without a byte order mark."""
    return rows_in(file.read_text(encoding="utf-8-sig"))


# Writing, each in its own program's way


def text_of(rows: Table, separator: str = ",", decimal: str = ".") -> str:
    """Return rows as delimited text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerows([_spelt(cell, decimal) for cell in row] for row in rows)
    return text.getvalue()


def _spelt(cell: Cell, decimal: str) -> str:
    if isinstance(cell, float):
        return repr(cell).replace(".", decimal)
    return "" if cell is None else str(cell)


def write_csv(path: Path, rows: Table) -> Path:
    """Write comma-separated UTF-8."""
    path.write_text(text_of(rows), encoding="utf-8", newline="")
    return path


def write_semicolons(path: Path, rows: Table) -> Path:
    """Write semicolon-separated UTF-8, with decimal points."""
    path.write_text(text_of(rows, ";"), encoding="utf-8", newline="")
    return path


def write_tabs(path: Path, rows: Table) -> Path:
    """Write tab-separated UTF-8."""
    path.write_text(text_of(rows, "\t"), encoding="utf-8", newline="")
    return path


def write_gzip(path: Path, rows: Table) -> Path:
    """Write CSV packed by gzip."""
    path.write_bytes(gzip.compress(text_of(rows).encode()))
    return path


def write_zstd(path: Path, rows: Table) -> Path:
    """Write CSV packed by zstd."""
    path.write_bytes(pa.compress(text_of(rows).encode(), codec="zstd", asbytes=True))
    return path


def write_xlsx(path: Path, rows: Table, sheets: Mapping[str, Table] | None = None) -> Path:
    """Write a workbook of one sheet, or of several by name."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, table in (sheets or {"Sheet1": rows}).items():
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(list(row))
        for cell in (cell for cells in sheet.iter_rows() for cell in cells):
            if cell.data_type == "f":
                cell.data_type = "s"  # text such as =1+1, which openpyxl takes for a formula
    book.save(path)
    return path


def with_part(file: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Change a part of a workbook."""
    made = file.with_name("changed.xlsx")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return made


def write_xls(path: Path, rows: Table) -> Path:
    """Write a workbook as Excel 97 did."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(place, column, cell)
    book.save(str(path))
    return path


def write_ods(path: Path, rows: Table) -> Path:
    """Write a workbook as LibreOffice does."""
    book = OpenDocumentSpreadsheet()
    sheet = OdsTable(name="Sheet1")
    for row in rows:
        line = TableRow()
        for cell in row:
            line.addElement(_ods_cell(cell))
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.save(str(path))
    return path


def _ods_cell(cell: Cell) -> TableCell:
    if cell is None:
        return TableCell()
    if isinstance(cell, bool):
        return TableCell(valuetype="boolean", booleanvalue=str(cell).lower())
    if isinstance(cell, (int, float)):
        return TableCell(valuetype="float", value=repr(cell))
    written = TableCell(valuetype="string")
    written.addElement(P(text=str(cell)))
    return written


def frame_of(rows: Table) -> pd.DataFrame:
    """Return rows as a pandas frame: blanks in text columns are empty text, in others NaN."""
    header, *data = rows
    frame = pd.DataFrame([list(row) for row in data], columns=[str(name) for name in header])
    for name in frame.columns:
        if any(isinstance(cell, str) for cell in frame[name]):
            frame[name] = pd.Series(["" if pd.isna(c) else c for c in frame[name]], dtype="object")
    return frame


def stata(release: Release) -> Callable[[Path, Table], Path]:
    """Return a function that writes a Stata file; before release 118 its text is windows-1258."""

    def write(path: Path, rows: Table) -> Path:
        frame = frame_of(rows)
        if release < 118:
            for name in frame.select_dtypes("object"):
                cells = [windows_1258(cell).decode("latin-1") for cell in frame[name]]
                frame[name] = pd.Series(cells, dtype="object")
        frame.to_stata(path, write_index=False, version=release)
        return path

    return write


def write_spss(path: Path, rows: Table) -> Path:
    """Write an SPSS file, packed where its suffix says so."""
    pyreadstat.write_sav(frame_of(rows), str(path), compress=path.suffix == ".zsav")
    return path


def write_parquet(path: Path, rows: Table) -> Path:
    """Write typed columns as Parquet."""
    header, *data = rows
    columns = {str(name): [row[place] for row in data] for place, name in enumerate(header)}
    pa.parquet.write_table(pa.table(columns), path)
    return path


TONES = {chr(mark) for mark in (0x0300, 0x0301, 0x0303, 0x0309, 0x0323)}


def windows_1258(text: str) -> bytes:
    """Return Vietnamese text as Windows-1258 has it: a letter, and then the mark of its tone."""
    parts = []
    for char in unicodedata.normalize("NFC", text):
        try:
            parts.append(char.encode("windows-1258"))
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", char)
            letter = "".join(mark for mark in marks if mark not in TONES)
            tone = "".join(mark for mark in marks if mark in TONES)
            parts.append((unicodedata.normalize("NFC", letter) + tone).encode("windows-1258"))
    return b"".join(parts)


WRITERS: Mapping[str, Callable[[Path, Table], Path]] = {
    "csv": write_csv,
    "semicolons.csv": write_semicolons,
    "tabs.tsv": write_tabs,
    "csv.gz": write_gzip,
    "csv.zst": write_zstd,
    "xlsx": write_xlsx,
    "xls": write_xls,
    "ods": write_ods,
    "stata-118.dta": stata(118),
    "sav": write_spss,
    "zsav": write_spss,
    "parquet": write_parquet,
}
