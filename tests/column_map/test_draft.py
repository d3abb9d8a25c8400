"""Drafts of column maps: what headings, labels and cells are taken for, and what is left open."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyreadstat
import pytest
import yaml
from diffs import run
from files import Done
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from surveys import examples

from mdpoverty.codebook import Variable, review_variables, variables
from mdpoverty.column_map.apply import load_map
from mdpoverty.column_map.draft import Draft, Table, draft
from mdpoverty.column_map.schema import map_schema
from mdpoverty.errors import ColumnMapError
from mdpoverty.files.labels import Labels
from mdpoverty.survey.survey import survey_of

HOUSEHOLD = {**variables("household"), **review_variables()}
NEW = ("--standard", "vn-2022-2025")


def drafted(columns: dict[str, list[Any]], labels: Labels | None = None) -> Draft:
    """Return the draft of a survey of households with these cells."""
    frame = pl.DataFrame(columns, strict=False)
    return draft({"household": Table(survey_of(frame, "survey"), labels or Labels())})


def sources(found: Draft) -> dict[str, Any]:
    """Return what a draft says of households, as another reader of YAML has it."""
    data = yaml.load(found.text, yaml.BaseLoader)  # noqa: S506 -- loads nothing but text
    assert isinstance(data["household"], dict)
    return data["household"]


def line_of(found: Draft, start: str) -> str:
    """Return the line of a draft that begins so."""
    [line] = [line for line in found.text.splitlines() if line.strip().startswith(start)]
    return line


# Headings


@pytest.mark.parametrize(
    ("heading", "variable"),
    [
        ("household_id", "household_id"),
        ("Mã hộ", "household_id"),
        ("MA HO", "household_id"),
        ("Số nhân khẩu", "household_size"),
        ("số   NHÂN khẩu", "household_size"),
        ("nhan_khau_so", "household_size"),
        ("Number of household members", "household_size"),
        ("Thông tin chủ hộ / Họ và tên", "head"),
        ("Thông tin chủ hộ / Dân tộc", "ethnicity"),
        ("Thu nhập bình quân đầu người (đồng/tháng)", "income_per_capita"),
        ("(7) Diện tích nhà ở (m2)", "floor_area"),
        ("Xã", "commune"),
        ("Huyện", "district"),
        ("Địa bàn điều tra", "psu"),
        ("Đường / Thôn, bản", "village"),
    ],
)
def test_headings_are_matched(heading: str, variable: str) -> None:
    """Case, accents, spaces, order of words, and the heading of a group do not matter."""
    found = sources(drafted({heading: ["1"]}))
    assert found[variable] == {"column": heading}


@pytest.mark.parametrize("heading", ["Ghi chú", "STT", "x", "Số điện thoại", "q12", "Mai", "  "])
def test_other_headings_are_left(heading: str) -> None:
    """A column that is none of the codebook is named as one, and gives no variable."""
    found = drafted({heading: [f"09123450{n}" for n in range(60)]})
    assert all(source == "" for source in sources(found).values())
    assert found.matched == 0
    if heading.strip():
        assert f"Columns without a variable: {heading}" in found.text


def test_every_label_of_the_codebook_is_understood() -> None:
    """Each variable is found by its label in either language, beside all the others."""
    for language in ("label_en", "label_vi"):
        known = {getattr(v, language): v for v in HOUSEHOLD.values()}
        found = sources(drafted({label: [_cell(v)] for label, v in known.items()}))
        assert {v.name: {"column": label} for label, v in known.items()} == found


def test_two_headings_for_one_variable_are_to_be_checked() -> None:
    """Where two columns could be it, one is proposed and marked; where one can, it is not."""
    assert "check" not in line_of(drafted({"Mã hộ": ["1"]}), "household_id:")
    both = drafted({"Mã hộ": ["1"], "MÃ HỘ": ["2"]})
    assert "# check: is this household identifier?" in line_of(both, "household_id:")


# Codes


def test_codes_that_cells_accept_need_no_list() -> None:
    """Words and codes of the codebook are read as they stand, in any case."""
    cells: dict[str, list[Any]] = {
        "area": ["Nông thôn", "URBAN", None],
        "Tivi": ["Có", "không", "1"],
    }
    found = sources(drafted(cells))
    assert (found["area"], found["has_tv"]) == ({"column": "area"}, {"column": "Tivi"})


def test_other_codes_are_listed_with_their_rows() -> None:
    """A code without a word is open, with how often it occurs; the map says so by its path."""
    found = drafted({"area": ["nông thôn", "thành thị", "9", "9"]})
    assert line_of(found, "9:") == "      9:  # 2 rows"
    assert line_of(found, '"nông thôn":') == '      "nông thôn": rural  # 1 row'
    assert "household.area.codes.9" in found.open
    assert sources(found)["area"]["codes"] == {"9": "", "nông thôn": "rural", "thành thị": "urban"}


def test_number_that_is_a_word_of_the_codebook_is_to_be_checked_among_others() -> None:
    """1 may be yes; where 2 is there too, that is no more than likely."""
    found = drafted({"Tivi": [1.0, 2.0, 2.0]})
    assert line_of(found, "1:") == "      1: yes  # check: 1 row"
    assert line_of(found, "2:") == "      2:  # 2 rows"


def test_ticks_mean_yes_perhaps() -> None:
    """A form that is ticked has x for yes; blanks stay unknown."""
    for tick in ("x", "v", "√", "✓", "☑"):
        found = drafted({"Tivi": [tick, None]})
        [line] = [line for line in found.text.splitlines() if line.strip(' "').startswith(tick)]
        assert line.endswith(": yes  # check: 1 row")
    found = drafted({"Tivi": ["Đúng", "Sai"]})
    assert not sources(found)["has_tv"].get("codes")  # the cells are read as they stand


def test_common_headings_are_proposed() -> None:
    """What communes call columns; it is to be checked where the labels do not call them so."""
    found = drafted(
        {
            "Loại nhà": ["Kiên cố", "Đơn sơ"],
            "Có tivi": ["x", None],
            "Nhà vệ sinh": ["Tự hoại", None],
        }
    )
    assert [*sources(found)["house_type"]["codes"].values()] == ["permanent", "simple"]
    assert sources(found)["has_tv"]["codes"] == {"x": "yes"}
    assert sources(found)["toilet"]["codes"] == {"Tự hoại": "septic"}
    for name in ("has_tv", "toilet"):
        assert line_of(found, f"{name}:").startswith(f"  {name}:  # check")
    assert "# check" not in line_of(found, "house_type:")  # as the label begins


def test_labels_of_values_are_proposed() -> None:
    """The label of a code says what it means, whatever the code is."""
    found = drafted(
        {"q1": [1, 2, 2], "q2": [0, 1, 3]},
        Labels(
            {"q1": "Khu vực", "q2": "owns a television"},
            {"q1": {"1": "Thành thị", "2": "Nông thôn"}, "q2": {"0": "Có", "1": "Không"}},
        ),
    )
    codes = {name: source.get("codes") for name, source in sources(found).items() if source}
    assert codes["area"] == {"2": "rural", "1": "urban"}
    assert codes["has_tv"] == {"0": "yes", "1": "no", "3": ""}
    assert "      2: rural  # 2 rows, Nông thôn\n" in found.text


@pytest.mark.parametrize("package", ["stata", "spss"])
def test_labels_of_stata_and_spss_are_read(tmp_path: Path, package: str) -> None:
    """Labels of columns and of values come from the file itself."""
    frame = pd.DataFrame({"hhid": ["a", "b"], "v1": [1.0, 2.0], "n": [3.0, 4.0], "y": [1.0, 1.0]})
    said: dict[str, str | None] = {
        "hhid": "mã hộ",
        "v1": "khu vực",
        "n": "số nhân khẩu",
        "y": "income_per_capita",
    }
    codes: dict[str, dict[int | float, str]] = {"v1": {1: "thành thị", 2: "nông thôn"}}
    path = tmp_path / f"survey-2024.{'dta' if package == 'stata' else 'sav'}"
    write = pyreadstat.write_dta if package == "stata" else pyreadstat.write_sav
    write(frame, str(path), column_labels=said, variable_value_labels=codes)
    output = tmp_path / "map.yaml"
    done = run("map", path, "-o", output)
    assert done.code == 0, done.errors
    assert "open" not in done.errors
    profile = run("classify", path, "--columns", output, *NEW)
    assert profile.code == 0, profile.errors
    assert [row["area"] for row in csv.DictReader(io.StringIO(profile.out))] == ["urban", "rural"]


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("toilet", "Hố xí tự hoại/bán tự hoại", "septic"),
        ("toilet", "Thấm dội nước", "pour_flush"),
        ("toilet", "Khác", "other"),
        ("water_source", "GIENG KHOAN", "drilled_well"),
        ("water_source", "Giếng đào được bảo vệ", "protected_dug_well"),
        ("water_source", "Giếng đào ko được bảo vệ", ""),
        ("water_source", "giếng đào không được bảo vệ", "unprotected_dug_well"),
        ("water_source", "giếng đào", ""),
        ("water_source", "Nước mưa", "rain"),
        ("water_source", "Nước mua", "purchased"),
        ("water_source", "nuoc mua", ""),
        ("wall", "Bền chắc", "durable"),
        ("wall", "không bền chắc", "non_durable"),
        ("wall", "chưa bền chắc", ""),
        ("house_type", "bán kiên cố", "semi_permanent"),
        ("house_type", "kiên cố", "permanent"),
    ],
)
def test_words_of_the_official_forms_are_proposed(name: str, cell: str, code: str) -> None:
    """Answers of official forms are proposed: to be checked, unless cells may say so; or open."""
    found = drafted({name: [cell]}, Labels({}, {name: {"none": "none"}}))
    assert sources(found)[name]["codes"] == {cell: code}
    accepted = cell.lower() in {**HOUSEHOLD, **variables("member")}[name].spellings
    assert ("check" in line_of(found, f'"{cell}":')) is (bool(code) and not accepted)


# Numbers


@pytest.mark.parametrize(
    ("name", "income", "scale"),
    [
        ("income_per_capita", 1_500_000, ""),
        ("income_per_capita", 300_000, ""),
        ("income_per_capita", 1_500, "times: 1000"),
        ("income_per_capita", 18_000, "times: 1000, divide_by: 12"),
        ("income_per_capita", 1.5, "times: 1000000"),
        ("income_per_capita", 18_000_000, "divide_by: 12"),
        ("household_income", 6_000_000, ""),
        ("household_income", 18_000_000, ""),
        ("household_income", 72_000_000, "divide_by: 12"),
        ("household_income", 6_000, "times: 1000"),
        ("Tổng thu nhập của hộ/năm", 24_000_000, "divide_by: 12"),
        ("floor_area", 45, ""),
    ],
)
def test_units_are_proposed_from_magnitudes(name: str, income: float, scale: str) -> None:
    """The half of all incomes says in which unit they are; as a comment, not as a fact."""
    found = drafted({name: [income * part for part in (0.5, 1, 4)]})
    comments = [line for line in found.text.splitlines() if "unusual for" in line]
    assert len(comments) == bool(scale)
    assert all(line.endswith(f"add {scale}") for line in comments)
    assert not any({"times", "divide_by"} & {*source} for source in sources(found).values())


@pytest.mark.parametrize(
    ("name", "cells", "sign"),
    [
        ("income_per_capita", ["1.636.000", "900.000"], "."),
        ("income_per_capita", ["900.000", "800.000"], "."),
        ("income_per_capita", ["1,636,000", "900"], ","),
        ("income_per_capita", ["1500000", "900.5"], None),
        ("income_per_capita", ["0.125", "0.250"], None),
        ("weight", ["1.250", "2.125"], None),
        ("weight", ["1.250.000", "2.125"], "."),
    ],
)
def test_separators_of_thousands_are_seen(name: str, cells: list[str], sign: str | None) -> None:
    """Grouped digits are recognised where nothing else can be meant, and to be checked."""
    found = drafted({name: cells})
    assert ("thousands:" in found.text) is (sign is not None)
    if sign:
        assert line_of(found, "thousands:").startswith(f'  thousands: "{sign}"  # check: ')


@pytest.mark.parametrize(
    ("heading", "cells", "said", "checks"),
    [
        ("nghìn đồng", ["1.250,5", "2.700", "900"], (".", ",", "1000"), ()),
        ("nghìn đồng", ["1.250", "2.700", "900"], (".", None, "1000"), ("1.250", "or 1.25 ")),
        ("nghìn đồng", ["2.700", "900", "800"], (None, None, "1000"), ("2.700",)),
        ("triệu đồng", ["2.700", "1.850"], (None, None, "1000000"), ("1.850",)),
        ("1.000 đồng", ["1250", "2700"], (None, None, "1000"), ("from the heading",)),
        ("1.000đ", ["1250", "2700"], (None, None, "1000"), ()),
        ("1.000.000 đồng", ["1,5", "2,75"], (None, ",", "1000000"), ()),
        ("VND thousand", ["1,250.5", "2,700.0"], (",", None, "1000"), ()),
        ("đồng", ["2.700,000", "1.900,000"], (".", ",", None), ("times: 1000",)),
        ("đồng", ["1250000", "2700000"], (None, None, None), ("is the unit VND/person/month?",)),
        ("nghìn đồng", ["1250000", "2700000"], (None, None, "1000"), ("are then below",)),
        ("nghìn đồng/năm", ["12500", "27000"], (None, None, "1000"), ("divide_by: 12",)),
    ],
)
def test_signs_and_units_of_vietnamese_incomes(
    heading: str,
    cells: list[str],
    said: tuple[str | None, str | None, str | None],
    checks: tuple[str, ...],
) -> None:
    """What cells and headings prove is drafted, what they leave open is said: all to be checked."""
    per = "" if "năm" in heading else "/tháng"
    name = f"Thu nhập bình quân đầu người{per} ({heading})"
    found = drafted({name: cells})
    section = sources(found)
    drafted_so = (section.get("thousands"), section.get("decimal"))
    assert (*drafted_so, section["income_per_capita"].get("times")) == said
    line = line_of(found, "income_per_capita:")
    assert "# check: " in line
    assert all(each in line for each in checks)


def test_decimal_commas_of_any_number_are_seen() -> None:
    """35,5 proves the sign; with it 2.700 of another column has thousands."""
    found = drafted({"Diện tích nhà ở": ["35,5", "60,25"], "income_per_capita": ["2.700", "900"]})
    assert (sources(found)["thousands"], sources(found)["decimal"]) == (".", ",")
    assert "# check" not in line_of(found, "floor_area:")
    assert line_of(found, "decimal:").endswith("# check: the decimal sign in Diện tích nhà ở")
    table = Table(survey_of(pl.DataFrame({"x": ["1"]})), reading={"decimal": ",", "thousands": "."})
    assert draft({"household": table}).text.count("decimal: ") == 1


def test_common_headings_are_to_be_checked() -> None:
    """Names that lists use beside the codebook's: the cells tell which variable is meant."""
    columns: dict[str, list[Any]] = {
        "Nông thôn/Thành thị": ["Nông thôn", "Thành thị"],
        "Tường": ["Bền chắc", "Không bền chắc"],
        "Cột": ["Bê tông cốt thép", "Gạch/đá"],
        "Mái": ["Bền chắc", "Bền chắc"],
        "Nước ăn": ["Giếng khoan", "Nước máy"],
        "Đài": ["Có", "Không"],
        "Máy tính": ["Có", "Không"],
    }
    found = drafted(columns)
    known = {source["column"]: name for name, source in sources(found).items() if source}
    names = ("area", "wall", "column_material", "roof", "water_source", "has_radio", "has_desktop")
    assert known == dict(zip(columns, names, strict=True))
    assert all("# check: is this" in line_of(found, f"{name}:") for name in names)


