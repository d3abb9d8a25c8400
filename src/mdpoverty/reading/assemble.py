"""From opened files and a standard to what the standard reads of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mdpoverty.codebook import Level
from mdpoverty.column_map.apply import Map, mapped, mapped_choosing
from mdpoverty.errors import Problem, UsageError
from mdpoverty.language.messages import message
from mdpoverty.reading.answered import is_answered, is_list, unanswered
from mdpoverty.reading.reading import Reading, read, survey_years
from mdpoverty.reading.roster import Roster, read_members
from mdpoverty.standards.model import Standard
from mdpoverty.survey.survey import Survey


@dataclass(frozen=True)
class Opened:
    """A survey, its members where they are given apart, and the map of its columns.

    `earlier` is the profile that was written of an earlier round, where it is compared with one.
    """

    survey: Survey
    members: Survey | None = None
    using: Map | None = None
    earlier: Survey | None = None

    @property
    def has_members(self) -> bool:
        """Whether there are members: in a file of their own, or as the rows of the survey."""
        persons = self.using is not None and self.using.columns.rows == "persons"
        return persons or self.members is not None

    @property
    def surveys(self) -> tuple[Survey, ...]:
        """Every survey that there is: of households, of members, of an earlier round."""
        found = (self.survey, self.members, self.earlier)
        return tuple(survey for survey in found if survey is not None)

    def of(self, surveys: Sequence[Survey]) -> Opened:
        """Return the same with other `surveys`, in the order of its own."""
        others = iter(surveys)
        return replace(
            self,
            survey=next(others),
            members=self.members and next(others),
            earlier=self.earlier and next(others),
        )


def choosing(opened: Opened) -> Survey:
    """Return the survey with what may choose a standard: its year, and what a profile names."""
    survey = opened.survey
    return mapped_choosing(survey, opened.using) if opened.using else survey


def years_of(opened: Opened) -> list[int]:
    """Return the years that the variable `survey_year` holds, ascending."""
    return survey_years(choosing(opened))


def assemble(
    opened: Opened,
    standard: Standard,
    *,
    years: Sequence[int] | None = None,
    lists: bool = False,
) -> Reading:
    """Return what `standard` reads of the files.

    `years` are those of `survey_year`, where they chose the standard; with `lists`
    the files may be a list of classes. Raises SurveyError when a file lacks a column that the
    standard cannot do without, or any answer, ColumnMapError when the map does not fit the files,
    UsageError when it has no use for one of them.
    """
    survey, roster = _assembled(opened, [standard])
    if roster is None and is_list(survey, standard):
        if not lists:
            raise unanswered(survey, standard)
        return read(survey, standard, years=years, decided=True)
    return _answered(read(survey, standard, roster, years=years))


def assemble_both(opened: Opened, one: Standard, other: Standard) -> tuple[Reading, Reading]:
    """Return what two standards read of the files: the same variables, so that one pass does.

    Raises as `assemble` does, and UsageError where they read a column in two ways.
    """
    survey, roster = _assembled(opened, [one, other])
    for standard in (one, other):
        if roster is None and is_list(survey, standard):
            raise unanswered(survey, standard)
    first, second = (_answered(read(survey, standard, roster)) for standard in (one, other))
    variables = {**first.variables, **second.variables}
    for name in first.variables.keys() & second.variables.keys():
        kinds = {first.variables[name], second.variables[name]}
        coded = [variable for variable in kinds if variable.codes]
        if len(kinds) > 1 and name != "area":
            wrong = message(
                "reading.two-meanings",
                "{one} and {other} give it different meanings",
                one=one.id,
                other=other.id,
            )
            headline = message("reading.two-readings", "two standards read a column differently")
            raise UsageError(headline, [Problem(name, wrong)])
        variables[name] = coded[0] if coded else variables[name]
    required = tuple(dict.fromkeys((*first.required, *second.required)))
    both: dict[str, Any] = {
        "variables": variables,
        "required": required,
        "applied": (one, other),
        "counts_persons": True,
    }
    return (
        replace(first, **both),
        replace(second, **both),
    )


def _answered(reading: Reading) -> Reading:
    """Return a reading; raises SurveyError where it answers nothing that its standard asks."""
    if reading.roster is None and not is_answered(reading.survey, reading.standard):
        raise unanswered(reading.survey, reading.standard)
    return reading


def _assembled(opened: Opened, standards: Sequence[Standard]) -> tuple[Survey, Roster | None]:
    surveys: dict[Level, Survey] = {"household": opened.survey}
    if opened.members is not None:
        surveys["member"] = opened.members
    if opened.using is not None:
        _require_levels(opened.using, opened.members)
        surveys = mapped(surveys, opened.using, standards)
    household, members = surveys["household"], surveys.get("member")
    roster = read_members(members, standards, household) if members is not None else None
    return household, roster


def _require_levels(using: Map, members: Survey | None) -> None:
    if using.columns.rows == "persons" and members is not None:
        wrong = message(
            "reading.rows-are-persons",
            "{map} says that the rows of the survey are persons",
            map=using.name,
        )
        advice = message("reading.leave-members-out", "remove --members")
        headline = message("reading.members-twice", "the members are given twice")
        raise UsageError(headline, [Problem("--members", wrong, advice=advice)])
