"""A large survey is judged by its first rows; where others differ, nothing that is written does."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import polars as pl
import pytest

from mdpoverty import cli
from mdpoverty.files import delimited, lines
from mdpoverty.reading import reading
from mdpoverty.run.passes import Passing
from mdpoverty.survey import cells, survey
from mdpoverty.survey.survey import Survey

HEADER = "household_id,area,household_size,income_per_capita,weight,survey_year"
FIRST = ["1,rural,4,400000,1,2013", "2,urban,3,9000000,2,2013"]

# What follows the first rows: a line each.
OTHERS = {
    "as the first": "3,rural,5,1500000,3,2013",
    "fractions": "3,rural,5,1500000.5,0.25,2013",
    "whole with a point": "3,rural,5.0,1500000.0,3.0,2013.0",
    "zeros and signs": "003,rural,005,+1500000,03,02013",
    "blanks around": "3,rural, 5,1500000 ,\t3,2013",
    "sixteen digits": "3,rural,5,1234567890123456,3,2013",
    "more than a machine's": "3,rural,5,99999999999999999999,3,2013",
    "sixteen places": "3,rural,0000000000000005,1500000,3,2013",
    "quoted": '3,rural,"5","1500000","3","2013"',
    "unknown": "3,rural,5,,3,",
    "quoted blank": '3,rural,5,"",3,""',
    "exponents": "3,rural,5,15e5,3,2013",
    "words": "3,rural,five,x,NaN,inf",
    "grouped": "3,rural,5,1.500.000,3,2013\n4,rural,5,900.000,3,2013",
    "tiny amounts": "3,rural,5,900.125,3,2013",
    "out of range": "3,rural,0,-1,-1,2013",
    "another year": "3,rural,5,1500000,3,2012",
    "another standard": "3,rural,5,1500000,3,2019",
    "a year without one": "3,rural,5,1500000,3,1999",
    "no year": "3,rural,5,1500000,3,x",
    "an id again": "1,rural,5,1500000,3,2013",
    "a short line": "3,rural,5",
    "a quote that never closes": '3,rural,5,1500000,3,"2013',
    "a short line and a year": "3,rural\n4,rural,5,1500000,3,2019",
}


def outputs(
    patch: pytest.MonkeyPatch, *command: str, rejects: bool
) -> tuple[int, str, dict[str, bytes]]:
    """Return the exit code, what is said, and the bytes of every file."""
    said = io.StringIO()
    patch.setattr("sys.stderr", said)
    written = [Path(name) for name in ("out.csv", "rejects.csv")]
    for file in written:
        file.unlink(missing_ok=True)
    wanted = ["-o", "out.csv", *(["--rejects", "rejects.csv"] if rejects else [])]
    code = cli.run([*command, "survey.csv", *wanted])
    return code, said.getvalue(), {f.name: f.read_bytes() for f in written if f.exists()}


@pytest.mark.parametrize("rejects", [True, False])
@pytest.mark.parametrize("command", [("classify", "--keep", "all"), ("summarize",)])
@pytest.mark.parametrize("others", OTHERS.values(), ids=OTHERS)
def test_other_rows_than_the_first(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    others: str,
    command: tuple[str, ...],
    rejects: bool,  # noqa: FBT001 -- of pytest
) -> None:
    """Exit code, words and bytes are those of a small file, which is judged by all its rows."""
    monkeypatch.chdir(tmp_path)
    Path("survey.csv").write_text("\n".join([HEADER, *FIRST, others, ""]), encoding="utf-8")
    by_all = outputs(monkeypatch, *command, rejects=rejects)
    monkeypatch.setattr(delimited, "SMALL", 0)
    for module in (lines, survey):
        monkeypatch.setattr(module, "FIRST_ROWS", len(FIRST))
    assert outputs(monkeypatch, *command, rejects=rejects) == by_all


def test_first_rows_are_read_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The year of a large survey is looked up in its first rows, and whole numbers are typed."""
    monkeypatch.chdir(tmp_path)
    Path("survey.csv").write_text("\n".join([HEADER, *FIRST, ""]), encoding="utf-8")
    monkeypatch.setattr(delimited, "SMALL", 0)
    looked: list[bool] = []
    years = reading.survey_years

    def spied(survey: Survey) -> list[int]:
        looked.append(survey.by_first_rows)
        return years(survey)

    monkeypatch.setattr("mdpoverty.reading.assemble.survey_years", spied)
    typed: list[list[str]] = []
    seem_whole = cells._seem_whole  # noqa: SLF001 -- what is found is what is asked here

    def noted(*asked: object) -> list[str]:
        typed.append(seem_whole(*asked))  # type: ignore[arg-type]
        return typed[-1]

    monkeypatch.setattr(cells, "_seem_whole", noted)
    assert cli.run(["classify", "survey.csv", "-q", "-o", "out.csv"]) == 0
    assert looked == [True]
    assert ["household_size", "income_per_capita", "weight", "survey_year"] in [
        sorted(names, key=HEADER.index) for names in typed
    ]


@pytest.mark.parametrize("members", [False, True])
def test_a_pass_over_a_file_that_is_something_else_ends_early(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    members: bool,  # noqa: FBT001 -- of pytest
) -> None:
    """Blank lines that fill a large file are never rows: a row for each takes all the memory."""
    monkeypatch.chdir(tmp_path)
    rows, blank = 3_000, "\n" * 20_000
    sound = "".join(f"{i},rural,4,400000,1,2013\n" for i in range(rows))
    persons = "".join(f"{i},1,30,no\n" for i in range(rows * 3))
    filled = Path("members.csv" if members else "survey.csv")
    Path("survey.csv").write_text(f"{HEADER}\n{sound}", encoding="utf-8")
    Path("members.csv").write_text(f"household_id,person_id,age,insured\n{persons}", "utf-8")
    filled.write_text(filled.read_text("utf-8") + blank, encoding="utf-8")

    def at_once(work: Callable[[], object]) -> Future[object]:
        future: Future[object] = Future()
        future.set_result(work())
        return future

    monkeypatch.setattr(delimited, "SMALL", 0)
    monkeypatch.setattr(delimited, "in_background", at_once)
    noted: list[int] = []
    note = "_note_members" if members else "_note_signs"
    as_it_is: Callable[[Passing, pl.DataFrame], pl.DataFrame] = getattr(Passing, note)

    def spied(passing: Passing, batch: pl.DataFrame) -> pl.DataFrame:
        found = as_it_is(passing, batch)
        noted.append(batch.height)
        return found

    monkeypatch.setattr(Passing, note, spied)
    options = ["--members", "members.csv"] if members else []
    assert cli.run(["classify", "survey.csv", *options, "-q", "--rejects", "r.csv", "-o", "o"]) == 0
    assert sum(noted) == (rows * 3 if members else rows)
