"""Files that are no tables, by what they begin with: each is said for what it is."""

from __future__ import annotations

from mdpoverty.files.rows import unreadable
from mdpoverty.language.messages import message

_HTML = (b"<!doctype html", b"<html", b"<head", b"<meta", b"<table", b"<style", b"mime-version:")
_EXCEL_XML = b"urn:schemas-microsoft-com:office:spreadsheet"


def refuse_documents(start: bytes, name: str) -> None:
    """Raise SurveyError where a file begins as a page, a PDF or XML, whatever it is called."""
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(_HTML):
        wrong = message("files.html", "is a web page (HTML), whatever its name says")
    elif head.startswith(b"<?xml") and _EXCEL_XML in head:
        wrong = message("files.excel-xml", "is a workbook of Excel 2003 in XML")
    elif head.startswith(b"<?xml"):
        wrong = message("files.xml", "is XML")
    elif head.startswith(b"%pdf-"):
        wrong = message("files.pdf", "is a PDF")
        advice = message("files.pdf-advice", "ask for the table as a workbook or CSV")
        raise unreadable(name, wrong, advice)
    else:
        return
    advice = message("files.open-and-save", "open it in Excel, and save it as XLSX")
    raise unreadable(name, wrong, advice)
