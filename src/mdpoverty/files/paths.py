"""From what a command line names to files: patterns, folders, pipes, and stores on a network."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from concurrent.futures import Future
from contextlib import suppress
from glob import escape, has_magic
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeVar
from urllib.parse import unquote

import polars as pl

from mdpoverty.background import in_background
from mdpoverty.errors import SurveyError
from mdpoverty.files.output import refuse_nameless
from mdpoverty.files.patterns import Found, Place, in_folder, is_folder, mode_of, of_pattern
from mdpoverty.files.rows import A_FILE, FILE, unreadable
from mdpoverty.files.unpacking import copied
from mdpoverty.language.messages import message
from mdpoverty.suggestions import suggest_file
from mdpoverty.system_faults import no_folder, why_not

STANDARD_INPUT = "-"

T = TypeVar("T")

_URL = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_STORES = ("s3", "s3a", "gs", "gcs", "az", "azure", "abfs", "abfss", "adl")  # that Polars reads
_PARQUET = (".parquet", ".pq")
_PATIENCE = 10  # seconds for which a program that writes to a pipe is waited for
_LOCK = "~$"  # begins the file that Excel keeps beside an open workbook
_HIDDEN = ("_", ".")
_KEY = re.compile(r"([^=]+)=(.*)")
_NO_KEY = "__HIVE_DEFAULT_PARTITION__"


class Name(str):
    """The name of a file that is no pattern, whatever it holds."""

    __slots__ = ()


def matching(path: str) -> list[str]:
    """Return the path, or the files that it is a pattern or a folder of, in order of their names.

    A file that is there is meant by its name, whatever that holds. A folder is its Parquet files,
    also within its own folders. Links are followed, but each folder is looked through once, and
    what a link leads to is left out where the file itself is there too: no household counts twice.
    Raises UsageError for a name that no file can have, SurveyError where there is no such file, or
    a folder cannot be looked through.
    """
    found = _named(path)
    for place, error in found.closed.items():
        raise _closed(place, error)
    return found.once


def matching_each(path: str) -> list[tuple[str, SurveyError | None]]:
    """Return what `matching` does, where each file is a survey by itself.

    What cannot be looked through, and a folder without files, is there with its error. Of several
    links to one file, each has its own name.
    """
    try:
        found = _named(path)
    except SurveyError as error:
        if not is_folder(path):
            raise
        return [(path, error)]
    closed = [(place, _closed(place, error)) for place, error in found.closed.items()]
    return [*((name, None) for name in found.names), *closed]


def _named(path: str) -> Found:
    """Return the files that a path names."""
    refuse_nameless([(A_FILE(), path)])
    if scheme := scheme_of(path):
        return Found([Place(file) for file in _in_store(path, scheme)])
    if path == STANDARD_INPUT or isinstance(path, Name):
        return Found([Place(path)])
    if is_folder(path):
        return _in_folder(path)
    if mode_of(path) is not None or not has_magic(path):
        return Found([Place(path)])
    found = of_pattern(path)
    found.files = [file for file in found.files if not _is_lock(file.path)]
    _set_pipes_apart(found)
    if found.files or found.closed:
        return found
    above = next(part for part in Path(path).parents if not has_magic(str(part)))
    if mode_of(str(above)) is None:
        why = no_folder(above)
        wrong = message("files.cannot-be-read", "cannot be read: {why}", why=why)
        raise unreadable(path, wrong, message("files.correct-path", "correct the path"))
    wrong = message("files.no-match", "does not match any file{near}", near=suggest_file(path))
    raise unreadable(path, wrong, message("files.no-match-advice", "correct the pattern"))


def _set_pipes_apart(found: Found) -> None:
    """Tell pipes that only a pattern, or a folder, names: who reads one may wait for ever."""
    for file in [*found.files]:
        if stat.S_ISFIFO(mode_of(file.path) or 0):
            found.files.remove(file)
            found.closed[file.path] = OSError(errno.ESPIPE, os.strerror(errno.ESPIPE))


def _closed(path: str, error: OSError) -> SurveyError:
    """Return the error that a folder, or what a link leads to, cannot be looked through."""
    if error.errno == errno.ESPIPE:
        wrong = message("files.pipe-among-files", "is a pipe among files")
        advice = message("files.pipe-among-files-advice", "remove it, or name it by itself")
        return unreadable(path, wrong, advice)
    wrong = message("files.cannot-be-read", "cannot be read: {why}", why=why_not(error))
    advice = message(
        "files.closed-advice",
        "ask for permission to read it, or name only the other files",
    )
    return unreadable(path, wrong, advice)


def scheme_of(path: str) -> str:
    """Return the scheme of an address on a network, such as `s3`; nothing for a file here."""
    found = _URL.match(path)
    return found[1].lower() if found else ""


def is_elsewhere(path: str) -> bool:
    """Whether what a command line names is no file here: standard input, or in a store."""
    return path == STANDARD_INPUT or bool(scheme_of(path))


def keys_of(path: str) -> dict[str, str | None]:
    """Return the keys and values of the partition folders that a file is in: `province=04`.

    Values are text; the one that stands for none is None.
    """
    parts = (_KEY.fullmatch(part) for part in PurePosixPath(path.replace("\\", "/")).parts[:-1])
    found = {part[1]: unquote(part[2]) for part in parts if part}
    return {key: None if value == _NO_KEY else value for key, value in found.items()}


def local_file(path: str, name: str, scratch: Path) -> Path:
    """Return a file that can be read again and again: a copy, where `path` is a pipe.

    Raises SurveyError for what holds no data, or never ends.
    """
    if path == STANDARD_INPUT:
        _refuse_endless_input(name)
        return copied(sys.stdin.buffer, scratch / "input")
    if _is_lock(path):
        wrong = message("files.lock", "is Excel's lock on an open workbook")
        advice = message("files.lock-advice", "name the workbook itself")
        raise unreadable(name, wrong, advice)
    file = Path(path).absolute()  # ~ is a name here, as any other
    mode = file.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))  # it came meanwhile
    if (stat.S_ISCHR(mode) and not _ends(file)) or stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
        raise _device(name)
    if stat.S_ISFIFO(mode) or stat.S_ISCHR(mode):
        with _opened(file, name) as pipe:
            return copied(pipe, scratch / "input")
    return file


def _device(name: str) -> SurveyError:
    wrong = message("files.device", "is a device, not a file or pipe")
    return unreadable(name, wrong, message("files.name-a-file", "name a file"))


def _refuse_endless_input(name: str) -> None:
    """Raise SurveyError where standard input is a device that gives data without end."""
    with suppress(OSError, ValueError):  # what is no file of the system's
        number = sys.stdin.fileno()
        found = os.fstat(number)
        nothing = stat.S_ISCHR(found.st_mode) and os.path.samestat(found, Path(os.devnull).stat())
        if stat.S_ISBLK(found.st_mode) or (
            stat.S_ISCHR(found.st_mode) and not nothing and not os.isatty(number)
        ):
            raise _device(name)


def _opened(pipe: Path, name: str) -> BinaryIO:
    """Return a pipe, opened; raises SurveyError where nobody begins to write to it."""
    opening: Future[BinaryIO] = in_background(lambda: pipe.open("rb"))
    try:
        return opening.result(_PATIENCE)
    except TimeoutError:
        opening.add_done_callback(_closed_again)
        with suppress(OSError):  # lets the other thread go on
            os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    wrong = message(
        "files.silent-pipe",
        "is a pipe that no program writes to (waited {seconds} seconds)",
        seconds=_PATIENCE,
    )
    advice = message("files.silent-pipe-advice", "start the program that writes to it first")
    raise unreadable(name, wrong, advice)


def _closed_again(opening: Future[BinaryIO]) -> None:
    with suppress(OSError):
        opening.result().close()


def encodable(cell: T) -> T | str:
    """Return text that can be written anywhere: bytes of a name that are not UTF-8 as codes."""
    return cell.encode(errors="backslashreplace").decode() if isinstance(cell, str) else cell


def readable(file: Path, scratch: Path) -> Path:
    """Return a path to a file that every library takes: a link, where its own is not UTF-8."""
    try:
        str(file).encode()
    except UnicodeEncodeError:
        link = scratch / "named"
        link.symlink_to(file)
        return link
    return file


def _ends(device: Path) -> bool:
    """Whether what a device gives comes to an end: a terminal's, and that of nothing."""
    with device.open("rb", buffering=0) as opened:
        return opened.isatty() or device.samefile("/dev/null")


