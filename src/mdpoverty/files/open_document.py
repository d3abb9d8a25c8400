"""What a sheet of an OpenDocument workbook holds, looked up before the sheet is loaded."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from mdpoverty.files.cell_errors import CELL_ERRORS, KNOWN_ERRORS
from mdpoverty.files.elements import parser_of_strangers
from mdpoverty.files.footprint import Cell, Footprint, is_zero
from mdpoverty.files.layout import letters_of
from mdpoverty.files.repeated import repeats_too_much

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
# The library that loads a sheet knows these by their usual prefixes alone.
_SPACES = {name: f"{_OASIS}:{name}:1.0" for name in ("office", "table", "text")}
_OFFICE, _TABLE, _TEXT = (f"{space} " for space in _SPACES.values())  # before a name
_DRAWING = f"{_OASIS}:drawing:1.0 "
_CALCULATED = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_SHEET, _ROW, _ROWS = (f"{_TABLE}{n}" for n in ("table", "table-row", "number-rows-repeated"))
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_COLUMNS, _FORMULA = f"{_TABLE}number-columns-repeated", f"{_TABLE}formula"
_SPANS_ROWS, _SPANS_COLUMNS = (f"{_TABLE}number-{n}-spanned" for n in ("rows", "columns"))
_SPANS = frozenset((_SPANS_ROWS, _SPANS_COLUMNS))
_RUN, _COUNT = f"{_TEXT}s", f"{_TEXT}c"  # of spaces
# What is beside the text of a cell: how it is said, where it leads, what a program does with it.
_BESIDE = frozenset(
    (f"{_OFFICE}annotation", *(f"{_TEXT}{n}" for n in ("ruby-text", "note", "script")))
)
_HEADING = f"{_TEXT}h"
_BLANK = re.compile("[ \t\n\r]+")  # counts as one space, and for nothing where a line begins
_PARAGRAPHS = (f"{_TEXT}p", _HEADING)
_BLANKS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_TYPE, _NUMBER, _TRUTH = (f"{_OFFICE}{n}" for n in ("value-type", "value", "boolean-value"))
_VALUES = frozenset((_NUMBER, _TRUTH, *(f"{_OFFICE}{n}-value" for n in ("string", "date", "time"))))
# As the library takes numbers.
_IS_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf(?:inity)?|nan)", re.IGNORECASE
)
# In whichever language, where a number is due: Excel stores 0 for it.
_IS_ERROR = re.compile(r"#[^\W\d]+(?:/[^\W_]+)?[!?]?|[^\W\d_]+:[0-9]{3}")
_LAST_SPACE = re.compile("(?<![ \t\n\r]) \\Z")
_PIECE = 1 << 20
_LONGEST = 1000  # characters of what is no number
_MOST_FILLED = 2_000_000  # cells, as often as they are repeated, in whichever workbook
_MOST_REPEATED = 100  # times that a cell of a larger one is repeated on average
_MOST_SPACES = 1 << 24  # that are counted and not written, as runs of them are


class ManySpacesError(ValueError):
    """A workbook has more spaces that are counted, and not written, than so many."""


class Shown(NamedTuple):
    """What cells show that the library reads as something else; they are from `first` to `last`.

    The text is None for a formula that was never calculated, which is no blank.
    """

    first: Cell
    last: Cell
    text: str | None

    def cells(self) -> Iterator[Cell]:
        """Yield each of the cells."""
        rows, columns = (range(a, b + 1) for a, b in zip(self.first, self.last, strict=True))
        return product(rows, columns)


@dataclass
class OpenFootprint(Footprint):
    """The footprint of a sheet whose cells the library reads otherwise, or not at all.

    `shown` is what some show in truth; `unread` are those whose number, or truth, is none.
    """

    shown: list[Shown] = field(default_factory=list)
    unread: dict[Cell, str] = field(default_factory=dict)


def of_open_document(path: Path) -> dict[str, OpenFootprint]:
    """Return the footprint of each sheet of an ODS workbook, by name.

    Damaged parts raise zipfile.BadZipFile, expat.ExpatError, KeyError, OSError or ValueError.
    """
    walk = _Walk()
    size = 0
    with zipfile.ZipFile(path) as packed, packed.open("content.xml") as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            walk.parser.Parse(piece, False)  # noqa: FBT003 -- expat takes it by position alone
    walk.found.repeats = walk.found.repeats or repeats_too_much(walk.shown, size)
    return walk.sheets


class _Walk:
    """A walk through the elements of a workbook, which notes the cells of each sheet."""

    def __init__(self) -> None:
        self.sheets: dict[str, OpenFootprint] = {}
        self.found = OpenFootprint()
        self.parser = parser_of_strangers(spaces=True)
        self.parser.StartNamespaceDeclHandler = _require_usual
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartCdataSectionHandler = self._differs
        self.inside = 0  # tables
        self.row = self.column = 0
        self.rows = self.columns = 1
        self.cell: dict[str, str] | None = None  # its attributes, within one
        self.said: list[str] = []  # the text of a cell
        self.paragraphs = 0  # of a cell, so far
        self.within = 0  # paragraphs, one in the other
        self.beside = 0  # elements within a note or a picture, which are no text of the cell
        self.spaced = True  # no space counts here: a line begins, or there is one already
        self.kept = False  # the last space is one that was written as it is
        self.differs = False  # the text of a cell from what the library reads
        self.spaces = 0
        self.length = 0  # of the text of a cell
        self.shown = 0  # the same of all cells, as often as they are repeated
        self.filled = 0  # cells, as often as they are repeated

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _RUN:
            self._blanks(int(attributes.get(_COUNT, 1)))
        elif name == _SHEET:
            self._start_table(attributes.get(f"{_TABLE}name"))
        elif self.inside != 1:
            return  # a table within a cell
        elif name == _ROW:
            self.rows = _times(attributes.get(_ROWS))
            self.column = 0
        elif name in _CELLS:
            self.columns = _times(attributes.get(_COLUMNS))
            self.cell = attributes
            self.said = []
            self.paragraphs = self.within = self.beside = self.length = 0
            self.differs = False
        elif self.cell is not None:
            self._within(name)

    def _start_table(self, sheet: str | None) -> None:
        """Begin a sheet, or a table within a cell; raises ValueError for any other table."""
        self.inside += 1
        if self.inside == 1:
            sheet = sheet or f" {len(self.sheets)}"
            if sheet in self.sheets:
                raise ValueError(sheet)
            self.found = self.sheets[sheet] = OpenFootprint(merged=[])
            self.row = 0
        elif self.cell is None:
            raise ValueError(sheet)
        elif self.found.holder is None:
            self.found.holder = f"{letters_of(self.column + 1)}{self.row + 1}"

    def _within(self, name: str) -> None:
        """Begin an element within a cell."""
        if self.beside or name in _BESIDE or name.startswith(_DRAWING):
            self.beside += 1
            self.differs = True
        elif name in _PARAGRAPHS:
            if self.paragraphs:
                self.said.append("\n")
            self.paragraphs += 1
            self.within += 1
            self.spaced, self.kept = True, False
            self.differs = self.differs or name == _HEADING
        elif name in _BLANKS and self.within:
            self.said.append(_BLANKS[name])
            self.spaced = False
            self.differs = True

    def _blanks(self, count: int) -> None:
        """Add a run of spaces, which is counted and not written."""
        self.spaces += count - 1
        if self.spaces > _MOST_SPACES:
            raise ManySpacesError(_MOST_SPACES)
        if self.cell is not None and self.inside == 1 and self.within and not self.beside:
            self.said.append(" " * count)
            self.spaced = False

    def _differs(self) -> None:
        self.differs = True

    def _text(self, text: str) -> None:
        self.length += len(text)
        if self.cell is None or self.inside != 1:
            return
        if self.within and not self.beside:
            self._say(text)
        else:
            self.differs = True

    def _say(self, text: str) -> None:
        """Add text of a paragraph, in which blanks are one space (OpenDocument 1.3, 6.1.2)."""
        said = _BLANK.sub(" ", text)
        self.kept = bool(_LAST_SPACE.search(text))
        if self.spaced:
            said = said.removeprefix(" ")
        self.differs = self.differs or said != text
        if said:
            self.said.append(said)
            self.spaced = said.endswith(" ")

    def _end_paragraph(self) -> None:
        """Leave out the blanks that end a paragraph; LibreOffice means one space that it writes."""
        self.within -= 1
        if self.spaced and not self.kept and self.said and self.said[-1].endswith(" "):
            self.said[-1] = self.said[-1].removesuffix(" ")
            self.differs = True

    def _end(self, name: str) -> None:
        if name == _SHEET:
            self.inside -= 1
        elif self.inside != 1:
            return
        elif name == _ROW:
            self.row += self.rows
        elif name in _CELLS and self.cell is not None:
            self._note(self.cell, "".join(self.said))
            self.cell = None
            self.shown += self.length * self.rows * self.columns
            self.column += self.columns
        elif self.beside:
            self.beside -= 1
        elif name in _PARAGRAPHS and self.within:
            self._end_paragraph()

    def _note(self, attributes: dict[str, str], text: str) -> None:
        """Note a cell, which shows a text."""
        found, place = self.found, (self.row, self.column)
        if found.merged is not None and not _SPANS.isdisjoint(attributes):
            rows, columns = (_times(attributes.get(span)) for span in (_SPANS_ROWS, _SPANS_COLUMNS))
            if rows > 1 or columns > 1:
                found.merged.append((place, (self.row + rows - 1, self.column + columns - 1)))
        end = (self.row + self.rows - 1, self.column + self.columns - 1)
        kind = attributes.get(_TYPE)
        lacks_value = _VALUES.isdisjoint(attributes)
        if lacks_value and not text and kind != "string" and _FORMULA in attributes:
            found.shown.append(Shown(place, end, None))
        elif lacks_value and not text and kind is None:
            return
        elif _is_error(attributes, text):
            found.shown.append(Shown(place, end, _named(text)))
        elif lacks_value and (self.differs or kind != "string"):
            found.shown.append(Shown(place, end, text))
        elif (wrong := _no_value(attributes)) is not None:
            found.unread[place] = wrong[:_LONGEST]
        if _FORMULA in attributes and not (lacks_value and not text):
            found.formulas += 1
            found.zeros += is_zero(attributes.get(_NUMBER, "").encode())
        found.cells += 1
        self.filled += self.rows * self.columns
        if self.filled > max(_MOST_FILLED, _MOST_REPEATED * found.cells):
            found.repeats = True
        found.rows = max(found.rows, self.row + self.rows)
        found.columns = max(found.columns, self.column + self.columns)


def _times(said: str | None) -> int:
    """Return how often a row or a cell is repeated, or over how many it is merged.

    Raises ValueError for less than once.
    """
    times = 1 if said is None else int(said)
    if times < 1:
        raise ValueError(said)
    return times


def _is_error(attributes: dict[str, str], text: str) -> bool:
    """Return whether a cell with a text shows an error: as LibreOffice says, or as Excel writes."""
    if attributes.get(_CALCULATED) == "error":
        return True
    return attributes.get(_TYPE) != "string" and bool(_IS_ERROR.fullmatch(text))


def _named(error: str) -> str:
    """Return an error as Excel calls it: one that it does not have is there #VALUE!."""
    return error if error in KNOWN_ERRORS else CELL_ERRORS["Value"]


