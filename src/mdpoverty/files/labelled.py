"""Tables for people: headings and codes in words, numbers and dates as a language writes them.

They are for reading, and not read back: what a table is called here may be called otherwise in
another language, or release.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, NamedTuple

import polars as pl

from mdpoverty.language import Language

_COMPUTED = "=+-@\uff1d\uff0b\uff0d\uff20"  # what begins a formula, also in full width
_FORMULAS = rf"^[{re.escape(_COMPUTED)}\t\r]"  # what begins a cell that would be computed
_NUMBER = r"^([+-]?[0-9]*)\.([0-9]+)$"  # with decimals
_DATES = ("%Y-%m-%d", "%d/%m/%Y")  # as surveys write them

Shown = Literal["share", "index", "whole", "amount", "ratio"]


class Style(NamedTuple):
    """How a number is shown: the format of a workbook, and decimals in text, None for all."""

    code: str
    decimals: int | None


STYLES: Mapping[Shown, Style] = MappingProxyType(
    {
        "share": Style("0.00%", 4),  # two decimals of per cent, as on the forms
        "index": Style("0.0000", 4),
        "whole": Style("#,##0", 0),
        "amount": Style("#,##0", None),  # of one household: its own figure stays as it is
        "ratio": Style("0.00", 2),
    }
)
OF_ROW: Literal["of row"] = (
    "of row"  # columns whose numbers are shown as what is measured in their row
)
KIND = "_shown"


@dataclass(frozen=True)
class Measured:
    """How numbers of a column that holds several measures are shown: by the code in another one."""

    column: str
    shown: Mapping[str, Shown]
    other: Shown = "share"


@dataclass(frozen=True)
class Words:
    """What a language calls the columns of a table, and the codes in each, by the code as text.

    Cells of the columns `lists` hold several codes, joined by `;`; those of `dates` are days, and
    those of `numbers` numbers, which have a decimal point where they are text.
    `shown` says how numbers of a column are shown, OF_ROW as what its row measures (`measured`).
    What a code of a column in `beside` means may depend on the code of another column in its row:
    its words are by both (`within`). A code without a word stays as it is, and so does the name of
    a column.
    """

    language: Language
    headings: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lists: Collection[str] = ()
    dates: Collection[str] = ()
    numbers: Collection[str] = ()
    beside: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, Shown | Literal["of row"]] = field(default_factory=dict)
    measured: Measured | None = None


def within(other: str, code: str) -> str:
    """Return by what a code is put in words whose meaning depends on the code of another column."""
    return f"{other} {code}"


def in_words(
    frame: pl.LazyFrame, words: Words, decimal: str, *, kinds: bool = False
) -> pl.LazyFrame:
    """Return a table with its headings, codes and dates in words; no two headings are the same.

    `decimal` is the sign of numbers in text. With `kinds` a last column, KIND, says how numbers of
    OF_ROW are shown in each row, where there are such.
    """
    schema, headings = frame.collect_schema(), dict[str, str]()
    for name in schema:
        heading = words.headings.get(name, name)
        taken = heading in headings.values()
        headings[name] = f"{heading} ({name})" if taken else heading
    beside = {name: other for name, other in words.beside.items() if other in schema}
    words = replace(words, beside=beside)
    measured = words.measured
    asked = kinds and measured is not None and measured.column in schema
    return frame.select(
        *(
            _cells(name, dtype, words, decimal).alias(headings[name])
            for name, dtype in schema.items()
        ),
        *([_of_row(measured).alias(KIND)] if asked and measured else []),
    )


def rounded(frame: pl.LazyFrame, words: Words) -> pl.LazyFrame:
    """Return a table whose numbers have the decimals that a reader needs."""
    schema = frame.collect_schema()
    found = []
    for name in (name for name in words.shown if name in schema and schema[name].is_float()):
        cells, shown = pl.col(name), words.shown[name]
        if shown != OF_ROW:
            places = STYLES[shown].decimals
            found.append(cells if places is None else cells.round(places))
        elif words.measured is not None:
            kind = _of_row(words.measured)
            by_kind = [
                pl.when(kind == each).then(cells.round(style.decimals))
                for each, style in STYLES.items()
                if style.decimals is not None
            ]
            found.append(pl.coalesce(*by_kind, cells).alias(name))
    return frame.with_columns(found)


def _of_row(measured: Measured) -> pl.Expr:
    codes = pl.col(measured.column).cast(pl.String)
    return codes.replace_strict(dict(measured.shown), default=measured.other)


def as_text(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return a table whose text no spreadsheet takes for a formula when it opens it as CSV."""
    schema = frame.collect_schema()
    texts = [name for name, dtype in schema.items() if dtype == pl.String]
    safe = {name: f"'{name}" for name in schema if name.startswith(tuple(_COMPUTED))}
    return frame.with_columns(pl.col(texts).str.replace(f"({_FORMULAS})", "'$1")).rename(safe)


def _cells(name: str, dtype: pl.DataType, words: Words, decimal: str) -> pl.Expr:
    cells = pl.col(name)
    if isinstance(dtype, pl.Date | pl.Datetime):
        return cells.dt.to_string(_DATES[words.language == "vi"])
    if name in words.dates and dtype == pl.String:
        days = [cells.str.to_date(form, strict=False) for form in _DATES]
        day = pl.coalesce(days).dt.to_string(_DATES[words.language == "vi"])
        return pl.coalesce(day, cells)
    if name in words.numbers and dtype == pl.String:
        return cells.str.replace(_NUMBER, f"${{1}}{decimal}${{2}}")
    if (codes := words.codes.get(name)) is None:
        return cells
    text = cells.cast(pl.String)
    if name in words.lists:
        parts = text.str.split(";").list.eval(pl.element().replace(codes))
        return parts.list.join("; ")
    lower = {code.lower(): word for code, word in codes.items()}
    found = [text.str.to_lowercase().replace_strict(lower, default=None), text]
    if (other := words.beside.get(name)) is not None:
        both = pl.concat_str(pl.col(other).cast(pl.String), text, separator=within("", ""))
        found = [both.replace_strict(codes, default=None), *found]
    return pl.coalesce(found)
