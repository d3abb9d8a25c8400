"""How profiles are written: five formats, whole or not at all, and an account of every row."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pytest
from files import run as run_command

from mdpoverty import cli

Cell = str | float | None
Table = list[dict[str, Cell]]

STANDARD = ("--standard", "vn-2022-2025")
BY_INCOME = ("--standard", "vn-2011-2015")
PROGRAM = (sys.executable, "-m", "mdpoverty")
KINDS = ("csv", "parquet", "json", "xlsx", "dta")
HEADER = "household_id,area,household_size,income_per_capita"

# Ids and notes that a spreadsheet would take for formulas, a fraction, blanks, every class.
SURVEY = """\
household_id,note,weight,area,province,household_size,income_per_capita,commune,floor_area,toilet
=1+1,+84 24,1.5,rural,01,4,1400000,=HYPERLINK("x"),30,bucket
@007,-x,2,thành thị,79,3,2100000.25,"Phường ""1"", Bến Nghé",8.5,
-A3,@x,0.333333333333333,urban,,1,,,,none
+A4,,0,Rural,Sơn La,6,2250001,Mường,60.0,septic
"""
TEXT = {
    *("household_id", "province", "commune", "area", "standard", "class", "basis"),
    *("standard_digest", "possible_classes", "deprived_in", "unknown_in"),
}
INDICATORS = {
    "vn-2006-2010": [],
    "vn-2011-2015": [],
    "vn-2016-2020": [
        *("health_care", "health_insurance", "adult_education", "child_schooling"),
        *("housing_quality", "housing_area", "water", "sanitation", "telecom"),
        "information_assets",
    ],
    "vn-2022-2025": [
        *("employment", "dependency", "nutrition", "health_insurance", "adult_education"),
        *("child_schooling", "housing_quality", "housing_area", "water", "sanitation"),
        *("telecom", "information_assets"),
    ],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own that holds survey.csv."""
    monkeypatch.chdir(tmp_path)
    Path("survey.csv").write_text(SURVEY, encoding="utf-8")
    return tmp_path


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that carries out `mdpoverty classify`, and returns exit code and output."""

    def classify(*arguments: str) -> tuple[int, str, str]:
        code = cli.run(["classify", *arguments])
        return code, *capsys.readouterr()

    return classify


def profile_columns(standard: str, groups: list[str]) -> list[str]:
    """Return the columns of a profile, as they are promised."""
    return [
        *("household_id", "survey_row", *groups, "standard", "standard_digest", "class", "basis"),
        *("possible_classes", "income_per_capita", "deprivations", "unknown_indicators"),
        *(*INDICATORS[standard], "deprived_in", "unknown_in"),
    ]


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


# Formats


def table(file: Path) -> Table:
    """Return the table in a file of any format: text, numbers, and None for a blank."""
    match file.suffix:
        case ".csv":
            rows: list[dict[str, Any]] = [dict(row) for row in rows_of(file)]
        case ".parquet":
            rows = pl.read_parquet(file).rows(named=True)
        case ".json":
            rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        case ".xlsx":
            header, *cells = openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)
            rows = [dict(zip(map(str, header), row, strict=True)) for row in cells]
        case _:
            frame = pd.read_stata(file, convert_categoricals=False)
            frame = frame.rename(columns={"_class": "class"})  # a word that pandas reserves
            rows = [
                {str(name): None if pd.isna(cell) else cell for name, cell in row.items()}
                for row in frame.to_dict("records")
            ]
    return [{str(name): plain(str(name), cell) for name, cell in row.items()} for row in rows]


def plain(name: str, cell: str | float | None) -> Cell:
    if cell is None or cell == "":
        return None
    assert name not in TEXT or isinstance(cell, str)
    return cell if name in TEXT else float(cell)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("kind", KINDS)
def test_every_format_holds_the_same_profile(run: Run, kind: str) -> None:
    """Each format gives back the same columns in the same order, and the same cells."""
    assert run("survey.csv", *STANDARD, "-q", "-o", f"profile.{kind}") == (0, "", "")
    rows = table(Path(f"profile.{kind}"))
    groups = ["province", "commune", "area", "weight", "household_size"]
    assert [list(row) for row in rows] == [profile_columns("vn-2022-2025", groups)] * 4
    picked = ("household_id", "survey_row", "province", "commune", "area", "weight")
    assert [tuple(row[name] for name in picked) for row in rows] == [
        ("=1+1", 1, "01", '=HYPERLINK("x")', "rural", 1.5),
        ("@007", 2, "79", 'Phường "1", Bến Nghé', "urban", 2),
        ("-A3", 3, None, None, "urban", 0.333333333333333),
        ("+A4", 4, "Sơn La", "Mường", "rural", 0),
    ]
    decided = (
        "class",
        "basis",
        "possible_classes",
        "income_per_capita",
        "deprivations",
        "sanitation",
    )
    assert [tuple(row[name] for name in decided) for row in rows] == [
        ("undetermined", None, "poor;near_poor", 1_400_000, 2, 1),
        ("non_poor", "average", None, 2_100_000.25, 1, None),
        ("undetermined", None, "poor;near_poor;non_poor", None, 1, 1),
        ("non_poor", "above_average", None, 2_250_001, 0, 0),
    ]
    assert [row["deprived_in"] for row in rows] == [
        "housing_area;sanitation",
        "housing_area",
        "sanitation",
        None,
    ]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("kind", KINDS)
def test_same_bytes_twice(run: Run, kind: str) -> None:
    """The same survey gives the same bytes, whatever the output is called."""
    for name in ("one", "another name"):
        assert run("survey.csv", *STANDARD, "-q", "-o", f"{name}.{kind}") == (0, "", "")
    assert Path(f"one.{kind}").read_bytes() == Path(f"another name.{kind}").read_bytes()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("kind", ["xlsx", "dta"])
def test_no_clock_in_files(run: Run, kind: str) -> None:
    """The stamps that XLSX and Stata files must have do not tell the time."""
    assert run("survey.csv", *STANDARD, "-q", "-o", f"profile.{kind}") == (0, "", "")
    year = str(datetime.now(UTC).year).encode()
    assert year not in stamps(Path(f"profile.{kind}"))


def stamps(file: Path) -> bytes:
    """Return what stands in a workbook's properties, or in a Stata file's header."""
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as archive:
            parts = [archive.read("docProps/core.xml")]
            return b" ".join([*parts, *(str(part.date_time).encode() for part in archive.filelist)])
    return file.read_bytes().partition(b"<timestamp>")[2].partition(b"</timestamp>")[0]


@pytest.mark.usefixtures("folder")
def test_formulas_stay_text(run: Run) -> None:
    """Text that begins with =, +, - or @ is text in XLSX, never a formula."""
    assert run("survey.csv", *STANDARD, "-q", "--keep", "all", "-o", "profile.xlsx")[0] == 0
    sheet = openpyxl.load_workbook("profile.xlsx").worksheets[0]
    cells = [
        cell for row in sheet.iter_rows() for cell in row if str(cell.value)[:1] in set("=+-@")
    ]
    assert sorted(cell.value for cell in cells) == sorted(
        ["=1+1", "@007", "-A3", "+A4", "+84 24", "-x", "@x", '=HYPERLINK("x")']
    )
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize("standard", INDICATORS)
def test_columns_in_order(folder: Path, run: Run, standard: str) -> None:
    """The columns are those promised, in that order, whatever the order of the survey."""
    groups = ["province", "district", "commune", "area", "weight", "household_size"]
    names = ["note", "income_per_capita", *reversed(groups), "household_id"]
    cells = ["x", "1", "4", "1", "rural", "c", "d", "p", "A1"]
    (folder / "survey.csv").write_text(f"{','.join(names)}\n{','.join(cells)}\n")
    code, out, _ = run("survey.csv", "--standard", standard, "-q")
    assert code == 0
    assert out.splitlines()[0].split(",") == profile_columns(standard, groups)


def test_columns_that_the_survey_lacks(folder: Path, run: Run) -> None:
    """Grouping columns and weight are written only where the survey has them."""
    (folder / "survey.csv").write_text(f"{HEADER}\nA1,rural,4,1\n")
    _, out, _ = run("survey.csv", *BY_INCOME, "-q")
    groups = ["area", "household_size"]
    assert out.splitlines()[0].split(",") == profile_columns("vn-2011-2015", groups)


def test_empty_cells(folder: Path, run: Run) -> None:
    """A blank is written as nothing, not as `""`, in carried columns too."""
    text = f'{HEADER},note,province,weight\nA1,rural,4,1,,,1\nA2,rural,4,1,"","",1\n'
    (folder / "survey.csv").write_text(text)
    code, out, _ = run("survey.csv", *STANDARD, "-q", "--keep", "all")
    assert code == 0
    assert '""' not in out
    assert all(line.endswith(",") for line in out.splitlines()[1:])


def test_whole_numbers_have_no_decimals(folder: Path, run: Run) -> None:
    """8.0 is written as 8, and nothing in scientific notation."""
    numbers = {
        "1500000.0": "1500000",
        "0.5": "0.5",
        "123456789012345": "123456789012345",
        "0.00001": "0.00001",
        "-0.1": "-0.1",
    }
    lines = [f"A{i},rural,4.0,{number},2.0\n" for i, number in enumerate(numbers)]
    (folder / "survey.csv").write_text(f"{HEADER},weight\n{''.join(lines)}")
    _, out, _ = run("survey.csv", *STANDARD, "-q")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["income_per_capita"] for row in rows] == list(numbers.values())
    assert {(row["weight"], row["household_size"]) for row in rows} == {("2", "4")}


@pytest.mark.usefixtures("folder")
def test_standard_output_is_the_file(run: Run) -> None:
    """A pipe gets the bytes that -o gets, with notes on standard error alone."""
    assert run("survey.csv", *STANDARD, "-q", "-o", "profile.csv") == (0, "", "")
    code, out, notes = run("survey.csv", *STANDARD)
    assert (code, out.encode()) == (0, Path("profile.csv").read_bytes())
    assert "standard vn-2022-2025 (sha256 " in notes
    assert "survey.csv: 4 rows read = 4 written + 0 refused" in notes


@pytest.mark.usefixtures("folder")
def test_format_goes_before_suffix(run: Run) -> None:
    """--format says the format, else the suffix does; a suffix that says nothing is an error."""
    assert run("survey.csv", *STANDARD, "-q", "-o", "profile.txt", "--format", "json")[0] == 0
    assert json.loads(Path("profile.txt").read_text().splitlines()[0])["household_id"] == "=1+1"
    code, _, errors = run("survey.csv", *STANDARD, "-o", "other.txt")
    assert code == 2
    assert "allowed: csv, parquet, json, xlsx, dta" in errors
    assert not Path("other.txt").exists()


# Options that say what is written


def test_keep_all(folder: Path, run: Run) -> None:
    """--keep all carries every other column through, as it stands and in the survey's order."""
    text = f"zone,{HEADER},floor_area,ethnicity\n x ,A1,rural,4,1,30.50,Thái\n,A2,urban,1,2,,Kinh\n"
    (folder / "survey.csv").write_text(text)
    assert run("survey.csv", *BY_INCOME, "-q", "--keep", "all", "-o", "all.csv")[0] == 0
    assert run("survey.csv", *BY_INCOME, "-q", "-o", "known.csv")[0] == 0
    rows, known = rows_of(folder / "all.csv"), rows_of(folder / "known.csv")
    assert list(rows[0]) == [*known[0], "zone", "floor_area", "ethnicity"]
    carried = [(row["zone"], row["floor_area"], row["ethnicity"]) for row in rows]
    assert carried == [(" x ", "30.50", "Thái"), ("", "", "Kinh")]


