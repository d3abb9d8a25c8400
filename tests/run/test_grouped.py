"""Money whose thousands are grouped by the decimal sign is refused, and never read as decimals."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from files import BY_INCOME, HEADER, Table, classify, refusal, run, write_csv
from maps import write_map

import mdpoverty


def survey(folder: Path, *incomes: str) -> Path:
    rows: Table = [HEADER, *((f"H{i}", "rural", 1, x) for i, x in enumerate(incomes))]
    return write_csv(folder / "survey.csv", rows)


@pytest.mark.parametrize(
    "incomes", [("900.000", "1.200.000"), ("900.000", "850.000", "1500000"), ("900.000",)]
)
def test_groups_of_thousands(tmp_path: Path, incomes: tuple[str, ...]) -> None:
    """900.000 beside 1.200.000, or in a column where most cells are so, is no income of 900."""
    errors = refusal(survey(tmp_path, *incomes), *BY_INCOME)
    assert "income_per_capita: is not a number" in errors
    assert "'900.000'" in errors
    assert "--thousands" in errors


def test_groups_of_few_cells(tmp_path: Path) -> None:
    """Where nothing shows that the sign is a decimal one, 900.000 is no income of 900."""
    errors = refusal(survey(tmp_path, "900.000", "2.000", *["1500000"] * 9), *BY_INCOME)
    assert "(2 rows" in errors
    assert "'900.000'" in errors


@pytest.mark.parametrize(
    "sure", ["52.5", "52.25", "0.125", ".125", "1500000.000", "1000.125", "-52.5", "1.2500"]
)
def test_a_decimal_sign_for_certain(tmp_path: Path, sure: str) -> None:
    """A column that has other than three decimals, or more digits before three, has decimals."""
    found = classify(survey(tmp_path, "900.125", sure, "1500000", "3"), *BY_INCOME, "-q")
    assert found.code == 0, found.errors
    assert found.column("income_per_capita")[0] == "900.125"


@pytest.mark.parametrize("unsure", ["1500000", "1.125", "999.999", "-1.125", "1500000."])
def test_no_decimal_sign_for_certain(tmp_path: Path, unsure: str) -> None:
    """Whole numbers, and one to three digits before three, say nothing of the sign."""
    errors = refusal(survey(tmp_path, "900.125", unsure, "1500000", "3", "5"), *BY_INCOME)
    assert "'900.125'" in errors


def test_another_unit_may_have_three_decimals(tmp_path: Path) -> None:
    """Of a column whose unit a map changes, few cells with three decimals are taken for these."""
    scaled = {"column": HEADER[3], "times": 1_000_000}
    columns = {**{name: {"column": name} for name in HEADER[:3]}, HEADER[3]: scaled}
    written = write_map(tmp_path, columns)
    file = survey(tmp_path, "1.250", "2", "3")
    found = classify(file, *BY_INCOME, "-q", "--columns", written)
    assert found.column("income_per_capita") == ["1250000", "2000000", "3000000"]


@pytest.mark.parametrize("incomes", [("0.125", "1500000", "2000000"), ("12.50", "900.5")])
def test_decimals(tmp_path: Path, incomes: tuple[str, ...]) -> None:
    """Three decimals after a zero, or other than three, are decimals."""
    found = classify(survey(tmp_path, *incomes), *BY_INCOME, "-q")
    assert found.code == 0, found.errors
    assert found.column("income_per_capita") == [
        x.removesuffix("0") if "." in x else x for x in incomes
    ]


def test_rejects_have_the_cells_as_they_are(tmp_path: Path) -> None:
    """Every such cell is refused, and kept as it is; the others go on."""
    file = survey(tmp_path, "900.000", "1500000", "1.200.000")
    found = classify(file, *BY_INCOME, "-q", "--rejects", tmp_path / "rejects.csv")
    assert found.column("household_id") == ["H1"]
    rejects = (tmp_path / "rejects.csv").read_text(encoding="utf-8")
    assert "900.000" in rejects
    assert "1.200.000" in rejects


def test_decimal_commas(tmp_path: Path) -> None:
    """With a decimal comma it is commas that may group."""
    errors = refusal(survey(tmp_path, "900,000", "1,200,000"), *BY_INCOME, "--decimal", ",")
    assert "'900,000'" in errors


def test_groups_that_are_named(tmp_path: Path) -> None:
    """Who names the separator of thousands has them read."""
    found = classify(survey(tmp_path, "900.000", "1.200.000"), *BY_INCOME, "-q", "--thousands", ".")
    assert found.column("income_per_capita") == ["900000", "1200000"]


def test_one_household_of_many(tmp_path: Path) -> None:
    """What explain shows of a household is told by the column of all, as in classify."""
    grouped = survey(tmp_path, "900.000", "1500000", "1.200.000")
    done = run("explain", grouped, "H0", *BY_INCOME)
    assert done.code == 3
    assert "income_per_capita: is not a number" in done.errors
    assert "'900.000'" in done.errors
    assert "--thousands" in done.errors
    decimals = survey(tmp_path, "900.125", "1500000.5", "1600000")
    assert run("explain", decimals, "H0", *BY_INCOME).code == 0


@pytest.mark.parametrize("mapped", [False, True])
def test_lazy_frames(tmp_path: Path, *, mapped: bool) -> None:
    """A lazy frame looks at all its cells within its plan, with a map too."""
    columns = write_map(tmp_path, {name: {"column": name} for name in HEADER}) if mapped else None
    for incomes, wrong in (
        (["900.000", "1500000", "1.200.000"], [0, 2]),
        (["900.000", "850.000", " "], [0, 1]),
        (["900.125", "1500000", None], [0]),
        (["900.125", "1500000.5", None], []),
    ):
        rows = [[f"H{i}", "rural", "1", income] for i, income in enumerate(incomes)]
        frame = pl.LazyFrame(rows, schema=dict.fromkeys(HEADER, pl.String), orient="row")
        found = mdpoverty.classify(frame, BY_INCOME[1], columns=columns).collect()
        errors = found["error"].to_list()
        assert [i for i, error in enumerate(errors) if error] == wrong
        assert all("income_per_capita" in errors[i] for i in wrong)


def test_columns_of_a_map(tmp_path: Path) -> None:
    """The same holds for a column that a map names."""
    columns = {name: {"column": name} for name in HEADER}
    file = survey(tmp_path, "900.000", "1.200.000")
    errors = refusal(file, *BY_INCOME, "--columns", write_map(tmp_path, columns))
    assert "'900.000'" in errors
