"""From households under two standards to the matrix, the rates, the reasons, and what adds up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from threading import Lock
from typing import Generic, TypeVar

import polars as pl

from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.comparison.reasons import (
    COUNTS_REPLACED,
    FROM,
    PROFILE_REASONS,
    REASONS,
    RULES_REPLACED,
    TO,
)
from mdpoverty.standards.class_rules import CLASSES, UNDETERMINED
from mdpoverty.statistics.cell_weights import DESIGN, POSITIVE, SQUARES
from mdpoverty.statistics.exact_sums import parts_of
from mdpoverty.statistics.request import INSIDE, TOTAL
from mdpoverty.survey.engine import of_its_own
from mdpoverty.survey.survey import CELL

T = TypeVar("T")

ABSENT = "absent"  # of a household that is in one of two profiles alone
ORDER = (*CLASSES, UNDETERMINED, ABSENT)
KEYS = (FROM, TO, RULES_REPLACED, COUNTS_REPLACED, "reason")
SUMS = ("households", "weighted", "weighted_before", "persons")
DRAWN_BY = (*DESIGN, INSIDE)  # how households were drawn, where a survey has a design
_MANY = 20_000  # cells of batches that are kept as they are
SCALE = 10**9  # to whole numbers: they add up to the same in any order, which doubles do not


@dataclass(frozen=True)
class Size:
    """How many households, in the survey and weighted, and how many persons (weighted) in them.

    Sums are exact: a weight counts to nine decimals. `persons` is None where no size is known.
    """

    households: int = 0
    weighted: Fraction = Fraction(0)
    persons: Fraction | None = Fraction(0)

    def __add__(self, other: Size) -> Size:
        """Return both together."""
        known = self.persons is not None and other.persons is not None
        return Size(
            self.households + other.households,
            self.weighted + other.weighted,
            self.persons + other.persons if known else None,  # type: ignore[operator]  # both are
        )


@dataclass(frozen=True)
class Cell:
    """Households of one group that went the same way, for the same reason.

    `was` and `now` are classes; `rules_replaced` is the class with the first standard's
    deprivations under the second's lines and rules, `counts_replaced` the other way round; None
    where two profiles are compared.
    """

    group: tuple[str | None, ...]
    was: str
    now: str
    rules_replaced: str | None
    counts_replaced: str | None
    reason: str | None
    size: Size
    weighted_before: Fraction  # by the weights before, where two profiles have their own


@dataclass(frozen=True)
class Compared(Generic[T]):
    """What a comparison gives: rows as they were delivered, and what all households add up to.

    `drawn` are the cells by how households were drawn, too: None where there is no design.
    """

    rows: T
    cells: tuple[Cell, ...]
    drawn: pl.DataFrame | None = None

    @property
    def before(self) -> int:
        """How many households there were."""
        return total(cell for cell in self.cells if cell.was != ABSENT).households

    @property
    def after(self) -> int:
        """How many households there are."""
        return total(cell for cell in self.cells if cell.now != ABSENT).households


@dataclass(frozen=True)
class Adding:
    """Households that are added up to cells while they pass, a batch at a time.

    `by` are columns to group by, whose cells stand behind CELL. `every` household goes on, or those
    whose class differs.
    """

    by: Sequence[str]
    every: bool
    _batches: list[pl.DataFrame] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def see(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Add up a batch, and return the rows of it that go on."""
        self._keep(of_its_own(cells_of(batch, [CELL + name for name in self.by])))
        if INSIDE in batch.columns:
            batch = batch.filter(INSIDE)
        return batch if self.every else batch.filter(batch[FROM] != batch[TO])

    def _keep(self, cells: pl.DataFrame) -> None:
        """Keep the cells of a batch: of many batches few differ, and these are added up."""
        with self._lock:
            first, *others = [*self._batches, cells]
            if sum(map(len, others)) > max(_MANY, len(first)):
                first, others = _together([first, *others], self.by), []
            self._batches[:] = [first, *others]

    def compared(self, rows: T) -> Compared[T]:
        """Return what all batches add up to, with the `rows` as they were delivered."""
        return added_up(rows, self._batches, self.by)


def _together(batches: Sequence[pl.DataFrame], by: Sequence[str]) -> pl.DataFrame:
    """Return the cells of batches, each once."""
    every = pl.concat(batches)
    keys = [CELL + name for name in by]
    keys += [*KEYS, *(name for name in DRAWN_BY if name in every.columns)]
    return every.group_by(keys).agg(pl.exclude(keys).sum())


def added_up(rows: T, batches: Sequence[pl.DataFrame], by: Sequence[str]) -> Compared[T]:
    """Return what the cells of all batches add up to, with the `rows` as they were delivered."""
    every = pl.concat(batches) if batches else None
    drawn = every if every is not None and INSIDE in every.columns else None
    return Compared(rows, _counted(every, by), drawn)


