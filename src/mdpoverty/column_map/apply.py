"""Applying a column map: the cells of each variable, as expressions over the survey's columns."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from pathlib import Path
from typing import Any

import polars as pl

from mdpoverty import codebook
from mdpoverty.classification.conditions import within
from mdpoverty.codebook import BOOLEANS, LEVELS, Level, Variable
from mdpoverty.column_map.faults import KIND, map_faults
from mdpoverty.column_map.model import (
    AnyOf,
    Cell,
    Column,
    ColumnMap,
    Constant,
    FirstKnown,
    Joined,
    Limited,
    Recoded,
    Scaled,
    Source,
    columns_of,
    walk,
)
from mdpoverty.column_map.open_lines import open_lines
from mdpoverty.errors import ColumnMapError
from mdpoverty.files.rows import FAULT, FAULT_VALUE, FILE, LINE, ROW, SURPLUS
from mdpoverty.standards.model import Standard
from mdpoverty.standards.parsing import model_of, read, refusal, refuse
from mdpoverty.standards.yaml_document import Document
from mdpoverty.survey.survey import INNER, Origin, Survey
from mdpoverty.survey.values import (
    UNREADABLE,
    as_double,
    as_text,
    code_in,
    number_in,
    tidy,
)

TEXT = f"{INNER}text "
SPELLED = f"{INNER}spelled "

_ANY_DIGITS = 300  # of a number that is rounded: more than a double can tell apart
_LAST_BITS = 5e-16  # what scaling may be off by, as a share of the number
_DIGITS = 15
_MANY = 100  # codes: comparing with each in turn would take long
_KEY = "mdpoverty household"


@dataclass(frozen=True)
class Map:
    """A column map as its file says it, and where the file says what."""

    columns: ColumnMap
    document: Document

    @property
    def name(self) -> str:
        """The file's name."""
        return self.document.source


def load_map(path: str | Path) -> Map:
    """Return the column map in a file.

    Raises ColumnMapError, with every fault and its line, when the file is none.
    """
    file = Path(path)
    try:
        text = file.read_bytes()
    except OSError as error:
        raise ColumnMapError(f"{file.name} cannot be read: {error.strerror}") from None
    document = read(text, file.name, ColumnMapError)
    refuse(open_lines(document.data), document, ColumnMapError, KIND)
    columns, problems = model_of(document, ColumnMap)
    if columns is None:
        raise refusal(problems, file.name, ColumnMapError, KIND)
    return Map(columns, document)


def mapped(
    surveys: Mapping[Level, Survey], using: Map, standards: Sequence[Standard]
) -> dict[Level, Survey]:
    """Return the survey of each level with the variables that the map gives it.

    Where the map says that rows are persons, the one survey has both levels. Raises
    ColumnMapError, with every fault and its line, when the map does not fit the surveys, or names
    variables that neither the codebook nor one of `standards` has.
    """
    columns = using.columns
    if columns.rows == "persons":
        surveys = {"household": surveys["household"], "member": surveys["household"]}
    targets = {level: _targets(standards, level) for level in LEVELS}
    have = {level: list(survey.schema) for level, survey in surveys.items()}
    faults = [
        fault
        for level in LEVELS
        for fault in map_faults(columns, level, targets[level], have.get(level))
    ]
    refuse(faults, using.document, ColumnMapError, KIND)
    if columns.rows == "persons":
        surveys = {**surveys, "household": _households(surveys["household"], using)}
    return {
        level: _with_origins(survey, using, level, targets[level])
        for level, survey in surveys.items()
    }


def mapped_years(survey: Survey, using: Map) -> Survey:
    """Return the survey with no variable but `survey_year`, which may choose the standard."""
    known = {"survey_year": codebook.variables("household")["survey_year"]}
    faults = map_faults(using.columns, "household", known, list(survey.schema))
    if any(path[:2] == ("household", "survey_year") for path, *_ in faults):
        known = {}  # said with all others once the standard is known
    return _with_origins(survey, using, "household", known)


def _targets(standards: Sequence[Standard], level: Level) -> dict[str, Variable]:
    """Return the variables that a map may give at one level."""
    found: dict[str, Variable] = {}
    for standard in standards:
        found |= standard.variables(level)
        if level == "household":
            found["standard"] = Variable("standard", "household", "text")
            for name in standard.indicators:
                found[name] = Variable(name, "household", "boolean", codes=BOOLEANS)
            found |= codebook.review_variables()
    return found


