"""Errors by replicate weights, against figures made again with each weight, numpy and R."""

from __future__ import annotations

import csv
import subprocess
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from files import rows_in, write_csv
from in_r import close, needs_r
from samples import frame_of, official, random_index, records, sample, summarized
from second_reading import Row
from second_statistics import student
from summaries import summarize
from surveys import text_frame

import mdpoverty
from mdpoverty.errors import SurveyError, UsageError
from mdpoverty.statistics.replicate_ranks import Ranking, rank
from mdpoverty.statistics.request import INSIDE

Method = Literal["brr", "jackknife", "bootstrap"]
Floats = npt.NDArray[np.float64]

SCRIPT = Path(__file__).parents[1] / "support" / "survey_replicates.R"
V22 = official("vn-2022-2025")
METHODS: tuple[Method, ...] = ("brr", "jackknife", "bootstrap")
COMPARED = ("estimate", "relative", "per_year", "relative_per_year")


def scale(method: Method, number: int) -> float:
    """Return what squares are multiplied by."""
    return {"brr": 1 / number, "jackknife": 1 - 1 / number, "bootstrap": 1 / (number - 1)}[method]


def replicated(rng: Random, rows: list[Row], method: Method, number: int) -> list[Row]:
    """Return rows with replicate weights, by sampling units; without strata and units."""
    units = sorted({(row["stratum"], row["psu"]) for row in rows})
    factors: dict[tuple[str, str], list[float]] = {}
    for place, unit in enumerate(units):
        factors[unit] = {
            "brr": [rng.choice((0.5, 1.5)) for _ in range(number)],
            "jackknife": [
                0 if place % number == r else number / (number - 1) for r in range(number)
            ],
            "bootstrap": [float(rng.choice((0, 1, 1, 2))) for _ in range(number)],
        }[method]
    found = []
    for row in rows:
        own = {name: cell for name, cell in row.items() if name not in {"stratum", "psu"}}
        each = (float(row["weight"]) * f for f in factors[row["stratum"], row["psu"]])
        found.append(own | {f"rep_{r}": repr(round(w, 6)) for r, w in enumerate(each, start=1)})
    return found


def full(rows: list[Row], weight: str) -> list[Row]:
    """Return rows with one of their weights as the full one."""
    return [
        {n: cell for n, cell in row.items() if not n.startswith("rep_")} | {"weight": row[weight]}
        for row in rows
    ]


def test_every_figure_is_made_again_with_each_weight(tmp_path: Path) -> None:
    """Levels, changes, differences, shares and parts have the errors of their replicates."""
    rng = Random("again")  # noqa: S311 -- no secrets
    standard = random_index(tmp_path, rng, 2)
    rows = replicated(rng, sample(rng, standard, 120), "bootstrap", 4)
    asked: dict[str, Any] = {"change": "round", "contrast": "area", "totals": True}
    asked |= {"cutoffs": ["1/2"], "unit": "persons"}
    found = summarized(rows, standard, replicates="rep_*", method="bootstrap", **asked)
    again = [summarized(full(rows, f"rep_{r}"), standard, **asked) for r in range(1, 5)]
    there = 0
    for name in COMPARED:
        estimate = _numbers(found[name])
        error = _numbers(found["standard_error" if name == "estimate" else f"{name}_error"])
        apart = np.array([_numbers(each[name]) for each in again]) - estimate
        expected = np.sqrt(scale("bootstrap", 4) * (apart**2).sum(axis=0))
        known = ~np.isnan(error)
        assert error[known] == pytest.approx(expected[known], rel=1e-9, abs=1e-12), name
        # Blank are the errors of what falls to 0, of what a replicate has not, and without degrees.
        told = np.isnan(expected) | (expected < 1e-12) | (_numbers(found["df"]) < 1)
        assert (known | told).all(), found[~(known | told)]
        there += int(known.sum())
    assert there > 100
    assert found["units"].isna().all()


def _numbers(column: Any) -> Floats:
    return np.asarray(column.astype(float).to_numpy(), dtype=np.float64)


