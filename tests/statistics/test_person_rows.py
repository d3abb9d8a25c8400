"""`summarize` of a file whose rows are persons: the figures of their households, in persons."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from places import ROOT
from samples import DESIGN, Standard, frame_of, records
from second_reading import Row
from surveys import text_frame
from test_member_groups import drawn

import mdpoverty
from mdpoverty import cli
from mdpoverty.errors import MdpovertyError
from mdpoverty.statistics.request import BOUNDS, COMPARISON, ESTIMATES

SURVEY, MEMBERS = ROOT / "examples" / "survey.csv", ROOT / "examples" / "members.csv"
NUMBERS = (*ESTIMATES, *BOUNDS, "weighted", "cv", "deff", *COMPARISON)


def age_group(age: str) -> str | None:
    """Return the group of an age, as `--by-member age_group` calls it."""
    years = int(age) if age else None
    if years is None:
        return None
    return "0-15" if years < 16 else "16-59" if years < 60 else "60+"


def persons_of(
    rows: list[Row], members: list[dict[str, str]], standard: Standard
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the profile of households, and a row for each member with what is said of theirs."""
    frame = frame_of(rows, standard)
    households = mdpoverty.classify(frame, standard.given)
    names = ("region", "household_size", *DESIGN)
    carried = [n for n in names if n in frame.columns and n not in households.columns]
    households = households.with_columns(frame[carried])
    told = households.drop("household_size", "deprivations", "unknown_indicators")
    people = text_frame([{**m, "age_group": age_group(m["age"]) or ""} for m in members])
    people = people.with_columns(pl.col("age_group").replace("", None))
    return households, people.join(told, on="household_id", maintain_order="left")


def by_names(table: pd.DataFrame, groups: list[str]) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """Return the figures about persons by group and name."""
    names = [*groups, "measure", "indicator", "cutoff"]
    return {
        tuple(row[name] for name in names): row
        for row in records(table)
        if row["unit"] == "persons"
    }


def require_same(found: pd.DataFrame, expected: pd.DataFrame, groups: list[str]) -> None:
    """Assert that two tables have the same figures about persons."""
    one, other = by_names(found, groups), by_names(expected, groups)
    assert one.keys() == other.keys()
    assert len(one) == len(found)  # all of them count persons
    for key, row in one.items():
        for name, value in other[key].items():
            near = name in NUMBERS and value is not None
            same = pytest.approx(value, rel=1e-12, abs=1e-12) if near else value
            assert row[name] == same, (key, name)


@pytest.mark.parametrize("columns", [DESIGN, DESIGN[:1], ()])
def test_persons_have_the_figures_of_their_households(
    columns: tuple[str, ...], tmp_path: Path
) -> None:
    """As the profile by --unit persons and by --by-member; totals count each household once."""
    rows, members, standard = drawn(tmp_path, columns or DESIGN[:1])
    if not columns:
        rows = [{name: x for name, x in row.items() if name != "weight"} for row in rows]
    households, persons = persons_of(rows, members, standard)
    asked: dict[str, Any] = {"cutoffs": ["1/3"], "bounds": True, "ci": "wald"}
    each: tuple[dict[str, Any], ...] = (
        {"by": "region", "totals": True},
        {"contrast": "region", "suppress_below": 9},
    )
    for more in each:
        found = mdpoverty.summarize(persons, standard.given, **asked, **more)
        expected = mdpoverty.summarize(households, standard.given, unit="persons", **asked, **more)
        if not columns:  # households of a register are drawn by nobody, and so are persons
            assert found["standard_error"].isna().all()
        require_same(found, expected, ["region", *({"contrast_from"} & {*found.columns})])
    groups = ["sex", "age_group"]
    found = mdpoverty.summarize(persons, standard.given, by=groups, **asked)
    expected = mdpoverty.summarize(
        households, standard.given, text_frame(members), by_member=groups, **asked
    )
    require_same(found, expected, groups)