def _with_origins(
    survey: Survey, using: Map, level: Level, targets: Mapping[str, Variable]
) -> Survey:
    origins = {}
    read: dict[str, None] = {}
    for name, source in using.columns.sources(level).items():
        if name in targets:
            read |= dict.fromkeys(column for column, _ in columns_of(source))
            parts = [part for part, _ in walk(source) if isinstance(part, Recoded)]
            origins[name] = Origin(
                targets[name],
                _cells(source, targets[name], survey, using.columns.missing),
                tuple(dict.fromkeys(column for column, _ in columns_of(source))),
                tuple(dict.fromkeys(code for part in parts for code in part.codes)),
            )
    # What a map writes into cells may need quotes that the survey's own do not.
    return replace(survey, frame=_beside_text(survey, list(read)), origins=origins, quoted=True)


def _beside_text(survey: Survey, columns: Sequence[str]) -> pl.LazyFrame:
    """Return the survey's rows, and beside them the cells of columns as text.

    TEXT is before the name of a column for its cells, SPELLED as a map writes them: a whole
    number has no decimals, as 1 for 1.0. They are columns, since an expression in every branch of
    a recoding would be computed as often.
    """
    pattern = rf"^([+-]?[0-9]+)[.{survey.spelling.decimal}]0+$"
    texts = {TEXT + c: tidy(as_text(pl.col(c), survey.schema[c])) for c in columns}
    spelled = {SPELLED + c: pl.col(TEXT + c).str.replace(pattern, "${1}") for c in columns}
    return survey.frame.with_columns(**texts).with_columns(**spelled)


def _cells(  # noqa: PLR0911 -- one case for each kind of source
    source: Source, variable: Variable, survey: Survey, missing: Sequence[Cell]
) -> pl.Expr:
    """Return the cells of a variable: numbers as Float64 (NaN: none), all else as text."""
    match source:
        case "row_number":
            return pl.col(ROW).cast(pl.String)
        case Constant(constant=cell):
            return number_in(pl.lit(cell)) if variable.is_number else pl.lit(cell)
        case Joined(join=columns):
            # A `-` within a cell is doubled: 1-2 and 3 are not 1 and 2-3.
            texts = {column: pl.col(TEXT + column).str.replace_all("-", "--") for column in columns}
            parts = [_known(text, column, missing) for column, text in texts.items()]
            return pl.concat_str(parts, separator="-")
        case FirstKnown(first_known=parts):
            return pl.coalesce(_cells(part, variable, survey, missing) for part in parts)
        case AnyOf(any_of=parts):
            return _any_of(
                [code_in(_cells(part, variable, survey, missing), variable) for part in parts]
            )
    missing = [*missing, *source.missing]
    match source:
        case Recoded(codes=codes, others=others):
            text = _known(pl.col(SPELLED + source.column), source.column, missing)
            return _recoded(text, codes, others)
        case Scaled():
            number = _number(source, survey, _DIGITS if source.decimals is None else _ANY_DIGITS)
            return _known(_scaled(number, source), source.column, missing)
        case Limited():
            number = _known(_number(source, survey), source.column, missing)
            held = reduce(operator.and_, within(number, source))
            answer = pl.when(held).then(pl.lit("yes")).otherwise(pl.lit("no"))
            readable = pl.when(number.is_nan()).then(pl.lit(UNREADABLE)).otherwise(answer)
            return pl.when(number.is_not_null()).then(readable)
    cells = _number(source, survey) if variable.is_number else pl.col(TEXT + source.column)
    return _known(cells, source.column, missing)


def _number(source: Column, survey: Survey, most: int = _DIGITS) -> pl.Expr:
    dtype = survey.schema[source.column]
    if dtype.is_numeric():
        return as_double(pl.col(source.column), dtype)
    text = pl.col(TEXT + source.column)
    return number_in(survey.spelling.plain(text), most)


def _known(cells: pl.Expr, column: str, missing: Sequence[Cell]) -> pl.Expr:
    """Return the cells of a column, null where they mean missing."""
    if not missing:
        return cells
    return pl.when(~pl.col(SPELLED + column).is_in(list(missing))).then(cells)


