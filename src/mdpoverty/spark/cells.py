"""From the cells of a frame of Spark to values, as `mdpoverty.survey.values` does for Polars.

Every expression is one of Spark's own: nothing runs in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import polars as pl
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from mdpoverty.codebook import Variable
from mdpoverty.files.rows import FAULT, FAULT_VALUE, ROW, SURPLUS
from mdpoverty.survey.precision import KEPT, MAX_DIGITS
from mdpoverty.survey.spelling import SIGNED, Spelling, one_group
from mdpoverty.survey.survey import CELL, NO_NUMBER, Survey
from mdpoverty.survey.values import (
    DAY_FIRST,
    INVISIBLE,
    ISO_DATE,
    NO_DATE,
    NUMBER,
    UNREADABLE,
    YEARS,
)

# Unicode's white space, which Polars trims. Spark's own `trim` knows the space alone.
WHITE = "".join(
    map(chr, (*range(9, 14), 32, 133, 160, 5760, *range(8192, 8203), 8232, 8233, 8239, 8287, 12288))
)
# Spark has no function for Unicode's composed form, but brings ICU, and can call it.
_ICU = "com.ibm.icu.text.Normalizer"
_PLAIN = "^[!-~]([ -~]*[!-~])?$"  # text that has nothing to trim, to compose or to leave out
# Numbers that are sound as they are, if they have no more digits than a double keeps.
_PLAIN_NUMBERS = {"number": NUMBER, "integer": r"^[+-]?[0-9]+(\.0*)?$"}

AS_IT_STANDS = f"{CELL}as it stands "  # before the name of a column: its cells, not composed
FAULTS = (FAULT, FAULT_VALUE, SURPLUS)  # what rows of lines have before their cells


@dataclass(frozen=True)
class SparkRows:
    """The rows of a survey that a frame of Spark has; `flags` are as for `values`."""

    frame: DataFrame
    flags: DataFrame | None = None

    def values(
        self, survey: Survey, cells: Collection[str], variables: Mapping[str, Variable]
    ) -> DataFrame:
        """Return the values of the survey's cells; see `values`."""
        return values(self.frame, survey, cells, variables, self.flags)

    def cells(self, survey: Survey, columns: Collection[str]) -> DataFrame:
        """Return the cells of some columns as they are."""
        own = len(self.frame.columns) - len(survey.schema)
        places = [own + place for place, name in enumerate(survey.schema) if name in columns]
        numbered = self.frame.toDF(*(f"c{place}" for place in range(len(self.frame.columns))))
        return numbered.select(*(f"c{place}" for place in places)).toDF(
            *(name for name in survey.schema if name in columns)
        )


def values(
    frame: DataFrame,
    survey: Survey,
    cells: Collection[str],
    variables: Mapping[str, Variable],
    flags: DataFrame | None = None,
) -> DataFrame:
    """Return the values that the cells of each variable's column hold, and copies of `cells`.

    Values are as in `mdpoverty.survey.values`. The copy of a column is named with CELL before it,
    its text in Unicode's composed form; another, with AS_IT_STANDS, is untouched. The number of
    the row is null: rows have no order. What is wrong with a row of lines stands beside them.
    `flags` is a row that says of columns whether they have groups of thousands, where the survey
    does not know it.
    """
    schema = survey.schema
    faults = FAULTS if survey.has_faults else ()
    # Spark takes names that differ by case alone for one, and reads signs in them: numbers do not.
    names = [*faults, *schema]
    numbered = frame.toDF(*(f"c{place}" for place in range(len(names))))
    column = {name: sf.col(f"c{place}") for place, name in enumerate(names)}
    holds = dict.fromkeys(survey.grouped or (), sf.lit(col=True))
    if flags is not None:  # one row, which says it of columns in turn
        at = {name: f"g{place}" for place, name in enumerate(flags.columns)}
        numbered = numbered.crossJoin(sf.broadcast(flags.toDF(*at.values())))
        holds = {name: sf.col(own) for name, own in at.items()}
    numbers = {
        name: _digits(column[name], survey.spelling, holds.get(name))
        for name, v in variables.items()
        if v.is_number and schema[name] == pl.String
    }
    given = {**column, **numbers}
    first = numbered.select(
        sf.lit(None).cast("bigint").alias(ROW),
        *(column[name].alias(name) for name in faults),
        *(_copy(column[name], schema[name]).alias(CELL + name) for name in cells),
        *(column[name].alias(AS_IT_STANDS + name) for name in cells),
        *(_seen(given[name], schema[name], v).alias(name) for name, v in variables.items()),
    )
    # A projection of their own: an expression within itself would be worked out twice.
    dates = [name for name, v in variables.items() if _is_date_in_text(schema[name], v)]
    return first.withColumns({name: _date_in(col(name)) for name in dates})


