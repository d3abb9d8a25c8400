"""A few rows of a large file are those that all its rows have, however its lines are written."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from mdpoverty import cli
from mdpoverty.files import delimited
from mdpoverty.files.delimited import read_delimited
from mdpoverty.files.lines import RowsByLine
from mdpoverty.files.rows import ROW

WRITTEN = {
    "plain": b"a,b\n1,x\n2,\n,z\n4,d\xe1\xbb\x87\n5,w\n",
    "no last line break": b"a,b\n1,x\n2,y\n3,z",
    "of Windows, with a mark": b"\xef\xbb\xbfa;b\r\n1;x\r\n2;y\r\n3;z\r\n",
    "quoted": b'"a","b"\n"1","x,y"\n"2",""\n3,"q ""r"""\n',
    "in several pieces": b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * i) for i in range(40_000)),
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_picked_rows_are_those_of_all(
    text: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any rows, the first and the last among them, are as they are among all."""
    monkeypatch.setattr(delimited, "SMALL", 0)
    file = tmp_path / "survey.csv"
    file.write_bytes(text)
    found = read_delimited(file, file.name, tmp_path)
    assert isinstance(found, RowsByLine)
    assert found.lines is not None
    lines = found.lines
    every = lines.text.collect()
    last = every.height
    for wanted in ([], [1], [last], [last, 1], range(2, last), every[ROW].to_list()[:: last // 2]):
        rows = pl.Series(wanted, dtype=pl.Int64)
        expected = every.filter(pl.col(ROW).is_in(rows.implode()))
        assert lines.picked(rows).collect().equals(expected)


HEADER = "household_id,area,household_size,income_per_capita,note"
SURE, MORE = (
    "".join(f"{i},urban,4,9000000,\n" for i in some) for some in (range(2, 12), range(20, 40))
)


@pytest.mark.parametrize("name", ["income_per_capita", "INCOME_PER_CAPITA"])
def test_why_is_said_of_picked_rows(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a large file `--why` lists what it lists of a small one, whatever its headings."""
    monkeypatch.chdir(tmp_path)
    header = HEADER.replace("income_per_capita", name)
    text = f'{header}\n1,rural,4,,"a, b"\n{SURE}99,rural,3,,x\n'
    Path("survey.csv").write_text(text, encoding="utf-8")
    found = []
    for size in (delimited.SMALL, 0):
        monkeypatch.setattr(delimited, "SMALL", size)
        options = ["--standard", "vn-2011-2015", "-q", "-o", "out.csv", "--why", "why.csv"]
        assert cli.run(["classify", "survey.csv", *options]) == 0
        found.append(Path("why.csv").read_bytes())
    assert found[0] == found[1]
    assert [line.split(b",")[0] for line in found[0].splitlines()[1:]] == [b"1", b"99"]


REFUSED = {
    "cells": '13,rural,x,1,"a, b"\n14,rural,0,,\n',
    "repeated": "2,rural,4,1000000,again\n",
    "both": "2,rural,4,1000000,again\n13,,4,1,\n",
    "a short line": "13,rural\n",
}


@pytest.mark.parametrize("options", [("--rejects", "rejects.csv"), ()])
@pytest.mark.parametrize("refused", REFUSED.values(), ids=REFUSED)
def test_refused_rows_are_picked(
    refused: str, options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a large file the rows are refused that are refused of a small one, in the same words."""
    monkeypatch.chdir(tmp_path)
    Path("survey.csv").write_text(f"{HEADER}\n{SURE}{refused}{MORE}", encoding="utf-8")
    found = []
    for size in (delimited.SMALL, 0):
        monkeypatch.setattr(delimited, "SMALL", size)
        said = io.StringIO()
        monkeypatch.setattr("sys.stderr", said)
        command = ["classify", "survey.csv", "--standard", "vn-2011-2015", "-o", "out.csv"]
        code = cli.run([*command, "--keep", "all", *options])
        files = [
            file.read_bytes() for file in map(Path, ("out.csv", "rejects.csv")) if file.exists()
        ]
        found.append((code, said.getvalue(), files))
    assert found[0] == found[1]
