"""The statistics of a standard, in the order of the table."""

from __future__ import annotations

from collections.abc import Sequence

from mdpoverty.standards.model import Standard
from mdpoverty.statistics.alkire_foster import alkire_foster, by_class, by_cutoff
from mdpoverty.statistics.class_rates import (
    bases,
    class_rates,
    deprivation_rates,
    numbers,
    uncensored,
)
from mdpoverty.statistics.cutoffs import Cutoff
from mdpoverty.statistics.income_poverty import mean_income, poverty_gaps
from mdpoverty.statistics.measures import Measure
from mdpoverty.statistics.request import Unit


def income_measures(standard: Standard, *, persons: bool) -> list[Measure]:
    """Return the statistics of incomes that are ratios of sums, in order."""
    return [*poverty_gaps(standard, persons=persons), mean_income()]


def measures(
    standard: Standard,
    cutoffs: Sequence[Cutoff],
    units: Sequence[Unit] = ("households",),
    *,
    answered: bool = True,
) -> list[Measure]:
    """Return the statistics of a standard, in order: rates, numbers, then Alkire-Foster measures.

    They are identified by deprivations alone at each of `cutoffs`, without one by class. There are
    numbers of all `units`. Where it is not `answered` who is deprived, the rates and numbers of
    classes are all.
    """
    found = [*class_rates(standard), *numbers(standard, units), *bases(standard)]
    if not (standard.indicators and answered):
        return found
    found += [*deprivation_rates(standard)]
    found += [uncensored(name) for name in standard.indicators]
    if not cutoffs:
        return [*found, *alkire_foster(standard, by_class(), "", "class")]
    for cutoff in cutoffs:
        found += alkire_foster(standard, by_cutoff(cutoff), cutoff.text, "deprivations")
    return found
