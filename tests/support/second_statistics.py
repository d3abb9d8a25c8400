"""A second computation of the statistics, in plain Python and numpy, as a test oracle.

It is written from the literature, never from the package: measures after Alkire and Foster (2011,
Journal of Public Economics 95), class rates after law.md section 7, standard errors by Taylor
linearisation after Binder (1983) and Wolter (2007, chapter 6) for primary sampling units drawn with
replacement within strata. It is slow and literal on purpose: scores are exact fractions, unknown is
None, and each statistic of each group is a vector over all households of the survey.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Truth = bool | None
Exact = Fraction | int | None
Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Single = Literal["certainty", "centered"] | None


@dataclass(frozen=True)
class Index:
    """Indicators with their exact weights and dimensions, and what makes a household poor.

    `bases` are the rules by which a household is poor; `near_poor` says whether there is the class.
    """

    weights: Mapping[str, Fraction]
    dimensions: Mapping[str, str]
    bases: Sequence[str]
    near_poor: bool

    def cutoff(self, text: str) -> Fraction:
        """Return the share of all weights that a cut-off says: of a whole number, of the count."""
        if text.isdigit():
            return Fraction(int(text), len(self.weights))
        return Fraction(text)

    def members(self) -> dict[str, list[str]]:
        """Return the indicators of each dimension."""
        found: dict[str, list[str]] = {}
        for name in self.weights:
            found.setdefault(self.dimensions[name], []).append(name)
        return found


@dataclass(frozen=True)
class Household:
    """A household: its answers, its class and the rule that decided, its groups and weight."""

    answers: Mapping[str, Truth]
    poverty: str
    basis: str = ""
    group: tuple[str, ...] = ()
    weight: float = 1.0
    size: int = 1

    def score(self, index: Index) -> Exact:
        """Return the weighted deprivation score; None where an answer is unknown."""
        if None in self.answers.values():
            return None
        return sum((w for name, w in index.weights.items() if self.answers[name]), Fraction(0))

    def poor_at(self, index: Index, cutoff: str) -> Truth:
        """Tell whether the score is at least the cut-off; without one, whether the class is poor.

        It is unknown where that depends on the unknown answers.
        """
        if not cutoff:
            return self.poverty == "poor"
        sure = sum((index.weights[n] for n, x in self.answers.items() if x), Fraction(0))
        open_ = sum((index.weights[n] for n, x in self.answers.items() if x is None), Fraction(0))
        limit = index.cutoff(cutoff)
        return True if sure >= limit else False if sure + open_ < limit else None


def both(one: Truth, other: Truth) -> Truth:
    """Return Kleene's and."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


# What a household adds to a statistic


class Adds(NamedTuple):
    """What a household adds to the upper and to the lower sum, and whether it is in the base."""

    upper: Exact
    lower: Exact
    counts: bool


class Key(NamedTuple):
    """Which statistic."""

    measure: str
    indicator: str = ""
    cutoff: str = ""


Households = Sequence[Household]
Statistics = Iterator[tuple[Key, list[Adds]]]


def number(truth: Truth) -> Exact:
    """Return 1 for yes and 0 for no."""
    return None if truth is None else int(truth)


def share(truths: Sequence[Truth], bases: Sequence[bool]) -> list[Adds]:
    """Return what households add to the share, of those in a base, of whom something is true."""
    return [
        Adds(number(both(base, truth)), int(base), base)
        for truth, base in zip(truths, bases, strict=True)
    ]


def rates(index: Index, households: Households) -> Statistics:
    """Yield the rates that do not depend on a cut-off."""
    classes = [h.poverty for h in households]
    everybody = [True] * len(households)

    def among(*names: str) -> list[bool]:
        return [name in names for name in classes]

    yield Key("poor_rate"), share(among("poor"), everybody)
    if index.near_poor:
        yield Key("near_poor_rate"), share(among("near_poor"), everybody)
    yield Key("multidimensional_poverty_rate"), share(among("poor", "near_poor"), everybody)
    yield Key("undetermined_rate"), share(among("undetermined"), everybody)
    for basis in index.bases:
        by = [h.basis == basis if h.basis else None for h in households]
        yield Key(f"poor_by_{basis}"), share(by, among("poor"))
    for name in index.weights:
        answers = [h.answers[name] for h in households]
        yield Key("uncensored_headcount", name), share(answers, everybody)
        for base in ("poor", "near_poor") if index.near_poor else ("poor",):
            yield Key(f"deprivation_rate_of_{base}", name), share(answers, among(base))


