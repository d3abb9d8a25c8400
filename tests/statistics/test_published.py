"""Published figures come back, to their two decimals, by the commands that a user would type.

The counts are those that the press and provinces published. A household has an income and answers
exactly on the limits of its class, so that the law, and not a column, says which class that is.
What was not published (how many households Mai Sơn has, say) is made up.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from diffs import NEW, OLD, run
from files import Cell, rows_in, write_csv
from second_reading import INDICATORS, Row
from summaries import figure, figures, on_a_terminal, percent, quietly
from surveys import READS

SIZE = 4
DEPRIVED: Mapping[str, Mapping[str, Cell]] = {
    "health_care": {"members_ill_untreated": 1},
    "employment": {"members_without_job_or_contract": 1},
    "dependency": {"dependants": 3},
    "nutrition": {"children_under_16_malnourished": 1},
    "health_insurance": {"members_6plus_uninsured": 1},
    "adult_education": {
        "adults_without_lower_secondary": 1,
        "members_16_30_without_education": 1,
    },
    "child_schooling": {"children_5_14_not_attending": 1, "children_3_15_not_at_level": 1},
    "housing_quality": {"wall": "non_durable", "column": "non_durable", "roof": "durable"},
    "housing_area": {"floor_area": 31.5},
    "water": {"water_source": "surface"},
    "sanitation": {"toilet": "open_pit"},
    "telecom": {"uses_phone": "no", "uses_internet": "no"},
    "information_assets": {
        **dict.fromkeys(("has_tv", "has_radio", "has_desktop", "has_laptop"), "no"),
        **dict.fromkeys(("has_tablet", "has_telephone", "has_smartphone"), "no"),
        "hears_loudspeaker": "no",
    },
}
NOT_DEPRIVED: Mapping[str, Cell] = {
    **{name: 0 for cells in DEPRIVED.values() for name, cell in cells.items() if cell == 1},
    **{name: "yes" for cells in DEPRIVED.values() for name, cell in cells.items() if cell == "no"},
    "dependants": 2,
    "floor_area": 32,
    "water_source": "rain",
    "toilet": "septic",
    "wall": "durable",
    "column": "durable",
    "roof": "non_durable",
}

# The income of a rural and of an urban household, and how many indicators it is deprived in.
KINDS = {
    OLD: {
        "income": (700_000, 900_000, 0),
        "deprivation": (1_000_000, 1_300_000, 3),
        "near_poor": (700_001, 900_001, 2),
        "non_poor": (1_000_001, 1_300_001, 10),
    },
    NEW: {
        "poor": (1_500_000, 2_000_000, 3),
        "near_poor": (1_500_000, 2_000_000, 2),
        "non_poor": (1_500_001, 2_000_001, 12),
    },
}
AROUND = 60  # households after which all is as before: areas, and who is deprived in what


@dataclass(frozen=True)
class Group:
    """So many households of a kind, with some cells of their own."""

    kind: str
    count: int
    cells: Mapping[str, Cell] = field(default_factory=dict)


@cache
def household(standard: str, kind: str, number: int) -> dict[str, Cell]:
    """Return a household of a kind; one of four is urban."""
    rural, urban, deprivations = KINDS[standard][kind]
    names = list(INDICATORS[standard])
    answers = dict(NOT_DEPRIVED)
    for place in range(deprivations):
        answers |= DEPRIVED[names[(number + place) % len(names)]]
    read = {column for columns in READS[standard].values() for column in columns}
    return {
        "area": "rural" if number % 4 else "urban",
        "household_size": SIZE,
        "income_per_capita": rural if number % 4 else urban,
        **{name: cell for name, cell in answers.items() if name in read},
    }


def write_survey(path: Path, standard: str, groups: Iterable[Group]) -> Path:
    """Write a survey of groups of households."""
    rows = [
        {**household(standard, group.kind, number % AROUND), **group.cells}
        for group in groups
        for number in range(group.count)
    ]
    header = ("household_id", *rows[0])
    cells = ((number, *row.values()) for number, row in enumerate(rows, start=1))
    return write_csv(path, [header, *cells])


def in_year(year: int, **counts: int) -> list[Group]:
    """Return the groups of a place in a year, from how many households are of each kind."""
    return [Group(kind, count, {"survey_year": year}) for kind, count in counts.items()]


def both_ways(survey: Path, standard: str, *arguments: str) -> list[Row]:
    """Return the figures of a survey; those of its written profile must be the same."""
    choice = ("--standard", standard)
    file = survey.with_name("profile.csv")
    done = run("classify", survey, *choice, "--keep", "all", "-o", file, "-q")
    assert (done.code, done.out) == (0, ""), done.errors
    text = quietly(survey, *choice, *arguments)
    assert quietly(file, *arguments) == text
    return rows_in(text)


def counted(row: Row) -> str:
    """Return how many households an estimate counts."""
    return f"{float(row['estimate']) * float(row['weighted']):.0f}"


def test_meo_vac_at_the_start_of_2016(tmp_path: Path) -> None:
    """Mèo Vạc, start of 2016: 10,091 poor are 66.01 %, 1,744 near-poor 11.41 %."""
    rest = 15_287 - 10_091 - 1_744
    groups = in_year(2016, income=9_600, deprivation=491, near_poor=1_744, non_poor=rest)
    rows = figures(write_survey(tmp_path / "survey.csv", OLD, groups))
    poor, near = (figure(rows, f"{name}_rate") for name in ("poor", "near_poor"))
    assert (percent(poor), counted(poor), poor["households"]) == ("66.01", "10091", "15287")
    assert (percent(near), counted(near)) == ("11.41", "1744")


def test_meo_vac_at_the_end_of_2021(tmp_path: Path) -> None:
    """Mèo Vạc, end of 2021, by its year still under the standard of 2016: 5,157 are 29.99 %."""
    rest = 17_196 - 5_157 - 2_000
    groups = in_year(2021, income=4_900, deprivation=257, near_poor=2_000, non_poor=rest)
    poor = figure(figures(write_survey(tmp_path / "survey.csv", OLD, groups)), "poor_rate")
    assert (percent(poor), counted(poor), poor["households"]) == ("29.99", "5157", "17196")


def test_bac_kan_at_the_end_of_2019(tmp_path: Path) -> None:
    """Bắc Kạn, end of 2019: 19.57 % poor, down 2.31 points; of them 96.1 % by income."""
    before = in_year(2018, income=272, deprivation=12, near_poor=120, non_poor=894)
    after = in_year(2019, income=244, deprivation=10, near_poor=130, non_poor=914)
    survey = write_survey(tmp_path / "survey.csv", OLD, [*before, *after])
    rows = both_ways(survey, OLD, "--change", "survey_year")
    end = {"survey_year": "2019", "change_from": ""}
    assert percent(figure(rows, "poor_rate", **end)) == "19.57"
    by = [figure(rows, f"poor_by_{rule}", **end) for rule in ("income", "deprivation")]
    assert [f"{100 * float(row['estimate']):.1f}" for row in by] == ["96.1", "3.9"]
    change = figure(rows, "poor_rate", survey_year="2019", change_from="2018")
    assert percent(change) == "-2.31"


def test_mu_cang_chai_in_the_plan_of_2019(tmp_path: Path) -> None:
    """Mù Cang Chải, plan of 2019: 1,065 households less are 8.74 points, 363 are 2.98."""
    before = in_year(2018, income=4_300, deprivation=300, near_poor=1_500, non_poor=6_080)
    after = in_year(2019, income=3_300, deprivation=235, near_poor=1_137, non_poor=7_508)
    survey = write_survey(tmp_path / "survey.csv", OLD, [*before, *after])
    rows = figures(survey, "--year", "2019", "--change", "survey_year")
    plan = {"survey_year": "2019", "change_from": "2018"}
    poor, near = (figure(rows, f"{name}_rate", **plan) for name in ("poor", "near_poor"))
    assert (percent(poor), counted(poor), poor["households"]) == ("-8.74", "-1065", "12180")
    assert (percent(near), counted(near)) == ("-2.98", "-363")


def test_mai_son_at_the_end_of_2023(tmp_path: Path) -> None:
    """Mai Sơn, end of 2023: 10.79 % poor, down 2.07 points."""
    before = in_year(2022, poor=93, near_poor=65, non_poor=565)
    after = in_year(2023, poor=78, near_poor=60, non_poor=585)
    survey = write_survey(tmp_path / "survey.csv", NEW, [*before, *after])
    rows = figures(survey, "--standard", NEW, "--change", "survey_year")
    assert percent(figure(rows, "poor_rate", survey_year="2023", change_from="")) == "10.79"
    change = figure(rows, "poor_rate", survey_year="2023", change_from="2022")
    assert percent(change) == "-2.07"


# How many households of each class, of some 27.78 million: Decision 134/QĐ-BLĐTBXH.
NATION = {"poor": 815_101, "near_poor": 771_235, "non_poor": 27_780_000 - 1_586_336}


def test_the_nation_at_the_end_of_2023(tmp_path: Path) -> None:
    """The nation, end of 2023: 815,101 poor are 2.93 %, 771,235 near-poor 2.78 %, both 5.71 %."""
    places = 63  # a household of each class in each, with its weight
    groups = [
        Group(kind, 1, {"weight": whole // places + (place < whole % places), "province": place})
        for kind, whole in NATION.items()
        for place in range(places)
    ]
    rows = both_ways(write_survey(tmp_path / "survey.csv", NEW, groups), NEW)
    names = ("poor", "near_poor", "multidimensional_poverty")
    found = [figure(rows, f"{name}_rate") for name in names]
    assert [percent(row) for row in found] == ["2.93", "2.78", "5.71"]
    assert [counted(row) for row in found] == ["815101", "771235", "1586336"]
    assert {(row["households"], row["weighted"]) for row in found} == {("189", "27780000")}


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_the_nation_on_a_terminal(tmp_path: Path) -> None:
    """A terminal shows the rates of 2023, from a household with a weight for each class."""
    groups = [Group(kind, 1, {"weight": weight}) for kind, weight in NATION.items()]
    write_survey(tmp_path / "survey.csv", NEW, groups)
    lines = on_a_terminal(tmp_path, "survey.csv", "--year", "2023")
    for name, rate in {"poor": "2.93", "near-poor": "2.78", "poor or near-poor": "5.71"}.items():
        [line] = [line for line in lines if line.startswith(f"{name}  ")]
        assert line.removeprefix(name).split()[0] == rate
        assert line.split()[-2:] == ["27,780,000", "**"]
