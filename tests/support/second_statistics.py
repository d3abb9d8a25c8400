"""A second computation of the statistics, in plain Python and numpy, as a test oracle.

It is written from the literature, never from the package: measures after Alkire and Foster (2011,
Journal of Public Economics 95), class rates as the yearly reports have them, standard errors by
Taylor linearisation after Binder (1983) and Wolter (2007, chapter 6) for primary sampling units
drawn with replacement within strata, those of changes with the covariance of the units that both
rounds drew (Kish 1965, section 12.4), intervals after Korn and Graubard (1998). It is slow and
literal on purpose: scores are exact fractions, unknown is None, and each statistic of each group is
a vector over all households of the survey.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property
from itertools import pairwise, product
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Truth = bool | None
Exact = Fraction | int | None
Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Single = Literal["certainty", "centered", "average", "scaled"] | None
Method = Literal["logit", "beta", "wald"]
NODES = np.polynomial.legendre.leggauss(16)  # to integrate with


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
    """A household: its answers, its classes and the rule that decided, its groups and weight.

    `possible` are the classes that it may be of. One that is not `inside` was drawn, and is not in
    the population.
    """

    answers: Mapping[str, Truth]
    poverty: str
    basis: str = ""
    possible: Sequence[str] = ()
    group: tuple[str, ...] = ()
    weight: float = 1.0
    size: int = 1
    inside: bool = True

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
            return self.poverty == "poor" or (None if "poor" in self.possible else False)
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

    @property
    def number(self) -> str:
        """What is counted, of a statistic that is a number and no ratio; else nothing."""
        unit = self.measure.rpartition("_")[2]
        return unit if unit in {"households", "persons"} else ""

    @property
    def is_share(self) -> bool:
        """Whether it is a share of households, and no mean or contribution."""
        of = ("_rate", "_headcount", "headcount_ratio")
        return "poor_by_" in self.measure or (
            "adjusted" not in self.measure
            and (self.measure.endswith(of) or "deprivation_rate" in self.measure)
        )


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


def rates(index: Index, households: Households, *, sized: bool) -> Statistics:
    """Yield rates that do not depend on a cut-off; where sizes count, numbers of persons too."""
    classes = [h.poverty for h in households]
    everybody = [True] * len(households)

    def among(*names: str) -> list[bool]:
        return [name in names for name in classes]

    of = {"poor": among("poor")}
    if index.near_poor:
        of["near_poor"] = among("near_poor")
    of["multidimensional_poverty"] = [
        h.poverty in {"poor", "near_poor"}
        or (h.poverty == "undetermined" and "non_poor" not in h.possible)
        for h in households
    ]
    for name, who in of.items():
        for what in ("rate", "households", "persons")[: 2 + sized]:
            yield Key(f"{name}_{what}"), share(who, everybody)
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


def ways(h: Household, index: Index, cutoff: str) -> Iterator[tuple[dict[str, bool], Truth]]:
    """Yield every way in which a household's unknown answers may be, and whether it is poor."""
    unknown = [name for name, answer in h.answers.items() if answer is None]
    for given in product((True, False), repeat=len(unknown)):
        answers = {**h.answers, **dict(zip(unknown, given, strict=True))}
        known = {name: answer is True for name, answer in answers.items()}
        poor = replace(h, answers=known).poor_at(index, cutoff)
        for one in (True, False) if poor is None else (poor,):
            yield known, one


def weighted(weights: Sequence[Fraction], values: Sequence[Exact]) -> Exact:
    """Return the sum of the weights of what is 1; None where a value is unknown."""
    if None in values:
        return None
    return sum(weight for weight, value in zip(weights, values, strict=True) if value)


def statistics(
    index: Index, households: Households, cutoffs: Sequence[str], *, sized: bool = False
) -> dict[Key, list[Adds]]:
    """Return what each household adds to every statistic."""
    found = dict(rates(index, households, sized=sized))
    for cutoff in cutoffs or ([""] if index.weights else []):
        found.update(alkire_foster(index, households, cutoff))
    return found


