"""Carrying out `mdpoverty report`: open, count, compare, draw, and deliver the page."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from mdpoverty.assembling import Opened, assemble_both
from mdpoverty.background import in_background
from mdpoverty.cli.accounts import (
    progress_of,
    reading_notes,
    reject_files,
    say_accounts,
    say_notes,
    tables_beside,
    warning_text,
    write_rejects,
)
from mdpoverty.cli.common import Lang, standard_note, write_words
from mdpoverty.cli.given import Given, applied, opened, reading_of, settled
from mdpoverty.comparison.comparing import compare_rows
from mdpoverty.comparison.differing import Differing
from mdpoverty.comparison.profiles import compare_profiles, read_profile
from mdpoverty.errors import Problem, UsageError, plain
from mdpoverty.files.opening import STANDARD_INPUT, Spelling, matching, open_survey, parquet_errors
from mdpoverty.files.output import destination, refuse_overwriting, scratch_folder
from mdpoverty.reading import Reading
from mdpoverty.reporting.drawing import alone, png, require
from mdpoverty.reporting.figures import MEASURES, RATES, Figures, Run, Summaries, figures_of
from mdpoverty.reporting.page import page, sections
from mdpoverty.reporting.ranking import PLACES
from mdpoverty.reporting.words import Words
from mdpoverty.standards.library import load_standard, threshold_file
from mdpoverty.standards.standard import Standard
from mdpoverty.statistics.asked import Asked, cutoffs_of, require_groups
from mdpoverty.statistics.counting import DESIGN, Counted, count, counting
from mdpoverty.statistics.estimates import Summary, summary
from mdpoverty.statistics.measures import measures
from mdpoverty.statistics.shares import answers_of, class_shares, numbers_of
from mdpoverty.statistics.written import is_written
from mdpoverty.survey import CELL, Survey
from mdpoverty.suspicions import low_income

DEFAULT = "deprivations"  # the section whose picture is drawn where none is named
_PICTURES = (".svg", ".png")


@dataclass(frozen=True)
class Request:
    """What a command line asks for.

    `before` is the standard before, `profile` the written profile of an earlier round; `chart`
    names the section whose picture is written to the file `plot`.
    """

    given: Given
    before: str | None
    profile: str | None
    by: tuple[str, ...]
    cutoff: str | None
    output: str | None
    plot: str | None
    chart: str | None
    rejects: str | None
    lang: Lang
    quiet: bool


@dataclass(frozen=True)
class _Done:
    """What became of a survey: its numbers, and what is said of its rows."""

    reading: Reading
    counted: Counted
    figures: Figures


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
            files = replace(files, members=_earlier(request, request.profile, scratch))
        done = settled(lambda files: _found(request, files, said), files)
        write_rejects(targets, done.counted.failures)
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
    spelling = Spelling(request.given.encoding, request.given.decimal.value)
    return open_survey([profile], folder, "before", spelling)


def _found(request: Request, files: Opened, said: set[str]) -> _Done:
    """Return the numbers of a survey; with a profile before that is in the place of members."""
    before = None
    if request.profile is not None:
        before, files = files.members, replace(files, members=None)
    _require_kind(request, files.survey)
    standard, why = applied(request.given, files)
    cutoffs = cutoffs_of([request.cutoff] if request.cutoff else [], None, standard)
    reading = reading_of(request.given, files, standard)
    asked = Asked(by=request.by or _places(reading.survey), cutoffs=cutoffs)
    reading = counting(reading, asked)
    require_groups(asked, reading.survey.schema)
    first = None
    if request.before is not None:
        first, reading = _both(files, load_standard(request.before), reading)
    if not request.quiet:
        notes = [] if first is None else [standard_note(first.standard, "before")]
        notes += [standard_note(standard, why), *reading_notes(reading, files.using)]
        say_notes(notes, said)
    expected = reading.survey.expected
    rows = expected and expected * (1 if first is None else 2)
    refuse = request.rejects is not None
    with progress_of(rows, quiet=request.quiet) as advance, parquet_errors(reading.survey.name):
        # In a thread of its own, so that this one hears an interrupt meanwhile.
        work = in_background(lambda: count(reading, asked, refuse=refuse, progress=advance))
        counted = work.result()
        change = None
        if first is not None:
            pair = (first, reading)
            changed = in_background(
                lambda: compare_rows(*pair, _pass, refuse=refuse, progress=advance)
            )
            change = Differing(pair[0].standard.id, standard.id, (), changed.result().cells)
    if before is not None:
        change = in_background(lambda: _of_profiles(before, files.survey)).result()
    return _Done(reading, counted, _figures(reading, counted, asked, change))


def _require_kind(request: Request, survey: Survey) -> None:
    """Raise UsageError where a change is asked for that the kind of the survey does not allow."""
    if request.before is not None and is_written(survey):
        problem = Problem(
            "--from",
            f"{survey.name} is a profile, whose classes are decided",
            advice="give the survey; --before PROFILE compares with another profile",
        )
        raise UsageError("a written profile is of one standard", [problem])
    if request.profile is not None and not is_written(survey):
        problem = Problem(
            "SURVEY",
            f"{survey.name} is no profile as `classify` writes it",
            advice="classify it first: --before compares two profiles",
        )
        raise UsageError("a survey cannot be compared with a profile", [problem])


def _places(survey: Survey) -> tuple[str, ...]:
    """Return the survey's columns of places, ever finer."""
    columns = (column for place in PLACES for column in survey.columns_of(place))
    return tuple(dict.fromkeys(columns))


