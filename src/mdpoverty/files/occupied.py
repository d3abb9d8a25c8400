"""Folders that a run has to itself while it writes many files there that belong together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mdpoverty.errors import LONGEST, OutputError, Problem, plain
from mdpoverty.language.messages import message

try:
    import fcntl
except ModuleNotFoundError:  # on Windows, where runs have to be kept apart by whoever starts them
    fcntl = None  # type: ignore[assignment]  # a module or nothing


_Identity = tuple[int, int]  # the disk of a folder, and its number there


@contextmanager
def occupied(folders: Iterable[str]) -> Iterator[Callable[[], list[str]]]:
    """Keep other runs that ask for the same out of some folders, until this is left.

    Yields what returns those of the folders in whose place there is another one by now, or none.
    Raises OutputError where another run has one of them. Nothing is kept, or known, where a file
    system has no locks.
    """
    held: dict[_Identity, int] = {}  # the same folder may be named twice
    begun: dict[str, _Identity] = {}
    try:
        for folder in folders:
            with suppress(OSError):
                _hold(folder, held, begun)
        yield lambda: [folder for folder, then in begun.items() if _identity(folder) != then]
    finally:
        for lock in held.values():
            with suppress(OSError):  # of a disk that has gone away
                os.close(lock)


def _hold(folder: str, held: dict[_Identity, int], begun: dict[str, _Identity]) -> None:
    if fcntl is None:
        return
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    status = os.fstat(lock)
    begun[folder] = status.st_dev, status.st_ino
    if begun[folder] in held:
        os.close(lock)
        return
    held[begun[folder]] = lock
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        name = plain(folder, LONGEST)
        wrong = message("files.occupied", "another run is writing its files there")
        advice = message("files.occupied-advice", "wait until it has ended, or name another folder")
        headline = message("files.folder-occupied", "{folder} is used by another run", folder=name)
        raise OutputError(headline, [Problem("output", wrong, advice=advice)], name) from None


def _identity(folder: str) -> _Identity | None:
    """Return which folder is in a place: its number stays its own while it is held."""
    try:
        status = Path(folder).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
