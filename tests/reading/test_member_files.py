"""What holds for every survey with members, whichever way the same facts are brought."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from polars.testing import assert_frame_equal
from second_reading import COUNTED, INDICATORS, Row, read
from surveys import (
    KEYS,
    RANDOMS,
    READS,
    cells_of,
    examples,
    member_answer,
    roster,
    survey,
    text_frame,
)

import mdpoverty
from mdpoverty.cli import run
from mdpoverty.codebook import variables

# The column of the household that stands in for each indicator told by members (codebook.csv).
COUNTS = {
    "vn-2016-2020": {
        "health_care": "members_ill_untreated",
        "health_insurance": "members_6plus_uninsured",
        "adult_education": "adults_without_lower_secondary",
        "child_schooling": "children_5_14_not_attending",
    },
    "vn-2022-2025": {
        "employment": "members_without_job_or_contract",
        "dependency": "dependants",
        "nutrition": "children_under_16_malnourished",
        "health_insurance": "members_6plus_uninsured",
        "adult_education": "members_16_30_without_education",
        "child_schooling": "children_3_15_not_at_level",
    },
}
USES = ("uses_phone", "uses_internet")
FIRST = ("household_id", "area", "household_size", "income_per_capita")

with_members = pytest.mark.parametrize("standard", COUNTS)


def profile(rows: list[Row], standard: str, members: list[Row] | None = None) -> list[Row]:
    people = None if members is None else text_frame(members)
    return cells_of(mdpoverty.classify(text_frame(rows), standard, members=people))


def full_roster(rng: Random, rows: list[Row]) -> list[list[Row]]:
    """Return the members of each household, each of whom answers every question."""
    asked = [name for name in variables("member") if name not in KEYS]
    people = []
    for row, given_ in zip(rows, roster(rng, rows), strict=True):
        calm = rng.choice((0, 0.8, 0.95, 1))
        own = {"household_id": row["household_id"]}
        people.append(
            [
                {**own, "person_id": member["person_id"]}
                | {name: member_answer(rng, name, calm) for name in asked}
                for member in given_
            ]
        )
    return people


def aggregated(standard: str, members: list[Row]) -> Row:
    """Return what a household's own columns say of its members, all of whom answered."""
    rules = COUNTED[standard]
    counted = {
        column: [rules[indicator](member) for member in members]
        for indicator, column in COUNTS[standard].items()
    }
    assert not any(None in answers for answers in counted.values())
    used = {name: any(is_yes(member[name]) for member in members) for name in USES}
    return {
        **{column: str(answers.count(True)) for column, answers in counted.items()},
        **{name: "yes" if some else "no" for name, some in used.items()},
    }


def is_yes(cell: str) -> bool:
    return cell.strip().lower() in {"yes", "true", "1", "có"}


