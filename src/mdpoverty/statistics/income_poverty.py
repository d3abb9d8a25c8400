"""Income poverty at the lines of a standard: how many are poor, and how far below the line.

The measures of Foster, Greer and Thorbecke, "A class of decomposable poverty measures",
Econometrica 52 (1984): the mean over all of ((line - income) / line) ** a of whoever is at the line
or below, for a of 0 (the rate), 1 (the gap) and 2 (its square, which weighs the poorest most).
"""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from mdpoverty.standards.lines import ascending
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.counts import CELL_AREA, CELL_INCOME
from mdpoverty.statistics.measures import EVERY, Kind, Measure, times

FGT = ("income_poverty_rate", "income_poverty_gap", "income_poverty_gap_squared")
SHORTFALL = "income_shortfall"
MEAN = "mean_income"


def poverty_gaps(standard: Standard, *, persons: bool) -> Iterator[Measure]:
    """Yield the measures at each line, whose name is the `indicator`, and the shortfall.

    That is how many VND a month all households together lack to reach the line; it needs sizes.
    """
    for name in ascending(standard.income_lines):
        line = standard.income_lines[name]
        urban = nw.col(CELL_AREA) == "urban"
        at = nw.when(urban).then(nw.lit(float(line.urban))).otherwise(nw.lit(float(line.rural)))
        income = nw.col(CELL_INCOME)
        poor, lacking = income <= at, at - income
        share = lacking / at
        values = (poor.cast(nw.Float64), times(poor, share), times(poor, share * share))
        for power, value in enumerate(values):
            least, most = value.fill_null(0.0), value.fill_null(1.0)
            kind: Kind = "index" if power else "share"
            yield Measure(FGT[power], value, EVERY, name, least=least, most=most, kind=kind)
        if persons:
            value = times(poor, lacking)
            yield Measure(SHORTFALL, value, EVERY, name, kind="number", unit="persons")


def mean_income() -> Measure:
    """Return the mean income, VND per person per month."""
    return Measure(MEAN, nw.col(CELL_INCOME), EVERY, kind="mean")
