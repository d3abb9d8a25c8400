"""Statistics of unknown answers: what is open is blank, and bounds are those of every completion.

A completion is a survey with each unknown answer given. The bounds are held to all completions of
small surveys, whose households are classified anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby, product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from samples import (
    Standard,
    frame_of,
    index,
    key_of,
    official,
    random_index,
    records,
    sample,
    second,
    summarized,
)
from second_reading import INCOME_LINES, Row
from second_statistics import Key, Sums, statistics

import mdpoverty

SURVEYS = 15
STANDARDS = ("vn-2022-2025", "vn-2016-2020", "weighted", "counted")
OPEN = 5  # at most so many unknown answers in a small survey
RATIOS = ("intensity", "contribution_share", "dimension_contribution_share")
RATES = tuple(
    f"{name}_{what}"
    for name in ("poor", "near_poor", "multidimensional_poverty")
    for what in ("rate", "households", "persons")
)

Spans = Mapping[tuple[str, Key], tuple[float, float]]


def small_surveys(rng: Random, standard: Standard, count: int) -> list[Row]:
    """Return surveys of four households with few unknown answers, each a value of `survey`."""
    found: list[Row] = []
    while len(found) < 4 * count:
        rows = sample(
            rng, standard, 4, blank=0.08, columns=["weight"], weighing=("1", "2.5", "0.3")
        )
        unknown = sum(cell == "" for row in rows for cell in row.values())
        if 0 < unknown <= OPEN and len(list(completions(rows, standard))) <= 2**OPEN:
            number = str(len(found) // 4)
            found += [
                {**row, "survey": number, "household_id": f"{number}-{place}"}
                for place, row in enumerate(rows)
            ]
    return found


def completions(rows: Sequence[Row], standard: Standard) -> Iterator[list[Row]]:
    """Yield a survey with its unknown answers given in every way; an income is near each line."""
    incomes: list[str] = []
    if not standard.rules:
        lines = INCOME_LINES[str(standard.given)]
        every = sorted({*lines["rural"], *lines["urban"]})
        incomes = [str(line) for line in (*every, every[-1] + 1)]

    def given(row: Row) -> Iterable[Row]:
        ways = [
            [cell] if cell else incomes if name == "income_per_capita" else ["0", "1"]
            for name, cell in row.items()
        ]
        return (dict(zip(row, way, strict=True)) for way in product(*ways))

    for survey in product(*map(given, rows)):
        yield list(survey)


def spans(rows: Sequence[Row], standard: Standard, cutoffs: Sequence[str]) -> Spans:
    """Return the lowest and the highest figure of all completions of each small survey.

    NaN where a completion leaves nobody in the base.
    """
    every = [
        [{**row, "world": f"{survey} {world}"} for row in completed]
        for survey, some in groupby(rows, key=lambda row: row["survey"])
        for world, completed in enumerate(completions(list(some), standard))
    ]
    flat = [row for completed in every for row in completed]
    numbered = [{**row, "household_id": str(place)} for place, row in enumerate(flat)]
    classes = mdpoverty.classify(frame_of(numbered, standard), standard.given)
    assert "undetermined" not in classes["class"]
    by_rule = classes.select("class", "basis").rows()
    households = second(flat, standard, classes=by_rule).households
    of = {
        unit: np.array([h.weight * (h.size if unit == "persons" else 1) for h in households])
        for unit in ("", "households", "persons")
    }
    world = np.repeat(np.arange(len(every)), [len(completed) for completed in every])
    survey = np.array([completed[0]["survey"] for completed in every])
    found = {}
    sized = not standard.rules  # an index of one's own reads no sizes
    for key, adds in statistics(standard.index, households, cutoffs, sized=sized).items():
        sums = Sums.of(adds)
        weights = of[key.number]
        upper, lower = (np.bincount(world, weights * x) for x in (sums.upper, sums.lower))
        figures = np.divide(upper, lower, out=np.full(len(upper), math.nan), where=lower > 0)
        figures = upper if key.number else figures
        for name in np.unique(survey):
            some = figures[survey == name]
            found[str(name), key] = (float(some.min()), float(some.max()))
    return found


def bounded(
    name: str, folder: Path, cutoffs: Sequence[str]
) -> Iterator[tuple[dict[str, Any], tuple[float, float], bool]]:
    """Yield each figure of many small surveys, its span, and whether a class is not known."""
    rng = Random(f"{name} {cutoffs}")  # noqa: S311 -- no secrets
    if name == "weighted":
        standard = random_index(folder, rng, 5, "poor", "poor")
    elif name == "counted":
        equal = dict.fromkeys("abcde", Fraction(1, 5))
        standard = index(folder, equal, ("poor", Fraction(3, 5)), ("near_poor", Fraction(1, 5)))
    else:
        standard = official(name)
    rows = small_surveys(rng, standard, SURVEYS)
    table = summarized(rows, standard, by="survey", cutoffs=cutoffs, bounds=True)
    opened = set(table.survey[(table.measure == "undetermined_rate") & (table.estimate > 0)])
    assert 0 < len(opened) < SURVEYS
    every = spans(rows, standard, cutoffs)
    assert len(every) == len(table)
    for row in records(table):
        yield row, every[row["survey"], key_of(row)], row["survey"] in opened


def on_the_bounds(row: Mapping[str, Any], span: tuple[float, float]) -> bool:
    """Tell whether the bounds of a figure are the ends of a span."""
    ends = zip((row["lowest"], row["highest"]), span, strict=True)
    return all(bound is not None and same(bound, end) for bound, end in ends)


def same(one: float, other: float) -> bool:
    """Tell whether two figures are the same but for rounding."""
    return math.isclose(one, other, rel_tol=0, abs_tol=1e-12)


def sound(row: Mapping[str, Any], span: tuple[float, float]) -> bool:
    """Tell whether the bounds are the ends of a span, and an estimate is there where they meet."""
    meets = None if row["estimate"] is None else same(row["estimate"], span[0])
    return on_the_bounds(row, span) and meets is (True if same(*span) else None)


def unbounded(row: Mapping[str, Any]) -> bool:
    """Tell whether there are no bounds."""
    return row["lowest"] is None and row["highest"] is None


def ratio_is_sound(row: Mapping[str, Any], span: tuple[float, float]) -> bool:
    """Tell whether a share of M0 is there exactly where it is the same in every completion."""
    if row["measure"] == "intensity":
        return unbounded(row)
    meets = not math.isnan(span[0]) and same(*span)
    told = row["estimate"] is not None and same(row["estimate"], span[0])
    return unbounded(row) and meets is told


@pytest.mark.parametrize("name", STANDARDS)
def test_bounds_are_those_of_all_completions(name: str, tmp_path: Path) -> None:
    """At a cut-off no completion is beyond the bounds, and some are on them.

    An estimate is there exactly where the bounds meet, and a share of M0 where all agree.
    """
    cutoffs = ["0.2" if name == "weighted" else "2", "1/3"]
    for row, span, _ in bounded(name, tmp_path, cutoffs):
        if row["measure"] in RATIOS:
            assert ratio_is_sound(row, span), (row, span)
        elif row["cutoff"] or row["measure"] == "uncensored_headcount":
            assert sound(row, span), (row, span)


@pytest.mark.parametrize("name", STANDARDS)
def test_bounds_of_class_rates_are_those_of_all_completions(name: str, tmp_path: Path) -> None:
    """Classes that are still possible say between what the rates lie, as classifying anew does.

    So it is with sums over the poor by class; figures of a class have such bounds where nobody
    else may be of it, and else none.
    """
    for row, span, opened in bounded(name, tmp_path, []):
        if row["measure"] in RATES:
            assert on_the_bounds(row, span), (row, span)
        elif row["measure"] == "undetermined_rate":
            assert row["lowest"] == row["highest"] == row["estimate"], row
        elif row["measure"] in RATIOS:
            assert unbounded(row), row
        elif row["identify"] == "class":
            assert on_the_bounds(row, span), (row, span)
        elif not math.isnan(span[0]):
            assert (opened and unbounded(row)) or on_the_bounds(row, span), (row, span)
            assert opened or sound(row, span), (row, span)


# Households that are left out, or weigh nothing


def test_a_household_of_no_weight_leaves_nothing_open(tmp_path: Path) -> None:
    """Its unknown answers change no figure, whatever they are; with a weight they do."""
    rng = Random(1)  # noqa: S311 -- no secrets
    standard = random_index(tmp_path, rng, 3, "poor")
    rows = sample(rng, standard, 30, columns=["weight"], weighing=("1", "2"))
    blank = dict.fromkeys(standard.indicators, "")
    known, weightless, open_ = (
        summarized([{**rows[0], **cells}, *rows[1:]], standard, cutoffs=["1/2"], bounds=True)
        for cells in ({"weight": "0"}, {**blank, "weight": "0"}, blank)
    )
    numbers = ["estimate", "lowest", "highest"]
    pd.testing.assert_frame_equal(weightless[numbers], known[numbers])
    headcounts = open_[open_.cutoff.notna() | (open_.measure == "uncensored_headcount")]
    assert headcounts.estimate.isna().all()


def test_complete_cases_are_those_without_an_unknown_answer(tmp_path: Path) -> None:
    """The figures are those of a survey without the other rows; the errors are those of a domain.

    What was drawn stays drawn: an error is the one of a group, beside which are those left out.
    """
    rng = Random(2)  # noqa: S311 -- no secrets
    standard = random_index(tmp_path, rng, 3)
    rows = sample(rng, standard, 200, blank=0.1)
    complete = [row for row in rows if "" not in row.values()]
    assert 100 < len(complete) < 180
    asked: Mapping[str, Any] = {"change": "round", "cutoffs": ["1/2"], "unit": "persons"}
    found = summarized(rows, standard, complete_cases=True, **asked)
    alone = summarized(complete, standard, **asked)
    names = ["measure", "indicator", "round", "estimate", "households", "weighted"]
    pd.testing.assert_frame_equal(found[names], alone[names])
    asked = {"cutoffs": ["1/2"], "by": ["complete", "region"]}
    parts = [{**row, "complete": str("" not in row.values())} for row in rows]
    domain = summarized(parts, standard, **asked)
    domain = domain[domain.complete == "True"].reset_index(drop=True).drop(columns="complete")
    found = summarized(rows, standard, complete_cases=True, cutoffs=["1/2"], by="region")
    pd.testing.assert_frame_equal(found, domain, check_dtype=False)


# Written profiles


@pytest.mark.parametrize("name", ["vn-2022-2025", "weighted"])
def test_a_written_profile_has_the_figures_of_its_survey(name: str, tmp_path: Path) -> None:
    """Its classes are taken as they stand, its answers and those still possible too."""
    rng = Random(name)  # noqa: S311 -- no secrets
    standard = official(name) if name != "weighted" else random_index(tmp_path, rng, 5)
    rows = sample(rng, standard, 120, blank=0.01, columns=["weight"])
    survey = frame_of(rows, standard)
    unit = "persons" if name != "weighted" else "households"  # an index may read no sizes
    asked: Mapping[str, Any] = {"by": "area", "unit": unit, "bounds": True}
    found = summarized(rows, standard, **asked)
    profile = mdpoverty.classify(survey, standard.given)
    pd.testing.assert_frame_equal(found, mdpoverty.summarize(profile, standard.given, **asked))
    other = profile.with_columns(pl.lit("non_poor").alias("class"))
    overruled = mdpoverty.summarize(other, standard.given)
    assert (overruled.estimate[overruled.measure == "poor_rate"] == 0).all()


def test_bounds_by_class_reach_as_far_as_those_of_the_poor_rate() -> None:
    """Of a household that may be poor H, M0 and the rest by class do not know either."""
    standard = official("vn-2022-2025")
    answers = dict.fromkeys(standard.indicators, "0") | dict.fromkeys(standard.indicators[:2], "1")
    sure, open_ = ({**answers, standard.indicators[2]: answer} for answer in ("1", ""))
    place = {"area": "rural", "household_size": "1", "income_per_capita": "1000000"}
    rows = [
        {"household_id": str(number), **place, **cells}
        for number, cells in enumerate((sure, open_, answers))
    ]
    table = summarized(rows, standard, bounds=True).set_index("measure")
    assert table.loc["poor_rate", "highest"] == pytest.approx(2 / 3)
    assert table.loc["headcount_ratio", "highest"] == pytest.approx(2 / 3)
    assert table.loc["adjusted_headcount_ratio", "highest"] == pytest.approx(2 / 3 * 3 / 12)


@pytest.mark.parametrize("cutoffs", [[], ["3"]])
def test_every_estimate_is_within_its_bounds(cutoffs: list[str]) -> None:
    """Whoever cannot be non-poor is poor or near-poor, though it is not known which."""
    standard = official("vn-2022-2025")
    rows = sample(Random(3), standard, 60, blank=0.1)  # noqa: S311 -- no secrets
    table = summarized(rows, standard, bounds=True, cutoffs=cutoffs)
    known = table[table.estimate.notna() & table.lowest.notna()]
    within = known.estimate.between(known.lowest - 1e-12, known.highest + 1e-12)
    assert within.all()
    rate = table.set_index("measure").estimate
    parts = rate["poor_rate"] + rate["near_poor_rate"]
    assert rate["multidimensional_poverty_rate"] > parts


def test_poor_or_near_poor_is_multidimensionally_poor() -> None:
    """Of four households one is one of both: with a poor and a near-poor one that is 0.75."""
    standard = official("vn-2022-2025")
    no = dict.fromkeys(standard.indicators, "0")
    two, three = (no | dict.fromkeys(standard.indicators[:n], "1") for n in (2, 3))
    either = {**two, standard.indicators[2]: ""}
    place = {"area": "rural", "household_size": "1"}
    cells = [(1_000_000, either), (1_000_000, three), (1_000_000, two), (9_000_000, no)]
    rows = [
        {"household_id": str(n), **place, "income_per_capita": str(income), **answers}
        for n, (income, answers) in enumerate(cells)
    ]
    table = summarized(rows, standard, bounds=True).set_index("measure")
    for name, found in (
        ("multidimensional_poverty_rate", (0.75, 0.75, 0.75)),
        ("multidimensional_poverty_households", (3, 3, 3)),
        ("poor_rate", (0.25, 0.25, 0.5)),
        ("near_poor_rate", (0.25, 0.25, 0.5)),
    ):
        assert tuple(table.loc[name, ["estimate", "lowest", "highest"]]) == found
    heads = table.loc["headcount_ratio"]
    assert pd.isna(heads["estimate"])
    assert (heads.lowest, heads.highest) == (0.25, 0.5)
    index = table.loc["adjusted_headcount_ratio"]
    assert (index.lowest, index.highest) == pytest.approx((3 / 48, 6 / 48))


def test_changes_have_the_bounds_of_both_rounds() -> None:
    """The least change is from the highest before to the lowest after, the most the other way."""
    standard = official("vn-2022-2025")
    rows = sample(Random(9), standard, 60, blank=0.1)  # noqa: S311 -- no secrets
    table = summarized(rows, standard, bounds=True, change="round", cutoffs=["3"])
    keys = ["measure", "indicator", "cutoff"]
    rounds = {
        name: some.set_index(keys)
        for name, some in table[table.change_from.isna()].groupby("round")
    }
    changes = table[table.change_from == "2016"].set_index(keys)
    before, after = rounds["2016"], rounds["2018"]
    known = changes.lowest.notna()
    assert known.sum() > 20
    for one, expected in (
        (changes.lowest, after.lowest - before.highest),
        (changes.highest, after.highest - before.lowest),
    ):
        pd.testing.assert_series_equal(
            one[known], expected[known], check_names=False, check_dtype=False
        )


def test_a_blank_leaves_every_class_possible(tmp_path: Path) -> None:
    """Whoever is undetermined in an edited profile, not said between what, may be of any class."""
    standard = random_index(tmp_path, Random(4), 3, "poor", "near_poor")  # noqa: S311 -- no secrets
    rows = sample(Random(4), standard, 20, columns=[])  # noqa: S311 -- no secrets
    profile = mdpoverty.classify(frame_of(rows, standard), standard.given).with_columns(
        pl.lit("undetermined").alias("class"), pl.lit(None, pl.String).alias("possible_classes")
    )
    table = mdpoverty.summarize(profile, standard.given, bounds=True).set_index("measure")
    for rate in ("poor_rate", "near_poor_rate", "multidimensional_poverty_rate"):
        assert (table.loc[rate, "lowest"], table.loc[rate, "highest"]) == (0, 1)
