"""Units that were renamed or merged between rounds, and which columns tell units."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest
from diffs import write_rows
from files import rows_of
from registers import line, profile, quietly, refusal, track, write_rounds
from second_reading import Row

from mdpoverty.codebook import variables

POOR = "poor"
HERE = ("province", "district", "commune")


def rounds(
    folder: Path, before: list[tuple[str, str, str]], after: list[tuple[str, str, str]]
) -> list[Path]:
    """Write rounds of 2024 and 2025 of poor households at these places."""
    found = []
    for year, places in ((2024, before), (2025, after)):
        classes = {str(place): POOR for place in range(len(places))}
        columns = {name: [each[place] for each in places] for place, name in enumerate(HERE)}
        found.append(profile(year, classes, **columns))
    return write_rounds(folder, *found)


def flows(folder: Path, *arguments: str | Path) -> list[Row]:
    """Return the lines of stock and flow of units that `track` writes."""
    target = folder / "flows.csv"
    quietly(*arguments, "--flows", target)
    return [row for row in rows_of(target) if row["scope"] == "unit"]


BEFORE = [("Hà Giang", "Mèo Vạc", "Sủng Máng"), ("Hà Giang", "Mèo Vạc", "Sủng Trà")]
AFTER = [("Tuyên Quang", "", "Sủng Máng"), ("Tuyên Quang", "", "Sủng Máng")]
MERGED = [
    {
        "round": "2025",
        "province": "Hà Giang",
        "district": "Mèo Vạc",
        "commune": commune,
        "new_province": "Tuyên Quang",
        "new_commune": "Sủng Máng",
    }
    for commune in ("Sủng Máng", "Sủng Trà")
]


def test_old_units_become_new_ones(tmp_path: Path) -> None:
    """Households of units that were merged stay in the new unit, and none of them moved."""
    files = rounds(tmp_path, BEFORE, AFTER)
    places = write_rows(tmp_path / "places.csv", MERGED)
    found = flows(tmp_path, *files, "--places", places)
    assert {(row["province"], row["commune"]) for row in found} == {("Tuyên Quang", "Sủng Máng")}
    assert "district" not in found[0], "it is blank since then"
    assert (line(found, "start"), line(found, "end")) == (2, 2)
    assert line(found, "other_exits") == 0


def test_without_a_map_households_moved(tmp_path: Path) -> None:
    """Without --places households left the old units for the new one, and a note names them."""
    files = rounds(tmp_path, BEFORE, AFTER)
    found = flows(tmp_path, *files)
    assert line(found, "other_exits", detail="moved_out") == 2
    assert line(found, "other_entries", detail="moved_in") == 2
    said = track(*files).errors
    assert (
        "units of 2024 that are not in 2025, and --places could map them: 2 "
        "(Hà Giang, Sủng Máng; Hà Giang, Sủng Trà)\n" in said
    )
    assert "district is blank in 2025: units are identified by province, commune\n" in said
    said = track(*files, "--lang", "vi").errors
    province, district, commune = (
        f"{variables('household')[name].label_vi} ({name})"
        for name in ("province", "district", "commune")
    )
    [told] = [each for each in said.splitlines() if each.startswith(f"{district} ")]
    assert told.endswith(f"{province}, {commune}")


def test_all_units_together_have_no_moves(tmp_path: Path) -> None:
    """In the total a household that moved to another unit stayed."""
    target = tmp_path / "flows.csv"
    quietly(*rounds(tmp_path, BEFORE, AFTER), "--flows", target)
    total = [row for row in rows_of(target) if row["scope"] == "total"]
    assert (line(total, "start"), line(total, "end"), line(total, "other_exits")) == (2, 2, 0)


def test_unmapped_units_are_named(tmp_path: Path) -> None:
    """An old unit that is neither mapped nor there afterwards is named in a note."""
    files = rounds(tmp_path, [*BEFORE, ("Hà Giang", "Mèo Vạc", "Khâu Vai")], [*AFTER, AFTER[0]])
    places = write_rows(tmp_path / "places.csv", MERGED)
    said = track(*files, "--places", places).errors
    assert "not in 2025 and not mapped by --places: 1 (Hà Giang, Khâu Vai)\n" in said


def test_names_are_the_same_however_typed(tmp_path: Path) -> None:
    """Names are compared trimmed and composed, and otherwise as they stand."""
    files = rounds(tmp_path, BEFORE, AFTER)
    typed = [{name: f" {normalize('NFD', cell)} " for name, cell in row.items()} for row in MERGED]
    places = write_rows(tmp_path / "places.csv", typed)
    assert line(flows(tmp_path, *files, "--places", places), "other_exits") == 0
    other = [{**row, "commune": row["commune"].upper()} for row in MERGED]
    write_rows(places, other)
    assert line(flows(tmp_path, *files, "--places", places), "other_exits") == 2


def test_a_district_is_kept_where_provinces_alone_change(tmp_path: Path) -> None:
    """A map of provinces leaves districts and communes; one of communes says their new district."""
    before, after = [("A", "d", "x")], [("B", "d", "x")]
    places = write_rows(
        tmp_path / "places.csv", [{"round": "2025", "province": "A", "new_province": "B"}]
    )
    found = flows(tmp_path, *rounds(tmp_path, before, after), "--places", places)
    assert {tuple(row[name] for name in HERE) for row in found} == {("B", "d", "x")}
    renamed = {"round": "2025", "district": "d", "commune": "x", "new_district": "e"}
    write_rows(places, [renamed | {"new_commune": "x"}])
    found = flows(tmp_path, *rounds(tmp_path, before, [("A", "e", "x")]), "--places", places)
    assert {tuple(row[name] for name in HERE) for row in found} == {("A", "e", "x")}


def test_a_blank_district_tells_a_unit(tmp_path: Path) -> None:
    """Where old units are identified by their district a blank one matches a blank one alone."""
    places = write_rows(
        tmp_path / "places.csv",
        [{"round": "2025", "district": "", "commune": "x", "new_commune": "y"}],
    )
    files = rounds(tmp_path, [("A", "", "x"), ("A", "d", "x")], [("A", "", "y"), ("A", "d", "x")])
    found = flows(tmp_path, *files, "--places", places)
    assert {row["commune"] for row in found} == {"x", "y"}
    assert line(found, "other_exits") == 0


def test_maps_follow_each_other(tmp_path: Path) -> None:
    """A round is mapped by every change after it, one after the other, and by none before."""
    files = write_rounds(
        tmp_path,
        *(
            profile(year, {"1": POOR, "2": POOR}, commune=communes)
            for year, communes in ((2023, "ab"), (2024, "bb"), (2025, "cb"))
        ),
    )
    changes = [("2024", "a", "b"), ("2025", "b", "c")]
    names = ("round", "commune", "new_commune")
    places = write_rows(
        tmp_path / "places.csv", [dict(zip(names, row, strict=True)) for row in changes]
    )
    found = flows(tmp_path, *files, "--places", places)
    first = [row for row in found if row["round"] == "2024"]
    assert {row["commune"] for row in first} == {"c"}
    last = [row for row in found if row["round"] == "2025"]
    assert line(last, "start", commune="c") == 2
    assert line(last, "other_entries", commune="b", detail="moved_in") == 1, "2025 is not mapped"


FAULTS = {
    "2025,a,b\n2025,a,c": "commune: appears on more than one row of a round (2 rows: line 2 'a', "
    "line 3 'a')",
    "2025,,b": "commune: is missing (1 row: line 2)",
    "2025,a,": "new_commune: is missing (1 row: line 2)",
    "2024,a,b": "round: is not the name of a round that follows another (1 row: line 2 '2024')",
}


@pytest.mark.parametrize(("rows", "said"), FAULTS.items())
def test_maps_that_cannot_be_are_refused(rows: str, said: str, tmp_path: Path) -> None:
    """An old unit with two new ones, a blank or an unknown round is refused by its line."""
    files = rounds(tmp_path, BEFORE, AFTER)
    places = tmp_path / "places.csv"
    places.write_text(f"round,commune,new_commune\n{rows}\n", encoding="utf-8")
    assert f"\n  {said}\n" in refusal(*files, "--places", places)


def test_a_map_needs_an_old_and_a_new_unit(tmp_path: Path) -> None:
    """Places without a column of old units, or of new ones, say what is needed."""
    files = rounds(tmp_path, BEFORE, AFTER)
    places = write_rows(tmp_path / "places.csv", [{"round": "2025", "old": "a"}])
    said = refusal(*files, "--places", places)
    assert "province, district or commune: this column is missing\n" in said
    assert "new_province, new_district or new_commune: this column is missing\n" in said


def test_rounds_need_the_columns_that_tell_old_units(tmp_path: Path) -> None:
    """A round whose units cannot be told as the map tells them is refused."""
    files = write_rounds(
        tmp_path,
        profile(2024, {"1": POOR}, commune="x"),
        profile(2025, {"1": POOR}, commune="x"),
    )
    places = write_rows(tmp_path / "places.csv", MERGED)
    assert "2024.csv, province: this column is missing\n" in refusal(*files, "--places", places)


def test_units_are_those_that_every_round_has(tmp_path: Path) -> None:
    """Without --by units are identified by the columns of places that every round has filled in."""
    one = profile(2024, {"1": POOR}, province="p", commune="x")
    other = profile(2025, {"1": POOR}, commune="x")
    found = flows(tmp_path, *write_rounds(tmp_path, one, other))
    assert "province" not in found[0]
    assert {row["commune"] for row in found} == {"x"}


def test_any_column_can_tell_units(tmp_path: Path) -> None:
    """With --by units are identified by columns of the rounds, as their cells stand."""
    files = write_rounds(
        tmp_path,
        profile(2024, {"1": POOR, "2": POOR}, village=["v", "w"], area=["rural", "nông thôn"]),
        profile(2025, {"1": POOR, "2": POOR}, village=["v", "v"], area=["rural", "urban"]),
    )
    found = flows(tmp_path, *files, "--by", "village", "--by", "area")
    units = {(row["village"], row["area"]) for row in found}
    assert units == {("v", "rural"), ("v", "urban"), ("w", "rural")}
    assert line(found, "other_exits", village="w", detail="moved_out") == 1


@pytest.mark.parametrize("name", ["class", "before", "id", "weight", "survey_year"])
def test_a_column_of_units_may_have_any_name(name: str, tmp_path: Path) -> None:
    """A column that tells units may be called as one that is used on the way."""
    row = {"household_id": "1", "class": POOR, "before": "2", "id": "3", "weight": "1"}
    years = ([row | {"survey_year": year}] for year in ("2024", "2025"))
    found = flows(tmp_path, *write_rounds(tmp_path, *years), "--by", name)
    units = {"2024", "2025"} if name == "survey_year" else {row[name]}
    assert {row[name] for row in found} == units


def test_a_blank_unit_is_a_unit_and_said(tmp_path: Path) -> None:
    """A household without a commune counts in a unit of its own, and a note says so."""
    files = write_rounds(
        tmp_path,
        profile(2024, {"1": POOR, "2": POOR}, commune=["", "x"]),
        profile(2025, {"1": POOR, "2": POOR}, commune=["x", "x"]),
    )
    found = flows(tmp_path, *files)
    assert line(found, "other_exits", commune="", detail="moved_out") == 1
    assert "2024: commune is blank in 1 household: blank counts" in track(*files).errors


@pytest.mark.parametrize(("district", "said"), [("", ""), ("Mèo Vạc", "Mèo Vạc, ")])
def test_a_blank_unit_is_not_taken_for_the_wider_one(
    district: str, said: str, tmp_path: Path
) -> None:
    """A unit without a commune is called so, and a note names the column that is blank."""
    old = ("Hà Giang", district, "")
    files = rounds(tmp_path, [old, ("", "Mèo Vạc", "x")], [("Hà Giang", "Mèo Vạc", "x")] * 2)
    done = track(*files, "-o", tmp_path / "households.csv")
    assert f"\n  Hà Giang, {said}(blank) " in done.out
    assert "\n  (blank), Mèo Vạc, x " in done.out
    assert f"could map them: 2 (Hà Giang, {said}(blank); (blank), Mèo Vạc, x)\n" in done.errors
    assert "2024: province is blank in 1 household: blank" in done.errors
    assert "2024: commune is blank in 1 household: blank" in done.errors
    assert "district" not in done.errors


def test_rounds_without_units_are_shown_in_all(tmp_path: Path) -> None:
    """Where no column tells units, a table has the lines of all households alone."""
    files = write_rounds(tmp_path, profile(2024, {"1": POOR}), profile(2025, {"1": "non_poor"}))
    lines = quietly(*files, "-o", tmp_path / "households.csv").splitlines()
    assert lines[3].split() == ["households", *"101000000"]
    assert [line.split()[0] for line in lines[3:5]] + lines[5:6] == ["households", "persons", ""]
