"""Shares that no unknown answer leaves open, beside the rates: what a report draws.

They say of the households as they are classified who is deprived for sure, who is not known to be
or not to be, and how many deprivations they have; what is unknown has a share of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from mdpoverty.standards.decision import CLASSES, UNDETERMINED
from mdpoverty.standards.standard import Standard
from mdpoverty.statistics.measures import LEAST, MOST, Measure

ALL = "all"  # in place of a class: households of every class
UNKNOWN = "unknown"  # in place of a number of deprivations
CLASS, RULE = "class_share", "rule_share"
DEPRIVED, NOT_KNOWN = "deprived_share", "unknown_share"
NUMBER = "number_share"


def shares(standard: Standard) -> list[Measure]:
    """Return the shares of a standard.

    CLASS of each class (`indicator`) and RULE of each rule (`indicator` is its basis, `identify`
    its class) are of all households, and so is NUMBER of those of a class (`identify`, or ALL) who
    have so many deprivations (`indicator`, or UNKNOWN); their sizes are of the households that they
    count. DEPRIVED and NOT_KNOWN are of the households of a class, or of ALL, for each indicator.
    """
    return [*_of_classes(standard), *_of_answers(standard), *_of_numbers(standard)]


def classes_of(standard: Standard) -> list[str]:
    """Return the classes that a standard knows, and UNDETERMINED."""
    known = {rule.name for rule in standard.every_rule}
    return [*(name for name in CLASSES if name in known), UNDETERMINED]


def rules_of(standard: Standard) -> list[tuple[str, str]]:
    """Return the class and the basis of each rule, in the order of the classes."""
    rules = dict.fromkeys((rule.name, rule.basis) for rule in standard.every_rule)
    return sorted(rules, key=lambda rule: CLASSES.index(rule[0]))


def _of_classes(standard: Standard) -> Iterator[Measure]:
    for name in classes_of(standard):
        yield _of_all(CLASS, nw.col("class") == name, name)
    for name, basis in rules_of(standard):
        holds = (nw.col("class") == name) & (nw.col("basis") == basis).fill_null(value=False)
        yield _of_all(RULE, holds, basis, name)


def _of_answers(standard: Standard) -> Iterator[Measure]:
    bases = {ALL: nw.lit(value=True)}
    bases |= {
        name: nw.col("class") == name
        for name in ("poor", "near_poor")
        if name in classes_of(standard)
    }
    for group, base in bases.items():
        for name in standard.indicators:
            deprived = (nw.col(name) == 1).fill_null(value=False)
            for measure, holds in ((DEPRIVED, deprived), (NOT_KNOWN, nw.col(name).is_null())):
                yield Measure(
                    measure, (base & holds).cast(nw.Float64), base, name, identify=group
                )


def _of_numbers(standard: Standard) -> Iterator[Measure]:
    if not standard.indicators:
        return
    least, most = nw.col(LEAST), nw.col(MOST)
    known = least == most
    groups = {name: nw.col("class") == name for name in classes_of(standard)}
    for group, member in {ALL: nw.lit(value=True), **groups}.items():
        for number in range(len(standard.indicators) + 1):
            maybe = member & (least <= number) & (most >= number)
            yield _of_all(NUMBER, maybe & known, str(number), group, maybe)
        yield _of_all(NUMBER, member & ~known, UNKNOWN, group)


def _of_all(
    name: str, holds: nw.Expr, indicator: str, group: str = "", maybe: nw.Expr | None = None
) -> Measure:
    """Return the share in all households of those of whom something holds, or `maybe` does."""
    least, most = (x.cast(nw.Float64) for x in (holds, holds if maybe is None else maybe))
    every = nw.lit(1.0)
    return Measure(name, least, holds, indicator, "", group, every, least, most)
