"""How groups and rounds differ, what makes up a change, and what groups are of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from complex_step import Statistic, derived
from samples import DESIGN, Standard, random_index, records, sample, second, summarized
from second_reading import Row
from second_statistics import Mask, Second, Vector

from mdpoverty.errors import MdpovertyError, UsageError

CUTOFF = "1/2"


@dataclass(frozen=True)
class Sample:
    """A survey of rounds and regions, as rows and as vectors."""

    rows: Sequence[Row]
    standard: Standard

    @cached_property
    def survey(self) -> Second:
        """The second computation."""
        return second(self.rows, self.standard, ["region"], told="round")

    @cached_property
    def weights(self) -> Vector:
        """The weight of each household."""
        return self.survey.weights

    @cached_property
    def poor(self) -> Vector:
        """Who is poor at the cut-off."""
        households, index = self.survey.households, self.standard.index
        return np.array([float(bool(h.poor_at(index, CUTOFF))) for h in households])

    @cached_property
    def scores(self) -> Vector:
        """The censored scores."""
        households, index = self.survey.households, self.standard.index
        scores = np.array([float(h.score(index) or 0) for h in households])
        return np.where(self.poor > 0, scores, 0.0)

    def of(self, **cells: str) -> Mask:
        """Return the households that have these cells."""
        return np.array([cells.items() <= row.items() for row in self.rows])

    def mean(self, values: Vector, base: Mask) -> Statistic:
        """Return the weighted mean of values over a base, as a function of weights."""
        return lambda w: (w * values)[base].sum() / w[base].sum()

    def share(self, part: Mask, whole: Mask, values: Vector | None = None) -> Statistic:
        """Return what a part is of the whole, as a function of weights."""
        each = np.ones(len(self.rows)) if values is None else values
        return lambda w: (w * each)[part].sum() / (w * each)[whole].sum()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Return a panel that rotates, of rounds two years apart, without single units."""
    rng = Random("drawn")  # noqa: S311 -- no secrets
    standard = random_index(tmp_path_factory.mktemp("index"), rng, 3)
    while True:
        rows = sample(rng, standard, 240, columns=DESIGN)
        units = {(row["round"], row["stratum"], row["psu"]) for row in rows}
        if min(Counter(unit[:2] for unit in units).values()) > 1:
            return Sample(rows, standard)


def one(table: pd.DataFrame, **cells: str | None) -> dict[str, Any]:
    """Return the only row that has these cells; None is null."""
    there = np.ones(len(table), dtype=bool)
    for name, cell in cells.items():
        same = table[name].isna() if cell is None else (table[name] == cell).fillna(value=False)
        there &= same.to_numpy(dtype=bool)
    [place] = np.flatnonzero(there)
    return {str(name): cell for name, cell in table.iloc[place].items()}


def agrees(
    row: Mapping[str, Any], statistic: Statistic, drawn: Sample, base: Mask, prefix: str = ""
) -> None:
    """Assert that a row has a statistic, its error and its degrees of freedom."""
    expected = derived(statistic, drawn.weights, drawn.survey.design, base)
    names = (prefix, prefix + "_error") if prefix else ("estimate", "standard_error")
    assert row[names[0]] == pytest.approx(expected.estimate, rel=1e-9, abs=1e-12), row
    assert row[names[1]] == pytest.approx(expected.error, rel=1e-9, abs=1e-12), row
    if not prefix:
        assert row["df"] == expected.df


def test_changes_between_every_two_rounds(drawn: Sample) -> None:
    """Absolute, relative and yearly changes of a rotating panel, and both parts of that of M0."""
    table = summarized(drawn.rows, drawn.standard, change="round", pairs="every", cutoffs=[CUTOFF])
    found = table[table["change_from"].notna()]
    assert set(zip(found["change_from"], found["round"], strict=True)) == {
        ("2016", "2018"),
        ("2016", "2020"),
        ("2018", "2020"),
    }
    for before, after in (("2016", "2018"), ("2016", "2020")):
        _agrees_with_change(drawn, found, before, after)


def _agrees_with_change(drawn: Sample, found: pd.DataFrame, before: str, after: str) -> None:
    sides = drawn.of(round=before), drawn.of(round=after)
    years = int(after) - int(before)
    h1, h2 = (drawn.mean(drawn.poor, side) for side in sides)
    m1, m2 = (drawn.mean(drawn.scores, side) for side in sides)
    every = sides[0] | sides[1]
    row = one(found, round=after, change_from=before, measure="adjusted_headcount_ratio")
    agrees(row, lambda w: m2(w) - m1(w), drawn, every)
    agrees(row, lambda w: m2(w) / m1(w) - 1, drawn, every, "relative")
    agrees(row, lambda w: (m2(w) - m1(w)) / years, drawn, every, "per_year")
    agrees(row, lambda w: (m2(w) / m1(w)) ** (1 / years) - 1, drawn, every, "relative_per_year")
    parts: dict[str, Statistic] = {
        "change_by_headcount": lambda w: (h2(w) - h1(w)) * (m1(w) / h1(w) + m2(w) / h2(w)) / 2,
        "change_by_intensity": lambda w: (m2(w) / h2(w) - m1(w) / h1(w)) * (h1(w) + h2(w)) / 2,
    }
    found_parts = []
    for name, part in parts.items():
        own = one(found, round=after, change_from=before, measure=name)
        agrees(own, part, drawn, every)
        found_parts.append(own["estimate"])
    assert sum(found_parts) == pytest.approx(row["estimate"], abs=1e-14)


