# /// script
# requires-python = ">=3.11"
# ///
"""Write the example survey: survey.csv (households) and members.csv (persons), beside this script.

The survey is INVENTED. No household and no person in it is real; the names of the province, the
district and the communes are made up; no figure in it says anything about any place or people. It
plays in the spring of 2025, when there still were districts.

Run it again after every change, and keep the two files with it (a test compares them):

    python examples/make_survey.py

It writes the same bytes everywhere: the seed is fixed, random.Random(SEED).random() is the only
source of chance, and nothing that may differ between platforms or versions of Python is computed.
"""

import csv
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple, TypeVar

SEED = 2024  # of those near the year, the one with every set of possible classes
YEAR = 2025
PROVINCE = "Mây Ngàn"
DISTRICT = "Khau Sương"
HOUSEHOLDS_PER_VILLAGE = 10

# Every household has a hardship from 0 (well off) to 100 (very poor), so that low incomes and
# deprivations meet. Whatever depends on it is a pair: the value at hardship 0 and the one at 100.
Pair = tuple[int, int]
Cells = dict[str, str]
Answer = bool | None  # None: not known
T = TypeVar("T")


class Stratum(NamedTuple):
    """A part of the district: its area, how many villages it has, who lives there (weights)."""

    area: str
    villages: int
    ethnicities: Mapping[str, int]


class Commune(NamedTuple):
    """A commune: its stratum, how many of its villages are in the sample, its usual hardship."""

    name: str
    stratum: str
    sampled: int
    hardship: int


class Village(NamedTuple):
    """A sampled village: what all of its households share."""

    psu: str
    commune: Commune
    hardship: int
    weight: str


class Household(NamedTuple):
    """One household: its row of survey.csv and its rows of members.csv."""

    cells: Cells
    members: list[Cells]


STRATA = {
    "township": Stratum("urban", 9, {"Kinh": 44, "Tày": 30, "Nùng": 15, "Dao": 6, "Mông": 5}),
    "valley": Stratum("rural", 48, {"Tày": 48, "Nùng": 28, "Dao": 14, "Kinh": 8, "Mông": 2}),
    "highland": Stratum("rural", 60, {"Mông": 56, "Dao": 30, "Nùng": 9, "Tày": 5}),
}
COMMUNES = (
    Commune("Khau Sương", "township", 6, 30),
    Commune("Suối Gương", "valley", 4, 42),
    Commune("Nậm Biếc", "valley", 4, 48),
    Commune("Bản Nắng", "valley", 4, 52),
    Commune("Thung Mây", "highland", 3, 62),
    Commune("Đèo Sương", "highland", 3, 66),
    Commune("Pù Lá", "highland", 3, 70),
    Commune("Khuổi Trầm", "highland", 3, 74),
)
VILLAGE_HOUSEHOLDS = (45, 130)  # from, to
VILLAGE_SPREAD = 8
HOUSEHOLD_SPREAD = 14  # drawn twice: most households are like their village

# Incomes, in thousand VND per person per month: the square of what is left of hardship.
LOWEST_INCOME = 240
INCOME_RISE = 5900
INCOME_SPREAD = (70, 135)  # per cent

# Every line of the standards of 2006-2010 to 2027-2030; for each, the household with the nearest
# income is moved onto it. So are the floors nearest to 8 m2 a person.
INCOME_LINES = {
    "rural": (200, 400, 520, 700, 1000, 1500, 2200, 2250),
    "urban": (260, 500, 650, 900, 1300, 1950, 2000, 2800, 3000),
}
FLOOR_LIMIT = 8
FLOORS_ON_THE_LIMIT = 6

# Persons. Ages in completed years.
HEAD_AGES = (22, 70)
COUPLE = (88, 86)  # per cent of households
HEAD_OLDER_BY = (-3, 7)
YOUNGEST_SPOUSE = 18
CHILDREN: Mapping[int, Pair] = {
    0: (14, 6),
    1: (30, 10),
    2: (44, 26),
    3: (11, 28),
    4: (1, 18),
    5: (0, 8),
    6: (0, 4),
}
AGE_AT_BIRTH = (18, 38)
OLDEST_CHILD_AT_HOME = 26
GRANDPARENT = (18, 34)
GRANDPARENT_OLDER_BY = (20, 32)
OLDEST_HEAD_WITH_PARENT = 52
OLDEST = 120
BIRTHDAY_PASSED = 25  # per cent, in the spring

