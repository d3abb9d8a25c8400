"""A second reading of Vietnam's multidimensional poverty law, in plain Python, as a test oracle.

It is written from the law, the codebook and what is promised of cells and profiles, and never from
the threshold files: where it and the engine differ, one of the two has misread the law. It is slow
and literal on purpose: exact fractions, three truth values (True, False, and None for unknown), and
a class found by going through every world still possible. Every cell is taken to be valid; refusing
rows is not its business.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from unicodedata import normalize

Truth = bool | None
Number = Fraction | None
Row = dict[str, str]
Rule = Callable[[Row], Truth]

# Three values (after Kleene)


def at_least(n: int, values: Iterable[Truth]) -> Truth:
    """Tell whether n of the values are true, as soon as the unknown ones cannot change it."""
    listed = list(values)
    if listed.count(True) >= n:
        return True
    return None if len(listed) - listed.count(False) >= n else False


def either(*values: Truth) -> Truth:
    """Return Kleene's or."""
    return at_least(1, values)


def negate(value: Truth) -> Truth:
    """Return Kleene's not."""
    return None if value is None else not value


def both(*values: Truth) -> Truth:
    """Return Kleene's and."""
    return negate(either(*map(negate, values)))


# Cells

BOOLEANS = {"yes": True, "true": True, "1": True, "có": True}
BOOLEANS |= {"no": False, "false": False, "0": False, "không": False}
AREAS = {"rural": "rural", "nông thôn": "rural"}
AREAS |= {"urban": "urban", "thành thị": "urban", "đô thị": "urban"}


def text(row: Row, column: str) -> str:
    """Return the trimmed cell in lower case; "" where it is blank or its column is absent."""
    return trimmed(row.get(column, ""))


@lru_cache(10_000)
def trimmed(cell: str) -> str:
    """Return a cell in lower case, without the space around it."""
    return normalize("NFC", cell.strip().lower())


def number(row: Row, column: str) -> Number:
    """Return the cell as an exact number; None where unknown."""
    cell = text(row, column)
    return exact(cell) if cell else None


@lru_cache(10_000)
def exact(cell: str) -> Fraction:
    """Return the number that a cell is."""
    return Fraction(Decimal(cell))


def yes(row: Row, column: str) -> Truth:
    """Tell whether the cell says yes; None where unknown."""
    cell = text(row, column)
    return BOOLEANS[cell] if cell else None


def no(row: Row, column: str) -> Truth:
    """Tell whether the cell says no; None where unknown."""
    return negate(yes(row, column))


def one_of(row: Row, column: str, codes: Iterable[str]) -> Truth:
    """Tell whether the cell is one of these codes; None where unknown."""
    cell = text(row, column)
    return cell in set(codes) if cell else None


def above(value: Number, limit: Fraction | int) -> Truth:
    """Tell whether the value is more than the limit; None where unknown."""
    return None if value is None else value > limit


def below(value: Number, limit: Fraction | int) -> Truth:
    """Tell whether the value is less than the limit; None where unknown."""
    return None if value is None else value < limit


def aged(member: Row, first: int, last: int) -> Truth:
    """Tell whether the age lies from first to last, both included; None where unknown."""
    age = number(member, "age")
    return both(negate(below(age, first)), negate(above(age, last)))


# Members; OLDEST stands where the law gives no upper limit

OLDEST = 10**6
LEVELS = ["none", "preschool", "primary", "lower_secondary"]
LEVELS += ["upper_secondary", "vocational", "higher"]


def level_below(member: Row, level: str) -> Truth:
    """Tell whether the level attended is below this one; None where unknown."""
    # codebook.csv, school_level: attending_school no is level none, whatever stands in the cell.
    if no(member, "attending_school"):
        return True
    return one_of(member, "school_level", LEVELS[: LEVELS.index(level)])


def not_at_level(member: Row) -> Truth:
    """Tell whether a member is at no school, or at a level below the one for the age."""
    return either(
        no(member, "attending_school"),
        both(aged(member, 3, 5), level_below(member, "preschool")),
        both(aged(member, 6, 11), level_below(member, "primary")),
        both(aged(member, 12, 15), level_below(member, "lower_secondary")),
    )


def educated_for_age(member: Row) -> Truth:
    """Tell whether a member studies, was trained on the job, or has the diploma for the age."""
    return either(
        yes(member, "attending_school"),
        yes(member, "trained_on_the_job"),
        one_of(member, "highest_diploma", ("upper_secondary", "vocational", "higher")),
        both(aged(member, 0, 17), one_of(member, "highest_diploma", ("lower_secondary",))),
    )


def without_lower_secondary(member: Row) -> Truth:
    """Tell whether a member is 15 or over, born from 1986 on, without the diploma or school."""
    return both(
        aged(member, 15, OLDEST),
        above(number(member, "birth_year"), 1985),
        one_of(member, "highest_diploma", ("none", "primary")),
        no(member, "attending_school"),
    )


