"""The rows and cells of a sheet of an XLSX workbook, as XML in the one spelling of spreadsheets.

XML may be spelt in many ways: other spaces and quotes, addresses in small letters or left out,
comments and CDATA within a value. The library that loads a sheet does not understand them all, and
what is looked up in a sheet before would not be found. So a sheet that is spelt in any other way
than spreadsheets do is spelt anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, NamedTuple, NoReturn

from mdpoverty.files.elements import SPACES, in_spreadsheet, local, parser_of_strangers
from mdpoverty.files.layout import letters_of, number_of

_PIECE = 1 << 20
_LARGEST_ROW = 64 << 20  # bytes
MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
_SPARSE = 20  # times as many cells as are filled: no table is so empty
_MOST_EMPTY = 500_000  # cells that hold nothing, which any sheet may have
_EDGE = re.compile(rb"</?sheetData[^>]*>")
_PREFIXED = re.compile(rb":(?:sheetData|mergeCell)\b")
_EDGES = 2
# The rows and cells of a usual sheet, each by its place.
_ROWS = re.compile(rb'<row r="([1-9][0-9]{0,6}+)"(?: [\w:]++="[^"<>]*+")*+ ?+/?+>')
_CELLS = re.compile(rb'<c r="([A-Z]{1,3}+[1-9][0-9]{0,6}+)"(?: [\w:]++="[^"<>]*+")*+ ?+/?+>')
_END_OF_VALUE = b"</v></c>"
# A shared text without a number, text that is not where it should be, and a letter by its number.
_ODD_TEXT = re.compile(rb't="s"[^>/]*>(?!<v>[0-9]{1,9}<)|t="inlineStr"[^>/]*>(?!<is>)')
_ODD_LETTER = re.compile(rb"<v[^<]*&")
_ROW = re.compile(r"[1-9][0-9]{0,6}")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]+)")
_NUMBER = re.compile(r"[0-9]{1,9}")
_MERGED = re.compile(r"[A-Za-z]+[0-9]+(?::[A-Za-z]+[0-9]+)?")
_NAMES = {name.casefold(): name for name in ("c", "f", "is", "row", "sheetData", "t", "v")}
_ALONE = frozenset((*_NAMES.values(), "AlternateContent"))  # of no other namespace among the rows
_TYPES = {"b", "d", "e", "inlineStr", "n", "s", "str"}  # of cells


class UnusualError(Exception):
    """A sheet is spelt in another way than spreadsheets spell it."""


class Piece(NamedTuple):
    """Whole rows of a sheet in the usual spelling, and the places of the rows and of the cells."""

    text: bytes
    rows: list[bytes]
    cells: list[bytes]


class PlaceError(ValueError):
    """A row or a cell is where no sheet has any: it says where."""


class SparseError(ValueError):
    """A sheet has far more cells that hold nothing than others."""

    def __init__(self, filled: int, rows: int, columns: int) -> None:
        """Say how many cells hold something up to there, which is so many rows and columns."""
        super().__init__(filled)
        self.filled, self.rows, self.columns = filled, rows, columns


def is_sparse(cells: int, filled: int, large: int) -> bool:
    """Return whether there are far more cells than are filled; up to `large` there may be."""
    return cells > large and cells > _SPARSE * filled


def usual(file: IO[bytes]) -> Iterator[Piece]:
    """Yield the rows of a sheet as they are, in pieces that end where a row ends.

    Raises UnusualError where they are not spelt as spreadsheets do, ExpatError or ValueError where
    the sheet is damaged.
    """
    parser = parser_of_strangers(spaces=True)
    parser.StartNamespaceDeclHandler = _require_main
    parser.XmlDeclHandler = _require_unicode
    parser.CommentHandler = parser.ProcessingInstructionHandler = _raise_unusual
    parser.StartCdataSectionHandler = _raise_unusual
    edges = 0
    for piece in _pieces(file):
        parser.Parse(piece, False)  # noqa: FBT003 -- expat takes it by position alone
        if _PREFIXED.search(piece):
            raise UnusualError
        parts = _EDGE.split(piece) if b"sheetData" in piece else [piece]
        for number, part in enumerate(parts, start=edges):
            if number % _EDGES:
                yield _usual(part)
        edges += len(parts) - 1
    parser.Parse(b"", True)  # noqa: FBT003 -- as above
    if edges != _EDGES:
        raise UnusualError


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a sheet in pieces that end where a row ends."""
    rest = b""
    while chunk := file.read(_PIECE):
        if b"\0" in chunk:
            raise UnusualError  # of two bytes for a letter
        whole, end, after = chunk.rpartition(b"row>")
        if end:
            yield rest + whole + end
            rest = after
        else:
            rest += chunk
        if len(rest) > _LARGEST_ROW:
            raise ValueError(len(rest))
    if rest:
        yield rest


