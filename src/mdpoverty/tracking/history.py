"""Households followed from round to round: those of two rounds side by side, and what was before.

A household is the same in both rounds where its id is, unless links say otherwise. What is known of
a household from all rounds up to one is kept beside it, also while it is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.codebook import GROUPS, HOUSEHOLD_SIZE
from mdpoverty.comparison.reasons import FROM, TO
from mdpoverty.files.rows import ROW
from mdpoverty.profile.written import POSSIBLE, values_of
from mdpoverty.survey.survey import CELL
from mdpoverty.survey.values import as_text, composed
from mdpoverty.tracking.links import BEFORE, Linked
from mdpoverty.tracking.movements import (
    CAME_OF,
    HISTORY,
    answers,
    escaped_since,
    history,
    movement,
    recently_escaped,
)
from mdpoverty.tracking.places import Renamed, renamed
from mdpoverty.tracking.rounds import Round, year_of

Keep = Callable[[pl.LazyFrame], pl.LazyFrame]

_ANSWERS = ("poor", "near_poor", "non_poor")
_WAS = ("was_poor", "was_near_poor")
_TAKEN = "_taken"


def column_of(name: str) -> str:
    """Return where a column of places or of groups stands, after its side's prefix."""
    return name if name in GROUPS else CELL + name


def followed(
    rounds: Sequence[Round],
    links: Mapping[str, Linked],
    places: Renamed | None,
    by: Sequence[str],
    keep: Keep,
) -> Iterator[pl.LazyFrame]:
    """Yield the households of each round and the one before it side by side, one row each.

    They come in the order of the earlier round, then those that are only in the later; `keep`
    returns the same rows, kept to be looked at several times. Beside what each round says of a
    household stand its `movement`, HISTORY, `related` and whether it recently escaped.
    """
    labels = [each.label for each in rounds]
    years = {year_of(each): each.label for each in rounds}
    groups = list(dict.fromkeys((*GROUPS, *by)))
    before: pl.LazyFrame | None = None
    for place, each in enumerate(rounds):
        since = labels[place + 1 :]
        now = _households(each, groups, places, since)
        if before is None:
            both = _with_history(now.with_columns(_nothing_before()), year_of(each))
            before = keep(_state(both, groups))
            continue
        both = _side_by_side(before, now, links.get(each.label))
        both = keep(_described(_with_history(both, year_of(each)), year_of(each), years))
        yield both.filter(pl.col(FROM).is_not_null() | pl.col(TO).is_not_null())
        before = _state(both, groups)


def _households(
    each: Round, groups: Sequence[str], places: Renamed | None, since: Sequence[str]
) -> pl.LazyFrame:
    """Return the households of a round, `to_` before each of their columns."""
    known, schema = each.profile.known, each.profile.survey.schema
    cells = [name for name in groups if name not in GROUPS]
    nothing = pl.lit(None, dtype=pl.String)
    absent = [name for name in (*GROUPS, POSSIBLE.name) if name not in known]
    read = ("household_id", "class", POSSIBLE.name, HOUSEHOLD_SIZE, *GROUPS)
    frame = values_of(each.profile, cells, read).with_columns(
        nothing.alias(name) for name in absent
    )
    if HOUSEHOLD_SIZE not in known:
        frame = frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(HOUSEHOLD_SIZE))
    if places is not None:
        frame = renamed(frame, places, since)
    answered: pl.LazyFrame = nw.from_native(frame).with_columns(**answers()).to_native()
    own = [pl.col(name) for name in (ROW, "class", *_ANSWERS)]
    size = pl.col(HOUSEHOLD_SIZE).cast(pl.Int64)
    units = [
        pl.col(name)
        if name in GROUPS
        else as_text(composed(CELL + name, schema[name]), schema[name]).alias(CELL + name)
        for name in groups
    ]
    return answered.select(
        pl.col("household_id").alias("to_id"),
        *(expression.name.prefix("to_") for expression in (*own, size, *units)),
    )


