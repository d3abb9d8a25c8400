"""What a column map says of files: where a workbook has its table, and files that are joined."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from files import Table, run, write_csv
from maps import MEMBER, PLAIN, write_map

from mdpoverty.column_map.apply import Map, load_map
from mdpoverty.column_map.joining import joined_files
from mdpoverty.errors import ColumnMapError, StandardError, SurveyError
from mdpoverty.files.layout import Area, Layout
from mdpoverty.standards.library import load_standard

HOUSES: Table = [
    ("tinh", "hoso", "size", "note"),
    ("01", "1", "4", "a"),
    ("01", "2", "3", "b"),
    ("02", "1", "5", "c"),
]
WEIGHTS: Table = [("tinh", "wt", "note"), ("02", "1.5", "y"), ("01", "2.5", "x"), ("99", "9", "z")]
WATER: Table = [("hoso", "tinh", "source"), ("1", "02", "w3"), ("2", "01", "w2"), ("1", "01", "w1")]
FILES: dict[str, Any] = {
    "ho1": {"path": "ho1.csv", "keys": ["tinh", "hoso"]},
    "weights": {"path": "weights.csv", "keys": ["tinh"]},
    "muc7": {"path": "deep/muc7.csv", "keys": ["tinh", "hoso"]},
}


def loaded(folder: Path, *, files: Any = FILES, **household: Any) -> Map:
    return load_map(write_map(folder, PLAIN | household, files=files))


def written(folder: Path, **tables: Table) -> Path:
    """Write the three files, some of them otherwise."""
    (folder / "deep").mkdir()
    given = {"ho1": HOUSES, "weights": WEIGHTS, "muc7": WATER} | tables
    for name, table in given.items():
        write_csv(folder / ("deep" if name == "muc7" else "") / f"{name}.csv", table)
    return folder


def joined(folder: Path, using: Map) -> list[dict[str, str]]:
    scratch = folder / "scratch"
    scratch.mkdir()
    survey = joined_files(using, folder, scratch, Layout())
    return survey.frame.select(list(survey.schema)).collect().rows(named=True)


def test_a_path_of_a_map_is_no_pattern(tmp_path: Path) -> None:
    """A map comes from strangers: it names a file, and none besides."""
    files = {"ho1": {"path": "*.csv", "keys": ["tinh", "hoso"]}}
    using = loaded(tmp_path, files=files)
    written(tmp_path)
    with pytest.raises(SurveyError, match=r"\*\.csv cannot be read: there is no such file"):
        joined(tmp_path, using)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_map_in_a_pipe(tmp_path: Path) -> None:
    """It is refused, and not waited for: a run looks at a map several times."""
    os.mkfifo(tmp_path / "map.yaml")
    with pytest.raises(ColumnMapError, match="it is a pipe"):
        load_map(tmp_path / "map.yaml")
    with pytest.raises(StandardError, match="it is a pipe"):
        load_standard(tmp_path / "map.yaml")


# Where a workbook has its table


def test_places_of_tables(tmp_path: Path) -> None:
    """What a map says of a file is beside the variables of a level, and is no variable."""
    household = {"sheet": "Hộ", "range": "B4:", "heading_rows": 2, "thousands": ".", **PLAIN}
    member = {"sheet": "Nhân khẩu", "decimal": ",", "encoding": "tcvn3", **MEMBER}
    using = load_map(write_map(tmp_path, household, member))
    assert using.placing.household.layout == Layout(None, None, ".", "Hộ", Area(4, 2), 2)
    assert using.placing.member.layout == Layout("tcvn3", ",", None, "Nhân khẩu")
    assert list(using.columns.household) == list(PLAIN)
    assert list(using.columns.member) == list(MEMBER)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("range", "B4", "not a part of a sheet"),
        ("range", 4, "not a part of a sheet"),
        ("heading_rows", 0, "household.heading_rows"),
        ("heading_rows", "2", "household.heading_rows: not a whole number"),
        ("thousands", "'", "household.thousands"),
        ("decimal", ";", "household.decimal"),
        ("sheet", ["a"], "household.sheet: not text"),
        ("encoding", 8, "household.encoding: not text"),
    ],
)
def test_places_that_are_none(tmp_path: Path, key: str, value: Any, words: str) -> None:
    """What cannot be a place of a table is a fault of the map, with its line."""
    with pytest.raises(ColumnMapError) as caught:
        load_map(write_map(tmp_path, {key: value, **PLAIN}))
    assert words in str(caught.value)
    assert "map.yaml:1:" in str(caught.value)


def test_a_map_without_end() -> None:
    """A map is not read for ever: no honest one is so large."""
    with pytest.raises(ColumnMapError, match="zero is larger than 1,000,000 bytes"):
        load_map("/dev/zero")


# Files that are joined


def test_files_are_joined_on_their_keys(tmp_path: Path) -> None:
    """Each row of the first file has its rows of the others, in its order."""
    rows = joined(written(tmp_path), loaded(tmp_path))
    assert [(row["hoso"], row["wt"], row["source"]) for row in rows] == [
        ("1", "2.5", "w1"),
        ("2", "2.5", "w2"),
        ("1", "1.5", "w3"),
    ]
    # Several files have a column `note`: each is called by its file.
    assert (rows[0]["ho1.note"], rows[0]["weights.note"]) == ("a", "x")
    assert "note" not in rows[0]


@pytest.mark.parametrize(
    ("changed", "code", "place"),
    [
        ({"weights": WEIGHTS[:2]}, "column_map.row-lost", "01"),
        ({"muc7": WATER[:3]}, "column_map.row-lost", "01, 1"),
        ({"muc7": [*WATER, ("9", "01", "w4")]}, "column_map.row-lost", "01, 9"),
        ({"muc7": [*WATER, ("1", "01", "w4")]}, "column_map.key-doubled", "01, 1"),
        ({"weights": [*WEIGHTS, ("01", "3", "x")]}, "column_map.key-doubled", "01"),
        ({"ho1": [*HOUSES, ("01", "2", "3", "b")]}, "column_map.key-doubled", "01, 2"),
        ({"ho1": [*HOUSES, ("", "4", "3", "b")]}, "column_map.key-blank", ", 4"),
        ({"weights": [*WEIGHTS, ("03", "3")]}, "column_map.row-faulty", None),
    ],
)
def test_rows_that_are_lost_or_doubled(
    tmp_path: Path, changed: dict[str, Table], code: str, place: str | None
) -> None:
    """A row without one in another file, a key on several rows or none: all are errors."""
    with pytest.raises(SurveyError) as caught:
        joined(written(tmp_path, **changed), loaded(tmp_path))
    assert code in [problem.code for problem in caught.value.problems]
    found = next(problem for problem in caught.value.problems if problem.code == code)
    assert found.places[0].value == place


def test_a_key_that_a_file_lacks(tmp_path: Path) -> None:
    """A key that a file, or the first file, does not have is a fault of the map."""
    files = {**FILES, "weights": {"path": "weights.csv", "keys": ["tinhh"]}}
    with pytest.raises(ColumnMapError) as caught:
        joined(written(tmp_path), loaded(tmp_path, files=files))
    assert "weights.csv has no column 'tinhh'; did you mean 'tinh'?" in str(caught.value)


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../ho1.csv", "a/../../b", "s3://b/x", "C:\\x", ""]
)
def test_paths_that_leave_the_folder(tmp_path: Path, path: str) -> None:
    """A map names files of the survey's folder alone."""
    with pytest.raises(ColumnMapError, match="1 fault"):
        loaded(tmp_path, files={"ho1": {"path": path, "keys": ["id"]}})


def test_text_documents_are_told(tmp_path: Path) -> None:
    """A document in Markdown is no map: it is said what kind of file is one."""
    survey = write_csv(tmp_path / "survey.csv", [("household_id",), ("1",)])
    text = tmp_path / "notes.md"
    text.write_text("# Notes\n\nSome text, with: a colon\n\n* an item\n", "utf-8")
    said = " ".join(run("classify", survey, "--columns", text).errors.split())
    assert "a text document, not YAML; allowed: a text file in YAML, saved as UTF-8" in said
    column_map = tmp_path / "map.yaml"
    column_map.write_text("survey: {en: x}\nhousehold: {household_id: id}\n", "utf-8")
    said = " ".join(run("classify", survey, "--columns", column_map).errors.split())
    assert "survey: not text; allowed: text; put a number in quotes" in said
