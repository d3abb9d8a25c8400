"""Carrying out `mdpoverty track`: open the rounds, follow the households, deliver, say."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from mdpoverty.background import in_background
from mdpoverty.cli.console import Decimal, Lang, write_words
from mdpoverty.cli.inputs import settled_surveys
from mdpoverty.cli.jobs.accounts import require_csv, tables_beside
from mdpoverty.cli.jobs.rounds import files_of, kept_in, opened_files, stem
from mdpoverty.errors import UsageError
from mdpoverty.files.layout import Layout
from mdpoverty.files.output import destination, refuse_overwriting, scratch_folder
from mdpoverty.files.paths import STANDARD_INPUT
from mdpoverty.files.unpacking import require_encoding
from mdpoverty.files.writing import Form, format_of, write
from mdpoverty.survey.opening import parquet_errors
from mdpoverty.survey.survey import Survey
from mdpoverty.tracking.result import Tracked, track_rounds
from mdpoverty.tracking.rounds import Round, read_rounds


@dataclass(frozen=True)
class Request:
    """What a command line asks for."""

    rounds: tuple[str, ...]
    links: str | None
    places: str | None
    by: tuple[str, ...]
    decimal: Decimal
    encoding: str | None
    output: str | None
    output_format: str | None
    flows: str | None
    bom: bool
    lang: Lang
    quiet: bool

    @property
    def files(self) -> list[tuple[str, str]]:
        """Every file that is read, after what names it."""
        return files_of(self.rounds, {"--links": self.links, "--places": self.places})


def carry_out(request: Request) -> None:
    """Track as requested."""
    _refuse(request)
    kind = format_of(request.output or "-", request.output_format)
    shown = request.output is None and request.output_format is None and sys.stdout.isatty()
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_folder())
        layout = Layout(request.encoding, request.decimal.value)
        opened = opened_files(request.files, layout, scratch)
        files = [request.flows] if request.flows else []
        targets = tables_beside(files, stack, scratch, bom=request.bom)
        # In a thread of its own, so that this one hears an interrupt meanwhile.
        rounds, found = in_background(
            lambda: settled_surveys(lambda them: _tracked(request, them, scratch), opened)
        ).result()
        for target, form in targets:
            write(found.table.lazy(), target, form)
        if not shown:
            file = stack.enter_context(destination(request.output, scratch))
            write(found.households, file, Form(kind, scratch, bom=request.bom, sheet="track"))
        if shown or request.output not in (None, "-"):
            from mdpoverty.cli.views.track import show_tracking  # noqa: PLC0415 -- for readers

            show_tracking(found, request.lang)
    if not request.quiet:
        for each in rounds:
            write_words(f"{each.file}: {each.households:,} households")
        for note in found.notes:
            write_words(note)


def _refuse(request: Request) -> None:
    require_encoding(request.encoding)
    if request.flows == "-":
        raise UsageError("--flows takes a file: standard output is for the households")
    paths = [path for _, path in request.files]
    if paths.count(STANDARD_INPUT) > 1:
        raise UsageError("standard input can be one of the files, not several")
    written = [("--output", request.output), ("--flows", request.flows)]
    refuse_overwriting(request.files, written)
    kinds = [format_of(request.output or "-", request.output_format)]
    kinds += [format_of(request.flows, None)] if request.flows else []
    require_csv(kinds, bom=request.bom)


def _tracked(
    request: Request, surveys: Sequence[Survey], scratch: Path
) -> tuple[Sequence[Round], Tracked]:
    tables = list(surveys)
    places = tables.pop() if request.places is not None else None
    links = tables.pop() if request.links is not None else None
    rounds = read_rounds([(survey, stem(survey.name)) for survey in tables])
    with parquet_errors("one of the rounds"):
        return rounds, track_rounds(rounds, links, places, request.by, kept_in(scratch))
