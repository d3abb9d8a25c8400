"""Surveys for Spark: random ones with bad rows, and what its frames and plans are compared by."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from random import Random
from typing import Any

import polars as pl
from second_reading import INDICATORS, Row
from surveys import GROUPS, INCOMES, READS, SCORES

STANDARDS = ("vn-2016-2020", "vn-2022-2025")
ODD = ("NA", "x", "-1", "1e5", "2.5", "1,5", "9" * 16, "nan", "Infinity", "", "city", "200", "\0")


def seeded(seed: str) -> Random:
    """Return a source of chance that is the same in every run."""
    return Random(seed)  # noqa: S311 -- it makes surveys


def in_bytes(frame: pl.DataFrame) -> list[str]:
    """Return the rows as they are written, sorted; the number of a row is not Spark's to know."""
    if "survey_row" in frame.columns:
        frame = frame.with_columns(survey_row=None)
    return sorted(frame.write_csv().splitlines())


def spoilt(rng: Random, rows: Sequence[Row], keys: Sequence[str]) -> list[Row]:
    """Return rows of which some have an odd cell, and some stand twice or share a key."""
    found = []
    for row in rows:
        new = dict(row)
        if rng.random() < 0.15:
            new[rng.choice(list(row))] = rng.choice(ODD)
        if rng.random() < 0.3:
            new = {name: unicodedata.normalize("NFD", cell) for name, cell in new.items()}
        found.append(new)
        if rng.random() < 0.05:
            found.append({**row, **{key: f" {row[key]} " for key in keys}})
    rng.shuffle(found)
    return found


def all_columns(standard: str) -> list[str]:
    """Return every column that `standard` reads, and some that it does not."""
    read = [name for names in READS[standard].values() for name in names]
    places = ["household_id", "area", "household_size", "standard", "weight", "note", *GROUPS]
    return list(dict.fromkeys([*places, *INCOMES, *SCORES, *read, *INDICATORS[standard]]))


def require_spark_alone(frame: Any) -> None:
    """Fail where a plan of Spark runs anything in Python."""
    plan = frame._jdf.queryExecution().executedPlan().toString()  # noqa: SLF001 -- what `explain` prints
    assert "FileScan" in plan
    assert [word for word in ("Python", "Arrow", "Pandas") if word in plan] == []
