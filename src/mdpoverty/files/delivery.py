"""Delivering files: all that a run writes are put in place together, or none of them is.

Each file is written in a private folder beside its place. When all are whole they are renamed to
their places, one after the other; the old ones are kept until the last is in place, and put back
where one cannot be. Whom a file is for (owner, group, mode and access control list) is taken from
the one that it replaces; of a new one the system decides, as of every new file in that folder.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from mdpoverty.errors import OutputError, Problem
from mdpoverty.files.full import NotHeldError
from mdpoverty.files.output import (
    STANDARD_OUTPUT,
    STANDARD_OUTPUTS,
    copy_to_standard_output,
    refused,
    scratch_full,
    unwritable,
)
from mdpoverty.files.paths import scheme_of
from mdpoverty.files.private import OLD, keep, make_private, note_only, private_folder
from mdpoverty.files.rights import OWNER, Rights, give, rights_of, rights_of_new
from mdpoverty.files.signals import hear_no_more, interruptible, no_interrupts
from mdpoverty.language.messages import Message, message
from mdpoverty.system_faults import no_folder, remedy, why_not

T = TypeVar("T")

# What a system says that cannot wait for its disk: then nobody can.
_NO_SYNC = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


class Stuck(NamedTuple):
    """A part of which what was there before could not be put back.

    Whether the part is in its place for all that, and where the old file is, if there was one.
    """

    path: str
    written: bool
    old: Path | None


class Part(Protocol):
    """A part of what is delivered: written elsewhere, and put in its place at the end."""

    def place(self, *, keep: bool) -> None:
        """Put it in place, whole; `keep` what was there before. Raises OutputError."""

    def put_back(self) -> Stuck | None:
        """Put back what was there before; return what is known where that cannot be done."""


class Deliveries:
    """What a run delivers: `scratch` is a folder for what goes to no file."""

    def __init__(self, scratch: Path, contexts: ExitStack) -> None:
        """Begin with nothing to deliver."""
        self.scratch = scratch
        self._contexts = contexts
        self._streams: list[_Stream] = []
        self._parts: list[Part] = []
        self._files: dict[str, Path] = {}  # where each is written, by where it goes
        self._folders: dict[Path, Path] = {}  # the private folder, by the folder that it is in

    def enter(self, context: AbstractContextManager[T]) -> T:
        """Enter a context that is left when all is delivered, or when something fails."""
        return self._contexts.enter_context(context)

    def add(self, part: Part) -> None:
        """Deliver a part with the others."""
        self._parts.append(part)

    def file(self, path: str | None, *, private: bool = False) -> Path:
        """Return where to write a file that is delivered as `path`.

        None, `-` and what a system calls standard output are that. A `private` file is its owner's
        alone, unless it replaces one that is not. Raises OutputError when the place cannot be
        written to.
        """
        number = len(self._files)
        if path is None or path in STANDARD_OUTPUTS:
            file = self.scratch / f"output-{number}"
            self._streams.append(_Stream(file, None))
            self._files[STANDARD_OUTPUT()] = file
            return file
        try:
            file = self._place(path, number, private=private)
        except OSError as error:
            raise refused(path, error) from None
        self._files[path] = file
        return file

    def _place(self, path: str, number: int, *, private: bool) -> Path:
        target = Path(path)
        if scheme_of(path):
            raise elsewhere(path)
        if target.is_dir():
            raise unwritable(path, message("files.is-a-folder", "it is a folder"))
        if not target.parent.is_dir():
            raise _no_folder(path, target.parent)
        if target.exists() and not target.is_file():
            file = self.scratch / f"output-{number}"
            self._streams.append(_Stream(file, path))
            return file
        if target.is_symlink():
            with suppress(FileNotFoundError):  # a link to what is still to be written
                target.stat()
            target = Path(os.path.realpath(target))
        folder = self._beside(target.parent)
        file = folder / f"part-{number}"
        make_private(file)
        self._parts.append(_File(file, target, path, private=private))
        return file

    def _beside(self, above: Path) -> Path:
        """Return a private folder in the folder `above`, by a path that every library takes."""
        if above not in self._folders:
            folder = self.enter(private_folder(above, ".mdpoverty-", ".part"))
            folder = folder.absolute()  # ~ is a name here, as any other
            try:
                str(folder).encode()
            except UnicodeEncodeError:
                link = self.scratch / f"beside-{len(self._folders)}"
                link.symlink_to(folder)
                folder = link
            self._folders[above] = folder
        return self._folders[above]

    def not_written(self, error: OSError) -> OutputError:
        """Return the error that a file cannot be written: the one that the system's error names.

        Where it names none it is the file that was asked for last.
        """
        why = why_not(error)
        advice = error.advice if isinstance(error, NotHeldError) else remedy(error)
        named = None if error.filename is None else Path(os.fsdecode(error.filename))
        for path, file in self._files.items():
            if named == file:
                return unwritable(path, why, advice)
        if not self._files or (named is not None and named.is_relative_to(self.scratch)):
            return scratch_full(error)
        return unwritable([*self._files][-1], why, advice)

    def deliver(self) -> None:
        """Put all in place. Raises OutputError where one cannot be: then none is.

        What goes to standard output cannot be taken back, and goes last: while it is sent an
        interrupt is heard, and what is in place is put back. One that comes while files are put in
        place is too late otherwise, and so is every one that comes when all is in place.
        """
        for part in self._parts:
            if isinstance(part, _File):
                part.sync()
        with no_interrupts():
            done: list[Part] = []
            try:
                for part in self._parts:
                    part.place(keep=len(self._parts) + len(self._streams) > 1)
                    done.append(part)
                if self._streams:
                    interruptible(self._send)
            except BaseException as error:
                stuck = [found for part in reversed(done) if (found := part.put_back())]
                if stuck and isinstance(error, OutputError):
                    raise _with_stuck(error, stuck) from None
                if stuck and isinstance(error, KeyboardInterrupt):
                    raise _interrupted(stuck) from None
                raise
            hear_no_more()

    def _send(self) -> None:
        for stream in reversed(self._streams):
            stream.send()


@contextmanager
def deliveries(scratch: Path) -> Iterator[Deliveries]:
    """Yield what to deliver by: all is put in place when this is left, nothing where it fails.

    When all is in place no interrupt is heard any more, until `hear_again`. Raises OutputError
    where a file cannot be written, or the disk is full.
    """
    with ExitStack() as contexts:
        found = Deliveries(scratch, contexts)
        try:
            yield found
            found.deliver()
        except OSError as error:
            raise found.not_written(error) from None


@contextmanager
def destination(path: str | None, scratch: Path) -> Iterator[Path]:
    """Yield a file to write that becomes `path` when all goes well; as `Deliveries.file` says."""
    with deliveries(scratch) as found:
        yield found.file(path)


class _Stream:
    """A file that goes to standard output, a device or a named pipe."""

    def __init__(self, file: Path, path: str | None) -> None:
        self.file, self.path = file, path

    def send(self) -> None:
        if self.path is None:
            copy_to_standard_output(self.file)
            return
        try:
            with self.file.open("rb") as source, Path(self.path).open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
        except BrokenPipeError:
            return  # whoever read has had enough
        except OSError as error:
            raise refused(self.path, error) from None


class _File:
    """A file that is written beside its place."""

    def __init__(self, part: Path, target: Path, path: str, *, private: bool) -> None:
        self.part, self.target, self.path, self.private = part, target, path, private
        self.old: Path | None = None
        self.moved = False  # whether the old file is nowhere else
        self.placed = False

    def sync(self) -> None:
        """Wait until the disk has the file: after a failure of power it is whole, or not there."""
        try:
            with self.part.open("rb+") as opened:
                os.fsync(opened)
        except OSError as error:
            if error.errno not in _NO_SYNC:
                raise refused(self.path, error) from None

    def place(self, *, keep: bool) -> None:
        try:
            with suppress(OSError):  # it stays its owner's alone then
                give(self.part, self._rights())
            if self.target.is_dir():  # it came meanwhile; whatever is in it stays
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if keep and self.target.exists():
                self._keep()
            self.part.replace(self.target)
            self.placed = True
        except OSError as error:
            stuck = self.put_back() if self.moved else None
            raise _with_stuck(refused(self.path, error), [stuck] if stuck else []) from None

    def _rights(self) -> Rights:
        if self.target.exists():
            return rights_of(self.target)
        new = rights_of_new(self.part.with_name(f"{self.part.name}-new"))
        return new._replace(mode=OWNER, acl=None) if self.private else new

    def _keep(self) -> None:
        old = self.part.with_name(f"{self.part.name}{OLD}")
        try:
            old.hardlink_to(self.target)
        except OSError:  # a file system without links: of a run that is killed one is there too
            try:
                shutil.copy2(self.target, old)
                with suppress(OSError):  # a system without modes has the same for every file
                    give(old, rights_of(self.target))
            except OSError:
                note_only(old.parent)
                self.target.replace(old)
                self.moved = True
        self.old = old

    def put_back(self) -> Stuck | None:
        try:
            if self.old is not None:
                self.old.replace(self.target)
            else:
                self.target.unlink()
        except OSError:
            return Stuck(self.path, self.placed, None if self.old is None else keep(self.old))
        return None


def _with_stuck(error: OutputError, stuck: Sequence[Stuck]) -> OutputError:
    """Return the error, which files are new already for all that, and where the old ones are."""
    return OutputError(error.headline, [*error.problems, *_problems(stuck)], error.source)


def _interrupted(stuck: Sequence[Stuck]) -> KeyboardInterrupt:
    what = [problem.wrong for problem in _problems(stuck)]
    return KeyboardInterrupt(message("files.interrupted", "interrupted: {what}", what=what))


def _problems(stuck: Sequence[Stuck]) -> Iterator[Problem]:
    if written := [each.path for each in stuck if each.written]:
        wrong = message(
            "files.not-put-back",
            "already written: {files}; what was there before could not be put back",
            files=written,
        )
        advice = message("files.not-put-back-advice", "run the command again")
        yield Problem("output", wrong, advice=advice)
    for path, _, old in stuck:
        if old is not None:
            wrong = message(
                "files.old-kept", "what {file} was before is in {place}", file=path, place=str(old)
            )
            advice = message("files.old-kept-advice", "to have it back, move it to its old place")
            yield Problem("output", wrong, advice=advice)


def _no_folder(path: str, folder: Path) -> OutputError:
    wrong = no_folder(folder)
    advice = message("files.no-folder-advice", "make the folder, or choose another place")
    return _not_there(path, wrong, advice)


def elsewhere(path: str) -> OutputError:
    """Return the error that a file, or a folder of files, would be written to a network."""
    wrong = message("files.no-file-here", "it is not a file on this machine")
    advice = message("files.write-here", "write a file here, and copy it there")
    return _not_there(path, wrong, advice)


def _not_there(path: str, wrong: Message, advice: Message) -> OutputError:
    headline = message(
        "files.cannot-be-written", "{place} cannot be written: {why}", place=path, why=wrong
    )
    return OutputError(headline, [Problem("output", wrong, advice=advice)], path)
