"""The Python API: which frames go in, what comes back, and what is raised."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from places import ROOT

import mdpoverty

STANDARD = "vn-2022-2025"
NAN = float("nan")
KINDS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "pandas": pd.DataFrame,
    "Polars": pl.DataFrame,
    "PyArrow": pa.table,
}
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def households(**other: list[Any]) -> dict[str, list[Any]]:
    """Return the columns of three households: on, below and above the line of their area."""
    return {
        "household_id": ["a", "b", "c"],
        "area": ["rural", "urban", "urban"],
        "household_size": [3, 2, 1],
        "income_per_capita": [1_500_000.0, 1_999_999.5, 2_000_001.0],
        **{name: [True, False, True] for name in ("employment", "water", "sanitation")},
        **other,
    }


def members(**other: list[Any]) -> dict[str, list[Any]]:
    """Return the columns of the six members of `households`."""
    return {
        "household_id": ["a", "a", "a", "b", "b", "c"],
        "person_id": [1, 2, 3, 1, 2, 1],
        "insured": [True, True, True, True, False, None],
        "age": [40, 41, 5, 70, 71, 30],
        **other,
    }


def content(frame: Any) -> dict[str, list[Any]]:
    """Return the cells of each column, None where a cell is null."""
    if isinstance(frame, pd.DataFrame):
        return {str(name): [None if pd.isna(x) else x for x in frame[name]] for name in frame}
    if isinstance(frame, pl.DataFrame):
        return frame.to_dict(as_series=False)
    columns: dict[str, list[Any]] = frame.to_pydict()
    return columns


# What comes back


@every_kind
def test_the_same_kind_of_frame_comes_back(kind: Any) -> None:
    """A profile is of the kind of the frame that went in, its rows in the same order."""
    frame = kind(households())
    profile = mdpoverty.classify(frame, STANDARD)
    assert type(profile) is type(frame)
    found = content(profile)
    assert found["household_id"] == ["a", "b", "c"]
    assert found["survey_row"] == [1, 2, 3]
    assert found["class"] == ["poor", "undetermined", "non_poor"]
    assert found["possible_classes"] == [None, "poor;near_poor", None]
    assert found["water"] == [1, 0, 1]
    assert found["nutrition"] == [None, None, None]


def test_indicators_are_nullable_integers() -> None:
    """Answers and counts are integers that may be null, in pandas as elsewhere."""
    in_pandas = mdpoverty.classify(pd.DataFrame(households()), STANDARD).dtypes
    in_polars = mdpoverty.classify(pl.DataFrame(households()), STANDARD).schema
    assert in_pandas["water"] == in_pandas["nutrition"] == pd.Int8Dtype()
    assert in_polars["water"] == in_polars["nutrition"] == pl.Int8()
    assert in_pandas["deprivations"] == pd.Int64Dtype()
    assert in_polars["deprivations"] == pl.Int64()


@pytest.mark.parametrize(
    "index",
    [
        pd.Index(["x", "y", "z"], name="label"),
        pd.Index([7, 7, 3]),
        pd.MultiIndex.from_tuples([("x", 1), ("x", 2), ("y", 1)], names=["commune", "number"]),
    ],
    ids=["text", "repeated", "two levels"],
)
def test_a_pandas_index_is_kept(index: pd.Index[Any]) -> None:
    """Profile and refused rows have the index labels of the rows that they come from."""
    frame = pd.DataFrame(households(), index=index)
    assert mdpoverty.classify(frame, STANDARD).index.identical(index)
    frame["area"] = ["rural", "hill", "urban"]
    profile, refused = mdpoverty.classify(frame, STANDARD, rejects=True)
    assert profile.index.identical(index[[0, 2]])
    assert refused.index.identical(index[[1]])


@every_kind
def test_what_goes_in_is_not_changed(kind: Any) -> None:
    """Classifying leaves the frame as it was."""
    frame = kind(households())
    mdpoverty.classify(frame, STANDARD)
    assert frame.equals(kind(households()))


@every_kind
@pytest.mark.parametrize("ids", [[1, 2, 3], [1.0, 2.0, 3.0]], ids=["integers", "floats"])
def test_ids_that_are_numbers_come_back_as_text(kind: Any, ids: list[Any]) -> None:
    """A household id is text, whatever its type; one that passed through a float is whole."""
    profile = mdpoverty.classify(kind(households(household_id=ids)), STANDARD)
    assert content(profile)["household_id"] == ["1", "2", "3"]


@every_kind
def test_no_households_have_an_empty_profile(kind: Any) -> None:
    """A frame without rows has a profile without rows, with the columns of any other."""
    full = mdpoverty.classify(kind(households()), STANDARD)
    empty = mdpoverty.classify(kind({name: [] for name in households()}), STANDARD)
    assert content(empty) == {name: [] for name in content(full)}


def test_categories_are_text() -> None:
    """A column of categories is read as the text of its categories."""
    frame = pd.DataFrame(households()).astype({"area": "category", "household_id": "category"})
    profile = mdpoverty.classify(frame, STANDARD)
    assert content(profile) == content(mdpoverty.classify(pd.DataFrame(households()), STANDARD))


@every_kind
def test_members_tell_what_the_survey_does_not(kind: Any) -> None:
    """A frame of members decides indicators, and may tell the sizes of households."""
    survey = households()
    del survey["household_size"]
    found = content(mdpoverty.classify(kind(survey), STANDARD, members=kind(members())))
    assert found["health_insurance"] == [0, 1, None]
    assert found["household_size"] == [3, 2, 1]


def test_members_may_be_another_kind_of_frame() -> None:
    """The profile is of the kind of the survey, whatever the kind of its members."""
    people = pa.table(members())
    profile = mdpoverty.classify(pd.DataFrame(households()), STANDARD, members=people)
    assert content(profile)["health_insurance"] == [0, 1, None]


def test_a_standard_is_an_id_a_file_or_a_standard() -> None:
    """The same standard gives the same profile, however it is named."""
    frame = pl.DataFrame(households())
    loaded = mdpoverty.load_standard(STANDARD)
    file = ROOT / "thresholds" / f"{STANDARD}.yaml"
    expected = mdpoverty.classify(frame, STANDARD)
    assert mdpoverty.classify(frame, loaded).equals(expected)
    assert mdpoverty.classify(frame, file).equals(expected)
    assert mdpoverty.classify(frame, str(file)).equals(expected)


# Refused rows


@every_kind
def test_a_survey_error_carries_the_refused_rows(kind: Any) -> None:
    """Where rows are refused, the error has all of them, whole, as the same kind of frame."""
    frame = kind(households(area=["rural", "hill", None]))
    with pytest.raises(mdpoverty.SurveyError) as caught:
        mdpoverty.classify(frame, STANDARD)
    refused = caught.value.refused
    assert type(refused) is type(frame)
    found = content(refused)
    assert found["row"] == [2, 3]
    assert found["problems"] == ["area is not a known code", "area is missing"]
    assert {name: found[name] for name in households()} == {
        name: cells[1:] for name, cells in content(frame).items()
    }
    assert {(problem.subject, problem.count) for problem in caught.value.problems} == {("area", 1)}
    assert {place.line for problem in caught.value.problems for place in problem.places} == {2, 3}


@every_kind
def test_with_rejects_rows_in_are_rows_out_and_refused(kind: Any) -> None:
    """With `rejects` profile and refused rows come back, and together they are all rows."""
    frame = kind(households(household_size=[3, 0, 1]))
    profile, refused = mdpoverty.classify(frame, STANDARD, rejects=True)
    assert type(profile) is type(refused) is type(frame)
    assert content(profile)["household_id"] == ["a", "c"]
    assert content(profile)["survey_row"] == [1, 3]
    assert content(refused)["household_id"] == ["b"]
    whole, none = mdpoverty.classify(kind(households()), STANDARD, rejects=True)
    assert (len(whole), len(none)) == (3, 0)


@every_kind
def test_with_rejects_every_household_of_a_repeated_id_is_refused(kind: Any) -> None:
    """None of the rows that share an id is trusted."""
    frame = kind(households(household_id=["a", "b", "a"]))
    profile, refused = mdpoverty.classify(frame, STANDARD, rejects=True)
    assert content(profile)["household_id"] == ["b"]
    assert content(refused)["row"] == [1, 3]


@every_kind
def test_with_members_their_refused_rows_come_back_too(kind: Any) -> None:
    """A refused member refuses its household, and that its other members."""
    people = kind(members(age=[40, 41, 5, 70, 121, 30]))
    profile, refused, persons = mdpoverty.classify(
        kind(households()), STANDARD, members=people, rejects=True
    )
    assert content(profile)["household_id"] == ["a", "c"]
    assert content(refused)["household_id"] == ["b"]
    assert content(persons)["row"] == [4, 5]


@pytest.mark.parametrize(
    ("column", "bad"),
    [
        ("household_size", ["3", "two", "1"]),
        ("household_size", [3.0, 2.5, 1.0]),
        ("income_per_capita", ["1000000", "2,5", "3000000"]),
        ("income_per_capita", [1e6, float("inf"), 3e6]),
        ("weight", [1, -1, 1]),
        ("dependants", [0, 3, 0]),
        ("floor_area", [0.0, -0.5, 30.0]),
        ("toilet", ["septic", "NA", None]),
        ("water", ["yes", "maybe", None]),
        ("has_tv", [1, 2, 0]),
    ],
)
def test_a_cell_that_is_none_of_its_variable_refuses_its_row(column: str, bad: list[Any]) -> None:
    """Whatever is wrong with a cell, its row is refused and the others are classified."""
    frame = pl.DataFrame(households(**{column: bad}))
    profile, refused = mdpoverty.classify(frame, STANDARD, rejects=True)
    assert content(profile)["household_id"] == ["a", "c"]
    assert content(refused)["row"] == [2]
    assert column in content(refused)["problems"][0]


@every_kind
def test_a_missing_column_is_named(kind: Any) -> None:
    """A survey without a column that the standard needs is refused as a whole."""
    survey = households()
    del survey["area"]
    with pytest.raises(mdpoverty.SurveyError) as caught:
        mdpoverty.classify(kind(survey), STANDARD, rejects=True)
    assert [problem.subject for problem in caught.value.problems] == ["area"]
    assert caught.value.refused is None


# NaN


def test_nan_is_blank_in_pandas() -> None:
    """In a pandas frame NaN is an answer that nobody gave, in a column of any type."""
    nothing = {
        "income_per_capita": pd.Series([1_500_000, NAN, 2_000_001]),
        "water": pd.Series([True, NAN, True], dtype="object"),
        "toilet": pd.Series(["septic", NAN, None]),
        "dependants": pd.Series([1, None, 0], dtype="Int64"),
        "floor_area": pd.Series([20, NAN, 30], dtype="Float64"),
    }
    found = content(mdpoverty.classify(pd.DataFrame(households()).assign(**nothing), STANDARD))
    for name in ("income_per_capita", "water", "dependency", "housing_area"):
        assert [cell is None for cell in found[name]] == [False, True, False]
    assert found["class"] == ["poor", "undetermined", "non_poor"]


@pytest.mark.parametrize("kind", [pl.DataFrame, pa.table])
def test_nan_is_refused_elsewhere(kind: Any) -> None:
    """In other frames NaN is a number that is none: it refuses its row."""
    frame = kind(households(income_per_capita=[1e6, NAN, None]))
    profile, refused = mdpoverty.classify(frame, STANDARD, rejects=True)
    assert content(profile)["household_id"] == ["a", "c"]
    assert content(refused)["problems"] == ["income_per_capita is not a number"]


def test_what_looks_wrong_is_a_warning() -> None:
    """Incomes that are too low to be VND are classified, and Python warns of their rows."""
    frame = pl.DataFrame(households(income_per_capita=[1, 2, 3]))
    with pytest.warns(
        UserWarning, match=r"under 50,000 VND .*\(3 rows: row 1 '1', row 2 '2', row 3"
    ):
        found = mdpoverty.classify(frame, STANDARD)
    assert len(found) == 3


# Lazy frames


def test_a_lazy_frame_has_an_error_column() -> None:
    """A row that would be refused says why in `error`, and has no class, count or answer."""
    good = pl.DataFrame(households())
    bad = pl.DataFrame(households(household_id=["d", "e", "e"], area=["hill", "rural", "urban"]))
    flagged = mdpoverty.classify(pl.concat([good, bad]).lazy(), STANDARD)
    assert isinstance(flagged, pl.LazyFrame)
    found = flagged.collect()
    expected = mdpoverty.classify(good, STANDARD)
    assert found.head(3).drop("error").equals(expected)
    assert found["error"].to_list() == [
        *[None] * 3,
        "area is not a known code",
        *["household_id appears on more than one row"] * 2,
    ]
    decided = expected.columns[expected.columns.index("class") :]
    assert found.tail(3).select(pl.col(decided).is_null().all()).row(0) == (True,) * len(decided)


def test_what_cannot_be_read_is_null_in_a_lazy_frame() -> None:
    """An area or a weight that is none does not stand in the profile as if it were one."""
    frame = pl.LazyFrame(households(area=["hill", "urban", "urban"], weight=["1", "x", "2"]))
    found = mdpoverty.classify(frame, STANDARD).collect()
    assert found["area"].to_list() == [None, "urban", "urban"]
    assert found["weight"].to_list() == [1, None, 2]


def test_nan_in_a_lazy_frame_is_an_error() -> None:
    """A lazy frame takes NaN for what other Polars frames take it."""
    frame = pl.LazyFrame(households(income_per_capita=[1e6, NAN, None]))
    found = mdpoverty.classify(frame, STANDARD).collect()
    assert found["error"].to_list() == [None, "income_per_capita is not a number", None]


def test_a_lazy_frame_has_no_rejects_and_takes_no_members() -> None:
    """What would need the frame to be run is a usage error."""
    frame = pl.LazyFrame(households())
    with pytest.raises(mdpoverty.UsageError):
        mdpoverty.classify(frame, STANDARD, rejects=True)
    with pytest.raises(mdpoverty.UsageError):
        mdpoverty.classify(frame, STANDARD, members=pl.DataFrame(members()))


def test_a_lazy_frame_without_a_column_is_refused_at_once() -> None:
    """What the schema tells is raised before anything is run."""
    with pytest.raises(mdpoverty.SurveyError):
        mdpoverty.classify(pl.LazyFrame(households()).drop("area"), STANDARD)


# Frames that cannot be read


@pytest.mark.parametrize(
    "frame",
    [
        households(),
        [households()],
        "survey.csv",
        None,
        pd.Series(["a"]),
        pl.Series(["a"]),
        pd.DataFrame,
        pl.DataFrame,
        pl.LazyFrame,
        pa.Table,
    ],
    ids=[
        "dict",
        "list",
        "text",
        "nothing",
        "pandas series",
        "Polars series",
        "class of pandas",
        "class of Polars",
        "class of Polars' lazy frames",
        "class of Arrow",
    ],
)
def test_another_kind_of_frame_is_a_usage_error(frame: object) -> None:
    """What is no frame of a known kind is a usage error, as a survey or as members."""
    with pytest.raises(mdpoverty.UsageError):
        mdpoverty.classify(frame, STANDARD)
    if frame is not None:
        with pytest.raises(mdpoverty.UsageError):
            mdpoverty.classify(pl.DataFrame(households()), STANDARD, members=frame)


@pytest.mark.parametrize(
    "mixed",
    [
        pd.Series([1, "x", 2], dtype="object"),
        pd.Series(["1", 2, 3.5], dtype="object"),
        pd.Series([True, "yes", None], dtype="object"),
        pd.Series([2.5, True, 3.5], dtype="object"),
        pd.Series([NAN, 2, np.False_], dtype="object"),
        pd.Series([[1], [2], [3]]),
    ],
    ids=[
        "number and text",
        "text and number",
        "truth and text",
        *("numbers and truth",) * 2,
        "lists",
    ],
)
@pytest.mark.parametrize("column", ["income_per_capita", "area", "toilet", "water"])
def test_cells_of_several_types_are_a_survey_error(column: str, mixed: pd.Series[Any]) -> None:
    """A column that holds cells of several types, or lists, is named, and nothing is guessed."""
    frame = pd.DataFrame(households()).assign(**{column: mixed})
    with pytest.raises(mdpoverty.SurveyError) as caught:
        mdpoverty.classify(frame, STANDARD)
    assert [problem.subject for problem in caught.value.problems] == [column]


def test_two_columns_of_one_name_are_a_survey_error() -> None:
    """A pandas frame may name two columns alike: neither is trusted."""
    frame = pd.DataFrame(households())
    with pytest.raises(mdpoverty.SurveyError) as caught:
        mdpoverty.classify(pd.concat([frame, frame[["area"]]], axis=1), STANDARD)
    assert [problem.subject for problem in caught.value.problems] == ["area"]


@pytest.mark.parametrize(
    "name", ["_row", "_line", "_fault", "_refused", "_income", "_0", "row", "problems", "error"]
)
def test_a_column_of_any_name_is_left_alone(name: str) -> None:
    """A column that nothing asks for changes nothing, and is refused whole, whatever its name."""
    survey = households(household_size=[3, 0, 1])
    stray = pl.DataFrame({**survey, name: ["x", "y", "z"]})
    profile, refused = mdpoverty.classify(stray, STANDARD, rejects=True)
    expected, _ = mdpoverty.classify(pl.DataFrame(survey), STANDARD, rejects=True)
    assert profile.equals(expected)
    assert refused[refused.columns[-1]].to_list() == ["y"]


@every_kind
def test_a_column_called_row_keeps_its_cells(kind: Any) -> None:
    """Refused rows are numbered by their place, whatever the survey calls its columns."""
    frame = kind(households(household_size=[3, 0, 1], row=["x", "y", "z"]))
    _, refused = mdpoverty.classify(frame, STANDARD, rejects=True)
    assert content(refused)["refused_row"] == [2]
    assert content(refused)["row"] == ["y"]


# The package


def test_every_public_name_loads() -> None:
    """Each name in `__all__` is there, and no other is made up."""
    assert [name for name in mdpoverty.__all__ if getattr(mdpoverty, name) is None] == []
    with pytest.raises(AttributeError, match="no attribute 'clasify'"):
        _ = mdpoverty.clasify


def test_importing_loads_neither_polars_nor_pandas() -> None:
    """The import is quick: the engine loads when it is first used."""
    program = "import sys, mdpoverty; print([m for m in ('polars', 'pandas') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout == "[]\n"


DECIMALS = [Decimal(1), Decimal(2)]
ODD_TYPES = {
    "complex": pd.Series([1 + 2j, 3 + 0j]),
    "period": pd.Series(pd.period_range("2024-01", periods=2, freq="M")),
    "interval": pd.Series(pd.interval_range(0, 2)),
    "decimal256": pa.array(DECIMALS, pa.decimal256(60, 2)),
    "decimal256 in pandas": pd.Series(DECIMALS, dtype=pd.ArrowDtype(pa.decimal256(60, 2))),
    "lists of decimal256": pa.array([DECIMALS] * 2, pa.list_(pa.decimal256(60, 2))),
    "short decimal256": pa.array(DECIMALS, pa.decimal256(38, 2)),
    "lists of short decimal256": pa.array([DECIMALS] * 2, pa.list_(pa.decimal256(38, 2))),
    "long decimals of Python": pd.Series([Decimal("1E50"), Decimal("1e-40")], dtype=object),
    "long and small decimals": pd.Series([Decimal(10**20), Decimal("1e-20")], dtype=object),
    "dictionary of a dictionary": pa.DictionaryArray.from_arrays(
        [0, 1], pa.array(["1", "2"]).dictionary_encode()
    ),
    "dictionary of decimal256": pa.array(DECIMALS, pa.decimal256(38, 2)).dictionary_encode(),
}


@pytest.mark.parametrize("column", ["household_id", "income_per_capita", "note"])
@pytest.mark.parametrize("name", ODD_TYPES)
def test_types_that_are_not_read(name: str, column: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A column of a type that Polars has not is named, or read: never a defect, nor said to be."""
    base: dict[str, Any] = {
        "household_id": ["a", "b"],
        "area": ["rural", "urban"],
        "household_size": [4, 3],
        "income_per_capita": [900_000, 900_000],
    }
    cells = ODD_TYPES[name]
    arrow = isinstance(cells, pa.Array)
    frame = pa.table(base | {column: cells}) if arrow else pd.DataFrame(base | {column: cells})
    with suppress(mdpoverty.SurveyError):
        assert len(mdpoverty.classify(frame, standard="vn-2011-2015")) == 2
    assert not capfd.readouterr().err


