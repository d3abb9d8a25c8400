"""Warnings of what looks wrong and may be right: money that seems to be in thousands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from files import BY_INCOME, HEADER, Table, classify, write_csv, write_parquet

WARNING = "warning: income_per_capita: the median is under 50,000 VND per person per month"


def errors(
    folder: Path, incomes: Sequence[float | str | None], *options: str, column: str = HEADER[3]
) -> str:
    rows: Table = [
        (*HEADER[:3], column),
        *((f"A{i}", "rural", 2, income) for i, income in enumerate(incomes)),
    ]
    done = classify(write_csv(folder / "survey.csv", rows), *BY_INCOME, *options)
    assert done.code == 0
    assert len(done.rows) == len(incomes)
    return done.errors


def test_thousands_of_dong(tmp_path: Path) -> None:
    """A survey whose incomes are in thousands is warned of, with the key of a map that scales."""
    words = errors(tmp_path, [1500, 1500, 2100])
    assert WARNING in words
    assert "thousands of VND" in words
    assert "times: 1000" in words


@pytest.mark.parametrize(
    ("incomes", "warned"),
    [
        ([1500, 49999.99, 2000000], True),
        ([1500, 50000, 2000000], False),
        ([1500, 1500, 2000000, 3000000], False),
        ([1500, 1500, 1500, 2000000, 3000000], True),
        ([49999], True),
        ([50000], False),
        ([], False),
        ([None, None], False),
        ([None, None, 1500], True),
    ],
)
def test_more_than_half_below(tmp_path: Path, incomes: list[float | None], *, warned: bool) -> None:
    """Incomes are suspicious when more than half of those known are below 50,000 VND."""
    assert (WARNING in errors(tmp_path, incomes)) is warned


@pytest.mark.parametrize("none", [0, -1, -2000000])
def test_no_income_does_not_count(tmp_path: Path, none: float) -> None:
    """Households without an income, or with a loss, are no sign of thousands."""
    assert WARNING not in errors(tmp_path, [none] * 5 + [2000000])
    assert WARNING in errors(tmp_path, [none] * 5 + [2000])


def test_quiet_says_nothing(tmp_path: Path) -> None:
    """-q silences the warning."""
    assert errors(tmp_path, [1500, 1500], "-q") == ""


def test_household_income_counts_by_person(tmp_path: Path) -> None:
    """It is the income of a person that is looked at: 99,999 of two is below, 100,000 is not."""
    assert WARNING in errors(tmp_path, [99999], column="household_income")
    assert WARNING not in errors(tmp_path, [100000], column="household_income")


def test_a_typed_survey_is_warned_of(tmp_path: Path) -> None:
    """A Parquet file in thousands is warned of like text."""
    rows: Table = [HEADER, ("A1", "rural", 4, 1500.0), ("A2", "rural", 4, 2100.0)]
    assert WARNING in classify(write_parquet(tmp_path / "s.parquet", rows), *BY_INCOME).errors


def test_refused_rows_do_not_count(tmp_path: Path) -> None:
    """Rows that are refused are no part of the survey whose incomes are looked at."""
    rows: Table = [HEADER, ("A1", "city", 4, 1500), ("A2", "city", 4, 15), ("A3", "rural", 4, 2e6)]
    file = write_csv(tmp_path / "survey.csv", rows)
    done = classify(file, *BY_INCOME, "--rejects", tmp_path / "rejects.csv")
    assert done.column("household_id") == ["A3"]
    assert WARNING not in done.errors


@pytest.mark.parametrize("waiting", [1, 1 << 17])
def test_what_looks_wrong_names_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waiting: int
) -> None:
    """A file or a place in thousands, or by the year, a code, two incomes: each with rows.

    It is the same whether batches of rows are looked at one by one or together.
    """
    monkeypatch.setattr("mdpoverty.run.passes._WAITING", waiting)
    header = (*HEADER[:3], HEADER[3], "commune", "household_income")

    def rows(start: str, count: int, income: int, place: str, whole: int | None = None) -> Table:
        return [(f"{start}{i}", "rural", 2, income, place, whole) for i in range(count)]

    sound = rows("A", 9, 1_500_000, "X", 3_002_000)
    odd = [*rows("B", 3, 1500, "Y"), *rows("C", 3, 15_000_001, "Z"), *rows("D", 3, 99_999, "X")]
    unlike = rows("E", 1, 1_500_000, "X", 3_002_001)
    first = write_csv(tmp_path / "a.csv", [header, *sound, *odd, *unlike])
    second = write_csv(tmp_path / "b.csv", [header, *rows("F", 3, 49_999, "X")])
    words = classify(first, second, *BY_INCOME).errors
    assert "under 50,000 VND per person per month in 'b.csv'" in words
    assert "(3 rows: b.csv line 2 '49999'" in words
    assert "under 50,000 VND per person per month in 'Y'" in words
    assert "(3 rows: a.csv line 11 '1500'" in words
    assert "above 15,000,000 VND per person per month in 'Z'" in words
    assert "may stand for a missing answer: 99999 (3 rows: a.csv line 17" in words
    assert "not household_income divided by household_size" in words
    assert "(1 row: a.csv line 20 '1500000')" in words


def test_what_may_be_right_is_not_said(tmp_path: Path) -> None:
    """A value on two rows, a place with two incomes, and incomes at the limits are no signs."""
    rows = [("A", 15_000_000)] * 3 + [("B", 50_000)] * 3 + [("C", 10)] * 2 + [("D", 99_999)] * 2
    table: Table = [
        (*HEADER[:4], "commune"),
        *((f"{i}", "rural", 1, income, place) for i, (place, income) in enumerate(rows)),
    ]
    assert "warning" not in classify(write_csv(tmp_path / "s.csv", table), *BY_INCOME).errors


def test_a_survey_with_repeated_households_is_looked_at_too(tmp_path: Path) -> None:
    """Where ids repeat, the rows pass a second time, and what looks wrong is told of that pass."""
    rows: Table = [HEADER, *((i, "rural", 2, 1500) for i in ("A", "B", "C", "C"))]
    file = write_csv(tmp_path / "survey.csv", rows)
    done = classify(file, *BY_INCOME, "--rejects", tmp_path / "rejects.csv")
    assert done.column("household_id") == ["A", "B"]
    assert WARNING in done.errors
