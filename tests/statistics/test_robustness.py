"""How far figures depend on cut-offs, indicators and missing answers, against plain counting."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from samples import official, random_index, records, sample, summarized

from mdpoverty.statistics.robustness import kendall, spearman

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Rows, pd.DataFrame, list[str]]:
    """Return the table of a survey with gaps, beside its households, and its indicators."""
    rng = Random("robust")  # noqa: S311 -- no secrets
    standard = random_index(tmp_path_factory.mktemp("index"), rng, 3)
    rows = sample(rng, standard, 200, blank=0.05)
    asked: dict[str, Any] = {"robustness": True, "cutoffs": ["all"]}
    gaps = records(summarized(rows, standard, **asked))
    weighed = pd.DataFrame(rows).assign(w=lambda d: d["weight"].astype(float))
    return gaps, weighed, standard.indicators


def test_missing_answers_and_associations(found: tuple[Rows, pd.DataFrame, list[str]]) -> None:
    """Shares missing, Cramér's V and R0 are those of a weighted table of two by two."""
    table, rows, indicators = found
    of = {(row["measure"], row["indicator"] or ""): row["estimate"] for row in table}
    weights = rows["w"]
    for name in indicators:
        share = weights[rows[name] == ""].sum() / weights.sum()
        assert of["share_missing", name] == pytest.approx(share, rel=1e-12)
    kept = (rows[indicators] != "").all(axis=1)
    assert of["sample_kept", ""] == pytest.approx(weights[kept].sum() / weights.sum(), rel=1e-12)
    for one, other in combinations(indicators, 2):
        known = rows[(rows[one] != "") & (rows[other] != "")]
        cells = {
            (x, y): known["w"][(known[one] == x) & (known[other] == y)].sum()
            for x in "01"
            for y in "01"
        }
        n11, n10, n01, n00 = (
            cells[key] for key in (("1", "1"), ("1", "0"), ("0", "1"), ("0", "0"))
        )
        rest = (n11 + n10) * (n01 + n00) * (n11 + n01) * (n10 + n00)
        v = (n11 * n00 - n10 * n01) / np.sqrt(rest)
        assert of["cramers_v", f"{one};{other}"] == pytest.approx(v, rel=1e-9)
        r0 = n11 / min(n11 + n10, n11 + n01)
        assert of["redundancy", f"{one};{other}"] == pytest.approx(r0, rel=1e-9)


def test_ranks_of_groups() -> None:
    """Correlations of ranks are those that pandas has, ties and all."""
    rng = np.random.default_rng(5)
    for _ in range(20):
        x, y = (rng.integers(0, 6, 9).astype(float) for _ in range(2))
        one, other = pd.Series(x), pd.Series(y)
        ranks = one.rank().corr(other.rank())
        assert spearman(x, y) == pytest.approx(ranks, rel=1e-12)
        signs = [(np.sign(x[i] - x[j]), np.sign(y[i] - y[j])) for i, j in combinations(range(9), 2)]
        agreeing = sum(a * b for a, b in signs)
        untied = [sum(side != 0 for side in sides) for sides in zip(*signs, strict=True)]
        assert kendall(x, y) == pytest.approx(agreeing / np.sqrt(untied[0] * untied[1]), rel=1e-12)
    assert np.isnan(spearman(np.ones(3), np.arange(3.0)))
    assert np.isnan(kendall(np.array([1, np.nan]), np.arange(2.0)))


def test_groups_rank_at_every_cut_off(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every two cut-offs are compared, by the M0 of the groups."""
    rng = Random("ranks")  # noqa: S311 -- no secrets
    standard = random_index(tmp_path_factory.mktemp("index"), rng, 3)
    table = summarized(
        sample(rng, standard, 200), standard, by="region", robustness=True, cutoffs=["all"]
    )
    ranked = table[table["measure"] == "rank_correlation_kendall"]
    cutoffs = list(dict.fromkeys(table["cutoff"][table["measure"] == "headcount_ratio"]))
    assert len(cutoffs) == 3
    assert list(ranked["cutoff"]) == [";".join(pair) for pair in combinations(cutoffs, 2)]
    assert set(ranked["indicator"]) == {"region"}
    m0 = table[(table["measure"] == "adjusted_headcount_ratio") & (table["grouping"] == "region")]
    sides = [m0[m0["cutoff"] == cutoff]["estimate"].to_numpy(dtype=float) for cutoff in cutoffs[:2]]
    assert ranked["estimate"].iloc[0] == pytest.approx(kendall(sides[0], sides[1]))


def test_every_dimension_has_half_of_the_weight_in_turn() -> None:
    """H, M0 and their bounds at each scheme, by fractions, beside the ranks of groups."""
    standard = official("vn-2022-2025")
    rng = Random("weights")  # noqa: S311 -- no secrets
    rows = sample(rng, standard, 80, blank=0.02)
    asked: dict[str, Any] = {"robustness": True, "cutoffs": ["0.33", "3"], "bounds": True}
    table = summarized(rows, standard, by="region", **asked)
    of = {
        (row["measure"], row["indicator"], row["cutoff"]): row
        for row in records(table)
        if row["region"] is None
    }
    dimensions = {name: standard.index.dimensions[name] for name in standard.indicators}
    names = list(dict.fromkeys(dimensions.values()))
    least = {"0.33": Fraction(33, 100), "3": Fraction(3, 12)}
    whole = sum(Fraction(row["weight"]) for row in rows)
    for half, (text, k) in product(names, least.items()):
        share = {
            name: Fraction(1, 4) if d == half else Fraction(1, 4 * (len(names) - 1))
            for name, d in dimensions.items()
        }
        sums = [Fraction(0)] * 4
        for row in rows:
            low = sum((s for name, s in share.items() if row[name] == "1"), Fraction(0))
            high = low + sum((s for name, s in share.items() if not row[name]), Fraction(0))
            poor = [Fraction(score >= k) for score in (low, high)]
            parts = (*poor, low * poor[0], high * poor[1])
            sums = [s + Fraction(row["weight"]) * p for s, p in zip(sums, parts, strict=True)]
        h, m0 = (of[f"reweighted_{n}headcount_ratio", half, text] for n in ("", "adjusted_"))
        found = (h["lowest"], h["highest"], m0["lowest"], m0["highest"])
        assert found == pytest.approx([float(s / whole) for s in sums], rel=1e-12)
    under = table[table["measure"] == "reweighted_rank_correlation_spearman"]
    assert list(under["indicator"]) == [f"{half};region" for _ in least for half in names]
    known = [row for row in rows if all(row[name] for name in standard.indicators)]
    complete = summarized(known, standard, by="region", **asked)
    rank = complete[complete["measure"] == "reweighted_rank_correlation_kendall"]["estimate"]
    sides = [
        complete[
            (complete["measure"] == name)
            & (complete["cutoff"] == "0.33")
            & (complete["grouping"] == "region")
            & (complete["indicator"].isna() | (complete["indicator"] == names[0]))
        ]["estimate"].to_numpy(dtype=float)
        for name in ("adjusted_headcount_ratio", "reweighted_adjusted_headcount_ratio")
    ]
    assert rank.iloc[0] == pytest.approx(kendall(*sides), rel=1e-12)
