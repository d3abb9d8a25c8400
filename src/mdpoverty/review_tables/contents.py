"""From rounds to the sheets of a workbook: every table that the rounds can make, and the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.review_tables.check_phrases import LEFT_OUT, REMARKS
from mdpoverty.review_tables.check_sheet import sheet_of_checks
from mdpoverty.review_tables.deprivations import (
    COUNTS,
    RATES,
    deprivation_counts,
    deprivation_rates,
)
from mdpoverty.review_tables.figures import CAUSES, ETHNICITY, LISTED, key_of
from mdpoverty.review_tables.groups import GROUP_COLUMNS, by_cause, by_ethnicity, by_group
from mdpoverty.review_tables.identities import Check, Skipped, checks_of
from mdpoverty.review_tables.layout import About, Table, sheet_of
from mdpoverty.review_tables.lists import listed
from mdpoverty.review_tables.movements import TABLES, Flows, movement_table
from mdpoverty.review_tables.phrases import UNIT_HEADINGS, WORDS, first_of, many
from mdpoverty.review_tables.results import results_table
from mdpoverty.review_tables.review import Review
from mdpoverty.review_tables.sheets import Sheet
from mdpoverty.review_tables.totals import Totals
from mdpoverty.review_tables.units import in_order, names_of, wider


@dataclass(frozen=True)
class Made:
    """The tables of a review by number, the households of its lists, and what was found.

    `left_out` are the numbers of tables that the rounds cannot make, with why, and `remarks` what a
    reader should know, in Vietnamese and in English.
    """

    tables: Mapping[int, Table]
    lists: tuple[Sheet, ...]
    checks: tuple[Check | Skipped, ...]
    left_out: tuple[tuple[int, str, str], ...]
    about: About
    remarks: tuple[tuple[str, str], ...]

    @property
    def failed(self) -> list[Check]:
        """The checks that do not hold."""
        return [each for each in self.checks if isinstance(each, Check) and not each.holds]

    def sheets(self) -> Iterator[Sheet]:
        """Yield the sheets in the order of their numbers, the checks last."""
        for number, table in self.tables.items():
            flagged = {(each.line, each.key) for each in self.failed if each.table.number == number}
            yield sheet_of(table, flagged)
        yield from self.lists
        left_out = [(number, why) for number, why, _ in self.left_out]
        remarks = [vi for vi, _ in self.remarks]
        yield sheet_of_checks(self.checks, self.about, left_out, remarks)


def make(
    review: Review,
    label: str,
    totals: Totals | None,
    flows: Flows | None,
    movements: pl.LazyFrame | None,
) -> Made:
    """Return the tables of a review, which is called `label`.

    `flows` and `movements` (`household_id`, `movement`) are of the last two rounds, None of a
    single one. Raises SurveyError where a sheet cannot hold a list.
    """
    units = [*review.units, *(flows.units if flows else ())]
    if totals and review.is_list:
        units += totals.units  # whose list is empty
    said = tuple(remarks_of(review, totals))
    review = replace(review, units=tuple(in_order(units)))
    about = _about(review, label, flows.before if flows else None)
    tables: dict[int, Table] = {1: results_table(review, about, totals)}
    left_out = dict(_left_out(review, flows))
    for of in LISTED:
        if flows:
            sized = HOUSEHOLD_SIZE in review.columns
            tables[TABLES[of]] = movement_table(flows, of, about, review.units, sized=sized)
        if COUNTS[of] not in left_out:
            counts = deprivation_counts(review, about, of)
            tables |= {COUNTS[of]: counts, RATES[of]: deprivation_rates(counts, review, of)}
    others = {8: by_group, 9: by_ethnicity, 10: by_cause}
    tables |= {n: build(review, about) for n, build in others.items() if n not in left_out}
    tables = dict(sorted(tables.items()))
    return Made(
        tables,
        tuple(listed(review, of, about, movements) for of in LISTED),
        tuple(checks_of(tables, review)),
        tuple((number, *why) for number, why in sorted(left_out.items())),
        about,
        said,
    )


def _about(review: Review, label: str, before: str | None) -> About:
    standard = review.standard
    basis = ", ".join(dict.fromkeys(each.document for each in standard.legal_basis))
    reviewed = WORDS["rounds" if before else "round"].format(label, before)
    if place := wider(review.units):
        reviewed = f"{WORDS['place'].format(', '.join(place))}. {reviewed}"
    lines = (
        reviewed,
        WORDS["standard"].format(standard.name.vi, standard.id, basis),
        WORDS["customary"],
    )
    finest = review.places[-1] if review.places else ""
    names = names_of(review.units, WORDS["nameless"], WORDS["everywhere"])
    return About(lines, UNIT_HEADINGS[finest], tuple(names))


def _left_out(review: Review, flows: Flows | None) -> Iterator[tuple[int, tuple[str, str]]]:
    if flows is None:
        for number in TABLES.values():
            yield number, LEFT_OUT["one round"]
    if not review.indicators:
        indicators = review.standard.indicators
        why = LEFT_OUT["columns" if indicators else "no indicators"]
        what = ", ".join(indicators) or review.standard.id
        for number in (*COUNTS.values(), *RATES.values()):
            yield number, _filled(why, what)
    numbers = ETHNICITY in review.profile.known and ETHNICITY not in review.columns
    for number, columns in ((8, GROUP_COLUMNS), (9, (ETHNICITY,)), (10, CAUSES)):
        if not any(name in review.columns for name in columns):
            codes = numbers and columns == (ETHNICITY,)
            yield (
                number,
                LEFT_OUT["codes"] if codes else _filled(LEFT_OUT["columns"], ", ".join(columns)),
            )


def _filled(words: tuple[str, str], what: str) -> tuple[str, str]:
    vi, en = (each.format(what) for each in words)
    return vi, en


def remarks_of(review: Review, totals: Totals | None) -> Iterator[tuple[str, str]]:
    """Yield what a reader should know of the round, in Vietnamese and in English."""
    counts, columns = review.counts, review.columns
    numbers = {
        "undetermined": counts.sum("undetermined.households"),
        "unknown answers": sum(
            counts.sum(f"{of}.{key_of(name)}?") for of in LISTED for name in review.indicators
        ),
    }
    if HOUSEHOLD_SIZE in columns:
        numbers["unsized"] = counts.sum("unsized")
    else:
        yield REMARKS["no persons"]
    for remark, number in numbers.items():
        if number:
            vi, en = REMARKS[remark]
            yield vi.format(many(number)), en.format(f"{number:,}")
    if review.is_list and totals is None:
        needed = ", ".join((*review.places, "households", "persons"))
        yield _filled(REMARKS["list"], needed)
    if totals is None:
        return
    mine, theirs = set(review.units), set(totals.units)
    every = in_order(mine | theirs)
    names = names_of(every, WORDS["nameless"], WORDS["everywhere"])
    found = {
        "not in totals": mine - theirs,
        "blank in totals": {unit for unit, numbers in totals.units.items() if None in numbers},
        "empty lists" if review.is_list else "only in totals": theirs - mine,
        "sum in totals": totals.sums,
    }
    for remark, units in found.items():
        if units:
            named = [name for unit, name in zip(every, names, strict=True) if unit in units]
            yield _filled(REMARKS[remark], first_of(named))
