"""Numbers of a survey: those that are the same are written the same, whatever is around them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from mdpoverty import cli

STANDARD = ("--standard", "vn-2022-2025", "-q")
ZEROS = ["-0", "-0.0", "-.00", "+0", "0"]


def written(survey: Path, *more: str) -> list[str | None]:
    """Return the incomes of a profile, as they are spelled."""
    profile = survey.with_name("profile.csv")
    assert cli.run(["classify", str(survey), *STANDARD, *more, "-o", str(profile)]) == 0
    return pl.read_csv(profile, infer_schema=False)["income_per_capita"].to_list()


def survey_of(incomes: pl.Series) -> pl.DataFrame:
    """Return households with incomes, one person each."""
    ids = [f"H{number}" for number in range(len(incomes))]
    return pl.DataFrame({"household_id": ids, "income": incomes}).with_columns(
        area=pl.lit("rural"), household_size=1
    )


@pytest.mark.parametrize("column", ["income_per_capita", "household_income"])
@pytest.mark.parametrize("many", [1, 3, 5_000])
@pytest.mark.parametrize("odd", [[], [" 7 "]])
def test_a_zero_in_text_has_no_sign(many: int, odd: list[str], column: str, tmp_path: Path) -> None:
    """However it is spelled, wherever it stands, and also where other cells are read with care."""
    cells = [*ZEROS * many, *odd]
    file = tmp_path / "survey.csv"
    survey_of(pl.Series(cells)).rename({"income": column}).write_csv(file)
    assert written(file) == [*["0"] * len(ZEROS) * many, *["7"] * len(odd)]


@pytest.mark.parametrize("dtype", [pl.Float64, pl.Float32, pl.Decimal(10, 2), pl.Int64])
@pytest.mark.parametrize("many", [1, 3, 5_000])
def test_a_typed_zero_has_no_sign(many: int, dtype: pl.DataType, tmp_path: Path) -> None:
    """So has one of a column of numbers."""
    file = tmp_path / "survey.parquet"
    incomes = pl.Series([-0.0, 0.0, 2.0] * many).cast(dtype)
    survey_of(incomes).rename({"income": "income_per_capita"}).write_parquet(file)
    assert written(file) == ["0", "0", "2"] * many


def test_a_zero_of_a_column_map_has_no_sign(tmp_path: Path) -> None:
    """Also where amounts are multiplied, and where a map hands them on."""
    file, mapped = tmp_path / "survey.csv", tmp_path / "map.yaml"
    survey_of(pl.Series(ZEROS)).write_csv(file)
    mapped.write_text(
        "survey: Test\nround: 2025\nhousehold:\n  household_id: {column: household_id}\n"
        "  area: {column: area}\n  household_size: {column: household_size}\n"
        "  income_per_capita: {column: income, times: 1000}\n",
        encoding="utf-8",
    )
    assert written(file, "--columns", str(mapped)) == ["0"] * len(ZEROS)
