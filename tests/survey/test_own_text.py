"""A few rows that are kept of a batch do not keep all of its text."""

from __future__ import annotations

from typing import Any

import polars as pl

from mdpoverty.comparison.transitions import Adding
from mdpoverty.survey.engine import of_its_own

ROWS = 10_000
LONG = "x" * 30  # a text of more than twelve bytes stands beside the cells


def held(rows: pl.DataFrame) -> int:
    """Return how many bytes of text are kept with rows."""
    columns: list[Any] = [
        cells.to_arrow(compat_level=pl.CompatLevel.newest())
        for cells in rows
        if cells.dtype == pl.String
    ]
    return sum(buffer.size for cells in columns for buffer in cells.buffers() if buffer)


def test_text_of_its_own() -> None:
    """Nulls, and short and long texts, are what they were."""
    batch = pl.DataFrame({"name": [f"{LONG}{n}" for n in range(ROWS)], "number": range(ROWS)})
    few = batch.filter(pl.col("number") < 2)
    assert held(few) > ROWS * len(LONG)
    assert held(of_its_own(few)) < 1000
    kept = pl.DataFrame({"name": ["", None, "a", LONG], "number": [1, None, 2, 3]})
    assert of_its_own(kept).equals(kept)


def test_cells_of_a_comparison() -> None:
    """What is added up of a batch is small, however long its texts are."""
    texts = dict.fromkeys(("from_class", "to_class", "_rules_replaced", "_counts_replaced"), LONG)
    batch = pl.DataFrame({**texts, "reason": [f"{LONG}{n % 3}" for n in range(ROWS)]})
    adding = Adding((), every=True)
    adding.see(batch)
    [cells] = adding._batches  # noqa: SLF001 -- what a nation of batches keeps
    assert cells.height == 3
    assert held(cells) < 10_000
