"""What became of households between rounds: movements, households before, who recently escaped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from files import classify, rows_of, write_csv
from registers import frame, households, line, profile, quietly, write_rounds
from second_reading import INDICATORS, Row

import mdpoverty

# The class in one round, in the next, and what became of the household.
MOVEMENTS = [
    ("poor", "poor", "stayed_poor"),
    ("poor", "near_poor", "left_to_near_poor"),
    ("poor", "non_poor", "left_to_non_poor"),
    ("poor", "undetermined", "became_undetermined"),
    ("poor", None, "gone"),
    ("near_poor", "poor", "near_poor_to_poor"),
    ("near_poor", "near_poor", "stayed_near_poor"),
    ("near_poor", "non_poor", "near_poor_to_non_poor"),
    ("near_poor", "undetermined", "became_undetermined"),
    ("near_poor", None, "gone"),
    ("non_poor", "poor", "newly_arisen"),
    ("non_poor", "near_poor", "newly_arisen_near_poor"),
    ("non_poor", "non_poor", "stayed_non_poor"),
    ("non_poor", "undetermined", "became_undetermined"),
    ("non_poor", None, "gone"),
    ("undetermined", "poor", "was_undetermined"),
    ("undetermined", "near_poor", "was_undetermined"),
    ("undetermined", "non_poor", "was_undetermined"),
    ("undetermined", "undetermined", "stayed_undetermined"),
    ("undetermined", None, "gone"),
    (None, "poor", "new"),
    (None, "near_poor", "new"),
    (None, "non_poor", "new"),
    (None, "undetermined", "new"),
]


def test_every_pair_of_classes_has_its_movement(tmp_path: Path) -> None:
    """Between two rounds each pair of classes is one movement; who is not there came or is gone."""
    sides = [
        {
            f"{place:02}": class_
            for place, (*classes, _) in enumerate(MOVEMENTS)
            if (class_ := classes[side])
        }
        for side in (0, 1)
    ]
    files = write_rounds(tmp_path, *(profile(2023 + side, sides[side]) for side in (0, 1)))
    found = {row["household_id"]: row for row in households(*files)}
    for place, (was, now, movement) in enumerate(MOVEMENTS):
        row = found[f"{place:02}"]
        expected = (was or "absent", now or "absent", movement)
        assert (row["from_class"], row["to_class"], row["movement"]) == expected
    assert list(found) == sorted(found), (
        "the order of the earlier round, then those only in the later"
    )


Classes = tuple[str | None, ...]


def last(
    years: Sequence[int], *cases: Classes, possible: Sequence[dict[int, str]] = ()
) -> list[Row]:
    """Return the last row of households that have these classes over rounds of these years.

    A household with fewer classes than there are years has its last row earlier. `possible` are
    the possible classes of each, by the place of the round.
    """
    rounds = {}
    for place, year in enumerate(years):
        here = {"other": "non_poor"}  # is in every round, so that no round is empty
        here |= {str(i): c[place] for i, c in enumerate(cases) if place < len(c) and c[place]}  # type: ignore[misc]  # no None
        opened = [
            possible[int(i)].get(place, "") if i != "other" and possible else "" for i in here
        ]
        rounds[year] = frame(profile(None, here, possible_classes=opened))
    found = pl.from_pandas(mdpoverty.track(rounds).households).rows(named=True)
    rows = {(row["household_id"], row["round"]): row for row in found}
    return [
        {
            name: "" if cell is None else str(cell)
            for name, cell in rows[str(i), str(years[len(classes) - 1])].items()
        }
        for i, classes in enumerate(cases)
    ]


def test_who_fell_back_was_surely_poor_in_an_earlier_round() -> None:
    """Fell back: surely poor in an earlier round; else newly arisen, blank where it is unknown."""
    cases: dict[Classes, tuple[str, str]] = {
        ("poor", "non_poor", "poor"): ("fell_back", "1"),
        ("poor", "near_poor", "non_poor", "poor"): ("fell_back", "1"),
        ("poor", None, "non_poor", "poor"): ("fell_back", "1"),
        ("poor", "undetermined", "non_poor", "poor"): ("fell_back", "1"),
        ("non_poor", "non_poor", "poor"): ("newly_arisen", "0"),
        ("near_poor", "non_poor", "poor"): ("newly_arisen", "0"),
        ("undetermined", "non_poor", "poor"): ("newly_arisen", ""),
        (None, "non_poor", "poor"): ("newly_arisen", ""),
        ("non_poor", None, "non_poor", "poor"): ("newly_arisen", ""),
        ("poor", "near_poor", "poor"): ("near_poor_to_poor", "1"),
        ("non_poor", "near_poor", "poor"): ("near_poor_to_poor", "0"),
        ("poor", None, "poor"): ("new", "1"),
        ("non_poor", "poor"): ("newly_arisen", "0"),
    }
    for row, expected in zip(last(range(2016, 2020), *cases), cases.items(), strict=True):
        assert (row["movement"], row["poor_before"]) == expected[1], expected


def test_near_poor_again_was_surely_near_poor() -> None:
    """Near-poor again goes by near-poverty in an earlier round, not by poverty."""
    cases: dict[Classes, tuple[str, str]] = {
        ("near_poor", "non_poor", "near_poor"): ("fell_back_near_poor", "1"),
        ("poor", "non_poor", "near_poor"): ("newly_arisen_near_poor", "0"),
        ("undetermined", "non_poor", "near_poor"): ("newly_arisen_near_poor", ""),
        ("near_poor", "poor", "non_poor", "near_poor"): ("fell_back_near_poor", "1"),
    }
    for row, expected in zip(last(range(2016, 2020), *cases), cases.items(), strict=True):
        assert (row["movement"], row["near_poor_before"]) == expected[1], expected


def test_what_is_not_possible_is_known() -> None:
    """An undetermined household surely was not of a class that was not possible for it."""
    cases = (
        ("undetermined", "non_poor", "poor"),
        ("undetermined", "non_poor"),
        ("poor", "undetermined"),
    )
    possible = ({0: "near_poor;non_poor"}, {0: "poor;near_poor"}, {1: "poor;near_poor"})
    arisen, above, listed = last([2016, 2017, 2018], *cases, possible=possible)
    assert (arisen["movement"], arisen["poor_before"]) == ("newly_arisen", "0")
    assert (above["escaped_since"], above["recently_escaped"]) == ("2017", "1")
    assert listed["recently_escaped"] == "0"


@pytest.mark.parametrize(("years", "recently"), [(0, "1"), (2, "1"), (3, "1"), (4, "0")])
def test_escape_is_recent_for_at_most_three_years(years: int, recently: str) -> None:
    """Three years above the line is recent, four is not; they are counted from the first round."""
    rounds = [2015, 2016] + ([2016 + years] if years else [])
    above = ("non_poor",) * (len(rounds) - 1)
    for row in last(rounds, ("poor", *above), ("near_poor", *above)):
        assert (row["escaped_since"], row["recently_escaped"]) == ("2016", recently)


@pytest.mark.parametrize(
    ("years", "cases"),
    [
        # Above in every round given: households before is unknown, unless it is long ago.
        ([2016, 2019], {("non_poor", "non_poor"): ("", "")}),
        ([2016, 2020], {("non_poor", "non_poor"): ("", "0")}),
        (
            [2016, 2017, 2018],
            {
                # A round in which it was not there, or open, may have been the last on the list.
                ("non_poor", None, "non_poor"): ("", ""),
                ("non_poor", "undetermined", "non_poor"): ("", ""),
                # It surely was on the list, and either way that is not long ago.
                ("poor", "undetermined", "non_poor"): ("", "1"),
                # On the list now, open now, or not there.
                ("non_poor", "near_poor"): ("", "0"),
                ("poor", "poor"): ("", "0"),
                ("poor", "undetermined"): ("", ""),
                ("poor", "non_poor", "undetermined"): ("", ""),
                ("non_poor", None): ("", ""),
            },
        ),
        (
            [2016, 2017, 2020],
            {(None, "non_poor", "non_poor"): ("", ""), ("poor", None, "non_poor"): ("", "1")},
        ),
        (
            [2016, 2017, 2021],
            {
                (None, "non_poor", "non_poor"): ("", "0"),
                # Five years, or none.
                ("poor", None, "non_poor"): ("", ""),
                # If it is above the line, it has been for four years.
                ("poor", "non_poor", "undetermined"): ("", "0"),
            },
        ),
        ([2016, 2017, 2018, 2022], {("poor", None, "non_poor", "non_poor"): ("", "0")}),
        # Back on the list, and above again: the run that lasts counts.
        ([2010, 2011, 2016, 2018], {("poor", "non_poor", "poor", "non_poor"): ("2018", "1")}),
    ],
)
def test_what_is_open_of_an_escape_is_blank(
    years: list[int], cases: dict[Classes, tuple[str, str]]
) -> None:
    """Recently escaped is 1 or 0 only where every way that rounds leave open says the same."""
    for row, expected in zip(last(years, *cases), cases.items(), strict=True):
        assert (row["escaped_since"], row["recently_escaped"]) == expected[1], expected


def test_meo_vac(tmp_path: Path) -> None:
    """The movement of Mèo Vạc is that published, from made-up registers.

    10,091 poor of 15,287 households in 2016 (66.01 %) and 5,157 of 17,196 in 2021 (29.99 %), still
    under the standard of 2016-2020; 6,778 left poverty, so 1,844 came in.
    """
    header = (
        "household_id",
        "survey_year",
        "commune",
        "area",
        "household_size",
        "income_per_capita",
    )
    income = {"poor": 700_000, "near_poor": 700_001, "non_poor": 1_000_001}
    before = ["poor"] * 10_091 + ["near_poor"] * 1_744 + ["non_poor"] * 3_452
    # Those who left come first, then who stayed; of others 500 and 800 became poor.
    after = ["near_poor"] * 2_000 + ["non_poor"] * 4_778 + ["poor"] * 3_313
    after += ["poor"] * 500 + ["near_poor"] * 1_244 + ["poor"] * 800 + ["non_poor"] * 2_652
    after += ["poor"] * 544 + ["non_poor"] * 1_365
    profiles = []
    none = INDICATORS["vn-2016-2020"]
    for year, classes in ((2016, before), (2021, after)):
        rows: list[list[int | str]] = [
            [f"{n:05}", year, f"commune {n % 18}", "rural", 5, income[class_], *[0] * len(none)]
            for n, class_ in enumerate(classes)
        ]
        survey = write_csv(tmp_path / f"{year}.csv", [(*header, *none), *rows])
        profiles.append(tmp_path / f"profile-{year}.csv")
        done = classify(survey, "--keep", "all", "-o", profiles[-1])
        assert done.code == 0, done.errors
        assert "standard vn-2016-2020" in done.errors
    flows = tmp_path / "flows.csv"
    quietly(*profiles, "--flows", flows, "-o", tmp_path / "households.csv")
    every = rows_of(flows)
    for scope in ("total", "unit"):
        poor = [row for row in every if row["list"] == "poor" and row["scope"] == scope]
        out = line(poor, "to_near_poor"), line(poor, "to_non_poor"), line(poor, "other_exits")
        came = [
            line(poor, flow)
            for flow in ("from_near_poor", "fell_back", "newly_arisen", "other_entries")
        ]
        assert (line(poor, "start"), line(poor, "end")) == (10_091, 5_157)
        assert (out, sum(out)) == ((2_000, 4_778, 0), 6_778)
        assert (came, sum(came)) == ([500, 0, 800, 544], 1_844)
    assert len({row["commune"] for row in every if row["scope"] == "unit"}) == 18
    rates = [f"{100 * 10_091 / 15_287:.2f}", f"{100 * 5_157 / 17_196:.2f}"]
    assert (rates, len(before), len(after)) == (["66.01", "29.99"], 15_287, 17_196)
