"""`mdpoverty.compare`: one survey under two standards, as the kind of frame that came in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from places import ROOT

import mdpoverty
from mdpoverty.cli import run

EXAMPLE = ROOT / "examples"
OLD, NEW = "vn-2016-2020", "vn-2022-2025"


def read(name: str) -> pl.DataFrame:
    return pl.read_csv(EXAMPLE / name, infer_schema=False)


def test_the_rows_are_those_of_diff(tmp_path: Path) -> None:
    """The table is that of `diff --all`, members and groups with it."""
    files = [str(EXAMPLE / "survey.csv"), "--members", str(EXAMPLE / "members.csv")]
    wanted = tmp_path / "changed.csv"
    options = ["--from", OLD, "--to", NEW, "--all", "--by", "commune", "-o", str(wanted), "-q"]
    assert run(["diff", *files, *options]) == 0
    found = mdpoverty.compare(read("survey.csv"), OLD, NEW, read("members.csv"), by="commune")
    assert found.equals(pl.read_csv(wanted, schema=found.schema))


def test_the_same_kind_of_frame_comes_back() -> None:
    """Polars, PyArrow and pandas frames come back as they came in, a pandas index with them."""
    survey = read("survey.csv")
    expected = mdpoverty.compare(survey, OLD, NEW)
    assert pl.DataFrame(mdpoverty.compare(survey.to_arrow(), OLD, NEW)).equals(expected)
    frame = survey.to_pandas().set_index("household_id", drop=False)
    found = mdpoverty.compare(frame, OLD, NEW)
    assert list(found.index) == list(frame.index)
    assert found["to_class"].tolist() == expected["to_class"].to_list()


@pytest.mark.parametrize("kind", [pl.DataFrame, pd.DataFrame, pa.table])
def test_refused_rows_are_raised(kind: Any) -> None:
    """A row that is refused refuses the comparison, and the error has it whole."""
    survey = read("survey.csv").head(3).with_columns(area=pl.Series(["rural", "hill", "urban"]))
    with pytest.raises(mdpoverty.SurveyError) as caught:
        mdpoverty.compare(kind(survey.to_dict(as_series=False)), OLD, NEW)
    assert (
        list(caught.value.refused["household_id"]) == [survey["household_id"][1]]
        or kind is pa.table
    )


def test_a_column_to_group_by_must_be_there() -> None:
    """A column that the survey has not is an error of use."""
    with pytest.raises(mdpoverty.UsageError, match="cannot group"):
        mdpoverty.compare(read("survey.csv"), OLD, NEW, by="comune")
