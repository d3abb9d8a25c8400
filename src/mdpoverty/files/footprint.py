"""What a sheet of a workbook holds, looked up in its XML before the sheet is loaded.

The library that loads a sheet takes memory for all cells up to the last row and column, and hands
over an error, or a formula without a stored value, as an empty cell. So the XML is looked through
first, a piece at a time: how far the sheet goes, how many cells it really has, and which of them
hold an error or a formula that was never calculated.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_uppercase
from typing import IO
from xml.etree import ElementTree as ET

from mdpoverty.files.layout import number_of
from mdpoverty.files.repeated import require_undefined, shared_too_much

Cell = tuple[int, int]  # row and column, from 0

_PIECE = 1 << 20
_LARGEST_ROW = 64 << 20  # bytes
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_CALCULATES = re.compile(rb"<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad=[\"'](?:1|true)[\"']")

# Quick, since they begin with letters; but text in a cell may look so.
_ROWS = re.compile(rb"row [^>]*?r=[\"']([0-9]+)")
_COLUMNS = re.compile(rb" r=[\"']([A-Z]{2,3})")
_ROWS_OF_CELLS = re.compile(rb"<(?:\w+:)?row [^>]*?r=[\"']([0-9]+)")
_COLUMNS_OF_CELLS = re.compile(rb"<(?:\w+:)?c(?: [\w:]+=\"[^\"]*\")*? r=\"([A-Z]{1,3})")
# Of rows, which have no letters, and of cells: quick as above, and of them alone.
_PLACES = re.compile(rb"r=[\"']([A-Z]{0,3}[0-9]+)[\"']")
_LETTERS = ascii_uppercase.encode()
_PLACES_OF_CELLS = re.compile(
    rb"<(?:\w+:)?(?:c|row)(?: [\w:]+=[\"'][^\"']*[\"'])*? r=[\"']([A-Z]{0,3}[0-9]+)[\"']"
)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_ADDRESS = re.compile(rb"\br=[\"']([A-Z]+)([0-9]+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*?(?:/>|>([^<]*)<)")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_SIGNS = (b't="e"', b"t='e'", b"<f", b":f>")  # of an error, or of a formula
_IS_ERROR = re.compile(rb"\bt=[\"']e[\"']")
_IS_TEXT = re.compile(rb"\bt=[\"']str[\"']")
_ONE_LETTER = 26
# Cells up to which a sheet is loaded, however few are filled: into 1 GB. A cell takes 50 bytes, one
# of ODS 75, and one of old Excel 130 at most.
LARGE, ODS_LARGE, OLD_LARGE = 20_000_000, 12_000_000, 6_000_000
_SPARSE = 20  # times as many cells as are filled: no table is so empty


@dataclass
class Footprint:
    """How far a sheet goes, and which of its cells hold what cannot be seen once it is loaded.

    `cells` is how many cells there are, `rows` and `columns` up to where; `errors` are those that
    show an error such as `#N/A`, `uncalculated` those with a formula and no value. `merged` are the
    first and the last cell of each merged part, where the library does not tell them itself.
    `twice` is the address of a cell, or the number of a row, that is there again: the library would
    take the last. `repeats` is whether texts that it holds once are shown by more cells than honest
    ones are.
    """

    cells: int = 0
    rows: int = 0
    columns: int = 0
    errors: dict[Cell, str] = field(default_factory=dict)
    uncalculated: list[Cell] = field(default_factory=list)
    merged: list[tuple[Cell, Cell]] | None = None
    repeats: bool = False
    twice: str | None = None

    @property
    def is_sparse(self) -> bool:
        """Whether the sheet goes much farther than its cells fill it."""
        return _is_sparse(self.rows * self.columns, self.cells, LARGE)


def _is_sparse(area: int, cells: int, large: int) -> bool:
    return area > large and area > _SPARSE * cells


def farthest(
    sheets: Sequence[tuple[str, Footprint]], large: int = LARGE
) -> tuple[str, Footprint] | None:
    """Return the sheet that goes farthest, of sheets that are loaded together.

    None where they do not go much farther, all together, than their cells fill them, or have no
    more than `large` cells up to their last ones.
    """
    area = sum(found.rows * found.columns for _, found in sheets)
    if not _is_sparse(area, sum(found.cells for _, found in sheets), large):
        return None
    return max(sheets, key=lambda each: each[1].rows * each[1].columns)


def of_excel(path: Path, sheet: str) -> Footprint:
    """Return the footprint of a sheet of an XLSX workbook; raises KeyError where it has none such.

    Damaged parts raise zipfile.BadZipFile, ElementTree.ParseError, OSError or ValueError.
    """
    with zipfile.ZipFile(path) as packed:
        part = _part(packed, sheet)
        calculates = bool(_CALCULATES.search(packed.read(_WORKBOOK)))
        found = Footprint(repeats=shared_too_much(packed, part))
        rows: set[bytes] = set()
        again = False
        with packed.open(part) as file:
            for piece in _measured(file, found, _ROWS, _COLUMNS):
                require_undefined(piece)
                _look(piece, found, calculates=calculates)
                again = again or _again(_PLACES.findall(piece), rows) is not None
        if again:
            with packed.open(part) as file:
                found.twice = _first_again(file)
        if found.is_sparse:
            found.rows = found.columns = found.cells = 0
            with packed.open(part) as file:
                for _ in _measured(file, found, _ROWS_OF_CELLS, _COLUMNS_OF_CELLS):
                    pass
    return found


def _part(packed: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of the part of the archive that is a sheet."""
    targets = {node.get("Id"): node.get("Target", "") for node in _elements(packed, _RELATIONS)}
    for node in _elements(packed, _WORKBOOK):
        if node.tag.rpartition("}")[2] == "sheet" and node.get("name") == sheet:
            target = next(
                targets[value]
                for name, value in node.items()
                if name.rpartition("}")[2] == "id" and value in targets
            )
            return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    raise KeyError(sheet)


