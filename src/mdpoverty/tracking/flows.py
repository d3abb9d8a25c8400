"""Stock and flow of poor and of near-poor households: end = start - exits + entries, exactly.

Households that went the same way between the same units are one cell; what closes for cells closes
for every unit and for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.comparison.reasons import FROM, TO
from mdpoverty.language.alphabet import in_order
from mdpoverty.tracking.history import column_of

EXITS = ("gone", "split", "merged", "moved_out", "became_undetermined", "fewer_persons")
ENTRIES = ("new", "split_off", "formed_by_merger", "moved_in", "was_undetermined", "more_persons")


def _flows(others: Sequence[str], from_other: str) -> tuple[tuple[str, str], ...]:
    return (
        ("start", ""),
        *((name, "") for name in others),
        *(("other_exits", detail) for detail in EXITS),
        *((name, "") for name in (from_other, "fell_back", "newly_arisen")),
        *(("other_entries", detail) for detail in ENTRIES),
        ("end", ""),
    )


# The lines of stock and flow, in the order of the official tables: flow, and what it is in detail.
FLOWS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "poor": _flows(("to_near_poor", "to_non_poor"), "from_near_poor"),
        "near_poor": _flows(("to_non_poor", "to_poor"), "from_poor"),
    }
)
# What a movement is: of the list before, and of the list after.
_OUT: Mapping[str, str] = MappingProxyType(
    {
        "left_to_near_poor": "to_near_poor",
        "left_to_non_poor": "to_non_poor",
        "near_poor_to_non_poor": "to_non_poor",
        "near_poor_to_poor": "to_poor",
    }
)
_IN: Mapping[str, str] = MappingProxyType(
    {
        "near_poor_to_poor": "from_near_poor",
        "left_to_near_poor": "from_poor",
        "fell_back": "fell_back",
        "newly_arisen": "newly_arisen",
        "fell_back_near_poor": "fell_back",
        "newly_arisen_near_poor": "newly_arisen",
    }
)
_BETWEEN_LISTS = ("near_poor_to_poor", "left_to_near_poor")
_STAYED = ("stayed_poor", "stayed_near_poor")
_MOVED, _ONLY, _EVERY = "_moved", "_only", "_every"
_KEYS = ("list", "flow", "detail")
_UNSURE = MappingProxyType(
    {"newly_arisen": "from_was_poor", "newly_arisen_near_poor": "from_was_near_poor"}
)


def unit_of(side: str, name: str) -> str:
    """Return where cells have a column of units on a side (FROM, TO): it may have any name."""
    return f"{side} {name}"


def cells_of(both: pl.LazyFrame, by: Sequence[str], within: Sequence[str] = ()) -> pl.DataFrame:
    """Return how many households went the same way between the same units.

    The units stand in `unit_of` each side and column of `by`, and of `within`, the columns that
    divide a unit but are no move: a household of before is in that part of its unit in which all
    of this lies now, or in which the household itself is now; `households`, and the persons in them
    `before` and `after`, how many `fewer` and how many `more` these are (each with how many
    households it is not known of, `no_`), how many households are `unsure` to be newly arisen,
    and how many recently `escaped`, or `may_have`.
    """
    was, now = (pl.col(prefix + HOUSEHOLD_SIZE) for prefix in ("from_", "to_"))
    less = was - now
    recently = pl.col("recently_escaped")
    unsure = [
        (pl.col("movement") == name) & pl.col(known).is_null() for name, known in _UNSURE.items()
    ]
    units = [
        pl.col(prefix + column_of(name)).alias(unit_of(side, name))
        for side, prefix in ((FROM, "from_"), (TO, "to_"))
        for name in (*by, *within)
    ]
    sums = {
        "before": was,
        "after": now,
        "fewer": less.clip(lower_bound=0),
        "more": (-less).clip(lower_bound=0),
    }
    cells = both.group_by(*units, FROM, TO, "movement").agg(
        pl.len().cast(pl.Int64).alias("households"),
        *(each.sum().alias(name) for name, each in sums.items()),
        *(each.null_count().cast(pl.Int64).alias(f"no_{name}") for name, each in sums.items()),
        pl.any_horizontal(unsure).sum().cast(pl.Int64).alias("unsure"),
        (recently == 1).sum().cast(pl.Int64).alias("escaped"),
        (recently.is_null() & pl.col(TO).is_not_null()).sum().cast(pl.Int64).alias("may_have"),
    )
    found = cells.collect(engine="streaming")
    frame: Any = nw.from_native(found)
    moved: pl.DataFrame = frame.with_columns(**{_MOVED: _moved(by)}).to_native()
    for name in within:
        moved = _as_now(moved, by, name)
    return moved


def _as_now(cells: pl.DataFrame, by: Sequence[str], name: str) -> pl.DataFrame:
    """Return cells whose column `name` of before says in which part of its unit a household is."""
    was, now = (unit_of(side, name) for side in (FROM, TO))
    units = [pl.col(unit_of(TO, each)).alias(unit_of(FROM, each)) for each in by]
    here = cells.filter(pl.col(TO).is_not_null()).select(*units, pl.col(now).alias(_ONLY))
    lies = here.unique().group_by(*(unit_of(FROM, each) for each in by), pl.lit(0).alias(_EVERY))
    only = lies.agg(pl.when(pl.len() == 1).then(pl.col(_ONLY).first()))
    found = cells.with_columns(pl.lit(0).alias(_EVERY)).join(
        only,
        on=[*(unit_of(FROM, each) for each in by), _EVERY],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    there = pl.col(FROM).is_not_null()
    stayed = there & pl.col(TO).is_not_null() & ~pl.col(_MOVED)
    part = pl.when(stayed).then(now).when(there).then(pl.coalesce(_ONLY, was))
    return found.with_columns(part.alias(was)).drop(_ONLY, _EVERY)


def _moved(by: Sequence[str]) -> nw.Expr:
    """Return whether a household that is in both rounds is in another unit than before."""
    moved = nw.lit(value=False)
    for name in by:
        was, now = (nw.col(unit_of(side, name)) for side in (FROM, TO))
        same = (was == now).fill_null(value=False) | (was.is_null() & now.is_null())
        moved |= ~same
    return moved & ~nw.col(FROM).is_null() & ~nw.col(TO).is_null()


def units_of(cells: pl.DataFrame, by: Sequence[str], sides: Sequence[str]) -> pl.DataFrame:
    """Return the units that have a household on one of `sides` (FROM, TO), as tables sort them."""
    there = [
        cells.filter(pl.col(side).is_not_null()).select(
            pl.col(unit_of(side, name)).alias(name) for name in by
        )
        for side in sides
    ]
    units = pl.concat(there).unique()
    return pl.DataFrame(in_order(units.rows()), schema=units.schema, orient="row")


def flows(cells: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return stock and flow by unit: all of FLOWS of each list, of every unit in either round.

    Columns: `by`, `list`, `flow`, `detail` (null but of other exits and entries), `households`,
    `persons` (null where the size of one of the households is not known). Persons go by the size
    before of who left a list or came from the other one, and by the size now of others who came;
    what sizes changed by is `fewer_persons` and `more_persons`. Without `by` all households are
    one unit.
    """
    if not by:
        cells = cells.with_columns(pl.lit(value=False).alias(_MOVED))
    sums = (
        _events(cells, by)
        .group_by(*by, *_KEYS)
        .agg(
            pl.col("households").sum(),
            pl.when(pl.col("persons").is_not_null().all()).then(pl.col("persons").sum()),
        )
    )
    lines = [(name, *line) for name, found in FLOWS.items() for line in found]
    grid = pl.DataFrame(lines, schema=dict.fromkeys(_KEYS, pl.String), orient="row")
    if by:
        grid = units_of(cells, by, (FROM, TO)).join(grid, how="cross", maintain_order="left_right")
    found = grid.join(sums, on=[*by, *_KEYS], how="left", nulls_equal=True, maintain_order="left")
    none = pl.col("households").is_null()
    return found.with_columns(
        pl.when(~none).then(pl.col("persons")).otherwise(0).alias("persons"),
        pl.col("households").fill_null(0),
        pl.when(pl.col("detail") != "").then(pl.col("detail")).alias("detail"),
    )


