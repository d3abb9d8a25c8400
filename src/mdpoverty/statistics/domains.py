"""Groups of households: which there are, in what order, and which follow each other in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import polars as pl

from mdpoverty.statistics.design import Places
from mdpoverty.statistics.request import GROUPING, Pairs
from mdpoverty.survey.survey import CELL

_PLACE = "_place"
_AGES = r"^[0-9]{1,3}(-[0-9]{1,3}|\+)$"


@dataclass(frozen=True)
class Grouping:
    """The cells of each group, and the groups in order.

    `cell` is the place of a cell, `domain` that of its group, of which there is one for each
    grouping. `domains` has a row for each group: its value in the columns of all groupings, null
    where its own has no such column, and in GROUPING which columns that has, joined by `;`.
    """

    cell: Places
    domain: Places
    domains: pl.DataFrame


def groupings_of(
    cells: pl.DataFrame, groupings: Sequence[Sequence[str]], some: Places | None = None
) -> Grouping:
    """Return the groups of cells, or of `some`; all are in one where no column is asked.

    CELL is before the names of columns in `cells`, and in the groups.
    """
    own = np.arange(cells.height) if some is None else some
    cells = cells[own]
    schema = {CELL + name: cells.schema[CELL + name] for names in groupings for name in names}
    places, parts = [], []
    start = 0
    for names in groupings:
        place, present = _grouping_of(cells, [CELL + name for name in names])
        places.append(start + place)
        start += present.height
        told = {GROUPING: pl.lit(";".join(names) or None, pl.String)}
        none = {name: pl.lit(None, kind) for name, kind in schema.items() if name not in present}
        parts.append(present.with_columns(**told, **none).select(*schema, GROUPING))
    every = np.tile(own, len(places))
    return Grouping(every, np.concatenate(places), pl.concat(parts))


def _grouping_of(cells: pl.DataFrame, groups: Sequence[str]) -> tuple[Places, pl.DataFrame]:
    """Return the group of each cell, and the groups in order, with their places."""
    if not groups:
        return np.zeros(cells.height, dtype=np.intp), pl.DataFrame({_PLACE: [0]})
    present = cells.select(groups).unique()
    by_size = [_ordered(present[name]) for name in groups]
    present = present.sort(*by_size, *groups).with_row_index(_PLACE)
    place = cells.select(groups).join(
        present, on=groups, how="left", nulls_equal=True, maintain_order="left"
    )[_PLACE]
    return place.to_numpy().astype(np.intp), present


def rounds_of(domains: pl.DataFrame, rounds: str, pairs: Pairs) -> list[tuple[int, int]]:
    """Return the places of groups in an earlier round, and of the same groups in a later one.

    The later one is the next of all rounds, or each that follows where `pairs` are `every`.
    """
    values = _in_order(domains, rounds)
    following = pairwise(values) if pairs == "consecutive" else combinations(values, 2)
    return _paired(domains, rounds, list(following))


def contrasts_of(domains: pl.DataFrame, column: str) -> list[tuple[int, int]]:
    """Return the places of each two groups that differ in a column alone, in order."""
    return _paired(domains, column, list(combinations(_in_order(domains, column), 2)))


def totals_of(domains: pl.DataFrame, kept: Sequence[str]) -> Places:
    """Return the place of the total of each group, -1 where there is none.

    That is the group which has of the group's columns only those of `kept`, which tell rounds.
    """
    rows = [
        (values, (grouping or "").split(";"))
        for *values, grouping in domains.select(*(CELL + name for name in kept), GROUPING).rows()
    ]
    whole = {
        tuple(values): place
        for place, (values, names) in enumerate(rows)
        if not set(names) - {*kept, ""}
    }
    # A column that is not of the group's own has no value in it.
    own = [
        tuple((name in names, value) for name, value in zip(kept, values, strict=True))
        for values, names in rows
    ]
    place = {own[index]: index for index in whole.values()}
    return np.array([place.get(key, -1) for key in own], dtype=np.intp)


def families_of(domains: pl.DataFrame) -> list[list[int]]:
    """Return the places of each group with those of which it is the total: by more columns.

    Where several groupings have no total in common, all households (of a round) are one that is not
    there: its place is the number of groups, or above.
    """
    columns = [name for name in domains.columns if name != GROUPING]
    own: dict[frozenset[str], dict[tuple[Any, ...], int]] = {}
    for place, row in enumerate(domains.select(*columns, GROUPING).rows()):
        names = frozenset(CELL + name for name in row[-1].split(";")) if row[-1] else frozenset()
        own.setdefault(names, {})[row[:-1]] = place
    coarsest = [names for names in own if not any(other < names for other in own)]
    unknown: dict[tuple[Any, ...], int] = {}
    found: list[list[int]] = []

    def add(names: frozenset[str], finer: frozenset[str], totals: Mapping[Any, int] | None) -> None:
        family: dict[tuple[Any, ...], list[int]] = {}
        for key, place in own[finer].items():
            pairs = zip(columns, key, strict=True)
            of = tuple(x if name in names else None for name, x in pairs)
            if totals is None:
                whole = unknown.setdefault(of, domains.height + len(unknown))
            else:
                whole = totals[of]
            family.setdefault(of, [whole]).append(place)
        found.extend(family.values())

    for names, totals in own.items():
        for finer in own:
            if names < finer and not any(names < other < finer for other in own):
                add(names, finer, totals)
    if len(coarsest) > 1:
        common = frozenset.intersection(*coarsest)
        for names in coarsest:
            add(common, names, None)
    return found


def _in_order(domains: pl.DataFrame, column: str) -> list[Any]:
    present = domains.select(column).unique().drop_nulls()
    return present.sort(_ordered(present[column]), column).to_series().to_list()


def _paired(
    domains: pl.DataFrame, column: str, values: Sequence[tuple[Any, Any]]
) -> list[tuple[int, int]]:
    """Return the places of groups that have either of two values in a column, else the same."""
    others = [name for name in domains.columns if name != column]
    place = {row: index for index, row in enumerate(domains.select(*others, column).rows())}
    later: dict[Any, list[Any]] = {}
    for one, other in values:
        later.setdefault(one, []).append(other)
    return [
        (earlier, place[*group, other])
        for (*group, now), earlier in place.items()
        for other in later.get(now, ())
        if (*group, other) in place
    ]


def _ordered(values: pl.Series) -> pl.Expr:
    """Return what to sort a column by: whole numbers in text by their size."""
    column = pl.col(values.name)
    if values.dtype == pl.String and values.drop_nulls().str.contains(_AGES).all():
        return column.str.extract(r"^([0-9]+)").cast(pl.Int64)
    if values.dtype == pl.String and values.drop_nulls().str.contains(r"^[0-9]{1,18}$").all():
        return column.cast(pl.Int64)
    return column
