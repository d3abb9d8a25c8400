"""Differences, shares of groups and incomes against R's package survey, on random designs."""

from __future__ import annotations

import csv
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from in_r import close, needs_r
from samples import Standard, official, records, sample, summarized
from second_reading import INCOME_LINES, Row

SCRIPT = Path(__file__).parents[1] / "support" / "survey_more.R"
V22 = official("vn-2022-2025")
DESIGNS = 4
FPC = {"A": 5, "B": 8, "C": 1000, "D": 12}  # units in the population of each stratum
_NOBODY = {"region": None, "contrast_from": None}
NAMED = {
    "contrast.poor": ("headcount_ratio", "estimate", "standard_error"),
    "relative.poor": ("headcount_ratio", "relative", "relative_error"),
    "contrast.score": ("adjusted_headcount_ratio", "estimate", "standard_error"),
    "relative.score": ("adjusted_headcount_ratio", "relative", "relative_error"),
    "share.score": ("adjusted_headcount_share", "estimate", "standard_error"),
    "share.population": ("population_share", "estimate", "standard_error"),
    "mean.income": ("mean_income", "estimate", "standard_error"),
    "mean.below": ("income_poverty_rate", "estimate", "standard_error"),
    "mean.gap": ("income_poverty_gap", "estimate", "standard_error"),
    "mean.square": ("income_poverty_gap_squared", "estimate", "standard_error"),
    "fpc.income": ("mean_income", "estimate", "standard_error"),
    "median": ("median_income", "estimate", "standard_error"),
}


def survey(rng: Random) -> list[Row]:
    """Return a survey without single units, in which everything is known."""
    while True:
        rows = sample(rng, V22, 150)
        units = {(row["stratum"], row["psu"]) for row in rows}
        if min(Counter(unit[0] for unit in units).values()) > 1:
            break
    for row in rows:
        some = (700_000, 1_500_000, rng.randint(1, 5_000_000))
        row |= {"income_per_capita": str(rng.choice(some)), "region": rng.choice("ab")}
    return rows


def given(design: int, rows: Sequence[Row], standard: Standard) -> list[list[Any]]:
    """Return what R is told of a survey."""
    lines = INCOME_LINES["vn-2022-2025"]
    found = []
    for row in rows:
        score = sum(row[name] == "1" for name in standard.indicators)
        poor = score >= 3
        cells = [row[name] for name in ("weight", "stratum", "psu", "region", "income_per_capita")]
        line = lines[row["area"]][0]
        found.append(
            [
                design,
                *cells,
                line,
                int(poor),
                poor * score / len(standard.indicators),
                FPC[row["stratum"]],
            ]
        )
    return found


def number(cell: str) -> float:
    """Return a number of R, NaN where it has none."""
    return float(cell or "nan")


@needs_r
def test_what_is_made_of_figures_is_that_of_r(tmp_path: Path) -> None:
    """Estimates, errors, and the interval of the median, agree to 1e-9."""
    rng = Random("in R")  # noqa: S311 -- no secrets
    surveys = [survey(rng) for _ in range(DESIGNS)]
    header = [
        "design",
        "weight",
        "stratum",
        "psu",
        "group",
        "income",
        "line",
        "poor",
        "score",
        "fpc",
    ]
    with (tmp_path / "households.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(header)
        for design, rows in enumerate(surveys):
            csv.writer(file).writerows(given(design, rows, V22))
    files = [str(tmp_path / name) for name in ("households.csv", "figures.csv")]
    done = subprocess.run(
        ["Rscript", str(SCRIPT), *files], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    asked = {"contrast": "region", "totals": True, "income": True, "cutoffs": ["3"]}
    tables = [records(summarized(rows, V22, **asked)) for rows in surveys]
    told = [[{**row, "fpc": str(FPC[row["stratum"]])} for row in rows] for rows in surveys]
    asked = {"income": True, "fpc": "fpc"}
    corrected = [[r | _NOBODY for r in records(summarized(s, V22, **asked))] for s in told]
    checked = Counter[str]()
    with (tmp_path / "figures.csv").open(encoding="utf-8") as file:
        for expected in csv.DictReader(file):
            if expected["name"] not in NAMED:
                continue
            name, estimate, error = NAMED[expected["name"]]
            compared = "b" if expected["name"].startswith(("contrast", "relative")) else None
            group = "b" if compared else "a" if "share" in expected["name"] else None
            of = corrected if expected["name"].startswith("fpc") else tables
            [row] = [
                row
                for row in of[int(expected["design"])]
                if (row["measure"], row["region"]) == (name, group)
                and row["indicator"] in {None, "poverty"}
                and (row["contrast_from"] is not None) == bool(compared)
            ]
            assert close(row[estimate], number(expected["estimate"])), expected
            assert close(row[error], number(expected["error"])), expected
            if expected["name"] == "median":
                assert close(row["ci_low"], number(expected["low"])), expected
                assert close(row["ci_high"], number(expected["high"])), expected
            checked[expected["name"]] += 1
    assert checked == Counter(dict.fromkeys(NAMED, DESIGNS))
