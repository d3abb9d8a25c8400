"""Many surveys in one call: a profile of each, and a manifest of what became of every file."""

from __future__ import annotations

import os
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from mdpoverty.cli.commands.classify import Classify
from mdpoverty.cli.console import marked_warning, progress
from mdpoverty.cli.inputs import database_given, reject_files, stem
from mdpoverty.cli.jobs.classify_one import classify_one, refuse
from mdpoverty.cli.jobs.manifest import (
    MANIFEST,
    Entry,
    account_of,
    add_manifest,
    failed,
    failure_of,
    notes_of,
)
from mdpoverty.cli.notes import clock_notes, reading_notes
from mdpoverty.cli.options import SayingOptions
from mdpoverty.cli.session import Session, begun
from mdpoverty.cli.spoken import speak, spoken
from mdpoverty.cli.stages import CLASSIFIED
from mdpoverty.cli.why import of_all, why
from mdpoverty.cli.workers import hand_out, hearing_its_end
from mdpoverty.column_map.apply import load_map
from mdpoverty.errors import (
    SURVEY,
    MdpovertyError,
    OutputError,
    Problem,
    SurveyError,
    UsageError,
    why_not,
)
from mdpoverty.files.output import refuse_nameless
from mdpoverty.files.paths import STANDARD_INPUT, Name, matching
from mdpoverty.files.signals import no_interrupts
from mdpoverty.files.writing import format_of
from mdpoverty.language.messages import Phrase, message, plural
from mdpoverty.profile.undetermined import Hinge, Undetermined
from mdpoverty.run.account import Account
from mdpoverty.standards.library import load_standard
from mdpoverty.suggestions import suggest_file

_UNFINISHED = Phrase("cli.unfinished", "the batch ended before this file was finished")
_WORKER_DIED = Phrase(
    "cli.worker-died",
    "the process that read this file was ended by the system: it may need more memory",
)
_DEFECT = Phrase("cli.defect-of-file", "this is a defect of mdpoverty, please report it: {error}")


def classify_each(asked: Classify, folder: str) -> tuple[int, int, int]:
    """Classify every file by itself, and write a profile of each into `folder`.

    `--members` and `--rejects` are folders then: of member files of the same names, and for refused
    rows. Returns how many files were written, how many failed, and how many households are
    undetermined. Raises UsageError where what is asked cannot be for each file, OutputError where
    the folder cannot be made.
    """
    each = list(_of_each(asked, folder))
    if asked.which.standard is not None:
        load_standard(asked.which.standard)  # a fault of every file is said once
    if asked.reading.columns is not None:
        load_map(asked.reading.columns)
    for made in (folder, asked.rejects):
        if made is not None:
            _make(made)
    entries = [failed(one.survey[0], _UNFINISHED()) for one in each]
    _write_manifest(each[0], entries)
    try:
        _classify(each, entries, asked.engine.threads or os.cpu_count() or 1, asked.saying)
        return _concluded(asked, each, entries)
    except KeyboardInterrupt:
        with no_interrupts():
            for one, entry in zip(each, entries, strict=True):
                if entry.status == "failed":
                    _remove_earlier(one)
            _write_manifest(each[0], entries)
            interrupted = plural(
                "cli.interrupted-batch",
                "interrupted: {good} of {count} profile was written ({manifest})",
                "interrupted: {good} of {count} profiles were written ({manifest})",
                count=len(entries),
                good=sum(entry.status == "written" for entry in entries),
                manifest=MANIFEST,
            )
            raise KeyboardInterrupt(interrupted) from None


def _files_of(path: str) -> Sequence[str]:
    """Return the files of a path; a folder without any is one that fails by itself."""
    try:
        return matching(path)
    except SurveyError:
        if not Path(path).is_dir():
            raise
        return [path]


def _concluded(
    asked: Classify, each: Sequence[Classify], entries: Sequence[Entry]
) -> tuple[int, int, int]:
    """Write the whole manifest, and say what became of all files; returns what the batch does."""
    with begun(asked.saying, asked.record, CLASSIFIED) as session:
        add_manifest(session, asked.output_dir or "", asked.csv, entries)
        failures = [entry for entry in entries if entry.status == "failed"]
        undetermined = sum(entry.undetermined or 0 for entry in entries)
        _record(session, each, entries, asked.which.standard)
        session.conclude(notes_of(entries, asked.which.standard))
        for entry in failures:
            session.fail(failure_of(entry), {"file": entry.file, **entry.error})
        session.conclude([account_of(entries)])
        if undetermined and not session.is_quiet:
            session.conclude([why(undetermined, of_all([entry.hinges for entry in entries]))])
    return len(entries) - len(failures), len(failures), undetermined


def _write_manifest(asked: Classify, entries: Sequence[Entry]) -> None:
    """Write the manifest of a batch that is not finished: from its start it says so."""
    with begun(asked.saying) as session:
        add_manifest(session, asked.output_dir or "", asked.csv, entries)


