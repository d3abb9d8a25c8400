"""Write a survey of any size for the benchmarks: `python households.py ROWS FILE`.

The households are invented at random, with 3 % of blanks; none is refused under vn-2022-2025.
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
COLUMNS = (
    *("household_id", "province", "commune", "area", "weight", "household_size"),
    *("income_per_capita", *COUNTS, *MATERIALS, "floor_area", "water_source", "toilet"),
    *(*ANSWERS, "house_type", "survey_year"),
)


def write_households(rows: int, file: Path) -> None:
    """Write a CSV file of `rows` households with 29 columns."""
    draw = random.Random(7)  # noqa: S311 -- invented households, no secrets
    households = [_household(draw) for _ in range(min(rows, DISTINCT))]
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(",".join(COLUMNS) + "\n")
        for row in range(rows):
            out.write(f"{row:011},{households[row % DISTINCT]}\n")


def _household(draw: random.Random) -> str:
    size = draw.randint(1, 8)
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
