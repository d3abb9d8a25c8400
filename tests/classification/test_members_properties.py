"""What holds for every survey with a member file: random ones, read also by a second reading."""

from itertools import product
from random import Random

import polars as pl
import pytest
from hypothesis import given
from polars.testing import assert_frame_equal
from second_reading import INDICATORS, Row, read
from surveys import (
    RANDOMS,
    STANDARDS,
    cells_of,
    examples,
    member_answer,
    possible,
    roster,
    survey,
    text_frame,
)

import mdpoverty
from mdpoverty.codebook import variables

every_standard = pytest.mark.parametrize("standard", STANDARDS)


def one_file(rng: Random, rosters: list[list[Row]]) -> list[Row]:
    """Return all members as a file may have them, those of a household apart from each other."""
    members = [member for household in rosters for member in household]
    return rng.sample(members, len(members))


def classified(rows: list[Row], members: list[Row], standard: str) -> list[Row]:
    profile = mdpoverty.classify(text_frame(rows), standard, members=text_frame(members))
    return cells_of(profile)


@every_standard
@examples(5)
@given(rng=RANDOMS)
def test_the_engine_and_the_second_reading_agree_on_members(standard: str, rng: Random) -> None:
    """Indicators told by members, and classes, are as the second reading says."""
    rows = survey(rng, standard, 150)
    rosters = roster(rng, rows)
    if rng.random() < 0.5:  # the size of a household may be left to its roster
        rows = [{name: row[name] for name in row if name != "household_size"} for row in rows]
    profiles = classified(rows, one_file(rng, rosters), standard)
    for row, members, found in zip(rows, rosters, profiles, strict=True):
        expected = read(row, standard, members)
        assert {name: found[name] for name in expected} == expected, (row, members)
        assert found["household_size"] == str(len(members))


# Every age beside a limit of the law, and what is asked together.
AGES = ("", *map(str, (0, 2, 3, 4, 5, 6, 11, 12, 14, 15, 16, 17, 18, 30, 31)))
TOGETHER = (
    ("attending_school", "school_level"),
    ("attending_school", "highest_diploma", "trained_on_the_job"),
    ("attending_school", "highest_diploma", "birth_year"),
    ("insured", "stunted", "underweight"),
    ("seeks_work", "wage_worker", "labour_contract"),
    ("seriously_ill", "sought_care", "social_benefit"),
    ("uses_phone", "uses_internet"),
)


def every_answer(name: str) -> tuple[str, ...]:
    if name == "birth_year":
        return ("", "1985", "1986")
    return ("", *(variables("member")[name].codes or ("yes", "no")))


@every_standard
def test_one_member_of_any_age_with_any_answers(standard: str) -> None:
    """A household of one has the indicators of the second reading, whatever its member says."""
    persons = [
        dict(zip(("age", *names), cells, strict=True))
        for names in TOGETHER
        for cells in product(AGES, *map(every_answer, names))
    ]
    blank = dict.fromkeys((name for names in TOGETHER for name in names), "")
    members = [
        {"household_id": str(number), "person_id": "1", **blank, **person}
        for number, person in enumerate(persons)
    ]
    rows = [
        {"household_id": member["household_id"], "area": "rural", "income_per_capita": "0"}
        for member in members
    ]
    profiles = classified(rows, members, standard)
    for row, member, found in zip(rows, members, profiles, strict=True):
        expected = read(row, standard, [member])
        assert {name: found[name] for name in expected} == expected, member


@every_standard
@examples(2)
@given(rng=RANDOMS)
def test_filling_blanks_of_members_never_contradicts(standard: str, rng: Random) -> None:
    """Whatever members fill in, a known indicator stays, and the class was possible before."""
    columns = ["household_id", "area", "household_size", "household_income"]
    rows = survey(rng, standard, 100, columns)
    rosters = roster(rng, rows)
    fuller = [[filled(rng, member) for member in members] for members in rosters]
    before = classified(rows, one_file(rng, rosters), standard)
    after = classified(rows, one_file(rng, fuller), standard)
    for row, then, now in zip(rows, before, after, strict=True):
        assert possible(now) <= possible(then), row
        for name in INDICATORS[standard]:
            assert then[name] in ("", now[name]), (name, row)


def filled(rng: Random, member: Row) -> Row:
    """Return the member with some blanks filled."""
    some = [name for name, cell in member.items() if not cell.strip() and rng.random() < 0.5]
    return member | {name: member_answer(rng, name) for name in some}


@every_standard
@examples(2)
@given(rng=RANDOMS)
def test_the_order_of_members_does_not_matter(standard: str, rng: Random) -> None:
    """Members in any order, in one piece or in chunks, give the same profile."""
    rows = survey(rng, standard, 100)
    members = one_file(rng, roster(rng, rows))
    whole = mdpoverty.classify(text_frame(rows), standard, members=text_frame(members))
    rng.shuffle(members)
    chunks = [text_frame(members[at : at + 11]) for at in range(0, len(members), 11)]
    with pl.Config(streaming_chunk_size=40):
        people = pl.concat(chunks, rechunk=False)
        found = mdpoverty.classify(text_frame(rows), standard, members=people)
    assert_frame_equal(found, whole)
