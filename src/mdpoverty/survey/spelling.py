"""How numbers are spelt in text: their decimal sign, and what separates their thousands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from mdpoverty.files.layout import Decimal, Thousands
from mdpoverty.files.rows import TYPED
from mdpoverty.survey.values import as_text, swapped

# Excel and others write a space that does not break, narrow or not, where a user types one.
_SEPARATORS: Mapping[str, str] = {".": r"\.", ",": ",", "space": "[ \u00a0\u2009\u202f]"}

SIGNED = r"^[\s\u00a0\u2009\u202f0-9.,+-]+$"  # digits and the signs of numbers alone


def one_group(decimal: Decimal) -> str:
    """Return the pattern of what may have one group of thousands after the decimal sign: 900.000.

    The patterns here are for the engine's own regular expressions, Rust's and Java's.
    """
    return rf"^\s*[+-]?[0-9]{{1,3}}{re.escape(decimal)}[0-9]{{3}}\s*$"


def several_groups(decimal: Decimal) -> str:
    """Return the pattern of what has groups of thousands for certain: 1.200.000."""
    sign = re.escape(decimal)
    return rf"[0-9]{sign}[0-9]{{3}}{sign}"


def surely_decimal(decimal: Decimal) -> str:
    """Return the pattern of what has a decimal sign for certain: 52.5, 0.125, 1500000.000."""
    sign = re.escape(decimal)
    decimals = rf"[0-9]{{1,2}}|[0-9]{{4,}}|[0-9]{{3}}{TYPED}"
    return rf"^\s*[+-]?(?:[0-9]*{sign}(?:{decimals})|(?:0*|[0-9]{{4,}}){sign}[0-9]+)\s*$"


@dataclass(frozen=True)
class Spelling:
    """The signs of numbers in text; `thousands` is None where digits are not grouped."""

    decimal: Decimal = "."
    thousands: Thousands | None = None

    def plain(self, text: pl.Expr) -> pl.Expr:
        """Return numbers with a decimal point and without groups; other text is no number."""
        text = self.ungrouped(text)
        return swapped(text) if self.decimal == "," else text

    def ungrouped(self, text: pl.Expr) -> pl.Expr:
        """Return numbers without what separates their thousands; other text as it is."""
        if not self.separator:
            return text
        plain = text.str.replace_all(self.separator, "")
        return pl.when(text.str.contains(self.grouped)).then(plain).otherwise(text)

    def of_cells(self, cells: pl.Expr, dtype: pl.DataType) -> pl.Expr:
        """Return cells of a type as text beside which other text stands: numbers are spelt so."""
        text = as_text(cells, dtype)
        return self.of_numbers(text) if dtype.is_numeric() else text

    def of_numbers(self, text: pl.Expr) -> pl.Expr:
        """Return numbers with a decimal point and without groups as `plain` reads them back.

        One that would look like a group of thousands, 900.125, has TYPED after it.
        """
        text = text.str.replace(one_group("."), f"${{0}}{TYPED}")
        return swapped(text) if self.decimal == "," else text

    def carried(self, text: pl.Expr) -> pl.Expr:
        """Return text whose numbers are plain; what may be one elsewhere, but not here, stays none.

        Words are as they were.
        """
        return pl.when(text.str.contains(SIGNED)).then(self.plain(text)).otherwise(text)

    @property
    def separator(self) -> str | None:
        """The pattern of what separates thousands, None where nothing does."""
        return _SEPARATORS[self.thousands] if self.thousands else None

    @property
    def grouped(self) -> str:
        """The pattern of numbers whose thousands are separated."""
        sign = re.escape(self.decimal)
        return rf"^\s*[+-]?[0-9]{{1,3}}(?:{self.separator}[0-9]{{3}})+(?:{sign}[0-9]*)?\s*$"


PLAIN = Spelling()
