"""Files that cannot be written: whoever writes one, it is named, whatever there is no room for."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from mdpoverty.language.messages import Message
from mdpoverty.system_faults import why_not

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # what a system says of a disk without room
_PIECE = 1_000_000  # bytes


class NotHeldError(OSError):
    """What is written is not for the format: why, and what to do."""

    def __init__(self, why: Message, advice: Message) -> None:
        """Say why, and give advice."""
        super().__init__(None, why)
        self.advice = advice


@contextmanager
def naming(file: Path) -> Iterator[None]:
    """Name the file that is written in an error of the system's that names none.

    Polars says what the system found wrong in words alone: the file is written to once more, and
    the system says it itself.
    """
    try:
        yield
    except pl.exceptions.ComputeError:
        _write_more(file)
        raise
    except OSError as error:
        if isinstance(error, NotHeldError):
            error.filename = str(file)
        if error.filename is not None:
            raise
        if error.errno is None:
            _write_more(file)
        raise OSError(error.errno, why_not(error), str(file)) from None


def _write_more(file: Path) -> None:
    """Raise OSError where the system takes no more of a file."""
    try:
        with file.open("ab") as opened:
            opened.write(bytes(_PIECE))
            opened.flush()
            os.fsync(opened)
    except OSError as error:
        raise OSError(error.errno, why_not(error), str(file)) from None
