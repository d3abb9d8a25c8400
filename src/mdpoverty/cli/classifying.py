"""Carrying out `mdpoverty classify`: open, choose the standard, classify, deliver, say."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from mdpoverty.background import in_background
from mdpoverty.classifier import Account, Done, write_profile
from mdpoverty.cli.common import Lang, choose_standard, standard_note, write_words
from mdpoverty.errors import OutputError, Problem, UsageError, plain
from mdpoverty.members import read_members
from mdpoverty.output import beside, copy_to_standard_output
from mdpoverty.reading import Reading, misspelt, read, survey_years
from mdpoverty.survey import STANDARD_INPUT, Survey, open_survey
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
        target = scratch / "profile"
        surveys = _open(request, scratch)
        if request.to_file:
            target = stack.enter_context(beside(request.to_file))
        rejects = [
            (stack.enter_context(beside(file)), Form(format_of(file, None), scratch))
            for file in request.reject_files
        ]
        files = _Files(target, Form(kind, scratch), rejects)
        said: set[str] = set()
        reading, done = _settled(lambda found: _classify(request, found, files, said), surveys)
        if shown:
            from mdpoverty.cli.show import show_profile  # noqa: PLC0415 -- only on a terminal

            show_profile(target, reading.standard, request.lang)
        elif not request.to_file:
            copy_to_standard_output(target)
    if not request.quiet:
        _say_after(reading, done, request.reject_files)
    return done.undetermined


def _open(request: Request, scratch: Path) -> list[Survey]:
    """Return the survey, and its members where they are given."""
    surveys = [open_survey(request.survey, scratch)]
    if request.members is not None:
        folder = scratch / "members"
        folder.mkdir()
        surveys.append(open_survey(request.members, folder))
    return surveys


def _settled(work: Callable[[list[Survey]], T], surveys: list[Survey]) -> T:
    """Return what `work` makes of the surveys as they are.

    What was assumed of a large file is checked while it is read. Where that proves wrong, nothing
    that was made of it counts, not even an error, and it is read again with care.
    """
    while True:
        failure = result = None
        try:
            result = work(surveys)
        except Exception as error:  # noqa: BLE001 -- raised below, if it counts
            failure = error
        checked = [survey.checked() for survey in surveys]
        if all(one is other for one, other in zip(checked, surveys, strict=True)):
            break
        surveys = checked
    if failure is not None:
        raise failure
    return cast("T", result)


@dataclass(frozen=True)
class _Files:
    """Where a profile and refused rows are written, and how."""

    target: Path
    form: Form
    rejects: list[tuple[Path, Form]]


def _classify(
    request: Request, surveys: list[Survey], files: _Files, said: set[str]
) -> tuple[Reading, Done[None]]:
    survey, *members = surveys
    standard, why = choose_standard(request.standard, request.year, lambda: survey_years(survey))
    roster = read_members(members[0], standard) if members else None
    by_survey = request.standard is None and request.year is None
    reading = read(survey, standard, roster, years=by_survey)
    if not request.quiet:
        _say_before(reading, why, said)
    with _progress(survey.rows, quiet=request.quiet) as advance:
        work = in_background(
            lambda: write_profile(
                reading,
                files.target,
                files.form,
                rejects=files.rejects,
                keep_all=request.keep_all,
                progress=advance,
            )
        )
        # In a thread of its own, so that this one hears an interrupt meanwhile.
        return reading, work.result()


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


@contextmanager
def _scratch() -> Iterator[str]:
    try:
        folder = tempfile.TemporaryDirectory(prefix="mdpoverty-", ignore_cleanup_errors=True)
    except OSError as error:
        raise OutputError(f"no folder for temporary files: {error.strerror}") from None
    with folder as path:
        yield path


def _say_before(reading: Reading, why: str, said: set[str]) -> None:
    """Write what a reader should know of the reading, but for what was said already."""
    notes = [standard_note(reading.standard, why)]
    for column, variable in misspelt(reading):
        notes.append(f"the column '{plain(column)}' is not read: did you mean '{variable}'?")
    for note in notes:
        if note not in said:
            write_words(note)
    said.update(notes)


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
