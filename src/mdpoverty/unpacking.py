"""From the bytes of a file to a plain one: unpacked, and its text as UTF-8."""

from __future__ import annotations

import codecs
import gzip
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from mdpoverty.errors import Problem, SurveyError, UsageError
from mdpoverty.rows import unreadable

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_8 = ("utf-8", "utf-8-sig")
_SAMPLE = 1 << 20
_PIECE = 1 << 20
_AGAIN = "fetch it again"


def require_encoding(encoding: str | None) -> None:
    """Raise UsageError when `encoding` is given and names no encoding of text."""
    try:
        b"".decode(encoding or "utf-8")
    except (LookupError, ValueError):
        wrong = f"'{encoding}' is not an encoding that is known here"
        problem = Problem("--encoding", wrong, "utf-8, utf-16, windows-1258, windows-1252, …")
        raise UsageError("the encoding is not known", [problem]) from None


def beginning(file: Path, size: int = 64) -> bytes:
    """Return the first bytes of a file."""
    with file.open("rb") as opened:
        return opened.read(size)


def unpacked(file: Path, name: str, scratch: Path) -> Path:
    """Return the file, or what it holds where it is packed by gzip or zstd.

    Raises SurveyError when it is damaged.
    """
    magic = beginning(file)
    try:
        if magic.startswith(_GZIP):
            with gzip.open(file) as packed:
                return copied(packed, scratch / "unpacked")
        if magic.startswith(_ZSTD):
            with _zstd(file) as packed:
                return copied(packed, scratch / "unpacked")
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise unreadable(name, f"is a damaged gzip file: {error}", _AGAIN) from None
    return file


@contextmanager
def _zstd(file: Path) -> Iterator[Any]:
    import pyarrow as pa  # noqa: PLC0415 -- loads slowly, and few files are packed so

    try:
        with pa.OSFile(str(file)) as source, pa.CompressedInputStream(source, "zstd") as packed:
            yield packed
    except pa.ArrowInvalid as error:
        raise unreadable(file.name, f"is a damaged zstd file: {error}", _AGAIN) from None


def copied(source: BinaryIO | Any, target: Path) -> Path:
    """Return `target` with all that `source` holds."""
    with target.open("wb") as file:
        shutil.copyfileobj(source, file, _PIECE)
    return target


def as_utf8(file: Path, name: str, encoding: str | None, scratch: Path) -> Path:
    """Return the file, or a copy of it as UTF-8 where its text is in another `encoding`.

    Bytes that the encoding does not have stay as they are, so that their row can be named. Raises
    SurveyError when the file is plainly in another encoding.
    """
    start = beginning(file, _SAMPLE)
    if encoding is None:
        if start.startswith(_UTF_16):
            raise unreadable(name, "is UTF-16 text", "say so with --encoding utf-16")
        return file
    codec = codecs.lookup(encoding).name
    if codec in _UTF_8:
        return file
    if b"\0" not in start and not start.isascii() and _is_utf8(start):
        raise unreadable(name, f"is UTF-8 text, not {encoding}", "leave --encoding out")
    target = scratch / "utf-8"
    try:
        with (
            file.open(encoding=encoding, errors="surrogateescape", newline="") as source,
            target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as copy,
        ):
            shutil.copyfileobj(source, copy, _PIECE)
    except UnicodeError as error:
        wrong = f"is not {encoding} text: {getattr(error, 'reason', error)}"
        raise unreadable(name, wrong, "name the encoding that it has with --encoding") from None
    return target


def _is_utf8(start: bytes) -> bool:
    """Whether bytes are UTF-8 but for a character that is cut at their end."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True


def refuse_encoding(name: str, encoding: str | None, kind: str) -> None:
    """Raise SurveyError when an encoding is named for a file that is no delimited text."""
    if encoding is not None:
        wrong = f"is {kind}, which says its own encoding"
        problem = Problem("--encoding", wrong, advice="leave --encoding out")
        raise SurveyError(f"{name} {wrong}", [problem], name)
