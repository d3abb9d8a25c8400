"""What is in the parts of an XLSX package that are loaded with whichever sheet.

The library that reads workbooks knows an element by the last part of its name, wherever it is, and
takes some attributes as they are spelt. So a text, a format or a sheet of another namespace would
count among those of the workbook, and others after it would be taken for their neighbours; and a
workbook whose days begin in 1904 would have them in 1900.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from typing import IO

from mdpoverty.errors import plain
from mdpoverty.files.elements import SPACES, in_spreadsheet, local, parser_of_strangers
from mdpoverty.files.package import SAVE_OTHERWISE, SHARED, STYLES, WORKBOOK
from mdpoverty.files.rows import unreadable
from mdpoverty.language.messages import message

# Where the elements that are understood may be: in which others, from the root on.
_PLACES: Mapping[str, Mapping[str, frozenset[str]]] = {
    WORKBOOK: {
        "workbook": frozenset(("",)),
        "workbookPr": frozenset(("workbook",)),
        "sheets": frozenset(("workbook",)),
        "sheet": frozenset(("workbook/sheets",)),
    },
    SHARED: {
        "sst": frozenset(("",)),
        "si": frozenset(("sst",)),
        "r": frozenset(("sst/si",)),
        "rPh": frozenset(("sst/si",)),
        "t": frozenset(("sst/si", "sst/si/r", "sst/si/rPh")),
    },
    STYLES: {
        "styleSheet": frozenset(("",)),
        "numFmts": frozenset(("styleSheet",)),
        "numFmt": frozenset(("styleSheet/numFmts",)),
        "cellXfs": frozenset(("styleSheet",)),
        "xf": frozenset(("styleSheet/cellXfs",)),
    },
}
# Those that are understood only within others: elsewhere they are of something else.
_WITHIN = {"numFmt": "styleSheet/numFmts", "xf": "styleSheet/cellXfs"}
_ONCE = frozenset(("workbookPr", "sheets", "numFmts", "cellXfs"))
_OF_TEXT = "t"  # has nothing in it but text
_FORMATS, _FORMAT, _STYLES = "numFmts", "numFmt", "cellXfs"  # the last has numbers of the others
_SETTINGS, _FROM_1904, _NUMBER = "workbookPr", "date1904", "numFmtId"
# Attributes that are taken as they are spelt, and how that is.
_SPELT = {
    _FROM_1904: re.compile("0|1|false|true"),
    _NUMBER: re.compile("0|[1-9][0-9]*"),
}
_BY_NUMBER = re.compile(rb"(?:date1904|numFmtId)\s*=\s*(?:'[^'&<]*&[^'<]*'|\"[^\"&<]*&[^\"<]*\")")
# Shared texts of one part each, as spreadsheets write them, and what comes before them.
_HEAD = re.compile(
    rb'(?:<\?xml [^<>]*>)?\s*<sst(?: [\w:]+="[^"<>]*")*? xmlns="%b"[^<>]*>' % SPACES[0].encode()
)
_COUNTED = re.compile(rb'uniqueCount="([0-9]{1,15})"')
_TEXTS = re.compile(rb'(?:\s*+<si>\s*+<t(?: xml:space="preserve")?+>[^<]*+</t>\s*+</si>)*+')
_END = b"</si>"
_OF_TEXTS, _COUNT = "sst", "uniqueCount"  # how many texts there are to be: the library makes room
_MOST_TEXTS = 10_000_000  # that any workbook may say it has
_PIECE = 1 << 20


def refuse_odd_parts(packed: zipfile.ZipFile, name: str) -> None:
    """Raise SurveyError where a part that is loaded has an element, or an attribute, out of place.

    Raises ExpatError or ValueError where a part is damaged.
    """
    for entry in packed.infolist():
        part = entry.filename.casefold()
        if part not in _PLACES:
            continue
        if part == SHARED:
            with packed.open(entry) as file:
                if _is_usual(file, entry.file_size):
                    continue
        with packed.open(entry) as file:
            walk = _Walk(_PLACES[part], entry.file_size)
            odd = _odd(file, walk, _PIECE if part == SHARED else -1)
        if odd is not None:
            wrong = message(
                "files.odd-element",
                "has in its part {part} what the format does not have there: {element}",
                part=plain(entry.filename),
                element=plain(odd),
            )
            raise unreadable(name, wrong, SAVE_OTHERWISE())


def _is_usual(file: IO[bytes], size: int) -> bool:
    """Whether shared texts are all of one part: as they are nearly always, and soon looked at.

    They have so many bytes (`size`).
    """
    rest = b""
    begun = False
    while piece := file.read(_PIECE):
        whole, end, rest = (rest + piece).rpartition(_END)
        texts = whole + end
        place = 0
        if texts and not begun:
            head = _HEAD.match(texts)
            if head is None or not _is_counted(head[0], size):
                return False
            begun, place = True, head.end()
        if len(rest) > _PIECE or not _TEXTS.fullmatch(texts, place):
            return False
    return begun and rest.strip() == b"</sst>"


def _is_counted(head: bytes, size: int) -> bool:
    """Whether what comes before texts does not say their number, or one that may be."""
    found = _COUNTED.search(head)
    return _COUNT.encode() not in head if found is None else _may_be(found[1].decode(), size)


def _may_be(number: str, size: int) -> bool:
    """Whether a workbook may say that it has so many texts; those that it has fill a `size`."""
    return not number.isdecimal() or int(number) <= max(_MOST_TEXTS, size)


def _odd(file: IO[bytes], walk: _Walk, size: int) -> str | None:
    """Return the first element or attribute that is out of place; the part is read by the size."""
    while piece := file.read(size):
        if size < 0 and b"\0" in piece:
            raise ValueError  # of two bytes for a letter: attributes would not be found
        walk.parser.Parse(piece, False)  # noqa: FBT003 -- expat takes it by position alone
        if walk.odd is not None:
            return walk.odd
        if size < 0 and (spelt := _BY_NUMBER.search(piece)):
            return spelt[0].decode("utf-8", "replace")
    walk.parser.Parse(b"", True)  # noqa: FBT003 -- as above
    return None


class _Walk:
    """A walk through the elements of a part of some bytes, which notes the first that is `odd`."""

    def __init__(self, places: Mapping[str, frozenset[str]], size: int) -> None:
        self.places, self.size = places, size
        self.odd: str | None = None
        self.path = [""]  # of the elements that are open, each after those around it
        self.seen: set[str] = set()
        self.parser = parser_of_strangers(spaces=True)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind, known, around = in_spreadsheet(name), local(name), self.path[-1]
        self.path.append(f"{around}/{kind or '-'}".lstrip("/"))
        if self.odd is None and (
            around.endswith(f"/{_OF_TEXT}")
            or (known in self.places and self._is_odd(kind, known, around, attributes))
        ):
            self.odd = f"<{known}>"
        elif self.odd is None and kind is not None and around in self.places.get(kind, ()):
            self._note(kind, attributes)

    def _end(self, _: str) -> None:
        self.path.pop()

    def _is_odd(
        self, kind: str | None, known: str, around: str, attributes: dict[str, str]
    ) -> bool:
        """Whether an element is not where it should be, or there again."""
        if known in _WITHIN and not around.startswith(_WITHIN[known]):
            return False
        if known == _SETTINGS and kind is None and _FROM_1904 not in attributes:
            return False  # those of a later release have other settings
        if kind is None or around not in self.places[known]:
            return True
        return (known in _ONCE and known in self.seen) or (
            known == _FORMATS and _STYLES in self.seen
        )

    def _note(self, kind: str, attributes: dict[str, str]) -> None:
        """Note an element that is in its place, and whether its attributes have the one spelling.

        The number of a format is there once.
        """
        if kind in _ONCE:
            self.seen.add(kind)
        if kind == _OF_TEXTS and not _may_be(attributes.get(_COUNT, ""), self.size):
            self.odd = f'{_COUNT}="{attributes[_COUNT]}"'
        for attribute, spelling in _SPELT.items():
            value = attributes.get(attribute)
            if value is None:
                continue
            again = kind == _FORMAT and value in self.seen
            if again or not spelling.fullmatch(value):
                self.odd = f'{attribute}="{value}"'
            if kind == _FORMAT:
                self.seen.add(value)
