"""Which files there are in a folder, or of a pattern: a folder is looked through once.

What is there itself comes before what links lead to, so that links that lead back end, and a file
is known by its own name. What cannot be looked through is told, and never left out.
"""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import filter as matching_names
from glob import has_magic
from pathlib import Path
from typing import NamedTuple

_EVERY_FOLDER = "**"  # of a pattern: folders within each other, also none
_HIDDEN = "."
# What a system says of a path that cannot have anything; whatever else it says, it may have.
_NOTHING = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
# Folders that a system keeps for itself on a disk, for nobody to look into.
_OF_SYSTEM = {"lost+found", "System Volume Information", "$RECYCLE.BIN"}

_Identity = tuple[int, int]  # a disk, and a number on it


class Place(NamedTuple):
    """A path that was found, and whether a link leads to it."""

    path: str
    linked: bool = False


@dataclass
class Found:
    """The files that were found, and what could not be looked through, each with the reason."""

    files: list[Place] = field(default_factory=list)
    closed: dict[str, OSError] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The paths of the files in order, however many of them lead to one file."""
        return sorted(file.path for file in self.files)

    @property
    def once(self) -> list[str]:
        """The paths of the files in order, without links to one of the others."""
        seen: set[_Identity] = set()
        kept = []
        if any(file.linked for file in self.files):
            seen = {found for file in self.files if not file.linked for found in _identity(file)}
        for file in sorted(self.files):
            own = _identity(file) if file.linked else set()
            if not own & seen:
                kept.append(file.path)
            seen |= own
        return kept


def mode_of(path: str) -> int | None:
    """Return the kind and rights of what has a path; None for nothing, or where none is told."""
    try:
        return Path(path).stat().st_mode
    except (OSError, ValueError):
        return None


def is_folder(path: str) -> bool:
    """Whether a path is known to be a folder's."""
    mode = mode_of(path)
    return mode is not None and stat.S_ISDIR(mode)


def in_folder(folder: str, wanted: Callable[[str], bool], hidden: tuple[str, ...]) -> Found:
    """Return the files below a folder whose names are `wanted`.

    What has a name that begins as one that is `hidden` is passed over.
    """
    found = Found()
    top = Place("" if Path(folder) == Path() else str(Path(folder)))
    for places in _below(top, hidden, found.closed, set()).values():
        found.files += [place for place in places if wanted(Path(place.path).name)]
    return found


def of_pattern(pattern: str) -> Found:
    """Return the files of a pattern: `*`, `?` and `[…]` within a name, `**` for folders."""
    start, steps = pattern, deque[str]()
    while has_magic(start) and start != (above := os.path.split(start))[0]:
        start, step = above
        if step != _EVERY_FOLDER or not steps or steps[0] != _EVERY_FOLDER:
            steps.appendleft(step)
    found = Found()
    places = [Place(start)]
    while steps:
        step = steps.popleft()
        places = _ordered(_next(places, step, found.closed, last=not steps))
    found.files = [place for place in places if not is_folder(place.path)]
    return found


def _next(
    places: Iterable[Place], step: str, closed: dict[str, OSError], *, last: bool
) -> Iterator[Place]:
    """Yield what a part of a pattern stands for in each of several folders."""
    seen: set[_Identity] = set()
    for place in places:
        if step == _EVERY_FOLDER:
            for folder, files in _below(place, (_HIDDEN,), closed, seen).items():
                yield folder
                yield from files if last else ()
        elif not step:  # the pattern ends with a slash: of folders alone
            return
        elif has_magic(step):
            entries = {entry.name: entry for entry in _entries(place, closed, seen) or ()}
            for name in matching_names(entries, step):
                if step[0] == _HIDDEN or name[0] != _HIDDEN:
                    yield _place(entries[name], place)
        else:
            path = _joined(place.path, step)
            try:
                linked = stat.S_ISLNK(os.lstat(path).st_mode)
            except OSError as error:
                _note(path, error, closed)
            else:
                yield Place(path, place.linked or linked)


def _below(
    top: Place, hidden: tuple[str, ...], closed: dict[str, OSError], seen: set[_Identity]
) -> dict[Place, list[Place]]:
    """Return the folders from `top` down that were not `seen` before, with the files in each."""
    found: dict[Place, list[Place]] = {}
    ahead, linked = deque([top]), deque[Place]()
    while ahead or linked:
        folder = ahead.popleft() if ahead else linked.popleft()
        entries = _entries(folder, closed, seen)
        if entries is None:
            continue
        found[folder] = []
        for entry in entries:
            if entry.name.startswith(hidden):
                continue
            place = _place(entry, folder)
            try:
                leads_on = entry.is_dir()
            except OSError as error:  # a link that leads to what cannot be looked at
                leads_on = _note(place.path, error, closed)
            if not leads_on:
                found[folder].append(place)
            else:
                (linked if place.linked else ahead).append(place)
    return found


def _entries(
    folder: Place, closed: dict[str, OSError], seen: set[_Identity]
) -> list[os.DirEntry[str]] | None:
    """Return what is in a folder, by name; None where it is none, closed, or `seen` before."""
    place = Path(folder.path)
    try:
        status = place.stat()
        identity = status.st_dev, status.st_ino
        if identity in seen or not stat.S_ISDIR(status.st_mode):
            return None
        with os.scandir(place) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError as error:
        _note(folder.path, error, closed)
        return None
    seen.add(identity)
    return entries


def _place(entry: os.DirEntry[str], folder: Place) -> Place:
    return Place(_joined(folder.path, entry.name), folder.linked or entry.is_symlink())


def _note(path: str, error: OSError, closed: dict[str, OSError]) -> bool:
    """Note what cannot be looked at, and why; return whether, or there can be nothing."""
    may_be = error.errno not in _NOTHING and not _OF_SYSTEM & {*Path(path).parts}
    if may_be:
        closed[path] = error
    return may_be


def _joined(folder: str, name: str) -> str:
    return os.path.join(folder, name)  # noqa: PTH118 -- a Path would spell the folder anew


def _ordered(places: Iterable[Place]) -> list[Place]:
    """Return places, each once: those that no link leads to first."""
    return sorted(dict.fromkeys(places), key=lambda place: place.linked)


def _identity(file: Place) -> set[_Identity]:
    """Return which file it is; nothing where no system tells."""
    try:
        found = Path(file.path).stat()
    except OSError:
        return set()
    return {(found.st_dev, found.st_ino)}
