"""Form 7.1, the results of the review, and what provinces add: rates of persons (table 1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mdpoverty.language.alphabet import Key
from mdpoverty.review_tables import notes
from mdpoverty.review_tables.columns import Column, Counted, Rate, Rule
from mdpoverty.review_tables.entries import by_area_alone, by_unit
from mdpoverty.review_tables.figures import FARMING, added
from mdpoverty.review_tables.form import Figures, Form
from mdpoverty.review_tables.phrases import (
    NAMES,
    NOTES,
    TITLES,
    UNIT_HEADINGS,
    WORDS,
    first_of,
    many,
)
from mdpoverty.review_tables.review import Review
from mdpoverty.review_tables.sheets import Words
from mdpoverty.review_tables.totals import Totals

_RESIDENTS = Words("Tổng số hộ dân cư", "(tại thời điểm rà soát)")
_RESULTS = Words("Kết quả rà soát", "(sơ bộ/chính thức)")
_OF_CLASS = {"poor": "Tổng số\nhộ nghèo", "near_poor": "Tổng số\nhộ cận nghèo"}
_LISTED = {"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo"}
_FARMING = {FARMING: "Hộ làm nông, lâm, ngư, diêm nghiệp có mức sống trung bình"}
_ABOUT = {"households": "Kết quả rà soát về hộ", "persons": "Kết quả rà soát về nhân khẩu"}
_NUMBER = {"households": "Số hộ", "persons": "Số khẩu"}


def with_residents(review: Review, totals: Totals | None) -> dict[tuple[Key, str], Figures]:
    """Return the figures of each unit in each area, residents from the file of `totals` if any.

    Of a list of the poor and near-poor alone the residents are unknown.
    """
    found: dict[tuple[Key, str], Figures] = {}
    for area, units in review.areas.items():
        for unit in units:
            figures = dict(review.figures(unit, area))
            if totals is not None:
                residents = totals.parts.get((unit, area), (None, None))
                figures["households"], figures["persons"] = residents
            elif review.is_list:
                figures |= {"households": None, "persons": None}
            found[unit, area] = figures
    return found


def nobody(review: Review, totals: Totals | None) -> Figures:
    """Return the figures of an area without units: of a list alone its residents are unknown."""
    unknown = review.is_list and totals is None
    return {**review.counts.nobody, **dict.fromkeys(_NUMBER, None if unknown else 0)}


def results(review: Review, year: str, totals: Totals | None) -> Form:
    """Return form 7.1."""
    figures = with_residents(review, totals)
    columns = [
        Column("households", (_RESIDENTS, _RESIDENTS, "Số hộ"), "1"),
        Column("persons", (_RESIDENTS, _RESIDENTS, "Nhân khẩu"), "2"),
    ]
    for of, label in _OF_CLASS.items():
        key, number = f"{of}.households", len(columns) + 1
        rate = Rate(key, "households")
        columns += [
            Column(key, (_RESULTS, label, "Số hộ"), str(number)),
            Column(f"{key}.rate", (_RESULTS, label, "Tỷ lệ"), str(number + 1), rate),
        ]
    return Form(
        NAMES["7.1"],
        TITLES["7.1"],
        WORDS["area or place"],
        tuple(columns),
        by_area_alone(review, lambda unit, area: (figures[unit, area],), (nobody(review, totals),)),
        top=((WORDS["province"].format(_province(review)), WORDS["year"].format(year)),),
        notes=tuple(_notes(review, totals, figures)),
        portrait=True,
    )


def _province(review: Review) -> str:
    """Return the province that all units lie in, or the dots of the form."""
    provinces = {unit[0] for unit in review.names} if "province" in review.places else set()
    return (provinces.pop() if len(provinces) == 1 else None) or "......................"


def persons_too(review: Review, totals: Totals | None) -> Form:
    """Return table 1, which has households and persons of each class, and their rates."""
    found = with_residents(review, totals)
    figures = {
        unit: added([found[unit, area] for area in review.areas if (unit, area) in found])
        for unit in review.names
    }
    farming = FARMING in review.columns and not review.is_list
    said = [WORDS["customary"], *_notes(review, totals, found), *_about_farming(review)]
    return Form(
        NAMES["1"],
        TITLES["1"],
        UNIT_HEADINGS[review.places[-1] if review.places else ""],
        tuple(_columns(farming=farming)),
        by_unit(review, lambda unit: (figures[unit],)),
        notes=tuple(said),
    )


def _columns(*, farming: bool) -> Iterator[Column]:
    residents = "Tổng số hộ dân cư"
    yield Column("households", (residents, "Số hộ"), "1")
    yield Column("persons", (residents, "Nhân khẩu"), "2")
    number = 3
    for whole, (of, about) in enumerate(_ABOUT.items(), start=1):
        for name, label in (_LISTED | _FARMING).items():
            key = f"{name}.{of}"
            rules: tuple[tuple[str, str, Rule], ...] = (
                (key, _NUMBER[of], _counted(name)),
                (f"{key}.rate", "Tỷ lệ (%)", Rate(key, of)),
            )
            if name in _LISTED or farming:
                for place, (own, heading, rule) in enumerate(rules):
                    said = f"{number + 1}={number}/{whole}*100" if place else f"{number}"
                    yield Column(own, (about, label, heading), said, rule)
            number += 2


def _counted(name: str) -> Counted:
    return Counted("non_poor.households", f"{FARMING}?") if name == FARMING else Counted()


def _notes(
    review: Review, totals: Totals | None, figures: Mapping[tuple[Key, str], Figures]
) -> Iterator[str]:
    if undetermined := review.counts.sum("undetermined.households"):
        counted = "undetermined in totals" if totals is None and not review.is_list else "classless"
        yield NOTES[counted].format(many(undetermined))
    yield from notes.of_residents(review, totals)
    if totals is not None:
        unknown = {
            review.names[unit]: None
            for (unit, _), each in figures.items()
            if None in (each["households"], each["persons"])
        }
        if unknown:
            yield NOTES["not in totals"].format(first_of(list(unknown)))
    yield from notes.without_persons(review)


def _about_farming(review: Review) -> Iterator[str]:
    if review.is_list:
        yield NOTES["farming of a list"]
    elif FARMING not in review.columns:
        yield NOTES["no farming"]
    elif unknown := review.counts.sum(f"{FARMING}?"):
        yield NOTES["farming unknown"].format(many(unknown))
