"""The variables that a survey may hold: type, codes and range of each, with its labels."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal, get_args

from mdpoverty.language.messages import Message, Named, Phrase, message

Level = Literal["household", "member"]
LEVELS: tuple[Level, ...] = get_args(Level)
Type = Literal["text", "code", "boolean", "integer", "number", "date"]

HOUSEHOLD_SIZE = "household_size"
KEYS = ("household_id", "person_id")  # of a household; of a person in it
GROUPS = ("province", "district", "commune", "area")  # columns that say where a household is

# The columns of a profile, in order, before and after those of the standard's indicators.
DECIDED = ("class", "basis", "possible_classes")
MADE_BY = ("standard", "standard_digest")
PROFILE_FIRST = (
    "household_id",
    "survey_row",
    *GROUPS,
    "weight",
    HOUSEHOLD_SIZE,
    *MADE_BY,
    *DECIDED,
    "income_per_capita",
    "deprivations",
    "weighted_score",
    "unknown_indicators",
)
PROFILE_LAST = ("deprived_in", "unknown_in")
ERROR = "error"  # beside the profile of a lazy frame: what is wrong with a row
# Names that no indicator, and no input of a standard, can have.
RESERVED = frozenset((*PROFILE_FIRST, *PROFILE_LAST, ERROR))

BOOLEANS = ("yes", "no")
TICKS = ("x", "v", "✓", "✔", "√", "☑")  # that mark a box of a form; elsewhere they may mean another

_NUMBER = Phrase("codebook.number", "a number of at most 15 digits")
_WHOLE_NUMBER = Phrase("codebook.whole-number", "a whole number of at most 15 digits")
_SIZE = Phrase("codebook.household-size", "household_size")  # the most that a count can be
# The units that are words. Others (cm, kWh, m2) are the same in every language.
_UNITS: Mapping[str, Phrase] = MappingProxyType(
    {
        "persons": Phrase("codebook.persons", "persons"),
        "points": Phrase("codebook.points", "points"),
        "year": Phrase("codebook.year", "year"),
        "years": Phrase("codebook.years", "years"),
        "months": Phrase("codebook.months", "months"),
        "VND/person/month": Phrase("codebook.vnd-person-month", "VND/person/month"),
        "VND/household/month": Phrase("codebook.vnd-household-month", "VND/household/month"),
    }
)


@dataclass(frozen=True)
class Answer:
    """One code of a variable in words.

    The labels are what lists of answers call it; cells may say either, or a word of `also`. The
    words of other forms that were `seen` are no more than a hint: somebody may have meant another
    code by them.
    """

    code: str
    label_en: str
    label_vi: str
    also: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every word that stands for the code in a cell, beside the code itself."""
        return tuple(dict.fromkeys((*self.also, self.label_vi, self.label_en)))


