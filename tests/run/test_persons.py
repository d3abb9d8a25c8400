"""`--persons FILE`: each member with what was decided for the household."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from surveys import KEYS, RANDOMS, examples, roster, survey

from mdpoverty import cli
from mdpoverty.standards.library import load_standard

STANDARD = ("--standard", "vn-2022-2025")
DECIDED = ("standard", "class", "basis")
COLUMNS = [*KEYS, "member_row", *DECIDED]
OF_HOUSEHOLD = [
    "area",
    "standard_digest",
    "possible_classes",
    *load_standard("vn-2022-2025").indicators,
]

SURVEY = """\
household_id,area,income_per_capita
007,rural,100000
=b,urban,5000000
c,rural,1500000
"""
# Not sorted; text that a spreadsheet would take for something else, and columns nothing reads.
MEMBERS = """\
household_id,note,person_id,age,insured, Tên
c,"x, ""y"" z",01,40,yes,Bình
007,=1+1,1,15,no,
=b,-A3,-7,30,,"Hà, ""Nguyễn"" A"

 007 ,,2, 6.0 ,Không,@x
c,NA,1,,có,
"""
EXPECTED = [
    ("c", "01", 1, "vn-2022-2025", "undetermined", None),
    ("007", "1", 2, "vn-2022-2025", "undetermined", None),
    ("=b", "-7", 3, "vn-2022-2025", "non_poor", "above_average"),
    ("007", "2", 4, "vn-2022-2025", "undetermined", None),
    ("c", "1", 5, "vn-2022-2025", "undetermined", None),
]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that classifies survey.csv and members.csv, in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    Path("survey.csv").write_text(SURVEY, encoding="utf-8")
    Path("members.csv").write_text(MEMBERS, encoding="utf-8")

    def classify(*options: str, members: bool = True) -> tuple[int, str, str]:
        given_ = ["--members", "members.csv"] if members else []
        code = cli.run(["classify", "survey.csv", *given_, *STANDARD, *options])
        return code, *capsys.readouterr()

    return classify


def files() -> set[str]:
    return {path.name for path in Path().iterdir()}


def rows_of(name: str) -> list[dict[str, str]]:
    with Path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(name: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of a file of any format, with None for a blank."""
    if name.endswith(".csv"):
        with Path(name).open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        at = header.index("member_row")
        cells = [[*row[:at], int(row[at]), *row[at + 1 :]] for row in rows]
    elif name.endswith(".parquet"):
        frame = pl.read_parquet(name)
        header, cells = frame.columns, [list(row) for row in frame.rows()]
    elif name.endswith(".xlsx"):
        first, *found = openpyxl.load_workbook(name).worksheets[0].iter_rows(values_only=True)
        header, cells = [str(column) for column in first], [list(row) for row in found]
    else:
        data = pd.read_stata(name, convert_categoricals=False)
        data = data.rename(columns={"_class": "class"})  # a word that pandas reserves
        header, cells = list(data.columns), data.to_numpy().tolist()
    return header, [tuple(None if cell == "" else cell for cell in row) for row in cells]


# What is in it


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx", "dta"])
def test_each_member_has_what_its_household_has(run: Run, kind: str) -> None:
    """In every format: one row a member, in the order of the member file, its row and class."""
    code, out, notes = run("--persons", f"persons.{kind}", "-o", "profile.csv")
    assert (code, out) == (0, "")
    assert "members.csv: 5 rows read = 5 used + 0 refused\n" in notes
    assert table(f"persons.{kind}") == (COLUMNS, EXPECTED)


def test_persons_are_lines_of_json(run: Run) -> None:
    """A file of JSON lines is one of the formats too."""
    assert run("--persons", "persons.json", "-o", "profile.csv")[0] == 0
    found = pl.read_ndjson("persons.json")
    assert (found.columns, found.rows()) == (COLUMNS, EXPECTED)


