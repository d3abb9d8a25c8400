"""What a standard reads of a survey: its variables, those that may not be blank, its roster."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import narwhals as nw
import polars as pl

from mdpoverty.classification.columns import profile_columns
from mdpoverty.classification.decide import INCOMES, SCORES
from mdpoverty.classification.given import Given
from mdpoverty.codebook import (
    BOOLEANS,
    CHOOSING,
    HOUSEHOLD_SIZE,
    KEYS,
    MADE_BY,
    Level,
    Variable,
    variables,
)
from mdpoverty.errors import SurveyError, plain
from mdpoverty.files.column_names import is_unnamed
from mdpoverty.language.messages import message
from mdpoverty.questionnaire.form import forms
from mdpoverty.reading.checks import (
    GIVEN_SIZE,
    MEMBERS,
    MEMBERS_REFUSED,
    household_checks,
    made_by_checks,
    member_checks,
    roster_checks,
)
from mdpoverty.reading.failing import Check
from mdpoverty.reading.inputs import inputs
from mdpoverty.reading.roster import Roster, tallied
from mdpoverty.reading.screened import without_size
from mdpoverty.standards.model import Standard
from mdpoverty.standards.scores import HIGHEST
from mdpoverty.suggestions import nearest
from mdpoverty.survey.cells import require_cells
from mdpoverty.survey.engine import beside, collected, converted
from mdpoverty.survey.missing_columns import lacking
from mdpoverty.survey.survey import Survey, first_rows
from mdpoverty.survey.values import NO_DATE


@dataclass(frozen=True)
class Reading:
    """A survey as a standard reads it.

    `applied` are all standards that the rows are held against: a row that names one of them must
    name the same content. No two rows have the same `keys`: a household's id or, where rows are
    persons, that and the person's. `years` are those that chose the standard, where they did.
    Where it `counts_persons` every household needs its size, also one that is screened out.
    """

    survey: Survey
    standard: Standard
    variables: Mapping[str, Variable]
    required: tuple[str, ...]
    roster: Roster | None = None
    applied: tuple[Standard, ...] = ()
    keys: tuple[str, ...] = KEYS[:1]
    years: tuple[int, ...] | None = None
    counts_persons: bool = False

    @property
    def has_person_rows(self) -> bool:
        """Whether a row is a person, with the class of the household."""
        return self.keys == KEYS

    @property
    def surveys(self) -> tuple[Survey, ...]:
        """The survey, and that of the members where they are given apart."""
        return (self.survey, *([self.roster.survey] if self.roster else []))

    @property
    def columns(self) -> list[str]:
        """The columns of the profile, in order."""
        return profile_columns(self.standard, self.variables)

    @property
    def given(self) -> Given:
        """What the rows have for the standard: variables, and the counts of the roster."""
        columns = frozenset(self.variables)
        if self.roster is None:
            return Given(columns)
        tallies = self.roster.tallies(self.standard)
        return Given(columns, tallies, answers=self.roster.answers(self.standard))

    def values(self, cells: Sequence[str] = ()) -> nw.LazyFrame[Any]:
        """Return the survey's rows with converted values, and `cells` as they stand beside them."""
        own = {name: v for name, v in self.variables.items() if name in self.survey.given}
        return converted(self.survey, own, cells)

    def rows(
        self,
        repeated: nw.Expr | None = None,
        cells: Sequence[str] = (),
        through: Callable[[pl.LazyFrame], pl.LazyFrame] | None = None,
    ) -> nw.LazyFrame[Any]:
        """Return the households: `values`, and what the roster counts for each; in order.

        `repeated` says which members are on several rows, None for none; their rows go
        `through` a function of plans.
        """
        frame = self.values(cells)
        if self.roster is None:
            return frame
        members = tallied(self.roster, repeated, through)
        given = HOUSEHOLD_SIZE in self.survey.given and HOUSEHOLD_SIZE in self.variables
        size = nw.col(HOUSEHOLD_SIZE) if given else nw.lit(None, dtype=nw.Float64)
        return beside(frame, members).with_columns(
            **{
                GIVEN_SIZE: size,
                HOUSEHOLD_SIZE: nw.coalesce(size, nw.col(MEMBERS).cast(nw.Float64)),
                MEMBERS: nw.col(MEMBERS).fill_null(0),
                MEMBERS_REFUSED: nw.col(MEMBERS_REFUSED).fill_null(0),
            }
        )

    def checks(self, repeated: nw.Expr | None) -> list[Check]:
        """Return the checks of a row; `repeated` says which keys are on several, None for none."""
        own = member_checks if self.has_person_rows else household_checks
        checks = own(self.survey, self.variables, self.required, repeated)
        checks += made_by_checks(self.variables, self.applied)
        checks += roster_checks(self.survey) if self.roster else []
        if self.counts_persons or self.has_person_rows:
            return checks
        return without_size(checks, self.standard, Given(frozenset(self.variables)))


