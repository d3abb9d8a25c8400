"""Many surveys in one call: a profile of each, and a manifest of what became of every file."""

from __future__ import annotations

import os
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path

import polars as pl

from mdpoverty.cli.choice import Choice
from mdpoverty.cli.commands.classify import Classify
from mdpoverty.cli.console import marked_warning, progress
from mdpoverty.cli.inputs import reject_files, stem
from mdpoverty.cli.jobs.classify_one import classify_one, refuse
from mdpoverty.cli.notes import reading_notes, standard_notes
from mdpoverty.cli.options import SayingOptions
from mdpoverty.cli.session import Session, begun
from mdpoverty.cli.workers import hand_out, hearing_its_end
from mdpoverty.column_map.apply import load_map
from mdpoverty.errors import MdpovertyError, OutputError, Problem, UsageError, why_not
from mdpoverty.files.output import refuse_nameless
from mdpoverty.files.paths import STANDARD_INPUT, Name, encodable, matching
from mdpoverty.files.writing import format_of, write
from mdpoverty.language.messages import Message, Phrase, message, plural
from mdpoverty.run.incomes import low_income
from mdpoverty.standards.library import load_standard

MANIFEST = "manifest.csv"

_UNFINISHED = Phrase("cli.unfinished", "the batch ended before this file was finished")
_WORKER_DIED = Phrase(
    "cli.worker-died",
    "the process that read this file was ended by the system: it may need more memory",
)
_DEFECT = Phrase("cli.defect-of-file", "this is a defect of mdpoverty, please report it: {error}")
_COUNTS = ("rows", "written", "refused", "undetermined", "member_rows", "members_refused")


@dataclass(frozen=True)
class Entry:
    """What became of one file: a line of the manifest.

    Counts are of rows: read = written + refused. Where there is a `problem` no profile was
    written, and nothing is known of the rows. `notes` are what a reader should know besides.
    """

    file: str
    profile: str | None = None
    standard: str | None = None
    rows: int | None = None
    written: int | None = None
    refused: int | None = None
    undetermined: int | None = None
    member_rows: int | None = None
    members_refused: int | None = None
    notes: str | None = None
    problem: str | None = None


def classify_each(asked: Classify, folder: str) -> tuple[int, int]:
    """Classify every file by itself, and write a profile of each into `folder`.

    `--members` and `--rejects` are folders then: of member files of the same names, and for refused
    rows. Returns how many files failed, and how many households are undetermined. Raises UsageError
    where what is asked cannot be for each file, OutputError where the folder cannot be made.
    """
    each = list(_of_each(asked, folder))
    if asked.which.standard is not None:
        load_standard(asked.which.standard)  # a fault of every file is said once
    if asked.reading.columns is not None:
        load_map(asked.reading.columns)
    for made in (folder, asked.rejects):
        if made is not None:
            _make(made)
    entries = _classified(each, asked.engine.threads or os.cpu_count() or 1, asked.saying)
    with begun(asked.saying, asked.record) as session:
        _add_manifest(session, asked, entries)
        failed = [entry for entry in entries if entry.problem is not None]
        session.conclude(_notes(entries, asked.which.standard))
        session.conclude((_failure(entry) for entry in failed), "error")
        session.conclude([_account(entries)])
    return len(failed), sum(entry.undetermined or 0 for entry in entries)


def _write_manifest(asked: Classify, entries: Sequence[Entry]) -> None:
    """Write the manifest of a batch that is not finished: from its start it says so."""
    with begun(asked.saying) as session:
        _add_manifest(session, asked, entries)


def _add_manifest(session: Session, asked: Classify, entries: Sequence[Entry]) -> None:
    columns = Entry.__dataclass_fields__
    schema = {name: pl.Int64 if name in _COUNTS else pl.String for name in columns}
    rows = [{name: encodable(cell) for name, cell in asdict(entry).items()} for entry in entries]
    place = str(Path(asked.output_dir or "", MANIFEST))
    write(pl.LazyFrame(rows, schema=schema), *session.table(place, csv=asked.csv))


def _of_each(asked: Classify, folder: str) -> Iterator[Classify]:
    """Yield what is asked of each file; raises UsageError where two profiles would be one."""
    _refuse(asked)
    members = asked.reading.members or []
    files = [file for path in asked.survey for file in matching(path)]
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
            saying=replace(asked.saying, quiet=True),
        )
        refuse(one)
        yield one


