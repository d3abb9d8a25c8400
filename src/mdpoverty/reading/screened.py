"""Households that a condition alone decides: nobody counts the members of one that is screened out.

Form A of the yearly review ends with such a household: nothing else is filled in for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import or_

import narwhals as nw

from mdpoverty.classification.decide import condition_holds
from mdpoverty.classification.given import Given
from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.reading.cell_checks import MISSING
from mdpoverty.reading.checks import MEMBERS, OTHER_SIZE
from mdpoverty.reading.failing import Check, certain
from mdpoverty.standards.class_rules import ConditionHolds
from mdpoverty.standards.conditions import columns_read
from mdpoverty.standards.model import Standard


def without_size(checks: Sequence[Check], standard: Standard, given: Given) -> list[Check]:
    """Return the checks of households, of which those screened out need have no members."""
    holds = [condition_holds(name, standard, given) for name in _screening(standard)]
    if not holds:
        return [*checks]
    needed = ~certain(reduce(or_, holds))
    excused: dict[str, nw.Expr] = {MISSING(): needed, OTHER_SIZE(): needed | (nw.col(MEMBERS) > 0)}
    return [
        replace(check, failed=check.failed & excused[check.wrong])
        if check.shows == HOUSEHOLD_SIZE and check.wrong in excused
        else check
        for check in checks
    ]


def _screening(standard: Standard) -> list[str]:
    """Return the conditions that decide by themselves, before any rule, by a household's cells."""
    found: list[str] = []
    known = standard.variables("household").keys() - {HOUSEHOLD_SIZE}
    for rule in standard.classes:
        if not isinstance(rule.when, ConditionHolds):
            break
        reads = columns_read(standard.conditions[rule.when.condition].when)
        if any(level != "household" or name not in known for name, level in reads):
            break
        found.append(rule.when.condition)
    return found
