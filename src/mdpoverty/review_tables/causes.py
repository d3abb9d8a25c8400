"""Form 7.10: poor and near-poor households by what makes them so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from mdpoverty.codebook import labelled
from mdpoverty.language.alphabet import Key
from mdpoverty.review_tables import notes
from mdpoverty.review_tables.columns import Column, Counted
from mdpoverty.review_tables.entries import Lines, by_area
from mdpoverty.review_tables.figures import CAUSES, HOUSEHOLDS, LISTED
from mdpoverty.review_tables.form import Form
from mdpoverty.review_tables.phrases import CLASSES, NAMES, NOTES, TITLES, WORDS
from mdpoverty.review_tables.review import Review
from mdpoverty.review_tables.sheets import Words

_CAUSED = "Nguyên nhân nghèo, cận nghèo"
_LABELS: Mapping[str, str | Words] = MappingProxyType(
    {
        "cause_land": "Không có đất sản xuất",
        "cause_capital": "Không có vốn sản xuất, kinh doanh",
        "cause_labour": "Không có lao động",
        "cause_tools": "Không có công cụ/ phương tiện sản xuất",
        "cause_know_how": "Không có kiến thức về sản xuất",
        "cause_skills": "Không có kỹ năng lao động, sản xuất",
        "cause_illness": "Có người ốm đau, bệnh nặng, tai nạn...",
        "cause_other": Words("Nguyên nhân khác", "(ghi rõ)"),
    }
)


def by_cause(review: Review) -> Form:
    """Return form 7.10: a household may have several causes, so that they do not add up."""

    def lines(unit: Key, area: str) -> Lines:
        found = review.figures(unit, area)
        listed = (
            {
                name: found.get(f"{of}.{name}")
                for name in (HOUSEHOLDS, *CAUSES, *map(_unsaid, CAUSES))
            }
            for of in LISTED
        )
        return (None, *listed)

    nobody = {name: 0 if name in review.columns else None for name in CAUSES}
    nobody |= dict.fromkeys([HOUSEHOLDS, *map(_unsaid, CAUSES)], 0)
    return Form(
        NAMES["7.10"],
        TITLES["7.10"],
        WORDS["area or unit"],
        tuple(
            Column(key, (_CAUSED, label), str(number), Counted(HOUSEHOLDS, _unsaid(key)))
            for number, (key, label) in enumerate(_LABELS.items(), start=1)
        ),
        by_area(review, lines, (nobody,), ("", *(f"- {CLASSES[of]}" for of in LISTED))),
        notes=tuple(_notes(review)),
    )


def _unsaid(cause: str) -> str:
    """Return the name of how many households of a class it is not known of."""
    return f"{cause}?"


def _notes(review: Review) -> Iterator[str]:
    yield NOTES["causes overlap"]
    labels = {
        name: label.first if isinstance(label, Words) else label for name, label in _LABELS.items()
    }
    yield from notes.unknown_in_columns(review, labels)
    absent = [name for name in CAUSES if name not in review.columns]
    if absent:
        yield notes.absent_columns(map(labelled, absent))
    yield from notes.undetermined(review)
