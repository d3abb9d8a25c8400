"""A standard: what a threshold file may say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, StrictBool, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from mdpoverty import codebook
from mdpoverty.codebook import Variable
from mdpoverty.language.messages import message
from mdpoverty.standards import needs
from mdpoverty.standards.citation import Reference, Status
from mdpoverty.standards.class_rules import Class, Decision, Quantity, limits
from mdpoverty.standards.conditions import Condition, Frozen, Scope
from mdpoverty.standards.derived import Derived
from mdpoverty.standards.exact_numbers import FRACTION, Number, WholeNumber
from mdpoverty.standards.faults import refused
from mdpoverty.standards.hidden import NOT_IN_FILES
from mdpoverty.standards.labels import Id, Label, Name, Said, Words
from mdpoverty.standards.ladder import Counted, Ladder, tabulate
from mdpoverty.standards.lines import Line, ascending
from mdpoverty.standards.lookups import LookupTable
from mdpoverty.standards.scores import DeprivationPoints, Score, Scorecard
from mdpoverty.standards.weights import Weights, weights_of

DIGITS = 12  # of a digest that are shown, and written in a profile

Weight = Annotated[Number, Field(gt=0, le=1), WithJsonSchema({**FRACTION, "exclusiveMinimum": 0})]


class LegalBasis(Frozen):
    """An instrument that the standard rests on."""

    document: Words
    clause: Said | None = None
    about: Label
    status: Status


def _date(value: Any) -> date:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise refused(message("standards.not-a-date", "not a date; allowed: a date such as 2022-01-31"))


_DAY = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
Day = Annotated[
    date,
    PlainValidator(_date),
    WithJsonSchema({"type": "string", "format": "date", "pattern": _DAY}),
]


class Applies(Frozen):
    """The first and the last day on which the standard is used."""

    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]


class Indicator(Frozen):
    """A deprivation indicator, its cut-off, and its weight in an index that has weights."""

    dimension: Name
    label: Label
    reference: Reference
    weight: Weight | None = None
    deprived_when: Condition


class ClassRule(Frozen):
    """A rung of the ladder of classes: the first that holds decides."""

    name: Annotated[Class, Field(alias="class")]
    basis: Name
    label: Label
    reference: Reference
    when: Decision | None = None


class ReviewScores(Frozen):
    """The rules for registers that hold the field review's scores in place of income."""

    lines: dict[Name, Line]
    classes: Annotated[tuple[ClassRule, ...], Field(min_length=1)]


class NamedCondition(Frozen):
    """A condition on the household that class rules may read by its name."""

    label: Label
    reference: Reference
    when: Condition


class Input(Frozen):
    """A variable that the standard asks for and the codebook does not have."""

    level: Literal["household", "member"]
    type: Literal["code", "boolean", "integer", "number", "date"]
    label: Label
    unit: str = ""
    codes: tuple[Words, ...] = ()
    minimum: WholeNumber | None = None
    maximum: WholeNumber | None = None


class Head(Frozen):
    """What every threshold file says of itself, whatever it is based on."""

    id: Id
    name: Label
    applies: Applies
    compared_with_law_on: Day
    legal_basis: Annotated[tuple[LegalBasis, ...], Field(min_length=1)]
    notes: tuple[Label, ...] = ()
    by_name_only: StrictBool = False


