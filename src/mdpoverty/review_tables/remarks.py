"""What a reader of the forms should know of the round that they are of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.language.alphabet import Key, in_order
from mdpoverty.language.messages import Message
from mdpoverty.review_tables.check_phrases import REMARKS
from mdpoverty.review_tables.figures import ETHNIC_MINORITY, LISTED, MINORITY, key_of
from mdpoverty.review_tables.members import Members
from mdpoverty.review_tables.phrases import WORDS, first_of
from mdpoverty.review_tables.review import AREA, Review
from mdpoverty.review_tables.totals import Totals
from mdpoverty.review_tables.units import names_of


def remarks_of(review: Review, totals: Totals | None, members: Members | None) -> Iterator[Message]:
    """Yield what a reader should know."""
    counts, columns = review.counts, review.columns
    if members is not None:
        yield REMARKS["members"](file=members.file, number=members.number, others=members.others)
    numbers = {
        "undetermined": counts.sum("undetermined.households"),
        "unknown answers": sum(
            counts.sum(f"{of}.{key_of(name)}?") for of in LISTED for name in review.indicators
        ),
    }
    if HOUSEHOLD_SIZE in columns:
        numbers["unsized"] = counts.sum("unsized")
    else:
        yield REMARKS["no persons"]()
    for remark, number in numbers.items():
        if number:
            yield REMARKS[remark](number=number)
    if MINORITY in review.groups and ETHNIC_MINORITY not in columns:
        yield REMARKS["heads alone"]()
    if not says_heads(review, members):
        yield REMARKS["no heads"]()
    if review.is_list and totals is None:
        yield REMARKS["list"](columns=[*review.places, AREA, "households", "persons"])
    if totals is not None:
        yield from _of_totals(totals, review)


def says_heads(review: Review, members: Members | None) -> bool:
    """Return whether it is told of what sex heads are, or when they were born."""
    return {"head_sex", "head_birth_date"} & set(review.columns) != set() or (
        members is not None and "relation" in members.variables
    )


def doubts_of(review: Review, totals: Totals | None) -> Iterator[Message]:
    """Yield what looks wrong in what is beside a review."""
    if totals is not None:
        yield from _named({"sum in totals": totals.sums}, totals, review)


def _of_totals(totals: Totals, review: Review) -> Iterator[Message]:
    mine = {unit for unit, _ in review.counts.parts}
    found = {
        "not in totals": mine - totals.units,
        "blank in totals": {unit for (unit, _), both in totals.parts.items() if None in both},
        "empty lists" if review.is_list else "only in totals": totals.units - mine,
    }
    yield from _named(found, totals, review)


def _named(
    found: Mapping[str, Collection[Key]], totals: Totals, review: Review
) -> Iterator[Message]:
    every = in_order({unit for unit, _ in review.counts.parts} | totals.units)
    names = names_of(every, WORDS["nameless"], WORDS["everywhere"])
    for remark, units in found.items():
        if units:
            named = [name for unit, name in zip(every, names, strict=True) if unit in units]
            yield REMARKS[remark](units=first_of(named))
