"""Names of places that differ only by what a reader does not see."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import polars as pl
import pytest
from files import BY_INCOME, HEADER, Table, run, write_csv
from registers import profile, write_rounds

import mdpoverty
from mdpoverty.codebook import variables

ROWS = [
    ("1", "rural", 4, 400000, "Hà Giang", "Hòa An"),
    ("2", "rural", 4, 500000, "Hà Giang", "Hoà An"),
    ("3", "rural", 4, 500000, "Hà  giang", "Hòa\u200b an"),
    ("4", "rural", 4, 500000, "Cao Bằng", "HOÀ AN"),
    ("5", "rural", 4, 500000, "Cao Bằng", "Hoa An"),
    ("6", "rural", 4, 500000, "Cao Bằng", None),
]


@pytest.mark.parametrize(
    "command",
    [
        "classify",
        "summarize --by province --by commune",
        "validate",
        "explain",
        "report -o {folder}/r.html",
        "diff --from vn-2011-2015 --to vn-2006-2010",
    ],
)
def test_names_alike_are_listed(tmp_path: Path, command: str) -> None:
    """Spaces, case, invisible characters and the place of the tone; within the unit above."""
    file = write_csv(tmp_path / "a.csv", [(*HEADER, "province", "commune"), *ROWS])
    name, *options = command.format(folder=tmp_path).split()
    also = ["1"] if name == "explain" else []
    which = [] if name == "diff" else BY_INCOME
    errors = run(name, file, *also, *options, *which).errors
    assert "province: names that differ only by spaces, case" in errors
    assert "count as different places: 'Hà  giang' / 'Hà Giang'." in errors
    assert "'Hoà An' / 'Hòa An' / 'Hòa" in errors
    assert " an'. To merge them" in errors
    assert "HOÀ" not in errors.replace("'HOÀ AN' / 'Hoa An'", "")


def test_columns_are_named_by_their_labels(tmp_path: Path) -> None:
    """In Vietnamese, also the variable that a column is taken for."""
    rows: Table = [(*HEADER, "province", "has_TVs"), *((*row[:-1], "") for row in ROWS)]
    file = write_csv(tmp_path / "a.csv", rows)
    province, has_tv = (variables("household")[name].label_vi for name in ("province", "has_tv"))
    errors = run("classify", file, *BY_INCOME, "--lang", "vi").errors
    assert f"{province} (province): các tên chỉ khác nhau" in errors
    assert f"'{has_tv} (has_tv)'" in errors
    checked = run("validate", file, *BY_INCOME, "--lang", "vi").out
    assert f"'{has_tv} (has_tv)'" in checked


def test_names_alike_in_profiles(tmp_path: Path) -> None:
    """Commands on profiles list them too, also where each round writes the name in one way."""
    files = []
    for year, name in ((2023, "Hòa An"), (2024, "Hoà  an")):
        rows = profile(year, {"1": "poor", "2": "poor"}, commune=[name, "Mèo Vạc"])
        files += write_rounds(tmp_path, rows)
    found = run("track", *files).errors, run("diff", *files).errors
    assert all(errors.count("commune: names that differ only") == 1 for errors in found), found
    assert all("'Hoà  an' / 'Hòa An'" in errors for errors in found)


def test_names_alike_in_frames() -> None:
    """The functions of Python warn of them, as Python does."""
    columns = [*HEADER, "province", "commune"]
    some = [[str(cell) for cell in row] for row in (ROWS[0], (*ROWS[1][:5], "Hoà An"))]
    rows = pl.DataFrame(some, schema=columns, orient="row")
    places = ["province", "commune"]
    for made in (mdpoverty.classify, partial(mdpoverty.summarize, by=places)):
        with pytest.warns(UserWarning, match="commune: names that differ only"):
            made(rows, "vn-2011-2015")


def test_other_names_are_not_listed(tmp_path: Path) -> None:
    """Another tone, another letter, another province: other places."""
    names = ["Hòa An", "Hóa An", "Hoa An", "Hoa Ân"]
    rows = [(str(i), "rural", 4, 5e5, "Hà Giang", name) for i, name in enumerate(names)]
    rows.append(("9", "rural", 4, 5e5, "Cao Bằng", "Hoà An"))
    file = write_csv(tmp_path / "a.csv", [(*HEADER, "province", "commune"), *rows])
    assert "names that differ" not in run("classify", file, *BY_INCOME).errors


@pytest.mark.parametrize(("income", "low"), [(50000, False), (49999, True)])
def test_a_commune_with_incomes_in_thousands(tmp_path: Path, income: int, low: bool) -> None:  # noqa: FBT001 -- what is expected
    """A place whose median is below the least, among others, is named; a survey of such is not."""
    rows = [(f"a{i}", "rural", 4, 900000, "Hà Giang", "Mèo Vạc") for i in range(8)]
    rows += [(f"b{i}", "rural", 4, income, "Hà Giang", "Yên Minh") for i in range(3)]
    rows += [(f"c{i}", "rural", 4, 1, "Hà Giang", "Đồng Văn") for i in range(2)]
    file = write_csv(tmp_path / "a.csv", [(*HEADER, "province", "commune"), *rows])
    errors = run("classify", file, *BY_INCOME).errors
    assert ("the median is under 50,000 VND per person per month in" in errors) == low
    assert ("'Hà Giang, Yên Minh'" in errors) == low
    assert "Đồng Văn" not in errors


@pytest.mark.parametrize(
    ("place", "names", "alike"),
    [
        ("province", ["Cao Bằng", "tỉnh Cao Bằng"], True),
        ("province", ["TP. Hồ Chí Minh", "Hồ Chí Minh"], True),
        ("province", ["TP Huế", "thành phố  Huế"], True),  # one kind, and other letters
        ("province", ["Tỉnh Huế", "Thành phố Huế"], False),
        ("district", ["Huyện Trà Lĩnh", "Trà Lĩnh"], True),
        ("district", ["TX. Gò Công", "Gò Công"], True),
        ("district", ["Quận 1", "1"], True),
        ("district", ["Thị xã Gò Công", "Huyện Gò Công"], False),
        ("commune", ["Quang Hán", "xã Quang Hán"], True),
        ("commune", ["Quang Hán", "Quang Han"], True),
        ("commune", ["xã Quang Hán", "Quang Han"], True),
        ("commune", ["xã Quang Hán", "Xa Quang Han"], True),
        ("commune", ["Thị trấn Đông Khê", "TT. Dong Khe"], True),
        ("commune", ["Thị trấn Đông Khê", "Đông Khê"], True),
        ("commune", ["Thị trấn Đông Khê", "Xã Đông Khê"], False),
        ("commune", ["Thị trấn Đông Khê", "Xã Dong Khe"], False),
        ("commune", ["Hòa An", "Hóa An", "Hoa An"], False),  # which of the two is not known
        ("commune", ["Hòa An", "Hóa An", "xã Hóa An"], True),
        ("commune", ["Bản Lang", "Lang"], False),
        ("commune", ["Phường 1", "Phường 11"], False),
    ],
)
def test_names_that_may_be_of_one_place(
    tmp_path: Path,
    place: str,
    names: list[str],
    alike: bool,  # noqa: FBT001 -- what is expected
) -> None:
    """The kind of a place, or accents, left out in one of them; two kinds are two places."""
    rows = [(str(number), "rural", 4, 5e5, name) for number, name in enumerate(names)]
    file = write_csv(tmp_path / "a.csv", [(*HEADER, place), *rows])
    for language, said in (("en", "names that may be of one place"), ("vi", "có thể là của một")):
        errors = run("classify", file, *BY_INCOME, "--lang", language).errors
        assert (said in errors) == alike
        assert all(f"'{name}'" in errors for name in names if alike and "Hòa" not in name)


def test_names_within_units_that_are_called_in_two_ways(tmp_path: Path) -> None:
    """A unit above whose kind is left out is the same; another one is not."""
    rows = [
        ("1", "rural", 4, 5e5, "Cao Bằng", "Trà Lĩnh", "Quang Hán"),
        ("2", "rural", 4, 5e5, "tỉnh Cao Bằng", "Huyện Trà Lĩnh", "xã Quang Hán"),
        ("3", "rural", 4, 5e5, "Cao Bằng", "Hà Quảng", "Quang Han"),
        ("4", "rural", 4, 5e5, "Cao Bằng", "Trà Lĩnh", "Tri Phương"),
        ("5", "rural", 4, 5e5, "Cao Bằng", "Hà Quảng", "Xã Tri Phương"),
    ]
    places = ("province", "district", "commune")
    file = write_csv(tmp_path / "a.csv", [(*HEADER, *places), *rows])
    errors = run("classify", file, *BY_INCOME).errors
    found = {
        "province": "'Cao Bằng' / 'tỉnh Cao Bằng'",
        "district": "'Huyện Trà Lĩnh' / 'Trà Lĩnh'",
        "commune": "'Quang Hán' / 'xã Quang Hán'",
    }
    for place, names in found.items():
        said = next(line for line in errors.splitlines() if f"{place}: names that may" in line)
        assert f"different places: {names}. The" in said