def _no_value(attributes: dict[str, str]) -> str | None:
    """Return what a cell has for a number or a truth that is none; None where it has none such."""
    number, truth = attributes.get(_NUMBER), attributes.get(_TRUTH)
    if number is not None and not _IS_NUMBER.fullmatch(number):
        return number
    return truth if truth is not None and truth.lower() not in {"true", "false"} else None


def _require_usual(prefix: str | None, space: str) -> None:
    """Raise ValueError where a prefix stands for another namespace than the library takes it for.

    So it does for one of these under another prefix.
    """
    if _SPACES.get(prefix or "", space) != space or (
        space in _SPACES.values() and _SPACES.get(prefix or "") != space
    ):
        raise ValueError(prefix)


def put_right(rows: list[list[Any]], found: OpenFootprint) -> list[list[Any]]:
    """Return the rows of a loaded sheet, with what cells show that were read as something else.

    Formulas that were never calculated are added to those of the footprint.
    """
    if not found.shown:
        return rows
    height = max(len(rows), 1 + max(shown.last[0] for shown in found.shown))
    width = max(*map(len, rows), 1 + max(shown.last[1] for shown in found.shown), 0)
    rows = [*rows, *([] for _ in range(height - len(rows)))]
    right = [row + [""] * (width - len(row)) for row in rows]
    for shown in found.shown:
        for row, column in shown.cells():
            if shown.text is None:
                found.uncalculated.append((row, column))
            else:
                right[row][column] = shown.text
    return right
