"""What a sheet of an OpenDocument workbook holds, looked up before the sheet is loaded."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.parsers import expat

from mdpoverty.files.footprint import Footprint
from mdpoverty.files.repeated import repeats_too_much

_CELLS = ("table:table-cell", "table:covered-table-cell")
_PIECE = 1 << 20
_LONGEST = 1000  # characters of an error
_MOST_FILLED = 2_000_000  # cells, as often as they are repeated, in whichever workbook
_MOST_REPEATED = 100  # times that a cell of a larger one is repeated on average
_MOST_SPACES = 1 << 24  # that are counted and not written, as runs of them are


def of_open_document(path: Path) -> dict[str, Footprint]:
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
        self.sheets: dict[str, Footprint] = {}
        self.found = Footprint()
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.inside = 0  # tables
        self.is_error = False
        self.row = self.column = 0
        self.rows = self.columns = 1
        self.text = ""  # of an error
        self.spaces = 0
        self.length = 0  # of the text of a cell
        self.shown = 0  # the same of all cells, as often as they are repeated
        self.filled = 0  # cells, as often as they are repeated

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "text:s":
            self.spaces += int(attributes.get("text:c", 1)) - 1
            if self.spaces > _MOST_SPACES:
                raise ValueError(self.spaces)
        elif name == "table:table":
            self.inside += 1
            if self.inside == 1:
                sheet = attributes.get("table:name") or f" {len(self.sheets)}"
                if sheet in self.sheets:
                    raise ValueError(sheet)
                self.found = self.sheets[sheet] = Footprint(merged=[])
                self.row = 0
        elif self.inside != 1:
            return  # a table within a cell
        elif name == "table:table-row":
            self.rows = int(attributes.get("table:number-rows-repeated", 1))
            self.column = 0
        elif name in _CELLS:
            self.columns = int(attributes.get("table:number-columns-repeated", 1))
            self.text = ""
            self.length = 0
            self.is_error = attributes.get("calcext:value-type") == "error"
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        found, place = self.found, (self.row, self.column)
        spans = [int(attributes.get(f"table:number-{n}-spanned", 1)) for n in ("rows", "columns")]
        if max(spans) > 1 and found.merged is not None:
            last = (self.row + spans[0] - 1, self.column + spans[1] - 1)
            found.merged.append((place, last))
        if "office:value-type" not in attributes:
            if "table:formula" in attributes:
                found.uncalculated.append(place)
            return
        found.cells += 1
        self.filled += self.rows * self.columns
        if self.filled > max(_MOST_FILLED, _MOST_REPEATED * found.cells):
            found.repeats = True
        found.rows = max(found.rows, self.row + self.rows)
        found.columns = max(found.columns, self.column + self.columns)

    def _text(self, text: str) -> None:
        self.length += len(text)
        if self.is_error and len(self.text) < _LONGEST:
            self.text += text

    def _end(self, name: str) -> None:
        if name == "table:table":
            self.inside -= 1
        elif self.inside != 1:
            return
        elif name == "table:table-row":
            self.row += self.rows
        elif name in _CELLS:
            if self.is_error:
                self.found.errors[self.row, self.column] = self.text
                self.is_error = False
            self.shown += self.length * self.rows * self.columns
            self.column += self.columns


def _refuse(*_: object) -> None:
    """Raise ValueError for a document type: what it defines may be text without end."""
    raise ValueError
