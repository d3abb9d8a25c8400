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
from typing import Any, BinaryIO, NamedTuple

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
_PIECE = 1 << 12  # bytes that are unpacked at once

# Thrift's kinds of values
_TRUE, _FALSE, _BYTE, _LAST_NUMBER = 1, 2, 3, 6
_DOUBLE, _TEXT, _LIST, _SET, _STRUCT = 7, 8, 9, 10, 12
_LONG_LIST = 15
# Fields, by their numbers, of the file, of a group of rows, of a column, and of a page
_SCHEMA, _ROWS, _GROUPS = 2, 3, 4
_COLUMNS, _GROUP_ROWS = 1, 3
_OF_COLUMN, _KIND, _PATH, _VALUES, _SIZE, _FIRST, _DICTIONARY = 3, 1, 3, 5, 7, 9, 11
_UNPACKED, _PACKED, _DISTINCT, _COUNT = 2, 3, 7, 1
_CODEC, _GZIP, _CHECKSUM = 4, 2, 4
_LATER, _DEFINED, _REPEATED, _IS_PACKED = 8, 5, 6, 7  # of a page of the second release
_ENCODED = {5: 2, 8: 4}  # pages of data of either release, and where these say how values are
_CHILDREN = 5  # of a part of the schema
# What they say
_OF_BYTES = 6  # a kind of columns: text
_BY_DICTIONARY, _BY_PREFIX = (2, 8), 7  # how values of a page are written


class GrowsError(ValueError):
    """A file has more rows than a survey of its size: than how many, and in how many bytes."""


class Texts(NamedTuple):
    """The texts of a column, as pages of it tell them.

    `longest` is how many bytes one has at least somewhere, of those that are told once for all;
    `most` how many all may have together, and `by_prefix` how many one may have in a page that
    writes of each only what differs from the one before.
    """

    longest: int = 0
    most: int = 0
    by_prefix: int = 0

    def beside(self, other: Texts) -> Texts:
        """Return the texts of both."""
        return Texts(
            max(self.longest, other.longest),
            self.most + other.most,
            max(self.by_prefix, other.by_prefix),
        )


def require_sound(file: Path) -> dict[str, Texts]:
    """Return the texts of each column that has some.

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
        texts: dict[str, Texts] = {}
        read = 0
        for column in (each[_OF_COLUMN] for group in found[_GROUPS] for each in group[_COLUMNS]):
            own, size = _texts(data, column, begin)
            read += size
            if read > begin:  # no two columns share their bytes
                raise ValueError(read)
            if column[_KIND] == _OF_BYTES and len(column[_PATH]) == 1:  # others are no cells
                name = column[_PATH][0].decode()
                texts[name] = own.beside(texts.get(name, Texts()))
        return texts


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


def _texts(data: BinaryIO, column: Mapping[int, Any], end: int) -> tuple[Texts, int]:
    """Return the values of a column as texts, and how many bytes its pages take.

    Raises ValueError where these are more than there is room for, and where no pages have as many
    values as the column.
    """
    if not column[_SIZE]:
        return Texts(), 0
    begin = place = column.get(_DICTIONARY) or column[_FIRST]
    values, found, word = column[_VALUES], Texts(), 0
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
            found = found.beside(Texts(unpacked // words - _LENGTH))
            word = unpacked - words * _LENGTH
        for kind in _ENCODED.keys() & page.keys():
            count, own = _of_page(page[kind], page[kind][_ENCODED[kind]], unpacked, word)
            if not 0 <= count <= values:
                raise ValueError(place)
            values -= count
            found = found.beside(own)
    return found, place - begin


def _of_page(page: Mapping[int, Any], way: int, size: int, word: int) -> tuple[int, Texts]:
    """Return how many values a page of data has, written in a `way`, and these as texts.

    The page has `size` bytes, and of a dictionary no word is longer than `word`. Raises ValueError
    where it is larger than pages are, and each text may be as long.
    """
    count = page[_COUNT]
    if way == _BY_PREFIX:
        if size > _LARGE_PAGE:
            raise ValueError(size)
        return count, Texts(most=count * size, by_prefix=size)
    return count, Texts(most=count * word if way in _BY_DICTIONARY else size)


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
    left, part = page[_UNPACKED] - before, zlib.decompressobj(_EITHER)
    for place in range(before, len(packed), _PIECE):  # what is unused of a piece is copied
        piece = packed[place : place + _PIECE]
        while piece:
            if part.eof:
                part = zlib.decompressobj(_EITHER)
            try:
                left -= len(part.decompress(piece, max(1, left + 1)))
            except zlib.error:
                raise ValueError(page) from None
            if left < 0:
                raise ValueError(left)
            piece = part.unused_data
    if left or not (part.eof or len(packed) <= before):
        raise ValueError(left)


class _Structure:
    """Bytes of a structure, and how far they are read."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def read(self, depth: int = 0) -> dict[int, Any]:
        """Return the values of a structure by the numbers of their fields."""
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
            return self.data[self.place - size : self.place]
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
