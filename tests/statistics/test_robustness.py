"""How far figures depend on cut-offs, indicators and missing answers, against plain counting."""

from __future__ import annotations

from itertools import combinations
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from samples import random_index, records, sample, summarized

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
