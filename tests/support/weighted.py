"""Standards of random weights, and what they say of a household, read once more in plain Python.

The second reading knows weights, answers and class rules as exact numbers and plain data. A score
is possible when some household of the standard can have it and it lies between the least and the
greatest that this household can have.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from places import ROOT

Row = dict[str, str]
Truth = bool | None
Rule = dict[str, Any]  # as it stands in the file
Place = Mapping[str, Fraction]  # a value of each quantity

NAMES = tuple("abcdef")
CLASSES = ("poor", "near_poor", "non_poor")
UNDETERMINED = "undetermined"
LINES = {"low": Fraction(1000), "high": Fraction(2000)}
INCOMES = ("999.99", "1000", "1000.01", "1999.99", "2000", "2000.01")
COMPARE = {
    "at_least": operator.ge,
    "above": operator.gt,
    "at_most": operator.le,
    "below": operator.lt,
}
ANSWERS: dict[str, Truth] = {"yes": True, "no": False, "": None}

LABEL = {"en": "A", "vi": "A"}
REFERENCE = {"document": "D", "clause": "C", "status": "text"}


@dataclass(frozen=True)
class Made:
    """A standard: the columns that each indicator reads, what it weighs, and the class rules.

    An indicator is yes where any of its columns is. `weights` are None where the file has none.
    The last rule has no condition.
    """

    id: str
    reads: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, Fraction] | None
    rules: Sequence[tuple[str, Rule | None]]

    @property
    def quantity(self) -> str:
        """What of the deprivations decides."""
        return "deprivations" if self.weights is None else "weighted_score"

    @property
    def shares(self) -> Mapping[str, Fraction]:
        """The weights; all the same where the file has none."""
        return self.weights or dict.fromkeys(self.reads, Fraction(1, len(self.reads)))

    @cached_property
    def values(self) -> dict[str, list[Fraction]]:
        """The numbers of deprivations, and the scores, that a household can have."""
        some = product((0, 1), repeat=len(self.reads))
        chosen = [dict(zip(self.reads, each, strict=True)) for each in some]
        return {
            "deprivations": [Fraction(n) for n in range(len(self.reads) + 1)],
            "weighted_score": sorted({added(self.shares, each) for each in chosen}),
        }

    def answers(self, row: Row) -> dict[str, Truth]:
        """Return whether a household is deprived in each indicator."""
        found: dict[str, Truth] = {}
        for name, columns in self.reads.items():
            told = [ANSWERS[row[column]] for column in columns]
            found[name] = True if True in told else None if None in told else False
        return found

    def between(self, quantity: str, answers: Mapping[str, Truth]) -> list[Fraction]:
        """Return the values of a quantity that a household may have, from the least on."""
        counted = dict.fromkeys(self.reads, Fraction(1))
        weights = counted if quantity == "deprivations" else self.shares
        least = added(weights, {name: answer is True for name, answer in answers.items()})
        most = added(weights, {name: answer is not False for name, answer in answers.items()})
        return [value for value in self.values[quantity] if least <= value <= most]

    def decides(self, place: Place) -> int:
        """Return which rule decides where every quantity is known."""
        return next(
            index
            for index, (_, when) in enumerate(self.rules)
            if when is None or holds(when, place)
        )

    def file(self, folder: Path) -> Path:
        """Write the threshold file, which is YAML as JSON is."""
        path = folder / f"{self.id}.yaml"
        path.write_text(json.dumps(self.data()), encoding="utf-8")
        return path

    def data(self) -> dict[str, Any]:
        """Return what the threshold file says."""
        weights = self.weights or {}
        return {
            "id": self.id,
            "name": LABEL,
            "applies": {"from": "2099-01-01", "to": "2099-12-31"},
            "compared_with_law_on": "2026-11-22",
            "legal_basis": [{"document": "D", "about": LABEL, "status": "text"}],
            "inputs": {
                f"asked_{name}": {"level": "household", "type": "boolean", "label": LABEL}
                for name in NAMES
            },
            "income_lines": {
                name: {
                    "rural": int(line),
                    "urban": int(line),
                    "label": LABEL,
                    "reference": REFERENCE,
                }
                for name, line in LINES.items()
            },
            "dimensions": {"all": LABEL},
            "indicators": {
                name: {
                    "dimension": "all",
                    "label": {"en": name.upper(), "vi": name.upper()},
                    "reference": REFERENCE,
                    **({"weight": written(weights[name])} if weights else {}),
                    "deprived_when": {"any_of": [{"column": x, "equals": True} for x in columns]},
                }
                for name, columns in self.reads.items()
            },
            "classes": [
                {
                    "class": name,
                    "basis": f"rule_{index}",
                    "label": LABEL,
                    "reference": REFERENCE,
                    **({"when": when} if when else {}),
                }
                for index, (name, when) in enumerate(self.rules)
            ],
        }


def added(weights: Mapping[str, Fraction], chosen: Mapping[str, int]) -> Fraction:
    """Return the sum of the weights of what is chosen."""
    return sum((weights[name] for name, taken in chosen.items() if taken), Fraction(0))


def written(number: Fraction) -> str | float:
    """Return a number as a threshold file may have it: a decimal where it is one, or a ratio."""
    if 20 % number.denominator == 0:
        return float(number)
    return f"{number.numerator}/{number.denominator}"


def holds(when: Rule, place: Place) -> bool:
    """Return whether a class rule holds where every quantity is known."""
    [(key, value)] = when.items()
    if key == "all_of":
        return all(holds(part, place) for part in value)
    if key == "any_of":
        return any(holds(part, place) for part in value)
    if key == "none_of":
        return not any(holds(part, place) for part in value)
    [(word, limit)] = value.items()
    return bool(COMPARE[word](place[key], LINES.get(limit) or Fraction(str(limit))))


def places(
    rules: Made, counts: Made, answers: Mapping[str, Truth], income: str
) -> list[dict[str, Fraction]]:
    """Return every place where a household may be, by the rules of one and indicators of other."""
    incomes = [Fraction(income)] if income else [Fraction(some) for some in INCOMES]
    values = counts.between(rules.quantity, answers)
    return [{"income": some, rules.quantity: value} for some in incomes for value in values]


def decided(rules: Made, counts: Made, row: Row) -> set[int]:
    """Return the rules that may decide a household's class."""
    every = places(rules, counts, counts.answers(row), row["income_per_capita"])
    return {rules.decides(place) for place in every}


