"""Where a Stata file has its formats and its rows: what pandas does not tell, or takes on trust.

Stata's help: dta, for the releases of the format that pandas reads.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import BinaryIO, Literal

TAGGED = 117  # from this release on a file is sections between tags, with a map of them
_MAP, _PLACES = b"<map>", 14
_TYPES, _FORMATS, _DATA = (2, b"<variable_types>"), (5, b"<formats>"), (9, b"<data>")
_END_OF_FORMATS, _END_OF_DATA = b"</formats>", b"</data>"
_ROWS = re.compile(rb"<N>(.{4}|.{8})</N>", re.DOTALL)
_HEAD_LENGTH = 1 << 10
# Bytes of a cell by its type; other types are the lengths of texts.
_WIDTHS = {65_526: 8, 65_527: 4, 65_528: 4, 65_529: 2, 65_530: 1, 32_768: 8}
# How many bytes parts have from a release on: in older ones they come before the formats.
_HEAD, _LABEL, _TIME = {0: 8, 103: 10}, {0: 32, 106: 81}, {0: 0, 105: 18}
_NAME, _FORMAT = {0: 9, 109: 33}, {0: 7, 105: 12, 114: 49, 118: 57}

Order = Literal["<", ">"]


def formats_of(path: Path, release: int, order: Order, columns: int) -> list[str]:
    """Return the formats of a Stata file's columns; `order` is that of its bytes.

    Raises struct.error or ValueError where the file is damaged.
    """
    length = _since(_FORMAT, release)
    with path.open("rb") as file:
        if release >= TAGGED:
            _go_to(file, order, *_FORMATS)
        else:
            head_ends = sum(_since(part, release) for part in (_HEAD, _LABEL, _TIME))
            file.seek(head_ends + columns * (1 + _since(_NAME, release)) + 2 * (columns + 1))
        told = struct.unpack(f"{length}s" * columns, file.read(length * columns))
        if release >= TAGGED:
            _require(file, _END_OF_FORMATS)
    return [each.partition(b"\0")[0].decode("latin-1") for each in told]


def require_rows(path: Path, order: Order, columns: int) -> None:
    """Raise ValueError or struct.error where a tagged file has not as many rows as it says."""
    with path.open("rb") as file:
        if (said := _ROWS.search(file.read(_HEAD_LENGTH))) is None:
            raise ValueError(path)
        rows = int.from_bytes(said[1], "little" if order == "<" else "big")
        _go_to(file, order, *_TYPES)
        types = struct.unpack(f"{order}{columns}H", file.read(2 * columns))
        width = sum(_WIDTHS.get(kind, kind) for kind in types)
        _go_to(file, order, *_DATA)
        file.seek(rows * width, 1)
        _require(file, _END_OF_DATA)


def _go_to(file: BinaryIO, order: Order, place: int, tag: bytes) -> None:
    """Go to the content of the section that the map has at a place."""
    file.seek(0)
    head = file.read(_HEAD_LENGTH)
    places = struct.unpack_from(f"{order}{_PLACES}Q", head, head.index(_MAP) + len(_MAP))
    file.seek(places[place])
    _require(file, tag)


def _require(file: BinaryIO, tag: bytes) -> None:
    if file.read(len(tag)) != tag:
        raise ValueError(tag)


def _since(lengths: dict[int, int], release: int) -> int:
    return lengths[max(first for first in lengths if first <= release)]
