"""Private folders for files in the making: for their owner alone, and gone when the run is.

A run that is killed leaves its folder behind. Each folder holds a file that its run keeps locked,
and is removed last; so the next run in the same place knows which folders nobody uses any more, and
removes them. One that was killed before there was a lock is known to be gone by its process, whose
number is in the folder's name, on the same machine; else the folder is left, however old it seems:
clocks may be wrong.

What was in the place of an output may be nowhere but in such a folder: then it stays there.
Removing never fails, whatever the system says: a disk may have gone away, and all is done by then.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path

from mdpoverty.files.signals import no_interrupts

try:
    import fcntl
except ModuleNotFoundError:  # on Windows, where nothing is cleared
    fcntl = None  # type: ignore[assignment]  # a module or nothing

OLD = "-old"  # ends the name of what was in the place of an output
_NEW, _LOCK = "new", "lock"
_ONLY = "only"  # is there where what was in the place of an output may be nowhere else
_OWNER = 0o700
_TRIES = 5  # an engine that is told to end may still write for a moment
_NAME = re.compile(r"([0-9a-f]{8})-([0-9]+)-[0-9a-f]{16}")  # a machine, a process
_own: dict[Path, int | None] = {}  # the folders of this process, and their locks
_kept: set[tuple[str, str]] = set()  # the names of such folders, and of a file there that stays


@contextmanager
def private_folder(above: Path, prefix: str, suffix: str = "") -> Iterator[Path]:
    """Yield a new folder in `above`, and remove it at the end with all it holds.

    First the folders of the same `prefix` and `suffix` that killed runs left there are removed.
    Raises OSError where there can be no folder.
    """
    _clear(above, prefix, suffix)
    folder = above / f"{prefix}{_machine()}-{os.getpid()}-{os.urandom(8).hex()}{suffix}"
    _own[folder] = None
    try:  # from before it is there: an interrupt may come at any moment
        folder.mkdir(mode=_OWNER)
        with suppress(OSError):
            _open_to_owner(folder)
        _own[folder] = _locked(folder)
        yield folder
    finally:
        with no_interrupts():
            _remove(folder)


def _open_to_owner(folder: Path) -> None:
    """Give its owner what the umask took, and nobody else anything.

    Only where that is not so: else its group, which a folder may hand on (setgid), may be lost.
    """
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o777 != _OWNER:
        folder.chmod(mode & ~0o777 | _OWNER)


def remove_private_folders() -> None:
    """Remove all private folders of this process, which ends before it has left them."""
    for folder in [*_own]:
        _remove(folder)


def make_private(file: Path) -> None:
    """Make an empty file that is its owner's alone, also where no mode can be set later.

    Raises OSError where it cannot be made, or is there already.
    """
    file.touch(0o600, exist_ok=False)
    with suppress(OSError):  # whatever the umask takes from its owner
        file.chmod(0o600)


def note_only(folder: Path) -> None:
    """Note in a private folder that it may have the only copy of a file, for whoever clears it."""
    with suppress(OSError):
        make_private(folder / _ONLY)


def keep(file: Path) -> Path:
    """Let a file stay when the private folder that it is in is removed; return its whole path."""
    found = Path(os.path.realpath(file))
    note_only(found.parent)
    _kept.add((found.parent.name, found.name))
    return found


def _remove(folder: Path) -> None:
    lock = _own.pop(folder, None)
    if lock is not None:
        _close(lock)  # first: where no more files can be opened removing needs it
    kept = [name for above, name in _kept if above == folder.name]
    for _ in range(_TRIES):
        _empty(folder, kept)
        if kept or not os.path.lexists(folder):
            break
        time.sleep(0.02)


def _empty(folder: Path, kept: Collection[str]) -> None:
    """Remove all but some files of a folder, its lock last; and the folder, where none is kept."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name not in (_LOCK, _ONLY, *kept):
                _remove_entry(entry)
    if not kept:
        _remove_tree(folder)


def _remove_entry(entry: os.DirEntry[str]) -> None:
    if entry.is_dir(follow_symlinks=False):
        _remove_tree(Path(entry.path))
        return
    with suppress(OSError):
        Path(entry.path).unlink()


def _remove_tree(folder: Path) -> None:
    with suppress(OSError):  # which it raises for all that, where a folder cannot be closed
        shutil.rmtree(folder, ignore_errors=True)


def _close(lock: int) -> None:
    with suppress(OSError):
        os.close(lock)


def _locked(folder: Path) -> int | None:
    """Return the open lock of a folder; None where the system has no locks.

    The lock has its name only once it is locked: before that nobody takes the folder for left.
    """
    if fcntl is None:
        return None
    begun = folder / _NEW
    lock = os.open(begun, os.O_CREAT | os.O_RDWR, 0o600)
    with suppress(OSError):  # whatever the umask takes: another run has to open it
        os.fchmod(lock, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # the folder is used without, and never cleared by another run
        _close(lock)
        return None
    with suppress(OSError):
        begun.rename(folder / _LOCK)
    return lock


def _clear(above: Path, prefix: str, suffix: str) -> None:
    """Remove the folders that killed runs left: by their whole names, as others begin so too."""
    if fcntl is None:
        return
    with suppress(OSError), os.scandir(above) as entries:
        for entry in entries:
            named = _named(entry.name, prefix, suffix)
            with suppress(OSError):
                own = entry.stat(follow_symlinks=False).st_uid == os.getuid()
                if named and own and entry.is_dir(follow_symlinks=False):
                    _remove_if_left(Path(entry.path), named)


def _named(name: str, prefix: str, suffix: str) -> re.Match[str] | None:
    """Return the machine and the process that a private folder's name tells, None of another's."""
    if not (name.startswith(prefix) and name.endswith(suffix)):
        return None
    return _NAME.fullmatch(name, len(prefix), len(name) - len(suffix))


def _remove_if_left(folder: Path, named: re.Match[str]) -> None:
    """Remove a folder whose run keeps no lock; raises OSError where it does, or there are none.

    `named` are the machine and the process of the run.
    """
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        if not _is_gone(named[1], int(named[2])):
            return
        try:  # its run was killed at its very start
            lock = os.open(folder / _NEW, os.O_RDWR | os.O_NOFOLLOW)
        except FileNotFoundError:
            _remove_tree(folder)
            return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _empty(folder, _only_copies(folder))
    finally:
        _close(lock)


def _only_copies(folder: Path) -> list[str]:
    """Return what was in the place of an output before, where the run noted that it stays."""
    if not os.path.lexists(folder / _ONLY):
        return []
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries if entry.name.endswith(OLD)]


def _is_gone(machine: str, process: int) -> bool:
    """Whether a process of a machine is known to be there no more."""
    if machine != _machine():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        pass
    return False


@cache
def _machine() -> str:
    """Return what tells apart the machines, and the containers on one, that number processes."""
    parts = [os.uname().nodename if hasattr(os, "uname") else ""]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii"))
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return blake2b("".join(parts).encode(errors="replace"), digest_size=4).hexdigest()
