"""What a Parquet file says of itself, looked up before an engine believes it.

An engine takes memory for as many rows, columns and values as a file says that it has, and ends the
program where there is not so much. The numbers are in structures of Thrift's compact protocol: one
at the end of the file, and one before each page (Parquet's format: `parquet.thrift`).
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from mdpoverty.files.whole import whole_file

_MARK = b"PAR1"
_TAIL = struct.Struct("<I4s")  # how long the last structure is, and the mark
_PAGE_SIZES = (1 << 12, 1 << 24)  # bytes of what is said of a page: usually, and at most
_DEEPEST = 32  # structures within each other
_EITHER = 47  # zlib's or gzip's form, as zlib has it
_LENGTH = 4  # bytes before a text, which say how long it is
_LARGE = 10_000_000  # cells
_LARGE_PAGE, _UNPACKS = 1 << 24, 300  # bytes of a page, and for each byte of one that is packed
_RATIO = 100  # cells for each byte of a larger file: households that differ take more

# Thrift's kinds of values
_TRUE, _FALSE, _BYTE, _LAST_NUMBER = 1, 2, 3, 6
_DOUBLE, _TEXT, _LIST, _SET, _STRUCT = 7, 8, 9, 10, 12
_LONG_LIST = 15
# Fields, by their numbers, of the file, of a group of rows, of a column, and of a page
_SCHEMA, _ROWS, _GROUPS = 2, 3, 4
_COLUMNS, _GROUP_ROWS = 1, 3
_OF_COLUMN, _VALUES, _SIZE, _FIRST, _DICTIONARY = 3, 5, 7, 9, 11
_UNPACKED, _PACKED, _DATA, _DISTINCT, _COUNT = 2, 3, (5, 8), 7, 1
_CODEC, _GZIP, _CHECKSUM = 4, 2, 4
_LATER, _DEFINED, _REPEATED, _IS_PACKED = 8, 5, 6, 7  # of a page of the second release
_CHILDREN = 5  # of a part of the schema


class GrowsError(ValueError):
    """A file has more rows than a survey of its size: than how many, and in how many bytes."""


def require_sound(file: Path) -> int:
    """Return how many bytes a text has at least somewhere, of those that are told once for all.

    Raises ValueError, LookupError or struct.error where a file says of itself what cannot be,
    GrowsError where that may be, but is more than a survey has.
    """
    with whole_file(file) as data:
        end = data.seek(0, os.SEEK_END)
        data.seek(max(0, end - _TAIL.size))
        size, mark = _TAIL.unpack(data.read(_TAIL.size))
        begin = end - _TAIL.size - size
        if mark != _MARK or begin < len(_MARK):
            raise ValueError(size)
        data.seek(begin)
        found = _Structure(data.read(size)).read()
        _require_rows(found, end)
        sizes = [
            _words(data, column[_OF_COLUMN], begin)
            for group in found[_GROUPS]
            for column in group[_COLUMNS]
        ]
        return max(sizes, default=0)


def _require_rows(found: Mapping[int, Any], size: int) -> None:
    """Raise ValueError where the groups have not the rows and columns of the file."""
    columns = sum(1 for part in found[_SCHEMA] if not part.get(_CHILDREN))
    rows, groups = found[_ROWS], found[_GROUPS]
    if sum(group[_GROUP_ROWS] for group in groups) != rows:
        raise ValueError(rows)
    if any(len(group[_COLUMNS]) != columns or group[_GROUP_ROWS] < 0 for group in groups):
        raise ValueError(columns)
    most = max(_LARGE, _RATIO * size)
    if rows * columns > most:
        raise GrowsError(most // columns, size)


def _words(data: BinaryIO, column: Mapping[int, Any], end: int) -> int:
    """Return how many bytes the different values that a column begins with have on average.

    Raises ValueError where these are more than there is room for, and where no pages have as many
    values as the column.
    """
    if not column[_SIZE]:
        return 0
    place = column.get(_DICTIONARY) or column[_FIRST]
    values, longest = column[_VALUES], 0
    while values:
        if not 0 < place < end:
            raise ValueError(place)
        page, size = _page(data, place)
        unpacked, packed = page[_UNPACKED], page[_PACKED]
        if unpacked < 0 or packed < 0 or unpacked > max(_LARGE_PAGE, _UNPACKS * packed):
            raise ValueError(place)
        place += size
        if column[_CODEC] == _GZIP or _CHECKSUM in page:
            data.seek(place)
            _require_whole(data.read(packed), page, column[_CODEC])
        place += packed
        if words := page.get(_DISTINCT, {}).get(_COUNT, 0):
            if not 0 < words <= unpacked:
                raise ValueError(words)
            longest = unpacked // words - _LENGTH
        counts = [page[kind][_COUNT] for kind in _DATA if kind in page]
        if not all(0 <= count <= values for count in counts):
            raise ValueError(place)
        values -= sum(counts)
    return longest


def _page(data: BinaryIO, place: int) -> tuple[dict[int, Any], int]:
    """Return what is said of the page that begins at a place, and in how many bytes."""
    for most in _PAGE_SIZES:
        data.seek(place)
        header = _Structure(data.read(most))
        with suppress(LookupError):
            return header.read(), header.place
    raise ValueError(place)


def _require_whole(packed: bytes, page: Mapping[int, Any], codec: int) -> None:
    """Raise ValueError where a page is not what was written, by what it says of its bytes.

    An engine does not look at that. Old programs write zlib's form of what gzip packs.
    """
    if _CHECKSUM in page and zlib.crc32(packed) != page[_CHECKSUM] & 0xFFFFFFFF:
        raise ValueError(page)
    levels = page.get(_LATER, {})
    if codec != _GZIP or levels.get(_IS_PACKED) is False:
        return
    before = levels.get(_REPEATED, 0) + levels.get(_DEFINED, 0)  # which are not packed
    rest, left = packed[before:], page[_UNPACKED] - before
    while rest:
        part = zlib.decompressobj(_EITHER)
        try:
            left -= len(part.decompress(rest, max(1, left + 1)))
        except zlib.error:
            raise ValueError(page) from None
        if not part.eof or left < 0:
            raise ValueError(left)
        rest = part.unused_data
    if left:
        raise ValueError(left)


class _Structure:
    """Bytes of a structure, and how far they are read."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def read(self, depth: int = 0) -> dict[int, Any]:
        """Return the values of a structure by the numbers of their fields; texts are None."""
        if depth > _DEEPEST:
            raise ValueError(depth)
        found: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            number = number + step if step else self._number()
            found[number] = kind == _TRUE if kind <= _FALSE else self._value(kind, depth)
        return found

    def _value(self, kind: int, depth: int) -> Any:
        if kind == _BYTE or kind <= _FALSE:
            return self._byte()
        if kind <= _LAST_NUMBER:
            return self._number()
        if kind == _STRUCT:
            return self.read(depth + 1)
        if kind in (_LIST, _SET):
            head = self._byte()
            count = head >> 4 if head >> 4 < _LONG_LIST else self._varint()
            if count > len(self.data) - self.place:  # each takes a byte
                raise ValueError(count)
            return [self._value(head & 15, depth + 1) for _ in range(count)]
        if kind == _DOUBLE:
            self.place += 8
        elif kind == _TEXT:
            size = self._varint()
            self.place += size
        else:
            raise ValueError(kind)  # Parquet has no maps
        return None

    def _byte(self) -> int:
        found = self.data[self.place]
        self.place += 1
        return found

    def _varint(self) -> int:
        found = shift = 0
        while (byte := self._byte()) & 128:
            found |= (byte & 127) << shift
            shift += 7
            if shift > 63:  # noqa: PLR2004 -- bits
                raise ValueError(shift)
        return found | byte << shift

    def _number(self) -> int:
        found = self._varint()
        return found >> 1 ^ -(found & 1)
