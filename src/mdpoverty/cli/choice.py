"""The standard that a command applies, and what it reads of a survey."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from mdpoverty.cli.options import StandardOptions
from mdpoverty.column_map.rounds import GIVEN, HELD, apart_from, require_round, year_meant
from mdpoverty.errors import UsageError
from mdpoverty.language.messages import Message, message
from mdpoverty.profile.persons import has_person_rows
from mdpoverty.profile.written import is_written, standard_named_in, standard_of
from mdpoverty.reading.answered import is_list
from mdpoverty.reading.assemble import Opened, assemble, choosing, years_of
from mdpoverty.reading.reading import Reading
from mdpoverty.standards.library import load_standard, standard_for
from mdpoverty.standards.model import Standard
from mdpoverty.survey.survey import judged


@dataclass(frozen=True)
class Choice:
    """A standard, why it is applied, and the years of the survey, where they had a say in that.

    `by_clock` says that the day alone chose it; `apart` that the rows are of another year than the
    one that is meant.
    """

    standard: Standard
    why: Message
    years: tuple[int, ...] | None = None
    by_clock: bool = False
    apart: Message | None = None

    def reading(self, files: Opened) -> Reading:
        """Return what the standard reads of the files."""
        return assemble(files, self.standard, years=self.years)


def chosen(which: StandardOptions, files: Opened) -> Choice:
    """Return the standard to apply.

    It is the one named, else the one that applies in the year given, else the one that the rows of
    a written profile name, else the one that applies in the one year that the survey holds, else
    the one in force today.
    """
    return replace(_chosen(which, files), apart=years_apart(files, which.year))


def years_apart(files: Opened, given: int | None = None) -> Message | None:
    """Return what to warn of where rows have another year than that `given`, or the map's.

    All rows are looked at: a year that a few rows alone have may be the one that is wrong.
    """
    if year_meant(files.using, given) is None:
        return None
    files = files.of([judged(survey, by_first_rows=False) for survey in files.surveys])
    return apart_from(files.using, given, files.survey.name, years_of(files))


def _chosen(which: StandardOptions, files: Opened) -> Choice:
    if which.standard is not None and which.year is not None:
        raise UsageError(
            message(
                "cli.two-choices",
                "--standard and --year exclude each other: give one",
            )
        )
    if which.standard is not None:
        return Choice(load_standard(which.standard), by_option("--standard"))
    if (year := which.year) is not None:
        if files.using is not None:
            require_round(files.using, [year], GIVEN)
        return Choice(
            standard_for([year], "--year"),
            message("cli.chosen-by-year", "chosen by --year {year:d}", year=year),
        )
    if (found := standard_named_in(choosing(files))) is not None:
        why = message("cli.chosen-by-column", "chosen by the column standard")
        if is_written(files.survey):
            why = message("cli.of-the-profile", "the standard of the profile")
        return Choice(found, why)
    if years := years_of(files):
        if files.using is not None:
            require_round(files.using, years, HELD)
        standard = standard_for(years, "survey_year")
        why = message(
            "cli.chosen-by-survey", "chosen by the column survey_year: {year:d}", year=years[0]
        )
        return Choice(standard, why, tuple(years))
    today = date.today().year  # noqa: DTZ011 -- the day where the user is
    standard = standard_for([today], "today")
    why = message("cli.in-force", "the standard in force in {year:d}", year=today)
    return Choice(standard, why, (), by_clock=True)


def by_option(option: str) -> Message:
    """Return why a standard is applied that an option names."""
    return message("cli.chosen-by-option", "chosen by {option}", option=option)


def applied(which: StandardOptions, files: Opened) -> Choice:
    """Return the standard to apply: of a written file the one that it names, and no other."""
    choice = chosen(which, files)
    decided = is_written(files.survey) or has_person_rows(files.survey)
    if decided or is_list(files.survey, choice.standard):
        standard_of(files.survey, choice.standard)
    return choice
