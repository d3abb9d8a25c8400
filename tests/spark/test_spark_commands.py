"""Commands with `--engine spark`: the same output and words as the embedded engine's."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from files import Done
from second_reading import Row
from sparks import STANDARDS, all_columns, require_spark_alone, seeded, spoilt
from surveys import DECIDED, SCORES, roster, survey, text_frame

import mdpoverty
from mdpoverty import cli
from mdpoverty.cli import engine
from mdpoverty.errors import Place, Problem, SurveyError
from mdpoverty.reading.assemble import Opened, assemble
from mdpoverty.standards.library import load_standard

SPARK = ("--engine", "spark", "--master", "local[2]")
SMALL = ("household_id", "area", "household_size", "income_per_capita")


def run(*arguments: str | Path) -> Done:
    """Carry out a command."""
    out, errors = io.TextIOWrapper(io.BytesIO(), "utf-8", newline=""), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        code = cli.run([*map(str, arguments)])
    out.seek(0)
    return Done(code, out.read(), errors.getvalue())


def refused(folder: Path, *arguments: str | Path, code: int = 3) -> str:
    """Return the words with which a command on Spark refuses; it leaves nothing behind."""
    before = sorted(folder.iterdir())
    done = run(*arguments, *SPARK, "-q")
    assert (done.code, done.out) == (code, ""), done.errors
    assert "Traceback" not in done.errors
    assert sorted(folder.iterdir()) == before
    return done.errors


def lines(rows: Sequence[Row]) -> list[str]:
    """Return rows as the lines of CSV, the header first."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().splitlines()


def put_csv(folder: Path, text: Sequence[bytes | str]) -> Path:
    """Write the lines of a CSV file into a folder, in three files, of which one has no rows."""
    folder.mkdir()
    header, *rest = [line.encode() if isinstance(line, str) else line for line in text]
    half = len(rest) // 2
    for index, part in enumerate(([], rest[:half], rest[half:])):
        (folder / f"part-{index}.csv").write_bytes(b"\n".join([header, *part]) + b"\n")
    (folder / "_SUCCESS").touch()
    return folder


def put_parquet(folder: Path, frame: pl.DataFrame) -> Path:
    """Write a frame into a folder, in two files."""
    folder.mkdir()
    half = frame.height // 2
    frame[:half].write_parquet(folder / "part-0.snappy.parquet")
    frame[half:].write_parquet(folder / "part-1.snappy.parquet")
    return folder


def parts(folder: Path) -> list[Path]:
    """Return the files of data that Spark wrote."""
    return sorted(file for file in folder.iterdir() if file.name.startswith("part-"))


def csv_lines(files: Iterable[Path]) -> list[str]:
    """Return the rows of CSV files as their lines, sorted, under the header that each has.

    The number of a row, and the line that a refused row stands on, are not Spark's to know.
    """
    found = [file.read_text(encoding="utf-8").splitlines() for file in files]
    (header,) = {text[0] for text in found}
    if header.startswith("household_id,survey_row,"):
        rows = [
            re.sub(r'^("[^"]*"|[^",]*),\d*,', r"\1,,", row) for text in found for row in text[1:]
        ]
    else:
        rows = [re.sub(r"^\d*,", ",", row) for text in found for row in text[1:]]
    return [header, *sorted(rows)]


def spoilt_csv(rng: Any, rows: Sequence[Row], keys: Sequence[str]) -> list[bytes | str]:
    """Return the lines of rows of which some are bad, and some are no whole rows."""
    header, *rest = lines(spoilt(rng, rows, keys))
    first, second, others = rest[6].split(",", 2)
    odd: list[bytes | str] = [
        rest[0].rpartition(",")[0],
        rest[1] + ",7,8",
        rest[2] + ",",
        '"' + rest[3].replace(",", '"x,', 1),
        rest[4].encode() + "\xe0".encode("latin-1"),
        rest[5] + "\0",
        f'{first},"{second}",{others}',
        "",
        "  \t ",
        rest[7].replace(",", '",', 1),
    ]
    return [header, *rest, *odd]


# Profiles


