"""From opened files and a standard to what the standard reads of them."""

from __future__ import annotations

from dataclasses import dataclass

from mdpoverty.codebook import Level
from mdpoverty.errors import Problem, UsageError
from mdpoverty.mapping import Map, mapped, mapped_years
from mdpoverty.members import read_members
from mdpoverty.reading import Reading, read, survey_years
from mdpoverty.standard import Standard
from mdpoverty.survey import Survey


@dataclass(frozen=True)
class Opened:
    """A survey, its members where they are given apart, and the map of its columns."""

    survey: Survey
    members: Survey | None = None
    using: Map | None = None


def years_of(opened: Opened) -> list[int]:
    """Return the years that the variable `survey_year` holds, ascending."""
    survey = opened.survey
    return survey_years(mapped_years(survey, opened.using) if opened.using else survey)


def assemble(opened: Opened, standard: Standard, *, years: bool = False) -> Reading:
    """Return what `standard` reads of the files.

    `years` says that `survey_year` is read too, since it chose the standard. Raises SurveyError
    when a file lacks a column that the standard cannot do without, ColumnMapError when the map
    does not fit the files, UsageError when it has no use for one of them.
    """
    surveys: dict[Level, Survey] = {"household": opened.survey}
    if opened.members is not None:
        surveys["member"] = opened.members
    if opened.using is not None:
        _require_levels(opened.using, opened.members)
        surveys = mapped(surveys, opened.using, standard)
    roster = read_members(surveys["member"], standard) if "member" in surveys else None
    return read(surveys["household"], standard, roster, years=years)


def _require_levels(using: Map, members: Survey | None) -> None:
    if using.columns.rows == "persons" and members is not None:
        wrong = f"{using.name} says that the rows of the survey are persons"
        problem = Problem("--members", wrong, advice="leave --members out")
        raise UsageError("the members are given twice", [problem])