def uninsured(member: Row) -> Truth:
    """Tell whether a member is 6 or over and not insured."""
    return both(aged(member, 6, OLDEST), no(member, "insured"))


COUNTED_2016: dict[str, Rule] = {
    "health_care": lambda m: both(yes(m, "seriously_ill"), no(m, "sought_care")),
    "health_insurance": uninsured,
    "adult_education": without_lower_secondary,
    "child_schooling": lambda m: both(aged(m, 5, 14), no(m, "attending_school")),
    "telecom": lambda m: either(yes(m, "uses_phone"), yes(m, "uses_internet")),
}
COUNTED_2022: dict[str, Rule] = {
    "employment": lambda m: both(
        aged(m, 15, OLDEST),
        either(yes(m, "seeks_work"), both(yes(m, "wage_worker"), no(m, "labour_contract"))),
    ),
    "dependency": lambda m: either(aged(m, 0, 15), yes(m, "social_benefit")),
    "nutrition": lambda m: both(aged(m, 0, 15), either(yes(m, "stunted"), yes(m, "underweight"))),
    "health_insurance": uninsured,
    "adult_education": lambda m: both(aged(m, 16, 30), negate(educated_for_age(m))),
    "child_schooling": lambda m: both(aged(m, 3, 15), not_at_level(m)),
    "telecom": lambda m: yes(m, "uses_internet"),
}
COUNTED = {"vn-2016-2020": COUNTED_2016, "vn-2022-2025": COUNTED_2022}