# Standard errors


@dataclass(frozen=True)
class Design:
    """How households were drawn: the stratum of each, its unit within that stratum, and its round.

    Each round is a design of its own.
    """

    strata: Sequence[str]
    units: Sequence[str]
    single: Single = None
    known: bool = True
    rounds: Sequence[str] = ()
    clustered: bool = True

    @cached_property
    def round(self) -> npt.NDArray[np.str_]:
        """The round of each household."""
        return np.array(list(self.rounds) or [""] * len(self.strata))

    @cached_property
    def drawn(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.str_]]:
        """The unit of each household by number, and the round and stratum of each unit.

        A unit's name may be in several strata, for another unit in each.
        """
        triples = list(zip(self.round.tolist(), self.strata, self.units, strict=True))
        numbers = {triple: place for place, triple in enumerate(dict.fromkeys(triples))}
        places = np.array([numbers[triple] for triple in triples], dtype=np.intp)
        return places, np.array([f"{when} in {stratum}" for when, stratum, _ in numbers])

    def size(self, counts: Mask) -> tuple[int, int]:
        """Return how many units some households are in, and that less their strata."""
        places, strata = self.drawn
        units = np.unique(places[counts])
        return len(units), len(units) - len(np.unique(strata[units]))

    def totals(self, values: Vector) -> Vector:
        """Return the total of linearised values of each unit."""
        places, strata = self.drawn
        totals = np.zeros(len(strata))
        np.add.at(totals, places, values)
        return totals

    def variance(self, values: Vector, inside: Mask) -> float | None:
        """Return the variance of the total of linearised values; None where not known.

        `inside` are the households that the statistic is about: only their strata matter where a
        stratum has a single unit.
        """
        if not self.known:
            return None
        places, strata = self.drawn
        totals = self.totals(values)
        parts, alone, there = 0.0, 0, 0
        for stratum in np.unique(strata):
            units = totals[strata == stratum]
            present = bool((strata[places[inside]] == stratum).any())
            if len(units) > 1:
                apart = math.fsum((units - units.mean()) ** 2)
                parts += len(units) / (len(units) - 1) * apart
                there += present
            elif self.single == "centered":
                parts += float(units[0] ** 2)
            else:
                alone += present
        if not alone or self.single in {"certainty", "centered"}:
            return parts
        if self.single is None or not there:
            return None
        return parts * (there + alone) / there

    def covariance(self, first: Vector, second: Vector, rounds: tuple[str, str]) -> float:
        """Return the covariance of two totals of linearised values, of two rounds."""
        found = 0.0
        for stratum in dict.fromkeys(self.strata):
            totals: list[dict[str, float]] = [{}, {}]
            for place, (own, unit) in enumerate(zip(self.strata, self.units, strict=True)):
                for side, values in enumerate((first, second)):
                    if own == stratum and self.round[place] == rounds[side]:
                        totals[side][unit] = totals[side].get(unit, 0) + float(values[place])
            both = [unit for unit in totals[0] if unit in totals[1]]
            if len(both) > 1:
                z1, z2 = (np.array([side[unit] for unit in both]) for side in totals)
                shared = math.fsum((z1 - z1.mean()) * (z2 - z2.mean()))
                found += len(both) / (len(both) - 1) * shared
        return found

    def in_both(self, first: Mask, second: Mask) -> tuple[int, int]:
        """Return how many units households of two rounds share, and that less their strata."""
        sides = [
            {(self.strata[place], self.units[place]) for place in np.flatnonzero(side).tolist()}
            for side in (first, second)
        ]
        both = sides[0] & sides[1]
        return len(both), len(both) - len({stratum for stratum, _ in both})


