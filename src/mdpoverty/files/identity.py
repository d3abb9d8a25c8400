"""Which file a path is: on its disk, or to be; and which outputs some disk would take for one.

Many file systems ignore the case of names (NTFS, exFAT, APFS), take a letter with its accents for
the same however it is stored (APFS, HFS+), or drop points and spaces at the end (Windows). Whether
one does cannot be asked of it before something is written there. So it is not asked: what is
refused on one disk is refused on all.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from unicodedata import normalize

Identity = tuple[object, ...]


def identity_of(file: Path) -> Identity:
    """Return what a file is, by whatever path: one on its disk, or a name in a folder that is."""
    with suppress(OSError, ValueError):  # of a name that no file can have
        found = file.stat()
        return found.st_dev, found.st_ino
    above, names = _place(file)
    return (*above, *names)


def place_of(output: Path) -> Identity:
    """Return the place of an output: the same where some disk would take two names for one.

    It is the nearest folder that is there, and the names below it.
    """
    above, names = _place(output)
    return (*above, *map(_folded, names))


def _place(file: Path) -> tuple[Identity, tuple[str, ...]]:
    """Return the nearest folder above a file that is there, and the names from there to the file.

    Links are followed, also those to what is still to be written.
    """
    with suppress(OSError, ValueError, RecursionError):  # of more links than a system follows
        file = Path(os.path.realpath(file))  # also of links that lead to themselves
    for above in file.parents:
        with suppress(OSError, ValueError):
            found = above.stat()
            return (found.st_dev, found.st_ino), file.relative_to(above).parts
    return (), file.parts


def _folded(name: str) -> str:
    """Return a name without what some disk does not tell apart, by Unicode's caseless matching."""
    return normalize("NFD", normalize("NFD", name).casefold()).rstrip(". ")