SOUND: dict[str, Any] = {
    "household_id": ["a", "b"],
    "area": ["rural", "urban"],
    "household_size": [4, 3],
    "income_per_capita": [900_000, 900_000],
}
KINDS_OF_ARROW: dict[str, Callable[[pa.Table], Any]] = {
    "Arrow": lambda table: table,
    "pandas": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
}


@pytest.mark.parametrize("kind", KINDS_OF_ARROW)
def test_what_arrow_holds_otherwise(kind: str) -> None:
    """Decimals of 256 bits are numbers; a time of day that no day has is text, and not a blank."""
    day = 24 * 60 * 60
    table = pa.table(
        {
            **SOUND,
            "weight": pa.array([Decimal("1.10")] * 2, pa.decimal256(38, 2)),
            "commune": pa.array([day, day - 1], pa.time32("s")),
            "province": pa.array([-1, 0], pa.time64("ns")),
        }
    )
    found = nw.from_native(
        mdpoverty.classify(KINDS_OF_ARROW[kind](table), standard="vn-2011-2015"), eager_only=True
    )
    assert found["weight"].to_list() == [1.1, 1.1]
    assert found["commune"].to_list() == ["00:00:00+86400s", "23:59:59"]
    assert found["province"].to_list() == ["00:00:00-1ns", "00:00:00"]
    table = table.set_column(1, "area", table["commune"])
    with pytest.raises(mdpoverty.SurveyError, match="86400s"):
        mdpoverty.classify(KINDS_OF_ARROW[kind](table), standard="vn-2011-2015")