def from_members(name: str, standard: str, household: Row, members: list[Row]) -> Truth:
    """Return the indicator as the member file tells it; None where it does not."""
    if name not in COUNTED[standard]:
        return None
    counted = [COUNTED[standard][name](member) for member in members]
    if name == "telecom":  # deprived when no member uses it
        return negate(either(*counted))
    if name == "dependency":  # counted members / household_size > 1/2
        return at_least(size_of(household) // 2 + 1, counted)
    return either(*counted)


# Households, in the columns of the codebook


def size_of(household: Row) -> Fraction:
    """Return the number of members (never unknown)."""
    return Fraction(Decimal(text(household, "household_size")))


def per_person(household: Row, column: str) -> Number:
    """Return the column divided by the number of members; None where unknown."""
    value = number(household, column)
    return None if value is None else value / size_of(household)


def somebody(column: str) -> Rule:
    """Return the rule: deprived when the column counts at least one person."""
    return lambda household: above(number(household, column), 0)


def none_of(*columns: str) -> Rule:
    """Return the rule: deprived when each of the columns says no."""
    return lambda household: both(*(no(household, column) for column in columns))


def code_outside(column: str, codes: str) -> Rule:
    """Return the rule: deprived when the code is none of these."""
    return lambda household: negate(one_of(household, column, codes.split()))


def poor_housing(household: Row) -> Truth:
    """Tell whether two of wall, column, roof are not durable; where unknown, by the house type."""
    parts = [one_of(household, part, ("non_durable",)) for part in ("wall", "column", "roof")]
    by_parts = at_least(2, parts)
    by_type = one_of(household, "house_type", ("less_permanent", "simple"))
    return by_type if by_parts is None else by_parts


WATER_2016 = "piped drilled_well protected_dug_well protected_spring rain bottled"
WATER_2022 = f"{WATER_2016} purchased"
HOUSING: dict[str, Rule] = {
    "housing_quality": poor_housing,
    "housing_area": lambda h: below(per_person(h, "floor_area"), 8),
}
SANITATION = code_outside("toilet", "septic pour_flush ventilated_pit pit_with_seat double_vault")
INDICATORS: dict[str, dict[str, Rule]] = {
    "vn-2006-2010": {},
    "vn-2011-2015": {},
    "vn-2016-2020": {
        "health_care": somebody("members_ill_untreated"),
        "health_insurance": somebody("members_6plus_uninsured"),
        "adult_education": somebody("adults_without_lower_secondary"),
        "child_schooling": somebody("children_5_14_not_attending"),
        **HOUSING,
        "water": code_outside("water_source", WATER_2016),
        "sanitation": SANITATION,
        "telecom": none_of("uses_phone", "uses_internet"),
        "information_assets": none_of(
            "has_tv", "has_radio", "has_desktop", "has_laptop", "hears_loudspeaker"
        ),
    },
    "vn-2022-2025": {
        "employment": somebody("members_without_job_or_contract"),
        "dependency": lambda h: above(per_person(h, "dependants"), Fraction(1, 2)),
        "nutrition": somebody("children_under_16_malnourished"),
        "health_insurance": somebody("members_6plus_uninsured"),
        "adult_education": somebody("members_16_30_without_education"),
        "child_schooling": somebody("children_3_15_not_at_level"),
        **HOUSING,
        "water": code_outside("water_source", WATER_2022),
        "sanitation": SANITATION,
        "telecom": none_of("uses_internet"),
        "information_assets": none_of(
            *("has_tv", "has_radio", "has_desktop", "has_telephone"),
            *("has_laptop", "has_tablet", "has_smartphone"),
        ),
    },
}


def already_decided(name: str, standard: str, household: Row) -> Truth:
    """Return the column named like the indicator; None where the row names another standard."""
    if "standard" in household and text(household, "standard") != standard:
        return None
    return yes(household, name)


def deprived(name: str, standard: str, household: Row, members: list[Row] | None) -> Truth:
    """Return the first known of member file, household columns, decided column (section 5)."""
    value = None if members is None else from_members(name, standard, household, members)
    if value is None:
        value = INDICATORS[standard][name](household)
    return already_decided(name, standard, household) if value is None else value


# Classes, by income and by scores

INCOME_LINES = {  # in the last two standards the last line is the average living standard
    "vn-2006-2010": {"rural": [200_000], "urban": [260_000]},
    "vn-2011-2015": {"rural": [400_000, 520_000], "urban": [500_000, 650_000]},
    "vn-2016-2020": {
        "rural": [700_000, 1_000_000, 1_500_000],
        "urban": [900_000, 1_300_000, 1_950_000],
    },
    "vn-2022-2025": {"rural": [1_500_000, 2_250_000], "urban": [2_000_000, 3_000_000]},
}
SCORE_LINES = {
    "vn-2016-2020": {"rural": [120, 150], "urban": [140, 175]},
    "vn-2022-2025": {"rural": [140], "urban": [175]},
}
# The basis up to each line and above the last: with fewer than three deprivations, with three.
AVERAGES = [("average", "average"), ("above_average", "above_average")]
BANDS = {
    "vn-2006-2010": [("income", "income"), ("above_near_poor", "above_near_poor")],
    "vn-2011-2015": [
        *(("income", "income"), ("near_poor", "near_poor")),
        ("above_near_poor", "above_near_poor"),
    ],
    "vn-2016-2020": [("income", "income"), ("near_poor", "deprivation"), *AVERAGES],
    "vn-2022-2025": [("near_poor", "income_and_deprivation"), *AVERAGES],
}
CLASSES = {
    "poor": ("income", "deprivation", "income_and_deprivation"),
    "near_poor": ("near_poor",),
    "non_poor": ("average", "above_average", "above_near_poor"),
}


def basis_of(standard: str, lines: list[int], position: Fraction, *, three: bool) -> str:
    """Return the basis in one world; by scores there is no average line, so no such basis."""
    passed = sum(position > line for line in lines)
    few, many = BANDS[standard][passed if passed < len(lines) else -1]
    return many if three else few


def worlds(standard: str, lines: list[int], place: Number, three: set[bool]) -> set[str]:
    """Return the basis of every world: each position, with three deprivations and without."""
    every = [Fraction(line) for line in (*lines, lines[-1] + 1)]
    places = every if place is None else [place]
    return {basis_of(standard, lines, place, three=many) for place in places for many in three}


def possible_bases(standard: str, household: Row, sure: int, unknown: int) -> set[str]:
    """Return every basis still possible, by income or by the scores that stand in its place."""
    area = AREAS[text(household, "area")]
    income = number(household, "income_per_capita")
    if income is None:
        income = per_person(household, "household_income")
    a, b = number(household, "income_score"), number(household, "deprivation_score")
    if income is None and (a, b) != (None, None) and standard in SCORE_LINES:
        three = {True, False} if b is None else {b >= 30}
        return worlds(standard, SCORE_LINES[standard][area], a, three)
    three = {count >= 3 for count in range(sure, sure + unknown + 1)}
    return worlds(standard, INCOME_LINES[standard][area], income, three)


def read(
    household: dict[str, str], standard: str, members: list[dict[str, str]] | None = None
) -> dict[str, str]:
    """Return the profile of one household under one standard, as text cells."""
    if members is not None and not text(household, "household_size"):
        household = {**household, "household_size": str(len(members))}
    found = {name: deprived(name, standard, household, members) for name in INDICATORS[standard]}
    sure = [name for name, value in found.items() if value is True]
    unknown = [name for name, value in found.items() if value is None]
    bases = possible_bases(standard, household, len(sure), len(unknown))
    classes = [name for name, rules in CLASSES.items() if bases.intersection(rules)]
    return {
        "class": classes[0] if len(classes) == 1 else "undetermined",
        "basis": min(bases) if len(bases) == 1 else "",
        "possible_classes": ";".join(classes) if len(classes) > 1 else "",
        "deprivations": str(len(sure)),
        "unknown_indicators": str(len(unknown)),
        **{name: "" if value is None else str(int(value)) for name, value in found.items()},
        "deprived_in": ";".join(sure),
        "unknown_in": ";".join(unknown),
    }
