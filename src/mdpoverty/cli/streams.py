"""The standard streams: there when a program needs them, and never in the way of what it does."""

from __future__ import annotations

import faulthandler
import io
import os
import select
import sys
from contextlib import suppress
from typing import Any, TextIO

_CLOSED = ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY))


class _Words(io.FileIO):
    """Standard error: words that it does not take are lost, and nothing else is."""

    def write(self, data: Any, /) -> int:
        """Write what it takes, and return that it was."""
        try:
            return super().write(data) or len(data)
        except OSError:
            return len(data)


class _Data(io.FileIO):
    """Standard output: where it takes no more that is said, whoever writes to it."""

    def write(self, data: Any, /) -> int:
        """Write what it takes. Raises BrokenPipeError where nobody reads, else OutputError."""
        try:
            written = super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            from mdpoverty.files.output import STANDARD_OUTPUT, refused  # noqa: PLC0415 -- too

            raise refused(STANDARD_OUTPUT(), error) from None
        if written is None:
            select.select([], [self], [])  # one that does not wait is waited for
        return written or 0


def open_streams() -> None:
    """Open the standard streams anew: words that cannot be said change nothing.

    Where one is closed a file that is opened next would have its number, and words would go into
    that. In its place is a device that can be read where one would write, and so fails as a stream
    does that is closed; but for standard error, which takes all. Our words go there by a number of
    their own (see `engine_words`), and so does what the program was at where it is aborted.
    """
    for number, mode in _CLOSED:
        with suppress(OSError):
            os.fstat(number)
            continue
        os.dup2(os.open(os.devnull, mode), number)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)))
    encoding, errors = _spelling(sys.stdout)
    data = io.BufferedWriter(_Data(1, "w", closefd=False))
    sys.stdout = io.TextIOWrapper(data, encoding, errors, line_buffering=data.isatty())
    encoding, _ = _spelling(sys.stderr)
    words = io.BufferedWriter(_Words(os.dup(2), "w"))
    sys.stderr = io.TextIOWrapper(words, encoding, "backslashreplace", line_buffering=True)
    faulthandler.enable(sys.stderr, all_threads=False)


def _spelling(stream: TextIO | None) -> tuple[str, str]:
    return ("utf-8", "strict") if stream is None else (stream.encoding, stream.errors or "strict")
