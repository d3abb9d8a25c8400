"""Write a survey of any size for the benchmarks: `python households.py ROWS FILE [MEMBERS]`.

The households are invented at random, with 3 % of blanks; none is refused under vn-2022-2025.
They have four members on average, whose rows are in no order.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

DISTINCT = 20_000  # households that are drawn; a larger survey repeats them under other ids

WATER = "piped drilled_well protected_dug_well protected_spring rain bottled unprotected_dug_well"
WATER += " unprotected_spring tanker surface other"
TOILET = "septic pour_flush ventilated_pit pit_with_seat double_vault open_pit over_water bucket"
TOILET += " other none"
HOUSE = "permanent semi_permanent less_permanent simple"
COUNTS = (
    "members_6plus_uninsured",
    "members_16_30_without_education",
    "children_3_15_not_at_level",
    "children_under_16_malnourished",
    "members_without_job_or_contract",
    "dependants",
)
MATERIALS = ("wall", "column", "roof")
ANSWERS = (
    "uses_internet",
    "has_tv",
    "has_radio",
    "has_desktop",
    "has_laptop",
    "has_tablet",
    "has_telephone",
    "has_smartphone",
)
DIPLOMAS = "none primary lower_secondary upper_secondary vocational higher"
LEVELS = "none preschool primary lower_secondary upper_secondary vocational higher"
OF_MEMBERS = (
    *("attending_school", "trained_on_the_job", "insured", "stunted", "underweight"),
    *("seeks_work", "wage_worker", "labour_contract", "social_benefit", "uses_internet"),
)
MEMBER_COLUMNS = (
    *("household_id", "person_id", "age", "school_level", "highest_diploma", *OF_MEMBERS),
)
SIZE = 4  # where household_size stands after the id
STRIDE = 999_983  # a prime: through all households, in an order that looks like none
LARGEST = 7  # members of a household
COLUMNS = (
    *("household_id", "province", "commune", "area", "weight", "household_size"),
    *("income_per_capita", *COUNTS, *MATERIALS, "floor_area", "water_source", "toilet"),
    *(*ANSWERS, "house_type", "survey_year"),
)


def write_households(rows: int, file: Path) -> None:
    """Write a CSV file of `rows` households with 29 columns."""
    households = _households(rows)
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(",".join(COLUMNS) + "\n")
        for row in range(rows):
            out.write(f"{row:011},{households[row % DISTINCT]}\n")


def write_members(rows: int, file: Path) -> None:
    """Write a CSV file of the members of `rows` households, those of one far apart."""
    draw = random.Random(8)  # noqa: S311 -- invented persons, no secrets
    sizes = [int(household.split(",")[SIZE]) for household in _households(rows)]
    persons = [_person(draw) for _ in range(DISTINCT)]
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(",".join(MEMBER_COLUMNS) + "\n")
        for member in range(LARGEST):
            for place in range(rows):
                row = place * STRIDE % rows
                if member < sizes[row % DISTINCT]:
                    out.write(f"{row:011},{member + 1},{persons[(row + member) % DISTINCT]}\n")


def _households(rows: int) -> list[str]:
    draw = random.Random(7)  # noqa: S311 -- invented households, no secrets
    return [_household(draw) for _ in range(min(rows, DISTINCT))]


def _person(draw: random.Random) -> str:
    cells = [
        _blank_or(draw, draw.randint(0, 95)),
        _blank_or(draw, draw.choice(LEVELS.split())),
        _blank_or(draw, draw.choice(DIPLOMAS.split())),
        *(_blank_or(draw, draw.choices(("yes", "no"), (3, 2))[0]) for _ in OF_MEMBERS),
    ]
    return ",".join(map(str, cells))


def _household(draw: random.Random) -> str:
    size = draw.randint(1, LARGEST)
    materials = [
        _blank_or(draw, draw.choices(("durable", "non_durable"), (3, 2))[0]) for _ in MATERIALS
    ]
    cells = [
        draw.randint(1, 63),
        draw.randint(1, 11_000),
        draw.choice(("rural", "rural", "urban")),
        round(draw.uniform(0.5, 3), 3),
        size,
        _blank_or(draw, draw.randint(3, 60) * 50_000 + draw.choice((0, 0, 123))),
        *(_blank_or(draw, max(0, draw.randint(-9, size))) for _ in COUNTS),
        *materials,
        round(draw.uniform(3, 20) * size, 1),
        _blank_or(draw, draw.choice(WATER.split())),
        _blank_or(draw, draw.choice(TOILET.split())),
        *(_blank_or(draw, draw.choices(("yes", "no"), (3, 2))[0]) for _ in ANSWERS),
        _blank_or(draw, draw.choice(HOUSE.split())),
        2024,
    ]
    return ",".join(map(str, cells))


def _blank_or(draw: random.Random, cell: object) -> object:
    return cell if draw.random() >= 0.03 else ""


if __name__ == "__main__":
    write_households(int(sys.argv[1]), Path(sys.argv[2]))
    if len(sys.argv) > len(("program", "ROWS", "FILE")):
        write_members(int(sys.argv[1]), Path(sys.argv[3]))
