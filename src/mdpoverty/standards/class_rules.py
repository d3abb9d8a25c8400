"""The grammar of class rules: limits on income, on counts and on scores, and what joins them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)

from mdpoverty.language.messages import message
from mdpoverty.standards.conditions import Frozen, Limits, keys_of, one_limit
from mdpoverty.standards.exact_numbers import FRACTION, NameOrNumber, Number, WholeNumber
from mdpoverty.standards.faults import Wrong
from mdpoverty.standards.yaml_document import Path

Class = Literal["poor", "near_poor", "non_poor"]
CLASSES: tuple[Class, ...] = ("poor", "near_poor", "non_poor")
UNDETERMINED = "undetermined"


def possible_classes() -> tuple[str, ...]:
    """Return what a profile may say of the classes that are possible for a household."""
    return tuple(
        ";".join(name for place, name in enumerate(CLASSES) if chosen >> place & 1)
        for chosen in range(1, 2 ** len(CLASSES))
    )


# What a rule holds against a limit: income, deprivations, weighted_score, a score by its name, or
# a condition by its name, which is 1 where it holds and else 0.
Quantity = str


class OneLimit(Frozen):
    """Exactly one limit, in the law's words."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    @model_validator(mode="after")
    def _exactly_one(self) -> OneLimit:
        one_limit(self.__dict__.values(), type(self).model_fields)
        return self

    @property
    def word_and_limit(self) -> tuple[str, Any]:
        """The word of the limit and what it names."""
        return next((word, limit) for word, limit in self.__dict__.items() if limit is not None)


class LineLimit(OneLimit):
    """A limit on an income or an income score: the name of a line."""

    at_least: str | None = None
    above: str | None = None
    at_most: str | None = None
    below: str | None = None


class CountLimit(OneLimit):
    """A limit on a count of deprivations or a deprivation score: a whole number."""

    at_least: WholeNumber | None = None
    above: WholeNumber | None = None
    at_most: WholeNumber | None = None
    below: WholeNumber | None = None


Share = Annotated[Number, Field(ge=0, le=1), WithJsonSchema(FRACTION)]


class ShareLimit(OneLimit):
    """A limit on a weighted score: a fraction of one, compared exactly."""

    at_least: Share | None = None
    above: Share | None = None
    at_most: Share | None = None
    below: Share | None = None


class IncomeIs(Frozen):
    """Income per person per month against a line."""

    income: LineLimit


class DeprivationsAre(Frozen):
    """The number of indicators in which the household is deprived."""

    deprivations: CountLimit


class WeightedScoreIs(Frozen):
    """The sum of the weights of the indicators in which the household is deprived."""

    weighted_score: ShareLimit


class IncomeScoreIs(Frozen):
    """The income score of the field review against a line of points."""

    income_score: LineLimit


class DeprivationScoreIs(Frozen):
    """The deprivation score of the field review."""

    deprivation_score: CountLimit


class ScoreIs(Frozen):
    """A score of the standard against one of its lines, or against a number of points."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 2, "maxProperties": 2})

    score: str
    at_least: NameOrNumber | None = None
    above: NameOrNumber | None = None
    at_most: NameOrNumber | None = None
    below: NameOrNumber | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> ScoreIs:
        words = Limits.model_fields
        one_limit([getattr(self, word) for word in words], words)
        return self

    @property
    def word_and_limit(self) -> tuple[str, str | Fraction]:
        """The word of the limit, and the name of a line or the points."""
        return next((w, x) for w in Limits.model_fields if (x := getattr(self, w)) is not None)


class ConditionHolds(Frozen):
    """A condition of the standard, by its name."""

    condition: str


class AllOfRules(Frozen):
    """Every part holds."""

    all_of: Annotated[tuple[Decision, ...], Field(min_length=1)]


class AnyOfRules(Frozen):
    """At least one part holds."""

    any_of: Annotated[tuple[Decision, ...], Field(min_length=1)]


class NoneOfRules(Frozen):
    """No part holds."""

    none_of: Annotated[tuple[Decision, ...], Field(min_length=1)]


_KINDS = (
    "income",
    "deprivations",
    "weighted_score",
    "income_score",
    "deprivation_score",
    "score",
    "condition",
    "all_of",
    "any_of",
    "none_of",
)

Decision = Annotated[
    Annotated[IncomeIs, Tag("income")]
    | Annotated[DeprivationsAre, Tag("deprivations")]
    | Annotated[WeightedScoreIs, Tag("weighted_score")]
    | Annotated[IncomeScoreIs, Tag("income_score")]
    | Annotated[DeprivationScoreIs, Tag("deprivation_score")]
    | Annotated[ScoreIs, Tag("score")]
    | Annotated[ConditionHolds, Tag("condition")]
    | Annotated[AllOfRules, Tag("all_of")]
    | Annotated[AnyOfRules, Tag("any_of")]
    | Annotated[NoneOfRules, Tag("none_of")],
    Discriminator(
        lambda value: next((kind for kind in _KINDS if kind in keys_of(value)), None),
        custom_error_type="decision",
        custom_error_message="{wrong}",
        custom_error_context=Wrong(
            message(
                "standards.not-a-class-rule",
                "not a class rule; allowed keys: {keys}",
                keys=_KINDS,
            )
        ),
    ),
]


def limits(decision: Decision, path: Path = ()) -> Iterator[tuple[Quantity, str, Any, Path]]:
    """Yield every limit in a rule: its quantity, word, what it names, and its path."""
    match decision:
        case AllOfRules() | AnyOfRules() | NoneOfRules():
            (key,) = type(decision).model_fields
            for index, part in enumerate(getattr(decision, key)):
                yield from limits(part, (*path, key, index))
        case _:
            quantity, word, limit, within = atom(decision)
            yield quantity, word, limit, (*path, *within)


def atom(decision: Decision) -> tuple[Quantity, str, Any, Path]:
    """Return the quantity of a rule that has one, the word of its limit, the limit, and where."""
    match decision:
        case ScoreIs(score=name):
            word, limit = decision.word_and_limit
            return name, word, limit, (word,)
        case ConditionHolds(condition=name):
            return name, "at_least", 1, ("condition",)
        case _:
            ((quantity, limit),) = decision.__dict__.items()
            word, named = limit.word_and_limit
            return quantity, word, named, (quantity, word)
