"""Carrying out `mdpoverty diff`: open, compare, deliver the households and what they add up to."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mdpoverty.background import in_background
from mdpoverty.cli.console import Lang, standard_note, write_words
from mdpoverty.cli.inputs import Given, opened, settled, settled_surveys
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
from mdpoverty.comparison.profiles import compare_profiles, read_both
from mdpoverty.comparison.result import Differing, as_object
from mdpoverty.comparison.surveys import compare_rows
from mdpoverty.errors import Problem, UsageError, no_column
from mdpoverty.files.layout import Layout
from mdpoverty.files.output import destination, refuse_overwriting, scratch_folder
from mdpoverty.files.paths import STANDARD_INPUT, matching
from mdpoverty.files.writing import Form, format_of, write
from mdpoverty.reading.assemble import Opened, assemble_both
from mdpoverty.run.incomes import low_income
from mdpoverty.standards.library import load_standard, threshold_file
from mdpoverty.survey.opening import open_survey, parquet_errors
from mdpoverty.survey.survey import Survey

_TWO = 2


@dataclass(frozen=True)
class Request:
    """What a command line asks for."""

    given: Given
    before: str | None
    after: str | None
    by: tuple[str, ...]
    output: str | None
    output_format: str | None
    rejects: str | None
    every: bool
    bom: bool
    lang: Lang
    quiet: bool

    @property
    def standards(self) -> tuple[str, str] | None:
        """The two standards, None where two profiles are compared."""
        if self.before is None or self.after is None:
            return None
        return self.before, self.after


def carry_out(request: Request) -> int:
    """Compare as requested, and return how many households' class differs."""
    _refuse(request)
    kind = format_of(request.output or "-", request.output_format)
    table = request.output is not None or request.output_format is not None
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_folder())
        file = stack.enter_context(destination(request.output, scratch)) if table else None
        households, form = scratch / "households.parquet", Form("parquet", scratch)
        if file and kind != "json":
            households, form = file, Form(kind, scratch, bom=request.bom, sheet="diff")

        def deliver(plan: pl.LazyFrame) -> None:
            write(plan, households, form)

        if request.standards:
            found = _of_survey(request, request.standards, deliver, stack, scratch)
        else:
            found = _of_profiles(request, deliver, scratch)
        if file and kind == "json":
            write_object(found, file)
        if not table or request.output not in (None, "-"):
            from mdpoverty.cli.views.diff import show_diff  # noqa: PLC0415 -- only for readers

            shown = None if table else pl.scan_parquet(households, glob=False)
            show_diff(found, shown, request.lang)
    return found.changed


def write_object(found: Differing, file: Path) -> None:
    """Write all counts as one object."""
    text = json.dumps(as_object(found), ensure_ascii=False, indent=2)
    file.write_text(f"{text}\n", encoding="utf-8")


def _refuse(request: Request) -> None:
    paths = [path for path in request.given.survey for path in matching(path)]
    if (request.before is None) != (request.after is None):
        raise UsageError("--from and --to go together: the standards before and after")
    if not request.standards and len(paths) != _TWO:
        problem = Problem(
            "BEFORE AFTER",
            f"{len(paths)} file{'s' if len(paths) != 1 else ''}",
            "a survey with --from and --to, or two profiles",
        )
        raise UsageError("it is not clear what to compare", [problem])
    if not request.standards:
        with_survey = {
            "--members": request.given.members,
            "--columns": request.given.columns,
            "--rejects": request.rejects,
        }
        unused = [option for option, value in with_survey.items() if value]
        if unused:
            problem = Problem(", ".join(unused), "not for two profiles", advice="leave it out")
            raise UsageError("two profiles are compared as they were written", [problem])
    if paths.count(STANDARD_INPUT) > 1:
        raise UsageError("standard input can be one of the two profiles, not both")
    require_csv([format_of(request.output or "-", request.output_format)], bom=request.bom)
    if request.rejects == "-":
        raise UsageError("--rejects takes a file: standard output is for what differs")
    standards = [("--from", request.before), ("--to", request.after)]
    files = [(option, threshold_file(named)) for option, named in standards if named]
    rejects = [("--rejects", file) for file in reject_files(request.rejects, members=True)]
    refuse_overwriting([*request.given.files, *files], [("--output", request.output), *rejects])


def _of_survey(
    request: Request,
    standards: tuple[str, str],
    deliver: Callable[[pl.LazyFrame], None],
    stack: ExitStack,
    scratch: Path,
) -> Differing:
    one, other = (load_standard(named) for named in standards)
    files = opened(request.given, scratch)
    rejects = reject_files(request.rejects, members=files.has_members)
    targets = tables_beside(rejects, stack, scratch, bom=request.bom)
    said: set[str] = set()

    def compare(found: Opened) -> Differing:
        first, second = assemble_both(found, one, other)
        require_groups_of(first.survey, request.by)
        if not request.quiet:
            notes = [standard_note(one, "before"), standard_note(other, "after")]
            say_notes([*notes, *reading_notes(first, found.using)], said)
        with progress_of(first.survey.expected, quiet=request.quiet) as advance:
            work = in_background(
                lambda: compare_rows(
                    first,
                    second,
                    deliver,
                    by=request.by,
                    every=request.every,
                    refuse=bool(rejects),
                    progress=advance,
                )
            )
            # In a thread of its own, so that this one hears an interrupt meanwhile.
            with parquet_errors(first.survey.name):
                done = work.result()
        write_rejects(targets, done.failures)
        if not request.quiet and done.low_incomes:
            write_words(warning_text(low_income()))
        if not request.quiet:
            say_accounts(first, done.households, done.members, rejects, "compared")
        return Differing(one.id, other.id, request.by, done.result.cells)

    return settled(compare, files)


def require_groups_of(survey: Survey, by: tuple[str, ...]) -> None:
    """Raise UsageError where a survey has not the columns to group by."""
    problems = [
        no_column("--by", name, survey.columns) for name in by if name not in survey.columns
    ]
    if problems:
        raise UsageError("the households cannot be grouped so", problems)


def _of_profiles(
    request: Request, deliver: Callable[[pl.LazyFrame], None], scratch: Path
) -> Differing:
    given = request.given
    layout = Layout(given.encoding, given.decimal.value)
    paths = [path for pattern in given.survey for path in matching(pattern)]
    surveys = []
    for index, path in enumerate(paths):
        folder = scratch / f"profile-{index}"
        folder.mkdir()
        surveys.append(open_survey([path], folder, "profile", layout))

    def compare(found: Sequence[Survey]) -> Differing:
        before, after = found
        names = (before.name, after.name)
        with parquet_errors(before.name), parquet_errors(after.name):
            profiles = read_both(before, after)
            for profile in profiles:
                require_groups_of(profile.survey, request.by)
            done = compare_profiles(*profiles, deliver, by=request.by, every=request.every)
        if not request.quiet:
            for name, count in zip(names, (done.before, done.after), strict=True):
                write_words(f"{name}: {count:,} households")
        return Differing(*names, request.by, done.cells)

    return in_background(lambda: settled_surveys(compare, surveys)).result()