def read(
    survey: Survey,
    standard: Standard,
    roster: Roster | None = None,
    *,
    years: Sequence[int] | None = None,
    decided: bool = False,
) -> Reading:
    """Return what `standard` reads of `survey`, and of its `roster` where there is one.

    `years` are those of the column `survey_year`, where it chose the standard.
    Where the classes are `decided`, it needs no income.

    Raises SurveyError when a column that the standard cannot do without is not there, or holds
    what cannot be a cell.
    """
    needed = {each.variable.name: each for each in inputs(standard, "household")}
    have = {*survey.given, *([HOUSEHOLD_SIZE] if roster else [])}
    read_here = {name: each.variable for name, each in needed.items() if name in have}
    for name in standard.indicators:
        if name in survey.given:
            read_here[name] = Variable(name, "household", "boolean", codes=BOOLEANS)
            if "standard" in survey.given:
                read_here["standard"] = CHOOSING["standard"]
    if {*MADE_BY} <= {*survey.given}:
        read_here |= {name: CHOOSING[name] for name in MADE_BY}
    for name in (*standard.scorecards, *(SCORES[:1] if standard.review_scores else ())):
        if name in read_here and name + HIGHEST in survey.given:  # of a written profile
            read_here[name + HIGHEST] = replace(read_here[name], name=name + HIGHEST)
    required = [name for name, each in needed.items() if each.need == "required"]
    absent = [name for name in required if name not in have]
    _require(survey, absent, standard, income=standard.needs_income and not decided)
    required += ["weight"] if "weight" in read_here else []
    require_cells(survey, read_here)
    chose = None if years is None else tuple(years)
    return Reading(survey, standard, read_here, tuple(required), roster, (standard,), years=chose)


def carrying(reading: Reading, names: Collection[str]) -> Reading:
    """Return a reading that also reads those variables among `names` that a column map gives.

    So a row is refused where the map does not say what one of its cells means. Raises SurveyError
    when a column that they come from holds what cannot be a cell.
    """
    return replace(reading, variables=_with_mapped(reading.survey, reading.variables, names))


def carrying_members(roster: Roster) -> Roster:
    """Return a roster that also reads every variable of members that a column map gives."""
    survey = roster.survey
    return replace(roster, variables=_with_mapped(survey, roster.variables, survey.columns))


def _with_mapped(
    survey: Survey, variables: Mapping[str, Variable], names: Collection[str]
) -> dict[str, Variable]:
    origins = survey.origins or {}
    found = {n: origins[n].variable for n in names if n in origins and n not in variables}
    require_cells(survey, found)
    return {**variables, **found}