def _recoded(text: pl.Expr, codes: Mapping[Cell, Cell], others: Cell | None) -> pl.Expr:
    unmapped = pl.lit(UNREADABLE if others is None else others)
    if len(codes) > _MANY:
        known = text.replace_strict(dict(codes), default=unmapped, return_dtype=pl.String)
        return pl.when(text.is_not_null()).then(known)
    # A few are compared one by one, which streams.
    found: Any = pl.when(text.is_null()).then(None)
    for code, meaning in codes.items():
        found = found.when(text == code).then(pl.lit(meaning))
    recoded: pl.Expr = found.otherwise(unmapped)
    return recoded


def _scaled(number: pl.Expr, source: Scaled) -> pl.Expr:
    """Return the number times and divided by what the map says, exact where doubles can be.

    A product of doubles may be off by its last bits. Where it is that near to a number of 15
    digits, which is as many as a cell has, it is that number: no limit is missed by a bit.
    """
    factor = (source.times or Fraction(1)) / (source.divide_by or Fraction(1))
    product = number * factor.numerator / factor.denominator
    if source.decimals is not None:
        rounded = product.round(source.decimals, mode="half_away_from_zero")
        return pl.when(rounded == 0).then(0.0).otherwise(rounded)  # without a sign
    near = product.round_sig_figs(_DIGITS)
    return (
        pl.when((product - near).abs() <= product.abs() * _LAST_BITS).then(near).otherwise(product)
    )


def _any_of(answers: Sequence[pl.Expr]) -> pl.Expr:
    def every(code: str) -> list[pl.Expr]:
        return [(answer == code).fill_null(value=False) for answer in answers]

    return (
        pl.when(pl.any_horizontal(every(UNREADABLE)))
        .then(pl.lit(UNREADABLE))
        .when(pl.any_horizontal(every("yes")))
        .then(pl.lit("yes"))
        .when(pl.all_horizontal(every("no")))
        .then(pl.lit("no"))
    )


def _households(persons: Survey, using: Map) -> Survey:
    """Return the households of a survey whose rows are persons, in the order of their first rows.

    The columns are those that the map's household variables come from; each may be blank on some
    rows of a household, but two rows that say different things are a fault of the household.
    Persons without a household belong to none.
    """
    sources = using.columns.household
    columns = list(dict.fromkeys(c for source in sources.values() for c, _ in columns_of(source)))
    places = [name for name in (FILE, LINE) if name in persons.frame.collect_schema()]
    identity = Variable("household_id", "household", "text")
    rows = _beside_text(persons, columns).select(
        ROW,
        *places,
        _cells(sources["household_id"], identity, persons, using.columns.missing).alias(_KEY),
        *(_unblank(name, persons) for name in columns),
    )
    differs = [pl.when(_differs(c, persons)).then(pl.lit(c)) for c in columns]
    households = (
        rows.drop_nulls(_KEY)
        .group_by(_KEY)
        .agg(
            pl.col(ROW).min(),
            *(pl.col(name).min_by(ROW) for name in places),
            pl.coalesce(differs).alias(FAULT_VALUE),
            *(pl.col(name).min() for name in columns),
        )
        .sort(ROW)
    )
    fault = pl.when(pl.col(FAULT_VALUE).is_not_null()).then(pl.lit("differs"))
    surplus = pl.lit(None, dtype=pl.String)
    frame = households.with_columns(fault.alias(FAULT), surplus.alias(SURPLUS)).drop(_KEY)
    return replace(
        persons,
        name=f"{persons.name} (households)",
        schema={name: persons.schema[name] for name in columns},
        frame=frame,
        rows=None,
        check=None,
    )


def _differs(column: str, survey: Survey) -> pl.Expr:
    """Return whether the rows of a household say different things in a column."""
    cells = pl.col(column)
    different = cells.min() != cells.max()
    if survey.schema[column].is_float():  # of which NaN is neither the least nor the most
        different |= cells.is_nan().any() & cells.is_not_nan().any()
    return different


def _unblank(column: str, survey: Survey) -> pl.Expr:
    """Return the cells of a column, null where they are blank."""
    cells = pl.col(column)
    return tidy(cells).alias(column) if survey.schema[column] == pl.String else cells