def test_a_household_is_counted_once_in_each_group(tmp_path: Path) -> None:
    """Whoever has both sexes counts in either, and once in the total."""
    rows, members, standard = drawn(tmp_path, DESIGN)
    _, persons = persons_of(rows, members, standard)
    table = mdpoverty.summarize(persons, standard.given, by="sex", totals=True)
    counted = {
        row["sex"]: row["households"] for row in records(table[table.measure == "poor_rate"])
    }
    assert counted[None] == persons["household_id"].n_unique() == 120
    for sex in ("male", "female"):
        assert counted[sex] == persons.filter(sex=sex)["household_id"].n_unique()


def test_files_of_classify_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The plain file has classes alone; with --keep all it has weights, design and answers."""
    monkeypatch.chdir(tmp_path)
    classify = ["classify", str(SURVEY), "--members", str(MEMBERS), "-o", "profile.csv", "-q"]
    assert cli.run([*classify, "--persons", "plain.csv"]) == 0
    assert cli.run([*classify, "--persons", "whole.csv", "--keep", "all"]) == 0
    capsys.readouterr()

    def rows(*arguments: str) -> tuple[list[dict[str, str]], str]:
        assert cli.run(["summarize", *arguments, "--format", "csv"]) == 0
        out, said = capsys.readouterr()
        return list(csv.DictReader(out.splitlines())), said

    plain, said = rows("plain.csv")
    assert {row["measure"] for row in plain if row["indicator"]} == set()
    assert plain[0]["weighted"] == "1173"
    assert plain[0]["households"] == "300"
    assert "a register of every person" in said
    assert "17 households are undetermined" in said
    assert "of which classes each may be" in said
    whole, said = rows("whole.csv", "--cutoff", "3", "--by", "attending_school")
    assert "of which classes" not in said
    assert "--complete-cases" not in said
    assert {row["attending_school"] for row in whole} == {"", "no", "yes"}
    assert {row["unit"] for row in whole} == {"persons"}
    by_household, _ = rows("profile.csv", "--unit", "persons", "--by", "area", "--cutoff", "3")
    by_person, _ = rows("whole.csv", "--by", "area", "--cutoff", "3")
    several = [row for row in by_household if row["unit"] == "persons"]
    for one, other in zip(by_person, several, strict=True):
        assert one["measure"] == other["measure"]
        if other["estimate"]:
            assert float(one["estimate"]) == pytest.approx(float(other["estimate"]), rel=1e-12)
    assert cli.run(["summarize", "whole.csv", "--why", "why.csv"]) == 2
    assert "--why" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "asked", "says"),
    [
        ({}, {"by_member": "sex"}, "use by with a column of the file"),
        ({}, {"complete_cases": True}, "summarise the profile of the households"),
        (
            {},
            {"replicates": "rep_*", "method": "brr"},
            "summarise the profile of the households",
        ),
        ({}, {"members": 1}, "remove members"),
        ({"drop": "answers"}, {"cutoffs": ["1/3"]}, "classify --persons FILE --keep all"),
        ({"drop": "answers"}, {"robustness": True}, "classify --persons FILE --keep all"),
        ({"class": "non_poor"}, {}, "differs among the rows of 1 household:"),
        ({"psu": "other"}, {}, "differs among the rows of 1 household:"),
        ({"person_id": "1"}, {}, "more than one row of its household"),
        ({"weight": ""}, {}, "weight: is missing"),
        ({"class": "rich"}, {}, "rich"),
        ({"standard": "another"}, {}, "not a profile of one standard"),
    ],
)
def test_what_persons_cannot_say(
    change: dict[str, str], asked: dict[str, Any], says: str, tmp_path: Path
) -> None:
    """It is said what is wrong with a row, or missing, and what to do."""
    rows, members, standard = drawn(tmp_path, DESIGN)
    _, persons = persons_of(rows, members, standard)
    given = {**asked, "members": text_frame(members)} if "members" in asked else asked
    if change.get("drop"):
        persons = persons.drop(standard.indicators)
    else:
        found = persons.with_row_index().filter(pl.col("class") == "poor", person_id="1")
        place = pl.int_range(pl.len()) == found["index"][0] - (change.keys() == {"person_id"})
        persons = persons.with_columns(
            pl.when(place).then(pl.lit(value)).otherwise(pl.col(name).cast(pl.String)).alias(name)
            for name, value in change.items()
        )
    with pytest.raises(MdpovertyError, match=says):
        mdpoverty.summarize(persons, standard.given, **given)
