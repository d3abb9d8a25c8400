"""Carrying out `mdpoverty classify`: open, choose the standard, classify, deliver, say."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mdpoverty.background import in_background
from mdpoverty.cli.console import Lang, standard_note, write_words
from mdpoverty.cli.inputs import (
    Given,
    chosen,
    opened,
    reading_of,
    settled,
)
from mdpoverty.cli.jobs.accounts import (
    progress_of,
    reading_notes,
    reject_files,
    require_csv,
    say_accounts,
    say_notes,
    tables_beside,
    warning_text,
)
from mdpoverty.errors import UsageError
from mdpoverty.files.output import destination, refuse_overwriting, scratch_folder
from mdpoverty.files.writing import Form, format_of
from mdpoverty.profile.labels import answer_labels, persons_labels, profile_labels
from mdpoverty.reading.assemble import Opened
from mdpoverty.reading.reading import Reading
from mdpoverty.run.classify import write_profile
from mdpoverty.run.incomes import low_income
from mdpoverty.run.passes import Passed


@dataclass(frozen=True)
class Request:
    """What a command line asks for."""

    given: Given
    output: str | None
    output_format: str | None
    persons: str | None
    rejects: str | None
    keep_all: bool
    bom: bool
    lang: Lang
    quiet: bool


@dataclass(frozen=True)
class _Files:
    """Where a profile, persons and refused rows are written, and how."""

    target: Path
    form: Form
    persons: tuple[Path, Form] | None
    rejects: list[tuple[Path, Form]]


def carry_out(request: Request) -> int:
    """Classify as requested, and return how many households are undetermined."""
    refuse(request)
    reading, done = delivered(request)
    if not request.quiet:
        rejects = reject_files(request.rejects, members=reading.roster is not None)
        _say_after(reading, done, rejects)
    return done.undetermined


def delivered(request: Request) -> tuple[Reading, Passed[None]]:
    """Deliver what is requested, and return what became of the survey."""
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_folder())
        found = opened(request.given, scratch)
        if request.persons and not found.has_members:
            raise UsageError("--persons needs members: give them with --members")
        shown = request.output is None and request.output_format is None and sys.stdout.isatty()
        kind = "parquet" if shown else format_of(request.output or "-", request.output_format)
        rejects = reject_files(request.rejects, members=found.has_members)
        others = tables_beside(rejects, stack, scratch, bom=request.bom)
        asked = [request.persons] if request.persons else []
        persons = tables_beside(asked, stack, scratch, bom=request.bom)
        # Last, so that it is delivered first: a full pipe leaves no other file behind.
        target = scratch / "shown"
        if not shown:
            target = stack.enter_context(destination(request.output, scratch))
        files = _Files(
            target, Form(kind, scratch, bom=request.bom), next(iter(persons), None), others
        )
        said: set[str] = set()
        reading, done = settled(lambda found: _classify(request, found, files, said), found)
        if shown:
            from mdpoverty.cli.views.profile import show_profile  # noqa: PLC0415 -- only on a terminal

            show_profile(files.target, reading.standard, request.lang)
    return reading, done


def refuse(request: Request) -> None:
    """Raise UsageError where the files of a request would be written over, or cannot be written."""
    for option, file in (("--rejects", request.rejects), ("--persons", request.persons)):
        if file == "-":
            raise UsageError(f"{option} takes a file: standard output is for the profile")
    rejects = [("--rejects", file) for file in reject_files(request.rejects, members=True)]
    written = [("--output", request.output), ("--persons", request.persons), *rejects]
    refuse_overwriting(request.given.files, written)
    kinds = [format_of(request.output or "-", request.output_format)]
    kinds += [format_of(file, None) for file in (request.persons, request.rejects) if file]
    require_csv(kinds, bom=request.bom)


def _classify(
    request: Request, found: Opened, files: _Files, said: set[str]
) -> tuple[Reading, Passed[None]]:
    standard, why = chosen(request.given, found)
    reading = reading_of(request.given, found, standard)
    if not request.quiet:
        say_notes(
            [standard_note(reading.standard, why), *reading_notes(reading, found.using)], said
        )
    form = replace(
        files.form,
        labels=profile_labels(reading, request.lang.value),
        answers=dict.fromkeys(standard.indicators, answer_labels(request.lang.value)),
    )
    persons = files.persons
    if persons is not None:
        place, how = persons
        persons = place, replace(how, labels=persons_labels(reading, request.lang.value))
    with progress_of(reading.survey.expected, quiet=request.quiet) as advance:
        work = in_background(
            lambda: write_profile(
                reading,
                files.target,
                form,
                rejects=files.rejects,
                persons=persons,
                keep_all=request.keep_all,
                progress=advance,
            )
        )
        # In a thread of its own, so that this one hears an interrupt meanwhile.
        return reading, work.result()


def _say_after(reading: Reading, done: Passed[Any], files: list[str]) -> None:
    if done.low_incomes:
        write_words(warning_text(low_income()))
    say_accounts(reading, done.households, done.members, files, "written")