def test_names_that_are_one_as_text() -> None:
    """The columns 5 and "5" of pandas are two, of which neither hides the other."""
    cells: dict[Any, Any] = {**SOUND, 5: [1, 1], "5": [9, 9]}
    frame = pd.DataFrame(cells)
    with pytest.raises(mdpoverty.SurveyError, match="5: appears 2 times"):
        mdpoverty.classify(frame, standard="vn-2011-2015")


@pytest.mark.parametrize("both", [("5", 5), ("age", "age")])
def test_members_whose_columns_share_a_name(both: tuple[Any, Any]) -> None:
    """It is the members that are said to have them."""
    members = pd.DataFrame([["a", "1", 3, 4]], columns=["household_id", "person_id", *both])
    with pytest.raises(mdpoverty.SurveyError, match="the members have columns of the same name"):
        mdpoverty.classify(pd.DataFrame(SOUND), STANDARD, members)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_numbers_of_any_precision_are_what_they_are_written_as(dtype: str) -> None:
    """A weight of 1.1 is 1.1, and a code of 0.1 is 0.1."""
    frame = pd.DataFrame(
        {**SOUND, "weight": np.array([1.1, 7], dtype), "commune": np.array([0.1, 7], dtype)}
    )
    found = mdpoverty.classify(frame, standard="vn-2011-2015")
    assert found["weight"].tolist() == [1.1, 7]
    assert found["commune"].tolist() == ["0.1", "7"]


