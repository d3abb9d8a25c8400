"""What a system finds wrong with a file or a place, in words: no such file, the disk is full."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from mdpoverty.errors import LONGEST, plain
from mdpoverty.language.messages import Message, Phrase, message
from mdpoverty.suggestions import suggest_file

_NO_NAME = Phrase("errors.no-name-of-a-file", "no file can have such a name")
_AND_NEAR = Phrase("errors.and-near", "{why}{near}")

# What a system finds wrong with a file or a place, by its number.
_SYSTEM = {
    errno.ENOENT: Phrase("errors.no-such-file", "there is no such file or folder"),
    errno.EACCES: Phrase("errors.not-permitted", "you do not have permission"),
    errno.EPERM: Phrase("errors.not-allowed", "the system does not allow it"),
    errno.EEXIST: Phrase("errors.exists", "what has this name is no folder"),
    errno.EISDIR: Phrase("errors.is-a-folder", "it is a folder"),
    errno.ENOTDIR: Phrase("errors.not-a-folder", "a part of the path is not a folder"),
    errno.ENOSPC: Phrase("errors.disk-full", "the disk is full"),
    errno.EDQUOT: Phrase("errors.quota", "your share of the disk is used up"),
    errno.EFBIG: Phrase("errors.too-large", "the file grows larger than the system allows"),
    errno.EROFS: Phrase("errors.read-only", "the disk is read-only"),
    errno.EMFILE: Phrase("errors.many-files", "too many files are open"),
    errno.EIO: Phrase("errors.disk-fault", "the disk reports a fault"),
    errno.EBADF: Phrase("errors.closed", "it is closed"),
    errno.EAGAIN: Phrase("errors.no-more", "the system allows no more of them at once"),
    errno.ENOMEM: Phrase("errors.no-memory", "there is not enough memory"),
    errno.ELOOP: Phrase("errors.link-loop", "it is a link that leads back to itself"),
    errno.ENAMETOOLONG: Phrase("errors.long-name", "the name is too long"),
    errno.ESPIPE: Phrase(
        "errors.pipe", "it is a pipe, but it must be read several times: save it as a file"
    ),
}

_NAME_FOLDER = Phrase(
    "errors.name-folder", "name a folder, or a place where there is nothing of this name yet"
)
_MAY_WRITE = Phrase("errors.may-write", "name a folder in which you may write")
_MAKE_ROOM = Phrase("errors.make-room", "make room, or name a folder on another disk")
RAISE_FILES = Phrase("errors.raise-files", "run `ulimit -n 256` first, then try again")
_NAME_FILE = Phrase("errors.name-file", "name a file")
# What to do where a file or folder cannot be written, by what the system finds wrong.
_REMEDIES = {
    errno.EEXIST: _NAME_FOLDER,
    errno.ENOTDIR: _NAME_FOLDER,
    errno.ENAMETOOLONG: Phrase("errors.shorter-name", "use a shorter name"),
    errno.EACCES: _MAY_WRITE,
    errno.EPERM: _MAY_WRITE,
    errno.EROFS: _MAY_WRITE,
    errno.ENOSPC: _MAKE_ROOM,
    errno.EDQUOT: _MAKE_ROOM,
    errno.EISDIR: _NAME_FILE,
    errno.EBADF: _NAME_FILE,
    errno.EFBIG: Phrase(
        "errors.raise-size", "run `ulimit -f unlimited` first, or name a folder on another disk"
    ),
    errno.EMFILE: RAISE_FILES,
    errno.EIO: Phrase("errors.check-disk", "check the disk, or name a folder on another disk"),
}

NAME_ANOTHER = Phrase("errors.another-folder", "name another folder")


def remedy(error: OSError) -> Message | None:
    """Return what to do where a file or folder cannot be written; None where it is not known."""
    phrase = _REMEDIES.get(_number_of(error))
    return phrase() if phrase else None


def remedy_in(text: str) -> Message | None:
    """Return what to do by what the system found wrong, in the words of an error that has them."""
    phrase = _REMEDIES.get(_number_in(text))
    return phrase() if phrase else None


def _number_of(error: OSError) -> int:
    """Return the system's number of a fault, 0 where it is not known; an engine has words alone."""
    return error.errno or _number_in(str(error))


def _number_in(text: str) -> int:
    return next((number for number in _SYSTEM if os.strerror(number) in text), 0)


def why_not(error: OSError | ValueError) -> str:
    """Return what a system found wrong, in our words where it is one of the usual faults.

    Of a name that no file can have it is a ValueError.
    """
    if isinstance(error, ValueError):
        return _NO_NAME()
    phrase = _SYSTEM.get(_number_of(error))
    return phrase() if phrase else error.strerror or str(error) or type(error).__name__


def why_unread(error: OSError | ValueError, path: str | Path) -> str:
    """Return why a file cannot be read.

    Where it is not there, also which file may be meant, or that its folder is not there; where a
    folder above it is closed, which.
    """
    folder = Path(path).parent
    if isinstance(error, FileNotFoundError) and not os.path.exists(folder):  # noqa: PTH110 -- raises nothing
        return no_folder(folder)
    if isinstance(error, PermissionError) and (closed := _closed_above(Path(path))):
        return message(
            "errors.closed-folder",
            "you do not have permission to open {folder}",
            folder=plain(str(closed), LONGEST),
        )
    near = suggest_file(path) if isinstance(error, FileNotFoundError) else ""
    return _AND_NEAR(why=why_not(error), near=near) if near else why_not(error)


def _closed_above(path: Path) -> Path | None:
    """Return the first folder above a path that may not be looked into."""
    above = (folder for folder in reversed(path.parents) if os.path.isdir(folder))  # noqa: PTH112
    return next((folder for folder in above if not os.access(folder, os.X_OK)), None)


def no_folder(folder: Path) -> Message:
    """Return that a folder does not exist, with its whole path, and which may be meant."""
    whole = plain(str(folder), LONGEST)
    return message(
        "errors.no-folder",
        "the folder {folder} does not exist{near}",
        folder=whole,
        near=suggest_file(folder),
    )
