"""Random filled-in forms of the yearly review, as text cells, with their limits and their gaps.

A batch is a survey: the same columns in every row, blank where unknown; some columns may be absent
altogether, and there may be no member file. Every cell is valid on its own, persons never
outnumber the household, and the ages of a person agree (unless `contradictory`), so nothing is
refused. Households differ in wealth and in how much is unknown, so that points fall around the
lines and every class comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from unicodedata import normalize

from second_reading import LEVELS, Row
from second_review import (
    INDICATORS,
    MATERIALS,
    MOST_MONTHS,
    NUTRITION,
    QUANTITIES,
    QUICK_LOOK,
    REGIONS,
    RETIREMENT,
    TRAINING,
    WORK_TYPES,
    completed_months,
    rows_of,
)

GAPS = (0.0, 0.0, 0.0, 0.0, 0.01, 0.03, 0.1, 0.3, 0.9)  # how likely a cell of a household is blank
MOST_MEMBERS = 10
PROVINCE_NAMES = [row["province"] for row in rows_of("regions")]
TITLES = ("", "", "Tỉnh ", "tỉnh ", "Thành phố ", "TP. ", "TP.", "THÀNH PHỐ ")
REVIEW_DAYS = [date(2022, 1, 1), date(2023, 2, 28), date(2024, 2, 29), date(2025, 2, 28)]
REVIEW_DAYS += [date(2025, 9, 30), date(2025, 10, 1), date(2026, 4, 30), date(2026, 12, 31)]
CHILD_MONTHS = [0, 1, 11, 12, 13, 14, 15, 17, 18, 35, 36, 59, 60, 65, 66, 71, 72, 119, 120, 143]
CHILD_MONTHS += [144, 179, 180, 185, 186, 191, 192, 215, 216, 347, 348, 359, 360, 371, 372]
AT_HOME = ["unable", "studying", "unwilling", "retired_or_home"]
BENEFITS = ["none", "none", "none", "elderly", "disabled", "orphan"]
DIPLOMAS = ["none", "primary", "lower_secondary", "upper_secondary"]
CLEAN = ["piped", "drilled_well", "protected_dug_well", "protected_spring", "bottled", "purchased"]
UNCLEAN = ["rain", "unprotected_dug_well", "unprotected_spring", "tanker", "surface", "other"]
HYGIENIC = ["septic", "septic", "pour_flush", "ventilated_pit", "pit_with_seat", "double_vault"]
UNHYGIENIC = ["open_pit", "over_water", "bucket", "other", "none"]
HOUSE_TYPES = ["permanent", "semi_permanent", "less_permanent", "simple"]
THINGS = ["has_tv", "has_radio", "has_desktop", "has_telephone", "has_laptop", "has_tablet"]
THINGS += ["has_smartphone"]
PERSONS = ["members_without_job_or_contract", "dependants", "children_under_16_malnourished"]
PERSONS += ["members_6plus_uninsured", "members_16_30_without_education"]
PERSONS += ["children_3_15_not_at_level", "working_age_members", "pensioners"]
JOBS = ["civil_servants", "contract_workers", "hired_or_self_employed"]


@dataclass(frozen=True)
class Chance:
    """Random cells of one household: how rich and how hard up it is, and how often it is blank."""

    rng: Random
    wealth: float
    hardship: float
    gap: float

    def known(self, cell: object) -> str:
        """Return the cell as text, or a blank."""
        return "" if self.rng.random() < self.gap else str(cell)

    def one(self, codes: Sequence[str]) -> str:
        """Return one of the codes, at times in capitals or among blanks, or nothing."""
        code = self.rng.choice(codes)
        return self.known(code.upper() if self.rng.random() < 0.03 else code)

    def yes(self, likely: float) -> str:
        """Return a yes or a no in one of their spellings, or nothing."""
        if self.rng.random() < likely:
            return self.known(self.rng.choice(["yes", "yes", "yes", "1", "true", "có", "Yes"]))
        return self.known(self.rng.choice(["no", "no", "no", "0", "false", "không", "NO"]))

    def either(self, bad: Sequence[str], good: Sequence[str], share: float = 1) -> str:
        """Return one of the bad codes, the likelier the harder up, or one of the good."""
        return self.one(bad if self.rng.random() < share * self.hardship else good)

    def count(self, most: int) -> str:
        """Return a number of persons, or nothing."""
        some = self.rng.random() < 0.1 + 0.5 * self.hardship
        return self.known(self.rng.randint(0, most) if some else 0)

    def around(self, limits: Sequence[float], step: float) -> str:
        """Return nothing at all, or a number at a limit or beside it, the wealthier the larger."""
        if self.rng.random() > 0.15 + 0.6 * self.wealth:
            return self.known(0)
        value = self.rng.choice(list(limits)) + self.rng.choice([-step, 0, 0, step])
        return self.known(plain(max(0, value)))

    def day(self, value: date) -> str:
        """Return a date in one of its two spellings."""
        return value.strftime(self.rng.choice(["%Y-%m-%d", "%d/%m/%Y"]))


def plain(value: float) -> str:
    """Return a number with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def months_before(review: date, months: int) -> date:
    """Return the day that lies so many months before, or the last of its month."""
    count = 12 * review.year + review.month - 1 - months
    year, month = divmod(count, 12)
    after = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(review.day, (after - timedelta(days=1)).day))


