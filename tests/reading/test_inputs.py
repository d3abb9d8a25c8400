"""What `mdpoverty standards inputs` lists is what a standard reads, no more and no less."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from shutil import copytree

import openpyxl
import pandas as pd
import polars as pl
import pytest
from places import TESTS

from mdpoverty import cli, load_standard, standard_ids
from mdpoverty.codebook import Level, variables
from mdpoverty.reading.inputs import COLUMNS, Needed, inputs
from mdpoverty.standards import library
from mdpoverty.standards.model import Standard

MADE_UP = str(TESTS / "cases" / "made-up-2099.yaml")
STANDARDS = [*standard_ids(), MADE_UP]
LEVELS: tuple[Level, ...] = ("household", "member")
REVIEW = "vn-2022-2025-review"
SCORED = {"vn-2016-2020", "vn-2022-2025"}
KINDS = ("csv", "parquet", "json", "xlsx", "dta")

# An index of deprivations alone: it reads no income, and the area as a group like any other.
INDEX = """\
id: index
name: {en: Index, vi: Chỉ số}
applies: {from: 2030-01-01, to: 2030-12-31}
compared_with_law_on: 2029-12-01
legal_basis: [{document: none, about: {en: none, vi: không}, status: text}]
dimensions: {home: {en: Home, vi: Nhà}}
indicators:
  toilet_lacking:
    dimension: home
    label: {en: Toilet, vi: Nhà tiêu}
    reference: {document: none, clause: none, status: text}
    deprived_when: {column: toilet, in: [none]}
classes:
  - class: poor
    basis: deprived
    label: {en: deprived, vi: thiếu hụt}
    reference: {document: none, clause: none, status: text}
    when: {deprivations: {at_least: 1}}
  - class: non_poor
    basis: not_deprived
    label: {en: not deprived, vi: không thiếu hụt}
    reference: {document: none, clause: none, status: text}
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that carries out a command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    Path("index.yaml").write_text(INDEX, encoding="utf-8")

    def carry_out(*arguments: str) -> tuple[int, str, str]:
        code = cli.run([*arguments])
        return code, *capsys.readouterr()

    return carry_out


def needed(standard: str, level: Level = "household") -> dict[str, Needed]:
    return {each.variable.name: each for each in inputs(load_standard(standard), level)}


def needs(standard: str, level: Level = "household") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, each in needed(standard, level).items():
        found.setdefault(each.need, []).append(name)
    return found