def _elements(packed: zipfile.ZipFile, part: str) -> Iterator[ET.Element]:
    text = packed.read(part)
    if b"<!DOCTYPE" in text:
        raise ValueError(part)
    yield from ET.fromstring(text).iter()  # noqa: S314 -- without a document type: no entities


def _rows_in(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a sheet in pieces that end where a row ends."""
    rest = b""
    while chunk := file.read(_PIECE):
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


def _measured(
    file: IO[bytes], found: Footprint, rows: re.Pattern[bytes], columns: re.Pattern[bytes]
) -> Iterator[bytes]:
    """Yield a sheet in pieces of whole rows, and note how far it goes and how many cells it has."""
    letters: set[bytes] = set()
    for piece in _rows_in(file):
        found.cells += piece.count(b"<c ") + piece.count(b":c ")
        found.rows = max(found.rows, *map(int, rows.findall(piece)), 0)
        letters.update(columns.findall(piece))
        yield piece
    furthest = (number_of(column.decode()) for column in letters)
    found.columns = max(furthest, default=_ONE_LETTER)


def _again(places: Sequence[bytes], rows: set[bytes]) -> str | None:
    """Return the first of a piece's cells and rows that is there again; add its rows to `rows`.

    These are the rows of the pieces before, which have none of them.
    """
    own = {*b" ".join(places).translate(None, _LETTERS).split()}
    earlier = own & rows
    rows |= own
    if not earlier and len(set(places)) == len(places):
        return None
    counts = Counter(places)
    found = (x for x in places if counts[x] > 1 or x.lstrip(_LETTERS) in earlier)
    return next(found).decode()


def _first_again(file: IO[bytes]) -> str | None:
    rows: set[bytes] = set()
    found = (_again(_PLACES_OF_CELLS.findall(piece), rows) for piece in _rows_in(file))
    return next((place for place in found if place is not None), None)


def _look(piece: bytes, found: Footprint, *, calculates: bool) -> None:
    """Add the errors and the formulas without a value that are in a piece of a sheet."""
    if not any(sign in piece for sign in _SIGNS):
        return
    for cell in _CELL.finditer(piece):
        attributes, content = cell.groups()
        # A cell without content ends in />, and the next one is part of the match.
        start = content.rfind(b"<c ")
        if attributes.endswith(b"/") and start >= 0:
            attributes, _, content = content[start:].partition(b">")
        address = _ADDRESS.search(attributes)
        if not address:
            continue
        place = int(address[2]) - 1, number_of(address[1].decode()) - 1
        value = _VALUE.search(content)
        if _IS_ERROR.search(attributes):
            found.errors[place] = value[1].decode("utf-8", "replace") if value and value[1] else "#"
        elif _FORMULA.search(content) and _lacks_value(attributes, value, calculates=calculates):
            found.uncalculated.append(place)


def _lacks_value(attributes: bytes, value: re.Match[bytes] | None, *, calculates: bool) -> bool:
    """Return whether a cell with a formula has no value.

    A program that cannot calculate may write 0 for every formula, and ask to calculate on opening.
    """
    if value is None:
        return True
    held = value[1] or b""
    return (not held and not _IS_TEXT.search(attributes)) or (calculates and held == b"0")
