"""The cells that a column map gives a variable, as expressions over the survey's columns."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

import polars as pl

from mdpoverty.classification.conditions import within
from mdpoverty.codebook import Variable
from mdpoverty.column_map.sources import (
    AnyOf,
    Cell,
    Column,
    Constant,
    Containing,
    Contains,
    Difference,
    FirstKnown,
    Joined,
    Limited,
    Recoded,
    Scaled,
    Source,
    Sum,
)
from mdpoverty.files.rows import ROW
from mdpoverty.survey.distinct import by_distinct
from mdpoverty.survey.precision import as_double
from mdpoverty.survey.spelling import PLAIN
from mdpoverty.survey.survey import INNER, Survey
from mdpoverty.survey.values import UNREADABLE, as_text, code_in, folded, number_in, numbers, tidied

TEXT = f"{INNER}text "
SPELLED = f"{INNER}spelled "

_ANY_DIGITS = 300  # of a number that is rounded: more than a double can tell apart
_LAST_BITS = 5e-16  # what scaling may be off by, as a share of the number
_DIGITS = 15
_DECIMALS = 6  # of a sum
_APART = "\x1f"
_OTHERS = rf"[{_APART},;|/+&]"  # signs that separate codes, whatever the map names
_MANY = 10  # codes: comparing with each in turn takes longer than looking them up


def beside_text(survey: Survey, columns: Sequence[str]) -> pl.LazyFrame:
    """Return the survey's rows, and beside them the cells of columns as text.

    TEXT is before the name of a column for its cells, SPELLED as a map writes them: a whole
    number has neither decimals, as 1 for 1.0, nor separated thousands, as 99000 for 99.000 where
    that is so. They are columns, since an expression in every branch of a recoding would be
    computed as often.
    """
    pattern = rf"^([+-]?[0-9]+){re.escape(survey.spelling.decimal)}0+$"

    def written(text: pl.Expr) -> pl.Expr:
        return survey.spelling.ungrouped(text).str.replace(pattern, "${1}")

    texts = {TEXT + c: tidied(as_text(pl.col(c), survey.schema[c])) for c in columns}
    spelled = {SPELLED + c: by_distinct(pl.col(TEXT + c), written, pl.String()) for c in columns}
    return survey.frame.with_columns(**texts).with_columns(**spelled)


def cells_of(  # noqa: PLR0911 -- one case for each kind of source
    source: Source, variable: Variable, survey: Survey, missing: Sequence[Cell]
) -> pl.Expr:
    """Return the cells of a variable: numbers as Float64 (NaN: none), all else as text."""
    match source:
        case "row_number":
            return pl.col(ROW).cast(pl.String)
        case Constant(constant=cell):
            return number_in(pl.lit(cell)) if variable.is_number else pl.lit(cell)
        case FirstKnown(first_known=parts):
            return pl.coalesce(cells_of(part, variable, survey, missing) for part in parts)
        case AnyOf(any_of=parts):
            return _any_of(
                [
                    by_distinct(
                        cells_of(part, variable, survey, missing),
                        lambda text: code_in(text, variable),
                        pl.String(),
                    )
                    for part in parts
                ]
            )
        case Contains(contains=part):
            text = pl.col(SPELLED + part.column)
            known = _known(text, part.column, [*missing, *part.missing])
            return by_distinct(known, lambda cell: _contains(cell, part), pl.String())
        case Joined() | Sum() | Difference():
            return _of_several(source, survey, missing)
    return _of_column(source, variable, survey, [*missing, *source.missing])


def _of_several(
    source: Joined | Sum | Difference, survey: Survey, missing: Sequence[Cell]
) -> pl.Expr:
    """Return the cells of several columns as one."""
    if isinstance(source, Joined):
        return joined([_known(pl.col(TEXT + c), c, missing, names=True) for c in source.join])
    adds = isinstance(source, Sum)
    columns = source.sum if isinstance(source, Sum) else source.difference
    numbers = [_known(_number(column, survey), column, missing) for column in columns]
    return _summed(numbers, operator.add if adds else operator.sub)


def joined(parts: Sequence[pl.Expr]) -> pl.Expr:
    """Return several texts as one, which no others become; null where one is.

    A `-` is between them, and one within a text is doubled: 1-2 and 3 are not 1 and 2-3. Where one
    is at an edge, as in 1- and 2, that would not tell: then the length of each is before it, and a
    `-`, with which no other begins, before them all.
    """
    told_apart = [part for text in parts for part in (text.str.len_chars(), pl.lit(":"), text)]
    return (
        pl.when(pl.any_horizontal(text.str.contains("^-|-$") for text in parts))
        .then(pl.concat_str(pl.lit("-"), *told_apart))
        .otherwise(
            pl.concat_str([text.str.replace_all("-", "--") for text in parts], separator="-")
        )
    )


def _of_column(
    source: Column, variable: Variable, survey: Survey, missing: Sequence[Cell]
) -> pl.Expr:
    """Return the cells of one column; `missing` are those that mean missing."""
    match source:
        case Recoded(codes=codes, others=others):
            text = _known(pl.col(SPELLED + source.column), source.column, missing)
            return _recoded(text, codes, others)
        case Scaled():
            return _known(_scaled(source, survey), source.column, missing)
        case Limited():
            number = _known(_number(source.column, survey), source.column, missing)
            held = reduce(operator.and_, within(number, source))
            answer = pl.when(held).then(pl.lit("yes")).otherwise(pl.lit("no"))
            readable = pl.when(number.is_nan()).then(pl.lit(UNREADABLE)).otherwise(answer)
            return pl.when(number.is_not_null()).then(readable)
    cells = _number(source.column, survey) if variable.is_number else pl.col(TEXT + source.column)
    return _known(cells, source.column, missing, names=variable.type == "text")


def _number(column: str, survey: Survey, most: int = _DIGITS) -> pl.Expr:
    dtype = survey.schema[column]
    if dtype.is_numeric():
        return as_double(pl.col(column), dtype)
    text = pl.col(TEXT + column)
    if survey.spelling == PLAIN:
        return numbers(text, most)
    return by_distinct(
        text, lambda cell: number_in(survey.spelling.plain(cell), most), pl.Float64()
    )


def _rounded(column: str, survey: Survey, decimals: int) -> pl.Expr:
    """Return the numbers of a column rounded once: of a double the one that it is written as."""
    typed = survey.schema[column].is_numeric()

    def found(text: pl.Expr) -> pl.Expr:
        cell = text if typed else survey.spelling.plain(text)
        return rounded(cell, decimals, typed=typed)

    return by_distinct(pl.col(TEXT + column), found, pl.Float64())


def rounded(text: pl.Expr, decimals: int, *, typed: bool = False) -> pl.Expr:
    """Return the numbers that text holds, rounded half away from zero by their digits.

    NaN where it holds none. A double that is nearest to a number may lie on the other side of a
    half, so only what is rounded becomes one. Where the text is that of `typed` numbers it has
    exponents if they are very large or small: these are rounded as doubles.
    """
    number = number_in(text, _ANY_DIGITS)
    whole = text.str.extract(r"^\s*[+-]?0*([0-9]*)")
    fraction = text.str.extract(r"\.([0-9]*)\s*$").fill_null("")
    kept = fraction.str.slice(0, decimals).str.pad_end(decimals, "0")
    up = fraction.str.slice(decimals, 1).str.contains("[5-9]")
    steps = pl.concat_str(pl.lit("0"), whole, kept).cast(pl.Int128, strict=False) + up
    digits = steps.cast(pl.String).str.zfill(decimals + 1)
    places = digits.str.len_bytes() - decimals
    value = pl.concat_str(digits.str.slice(0, places), pl.lit("."), digits.str.slice(places)).cast(
        pl.Float64, strict=False
    )
    signed = pl.when((number < 0) & (value > 0)).then(-value).otherwise(value)
    exact = number.is_finite() & steps.is_not_null()
    if typed:
        number = text.cast(pl.Float64).round(decimals, mode="half_away_from_zero")
    return pl.when(exact).then(signed).otherwise(number)


def _known(cells: pl.Expr, column: str, missing: Sequence[Cell], *, names: bool = False) -> pl.Expr:
    """Return the cells of a column, null where they mean missing.

    Names and ids are missing where they are written so; of all else the words are `folded`.
    """
    if not missing:
        return cells
    text, means = pl.col(SPELLED + column), list(missing)
    if not names and _has_words(means):
        text, means = by_distinct(text, folded, pl.String()), _folded(means)
    return pl.when(~text.is_in(means)).then(cells)


def _has_words(codes: Iterable[Cell]) -> bool:
    """Whether codes may be typed in several ways, as words are; numbers are not, and are quick."""
    return any(letter.isalpha() for code in codes for letter in code)


def _folded(codes: Iterable[Cell]) -> list[str]:
    found = pl.Series([*codes], dtype=pl.String).to_frame("").select(folded(pl.col("")))
    return found.to_series().to_list()


def _recoded(text: pl.Expr, codes: Mapping[Cell, Cell], others: Cell | None) -> pl.Expr:
    unmapped = pl.lit(UNREADABLE if others is None else others)
    words = _in_words(codes)
    known = dict(words or codes)

    def looked_up(text: pl.Expr) -> pl.Expr:
        text = folded(text) if words else text
        found = text.replace_strict(known, default=unmapped, return_dtype=pl.String)
        return pl.when(text.is_not_null()).then(found)

    if words or len(codes) > _MANY:
        return by_distinct(text, looked_up, pl.String())
    found: Any = pl.when(text.is_null()).then(None)
    for code, meaning in codes.items():
        found = found.when(text == code).then(pl.lit(meaning))
    recoded: pl.Expr = found.otherwise(unmapped)
    return recoded


def _in_words(codes: Mapping[Cell, Cell]) -> Mapping[Cell, Cell]:
    """Return codes that are words as they are `folded`; none where two become one, or all are not.

    A map that tells `A` from `a` means what it says.
    """
    if not _has_words(codes):
        return {}
    meant = list(zip(_folded(codes), codes.values(), strict=True))
    words = dict(meant)
    return words if all(words[word] == meaning for word, meaning in meant) else {}


def _contains(text: pl.Expr, part: Containing) -> pl.Expr:
    """Return yes where a code stands in a cell by itself or among others, no where it does not.

    One that stands there between other signs than the separator may be meant: it is unreadable.
    """
    [code] = map(re.escape, _folded([part.code]))
    # Set apart before the cell is folded, which makes one space of several, and of a line's end.
    separator = re.escape(part.separator.strip(" ")) or r"\s+"
    found = folded(text.str.replace_all(separator, _APART))

    def among(signs: str) -> pl.Expr:
        return found.str.contains(rf"(?:^|{signs})\s*{code}\s*(?:$|{signs})")

    return (
        pl.when(among(_APART))
        .then(pl.lit("yes"))
        .when(among(_OTHERS))
        .then(pl.lit(UNREADABLE))
        .when(text.is_not_null())
        .then(pl.lit("no"))
    )


def _summed(numbers: Sequence[pl.Expr], add: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> pl.Expr:
    """Return the sum or the difference of numbers, exact where doubles can be.

    What doubles add may be off by the last bits of the largest number. Where it is that near to a
    number of few decimals, it is that number: no limit is missed by a bit.
    """
    unread = pl.any_horizontal(number.is_nan() for number in numbers)  # beside a blank, too
    total = pl.when(unread).then(float("nan")).otherwise(reduce(add, numbers))
    near = total.round(_DECIMALS, mode="half_away_from_zero")
    largest = pl.max_horizontal(number.abs() for number in numbers)
    off = (total - near).abs() <= largest * (_LAST_BITS * len(numbers))
    return pl.when(off).then(pl.when(near == 0).then(0.0).otherwise(near)).otherwise(total)


def _scaled(source: Scaled, survey: Survey) -> pl.Expr:
    """Return a column times and divided by what the map says, exact where doubles can be.

    A product of doubles may be off by its last bits. Where it is that near to a number of 15
    digits, which is as many as a cell has, it is that number: no limit is missed by a bit.
    """
    factor = (source.times or Fraction(1)) / (source.divide_by or Fraction(1))
    if source.decimals is not None and factor == 1:
        return _rounded(source.column, survey, source.decimals)
    most = _DIGITS if source.decimals is None else _ANY_DIGITS
    product = _number(source.column, survey, most) * factor.numerator / factor.denominator
    near = product.round_sig_figs(_DIGITS)
    found = (
        pl.when((product - near).abs() <= product.abs() * _LAST_BITS).then(near).otherwise(product)
    )
    if source.decimals is None:
        return found
    decimals = source.decimals
    text = as_text(found, pl.Float64())
    return (
        pl.when(found.is_nan())
        .then(found)
        .otherwise(
            by_distinct(text, lambda cell: rounded(cell, decimals, typed=True), pl.Float64())
        )
    )


def _any_of(answers: Sequence[pl.Expr]) -> pl.Expr:
    """Return what decides among answers: the first in order, of which a blank is the third."""
    order = [UNREADABLE, "yes", None, "no"]
    at = {answer: place for place, answer in enumerate(order)}
    ranks = [each.replace_strict(at, default=at[None], return_dtype=pl.Int8) for each in answers]
    return pl.min_horizontal(ranks).replace_strict(dict(enumerate(order)), return_dtype=pl.String)
