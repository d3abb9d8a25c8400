"""Encodings, wrong and right, and Vietnamese text typed in two ways."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from files import (
    BY_INCOME,
    BY_INDICATORS,
    HEADER,
    Table,
    classify,
    profile,
    refusal,
    rows_of,
    stata,
    text_of,
    windows_1258,
    write_csv,
    write_parquet,
    write_xlsx,
)

import mdpoverty
from mdpoverty.files import delimited

Write = Callable[[Path, Table], Path]

SURVEY: Table = [
    (*HEADER, "province", "commune"),
    ("Hộ 1", "nông thôn", 4, 400000, "Đà Nẵng", "Mỹ Lộc"),
    ("Hộ 2", "ĐÔ THỊ", 3, 650000, "Thừa Thiên Huế", "Phường Đúc"),
]
TEXT = text_of(SURVEY)
COMPOSED = "Thừa Thiên Huế"
PARTED = unicodedata.normalize("NFD", COMPOSED)
ENCODED = {
    "utf-16-le with a mark": (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
    "utf-16-be with a mark": (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
    "utf-16-le with a mark, named": (TEXT.encode("utf-16"), "utf-16-le"),
    "utf-16-le": (TEXT.encode("utf-16-le"), "utf-16-le"),
    "utf-16-be": (TEXT.encode("utf-16-be"), "utf-16-be"),
    "windows-1258": (windows_1258(TEXT), "windows-1258"),
    "cp1258": (windows_1258(TEXT), "cp1258"),
    "utf-8": (TEXT.encode(), "utf-8"),
    "utf-8-sig": (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
    "utf-8 with a mark": (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
    "parted": (unicodedata.normalize("NFD", TEXT).encode(), "utf-8"),
}


@pytest.fixture(params=["careful", "fast"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with the reader of small files, and with that of large ones."""
    if request.param == "fast":
        monkeypatch.setattr(delimited, "SMALL", 0)


both_readers = pytest.mark.usefixtures("reader")


