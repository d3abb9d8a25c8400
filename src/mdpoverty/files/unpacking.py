"""From the bytes of a file to a plain one: unpacked, and its text as UTF-8."""

from __future__ import annotations

import codecs
import gzip
import io
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from mdpoverty.errors import Problem, SurveyError, UsageError, plain
from mdpoverty.files.rows import damaged, unreadable

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_8 = ("utf-8", "utf-8-sig")
_OF_NO_FILE = ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape")
_PIECE = 1 << 20
_AGAIN = "fetch it again"


def require_encoding(encoding: str | None) -> None:
    """Raise UsageError when `encoding` is given and names no encoding that a file of text has."""
    if encoding is None:
        return
    with suppress(LookupError), io.TextIOWrapper(io.BytesIO(), encoding=encoding):
        if codecs.lookup(encoding).name not in _OF_NO_FILE:
            return
    wrong = f"'{plain(encoding)}' is not an encoding that is known here"
    problem = Problem("--encoding", wrong, "utf-8, utf-16, windows-1258, windows-1252, …")
    raise UsageError("the encoding is not known", [problem])


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
            with _zstd(file, name) as packed:
                return copied(packed, scratch / "unpacked")
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise damaged(name, "gzip", _AGAIN) from None
    return file


@contextmanager
def _zstd(file: Path, name: str) -> Iterator[Any]:
    import pyarrow as pa  # noqa: PLC0415 -- loads slowly, and few files are packed so

    try:
        with pa.OSFile(str(file)) as source, pa.CompressedInputStream(source, "zstd") as packed:
            yield packed
    except (pa.ArrowInvalid, OSError) as error:
        if getattr(error, "errno", None) is not None:
            raise  # the system's: a full disk, say
        raise damaged(name, "zstd", _AGAIN) from None


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
    if encoding is None:
        if beginning(file).startswith(_UTF_16):
            raise unreadable(name, "is UTF-16 text", "say so with --encoding utf-16")
        return file
    if codecs.lookup(encoding).name in _UTF_8:
        return file
    if _is_utf8(file):
        raise unreadable(name, f"is UTF-8 text, not {encoding}", "leave --encoding out")
    target = scratch / "utf-8"
    try:
        with (
            file.open(encoding=encoding, errors="surrogateescape", newline="") as source,
            target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as copy,
        ):
            shutil.copyfileobj(source, copy, _PIECE)
    except UnicodeError:
        wrong = f"is not {encoding} text"
        advice = (
            "name the encoding that it has with --encoding (without a mark utf-16-le, utf-16-be)"
        )
        raise unreadable(name, wrong, advice) from None
    return target


def _is_utf8(file: Path) -> bool:
    """Whether a file is UTF-8, and could not as well be in another encoding."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond_ascii = False
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            beyond_ascii = beyond_ascii or not piece.isascii()
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                return False
            if b"\0" in piece:
                return False
    return beyond_ascii


def refuse_encoding(name: str, encoding: str | None, kind: str) -> None:
    """Raise SurveyError when an encoding is named for a file that is no delimited text."""
    if encoding is not None:
        wrong = f"is {kind}, which says its own encoding"
        problem = Problem("--encoding", wrong, advice="leave --encoding out")
        raise SurveyError(f"{name} {wrong}", [problem], name)
