"""Carrying out `mdpoverty classify`: open, choose the standard, classify, deliver, say."""

from __future__ import annotations

import sys
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mdpoverty.assembling import Opened
from mdpoverty.background import in_background
from mdpoverty.classifier import Done, write_profile
from mdpoverty.cli.accounts import progress_of, reject_files, say_accounts
from mdpoverty.cli.common import Lang, standard_note, write_words
from mdpoverty.cli.given import (
    Given,
    chosen,
    opened,
    reading_of,
    settled,
)
from mdpoverty.errors import Problem, UsageError, plain
from mdpoverty.labels import ANSWERS, persons_labels, profile_labels
from mdpoverty.mapping import Map
from mdpoverty.output import beside, destination, refuse_overwriting, scratch_folder
from mdpoverty.reading import Reading, misspelt
from mdpoverty.suspicions import low_income
from mdpoverty.tables import Form, format_of


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
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_folder())
        _refuse(request)
        found = opened(request.given, scratch)
        roster = found.members is not None or _are_persons(found.using)
        if request.persons and not roster:
            raise UsageError("--persons needs members: give them with --members")
        shown = request.output is None and request.output_format is None and sys.stdout.isatty()
        kind = "parquet" if shown else format_of(request.output or "-", request.output_format)

        def beside_it(file: str) -> tuple[Path, Form]:
            place = stack.enter_context(beside(file))
            return place, Form(format_of(file, None), scratch, bom=request.bom)

        rejects = reject_files(request.rejects, members=roster)
        others = [beside_it(file) for file in rejects]
        persons = beside_it(request.persons) if request.persons else None
        # Last, so that it is delivered first: a full pipe leaves no other file behind.
        target = scratch / "shown"
        if not shown:
            target = stack.enter_context(destination(request.output, scratch))
        files = _Files(target, Form(kind, scratch, bom=request.bom), persons, others)
        said: set[str] = set()
        reading, done = settled(lambda found: _classify(request, found, files, said), found)
        if shown:
            from mdpoverty.cli.show import show_profile  # noqa: PLC0415 -- only on a terminal

            show_profile(files.target, reading.standard, request.lang)
    if not request.quiet:
        _say_after(reading, done, rejects)
    return done.undetermined


def _are_persons(using: Map | None) -> bool:
    return using is not None and using.columns.rows == "persons"


def _refuse(request: Request) -> None:
    for option, file in (("--rejects", request.rejects), ("--persons", request.persons)):
        if file == "-":
            raise UsageError(f"{option} takes a file: standard output is for the profile")
    rejects = [("--rejects", file) for file in reject_files(request.rejects, members=True)]
    written = [("--output", request.output), ("--persons", request.persons), *rejects]
    refuse_overwriting(request.given.files, written)
    if request.bom:
        kinds = [format_of(request.output or "-", request.output_format)]
        kinds += [format_of(file, None) for file in (request.persons, request.rejects) if file]
        if "csv" not in kinds:
            problem = Problem("--bom", "only CSV can be marked so", advice="leave --bom out")
            raise UsageError("the output cannot be marked", [problem])


def _classify(
    request: Request, found: Opened, files: _Files, said: set[str]
) -> tuple[Reading, Done[None]]:
    standard, why = chosen(request.given, found)
    reading = reading_of(request.given, found, standard)
    if not request.quiet:
        _say_before(reading, why, found.using, said)
    form = replace(
        files.form,
        labels=profile_labels(reading, request.lang.value),
        answers=dict.fromkeys(standard.indicators, ANSWERS[request.lang.value]),
    )
    persons = files.persons
    if persons is not None:
        place, how = persons
        persons = place, replace(how, labels=persons_labels(reading, request.lang.value))
    with progress_of(reading.survey.rows, quiet=request.quiet) as advance:
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


def _say_before(reading: Reading, why: str, using: Map | None, said: set[str]) -> None:
    """Write what a reader should know of the reading, but for what was said already."""
    notes = [standard_note(reading.standard, why)]
    if using is not None:
        notes.append(_map_note(using, reading.standard.indicators))
    for file, column, variable in misspelt(reading):
        of = "" if file == reading.survey.name else f" of {file}"
        notes.append(f"the column '{plain(column)}'{of} is not read: did you mean '{variable}'?")
    for note in notes:
        if note not in said:
            write_words(note)
    said.update(notes)


def _map_note(using: Map, indicators: Collection[str]) -> str:
    """Return the note that says whose map is used, and what that survey cannot answer."""
    columns = using.columns
    note = f"columns by {using.name}: {plain(columns.survey, 100)}, {plain(columns.round)}"
    unanswered = [name for name in indicators if name in columns.unanswered]
    if unanswered:
        note += f"\nthis survey cannot answer, says the map: {', '.join(unanswered)}"
    return note


def _say_after(reading: Reading, done: Done[Any], files: list[str]) -> None:
    if done.low_incomes:
        warning = low_income()
        write_words(f"warning: {warning.subject}: {warning.wrong}: {warning.advice}")
    say_accounts(reading, done.households, done.members, files, "written")
