"""Columns of types that are not read: left alone where nobody uses them, else refused by name."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from files import BY_INCOME, classify, run, write_csv

from mdpoverty import SurveyError
from mdpoverty import classify as classified

REST = "'rural' AS area, 4 AS household_size, 900000 AS income_per_capita"
ODD = {
    "INTERVAL 1 DAY": "interval",
    "union_value(k := 1)": "union",
    "[INTERVAL 1 DAY]": "List",
    "[union_value(k := 1)]": "list",
    "{'a': 5::BIGNUM}": "Struct",
    "MAP {'a': 1}": "Map",
    "[1::UHUGEINT]": "List",
    "'\\x00'::BLOB": "Binary",
    "'101'::BIT": "Binary",
}
LONG = (
    "340282366920938463463374607431768211455::UHUGEINT",
    "170141183460469231731687303715884105728::UHUGEINT",
    "170141183460469231731687303715884105727::UHUGEINT",
    "170141183460469231731687303715884105727::HUGEINT",
    "1::UHUGEINT",
    "123456789012345678901234567890123456789012345678901234567890::BIGNUM",
    "-5::BIGNUM",
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the address of a database of DuckDB."""
    duckdb.connect(str(tmp_path / "a.duckdb")).close()
    return f"duckdb:///{tmp_path / 'a.duckdb'}"


@pytest.mark.parametrize("value", ODD)
def test_types_of_duckdb_that_are_not_read(url: str, value: str) -> None:
    """Such a column is no reason to refuse the others, and is named where it is asked for."""
    for rows in ("", " WHERE false"):
        unused = f"SELECT 'a' AS household_id, {value} AS note, {REST}{rows}"
        done = classify("--database", url, "--query", unused, *BY_INCOME)
        assert done.code == 0, done.errors
        for query, more in (
            (f"SELECT {value} AS household_id, {REST}{rows}", ()),
            (unused, ("--keep", "all")),
        ):
            done = classify("--database", url, "--query", query, *BY_INCOME, *more)
            assert done.code == 3, done.errors
            name = "note" if more else "household_id"
            assert f"{name}: " in done.errors
            assert ODD[value].lower() in done.errors.lower()


def test_times_of_duckdb_keep_their_offset(url: str) -> None:
    """Arrow has times without one: 12:00 in Hanoi and in London would be the same."""
    query = f"SELECT 'a' AS household_id, TIMETZ '12:00:00+07' AS note, {REST}"
    done = classify("--database", url, "--query", query, *BY_INCOME, "--keep", "all")
    assert done.column("note") == ["12:00:00+07"], done.errors


@pytest.mark.parametrize("value", LONG)
def test_long_whole_numbers_of_duckdb_keep_their_digits(url: str, value: str) -> None:
    """Arrow has no room for some: each has its digits, on the command line and in Python."""
    digits = value.partition(":")[0]
    query = f'SELECT 1 AS "of ""A"", a", 1 AS "A", {value} AS household_id, {REST}'
    done = classify("--database", url, "--query", query, *BY_INCOME)
    assert done.column("household_id") == [digits], done.errors
    with duckdb.connect() as opened:
        found: Any = classified(opened.sql(query), standard="vn-2011-2015")
        assert [str(cell) for cell in found["household_id"].to_pylist()] == [digits]
    income = REST.replace("900000", value)
    done = classify(
        "--database", url, "--query", f"SELECT 'a' AS household_id, {income}", *BY_INCOME
    )
    assert (done.code == 3) == (len(digits) > 15), done.errors
    assert "income_per_capita" in (done.errors if done.code else done.out)


def test_times_of_duckdb_that_no_day_has(url: str) -> None:
    """The time 24:00 is not blank: it is text of its own, and no answer."""
    rest = REST.replace("4 AS", "1 AS")
    query = f"SELECT 'a' AS household_id, '24:00'::TIME AS note, {rest}"
    done = classify("--database", url, "--query", query, *BY_INCOME, "--keep", "all")
    assert done.column("note") == ["00:00:00+86400000000us"], done.errors
    query = f"SELECT 'a' AS household_id, '24:00'::TIME AS weight, {rest}"
    done = classify("--database", url, "--query", query, *BY_INCOME)
    assert done.code == 3
    assert "weight: is not a number" in done.errors


@pytest.mark.parametrize(
    ("unit", "parts", "shown"),
    [
        ("us", 0, "00:00:00"),
        ("us", 43_200_123_456, "12:00:00.123456"),
        ("ns", 43_200_000_000_001, "12:00:00.000000001"),
        ("ms", 86_399_500, "23:59:59.500"),
    ],
)
@pytest.mark.parametrize("beside", [False, True])
def test_times_of_day_keep_the_parts_of_their_second(
    tmp_path: Path, unit: str, parts: int, shown: str, *, beside: bool
) -> None:
    """As moments do: an id is not the one of another part of the second."""
    file = tmp_path / "survey.parquet"
    kind = pa.time32(unit) if unit == "ms" else pa.time64(unit)
    rest = {"area": ["rural"] * 2, "household_size": [1, 1], "income_per_capita": [1, 1]}
    noon = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit] * 43_200
    ids = pa.array([parts, noon + 2], kind)
    pq.write_table(pa.table({"household_id": ids, **rest}), file)
    files = [file]
    if beside:
        files.append(write_csv(tmp_path / "b.csv", [["household_id", *rest], ["c", "rural", 1, 1]]))
    done = classify(*files, *BY_INCOME)
    assert done.column("household_id")[0] == shown, done.errors
    assert len({*done.column("household_id")}) == len(done.column("household_id")) == 1 + len(files)
    assert len({*classified(pl.read_parquet(file), standard="vn-2011-2015")["household_id"]}) == 2


