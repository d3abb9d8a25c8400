"""A household's standing: what decides its class, which class that is, and by which rule.

All is asked of `classified`: a part of a rule by itself, of a standard that has it as only rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import narwhals as nw
import polars as pl

from mdpoverty.classification.classes import Measured, classified
from mdpoverty.standards.class_rules import (
    UNDETERMINED,
    AllOfRules,
    AnyOfRules,
    Class,
    Decision,
    NoneOfRules,
)
from mdpoverty.standards.model import ClassRule, ReviewScores, Standard
from mdpoverty.standards.scores import DeprivationPoints

_COLUMNS: Mapping[str, pl.DataType] = {
    "area": pl.String(),
    "income": pl.Float64(),
    "deprivations": pl.Int64(),
    "possible": pl.Int64(),
    "score": pl.Int64(),
    "possible_score": pl.Int64(),
    "income_score": pl.Float64(),
    "deprivation_score": pl.Float64(),
    "income_score_highest": pl.Float64(),
}
_HOLDS, _FAILS = "HOLDS", "FAILS"  # no basis is called so: names are in lower case


@dataclass(frozen=True)
class Standing:
    """What decides a household's class; None is unknown.

    `income` is per person per month, in VND; `deprivations` counts the sure ones, `possible`
    those that are or may be, `score` and `possible_score` the units of their weights; the other
    scores are in points, `income_score` the least where a highest is given. `scores` are the least
    and the most that scores of the standard may be
    (that of deprivations: where it is given), `conditions` say whether those of the standard hold.
    """

    area: str | None
    income: float | None
    deprivations: int
    possible: int
    score: int
    possible_score: int
    income_score: float | None = None
    deprivation_score: float | None = None
    scores: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    conditions: Mapping[str, bool | None] = field(default_factory=dict)
    income_score_highest: float | None = None

    def score_of(self, name: str, standard: Standard) -> tuple[float, float]:
        """Return the least and the most points of a score of the standard."""
        score = standard.scores[name]
        if name in self.scores or not isinstance(score, DeprivationPoints):
            return self.scores[name]
        each = score.points_for_each_deprivation
        return float(self.deprivations * each), float(self.possible * each)


@dataclass(frozen=True)
class Outcome:
    """A class, the rule that decided, and the classes that are possible where none did."""

    name: Class | Literal["undetermined"]
    basis: str | None
    possible: tuple[str, ...]

    def is_by(self, rule: ClassRule) -> bool:
        """Return whether a class rule decided; those of two classes may have the same basis."""
        return (rule.name, rule.basis) == (self.name, self.basis)

    @property
    def classes(self) -> tuple[str, ...]:
        """The class, or the classes still possible."""
        return self.possible or (self.name,)


@dataclass(frozen=True)
class RuleAnswer:
    """A class rule: whether it holds by itself, and each limit in it."""

    rule: ClassRule
    holds: bool | None
    limits: tuple[tuple[Decision, bool | None], ...]


def outcomes(standard: Standard, standings: Sequence[Standing]) -> list[Outcome]:
    """Return the class of each household under `standard`."""
    frame, found = classified(_frame(standard, standings), standard, _measured(standard))
    rows = _collected(frame.select(**found)).rows(named=True)
    return [
        Outcome(row["class"], row["basis"], tuple((row["possible_classes"] or "").split(";")))
        if row["class"] == UNDETERMINED
        else Outcome(row["class"], row["basis"], ())
        for row in rows
    ]


def are_by_score(standard: Standard, standings: Sequence[Standing]) -> list[bool]:
    """Return of each household whether the review's scores decide, in place of income."""
    scores = standard.review_scores
    if scores is None:
        return [False] * len(standings)
    end = scores.classes[-1].model_copy(update={"basis": _HOLDS, "when": None})
    asked = _with(standard, None, scores.model_copy(update={"classes": (end,)}))
    return [outcome.basis == _HOLDS for outcome in outcomes(asked, standings)]


