"""What a command line may name: folders, patterns, pipes, and addresses of stores."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from files import BY_INCOME, HEADER, Table, classify, refusal, text_of, write_csv

from mdpoverty.files import paths

ROWS: Table = [HEADER, ("1", "rural", 4, 400000), ("2", "urban", 3, 900000)]


@pytest.fixture
def parted(tmp_path: Path) -> Path:
    """Return a folder of Parquet files in partition folders, beside what is no data."""
    folder = tmp_path / "survey"
    places = ("province=04/district=001", "province=11/district=__HIVE_DEFAULT_PARTITION__")
    for place, row in zip(places, ROWS[1:], strict=True):
        (folder / place).mkdir(parents=True)
        cells = dict(zip(HEADER, row, strict=True))
        pl.DataFrame([cells]).write_parquet(
            folder / place / f"part {cells['household_id']}.parquet"
        )
    (folder / "_SUCCESS").write_bytes(b"")
    (folder / ".part.parquet").write_bytes(b"")
    return folder


def places_of(*named: str | Path) -> list[tuple[str, ...]]:
    """Return the id, the province and the district of each household, as a profile has them."""
    done = classify(*named, *BY_INCOME, "--keep", "all", "-q")
    assert done.code == 0, done.errors
    columns = [name for name in ("household_id", "province", "district") if name in done.rows[0]]
    return list(zip(*(done.column(name) for name in columns), strict=True))


EVERY = [("1", "04", "001"), ("2", "11", "")]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("", EVERY),
        ("*/*/*.parquet", EVERY),
        ("**/*.parquet", EVERY),
        ("province=04", EVERY[:1]),
        ("province=04/district=001/part 1.parquet", [("1",)]),
    ],
)
def test_a_folder_of_parquet(parted: Path, named: str, expected: Sequence[tuple[str, ...]]) -> None:
    """Its files are read, in its own folders too; the keys of these are columns of text."""
    assert places_of(parted / named) == expected


def test_a_column_counts_before_a_key(tmp_path: Path) -> None:
    """A file that has the key as a column keeps what it says."""
    folder = tmp_path / "province=4"
    folder.mkdir()
    row = {**dict(zip(HEADER, ROWS[1], strict=True)), "province": "04"}
    pl.DataFrame([row]).write_parquet(folder / "a.parquet")
    assert places_of(folder) == [("1", "04")]


def test_patterns_of_many_folders(tmp_path: Path) -> None:
    """`**` stands for folders, also none, and a lock of Excel within them is no file."""
    for place, row in zip((".", "a/b"), ROWS[1:], strict=True):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        write_csv(tmp_path / place / "h.csv", [HEADER, row])
    (tmp_path / "a" / "~$h.csv").write_bytes(b"\5user")
    assert sorted(places_of(tmp_path / "**" / "*.csv")) == [("1",), ("2",)]


def test_named_pipes(tmp_path: Path) -> None:
    """A pipe can be read, and can be written to."""
    expected = classify(write_csv(tmp_path / "a.csv", ROWS), *BY_INCOME, "-q").out
    survey, profile = tmp_path / "in", tmp_path / "out"
    for pipe in (survey, profile):
        os.mkfifo(pipe)
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: survey.write_text(text_of(ROWS))),
        threading.Thread(target=lambda: found.append(profile.read_text())),
    ]
    for thread in threads:
        thread.start()
    assert classify(survey, *BY_INCOME, "-q", "-o", profile).code == 0
    for thread in threads:
        thread.join(20)
    assert found == [expected]


# Stores on a network


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://example.org/a.csv", "cannot be read over https"),
        ("ftp://example.org/a.parquet", "cannot be read over ftp"),
        ("s3://bucket/a.csv", "only Parquet can be read from a cloud store"),
    ],
)
def test_addresses_that_cannot_be_read(address: str, words: str) -> None:
    """What is not in a store of Parquet files is to be copied first."""
    errors = refusal(address, *BY_INCOME)
    assert words in errors
    assert "copy the file here first" in errors


@pytest.mark.parametrize("named", ["", "/", "/*/*/*.parquet", "/**/*.parquet"])
def test_folders_of_a_store(parted: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    """A folder of a store is read with or without a slash at its end, as a folder here is."""
    monkeypatch.setattr(paths, "_STORES", ("file",))  # the same reader, of a store at hand
    assert places_of(f"file://{parted}{named}") == EVERY


def test_a_store_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a store does not have is said without the words of a library."""
    monkeypatch.setattr(paths, "_STORES", ("file",))
    for name in ("none", "none.parquet", "none/*.parquet"):
        assert "cannot be read from its cloud store" in refusal(
            f"file://{tmp_path}/{name}", *BY_INCOME
        )
