"""What became of the rows: their account, where refused ones went, and progress meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mdpoverty.cli.common import write_words
from mdpoverty.passing import Account
from mdpoverty.reading import Reading

LONG = 500_000  # rows from which the work is long enough to watch


def reject_files(rejects: str | None, *, members: bool) -> list[str]:
    """Return the files for refused rows: of the survey and, beside it, of its members."""
    if rejects is None:
        return []
    path = Path(rejects)
    beside_it = str(path.with_name(f"{path.stem}-members{path.suffix}"))
    return [rejects, beside_it] if members else [rejects]


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
def progress_of(rows: int | None, *, quiet: bool) -> Iterator[Callable[[int], object]]:
    """Yield what to call with the number of rows done; a bar shows it where work is long."""
    if quiet or not sys.stderr.isatty() or (rows is not None and rows < LONG):
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 -- only on a terminal
    from rich.progress import Progress  # noqa: PLC0415 -- as above

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("classifying", total=rows)
        yield lambda done: bar.advance(task, done)