@pytest.mark.parametrize("separator", [",", ";", "tab"])
@pytest.mark.parametrize("packed", ["", ".gz", ".zst"])
def test_headings_with_other_separators(
    folder: Path, run: Run, separator: str, packed: str
) -> None:
    """What is written can be read again, whatever signs the headings of the survey hold."""
    rows = ["1,rural,3,9,x,y,z", "2,nowhere,3,9,x,y,z"]
    survey = [f'{HEADER},"Khu vực (1; 2)","Thôn, bản","a\tb"', *rows]
    (folder / "survey.csv").write_text("\n".join(survey))
    profile, refused = f"profile.csv{packed}", f"refused.csv{packed}"
    asked = ("--keep", "all", "--separator", separator, "-o", profile, "--rejects", refused)
    assert run("survey.csv", *BY_INCOME, *asked)[0] == 0
    found = run_command("summarize", profile)
    assert "1 row read = 1 summarised" in found.errors
    assert f"{refused}: 1 row refused" in run(refused, *BY_INCOME)[2]


@pytest.mark.usefixtures("folder")
def test_strict(run: Run) -> None:
    """--strict exits 1 when a household is undetermined, and writes the profile all the same."""
    assert run("survey.csv", *STANDARD, "-q", "-o", "profile.csv") == (0, "", "")
    assert run("survey.csv", *STANDARD, "-q", "-o", "strict.csv", "--strict") == (1, "", "")
    assert Path("strict.csv").read_bytes() == Path("profile.csv").read_bytes()


