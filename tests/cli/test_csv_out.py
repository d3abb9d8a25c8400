"""CSV as an office wants it: its signs, packed by its name, and places that are none."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from files import BY_INCOME, HEADER, Table, classify, refusal, write_csv

SURVEY: Table = [
    (*HEADER, "province"),
    ("A1", "rural", 4, 400000.5, "x;y"),
    ("A2", "urban", 3, 650000, "x,y"),
]


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "survey.csv", SURVEY)


def lines(survey: Path, *options: str) -> list[str]:
    found = classify(survey, *BY_INCOME, "-q", *options)
    assert found.code == 0, found.errors
    return found.out.splitlines()


def test_semicolons_and_decimal_commas(survey: Path) -> None:
    """After a decimal comma cells are separated by semicolons, and quoted where they hold one."""
    header, first, second = lines(survey, "--decimal-out", ",")
    assert header.startswith("household_id;survey_row;province;area")
    assert first.startswith('A1;1;"x;y";rural;4')
    assert "400000,5" in first
    assert second.startswith("A2;2;x,y;urban")


def test_tabs(survey: Path) -> None:
    """Cells may be separated by tabs."""
    header, first, _ = lines(survey, "--separator", "tab")
    assert header.count("\t") == first.count("\t") > 10


def test_one_sign_for_two(survey: Path) -> None:
    """A comma cannot separate cells and decimals."""
    options = ("--separator", ",", "--decimal-out", ",")
    assert "--separator, --decimal-out" in refusal(survey, *BY_INCOME, *options, code=2)


def test_signs_are_for_csv(tmp_path: Path, survey: Path) -> None:
    """The signs of CSV are not for Parquet."""
    options = ("-o", str(tmp_path / "p.parquet"), "--separator", ";")
    assert "--separator: works with CSV only" in refusal(survey, *BY_INCOME, *options, code=2)


@pytest.mark.parametrize("name", ["p.csv.gz", "p.csv.zst", "p.jsonl.gz"])
def test_packed_by_name(tmp_path: Path, survey: Path, name: str) -> None:
    """A file is packed as its name says, the same bytes each time."""
    plain, packed, again = (
        tmp_path / name[: name.rindex(".")],
        tmp_path / name,
        tmp_path / f"2{name}",
    )
    for file in (plain, packed, again):
        assert classify(survey, *BY_INCOME, "-q", "-o", file).code == 0
    data = packed.read_bytes()
    if name.endswith(".gz"):
        unpacked = gzip.decompress(data)
    else:
        unpacked = pa.CompressedInputStream(pa.py_buffer(data), "zstd").read()
    assert unpacked == plain.read_bytes()
    assert again.read_bytes() == data


def test_formats_that_are_packed_already(tmp_path: Path, survey: Path) -> None:
    """A workbook is not packed once more."""
    errors = refusal(survey, *BY_INCOME, "-o", tmp_path / "p.xlsx.gz", code=2)
    assert "xlsx cannot be compressed by gzip" in errors


def test_a_folder_that_is_not_there(tmp_path: Path, survey: Path) -> None:
    """A missing folder is said to be missing, and is not made."""
    errors = refusal(survey, *BY_INCOME, "-o", tmp_path / "none" / "p.csv")
    assert f"the folder {tmp_path / 'none'} does not exist" in errors
    assert "make room" not in errors
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("place", ["/dev/stdout", "/dev/fd/1"])
def test_standard_output_by_its_name(tmp_path: Path, survey: Path, place: str) -> None:
    """What a system calls standard output is that, into a file and into a pipe."""
    command = [sys.executable, "-m", "mdpoverty", "classify", str(survey), *BY_INCOME, "-q"]
    expected = subprocess.run(command, capture_output=True, check=True).stdout
    piped = subprocess.run([*command, "-o", place], capture_output=True, check=True).stdout
    with (tmp_path / "out.csv").open("wb") as out:
        subprocess.run([*command, "-o", place], stdout=out, check=True, env=os.environ)
    assert piped == expected
    assert (tmp_path / "out.csv").read_bytes() == expected
