"""The shipped column maps, on tiny surveys in which all of their codes appear."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from maps import as_written, column
from places import ROOT
from second_reading import INDICATORS, Row
from shown import blocks
from surveys import text_frame

import mdpoverty
from mdpoverty import cli
from mdpoverty.column_map.apply import load_map
from mdpoverty.column_map.sources import (
    AnyOf,
    Column,
    Constant,
    Contains,
    Difference,
    FirstKnown,
    Joined,
    Limited,
    Recoded,
    Scaled,
    Source,
    Sum,
    columns_of,
    walk,
)

MAPS = ROOT / "examples" / "maps"
WORLD_BANK, VHLSS = MAPS / "worldbank-synthetic-2023.yaml", MAPS / "vhlss-2014.yaml"
NEW, OLD = STANDARDS = ("vn-2022-2025", "vn-2016-2020")
every_map = pytest.mark.parametrize("path", [WORLD_BANK, VHLSS], ids=lambda path: path.stem)
every_standard = pytest.mark.parametrize("standard", STANDARDS)

# What the indicators are for the codes of the survey's columns: 1 deprived, 0 not, blank unknown.
WATER_2023 = dict.fromkeys(("11", "12", "13", "14", "21", "31", "41", "51", "71"), "0")
WATER_2023 |= dict.fromkeys(("32", "42", "43", "61", "62", "96"), "1")
TOILET_2023 = dict.fromkeys(("11", "12", "13", "21", "22"), "0")
TOILET_2023 |= dict.fromkeys(("14", "23", "31", "96"), "1")
DURABLE_WALLS, OTHER_WALLS, OPEN_WALLS = ("3", "4", "6", "7"), ("1", "5", "8"), ("2",)
DURABLE_ROOFS, OTHER_ROOFS = ("1", "2", "4"), ("3", "5", "6", "7", "8", "9")
WATER_2014 = {"1": "0", "2": "0", "3": "0", "4": "0", "5": "1", "6": "0", "7": "1"}
WATER_2014 |= {"8": "", "9": "0", "10": "1"}
TOILET_2014 = {"1": "0", "2": "0", "3": "0", "4": "0", "5": "1", "6": "1", "7": "1", "8": "1"}

HOUSEHOLD_2023 = {
    "hid": "",
    "geo1": "1",
    "geo2": "11",
    "ea": "11066",
    "urbrur": "1",
    "hhsize": "1",
    "hhweight": "322.9722008679479",
    "pc_exp": "1125.0",
    "walls": "3",
    "roof": "1",
    "water": "11",
    "toilet": "11",
    "tv": "0",
    "radio": "0",
    "phone": "0",
    "cell": "0",
}
MEMBER_2023 = {
    "hid": "",
    "idno": "1",
    "age": "40",
    "school_attend": "3",
    "educ_attain": "1",
    "act_status": "3",
}
KEYS_2014 = {"tinh": "1", "huyen": "24", "xa": "712", "diaban": "3", "hoso": ""}
HOUSEHOLD_2014 = {
    **KEYS_2014,
    "ttnt": "2",
    "tsnguoi": "1",
    "thubq": "1500",
    "wt9": "1234.567890123456",
    "m7c18": "1",
    "m7c21": "1",
    "m6bc3_12": "0",
    "m6bc3_15": "0",
    "m6bc3_16": "0",
    "m6bc3_20": "0",
}
MEMBER_2014 = {
    **KEYS_2014,
    "matv": "1",
    "m1ac5": "40",
    "m2ac2a": "0",
    "m2ac2b": "0",
    "m2ac4": "3",
    "m4ac1a": "1",
}


@dataclass(frozen=True)
class Tiny:
    """Households that differ from a common one in some cells, with one member each.

    `key` is the column that tells them apart.
    """

    path: Path
    key: str
    household: Row
    member: Row

    def profile(self, *differences: Mapping[str, str], standard: str = NEW) -> list[Row]:
        """Return the profile of one household for each mapping of cells that differ."""
        households, members = [], []
        for number, cells in enumerate(differences, start=1):
            own = {**cells, self.key: str(number)}
            assert own.keys() <= {*self.household, *self.member}
            households.append({k: own.get(k, cell) for k, cell in self.household.items()})
            members.append({k: own.get(k, cell) for k, cell in self.member.items()})
        profile = mdpoverty.classify(
            text_frame(households), standard, members=text_frame(members), columns=self.path
        )
        return as_written(profile)


BANK = Tiny(WORLD_BANK, "hid", HOUSEHOLD_2023, MEMBER_2023)
VIETNAM = Tiny(VHLSS, "hoso", HOUSEHOLD_2014, MEMBER_2014)


# Both maps


@every_map
@every_standard
def test_map_reads_all_columns_of_its_tiny_survey(path: Path, standard: str) -> None:
    """The tiny surveys have the columns of their map, each of them read, and no other."""
    using = load_map(path).columns
    tiny = BANK if path == WORLD_BANK else VIETNAM
    for sources, cells in ((using.household, tiny.household), (using.member, tiny.member)):
        assert {c for source in sources.values() for c, _ in columns_of(source)} == set(cells)
    (row,) = tiny.profile({}, standard=standard)
    assert row["standard"] == standard


@every_map
def test_every_code_of_a_map_is_tried_here(path: Path) -> None:
    """The codes that the tests below go through are those that the map has, missing ones too."""
    tried: dict[str, set[str]]
    if path == WORLD_BANK:
        tried = {
            "urbrur": {"1", "2"},
            "walls": {*DURABLE_WALLS, *OTHER_WALLS, *OPEN_WALLS},
            "roof": {*DURABLE_ROOFS, *OTHER_ROOFS},
            "water": set(WATER_2023),
            "toilet": set(TOILET_2023),
            "cell": {"0", "1"},
            "school_attend": {"1", "2", "3", "4"},
            "educ_attain": {"0", "1", "2", "3", "4"},
            "act_status": {"0", "1", "2", "3"},
        }
    else:
        tried = {
            "ttnt": {"1", "2"},
            "m7c18": set(WATER_2014),
            "m7c21": set(TOILET_2014),
            "m2ac4": {"1", "2", "3"},
            "m2ac2a": {"0", "1", "2", "3", "8", "9", "10", "11"},
            "m2ac2b": {"0", "4", "5", "6", "7"},
            "m4ac1a": {"1"},
        }
    found: dict[str, set[str]] = {}
    using = load_map(path).columns
    for source in (*using.household.values(), *using.member.values()):
        for name, codes in _codes(source):
            found.setdefault(name, set()).update(codes)
    assert found == tried


def _codes(source: Source) -> list[tuple[str, set[str]]]:
    recoded = [part for part, _ in walk(source) if isinstance(part, Recoded)]
    return [(part.column, {*part.codes, *part.missing}) for part in recoded]


@every_map
@every_standard
def test_unanswered_indicators_are_never_answered(path: Path, standard: str) -> None:
    """What a map calls unanswered is unknown, but for nutrition where there is no child."""
    unanswered = load_map(path).columns.unanswered
    tiny, age = (BANK, "age") if path == WORLD_BANK else (VIETNAM, "m1ac5")
    child, adult = tiny.profile({age: "15"}, {age: "16"}, standard=standard)
    ours = [name for name in INDICATORS[standard] if name in unanswered]
    assert ours
    assert {name: child[name] for name in ours} == dict.fromkeys(ours, "")
    expected = {name: "0" if name == "nutrition" else "" for name in ours}
    assert {name: adult[name] for name in ours} == expected


@every_map
def test_indicators_that_are_not_unanswered_are_answered(path: Path) -> None:
    """Every indicator that a map does not call unanswered is known for some household."""
    unanswered = load_map(path).columns.unanswered
    tiny, differences = BANK, [{"tv": "1"}, {"age": "15"}, {"school_attend": "1", "age": "20"}]
    if path == VHLSS:
        tiny = VIETNAM
        differences = [{"m6bc3_15": "1"}, {"m1ac5": "15"}, {"m2ac4": "1", "m1ac5": "20"}]
    for standard in STANDARDS:
        profile = tiny.profile(*differences, standard=standard)
        known = {name for name in INDICATORS[standard] if any(column(profile, name))}
        assert known >= set(INDICATORS[standard]) - set(unanswered)
        assert known & set(unanswered) <= {"nutrition"}


@every_map
def test_code_of_another_round_is_refused(path: Path) -> None:
    """A code that the map has not is refused. Nothing was read by a map of another round."""
    tiny, name = (BANK, "toilet") if path == WORLD_BANK else (VIETNAM, "m7c21")
    with pytest.raises(mdpoverty.SurveyError, match=rf"toilet \(from {name}\)"):
        tiny.profile({name: "9" if path == VHLSS else "10"})


# The World Bank's survey


@every_standard
def test_world_bank_water_and_toilet(standard: str) -> None:
    """Each code of water and toilet is hygienic or not as the standards say."""
    water = BANK.profile(*({"water": code} for code in WATER_2023), standard=standard)
    assert column(water, "water") == list(WATER_2023.values())
    toilet = BANK.profile(*({"toilet": code} for code in TOILET_2023), standard=standard)
    assert column(toilet, "sanitation") == list(TOILET_2023.values())


def test_world_bank_house() -> None:
    """The house is known where walls and roof are alike: its columns were not asked."""
    walls = {**dict.fromkeys(DURABLE_WALLS, 0), **dict.fromkeys(OTHER_WALLS, 1)}
    roofs = {**dict.fromkeys(DURABLE_ROOFS, 0), **dict.fromkeys(OTHER_ROOFS, 1)}
    pairs = [(wall, roof) for wall in (*walls, *OPEN_WALLS) for roof in roofs]
    profile = BANK.profile(*({"walls": wall, "roof": roof} for wall, roof in pairs))
    expected = {(0, 0): "0", (1, 1): "1"}
    assert column(profile, "housing_quality") == [
        expected.get((walls.get(wall, 2), roofs[roof]), "") for wall, roof in pairs
    ]


def test_world_bank_income_is_a_demonstration() -> None:
    """Expenditure of a year comes to whole VND a month, on the line and above it."""
    cells = [
        {"pc_exp": "1125.0"},
        {"pc_exp": "1125.001"},
        {"pc_exp": "1500", "urbrur": "2"},
        {"pc_exp": "1869.416656494", "urbrur": "2"},
    ]
    profile = BANK.profile(*cells)
    assert column(profile, "income_per_capita") == ["1500000", "1500001", "2000000", "2492556"]
    assert column(profile, "class") == ["undetermined", "non_poor", "undetermined", "non_poor"]
    assert column(profile, "basis") == ["", "average", "", "average"]
    assert column(profile, "area") == ["rural", "rural", "urban", "urban"]
    assert set(column(profile, "weight")) == {"322.972201"}
    assert set(column(profile, "province")) == {"1"}
    assert set(column(profile, "district")) == {"11"}


def test_world_bank_assets() -> None:
    """One of television, radio and telephone is enough; without any, others may be there."""
    cells = [{}, {"tv": "1"}, {"radio": "1"}, {"phone": "1"}, {"cell": "1"}]
    new, old = BANK.profile(*cells), BANK.profile(*cells, standard=OLD)
    assert column(new, "information_assets") == ["", "0", "0", "0", "0"]
    assert column(old, "information_assets") == ["", "0", "0", "", ""]  # no telephone in that list
    assert set(column(new, "telecom") + column(old, "telecom")) == {""}


def test_world_bank_schooling() -> None:
    """Out of school is deprived; in school the level is not known; secondary may be either."""
    cells = [
        {"age": age, "school_attend": attends}
        for age in ("2", "3", "15", "16")
        for attends in ("1", "2", "3", "4")
    ]
    new = BANK.profile(*cells)
    away, other = ["", "1", "1", "1"], ["0"] * 4
    assert column(new, "child_schooling") == [*other, *away, *away, *other]
    old = BANK.profile({"age": "14", "school_attend": "1"}, {"age": "14"}, standard=OLD)
    assert column(old, "child_schooling") == ["0", "1"]
    young = [{"age": "20", "educ_attain": code} for code in ("0", "1", "2", "3", "4")]
    # Not deprived is known; deprived is not, since training on the job was not asked.
    assert column(BANK.profile(*young), "adult_education") == ["", "", "", "", "0"]
    assert column(BANK.profile(*young, standard=OLD), "adult_education") == ["", "", "", "", "0"]


def test_world_bank_work() -> None:
    """Who is unemployed makes the household deprived; what the employed have is not known."""
    cells = [{"act_status": code} for code in ("0", "1", "2", "3")]
    assert column(BANK.profile(*cells), "employment") == ["", "", "1", "0"]


def test_world_bank_poor_household() -> None:
    """Three sure deprivations under the line are poor, by hand."""
    poor = {"water": "43", "toilet": "31", "act_status": "2", "pc_exp": "900"}
    (row,) = BANK.profile(poor)
    assert (row["class"], row["basis"]) == ("poor", "income_and_deprivation")
    assert row["deprived_in"] == "employment;water;sanitation"


# The living standards survey


def test_vhlss_income_in_thousands_and_ids() -> None:
    """Income is scaled to VND, exactly on the line; the id is the five keys, with the places."""
    cells = [{"thubq": "1500"}, {"thubq": "1500.001"}, {"thubq": "2000", "ttnt": "1"}]
    profile = VIETNAM.profile(*cells)
    assert column(profile, "income_per_capita") == ["1500000", "1500001", "2000000"]
    assert column(profile, "class") == ["undetermined", "non_poor", "undetermined"]
    assert column(profile, "household_id") == ["1-24-712-3-1", "1-24-712-3-2", "1-24-712-3-3"]
    first = profile[0]
    assert (first["province"], first["district"], first["commune"]) == ("1", "1-24", "1-24-712")
    assert first["weight"] == "1234.56789"


@every_standard
def test_vhlss_water_and_toilet(standard: str) -> None:
    """Each code is hygienic or not; bought water is unknown, as it may be bottled or not."""
    water = VIETNAM.profile(*({"m7c18": code} for code in WATER_2014), standard=standard)
    assert column(water, "water") == list(WATER_2014.values())
    toilet = VIETNAM.profile(*({"m7c21": code} for code in TOILET_2014), standard=standard)
    assert column(toilet, "sanitation") == list(TOILET_2014.values())


def test_vhlss_assets() -> None:
    """A television, a computer or a mobile telephone is enough; none leaves the answer open."""
    items = ("m6bc3_12", "m6bc3_15", "m6bc3_16", "m6bc3_20")
    cells = [{}, *({item: "2"} for item in items), dict.fromkeys(items, "")]
    new, old = VIETNAM.profile(*cells), VIETNAM.profile(*cells, standard=OLD)
    assert column(new, "information_assets") == ["", "0", "0", "0", "0", ""]
    assert column(old, "information_assets") == ["", "", "0", "0", "0", ""]


DIPLOMAS = [
    # general, vocational, not deprived at 17, at 18
    ("0", "0", False, False),
    ("1", "0", False, False),
    ("2", "0", True, False),
    ("3", "0", True, True),
    *((general, "0", True, True) for general in ("8", "9", "10", "11")),
    *(("1", vocational, True, True) for vocational in ("4", "5", "6", "7")),
    ("2", "", True, False),
    ("8", "4", True, True),
]


@pytest.mark.parametrize(("age", "at"), [("17", 2), ("18", 3)])
def test_vhlss_diplomas(age: str, at: int) -> None:
    """The higher of general and vocational diploma counts; a vocational one is enough at 18."""
    cells = [{"m1ac5": age, "m2ac2a": row[0], "m2ac2b": row[1]} for row in DIPLOMAS]
    profile = VIETNAM.profile(*cells)
    # Deprived is never sure, since training on the job was not seen.
    assert column(profile, "adult_education") == ["0" if row[at] else "" for row in DIPLOMAS]


def test_vhlss_schooling() -> None:
    """Who is in school or on holiday attends; who is not is deprived."""
    cells = [{"m1ac5": "10", "m2ac4": code} for code in ("1", "2", "3", "")]
    assert column(VIETNAM.profile(*cells), "child_schooling") == ["", "", "1", ""]
    assert column(VIETNAM.profile(*cells, standard=OLD), "child_schooling") == ["0", "0", "1", ""]


def test_vhlss_wage_work_is_any_code_but_blank() -> None:
    """Wage work is 1; any other code is none of it; without a contract nothing is decided."""
    cells = [{"m4ac1a": code} for code in ("1", "2", "0", "")]
    assert column(VIETNAM.profile(*cells), "employment") == ["", "", "", ""]


# The page for authors

README = (MAPS / "README.md").read_text(encoding="utf-8")


def block(language: str, text: str = README) -> str:
    return blocks(text, language)[0]


SURVEY = [
    ["commune", "number", "ttnt", "size", "income", "tv_colour", "tv_other"],
    ["C1", "1", "2", "2", "1500", "0", "1"],
]
PEOPLE = [
    ["commune", "number", "line", "age", "school"],
    ["C1", "1", "1", "40", "3"],
    ["C1", "1", "2", "10", "1"],
]


def written(path: Path, rows: list[list[str]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def test_the_map_on_the_page_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The map that the page shows is used as it stands."""
    path = tmp_path / "map.yaml"
    path.write_text(block("yaml"), encoding="utf-8")
    arguments = ["classify", written(tmp_path / "households.csv", SURVEY)]
    arguments += ["--members", written(tmp_path / "members.csv", PEOPLE)]
    arguments += ["--columns", str(path), "--standard", NEW, "-o", str(tmp_path / "profile.csv")]
    assert cli.run(arguments) == 0
    assert "the column map says that this survey does not ask: nutrition" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "language"), [("README.md", "en"), ("README.vi.md", "vi")])