@cache
def student(freedom: int, level: float = 0.95) -> float:
    """Return the point of Student's t within which a share `level` lies, by its density.

    With t = sqrt(freedom) tan(angle) the density is cos(angle) to the power of freedom - 1.
    """
    nodes, weights = np.polynomial.legendre.leggauss(80)
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2))
    scale *= 2 / math.sqrt(math.pi)

    def within(t: float) -> float:
        end = math.atan(t / math.sqrt(freedom))
        return scale * end / 2 * float(weights @ np.cos(end * (nodes + 1) / 2) ** (freedom - 1))

    low, high = 0.0, 200.0
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if within(middle) < level else (low, middle)
    return high


@cache
def beta(chance: float, a: float, b: float) -> float:
    """Return the point below which a beta distribution lies with a chance, by its density.

    The logarithm of the odds, u, has the density exp(a u) / (1 + exp(u))**(a + b), which falls on
    both sides of its mode at least as fast as exp(-40) within 40 / a and 40 / b.
    """
    mode = math.log(a / b)
    width = 10 / math.sqrt(a * b / (a + b))
    ends = mode - width - 40 / a, mode + width + 40 / b

    def integral(low: float, high: float) -> float:
        edges = np.linspace(low, high, 101)
        middle, half = (edges[1:] + edges[:-1]) / 2, (edges[1] - edges[0]) / 2
        u = middle[:, None] + half * NODES[0]
        density = np.exp(a * (u - mode) - (a + b) * (np.logaddexp(0, u) - np.logaddexp(0, mode)))
        return float(half * (density @ NODES[1]).sum())

    whole = integral(ends[0], mode) + integral(mode, ends[1])

    def below(u: float) -> float:
        return integral(ends[0], u) if u < mode else whole - integral(u, ends[1])

    low, high = ends
    while high - low > 1e-13:
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        low, high = (middle, high) if below(middle) < chance * whole else (low, middle)
    return 1 / (1 + math.exp(-high))


# Figures


class Figure(NamedTuple):
    """A statistic of one group, as the table says it."""

    estimate: float | None
    standard_error: float | None
    ci_low: float | None
    ci_high: float | None
    households: int
    weighted: float
    cv: float | None = None
    deff: float | None = None
    df: int | None = None
    units: int | None = None


@dataclass(frozen=True)
class Sums:
    """What each household adds to a statistic, NaN where unknown answers leave it open."""

    upper: Vector
    lower: Vector
    counts: Mask
    number: bool = False

    @classmethod
    def of(cls, adds: Sequence[Adds], key: Key | None = None) -> Sums:
        """Return what households add as vectors."""
        sides = ([add.upper for add in adds], [add.lower for add in adds])
        upper, lower = (
            np.array([math.nan if x is None else float(x) for x in side]) for side in sides
        )
        number = key is not None and bool(key.number)
        return cls(upper, lower, np.array([add.counts for add in adds]), number)

    def ratio(self, weights: Vector, inside: Mask) -> float | None:
        """Return the statistic of the households inside; None where open, or of nobody."""
        used = inside & (weights > 0)
        upper, lower = (math.fsum((weights * x)[used]) for x in (self.upper, self.lower))
        open_or_nobody = math.isnan(upper) or math.isnan(lower) or not lower
        return None if open_or_nobody else upper if self.number else upper / lower

    def linearised(self, weights: Vector, inside: Mask, ratio: float) -> Vector:
        """Return w (y - R x) / X of each household, of a number w y; zero outside the group."""
        used = inside & (weights > 0)
        lower = math.fsum((weights * self.lower)[used])
        values = np.zeros(len(weights))
        values[used] = (weights * (self.upper - ratio * self.lower))[used] / lower
        if self.number:
            values[used] = (weights * self.upper)[used]
        return values

    def effect(self, weights: Vector, inside: Mask, ratio: float, variance: float) -> float | None:
        """Return the design effect: the variance by that of a simple random sample of its base.

        That is drawn without replacement from as many as the weights add up to.
        """
        used = inside & (weights > 0) & self.counts
        n, population = int(used.sum()), math.fsum(weights[used])
        if n < 2 or population < n:
            return None
        values = self.linearised(weights, inside, ratio)
        each = values[used] / weights[used]
        mean = math.fsum(weights[used] * each) / population
        spread = n / (n - 1) * math.fsum(weights[used] * (each - mean) ** 2) / population
        simple = spread * population**2 * (population - n) / (population * n)
        return variance / simple if simple > 1e-26 * ratio**2 else None


