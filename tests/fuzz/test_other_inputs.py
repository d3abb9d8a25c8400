"""A few mutated files of what other commands read: each is refused in words, or read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from other_inputs import INPUTS, fault_of_input

SEEDS = (None, 0, 1, 2)  # the first is the whole file, which must be accepted


@pytest.mark.parametrize("kind", INPUTS)
def test_mutated_inputs(tmp_path: Path, kind: str) -> None:
    """No mutated file ends in a defect or without words."""
    found = {}
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        folder.mkdir()
        if fault := fault_of_input(kind, seed, folder):
            found[seed] = fault
    assert found == {}
