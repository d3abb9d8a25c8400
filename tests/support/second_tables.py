"""The official tables of a review once more, in plain Python, from the forms.

Rounds are lists of the rows of profiles, as text. A table is {(unit, line): {column: number}};
columns are numbered as in the forms, lines are what these call hộ and nhân khẩu, or the class;
None is a blank cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Row = Mapping[str, str]
Figures = dict[int, Any]  # a number, None where it is blank
Table = dict[tuple[str, str], Figures]

INDICATORS = (
    *("employment", "dependency", "nutrition", "health_insurance", "adult_education"),
    *("child_schooling", "housing_quality", "housing_area", "water", "sanitation", "telecom"),
    "information_assets",
)
CAUSES = ("land", "capital", "labour", "tools", "know_how", "skills", "illness", "other")
TOTAL = "Tổng cộng"
POOR, NEAR_POOR = "Hộ nghèo", "Hộ cận nghèo"
HOUSEHOLDS, PERSONS = "Hộ", "Nhân khẩu"


def percent(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole * 100


def persons(rows: Sequence[Row]) -> int | None:
    sizes = [row.get("household_size", "") for row in rows]
    return None if "" in sizes else sum(map(int, sizes))


def by_unit(rows: Sequence[Row], units: Sequence[str]) -> dict[str, list[Row]]:
    """Return the rows of each unit, and of all together as the total."""
    found = {unit: [row for row in rows if row["commune"] == unit] for unit in units}
    return {**found, TOTAL: list(rows)}


def of(rows: Sequence[Row], name: str, value: str) -> list[Row]:
    return [row for row in rows if row.get(name) == value]


def table_1(rows: Sequence[Row], units: Sequence[str], totals: Any = None) -> Table:
    """Return the results; `totals` are residents by unit, where a file says them."""
    found: Table = {}
    for unit, those in by_unit(rows, units).items():
        poor, near = of(those, "class", "poor"), of(those, "class", "near_poor")
        farming = of(of(those, "class", "non_poor"), "average_farming", "yes")
        residents = (len(those), persons(those))
        if totals is not None:
            chosen = totals.values() if unit == TOTAL else [totals[unit]]
            residents = tuple(sum(each) for each in zip(*chosen, strict=True))
        own: Figures = {1: residents[0], 2: residents[1]}
        for place, group in enumerate((poor, near, farming)):
            own[3 + 2 * place] = len(group)
            own[4 + 2 * place] = percent(len(group), own[1])
            own[9 + 2 * place] = persons(group)
            own[10 + 2 * place] = percent(own[9 + 2 * place], own[2])
        found[unit, ""] = own
    return found


def deprivations(rows: Sequence[Row], units: Sequence[str], name: str) -> tuple[Table, Table]:
    """Return table 4 and 5 (of the poor), or 6 and 7."""
    counts: Table = {}
    rates: Table = {}
    for unit, those in by_unit(of(rows, "class", name), units).items():
        numbers = [len(of(those, indicator, "1")) for indicator in INDICATORS]
        counts[unit, ""] = {1: len(those), 2: sum(numbers)} | dict(enumerate(numbers, 3))
        shares = [percent(number, len(those)) for number in numbers]
        rates[unit, ""] = {1: len(those)} | dict(enumerate(shares, 2))
    return counts, rates


def groups_of(row: Row) -> dict[str, str]:
    """Return of the three groups whether a household is of each: yes, no or blank."""
    ethnicity = row["ethnicity"]
    minority = "" if not ethnicity else "no" if ethnicity.lower() == "kinh" else "yes"
    return {"minority": minority, "able": row["no_labour_capacity"], "merit": row["merit"]}


def table_8(rows: Sequence[Row], units: Sequence[str]) -> Table:
    found: Table = {}
    for unit, those in by_unit(rows, units).items():
        own: Figures = {}
        for name in ("poor", "near_poor"):
            answers = [groups_of(row) for row in of(those, "class", name)]
            numbers = [len(answers)]
            numbers += [len(of(answers, group, "yes")) for group in ("minority", "able", "merit")]
            numbers += [sum(set(each.values()) == {"no"} for each in answers)]
            own |= dict(enumerate(numbers, len(own) + 1))
        found[unit, ""] = own
    return found


def lines(
    rows: Sequence[Row], units: Sequence[str], figures: Callable[[list[Row]], list[int]]
) -> Table:
    found: Table = {}
    for unit, those in by_unit(rows, units).items():
        for label, name in ((POOR, "poor"), (NEAR_POOR, "near_poor")):
            found[unit, label] = dict(enumerate(figures(of(those, "class", name)), 1))
    return found


def table_9(rows: Sequence[Row], units: Sequence[str], minorities: Sequence[str]) -> Table:
    """Return households by ethnic group; a last column is there where one is not known."""
    listed = [row for row in rows if row["class"] in ("poor", "near_poor")]
    unknown = any(row["ethnicity"] == "" for row in listed)

    def figures(those: list[Row]) -> list[int]:
        own = [len(of(those, "ethnicity", name)) for name in minorities]
        last = [len(of(those, "ethnicity", ""))] if unknown else []
        return [len(those), len(of(those, "ethnicity", "Kinh")), sum(own), *own, *last]

    return lines(rows, units, figures)


def table_10(rows: Sequence[Row], units: Sequence[str]) -> Table:
    return lines(
        rows,
        units,
        lambda those: [len(those), *(len(of(those, f"cause_{name}", "yes")) for name in CAUSES)],
    )


# Tables 2 and 3


def movement(  # noqa: C901 -- the definitions of the forms, one after the other
    rounds: Sequence[Sequence[Row]], units: Sequence[str], name: str
) -> Table:
    """Return table 2 (of the poor) or 3 between the last two rounds."""
    *earlier, before, now = ({row["household_id"]: row for row in each} for each in rounds)
    other = "near_poor" if name == "poor" else "poor"
    # Column of those who leave for, and come from, the other list, and of those above both.
    left = {other: 2, "non_poor": 3} if name == "poor" else {"non_poor": 2, other: 3}
    found: Table = {
        (unit, line): dict.fromkeys(range(1, 10), 0)
        for unit in (*units, TOTAL)
        for line in (HOUSEHOLDS, PERSONS)
    }

    def add(unit: str, column: int, households: int, people: int) -> None:
        for each in (unit, TOTAL):
            for line, number in ((HOUSEHOLDS, households), (PERSONS, people)):
                found[each, line][column] = (found[each, line][column] or 0) + number

    for key in {**before, **now}:
        was, is_ = before.get(key, {}), now.get(key, {})
        old, new = was.get("class"), is_.get("class")
        size_before, size_now = (int(row.get("household_size", 0)) for row in (was, is_))
        moved = bool(was) and bool(is_) and was["commune"] != is_["commune"]
        if old == name:
            add(was["commune"], 1, 1, size_before)
            if moved or new not in (name, *left):
                add(was["commune"], 4, 1, size_before)
            elif new != name:
                add(was["commune"], left[str(new)], 1, size_before)
        if new == name:
            add(is_["commune"], 9, 1, size_now)
            if old == "non_poor" and not moved:
                again = any(key in each and each[key]["class"] == name for each in earlier)
                add(is_["commune"], 6 if again else 7, 1, size_now)
            elif moved or old not in (name, other):
                add(is_["commune"], 8, 1, size_now)
            else:  # who stayed or came from the other list brings the size before
                if old == other:
                    add(is_["commune"], 5, 1, size_before)
                change = size_now - size_before
                add(is_["commune"], 8 if change > 0 else 4, 0, abs(change))
    return found