def test_year_of_the_round_is_drafted_where_no_column_has_it() -> None:
    """Rounds are told apart by it; a column of the survey goes before."""
    for columns, source in (
        ({"household_id": ["1"]}, {"constant": "2024"}),
        ({"Năm rà soát": ["2023"]}, {"column": "Năm rà soát"}),
    ):
        table = Table(survey_of(pl.DataFrame(columns), "ho-2024.xlsx"))
        assert sources(draft({"household": table}))["survey_year"] == source


def test_cells_that_are_no_numbers_rule_a_column_out() -> None:
    """A heading that is merely like a variable's gives way to its cells; a sure one is marked."""
    assert drafted({"Nhân khẩu": ["Lan", "Ban"]}).matched == 0
    table = Table(survey_of(pl.DataFrame({"Hưởng trợ cấp xã hội hàng tháng": ["có"]})))
    found = draft({"household": table, "member": table})
    assert "social_benefit: {column: " in found.text
    sure = drafted({"Số nhân khẩu": ["Lan", "Ban"]})
    assert line_of(sure, "household_size:").endswith("# check: 0 of 2 cells are numbers")


def test_key_that_is_blank_or_repeats_is_to_be_checked() -> None:
    """The rows under a table, a total or a signature, have no id: the draft says so."""
    line = line_of(drafted({"Mã hộ": ["1", "1", None, " "]}), "household_id:")
    assert line.endswith("# check: 2 rows have no value; 1 row repeats a value of another")


