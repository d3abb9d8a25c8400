"""Files of Stata and SPSS: codes and not labels, what is missing, and their encodings."""

from __future__ import annotations

import struct
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from files import (
    BY_INCOME,
    BY_INDICATORS,
    HEADER,
    Release,
    Table,
    classify,
    frame_of,
    profile,
    refusal,
    rows_of,
    stata,
    write_csv,
    write_spss,
)

PLAIN: Table = [HEADER, ("A1", "rural", 4, 400000.0), ("A2", "urban", 3, 650000.0)]
VIETNAMESE: Table = [
    (*HEADER, "province", "commune"),
    ("A1", "nông thôn", 4, 400000.0, "Đà Nẵng", "Mỹ Lộc"),
    ("A2", "đô thị", 3, 650000.0, "Thừa Thiên Huế", "Phường Đúc"),
]
MISSING = {".": 0, ".a": 1, ".f": 6, ".z": 26}


# Stata


@pytest.mark.parametrize("release", [117, 118, 119])
def test_codes_stay_codes(tmp_path: Path, release: Release) -> None:
    """A labelled value is its code: the labels of a file are never taken for the values."""
    frame = frame_of([(*HEADER, "toilet"), *((*row, 1.0) for row in PLAIN[1:])])
    frame["toilet"] = [1, 2]
    frame.to_stata(
        tmp_path / "survey.dta",
        write_index=False,
        version=release,
        value_labels={"toilet": {1: "septic", 2: "bucket"}},
    )
    errors = refusal(tmp_path / "survey.dta", *BY_INDICATORS)
    assert "toilet: is not a known code (2 rows: row 1 '1', row 2 '2')" in errors


def test_a_categorical_area_is_its_code(tmp_path: Path) -> None:
    """An area that is a number with a label is refused with that number, and not guessed."""
    frame = frame_of(PLAIN)
    frame["area"] = frame["area"].astype("category")
    frame.to_stata(tmp_path / "survey.dta", write_index=False, version=118)
    errors = refusal(tmp_path / "survey.dta", *BY_INCOME)
    assert "area: is not a known code (2 rows: row 1 '0', row 2 '1')" in errors


def test_missing_values_are_blank(tmp_path: Path) -> None:
    """Stata's missing values, the plain one and .a to .z, are unknown like an empty cell."""
    cells = ("rural", 4, 400000.0, 8.5, 7.5)
    rows: Table = [
        (*HEADER, "floor_area", "weight"),
        *((f"A{i}", *cells) for i in range(len(MISSING))),
    ]
    file = stata(118)(tmp_path / "survey.dta", rows)
    data = bytearray(file.read_bytes())
    start = data.index(b"<data>") + len(b"<data>")
    width = (data.index(b"</data>") - start) // len(MISSING)
    for place, extended in enumerate(MISSING.values(), start=1):
        end = start + place * width
        assert data[end - 16 : end] == struct.pack("<dd", 8.5, 7.5)
        data[end - 16 : end - 8] = b"\0\0\0\0\0" + bytes([extended]) + b"\xe0\x7f"
    file.write_bytes(data)
    found = classify(file, *BY_INDICATORS, "-q")
    assert found.column("housing_area") == [""] * len(MISSING)
    assert found.column("weight") == ["7.5"] * len(MISSING)


def test_single_precision_is_what_was_typed(tmp_path: Path) -> None:
    """A number that Stata keeps in single precision, as 1.1, is 1.1 and not 1.10000002384186."""
    frame = frame_of([(*HEADER, "weight"), *((*row, 1.1) for row in PLAIN[1:])])
    frame["weight"] = pd.Series([1.1, 32.7], dtype="float32")
    frame.to_stata(tmp_path / "survey.dta", write_index=False, version=118)
    found = classify(tmp_path / "survey.dta", *BY_INCOME, "-q")
    assert found.column("weight") == ["1.1", "32.7"]


