"""Households that Form A screened out: nobody counted their members, and their class is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import Table, run, write_csv

REVIEW = ("--standard", "vn-2022-2025-review")
YES = [f"quick_{x}" for x in ("motorbike", "cooling", "water_heater", "washing_machine")]
HEADER = ("household_id", "area", "household_size", "well_off", *YES)
NOBODY = ("yes", "", "", "", "")
ROWS: Table = [
    ("well_off", "rural", "", *NOBODY),
    ("four", "rural", "", "no", "yes", "yes", "yes", "yes"),
    ("three", "rural", "", "no", "yes", "yes", "yes", "no"),
    ("maybe_four", "rural", "", "no", "yes", "yes", "yes", ""),
    ("no_form_a", "rural", "", "", "", "", "", ""),
]
MISSING = {"three", "maybe_four", "no_form_a"}


def test_size_is_not_asked_of_a_household_that_is_screened_out(tmp_path: Path) -> None:
    """One that may have to be reviewed needs its members: only a sure answer screens out."""
    file = write_csv(tmp_path / "survey.csv", [HEADER, *ROWS])
    done = run("classify", file, *REVIEW, "--rejects", tmp_path / "rejects.csv")
    found = {row["household_id"]: row for row in done.rows}
    assert done.code == 0
    assert found.keys() == {row[0] for row in ROWS} - MISSING
    assert {(row["class"], row["basis"]) for row in found.values()} == {("non_poor", "quick_look")}
    assert {row["household_size"] for row in found.values()} == {""}
    assert {row["deprivations"] for row in found.values()} == {"0"}
    assert {row["unknown_indicators"] for row in found.values()} == {"12"}
    explained = run("explain", file, "four", *REVIEW)
    assert explained.code == 0
    assert "non-poor" in explained.out


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (("1", "rural", "", *NOBODY), None),
        (("1", "rural", "4", *NOBODY), None),
        (("1", "rural", "0", *NOBODY), "is below 1"),
        (("2", "rural", "4", *NOBODY), "is not the number of member rows"),
        (("1", "rural", "4", "no", "", "", "", ""), "is not the number of member rows"),
        (("1", "rural", "", "no", "", "", "", ""), "is missing"),
    ],
)
def test_members_are_filled_in_or_nobody(
    row: tuple[str, ...], wrong: str | None, tmp_path: Path
) -> None:
    """A size without members is right where nobody is to be counted, and some members are not."""
    file = write_csv(tmp_path / "survey.csv", [HEADER, row])
    people = [("household_id", "person_id", "age"), *([("2", "1", "40")] if row[0] == "2" else [])]
    members = write_csv(tmp_path / "members.csv", people)
    done = run("classify", file, "--members", members, *REVIEW)
    assert done.code == (0 if wrong is None else 3)
    assert (wrong or "") in done.errors


def test_persons_are_not_counted_without_sizes(tmp_path: Path) -> None:
    """Figures of persons need every size: one that is blank counts as nobody nowhere."""
    file = write_csv(tmp_path / "survey.csv", [HEADER, *ROWS[:2]])
    done = run("summarize", file, *REVIEW)
    assert done.code == 3
    assert "household_size: is missing" in done.errors
