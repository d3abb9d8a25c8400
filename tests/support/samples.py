"""Random sample surveys as text cells, with their indices, for statistics and their oracle."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, Literal

import pandas as pd
from second_reading import INCOME_LINES, INDICATORS, Row, read
from second_statistics import Design, Figure, Household, Index, Key, Second, Single, Truth
from surveys import text_frame
from weighted import LABEL, REFERENCE, weights, written

import mdpoverty

Rule = tuple[str, Fraction]  # a class, and the least score that it takes
Found = dict[tuple[tuple[str, ...], str, Key], Figure]

DESIGN = ("weight", "stratum", "psu")
REGIONS = ("north", "centre", "south")
ROUNDS = ("2016", "2018", "2020")
WEIGHTS = ("0", "0.1", "0.5", "1", "2.25", "1234.5678", "87.3")
ANSWERS: dict[str, Truth] = {"1": True, "0": False, "": None}

# Every dimension but the first of 2022-2025 is in both standards
_DIMENSIONS = {
    "employment": "employment dependency",
    "health": "health_care nutrition health_insurance",
    "education": "adult_education child_schooling",
    "housing": "housing_quality housing_area",
    "water_and_sanitation": "water sanitation",
    "information": "telecom information_assets",
}
_BASES = {
    "vn-2016-2020": ("income", "deprivation"),
    "vn-2022-2025": ("income_and_deprivation",),
}


@dataclass(frozen=True)
class Standard:
    """A standard: what is given to the program, and what the second computation knows of it.

    `rules` are classes with the least score of each, downwards; empty where the law decides.
    """

    given: str | Path
    index: Index
    rules: tuple[Rule, ...] = ()

    @property
    def indicators(self) -> list[str]:
        """The ids of the indicators; the columns of a survey are called alike."""
        return list(self.index.weights)

    def decided(self, row: Row) -> tuple[str, str, Sequence[str]]:
        """Return the class of a household, the rule that decided, and what it may be of.

        Rule and classes are blank where they are undetermined, or the one that is.
        """
        if not self.rules:
            found = read(row, str(self.given))
            return found["class"], found["basis"], found["possible_classes"].split(";")
        scores = [sum(some, Fraction(0)) for some in product(*map(self._parts, row.items()))]
        deciding = {sum(score < least for _, least in self.rules) for score in scores}
        names = {[*(name for name, _ in self.rules), "non_poor"][place] for place in deciding}
        basis = f"rule_{deciding.pop()}" if len(deciding) == 1 else ""
        return next(iter(names)) if len(names) == 1 else "undetermined", basis, sorted(names)

    def _parts(self, cell: tuple[str, str]) -> list[Fraction]:
        """Return what the answer in a cell may add to the score."""
        name, text = cell
        weight = self.index.weights.get(name, Fraction(0))
        return {"1": [weight], "": [Fraction(0), weight]}.get(text, [Fraction(0)])


def official(standard: str) -> Standard:
    """Return an official standard, as the law says it."""
    dimensions = {n: d for d, names in _DIMENSIONS.items() for n in names.split()}
    names = INDICATORS[standard]
    equal = dict.fromkeys(names, Fraction(1, len(names)))
    return Standard(standard, Index(equal, dimensions, _BASES[standard], near_poor=True))


def index(folder: Path, shares: Mapping[str, Fraction], *rules: Rule) -> Standard:
    """Return a weighted index with these class rules.

    Dimensions are called by the first letter of their indicators' ids.
    """
    path = folder / "index.yaml"
    data: dict[str, Any] = {
        "id": "index",
        "name": LABEL,
        "applies": {"from": "2099-01-01", "to": "2099-12-31"},
        "compared_with_law_on": "2026-11-22",
        "legal_basis": [{"document": "D", "about": LABEL, "status": "text"}],
        "dimensions": {name[0]: LABEL for name in shares},
        "inputs": {
            f"asked_{name}": {"level": "household", "type": "boolean", "label": LABEL}
            for name in shares
        },
        "indicators": {
            name: {
                "dimension": name[0],
                "label": {"en": name, "vi": name},
                "reference": REFERENCE,
                "weight": written(share),
                "deprived_when": {"column": f"asked_{name}", "equals": True},
            }
            for name, share in shares.items()
        },
        "classes": [
            *(
                _rule(place, name, when={"weighted_score": {"at_least": written(least)}})
                for place, (name, least) in enumerate(rules)
            ),
            _rule(len(rules), "non_poor"),
        ],
    }
    path.write_text(json.dumps(data), encoding="utf-8")
    dimensions = {name: name[0] for name in shares}
    bases = [f"rule_{place}" for place, (name, _) in enumerate(rules) if name == "poor"]
    near_poor = any(name == "near_poor" for name, _ in rules)
    return Standard(path, Index(shares, dimensions, bases, near_poor), rules)


def _rule(place: int, name: str, **when: Any) -> dict[str, Any]:
    said = {"class": name, "basis": f"rule_{place}", "label": LABEL, "reference": REFERENCE}
    return {**said, **when}


def random_index(
    folder: Path, rng: Random, count: int, *classes: Literal["poor", "near_poor"]
) -> Standard:
    """Return an index of random weights; without `classes` it has one or two random rules."""
    names = [rng.choice("abc") + str(number) for number in range(count)]
    shares = weights(rng, names)
    some = product((0, 1), repeat=count)
    scores = {sum(w for w, x in zip(shares.values(), each, strict=True) if x) for each in some}
    ladder = classes or rng.choice((("poor",), ("poor", "near_poor"), ("poor", "poor")))
    limits = sorted(rng.sample(sorted(scores - {0}), len(ladder)), reverse=True)
    return index(folder, shares, *zip(ladder, map(Fraction, limits), strict=True))


# Surveys


def sample(  # noqa: PLR0913 -- what a survey may have
    rng: Random,
    standard: Standard,
    count: int,
    *,
    blank: float = 0,
    columns: Sequence[str] = DESIGN,
    single: bool = False,
    weighing: Sequence[str] = WEIGHTS,
) -> list[Row]:
    """Return a survey of `count` households, with these columns of DESIGN.

    Units bear the same numbers in every stratum; some are in one round, others in several. With
    `single` there is a stratum with a single unit, in the north.
    """
    units = [(s, str(u)) for s in "ABCD" for u in range(1, rng.randint(3, 6))]
    rounds = {unit: rng.choice((ROUNDS, ROUNDS, ROUNDS[:1], ROUNDS[1:])) for unit in units}
    rows = []
    for number in range(1, count + 1):
        unit = rng.choice(units)
        row = {
            "household_id": str(number),
            "region": rng.choice(REGIONS),
            "round": rng.choice(rounds[unit]),
            "area": rng.choice(("rural", "urban")),
            "household_size": str(rng.randint(1, 9)),
            "weight": rng.choice(weighing),
            "stratum": unit[0],
            "psu": unit[1],
            **answers(rng, standard, blank),
        }
        if single and rng.random() < 0.1:
            row |= {"stratum": "single", "psu": "1", "region": "north"}
        rows.append({n: x for n, x in row.items() if n not in DESIGN or n in columns})
    return rows


def answers(rng: Random, standard: Standard, blank: float) -> Row:
    """Return an income near a line, and answers of which about as many are blank as said."""
    rate = rng.choice((0.1, 0.3, 0.5))

    def answer() -> str:
        return "" if rng.random() < blank else str(int(rng.random() < rate))

    cells = {name: answer() for name in standard.indicators}
    if standard.rules:
        return cells
    lines = INCOME_LINES[str(standard.given)]
    income = rng.choice(lines["rural"] + lines["urban"]) + rng.choice((0, 1))
    return {"income_per_capita": "" if rng.random() < blank / 4 else str(income), **cells}


def frame_of(rows: Sequence[Row], standard: Standard) -> Any:
    """Return rows as a frame of text; an index of one's own asks by another name."""
    names = {name: f"asked_{name}" for name in standard.indicators} if standard.rules else {}
    return text_frame(rows).rename(names)


