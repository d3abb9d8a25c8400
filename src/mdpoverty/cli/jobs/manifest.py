"""The manifest of a batch: what became of each file, and what is said of all of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import polars as pl

from mdpoverty.cli.choice import Choice
from mdpoverty.cli.notes import standard_notes
from mdpoverty.cli.session import Session
from mdpoverty.cli.spoken import said, spoken
from mdpoverty.cli.table_options import CsvOptions
from mdpoverty.errors import MdpovertyError, OutputError, Problem
from mdpoverty.files.paths import encodable
from mdpoverty.files.writing import write
from mdpoverty.language.messages import Lines, Message, code_of, message, plural
from mdpoverty.profile.undetermined import Hinge
from mdpoverty.run.record import Input
from mdpoverty.stamps import Stamp
from mdpoverty.standards.library import load_standard

MANIFEST = "manifest.csv"

_COUNTS = ("rows", "written", "refused", "undetermined", "member_rows", "members_refused")


@dataclass(frozen=True)
class Entry:
    """What became of one file: a line of the manifest.

    Counts are of rows: read = written + refused. Of a file that failed no profile was written, and
    nothing is known of the rows: `code` and `message` say why, and `error` has all of it. `notes`
    are what a reader should know besides, `hinges` what undetermined households hang on, `inputs`
    what was read, where there is a record of it. `outputs`
    are the files that a batch wrote of it, or may have, by their paths from the manifest; `removed`
    is whether some that were there are not any more, `delivered` what this batch wrote as it was
    when it was in place.
    """

    file: str
    status: Literal["written", "failed"] = "written"
    profile: str | None = None
    standard: str | None = None
    rows: int | None = None
    written: int | None = None
    refused: int | None = None
    undetermined: int | None = None
    member_rows: int | None = None
    members_refused: int | None = None
    notes: str | None = None
    code: str | None = None
    message: str | None = None
    outputs: tuple[str, ...] = ()
    error: Mapping[str, Any] = field(default_factory=dict)
    hinges: tuple[Hinge, ...] = ()
    inputs: tuple[Input, ...] = ()
    removed: bool = False
    delivered: Mapping[str, Stamp | None] = field(default_factory=dict)


_UNLISTED = ("error", "hinges", "inputs", "removed", "delivered")  # what the manifest does not have
COLUMNS = [name for name in Entry.__dataclass_fields__ if name not in _UNLISTED]


def failed(file: str, why_failed: str, error: MdpovertyError | None = None) -> Entry:
    """Return the entry of a file that failed, with what is said of it."""
    details = error.as_dict(spoken()) if error else {}
    code = error.code if error else code_of(why_failed)
    return Entry(file, "failed", code=code, message=said(why_failed), error=details)


def add_manifest(session: Session, folder: str, csv: CsvOptions, entries: Sequence[Entry]) -> None:
    """Write the manifest into a folder, when all is delivered."""
    schema = {name: pl.Int64 if name in _COUNTS else pl.String for name in COLUMNS}
    rows = [{name: _cell(getattr(entry, name)) for name in COLUMNS} for entry in entries]
    place = str(Path(folder, MANIFEST))
    write(pl.LazyFrame(rows, schema=schema), *session.table(place, csv=csv))


def _cell(value: str | int | tuple[str, ...] | None) -> str | int | None:
    """Return a value of an entry as the manifest has it: several names as a list of JSON."""
    if isinstance(value, tuple):
        value = json.dumps(value, ensure_ascii=False) if value else None
    return encodable(value)


def notes_of(entries: Sequence[Entry], given: str | None) -> Iterator[Message]:
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


def failure_of(entry: Entry) -> Message:
    """Return that a file failed, and why: by its path, and not by its name a second time."""
    problem = Lines(_why_failed(entry))
    return message("cli.file-failed", "{file}: {problem}", file=entry.file, problem=problem)


def _why_failed(entry: Entry) -> str:
    problem = entry.message or ""
    name = entry.error.get("file")
    if name and name in (entry.file, Path(entry.file).name):
        problem = problem.removeprefix(name).lstrip(": ")
    return problem


def with_outcomes(error: OutputError, entries: Sequence[Entry]) -> OutputError:
    """Return the error that the last manifest cannot be written, and what it would have said."""
    written = plural(
        "cli.written-all-the-same",
        "says that the batch is unfinished, but {good} of {count} profile was written",
        "says that the batch is unfinished, but {good} of {count} profiles were written",
        count=len(entries),
        good=sum(entry.status == "written" for entry in entries),
    )
    failures = [
        Problem(entry.file, message("cli.why-failed", "{why}", why=why))
        for entry in entries
        if entry.status == "failed"
        for why in _why_failed(entry).splitlines()[:1]
    ]
    problems = [*error.problems, Problem(MANIFEST, written), *failures]
    return OutputError(error.headline, problems, error.source)


def account_of(entries: Sequence[Entry]) -> Message:
    """Return the account of all files and rows together."""
    good = [entry for entry in entries if entry.status == "written"]
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
