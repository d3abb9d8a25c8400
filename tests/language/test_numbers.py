"""Numbers, percentages, dates and lists as each language writes them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from mdpoverty.language.numbers import day, formatted, listed, number, percent, signed


@pytest.mark.parametrize(
    ("value", "english", "vietnamese"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1500000.5, "1,500,000.5", "1.500.000,5"),
        (Fraction(1, 3), "1/3", "1/3"),
        (Fraction(3, 8), "0.375", "0,375"),
        (-1206, "-1,206", "-1.206"),
        (1_234_567.25, "1,234,567.25", "1.234.567,25"),
        (1e15, "1,000,000,000,000,000", "1.000.000.000.000.000"),
        (0.0001, "0.0001", "0,0001"),
    ],
)
def test_number_is_exact(value: float, english: str, vietnamese: str) -> None:
    """A number is written whole, with the separators of the language."""
    assert (number(value, "en"), number(value, "vi")) == (english, vietnamese)


def test_number_is_rounded_when_asked() -> None:
    """Decimals that are asked for are all there."""
    assert number(1234.5, "en", 2) == "1,234.50"
    assert number(1234.5, "vi", 2) == "1.234,50"
    assert formatted(0.5, ".0%", "vi") == "50%"


def test_percent_has_its_sign() -> None:
    """A share of one is a hundred per cent."""
    assert (percent(0.31532, "en"), percent(0.31532, "vi", 1)) == ("31.53%", "31,5%")


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.25, "+1.25"), (-1.25, "\N{MINUS SIGN}1.25"), (0.004, "0.00"), (-0.004, "0.00")],
)
def test_change_has_a_sign_unless_it_rounds_to_zero(value: float, text: str) -> None:
    """A change says its direction."""
    assert signed(value, "en") == text


def test_day_and_list() -> None:
    """Days and lists follow the language."""
    assert (day(date(2025, 10, 1), "en"), day(date(2025, 10, 1), "vi")) == (
        "2025-10-01",
        "01/10/2025",
    )
    assert [listed(parts, "en") for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert listed(["a", "b"], "vi") == "a và b"
