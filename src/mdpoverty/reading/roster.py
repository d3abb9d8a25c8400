"""The roster: one row a person, counted up to what a household's indicators need to know."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.classification.conditions import meaning
from mdpoverty.classification.derived import derive
from mdpoverty.classification.given import Counting, Given, Held, Tally
from mdpoverty.classification.tallies import counts_of
from mdpoverty.classification.widened import widened
from mdpoverty.codebook import KEYS, Variable, variables
from mdpoverty.language.messages import Phrase, message
from mdpoverty.reading.checks import MEMBERS, MEMBERS_REFUSED, age_checks, as_asked, member_checks
from mdpoverty.reading.countings import countings, narrow, own_parts
from mdpoverty.reading.failing import REFUSED, REFUSED_HOUSEHOLD, Check, fails, marked, refused
from mdpoverty.reading.inputs import inputs
from mdpoverty.standards.conditions import AnyMember, Condition
from mdpoverty.standards.derived import (
    FirstKnownValue,
    HighestOfMembers,
    MonthsBetween,
)
from mdpoverty.standards.model import Standard
from mdpoverty.standards.needs import of_households
from mdpoverty.survey.cells import require_cells
from mdpoverty.survey.engine import beside, converted
from mdpoverty.survey.missing_columns import lacking
from mdpoverty.survey.survey import Survey
from mdpoverty.survey.values import UNREADABLE

NO_SUCH_HOUSEHOLD = Phrase("reading.no-such-household", "is not in the survey")
_SURE, _POSSIBLE, _ANY = "_sure", "_possible", "_any"

Through = Callable[[pl.LazyFrame], pl.LazyFrame]


@dataclass(frozen=True)
class Roster:
    """What standards read of a member file, and what they count of the members.

    `households` is the survey of their households, of which members have the variables `context`.
    """

    survey: Survey
    variables: Mapping[str, Variable]
    standards: tuple[Standard, ...]
    households: Survey
    context: Mapping[str, Variable]

    def tallies(self, standard: Standard) -> dict[Counting, Tally]:
        """Return the columns that count, by what a standard counts."""
        place = self.place(standard)
        return {
            counting: Tally(f"{_SURE}_{place}_{index}", f"{_POSSIBLE}_{place}_{index}")
            for index, counting in enumerate(self.counted(standard))
        }

    def answers(self, standard: Standard) -> dict[Condition, str]:
        """Return the columns that answer what a standard asks of any member."""
        return {
            AnyMember(any_member=counting): f"{_ANY}{tally.sure}"
            for counting, tally in self.tallies(standard).items()
            if not isinstance(counting, (Held, HighestOfMembers))
        }

    def counted(self, standard: Standard) -> tuple[Counting, ...]:
        """Return what is counted for a standard, and for others that derive variables alike."""
        alike = [other for other in self.standards if _scope(other) == _scope(standard)]
        return tuple(dict.fromkeys(x for other in alike for x in countings(other)))

    @property
    def scopes(self) -> list[object]:
        """The ways in which the standards derive variables: in each, a name means one thing."""
        found: list[object] = []
        for standard in self.standards:
            if _scope(standard) not in found:
                found.append(_scope(standard))
        return found

    def place(self, standard: Standard) -> int:
        """Return which of `scopes` is a standard's."""
        return self.scopes.index(_scope(standard))

    @property
    def deriving(self) -> list[Standard]:
        """One standard for each of the ways in which they derive variables."""
        return [
            next(standard for standard in self.standards if _scope(standard) == scope)
            for scope in self.scopes
        ]


def _scope(standard: Standard) -> object:
    return standard.derived, standard.tables


def read_members(survey: Survey, standards: Sequence[Standard], households: Survey) -> Roster:
    """Return what `standards` read of the member file `survey` of these `households`.

    Raises SurveyError when the file has no `household_id` or no `person_id`.
    """
    missing = [key for key in KEYS if key not in survey.given]
    if missing:
        advice = message(
            "reading.member-keys",
            "a member file has one row for each person: add the column, or rename the "
            "matching column",
        )
        raise lacking(survey.name, survey.given, missing, advice, KEYS)
    needed = [each.variable for standard in standards for each in inputs(standard, "member")]
    variables = {v.name: v for v in needed if v.name in survey.given}
    require_cells(survey, variables)
    context = {
        name: variable
        for standard in standards
        for name, variable in of_households(standard).items()
        if name in households.given
    }
    return Roster(survey, variables, tuple(standards), households, context)


def member_values(roster: Roster, cells: Sequence[str] = ()) -> nw.LazyFrame[Any]:
    """Return the members with converted values, and `cells` as they stand beside them."""
    frame = converted(roster.survey, roster.variables, cells)
    if {"school_level", "attending_school"} <= roster.variables.keys():
        # Whoever attends no school has no level, whichever code stands there (codebook).
        level = nw.col("school_level")
        away = (nw.col("attending_school") == "no") & (level.is_null() | (level != UNREADABLE))
        level = nw.when(away).then(nw.lit("none")).otherwise(level)
        frame = frame.with_columns(school_level=level)
    return frame


