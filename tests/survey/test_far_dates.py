"""Dates that no calendar has are refused, or kept as text, and never end the program."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import mdpoverty

FAR = [
    pl.Series([number, 0], dtype=pl.Int64).cast(pl.Datetime(unit, zone))
    for number in (-(2**63), 2**63 - 1)
    for unit in ("ms", "us")
    for zone in (None, "Asia/Ho_Chi_Minh")
]


@pytest.mark.parametrize("far", FAR)
def test_far_moments(far: pl.Series) -> None:
    """They are text where text is read, and no codes."""
    survey: dict[str, Any] = {
        "household_id": ["1", "2"],
        "area": "rural",
        "household_size": 1,
        "income_per_capita": 9,
    }
    found = mdpoverty.classify(pl.DataFrame({**survey, "household_id": far}), "vn-2022-2025")
    assert found.height == far.len()
    with pytest.raises(mdpoverty.SurveyError, match="area"):
        mdpoverty.classify(pl.DataFrame({**survey, "area": far}), "vn-2022-2025")
