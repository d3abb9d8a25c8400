"""What a threshold file may say that is based on another: itself, and what differs."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Discriminator, Field, Tag

from mdpoverty.standards.citation import Reference
from mdpoverty.standards.conditions import Condition, Frozen
from mdpoverty.standards.derived import Derived
from mdpoverty.standards.exact_numbers import PointsEach, WholeNumber
from mdpoverty.standards.labels import Id, Label, Name
from mdpoverty.standards.lookups import LookupTable
from mdpoverty.standards.model import ClassRule, Head, Input, NamedCondition, ReviewScores, Weight
from mdpoverty.standards.scores import Item, kind_of
from mdpoverty.standards.sheets import FileName

# Of a key that was not given; which keys were is in `model_fields_set`.
_AS_IN_THE_BASE: Any = None


class LineChange(Frozen):
    """What differs of a line of the base, or all of a line that the base has not.

    Another number needs a reference of its own: the base's names the clause of the old one.
    """

    model_config = ConfigDict(
        json_schema_extra={"dependentRequired": {"rural": ["reference"], "urban": ["reference"]}}
    )

    rural: WholeNumber = _AS_IN_THE_BASE
    urban: WholeNumber = _AS_IN_THE_BASE
    label: Label = _AS_IN_THE_BASE
    reference: Reference = _AS_IN_THE_BASE


class IndicatorChange(Frozen):
    """What differs of an indicator of the base, or all of one that the base has not.

    Another cut-off, or weight, needs a reference of its own: the base's names the clause of the
    old one.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "dependentRequired": {"deprived_when": ["reference"], "weight": ["reference"]}
        }
    )

    dimension: Name = _AS_IN_THE_BASE
    label: Label = _AS_IN_THE_BASE
    reference: Reference = _AS_IN_THE_BASE
    weight: Weight | None = _AS_IN_THE_BASE
    deprived_when: Condition = _AS_IN_THE_BASE


class ScorecardChange(Frozen):
    """What differs of a scorecard of the base, or all of one that the base has not.

    The file of `points` has the rows that differ, each whole; the others are the base's. Items and
    lines are merged key by key, `null` removes one; `tables` are given whole, and then their file
    has every row. Other points, items or tables need a reference of their own.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "dependentRequired": {key: ["reference"] for key in ("points", "tables", "items")}
        }
    )

    label: Label = _AS_IN_THE_BASE
    reference: Reference = _AS_IN_THE_BASE
    points: FileName = _AS_IN_THE_BASE
    tables: dict[Name, Condition] = _AS_IN_THE_BASE
    lines: dict[Name, LineChange | None] = Field(default_factory=dict)
    items: dict[Name, Item | None] = Field(default_factory=dict)


class DeprivationPointsChange(Frozen):
    """What differs of a score of deprivations, or all of one that the base has not."""

    model_config = ConfigDict(
        json_schema_extra={"dependentRequired": {"points_for_each_deprivation": ["reference"]}}
    )

    label: Label = _AS_IN_THE_BASE
    reference: Reference = _AS_IN_THE_BASE
    points_for_each_deprivation: PointsEach = _AS_IN_THE_BASE
    lines: dict[Name, LineChange | None] = Field(default_factory=dict)


ScoreChange = Annotated[
    Annotated[DeprivationPointsChange, Tag("deprivations")]
    | Annotated[ScorecardChange, Tag("items")],
    Discriminator(kind_of),
]


class Differences(Head):
    """A standard that is another one but for what stands here.

    `null` removes a part or the review's scores. Lines, indicators and scores are merged key by
    key, other parts are given whole, as are `classes` and `review_scores`; `notes` come after the
    base's.
    """

    based_on: Id
    inputs: dict[Name, Input | None] = Field(default_factory=dict)
    tables: dict[Name, LookupTable | None] = Field(default_factory=dict)
    derived: dict[Name, Derived | None] = Field(default_factory=dict)
    income_lines: dict[Name, LineChange | None] = Field(default_factory=dict)
    dimensions: dict[Name, Label | None] = Field(default_factory=dict)
    indicators: dict[Name, IndicatorChange | None] = Field(default_factory=dict)
    conditions: dict[Name, NamedCondition | None] = Field(default_factory=dict)
    scores: dict[Name, ScoreChange | None] = Field(default_factory=dict)
    classes: Annotated[tuple[ClassRule, ...], Field(min_length=1)] = _AS_IN_THE_BASE
    review_scores: ReviewScores | None = None
