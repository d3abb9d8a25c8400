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
    units = second.units_of_rounds(rounds, UNITS)
    for number, name in ((2, "poor"), (3, "near_poor")):
        expected = second.movement(rounds, units, name, UNITS)
        for line, cells in figures(book.values[f"Mẫu số 7.{number}"]).items():
            assert cells == expected[line]
            start, *fewer, back, fell, arisen, others, end = cells
            assert end == start - sum(fewer) + back + fell + arisen + others
    counts, groups = (figures(book.values[f"Mẫu số 7.{number}"]) for number in (4, 8))
    for section, unit, _ in counts:
        assert counts[section, unit, ""][0] == groups[section, unit, second.HOUSEHOLDS][2]