def classes_of(made: Made, deciding: set[int]) -> list[str]:
    """Return the classes of rules, in the order of classes."""
    found = {made.rules[index][0] for index in deciding}
    return [name for name in CLASSES if name in found]


def profile_of(made: Made, row: Row) -> dict[str, str | int | float | None]:
    """Return what a household's profile must hold."""
    answers = made.answers(row)
    deciding = decided(made, made, row)
    classes = classes_of(made, deciding)
    sure = [name for name, answer in answers.items() if answer]
    unknown = [name for name, answer in answers.items() if answer is None]
    score = added(made.shares, dict.fromkeys(sure, 1))
    return {
        "class": classes[0] if len(classes) == 1 else UNDETERMINED,
        "basis": f"rule_{deciding.pop()}" if len(deciding) == 1 else None,
        "possible_classes": None if len(classes) == 1 else ";".join(classes),
        "deprivations": len(sure),
        **({} if made.weights is None else {"weighted_score": float(score)}),
        "unknown_indicators": len(unknown),
        **{name: None if answer is None else int(answer) for name, answer in answers.items()},
        "deprived_in": ";".join(sure) or None,
        "unknown_in": ";".join(unknown) or None,
    }


# Chance


def weights(rng: Random, names: Sequence[str]) -> dict[str, Fraction]:
    """Return weights that add up to one: of equal dimensions, or of any whole numbers."""
    if rng.random() < 0.5:
        some = [rng.randint(1, 9) for _ in names]
        return {n: Fraction(x, sum(some)) for n, x in zip(names, some, strict=True)}
    ends = sorted(rng.sample(range(1, len(names)), rng.randint(0, len(names) - 1)))
    dimensions = [names[i:j] for i, j in zip([0, *ends], [*ends, None], strict=True)]
    return {n: Fraction(1, len(dimensions) * len(some)) for some in dimensions for n in some}


def rule(rng: Random, quantity: str, limits: Sequence[Fraction], deep: int = 2) -> Rule:
    """Return a random class rule over income and one other quantity."""
    if deep and rng.random() < 0.4:
        key = rng.choice(("all_of", "any_of", "none_of"))
        parts = [rule(rng, quantity, limits, deep - 1) for _ in range(rng.randint(1, 2))]
        return {key: parts}
    word = rng.choice(list(COMPARE))
    if rng.random() < 0.3:
        return {"income": {word: rng.choice(list(LINES))}}
    limit = rng.choice(limits)
    return {quantity: {word: int(limit) if quantity == "deprivations" else written(limit)}}