def test_the_error_on_the_page_is_what_is_printed(
    name: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The error that the page shows is the one of a map with these two faults."""
    monkeypatch.setenv("MDPOVERTY_LANG", language)
    path = tmp_path / "map.yaml"
    path.write_text(
        "survey: S\nround: 1\nhousehold:\n"
        "  household_id: {join: [commune, number]}\n  household_size: {column: size}\n"
        "  area: {column: ttn, codes: {1: urban, 2: rura}}\n"
        "  income_per_capita: {column: income, times: 1000}\n"
    )
    survey: list[list[Any]] = [row[:5] for row in SURVEY]
    arguments = ["classify", written(tmp_path / "households.csv", survey), "--columns", str(path)]
    assert cli.run([*arguments, "--standard", NEW]) == 2
    assert capsys.readouterr().err == block("text", (MAPS / name).read_text(encoding="utf-8"))


def test_every_source_on_the_page_is_a_source(tmp_path: Path) -> None:
    """What the page's table shows is read as a source, and every kind of source is in it."""
    shown = re.findall(r"^\| `(\{.+?\}|row_number)` \|", README, re.MULTILINE)
    path, kinds = tmp_path / "map.yaml", set()
    for row in shown:
        source = row.replace("[source, source]", "[{column: a}, {column: b}]")
        path.write_text(f"survey: S\nround: 1\nhousehold:\n  household_id: {source}\n")
        kinds.add(type(load_map(path).columns.household["household_id"]))
    assert kinds == {
        *(str, Column, Recoded, Scaled, Limited, Constant, Joined, FirstKnown, AnyOf),
        *(Contains, Sum, Difference),
    }
