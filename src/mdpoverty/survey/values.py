"""From the cells of a survey to values: the thin layer that Polars does natively.

Every cell arrives as text, or typed in frames and Parquet files. A number becomes a double, NaN
where the cell is not such a number; a code keeps its text, put into the codebook's spelling; text
is trimmed and in Unicode's composed form (NFC), so that a word typed in two ways is one; a date
becomes one, NO_DATE where the cell is not written as a date is. What may be refused is said by
`checks`; nothing is guessed here.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from datetime import date
from functools import reduce
from typing import NamedTuple

import polars as pl

from mdpoverty.codebook import Variable
from mdpoverty.files.arrow import MOST_PRECISE
from mdpoverty.files.calendar import clock, has_days, in_the_calendar, or_far
from mdpoverty.survey.distinct import of_distinct
from mdpoverty.survey.precision import KEPT, MAX_DIGITS, as_double, shortest

UNREADABLE = "\0"  # stands for a cell that is none of its variable's codes

# How dates are written: 2025-10-01, which programs write with a midnight too; and 01/10/2025.
ISO_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00:00([.]0+)?)?$"
DAY_FIRST = r"^[0-9]{2}/[0-9]{2}/[0-9]{4}$"
PLAIN_DATE = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}/[0-9]{2}/[0-9]{4})$"
_ISO, _DAY_FIRST = "%Y-%m-%d", "%d/%m/%Y"
YEARS = (1900, 2199)  # of dates; others are slips of the pen
# Stands for a cell that is no date: before these years, and a day that Spark takes as a literal.
NO_DATE = date(1800, 1, 1)

# What shows nothing: soft hyphens, characters of no width, marks of direction, fillers, variants,
# tags. These are Unicode's Default_Ignorable_Code_Point, and the marks of annotations beside them.
INVISIBLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE_WITHIN = f"([{_TONES}])([\\p{{L}}\\p{{M}}--[{_TONES}]]+)"
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$"

_VALUE, _ODD = "value:", "odd:"
_FEW = 4  # codes up to which comparing with each is faster than looking up


def values(frame: pl.LazyFrame, variables: Mapping[str, Variable]) -> pl.LazyFrame:
    """Return `frame` with the values that the cells of each variable's column hold.

    Numbers come as Float64, NaN where the cell is not such a number; codes as String, in the
    codebook's spelling, UNREADABLE where the cell is none of them; dates as Date, NO_DATE where the
    cell is none; text trimmed and composed. A blank is null.

    Most cells are spelled as in the codebook. So the plan converts every column the quick way and
    says beside it which cells that did not settle; a batch of rows that has such cells in a
    column is converted again, with care, before it goes on.
    """
    schema = frame.collect_schema()
    quick = {name: _quick(name, schema[name], v) for name, v in variables.items()}
    careful = {name: way.careful for name, way in quick.items()}
    decimals = [n for n, v in variables.items() if v.type == "number" and schema[n] == pl.String]
    frame = frame.with_columns(way.value.alias(_VALUE + name) for name, way in quick.items())
    doubted = {name: way.odd for name, way in quick.items() if way.odd is not None}
    frame = frame.with_columns(odd.alias(_ODD + name) for name, odd in doubted.items())

    def settle(batch: pl.DataFrame) -> pl.DataFrame:
        column = batch.get_column
        odd = [name for name in doubted if column(_ODD + name).any()]
        odd += [name for name in decimals if name not in odd and _has_exponent(column(name))]
        settled = (of_distinct(column(name), careful[name]).alias(_VALUE + name) for name in odd)
        return batch.with_columns(*settled) if odd else batch

    settled = frame.map_batches(
        settle, schema=frame.collect_schema(), validate_output_schema=False, streamable=True
    )
    return settled.select(
        pl.col(_VALUE + name).alias(name) if name in quick else name for name in schema
    )


class _Way(NamedTuple):
    """How a column is converted: the quick value, the cells it may be wrong for, and with care.

    `odd` is null or false where the value is right, and None where it always is.
    """

    value: pl.Expr
    odd: pl.Expr | None
    careful: pl.Expr


def _quick(name: str, dtype: pl.DataType, variable: Variable) -> _Way:
    cells, value = pl.col(name), pl.col(_VALUE + name)
    if variable.codes and dtype == pl.Enum([*variable.codes, UNREADABLE]):
        return _Way(cells, None, cells)
    if variable.is_number and _typed(dtype):
        return _quick_number(cells, value, dtype, variable)
    if variable.type == "date":
        return _quick_date(cells, value, dtype)
    text = _spelled(cells, dtype)
    if variable.is_number:
        whole = variable.type == "integer"
        number = text.cast(pl.Int64 if whole else pl.Float64, strict=False)
        odd = (value.is_null() & cells.is_not_null()) | (text.str.len_bytes() > MAX_DIGITS)
        if not whole:
            odd |= ~value.is_finite()
        return _Way(number.cast(pl.Float64), odd, _sound(number_in(text), variable))
    careful = as_text(cells, dtype)
    if dtype.is_decimal():
        text = careful
    if dtype.is_float():
        careful = pl.when(cells.is_finite()).then(careful)
    if variable.codes:
        return _Way(text, ~_among(text, variable.codes), code_in(careful, variable))
    length = value.str.len_bytes()
    odd = (length == 0) | (length != value.str.len_chars()) | pl.lit(dtype.is_float())
    return _Way(text.str.strip_chars(), odd, tidy(careful))


def _quick_number(cells: pl.Expr, value: pl.Expr, dtype: pl.DataType, variable: Variable) -> _Way:
    number = as_double(cells, dtype)
    if dtype.is_decimal():  # may have more digits than a double: as text with so many
        spelled = number_in(as_text(cells, dtype))
        return _Way(number, cells.is_not_null(), _sound(spelled, variable))
    odd = value.abs() >= 10**MAX_DIGITS
    if not dtype.is_integer():
        odd |= ~value.is_finite()
        if variable.type == "integer":
            odd |= value.floor() != value
    return _Way(number, odd, _sound(number, variable))


def _quick_date(cells: pl.Expr, value: pl.Expr, dtype: pl.DataType) -> _Way:
    careful = date_in(cells, dtype)
    if dtype != pl.String:
        return _Way(careful, None, careful)
    found = (cells.str.to_date(form, strict=False, cache=False) for form in (_ISO, _DAY_FIRST))
    plain = cells.str.contains(PLAIN_DATE) & value.dt.year().is_between(*YEARS)
    return _Way(pl.coalesce(*found), cells.is_not_null() & ~plain.fill_null(value=False), careful)


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


def is_of_cells(dtype: pl.DataType) -> bool:
    """Whether values of a type may be cells: lists, bytes, spans of time and objects are none."""
    return not (dtype.is_nested() or dtype in (pl.Binary, pl.Object, pl.Duration) or is_odd(dtype))


def is_odd(dtype: pl.DataType) -> bool:
    """Whether a type is another program's own, or of more digits than the engine works with."""
    is_long = isinstance(dtype, pl.Decimal) and dtype.precision > MOST_PRECISE
    return is_long or isinstance(dtype, pl.BaseExtension)


