"""A batch of surveys: what is asked of each file, and what cannot be asked of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from mdpoverty.cli.commands.classify import Classify
from mdpoverty.cli.inputs import database_given, reject_files, standard_files, stem
from mdpoverty.cli.jobs.classify_one import refuse_formats
from mdpoverty.cli.jobs.earlier import outputs_of
from mdpoverty.cli.jobs.manifest import MANIFEST
from mdpoverty.column_map.apply import Map, map_given
from mdpoverty.errors import (
    LONGEST,
    SURVEY,
    MdpovertyError,
    OutputError,
    Problem,
    SurveyError,
    UsageError,
    plain,
)
from mdpoverty.files.delivery import elsewhere
from mdpoverty.files.identity import Identity, identity_of, place_of
from mdpoverty.files.output import ALIKE, ONE_PLACE, refuse_nameless, refuse_overwriting
from mdpoverty.files.paths import STANDARD_INPUT, Name, scheme_of
from mdpoverty.files.patterns import is_folder
from mdpoverty.files.table_form import format_of
from mdpoverty.language.messages import Message, message
from mdpoverty.reading.sources import household_files
from mdpoverty.suggestions import suggest_file
from mdpoverty.system_faults import NAME_ANOTHER, remedy, why_not, why_unread


def asked_of(files: Sequence[str], asked: Classify, folder: str) -> Iterator[Classify]:
    """Yield what is asked of each file.

    Raises UsageError where two profiles would be one, or one cannot be written as is asked.
    """
    members = asked.reading.members or []
    suffix = f".{format_of('-', asked.table.output_format)}"
    names = [f"{stem(file)}{suffix}" for file in files]
    rejects = [str(Path(asked.rejects, name)) if asked.rejects else None for name in names]
    places = [
        [str(Path(folder, name)), *reject_files(rejected)]
        for name, rejected in zip(names, rejects, strict=True)
    ]
    _require_several(files, asked.reading.columns)
    _require_apart(files, places, str(Path(folder, MANIFEST)))
    for file, name, rejected in zip(files, names, rejects, strict=True):
        own: list[str] = [Name(Path(above, Path(file).name)) for above in members]
        one = replace(
            asked,
            survey=[Name(file)],
            reading=replace(asked.reading, members=own),
            table=replace(asked.table, output=str(Path(folder, name))),
            rejects=rejected,
            record=None,
            saying=replace(asked.saying, quiet=True, verbose=False),
        )
        refuse_formats(one)
        yield one


def refuse_of_each(asked: Classify) -> None:
    """Raise UsageError where what is asked cannot be for each file."""
    named = [
        ("--output-dir", asked.output_dir),
        ("--rejects", asked.rejects),
        ("--record", asked.record),
        *(("--members", path) for path in asked.reading.members or ()),
    ]
    refuse_nameless(named)
    for folder in (asked.output_dir, asked.rejects):
        if folder is not None and scheme_of(folder):
            raise elsewhere(folder)
    if database_given(asked.survey, asked.database, asked.reading):
        wrong = message("cli.database-is-one", "is one survey")
        advice = message("cli.database-output", "write its profile with -o")
        headline = message("cli.named-as-survey", "each profile has the name of its survey")
        raise UsageError(headline, [Problem("--database", wrong, advice=advice)])
    if asked.table.output is not None or asked.persons is not None:
        wrong = message("cli.in-place-of", "use it instead of -o and --persons")
        headline = message(
            "cli.profiles-in-folder", "--output-dir writes the profiles to its folder"
        )
        raise UsageError(headline, [Problem("--output-dir", wrong)])
    if asked.why is not None:
        wrong = message("cli.why-of-one", "works with one survey only")
        advice = message("cli.why-advice", "run `mdpoverty validate FILE --why` for the file")
        headline = message("cli.why-of-many", "--output-dir classifies several surveys")
        raise UsageError(headline, [Problem("--why", wrong, advice=advice)])
    if STANDARD_INPUT in asked.survey:
        problem = Problem(
            SURVEY(),
            message("cli.no-name", "standard input does not have a name"),
            message("cli.named-files", "files, or patterns of files"),
        )
        headline = message("cli.named-as-survey", "each profile has the name of its survey")
        raise UsageError(headline, [problem])
    members = asked.reading.members or []
    if len(members) > 1 or (members and not is_folder(members[0])):
        problem = Problem(
            "--members",
            _no_folder(members[0]),
            message(
                "cli.member-folder", "a folder of member files, each with the name of its survey"
            ),
        )
        headline = message("cli.own-members", "each survey needs its own members")
        raise UsageError(headline, [problem])


def _no_folder(path: str) -> Message:
    """Return that a path is no folder, or why that is not known."""
    try:
        Path(path).stat()
    except PermissionError as error:
        return message("cli.cannot-look", "cannot be read: {why}", why=why_unread(error, path))
    except OSError:
        pass
    return message("cli.no-folder", "is not a folder{near}", near=suggest_file(path))


def _require_several(files: Sequence[str], columns: str | None) -> None:
    """Raise UsageError where a column map joins two of the files: they are one survey."""
    using = map_given(columns)
    if using is None or not using.columns.files:
        return
    surveys: dict[Identity, list[str]] = {}
    for file in files:
        read = (identity_of(Path(each)) for each in _read(file, using))
        surveys.setdefault(tuple(read), []).append(file)
    for parts in surveys.values():
        if len(parts) > 1:
            name = using.name
            wrong = message("cli.joined-by-map", "are joined to one survey by {map}", map=name)
            advice = message("cli.name-one-of-them", "name only one of them")
            headline = message("cli.parts-of-a-survey", "a survey is named more than once")
            raise UsageError(headline, [Problem(", ".join(parts), wrong, advice=advice)])


def _read(file: str, using: Map | None) -> list[str]:
    """Return the files of a survey that are read; of one that fails by itself, that alone."""
    try:
        return household_files([Name(file)], using)
    except MdpovertyError:
        return [file]


def _require_apart(files: Sequence[str], places: Sequence[list[str]], manifest: str) -> None:
    """Raise UsageError where the profiles or rejects of two files, or the manifest, are one."""
    named = dict.fromkeys([manifest, *chain.from_iterable(places)])
    found = {name: place_of(Path(name)) for name in named}
    counts = Counter(found[name] for name in [manifest, *chain.from_iterable(places)])
    shared = [name for name in named if counts[found[name]] > 1]
    same = [
        file for file, own in zip(files, places, strict=True) if not set(own).isdisjoint(shared)
    ]
    if same:
        alike = len({found[name] for name in shared}) < len(shared)
        problem = Problem(
            ", ".join(Path(name).name for name in shared),
            message("cli.of-files", "of {files}", files=same),
            advice=message(
                "cli.rename-a-file", "rename a file, or run the command once for each file"
            ),
        )
        raise UsageError(ALIKE() if alike else ONE_PLACE(), [problem])


def refuse_overwriting_any(asked: Classify, folder: str, each: Iterable[Classify]) -> None:
    """Raise UsageError where a batch would write over what it reads, or one file twice."""
    read = [("--columns", asked.reading.columns)]
    read += standard_files("--standard", asked.which.standard)
    using = map_given(asked.reading.columns)
    written = [("--record", asked.record), (MANIFEST, str(Path(folder, MANIFEST)))]
    for one in each:
        files = _read(one.survey[0], using)
        read += [(file, file) for file in (*files, *(one.reading.members or ()))]
        written += [(place, place) for place in outputs_of(one)]
    refuse_overwriting(read, written)


def make_folder(folder: str) -> None:
    """Make a folder, and those above it; raises OutputError for the first that cannot be made."""
    place = Path(folder)
    for each in (*reversed(place.parents), place):
        try:
            each.mkdir(exist_ok=True)
        except OSError as error:
            why = why_not(error)
            headline = message(
                "cli.cannot-make",
                "cannot create {folder}: {why}",
                folder=plain(str(each), LONGEST),
                why=why,
            )
            wrong = message("cli.why-not-made", "{why}", why=why)
            advice = remedy(error) or NAME_ANOTHER()
            raise OutputError(headline, [Problem("output", wrong, advice=advice)]) from None


def require_members(asked: Classify) -> None:
    """Raise SurveyError where the survey has no member file of its name."""
    for file in asked.reading.members or ():
        try:
            Path(file).stat()
        except (FileNotFoundError, NotADirectoryError):
            wrong = message("cli.no-member-file", "there is no member file {file}", file=file)
            advice = message(
                "cli.add-member-file",
                "add it, with the name of the survey: {name}",
                name=Path(file).name,
            )
            headline = message(
                "cli.member-file-missing",
                "the member file of the survey is missing: {file}",
                file=file,
            )
            problem = Problem("--members", wrong, advice=advice)
            raise SurveyError(headline, [problem], file) from None
        except OSError:
            continue  # reading it says why it cannot be read
