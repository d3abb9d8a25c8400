"""The shipped standards: their ids, which one applies when, and loading one by id or by file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from os import PathLike
from pathlib import Path

from mdpoverty.errors import MdpovertyError, Problem, StandardError, UsageError, plain
from mdpoverty.language.messages import message
from mdpoverty.standards.document_file import document_bytes
from mdpoverty.standards.model import Standard
from mdpoverty.standards.reading import File, Find, read_standard
from mdpoverty.suggestions import suggest
from mdpoverty.system_faults import why_unread

_PACKAGE = Path(__file__).parents[1]
# In the wheel the threshold files lie in the package, in a checkout at its root.
THRESHOLDS = next(
    (
        folder
        for folder in (_PACKAGE / "thresholds", _PACKAGE.parents[1] / "thresholds")
        if folder.is_dir()
    ),
    _PACKAGE / "thresholds",
)


def standard_ids() -> list[str]:
    """Return the ids of the shipped standards, oldest first."""
    return sorted(path.stem for path in THRESHOLDS.glob("*.yaml"))


def shipped_files() -> list[Path]:
    """Return the threshold files and tables of all shipped standards."""
    return sorted(path for path in THRESHOLDS.glob("*") if path.suffix in (".yaml", ".csv"))


@cache
def shipped(standard_id: str) -> Standard:
    """Return one shipped standard by its id."""
    path = THRESHOLDS / f"{standard_id}.yaml"
    return read_standard(_file(path), _finder(THRESHOLDS))


def standard_given(standard: str | Path | Standard) -> Standard:
    """Return a standard that is given as such, by its id or by its file; raises as these do."""
    return standard if isinstance(standard, Standard) else load_standard(standard)


def load_standard(id_or_file: str | Path) -> Standard:
    """Return a standard, by the id of a shipped one or by the path of a threshold file.

    A file may be based on a shipped standard or on another file of its folder. Raises
    StandardError, with every fault and its line, for a file that is not a standard or that claims
    the id of a shipped one; UsageError for an id that nobody ships.
    """
    known = standard_ids()
    if isinstance(id_or_file, str) and id_or_file in known:
        return shipped(id_or_file)
    if not isinstance(id_or_file, (str, PathLike)):
        raise _no_standard(type(id_or_file).__name__, known)
    path = Path(id_or_file)
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise _no_standard(str(id_or_file), known)
    standard = read_standard(_file(path), _finder(path.parent))
    if standard.id in known and shipped(standard.id).digest != standard.digest:
        fault = Problem(
            "id",
            message(
                "standards.id-of-shipped",
                "'{id}' is the id of a shipped standard",
                id=standard.id,
            ),
            message("standards.id-of-its-own", "an id of its own"),
        )
        headline = message("standards.reserved-id", "{file} claims a reserved id", file=path.name)
        raise StandardError(headline, [fault], path.name)
    return standard


def _no_standard(name: str, known: Sequence[str]) -> UsageError:
    """Return the error that what was given, or its type, names no standard."""
    name = plain(name)
    wrong = message("standards.not-an-id", "not an id of a standard")
    allowed = message("standards.ids-or-file", "{ids}, or a YAML file", ids=known)
    headline = message(
        "standards.unknown-standard",
        "no standard '{name}'{suggestion}",
        name=name,
        suggestion=suggest(name, known),
    )
    return UsageError(
        headline, [Problem(message("standards.standard", "standard"), wrong, allowed)]
    )


def _finder(folder: Path, read: list[Path] | None = None) -> Find:
    """Return what finds a standard by its id: a shipped one, else a file of `folder`.

    Files that are found are added to those `read`.
    """

    def find(standard_id: str) -> File | None:
        shipped_here = standard_id in standard_ids()
        path = (THRESHOLDS if shipped_here else folder) / f"{standard_id}.yaml"
        return _file(path, read) if _is_there(path) else None

    return find


def _file(path: Path, read: list[Path] | None = None) -> File:
    """Return a threshold file, that finds tables in its own folder and by plain names alone."""

    def beside(name: str) -> bytes | None:
        table = path.parent / name
        if read is not None:
            read.append(table)
        return _text(table) if _is_there(table) else None

    if read is not None:
        read.append(path)
    return File(_text(path), path.name, beside)


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # of a disk that has gone away: reading it says why it cannot be read
        return True


def _text(path: Path) -> bytes:
    try:
        return document_bytes(path)
    except (OSError, ValueError) as error:
        headline = message(
            "standards.unreadable-file",
            "{file} cannot be read: {why}",
            file=plain(path.name),
            why=why_unread(error, path),
        )
        raise StandardError(headline) from None


def threshold_files(id_or_file: str) -> list[str]:
    """Return the files of a standard: its own, those it is based on, and the tables of each.

    Those of a shipped standard are `shipped_files`, and not here.
    """
    if id_or_file in standard_ids():
        return []
    path = Path(id_or_file)
    read = [path]
    with suppress(MdpovertyError):  # is said when the standard is loaded
        read_standard(_file(path, read), _finder(path.parent, read))
    return [*dict.fromkeys(map(str, read))]


def standard_for(years: Sequence[int], reason: str) -> Standard:
    """Return the shipped standard that applies in the one year given; `reason` says whose it is.

    Raises UsageError where no shipped standard applies, or there is more than one year.
    """
    if len(years) > 1:
        several = message(
            "standards.several-years",
            "{count:d} years: {years}",
            count=len(years),
            years=[*map(str, years[:10])],
        )
        advice = message("standards.split-survey", "split the survey, or name one with --standard")
        headline = message(
            "standards.more-than-one-year", "the survey's rows are of more than one year"
        )
        raise UsageError(headline, [Problem(reason, several, _years_of_standards(), advice)])
    for standard in map(shipped, standard_ids()):
        if standard.applies_in(years[0]):
            return standard
    year = message("standards.year", "{year:d}", year=years[0])
    advice = message("standards.name-standard", "name one with --standard")
    headline = message(
        "standards.no-standard-applies", "no shipped standard applies in {year:d}", year=years[0]
    )
    raise UsageError(headline, [Problem(reason, year, _years_of_standards(), advice)])


def _years_of_standards() -> str:
    """Return which years each shipped standard applies in."""
    return ", ".join(
        f"{s.id} ({s.applies.first.year}-{s.applies.last.year})"
        for s in map(shipped, standard_ids())
        if not s.by_name_only
    )
