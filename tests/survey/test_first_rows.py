"""A large survey is judged by its first rows; where others differ, nothing that is written does."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from mdpoverty import cli
from mdpoverty.codebook import Variable, variables
from mdpoverty.files import delimited, lines
from mdpoverty.reading import reading
from mdpoverty.run.passes import Passing
from mdpoverty.standards.library import load_standard
from mdpoverty.survey import cells, survey
from mdpoverty.survey.survey import Survey
from mdpoverty.survey.survey import judged as as_it_is_judged

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


def judge_by(patch: pytest.MonkeyPatch, first_rows: int) -> None:
    """Let every file count as a large one, of which so many rows tell what all are like."""
    patch.setattr(delimited, "SMALL", 0)
    for module in (lines, survey):
        patch.setattr(module, "FIRST_ROWS", first_rows)


@pytest.mark.parametrize("rejects", [True, False])
@pytest.mark.parametrize(
    "command",
    [
        ("classify", "--keep", "all"),
        ("classify", "--year", "2013"),
        ("summarize",),
        ("diff", "--from", "vn-2011-2015", "--to", "vn-2006-2010"),
    ],
)
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
    judge_by(monkeypatch, len(FIRST))
    assert outputs(monkeypatch, *command, rejects=rejects) == by_all


def test_first_rows_are_read_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The year of a large survey is looked up in its first rows; these say which types it has."""
    monkeypatch.chdir(tmp_path)
    Path("survey.csv").write_text("\n".join([HEADER, *FIRST, ""]), encoding="utf-8")
    monkeypatch.setattr(delimited, "SMALL", 0)
    looked: list[bool] = []
    years = reading.survey_years

    def spied(survey: Survey) -> list[int]:
        looked.append(survey.by_first_rows)
        return years(survey)

    monkeypatch.setattr("mdpoverty.reading.assemble.survey_years", spied)
    typed = types_found(monkeypatch)
    assert cli.run(["classify", "survey.csv", "-q", "-o", "out.csv"]) == 0
    assert looked == [True]
    whole = ("household_size", "income_per_capita", "weight", "survey_year")
    assert dict.fromkeys(whole, pl.Int64()) in typed


def types_found(patch: pytest.MonkeyPatch) -> list[dict[str, pl.DataType]]:
    """Return a list of the types that are found in first rows, to which each look adds."""
    typed: list[dict[str, pl.DataType]] = []
    found = cells._seem_plain  # noqa: SLF001 -- what is found is what is asked here

    def noted(*asked: Any) -> dict[str, pl.DataType]:
        typed.append(found(*asked))
        return typed[-1]

    patch.setattr(cells, "_seem_plain", noted)
    return typed


CODED = "household_id,area,household_size,income_per_capita,uses_internet,toilet,wall,survey_year"
PLAIN = ["1,rural,4,400000,yes,septic,,2024", "2,urban,3,9000000,,bucket,durable,2024"]

# What follows the first rows, whose codes are spelled as in the codebook.
OTHER_CODES = {
    "as the first": "3,rural,5,1500000,no,other,non_durable,2024",
    "no codes": "3,rural,5,1500000,,,,2024",
    "in capitals": "3,rural,5,1500000,Yes,SEPTIC,durable,2024",
    "blanks around": "3,rural,5,1500000, yes,septic\t,durable ,2024",
    "only blanks": "3,rural,5,1500000, ,  ,\t,2024",
    "in Vietnamese": "3,rural,5,1500000,có,Tự hoại,durable,2024",
    "numbers": "3,rural,5,1500000,1,0,durable,2024",
    "quoted": '3,rural,5,1500000,"yes","septic","",2024',
    "unknown": "3,rural,5,1500000,maybe,septic,durable,2024",
    "what stands for unknown": "3,rural,5,1500000,\0,septic,durable,2024",
    "invisible": "3,rural,5,1500000,yes\u200b,septic,durable,2024",
    "an area in capitals": "3,RURAL,5,1500000,no,other,non_durable,2024",
    "a short line": "3,rural,5,1500000,no",
    "a long line": "3,rural,5,1500000,no,other,non_durable,2024,x",
}