@pytest.mark.parametrize(
    ("dtype", "numbers"),
    [
        ("float16", [2050, 4104, 10008, 65504]),
        ("float32", [16777218, 20000008, 99999992, 123456792, 2**40]),
        ("float64", [123456789012345, 2**49]),
    ],
)
@pytest.mark.parametrize("library", [pd.DataFrame, pa.table, pl.DataFrame])
def test_whole_numbers_of_any_precision_are_themselves(
    library: Callable[[Any], Any], dtype: str, numbers: list[int]
) -> None:
    """A number that has no fraction is not written with fewer digits."""
    ids = [str(place) for place in range(len(numbers))]
    cells: dict[str, Any] = {"household_id": ids, "area": ["rural"] * len(numbers)}
    cells |= {"household_size": [4] * len(numbers), "income_per_capita": np.array(numbers, dtype)}
    found = mdpoverty.classify(library(cells), standard="vn-2011-2015")
    income = found["income_per_capita"]
    assert (income.to_pylist() if library is pa.table else income.to_list()) == numbers


def test_lists_of_no_width(capfd: pytest.CaptureFixture[str]) -> None:
    """Lists that hold nothing are no cells; the engine, which would panic, does not see them."""
    cells = pa.array([[], []], pa.list_(pa.int64(), 0))
    frame = pa.table({"household_id": cells, "area": ["rural"] * 2, "income_per_capita": [1, 2]})
    with pytest.raises(mdpoverty.SurveyError, match="cells of a type that is not read here"):
        mdpoverty.classify(frame, standard="vn-2011-2015")
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
@pytest.mark.parametrize("column", ["household_id", "note"])
@pytest.mark.parametrize("library", ["pyarrow", "pandas"])
def test_text_that_is_no_text(kind: pa.DataType, column: str, library: str) -> None:
    """Bytes that Arrow is told are text, and are not UTF-8, are said to be so."""
    width = "i" if kind == pa.string() else "q"
    places = pa.py_buffer(struct.pack(f"3{width}", 0, 1, 2))
    text = pa.Array.from_buffers(kind, 2, [None, places, pa.py_buffer(b"a\xff")])
    base = {"household_id": ["a", "b"], "area": ["rural"] * 2, "income_per_capita": [1, 2]}
    frame: Any = pa.table(base | {column: text})
    if library == "pandas":
        frame = pd.DataFrame(base | {column: pd.Series(text, dtype=pd.ArrowDtype(kind))})
    with pytest.raises(mdpoverty.SurveyError, match=f"{column}: contains text that is not valid"):
        mdpoverty.classify(frame, "vn-2011-2015")


