"""A column map: where a survey has the variables of the codebook, and in which codes and units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StrictInt,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from mdpoverty.column_map.sources import Cell, Code, Source, columns_of, repeated
from mdpoverty.files.layout import Area, Decimal, Layout, Thousands, area_of
from mdpoverty.language.messages import message
from mdpoverty.standards.conditions import Frozen
from mdpoverty.standards.faults import refused
from mdpoverty.standards.labels import Label, Name, Words

_MOST_TOGETHER = 1_000  # columns of all variables, each as often as it is read


def _area(value: Any) -> Area:
    area = area_of(value) if isinstance(value, str) else None
    if area is None:
        raise refused(message("column_map.area", "not a part of a sheet; allowed: B4:AE3003, B4:"))
    return area


class Placed(Frozen):
    """Where a workbook has the table of one level, and how numbers and text are written in it."""

    sheet: Words | None = None
    range: Annotated[Area, PlainValidator(_area), WithJsonSchema({"type": "string"})] | None = None
    heading_rows: Annotated[StrictInt, Field(ge=1, le=9)] | None = None
    thousands: Thousands | None = None
    decimal: Decimal | None = None
    encoding: Words | None = None

    @property
    def layout(self) -> Layout:
        """The same, for whoever reads the file."""
        return Layout(
            self.encoding, self.decimal, self.thousands, self.sheet, self.range, self.heading_rows
        )


PLACED = frozenset(Placed.model_fields)


class Placing(BaseModel):
    """What a map says of files beside the variables, by level."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    household: Placed = Field(default_factory=Placed)
    member: Placed = Field(default_factory=Placed)

    @field_validator("household", "member", mode="before")
    @classmethod
    def _placed(cls, value: Any) -> Any:
        """Leave out the variables, which the map itself has."""
        if isinstance(value, dict):
            return {key: found for key, found in value.items() if key in PLACED}
        return {}


def _relative(value: Any) -> str:
    path = PurePosixPath(value) if isinstance(value, str) and value.strip() else None
    if path is None or path.is_absolute() or ".." in path.parts or re.search(r"[:\\]", value):
        raise refused(
            message("column_map.path", "not a file of the survey's folder; allowed: ho1.dta")
        )
    return str(path)


class JoinedFile(Frozen):
    """One of several files of households: where it is, and the columns that say which row is whose.

    The path is within the folder of the survey.
    """

    path: Annotated[str, PlainValidator(_relative), WithJsonSchema({"type": "string"})]
    keys: Annotated[tuple[Words, ...], Field(min_length=1)]

    @field_validator("keys")
    @classmethod
    def _once(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        if twice := repeated(keys):
            raise refused(message("column_map.key-twice", "{keys}: appears twice", keys=twice))
        return keys


class ColumnMap(Frozen):
    """Where one round of a survey has the variables of the codebook.

    `rows` says what a row of the survey's file is: a household, or a person with the columns of
    the household repeated. `missing` are cells that mean missing in every column. `files` are those
    that have the columns of households, where these are several; the rows of the first one are the
    households. `unanswered` names the indicators that the survey cannot answer, and why.
    """

    survey: Words
    round: Cell
    notes: tuple[Label, ...] = ()
    rows: Literal["households", "persons"] = "households"
    missing: tuple[Code, ...] = ()
    files: dict[Name, JoinedFile] = Field(default_factory=dict)
    household: Annotated[dict[Name, Source], Field(min_length=1)]
    member: dict[Name, Source] = Field(default_factory=dict)
    unanswered: dict[Name, Label] = Field(default_factory=dict)

    @field_validator("household", "member", mode="before")
    @classmethod
    def _variables(cls, value: Any) -> Any:
        """Leave out what a section says of its file, which is read by itself."""
        if isinstance(value, dict):
            return {key: found for key, found in value.items() if key not in PLACED}
        return value

    @model_validator(mode="after")
    def _not_too_many(self) -> ColumnMap:
        every = [*self.household.values(), *self.member.values()]
        if sum(1 for source in every for _ in columns_of(source)) > _MOST_TOGETHER:
            raise refused(
                message(
                    "column_map.too-many-columns",
                    "the variables are made of more than {limit} columns",
                    limit=_MOST_TOGETHER,
                )
            )
        return self

    def sources(self, level: Literal["household", "member"]) -> Mapping[str, Source]:
        """Return the sources of the variables of one level."""
        return self.household if level == "household" else self.member