@pytest.mark.parametrize(
    "command",
    [
        ("classify", "--keep", "all"),
        ("classify", "--rejects", "rejects.csv"),
        ("summarize", "--by", "toilet", "--by", "area"),
        ("diff", "--from", "vn-2016-2020", "--to", "vn-2022-2025", "--by", "wall"),
    ],
)
@pytest.mark.parametrize("others", OTHER_CODES.values(), ids=OTHER_CODES)
def test_other_codes_than_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, others: str, command: tuple[str, ...]
) -> None:
    """Exit code, words and bytes are those of a small file, whose codes are no types of columns."""
    monkeypatch.chdir(tmp_path)
    Path("survey.csv").write_text("\n".join([CODED, *PLAIN, others, ""]), encoding="utf-8")
    by_all = outputs(monkeypatch, *command, rejects=False)
    judge_by(monkeypatch, len(PLAIN))
    assert outputs(monkeypatch, *command, rejects=False) == by_all


PERIODS = {
    "vn-2006-2010": "2008",
    "vn-2011-2015": "2013",
    "vn-2016-2020": "2018",
    "vn-2022-2025": "2024",
    "vn-2022-2025-review": "2024",
}
BORN = ("birth_year", "birth_date", "age_months", "height_cm", "weight_kg")  # beside the age


def plain_rows(standard: str, households: int) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return households and members with every variable, each cell as the codebook spells it."""
    draw = Random(standard)  # noqa: S311 -- invented persons, no secrets
    survey, roster = [], []
    for number in range(households):
        size = draw.randint(1, 5)
        one = {n: plain_cell(draw, v, size) for n, v in variables("household").items()}
        one |= {"household_id": f"h{number}", "household_size": str(size), "review_date": ""}
        one |= {"area": draw.choice(("rural", "urban")), "survey_year": PERIODS[standard]}
        survey.append(one | {"weight": "1.5"})
        for person in range(size):
            member = {
                name: plain_cell(draw, variable, size)
                for name, variable in variables("member").items()
                if name not in BORN
            }
            member |= {"household_id": one["household_id"], "person_id": str(person + 1)}
            roster.append(member | {"age": str(draw.randint(0, 90))})
    return survey, roster


def plain_cell(draw: Random, variable: Variable, size: int) -> str:
    if draw.random() < 0.1:
        return ""
    if variable.codes:
        return draw.choice(variable.codes)
    if variable.type == "integer":
        return str(max(int(variable.minimum or 0), draw.randint(0, size)))
    if variable.type == "number":
        most = 40_000 if variable.unit.startswith("VND") else 1
        return str(draw.randint(1, 80) * most)
    return "" if variable.type == "date" else f"x{draw.randint(1, 4)}"


@pytest.mark.parametrize("standard", PERIODS)
def test_plain_cells_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, standard: str
) -> None:
    """No rule of a standard fails on columns of codes: a large survey would be read again."""
    monkeypatch.chdir(tmp_path)
    survey, roster = plain_rows(standard, 300)
    pl.DataFrame(survey).write_csv("survey.csv")
    pl.DataFrame(roster).write_csv("members.csv")
    command = ["classify", "--standard", standard, "--members", "members.csv"]
    by_all = outputs(monkeypatch, *command, rejects=True)
    assert by_all[0] == 0
    monkeypatch.setattr(delimited, "SMALL", 0)
    typed = types_found(monkeypatch)
    judged: list[bool] = []

    def noted(survey: Survey, *, by_first_rows: bool) -> Survey:
        judged.append(by_first_rows)
        return as_it_is_judged(survey, by_first_rows=by_first_rows)

    monkeypatch.setattr("mdpoverty.survey.settled.judged", noted)
    assert outputs(monkeypatch, *command, rejects=True) == by_all
    coded = any(dtype == pl.Enum for types in typed for dtype in types.values())
    assert coded == bool(load_standard(standard).indicators)
    assert all(judged)


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
