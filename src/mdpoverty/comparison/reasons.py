"""Why a household's class differs between two standards: one reason for each, from a closed list.

What decides a class is the income against the lines, the class rules, and the count of
deprivations or the sum of their weights. So each household is classified four times: as it is
under either standard, with the deprivations of the first under the lines and rules of the second,
and the other way round. The side whose exchange alone gives the new class decided; where neither
or either does, the lines and rules come first.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import combinations
from math import lcm
from types import MappingProxyType
from typing import Any

import narwhals as nw

from mdpoverty.classification.conditions import sure_count
from mdpoverty.classification.decide import joined
from mdpoverty.classification.halves import in_halves
from mdpoverty.classification.ladder import choose
from mdpoverty.language.messages import Phrase
from mdpoverty.standards.class_rules import CLASSES, UNDETERMINED
from mdpoverty.standards.model import Standard
from mdpoverty.survey.survey import CELL

LINE_MOVED = "line_moved"
INCOME_NO_LONGER_DECIDES = "income_no_longer_decides"
INCOME_DECIDES_AGAIN = "income_decides_again"
CUT_OFF_CHANGED = "cut_off_changed"
INDICATOR_ADDED = "indicator_added"
INDICATOR_REMOVED = "indicator_removed"
ANSWER_UNKNOWN = "answer_became_unknown"
ANSWER_KNOWN = "answer_became_known"
WEIGHT_CHANGED = "weight_changed"
RULE_CHANGED = "rule_changed"

# Every reason, in the order of reports.
REASONS: Mapping[str, Phrase] = MappingProxyType(
    {
        LINE_MOVED: Phrase("comparison.line-moved", "a line moved past the household's income"),
        INCOME_NO_LONGER_DECIDES: Phrase(
            "comparison.income-no-longer-decides", "income alone no longer decides"
        ),
        INCOME_DECIDES_AGAIN: Phrase(
            "comparison.income-decides-again", "income alone decides again"
        ),
        CUT_OFF_CHANGED: Phrase(
            "comparison.cut-off-changed",
            "the count of deprivations crossed the limit: a cut-off changed",
        ),
        INDICATOR_ADDED: Phrase(
            "comparison.indicator-added",
            "the count of deprivations crossed the limit: an indicator was added",
        ),
        INDICATOR_REMOVED: Phrase(
            "comparison.indicator-removed",
            "the count of deprivations crossed the limit: an indicator was removed",
        ),
        WEIGHT_CHANGED: Phrase(
            "comparison.weight-changed", "the weighted score crossed the limit: a weight changed"
        ),
        ANSWER_UNKNOWN: Phrase("comparison.answer-became-unknown", "an answer became unknown"),
        ANSWER_KNOWN: Phrase("comparison.answer-became-known", "an answer became known"),
        RULE_CHANGED: Phrase("comparison.rule-changed", "the rule itself changed"),
    }
)

INCOME_CHANGED = "income_changed"
DEPRIVATIONS_CHANGED = "deprivations_changed"
BOTH_CHANGED = "income_and_deprivations_changed"
STANDARD_CHANGED = "standard_changed"
CLASS_EDITED = "class_edited"
ONLY_BEFORE = "only_before"
ONLY_AFTER = "only_after"
OTHER_CHANGE = "other_change"
COLUMNS_MISSING = "columns_missing"

# Every reason why the class differs between two profiles: a household itself may have changed.
PROFILE_REASONS: Mapping[str, Phrase] = MappingProxyType(
    {
        CLASS_EDITED: Phrase(
            "comparison.class-edited",
            "the class was changed by hand: it does not follow from the row",
        ),
        STANDARD_CHANGED: Phrase(
            "comparison.standard-changed", "another standard, or version of it, was applied"
        ),
        INCOME_CHANGED: Phrase("comparison.income-changed", "its income changed"),
        DEPRIVATIONS_CHANGED: Phrase("comparison.deprivations-changed", "its deprivations changed"),
        BOTH_CHANGED: Phrase(
            "comparison.income-and-deprivations-changed", "its income and its deprivations changed"
        ),
        ANSWER_UNKNOWN: REASONS[ANSWER_UNKNOWN],
        ANSWER_KNOWN: REASONS[ANSWER_KNOWN],
        OTHER_CHANGE: Phrase(
            "comparison.other-change", "something else changed, such as its area or its scores"
        ),
        COLUMNS_MISSING: Phrase(
            "comparison.columns-missing", "unknown: a profile lacks the columns that would tell"
        ),
        ONLY_BEFORE: Phrase("comparison.only-before", "only in the profile before"),
        ONLY_AFTER: Phrase("comparison.only-after", "only in the profile after"),
    }
)

ADDED, REMOVED = " (added)", " (removed)"  # marks of an indicator that one side alone has

# Columns that a household's reason is read from.
FROM, TO = "from_class", "to_class"
RULES_REPLACED, COUNTS_REPLACED = "_rules_replaced", "_counts_replaced"  # classes of the exchanges
_COUNTS = ("_changed", "_weighed", "_added", "_removed")  # by which sure deprivations moved


def open_to(side: str, name: str) -> str:
    """Return the column that says whether income alone leaves a class open on a side."""
    return f"_{side}open {name}"


def with_reason(frame: nw.LazyFrame[Any], one: Standard, other: Standard) -> nw.LazyFrame[Any]:
    """Return a frame with why the class of each household differs, null where it does not.

    The frame has the columns above and those of `open_to`, and the indicators of both standards as
    Boolean, named with `from_` and `to_` before them.
    """
    frame = frame.with_columns(**_moved(one, other))  # worked out once: the reasons ask it often
    return frame.with_columns(reason=_reason(one, other))


def _reason(one: Standard, other: Standard) -> nw.Expr:
    was, now = nw.col(FROM), nw.col(TO)
    rules_alone, counts_alone = nw.col(RULES_REPLACED), nw.col(COUNTS_REPLACED)
    by_rules = (rules_alone == now) | (counts_alone != now)
    of_counts = _of_counts(one, other)
    known, unknown = answers_turned(one.indicators, other.indicators)
    of_answers = choose(
        {
            ANSWER_KNOWN: (was == UNDETERMINED) & known,
            ANSWER_UNKNOWN: (now == UNDETERMINED) & unknown,
        },
        of_counts,
    )
    found = nw.when(by_rules).then(_of_lines()).otherwise(of_answers)
    # Where one side alone adds up points, those of answers that nobody gave leave its class open.
    if other.scorecards and not one.scorecards:
        found = choose({ANSWER_UNKNOWN: now == UNDETERMINED}, found)
    if one.scorecards and not other.scorecards:
        found = choose({ANSWER_KNOWN: was == UNDETERMINED}, found)
    return nw.when(was != now).then(found)


def answers_turned(before: Collection[str], after: Collection[str]) -> tuple[nw.Expr, nw.Expr]:
    """Return whether an answer that was unknown is so no more, and whether another became unknown.

    An indicator that is asked no more is unknown no more, and one that is added may be. The frame
    has the indicators with `from_` and `to_` before their names, null for unknown.
    """
    nothing = nw.lit(value=False)

    def turned(had: Collection[str], has: Collection[str], was: str, now: str) -> nw.Expr:
        some = (
            nw.col(was + name).is_null() & ~nw.col(now + name).is_null()
            if name in has
            else nw.col(was + name).is_null()
            for name in had
        )
        return in_halves(operator.or_, [nothing, *some])

    return turned(before, after, "from_", "to_"), turned(after, before, "to_", "from_")


def _of_lines() -> nw.Expr:
    """Return which of the lines and rules decided: by the classes that income alone leaves open."""
    before, after = ([nw.col(open_to(side, n)) for n in CLASSES] for side in ("from_", "to_"))
    sure_before, sure_after = _one_of(before), _one_of(after)
    apart = ~in_halves(operator.or_, (was & now for was, now in zip(before, after, strict=True)))
    cases = {
        LINE_MOVED: apart,
        INCOME_NO_LONGER_DECIDES: ~apart & sure_before & ~sure_after,
        INCOME_DECIDES_AGAIN: ~apart & ~sure_before & sure_after,
    }
    return choose(cases, nw.lit(RULE_CHANGED))


def _one_of(holds: Sequence[nw.Expr]) -> nw.Expr:
    """Return whether not two of them hold, of which one does."""
    return ~in_halves(operator.or_, (one & other for one, other in combinations(holds, 2)))


def _of_counts(one: Standard, other: Standard) -> nw.Expr:
    """Return what moved the count of sure deprivations most, the way that it moved.

    It is their weighted score where `one` reads that. Where an indicator that was added or
    removed moved it as much as cut-offs or weights, it is the indicator, and a cut-off before a
    weight.
    """
    old, new = _units(one, other)
    changed, weighed, added, removed = (nw.col(name) for name in _COUNTS)
    total = changed + weighed + added - removed
    up, down = total > 0, total < 0
    cases = {
        INDICATOR_ADDED: up & (added >= changed) & (added >= weighed),
        INDICATOR_REMOVED: down & (removed >= -changed) & (removed >= -weighed),
        CUT_OFF_CHANGED: (up & (changed > added) & (changed >= weighed))
        | (down & (-changed > removed) & (-changed >= -weighed)),
        WEIGHT_CHANGED: (up & (weighed > added) & (weighed > changed))
        | (down & (-weighed > removed) & (-weighed > -changed)),
    }
    # Nothing sure moved: it is what unknown answers weigh that did.
    return choose(cases, nw.lit(WEIGHT_CHANGED if old != new else RULE_CHANGED))


def _moved(one: Standard, other: Standard) -> dict[str, nw.Expr]:
    """Return the columns of `_COUNTS`, of what cut-offs, weights and indicators moved the count.

    They are numbers of the units of `_units`.
    """
    old, new = _units(one, other)
    common = old.keys() & new.keys()
    changed = _sure("to_", {n: new[n] for n in new if n in common})
    changed = changed - _sure("from_", {n: new[n] for n in new if n in common})
    weighed = _sure("from_", {n: new[n] - old[n] for n in old if n in common})
    added = _sure("to_", {n: new[n] for n in new if n not in common})
    removed = _sure("from_", {n: old[n] for n in old if n not in common})
    return dict(zip(_COUNTS, (changed, weighed, added, removed), strict=True))


def _units(one: Standard, other: Standard) -> list[dict[str, int]]:
    """Return what each indicator of either counts for, in whole numbers of the same unit."""
    if not one.decides_by("weighted_score"):
        return [dict.fromkeys(standard.indicators, 1) for standard in (one, other)]
    whole = lcm(one.weights.whole, other.weights.whole)
    return [
        {name: int(standard.weights.share(name) * whole) for name in standard.indicators}
        for standard in (one, other)
    ]


def _sure(prefix: str, units: Mapping[str, int]) -> nw.Expr:
    moving = {name: unit for name, unit in units.items() if unit}
    answers = [nw.col(prefix + name) for name in moving]
    return sure_count(answers, tuple(moving.values())) if answers else nw.lit(0)


def gained_and_lost(
    before: Collection[str], after: Collection[str], sure: Callable[[str], nw.Expr]
) -> dict[str, nw.Expr]:
    """Return `gained` and `lost`: the indicators that are sure on one side and not on the other.

    `before` and `after` are the indicators of either side, of which one that stands on one side
    alone is marked so; `sure` returns whether a household surely is deprived in the column of
    one, never null. So the count of sure deprivations before, with what is gained and without
    what is lost, is that after.
    """
    gained = {
        name if name in before else name + ADDED: sure("to_" + name) & ~sure("from_" + name)
        if name in before
        else sure("to_" + name)
        for name in after
    }
    lost = {
        name if name in after else name + REMOVED: sure("from_" + name) & ~sure("to_" + name)
        if name in after
        else sure("from_" + name)
        for name in before
    }
    return {"gained": joined(gained), "lost": joined(lost)}


def table_columns(given: Sequence[str], by: Sequence[str]) -> dict[str, str]:
    """Return the columns of a table of households, in order, and where each is.

    `given` are the places and the weight that there are, `by` columns to group by, whose cells
    stand as they are. One of those that is called as another column is called `survey_` and its
    name.
    """
    own = ["household_id", *given]
    decided = (FROM, TO, "from_basis", "to_basis", "from_deprivations", "to_deprivations")
    last = (*decided, "gained", "lost", "reason")
    taken = {*own, *last}
    groups = {}
    for name in by:
        if name not in given:
            groups[f"survey_{name}" if name in taken else name] = CELL + name
    return {**{n: n for n in own}, **groups, **{n: n for n in last}}
