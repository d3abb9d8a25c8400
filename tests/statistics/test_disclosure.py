"""Figures that are left out cannot be worked out from those that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from samples import Standard, official, random_index, records, sample, summarized
from second_reading import Row

from mdpoverty.standards.library import load_standard
from mdpoverty.statistics.disclosure import Figure, Told, told_by
from mdpoverty.statistics.suppression import secondary

V22 = official("vn-2022-2025")


def determined(hidden: Sequence[int], sums: Sequence[dict[int, float]]) -> set[int]:
    """Return what the sums tell: without whose column their matrix has a lower rank."""
    matrix = np.array([[sum_.get(place, 0.0) for place in hidden] for sum_ in sums])
    whole = np.linalg.matrix_rank(matrix)
    return {
        place
        for at, place in enumerate(hidden)
        if np.linalg.matrix_rank(np.delete(matrix, at, axis=1)) < whole
    }


def grid(size: int) -> tuple[list[Figure], Told, dict[tuple[int, ...], int]]:
    """Return a table of rows and columns with their totals, and the place of each cell."""
    cells = {cell: n for n, cell in enumerate(product(range(size), repeat=2))}
    lines = [
        [cells[(n, m) if across else (m, n)] for m in range(size)]
        for across in (True, False)
        for n in range(size)
    ]
    families = [[size * size + n, *own] for n, own in enumerate(lines)]
    figures = [
        Figure("gini", "", "", (None, place), 100.0 + place)
        for place in range(size * size + 2 * size)
    ]
    return (
        figures,
        told_by(figures, load_standard("vn-2022-2025"), (), families, len(figures)),
        cells,
    )


def test_a_cell_between_two_blocks_is_not_told() -> None:
    """Two are left out in each row and column, yet totals of a block tell the cell beside it."""
    figures, told, cells = grid(5)
    blocks = [*product((0, 1), repeat=2), *product((2, 3), repeat=2), (1, 2)]
    hidden = {cells[cell] for cell in blocks}
    assert determined(sorted(hidden), told.sums) == {cells[1, 2]}
    found = secondary(figures, hidden, told)
    assert hidden < found
    assert not determined(sorted(found), told.sums)


@pytest.fixture(scope="module")
def weighted(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Row], Standard]:
    """Return a survey with few of some classes in some groups, and its index."""
    rng = Random("left out")  # noqa: S311 -- no secrets
    standard = random_index(tmp_path_factory.mktemp("index"), rng, 3, "poor", "near_poor")
    return sample(rng, standard, 300, blank=0.0), standard


def left_out(rows: Sequence[Row], standard: Standard, few: int, **asked: Any) -> pd.DataFrame:
    """Return the rows that are left out, as they would be, beside those that are shown."""
    every, shown = (summarized(rows, standard, suppress_below=n, **asked) for n in (0, few))
    return every.assign(hidden=shown["households"].isna())


def test_no_size_tells_who_is_left_out(weighted: tuple[list[Row], Standard]) -> None:
    """What is a share of the poor has their number for its size: it is left out with them."""
    table = left_out(*weighted, 14, by="region", totals=True)
    told = 0
    for _, group in table.groupby("region", dropna=False):
        for name in ("poor", "near_poor"):
            [of] = group[group.measure == f"{name}_households"].to_dict("records")
            if of["hidden"]:
                same = np.isclose(group["weighted"], of["estimate"], rtol=1e-9)
                assert not (same & ~group["hidden"]).any()
                told += 1
    assert told
    by_class = table[table.measure.isin(["poor_rate", "headcount_ratio"])]
    by_region = by_class.groupby("region", dropna=False)["hidden"]
    assert (by_region.min() == by_region.max()).all()


def test_groupings_apart_have_one_total(weighted: tuple[list[Row], Standard]) -> None:
    """Two groupings of --each add up to the same, which need not be shown to tell a single cell."""
    rows, standard = weighted
    halves = [{**row, "half": str(n % 2)} for n, row in enumerate(rows)]
    for n, row in enumerate(halves):
        row["third"] = "few" if n < 6 else "ab"[n % 2]
    table = left_out(halves, standard, 10, each=["half", "third"])
    of = table[
        (table.measure == "uncensored_headcount") & (table.indicator == standard.indicators[0])
    ]
    assert "few" in list(of[of["hidden"]]["third"])
    assert of["hidden"].sum() == 2


def test_the_highest_cut_off_is_not_told_by_the_one_below() -> None:
    """M0 and H of households with 11 or 12 deprivations tell how many have 12."""
    names = V22.indicators
    numbers = [12] * 3 + [11] * 40 + [2] * 60
    rows = [
        {
            "household_id": str(n),
            "area": "rural",
            "household_size": "1",
            "income_per_capita": "900000",
            **{name: "1" if place < number else "0" for place, name in enumerate(names)},
            "standard": "vn-2022-2025",
        }
        for n, number in enumerate(numbers)
    ]
    table = left_out(rows, V22, 5, cutoffs=["all"])
    m0 = {row["cutoff"]: row for row in records(table) if row["measure"] == "headcount_ratio"}
    assert [cutoff for cutoff, row in m0.items() if row["hidden"]] == ["11", "12"]
