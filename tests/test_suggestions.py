"""Suggestions name what is called nearly so, and nothing that is used already."""

from __future__ import annotations

from pathlib import Path

import pytest

from mdpoverty.errors import no_column
from mdpoverty.suggestions import suggest, suggest_file
from mdpoverty.survey.missing_columns import lacking
from mdpoverty.system_faults import no_folder


@pytest.mark.parametrize(
    ("word", "known", "used", "near"),
    [
        ("provinc", ["district", "province"], (), "province"),
        ("provinc", ["district", "province"], ("province",), None),
        ("new_province", ["province", "new_provins"], ("province",), "new_provins"),
        ("PROVINC", ["Province"], (), "Province"),
        ("x", ["province"], (), None),
    ],
)
def test_words(word: str, known: list[str], used: tuple[str, ...], near: str | None) -> None:
    """The nearest word that is free is named as it is written; none where none is near."""
    expected = "" if near is None else f"; did you mean '{near}'?"
    assert suggest(word, known, used) == expected
    assert str(no_column("--by", word, known, used).wrong).endswith(f"'{word}'{expected}")


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("survy.csv", "Survey.csv"),
        ("sur*y.csv", "Survey.csv"),
        ("communes/a.csv", "commune"),
        ("commune/b.csv", None),
        ("elsewhere.dta", None),
    ],
)
def test_files(path: str, near: str | None, tmp_path: Path) -> None:
    """Of a path that is not there the first part that is missing is suggested."""
    (tmp_path / "Survey.csv").touch()
    (tmp_path / "commune").mkdir()
    expected = "" if near is None else f"; did you mean '{near}'?"
    assert suggest_file(tmp_path / path) == expected


def test_one_of_several_columns() -> None:
    """Where one of several columns is enough, they are named together in either language."""
    error = lacking("a.csv", ["incme", "id"], [("income", "score")], "add it", ("id",))
    assert "income or score: this column is missing; did you mean 'incme'?" in error.text("en")
    assert "income hoặc score: " in error.text("vi")


def test_columns_joined_by_commas() -> None:
    """Who names several columns at once is told to repeat the option; a strange name is not."""
    known = ["district", "commune"]
    both = no_column("--by", "district, commune", known)
    assert both.advice == "repeat the option: --by district --by commune"
    assert no_column("--by", "district,village", known).advice == ""


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """It is suggested as a file is."""
    (tmp_path / "examples").mkdir()
    assert no_folder(tmp_path / "exmples").endswith("; did you mean 'examples'?")
