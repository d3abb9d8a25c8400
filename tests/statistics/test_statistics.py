"""Statistics and their standard errors, against a second computation from the literature."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pytest
from samples import (
    DESIGN,
    Found,
    Standard,
    found_in,
    official,
    random_index,
    sample,
    second,
    summarized,
)
from second_reading import Row
from second_statistics import Figure, Second, Sums, statistics

from mdpoverty.statistics.distributions import student_point

V22, V16 = official("vn-2022-2025"), official("vn-2016-2020")


class Asked(NamedTuple):
    """A survey, and what is asked of it; a standard by its name, or the number of indicators."""

    standard: Standard | int
    columns: Sequence[str]
    by: Sequence[str] = ()
    options: Mapping[str, Any] = {}
    blank: float = 0
    single: bool = False
    weighing: Sequence[str] = ()


ASKED = {
    "official, all of the design": Asked(V22, DESIGN, ["region"], {"cutoffs": ["3", "1/3"]}, 0.002),
    "official, changes by class": Asked(V16, DESIGN, ["area"], {"change": "round"}, 0.002),
    "official, persons, no strata": Asked(
        V16, DESIGN[::2], ["region", "area"], {"unit": "persons"}, 0.002
    ),
    "official, households drawn": Asked(
        V22, DESIGN[:2], ["area", "region"], {"cutoffs": ["0.25"]}, 0.002, single=True
    ),
    "weighted, changes": Asked(
        6, DESIGN, ["region"], {"change": "round", "cutoffs": ["1/3"], "unit": "persons"}, 0.005
    ),
    "weighted, units alone": Asked(5, DESIGN[1:], ["region"], {"cutoffs": ["0.4"]}, 0.01),
    "weighted, strata alone": Asked(3, DESIGN[1:2], ["region"], {"cutoffs": ["0.5"]}, 0.01),
    "weighted, weights alone": Asked(4, DESIGN[:1], [], {"change": "round"}, 0.005),
    "weighted, few weights, households drawn in rounds": Asked(
        2, DESIGN[:2], ["area"], {"change": "round"}, weighing=("1", "3")
    ),
    "single unit, not said": Asked(5, DESIGN, ["region"], {"change": "round"}, single=True),
    "single unit, certain": Asked(
        5, DESIGN, ["region"], {"change": "round", "single_unit": "certainty"}, single=True
    ),
    "single unit, centred": Asked(
        5, DESIGN, ["region"], {"change": "round", "single_unit": "centered"}, single=True
    ),
    "single unit, as others": Asked(
        5, DESIGN, ["region"], {"change": "round", "single_unit": "average"}, single=True
    ),
    "single unit, scaled": Asked(
        V22, DESIGN, ["area"], {"change": "round", "single_unit": "scaled"}, single=True
    ),
    "exact intervals": Asked(V22, DESIGN, ["region"], {"ci": "beta", "level": 0.9}),
    "intervals by the error": Asked(
        4, DESIGN[:2], ["region", "area"], {"ci": "wald", "level": 99, "cutoffs": ["0.3"]}
    ),
    "complete cases, in rounds": Asked(
        5, DESIGN, ["region"], {"change": "round", "complete_cases": True}, 0.1
    ),
    "complete cases, households drawn": Asked(
        V22, DESIGN[:2], ["area"], {"complete_cases": True, "cutoffs": ["3"]}, 0.03
    ),
    "rounds without changes": Asked(V16, DESIGN, ["round", "area"], {}, 0.002),
    "register": Asked(4, (), ["region"], {"cutoffs": ["1/2"], "unit": "persons"}, 0.01),
}


@pytest.mark.parametrize("name", ASKED)
def test_figures_are_those_of_the_second_computation(name: str, tmp_path: Path) -> None:
    """Estimates, standard errors, intervals and sizes agree to 1e-9; what is null is so in both."""
    asked = ASKED[name]
    rng = Random(name)  # noqa: S311 -- no secrets
    standard = asked.standard
    if isinstance(standard, int):
        standard = random_index(tmp_path, rng, standard)
    more = {"weighing": asked.weighing} if asked.weighing else {}
    rows = sample(
        rng, standard, 300, blank=asked.blank, columns=asked.columns, single=asked.single, **more
    )
    rounds = [asked.options["change"]] if "change" in asked.options else []
    groups = [*asked.by, *rounds]
    level = asked.options.get("level", 0.95)
    expected = second(
        rows,
        standard,
        groups,
        single=asked.options.get("single_unit"),
        told="round" if "round" in groups else None,
        persons=asked.options.get("unit") == "persons",
        rounds=bool(rounds),
        complete_cases=asked.options.get("complete_cases", False),
        method=asked.options.get("ci", "logit"),
        level=level / 100 if level > 1 else level,
    ).figures(asked.options.get("cutoffs", ()))
    table = summarized(rows, standard, by=asked.by, **asked.options)
    agree(found_in(table, groups), expected)


# The design


@pytest.mark.parametrize(
    ("freedom", "point"),
    [
        *((1, 12.7062047), (2, 4.3026527), (3, 3.1824463), (4, 2.7764451), (5, 2.5705818)),
        *((10, 2.2281389), (30, 2.0422725), (1000, 1.9623391)),
    ],
)
def test_intervals_reach_as_far_as_students_t(freedom: int, point: float) -> None:
    """The points of Student's t are those of printed tables."""
    assert student_point(0.95, freedom) == pytest.approx(point, abs=6e-8)