def test_strict_with_nothing_undetermined(folder: Path, run: Run) -> None:
    """--strict exits 0 when every household has a class."""
    (folder / "survey.csv").write_text(f"{HEADER}\nA1,rural,4,1\n")
    assert run("survey.csv", *BY_INCOME, "-q", "-o", "profile.csv", "--strict") == (0, "", "")


def test_quiet(folder: Path, run: Run) -> None:
    """-q silences notes, and says errors all the same."""
    assert run("survey.csv", *STANDARD, "-q", "-o", "profile.csv") == (0, "", "")
    assert run("survey.csv", *STANDARD, "--quiet", "-o", "profile.csv") == (0, "", "")
    (folder / "survey.csv").write_text(f"{HEADER}\nA1,city,4,1\n")
    code, out, errors = run("survey.csv", *STANDARD, "-q")
    assert (code, out) == (3, "")
    assert errors.startswith("error: survey.csv: 1 row refused")


# Refused rows

FAULTY = f"""\
{HEADER},toilet
A1,rural,4,1000000,septic

A2,city,4,1000000,septic
A3,urban,x,1.500.000,septic
A4,rural,2
A5,urban,3,900000,bucket
A6,rural,4,800000,septic,more,and more
A1,urban,3,1,septic
A7,urban,1,5000000,
"""


