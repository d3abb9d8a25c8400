"""Whether a large delimited file can be read by lines: every line one row, none short or long."""

from __future__ import annotations

from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
TWO = 2  # cells: a line of one has no separators to count
LONGEST = 1 << 21  # characters of a line, and of a cell over several lines

_CHUNK = 1 << 17


class Regular(NamedTuple):
    """A file in which every line is one row: how many data rows, and whether there are quotes."""

    rows: int | None
    quoted: bool


def regular_rows(path: Path, fields: int, separator: str) -> Regular | None:
    """Return what `path` is, or None unless every line is one row of `fields` cells.

    Cells may be quoted and then hold separators, but no line breaks.
    """
    if fields < TWO:
        return None
    lines, quoted = 0, False
    with path.open("rb", buffering=0) as file:
        for text in whole_lines(file):
            if text is None or (found := regular_lines(text, fields, separator)) is None:
                return None
            lines += found
            quoted = quoted or b'"' in text
    return Regular(lines - 1, quoted)


def whole_lines(file: BinaryIO | FileIO) -> Iterator[bytes | None]:
    """Yield the bytes of a file in pieces of whole lines, without its byte order mark.

    Of a line that is longer than lines are, None is yielded at last.
    """
    held = 0
    parts = [file.read(len(BYTE_ORDER_MARK)).removeprefix(BYTE_ORDER_MARK)]
    while chunk := file.read(_CHUNK):
        text, newline, rest = chunk.rpartition(b"\n")
        if newline:
            yield b"".join([*parts, text, newline])
            parts, held = [], 0
        parts.append(rest)
        held += len(rest)
        if held > LONGEST:
            yield None
            return
    rest = b"".join(parts)
    yield rest + b"\n" if rest else b""


def regular_lines(text: bytes, fields: int, separator: str) -> int | None:
    """Return how many lines of `fields` cells `text` is, or None where it is anything else."""
    import numpy as np  # noqa: PLC0415 -- loads slowly, and small files do without

    if not text:
        return 0
    if not text.isascii():
        try:
            text.decode()
        except UnicodeDecodeError:
            return None
    if b"\0" in text or (b"\r" in text and text.count(b"\r") != text.count(b"\r\n")):
        return None
    codes = np.frombuffer(text, np.uint8)
    breaks, separators = codes == ord("\n"), codes == ord(separator)
    if b'"' in text:
        quoted = _quoted(codes, separator)
        if quoted is None or (breaks & quoted).any():
            return None
        separators &= ~quoted
    ends = np.flatnonzero(breaks)
    starts = np.concatenate(([0], ends[:-1] + 1))
    # Bytes add fastest. They may wrap, but then the sum of all lines is too large.
    narrow = np.uint8 if fields <= 1 << 8 else np.uint32
    even = (np.add.reduceat(separators.view(np.uint8), starts, dtype=narrow) == fields - 1).all()
    whole = np.count_nonzero(separators) == len(ends) * (fields - 1)
    return len(ends) if even and whole else None


def _quoted(codes: NDArray[np.uint8], separator: str) -> NDArray[np.bool_] | None:
    """Return which bytes lie within quotes, or None where a quote is not at a cell's edge."""
    import numpy as np  # noqa: PLC0415 -- as above

    quotes = codes == ord('"')
    inside = np.logical_xor.accumulate(quotes)
    places = np.flatnonzero(quotes)
    edges = np.frombuffer(f'{separator}\r\n"'.encode(), np.uint8)
    opening, closing = places[::2], places[1::2]
    opened = np.isin(codes[opening - 1], edges) | (opening == 0)
    closed = np.isin(codes[closing + 1], edges)
    return inside if opened.all() and closed.all() and not inside[-1] else None
