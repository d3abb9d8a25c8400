"""The example survey: it is what its script writes, and it holds what an example should show."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from itertools import chain
from pathlib import Path

import polars as pl
import pytest
from places import ROOT
from second_reading import COUNTED_2016, COUNTED_2022, INCOME_LINES, Row, Rule, either

import mdpoverty
from mdpoverty.codebook import variables

EXAMPLES = ROOT / "examples"
FILES = ("survey.csv", "members.csv")
OLD, NEW = STANDARDS = ("vn-2016-2020", "vn-2022-2025")
BASES = {
    OLD: {"income", "deprivation", "near_poor", "average", "above_average"},
    NEW: {"income_and_deprivation", "near_poor", "average", "above_average"},
}
LINES_2027 = {"rural": [2_200_000], "urban": [2_800_000]}  # Decree 351/2025/NĐ-CP, not shipped
# Where the number of deprivations decides: incomes above the first line, up to the second.
BANDS = {
    OLD: {"rural": (700_000, 1_000_000), "urban": (900_000, 1_300_000)},
    NEW: {"rural": (0, 1_500_000), "urban": (0, 2_000_000)},
}
# Which rule of the second reading counts the members of each column of the household.
COUNTS: dict[str, Rule] = {
    "members_ill_untreated": COUNTED_2016["health_care"],
    "members_6plus_uninsured": COUNTED_2022["health_insurance"],
    "adults_without_lower_secondary": COUNTED_2016["adult_education"],
    "members_16_30_without_education": COUNTED_2022["adult_education"],
    "children_5_14_not_attending": COUNTED_2016["child_schooling"],
    "children_3_15_not_at_level": COUNTED_2022["child_schooling"],
    "children_under_16_malnourished": COUNTED_2022["nutrition"],
    "members_without_job_or_contract": COUNTED_2022["employment"],
    "dependants": COUNTED_2022["dependency"],
}
USES = ("uses_phone", "uses_internet")
ANSWERS = {True: "yes", False: "no", None: ""}


def read(name: str) -> list[Row]:
    """Return the rows of an example file as they stand."""
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


HOUSEHOLDS = read("survey.csv")
MEMBERS: defaultdict[str, list[Row]] = defaultdict(list)
for person in read("members.csv"):
    MEMBERS[person["household_id"]].append(person)


@cache
def profile(standard: str) -> pl.DataFrame:
    """Return the profile of the example, read as text; nothing is refused, or this would raise."""
    return mdpoverty.classify(pl.DataFrame(HOUSEHOLDS), standard)


def test_the_files_are_what_the_script_writes(tmp_path: Path) -> None:
    """Running examples/make_survey.py again changes no byte of the files."""
    spec = spec_from_file_location("make_survey", EXAMPLES / "make_survey.py")
    assert spec
    assert spec.loader
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    script.write(tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes(), name


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_household_is_classified(standard: str) -> None:
    """No row of the survey is refused, and every household has its row in the profile."""
    assert profile(standard)["household_id"].to_list() == [
        one["household_id"] for one in HOUSEHOLDS
    ]


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_class_occurs(standard: str) -> None:
    """Each class has several households; those undetermined are a few per cent."""
    classes = Counter(profile(standard)["class"])
    assert set(classes) == {"poor", "near_poor", "non_poor", "undetermined"}
    assert min(classes.values()) >= 5
    assert classes["undetermined"] < len(HOUSEHOLDS) * 0.08


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_basis_occurs(standard: str) -> None:
    """Each rule of the ladder by income decides for some household."""
    assert set(profile(standard)["basis"].drop_nulls()) == BASES[standard]


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_indicator_goes_both_ways(standard: str) -> None:
    """For each indicator some household is deprived and some is not."""
    found = profile(standard)
    for indicator in mdpoverty.load_standard(standard).indicators:
        assert {0, 1} <= set(found[indicator]), indicator


@pytest.mark.parametrize("standard", STANDARDS)
def test_the_poor_are_deprived_in_more(standard: str) -> None:
    """Poor households have more deprivations on average than the others."""
    means = dict(profile(standard).group_by("class").agg(pl.mean("deprivations")).iter_rows())
    assert means["poor"] > max(means["near_poor"], means["non_poor"])


def test_blanks_are_few_and_spread() -> None:
    """Many columns have blanks, none has more than 6 % of them, and no identity has any."""
    blanks = {
        column: sum(not one[column] for one in HOUSEHOLDS) / len(HOUSEHOLDS)
        for column in HOUSEHOLDS[0]
    }
    assert sum(share > 0 for share in blanks.values()) >= 20
    assert max(blanks.values()) <= 0.06
    for column in ("household_id", "survey_year", "commune", "area", "weight", "household_size"):
        assert not blanks[column], column


@pytest.mark.parametrize("area", ["rural", "urban"])
def test_every_income_line_is_met(area: str) -> None:
    """On every income line of every standard lies a household of the area, to the dong."""
    incomes = {one["income_per_capita"] for one in HOUSEHOLDS if one["area"] == area}
    lines = chain(LINES_2027[area], *(lines[area] for lines in INCOME_LINES.values()))
    assert {str(line) for line in lines} <= incomes


@pytest.mark.parametrize("standard", STANDARDS)
def test_eight_square_metres_are_enough(standard: str) -> None:
    """Households with exactly 8.0 m² a person occur, and are not deprived in floor area."""
    exact = [
        bool(one["floor_area"]) and Decimal(one["floor_area"]) == 8 * int(one["household_size"])
        for one in HOUSEHOLDS
    ]
    assert set(profile(standard).filter(exact)["housing_area"]) == {0}


def test_half_dependants_are_not_too_many() -> None:
    """Households with exactly half of their members dependent occur, and are not deprived."""
    exact = [
        bool(one["dependants"]) and 2 * int(one["dependants"]) == int(one["household_size"])
        for one in HOUSEHOLDS
    ]
    assert set(profile(NEW).filter(exact)["dependency"]) == {0}


@pytest.mark.parametrize(("deprivations", "expected"), [(2, "near_poor"), (3, "poor")])
@pytest.mark.parametrize("standard", STANDARDS)
def test_three_deprivations_decide(standard: str, deprivations: int, expected: str) -> None:
    """Where the count decides, exactly 2 make a household near-poor and exactly 3 make it poor."""
    found = profile(standard).filter(unknown_indicators=0, deprivations=deprivations)
    income, area = pl.col("income_per_capita"), pl.col("area")
    decides = pl.any_horizontal(
        (area == name) & (income > above) & (income <= up_to)
        for name, (above, up_to) in BANDS[standard].items()
    )
    assert set(found.filter(decides)["class"]) == {expected}


def test_the_survey_has_the_variables_of_both_standards() -> None:
    """Every household variable that a standard asks for is there, under the codebook's name."""
    asked = set().union(*(mdpoverty.load_standard(one).asked("household") for one in STANDARDS))
    assert asked <= set(HOUSEHOLDS[0])
    assert set(HOUSEHOLDS[0]) <= set(variables("household"))


