"""Many surveys in one call: a profile of each, and a manifest of what became of every file."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from itertools import chain
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic

import polars as pl

from mdpoverty.cli.console import standard_note, write_words
from mdpoverty.cli.interrupts import INTERRUPTED, heed_interrupts, no_interrupt_to_come
from mdpoverty.cli.jobs.accounts import progress_of, reading_notes, reject_files, warning_text
from mdpoverty.cli.jobs.classify import Request, delivered, refuse
from mdpoverty.column_map.apply import load_map
from mdpoverty.errors import MdpovertyError, OutputError, Problem, UsageError
from mdpoverty.files.output import beside, scratch_folder
from mdpoverty.files.paths import STANDARD_INPUT, matching
from mdpoverty.files.writing import Form, format_of, write
from mdpoverty.run.incomes import low_income
from mdpoverty.standards.library import load_standard

MANIFEST = "manifest.csv"

_PACKED = (".gz", ".zst")
_PATIENCE = 5.0  # seconds for which workers that were told to end are waited for
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


def carry_out_each(request: Request, folder: str, threads: int | None) -> tuple[int, int]:
    """Classify every file of a request by itself, and write a profile of each into `folder`.

    `--members` and `--rejects` are folders then: of member files of the same names, and for refused
    rows. Returns how many files failed, and how many households are undetermined. Raises UsageError
    where the request cannot be for each file, OutputError where the folder cannot be made.
    """
    requests = list(_requests(request, folder))
    if request.given.standard is not None:
        load_standard(request.given.standard)  # a fault of every file is said once
    if request.given.columns is not None:
        load_map(request.given.columns)
    for made in (folder, request.rejects):
        if made is not None:
            _make(made)
    entries = _each(requests, threads or os.cpu_count() or 1, quiet=request.quiet)
    with scratch_folder() as scratch, beside(str(Path(folder, MANIFEST))) as file:
        columns = Entry.__dataclass_fields__
        schema = {name: pl.Int64 if name in _COUNTS else pl.String for name in columns}
        table = pl.LazyFrame([asdict(entry) for entry in entries], schema=schema)
        write(table, file, Form("csv", scratch, bom=request.bom))
    failed = [entry for entry in entries if entry.problem is not None]
    if not request.quiet:
        _say_notes(entries, request.given.standard)
    for entry in failed:
        write_words(f"error: {entry.file}: {entry.problem}")
    if not request.quiet:
        write_words(_account(entries))
    return len(failed), sum(entry.undetermined or 0 for entry in entries)


def _requests(request: Request, folder: str) -> Iterator[Request]:
    """Yield a request for each file; raises UsageError where two profiles would be one."""
    given = request.given
    if request.output is not None or request.persons is not None:
        problem = Problem("--output-dir", "takes the place of -o and --persons")
        raise UsageError("the profiles go to a folder", [problem])
    if STANDARD_INPUT in given.survey:
        problem = Problem("SURVEY", "standard input has no name", "files, or patterns of files")
        raise UsageError("each profile is named as its survey", [problem])
    if len(given.members) > 1 or (given.members and not Path(given.members[0]).is_dir()):
        problem = Problem(
            "--members", "is no folder", "a folder of member files, each named as its survey"
        )
        raise UsageError("each survey has members of its own", [problem])
    files = [file for path in given.survey for file in matching(path)]
    suffix = f".{format_of('-', request.output_format)}"
    names = [f"{_stem(file)}{suffix}" for file in files]
    rejects = [str(Path(request.rejects, name)) if request.rejects else None for name in names]
    places = [
        [str(Path(folder, name)), *reject_files(rejected, members=bool(given.members))]
        for name, rejected in zip(names, rejects, strict=True)
    ]
    counts = Counter([str(Path(folder, MANIFEST)), *chain.from_iterable(places)])
    if any(count > 1 for count in counts.values()):
        same = [
            file
            for file, own in zip(files, places, strict=True)
            if any(counts[place] > 1 for place in own)
        ]
        twice = [Path(place).name for place, count in counts.items() if count > 1]
        problem = Problem(
            ", ".join(twice), f"of {', '.join(same)}", advice="rename a file, or call once for each"
        )
        raise UsageError("two files would be written to the same place", [problem])
    for file, name, rejected in zip(files, names, rejects, strict=True):
        members = [str(Path(folder_, Path(file).name)) for folder_ in given.members]
        one = replace(
            request,
            given=replace(given, survey=[file], members=members),
            output=str(Path(folder, name)),
            rejects=rejected,
            quiet=True,
        )
        refuse(one)
        yield one


def _stem(file: str) -> str:
    """Return the name of a file without what says its format: data.csv.gz is data."""
    path = Path(Path(file).name)
    return (path.with_suffix("") if path.suffix.lower() in _PACKED else path).stem


def _make(folder: str) -> None:
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror or error}") from None


def _each(requests: Sequence[Request], workers: int, *, quiet: bool) -> list[Entry]:
    """Return what became of each request, in order; as many run at once as there are workers.

    A process each, since much of a small survey is Python, of which a process runs one at a time.
    """
    # Workers read it when they load the engine: together they shall not want more than there is.
    os.environ["POLARS_MAX_THREADS"] = str(max(1, workers // max(1, len(requests))))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(requests)), context, _begin) as pool:
        running: list[Future[Entry]] = [pool.submit(_one, request) for request in requests]
        try:
            with progress_of(len(requests), quiet=quiet, long=2) as advance:
                for _ in as_completed(running):
                    advance(1)
            return [future.result() for future in running]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            _end(multiprocessing.active_children())
            raise


def _end(workers: Sequence[BaseProcess]) -> None:
    """End workers, and wait until they are gone.

    One that is within the engine may not hear the first word, so it is said again; in the end a
    worker is not asked.
    """
    for end in (BaseProcess.terminate, BaseProcess.terminate, BaseProcess.kill):
        for worker in workers:
            if worker.is_alive():
                end(worker)
        until = monotonic() + _PATIENCE
        for worker in workers:
            worker.join(max(0.0, until - monotonic()))


def _begin() -> None:
    """Prepare a worker: who interrupts the program is heard by the one that handed out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    heed_interrupts()