def parted(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def survey(folder: Path, data: bytes) -> Path:
    path = folder / "survey.csv"
    path.write_bytes(data)
    return path


# The encoding that is named


@both_readers
@pytest.mark.parametrize("name", ENCODED)
def test_an_encoding_that_is_named(tmp_path: Path, name: str) -> None:
    """The same survey in any encoding gives the same bytes, once the encoding is named."""
    expected = profile(write_csv(tmp_path / "plain.csv", SURVEY), *BY_INCOME)
    assert COMPOSED in expected
    data, encoding = ENCODED[name]
    assert profile(survey(tmp_path, data), *BY_INCOME, "--encoding", encoding) == expected


@both_readers
@pytest.mark.parametrize("name", ["utf-8", "utf-8 with a mark", "parted"])
def test_utf_8_needs_no_name(tmp_path: Path, name: str) -> None:
    """UTF-8, with a byte order mark or none, need not be named."""
    expected = profile(write_csv(tmp_path / "plain.csv", SURVEY), *BY_INCOME)
    assert profile(survey(tmp_path, ENCODED[name][0]), *BY_INCOME) == expected


@both_readers
def test_carried_columns_in_an_encoding(tmp_path: Path) -> None:
    """A column that is carried through, and its name, are of the encoding and composed."""
    rows: Table = [(*HEADER, "ghi chú của hộ"), ("A1", "rural", 4, 1, COMPOSED)]
    file = survey(tmp_path, windows_1258(text_of(rows)))
    options = ("--encoding", "windows-1258", "--keep", "all")
    assert classify(file, *BY_INCOME, *options, "-q").column("ghi chú của hộ") == [COMPOSED]


@pytest.mark.parametrize("name", ["windows-1258", "utf-16-le"])
def test_members_in_the_encoding(tmp_path: Path, name: str) -> None:
    """--encoding holds for the members as well."""
    people: Table = [("household_id", "person_id", "age"), ("Hộ 1", 1, 30), ("Hộ 2", 1, 40)]
    encode = windows_1258 if name == "windows-1258" else (lambda text: text.encode(name))
    members = tmp_path / "members.csv"
    members.write_bytes(encode(text_of(people)))
    rows: Table = [(*HEADER[:2], HEADER[3]), ("Hộ 1", "nông thôn", 1), ("Hộ 2", "đô thị", 1)]
    file = survey(tmp_path, encode(text_of(rows)))
    found = classify(file, "--members", members, *BY_INDICATORS, "--encoding", name, "-q")
    assert (found.code, found.column("household_size")) == (0, ["1", "1"])


# An encoding that is wrong, or not named


@both_readers
@pytest.mark.parametrize("name", ["windows-1258", "windows-1252", "latin-1", "utf-16", "ascii"])
def test_utf_8_under_another_name(tmp_path: Path, name: str) -> None:
    """A UTF-8 file with another --encoding is refused, and never read as something else."""
    errors = refusal(survey(tmp_path, TEXT.encode()), *BY_INCOME, "--encoding", name)
    assert f"survey.csv is UTF-8 text, not {name}" in errors
    assert "remove --encoding" in errors


@both_readers
def test_utf_8_after_much_ascii(tmp_path: Path) -> None:
    """A UTF-8 file is known as one too where its first words beyond ASCII come late."""
    lines = [f"A{i},rural,4,400000,{'x' * 40}\n" for i in range(30_000)]
    data = "".join([",".join((*HEADER, "province")), "\n", *lines, "B,rural,4,1,Hà Nam\n"]).encode()
    assert len(data) > 1 << 20
    errors = refusal(survey(tmp_path, data), *BY_INCOME, "--encoding", "windows-1258")
    assert "--encoding" in errors


@both_readers
@pytest.mark.parametrize("name", ["windows-1258", "utf-16-le", "utf-16-be with a mark"])
def test_another_encoding_that_is_not_named(tmp_path: Path, name: str) -> None:
    """A file that is not UTF-8 is refused until its encoding is named, and the words say how."""
    assert "--encoding" in refusal(survey(tmp_path, ENCODED[name][0]), *BY_INCOME)


@both_readers
def test_bytes_that_the_encoding_does_not_have(tmp_path: Path) -> None:
    """A row with bytes that the named encoding does not have is refused, by its line."""
    data = windows_1258(TEXT).replace(windows_1258("Mỹ"), b"M\x9d")
    rejects = tmp_path / "rejects.csv"
    options = ("--encoding", "windows-1258", "--rejects", rejects)
    found = classify(survey(tmp_path, data), *BY_INCOME, *options, "-q")
    assert found.column("household_id") == ["Hộ 2"]
    [refused] = rows_of(rejects)
    assert refused["line"] == "2"
    assert "bytes that are not valid in the encoding" in refused["problems"]


@pytest.mark.parametrize("name", ["utf-99", "hex", "rot13", "base64", "", "windows 1258 vn"])
def test_no_encoding_of_text(tmp_path: Path, name: str) -> None:
    """What is no encoding of text is a wrong command line, whatever the file is."""
    for file in (
        survey(tmp_path, b"\xff\xfe"),
        write_csv(tmp_path / "a.csv", SURVEY),
        write_parquet(tmp_path / "a.parquet", SURVEY),
    ):
        errors = refusal(file, *BY_INCOME, "--encoding", name, code=2)
        assert f"--encoding: '{name}' is not a known encoding" in errors


def test_half_a_character_of_utf_16(tmp_path: Path) -> None:
    """UTF-16 that is cut within a character is refused, naming the option."""
    file = survey(tmp_path, TEXT.encode("utf-16")[:-1])
    errors = refusal(file, *BY_INCOME, "--encoding", "utf-16")
    assert "is not utf-16 text" in errors
    assert "--encoding" in errors


# The same word typed in two ways


@both_readers
def test_ids_are_composed(tmp_path: Path) -> None:
    """An id typed in two ways is one id, and appears on more than one row."""
    rows: Table = [HEADER, (COMPOSED, "rural", 4, 1), (PARTED, "rural", 4, 1), ("A", "rural", 4, 1)]
    errors = refusal(write_csv(tmp_path / "survey.csv", rows), *BY_INCOME)
    assert "household_id: appears on more than one row (2 rows: line 2" in errors


@both_readers
def test_groups_and_codes_are_composed(tmp_path: Path) -> None:
    """A group typed in two ways is one group, and a code or answer is known either way."""
    answers = ("đô thị", 4, 1, COMPOSED, "Phú Lộc", "x", "có")
    rows: Table = [
        (*HEADER, "province", "district", "commune", "uses_internet"),
        ("A0", *answers),
        ("A1", *(parted(cell) if isinstance(cell, str) else cell for cell in answers)),
    ]
    first, second = classify(write_csv(tmp_path / "survey.csv", rows), *BY_INDICATORS, "-q").rows
    own = {"household_id": "A1", "survey_row": "2"}
    assert {**first, **own} == second
    assert (second["province"], second["area"], second["telecom"]) == (COMPOSED, "urban", "0")


@both_readers
def test_names_of_columns_are_composed(tmp_path: Path) -> None:
    """A column's name typed in parts is the composed name."""
    rows: Table = [(*HEADER, PARTED), ("A1", "rural", 4, 1, PARTED)]
    found = classify(write_csv(tmp_path / "s.csv", rows), *BY_INCOME, "-q", "--keep", "all")
    assert found.column(COMPOSED) == [COMPOSED]


@both_readers
def test_a_name_typed_in_two_ways_is_twice_the_same(tmp_path: Path) -> None:
    """Two columns of the same name, typed in two ways, refuse the file."""
    rows: Table = [(*HEADER, PARTED, COMPOSED), ("A1", "rural", 4, 1, "x", "y")]
    errors = refusal(write_csv(tmp_path / "survey.csv", rows), *BY_INCOME)
    assert "has columns of the same name" in errors


@pytest.mark.parametrize("write", [write_parquet, write_xlsx, stata(118)])
def test_text_of_every_format_is_composed(tmp_path: Path, write: Write) -> None:
    """Ids, groups and carried columns of typed files are composed too."""
    rows: Table = [(*HEADER, "province", "note"), (PARTED, "rural", 4, 1.0, PARTED, PARTED)]
    file = write(tmp_path / "survey", rows)
    [row] = classify(file, *BY_INCOME, "-q", "--keep", "all").rows
    assert (row["household_id"], row["province"], row["note"]) == (COMPOSED,) * 3


def test_files_whose_columns_are_typed_in_two_ways(tmp_path: Path) -> None:
    """Files of which one has a column's name in parts, the other composed, are one survey."""
    first = write_csv(tmp_path / "a.csv", [(*HEADER, PARTED), ("A1", "rural", 4, 1, "x")])
    rows: Table = [(*HEADER, PARTED), ("A2", "rural", 4, 1, "y")]
    second = write_parquet(tmp_path / "b.parquet", rows)
    found = classify(first, second, *BY_INCOME, "-q", "--keep", "all")
    assert found.code == 0, found.errors
    assert found.column(COMPOSED) == ["x", "y"]


@both_readers
@pytest.mark.parametrize(("here", "there"), [(COMPOSED, PARTED), (PARTED, COMPOSED)])
def test_members_find_their_household(tmp_path: Path, here: str, there: str) -> None:
    """Members belong to their household however its id is typed."""
    rows: Table = [("household_id", "area", "income_per_capita"), (here, "rural", 1)]
    people: Table = [("household_id", "person_id", "age"), (there, 1, 30), (f" {here}", 2, 40)]
    found = classify(
        write_csv(tmp_path / "survey.csv", rows),
        *("--members", write_csv(tmp_path / "members.csv", people)),
        *(*BY_INDICATORS, "-q"),
    )
    assert (found.code, found.column("household_size")) == (0, ["2"])
    assert found.column("household_id") == [COMPOSED]


def test_persons_typed_in_two_ways(tmp_path: Path) -> None:
    """A person's id typed in two ways is one, and doubled."""
    rows: Table = [("household_id", "area", "income_per_capita"), ("A1", "rural", 1)]
    people: Table = [("household_id", "person_id"), ("A1", COMPOSED), ("A1", PARTED)]
    errors = refusal(
        write_csv(tmp_path / "survey.csv", rows),
        *("--members", write_csv(tmp_path / "members.csv", people), *BY_INDICATORS),
    )
    assert "person_id" in errors
    assert "(2 rows: line 2" in errors


def test_frames_are_composed() -> None:
    """The Python API composes ids, groups and the ids of members like the command line."""
    frame = pl.DataFrame(
        {
            "household_id": [PARTED],
            "area": ["rural"],
            "income_per_capita": [1],
            "province": [PARTED],
        }
    )
    people = pl.DataFrame({"household_id": [COMPOSED] * 2, "person_id": ["1", "2"]})
    found = mdpoverty.classify(frame, "vn-2022-2025", members=people)
    assert found.select("household_id", "province", "household_size").rows() == [
        (COMPOSED, COMPOSED, 2)
    ]