def col(name: str) -> Column:
    """Return the column of a name, whatever signs are in it."""
    return sf.col(f"`{name.replace('`', '``')}`")


def _typed(dtype: pl.DataType) -> bool:
    return (dtype.is_numeric() and not dtype.is_decimal()) or dtype == pl.Null


def _is_date_in_text(dtype: pl.DataType, variable: Variable) -> bool:
    """Return whether a variable's values are dates that the cells have as text."""
    return variable.type == "date" and dtype != pl.Date


def _seen(cells: Column, dtype: pl.DataType, variable: Variable) -> Column:
    """Return the values of cells; of dates in text, the text without what is unseen.

    Most cells are as they shall come out, and what tidies them costs much more: the others go
    through it step by step.
    """
    if variable.is_number and _typed(dtype):
        number = cells.cast("double")
        if dtype == pl.Float32:  # a fraction is what it is written as
            whole = sf.rint(number) == number
            number = sf.when(whole, number).otherwise(cells.cast("string").cast("double"))
        return _sound(number, variable)
    if variable.type == "date" and dtype == pl.Date:
        return _in_years(cells.cast("date"))
    text = _text(cells, dtype, variable)
    seen = sf.btrim(sf.regexp_replace(text, INVISIBLE, ""), sf.lit(WHITE))
    if variable.codes:
        known = text.isNull() | text.isin(*variable.codes)
        read = _in_turn(_composed(seen), _folded, lambda word: _spelled(word, variable))
        return sf.when(known, text).otherwise(read)
    if variable.is_number:
        plain = text.rlike(_PLAIN_NUMBERS[variable.type]) & (sf.length(text) <= MAX_DIGITS)
        read = _in_turn(seen, _null_if_blank, _number_in, lambda number: _sound(number, variable))
        return sf.when(plain, text.try_cast("double")).when(text.isNotNull(), read)
    words = seen if _is_date_in_text(dtype, variable) else _composed(seen)
    plain = text.isNull() | text.rlike(_PLAIN)
    return sf.when(plain, text).otherwise(_in_turn(words, _null_if_blank))


def _in_turn(value: Column, *steps: Callable[[Column], Column]) -> Column:
    """Return what steps make of a value in turn, each of which is worked out once.

    Within an expression Spark names a value only as the argument of a function.
    """
    for step in steps:
        value = sf.element_at(sf.transform(sf.array(value), step), 1)
    return value


def _text(cells: Column, dtype: pl.DataType, variable: Variable) -> Column:
    """Return cells as text.

    A fraction that is the text of a group or a key is spelled as Spark does: 1.0E-5.
    """
    if variable.codes and dtype == pl.Boolean:
        return cells.cast("int").cast("string")
    text = cells.cast("string")
    if not variable.is_number and dtype.is_float():
        return sf.when(~sf.isnan(cells), _whole(cells, dtype, text))
    if isinstance(dtype, pl.Decimal) and dtype.scale:
        return sf.regexp_replace(text, r"\.?0+$", "")
    return text


def _null_if_blank(text: Column) -> Column:
    return sf.nullif(text, sf.lit(""))


def _whole(cells: Column, dtype: pl.DataType, text: Column) -> Column:
    """Return whole numbers as `mdpoverty.survey.values.as_text` does, others as `text`."""
    whole = cells.try_cast("bigint")  # a code that passed through a float: 7.0 is 7
    is_whole = whole == cells
    digits = sf.abs(whole).cast("string")
    lost = (
        sf.concat(text.try_cast("decimal(38,0)").cast("string"), sf.lit(".0"))
        if dtype == pl.Float32
        else sf.concat(
            sf.when(cells < 0, "-").otherwise(""),
            sf.left(digits, sf.lit(1)),
            sf.lit("."),
            sf.substring(digits, 2, len(str(2**63))),
            sf.lit("E+"),
            (sf.length(digits) - 1).cast("string"),
        )
    )
    known = sf.when(is_whole & (sf.abs(cells) < 10.0 ** KEPT[dtype]), whole.cast("string"))
    return known.when(is_whole, lost).otherwise(text)


