"""The bytes of a threshold file, or of a column map: from a file, and no more than one may have.

A run reads such a file several times, a batch for each survey. So it is remembered what each was.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from mdpoverty.stamps import Stamp, stamp_of
from mdpoverty.standards.yaml_document import MAX_BYTES

_read: dict[Path, Stamp | None] = {}  # what each file was when it was read first


def document_bytes(path: Path) -> bytes:
    """Return what a file holds, and no more than one byte over what a document may have.

    Raises OSError, or ValueError for a name that no file can have. A pipe is refused: a run looks
    at the document several times.
    """
    if stat.S_ISFIFO(path.stat().st_mode):
        raise OSError(errno.ESPIPE, os.strerror(errno.ESPIPE))
    _read.setdefault(path, stamp_of(path))
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def changed_documents() -> list[str]:
    """Return the names of the files that are not what they were when they were read first."""
    return [path.name for path, before in _read.items() if stamp_of(path) != before]


def forget_documents() -> None:
    """Forget what was read: a new run begins, or it is said what has changed."""
    _read.clear()