@pytest.fixture
def faulty(folder: Path) -> Path:
    """Put a survey with six bad rows of eight into the folder."""
    (folder / "survey.csv").write_text(FAULTY)
    return folder


def test_rejects(faulty: Path, run: Run) -> None:
    """Rows read are rows written and rows refused, these whole, with their line and problems."""
    code, out, notes = run("survey.csv", *STANDARD, "-o", "profile.csv", "--rejects", "bad.csv")
    assert (code, out) == (0, "")
    assert "survey.csv: 8 rows read = 2 written + 6 refused" in notes
    written, refused = rows_of(faulty / "profile.csv"), rows_of(faulty / "bad.csv")
    assert {row["household_id"]: row["survey_row"] for row in written} == {"A5": "5", "A7": "8"}
    assert [row["household_id"] for row in refused] == ["A1", "A2", "A3", "A4", "A6", "A1"]
    assert [row["line"] for row in refused] == ["2", "4", "5", "6", "8", "9"]
    assert list(refused[0])[:2] == ["line", "problems"]
    assert [name for name in refused[0] if name in FAULTY] == [*HEADER.split(","), "toilet"]
    problems = [row["problems"] for row in refused]
    assert problems[0] == problems[5] == "household_id appears on more than one row"
    assert problems[1] == "area is not a known code"
    assert "household_size is not a whole number" in problems[2]
    assert "income_per_capita is not a number" in problems[2]
    assert refused[2]["income_per_capita"] == "1.500.000"
    assert "not as many cells as the header has" in problems[3]
    assert "more,and more" in refused[4].values()


