"""Python names its arguments where the command line names its options, and the other way round."""

from __future__ import annotations

import inspect
import io
import re
import warnings
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from catalogues import texts

import mdpoverty

STANDARD = "vn-2022-2025"
FRAME = pl.DataFrame(
    {
        "household_id": ["a", "b"],
        "area": ["rural", "urban"],
        "household_size": [2, 3],
        "income_per_capita": [1_000_000, 5_000_000],
    }
)


def typed(incomes: list[str]) -> pl.DataFrame:
    return FRAME.with_columns(income_per_capita=pl.Series(incomes))


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ({"by": ["village"]}, "  by: the survey has no column 'village'"),
        ({"each": ["village"]}, "  each: the survey has no column 'village'"),
        ({"replicates": "rep_*"}, "  method: is missing"),
        ({"identify": "deprivations"}, "  cutoffs: is missing"),
        ({"cutoffs": ["9/2"]}, "  cutoffs: "),
        ({"fpc": "units"}, "  fpc: "),
        ({"level": 3}, "  level: "),
        ({"frame": typed(["1.200.000", "1"])}, "convert the column to numbers, or write digits"),
    ],
)
def test_errors_name_arguments(named: dict[str, Any], words: str) -> None:
    """An error of a function names its arguments, never an option, in both languages."""
    given: dict[str, Any] = {"frame": FRAME, "standard": STANDARD, **named}
    with pytest.raises(mdpoverty.MdpovertyError) as caught:
        mdpoverty.summarize(**given)
    assert words in str(caught.value)
    assert "--" not in str(caught.value)
    assert "--" not in caught.value.text("vi")
    assert all(problem.code for problem in caught.value.problems)