def test_intervals_of_a_large_design_are_normal() -> None:
    """With ever more units Student's t becomes normal, and without any it is not known."""
    assert student_point(0.95, 10**9) == pytest.approx(1.959964, abs=3e-5)
    assert math.isnan(student_point(0.95, 0))


def test_a_jackknife_agrees_with_the_linearisation(tmp_path: Path) -> None:
    """Leaving out one unit after the other gives the same standard errors, but for a tenth."""
    rng = Random(5)  # noqa: S311 -- no secrets
    standard = random_index(tmp_path, rng, 4)
    rows = [
        {**row, "psu": str(rng.randrange(12))}
        for row in sample(rng, standard, 2000, weighing=("0.5", "1", "2.25", "3"))
    ]
    survey = second(rows, standard)
    found = found_in(summarized(rows, standard, cutoffs=["0.4"]))
    adds = statistics(survey.index, survey.households, ["0.4"])
    for key in adds:
        error = jackknife(Sums.of(adds[key], key), survey)
        assert found[(), "", key].standard_error == pytest.approx(error, rel=0.1), key


def jackknife(sums: Sums, survey: Second) -> float:
    """Return the standard error of a statistic by leaving out each unit of each stratum."""
    everybody = np.ones(len(survey.weights), dtype=bool)
    units, strata = survey.design.drawn
    whole = sums.ratio(survey.weights, everybody)
    variance = 0.0
    for left_out, stratum in enumerate(strata):
        drawn = int((strata == stratum).sum())
        weights = np.where(strata[units] == stratum, drawn / (drawn - 1), 1) * survey.weights
        part = sums.ratio(np.where(units == left_out, 0, weights), everybody)
        assert whole is not None
        assert part is not None
        variance += (drawn - 1) / drawn * (part - whole) ** 2
    return math.sqrt(variance)


def test_other_strata_do_not_lose_their_errors(tmp_path: Path) -> None:
    """Only groups with households in a stratum of a single unit lack standard errors."""
    rng = Random(6)  # noqa: S311 -- no secrets
    standard = random_index(tmp_path, rng, 3)
    rows = sample(rng, standard, 300, single=True, weighing=("1", "2"))
    table = summarized(rows, standard, by="region")
    for region, figures in table[table.estimate.notna()].groupby("region"):
        known = figures.standard_error.notna()
        assert not known.any() if region == "north" else known.all()


