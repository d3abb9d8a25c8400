"""Column maps: what each kind of source makes of a survey's cells, and what it leaves alone."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from maps import MEMBER, PLAIN, Source, applied, as_written, column, map_text, write_map
from places import TESTS
from polars.testing import assert_frame_equal
from second_reading import Row, either

import mdpoverty
from mdpoverty import cli

NEW, OLD = "vn-2022-2025", "vn-2016-2020"
LINE_2022, LINE_2016 = 1_500_000, 700_000  # of rural areas, VND per person per month
ON_THE_LINE, ABOVE_IT = ("near_poor", "non_poor")
OWN_STANDARD = TESTS / "cases" / "made-up-2099.yaml"
# Under vn-2022-2025 the one answer that decides an indicator: deprived where nobody uses it.
ANSWER = {"yes": "0", "no": "1", "": ""}
# All indicators of vn-2022-2025 answered: no deprivation, so that the income alone decides.
NOT_DEPRIVED: dict[str, Source] = {
    name: {"constant": "no"}
    for name in (
        *("employment", "dependency", "nutrition", "health_insurance", "adult_education"),
        *("child_schooling", "housing_quality", "housing_area", "water", "sanitation", "telecom"),
        "information_assets",
    )
}


def problems(folder: Path, columns: dict[str, list[Any]], **sources: Source) -> list[str]:
    """Return what is said of each refused row, in order."""
    path = write_map(folder, PLAIN | sources)
    _, refused = mdpoverty.classify(pl.DataFrame(columns), NEW, columns=path, rejects=True)
    return refused["problems"].to_list()


# Codes


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(["2", "1"], id="text"),
        pytest.param([" 2 ", "1.0"], id="text with space and decimals"),
        pytest.param([2, 1], id="integers"),
        pytest.param([2.0, 1.0], id="floats"),
    ],
)
def test_codes_are_recoded(tmp_path: Path, cells: list[Any]) -> None:
    """A code has the meaning that the map gives it, however its column is typed."""
    area = {"column": "ttnt", "codes": {"1": "urban", "2": "rural"}}
    profile = applied(tmp_path, {"ttnt": cells}, area=area)
    assert column(profile, "area") == ["rural", "urban"]


def test_codes_mean_what_the_map_says(tmp_path: Path) -> None:
    """The same codes mean the opposite in another map: nothing is taken from the code itself."""
    for codes, expected in (
        ({"1": "yes", "2": "no"}, ["0", "1"]),
        ({"1": "no", "2": "yes"}, ["1", "0"]),
        ({"1": "no", "2": "no"}, ["1", "1"]),
    ):
        internet = {"column": "q", "codes": codes}
        profile = applied(tmp_path, {"q": ["1", "2"]}, uses_internet=internet)
        assert column(profile, "telecom") == expected


def test_code_with_a_nought_is_another_code(tmp_path: Path) -> None:
    """01 and 1 are two codes, as are a and A."""
    codes = {"01": "first", "1": "second", "a": "third", "A": "fourth"}
    cells = {"q": ["1", "01", "A", "a"]}
    profile = applied(tmp_path, cells, province={"column": "q", "codes": codes})
    assert column(profile, "province") == ["second", "first", "fourth", "third"]


def test_text_is_recoded_to_any_text(tmp_path: Path) -> None:
    """A code for a text may have any meaning: capitals, commas and quotes stay."""
    meanings = {"1": 'Hà "Giang", Việt Nam', "2": "=1+1", "3": "Sơn La\ntỉnh"}
    profile = applied(tmp_path, {"q": [1, 2, 3]}, province={"column": "q", "codes": meanings})
    assert column(profile, "province") == list(meanings.values())


@pytest.mark.parametrize("in_map", ["NFC", "NFD"])
@pytest.mark.parametrize("in_survey", ["NFC", "NFD"])
def test_words_typed_in_two_ways_are_one(tmp_path: Path, in_map: Any, in_survey: Any) -> None:
    """A code or a column of Vietnamese letters is found, composed or not, in map and survey."""
    code, name = (unicodedata.normalize(in_map, word) for word in ("thành phố", "khu vực"))
    text = map_text(
        {
            **{k: v for k, v in PLAIN.items() if k != "area"},
            "area": {"column": name, "codes": {code: "urban"}, "others": "rural"},
        }
    )
    path, survey = tmp_path / "map.yaml", tmp_path / "survey.csv"
    path.write_text(text, encoding="utf-8")
    cells = "id,khu vực\nA,thành phố\nB,bản\n"
    survey.write_text(unicodedata.normalize(in_survey, cells), encoding="utf-8")
    output = tmp_path / "profile.csv"
    arguments = ["classify", str(survey), "--columns", str(path), "-o", str(output), "-q"]
    assert cli.run([*arguments, "--standard", NEW]) == 0
    assert column(rows_of(output), "area") == ["urban", "rural"]


def test_code_that_the_map_has_not_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A code without a meaning refuses its row: line, column, value, the map's codes, exit 3."""
    area = {"column": "ttnt", "codes": {"1": "urban", "2": "rural"}}
    path, survey = write_map(tmp_path, PLAIN | {"area": area}), tmp_path / "survey.csv"
    survey.write_text("id,ttnt\nA,1\nB,3\nC,2\n")
    arguments = ["classify", str(survey), "--columns", str(path), "--standard", NEW]
    assert cli.run([*arguments, "-o", str(tmp_path / "profile.csv")]) == 3
    said = capsys.readouterr().err
    assert "survey.csv: 1 row refused" in said
    assert "  area (from ttnt): code is not in the column map (1 row: line 3 '3')\n" in said
    assert "    allowed: 1, 2\n" in said
    assert not (tmp_path / "profile.csv").exists()