def _digits(text: Column, spelling: Spelling, holds: Column | None) -> Column:
    """Return numbers with a decimal point and without groups; other text is no number.

    `holds` says whether the column has groups of thousands, None where it has none.
    """
    if holds is not None:
        found = holds & text.rlike(one_group(spelling.decimal))
        text = sf.when(found, sf.lit(NO_NUMBER)).otherwise(text)
    if spelling.separator:
        plain = sf.regexp_replace(text, spelling.separator, "")
        text = sf.when(text.rlike(spelling.grouped), plain).otherwise(text)
    return sf.translate(text, ",.", ".,") if spelling.decimal == "," else text


def carried_number(text: Column, spelling: Spelling) -> Column:
    """Return the cells of a column of numbers as a table has them, as `Spelling.carried` says."""
    return sf.when(text.rlike(SIGNED), _digits(text, spelling, None)).otherwise(text)


def _copy(cells: Column, dtype: pl.DataType) -> Column:
    """Return cells as a profile has them: text in its composed form, which ASCII has anyway."""
    if dtype != pl.String:
        return cells
    plain = cells.isNull() | (sf.length(cells) == sf.octet_length(cells))
    return sf.when(plain, cells).otherwise(_composed(cells))


def _composed(text: Column) -> Column:
    """Return text, which is not null, in Unicode's composed form.

    Spark cannot call ICU within a function that is an argument: it may be what one is given.
    """
    return sf.call_function("reflect", sf.lit(_ICU), sf.lit("compose"), text, sf.lit(col=False))


def _folded(text: Column) -> Column:
    """Return words without what a reader does not see, as `mdpoverty.survey.values` does."""
    seen = sf.regexp_replace(sf.regexp_replace(text, INVISIBLE, ""), f"[{WHITE}]+", " ")
    found = sf.translate(sf.lower(sf.trim(seen)), "\N{LATIN SMALL LETTER ETH}ɖ", "đđ")
    return _null_if_blank(found)


def _spelled(text: Column, variable: Variable) -> Column:
    """Return codes as the codebook spells them: UNREADABLE for what is none of them."""
    spellings = {**variable.spellings, **{code: code for code in variable.codes}}
    codes = sf.create_map(*(sf.lit(word) for pair in spellings.items() for word in pair))
    known = sf.coalesce(sf.try_element_at(codes, text), sf.lit(UNREADABLE))
    return sf.when(text.isNotNull(), known)


def _date_in(value: Column) -> Column:
    """Return the date that text is: NO_DATE where it is none."""
    parts = [sf.substring(value, place, length) for place, length in ((7, 4), (4, 2), (1, 2))]
    iso = sf.when(value.rlike(ISO_DATE), sf.substring(value, 1, 10))
    iso = sf.when(value.rlike(DAY_FIRST), sf.concat_ws("-", *parts)).otherwise(iso)
    return sf.when(value.isNotNull(), sf.coalesce(_in_years(iso.try_cast("date")), sf.lit(NO_DATE)))


def _sound(number: Column, variable: Variable) -> Column:
    """Return numbers, NaN where one is none of the variable's."""
    sound = sf.abs(number) < 10**MAX_DIGITS  # which NaN and infinity are not
    if variable.type == "integer":
        sound &= sf.rint(number) == number
    return sf.when(number.isNull() | sound, number).otherwise(float("nan"))


def _in_years(day: Column) -> Column:
    """Return dates, NO_DATE where one is too far off."""
    sound = day.isNull() | sf.year(day).between(*YEARS)
    return sf.when(sound, day).otherwise(sf.lit(NO_DATE))


def _number_in(text: Column) -> Column:
    """Return the number that text is: NaN where it is none."""
    digits = sf.regexp_replace(text, "[+.-]", "")
    sound = text.rlike(NUMBER) & (sf.length(sf.ltrim(digits, sf.lit("0"))) <= MAX_DIGITS)
    return sf.when(sound, text.try_cast("double")).when(text.isNotNull(), float("nan"))
