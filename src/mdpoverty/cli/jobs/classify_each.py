"""Many surveys in one call: a profile of each, and a manifest of what became of every file."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from mdpoverty.cli.commands.classify import Classify
from mdpoverty.cli.console import marked_warning, progress
from mdpoverty.cli.interrupts import interrupts_first
from mdpoverty.cli.jobs.batch import (
    asked_of,
    make_folder,
    refuse_of_each,
    refuse_overwriting_any,
    require_members,
)
from mdpoverty.cli.jobs.classify_one import classify_one
from mdpoverty.cli.jobs.earlier import (
    Kept,
    denied,
    lost,
    not_of_batches,
    outputs_of,
    with_outputs,
)
from mdpoverty.cli.jobs.manifest import (
    MANIFEST,
    Entry,
    account_of,
    add_manifest,
    failed,
    failure_of,
    notes_of,
    with_outcomes,
)
from mdpoverty.cli.notes import clock_notes, reading_notes
from mdpoverty.cli.session import Session, begun
from mdpoverty.cli.spoken import said, speak, spoken
from mdpoverty.cli.stages import CLASSIFIED
from mdpoverty.cli.threads import require_threads, workers_that_fit
from mdpoverty.cli.why import of_all, why
from mdpoverty.cli.workers import hand_out, hearing_its_end
from mdpoverty.column_map.apply import load_map
from mdpoverty.errors import MdpovertyError, OutputError
from mdpoverty.files.occupied import occupied
from mdpoverty.files.paths import matching_each
from mdpoverty.files.signals import (
    forget_interrupts,
    hear_again,
    no_interrupts,
    require_uninterrupted,
)
from mdpoverty.language.messages import Message, Phrase, plural
from mdpoverty.run.refused import changed
from mdpoverty.stamps import stamp_of
from mdpoverty.standards.document_file import changed_documents, forget_documents
from mdpoverty.standards.library import load_standard
from mdpoverty.system_faults import why_not

_OTHERS = Phrase("cli.others-removed", ", and files that a batch wrote for others were removed")
_UNFINISHED = Phrase("cli.unfinished", "the batch ended before this file was finished")
_WORKER_DIED = Phrase(
    "cli.worker-died",
    "the process that read this file was ended: the file may be damaged, or need more memory",
)
_NO_WORKER = Phrase(
    "cli.no-worker",
    "no process could be started to read this file: {why}; close other programs, make room in "
    "/dev/shm, or classify the file by itself, with -o",
)
_FOLDER_LOST = Phrase(
    "cli.folder-lost",
    "{folder} was moved, replaced or unmounted while the batch ran, with what was written there: "
    "run the command again, and leave the folder in its place until it has ended",
)
_require_threads = cache(require_threads)  # once in a process: what the engine has begun stays
_DEFECT = Phrase("cli.defect-of-file", "this is a defect of mdpoverty, please report it: {error}")


def classify_each(asked: Classify, folder: str) -> tuple[int, int, int]:
    """Classify every file by itself, and write a profile of each into `folder`.

    `--members` and `--rejects` are folders then: of member files of the same names, and for refused
    rows. Returns how many files were written, how many failed, and how many households are
    undetermined. Raises UsageError where what is asked cannot be for each file, OutputError where
    the folder cannot be made, or another batch is writing there.
    """
    refuse_of_each(asked)
    named = [found for path in asked.survey for found in matching_each(path)]
    numbers = [number for number, (_, error) in enumerate(named) if error is None]
    own = asked_of([named[number][0] for number in numbers], asked, folder)
    each = dict(zip(numbers, own, strict=True))
    refuse_overwriting_any(asked, folder, each.values())
    if asked.which.standard is not None:
        load_standard(asked.which.standard)  # a fault of every file is said once
    if asked.reading.columns is not None:
        load_map(asked.reading.columns)
    workers_that_fit(1)  # else nothing is begun
    for made in (folder, asked.rejects):
        if made is not None:
            make_folder(made)
    with occupied(made for made in (folder, asked.rejects) if made is not None) as moved:
        return _alone(asked, folder, named, each, moved)


def _alone(
    asked: Classify,
    folder: str,
    named: Sequence[tuple[str, MdpovertyError | None]],
    each: Mapping[int, Classify],
    moved: Callable[[], list[str]],
) -> tuple[int, int, int]:
    """Classify each of the files that are `named`, with no other batch in the same folders.

    `moved` returns those of the folders that are not in their places any more.
    """
    entries = [
        failed(file, error.text(spoken()) if error else _UNFINISHED(), error)
        for file, error in named
    ]
    kept = not_of_batches(each.values(), folder)
    for number, one in each.items():
        places = [place for place in outputs_of(one) if place not in kept]
        entries[number] = with_outputs(entries[number], places, folder)
    _write_manifest(asked, entries)
    try:
        with interrupts_first():
            hear_again()  # while the manifest was written none was heard
            _classify(each, entries, asked, folder, kept)
            _deny_changed(each, entries, folder, kept)
            _deny_lost(each, entries, folder, kept, moved())
            return _concluded(asked, entries)
    except KeyboardInterrupt:
        with no_interrupts():
            forget_interrupts()  # they have what they asked for
            for number, one in each.items():
                if entries[number].status == "failed":
                    entries[number] = denied(entries[number], one, folder, kept)
            _deny_lost(each, entries, folder, kept, moved())
            with _outcomes_told(entries):
                _write_manifest(asked, entries)
            interrupted = plural(
                "cli.interrupted-batch",
                "interrupted: {good} of {count} profile was written{removed} ({manifest})",
                "interrupted: {good} of {count} profiles were written{removed} ({manifest})",
                count=len(entries),
                good=sum(entry.status == "written" for entry in entries),
                removed=_OTHERS() if any(entry.removed for entry in entries) else "",
                manifest=MANIFEST,
            )
            raise KeyboardInterrupt(interrupted) from None


def _concluded(asked: Classify, entries: Sequence[Entry]) -> tuple[int, int, int]:
    """Write the whole manifest, and say what became of all files; returns what the batch does."""
    with _outcomes_told(entries), begun(asked.saying, asked.record, CLASSIFIED) as session:
        add_manifest(session, asked.output_dir or "", asked.csv, entries)
        failures = [entry for entry in entries if entry.status == "failed"]
        undetermined = sum(entry.undetermined or 0 for entry in entries)
        _record(session, asked, entries)
        session.conclude(notes_of(entries, asked.which.standard))
        for entry in failures:
            session.fail(failure_of(entry), {"file": entry.file, **entry.error})
        session.conclude([account_of(entries)])
        if undetermined and not session.is_quiet:
            session.conclude([why(undetermined, of_all([entry.hinges for entry in entries]))])
    return len(entries) - len(failures), len(failures), undetermined


@contextmanager
def _outcomes_told(entries: Sequence[Entry]) -> Iterator[None]:
    """Let the error that no manifest says what became of the files say it."""
    try:
        yield
    except OutputError as error:
        raise with_outcomes(error, entries) from None


def _write_manifest(asked: Classify, entries: Sequence[Entry]) -> None:
    """Write the manifest of a batch that is not finished: from its start it says so."""
    with begun(replace(asked.saying, quiet=True, verbose=False)) as session:
        add_manifest(session, asked.output_dir or "", asked.csv, entries)


def _classify(
    each: Mapping[int, Classify], entries: list[Entry], asked: Classify, folder: str, kept: Kept
) -> None:
    """Classify each file, and put in the place of its entry what became of it."""
    threads = asked.engine.threads or os.cpu_count() or 1
    # Workers read it when they load the engine: together they shall not want more than there is.
    os.environ["POLARS_MAX_THREADS"] = str(max(1, threads // max(1, len(each))))
    workers = workers_that_fit(max(1, min(threads, len(each))))
    numbers = [*each]
    with progress(len(each), asked.saying, long=2) as advance:

        def done(place: int, entry: Entry | OSError | None) -> None:
            number = numbers[place]
            one = each[number]
            if not isinstance(entry, Entry):
                why = _NO_WORKER(why=why_not(entry)) if entry else _WORKER_DIED()
                entry = failed(one.survey[0], why)
            if entry.status == "written":
                entries[number] = with_outputs(entry, entry.delivered, folder)
            else:
                entries[number] = denied(entry, one, folder, kept)
            advance(1)

        recording = asked.record is not None
        work = partial(_one, explaining=not asked.saying.quiet, recording=recording)
        hand_out(work, [*each.values()], workers, done)


def _deny_changed(
    each: Mapping[int, Classify], entries: list[Entry], folder: str, kept: Kept
) -> None:
    """Let every file fail where the standard or the column map has changed meanwhile.

    It is not known by which of the two each of them was classified.
    """
    if names := changed_documents():
        forget_documents()
        error = changed(names[0])
        for number, one in each.items():
            entry = failed(one.survey[0], error.text(spoken()), error)
            entry = replace(entry, delivered=entries[number].delivered)
            entries[number] = denied(entry, one, folder, kept)


def _deny_lost(
    each: Mapping[int, Classify],
    entries: list[Entry],
    folder: str,
    kept: Kept,
    moved: Sequence[str],
) -> None:
    """Let every file fail whose profile or refused rows somebody removed or replaced meanwhile."""
    for number, one in each.items():
        entry = entries[number]
        places = lost(entry) if entry.status == "written" else []
        if places:
            entry = replace(failed(one.survey[0], _lost(places, moved)), delivered=entry.delivered)
            entries[number] = denied(entry, one, folder, kept)


def _lost(places: Sequence[str], moved: Sequence[str]) -> Message:
    """Return that files which were written are not there any more: alone, or with their folder."""
    for folder in moved:
        if any(Path(place).parent == Path(folder) for place in places):
            return _FOLDER_LOST(folder=folder)
    return plural(
        "cli.output-lost",
        "{files} was removed or replaced while the batch ran: run the command again, with a new "
        "folder",
        "{files} were removed or replaced while the batch ran: run the command again, with a new "
        "folder",
        count=len(places),
        files=places,
    )


def _one(asked: Classify, *, explaining: bool, recording: bool) -> Entry:
    """Classify one file, and return what became of it.

    It says why households are undetermined, and what was read, where that is asked for.
    """
    speak(asked.lang.value)
    file = asked.survey[0]
    with hearing_its_end():
        try:
            _require_threads()
            require_members(asked)
            found = classify_one(asked, explaining=explaining, recording=recording)
            delivered = {place: stamp_of(Path(place)) for place in found.outputs}
        except MdpovertyError as error:
            return failed(file, error.text(spoken()), error)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 -- a defect of ours ends one file, not all
            require_uninterrupted()
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
        "; ".join(map(said, notes)) or None,
        hinges=found.hinges,
        inputs=found.inputs,
        delivered=delivered,
    )


def _record(session: Session, asked: Classify, entries: Sequence[Entry]) -> None:
    """Note what was read and applied, of the files that were written."""
    given = asked.which.standard
    for name in sorted({entry.standard for entry in entries if entry.standard}):
        session.made_by.applies(load_standard(given or name))
    session.made_by.holds(table for entry in entries for table in entry.inputs)
    if asked.reading.columns is not None and any(entry.standard for entry in entries):
        session.made_by.mapped_by(load_map(asked.reading.columns).digest)