def test_groups_that_are_compared(drawn: Sample) -> None:
    """A difference between groups has the error of both together, and its p-value."""
    table = summarized(drawn.rows, drawn.standard, contrast="region", cutoffs=[CUTOFF])
    # Without a column of rounds there is one design; its own are the units of each round.
    alone = Sample([{**row, "round": "0"} for row in drawn.rows], drawn.standard)
    found = table[table["contrast_from"].notna()]
    assert len(found) == 3 * (len(table) - len(found)) / 3
    base = alone.of(region="centre") | alone.of(region="south")
    one_mean, other = (alone.mean(alone.poor, alone.of(region=r)) for r in ("centre", "south"))
    row = one(found, region="south", contrast_from="centre", measure="headcount_ratio")
    agrees(row, lambda w: other(w) - one_mean(w), alone, base)
    agrees(row, lambda w: other(w) / one_mean(w) - 1, alone, base, "relative")
    assert (row["p_value"] < 0.05) == (row["ci_low"] > 0 or row["ci_high"] < 0)
    assert pd.isna(row["per_year"])


def test_p_values_are_those_of_student(drawn: Sample) -> None:
    """The interval at the level 1 - p ends at zero."""
    table = summarized(drawn.rows, drawn.standard, contrast="region")
    some = table[(table["p_value"] > 0.001) & (table["p_value"] < 0.5)].reset_index(drop=True)
    place = int(np.argmin(some["p_value"].to_numpy()))
    level = 1 - some["p_value"].iloc[place]
    table = summarized(drawn.rows, drawn.standard, contrast="region", level=level)
    same = table[(table["p_value"] > 0.001) & (table["p_value"] < 0.5)].iloc[place]
    assert min(abs(same["ci_low"]), abs(same["ci_high"])) < 1e-9


def test_totals_and_shares_of_groups(drawn: Sample) -> None:
    """Each margin comes with the figures of its own, and groups with their shares of all."""
    asked = {"by": ["region", "area"], "cutoffs": [CUTOFF], "totals": True}
    table = summarized(drawn.rows, drawn.standard, **asked)
    alone = Sample([{**row, "round": "0"} for row in drawn.rows], drawn.standard)
    assert list(dict.fromkeys(table["grouping"].fillna(""))) == [
        "",
        "region",
        "area",
        "region;area",
    ]
    for by in ([], ["region"], ["area"], ["region", "area"]):
        own = table[table["grouping"].fillna("") == ";".join(by)]
        own = own[~own["measure"].str.endswith("_share") | own["indicator"].notna()]
        same = summarized(drawn.rows, drawn.standard, by=by, cutoffs=[CUTOFF])
        pd.testing.assert_frame_equal(
            own[same.columns].reset_index(drop=True), same, check_exact=False, rtol=1e-12
        )
    every = alone.of()
    for cells in ({"region": "south"}, {"region": "north", "area": "urban"}):
        group = alone.of(**cells)
        row = {"area": None, **cells}
        values: dict[str, tuple[Vector | None, Mask]] = {
            "population_share": (None, every),
            "adjusted_headcount_share": (alone.scores, alone.scores > 0),
        }
        for name, (value, base) in values.items():
            found = one(table, measure=name, **row)
            agrees(found, alone.share(group, every, value), alone, base)


def test_separate_groupings_in_one_run(drawn: Sample) -> None:
    """`each` gives what several runs give, and totals once."""
    table = summarized(drawn.rows, drawn.standard, each=["region", "area"])
    assert list(table["grouping"].unique()) == ["region", "area"]
    for by in ("region", "area"):
        own = table[table["grouping"] == by]
        same = summarized(drawn.rows, drawn.standard, by=by)
        pd.testing.assert_frame_equal(
            own[same.columns].reset_index(drop=True), same, check_exact=False, rtol=1e-12
        )


