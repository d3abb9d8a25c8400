"""One survey in every format: files that other programs wrote give the profile of the CSV."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from files import (
    BY_INDICATORS,
    HEADER,
    WRITERS,
    Cell,
    Table,
    classify,
    profile,
    refusal,
    stata,
    write_csv,
    write_ods,
    write_parquet,
    write_spss,
    write_xls,
    write_xlsx,
    write_zstd,
)
from hypothesis import given
from surveys import RANDOMS, STANDARDS, examples, survey

import mdpoverty

SURVEY: Table = [
    (*HEADER, "province", "weight", "floor_area", "toilet", "uses_internet"),
    ("007", "rural", 4, 1500000.0, "Hà Giang", 1.5, 31.9, "bucket", 0),
    ("HN-02", "đô thị", 3, 2100000.5, "Đà Nẵng", 0.25, 24.0, "septic", 1),
    ("9", "rural", 1, None, None, 2.0, None, None, None),
]
DIGEST = mdpoverty.load_standard("vn-2022-2025").short_digest
PROFILE = f"""\
household_id,survey_row,province,area,weight,household_size,standard,standard_digest,class,basis,\
possible_classes,income_per_capita,deprivations,unknown_indicators,employment,dependency,nutrition,\
health_insurance,adult_education,child_schooling,housing_quality,housing_area,water,sanitation,\
telecom,information_assets,deprived_in,unknown_in
007,1,Hà Giang,rural,1.5,4,vn-2022-2025,{DIGEST},poor,income_and_deprivation,,1500000,3,9,,,,,,,,1,\
,1,1,,housing_area;sanitation;telecom,employment;dependency;nutrition;health_insurance;\
adult_education;child_schooling;housing_quality;water;information_assets
HN-02,2,Đà Nẵng,urban,0.25,3,vn-2022-2025,{DIGEST},non_poor,average,,2100000.5,0,9,,,,,,,,0,,0,0,,,\
employment;dependency;nutrition;health_insurance;adult_education;child_schooling;\
housing_quality;water;information_assets
9,3,,rural,2,1,vn-2022-2025,{DIGEST},undetermined,,poor;near_poor;non_poor,,0,12,,,,,,,,,,,,,,\
employment;dependency;nutrition;health_insurance;adult_education;child_schooling;\
housing_quality;housing_area;water;sanitation;telecom;information_assets
"""
OLD_STATA = {"stata-114.dta": stata(114), "stata-117.dta": stata(117)}
BINARY = ("xlsx", "xls", "ods", "stata-118.dta", "sav", "zsav", "parquet")


@pytest.mark.parametrize("kind", WRITERS)
def test_every_format_gives_the_same_profile(tmp_path: Path, kind: str) -> None:
    """The same cells, text or typed, give the same bytes in whatever format they come."""
    file = WRITERS[kind](tmp_path / f"survey.{kind}", SURVEY)
    assert profile(file, *BY_INDICATORS) == PROFILE


@pytest.mark.parametrize("kind", OLD_STATA)
def test_old_stata_gives_the_same_profile(tmp_path: Path, kind: str) -> None:
    """A Stata file from before Stata 14 gives the same bytes, once its encoding is named."""
    file = OLD_STATA[kind](tmp_path / f"survey.{kind}", SURVEY)
    assert profile(file, *BY_INDICATORS, "--encoding", "windows-1258") == PROFILE


@pytest.mark.parametrize("kind", [*WRITERS, *OLD_STATA])
def test_a_name_does_not_say_the_format(tmp_path: Path, kind: str) -> None:
    """What a file is, its bytes say: under any name it gives the same profile."""
    write = {**WRITERS, **OLD_STATA}[kind]
    file = write(tmp_path / f"survey.{kind}", SURVEY)
    encoding = ("--encoding", "windows-1258") if kind in OLD_STATA else ()
    for name in ("survey", "survey.xlsx", "survey.xls"):
        assert profile(file.replace(tmp_path / name), *BY_INDICATORS, *encoding) == PROFILE
        file = write(tmp_path / f"survey.{kind}", SURVEY)


@pytest.mark.parametrize("name", ["survey.xlsx", "survey.XLS", "survey.ods"])
def test_a_workbook_by_its_name_alone(tmp_path: Path, name: str) -> None:
    """Text without cells, or bytes of no kind, under the name of a workbook are refused as such."""
    file = tmp_path / name
    for held in (b"Uy ban nhan dan\nDanh sach ho\n", b"\x01\x02,\x03\n1,2,3\n"):
        file.write_bytes(held)
        errors = refusal(file, *BY_INDICATORS)
        assert f"{name} is not a workbook, although its name is that of one" in errors
        assert "open it in Excel, and save it as XLSX or CSV (UTF-8)" in errors


@pytest.mark.parametrize("kind", BINARY)
def test_packed_files_of_every_format(tmp_path: Path, kind: str) -> None:
    """A workbook, Stata, SPSS or Parquet file may be packed by gzip as well."""
    file = WRITERS[kind](tmp_path / f"survey.{kind}", SURVEY)
    file.write_bytes(gzip.compress(file.read_bytes()))
    assert profile(file, *BY_INDICATORS) == PROFILE


def test_several_gzip_or_zstd_files_after_one_another(tmp_path: Path) -> None:
    """Packed files that were put after one another are unpacked to their end."""
    whole = write_csv(tmp_path / "survey.csv", SURVEY).read_bytes()
    for kind in ("csv.gz", "csv.zst"):
        parts = [WRITERS[kind](tmp_path / "part", SURVEY[i:j]) for i, j in ((0, 2), (2, 4))]
        assert len(parts) == 2
        first = WRITERS[kind](tmp_path / "one", SURVEY[:2]).read_bytes()
        second = WRITERS[kind](tmp_path / "two", SURVEY[2:]).read_bytes()
        (tmp_path / f"survey.{kind}").write_bytes(first + second)
        assert profile(tmp_path / f"survey.{kind}", *BY_INDICATORS) == PROFILE
    assert profile(tmp_path / "survey.csv", *BY_INDICATORS).encode() != whole


def test_a_zstd_file_whose_first_part_is_to_be_skipped(tmp_path: Path) -> None:
    """As pzstd writes it: it says how large the next part is, and is skipped."""
    packed = write_zstd(tmp_path / "survey.csv.zst", SURVEY).read_bytes()
    for first in (b"\x50", b"\x5f"):
        skipped = first + b"\x2a\x4d\x18" + struct.pack("<II", 4, len(packed))
        (tmp_path / "survey.csv.zst").write_bytes(skipped + packed)
        assert profile(tmp_path / "survey.csv.zst", *BY_INDICATORS) == PROFILE
    (tmp_path / "survey.csv.zst").write_bytes(skipped + b"more")
    assert "damaged" in refusal(tmp_path / "survey.csv.zst", *BY_INDICATORS)


@pytest.mark.parametrize("kind", ["parquet", "xlsx", "stata-118.dta"])
def test_booleans_and_whole_numbers_as_doubles(tmp_path: Path, kind: str) -> None:
    """An id of 7.0, a size of 4.0 and a yes that is true or 1.0 are 7, 4 and yes in any format."""
    rows: Table = [
        (*HEADER, "uses_internet", "province"),
        (7.0, "rural", 4.0, 1500000.0, 1.0, 1.0),
        (8.0, "rural", 4.0, 1500000.0, 0.0, 79.0),
    ]
    found = classify(WRITERS[kind](tmp_path / f"survey.{kind}", rows), *BY_INDICATORS, "-q")
    assert found.column("household_id") == ["7", "8"]
    assert found.column("household_size") == ["4", "4"]
    assert found.column("telecom") == ["0", "1"]
    assert found.column("province") == ["1", "79"]


@pytest.mark.parametrize("write", [write_parquet, write_xlsx, write_xls, write_ods])
def test_typed_booleans(tmp_path: Path, write: Callable[[Path, Table], Path]) -> None:
    """A cell that is true or false, and no text, is a yes or a no."""
    rows: Table = [
        (*HEADER, "uses_internet"),
        ("A1", "rural", 4, 1500000, True),
        ("A2", "rural", 4, 1500000, False),
    ]
    found = classify(write(tmp_path / "survey", rows), *BY_INDICATORS, "-q")
    assert found.column("telecom") == ["0", "1"]


@pytest.mark.parametrize("kind", [*BINARY, "csv", "csv.gz", "csv.zst"])
def test_a_file_cut_at_any_place_is_refused_or_read_whole(tmp_path: Path, kind: str) -> None:
    """A file that a transfer cut short is never read in part, and never ends in a traceback."""
    whole = WRITERS[kind](tmp_path / f"whole.{kind}", SURVEY).read_bytes()
    cut = tmp_path / f"cut.{kind}"
    for tenths in range(1, 10):
        if kind == "csv":  # a cut text file may end with a whole cell: only a short line tells
            break
        cut.write_bytes(whole[: len(whole) * tenths // 10])
        done = classify(cut, *BY_INDICATORS, "-q")
        assert (done.code, done.out) in ((3, ""), (0, PROFILE)), tenths
        assert "Traceback" not in done.errors


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "stata-118.dta", "parquet"])
def test_an_encoding_is_refused_where_the_file_says_its_own(tmp_path: Path, kind: str) -> None:
    """--encoding is for text: with a file that says its own encoding it is an error."""
    file = WRITERS[kind](tmp_path / f"survey.{kind}", SURVEY)
    errors = refusal(file, *BY_INDICATORS, "--encoding", "windows-1258")
    assert "--encoding" in errors
    assert "remove --encoding" in errors


@pytest.mark.parametrize(
    ("write", "what"),
    [(write_xlsx, "python_calamine"), (write_spss, "pyreadstat")],
    ids=["workbook", "spss"],
)
def test_a_reader_that_is_not_installed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[Path, Table], Path],
    what: str,
) -> None:
    """A workbook or SPSS without its reader is refused with what to install."""
    file = write(tmp_path / "survey", SURVEY)
    monkeypatch.setitem(__import__("sys").modules, what, None)
    errors = refusal(file, *BY_INDICATORS)
    assert f"needs {what.replace('_', '-')}" in errors
    assert "pip install 'mdpoverty[" in errors
    assert "or save the" in errors


def test_frames_give_the_same_profile() -> None:
    """The Python API gives what the command line gives of the same cells, typed as in a file."""
    header, *rows = SURVEY
    frame = pl.DataFrame(rows, schema=list(map(str, header)), orient="row")
    found = mdpoverty.classify(frame, "vn-2022-2025")
    assert found.write_csv(float_scientific=False).replace(".0,", ",") == PROFILE


# Parts in random formats

PARTS = ("csv", "semicolons.csv", "csv.gz", "csv.zst", "xlsx", "ods", "parquet", "stata-118.dta")


@pytest.mark.parametrize("standard", STANDARDS)
@examples(3)
@given(rng=RANDOMS)
def test_a_survey_in_files_of_any_format_gives_the_same_bytes(
    standard: str, tmp_path_factory: pytest.TempPathFactory, rng: Random
) -> None:
    """A survey in up to four files, split anywhere, each in any format, is the one survey."""
    folder = tmp_path_factory.mktemp("parts")
    rows = survey(rng, standard, 40)
    table: list[tuple[Cell, ...]] = [tuple(rows[0]), *(tuple(row.values()) for row in rows)]
    whole = write_csv(folder / "whole.csv", table)
    cuts = sorted(rng.sample(range(1, 40), rng.randint(0, 3)))
    files = []
    for number, (i, j) in enumerate(pairwise([0, *cuts, 40])):
        kind = rng.choice(PARTS)
        part = [table[0], *table[i + 1 : j + 1]]
        files.append(WRITERS[kind](folder / f"part-{number}.{kind}", part))
    chosen: tuple[Any, ...] = ("--standard", standard)
    assert profile(*files, *chosen) == profile(whole, *chosen)