@pytest.mark.parametrize(
    ("cells", "variable", "problem"),
    [
        (pl.Series([1.0, float("nan")]), "household_id", "is missing"),
        (pl.Series(["1", "\u200b1"]), "household_id", "more than one row"),
        (pl.Series(["1", "1\u200b"]), "household_id", "more than one row"),
        (pl.Series(["1", "1\U000e0041"]), "household_id", "more than one row"),
        (pl.Series(["1\0", "1\u2028"]), "household_id", "a control character"),
        (
            pl.Series([Decimal("1500000.000000000001")] * 2, dtype=pl.Decimal(38, 14)),
            "income_per_capita",
            "is not a number",
        ),
        (pl.Series([Decimal("1500000.5")] * 2, dtype=pl.Decimal(38, 14)), "income_per_capita", ""),
        (pl.Series([Decimal("4.0")] * 2, dtype=pl.Decimal(5, 1)), "household_size", ""),
        (pl.Series([Decimal("4.5")] * 2, dtype=pl.Decimal(5, 1)), "household_size", "is not"),
        (pl.Series([Decimal("1.0"), Decimal("2.0")], dtype=pl.Decimal(5, 1)), "household_id", ""),
    ],
)
def test_typed_cells_are_as_text_is(cells: pl.Series, variable: str, problem: str) -> None:
    """A typed cell has the meaning, and the limits, of the text that it is written as."""
    base = pl.DataFrame(
        {
            "household_id": ["a", "b"],
            "area": ["rural", "urban"],
            "household_size": [4, 3],
            "income_per_capita": [900_000, 900_000],
        }
    )
    frame = base.with_columns(cells.alias(variable))
    found, refused = mdpoverty.classify(frame, standard="vn-2011-2015", rejects=True)
    assert (len(refused) > 0) == bool(problem)
    assert all(problem in row for row in refused["problems"])
    if variable == "household_id" and not problem:
        assert found["household_id"].to_list() == ["1", "2"]


def test_duckdb_and_arrow_readers_give_tables() -> None:
    """A relation of DuckDB, and batches that can be read once, are classified as their table."""
    import duckdb  # noqa: PLC0415 -- loads slowly

    table = pa.table({"household_id": ["1", "2"], "area": ["rural"] * 2, "household_size": [1, 2]})
    table = table.append_column("income_per_capita", pa.array([400000.0, None]))
    expected = mdpoverty.classify(table, "vn-2011-2015")
    with duckdb.connect() as opened:
        opened.register("households", table)
        relation = opened.sql("SELECT * FROM households")
        assert mdpoverty.classify(relation, "vn-2011-2015") == expected
    assert mdpoverty.classify(table.to_reader(1), "vn-2011-2015") == expected
    assert expected["class"].to_pylist() == ["poor", "undetermined"]
