"""What `mdpoverty template` writes: the columns that a standard reads, ready to be filled in."""

import csv
import json
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from places import TESTS

from mdpoverty import cli, load_standard, standard_ids
from mdpoverty.codebook import Level
from mdpoverty.errors import plain
from mdpoverty.language.messages import in_language
from mdpoverty.reading.inputs import COLUMNS, Needed, inputs
from mdpoverty.validation.template import columns_of

MADE_UP = str(TESTS / "cases" / "made-up-2099.yaml")
LAST_ROW = 1_048_576
LARGEST = "999999999999999"

IDENTIFICATION = ["household_id", "survey_year", "province", "district", "commune", "area"]
MONEY = ["household_size", "income_per_capita", "household_income"]
HOUSING = ["wall", "column", "roof", "house_type", "floor_area", "water_source", "toilet"]
HOUSEHOLD = {
    "vn-2006-2010": [],
    "vn-2011-2015": [],
    "vn-2016-2020": [
        *("members_ill_untreated", "members_6plus_uninsured", "adults_without_lower_secondary"),
        *("children_5_14_not_attending", *HOUSING, "uses_phone", "uses_internet", "has_tv"),
        *("has_radio", "has_desktop", "has_laptop", "hears_loudspeaker"),
    ],
    "vn-2022-2025": [
        *("members_6plus_uninsured", "members_16_30_without_education"),
        *("children_3_15_not_at_level", "children_under_16_malnourished"),
        *("members_without_job_or_contract", "dependants", *HOUSING, "uses_internet", "has_tv"),
        *("has_radio", "has_desktop", "has_laptop", "has_tablet", "has_telephone"),
        "has_smartphone",
    ],
}
MEMBER = {
    "vn-2006-2010": [],
    "vn-2011-2015": [],
    "vn-2016-2020": [
        *("birth_year", "attending_school", "highest_diploma", "insured", "seriously_ill"),
        *("sought_care", "uses_phone", "uses_internet"),
    ],
    "vn-2022-2025": [
        *("attending_school", "school_level", "highest_diploma", "trained_on_the_job", "insured"),
        *("stunted", "underweight", "seeks_work", "wage_worker", "labour_contract"),
        *("social_benefit", "uses_internet"),
    ],
}
IDS = list(HOUSEHOLD)  # the review by forms has a test of its own below
EXPECTED: dict[tuple[str, Level], list[str]] = {
    **{(one, "household"): [*IDENTIFICATION, *MONEY, *HOUSEHOLD[one]] for one in IDS},
    **{(one, "member"): ["household_id", "person_id", "age", *MEMBER[one]] for one in IDS},
}
CASES = [*EXPECTED, (MADE_UP, "household"), (MADE_UP, "member")]
OWN_INPUTS = ("rooms", "fuel", "has_boat", "plot", "winter_low", "distance", "hours_worked")
OPTIONS: dict[Level, list[str]] = {"household": [], "member": ["--members"]}
PLACE: dict[Level, int] = {"household": 0, "member": 1}  # of a sheet, in a workbook
SHEETS = {"household": "survey", "member": "members"}

