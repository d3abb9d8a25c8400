"""What a result was made by: in a file of its own for every command, and in files that can say."""

from __future__ import annotations

import hashlib
import json
import shlex
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pyreadstat
import pytest

import mdpoverty
from mdpoverty.cli import run

FIRST = "household_id,area,household_size,income_per_capita,survey_year\n"
SURVEY = FIRST + "A1,rural,4,415000,2012\nA2,urban,1,900000,2012\n,rural,1,1,2012\n"
MAP = """\
survey: Made up
round: 2012
household:
  household_id: {column: household_id}
  area: {column: area}
  household_size: {column: household_size}
  income_per_capita: {column: income_per_capita}
"""
STANDARD = mdpoverty.load_standard("vn-2011-2015")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a survey of three rows, one to be refused, and with its profile."""
    monkeypatch.chdir(tmp_path)
    Path("survey.csv").write_text(SURVEY)
    Path("map.yaml").write_text(MAP)
    assert carried_out(f"classify survey.csv {CHOICE} -o profile.csv") == 0
    Path("other.csv").write_bytes(Path("profile.csv").read_bytes())
    return tmp_path


CHOICE = "--standard vn-2011-2015 --rejects refused.csv"


def carried_out(command: str) -> int:
    return run([*shlex.split(command), "-q"])


def said_of(file: str) -> dict[str, str]:
    """Return what a file says of itself."""
    match Path(file).suffix:
        case ".parquet":
            return pl.read_parquet_metadata(file)
        case ".xlsx":
            properties = openpyxl.load_workbook(file).custom_doc_props.props
            return {each.name: each.value for each in properties}
        case _:
            notes = pyreadstat.read_dta(file)[1].notes
            return dict(note.split(": ", maxsplit=1) for note in notes)


def digest(file: str) -> str:
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


def recorded(command: str) -> dict[str, Any]:
    assert carried_out(f"{command} --record record.json") == 0
    found: dict[str, Any] = json.loads(Path("record.json").read_text())
    assert found["version"] == mdpoverty.__version__
    return found


@pytest.mark.parametrize(
    ("command", "inputs", "standards"),
    [
        (f"classify survey.csv {CHOICE} -o p.csv", ["survey.csv 3 1"], 1),
        (f"summarize survey.csv {CHOICE} -o s.csv", ["survey.csv 3 1"], 1),
        (f"report survey.csv {CHOICE} -o r.html", ["survey.csv 3 1"], 1),
        ("explain profile.csv A1 -o e.txt", ["profile.csv None None"], 1),
        ("validate profile.csv -o v.csv", ["profile.csv 2 0"], 1),
        ("track profile.csv other.csv -o t.csv", ["profile.csv 2 0", "other.csv 2 0"], 0),
        ("tables profile.csv -o t.xlsx", ["profile.csv 2 0"], 1),
        ("diff profile.csv profile.csv -o d.csv", ["profile.csv 2 0"] * 2, 0),
        (
            "diff survey.csv --from vn-2006-2010 --to vn-2011-2015 --rejects r.csv -o d.csv",
            ["survey.csv 3 1"],
            2,
        ),
    ],
)
def test_every_command_has_a_record(command: str, inputs: list[str], standards: int) -> None:
    """It names the program, the standards and every file that was read, by what these hold."""
    found = recorded(command)
    assert found["column_map"] is None
    said = [
        f"{digest} {each['rows']} {each['refused']}"
        for each in found["inputs"]
        for digest in each["sha256"]
    ]
    assert said == [text.replace((name := text.split()[0]), digest(name)) for text in inputs]
    assert len(found["standards"]) == standards
    if standards:
        assert {"standard": STANDARD.id, "sha256": STANDARD.digest} in found["standards"]


def test_a_record_repeats_to_the_byte(folder: Path) -> None:
    """The same work has the same record, wherever its files are; a map is in it by its digest."""
    command = f"classify {{}} {CHOICE} --columns map.yaml -o p.parquet"
    assert recorded(command.format("survey.csv"))["column_map"] == {"sha256": digest("map.yaml")}
    first = Path("record.json").read_bytes(), Path("p.parquet").read_bytes()
    (folder / "else").mkdir()
    (folder / "survey.csv").rename("else/named.csv")
    recorded(command.format("else/named.csv"))
    assert (Path("record.json").read_bytes(), Path("p.parquet").read_bytes()) == first


def test_a_failure_leaves_no_record() -> None:
    """Where nothing is written, no record is; a record is not written over what is read."""
    assert carried_out("classify survey.csv --standard vn-2011-2015 --record record.json") == 3
    assert not Path("record.json").exists()
    assert carried_out(f"classify survey.csv {CHOICE} --record survey.csv") == 2


@pytest.mark.parametrize("kind", ["parquet", "xlsx", "dta"])
def test_files_say_what_they_were_made_by(kind: str) -> None:
    """Parquet, XLSX and Stata files carry the version, the standard, and digests and counts."""
    file = f"profile.{kind}"
    assert carried_out(f"classify survey.csv {CHOICE} --columns map.yaml -o {file}") == 0
    found = said_of(file)
    expected = {
        "version": mdpoverty.__version__,
        "standard": STANDARD.id,
        "standard_digest": STANDARD.digest,
        "column_map_digest": digest("map.yaml"),
        "input": "survey",
        "input_digest": digest("survey.csv"),
        "input_rows": "3",
    }
    own = {name: text for name, text in found.items() if name.startswith("mdpoverty_")}
    assert own == {f"mdpoverty_{name}": text for name, text in expected.items()}
    assert carried_out(f"summarize {file} -o summary.csv") == 0
