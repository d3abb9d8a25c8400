"""The official form of a review: its sheets, their columns, and the answers to choose from."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple
from unicodedata import normalize

from mdpoverty.codebook import BOOLEANS, TICKS, Level, Variable, review_variables, variables
from mdpoverty.files.layout import Area, Layout
from mdpoverty.language import LANGUAGES, Language

BETWEEN = " / "  # the parts of a title that has several rows
_NUMBERED = 3  # rows of a heading: section, question and number
_ALWAYS_SOME = ("floor_area",)  # that no household is without
_TOP = 3  # the row of a sheet on which its headings begin, under its title and a note


class Said(NamedTuple):
    """A text in both languages."""

    vi: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the text in a language."""
        return self.vi if language == "vi" else self.en


ANSWERS = Said("Đáp án", "Answers")  # the sheet that holds what drop-down lists offer
# What stands beside a cell whose number may be 0.
NONE = Said("ghi 0 nếu không có, để trống nếu không rõ", "0 for none, blank where not known")


@dataclass(frozen=True)
class Choice:
    """An answer to choose: its code for each variable of the column, and how else it is written."""

    label: Said
    codes: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a sheet: the variables that its cells answer, and what it is called.

    Its heading is in several rows: the section, the question, and the number, any of them blank.
    With `own` choices its cells are no codes of the codebook. `also` are questions that earlier
    forms had in its place. A box that may be `ticked` says yes by that.
    """

    variables: tuple[Variable, ...]
    heading: tuple[Said, ...]
    own: tuple[Choice, ...] = ()
    also: tuple[str, ...] = ()
    ticked: bool = False

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The answers to choose from: nothing where any text or number may stand."""
        answers = self.variables[0].answers if self.variables and self.variables[0].codes else ()
        labels = (Choice(Said(each.label_vi, each.label_en), (each.code,)) for each in answers)
        return self.own or tuple(labels)

    def title(self, language: Language) -> str:
        """Return what the column is called when its heading is read."""
        return self._said(0, language)

    def question(self, language: Language) -> str:
        """Return what the column is called without its section."""
        return self._said(1, language)

    def _said(self, first: int, language: Language) -> str:
        parts = (part.in_(language) for part in self.heading[first:])
        return BETWEEN.join(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True)
class FormSheet:
    """A sheet of a form: the level of its rows, its names, and its columns in order."""

    kind: str
    level: Level
    name: Said
    title: Said
    note: Said
    columns: tuple[Column, ...]

    @property
    def heading_rows(self) -> int:
        """How many rows the heading has."""
        return len(self.columns[0].heading)

    @property
    def is_numbered(self) -> bool:
        """Whether its columns have numbers, on the last row of the heading."""
        return self.heading_rows == _NUMBERED

    def layout(self, name: str) -> Layout:
        """Return where the sheet, called `name`, has its table."""
        return Layout(sheet=name, area=Area(_TOP, 1), heading_rows=self.heading_rows)


@dataclass(frozen=True)
class Form:
    """The form of a standard: a sheet of households, one of members, others of households."""

    standard: str
    sheets: tuple[FormSheet, ...]

    def sheet(self, kind: str) -> FormSheet:
        """Return the sheet of a kind."""
        return next(sheet for sheet in self.sheets if sheet.kind == kind)

    def questions(self, first: str) -> dict[str, str]:
        """Return what asks for each variable of households, in the language of the `first` one."""
        columns = [
            each for sheet in self.sheets if sheet.level == "household" for each in sheet.columns
        ]
        said = {
            lang: {v.name: c.question(lang) for c in reversed(columns) for v in c.variables}
            for lang in LANGUAGES
        }
        return next((each for each in said.values() if first in each.values()), said["vi"])


def may_be_none(variable: Variable) -> bool:
    """Return whether a number is 0 where a household has none of what is asked."""
    counted = variable.is_number and variable.level == "household" and variable.minimum == 0
    return counted and variable.name not in _ALWAYS_SOME


@cache
def forms() -> Mapping[str, Form]:
    """Return the forms that there are, by the id of their standard."""
    folders = (each for each in resources.files(__package__).iterdir() if each.is_dir())
    return {
        each.name: _form(each.name) for each in folders if each.joinpath("sheets.csv").is_file()
    }


def parts_of(title: str) -> Iterator[str]:
    """Yield what a title is without its first part, its first two, and so on."""
    while BETWEEN in title:
        _, _, title = title.partition(BETWEEN)
        yield title


def folded(text: str) -> str:
    """Return a name or heading without what a reader does not see: case, doubled spaces."""
    return " ".join(normalize("NFC", text).casefold().split())


def _form(standard: str) -> Form:
    columns = list(_table(standard, "columns"))
    answers = list(_table(standard, "answers"))
    return Form(
        standard, tuple(_sheet(row, columns, answers) for row in _table(standard, "sheets"))
    )


def _table(standard: str, name: str) -> Iterator[dict[str, str]]:
    file = resources.files(__package__).joinpath(standard, f"{name}.csv")
    return csv.DictReader(file.read_text(encoding="utf-8").splitlines())


def _sheet(
    row: Mapping[str, str], columns: list[dict[str, str]], answers: list[dict[str, str]]
) -> FormSheet:
    kind = row["sheet"]
    level: Level = "member" if kind == "member" else "household"
    own = [column for column in columns if column["sheet"] == kind]
    numbered = any(column["number"] for column in own)
    found = []
    for column in own:
        number = column["number"]
        heading = [_said(column, "section"), _said(column, "heading"), Said(number, number)]
        asked = [name for name in column["variables"].split("|") if name]
        found.append(
            Column(
                tuple(_variables(level)[name] for name in asked),
                tuple(heading if numbered else heading[:2]),
                tuple(_ticked(_variables(level)[asked[0]]))
                if column["ticked"] and asked[0] in review_variables()
                else tuple(
                    Choice(
                        _said(each, "label"),
                        tuple(each["codes"].split("|")) if asked else (),
                        tuple(each["also"].split("|")) if each["also"] else (),
                    )
                    for each in answers
                    if (each["sheet"], each["heading_en"]) == (kind, column["heading_en"])
                ),
                tuple(column["also"].split("|")) if column["also"] else (),
                bool(column["ticked"]),
            )
        )
    name, title, note = (_said(row, key) for key in ("name", "title", "note"))
    return FormSheet(kind, level, name, title, note, tuple(found))


def _ticked(variable: Variable) -> Iterator[Choice]:
    """Yield the answers of a box to tick that no standard reads, so that nobody else checks it.

    They are yes and no in any spelling, and the ticks for yes.
    """
    for answer in variable.answers:
        ticks = TICKS if answer.code == BOOLEANS[0] else ()
        label = Said(answer.label_vi, answer.label_en)
        yield Choice(label, (answer.code,), (answer.code, *answer.also, *ticks))


def _variables(level: Level) -> Mapping[str, Variable]:
    return (
        {**review_variables(), **variables("household")}
        if level == "household"
        else variables(level)
    )


def _said(row: Mapping[str, str], key: str) -> Said:
    return Said(row[f"{key}_vi"], row[f"{key}_en"])
