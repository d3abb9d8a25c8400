"""The digest of a file: what it holds, to the byte, in 64 digits."""

from __future__ import annotations

import hashlib
from pathlib import Path

from mdpoverty.files.whole import whole_file


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file's bytes in hex; raises OSError where it cannot be read."""
    with whole_file(file) as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
