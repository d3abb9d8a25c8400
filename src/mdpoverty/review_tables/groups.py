"""Form 7.8: all, poor and near-poor households and their persons, by group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from mdpoverty.codebook import labelled
from mdpoverty.review_tables import figures, notes
from mdpoverty.review_tables.columns import Column, Counted
from mdpoverty.review_tables.entries import Lines, by_area
from mdpoverty.review_tables.figures import ETHNIC_MINORITY, ETHNICITY, GROUPS, MINORITY
from mdpoverty.review_tables.form import Figures, Form
from mdpoverty.review_tables.phrases import HOUSEHOLDS, NAMES, NOTES, PERSONS, TITLES, WORDS
from mdpoverty.review_tables.results import nobody, with_residents
from mdpoverty.review_tables.review import Review
from mdpoverty.review_tables.sheets import Words
from mdpoverty.review_tables.totals import Totals

RESIDENTS = "residents"
GROUP_COLUMNS = (ETHNICITY, ETHNIC_MINORITY, *GROUPS[1:])  # that the form reads

_GROUPED = "Hộ nghèo, hộ cận nghèo theo các nhóm đối tượng"
# The columns, by the figures that stand in them.
_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        RESIDENTS: ("Tổng số hộ dân cư",),
        MINORITY: ("Số hộ dân tộc thiểu số",),
        "poor": (_GROUPED, "Tổng số hộ nghèo"),
        "near_poor": (_GROUPED, "Tổng số hộ cận nghèo"),
        "poor.minority": (_GROUPED, "Hộ nghèo dân tộc thiểu số¹"),
        "near_poor.minority": (_GROUPED, "Hộ cận nghèo dân tộc thiểu số"),
        "poor.no_labour_capacity": (_GROUPED, "Hộ nghèo không có khả năng lao động²"),
        "near_poor.no_labour_capacity": (_GROUPED, "Hộ cận nghèo không có khả năng lao động"),
        "poor.merit": (_GROUPED, "Hộ nghèo có thành viên là người có công với cách mạng³"),
        "near_poor.merit": (_GROUPED, "Hộ cận nghèo có thành viên là người có công với cách mạng"),
    }
)
_FOOTNOTES = (
    (
        "1: Hộ nghèo, hộ cận nghèo dân tộc thiểu số là hộ nghèo, hộ cận nghèo có chủ hộ hoặc có "
        "vợ, chồng của chủ hộ là đồng bào dân tộc thiểu số theo quy định của pháp luật."
    ),
    (
        "2: Hộ nghèo, hộ cận nghèo không có khả năng lao động là hộ nghèo, hộ cận nghèo không có "
        "thành viên trong độ tuổi lao động hoặc có thành viên trong độ tuổi lao động nhưng mất khả "
        "năng lao động."
    ),
    (
        "3: Hộ nghèo, hộ cận nghèo có thành viên là người có công với cách mạng là hộ nghèo, hộ "
        "cận nghèo có ít nhất một thành viên trong hộ là người có công với cách mạng đang hưởng "
        "chính sách trợ cấp ưu đãi hằng tháng."
    ),
)
_LABELS = MappingProxyType(
    {
        MINORITY: "hộ dân tộc thiểu số",
        "no_labour_capacity": "hộ không có khả năng lao động",
        "merit": "hộ có thành viên là người có công với cách mạng",
    }
)


def by_group(review: Review, totals: Totals | None) -> Form:
    """Return form 7.8; the groups overlap.

    How many of all residents are of an ethnic minority is not known of a list of the poor alone.
    """
    found = with_residents(review, totals)
    unknown = (MINORITY,) if review.is_list else ()

    def lines(own: Figures, counted: Figures) -> Lines:
        return tuple(
            dict(counted)
            | {
                key: None if key in unknown else own.get(of if key == RESIDENTS else f"{key}.{of}")
                for key in _COLUMNS
            }
            for of in (figures.HOUSEHOLDS, figures.PERSONS)
        )

    return Form(
        NAMES["7.8"],
        TITLES["7.8"],
        WORDS["area or unit"],
        tuple(
            Column(key, path, str(number), _rule(key))
            for number, (key, path) in enumerate(_COLUMNS.items(), start=1)
        ),
        by_area(
            review,
            lambda unit, area: lines(found[unit, area], review.figures(unit, area)),
            lines(nobody(review, totals), review.counts.nobody),
            (HOUSEHOLDS, PERSONS),
        ),
        labelled=Words("Phân tổ", "(Hộ, nhân khẩu)"),
        footnotes=_FOOTNOTES,
        notes=tuple(_notes(review, totals)),
    )


def _rule(key: str) -> Counted:
    """Return what a column counts: a group among the households of its class, or among all."""
    of, _, group = key.rpartition(".")
    if group not in GROUPS:
        return Counted()
    return Counted(f"{of}.{figures.HOUSEHOLDS}".lstrip("."), f"{key}?")


def _notes(review: Review, totals: Totals | None) -> Iterator[str]:
    yield NOTES["overlap"]
    yield from notes.of_residents(review, totals)
    if MINORITY in review.groups:
        if ETHNIC_MINORITY not in review.columns:
            yield NOTES["heads alone"]
        if review.is_list:
            yield NOTES["residents of a list"]
    asked = {name: label for name, label in _LABELS.items() if _asked(name, review)}
    yield from notes.unknown_in_columns(review, asked)
    if len(review.groups) < len(GROUPS):
        absent = [name for name in GROUP_COLUMNS if name not in review.columns]
        yield notes.absent_columns(map(labelled, absent))
    yield from notes.without_persons(review)
    yield from notes.undetermined(review)


def _asked(group: str, review: Review) -> bool:
    """Return whether the round has a column that says who is not of a group."""
    return (ETHNIC_MINORITY if group == MINORITY else group) in review.columns
