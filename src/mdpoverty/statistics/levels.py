"""A measure in each group: its estimate, its error, and what these rest on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mdpoverty.statistics.design import Design, Draws, Floats, Mask, Places, sums, variance
from mdpoverty.statistics.measures import Measure
from mdpoverty.statistics.population import Grouped, Values
from mdpoverty.statistics.replicates import Repeated
from mdpoverty.statistics.request import Unit

_CLOSE = 1e-12  # between two ratios that are the same but for rounding
_NOISE = 1e-13  # of an estimate: what rounding leaves of a standard error that is zero


@dataclass(frozen=True)
class Figures:
    """A measure in each domain.

    `low` and `high` are its bounds, whatever the unknown answers are. `households` and `weighted`
    are the sizes of its base, `numerator` how many of these households add to it. `freedom` are the
    degrees of freedom, `units` the primary sampling units (or households) that have a weight and
    are in its base, NaN where replicate weights do not tell them. `deff` is the design effect,
    `opened` whether unknown answers leave it open.
    """

    estimate: Floats
    error: Floats
    low: Floats
    high: Floats
    households: Floats
    weighted: Floats
    numerator: Floats
    positive: Floats
    freedom: Floats
    units: Floats
    deff: Floats
    opened: Mask


@dataclass(frozen=True)
class Drawn:
    """The draws of each domain: which are `there` for a measure, having a household of its base.

    Those that `counts` have one with a weight. Errors are by replicate weights where these are
    `repeated`.
    """

    draws: Draws
    there: Mask
    counts: Mask
    repeated: Repeated | None = None


@dataclass(frozen=True)
class Level:
    """A measure in each domain, and what every draw adds to it: `z`.

    `every` has the estimates, then a row of those by each replicate weight, where there are some.
    """

    figures: Figures
    drawn: Drawn
    z: Floats
    every: Floats


def level_of(groups: Grouped, measure: Measure, values: Values, unit: Unit) -> Level:
    """Return a measure in each group; `unit` is what is counted where it does not say."""
    counted = measure.unit or unit
    people, number = groups.population, groups.domains.height
    weights = people.total[counted]

    def total(each: Floats | None) -> Floats:
        return np.full(number, np.nan) if each is None else groups.summed(weights, each)

    uppers, lowers = (groups.every(counted, part) for part in (values.value, values.per))
    opened = np.isnan(uppers[0]) | np.isnan(lowers[0])
    weighted = total(values.base)
    if measure.kind == "number":
        sound = np.where(weighted > 0, 1.0, np.nan)
        every, each = uppers * sound, values.value
    else:
        sounds = np.where(lowers > 0, lowers, np.nan)
        every, sound = uppers / sounds, sounds[0]
        each = (values.value - every[0][groups.domain] * values.per) / sound[groups.domain]
    low, high = (total(side) / sound for side in (values.least, values.most))
    spread = total(_squares(measure, values, each, groups.domain, uppers[0], weighted))
    level = estimated(groups, counted, values.base, every, each, spread)
    estimate, opened = _constant(groups, values, weights, every[0], opened)
    added = np.where(values.value > 0, values.base, 0.0)
    figures = replace(
        level.figures,
        estimate=estimate,
        low=low,
        high=high,
        households=groups.summed(people.households, values.sized),
        weighted=total(values.sized),
        numerator=groups.summed(people.households, added),
        opened=opened,
    )
    return replace(level, figures=figures, every=np.vstack([estimate, every[1:]]))


def estimated(  # noqa: PLR0913, PLR0917 -- what an estimate is
    groups: Grouped, counted: Unit, of: Floats, every: Floats, each: Floats, spread: Floats
) -> Level:
    """Return an estimate of each group with its error, from what a household of each cell adds.

    `every` has the estimates, then a row of those by each replicate weight, where there are some.
    `of` is 1 for households of the base, else 0; `each` their linearised values, through weights,
    and `spread` the weighted sum of the squares of these about their mean.
    """
    people, number, estimate = groups.population, groups.domains.height, every[0]
    drawn, z = drawn_of(groups, counted, of), groups.linearised(counted, each)
    base, weighted = (groups.summed(by, of) for by in (people.positive, people.total[counted]))
    units, freedom = units_of(people.design, drawn.draws, drawn.counts, number)
    if drawn.repeated is None:
        error = np.sqrt(variance(people.design, drawn.draws, z, number, drawn.there))
    else:
        error = drawn.repeated.error(every)
        rank = drawn.repeated.freedom(drawn.repeated.groups)
        units, freedom = np.full(number, np.nan), np.minimum(rank, base - 1)
    noise = _NOISE * np.abs(estimate)
    error = np.where(error < noise, 0.0, error)
    error = np.where(np.isnan(estimate) | ~(freedom > 0), np.nan, error)
    with np.errstate(divide="ignore", invalid="ignore"):
        simple = spread * (weighted - base) / (base - 1)
        known = (weighted >= base) & (simple > noise**2)
        deff = np.where(known, error**2 / simple, np.nan)
    none = np.full(number, np.nan)
    households = groups.summed(people.households, of)
    figures = Figures(
        estimate,
        error,
        none,
        none,
        households,
        weighted,
        households,
        base,
        freedom,
        units,
        deff,
        np.isnan(estimate) & (weighted > 0),
    )
    return Level(figures, drawn, z, every)


def drawn_of(groups: Grouped, unit: Unit, base: Floats) -> Drawn:
    """Return the draws of each group, by which have a household of a base."""
    people, draws = groups.population, groups.draws(unit)
    there, counts = (
        sums(groups.draw, of * base, len(draws.domain)) > 0
        for of in (people.households, people.positive)
    )
    return Drawn(draws, there, counts, groups.repeated)


def units_of(design: Design, draws: Draws, counts: Mask, number: int) -> tuple[Floats, Floats]:
    """Return how many units of each domain count, and that less their strata.

    As R's degf(subset(design, ...)); a household that was drawn by itself is a unit.
    """
    if not design.known:
        return np.full(number, np.nan), np.full(number, np.nan)
    units = sums(draws.domain[counts], draws.positive[counts], number)
    pairs = np.unique(draws.domain[counts] * len(design.units) + draws.stratum[counts])
    return units, units - sums(pairs // max(len(design.units), 1), number=number)


def _squares(  # noqa: PLR0913, PLR0917 -- a sum about a mean, in each domain
    measure: Measure,
    values: Values,
    each: Floats,
    domain: Places,
    upper: Floats,
    weighted: Floats,
) -> Floats:
    """Return the squares of linearised values about their mean, of households of the base."""
    if measure.kind != "number":
        return np.where(values.base > 0, each**2, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (upper / weighted)[domain]
    return np.where(values.base > 0, (each - mean) ** 2, 0.0)


def _constant(
    groups: Grouped, values: Values, weights: Floats, estimate: Floats, opened: Mask
) -> tuple[Floats, Mask]:
    """Return estimates, and which are open, with those that unknown answers leave as they are."""
    if values.constant_slope is None or not opened.any():
        return estimate, opened
    unknown = (np.isnan(values.value) | np.isnan(values.per)) & (weights > 0)
    slope = np.where(unknown, values.constant_slope, 0.0)
    number = groups.domains.height
    upper = groups.summed(weights, values.constant_value)
    lower = groups.summed(weights, values.constant_per)
    ratio = upper / np.where(lower > 0, lower, np.nan)
    apart = np.where(unknown, np.abs(slope - ratio[groups.domain]), 0.0)
    apart = np.where(np.isnan(apart), np.inf, apart)
    furthest = np.zeros(number)
    np.maximum.at(furthest, groups.domain, apart)
    same = opened & (furthest < _CLOSE) & ~np.isnan(ratio)
    return np.where(same, ratio, estimate), opened & ~same