@pytest.mark.usefixtures("faulty")
def test_rejects_are_copies_of_data(run: Run) -> None:
    """The note says where the refused rows went, and what they are."""
    _, _, notes = run("survey.csv", *STANDARD, "-o", "profile.csv", "--rejects", "bad.csv")
    assert "bad.csv" in notes
    assert "copies of people's data" in notes


def test_corrected_rejects_can_be_classified(faulty: Path, run: Run) -> None:
    """A file of refused rows, once corrected, is a survey; before that it is refused again."""
    assert run("survey.csv", *STANDARD, "-o", "profile.csv", "--rejects", "bad.csv")[0] == 0
    assert run("bad.csv", *STANDARD, "-o", "again.csv")[0] == 3
    right = {"area": "rural", "household_size": "4", "income_per_capita": "1000000"}
    rows = [
        {**row, **right, "household_id": f"B{i}", "toilet": "septic"}
        for i, row in enumerate(rows_of(faulty / "bad.csv"))
    ]
    with (faulty / "corrected.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    code, _, notes = run("corrected.csv", *STANDARD, "-o", "again.csv")
    assert code == 0
    assert "corrected.csv: 6 rows read = 6 written + 0 refused" in notes


@pytest.mark.usefixtures("folder")
def test_rejects_without_refused_rows(run: Run) -> None:
    """Where nothing is refused, the file of refused rows has a header and no rows."""
    code, _, notes = run("survey.csv", *STANDARD, "-o", "profile.csv", "--rejects", "bad.csv")
    assert code == 0
    assert "4 rows read = 4 written + 0 refused" in notes
    assert len(Path("bad.csv").read_text().splitlines()) == 1


def test_rejects_of_parquet(folder: Path, run: Run) -> None:
    """Refused rows of a Parquet file are told by their row, since it has no lines."""
    frame = pl.DataFrame({"household_id": ["a", "b"], "area": ["rural", "city"]})
    frame = frame.with_columns(household_size=1, income_per_capita=1.5)
    frame.write_parquet(folder / "survey.parquet")
    assert run("survey.parquet", *BY_INCOME, "-o", "profile.csv", "--rejects", "bad.csv")[0] == 0
    [row] = rows_of(folder / "bad.csv")
    assert list(row) == ["row", "problems", *frame.columns]
    assert list(row.values()) == ["2", "area is not a known code", "b", "city", "1", "1.5"]


def test_refused_row_writes_nothing(faulty: Path, run: Run) -> None:
    """One refused row without --rejects leaves the old output as it was, and no other file."""
    (faulty / "profile.csv").write_text("old")
    code, out, errors = run("survey.csv", *STANDARD, "-o", "profile.csv")
    assert (code, out) == (3, "")
    assert "error: survey.csv: 6 rows refused" in errors
    assert names(faulty) == ["profile.csv", "survey.csv"]
    assert (faulty / "profile.csv").read_text() == "old"


@pytest.mark.usefixtures("faulty")
def test_errors_as_json(run: Run) -> None:
    """--errors json gives one object: problems with lines, values, what is allowed, advice."""
    code, out, errors = run("survey.csv", *STANDARD, "-q", "--errors", "json")
    assert (code, out) == (3, "")
    assert errors.count("\n") == 1
    found = json.loads(errors)
    assert (found["error"], found["exit_code"], found["file"]) == ("SurveyError", 3, "survey.csv")
    assert found["message"].startswith("survey.csv: 6 rows refused")
    [area] = [p for p in found["problems"] if p["wrong"] == "is not a known code"]
    assert (area["subject"], area["count"]) == ("area", 1)
    assert [(place["line"], place["value"]) for place in area["places"]] == [(4, "city")]
    assert area["allowed"].startswith("rural, urban, nông thôn")
    assert area["advice"] != ""


@pytest.mark.usefixtures("folder")
def test_usage_errors_as_json(run: Run) -> None:
    """--errors json holds for a wrong command line too."""
    code, out, errors = run("survey.csv", "--errors", "json", "--wrong")
    assert (code, out) == (2, "")
    assert json.loads(errors)["error"] == "UsageError"


# Whole or not at all


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("output", ["survey.csv", "./survey.csv", "link.csv", "sub/../survey.csv"])
def test_survey_is_not_written_over(folder: Path, run: Run, output: str) -> None:
    """An output, or file of refused rows, that is the survey under any name is a wrong command."""
    (folder / "sub").mkdir()
    (folder / "link.csv").symlink_to("survey.csv")
    for option in ("-o", "--rejects"):
        code, out, errors = run("survey.csv", *STANDARD, option, output)
        assert (code, out) == (2, "")
        assert "overwrite" in errors
    assert (folder / "survey.csv").read_text(encoding="utf-8") == SURVEY


@pytest.mark.usefixtures("folder")
def test_rejects_and_output_are_two_files(run: Run) -> None:
    """Profile and refused rows cannot go to the same file, nor refused rows to standard output."""
    assert run("survey.csv", *STANDARD, "-o", "p.csv", "--rejects", "./p.csv")[0] == 2
    assert run("survey.csv", *STANDARD, "-o", "p.csv", "--rejects", "-")[0] == 2
    assert not Path("p.csv").exists()


def test_output_that_cannot_be(folder: Path, run: Run) -> None:
    """An output in no folder, or that is a folder, is an error that names it."""
    (folder / "sub.csv").mkdir()
    for output in ("nowhere/profile.csv", "sub.csv"):
        code, out, errors = run("survey.csv", *STANDARD, "-o", output)
        assert (code, out) == (3, "")
        assert f"{output} cannot be written" in errors
    assert names(folder) == ["sub.csv", "survey.csv"]


def test_new_file_replaces_the_old(folder: Path, run: Run) -> None:
    """An old output is replaced whole, and nothing else is left beside it."""
    (folder / "profile.csv").write_text("old and longer than the new file\n" * 1000)
    assert run("survey.csv", *STANDARD, "-q", "-o", "profile.csv") == (0, "", "")
    assert len(rows_of(folder / "profile.csv")) == 4
    assert names(folder) == ["profile.csv", "survey.csv"]


def households(count: int) -> str:
    lines = (f"A{i},rural,4,{1_000_000 + i}\n" for i in range(count))
    return f"{HEADER}\n{''.join(lines)}"


# Starts the program with files that can hold 20,000 bytes, as a disk that is nearly full.
SMALL_DISK = """\
import resource, runpy, sys
sys.dont_write_bytecode = True  # a compiled module that is cut would be there for other tests
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
runpy.run_module("mdpoverty", run_name="__main__")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file sizes have no limit")
@pytest.mark.parametrize("kind", KINDS)
def test_full_disk(folder: Path, kind: str) -> None:
    """When a file cannot be written to its end, the old one stays, and nothing else is left."""
    (folder / "survey.csv").write_text(households(20_000 if kind == "parquet" else 2_000))
    output = folder / f"profile.{kind}"
    output.write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", SMALL_DISK, "classify", "survey.csv", *STANDARD, "-o", output.name],
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert f"error: {output.name} cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert output.read_text() == "old"
    assert names(folder) == [output.name, "survey.csv"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
def test_full_standard_output(folder: Path) -> None:
    """When standard output takes no more, that is an error, and no file of refused rows is left."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "classify", "survey.csv", *STANDARD, "--rejects", "bad.csv"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
        )
    assert done.returncode == 3
    assert "error: standard output cannot be written: the disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert names(folder) == ["survey.csv"]


