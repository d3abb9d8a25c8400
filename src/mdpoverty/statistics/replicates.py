"""Standard errors by replicate weights: every figure is computed again with each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import polars as pl

from mdpoverty.statistics.design import Floats, Places
from mdpoverty.statistics.replicate_ranks import Ranks, rank, reduced
from mdpoverty.statistics.replicate_weights import totals_of
from mdpoverty.statistics.request import Unit

_AT_ONCE = 4_000_000  # weights that are multiplied together
_NUMBER = "_number"


@dataclass(frozen=True)
class Replicates:
    """The replicate weights of the cells of a survey, a row each.

    `group` says of each cell in which group of `ranks` it is.
    """

    scale: float
    total: Mapping[Unit, Floats]
    group: Places
    ranks: Ranks

    def sums(self, unit: Unit, cell: Places, domain: Places, each: Floats, number: int) -> Floats:
        """Return the sum of each weight times `each` by domain: a row for each replicate weight.

        `cell`, `domain` and `each` are those of the cells that are added up.
        """
        total = self.total[unit]
        found = np.zeros((number, total.shape[1]))
        order = np.argsort(domain, kind="stable")
        order = order[each[order] != 0]
        at_once = max(1, _AT_ONCE // total.shape[1])
        for start in range(0, len(order), at_once):
            some = order[start : start + at_once]
            weights = total[cell[some]]
            added = weights * each[some, None]
            if np.isnan(each[some]).any():
                added[weights == 0] = 0.0  # whoever weighs nothing adds nothing, known or not
            own = domain[some]
            first = np.flatnonzero(np.diff(own, prepend=-1))
            found[own[first]] += np.add.reduceat(added, first, axis=0)
        return found.T

    def by_domain(self, cell: Places, domain: Places, number: int) -> Repeated:
        """Return what tells errors by domain, from the cells in each."""
        groups = len(self.ranks.rows)
        pairs = np.unique(domain * groups + self.group[cell])
        starts = np.searchsorted(pairs // max(groups, 1), np.arange(number + 1))
        own = (pairs % max(groups, 1)).tolist()
        sets = [frozenset(own[one:other]) for one, other in pairwise(starts)]
        return Repeated(self.scale, self.ranks.rows, sets)


@dataclass(frozen=True)
class Repeated:
    """What tells the errors of figures: by what their squares are scaled, and the ranks.

    `groups` are those of each domain, of which `rows` have the ranks.
    """

    scale: float
    rows: Sequence[Floats]
    groups: Sequence[frozenset[int]]
    _ranks: dict[frozenset[int], int] = field(default_factory=dict)

    def error(self, every: Floats) -> Floats:
        """Return the standard error of figures: those of the full weight, then of each replicate.

        NaN where a replicate has none, since nobody of its base has a weight in it.
        """
        apart = every[1:] - every[0]
        return np.asarray(np.sqrt(self.scale * (apart**2).sum(axis=0)))

    def freedom(self, groups: Sequence[frozenset[int]]) -> Floats:
        """Return the degrees of freedom of figures, by the groups that they are made of."""
        for own in groups:
            if own not in self._ranks:
                parts = [self.rows[group] for group in sorted(own)]
                self._ranks[own] = rank(reduced(parts)) if parts else 0
        return np.array([self._ranks[own] - 1 for own in groups], dtype=np.float64)


def replicates_of(
    cells: pl.DataFrame, units: Sequence[Unit], ranks: Ranks, scale: float
) -> Replicates:
    """Return the replicate weights of cells."""
    total = {unit: cells.select(totals_of(unit, ranks.number)).to_numpy() for unit in units}
    names = ranks.groups.columns
    if not names:
        return Replicates(scale, total, np.zeros(cells.height, dtype=np.intp), ranks)
    groups = ranks.groups.with_row_index(_NUMBER)
    group = cells.select(names).join(
        groups, on=names, how="left", nulls_equal=True, maintain_order="left"
    )[_NUMBER]
    # Cells outside of the population are in no group, and in no domain.
    return Replicates(scale, total, group.fill_null(0).to_numpy().astype(np.intp), ranks)
