"""What a review counts, by unit: households, persons, deprivations, groups, causes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw

from mdpoverty.codebook import HOUSEHOLD_SIZE, review_variables
from mdpoverty.review_tables.units import Key
from mdpoverty.standards.class_rules import CLASSES, UNDETERMINED
from mdpoverty.survey.engine import collected

LISTED = ("poor", "near_poor")
GROUPS = ("minority", "no_labour_capacity", "merit")
CAUSES = tuple(name for name in review_variables() if name.startswith("cause_"))
FARMING = "average_farming"
ETHNICITY = "ethnicity"

KINH = "kinh"
_HOUSEHOLDS, _PERSONS = "households", "persons"
_UNSIZED = "unsized"  # households whose number of members is unknown

Figures = Mapping[str, int | None]  # by name; None is unknown


@dataclass(frozen=True)
class Counts:
    """What was counted of each unit, and its households by class and ethnic group.

    `households` and `persons` have the same names with a class and a point before them:
    `poor.households`. So has every condition: `poor.merit` are households of which it surely
    holds, `poor.merit?` those of which it is not known.
    """

    units: Mapping[Key, Figures]
    groups: Mapping[tuple[Key, str], Mapping[str | None, int]]

    def sum(self, name: str) -> int:
        """Return a figure of all units together, of those that are known."""
        return sum(figures.get(name) or 0 for figures in self.units.values())


def key_of(indicator: str) -> str:
    """Return what the figures call being deprived in an indicator, whatever that is called."""
    return f"indicator {indicator}"


def conditions_of(indicators: Sequence[str], columns: Collection[str]) -> dict[str, nw.Expr]:
    """Return what is counted among the poor and the near-poor: yes, no or unknown (null)."""
    found = {key_of(name): nw.col(name) == "yes" for name in indicators}
    if ETHNICITY in columns:
        found["minority"] = nw.col(ETHNICITY).str.to_lowercase() != KINH
    found |= {n: nw.col(n) == "yes" for n in (*GROUPS[1:], *CAUSES) if n in columns}
    if all(name in found for name in GROUPS):
        # None of the three, whatever overlaps: unknown where one that is unknown may hold.
        found["other"] = ~reduce(or_, (found[name] for name in GROUPS))
    return found


def count(
    households: nw.LazyFrame[Any],
    by: Sequence[str],
    indicators: Sequence[str],
    columns: Collection[str],
) -> Counts:
    """Return what households with converted values count up to, by the places `by`."""
    conditions = conditions_of(indicators, columns)
    parts = dict(_parts(conditions, indicators, columns))
    measured = collected(_grouped(households, by).agg(**parts))
    units = {}
    for row in measured.iter_rows(named=True):
        figures = {name: row[name] for name in parts}
        units[tuple(row[name] for name in by)] = _sized(figures, sized=HOUSEHOLD_SIZE in columns)
    return Counts(units, _ethnic_groups(households, by) if ETHNICITY in columns else {})


def _grouped(households: nw.LazyFrame[Any], by: Sequence[str]) -> Any:
    return households.with_columns(_every=nw.lit(0)).group_by("_every", *by)


def _parts(
    conditions: Mapping[str, nw.Expr], indicators: Sequence[str], columns: Collection[str]
) -> Iterator[tuple[str, nw.Expr]]:
    """Yield every number that is counted in a unit, by name."""
    size = nw.col(HOUSEHOLD_SIZE) if HOUSEHOLD_SIZE in columns else nw.lit(None, dtype=nw.Float64)
    chosen = {"": ~nw.col("class").is_null()}
    chosen |= {f"{name}.": nw.col("class") == name for name in (*CLASSES, UNDETERMINED)}
    if FARMING in columns:
        farming = nw.col(FARMING)
        non_poor = chosen["non_poor."]
        chosen[f"{FARMING}."] = non_poor & (farming == "yes")
        yield f"{FARMING}?", _number(non_poor & farming.is_null())
    for name, among in chosen.items():
        yield f"{name}{_HOUSEHOLDS}", _number(among)
        yield f"{name}{_PERSONS}", nw.when(among).then(size).sum().cast(nw.Int64)
        yield f"{name}{_UNSIZED}", _number(among & size.is_null())
    for name in LISTED:
        among = nw.col("class") == name
        for condition, holds in conditions.items():
            yield f"{name}.{condition}", _number(among & holds)
            yield f"{name}.{condition}?", _number(among & holds.is_null())
        if "deprivations" in columns:
            counted = nw.when(among).then(nw.col("deprivations"))
            yield f"{name}.deprivations", counted.sum().cast(nw.Int64)
        if indicators:
            unknown = reduce(or_, (nw.col(indicator).is_null() for indicator in indicators))
            scored = among & unknown
            if "income_per_capita" in columns:
                scored &= nw.col("income_per_capita").is_null()
            yield f"{name}.scored", _number(scored)


def _number(condition: nw.Expr) -> nw.Expr:
    """Return of how many households a condition surely holds."""
    return condition.fill_null(value=False).cast(nw.Int64).sum()


def _sized(figures: dict[str, int], *, sized: bool) -> dict[str, int | None]:
    """Return figures in which persons are unknown where a household's size is, or all are."""
    found: dict[str, int | None] = dict(figures)
    for name, number in figures.items():
        before, _, last = name.rpartition(".")
        if last == _UNSIZED and (number or not sized):
            found[f"{before}.{_PERSONS}".lstrip(".")] = None
    return found


def _ethnic_groups(
    households: nw.LazyFrame[Any], by: Sequence[str]
) -> dict[tuple[Key, str], dict[str | None, int]]:
    listed = households.filter(nw.col("class").is_in(LISTED))
    counted = collected(_grouped(listed, (*by, "class", ETHNICITY)).agg(number=nw.len()))
    found: dict[tuple[Key, str], dict[str | None, int]] = {}
    for row in counted.iter_rows(named=True):
        key = tuple(row[name] for name in by), row["class"]
        found.setdefault(key, {})[row[ETHNICITY]] = row["number"]
    return found
