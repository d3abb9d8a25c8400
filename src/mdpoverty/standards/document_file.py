"""The bytes of a threshold file, or of a column map: from a file, and no more than one may have."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from mdpoverty.standards.yaml_document import MAX_BYTES


def document_bytes(path: Path) -> bytes:
    """Return what a file holds, and no more than one byte over what a document may have.

    Raises OSError, or ValueError for a name that no file can have. A pipe is refused: a run looks
    at the document several times.
    """
    if stat.S_ISFIFO(path.stat().st_mode):
        raise OSError(errno.ESPIPE, os.strerror(errno.ESPIPE))
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