def _both(files: Opened, before: Standard, reading: Reading) -> tuple[Reading, Reading]:
    """Return what both standards read: either reads all, so that the same rows are refused."""
    first, second = assemble_both(files, before, reading.standard)
    variables = {**reading.variables, **second.variables}
    required = tuple(dict.fromkeys((*reading.required, *second.required)))
    return (
        replace(first, variables=variables, required=required),
        replace(second, variables=variables, required=required),
    )


def _pass(plan: pl.LazyFrame) -> None:
    """Let every row pass, of which nothing is kept: what counts is noted on the way."""
    for _ in plan.collect_batches(engine="streaming"):
        pass


def _of_profiles(before: Survey, after: Survey) -> Differing:
    with parquet_errors(before.name), parquet_errors(after.name):
        done = compare_profiles(read_profile(before), read_profile(after), _pass)
    return Differing(before.name, after.name, (), done.cells)


def _figures(reading: Reading, counted: Counted, asked: Asked, change: Differing | None) -> Figures:
    standard = reading.standard
    whole = replace(asked, by=())
    wanted = [each for each in measures(standard, asked.cutoffs) if each.name in MEASURES]
    found = summary(counted, standard, whole, wanted)
    run = Run(
        survey=reading.survey.name,
        rows=counted.households,
        members=(reading.roster.survey.name, counted.members)
        if reading.roster and counted.members
        else None,
        written=is_written(reading.survey),
        designed=counted.designed,
        clustered=any(name in reading.variables for name in DESIGN),
        singles=found.singles,
        low_incomes=counted.low_incomes,
    )
    summaries = Summaries(
        found,
        summary(counted, standard, whole, class_shares(standard)),
        _units(standard, counted, asked),
        answers_of(counted, standard),
        numbers_of(counted, standard),
    )
    return figures_of(run, standard, summaries, change)


def _units(standard: Standard, counted: Counted, asked: Asked) -> Summary | None:
    """Return the rates of every unit; columns of places in which nobody has one say nothing."""
    blank = [
        name for name in asked.by if counted.cells[CELL + name].null_count() == counted.cells.height
    ]
    by = tuple(name for name in asked.by if name not in blank)
    if not by:
        return None
    rates = [each for each in measures(standard, ()) if each.name in RATES]
    return summary(counted, standard, replace(asked, by=by), rates)


def _say_after(done: _Done, rejects: list[str]) -> None:
    if done.counted.low_incomes:
        write_words(warning_text(low_income()))
    say_accounts(done.reading, done.counted.households, done.counted.members, rejects, "reported")
