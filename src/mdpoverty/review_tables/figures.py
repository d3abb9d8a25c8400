"""What a review counts, by unit and area: households, persons, deprivations, groups, causes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

import narwhals as nw

from mdpoverty.codebook import HOUSEHOLD_SIZE, review_variables
from mdpoverty.language.alphabet import Key
from mdpoverty.review_tables.form import Figures
from mdpoverty.review_tables.formulas import sum_of
from mdpoverty.standards.class_rules import CLASSES, UNDETERMINED
from mdpoverty.survey.engine import collected

LISTED = ("poor", "near_poor")
MINORITY = "minority"
GROUPS = (MINORITY, "no_labour_capacity", "merit")
CAUSES = tuple(name for name in review_variables() if name.startswith("cause_"))
FARMING = "average_farming"
ETHNICITY = "ethnicity"
ETHNIC_MINORITY = "ethnic_minority"
HOUSEHOLDS, PERSONS = "households", "persons"

KINH = "kinh"
_UNSIZED = "unsized"  # households whose number of members is unknown

Part = tuple[Key, str | None]  # a unit, and the area of the households in it that are meant


@dataclass(frozen=True)
class Counts:
    """What was counted of each unit and area, and its households by class and ethnic group.

    `households` and `persons` have the same names with a class, a group or both and a point before
    them: `poor.merit.households` are those of which both surely hold, `poor.merit?` the households
    of which the group is not known; so it is with indicators and causes (`poor.cause_land`).
    """

    parts: Mapping[Part, Figures]
    groups: Mapping[tuple[Part, str], Mapping[str | None, int]]

    def sum(self, name: str) -> int:
        """Return a figure of all units together, of those that are known."""
        return sum(figures.get(name) or 0 for figures in self.parts.values())

    @cached_property
    def nobody(self) -> Figures:
        """What is counted where there is no household."""
        return dict.fromkeys(next(iter(self.parts.values())), 0)


def key_of(indicator: str) -> str:
    """Return what the figures call being deprived in an indicator, whatever that is called."""
    return f"indicator {indicator}"


def added(figures: Sequence[Figures]) -> Figures:
    """Return what figures of the same names add up to; unknown where one of them is."""
    found: dict[str, int | None] = {}
    for name in figures[0]:
        found[name] = sum_of([each[name] for each in figures])
    return found


def groups_of(columns: Collection[str]) -> dict[str, nw.Expr]:
    """Return whether a household is of each group that the columns tell: yes, no or unknown.

    It is of an ethnic minority where its head or the spouse of the head is: the group of the head
    alone says so, but never that it is not.
    """
    minority: list[nw.Expr] = []
    if ETHNICITY in columns:
        head = nw.col(ETHNICITY).str.to_lowercase() != KINH
        minority.append(nw.when(head).then(head))
    if ETHNIC_MINORITY in columns:
        minority.append(nw.col(ETHNIC_MINORITY) == "yes")
    found = {MINORITY: nw.coalesce(*minority)} if minority else {}
    return found | {name: nw.col(name) == "yes" for name in GROUPS[1:] if name in columns}


def count(
    households: nw.LazyFrame[Any],
    by: Sequence[str],
    indicators: Sequence[str],
    columns: Collection[str],
) -> Counts:
    """Return what households with converted values count up to, by the places `by` and area."""
    parts = dict(_parts(indicators, columns))
    measured = collected(_grouped(households, by).agg(**parts))
    found = {}
    for row in measured.iter_rows(named=True):
        figures = {name: row[name] for name in parts}
        found[_part(row, by)] = _sized(figures, sized=HOUSEHOLD_SIZE in columns)
    return Counts(found, _ethnic_groups(households, by) if ETHNICITY in columns else {})


def _part(row: Mapping[str, Any], by: Sequence[str]) -> Part:
    return tuple(row[name] for name in by), row["area"]


def _grouped(households: nw.LazyFrame[Any], by: Sequence[str]) -> Any:
    return households.group_by(*by, "area")


def _parts(indicators: Sequence[str], columns: Collection[str]) -> Iterator[tuple[str, nw.Expr]]:
    """Yield every number that is counted, by name."""
    size = nw.col(HOUSEHOLD_SIZE) if HOUSEHOLD_SIZE in columns else nw.lit(None, dtype=nw.Float64)
    every = ~nw.col("class").is_null()
    of_class = {name: nw.col("class") == name for name in (*CLASSES, UNDETERMINED)}
    groups = groups_of(columns)
    chosen = {"": every} | {f"{name}.": among for name, among in of_class.items()}
    if MINORITY in groups:
        chosen[f"{MINORITY}."] = groups[MINORITY]
        yield f"{MINORITY}?", _number(_unsaid(MINORITY, groups[MINORITY], columns))
    if FARMING in columns:
        farming = nw.col(FARMING)
        chosen[f"{FARMING}."] = of_class["non_poor"] & (farming == "yes")
        yield f"{FARMING}?", _number(of_class["non_poor"] & farming.is_null())
    chosen |= {
        f"{of}.{name}.": of_class[of] & holds for of in LISTED for name, holds in groups.items()
    }
    for name, among in chosen.items():
        yield f"{name}{HOUSEHOLDS}", _number(among)
        yield f"{name}{PERSONS}", nw.when(among).then(size).sum().cast(nw.Int64)
        yield f"{name}{_UNSIZED}", _number(among & size.is_null())
    conditions = {key_of(name): nw.col(name) == "yes" for name in indicators}
    conditions |= {name: nw.col(name) == "yes" for name in CAUSES if name in columns}
    for of in LISTED:
        among = of_class[of]
        for name, holds in conditions.items():
            yield f"{of}.{name}", _number(among & holds)
        for name, holds in (conditions | groups).items():
            yield f"{of}.{name}?", _number(among & _unsaid(name, holds, columns))
        if "deprivations" in columns:
            counted = nw.when(among).then(nw.col("deprivations"))
            yield f"{of}.deprivations", counted.sum().cast(nw.Int64)
        if indicators:
            unknown = reduce(or_, (nw.col(indicator).is_null() for indicator in indicators))
            scored = among & unknown
            if "income_per_capita" in columns:
                scored &= nw.col("income_per_capita").is_null()
            yield f"{of}.scored", _number(scored)


def _unsaid(name: str, holds: nw.Expr, columns: Collection[str]) -> nw.Expr:
    """Return of which households nothing is said of a condition.

    Where heads alone say who is of an ethnic minority, a head of the majority says something.
    """
    by_heads = name == MINORITY and ETHNIC_MINORITY not in columns
    return (nw.col(ETHNICITY) if by_heads else holds).is_null()


def _number(condition: nw.Expr) -> nw.Expr:
    """Return of how many households a condition surely holds."""
    return condition.fill_null(value=False).cast(nw.Int64).sum()


def _sized(figures: dict[str, int], *, sized: bool) -> dict[str, int | None]:
    """Return figures in which persons are unknown where a household's size is, or all are."""
    found: dict[str, int | None] = dict(figures)
    for name, number in figures.items():
        before, _, last = name.rpartition(".")
        if last == _UNSIZED and (number or not sized):
            found[f"{before}.{PERSONS}".lstrip(".")] = None
    return found


def _ethnic_groups(
    households: nw.LazyFrame[Any], by: Sequence[str]
) -> dict[tuple[Part, str], dict[str | None, int]]:
    listed = households.filter(nw.col("class").is_in(LISTED))
    counted = collected(_grouped(listed, (*by, "class", ETHNICITY)).agg(number=nw.len()))
    found: dict[tuple[Part, str], dict[str | None, int]] = {}
    for row in counted.iter_rows(named=True):
        found.setdefault((_part(row, by), row["class"]), {})[row[ETHNICITY]] = row["number"]
    return found
