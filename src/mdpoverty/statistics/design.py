"""Standard errors by Taylor linearisation, for strata, primary sampling units and weights.

A ratio R = Y / X has the variance of the total of z = (y - R x) / X (Binder 1983; Wolter 2007),
which is for units drawn within strata, with replacement,

    sum over strata of c / (c - 1) * sum over the c units of (z - mean of z)**2.

Where it is said how many units a stratum has, and so which share f of them was drawn, without
replacement, what it adds is times 1 - f (Cochran 1977, "Sampling Techniques", 2.6).

A group is a domain of the whole design: units without a household of the group count in their
stratum, with zero. Rounds are designs of their own, each with its strata and its units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mdpoverty.errors import Problem, UsageError, plain
from mdpoverty.language.messages import message
from mdpoverty.statistics.request import FPC, SingleUnit
from mdpoverty.survey.survey import CELL

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Design:
    """Who was drawn: the stratum and the unit of each cell, and how many units a stratum has.

    Strata and units are those of a round: `round_of` says of each stratum its round. `unit` is None
    where each household was drawn by itself, else `panel` says of each unit which one it is in
    whatever round, and `layer` of each of those in which stratum it is in whatever round. `left` is
    the share of a stratum's units that were not drawn: 1 for units drawn with replacement. `known`
    says whether the survey has a design at all: without weights, strata and units it is taken for a
    register of everybody.
    """

    stratum: Places
    unit: Places | None
    units: Floats
    round_of: Places
    panel: Places
    layer: Places
    left: Floats
    known: bool
    single: SingleUnit | None

    @property
    def singles(self) -> int:
        """How many strata have a single unit, of several in the population."""
        return int(((self.units == 1) & (self.left > 0)).sum())


def design_of(
    cells: pl.DataFrame,
    households: Floats,
    rounds: Sequence[str],
    *,
    known: bool,
    single: SingleUnit | None,
) -> Design:
    """Return the design of a survey from its cells, of which each has so many households.

    `rounds` are the columns that tell its rounds.
    """
    own = [name for name in ("stratum",) if name in cells.columns]
    stratum = places(cells, [*rounds, *own])
    round_of = _of_each(stratum, places(cells, rounds))
    none = np.zeros(0, dtype=np.intp)
    if "psu" not in cells.columns:
        drawn = sums(stratum, households)
        left = _left(cells, stratum, drawn)
        return Design(stratum, None, drawn, round_of, none, none, left, known, single)
    # A unit's number may be in several strata, for another unit in each.
    unit, panel = places(cells, [*rounds, *own, "psu"]), places(cells, [*own, "psu"])
    units = sums(_of_each(unit, stratum), number=len(round_of))
    layer = _of_each(panel, places(cells, own))
    left = _left(cells, stratum, units)
    return Design(stratum, unit, units, round_of, _of_each(unit, panel), layer, left, known, single)


def _left(cells: pl.DataFrame, stratum: Places, units: Floats) -> Floats:
    """Return the share of each stratum's units that were not drawn.

    Raises UsageError where what FPC says is not one number in each stratum, is 0, or is less than
    the units that were drawn.
    """
    if FPC not in cells.columns:
        return np.ones(len(units))
    given = cells[FPC].to_numpy().astype(np.float64)
    of = np.zeros(len(units))
    of[stratum] = given
    counts = bool((given > 1).any())
    with np.errstate(divide="ignore", invalid="ignore"):
        share = units / of if counts else of
    wrong = (of[stratum] != given) | (of[stratum] <= 0) | (share[stratum] > 1)
    if not wrong.any():
        return 1 - share
    place = int(np.flatnonzero(wrong)[0])
    names = [name for name in cells.columns if name == "stratum" or name.startswith(CELL)]
    where = ", ".join(plain(str(value)) for value in cells.select(names).row(place))
    said = message(
        "statistics.no-fpc",
        "{value} is neither the number of units in stratum '{stratum}' nor the share drawn: "
        "{units} were drawn",
        value=f"{given[place]:g}",
        stratum=where,
        units=int(units[stratum[place]]),
    )
    advice = message(
        "statistics.fpc-allowed",
        "give each stratum one number: its units in the population, or the share drawn",
    )
    headline = message("statistics.not-corrected", "cannot correct the variance")
    raise UsageError(headline, [Problem("--fpc", said, advice=advice)])


def _of_each(place: Places, value: Places) -> Places:
    """Return the value of each place, which is the same wherever the place occurs."""
    found = np.zeros(place.max(initial=-1) + 1, dtype=np.intp)
    found[place] = value
    return found


def places(cells: pl.DataFrame, names: Sequence[str]) -> Places:
    """Return for each cell the number, from 0, of its values in some columns; all 0 for none."""
    if not names:
        return np.zeros(cells.height, dtype=np.intp)
    ranks = cells.select(pl.struct(names).rank("dense") - 1).to_series()
    return ranks.to_numpy().astype(np.intp)


def sums(place: Places, each: Floats | None = None, number: int = 0) -> Floats:
    """Return the sum of each place, or how often it occurs; of at least so many places."""
    return np.bincount(place, each, minlength=number).astype(np.float64)


@dataclass(frozen=True)
class Draws:
    """What was drawn of each domain: primary sampling units, or cells of alike households.

    A statistic has a linearised value for each of them, z. Drawn are `times` units that add
    `scale` z to its total together, whose squares about their mean add up to `spread` z**2.
    `unit` tells units of a design apart, or cells where each household is one; `positive` are how
    many of them may have a weight.
    """

    domain: Places
    stratum: Places
    unit: Places
    times: Floats
    scale: Floats
    spread: Floats
    positive: Floats

    def of(self, domains: Places) -> tuple[Places, Places]:
        """Return the draws of some domains, and for each draw which one of these it is for.

        A domain may be wanted several times, and so may its draws.
        """
        order = np.argsort(self.domain, kind="stable")
        starts, ends = (
            np.searchsorted(self.domain[order], domains, side) for side in ("left", "right")
        )
        wanted = np.repeat(np.arange(len(domains)), ends - starts)
        within = np.arange(len(wanted)) - np.repeat(
            np.cumsum(ends - starts) - (ends - starts), ends - starts
        )
        return order[np.repeat(starts, ends - starts) + within], wanted


def combined(draws: Draws, chosen: Places, domain: Places) -> tuple[Draws, Places]:
    """Return draws that were `chosen` as those of other domains, each once, and which each became.

    What a draw adds to a domain several times is to be added up.
    """
    units = draws.unit.max(initial=-1) + 1
    pairs, first, place = np.unique(
        domain * units + draws.unit[chosen], return_index=True, return_inverse=True
    )
    one = chosen[first]
    merged = Draws(
        pairs // max(units, 1),
        draws.stratum[one],
        draws.unit[one],
        draws.times[one],
        draws.scale[one],
        draws.spread[one],
        draws.positive[one],
    )
    return merged, place.astype(np.intp)


def variance(
    design: Design, draws: Draws, z: Floats, domains: int, present: Mask | None = None
) -> Floats:
    """Return the variance of the total of linearised values in each domain, NaN where not known.

    `present` are the draws that have a household of the statistic's base: those of a stratum with
    a single unit leave the variance open, unless it is said what such a stratum adds.
    """
    if not design.known:
        return np.full(domains, np.nan)
    pairs = draws.domain * len(design.units) + draws.stratum
    found, place = np.unique(pairs, return_inverse=True)
    domain, stratum = found // len(design.units), found % len(design.units)
    size = design.units[stratum]
    total = draws.scale * z
    mean = sums(place, total, len(found)) / size
    apart = draws.spread * z**2 + draws.times * (total / draws.times - mean[place]) ** 2
    squares = sums(place, apart, len(found))
    squares += (size - sums(place, draws.times, len(found))) * mean**2  # units with zero
    there = sums(place, None if present is None else present.astype(np.float64), len(found)) > 0
    several, left = size > 1, design.left[stratum]
    lonely = ~several & (left > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(several, left * size / (size - 1) * squares, 0.0)
    whole = sums(domain, parts, domains)
    alone = sums(domain, (lonely & there).astype(np.float64), domains)
    match design.single:
        case "certainty":
            return whole
        case "centered":
            # The values of all units add up to zero for a ratio, and so have the mean zero.
            return whole + sums(domain, np.where(several, 0.0, left * mean**2), domains)
        case "average" | "scaled":
            others = sums(domain, (several & there).astype(np.float64), domains)
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.where(alone > 0, whole * ((others + alone) / others), whole)
        case None:
            return np.where(alone > 0, np.nan, whole)
