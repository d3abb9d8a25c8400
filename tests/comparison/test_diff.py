"""`mdpoverty diff`: its files, its object, its options, and two profiles side by side.

What it prints is in `transcripts/diff*.txt`; which reason a household gets, in `diff_cases/`.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pytest
from diffs import NEW, OLD, counts, diff, households, quietly, run, shown, write_rows
from files import rows_in, rows_of
from maps import write_map
from places import TESTS
from second_reading import Row
from terminals import run_in_terminal

from mdpoverty.cli.views.diff import _moved
from mdpoverty.comparison.reasons import COLUMNS_MISSING, PROFILE_REASONS

SURVEY = TESTS / "transcripts" / "both-standards.csv"
EDITED = "class_edited"
BEFORE, AFTER = (TESTS / "transcripts" / f"profile-{year}.csv" for year in (2024, 2025))
EXAMPLE = TESTS.parent / "examples" / "survey.csv"
STANDARDS = ("--from", OLD, "--to", NEW)
COLUMNS = [
    *("household_id", "province", "area", "weight", "from_class", "to_class"),
    *("from_basis", "to_basis", "from_deprivations", "to_deprivations"),
    *("gained", "lost", "reason"),
]


def profile_rows(*households: tuple[object, ...]) -> list[Row]:
    """Return the rows of a small profile: id, class, weight."""
    names = ("household_id", "class", "weight")
    return [dict(zip(names, map(str, row), strict=True)) for row in households]


@cache
def said(*options: str) -> str:
    """Return what is printed of the survey between the standards, without a word."""
    return quietly(SURVEY, *STANDARDS, *options)


@cache
def on_a_terminal() -> str:
    """Return what a terminal shows of the survey between the standards."""
    return shown(SURVEY, *STANDARDS)


def changed() -> list[Row]:
    return rows_in(said())


# Files of households


def from_excel(file: Path) -> list[Row]:
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["diff"]
    header, *rows = book["diff"].iter_rows(values_only=True)
    return [dict(zip(map(str, header), map(as_cell, row), strict=True)) for row in rows]


def from_stata(file: Path) -> list[Row]:
    rows = pd.read_stata(file).to_dict("records")
    return [{str(name): as_cell(value) for name, value in row.items()} for row in rows]


def from_parquet(file: Path) -> list[Row]:
    rows = pl.read_parquet(file).rows(named=True)
    return [{name: as_cell(value) for name, value in row.items()} for row in rows]


def as_cell(value: object) -> str:
    if value is None:
        return ""
    return str(value).removesuffix(".0")


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("csv", rows_of),
        ("parquet", from_parquet),
        ("xlsx", from_excel),
        ("dta", from_stata),
    ],
)
def test_every_format_has_the_same_households(
    kind: str, read: Callable[[Path], list[Row]], tmp_path: Path
) -> None:
    """A file of any format has the columns and households that are printed as CSV."""
    file = tmp_path / f"changed.{kind}"
    printed = quietly(SURVEY, *STANDARDS, "-o", file)
    assert printed.rstrip() == on_a_terminal().rpartition("household_id")[0].rstrip(), (
        "counts alone"
    )
    found = read(file)
    assert list(found[0]) == COLUMNS
    assert len(found) == 8
    assert found == changed()


def test_a_pipe_gets_csv() -> None:
    """Off a terminal the households, and nothing else, go to standard output, as with -o -."""
    header, *rows = csv.reader(said().splitlines())
    assert (header, len(rows)) == (COLUMNS, 8)
    for options in (("-o", "-"), ("--format", "csv"), ("--lang", "vi")):
        assert said(*options) == said()


def test_standard_input_is_a_survey(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash for the survey is standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SURVEY.read_bytes())))
    assert quietly("-", *STANDARDS) == said()


def test_standard_input_is_not_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input cannot be both profiles."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BEFORE.read_bytes())))
    done = diff("-", "-")
    assert (done.code, done.out) == (2, ""), done.errors
    assert "standard input" in done.errors


def test_a_mark_for_excel_is_only_for_csv(tmp_path: Path) -> None:
    """With --bom a CSV file is marked as UTF-8; what cannot be marked so is refused."""
    file = tmp_path / "changed.csv"
    quietly(SURVEY, *STANDARDS, "--bom", "-o", file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbfhousehold_id,")
    done = diff(SURVEY, *STANDARDS, "--bom", "-o", tmp_path / "changed.json")
    assert done.code == 2
    assert "--bom" in done.errors


# The object


def test_the_object_has_the_keys_of_the_contract(tmp_path: Path) -> None:
    """JSON is one object with the keys that scripts rely on, printed or in a file alike."""
    text = said("--by", "province", "--format", "json")
    found: dict[str, Any] = json.loads(text)
    keys = ["households", "changed", "matrix", "rates", "reasons", "decomposition"]
    assert list(found) == ["from", "to", *keys, "groups"]
    assert (found["from"], found["to"], found["households"]) == (OLD, NEW, 10)
    sized = ["households", "weighted", "persons"]
    for of in (found, *found["groups"]):
        assert all(list(cell) == ["from_class", "to_class", *sized] for cell in of["matrix"])
        assert all(list(each) == ["reason", *sized] for each in of["reasons"])
        rates = [list(rate) for rate in of["rates"]]
        sides = ["before", "after", "change"]
        errors = [f"{name}_error" for name in sides]
        assert rates == [["class", *sides, *errors]] * len(rates)
        parts = [list(part) for part in of["decomposition"]]
        both = ["lines_and_rules", "indicators"]
        assert parts == [["class", *both, *(f"{name}_error" for name in both)]] * len(rates)
    assert all(list(group) == ["by", *keys] for group in found["groups"])
    file = tmp_path / "diff.json"
    quietly(SURVEY, *STANDARDS, "--by", "province", "-o", file)
    assert file.read_text(encoding="utf-8") == text


def test_rates_are_of_all_households() -> None:
    """A rate is the weighted share in all households in per cent, the undetermined included."""
    found = json.loads(said("--format", "json"))
    weights = {row["household_id"]: float(row["weight"]) for row in rows_of(SURVEY)}
    poor = sum(weights[name] for name in ("HB-03", "HB-04", "SL-03"))
    rate = next(each for each in found["rates"] if each["class"] == "poor")
    assert rate["before"] == pytest.approx(100 * poor / sum(weights.values()), abs=1e-6)
    assert sum(each["before"] for each in found["rates"]) == pytest.approx(100)


def test_a_survey_without_weights_counts_each_household_once(tmp_path: Path) -> None:
    """Without a column `weight` as many are weighted as there are households, and rates go so."""
    plain = [{k: v for k, v in row.items() if k != "weight"} for row in rows_of(SURVEY)]
    rows = [{**row, "household_id": f"{row['household_id']}-{i}"} for row in plain for i in "ab"]
    found = counts(write_rows(tmp_path / "survey.csv", rows), *STANDARDS)
    cells = [*found["matrix"], *found["reasons"]]
    assert [cell["weighted"] for cell in cells] == [cell["households"] for cell in cells]
    assert [(rate["class"], rate["before"], rate["after"]) for rate in found["rates"]] == [
        ("poor", 30, 40),
        ("near_poor", 30, 40),
        ("non_poor", 30, 10),
        ("undetermined", 10, 10),
    ]


def test_an_empty_survey_has_nothing_to_count(tmp_path: Path) -> None:
    """A survey without households has an object with empty lists, and no household."""
    header = SURVEY.read_text(encoding="utf-8").partition("\n")[0]
    file = tmp_path / "empty.csv"
    file.write_text(f"{header}\n", encoding="utf-8")
    found = counts(file, *STANDARDS)
    assert (found["households"], found["changed"]) == (0, 0)
    assert not any(found[name] for name in ("matrix", "rates", "reasons", "decomposition"))
    assert "no household changes class" in shown(file, *STANDARDS)


# Groups


def test_several_columns_group_together() -> None:
    """With several --by a group is what all of them say; each column stands once in the rows."""
    asked = (SURVEY, *STANDARDS, "--by", "household_size", "--by", "area", "--by", "area")
    groups = counts(*asked)["groups"]
    assert [group["by"] for group in groups] == [
        {"household_size": "4", "area": "rural"},
        {"household_size": "4", "area": "urban"},
    ]
    assert [group["households"] for group in groups] == [8, 2]
    at = COLUMNS.index("from_class")
    expected = [*COLUMNS[:at], "household_size", *COLUMNS[at:]]
    assert list(households(*asked)[0]) == expected


def test_groups_change_nothing_else() -> None:
    """The counts of the whole are the same with --by as without."""
    with_groups = json.loads(said("--by", "province", "--format", "json"))
    del with_groups["groups"]
    assert with_groups == json.loads(said("--format", "json"))


@pytest.mark.parametrize("name", ["household_id", "reason"])
def test_any_column_of_the_survey_can_group(name: str, tmp_path: Path) -> None:
    """A column may be called as one of the table: it groups, and no column stands twice."""
    rows = [{**row, name: row["household_id"]} for row in rows_of(SURVEY)]
    file = write_rows(tmp_path / "survey.csv", rows)
    groups = counts(file, *STANDARDS, "--by", name)["groups"]
    assert [group["by"] for group in groups] == [{name: i} for i in sorted(r[name] for r in rows)]
    header = next(csv.reader(quietly(file, *STANDARDS, "--by", name).splitlines()))
    assert len(set(header)) == len(header)


def test_a_map_leaves_columns_for_groups(tmp_path: Path) -> None:
    """With --columns variables come by the map, and --by names a column of the file itself."""
    rows = [
        {"ma_ho": "1", "tinh": "Lai Châu", "thu_nhap": "700"},
        {"ma_ho": "2", "tinh": "Lai Châu", "thu_nhap": "1500"},
        {"ma_ho": "3", "tinh": "Sơn La", "thu_nhap": "1501"},
    ]
    file = write_rows(tmp_path / "survey.csv", rows)
    sources: dict[str, Any] = {
        "household_id": {"column": "ma_ho"},
        "area": {"constant": "rural"},
        "household_size": {"constant": 3},
        "income_per_capita": {"column": "thu_nhap", "times": 1000},
        **{name: {"constant": "no"} for name in ("water", "sanitation", "housing_area")},
    }
    mapped = (file, *STANDARDS, "--columns", write_map(tmp_path, sources), "--by", "tinh")
    found = households(*mapped, "--all")
    assert [row["household_id"] for row in found] == ["1", "2", "3"]
    assert [row["tinh"] for row in found] == ["Lai Châu", "Lai Châu", "Sơn La"]
    assert [row["from_class"] for row in found] == ["poor", "non_poor", "non_poor"]
    groups = counts(*mapped)["groups"]
    assert [(g["by"]["tinh"], g["households"], g["changed"]) for g in groups] == [
        ("Lai Châu", 2, 2),
        ("Sơn La", 1, 0),
    ]


# Members, standards in files, and refused rows


def test_members_tell_both_sides(tmp_path: Path) -> None:
    """With --members both sides come from the roster, and persons need no `household_size`."""
    rows = [{"household_id": "1", "area": "rural", "income_per_capita": "900000"}]
    person = {"household_id": "1", "age": "30", "attending_school": "no"}
    kinds = [
        {"highest_diploma": "lower_secondary", "trained_on_the_job": "no"},
        {"highest_diploma": "higher", "trained_on_the_job": "no"},
    ]
    people = [{**person, "person_id": str(at), **kind} for at, kind in enumerate(kinds)]
    survey = write_rows(tmp_path / "survey.csv", rows)
    members = ("--members", write_rows(tmp_path / "members.csv", people))
    [row] = households(survey, *members, *STANDARDS, "--all")
    assert (row["gained"], row["lost"]) == ("adult_education", "")
    [cell] = counts(survey, *members, *STANDARDS)["matrix"]
    assert (cell["households"], cell["persons"]) == (1, 2)


def test_a_standard_may_be_a_file() -> None:
    """A threshold file is a standard like any other, and the object names its id."""
    scenario = EXAMPLE.parent / "standards" / "scenario-2027-lines.yaml"
    found = counts(EXAMPLE, "--from", NEW, "--to", scenario)
    assert (found["from"], found["to"]) == (NEW, "scenario-2027-lines")
    assert [each["reason"] for each in found["reasons"]] == ["line_moved"]
    assert {parts["indicators"] for parts in found["decomposition"]} == {0}


def test_refused_rows_leave_no_file(tmp_path: Path) -> None:
    """A refused row means exit 3, and that no file is written or overwritten."""
    file = tmp_path / "changed.csv"
    file.write_text("as it was\n")
    faulty = TESTS / "transcripts" / "faulty.csv"
    done = diff(faulty, *STANDARDS, "-o", file)
    assert (done.code, done.out) == (3, "")
    assert file.read_text() == "as it was\n"
    assert [path.name for path in tmp_path.iterdir()] == ["changed.csv"]


def test_duplicates_are_refused_and_the_rest_compared(tmp_path: Path) -> None:
    """With --rejects households that repeat are set aside, and counted nowhere else."""
    rows = rows_of(SURVEY)
    file = write_rows(tmp_path / "survey.csv", [*rows, rows[0]])
    rejects = tmp_path / "rejects.csv"
    found = counts(file, *STANDARDS, "--rejects", rejects)
    assert (found["households"], found["changed"]) == (9, 7)
    assert [row["household_id"] for row in rows_of(rejects)] == ["HB-01", "HB-01"]


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    """A Parquet file whose data are damaged cannot be used, as a survey or as a profile."""
    file = tmp_path / "damaged.parquet"
    pl.read_csv(BEFORE).write_parquet(file)
    data = bytearray(file.read_bytes())
    data[40:700] = (byte ^ 0x5A for byte in data[40:700])
    file.write_bytes(data)
    for asked in ((file, *STANDARDS), (file, AFTER), (BEFORE, file)):
        done = diff(*asked)
        assert (done.code, done.out) == (3, ""), done.errors
        assert "is a damaged Parquet file" in done.errors


def test_suspicions_are_said_as_classify_says_them(tmp_path: Path) -> None:
    """Incomes that look like thousands, and a misspelt column, are named as for `classify`."""
    row = {"area": "rural", "household_size": "1", "income_per_capita": "700", "flor_area": "9"}
    file = write_rows(tmp_path / "low.csv", [{"household_id": str(i), **row} for i in range(3)])
    of_classify = run("classify", file, "--standard", NEW).errors
    said = [line for line in of_classify.splitlines() if "thousands" in line or "flor_" in line]
    assert len(said) == 2
    errors = diff(file, *STANDARDS).errors.splitlines()
    assert [line for line in errors if line in said] == said


# Wrong use


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((SURVEY, "--to", NEW), "--from and --to go together"),
        ((SURVEY, "--from", "vn-2016", "--to", NEW), "no standard 'vn-2016'"),
        ((SURVEY, *STANDARDS, "--rejects", "-"), "--rejects needs a file"),
        ((BEFORE, AFTER, "--columns", "map.yaml"), "--columns: does not work with two profiles"),
        ((BEFORE, AFTER, "--rejects", "rejects.csv"), "--rejects: does not work with two profiles"),
        ((BEFORE, AFTER, "--by", "provinc"), "did you mean 'province'?"),
        ((BEFORE, AFTER, "-o", AFTER), "name the same file"),
        ((SURVEY, *STANDARDS, "-o", "rows.ods"), "'.ods' is not a format"),
        ((), "SURVEY|BEFORE AFTER"),
    ],
)
def test_wrong_use(arguments: tuple[str | Path, ...], words: str) -> None:
    """A command line that makes no sense exits 2, prints nothing, and says what is wrong."""
    done = diff(*arguments)
    assert (done.code, done.out) == (2, ""), done.errors
    assert words in done.errors


def test_a_standard_that_is_read_is_not_written_over(tmp_path: Path) -> None:
    """The threshold files of --from and --to are read, so that no output may take their place."""
    file = tmp_path / "own.yaml"
    file.write_bytes((TESTS / "diff_cases" / "higher-lines.yaml").read_bytes())
    for standards in (("--from", file, "--to", NEW), ("--from", NEW, "--to", file)):
        done = diff(SURVEY, *standards, "--format", "csv", "-o", file)
        assert done.code == 2
        assert "name the same file" in done.errors


# On a terminal


@pytest.mark.parametrize(
    ("language", "hint"),
    [
        ("en", "the first 10 of {} households; write all of them with -o FILE"),
        ("vi", "10 hộ đầu tiên trong {} hộ; ghi tất cả bằng -o TỆP"),
    ],
)
def test_a_terminal_shows_the_first_households(language: str, hint: str) -> None:
    """A terminal shows ten changed households, and how to get the others; a file has them all."""
    printed = shown(EXAMPLE, *STANDARDS, "--lang", language).splitlines()
    heading = {"en": "household_id ", "vi": "mã hộ "}[language]
    at = next(i for i, line in enumerate(printed) if line.startswith(heading))
    names = ["household_id", "from_class", "to_class", "reason"]
    changed = [[row[name] for name in names] for row in households(EXAMPLE, *STANDARDS)]
    assert len(changed) > 10
    first = [line.split()[:4] for line in printed[at : at + 11]]
    if language == "en":
        assert first == [names, *changed[:10]]
    assert [row[0] for row in first[1:]] == [row[0] for row in changed[:10]]
    assert printed[at + 11 :] == ["", hint.format(len(changed))]


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_shows_few_households_without_a_hint(tmp_path: Path) -> None:
    """Where all changed households are shown, nothing is said of others."""
    program = (sys.executable, "-m", "mdpoverty", "diff", str(SURVEY), *STANDARDS, "-q")
    assert run_in_terminal(program, tmp_path, 200) == on_a_terminal()
    assert "-o FILE" not in on_a_terminal()


# Two profiles


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx", "dta"])
def test_profiles_of_every_format_are_compared(kind: str, tmp_path: Path) -> None:
    """Profiles as `classify` writes them, in any format, differ as the standards do."""
    files = [tmp_path / f"{standard}.{kind}" for standard in (OLD, NEW)]
    for file, standard in zip(files, (OLD, NEW), strict=True):
        assert run("classify", SURVEY, "--standard", standard, "-q", "-o", file).code == 0
    found = households(*files, "--all")
    expected = rows_in(said("--all"))
    reasons = {row["household_id"]: row.pop("reason") for row in found}
    assert [{**row, "reason": ""} for row in found] == [{**row, "reason": ""} for row in expected]
    why = {"HN-01": "answer_became_known", "SL-04": "answer_became_unknown"}
    assert {name: reason for name, reason in reasons.items() if reason} == {
        row["household_id"]: why.get(row["household_id"], "standard_changed")
        for row in expected
        if row["reason"]
    }


def test_every_reason_of_profiles_is_met() -> None:
    """Two whole profiles give each reason to one household, but that a class was edited."""
    found = counts(BEFORE, AFTER)
    met = PROFILE_REASONS.keys() - {EDITED, COLUMNS_MISSING}
    assert {each["reason"] for each in found["reasons"]} == met
    assert {each["households"] for each in found["reasons"]} == {1}
    assert found["changed"] == len(met)


def test_what_a_profile_does_not_have_did_not_change(tmp_path: Path) -> None:
    """A register of classes alone says nothing of deprivations: the columns are named instead."""
    after = rows_of(AFTER)
    register = [{n: row[n] for n in ("household_id", "area", "class")} for row in rows_of(BEFORE)]
    file = write_rows(tmp_path / "register.csv", register)
    for files in ((file, AFTER), (AFTER, file)):
        done = run("diff", *files)
        assert done.code == 0, done.errors
        assert {row["reason"] for row in done.rows} <= {
            "columns_missing",
            "only_before",
            "only_after",
        }
        assert not [row for row in done.rows if row["gained"] or row["lost"]]
        assert (
            "register.csv does not have income_per_capita, deprivations, unknown_indicators, "
        ) in done.errors
    no_income = [{n: c for n, c in row.items() if n != "income_per_capita"} for row in after]
    done = run("diff", BEFORE, write_rows(tmp_path / "no-income.csv", no_income))
    reasons = {row["household_id"]: row["reason"] for row in done.rows}
    assert reasons["A-02"] == "columns_missing"
    assert reasons["A-03"] == "deprivations_changed"
    assert "no-income.csv does not have income_per_capita: whether" in done.errors


def test_an_edited_class_is_told(tmp_path: Path) -> None:
    """A class that does not follow from its row was edited, on whichever side; so is one to none.

    Where another version of the standard made one of the profiles, that is the reason.
    """
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    assert run("classify", SURVEY, "--standard", NEW, "-q", "-o", before).code == 0
    rows = rows_of(before)
    by_hand = {"poor": "near_poor", "near_poor": "non_poor", "non_poor": "undetermined"}
    edited = [row | {"class": by_hand.get(row["class"], row["class"])} for row in rows]
    write_rows(after, edited)
    told = {row["household_id"] for row in rows if row["income_per_capita"]}
    for files in ((before, after), (after, before)):
        found = {row["household_id"]: row["reason"] for row in households(*files)}
        assert {name for name, reason in found.items() if reason == EDITED} == told & found.keys()
        assert EDITED in found.values()
    write_rows(after, [row | {"standard_digest": "0" * 12} for row in edited])
    for files in ((before, after), (after, before)):
        assert {row["reason"] for row in households(*files)} == {"standard_changed"}


def test_nothing_is_called_nothing(tmp_path: Path) -> None:
    """An effect that is exactly nothing is printed as 0, without decimals and without a sign."""
    assert run("classify", SURVEY, "--standard", NEW, "-q", "-o", tmp_path / "p.csv").code == 0
    printed = shown(tmp_path / "p.csv", tmp_path / "p.csv")
    rates = [line.split() for line in printed.splitlines()]
    rates = [cells for cells in rates if len(cells) > 3 and cells[1][-1] == cells[2][-1] == "%"]
    assert {cells[-1] for cells in rates} == {"0"}
    both = shown(SURVEY, "--from", NEW, "--to", NEW)
    assert "+0.00" not in both


@pytest.mark.parametrize(
    ("change", "exact", "text"),
    [
        (0.0, 0.0, "0"),
        (0.0, 1e-6, "0.00"),
        (-0.0, -1e-6, "0.00"),
        (0.01, 0.01, "+0.01"),
        (-0.01, -0.01, "-0.01"),
    ],
)
def test_a_change_that_rounds_to_zero_has_no_sign(change: float, exact: float, text: str) -> None:
    """As on the page of a report."""
    assert _moved(change, exact, "en") == text
    assert _moved(change, exact, "vi") == text.replace(".", ",")


def test_households_of_one_profile_alone() -> None:
    """A household in one profile alone is absent in the other: no gain, no loss, no class."""
    rows = {row["household_id"]: row for row in households(BEFORE, AFTER)}
    gone, new = rows["B-04"], rows["C-01"]
    assert (gone["from_class"], gone["to_class"]) == ("near_poor", "absent")
    assert (new["from_class"], new["to_class"]) == ("absent", "near_poor")
    assert (gone["reason"], new["reason"]) == ("only_before", "only_after")
    for row in (gone, new):
        assert not row["gained"] + row["lost"]
    assert (gone["weight"], new["weight"]) == ("70", "50")
    assert (gone["to_basis"], gone["to_deprivations"]) == ("", "")
    assert (new["from_basis"], new["from_deprivations"]) == ("", "")
    found = counts(BEFORE, AFTER)
    assert {rate["class"] for rate in found["rates"]}.isdisjoint({"absent"})
    assert found["decomposition"] == []


def test_households_come_in_the_order_of_the_profiles() -> None:
    """Rows are in the order of the profile before, then those that are only in the one after."""
    found = [row["household_id"] for row in households(BEFORE, AFTER, "--all")]
    before, after = ([row["household_id"] for row in rows_of(file)] for file in (BEFORE, AFTER))
    assert found == [*before, *(name for name in after if name not in before)]


def test_each_side_goes_by_its_own_weights(tmp_path: Path) -> None:
    """Rates before go by the weights before; rates after and the matrix by those after."""
    one = profile_rows(("a", "poor", 1), ("b", "non_poor", 3))
    other = profile_rows(("a", "poor", 2), ("b", "poor", 2), ("c", "non_poor", 4))
    files = [write_rows(tmp_path / f"{i}.csv", rows) for i, rows in enumerate((one, other))]
    found = counts(*files)
    rates = {each["class"]: (each["before"], each["after"]) for each in found["rates"]}
    assert rates == {"poor": (25, 50), "non_poor": (75, 50)}
    weighted = {(c["from_class"], c["to_class"]): c["weighted"] for c in found["matrix"]}
    expected = {("poor", "poor"): 2, ("non_poor", "poor"): 2, ("absent", "non_poor"): 4}
    assert weighted == expected
    assert [row["weight"] for row in households(*files, "--all")] == ["2", "2", "4"]


def test_a_profile_without_weights_counts_each_household_once(tmp_path: Path) -> None:
    """Where one profile has no weights, its own rates count every household as one."""
    weighted = profile_rows(("a", "poor", 1), ("b", "non_poor", 3))
    plain = [{"household_id": row["household_id"], "class": row["class"]} for row in weighted]
    one, other = (
        write_rows(tmp_path / f"{i}.csv", rows) for i, rows in enumerate((weighted, plain))
    )
    for files, expected in (((one, other), (25, 50)), ((other, one), (50, 25))):
        rate = next(each for each in counts(*files)["rates"] if each["class"] == "poor")
        assert (rate["before"], rate["after"]) == expected


def test_persons_are_counted_only_where_both_profiles_say_sizes(tmp_path: Path) -> None:
    """No count of persons is given where one profile does not say how many there are."""
    rows = [{k: v for k, v in row.items() if k != "household_size"} for row in rows_of(AFTER)]
    file = write_rows(tmp_path / "after.csv", rows)
    assert all("persons" in cell for cell in counts(BEFORE, AFTER)["matrix"])
    for asked in ((BEFORE, file), (file, BEFORE)):
        assert not any("persons" in cell for cell in counts(*asked)["matrix"])


@pytest.mark.parametrize("place", [0, 1])
def test_a_household_twice_in_a_profile_is_refused(place: int, tmp_path: Path) -> None:
    """A duplicate id in either profile exits 3, names the id and its lines, and writes nothing."""
    rows = rows_of(BEFORE)
    twice = write_rows(tmp_path / "twice.csv", [*rows, {**rows[3], "class": "non_poor"}])
    files = [BEFORE, BEFORE]
    files[place] = twice
    done = diff(*files, "-o", tmp_path / "changed.csv")
    assert (done.code, done.out) == (3, "")
    assert "household_id: appears on more than one row" in done.errors
    assert "twice.csv" in done.errors
    assert "line 5 'A-04', line 11 'A-04'" in done.errors
    assert "--rejects" not in done.errors, "two profiles know no such option"
    assert not (tmp_path / "changed.csv").exists()


def test_a_survey_is_no_profile() -> None:
    """A file without the column `class` is a survey: exit 3, and how surveys are compared."""
    done = diff(BEFORE, EXAMPLE)
    assert (done.code, done.out) == (3, "")
    assert "class: this column is missing" in done.errors
    assert "--from and --to" in done.errors


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("class", "rich", "class: is not a known code"),
        ("class", "", "class: is missing"),
        ("household_id", "", "household_id: is missing"),
        ("weight", "", "weight: is missing"),
        ("weight", "-1", "weight: is below 0"),
        ("deprivations", "x", "deprivations: is not a whole number"),
        ("water", "2", "water: is not"),
    ],
)
def test_a_faulty_profile_is_refused(column: str, cell: str, words: str, tmp_path: Path) -> None:
    """A cell of a profile that cannot be trusted refuses the profile, with its line."""
    first, *rest = rows_of(BEFORE)
    file = write_rows(tmp_path / "faulty.csv", [{**first, column: cell}, *rest])
    done = diff(file, AFTER)
    assert (done.code, done.out) == (3, "")
    assert words in done.errors
    assert "line 2" in done.errors


def test_a_profile_of_a_profile_does_not_differ(tmp_path: Path) -> None:
    """A profile classified again is the same profile, so that no household has changed."""
    files = tmp_path / "first.csv", tmp_path / "second.csv"
    for source, file in zip((SURVEY, files[0]), files, strict=True):
        assert run("classify", source, "--standard", NEW, "-q", "-o", file).code == 0
    done = diff(*files, "--exit-code", "--format", "json")
    assert done.code == 0
    assert json.loads(done.out)["changed"] == 0
    assert all(not row["gained"] + row["lost"] for row in households(*files, "--all"))


def test_the_gate_holds_for_profiles_too(tmp_path: Path) -> None:
    """With --exit-code two profiles that differ exit 1, what was asked for written all the same."""
    file = tmp_path / "changed.csv"
    done = diff(BEFORE, AFTER, "--exit-code", "-o", file)
    assert done.code == 1
    assert len(rows_of(file)) == len(PROFILE_REASONS) - 2
    assert "profile-2024.csv: 9 households" in done.errors


def test_profiles_group_by_the_values_after(tmp_path: Path) -> None:
    """A household that moved is in the group where it is after; one that is gone, where it was."""
    one = [{"household_id": i, "class": "poor", "province": p} for i, p in ("aX", "bX", "cX")]
    other = [{"household_id": i, "class": "poor", "province": p} for i, p in ("aX", "bY")]
    files = [write_rows(tmp_path / f"{i}.csv", rows) for i, rows in enumerate((one, other))]
    groups = counts(*files, "--by", "province")["groups"]
    assert [(g["by"]["province"], g["households"]) for g in groups] == [("X", 2), ("Y", 1)]


def test_the_minimum_of_a_profile(tmp_path: Path) -> None:
    """Two columns, an id and a class, are enough of a profile."""
    rows = [{"household_id": "a", "class": "poor"}, {"household_id": "b", "class": "near_poor"}]
    one = write_rows(tmp_path / "one.csv", rows)
    other = write_rows(tmp_path / "other.csv", [rows[0], {**rows[1], "class": "poor"}])
    [row] = households(one, other)
    assert (row["household_id"], row["reason"]) == ("b", "other_change")
    assert rows_in(quietly(one, other, "--all"))[0]["household_id"] == "a"


def test_notes_of_profiles_are_in_the_readers_language(tmp_path: Path) -> None:
    """What is noted while two profiles are compared is in the language that is asked for."""
    rows = [{n: row[n] for n in ("household_id", "class")} for row in rows_of(BEFORE)]
    done = run("diff", write_rows(tmp_path / "register.csv", rows), AFTER, "--lang", "vi")
    assert "register.csv không có income_per_capita" in done.errors
    assert " does not " not in done.errors


def test_a_terminal_shows_households_in_the_readers_words() -> None:
    """Headings, classes, reasons and indicators on a terminal are words of the language."""
    text = shown(SURVEY, *STANDARDS, "--lang", "vi")
    lines = text[text.index("\nmã hộ") :]
    assert "số chỉ số thiếu hụt đi qua ngưỡng do thêm chỉ số" in lines
    assert "(chỉ số mới)" in lines
    for code in ("household_id", "from_class", "poor", "line_moved", "telecom", "(added)"):
        assert code not in lines, code