# What is open


def test_what_a_standard_cannot_do_without_is_open() -> None:
    """Required variables without a column are open lines; the rest are comments to fill in."""
    found = drafted({"note": ["a"]})
    needed = ["household_id", "area", "household_size", "income_per_capita"]
    assert found.open == ("round", *(f"household.{name}" for name in needed))
    absent = [name for name in HOUSEHOLD if name not in needed]
    assert all(f"\n  # {name}:  # " in found.text for name in absent)


def test_another_income_will_do() -> None:
    """Where one kind of income is there, none is open; members make sizes."""
    frame = pl.DataFrame({"household_id": ["1"], "area": ["rural"], "household_income": ["1"]})
    members = pl.DataFrame({"household_id": ["1"], "age": ["3"]})
    found = draft(
        {
            "household": Table(survey_of(frame, "2024.csv")),
            "member": Table(survey_of(members, "members.csv")),
        }
    )
    assert found.open == ("member.person_id",)


def test_draft_with_open_lines_is_refused_by_name(tmp_path: Path) -> None:
    """Each open line is named with its place; filled in, the map loads."""
    survey, columns = tmp_path / "survey.csv", tmp_path / "map.yaml"
    survey.write_text("ma,area,n,income_per_capita\na,9,1,5\n", encoding="utf-8")
    done = run("map", survey, "-o", columns)
    assert done.code == 0, done.errors
    keys = ("round", "household.household_id", "household.household_size", "household.area.codes.9")
    assert "4 lines are empty" in done.errors
    done = classified(survey, columns)
    assert done.code == 2
    assert all(f": {key}: has no value" in done.errors for key in keys)
    text = columns.read_text(encoding="utf-8")
    for old, new in (
        ("\nround:", "\nround: 2024"),
        ("  household_id:", "  household_id: {column: ma}"),
        ("  household_size:", "  household_size: {column: n}"),
        ("      9:", "      9: rural"),
    ):
        assert text.count(f"{old}  #") == 1
        text = text.replace(f"{old}  #", f"{new}  #")
    columns.write_text(text, encoding="utf-8")
    assert classified(survey, columns).code == 0


