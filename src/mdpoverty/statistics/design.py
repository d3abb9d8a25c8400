"""Standard errors by Taylor linearisation, for strata, primary sampling units and weights.

A ratio R = Y / X has the variance of the total of z = (y - R x) / X (Binder 1983; Wolter 2007).
Units are drawn within strata, taken as drawn with replacement; a group is a domain of the whole
design: units without a household of the group count in their stratum, with nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mdpoverty.statistics.counts import HOUSEHOLDS, WEIGHT
from mdpoverty.statistics.request import SingleUnit

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

_COVERED = 0.95
_LARGE = 100_000  # degrees of freedom from which Student's t is taken as normal


@dataclass(frozen=True)
class Design:
    """Who was drawn: the stratum and the unit of each cell, and how many units a stratum has.

    `unit` is None where each household was drawn by itself. `known` says whether the survey has a
    design at all: without weights, strata and units it is taken for a register of everybody.
    """

    weight: Floats
    households: Floats
    stratum: Places
    unit: Places | None
    units: Floats
    known: bool
    single: SingleUnit | None

    @property
    def freedom(self) -> int:
        """The degrees of freedom: units less strata."""
        return int(self.units.sum()) - len(self.units)

    @property
    def singles(self) -> int:
        """How many strata have a single unit."""
        return int((self.units == 1).sum())


def design_of(cells: pl.DataFrame, *, known: bool, single: SingleUnit | None) -> Design:
    """Return the design of a survey from its cells."""
    households = cells[HOUSEHOLDS].to_numpy().astype(np.float64)
    stratum = places(cells, ["stratum"] if "stratum" in cells.columns else [])
    unit = None
    if "psu" in cells.columns:
        # A unit's number may stand in several strata, for another unit in each.
        unit = places(cells, [name for name in ("stratum", "psu") if name in cells.columns])
        of_unit = np.zeros(unit.max(initial=-1) + 1, dtype=np.intp)
        of_unit[unit] = stratum
        units = sums(of_unit)
    else:
        units = sums(stratum, households)
    weight = cells[WEIGHT].to_numpy().astype(np.float64)
    return Design(weight, households, stratum, unit, units, known, single)


def places(cells: pl.DataFrame, names: Sequence[str]) -> Places:
    """Return for each cell the number, from 0, of its values in some columns; all 0 for none."""
    if not names:
        return np.zeros(cells.height, dtype=np.intp)
    ranks = cells.select(pl.struct(names).rank("dense") - 1).to_series()
    return ranks.to_numpy().astype(np.intp)


def sums(place: Places, each: Floats | None = None, number: int = 0) -> Floats:
    """Return the sum of each place, or how often it stands; of at least so many places."""
    return np.bincount(place, each, minlength=number).astype(np.float64)


@dataclass(frozen=True)
class Linear:
    """Linearised values: what each draw adds to the statistic of a domain.

    `value` is of one draw, `times` how many draws are alike; `unit` is None where a draw is a
    household.
    """

    domain: Places
    stratum: Places
    unit: Places | None
    times: Floats
    value: Floats


def linearised(design: Design, domain: Places, each: Floats) -> Linear:
    """Return the linearised values of a statistic of each domain.

    `each` is (y - R x) / X of a household of each cell.
    """
    value = np.where(design.weight > 0, design.weight * each, 0)
    return gathered(Linear(domain, design.stratum, design.unit, design.households, value))


def gathered(draws: Linear) -> Linear:
    """Return draws with those of one unit and domain added up to one."""
    if draws.unit is None:
        return draws
    units = draws.unit.max(initial=-1) + 1
    pairs = draws.domain * units + draws.unit
    present, first, place = np.unique(pairs, return_index=True, return_inverse=True)
    value = sums(place, draws.times * draws.value)
    domain, unit = present // units, present % units
    return Linear(domain, draws.stratum[first], unit, np.ones(len(value)), value)


def variance(design: Design, draws: Linear, domains: int) -> Floats:
    """Return the variance of the statistic of each domain, NaN where it is not known.

    It is not where a stratum with a single unit has households of the domain, unless it is said
    what that adds.
    """
    if not design.known:
        return np.full(domains, np.nan)
    units = design.units
    pairs = draws.domain * len(units) + draws.stratum
    present, place = np.unique(pairs, return_inverse=True)
    domain, stratum = present // len(units), present % len(units)
    size = units[stratum]
    mean = sums(place, draws.times * draws.value) / size
    apart = sums(place, draws.times * (draws.value - mean[place]) ** 2)
    apart += (size - sums(place, draws.times)) * mean**2  # units with nought
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(size > 1, size / (size - 1) * apart, _single(mean, design.single))
    return sums(domain, parts, domains)


def _single(value: Floats, single: SingleUnit | None) -> Floats:
    """Return what a stratum with a single unit adds; the mean over all units is nought."""
    match single:
        case "certainty":
            return np.zeros(len(value))
        case "centered":
            return value**2
        case None:
            return np.full(len(value), np.nan)


def quantile(freedom: int) -> float:
    """Return how many standard errors a 95 % interval reaches: a point of Student's t.

    `freedom` is a whole number; NaN where it is below 1. The point is the root of the
    distribution's finite series (Abramowitz and Stegun 26.7.3-4).
    """
    if freedom < 1:
        return float("nan")
    freedom = min(freedom, _LARGE)
    low, high = 0.0, 13.0  # of one degree it is 12.706
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < _COVERED else (low, middle)
    return round(high, 12)  # the last bits are those of the machine's cosine


def _within(t: float, freedom: int) -> float:
    """Return the chance that Student's t is between -t and t."""
    angle = np.arctan(t / np.sqrt(freedom))
    square = np.cos(angle) ** 2
    first = 3 if freedom % 2 else 2
    steps = np.arange(first, freedom - 1, 2)
    terms = np.cumprod((steps - 1) / steps * square)
    inner = 1 + terms.sum()
    if freedom % 2 == 0:
        return float(np.sin(angle) * inner)
    more = np.sin(angle) * np.cos(angle) * inner if freedom > 1 else 0.0
    return float(2 / np.pi * (angle + more))
