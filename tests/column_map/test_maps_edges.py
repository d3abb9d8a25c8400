"""Column maps at their edges: odd codes, odd numbers, odd names, and faults that are said once."""

from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import product
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maps import PLAIN, Source, applied, column, map_text, write_map
from test_map_faults import SOUND

import mdpoverty
from mdpoverty import cli
from mdpoverty.column_map.cells import joined, rounded
from mdpoverty.files import delimited
from mdpoverty.survey.spelling import Spelling

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


@pytest.mark.parametrize(
    ("signs", "cell", "area"),
    [
        (("--thousands", "."), "1.000", ""),
        (("--thousands", ","), "1,000", ""),
        (("--thousands", ".", "--decimal", ","), "1.000", ""),
        (("--decimal", ","), "1.000", ""),
        ((), "1,000", ""),
        (("--thousands", ".", "--decimal", ","), "1,000", "urban"),
        (("--thousands", ","), "1.000", "urban"),
        (("--decimal", ","), "1,000", "urban"),
        ((), "1.000", "urban"),
        (("--thousands", "."), "2.000", "rural"),
        (("--thousands", ","), "2,000.00", "rural"),
    ],
)
def test_codes_by_the_signs_of_numbers(
    tmp_path: Path, signs: tuple[str, ...], cell: str, area: str
) -> None:
    """What separates thousands is no decimal sign: 1.000 may be code 1, or the number 1000."""
    codes = {"1": "urban", "2000": "rural"}
    path = write_map(tmp_path, PLAIN | {"area": {"column": "q", "codes": codes}})
    (tmp_path / "survey.csv").write_text(f"id;w;q\nA;1;{cell}\n")
    profile = tmp_path / "p.csv"
    arguments = ["classify", str(tmp_path / "survey.csv"), "--columns", str(path), *signs]
    code = cli.run([*arguments, "--standard", NEW, "-q", "-o", str(profile)])
    assert code == (0 if area else 3)
    if area:
        assert pl.read_csv(profile, infer_schema=False)["area"].to_list() == [area]


def test_a_missing_number_with_separated_thousands(tmp_path: Path) -> None:
    """An amount of 99.000 is not the missing 99, and 999.999 is the missing 999999."""
    income = {"first_known": [{"column": "w"}, {"constant": 5}]}
    path = write_map(tmp_path, PLAIN | {"income_per_capita": income}, missing=[99, 999999])
    survey, profile = tmp_path / "survey.csv", tmp_path / "p.csv"
    survey.write_text("id;w\nA;99.000\nB;999.999\nC;99\n")
    arguments = ["classify", str(survey), "--columns", str(path), "--standard", NEW, "-q"]
    assert cli.run([*arguments, "--thousands", ".", "-o", str(profile)]) == 0
    incomes = pl.read_csv(profile, infer_schema=False)["income_per_capita"]
    assert incomes.to_list() == ["99000", "5", "5"]


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


ROUNDED = {
    0: "2000000.49999999999 2000000.4999999999 2000000.5 -2000000.5 -0.49999999999999999 .5 7. "
    f"+1.5 0.4{'9' * 250} 999999999999998.5",
    2: "1.005 2.675 -1.005 1.00499999999999999999 8.345 0.004 123456789.125",
    6: "2000000.000000499999 2000000.0000005 322.9722008679479 0.0000004999999999999999999",
    9: "0.0000000005 0.00000000049999999999999 12345.0000000005 999999.9999999995",
}


@pytest.mark.parametrize("sign", [".", ","])
@pytest.mark.parametrize("decimals", ROUNDED)
def test_rounding_once_by_the_digits(decimals: int, sign: str) -> None:
    """As Python's decimals round: what is below a half by any digit is not above it."""
    spelling = Spelling("," if sign == "," else ".")
    texts = ROUNDED[decimals].split()
    written = pl.DataFrame({"q": [text.replace(".", sign) for text in texts]})
    cells = rounded(spelling.plain(pl.col("q")), decimals)
    found = written.select(cells).to_series().to_list()
    step = Decimal(1).scaleb(-decimals)
    context = Context(prec=400, rounding=ROUND_HALF_UP)
    exact = [float(Decimal(text).quantize(step, context=context)) for text in texts]
    assert found == exact


@given(
    st.decimals(-(10**9), 10**9, places=12),
    st.integers(0, 9),
)
def test_rounding_as_decimals_do(number: Decimal, decimals: int) -> None:
    """Whatever the number, of either sign."""
    step = Decimal(1).scaleb(-decimals)
    exact = float(number.quantize(step, context=Context(prec=60, rounding=ROUND_HALF_UP)))
    assert pl.select(rounded(pl.lit(f"{number:f}"), decimals)).item() == exact


@pytest.mark.parametrize("text", ["", "x", "1,5", "1e5x", "--1", ".", "1.2.3"])
def test_what_is_no_number_is_none_rounded(text: str) -> None:
    """It is not made one; nothing stays nothing."""
    found = pl.select(rounded(pl.lit(text), 2)).item()
    assert found is None if not text else found != found  # noqa: PLR0124 -- NaN is not itself


def test_scaled_numbers_and_doubles_are_rounded_once(tmp_path: Path) -> None:
    """A half that doubles miss by a bit is a half: as 1.005, or a thousandth of 500.5."""
    for cells in (["1.0050", "2.6750"], [1.005, 2.675]):
        income = {"column": "q", "decimals": 2}
        profile = applied(tmp_path, {"q": cells}, income_per_capita=income)
        assert column(profile, "income_per_capita") == ["1.01", "2.68"]
    scaled = {"column": "q", "divide_by": 1000, "decimals": 2}
    profile = applied(tmp_path, {"q": ["1005", "2674.9", "8345"]}, income_per_capita=scaled)
    assert column(profile, "income_per_capita") == ["1.01", "2.67", "8.35"]


PARTS = st.lists(st.text("-1:", min_size=1, max_size=4), min_size=3, max_size=3)


def _joined(rows: list[list[str]]) -> list[str]:
    frame = pl.DataFrame(rows, orient="row", schema=["a", "b", "c"])
    found: list[str] = (
        frame.select(joined([pl.col(c) for c in frame.columns])).to_series().to_list()
    )
    return found


@given(st.lists(PARTS, min_size=2, max_size=40, unique_by=tuple))
def test_what_is_joined_is_told_apart(rows: list[list[str]]) -> None:
    """No two rows of different parts become one; without a dash at an edge an id is as ever."""
    found = _joined(rows)
    assert len({*found}) == len(rows)
    for parts, text in zip(rows, found, strict=True):
        if not any(part.startswith("-") or part.endswith("-") for part in parts):
            assert text == "-".join(part.replace("-", "--") for part in parts)


def test_all_short_parts_are_told_apart() -> None:
    """Every row of parts of at most three signs."""
    texts = ["".join(signs) for n in (1, 2, 3) for signs in product("-1", repeat=n)]
    rows = [list(parts) for parts in product(texts, repeat=3)]
    assert len({*_joined(rows)}) == len(rows)


def test_members_find_no_other_household(tmp_path: Path) -> None:
    """A dash at the end of one part, or at the beginning of the next."""
    cells = {"a": ["1-", "1", "1-2"], "b": ["2", "-2", "3"]}
    profile = applied(tmp_path, cells, household_id={"join": ["a", "b"]})
    assert column(profile, "household_id") == ["-2:1-1:2", "-1:12:-2", "1--2-3"]