def test_the_profile_is_the_same_without_persons(run: Run) -> None:
    """Persons are written beside the profile, which may go to standard output, and change none."""
    _, alone, _ = run("--format", "csv")
    _, out, _ = run("--format", "csv", "--persons", "persons.csv")
    assert out == alone
    assert run("--persons", "other.csv", "-o", "profile.parquet")[0] == 0
    assert Path("other.csv").read_bytes() == Path("persons.csv").read_bytes()
    classes = {row["household_id"]: row for row in csv.DictReader(out.splitlines())}
    for row in rows_of("persons.csv"):
        assert {name: row[name] for name in DECIDED} == {
            name: classes[row["household_id"]][name] for name in DECIDED
        }


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx", "dta"])
def test_keep_all_carries_the_other_columns(run: Run, kind: str) -> None:
    """With --keep all the other columns of the member file follow, cells as they stand."""
    assert run("--persons", f"persons.{kind}", "-o", "profile.csv", "--keep", "all")[0] == 0
    columns, found = table(f"persons.{kind}")
    other = ["note", "age", "insured", "Tên"]
    assert columns == [*COLUMNS, *other, *OF_HOUSEHOLD]
    assert [row[:6] for row in found] == EXPECTED
    assert [row[6:10] for row in found] == [
        ('x, "y" z', "40", "yes", "Bình"),
        ("=1+1", "15", "no", None),
        ("-A3", "30", None, 'Hà, "Nguyễn" A'),
        (None, " 6.0 ", "Không", "@x"),
        ("NA", None, "có", None),
    ]


def test_formulas_stay_text(run: Run) -> None:
    """Ids and text that a spreadsheet would take for formulas are text in a workbook."""
    assert run("--persons", "persons.xlsx", "-o", "profile.csv", "--keep", "all")[0] == 0
    sheet = openpyxl.load_workbook("persons.xlsx").worksheets[0]
    kinds = {cell.value: cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row}
    assert {kinds[text] for text in ("=b", "-7", "=1+1", "@x", "007", "01")} == {"s"}


@pytest.mark.usefixtures("run")
def test_persons_of_a_typed_file() -> None:
    """Members of a Parquet file have rows too, and kept columns keep their types."""
    people = {"person_id": [2, 1, 1], "age": [40, None, 6], "insured": [True, None, False]}
    pl.DataFrame({"household_id": ["c", "007", "=b"], **people}).write_parquet("members.parquet")
    options = ["--persons", "persons.parquet", "-o", "profile.csv", "--keep", "all"]
    inputs = ["classify", "survey.csv", "--members", "members.parquet", *STANDARD]
    assert cli.run([*inputs, *options]) == 0
    found = pl.read_parquet("persons.parquet")
    assert found["household_id"].to_list() == ["c", "007", "=b"]
    assert found["member_row"].to_list() == [1, 2, 3]
    assert found.select("age", "insured").to_dict(as_series=False) == {
        name: people[name] for name in ("age", "insured")
    }


def test_members_of_refused_households_are_left_out(run: Run) -> None:
    """A refused member takes its household's others with it; the rest keep their rows."""
    Path("members.csv").write_text(MEMBERS.replace(" 6.0 ", "121"), encoding="utf-8")
    options = ("--persons", "persons.csv", "-o", "profile.csv", "--rejects", "refused.csv")
    code, _, notes = run(*options)
    assert code == 0
    assert "members.csv: 5 rows read = 3 used + 2 refused" in notes
    found = [(row["household_id"], row["member_row"]) for row in rows_of("persons.csv")]
    assert found == [("c", "1"), ("=b", "3"), ("c", "5")]
    assert [row["line"] for row in rows_of("refused-members.csv")] == ["3", "6"]


@examples(2)
@given(rng=RANDOMS)
def test_persons_agree_with_the_profile(
    tmp_path_factory: pytest.TempPathFactory, rng: Random
) -> None:
    """Whatever the order of the members, each has its own row and what its household has."""
    folder = tmp_path_factory.mktemp("persons")
    rows = survey(rng, "vn-2022-2025", 150)
    members = [member for some in roster(rng, rows) for member in some]
    rng.shuffle(members)
    for name, content in (("survey", rows), ("members", members)):
        pl.DataFrame(content).write_csv(folder / f"{name}.csv")
    outputs = ["-o", str(folder / "profile.csv"), "--persons", str(folder / "persons.csv")]
    inputs = [str(folder / "survey.csv"), "--members", str(folder / "members.csv")]
    assert cli.run(["classify", *inputs, *STANDARD, "-q", *outputs]) == 0
    decided = {row["household_id"]: row for row in rows_of(str(folder / "profile.csv"))}
    expected = []
    for number, member in enumerate(members, start=1):
        household = decided[member["household_id"].strip()]
        own = {"person_id": member["person_id"], "member_row": str(number)}
        household = {name: household[name] for name in ("household_id", *DECIDED)}
        expected.append({**household, **own})
    assert rows_of(str(folder / "persons.csv")) == expected