@dataclass(frozen=True)
class Variable:
    """One variable: a column of a survey, and what its cells may hold.

    `codes_of` names the variable that its codes are of, where that is another.
    """

    name: str
    level: Level
    type: Type
    unit: str = ""
    codes: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | Literal["household_size"] | None = None
    label_en: str = ""
    label_vi: str = ""
    codes_of: str = ""

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What the codes mean in words, in order; nothing where the codebook has no words."""
        name = self.codes_of or self.name
        return _answers().get("boolean" if self.type == "boolean" else name, ())

    @property
    def spellings(self) -> Mapping[str, str]:
        """Other accepted spellings of the codes, in lower case: their labels in both languages."""
        return {word.lower(): answer.code for answer in self.answers for word in answer.accepted}

    @property
    def unit_in_words(self) -> str:
        """The unit as it is called, nothing where there is none."""
        return _UNITS[self.unit]() if self.unit in _UNITS else self.unit

    @property
    def is_number(self) -> bool:
        """Whether cells are converted to numbers."""
        return self.type in ("integer", "number")

    @property
    def _codes_in_words(self) -> Named:
        """The codes and what else may stand for them; in Vietnamese the codes with their labels."""
        labels = {answer.code: answer.label_vi for answer in self.answers}
        also = [word for answer in self.answers for word in answer.also]
        known = {label.lower() for label in labels.values()}
        said = [f"{code} = {labels[code]}" if code in labels else code for code in self.codes]
        others = [word for word in also if word not in known]
        return Named(in_line([*self.codes, *also]), in_line([*said, *others]))

    @property
    def allowed(self) -> str:
        """What a cell may hold, in words."""
        if self.codes:
            return message("codebook.codes", "{codes}", codes=self._codes_in_words)
        if self.type == "date":
            return message(
                "codebook.date", "year-month-day or day/month/year: 2025-10-01, 01/10/2025"
            )
        if not self.is_number:
            return message("codebook.text", "text")
        words = [(_WHOLE_NUMBER if self.type == "integer" else _NUMBER)()]
        if self.unit:
            words.append(message("codebook.unit", "in {unit}", unit=self.unit_in_words))
        if self.minimum is not None:
            words.append(message("codebook.at-least", "at least {limit:d}", limit=self.minimum))
        if isinstance(self.maximum, int):
            words.append(message("codebook.at-most", "at most {limit:d}", limit=self.maximum))
        elif self.maximum is not None:
            words.append(message("codebook.at-most-size", "at most {variable}", variable=_SIZE))
        return message("codebook.limits", "{limits}", limits=words)


# What says in a written profile which standard made it, and may choose one.
CHOOSING: Mapping[str, Variable] = MappingProxyType(
    {name: Variable(name, "household", "text") for name in MADE_BY}
)


@cache
def _answers() -> Mapping[str, tuple[Answer, ...]]:
    """Return the answers of each variable, and under `boolean` those of all yes-no questions."""
    found: dict[str, tuple[Answer, ...]] = {}
    for row in _table("codes.csv"):
        also, seen = (tuple(row[key].split("|")) if row[key] else () for key in ("also", "seen"))
        answer = Answer(row["code"], row["label_en"], row["label_vi"], also, seen)
        found[row["variable"]] = (*found.get(row["variable"], ()), answer)
    return MappingProxyType(found)


@cache
def variables(level: Level) -> Mapping[str, Variable]:
    """Return the variables of the household or of the member file, by name, in order."""
    return MappingProxyType({row["name"]: _variable(row, level) for row in _rows(level)})


@cache
def all_variables() -> Mapping[str, Variable]:
    """Return the variables of both levels, those of a review too, by their names.

    One of the same name at both levels is that of the households.
    """
    return {**variables("member"), **review_variables(), **variables("household")}


def labels_of_columns(columns: Iterable[str]) -> dict[str, str]:
    """Return the Vietnamese labels of columns that are variables of households."""
    known = all_variables()
    return {name: known[name].label_vi for name in columns if name in known}


def in_line(words: Sequence[str]) -> str:
    """Return words one after the other, apart by semicolons where one of them has a comma."""
    return ("; " if any("," in word for word in words) else ", ").join(words)


def labelled(column: str) -> str:
    """Return a column's name after its Vietnamese label, where it is a variable."""
    known = all_variables().get(column)
    return f"{known.label_vi} ({column})" if known and known.label_vi else column


def subject_of(column: str) -> Message:
    """Return a column as the subject of a sentence, in Vietnamese `labelled`."""
    return column_called(column, labelled(column))


def column_called(column: str, said: str) -> Message:
    """Return a column as the subject of a sentence, in Vietnamese `said`."""
    return message("codebook.column", "{column}", column=Named(column, said))


@cache
def review_variables() -> Mapping[str, Variable]:
    """Return the variables of households that only the tables of a review read, by name."""
    return MappingProxyType({row["name"]: _variable(row, "household") for row in _rows("review")})


def _rows(file: str) -> list[dict[str, str]]:
    return [row for row in _table("codebook.csv") if row["file"] == file]


def _table(file: str) -> list[dict[str, str]]:
    text = resources.files("mdpoverty").joinpath(file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _variable(row: dict[str, str], level: Level) -> Variable:
    maximum = row["maximum"]
    return Variable(
        name=row["name"],
        level=level,
        type=row["type"],  # type: ignore[arg-type]  # the file holds only these types
        unit=row["unit"],
        codes=tuple(row["codes"].split("|")) if row["codes"] else (),
        minimum=int(row["minimum"]) if row["minimum"] else None,
        maximum=int(maximum) if maximum.isdecimal() else maximum or None,  # type: ignore[arg-type]  # or household_size
        label_en=row["label_en"],
        label_vi=row["label_vi"],
    )
