"""Cells of many batches are added up while rows pass, and are those of all rows at once."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest

from mdpoverty.comparison import transitions
from mdpoverty.comparison.transitions import KEYS, Adding
from mdpoverty.standards.class_rules import CLASSES
from mdpoverty.statistics.request import INSIDE
from mdpoverty.survey.survey import CELL


def rows(draw: Random, count: int) -> pl.DataFrame:
    """Return households under two standards, grouped by a column of whole numbers."""
    return pl.DataFrame(
        {
            **{key: [draw.choice(CLASSES) for _ in range(count)] for key in KEYS},
            CELL + "district": [draw.randint(1, 4) for _ in range(count)],
            "stratum": [str(draw.randint(1, 3)) for _ in range(count)],
            "weight": [draw.choice((0.1, 1 / 3, 1e9, 0.0)) for _ in range(count)],
            "household_size": [float(draw.randint(1, 9)) for _ in range(count)],
            INSIDE: [draw.random() < 0.9 for _ in range(count)],
        }
    )


@pytest.mark.parametrize("kept", [0, 1, 50, 20_000])
def test_batches_add_up_to_all_rows(monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    """However many cells are kept as they are, the same are counted."""
    every = rows(Random(2), 2_000)  # noqa: S311 -- invented households, no secrets
    whole = Adding(["district"], every=True)
    whole.see(every)
    monkeypatch.setattr(transitions, "_MANY", kept)
    adding = Adding(["district"], every=True)
    for at in range(0, every.height, 30):
        adding.see(every[at : at + 30])
    found, expected = adding.compared(None), whole.compared(None)
    assert found.cells == expected.cells
    assert found.drawn is not None
    assert expected.drawn is not None
    keys = [CELL + "district", *KEYS, "stratum", INSIDE]
    sums = pl.exclude(keys).sum()
    assert (
        found.drawn.group_by(keys)
        .agg(sums)
        .sort(keys)
        .equals(expected.drawn.group_by(keys).agg(sums).sort(keys))
    )