# School. A person is in grade age - 5, or behind, until the last grade that he or she reaches.
PRESCHOOL_FROM = 3
PRESCHOOL = (99, 84)
AGE_OF_GRADE_0 = 5
GRADES_BEHIND: Mapping[int, Pair] = {0: (97, 84), 1: (3, 12), 2: (0, 4)}
LAST_GRADES: Mapping[int, Pair] = {
    0: (0, 9),
    3: (0, 8),
    5: (1, 22),
    7: (1, 16),
    9: (14, 32),
    12: (40, 12),
    14: (18, 1),
    16: (26, 0),
}
SCHOOLS_GOT_BETTER_BY = 30  # the young are this much less hard off at school, the old more
LEVELS = (  # last grade of each level
    (0, "preschool"),
    (5, "primary"),
    (9, "lower_secondary"),
    (12, "upper_secondary"),
    (14, "vocational"),
    (16, "higher"),
)
VOCATIONAL_GRADE = 14
HIGHER_GRADE = 16

# What members answer, yes in so many per cent.
CHILD_UNTIL = 15
WORK_UNTIL = 60
BORN_FROM = 1986  # vn-2016-2020 asks for the education of those born then or later
INSURED_FREE_UNTIL = 5
BENEFIT_FROM = 80
PHONE_FROM = 13
INTERNET_FROM = 11
INTERNET_UNTIL = 68
TRAINED_ON_THE_JOB = (8, 1)
INSURED = (95, 96)  # the poor are insured by the state
SERIOUSLY_ILL = (3, 8)
SOUGHT_CARE = (97, 62)
STUNTED = (3, 26)
UNDERWEIGHT = (2, 15)
SEEKS_WORK = (2, 4)
WAGE_WORKER = (58, 20)
LABOUR_CONTRACT = (94, 20)
DISABLED = (1, 3)
USES_PHONE = (98, 36)
USES_INTERNET = (94, 18)

# What households have.
DURABLE = {"wall": (99, 30), "column": (99, 52), "roof": (99, 58)}  # per cent
HOUSE_TYPES = ("simple", "less_permanent", "semi_permanent", "permanent")  # by durable parts
FLOOR_FROM = (13, 4)  # m2 a person
FLOOR_TO = (34, 12)
WATER: Mapping[str, Pair] = {
    "piped": (62, 4),
    "drilled_well": (16, 4),
    "protected_dug_well": (9, 10),
    "protected_spring": (7, 28),
    "rain": (2, 5),
    "bottled": (4, 0),
    "unprotected_dug_well": (0, 13),
    "unprotected_spring": (0, 22),
    "tanker": (0, 2),
    "surface": (0, 10),
    "other": (0, 2),
}
TOILET: Mapping[str, Pair] = {
    "septic": (76, 3),
    "pour_flush": (12, 6),
    "ventilated_pit": (4, 7),
    "pit_with_seat": (3, 9),
    "double_vault": (4, 19),
    "open_pit": (1, 29),
    "over_water": (0, 3),
    "bucket": (0, 2),
    "other": (0, 3),
    "none": (0, 19),
}
OWNED = {  # per cent
    "has_tv": (98, 46),
    "has_radio": (9, 7),
    "has_desktop": (18, 0),
    "has_laptop": (44, 0),
    "has_tablet": (17, 0),
    "has_telephone": (30, 48),
}
SMARTPHONE_ONLINE = (99, 90)
SMARTPHONE_OFFLINE = (60, 8)
HEARS_LOUDSPEAKER = (92, 48)

# Answers left blank: per cent of the cells of each column.
BLANK_CELLS = {"household": 2, "member": 0.5}
BLANKS = {"income_per_capita": 1.5, "age": 0.2}  # rarer, since more depends on them
FOLLOW_UPS = {  # asked only where the first is answered
    "attending_school": "school_level",
    "seriously_ill": "sought_care",
    "wage_worker": "labour_contract",
}

IDENTITY = (
    *("household_id", "survey_year", "province", "district", "commune", "area", "ethnicity"),
    *("weight", "stratum", "psu", "household_size"),
)
MEMBER_IDENTITY = ("household_id", "person_id")