@pytest.mark.parametrize("release", [114, 117, 118, 119])
@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("td", ["2024-01-31", "1959-12-24"]),
        ("tc", ["2024-01-31T00:00:00.000", "1959-12-24T00:00:00.000"]),
        ("tw", ["2024w5", "1959w52"]),
        ("tm", ["2024m1", "1959m12"]),
        ("tq", ["2024q1", "1959q4"]),
        ("th", ["2024h1", "1959h2"]),
        ("ty", ["2024", "1959"]),
    ],
)
def test_days_and_periods(tmp_path: Path, release: Release, unit: str, shown: list[str]) -> None:
    """A day is one, without a time, a period is as Stata shows it, and a year is a number."""
    found = classify(of_time(tmp_path, release, unit), *BY_INCOME, "-q", "--keep", "all")
    assert (found.code, found.errors) == (0, "")
    assert found.column("time") == shown


def of_time(folder: Path, release: Release, unit: str, written: str = "") -> Path:
    """Write a Stata file with a column of times, with its format written otherwise where told."""
    frame = frame_of(PLAIN)
    frame["time"] = pd.to_datetime(["2024-01-31", "1959-12-24"])
    formats: Any = {"time": unit}
    file = folder / "survey.dta"
    frame.to_stata(file, write_index=False, version=release, convert_dates=formats)
    if written:
        data, before, after = file.read_bytes(), f"%{unit}".encode(), f"%{written}".encode()
        longest = max(len(before), len(after))
        before, after = (told.ljust(longest, b"\0") for told in (before, after))
        assert data.count(before) == 1
        file.write_bytes(data.replace(before, after))
    return file


@pytest.mark.parametrize(
    ("unit", "written", "shown"),
    [
        ("td", "tdDD/NN/CCYY", "2024-01-31"),
        ("td", "-td", "2024-01-31"),
        ("td", "d", "2024-01-31"),
        ("td", "dD_m_Y", "2024-01-31"),
        ("tm", "-tmMon_CCYY", "2024m1"),
        ("tc", "tC", "2022278400000"),  # with leap seconds
        ("td", "tbholidays", "23406"),
        ("td", "tg", "23406"),
        ("td", "9.0g", "23406"),
        ("tm", "9.0g", "768"),
    ],
)
def test_formats_of_time(tmp_path: Path, unit: str, written: str, shown: str) -> None:
    """However a day is shown it is one; what no calendar has stays a number."""
    found = classify(of_time(tmp_path, 118, unit, written), *BY_INCOME, "-q", "--keep", "all")
    assert (found.code, found.errors) == (0, "")
    assert found.column("time")[0] == shown


def test_years_and_days_are_read_by_their_format(tmp_path: Path) -> None:
    """A year of the survey as Stata keeps it is that year, and the id that is a day one day."""
    frame = frame_of([(*HEADER, "survey_year"), *((*row, 2024) for row in PLAIN[1:])])
    frame["household_id"] = pd.to_datetime(["2024-01-31", "2024-02-29"])
    frame["survey_year"] = pd.to_datetime(["2024-01-01"] * 2)
    formats: Any = {"household_id": "td", "survey_year": "ty"}
    file = tmp_path / "survey.dta"
    frame.to_stata(file, write_index=False, version=118, convert_dates=formats)
    found = classify(file, *BY_INDICATORS, "-q")
    assert (found.code, found.errors) == (0, "")
    assert found.column("household_id") == ["2024-01-31", "2024-02-29"]


@pytest.mark.parametrize("release", [117, 118, 119])
def test_damaged_places_of_sections(tmp_path: Path, release: Release) -> None:
    """Where the map of a file, or how many rows it says that it has, is not so, it is damaged."""
    file = of_time(tmp_path, release, "td")
    data = file.read_bytes()
    places = data.index(b"<map>") + len(b"<map>")
    rows = data.index(b"<N>") + len(b"<N>")
    for at in (places + 2 * 8, places + 5 * 8, places + 9 * 8):
        for step in (1, -1, 9, 1 << 30, 1 << 62):
            [place] = struct.unpack_from("<Q", data, at)
            file.write_bytes(data[:at] + struct.pack("<Q", place + step) + data[at + 8 :])
            assert "is a damaged Stata file" in refusal(file, *BY_INCOME)
    for said in (0, 1, 3, 255):
        file.write_bytes(data[:rows] + bytes([said]) + data[rows + 1 :])
        assert "is a damaged Stata file" in refusal(file, *BY_INCOME)


