"""Standard output and output files: written whole or not at all, and every failure said."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from mdpoverty.errors import OutputError, Problem, UsageError, why_not
from mdpoverty.language.messages import Phrase, message

STANDARD_OUTPUTS = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
_STANDARD_OUTPUT = Phrase("files.standard-output", "standard output")


def unwritable(place: str, why: str) -> OutputError:
    """Return the error that `place` cannot be written."""
    problem = Problem(
        "output",
        message("files.why-not-written", "{why}", why=why),
        advice=message("files.another-place", "choose another place, or make room"),
    )
    headline = message(
        "files.cannot-be-written", "{place} cannot be written: {why}", place=place, why=why
    )
    return OutputError(headline, [problem], place)


@contextmanager
def standard_output() -> Iterator[BinaryIO]:
    """Yield standard output; a reader that closes the pipe has had enough."""
    try:
        yield sys.stdout.buffer
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more when it flushes the stream at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise unwritable(_STANDARD_OUTPUT(), why_not(error)) from None


def copy_to_standard_output(file: Path) -> None:
    """Send a finished file to standard output."""
    with file.open("rb") as source, standard_output() as target:
        shutil.copyfileobj(source, target, 1 << 20)


def refuse_overwriting(
    read: Iterable[tuple[str, str | None]], written: Iterable[tuple[str, str | None]]
) -> None:
    """Raise UsageError where a file that is written is read too, or written twice.

    Files come after what names them, such as an option; None and `-` are no files.
    """
    sources, targets = (
        [
            (name, Path(path).resolve())
            for name, path in given
            if path not in (None, *STANDARD_OUTPUTS)
        ]
        for given in (read, written)
    )
    files = [file for _, file in targets]
    again = {file for file in files if files.count(file) > 1} | {
        file for _, file in sources if file in files
    }
    same = dict.fromkeys(name for name, file in [*sources, *targets] if file in again)
    if same:
        problem = Problem(
            ", ".join(same),
            message("files.same-file", "name the same file"),
            advice=message("files.one-of-its-own", "give each one of its own"),
        )
        headline = message("files.would-be-overwritten", "a file would be written over")
        raise UsageError(headline, [problem])


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a folder for temporary files; raises OutputError where there can be none."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="mdpoverty-", ignore_cleanup_errors=True)
    except OSError as error:
        raise OutputError(
            message(
                "files.no-scratch",
                "no folder for temporary files: {why}",
                why=why_not(error),
            )
        ) from None
    with folder as path:
        yield Path(path)


@contextmanager
def destination(path: str | None, scratch: Path) -> Iterator[Path]:
    """Yield a file to write that becomes `path` when all goes well.

    None, `-` and what a system calls standard output are that. Raises OutputError when the place
    cannot be written to, or the disk is full.
    """
    if path is not None and path not in STANDARD_OUTPUTS:
        with beside(path) as part:
            yield part
        return
    file = scratch / "output"
    try:
        yield file
    except OSError as error:
        raise unwritable(_STANDARD_OUTPUT(), why_not(error)) from None
    copy_to_standard_output(file)


def _no_folder(path: str, folder: Path) -> OutputError:
    wrong = message("files.no-folder", "the folder {folder} does not exist", folder=str(folder))
    advice = message("files.no-folder-advice", "make the folder, or choose another place")
    headline = message(
        "files.cannot-be-written", "{place} cannot be written: {why}", place=path, why=wrong
    )
    return OutputError(headline, [Problem("output", wrong, advice=advice)], path)


@contextmanager
def beside(path: str) -> Iterator[Path]:
    """Yield a new file beside `path` that is renamed to it when all goes well, else removed.

    What is no regular file (a device, a named pipe) is written to instead. Raises OutputError
    when the place cannot be written to, or the disk is full.
    """
    target = Path(path)
    if target.is_dir():
        raise unwritable(path, message("files.is-a-folder", "it is a folder"))
    if not target.parent.is_dir():
        raise _no_folder(path, target.parent)
    special = target.exists() and not target.is_file()
    target = target.resolve() if target.is_symlink() else target
    folder = None if special else target.parent
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=folder)
    except OSError as error:
        raise unwritable(path, why_not(error)) from None
    os.close(handle)
    part = Path(name)
    try:
        yield part
        if special:
            with part.open("rb") as source, target.open("wb") as opened:
                shutil.copyfileobj(source, opened, 1 << 20)
        else:
            part.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
            part.replace(target)
    except OSError as error:
        raise unwritable(path, why_not(error)) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