def alkire_foster(index: Index, households: Households, cutoff: str) -> Statistics:
    """Yield the measures at one cut-off; without one they are identified by class."""
    poor = [h.poor_at(index, cutoff) for h in households]
    scores = [
        0 if p is False else h.score(index) if p else None
        for h, p in zip(households, poor, strict=True)
    ]
    censored = {
        name: [number(both(h.answers[name], p)) for h, p in zip(households, poor, strict=True)]
        for name in index.weights
    }

    def of_all(values: Sequence[Exact]) -> list[Adds]:
        return [Adds(value, 1, True) for value in values]  # noqa: FBT003 -- a field

    def of_poor(values: Sequence[Exact], per: Sequence[Exact]) -> list[Adds]:
        each = zip(values, per, poor, strict=True)
        return [Adds(value, through, p is True) for value, through, p in each]

    heads = [number(p) for p in poor]
    yield Key("headcount_ratio", "", cutoff), of_all(heads)
    yield Key("intensity", "", cutoff), of_poor(scores, heads)
    yield Key("adjusted_headcount_ratio", "", cutoff), of_all(scores)
    for name, each in censored.items():
        yield Key("censored_headcount", name, cutoff), of_all(each)
    alone = {name: [name] for name in index.weights}
    for prefix, groups in {"": alone, "dimension_": index.members()}.items():
        for name, members in groups.items():
            parts = zip(*(censored[member] for member in members), strict=True)
            values = [weighted([index.weights[m] for m in members], part) for part in parts]
            yield Key(f"{prefix}contribution", name, cutoff), of_all(values)
            yield Key(f"{prefix}contribution_share", name, cutoff), of_poor(values, scores)


def weighted(weights: Sequence[Fraction], values: Sequence[Exact]) -> Exact:
    """Return the sum of the weights of what is 1; None where a value is unknown."""
    if None in values:
        return None
    return sum(weight for weight, value in zip(weights, values, strict=True) if value)


def statistics(
    index: Index, households: Households, cutoffs: Sequence[str]
) -> dict[Key, list[Adds]]:
    """Return what each household adds to every statistic."""
    found = dict(rates(index, households))
    for cutoff in cutoffs or ([""] if index.weights else []):
        found.update(alkire_foster(index, households, cutoff))
    return found


# Standard errors


@dataclass(frozen=True)
class Design:
    """How households were drawn: the stratum of each, and its unit within that stratum."""

    strata: Sequence[str]
    units: Sequence[str]
    single: Single = None
    known: bool = True

    @cached_property
    def drawn(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.str_]]:
        """The unit of each household by number, and the stratum of each unit.

        A unit's name may stand in several strata, for another unit in each.
        """
        pairs = list(zip(self.strata, self.units, strict=True))
        numbers = {pair: place for place, pair in enumerate(dict.fromkeys(pairs))}
        places = np.array([numbers[pair] for pair in pairs], dtype=np.intp)
        return places, np.array([stratum for stratum, _ in numbers])

    @property
    def freedom(self) -> int:
        """The degrees of freedom: units less strata."""
        _, strata = self.drawn
        return len(strata) - len(set(strata))

    def error(self, values: Vector, inside: Mask) -> float | None:
        """Return the standard error of the total of linearised values; None where not known.

        `inside` are the households that the statistic is about, for strata with a single unit.
        """
        if not self.known:
            return None
        places, strata = self.drawn
        totals = np.zeros(len(strata))
        np.add.at(totals, places, values)
        variance = 0.0
        for stratum in np.unique(strata):
            units = totals[strata == stratum]
            if len(units) > 1:
                apart = math.fsum((units - units.mean()) ** 2)
                variance += len(units) / (len(units) - 1) * apart
            elif self.single == "centered":
                variance += float((units[0] - totals.mean()) ** 2)
            elif self.single is None and (strata[places[inside]] == stratum).any():
                return None
        return math.sqrt(variance)


@cache
def student(freedom: int) -> float:
    """Return the point of Student's t within which 95 % lie, by integrating its density.

    With t = sqrt(freedom) tan(angle) the density is cos(angle) to the power of freedom - 1.
    """
    nodes, weights = np.polynomial.legendre.leggauss(80)
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2))
    scale *= 2 / math.sqrt(math.pi)

    def within(t: float) -> float:
        end = math.atan(t / math.sqrt(freedom))
        return scale * end / 2 * float(weights @ np.cos(end * (nodes + 1) / 2) ** (freedom - 1))

    low, high = 1.0, 20.0
    while high - low > 1e-13:
        middle = (low + high) / 2
        low, high = (middle, high) if within(middle) < 0.95 else (low, middle)
    return high