def made(rng: Random, standard_id: str = "made", *, weighted: bool = True) -> Made:
    """Return a random standard of which every rule decides somewhere."""
    names = rng.sample(NAMES, rng.randint(1, len(NAMES)))
    reads = {n: (f"asked_{n}", f"asked_{rng.choice((n, n, 'a'))}") for n in names}
    given = weights(rng, names) if weighted else None
    bare = Made(standard_id, reads, given, [("non_poor", None)])
    any_limit = [Fraction(rng.randint(0, 7), 7), Fraction(1, 3), Fraction(5, 12)]
    limits = [*bare.values[bare.quantity], *(any_limit if weighted else [])]
    rules: list[tuple[str, Rule | None]] = [
        (rng.choice(CLASSES), rule(rng, bare.quantity, limits)) for _ in range(rng.randint(1, 4))
    ]
    return deciding(Made(standard_id, reads, given, [*rules, (rng.choice(CLASSES), None)]))


def amended(rng: Random, standard: Made, standard_id: str) -> Made:
    """Return a standard with the rules of another, as far as they decide, over other weights.

    An indicator may be added, removed, or read otherwise.
    """
    reads = dict(standard.reads)
    absent = [name for name in NAMES if name not in reads]
    if absent and rng.random() < 0.4:
        reads[rng.choice(absent)] = ("asked_a", "asked_b")
    if len(reads) > 1 and rng.random() < 0.4:
        del reads[rng.choice(list(reads))]
    if rng.random() < 0.4:
        reads[rng.choice(list(reads))] = ("asked_c", "asked_d")
    given = weights(rng, list(reads)) if standard.weights else None
    return deciding(Made(standard_id, reads, given, standard.rules))


def deciding(standard: Made) -> Made:
    """Return the standard without the rules that never decide; the last one has no condition."""
    nothing = dict.fromkeys(standard.reads)
    used = sorted({standard.decides(x) for x in places(standard, standard, nothing, "")})
    kept = [standard.rules[index] for index in used]
    kept[-1] = (kept[-1][0], None)
    return Made(standard.id, standard.reads, standard.weights, kept)


def households(rng: Random, count: int, blanks: Sequence[float] = (0, 0.2, 0.5, 1)) -> list[Row]:
    """Return households with answers and shares of blanks, their incomes near the lines."""
    rows = []
    for number in range(1, count + 1):
        blank = rng.choice(blanks)
        told = {
            f"asked_{n}": "" if rng.random() < blank else rng.choice(("yes", "no")) for n in NAMES
        }
        rows.append(
            {
                "household_id": str(number),
                "area": rng.choice(("rural", "urban")),
                "household_size": "1",
                "income_per_capita": rng.choice((*INCOMES, "")),
                **told,
            }
        )
    return rows


# The index of the example, and others

EXAMPLE = ROOT / "examples" / "synthetic-mpi.yaml"
SIXTHS = ("nutrition", "child_mortality", "attendance", "schooling")
EIGHTEENTHS = ("electricity", "toilet_facility", "drinking_water", "dwelling", "cooking_fuel")
ASKED = (*SIXTHS, *EIGHTEENTHS, "assets")

OTHERWISE = """\
id: otherwise
based_on: synthetic-mpi
name: {en: Other weights, vi: Trọng số khác}
applies: {from: 2019-01-01, to: 2019-12-31}
compared_with_law_on: 2026-11-22
legal_basis: [{document: D, about: {en: A, vi: A}, status: text}]
indicators:
"""
OWN = "{document: D, clause: own, status: text}"
TWO = "".join(f"  {name}: {{weight: 1/9, reference: {OWN}}}\n" for name in ("d_nutr", "d_elct"))


def beside_the_example(folder: Path, indicators: str) -> Path:
    """Write a standard that is based on the example, and the example beside it."""
    (folder / "synthetic-mpi.yaml").write_bytes(EXAMPLE.read_bytes())
    path = folder / "otherwise.yaml"
    path.write_text(OTHERWISE + indicators, encoding="utf-8")
    return path


def example_row(**cells: str) -> Row:
    return {"household_id": "H", **dict.fromkeys(ASKED, "no"), **cells}


# Near-poor from a quarter on: what one unknown half and nothing else never adds up to.
BANDS: list[tuple[str, Rule | None]] = [
    ("poor", {"weighted_score": {"at_least": "1/2"}}),
    ("near_poor", {"weighted_score": {"at_least": "1/4"}}),
    ("non_poor", None),
]
HALF = Made(
    "half",
    {name: (f"asked_{name}",) for name in NAMES[:3]},
    {"a": Fraction(1, 2), "b": Fraction(1, 4), "c": Fraction(1, 4)},
    BANDS,
)
