"""Numbers, percentages, dates and lists as each language writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from mdpoverty.language import Language

_SIGNS = str.maketrans({",": ".", ".": ","})
_MINUS = "\N{MINUS SIGN}"
_AND = {"en": " and ", "vi": " và "}


def formatted(value: float, spec: str, language: Language) -> str:
    """Return a number in a format of Python's, with the signs of the language."""
    text = format(value, spec)
    return text if language == "en" else text.translate(_SIGNS)


def number(value: float | Fraction, language: Language, decimals: int | None = None) -> str:
    """Return a number with separators of thousands: 1,234.5, in Vietnamese 1.234,5.

    It is rounded to `decimals`, or exact without them. A fraction that has no end as a decimal
    stays one then: 1/3.
    """
    if decimals is not None:
        return formatted(float(value), f",.{decimals}f", language)
    exact = value if isinstance(value, Fraction) else Fraction(repr(value))
    denominator = exact.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return f"{exact.numerator}/{exact.denominator}"
    text = f"{(Decimal(exact.numerator) / Decimal(exact.denominator)).normalize():,f}"
    return text if language == "en" else text.translate(_SIGNS)


def percent(share: float, language: Language, decimals: int = 2) -> str:
    """Return a share in per cent: 31.53%, in Vietnamese 31,53%; two decimals as on the forms."""
    return f"{number(100 * share, language, decimals)}%"


def signed(value: float, language: Language, decimals: int = 2) -> str:
    """Return a change with its sign: +1.25; nothing before a change that rounds to zero."""
    rounded = round(value, decimals)
    sign = "+" if rounded > 0 else _MINUS if rounded < 0 else ""
    return sign + number(abs(rounded), language, decimals)


def day(value: date, language: Language) -> str:
    """Return a day: 2025-10-01, in Vietnamese 01/10/2025."""
    return value.isoformat() if language == "en" else f"{value:%d/%m/%Y}"


def listed(parts: Sequence[str], language: Language) -> str:
    """Return parts as a list within a sentence: a, b and c."""
    *first, last = parts or [""]
    return f"{', '.join(first)}{_AND[language]}{last}" if first else last
