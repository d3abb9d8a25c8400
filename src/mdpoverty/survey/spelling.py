"""How numbers are spelt in text: their decimal sign, and what separates their thousands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from mdpoverty.files.layout import Decimal, Thousands
from mdpoverty.survey.values import swapped

# Excel and others write a space that does not break, narrow or not, where a user types one.
_SEPARATORS: Mapping[str, str] = {".": r"\.", ",": ",", "space": "[ \u00a0\u2009\u202f]"}


@dataclass(frozen=True)
class Spelling:
    """The signs of numbers in text; `thousands` is None where digits are not grouped."""

    decimal: Decimal = "."
    thousands: Thousands | None = None

    def plain(self, text: pl.Expr) -> pl.Expr:
        """Return numbers with a decimal point and without groups; other text is no number."""
        if self.thousands:
            text = self._ungrouped(text, _SEPARATORS[self.thousands])
        return swapped(text) if self.decimal == "," else text

    def _ungrouped(self, text: pl.Expr, separator: str) -> pl.Expr:
        sign = re.escape(self.decimal)
        grouped = rf"^\s*[+-]?[0-9]{{1,3}}(?:{separator}[0-9]{{3}})+(?:{sign}[0-9]*)?\s*$"
        found = text.str.contains(grouped)
        return pl.when(found).then(text.str.replace_all(separator, "")).otherwise(text)


PLAIN = Spelling()
