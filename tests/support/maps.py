"""Column maps for tests: written from plain data, and applied to small surveys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
from second_reading import Row

import mdpoverty

Source = Any  # a mapping of keys, or "row_number"

# What every survey here says in the same way, so that a test is about one variable.
PLAIN: dict[str, Source] = {
    "household_id": {"column": "id"},
    "area": {"constant": "rural"},
    "household_size": {"constant": 1},
    "income_per_capita": {"constant": 0},
}
MEMBER: dict[str, Source] = {"household_id": {"column": "id"}, "person_id": {"column": "person"}}


def map_text(household: dict[str, Source], member: Any = None, **top: Any) -> str:
    """Return the text of a column map; what JSON can say, YAML says in the same way."""
    said = {"survey": "A survey", "round": 1, **top, "household": household}
    if member is not None:
        said["member"] = member
    return json.dumps(said, ensure_ascii=False)


def write_map(folder: Path, household: dict[str, Source], member: Any = None, **top: Any) -> Path:
    """Write a column map into a folder, and return its path."""
    path = folder / "map.yaml"
    path.write_text(map_text(household, member, **top), encoding="utf-8")
    return path


def applied(
    folder: Path,
    columns: dict[str, list[Any]],
    standard: str | Path = "vn-2022-2025",
    /,
    *,
    missing: tuple[Any, ...] = (),
    **sources: Source,
) -> list[Row]:
    """Return the profile of households with `columns`, by a map with `sources` beside PLAIN."""
    frame = pl.DataFrame(columns, strict=False)
    if "id" not in frame.columns:
        ids = pl.Series("id", [f"H{i}" for i in range(1, frame.height + 1)])
        frame = frame.with_columns(ids)
    path = write_map(folder, PLAIN | sources, missing=list(missing))
    return as_written(mdpoverty.classify(frame, standard, columns=path))


def as_written(profile: pl.DataFrame) -> list[Row]:
    """Return a profile as cells of text, as a file would have them."""
    return [{name: _cell(value) for name, value in row.items()} for row in profile.rows(named=True)]


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def column(profile: list[Row], name: str) -> list[str]:
    """Return the cells of one column of a profile."""
    return [row[name] for row in profile]
