"""Headings in any case, and Vietnamese labels of the codebook, are names where no map is given."""

from __future__ import annotations

from pathlib import Path

from files import BY_INCOME, HEADER, Table, classify, refusal, rows_of, write_csv

VIETNAMESE = ("Mã hộ", "KHU VỰC", "số  nhân khẩu", "Thu nhập bình quân đầu người/tháng")


def test_vietnamese_labels(tmp_path: Path) -> None:
    """A heading that is a variable's label is that variable, and a note says so."""
    rows: Table = [VIETNAMESE, ("A1", "nông thôn", 1, 400000)]
    found = classify(write_csv(tmp_path / "survey.csv", rows), *BY_INCOME)
    assert found.column("class") == ["poor"], found.errors
    assert "survey.csv: column 'Mã hộ' is used as household_id" in found.errors


def test_problems_name_the_heading(tmp_path: Path) -> None:
    """What is wrong is told under the heading that the file has, with the variable that it is."""
    rows: Table = [VIETNAMESE, ("A1", "xã", 1, 400000)]
    said = refusal(write_csv(tmp_path / "survey.csv", rows), *BY_INCOME)
    assert "KHU VỰC (area): is not a known code" in said


def test_any_case(tmp_path: Path) -> None:
    """A name in another case is that name; refused rows keep the heading as it was."""
    rows: Table = [[name.upper() for name in HEADER], ("A1", "city", 1, 1), ("A2", "rural", 1, 1)]
    rejects = tmp_path / "rejects.csv"
    file = write_csv(tmp_path / "survey.csv", rows)
    found = classify(file, *BY_INCOME, "-q", "--rejects", rejects)
    assert found.column("household_id") == ["A2"]
    assert [row["HOUSEHOLD_ID"] for row in rows_of(rejects)] == ["A1"]


def test_two_columns_that_fit(tmp_path: Path) -> None:
    """Where two columns fit a variable, or it is there itself, nothing is guessed."""
    rows: Table = [("Area", "AREA", *HEADER[:1], *HEADER[2:]), ("rural", "urban", "A1", 1, 1)]
    assert "area: this column is missing" in refusal(
        write_csv(tmp_path / "survey.csv", rows), *BY_INCOME
    )
    rows = [(*HEADER, "Area"), ("A1", "rural", 1, 1, "urban")]
    found = classify(write_csv(tmp_path / "survey.csv", rows), *BY_INCOME, "-q")
    assert found.column("area") == ["rural"]
