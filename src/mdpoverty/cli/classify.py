"""`mdpoverty classify`: a deprivation profile of every household."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mdpoverty.cli.common import (
    Errors,
    ErrorsOption,
    Lang,
    LangOption,
    QuietOption,
    choose_standard,
    standard_note,
    write_words,
)
from mdpoverty.errors import OutputError, Problem, UsageError

if TYPE_CHECKING:
    from mdpoverty.classifier import Account, Reading
    from mdpoverty.standard import Standard

GATE_FAILED = 1
LONG = 500_000  # rows from which the work is long enough to watch


class OutputFormat(StrEnum):
    """The formats of a profile."""

    csv = "csv"
    parquet = "parquet"
    json = "json"
    xlsx = "xlsx"
    dta = "dta"


class Keep(StrEnum):
    """Which columns of the survey a profile carries through."""

    known = "known"
    all = "all"


def classify(
    survey: Annotated[
        str, typer.Argument(metavar="SURVEY", help="CSV or Parquet file, - for stdin.")
    ],
    standard: Annotated[
        str | None, typer.Option("--standard", metavar="ID|FILE", help="The standard to apply.")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", metavar="YYYY", help="Apply the standard of this year.")
    ] = None,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE|-", help="Write the profile here.")
    ] = None,
    output_format: Annotated[
        OutputFormat | None, typer.Option("--format", help="Format of the profile.")
    ] = None,
    rejects: Annotated[
        str | None,
        typer.Option(
            "--rejects", metavar="FILE", help="Write refused rows here, classify the rest."
        ),
    ] = None,
    keep: Annotated[
        Keep, typer.Option("--keep", help="Carry all columns of the survey through.")
    ] = Keep.known,
    threads: Annotated[
        int | None, typer.Option("--threads", min=1, metavar="N", help="Use N threads.")
    ] = None,
    lang: LangOption = Lang.en,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 when a household is undetermined.")
    ] = False,
    quiet: QuietOption = False,
) -> int:
    """Classify each household as poor, near-poor or non-poor, with its deprivations.

    Without -o the profile is shown on a terminal, and written as CSV to a pipe.
    """
    if threads is not None:  # read by the engine when it loads
        os.environ["POLARS_MAX_THREADS"] = str(threads)
    from mdpoverty import classifier as work  # noqa: PLC0415 -- the engine loads when it is needed
    from mdpoverty.survey import STANDARD_INPUT, open_survey  # noqa: PLC0415 -- as above
    from mdpoverty.tables import beside, copy_to_standard_output, format_of  # noqa: PLC0415 -- as above

    _refuse_overwriting(survey, output, rejects)
    shown = output is None and output_format is None and sys.stdout.isatty()
    kind = "parquet" if shown else format_of(output or "-", output_format)
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(_scratch()))
        found = open_survey(survey, scratch)
        has_years = "survey_year" in found.schema
        applied, chosen_by = choose_standard(
            standard, year, lambda: work.survey_years(found) if has_years else []
        )
        reading = work.read(found, applied)
        if not quiet:
            _say_before(reading, chosen_by)
        if output is None or output == STANDARD_INPUT:
            target = scratch / "profile"
        else:
            target = stack.enter_context(beside(output))
        refused = None
        if rejects is not None:
            refused = (stack.enter_context(beside(rejects)), format_of(rejects, None))
        with _progress(found.rows, quiet=quiet) as advance:
            account = work.write_profile(
                reading, target, kind, rejects=refused, keep_all=keep == Keep.all, progress=advance
            )
        if shown:
            from mdpoverty.cli.show import show_profile  # noqa: PLC0415 -- only on a terminal

            show_profile(target, applied, lang)
        elif output is None or output == STANDARD_INPUT:
            copy_to_standard_output(target)
    if not quiet:
        _say_after(reading, account, rejects)
    return GATE_FAILED if strict and account.undetermined else 0


def _refuse_overwriting(survey: str, output: str | None, rejects: str | None) -> None:
    files = {"SURVEY": survey, "--output": output, "--rejects": rejects}
    named = {
        option: Path(file).resolve() for option, file in files.items() if file not in (None, "-")
    }
    if rejects == "-":
        raise UsageError("--rejects takes a file: standard output is for the profile")
    if len(set(named.values())) < len(named):
        problem = Problem(
            ", ".join(named), "name the same file", advice="give each a file of its own"
        )
        raise UsageError("a file would be written over", [problem])


@contextmanager
def _scratch() -> Iterator[str]:
    try:
        folder = tempfile.TemporaryDirectory(prefix="mdpoverty-", ignore_cleanup_errors=True)
    except OSError as error:
        raise OutputError(f"no folder for temporary files: {error.strerror}") from None
    with folder as path:
        yield path


def _say_before(reading: Reading, chosen_by: str) -> None:
    from mdpoverty.classifier import misspelt  # noqa: PLC0415 -- the engine loads when it is needed

    write_words(standard_note(reading.standard, chosen_by))
    for column, variable in misspelt(reading.survey, reading):
        write_words(f"the column '{column}' is not read: did you mean '{variable}'?")


def _say_after(reading: Reading, account: Account, rejects: str | None) -> None:
    where = f" (in {rejects}: copies of people's data)" if rejects and account.refused else ""
    write_words(
        f"{reading.survey.name}: {account.rows:,} rows read = {account.written:,} written"
        f" + {account.refused:,} refused{where}"
    )


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
