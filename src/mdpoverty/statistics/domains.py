"""Groups of households: which there are, in what order, and which follow each other in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from mdpoverty.statistics.design import Places

_PLACE = "_place"


@dataclass(frozen=True)
class Grouping:
    """The group of each cell, and the groups in order."""

    domain: Places
    domains: pl.DataFrame


def grouping_of(cells: pl.DataFrame, groups: Sequence[str]) -> Grouping:
    """Return the groups of cells; all are in one where none is asked."""
    if not groups:
        return Grouping(np.zeros(cells.height, dtype=np.intp), pl.DataFrame({_PLACE: [0]}))
    present = cells.select(groups).unique()
    by_size = [_ordered(present[name]) for name in groups]
    present = present.sort(*by_size, *groups).with_row_index(_PLACE)
    place = cells.select(groups).join(
        present, on=groups, how="left", nulls_equal=True, maintain_order="left"
    )[_PLACE]
    return Grouping(place.to_numpy().astype(np.intp), present.drop(_PLACE))


def rounds_of(domains: pl.DataFrame, rounds: str) -> list[tuple[int, int]]:
    """Return the places of each group in a round, and of the same group in the next one."""
    present = domains.select(rounds).unique().drop_nulls()
    every = present.sort(_ordered(present[rounds]), rounds).to_series().to_list()
    following = dict(pairwise(every))
    others = [name for name in domains.columns if name != rounds]
    place = {row: index for index, row in enumerate(domains.select(*others, rounds).rows())}
    found = []
    for (*group, now), earlier in place.items():
        later = place.get((*group, following[now])) if now in following else None
        if later is not None:
            found.append((earlier, later))
    return found


def _ordered(values: pl.Series) -> pl.Expr:
    """Return what to sort a column by: whole numbers in text by their size."""
    column = pl.col(values.name)
    if values.dtype == pl.String and values.drop_nulls().str.contains(r"^[0-9]{1,18}$").all():
        return column.cast(pl.Int64)
    return column
