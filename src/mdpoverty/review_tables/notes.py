"""What is noted under several forms: who is not in them, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.review_tables.figures import LISTED
from mdpoverty.review_tables.phrases import NOTES, many
from mdpoverty.review_tables.review import Review
from mdpoverty.review_tables.totals import Totals


def absent_columns(labels: Iterable[str]) -> str:
    """Return that columns are blank for want of those of a file, called so."""
    return NOTES["absent columns"].format(quoted(labels))


def quoted(labels: Iterable[str]) -> str:
    """Return labels one after the other, each as a quotation: some are sentences with commas."""
    return "; ".join(f"'{label}'" for label in labels)


def undetermined(review: Review) -> Iterator[str]:
    """Yield how many households are of no class, and so not in a form of the poor."""
    if number := review.counts.sum("undetermined.households"):
        yield NOTES["undetermined"].format(many(number))


def without_persons(review: Review) -> Iterator[str]:
    """Yield why persons are blank, where they are."""
    if HOUSEHOLD_SIZE not in review.columns:
        yield NOTES["no persons"]
    elif unsized := review.counts.sum("unsized"):
        yield NOTES["unsized"].format(many(unsized))


def of_residents(review: Review, totals: Totals | None) -> Iterator[str]:
    """Yield where the numbers of residents are from, or why they are blank."""
    if totals is not None:
        yield NOTES["totals"].format(totals.file)
    elif review.is_list:
        yield NOTES["list"]


def unknown_in_columns(review: Review, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield of how many poor and near-poor households it is not known what columns count."""
    counted = {
        label: sum(review.counts.sum(f"{of}.{name}?") for of in LISTED)
        for name, label in labels.items()
    }
    said = [f"'{label}': {many(number)}" for label, number in counted.items() if number]
    if said:
        yield NOTES["unknown in columns"].format("; ".join(said))
