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
from typing import Any, BinaryIO, NoReturn

from mdpoverty.errors import Problem, UsageError, plain
from mdpoverty.files.layout import Layout, option_of
from mdpoverty.files.legacy import ENCODINGS, converted, is_legacy
from mdpoverty.files.rows import damaged, unreadable
from mdpoverty.files.vietnamese import encoding_of
from mdpoverty.files.whole import whole_file
from mdpoverty.language.messages import Message, message

_GZIP = b"\x1f\x8b"
# A frame of zstd, and the parts to be skipped that a file may begin with, as those of pzstd do.
_ZSTD = (b"\x28\xb5\x2f\xfd", *(bytes([number]) + b"\x2a\x4d\x18" for number in range(0x50, 0x60)))
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)  # the first begins as UTF-16 does
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_8 = ("utf-8", "utf-8-sig")
_OF_NO_FILE = ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape")
_PIECE = 1 << 20
_SMALL = 10_000_000  # bytes to which any file may unpack
_RATIO = 250  # times that a larger one may grow; surveys grow up to 40 times
_DENSE = (b"PAR1", b"PK\x03\x04", b"$FL3")  # begin files that are packed by themselves
_DENSE_SMALL = 1_000_000  # the same limits for these, which hardly grow
_DENSE_RATIO = 50


def require_encoding(encoding: str | None) -> None:
    """Raise UsageError when `encoding` is given and names no encoding that a file of text has."""
    if encoding is None or is_legacy(encoding):
        return
    with suppress(LookupError, ValueError), io.TextIOWrapper(io.BytesIO(), encoding=encoding):
        if codecs.lookup(encoding).name not in _OF_NO_FILE:
            return
    wrong = message(
        "files.encoding-unknown",
        "'{encoding}' is not a known encoding",
        encoding=plain(encoding),
    )
    problem = Problem(
        "--encoding", wrong, f"utf-8, utf-16, windows-1252, {', '.join(ENCODINGS)}, …"
    )
    raise UsageError(message("files.encoding", "unknown encoding"), [problem])


def beginning(file: Path, size: int = 1024) -> bytes:
    """Return the first bytes of a file."""
    with whole_file(file) as opened:
        return opened.read(size)


def unpacked(file: Path, name: str, scratch: Path) -> Path:
    """Return the file, or what it holds where it is packed by gzip or zstd.

    Raises SurveyError when it is damaged, or grows beyond reason.
    """
    magic = beginning(file)
    try:
        if magic.startswith(_GZIP):
            with gzip.open(file) as packed:
                return _unpacked(packed, file, name, scratch / "unpacked")
        if magic.startswith(_ZSTD):
            with _zstd(file, name) as packed:
                return _unpacked(packed, file, name, scratch / "unpacked")
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise damaged(name, "gzip", _fetch_again()) from None
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
        raise damaged(name, "zstd", _fetch_again()) from None


def _fetch_again() -> Message:
    return message("files.fetch-again", "fetch it again")


def copied(source: BinaryIO | Any, target: Path) -> Path:
    """Return `target` with all that `source` holds."""
    with target.open("wb") as file:
        shutil.copyfileobj(source, file, _PIECE)
    return target


def _unpacked(packed: BinaryIO | Any, file: Path, name: str, target: Path) -> Path:
    """Return `target` with what a packed file holds; raises SurveyError for a bomb."""
    size = file.stat().st_size
    total = 0
    most, ratio = max(_SMALL, _RATIO * size), _RATIO
    with target.open("wb") as copy:
        while piece := packed.read(_PIECE):
            if not total and piece.startswith(_DENSE):
                most, ratio = max(_DENSE_SMALL, _DENSE_RATIO * size), _DENSE_RATIO
            total += len(piece)
            if total > most:
                wrong = message(
                    "files.unpacks",
                    "unpacks to more than {times} times its size",
                    times=ratio,
                )
                advice = message("files.unpacks-advice", "unpack it, and look at what it holds")
                raise unreadable(name, wrong, advice)
            copy.write(piece)
    return target


def as_utf8(file: Path, name: str, encoding: str | None, scratch: Path) -> Path:
    """Return the file, or a copy of it as UTF-8 where its text is in another `encoding`.

    Bytes that the encoding does not have stay as they are, so that their row can be named. Raises
    SurveyError when the file is plainly in another encoding.
    """
    if encoding is None:
        _refuse_others(file, name)
        return file
    if not is_legacy(encoding) and codecs.lookup(encoding).name in _UTF_8:
        return file
    target = scratch / "utf-8"
    if _is_utf8(file):
        if is_legacy(encoding):
            return file  # whose letters may stand for bytes
        refuse_encoding(name, encoding, None)
    if is_legacy(encoding):
        return converted(file, encoding, target)
    try:
        with (
            file.open(encoding=encoding, errors="surrogateescape", newline="") as source,
            target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as copy,
        ):
            shutil.copyfileobj(source, copy, _PIECE)
    except UnicodeError:
        wrong = message("files.not-in-encoding", "is not {encoding} text", encoding=encoding)
        advice = message(
            "files.not-in-encoding-advice",
            "name its encoding with --encoding (without a byte order mark: utf-16-le, utf-16-be)",
        )
        raise unreadable(name, wrong, advice) from None
    return target


def _refuse_others(file: Path, name: str) -> None:
    """Raise SurveyError when a file that should be UTF-8 is plainly something else."""
    start = beginning(file, _PIECE)
    if start.startswith(_UTF_32):
        wrong = message("files.utf-32", "is UTF-32 text")
        advice = message("files.utf-32-advice", "use --encoding utf-32")
        raise unreadable(name, wrong, advice)
    if start.startswith(_UTF_16):
        wrong = message("files.utf-16", "is UTF-16 text")
        advice = message("files.utf-16-advice", "use --encoding utf-16")
        raise unreadable(name, wrong, advice)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(start)
    except UnicodeDecodeError:
        western = start.decode("cp1252", "ignore")
        if encoding := encoding_of(western.splitlines()):
            wrong = message("files.legacy", "is {encoding} text", encoding=encoding)
            advice = message("files.legacy-advice", "use --encoding {encoding}", encoding=encoding)
            raise unreadable(name, wrong, advice) from None


def _is_utf8(file: Path) -> bool:
    """Whether a file is UTF-8, and could not as well be in another encoding."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond_ascii = False
    with whole_file(file) as opened:
        while piece := opened.read(_PIECE):
            beyond_ascii = beyond_ascii or not piece.isascii()
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                return False
            if b"\0" in piece:
                return False
    return beyond_ascii


def refuse_encoding(name: str, encoding: str, kind: Message | None) -> NoReturn:
    """Raise SurveyError: an encoding is named for a file that is a `kind`, or else UTF-8 text."""
    wrong = (
        message("files.own-encoding", "is {kind}, which states its own encoding", kind=kind)
        if kind
        else message("files.utf-8", "is UTF-8 text, not {encoding}", encoding=encoding)
    )
    advice = message("files.no-encoding", "remove --encoding")
    raise unreadable(name, wrong, advice, subject="--encoding")


def refuse_layout(name: str, layout: Layout, table: str) -> None:
    """Raise SurveyError when a part of a sheet is named for a file that is no workbook.

    The file has the `table`: survey, or members.
    """
    given = {"sheet": layout.sheet, "range": layout.area, "heading-rows": layout.heading_rows}
    options = ", ".join(option_of(p, table) for p, value in given.items() if value is not None)
    if options:
        wrong = message("files.no-workbook", "is not a workbook")
        advice = message("files.leave-out", "remove {options}", options=options)
        raise unreadable(name, wrong, advice, subject=options)