def write(name: str, columns: list[str], rows: Sequence[Mapping[str, str]]) -> str:
    with Path(name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return name


def ids(name: str, column: str = "household_id") -> set[str]:
    with Path(name).open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


# What is read


# The cells without which no household is taken.
GIVEN = {"area": "rural", "household_size": "4", "income_per_capita": "1", "weight": "1"}


@pytest.mark.parametrize("standard", STANDARDS)
def test_household_variables_are_those_that_are_read(run: Run, standard: str) -> None:
    """A household is refused for a bad cell in what is listed, and for nothing else."""
    every = load_standard(standard).variables("household")
    can_be_bad = [name for name, variable in every.items() if variable.type != "text"]
    rows = [{"household_id": f"bad {name}", **GIVEN, name: "?"} for name in can_be_bad]
    survey = write("survey.csv", list(every), [*rows, {"household_id": "good", **GIVEN}])
    options = ["--standard", standard, "-q", "-o", "profile.csv", "--rejects", "refused.csv"]
    assert run("classify", survey, *options)[0] == 0
    listed = needed(standard).keys() & set(can_be_bad)
    # The year is read where it chooses the standard, which is named here.
    assert ids("refused.csv") == {f"bad {name}" for name in listed}


@pytest.mark.parametrize("standard", STANDARDS)
def test_member_variables_are_those_that_are_read(run: Run, standard: str) -> None:
    """A member is refused for a bad cell in what is listed, and for nothing else."""
    every = load_standard(standard).variables("member")
    can_be_bad = [name for name, variable in every.items() if variable.type != "text"]
    keys = [{"household_id": f"bad {name}", "person_id": "1"} for name in can_be_bad]
    household = {**GIVEN, "household_size": "1"}
    survey = write("survey.csv", [*keys[0], *household], [{**key, **household} for key in keys])
    rows = [{**key, name: "?"} for key, name in zip(keys, can_be_bad, strict=True)]
    members = write("members.csv", list(every), rows)
    options = ["--standard", standard, "-q", "-o", "profile.csv", "--rejects", "refused.csv"]
    assert run("classify", survey, "--members", members, *options)[0] == 0
    listed = needed(standard, "member").keys() & set(can_be_bad)
    assert ids("refused-members.csv") == {f"bad {name}" for name in listed}


@pytest.mark.parametrize("standard", [*STANDARDS, "index.yaml"])
def test_required_columns_are_those_that_must_be_there(run: Run, standard: str) -> None:
    """A survey with the required columns and one for income is taken, and none with less.

    Where no income is asked for it is one with an answer: without any nothing can be said.
    """
    found = needs(standard)
    known = load_standard(standard).variables("household")
    cells = {name: each.codes[0] for name, each in known.items() if each.codes} | GIVEN
    for answer in found.get("income") or found["indicators"][-1:]:
        columns = [*found["required"], answer]
        for left_out in ["", *columns]:
            left = [name for name in columns if name != left_out]
            survey = write("survey.csv", left, [{name: cells.get(name, "1") for name in left}])
            code = run("classify", survey, "--standard", standard, "-q")[0]
            assert code == (3 if left_out else 0)


@pytest.mark.parametrize("standard", STANDARDS[:-1])
def test_needs(standard: str) -> None:
    """The shipped standards need income, area and size; the scores of the review where they say."""
    found = needs(standard)
    if standard == REVIEW:  # forms are scored, so no income is asked for
        assert found["required"] == ["household_id", "area", "household_size"]
        assert "income" not in found
        assert found["optional"][:2] == ["income_score", "deprivation_score"]
        return
    scored = standard in SCORED
    scores = ["income_score"] if scored else []
    assert found["required"] == ["household_id", "area", "household_size"]
    assert found["income"] == ["income_per_capita", "household_income", *scores]
    optional = ["survey_year", "weight", "province", "district", "commune"]
    assert found["optional"] == ["deprivation_score"] * scored + optional
    assert needs(standard, "member")["required"] == ["household_id", "person_id"]


def test_needs_of_an_index(run: Run) -> None:
    """A standard without income needs the id alone; the area may then be any text."""
    assert run("standards", "inputs", "index.yaml")[0] == 0
    assert needs("index.yaml") == {
        "required": ["household_id"],
        "optional": ["area", "survey_year", "weight", "province", "district", "commune"],
        "indicators": ["toilet"],
    }
    area = needed("index.yaml")["area"].variable
    assert (area.type, area.codes, area.allowed) == ("text", (), "text")
    assert needs("index.yaml", "member") == {
        "required": ["household_id", "person_id"],
        "optional": ["age"],
    }


def test_indicators() -> None:
    """Each variable names the indicators that read it, in the order of the standard."""
    household, member = needed("vn-2022-2025"), needed("vn-2022-2025", "member")
    assert household["household_size"].indicators == ("dependency", "housing_area")
    assert household["toilet"].indicators == ("sanitation",)
    assert household["area"].indicators == household["weight"].indicators == ()
    assert member["age"].indicators == (
        *("employment", "dependency", "nutrition", "health_insurance"),
        *("adult_education", "child_schooling"),
    )
    assert member["school_level"].indicators == ("child_schooling",)
    assert "school_level" not in needed("vn-2016-2020", "member")


def test_attending_school_is_read_with_the_level(tmp_path: Path) -> None:
    """Whoever attends no school has no level: who reads the level reads whether one attends."""
    text = INDEX.replace(
        "{column: toilet, in: [none]}", "{any_member: {column: school_level, in: [none]}}"
    )
    file = tmp_path / "schooling.yaml"
    file.write_text(text, encoding="utf-8")
    found = needed(str(file), "member")
    assert list(found) == ["household_id", "person_id", "age", "attending_school", "school_level"]
    assert found["attending_school"].indicators == ("toilet_lacking",)
    assert (found["attending_school"].need, found["age"].need) == ("indicators", "optional")


def test_area_that_an_indicator_reads(tmp_path: Path) -> None:
    """Where an indicator reads the area it has its codes, also without income."""
    text = INDEX.replace("{column: toilet, in: [none]}", "{column: area, in: [rural]}")
    file = tmp_path / "rural.yaml"
    file.write_text(text, encoding="utf-8")
    area = needed(str(file))["area"]
    assert (area.need, area.variable) == ("indicators", variables("household")["area"])


@pytest.mark.parametrize("standard", STANDARDS)
@pytest.mark.parametrize("level", LEVELS)
def test_order(standard: str, level: Level) -> None:
    """The order is the codebook's, and then that of the standard's own inputs."""
    found = load_standard(standard)
    every = [*variables(level), *(n for n, own in found.inputs.items() if own.level == level)]
    assert list(needed(standard, level)) == [n for n in every if n in needed(standard, level)]


def test_inputs_of_ones_own() -> None:
    """What a standard declares itself stands last, with its labels, codes and range."""
    household, member = needed(MADE_UP), needed(MADE_UP, "member")
    own = ["rooms", "fuel", "has_boat", "plot", "winter_low", "distance"]
    assert list(household)[-6:] == own
    assert list(member)[-1] == "hours_worked"
    rooms, fuel = household["rooms"], household["fuel"]
    assert (rooms.need, rooms.indicators) == ("indicators", ("crowding", "room_area", "smoke"))
    assert (rooms.variable.label_en, rooms.variable.label_vi) == ("number of rooms", "số phòng")
    assert (rooms.variable.minimum, rooms.variable.maximum) == (1, 50)
    assert fuel.variable.codes == ("gas", "charcoal", "wood", "dung")
    assert fuel.indicators == ("cooking", "smoke", "shortfalls")


# What is written


def expected_rows(standard: str) -> list[dict[str, str]]:
    every = [*needed(standard).values(), *needed(standard, "member").values()]
    return [
        {
            "file": each.variable.level,
            "name": each.variable.name,
            "need": each.need,
            "type": each.variable.type,
            "unit": each.variable.unit,
            "codes": "|".join(each.variable.codes),
            "minimum": "" if each.variable.minimum is None else str(each.variable.minimum),
            "maximum": "" if each.variable.maximum is None else str(each.variable.maximum),
            "allowed": each.variable.allowed,
            "label_en": each.variable.label_en,
            "label_vi": each.variable.label_vi,
            "indicators": ";".join(each.indicators),
        }
        for each in every
    ]


def table(file: Path) -> list[dict[str, str]]:
    match file.suffix:
        case ".csv":
            return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
        case ".parquet":
            rows = pl.read_parquet(file).rows(named=True)
        case ".json":
            rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        case ".xlsx":
            sheet = openpyxl.load_workbook(file)["inputs"]
            header, *cells = sheet.iter_rows(values_only=True)
            rows = [dict(zip(map(str, header), row, strict=True)) for row in cells]
        case _:
            frame = pd.read_stata(file)
            rows = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    return [{name: cell or "" for name, cell in row.items()} for row in rows]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("standard", ["vn-2022-2025", MADE_UP])
def test_table(run: Run, standard: str, kind: str) -> None:
    """Every format holds the same table: household file, then member file."""
    assert run("standards", "inputs", standard, "-o", f"inputs.{kind}") == (0, "", "")
    rows = table(Path(f"inputs.{kind}"))
    assert [tuple(row) for row in rows] == [COLUMNS] * len(rows)
    assert rows == expected_rows(standard)


def test_table_on_standard_output(run: Run) -> None:
    """`-o -` and --format write the table to standard output, as CSV where nothing is said."""
    command = ("standards", "inputs", "vn-2016-2020")
    assert run(*command, "-o", "inputs.csv") == (0, "", "")
    table = Path("inputs.csv").read_text(encoding="utf-8")
    assert run(*command, "-o", "-") == run(*command, "--format", "csv") == (0, table, "")
    code, out, _ = run(*command, "--format", "json")
    assert (code, json.loads(out.splitlines()[0])["name"]) == (0, "household_id")


def need_of(each: Needed, standard: Standard) -> str:
    """Return the word of the list for what needs a variable."""
    readers = set(each.indicators)
    if each.need != "indicators" or readers & {*standard.indicators}:
        return each.need
    return "points" if readers & {*standard.scores} else "rules"


# What the list says of a variable without codes or unit.
TYPES = {
    "text": "text",
    "boolean": "yes or no",
    "number": "number",
    "integer": "whole number",
    "date": "date",
}


@pytest.mark.parametrize("standard", STANDARDS)
def test_text(run: Run, monkeypatch: pytest.MonkeyPatch, standard: str) -> None:
    """The text has one line a variable in aligned columns, whatever the width of the terminal."""
    monkeypatch.setenv("COLUMNS", "20")
    code, out, notes = run("standards", "inputs", standard)
    assert (code, notes) == (0, "")
    household, _, member = out.partition("\nmember file (optional)\n")
    parts = {"household": household.removeprefix("household file\n"), "member": member}
    starts = set()
    for level in LEVELS:
        lines, every = parts[level].splitlines(), needed(standard, level).values()
        for line, each in zip(lines, every, strict=True):
            assert line.split()[0] == each.variable.name
            need = line.split()[1]
            assert need == need_of(each, load_standard(standard))
            assert each.variable.label_vi in line
            starts.add(line.index(each.variable.label_en, line.index(need)))
            variable = each.variable
            codes = "|".join(variable.codes) if variable.type == "code" else ""
            assert line.endswith(codes or variable.unit or TYPES[variable.type])
    assert len(starts) == 1


# What goes wrong


def test_unknown_standard(run: Run) -> None:
    """An id that nobody ships is a wrong command, which says what there is."""
    code, out, errors = run("standards", "inputs", "vn-2022-2024")
    assert (code, out) == (2, "")
    assert "did you mean 'vn-2022-2025'?" in errors
    assert ", ".join(standard_ids()) in errors


@pytest.mark.parametrize("options", [("--format", "yaml"), ("-o", "inputs.txt")])
def test_unknown_format(run: Run, options: tuple[str, str]) -> None:
    """A format that is none is a wrong command, which says what there is."""
    code, out, errors = run("standards", "inputs", "vn-2022-2025", *options)
    assert (code, out) == (2, "")
    assert all(kind in errors for kind in KINDS)
    assert not Path("inputs.txt").exists()


def test_places_that_cannot_be_written(run: Run) -> None:
    """A folder that is not there, or a file that is a folder, is an error that names it."""
    Path("sub.csv").mkdir()
    for output in ("nowhere/inputs.csv", "sub.csv"):
        code, out, errors = run("standards", "inputs", "vn-2022-2025", "-o", output)
        assert (code, out) == (3, "")
        assert f"{output} cannot be written" in errors


def test_shipped_standards_are_not_written_over(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file of any of them is an output, whichever standard the run is given, if any."""
    shipped = tmp_path / "shipped"
    copytree(library.THRESHOLDS, shipped)
    monkeypatch.setattr(library, "THRESHOLDS", shipped)
    Path("survey.csv").write_text("household_id,area,survey_year\na,rural,2024\n", encoding="utf-8")
    before = {file.name: file.read_bytes() for file in shipped.iterdir()}
    commands = (
        ("standards", "inputs", REVIEW),
        ("classify", "survey.csv"),
        ("classify", "survey.csv", "--standard", REVIEW),
        ("diff", "survey.csv", "--from", "vn-2016-2020", "--to", "vn-2022-2025"),
    )
    for command in commands:
        for name in ("vn-2022-2025.yaml", f"{REVIEW}.points.csv"):
            code, _, errors = run(*command, "--format", "csv", "-o", str(shipped / name))
            assert code == 2
            assert name in errors
    assert {file.name: file.read_bytes() for file in shipped.iterdir()} == before


def test_standard_is_not_written_over(run: Run) -> None:
    """The threshold file that is read is not the file that is written."""
    options = ("--format", "csv", "-o", "./index.yaml")
    code, _, errors = run("standards", "inputs", "index.yaml", *options)
    assert code == 2
    assert "overwrite" in errors
    assert Path("index.yaml").read_text(encoding="utf-8") == INDEX
    # The name of a shipped standard is no file.
    for _ in range(2):
        assert run("standards", "inputs", "vn-2006-2010", "-o", "vn-2006-2010") == (0, "", "")
    assert io.StringIO(Path("vn-2006-2010").read_text(encoding="utf-8")).readline().strip() == (
        ",".join(COLUMNS)
    )


@pytest.mark.parametrize("options", [("--standard", "vn-2022-2025"), ("--year", "2025"), ()])
@pytest.mark.parametrize(
    ("cell", "sound"),
    [("2025", True), ("", True), ("năm 2025", False), ("2025 năm", False), ("2025 x", False)],
)
def test_a_year_is_digits_alone_whatever_chose_the_standard(
    run: Run, options: tuple[str, ...], cell: str, *, sound: bool
) -> None:
    """A cell that is no year was kept where the standard was named, and refused later."""
    survey = Path("survey.csv")
    head = "household_id,survey_year,area,household_size,income_per_capita"
    survey.write_text(f"{head}\n1,2025,rural,3,9\n2,{cell},rural,3,9\n", encoding="utf-8")
    code, _, errors = run("classify", "survey.csv", *options)
    assert (code == 0) is sound, errors
    if not sound:
        assert f"survey_year: is not a whole number (1 row: line 3 '{cell}')" in errors
        assert "write the year alone in digits, such as 2025" in errors


@pytest.mark.parametrize("cell", ["2 người", "2 persons", "khoảng 2"])
def test_a_number_has_no_unit(run: Run, cell: str) -> None:
    """A unit or a word that is typed into a number is refused, with how to write it."""
    survey = Path("survey.csv")
    head = "household_id,area,household_size,income_per_capita"
    survey.write_text(f"{head}\n1,rural,{cell},9\n", encoding="utf-8")
    code, _, errors = run("classify", "survey.csv", "--standard", "vn-2022-2025")
    assert code == 3
    assert f"household_size: is not a whole number (1 row: line 2 '{cell}')" in errors
    told = (
        "write digits, such as 4" if cell == "khoảng 2" else f"'{cell}': write the digits alone: 2"
    )
    assert told in errors
