"""Notes of the data in a Stata file, which pandas does not write: put in when it is written.

A file of format 118 is sections between tags, and a map of where each begins; a note is a
characteristic of `_dta` (Stata's help: dta, `characteristics`).
"""

from __future__ import annotations

import shutil
import struct
from collections.abc import Sequence
from pathlib import Path

_MAP = b"<map>"
_PLACES = struct.Struct("<14Q")  # where the sections begin
_AFTER = 9  # the first section of the map that comes after the characteristics
_BEGIN, _END = b"<characteristics>", b"</characteristics>"
_NAME = 129  # bytes of a name
_PIECE = 1 << 20


def add_notes(file: Path, notes: Sequence[str]) -> None:
    """Put notes into a Stata file of format 118, little-endian, that has no characteristics."""
    with file.open("rb") as opened:
        head = opened.read(1024)
    begin = head.index(_MAP) + len(_MAP)
    places = list(_PLACES.unpack_from(head, begin))
    said = b"".join(_characteristics(notes))
    with file.open("rb") as source, file.with_suffix(".noted").open("wb") as target:
        before = bytearray(source.read(places[_AFTER] - len(_END)))
        moved = [*places[:_AFTER], *(place + len(said) for place in places[_AFTER:])]
        _PLACES.pack_into(before, begin, *moved)
        target.write(before)
        target.write(said)
        shutil.copyfileobj(source, target, _PIECE)
    file.with_suffix(".noted").replace(file)


def _characteristics(notes: Sequence[str]) -> list[bytes]:
    texts = [str(len(notes)), *notes]
    return [
        _characteristic(f"note{index}", text.encode() + b"\0") for index, text in enumerate(texts)
    ]


def _characteristic(name: str, text: bytes) -> bytes:
    names = b"_dta".ljust(_NAME, b"\0") + name.encode().ljust(_NAME, b"\0")
    return b"<ch>" + struct.pack("<I", len(names) + len(text)) + names + text + b"</ch>"
