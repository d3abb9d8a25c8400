"""What holds for every survey: random ones, read by the engine and by a second reading."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise, permutations, product
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from polars.testing import assert_frame_equal
from second_reading import BOOLEANS, INCOME_LINES, INDICATORS, SCORE_LINES, Row, read, size_of
from surveys import (
    INCOMES,
    RANDOMS,
    SCORES,
    STANDARDS,
    VARIABLES,
    answer,
    cells_of,
    examples,
    household,
    possible,
    roster,
    single_source_columns,
    survey,
    text_frame,
    truth,
)

import mdpoverty
from mdpoverty.cli import run
from mdpoverty.files import delimited
from mdpoverty.files.regular import regular_rows

every_standard = pytest.mark.parametrize("standard", STANDARDS)
RANKS = {"poor": 0, "near_poor": 1, "non_poor": 2}


def classified(rows: Sequence[Row], standard: str) -> list[Row]:
    return cells_of(mdpoverty.classify(text_frame(rows), standard))


def numbered(rows: Iterable[Row]) -> list[Row]:
    """Return the rows with ids that say their place, so that copies may stand side by side."""
    return [{**row, "household_id": str(number)} for number, row in enumerate(rows)]


# The second reading


@every_standard
@examples(6)
@given(rng=RANDOMS)
def test_the_engine_and_the_second_reading_agree(standard: str, rng: Random) -> None:
    """Class, basis, possible classes, counts and every indicator are as the second reading says."""
    rows = survey(rng, standard, 300)
    for row, found in zip(rows, classified(rows, standard), strict=True):
        expected = read(row, standard)
        assert {name: found[name] for name in expected} == expected, row


# Income


@pytest.mark.parametrize(
    ("standard", "column"),
    [
        *product(STANDARDS, INCOMES),
        *((standard, "income_score") for standard in SCORE_LINES),
    ],
)
@examples(3)
@given(rng=RANDOMS)
def test_more_income_never_makes_poorer(standard: str, column: str, rng: Random) -> None:
    """Of two households alike but for income, or its score, the one with more is not poorer."""
    families = []
    for base in survey(rng, standard, 25):
        blank = dict.fromkeys((*INCOMES, "income_score"), "")
        amounts = {answer(rng, column, int(size_of(base))).strip() for _ in range(12)}
        rising = sorted(amounts, key=Decimal)
        families.append([{**base, **blank, column: amount} for amount in rising])
    profiles = iter(classified(numbered(row for rows in families for row in rows), standard))
    for rows in families:
        ranks = [RANKS.get(next(profiles)["class"]) for _ in rows]
        decided = [rank for rank in ranks if rank is not None]
        assert decided == sorted(decided), rows


# Blanks


@every_standard
@examples(5)
@given(rng=RANDOMS)
def test_filling_blanks_never_contradicts(standard: str, rng: Random) -> None:
    """Whatever blanks are filled, the classes then possible were possible before."""
    columns = single_source_columns(rng, standard)
    before = survey(rng, standard, 150, columns)
    after = [filled(rng, row) for row in before]
    profiles = zip(classified(before, standard), classified(after, standard), strict=True)
    for row, more, (then, now) in zip(before, after, profiles, strict=True):
        assert possible(now) <= possible(then), (row, more)
        assert then["class"] in ("undetermined", now["class"]), (row, more)


def filled(rng: Random, row: Row) -> Row:
    """Return the household with some of its blanks filled."""
    size = int(size_of(row))
    some = [name for name, cell in row.items() if not cell.strip() and rng.random() < 0.5]
    return row | {name: answer(rng, name, size) for name in some}


@pytest.mark.parametrize(
    ("standard", "income"),
    [
        *((standard, INCOMES[:1]) for standard in STANDARDS),
        *((standard, SCORES) for standard in SCORE_LINES),
    ],
)
@examples(3)
@given(rng=RANDOMS)
def test_possible_classes_are_exactly_those_that_blanks_allow(
    standard: str, income: tuple[str, ...], rng: Random
) -> None:
    """The possible classes are those that some filling of the blanks reaches, and no other."""
    indicators = [] if income == SCORES else list(INDICATORS[standard])
    columns = ["household_id", "area", "household_size", *income, *indicators]
    before = [household(rng, standard, columns, number) for number in range(40)]
    before = [few_blanks(rng, row, indicators) for row in before]
    worlds = [every_filling(row, standard, indicators) for row in before]
    together = numbered([*before, *(world for filling in worlds for world in filling)])
    profiles = iter(classified(together, standard))
    claimed = [possible(next(profiles)) for _ in before]
    for row, claim, filling in zip(before, claimed, worlds, strict=True):
        reached = {next(profiles)["class"] for _ in filling}
        assert claim == reached, row


def few_blanks(rng: Random, row: Row, indicators: Sequence[str]) -> Row:
    """Return the household with no more blank indicators than can all be tried."""
    blank = [name for name in indicators if not row[name].strip()]
    rng.shuffle(blank)
    return row | {name: truth(rng, value=rng.random() < 0.3) for name in blank[4:]}


def every_filling(row: Row, standard: str, indicators: Sequence[str]) -> list[Row]:
    """Return the household with each combination of answers that may stand in its blanks."""
    lines = INCOME_LINES[standard].values()
    marks = SCORE_LINES.get(standard, {}).values()
    answers = {
        "income_per_capita": [
            str(line + more) for area in lines for line in area for more in (0, 1)
        ],
        "income_score": [str(mark + more) for area in marks for mark in area for more in (0, 1)],
        "deprivation_score": ["20", "30"],
        **{name: ["0", "1"] for name in indicators},
    }
    blank = [name for name, cell in row.items() if not cell.strip()]
    worlds = product(*(answers[name] for name in blank))
    return [row | dict(zip(blank, world, strict=True)) for world in worlds]


# Order and parts


@every_standard
@examples(2)
@given(rng=RANDOMS)
def test_order_does_not_matter(standard: str, rng: Random) -> None:
    """Shuffled households have the profiles that they have in order, by household."""
    rows = survey(rng, standard, 200)
    shuffled = rng.sample(rows, len(rows))
    assert by_household(classified(shuffled, standard)) == by_household(classified(rows, standard))


def by_household(profiles: Sequence[Row]) -> dict[str, Row]:
    return {row["household_id"]: {**row, "survey_row": ""} for row in profiles}


@every_standard
@examples(2)
@given(rng=RANDOMS)
def test_a_survey_in_parts_gives_the_same_rows(standard: str, rng: Random) -> None:
    """The profiles of the parts of a survey are together the profile of the whole."""
    rows = survey(rng, standard, 200)
    cuts = [0, *sorted(rng.sample(range(1, 200), 2)), 200]
    parts = [classified(rows[i:j], standard) for i, j in pairwise(cuts)]
    whole = classified(rows, standard)
    assert [{**row, "survey_row": ""} for part in parts for row in part] == [
        {**row, "survey_row": ""} for row in whole
    ]
    assert [row["survey_row"] for row in whole] == [str(number) for number in range(1, 201)]


@every_standard
@examples(2)
@given(rng=RANDOMS)
def test_chunks_of_a_frame_do_not_matter(standard: str, rng: Random) -> None:
    """A frame in chunks, worked on in small batches, has the profile of the frame in one piece."""
    rows = survey(rng, standard, 200)
    whole = mdpoverty.classify(text_frame(rows), standard)
    chunks = [text_frame(rows[at : at + 7]) for at in range(0, 200, 7)]
    with pl.Config(streaming_chunk_size=20):
        found = mdpoverty.classify(pl.concat(chunks, rechunk=False), standard)
    assert_frame_equal(found, whole)


@every_standard
@examples(2)
@given(rng=RANDOMS)
def test_the_fast_and_the_careful_reader_agree(
    standard: str, tmp_path_factory: pytest.TempPathFactory, rng: Random
) -> None:
    """A file gives the same bytes by the reader of large files and by that of small ones."""
    folder = tmp_path_factory.mktemp("readers")
    source = write_csv(folder / "survey.csv", survey(rng, standard, 200))
    careful = profile_of(source, standard, folder / "careful.csv")
    with source.open(encoding="utf-8", newline="") as file:
        regular = regular_rows(source, len(next(csv.reader(file))), ",")
        assert regular is not None
        assert regular.rows == 200
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "SMALL", 0)
        fast = profile_of(source, standard, folder / "fast.csv")
    assert fast.read_bytes() == careful.read_bytes()


def write_csv(path: Path, rows: Sequence[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def profile_of(source: Path, standard: str, target: Path) -> Path:
    """Classify a file on the command line."""
    assert run(["classify", str(source), "--standard", standard, "-o", str(target), "-q"]) == 0
    return target


# Kinds of frames


@every_standard
@examples(1)
@given(rng=RANDOMS)
def test_every_kind_of_frame_has_the_same_profile(standard: str, rng: Random) -> None:
    """Text or typed, in pandas, Polars or PyArrow: the same cells have the same profile."""
    rows = survey(rng, standard, 100)
    text, values = text_frame(rows), typed(rows)
    data = values.to_dict(as_series=False)
    expected = mdpoverty.classify(text, standard)
    frames: dict[str, Any] = {
        "Polars, typed": values,
        "PyArrow, text": text.to_arrow(),
        "PyArrow, typed": values.to_arrow(),
        "pandas, text": pd.DataFrame(text.to_dict(as_series=False)),
        "pandas, typed": pd.DataFrame(data),
        "pandas, nullable": pd.DataFrame(data).convert_dtypes(),
        "pandas, object": pd.DataFrame(data, dtype="object"),
        "pandas, Arrow": pd.DataFrame(data).convert_dtypes(dtype_backend="pyarrow"),
    }
    for kind, frame in frames.items():
        found = mdpoverty.classify(frame, standard)
        assert type(found) is type(frame), kind
        assert_frame_equal(as_polars(found), expected)
    flagged = mdpoverty.classify(text.lazy(), standard)
    assert isinstance(flagged, pl.LazyFrame)
    error = pl.lit(None, pl.String).alias("error")
    assert_frame_equal(flagged.collect(), expected.with_columns(error))


def typed(rows: Sequence[Row]) -> pl.DataFrame:
    """Return the rows with cells as numbers and truth values, a blank as null."""
    columns: dict[str, pl.Series] = {}
    for name in rows[0]:
        cells = [row[name].strip() or None for row in rows]
        kind = VARIABLES[name].type if name in VARIABLES else "text"
        if kind == "number":
            columns[name] = pl.Series(cells, dtype=pl.String).cast(pl.Float64)
        elif kind == "integer":
            whole = [cell and int(Decimal(cell)) for cell in cells]
            columns[name] = pl.Series(whole, dtype=pl.Int64)
        elif kind == "boolean":
            said = [cell and BOOLEANS[cell.lower()] for cell in cells]
            columns[name] = pl.Series(said, dtype=pl.Boolean)
        else:
            columns[name] = pl.Series(cells, dtype=pl.String)
    return pl.DataFrame(columns)


def as_polars(profile: pd.DataFrame | pa.Table | pl.DataFrame) -> pl.DataFrame:
    if isinstance(profile, pl.DataFrame):
        return profile
    table = profile if isinstance(profile, pa.Table) else pa.Table.from_pandas(profile)
    found = pl.from_arrow(table)
    assert isinstance(found, pl.DataFrame)
    return found


# Profiles classified again


@every_standard
@examples(3)
@given(rng=RANDOMS)
def test_a_profile_classified_again_is_the_same(
    standard: str, tmp_path_factory: pytest.TempPathFactory, rng: Random
) -> None:
    """A profile has its own profile, but for the households that scores have classified."""
    folder = tmp_path_factory.mktemp("again")
    rows = survey(rng, standard, 200)
    first = profile_of(write_csv(folder / "survey.csv", rows), standard, folder / "first.csv")
    second = profile_of(first, standard, folder / "second.csv")
    profiles = zip(rows, read_csv(first), read_csv(second), strict=True)
    for row, before, again in profiles:
        scored = standard in SCORE_LINES and any(row.get(name, "").strip() for name in SCORES)
        if before["income_per_capita"] or not scored:
            assert again == before, row


@every_standard
def test_a_divided_income_stays_on_its_side_of_a_line(standard: str, tmp_path: Path) -> None:
    """An income just above, on or below a line, divided by any size, has its class again."""
    steps = ("-0.0000001", "0", "0.0000001", "0.00001", "0.00007", "0.01", "1")
    cases = [
        (area, size, format(line * size + Decimal(step), "f"))
        for area, lines in INCOME_LINES[standard].items()
        for line in lines
        for size in (1, 3, 6, 7, 9, 11, 13)
        for step in steps
    ]
    rows = [
        {
            "household_id": str(number),
            "area": area,
            "household_size": str(size),
            "household_income": income,
            **dict.fromkeys(INDICATORS[standard], "1" if number % 2 else "0"),
        }
        for number, (area, size, income) in enumerate(cases)
    ]
    first = profile_of(write_csv(tmp_path / "survey.csv", rows), standard, tmp_path / "first.csv")
    second = profile_of(first, standard, tmp_path / "second.csv")
    assert first.read_bytes() == second.read_bytes()
    expected = [(found["class"], found["basis"]) for found in (read(row, standard) for row in rows)]
    assert [(found["class"], found["basis"]) for found in read_csv(first)] == expected


def test_the_largest_divided_incomes_can_be_read_again(tmp_path: Path) -> None:
    """An income that 15 digits can hold is written so that it can be read, when divided too."""
    rows = [
        {"household_id": income, "area": "rural", "household_size": "3", "household_income": income}
        for income in ("29999999999.1", "299999999999", "300000000001", "-999999999999998")
    ]
    first = profile_of(write_csv(tmp_path / "a.csv", rows), "vn-2022-2025", tmp_path / "b.csv")
    second = profile_of(first, "vn-2022-2025", tmp_path / "c.csv")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("standard", "other"),
    [pair for pair in permutations(STANDARDS, 2) if INDICATORS[pair[0]]],
)
@examples(1)
@given(rng=RANDOMS)
def test_answers_decided_under_another_standard_do_not_count(
    standard: str, other: str, tmp_path_factory: pytest.TempPathFactory, rng: Random
) -> None:
    """A profile classified under another standard tells its income, and no answer."""
    folder = tmp_path_factory.mktemp("other")
    source = write_csv(folder / "survey.csv", survey(rng, standard, 100))
    first = profile_of(source, standard, folder / "first.csv")
    second = profile_of(first, other, folder / "second.csv")
    for before, found in zip(read_csv(first), read_csv(second), strict=True):
        asked = {name: before[name] for name in ("area", "household_size", "income_per_capita")}
        expected = read(asked, other)
        assert {name: found[name] for name in expected} == expected


# The same bytes


def test_the_same_survey_gives_the_same_bytes(tmp_path: Path) -> None:
    """Twice, on one thread and on two, every file that is written has the same bytes."""
    rng = Random(7)  # noqa: S311 -- a survey like any other
    few = survey(rng, "vn-2022-2025", 300)
    people = roster(rng, few)
    rows = [copied(row, copy) for copy in range(7) for row in few]
    members = [copied(member, copy) for copy in range(7) for some in people for member in some]
    rows[1_000]["area"] = "hill"
    rows[2_000] = rows[1_500]
    members[2_000]["person_id"] = ""
    households = write_csv(tmp_path / "survey.csv", rows)
    persons = write_csv(tmp_path / "members.csv", rng.sample(members, len(members)))
    runs = [
        files_of(households, persons, tmp_path / f"{i}", threads) for i, threads in enumerate("122")
    ]
    assert len(runs[0]) == 3, "the profile, and the refused rows of either file"
    assert runs[0] == runs[1] == runs[2]


def copied(row: Row, copy: int) -> Row:
    return {**row, "household_id": f"{copy}-{row['household_id'].strip()}"}


def files_of(households: Path, persons: Path, folder: Path, threads: str) -> dict[str, bytes]:
    """Classify with so many threads, which a process chooses once; return what is written."""
    folder.mkdir()
    outputs = ("-o", str(folder / "profile.csv"), "--rejects", str(folder / "rejects.csv"))
    options = ("--standard", "vn-2022-2025", "--threads", threads, "-q")
    program = (sys.executable, "-m", "mdpoverty", "classify", str(households))
    subprocess.run([*program, "--members", str(persons), *outputs, *options], check=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}
