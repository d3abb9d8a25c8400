"""Names that a table of the standard does not have are quoted, with what is near to them."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import Table, rows_of, run, write_csv
from maps import write_map

from mdpoverty.codebook import variables

PROVINCE = variables("household")["province"].label_vi
REVIEW = ("--standard", "vn-2022-2025-review")
HEADER = ("household_id", "area", "household_size", "cars", "province", "region", "central_city")
ROWS: Table = [
    HEADER,
    ("1", "rural", 2, 0, "Tỉnh Hà Gang", "", ""),
    ("2", "urban", 2, 0, "ha noi", "", ""),
    ("3", "urban", 2, 0, "TP. Hà Nội", "", ""),
    ("4", "urban", 2, 0, "Tỉnh Mới", "southeast", "no"),
    ("5", "urban", 2, 0, "Tỉnh Mới", "", "no"),
    ("6", "urban", 2, 0, "Tỉnh Mới", "", "yes"),
    ("7", "urban", 2, 0, "", "", ""),
]


@pytest.mark.parametrize("command", ["classify", "validate", "summarize --by area", "explain"])
def test_names_are_quoted(command: str, tmp_path: Path) -> None:
    """A note names them whether they decide or not; where other columns tell, nothing is said."""
    file = write_csv(tmp_path / "survey.csv", ROWS)
    name, *options = command.split()
    errors = run(name, file, *(["3"] if name == "explain" else []), *options, *REVIEW).errors
    [note] = [line for line in errors.splitlines() if line.startswith("province: the table")]
    assert note == (
        "province: the table of the standard does not have 'Tỉnh Mới' (2 rows), 'Tỉnh Hà Gang' "
        "(1 row; did you mean 'Hà Giang'?), 'ha noi' (1 row; did you mean 'Hà Nội'?). Correct the "
        "name or, where it is right, fill in region, central_city"
    )


@pytest.mark.parametrize(
    ("language", "heading", "options", "called"),
    [
        ("en", "province", (), "province: "),
        ("vi", "province", (), f"{PROVINCE} (province): "),
        ("en", "Province", (), "Province (province): "),
        ("vi", "Province", (), f"{PROVINCE} (Province): "),
        ("vi", PROVINCE.upper(), (), f"{PROVINCE.upper()}: "),
        ("en", "tinh", ("--columns", "map.yaml"), "province (from tinh): "),
        ("vi", "tinh", ("--columns", "map.yaml"), f"{PROVINCE} (từ cột tinh): "),
    ],
)
def test_the_column_is_named_as_its_reader_calls_it(
    language: str, heading: str, options: tuple[str, ...], called: str, tmp_path: Path
) -> None:
    """By its heading, and in Vietnamese by its label."""
    rows = [row[:5] for row in ROWS]
    rows[0] = tuple(heading if name == "province" else name for name in rows[0])
    sources = {name: {"column": heading if name == "province" else name} for name in HEADER[:5]}
    write_map(tmp_path, sources)
    more = tuple(str(tmp_path / each) if "." in each else each for each in options)
    file = write_csv(tmp_path / "survey.csv", rows)
    errors = run("classify", file, *REVIEW, *more, "--lang", language).errors
    assert [line for line in errors.splitlines() if line.startswith(called)], errors


def test_none_is_named_where_all_are_listed(tmp_path: Path) -> None:
    """A name that the table has, in any case, is not quoted; nor is any in a profile."""
    file = write_csv(tmp_path / "survey.csv", [HEADER, *ROWS[3:5], *ROWS[7:]])
    profile = tmp_path / "profile.csv"
    assert "the table of" not in run("classify", file, *REVIEW, "-o", profile).errors
    file = write_csv(tmp_path / "survey.csv", ROWS)
    run("classify", file, *REVIEW, "-q", "--keep", "all", "-o", profile)
    assert "the table of" not in run("summarize", profile, "--by", "area").errors


def test_other_columns_are_absent(tmp_path: Path) -> None:
    """Where no column says what the table would, every row with the name counts."""
    rows = [row[:5] for row in ROWS]
    errors = run("classify", write_csv(tmp_path / "survey.csv", rows), *REVIEW).errors
    assert "'Tỉnh Mới' (3 rows)" in errors


def test_why_quotes_the_name(tmp_path: Path) -> None:
    """The table of deciding cells has the name beside the column, which is not blank."""
    file, why = write_csv(tmp_path / "survey.csv", ROWS), tmp_path / "why.csv"
    run("classify", file, *REVIEW, "-q", "-o", tmp_path / "profile.csv", "--why", why)
    found = {
        (row["household_id"], row["column"])
        for row in rows_of(why)
        if row["column"].startswith("province")
    }
    assert {("1", "province: 'Tỉnh Hà Gang'"), ("2", "province: 'ha noi'")} <= found
    assert ("7", "province") in found
    assert not {row for row in found if row[0] in {"3", "4"}}


@pytest.mark.parametrize(
    ("name", "near"),
    [
        *((each, None) for each in ("Tp Hồ Chí Minh", "TP Hồ Chí Minh", "THÀNH PHỐ Hồ Chí Minh")),
        *((each, None) for each in ("T. Nghệ An", "T.Nghệ An", "Tỉnh Nghệ An", "nghệ an")),
        *((each, "TP. Hồ Chí Minh") for each in ("TP HCM", "TP.HCM", "TPHCM", "HCM")),
        *((each, "Nghệ An") for each in ("tinh Nghe An", "Tỉnh: Nghệ An")),
        *((each, "Bà Rịa - Vũng Tàu") for each in ("BR-VT", "Tỉnh BRVT")),
        *((each, "") for each in ("Sài Gòn", "HN", "T.", "TP")),
    ],
)
def test_spellings_of_provinces(name: str, near: str | None, tmp_path: Path) -> None:
    """A title, short or whole, is no part of a name; what has only its initials is asked about."""
    row = ("1", "urban", 2, 0, name, "", "")
    file = write_csv(tmp_path / "survey.csv", [HEADER, row])
    errors = run("classify", file, *REVIEW, "-o", tmp_path / "profile.csv").errors
    assert ("the table of the standard does not have" in errors) == (near is not None)
    if near:
        assert f"'{name}' (1 row; did you mean '{near}'?)" in errors
    else:
        assert "did you mean" not in errors
