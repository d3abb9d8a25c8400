"""Files of other programs: each is named as what it is, by its bytes, with what to do."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.feather
import pyreadstat
import pytest
from files import BY_INCOME, HEADER, classify, frame_of, refusal

from mdpoverty.files.documents import OLE

_ROWS = (HEADER, ("A1", "rural", 4, 400_000), ("A2", "rural", 4, 650_000))
_FRAME = frame_of(_ROWS)
_CSV = b"household_id,area,household_size,income_per_capita\nA1,rural,4,400000\n"
_R = b"X\n\0\0\0\3\0\4\3\0\0\3\5\0\0\0\0\5UTF-8" + bytes(200)
_R_TEXT = b"A\n3\n263168\n197888\n5\nUTF-8\n"
_SAS = bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
_ALLOWED = (
    "allowed: a table: a workbook (XLSX, XLS, ODS), CSV, Parquet, Stata (.dta) or SPSS (.sav)"
)


def dbase(release: int) -> bytes:
    """Return a table of one column and one row."""
    head = bytes([release, 125, 10, 31]) + struct.pack("<I2H", 1, 65, 11) + bytes(20)
    column = b"MA_HO".ljust(11, b"\0") + b"C" + bytes(4) + bytes([10]) + bytes(15)
    return head + column + b"\r A1        \x1a"


def arrow(*, stream: bool) -> bytes:
    table = pa.Table.from_pandas(_FRAME)
    held = io.BytesIO()
    kind = pa.ipc.new_stream if stream else pa.ipc.new_file
    with kind(held, table.schema) as writer:
        writer.write_table(table)
    return held.getvalue()


def written(write: Callable[..., None], folder: Path) -> bytes:
    """Return what a library writes for the survey, in a format whose names are short."""
    names = {name: f"c{place}" for place, name in enumerate(HEADER)}
    write(_FRAME.rename(columns=names), str(folder / "made"))
    return (folder / "made").read_bytes()


def feather(folder: Path) -> bytes:
    pyarrow.feather.write_feather(_FRAME, str(folder / "made"), compression="lz4")
    return (folder / "made").read_bytes()


MADE: dict[str, Callable[[Path], bytes]] = {
    "Arrow (.feather, .arrow)": feather,
    "SAS (.xpt)": lambda folder: written(pyreadstat.write_xport, folder),
    "SPSS (.por)": lambda folder: written(pyreadstat.write_por, folder),
}
BYTES = [
    ("Access (.mdb, .accdb)", b"\0\1\0\0Standard Jet DB\0\1" + bytes(4000)),
    ("Access (.mdb, .accdb)", b"\0\1\0\0Standard ACE DB\0\2" + bytes(4000)),
    ("Arrow (.feather, .arrow)", arrow(stream=False)),
    ("Arrow (.feather, .arrow)", arrow(stream=True)),
    ("Arrow (.feather, .arrow)", b"FEA1\0\0\0\0"),
    ("Avro (.avro)", b"Obj\1\4\x14avro.codec"),
    *(("dBase (.dbf)", dbase(release)) for release in (0x03, 0x30, 0x31, 0x83, 0x8B, 0xF5)),
    *(("Excel 4 (.xls)", bytes([9, x, y, 0, 0, 0, 16, 0])) for x, y in ((0, 4), (2, 6), (4, 6))),
    ("HDF5 (.h5)", b"\x89HDF\r\n\x1a\n" + bytes(100)),
    ("Lotus 1-2-3 (.wk1, .wk3)", b"\0\0\2\0\6\4" + bytes(100)),
    ("MATLAB (.mat)", b"MATLAB 5.0 MAT-file, Platform: GLNXA64, Created on: x"),
    ("Parquet Modular Encryption (.parquet)", b"PARE\x15\4\x15\xc0\x25"),
    ("Parquet Modular Encryption (.parquet)", b"PAREabc\0\1"),
    ("ORC (.orc)", b"ORC\n\x0b\n\3\0\0\0"),
    ("Python (.npy, .pickle)", b"\x80\4\x95\x10\0\0\0"),
    ("Python (.npy, .pickle)", b"\x93NUMPY\1\0v\0{'descr': '<f8'}"),
    *(("R (.RData, .rds)", start + _R) for start in (b"", b"RDX2\n", b"RDX3\n")),
    *(("R (.RData, .rds)", start + _R_TEXT) for start in (b"", b"RDA2\n", b"RDA3\n")),
    ("R (.RData, .rds)", gzip.compress(_R, mtime=0)),
    ("R (.RData, .rds)", gzip.compress(b"RDX3\n" + _R, mtime=0)),
    ("SAS (.sas7bdat)", bytes(12) + _SAS + bytes(1000)),
    ("SAS (.xpt)", b"HEADER RECORD*******LIBV8   HEADER RECORD!!!!!!!" + b"0" * 30),
]
OTHERS = [
    ("is a web page (HTML)", b"<body><table><tr><td>household_id</td></tr></table></body>"),
    ("is a web page (HTML)", b"<!-- saved by a program -->\n<Table>"),
    ("is a web page (HTML)", b"\n\n<TR><TD>household_id"),
    ("is a web page (HTML)", b"MIME-Version: 1.0\nX-Document-Type: Workbook\n"),
    ("is a picture", b"RIFF\x10\0\0\0WEBPVP8 "),
    ("is a picture", b"\0\0\0\x18ftypheic" + bytes(60)),
    ("is a picture", b"BM" + struct.pack("<I", 999) + bytes(100)),
    ("is packed by another program", bz2.compress(_CSV)),
    ("is packed by another program", lzma.compress(_CSV)),
    ("is packed by another program", b"\x04\x22\x4d\x18\x64\x40\xa7"),
]


@pytest.mark.parametrize("suffix", [".csv", ".xls", ""])
@pytest.mark.parametrize(("kind", "data"), BYTES)
def test_files_of_other_programs(tmp_path: Path, kind: str, data: bytes, suffix: str) -> None:
    """A file of data that is not read is named, whatever its suffix, with what to do."""
    (tmp_path / f"so{suffix}").write_bytes(data)
    errors = refusal(tmp_path / f"so{suffix}", *BY_INCOME)
    assert f"so{suffix} is a file of {kind}, which is not read" in errors
    assert _ALLOWED in errors
    assert "save or export the table as CSV (UTF-8), Parquet or XLSX" in errors


@pytest.mark.parametrize("kind", MADE)
def test_files_that_other_programs_wrote(tmp_path: Path, kind: str) -> None:
    """So it is of files that libraries write, for members too, and in Vietnamese."""
    (tmp_path / "so.txt").write_bytes(MADE[kind](tmp_path))
    assert f"so.txt is a file of {kind}, which is not read" in refusal(tmp_path / "so.txt")
    (tmp_path / "ho.csv").write_bytes(_CSV)
    members = ("--members", tmp_path / "so.txt")
    assert f"so.txt is a file of {kind}" in refusal(tmp_path / "ho.csv", *members, *BY_INCOME)
    words = refusal(tmp_path / "so.txt", "--lang", "vi")
    assert f"là tệp {kind}, chương trình không đọc" in words


@pytest.mark.parametrize(("words", "data"), OTHERS)
def test_other_files(tmp_path: Path, words: str, data: bytes) -> None:
    """Pages, pictures and what is packed are named, with what to do."""
    (tmp_path / "so.csv").write_bytes(data)
    errors = refusal(tmp_path / "so.csv", *BY_INCOME)
    assert f"so.csv {words}" in errors
    assert _ALLOWED in errors
    assert "what to do: " in errors


@pytest.mark.parametrize(
    ("pack", "words"),
    [
        (bytes, "is an archive"),
        (gzip.compress, "is an archive"),
        (bz2.compress, "is packed by another program"),
    ],
)
def test_archives(tmp_path: Path, pack: Callable[[bytes], bytes], words: str) -> None:
    """An archive is named too, where it is packed as a whole as well."""
    (tmp_path / "ho.csv").write_bytes(_CSV)
    with tarfile.open(tmp_path / "ho.tar", "w") as archive:
        archive.add(tmp_path / "ho.csv", "ho.csv")
    (tmp_path / "so.csv").write_bytes(pack((tmp_path / "ho.tar").read_bytes()))
    assert f"so.csv {words}" in refusal(tmp_path / "so.csv", *BY_INCOME)


TYPES = "[Content_Types].xml"
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="{}"/></Relationships>'
)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"Index/Document.iwa": ""}, "is a document of Apple Numbers, Pages or Keynote, which"),
        ({"so.numbers/Index.zip": ""}, "is a document of Apple Numbers, Pages or Keynote, which"),
        ({TYPES: "", "ppt/presentation.xml": ""}, "is a presentation of PowerPoint or Impress"),
        ({TYPES: "", "ppt/slides.xml": ""}, "is a presentation of PowerPoint or Impress"),
        (
            {"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": ""},
            "is a presentation of PowerPoint or Impress",
        ),
        ({TYPES: "", "word/document.xml": ""}, "is a document of Word or Writer, not a table"),
        ({TYPES: "", "word/document2.xml": ""}, "is a document of Word or Writer, not a table"),
        (
            {TYPES: "", "_rels/.rels": RELATION.format("x/w_wb2"), "x/w_wb2": ""},
            "has its parts under other names than a workbook has: x/w_wb2",
        ),
        ({"word/a.csv": "x"}, "is a ZIP archive, not a workbook"),
        ({"ppt/a.csv": "x"}, "is a ZIP archive, not a workbook"),
        ({"xl\\workbook.xml": "x"}, "cannot be read as a workbook"),
    ],
)
def test_what_other_programs_keep_in_an_archive(
    tmp_path: Path, parts: Mapping[str, str], words: str
) -> None:
    """A file that is an archive by its bytes is said for what it is by its parts."""
    for suffix in ("zip", "xlsx", "numbers"):
        file = tmp_path / f"so.{suffix}"
        with zipfile.ZipFile(file, "w") as packed:
            for part, held in parts.items():
                packed.writestr(part, held)
        errors = refusal(file, *BY_INCOME)
        assert f"so.{suffix} {words}" in errors
        assert "what to do: " in errors


def test_old_presentations(tmp_path: Path) -> None:
    """The slides of old PowerPoint are no workbook either."""
    data = OLE + bytes(600) + "PowerPoint Document".encode("utf-16-le")
    (tmp_path / "so.xls").write_bytes(data)
    assert "so.xls is a presentation of PowerPoint" in refusal(tmp_path / "so.xls", *BY_INCOME)


FLAT = (
    '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body/>'
)
EXCEL_2003 = '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'


@pytest.mark.parametrize("declared", ['<?xml version="1.0" encoding="UTF-8"?>\n', "", "\ufeff"])
@pytest.mark.parametrize("suffix", ["fods", "xml", "xls", "csv"])
@pytest.mark.parametrize(
    ("held", "words"),
    [
        (FLAT, "is a flat OpenDocument file (FODS), which is not read"),
        (EXCEL_2003, "is a workbook of Excel 2003 in XML"),
        (EXCEL_2003.replace("Wo", "ss:Wo").replace("xmlns", "xmlns:ss"), "is a workbook of Excel"),
    ],
)
def test_workbooks_of_one_xml(
    tmp_path: Path, declared: str, suffix: str, held: str, words: str
) -> None:
    """Workbooks that are XML are named, whether they say that they are XML or not."""
    (tmp_path / f"so.{suffix}").write_text(declared + held, encoding="utf-8")
    errors = refusal(tmp_path / f"so.{suffix}", *BY_INCOME)
    assert f"so.{suffix} {words}" in errors
    assert "save it as " in errors


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "PARENT",
            "PARE",
            "ORC",
            "FEA1",
            "A",
            "X",
            "BM",
            "BMI",
            "RDX3",
            "Obj",
            "MATLAB 5.0",
            "HEADER RECORD",
            "0",
        ),
        *("C", "PAR1", "$FL2", "$FL3", "GIF8", "GIF89a", "RIFFabcdWEBPx", "farm_id,DUCKS", "BZh9"),
        *("<trade", "<transport>", "<brand", "<linkage", "<titles", "<person", "%PDF-id", "<td"),
        *("MIME-version:", "PK", "II*", "MM", "Rar!", "7z", "\ufeffPAR1", "1234567DUCK", "{a"),
    ],
)
def test_tables_whose_headings_begin_like_other_files(tmp_path: Path, heading: str) -> None:
    """Text whose first column is called so is a table still."""
    cells = "1," * len(heading.split(","))
    text = f"{heading},{_CSV.decode()}".replace("\nA1,", f"\n{cells}A1,")
    (tmp_path / "so.csv").write_text(text, encoding="utf-8")
    assert classify(tmp_path / "so.csv", *BY_INCOME, "-q").column("household_id") == ["A1"]
