"""`mdpoverty track`: its rounds, its files, its notes, its tables, and the same from Python.

What it prints is in `transcripts/track*.txt`; what becomes of households in `test_track_*.py`.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from diffs import write_rows
from files import WRITERS, rows_of
from places import TESTS
from registers import frame, households, line, profile, quietly, refusal, track, write_rounds
from second_reading import Row
from terminals import run_in_terminal

import mdpoverty

FILES = [TESTS / "transcripts" / f"round-{year}.csv" for year in (2023, 2024, 2025)]
LINKS, PLACES = (TESTS / "transcripts" / f"{name}.csv" for name in ("links", "places"))
WITH = ("--links", LINKS, "--places", PLACES)
COLUMNS = [
    *("round_before", "round", "household_id", "province", "district", "commune", "area"),
    *("household_size", "from_class", "to_class", "movement", "poor_before", "near_poor_before"),
    *("related", "escaped_since", "recently_escaped"),
]
LINES = ["round_before", "round", "scope", "province", "commune", "list", "flow", "detail"]
POOR, ABOVE = "poor", "non_poor"


def cell(value: object) -> str:
    return "" if value is None else str(value).removesuffix(".0")


def as_rows(rows: list[dict[str, Any]]) -> list[Row]:
    return [{name: cell(value) for name, value in row.items()} for row in rows]


def sheet(file: Path) -> list[Row]:
    book = openpyxl.load_workbook(file)
    [only] = book.worksheets
    header, *rows = only.iter_rows(values_only=True)
    return as_rows([dict(zip(map(str, header), row, strict=True)) for row in rows])


READERS: dict[str, Callable[[Path], list[Row]]] = {
    "csv": rows_of,
    "parquet": lambda file: as_rows(pl.read_parquet(file).rows(named=True)),
    "json": lambda file: as_rows(pl.read_ndjson(file).rows(named=True)),
    "xlsx": sheet,
    "dta": lambda file: as_rows(pl.from_pandas(pd.read_stata(file)).rows(named=True)),
}


@pytest.mark.parametrize("kind", READERS)
def test_every_format_has_the_same_rows(kind: str, tmp_path: Path) -> None:
    """Households and lines of stock and flow are the same in files of every format."""
    one, other = tmp_path / f"households.{kind}", tmp_path / f"flows.{kind}"
    quietly(*FILES, *WITH, "-o", one, "--flows", other)
    found = READERS[kind](one)
    assert (list(found[0]), found) == (COLUMNS, households(*FILES, *WITH))
    flows = READERS[kind](other)
    assert list(flows[0]) == [*LINES, "households", "persons"]
    csv = tmp_path / "again.csv"
    quietly(*FILES, *WITH, "-o", "-", "--flows", csv)
    assert flows == rows_of(csv)


def test_python_gives_the_rows_of_the_command(tmp_path: Path) -> None:
    """From frames of any kind come the same households, lines and notes as from the files."""
    flows = tmp_path / "flows.csv"
    wanted = households(*FILES, *WITH, "--flows", flows)
    said = track(*FILES, *WITH).errors.splitlines()[3:]
    links, places = (pl.read_csv(file, infer_schema=False) for file in (LINKS, PLACES))
    kinds: tuple[Callable[[pl.DataFrame], Any], ...] = (
        lambda them: them,
        pl.DataFrame.to_arrow,
        pl.DataFrame.to_pandas,
    )
    for kind in kinds:
        rounds = [kind(pl.read_csv(file, infer_schema=False)) for file in FILES]
        found = mdpoverty.track(rounds, links=kind(links), places=kind(places))
        assert isinstance(found.households, pd.DataFrame)
        for table, rows in ((found.households, wanted), (found.flows, rows_of(flows))):
            assert as_rows(pl.from_pandas(table).rows(named=True)) == rows
        assert list(found.notes) == said


def test_rounds_are_of_every_format(tmp_path: Path) -> None:
    """A round is read as a survey is, in any format."""
    rows = rows_of(FILES[0])
    table = [list(rows[0]), *([row[name] for name in rows[0]] for row in rows)]
    wanted = quietly(*FILES[:2])
    for suffix in ("semicolons.csv", "csv.gz", "xlsx", "parquet"):
        file = WRITERS[suffix](tmp_path / f"round.{suffix}", table)
        assert quietly(file, FILES[1]) == wanted


def test_the_name_of_a_round_is_its_year_else_its_file(tmp_path: Path) -> None:
    """Without the column survey_year rounds are called by their files, one year apart."""
    names = ("old.csv", "new.csv.gz", "newest.csv")
    rows = profile(None, {"1": POOR}), profile(None, {"1": ABOVE}), profile(None, {"1": ABOVE})
    files = []
    for name, own in zip(names, rows, strict=True):
        table = [list(own[0]), *([row[n] for n in own[0]] for row in own)]
        files.append(WRITERS["csv.gz" if name.endswith("gz") else "csv"](tmp_path / name, table))
    done = track(*files)
    labels = [(row["round_before"], row["round"], row["escaped_since"]) for row in done.rows]
    assert labels == [("old", "new", "new"), ("new", "newest", "new")]
    assert done.column("recently_escaped") == ["1", "1"]
    assert (
        "no round has a year in the column survey_year: rounds have the names of their files"
        in done.errors
    )
    assert "survey_year" not in track(*FILES).errors


def test_a_pattern_gives_several_rounds() -> None:
    """A pattern stands for the rounds that it matches, in the order of their names."""
    assert quietly(TESTS / "transcripts" / "round-*.csv") == quietly(*FILES)


def test_rounds_that_are_in_no_order_are_refused(tmp_path: Path) -> None:
    """Years must rise; two rounds of a year, one alone, or some without a year are no rounds."""
    ages = "rounds are given from the oldest to the newest"
    assert ages in refusal(*reversed(FILES), code=2)
    assert ages in refusal(FILES[0], FILES[0], code=2)
    assert "nothing to track" in refusal(FILES[0], code=2)
    undated = write_rows(tmp_path / "undated.csv", profile(None, {"1": POOR}))
    said = refusal(FILES[0], undated, code=2)
    assert (
        "  undated.csv, survey_year: this column is missing, but round-2023.csv have it\n" in said
    )
    (tmp_path / "other").mkdir()
    again = write_rows(tmp_path / "other" / "undated.csv", profile(None, {"1": POOR}))
    assert "  undated: is the name of several rounds\n" in refusal(undated, again, code=2)


@pytest.mark.parametrize(
    ("years", "wrong"),
    [
        (["2023", "2024"], "holds 2023, 2024"),
        (
            [str(year) for year in range(2001, 2008)],
            "holds 2001, 2002, 2003, 2004, 2005 and 2 more",
        ),
    ],
)
def test_a_round_is_of_one_year(years: list[str], wrong: str, tmp_path: Path) -> None:
    """A round whose column survey_year holds several years is refused."""
    rows = profile(None, {str(n): POOR for n in range(len(years))}, survey_year=years)
    said = refusal(write_rows(tmp_path / "round.csv", rows), FILES[2])
    assert f"  survey_year: {wrong}\n    allowed: one year in each round\n" in said


def test_a_blank_year_is_as_one_that_is_not_there(tmp_path: Path) -> None:
    """A column survey_year that is blank throughout says nothing; beside others it is missed."""
    rows = profile(None, {"1": POOR, "2": POOR}, survey_year=["", ""])
    blank = write_rows(tmp_path / "blank.csv", rows)
    other = write_rows(tmp_path / "other.csv", profile(None, {"1": POOR, "2": ABOVE}))
    assert {row["round"] for row in track(blank, other).rows} == {"other"}
    said = refusal(FILES[0], blank, code=2)
    assert "  blank.csv, survey_year: is blank on every row, but round-2023.csv have a year" in said
    assert "what to do: fill in the year in every row of the survey, such as 2025" in said


def test_a_survey_is_to_be_classified_first(tmp_path: Path) -> None:
    """What is no profile is refused, and the error says how to get one; so of every round."""
    survey = write_rows(tmp_path / "survey.csv", [{"household_id": "1", "survey_year": "2022"}])
    said = refusal(survey, *FILES)
    command = f"mdpoverty classify {survey} --keep all -o survey-profile.csv"
    assert f"classify it first: `{command}`" in said
    other = write_rows(tmp_path / "other.csv", profile(2021, {"1": "rich"}))
    said = refusal(other, survey, *FILES)
    assert "survey.csv, class: this column is missing" in said
    assert "other.csv, class: is not a known code (1 row: line 2 'rich')" in said


def test_rows_that_cannot_be_trusted_refuse_a_round(tmp_path: Path) -> None:
    """A household twice, a year that is none, or possible classes that are none refuse a round."""
    rows = profile(
        None,
        {"1": POOR, "2": "undetermined"},
        survey_year=["2022", "x"],
        possible_classes=["", "poor;rich"],
    )
    said = refusal(write_rows(tmp_path / "round.csv", [*rows, rows[0]]), *FILES)
    assert "household_id: appears on more than one row (2 rows: line 2 '1', line 4 '1')" in said
    assert "survey_year: is not a whole number (1 row: line 3 'x')" in said
    assert "possible_classes: is not a known code (1 row: line 3 'poor;rich')" in said


def test_what_is_asked_for_must_fit(tmp_path: Path) -> None:
    """Files are not overwritten, standard input is read once, and units need their columns."""
    copy = tmp_path / "round.csv"
    copy.write_bytes(FILES[0].read_bytes())
    assert "--flows: name the same file" in refusal(copy, FILES[1], "--flows", copy, code=2)
    same = tmp_path / "same.csv"
    said = refusal(*FILES, "-o", same, "--flows", same, code=2)
    assert "--output, --flows: name the same file" in said
    assert "--flows needs a file" in refusal(*FILES, "--flows", "-", code=2)
    assert "only one of the files" in refusal("-", FILES[1], "--links", "-", code=2)
    assert "did you mean 'commune'?" in refusal(*FILES, "--by", "comune", code=2)
    listed = [{**row, "list": "x"} for row in rows_of(FILES[0])]
    one = write_rows(tmp_path / "one.csv", listed)
    assert "adds a column 'list' itself" in refusal(one, *FILES[1:], "--by", "list", code=2)
    assert "works with CSV only" in refusal(*FILES, "--bom", "--format", "json", code=2)


def test_a_fault_leaves_no_file(tmp_path: Path) -> None:
    """Where a round is refused neither file is written, or overwritten."""
    one, other = tmp_path / "households.csv", tmp_path / "flows.csv"
    one.write_text("as it was", encoding="utf-8")
    bad = write_rows(tmp_path / "bad.csv", profile(2022, {"1": "rich"}))
    refusal(bad, *FILES, "-o", one, "--flows", other)
    assert one.read_text(encoding="utf-8") == "as it was"
    assert not other.exists()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bad.csv", "households.csv"]


def test_standard_input_is_a_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash for a round is standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(FILES[0].read_bytes())))
    assert quietly("-", *FILES[1:]) == quietly(*FILES)


def test_notes_say_what_a_reader_should_know(tmp_path: Path) -> None:
    """Weights, rounds without others than the listed, another standard, no sizes: all is said."""
    columns = {"weight": ["2", "1"], "standard": ["vn-2016-2020"] * 2}
    one = profile(2021, {"1": POOR, "2": "near_poor"}, **columns)
    two = profile(2022, {"1": POOR, "2": ABOVE}, standard=["vn-2022-2025"] * 2)
    done = track(*write_rounds(tmp_path, one, two))
    assert "households before 2021 are unknown" in done.errors
    assert (
        "warning: 2021 does not have non-poor households: if it lists only poor and near-poor"
        in done.errors
    )
    assert "warning: 2021: the column weight has values other than 1" in done.errors
    assert "2021 to 2022: the standard changed from vn-2016-2020 to vn-2022-2025" in done.errors
    assert "2021, 2022: no column household_size: persons are blank" in done.errors
    assert "household_size" not in done.rows[0]
    plain = profile(2023, {"1": POOR, "2": ABOVE}, weight="11", household_size="11")
    later = [{**row, "survey_year": "2024"} for row in plain]
    [note] = track(*write_rounds(tmp_path, plain, later)).errors.splitlines()[2:]
    assert note.startswith("households before 2023 are unknown")


def test_who_may_have_fallen_back_is_counted(tmp_path: Path) -> None:
    """Households newly arisen that may have been on the list before are counted in a note."""
    rounds = (
        {"1": "undetermined", "3": ABOVE},
        {"1": ABOVE, "2": ABOVE, "3": ABOVE},
        {"1": POOR, "2": "near_poor", "3": POOR},
    )
    files = write_rounds(tmp_path, *(profile(2022 + i, each) for i, each in enumerate(rounds)))
    assert "2024: 2 households counted as newly arisen may have been poor" in track(*files).errors


def test_persons_are_blank_where_a_size_is(tmp_path: Path) -> None:
    """Persons of a line are known only where the sizes of all its households are."""
    one = profile(2023, {"1": POOR, "2": POOR}, household_size=["4", ""])
    two = profile(2024, {"1": POOR, "2": ABOVE}, household_size=["3", "2"])
    flows = tmp_path / "flows.csv"
    quietly(*write_rounds(tmp_path, one, two), "--flows", flows)
    persons = {
        row["flow"] + row["detail"]: row["persons"] for row in rows_of(flows) if row["list"] == POOR
    }
    assert (persons["start"], persons["to_non_poor"], persons["end"]) == ("", "", "3")
    assert persons["other_exitsfewer_persons"] == "1"


def test_an_empty_round_has_no_households(tmp_path: Path) -> None:
    """A round without a household has nothing in stock; whoever comes is new."""
    empty = tmp_path / "empty.csv"
    empty.write_text("household_id,class\n", encoding="utf-8")
    one = write_rows(tmp_path / "one.csv", profile(None, {"1": POOR}))
    flows = tmp_path / "flows.csv"
    assert [row["movement"] for row in households(empty, one, "--flows", flows)] == ["new"]
    rows = rows_of(flows)
    assert (line(rows, "start"), line(rows, "other_entries", detail="new")) == (0, 1)


def test_an_empty_round_has_no_year(tmp_path: Path) -> None:
    """A round without a household cannot say its year: it is said to be empty, not blank."""
    empty = tmp_path / "empty.csv"
    empty.write_text("household_id,class,survey_year\n", encoding="utf-8")
    said = refusal(empty, FILES[2])
    assert said.startswith("error: empty.csv has no households\n")
    assert "survey_year" not in said


def test_a_mapping_names_rounds() -> None:
    """In Python a whole number is a round's year, and text its name; they must not contradict."""
    one, two = (frame(profile(None, {"1": class_})) for class_ in (POOR, ABOVE))
    found = mdpoverty.track({2020: one, 2024: two}).households
    assert found[["round_before", "round", "escaped_since"]].iloc[0].tolist() == [
        *("2020", "2024", "2024")
    ]
    found = mdpoverty.track({"first": one, "second": two}).households
    assert found["escaped_since"].tolist() == ["second"]
    dated = frame(profile(2023, {"1": POOR}))
    mixed: dict[int | str, Any] = {"first": dated, 2024: two}
    assert mdpoverty.track(mixed).households["round"].tolist() == ["2024"]
    by_year = pl.concat([one, two]).with_columns(year=pl.Series([2020, 2024])).to_pandas()
    groups = {year: group.drop(columns="year") for year, group in by_year.groupby("year")}
    named: Any = groups
    assert mdpoverty.track(named).households["round"].tolist() == ["2024"]
    named = {pd.Timestamp("2020"): one, pd.Timestamp("2024"): two}
    with pytest.raises(mdpoverty.UsageError, match="not a name of a round"):
        mdpoverty.track(named)
    with pytest.raises(mdpoverty.SurveyError, match="another year"):
        mdpoverty.track({2022: dated, 2024: two})


