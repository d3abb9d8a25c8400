"""Table 1: the results of the review, households and persons."""

from __future__ import annotations

from collections.abc import Iterator

from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.review_tables.figures import FARMING
from mdpoverty.review_tables.layout import About, Column, Counted, Rate, Rule, Table
from mdpoverty.review_tables.phrases import NOTES, TITLES, first_of, many
from mdpoverty.review_tables.review import Review
from mdpoverty.review_tables.totals import Totals

_LISTED = {"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo"}
_FARMING = {FARMING: "Hộ làm nông, lâm, ngư, diêm nghiệp có mức sống trung bình"}
_ABOUT = {"households": "Kết quả rà soát về hộ", "persons": "Kết quả rà soát về nhân khẩu"}
_NUMBER = {"households": "Số hộ", "persons": "Số khẩu"}


def results_table(review: Review, about: About, totals: Totals | None) -> Table:
    """Return table 1; residents are those of the file of `totals` where there is one."""
    figures = []
    for unit in review.units:
        found = dict(review.figures(unit))
        if totals is not None:
            found["households"], found["persons"] = totals.units.get(unit, (None, None))
        elif review.is_list:
            found |= {"households": None, "persons": None}
        figures.append(found)
    columns = tuple(_columns(farming=FARMING in review.columns and not review.is_list))
    notes = [*_notes(review, totals)]
    if totals is not None:
        said = zip(about.units, figures, strict=True)
        unknown = [unit for unit, each in said if None in (each["households"], each["persons"])]
        notes += [NOTES["not in totals"].format(first_of(unknown))] if unknown else []
    return Table(1, TITLES[1], about, columns, tuple(figures), notes=tuple(notes))


def _columns(*, farming: bool) -> Iterator[Column]:
    residents = "Tổng số hộ dân cư"
    yield Column("households", (residents, "Số hộ"), "1")
    yield Column("persons", (residents, "Nhân khẩu"), "2")
    number = 3
    for whole, (of, about) in enumerate(_ABOUT.items(), start=1):
        for name, label in (_LISTED | _FARMING).items():
            key = f"{name}.{of}"
            rules: tuple[tuple[str, str, Rule], ...] = (
                (key, _NUMBER[of], Counted()),
                (f"{key}.rate", "Tỷ lệ (%)", Rate(key, of)),
            )
            if name in _LISTED or farming:
                for place, (own, heading, rule) in enumerate(rules):
                    said = f"{number + 1}={number}/{whole}*100" if place else f"{number}"
                    yield Column(own, (about, label, heading), said, rule)
            number += 2


def _notes(review: Review, totals: Totals | None) -> Iterator[str]:
    counts = review.counts
    if undetermined := counts.sum("undetermined.households"):
        counted = "undetermined in totals" if totals is None and not review.is_list else "classless"
        yield NOTES[counted].format(many(undetermined))
    if totals is not None:
        yield NOTES["totals"].format(totals.file)
    elif review.is_list:
        yield NOTES["list"]
    if HOUSEHOLD_SIZE not in review.columns:
        yield NOTES["no persons"]
    elif unsized := counts.sum("unsized"):
        yield NOTES["unsized"].format(many(unsized))
    if review.is_list:
        yield NOTES["farming of a list"]
    elif FARMING not in review.columns:
        yield NOTES["no farming"]
    elif unknown := counts.sum(f"{FARMING}?"):
        yield NOTES["farming unknown"].format(many(unknown))
