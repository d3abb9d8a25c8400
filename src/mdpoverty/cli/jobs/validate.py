"""Carrying out `mdpoverty validate`: open, look at everything, write or show it."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass

from mdpoverty.background import in_background
from mdpoverty.cli.console import Lang, standard_note, write_words
from mdpoverty.cli.inputs import Given, chosen, opened, settled
from mdpoverty.errors import SurveyError
from mdpoverty.files.output import destination, refuse_overwriting, scratch_folder
from mdpoverty.files.writing import Form, format_of, write
from mdpoverty.reading.assemble import Opened
from mdpoverty.validation.validate import Validation, validate


@dataclass(frozen=True)
class Request:
    """What a command line asks for."""

    given: Given
    output: str | None
    output_format: str | None
    lang: Lang
    quiet: bool


def carry_out(request: Request) -> int:
    """Validate as requested, and return the exit code."""
    given = request.given
    refuse_overwriting(given.files, [("--output", request.output)])
    shown = request.output is None and request.output_format is None and sys.stdout.isatty()
    kind = "csv" if shown else format_of(request.output or "-", request.output_format)
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_folder())
        files = opened(given, scratch)

        def work() -> tuple[Validation, str]:
            def look(found: Opened) -> tuple[Validation, str]:
                standard, why = chosen(given, found)
                by_survey = given.standard is None and given.year is None
                return validate(found, standard, scratch, years=by_survey), why

            return settled(look, files)

        # In a thread of its own, so that this one hears an interrupt meanwhile.
        found, why = in_background(work).result()
        if not request.quiet:
            write_words(standard_note(found.standard, why))
        if shown:
            from mdpoverty.cli.views.validate import show  # noqa: PLC0415 -- only on a terminal

            show(found, request.lang)
        else:
            file = stack.enter_context(destination(request.output, scratch))
            write(found.findings, file, Form(kind, scratch, sheet="findings"))
    if not request.quiet:
        write_words(_summary(found))
    return SurveyError.exit_code if found.problems else 0


def _summary(found: Validation) -> str:
    kinds = [_counted(len(found.problems), "problem"), _counted(len(found.warnings), "warning")]
    return f"{_rows(found)}: {' and '.join(kinds)}"


def _rows(found: Validation) -> str:
    if found.households is None:
        return f"{found.standard.id} cannot read the survey"
    accounts = {"households": found.households, "members": found.members}
    return "; ".join(
        f"{account.rows:,} {what} read, {account.refused:,} to be refused"
        for what, account in accounts.items()
        if account
    )


def _counted(count: int, what: str) -> str:
    if not count:
        return f"no {what}s"
    return f"{count} kind{'s' if count != 1 else ''} of {what}"
