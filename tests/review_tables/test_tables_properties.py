"""What holds for the official tables of any register."""

from __future__ import annotations

from pathlib import Path

import pytest
import second_tables as second
from official import UNITS, Book, figures, invented, tables_of, verdicts


@pytest.mark.parametrize("seed", range(3))
def test_identities_hold(tmp_path: Path, seed: int) -> None:
    """For random registers over rounds every check holds, and stock and flow are as counted."""
    rounds = invented(100 + seed, 30 + 40 * seed, rounds=2 + seed % 2)
    book = Book(tables_of(tmp_path, *rounds))
    found = verdicts(book)
    assert found
    assert {row[6] for row in found} == {"đúng"}
    for number, name in ((2, "poor"), (3, "near_poor")):
        present = {row["commune"] for each in rounds[-2:] for row in each}
        units = [unit for unit in UNITS if unit in present]
        expected = second.movement(rounds, units, name)
        for line, cells in figures(book.values[f"Biểu {number}"]).items():
            assert cells == expected[line]
            end = (
                cells[1]
                - cells[2]
                - cells[3]
                - cells[4]
                + cells[5]
                + cells[6]
                + cells[7]
                + cells[8]
            )
            assert end == cells[9]
