"""Keys that are on more than one row: which rows have one, by looking them up or by a window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import narwhals as nw
import polars as pl

from mdpoverty.codebook import KEYS
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.roster import member_values


class Repeats(NamedTuple):
    """Whether the key of a row is on other rows too: of a household's row, and of a member's."""

    household: nw.Expr
    member: nw.Expr


def no_repeats() -> Repeats:
    """Return that every key is on one row alone, as a pass assumes at first."""
    return Repeats(nw.lit(value=False), nw.lit(value=False))


def repeats_by_window() -> Repeats:
    """Return what an engine finds out for itself, within its plan."""
    return Repeats(_on_several(KEYS[:1]), _on_several(KEYS))


def _on_several(keys: Sequence[str]) -> nw.Expr:
    known = [~nw.col(key).is_null() for key in keys]
    return nw.all_horizontal(nw.len().over(*keys) > 1, *known, ignore_nulls=False)


def hashes_of_ids(batch: pl.DataFrame) -> pl.Series:
    """Return eight bytes for each household id of a batch that is not blank."""
    return batch["household_id"].drop_nulls().hash()


def hashes_of_members(batch: pl.DataFrame) -> pl.Series:
    """Return eight bytes for each member of a batch."""
    return batch.select(pl.struct(KEYS).hash()).to_series()


def found_repeats(
    reading: Reading, ids: Sequence[pl.Series], members: Sequence[pl.Series]
) -> Repeats | None:
    """Return the keys that are on more than one row, None where there are none.

    `ids` and `members` are the hashes of all that passed, a batch each. Only where some of them are
    equal are the keys behind them looked up, in a pass of their own.
    """
    twice, persons = _repeated_ids(reading, ids), _repeated_members(reading, members)
    if twice.is_empty() and persons.is_empty():
        return None
    pairs = persons.select(pl.concat_str(pl.all(), separator="\0")).to_series()
    pair = nw.concat_str([nw.col(key) for key in KEYS], separator="\0")
    return Repeats(_among(nw.col("household_id"), twice.to_series()), _among(pair, pairs))


def _repeated_ids(reading: Reading, hashes: Sequence[pl.Series]) -> pl.DataFrame:
    suspects = _equal(hashes)
    if suspects.is_empty():
        return pl.DataFrame(schema={"household_id": pl.String})
    ids: pl.LazyFrame = reading.values().to_native().select("household_id").drop_nulls()
    return _on_several_of(ids.filter(pl.col("household_id").hash().is_in(suspects.implode())))


def _repeated_members(reading: Reading, hashes: Sequence[pl.Series]) -> pl.DataFrame:
    suspects = _equal(hashes)
    if suspects.is_empty() or reading.roster is None:
        return pl.DataFrame(schema=dict.fromkeys(KEYS, pl.String))
    keys: pl.LazyFrame = member_values(reading.roster).select(*KEYS).to_native()
    keys = keys.filter(pl.all_horizontal(pl.all().is_not_null()))
    return _on_several_of(keys.filter(pl.struct(KEYS).hash().is_in(suspects.implode())))


def _equal(hashes: Sequence[pl.Series]) -> pl.Series:
    every = pl.concat(hashes) if hashes else pl.Series(dtype=pl.UInt64)
    if every.n_unique() == len(every):
        return pl.Series(dtype=pl.UInt64)
    return every.filter(every.is_duplicated()).unique()


def _on_several_of(keys: pl.LazyFrame) -> pl.DataFrame:
    names = list(keys.collect_schema())
    counted = keys.group_by(names).len().filter(pl.col("len") > 1)
    return counted.select(names).collect(engine="streaming").sort(names)


def _among(key: nw.Expr, keys: pl.Series) -> nw.Expr:
    return nw.lit(value=False) if keys.is_empty() else key.is_in(keys.to_list())
