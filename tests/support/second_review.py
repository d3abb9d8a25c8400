"""A second reading of the yearly review by forms, in plain Python, as a test oracle.

It is written from Circular 07/2021/TT-BLĐTBXH, its four tables and the codebook alone, and
never from the product: where the two differ, one of them has misread the forms. Form B1 is read as
what it is, a list of ticks: each question has the set of ticks that its answer still allows (one
for a known answer), each table prices the ticks, and the lowest and the highest price are kept.
Indicators have three truth values: True, False, and None for unknown. Every cell is taken to be
valid; refusing rows is not its business.
"""

from __future__ import annotations

import csv
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import product

from places import TESTS
from second_reading import (
    AREAS,
    OLDEST,
    Number,
    Row,
    Rule,
    Truth,
    above,
    aged,
    already_decided,
    at_least,
    below,
    both,
    code_outside,
    either,
    negate,
    no,
    none_of,
    not_at_level,
    number,
    one_of,
    per_person,
    poor_housing,
    size_of,
    somebody,
    text,
    uninsured,
    yes,
)

STANDARD = "vn-2022-2025-review"
Ticks = frozenset[str]  # options of Form B1 that are ticked, by their condition in b1_points.csv
Choices = set[Ticks]  # every set of ticks that an answer still allows
Score = int | Fraction
Interval = tuple[Score, Score]

# The tables of the circular, in the folder beside this module

LAW = TESTS / "law"


