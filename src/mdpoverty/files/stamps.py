"""Stamps of files: whether one that is read has changed since it was opened."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from mdpoverty.files.rows import unreadable
from mdpoverty.language.messages import message


class Stamp(NamedTuple):
    """What a system says of a file: its size (bytes), when it was written (ns), and which it is.

    A program may put back when it was written, but not when the system last noted a change.
    """

    size: int
    written: int
    changed: int
    disk: int
    number: int


def stamp_of(file: Path) -> Stamp | None:
    """Return the stamp of a file; None where there is none any more, or none to look at: a pipe.

    What comes through a pipe is copied, and its writer may still be writing.
    """
    try:
        found = file.stat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_dev, found.st_ino)


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
