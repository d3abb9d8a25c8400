"""Files that are whole: no pipe takes the place of one, and none changes while it is opened."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from mdpoverty.files.rows import unreadable
from mdpoverty.language.messages import message
from mdpoverty.stamps import Stamp, stamp_of

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


@contextmanager
def unchanged(stamps: Mapping[Path, Stamp | None], name: str) -> Iterator[None]:
    """Raise SurveyError where opening fails and the file is another one meanwhile."""
    try:
        yield
    except (KeyboardInterrupt, MemoryError):
        raise
    except BaseException:
        if any(stamp_of(file) != stamp for file, stamp in stamps.items()):
            wrong = message("files.changed", "changed while it was opened")
            advice = message("files.changed-advice", "run it again when the file is whole")
            raise unreadable(name, wrong, advice) from None
        raise