def rule_answers(
    standard: Standard, standings: Sequence[Standing], *, by_score: bool
) -> list[tuple[RuleAnswer, ...]]:
    """Return of each household the class rules in order, to the first that surely holds."""
    scores = standard.review_scores
    rules = scores.classes if by_score and scores else standard.classes
    asked: dict[Decision, None] = {}
    for rule in rules:
        if rule.when is not None:
            asked |= dict.fromkeys([rule.when, *_limits(rule.when)])
    every = _holding(standard, list(asked), standings, by_score=by_score)
    return [_to_the_first(rules, answers) for answers in every]


def _to_the_first(
    rules: Sequence[ClassRule], answers: Mapping[Decision, bool | None]
) -> tuple[RuleAnswer, ...]:
    found = []
    for rule in rules:
        holds = True if rule.when is None else answers[rule.when]
        limits = () if rule.when is None else tuple(_limits(rule.when))
        found.append(RuleAnswer(rule, holds, tuple((part, answers[part]) for part in limits)))
        if holds:
            break
    return tuple(found)


def _measured(standard: Standard) -> Measured:
    columns = ("income", "deprivations", "possible", "score", "possible_score")
    return Measured(
        *columns,
        standard.weights.whole,
        {name: (f"least {name}", f"most {name}") for name in standard.scores},
        {name: f"holds {name}" for name in standard.conditions},
        frozenset({"income_score", "income_score_highest", "deprivation_score"}),
    )


def _frame(standard: Standard, standings: Sequence[Standing]) -> nw.LazyFrame[Any]:
    measured = _measured(standard)
    schema = dict(_COLUMNS)
    schema |= {end: pl.Float64() for ends in measured.scores.values() for end in ends}
    schema |= dict.fromkeys(measured.conditions.values(), pl.Boolean())
    rows = []
    for standing in standings:
        row: dict[str, Any] = {name: getattr(standing, name) for name in _COLUMNS}
        for name, ends in measured.scores.items():
            row |= dict(zip(ends, standing.score_of(name, standard), strict=True))
        row |= {column: standing.conditions[name] for name, column in measured.conditions.items()}
        rows.append(row)
    return nw.from_native(pl.LazyFrame(rows, schema=schema))


def _collected(frame: nw.LazyFrame[Any]) -> pl.DataFrame:
    native: pl.LazyFrame = frame.to_native()
    return native.collect()


def _with(
    standard: Standard, classes: tuple[ClassRule, ...] | None, scores: ReviewScores | None
) -> Standard:
    """Return the standard with other class rules, by income (None: its own) and by scores."""
    # Not a copy, which would keep the ladder of the rules before.
    fields = dict(standard) | {"review_scores": scores}
    return Standard.model_construct(**fields | ({"classes": classes} if classes else {}))


def _limits(decision: Decision) -> Iterator[Decision]:
    match decision:
        case AllOfRules() | AnyOfRules() | NoneOfRules():
            (parts,) = decision.__dict__.values()
            for part in parts:
                yield from _limits(part)
        case _:
            yield decision


def _holding(
    standard: Standard, asked: Sequence[Decision], standings: Sequence[Standing], *, by_score: bool
) -> list[dict[Decision, bool | None]]:
    """Return of each household whether each of `asked` holds by itself; None is unknown."""
    if not asked:  # one rule, for everybody
        return [{} for _ in standings]
    frame = _frame(standard, standings)
    columns = [f"answer_{index}" for index in range(len(asked))]
    last = standard.classes[-1]
    fails = last.model_copy(update={"name": "non_poor", "basis": _FAILS, "when": None})
    for column, decision in zip(columns, asked, strict=True):
        holds = fails.model_copy(update={"name": "poor", "basis": _HOLDS, "when": decision})
        scores = standard.review_scores if by_score else None
        if scores:
            scores = scores.model_copy(update={"classes": (holds, fails)})
        alone = _with(standard, None if by_score else (holds, fails), scores)
        frame, found = classified(frame, alone, _measured(standard), column)
        frame = frame.with_columns(**{column: found["basis"]})
    answers = {_HOLDS: True, _FAILS: False, None: None}
    return [
        {decision: answers[basis] for decision, basis in zip(asked, row, strict=True)}
        for row in _collected(frame.select(*columns)).rows()
    ]