@pytest.mark.parametrize("method", METHODS)
def test_incomes_and_rates_are_those_of_numpy(method: Method) -> None:
    """A rate, its interval, a mean, the Gini coefficient and a fifth, by group; degrees too."""
    rng = Random(f"numpy {method}")  # noqa: S311 -- no secrets
    rows = replicated(rng, sample(rng, V22, 150), method, 6)
    for row in rows:
        row["income_per_capita"] = str(rng.randint(1, 5_000_000))
    table = records(
        summarized(rows, V22, by="region", income=True, replicates="rep_*", method=method)
    )
    for region in ("north", "centre", "south"):
        own = [row for row in rows if row["region"] == region]
        y = np.array([float(row["income_per_capita"]) for row in own])
        deprived = np.array([row["water"] == "1" for row in own])
        weights = np.array([[float(row[f"rep_{r}"]) for row in own] for r in range(1, 7)])
        whole = np.array([float(row["weight"]) for row in own])
        df = min(np.linalg.matrix_rank(weights, tol=1e-4), int((whole > 0).sum())) - 1
        for measure, indicator, of in (
            ("uncensored_headcount", "water", lambda w, d=deprived: w @ d / w.sum()),
            ("mean_income", None, lambda w, y=y: w @ y / w.sum()),
            ("gini", None, lambda w, y=y: _gini(y, w)),
            ("quintile_share", "5", lambda w, y=y: 1 - _lorenz(y, w, 0.8)),
        ):
            [row] = [
                r
                for r in table
                if (r["region"], r["measure"], r["indicator"]) == (region, measure, indicator)
            ]
            estimate, each = of(whole), np.array([of(w) for w in weights])
            error = np.sqrt(scale(method, 6) * ((each - estimate) ** 2).sum())
            assert row["estimate"] == pytest.approx(estimate, rel=1e-9)
            assert row["standard_error"] == pytest.approx(error, rel=1e-9)
            assert row["df"] == df
            if measure == "uncensored_headcount":
                reach = student(df) * error / (estimate * (1 - estimate))
                low = 1 / (1 + np.exp(reach - np.log(estimate / (1 - estimate))))
                assert row["ci_low"] == pytest.approx(low, rel=1e-9)


def _gini(y: Floats, w: Floats) -> float:
    apart = np.abs(y[:, None] - y[None, :])
    return float(w @ apart @ w / (2 * w.sum() * (w @ y)))


def _lorenz(y: Floats, w: Floats, p: float) -> float:
    order = np.argsort(y)
    y, w = y[order], w[order]
    below = np.concatenate([[0], np.cumsum(w)])
    return float(np.interp(p * w.sum(), below, np.concatenate([[0], np.cumsum(w * y)])) / (w @ y))


def test_degrees_are_those_of_the_rank() -> None:
    """However rows come, their rank is that of all; what rounding adds is no rank."""
    rng = np.random.default_rng(0)
    weights = rng.uniform(1, 2, (500, 3)) @ rng.uniform(1, 2, (3, 8))
    frame = pl.DataFrame(weights.round(7), schema=[f"w{n}" for n in range(8)])
    frame = frame.with_columns(pl.lit(value=True).alias(INSIDE), (pl.int_range(500) % 2).alias("g"))
    ranking = Ranking(["g"], frame.columns[:8])
    for start in range(0, 500, 30):
        ranking.note(frame[start : start + 30])
    found = ranking.found(frame)
    assert sorted(found.groups["g"]) == [0, 1]
    assert [rank(rows) for rows in found.rows] == [3, 3]
    assert all(len(rows) <= 32 for rows in found.rows)
    assert rank(np.zeros((2, 3))) == 0
    assert rank(np.eye(4)[:3]) == 3


def _faulty(**asked: Any) -> list[str]:
    rng = Random("faults")  # noqa: S311 -- no secrets
    rows = replicated(rng, sample(rng, V22, 10), "brr", 3)
    with pytest.raises(UsageError) as caught:
        summarized(rows, V22, **asked)
    return [problem.code for problem in caught.value.problems]


