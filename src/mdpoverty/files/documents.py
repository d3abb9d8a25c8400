"""Files that are no tables, by what they begin with: each is said for what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mdpoverty.files.container import ASK_FOR_TABLE, TABLES, UNPACK
from mdpoverty.files.rows import unreadable
from mdpoverty.language.messages import Message, message

_HTML = (b"<!doctype html", b"<html", b"<head", b"<meta", b"<table", b"<style", b"mime-version:")
_JSON = re.compile(rb"(\[\s*)?\{\s*\"[^\"]*\"\s*:")
_DATABASES = ((b"SQLite format 3\0", 0, "SQLite"), (b"DUCK", 8, "DuckDB"))  # and at which byte
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_TEXTS = (".md", ".markdown", ".rst", ".rtf")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")  # that text does not have
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_EXCEL_XML = b"urn:schemas-microsoft-com:office:spreadsheet"


def refuse_documents(start: bytes, name: str) -> None:
    """Raise SurveyError where a file begins as something else than a table, whatever its name."""
    for begins, place, kind in _DATABASES:
        if start[place:].startswith(begins):
            wrong = message("files.a-database", "is a database of {kind}", kind=kind)
            advice = message(
                "files.a-database-advice",
                "use --database {scheme}:///PATH --query SQL",
                scheme=kind.lower(),
            )
            raise unreadable(name, wrong, advice)
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
    yield start.startswith(_ARCHIVES), message("files.packed", "is an archive"), UNPACK()
    yield start.startswith(_PICTURES), message("files.picture", "is a picture"), ask
    html = message("files.html", "is a web page (HTML), whatever its name says")
    yield head.startswith(_HTML), html, save
    is_xml = head.startswith(b"<?xml")
    excel = message("files.excel-xml", "is a workbook of Excel 2003 in XML")
    yield is_xml and _EXCEL_XML in head, excel, save
    yield is_xml, message("files.xml", "is XML"), save
    yield bool(_JSON.match(head)), message("files.json", "is JSON, which is not read"), export
    yield head.startswith(b"%pdf-"), message("files.pdf", "is a PDF"), ask
    text = message("files.text-document", "is a text document, not a table")
    yield head.startswith(b"{\\rtf") or _is_text(head, name), text, ask
    by_name = bool(head) and name.lower().endswith(_WORKBOOKS) and not _may_be_table(head)
    wrong = message("files.workbook-by-name", "is not a workbook, although its name is that of one")
    yield by_name, wrong, save


def _is_text(start: bytes, name: str) -> bool:
    """Whether a file is text by its name, and does not begin as a table does."""
    return bool(start) and name.lower().endswith(_TEXTS) and not _may_be_table(start)


def _may_be_table(start: bytes) -> bool:
    """Whether what a file begins with may be a table in text, with cells that are separated."""
    if start.startswith(_UTF_16):
        return True
    heading = start.splitlines()[0]
    return not _CONTROLS.search(start) and any(sign in heading for sign in (b",", b";", b"\t"))