def test_frames_that_cannot_be_rounds_are_refused() -> None:
    """A frame that is no profile, and a kind of frame that is none, say so."""
    good = pa.table({"household_id": ["1"], "class": ["poor"]})
    with pytest.raises(mdpoverty.SurveyError, match="round 2 does not have all columns"):
        mdpoverty.track([good, pa.table({"household_id": ["1"]})])
    lazy: Any = pl.LazyFrame({"household_id": ["1"], "class": ["poor"]})
    with pytest.raises(mdpoverty.UsageError):
        mdpoverty.track([good, lazy])


def test_frames_of_spark_are_refused(spark: Any) -> None:
    """A frame of Spark is refused: rounds are fetched first."""
    frames = [spark.createDataFrame([("1", "poor")], "household_id string, class string")] * 2
    with pytest.raises(mdpoverty.UsageError, match="track does not take Spark frames"):
        mdpoverty.track(frames)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_shows_stock_and_flow(tmp_path: Path) -> None:
    """A terminal shows what a file of households leaves to print, and of many units the first."""
    command = [sys.executable, "-m", "mdpoverty", "track", *map(str, FILES), *map(str, WITH), "-q"]
    shown = run_in_terminal(command, cwd=tmp_path, columns=200)
    assert shown == quietly(*FILES, *WITH, "-o", tmp_path / "households.csv")
    ids = {f"{place:03}": POOR for place in range(31)}
    rounds = (profile(year, ids, commune=list(ids)) for year in (2023, 2024))
    command[4:] = [*map(str, write_rounds(tmp_path, *rounds)), "--lang", "vi"]
    shown = run_in_terminal(command, cwd=tmp_path, columns=200)
    assert shown.count("\n  029 ") == 2
    assert "  030 " not in shown
    assert shown.count("30 đơn vị đầu tiên trong 31; ghi tất cả bằng --flows TỆP") == 2


def test_units_are_in_the_order_of_tables(tmp_path: Path) -> None:
    """Stock and flow has its units in the order of Vietnamese words, as the official tables have.

    By the codes of letters Phường 10 would come before Phường 2, and Đ after every other letter.
    """
    communes = ["Phường 2", "Phường 10", "Xã Ao Cá", "Xã Ân Tình", "Xã Đèo Sương", "Xã Yên"]
    mixed = [communes[place] for place in (4, 1, 5, 0, 3, 2)]
    classes = {str(place): "poor" for place in range(len(mixed))}
    rounds = [profile(year, classes, commune=mixed) for year in (2024, 2025)]
    flows = tmp_path / "flows.csv"
    quietly(*write_rounds(tmp_path, *rounds), "--by", "commune", "--flows", flows)
    found = list(dict.fromkeys(row["commune"] for row in rows_of(flows) if row["commune"]))
    assert found == communes