# Figures


class Figure(NamedTuple):
    """A statistic of one group, as the table says it."""

    estimate: float | None
    standard_error: float | None
    ci_low: float | None
    ci_high: float | None
    households: int
    weighted: float


@dataclass(frozen=True)
class Sums:
    """What each household adds to a statistic, NaN where unknown answers leave it open."""

    upper: Vector
    lower: Vector
    counts: Mask

    @classmethod
    def of(cls, adds: Sequence[Adds]) -> Sums:
        """Return what households add as vectors."""
        sides = ([add.upper for add in adds], [add.lower for add in adds])
        upper, lower = (
            np.array([math.nan if x is None else float(x) for x in side]) for side in sides
        )
        return cls(upper, lower, np.array([add.counts for add in adds]))

    def ratio(self, weights: Vector, inside: Mask) -> float | None:
        """Return the statistic of the households inside; None where open, or of nobody."""
        used = inside & (weights > 0)
        upper, lower = (math.fsum((weights * x)[used]) for x in (self.upper, self.lower))
        open_or_nobody = math.isnan(upper) or math.isnan(lower) or not lower
        return None if open_or_nobody else upper / lower

    def linearised(self, weights: Vector, inside: Mask, ratio: float) -> Vector:
        """Return w (y - R x) / X of each household, nought outside the group."""
        used = inside & (weights > 0)
        lower = math.fsum((weights * self.lower)[used])
        values = np.zeros(len(weights))
        values[used] = (weights * (self.upper - ratio * self.lower))[used] / lower
        return values


@dataclass(frozen=True)
class Second:
    """A survey, of which statistics are computed; `rounds` says whether the last group is one."""

    households: Sequence[Household]
    index: Index
    design: Design
    persons: bool = False
    rounds: bool = False

    @property
    def weights(self) -> Vector:
        """The weight of each household, or of the persons in it."""
        return np.array([h.weight * (h.size if self.persons else 1) for h in self.households])

    def figures(self, cutoffs: Sequence[str]) -> dict[tuple[tuple[str, ...], str, Key], Figure]:
        """Return each statistic of each group, by group, earlier round (or blank) and statistic."""
        found = {}
        groups = {
            group: np.array([h.group == group for h in self.households])
            for group in dict.fromkeys(h.group for h in self.households)
        }
        for key, adds in statistics(self.index, self.households, cutoffs).items():
            sums = Sums.of(adds)
            for group, inside in groups.items():
                found[group, "", key] = self._level(sums, inside)
            for before, after in self._followed(list(groups)):
                sides = (groups[before], groups[after])
                found[after, before[-1], key] = self._change(sums, *sides)
        return found

    def _followed(self, groups: Sequence[tuple[str, ...]]) -> list[tuple[tuple[str, ...], ...]]:
        if not self.rounds:
            return []
        every = sorted({group[-1] for group in groups})
        return [
            ((*group, earlier), (*group, later))
            for earlier, later in pairwise(every)
            for group in dict.fromkeys(group[:-1] for group in groups)
            if (*group, earlier) in groups and (*group, later) in groups
        ]

    def _level(self, sums: Sums, inside: Mask) -> Figure:
        ratio = sums.ratio(self.weights, inside)
        error = None
        if ratio is not None:
            error = self.design.error(sums.linearised(self.weights, inside, ratio), inside)
        return self._figure(ratio, error, sums.counts & inside)

    def _change(self, sums: Sums, before: Mask, after: Mask) -> Figure:
        """Return a change: its linearised value is the later round's less the earlier round's."""
        first, second = (sums.ratio(self.weights, inside) for inside in (before, after))
        counts = min((sums.counts & after, sums.counts & before), key=np.count_nonzero)
        if first is None or second is None:
            return self._figure(None, None, counts)
        later = sums.linearised(self.weights, after, second)
        values = later - sums.linearised(self.weights, before, first)
        return self._figure(second - first, self.design.error(values, before | after), counts)

    def _figure(self, estimate: float | None, error: float | None, counts: Mask) -> Figure:
        sizes = int(counts.sum()), math.fsum(self.weights[counts])
        if estimate is None or error is None or not self.design.freedom:
            return Figure(estimate, error, None, None, *sizes)
        margin = student(self.design.freedom) * error
        return Figure(estimate, error, estimate - margin, estimate + margin, *sizes)