def _require(survey: Survey, absent: Sequence[str], standard: Standard, *, income: bool) -> None:
    missing: list[str | tuple[str, ...]] = [*absent]
    if income:
        incomes = [*INCOMES, *(SCORES[:1] if standard.review_scores else ())]
        if not any(name in survey.given for name in incomes):
            missing.append(tuple(incomes))
    if missing:
        advice = message(
            "reading.cannot-do-without",
            "{standard} needs this column: add it, rename the matching column, or say in a column "
            "map which one matches (`mdpoverty map` drafts one, --columns reads it)",
            standard=standard.id,
        )
        if survey.origins is not None:
            advice = message(
                "reading.map-does-not-say",
                "{standard} needs this variable: say in the column map where it is",
                standard=standard.id,
            )
        headings = _asked_in_form(survey)
        if survey.form == standard.id:
            advice = message(
                "reading.column-of-form",
                "{standard} needs this column of the form: add it again, with the heading that "
                "`mdpoverty template {standard}` writes",
                standard=standard.id,
            )
        elif survey.form is not None:
            advice = message(
                "reading.form-of",
                "this looks like the form of {form}: apply that standard (--standard {form})",
                form=survey.form,
            )
        have = [survey.called(name) for name in survey.given]
        used = {*standard.variables("household"), *survey.headings.values()}
        error = lacking(survey.name, have, missing, advice, used, headings)
        if survey.form not in (None, standard.id):  # whose many columns are no news to anybody
            headline = message(
                "reading.of-another-form",
                "{file} is the form of {form}, and does not have all columns that {standard} needs",
                file=survey.name,
                form=survey.form,
                standard=standard.id,
            )
            error = SurveyError(headline, error.problems, survey.name)
        raise error


def _asked_in_form(survey: Survey) -> dict[str, str]:
    """Return the headings that a form asks for variables by, before their names; else nothing."""
    if survey.form is None or not survey.questions:
        return {}
    asked = forms()[survey.form].questions(survey.called(KEYS[0]))
    return {name: f"{plain(heading, 80)} ({name})" for name, heading in asked.items()}


class Misspelt(NamedTuple):
    """A column of a file that nothing reads, and the variable that it looks like."""

    file: str
    column: str
    variable: str


def misspelt(reading: Reading) -> list[Misspelt]:
    """Return the columns of the survey, and of its roster, that look like a misspelt variable."""
    known = reading.standard.variables
    level: Level = "member" if reading.has_person_rows else "household"
    found = _misspelt(reading.survey, known(level), reading.columns)
    if reading.roster:
        found += _misspelt(reading.roster.survey, known("member"), ())
    return found


def _misspelt(survey: Survey, known: Collection[str], others: Collection[str]) -> list[Misspelt]:
    if survey.origins is not None:
        return []  # a column map says what is read
    absent = [name for name in known if name not in survey.schema]
    unread = [
        name
        for name in survey.schema
        if name not in known and name not in others and not is_unnamed(name)
    ]
    found = ((name, nearest(name, absent)) for name in unread)
    return [Misspelt(survey.name, name, near) for name, near in found if near is not None]


def review_days(survey: Survey) -> tuple[date, date] | None:
    """Return the first and the last day of the review, by the column `review_date`.

    None where there is no such column, or no day in it.
    """
    variable = variables("household")["review_date"]
    if variable.name not in survey.given:
        return None
    known = {variable.name: variable}
    require_cells(survey, known)
    days = collected(converted(survey, known).select(variable.name).unique())[variable.name]
    found = [day for day in days.drop_nulls().sort().to_list() if day != NO_DATE]
    return (found[0], found[-1]) if found else None


def survey_years(survey: Survey) -> list[int]:
    """Return the years that the column `survey_year` holds, ascending.

    Blanks say nothing; nor do cells that are no year, whose rows are refused. Of a survey that is
    judged by its first rows they are the years of these.
    """
    if "survey_year" not in survey.given:
        return []
    variable = variables("household")["survey_year"]
    known = {variable.name: variable}
    require_cells(survey, known)
    if survey.by_first_rows:
        survey = replace(survey, frame=first_rows(survey))
    return years_in(collected(converted(survey, known).select(variable.name).unique()))


def years_in(rows: pl.DataFrame) -> list[int]:
    """Return the years of rows with converted values, ascending."""
    years = rows["survey_year"].drop_nulls().drop_nans()
    several = years.min() != years.max()  # soon told, and most often not so
    return [int(year) for year in (years.unique().sort() if several else years.head(1))]
