"""What a sheet of a workbook holds, looked up in its XML before the sheet is loaded.

The library that loads a sheet takes memory for all cells up to the last row and column, and hands
over an error, or a formula without a stored value, as an empty cell. So the XML is looked through
first, a piece at a time: how far the sheet goes, how many cells it really has, and which of them
hold an error or a formula that was never calculated.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from string import ascii_uppercase, digits
from typing import IO

from mdpoverty.files.cell_errors import CELL_ERRORS
from mdpoverty.files.elements import elements, local
from mdpoverty.files.layout import number_of
from mdpoverty.files.markup import (
    MOST_COLUMNS,
    MOST_ROWS,
    Piece,
    PlaceError,
    SparseError,
    UnusualError,
    is_sparse,
    respelt,
    usual,
)
from mdpoverty.files.package import LOADED, RELATIONS, WORKBOOK, target_of
from mdpoverty.files.repeated import shared_too_much

Cell = tuple[int, int]  # row and column, from 0

_IDS = (  # of the relationship of a sheet: as Excel writes it, and in the strict form
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_LETTERS, _DIGITS = ascii_uppercase.encode(), digits.encode()
_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"([^>]*)(?<!/)>(.*?)</c>', re.DOTALL)
_VALUE = re.compile(rb"<v\b[^>]*?(?:/>|>([^<]*)<)")
_FORMULA = re.compile(rb"<f[ />]")
_SIGNS = (b't="e"', b"<f")  # of an error, or of a formula
_ZERO = re.compile(rb"\s*-?(?:0+\.?0*|\.0+)(?:[eE][+-]?[0-9]+)?\s*")  # however it is spelt
_ROW, _IN_ROW = b"<row ", b"<c "  # what a row, and a cell of it, begin with
_IS_ERROR, _IS_TEXT = b' t="e"', b' t="str"'
_NO_NUMBER = re.compile(rb' t="(?!n")')  # of text, of a truth, of a date
_ERROR = re.compile(rb'( t="e"[^>]*>(?:<f/>)?<v>)[^<]*')
_NO_ERROR = "#"  # of a cell that should show one
# Cells up to which a sheet is loaded, however few are filled: into 1 GB. A cell takes 50 bytes, one
# of ODS 75, and one of old Excel 130 at most.
LARGE, ODS_LARGE, OLD_LARGE = 20_000_000, 12_000_000, 6_000_000


@dataclass
class Footprint:
    """How far a sheet goes, and which of its cells hold what cannot be seen once it is loaded.

    `cells` is how many cells there are, `rows` and `columns` up to where; `errors` are those that
    show an error such as `#N/A`, `uncalculated` those with a formula and no value. Of the other
    `formulas` some are `zeros`: they have the number 0. `merged` are the first and the last cell of
    each merged part, where the library does not tell them itself.
    `twice` is the address of a cell, or the number of a row, that is there again: the library would
    take the last. `repeats` is whether texts that it holds once are shown by more cells than honest
    ones are. `nowhere` is the place of a cell or a row that no sheet can have, `astray` that of a
    cell in another row than its own, and `holder` that of one with a table in it. `empty` is
    whether it was left where nearly all of its cells hold nothing. `book` is a workbook that has
    the sheet in the usual spelling, where it has another.
    """

    cells: int = 0
    rows: int = 0
    columns: int = 0
    errors: dict[Cell, str] = field(default_factory=dict)
    uncalculated: list[Cell] = field(default_factory=list)
    formulas: int = 0
    zeros: int = 0
    merged: list[tuple[Cell, Cell]] | None = None
    repeats: bool = False
    twice: str | None = None
    nowhere: str | None = None
    astray: str | None = None
    holder: str | None = None
    empty: bool = False
    book: bytes | None = None


def farthest(
    sheets: Sequence[tuple[str, Footprint]], large: int = LARGE
) -> tuple[str, Footprint] | None:
    """Return the sheet that goes farthest, of sheets that are loaded together.

    None where they do not go much farther, all together, than their cells fill them, or have no
    more than `large` cells up to their last ones.
    """
    if empty := next((each for each in sheets if each[1].empty), None):
        return empty
    area = sum(found.rows * found.columns for _, found in sheets)
    if not is_sparse(area, sum(found.cells for _, found in sheets), large):
        return None
    return max(sheets, key=lambda each: each[1].rows * each[1].columns)


def of_excel(path: Path, sheet: str) -> Footprint:
    """Return the footprint of a sheet of an XLSX workbook; raises KeyError where it has none such.

    Damaged parts raise zipfile.BadZipFile, ElementTree.ParseError, ExpatError, OSError or
    ValueError.
    """
    with zipfile.ZipFile(path) as packed:
        part = _part(packed, sheet)
        calculates = any(
            local(node.tag) == "calcPr" and node.get("fullCalcOnLoad") in {"1", "true"}
            for node in elements(packed.read(WORKBOOK))
        )
        try:
            with packed.open(part) as file:
                found = _looked_through(usual(file), calculates=calculates)
            _require_usual(found)
        except UnusualError:
            try:
                found = _of_respelt(packed, part, calculates=calculates)
            except PlaceError as error:
                return Footprint(nowhere=str(error))
            except SparseError as error:
                return Footprint(error.filled, error.rows, error.columns, empty=True)
        found.repeats = shared_too_much(packed, part, found.cells)
    return found


def _looked_through(pieces: Iterable[Piece], *, calculates: bool) -> Footprint:
    """Return the footprint of a sheet in the usual spelling, in pieces of whole rows."""
    found = Footprint()
    rows: set[bytes] = set()
    letters = {b"A"}
    for piece in pieces:
        joined = b" ".join(piece.cells)
        letters.update(joined.translate(None, _DIGITS).split())
        of_cells = joined.translate(None, _LETTERS).split()
        if found.astray is None:
            found.astray = _astray(piece, of_cells)
        numbers = {*of_cells, *piece.rows}
        if found.twice is None:
            found.twice = _again(piece.rows, piece.cells, numbers & rows)
        rows |= numbers
        found.cells += len(piece.cells)
        found.rows = max(found.rows, *map(int, numbers), 0)
        _look(piece.text, found, calculates=calculates)
    found.columns = max(number_of(column.decode()) for column in letters)
    return found


def _require_usual(found: Footprint) -> None:
    """Raise UnusualError for errors that the library does not know, and places beyond a sheet."""
    known = {*CELL_ERRORS.values(), _NO_ERROR}.issuperset(found.errors.values())
    if not known or found.rows > MOST_ROWS or found.columns > MOST_COLUMNS:
        raise UnusualError


def _of_respelt(packed: zipfile.ZipFile, part: str, *, calculates: bool) -> Footprint:
    """Return the footprint of a sheet that is spelt anew, with a workbook that has it so.

    Its errors all have a name that the library knows.
    """
    book = BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for entry in packed.infolist():
            if entry.filename.casefold() in LOADED:
                with packed.open(entry) as old, copy.open(entry.filename, "w") as new:
                    shutil.copyfileobj(old, new)
        with packed.open(part) as file, copy.open(part, "w") as sheet:
            found = _looked_through(_copied(respelt(file), sheet), calculates=calculates)
    found.book = book.getvalue()
    return found


def _copied(pieces: Iterable[Piece], sheet: IO[bytes]) -> Iterator[Piece]:
    for piece in pieces:
        sheet.write(_ERROR.sub(rb"\1#N/A", piece.text))
        yield piece


def _part(packed: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of the part of the archive that is a sheet."""
    relations = elements(packed.read(RELATIONS))
    targets = {node.get("Id"): node.get("Target", "") for node in relations}
    for node in elements(packed.read(WORKBOOK)):
        if local(node.tag) == "sheet" and node.get("name") == sheet:
            ids = [(name, value) for name, value in node.items() if local(name) == "id"]
            if len(ids) != 1 or ids[0][0] not in _IDS:
                raise ValueError(sheet)  # the library might take another
            return target_of(targets[ids[0][1]], "/xl")
    raise KeyError(sheet)


