"""Keys that repeat are found among the hashes of all rows, however many are looked at together."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest

from mdpoverty.run import repeated

ENDS = (0, 1, 2**63 - 1, 2**63, 2**64 - 2, 2**64 - 1)


@pytest.mark.parametrize("together", [1 << 22, 1_000, 7])
@pytest.mark.parametrize("twice", [(), ENDS, (12_345,)])
def test_hashes_that_repeat(
    monkeypatch: pytest.MonkeyPatch, together: int, twice: tuple[int, ...]
) -> None:
    """Each that repeats is found once, at the ends of every range too; no other is."""
    monkeypatch.setattr(repeated, "_SORTED", together)
    draw = Random(4)  # noqa: S311 -- hashes, no secrets
    once = {*(draw.getrandbits(64) for _ in range(3_000))} - {*ENDS, *twice}
    hashes = [*sorted(once), *ENDS, *twice]
    hashes += [each for each in twice if each not in ENDS]
    draw.shuffle(hashes)
    batches = [pl.Series(hashes[at : at + 500], dtype=pl.UInt64) for at in range(0, 3_000, 500)]
    batches.append(pl.Series(hashes[3_000:], dtype=pl.UInt64))
    found = repeated._equal(batches)  # noqa: SLF001 -- what is asked of all hashes at once
    assert found.dtype == pl.UInt64
    assert sorted(found) == sorted(twice)


def test_no_hashes() -> None:
    """Where no row passed, none repeats."""
    assert repeated._equal([]).is_empty()  # noqa: SLF001 -- as above