def test_what_cannot_be_replicate_weights_is_refused() -> None:
    """Half of what is needed, two designs, and patterns of no, one or other columns."""
    assert _faulty(replicates="rep_*") == ["statistics.option-missing"]
    assert _faulty(method="brr") == ["statistics.option-missing"]
    both = {"replicates": "rep_*", "method": "brr"}
    for other in ({"fpc": "weight"}, {"single_unit": "certainty"}):
        assert _faulty(**both, **other) == ["statistics.not-with-replicates"]
    assert _faulty(**both | {"replicates": "r_*"}) == ["statistics.no-replicates"]
    assert _faulty(**both | {"replicates": "rep_1"}) == ["statistics.one-replicate"]
    meant = _faulty(**both | {"replicates": "*e*"})
    assert meant == ["statistics.replicates-of-another-meaning"]
    assert _faulty(replicates="rep_*", method="sdr") == ["api.unknown-word"]


def test_blank_and_negative_replicate_weights_are_named() -> None:
    """Each cell that is no weight is refused, with its column; a full weight is needed."""
    rng = Random("cells")  # noqa: S311 -- no secrets
    rows = replicated(rng, sample(rng, V22, 10), "brr", 3)
    rows[2]["rep_1"], rows[3]["rep_2"] = "", "-1"
    with pytest.raises(SurveyError) as caught:
        summarized(rows, V22, replicates="rep_*", method="brr")
    named = {(p.subject, p.code, p.places[0].line) for p in caught.value.problems}
    assert named == {("rep_1", "reading.missing", 3), ("rep_2", "reading.below", 4)}
    for row in rows:
        del row["weight"]
    with pytest.raises(SurveyError) as caught:
        summarized(rows, V22, replicates="rep_*", method="brr")
    assert [p.subject for p in caught.value.problems] == ["weight"]


def test_a_profile_carries_replicate_weights(tmp_path: Path) -> None:
    """The command line reads the same from a profile; strata and units are not looked at."""
    rng = Random("profile")  # noqa: S311 -- no secrets
    rows = replicated(rng, sample(rng, V22, 40), "bootstrap", 4)
    header = [*rows[0], "psu"]
    survey = write_csv(tmp_path / "survey.csv", [header, *([*row.values(), "1"] for row in rows)])
    done = summarize(survey, "--standard", "vn-2022-2025", "--replicates", "rep_*")
    assert done.code == 2
    assert "--method" in done.errors
    asked = ["--replicates", "rep_*", "--method", "bootstrap"]
    done = summarize(survey, "--standard", "vn-2022-2025", *asked)
    assert done.code == 0, done.errors
    assert "sampling unit" not in done.errors
    [expected] = [
        row
        for row in records(summarized(rows, V22, replicates="rep_*", method="bootstrap"))
        if row["measure"] == "near_poor_rate"
    ]
    [found] = [row for row in rows_in(done.out) if row["measure"] == "near_poor_rate"]
    assert float(found["standard_error"]) == expected["standard_error"]
    assert found["units"] == ""


def test_children_are_counted_with_each_weight(tmp_path: Path) -> None:
    """Groups of members have the errors of the replicates of their households."""
    rng = Random("children")  # noqa: S311 -- no secrets
    standard = random_index(tmp_path, rng, 2)
    rows = replicated(rng, sample(rng, standard, 60), "brr", 4)
    members = [
        {"household_id": row["household_id"], "person_id": str(n), "age": rng.choice(("9", "40"))}
        for row in rows
        for n in range(int(row["household_size"]))
    ]
    each_asked: list[tuple[list[Row], dict[str, Any]]] = [
        (rows, {"replicates": "rep_*", "method": "brr"}),
        *((full(rows, f"rep_{n}"), {}) for n in range(1, 5)),
    ]
    found, *again = (
        {
            (row["age_group"], row["measure"]): row
            for row in records(
                mdpoverty.summarize(
                    frame_of(each, standard),
                    standard.given,
                    text_frame(members),
                    by_member="age_group",
                    **asked,
                )
            )
        }
        for each, asked in each_asked
    )
    for group, measure in (
        ("0-15", "poor_rate"),
        ("16-59", "poor_persons"),
        ("16-59", "intensity"),
    ):
        estimate = found[group, measure]["estimate"]
        apart = np.array([each[group, measure]["estimate"] - estimate for each in again])
        expected = np.sqrt((apart**2).mean())
        assert found[group, measure]["standard_error"] == pytest.approx(expected, rel=1e-9)