def _usual(text: bytes) -> Piece:
    """Return a piece of a sheet; raises UnusualError where not every element is accounted for.

    There are rows and cells in the one spelling, formulas, and at the end of a cell one value, or
    one text of one part.
    """
    piece = _piece(text)
    values, starts = text.count(b"<v"), text.count(b"<") - text.count(b"</")
    others = starts - len(piece.rows) - len(piece.cells) - values
    if (
        (others and _odd_texts(text, others))
        or (text.count(_END_OF_VALUE) != values and _odd_values(text, values))
        or _ODD_TEXT.search(text)
        or (b"&" in text and _ODD_LETTER.search(text))
    ):
        raise UnusualError
    return piece


def _odd_texts(text: bytes, elements: int) -> bool:
    """Whether these elements are not texts, each of one part at the end of a cell, and formulas."""
    texts = text.count(b"<is>")
    ends = {text.count(b"<is><t"), text.count(b"</t></is></c>")}
    return ends != {texts} or elements != 2 * texts + text.count(b"<f")


def _odd_values(text: bytes, values: int) -> bool:
    """Whether these values are not at the end of a cell, some of them empty."""
    return sum(map(text.count, (_END_OF_VALUE, b"<v/></c>", b"<v /></c>"))) != values


def _piece(text: bytes) -> Piece:
    return Piece(text, _ROWS.findall(text), _CELLS.findall(text))


def _require_main(prefix: str | None, space: str) -> None:
    if prefix is None and space not in SPACES:
        raise UnusualError


def _raise_unusual(*_: object) -> NoReturn:
    raise UnusualError


def _require_unicode(_: str, encoding: str | None, __: int) -> None:
    if encoding is not None and encoding.lower() not in {"utf-8", "us-ascii"}:
        raise UnusualError


def respelt(file: IO[bytes]) -> Iterator[Piece]:
    """Yield a sheet in the usual spelling, in pieces that end where a row ends.

    It has its rows and cells, each with its place, and its merged cells. A cell with two values is
    there twice. Raises ExpatError or ValueError where the sheet is damaged, PlaceError where it
    has a row or a cell where no sheet has any, and SparseError where it has next to nothing in its
    cells: to spell one takes long.
    """
    walk = _Walk()
    yield _piece(f'<worksheet xmlns="{SPACES[0]}"><sheetData>'.encode())
    while chunk := file.read(_PIECE):
        walk.parser.Parse(chunk, False)  # noqa: FBT003 -- as above
        yield _piece("".join(walk.rows).encode())
        walk.rows.clear()
        if walk.size > _LARGEST_ROW:
            raise ValueError(walk.size)
        if is_sparse(walk.empty, walk.filled, _MOST_EMPTY):
            raise SparseError(walk.filled, walk.row, walk.columns)
    walk.parser.Parse(b"", True)  # noqa: FBT003 -- as above
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in walk.merged)
    cells = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    yield _piece(f"{''.join(walk.rows)}</sheetData>{cells}</worksheet>".encode())