class Draws:
    """The one source of chance."""

    def __init__(self, seed: int) -> None:
        """Start from `seed`."""
        self._random = random.Random(seed).random  # noqa: S311 -- invented data, no secret

    def chance(self, percent: float) -> bool:
        """Say yes in so many per cent."""
        return self._random() * 100 < percent

    def between(self, lowest: int, highest: int) -> int:
        """Draw a whole number, both ends included."""
        return lowest + int(self._random() * (highest - lowest + 1))

    def pick(self, weights: Mapping[T, int]) -> T:
        """Draw a key by its weight."""
        place = self._random() * sum(weights.values())
        upper_ends = zip(weights, accumulate(weights.values()), strict=True)
        return next(key for key, end in upper_ends if place < end)


# Hardship


def at(hardship: int, pair: Pair) -> int:
    """Return the value at this hardship, on the straight line through the pair."""
    well_off, poor = pair
    return (well_off * (100 - hardship) + poor * hardship) // 100


def weights_at(hardship: int, pairs: Mapping[T, Pair]) -> dict[T, int]:
    """Return the weights at this hardship (a hundredfold, so that none is rounded away)."""
    return {
        key: well_off * (100 - hardship) + poor * hardship
        for key, (well_off, poor) in pairs.items()
    }


def clamp(hardship: int) -> int:
    """Keep a hardship within 0 and 100."""
    return max(0, min(100, hardship))


def yes_no(answer: bool) -> str:  # noqa: FBT001 -- it turns one answer into a cell
    """Write an answer as a cell."""
    return "yes" if answer else "no"


# Members


def draw_ages(draws: Draws, hardship: int) -> list[int]:
    """Draw the ages of a household: head, spouse, children at home, a parent of the head."""
    head = draws.between(*HEAD_AGES)
    ages = [head]
    if draws.chance(at(hardship, COUPLE)):
        ages.append(max(YOUNGEST_SPOUSE, head - draws.between(*HEAD_OLDER_BY)))
    ages += draw_children(draws, min(ages), hardship)
    if head <= OLDEST_HEAD_WITH_PARENT and draws.chance(at(hardship, GRANDPARENT)):
        ages.append(head + draws.between(*GRANDPARENT_OLDER_BY))
    return ages


