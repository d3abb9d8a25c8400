"""Keys that are on more than one row: which rows have one, by looking them up or by a window."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import narwhals as nw
import polars as pl

from mdpoverty.codebook import KEYS
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.roster import member_values

_SORTED = 1 << 22  # hashes that are put in order together


class Repeats(NamedTuple):
    """Whether the key of a row is on other rows too: of a survey's row, and of a member's.

    None where no key is, so that nothing is asked of a row.
    """

    household: nw.Expr | None
    member: nw.Expr | None


def no_repeats() -> Repeats:
    """Return that every key is on one row alone, as a pass assumes at first."""
    return Repeats(None, None)


def repeats_by_window() -> Repeats:
    """Return what an engine finds out for itself, within its plan."""
    return Repeats(_on_several(KEYS[:1]), _on_several(KEYS))


def _on_several(keys: Sequence[str]) -> nw.Expr:
    known = [~nw.col(key).is_null() for key in keys]
    return nw.all_horizontal(nw.len().over(*keys) > 1, *known, ignore_nulls=False)


def hashes_of_ids(batch: pl.DataFrame, keys: Sequence[str]) -> pl.Series:
    """Return eight bytes for each row of a batch of which none of `keys` is blank."""
    if len(keys) == 1:  # which needs no plan of its own
        return batch.get_column(keys[0]).drop_nulls().hash()
    return batch.select(keys).drop_nulls().select(_hash(keys)).to_series()


def hashes_of_members(batch: pl.DataFrame) -> pl.Series:
    """Return eight bytes for each member of a batch."""
    return batch.select(_hash(KEYS)).to_series()


def found_repeats(
    reading: Reading, ids: Sequence[pl.Series], members: Sequence[pl.Series]
) -> Repeats | None:
    """Return the keys that are on more than one row, None where there are none.

    `ids` and `members` are the hashes of all that passed, a batch each. Only where some of them are
    equal are the keys behind them looked up, in a pass of their own.
    """
    twice = _repeated(reading.values(), reading.keys, ids)
    persons = _repeated(member_values(reading.roster), KEYS, members) if reading.roster else None
    if twice is None and persons is None:
        return None
    return Repeats(_among(reading.keys, twice), _among(KEYS, persons))


def _repeated(
    values: nw.LazyFrame[Any], keys: Sequence[str], hashes: Sequence[pl.Series]
) -> pl.DataFrame | None:
    """Return the keys that are on several rows, None for none; `hashes` are of all rows."""
    suspects = _equal(hashes)
    if suspects.is_empty():
        return None
    rows: pl.LazyFrame = values.select(*keys).drop_nulls().to_native()
    rows = rows.filter(_hash(keys).is_in(suspects.implode()))
    several = rows.group_by(keys).len().filter(pl.col("len") > 1)
    found = several.select(keys).collect(engine="streaming").sort(keys)
    return None if found.is_empty() else found


def _hash(keys: Sequence[str]) -> pl.Expr:
    return pl.col(keys[0]).hash() if len(keys) == 1 else pl.struct(keys).hash()


def _equal(hashes: Sequence[pl.Series]) -> pl.Series:
    """Return the hashes that occur more than once.

    A nation's are looked at part by part, each of hashes of one range: all in order at once would
    take their memory again.
    """
    parts = 1 + sum(map(len, hashes)) // _SORTED
    if parts == 1:
        return _twice(hashes)
    each = 2**64 // parts  # and the last part has what is left
    ends = [*(place * each for place in range(1, parts)), 2**64]
    return pl.concat(
        _twice([some.filter(some.is_between(least, end - 1)) for some in hashes])
        for least, end in pairwise([0, *ends])
    )


def _twice(hashes: Sequence[pl.Series]) -> pl.Series:
    """Return the hashes that occur more than once, put in order together."""
    every = pl.concat(hashes) if hashes else pl.Series(dtype=pl.UInt64)
    if every.n_unique() == len(every):
        return pl.Series(dtype=pl.UInt64)
    return every.filter(every.is_duplicated()).unique()


def _among(keys: Sequence[str], found: pl.DataFrame | None) -> nw.Expr | None:
    """Return whether the keys of a row are among those that were found."""
    if found is None:
        return None
    key = nw.concat_str([nw.col(name) for name in keys], separator="\0")
    values = found.select(pl.concat_str(pl.all(), separator="\0")).to_series()
    return key.is_in(values.to_list())
