"""Both sides of every limit of the review's forms, as the engine and a second reading have them.

All households of a test go through the engine at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from random_forms import months_before, plain
from second_reading import Row
from second_review import (
    MATERIALS,
    NUTRITION,
    QUANTITIES,
    REGIONS,
    RETIREMENT,
    TRAINING,
    WORK_TYPES,
    review,
)
from surveys import text_frame

import mdpoverty

STANDARD = "vn-2022-2025-review"
SEXES = ("male", "female")
PLACES = [("urban", region) for region in REGIONS] + [("rural", region) for region in REGIONS]
WATERS = ["piped", "bottled", "purchased", "drilled_well", "protected_dug_well"]
WATERS += ["protected_spring", "rain", "surface"]


def agree(households: list[Row], members: list[Row] | None = None) -> None:
    """Assert that both find the same points, classes and indicators for each household."""
    names = dict.fromkeys(name for row in households for name in row)
    households = [
        {"household_id": str(place), **{name: row.get(name, "") for name in names}}
        for place, row in enumerate(households)
    ]
    if members is not None:
        names = dict.fromkeys(name for row in members for name in row)
        members = [
            {"household_id": str(place), "person_id": "1"} | {n: row.get(n, "") for n in names}
            for place, row in enumerate(members)
        ]
    roster = None if members is None else text_frame(members)
    found = mdpoverty.classify(text_frame(households), STANDARD, members=roster)
    for place, cells in enumerate(found.iter_rows(named=True)):
        own = None if members is None else [members[place]]
        wanted = review(households[place], own).cells()
        for name, cell in wanted.items():
            here = "" if cells[name] is None else str(cells[name]).removesuffix(".0")
            assert here == cell, (name, households[place], own)


def forms() -> Iterator[Row]:
    """Yield one changed answer of Form B1: a number at and beside each limit, or each code."""
    for name, limits in QUANTITIES.items():
        step = 0.1 if name.endswith(("area", "kwh")) else 1
        for limit, shift in product(limits, (-step, 0, step)):
            yield {name: plain(limit + shift)}
    for size in range(1, 10):
        for limit, shift in product((8, 20, 30, 40), (-0.1, 0, 0.1)):
            yield {"household_size": str(size), "floor_area": plain(limit * size + shift)}
    for size, workers in product((1, 6), range(7)):
        counts = ("working_age_members", "dependants", "pensioners", "civil_servants")
        counted = dict.fromkeys(counts, str(workers)) if workers <= size else {}
        yield {"household_size": str(size), **counted}
    yield from ({"contract_workers": "1", "hired_or_self_employed": x} for x in ("0", "1"))
    yield from ({"highest_training": code} for code in TRAINING)
    yield from ({"water_source": code} for code in WATERS)
    yield from ({"toilet": code} for code in ("septic", "pour_flush", "bucket"))
    yield from ({f"{part}_material": x} for part in MATERIALS for x in (*MATERIALS[part], "other"))
    yield from ({"aquaculture": code, "central_city": code} for code in ("yes", "no"))


def test_every_answer_of_the_form_in_every_table() -> None:
    """Each answer brings its points in each of the seven tables, and in the item of the region."""
    places = [
        {"household_size": "6", "area": area, "region": region, "central_city": "no"}
        for area, region in PLACES
    ]
    agree([place | form for place, form in product(places, forms())])


def test_every_line_of_the_table_of_nutrition() -> None:
    """A gram and a millimetre to either side of each number, for both sexes, at both its ages."""
    households, members = [], []
    for row, sex, later in product(NUTRITION, SEXES, (0, 1)):
        for name, step in (("height_cm", 0.1), ("weight_kg", 0.001)):
            for shift in (-step, 0, step):
                limit = row[f"{name}_{sex}"]
                value = f"{float(limit) + shift:.3f}" if limit else "30"
                months = str(int(row["age_months"]) + later)
                members.append({"sex": sex, "age_months": months, name: value})
                households.append({"area": "rural", "household_size": "1"})
    agree(households, members)


def test_every_month_of_retirement() -> None:
    """The day before, on and after which a member is of retirement age, each month of 2022-2026."""
    households, members = [], []
    for year, month, sex, shift in product(range(2022, 2027), range(1, 13), SEXES, (-1, 0, 1)):
        day = date(year, month, 15)
        born = months_before(day, RETIREMENT[year, sex])
        members.append({"sex": sex, "birth_date": born.replace(day=15 + shift).isoformat()})
        members[-1] |= {"work_status": "working", "benefit_group": "none", "critical_illness": "no"}
        households.append({"area": "rural", "household_size": "1", "region": REGIONS[0]})
        households[-1] |= {"review_date": day.isoformat()}
    agree(households, members)


def test_every_kind_of_work() -> None:
    """A member of 14 or 15 years in each kind of work, with a contract, without one, or unknown."""
    households, members = [], []
    for kind, contract, years in product((*WORK_TYPES, "other"), ("yes", "no", ""), ("14", "15")):
        work = {"work_status": "working", "work_type": kind, "wage_worker": "yes"}
        members.append({"age": years, "labour_contract": contract, **work})
        households.append({"area": "urban", "household_size": "1", "region": REGIONS[1]})
    agree(households, members)