def _astray(piece: Piece, numbers: Sequence[bytes]) -> str | None:
    """Return the first of a piece's cells that is in another row than the one in its address.

    The `numbers` are those in the addresses of its cells. Raises ValueError for a cell in no row.
    """
    start = 0
    outside, *rows = piece.text.split(_ROW)
    if _IN_ROW in outside:
        raise ValueError(outside)
    for number, row in zip(piece.rows, rows, strict=True):
        end = start + row.count(_IN_ROW)
        if numbers[start:end].count(number) < end - start:
            others = zip(piece.cells[start:end], numbers[start:end], strict=True)
            return next(cell.decode() for cell, own in others if own != number)
        start = end
    return None


def _again(rows: Sequence[bytes], cells: Sequence[bytes], earlier: set[bytes]) -> str | None:
    """Return the first of a piece's rows, or of its cells, that is there again.

    `earlier` are those of its rows that pieces before have.
    """
    for places in (rows, cells):
        if earlier or len(set(places)) < len(places):
            counts = Counter(places)
            found = (x for x in places if counts[x] > 1 or x.lstrip(_LETTERS) in earlier)
            if first := next(found, None):
                return first.decode()
    return None


def _look(piece: bytes, found: Footprint, *, calculates: bool) -> None:
    """Add the errors and the formulas without a value that are in a piece of a sheet."""
    if not any(sign in piece for sign in _SIGNS):
        return
    for cell in _CELL.finditer(piece):
        letters, row, attributes, content = cell.groups()
        place = int(row) - 1, number_of(letters.decode()) - 1
        value = _VALUE.search(content)
        if _IS_ERROR in attributes:
            shown = value[1].decode("utf-8", "replace") if value and value[1] else ""
            found.errors[place] = shown or _NO_ERROR
        elif not _FORMULA.search(content):
            continue
        elif value is None or _lacks_value(attributes, value, calculates=calculates):
            found.uncalculated.append(place)
        else:
            found.formulas += 1
            found.zeros += not _NO_NUMBER.search(attributes) and is_zero(value[1] or b"")


def _lacks_value(attributes: bytes, value: re.Match[bytes], *, calculates: bool) -> bool:
    """Return whether a cell with a formula has no value.

    A program that cannot calculate may write 0 for every formula, and ask to calculate on opening.
    """
    return (not value[1] and _IS_TEXT not in attributes) or (
        calculates and is_zero(value[1] or b"")
    )


def is_zero(number: bytes) -> bool:
    """Return whether a number is 0, however it is spelt."""
    return _ZERO.fullmatch(number) is not None