def _refuse(asked: Classify) -> None:
    refuse_nameless([("--output-dir", asked.output_dir), ("--rejects", asked.rejects)])
    if asked.table.output is not None or asked.persons is not None:
        wrong = message("cli.in-place-of", "use it instead of -o and --persons")
        headline = message(
            "cli.profiles-in-folder", "--output-dir writes the profiles to its folder"
        )
        raise UsageError(headline, [Problem("--output-dir", wrong)])
    if STANDARD_INPUT in asked.survey:
        problem = Problem(
            "SURVEY",
            message("cli.no-name", "standard input does not have a name"),
            message("cli.named-files", "files, or patterns of files"),
        )
        headline = message("cli.named-as-survey", "each profile has the name of its survey")
        raise UsageError(headline, [problem])
    members = asked.reading.members or []
    if len(members) > 1 or (members and not Path(members[0]).is_dir()):
        problem = Problem(
            "--members",
            message("cli.no-folder", "is not a folder"),
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
        headline = message("cli.one-place", "two outputs have the same file")
        raise UsageError(headline, [problem])


def _make(folder: str) -> None:
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            message(
                "cli.cannot-make",
                "{folder} cannot be made: {why}",
                folder=folder,
                why=why_not(error),
            )
        ) from None


def _classified(each: Sequence[Classify], workers: int, saying: SayingOptions) -> list[Entry]:
    """Return what became of each file, in order; an interrupt says so in the manifest."""
    # Workers read it when they load the engine: together they shall not want more than there is.
    os.environ["POLARS_MAX_THREADS"] = str(max(1, workers // max(1, len(each))))
    entries = [Entry(asked.survey[0], problem=_UNFINISHED()) for asked in each]
    _write_manifest(each[0], entries)

    with progress(len(each), saying, long=2) as advance:

        def done(number: int, entry: Entry | None) -> None:
            file = each[number].survey[0]
            entries[number] = entry or Entry(file, problem=_WORKER_DIED())
            advance(1)

        try:
            hand_out(_one, each, workers, done)
        except KeyboardInterrupt:
            _write_manifest(each[0], entries)
            interrupted = plural(
                "cli.interrupted-batch",
                "interrupted: {good} of {count} profile was written ({manifest})",
                "interrupted: {good} of {count} profiles were written ({manifest})",
                count=len(entries),
                good=sum(entry.problem is None for entry in entries),
                manifest=MANIFEST,
            )
            raise KeyboardInterrupt(interrupted) from None
    return entries


def _one(asked: Classify) -> Entry:
    """Classify one file, and return what became of it."""
    file = asked.survey[0]
    with hearing_its_end():
        try:
            reading, done = classify_one(asked)
        except MdpovertyError as error:
            return Entry(file, problem=str(error))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 -- a defect of ours ends one file, not all
            traceback.print_exc()
            return Entry(file, problem=_DEFECT(error=type(error).__name__))
    notes = [*reading_notes(reading, None)]
    notes += [marked_warning(low_income())] if done.low_incomes else []
    return Entry(
        file,
        Path(str(asked.table.output)).name,
        reading.standard.id,
        done.households.rows,
        done.households.written,
        done.households.refused,
        done.undetermined,
        done.members.rows if done.members else None,
        done.members.refused if done.members else None,
        "; ".join(notes) or None,
    )


def _notes(entries: Sequence[Entry], given: str | None) -> Iterator[Message]:
    """Yield which standards were applied, and each note with how many files it is about."""
    standards = Counter(entry.standard for entry in entries if entry.standard)
    for name, count in sorted(standards.items()):
        why = plural(
            "cli.applied-to", "applied to {count} file", "applied to {count} files", count=count
        )
        yield from standard_notes(Choice(load_standard(given or name), why))
    for note, count in Counter(entry.notes for entry in entries if entry.notes).items():
        yield plural(
            "cli.note-of-files",
            "{count} file: {note}",
            "{count} files: {note}",
            count=count,
            note=note,
        )


def _failure(entry: Entry) -> Message:
    return message("cli.file-failed", "{file}: {problem}", file=entry.file, problem=entry.problem)


def _account(entries: Sequence[Entry]) -> Message:
    """Return the account of all files and rows together."""
    good = [entry for entry in entries if entry.problem is None]
    rows, written, refused = (
        sum(getattr(entry, name) or 0 for entry in good) for name in ("rows", "written", "refused")
    )
    return plural(
        "cli.account-of-files",
        "{count} file = {good} written + {failed} failed; of those written: {rows} rows read = "
        "{written} written + {refused} refused ({manifest})",
        "{count} files = {good} written + {failed} failed; of those written: {rows} rows read = "
        "{written} written + {refused} refused ({manifest})",
        count=len(entries),
        good=len(good),
        failed=len(entries) - len(good),
        rows=rows,
        written=written,
        refused=refused,
        manifest=MANIFEST,
    )