@pytest.mark.parametrize("language", ["en", "vi"])
def test_refused_rows_name_label_and_column(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Vietnamese reader is told the variable's label and the file's own column, not its id."""
    path, survey = write_map(tmp_path, PLAIN), tmp_path / "survey.csv"
    rejects = tmp_path / "rejects.csv"
    survey.write_text("id,ttnt\n,1\nB,3\nC,2\n")
    arguments = ["classify", str(survey), "--columns", str(path), "--standard", NEW, "--lang"]
    assert cli.run([*arguments, language]) == 3
    said = capsys.readouterr().err
    to = ["-o", str(tmp_path / "profile.csv"), "--rejects", str(rejects)]
    assert cli.run([*arguments, language, *to]) == 0
    refused = rejects.read_text(encoding="utf-8")
    name = "mã hộ (từ cột id)" if language == "vi" else "household_id (from id)"
    assert f"  {name}: " in said
    assert f",{name} " in refused
    assert ("household_id" in said + refused) == (language == "en")


def test_codes_of_the_codebook_are_unknown_where_a_map_has_codes(tmp_path: Path) -> None:
    """Where a map recodes, a cell that is already a code of the codebook is no code of the map."""
    area = {"column": "ttnt", "codes": {"1": "urban"}}
    assert problems(tmp_path, {"id": ["A"], "ttnt": ["rural"]}, area=area) == [
        "area (from ttnt) code is not in the column map"
    ]


def test_others_speaks_for_every_other_code(tmp_path: Path) -> None:
    """With `others` no code is unknown; a blank stays blank, and so does what means missing."""
    wage = {"column": "q", "codes": {"1": "yes"}, "others": "no", "missing": [9]}
    cells = {"q": ["1", "2", "x", "", " ", "9", None]}
    profile = applied(tmp_path, cells, uses_internet=wage)
    assert column(profile, "telecom") == ["0", "1", "1", "", "", "", ""]


# Missing

MISSING = [
    pytest.param(["9", "1"], id="text"),
    pytest.param(["9.0", "1"], id="text with decimals"),
    pytest.param([" 9", "1"], id="text with space"),
    pytest.param([9, 1], id="integers"),
    pytest.param([9.0, 1.0], id="floats"),
]


@pytest.mark.parametrize("cells", MISSING)
@pytest.mark.parametrize("where", ["column", "map"])
@pytest.mark.parametrize(
    ("name", "source", "known", "shown"),
    [
        pytest.param("weight", {}, "1", "weight", id="a number"),
        pytest.param("income_per_capita", {"times": 2}, "2", "income_per_capita", id="times"),
        pytest.param("uses_internet", {"codes": {"1": "yes"}}, "0", "telecom", id="codes"),
        pytest.param("uses_internet", {"at_most": 1}, "0", "telecom", id="limits"),
        pytest.param("province", {}, "1", "province", id="text"),
    ],
)
def test_code_that_means_missing(  # noqa: PLR0913, PLR0917 -- the cells, the source, where, what
    tmp_path: Path, cells: list[Any], where: str, name: str, source: Source, known: str, shown: str
) -> None:
    """A cell that means missing is blank in every kind of source; the next code is not."""
    own = {"column": "q", **source} | ({"missing": [9]} if where == "column" else {})
    path = write_map(tmp_path, PLAIN | {name: own}, missing=[9] if where == "map" else [])
    frame = pl.DataFrame({"id": ["A", "B"], "q": cells})
    profile = mdpoverty.classify(frame, NEW, columns=path, rejects=True)[0]
    found = dict(zip(profile["household_id"], profile[shown].cast(pl.String), strict=True))
    assert Decimal(found["B"]) == Decimal(known)
    # A blank weight is refused: the row is not there.
    assert found.get("A") is None


@pytest.mark.parametrize("code", ["99", "-1", ".", "NA", "không biết", "099"])
def test_any_cell_may_mean_missing(tmp_path: Path, code: str) -> None:
    """Whatever stands in a cell may mean missing; without the map it is refused."""
    cells = {"id": ["A"], "q": [code]}
    source = {"column": "q", "at_least": 0}
    profile = applied(tmp_path, cells, uses_internet=source | {"missing": [code]})
    assert column(profile, "telecom") == [""]
    if code in ("99", "-1", "099"):
        profile = applied(tmp_path, cells, uses_internet=source)
        assert column(profile, "telecom") == ["1" if code == "-1" else "0"]
    else:
        assert len(problems(tmp_path, cells, uses_internet=source)) == 1


def test_missing_holds_for_its_source_alone(tmp_path: Path) -> None:
    """A code that means missing for one variable is a value for another of the same column."""
    profile = applied(
        tmp_path,
        {"q": ["9", "8"]},
        province={"column": "q", "missing": [9]},
        district={"column": "q"},
    )
    assert column(profile, "province") == ["", "8"]
    assert column(profile, "district") == ["9", "8"]


def test_missing_for_all_holds_in_ids_too(tmp_path: Path) -> None:
    """What means missing in the whole map means so in every column, the id included."""
    path = write_map(tmp_path, PLAIN, missing=["A"])
    frame = pl.DataFrame({"id": ["A", "B"]})
    profile, refused = mdpoverty.classify(frame, NEW, columns=path, rejects=True)
    assert profile["household_id"].to_list() == ["B"]
    assert refused["problems"].to_list() == ["household_id (from id) is missing"]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        pytest.param({"column": "q"}, "telecom", id="column"),
        pytest.param({"column": "q", "codes": {"1": "yes", "2": "no"}}, "telecom", id="codes"),
        pytest.param(
            {"column": "q", "codes": {"1": "yes"}, "others": "no"}, "telecom", id="others"
        ),
        pytest.param({"column": "q", "at_least": 0}, "telecom", id="limits"),
        pytest.param({"column": "q", "times": 2}, "income_per_capita", id="times"),
        pytest.param({"column": "q", "decimals": 2}, "income_per_capita", id="decimals"),
        pytest.param({"join": ["id", "q"]}, "province", id="join"),
        pytest.param({"first_known": [{"column": "q"}, {"column": "q"}]}, "telecom", id="first"),
        pytest.param({"any_of": [{"column": "q"}, {"column": "q"}]}, "telecom", id="any of"),
    ],
)
@pytest.mark.parametrize("blank", ["", " ", "\N{NO-BREAK SPACE}", None])
def test_blank_stays_unknown(tmp_path: Path, source: Source, shown: str, blank: str | None) -> None:
    """A blank is unknown in every kind of source, while a 1 is known."""
    name = "uses_internet" if shown == "telecom" else shown
    profile = applied(tmp_path, {"q": [blank, "1"]}, **{name: source})
    unknown, known = column(profile, shown)
    assert (unknown, bool(known)) == ("", True)


# Numbers


@pytest.mark.parametrize(
    ("source", "standard", "on", "above"),
    [
        pytest.param({"times": 1000}, NEW, "1500", "1500.001", id="thousands"),
        pytest.param({"times": 1000}, NEW, "1500", "1500.00000000001", id="by the last digit"),
        pytest.param({"times": 1_000_000}, NEW, "1.5", "1.50000000000001", id="millions"),
        pytest.param({"divide_by": 12}, NEW, "18000000", "18000000.0001", id="a year"),
        pytest.param({"times": 1000, "divide_by": 12}, NEW, "18000", "18000.001", id="both"),
        pytest.param({"times": "1/12"}, NEW, "18000000", "18000001", id="a fraction"),
        pytest.param({"times": 0.1}, NEW, "15000000", "15000001", id="a tenth"),
        pytest.param({"divide_by": 0.003}, NEW, "4500", "4500.001", id="over a decimal"),
    ],
)
def test_scaled_amount_on_a_line_stays_on_it(
    tmp_path: Path, source: Source, standard: str, on: str, above: str
) -> None:
    """An amount that comes to lie on an income line is on it, exactly; the next one is above."""
    income = {"column": "q", **source}
    cells = {"q": [on, above]}
    profile = applied(tmp_path, cells, standard, income_per_capita=income, **NOT_DEPRIVED)
    assert column(profile, "class") == [ON_THE_LINE, ABOVE_IT]
    assert column(profile, "income_per_capita")[0] == str(LINE_2022)


def test_tenths_of_a_million_are_exact(tmp_path: Path) -> None:
    """0.7 million is the line of 2016-2020, though doubles have no 0.7."""
    income = {"column": "q", "times": 1_000_000}
    cells = {"q": ["0.7", "0.700001", "0.699999"]}
    profile = applied(tmp_path, cells, OLD, income_per_capita=income)
    assert column(profile, "income_per_capita") == ["700000", "700001", "699999"]
    assert column(profile, "basis") == ["income", "", "income"]
    assert LINE_2016 == 700_000


def test_decimals_round(tmp_path: Path) -> None:
    """Numbers are rounded to the decimals that the map says, after they are scaled."""
    cells = {"q": ["1.23456", "1.23454", "-1.23456", "7"]}
    profile = applied(tmp_path, cells, income_per_capita={"column": "q", "decimals": 4})
    assert column(profile, "income_per_capita") == ["1.2346", "1.2345", "-1.2346", "7"]
    scaled = {"column": "q", "times": 1000, "decimals": 1}
    profile = applied(tmp_path, cells, income_per_capita=scaled)
    assert column(profile, "income_per_capita") == ["1234.6", "1234.5", "-1234.6", "7000"]


LONG = "322.9722008679479"  # 16 digits, as statistical programs write a weight


def test_long_numbers_need_decimals(tmp_path: Path) -> None:
    """A number of 16 digits is refused as it stands and read where `decimals` rounds it."""
    cells = {"id": ["A", "B"], "q": [LONG, "322.972200867948"]}
    assert problems(tmp_path, cells, weight={"column": "q"}) == ["weight (from q) is not a number"]
    assert len(problems(tmp_path, cells, weight={"column": "q", "times": 1})) == 1
    profile = applied(tmp_path, cells, weight={"column": "q", "decimals": 6})
    assert column(profile, "weight") == ["322.972201", "322.972201"]


@pytest.mark.parametrize("cell", ["1,500", "1e3", "12 000", "x", "--1"])
def test_scaling_does_not_make_a_number_of_what_is_none(tmp_path: Path, cell: str) -> None:
    """What is no number is none after scaling or rounding: the row is refused."""
    for source in ({"times": 1000}, {"decimals": 2}, {"divide_by": 12}):
        said = problems(
            tmp_path, {"id": ["A"], "q": [cell]}, income_per_capita={"column": "q", **source}
        )
        assert said == ["income_per_capita (from q) is not a number"]


def test_range_is_checked_after_scaling(tmp_path: Path) -> None:
    """What a variable cannot be is refused as ever: a negative weight, half a person."""
    cells = {"id": ["A"], "q": ["-1"], "n": ["1.5"]}
    said = problems(
        tmp_path, cells, weight={"column": "q", "times": 2}, household_size={"column": "n"}
    )
    assert said == [
        "household_size (from n) is not a whole number; weight (from q) is below 0",
    ]


LIMITS = {
    "at_least": ("no", "yes", "yes"),
    "above": ("no", "no", "yes"),
    "at_most": ("yes", "yes", "no"),
    "below": ("yes", "no", "no"),
}


@pytest.mark.parametrize("cells", [["0.9999", "1", "1.0001"], [0.9999, 1.0, 1.0001]])
@pytest.mark.parametrize("limit", LIMITS)
def test_limits_give_yes_or_no(tmp_path: Path, limit: str, cells: list[Any]) -> None:
    """A number below, on and above a limit is within it as the law's words say."""
    profile = applied(tmp_path, {"q": cells}, uses_internet={"column": "q", limit: 1})
    assert column(profile, "telecom") == [ANSWER[answer] for answer in LIMITS[limit]]


def test_limits_may_be_a_range(tmp_path: Path) -> None:
    """A lower and an upper limit are a range; what is no number is refused."""
    source = {"column": "q", "at_least": 2, "below": 4}
    cells = {"q": ["1", "2", "3.9", "4"]}
    profile = applied(tmp_path, cells, uses_internet=source)
    assert column(profile, "telecom") == ["1", "0", "0", "1"]
    said = problems(tmp_path, {"id": ["A"], "q": ["many"]}, uses_internet=source)
    assert said == ["uses_internet (from q) is not a known answer"]


# Several sources


def test_first_known_takes_the_first_that_is_not_blank(tmp_path: Path) -> None:
    """The first source with a cell counts, whatever the next one says."""
    parts = [{"column": "q", "codes": {"1": "yes", "2": "no"}, "missing": [9]}, {"column": "r"}]
    cells = {"q": ["1", "2", "9", "", "9"], "r": ["no", "yes", "yes", "no", ""]}
    profile = applied(tmp_path, cells, uses_internet={"first_known": parts})
    assert column(profile, "telecom") == ["0", "1", "0", "1", ""]


def test_first_known_of_numbers(tmp_path: Path) -> None:
    """Sources of a number may have units of their own."""
    parts = [{"column": "year", "divide_by": 12}, {"column": "month"}]
    cells = {"year": ["24", "", ""], "month": ["5", "5", ""]}
    profile = applied(tmp_path, cells, income_per_capita={"first_known": parts})
    assert column(profile, "income_per_capita") == ["2", "5", ""]


@pytest.mark.parametrize("kind", ["first_known", "any_of"])
def test_unreadable_part_refuses(tmp_path: Path, kind: str) -> None:
    """A part that cannot be read refuses the row, though the other part has an answer."""
    parts = [{"column": "q", "codes": {"1": "yes", "2": "no"}}, {"column": "r"}]
    cells = {"id": ["A", "B", "C"], "q": ["3", "1", "1"], "r": ["yes", "maybe", "yes"]}
    found = len(problems(tmp_path, cells, uses_internet={kind: parts}))
    # `first_known` does not come to the second part where the first is known.
    assert found == (1 if kind == "first_known" else 2)


@pytest.mark.parametrize("others", [("", ""), ("", "no"), ("no", "no"), ("yes", "")])
def test_any_of_follows_kleene(tmp_path: Path, others: tuple[str, str]) -> None:
    """Yes where one part says yes, no where all say no, else unknown."""
    truths = {"yes": True, "no": False, "": None}
    rows = [(first, *others) for first in truths]
    cells: dict[str, list[Any]] = {name: [] for name in "qrs"}
    for row, name in product(rows, "qrs"):
        cells[name].append(row["qrs".index(name)])
    source = {"any_of": [{"column": name} for name in "qrs"]}
    profile = applied(tmp_path, cells, uses_internet=source)
    back = {truth: ANSWER[word] for word, truth in truths.items()}
    expected = [back[either(*(truths[word] for word in row))] for row in rows]
    assert column(profile, "telecom") == expected


def test_sources_nest(tmp_path: Path) -> None:
    """Sources within sources are read alike."""
    source = {
        "any_of": [
            {"first_known": [{"column": "q", "at_least": 1}, {"constant": "no"}]},
            {"column": "r", "codes": {"a": "yes"}, "others": "no"},
        ]
    }
    cells = {"q": ["1", "0", "", ""], "r": ["b", "a", "b", ""]}
    profile = applied(tmp_path, cells, uses_internet=source)
    assert column(profile, "telecom") == ["0", "0", "1", ""]


def test_join_puts_cells_together(tmp_path: Path) -> None:
    """The cells of several columns become one text; one that is blank or missing blanks it."""
    cells: dict[str, list[Any]] = {"a": [" 01", "1", "1", "99"], "b": [1.0, 2.5, None, 3.0]}
    profile = applied(tmp_path, cells, missing=(99,), district={"join": ["a", "b"]})
    assert column(profile, "district") == ["01-1", "1-2.5", "", ""]


def test_row_number_is_an_id(tmp_path: Path) -> None:
    """A survey without ids may have its rows numbered."""
    profile = applied(tmp_path, {"id": ["x", "x", "x"]}, household_id="row_number")
    assert column(profile, "household_id") == ["1", "2", "3"]


def test_constant_is_the_same_in_every_row(tmp_path: Path) -> None:
    """A constant holds for every row: a code, a number, or a text with commas and quotes."""
    profile = applied(
        tmp_path,
        {"id": ["A", "B"]},
        area={"constant": "urban"},
        household_size={"constant": 3},
        weight={"constant": "2.5"},
        province={"constant": 'Mù "Cang", Chải'},
    )
    for name, cell in (
        ("area", "urban"),
        ("household_size", "3"),
        ("weight", "2.5"),
        ("province", 'Mù "Cang", Chải'),
    ):
        assert column(profile, name) == [cell, cell]


def test_constant_is_quoted_in_csv(tmp_path: Path) -> None:
    """A constant with a comma is one cell of the profile, in a survey without any quote."""
    place = {"constant": 'Mù "Cang", Chải'}
    path = write_map(tmp_path, PLAIN | {"province": place})
    survey, output = tmp_path / "survey.csv", tmp_path / "profile.csv"
    survey.write_text("id\nA\nB\n")
    arguments = ["classify", str(survey), "--columns", str(path), "--standard", NEW, "-q"]
    assert cli.run([*arguments, "-o", str(output)]) == 0
    assert column(rows_of(output), "province") == ['Mù "Cang", Chải'] * 2


# What a map may give


def test_decided_indicators_and_the_standard_are_given(tmp_path: Path) -> None:
    """A decided answer counts where the row's standard is the one applied."""
    sources: dict[str, Source] = {
        "water": {"column": "w", "codes": {"1": "yes", "2": "no"}},
        "standard": {"column": "s", "codes": {"new": NEW, "old": OLD}},
    }
    cells = {"w": ["1", "2", "1", ""], "s": ["new", "new", "old", "new"]}
    profile = applied(tmp_path, cells, **sources)
    assert column(profile, "water") == ["1", "0", "", ""]
    assert column(applied(tmp_path, cells, OLD, **sources), "water") == ["", "", "1", ""]


def test_indicator_of_another_standard_may_stand_in_a_map(tmp_path: Path) -> None:
    """A map serves several standards: each takes its own indicators and leaves the others."""
    sources: dict[str, Source] = {"health_care": {"column": "q"}, "nutrition": {"column": "q"}}
    for standard, own, other in (
        (NEW, "nutrition", "health_care"),
        (OLD, "health_care", "nutrition"),
    ):
        (row,) = applied(tmp_path, {"q": ["yes"]}, standard, **sources)
        assert row[own] == "1"
        assert other not in row


def test_own_inputs_of_a_standard_are_given(tmp_path: Path) -> None:
    """A map may give what a standard declares under inputs, and only for that standard."""
    rooms: Source = {"rooms": {"column": "q", "missing": [99]}}
    (row, blank) = applied(tmp_path, {"q": ["3", "99"]}, OWN_STANDARD, **rooms)
    assert (row["standard"], blank["standard"]) == ("made-up-2099", "made-up-2099")
    answers = set(row) - set(PLAIN) - {"survey_row"}
    assert any(row[name] != blank[name] for name in answers)
    with pytest.raises(mdpoverty.ColumnMapError, match="unknown variable"):
        applied(tmp_path, {"q": ["3"]}, NEW, **rooms)


def test_what_the_map_does_not_list_is_not_read(tmp_path: Path) -> None:
    """A column that is called like a variable is not read unless the map says so."""
    cells = {"uses_internet": ["yes"], "water": ["1"], "weight": ["-1"], "province": ["P"]}
    (row,) = applied(tmp_path, cells)
    assert (row["telecom"], row["water"]) == ("", "")
    assert not {"weight", "province"} & set(row)
    (row,) = applied(tmp_path, cells, uses_internet={"column": "uses_internet"})
    assert row["telecom"] == "0"


def test_columns_may_swap_their_names(tmp_path: Path) -> None:
    """A column that is called like one variable may hold another."""
    cells = {"province": ["D", "E"], "district": ["P", "Q"]}
    sources: dict[str, Source] = {
        "province": {"column": "district"},
        "district": {"column": "province"},
    }
    profile = applied(tmp_path, cells, **sources)
    assert column(profile, "province") == ["P", "Q"]
    assert column(profile, "district") == ["D", "E"]


# The command


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


Command = Callable[..., tuple[list[Row], str]]


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that classifies a file by a map: the profile, and what is said."""

    def run(
        survey: str | Path, sources: dict[str, Source], *options: str, **top: Any
    ) -> tuple[list[Row], str]:
        if isinstance(survey, str):
            path = tmp_path / "survey.csv"
            path.write_text(survey, encoding="utf-8")
        else:
            path = survey
        output = tmp_path / "profile.csv"
        column_map = write_map(tmp_path, sources, **top)
        arguments = ["classify", str(path), "--columns", str(column_map), "-o", str(output)]
        code = cli.run([*arguments, *options])
        said = capsys.readouterr().err
        assert code == 0, said
        return rows_of(output), said

    return run


def test_the_map_is_said(command: Command) -> None:
    """A note says whose map is used, its round, and what that survey cannot answer."""
    words = {"en": "Not asked.", "vi": "Không hỏi."}
    top = {"round": 2014, "unanswered": {"water": words, "health_care": words}}
    _, said = command("id\nA\n", PLAIN, "--standard", NEW, **top)
    assert "columns by map.yaml: A survey, 2014\n" in said
    assert "the column map says that this survey does not ask: water\n" in said
    _, said = command("id\nA\n", PLAIN, "--standard", NEW)
    assert "cannot answer" not in said
    _, said = command("id\nA\n", PLAIN, "--standard", NEW, "-q", **top)
    assert said == ""


@pytest.mark.parametrize(
    ("year", "standard"), [(2015, "vn-2011-2015"), (2021, OLD), (2022, NEW), (2026, NEW)]
)
def test_the_year_of_the_map_chooses_the_standard(
    command: Command, year: int, standard: str
) -> None:
    """The reference year may come from the map, as a constant or from a column of another name."""
    (row,), said = command("id\nA\n", PLAIN | {"survey_year": {"constant": year}})
    assert row["standard"] == standard
    assert f"chosen by the column survey_year: {year}" in said
    (row,), _ = command(f"id,nam\nA,{year}\n", PLAIN | {"survey_year": {"column": "nam"}})
    assert row["standard"] == standard


def test_column_of_the_survey_does_not_choose_the_standard(command: Command) -> None:
    """With a map that gives no year, a column called survey_year chooses nothing."""
    _, said = command("id,survey_year\nA,2008\n", PLAIN)
    assert "the standard in force in" in said


def test_decimal_comma_with_a_map(command: Command) -> None:
    """With a decimal comma numbers are scaled, limited and rounded as with a point."""
    sources = PLAIN | {
        "income_per_capita": {"column": "thu", "times": 1000},
        "weight": {"column": "w", "decimals": 2},
        "uses_internet": {"column": "n", "above": 0},
    }
    survey = "id;thu;w;n\nA;1500,001;1,2345678901234567;0,5\nB;1500;2;0\n"
    profile, _ = command(survey, sources | NOT_DEPRIVED, "--decimal", ",", "--standard", NEW)
    assert column(profile, "income_per_capita") == ["1500001", "1500000"]
    assert column(profile, "class") == ["non_poor", "near_poor"]
    assert column(profile, "weight") == ["1.23", "2"]
    profile, _ = command(survey, sources, "--decimal", ",", "--standard", NEW)
    assert column(profile, "telecom") == ["0", "1"]


def test_decimal_comma_is_not_for_codes_and_ids(command: Command) -> None:
    """With a decimal comma codes, places and ids keep their points and commas."""
    sources = PLAIN | {"province": {"column": "p"}, "district": {"join": ["id", "p"]}}
    (row,), _ = command("id;p\n1.2;a,b\n", sources, "--decimal", ",", "--standard", NEW)
    assert (row["household_id"], row["province"], row["district"]) == ("1.2", "a,b", "1.2-a,b")


KEPT = {
    **PLAIN,
    "household_id": {"column": "number"},
    "area": {"column": "area", "codes": {"1": "rural", "2": "urban"}},
}


def test_keep_all_carries_the_survey_as_it_stands(command: Command) -> None:
    """Columns are carried, one of a name that is taken as survey_ and it; the map's name counts."""
    survey = "number,area,class,water,survey_class,note\n7,2,A,11,x,n\n"
    (row,), _ = command(survey, KEPT, "--keep", "all", "--standard", NEW)
    carried = ["number", "survey_class", "survey_water", "survey_survey_class", "note"]
    assert list(row)[-6:] == ["unknown_in", *carried]
    assert list(row.values())[-5:] == ["7", "A", "11", "x", "n"]
    assert (row["household_id"], row["area"], row["class"], row["water"]) == (
        *("7", "urban", "undetermined"),
        "",
    )
    (row,), _ = command(survey, KEPT, "--standard", NEW)
    assert "number" not in row


def test_a_column_is_no_variable_unless_the_map_says_so(command: Command, tmp_path: Path) -> None:
    """A column with the name of a variable that the map does not give is carried as survey_ and it.

    Else whoever reads the profile would take its cells for that variable's.
    """
    survey = "number,area,water_source,age\n7,2,piped,3\n"
    (row,), _ = command(survey, KEPT, "--keep", "all", "--standard", NEW)
    assert list(row)[-3:] == ["number", "survey_water_source", "survey_age"]
    profile, again = tmp_path / "profile.csv", tmp_path / "again.csv"
    assert cli.run(["classify", str(profile), "--standard", NEW, "-o", str(again)]) == 0
    assert [row["water"], rows_of(again)[0]["water"]] == ["", ""]


def test_rejects_hold_the_survey_as_it_stands(command: Command, tmp_path: Path) -> None:
    """Refused rows are written with the survey's own columns and codes."""
    survey = "number,area,note\n7,2,n\n8,3,m\n,1,o\n"
    rejects = tmp_path / "rejects.csv"
    profile, said = command(survey, KEPT, "--standard", NEW, "--rejects", str(rejects))
    assert column(profile, "household_id") == ["7"]
    assert "3 rows read = 1 written + 2 refused" in said
    found = rows_of(rejects)
    assert [list(row) for row in found] == [
        ["line", "problems", "surplus", "number", "area", "note"]
    ] * 2
    assert [(row["line"], row["number"], row["area"], row["note"]) for row in found] == [
        ("3", "8", "3", "m"),
        ("4", "", "1", "o"),
    ]
    assert "area (from area) code is not in the column map" in found[0]["problems"]
    assert "household_id (from number) is missing" in found[1]["problems"]


# Frames and formats

CELLS: dict[str, list[Any]] = {
    "ma": ["007", "8", "9"],
    "ttnt": [1, 2, 2],
    "so": [3, 4, 1],
    "thu": [1500.0, 2000.001, None],
    "net": [1, 0, 9],
    "tv": [2, 0, None],
}
SOURCES: dict[str, Source] = {
    "household_id": {"column": "ma"},
    "area": {"column": "ttnt", "codes": {"1": "rural", "2": "urban"}},
    "household_size": {"column": "so"},
    "income_per_capita": {"column": "thu", "times": 1000},
    "uses_internet": {"column": "net", "missing": [9]},
    "has_tv": {"column": "tv", "at_least": 1},
    "district": {"join": ["ttnt", "so"]},
}
KINDS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "pandas": pd.DataFrame,
    "Polars": pl.DataFrame,
    "PyArrow": pa.table,
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_frames_and_files_give_the_same_profile(
    tmp_path: Path, command: Command, kind: Callable[[dict[str, list[Any]]], Any]
) -> None:
    """Typed frames, Parquet and text give one profile by one map, in Python and by the command."""
    text = tmp_path / "cells.csv"
    pl.DataFrame(CELLS).write_csv(text)
    by_text, _ = command(text, SOURCES, "--standard", NEW)
    typed = tmp_path / "cells.parquet"
    pl.DataFrame(CELLS).write_parquet(typed)
    by_parquet, _ = command(typed, SOURCES, "--standard", NEW)
    assert by_parquet == by_text
    path = write_map(tmp_path, SOURCES)
    profile = mdpoverty.classify(kind(CELLS), NEW, columns=path)
    assert type(profile) is type(kind(CELLS))
    frame = pl.from_pandas(profile) if isinstance(profile, pd.DataFrame) else pl.DataFrame(profile)
    assert as_written(frame) == by_text
    assert column(by_text, "telecom") == ["0", "1", ""]
    assert column(by_text, "district") == ["1-3", "2-4", "2-1"]


def test_lazy_frame_with_a_map(tmp_path: Path) -> None:
    """A lazy frame is planned by the map too; a code without a meaning is said in `error`."""
    path = write_map(tmp_path, SOURCES)
    cells = pl.DataFrame(CELLS)
    lazy = mdpoverty.classify(cells.lazy(), NEW, columns=path).collect()
    whole = mdpoverty.classify(cells, NEW, columns=path)
    assert_frame_equal(lazy.drop("error"), whole)
    odd = cells.with_columns(ttnt=pl.Series([1, 3, 2]))
    errors = mdpoverty.classify(odd.lazy(), NEW, columns=path).collect()["error"]
    said = "area (from ttnt) code is not in the column map"
    assert errors.to_list() == [None, said, None]


def test_members_of_a_frame_by_a_map(tmp_path: Path) -> None:
    """A map's member section reads the frame of members, and counts by it."""
    members = pl.DataFrame(
        {"id": ["A", "A", "B"], "person": [1, 2, 1], "tuoi": ["40", "-1", "70"], "bh": [1, 1, 2]}
    )
    people = MEMBER | {
        "age": {"column": "tuoi", "missing": [-1]},
        "insured": {"column": "bh", "codes": {"1": "yes", "2": "no"}},
    }
    sources = {k: v for k, v in PLAIN.items() if k != "household_size"}
    path = write_map(tmp_path, sources, people)
    frame = pl.DataFrame({"id": ["A", "B"]})
    profile = mdpoverty.classify(frame, NEW, members=members, columns=path)
    assert profile["health_insurance"].to_list() == [0, 1]
    assert profile["household_size"].to_list() == [2, 1]
    odd = members.with_columns(bh=pl.Series([1, 3, 2]))
    _, refused, persons = mdpoverty.classify(frame, NEW, members=odd, columns=path, rejects=True)
    assert refused["problems"].to_list() == [
        "household_id (from id) has a member with a refused row"
    ]
    assert persons["bh"].to_list() == [1, 3]
