"""Carrying out `mdpoverty report`: open, gather the numbers, draw, and deliver the page."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from mdpoverty.cli.console import write_words
from mdpoverty.cli.inputs import opened, settled
from mdpoverty.cli.jobs.accounts import (
    reject_files,
    say_accounts,
    tables_beside,
    warning_text,
    write_rejects,
)
from mdpoverty.cli.jobs.report_figures import Gathered, Request, gather
from mdpoverty.errors import Problem, UsageError, plain
from mdpoverty.files.layout import Layout
from mdpoverty.files.output import destination, refuse_overwriting, scratch_folder
from mdpoverty.files.paths import STANDARD_INPUT, matching
from mdpoverty.report.drawing import alone, png, require
from mdpoverty.report.page import page, sections
from mdpoverty.report.words import Words
from mdpoverty.run.incomes import low_income
from mdpoverty.standards.library import threshold_file
from mdpoverty.survey.opening import open_survey
from mdpoverty.survey.survey import Survey

DEFAULT = "deprivations"  # the section whose picture is drawn where none is named
_PICTURES = (".svg", ".png")
_PAGES = (".html", ".htm", "")


def carry_out(request: Request) -> None:
    """Write the report, or one of its pictures, as requested."""
    _refuse(request)
    require()
    words = Words(request.lang.value)
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_folder())
        files = opened(request.given, scratch)
        rejects = reject_files(request.rejects, members=files.has_members)
        targets = tables_beside(rejects, stack, scratch, bom=False)
        said: set[str] = set()
        if request.profile is not None:
            files = replace(files, earlier=_earlier(request, request.profile, scratch))
        done = settled(lambda files: gather(request, files, said), files)
        write_rejects(targets, done.passed.failures)
        parts = sections(done.figures, words)
        if request.plot is not None:
            part = next(part for part in parts if part.name == (request.chart or DEFAULT))
            if part.chart is None:
                problem = Problem("--chart", f"{part.name}: {part.finding}")
                raise UsageError("there is nothing to draw", [problem])
            picture = alone(part.chart, part.title, part.finding)
            file = stack.enter_context(destination(request.plot, scratch))
            whole = _suffix(request.plot) == ".png"
            file.write_bytes(png(picture) if whole else picture.encode())
        if request.output is not None:
            file = stack.enter_context(destination(request.output, scratch))
            file.write_bytes(page(done.figures, parts, words).encode())
    if not request.quiet:
        _say_after(done, rejects)


def _suffix(path: str) -> str:
    return Path(path).suffix.lower()


def _refuse(request: Request) -> None:
    if request.output is None and request.plot is None:
        problem = Problem("-o, --plot", "neither is given", "-o report.html, --plot FILE.svg|png")
        raise UsageError("nothing is asked to be written", [problem])
    if request.plot is not None and _suffix(request.plot) not in _PICTURES:
        problem = Problem("--plot", f"'{plain(request.plot)}'", "a file with .svg or .png")
        raise UsageError("the format of the picture is not known", [problem])
    if request.chart is not None and request.plot is None:
        raise UsageError("--chart says what --plot FILE draws: give both")
    if request.rejects == "-":
        raise UsageError("--rejects takes a file: standard output is for the page")
    if request.before is not None and request.profile is not None:
        raise UsageError("--from and --before are two changes: give one of them")
    if request.chart == "change" and request.before is None and request.profile is None:
        raise UsageError("--chart change needs --from, the standard before, or --before, a profile")
    if request.profile is not None:
        _refuse_beside_profile(request)
    read = [*request.given.files, ("--from", request.before and threshold_file(request.before))]
    read += [("--before", file) for file in matching(request.profile or STANDARD_INPUT)]
    rejects = [("--rejects", file) for file in reject_files(request.rejects, members=True)]
    refuse_overwriting(read, [("--output", request.output), ("--plot", request.plot), *rejects])
    if request.output is not None and _suffix(request.output) not in _PAGES:
        problem = Problem("--output", f"'{plain(request.output)}'", "a file with .html, or -")
        raise UsageError("the page is HTML", [problem])


def _refuse_beside_profile(request: Request) -> None:
    with_survey = {
        "--members": request.given.members,
        "--columns": request.given.columns,
        "--rejects": request.rejects,
    }
    unused = [option for option, value in with_survey.items() if value]
    if unused:
        problem = Problem(", ".join(unused), "not for two profiles", advice="leave it out")
        raise UsageError("two profiles are compared as they were written", [problem])
    if STANDARD_INPUT in request.given.survey and request.profile == STANDARD_INPUT:
        raise UsageError("standard input can be one of the two profiles, not both")


def _earlier(request: Request, profile: str, scratch: Path) -> Survey:
    folder = scratch / "before"
    folder.mkdir()
    layout = Layout(request.given.encoding, request.given.decimal.value)
    return open_survey([profile], folder, "before", layout)


def _say_after(done: Gathered, rejects: list[str]) -> None:
    if done.passed.low_incomes:
        write_words(warning_text(low_income()))
    say_accounts(done.reading, done.passed.households, done.passed.members, rejects, "reported")
