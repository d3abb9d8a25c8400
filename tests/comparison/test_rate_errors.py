"""Standard errors of rates under two standards, of their change and of its parts."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import polars as pl
import pytest
from diffs import NEW, OLD, counts, diff, households, shown, write_rows
from files import rows_in
from places import ROOT

from mdpoverty.comparison.rate_errors import sampling_errors
from mdpoverty.comparison.reasons import COUNTS_REPLACED, FROM, RULES_REPLACED, TO
from mdpoverty.comparison.transitions import ORDER, cells_of
from mdpoverty.statistics.request import INSIDE
from mdpoverty.survey.survey import CELL

SIDES = (FROM, TO, RULES_REPLACED, COUNTS_REPLACED)
AREA = CELL + "area"
EXAMPLE = ROOT / "examples" / "survey.csv"
MEMBERS = ("--members", ROOT / "examples" / "members.csv")
STANDARDS = ("--from", OLD, "--to", NEW)


def sample(rng: Random, design: Sequence[str]) -> pl.DataFrame:
    """Return households with a class on each side, as a batch of a comparison has them."""
    rows: list[dict[str, Any]] = []
    for place in range(200):
        inside = rng.random() < 0.9
        drawn = {
            "weight": rng.choice((0.0, 0.5, 1.25, 87.3)) if inside else None,
            "stratum": "ABC"[place % 3],
            "psu": str(place % 4),
        }
        classes = {side: rng.choice(ORDER[:4]) if inside else None for side in SIDES}
        own = {name: drawn[name] for name in design}
        rows.append({AREA: rng.choice("ab"), INSIDE: inside, "reason": None, **classes, **own})
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(reason=pl.lit(None, pl.String))


def errors_by_hand(
    rows: Sequence[dict[str, Any]], name: str, group: str | None
) -> tuple[float, ...]:
    """Return the errors of a class: of each mean, linearised, from every household and unit."""
    inside = np.array([bool(r[INSIDE]) and group in {None, r.get(AREA)} for r in rows], float)
    weight = inside * np.array(
        [1.0 if r.get("weight", 1) is None else r.get("weight", 1) for r in rows]
    )
    b, a, r, c = (np.array([row[side] == name for row in rows], float) for side in SIDES)
    units: dict[Any, dict[Any, list[int]]] = {}
    for place, row in enumerate(rows):
        own = units.setdefault(row.get("stratum"), {})
        own.setdefault(row.get("psu", place), []).append(place)
    found = []
    for adds in (b, a, a - b, ((r - b) + (a - c)) / 2, ((c - b) + (a - r)) / 2):
        z = weight * (adds - (weight * adds).sum() / weight.sum()) / weight.sum()
        variance = 0.0
        for own in units.values():
            totals = np.array([z[places].sum() for places in own.values()])
            variance += len(totals) / (len(totals) - 1) * ((totals - totals.mean()) ** 2).sum()
        found.append(float(np.sqrt(variance)))
    return tuple(found)


@pytest.mark.parametrize(
    "design",
    [("weight", "stratum", "psu"), ("weight",), ("stratum",), ("weight", "psu")],
    ids=" ".join,
)
def test_errors_are_those_worked_out_by_hand(design: Sequence[str]) -> None:
    """Of every class, in every group and over all, also where refused households were drawn."""
    batch = sample(Random(f"errors {design}"), design)  # noqa: S311 -- no secrets
    cells = pl.concat([cells_of(part, [AREA]) for part in (batch[:90], batch[90:])])
    found = sampling_errors(cells, ["area"])
    assert found is not None
    rows = batch.rows(named=True)
    for group, errors in ((None, found.whole), *((key[0], of) for key, of in found.groups.items())):
        for name in ORDER[:4]:
            expected = errors_by_hand(rows, name, group)
            assert astuple(errors[name]) == pytest.approx(expected, rel=1e-9, abs=1e-13), (
                group,
                name,
            )
    assert sorted(found.groups) == [("a",), ("b",)]
    assert (found.singles, found.undrawn) == (0, 0)


def test_errors_stay_open() -> None:
    """A stratum with a single unit, or a household without one, leaves every error open."""
    batch = sample(Random(1), ("weight", "stratum", "psu"))  # noqa: S311 -- no secrets
    single = batch.with_columns(
        stratum=pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("D")).otherwise("stratum")
    )
    blank = batch.with_columns(psu=pl.when(pl.int_range(pl.len()) > 0).then("psu"))
    for rows, count in ((single, (1, 0)), (blank, (0, 1))):
        found = sampling_errors(cells_of(rows, [AREA]), [])
        assert found is not None
        assert (found.singles, found.undrawn) == count
        assert np.isnan([astuple(found.whole[name]) for name in ORDER[:4]]).all()


def test_the_object_has_errors_where_a_survey_has_a_design(tmp_path: Path) -> None:
    """Errors are in points, beside what each is of; a survey without a design has no keys."""
    found = counts(EXAMPLE, *MEMBERS, *STANDARDS)
    every = households(EXAMPLE, *MEMBERS, *STANDARDS, "--all")
    with EXAMPLE.open(encoding="utf-8") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    for row, both in zip(rows, every, strict=True):
        row |= {
            FROM: both["from_class"],
            TO: both["to_class"],
            RULES_REPLACED: "",
            COUNTS_REPLACED: "",
        }
        row |= {INSIDE: True, "weight": float(row["weight"])}
    for rate in found["rates"]:
        before, after, change = errors_by_hand(rows, rate["class"], None)[:3]
        printed = [float(rate[f"{name}_error"]) for name in ("before", "after", "change")]
        expected = [round(100 * error, 6) for error in (before, after, change)]
        assert printed == pytest.approx(expected, abs=1.5e-6), rate
    assert all(
        list(part)[3:] == ["lines_and_rules_error", "indicators_error"]
        for part in found["decomposition"]
    )
    without = [
        {n: c for n, c in row.items() if n not in {"weight", "stratum", "psu"}}
        for row in rows_in(EXAMPLE.read_text(encoding="utf-8"))
    ]
    bare = counts(write_rows(tmp_path / "bare.csv", without), *MEMBERS, *STANDARDS)
    assert list(bare["rates"][0]) == ["class", "before", "after", "change"]


def test_errors_are_shown_and_blank_units_are_said(tmp_path: Path) -> None:
    """The table of rates has each error in brackets; a note says why there is none."""
    printed = shown(EXAMPLE, *MEMBERS, *STANDARDS)
    assert "rate (std. error)" in printed
    assert "31.87% (3.08)" in printed
    rows = rows_in(EXAMPLE.read_text(encoding="utf-8"))
    rows[0]["psu"] = ""
    blank = write_rows(tmp_path / "blank.csv", rows), *MEMBERS, *STANDARDS
    assert "31.87%  " in shown(*blank)
    assert "1 household has no stratum or psu" in diff(*blank).errors
