"""Form 7.9: poor and near-poor households by ethnic group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mdpoverty.language.alphabet import Key, order
from mdpoverty.review_tables import notes
from mdpoverty.review_tables.columns import Column, Sum
from mdpoverty.review_tables.entries import Lines, by_area
from mdpoverty.review_tables.figures import KINH, LISTED, MINORITY
from mdpoverty.review_tables.form import Form
from mdpoverty.review_tables.phrases import CLASSES, NAMES, NOTES, TITLES, WORDS, many
from mdpoverty.review_tables.review import Review

UNKNOWN = "unknown"

_NAMED = ("Hoa", "Tày", "Thái")  # groups that the form names after Kinh


def by_ethnicity(review: Review) -> Form:
    """Return form 7.9: of each class all, all minorities, Kinh, and each of the minorities.

    The groups that the form names come first, the others in Vietnamese order.
    """
    counts = review.counts.groups
    found = {name for groups in counts.values() for name in groups}
    named = {name.lower(): name for name in _NAMED}
    others = {name for name in found if name and name.lower() not in (KINH, *named)}
    minorities = (*_NAMED, *sorted(others, key=order))

    def lines(unit: Key, area: str) -> Lines:
        own: dict[str, int | None] = {}
        for of in LISTED:
            groups = counts.get(((unit, area), of), {})
            own[f"{of}.households"] = sum(groups.values())
            sums = dict.fromkeys(minorities, 0) | {None: 0, KINH: 0}
            for name, number in groups.items():
                plain = name and name.lower()
                sums[KINH if plain == KINH else named.get(plain or "", name)] += number
            own[f"{of}.{KINH}"] = sums.pop(KINH)
            own[f"{of}.{UNKNOWN}"] = sums.pop(None)
            own |= {_key(of, str(name)): number for name, number in sums.items()}
        return (own,)

    columns = [c for of in LISTED for c in _columns(of, minorities, unknown=None in found)]
    number = sum(groups.get(None, 0) for groups in counts.values())
    unknown = [NOTES["no ethnicity"].format(many(number))] if number else []
    return Form(
        NAMES["7.9"],
        TITLES["7.9"],
        WORDS["area or unit"],
        tuple(columns),
        by_area(review, lines, lines((), "")),
        notes=(NOTES["ethnic groups"], *unknown, *notes.undetermined(review)),
    )


def _columns(of: str, minorities: Sequence[str], *, unknown: bool) -> Iterator[Column]:
    class_ = CLASSES[of]
    group = f"{class_} dân tộc thiểu số"
    every = Sum(_key(of, minorities[0]), _key(of, minorities[-1]))
    yield Column(f"{of}.households", (f"Tổng số\n{class_.lower()}",))
    yield Column(f"{of}.{MINORITY}", (group, "Tổng số"), rule=every)
    yield Column(f"{of}.{KINH}", (group, "Kinh"))
    for name in minorities:
        yield Column(_key(of, name), (group, name))
    if unknown:
        yield Column(f"{of}.{UNKNOWN}", (group, "Không rõ"))


def _key(of: str, group: str) -> str:
    return f"{of}.group {group}"  # it may have any name
