"""`mdpoverty summarize` as its users meet it: tables, files, refusals, profiles, the terminal.

What it prints is in `transcripts/summarize*.txt`; that published rates come back, in
`test_published.py`. Here most surveys are under a standard of income alone, which is quick.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from diffs import run, write_rows
from files import rows_in, rows_of
from maps import write_map
from places import TESTS
from second_reading import Row
from summaries import (
    COLUMNS,
    COMPARED,
    NUMBERS,
    figure,
    figures,
    on_a_terminal,
    opened,
    percent,
    quietly,
    summarize,
)

EXAMPLES = TESTS.parent / "examples"
EXAMPLE, MEMBERS = EXAMPLES / "survey.csv", EXAMPLES / "members.csv"
FAULTY = TESTS / "transcripts" / "faulty.csv"
INDEX, INDEX_MAP = EXAMPLES / "synthetic-mpi.yaml", EXAMPLES / "synthetic-mpi-columns.yaml"
BY_INCOME = ("--standard", "vn-2011-2015")  # poor up to 400 thousand, near-poor up to 520
BY_INDICATORS = ("--standard", "vn-2022-2025")

# Of 16 households six are poor and three near-poor; in round 2 one poor household is near-poor.
INCOMES = (400, 400, 400, 520, 600, 600, 600, 600, 400, 400, 520, 600, 400, 520, 600, 600)
HOUSEHOLDS: list[Row] = [
    {
        "household_id": f"{number:02}",
        "province": "Lai Châu" if number % 2 else "Sơn La",
        "area": "rural",
        "round": "1" if number < 8 else "2",
        "stratum": "ABBA"[number % 4],
        "psu": str(number // 4),
        "weight": str(10 + number % 3),
        "household_size": str(1 + number % 4),
        "income_per_capita": str(1000 * income),
    }
    for number, income in enumerate(INCOMES)
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own that holds survey.csv, and nothing else."""
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "survey.csv", HOUSEHOLDS)
    return tmp_path


def refusal(*arguments: str | Path, code: int) -> str:
    """Return the words with which nothing is summarised: nothing is printed, no file written."""
    before = {file: file.read_bytes() for file in Path.cwd().iterdir()}
    done = summarize(*arguments, "-q")
    assert (done.code, done.out) == (code, ""), done.errors
    assert "Traceback" not in done.errors
    assert {file: file.read_bytes() for file in Path.cwd().iterdir()} == before
    return done.errors


def rounded(rows: list[Row]) -> list[Row]:
    """Return rows with numbers to the digits that a workbook keeps."""
    numbers = {*NUMBERS, *COMPARED}
    return [
        {name: f"{float(x):.13g}" if x and name in numbers else x for name, x in row.items()}
        for row in rows
    ]


def without(rows: list[Row], *names: str) -> list[Row]:
    return [{name: cell for name, cell in row.items() if name not in names} for row in rows]


# The table


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "groups"),
    [
        ("", []),
        ("--by area", ["area"]),
        ("--by province --by area --by province", ["province", "area"]),
        ("--change round", ["round", "change_from"]),
        ("--change round --by area", ["area", "round", "change_from"]),
    ],
)
def test_the_columns_are_those_of_the_contract(options: str, groups: list[str]) -> None:
    """Columns come in their order after the groups; --bounds and --change add some."""
    asked = ("survey.csv", *BY_INCOME, *options.split())
    rows = figures(*asked)
    columns = [*COLUMNS, *(COMPARED if "change_from" in groups else ())]
    assert list(rows[0]) == [*groups, *columns]
    at = COLUMNS.index("households")
    bounded = figures(*asked, "--bounds")
    assert list(bounded[0]) == [*groups, *columns[:at], "lowest", "highest", *columns[at:]]
    assert without(bounded, "lowest", "highest") == rows


MEASURES = [
    *("poor_rate", "near_poor_rate", "multidimensional_poverty_rate", "undetermined_rate"),
    *("uncensored_headcount", "headcount_ratio", "intensity", "adjusted_headcount_ratio"),
    *("censored_headcount", "contribution", "contribution_share"),
]


def test_cut_offs_stand_as_they_are_given() -> None:
    """Each cut-off has its own rows, marked with its text; what has none stands once."""
    asked = ("--cutoff", "3", "--cutoff", "0.25", "--cutoff", "3", "--unit", "persons")
    rows = figures(EXAMPLE, *BY_INDICATORS, *asked)
    found = list(dict.fromkeys(row["measure"] for row in rows))
    assert [name for name in found if name in MEASURES] == MEASURES
    numbers = [row for row in rows if row["measure"].endswith("_households")]
    assert {row["unit"] for row in rows if row not in numbers} == {"persons"}
    assert {row["unit"] for row in numbers} == {"households"}
    kinds = {(row["cutoff"], row["identify"]) for row in rows}
    assert kinds == {("", ""), ("3", "deprivations"), ("0.25", "deprivations")}
    assert len({(row["measure"], row["indicator"], row["cutoff"]) for row in rows}) == len(rows)
    by_cutoff = {
        text: [row | {"cutoff": ""} for row in rows if row["cutoff"] == text]
        for text in ("3", "0.25")
    }
    assert by_cutoff["3"] == by_cutoff["0.25"], "three of twelve indicators are a quarter"
    assert by_cutoff["3"][0]["measure"] == "headcount_ratio"
    indicators = [row["indicator"] for row in rows if row["measure"] == "uncensored_headcount"]
    assert len(indicators) == len(set(indicators)) == 12