@dataclass(frozen=True)
class Second:
    """A survey, of which statistics are computed; `rounds` says whether the last group is one."""

    households: Sequence[Household]
    index: Index
    design: Design
    persons: bool = False
    sized: bool = False
    rounds: bool = False
    method: Method = "logit"
    level: float = 0.95

    @cached_property
    def inside(self) -> Mask:
        """Who is in the population."""
        return np.array([h.inside for h in self.households], dtype=np.bool_)

    @property
    def weights(self) -> Vector:
        """The weight of each household, or of the persons in it."""
        return self._weights("persons" if self.persons else "households")

    def _weights(self, unit: str) -> Vector:
        persons = unit == "persons"
        return np.array([h.weight * (h.size if persons else 1) for h in self.households])

    def same_anyhow(self, key: Key, inside: Mask) -> float | None:
        """Return a contribution share that is the same, whatever the unknown answers are.

        None where it is not, or where nobody is surely poor.
        """
        weights = self._of(key)
        found = [
            (weight, [self._contribution(key, *way) for way in ways(h, self.index, key.cutoff)])
            for h, weight, there in zip(self.households, weights, inside, strict=True)
            if there and weight
        ]
        whole = math.fsum(weight * pairs[0][1] for weight, pairs in found)
        if not any(min(lower for _, lower in pairs) for _, pairs in found):
            return None
        share = math.fsum(weight * pairs[0][0] for weight, pairs in found) / whole
        for weight, pairs in found:
            rest = [weight * (upper - share * lower) / whole for upper, lower in pairs]
            if max(rest) - min(rest) > 1e-13:
                return None
        return share

    def _contribution(
        self, key: Key, answers: Mapping[str, bool], poor: Truth
    ) -> tuple[float, float]:
        parts = {n: float(w) for n, w in self.index.weights.items() if poor and answers[n]}
        prefix = key.measure.startswith("dimension")
        of = self.index.members()[key.indicator] if prefix else [key.indicator]
        return sum(parts.get(name, 0.0) for name in of), sum(parts.values())

    def figures(self, cutoffs: Sequence[str]) -> dict[tuple[tuple[str, ...], str, Key], Figure]:
        """Return each statistic of each group, by group, earlier round (or blank) and statistic."""
        found = {}
        groups = {
            group: np.array([h.group == group for h in self.households]) & self.inside
            for group in dict.fromkeys(h.group for h in self.households)
        }
        sized = self.persons or self.sized
        for key, adds in statistics(self.index, self.households, cutoffs, sized=sized).items():
            sums = Sums.of(adds, key)
            for group, inside in groups.items():
                found[group, "", key] = self._level(key, sums, inside)
            for before, after in self._followed(list(groups)):
                sides = (groups[before], groups[after])
                found[after, before[-1], key] = self._change(key, sums, *sides)
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

    def _of(self, key: Key) -> Vector:
        return self._weights(key.number) if key.number else self.weights

    def _variance(self, key: Key, sums: Sums, inside: Mask) -> tuple[float | None, float | None]:
        """Return a statistic and its variance; that is None without degrees of freedom."""
        weights = self._of(key)
        ratio = sums.ratio(weights, inside)
        base = inside & sums.counts
        _, freedom = self.design.size(base & (weights > 0))
        if ratio is None or not freedom:
            return ratio, None
        values = sums.linearised(weights, inside, ratio)
        variance = self.design.variance(values, base)
        scale = max(abs(ratio), 1e-300)
        return ratio, 0.0 if variance is not None and variance < 1e-26 * scale**2 else variance

    def _level(self, key: Key, sums: Sums, inside: Mask) -> Figure:
        weights = self._of(key)
        ratio, variance = self._variance(key, sums, inside)
        if ratio is None and key.measure.endswith("contribution_share"):
            ratio = self.same_anyhow(key, inside)
        base = inside & sums.counts
        sizes = int(base.sum()), math.fsum(weights[base])
        units, freedom = self.design.size(base & (weights > 0))
        known = (freedom, units) if self.design.known else (None, None)
        if ratio is None or variance is None:
            return Figure(ratio, None, None, None, *sizes, None, None, *known)
        error = math.sqrt(variance)
        cv = error / ratio if ratio else None
        deff = sums.effect(weights, inside, ratio, variance)
        positive = int((base & (weights > 0)).sum())
        ends = self._interval(key, ratio, error, freedom, sizes[0], positive)
        return Figure(ratio, error, *ends, *sizes, cv, deff, *known)

    def _interval(  # noqa: PLR0913, PLR0917 -- what an interval is made of
        self, key: Key, ratio: float, error: float, freedom: int, households: int, positive: int
    ) -> tuple[float, float]:
        t = student(freedom, self.level)
        low, high = ratio - t * error, ratio + t * error
        if key.number:
            return max(low, 0.0), high
        if key.is_share and (ratio < 1e-14 or ratio > 1 - 1e-14):
            bound = (1 - self.level) ** (1 / positive)
            return (0.0, 1 - bound) if ratio < 0.5 else (bound, 1.0)
        if key.is_share and self.method == "logit":
            middle, margin = math.log(ratio / (1 - ratio)), t * error / (ratio * (1 - ratio))
            low, high = (1 / (1 + math.exp(-x)) for x in (middle - margin, middle + margin))
        elif key.is_share and self.method == "beta" and error:
            number = ratio * (1 - ratio) / error**2
            number *= (student(households - 1, self.level) / t) ** 2
            tail = (1 - self.level) / 2
            low = beta(tail, number * ratio, number * (1 - ratio) + 1)
            high = beta(1 - tail, number * ratio + 1, number * (1 - ratio))
        return max(low, 0.0), min(high, 1.0)

    def _change(self, key: Key, sums: Sums, before: Mask, after: Mask) -> Figure:
        """Return a change: its variance is that of both rounds, less what they have in common."""
        weights = self._of(key)
        sides = [self._variance(key, sums, inside) for inside in (before, after)]
        bases = [inside & sums.counts for inside in (before, after)]
        counts = min(reversed(bases), key=np.count_nonzero)
        sizes = int(counts.sum()), math.fsum(weights[counts])
        drawn = [base & (weights > 0) for base in bases]
        units, freedom = (sum(part) for part in zip(*map(self.design.size, drawn), strict=True))
        if self.design.clustered:
            shared = self.design.in_both(drawn[0], drawn[1])
            units, freedom = units - shared[0], freedom - shared[1]
        known = (freedom, units) if self.design.known else (None, None)
        (first, one), (second, other) = sides
        change = None if first is None or second is None else second - first
        if first is None or second is None or one is None or other is None:
            return Figure(change, None, None, None, *sizes, None, None, *known)
        left = one + other
        if self.design.clustered:
            rounds = [self.design.round[np.flatnonzero(inside)[0]] for inside in (before, after)]
            values = [
                sums.linearised(weights, inside, ratio)
                for inside, ratio in ((before, first), (after, second))
            ]
            left -= 2 * self.design.covariance(values[0], values[1], (rounds[0], rounds[1]))
        left = 0.0 if abs(left) < 1e-13 * (one + other) else left
        if left < 0:
            return Figure(change, None, None, None, *sizes, None, None, *known)
        assert change is not None
        margin = student(freedom, self.level) * math.sqrt(left)
        ends = change - margin, change + margin
        return Figure(change, math.sqrt(left), *ends, *sizes, None, None, *known)