# A standard of one's own: lists that are long, and words that a spreadsheet would act upon.
CODES = ["=1+1", "+x", "@y", *(f"a code that is rather long, number {i}" for i in range(60))]
LONG_NAME = "a_name_that_is_longer_than_a_title_can_be"
OWN = f"""\
id: own
name: {{en: Own, vi: Riêng}}
applies: {{from: 2030-01-01, to: 2030-12-31}}
compared_with_law_on: 2029-12-01
legal_basis: [{{document: none, about: {{en: none, vi: không}}, status: text}}]
inputs:
  {LONG_NAME}:
    level: household
    type: code
    codes: {json.dumps(CODES)}
    label: {{en: "{"a label that goes on " * 20}", vi: "=nhãn"}}
dimensions: {{home: {{en: Home, vi: Nhà}}}}
indicators:
  lacking:
    dimension: home
    label: {{en: Lacking, vi: Thiếu}}
    reference: {{document: none, clause: none, status: text}}
    deprived_when:
      any_of:
        - {{column: {LONG_NAME}, in: ["=1+1"]}}
        - {{column: dependants, at_least: 1}}
classes:
  - class: poor
    basis: deprived
    label: {{en: deprived, vi: thiếu hụt}}
    reference: {{document: none, clause: none, status: text}}
    when: {{deprivations: {{at_least: 1}}}}
  - class: non_poor
    basis: not_deprived
    label: {{en: not deprived, vi: không thiếu hụt}}
    reference: {{document: none, clause: none, status: text}}
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that carries out `mdpoverty template` in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def carry_out(*arguments: str) -> tuple[int, str, str]:
        code = cli.run(["template", *arguments])
        return code, *capsys.readouterr()

    return carry_out


def names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def columns(standard: str, level: Level) -> tuple[Needed, ...]:
    return columns_of(load_standard(standard), level)


# Columns


@pytest.mark.parametrize(("standard", "level"), EXPECTED)
def test_columns(run: Run, standard: str, level: Level) -> None:
    """The columns are the id, places, area and income, and what the indicators read."""
    header = ",".join(EXPECTED[standard, level])
    assert run(standard, *OPTIONS[level]) == (0, f"{header}\n", "")
    assert run(standard, *OPTIONS[level], "-o", "-") == (0, f"{header}\n", "")
    assert names() == []


def test_columns_of_ones_own_standard(run: Run) -> None:
    """A standard's own inputs stand last; without income neither it nor the size is asked for."""
    Path("own.yaml").write_text(OWN, encoding="utf-8")
    assert run("own.yaml")[1].strip().split(",") == [*IDENTIFICATION, "dependants", LONG_NAME]
    _, out, _ = run(MADE_UP)
    own = ["rooms", "fuel", "has_boat", "plot", "winter_low", "distance"]
    read = ["dependants", "wall", "roof", "house_type", "floor_area", "toilet", "uses_phone"]
    assert out.strip().split(",") == [*IDENTIFICATION, *MONEY, *read, "has_tv", *own]
    _, out, _ = run(MADE_UP, "--members")
    assert out == "household_id,person_id,age,social_benefit,hours_worked\n"


def test_weight_that_an_indicator_reads(tmp_path: Path) -> None:
    """What is left out of a template is there where an indicator asks for it."""
    file = tmp_path / "own.yaml"
    file.write_text(OWN.replace("{column: dependants,", "{column: weight,"), encoding="utf-8")
    assert "weight" in [each.variable.name for each in columns(str(file), "household")]


# CSV


