"""Files that are whole: a pipe that took the place of one is not waited for."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # Windows has no pipes among its files


def whole_file(file: Path) -> BufferedReader:
    """Return a file opened for its bytes; raises OSError where it cannot be, or is a pipe by now.

    A pipe that is given as an input is copied before it is read.
    """
    found = open(file, "rb", opener=_without_waiting)  # noqa: SIM115 -- the caller closes it
    if stat.S_ISFIFO(os.fstat(found.fileno()).st_mode):
        found.close()
        raise OSError(errno.ESPIPE, os.strerror(errno.ESPIPE), str(file))
    return found


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_WAIT)