def _of_each(asked: Classify, folder: str) -> Iterator[Classify]:
    """Yield what is asked of each file; raises UsageError where two profiles would be one."""
    _refuse(asked)
    members = asked.reading.members or []
    files = [file for path in asked.survey for file in _files_of(path)]
    suffix = f".{format_of('-', asked.table.output_format)}"
    names = [f"{stem(file)}{suffix}" for file in files]
    rejects = [str(Path(asked.rejects, name)) if asked.rejects else None for name in names]
    places = [
        [str(Path(folder, name)), *reject_files(rejected, members=bool(members))]
        for name, rejected in zip(names, rejects, strict=True)
    ]
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
        refuse(one)
        yield one


def _refuse(asked: Classify) -> None:
    refuse_nameless([("--output-dir", asked.output_dir), ("--rejects", asked.rejects)])
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
    if len(members) > 1 or (members and not Path(members[0]).is_dir()):
        problem = Problem(
            "--members",
            message("cli.no-folder", "is not a folder{near}", near=suggest_file(members[0])),
            message(
                "cli.member-folder", "a folder of member files, each with the name of its survey"
            ),
        )
        headline = message("cli.own-members", "each survey needs its own members")
        raise UsageError(headline, [problem])


def _require_apart(files: Sequence[str], places: Sequence[list[str]], manifest: str) -> None:
    """Raise UsageError where the profiles or rejects of two files, or the manifest, are one."""
    counts = Counter([manifest, *chain.from_iterable(places)])
    same = [
        file
        for file, own in zip(files, places, strict=True)
        if any(counts[place] > 1 for place in own)
    ]
    if same:
        problem = Problem(
            ", ".join(Path(place).name for place, count in counts.items() if count > 1),
            message("cli.of-files", "of {files}", files=same),
            advice=message(
                "cli.rename-a-file", "rename a file, or run the command once for each file"
            ),
        )
        headline = message("cli.one-place", "two outputs name the same file")
        raise UsageError(headline, [problem])


def _make(folder: str) -> None:
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            message(
                "cli.cannot-make",
                "cannot create {folder}: {why}",
                folder=folder,
                why=why_not(error),
            )
        ) from None


def _classify(
    each: Sequence[Classify], entries: list[Entry], workers: int, saying: SayingOptions
) -> None:
    """Classify each file, and put in the place of its entry what became of it."""
    # Workers read it when they load the engine: together they shall not want more than there is.
    os.environ["POLARS_MAX_THREADS"] = str(max(1, workers // max(1, len(each))))
    with progress(len(each), saying, long=2) as advance:

        def done(number: int, entry: Entry | None) -> None:
            asked = each[number]
            entries[number] = entry or failed(asked.survey[0], _WORKER_DIED())
            if entries[number].status == "failed":
                _remove_earlier(asked)
            advance(1)

        hand_out(partial(_one, explaining=not saying.quiet), each, workers, done)


def _remove_earlier(asked: Classify) -> None:
    """Remove what an earlier batch wrote of a file, which the manifest denies."""
    rejects = reject_files(asked.rejects, members=bool(asked.reading.members))
    for file in (str(asked.table.output), *rejects):
        with suppress(OSError):
            Path(file).unlink()


def _require_members(asked: Classify) -> None:
    """Raise SurveyError where the survey has no member file of its name."""
    for file in asked.reading.members or ():
        if not Path(file).exists():
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
            raise SurveyError(headline, [Problem("--members", wrong, advice=advice)], file)


def _one(asked: Classify, *, explaining: bool) -> Entry:
    """Classify one file, and return what became of it, and why households are undetermined."""
    speak(asked.lang.value)
    file = asked.survey[0]
    hinges: tuple[Hinge, ...] = ()
    with hearing_its_end():
        try:
            _require_members(asked)
            found = classify_one(asked)
            if explaining and found.passed.undetermined and found.passed.read:
                hinges = Undetermined(*found.passed.read).ranked()
        except MdpovertyError as error:
            return failed(file, error.text(spoken()), error)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 -- a defect of ours ends one file, not all
            traceback.print_exc()
            return failed(file, _DEFECT(error=type(error).__name__))
    reading, done = found.reading, found.passed
    notes = [*clock_notes(found.choice), *reading_notes(reading, None)]
    notes += done.notes
    notes += map(marked_warning, done.suspicions)
    return Entry(
        file,
        "written",
        Path(str(asked.table.output)).name,
        reading.standard.id,
        done.households.rows,
        done.households.written,
        done.households.refused,
        done.undetermined,
        done.members.rows if done.members else None,
        done.members.refused if done.members else None,
        "; ".join(notes) or None,
        hinges=hinges,
    )


def _record(
    session: Session, each: Sequence[Classify], entries: Sequence[Entry], given: str | None
) -> None:
    """Note what was read and applied, of the files that were written."""
    for name in sorted({entry.standard for entry in entries if entry.standard}):
        session.made_by.applies(load_standard(given or name))
    for asked, entry in zip(each, entries, strict=True):
        if entry.rows is not None and entry.refused is not None:
            account = Account(entry.rows, entry.refused)
            session.made_by.read("survey", [Path(asked.survey[0])], account)
        if entry.member_rows is not None and entry.members_refused is not None:
            account = Account(entry.member_rows, entry.members_refused)
            session.made_by.read("members", [*map(Path, asked.reading.members or ())], account)
    if each[0].reading.columns is not None:
        session.made_by.mapped_by(each[0].reading.columns)
