"""Stamps of files: whether one that is read has changed since it was read first."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple


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


def is_left(file: Path, then: Stamp | None) -> bool:
    """Return whether a file that had this stamp when it was written is there, and no other is.

    It may have got other rights, or a copy that shares it, meanwhile; and not every disk (a stick
    with FAT) keeps the numbers of files. So of the stamp only its size and when it was written are
    compared.
    """
    now = stamp_of(file)
    if then is None or now is None:
        return then is now and os.path.lexists(file)  # a pipe, which is what it was
    return (then.size, then.written) == (now.size, now.written)