def _nothing_before() -> list[pl.Expr]:
    """Return what is known of a household before the first round: by the rounds given, nothing."""
    unknown = {
        "from_non_poor": pl.Boolean,
        "from_out_since": pl.Int32,
        "from_above_since": pl.Int32,
    }
    return [
        *(pl.lit(None, dtype=kind).alias(name) for name, kind in unknown.items()),
        pl.lit(None, dtype=pl.String).alias("id"),
        *(pl.lit(value=False).alias(f"from_{name}") for name in (*_WAS, "was_listed", _TAKEN)),
    ]


def _with_history(both: pl.LazyFrame, year: int) -> pl.LazyFrame:
    frame: Any = nw.from_native(both)
    found: pl.LazyFrame = frame.with_columns(**history(year)).to_native()
    return found


def _described(both: pl.LazyFrame, year: int, labels: Mapping[int, str]) -> pl.LazyFrame:
    frame: Any = nw.from_native(both)
    found: pl.LazyFrame = frame.with_columns(
        movement=movement(),
        escaped_since=escaped_since(labels),
        recently_escaped=recently_escaped(year),
    ).to_native()
    return found


def _state(both: pl.LazyFrame, groups: Sequence[str]) -> pl.LazyFrame:
    """Return what is known of every household so far, as the side before of the next round.

    A household that is not there any more is forgotten where another has its id now.
    """
    there = pl.col("to_id").is_not_null()
    own = [ROW, "class", "non_poor", HOUSEHOLD_SIZE, *map(column_of, groups)]
    return both.filter(there | ~pl.col(f"from_{_TAKEN}")).select(
        pl.coalesce("to_id", "id").alias("id"),
        *(pl.col(f"to_{name}").alias(f"from_{name}") for name in own),
        *(pl.col(name).alias(f"from_{name}") for name in HISTORY),
    )


def _side_by_side(before: pl.LazyFrame, now: pl.LazyFrame, linked: Linked | None) -> pl.LazyFrame:
    """Return the households of two rounds side by side, in order."""
    taken = f"from_{_TAKEN}"
    if linked is None:
        none = {"links": pl.lit(None, pl.Int64), "related": pl.lit(None, pl.List(pl.String))}
        before = before.with_columns(
            *(each.alias(f"from_{name}") for name, each in none.items()),
            pl.lit(value=False).alias(taken),
        )
        now = now.with_columns(
            *(each.alias(f"to_{name}") for name, each in none.items()),
            *(pl.lit(None, pl.Boolean).alias(f"to_{name}") for name in _WAS),
            pl.col("to_id").alias("_key"),
        )
    else:
        ids = now.select(pl.col("to_id").alias("id"), pl.lit(value=True).alias(taken))
        now = _of_links(before, now, linked)
        before = (
            before.join(linked.outcomes.lazy(), on="id", how="left")
            .join(ids, on="id", how="left")
            .with_columns(pl.col(taken).fill_null(value=False))
        )
    both = before.join(now, left_on="id", right_on="_key", how="full", coalesce=False)
    both = both.sort(f"from_{ROW}", f"to_{ROW}", nulls_last=True)
    return both.with_columns(
        pl.coalesce(f"from_{name}", f"to_{name}").alias(f"from_{name}") for name in _WAS
    ).drop(f"to_{name}" for name in _WAS)


def _of_links(before: pl.LazyFrame, now: pl.LazyFrame, linked: Linked) -> pl.LazyFrame:
    """Return the households of a round with what links say of them.

    `_key` is the id in the round before of the household that each is. One that came of others
    was poor where one of these was.
    """
    arisen = linked.origins.filter(pl.col("goes_on").is_null()).select("id")
    pairs = linked.pairs.join(arisen, left_on="after", right_on="id", how="semi")
    ancestors = (
        pairs.lazy()
        .join(before.select("id", *(f"from_{n}" for n in _WAS)), left_on=BEFORE, right_on="id")
        .group_by(pl.col("after").alias("to_id"))
        .agg(pl.col(f"from_{n}").any(ignore_nulls=False).alias(f"to_{n}") for n in _WAS)
    )
    origins = linked.origins.lazy().rename({"id": "to_id"})
    key = pl.when(pl.col(CAME_OF).is_null()).then("to_id").otherwise("goes_on")
    return (
        now.join(origins, on="to_id", how="left")
        .join(ancestors, on="to_id", how="left")
        .with_columns(key.alias("_key"))
        .drop("goes_on")
    )