def test_warnings_name_arguments() -> None:
    """What looks wrong is told without options too, and as the caller's line."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        mdpoverty.classify(typed(["1500", "2500"]), STANDARD)
    assert told
    assert {warning.filename for warning in told} == {__file__}
    assert not [warning for warning in told if "--" in str(warning.message)]


def test_commands_name_no_arguments_of_python() -> None:
    """No text of the program writes an argument as Python does, such as rejects=True."""
    as_python = re.compile(r"\w=(True|False|None|\[|')")
    said = [
        part for text in texts() for part in ([text.id] if isinstance(text.id, str) else text.id)
    ]
    assert len(said) > 1000
    assert not [text for text in said if as_python.search(text)]


CLASSIFY, COMPARE, SUMMARIZE = mdpoverty.classify, mdpoverty.compare, mdpoverty.summarize
WRONG: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any], str]] = [
    *((CLASSIFY, (FRAME, wrong), {}, "standard") for wrong in (5, None, ["a"], b"vn", 1.5, FRAME)),
    *((SUMMARIZE, (FRAME, wrong), {}, "standard") for wrong in (5, None)),
    (COMPARE, (FRAME, 3, STANDARD), {}, "from_standard"),
    (COMPARE, (FRAME, STANDARD, None), {}, "to_standard"),
    *((each, (FRAME, STANDARD), {"columns": 3}, "columns") for each in (CLASSIFY, SUMMARIZE)),
    *((CLASSIFY, (FRAME, STANDARD, wrong), {}, "members") for wrong in ("m.csv", 3)),
    *((CLASSIFY, (wrong, STANDARD), {}, "frame") for wrong in ("s.csv", 3, None)),
    *((SUMMARIZE, (FRAME, STANDARD), {"by": wrong}, "by") for wrong in (3, None, [None], b"a")),
    (SUMMARIZE, (FRAME, STANDARD), {"each": 3}, "each"),
    *((mdpoverty.track, (wrong,), {}, "rounds") for wrong in (None, 3, "p.csv", b"p")),
    (mdpoverty.track, ({2024: "p.csv"},), {}, "round 2024"),
    (mdpoverty.track, ({2024: FRAME},), {"by": 3}, "by"),
]


@pytest.mark.parametrize(("function", "given", "named", "argument"), WRONG)
def test_arguments_of_a_wrong_type_are_named(
    function: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any], argument: str
) -> None:
    """The error says which it is and what is allowed, in both languages."""
    with pytest.raises(mdpoverty.UsageError) as caught:
        function(*given, **named)
    [problem] = caught.value.problems
    assert problem.subject == argument
    assert problem.allowed
    assert "None" not in caught.value.text("vi").replace("NoneType", "")


PROFILE = mdpoverty.classify(FRAME, STANDARD)
USUAL: dict[Callable[..., Any], dict[str, Any]] = {
    CLASSIFY: {"frame": FRAME, "standard": STANDARD},
    COMPARE: {"frame": FRAME, "from_standard": "vn-2016-2020", "to_standard": STANDARD},
    SUMMARIZE: {"frame": FRAME, "standard": STANDARD},
    mdpoverty.track: {"rounds": [PROFILE, PROFILE]},
    mdpoverty.load_standard: {},
}
ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 3, 1.5, float("nan"), float("inf"), 2**70, 10**5000, 1j),
    *(Decimal(1), Decimal("sNaN"), Fraction(1, 3), Fraction(1, 10**5000), date(2022, 1, 1)),
    *("", "x", "\0", "\ud800", "\x1b[31m", b"", b"x", bytearray(b"x"), memoryview(b"x")),
    *([], [1], [None], [True], ["x"], [["x"]], [10**400], (), ("x",), {}, {1: 2}, {None: 1}),
    *({"a": 1}, {"x"}, range(3), iter([]), object(), int, len, ..., NotImplemented),
    *(FRAME, FRAME.lazy(), FRAME.to_pandas(), FRAME.to_arrow(), FRAME["area"], np.eye(2)),
    *(io.StringIO("x"), re, mdpoverty.load_standard(STANDARD), {None: PROFILE, "b": PROFILE}),
]


def _refused(
    function: Callable[..., Any], given: dict[str, Any]
) -> mdpoverty.MdpovertyError | None:
    try:
        function(**given)
    except mdpoverty.MdpovertyError as error:
        return error
    return None


def test_every_public_function_is_tried() -> None:
    """What has arguments and is public is in the table below."""
    public = {getattr(mdpoverty, name) for name in mdpoverty.__all__}
    functions = {each for each in public if inspect.isfunction(each)}
    assert functions - {mdpoverty.standard_ids} == set(USUAL)


@pytest.mark.parametrize(
    ("function", "argument"),
    [(each, name) for each in USUAL for name in inspect.signature(each).parameters],
)
@pytest.mark.filterwarnings("ignore")
def test_odd_values_are_refused_in_words(function: Callable[..., Any], argument: str) -> None:
    """Whatever an argument is given as, there is a result or an error of this library."""
    for odd in ODD:
        error = _refused(function, {**USUAL[function], argument: odd})
        assert error is None or str(error).encode()
        assert error is None or error.text("vi").encode()
        assert "\x1b" not in str(error)
    with pytest.raises(mdpoverty.UsageError) as caught:
        function(**{**USUAL[function], argument: object()})
    assert [problem.allowed for problem in caught.value.problems if problem.allowed]


YES_OR_NO = ["totals", "income", "robustness", "complete_cases", "bounds"]


@pytest.mark.parametrize("wrong", ["yes", "", 1, 0, 2**70, None, [], FRAME])
@pytest.mark.parametrize(
    ("function", "argument"), [(CLASSIFY, "rejects"), *((SUMMARIZE, name) for name in YES_OR_NO)]
)
def test_only_yes_and_no_are_yes_or_no(
    function: Callable[..., Any], argument: str, wrong: Any
) -> None:
    """No other value is taken for one of them."""
    with pytest.raises(mdpoverty.UsageError) as caught:
        function(FRAME, STANDARD, **{argument: wrong})
    [problem] = caught.value.problems
    assert (problem.subject, problem.allowed) == (argument, "True or False")


@pytest.mark.parametrize(
    "given",
    [
        {"by": np.array(["area"]), "totals": np.True_, "suppress_below": np.int64(0)},
        {"by": pd.Index(["area"]), "totals": True, "suppress_below": 0},
        {"by": ("area",), "totals": True, "ages": np.array([0, 16, 60]), "level": Decimal("0.95")},
        {"by": "area", "totals": True, "ages": "0,16,60", "level": np.float64(0.95)},
    ],
)
def test_values_of_other_libraries_are_what_they_say(given: dict[str, Any]) -> None:
    """Numbers, lists, yes and no of NumPy and pandas are such."""
    usual = mdpoverty.summarize(FRAME, STANDARD, by="area", totals=True)
    pd.testing.assert_frame_equal(mdpoverty.summarize(FRAME, STANDARD, **given), usual)


@pytest.mark.parametrize(
    "given", [3, None, ["a"], b"vn-2022-2025", "\ud800.yaml", "\ud800", "a\0.yaml"]
)
def test_what_is_no_standard(given: Any) -> None:
    """It is refused in words that can be printed."""
    with pytest.raises(mdpoverty.MdpovertyError) as caught:
        mdpoverty.load_standard(given)
    assert str(caught.value).encode()
    with pytest.raises(mdpoverty.MdpovertyError) as caught:
        mdpoverty.classify(FRAME, given)
    assert str(caught.value).encode()


def test_a_name_of_a_map_that_no_file_has() -> None:
    """It is told in words that can be printed too."""
    with pytest.raises(mdpoverty.ColumnMapError) as caught:
        mdpoverty.classify(FRAME, STANDARD, columns="\ud800.yaml")
    assert str(caught.value).encode()


SPELLED = """\
survey: own
round: own
household:
  thousands: "."
  decimal: ","
  household_id: {column: household_id}
  area: {column: area}
  household_size: {column: household_size}
  income_per_capita: {column: income_per_capita}
"""


@pytest.mark.parametrize("kind", [pl.DataFrame.to_pandas, pl.DataFrame.to_arrow, pl.DataFrame.lazy])
def test_a_map_says_how_numbers_in_text_are_written(
    kind: Callable[..., Any], tmp_path: Path
) -> None:
    """As it does of a file: groups of thousands are read, and what has others is refused."""
    path = tmp_path / "map.yaml"
    path.write_text(SPELLED)
    found = mdpoverty.classify(kind(typed(["900.000", "1.600.000,5"])), STANDARD, columns=path)
    found = found.collect() if isinstance(found, pl.LazyFrame) else pl.DataFrame(found)
    assert found["income_per_capita"].to_list() == [900_000, 1_600_000.5]
    with pytest.raises(mdpoverty.SurveyError, match=r"1600\.000"):
        mdpoverty.classify(typed(["1600.000", "1"]), STANDARD, columns=path)