def rows_unnamed(errors: str) -> str:
    """Return what is said, of the rows that look wrong only how many they are.

    A file's rows are named by their lines, those on Spark by their households.
    """
    return re.sub(r" \(([0-9,]+ rows?): .*?\): ", r" (\1): ", errors.replace("one/", ""))


def test_a_profile_from_csv_is_the_same(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Households, members, refused rows, causes and accounts are the embedded engine's."""
    assert spark
    monkeypatch.chdir(tmp_path)
    standard = STANDARDS[0]  # Parquet is read under the other
    rng = seeded(f"commands {standard}")
    columns = [name for name in all_columns(standard) if name not in (*SCORES, *DECIDED)]
    rows = survey(rng, standard, 60, columns)
    for row in rows[::3]:
        row["note"] = 'said "7", or 8'
    people = [row for some in roster(rng, rows) for row in some]
    households = spoilt_csv(rng, rows, ["household_id"])
    members = spoilt_csv(rng, people, ["household_id", "person_id"])
    for name, text in (("a.csv", households), ("m.csv", members)):
        put_csv(tmp_path / name, text)
        Path("one").mkdir(exist_ok=True)
        whole = [line.encode() if isinstance(line, str) else line for line in text]
        Path("one", name).write_bytes(b"\n".join(whole) + b"\n")
    asked = ("--standard", standard, "--keep", "all")
    ours = run(
        *("classify", "one/a.csv", "--members", "one/m.csv", *asked),
        *("-o", "one/p.csv", "--rejects", "one/r.csv", "--why", "one/w.csv"),
    )
    done = run(
        *("classify", "a.csv", "--members", "m.csv", *asked, *SPARK),
        *("-o", "p.csv", "--rejects", "r.csv", "--why", "w.csv"),
    )
    assert (done.code, done.out) == (0, "")
    assert rows_unnamed(done.errors) == rows_unnamed(ours.errors)
    for name in ("p.csv", "r.csv", "r-members.csv", "w.csv"):
        assert csv_lines(parts(Path(name))) == csv_lines([Path("one", name)])
        assert len(csv_lines([Path("one", name)])) > 10
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_a_profile_from_parquet_is_the_same(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parquet goes in and out, typed; the standard is that of the column survey_year."""
    assert spark
    monkeypatch.chdir(tmp_path)
    rng = seeded("parquet")
    columns = all_columns(STANDARDS[1])
    frame = text_frame(spoilt(rng, survey(rng, STANDARDS[1], 60, columns), ["household_id"]))
    frame = frame.with_columns(survey_year=pl.lit(2024), Area=pl.lit("another"))
    put_parquet(tmp_path / "a.parquet", frame)
    Path("one").mkdir()
    frame.write_parquet("one/a.parquet")
    asked = ("--keep", "all")
    ours = run(
        *("classify", "one/a.parquet", *asked, "-o", "one/p.parquet"),
        *("--rejects", "one/r.parquet"),
    )
    done = run("classify", "a.parquet", *asked, *SPARK, "-o", "p.parquet", "--rejects", "r.parquet")
    assert (done.code, done.out) == (0, "")
    assert rows_unnamed(done.errors) == rows_unnamed(ours.errors)
    for name, number in (("p.parquet", "survey_row"), ("r.parquet", "row")):
        got = pl.read_parquet(parts(Path(name))).with_columns(pl.lit(None).alias(number))
        want = pl.read_parquet(Path("one", name)).with_columns(pl.lit(None).alias(number))
        assert got.schema == want.schema
        assert sorted(got.rows(), key=repr) == sorted(want.rows(), key=repr)


def test_what_would_only_be_said_is_not_worked_out(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quiet run plans neither why households are undetermined nor which places look alike."""
    assert spark
    rows = [
        "household_id,province,area,household_size,income_per_capita",
        "1,a,rural,4,",
        "2,A,rural,4,9",
    ]
    survey = put_csv(tmp_path / "a.csv", rows)
    asked = ("classify", survey, "--standard", "vn-2011-2015", *SPARK)
    said = run(*asked, "-o", tmp_path / "said.csv").errors
    assert "1 household is undetermined" in said
    assert "count as different places" in said
    for name in ("Undetermined", "alike_in", "unlisted"):
        monkeypatch.setattr(f"mdpoverty.cli.spark.{name}", None)
    done = run(*asked, "-q", "-o", tmp_path / "quiet.csv")
    assert (done.code, done.errors) == (0, "")
    assert csv_lines(parts(tmp_path / "quiet.csv")) == csv_lines(parts(tmp_path / "said.csv"))


def test_kept_numbers_have_a_point(spark: Any, tmp_path: Path) -> None:
    """Whatever the signs of the survey are, its profile is read without naming them."""
    assert spark
    lines = [
        "household_id;area;household_size;household_income;floor_area;section",
        "1;rural;2;2.400.000,5;30,5;1,2",
        "2;urban;4;9.600.000;1.200;1,3",
        "3;urban;4;9.600.000;;",
    ]
    survey = tmp_path / "a.csv"
    survey.write_text("\n".join([*lines, ""]), encoding="utf-8")
    asked = ["classify", str(survey), "--standard", STANDARDS[1], "--keep", "all"]
    asked += ["--decimal", ",", "--thousands", ".", "-q"]
    ours, spark_s = str(tmp_path / "ours.csv"), str(tmp_path / "p.csv")
    assert run(*asked, "-o", ours).code == 0
    done = run(*asked, *SPARK, "-o", spark_s)
    assert done.code == 0, done.errors
    got, want = csv_lines(parts(Path(spark_s))), csv_lines([Path(ours)])
    assert got == want
    assert any("30.5" in line and "1,2" in line for line in map(str, want))


def test_what_looks_wrong_names_its_households(spark: Any, tmp_path: Path) -> None:
    """As in files, but rows are the households of the least ids.

    The files of a folder are parts of one table: of their incomes it is said by place.
    """
    assert spark
    header = "household_id,area,household_size,commune,income_per_capita,household_income"
    sound = [f"A{i},rural,2,X,1500000,3002000" for i in range(14)]
    incomes = {"B": [1500] * 12, "C": [15_000_001] * 5, "D": [99_999] * 5}
    odd = [f"{at}{i},rural,2,{at},{x}," for at, some in incomes.items() for i, x in enumerate(some)]
    first, second = tmp_path / "one" / "part-0.csv", tmp_path / "one" / "part-1.csv"
    first.parent.mkdir()
    others = ["E0,rural,2,X,1500000,3002001", "F0,city,2,X,99999,"]
    first.write_text("\n".join([header, *sound, *others]), encoding="utf-8")
    second.write_text("\n".join([header, *odd]), encoding="utf-8")
    asked = ("--standard", "vn-2011-2015", "--rejects")
    ours = run("classify", first, second, *asked, tmp_path / "r.csv", "-o", tmp_path / "p.csv")
    done = run(
        *("classify", first.parent, *asked, tmp_path / "r", *SPARK, "-o", tmp_path / "p"),
    )
    warnings = [line for line in done.errors.splitlines() if line.startswith("warning: ")]
    assert len(warnings) == 4
    assert "in 'B', and not in other places (12 rows: household B0 '1500', hou" in done.errors
    assert "above 15,000,000 VND per person per month in 'C', and" in done.errors
    assert "answer: 99999 (5 rows: household D0 '99999', household D1" in done.errors
    assert (
        "household_size; income_per_capita is used (1 row: household E0 '1500000')" in done.errors
    )
    assert "in 'part-1.csv', and not in other files (12 rows: part-1.csv line 2" in ours.errors
    same = {rows_unnamed(line) for line in warnings if "'B'" not in line}
    assert same < set(rows_unnamed(ours.errors).splitlines())


def test_groups_of_thousands(spark: Any, tmp_path: Path) -> None:
    """900.000 beside 1.200.000 is refused with the remedy, which works; in a frame it is said."""
    incomes = ["900.000", "1.200.000", "1500000"]
    text = [f"H{i},rural,1,{income}" for i, income in enumerate(incomes)]
    header = "household_id,area,household_size,income_per_capita"
    folder = put_csv(tmp_path / "a", [header, *text])
    asked = ("classify", folder, "--standard", "vn-2011-2015", "-o", tmp_path / "p")
    words = refused(tmp_path, *asked)
    assert "is not a number (2 rows: household H0 '900.000', household H1 '1.200.000')" in words
    assert "--thousands" in words
    assert run(*asked, *SPARK, "--thousands", ".", "-q").code == 0
    found = [line.split(",") for line in csv_lines(parts(tmp_path / "p"))]
    at = found[0].index("income_per_capita")
    assert [row[at] for row in found[1:]] == ["900000", "1200000", "1500000"]

    frame = spark.read.option("header", "true").csv(str(folder))
    for made in (
        mdpoverty.classify(frame, "vn-2011-2015"),
        mdpoverty.compare(frame, "vn-2006-2010", "vn-2011-2015"),
    ):
        errors = {row["household_id"]: row["error"] for row in made.collect()}
        assert errors["H0"] == errors["H1"] == "income_per_capita is not a number"
        assert errors["H2"] is None
        require_spark_alone(made)
    with pytest.raises(SurveyError, match="2 rows refused"):
        mdpoverty.summarize(frame, "vn-2011-2015")


def test_what_a_command_runs_is_spark_alone(spark: Any, tmp_path: Path) -> None:
    """The plan from lines of CSV to the profile evaluates nothing in Python."""
    from mdpoverty.spark.plans import profile_of  # noqa: PLC0415 -- Spark may not be installed
    from mdpoverty.spark.sources import source  # noqa: PLC0415 -- as above

    rng = seeded("plan")
    rows = survey(rng, STANDARDS[1], 6, all_columns(STANDARDS[1]))
    people = [row for some in roster(rng, rows) for row in some]
    households = source(spark, [str(put_csv(tmp_path / "a", lines(rows)))])
    members = source(spark, [str(put_csv(tmp_path / "m", lines(people)))])
    opened = Opened(households.survey(), members.survey())
    profile, _ = profile_of(assemble(opened, load_standard(STANDARDS[1])), keep_all=True)
    require_spark_alone(profile)


def test_refused_rows_are_said_by_their_households(spark: Any, tmp_path: Path) -> None:
    """Without --rejects nothing is written; each problem says how many rows, and some of them."""
    assert spark
    rows = survey(seeded("refused"), "vn-2011-2015", 20, SMALL)
    for number in (11, 3, 7, 5):
        rows[number]["area"] = "city"
    rows[2]["household_id"] = ""
    ids = sorted(rows[number]["household_id"].strip() for number in (11, 3, 7, 5))
    text = [*lines(rows), "x,2"]
    survey_folder = put_csv(tmp_path / "a", text)
    words = refused(
        tmp_path,
        *("classify", survey_folder, "--standard", "vn-2011-2015", "-o", tmp_path / "p"),
    )
    assert words.startswith(
        "error: a: 6 rows refused. Nothing was written. "
        "Fix these rows, or use --rejects FOLDER to set them aside.\n"
    )
    shown = ", ".join(f"household {key} 'city'" for key in ids[:3])
    assert f"  area: is not a known code (4 rows: {shown} and 1 more)\n    allowed: " in words
    assert (
        "  row: not as many cells as the header has (1 row: household x '2 cells, not 4')" in words
    )
    assert "  household_id: is missing (1 row: no id)" in words


def test_a_place_on_spark_is_a_household() -> None:
    """As plain data a place has the household only where it has no line."""
    places = (Place(None, "city", household="04"), Place(7, "city"))
    data = SurveyError("h", [Problem("area", "is wrong", places=places)]).as_dict()
    first, second = data["problems"][0]["places"]
    assert (first["line"], first["household"]) == (None, "04")
    assert "household" not in second


# Files that are no survey


def test_files_that_are_no_survey_are_refused_whole(spark: Any, tmp_path: Path) -> None:
    """What could be misread is an error before anything is written, whatever is set aside."""
    assert spark
    rows = survey(seeded("whole"), "vn-2011-2015", 8, SMALL)
    text = lines(rows)
    folder = put_csv(tmp_path / "a", text)
    asked = ("classify", folder, "--standard", "vn-2011-2015", "-o", tmp_path / "p")
    aside = (*asked, "--rejects", tmp_path / "r")

    broken = folder / "part-3.csv"
    row = text[1].split(",")
    broken.write_text("\n".join([text[0], '"a', f'b",{",".join(row[1:])}', text[2]]), "utf-8")
    assert "not closed at the end of its line (1 row: part-3.csv" in refused(tmp_path, *aside)
    broken.write_text("\n".join([text[0], text[1], text[0]]), "utf-8")
    assert "repeats its header in part-3.csv" in refused(tmp_path, *aside)
    broken.write_text("area,household_id,household_size,income_per_capita\n", "utf-8")
    assert "part-3.csv has its columns in another order" in refused(tmp_path, *aside)
    broken.write_text("household_id,area,household_size,income\n", "utf-8")
    assert "income: is a column of part-3.csv but not of part-0.csv" in refused(tmp_path, *aside)
    broken.write_bytes(b"")
    assert "part-3.csv is empty" in refused(tmp_path, *aside)
    broken.rename(folder / "part-3.parquet")
    assert "holds Parquet and CSV files" in refused(tmp_path, *asked)
    for file in folder.glob("*.csv"):
        file.unlink()
    assert "part-3.parquet is a damaged Parquet file" in refused(tmp_path, *asked)
    (folder / "part-3.parquet").rename(folder / "part-3.xlsx")
    assert "contains 'part-3.xlsx', which is neither Parquet nor CSV" in refused(tmp_path, *asked)
    (folder / "part-3.xlsx").unlink()
    assert "does not contain files" in refused(tmp_path, *asked)
    (folder / "province=01").mkdir()
    (folder / "province=01" / "part.csv").write_text("household_id\n1\n")
    assert "holds a folder: province=01" in refused(tmp_path, *asked)
    missing = ("classify", tmp_path / "none", "-o", tmp_path / "p")
    assert "does not exist" in refused(tmp_path, *missing)


def test_an_existing_folder_is_left_alone(spark: Any, tmp_path: Path) -> None:
    """What is there already stays as it was; where nothing can be written is said at once."""
    assert spark
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "mine").touch()
    asked = ("classify", tmp_path / "a", "-o")
    assert "it exists already" in refused(tmp_path, *asked, tmp_path / "p")
    assert (tmp_path / "p" / "mine").exists()
    for nowhere in (tmp_path / "x" / "p", "/proc/p", "nosuch://x/p"):
        assert f"{nowhere} " in refused(tmp_path, *asked, nowhere)


# Comparisons and summaries


def test_a_comparison_is_the_same(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counts, as an object and in words, and the changed households, are the embedded ones."""
    assert spark
    monkeypatch.chdir(tmp_path)
    rng = seeded("diff")
    columns = list(dict.fromkeys(name for each in STANDARDS for name in all_columns(each)))
    rows = survey(rng, STANDARDS[0], 60, columns)
    for number, row in enumerate(rows):
        row["weight"] = f"{number}.{number:09}5"
    text = lines(rows)
    put_csv(tmp_path / "a.csv", text)
    Path("one").mkdir()
    Path("one/a.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    asked = ("--from", STANDARDS[0], "--to", STANDARDS[1], "--by", "area", "--exit-code")
    ours = run("diff", "one/a.csv", *asked, "-o", "one/d.csv")
    done = run("diff", "a.csv", *asked, *SPARK, "-o", "d.csv")
    assert rows_unnamed(done.errors) == rows_unnamed(ours.errors)
    assert (done.code, done.out) == (1, ours.out)
    assert csv_lines(parts(Path("d.csv"))) == csv_lines([Path("one/d.csv")])
    asked = ("--from", "vn-2006-2010", "--to", "vn-2011-2015", "--format", "json", "-q")
    as_json = run("diff", "a.csv", *asked, *SPARK)
    assert as_json == run("diff", "one/a.csv", *asked)
    assert as_json.out.startswith("{")


def test_a_summary_is_the_same(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures, and what is said of the rows, are the embedded engine's."""
    assert spark
    monkeypatch.chdir(tmp_path)
    rng = seeded("summary")
    rows = spoilt(rng, survey(rng, STANDARDS[1], 60, all_columns(STANDARDS[1])), ["household_id"])
    text = [line.replace("\0", "x") for line in lines(rows)]
    put_csv(tmp_path / "a.csv", text)
    Path("one").mkdir()
    Path("one/a.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    asked = ("--standard", STANDARDS[1], "--by", "note", "--unit", "persons", "--bounds")
    more = ("--complete-cases", "--cutoff", "3")
    ours = run("summarize", "one/a.csv", *asked, *more, "--rejects", "one/r.csv")
    done = run("summarize", "a.csv", *asked, *more, *SPARK, "--rejects", "r.csv")
    assert rows_unnamed(done.errors) == rows_unnamed(ours.errors)
    assert (done.code, done.out) == (0, ours.out)
    assert csv_lines(parts(Path("r.csv"))) == csv_lines([Path("one/r.csv")])


# What is said before Spark is begun


def test_what_spark_cannot_do_is_said_at_once() -> None:
    """Every option that asks for what Spark cannot do is named, and what to do instead."""
    asked = ("-", "--columns", "m.yaml", "--encoding", "utf-16", "--bom", "--threads", "2")
    done = run("classify", *asked, "--persons", "p.csv", "--format", "dta", *SPARK)
    assert done.code == 2
    for option in (
        *("SURVEY", "--columns", "--encoding", "--format", "--persons"),
        *("--bom", "--threads"),
    ):
        assert f"  {option}: does not work with --engine spark\n    what to do: " in done.errors
    assert (
        "  --output: does not name a folder, and Spark does not write to standard output\n"
        in done.errors
    )
    done = run("diff", "a.csv", "b.csv", *SPARK)
    assert (done.code, "BEFORE AFTER: does not work with --engine spark" in done.errors) == (
        2,
        True,
    )
    done = run("summarize", "a", "--columns", "m.yaml", *SPARK)
    assert (done.code, "--columns: does not work with --engine spark" in done.errors) == (2, True)
    done = run("summarize", "a", "--replicates", "rep_*", *SPARK)
    assert (done.code, "--replicates: does not work with --engine spark" in done.errors) == (
        2,
        True,
    )


def test_a_master_is_sparks() -> None:
    """--master without Spark is an error of use, and so is a server of Spark Connect."""
    for command in (("classify", "a"), ("diff", "a", "b"), ("summarize", "a")):
        done = run(*command, "--master", "local")
        assert (done.code, "--master: is for Spark only" in done.errors) == (2, True)
    done = run("summarize", "a", "--engine", "spark", "--master", "sc://localhost")
    assert (done.code, "Spark Connect" in done.errors) == (2, True)


def test_what_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without PySpark, or Java, the error says what to install."""
    monkeypatch.setattr(engine, "find_spec", lambda _: None)
    done = run("classify", "a", "-o", "b", *SPARK)
    assert (done.code, "pip install 'mdpoverty[spark]'" in done.errors) == (2, True)
    monkeypatch.setattr(engine, "find_spec", lambda _: True)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    done = run("classify", "a", "-o", "b", *SPARK)
    assert (done.code, "install Java 17 or later" in done.errors) == (2, True)


def test_headings_of_a_folder(tmp_path: Path) -> None:
    """Vietnamese headings name variables on Spark too; refused rows keep them as they are."""
    header = "Mã hộ,KHU VỰC,Tỉnh/thành phố,household_size,income_per_capita"
    rows = ["A1,rural,Hà Giang,1,100000", "A2,city,Hà Giang,1,1"]
    survey = put_csv(tmp_path / "survey", [header, *rows])
    rejects = tmp_path / "rejects.csv"
    named = ("--standard", "vn-2011-2015", "--by", "tỉnh/thành phố", "--rejects", rejects)
    done = run("summarize", survey, *named, *SPARK)
    assert {*done.column("province")} == {"Hà Giang"}, done.errors
    assert "column 'Mã hộ' is used as household_id" in done.errors
    refused_rows = pl.concat(pl.read_csv(file) for file in parts(rejects))
    assert refused_rows.filter(pl.col("problems").is_not_null())["KHU VỰC"].to_list() == ["city"]
