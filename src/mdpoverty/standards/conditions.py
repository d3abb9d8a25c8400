"""The closed grammar of conditions: what a threshold file may ask of households and members."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    Tag,
    model_validator,
)

from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.language.messages import message
from mdpoverty.standards.exact_numbers import Number
from mdpoverty.standards.faults import Wrong, refused
from mdpoverty.standards.yaml_document import Path

Scope = Literal["household", "member"]


class Frozen(BaseModel):
    """A part of a threshold file: no key but its own, no value changed after reading."""

    # Built when first used, and then all at once: models within models would be built many times.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def one_limit(limits: Collection[object], words: Collection[str]) -> None:
    """Raise the error that there is not exactly one limit, where there is not."""
    if sum(limit is not None for limit in limits) != 1:
        raise refused(
            message(
                "standards.not-one-limit",
                "not exactly one limit; allowed: one of {words}",
                words=list(words),
            )
        )


class Limits(Frozen):
    """Limits on a number, in the law's words.

    `at_least` (từ … trở lên) and `at_most` (… trở xuống) include the limit, `above` (trên) and
    `below` (dưới) do not. One lower and one upper limit together say a range.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": [word]} for word in ("at_least", "above", "at_most", "below")],
            "allOf": [
                {"not": {"required": ["at_least", "above"]}},
                {"not": {"required": ["at_most", "below"]}},
            ],
        }
    )

    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None

    @model_validator(mode="after")
    def _one_lower_one_upper(self) -> Limits:
        lower = [x for x in (self.at_least, self.above) if x is not None]
        upper = [x for x in (self.at_most, self.below) if x is not None]
        if not lower and not upper:
            raise refused(
                message("standards.no-limit", "no limit; allowed: at_least, above, at_most, below")
            )
        if len(lower) > 1 or len(upper) > 1:
            raise refused(message("standards.two-limits", "two limits on the same side"))
        both_included = self.at_least is not None and self.at_most is not None
        if lower and upper and (lower > upper or (lower == upper and not both_included)):
            raise refused(
                message("standards.no-number-between", "no number lies between the limits")
            )
        return self


class NumberLimit(Limits):
    """A number column, or its ratio to another (`per`), within limits."""

    column: str
    per: str | None = None


class CodeList(Frozen):
    """A code column holds one of the listed codes."""

    column: str
    codes: Annotated[tuple[str, ...], Field(alias="in", min_length=1)]


class Answer(Frozen):
    """A yes-or-no column was answered so."""

    column: str
    equals: StrictBool


class TableLimit(Frozen):
    """A number column against what a column of a table says in the row that holds.

    Where it is not known which row holds, every row that may is tried.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": [word]} for word in ("at_least", "above", "at_most", "below")]
        }
    )

    column: str
    in_table: str
    at_least: str | None = None
    above: str | None = None
    at_most: str | None = None
    below: str | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> TableLimit:
        words = Limits.model_fields
        one_limit([getattr(self, word) for word in words], words)
        return self

    @property
    def word_and_limit(self) -> tuple[str, str]:
        """The word of the limit and the column of the table."""
        return next((w, c) for w in Limits.model_fields if (c := getattr(self, w)) is not None)


class Answered(Frozen):
    """At least one of the columns has an answer: yes or no, and never unknown."""

    answered: Annotated[tuple[str, ...], Field(min_length=1)]


class AllOf(Frozen):
    """Every part holds."""

    all_of: Parts


class AnyOf(Frozen):
    """At least one part holds."""

    any_of: Parts


class NoneOf(Frozen):
    """No part holds."""

    none_of: Parts


class CountOf(Frozen):
    """At least n of the parts hold."""

    count_of: Parts
    at_least: Annotated[StrictInt, Field(ge=1)]

    @model_validator(mode="after")
    def _can_be_reached(self) -> CountOf:
        if self.at_least > len(self.count_of):
            raise refused(
                message("standards.count-too-high", "at_least is larger than the number of parts")
            )
        return self


class FirstKnown(Frozen):
    """The first part with an answer, in order."""

    first_known: Parts


class AnyMember(Frozen):
    """At least one member meets the condition; no where nobody is eligible."""

    any_member: Condition


class ShareOfMembers(Limits):
    """The members who meet the condition, as a share of the household's size."""

    share_of_members: Condition


_KINDS = (
    "all_of",
    "any_of",
    "none_of",
    "count_of",
    "first_known",
    "any_member",
    "share_of_members",
    "answered",
)


def keys_of(value: Any) -> Collection[str]:
    """Return the keys of a mapping, or of the mapping that a model was read from."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return [fields[name].alias or name for name in value.model_fields_set]
    return value if isinstance(value, Mapping) else ()


def _kind(value: Any) -> str | None:
    keys = keys_of(value)
    if "column" in keys:
        if "in_table" in keys:
            return "table"
        return "codes" if "in" in keys else "answer" if "equals" in keys else "number"
    return next((kind for kind in _KINDS if kind in keys), None)


Condition = Annotated[
    Annotated[NumberLimit, Tag("number")]
    | Annotated[CodeList, Tag("codes")]
    | Annotated[Answer, Tag("answer")]
    | Annotated[TableLimit, Tag("table")]
    | Annotated[Answered, Tag("answered")]
    | Annotated[AllOf, Tag("all_of")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[NoneOf, Tag("none_of")]
    | Annotated[CountOf, Tag("count_of")]
    | Annotated[FirstKnown, Tag("first_known")]
    | Annotated[AnyMember, Tag("any_member")]
    | Annotated[ShareOfMembers, Tag("share_of_members")],
    Discriminator(
        _kind,
        custom_error_type="condition",
        custom_error_message="{wrong}",
        custom_error_context=Wrong(
            message(
                "standards.not-a-condition",
                "not a condition; allowed keys: column, {keys}",
                keys=_KINDS,
            )
        ),
    ),
]
Parts = Annotated[tuple[Condition, ...], Field(min_length=1)]


def walk(
    condition: Condition, path: Path = (), scope: Scope = "household"
) -> Iterator[tuple[Condition, Path, Scope]]:
    """Yield the condition and all within it, each with its path and whose columns it reads."""
    yield condition, path, scope
    match condition:
        case AnyMember(any_member=part):
            yield from walk(part, (*path, "any_member"), "member")
        case ShareOfMembers(share_of_members=part):
            yield from walk(part, (*path, "share_of_members"), "member")
        case NumberLimit() | CodeList() | Answer() | TableLimit() | Answered():
            return
        case _:
            (key,) = set(type(condition).model_fields) - {"at_least"}
            for index, part in enumerate(getattr(condition, key)):
                yield from walk(part, (*path, key, index), scope)


def columns_read(condition: Condition, scope: Scope = "household") -> Iterator[tuple[str, Scope]]:
    """Yield the variables that a condition reads, each with whose they are."""
    for part, _, at in walk(condition, (), scope):
        if isinstance(part, (NumberLimit, CodeList, Answer, TableLimit)):
            yield part.column, at
        if isinstance(part, Answered):
            yield from ((column, at) for column in part.answered)
        if isinstance(part, NumberLimit) and part.per:
            yield part.per, at
        if isinstance(part, ShareOfMembers):
            yield HOUSEHOLD_SIZE, "household"


def member_conditions(condition: Condition) -> Iterator[Condition]:
    """Yield what is asked of each member within `condition`."""
    for part, _, _ in walk(condition):
        if isinstance(part, AnyMember):
            yield part.any_member
        elif isinstance(part, ShareOfMembers):
            yield part.share_of_members