def _events(cells: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return what each cell adds to which line, of which unit."""
    moved = pl.col(_MOVED)
    stayed = pl.col("movement").is_in(_STAYED)
    between = pl.col("movement").is_in(_BETWEEN_LISTS)
    before, after = _persons("before"), _persons("after")
    none = pl.lit("")
    crossing = cells.filter(moved | ~stayed)
    out, came = _line(_OUT, "other_exits", "moved_out"), _line(_IN, "other_entries", "moved_in")
    kept = cells.filter(~moved & (stayed | between)).with_columns(households=pl.lit(0, pl.Int64))
    return pl.concat(
        [
            _part(cells, by, FROM, pl.lit("start"), none, before),
            _part(crossing, by, FROM, *out, before),
            _part(crossing, by, TO, *came, pl.when(between & ~moved).then(before).otherwise(after)),
            _part(cells, by, TO, pl.lit("end"), none, after),
            *(
                _part(kept, by, TO, pl.lit(flow), pl.lit(f"{name}_persons"), _persons(name))
                for flow, name in (("other_exits", "fewer"), ("other_entries", "more"))
            ),
        ]
    )


def _line(named: Mapping[str, str], other: str, moved_as: str) -> tuple[pl.Expr, pl.Expr]:
    """Return the flow of households that cross, and what it is in detail.

    It is one of those that are `named` by the movement, or an `other` one; whoever moved to another
    unit is called `moved_as`.
    """
    movement, moved = pl.col("movement"), pl.col(_MOVED)
    flow = movement.replace_strict(named, default=None)
    detail = pl.when(flow.is_null()).then(movement).otherwise(pl.lit(""))
    return (
        pl.when(moved | flow.is_null()).then(pl.lit(other)).otherwise(flow),
        pl.when(moved).then(pl.lit(moved_as)).otherwise(detail),
    )


def _persons(name: str) -> pl.Expr:
    return pl.when(pl.col(f"no_{name}") == 0).then(pl.col(name))


def _part(  # noqa: PLR0913, PLR0917 -- whose list and units, which line, how many persons
    cells: pl.DataFrame,
    by: Sequence[str],
    side: str,
    flow: pl.Expr,
    detail: pl.Expr,
    persons: pl.Expr,
) -> pl.DataFrame:
    return cells.filter(pl.col(side).is_in(list(FLOWS))).select(
        *(pl.col(unit_of(side, name)).alias(name) for name in by),
        pl.col(side).alias("list"),
        flow.alias("flow"),
        detail.alias("detail"),
        "households",
        persons.alias("persons"),
    )