def test_what_a_replicate_leaves_out_has_no_error(tmp_path: Path) -> None:
    """A group without a weight in one replicate keeps its figures, and it is said how many."""
    rng = Random("nobody")  # noqa: S311 -- no secrets
    rows = replicated(rng, sample(rng, V22, 60), "bootstrap", 4)
    for row in rows:
        row["rep_2"] = "0" if row["region"] == "south" else row["rep_2"]
    survey = write_csv(tmp_path / "survey.csv", [[*rows[0]], *(list(row.values()) for row in rows)])
    asked = ["--by", "region", "--replicates", "rep_*", "--method", "bootstrap"]
    done = summarize(survey, "--standard", "vn-2022-2025", *asked)
    table = rows_in(done.out)
    blank = {row["region"] for row in table if row["estimate"] and not row["standard_error"]}
    assert "south" in blank
    [rate] = [r for r in table if (r["region"], r["measure"]) == ("south", "near_poor_rate")]
    assert rate["estimate"]
    [number] = [r for r in table if (r["region"], r["measure"]) == ("south", "poor_households")]
    assert number["standard_error"]
    said = sum(bool(r["estimate"] and not r["standard_error"] and int(r["df"]) > 0) for r in table)
    assert f"{said} figures have no standard error" in done.errors


NAMED = {
    "rate": ("headcount_ratio", None),
    "number": ("poor_households", None),
    "ratio": ("intensity", None),
    "mean": ("mean_income", None),
    "median": ("median_income", None),
    "contrast.poor": ("headcount_ratio", "a"),
    "contrast.score": ("adjusted_headcount_ratio", "a"),
    "share.class": ("poor_share", None),
    "share.score": ("adjusted_headcount_share", None),
}


@needs_r
def test_replicate_weights_are_those_of_r(tmp_path: Path) -> None:
    """Estimates, errors, intervals and degrees of freedom agree to 1e-9."""
    rng = Random("replicates in R")  # noqa: S311 -- no secrets
    surveys = []
    for method in METHODS:
        rows = replicated(rng, sample(rng, V22, 150), method, 8)
        for row in rows:
            row |= {"region": rng.choice("ab"), "income_per_capita": str(rng.randint(1, 4_000_000))}
        surveys.append(rows)
    weights = [f"rep_{r}" for r in range(1, 9)]
    with (tmp_path / "households.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        header = ["weight", "group", "income", "poor", "score", "class"]
        out.writerow(["design", "method", *header, *weights])
        for method, rows in zip(METHODS, surveys, strict=True):
            for row in rows:
                score = sum(row[name] == "1" for name in V22.indicators)
                poor = int(score >= 3)
                cells = [row["weight"], row["region"], row["income_per_capita"], poor]
                cells.append(poor * score / len(V22.indicators))
                cells.append(int(V22.decided(row)[0] == "poor"))
                out.writerow([method, method, *cells, *(row[name] for name in weights)])
    files = [str(tmp_path / name) for name in ("households.csv", "figures.csv")]
    done = subprocess.run(
        ["Rscript", str(SCRIPT), *files], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    asked: dict[str, Any] = {"contrast": "region", "totals": True, "income": True}
    tables: dict[str, list[dict[str, Any]]] = {
        method: records(
            summarized(rows, V22, cutoffs=["3"], replicates="rep_*", method=method, **asked)
        )
        for method, rows in zip(METHODS, surveys, strict=True)
    }
    checked = Counter[str]()
    with (tmp_path / "figures.csv").open(encoding="utf-8") as file:
        for expected in csv.DictReader(file):
            name, _, group = expected["name"].rpartition(".")
            name, group = (name, group) if group in {"a", "b"} else (expected["name"], "b")
            measure, before = NAMED[name]
            group = "a" if name.startswith("share") else group
            [mine] = [
                each
                for each in tables[expected["design"]]
                if (each["measure"], each["region"], each["contrast_from"])
                == (measure, group, before)
            ]
            assert close(mine["estimate"], float(expected["estimate"])), expected
            assert close(mine["standard_error"], float(expected["error"])), expected
            assert mine["df"] == int(expected["df"]), expected
            if expected["low"]:
                assert close(mine["ci_low"], float(expected["low"])), expected
                assert close(mine["ci_high"], float(expected["high"])), expected
            checked[name] += 1
    assert checked == Counter({n: 3 * (2 if "." not in n else 1) for n in NAMED})
