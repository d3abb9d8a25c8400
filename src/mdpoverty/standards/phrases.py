"""Phrases in English and Vietnamese: the words that join conditions, numbers, units, limits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from mdpoverty.standards.conditions import Limits

Language = Literal["en", "vi"]

PHRASES: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "yes": "yes",
            "no": "no",
            "rural": "rural",
            "urban": "urban",
            "where": "in {} areas",
            "at_least": "at least {}",
            "above": "above {}",
            "at_most": "at most {}",
            "below": "below {}",
            "at_least at_most": "at least {} and at most {}",
            "at_least below": "at least {} and below {}",
            "above at_most": "above {} and at most {}",
            "above below": "above {} and below {}",
            "and": "; and ",
            "or": "; or ",
            "or code": " or ",
            "else": "; where that is unknown: ",
            "not": "not ({})",
            "not code": "not {}",
            "none": "none of ({})",
            "none code": "none of {}",
            "count": "at least {} of ({})",
            "member": "at least one member with ({})",
            "no member": "no member with ({})",
            "share": "share of the members with ({})",
            "share of": "{}, as a share of the household's members",
            "per head": "{} per household member",
            "ratio": "ratio of ({}) to ({})",
            "deprivations": "number of indicators deprived",
            "weighted_score": "weighted score of the deprivations",
            "of": "{} (of {})",
        },
        "vi": {
            "yes": "có",
            "no": "không",
            "rural": "nông thôn",
            "urban": "thành thị",
            "where": "ở {}",
            "at_least": "từ {} trở lên",
            "above": "trên {}",
            "at_most": "từ {} trở xuống",
            "below": "dưới {}",
            "at_least at_most": "từ {} đến {}",
            "at_least below": "từ {} đến dưới {}",
            "above at_most": "trên {} đến {}",
            "above below": "trên {} đến dưới {}",
            "and": "; và ",
            "or": "; hoặc ",
            "or code": " hoặc ",
            "else": "; nếu không rõ thì: ",
            "not": "không phải ({})",
            "not code": "không phải {}",
            "none": "không có điều nào trong số ({})",
            "none code": "không thuộc {}",
            "count": "từ {} điều trở lên trong số ({})",
            "member": "có ít nhất một thành viên với ({})",
            "no member": "không có thành viên nào với ({})",
            "share": "tỷ lệ thành viên với ({})",
            "share of": "tỷ lệ {} trên số nhân khẩu",
            "per head": "{} bình quân mỗi nhân khẩu",
            "ratio": "tỷ số giữa ({}) và ({})",
            "deprivations": "số chỉ số thiếu hụt",
            "weighted_score": "điểm thiếu hụt có trọng số",
            "of": "{} (trong {} chỉ số)",
        },
    }
)
# The units of the codebook: for one, and for more. A unit that is not here stands for itself.
_UNITS: Mapping[Language, Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "en": {
            "persons": ("person", "persons"),
            "years": ("year", "years"),
            "points": ("point", "points"),
            "m2": ("m²", "m²"),
            "VND/person/month": ("VND", "VND"),
            "VND/household/month": ("VND", "VND"),
            "year": ("", ""),
        },
        "vi": {
            "persons": ("người", "người"),
            "years": ("", ""),  # the label says tuổi (of age) or năm (years)
            "points": ("điểm", "điểm"),
            "m2": ("m²", "m²"),
            "VND/person/month": ("đồng", "đồng"),
            "VND/household/month": ("đồng", "đồng"),
            "year": ("", ""),
        },
    }
)


def number_text(number: float | Fraction, language: Language) -> str:
    """Return a number with separators of thousands: 1,500,000.5, in Vietnamese 1.500.000,5.

    A fraction that has no end as a decimal stays one: 1/3.
    """
    exact = number if isinstance(number, Fraction) else Fraction(repr(number))
    denominator = exact.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return f"{exact.numerator}/{exact.denominator}"
    text = f"{(Decimal(exact.numerator) / Decimal(exact.denominator)).normalize():,f}"
    return text if language == "en" else text.translate({ord(","): ".", ord("."): ","})


def quantity_text(number: float | Fraction, unit: str, language: Language) -> str:
    """Return a number with its unit, as the codebook names that: 8 m², 1 person, 2 persons."""
    if unit == "year":  # a calendar year is a name
        return str(number).removesuffix(".0")
    one, more = _UNITS[language].get(unit, (unit, unit))
    return f"{number_text(number, language)} {one if number == 1 else more}".rstrip()


def limits_text(limits: Limits, unit: str, language: Language, *, share: bool = False) -> str:
    """Return limits in the law's words, of numbers in `unit` or of shares."""
    found = [
        (word, limit)
        for word in ("at_least", "above", "at_most", "below")
        if (limit := getattr(limits, word)) is not None
    ]
    last = len(found) - 1
    numbers = [
        share_text(limit, language)
        if share
        # Of a range the second number has the unit for both.
        else quantity_text(limit, unit if index == last else "", language)
        for index, (_, limit) in enumerate(found)
    ]
    return PHRASES[language][" ".join(word for word, _ in found)].format(*numbers)


def share_text(limit: Fraction, language: Language) -> str:
    """Return a share as a percentage, or as the fraction that it is where that has no end."""
    text = number_text(limit * 100, language)
    return number_text(limit, language) if "/" in text else f"{text}%"
