"""Points that a profile leaves open: read again, they are a range and not the least of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import Table, rows_of, run, write_csv

HEADER = (
    *("household_id", "area", "household_size"),
    *("income_score", "income_score_highest", "deprivation_score"),
)
ROWS: Table = [
    ("below", "rural", 2, 80, 95, 30),
    ("on", "rural", 2, 80, 140, 30),
    ("across", "rural", 2, 80, 141, 30),
    ("above", "rural", 2, 141, 150, 30),
    ("blank", "rural", 2, 80, "", 30),
    ("one", "rural", 2, 140, 140, 20),
]
CLASSES = {
    "below": ("poor", ""),
    "on": ("poor", ""),
    "across": ("undetermined", "poor;non_poor"),
    "above": ("non_poor", ""),
    "blank": ("poor", ""),
    "one": ("near_poor", ""),
}
DECREE = ("--standard", "vn-2022-2025")


def test_highest_points_keep_a_class_open(tmp_path: Path) -> None:
    """A line between the least and the most points leaves both classes possible."""
    done = run("classify", write_csv(tmp_path / "survey.csv", [HEADER, *ROWS]), *DECREE)
    found = {row["household_id"]: (row["class"], row["possible_classes"]) for row in done.rows}
    assert found == CLASSES
    assert "1 household is undetermined: 1 depends on income_score" in done.errors


@pytest.mark.parametrize("options", [(), ("--full",)])
def test_explanation_shows_the_range(options: tuple[str, ...], tmp_path: Path) -> None:
    """The points are told from the least to the most, and that the line is between them."""
    file = write_csv(tmp_path / "survey.csv", [HEADER, *ROWS])
    said = run("explain", file, "across", *DECREE, *options).out
    assert "80 to 141 points" in said
    assert "on both sides of the line of 140 points" in said
    below = run("explain", file, "below", *DECREE, *options).out
    assert "80 to 95 points" in below
    assert "45 points below the line of 140 points" in below
    assert "80 points" in run("explain", file, "blank", *DECREE, *options).out


def test_cells_of_a_range_are_listed(tmp_path: Path) -> None:
    """What leaves a class open is listed: the column of the highest points, as blank cells are."""
    file, why = write_csv(tmp_path / "survey.csv", [HEADER, *ROWS]), tmp_path / "why.csv"
    done = run("classify", file, *DECREE, "--why", why, "-o", tmp_path / "profile.csv")
    assert rows_of(why) == [
        {
            "household_id": "across",
            "possible_classes": "poor;non_poor",
            "indicator": "income_score",
            "column": "income_score_highest",
            "person_id": "",
        }
    ]
    assert "(income_score_highest is higher). Where the highest points are above" in done.errors
    vietnamese = ("--labelled", "--lang", "vi")
    run("validate", file, *DECREE, "--why", why, *vietnamese, "-o", tmp_path / "found.csv")
    for table in (why, tmp_path / "found.csv"):
        assert "mức cao nhất có thể" in table.read_text("utf-8-sig")
