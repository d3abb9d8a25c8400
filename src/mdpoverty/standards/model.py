"""A standard: what a threshold file may say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    PlainValidator,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticKnownError

from mdpoverty import codebook
from mdpoverty.codebook import Variable
from mdpoverty.language import Language
from mdpoverty.language.messages import message
from mdpoverty.standards.class_rules import Class, Decision, Quantity, limits
from mdpoverty.standards.conditions import (
    FRACTION,
    Condition,
    Frozen,
    Number,
    Scope,
    columns_read,
)
from mdpoverty.standards.faults import refused
from mdpoverty.standards.ladder import Counted, Ladder, tabulate
from mdpoverty.standards.weights import Weights, weights_of

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Words = Annotated[
    str,
    StringConstraints(min_length=1, strip_whitespace=True),
    WithJsonSchema({"type": "string", "pattern": r"\S"}),
]
Status = Literal["text", "seen", "recalled"]
Weight = Annotated[Number, Field(gt=0, le=1), WithJsonSchema({**FRACTION, "exclusiveMinimum": 0})]


class Label(Frozen):
    """A name in both languages."""

    en: Words
    vi: Words

    def in_(self, language: Language) -> str:
        """Return the name in one language."""
        return self.en if language == "en" else self.vi


def _in_both(value: Any) -> Any:
    return {"en": value, "vi": value} if isinstance(value, str) else value


# Words that are the same in both languages, or a text for each.
Said = Annotated[
    Label,
    BeforeValidator(_in_both, json_schema_input_type=Words | Label),
]


class Reference(Frozen):
    """Where a cut-off stands in the law, and how far that was confirmed.

    `text`: read in the legal text or a verbatim quotation; `seen`: read as a paraphrase;
    `recalled`: known, but its wording was not read. Where parts differ the weakest is said.
    """

    document: Words
    clause: Said
    status: Status
    note: Said | None = None


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


def _refuse(_: Any) -> str:
    raise PydanticKnownError("extra_forbidden")


# What reading adds to a standard: no key of a file.
OUTSIDE = ("base", "digest", "source")
_NOT_IN_FILES = BeforeValidator(_refuse)

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


class Line(Frozen):
    """A line for each area: whole VND per person per month, or points of a score."""

    rural: StrictInt
    urban: StrictInt
    label: Label
    reference: Reference


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


class Input(Frozen):
    """A variable that the standard asks for and the codebook does not have."""

    level: Literal["household", "member"]
    type: Literal["code", "boolean", "integer", "number"]
    label: Label
    unit: str = ""
    codes: tuple[Words, ...] = ()
    minimum: StrictInt | None = None
    maximum: StrictInt | None = None


class Head(Frozen):
    """What every threshold file says of itself, whatever it is based on."""

    id: Id
    name: Label
    applies: Applies
    compared_with_law_on: Day
    legal_basis: Annotated[tuple[LegalBasis, ...], Field(min_length=1)]
    notes: tuple[Label, ...] = ()


class Standard(Head):
    """A poverty standard, as its threshold file says it.

    `digest` is the SHA-256 of the file's text, and of its base's digest; `base` is the standard
    that it is based on; `source` is the file's name, for messages.
    """

    based_on: Id | None = None
    inputs: dict[Name, Input] = Field(default_factory=dict)
    income_lines: dict[Name, Line] = Field(default_factory=dict)
    dimensions: dict[Name, Label] = Field(default_factory=dict)
    indicators: dict[Name, Indicator] = Field(default_factory=dict)
    classes: Annotated[tuple[ClassRule, ...], Field(min_length=1)]
    review_scores: ReviewScores | None = None
    base: Annotated[SkipJsonSchema[Standard | None], Field(exclude=True), _NOT_IN_FILES] = None
    digest: Annotated[SkipJsonSchema[str], Field(exclude=True), _NOT_IN_FILES] = ""
    source: Annotated[SkipJsonSchema[str], Field(exclude=True), _NOT_IN_FILES] = ""

    def variables(self, level: Scope) -> Mapping[str, Variable]:
        """Return the variables that a survey under this standard may hold, by name."""
        return {**codebook.variables(level), **_inputs(self, level)}

    def asked(self, level: Scope) -> frozenset[str]:
        """Return the names of the variables that the indicators read at one level."""
        return frozenset(self.readers(level))

    def readers(self, level: Scope) -> Mapping[str, tuple[str, ...]]:
        """Return the variables that the indicators read at one level, each with those that do."""
        found: dict[str, tuple[str, ...]] = {}
        for name, indicator in self.indicators.items():
            for column in {
                column for column, at in columns_read(indicator.deprived_when) if at == level
            }:
                found[column] = (*found.get(column, ()), name)
        return found

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
    def needs_size(self) -> bool:
        """Whether a household's size is needed, for income per person or for a ratio."""
        return self.needs_income or codebook.HOUSEHOLD_SIZE in self.asked("household")

    @cached_property
    def ladder(self) -> Ladder:
        """The class rules over income and the count of deprivations."""
        return _ladder(self.classes, self.income_lines, self.counts)

    @cached_property
    def score_ladder(self) -> Ladder | None:
        """The class rules over the review's scores."""
        scores = self.review_scores
        return _ladder(scores.classes, scores.lines, {}) if scores else None

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
        """The values that the number of deprivations and the weighted score can have."""
        weights = self.weights
        return {
            "deprivations": Counted(range(len(self.indicators) + 1), 1),
            "weighted_score": Counted(weights.scores, weights.whole),
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
        """Return whether the standard is in use on some day of `year`."""
        return self.applies.first.year <= year <= self.applies.last.year


def ascending(lines: Mapping[str, Line]) -> list[str]:
    """Return the names of the lines, lowest first; both areas have the same order."""
    return sorted(lines, key=lambda name: lines[name].rural)


def _ladder(
    rules: tuple[ClassRule, ...], lines: Mapping[str, Line], counts: Mapping[Quantity, Counted]
) -> Ladder:
    return tabulate([rule.when for rule in rules], ascending(lines), counts)


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