def birthday(rng: Random, review: date, sex: str) -> date:
    """Return a day of birth whose age lies at a limit of the forms, or anywhere."""
    retirement = RETIREMENT[review.year, sex]
    near_retirement = [retirement + shift for shift in (-13, -12, -1, -1, 0, 0, 1, 12)]
    months = rng.choice(
        [
            *(rng.choice(CHILD_MONTHS), rng.choice(CHILD_MONTHS), rng.randint(0, 191)),
            *(rng.choice(near_retirement), rng.randint(192, 700), rng.randint(192, 700)),
            *(rng.randint(700, 1100), 960),
        ]
    )
    born = months_before(review, months) + timedelta(days=rng.choice([-3, -1, 0, 0, 1, 2, 17]))
    return min(born, review)


def age_cells(chance: Chance, born: date, review: date) -> Row:
    """Return the ages that the form gives: one way of telling, or several, or none."""
    months = min(completed_months(born, review), MOST_MONTHS)
    ways = ["age", "age", "age_months", "birth_date", "birth_date", "age birth_date"]
    ways += ["age age_months", "age_months birth_date", "age age_months birth_date"]
    ways = ways if chance.gap else [way for way in ways if way != "age"]
    told = "" if chance.rng.random() < chance.gap else chance.rng.choice(ways)
    cells = {"age": str(months // 12), "age_months": str(months), "birth_date": chance.day(born)}
    return {name: cell if name in told.split() else "" for name, cell in cells.items()}


def measures(chance: Chance, months: int, sex: str) -> Row:
    """Return height and weight: at a value of the table or beside it, or those of an adult."""
    rng = chance.rng
    rows = [row for row in NUTRITION if int(row["age_months"]) <= months]
    row = rng.choice([rows[-1], rows[-1], rows[-1], rng.choice(NUTRITION)])
    column = rng.choice([sex, sex, sex, "male", "female"])
    shift = rng.choice([-0.1, 0, 0.1, 0, 1, 3, 10])
    cells: Row = {}
    for measure, adult in (("height_cm", 165.0), ("weight_kg", 55.0)):
        base = float(row[f"{measure}_{column}"] or adult) if months < 200 else adult
        cells[measure] = chance.known(plain(base + shift))
    return cells


def random_member(chance: Chance, born: date, review: date, sex: str) -> Row:
    """Return one line of part B of Form B1; columns that are not asked may be filled in too."""
    months = completed_months(born, review)
    poor = 0.3 * chance.hardship
    at_school = 1 - poor / 2 if months < 216 else 0.1
    statuses = ["working"] * 2 + [chance.rng.choice(AT_HOME)]
    level = 1 + (months >= 72) + (months >= 144) + (months >= 192)
    asked = months >= 180 or chance.rng.random() < 0.2
    work = {
        "work_status": chance.either(["no_job"], statuses, 0.2),
        "work_type": chance.one([*WORK_TYPES, "other", "other", "other", "other"]),
        "wage_worker": chance.yes(0.4),
        "labour_contract": chance.yes(1 - 2 * poor),
        "pension": chance.yes(0.1 + 0.8 * (months > 700)),
        "critical_illness": chance.yes(0.05),
    }
    return {
        **age_cells(chance, born, review),
        "sex": chance.one([sex]),
        "relation": chance.one(["head", "spouse", "child", "parent", "other"]),
        **measures(chance, months, sex),
        "stunted": chance.yes(poor),
        "underweight": chance.yes(poor),
        "attending_school": chance.yes(at_school),
        "school_level": chance.either(LEVELS, LEVELS[level : level + 2], 0.3),
        "general_diploma": chance.either(DIPLOMAS, DIPLOMAS[2:]),
        "training": chance.one([*TRAINING, *["none"] * round(20 * (1 - chance.wealth))]),
        "insured": chance.yes(1 - poor),
        "uses_internet": chance.yes(0.3 + 0.5 * chance.wealth),
        "benefit_group": chance.one(BENEFITS),
        **{name: cell if asked else "" for name, cell in work.items()},
    }


def region_cells(chance: Chance) -> Row:
    """Return region, city and province: one of them, or several, which need not agree."""
    rng = chance.rng
    name = rng.choice([*PROVINCE_NAMES, *PROVINCE_NAMES[-5:], "Huế", "01"])
    name = rng.choice(TITLES) + name.removeprefix("TP. ")
    name = rng.choice([name, name, name.upper(), normalize("NFD", name)])
    ways = ["region", "region", "province", "province", "region province"]
    told = rng.choice([*ways, ""] if chance.gap else ways)
    return {
        "region": chance.one(REGIONS) if "region" in told else "",
        "province": chance.known(name) if "province" in told else "",
        "central_city": chance.yes(0.3) if not chance.gap or rng.random() < 0.4 else "",
    }


def quick_cells(chance: Chance) -> Row:
    """Return Form A: not given, stopped at column 0, or answered."""
    kind = chance.rng.random()
    if kind < 0.4:
        return dict.fromkeys(("well_off", *QUICK_LOOK), "")
    if kind < 0.5:
        return {**dict.fromkeys(QUICK_LOOK, ""), "well_off": chance.yes(0.6)}
    gaps = replace(chance, gap=max(chance.gap, chance.rng.choice([0, 0, 0.2])))
    return {
        "well_off": gaps.yes(0.05) if chance.rng.random() < 0.7 else "",
        **{question: gaps.yes(0.05 + 0.35 * chance.wealth) for question in QUICK_LOOK},
    }


def house_cells(chance: Chance, size: int) -> Row:
    """Return part A of Form B1: the house, its things, land and livestock."""
    rng = chance.rng
    limits = (8,) if rng.random() < chance.hardship else (12, 20, 30, 40)
    areas = [limit * size for limit in limits]
    given = {part: rng.random() < 0.5 for part in MATERIALS}
    cells: Row = {}
    for part, materials in MATERIALS.items():
        cells[part] = chance.either(["non_durable"], ["durable"]) if given[part] else ""
        written = not given[part] or rng.random() < 0.2
        cells[f"{part}_material"] = chance.either(["other"], materials) if written else ""
    for name, steps in QUANTITIES.items():
        whole = not name.endswith(("area", "kwh"))
        cells[name] = chance.around(list(steps), 1 if whole else 0.1)
    return {
        **cells,
        "house_type": chance.one(HOUSE_TYPES) if rng.random() < 0.3 else "",
        "floor_area": chance.known(plain(rng.choice(areas) + rng.choice([-0.1, 0, 0, 0.1]))),
        "water_source": chance.either(UNCLEAN, CLEAN),
        "toilet": chance.either(UNHYGIENIC, HYGIENIC),
        "generators": chance.around([1], 1),
        "telephones": chance.around([1, 2], 1),
        "aquaculture": chance.yes(0.1),
    }


def person_counts(chance: Chance, size: int) -> Row:
    """Return the household's own counts of persons, which need not agree with its members."""
    cells = {name: chance.count(size) for name in PERSONS}
    room = size
    for name in chance.rng.sample(JOBS, len(JOBS)):
        people = chance.rng.choice([0, 0, chance.rng.randint(0, room)])
        room -= people
        cells[name] = chance.known(people)
    return {
        **cells,
        "highest_training": chance.one(list(TRAINING)),
        "uses_internet": chance.yes(0.3 + 0.5 * chance.wealth),
    }


def decided_cells(chance: Chance) -> Row:
    """Return what is already decided: indicators, and scores around their lines."""
    rng = chance.rng
    scores = [rng.choice([139, 140, 141, 174, 175, 176]), rng.randint(0, 400)]
    return {
        **{name: chance.yes(0.3) if rng.random() < 0.3 else "" for name in INDICATORS},
        "income_score": chance.known(rng.choice(scores)) if rng.random() < 0.4 else "",
        "deprivation_score": chance.known(10 * rng.randint(0, 12)) if rng.random() < 0.4 else "",
    }


def contradict(rng: Random, member: Row) -> Row:
    """Return the member with an age in years that is another than its months or its date."""
    told = member["age"] and (member["age_months"] or member["birth_date"])
    return {**member, "age": str(rng.randint(0, 80))} if told and rng.random() < 0.3 else member


def without(rows: list[Row], columns: set[str]) -> list[Row]:
    """Return the rows without these columns."""
    return [{name: cell for name, cell in row.items() if name not in columns} for row in rows]


def random_household(chance: Chance, review: date, size: int) -> Row:
    """Return one household without its counts of persons and without what is decided."""
    rng = chance.rng
    dated = rng.random() < 0.9 or not chance.gap
    return {
        "area": rng.choice(["rural", "rural", "urban", "Rural", "nông thôn", "đô thị"]),
        "household_size": str(size),
        "review_date": chance.known(chance.day(review)) if dated else "",
        **region_cells(chance),
        **quick_cells(chance),
        **house_cells(chance, size),
        **{thing: chance.yes(0.2) if rng.random() < 0.4 else "" for thing in THINGS},
    }


def random_forms(
    rng: Random, n: int, *, with_members: bool | None = None, contradictory: bool = False
) -> tuple[list[Row], list[Row] | None]:
    """Return n households and their members; None for the members where there is no such file.

    Whether there is a file is left to chance unless `with_members` says so; `contradictory` lets
    the age in years differ from the months and the date of birth.
    """
    has_file = rng.random() < 0.7 if with_members is None else with_members
    has_decided = rng.random() < 0.4
    standards = ["vn-2022-2025-review", "vn-2022-2025"] if rng.random() < 0.3 else []
    absent = rng.choice([0, 0, 0, 0.02, 0.1])  # how likely a column is missing for everybody
    households: list[Row] = []
    members: list[Row] = []
    for place in range(n):
        chance = Chance(rng, rng.random() ** 2, rng.random() ** 2, rng.choice(GAPS))
        size = rng.choice([1, 2, 3, 3, 4, 4, 5, 6, 7, 8, rng.randint(1, MOST_MEMBERS)])
        review = rng.choice([*REVIEW_DAYS, date(2022, 1, 1) + timedelta(rng.randint(0, 1825))])
        name = {"household_id": f"H{place + 1}"}
        household = name | random_household(chance, review, size)
        if not has_file or rng.random() < 0.2:
            household |= person_counts(chance, size)
        if has_decided:
            household |= decided_cells(chance)
        if has_file and rng.random() < 0.03:
            household |= {"household_size": ""}
        if standards:
            household |= {"standard": rng.choice(standards)}
        households.append(household)
        for person in range(size):
            sex = rng.choice(["male", "female"])
            member = random_member(chance, birthday(rng, review, sex), review, sex)
            member = name | {"person_id": str(person + 1)} | member
            members.append(contradict(rng, member) if contradictory else member)
    kept = {"household_id", "area", "person_id"} | (set() if has_file else {"household_size"})
    columns = list(dict.fromkeys(column for row in [*households, *members] for column in row))
    gone = {column for column in columns if rng.random() < absent} - kept
    rectangle = dict.fromkeys(column for row in households for column in row)
    households = [{column: row.get(column, "") for column in rectangle} for row in households]
    return without(households, gone), without(members, gone) if has_file else None
