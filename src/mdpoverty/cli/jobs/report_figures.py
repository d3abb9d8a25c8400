"""From the files of a command line to the numbers of a report: count, estimate, compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from mdpoverty.background import in_background
from mdpoverty.cli.console import Lang, standard_note
from mdpoverty.cli.inputs import Given, applied, reading_of
from mdpoverty.cli.jobs.accounts import progress_of, reading_notes, say_notes
from mdpoverty.comparison.profiles import compare_profiles, read_both
from mdpoverty.comparison.result import Differing
from mdpoverty.comparison.surveys import compare_rows
from mdpoverty.errors import Problem, UsageError
from mdpoverty.profile.written import is_written
from mdpoverty.reading.assemble import Opened, assemble_both
from mdpoverty.reading.reading import Reading
from mdpoverty.report.figures import MEASURES, RATES, Figures, Run, Summaries, figures_of
from mdpoverty.report.ranking import PLACES
from mdpoverty.run.passes import Passed
from mdpoverty.standards.library import load_standard
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.counts import DESIGN, Counted, count, counting
from mdpoverty.statistics.estimates import Summary, summary
from mdpoverty.statistics.measures import measures
from mdpoverty.statistics.request import Asked, cutoffs_of, require_groups
from mdpoverty.statistics.shares import answers_of, class_shares, numbers_of
from mdpoverty.survey.opening import parquet_errors
from mdpoverty.survey.survey import CELL, Survey


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
class Gathered:
    """What became of a survey: its numbers, and what is said of its rows."""

    reading: Reading
    passed: Passed[Counted]
    figures: Figures


def gather(request: Request, files: Opened, said: set[str]) -> Gathered:
    """Return the numbers of a survey, and how they differ from those of an earlier round."""
    before = files.earlier
    _require_kind(request, files.survey)
    standard, why = applied(request.given, files)
    cutoffs = cutoffs_of([request.cutoff] if request.cutoff else [], None, standard)
    reading = reading_of(request.given, files, standard)
    asked = Asked(by=request.by or _places(reading.survey), cutoffs=cutoffs)
    reading = counting(reading, asked)
    require_groups(asked, reading.survey.columns)
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
        passed = work.result()
        change = None
        if first is not None:
            pair = (first, reading)
            changed = in_background(
                lambda: compare_rows(*pair, _pass, refuse=refuse, progress=advance)
            )
            change = Differing(pair[0].standard.id, standard.id, (), changed.result().result.cells)
    if before is not None:
        change = in_background(lambda: _of_profiles(before, files.survey)).result()
    if not request.by:
        asked = replace(asked, by=_filled(passed.result, asked.by))
    earlier = before.name if before is not None else None
    start = first.standard if first is not None else earlier
    return Gathered(reading, passed, _figures(reading, passed, asked, change, start))


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
    """Return the survey's places, ever finer."""
    return tuple(place for place in PLACES if place in survey.given)


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
        done = compare_profiles(*read_both(before, after), _pass)
    return Differing(before.name, after.name, (), done.cells)


def _figures(
    reading: Reading,
    passed: Passed[Counted],
    asked: Asked,
    change: Differing | None,
    before: Standard | str | None,
) -> Figures:
    standard, counted = reading.standard, passed.result
    whole = replace(asked, by=())
    wanted = [each for each in measures(standard, asked.cutoffs) if each.name in MEASURES]
    found = summary(counted, standard, whole, wanted)
    run = Run(
        survey=reading.survey.name,
        rows=passed.households,
        members=(reading.roster.survey.name, passed.members)
        if reading.roster and passed.members
        else None,
        written=is_written(reading.survey),
        designed=counted.designed,
        clustered=any(name in reading.variables for name in DESIGN),
        singles=found.singles,
        low_incomes=passed.low_incomes,
        before=before,
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
    """Return the rates of every unit, None where there are no columns to tell them by."""
    if not asked.by:
        return None
    rates = [each for each in measures(standard, ()) if each.name in RATES]
    return summary(counted, standard, asked, rates)


def _filled(counted: Counted, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns in which anybody has a value: an empty district is normal."""
    cells = counted.cells
    return tuple(name for name in columns if cells[CELL + name].null_count() < cells.height)