class Standard(Head):
    """A poverty standard, as its threshold file says it.

    A standard that is chosen `by_name_only` is never the one that applies in a year. `digest` is
    the SHA-256 of the file's text, of its base's digest and of the tables beside it; `base` is the
    standard that it is based on; `source` is the file's name, for messages.
    """

    based_on: Id | None = None
    inputs: dict[Name, Input] = Field(default_factory=dict)
    tables: dict[Name, LookupTable] = Field(default_factory=dict)
    derived: dict[Name, Derived] = Field(default_factory=dict)
    income_lines: dict[Name, Line] = Field(default_factory=dict)
    dimensions: dict[Name, Label] = Field(default_factory=dict)
    indicators: dict[Name, Indicator] = Field(default_factory=dict)
    conditions: dict[Name, NamedCondition] = Field(default_factory=dict)
    scores: dict[Name, Score] = Field(default_factory=dict)
    classes: Annotated[tuple[ClassRule, ...], Field(min_length=1)]
    review_scores: ReviewScores | None = None
    base: Annotated[SkipJsonSchema[Standard | None], Field(exclude=True), NOT_IN_FILES] = None
    digest: Annotated[SkipJsonSchema[str], Field(exclude=True), NOT_IN_FILES] = ""
    source: Annotated[SkipJsonSchema[str], Field(exclude=True), NOT_IN_FILES] = ""

    @property
    def short_digest(self) -> str:
        """The digits of the digest that are shown, and written in a profile."""
        return self.digest[:DIGITS]

    def variables(self, level: Scope) -> Mapping[str, Variable]:
        """Return the variables that a survey under this standard may hold, by name."""
        return {**codebook.variables(level), **_inputs(self, level)}

    @cached_property
    def every_variable(self) -> Mapping[str, Variable]:
        """The variables of both levels, those that only a review reads too, by name."""
        own = {**self.variables("member"), **self.variables("household")}
        return {**codebook.all_variables(), **own}

    def named(self, level: Scope) -> Mapping[str, Variable]:
        """Return the variables that conditions may name: those of a survey, and derived ones."""
        return self._named[level]

    @cached_property
    def _named(self) -> Mapping[Scope, Mapping[str, Variable]]:
        return {
            level: {**self.variables(level), **needs.derived_variables(self, level)}
            for level in codebook.LEVELS
        }

    def asked(self, level: Scope) -> frozenset[str]:
        """Return the names of a survey's variables that are read at one level."""
        return frozenset(self.readers(level))

    def readers(self, level: Scope) -> Mapping[str, tuple[str, ...]]:
        """Return a survey's variables that are read at one level, each with the names of those.

        That is of indicators, conditions and scores.
        """
        return needs.readers(self, level)

    @cached_property
    def needs_income(self) -> bool:
        """Whether the class rules read income or the area's lines."""
        return self.decides_by("income")

    def decides_by(self, quantity: Quantity) -> bool:
        """Return whether a class rule reads a quantity."""
        return any(
            quantity == asked
            for rule in self.classes
            if rule.when
            for asked, *_ in limits(rule.when)
        )

    @cached_property
    def needs_area(self) -> bool:
        """Whether the class rules read a line, which there is for each area."""
        asked = (x for rule in self.classes if rule.when for x in limits(rule.when))
        return any(isinstance(limit, str) for _, _, limit, _ in asked)

    @cached_property
    def scorecards(self) -> Mapping[str, Scorecard]:
        """The scores that have items."""
        return {name: x for name, x in self.scores.items() if isinstance(x, Scorecard)}

    @cached_property
    def needs_size(self) -> bool:
        """Whether a household's size is needed, for income per person or for a ratio."""
        return self.needs_income or codebook.HOUSEHOLD_SIZE in self.asked("household")

    @cached_property
    def ladder(self) -> Ladder:
        """The class rules over income, counts, scores and conditions."""
        lines = {"income": self.income_lines, **{n: x.lines for n, x in self.scores.items()}}
        return _ladder(self.classes, lines, self.counts)

    @cached_property
    def score_ladder(self) -> Ladder | None:
        """The class rules over the review's scores."""
        scores = self.review_scores
        return _ladder(scores.classes, {"income_score": scores.lines}, {}) if scores else None

    @cached_property
    def weights(self) -> Weights:
        """The weights of the indicators; where the file has none, all weigh the same."""
        return weights_of({name: x.weight for name, x in self.indicators.items()})

    @cached_property
    def is_weighted(self) -> bool:
        """Whether the file has weights."""
        return any(indicator.weight is not None for indicator in self.indicators.values())

    @property
    def counts(self) -> Mapping[Quantity, Counted]:
        """The values that counts, and what is told by counting, can have."""
        weights, count = self.weights, len(self.indicators)
        each = {
            name: score.points_for_each_deprivation
            for name, score in self.scores.items()
            if isinstance(score, DeprivationPoints)
        }
        return {
            "deprivations": Counted(range(count + 1), 1),
            "weighted_score": Counted(weights.scores, weights.whole),
            **dict.fromkeys(self.conditions, Counted((0, 1), 1)),
            **{name: Counted(range(0, count * n + 1, n), 1) for name, n in each.items()},
        }

    @property
    def every_rule(self) -> tuple[ClassRule, ...]:
        """The class rules, and those over the review's scores."""
        return (*self.classes, *(self.review_scores.classes if self.review_scores else ()))

    @property
    def chain(self) -> tuple[Standard, ...]:
        """The standards that this one is based on, its own base first."""
        return (self.base, *self.base.chain) if self.base else ()

    @property
    def recalled(self) -> tuple[str, ...]:
        """The indicators whose cut-offs are known from memory only."""
        return tuple(i for i, x in self.indicators.items() if x.reference.status == "recalled")

    def applies_in(self, year: int) -> bool:
        """Return whether the standard is in use on some day of `year`, unless by its name alone."""
        if self.by_name_only:
            return False
        return self.applies.first.year <= year <= self.applies.last.year


def _ladder(
    rules: tuple[ClassRule, ...],
    lines: Mapping[Quantity, Mapping[str, Line]],
    counts: Mapping[Quantity, Counted],
) -> Ladder:
    ordered = {quantity: ascending(own) for quantity, own in lines.items()}
    return tabulate([rule.when for rule in rules], ordered, counts)


def _inputs(standard: Standard, level: Scope) -> dict[str, Variable]:
    return {
        name: Variable(
            name=name,
            level=level,
            type=given.type,
            unit=given.unit,
            codes=codebook.BOOLEANS if given.type == "boolean" else given.codes,
            minimum=given.minimum,
            maximum=given.maximum,
            label_en=given.label.en,
            label_vi=given.label.vi,
        )
        for name, given in standard.inputs.items()
        if given.level == level
    }
