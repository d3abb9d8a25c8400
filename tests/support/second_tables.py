"""The forms of a review once more, in plain Python, from the gazette and the terms of its reports.

Rounds are lists of the rows of profiles, as text, and members are rows of a member file. A form is
{(section, unit, line): [figures]}: the section is I, II, III or nothing, the unit is blank for the
section itself and for the total; lines are what the form calls them; None is a blank cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, str]
Figures = list[Any]  # of the columns in order; None where one is blank
Form = dict[tuple[str, str, str], Figures]
Units = Mapping[str, Sequence[str]]  # by area, those that a form has there, in order

INDICATORS = (
    *("employment", "dependency", "nutrition", "health_insurance", "adult_education"),
    *("child_schooling", "housing_quality", "housing_area", "water", "sanitation", "telecom"),
    "information_assets",
)
CAUSES = ("land", "capital", "labour", "tools", "know_how", "skills", "illness", "other")
AREAS = {"I": "urban", "II": "rural"}
POOR, NEAR_POOR = "Hộ nghèo", "Hộ cận nghèo"
HOUSEHOLDS, PERSONS = "Hộ", "Nhân khẩu"
CLASSES = ("poor", "near_poor")


def percent(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole * 100


def persons(rows: Sequence[Row]) -> int | None:
    sizes = [row.get("household_size", "") for row in rows]
    return None if "" in sizes else sum(map(int, sizes))


def of(rows: Iterable[Row], name: str, value: str) -> list[Row]:
    return [row for row in rows if row.get(name) == value]


def known(those: Sequence[Row], name: str, holds: Sequence[Row]) -> bool:
    """Return whether of some household it is known, or there is none."""
    return bool(holds) or not those or any(row.get(name, "") != "" for row in those)


def holding(those: Sequence[Row], name: str, value: str) -> int | None:
    """Return of how many households it holds; None where of none it is known."""
    found = of(those, name, value)
    return len(found) if known(those, name, found) else None


def units_of(rows: Sequence[Row], order: Sequence[str]) -> dict[str, list[str]]:
    """Return the units that have a household in each area, in order."""
    found = {(row["area"], row["commune"]) for row in rows}
    return {area: [u for u in order if (area, u) in found] for area in AREAS.values()}


def every(units: Units, order: Sequence[str]) -> list[str]:
    return [unit for unit in order if any(unit in some for some in units.values())]


def laid_out(
    rows: Sequence[Row],
    units: Units,
    lines: Callable[[list[Row]], Mapping[str, Figures]],
    order: Sequence[str],
) -> Form:
    """Return a form with sections for urban, rural and all households, each with its units."""
    found: Form = {}
    for section, area in AREAS.items():
        own = of(rows, "area", area)
        found |= {(section, "", line): each for line, each in lines(own).items()}
        for unit in units[area]:
            those = of(own, "commune", unit)
            found |= {(section, unit, line): each for line, each in lines(those).items()}
    found |= {("III", "", line): each for line, each in lines(list(rows)).items()}
    for unit in every(units, order):
        those = of(rows, "commune", unit)
        found |= {("III", unit, line): each for line, each in lines(those).items()}
    return found


def results(rows: Sequence[Row], units: Units, totals: Any = None) -> Form:
    """Return form 7.1; `totals` are residents by area and unit, where a file says them."""

    def line(those: list[Row], residents: tuple[Any, Any] | None) -> Figures:
        own = residents or (len(those), persons(those))
        found: Figures = [*own]
        for name in CLASSES:
            number = len(of(those, "class", name))
            found += [number, percent(number, own[0])]
        return found

    def told(chosen: Sequence[tuple[str, str]]) -> tuple[Any, Any] | None:
        if totals is None:
            return None
        found = [totals[each] for each in chosen]
        return sum(each[0] for each in found), sum(each[1] for each in found)

    found: Form = {}
    for section, area in AREAS.items():
        own = of(rows, "area", area)
        parts = [(area, unit) for unit in units[area]]
        found[section, "", ""] = line(own, told(parts))
        for unit in units[area]:
            found[section, unit, ""] = line(of(own, "commune", unit), told([(area, unit)]))
    parts = [(area, unit) for area, some in units.items() for unit in some]
    found["", "", ""] = line(list(rows), told(parts))
    return found


def results_of_persons(rows: Sequence[Row], units: Sequence[str]) -> Form:
    """Return table 1: households and persons of each class, and of those who farm."""
    found: Form = {}
    for unit in (*units, ""):
        those = of(rows, "commune", unit) if unit else list(rows)
        farming = of(of(those, "class", "non_poor"), "average_farming", "yes")
        groups = [*(of(those, "class", name) for name in CLASSES), farming]
        own: Figures = [len(those), persons(those)]
        for whole, count in enumerate((len, persons)):
            for group in groups:
                number = count(group)
                own += [number, percent(number, own[whole])]
        found["", unit, ""] = own
    return found


def deprivations(
    rows: Sequence[Row], units: Units, name: str, order: Sequence[str]
) -> tuple[Form, Form]:
    """Return forms 7.4 and 7.5 (of the poor), or 7.6 and 7.7."""
    listed = of(rows, "class", name)

    def counts(those: list[Row]) -> Mapping[str, Figures]:
        return {"": [len(those), *(holding(those, each, "1") for each in INDICATORS)]}

    def rates(those: list[Row]) -> Mapping[str, Figures]:
        whole, *parts = counts(those)[""]
        return {"": [whole, *(percent(part, whole) for part in parts)]}

    return laid_out(listed, units, counts, order), laid_out(listed, units, rates, order)


def is_minority(row: Row) -> bool:
    """Whether the head or the spouse surely is of an ethnic minority."""
    group = row["ethnicity"].lower()
    return group not in ("", "kinh") or row.get("ethnic_minority") == "yes"


def by_group(rows: Sequence[Row], units: Units, order: Sequence[str]) -> Form:
    """Return form 7.8."""

    def lines(those: list[Row]) -> Mapping[str, Figures]:
        poor, near = (of(those, "class", name) for name in CLASSES)
        minority, *both = (
            [row for row in some if is_minority(row)] for some in (those, poor, near)
        )
        wholes = [those, those, poor, near, poor, near]
        groups = [those, minority, poor, near, *both]
        names = ["class", "ethnic_minority", "class", "class", *["ethnic_minority"] * 2]
        for column in ("no_labour_capacity", "merit"):
            groups += [of(some, column, "yes") for some in (poor, near)]
            wholes += [poor, near]
            names += [column] * 2
        told = [known(*each) for each in zip(wholes, names, groups, strict=True)]
        return {
            line: [count(x) if sure else None for x, sure in zip(groups, told, strict=True)]
            for line, count in ((HOUSEHOLDS, len), (PERSONS, persons))
        }

    return laid_out(rows, units, lines, order)


def by_ethnicity(
    rows: Sequence[Row], units: Units, minorities: Sequence[str], order: Sequence[str]
) -> Form:
    """Return form 7.9; a last column of each class is there where a group is not known."""
    listed = [row for row in rows if row["class"] in CLASSES]
    unknown = any(row["ethnicity"] == "" for row in listed)

    def lines(those: list[Row]) -> Mapping[str, Figures]:
        found: Figures = []
        for name in CLASSES:
            some = of(those, "class", name)
            own = [len(of(some, "ethnicity", group)) for group in minorities]
            last = [len(of(some, "ethnicity", ""))] if unknown else []
            found += [len(some), sum(own), len(of(some, "ethnicity", "Kinh")), *own, *last]
        return {"": found}

    return laid_out(listed, units, lines, order)


def by_cause(rows: Sequence[Row], units: Units, order: Sequence[str]) -> Form:
    """Return form 7.10, whose units have a line of all, of the poor and of the near-poor."""

    def lines(those: list[Row]) -> Mapping[str, Figures]:
        both = [
            [holding(of(those, "class", name), f"cause_{cause}", "yes") for cause in CAUSES]
            for name in CLASSES
        ]
        listed = [row for row in those if row["class"] in CLASSES]
        whole = [holding(listed, f"cause_{cause}", "yes") for cause in CAUSES]
        return {"": whole, POOR: both[0], NEAR_POOR: both[1]}

    found = laid_out(rows, units, lines, order)
    return {key: each for key, each in found.items() if key[1] or not key[2]}


def by_child(rows: Sequence[Row], members: Sequence[Row], units: Sequence[str]) -> Form:
    """Return form 7.11: children under 16, the uninsured from 6, malnourished, not at the level."""
    households = {row["household_id"]: row for row in rows}
    levels = ["none", "preschool", "primary", "lower_secondary"]

    def age(child: Row) -> int:
        return int(child["age"]) if child["age"] else 99

    def below(child: Row) -> bool:
        needed = 1 if age(child) < 6 else 2 if age(child) < 12 else 3
        if age(child) < 3:
            return False
        if child["attending_school"] == "no":
            return True
        return bool(child["school_level"]) and levels.index(child["school_level"]) < needed

    def line(own: Sequence[Row]) -> Figures:
        children = [child for child in own if age(child) < 16]
        return [
            len(children),
            sum(age(child) >= 6 and child["insured"] == "no" for child in children),
            sum("yes" in (child["stunted"], child["underweight"]) for child in children),
            sum(map(below, children)),
        ]

    found: Form = {}
    for unit in (*units, ""):
        own: Figures = []
        for name in CLASSES:
            there = [m for m in members if m["household_id"] in households]
            own += line(
                [
                    member
                    for member in there
                    if households[member["household_id"]]["class"] == name
                    and unit in ("", households[member["household_id"]]["commune"])
                ]
            )
        found["", unit, ""] = own
    return found


# Forms 7.2 and 7.3


def area_before(was: Row, is_: Row, now: Sequence[Row]) -> str:
    """Return the area of a household of before: where its unit lies now, or it lives itself."""
    if is_ and is_["commune"] == was["commune"]:
        return is_["area"]
    only = {row["area"] for row in now if row["commune"] == was["commune"]}
    return only.pop() if len(only) == 1 else was["area"]


def units_of_rounds(rounds: Sequence[Sequence[Row]], order: Sequence[str]) -> dict[str, list[str]]:
    """Return the units by area that a household of the last two rounds is in."""
    *_, before, now = rounds
    there = {row["household_id"]: row for row in now}
    moved = [
        {**row, "area": area_before(row, there.get(row["household_id"], {}), now)} for row in before
    ]
    return units_of([*now, *moved], order)


def movement(  # noqa: C901 -- the definitions of the reports, one after the other
    rounds: Sequence[Sequence[Row]], units: Units, name: str, order: Sequence[str]
) -> Form:
    """Return form 7.2 (of the poor) or 7.3 between the last two rounds."""
    *earlier, before, now = ({row["household_id"]: row for row in each} for each in rounds)
    other = "near_poor" if name == "poor" else "poor"
    # Column of those who leave for, and come from, the other list, and of those above both.
    left = {other: 2, "non_poor": 3} if name == "poor" else {"non_poor": 2, other: 3}
    keys = [(section, unit) for section, area in AREAS.items() for unit in ("", *units[area])]
    keys += [("III", unit) for unit in ("", *every(units, order))]
    found: Form = {(*key, line): [0] * 9 for key in keys for line in (HOUSEHOLDS, PERSONS)}

    def add(place: tuple[str, str], column: int, households: int, people: int) -> None:
        area, unit = place
        section = {own: number for number, own in AREAS.items()}[area]
        for key in ((section, ""), (section, unit), ("III", ""), ("III", unit)):
            for line, number in ((HOUSEHOLDS, households), (PERSONS, people)):
                found[*key, line][column - 1] += number

    for key in {**before, **now}:
        was, is_ = before.get(key, {}), now.get(key, {})
        old, new = was.get("class"), is_.get("class")
        size_before, size_now = (int(row.get("household_size", 0)) for row in (was, is_))
        moved = bool(was) and bool(is_) and was["commune"] != is_["commune"]
        if old == name:
            place = area_before(was, is_, rounds[-1]), was["commune"]
            add(place, 1, 1, size_before)
            if moved or new not in (name, *left):
                add(place, 4, 1, size_before)
            elif new != name:
                add(place, left[str(new)], 1, size_before)
        if new == name:
            place = is_["area"], is_["commune"]
            add(place, 9, 1, size_now)
            if old == "non_poor" and not moved:
                again = any(key in each and each[key]["class"] == name for each in earlier)
                add(place, 6 if again else 7, 1, size_now)
            elif moved or old not in (name, other):
                add(place, 8, 1, size_now)
            else:  # who stayed or came from the other list brings the size before
                if old == other:
                    add(place, 5, 1, size_before)
                change = size_now - size_before
                add(place, 8 if change > 0 else 4, 0, abs(change))
    return found


def left(rounds: Sequence[Sequence[Row]]) -> tuple[set[str], set[str]]:
    """Return the households of form 6.2: those that left poverty, and near-poverty."""
    before, now = ({row["household_id"]: row["class"] for row in each} for each in rounds[-2:])
    of_both = {key: (before[key], now[key]) for key in before if key in now}
    poor = {key for key, pair in of_both.items() if pair[0] == "poor" and pair[1] != "poor"}
    known = {key for key in poor if of_both[key][1] != "undetermined"}
    return known, {key for key, pair in of_both.items() if pair == ("near_poor", "non_poor")}
