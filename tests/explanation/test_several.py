"""Several households explained at once, by ids and patterns, and in about ten lines each."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl
import pytest
from files import Done
from places import ROOT
from terminals import run_in_terminal

from mdpoverty.cli import run

EXAMPLES = ROOT / "examples"
SURVEY = str(EXAMPLES / "survey.csv")
MEMBERS = ("--members", str(EXAMPLES / "members.csv"))


def explained(capsys: pytest.CaptureFixture[str], *arguments: str) -> Done:
    """Carry out `mdpoverty explain`."""
    capsys.readouterr()
    code = run(["explain", *arguments, "-q"])
    return Done(code, *capsys.readouterr())


def test_several_are_explained_as_each_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    """Ids and patterns give each household once, in order, as it is explained alone."""
    several = explained(capsys, SURVEY, "0156", "001[78]", "001?", "0017", *MEMBERS)
    assert several.code == 3  # brackets are no pattern, and no id
    wanted = (SURVEY, "0156", "029?", "0291", *MEMBERS)
    found = json.loads(explained(capsys, *wanted, "--format", "json").out)
    names = ["0156", *(f"029{n}" for n in range(10))]
    assert [each["household_id"] for each in found] == names
    alone = json.loads(explained(capsys, SURVEY, "0291", *MEMBERS, "--format", "json").out)
    assert found[2] == alone
    text = explained(capsys, *wanted).out
    assert explained(capsys, SURVEY, "0291", *MEMBERS).out in text
    assert text.count("class rules of vn-2022-2025") == len(names)


def test_an_id_with_a_star_is_an_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An id that is there is no pattern; a pattern without a household is said."""
    file = tmp_path / "survey.csv"
    rows = {"household_id": ["A*", "AB"], "area": "rural", "household_size": 1}
    pl.DataFrame(rows | {"income_per_capita": 9}).write_csv(file)
    year = ("--standard", "vn-2011-2015", "--format", "json")
    one = json.loads(explained(capsys, str(file), "A*", *year).out)
    assert one["household_id"] == "A*"
    both = json.loads(explained(capsys, str(file), "A?", *year).out)
    assert [each["household_id"] for each in both] == ["A*", "AB"]
    assert "'B*'" in explained(capsys, str(file), "B*", *year).errors


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        *(("*01*", ["HN-01-1", "b.01"]), ("*-*", ["HN-01-1", "[9-1] +"]), ("H*0*1", ["HN-01-1"])),
        *(("?.*", ["b.01"]), ("**", ["HN-01-1", "b.01", "[9-1] +"]), ("*[9-1]*", ["[9-1] +"])),
        *(("* +", ["[9-1] +"]), ("*x*", None), ("[z-a]*", None), ("(?i)hn*", None)),
        *(("\udcff", None), ("\udcff*", None), ("h\0*", None), ("*\\", None)),
    ],
)
def test_patterns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wanted: str, found: list[str] | None
) -> None:
    """Only `*` and `?` are signs of a pattern; whatever else is typed is what an id has."""
    file = tmp_path / "survey.csv"
    rows = {"household_id": ["HN-01-1", "b.01", "[9-1] +"], "area": "rural", "household_size": 1}
    pl.DataFrame(rows | {"income_per_capita": 9}).write_csv(file)
    year = ("--standard", "vn-2011-2015", "--format", "json")
    done = explained(capsys, str(file), wanted, *year)
    assert "Traceback" not in done.errors
    if found is None:
        assert (done.code, done.out) == (3, "")
        return
    each = json.loads(done.out)
    households = each if isinstance(each, list) else [each]
    assert [household["household_id"] for household in households] == found


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_shows_about_ten_lines(tmp_path: Path) -> None:
    """On a terminal a household takes about ten lines; --full shows all of them."""
    command = [sys.executable, "-m", "mdpoverty", "explain", SURVEY, "0156", "-q"]
    short = run_in_terminal(command, tmp_path, 200).splitlines()
    assert len(short) == 16
    assert "deprived in 2 of 12 indicators: Education of adults, Source of water" in short
    assert "unknown in 1 of 12 indicators: Toilet" in short
    assert "    not deprived: near-poor" in short
    assert short[-1].startswith("--full ")
    whole = run_in_terminal([*command, "--full"], tmp_path, 200)
    assert len(whole.splitlines()) > 90
    assert "--full" not in whole


def test_marks_of_points_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """What stands before the lines of a scorecard is told below: once, and only where it stands."""
    form = (str(EXAMPLES / "commune-2025.xlsx"), "--standard", "vn-2022-2025-review")
    lines = explained(capsys, *form, "H044").out.splitlines()
    assert lines[-2:] == [
        "[x] this line applies",
        "[?] this line may apply: an answer is unknown",
    ]
    assert "[x]" not in explained(capsys, SURVEY, "0156", *MEMBERS).out