def test_types_that_are_not_as_the_formats_say(tmp_path: Path) -> None:
    """A number whose type says text, or the other way, is a damaged file: nothing is made blank."""
    file = of_time(tmp_path, 118, "td")
    data = file.read_bytes()
    types = data.index(b"<variable_types>") + len(b"<variable_types>")
    [*said] = struct.unpack_from("<5H", data, types)
    number = said.index(65_526)  # eight bytes, as a text of eight has
    file.write_bytes(data[: types + 2 * number] + b"\x08\0" + data[types + 2 * number + 2 :])
    assert "is a damaged Stata file" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize("suffix", ["sav", "zsav"])
def test_spss_types_that_are_not_as_the_formats_say(tmp_path: Path, suffix: str) -> None:
    """So it is in SPSS, whatever the variable."""
    file = write_spss(tmp_path / f"survey.{suffix}", PLAIN)
    data = file.read_bytes()
    places = [at for at in range(176, 176 + 4 * 32, 32) if data[at : at + 4] == b"\2\0\0\0"]
    assert len(places) == 4
    for at in places:
        [width] = struct.unpack_from("<i", data, at + 4)
        for other in (0,) if width else (1, 8):
            file.write_bytes(data[: at + 4] + struct.pack("<i", other) + data[at + 8 :])
            assert f"survey.{suffix} is a damaged SPSS file" in refusal(file, *BY_INCOME)


def test_the_width_of_every_type(tmp_path: Path) -> None:
    """A file with columns of every type, long texts among them, has as many rows as it says."""
    frame = frame_of(PLAIN)
    for place, kind in enumerate(("int8", "int16", "int32", "float32", "float64")):
        frame[f"n{place}"] = pd.Series([1, 2], dtype=kind)
    frame["note"] = ["a" * 3000, "b"]
    for release in (117, 118, 119):
        versions: Any = {"version": release, "convert_strl": ["note"]}
        frame.to_stata(tmp_path / "survey.dta", write_index=False, **versions)
        found = classify(tmp_path / "survey.dta", *BY_INCOME, "-q", "--keep", "all")
        assert (found.code, len(found.column("note")[0])) == (0, 3000)


@pytest.mark.parametrize(("unit", "number"), [("td", 1e7), ("tm", -40_000.0), ("tc", 9e18)])
def test_numbers_that_are_no_days(tmp_path: Path, unit: str, number: float) -> None:
    """A number that no calendar has, or a part of a day, leaves a column one of numbers."""
    for odd in (number, 0.5):
        frame = frame_of([(*HEADER, "time"), *((*row, odd) for row in PLAIN[1:])])
        file = tmp_path / "survey.dta"
        frame.to_stata(file, write_index=False, version=118)
        data = file.read_bytes()
        place = data.rindex(b"%", 0, data.index(b"</formats>"))
        told = f"%{unit}\0\0\0\0".encode()
        file.write_bytes(data[:place] + told + data[place + len(told) :])
        found = classify(file, *BY_INCOME, "-q", "--keep", "all")
        assert (found.code, found.errors) == (0, "")
        if not (unit == "tc" and odd < 1):  # parts of a millisecond are noise
            assert float(found.column("time")[0]) == odd


@pytest.mark.parametrize("release", [114, 117])
def test_old_text_in_its_encoding(tmp_path: Path, release: Release) -> None:
    """Text from before Stata 14 is read in the encoding that is named, and comes out composed."""
    file = stata(release)(tmp_path / "survey.dta", VIETNAMESE)
    expected = profile(write_csv(tmp_path / "survey.csv", VIETNAMESE), *BY_INCOME)
    assert profile(file, *BY_INCOME, "--encoding", "windows-1258") == expected


@pytest.mark.parametrize("release", [114, 117])
def test_old_text_without_its_encoding(tmp_path: Path, release: Release) -> None:
    """Text from before Stata 14 that is no ASCII has no encoding until --encoding names it."""
    file = stata(release)(tmp_path / "survey.dta", VIETNAMESE)
    assert "--encoding" in refusal(file, *BY_INCOME)


def test_old_ascii_needs_no_encoding(tmp_path: Path) -> None:
    """A file from before Stata 14 whose text is ASCII is read as it is."""
    expected = profile(write_csv(tmp_path / "survey.csv", PLAIN), *BY_INCOME)
    assert profile(stata(114)(tmp_path / "survey.dta", PLAIN), *BY_INCOME) == expected


