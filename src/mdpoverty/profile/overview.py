"""What a profile says at a glance: classes, deprivations, the first households."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mdpoverty.standards.class_rules import CLASSES, UNDETERMINED
from mdpoverty.standards.model import Standard


@dataclass(frozen=True)
class ClassCount:
    """The households of one class and basis; `share` is weighted, of all households."""

    name: str
    basis: str | None
    households: int
    weighted: float
    share: float


@dataclass(frozen=True)
class IndicatorShare:
    """The weighted shares of households deprived, and unknown, in one indicator."""

    name: str
    deprived: float
    unknown: float


@dataclass(frozen=True)
class Overview:
    """A profile at a glance; `weighted` says whether the survey has weights."""

    households: int
    weighted: bool
    classes: tuple[ClassCount, ...]
    indicators: tuple[IndicatorShare, ...]
    first: pl.DataFrame


def overview(profile: Path, standard: Standard, rows: int) -> Overview:
    """Return the overview of a profile in a Parquet file, with its first `rows` households."""
    frame = pl.scan_parquet(profile, glob=False)
    weighted = "weight" in frame.collect_schema()
    # Without weights each row counts once: a literal would be one row, whose sum is 1.
    weight = pl.col("weight") if weighted else pl.col("class").is_not_null().cast(pl.Float64())
    counts = frame.group_by("class", "basis").agg(pl.len(), weight.sum().alias("weighted"))
    names = list(standard.indicators)
    sums = frame.select(
        weight.sum().alias("all"),
        *((pl.col(name) * weight).sum().alias(f"deprived {name}") for name in names),
        *((pl.col(name).is_null() * weight).sum().alias(f"unknown {name}") for name in names),
    )
    counted = counts.collect(engine="streaming").rows(named=True)
    summed = sums.collect(engine="streaming").row(0, named=True)
    total = sum(row["weighted"] for row in counted)
    order = [*CLASSES, UNDETERMINED]
    ladder = [*(rule.basis for rule in standard.classes), None]
    counted.sort(key=lambda row: (order.index(row["class"]), ladder.index(row["basis"])))
    return Overview(
        sum(row["len"] for row in counted),
        weighted,
        tuple(
            ClassCount(
                row["class"],
                row["basis"],
                row["len"],
                row["weighted"],
                _share(row["weighted"], total),
            )
            for row in counted
        ),
        tuple(
            IndicatorShare(
                name,
                _share(summed[f"deprived {name}"], total),
                _share(summed[f"unknown {name}"], total),
            )
            for name in names
        ),
        frame.head(rows).collect(),
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
