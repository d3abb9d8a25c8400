"""Two profiles that were written, household by household: what differs, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import narwhals as nw
import polars as pl

from mdpoverty.classification.ladder import choose
from mdpoverty.codebook import GROUPS, HOUSEHOLD_SIZE, MADE_BY
from mdpoverty.comparison.edits import EDITED, with_edits
from mdpoverty.comparison.reasons import (
    ANSWER_KNOWN,
    ANSWER_UNKNOWN,
    BOTH_CHANGED,
    CLASS_EDITED,
    COLUMNS_MISSING,
    COUNTS_REPLACED,
    DEPRIVATIONS_CHANGED,
    FROM,
    INCOME_CHANGED,
    ONLY_AFTER,
    ONLY_BEFORE,
    OTHER_CHANGE,
    RULES_REPLACED,
    STANDARD_CHANGED,
    TO,
    answers_turned,
    gained_and_lost,
    table_columns,
)
from mdpoverty.comparison.transitions import ABSENT, Adding, Compared
from mdpoverty.errors import MORE
from mdpoverty.files.rows import ROW
from mdpoverty.language.messages import Message, Phrase, message
from mdpoverty.profile.written import Profile, read_profile, values_of
from mdpoverty.run.passes import tapped
from mdpoverty.standards.class_rules import UNDETERMINED
from mdpoverty.survey.missing_columns import lacking
from mdpoverty.survey.survey import CELL, Survey
from mdpoverty.survey.values import composed

T = TypeVar("T")

_NUMBERS = ("income_per_capita", "deprivations", "unknown_indicators")
_DECIDED = ("class", "basis", *MADE_BY, *_NUMBERS, "weighted_score")
_DECIMALS = 9  # of a weighted score
_NAMED = 5  # columns that are named
_COMPARE = Phrase(
    "comparison.two-profiles",
    "compare two profiles written by `classify`; a survey needs --from and --to",
)


def read_both(before: Survey, after: Survey) -> tuple[Profile, Profile]:
    """Return the profiles in two files; raises as `read_profile` does."""
    return read_profile(before, _COMPARE()), read_profile(after, _COMPARE())


def compare_profiles(
    before: Profile,
    after: Profile,
    deliver: Callable[[pl.LazyFrame], T],
    *,
    by: Sequence[str] = (),
    every: bool = False,
) -> Compared[T]:
    """Hand the households whose class differs (or `every` one), as one lazy plan, to `deliver`.

    Households come in the order of `before`, then those that are only in `after`. Groups and
    weights are those of `after`, of `before` where a household is only there; the rates before
    go by the weights before. `by` are columns of
    both profiles to group by. Raises SurveyError when one has not such a column.
    """
    for profile in (before, after):
        missing = [name for name in by if name not in profile.survey.schema]
        if missing:
            advice = message("comparison.group-by", "group by columns that both profiles have")
            raise lacking(profile.survey.name, profile.survey.schema, missing, advice, by)
    both = _joined_households(before, after, by)
    adding = Adding(by, every)
    plan = tapped(both, adding.see)
    columns = _columns(before, after, by)
    return adding.compared(
        deliver(plan.select(pl.col(own).alias(name) for name, own in columns.items()))
    )


def _columns(before: Profile, after: Profile, by: Sequence[str]) -> dict[str, str]:
    either = {*before.known, *after.known}
    return table_columns([name for name in (*GROUPS, "weight") if name in either], by)


def _joined_households(before: Profile, after: Profile, by: Sequence[str]) -> pl.LazyFrame:
    """Return the households of both profiles side by side, with what differs and why."""
    sides = {"from_": before, "to_": after}
    frames = [_side(profile, prefix, by) for prefix, profile in sides.items()]
    both = frames[0].join(frames[1], on="household_id", how="full", coalesce=True)
    both_sized = HOUSEHOLD_SIZE in before.known and HOUSEHOLD_SIZE in after.known
    sized = [HOUSEHOLD_SIZE] if both_sized else []  # else persons would be counted for some alone
    shared = [*GROUPS, *sized, *(CELL + name for name in by)]
    have = both.collect_schema()
    taken = {
        name: pl.coalesce(pl.col(p + name) for p in ("to_", "from_") if p + name in have)
        for name in shared
        if "to_" + name in have or "from_" + name in have
    }
    both = both.sort("from_" + ROW, "to_" + ROW, nulls_last=True)
    both = both.with_columns(**taken, **{n: pl.col(n).fill_null(ABSENT) for n in (FROM, TO)})
    if "weight" in before.known or "weight" in after.known:
        now, then = (
            pl.col(p + "weight") if "weight" in profile.known else pl.lit(1.0)
            for p, profile in (("to_", after), ("from_", before))
        )
        both = both.with_columns(
            weight=pl.when(pl.col(TO) != ABSENT).then(now).otherwise(then),
            from_weight=pl.when(pl.col(FROM) != ABSENT).then(then),
        )
    nothing = pl.lit(None, dtype=pl.String)
    both = both.with_columns(nothing.alias(RULES_REPLACED), nothing.alias(COUNTS_REPLACED))
    frame: Any = nw.from_native(both)
    frame = frame.with_columns(**_lists(before, after), reason=_reason(before, after))
    native: pl.LazyFrame = frame.to_native()
    return native


def _side(profile: Profile, prefix: str, by: Sequence[str]) -> pl.LazyFrame:
    """Return a profile's households, every column but the id with `prefix` before its name."""
    frame = with_edits(values_of(profile, by), profile)
    absent = [n for n in _DECIDED if n not in profile.known]
    kinds = {n: pl.Float64() if n in _NUMBERS else pl.String() for n in absent}
    schema = profile.survey.schema
    return frame.select(
        "household_id",
        pl.col(ROW).alias(prefix + ROW),
        pl.col(EDITED).alias(prefix + EDITED),
        *(pl.col(n).alias(prefix + n) for n in profile.known if n != "household_id"),
        *(pl.lit(None, dtype=kind).alias(prefix + n) for n, kind in kinds.items()),
        *(composed(CELL + n, schema[n]).alias(prefix + CELL + n) for n in by),
    ).with_columns(
        pl.col(f"{prefix}deprivations").cast(pl.Int64),
        # Some formats hold fewer digits than others; scores are further apart than this.
        pl.col(f"{prefix}weighted_score").cast(pl.Float64, strict=False).round(_DECIMALS),
    )


