"""What holds for every column map: random ones, of random surveys and rosters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from unicodedata import normalize

import polars as pl
import pytest
from hypothesis import given
from maps import Source, applied, column, write_map
from polars.testing import assert_frame_equal
from second_reading import INDICATORS, Row
from surveys import MOST_DIGITS, RANDOMS, STANDARDS, VARIABLES, examples, roster, survey, text_frame

import mdpoverty
from mdpoverty.codebook import Variable, variables

every_standard = pytest.mark.parametrize("standard", STANDARDS)

LINE = 1_500_000  # of rural areas, 2022-2025
FACTORS = (1, 2, 7.5, 12, 0.1, 0.003, 1000, 16_000, 1_000_000, "1/3", "1/12", "5/7")
NAMES = ("area", "class", "water", "m7c18", "Mã hộ", "toilet 2", "x", "household_id", "weight")


@dataclass(frozen=True)
class Recoding:
    """A random spelling of a survey: other names, codes and units, and the map that undoes it."""

    rng: Random
    known: Mapping[str, Variable]

    def of(self, rows: Sequence[Row]) -> tuple[list[Row], dict[str, Source]]:
        """Return the rows as another survey has them, and the sources of a map for it."""
        names = list(rows[0])
        taken = [*NAMES, *(f"v{i}" for i in range(len(names)))]
        called = dict(zip(names, self.rng.sample(taken, len(names)), strict=True))
        cells: dict[str, list[str]] = {}
        sources: dict[str, Source] = {}
        for name in names:
            given = [row[name] for row in rows]
            if name not in self.known:
                cells[called[name]] = given
                continue
            cells[called[name]], source = self._column(self.known[name], given)
            sources[name] = {"column": called[name], **source}
        order = self.rng.sample(list(cells), len(cells))
        return [{name: cells[name][i] for name in order} for i in range(len(rows))], sources

    def _column(self, variable: Variable, given: Sequence[str]) -> tuple[list[str], Source]:
        said = list(given)
        source: Source = {}
        if variable.codes:
            said, source = self._codes(variable, given)
        elif variable.type == "number" and self.rng.random() < 0.7:
            factor = self.rng.choice((10, 1000, 1_000_000))
            said = [self._divided(cell, factor) for cell in given]
            source = {"times": factor}
        if self.rng.random() < 0.5:
            blank = self.rng.choice(("-7", "NA", "không rõ", "."))
            if not any(cell.strip() == blank for cell in said):
                said = [cell if cell.strip() else blank for cell in said]
                source["missing"] = [blank]
        return said, source

    def _codes(self, variable: Variable, given: Sequence[str]) -> tuple[list[str], Source]:
        words = [str(n) for n in range(1, 20)] + ["a", "A", "0", "01", "-1", "có", "no", "yes"]
        codes = dict(zip(self.rng.sample(words, len(variable.codes)), variable.codes, strict=True))
        back = {meaning: code for code, meaning in codes.items()}
        source: Source = {"codes": codes}
        if self.rng.random() < 0.3:  # the last code is whatever the map does not list
            code, meaning = codes.popitem()
            if codes:
                source["others"] = meaning
                back[meaning] = self.rng.choice(("?", code))
            else:
                codes[code] = meaning
        return [back[canonical(cell, variable)] if cell.strip() else cell for cell in given], source

    def _divided(self, cell: str, factor: int) -> str:
        return f"{Decimal(cell.strip()) / factor:f}" if cell.strip() else cell


def canonical(cell: str, variable: Variable) -> str:
    """Return the code of the codebook that a cell is, in whatever spelling."""
    word = normalize("NFC", cell.strip()).lower()
    return variable.spellings.get(word, word)


@every_standard
@examples(3)
@given(rng=RANDOMS)
def test_recoding_a_survey_and_mapping_it_back_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, standard: str, rng: Random
) -> None:
    """A survey with other names, codes and units has the same profile by its map."""
    rows = survey(rng, standard, 60)
    people = [member for members in roster(rng, rows) for member in members]
    known = {n: v for n, v in VARIABLES.items() if n in variables("household")}
    known |= {name: VARIABLES[name] for name in INDICATORS[standard]}
    known["standard"] = Variable("standard", "household", "text")
    others, sources = Recoding(rng, known).of(rows)
    persons, of_persons = Recoding(rng, variables("member")).of(people)
    path = write_map(tmp_path_factory.mktemp("map"), sources, of_persons)
    if rng.random() < 0.5:
        expected = mdpoverty.classify(text_frame(rows), standard, members=text_frame(people))
        found = mdpoverty.classify(
            text_frame(others), standard, members=text_frame(persons), columns=path
        )
    else:
        expected = mdpoverty.classify(text_frame(rows), standard)
        found = mdpoverty.classify(text_frame(others), standard, columns=path)
    assert_frame_equal(found, expected)


@examples(25)
@given(rng=RANDOMS)
def test_scaling_never_crosses_a_line(
    tmp_path_factory: pytest.TempPathFactory, rng: Random
) -> None:
    """Amounts of up to 15 digits near a line, once scaled, lie where exact fractions lie."""
    pairs = product(FACTORS, FACTORS)
    ratios = {pair: Fraction(str(pair[0])) / Fraction(str(pair[1])) for pair in pairs}
    fitting = {pair: ratio for pair, ratio in ratios.items() if 1 < LINE / ratio < 10**13}
    times, over = pair = rng.choice(list(fitting))
    factor = fitting[pair]
    near = LINE / factor
    places = rng.randint(0, MOST_DIGITS - 1 - len(str(int(near))))
    amounts = [Decimal(round(near * 10**places) + step).scaleb(-places) for step in range(-2, 3)]
    income = {"column": "q", "times": times, "divide_by": over}
    cells = {"q": [f"{amount:f}" for amount in amounts]}
    decided: dict[str, Source] = {name: {"constant": "no"} for name in INDICATORS["vn-2022-2025"]}
    profile = applied(tmp_path_factory.mktemp("map"), cells, income_per_capita=income, **decided)
    expected = ["near_poor" if Fraction(x) * factor <= LINE else "non_poor" for x in amounts]
    assert column(profile, "class") == expected, (amounts, times, over)


# One file with a row a person


def merged(rng: Random, rows: Sequence[Row], rosters: Sequence[Sequence[Row]]) -> list[Row]:
    """Return one row a person, with the household's columns on all of its rows or on some."""
    repeated = rng.random() < 0.5
    everybody = []
    for row, members in zip(rows, rosters, strict=True):
        bearer = rng.randrange(len(members))
        for index, member in enumerate(members):
            own = {f"h {name}": cell for name, cell in row.items()}
            if not repeated and index != bearer:
                own = dict.fromkeys(own, rng.choice(("", " ")))
            everybody.append({**member, **own})
    return rng.sample(everybody, len(everybody)) if rng.random() < 0.5 else everybody