def classified(survey: Path, columns: Path) -> Done:
    """Classify a survey by a map."""
    return run("classify", survey, "--columns", columns, *NEW)


# Files of strangers

ODD = st.text(min_size=1, max_size=12).filter(lambda text: text.strip() and "\0" not in text)


@given(headings=st.lists(ODD, min_size=1, max_size=6, unique_by=lambda text: text.strip()))
@examples(40)
def test_words_of_strangers_stay_words(headings: list[str]) -> None:
    """Whatever headings and codes hold, the draft is YAML that says them and nothing else."""
    columns = {heading: [heading, "x"] for heading in headings}
    survey = survey_of(pl.DataFrame({"area": headings, "toilet": headings[::-1]}), "\n: {x}")
    found = draft({"household": Table(survey)})
    data = yaml.load(found.text, yaml.BaseLoader)  # noqa: S506 -- loads nothing but text
    assert {*data} <= {"survey", "round", "household"}
    assert {*data["household"]} <= {*HOUSEHOLD}
    labels = {heading: heading for heading in columns}
    found = draft({"household": Table(survey_of(pl.DataFrame(columns), "a"), Labels(labels))})
    data = yaml.load(found.text, yaml.BaseLoader)  # noqa: S506 -- as above
    assert {*data} <= {"survey", "round", "household"}