def _lists(before: Profile, after: Profile) -> dict[str, nw.Expr]:
    in_both = (nw.col(FROM) != ABSENT) & (nw.col(TO) != ABSENT)
    lists = gained_and_lost(*_answered(before, after), _is_deprived)
    return {name: nw.when(in_both).then(text) for name, text in lists.items()}


def _is_deprived(column: str) -> nw.Expr:
    return (nw.col(column) == "yes").fill_null(value=False)


def _answered(before: Profile, after: Profile) -> tuple[Sequence[str], Sequence[str]]:
    """Return the indicators of both profiles: none where one has no column of any."""
    both = before.indicators, after.indicators
    return both if all(both) else ((), ())


def missing_columns(before: Profile, after: Profile) -> Iterator[Message]:
    """Yield what one profile lacks of what decides a class, where the other has it."""
    for one, other in ((before, after), (after, before)):
        lacks = [name for name in _NUMBERS if name in other.known and name not in one.known]
        if other.indicators and not one.indicators:
            lacks += other.indicators
        if lacks:
            yield message(
                "comparison.lacks-columns",
                "{file} does not have {columns}{more}: whether these changed is unknown",
                file=one.survey.name,
                columns=lacks[:_NAMED],
                more=MORE(count=len(lacks) - _NAMED) if len(lacks) > _NAMED else "",
            )


def _reason(before: Profile, after: Profile) -> nw.Expr:
    """Return why the class of each household differs, null where it does not."""
    was, now = nw.col(FROM), nw.col(TO)
    told = {name: name in before.known and name in after.known for name in _NUMBERS}
    lacks = any((n in before.known) != (n in after.known) for n in _NUMBERS[:2])
    no = nw.lit(value=False)
    money = _differs("income_per_capita") if told["income_per_capita"] else no
    deprived = _differs("deprivations") if told["deprivations"] else no
    deprived |= _differs("weighted_score") if told["deprivations"] else no
    found = choose(
        {
            BOTH_CHANGED: money & deprived,
            INCOME_CHANGED: money & ~deprived,
            DEPRIVATIONS_CHANGED: ~money & deprived,
        },
        nw.lit(COLUMNS_MISSING if lacks else OTHER_CHANGE),
    )
    digests = nw.col("from_standard_digest"), nw.col("to_standard_digest")
    named = all(MADE_BY[0] in profile.known for profile in (before, after))
    another = (_differs("standard") if named else no) | (digests[0] != digests[1]).fill_null(
        value=False
    )
    found = nw.when(another).then(nw.lit(STANDARD_CHANGED)).otherwise(found)
    known, unknown = answers_turned(*_answered(before, after))
    if told["income_per_capita"]:
        no_income = [nw.col(f"{prefix}income_per_capita").is_null() for prefix in ("from_", "to_")]
        known |= no_income[0] & ~no_income[1]
        unknown |= ~no_income[0] & no_income[1]
    found = nw.when((was == UNDETERMINED) & known).then(nw.lit(ANSWER_KNOWN)).otherwise(found)
    found = nw.when((now == UNDETERMINED) & unknown).then(nw.lit(ANSWER_UNKNOWN)).otherwise(found)
    edited = nw.col("from_" + EDITED) | nw.col("to_" + EDITED)
    found = nw.when(edited).then(nw.lit(CLASS_EDITED)).otherwise(found)
    found = nw.when(now == ABSENT).then(nw.lit(ONLY_BEFORE)).otherwise(found)
    found = nw.when(was == ABSENT).then(nw.lit(ONLY_AFTER)).otherwise(found)
    return nw.when(was != now).then(found)


def _differs(name: str) -> nw.Expr:
    """Return whether two profiles say different things, one of them nothing included."""
    one, other = nw.col("from_" + name), nw.col("to_" + name)
    both = (one != other).fill_null(value=False)
    return both | (one.is_null() & ~other.is_null()) | (~one.is_null() & other.is_null())
