"""Form 7.11: children of poor and near-poor households, and in what they are deprived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any

import narwhals as nw

from mdpoverty.classification.conditions import meaning, unknown
from mdpoverty.classification.given import Given
from mdpoverty.language.alphabet import Key
from mdpoverty.review_tables import notes
from mdpoverty.review_tables.columns import Column, Counted
from mdpoverty.review_tables.entries import by_unit
from mdpoverty.review_tables.figures import LISTED
from mdpoverty.review_tables.form import Figures, Form
from mdpoverty.review_tables.members import Members
from mdpoverty.review_tables.phrases import CLASSES, NAMES, NOTES, TITLES, WORDS, many
from mdpoverty.review_tables.review import Review
from mdpoverty.standards.conditions import AnyMember, NumberLimit, walk
from mdpoverty.standards.model import Standard
from mdpoverty.survey.engine import collected

CHILDREN = "children"

_ADULT = Fraction(16)  # years from which nobody is a child
_CHILD = "_child"
# The columns of each class: headings under that of the class.
_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        CHILDREN: ("Tổng số trẻ em", "Tổng số trẻ em"),
        "health_insurance": ("Y tế", "Chỉ số thiếu hụt về bảo hiểm y tế"),
        "nutrition": ("Y tế", "Chỉ số thiếu hụt về dinh dưỡng"),
        "child_schooling": ("Giáo dục", "Chỉ số thiếu hụt về tình trạng đi học"),
    }
)
_HEADINGS = MappingProxyType(
    {of: f"Chỉ số thiếu hụt của trẻ em thuộc {CLASSES[of].lower()}" for of in LISTED}
)
INDICATORS = tuple(_COLUMNS)[1:]
_FOOTNOTES = (
    "Ghi chú:",
    "Cột 1: Tổng số trẻ em thuộc hộ nghèo; Cột 5: Tổng số trẻ em thuộc hộ cận nghèo",
    "Cột 2, 6: Trẻ em từ đủ 6 tuổi đến dưới 16 tuổi hiện không có bảo hiểm y tế.",
    (
        "Cột 3, 7: Trẻ em dưới 16 tuổi suy dinh dưỡng chiều cao theo tuổi hoặc suy dinh dưỡng cân "
        "nặng theo tuổi."
    ),
    (
        "Cột 4, 8: Trẻ em từ 3 tuổi đến dưới 16 tuổi không được học đúng bậc, cấp học phù hợp với "
        "độ tuổi (trẻ từ 3 tuổi đến dưới 6 tuổi được tiếp cận giáo dục mầm non, trẻ từ 6 tuổi đến "
        "dưới 12 tuổi được tiếp cận giáo dục tiểu học và trẻ từ 12 tuổi đến dưới 16 tuổi được tiếp "
        "cận giáo dục trung học cơ sở)."
    ),
)


@dataclass(frozen=True)
class Children:
    """Children of poor and near-poor households, and deprived ones, by unit; and their file.

    `poor.nutrition` is of how many children a deprivation surely is known, `poor.nutrition?` of
    how many members it is not, and `poor.nutrition untold` of how many sure children; `told` are
    the indicators that are known of any child.
    """

    file: str
    units: Mapping[Key, Figures]
    told: frozenset[str]

    def sum(self, name: str) -> int:
        """Return a figure of all units together."""
        return sum(figures[name] or 0 for figures in self.units.values())


def count_children(members: Members, review: Review) -> Children:
    """Return what the members of poor and near-poor households count up to, by unit."""
    age = "years" if "years" in review.standard.derived else "age"
    child = meaning(NumberLimit(column=age, below=_ADULT), members.given)
    answers = {name: _asked(review.standard, name, members.given) for name in INDICATORS}
    frame = members.listed.with_columns(**{_CHILD: child})
    holds = {CHILDREN: nw.col(_CHILD)} | {
        name: nw.col(_CHILD) & answer for name, answer in answers.items()
    }
    parts: dict[str, nw.Expr] = {}
    for of in LISTED:
        among = nw.col("class") == of
        for name, answer in holds.items():
            parts[f"{of}.{name}"] = _number(among & answer)
            parts[f"{of}.{name}?"] = _number(among & answer.is_null())
            parts[f"{of}.{name} untold"] = _number(among & nw.col(_CHILD) & answer.is_null())
    parts |= {
        f"{name} told": _number(nw.col(_CHILD) & ~answer.is_null())
        for name, answer in answers.items()
    }
    by = review.places
    grouped: Any = frame.with_columns(_every=nw.lit(0)).group_by("_every", *by)
    rows = collected(grouped.agg(**parts)).rows(named=True)
    units = {tuple(row[name] for name in by): {name: row[name] for name in parts} for row in rows}
    nobody = dict.fromkeys(parts, 0)
    told = [name for name in INDICATORS if any(row[f"{name} told"] for row in rows)]
    every = {unit: units.get(unit, nobody) for unit in review.names}
    return Children(members.file, every, frozenset(told))


def _asked(standard: Standard, indicator: str, given: Given) -> nw.Expr:
    """Return what an indicator asks of each member: yes, no or unknown."""
    found = standard.indicators.get(indicator)
    parts = [part for part, _, _ in walk(found.deprived_when)] if found else []
    asked = [part.any_member for part in parts if isinstance(part, AnyMember)]
    return reduce(or_, (meaning(each, given) for each in asked)) if asked else unknown()


def _number(condition: nw.Expr) -> nw.Expr:
    return condition.fill_null(value=False).cast(nw.Int64).sum()


def by_child(children: Children, review: Review) -> Form:
    """Return form 7.11: children are counted by unit, whatever its areas."""
    blank = [name for name in INDICATORS if name not in children.told and _any(children)]
    figures = {
        unit: {
            name: None if name.partition(".")[2] in blank else number
            for name, number in own.items()
        }
        for unit, own in children.units.items()
    }
    columns = [
        Column(
            f"{of}.{name}",
            (_HEADINGS[of], *path),
            str(place * len(_COLUMNS) + number),
            Counted(f"{of}.{CHILDREN}", f"{of}.{name} untold"),
        )
        for place, of in enumerate(LISTED)
        for number, (name, path) in enumerate(_COLUMNS.items(), start=1)
    ]
    return Form(
        NAMES["7.11"],
        TITLES["7.11"],
        WORDS["area or unit"],
        tuple(columns),
        by_unit(review, lambda unit: (figures[unit],)),
        unit_row=("Đơn vị tính", "Trẻ"),
        footnotes=_FOOTNOTES,
        notes=tuple(_notes(children, blank)),
    )


def _any(children: Children) -> bool:
    return any(children.sum(f"{of}.{CHILDREN}") for of in LISTED)


def _notes(children: Children, blank: list[str]) -> Iterator[str]:
    yield NOTES["children swapped"]
    yield NOTES["children"].format(children.file)
    labels = {name: path[-1] for name, path in _COLUMNS.items()}
    if blank:
        yield NOTES["no indicator"].format(notes.quoted(labels[name] for name in blank))
    counted = {
        label: sum(children.sum(f"{of}.{name}?") for of in LISTED)
        for name, label in labels.items()
        if name not in blank
    }
    said = [f"'{label}': {many(number)}" for label, number in counted.items() if number]
    if said:
        yield NOTES["children unknown"].format("; ".join(said))