def test_without_a_cut_off_the_class_says_who_is_poor() -> None:
    """Alkire-Foster measures are then by class, with an empty cut-off: H is the poor rate.

    Where a household may be poor H is open, between the bounds of the rate.
    """
    rows = figures(EXAMPLE, *BY_INDICATORS, "--identify", "class", "--by", "commune", "--bounds")
    assert {row["cutoff"] for row in rows} == {""}
    opened = 0
    for rate in (row for row in rows if row["measure"] == "poor_rate"):
        ratio = figure(rows, "headcount_ratio", commune=rate["commune"])
        assert (ratio["identify"], rate["identify"]) == ("class", "")
        names = ["lowest", "highest", "households", "weighted"]
        if rate["lowest"] == rate["highest"]:
            names = [*NUMBERS]
        else:
            opened += 1
            assert (ratio["estimate"], ratio["standard_error"], ratio["quality"]) == ("", "", "")
        assert [ratio[name] for name in names] == [rate[name] for name in names]
    assert 0 < opened < 8


@pytest.mark.usefixtures("folder")
def test_rates_are_weighted_and_sizes_are_given() -> None:
    """A rate is of weighted households; how many, and how many weighted, stands beside it."""
    rows = figures("survey.csv", *BY_INCOME, "--by", "province")
    some = [row for row in HOUSEHOLDS if row["province"] == "Lai Châu"]
    weights = {row["household_id"]: int(row["weight"]) for row in some}
    poor = [row["household_id"] for row in some if row["income_per_capita"] == "400000"]
    found = figure(rows, "poor_rate", province="Lai Châu")
    share = sum(weights[name] for name in poor) / sum(weights.values())
    assert float(found["estimate"]) == pytest.approx(share, rel=1e-12)
    assert (found["households"], found["weighted"]) == ("8", str(sum(weights.values())))


@pytest.mark.usefixtures("folder")
def test_a_change_is_the_difference_of_two_rounds() -> None:
    """With --change each round but the first has the change from the one before, with an error."""
    rows = figures("survey.csv", *BY_INCOME, "--change", "round", "--single-unit", "certainty")
    first, second, change = (
        figure(rows, "poor_rate", round=now, change_from=since)
        for now, since in (("1", ""), ("2", ""), ("2", "1"))
    )
    expected = float(second["estimate"]) - float(first["estimate"])
    assert float(change["estimate"]) == pytest.approx(expected, abs=1e-12)
    assert float(change["standard_error"]) > 0
    assert {(row["round"], row["change_from"]) for row in rows} == {
        ("1", ""),
        ("2", ""),
        ("2", "1"),
    }


@pytest.mark.usefixtures("folder")
def test_figures_of_few_households_are_left_out() -> None:
    """Below --suppress-below a figure, its error, bounds and sizes are blank; others stay."""
    asked = ("survey.csv", *BY_INCOME, "--by", "income_per_capita", "--bounds")
    shown, rows = figures(*asked), figures(*asked, "--suppress-below", "4")
    blank = dict.fromkeys((*NUMBERS, "quality"), "")
    few = {
        row["income_per_capita"]: row
        for row in shown
        if row["measure"] == "poor_rate" and int(row["households"]) < 4
    }
    assert "520000" in few
    assert rows == [
        row | blank if row["income_per_capita"] in few or not hidden["households"] else row
        for row, hidden in zip(shown, rows, strict=True)
    ]
    told = {row["measure"] for row in rows if row["households"]}
    assert "multidimensional_poverty_rate" in told
    assert "undetermined_rate" not in told, "nobody is undetermined: no household adds to it"


# Files


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("kind", ["csv", "parquet", "json", "xlsx", "dta"])
def test_every_format_has_the_same_figures(kind: str) -> None:
    """A file of any format opens again with the columns and figures that are printed as CSV."""
    asked = ("survey.csv", *BY_INCOME, "--by", "province", "--change", "round", "--bounds")
    assert quietly(*asked, "-o", f"summary.{kind}") == ""
    expected = figures(*asked)
    found = opened(Path(f"summary.{kind}"))
    assert list(found[0]) == list(expected[0])
    assert rounded(found) == rounded(expected)
    assert len(found) == 6 * 11


@pytest.mark.usefixtures("folder")
def test_format_says_what_is_printed() -> None:
    """--format holds without a file too."""
    text = quietly("survey.csv", *BY_INCOME, "--format", "json")
    first = json.loads(text.splitlines()[0])
    assert (first["measure"], first["households"], first["cutoff"]) == ("poor_rate", 16, None)


