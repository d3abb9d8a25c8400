"""Two profiles that were written, household by household: what differs, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

import narwhals as nw
import polars as pl

from mdpoverty.classification.ladder import choose
from mdpoverty.codebook import BOOLEANS, GROUPS, HOUSEHOLD_SIZE, Variable, variables
from mdpoverty.comparison.reasons import (
    ANSWER_KNOWN,
    ANSWER_UNKNOWN,
    BOTH_CHANGED,
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
    gained_and_lost,
    table_columns,
)
from mdpoverty.comparison.transitions import ABSENT, Adding, Compared
from mdpoverty.errors import lacking
from mdpoverty.files.rows import ROW
from mdpoverty.reading.checks import fails, household_checks, marked
from mdpoverty.run.passes import tapped
from mdpoverty.run.persons import composed
from mdpoverty.run.refused import Failures, refusal
from mdpoverty.standards.class_rules import CLASSES, UNDETERMINED
from mdpoverty.survey.survey import CELL, Survey, beside_cells, require_cells
from mdpoverty.survey.values import values

T = TypeVar("T")

_DECIDED = ("class", "basis", "standard", "income_per_capita", "deprivations", "weighted_score")
_DECIMALS = 9  # of a weighted score
_COMPARE = "compare two profiles as `classify` writes them; a survey needs --from and --to"
_NOTHING: Mapping[str, Variable] = MappingProxyType({})
_FIRST, _LAST = "unknown_indicators", "deprived_in"  # what stands around a profile's indicators


@dataclass(frozen=True)
class Profile:
    """A profile that was written: its households, and the indicators that it has."""

    survey: Survey
    known: dict[str, Variable]
    indicators: tuple[str, ...]


def read_profile(
    survey: Survey, *, also: Mapping[str, Variable] = _NOTHING, instead: str = _COMPARE
) -> Profile:
    """Return the profile in a file; `also` are other variables that are read where it has them.

    Raises SurveyError when a column is missing, which says what to do `instead`, or a row cannot
    be trusted.
    """
    have = list(survey.schema)
    missing = [name for name in ("household_id", "class") if name not in have]
    if missing:
        raise lacking(survey.name, have, missing, instead)
    household = variables("household")
    names = ["household_id", *GROUPS, "weight", HOUSEHOLD_SIZE, "income_per_capita"]
    known = {name: household[name] for name in names if name in have}
    known["class"] = Variable("class", "household", "code", codes=(*CLASSES, UNDETERMINED))
    known |= {n: Variable(n, "household", "text") for n in ("basis", "standard") if n in have}
    if "deprivations" in have:
        known["deprivations"] = Variable("deprivations", "household", "integer", minimum=0)
    if "weighted_score" in have:
        # A third has more digits than a number may: here it is only held against another.
        known["weighted_score"] = Variable("weighted_score", "household", "text")
    known |= {name: variable for name, variable in also.items() if name in have}
    indicators = _between(have)
    known |= {n: Variable(n, "household", "boolean", codes=BOOLEANS) for n in indicators}
    require_cells(survey, known)
    profile = Profile(survey, known, tuple(indicators))
    _refuse_faults(profile)
    return profile


def _between(columns: Sequence[str]) -> list[str]:
    """Return the indicators of a profile: the columns between its counts and its lists."""
    if _FIRST not in columns or _LAST not in columns:
        return []
    return list(columns[columns.index(_FIRST) + 1 : columns.index(_LAST)])


def values_of(profile: Profile, cells: Sequence[str] = ()) -> pl.LazyFrame:
    """Return the values of a profile's variables, and `cells` as they stand beside them."""
    return values(beside_cells(profile.survey, cells, profile.known), profile.known)


def _refuse_faults(profile: Profile) -> None:
    ids = values_of(profile).select("household_id").drop_nulls()
    counts = ids.group_by("household_id").len().filter(pl.col("len") > 1)
    twice = counts.collect(engine="streaming")["household_id"].sort().to_list()
    repeated = nw.col("household_id").is_in(twice) if twice else nw.lit(value=False)
    required = ("household_id", "class", *(["weight"] if "weight" in profile.known else []))
    checks = household_checks(profile.survey, profile.known, required, repeated)
    frame = marked(nw.from_native(values_of(profile, list(profile.survey.schema))), checks)
    found = Failures(profile.survey, checks, frame.filter(fails(checks)))
    if found.count():
        raise refusal([found], apart=False)


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
            advice = "group by columns that both profiles have"
            raise lacking(profile.survey.name, profile.survey.schema, missing, advice)
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
    frame = frame.with_columns(**_lists(before, after), reason=_reason())
    native: pl.LazyFrame = frame.to_native()
    return native


def _side(profile: Profile, prefix: str, by: Sequence[str]) -> pl.LazyFrame:
    """Return a profile's households, every column but the id with `prefix` before its name."""
    frame = values_of(profile, by)
    absent = [n for n in _DECIDED if n not in profile.known]
    numbers = ("income_per_capita", "deprivations")
    kinds = {n: pl.Float64() if n in numbers else pl.String() for n in absent}
    schema = profile.survey.schema
    return frame.select(
        "household_id",
        pl.col(ROW).alias(prefix + ROW),
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
    lists = gained_and_lost(
        before.indicators,
        after.indicators,
        lambda column: (nw.col(column) == "yes").fill_null(value=False),
    )
    return {name: nw.when(in_both).then(text) for name, text in lists.items()}


def _reason() -> nw.Expr:
    """Return why the class of each household differs, null where it does not."""
    was, now = nw.col(FROM), nw.col(TO)
    money = _differs("income_per_capita")
    deprived = _differs("deprivations") | _differs("weighted_score")
    found = choose(
        {
            BOTH_CHANGED: money & deprived,
            INCOME_CHANGED: money & ~deprived,
            DEPRIVATIONS_CHANGED: ~money & deprived,
        },
        nw.lit(OTHER_CHANGE),
    )
    found = nw.when(_differs("standard")).then(nw.lit(STANDARD_CHANGED)).otherwise(found)
    found = nw.when(was == UNDETERMINED).then(nw.lit(ANSWER_KNOWN)).otherwise(found)
    found = nw.when(now == UNDETERMINED).then(nw.lit(ANSWER_UNKNOWN)).otherwise(found)
    found = nw.when(now == ABSENT).then(nw.lit(ONLY_BEFORE)).otherwise(found)
    found = nw.when(was == ABSENT).then(nw.lit(ONLY_AFTER)).otherwise(found)
    return nw.when(was != now).then(found)


def _differs(name: str) -> nw.Expr:
    """Return whether two profiles say different things, one of them nothing included."""
    one, other = nw.col("from_" + name), nw.col("to_" + name)
    both = (one != other).fill_null(value=False)
    return both | (one.is_null() & ~other.is_null()) | (~one.is_null() & other.is_null())