def test_a_register_has_no_standard_errors(tmp_path: Path) -> None:
    """Without weights, strata and units every household is there, and nothing was drawn."""
    rng = Random(7)  # noqa: S311 -- no secrets
    standard = random_index(tmp_path, rng, 3)
    table = summarized(sample(rng, standard, 60, columns=()), standard, change="round")
    assert table.estimate.notna().all()
    assert table[["standard_error", "ci_low", "ci_high"]].isna().all(axis=None)


# What does not matter


@pytest.fixture
def drawn(tmp_path: Path) -> tuple[list[Row], Standard]:
    """Return a survey, and the index that it is for."""
    rng = Random(8)  # noqa: S311 -- no secrets
    standard = random_index(tmp_path, rng, 4)
    return sample(rng, standard, 250, blank=0.002), standard


def test_only_the_proportions_of_weights_matter(drawn: tuple[list[Row], Standard]) -> None:
    """Weights that are all 7.3 times as large change nothing but sizes, numbers and `deff`."""
    rows, standard = drawn
    larger = [{**row, "weight": repr(float(row["weight"]) * 7.3)} for row in rows]
    found, before = (
        found_in(summarized(survey, standard, change="round"), ["round"])
        for survey in (larger, rows)
    )
    agree(
        {key: x._replace(deff=None) for key, x in found.items()},
        {key: _times(x, 7.3, number=bool(key[-1].number)) for key, x in before.items()},
    )


def _times(figure: Figure, factor: float, *, number: bool) -> Figure:
    sized = figure._replace(weighted=figure.weighted * factor, deff=None)
    if not number:
        return sized
    one, two, three, four = (None if x is None else x * factor for x in sized[:4])
    return sized._replace(estimate=one, standard_error=two, ci_low=three, ci_high=four)


def test_a_household_in_two_halves_counts_once(drawn: tuple[list[Row], Standard]) -> None:
    """Two households of half the weight, in the same unit, change nothing but counts of them.

    The exact bound of a share of 0 or 1 is that of their number, and so is the design effect.
    """
    rows, standard = drawn
    halves = [
        {**row, "household_id": row["household_id"] + half, "weight": weight}
        for row in rows
        for weight in [repr(float(row["weight"]) / 2)]
        for half in "ab"
    ]
    found, before = (
        found_in(summarized(survey, standard, by="region"), ["region"]) for survey in (halves, rows)
    )
    exact = {key for key, x in before.items() if x.estimate in {0, 1} and key[-1].is_share}
    agree(
        {key: x._replace(deff=None) for key, x in found.items() if key not in exact},
        {
            key: x._replace(households=x.households * 2, deff=None)
            for key, x in before.items()
            if key not in exact
        },
    )


def test_a_group_does_not_depend_on_how_others_are_grouped(
    drawn: tuple[list[Row], Standard],
) -> None:
    """Merged regions leave the third as it was, and have the mean of their rates."""
    rows, standard = drawn
    apart, merged = (
        found_in(summarized(survey, standard, by="region"), ["region"])
        for survey in (
            rows,
            [{**r, "region": "north" if r["region"] == "north" else "south"} for r in rows],
        )
    )
    same = [key for key in merged if key[0] == ("north",)]
    agree({key: merged[key] for key in same}, {key: apart[key] for key in same})
    for (region, _, key), figure in merged.items():
        parts = [apart[(name,), "", key] for name in ("centre", "south")]
        if region == ("south",) and key.measure in {"poor_rate", "headcount_ratio"}:
            assert figure.weighted == pytest.approx(sum(part.weighted for part in parts))
            mean = sum((part.estimate or 0) * part.weighted for part in parts) / figure.weighted
            assert figure.estimate == pytest.approx(mean)


def agree(found: Found, expected: Found) -> None:
    """Assert that two tables have the same figures, but for rounding."""
    assert found.keys() == expected.keys()
    for key, figure in found.items():
        for name, one, other in zip(figure._fields, figure, expected[key], strict=True):
            if one is None or other is None:
                assert one is other, (key, name)
            else:
                assert math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12), (key, name)