def opposite(standard: str, row: Row) -> Row:
    """Return a household's own columns so that each indicator comes out the other way."""
    size = int(float(row["household_size"]))
    turned = {
        column: str(size if int(row[column]) <= (size // 2 if column == "dependants" else 0) else 0)
        for column in COUNTS[standard].values()
    }
    deprived = {name: read(row, standard)[name] for name in ("telecom",)}
    return {**row, **turned, **dict.fromkeys(USES, "yes" if deprived["telecom"] == "1" else "no")}


@with_members
@examples(2)
@given(rng=RANDOMS)
def test_counting_the_roster_beforehand_changes_nothing(standard: str, rng: Random) -> None:
    """A fully answered roster has the profile of a survey with its counts in place of it."""
    rows = survey(rng, standard, 150, [*FIRST, "wall", "column", "toilet", "floor_area"])
    people = full_roster(rng, rows)
    counted = [
        {**row, **aggregated(standard, some)} for row, some in zip(rows, people, strict=True)
    ]
    members = text_frame([member for some in people for member in some])
    by_members = mdpoverty.classify(text_frame(rows), standard, members=members)
    assert_frame_equal(mdpoverty.classify(text_frame(counted), standard), by_members)
    told = [*COUNTS[standard], "telecom"]
    assert by_members.select(told).null_count().sum_horizontal().item() == 0


@with_members
@examples(1)
@given(rng=RANDOMS)
def test_the_roster_decides_over_columns_that_disagree(standard: str, rng: Random) -> None:
    """Columns of the household that say the opposite of its members change nothing."""
    rows = survey(rng, standard, 100, FIRST)
    people = full_roster(rng, rows)
    contrary = [
        opposite(standard, {**row, **aggregated(standard, some)})
        for row, some in zip(rows, people, strict=True)
    ]
    members = [member for some in people for member in some]
    alone = profile(rows, standard, members)
    assert profile(contrary, standard, members) == alone
    for row, found in zip(profile(contrary, standard), alone, strict=True):
        for name in (*COUNTS[standard], "telecom"):
            assert {row[name], found[name]} == {"0", "1"}, name


@with_members
@examples(1)
@given(rng=RANDOMS)
def test_what_members_leave_unknown_the_household_tells(standard: str, rng: Random) -> None:
    """With both sources an indicator is as members tell it, else as the household's columns do."""
    read_here = sorted({name for names in READS[standard].values() for name in names})
    rows = survey(rng, standard, 150, [*FIRST, *read_here])
    members = [member for some in roster(rng, rows) for member in some]
    bare = [{name: row[name] for name in FIRST} for row in rows]
    by_members = profile(bare, standard, members)
    by_columns = profile(rows, standard)
    by_both = profile(rows, standard, members)
    sources = set()
    for first, second, both in zip(by_members, by_columns, by_both, strict=True):
        for name in INDICATORS[standard]:
            assert both[name] == (first[name] or second[name]), name
            sources.add((bool(first[name]), bool(second[name])))
    assert sources == {(True, True), (True, False), (False, True), (False, False)}


# Several files


def write(path: Path, rows: list[Row]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def cells(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parts(rng: Random, folder: Path, name: str, rows: list[Row]) -> list[str]:
    """Write rows to three files, one after the other, and return their paths."""
    cuts = [0, *sorted(rng.sample(range(1, len(rows)), 2)), len(rows)]
    return [
        write(folder / f"{name}-{i}.csv", rows[cuts[i] : cuts[i + 1]]) for i in range(len(cuts) - 1)
    ]


def carried_out(folder: Path, standard: str, *inputs: str) -> Path:
    """Classify files, and return the folder that has the profile, persons and refused rows."""
    folder.mkdir()
    names = {"-o": "profile.csv", "--persons": "persons.csv", "--rejects": "refused.csv"}
    outputs = [word for option, name in names.items() for word in (option, str(folder / name))]
    assert run(["classify", *inputs, "--standard", standard, "--keep", "all", "-q", *outputs]) == 0
    return folder


@with_members
@examples(1)
@given(rng=RANDOMS)
def test_a_survey_in_several_files_is_one_survey(
    standard: str, tmp_path_factory: pytest.TempPathFactory, rng: Random
) -> None:
    """Survey and members each in three files have the profile, persons and refusals of one."""
    folder = tmp_path_factory.mktemp("files")
    rows = survey(rng, standard, 60, [*FIRST, "note", "toilet"])
    members = [member for some in full_roster(rng, rows) for member in some]
    rng.shuffle(members)
    rows.append(rows[7])
    rows[20]["area"] = "hill"
    members[33]["age"] = "121"
    members.append(members[70])
    whole = carried_out(
        folder / "one",
        standard,
        write(folder / "survey.csv", rows),
        *("--members", write(folder / "members.csv", members)),
    )
    surveys = parts(rng, folder, "survey-part", rows)
    rosters = parts(rng, folder, "members-part", members)
    if standard == "vn-2016-2020":  # a pattern gives the same files in the same order
        inputs = [
            str(folder / "survey-part-*.csv"),
            "--members",
            str(folder / "members-part-?.csv"),
        ]
    else:
        inputs = [*surveys, *(word for path in rosters for word in ("--members", path))]
    several = carried_out(folder / "several", standard, *inputs)
    for name in ("profile.csv", "persons.csv"):
        assert (several / name).read_bytes() == (whole / name).read_bytes()
    for name, source in (("refused.csv", rows), ("refused-members.csv", members)):
        found, expected = cells(several / name), cells(whole / name)
        assert len(expected) > 2
        for row, same in zip(found, expected, strict=True):
            assert row["problems"] == same["problems"]
            at = cells(folder / row["file"])[int(row["line"]) - 2]
            assert at == source[int(same["line"]) - 2] == {key: row[key] for key in at}
