"""From the files of a command line to the numbers of a report: count, estimate, compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from mdpoverty.background import apart
from mdpoverty.cli.choice import Choice, applied
from mdpoverty.cli.commands.report import Report
from mdpoverty.cli.notes import BEFORE, reading_notes, told_apart
from mdpoverty.cli.session import Advance, Session
from mdpoverty.comparison.profiles import compare_profiles, read_both
from mdpoverty.comparison.result import Differing
from mdpoverty.comparison.surveys import compare_rows
from mdpoverty.errors import SURVEY, Problem, UsageError
from mdpoverty.files.batches import batches
from mdpoverty.language.messages import message
from mdpoverty.profile.written import is_decided, is_written
from mdpoverty.reading.assemble import Opened, assemble, assemble_both, years_of
from mdpoverty.reading.reading import Reading, review_days, survey_years
from mdpoverty.report.figures import MEASURES, RATES, Figures, Run, Summaries, figures_of
from mdpoverty.report.ranking import PLACES
from mdpoverty.run.passes import Passed
from mdpoverty.standards.library import load_standard
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.cell_weights import DESIGN
from mdpoverty.statistics.counts import Counted, count, counting
from mdpoverty.statistics.cutoffs import cutoffs_of
from mdpoverty.statistics.estimates import Summary, summary
from mdpoverty.statistics.request import Asked, require_groups
from mdpoverty.statistics.shares import answers_of, class_shares, numbers_of
from mdpoverty.statistics.standard_measures import measures
from mdpoverty.survey.headings import columns_named
from mdpoverty.survey.survey import CELL, Survey


@dataclass(frozen=True)
class Gathered:
    """What became of a survey: its numbers, and what is said of its rows."""

    reading: Reading
    passed: Passed[Counted]
    figures: Figures


def gather(asked: Report, files: Opened, session: Session) -> Gathered:
    """Return the numbers of a survey, and their change from a standard or a profile before."""
    _require_kind(asked, files.survey)
    choice = applied(asked.which, files)
    standard = choice.standard
    reading = assemble(files, standard, years=choice.years, lists=asked.before is None)
    request = Asked(
        by=columns_named(reading.survey, asked.groups) or _places(reading.survey),
        cutoffs=cutoffs_of([] if asked.cutoff is None else [asked.cutoff], None, standard),
    )
    reading = counting(reading, request)
    require_groups(request, reading.survey.columns)
    first = None
    if asked.before is not None:
        first, reading = _both(files, load_standard(asked.before), reading)
        session.apply(Choice(first.standard, BEFORE()))
    session.apply(choice)
    session.note(reading_notes(reading, files.using))

    of_profiles = None

    def work(advance: Advance) -> tuple[Passed[Counted], Differing | None]:
        refuse = asked.rejects is not None
        passed = count(reading, request, refuse=refuse, progress=advance)
        if first is None:
            return passed, None
        changed = compare_rows(first, reading, _pass, refuse=refuse, progress=advance)
        return passed, Differing(first.standard.id, standard.id, (), changed.result.cells)

    start: Standard | str | None = first.standard if first else None
    if (earlier := files.earlier) is not None:  # first: of two profiles no row can be set aside
        start = earlier.name
        of_profiles = apart(lambda: _of_profiles(earlier, files.survey))
    passed, change = session.watched(reading.survey, work, passes=1 if first is None else 2)
    change = change or of_profiles
    if not asked.groups:
        request = replace(request, by=_filled(passed.result, request.by))
    found = _figures(reading, passed, request, change, start)
    given = asked.which.year
    run = replace(
        found.run,
        year=_year(years_of(files), found.run.days) if given is None else given,
        year_before=_year(survey_years(earlier), review_days(earlier)) if earlier else None,
        places=_shared(passed.result, request.by),
    )
    return Gathered(reading, passed, replace(found, run=run))


def _year(said: Sequence[int], days: tuple[date, date] | None) -> int | None:
    """Return the one year of the households: as their survey says, or that of the review."""
    years = said or [day.year for day in days or ()]
    return years[0] if len(set(years)) == 1 else None


def _shared(counted: Counted, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the places that all households share, the finest first."""
    cells = (counted.cells[CELL + name] for name in reversed(columns) if name in PLACES)
    return tuple(str(own[0]) for own in cells if own.n_unique() == 1 and own[0] is not None)


def _require_kind(asked: Report, survey: Survey) -> None:
    """Raise UsageError where a change is asked for that the kind of the survey does not allow."""
    if asked.before is not None and is_written(survey):
        problem = Problem(
            "--from",
            message(
                "cli.classes-decided",
                "{file} is a profile: its households are classified already",
                file=survey.name,
            ),
            advice=message(
                "cli.give-the-survey",
                "give the survey; --before PROFILE compares with another profile",
            ),
        )
        headline = message("cli.profile-of-one", "a profile has one standard only")
        raise UsageError(headline, [problem])
    if asked.earlier is not None and not is_written(survey):
        problem = Problem(
            SURVEY(),
            message(
                "cli.no-profile",
                "{file} is not a profile written by `classify`",
                file=survey.name,
            ),
            advice=message(
                "cli.classify-it-first", "classify the survey first: --before compares two profiles"
            ),
        )
        headline = message("cli.survey-and-profile", "a survey cannot be compared with a profile")
        raise UsageError(headline, [problem])


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
    for _ in batches(plan):
        pass


def _of_profiles(before: Survey, after: Survey) -> Differing:
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
        members=(told_apart(reading)[1], passed.members)
        if reading.roster and passed.members
        else None,
        written=is_decided(reading),
        designed=counted.designed,
        clustered=any(name in reading.variables for name in DESIGN),
        singles=found.singles,
        warnings=tuple(passed.suspicions),
        before=before,
        days=review_days(reading.survey),
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
