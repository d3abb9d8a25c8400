"""Folders that a run has to itself while it writes many files there that belong together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from mdpoverty.errors import LONGEST, OutputError, Problem, plain
from mdpoverty.language.messages import message

try:
    import fcntl
except ModuleNotFoundError:  # on Windows, where runs have to be kept apart by whoever starts them
    fcntl = None  # type: ignore[assignment]  # a module or nothing


@contextmanager
def occupied(folders: Iterable[str]) -> Iterator[None]:
    """Keep other runs that ask for the same out of some folders, until this is left.

    Raises OutputError where another run has one of them. Nothing is kept where a file system has no
    locks.
    """
    held: dict[tuple[int, int], int] = {}  # the same folder may be named twice
    try:
        for folder in folders:
            with suppress(OSError):
                _hold(folder, held)
        yield
    finally:
        for lock in held.values():
            with suppress(OSError):  # of a disk that has gone away
                os.close(lock)


def _hold(folder: str, held: dict[tuple[int, int], int]) -> None:
    if fcntl is None:
        return
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    status = os.fstat(lock)
    if (status.st_dev, status.st_ino) in held:
        os.close(lock)
        return
    held[status.st_dev, status.st_ino] = lock
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        name = plain(folder, LONGEST)
        wrong = message("files.occupied", "another run is writing its files there")
        advice = message("files.occupied-advice", "wait until it has ended, or name another folder")
        headline = message("files.folder-occupied", "{folder} is used by another run", folder=name)
        raise OutputError(headline, [Problem("output", wrong, advice=advice)], name) from None