def rows_of(name: str) -> list[Row]:
    """Return the rows of one table."""
    with (LAW / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def place_name(name: str) -> str:
    """Return the name of a province without Tỉnh, Thành phố or TP., in lower case, composed."""
    plain = text({"name": name}, "name")
    for title in ("tỉnh ", "thành phố ", "tp."):
        plain = plain.removeprefix(title).strip()
    return plain


POINTS = {row["condition"]: row for row in rows_of("b1_points")}
PROVINCES = {place_name(row["province"]): row for row in rows_of("regions")}
RETIREMENT = {
    (int(row["year"]), sex): int(row[f"{sex}_months"])
    for row in rows_of("retirement_age")
    for sex in ("male", "female")
}
NUTRITION = rows_of("nutrition")
REGIONS = ["red_river_delta", "northern_midlands_mountains", "north_central_coast"]
REGIONS += ["central_highlands", "southeast", "mekong_delta"]

# Ages

MOST_MONTHS = 120 * 12 + 11  # codebook.csv: ages 0 to 120
YEARS_OF_STANDARD = range(2022, 2027)


def first_known(*values: Truth) -> Truth:
    """Return the first value that is known."""
    return next((value for value in values if value is not None), None)


def where_all_agree(verdicts: Iterable[bool]) -> Truth:
    """Return what all the verdicts say; None where they differ, or where there is none."""
    said = set(verdicts)
    return said.pop() if len(said) == 1 else None


def day(row: Row, column: str) -> date | None:
    """Return the date of the cell, ISO or day/month/year; None where unknown."""
    cell = text(row, column)
    if not cell:
        return None
    if "/" in cell:
        cell = "-".join(part.zfill(2) for part in reversed(cell.split("/")))
    return date.fromisoformat(cell)


def completed_months(birth: date, review: date) -> int:
    """Return the completed months between two days.

    A month is complete on the day of birth, or on its last day where the month is shorter.
    """
    months = (review.year - birth.year) * 12 + review.month - birth.month
    last_day = monthrange(review.year, review.month)[1]
    return months - 1 if review.day < min(birth.day, last_day) else months


def with_ages(member: Row, household: Row) -> Row:
    """Return the member with `age` and `age_months` filled in, as far as anything tells them."""
    months = number(member, "age_months")
    birth, review = day(member, "birth_date"), day(household, "review_date")
    if months is None and birth and review:
        months = Fraction(completed_months(birth, review))
    years = number(member, "age")
    if years is None and months is not None:
        years = Fraction(months // 12)
    cells = {"age": years, "age_months": months}
    return member | {name: "" if age is None else str(age) for name, age in cells.items()}


def prepared(household: Row, members: list[Row] | None) -> tuple[Row, list[Row] | None]:
    """Return the household with its size, and its members with their ages, where told."""
    if members is None:
        return household, None
    size = text(household, "household_size") or str(len(members))
    return household | {"household_size": size}, [with_ages(one, household) for one in members]


def possible_months(member: Row) -> range:
    """Return every age in months that the member may have."""
    months, years = number(member, "age_months"), number(member, "age")
    if months is not None:
        return range(int(months), int(months) + 1)
    if years is not None:
        return range(12 * int(years), 12 * int(years) + 12)
    return range(MOST_MONTHS + 1)


def possible_sexes(member: Row) -> list[str]:
    """Return every sex that the member may have."""
    return [text(member, "sex")] if text(member, "sex") else ["male", "female"]


def possible_years(household: Row) -> Iterable[int]:
    """Return every year that the review may have."""
    review = day(household, "review_date")
    return YEARS_OF_STANDARD if review is None else [review.year]


# Members under Form B2 (indicators of Form B2)


@cache
def table_value(measure: str, sex: str, months: int) -> Fraction:
    """Return the value of form 3.11 for an age; between two ages the younger row holds."""
    row = [row for row in NUTRITION if int(row["age_months"]) <= months][-1]
    return Fraction(row[f"{measure}_{sex}"])


def below_table(member: Row, measure: str, under: int) -> Truth:
    """Tell whether a child under these months is below the table, whatever row may be its own."""
    value = number(member, measure)
    if value is None:
        return None
    return where_all_agree(
        value < table_value(measure, sex, months)
        for sex in possible_sexes(member)
        for months in possible_months(member)
        if months < under
    )


def malnourished(member: Row) -> Truth:
    """Tell whether a child under 16 is too short, or one under 10 too light, for its age."""
    short = first_known(below_table(member, "height_cm", 16 * 12), yes(member, "stunted"))
    light = first_known(below_table(member, "weight_kg", 10 * 12), yes(member, "underweight"))
    return either(both(aged(member, 0, 15), short), both(aged(member, 0, 9), light))


def works(member: Row) -> Truth:
    """Tell whether a member of 15 or more is working (columns 16 and 17 are asked of no other)."""
    return both(aged(member, 15, OLDEST), one_of(member, "work_status", ["working"]))


def without_job_or_contract(member: Row) -> Truth:
    """Tell whether a member of 15 or more has no work, or works for wages without a contract."""
    jobless = both(aged(member, 15, OLDEST), one_of(member, "work_status", ["no_job"]))
    return either(
        jobless, both(works(member), yes(member, "wage_worker"), no(member, "labour_contract"))
    )


def depends(member: Row) -> Truth:
    """Tell whether a member is under 16, or elderly or disabled on monthly benefit."""
    return either(aged(member, 0, 15), one_of(member, "benefit_group", ["elderly", "disabled"]))


def lacks_education(member: Row) -> Truth:
    """Tell whether a member from 16 to under 30 neither studies nor has what the age asks for."""
    return both(
        aged(member, 16, 29),
        negate(yes(member, "attending_school")),
        one_of(member, "training", ["none"]),
        negate(one_of(member, "general_diploma", ["upper_secondary"])),
        negate(
            both(aged(member, 0, 17), one_of(member, "general_diploma", ["lower_secondary"])),
        ),
    )


COUNTED: dict[str, Rule] = {
    "employment": without_job_or_contract,
    "dependency": depends,
    "nutrition": malnourished,
    "health_insurance": uninsured,
    "adult_education": lacks_education,
    "child_schooling": lambda m: both(aged(m, 3, 15), not_at_level(m)),
    "telecom": lambda m: yes(m, "uses_internet"),
}


def from_members(name: str, household: Row, members: list[Row] | None) -> Truth:
    """Return the indicator as the member file tells it; None where it does not."""
    if members is None or name not in COUNTED:
        return None
    counted = [COUNTED[name](member) for member in members]
    if name == "telecom":  # no member uses the internet
        return negate(either(*counted))
    if name == "dependency":  # more than half of the members
        return at_least(size_of(household) // 2 + 1, counted)
    return either(*counted)


# Households under Form B2

MATERIALS = {
    "wall": ["reinforced_concrete", "brick_stone", "wood_metal"],
    "column": ["reinforced_concrete", "brick_stone", "steel_wood"],
    "roof": ["reinforced_concrete", "tile", "metal_sheet"],
}


def durable(household: Row, part: str) -> Truth:
    """Tell whether a part of the house is durable, by its own cell, else by its material."""
    by_material = one_of(household, f"{part}_material", MATERIALS[part])
    return first_known(one_of(household, part, ["durable"]), by_material)


def weak_house(household: Row) -> Truth:
    """Tell whether two parts of the house are not durable; where unknown, by the house type."""
    cells = {True: "durable", False: "non_durable", None: ""}
    return poor_housing(household | {part: cells[durable(household, part)] for part in MATERIALS})


def without_information(household: Row) -> Truth:
    """Tell whether the things counted in the form are all 0; where unknown, by the `has_` cells."""
    counted = ("televisions", "computers", "telephones")
    by_counts = negate(either(*(above(number(household, column), 0) for column in counted)))
    things = ["tv", "radio", "desktop", "telephone", "laptop", "tablet", "smartphone"]
    return first_known(by_counts, none_of(*(f"has_{thing}" for thing in things))(household))


INDICATORS: dict[str, Rule] = {
    "employment": somebody("members_without_job_or_contract"),
    "dependency": lambda h: above(per_person(h, "dependants"), Fraction(1, 2)),
    "nutrition": somebody("children_under_16_malnourished"),
    "health_insurance": somebody("members_6plus_uninsured"),
    "adult_education": somebody("members_16_30_without_education"),
    "child_schooling": somebody("children_3_15_not_at_level"),
    "housing_quality": weak_house,
    "housing_area": lambda h: below(per_person(h, "floor_area"), 8),
    "water": code_outside(
        "water_source", "piped drilled_well protected_dug_well protected_spring purchased bottled"
    ),
    "sanitation": code_outside(
        "toilet", "septic pour_flush ventilated_pit pit_with_seat double_vault"
    ),
    "telecom": none_of("uses_internet"),
    "information_assets": without_information,
}


def deprived(name: str, household: Row, members: list[Row] | None) -> Truth:
    """Return the first known of member file, household columns, decided flag."""
    return first_known(
        from_members(name, household, members),
        INDICATORS[name](household),
        already_decided(name, STANDARD, household),
    )


# Ticks of Form B1: the least number that holds each option, and its condition; "" is no option

SIZE = {count: f"household_size = {count}" for count in range(1, 8)} | {8: ""}
WORKING_AGE = {1: "working-age members = 1", 2: "= 2", 3: "= 3", 4: "= 4", 5: ">= 5"}
DEPENDANTS = {0: "dependants = 0", 1: "dependants = 1", 2: ""}
PENSIONS = {1: "members with pension = 1", 2: "members with pension >= 2"}
AREA_PER_PERSON = {20: "20 <= floor_area/household_size < 30", 30: "30 <= … < 40", 40: ">= 40"}
QUANTITIES = {
    "electricity_kwh": {
        25: "25 <= electricity_kwh < 50",
        50: "50 <= … < 100",
        100: "100 <= … < 150",
        150: ">= 150",
    },
    "cars": {1: "cars >= 1"},
    "motorbikes": {1: "motorbikes = 1", 2: "motorbikes = 2", 3: "motorbikes >= 3"},
    "boats": {1: "boats >= 1"},
    "printers": {1: "printers >= 1"},
    "televisions": {1: "televisions = 1", 2: "televisions >= 2"},
    "stereos": {1: "stereos >= 1"},
    "computers": {1: "computers >= 1"},
    "refrigerators": {1: "refrigerators >= 1"},
    "air_conditioners": {1: "air_conditioners = 1", 2: "air_conditioners >= 2"},
    "washing_machines": {1: "washing_machines >= 1"},
    "water_heaters": {1: "water_heaters >= 1"},
    "microwaves": {1: "microwaves >= 1"},
    "garden_pond_area": {300: "300 <= garden_pond_area < 500", 500: "garden_pond_area >= 500"},
    "annual_crop_area": {5000: "annual_crop_area >= 5000"},
    "perennial_crop_area": {
        1000: "1000 <= perennial_crop_area < 5000",
        5000: "perennial_crop_area >= 5000",
    },
    "water_surface_area": {
        500: "500 <= water_surface_area < 5000",
        5000: "water_surface_area >= 5000",
    },
    "forest_area": {5000: "5000 <= forest_area < 10000", 10000: "forest_area >= 10000"},
    "cattle": {1: "cattle = 1", 2: "cattle = 2", 3: "cattle >= 3"},
    "pigs_goats_sheep": {10: "pigs_goats_sheep >= 10"},
    "poultry": {100: "poultry >= 100"},
}
COLLEGE = "a member has college, university or postgraduate"
TRAINING = {  # lowest first
    "none": "",
    "elementary": "else a member has elementary",
    "intermediate": "else a member has intermediate",
    "college": COLLEGE,
    "university": COLLEGE,
    "postgraduate": COLLEGE,
}
CIVIL_SERVANT = "a member with work_type civil_servant"
CONTRACT = "a member, not a civil servant, in non-farm work with labour_contract yes"
HIRED_OR_SELF = "a member with work_type hired_by_household or self_employed_non_farm"
HIRED_OR_SELF += " (and no contract)"
WORK_TYPES = ["civil_servant", "enterprise", "hired_by_household", "self_employed_non_farm"]
WORK_TYPES += ["other"]
BOUGHT = "water_source piped, bottled or purchased"
PROTECTED = "protected_dug_well or protected_spring"
WATER = {"piped": BOUGHT, "bottled": BOUGHT, "purchased": BOUGHT, "drilled_well": "drilled_well"}
WATER |= {"protected_dug_well": PROTECTED, "protected_spring": PROTECTED}
REGION_OPTIONS = {region: region for region in REGIONS}
REGION_OPTIONS["red_river_delta"] = "region red_river_delta, not central_city"


def ticked(*options: str) -> Ticks:
    """Return the options ticked, without the empty one."""
    return frozenset(options) - {""}


def choices(values: Iterable[int | Fraction], steps: dict[int, str]) -> Choices:
    """Return the tick of each possible number: the last option whose least number it reaches."""
    return {
        ticked(*[option for least, option in steps.items() if value >= least][-1:])
        for value in values
    }


def quantity(value: Number, steps: dict[int, str]) -> Choices:
    """Return the tick of a number; where it is unknown, of nothing and of every step."""
    return choices([0, *steps] if value is None else [value], steps)


def line(holds: Truth, option: str) -> Choices:
    """Return the tick of a line that holds, or does not, or may."""
    answers = [True, False] if holds is None else [holds]
    return {ticked(option if held else "") for held in answers}


def persons(truths: Iterable[Truth]) -> range:
    """Return every number of persons for whom it may be true."""
    listed = list(truths)
    return range(listed.count(True), len(listed) - listed.count(False) + 1)


# Items 2 to 6 from the members


def of_working_age(member: Row, year: int) -> Truth:
    """Tell whether a member is from 15 full years to under the retirement age of the year."""
    retirement = [RETIREMENT[min(year, 2035), sex] for sex in possible_sexes(member)]
    return where_all_agree(
        15 * 12 <= months < end for end in retirement for months in possible_months(member)
    )


def able_to_work(member: Row, year: int) -> Truth:
    """Tell whether a member counts for item 2."""
    return both(
        of_working_age(member, year),
        negate(one_of(member, "work_status", ["unable"])),
        negate(one_of(member, "benefit_group", ["disabled"])),
        no(member, "critical_illness"),
    )


def line_of_job(work_type: str, *, contract: bool) -> str:
    """Return the one line of item 5 that a job holds; "" for none."""
    if work_type == "civil_servant":
        return CIVIL_SERVANT
    if work_type == "other":  # farm or other work
        return ""
    if contract:
        return CONTRACT
    return HIRED_OR_SELF if work_type in ("hired_by_household", "self_employed_non_farm") else ""


def possible_lines(member: Row) -> set[str]:
    """Return every line of item 5 that a member may hold, "" for none."""
    working = works(member)
    if working is False:
        return {""}
    kinds = [text(member, "work_type")] if text(member, "work_type") else WORK_TYPES
    contract = yes(member, "labour_contract")
    contracts = [True, False] if contract is None else [contract]
    lines = {line_of_job(kind, contract=had) for kind, had in product(kinds, contracts)}
    return lines if working else {*lines, ""}


def lines_together(members: list[Row]) -> Choices:
    """Return every set of lines of item 5 that the members may hold together."""
    sets = {ticked()}
    for member in members:
        sets = {held | ticked(one) for held, one in product(sets, possible_lines(member))}
    return sets


def highest_training(members: list[Row]) -> Choices:
    """Return the tick of every level that may be the highest of the members."""
    levels = list(TRAINING)
    highest = {0}
    for member in members:
        cell = text(member, "training")
        own = [levels.index(cell)] if cell else range(len(levels))
        highest = {max(pair) for pair in product(highest, own)}
    return {ticked(TRAINING[levels[level]]) for level in highest}


def member_items(household: Row, members: list[Row]) -> dict[str, Choices]:
    """Return the ticks of items 2 to 6, from the member file."""
    pensions = persons(both(aged(m, 15, OLDEST), yes(m, "pension")) for m in members)
    working_age: set[int] = set()
    for year in possible_years(household):
        working_age |= set(persons(able_to_work(member, year) for member in members))
    return {
        "working_age": choices(working_age, WORKING_AGE),
        "dependants": choices(persons(map(depends, members)), DEPENDANTS),
        "highest_training": highest_training(members),
        "non_farm_work": lines_together(members),
        "pensions": choices(pensions, PENSIONS),
    }


# Items 2 to 6 without a member file


def count_of(household: Row, column: str) -> list[int]:
    """Return every number of persons that the cell allows: as many as the household has."""
    value = number(household, column)
    return list(range(int(size_of(household)) + 1)) if value is None else [int(value)]


def lines_of_counts(household: Row) -> Choices:
    """Return every set of lines of item 5 that the counts allow, a person holding one at most."""
    columns = ["civil_servants", "contract_workers", "hired_or_self_employed"]
    cells = [number(household, column) for column in columns]
    given = sum(int(cell) for cell in cells if cell is not None)
    most = max(given, int(size_of(household)))
    lines = (CIVIL_SERVANT, CONTRACT, HIRED_OR_SELF)
    return {
        ticked(*(name for name, count in zip(lines, counts, strict=True) if count))
        for counts in product(*(count_of(household, column) for column in columns))
        if sum(counts) <= most
    }


def household_items(household: Row) -> dict[str, Choices]:
    """Return the ticks of items 2 to 6, from the household's own columns."""
    level = text(household, "highest_training")
    return {
        "working_age": choices(count_of(household, "working_age_members"), WORKING_AGE),
        "dependants": choices(count_of(household, "dependants"), DEPENDANTS),
        "highest_training": {ticked(TRAINING[one]) for one in ([level] if level else TRAINING)},
        "non_farm_work": lines_of_counts(household),
        "pensions": choices(count_of(household, "pensioners"), PENSIONS),
    }


# The other items, and the tables


def province_says(household: Row, column: str) -> str:
    """Return the cell, else what regions.csv says of the province; "" where neither tells."""
    place = PROVINCES.get(place_name(household.get("province", "")), {})
    return text(household, column) or place.get(column, "")


def possible_regions(household: Row) -> list[str]:
    """Return every region that the household may lie in."""
    region = province_says(household, "region")
    return [region] if region else REGIONS


def region_or_city(household: Row) -> Choices:
    """Return the ticks of item 15: a central city takes the place of its region."""
    city = yes({"city": province_says(household, "central_city")}, "city")
    in_city = {ticked("central_city yes")}
    elsewhere = {ticked(REGION_OPTIONS[region]) for region in possible_regions(household)}
    if city is None:
        return in_city | elsewhere
    return in_city if city else elsewhere


def water_line(household: Row) -> Choices:
    """Return the tick of item 10."""
    source = text(household, "water_source")
    return {ticked(WATER.get(one, "")) for one in ([source] if source else ["other", *WATER])}


def questions(household: Row, members: list[Row] | None) -> dict[str, Choices]:
    """Return what each question of Form B1 still allows to be ticked."""
    return {
        "household_size": choices([size_of(household)], SIZE),
        **(household_items(household) if members is None else member_items(household, members)),
        "wall": line(durable(household, "wall"), "wall durable"),
        "column": line(durable(household, "column"), "column durable"),
        "floor_area": quantity(per_person(household, "floor_area"), AREA_PER_PERSON),
        "water": water_line(household),
        "toilet": line(one_of(household, "toilet", ["septic"]), "toilet septic"),
        **{name: quantity(number(household, name), steps) for name, steps in QUANTITIES.items()},
        "aquaculture": line(yes(household, "aquaculture"), "aquaculture yes"),
    }


def price(ticks: Ticks, table: str) -> tuple[int, int]:
    """Return the least and the most points that the ticks are worth in a table.

    Three motorbikes in the Central Highlands are 30 points in form 3.3 and 40 in form 3.8.
    """
    worth = sum(int(POINTS[option][table]) for option in ticks)
    twofold = table == "rural_central_highlands" and "motorbikes >= 3" in ticks
    return worth, worth + 10 if twofold else worth


def bounds(allowed: Choices, table: str) -> tuple[int, int]:
    """Return the least and the most points of one question in a table."""
    prices = [price(ticks, table) for ticks in allowed]
    return min(least for least, _ in prices), max(most for _, most in prices)


def points(household: Row, members: list[Row] | None) -> dict[str, dict[str, tuple[int, int]]]:
    """Return the least and the most points of every question, in every table that is allowed."""
    asked = questions(*prepared(household, members))
    if AREAS[text(household, "area")] == "urban":
        asked["region"] = region_or_city(household)
        tables = ["urban"]
    else:
        tables = [f"rural_{region}" for region in possible_regions(household)]
    return {
        table: {name: bounds(allowed, table) for name, allowed in asked.items()} for table in tables
    }


def income_score(household: Row, members: list[Row] | None) -> Interval:
    """Return the lowest and the highest A: each table summed whole, else the number given."""
    tables = [table.values() for table in points(household, members).values()]
    lowest = min(sum(least for least, _ in table) for table in tables)
    highest = max(sum(most for _, most in table) for table in tables)
    return one_number_or_given((lowest, highest), number(household, "income_score"))


def one_number_or_given(counted: Interval, given: Number) -> Interval:
    """Return what the form counts where that is one number, else the number given, if any."""
    lowest, highest = counted
    return counted if lowest == highest or given is None else (given, given)


# Classes

LINES = {"rural": 140, "urban": 175}
CLASSES = ["poor", "near_poor", "non_poor"]
QUICK = "motorbike cooling water_heater washing_machine rents_out electricity floor_area"
QUICK_LOOK = [f"quick_{question}" for question in QUICK.split()]
QUICK_LOOK += ["quick_salary_or_pension", "quick_contract"]


def need_not_be_reviewed(household: Row) -> Truth:
    """Tell whether Form A was given and says that the household need not be reviewed."""
    if not any(text(household, column) for column in ("well_off", *QUICK_LOOK)):
        return False
    well_off = bool(yes(household, "well_off"))  # empty beside answered questions is no
    return either(well_off, at_least(4, [yes(household, column) for column in QUICK_LOOK]))


def possible_outcomes(area: str, quick: Truth, a: Interval, b: Interval) -> set[tuple[str, str]]:
    """Return every class that may come out, with the rule that would decide it."""
    outcomes = {("non_poor", "quick_look")} if quick is not False else set()
    if quick:
        return outcomes
    if a[0] <= LINES[area]:
        outcomes |= {("poor", "scores")} if b[1] >= 30 else set()
        outcomes |= {("near_poor", "scores")} if b[0] < 30 else set()
    if a[1] > LINES[area]:
        outcomes |= {("non_poor", "above_line")}
    return outcomes


@dataclass(frozen=True)
class Review:
    """What the forms say of one household; A and B from the lowest to the highest possible."""

    a: Interval
    b: Interval
    indicators: dict[str, Truth]
    outcomes: frozenset[tuple[str, str]]

    @property
    def possible_classes(self) -> list[str]:
        """Every class still possible, the poorest first."""
        return [name for name in CLASSES if name in {class_ for class_, _ in self.outcomes}]

    @property
    def class_(self) -> str:
        """The class, `undetermined` where more than one is possible."""
        classes = self.possible_classes
        return classes[0] if len(classes) == 1 else "undetermined"

    @property
    def basis(self) -> str:
        """The basis; empty where more than one rule may have decided."""
        return min(self.outcomes)[1] if len(self.outcomes) == 1 else ""

    def cells(self) -> Row:
        """Return the columns of the profile, as text cells."""
        classes = self.possible_classes
        sure = [name for name, value in self.indicators.items() if value is True]
        unknown = [name for name, value in self.indicators.items() if value is None]
        return {
            "class": self.class_,
            "basis": self.basis,
            "possible_classes": ";".join(classes) if len(classes) > 1 else "",
            "income_score": str(self.a[0]),
            "income_score_highest": str(self.a[1]),
            "deprivations": str(len(sure)),
            "unknown_indicators": str(len(unknown)),
            **{
                name: "" if value is None else str(int(value))
                for name, value in self.indicators.items()
            },
            "deprived_in": ";".join(sure),
            "unknown_in": ";".join(unknown),
        }


def review(household: Row, members: list[Row] | None = None) -> Review:
    """Return what the forms say of one household; `members` is None without a member file."""
    household, members = prepared(household, members)
    found = {name: deprived(name, household, members) for name in INDICATORS}
    listed = list(found.values())
    counted = (10 * listed.count(True), 10 * (len(listed) - listed.count(False)))
    a = income_score(household, members)
    b = one_number_or_given(counted, number(household, "deprivation_score"))
    quick = need_not_be_reviewed(household)
    area = AREAS[text(household, "area")]
    return Review(a, b, found, frozenset(possible_outcomes(area, quick, a, b)))