def draw_children(draws: Draws, parent: int, hardship: int) -> list[int]:
    """Draw the ages of the children at home, oldest first: at most one for every two years."""
    youngest = max(0, parent - AGE_AT_BIRTH[1])
    oldest = min(OLDEST_CHILD_AT_HOME, parent - AGE_AT_BIRTH[0])
    born = draws.pick(weights_at(hardship, CHILDREN))
    at_home = min(born, (oldest - youngest) // 2 + 1)
    return sorted((draws.between(youngest, oldest) for _ in range(at_home)), reverse=True)


def draw_schooling(draws: Draws, age: int, hardship: int) -> Cells:
    """Draw what a person attends and has attained."""
    generation = clamp(hardship - SCHOOLS_GOT_BETTER_BY + max(0, age - CHILD_UNTIL))
    last = draws.pick(weights_at(generation, LAST_GRADES))
    grade = age - AGE_OF_GRADE_0 - draws.pick(weights_at(generation, GRADES_BEHIND))
    if age <= AGE_OF_GRADE_0:
        attends = age >= PRESCHOOL_FROM and draws.chance(at(hardship, PRESCHOOL))
    else:
        attends = grade <= last
    level = next(name for end, name in LEVELS if grade <= end) if attends else "none"
    if level == "vocational" and last == HIGHER_GRADE:
        level = "higher"
    return {
        "attending_school": yes_no(attends),
        "school_level": level,
        "highest_diploma": diploma(grade - 1 if attends else min(grade, last), last),
    }


def diploma(completed: int, last: int) -> str:
    """Name the diploma of somebody who completed this grade on the way to the last one."""
    held = "none"
    for end, name in LEVELS[1:]:
        if completed >= end and not (end == VOCATIONAL_GRADE and last == HIGHER_GRADE):
            held = name
    return held


def draw_work(draws: Draws, hardship: int, *, can_work: bool) -> Cells:
    """Draw whether a person seeks work, works for a wage, and has a contract for it."""
    seeks = can_work and draws.chance(at(hardship, SEEKS_WORK))
    paid = can_work and not seeks and draws.chance(at(hardship, WAGE_WORKER))
    contract = yes_no(draws.chance(at(hardship, LABOUR_CONTRACT))) if paid else ""
    return {"seeks_work": yes_no(seeks), "wage_worker": yes_no(paid), "labour_contract": contract}


def draw_health(draws: Draws, age: int, hardship: int) -> Cells:
    """Draw insurance, illness and, for children, nutrition; what is not asked stays blank."""
    ill = draws.chance(at(hardship, SERIOUSLY_ILL))
    child = age <= CHILD_UNTIL
    return {
        "insured": yes_no(age <= INSURED_FREE_UNTIL or draws.chance(at(hardship, INSURED))),
        "seriously_ill": yes_no(ill),
        "sought_care": yes_no(draws.chance(at(hardship, SOUGHT_CARE))) if ill else "",
        "stunted": yes_no(draws.chance(at(hardship, STUNTED))) if child else "",
        "underweight": yes_no(draws.chance(at(hardship, UNDERWEIGHT))) if child else "",
    }


def draw_member(draws: Draws, age: int, hardship: int) -> Cells:
    """Draw one person: every answer that is asked of somebody of this age."""
    born = YEAR - age - (not draws.chance(BIRTHDAY_PASSED))
    schooling = draw_schooling(draws, age, hardship)
    can_work = CHILD_UNTIL < age <= WORK_UNTIL and schooling["attending_school"] == "no"
    online = INTERNET_FROM <= age <= INTERNET_UNTIL
    return {
        "age": str(age),
        "birth_year": str(born),
        **schooling,
        "trained_on_the_job": yes_no(can_work and draws.chance(at(hardship, TRAINED_ON_THE_JOB))),
        **draw_health(draws, age, hardship),
        **draw_work(draws, hardship, can_work=can_work),
        "social_benefit": yes_no(age >= BENEFIT_FROM or draws.chance(at(hardship, DISABLED))),
        "uses_phone": yes_no(age >= PHONE_FROM and draws.chance(at(hardship, USES_PHONE))),
        "uses_internet": yes_no(online and draws.chance(at(hardship, USES_INTERNET))),
    }


# Households


def draw_housing(draws: Draws, hardship: int, size: int) -> Cells:
    """Draw the house, its water and its toilet."""
    durable = {part: draws.chance(at(hardship, pair)) for part, pair in DURABLE.items()}
    each = draws.between(at(hardship, FLOOR_FROM), at(hardship, FLOOR_TO))
    return {
        **{part: "durable" if good else "non_durable" for part, good in durable.items()},
        "house_type": HOUSE_TYPES[sum(durable.values())],
        "floor_area": f"{size * each + draws.between(0, size)}.{draws.pick({0: 3, 5: 1})}",
        "water_source": draws.pick(weights_at(hardship, WATER)),
        "toilet": draws.pick(weights_at(hardship, TOILET)),
    }


def draw_information(draws: Draws, hardship: int, *, online: bool) -> Cells:
    """Draw what the household owns and hears; a household online mostly has a smartphone."""
    smartphone = SMARTPHONE_ONLINE if online else SMARTPHONE_OFFLINE
    return {
        **{name: yes_no(draws.chance(at(hardship, pair))) for name, pair in OWNED.items()},
        "has_smartphone": yes_no(draws.chance(at(hardship, smartphone))),
        "hears_loudspeaker": yes_no(draws.chance(at(hardship, HEARS_LOUDSPEAKER))),
    }


def draw_income(draws: Draws, hardship: int) -> str:
    """Draw an income per person, in VND a month, in whole thousands."""
    usual = LOWEST_INCOME + INCOME_RISE * (100 - hardship) ** 2 // 100**2
    return str(usual * draws.between(*INCOME_SPREAD) // 100 * 1000)


def draw_household(draws: Draws, village: Village, household_id: str) -> Household:
    """Draw one household with every answer given."""
    spread = sum(draws.between(-HOUSEHOLD_SPREAD, HOUSEHOLD_SPREAD) for _ in range(2))
    hardship = clamp(village.hardship + spread)
    ages = draw_ages(draws, hardship)
    members = [
        {"household_id": household_id, "person_id": f"{number:02}"}
        | draw_member(draws, age, hardship)
        for number, age in enumerate(ages, start=1)
    ]
    online = any(member["uses_internet"] == "yes" for member in members)
    stratum = STRATA[village.commune.stratum]
    cells = {
        "household_id": household_id,
        "survey_year": str(YEAR),
        "province": PROVINCE,
        "district": DISTRICT,
        "commune": village.commune.name,
        "area": stratum.area,
        "ethnicity": draws.pick(stratum.ethnicities),
        "weight": village.weight,
        "stratum": village.commune.stratum,
        "psu": village.psu,
        "household_size": str(len(members)),
        "income_per_capita": draw_income(draws, hardship),
        **draw_housing(draws, hardship, len(members)),
        **draw_information(draws, hardship, online=online),
    }
    return Household(cells, members)


def draw_villages(draws: Draws) -> Iterator[Village]:
    """Draw the sampled villages: so many of each stratum, ten households in each."""
    for number, commune in enumerate(COMMUNES, start=1):
        in_stratum = sum(one.sampled for one in COMMUNES if one.stratum == commune.stratum)
        villages = STRATA[commune.stratum].villages
        for village in range(1, commune.sampled + 1):
            households = draws.between(*VILLAGE_HOUSEHOLDS)
            hundredths = 100 * villages * households // (in_stratum * HOUSEHOLDS_PER_VILLAGE)
            yield Village(
                psu=f"{number:02}{village:02}",
                commune=commune,
                hardship=commune.hardship + draws.between(-VILLAGE_SPREAD, VILLAGE_SPREAD),
                weight=f"{hundredths // 100}.{hundredths % 100:02}",
            )


# Blanks and limits


def leave_blanks(draws: Draws, household: Household) -> None:
    """Blank a few answers: of the members, then of the household."""
    for member in household.members:
        for column in [name for name in member if name not in MEMBER_IDENTITY]:
            if draws.chance(BLANKS.get(column, BLANK_CELLS["member"])):
                member[column] = ""
                if column in FOLLOW_UPS:
                    member[FOLLOW_UPS[column]] = ""
    for column in [name for name in household.cells if name not in IDENTITY]:
        if draws.chance(BLANKS.get(column, BLANK_CELLS["household"])):
            household.cells[column] = ""


def meet_income_lines(households: Iterable[Household]) -> None:
    """Move the household with the nearest income onto each line of its area."""
    left = [home.cells for home in households if home.cells["income_per_capita"]]
    for area, lines in INCOME_LINES.items():
        for thousands in lines:
            found = nearest([cells for cells in left if cells["area"] == area], thousands * 1000)
            found["income_per_capita"] = str(thousands * 1000)
            left.remove(found)


def nearest(rows: list[Cells], line: int) -> Cells:
    """Return the row whose income is nearest to the line; the first of equals."""
    return min(rows, key=lambda cells: abs(int(cells["income_per_capita"]) - line))


def meet_floor_limit(households: Iterable[Household]) -> None:
    """Give the households nearest to 8 m2 a person exactly that."""

    def limit(cells: Cells) -> int:
        return FLOOR_LIMIT * int(cells["household_size"])

    known = [home.cells for home in households if home.cells["floor_area"]]
    known.sort(key=lambda cells: abs(float(cells["floor_area"]) - limit(cells)))
    for cells in known[:FLOORS_ON_THE_LIMIT]:
        cells["floor_area"] = f"{limit(cells)}.0"


# Counts: what the members say, in the columns of the household. A blank answer is not known, and
# neither is a count that depends on it.


def either(*answers: Answer) -> Answer:
    """Say yes where one is yes, no where all are no."""
    return True if True in answers else None if None in answers else False


def negate(answer: Answer) -> Answer:
    """Turn yes into no."""
    return None if answer is None else not answer


def both(*answers: Answer) -> Answer:
    """Say yes where all are yes, no where one is no."""
    return negate(either(*map(negate, answers)))


def holds(member: Cells, column: str, *codes: str) -> Answer:
    """Say whether the cell is one of the codes."""
    return member[column] in codes if member[column] else None


def aged(member: Cells, youngest: int, oldest: int) -> Answer:
    """Say whether the age lies between the two, both included."""
    return youngest <= int(member["age"]) <= oldest if member["age"] else None


def untreated(member: Cells) -> Answer:
    """Seriously ill, and did not seek care."""
    return both(holds(member, "seriously_ill", "yes"), holds(member, "sought_care", "no"))


def uninsured(member: Cells) -> Answer:
    """6 or over, and without health insurance."""
    return both(aged(member, 6, OLDEST), holds(member, "insured", "no"))


def without_lower_secondary(member: Cells) -> Answer:
    """15 or over, born in 1986 or later, no lower-secondary diploma, not studying."""
    return both(
        aged(member, 15, OLDEST),
        int(member["birth_year"]) >= BORN_FROM if member["birth_year"] else None,
        holds(member, "highest_diploma", "none", "primary"),
        holds(member, "attending_school", "no"),
    )


def without_education_for_age(member: Cells) -> Answer:
    """16 to 30, not studying, not trained on the job, and without the diploma for the age."""
    enough = either(
        holds(member, "attending_school", "yes"),
        holds(member, "trained_on_the_job", "yes"),
        holds(member, "highest_diploma", "upper_secondary", "vocational", "higher"),
        both(aged(member, 0, 17), holds(member, "highest_diploma", "lower_secondary")),
    )
    return both(aged(member, 16, 30), negate(enough))


def not_attending(member: Cells) -> Answer:
    """5 to under 15, and not attending school."""
    return both(aged(member, 5, 14), holds(member, "attending_school", "no"))


def not_at_level(member: Cells) -> Answer:
    """3 to under 16, and in no school or in one below the level for the age."""
    return either(
        both(aged(member, 3, 15), holds(member, "attending_school", "no")),
        both(aged(member, 3, 5), holds(member, "school_level", "none")),
        both(aged(member, 6, 11), holds(member, "school_level", "none", "preschool")),
        both(aged(member, 12, 15), holds(member, "school_level", "none", "preschool", "primary")),
    )


def malnourished(member: Cells) -> Answer:
    """Under 16, and stunted or underweight."""
    poor_growth = either(holds(member, "stunted", "yes"), holds(member, "underweight", "yes"))
    return both(aged(member, 0, CHILD_UNTIL), poor_growth)


def without_job_or_contract(member: Cells) -> Answer:
    """From 15, and seeks work, or works for a wage without a contract."""
    unprotected = both(holds(member, "wage_worker", "yes"), holds(member, "labour_contract", "no"))
    lacking = either(holds(member, "seeks_work", "yes"), unprotected)
    return both(aged(member, 15, OLDEST), lacking)


def dependant(member: Cells) -> Answer:
    """Under 16, or on monthly social benefit."""
    return either(aged(member, 0, CHILD_UNTIL), holds(member, "social_benefit", "yes"))


COUNTS: Mapping[str, Callable[[Cells], Answer]] = {
    "members_ill_untreated": untreated,
    "members_6plus_uninsured": uninsured,
    "adults_without_lower_secondary": without_lower_secondary,
    "members_16_30_without_education": without_education_for_age,
    "children_5_14_not_attending": not_attending,
    "children_3_15_not_at_level": not_at_level,
    "children_under_16_malnourished": malnourished,
    "members_without_job_or_contract": without_job_or_contract,
    "dependants": dependant,
}
USES = ("uses_phone", "uses_internet")
SURVEY_COLUMNS = (
    *IDENTITY,
    "income_per_capita",
    *COUNTS,
    *DURABLE,
    *("house_type", "floor_area", "water_source", "toilet"),
    *USES,
    *OWNED,
    *("has_smartphone", "hears_loudspeaker"),
)


def counted(members: list[Cells]) -> Cells:
    """Return the columns of a household that its members decide."""
    cells = {}
    for column, rule in COUNTS.items():
        answers = [rule(member) for member in members]
        cells[column] = "" if None in answers else str(answers.count(True))
    for column in USES:
        used = either(*(holds(member, column, "yes") for member in members))
        cells[column] = "" if used is None else yes_no(used)
    return cells


# Files


def survey() -> list[Household]:
    """Draw the whole survey, blanks and limits included."""
    draws = Draws(SEED)
    villages = [village for village in draw_villages(draws) for _ in range(HOUSEHOLDS_PER_VILLAGE)]
    households = [
        draw_household(draws, village, f"{number:04}")
        for number, village in enumerate(villages, start=1)
    ]
    for household in households:
        leave_blanks(draws, household)
    meet_income_lines(households)
    meet_floor_limit(households)
    return [Household(cells | counted(members), members) for cells, members in households]


def write(folder: Path) -> None:
    """Write survey.csv and members.csv into `folder`."""
    households = survey()
    write_csv(folder / "survey.csv", SURVEY_COLUMNS, [home.cells for home in households])
    members = [member for home in households for member in home.members]
    write_csv(folder / "members.csv", members[0], members)


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[Cells]) -> None:
    """Write rows of cells as UTF-8, comma-separated, with the same line ends everywhere."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    write(Path(__file__).parent)
