"""The measures of Alkire and Foster (2011, Journal of Public Economics 95).

Identification is a cut-off of the weighted deprivation score, or the class that a standard says.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import narwhals as nw

from mdpoverty.classification.conditions import possible_count, sure_count
from mdpoverty.classification.exact import divided
from mdpoverty.classification.halves import in_halves
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.cutoffs import Cutoff
from mdpoverty.statistics.measures import EVERY, MOST, SURE, Constant, Kind, Measure, may_be, times


@dataclass(frozen=True)
class Poor:
    """Who is poor: yes, no or null for unknown; surely; possibly.

    `least` is the score from which one is poor, in units; None where the class says who is poor.
    `sure` is the score at the least, `most` at the most, in units.
    """

    answer: nw.Expr
    surely: nw.Expr
    possibly: nw.Expr
    least: int | None
    sure: nw.Expr
    most: nw.Expr


def by_class() -> Poor:
    """Return who is poor by class; of an undetermined household that may be poor it is unknown."""
    surely = nw.col("class") == "poor"
    possibly = surely | may_be("poor")
    return Poor(_known(surely, possibly), surely, possibly, None, nw.col(SURE), nw.col(MOST))


def by_cutoff(cutoff: Cutoff) -> Poor:
    """Return who is poor at a cut-off, whatever the class; unknown where unknown answers decide."""
    return by_score(nw.col(SURE), nw.col(MOST), cutoff.least)


def by_score(sure: nw.Expr, most: nw.Expr, least: int) -> Poor:
    """Return who is poor from a least score, by scores at the least and at the most, in units."""
    surely, possibly = sure >= least, most >= least
    return Poor(_known(surely, possibly), surely, possibly, least, sure, most)


def _known(surely: nw.Expr, possibly: nw.Expr) -> nw.Expr:
    surely_not = nw.when(~possibly).then(nw.lit(value=False))
    return nw.when(surely).then(nw.lit(value=True)).otherwise(surely_not)


@dataclass(frozen=True)
class _Part:
    """What a household adds to a sum over the poor: null where open, at the least, at the most."""

    value: nw.Expr
    least: nw.Expr
    most: nw.Expr

    def __add__(self, other: _Part) -> _Part:
        return _Part(self.value + other.value, self.least + other.least, self.most + other.most)

    def times(self, weight: float) -> _Part:
        return _Part(self.value * weight, self.least * weight, self.most * weight)

    def kept(self, name: str, columns: dict[str, nw.Expr]) -> _Part:
        """Return the part as columns of this name, which are added to `columns`."""
        own = {f"{name} {end}": getattr(self, end) for end in ("value", "least", "most")}
        columns |= own
        return _Part(*map(nw.col, own))


def _sum_of(  # noqa: PLR0913, PLR0917 -- what a measure has
    name: str, part: _Part, indicator: str, cutoff: str, identify: str, kind: Kind
) -> Measure:
    return Measure(
        name,
        part.value,
        EVERY,
        indicator,
        cutoff,
        identify,
        least=part.least,
        most=part.most,
        kind=kind,
    )


def headcount_and_adjusted(  # noqa: PLR0913, PLR0917 -- as above
    who: Poor, whole: int, names: tuple[str, str], indicator: str, cutoff: str, identify: str
) -> Iterator[Measure]:
    """Yield H and M0 under these names; `whole` are the units of all weights."""
    headcount, adjusted = names
    yield _sum_of(headcount, _headcount(who), indicator, cutoff, identify, "share")
    score = _censored_score(who, whole)
    yield _sum_of(adjusted, score, indicator, cutoff, identify, "index")


def alkire_foster(standard: Standard, who: Poor, cutoff: str, identify: str) -> Iterator[Measure]:
    """Yield H, A, M0, censored headcounts and contributions.

    H is the share of the poor, A the mean score of the poor, M0 = H A the mean censored score. The
    censored headcount of an indicator is the share of who is poor and deprived in it, its
    contribution its weight times that, and its share that contribution through M0.

    A household adds the least where no unknown indicator is deprived, the most where all are, to
    every sum at once; so sums have bounds, and ratios of two sums have none.
    """
    weights = standard.weights
    reads: dict[str, nw.Expr] = {}
    begin = f"_{identify} {cutoff}"

    def sum_of(name: str, part: _Part, indicator: str = "", *, share: bool = False) -> Measure:
        kind: Kind = "share" if share else "index"
        found = _sum_of(name, part, indicator, cutoff, identify, kind)
        return replace(found, reads=reads)

    def share_of(
        name: str, part: _Part, per: _Part, indicator: str = "", of: Sequence[str] = ()
    ) -> Measure:
        constant = None
        if of:
            constant = Constant(part.least, per.least, _slope(standard, who, of, needs_all))
        return Measure(
            name,
            part.value,
            who.surely,
            indicator,
            cutoff,
            identify,
            per=per.value,
            constant=constant,
            kind="index",
            reads=reads,
        )

    poor = _headcount(who).kept(f"{begin} poor", reads)
    score = _censored_score(who, weights.whole).kept(f"{begin} score", reads)
    headcounts = {
        name: _censored(nw.col(name) == 1, who).kept(f"{begin} {name}", reads)
        for name in standard.indicators
    }
    reads[f"{begin} all"] = _needs_all(standard, who)
    needs_all = nw.col(f"{begin} all")
    yield sum_of("headcount_ratio", poor, share=True)
    yield share_of("intensity", score, poor)
    yield sum_of("adjusted_headcount_ratio", score)
    for name, part in headcounts.items():
        yield sum_of("censored_headcount", part, name, share=True)
    parts = {name: part.times(float(weights.share(name))) for name, part in headcounts.items()}
    members: dict[str, list[str]] = {}
    for name in parts:
        members.setdefault(standard.indicators[name].dimension, []).append(name)
    dimensions = {
        dimension: reduce(operator.add, (parts[name] for name in names))
        for dimension, names in members.items()
    }
    alone = {name: [name] for name in parts}
    for prefix, sums, of in (("", parts, alone), ("dimension_", dimensions, members)):
        for name, part in sums.items():
            yield sum_of(f"{prefix}contribution", part, name)
        for name, part in sums.items():
            yield share_of(f"{prefix}contribution_share", part, score, name, of[name])


def _headcount(who: Poor) -> _Part:
    return _Part(*(x.cast(nw.Float64) for x in (who.answer, who.surely, who.possibly)))


def _censored(holds: nw.Expr, who: Poor) -> _Part:
    return _Part(
        *(
            answer.cast(nw.Float64)
            for answer in (
                holds & who.answer,
                holds.fill_null(value=False) & who.surely,
                holds.fill_null(value=True) & who.possibly,
            )
        )
    )


def _censored_score(who: Poor, whole: int) -> _Part:
    """Return the weighted score of the poor, 0 for others."""
    sure, most = (divided(score, whole) for score in (who.sure, who.most))
    known = nw.when(who.sure == who.most).then(sure)
    return _Part(times(who.answer, known), times(who.surely, sure), times(who.possibly, most))


def _needs_all(standard: Standard, who: Poor) -> nw.Expr:
    """Return whether one that may be poor is so only where every unknown answer is deprived."""
    if who.least is None:
        return nw.col(MOST) - nw.col(SURE) == 0
    dearest = nw.col(MOST) - who.least
    return in_halves(
        operator.and_,
        (
            ~(nw.col(name) == 1).is_null() | (dearest < weight)
            for name, weight in standard.weights.units.items()
        ),
    )


def _slope(standard: Standard, who: Poor, of: Sequence[str], needs_all: nw.Expr) -> nw.Expr:
    """Return the share of some indicators in what unknown answers may add to the score of the poor.

    Null where it depends on the answers. Of a household that is surely poor each unknown answer
    adds its weight, to these indicators or to others. One that may be poor adds nothing, or its
    whole score: with all its unknown answers alone, where it `needs_all` of them.
    """
    own = [nw.col(name) == 1 for name in of]
    weights = tuple(standard.weights.units[name] for name in of)
    sure = sure_count(own, weights).cast(nw.Int64)
    most = possible_count(own, weights).cast(nw.Int64)
    own_open, open_ = most - sure, nw.col(MOST) - nw.col(SURE)
    none = nw.when(own_open == 0).then(nw.lit(0.0))
    added = nw.when((own_open == open_) & (open_ > 0)).then(nw.lit(1.0)).otherwise(none)
    with_all = nw.when(needs_all & (nw.col(MOST) > 0)).then(most / nw.col(MOST))
    unless_all = nw.when(most == nw.col(MOST)).then(nw.lit(1.0)).otherwise(with_all)
    whole = nw.when(most == 0).then(nw.lit(0.0)).otherwise(unless_all)
    return nw.when(who.surely).then(added).otherwise(whole)
