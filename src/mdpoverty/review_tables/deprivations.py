"""Forms 7.4 to 7.7: in what poor and near-poor households are deprived, as counts and as rates."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from mdpoverty.review_tables.columns import Column, Counted, Rate, Taken
from mdpoverty.review_tables.entries import by_area
from mdpoverty.review_tables.figures import key_of
from mdpoverty.review_tables.form import Form
from mdpoverty.review_tables.notes import absent_columns
from mdpoverty.review_tables.phrases import NAMES, NOTES, TITLES, WORDS, many
from mdpoverty.review_tables.review import Review

COUNTS = MappingProxyType({"poor": "7.4", "near_poor": "7.6"})  # the number of the form of a class
RATES = MappingProxyType({"poor": "7.5", "near_poor": "7.7"})
# The headings of each form, by its number: of all households, and of those with a deprivation.
_HEADINGS = MappingProxyType(
    {
        "7.4": ("Tổng số\nhộ nghèo", "Chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ nghèo"),
        "7.5": (
            "Tổng số\nhộ nghèo",
            "Tỷ lệ chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ nghèo (so với tổng số hộ nghèo)",
        ),
        "7.6": ("Tổng số\nhộ cận nghèo", "Chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ cận nghèo"),
        "7.7": (
            "Tổng số\nhộ cận nghèo",
            (
                "Tỷ lệ chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ nghèo (so với tổng số hộ cận "
                "nghèo)"
            ),
        ),
    }
)


def keys_of(review: Review, of: str) -> list[str]:
    """Return the keys of the columns of indicators, in their order."""
    return [f"{of}.{key_of(name)}" for name in review.standard.indicators]


def deprivation_counts(review: Review, of: str) -> Form:
    """Return form 7.4 (of poor households) or 7.6 (of near-poor ones)."""
    number = COUNTS[of]
    every, each = _HEADINGS[number]
    columns = [Column(f"{of}.households", (every,))]
    columns += [
        Column(key, (each, str(place)), rule=Counted(f"{of}.households", f"{key}?"))
        for place, key in enumerate(keys_of(review, of), start=1)
    ]
    entries = by_area(
        review,
        lambda unit, area: (review.figures(unit, area),),
        (review.counts.nobody,),
        total=WORDS["plain total of areas"],
    )
    return Form(
        NAMES[number],
        TITLES[number],
        WORDS["area or unit"],
        tuple(columns),
        entries,
        legend=_legend(review),
        notes=tuple(_notes(review, of)),
    )


def deprivation_rates(counts: Form, review: Review, of: str) -> Form:
    """Return form 7.5 or 7.7: the counts of form 7.4 or 7.6 in per cent of the households."""
    number = RATES[of]
    whole = f"{of}.households"
    every, each = _HEADINGS[number]
    columns = [Column(whole, (every,), rule=Taken(whole, counts))]
    columns += [
        Column(key, (each, str(place)), rule=Rate(key, whole, counts))
        for place, key in enumerate(keys_of(review, of), start=1)
    ]
    said = [NOTES["near-poor rates"]] if of == "near_poor" else []
    return Form(
        NAMES[number],
        TITLES[number],
        WORDS["area or unit"],
        tuple(columns),
        counts.entries,
        legend=_legend(review),
        notes=(*said, *_notes(review, of)),
    )


def _legend(review: Review) -> tuple[str, ...]:
    labels = (indicator.label.vi for indicator in review.standard.indicators.values())
    return tuple(f"{place}: {label}" for place, label in enumerate(labels, start=1))


def _notes(review: Review, of: str) -> Iterator[str]:
    unknown = sum(review.counts.sum(f"{of}.{key_of(name)}?") for name in review.indicators)
    if unknown:
        yield NOTES["unknown answers"].format(many(unknown))
    absent = [name for name in review.standard.indicators if name not in review.indicators]
    if absent:
        yield absent_columns(review.standard.indicators[name].label.vi for name in absent)
    if undetermined := review.counts.sum("undetermined.households"):
        yield NOTES["undetermined"].format(many(undetermined))
