"""What became of the rows: their account, where refused ones went, and progress meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from mdpoverty.cli.console import write_words
from mdpoverty.column_map.apply import Map
from mdpoverty.errors import Problem, UsageError, plain
from mdpoverty.files.output import beside
from mdpoverty.files.writing import Form, format_of, write
from mdpoverty.reading.reading import Reading, misspelt
from mdpoverty.run.account import Account
from mdpoverty.run.refused import Failures

LONG = 500_000  # rows from which the work is long enough to watch


def reject_files(rejects: str | None, *, members: bool) -> list[str]:
    """Return the files for refused rows: of the survey and, beside it, of its members."""
    if rejects is None:
        return []
    path = Path(rejects)
    beside_it = str(path.with_name(f"{path.stem}-members{path.suffix}"))
    return [rejects, beside_it] if members else [rejects]


def tables_beside(
    files: Sequence[str], stack: ExitStack, scratch: Path, *, bom: bool
) -> list[tuple[Path, Form]]:
    """Return where each of `files` is written meanwhile, and how.

    They become what they are called when `stack` is left and all went well.
    """
    return [
        (stack.enter_context(beside(file)), Form(format_of(file, None), scratch, bom=bom))
        for file in files
    ]


def write_rejects(targets: Sequence[tuple[Path, Form]], failures: Sequence[Failures]) -> None:
    """Write the refused rows of the survey and of its members, each to its file."""
    for (file, how), failed in zip(targets, failures, strict=False):
        write(failed.rows(), file, how)


def say_accounts(
    reading: Reading,
    households: Account,
    members: Account | None,
    files: Sequence[str],
    what: str,
) -> None:
    """Write how many rows of each file were read and refused; `files` have the refused ones."""
    accounts = [(reading.survey.name, households, what)]
    if reading.roster and members:
        accounts.append((reading.roster.survey.name, members, "used"))
    for index, (name, account, became) in enumerate(accounts):
        where = f" (in {files[index]}: copies of people's data)" if account.refused else ""
        write_words(_account(name, account, became) + where)


def _account(name: str, account: Account, what: str) -> str:
    counts = f"{account.written:,} {what} + {account.refused:,} refused"
    rows = f"{account.rows:,} row{'s' if account.rows != 1 else ''}"
    return f"{name}: {rows} read = {counts}"


@contextmanager
def progress_of(
    rows: int | None, *, quiet: bool, long: int = LONG
) -> Iterator[Callable[[int], object]]:
    """Yield what to call with the number of rows done; a bar shows it where work is `long`."""
    if quiet or not sys.stderr.isatty() or (rows is not None and rows < long):
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 -- only on a terminal
    from rich.progress import Progress  # noqa: PLC0415 -- as above

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=rows)
        yield lambda done: bar.advance(task, done)


def say_notes(notes: Sequence[str], said: set[str]) -> None:
    """Write notes, but for what was `said` already."""
    for note in notes:
        if note not in said:
            write_words(note)
    said.update(notes)


def reading_notes(reading: Reading, using: Map | None) -> list[str]:
    """Return what a reader should know of how a survey is read."""
    notes = []
    if using is not None:
        notes.append(_map_note(using, reading.standard.indicators))
    notes += reading.survey.notes
    notes += reading.roster.survey.notes if reading.roster else ()
    for file, column, variable in misspelt(reading):
        of = "" if file == reading.survey.name else f" of {file}"
        notes.append(f"the column '{plain(column)}'{of} is not read: did you mean '{variable}'?")
    return notes


def _map_note(using: Map, indicators: Collection[str]) -> str:
    """Return the note that says whose map is used, and what that survey cannot answer."""
    columns = using.columns
    note = f"columns by {using.name}: {plain(columns.survey, 100)}, {plain(columns.round)}"
    unanswered = [name for name in indicators if name in columns.unanswered]
    if unanswered:
        note += f"\nthis survey cannot answer, says the map: {', '.join(unanswered)}"
    return note


def warning_text(warning: Problem) -> str:
    """Return a warning as one line."""
    return f"warning: {warning.subject}: {warning.wrong}: {warning.advice}"


def require_csv(kinds: Collection[str], *, bom: bool) -> None:
    """Raise UsageError where a byte order mark is asked for and no output is CSV."""
    if bom and "csv" not in kinds:
        problem = Problem("--bom", "only CSV can be marked so", advice="leave --bom out")
        raise UsageError("the output cannot be marked", [problem])