@pytest.mark.parametrize(
    "name", ["true", "null", "~", "0x", "a: b", "#", "- x", '"', "ß\u2028a", "é"]
)
def test_names_that_yaml_would_take_for_more(tmp_path: Path, name: str) -> None:
    """A column's name comes back as it is."""
    labels = Labels({name: "mã hộ"})
    found = draft({"household": Table(survey_of(pl.DataFrame({name: ["1"]}), "x-2024"), labels)})
    text = found.text.replace("\n  area:", "\n  # area:").replace("\n  household_size:", "\n  #:")
    path = tmp_path / "map.yaml"
    path.write_text(text.replace("\n  income_per_capita:", "\n  #:"), encoding="utf-8")
    source: Any = load_map(path).columns.household["household_id"]
    assert source.column == name


# Names of the codebook

NAMES = st.lists(st.sampled_from(list(HOUSEHOLD.values())), unique=True, max_size=12)


def _cell(variable: Variable) -> str:
    """Return a cell that a variable may be true."""
    if variable.codes:
        return variable.codes[-1]
    return "2024-01-31" if variable.type == "date" else "3"


@given(chosen=NAMES)
@examples(25)
def test_codebook_names_need_no_edit(tmp_path_factory: pytest.TempPathFactory, chosen: Any) -> None:
    """The draft of a file with the codebook's own names and codes classifies it as it is."""
    needed = ("household_id", "area", "household_size", "income_per_capita")
    every = dict.fromkeys([*(HOUSEHOLD[name] for name in needed), *chosen])
    folder = tmp_path_factory.mktemp("named")
    survey, columns = folder / "survey-2024.csv", folder / "map.yaml"
    cells = {v.name: _cell(v) for v in every} | {"income_per_capita": "1500000"}
    cells |= {"survey_year": "2024"} if "survey_year" in cells else {}
    pl.DataFrame({name: [cell] for name, cell in cells.items()}).write_csv(survey)
    done = run("map", survey, "-o", columns)
    assert done.code == 0, done.errors
    assert "open" not in done.errors
    by_map = run("classify", survey, "--columns", columns, *NEW, "-q")
    assert (by_map.code, by_map.out) == (0, run("classify", survey, *NEW, "-q").out), by_map.errors


