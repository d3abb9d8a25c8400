"""Elements of XML that strangers wrote: read one by one, and without what a document defines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn
from xml.etree import ElementTree as ET
from xml.parsers import expat

SPACES = (  # of the elements of XLSX: as Excel writes them, and in the strict form
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)


def parser_of_strangers(*, spaces: bool = False) -> expat.XMLParserType:
    """Return a parser that hands over whole texts, and raises ValueError for a document type.

    With `spaces` names have their namespace before them, and a blank.
    """
    parser = expat.ParserCreate(namespace_separator=" " if spaces else None)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def local(name: str) -> str:
    """Return the name of an element without its prefix, or its namespace."""
    return name.rpartition("}")[2].rpartition(" ")[2].rpartition(":")[2]


def in_spreadsheet(name: str) -> str | None:
    """Return the name of an element of spreadsheets without its namespace; None for another's."""
    space, _, kind = name.rpartition(" ")
    return kind if space in SPACES else None


def elements(text: bytes) -> Iterator[ET.Element]:
    """Yield the elements of a small document; raises ValueError for a document type."""
    if b"<!DOCTYPE" in text:
        raise ValueError
    yield from ET.fromstring(text).iter()  # noqa: S314 -- without a document type: no entities


def _refuse(*_: object) -> NoReturn:
    """Raise ValueError for a document type: what it defines may be text without end."""
    raise ValueError