def summarized(rows: Sequence[Row], standard: Standard, **asked: Any) -> pd.DataFrame:
    """Return the table of statistics."""
    return mdpoverty.summarize(frame_of(rows, standard), standard.given, **asked)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table; null is None."""
    plain = table.astype(object).where(table.notna(), None)
    return [{str(name): x for name, x in row.items()} for row in plain.to_dict("records")]


def key_of(row: Mapping[str, Any]) -> Key:
    """Return which statistic a row is of."""
    return Key(row["measure"], row["indicator"] or "", row["cutoff"] or "")


def found_in(table: pd.DataFrame, groups: Sequence[str] = ()) -> Found:
    """Return the figures of a table, by group, earlier round and statistic.

    Parts of changes are no statistics of their own.
    """
    cells = [row for row in records(table) if not row["measure"].startswith("change_")]
    found = {
        (
            tuple(row[name] or "" for name in groups),
            row.get("change_from") or "",
            key_of(row),
        ): Figure(*(row[name] for name in Figure._fields))
        for row in cells
    }
    assert len(found) == len(cells), "a figure stands on two rows"
    return found


def second(  # noqa: PLR0913 -- a survey, and what is asked of it
    rows: Sequence[Row],
    standard: Standard,
    groups: Sequence[str] = (),
    *,
    single: Single = None,
    classes: Sequence[tuple[str, str]] | None = None,
    told: str | None = None,
    complete_cases: bool = False,
    **asked: Any,
) -> Second:
    """Return the second computation of a survey; `classes` with their rules, where not its own.

    `told` is the column that tells its rounds.
    """
    decided: Sequence[tuple[str, str, Sequence[str]]] = (
        [standard.decided(row) for row in rows]
        if classes is None
        else [(*by_rule, ()) for by_rule in classes]
    )
    households = [
        Household(
            {name: ANSWERS[row[name]] for name in standard.indicators},
            *by_rule,
            tuple(row[name] for name in groups),
            float(row.get("weight", 1)),
            int(row.get("household_size", 1)),
            not complete_cases or all(row[name] for name in standard.indicators),
        )
        for row, by_rule in zip(rows, decided, strict=True)
    ]
    design = Design(
        [row.get("stratum", "") for row in rows],
        [row.get("psu", row["household_id"]) for row in rows],
        single,
        any(name in rows[0] for name in DESIGN),
        [row[told] for row in rows] if told else (),
        "psu" in rows[0],
    )
    sized = not standard.rules  # an index of one's own reads no sizes
    return Second(households, standard.index, design, sized=sized, **asked)