def members_of(roster: Roster, cells: Sequence[str] = ()) -> tuple[nw.LazyFrame[Any], list[Given]]:
    """Return the members with their values, those of their households and derived variables.

    With them comes what the frame has for each of `roster.deriving`; `cells` are as for
    `member_values`.
    """
    return _with_households(roster, member_values(roster, cells))


def _with_households(
    roster: Roster, frame: nw.LazyFrame[Any]
) -> tuple[nw.LazyFrame[Any], list[Given]]:
    """Return members that have their own values with all that `members_of` returns.

    What each answers by itself is answered first: it takes less room beside the household than the
    codes that say it.
    """
    given = Given(frozenset((*roster.variables, *roster.context)))
    own = {
        part: f"_own {place}"
        for place, part in enumerate(own_parts(roster.standards, roster.variables))
    }
    frame = widened(frame, {own[part]: meaning(part, given) for part in own})
    given = replace(given, answers=own)
    if roster.context:
        household = {"household_id": variables("household")["household_id"], **roster.context}
        known = converted(roster.households, household).select(*household)
        # A household that is there twice is refused, and must not double its members.
        context = known.group_by("household_id").agg(*(nw.col(n).max() for n in roster.context))
        frame = beside(frame, context)
    found = []
    for place, standard in enumerate(roster.deriving):
        frame, known_here = derive(frame, standard, "member", given, f"{place} ")
        found.append(known_here)
    return frame, found


def checks_of(roster: Roster, repeated: nw.Expr | None) -> list[Check]:
    """Return the checks of a member by itself; `repeated` says which stand on several rows.

    The member is as of `members_of`: a birth after the day of the review, or too long before, is an
    impossible age too.
    """
    return [*member_checks(roster.survey, roster.variables, KEYS, repeated), *_age_checks(roster)]


def _age_checks(roster: Roster) -> list[Check]:
    pairs = {
        source.months_between: None
        for standard in roster.standards
        for derived in standard.derived.values()
        if isinstance(derived, FirstKnownValue)
        for source in derived.first_known
        if isinstance(source, MonthsBetween)
        and {*source.months_between} <= {*roster.variables, *roster.context}
    }
    return [each for pair in pairs for each in age_checks(roster.survey, *pair)]


def tallied(
    roster: Roster,
    repeated: nw.Expr | None,
    through: Through | None = None,
) -> nw.LazyFrame[Any]:
    """Return one row a household with members: how many they are, and how many meet what.

    `repeated` says which members stand on several rows; all of them go `through` a function of
    plans first.
    """
    frame = member_values(roster)
    if through is not None:
        frame = nw.from_native(through(frame.to_native()))
    own = refused(member_checks(roster.survey, roster.variables, KEYS, repeated))
    frame, given = _with_households(roster, frame.with_columns(**{REFUSED: own}))
    late = reduce(operator.or_, (check.failed for check in _age_checks(roster)), nw.col(REFUSED))
    frame = frame.with_columns(**{REFUSED: late.cast(nw.Int32)})
    sums = [nw.col(REFUSED).sum().alias(MEMBERS_REFUSED)]
    for standard, known in zip(roster.deriving, given, strict=True):
        frame, parts = counts_of(frame, roster.tallies(standard), standard, known)
        sums += parts
    counted = frame.group_by("household_id").agg(nw.len().cast(nw.Int64).alias(MEMBERS), *sums)
    answers = {
        name: meaning(condition, Given(frozenset(), roster.tallies(standard)))
        for standard in roster.standards
        for condition, name in roster.answers(standard).items()
    }
    few = {
        name: count
        for standard in roster.deriving
        for name, count in narrow(roster.tallies(standard)).items()
    }
    return widened(counted, {**answers, **few})


def failed_members(
    roster: Roster, households: pl.LazyFrame, repeated: nw.Expr | None
) -> tuple[list[Check], pl.LazyFrame]:
    """Return the checks, and the refused members with their cells and a column `_0`, … a check.

    `households` has `household_id` and `sound` (whether it is classified) for every household.
    """
    members, _ = members_of(roster, list(roster.survey.schema))
    frame: pl.LazyFrame = members.to_native()
    frame = frame.join(households, on="household_id", how="left", maintain_order="left")
    checks = placed_checks(checks_of(roster, repeated), roster.survey)
    return checks, marked(nw.from_native(frame), checks).filter(fails(checks))


def placed_checks(own: Sequence[Check], survey: Survey) -> list[Check]:
    """Return the checks of a member's row, `own` and those of its household's place in the survey.

    The row has `sound`: whether its household is classified, null where the survey has none such.
    """
    placed = [
        Check(
            "household_id",
            NO_SUCH_HOUSEHOLD(),
            nw.col("sound").is_null() & ~nw.col("household_id").is_null(),
            message("reading.id-of-the-survey", "the id of a household in the survey"),
            message("reading.add-household", "add the household, or remove its members"),
            "household_id",
        ),
        Check(
            "household_id",
            REFUSED_HOUSEHOLD(),
            # A row that is refused for itself is told that alone.
            (~nw.col("sound")).fill_null(value=False) & ~refused(own),
            advice=message(
                "reading.correct-household", "correct the household and its other members"
            ),
            shows="household_id",
        ),
    ]
    return [*own, *(as_asked(check, survey) for check in placed)]
