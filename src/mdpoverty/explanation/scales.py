"""The scales on which income and scores are measured, cut into bands by the lines of a standard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mdpoverty.standards.class_rules import Quantity
from mdpoverty.standards.conditions import Limits
from mdpoverty.standards.ladder import Cut
from mdpoverty.standards.lines import Line
from mdpoverty.standards.model import Standard

# Those that a survey measures, and may leave blank.
QUANTITIES: tuple[Quantity, ...] = ("income", "income_score", "deprivation_score")

_HALF = 0.5  # lines and scores are whole numbers: between any two there is one and a half


@dataclass(frozen=True)
class Band:
    """Where a number lies between neighbouring lines: its limits, and one number in it."""

    limits: Limits | None
    example: float


ANYWHERE = Band(None, 0)


def cuts(standard: Standard, quantity: Quantity) -> tuple[Cut, ...]:
    """Return the limits on a quantity in the class rules, ascending; none where it is not asked."""
    own = quantity == "income" or quantity in {*standard.scores, *standard.conditions}
    ladder = standard.ladder if own else standard.score_ladder
    return ladder.cuts.get(quantity, ()) if ladder else ()


def amount(standard: Standard, quantity: Quantity, cut: Cut, area: str | None) -> int:
    """Return a limit in VND per person per month, or in points."""
    if not isinstance(cut.limit, str):
        return int(cut.limit)
    line = lines_of(standard, quantity)[cut.limit]
    return line.rural if area == "rural" else line.urban


def lines_of(standard: Standard, quantity: Quantity) -> Mapping[str, Line]:
    """Return the lines that a quantity is held against."""
    if quantity == "income":
        return standard.income_lines
    if quantity in standard.scores:
        return standard.scores[quantity].lines
    scores = standard.review_scores
    return scores.lines if scores and quantity == "income_score" else {}


def bands(
    standard: Standard,
    quantity: Quantity,
    area: str | None,
    between: tuple[float, float] | None = None,
) -> list[Band]:
    """Return the bands of a quantity in an area, ascending; they leave nothing out.

    Where it is known `between` what it lies they are those that this meets.
    """
    found = []
    limits = [
        (amount(standard, quantity, cut, area), cut.beyond) for cut in cuts(standard, quantity)
    ]
    for lower, upper in zip([None, *limits], [*limits, None], strict=True):
        if lower and upper and lower >= upper:
            continue  # two lines are at the same number: nothing lies between
        if between and not _meets(between, lower, upper):
            continue
        within: dict[str, Fraction] = {}
        example = 0.0
        if upper is not None:
            number, beyond = upper
            within["at_most" if beyond else "below"] = Fraction(number)
            example = number - _HALF
        if lower is not None:
            number, beyond = lower
            within["above" if beyond else "at_least"] = Fraction(number)
            example = number + (_HALF if beyond else 0)
        found.append(Band(Limits(**within) if within else None, example))
    return found


def _meets(
    between: tuple[float, float], lower: tuple[int, bool] | None, upper: tuple[int, bool] | None
) -> bool:
    """Return whether what lies between two numbers may be past one limit and not past the other."""
    least, most = between
    past = lower is None or (most > lower[0] if lower[1] else most >= lower[0])
    not_past = upper is None or (least <= upper[0] if upper[1] else least < upper[0])
    return past and not_past


def joined(neighbours: Sequence[Band]) -> Limits | None:
    """Return the limits of neighbouring bands together, None where they leave nothing out."""
    first, last = neighbours[0].limits, neighbours[-1].limits
    within = {
        word: limit
        for limits, words in ((first, ("at_least", "above")), (last, ("at_most", "below")))
        for word in words
        if (limit := getattr(limits, word, None)) is not None
    }
    return Limits(**within) if within else None