def test_times_beside_one_of_no_day(url: str) -> None:
    """A column of DuckDB with 24:00 is text, and other times in it keep their parts."""
    rows = " UNION ALL ".join(
        f"SELECT '{name}' AS household_id, TIME '{time}' AS note, {REST}"
        for name, time in (("a", "12:00:00.123456"), ("b", "24:00:00"))
    )
    done = classify("--database", url, "--query", rows, *BY_INCOME, "--keep", "all")
    assert done.column("note")[0] == "12:00:00.123456", done.errors


def test_types_of_relations_that_are_not_read() -> None:
    """In Python too the column is named, and nothing panics on standard error."""
    with duckdb.connect() as opened:
        for value in ("INTERVAL 1 DAY", "union_value(k := 1)", "[INTERVAL 1 DAY]"):
            query = f"SELECT {value} AS household_id, {REST}"
            with pytest.raises(SurveyError, match="household_id"):
                classified(opened.sql(query), standard="vn-2011-2015")


def _of(storage: pa.Array, kind: pa.DataType) -> pa.Array:
    return pa.ExtensionArray.from_storage(kind, storage)


COLUMNS: dict[str, tuple[pa.Array, str | None]] = {
    "decimal256": (pa.array([Decimal(1), None], pa.decimal256(40, 2)), "precision=40"),
    "decimal256 of 39 digits": (pa.array([Decimal(1), None], pa.decimal256(39, 0)), "=39"),
    "decimal256 of 38 digits": (pa.array([Decimal(1), Decimal(2)], pa.decimal256(38, 0)), None),
    "decimal128": (pa.array([Decimal(1), Decimal(2)], pa.decimal128(38, 0)), None),
    "a dictionary of decimal256": (
        pa.array([Decimal(1), None], pa.decimal256(40, 2)).dictionary_encode(),
        "precision=40",
    ),
    "a list of decimal256": (
        pa.array([[Decimal(1)], None], pa.list_(pa.decimal256(40, 2))),
        "List",
    ),
    "a time of no day": (pa.array([0, 86_400], pa.time32("s")), "time32[ms] (24:00)"),
    "a time before midnight": (pa.array([-1, 0], pa.time64("ns")), "time64[ns] (24:00)"),
    "duration": (pa.array([1, 2], pa.duration("ns")), "Duration"),
    "half": (pa.array([1.0, 2.0], pa.float16()), None),
    "large text": (pa.array(["1", "2"], pa.large_string()), None),
    "text in views": (pa.array(["1", "2"], pa.string_view()), None),
    "large bytes": (pa.array([b"1", b"2"], pa.large_binary()), "Binary"),
    "map": (pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int64())), "Map"),
    "large list": (pa.array([[1], None], pa.large_list(pa.int64())), "List"),
    "struct": (pa.array([{"a": 1}, None]), "Struct"),
    "uuid": (_of(pa.array([b"a" * 16, b"b" * 16], pa.binary(16)), pa.uuid()), "Binary"),
    "json": (_of(pa.array(["1", "2"]), pa.json_()), "arrow.json"),
    "bool8": (_of(pa.array([1, 0], pa.int8()), pa.bool8()), "arrow.bool8"),
    "opaque": (_of(pa.array(["1", "2"]), pa.opaque(pa.string(), "t", "v")), "arrow.opaque"),
}


@pytest.mark.parametrize("suffix", ["csv", "json", "parquet"])
def test_numbers_of_half_precision_are_kept(tmp_path: Path, suffix: str) -> None:
    """A half is kept as the number that it is written as, in whatever is written."""
    rest = {"area": ["rural"] * 2, "household_size": [4, 4], "income_per_capita": [9e5, 9e5]}
    halves = pa.array(np.array([1.1, 2.2], np.float16))
    file, out = tmp_path / "a.parquet", tmp_path / f"o.{suffix}"
    pq.write_table(pa.table({"household_id": ["a", "b"], "note": halves, **rest}), file)
    done = classify(file, *BY_INCOME, "--keep", "all", "-o", out)
    assert done.code == 0, done.errors
    read = {"csv": pl.read_csv, "json": pl.read_ndjson, "parquet": pl.read_parquet}[suffix]
    assert read(out)["note"].to_list() == [1.1, 2.2]  # type: ignore[operator]  # a path each


@pytest.mark.parametrize("kind", COLUMNS)
def test_types_of_parquet(kind: str, tmp_path: Path) -> None:
    """A sound file is not called damaged; a column of a type that is not read is named."""
    cells, word = COLUMNS[kind]
    file = tmp_path / "a.parquet"
    rest = {"area": ["rural"] * 2, "household_size": [4, 4], "income_per_capita": [9e5, 9e5]}
    pq.write_table(pa.table({"household_id": ["a", "b"], "note": cells, **rest}), file)
    done = classify(file, *BY_INCOME)
    assert done.code == 0, done.errors
    header = ("household_id", "note", *rest)
    other = write_csv(tmp_path / "b.csv", [header, ("c", "3", "rural", 4, 900000)])
    assert classify(file, other, *BY_INCOME).code == 0
    assert run("map", file, "-q").code == 0
    kept = classify(file, *BY_INCOME, "--keep", "all")
    both = classify(file, other, *BY_INCOME, "--keep", "all")
    pq.write_table(pa.table({"household_id": cells, **rest}), file)
    used = classify(file, *BY_INCOME)
    for done, name in ((kept, "note"), (both, "note"), (used, "household_id")):
        assert done.code == (0 if word is None else 3), done.errors
        if word is not None:
            assert f"{name}: " in done.errors
            assert word in done.errors
            assert "damaged" not in done.errors
    if word is None:
        assert used.column("household_id") == ["1", "2"]
        assert both.column("note") == ["1", "2", "3"]
