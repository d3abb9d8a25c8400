"""On which unknown answers the class of a household hangs: each an expression, true or false.

A class hangs on an answer where, with all else as it may be, one answer gives one class and another
answer another. So whoever knows all answers that a class hangs on knows the class. Indicators that
weigh differently are taken together: their sum may be anything between its ends, as `ladder` has
it.
"""

from __future__ import annotations

import operator
from functools import reduce

import narwhals as nw

from mdpoverty.classification.classes import Measured, is_by_score, past_cuts, past_scores
from mdpoverty.classification.ladder import hangs_on
from mdpoverty.standards.class_rules import Quantity
from mdpoverty.standards.model import Standard
from mdpoverty.standards.scores import HIGHEST


def hinges(standard: Standard, measured: Measured) -> dict[str, nw.Expr]:
    """Return of each answer whether it is unknown and the class hangs on it; never null.

    Those are `income`, the review's scores, the standard's scorecards and conditions, and its
    indicators, by their names. The frame is one that is `decided`, with the columns `measured`.
    """
    ladder, past = standard.ladder, past_cuts(standard, measured)
    classes = [rule.name for rule in standard.classes]
    hangs = {quantity: hangs_on(ladder, past, classes, quantity) for quantity in ladder.cuts}
    by_score = is_by_score(measured)
    found = {
        quantity: ~by_score & _is_open(quantity, standard, measured) & holds
        for quantity, holds in hangs.items()
        if not _is_counted(quantity, standard)
    }
    counted = [holds for quantity, holds in hangs.items() if _is_counted(quantity, standard)]
    if counted:
        on_count = ~by_score & reduce(operator.or_, counted)
        found |= {name: nw.col(name).is_null() & on_count for name in standard.indicators}
    scores, ladder_of_scores = standard.review_scores, standard.score_ladder
    if scores and ladder_of_scores and measured.review:
        past = past_scores(standard, measured)
        classes = [rule.name for rule in scores.classes]
        for quantity in ladder_of_scores.cuts:
            blank = (
                nw.col(quantity).is_null() if quantity in measured.review else nw.lit(value=True)
            )
            if quantity + HIGHEST in measured.review:
                wide = nw.col(quantity + HIGHEST) > nw.col(quantity)
                blank |= wide.fill_null(value=False)
            holds = hangs_on(ladder_of_scores, past, classes, quantity)
            found[quantity] = by_score & blank & holds
    return found


def _is_counted(quantity: Quantity, standard: Standard) -> bool:
    """Return whether a quantity is told by counting the indicators."""
    counts = standard.scores.keys() - standard.scorecards.keys()
    return quantity in {"deprivations", "weighted_score", *counts}


def _is_open(quantity: Quantity, standard: Standard, measured: Measured) -> nw.Expr:
    if quantity in standard.scorecards:
        low, high = (nw.col(column) for column in measured.scores[quantity])
        return low < high
    return nw.col(measured.conditions.get(quantity, measured.income)).is_null()