def cells_of(batch: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return how many households of a batch have the same group, classes and reason.

    Where a survey has a design, these were drawn alike too: in a stratum and unit, or else, where
    each was drawn by itself, with so many squares of weights. Those who are not INSIDE were drawn
    and are refused.
    """
    have = batch.columns
    weight = pl.col("weight").cast(pl.Float64) if "weight" in have else pl.repeat(1.0, pl.len())
    rows = batch.with_columns(weighted=_whole(weight))  # worked out once for what follows
    weighted = pl.col("weighted")
    parts = {"weighted": weighted}
    if "from_weight" in have:
        parts["weighted_before"] = _whole(pl.col("from_weight").fill_null(0))
    if HOUSEHOLD_SIZE in have:
        parts["persons"] = weighted * pl.col(HOUSEHOLD_SIZE).cast(pl.Int128)
    keys = [*by, *KEYS, *(name for name in DRAWN_BY if name in have)]
    if INSIDE in have:
        parts[POSITIVE] = (weight > 0).fill_null(value=False).cast(pl.Int64)
    if INSIDE in have and "psu" not in have:
        exact = weighted.cast(pl.Float64) / SCALE
        rows = rows.with_columns(_square=(exact * exact).fill_null(0.0))
        parts |= parts_of(pl.col("_square"), TOTAL["households"] + SQUARES)
    summed = rows.select(*keys, **parts)
    cells = summed.group_by(keys).agg(
        pl.len().cast(pl.Int64).alias("households"), *(pl.col(name).sum() for name in parts)
    )
    return cells if "weighted_before" in parts else cells.with_columns(weighted_before="weighted")


def _whole(weight: pl.Expr) -> pl.Expr:
    """Return weights as whole numbers of SCALE."""
    return (weight * SCALE).round().cast(pl.Int128)


def _counted(every: pl.DataFrame | None, by: Sequence[str]) -> tuple[Cell, ...]:
    """Return the cells of all batches, by group, then by class."""
    if every is None:
        return ()
    every = every.filter(INSIDE) if INSIDE in every.columns else every
    names = [*(CELL + name for name in by), *KEYS]
    sums = [name for name in SUMS if name in every.columns]
    rows = every.group_by(names).agg(pl.col(sums).sum()).rows(named=True)
    places = len(by)
    cells = [
        Cell(
            tuple(None if row[name] is None else str(row[name]) for name in names[:places]),
            row[FROM],
            row[TO],
            row[RULES_REPLACED],
            row[COUNTS_REPLACED],
            row["reason"],
            Size(
                row["households"],
                Fraction(row["weighted"], SCALE),
                Fraction(row["persons"], SCALE) if "persons" in sums else None,
            ),
            Fraction(row["weighted_before"], SCALE),
        )
        for row in rows
    ]
    return tuple(sorted(cells, key=_order))


def _order(cell: Cell) -> tuple[list[str], list[int], str]:
    classes = (cell.was, cell.now, cell.rules_replaced, cell.counts_replaced)
    places = [ORDER.index(name) if name else -1 for name in classes]
    return [x or "" for x in cell.group], places, cell.reason or ""


def groups(cells: Iterable[Cell]) -> list[tuple[str | None, ...]]:
    """Return the groups that there are, in order."""
    return list(dict.fromkeys(cell.group for cell in cells))


def matrix(cells: Sequence[Cell]) -> dict[tuple[str, str], Size]:
    """Return how many households went from each class to each, by `was` and `now`."""
    found: dict[tuple[str, str], Size] = {}
    for cell in cells:
        found[cell.was, cell.now] = found.get((cell.was, cell.now), Size()) + cell.size
    ordered = sorted(found, key=lambda pair: (ORDER.index(pair[0]), ORDER.index(pair[1])))
    return {pair: found[pair] for pair in ordered}


def total(cells: Iterable[Cell]) -> Size:
    """Return all households together."""
    return sum((cell.size for cell in cells), Size())


def reasons(cells: Sequence[Cell]) -> dict[str, Size]:
    """Return how many households changed for each reason, in the order of the reasons."""
    changed = [cell for cell in cells if cell.was != cell.now]
    return {
        reason: total(cell for cell in changed if cell.reason == reason)
        for reason in {**REASONS, **PROFILE_REASONS}
        if any(cell.reason == reason for cell in changed)
    }


@dataclass(frozen=True)
class Change:
    """The share of a class in all households, before and after, and where the change is from.

    Shares are weighted. `lines_and_rules` and `indicators` add up to `after` less `before`: each
    is what exchanging that alone changes, taken before and after exchanging the other, and
    averaged. They are None where two profiles are compared.
    """

    name: str
    before: Fraction
    after: Fraction
    lines_and_rules: Fraction | None
    indicators: Fraction | None


def changes(cells: Sequence[Cell]) -> list[Change]:
    """Return the change of the rate of each class that any household has."""
    exchanged = all(cell.rules_replaced for cell in cells)
    before = _rates(cells, lambda cell: cell.was, lambda cell: cell.weighted_before)
    after = _rates(cells, lambda cell: cell.now)
    if not exchanged:
        return [Change(n, before[n], after[n], None, None) for n in ORDER if before[n] or after[n]]
    rules = _rates(cells, lambda cell: cell.rules_replaced)
    counts = _rates(cells, lambda cell: cell.counts_replaced)
    found = []
    for n in ORDER:
        by_rules = rules[n] - before[n] + after[n] - counts[n]
        by_counts = counts[n] - before[n] + after[n] - rules[n]
        if before[n] or after[n] or by_rules or by_counts:
            found.append(Change(n, before[n], after[n], by_rules / 2, by_counts / 2))
    return found


def _rates(
    cells: Sequence[Cell],
    look: Callable[[Cell], str | None],
    weighted: Callable[[Cell], Fraction] = lambda cell: cell.size.weighted,
) -> dict[str, Fraction]:
    """Return the share of each class in the households that are there."""
    there = [cell for cell in cells if look(cell) != ABSENT]
    whole = sum((weighted(cell) for cell in there), Fraction(0))
    return {
        name: sum((weighted(c) for c in there if look(c) == name), Fraction(0)) / whole
        if whole
        else Fraction(0)
        for name in ORDER
    }