def test_closed_pipe(folder: Path) -> None:
    """A reader that has had enough, as `head -1`, is no error."""
    (folder / "survey.csv").write_text(households(10_000))
    with subprocess.Popen(
        [*PROGRAM, "classify", "survey.csv", *STANDARD, "-q"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"household_id,survey_row,")
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def written(folder: Path, output: str) -> int:
    """Return how many bytes stand in files beside the survey and the old output."""
    size = 0
    for file in folder.rglob("*"):
        with suppress(FileNotFoundError):  # it was renamed or removed meanwhile
            if file.is_file() and file.name not in ("survey.csv", output):
                size += file.stat().st_size
    return size


@pytest.fixture
def writing(folder: Path) -> Iterator[Callable[[str], "subprocess.Popen[str]"]]:
    """Return a function that starts a long run, and waits until its output is being written."""
    started: list[subprocess.Popen[str]] = []
    scratch = folder / "scratch"
    scratch.mkdir()

    def start(output: str) -> "subprocess.Popen[str]":
        (folder / output).write_text("old")
        process = subprocess.Popen(
            [*PROGRAM, "classify", "survey.csv", *STANDARD, "-o", output, "--rejects", "bad.csv"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(scratch)},
            text=True,
        )
        started.append(process)
        while not written(folder, output):
            assert process.poll() is None, "ended before it could be disturbed"
            time.sleep(0.001)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


Writing = Callable[[str], "subprocess.Popen[str]"]


@pytest.mark.parametrize(
    ("column", "cell", "output", "wrong", "advice"),
    [
        ("_class", "x", "x.dta", "the survey has a column of that name", "rename the column"),
        ("note", "x" * 32_768, "x.xlsx", "at most 32,767 characters", "write CSV or Parquet"),
        ("note", "x" * 2_046, "x.dta", "", ""),
        ("note", "x" * 32_767, "x.xlsx", "", ""),
    ],
)
def test_what_a_format_cannot_hold(  # noqa: PLR0913, PLR0917 -- a case
    tmp_path: Path, column: str, cell: str, output: str, wrong: str, advice: str
) -> None:
    """The file that it is about is named, what is wrong with it, and what to do, in any language.

    Room would not help, nor another place.
    """
    survey = tmp_path / "survey.csv"
    survey.write_text(
        f"household_id,area,household_size,income_per_capita,{column}\n1,rural,4,9,{cell}\n"
    )
    asked = (survey, "--standard", "vn-2011-2015", "--keep", "all", "-o", tmp_path / output)
    record = ("--record", tmp_path / "record.json")
    done = run_command("classify", *asked, *record)
    assert done.code == (3 if wrong else 0), done.errors
    assert (tmp_path / output).exists() == (not wrong)
    if wrong:
        assert f"{output} cannot be written: " in done.errors
        assert wrong in done.errors
        assert f"what to do: {advice}" in done.errors
        assert "cách sửa: " in (said := run_command("classify", *asked, "--lang", "vi").errors)
        assert wrong not in said


def test_killed(folder: Path, writing: Writing) -> None:
    """A program killed while it writes leaves the old output as it was."""
    (folder / "survey.csv").write_text(households(400_000))
    process = writing("profile.csv")
    process.kill()
    process.communicate()
    assert process.returncode != 0
    assert (folder / "profile.csv").read_text() == "old"


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are POSIX signals")
@pytest.mark.parametrize(("output", "rows"), [("profile.csv", 400_000), ("profile.xlsx", 40_000)])
def test_interrupted(folder: Path, writing: Writing, output: str, rows: int) -> None:
    """A program interrupted while it writes exits 130, and leaves the old output and no file."""
    (folder / "survey.csv").write_text(households(rows))
    process = writing(output)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate()
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in errors
    assert (folder / output).read_text() == "old"
    assert names(folder) == [output, "scratch", "survey.csv"]
    assert names(folder / "scratch") == []
