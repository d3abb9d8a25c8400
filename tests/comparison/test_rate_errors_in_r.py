"""Standard errors of `diff --from --to` against R's package survey: both rates, and contrasts."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from in_r import close, needs_r
from test_rate_errors import AREA, SIDES, sample

from mdpoverty.comparison.rate_errors import sampling_errors
from mdpoverty.comparison.transitions import ORDER, cells_of
from mdpoverty.statistics.request import INSIDE

SCRIPT = Path(__file__).parents[1] / "support" / "survey_diff.R"
DESIGNS = [("weight", "stratum", "psu"), ("weight", "psu"), ("weight", "stratum"), ("psu",)]
FIGURES = ("before", "after", "change", "lines_and_rules", "indicators")
CLASSES = ORDER[:4]


def given(place: int, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what R is told of a sample: households drawn by themselves are units."""
    return [
        {
            "design": place,
            "inside": int(row[INSIDE]),
            "area": row[AREA],
            "weight": 0.0 if not row[INSIDE] else row.get("weight", 1.0),
            "stratum": row.get("stratum", "all"),
            "psu": row.get("psu", number),
            **{
                f"{name}.{side}": int(row[column] == name)
                for name in CLASSES
                for side, column in zip(("before", "after", "rules", "counts"), SIDES, strict=True)
            },
        }
        for number, row in enumerate(rows)
    ]


@needs_r
def test_errors_of_two_standards_are_those_of_r(tmp_path: Path) -> None:
    """Of every class, over all and in each area, the paired errors agree to 1e-9."""
    samples = [sample(Random(f"R {design}"), design) for design in DESIGNS]  # noqa: S311 -- a test
    told = [row for place, rows in enumerate(samples) for row in given(place, rows.to_dicts())]
    with (tmp_path / "households.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(told[0]))
        writer.writeheader()
        writer.writerows(told)
    files = [str(tmp_path / name) for name in ("households.csv", "errors.csv")]
    done = subprocess.run(
        ["Rscript", str(SCRIPT), *files], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = [sampling_errors(cells_of(rows, [AREA]), ["area"]) for rows in samples]
    with (tmp_path / "errors.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(DESIGNS) * 3 * len(CLASSES)
    for row in rows:
        errors = found[int(row["design"])]
        assert errors is not None
        of = errors.groups[row["area"],] if row["area"] else errors.whole
        for name in FIGURES:
            assert close(getattr(of[row["class"]], name), float(row[name])), (row, name)