# Command lines that cannot be carried out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--persons", "-"], "--persons needs a file: standard output is for the profile"),
        (["--persons", "survey.csv"], "SURVEY, --persons: name the same file"),
        (["--persons", "members.csv"], "--members, --persons: name the same file"),
        (["--persons", "./profile.csv"], "--output, --persons: name the same file"),
        (
            ["--persons", "refused.csv", "--rejects", "refused.csv"],
            "--persons, --rejects: name the same file",
        ),
        (
            ["--persons", "refused-members.csv", "--rejects", "refused.csv"],
            "--persons, --rejects: name the same file",
        ),
        (["--persons", "persons.pdf"], "'.pdf' is not a format"),
    ],
)
def test_files_that_persons_cannot_be(run: Run, options: list[str], words: str) -> None:
    """Persons take a file of their own of a known format, and nothing is written: exit 2."""
    code, out, said = run(*options, "-o", "profile.csv")
    assert (code, out) == (2, "")
    assert words in said
    assert files() == {"survey.csv", "members.csv"}
    assert Path("survey.csv").read_text(encoding="utf-8") == SURVEY
    assert Path("members.csv").read_text(encoding="utf-8") == MEMBERS


def test_persons_need_members(run: Run) -> None:
    """Without a member file there are no persons: exit 2, nothing written."""
    code, out, said = run("--persons", "persons.csv", "-o", "profile.csv", members=False)
    assert (code, out) == (2, "")
    assert "--persons needs members: give them with --members" in said
    assert files() == {"survey.csv", "members.csv"}


# Whole or not at all


@pytest.mark.parametrize(
    "options",
    [
        ["--persons", "nowhere/persons.csv", "-o", "profile.csv"],
        ["--persons", "persons.csv", "-o", "nowhere/profile.csv"],
        ["--persons", "persons.csv", "-o", "profile.csv", "--rejects", "nowhere/refused.csv"],
    ],
    ids=["persons", "output", "rejects"],
)
def test_a_place_that_cannot_be_written(run: Run, options: list[str]) -> None:
    """Where one file cannot be written none is, and the files of before stay: exit 3."""
    Path("persons.csv").write_text("before", encoding="utf-8")
    Path("profile.csv").write_text("before", encoding="utf-8")
    code, out, said = run(*options)
    assert (code, out) == (3, "")
    assert "nowhere/" in said
    assert "cannot be written: the folder" in said
    assert files() == {"survey.csv", "members.csv", "persons.csv", "profile.csv"}
    assert {Path(name).read_text(encoding="utf-8") for name in ("persons.csv", "profile.csv")} == {
        "before"
    }


def test_a_refused_row_leaves_the_files_of_before(run: Run) -> None:
    """Without --rejects one refused member writes nothing, and older files stay as they were."""
    Path("members.csv").write_text(f"{MEMBERS}zz,,1,4,,\n", encoding="utf-8")
    Path("persons.csv").write_text("before", encoding="utf-8")
    assert run("--persons", "persons.csv", "-o", "profile.csv")[0] == 3
    assert Path("persons.csv").read_text(encoding="utf-8") == "before"
    assert files() == {"survey.csv", "members.csv", "persons.csv"}


def test_the_same_bytes_twice(run: Run) -> None:
    """The same files give the same persons, to the byte, in a workbook too."""
    written = []
    for name in ("one.xlsx", "two.xlsx"):
        assert run("--persons", name, "-o", "profile.csv")[0] == 0
        os.utime(name, (0, 0))
        written.append(Path(name).read_bytes())
    assert written[0] == written[1]
