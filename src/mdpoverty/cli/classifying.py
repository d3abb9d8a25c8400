"""Carrying out `mdpoverty classify`: open, choose the standard, classify, deliver, say."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from mdpoverty.classifier import Account, Done, write_profile
from mdpoverty.cli.common import Lang, choose_standard, standard_note, write_words
from mdpoverty.errors import OutputError, Problem, UsageError, plain
from mdpoverty.members import Roster, read_members
from mdpoverty.output import beside, copy_to_standard_output
from mdpoverty.reading import Reading, misspelt, read, survey_years
from mdpoverty.standard import Standard
from mdpoverty.survey import STANDARD_INPUT, open_survey
from mdpoverty.tables import Form, format_of

T = TypeVar("T")

LONG = 500_000  # rows from which the work is long enough to watch


@dataclass(frozen=True)
class Request:
    """What a command line asks for."""

    survey: str
    members: str | None
    standard: str | None
    year: int | None
    output: str | None
    output_format: str | None
    rejects: str | None
    keep_all: bool
    lang: Lang
    quiet: bool

    @property
    def to_file(self) -> str | None:
        """The file to write, None for standard output."""
        return None if self.output in (None, "-") else self.output

    @property
    def reject_files(self) -> list[str]:
        """The files for refused rows: of the survey and, beside it, of the member file."""
        if self.rejects is None:
            return []
        path = Path(self.rejects)
        members = str(path.with_name(f"{path.stem}-members{path.suffix}"))
        return [self.rejects, members] if self.members else [self.rejects]


def carry_out(request: Request) -> int:
    """Classify as requested, and return how many households are undetermined."""
    _refuse_overwriting(request)
    shown = request.output is None and request.output_format is None and sys.stdout.isatty()
    kind = "parquet" if shown else format_of(request.to_file or "-", request.output_format)
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(_scratch()))
        reading, why = _read(request, scratch)
        if not request.quiet:
            _say_before(reading, why)
        target = scratch / "profile"
        if request.to_file:
            target = stack.enter_context(beside(request.to_file))
        rejects = [
            (stack.enter_context(beside(file)), Form(format_of(file, None), scratch))
            for file in request.reject_files
        ]
        with _progress(reading.survey.rows, quiet=request.quiet) as advance:
            done = _interruptible(
                lambda: write_profile(
                    reading,
                    target,
                    Form(kind, scratch),
                    rejects=rejects,
                    keep_all=request.keep_all,
                    progress=advance,
                )
            )
        if shown:
            from mdpoverty.cli.show import show_profile  # noqa: PLC0415 -- only on a terminal

            show_profile(target, reading.standard, request.lang)
        elif not request.to_file:
            copy_to_standard_output(target)
    if not request.quiet:
        _say_after(reading, done, request.reject_files)
    return done.undetermined


def _read(request: Request, scratch: Path) -> tuple[Reading, str]:
    survey = open_survey(request.survey, scratch)
    standard, why = choose_standard(request.standard, request.year, lambda: survey_years(survey))
    roster = _roster(request, standard, scratch / "members")
    by_survey = request.standard is None and request.year is None
    return read(survey, standard, roster, years=by_survey), why


def _roster(request: Request, standard: Standard, scratch: Path) -> Roster | None:
    if request.members is None:
        return None
    scratch.mkdir()
    return read_members(open_survey(request.members, scratch), standard)


def _refuse_overwriting(request: Request) -> None:
    given = {
        "SURVEY": request.survey,
        "--members": request.members,
        "--output": request.output,
        "--rejects": request.rejects,
    }
    if request.rejects == "-":
        raise UsageError("--rejects takes a file: standard output is for the profile")
    if request.survey == request.members == STANDARD_INPUT:
        raise UsageError("standard input can be the survey or its members, not both")
    files = {option: Path(f).resolve() for option, f in given.items() if f not in (None, "-")}
    same = [option for option, file in files.items() if list(files.values()).count(file) > 1]
    if same:
        problem = Problem(", ".join(same), "name the same file", advice="give each one of its own")
        raise UsageError("a file would be written over", [problem])


def _interruptible(work: Callable[[], T]) -> T:
    """Return what `work` returns, in a thread, so that this one hears an interrupt meanwhile."""
    future: Future[T] = Future()

    def carry() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 -- raised again by whoever waits
            future.set_exception(error)

    Thread(target=carry, daemon=True).start()
    return future.result()


@contextmanager
def _scratch() -> Iterator[str]:
    try:
        folder = tempfile.TemporaryDirectory(prefix="mdpoverty-", ignore_cleanup_errors=True)
    except OSError as error:
        raise OutputError(f"no folder for temporary files: {error.strerror}") from None
    with folder as path:
        yield path


def _say_before(reading: Reading, why: str) -> None:
    write_words(standard_note(reading.standard, why))
    for column, variable in misspelt(reading):
        write_words(f"the column '{plain(column)}' is not read: did you mean '{variable}'?")


def _say_after(reading: Reading, done: Done[Any], files: list[str]) -> None:
    accounts = [(reading.survey.name, done.households, "written")]
    if reading.roster and done.members:
        accounts.append((reading.roster.survey.name, done.members, "used"))
    for index, (name, account, what) in enumerate(accounts):
        where = f" (in {files[index]}: copies of people's data)" if account.refused else ""
        write_words(_account(name, account, what) + where)


def _account(name: str, account: Account, what: str) -> str:
    counts = f"{account.written:,} {what} + {account.refused:,} refused"
    rows = f"{account.rows:,} row{'s' if account.rows != 1 else ''}"
    return f"{name}: {rows} read = {counts}"


@contextmanager
def _progress(rows: int | None, *, quiet: bool) -> Iterator[Callable[[int], object]]:
    if quiet or not sys.stderr.isatty() or (rows is not None and rows < LONG):
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 -- only on a terminal
    from rich.progress import Progress  # noqa: PLC0415 -- as above

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("classifying", total=rows)
        yield lambda done: bar.advance(task, done)
