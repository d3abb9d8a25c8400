"""From the cells of a survey to values: the thin layer that Polars does natively.

Every cell arrives as text, or typed in frames and Parquet files. A number becomes a double, NaN
where the cell is not such a number; a code keeps its text, put into the codebook's spelling. What
may be refused is said by `checks`; nothing is guessed here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import NamedTuple

import polars as pl

from mdpoverty.codebook import Variable

UNREADABLE = "\0"  # stands for a cell that is none of its variable's codes
MAX_DIGITS = 15

_VALUE, _ODD = "value:", "odd:"
_FEW = 4  # codes up to which comparing with each is faster than looking up
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$"


def values(frame: pl.LazyFrame, variables: Mapping[str, Variable]) -> pl.LazyFrame:
    """Return `frame` with the values that the cells of each variable's column hold.

    Numbers come as Float64, NaN where the cell is not such a number; codes as String, in the
    codebook's spelling, UNREADABLE where the cell is none of them; text trimmed. A blank is null.

    Most cells are spelled as in the codebook. So the plan converts every column the quick way and
    says beside it which cells that did not settle; a batch of rows that has such cells in a
    column is converted again, with care, before it goes on.
    """
    schema = frame.collect_schema()
    quick = {name: _quick(name, schema[name], v) for name, v in variables.items()}
    careful = {name: way.careful for name, way in quick.items()}
    decimals = {n for n, v in variables.items() if v.type == "number" and not _typed(schema[n])}
    types = {name: pl.Float64 if v.is_number else pl.String for name, v in variables.items()}
    frame = frame.with_columns(way.value.alias(_VALUE + name) for name, way in quick.items())
    frame = frame.with_columns(
        way.odd.fill_null(value=False).alias(_ODD + name) for name, way in quick.items()
    )

    def settle(batch: pl.DataFrame) -> pl.DataFrame:
        columns = []
        for column in batch.iter_columns():
            name = column.name
            if name in careful:
                again = batch[_ODD + name].any() or (name in decimals and _has_exponent(column))
                columns.append(careful[name](column) if again else batch[_VALUE + name].alias(name))
            elif not name.startswith((_VALUE, _ODD)):
                columns.append(column)
        return pl.DataFrame(columns)

    return frame.map_batches(
        settle, schema={**schema, **types}, validate_output_schema=False, streamable=True
    )


class _Way(NamedTuple):
    """How a column is converted: the quick value, the cells it may be wrong for, and with care."""

    value: pl.Expr
    odd: pl.Expr
    careful: Callable[[pl.Series], pl.Series]


def _quick(name: str, dtype: pl.DataType, variable: Variable) -> _Way:
    cells, value = pl.col(name), pl.col(_VALUE + name)
    if variable.is_number and _typed(dtype):
        odd = ~value.is_finite() | (value.abs() >= 10**MAX_DIGITS)
        if variable.type == "integer":
            odd |= value.floor() != value
        return _Way(cells.cast(pl.Float64), odd, lambda x: _sound(x.cast(pl.Float64), variable))
    text = cells.cast(pl.String)
    if variable.is_number:
        whole = variable.type == "integer"
        number = text.cast(pl.Int64 if whole else pl.Float64, strict=False)
        odd = (value.is_null() & cells.is_not_null()) | (text.str.len_bytes() > MAX_DIGITS)
        if not whole:
            odd |= ~value.is_finite()
        careful = _careful_numbers
        return _Way(number.cast(pl.Float64), odd, lambda x: careful(x.cast(pl.String), variable))
    if variable.codes:
        return _Way(
            text, ~_among(text, variable.codes), lambda x: _careful_codes(_text(x), variable)
        )
    odd = (value.str.len_bytes() == 0) | pl.lit(dtype.is_float())
    return _Way(text.str.strip_chars(), odd, lambda x: _tidy(_text(x)))


def _typed(dtype: pl.DataType) -> bool:
    return dtype.is_numeric() or dtype == pl.Null


def _has_exponent(cells: pl.Series) -> bool:
    """Whether a cell that parses as a number may have an exponent, as 1e5."""
    text = cells.cast(pl.String).str.join("").item()
    return "e" in text or "E" in text


def _among(text: pl.Expr, codes: tuple[str, ...]) -> pl.Expr:
    if len(codes) > _FEW:
        return text.is_in(codes)
    return reduce(operator.or_, (text == code for code in codes))


def _text(cells: pl.Series) -> pl.Series:
    if cells.dtype == pl.Boolean:
        return cells.cast(pl.Int8).cast(pl.String)
    if not cells.dtype.is_float():
        return cells.cast(pl.String)
    whole = cells.cast(pl.Int64, strict=False)  # a code that passed through a float: 7.0 is 7
    return whole.cast(pl.String).zip_with(whole == cells, cells.cast(pl.String))


def _tidy(cells: pl.Series) -> pl.Series:
    trimmed = cells.str.strip_chars()
    return trimmed.set(trimmed.str.len_bytes() == 0, None)


def _careful_codes(cells: pl.Series, variable: Variable) -> pl.Series:
    found = _tidy(cells).str.normalize("NFC").str.to_lowercase()
    if variable.spellings:
        found = found.replace(dict(variable.spellings))
    return found.set(~found.is_in(variable.codes), UNREADABLE)


def _careful_numbers(cells: pl.Series, variable: Variable) -> pl.Series:
    text = _tidy(cells)
    digits = text.str.replace_all(r"[+.-]", "").str.strip_chars_start("0").str.len_bytes()
    sound = text.str.contains(_NUMBER) & (digits <= MAX_DIGITS)
    number = text.cast(pl.Float64, strict=False).set(~sound, float("nan"))
    return _sound(number, variable)


def _sound(number: pl.Series, variable: Variable) -> pl.Series:
    """Return NaN for numbers too large, and for fractions where the variable is a whole number."""
    sound = number.is_finite() & (number.abs() < 10**MAX_DIGITS)
    if variable.type == "integer":
        sound &= number.floor() == number
    return number.set(~sound, float("nan"))
