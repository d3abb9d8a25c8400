"""What a profile says at a glance is right with weights and without."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from mdpoverty.profile.overview import overview
from mdpoverty.standards.library import shipped

STANDARD = shipped("vn-2022-2025")
CLASSES = ("poor", "near_poor", "near_poor", "undetermined")
BASES = ("income_and_deprivation", "near_poor", "near_poor", None)
INTERNET = (1, 0, 1, None)  # deprived in telecommunication services


@pytest.mark.parametrize(
    ("weights", "shares", "deprived", "unknown"),
    [
        pytest.param(None, (0.25, 0.5, 0.25), 0.5, 0.25, id="register"),
        pytest.param((4.0, 1.0, 2.0, 1.0), (0.5, 0.375, 0.125), 0.75, 0.125, id="sample"),
    ],
)
def test_shares(
    tmp_path: Path,
    weights: tuple[float, ...] | None,
    shares: tuple[float, ...],
    deprived: float,
    unknown: float,
) -> None:
    """Each household counts by its weight, or once where there are no weights."""
    columns = {name: [0] * 4 for name in STANDARD.indicators} | {"telecom": list(INTERNET)}
    frame = pl.DataFrame({"class": CLASSES, "basis": BASES, **columns})
    if weights:
        frame = frame.with_columns(pl.Series("weight", weights))
    file = tmp_path / "profile.parquet"
    frame.write_parquet(file)
    found = overview(file, STANDARD, 1)
    assert tuple(each.share for each in found.classes) == shares
    telecom = next(each for each in found.indicators if each.name == "telecom")
    assert (telecom.deprived, telecom.unknown) == (deprived, unknown)
