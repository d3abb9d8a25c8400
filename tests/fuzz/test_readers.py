"""A few mutated files of every kind, each refused in words or read as another library reads it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from files import WRITERS

sys.path.insert(0, str(Path(__file__).parent))

from readers import ROWS, fault_of, mutant

SEEDS = range(8)


@pytest.mark.parametrize("kind", WRITERS)
def test_mutated_files(tmp_path: Path, kind: str) -> None:
    """No mutated file ends in a defect, without words, or in rows that it does not hold."""
    found = {}
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        folder.mkdir()
        if fault := fault_of(mutant(kind, seed, folder)):
            found[seed] = fault
    assert found == {}


@pytest.mark.parametrize("kind", WRITERS)
def test_whole_files(tmp_path: Path, kind: str) -> None:
    """A file that is not mutated must be accepted: an oracle that takes nothing proves nothing."""
    file = WRITERS[kind](tmp_path / f"survey.{kind}", ROWS)
    assert fault_of(file) == ""
