"""Column maps at their edges: odd codes, odd numbers, odd names, and faults that are said once."""

from pathlib import Path

import polars as pl
import pytest
from maps import PLAIN, Source, applied, column, map_text, write_map
from test_map_faults import SOUND

import mdpoverty
from mdpoverty import cli
from mdpoverty.files import delimited

NEW = "vn-2022-2025"


@pytest.mark.parametrize(
    "source", [{"constant": 'a, "b"'}, {"column": "id", "codes": {"A": 'a, "b"'}}]
)
def test_words_of_a_map_are_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Source
) -> None:
    """What a map writes into cells is quoted, also in a large survey without any quote."""
    monkeypatch.setattr(delimited, "SMALL", 0)
    path = write_map(tmp_path, PLAIN | {"province": source})
    survey, output = tmp_path / "survey.csv", tmp_path / "profile.csv"
    survey.write_text("id,x\nA,1\n")
    arguments = ["classify", str(survey), "--columns", str(path), "--standard", NEW, "-q"]
    assert cli.run([*arguments, "-o", str(output)]) == 0
    assert '"a, ""b"""' in output.read_text()


@pytest.mark.parametrize(
    "year",
    [
        "{any_of: [{column: size}, {column: tv}]}",
        "row_number",
    ],
)
def test_faults_of_survey_year_are_faults_of_the_map(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], year: str
) -> None:
    """A source that survey_year cannot have is said as such where it chooses the standard."""
    path, survey = tmp_path / "map.yaml", tmp_path / "survey.csv"
    path.write_text(SOUND + f"  survey_year: {year}\n")
    survey.write_text("id,area,size,income,tv\nA,1,1,1,1\nB,1,1,1,1\n")
    assert cli.run(["classify", str(survey), "--columns", str(path)]) == 2
    assert "map.yaml:8:3: household.survey_year" in capsys.readouterr().err


@pytest.mark.parametrize("cell", ["1", "1.0"])
def test_code_with_decimals_is_a_code(tmp_path: Path, cell: str) -> None:
    """A code or a missing cell that a map writes as 1.0 is 1, as in the survey."""
    area = {"column": "q", "codes": {"1.0": "urban"}}
    assert column(applied(tmp_path, {"q": [cell]}, area=area), "area") == ["urban"]
    place = {"column": "q", "missing": ["1.0"]}
    assert column(applied(tmp_path, {"q": [cell]}, province=place), "province") == [""]


def test_missing_with_a_decimal_comma(tmp_path: Path) -> None:
    """With a decimal comma 9,0 is the missing 9, as 9.0 is with a point."""
    path = write_map(tmp_path, PLAIN | {"weight": {"column": "w", "missing": [9]}})
    survey = tmp_path / "survey.csv"
    survey.write_text("id;w\nA;9,0\n")
    arguments = ["classify", str(survey), "--columns", str(path), "--standard", NEW, "-q"]
    # The weight is missing: refused.
    assert cli.run([*arguments, "--decimal", ",", "-o", str(tmp_path / "p.csv")]) == 3


def test_nan_in_a_row_of_the_household_is_not_lost(tmp_path: Path) -> None:
    """NaN in a Polars frame of persons is no number on any row of the household."""
    household: dict[str, Source] = {
        "household_id": {"column": "id"},
        "area": {"constant": "rural"},
    }
    household |= {"household_size": {"column": "n"}, "income_per_capita": {"constant": 1}}
    member = {"household_id": {"column": "id"}, "person_id": {"column": "p"}}
    path = write_map(tmp_path, household, member, rows="persons")
    frame = pl.DataFrame({"id": ["A", "A"], "p": [1, 2], "n": [2.0, float("nan")]})
    with pytest.raises(mdpoverty.SurveyError):
        mdpoverty.classify(frame, NEW, columns=path)


def test_columns_of_frames_are_composed(tmp_path: Path) -> None:
    """A column of a frame whose name is typed in decomposed letters is found."""
    name = "ho\N{COMBINING DOT BELOW}\N{COMBINING CIRCUMFLEX ACCENT}"
    path = tmp_path / "map.yaml"
    path.write_text(map_text(PLAIN | {"household_id": {"column": name}}), encoding="utf-8")
    frame = pl.DataFrame({name: ["A"]})
    assert mdpoverty.classify(frame, NEW, columns=path)["household_id"].to_list() == ["A"]


def test_rounding_to_nought_has_no_sign(tmp_path: Path) -> None:
    """What rounds to nought is 0, not -0; a half is rounded away from nought."""
    income = {"column": "q", "decimals": 0}
    profile = applied(tmp_path, {"q": ["-0.4", "0.5", "2.5", "-0.5"]}, income_per_capita=income)
    assert column(profile, "income_per_capita") == ["0", "1", "3", "-1"]
