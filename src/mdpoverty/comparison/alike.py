"""Ids that do not meet between two rounds, though the households may be the same."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from mdpoverty.errors import MORE, WARNING, plain
from mdpoverty.language.messages import Message, message, plural

_NAMED = 3  # pairs that are named
_HALF = 2  # of the ids of the smaller round fewer than one in two are in the other: that is few


def unmet_ids(
    before: tuple[str, pl.LazyFrame], now: tuple[str, pl.LazyFrame], *, linked: bool = False
) -> Iterator[Message]:
    """Yield warnings of ids that are written in two ways, and of few ids in common.

    A round is what it is called and its `household_id`. Where some are `linked` by a table, few ids
    in common are no wonder.
    """
    (old, ids_old), (new, ids_new) = before, now
    first, second = (
        frame.select("household_id").drop_nulls().collect(engine="streaming")
        for frame in (ids_old, ids_new)
    )
    common = first.join(second, on="household_id", how="semi").height
    alone = [
        one.join(other, on="household_id", how="anti").with_columns(folded=_folded())
        for one, other in ((first, second), (second, first))
    ]
    pairs = alone[0].join(alone[1], on="folded", how="inner").sort("household_id")
    if pairs.height:
        shown = pairs.head(_NAMED).select("household_id", "household_id_right").rows()
        text = plural(
            "comparison.ids-alike",
            "{count} id of {before} matches one of {now} only without leading zeros, '.0' or "
            "spaces. Its household counts as gone and as new: {pairs}{more}. Write ids in one way",
            "{count} ids of {before} match ids of {now} only without leading zeros, '.0' or "
            "spaces. Their households count as gone and as new: {pairs}{more}. Write ids in one "
            "way",
            count=pairs.height,
            before=plain(old),
            now=plain(new),
            pairs=[f"'{plain(one)}' / '{plain(other)}'" for one, other in shown],
            more=MORE(count=pairs.height - _NAMED) if pairs.height > _NAMED else "",
        )
        yield WARNING(text=text)
    fewer = min(first.height, second.height)
    if not linked and fewer and common * _HALF < fewer:
        text = message(
            "comparison.few-ids",
            "{before} and {now} have {common} ids in common, of {before_count} and {now_count}: "
            "check that ids mean the same households (--links of track and tables says which "
            "became which)",
            before=plain(old),
            now=plain(new),
            common=common,
            before_count=first.height,
            now_count=second.height,
        )
        yield WARNING(text=text)


def _folded() -> pl.Expr:
    """Return ids without what a spreadsheet adds or takes away."""
    bare = pl.col("household_id").str.replace_all(r"\s+", "").str.replace(r"[.]0+$", "")
    return bare.str.replace(r"^0+([0-9])", "$1")
