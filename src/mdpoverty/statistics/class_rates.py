"""Rates of classes, numbers of households and persons in them, and who is deprived among them.

What is poor, near-poor and either is said by the law's class rules (Decree 07/2021/ND-CP, Art. 3);
a rate is the weighted share of all households, a number the weighted sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import narwhals as nw

from mdpoverty.standards.class_rules import UNDETERMINED
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.measures import EVERY, Measure, may_be, rate
from mdpoverty.statistics.request import Unit


@dataclass(frozen=True)
class _Class:
    """Who is of a class: surely, and possibly."""

    name: str
    sure: nw.Expr
    possible: nw.Expr


def _classes(standard: Standard) -> Iterator[_Class]:
    """Yield who is poor, near-poor, and either.

    Of one of both is whoever cannot be non-poor, though it may not be known which.
    """
    undetermined = nw.col("class") == UNDETERMINED
    poor, near = nw.col("class") == "poor", nw.col("class") == "near_poor"
    yield _Class("poor", poor, poor | may_be("poor"))
    if any(rule.name == "near_poor" for rule in standard.classes):
        yield _Class("near_poor", near, near | may_be("near_poor"))
    yield _Class("multidimensional_poverty", poor_or_near_poor(), poor | near | undetermined)


def poor_or_near_poor() -> nw.Expr:
    """Return who cannot be non-poor, though it may not be known which of the others."""
    either = (nw.col("class") == "poor") | (nw.col("class") == "near_poor")
    return either | ((nw.col("class") == UNDETERMINED) & ~may_be("non_poor"))


def class_rates(standard: Standard) -> Iterator[Measure]:
    """Yield the share of each class in all households."""
    for each in _classes(standard):
        yield rate(f"{each.name}_rate", each.sure, least=each.sure, most=each.possible)
    yield rate("undetermined_rate", nw.col("class") == UNDETERMINED)


def numbers(standard: Standard, units: Sequence[Unit]) -> Iterator[Measure]:
    """Yield how many households, and persons in them, are of each class: weighted totals."""
    for unit in units:
        for each in _classes(standard):
            sure, possible = (x.cast(nw.Float64) for x in (each.sure, each.possible))
            name = f"{each.name}_{unit}"
            yield Measure(name, sure, EVERY, least=sure, most=possible, kind="number", unit=unit)


def bases(standard: Standard) -> Iterator[Measure]:
    """Yield the share of each rule by which households are poor, of the poor."""
    poor = nw.col("class") == "poor"
    for basis in dict.fromkeys(rule.basis for rule in standard.every_rule if rule.name == "poor"):
        holds = nw.col("basis") == basis
        yield rate(f"poor_by_{basis}", holds, poor, joins=may_be("poor"))


def deprivation_rates(standard: Standard) -> Iterator[Measure]:
    """Yield the share deprived in each indicator, of the poor and of the near-poor."""
    for name in ("poor", "near_poor"):
        if any(rule.name == name for rule in standard.classes):
            base, joins = nw.col("class") == name, may_be(name)
            for indicator in standard.indicators:
                measure, holds = f"deprivation_rate_of_{name}", nw.col(indicator) == 1
                yield rate(measure, holds, base, indicator=indicator, joins=joins)


def uncensored(indicator: str) -> Measure:
    """Return the share deprived in an indicator, whoever is poor (the uncensored headcount)."""
    return rate("uncensored_headcount", nw.col(indicator) == 1, indicator=indicator)