def _is_lock(path: str) -> bool:
    return Path(path).name.startswith(_LOCK)


def _in_folder(folder: str) -> Found:
    found = in_folder(folder, lambda name: name.lower().endswith(_PARQUET), _HIDDEN)
    _set_pipes_apart(found)
    if not found.files and not found.closed:
        wrong = message("files.folder", "is a folder without Parquet files")
        advice = message(
            "files.folder-advice",
            "name its files by a pattern: {pattern}",
            pattern=_pattern_in(folder),
        )
        raise unreadable(folder, wrong, advice)
    return found


def _pattern_in(folder: str) -> str:
    """Return the pattern of the CSV files of a folder: signs of its own name stand for themselves.

    So does a tilde, which a shell would take for the home of whoever types it.
    """
    pattern = str(Path(escape(folder), "*.csv"))
    return f"./{pattern}" if pattern.startswith("~") else pattern


def _in_store(url: str, scheme: str) -> list[str]:
    """Return the Parquet files that an address names in a store on a network."""
    if scheme not in _STORES:
        wrong = message("files.scheme", "cannot be read over {scheme}", scheme=scheme)
        raise unreadable(url, wrong, message("files.scheme-advice", "copy the file here first"))
    if url.lower().endswith(_PARQUET) and not has_magic(url):
        return [url]
    name = url.rpartition("/")[2]
    if "." in name and not has_magic(name):
        wrong = message(
            "files.store-format", "is not Parquet: only Parquet can be read from a cloud store"
        )
        raise unreadable(url, wrong, message("files.scheme-advice", "copy the file here first"))
    # What has no slash at its end is a file to a store, though a folder may be meant.
    meant = [url] if has_magic(url) or url.endswith("/") else [url, f"{url}/"]
    for each in meant:
        with suppress(pl.exceptions.PolarsError, OSError):
            rows = pl.scan_parquet(each, include_file_paths=FILE, hive_partitioning=False)
            found = rows.select(pl.col(FILE).unique()).collect(engine="streaming")
            return sorted(found.to_series().to_list())
    raise unreachable(url)


def unreachable(url: str) -> SurveyError:
    """Return the error that a store on a network does not give what is asked for."""
    wrong = message("files.store", "cannot be read from its cloud store")
    advice = message(
        "files.store-advice",
        "check the address, and the credentials in the environment",
    )
    return unreadable(url, wrong, advice)
