"""From rounds to the sheets of a workbook: every form that the rounds can make, and the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from mdpoverty.codebook import labelled, subject_of
from mdpoverty.language.alphabet import in_order
from mdpoverty.language.messages import Message, Named
from mdpoverty.language.numbers import day
from mdpoverty.review_tables.causes import by_cause
from mdpoverty.review_tables.check_phrases import LEFT_OUT
from mdpoverty.review_tables.check_sheet import sheet_of_checks
from mdpoverty.review_tables.checks import Checks
from mdpoverty.review_tables.children import by_child, count_children
from mdpoverty.review_tables.deprivations import (
    COUNTS,
    RATES,
    deprivation_counts,
    deprivation_rates,
)
from mdpoverty.review_tables.details import LISTS, detailed
from mdpoverty.review_tables.ethnicity import by_ethnicity
from mdpoverty.review_tables.figures import CAUSES, ETHNICITY, LISTED
from mdpoverty.review_tables.form import Form
from mdpoverty.review_tables.form_sheet import sheet_of
from mdpoverty.review_tables.groups import GROUP_COLUMNS, by_group
from mdpoverty.review_tables.households import listed
from mdpoverty.review_tables.identities import checks_of
from mdpoverty.review_tables.lists import decided, left
from mdpoverty.review_tables.members import Members
from mdpoverty.review_tables.movements import FORMS as MOVED
from mdpoverty.review_tables.movements import Flows, movement
from mdpoverty.review_tables.notes import quoted
from mdpoverty.review_tables.phrases import AREAS, NAMES, NOTES, WORDS, many
from mdpoverty.review_tables.remarks import doubts_of, remarks_of, says_heads
from mdpoverty.review_tables.results import persons_too, results
from mdpoverty.review_tables.review import SCORE, Review
from mdpoverty.review_tables.sheets import Listing, Sheet
from mdpoverty.review_tables.to_review import to_review
from mdpoverty.review_tables.totals import Totals
from mdpoverty.review_tables.units import names_of, wider
from mdpoverty.version import version


@dataclass(frozen=True)
class Material:
    """What is beside a review: residents, members, and what came of households since the last.

    `flows` and `movements` (`household_id`, `movement`) are of the last two rounds, None of a
    single one.
    """

    totals: Totals | None = None
    members: Members | None = None
    flows: Flows | None = None
    movements: pl.LazyFrame | None = None


@dataclass(frozen=True)
class Made:
    """The forms and lists of a review by number, and what was found.

    `left_out` are the numbers of forms that the rounds cannot make, with why, `about` what was
    reviewed, `remarks` what a reader should know, and `doubts` what looks wrong.
    """

    forms: Mapping[str, Form]
    lists: Mapping[str, Listing]
    checks: Checks
    left_out: tuple[tuple[str, Message], ...]
    about: tuple[str, ...]
    remarks: tuple[Message, ...]
    doubts: tuple[Message, ...]

    def sheets(self) -> Iterator[Sheet]:
        """Yield the sheets in the order of their numbers, the checks last."""
        for number in NAMES:
            if form := self.forms.get(number):
                noted = replace(form, notes=(*form.notes, " ".join(self.about)))
                yield sheet_of(noted, self.checks.flagged(form.name))
            elif found := self.lists.get(number):
                yield found.sheet
        remarks = (*self.remarks, *self.doubts)
        yield sheet_of_checks(self.checks, self.about, self.left_out, remarks)


def make(review: Review, label: str, material: Material) -> Made:
    """Return the forms of a review, which is called `label`, and what they say of it.

    Raises SurveyError where a sheet cannot hold a list.
    """
    remarks = tuple(remarks_of(review, material.totals, material.members))
    doubts = tuple(doubts_of(review, material.totals))
    review = _placed(review, material)
    left_out = dict(_left_out(review, material))
    forms = dict(_forms(review, label, material, left_out))
    flows = material.flows
    about = tuple(_about(review, label, flows.before if flows else None))
    lists = dict(_lists(review, material, left_out, (" ".join(about),)))
    return Made(
        {number: forms[number] for number in NAMES if number in forms},
        lists,
        checks_of(forms, lists, review),
        tuple((number, left_out[number]) for number in NAMES if number in left_out),
        about,
        remarks,
        doubts,
    )


def _placed(review: Review, material: Material) -> Review:
    """Return the review with the units of each area, and what all of them are called."""
    parts = {*review.counts.parts, *(material.flows.parts if material.flows else ())}
    if material.totals and review.is_list:
        parts |= material.totals.parts.keys()  # whose list is empty
    areas = {area: tuple(in_order(u for u, of in parts if of == area)) for area in AREAS}
    units = in_order(unit for unit, _ in parts)
    names = names_of(units, WORDS["nameless"], WORDS["everywhere"])
    return replace(review, areas=areas, names=dict(zip(units, names, strict=True)))


def _forms(
    review: Review, label: str, material: Material, left_out: Mapping[str, Message]
) -> Iterator[tuple[str, Form]]:
    yield "7.1", results(review, label, material.totals)
    yield "1", persons_too(review, material.totals)
    for of in LISTED:
        if material.flows:
            yield MOVED[of], movement(material.flows, of, review)
        if COUNTS[of] not in left_out:
            counts = deprivation_counts(review, of)
            yield COUNTS[of], counts
            yield RATES[of], deprivation_rates(counts, review, of)
    if "7.8" not in left_out:
        yield "7.8", by_group(review, material.totals)
    if "7.9" not in left_out:
        yield "7.9", by_ethnicity(review)
    if "7.10" not in left_out:
        yield "7.10", by_cause(review)
    if material.members:
        yield "7.11", by_child(count_children(material.members, review), review)


def _lists(
    review: Review,
    material: Material,
    left_out: Mapping[str, Message],
    about: tuple[str, ...],
) -> Iterator[tuple[str, Listing]]:
    households = listed(review, material.members)
    notes = tuple(_of_lists(review, material.members))
    if "I" not in left_out:
        yield "I", Listing(to_review(review, households, (*notes, *about)))
    if unclear := review.counts.sum("undetermined.households"):
        notes = (*notes, NOTES["undetermined of lists"].format(many(unclear)))
    yield "6.1", decided(review, households, (*notes, *about))
    if material.movements is not None:
        yield "6.2", left(review, households, material.movements, (*notes, *about))
    for of, number in LISTS.items():
        yield number, Listing(detailed(review, of, households, material.movements, about))


def _of_lists(review: Review, members: Members | None) -> Iterator[str]:
    absent = [name for name in ("head", "village") if name not in review.columns]
    if absent:
        yield NOTES["no names"].format(quoted(map(labelled, absent)))
    if not says_heads(review, members):
        yield NOTES["no heads"]


def _about(review: Review, label: str, before: str | None) -> Iterator[str]:
    """Yield what was reviewed: the round, where, and by which standard."""
    standard = review.standard
    basis = ", ".join(dict.fromkeys(each.document for each in standard.legal_basis))
    yield WORDS["rounds" if before else "round"].format(label, before)
    if place := wider(list(review.names)):
        yield WORDS["place"].format(", ".join(place))
    if days := review.days:
        said = [day(each, "vi") for each in dict.fromkeys(days)]
        yield WORDS["days" if len(said) > 1 else "day"].format(*said)
    digest = standard.short_digest
    yield WORDS["standard"].format(standard.name.vi, standard.id, digest, basis)
    yield WORDS["program"].format(version())


def _left_out(review: Review, material: Material) -> Iterator[tuple[str, Message]]:
    if SCORE not in review.columns:
        yield "I", LEFT_OUT["points"]()
    if material.flows is None:
        for number in ("6.2", *MOVED.values()):
            yield number, LEFT_OUT["one round"]()
    if not review.indicators:
        indicators = list(review.standard.indicators.items())
        why = (
            LEFT_OUT["columns"](columns=[Named(n, f"{x.label.vi} ({n})") for n, x in indicators])
            if indicators
            else LEFT_OUT["no indicators"](standard=review.standard.id)
        )
        for number in (*COUNTS.values(), *RATES.values()):
            yield number, why
    asked = {"7.8": GROUP_COLUMNS, "7.9": (ETHNICITY,), "7.10": CAUSES}
    for number, columns in asked.items():
        if not any(name in review.columns for name in columns):
            coded = review.coded and columns == (ETHNICITY,)
            yield (
                number,
                LEFT_OUT["codes"]()
                if coded
                else LEFT_OUT["columns"](columns=[*map(subject_of, columns)]),
            )
    if material.members is None:
        yield "7.11", LEFT_OUT["members"]()