# The command


def test_schema_is_for_maps() -> None:
    """The schema takes the shipped maps, knows the variables, and refuses an open line."""
    done = run("map", "--schema")
    assert done.code == 0
    assert json.loads(done.out) == map_schema()
    checker = Draft202012Validator(map_schema())
    checker.check_schema(map_schema())
    source = {"column": "a"}
    good = {"survey": "s", "round": 1, "household": {"household_id": source}}
    assert not list(checker.iter_errors(good))
    placed = {"sheet": "Hộ", "range": "B4:", "heading_rows": 2, "thousands": ".", "decimal": ","}
    section = {**placed, "encoding": "tcvn3", "household_id": source}
    both = {"household": section, "member": {**section, "person_id": source}}
    assert not list(checker.iter_errors({**good, **both}))
    for wrong in (
        {**good, "household": {**section, "sheet": None}},
        {**good, "household": {**section, "heading_rows": 0}},
        {**good, "household": {**section, "thousands": "x"}},
        {**good, "household": {"household_id": None}},
        {**good, "household": {"household_id": {"colum": "a"}}},
        {**good, "extra": 1},
    ):
        assert list(checker.iter_errors(wrong))
    assert {*HOUSEHOLD} <= {*map_schema()["properties"]["household"]["properties"]}


def test_comments_in_vietnamese(tmp_path: Path) -> None:
    """`--lang vi` writes the comments of the draft in Vietnamese."""
    survey = tmp_path / "survey.csv"
    survey.write_text("a\n1\n", encoding="utf-8")
    done = run("map", survey, "--lang", "vi")
    assert done.code == 0, done.errors
    assert "mã hộ" in done.out
    assert "household identifier" not in done.out


def test_what_map_cannot_do(tmp_path: Path) -> None:
    """Without a survey, or over it, nothing is written."""
    survey = tmp_path / "survey.csv"
    survey.write_text("a\n1\n", encoding="utf-8")
    assert run("map").code == 2
    assert run("map", survey, "-o", survey).code == 2
    assert survey.read_text(encoding="utf-8") == "a\n1\n"


# The round


