"""A few mutated files of members: rows in are rows out and rows refused."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from members import MEMBERS, fault_of_members

SEEDS = (None, *range(6))  # the first is the whole file, which must be accepted


@pytest.mark.parametrize("kind", MEMBERS)
def test_mutated_members(tmp_path: Path, kind: str) -> None:
    """No mutated file ends in a defect, without words, or in rows that are not accounted for."""
    found = {}
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        folder.mkdir()
        if fault := fault_of_members(kind, seed, folder):
            found[seed] = fault
    assert found == {}
