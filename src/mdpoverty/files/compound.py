"""Compound files (OLE), in which old Excel keeps its workbooks: their streams, within reason.

A file says of each of its sectors which one comes next. One that is damaged may go round in circles
or far beyond its end, and a library that believes it takes memory without end; so streams are read
here first (MS-CFB, 2.2 to 2.6).
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_HEADER = 512
_LAST, _FREE = 0xFFFFFFFE, 0xFFFFFFFF  # after the last sector of a chain; of no chain
_MINI = 64  # bytes of a sector of the short streams
_SHORT = 4096  # bytes below which a stream is short
_ENTRY = 128  # bytes of an entry of the directory


@dataclass(frozen=True)
class _Entry:
    name: str
    start: int
    size: int


class Compound:
    """A compound file; raises ValueError where it is damaged."""

    def __init__(self, data: bytes) -> None:
        """Read its tables and its directory."""
        if len(data) < _HEADER:
            raise ValueError(len(data))
        self._data = data
        shift, mini_shift = struct.unpack_from("<2H", data, 30)
        if shift not in (9, 12) or 1 << mini_shift != _MINI:
            raise ValueError(shift)
        self._size = 1 << shift
        self._sectors = -(-len(data) // self._size)
        counts = struct.unpack_from("<9I", data, 40)
        directory, fats, start, _, _, minis, mini, more, tables = counts
        if max(directory, fats, mini, tables) > self._sectors:
            raise ValueError(counts)
        self._next = array("I", b"".join(self._sector(each) for each in self._fats(more)))
        entries = self._chain(start)
        self._entries = [*_entries(entries, long=shift != 9)]  # noqa: PLR2004 -- 512 bytes
        if (
            len(entries) % _ENTRY
            or not self._entries
            or any(each.size > len(data) for each in self._entries)
        ):
            raise ValueError(len(self._entries))
        self._mini = self._chain(self._entries[0].start)
        self._mini_next = array("I", self._chain(minis))

    def stream(self, names: Sequence[str]) -> bytes:
        """Return what the first of the streams of these names holds; raises ValueError for none."""
        for name in names:
            for entry in self._entries:
                if entry.name != name:
                    continue
                if entry.size >= _SHORT:
                    return self._chain(entry.start)[: entry.size]
                places = _walk(entry.start, self._mini_next, len(self._mini) // _MINI + 1)
                short = (self._mini[place * _MINI : (place + 1) * _MINI] for place in places)
                return b"".join(short)[: entry.size]
        raise ValueError(names)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if number >= self._sectors:
            raise ValueError(number)
        return self._data[start : start + self._size]

    def _fats(self, more: int) -> Iterator[int]:
        """Yield the sectors that say which sector comes next."""
        yield from (each for each in struct.unpack_from("<109I", self._data, 76) if each < _LAST)
        for _ in range(self._sectors):
            if more >= _LAST:
                return
            *found, more = array("I", self._sector(more))
            yield from (each for each in found if each < _LAST)
        raise ValueError(more)

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(each) for each in _walk(start, self._next, self._sectors))


def _walk(place: int, following: Sequence[int], most: int) -> Iterator[int]:
    """Yield the places of a chain; raises ValueError for one that does not end."""
    for _ in range(most):
        if place in (_LAST, _FREE):
            return
        if place >= len(following):
            raise ValueError(place)
        yield place
        place = following[place]
    if place not in (_LAST, _FREE):
        raise ValueError(place)


def _entries(directory: bytes, *, long: bool) -> Iterator[_Entry]:
    for begin in range(0, len(directory) // _ENTRY * _ENTRY, _ENTRY):
        name = directory[begin : begin + 64].decode("utf-16-le", "replace").partition("\0")[0]
        start, size = struct.unpack_from("<IQ", directory, begin + 116)
        yield _Entry(name, start, size if long else size & 0xFFFFFFFF)