def _one(request: Request) -> Entry:
    """Classify one file, and return what became of it."""
    file = request.given.survey[0]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        reading, done = delivered(request)
    except MdpovertyError as error:
        return Entry(file, problem=str(error))
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)  # what was begun is cleaned up by now, and no other file is
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        no_interrupt_to_come()
    notes = reading_notes(reading, None)
    notes += [warning_text(low_income())] if done.low_incomes else []
    return Entry(
        file,
        Path(str(request.output)).name,
        reading.standard.id,
        done.households.rows,
        done.households.written,
        done.households.refused,
        done.undetermined,
        done.members.rows if done.members else None,
        done.members.refused if done.members else None,
        "; ".join(notes) or None,
    )


def _say_notes(entries: Sequence[Entry], given: str | None) -> None:
    """Write which standards were applied, and each note with how many files it is about."""
    standards = Counter(entry.standard for entry in entries if entry.standard)
    for name, count in sorted(standards.items()):
        write_words(standard_note(load_standard(given or name), f"applied to {_files(count)}"))
    for note, count in Counter(entry.notes for entry in entries if entry.notes).items():
        write_words(f"{_files(count)}: {note}")


def _files(count: int) -> str:
    return f"{count:,} file{'s' if count != 1 else ''}"


def _account(entries: Sequence[Entry]) -> str:
    """Return the account of all files and rows together."""
    good = [entry for entry in entries if entry.problem is None]
    rows, written, refused = (
        sum(getattr(entry, name) or 0 for entry in good) for name in ("rows", "written", "refused")
    )
    files = f"{_files(len(entries))} = {len(good):,} written + {len(entries) - len(good):,} failed"
    account = f"{rows:,} rows read = {written:,} written + {refused:,} refused"
    return f"{files}; of those written: {account} ({MANIFEST})"
