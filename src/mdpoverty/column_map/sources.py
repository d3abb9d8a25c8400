"""The sources of a variable in a column map: columns, and what is made of their cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    Discriminator,
    Field,
    PlainValidator,
    StrictInt,
    StrictStr,
    Tag,
    WithJsonSchema,
    field_validator,
)

from mdpoverty.language.messages import message
from mdpoverty.standards.conditions import Frozen, Limits, keys_of
from mdpoverty.standards.exact_numbers import Number
from mdpoverty.standards.faults import Wrong, refused
from mdpoverty.standards.labels import Words
from mdpoverty.standards.yaml_document import Path


def _cell(value: Any) -> str:
    if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
        return str(value).strip()
    raise refused(message("column_map.not-a-cell", "not a cell; write it in quotes"))


def _code(value: Any) -> str:
    return _WHOLE.sub(r"\1", _cell(value))


def repeated(texts: Iterable[str]) -> list[str]:
    """Return the texts that are there more than once, each once."""
    return sorted(text for text, times in Counter(texts).items() if times > 1)


_WHOLE = re.compile(r"^([+-]?[0-9]+)\.0+$")
_MOST = 200  # sources of which one is made: each takes its time, and a household has not so many
_JSON = WithJsonSchema({"type": ["string", "integer"]})

# What a cell is to hold, as text; and a code that stands in the survey: 1 and 1.0 are one.
Cell = Annotated[str, PlainValidator(_cell), _JSON]
Code = Annotated[str, PlainValidator(_code), _JSON]
RowNumber = Literal["row_number"]


class Column(Frozen):
    """The cells of a column as they stand, but for those that mean missing."""

    column: Words
    missing: tuple[Code, ...] = ()


class Recoded(Column):
    """The cells of a column as other codes; `others` is for every cell that `codes` has not."""

    codes: Annotated[dict[Code, Cell], Field(min_length=1)]
    others: Cell | None = None

    @field_validator("codes", mode="before")
    @classmethod
    def _apart(cls, value: Any) -> Any:
        codes = [code for code in value if str(code).strip()] if isinstance(value, dict) else []
        if twice := repeated(map(_code, codes)):
            raise refused(
                message("column_map.spelled-twice", "{codes}: spelled twice", codes=twice)
            )
        return value


class Scaled(Column):
    """The numbers of a column, times one number and divided by another, rounded to `decimals`."""

    times: Annotated[Number, Field(gt=0)] | None = None
    divide_by: Annotated[Number, Field(gt=0)] | None = None
    decimals: Annotated[StrictInt, Field(ge=0, le=9)] | None = None


class Limited(Column, Limits):
    """Whether the number in a column lies within limits: yes or no."""


class Constant(Frozen):
    """The same cell in every row."""

    constant: Cell


class Joined(Frozen):
    """The cells of several columns as one text, with `-` between them; one blank blanks all."""

    join: Annotated[tuple[Words, ...], Field(min_length=2, max_length=_MOST)]


class Containing(Column):
    """Whether one code stands among several in a cell, which `separator` separates."""

    code: Code
    separator: Annotated[StrictStr, Field(min_length=1)] = " "


class Contains(Frozen):
    """Yes where a cell holds a code among others, no where it does not, unknown where blank."""

    contains: Containing


class Sum(Frozen):
    """The sum of the numbers of several columns; one blank blanks all."""

    sum: Annotated[tuple[Words, ...], Field(min_length=2, max_length=_MOST)]


class Difference(Frozen):
    """The number of one column less that of another; one blank blanks all."""

    difference: Annotated[tuple[Words, ...], Field(min_length=2, max_length=2)]


class FirstKnown(Frozen):
    """The first source with a cell that is not blank, in order."""

    first_known: Annotated[tuple[Source, ...], Field(min_length=2, max_length=_MOST)]


class AnyOf(Frozen):
    """Yes where one source says yes, no where all say no, else unknown."""

    any_of: Annotated[tuple[Source, ...], Field(min_length=2, max_length=_MOST)]


_CODES = frozenset({"codes", "others"})
_SCALES = frozenset({"times", "divide_by", "decimals"})
_LIMITS = frozenset(Limits.model_fields)
_OTHERS = ("constant", "join", "first_known", "any_of", "contains", "sum", "difference")


def _nearest(key: str) -> str:
    """Return the key that is meant, so that a misspelt one is said to be so."""
    near = get_close_matches(key, [*_CODES, *_SCALES, *_LIMITS, *_OTHERS, "column"], 1, 0.75)
    return near[0] if near else key


def _kind(value: Any) -> str | None:
    if value in get_args(RowNumber):
        return "row_number"
    keys = {_nearest(key) for key in keys_of(value)}
    if "column" not in keys:
        return next((kind for kind in _OTHERS if kind in keys), None)
    if keys & _CODES:
        return "recoded"
    return "scaled" if keys & _SCALES else "limited" if keys & _LIMITS else "column"


Source = Annotated[
    Annotated[Column, Tag("column")]
    | Annotated[Recoded, Tag("recoded")]
    | Annotated[Scaled, Tag("scaled")]
    | Annotated[Limited, Tag("limited")]
    | Annotated[Constant, Tag("constant")]
    | Annotated[Joined, Tag("join")]
    | Annotated[FirstKnown, Tag("first_known")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[Contains, Tag("contains")]
    | Annotated[Sum, Tag("sum")]
    | Annotated[Difference, Tag("difference")]
    | Annotated[RowNumber, Tag("row_number")],
    Discriminator(
        _kind,
        custom_error_type="source",
        custom_error_message="{wrong}",
        custom_error_context=Wrong(
            message(
                "column_map.not-a-source",
                "not a source; allowed: row_number, or the keys column, {keys}",
                keys=list(_OTHERS),
            )
        ),
    ),
]


def walk(source: Source, path: Path = ()) -> Iterator[tuple[Source, Path]]:
    """Yield the source and all within it, each with its path."""
    yield source, path
    match source:
        case FirstKnown(first_known=parts):
            key = "first_known"
        case AnyOf(any_of=parts):
            key = "any_of"
        case _:
            return
    for index, part in enumerate(parts):
        yield from walk(part, (*path, key, index))


def columns_of(source: Source) -> Iterator[tuple[str, Path]]:
    """Yield the columns that a source reads, each with its path."""
    for part, path in walk(source):
        if isinstance(part, Column):
            yield part.column, (*path, "column")
        elif isinstance(part, Contains):
            yield part.contains.column, (*path, "contains", "column")
        elif isinstance(part, (Joined, Sum, Difference)):
            [(key, columns)] = part
            for index, column in enumerate(columns):
                yield column, (*path, key, index)


def respelt(source: Source, spelling: Callable[[str], str]) -> Source:
    """Return a source whose columns are called as `spelling` says of each."""
    match source:
        case Column():
            return source.model_copy(update={"column": spelling(source.column)})
        case Contains():
            column = spelling(source.contains.column)
            within = source.contains.model_copy(update={"column": column})
            return source.model_copy(update={"contains": within})
        case Joined() | Sum() | Difference():
            [(key, columns)] = source
            return source.model_copy(update={key: tuple(map(spelling, columns))})
        case FirstKnown() | AnyOf():
            [(key, parts)] = source
            return source.model_copy(update={key: tuple(respelt(x, spelling) for x in parts)})
        case _:
            return source
