"""Random surveys and rosters, as text cells, of which no row is refused.

What the law compares lies near and exactly on its limits, blanks are frequent, and cells are spelt
in every way that is accepted. A seed says all: the same one gives the same survey.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from itertools import product
from random import Random
from typing import TYPE_CHECKING, TypeVar

import polars as pl
from hypothesis import Phase, settings
from hypothesis import strategies as st
from second_reading import INCOME_LINES, INDICATORS, SCORE_LINES, Row, Truth

from mdpoverty.codebook import Variable, variables

if TYPE_CHECKING:
    from _typeshed import SupportsLenAndGetItem

T = TypeVar("T")

STANDARDS = list(INCOME_LINES)
DECIDED = sorted({name for given in INDICATORS.values() for name in given})
VARIABLES = {
    **variables("household"),
    **{name: Variable(name, "household", "boolean") for name in DECIDED},
}
GROUPS = ("province", "district", "commune")
SCORES = ("income_score", "deprivation_score")
INCOMES = ("income_per_capita", "household_income")


class Chance(Random):
    """A source of chance that chooses quickly: surveys are made of millions of choices."""

    def choice(self, seq: SupportsLenAndGetItem[T]) -> T:
        """Return one of a few things."""
        return seq[int(self.random() * len(seq))]


# Sources of chance. Nothing shrinks: a test names the household that it fails for.
RANDOMS = st.integers(0, 2**32 - 1).map(Chance)


def examples(count: int) -> settings:
    """Return Hypothesis settings for the same `count` examples in every run."""
    return settings(max_examples=count, derandomize=True, deadline=None, phases=[Phase.generate])


# What each indicator is told from, beside an answer already decided (codebook.csv, notes).
PARTS = ("wall", "column", "roof")
ASSETS = ("has_tv", "has_radio", "has_desktop", "has_laptop")
HOUSING_AND_WATER = {
    "housing_quality": (*PARTS, "house_type"),
    "housing_area": ("floor_area",),
    "water": ("water_source",),
    "sanitation": ("toilet",),
}
READS: dict[str, dict[str, tuple[str, ...]]] = {
    "vn-2006-2010": {},
    "vn-2011-2015": {},
    "vn-2016-2020": {
        "health_care": ("members_ill_untreated",),
        "health_insurance": ("members_6plus_uninsured",),
        "adult_education": ("adults_without_lower_secondary",),
        "child_schooling": ("children_5_14_not_attending",),
        **HOUSING_AND_WATER,
        "telecom": ("uses_phone", "uses_internet"),
        "information_assets": (*ASSETS, "hears_loudspeaker"),
    },
    "vn-2022-2025": {
        "employment": ("members_without_job_or_contract",),
        "dependency": ("dependants",),
        "nutrition": ("children_under_16_malnourished",),
        "health_insurance": ("members_6plus_uninsured",),
        "adult_education": ("members_16_30_without_education",),
        "child_schooling": ("children_3_15_not_at_level",),
        **HOUSING_AND_WATER,
        "telecom": ("uses_internet",),
        "information_assets": (*ASSETS, "has_tablet", "has_telephone", "has_smartphone"),
    },
}


# Cells

SIZES = (1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 9, 12)
BLANKS = ("", "", "", " ", "\t", "\N{NO-BREAK SPACE}")
YES = ("yes", "true", "1", "có")
NO = ("no", "false", "0", "không")
RURAL = ("rural", "nông thôn")
URBAN = ("urban", "thành thị", "đô thị")
STRAY = ("", "x", "hộ, số 7", 'nhà "sàn"', "-1", "NA")
PLACES = ("Hà Giang", "Bắc Kạn", "01", "1", 'Mù "Cang" Chải', "Mai Sơn, Sơn La", "")
STEPS = ("-1000", "-1", "-0.01", "-0.0001", "0", "0", "0.0001", "0.01", "0.5", "1", "1000")
FINE_STEPS = ("-0.0000001", "0.0000001", "0.000001", "0.00004", "0.00006", *STEPS)
LINES = sorted({x for areas in INCOME_LINES.values() for lines in areas.values() for x in lines})
MARKS = sorted({x for areas in SCORE_LINES.values() for lines in areas.values() for x in lines})
MOST_DIGITS = 15


def spelled(rng: Random, word: str) -> str:
    """Return a code in some case, with space around it or none."""
    return rng.choice(_spellings(word))


@cache
def _spellings(word: str) -> tuple[str, ...]:
    cases = (word, word, word.upper(), word.title())
    spaces = ("{}", "{}", "{}", " {}", "{} ", "\N{NO-BREAK SPACE}{}\t")
    return tuple(space.format(case) for case, space in product(cases, spaces))


def written(rng: Random, value: Decimal) -> str:
    """Return a number in one of the ways that it may be written."""
    return rng.choice(_ways(value))


@lru_cache(10_000)
def _ways(value: Decimal) -> tuple[str, ...]:
    plain = f"{value:f}"
    ways = [plain] * 6 + [f" {plain} "]
    if value >= 0:
        ways += [f"+{plain}", f"0{plain}"]
    if value == int(value) and "." not in plain and len(plain) < MOST_DIGITS:
        ways += [f"{plain}.0", f"{plain}."]
    return tuple(ways)


def _any_income(rng: Random) -> Decimal:
    odd = rng.choice(("0", "-0.5", "9999999999.5", "-123456789012345"))
    anywhere = (rng.randrange(-500_000, 5_000_000), Decimal(rng.randrange(10**9)) / 100, odd)
    return Decimal(rng.choice(anywhere))


def _income(rng: Random, persons: int) -> str:
    """Return an income of `persons`, near a line of each or anywhere."""
    if rng.random() < 0.2:
        return written(rng, _any_income(rng))
    steps = STEPS if persons == 1 else FINE_STEPS
    value = rng.choice(LINES) * persons + Decimal(rng.choice(steps))
    return written(rng, value)


def _floor_area(rng: Random, size: int) -> str:
    value = 8 * size + Decimal(rng.choice(STEPS))
    return written(
        rng, max(value, Decimal(0)) if rng.random() < 0.7 else Decimal(rng.randrange(99))
    )


def _count(rng: Random, name: str, size: int) -> str:
    half = (size // 2, size // 2 + 1, (size + 1) // 2)
    counts = (*half, 0, size) if name == "dependants" else (0, 0, 0, 1, size)
    return written(rng, Decimal(min(rng.choice(counts), size)))


def _score(rng: Random, name: str) -> str:
    marks = MARKS if name == "income_score" else (0, 20, 30, 30, 40, 100)
    step = rng.choice(("-1", "-0.5", "0", "0", "0", "0.5", "1"))
    return written(rng, rng.choice(marks) + Decimal(step))


def truth(rng: Random, *, value: bool) -> str:
    """Return a yes or a no, spelt in some way."""
    return spelled(rng, rng.choice(YES if value else NO))


def answer(rng: Random, name: str, size: int, lean: float = 0.5) -> str:
    """Return a cell that answers variable `name` in a household of `size` persons.

    A yes-or-no question, and an indicator's column, is answered yes as often as `lean` says.
    """
    variable = VARIABLES[name]
    if name in INCOMES:
        return _income(rng, size if name == "household_income" else 1)
    if name in SCORES:
        return _score(rng, name)
    if name == "floor_area":
        return _floor_area(rng, size)
    if variable.type == "integer":
        return _count(rng, name, size)
    if variable.type == "boolean":
        return truth(rng, value=rng.random() < lean)
    return spelled(rng, rng.choice(variable.codes))


# Surveys


def some_columns(rng: Random, standard: str) -> list[str]:
    """Return columns of a survey that `standard` can be applied to, several sources of a fact."""
    sources = [*INCOMES, SCORES] if standard in SCORE_LINES else [*INCOMES]
    incomes = rng.sample(sources, rng.randint(1, len(sources)))
    columns = [name for income in incomes for name in ([income] if income in INCOMES else income)]
    if standard not in SCORE_LINES or rng.random() < 0.3:
        columns += SCORES
    kept = rng.choice((0.7, 0.95, 1, 1))
    read = {name for source in READS[standard].values() for name in source}
    columns += [name for name in sorted(read) if rng.random() < kept]
    decided = rng.choice((0, 0.3, 1))
    columns += [name for name in DECIDED if rng.random() < decided]
    optional = ("standard", *GROUPS, "weight", "note")
    columns += [name for name in optional if rng.random() < 0.5]
    return _ordered(rng, columns)


def single_source_columns(rng: Random, standard: str) -> list[str]:
    """Return columns of which no two tell the same fact, so that a blank cell leaves it open."""
    by_score = standard in SCORE_LINES and rng.random() < 0.25
    columns = [*SCORES] if by_score else [rng.choice(INCOMES)]
    for indicator, read in READS[standard].items():
        source = read
        if indicator == "housing_quality":
            source = rng.choice((PARTS, ("house_type",)))
        columns += () if by_score else rng.choice((source, (indicator,)))
    return _ordered(rng, columns)


def _ordered(rng: Random, columns: Iterable[str]) -> list[str]:
    every = list(dict.fromkeys(["household_id", "area", "household_size", *columns]))
    return rng.sample(every, len(every)) if rng.random() < 0.5 else every


def survey(
    rng: Random, standard: str, count: int, columns: Sequence[str] | None = None
) -> list[Row]:
    """Return `count` households that `standard` can be applied to, with the same columns each."""
    columns = some_columns(rng, standard) if columns is None else columns
    return [household(rng, standard, columns, number) for number in range(1, count + 1)]


def household(rng: Random, standard: str, columns: Sequence[str], number: int) -> Row:
    """Return a household of which about as many indicators are deprived as decides its class."""
    size = rng.choice(SIZES)
    blank = rng.choice((0, 0, 0.1, 0.2, 0.6))
    row = {
        "household_id": rng.choice(("{}", "0{}", "00{}", "HN-{}", " Hộ {}", "=1+{}")).format(
            number
        ),
        "area": spelled(rng, rng.choice(rng.choice((RURAL, URBAN)))),
        "household_size": written(rng, Decimal(size)),
        "weight": written(rng, Decimal(rng.choice(("0", "1", "0.5", "1234.56789")))),
        "standard": rng.choice((standard, standard, f" {standard}", *STANDARDS, "", "other")),
        "note": rng.choice(STRAY),
        **{name: rng.choice(PLACES) for name in GROUPS},
        **{name: answer(rng, name, size) for name in columns if name in (*INCOMES, *SCORES)},
    }
    rate = rng.choice((0.1, 0.2, 0.4, 0.7))
    for indicator in INDICATORS[standard]:
        wanted = None if rng.random() < blank else rng.random() < rate
        row |= _told(rng, standard, indicator, wanted, size)
        row[indicator] = "" if rng.random() < blank else truth(rng, value=rng.random() < rate)
    for name in columns:
        if name in (*INCOMES, *SCORES) and rng.random() < blank:
            row[name] = ""
        if name not in row:  # an answer that only another standard reads
            row[name] = answer(rng, name, size)
    return {name: row[name] or rng.choice(BLANKS) for name in columns}


def _told(rng: Random, standard: str, indicator: str, wanted: Truth, size: int) -> Row:
    """Return the cells of an indicator's columns, in a few attempts to make it come out so."""
    told: Row = {}
    for _ in range(4):
        lean, blank = rng.choice((0, 0.5, 1)), rng.choice((0, 0.2, 0.6))
        told = {
            name: "" if rng.random() < blank else answer(rng, name, size, lean)
            for name in READS[standard][indicator]
        }
        if INDICATORS[standard][indicator]({**told, "household_size": str(size)}) is wanted:
            break
    return told