def test_members_answer_in_the_codebook() -> None:
    """The columns of members.csv stand as in the codebook, and so does every code in them."""
    known = variables("member")
    for member in every_member():
        assert list(member) == [name for name in known if name in member]
        for column, cell in member.items():
            assert not cell or not known[column].codes or cell in known[column].codes, member


def test_member_keys_are_unique() -> None:
    """No person stands twice in a household, and no household twice in the survey."""
    persons = [(one["household_id"], one["person_id"]) for one in every_member()]
    assert len(set(persons)) == len(persons)
    assert len({one["household_id"] for one in HOUSEHOLDS}) == len(HOUSEHOLDS)


def test_household_sizes_agree() -> None:
    """The members of each household are as many as its household_size."""
    sizes = {one["household_id"]: int(one["household_size"]) for one in HOUSEHOLDS}
    assert {household: len(members) for household, members in MEMBERS.items()} == sizes


def test_ages_agree_with_years_of_birth() -> None:
    """A member's age is the one of a person born in that year, before or after the birthday."""
    for member in every_member():
        if member["age"] and member["birth_year"]:
            assert int(member["birth_year"]) + int(member["age"]) in (2024, 2025), member


def test_counts_agree_with_the_members() -> None:
    """Each count, and each use, is what the members say, blank where they leave it open."""
    for one in HOUSEHOLDS:
        members = MEMBERS[one["household_id"]]
        for column, rule in COUNTS.items():
            answers = [rule(member) for member in members]
            count = "" if None in answers else str(answers.count(True))
            assert one[column] == count, (one["household_id"], column)
        for column in USES:
            used = either(*({"yes": True, "no": False}.get(member[column]) for member in members))
            assert one[column] == ANSWERS[used], (one["household_id"], column)


def every_member() -> Iterable[Row]:
    """Return the rows of members.csv."""
    return chain.from_iterable(MEMBERS.values())
