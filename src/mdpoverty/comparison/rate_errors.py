"""Standard errors of rates under two standards, of their change, and of both its parts.

Both standards are applied to the same households, so that the change of a rate is itself the mean
of what each household adds to it: 1 where it comes into the class, -1 where it leaves, else 0. The
parts are such means too: with b and a the class before and after, r with the rules replaced and c
with the counts replaced (1 or 0), a household adds (r - b + a - c) / 2 to that by lines and rules,
and (c - b + a - r) / 2 to that by indicators. Each has the variance of a ratio by Taylor
linearisation (`statistics/design`), which counts the covariance of both standards by itself.
In R: svymean of the differences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import narwhals as nw
import polars as pl

from mdpoverty.comparison.reasons import COUNTS_REPLACED, FROM, RULES_REPLACED, TO
from mdpoverty.comparison.transitions import DRAWN_BY, ORDER, SCALE
from mdpoverty.statistics.cell_weights import DESIGN, HOUSEHOLDS, SQUARES, weighed
from mdpoverty.statistics.counts import Counted
from mdpoverty.statistics.domains import groupings_of
from mdpoverty.statistics.exact_sums import HIGH, LOW, UNIT
from mdpoverty.statistics.levels import level_of
from mdpoverty.statistics.measures import Measure
from mdpoverty.statistics.population import grouped, population_by, valued
from mdpoverty.statistics.request import INSIDE, TOTAL
from mdpoverty.survey.survey import CELL

_SIDES = (FROM, TO, RULES_REPLACED, COUNTS_REPLACED)
_WEIGHT = TOTAL["households"]


@dataclass(frozen=True)
class RateErrors:
    """The standard errors of a class's rate, of its change and of the parts; NaN: not known."""

    before: float
    after: float
    change: float
    lines_and_rules: float
    indicators: float


@dataclass(frozen=True)
class SamplingErrors:
    """The errors of each class, by group and of all households, from the design of a survey.

    `singles` strata have a single sampling unit, and `undrawn` households no stratum or unit,
    either of which leaves errors open.
    """

    whole: Mapping[str, RateErrors]
    groups: Mapping[tuple[str | None, ...], Mapping[str, RateErrors]]
    singles: int
    undrawn: int


def sampling_errors(cells: pl.DataFrame | None, by: Sequence[str]) -> SamplingErrors | None:
    """Return the standard errors of what the `cells` of a survey add up to, by the columns `by`.

    `cells` are those of `cells_of`; None where the survey has no design.
    """
    if cells is None or INSIDE not in cells.columns or cells.is_empty():
        return None
    own = [name for name in DESIGN if name in cells.columns]
    blank = pl.any_horizontal(pl.lit(value=False), *(pl.col(name).is_null() for name in own))
    undrawn = int(cells.filter(blank & pl.col(INSIDE))["households"].sum())
    counted = Counted(_weighed(cells, by), None, ("households",), not undrawn, (), 0)
    people = population_by(counted, _SIDES, None)
    groupings = [(), tuple(by)] if by else [()]
    groups = grouped(people, groupings_of(counted.cells, groupings))
    errors: list[dict[str, dict[str, float]]] = [{} for _ in range(groups.domains.height)]
    for measure, values in valued(groups.population, list(_measures())):
        found = level_of(groups, measure, values, "households").figures.error
        for place, error in enumerate(found.tolist()):
            errors[place].setdefault(measure.indicator, {})[measure.name] = error
    made = [{name: RateErrors(**of) for name, of in each.items()} for each in errors]
    rows = groups.domains.select(CELL + name for name in by).rows()
    keys = [tuple(None if x is None else str(x) for x in row) for row in rows]
    singles = 0 if undrawn else people.design.singles
    return SamplingErrors(made[0], dict(zip(keys[1:], made[1:], strict=False)), singles, undrawn)


def _weighed(cells: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return cells as those of `count`, whose answers are the classes."""
    keys = [*(CELL + n for n in by), *(n for n in DRAWN_BY if n in cells.columns), *_SIDES]
    weight = pl.col("weighted") / pl.lit(SCALE)
    whole = weight.floor()
    summed = cells.with_columns(
        whole.cast(pl.Int128).alias(_WEIGHT + HIGH),
        ((weight - whole) * UNIT).cast(pl.Int128).alias(_WEIGHT + LOW),
    ).rename({"households": HOUSEHOLDS})
    others = [name for name in summed.columns if name.startswith("_") and name not in keys]
    added = summed.group_by(keys).agg(pl.col(others).sum()).sort(keys)
    names = [_WEIGHT, *([_WEIGHT + SQUARES] if _WEIGHT + SQUARES + HIGH in others else [])]
    return weighed(added, ("households",), names)


def _measures() -> Iterator[Measure]:
    """Yield what RateErrors has, of each class, which is the measure's indicator."""
    every = nw.lit(value=True)
    for name in ORDER:
        before, after, rules, counts = (
            (nw.col(side) == name).fill_null(value=False).cast(nw.Float64) for side in _SIDES
        )
        adds = {
            "before": before,
            "after": after,
            "change": after - before,
            "lines_and_rules": (rules - before + after - counts) / 2,
            "indicators": (counts - before + after - rules) / 2,
        }
        for field in fields(RateErrors):
            yield Measure(field.name, adds[field.name], every, name, kind="index")
