"""Standard output, and output files as they are named: none is written over what is read."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from mdpoverty.errors import ROUND, SURVEY, OutputError, Problem, UsageError
from mdpoverty.files.identity import Identity, identity_of, place_of
from mdpoverty.files.private import private_folder
from mdpoverty.language.messages import Message, Phrase, message
from mdpoverty.system_faults import NAME_ANOTHER, remedy, why_not

_ARGUMENTS = {phrase.english: phrase for phrase in (SURVEY, ROUND)}
STANDARD_OUTPUTS = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
_NOT_UTF_8 = Phrase("files.scratch-name", "its path is not UTF-8; name another in TMPDIR")
_NO_SCRATCH = Phrase("files.no-scratch", "no folder for temporary files: {why}")
_WOULD_OVERWRITE = Phrase("files.would-be-overwritten", "an output would overwrite an input")
ONE_PLACE = Phrase("files.one-place", "two outputs name the same file")
ALIKE = Phrase("files.alike", "two outputs have names that some disks take for one")
_SAME_FILE = Phrase("files.same-file", "name the same file")
_TOLD_APART_BY = Phrase(
    "files.told-apart-by",
    "differ only in capitals, in how accents are stored, or in a point or space at the end",
)
STANDARD_OUTPUT = Phrase("files.standard-output", "standard output")
_STREAMS = {1: STANDARD_OUTPUT, 2: Phrase("files.standard-error", "standard error")}


def unwritable(place: str, why: str, advice: Message | None = None) -> OutputError:
    """Return the error that `place` cannot be written, with what to do: usually make room."""
    problem = Problem(
        "output",
        message("files.why-not-written", "{why}", why=why),
        advice=advice or message("files.another-place", "choose another place, or make room"),
    )
    headline = message(
        "files.cannot-be-written", "{place} cannot be written: {why}", place=place, why=why
    )
    return OutputError(headline, [problem], place)


def refused(place: str, error: OSError) -> OutputError:
    """Return the error that the system lets `place` not be written, with what to do about it."""
    return unwritable(place, why_not(error), remedy(error))


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
        with suppress(OSError):  # which has no number in a test
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise refused(STANDARD_OUTPUT(), error) from None


def copy_to_standard_output(file: Path) -> None:
    """Send a finished file to standard output."""
    with file.open("rb") as source, standard_output() as target:
        shutil.copyfileobj(source, target, 1 << 20)


def refuse_overwriting(
    read: Iterable[tuple[str, str | None]], written: Iterable[tuple[str, str | None]]
) -> None:
    """Raise UsageError where a file that is written is read too, written twice, or has no name.

    Files come after what names them, such as an option; None and `-` are no files, but for a file
    that standard input is read from. So are files to which a shell sends the words and tables of
    this run. It is the files that are compared, and not their names: one file may have several. Of
    two outputs the names are compared too, as `place_of` does: some disk may take them for one.
    """
    wanted = [(name, path) for name, path in read if path is not None]
    named = [(name, path) for name, path in written if path is not None]
    refuse_nameless(named)
    sources, targets = (
        [(name, identity_of(Path(path))) for name, path in given if path not in STANDARD_OUTPUTS]
        for given in (wanted, named)
    )
    if redirected := _redirected(0):
        sources += [(name, redirected) for name, path in wanted if path == "-"]
    taken = {file for _, file in [*sources, *targets]}
    sent = {said(): file for stream, said in _STREAMS.items() if (file := _redirected(stream))}
    targets += [(name, file) for name, file in sent.items() if file in taken]
    counts = Counter(file for _, file in targets)
    again = {file for file, count in counts.items() if count > 1}
    over = {file for _, file in sources if file in counts}
    same = dict.fromkeys(name for name, file in [*sources, *targets] if file in again | over)
    if same:
        raise _same_file(list(same), _WOULD_OVERWRITE if over else ONE_PLACE)
    places = [(name, place_of(Path(path))) for name, path in named if path not in STANDARD_OUTPUTS]
    counts = Counter(place for _, place in places)
    if alike := [name for name, place in places if counts[place] > 1]:
        raise _same_file(alike, ALIKE, _TOLD_APART_BY)


def refuse_empty_names(named: Iterable[tuple[str, str | None]]) -> None:
    """Raise UsageError where an option has a name that is empty."""
    nameless = [name for name, path in named if path is not None and not path.strip()]
    if nameless:
        wrong = message("files.no-name", "is empty: it does not name a file")
        advice = message("files.no-name-advice", "name a file, or remove the option")
        problem = Problem(_listed(nameless), wrong, advice=advice)
        raise UsageError(message("files.nameless", "a file has no name"), [problem])


def refuse_nameless(named: Iterable[tuple[str, str | None]]) -> None:
    """Raise UsageError where an option has a name that is empty, or that no file can have."""
    given = [(name, path) for name, path in named if path is not None]
    refuse_empty_names(given)
    if impossible := [name for name, path in given if not _is_possible(path)]:
        wrong = message("files.impossible-name", "has a character that no name of a file can have")
        advice = message("files.impossible-name-advice", "correct the name")
        problem = Problem(_listed(impossible), wrong, advice=advice)
        headline = message("files.impossible", "no file can have this name")
        raise UsageError(headline, [problem])


def _is_possible(path: str) -> bool:
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def _listed(names: Sequence[str]) -> Message:
    """Return what names files, such as options, in the words for people."""
    words = [_ARGUMENTS[name]() if name in _ARGUMENTS else name for name in names]
    return message("files.named", "{names}", names=words)


def _same_file(names: list[str], headline: Phrase, wrong: Phrase = _SAME_FILE) -> UsageError:
    problem = Problem(
        _listed(names),
        wrong(),
        advice=message("files.one-of-its-own", "give each output a separate file"),
    )
    return UsageError(headline(), [problem])


def _redirected(stream: int) -> Identity | None:
    """Return what tells the file that a standard stream is of, None where it is none."""
    with suppress(OSError, ValueError):
        status = os.fstat(stream)
        if stat.S_ISREG(status.st_mode):
            return status.st_dev, status.st_ino
    return None


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a folder for temporary files; raises OutputError where there can be none."""
    try:
        above = _scratch_place()
        str(above).encode()  # as the libraries take it
        contexts = ExitStack()
        folder = contexts.enter_context(private_folder(above, "mdpoverty-"))
    except (OSError, UnicodeEncodeError) as error:
        if not isinstance(error, OSError):
            why = _NOT_UTF_8()
            raise OutputError(_NO_SCRATCH(why=why)) from None
        headline = _NO_SCRATCH(why=why_not(error))
        problem = Problem("TMPDIR", headline, advice=_scratch_advice(error))
        raise OutputError(headline, [problem]) from None
    with contexts:
        yield folder


def _scratch_place() -> Path:
    """Return where temporary files go; raises OSError that says why they can go nowhere."""
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:  # says so of whatever was wrong with the folders that it tried
        with tempfile.TemporaryFile(dir=os.environ.get("TMPDIR", os.curdir), buffering=0) as file:
            file.write(b"-")
        raise


def scratch_full(error: OSError) -> OutputError:
    """Return the error that temporary files cannot be written."""
    wrong = message(
        "files.scratch-full",
        "the folder for temporary files, {folder}, cannot be written: {why}",
        folder=tempfile.gettempdir(),
        why=why_not(error),
    )
    return OutputError(wrong, [Problem("TMPDIR", wrong, advice=_scratch_advice(error))])


def _scratch_advice(error: OSError) -> Message:
    """Return what to do about the folder for temporary files, which the environment names."""
    return message(
        "files.scratch-advice",
        "{remedy} (TMPDIR names the folder)",
        remedy=remedy(error) or NAME_ANOTHER(),
    )
