"""What the sheets of an old Excel workbook (XLS) hold, looked up before they are loaded.

The library that loads one takes memory for all cells up to the last row and column of each sheet,
and believes what the file says of their number; an error, or a formula without a value, it hands
over as an empty cell (MS-XLS, 2.4).
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mdpoverty.files.cell_errors import CELL_ERRORS
from mdpoverty.files.compound import Compound
from mdpoverty.files.footprint import Cell, Footprint
from mdpoverty.files.layout import letters_of
from mdpoverty.files.repeated import repeats_too_much

_STREAMS = ("Workbook", "Book")
_END, _LOCKED, _CONTINUED, _SHEET, _REACH = 0x000A, 0x002F, 0x003C, 0x0085, 0x0200
_TEXTS, _TEXT = 0x00FC, 0x00FD  # all shared texts; a cell that shows one
_WIDE, _WITH_MORE, _WITH_RUNS = 1, 4, 8  # of a text: two bytes a letter; what comes after it
_FORMULA, _FORMULA_TEXT, _TRUTH = 0x0006, 0x0207, 0x0205
_WITH_KINDS = (_FORMULA, _TRUTH)  # cells whose value may be of several kinds
_CELLS = frozenset((_FORMULA, 0x00BD, 0x00D6, _TEXT, 0x0203, 0x0204, _TRUTH, 0x027E))
_BLANKS = frozenset((0x00BE, 0x0201))  # cells that only look like something
_SEVERAL = frozenset((0x00BD, 0x00BE))  # cells of a row in one record
# Cells as releases before this format had them: the library would leave them out.
_EARLIER = frozenset((0x0002, 0x0003, 0x0004, 0x0005, 0x0206, 0x0406))
# What may come between a formula and its text: a table, and what is shared by several formulas.
_OF_FORMULAS = frozenset((0x0221, 0x0236, 0x04BC))
# Where a cell of truth or an error has its value and which of both it is, and a formula its value.
_TRUTH_VALUE, _TRUTH_IS_ERROR, _RESULT, _SETTINGS = 6, 7, 6, 14
_NO_NUMBER = b"\xff\xff"  # ends the value of a formula that is none
_IS_TEXT, _IS_ERROR, _IS_EMPTY = 0, 2, 3  # of which kind that value is
_WHEN_OPENED = 2  # is a formula calculated
_CALCULATED = 0x01C1  # says which program calculated a workbook
# By what is stored for them (MS-XLS, 2.5.10).
_ERRORS = {
    0x00: "Null",
    0x07: "Div0",
    0x0F: "Value",
    0x17: "Ref",
    0x1D: "Name",
    0x24: "Num",
    0x2A: "NA",
}
_AROUND, _OF_NUMBER, _OF_BLANK = 6, 6, 2  # bytes of a record of several cells, and of each
_ROWS, _COLUMNS = 65_536, 256
_LEAST = 3  # bytes of a text
_LONGEST = 8_224  # bytes of a record

Record = tuple[int, int, int]  # what it is, where it begins, and how long it is


def of_old_excel(workbook: bytes) -> list[tuple[str, Footprint]]:
    """Return the footprint of each sheet of an XLS workbook, after its name; none of a locked one.

    They are in the order in which the workbook lists them.

    Raises ValueError, IndexError or struct.error where the workbook is damaged.
    """
    data = Compound(workbook).stream(_STREAMS)
    sheets: dict[int, str] = {}
    texts: list[bytes] = []
    last = 0
    is_calculated = False
    for kind, begin, size in _records(data, 0, len(data)):
        if kind == _LOCKED:
            return []
        is_calculated = is_calculated or kind == _CALCULATED
        if kind == _SHEET:
            [place] = struct.unpack_from("<I", data, begin)
            if place in sheets:
                raise ValueError(place)
            sheets[place] = _name(data[begin + 6 : begin + size])
        if (kind == _TEXTS and not texts) or (kind == _CONTINUED and last == _TEXTS):
            texts.append(data[begin : begin + size])
        elif kind == _TEXTS:
            raise ValueError(begin)
        last = last if kind == _CONTINUED else kind
    lengths = _lengths(texts, len(data)) if texts else array("H")
    places = sorted(sheets)
    ends = [*places[1:], len(data)]
    found = {
        place: _footprint(data, place, end, lengths, is_calculated=is_calculated)
        for place, end in zip(places, ends, strict=True)
    }
    repeats = repeats_too_much(sum(shown for _, shown in found.values()), len(data))
    return [(sheets[place], replace(found[place][0], repeats=repeats)) for place in sheets]


def _lengths(parts: Sequence[bytes], most: int) -> array[int]:
    """Return how many letters each shared text has; its table is in `parts`, of `most` bytes."""
    [count] = struct.unpack_from("<I", parts[0], 4)
    if _LEAST * count > most:
        raise ValueError(count)
    found = array("H")
    part, place = 0, 8
    for _ in range(count):
        if place >= len(parts[part]):
            part, place = part + 1, 0
        letters, flags = struct.unpack_from("<HB", parts[part], place)
        place += 3
        after = 0  # bytes
        if flags & _WITH_RUNS:
            after += 4 * struct.unpack_from("<H", parts[part], place)[0]
            place += 2
        if flags & _WITH_MORE:
            after += struct.unpack_from("<I", parts[part], place)[0]
            place += 4
        wide, left = flags & _WIDE, letters
        while left > (room := (len(parts[part]) - place) >> wide):
            left -= room
            part, place = part + 1, 1  # where it goes on is said how wide it is there
            wide = parts[part][0] & _WIDE
        place += left << wide
        while after > (room := len(parts[part]) - place):
            after -= room
            part, place = part + 1, 0
        place += after
        found.append(letters)
    return found


def _records(data: bytes, place: int, end: int) -> Iterator[Record]:
    """Yield the records from `place` on; raises ValueError where the last is not before `end`.

    So it does for what is no record: after one that is damaged others seem to begin anywhere, and
    the library would end the sheet there.
    """
    while place + 4 <= end:
        kind, size = struct.unpack_from("<2H", data, place)
        if not kind or size > _LONGEST or (kind == _END and size):
            raise ValueError(place)
        if kind == _END:
            return
        yield kind, place + 4, size
        place += 4 + size
    raise ValueError(place)


def _footprint(
    data: bytes, place: int, end: int, lengths: array[int], *, is_calculated: bool
) -> tuple[Footprint, int]:
    """Return the footprint of a sheet, and how many letters of shared texts its cells show."""
    found = Footprint()
    awaited: Cell | None = None  # a formula whose text comes after it
    there = bytearray(_ROWS * _COLUMNS)
    rows = columns = shown = 0
    for kind, begin, size in _records(data, place, end):
        if awaited is not None and kind not in _OF_FORMULAS:
            found.uncalculated += [awaited] if kind != _FORMULA_TEXT else []
            awaited = None
        if kind in _EARLIER:
            raise ValueError(begin)
        if kind in _CELLS or kind in _BLANKS:
            row, column, last = _place(data, kind, begin, size)
            cells = slice(row * _COLUMNS + column, row * _COLUMNS + last + 1)
            if any(there[cells]) and found.twice is None:
                found.twice = f"{letters_of(column + 1)}{row + 1}"
            there[cells] = b"\1" * (last + 1 - column)
        if kind in _CELLS:
            found.cells += last + 1 - column
            if kind == _TEXT:
                [number] = struct.unpack_from("<I", data, begin + 6)
                shown += lengths[number] if number < len(lengths) else 0
            elif kind in _WITH_KINDS and _note(
                found, kind, data, begin, is_calculated=is_calculated
            ):
                awaited = (row, column)
            rows, columns = max(rows, row), max(columns, last)
        elif kind == _REACH:
            _require_reach(data[begin : begin + size])
    found.uncalculated += [awaited] if awaited is not None else []
    found.rows, found.columns = rows + 1, columns + 1
    return found, shown


def _place(data: bytes, kind: int, begin: int, size: int) -> tuple[int, int, int]:
    """Return the row of a record's cells, and their first and their last column.

    Raises ValueError where there are not as many of them as the record has room for.
    """
    row, column = struct.unpack_from("<2H", data, begin)
    last = column
    if kind in _SEVERAL:
        [last] = struct.unpack_from("<H", data, begin + size - 2)
        each = _OF_BLANK if kind in _BLANKS else _OF_NUMBER
        if size != _AROUND + each * (last + 1 - column):
            raise ValueError(size)
    if not column <= last < _COLUMNS:
        raise ValueError(last)
    return row, column, last


def _note(found: Footprint, kind: int, data: bytes, begin: int, *, is_calculated: bool) -> bool:
    """Note the error or the lacking value of a cell; return whether its text has yet to come."""
    cell: Cell = struct.unpack_from("<2H", data, begin)
    result = data[begin + _RESULT : begin + _SETTINGS]
    if kind == _TRUTH:
        if data[begin + _TRUTH_IS_ERROR]:
            found.errors[cell] = _error(data[begin + _TRUTH_VALUE])
    elif _lacks_value(result, data[begin + _SETTINGS], is_calculated=is_calculated):
        found.uncalculated.append(cell)
    else:
        found.formulas += 1
        found.zeros += not any(result)
        if result.endswith(_NO_NUMBER):
            if result[0] == _IS_ERROR:
                found.errors[cell] = _error(result[2])
            return result[0] == _IS_TEXT
    return False


def _lacks_value(result: bytes, settings: int, *, is_calculated: bool) -> bool:
    """Return whether a formula has no value; `result` is what is stored for one.

    A program that cannot calculate stores empty text, or 0 and that it is to be calculated when the
    workbook is opened. So may one that can: it says in the workbook that it did.
    """
    if is_calculated:
        return False
    if result.endswith(_NO_NUMBER):
        return result[0] == _IS_EMPTY
    return not any(result) and bool(settings & _WHEN_OPENED)


def _error(stored: int) -> str:
    """Return what a cell shows for an error; #VALUE! for one that has no name here."""
    return CELL_ERRORS[_ERRORS.get(stored, "Value")]


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
