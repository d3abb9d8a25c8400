"""Income poverty, means and how incomes are distributed, against numpy; the latter in R too."""

from __future__ import annotations

import math
from collections import Counter
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from complex_step import Statistic, derived
from samples import official, records, sample, summarized
from second_reading import INCOME_LINES, Row
from second_statistics import Design, Mask, Vector, student

V22 = official("vn-2022-2025")
LINES = ("poverty", "average")


class Sample(NamedTuple):
    """A survey as rows, and what is read of it."""

    rows: list[Row]
    design: Design
    weights: Vector
    sizes: Vector
    incomes: Vector
    lines: dict[str, Vector]

    def of(self, region: str) -> Mask:
        """Return who is in a region."""
        return np.array([row["region"] == region for row in self.rows])


@pytest.fixture(scope="module")
def drawn() -> Sample:
    """Return a survey of strata and units, some of whose households have the same income."""
    rng = Random("incomes")  # noqa: S311 -- no secrets
    while True:
        rows = sample(rng, V22, 200)
        units = {(row["stratum"], row["psu"]) for row in rows}
        if min(Counter(unit[0] for unit in units).values()) > 1:
            break
    for row in rows:
        row["income_per_capita"] = str(
            rng.choice((0, 700_000, 1_500_000, rng.randint(0, 5_000_000)))
        )
    lines = INCOME_LINES["vn-2022-2025"]
    return Sample(
        rows,
        Design([row["stratum"] for row in rows], [row["psu"] for row in rows]),
        np.array([float(row["weight"]) for row in rows]),
        np.array([float(row["household_size"]) for row in rows]),
        np.array([float(row["income_per_capita"]) for row in rows]),
        {
            name: np.array([float(lines[row["area"]][place]) for row in rows])
            for place, name in enumerate(LINES)
        },
    )