def as_text(cells: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return cells of type `dtype` as text: yes and no are 1 and 0, a whole number has no point.

    One of more digits than its type keeps shows it, so that it is not taken for an id: a double has
    an exponent, which no number of a survey may have, and one of single precision has its point.
    """
    if dtype == pl.Boolean:
        return cells.cast(pl.Int8).cast(pl.String)
    text = _spelled(cells, dtype, on_the_clock=True)
    if isinstance(dtype, pl.Decimal) and dtype.scale:
        return text.str.strip_chars_end("0").str.strip_chars_end(".")
    if not dtype.is_float():
        return text
    whole = cells.cast(pl.Int64, strict=False)  # a code that passed through a float: 7.0 is 7
    kept = cells.abs() < 10.0 ** KEPT[dtype]
    known = pl.when(kept & (whole == cells)).then(whole.cast(pl.String))
    if dtype == pl.Float32:
        return known.otherwise(text)
    digits = whole.abs().cast(pl.String)
    shown = pl.concat_str(
        pl.when(cells < 0).then(pl.lit("-")).otherwise(pl.lit("")),
        digits.str.slice(0, 1),
        pl.lit("."),
        digits.str.slice(1),
        pl.lit("E+"),
        digits.str.len_bytes() - 1,
    )
    return known.when(~kept & (whole == cells)).then(shown).otherwise(text)


def _spelled(cells: pl.Expr, dtype: pl.DataType, *, on_the_clock: bool = False) -> pl.Expr:
    """Return cells as Polars writes them, but for days and moments outside the calendar.

    Numbers of half precision, of which it writes more digits than they have, are as doubles.
    """
    if dtype == pl.Float16:
        return shortest(cells).cast(pl.String)
    if dtype == pl.Time:
        return clock(cells)
    if not has_days(dtype):
        return cells.cast(pl.String)
    found = in_the_calendar(cells, dtype)
    found = _as_on_the_clock(found, dtype) if on_the_clock else found
    return or_far(found.cast(pl.String), cells, dtype)


def _as_on_the_clock(cells: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return moments as the clocks of their time zone show them: without it the day is UTC's."""
    zoned = isinstance(dtype, pl.Datetime) and dtype.time_zone is not None
    return cells.dt.replace_time_zone(None) if zoned else cells


def tidy(text: pl.Expr) -> pl.Expr:
    """Return text trimmed, composed and without what is not seen; nothing left is null."""
    trimmed = text.str.replace_all(INVISIBLE, "").str.strip_chars().str.normalize("NFC")
    return pl.when(trimmed != "").then(trimmed)


def tidied(text: pl.Expr) -> pl.Expr:
    """Return text as `tidy`, which is not worked out for a batch whose cells are all plain."""

    def found(cells: pl.Series) -> pl.Series:
        plain = cells.str.strip_chars()
        length = plain.str.len_bytes()
        if ((length == 0) | (length != plain.str.len_chars())).any():
            return of_distinct(cells, tidy(pl.col(cells.name)))
        return plain

    return text.map_batches(found, return_dtype=pl.String(), is_elementwise=True)


def numbers(text: pl.Expr, most: int = MAX_DIGITS) -> pl.Expr:
    """Return numbers as `number_in`, not worked out for a batch whose cells are plain."""

    def found(cells: pl.Series) -> pl.Series:
        number = cells.cast(pl.Float64, strict=False)
        odd = (number.is_null() & cells.is_not_null()) | (cells.str.len_bytes() > MAX_DIGITS)
        if (odd | ~number.is_finite()).any() or _has_exponent(cells):
            return of_distinct(cells, number_in(pl.col(cells.name), most))
        return number

    return text.map_batches(found, return_dtype=pl.Float64(), is_elementwise=True)


def composed(column: str, dtype: pl.DataType) -> pl.Expr:
    """Return a column, its text in Unicode's composed form."""
    cells = pl.col(column)
    return cells.str.normalize("NFC") if dtype == pl.String else cells


def swapped(text: pl.Expr) -> pl.Expr:
    """Return numbers with a decimal comma as with a point; a point in them becomes a comma."""
    return text.str.replace_many([",", "."], [".", ","])


def number_in(text: pl.Expr, most: int = MAX_DIGITS) -> pl.Expr:
    """Return the numbers that text holds: NaN where it is none or has more digits than `most`."""
    text = tidy(text)
    digits = text.str.replace_all(r"[+.-]", "").str.strip_chars_start("0").str.len_bytes()
    sound = text.str.contains(NUMBER) & (digits <= most)
    number = pl.when(sound).then(text).cast(pl.Float64, strict=False)
    return pl.when(text.is_null() | sound).then(number).otherwise(float("nan"))


def date_in(cells: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return the dates that cells of type `dtype` hold: NO_DATE where one is none.

    A time of day says nothing of the date.
    """
    if dtype == pl.Null:
        return cells.cast(pl.Date)
    if dtype in (pl.Date, pl.Datetime):
        found = _as_on_the_clock(in_the_calendar(cells, dtype), dtype).cast(pl.Date)
        text = cells
    else:
        text = tidy(as_text(cells, dtype))
        day = text.str.slice(0, 10)
        iso = pl.when(text.str.contains(ISO_DATE)).then(day.str.to_date(_ISO, strict=False))
        found = (
            pl.when(text.str.contains(DAY_FIRST))
            .then(day.str.to_date(_DAY_FIRST, strict=False))
            .otherwise(iso)
        )
    sound = found.dt.year().is_between(*YEARS)
    return pl.when(text.is_null() | sound).then(found).otherwise(pl.lit(NO_DATE))


def code_in(text: pl.Expr, variable: Variable) -> pl.Expr:
    """Return the codes of a variable that text holds, in any spelling, else UNREADABLE."""
    found = folded(text)
    if variable.spellings:
        found = found.replace(dict(variable.spellings))
    known = found.is_null() | found.is_in(variable.codes)
    return pl.when(known).then(found).otherwise(pl.lit(UNREADABLE))


def folded(text: pl.Expr) -> pl.Expr:
    """Return words without what a reader does not see: case, doubled spaces, invisible characters.

    The letter eth, which many type for Đ, is that.
    """
    seen = text.str.replace_all(INVISIBLE, "").str.replace_all(r"\s+", " ")
    return tidy(seen).str.to_lowercase().str.replace_many(["ð", "ɖ"], ["đ", "đ"])


def folded_name(text: pl.Expr) -> pl.Expr:
    """Return names as `folded`, the tone of each word after it: hòa and hoà are one."""
    letters = folded(text).str.normalize("NFD").str.replace_all(_TONE_WITHIN, "${2}${1}")
    return letters.str.normalize("NFC")


def without_accents(text: pl.Expr) -> pl.Expr:
    """Return words in plain letters, as who writes without accents writes them."""
    plain = text.str.normalize("NFD").str.replace_all(r"\p{M}", "")
    return plain.str.replace_many(["đ", "Đ"], ["d", "D"])


def _sound(number: pl.Expr, variable: Variable) -> pl.Expr:
    """Return NaN for numbers too large, and for fractions where the variable is a whole number."""
    sound = number.is_finite() & (number.abs() < 10**MAX_DIGITS)
    if variable.type == "integer":
        sound &= number.floor() == number
    return pl.when(number.is_null() | sound).then(number).otherwise(float("nan"))
