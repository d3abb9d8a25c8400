"""A statistic: its value and its base for a household, as expressions over answers.

A statistic is a ratio of two weighted sums over households, of `value` and of `per`, or the sum of
`value` alone. A value is null where unknown answers leave it open, and then the statistic of every
group with such a household is open too: unknown is never no.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import narwhals as nw

from mdpoverty.classification.conditions import possible_count, sure_count
from mdpoverty.standards.class_rules import CLASSES, UNDETERMINED, Class
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.request import Unit

# What a statistic is, which says between what it can be and how its interval is made: a share of
# households has one by the logit, an index between 0 and 1 by its error, and so have a number,
# which is not below 0, and a mean, which may be anything.
Kind = Literal["share", "index", "number", "mean"]

EVERY = nw.lit(value=True)  # the base of a statistic of all households

SURE, MOST = "_sure", "_most"  # of a household: its weighted score, in units


@dataclass(frozen=True)
class Constant:
    """What leaves a ratio the same, whatever the unknown answers are.

    `value` and `per` are what a household adds to both sums at the least. What its unknown answers
    may add beyond lies on a line of `slope`, null where on none: where that is the ratio of all
    others, these answers do not matter.
    """

    value: nw.Expr
    per: nw.Expr
    slope: nw.Expr


@dataclass(frozen=True)
class Measure:
    """A statistic: the weighted sum of `value` over households, through that of `per`.

    `base` says which households it is about; where `per` is None it is their number. A statistic of
    the kind `number` is the sum of `value` itself. `least` and `most` are what a household adds at
    the least and at the most, whatever the unknown answers are, null where the bounds of the
    statistic are not the sums of those; `constant` is of a ratio that may be the same all the same.
    `sized` says whom its sizes count, where not its base, and `unit` what is counted, where not
    what the summary is asked to count. `reads` are columns that its expressions read beside the
    answers, with what is in them: what several measures share is worked out once.
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
    constant: Constant | None = None
    sized: nw.Expr | None = None
    kind: Kind = "share"
    unit: Unit | None = None
    reads: Mapping[str, nw.Expr] = field(default_factory=dict)


def prepared(answers: nw.DataFrame[Any], standard: Standard) -> nw.DataFrame[Any]:
    """Return answers of households with what measures read of them: their scores."""
    deprived = [nw.col(name) == 1 for name in standard.indicators]
    if not deprived:
        return answers
    units = tuple(standard.weights.units.values())
    return answers.with_columns(
        **{
            SURE: sure_count(deprived, units).cast(nw.Int64),
            MOST: possible_count(deprived, units).cast(nw.Int64),
        }
    )


def may_be(name: Class) -> nw.Expr:
    """Return whether an undetermined household may be of a class.

    A profile that was edited may leave the possible classes blank; then any is.
    """
    possible = nw.col("possible_classes").fill_null(";".join(CLASSES))
    padded = nw.concat_str(nw.lit(";"), possible, nw.lit(";"))
    return (nw.col("class") == UNDETERMINED) & padded.str.contains(f";{name};", literal=True)


def rate(  # noqa: PLR0913 -- what a measure has
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

    def within(answer: nw.Expr) -> nw.Expr:
        return answer.cast(nw.Float64) if base is None else times(base, answer.cast(nw.Float64))

    def bound(answer: nw.Expr) -> nw.Expr:
        return within(answer) if joins is None else nw.when(~joins).then(within(answer))

    return Measure(
        name,
        within(holds),
        EVERY if base is None else base,
        indicator,
        least=bound(holds.fill_null(value=False) if least is None else least),
        most=bound(holds.fill_null(value=True) if most is None else most),
    )


def times(holds: nw.Expr, number: nw.Expr) -> nw.Expr:
    """Return a number where a condition holds, 0 where not; null where that is unknown."""
    zero = nw.when(~holds).then(nw.lit(0.0))
    return nw.when(holds).then(number).otherwise(zero)
