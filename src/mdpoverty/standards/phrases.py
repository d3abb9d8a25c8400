"""Phrases of conditions and class rules: the words that join them, units, limits."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase
from mdpoverty.language.numbers import number as number_text
from mdpoverty.standards.conditions import Limits

PHRASES: Mapping[str, Phrase] = MappingProxyType(
    {
        "rural": Phrase("standards.rural", "rural"),
        "urban": Phrase("standards.urban", "urban"),
        "where": Phrase("standards.where", "in {area} areas"),
        "at_least": Phrase("standards.at-least", "at least {limit}"),
        "above": Phrase("standards.above", "above {limit}"),
        "at_most": Phrase("standards.at-most", "at most {limit}"),
        "below": Phrase("standards.below", "below {limit}"),
        "at_least at_most": Phrase(
            "standards.at-least-at-most", "at least {least} and at most {most}"
        ),
        "at_least below": Phrase("standards.at-least-below", "at least {least} and below {most}"),
        "above at_most": Phrase("standards.above-at-most", "above {least} and at most {most}"),
        "above below": Phrase("standards.above-below", "above {least} and below {most}"),
        "and": Phrase("standards.and", "; and "),
        "or": Phrase("standards.or", "; or "),
        "or code": Phrase("standards.or-code", " or "),
        "else": Phrase("standards.else", "; where that is unknown: "),
        "not": Phrase("standards.not", "not ({condition})"),
        "not code": Phrase("standards.not-code", "not {codes}"),
        "none": Phrase("standards.none", "none of ({conditions})"),
        "none code": Phrase("standards.none-code", "none of {codes}"),
        "count": Phrase("standards.count", "at least {least} of ({conditions})"),
        "member": Phrase("standards.member", "at least one member with ({condition})"),
        "no member": Phrase("standards.no-member", "no member with ({condition})"),
        "share": Phrase("standards.share", "share of the members with ({condition})"),
        "share of": Phrase("standards.share-of", "{number}, as a share of the household's members"),
        "per head": Phrase("standards.per-head", "{number} per household member"),
        "ratio": Phrase("standards.ratio", "ratio of ({part}) to ({whole})"),
        "deprivations": Phrase("standards.deprivations", "number of indicators deprived"),
        "weighted_score": Phrase("standards.weighted-score", "weighted score of the deprivations"),
        "in table": Phrase("standards.in-table", "the number in the table of {clause}"),
        "answered": Phrase("standards.answered", "answered: {labels}"),
        "some answered": Phrase("standards.some-answered", "at least one answered of: {labels}"),
        "of": Phrase("standards.of", "{limit} (of {count})"),
    }
)
_VND = Phrase("standards.vnd", "{number} VND")
# The units of the codebook. A unit that is not here stands for itself.
_UNITS: Mapping[str, Phrase] = MappingProxyType(
    {
        "persons": Phrase("standards.persons", "{number} person", "{number} persons"),
        # In Vietnamese the label says tuổi (of age) or năm (years).
        "years": Phrase("standards.years", "{number} year", "{number} years"),
        "months": Phrase("standards.months", "{number} month", "{number} months"),
        "points": Phrase("standards.points", "{number} point", "{number} points"),
        "m2": Phrase("standards.m2", "{number} m²"),
        "VND/person/month": _VND,
        "VND/household/month": _VND,
    }
)


def quantity_text(number: float | Fraction, unit: str, language: Language) -> str:
    """Return a number with its unit, as the codebook names that: 8 m², 1 person, 2 persons."""
    if unit == "year":  # a calendar year is a name
        return str(number).removesuffix(".0")
    text = number_text(number, language)
    if unit not in _UNITS:
        return f"{text} {unit}".rstrip()
    return _UNITS[unit](number=text, count=1 if number == 1 else 2).in_(language)


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
    phrase = PHRASES[" ".join(word for word, _ in found)]
    names = ("least", "most") if last else ("limit",)
    return phrase(**dict(zip(names, numbers, strict=True))).in_(language)


def share_text(limit: Fraction, language: Language) -> str:
    """Return a share as a percentage, or as the fraction that it is where that has no end."""
    text = number_text(limit * 100, language)
    return number_text(limit, language) if "/" in text else f"{text}%"
