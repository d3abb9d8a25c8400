"""The yearly review by its forms: the engine, and a second reading of the circular, agree."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from random_forms import random_forms
from second_reading import Row
from second_review import review
from surveys import text_frame

import mdpoverty

STANDARD = "vn-2022-2025-review"
SCORES = ("income_score", "income_score_highest")


def profiles(households: list[Row], members: list[Row] | None) -> list[Row]:
    """Return the profile of each household as text cells."""
    frame = None if members is None else text_frame(members)
    found = mdpoverty.classify(text_frame(households), STANDARD, members=frame)
    return [
        {name: "" if cell is None else str(cell) for name, cell in row.items()}
        for row in found.iter_rows(named=True)
    ]


def same(name: str, one: str, other: str) -> bool:
    return Fraction(one) == Fraction(other) if name in SCORES else one == other


# The forms write provinces in capitals too, so that the region is found however they are written,
# and some that no table has.
@pytest.mark.filterwarnings("ignore:province. names that differ only by spaces:UserWarning")
@pytest.mark.filterwarnings("ignore:province. names that may be of one place:UserWarning")
@pytest.mark.filterwarnings("ignore:province. the table of the standard does not:UserWarning")
@pytest.mark.parametrize("seed", range(4))
def test_the_second_reading_agrees(seed: int) -> None:
    """Points, indicators, class and rule of random forms with gaps are as the circular is read."""
    households, members = random_forms(
        Random(seed),  # noqa: S311 -- chance for tests
        150,
        with_members=seed != 2,
        contradictory=seed == 3,
    )
    rosters: dict[str, list[Row]] = {row["household_id"]: [] for row in households}
    for member in members or ():
        rosters[member["household_id"]].append(member)
    for row, found in zip(households, profiles(households, members), strict=True):
        own = None if members is None else rosters[row["household_id"]]
        wanted = review(row, own).cells()
        differs = {n: (found[n], x) for n, x in wanted.items() if not same(n, found[n], x)}
        assert not differs, (row, own)
