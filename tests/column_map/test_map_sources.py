"""Sources that add and subtract columns, or look a code up among several in a cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from maps import applied, column
from pydantic import ValidationError

from mdpoverty.column_map.model import ColumnMap
from mdpoverty.errors import ColumnMapError, SurveyError

ASSETS = ["tv radio", "radio", "tv", " tv ", "tvs", "smart tv radio", "", None]


def test_a_code_among_several(tmp_path: Path) -> None:
    """A cell holds a code where it stands by itself among others; a blank cell is unknown."""
    source = {"contains": {"column": "assets", "code": "tv", "separator": " "}}
    answers = means_of_information(tmp_path, {"assets": ASSETS}, source)
    assert answers == ["0", "1", "0", "0", "1", "0", "", ""]


def means_of_information(tmp_path: Path, columns: dict[str, list[Any]], source: Any) -> list[str]:
    """Return whether households lack each means of information, where one source says them all."""
    means = ("has_tv", "has_radio", "has_desktop", "has_laptop", "has_tablet", "has_telephone")
    sources: dict[str, Any] = dict.fromkeys((*means, "has_smartphone", "hears_loudspeaker"), source)
    return column(applied(tmp_path, columns, **sources), "information_assets")


@pytest.mark.parametrize(
    ("separator", "cells", "answers"),
    [
        (";", ["1; 15 ;3", "115;3", "15", "1"], ["0", "1", "0", "1"]),
        (".", ["1.15.3", "1.153", "15", "1x15"], ["0", "1", "0", "1"]),
        (", ", ["1, 15", "1,15", "15, 2", "2"], ["0", "0", "0", "1"]),
        (" ", ["1\u00a015", "1  15 ", "115", "1\n15"], ["0", "0", "1", "0"]),
        ("\n", ["1\n15", "1 15", "15\r\n2", "2"], ["0", "1", "0", "1"]),
    ],
)
def test_separators_of_codes(
    tmp_path: Path, separator: str, cells: list[str], answers: list[str]
) -> None:
    """Codes are separated by what the map says, taken as it is, with spaces around a code."""
    source = {"contains": {"column": "items", "code": 15, "separator": separator}}
    assert means_of_information(tmp_path, {"items": cells}, source) == answers


def test_codes_in_any_case(tmp_path: Path) -> None:
    """What a reader does not see does not tell a code from another; words within one do."""
    cells = ["TV", "Tivi màu;đài", "Đài;TIVI  Màu", "đài"]
    source = {"contains": {"column": "assets", "code": "Tivi màu", "separator": ";"}}
    assert means_of_information(tmp_path, {"assets": cells}, source) == ["1", "0", "0", "1"]


def test_a_code_between_other_signs_is_refused(tmp_path: Path) -> None:
    """A cell that has the code, but not as the map separates codes, says neither yes nor no."""
    source = {"contains": {"column": "assets", "code": "tv", "separator": " "}}
    with pytest.raises(SurveyError) as caught:
        means_of_information(tmp_path, {"assets": ["radio", "radio;tv"]}, source)
    assert "has_tv (from assets): is not a known answer (1 row: row 2 'radio;tv')" in str(
        caught.value
    )


def test_a_code_with_the_separator_in_it(tmp_path: Path) -> None:
    """A code that no cell can hold among others is a fault of the map."""
    source = {"contains": {"column": "assets", "code": "tv radio", "separator": " "}}
    with pytest.raises(ColumnMapError, match="contains the separator"):
        means_of_information(tmp_path, {"assets": ["tv radio"]}, source)


@pytest.mark.parametrize(
    ("codes", "cells", "expected"),
    [
        ({"Nước máy": "piped", "other": "rain"}, ["NƯỚC  MÁY", "nước\u00a0máy "], ["0", "0"]),
        ({"Ðào": "surface", "Máy": "piped"}, ["đào", "m\u200báy"], ["1", "0"]),
        ({"A": "surface", "a": "piped"}, ["A", "a"], ["1", "0"]),
    ],
)
def test_words_of_a_map_are_folded(
    tmp_path: Path, codes: dict[str, str], cells: list[str], expected: list[str]
) -> None:
    """Codes that are words are found in any case and spacing, unless the map tells two apart."""
    source = {"column": "water", "codes": codes}
    assert column(applied(tmp_path, {"water": cells}, water_source=source), "water") == expected


def test_words_for_missing_and_others_are_folded(tmp_path: Path) -> None:
    """A word in another case is not one of the others."""
    source = {"column": "water", "codes": {"Máy": "piped"}, "others": "surface"}
    source["missing"] = ["Không biết"]
    rows = applied(tmp_path, {"water": ["MÁY", "không  biết", "suối"]}, water_source=source)
    assert column(rows, "water") == ["0", "", "1"]


@pytest.mark.filterwarnings("ignore:commune. names that may be of one place:UserWarning")
def test_names_are_missing_as_they_are_written(tmp_path: Path) -> None:
    """`NA` in a map is no village called Na; of an answer it is one in any case."""
    cells = {"v": ["NA", "Na", "Nà"], "tv": ["NA", "na", "1"]}
    rows = applied(
        tmp_path,
        cells,
        missing=("NA",),
        commune={"column": "v"},
        has_tv={"column": "tv"},
    )
    assert column(rows, "commune") == ["", "Na", "Nà"]
    assert column(rows, "information_assets") == ["", "", "0"]


def income(tmp_path: Path, source: Any, columns: dict[str, list[Any]]) -> list[str]:
    rows = applied(tmp_path, columns, household_size={"constant": 1}, income_per_capita=source)
    return column(rows, "income_per_capita")


def test_sums(tmp_path: Path) -> None:
    """Numbers of columns are added up; one that is blank leaves the sum unknown."""
    columns: dict[str, list[Any]] = {
        "wages": ["1000000", "1", None],
        "farm": ["400000.5", "2", "5"],
        "transfers": ["99999.5", "3", "5"],
    }
    found = income(tmp_path, {"sum": ["wages", "farm", "transfers"]}, columns)
    assert found == ["1500000", "6", ""]


@pytest.mark.parametrize("of", ["sum", "difference"])
@pytest.mark.parametrize("cells", [("3oo000", None), (None, "3oo000"), ("3oo000", "1")])
def test_a_part_that_cannot_be_read(
    tmp_path: Path, of: str, cells: tuple[str | None, str | None]
) -> None:
    """It is a problem beside a blank too, and no other source stands in for it."""
    source = {"first_known": [{of: ["wages", "farm"]}, {"constant": 1}]}
    columns: dict[str, list[Any]] = {"wages": [cells[0]], "farm": [cells[1]]}
    with pytest.raises(SurveyError, match="1 row refused"):
        income(tmp_path, source, columns)


def test_differences(tmp_path: Path) -> None:
    """One column less another may be below zero."""
    columns: dict[str, list[Any]] = {"receipts": [5_000_000, 1], "costs": [3_500_000, 2]}
    found = income(tmp_path, {"difference": ["receipts", "costs"]}, columns)
    assert found == ["1500000", "-1"]


@pytest.mark.filterwarnings("ignore:warning. income_per_capita.*median:UserWarning")
@pytest.mark.parametrize(
    ("first", "second", "total"),
    [("0.1", "0.2", "0.3"), ("1499999.9", "0.1", "1500000"), ("999999999999", "0.25", None)],
)
def test_sums_are_exact(tmp_path: Path, first: str, second: str, total: str | None) -> None:
    """What doubles add is the number that it should be: an amount on a line stays on it."""
    columns: dict[str, list[Any]] = {"a": [first], "b": [second]}
    found = income(tmp_path, {"sum": ["a", "b"]}, columns)
    assert found == [total or "999999999999.25"]


@pytest.mark.filterwarnings("ignore:warning. income_per_capita.*median:UserWarning")
def test_a_difference_of_large_numbers_is_exact(tmp_path: Path) -> None:
    """The digits that cancel do not leave their rounding behind."""
    columns: dict[str, list[Any]] = {"a": ["1000000.1"], "b": ["1000000.0"]}
    assert income(tmp_path, {"difference": ["a", "b"]}, columns) == ["0.1"]


@pytest.mark.parametrize(("columns", "is_read"), [(1_000, True), (1_001, False)])
def test_columns_of_all_variables(columns: int, *, is_read: bool) -> None:
    """Variables are made of so many columns together, each counted as often as it is read."""
    sizes = [min(200, columns - 3 - at) for at in range(0, columns - 3, 200)]
    household: dict[str, Any] = {f"v{n}": {"sum": ["k"] * size} for n, size in enumerate(sizes)}
    answers = {"any_of": [{"column": "k", "at_least": 1}, {"column": "k", "below": 9}]}
    document = {"survey": "S", "round": "1", "household": household | {"v": answers}}
    member = {"age": {"column": "k"}}
    if is_read:
        assert len(ColumnMap.model_validate(document | {"member": member}).member) == 1
        return
    with pytest.raises(ValidationError, match="made of more than 1,000 columns"):
        ColumnMap.model_validate(document | {"member": member})
