"""What each statistic is: its value and its base for a household, as expressions over cells.

Every statistic is a ratio of two weighted sums over households (Alkire and Foster 2011): of
`value`, and of `per`. A value is null where unknown answers leave it open, and then the statistic
of every group with such a household is open too: unknown is never no.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from mdpoverty.classification.conditions import possible_count, sure_count
from mdpoverty.classification.exact import divided
from mdpoverty.standards.class_rules import CLASSES, UNDETERMINED, Class
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.request import Cutoff

_SURE, _MOST = "_sure", "_most"  # of a household: its weighted score, in units
_POOR = "_poor"  # begins the names of whether it is poor: answer, surely, possibly


@dataclass(frozen=True)
class Measure:
    """A statistic: the weighted sum of `value` over households, through that of `per`.

    `base` says which households it is about; where `per` is None it is their number. `least` and
    `most` are what a household adds at the least and at the most, whatever the unknown answers
    are, null where the bounds of the statistic are not the sums of those.
    """

    name: str
    value: nw.Expr
    base: nw.Expr
    indicator: str = ""
    cutoff: str = ""
    identify: str = ""
    per: nw.Expr | None = None
    least: nw.Expr | None = None
    most: nw.Expr | None = None


def prepared(
    cells: nw.DataFrame[Any], standard: Standard, cutoffs: Sequence[Cutoff]
) -> nw.DataFrame[Any]:
    """Return cells with what measures read of them: scores, and who is poor at each cut-off."""
    answers = [nw.col(name) == 1 for name in standard.indicators]
    units = tuple(standard.weights.units.values())
    if not answers:
        return cells
    cells = cells.with_columns(
        **{
            _SURE: sure_count(answers, units).cast(nw.Int64),
            _MOST: possible_count(answers, units).cast(nw.Int64),
        }
    )
    poor: dict[str, nw.Expr] = {}
    for place, cutoff in enumerate(cutoffs):
        surely, possibly = (nw.col(score) >= cutoff.least for score in (_SURE, _MOST))
        surely_not = nw.when(~possibly).then(nw.lit(value=False))
        answer = nw.when(surely).then(nw.lit(value=True)).otherwise(surely_not)
        poor |= {f"{_POOR}{part}_{place}": x for part, x in enumerate((answer, surely, possibly))}
    return cells.with_columns(**poor)


def measures(standard: Standard, cutoffs: Sequence[Cutoff]) -> list[Measure]:
    """Return the statistics of a standard, in order: rates, then Alkire-Foster measures.

    They are identified by deprivations alone at each of `cutoffs`, without one by class.
    """
    found = [*_class_rates(standard), *_bases(standard), *_deprivation_rates(standard)]
    if not standard.indicators:
        return found
    found += [_uncensored(name) for name in standard.indicators]
    if not cutoffs:
        poor = nw.col("class") == "poor"
        who = _Poor(poor, poor, poor | _may_be("poor"))
        return [*found, *_alkire_foster(standard, who, "", "class")]
    for place, cutoff in enumerate(cutoffs):
        who = _Poor(*(nw.col(f"{_POOR}{part}_{place}") for part in range(3)))
        found += _alkire_foster(standard, who, cutoff.text, "deprivations")
    return found


def _class_rates(standard: Standard) -> Iterator[Measure]:
    """Yield the share of each class in all households (law.md, section 7).

    Whoever is poor or near-poor, it is not known which, is in neither, and so not in their sum; but
    the least that the sum can be counts them.
    """
    undetermined = nw.col("class") == UNDETERMINED
    poor, near = nw.col("class") == "poor", nw.col("class") == "near_poor"
    yield _rate("poor_rate", poor, least=poor, most=poor | _may_be("poor"))
    if any(rule.name == "near_poor" for rule in standard.classes):
        yield _rate("near_poor_rate", near, least=near, most=near | _may_be("near_poor"))
    either = poor | near
    yield _rate(
        "multidimensional_poverty_rate",
        either,
        least=either | (undetermined & ~_may_be("non_poor")),
        most=either | undetermined,
    )
    yield _rate("undetermined_rate", undetermined)


def _may_be(name: Class) -> nw.Expr:
    """Return whether an undetermined household may be of a class.

    A profile that was edited may leave the possible classes blank; then any is.
    """
    possible = nw.col("possible_classes").fill_null(";".join(CLASSES))
    padded = nw.concat_str(nw.lit(";"), possible, nw.lit(";"))
    return (nw.col("class") == UNDETERMINED) & padded.str.contains(f";{name};", literal=True)


def _bases(standard: Standard) -> Iterator[Measure]:
    """Yield the share of each rule by which households are poor, of the poor."""
    poor = nw.col("class") == "poor"
    for basis in dict.fromkeys(rule.basis for rule in standard.every_rule if rule.name == "poor"):
        holds = nw.col("basis") == basis
        yield _rate(f"poor_by_{basis}", holds, poor, joins=_may_be("poor"))


def _deprivation_rates(standard: Standard) -> Iterator[Measure]:
    """Yield the share deprived in each indicator, of the poor and of the near-poor."""
    for name in ("poor", "near_poor"):
        if any(rule.name == name for rule in standard.classes):
            base, joins = nw.col("class") == name, _may_be(name)
            for indicator in standard.indicators:
                measure, holds = f"deprivation_rate_of_{name}", nw.col(indicator) == 1
                yield _rate(measure, holds, base, indicator=indicator, joins=joins)


def _uncensored(indicator: str) -> Measure:
    return _rate("uncensored_headcount", nw.col(indicator) == 1, indicator=indicator)


def _rate(  # noqa: PLR0913 -- what a measure has
    name: str,
    holds: nw.Expr,
    base: nw.Expr | None = None,
    *,
    indicator: str = "",
    least: nw.Expr | None = None,
    most: nw.Expr | None = None,
    joins: nw.Expr | None = None,
) -> Measure:
    """Return the share of the households of a base of which something holds.

    Where `joins` says of a household that it may be of the base too, there are no bounds.
    """
    every = nw.lit(value=True)

    def within(answer: nw.Expr) -> nw.Expr:
        return answer.cast(nw.Float64) if base is None else _times(base, answer.cast(nw.Float64))

    def bound(answer: nw.Expr) -> nw.Expr:
        return within(answer) if joins is None else nw.when(~joins).then(within(answer))

    return Measure(
        name,
        within(holds),
        every if base is None else base,
        indicator,
        least=bound(holds.fill_null(value=False) if least is None else least),
        most=bound(holds.fill_null(value=True) if most is None else most),
    )


@dataclass(frozen=True)
class _Poor:
    """Who is poor: yes, no or null for unknown; surely; possibly."""

    answer: nw.Expr
    surely: nw.Expr
    possibly: nw.Expr


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


def _alkire_foster(standard: Standard, who: _Poor, cutoff: str, identify: str) -> Iterator[Measure]:
    """Yield H, A, M0, censored headcounts and contributions (Alkire and Foster 2011).

    A household adds the least where no unknown indicator is deprived, the most where all are, to
    every sum at once; so sums have bounds, and ratios of two sums have none.
    """
    weights = standard.weights

    def sum_of(name: str, part: _Part, indicator: str = "") -> Measure:
        every = nw.lit(value=True)
        bounds = {"least": part.least, "most": part.most}
        return Measure(name, part.value, every, indicator, cutoff, identify, **bounds)

    def share_of(name: str, part: _Part, per: nw.Expr, indicator: str = "") -> Measure:
        return Measure(name, part.value, who.surely, indicator, cutoff, identify, per=per)

    poor = _Part(*(x.cast(nw.Float64) for x in (who.answer, who.surely, who.possibly)))
    yield sum_of("headcount_ratio", poor)
    score = _censored_score(who, weights.whole)
    yield share_of("intensity", score, poor.value)
    yield sum_of("adjusted_headcount_ratio", score)
    headcounts = {name: _censored(nw.col(name) == 1, who) for name in standard.indicators}
    for name, part in headcounts.items():
        yield sum_of("censored_headcount", part, name)
    parts = {name: part.times(float(weights.share(name))) for name, part in headcounts.items()}
    dimensions: dict[str, _Part] = {}
    for name, part in parts.items():
        dimension = standard.indicators[name].dimension
        had = dimensions.get(dimension)
        dimensions[dimension] = part if had is None else had + part
    for measure, contributions in (("", parts), ("dimension_", dimensions)):
        for name, part in contributions.items():
            yield sum_of(f"{measure}contribution", part, name)
        for name, part in contributions.items():
            yield share_of(f"{measure}contribution_share", part, score.value, name)


def _censored(holds: nw.Expr, who: _Poor) -> _Part:
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


def _censored_score(who: _Poor, whole: int) -> _Part:
    """Return the weighted score of the poor, nought for others."""
    sure, most = (divided(nw.col(score), whole) for score in (_SURE, _MOST))
    known = nw.when(nw.col(_SURE) == nw.col(_MOST)).then(sure)
    return _Part(_times(who.answer, known), _times(who.surely, sure), _times(who.possibly, most))


def _times(holds: nw.Expr, number: nw.Expr) -> nw.Expr:
    """Return a number where a condition holds, nought where not; null where that is unknown."""
    nought = nw.when(~holds).then(nw.lit(0.0))
    return nw.when(holds).then(number).otherwise(nought)