@pytest.mark.usefixtures("folder")
def test_dashes_are_standard_input_and_output(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash is standard input for the survey, and standard output for the table."""
    data = Path("survey.csv").read_bytes()
    expected = quietly("survey.csv", *BY_INCOME, "--by", "area")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert quietly("-", *BY_INCOME, "--by", "area", "-o", "-") == expected


@pytest.mark.usefixtures("folder")
def test_a_mark_for_excel_is_all_that_bom_adds() -> None:
    """--bom marks the CSV as UTF-8, and changes nothing else."""
    assert quietly("survey.csv", *BY_INCOME, "--by", "province", "--bom", "-o", "marked.csv") == ""
    text = quietly("survey.csv", *BY_INCOME, "--by", "province")
    assert Path("marked.csv").read_bytes() == b"\xef\xbb\xbf" + text.encode()


@pytest.mark.usefixtures("folder")
def test_the_language_changes_no_table() -> None:
    """Off a terminal --lang vi prints what --lang en prints."""
    asked = ("survey.csv", *BY_INCOME, "--by", "province")
    assert quietly(*asked, "--lang", "vi") == quietly(*asked)


def test_text_stays_text_in_a_workbook(folder: Path) -> None:
    """Names and values of groups that begin like a formula, or hold quotes, are text in XLSX."""
    values = ("=1+1", '+HYPERLINK("x")', "-2", "@a", 'a"b', "two\nlines")
    rows = [{**HOUSEHOLDS[at], "=group": value} for at, value in enumerate(values)]
    write_rows(folder / "survey.csv", rows)
    assert quietly("survey.csv", *BY_INCOME, "--by", "=group", "-o", "summary.xlsx") == ""
    found = opened(folder / "summary.xlsx")
    assert next(iter(found[0])) == "=group"
    assert {row["=group"] for row in found} == set(values)


@pytest.mark.usefixtures("folder")
def test_an_output_that_cannot_be_written_exits_3() -> None:
    """No folder there, or a folder instead of a file: an error names it, and nothing is left."""
    for place in ("nowhere/summary.csv", "."):
        errors = refusal("survey.csv", *BY_INCOME, "--rejects", "bad.csv", "-o", place, code=3)
        assert f"{place} cannot be written" in errors


# Words


@pytest.mark.usefixtures("folder")
def test_notes_say_what_was_done() -> None:
    """Standard error says the standard and the account of rows; with -q nothing."""
    done = summarize("survey.csv", *BY_INCOME)
    assert done.code == 0
    assert "standard vn-2011-2015 (sha256 " in done.errors
    assert "survey.csv: 16 rows read = 16 summarised + 0 refused" in done.errors
    assert done.out == quietly("survey.csv", *BY_INCOME)


def test_a_survey_without_a_design_is_taken_for_a_register(folder: Path) -> None:
    """Without weight, stratum and psu there is no standard error, and a note says why."""
    rows = without(HOUSEHOLDS, "weight", "stratum", "psu")
    write_rows(folder / "survey.csv", rows)
    done = summarize("survey.csv", *BY_INCOME)
    assert "without standard errors" in done.errors
    found = figure(done.rows, "poor_rate")
    assert (found["estimate"], found["weighted"]) == ("0.375", "16")
    assert {row["standard_error"] + row["ci_low"] + row["ci_high"] for row in done.rows} == {""}


def test_a_stratum_with_a_single_unit_is_said(folder: Path) -> None:
    """It leaves standard errors blank, and a note names the option that decides."""
    rows = [{**row, "stratum": "C" if row["psu"] == "3" else row["stratum"]} for row in HOUSEHOLDS]
    write_rows(folder / "survey.csv", [{**row, "psu": row["psu"][0]} for row in rows])
    done = summarize("survey.csv", *BY_INCOME)
    assert "1 stratum has only one sampling unit" in done.errors
    assert "--single-unit" in done.errors
    assert {row["standard_error"] for row in done.rows} == {""}
    asked = summarize("survey.csv", *BY_INCOME, "--single-unit", "centered")
    assert "single" not in asked.errors
    assert float(figure(asked.rows, "poor_rate")["standard_error"]) > 0


@pytest.mark.usefixtures("folder")
def test_errors_can_be_json() -> None:
    """With --errors json an error is one object that scripts can read."""
    done = summarize("survey.csv", *BY_INCOME, "--by", "provinc", "--errors", "json", "-q")
    assert (done.code, done.out) == (2, "")
    said = json.loads(done.errors)
    assert (said["error"], said["exit_code"]) == ("UsageError", 2)
    [problem] = said["problems"]
    assert problem["subject"] == "--by"
    assert "did you mean 'province'?" in problem["wrong"]


# Wrong use


INDICATORS_OR_SHARE = "a number of indicators from 1 to 12, or a fraction above 0 and up to 1"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            "--by provinc",
            ["no column 'provinc'; did you mean 'province'?", "allowed: household_id"],
        ),
        ("--change rnd --by nothing", ["--by: the survey has no", "--change: the survey has no"]),
        ("--cutoff 0", ["'0' is not a number of indicators", INDICATORS_OR_SHARE]),
        ("--cutoff 13", ["'13' is not a number of indicators", INDICATORS_OR_SHARE]),
        ("--cutoff abc", ["'abc' is not a number", INDICATORS_OR_SHARE]),
        ("--cutoff 1.5", ["'1.5' is not a share of all weights", INDICATORS_OR_SHARE]),
        ("--cutoff 13/12", ["'13/12' is not a share of all weights"]),
        ("--cutoff 0/3", ["'0/3' is not a share of all weights"]),
        ("--cutoff 1/0", ["'1/0' is not a number"]),
        ("--cutoff -1", ["'-1' is not a number"]),
        ("--cutoff 0 --cutoff 1/0", ["'0' is not a number of", "'1/0' is not a number"]),
        ("--cutoff 3 --standard vn-2011-2015", ["vn-2011-2015 does not have any"]),
        (f"--cutoff 3 --standard {INDEX} --columns {INDEX_MAP}", ["weigh differently", "1/3"]),
        ("--cutoff 3 --identify class", ["--cutoff", "remove one of them"]),
        ("--identify deprivations", ["--cutoff: is missing", "3, 1/3, 0.33"]),
        ("--identify score", ["--identify: ", "deprivations, class"]),
        ("--unit members", ["--unit: ", "households, persons"]),
        ("--single-unit drop", ["--single-unit: ", "certainty, centered"]),
        ("--suppress-below -1", ["--suppress-below: '-1'", "a whole number of 0 or more"]),
        ("--rejects -", ["--rejects needs a file"]),
        ("--rejects same.csv -o same.csv", ["--output, --rejects: name the same file"]),
        ("-o survey.csv", ["SURVEY, --output: name the same file"]),
        ("-o summary.ods", ["'.ods' is not a format", "csv, parquet, json, xlsx, dta"]),
        ("-o summary.json --bom", ["--bom: works with CSV only"]),
        ("--standard vn-2011-2015 --year 2012", ["--standard and --year", "give one"]),
        ("--year 1999", ["1999"]),
    ],
)
def test_wrong_use_exits_2(arguments: str, words: list[str], folder: Path) -> None:
    """A command line that makes no sense exits 2, writes nothing, and says what would do."""
    if str(INDEX) in arguments:
        write_rows(folder / "survey.csv", invented(4))
    given = arguments.split()
    chosen = "--standard" in given or "--year" in given
    errors = refusal("survey.csv", *given, *(() if chosen else BY_INDICATORS), code=2)
    assert [piece for piece in words if piece not in errors] == []


def test_no_group_is_named_like_a_column_of_the_table(folder: Path) -> None:
    """A survey's column called as one of the summary cannot group: it has to be renamed."""
    own = [*COLUMNS, "lowest", "highest", "change_from"]
    write_rows(folder / "survey.csv", [{**row, **dict.fromkeys(own, "x")} for row in HOUSEHOLDS])
    groups = [word for name in own for word in ("--by", name)]
    errors = refusal("survey.csv", *BY_INCOME, *groups, code=2)
    said = re.findall(r"the results add a column '(\w+)' themselves", errors)
    assert sorted(said) == sorted(own)
    assert "rename the survey's column" in errors


@pytest.mark.parametrize("name", ["self", "class", "_households", "_place", "x y", "Tỉnh"])
def test_any_other_name_can_group(name: str, folder: Path) -> None:
    """Whatever a column is called, it groups as `province` does."""
    write_rows(folder / "survey.csv", [{**row, name: row["province"]} for row in HOUSEHOLDS])
    found = figures("survey.csv", *BY_INCOME, "--by", name)
    expected = figures("survey.csv", *BY_INCOME, "--by", "province")
    assert [list(row.values()) for row in found] == [list(row.values()) for row in expected]


# Surveys that cannot be used, and gates


@pytest.mark.usefixtures("folder")
def test_refused_rows_write_nothing() -> None:
    """A refused row exits 3, with what is wrong where, and no figure is written."""
    errors = refusal(FAULTY, *BY_INCOME, "-o", "summary.csv", code=3)
    assert "faulty.csv: 5 rows refused. Nothing was written" in errors
    assert "area: is not a known code (1 row: line 4 'countryside')" in errors


@pytest.mark.usefixtures("folder")
def test_rejects_set_refused_rows_aside() -> None:
    """With --rejects the rest is summarised, exit 0: rows read = summarised + refused."""
    done = summarize(FAULTY, *BY_INCOME, "--rejects", "bad.csv")
    assert done.code == 0
    rows = len(rows_of(FAULTY))
    refused = rows_of(Path("bad.csv"))
    size = int(figure(done.rows, "poor_rate")["households"])
    assert size + len(refused) == rows
    account = f"{rows} rows read = {size} summarised + {len(refused)} refused (in bad.csv"
    assert f"faulty.csv: {account}: copies of people's data)" in done.errors
    assert [row["line"] for row in refused] == ["4", "5", "6", "7", "8"]


def test_strict_fails_the_gate_and_writes_all_the_same(folder: Path) -> None:
    """With --strict an undetermined household exits 1; without one, 0. The figures are the same."""
    assert summarize("survey.csv", *BY_INCOME, "--strict", "-q").code == 0
    first, *rest = HOUSEHOLDS
    write_rows(folder / "survey.csv", [{**first, "income_per_capita": ""}, *rest])
    done = summarize("survey.csv", *BY_INCOME, "--strict", "-q")
    assert (done.code, done.errors) == (1, "")
    assert done.out == quietly("survey.csv", *BY_INCOME)
    assert float(figure(done.rows, "undetermined_rate")["estimate"]) > 0


@pytest.mark.parametrize("name", ["stratum", "psu", "weight"])
def test_a_blank_in_the_design_is_refused(name: str, folder: Path) -> None:
    """A household without its stratum, unit or weight, where there is such a column, is refused."""
    first, *rest = HOUSEHOLDS
    write_rows(folder / "survey.csv", [first | {name: " "}, *rest])
    errors = refusal("survey.csv", *BY_INCOME, code=3)
    assert f"{name}: is missing (1 row: line 2" in errors


@pytest.mark.parametrize("options", ["", "--by province", "--change round", "--by self --bounds"])
def test_a_survey_without_households_has_no_figures(options: str, folder: Path) -> None:
    """A header alone is a survey: no group has a row, and no figure a number but its sizes."""
    header = ",".join((*HOUSEHOLDS[0], "self"))
    (folder / "survey.csv").write_text(f"{header}\n", encoding="utf-8")
    rows = figures("survey.csv", *BY_INCOME, *options.split())
    assert bool(rows) == (not options)
    sizes = {"households", "weighted", "df", "units"}
    assert {row[name] for row in rows for name in COLUMNS[5:] if name not in sizes} <= {""}
    assert {row[name] for row in rows for name in sizes} <= {"0"}


def test_a_group_that_weighs_nothing_has_no_figures(folder: Path) -> None:
    """Where all weights of a group are 0 its estimates and their errors are blank."""
    rows = [row | ({"weight": "0"} if row["round"] == "1" else {}) for row in HOUSEHOLDS]
    write_rows(folder / "survey.csv", rows)
    found = figures("survey.csv", *BY_INCOME, "--by", "round", "--single-unit", "certainty")
    poor = figure(found, "poor_rate", round="1")
    assert {name: poor[name] for name in COLUMNS[5:]} == {
        **dict.fromkeys(COLUMNS[5:], ""),
        "households": "8",
        **dict.fromkeys(("weighted", "df", "units"), "0"),
    }
    assert figure(found, "poor_rate", round="2")["standard_error"]


# Units, members, maps, several files


def test_members_say_how_many_persons_there_are(folder: Path) -> None:
    """With --members persons are counted without `household_size`, each with its weight."""
    write_rows(folder / "survey.csv", without(rows_of(EXAMPLE), "household_size"))
    rows = figures("survey.csv", *BY_INCOME, "--members", MEMBERS, "--unit", "persons")
    persons = sum(
        Decimal(row["weight"]) * Decimal(row["household_size"]) for row in rows_of(EXAMPLE)
    )
    found = figure(rows, "poor_rate")
    assert (found["unit"], found["households"]) == ("persons", "300")
    assert Decimal(found["weighted"]) == persons


def test_a_map_leaves_the_groups_their_own_names(folder: Path) -> None:
    """With --columns --by names a variable of the map, else a column of the file itself."""
    rows = [
        {"ma_ho": "1", "tinh": "Lai Châu", "area": "x", "thu_nhap": "400"},
        {"ma_ho": "2", "tinh": "Lai Châu", "area": "x", "thu_nhap": "401"},
        {"ma_ho": "3", "tinh": "Sơn La", "area": "x", "thu_nhap": "521"},
    ]
    sources = {
        "household_id": {"column": "ma_ho"},
        "area": {"constant": "rural"},
        "household_size": {"constant": 3},
        "income_per_capita": {"column": "thu_nhap", "times": 1000},
    }
    write_rows(folder / "survey.csv", rows)
    asked = ("survey.csv", *BY_INCOME, "--columns", write_map(folder, sources), "--by")
    found = figures(*asked, "tinh")
    assert list(found[0])[:2] == ["tinh", "measure"]
    assert [figure(found, "poor_rate", tinh=t)["estimate"] for t in ("Lai Châu", "Sơn La")] == [
        "0.5",
        "0",
    ]
    assert {row["area"] for row in figures(*asked, "area")} == {"rural"}
    assert {row["household_size"] for row in figures(*asked, "household_size")} == {"3"}


def test_several_files_are_one_survey(folder: Path) -> None:
    """Files side by side, or a pattern, give the figures of the whole."""
    for part, rows in enumerate((HOUSEHOLDS[:5], HOUSEHOLDS[5:])):
        write_rows(folder / f"part-{part}.csv", rows)
    asked = (*BY_INCOME, "--by", "province", "--unit", "persons")
    whole = quietly("survey.csv", *asked)
    assert quietly("part-0.csv", "part-1.csv", *asked) == whole
    assert quietly("part-*.csv", *asked) == whole


# An index of deprivations: the files that are shipped for it

DEPRIVED_IN = ("nutr", "cm", "satt", "educ", "elct", "sani", "wtr", "hsg", "ckfl", "asst")


def invented(count: int) -> list[Row]:
    """Return rows of a survey with the columns of syn_cdta.csv, some answers of it blank."""
    rng = Random(5)  # noqa: S311 -- chance for a survey, not for secrets
    return [
        {
            **{f"d_{name}": rng.choice("000011" + "1" * (at % 4)) for name in DEPRIVED_IN},
            **({"d_wtr": "", "d_cm": "1"} if at % 7 == 3 else {}),
            "area": str(at % 2),
            "region": str(at % 3 + 1),
            "stratum": str(at % 4),
            "psu": str(at // 4 % 6),
            "weight": rng.choice(("0.5", "1", "2.25")),
            "year": str(2010 + 5 * (at % 2)),
            "t": str(at % 2 + 1),
        }
        for at in range(count)
    ]


def is_poor(row: Row, hundredths: int) -> bool:
    """Return whether a household is poor from a cut-off of so many hundredths on."""
    eighteenths = sum(
        (3 if at < 4 else 1) for at, name in enumerate(DEPRIVED_IN) if row[f"d_{name}"] == "1"
    )
    return 100 * eighteenths >= 18 * hundredths


def test_the_shipped_index_summarises_its_survey(folder: Path) -> None:
    """The index, its map and cut-offs give each group's ratio; incomplete cases are counted."""
    rows = invented(240)
    write_rows(folder / "syn_cdta.csv", rows)
    given = ("syn_cdta.csv", "--standard", INDEX, "--columns", INDEX_MAP)
    options = "--by t --by region --cutoff 0.20 --cutoff 0.33 --cutoff 0.50 --complete-cases"
    done = summarize(*given, *options.split(), "-o", "summary.csv")
    assert (done.code, done.out) == (0, "")
    blank = sum(not row["d_wtr"] for row in rows)
    assert (
        f"--complete-cases: {blank} households with an unknown indicator are left out"
        in done.errors
    )
    found = rows_of(folder / "summary.csv")
    for t, region, hundredths in ((t, r, k) for t in "12" for r in "123" for k in (20, 33, 50)):
        some = [r for r in rows if (r["t"], r["region"]) == (t, region) and r["d_wtr"]]
        weights = [Decimal(row["weight"]) for row in some]
        poor = [w for row, w in zip(some, weights, strict=True) if is_poor(row, hundredths)]
        cutoff = f"0.{hundredths}"
        ratio = figure(found, "headcount_ratio", t=t, region=region, cutoff=cutoff)
        assert float(ratio["estimate"]) == pytest.approx(float(sum(poor) / sum(weights)), abs=1e-12)
        assert (ratio["households"], Decimal(ratio["weighted"])) == (str(len(some)), sum(weights))
        assert float(ratio["standard_error"]) > 0


def test_an_index_without_sizes_counts_no_persons(folder: Path) -> None:
    """--unit persons needs `household_size`: without it exit 3 says so."""
    write_rows(folder / "survey.csv", invented(4))
    given = ("survey.csv", "--standard", INDEX, "--columns", INDEX_MAP)
    errors = refusal(*given, "--unit", "persons", code=3)
    assert "household_size: this column is missing" in errors
    assert "count households, or add it" in errors


# Profiles that were written


def write_profile(path: Path, edit: Callable[[Row], Row] = dict) -> Path:
    """Write the profile of survey.csv beside it, its rows edited."""
    done = run("classify", "survey.csv", *BY_INCOME, "--keep", "all", "-q")
    assert done.code == 0, done.errors
    return write_rows(path, [edit(row) for row in done.rows])


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx", "dta"])
def test_a_profile_of_any_format_has_the_figures_of_its_survey(kind: str, folder: Path) -> None:
    """A written profile that keeps all columns is summarised as the survey it was made of."""
    file = folder / f"profile.{kind}"
    options = (*BY_INCOME, "--keep", "all", "-q", "-o", file)
    assert run("classify", "survey.csv", *options).code == 0
    asked = ("--by", "province", "--change", "round", "--bounds")
    done = summarize(file, *asked)
    assert done.out == quietly("survey.csv", *BY_INCOME, *asked)
    assert "standard vn-2011-2015" in done.errors
    assert "the standard of the profile" in done.errors


@pytest.mark.parametrize("choice", [("--standard", "vn-2006-2010"), ("--year", "2024")])
def test_a_profile_of_another_standard_is_refused(choice: tuple[str, str], folder: Path) -> None:
    """--standard or --year that is not the profile's exits 3; the right one changes nothing."""
    file = write_profile(folder / "profile.csv")
    errors = refusal(file, *choice, code=3)
    assert "standard: holds vn-2011-2015" in errors
    expected = quietly(file)
    for right in (BY_INCOME, ("--year", "2015")):
        assert quietly(file, *right) == expected


@pytest.mark.parametrize(("standard", "said"), [("vn-2006-2010", "vn-2006-2010, "), ("", "blank")])
def test_a_profile_of_two_standards_is_refused(standard: str, said: str, folder: Path) -> None:
    """Rows of two standards, or of none, are no one profile: exit 3 names them."""
    file = write_profile(
        folder / "profile.csv",
        lambda row: row | ({"standard": standard} if row["household_id"] == "03" else {}),
    )
    for choice in ((), BY_INCOME):
        errors = refusal(file, *choice, code=3)
        assert "profile.csv is not a profile of one standard" in errors
        assert f"holds {said}" in errors


def test_a_profile_of_a_file_needs_that_file(folder: Path) -> None:
    """Of a standard that is not shipped the threshold file has to be named: exit 2 says so."""
    file = write_profile(folder / "profile.csv", lambda row: row | {"standard": "our-own"})
    errors = refusal(file, code=2)
    assert "the profile is of 'our-own', which is not part of this program" in errors
    assert "name its threshold file" in errors


def test_an_edited_class_is_honoured(folder: Path) -> None:
    """The class that a profile says counts, whatever its income and answers say."""
    poor = figure(figures(write_profile(folder / "profile.csv")), "poor_rate")
    edited = write_profile(folder / "edited.csv", lambda row: row | {"class": "near_poor"})
    rows = figures(edited)
    assert [percent(figure(rows, f"{name}_rate")) for name in ("poor", "near_poor")] == [
        "0.00",
        "100.00",
    ]
    assert percent(poor) != "0.00"


def test_an_unknown_class_is_refused(folder: Path) -> None:
    """A class that there is none of, or a blank one, refuses its row."""
    for number, name in enumerate(("rich", "")):
        file = write_profile(
            folder / f"profile-{number}.csv",
            lambda row, name=name: row | ({"class": name} if row["household_id"] == "03" else {}),  # type: ignore[misc]
        )
        errors = refusal(file, code=3)
        assert "class: is" in errors
        assert "line 5" in errors
        assert "poor, near_poor, non_poor, undetermined" in errors


def test_bounds_of_an_edited_profile_hold_every_class(folder: Path) -> None:
    """Where a profile does not say which classes are possible, all of them are."""
    edit = {"class": "undetermined", "basis": "", "possible_classes": ""}
    rows = figures(write_profile(folder / "profile.csv", lambda row: row | edit), "--bounds")
    for name in ("poor", "near_poor", "multidimensional_poverty"):
        found = figure(rows, f"{name}_rate")
        assert (found["lowest"], found["highest"]) == ("0", "1")


def test_classes_by_the_scores_of_the_review_are_kept(folder: Path) -> None:
    """A profile holds no scores and no answers, and its classes by scores count all the same."""
    marks = (("140", "30"), ("140", "20"), ("110", "0"), ("160", "90"))
    rows = [
        {
            "household_id": str(at),
            "area": "rural",
            "household_size": "4",
            "income_score": income,
            "deprivation_score": deprivation,
        }
        for at, (income, deprivation) in enumerate(marks)
    ]
    write_rows(folder / "survey.csv", rows)
    made = run("classify", "survey.csv", "--standard", "vn-2016-2020", "-q", "-o", "profile.csv")
    assert made.code == 0
    found = figures("profile.csv")
    names = ("poor_rate", "near_poor_rate", "poor_by_income", "undetermined_rate")
    assert [figure(found, name)["estimate"] for name in names] == ["0.5", "0.25", "0.5", "0"]
    assert {row["estimate"] for row in found if row["measure"] == "uncensored_headcount"} == {""}


# On a terminal

needs_terminals = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")


def cells(lines: list[str], start: str) -> list[str]:
    """Return the cells of the first line that begins with the cell `start`."""
    rows = (re.split(r"\s{2,}", line.strip()) for line in lines)
    return next(row for row in rows if row[0] == start)


@needs_terminals
def test_a_terminal_shows_all_figures_of_one_group(folder: Path) -> None:
    """Rates, answers and index of all: errors, intervals, and with `?` ranges of what is open."""
    asked = (EXAMPLE, *BY_INDICATORS, "--cutoff", "3", "--bounds")
    lines = on_a_terminal(folder, *asked, columns=180)
    rows = rows_in(quietly(*asked))
    poor = figure(rows, "poor_rate")
    low, high, least, most = (
        f"{100 * float(poor[name]):.2f}" for name in ("ci_low", "ci_high", "lowest", "highest")
    )
    error = f"{100 * float(poor['standard_error']):.2f}"
    ranges = [f"{low} to {high}", f"{least} to {most}"]
    cv = f"{100 * float(poor['cv']):.1f}"
    figures_of_it = [percent(poor), error, ranges[0], cv, ranges[1], "300", "9,990"]
    assert cells(lines, "poor") == ["poor", *figures_of_it]
    assert cells(lines, "undetermined")[-1] == "*"
    number = figure(rows, "poor_households")
    assert cells(lines, "poor households")[1] == f"{float(number['estimate']):,.0f}"
    water = figure(rows, "uncensored_headcount", indicator="water")
    assert water["estimate"] == ""
    least, most = (f"{100 * float(water[name]):.2f}" for name in ("lowest", "highest"))
    assert cells(lines, "Source of water")[1] == f"{least} to {most} ?"
    house = figure(rows, "uncensored_headcount", indicator="housing_quality")
    error = f"{100 * float(house['standard_error']):.2f}"
    assert cells(lines, "Quality of the house")[1] == f"{percent(house)} ({error})"
    ratio = figure(rows, "adjusted_headcount_ratio", cutoff="3")
    least, most = (f"{float(ratio[name]):.4f}" for name in ("lowest", "highest"))
    assert cells(lines, "adjusted headcount ratio M0")[1] == f"{least} to {most} ?"
    assert any(line.startswith("poor from a cut-off of 3") for line in lines)
    assert "? left open by unknown answers" in lines
    assert "standard errors in brackets" in lines


def few_and_fewer(folder: Path) -> Path:
    """Write households of two places in two rounds: 40 of one, then 20 and 12 of the other."""
    counts = {
        ("A", 2019): (20, 40),
        ("A", 2020): (15, 40),
        ("B", 2019): (5, 20),
        ("B", 2020): (5, 12),
    }
    rows = [
        {
            "household_id": f"{place}{year}-{at}",
            "area": "rural",
            "household_size": "1",
            "place": place,
            "year": str(year),
            "income_per_capita": "400000" if at < poor else "600000",
        }
        for (place, year), (poor, every) in counts.items()
        for at in range(every)
    ]
    return write_rows(folder / "survey.csv", rows)


@needs_terminals
@pytest.mark.parametrize(("lang", "to"), [("en", "to"), ("vi", "đến")])
def test_a_narrow_terminal_breaks_no_figure(folder: Path, lang: str, to: str) -> None:
    """In 80 columns every interval is on one line, and marks stay; labels and heads are broken."""
    asked = (EXAMPLE, "--complete-cases", "--cutoff", "3", "--lang", lang)
    lines = on_a_terminal(folder, *asked, columns=80)
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if line.rstrip().endswith(f" {to}")]
    interval = re.compile(rf"\d {to} \d")
    intervals = [line for line in lines if interval.search(line)]
    assert len(intervals) == len([x for x in on_a_terminal(folder, *asked) if interval.search(x)])
    assert any(line.rstrip().endswith(" **") for line in intervals)


@needs_terminals
def test_a_terminal_shows_groups_and_their_changes(folder: Path) -> None:
    """In Vietnamese: a row for each group and change; few are marked `*`, fewer are left out."""
    few_and_fewer(folder)
    options = ("--by", "place", "--change", "year", "--suppress-below", "15", "--lang", "vi")
    lines = on_a_terminal(folder, "survey.csv", *BY_INCOME, *options)
    heads = ["tỷ lệ", "sai số chuẩn", "khoảng tin cậy 95%", "hệ số biến thiên, %", "hộ"]
    assert cells(lines, "place") == ["place", "year", *heads]
    title = "hộ nghèo và cận nghèo, phần trăm số hộ"
    start = lines.index(title) + 2
    told = [re.split(r"\s{2,}", line) for line in lines[start : start + 4]]
    assert [row[:3] for row in told] == [
        ["A", "2019", "50,00"],
        ["A", "2020", "37,50"],
        ["B", "2019", ".."],
        ["B", "2020", ".."],
    ]
    start = lines.index(f"{title}: thay đổi, điểm %") + 2
    told = [re.split(r"\s{2,}", line) for line in lines[start : start + 2]]
    assert [row[:3] for row in told] == [
        ["A", "2019 → 2020", "-12,50"],
        ["B", "2019 → 2020", ".."],
    ]
    left_out = ".. không công bố: dưới 15 hộ, hoặc để lộ một số liệu như vậy"
    assert left_out in lines


@needs_terminals
def test_a_terminal_marks_what_is_not_reliable(folder: Path) -> None:
    """Few households are marked `*`, a large coefficient of variation `**`."""
    few_and_fewer(folder)
    lines = on_a_terminal(folder, "survey.csv", *BY_INCOME, "--by", "place", "--by", "year")
    assert cells(lines, "B")[2:] == ["25.00", "20", "*"]
    assert "* fewer than 30 households" in lines
    rows = [row | {"weight": "1"} for row in rows_of(folder / "survey.csv")]
    write_rows(folder / "survey.csv", rows)
    lines = on_a_terminal(folder, "survey.csv", *BY_INCOME, "--by", "place", "--by", "year")
    assert cells(lines, "A")[-1] == "40"
    assert cells(lines, "B")[-1] == "**"
    assert "* with caution: cv from 20%, or fewer than 30 households" in lines
    assert "** unreliable: cv from 30%, or no standard error" in lines


@needs_terminals
def test_nothing_in_the_data_acts_on_a_terminal(folder: Path) -> None:
    """Names and values of groups are shown as text: no colour, no title, no markup, no new line."""
    values = ("\x1b[31mred\x07", "[bold]x[/bold]", "[/]", "two\nlines", "\u202eback")
    rows = [{**HOUSEHOLDS[at], "[red]\x1b[1mg": value} for at, value in enumerate(values)]
    write_rows(folder / "survey.csv", rows)
    lines = on_a_terminal(folder, "survey.csv", *BY_INCOME, "--by", "[red]\x1b[1mg")
    assert cells(lines, "[red]\\x1b[1mg")[-1] == "households"
    shown = ("\\x1b[31mred\\x07", "[bold]x[/bold]", "[/]", "two\\nlines", "\\u202eback")
    for value in shown:
        assert cells(lines, value)[-2:] == ["1", "**"]
    assert all(char.isprintable() for line in lines for char in line)


def test_sums_of_weights_are_decimals(folder: Path) -> None:
    """A number of households is written as people add up: 0.3 and 2300, whatever doubles hold."""
    for weights, total in ((("0.1", "0.2"), "0.3"), (("766.7", "766.6", "766.7"), "2300")):
        rows = [
            {"household_id": f"{place}", "area": "rural", "household_size": "3"}
            | {"income_per_capita": "90000", "weight": each}
            for place, each in enumerate(weights)
        ]
        write_rows(folder / "survey.csv", rows)
        done = run("summarize", folder / "survey.csv", "--standard", "vn-2011-2015", "-q")
        found = {row["measure"]: row for row in done.rows}
        assert found["poor_households"]["estimate"] == total, done.errors
        assert found["poor_households"]["weighted"] == total
