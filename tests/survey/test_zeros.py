"""Numbers of a survey: those that are the same are written the same."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from mdpoverty import cli

NAMES = ["household_id", "area", "household_size", "income_per_capita"]
TEXT = pl.DataFrame(
    [("A", "rural", 1, "-0"), ("B", "rural", 1, "-.00")], schema=NAMES, orient="row"
)


@pytest.mark.parametrize("typed", [False, True])
def test_a_zero_has_no_sign(tmp_path: Path, *, typed: bool) -> None:
    """-0 is 0 in a profile, however the number is spelled and typed."""
    survey, profile = tmp_path / "survey", tmp_path / "profile.csv"
    if typed:
        TEXT.with_columns(pl.lit(-0.0).alias(NAMES[3])).write_parquet(survey)
    else:
        TEXT.write_csv(survey)
    options = ["--standard", "vn-2022-2025", "-q", "-o", str(profile)]
    assert cli.run(["classify", str(survey), *options]) == 0
    assert pl.read_csv(profile, infer_schema=False)[NAMES[3]].to_list() == ["0", "0"]
