"""Why a household has its class: everything that was read of it, asked of it and decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import polars as pl

from mdpoverty.classification.decide import INCOMES, SCORES, condition_holds
from mdpoverty.classification.derived import derive
from mdpoverty.classification.given import Given
from mdpoverty.codebook import GROUPS, HOUSEHOLD_SIZE
from mdpoverty.errors import SurveyError, plain
from mdpoverty.explanation.evidence import Row, Source, Value, asked_of, cells_of, sources, value_of
from mdpoverty.explanation.lookup import household_of
from mdpoverty.explanation.outlook import Undecided, undecided
from mdpoverty.explanation.scales import QUANTITIES, cuts, lines_of
from mdpoverty.explanation.sheet import Sheet, asked_of_sheets, sheets
from mdpoverty.explanation.standing import Outcome, RuleAnswer, Standing, is_by_score, rule_answers
from mdpoverty.files.rows import FILE, LINE
from mdpoverty.language.messages import message
from mdpoverty.reading.reading import Reading
from mdpoverty.run.classify import classify_rows
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
    `rules` end with the first that surely holds; `sheets` are the standard's scorecards, filled in.
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

    @property
    def weighted_score(self) -> Fraction:
        """The sum of the weights of the sure deprivations."""
        return Fraction(self.standing.score, self.standard.weights.whole)

    @property
    def unknown_weight(self) -> Fraction:
        """The sum of the weights of the unknown indicators."""
        unknown = self.standing.possible_score - self.standing.score
        return Fraction(unknown, self.standard.weights.whole)


def explain(reading: Reading, household_id: str) -> Explanation:
    """Return why the household with this id has its class.

    One pass over each file. Raises SurveyError when no row has the id, or its row, or that of one
    of its members, is refused, as where the id is on more than one row.
    """
    alone = household_of(reading, household_id)
    profile = _classified(alone, household_id)
    row, known = _row(alone)
    standard = alone.standard
    answers = {name: _truth(profile[name]) for name in standard.indicators}
    standing = _standing(standard, profile, row, answers)
    by_score = is_by_score(standard, standing)
    quantity = _quantity(standard, by_score=by_score)
    amount = getattr(standing, quantity) if quantity else None
    told = sources(alone, row)
    outcome = Outcome(
        profile["class"],
        profile["basis"],
        tuple(name for name in (profile["possible_classes"] or "").split(";") if name),
    )
    return Explanation(
        standard,
        profile["household_id"],
        Place(row.get(FILE, alone.survey.name), alone.survey.unit, row[LINE]),
        _values(alone, row, GROUPS),
        value_of(alone, row, HOUSEHOLD_SIZE) if HOUSEHOLD_SIZE in alone.variables else None,
        standing,
        quantity,
        _values(alone, row, SCORES if by_score else INCOMES if quantity else ()),
        amount,
        _distances(standard, quantity, standing.area, amount),
        tuple(
            Verdict(name, indicator, answers[name], told[name])
            for name, indicator in standard.indicators.items()
        ),
        rule_answers(standard, standing, by_score=by_score),
        outcome,
        undecided(
            standard,
            standing,
            [name for name, answer in answers.items() if answer is None],
            by_score=by_score,
        )
        if outcome.name == UNDETERMINED
        else None,
        tuple(sheets(standard, known, row, _points(standard, profile))),
    )


def _points(standard: Standard, profile: Row) -> dict[str, Points]:
    """Return the points of each scorecard, as the profile has them."""
    return {
        name: Points(*(Fraction(repr(profile[column])) for column in (name, name + HIGHEST)))
        for name in standard.scorecards
    }


def _classified(reading: Reading, household_id: str) -> Row:
    """Return the household's row of the profile."""
    try:
        found = classify_rows(reading, pl.LazyFrame.collect, refuse=False).result
    except SurveyError as error:
        shown = plain(household_id.strip(), _LONGEST_ID)
        headline = message(
            "explanation.refused",
            "{survey}: household '{id}' is refused",
            survey=reading.survey.name,
            id=shown,
        )
        raise SurveyError(headline, error.problems, error.source, error.unit) from None
    return found.row(0, named=True)


def _row(reading: Reading) -> tuple[Row, Given]:
    """Return the household's values, its cells as they stand, and what each source answers.

    With them comes what there is to ask of it.
    """
    frame = reading.rows(cells=cells_of(reading.survey, reading.variables))
    frame, known = derive(frame, reading.standard, "household", reading.given)
    standard = reading.standard
    asked = asked_of(reading, known) | asked_of_sheets(standard, known)
    asked |= {_HOLDS + n: condition_holds(n, standard, known) for n in standard.conditions}
    native: Any = (frame.with_columns(**asked) if asked else frame).to_native()
    row: Row = native.collect().row(0, named=True)
    return row, known


def _standing(
    standard: Standard, profile: Row, row: Row, answers: Mapping[str, bool | None]
) -> Standing:
    units = standard.weights.units
    return Standing(
        row.get("area") if standard.needs_area else None,
        profile.get("income_per_capita"),
        profile["deprivations"],
        profile["deprivations"] + profile["unknown_indicators"],
        sum(units[name] for name, answer in answers.items() if answer),
        sum(units[name] for name, answer in answers.items() if answer is not False),
        row.get("income_score"),
        row.get("deprivation_score"),
        _scores(standard, profile, row),
        {name: row[_HOLDS + name] for name in standard.conditions},
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
