"""Files that are no tables, by what they begin with: each is said for what it is."""

from __future__ import annotations

import re

from mdpoverty.files.rows import unreadable
from mdpoverty.language.messages import message

_HTML = (b"<!doctype html", b"<html", b"<head", b"<meta", b"<table", b"<style", b"mime-version:")
_JSON = re.compile(rb"(\[\s*)?\{\s*\"[^\"]*\"\s*:")
_DATABASES = ((b"SQLite format 3\0", 0, "SQLite"), (b"DUCK", 8, "DuckDB"))  # and at which byte
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
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
    if start.startswith(_ARCHIVES):
        wrong = message("files.packed", "is an archive")
        raise unreadable(
            name, wrong, message("files.archive-advice", "unpack it, and name the file")
        )
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(_HTML):
        wrong = message("files.html", "is a web page (HTML), whatever its name says")
    elif head.startswith(b"<?xml") and _EXCEL_XML in head:
        wrong = message("files.excel-xml", "is a workbook of Excel 2003 in XML")
    elif head.startswith(b"<?xml"):
        wrong = message("files.xml", "is XML")
    elif _JSON.match(head):
        wrong = message("files.json", "is JSON, which is not read")
        advice = message("files.json-advice", "write the table as CSV (UTF-8) or Parquet")
        raise unreadable(name, wrong, advice)
    elif head.startswith(b"%pdf-"):
        wrong = message("files.pdf", "is a PDF")
        advice = message("files.pdf-advice", "ask for the table as a workbook or CSV")
        raise unreadable(name, wrong, advice)
    elif head and name.lower().endswith(_WORKBOOKS) and not _may_be_table(head):
        wrong = message(
            "files.workbook-by-name", "is not a workbook, although its name is that of one"
        )
    else:
        return
    advice = message("files.open-and-save", "open it in Excel, and save it as XLSX or CSV (UTF-8)")
    raise unreadable(name, wrong, advice)


def _may_be_table(start: bytes) -> bool:
    """Whether what a file begins with may be a table in text, with cells that are separated."""
    if start.startswith(_UTF_16):
        return True
    heading = start.splitlines()[0]
    return not _CONTROLS.search(start) and any(sign in heading for sign in (b",", b";", b"\t"))
