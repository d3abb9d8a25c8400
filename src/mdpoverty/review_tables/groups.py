"""Tables 8 to 10: poor and near-poor households by group, by ethnic group and by cause."""

from __future__ import annotations

from collections.abc import Iterator

from mdpoverty.codebook import review_variables
from mdpoverty.review_tables.figures import CAUSES, ETHNICITY, GROUPS, KINH, LISTED
from mdpoverty.review_tables.layout import About, Column, Counted, Rule, Sum, Table
from mdpoverty.review_tables.phrases import CLASSES, NOTES, TITLES, many
from mdpoverty.review_tables.review import Review
from mdpoverty.review_tables.units import order

MINORITY, UNKNOWN = "minority", "unknown"
OF_GROUP = "group "  # before the name of an ethnic group

_GROUPS = {
    "minority": "Hộ dân tộc thiểu số",
    "no_labour_capacity": "Hộ không có khả năng lao động",
    "merit": "Hộ có thành viên là người có công với cách mạng",
    "other": "Khác (không thuộc nhóm nào)",
}
GROUP_COLUMNS = (ETHNICITY, *GROUPS[1:])  # that table 8 reads


def by_group(review: Review, about: About) -> Table:
    """Return table 8: the groups overlap, so `other` is counted by itself."""
    columns: list[Column] = []
    for of in LISTED:
        keys = {f"{of}.households": "Tổng số", **{f"{of}.{k}": v for k, v in _GROUPS.items()}}
        columns += [
            Column(key, (CLASSES[of], label), str(len(columns) + place))
            for place, (key, label) in enumerate(keys.items(), start=1)
        ]
    figures = tuple(review.figures(unit) for unit in review.units)
    notes = [NOTES["overlap"]]
    unknown = {
        label: sum(review.counts.sum(f"{of}.{key}?") for of in LISTED)
        for key, label in _GROUPS.items()
    }
    notes += _unknown(unknown)
    absent = [name for name in GROUP_COLUMNS if name not in review.columns]
    if absent:
        notes.append(NOTES["absent columns"].format(", ".join(absent)))
    notes += _undetermined(review)
    return Table(8, TITLES[8], about, tuple(columns), figures, notes=tuple(notes))


def by_ethnicity(review: Review, about: About) -> Table:
    """Return table 9: Kinh, all minorities, and each of them."""
    counts = review.counts.groups
    found = {name for groups in counts.values() for name in groups}
    minorities = sorted(
        (name for name in found if name is not None and name.lower() != KINH), key=order
    )
    figures = []
    for unit in review.units:
        for of in LISTED:
            groups = counts.get((unit, of), {})
            own = {OF_GROUP + name: groups.get(name, 0) for name in minorities}
            own["households"] = sum(groups.values())
            own[KINH] = sum(n for name, n in groups.items() if name and name.lower() == KINH)
            own[UNKNOWN] = groups.get(None, 0)
            own[MINORITY] = 0  # where there is no group to add up
            figures.append(own)
    columns = tuple(_ethnic_columns(minorities, unknown=None in found))
    unknown = sum(figure[UNKNOWN] for figure in figures)
    notes = [NOTES["no ethnicity"].format(many(unknown))] if unknown else []
    notes += _undetermined(review)
    return _two_lines(9, about, columns, figures, notes)


def _ethnic_columns(minorities: list[str], *, unknown: bool) -> Iterator[Column]:
    yield Column("households", ("Tổng số hộ",), "1")
    yield Column(KINH, ("Dân tộc Kinh",), "2")
    rule: Rule = Counted()
    number = "3"
    if minorities:
        rule = Sum(OF_GROUP + minorities[0], OF_GROUP + minorities[-1])
        last = len(minorities) + 3
        number = f"3=4+...+{last}" if last > 4 else "3=4"  # noqa: PLR2004 -- the first group's column
    yield Column(MINORITY, ("Tổng dân tộc thiểu số",), number, rule)
    for place, name in enumerate(minorities, start=4):
        yield Column(OF_GROUP + name, ("Trong đó", name), str(place))
    if unknown:
        yield Column(UNKNOWN, ("Không rõ dân tộc",), str(len(minorities) + 4))


def by_cause(review: Review, about: About) -> Table:
    """Return table 10: a household may have several causes, so that they do not add up."""
    labels = {name: review_variables()[name].label_vi for name in CAUSES}
    columns = [Column("households", ("Tổng số hộ",), "1")]
    columns += [
        Column(name, ("Số hộ, theo nguyên nhân", label[0].upper() + label[1:]), str(place))
        for place, (name, label) in enumerate(labels.items(), start=2)
    ]
    figures = [
        {each: review.figures(unit).get(f"{of}.{each}") for each in ("households", *CAUSES)}
        for unit in review.units
        for of in LISTED
    ]
    notes = [NOTES["causes overlap"]]
    notes += _unknown(
        {
            label: sum(review.counts.sum(f"{of}.{name}?") for of in LISTED)
            for name, label in labels.items()
        }
    )
    absent = [name for name in CAUSES if name not in review.columns]
    if absent:
        notes.append(NOTES["absent columns"].format(", ".join(absent)))
    notes += _undetermined(review)
    return _two_lines(10, about, tuple(columns), figures, notes)


def _two_lines(
    number: int,
    about: About,
    columns: tuple[Column, ...],
    figures: list[dict[str, int]] | list[dict[str, int | None]],
    notes: list[str],
) -> Table:
    labels = tuple(CLASSES[of] for of in LISTED)
    return Table(
        number,
        TITLES[number],
        about,
        columns,
        tuple(figures),
        labels=labels,
        label_heading="Phân loại",
        notes=tuple(notes),
    )


def _unknown(counted: dict[str, int]) -> list[str]:
    said = [f"{label}: {many(number)}" for label, number in counted.items() if number]
    return [NOTES["unknown in columns"].format("; ".join(said))] if said else []


def _undetermined(review: Review) -> list[str]:
    number = review.counts.sum("undetermined.households")
    return [NOTES["undetermined"].format(many(number))] if number else []