def test_changes_within_and_between_groups(drawn: Sample) -> None:
    """What groups add to the change of M0 within, and by growing, adds up to that change."""
    table = summarized(
        drawn.rows, drawn.standard, by="area", change="round", totals=True, cutoffs=[CUTOFF]
    )
    sides = drawn.of(round="2016"), drawn.of(round="2018")
    compared = {"round": "2018", "change_from": "2016"}

    def parts(area: str) -> tuple[Statistic, Statistic]:
        own = [side & drawn.of(area=area) for side in sides]
        m1, m2 = (drawn.mean(drawn.scores, side) for side in own)
        s1, s2 = (drawn.share(part, side) for part, side in zip(own, sides, strict=True))
        return (
            lambda w: (s1(w) + s2(w)) / 2 * (m2(w) - m1(w)),
            lambda w: (m1(w) + m2(w)) / 2 * (s2(w) - s1(w)),
        )

    of = {area: parts(area) for area in ("rural", "urban")}
    names = ("change_within_groups", "change_between_groups")
    total = 0.0
    for place, name in enumerate(names):
        for area, own in of.items():
            row = one(table, area=area, measure=name, **compared)
            base = (sides[0] | sides[1]) & drawn.of(area=area)
            expected = derived(own[place], drawn.weights, drawn.survey.design, base)
            assert row["estimate"] == pytest.approx(expected.estimate, abs=1e-13)
            assert row["standard_error"] == pytest.approx(expected.error, rel=1e-9)
        row = one(table, area=None, measure=name, indicator="area", **compared)

        def both(w: Any, place: int = place) -> Any:
            return sum(own[place](w) for own in of.values())

        agrees(row, both, drawn, sides[0] | sides[1])
        total += row["estimate"]
    whole = one(table, area=None, measure="adjusted_headcount_ratio", **compared)
    assert total == pytest.approx(whole["estimate"], abs=1e-13)


def test_a_stratum_of_which_all_units_were_drawn_adds_nothing(drawn: Sample) -> None:
    """A share drawn is the same as a number of units; of a share of 1 nothing is left to chance."""
    rows = [{**row, "round": "0"} for row in drawn.rows]
    units = Counter(stratum for stratum, _ in {(row["stratum"], row["psu"]) for row in rows})
    told = ({s: str(2 * n) for s, n in units.items()}, dict.fromkeys(units, "0.5"), units)
    counts, shares, every = (
        summarized([{**r, "fpc": str(of[r["stratum"]])} for r in rows], drawn.standard, fpc="fpc")
        for of in told
    )
    pd.testing.assert_frame_equal(counts, shares)
    plain = summarized(rows, drawn.standard)
    errors = [table["standard_error"].to_numpy(dtype=float) for table in (plain, counts)]
    np.testing.assert_allclose(errors[1], errors[0] / np.sqrt(2), rtol=1e-12, atol=1e-15)
    assert (every["standard_error"].dropna() == 0).all()


@pytest.mark.parametrize(
    ("value", "says"),
    [("1.5", "1.5 is neither"), ("0", "0 is neither"), ("", "is missing"), ("x", "number")],
)
def test_what_cannot_correct_a_variance_is_refused(drawn: Sample, value: str, says: str) -> None:
    """Fewer units than were drawn, none, blanks and words are errors that say which."""
    rows = [{**row, "fpc": value if place == 0 else "90"} for place, row in enumerate(drawn.rows)]
    with pytest.raises(MdpovertyError, match=says):
        summarized(rows, drawn.standard, fpc="fpc")


@pytest.mark.parametrize("column", ["area", "stratum", "household_id"])
def test_columns_of_text_correct_no_variance(drawn: Sample, column: str) -> None:
    """A column that the codebook knows, and whose cells are no numbers, is named."""
    with pytest.raises(UsageError, match=f"fpc: '{column}' does not hold numbers"):
        summarized(drawn.rows, drawn.standard, fpc=column)


def test_the_layout_of_mpitb(drawn: Sample) -> None:
    """Measures have the names of mpitb, levels and the four kinds of changes the same figures."""
    asked: dict[str, Any] = {"by": "area", "change": "round", "totals": True, "cutoffs": [CUTOFF]}
    own = summarized(drawn.rows, drawn.standard, **asked)
    table = summarized(drawn.rows, drawn.standard, layout="mpitb", **asked)
    assert set(table["measure"]) == {"M0", "H", "A", "hd", "hdk", "actb", "pctb", "popsh"}
    assert set(table["loa"]) == {"nat", "area"}
    assert set(table["k"].dropna()) == {50}
    level = one(table, measure="M0", loa="area", subg="urban", t="2018", t0=None)
    expected = one(
        own, measure="adjusted_headcount_ratio", area="urban", round="2018", change_from=None
    )
    names = ("estimate", "standard_error", "ci_low", "ci_high")
    assert [level[x] for x in ("b", "se", "ll", "ul")] == [expected[x] for x in names]
    assert level["tval"] == pytest.approx(level["b"] / level["se"])
    change = one(own, measure="headcount_ratio", area=None, round="2018", change_from="2016")
    same = table[(table["measure"] == "H") & (table["loa"] == "nat") & (table["t1"] == "2018")]
    found = {(row["ctype"], row["ann"]): row for row in records(same)}
    kinds = {
        (1, 0): "estimate",
        (1, 1): "per_year",
        (2, 0): "relative",
        (2, 1): "relative_per_year",
    }
    assert {key: row["b"] for key, row in found.items()} == {k: change[x] for k, x in kinds.items()}
    assert found[1, 0]["ll"] == pytest.approx(change["ci_low"], rel=1e-12)
    assert found[1, 1]["pval"] == found[1, 0]["pval"] == change["p_value"]