def classified_by_round(folder: Path, stated: str, year: str, *options: str) -> Done:
    """Classify a household of 2025 by a map that states a round, and takes the year from `year`."""
    survey, columns = folder / "survey.csv", folder / "map.yaml"
    survey.write_text("household_id,area,household_size,nam\na,rural,1,2025\n", encoding="utf-8")
    columns.write_text(
        f"survey: s\nround: {stated}\nhousehold:\n"
        + "".join(f"  {n}: {{column: {n}}}\n" for n in ("household_id", "area", "household_size"))
        + f"  income_per_capita: {{constant: 1}}\n  survey_year: {year}\n",
        encoding="utf-8",
    )
    return run("classify", survey, "--columns", columns, *options)


@pytest.mark.parametrize(
    ("stated", "options", "code"),
    [
        ("2024", ("--year", "2024"), 0),
        ("2024", ("--year", "2023"), 2),
        ("2024", (), 2),
        ("2025", (), 0),
        ("first", ("--year", "2023"), 0),
        ("2024", NEW, 0),
    ],
)
def test_round_and_year_do_not_contradict(
    tmp_path: Path, stated: str, options: tuple[str, ...], code: int
) -> None:
    """A round that is another year than the one that chooses the standard stops the work."""
    done = classified_by_round(tmp_path, stated, "{column: nam}", *options)
    assert done.code == code, done.errors
    if code:
        year = f"--year is {options[1]}" if options else "survey_year is 2025"
        assert f"map.yaml:2:1: round: the round of the map is 2024, and {year}" in done.errors


@pytest.mark.parametrize(
    ("stated", "options", "said"),
    [
        ("2025", NEW, "survey_year is 2024 in every row, and the round of the map is 2025"),
        ("x", ("--year", "2025"), "survey_year is 2024 in every row, and --year is 2025"),
        ("2024", NEW, ""),
        ("x", NEW, ""),
    ],
)
def test_a_year_that_is_left_over_is_warned_of(
    tmp_path: Path, stated: str, options: tuple[str, ...], said: str
) -> None:
    """A copy of the map of the year before may keep its `survey_year`."""
    done = classified_by_round(tmp_path, stated, "{constant: 2024}", *options)
    assert done.code == 0, done.errors
    assert (
        f"warning: map.yaml: {said}" in done.errors if said else "in every row" not in done.errors
    )


