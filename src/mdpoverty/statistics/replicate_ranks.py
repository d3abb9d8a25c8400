"""How many replicate weights say something of their own: the rank of their matrix, by group.

The degrees of freedom of a design of replicate weights are this rank, less 1 (R: degf of the
subset). While rows pass, each group keeps no more of them than there are weights: those that have
passed are put together into as many rows that have the same rank (QR).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
import polars as pl

from mdpoverty.statistics.design import Floats
from mdpoverty.statistics.request import INSIDE

_TOLERANCE = 1e-5  # of a column: what others may leave of one that follows from them, as R has it
_MANY = 4  # times as many rows as columns are put together


@dataclass(frozen=True)
class Ranks:
    """The groups of a survey, and rows of each of the same rank as all of its replicate weights.

    There are so many of these weights (`number`).
    """

    number: int
    groups: pl.DataFrame
    rows: Sequence[Floats]


@dataclass(frozen=True)
class Ranking:
    """What is known so far of the rank of some columns of `weights`, by the columns of groups.

    Batches come from several threads; those of Polars must not wait for one another, and so only
    numbers are worked on under the lock.
    """

    groups: Sequence[str]
    weights: Sequence[str]
    _rows: dict[tuple[Any, ...], Floats] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def note(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Note the rows of a batch that are in the population, and return it as it is."""
        inside = batch.filter(INSIDE)
        parts: dict[tuple[Any, ...], pl.DataFrame] = {(): inside}
        if self.groups:
            parts = inside.partition_by(self.groups, as_dict=True)
        found = {key: part.select(self.weights).to_numpy() for key, part in parts.items()}
        with self._lock:
            for key, rows in found.items():
                known = self._rows.get(key)
                self._rows[key] = reduced([rows] if known is None else [known, rows])
        return batch

    def forget(self) -> None:
        """Forget all rows, which are about to pass again."""
        self._rows.clear()

    def found(self, cells: pl.DataFrame) -> Ranks:
        """Return the groups that cells are in."""
        schema = cells.select(self.groups).schema
        groups = pl.DataFrame(list(self._rows), schema=schema, orient="row")
        return Ranks(len(self.weights), groups, list(self._rows.values()))


def reduced(parts: Sequence[Floats]) -> Floats:
    """Return rows of the same rank as those of all parts, not many more than there are columns."""
    rows = np.vstack(parts)
    if len(rows) <= _MANY * rows.shape[1]:
        return rows
    return np.asarray(np.linalg.qr(rows, mode="r"))


def rank(rows: Floats) -> int:
    """Return how many columns do not follow from those before them (R: qr(tol = 1e-5)$rank)."""
    sizes = np.sqrt((rows**2).sum(axis=0))
    found = np.zeros((min(rows.shape), len(rows)))
    number = 0
    for column, size in zip(rows.T, sizes, strict=True):
        if number == len(found) or not size > 0:
            continue
        left = column
        for _ in range(2):  # once more, for what rounding left
            left = left - (found[:number] @ left) @ found[:number]
        length = np.sqrt((left**2).sum())
        if length > _TOLERANCE * size:
            found[number] = left / length
            number += 1
    return number
