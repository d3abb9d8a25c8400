"""Python names its arguments where the command line names its options, and the other way round."""

from __future__ import annotations

import re
import warnings
from typing import Any

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