@pytest.mark.parametrize(
    "command",
    [
        ("classify",),
        ("summarize",),
        ("validate",),
        ("report", "-o", "report.html"),
        ("explain", "1"),
        ("diff", "--from", "vn-2016-2020", "--to", "vn-2022-2025"),
    ],
    ids=lambda command: command[0],
)
def test_every_command_warns_of_years_that_lie_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """The year of the rows, that of a map and --year are held against each other everywhere."""
    monkeypatch.chdir(tmp_path)
    name, *options = command
    head = "household_id,survey_year,area,household_size,income_per_capita"
    rows = ["1,2024,rural,3,9", "2,2025,rural,3,9"]
    Path("own.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    sources = "".join(f"  {n}: {{column: {n}}}\n" for n in head.split(",") if n != "survey_year")
    for year in ("{column: survey_year}", "{constant: 2024}"):
        text = f"survey: x\nround: '2025'\nhousehold:\n{sources}  survey_year: {year}\n"
        Path("map.yaml").write_text(text, encoding="utf-8")
        asked = [*options, *([] if name == "diff" else NEW)]
        done = run(name, "own.csv", *asked, "--columns", "map.yaml")
        said = "map.yaml: survey_year is 2024 in every row"
        if "column" in year:
            said = "own.csv: survey_year is 2024 in some rows or all"
        assert f"warning: {said}, and the round of the map is 2025" in done.errors
    if name != "diff":
        done = run(name, "own.csv", *options, "--year", "2025")
        assert "survey_year is 2024 in some rows or all, and --year is 2025" in done.errors
        Path("same.csv").write_text(f"{head}\n{rows[1].replace('2,', '1,', 1)}\n", "utf-8")
        assert "survey_year is" not in run(name, "same.csv", *options, "--year", "2025").errors


def test_ids_are_no_constants() -> None:
    """What tells households and persons apart is not the same for all of them."""
    found = draft(
        {
            level: Table(survey_of(pl.DataFrame({"x": ["1"]}), "a.csv"))
            for level in ("household", "member")
        }
    )
    for line in found.text.splitlines():
        assert ("{constant: …}" in line) <= ("_id:" not in line)


def test_heading_with_a_line_break_is_told_as_it_is_to_be_written(tmp_path: Path) -> None:
    """What a draft lists can be copied, and a wrong copy is told how it is written.

    A line break is a space for who reads it, and is read by a map that has spaces there.
    """
    heading = "Khu vực/\nghi mã"
    found = drafted({heading: ["r"], "STT": [1]})
    [line] = [x for x in found.text.splitlines() if "Columns without a variable" in x]
    quoted = r'"Khu vực/\nghi mã"'
    assert quoted in line
    assert "(copy a name in quotes with its quotes)" in line
    assert yaml.safe_load(f"area: {quoted}") == {"area": heading}
    survey, columns = tmp_path / "survey.csv", tmp_path / "map.yaml"
    survey.write_text(f'"{heading}",household_size,income_per_capita\nr,1,5\n', encoding="utf-8")
    said = (
        "survey: s\nround: 2024\nhousehold:\n  household_id: row_number\n  household_size: "
        "{column: household_size}\n  income_per_capita: {column: income_per_capita}\n"
        "  area: {column: %s, codes: {r: rural}}\n"
    )
    columns.write_text(said % r"'Khu vực/\nghi mã'", encoding="utf-8")
    done = classified(survey, columns)
    assert done.code == 2
    assert f"; write it with double quotes: {quoted}" in done.errors
    for written in (quoted, "Khu vực/ ghi mã", "'Khu vực/  ghi mã '"):
        columns.write_text(said % written, encoding="utf-8")
        assert classified(survey, columns).code == 0
    twice = f'"{heading}","Khu vực/  ghi mã",household_size,income_per_capita\nr,r,1,5\n'
    survey.write_text(twice, encoding="utf-8")
    columns.write_text(said % "Khu vực/ ghi mã", encoding="utf-8")
    done = classified(survey, columns)
    assert done.code == 2
    assert f'with double quotes: {quoted}, "Khu vực/  ghi mã"' in done.errors
    columns.write_text(said % quoted, encoding="utf-8")
    assert classified(survey, columns).code == 0


@pytest.mark.parametrize(
    "source",
    [
        "{column: A B}",
        "{column: A B, times: 1}",
        "{sum: [A B, C D]}",
        "{difference: [A B, C D]}",
        "{first_known: [{column: A B}, {column: C D}]}",
    ],
)
def test_every_source_reads_headings_with_line_breaks(tmp_path: Path, source: str) -> None:
    """Also those that read several columns, or have others within them."""
    survey, columns = tmp_path / "survey.csv", tmp_path / "map.yaml"
    survey.write_text('"A\nB","C\n  D"\n1,0\n', encoding="utf-8")
    said = (
        "survey: s\nround: 2024\nhousehold:\n  household_id: row_number\n  area: {constant: rural}"
        f"\n  income_per_capita: {{column: A B}}\n  household_size: {{constant: 1}}"
        f"\n  floor_area: {source}\n"
    )
    columns.write_text(said, encoding="utf-8")
    done = classified(survey, columns)
    assert done.code == 0, done.errors


def test_open_lines_are_all_named(tmp_path: Path) -> None:
    """Also those deep within a source, and all at once."""
    path = tmp_path / "map.yaml"
    path.write_text(
        "survey: s\nround:\nhousehold:\n  household_id: {join: [a, ~]}\n", encoding="utf-8"
    )
    with pytest.raises(ColumnMapError) as raised:
        load_map(path)
    assert [problem.subject for problem in raised.value.problems] == [
        "round",
        "household.household_id.join[1]",
    ]


def test_codes_and_units_are_in_the_readers_language() -> None:
    """Codes are told in Vietnamese with what they mean, and units that are words are translated."""
    frame = pl.DataFrame({"Nguồn nước sinh hoạt": ["Nước máy", "?"]})
    text = draft({"household": Table(survey_of(frame, "survey"))}, "vi").text
    assert "# được phép: piped = Nước máy; drilled_well = Nước giếng khoan; " in text
    assert "# dependants:  # số người phụ thuộc (người)\n" in text
    assert "(yes = Có; no = Không)" in text
    assert "persons" not in text
