"""Why households have their class: everything that was read of them, asked of them and decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

import polars as pl

from mdpoverty.classification.decide import INCOMES, SCORES, condition_holds
from mdpoverty.classification.derived import derive
from mdpoverty.classification.given import Given
from mdpoverty.classification.widened import widened
from mdpoverty.codebook import GROUPS, HOUSEHOLD_SIZE
from mdpoverty.errors import SurveyError, plain
from mdpoverty.explanation.evidence import (
    Row,
    Source,
    Value,
    asked_of,
    cells_of,
    people_of,
    sources,
    value_of,
)
from mdpoverty.explanation.lookup import households_of
from mdpoverty.explanation.open_cells import OpenCell, open_cells
from mdpoverty.explanation.outlook import Open, Undecided, undecided
from mdpoverty.explanation.scales import QUANTITIES, cuts, lines_of
from mdpoverty.explanation.sheet import Sheet, asked_of_sheets, sheets
from mdpoverty.explanation.standing import Outcome, RuleAnswer, Standing, are_by_score, rule_answers
from mdpoverty.files.rows import FILE, LINE
from mdpoverty.language.messages import message
from mdpoverty.reading.reading import Reading
from mdpoverty.run.classify import classify_rows
from mdpoverty.run.grouped import with_groups_refused
from mdpoverty.standards.class_rules import UNDETERMINED, Quantity
from mdpoverty.standards.lines import Line
from mdpoverty.standards.model import Indicator, Standard
from mdpoverty.standards.scores import HIGHEST, Points

_LONGEST_ID = 100
_HOLDS = "_holds "  # before the name of a condition: whether it does


@dataclass(frozen=True)
class Place:
    """Where a household stands: the file, and the line (or row) of it."""

    file: str
    unit: Literal["line", "row"]
    number: int


@dataclass(frozen=True)
class Distance:
    """How far an income or a score is above a line (below: negative), in VND or in points."""

    name: str
    line: Line
    amount: int
    above: Fraction


@dataclass(frozen=True)
class Verdict:
    """Whether the household is deprived in an indicator, and by which of its sources."""

    name: str
    indicator: Indicator
    answer: bool | None
    sources: tuple[Source, ...]

    @property
    def decided_by(self) -> Source | None:
        """The first source that has an answer."""
        return next((source for source in self.sources if source.answer is not None), None)


@dataclass(frozen=True)
class Explanation:
    """Why a household has its class under a standard.

    `quantity` is what is held against the lines, None where the class rules have none; `measured`
    are the cells that say how much it is, `amount` that much: VND per person per month, or points.
    `rules` end with the first that surely holds; `sheets` are the standard's scorecards, filled in;
    `open_cells` those that would decide the class of a household that is undetermined.
    """

    standard: Standard
    household_id: str
    place: Place
    groups: tuple[Value, ...]
    size: Value | None
    standing: Standing
    quantity: Quantity | None
    measured: tuple[Value, ...]
    amount: float | None
    distances: tuple[Distance, ...]
    verdicts: tuple[Verdict, ...]
    rules: tuple[RuleAnswer, ...]
    outcome: Outcome
    undecided: Undecided | None
    sheets: tuple[Sheet, ...] = ()
    open_cells: tuple[OpenCell, ...] = ()

    @property
    def points(self) -> Points | None:
        """The points that the income score may have where a profile leaves them open, else None."""
        least, most = self.standing.income_score, self.standing.income_score_highest
        if self.quantity != SCORES[0] or least is None or most is None or least == most:
            return None
        return Points(Fraction(repr(least)), Fraction(repr(most)))

    @property
    def weighted_score(self) -> Fraction:
        """The sum of the weights of the sure deprivations."""
        return Fraction(self.standing.score, self.standard.weights.whole)

    @property
    def unknown_weight(self) -> Fraction:
        """The sum of the weights of the unknown indicators."""
        unknown = self.standing.possible_score - self.standing.score
        return Fraction(unknown, self.standard.weights.whole)


@dataclass(frozen=True)
class _Household:
    """What was read of a household and decided: its rows of the profile and of `_rows`."""

    profile: Row
    row: Row
    people: Sequence[Row]
    standing: Standing
    by_score: bool

    @property
    def is_undetermined(self) -> bool:
        return bool(self.profile["class"] == UNDETERMINED)


def explain(reading: Reading, wanted: Sequence[str]) -> list[Explanation]:
    """Return why each household has its class, in the order in which they are wanted.

    `wanted` are ids, and patterns of ids as `households_of` takes them. One pass over each file,
    however many households. Raises SurveyError when no row has an id, or when a row of these
    households, or of their members, is refused, as where an id is on more than one row.
    """
    some, ids = households_of(with_groups_refused(reading), wanted)
    profiles = _classified(some, ids)
    rows, known = _rows(some)
    people = people_of(some)
    standard = some.standard
    standings = [_standing(standard, profiles[name], rows[name]) for name in ids]
    by_score = are_by_score(standard, standings)
    households = [
        _Household(profiles[name], rows[name], people.get(name, []), standing, scored)
        for name, standing, scored in zip(ids, standings, by_score, strict=True)
    ]
    rules = _rules(standard, households)
    outlooks = iter(
        undecided(standard, [_open(standard, x) for x in households if x.is_undetermined])
    )
    cells = open_cells(some) if any(each.is_undetermined for each in households) else {}
    found = [
        _explanation(some, each, answered, next(outlooks) if each.is_undetermined else None, known)
        for each, answered in zip(households, rules, strict=True)
    ]
    return [replace(each, open_cells=tuple(cells.get(each.household_id, ()))) for each in found]


def _explanation(
    reading: Reading,
    household: _Household,
    rules: tuple[RuleAnswer, ...],
    outlook: Undecided | None,
    known: Given,
) -> Explanation:
    standard, profile, row = reading.standard, household.profile, household.row
    standing = household.standing
    quantity = _quantity(standard, by_score=household.by_score)
    amount = getattr(standing, quantity) if quantity else None
    measured = SCORES if household.by_score else INCOMES if quantity else ()
    told = sources(reading, row, household.people)
    return Explanation(
        standard,
        profile["household_id"],
        Place(row.get(FILE, reading.survey.name), reading.survey.unit, row[LINE]),
        _values(reading, row, GROUPS),
        value_of(reading, row, HOUSEHOLD_SIZE) if HOUSEHOLD_SIZE in reading.variables else None,
        standing,
        quantity,
        _values(reading, row, measured),
        amount,
        _distances(standard, quantity, standing.area, amount),
        tuple(
            Verdict(name, indicator, _truth(profile[name]), told[name])
            for name, indicator in standard.indicators.items()
        ),
        rules,
        Outcome(
            profile["class"],
            profile["basis"],
            tuple(name for name in (profile["possible_classes"] or "").split(";") if name),
        ),
        outlook,
        tuple(sheets(standard, known, row, _points(standard, profile))),
    )


def _rules(standard: Standard, households: Sequence[_Household]) -> list[tuple[RuleAnswer, ...]]:
    """Return the answers of the class rules that decide each household: by scores, or by income."""
    found = {}
    for by_score in {each.by_score for each in households}:
        some = [each.standing for each in households if each.by_score == by_score]
        found[by_score] = iter(rule_answers(standard, some, by_score=by_score))
    return [next(found[each.by_score]) for each in households]


def _open(standard: Standard, household: _Household) -> Open:
    profile = household.profile
    unknown = tuple(name for name in standard.indicators if profile[name] is None)
    return Open(household.standing, unknown, household.by_score)


def _points(standard: Standard, profile: Row) -> dict[str, Points]:
    """Return the points of each scorecard, as the profile has them."""
    return {
        name: Points(*(Fraction(repr(profile[column])) for column in (name, name + HIGHEST)))
        for name in standard.scorecards
    }


def _classified(reading: Reading, ids: Sequence[str]) -> dict[str, Row]:
    """Return the row of each household in the profile."""
    try:
        found = classify_rows(reading, pl.LazyFrame.collect, refuse=False).result
    except SurveyError as error:
        headline = message(
            "explanation.some-refused",
            "{survey}: some of these {count} households are refused",
            survey=reading.survey.name,
            count=len(ids),
        )
        if len(ids) == 1:
            headline = message(
                "explanation.refused",
                "{survey}: household '{id}' is refused",
                survey=reading.survey.name,
                id=plain(ids[0], _LONGEST_ID),
            )
        raise SurveyError(headline, error.problems, error.source, error.unit) from None
    return {row["household_id"]: row for row in found.iter_rows(named=True)}


def _rows(reading: Reading) -> tuple[dict[str, Row], Given]:
    """Return of each household its values, its cells as they are, and what each source answers.

    With them comes what there is to ask of them.
    """
    frame = reading.rows(cells=cells_of(reading.survey, reading.variables))
    frame, known = derive(frame, reading.standard, "household", reading.given)
    standard = reading.standard
    asked = asked_of(reading, known) | asked_of_sheets(standard, known)
    asked |= {_HOLDS + n: condition_holds(n, standard, known) for n in standard.conditions}
    native: Any = widened(frame, asked).to_native()
    rows = native.collect().iter_rows(named=True)
    return {row["household_id"]: row for row in rows}, known


def _standing(standard: Standard, profile: Row, row: Row) -> Standing:
    units = standard.weights.units
    answers = {name: profile[name] for name in standard.indicators}
    return Standing(
        row.get("area") if standard.needs_area else None,
        profile.get("income_per_capita"),
        profile["deprivations"],
        profile["deprivations"] + profile["unknown_indicators"],
        sum(units[name] for name, answer in answers.items() if answer),
        sum(units[name] for name, answer in answers.items() if answer != 0),
        row.get("income_score"),
        row.get("deprivation_score"),
        _scores(standard, profile, row),
        {name: row[_HOLDS + name] for name in standard.conditions},
        row.get(SCORES[0] + HIGHEST),
    )


def _scores(standard: Standard, profile: Row, row: Row) -> dict[str, tuple[float, float]]:
    """Return the least and the most points of scores; of deprivations only where they are given."""
    found = {name: (profile[name], profile[name + HIGHEST]) for name in standard.scorecards}
    for name in standard.scores.keys() - standard.scorecards.keys():
        if profile["unknown_indicators"] and row.get(name) is not None:
            found[name] = (row[name], row[name])
    return found


def _values(reading: Reading, row: Row, names: Collection[str]) -> tuple[Value, ...]:
    return tuple(value_of(reading, row, name) for name in names if name in reading.variables)


def _quantity(standard: Standard, *, by_score: bool) -> Quantity | None:
    """Return what the class rules hold against lines."""
    asked: list[Quantity] = [q for q in QUANTITIES if lines_of(standard, q) and cuts(standard, q)]
    wanted: Quantity = "income_score" if by_score else "income"
    return wanted if wanted in asked else None


def _distances(
    standard: Standard, quantity: Quantity | None, area: str | None, amount: float | None
) -> tuple[Distance, ...]:
    if quantity is None or amount is None:
        return ()
    found = []
    for name, line in lines_of(standard, quantity).items():
        limit = line.rural if area == "rural" else line.urban
        found.append(Distance(name, line, limit, Fraction(repr(amount)) - limit))
    return tuple(found)


def _truth(answer: int | None) -> bool | None:
    return None if answer is None else answer == 1