class _Walk:
    """A walk through the elements of a sheet, which spells its rows as spreadsheets do."""

    def __init__(self) -> None:
        self.parser = parser_of_strangers(spaces=True)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.rows: list[str] = []
        self.merged: list[str] = []
        self.inside = 0  # parts of rows
        self.row, self.column = 0, 1  # of the last row, and of the next cell
        self.cells: list[str] | None = None  # of a row
        self.place: str | None = None  # of a cell
        self.type, self.style = "n", ""
        self.formula = self.sounds = self.heard = False
        self.values: list[tuple[str, list[str]]] = []  # each by its element
        self.size = 0  # of the text of a row
        self.filled = self.empty = self.columns = 0  # cells, and how far they go

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = _element(name, inside=bool(self.inside))
        if self.heard:
            raise ValueError(name)  # within a value
        if kind == "sheetData":
            self.inside += 1
        elif kind == "mergeCell":
            self.merged.append(_matched(_MERGED, attributes.get("ref", "")))
        elif not self.inside:
            return
        elif kind == "row":
            if self.cells is not None:
                raise ValueError(self.row)
            self.row = _row(attributes.get("r", str(self.row + 1)))
            self.cells, self.column, self.size = [], 1, 0
        elif kind == "c":
            self._start_cell(attributes)
        elif self.place is not None:
            self.formula = self.formula or kind == "f"
            self.sounds = self.sounds or kind == "rPh"
            if kind in {"v", "is"}:
                self.values.append((kind, []))
            self.heard = kind == "v" or (kind == "t" and not self.sounds)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self.cells is None or self.place is not None:
            raise ValueError(self.row)
        self.place = attributes.get("r", f"{letters_of(self.column)}{self.row}").upper()
        found = _PLACE.fullmatch(self.place)
        if found is None or number_of(found[1]) > MOST_COLUMNS:
            raise PlaceError(self.place)
        self.column = number_of(found[1])
        _row(found[2], self.place)
        self.type, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        if self.type not in _TYPES:
            raise ValueError(self.type)
        _matched(_NUMBER, self.style)
        self.formula = False
        self.values.clear()

    def _text(self, text: str) -> None:
        self.size += len(text)
        if self.heard and self.values:
            self.values[-1][1].append(text)

    def _end(self, name: str) -> None:
        kind = in_spreadsheet(name)
        if kind == "sheetData":
            self.inside -= 1
        elif kind in {"v", "t"}:
            self.heard = False
        elif kind == "rPh":
            self.sounds = False
        elif kind == "c" and self.cells is not None and self.place is not None:
            self.cells += [self._cell(*value) for value in self.values or [("", [])]]
            self.columns = max(self.columns, self.column)
            self.column += 1
            if self.values or self.formula:
                self.filled += 1
            else:
                self.empty += 1
            self.place = None
        elif kind == "row" and self.cells is not None:
            self.rows.append(f'<row r="{self.row}">{"".join(self.cells)}</row>')
            self.cells = None

    def _cell(self, element: str, parts: list[str]) -> str:
        text, kind = _escaped("".join(parts)), self.type
        if element == "is":
            kind, text = "inlineStr", f'<is><t xml:space="preserve">{text}</t></is>'
        elif element:
            if kind == "s" and text:
                _matched(_NUMBER, text.strip())
            elif kind == "inlineStr":
                kind = "str"
            elif kind != "str" and "&" in text:
                raise ValueError(text)  # no number
            text = f"<v>{text.strip() if kind == 's' else text}</v>"
        formula = "<f/>" if self.formula else ""
        return f'<c r="{self.place}" s="{self.style}" t="{kind}">{formula}{text}</c>'


def _element(name: str, *, inside: bool) -> str:
    """Return the name of an element of spreadsheets; nothing for one of another namespace.

    Raises ValueError where only its case, or within the rows only its namespace, is another.
    """
    kind, known = in_spreadsheet(name), local(name)
    if _NAMES.get(known.casefold(), known) != known and (kind or inside):
        raise ValueError(name)
    if kind is None and inside and known in _ALONE:
        raise ValueError(name)
    return kind or ""


def _row(number: str, place: str | None = None) -> int:
    """Return the number of a row; raises PlaceError where no sheet has it."""
    if not _ROW.fullmatch(number) or int(number) > MOST_ROWS:
        raise PlaceError(place or number)
    return int(number)


def _matched(pattern: re.Pattern[str], text: str) -> str:
    """Return the text; raises ValueError where it has another form."""
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")
