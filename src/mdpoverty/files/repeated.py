"""Texts that a workbook holds once and shows in many cells: how long they are all together.

The library that loads a sheet copies such a text for each cell.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from typing import IO

from mdpoverty.files.elements import local, parser_of_strangers
from mdpoverty.files.package import SHARED

_PIECE = 1 << 20
_END = re.compile(rb"</[^<>]*si\s*>")  # of a shared text
_HIDING = b"<!"  # begins what may hold such an end and is none
_MOST = 500_000_000  # bytes of texts that any sheet may show
_RATIO = 10  # times that a larger sheet may grow by them; texts of surveys let it grow 4 times


def repeats_too_much(length: int, size: int) -> bool:
    """Whether texts of a `length` are more than a sheet of a `size` shows (both bytes)."""
    return length > _MOST and length > _RATIO * size


def shared_too_much(packed: zipfile.ZipFile, sheet: str, count: int) -> bool:
    """Whether a sheet of an XLSX workbook shows more shared texts than sheets do.

    The sheet is told by its part, and how many cells it has.
    """
    shared = next((part for part in packed.namelist() if part.casefold() == SHARED), None)
    if shared is None:
        return False
    size = packed.getinfo(sheet).file_size
    with packed.open(shared) as file:
        most = count * _longest(file)
    if not repeats_too_much(most, size):  # as nearly always
        return False
    with packed.open(shared) as texts, packed.open(sheet) as cells:
        return repeats_too_much(_shown(cells, _lengths(texts)), size)


def _longest(file: IO[bytes]) -> int:
    """Return how many bytes the longest shared text has at most.

    Raises ExpatError or ValueError where the texts are damaged.
    """
    longest, hidden = 0, False
    rest = b""
    parser = parser_of_strangers()
    while piece := file.read(_PIECE):
        parser.Parse(piece, False)  # noqa: FBT003 -- expat takes it by position alone
        *whole, rest = _END.split(rest + piece)
        longest = max(longest, len(rest), *map(len, whole))
        if len(rest) > _PIECE:
            hidden, rest = True, b""
        hidden = hidden or _HIDING in piece
    parser.Parse(b"", True)  # noqa: FBT003 -- as above
    return _MOST if hidden else longest


def _lengths(file: IO[bytes]) -> list[int]:
    """Return the length of each shared text."""
    lengths: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        if local(name) == "si":
            lengths.append(0)

    def text(held: str) -> None:
        if lengths:
            lengths[-1] += len(held)

    _walk(file, start, text, lambda _: None)
    return lengths


def _shown(file: IO[bytes], lengths: list[int]) -> int:
    """Return how long the texts are that the cells of a sheet show, of those with these lengths."""
    total = 0
    shares = inside = False
    number: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal shares, inside
        kind = local(name)
        if kind == "c":
            shares = attributes.get("t") == "s"
        inside = shares and kind == "v"
        number.clear()

    def text(held: str) -> None:
        if inside:
            number.append(held)

    def end(_: str) -> None:
        nonlocal total, inside
        if inside and number:
            total += lengths[int("".join(number))]
        inside = False

    _walk(file, start, text, end)
    return total


def _walk(
    file: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    text: Callable[[str], None],
    end: Callable[[str], None],
) -> None:
    parser = parser_of_strangers()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    parser.ParseFile(file)
