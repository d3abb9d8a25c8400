"""Files without a single answer: lists of classes are counted as they are, never classified."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from files import Table, run, write_csv
from places import ROOT

import mdpoverty

LIST = str(ROOT / "examples" / "commune-2024.csv")
REVIEW = "vn-2022-2025-review"
PLACE: Table = [
    ("household_id", "area", "household_size", "region"),
    ("1", "rural", 2, "southeast"),
]


@pytest.mark.parametrize(
    "command",
    [
        "classify",
        "validate",
        "explain H001",
        f"diff --from {REVIEW} --to {REVIEW}",
        f"report --from {REVIEW} -o page.html",
    ],
)
def test_list_of_classes_is_not_classified(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would classify it again says what the file is, and which commands take it."""
    monkeypatch.chdir(tmp_path)
    name, *options = command.split()
    done = run(name, LIST, *options)
    said = done.errors + done.out
    assert done.code == 3
    assert "the file has classes (column class), but no column with the answers" in said
    assert "use `mdpoverty tables`" in said
    assert not (tmp_path / "page.html").exists()


def test_list_of_classes_is_counted_by_its_classes(tmp_path: Path) -> None:
    """Its rates are those of the column, and what only answers tell is blank."""
    classes = pd.read_csv(LIST)["class"]
    done = run("summarize", LIST)
    found = {row["measure"]: row["estimate"] for row in done.rows if not row["indicator"]}
    assert done.code == 0
    assert float(found["poor_rate"]) == pytest.approx((classes == "poor").mean())
    assert float(found["undetermined_rate"]) == 0
    assert {r["estimate"] for r in done.rows if r["measure"] == "uncensored_headcount"} == {""}
    assert "is a list of classes without answers" in done.errors
    assert "province: the table" not in done.errors
    assert run("report", LIST, "-o", tmp_path / "page.html").code == 0
    frame = mdpoverty.summarize(pd.read_csv(LIST), REVIEW)
    [poor] = frame.loc[frame["measure"] == "poor_rate", "estimate"]
    assert poor == pytest.approx((classes == "poor").mean())


def test_list_of_another_standard_is_refused() -> None:
    """A standard that is not the one of the list does not lend it its name."""
    done = run("summarize", LIST, "--standard", "vn-2022-2025")
    assert done.code == 3
    assert f"holds {REVIEW}" in done.errors


def test_list_of_measured_incomes_needs_none(tmp_path: Path) -> None:
    """The class is there: nothing asks for the income that it came from."""
    rows = [("household_id", "area", "household_size", "standard", "class")]
    rows += [(str(n), "rural", "2", "vn-2022-2025", "poor" if n else "non_poor") for n in range(4)]
    done = run("summarize", write_csv(tmp_path / "list.csv", rows))
    found = {row["measure"]: row["estimate"] for row in done.rows}
    assert (done.code, float(found["poor_rate"])) == (0, 0.75)


def test_file_without_answers_is_refused(tmp_path: Path) -> None:
    """Where a household lives decides nothing: with one answer more, even blank, it is read."""
    file = write_csv(tmp_path / "survey.csv", PLACE)
    done = run("classify", file, "--standard", REVIEW)
    assert done.code == 3
    assert f"no column of {REVIEW} is there" in done.errors
    assert f"`mdpoverty standards inputs {REVIEW}` lists them" in done.errors
    one_more = [(*PLACE[0], "cars"), (*PLACE[1], "")]
    assert run("classify", write_csv(file, one_more), "--standard", REVIEW).code == 0