def test_old_text_in_another_encoding(tmp_path: Path) -> None:
    """Text that the named encoding does not have is refused, naming the option."""
    file = stata(114)(tmp_path / "survey.dta", VIETNAMESE)
    assert "--encoding" in refusal(file, *BY_INCOME, "--encoding", "utf-8")


def test_new_text_has_an_encoding(tmp_path: Path) -> None:
    """Stata 14 and later write UTF-8: naming an encoding is an error."""
    file = stata(118)(tmp_path / "survey.dta", VIETNAMESE)
    errors = refusal(file, *BY_INCOME, "--encoding", "windows-1258")
    assert "is a Stata file, which states its own encoding" in errors
    assert "remove --encoding" in errors


def test_new_text_that_is_not_utf_8(tmp_path: Path) -> None:
    """A file of Stata 14 whose text is not UTF-8 is refused, and not read as something else."""
    file = stata(118)(tmp_path / "survey.dta", VIETNAMESE)
    file.write_bytes(file.read_bytes().replace("Đà".encode(), b"\xd0\xe0\xe0\xe0"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as users run it, whom a warning does not stop
        assert "UTF-8" in refusal(file, *BY_INCOME)


def test_refused_rows_of_stata(tmp_path: Path) -> None:
    """Refused rows are told by their row, and go to the rejects whole."""
    rows = [*PLAIN, ("A3", "city", 4, 1.0)]
    rejects = tmp_path / "rejects.csv"
    file = stata(118)(tmp_path / "survey.dta", rows)
    assert classify(file, *BY_INCOME, "-q", "--rejects", rejects).code == 0
    [refused] = rows_of(rejects)
    assert refused["row"] == "3"
    assert [refused[name] for name in HEADER[:3]] == ["A3", "city", "4"]


# SPSS


def test_values_that_are_declared_missing_are_blank(tmp_path: Path) -> None:
    """The values that an SPSS file declares missing, single or a range, are unknown."""
    frame = frame_of([(*HEADER, "floor_area", "has_tv"), *((*row, 8.5, 7.0) for row in PLAIN[1:])])
    frame["floor_area"] = [999.0, 20.0]
    frame["has_tv"] = [97.0, 0.0]
    pyreadstat.write_sav(
        frame,
        str(tmp_path / "survey.sav"),
        missing_ranges={"floor_area": [999], "has_tv": [{"lo": 90, "hi": 99}]},
    )
    found = classify(tmp_path / "survey.sav", *BY_INDICATORS, "-q")
    assert found.column("housing_area") == ["", "1"]
    assert found.column("information_assets") == ["", ""]


def test_spss_codes_stay_codes(tmp_path: Path) -> None:
    """A labelled value of SPSS is its code."""
    frame = frame_of(PLAIN)
    frame["area"] = [1, 2]
    pyreadstat.write_sav(
        frame,
        str(tmp_path / "survey.sav"),
        variable_value_labels={"area": {1: "rural", 2: "urban"}},
    )
    errors = refusal(tmp_path / "survey.sav", *BY_INCOME)
    assert "area: is not a known code (2 rows: row 1 '1', row 2 '2')" in errors


@pytest.mark.parametrize("suffix", ["sav", "zsav"])
def test_spss_says_its_encoding(tmp_path: Path, suffix: str) -> None:
    """Vietnamese text of an SPSS file is read without an encoding's being named."""
    expected = profile(write_csv(tmp_path / "survey.csv", VIETNAMESE), *BY_INCOME)
    assert profile(write_spss(tmp_path / f"survey.{suffix}", VIETNAMESE), *BY_INCOME) == expected


def test_spss_dates_disturb_nothing(tmp_path: Path) -> None:
    """A date of SPSS that nothing reads is carried as a date, a missing one as nothing."""
    frame = frame_of(PLAIN)
    frame["day"] = [pd.Timestamp("2024-01-31").date(), None]
    pyreadstat.write_sav(frame, str(tmp_path / "survey.sav"))
    found = classify(tmp_path / "survey.sav", *BY_INCOME, "-q", "--keep", "all")
    assert [day[:10] for day in found.column("day")] == ["2024-01-31", ""]
