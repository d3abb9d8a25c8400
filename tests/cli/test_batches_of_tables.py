"""Batches of surveys that are several tables: forms with members, files that a map joins."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from mdpoverty.cli import run
from mdpoverty.cli.jobs import classify_each

COMMUNE = Path(__file__).parents[2] / "examples" / "commune-2025.xlsx"
STANDARD = ("--standard", "vn-2022-2025-review")
OF_MEMBERS, RELATION = "Phiếu B1.B", 8
JOINED = """\
survey: Made up
round: 2024
files:
  roll: {path: roll.csv, keys: [household_id]}
  incomes: {path: incomes.csv, keys: [household_id]}
household:
  household_id: {column: household_id}
  area: {column: area}
  household_size: {column: household_size}
  income_per_capita: {column: income}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a form of which members are refused, and with two files and a map."""
    monkeypatch.chdir(tmp_path)
    book = openpyxl.load_workbook(COMMUNE)
    book[OF_MEMBERS].cell(8, RELATION, "Qq")
    book.save("c.xlsx")
    Path("data").mkdir()
    Path("data/roll.csv").write_text("household_id,area,household_size\n1,rural,4\n2,rural,2\n")
    Path("data/incomes.csv").write_text("household_id,income\n1,9000000\n2,1\n")
    Path("map.yaml").write_text(JOINED)
    return tmp_path


def classify(*arguments: object) -> int:
    return run(["classify", *map(str, arguments), "-q"])


def outputs(folder: str) -> list[list[str]]:
    with Path(folder, "manifest.csv").open(encoding="utf-8", newline="") as file:
        return [json.loads(row["outputs"] or "[]") for row in csv.DictReader(file)]


def digest(file: str) -> str:
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


def test_refused_members_of_a_form_are_an_output_like_another() -> None:
    """They are written and named as for the form alone, and go when a later batch denies them."""
    assert classify("c.xlsx", *STANDARD, "-o", "own.csv", "--rejects", "refused.csv") == 0
    asked = ("c.xlsx", *STANDARD, "--output-dir", "out", "--rejects", "rejects")
    assert classify(*asked) == 0
    assert outputs("out") == [["c.csv", "../rejects/c.csv", "../rejects/c-members.csv"]]
    refused = Path("rejects/c-members.csv").read_bytes()
    assert refused == Path("refused-members.csv").read_bytes()
    assert refused.count(b"\n") > 1
    Path("c.xlsx").write_bytes(b"PK\x03\x04 and no more")
    assert classify(*asked) == 3
    assert not list(Path("rejects").iterdir())


@pytest.mark.parametrize("other", ["c-members.xlsx", "C-members.xlsx"])
def test_refused_members_of_a_form_never_take_the_place_of_refused_rows(
    capsys: pytest.CaptureFixture[str], other: str
) -> None:
    """The names of two forms may not lead to one file, whatever is refused in them."""
    Path(other).write_bytes(COMMUNE.read_bytes())
    folders = ("--output-dir", "out", "--rejects", "rejects")
    assert classify("c.xlsx", other, *STANDARD, *folders) == 2
    assert "members.csv: of c.xlsx" in capsys.readouterr().err
    assert not Path("out").exists()


def test_refused_members_of_a_form_are_not_written_over_an_input() -> None:
    """A file that is read, or the record, may not be in their place."""
    Path("d.xlsx").write_bytes(COMMUNE.read_bytes())
    Path("rejects").mkdir()
    folders = ("--output-dir", "out", "--rejects", "rejects")
    place = Path("rejects/c-members.csv")
    assert classify("c.xlsx", *STANDARD, *folders, "--record", place) == 2
    place.symlink_to("../d.xlsx")
    assert classify("c.xlsx", "d.xlsx", *STANDARD, *folders) == 2
    assert Path("d.xlsx").read_bytes() == COMMUNE.read_bytes()
    assert not Path("out").exists()


def test_no_file_that_a_map_joins_is_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    """What a map names is read as much as what the command names."""
    before = digest("data/incomes.csv")
    asked = ("data/roll.csv", "--columns", "map.yaml", "--standard", "vn-2022-2025")
    assert classify(*asked, "--output-dir", "out", "--record", "data/incomes.csv") == 2
    assert "name the same file" in capsys.readouterr().err
    Path("out").mkdir()
    Path("out/roll.csv").symlink_to("../data/incomes.csv")
    assert classify(*asked, "--output-dir", "out") == 2
    assert digest("data/incomes.csv") == before


def test_files_that_a_map_joins_are_one_survey(capsys: pytest.CaptureFixture[str]) -> None:
    """A batch does not classify them once for each of them."""
    asked = ("--columns", "map.yaml", "--standard", "vn-2022-2025", "--output-dir", "out")
    Path("link").symlink_to("data")
    for other in ("data/incomes.csv", Path("data/incomes.csv").absolute(), "link/incomes.csv"):
        assert classify("data/roll.csv", other, *asked) == 2
        assert "are joined to one survey by map.yaml" in capsys.readouterr().err
    assert classify("data/roll.csv", *asked) == 0
    assert outputs("out") == [["roll.csv"]]


@pytest.mark.parametrize("other", ["data/none.csv", "map.yaml"])
def test_a_file_that_a_map_does_not_join_fails_by_itself(other: str) -> None:
    """One that is not there, or is another, does not stop the others."""
    asked = ("--columns", "map.yaml", "--standard", "vn-2022-2025", "--output-dir", "out")
    assert classify("data/roll.csv", other, *asked) == 4
    assert ["roll.csv"] in outputs("out")


@pytest.mark.parametrize(
    "asked",
    [
        ("c.xlsx", *STANDARD),
        ("data/roll.csv", "--columns", "map.yaml", "--standard", "vn-2022-2025"),
    ],
    ids=["form", "joined"],
)
def test_the_record_of_a_batch_names_what_the_record_of_one_does(asked: tuple[str, ...]) -> None:
    """Every table and file that was read, with its rows and digest."""
    assert classify(*asked, "-o", "own.csv", "--rejects", "own-r.csv", "--record", "one.json") == 0
    batch = ("--output-dir", "out", "--rejects", "rejects", "--record", "many.json")
    assert classify(*asked, *batch) == 0
    one, many = (json.loads(Path(name).read_text()) for name in ("one.json", "many.json"))
    assert many == one
    assert all(each["sha256"] for each in many["inputs"])


def test_the_record_of_a_batch_is_of_files_as_they_were_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A survey that is saved again after its turn does not change what its profile was made of."""
    head = "household_id,area,household_size,income_per_capita\n"
    for name in ("a.csv", "b.csv"):
        Path(name).write_text(f"{head}1,rural,4,9000000\n")
    was = digest("a.csv")
    concluded: Callable[..., object] = vars(classify_each)["_concluded"]

    def after(*arguments: object) -> object:
        Path("new.csv").write_text(f"{head}1,rural,4,1\n2,rural,4,2\n")
        Path("new.csv").replace("a.csv")
        return concluded(*arguments)

    monkeypatch.setattr(classify_each, "_concluded", after)
    asked = ("--standard", "vn-2022-2025", "--output-dir", "out", "--record", "record.json")
    assert classify("a.csv", "b.csv", *asked) == 0
    first, _ = json.loads(Path("record.json").read_text())["inputs"]
    assert first == {"input": "survey", "sha256": [was], "rows": 1, "refused": 0}