def figures(drawn: Sample, **asked: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the figures of the south, by measure and indicator."""
    table = summarized(drawn.rows, V22, by="region", income=True, **asked)
    rows = records(table[table["region"] == "south"])
    return {(row["measure"], row["indicator"] or ""): row for row in rows}


def agrees(row: dict[str, Any], statistic: Statistic, weights: Vector, drawn: Sample) -> None:
    """Assert that a row has a statistic, its error and its degrees of freedom."""
    expected = derived(statistic, weights, drawn.design, drawn.of("south"))
    assert row["estimate"] == pytest.approx(expected.estimate, rel=1e-9), row
    assert row["standard_error"] == pytest.approx(expected.error, rel=1e-9), row
    assert row["df"] == expected.df


def gini(y: Vector, inside: Mask) -> Statistic:
    """Return half the mean difference of any two incomes through their mean."""
    apart = np.abs(y[:, None] - y[None, :])[np.ix_(inside, inside)]

    def found(w: Any) -> Any:
        own = w[inside]
        return (own @ apart @ own) / (2 * own.sum() * (own * y[inside]).sum())

    return found


def quintile(y: Vector, inside: Mask, fifth: int) -> Statistic:
    """Return the share of income that a fifth of the population has, poorest first."""
    order = np.flatnonzero(inside)[np.argsort(y[inside], kind="stable")]

    def lorenz(w: Any, part: int) -> Any:
        own, left, found = w[order], w[order].sum() * part / 5, 0.0
        for weight, income in zip(own, y[order], strict=True):
            taken = weight if np.real(weight) <= np.real(left) else left
            found, left = found + taken * income, left - taken
        return found / (own * y[order]).sum()

    return lambda w: lorenz(w, fifth) - lorenz(w, fifth - 1)


@pytest.mark.parametrize("unit", ["households", "persons"])
def test_measures_of_incomes_are_those_of_numpy(drawn: Sample, unit: str) -> None:
    """Poverty gaps, shortfall, mean, Gini coefficient and shares of fifths, with their errors."""
    found = figures(drawn, unit=unit)
    south, y = drawn.of("south"), drawn.incomes
    weights = drawn.weights * (drawn.sizes if unit == "persons" else 1)

    def mean(values: Vector) -> Statistic:
        return lambda w: (w * values)[south].sum() / w[south].sum()

    def total(values: Vector) -> Statistic:
        return lambda w: (w * values)[south].sum()

    for name, line in drawn.lines.items():
        poor, gap = y <= line, (line - y) / line
        powers = ("income_poverty_rate", "income_poverty_gap", "income_poverty_gap_squared")
        for power, measure in enumerate(powers):
            values = np.where(poor, gap**power, 0.0)
            agrees(found[measure, name], mean(values), weights, drawn)
        lacking = np.where(poor, line - y, 0.0)
        size = drawn.weights * drawn.sizes
        agrees(found["income_shortfall", name], total(lacking), size, drawn)
    agrees(found["mean_income", ""], mean(y), weights, drawn)
    agrees(found["gini", ""], gini(y, south), weights, drawn)
    for fifth in range(1, 6):
        agrees(found["quintile_share", str(fifth)], quintile(y, south, fifth), weights, drawn)
    shares = [found["quintile_share", str(fifth)]["estimate"] for fifth in range(1, 6)]
    assert sum(shares) == pytest.approx(1, abs=1e-14)


def test_the_median_has_the_interval_of_woodruff(drawn: Sample) -> None:
    """Its ends are the incomes at the ends of the interval of the share below."""
    row = figures(drawn)["median_income", ""]
    south, y = drawn.of("south"), drawn.incomes
    inside = np.flatnonzero(south & (drawn.weights > 0))
    order = inside[np.argsort(y[inside], kind="stable")]
    below = np.cumsum(drawn.weights[order]) / drawn.weights[order].sum()

    def at(share: float) -> float:
        return float(y[order][np.flatnonzero(below >= share - 1e-12)[0]])

    median = at(0.5)
    share = derived(
        lambda w: (w * (y <= median))[south].sum() / w[south].sum(),
        drawn.weights,
        drawn.design,
        south,
    )
    reach = student(share.df) * share.error
    low, high = at(share.estimate - reach), at(share.estimate + reach)
    assert (row["estimate"], row["ci_low"], row["ci_high"]) == (median, low, high)
    assert row["standard_error"] == pytest.approx((high - low) / 2 / student(share.df), rel=1e-9)


def test_an_unknown_income_leaves_measures_open(drawn: Sample) -> None:
    """Figures are blank, and shares of the poor have bounds; --complete-cases leaves it out."""
    rows = [dict(row) for row in drawn.rows]
    there = next(n for n, r in enumerate(rows) if r["region"] == "south" and float(r["weight"]) > 1)
    rows[there]["income_per_capita"] = ""
    other = drawn._replace(rows=rows)
    found = figures(other, bounds=True)
    for key, row in found.items():
        if key[0] in {"mean_income", "median_income", "gini", "quintile_share", "income_shortfall"}:
            assert row["estimate"] is None
            assert row["lowest"] is None
    rate = found["income_poverty_rate", "poverty"]
    assert rate["estimate"] is None
    assert math.isclose(
        rate["highest"] - rate["lowest"], float(rows[there]["weight"]) / rate["weighted"]
    )
    known = figures(other, complete_cases=True)
    assert known["gini", ""]["estimate"] is not None
    assert known["gini", ""]["households"] == found["gini", ""]["households"] - 1


def test_measures_of_deprivations_are_as_without_incomes(drawn: Sample) -> None:
    """Incomes add rows to the table, and change no other."""
    found = summarized(drawn.rows, V22, by="region", income=True)
    before = summarized(drawn.rows, V22, by="region")
    names = before["measure"].unique()
    same = found[found["measure"].isin(names)].reset_index(drop=True)
    pd.testing.assert_frame_equal(same, before, check_exact=True)
