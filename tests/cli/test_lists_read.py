"""Every command reads Vietnamese headings of a list, and takes a column by what it is called."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from files import BY_INCOME, Table, run, write_csv, write_xlsx

from mdpoverty import compare, summarize, track

REVIEW = "vn-2022-2025-review"
PROVINCE = "Tỉnh/thành phố"
LABEL = "province code or name"
HEADER = ("household_id", PROVINCE, "Xã/phường/thị trấn", "area", "household_size", "standard")
PLACE = ("Hà Giang", "Xã Ví Dụ")


def listed(path: Path, classes: tuple[str, str], *, year: int, header: Table = (HEADER,)) -> Path:
    """Write a list of two households, with the headings of officials."""
    rows: Table = [
        (*header[0], "class", "survey_year"),
        *(
            (str(row), *PLACE, "rural", 4, REVIEW, own, year)
            for row, own in enumerate(classes, start=1)
        ),
    ]
    return (write_xlsx if path.suffix == ".xlsx" else write_csv)(path, rows)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_lists_keep_their_places(suffix: str, tmp_path: Path) -> None:
    """Commands that read lists read headings as those do that read surveys, and say so."""
    before = listed(tmp_path / f"a.{suffix}", ("poor", "poor"), year=2024)
    after = listed(tmp_path / f"b.{suffix}", ("poor", "non_poor"), year=2025)
    forms = tmp_path / "forms.xlsx"
    assert run("tables", before, after, "-o", forms, "-q").code == 0
    cells = [
        row for sheet in openpyxl.load_workbook(forms) for row in sheet.iter_rows(values_only=True)
    ]
    assert any("Xã Ví Dụ" in map(str, row) for row in cells)
    for arguments in (
        ("track", before, after),
        ("diff", before, after),
        ("summarize", after, "--by", "province"),
    ):
        done = run(*arguments)
        assert {*done.column("province")} == {"Hà Giang"}, done.errors
        assert f"b.{suffix}: column '{PROVINCE}' is used as province" in done.errors


def test_report_of_profiles(tmp_path: Path) -> None:
    """A report reads the headings of the profile that it compares with, as of its own."""
    survey: Table = [
        ("household_id", "province", "area", "household_size", "income_per_capita"),
        ("1", "Hà Giang", "rural", 4, 100_000),
    ]
    written = run("classify", write_csv(tmp_path / "survey.csv", survey), *BY_INCOME, "-q").out
    file, page = tmp_path / "profile.csv", tmp_path / "report.html"
    file.write_text(written.replace("province", PROVINCE, 1), "utf-8")
    done = run("report", file, "--before", file, "-o", page)
    assert done.code == 0, done.errors
    assert f"column '{PROVINCE}' is used as province" in done.errors
    assert "Hà Giang" in page.read_text("utf-8")


def test_a_column_of_the_name_counts_first(tmp_path: Path) -> None:
    """What is called by its name is the variable; another heading that fits it stays as it is."""
    both: Table = [("household_id", PROVINCE, "province", *HEADER[3:])]
    file = listed(tmp_path / "list.csv", ("poor", "poor"), year=2025, header=both)
    assert {*run("diff", file, file, "--all").column("province")} == {"Xã Ví Dụ"}


@pytest.mark.parametrize("name", [PROVINCE.upper(), LABEL])
def test_columns_by_what_they_are_called(name: str, tmp_path: Path) -> None:
    """A heading, and the label in either language, name a column in every command."""
    before = listed(tmp_path / "a.csv", ("poor", "poor"), year=2024)
    after = listed(tmp_path / "b.csv", ("poor", "non_poor"), year=2025)
    for arguments in (
        ("summarize", after, "--each", name),
        ("summarize", after, "--contrast", name),
        ("diff", before, after, "--by", name),
        ("track", before, after, "--by", name),
    ):
        done = run(*arguments, "-q")
        assert done.code == 0, done.errors
        assert "Hà Giang" in done.column("province"), done.errors
    assert run("report", after, "--by", name, "-o", tmp_path / "report.html", "-q").code == 0
    links = ("--match", name, "--links-out", tmp_path / "links.csv")
    assert run("track", before, after, *links, "-q").code == 0
    changed = run("summarize", after, "--change", "năm rà soát", "-q")
    assert (changed.code, {*changed.column("survey_year")}) == (0, {"2025"}), changed.errors


def test_frames_by_labels() -> None:
    """Python programs name columns as the command line does."""
    frame = pd.DataFrame(
        {
            "household_id": ["1", "2"],
            "province": ["Hà Giang", "Hà Giang"],
            "area": ["rural", "rural"],
            "household_size": [4, 3],
            "income_per_capita": [100_000, 900_000],
        }
    )
    found = summarize(frame, BY_INCOME[1], by=PROVINCE)
    assert {*found["province"]} == {"Hà Giang"}
    assert "province" in compare(frame, "vn-2011-2015", "vn-2011-2015", by=PROVINCE)
    rounds = [frame.assign(**{"class": "poor"})[["household_id", "province", "class"]]] * 2
    assert {*track(rounds, by=PROVINCE).flows["province"].dropna()} == {"Hà Giang"}


def test_unknown_columns_are_listed_with_labels(tmp_path: Path) -> None:
    """Whatever command is asked, the columns that there are have their Vietnamese labels."""
    file = listed(tmp_path / "list.csv", ("poor", "poor"), year=2024)
    later = listed(tmp_path / "later.csv", ("poor", "poor"), year=2025)
    for arguments in (
        ("summarize", file, "--change", "x"),
        ("summarize", file, "--contrast", "x"),
        ("summarize", file, "--each", "x"),
        ("summarize", file, "--fpc", "x"),
        ("report", file, "--by", "x", "-o", tmp_path / "report.html"),
        ("diff", file, later, "--by", "x"),
        ("track", file, later, "--by", "x"),
        ("track", file, later, "--match", "x", "--links-out", tmp_path / "links.csv"),
    ):
        said = run(*arguments, "--lang", "vi").errors
        assert "tỉnh/thành phố (province)" in said, said