# Rosters (codebook.csv, the member file)

KEYS = ("household_id", "person_id")
NUMBERS = {
    "age": (0, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 17, 18, 29, 30, 31, 60, 120),
    "birth_year": (1926, 1985, 1985, 1986, 1986, 2001, 2015),
    "age_months": (0, 12, 179, 180, 1451),
    "height_cm": (50, 120, 170),
    "weight_kg": (3, 20, 60),
}
HARMLESS = {
    **dict.fromkeys(("attending_school", "insured", "sought_care", "labour_contract"), "yes"),
    **dict.fromkeys(("seriously_ill", "stunted", "underweight", "seeks_work"), "no"),
    **dict.fromkeys(("wage_worker", "social_benefit"), "no"),
    "highest_diploma": "higher",
    "school_level": "lower_secondary",
}


def roster(rng: Random, households: Sequence[Row]) -> list[list[Row]]:
    """Return the members of each household, as many rows as its size says, of the same columns."""
    kept = rng.choice((0.6, 1, 1))
    asked = [name for name in variables("member") if rng.random() < kept]
    return [_members(rng, row, [name for name in asked if name not in KEYS]) for row in households]


def _members(rng: Random, row: Row, asked: Sequence[str]) -> list[Row]:
    calm = rng.choice((0, 0.8, 0.95, 1))
    blank = rng.choice((0, 0, 0.05, 0.3))

    def cell(name: str) -> str:
        return rng.choice(BLANKS) if rng.random() < blank else member_answer(rng, name, calm)

    return [
        {
            "household_id": rng.choice(("{}", " {} ")).format(row["household_id"].strip()),
            "person_id": f"{number:02}",
            **{name: cell(name) for name in asked},
        }
        for number in range(1, int(Decimal(row["household_size"].strip())) + 1)
    ]


def member_answer(rng: Random, name: str, calm: float = 0) -> str:
    """Return a cell that answers a member's variable, harmlessly as often as `calm` says."""
    variable = variables("member")[name]
    if name in NUMBERS:
        return written(rng, Decimal(rng.choice(NUMBERS[name])))
    if name in HARMLESS and rng.random() < calm:
        return spelled(rng, HARMLESS[name])
    if variable.type == "boolean":
        return truth(rng, value=rng.random() < 0.5)
    if variable.type == "date":
        return rng.choice(("2019-03-31", "31/03/2019", " 2024-02-29 "))
    return spelled(rng, rng.choice(variable.codes))


# Frames and profiles


def text_frame(rows: Sequence[Row]) -> pl.DataFrame:
    """Return rows as a frame of text."""
    return pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))


def cells_of(frame: pl.DataFrame) -> list[Row]:
    """Return a frame's rows as text cells, a null as ""."""
    return [
        {name: "" if value is None else str(value) for name, value in row.items()}
        for row in frame.iter_rows(named=True)
    ]


def possible(profile: Row) -> set[str]:
    """Return the classes that a household may be in."""
    return set(profile["possible_classes"].split(";")) - {""} or {profile["class"]}