@every_standard
@examples(2)
@given(rng=RANDOMS)
def test_one_file_of_persons_is_two_files(
    tmp_path_factory: pytest.TempPathFactory, standard: str, rng: Random
) -> None:
    """A survey merged into one file of persons has the profile that its two files have."""
    rows = survey(rng, standard, 60)
    rosters = roster(rng, rows)
    people = [member for members in rosters for member in members]
    persons = merged(rng, rows, rosters)
    known = {*variables("household"), *INDICATORS[standard], "standard"}
    household = {name: {"column": f"h {name}"} for name in rows[0] if name in known}
    household["household_id"] = {"column": "household_id"}
    member = {name: {"column": name} for name in people[0]}
    path = write_map(tmp_path_factory.mktemp("map"), household, member, rows="persons")
    expected = mdpoverty.classify(text_frame(rows), standard, members=text_frame(people))
    found = mdpoverty.classify(text_frame(persons), standard, columns=path)
    first = dict[str, int]()
    for number, person in enumerate(persons, start=1):
        first.setdefault(person["household_id"].strip(), number)
    assert found["household_id"].to_list() == list(first)
    assert found["survey_row"].to_list() == list(first.values())
    without_row = pl.exclude("survey_row")
    assert_frame_equal(
        found.select(without_row).sort("household_id"),
        expected.select(without_row).sort("household_id"),
    )


@examples(2)
@given(rng=RANDOMS)
def test_the_order_of_persons_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, rng: Random
) -> None:
    """Persons in any order, in one piece or in chunks, give each household the same profile."""
    standard = "vn-2022-2025"
    rows = survey(rng, standard, 60)
    rosters = roster(rng, rows)
    persons = merged(rng, rows, rosters)
    household: dict[str, Source] = {
        name: {"column": f"h {name}"} for name in rows[0] if name in variables("household")
    }
    household["household_id"] = {"column": "household_id"}
    member = {name: {"column": name} for name in rosters[0][0]}
    path: Path = write_map(tmp_path_factory.mktemp("map"), household, member, rows="persons")
    whole = mdpoverty.classify(text_frame(persons), standard, columns=path)
    rng.shuffle(persons)
    chunks = [text_frame(persons[at : at + 11]) for at in range(0, len(persons), 11)]
    with pl.Config(streaming_chunk_size=40):
        found = mdpoverty.classify(pl.concat(chunks, rechunk=False), standard, columns=path)
    assert_frame_equal(found.drop("survey_row"), whole.drop("survey_row"), check_row_order=False)
