"""Carrying out `mdpoverty summarize`: open, choose the standard, count, estimate, deliver, say."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from mdpoverty.background import in_background
from mdpoverty.cli.console import Lang, standard_note, write_words
from mdpoverty.cli.inputs import Given, applied, opened, reading_of, settled
from mdpoverty.cli.jobs.accounts import (
    progress_of,
    reading_notes,
    reject_files,
    require_csv,
    say_accounts,
    say_notes,
    tables_beside,
    warning_text,
    write_rejects,
)
from mdpoverty.errors import UsageError
from mdpoverty.files.output import destination, refuse_overwriting, scratch_folder
from mdpoverty.files.writing import Form, format_of, write
from mdpoverty.profile.written import is_written
from mdpoverty.reading.assemble import Opened
from mdpoverty.reading.reading import Reading
from mdpoverty.run.incomes import low_income
from mdpoverty.run.passes import Passed
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.counts import DESIGN, Counted, count, counting
from mdpoverty.statistics.estimates import Summary, summary
from mdpoverty.statistics.request import Asked, Identify, cutoffs_of, require_groups
from mdpoverty.survey.opening import parquet_errors


@dataclass(frozen=True)
class Request:
    """What a command line asks for; `cutoffs` as they are given."""

    given: Given
    asked: Asked
    cutoffs: tuple[str, ...]
    identify: Identify | None
    output: str | None
    output_format: str | None
    rejects: str | None
    bom: bool
    lang: Lang
    quiet: bool


def carry_out(request: Request) -> int:
    """Summarise as requested, and return how many households are undetermined."""
    _refuse(request)
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_folder())
        files = opened(request.given, scratch)
        rejects = reject_files(request.rejects, members=files.has_members)
        targets = tables_beside(rejects, stack, scratch, bom=request.bom)
        said: set[str] = set()
        reading, counted, found = settled(lambda files: _summarized(request, files, said), files)
        write_rejects(targets, counted.failures)
        deliver(request, found, reading.standard, stack, scratch)
    if not request.quiet:
        say_after(reading, counted, found, rejects)
    return counted.undetermined


def deliver(
    request: Request, found: Summary, standard: Standard, stack: ExitStack, scratch: Path
) -> None:
    """Show the figures on a terminal, or write them where they go once `stack` is left."""
    if request.output is None and request.output_format is None and sys.stdout.isatty():
        from mdpoverty.cli.views.summarize import show_summary  # noqa: PLC0415 -- on a terminal

        show_summary(found, standard, request.lang)
        return
    kind = format_of(request.output or "-", request.output_format)
    file = stack.enter_context(destination(request.output, scratch))
    table = found.table.select(found.asked.columns)
    write(table.lazy(), file, Form(kind, scratch, bom=request.bom, sheet="summary"))


def _refuse(request: Request) -> None:
    if request.rejects == "-":
        raise UsageError("--rejects takes a file: standard output is for the figures")
    rejects = [("--rejects", file) for file in reject_files(request.rejects, members=True)]
    refuse_overwriting(request.given.files, [("--output", request.output), *rejects])
    require_csv([format_of(request.output or "-", request.output_format)], bom=request.bom)


def _summarized(
    request: Request, files: Opened, said: set[str]
) -> tuple[Reading, Passed[Counted], Summary]:
    standard, why = applied(request.given, files)
    cutoffs = cutoffs_of(request.cutoffs, request.identify, standard)
    asked = replace(request.asked, cutoffs=cutoffs)
    reading = counting(reading_of(request.given, files, standard), asked)
    require_groups(asked, reading.survey.columns)
    if not request.quiet:
        say_notes([standard_note(standard, why), *reading_notes(reading, files.using)], said)
    with progress_of(reading.survey.expected, quiet=request.quiet) as advance:
        refuse = request.rejects is not None
        work = in_background(lambda: count(reading, asked, refuse=refuse, progress=advance))
        # In a thread of its own, so that this one hears an interrupt meanwhile.
        with parquet_errors(reading.survey.name):
            counted = work.result()
    return reading, counted, summary(counted.result, standard, asked)


def say_after(
    reading: Reading, passed: Passed[Counted], found: Summary, rejects: list[str]
) -> None:
    """Write what became of the rows, and what a reader of the figures should know."""
    counted = passed.result
    if passed.low_incomes:
        write_words(warning_text(low_income()))
    say_accounts(reading, passed.households, passed.members, rejects, "summarised")
    if found.asked.complete_cases:
        left_out = f"{counted.left_out:,} household{'s' if counted.left_out != 1 else ''}"
        write_words(f"--complete-cases: {left_out} of these left out, with an unknown indicator")
    if found.opened:
        write_words(
            f"unknown answers leave {found.opened:,} figures open, which are blank: --bounds says "
            "of most between what they lie, --complete-cases leaves such households out"
        )
    if not counted.designed:
        write_words(
            "no weight, stratum or psu: taken as a register of every household, without "
            "standard errors"
        )
    elif not any(name in reading.variables for name in DESIGN):
        kept = " (classify --keep all carries them)" if is_written(reading.survey) else ""
        write_words(f"no stratum or psu{kept}: each household is taken as drawn by itself")
    if found.singles:
        strata = f"{found.singles:,} strat{'a have' if found.singles != 1 else 'um has'}"
        write_words(
            f"{strata} a single sampling unit: where such counts there is no standard error, "
            "unless --single-unit says what it adds"
        )
