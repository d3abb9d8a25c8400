"""What the sheets of an old Excel workbook (XLS) hold, looked up before they are loaded.

The library that loads one takes memory for all cells up to the last row and column of each sheet,
and believes what the file says of their number (MS-XLS, 2.4).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from mdpoverty.files.compound import Compound
from mdpoverty.files.footprint import Footprint

_STREAMS = ("Workbook", "Book")
_END, _LOCKED, _SHEET, _STRINGS, _REACH = 0x000A, 0x002F, 0x0085, 0x00FC, 0x0200
_CELLS = frozenset((0x0006, 0x00BD, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E))
_SEVERAL = 0x00BD  # cells of a row in one record
_ROWS, _COLUMNS = 65_536, 256
_LEAST = 3  # bytes of a text

Record = tuple[int, int, int]  # what it is, where it begins, and how long it is


def of_old_excel(workbook: bytes) -> list[tuple[str, Footprint]]:
    """Return the footprint of each sheet of an XLS workbook, after its name; none of a locked one.

    Raises ValueError or struct.error where the workbook is damaged.
    """
    data = Compound(workbook).stream(_STREAMS)
    sheets: dict[int, str] = {}
    for kind, begin, size in _records(data, 0, len(data)):
        if kind == _LOCKED:
            return []
        if kind == _SHEET:
            [place] = struct.unpack_from("<I", data, begin)
            if place in sheets:
                raise ValueError(place)
            sheets[place] = _name(data[begin + 6 : begin + size])
        if kind == _STRINGS and _LEAST * struct.unpack_from("<I", data, begin + 4)[0] > len(data):
            raise ValueError(begin)
    places = sorted(sheets)
    ends = [*places[1:], len(data)]
    return [
        (sheets[place], _footprint(data, place, end))
        for place, end in zip(places, ends, strict=True)
    ]


def _records(data: bytes, place: int, end: int) -> Iterator[Record]:
    """Yield the records from `place` on; raises ValueError where the last is not before `end`."""
    while place + 4 <= end:
        kind, size = struct.unpack_from("<2H", data, place)
        if kind == _END:
            return
        yield kind, place + 4, size
        place += 4 + size
    raise ValueError(place)


def _footprint(data: bytes, place: int, end: int) -> Footprint:
    found = Footprint()
    rows = columns = 0
    for kind, begin, size in _records(data, place, end):
        if kind in _CELLS:
            row, column = struct.unpack_from("<2H", data, begin)
            found.cells += 1
            if kind == _SEVERAL:
                [last] = struct.unpack_from("<H", data, begin + size - 2)
                found.cells += last - column
                column = last
            rows, columns = max(rows, row), max(columns, column)
        elif kind == _REACH:
            _require_reach(data[begin : begin + size])
    if columns >= _COLUMNS:
        raise ValueError(columns)
    found.rows, found.columns = rows + 1, columns + 1
    return found


def _require_reach(said: bytes) -> None:
    """Raise ValueError where a sheet says that it reaches farther than one can."""
    top, bottom, left, right = struct.unpack_from("<2I2H" if len(said) > 10 else "<4H", said)  # noqa: PLR2004 -- bytes of an older release
    empty = not (bottom and right)
    if bottom > _ROWS or right > _COLUMNS or (not empty and (top >= bottom or left >= right)):
        raise ValueError(said)


def _name(said: bytes) -> str:
    """Return the name of a sheet, as far as it is needed to tell it."""
    wide = len(said) > 1 and said[1] == 1
    return said[2:].decode("utf-16-le" if wide else "latin-1", "replace")