@pytest.mark.parametrize(("standard", "level"), CASES)
def test_csv(run: Run, standard: str, level: Level) -> None:
    """CSV is a header, with the codebook beside it; a note says where."""
    note = "the codebook is in survey-codebook.csv\n"
    assert run(standard, *OPTIONS[level], "-o", "survey.csv") == (0, "", note)
    assert names() == ["survey-codebook.csv", "survey.csv"]
    wanted = columns(standard, level)
    header = ",".join(each.variable.name for each in wanted)
    assert Path("survey.csv").read_bytes() == f"{header}\n".encode()
    with Path("survey-codebook.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [list(COLUMNS), *(list(each.row()) for each in wanted)]


def test_codebook_beside(run: Run) -> None:
    """The codebook lies beside the file, with its suffix; -q says nothing of it."""
    Path("sub").mkdir()
    for output, codebook in {
        "sub/a.b.csv": "sub/a.b-codebook.csv",
        "plain": "plain-codebook",
    }.items():
        assert run("vn-2022-2025", "-q", "-o", output) == (0, "", "")
        assert Path(output).is_file()
        assert Path(codebook).read_text(encoding="utf-8").startswith("file,name,need,")
    assert run("vn-2022-2025", "-q", "-o", "x.txt", "--format", "csv") == (0, "", "")
    assert Path("x-codebook.txt").is_file()


@pytest.mark.parametrize("level", OPTIONS)
def test_template_of_the_review_has_all_that_its_forms_ask(run: Run, level: Level) -> None:
    """A template of the review by forms has every variable that the standard reads, once."""
    review = "vn-2022-2025-review"
    assert run(review, *OPTIONS[level], "-q", "-o", "form.csv")[0] == 0
    columns = Path("form.csv").read_text(encoding="utf-8").strip().split(",")
    assert len(columns) == len(set(columns))
    read = {needed.variable.name for needed in inputs(load_standard(review), level)}
    assert read - {*columns} <= {"weight", "income_score", "deprivation_score"}


@pytest.mark.parametrize("standard", IDS)
def test_filled_template_classifies(
    run: Run, capsys: pytest.CaptureFixture[str], standard: str
) -> None:
    """A template with one household and one member filled in is a survey that classifies."""
    given = {"income_per_capita": "0", "household_size": "1", "household_id": "007", "age": "40"}
    given |= {"person_id": "1", "area": "rural", "house_type": "simple", "toilet": "none"}
    given |= {"water_source": "surface", "uses_internet": "no", "survey_year": "2020"}
    for name, options in {"survey.csv": [], "members.csv": ["--members"]}.items():
        assert run(standard, *options, "-q", "-o", name)[0] == 0
        header = Path(name).read_text(encoding="utf-8").strip()
        row = ",".join(given.get(column, "") for column in header.split(","))
        Path(name).write_text(f"{header}\n{row}\n", encoding="utf-8")
    command = ["classify", "survey.csv", "--members", "members.csv", "--standard", standard]
    assert cli.run([*command, "-q", "-o", "profile.csv"]) == 0
    assert capsys.readouterr() == ("", "")
    with Path("profile.csv").open(encoding="utf-8", newline="") as file:
        [row_written] = csv.DictReader(file)
    assert (row_written["household_id"], row_written["class"]) == ("007", "poor")


# XLSX


def workbook(run: Run, standard: str, *options: str) -> Any:
    assert run(standard, *options, "-o", "template.xlsx") == (0, "", "")
    assert names() in (["template.xlsx"], ["own.yaml", "template.xlsx"])
    return openpyxl.load_workbook("template.xlsx")


def rules(sheet: Any) -> list[Any]:
    """Return the rule of each column, in order."""
    found = sheet.data_validations.dataValidation
    for rule, [column] in zip(found, sheet.iter_cols(max_row=1), strict=True):
        letter = column.column_letter
        assert str(rule.sqref) == f"{letter}2:{letter}{LAST_ROW}"
    return list(found)


def offered(book: Any, rule: Any) -> list[str]:
    """Return what a drop-down list offers."""
    sheet, _, cells = rule.formula1.partition("!")
    assert "$" in cells
    return [cell.value for [cell] in book[sheet.strip("'")][cells.replace("$", "")]]


@pytest.mark.parametrize(("standard", "level"), CASES)
def test_sheet_to_fill_in(run: Run, standard: str, level: Level) -> None:
    """The first sheet has a header, bold and frozen, and nothing under it."""
    book = workbook(run, standard, *OPTIONS[level])
    sheet = book.worksheets[PLACE[level]]
    assert sheet.title == SHEETS[level]
    [header] = sheet.iter_rows()
    assert [cell.value for cell in header] == [
        each.variable.name for each in columns(standard, level)
    ]
    assert all(cell.font.bold and cell.data_type == "s" for cell in header)
    assert sheet.freeze_panes == "B2"


@pytest.mark.parametrize(("standard", "level"), CASES)
def test_drop_downs(run: Run, standard: str, level: Level) -> None:
    """Each code and each answer is chosen from a list of exactly its codes."""
    book = workbook(run, standard, *OPTIONS[level])
    for rule, each in zip(
        rules(book.worksheets[PLACE[level]]), columns(standard, level), strict=True
    ):
        assert (rule.type == "list") == bool(each.variable.codes)
        if each.variable.codes:
            assert offered(book, rule) == [*each.variable.codes]
            assert not rule.showDropDown  # how the format says that the arrow is shown
            assert rule.showErrorMessage
            assert rule.errorStyle in (None, "stop")


@pytest.mark.parametrize(("standard", "level"), CASES)
def test_numbers(run: Run, standard: str, level: Level) -> None:
    """Numbers lie in the range of their variable; a count of persons is at most the size."""
    book = workbook(run, standard, *OPTIONS[level])
    wanted = columns(standard, level)
    sizes = [i for i, each in enumerate(wanted) if each.variable.name == "household_size"]
    for rule, each in zip(rules(book.worksheets[PLACE[level]]), wanted, strict=True):
        variable = each.variable
        if not variable.is_number:
            assert rule.type in (None, "none", "list")
            continue
        least = f"-{LARGEST}" if variable.minimum is None else str(variable.minimum)
        most = LARGEST if variable.maximum is None else str(variable.maximum)
        if most == "household_size":
            most = f"${book.worksheets[PLACE[level]].cell(1, sizes[0] + 1).column_letter}2"
        assert rule.type == ("whole" if variable.type == "integer" else "decimal")
        assert rule.operator in (None, "between")
        assert (rule.formula1, rule.formula2) == (least, most)


def test_count_without_the_size(run: Run) -> None:
    """Where the size is not asked for, a count of persons has no limit."""
    Path("own.yaml").write_text(OWN, encoding="utf-8")
    found = rules(workbook(run, "own.yaml").worksheets[0])
    at = IDENTIFICATION.index("area") + 1
    assert (found[at].formula1, found[at].formula2) == ("0", LARGEST)
    assert found[at - 1].type in (None, "none")  # the area, a group like any other


@pytest.mark.parametrize(("standard", "level"), CASES)
def test_text_columns(run: Run, standard: str, level: Level) -> None:
    """Ids and other text are text, so that 007 stays; nothing else is."""
    sheet = workbook(run, standard, *OPTIONS[level]).worksheets[PLACE[level]]
    formats = [
        column.number_format
        for column in sheet.column_dimensions.values()
        for _ in range(column.min, column.max + 1)
    ]
    types = [each.variable.type for each in columns(standard, level)]
    assert formats == ["@" if kind == "text" else "General" for kind in types]


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize(("standard", "level"), CASES)
def test_messages(run: Run, standard: str, level: Level, lang: str) -> None:
    """Beside each cell stand its label, in the language asked for, and its unit."""
    sheet = workbook(run, standard, *OPTIONS[level], "--lang", lang).worksheets[PLACE[level]]
    for rule, each in zip(rules(sheet), columns(standard, level), strict=True):
        label = getattr(each.variable, f"label_{lang}")
        unit = in_language(each.variable.unit_in_words, lang)  # type: ignore[arg-type]  # of two
        unit = f" ({unit})" if unit else ""
        own = each.variable.name if lang == "en" or each.variable.name in OWN_INPUTS else label
        assert rule.promptTitle == plain(own, 32)
        assert rule.prompt.partition("; ghi 0")[0] == f"{label}{unit}"
        assert rule.showInputMessage


@pytest.mark.parametrize(("standard", "level"), CASES)
def test_codebook_sheet(run: Run, standard: str, level: Level) -> None:
    """The codebook stands on a sheet of its own."""
    sheet = workbook(run, standard, *OPTIONS[level])["codebook"]
    rows = [["" if x is None else x for x in row] for row in sheet.iter_rows(values_only=True)]
    levels: list[Level] = ["household", "member"] if level == "member" else ["household"]
    wanted = [list(each.row()) for one in levels for each in columns(standard, one)]
    assert rows == [list(COLUMNS), *wanted]
    assert sheet.freeze_panes == "A2"


FILLED = {
    "household_id": "007",
    "area": "urban",
    "household_size": 1,
    "income_per_capita": 0,
    "survey_year": 2024,
    "house_type": "simple",
    "toilet": "none",
    "water_source": "surface",
    "has_tv": "no",
    "person_id": "1",
    "age": 40,
    "attending_school": "no",
    "insured": "no",
    "highest_diploma": "lower_secondary",
    "uses_internet": "no",
}


@pytest.mark.parametrize("standard", ["vn-2016-2020", "vn-2022-2025"])
def test_in_vietnamese_words(run: Run, capsys: pytest.CaptureFixture[str], standard: str) -> None:
    """What is for people is Vietnamese, and read back without a map: headings and answers alike."""
    profiles = []
    for lang in ("en", "vi"):
        file = f"survey-{lang}.xlsx"
        assert run(standard, "--members", "--lang", lang, "-o", file) == (0, "", "")
        book = openpyxl.load_workbook(file)
        codebook = book.worksheets[2]
        for level, index in PLACE.items():
            sheet = book.worksheets[index]
            [header] = sheet.iter_rows(values_only=True)
            wanted = columns(standard, level)
            for place, (each, rule) in enumerate(zip(wanted, rules(sheet), strict=True), start=1):
                cell = FILLED.get(each.variable.name)
                if cell is not None and each.variable.codes:
                    cell = offered(book, rule)[each.variable.codes.index(str(cell))]
                sheet.cell(2, place, cell)
            if lang == "vi":
                assert header == tuple(each.variable.label_vi for each in wanted)
                words = [cell for row in codebook.iter_rows(values_only=True) for cell in row]
                assert not {"required", "code", "persons", "rural", "rural|urban"} & {*words}
                assert not {"survey", "members", "codebook", "codes"} & {*book.sheetnames}
        book.save(file)
        command = ["classify", file, "--members", file, "--standard", standard, "-q"]
        assert cli.run(command) == 0
        profiles.append(capsys.readouterr().out)
    assert profiles[0] == profiles[1]
    assert "007" in profiles[0]


def test_no_lists(run: Run) -> None:
    """A workbook of members has the sheet of their households too; lists are on a sheet."""
    assert workbook(run, "vn-2006-2010", "--members").sheetnames == [
        *("survey", "members", "codebook", "codes"),
    ]
    assert workbook(run, "vn-2006-2010").sheetnames == ["survey", "codebook", "codes"]


def test_long_words_and_formulas(run: Run) -> None:
    """Long lists are offered whole, long words cut, and text is never a formula."""
    Path("own.yaml").write_text(OWN, encoding="utf-8")
    book = workbook(run, "own.yaml")
    rule = rules(book.worksheets[0])[-1]
    assert offered(book, rule) == CODES
    assert (len(rule.promptTitle), len(rule.prompt)) == (32, 255)
    assert rule.promptTitle == f"{LONG_NAME[:31]}…"
    assert rule.prompt.startswith("a label that goes on a label")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {"=1+1", "=nhãn"} <= {cell.value for cell in cells}
    vietnamese = rules(workbook(run, "own.yaml", "--lang", "vi").worksheets[0])[-1]
    assert vietnamese.prompt == "=nhãn"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_same_bytes_twice(run: Run, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """The same standard gives the same bytes, whenever and whatever the file is called."""
    assert run("vn-2022-2025", "-q", "-o", f"one.{kind}")[0] == 0
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 100_000_000)
    assert run("vn-2022-2025", "-q", "-o", f"another name.{kind}")[0] == 0
    assert Path(f"one.{kind}").read_bytes() == Path(f"another name.{kind}").read_bytes()


def test_no_clock(run: Run) -> None:
    """The stamps that XLSX must have do not tell the time."""
    assert run("vn-2022-2025", "-o", "template.xlsx") == (0, "", "")
    with zipfile.ZipFile("template.xlsx") as archive:
        stamps = [archive.read("docProps/core.xml").decode()]
        stamps += [str(part.date_time) for part in archive.filelist]
    assert str(datetime.now(UTC).year) not in " ".join(stamps)


def test_xlsx_on_standard_output(
    capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    """--format xlsx writes the workbook to standard output, byte for byte."""
    file = tmp_path / "template.xlsx"
    assert cli.run(["template", "vn-2022-2025", "-o", str(file)]) == 0
    for options in ([], ["-o", "-"]):
        assert cli.run(["template", "vn-2022-2025", "--format", "xlsx", *options]) == 0
        assert capsysbinary.readouterr() == (file.read_bytes(), b"")


# What goes wrong


def test_unknown_standard(run: Run) -> None:
    """An id that nobody ships is a wrong command, which says what there is."""
    code, out, errors = run("vn-2022-2024", "-o", "survey.csv")
    assert (code, out, names()) == (2, "", [])
    assert "did you mean 'vn-2022-2025'?" in errors
    assert ", ".join(standard_ids()) in errors


def test_faulty_standard(run: Run) -> None:
    """A file that is no standard is said with its faults, and nothing is written."""
    Path("own.yaml").write_text(OWN.replace("poor", "rich"), encoding="utf-8")
    code, out, errors = run("own.yaml", "-o", "survey.csv")
    assert (code, out, names()) == (2, "", ["own.yaml"])
    assert "own.yaml is not a threshold file" in errors


@pytest.mark.parametrize(
    "options", [("--format", "parquet"), ("-o", "survey.parquet"), ("-o", "survey.txt")]
)
def test_other_formats(run: Run, options: tuple[str, str]) -> None:
    """A template is CSV or XLSX: anything else is a wrong command, which says so."""
    code, out, errors = run("vn-2022-2025", *options)
    assert (code, out, names()) == (2, "", [])
    assert "csv" in errors
    assert "xlsx" in errors
    assert "dta" not in errors


def test_errors_as_json(run: Run) -> None:
    """--errors json gives one object, with what is allowed."""
    code, out, errors = run("vn-2022-2025", "-o", "survey.parquet", "--errors", "json")
    assert (code, out) == (2, "")
    found = json.loads(errors)
    assert (found["error"], found["problems"][0]["allowed"]) == ("UsageError", "csv, xlsx")


def test_places_that_cannot_be_written(run: Run) -> None:
    """A folder that is not there, or a file that is a folder, is an error that names it."""
    Path("sub.csv").mkdir()
    Path("sub.xlsx").mkdir()
    for output in ("nowhere/survey.csv", "nowhere/survey.xlsx", "sub.csv", "sub.xlsx"):
        code, out, errors = run("vn-2022-2025", "-o", output)
        assert (code, out) == (3, "")
        assert f"{output} cannot be written" in errors
    assert names() == ["sub.csv", "sub.xlsx"]


def test_all_or_nothing(run: Run) -> None:
    """When the codebook cannot be written the old file stays, and nothing is left beside it."""
    Path("survey.csv").write_text("old")
    Path("survey-codebook.csv").mkdir()
    code, out, errors = run("vn-2022-2025", "-o", "survey.csv")
    assert (code, out) == (3, "")
    assert "survey-codebook.csv cannot be written" in errors
    assert Path("survey.csv").read_text() == "old"
    assert names() == ["survey-codebook.csv", "survey.csv"]


def test_old_files_are_replaced(run: Run) -> None:
    """What was there before is replaced whole."""
    for name in ("survey.csv", "survey-codebook.csv"):
        Path(name).write_text("old and longer\n" * 10_000)
    assert run("vn-2022-2025", "-q", "-o", "survey.csv") == (0, "", "")
    assert Path("survey.csv").read_text().startswith("household_id,")
    assert Path("survey-codebook.csv").read_text(encoding="utf-8").startswith("file,name,")
    assert "old and" not in Path("survey-codebook.csv").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_files_are_not_written_over(run: Run) -> None:
    """Standard, template and codebook are three files."""
    Path("own.yaml").write_text(OWN, encoding="utf-8")
    Path("survey-codebook.csv").symlink_to("survey.csv")
    Path("standard-codebook.csv").symlink_to("own.yaml")
    for options in (
        ("-o", "survey.csv"),
        ("-o", "./own.yaml", "--format", "csv"),
        ("-o", "own.yaml", "--format", "xlsx"),
        ("-o", "standard.csv"),
    ):
        code, out, errors = run("own.yaml", *options)
        assert (code, out) == (2, "")
        assert "name the same file" in errors
    assert Path("own.yaml").read_text(encoding="utf-8") == OWN
    assert not Path("survey.csv").exists()
    # The id of a shipped standard is no file.
    for _ in range(2):
        assert run("vn-2006-2010", "-q", "-o", "vn-2006-2010") == (0, "", "")


def test_without_xlsxwriter(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is not installed the error says how to get it; CSV does without."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    Path("template.xlsx").write_text("old")
    code, out, errors = run("vn-2022-2025", "-o", "template.xlsx")
    assert (code, out) == (2, "")
    assert "pip install 'mdpoverty[xlsx]'" in errors
    assert (names(), Path("template.xlsx").read_text()) == (["template.xlsx"], "old")
    assert run("vn-2022-2025")[0] == 0
