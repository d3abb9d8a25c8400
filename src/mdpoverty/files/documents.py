"""Files that are no tables, by what they begin with: each is said for what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mdpoverty.files.rows import unreadable
from mdpoverty.language.messages import Message, Phrase, message

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # workbooks begin so, and much else

# What is read in place of a file that is no table, and where to have it from.
TABLES = Phrase(
    "files.tables",
    "a table: a workbook (XLSX, XLS, ODS), CSV, Parquet, Stata (.dta) or SPSS (.sav)",
)
UNPACK = Phrase("files.archive-advice", "unpack it, and name the file")
ASK_FOR_TABLE = Phrase("files.pdf-advice", "ask for the table as a workbook or CSV")

# Files of data that other programs read, by what they begin with; names for people, with suffixes.
_OF_PROGRAMS = tuple(
    (kind, re.compile(begins, re.DOTALL))
    for kind, begins in (
        ("Access (.mdb, .accdb)", rb".{4}Standard (?:Jet|ACE) DB\0"),
        ("Arrow (.feather, .arrow)", rb"ARROW1\0|FEA1\0|\xff{4}.{3}\0.{3}\0"),
        ("Avro (.avro)", rb"Obj\x01"),
        # Which release, a month and a day, and the name and type of the first column.
        (
            "dBase (.dbf)",
            rb"[\x02\x030-2Cc\x83\x8b\xcb\xf5\xfb].[\0-\x0c][\0-\x1f].{8}\0.{19}[^\0-\x1f].{9}\0[+@0B-Y]",
        ),
        ("Excel 4 (.xls)", rb"\x09[\x00\x02\x04][\x04\x06]\0"),
        ("HDF5 (.h5)", rb"\x89HDF\r\n"),
        ("Lotus 1-2-3 (.wk1, .wk3)", rb"\0\0[\x02\x1a]\0.[\x04\x10]"),
        ("MATLAB (.mat)", rb"MATLAB [0-9.]+ MAT-file"),
        ("Parquet Modular Encryption (.parquet)", rb"PARE(?:[\0-\x08\x0e-\x1f]|.{1,3}\0)"),
        ("ORC (.orc)", rb"ORC.{0,12}?[\0-\x08\x0e-\x1f]"),
        ("Python (.npy, .pickle)", rb"\x93NUMPY|\x80[\x02-\x05][\x8a-\x95c}\](]"),
        # Whole, or one object; written as bytes or as text: the release of its form, and two of R.
        ("R (.RData, .rds)", rb"RD[AX][23]\n|X\n\0\0\0[\x02\x03]\0|A\n[23]\n[0-9]{6}\n[0-9]{6}\n"),
        (
            "SAS (.sas7bdat)",
            rb"\0{12}\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\0\x09\xc7\x31\x8c\x18\x1f\x10\x11",
        ),
        ("SAS (.xpt)", rb"HEADER RECORD\*{7}LIB"),
        ("SPSS (.por)", rb".{400,520}?0[0\r\n]{6,}SPSSPORT"),
    )
)
_TAGS = rb"body|br|center|div|font|head|html|link|meta|p|script|span|style|table|title|tr"
_WEB_PAGE = re.compile(rb"<!--|<!doctype html|<(?:%b)[\s/>]|mime-version:[ \t]" % _TAGS)
_JSON = re.compile(rb"(\[\s*)?\{\s*\"[^\"]*\"\s*:")
_PDF = re.compile(rb"%pdf-[0-9]")
_DATABASES = ((b"SQLite format 3\0", 0, "SQLite"), (b"DUCK", 8, "DuckDB"))  # and at which byte
_PICTURES = re.compile(
    rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|RIFF.{4}WEBP|\0{3}.ftyp|BM.{4}\0{4}", re.DOTALL
)
_ARCHIVES = re.compile(
    rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|.{148}[0-7 ]{6}[\0 ]{2}.{101}ustar", re.DOTALL
)
# Packed by what is not unpacked here: bzip2, xz, lz4 and compress.
_PACKED = re.compile(rb"BZh[1-9]1AY&SY|\xfd7zXZ\0|\x04\x22\x4d\x18|\x1f\x9d")
_TEXTS = (".md", ".markdown", ".rst", ".rtf")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")  # that text does not have
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_XML = re.compile(rb"<\?xml|<(?:[\w.-]+:)?(?:workbook|document)\s[^<]{0,20000}?xmlns")
_FLAT = b"<office:document "
_EXCEL_XML = b"urn:schemas-microsoft-com:office:spreadsheet"


def refuse_documents(start: bytes, name: str) -> None:
    """Raise SurveyError where a file begins as something else than a table, whatever its name."""
    for begins, place, kind in _DATABASES:
        if start[place:].startswith(begins) and not may_be_table(start):
            wrong = message("files.a-database", "is a database of {kind}", kind=kind)
            advice = message(
                "files.a-database-advice",
                "use --database {scheme}:///PATH --query SQL",
                scheme=kind.lower(),
            )
            raise unreadable(name, wrong, advice)
    for kind, pattern in _OF_PROGRAMS:
        if pattern.match(start):
            wrong = message("files.of-program", "is a file of {kind}, which is not read", kind=kind)
            advice = message(
                "files.of-program-advice",
                "in the program that wrote it, save or export the table as CSV (UTF-8), Parquet or "
                "XLSX",
            )
            raise unreadable(name, wrong, advice, allowed=TABLES())
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for is_it, wrong, advice in _kinds(start, head, name):
        if is_it:
            raise unreadable(name, wrong, advice, allowed=TABLES())


def _kinds(start: bytes, head: bytes, name: str) -> Iterator[tuple[bool, Message, Message]]:
    """Yield whether a file is of each kind of document, what it is then, and what to do.

    `head` is its `start` in lower case, without blanks before it.
    """
    ask = ASK_FOR_TABLE()
    save = message("files.open-and-save", "open it in Excel, and save it as XLSX or CSV (UTF-8)")
    export = message("files.json-advice", "write the table as CSV (UTF-8) or Parquet")
    yield bool(_ARCHIVES.match(start)), message("files.packed", "is an archive"), UNPACK()
    packed = message("files.packed-otherwise", "is packed by another program than gzip or zstd")
    unpack = message(
        "files.packed-otherwise-advice",
        "unpack it, and name the file; if R wrote it, save the table as CSV (UTF-8) in R",
    )
    yield bool(_PACKED.match(start)), packed, unpack
    picture = bool(_PICTURES.match(start)) and not may_be_table(start)
    yield picture, message("files.picture", "is a picture"), ask
    html = message("files.html", "is a web page (HTML), whatever its name says")
    yield bool(_WEB_PAGE.match(head)), html, save
    is_xml = bool(_XML.match(head))
    excel = message("files.excel-xml", "is a workbook of Excel 2003 in XML")
    yield is_xml and _EXCEL_XML in head, excel, save
    flat = message("files.flat-document", "is a flat OpenDocument file (FODS), which is not read")
    again = message(
        "files.flat-document-advice", "open it in LibreOffice, and save it as ODS, XLSX or CSV"
    )
    yield is_xml and _FLAT in head, flat, again
    yield is_xml, message("files.xml", "is XML"), save
    yield bool(_JSON.match(head)), message("files.json", "is JSON, which is not read"), export
    yield bool(_PDF.match(head)), message("files.pdf", "is a PDF"), ask
    text = message("files.text-document", "is a text document, not a table")
    yield head.startswith(b"{\\rtf") or _is_text(head, name), text, ask
    by_name = bool(head) and name.lower().endswith(_WORKBOOKS) and not may_be_table(head)
    wrong = message("files.workbook-by-name", "is not a workbook, although its name is that of one")
    yield by_name, wrong, save


def _is_text(start: bytes, name: str) -> bool:
    """Whether a file is text by its name, and does not begin as a table does."""
    return bool(start) and name.lower().endswith(_TEXTS) and not may_be_table(start)


def may_be_table(start: bytes) -> bool:
    """Whether what a file begins with may be a table in text, with cells that are separated."""
    if start.startswith(_UTF_16):
        return True
    heading = start.splitlines()[0]
    return not _CONTROLS.search(start) and any(sign in heading for sign in (b",", b";", b"\t"))
