"""What a reader of tracked households should know: what was assumed, and what stays open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from mdpoverty.codebook import HOUSEHOLD_SIZE, subject_of
from mdpoverty.comparison.reasons import FROM, TO
from mdpoverty.errors import MORE, WARNING, plain
from mdpoverty.language.messages import Message, Phrase, message, plural
from mdpoverty.survey.place_names import alike_in
from mdpoverty.tracking.flows import unit_of, units_of
from mdpoverty.tracking.places import name_of_unit
from mdpoverty.tracking.rounds import PLACES, Round

_FIRST = 3  # units that are named
_NOT_MAPPED = Phrase(
    "tracking.not-mapped-units",
    "units of {before} that are not in {now} and not mapped by --places: {count} ({names}{more})",
)
_COULD_BE_MAPPED = Phrase(
    "tracking.units-to-map",
    "units of {before} that are not in {now}, and --places could map them: {count} ({names}{more})",
)


@dataclass(frozen=True)
class Pair:
    """Two rounds that follow each other, and how many households went which way."""

    before: str
    now: str
    cells: pl.DataFrame


def notes_of_rounds(
    given: Sequence[Round], rounds: Sequence[Round], told: Sequence[str] | None
) -> Iterator[Message]:
    """Yield notes about rounds, as they were `given`, and in order.

    `told` are the columns that tell units, where nobody chose them.
    """
    if all(each.year is None for each in given):
        yield message(
            "tracking.no-years",
            "no round has a year in the column survey_year: rounds have the names of their "
            "files, and count as one year apart (use classify --keep all to carry "
            "survey_year; a column map gives it with `survey_year: {constant}`)",
            constant="{constant: 2024}",
        )
    yield message(
        "tracking.before-unknown",
        "households before {round} are unknown: only these rounds show who fell back and who is "
        "newly poor",
        round=plain(rounds[0].label),
    )
    yield from alike_in([each.profile.survey for each in rounds])
    yield from _of_rounds(rounds)
    yield from () if told is None else _of_blank_columns(rounds, told)


def notes_of_pairs(pairs: Sequence[Pair], by: Sequence[str], *, mapped: bool) -> Iterator[Message]:
    """Yield notes about households between rounds, by units; `mapped`: there are places."""
    for pair in pairs:
        if unsure := int(pair.cells["unsure"].sum()):
            yield message(
                "tracking.unsure",
                "{round}: {households} counted as newly arisen may have been poor or "
                "near-poor before: they are undetermined or missing in an earlier round "
                "(poor_before or near_poor_before is blank)",
                round=plain(pair.now),
                households=_count(unsure),
            )
    yield from _of_units(pairs, by, mapped=mapped) if by else ()


def _of_rounds(rounds: Sequence[Round]) -> Iterator[Message]:
    for each in rounds:
        if each.households and not each.complete:
            text = message(
                "tracking.no-non-poor",
                "{round} does not have non-poor households: if it lists only poor and "
                "near-poor households, others count as gone or new, though they may be "
                "above the line",
                round=plain(each.label),
            )
            yield WARNING(text=text)
    if weighted := [plain(each.label) for each in rounds if each.weighted]:
        text = message(
            "tracking.weighted",
            "{rounds}: the column weight has values other than 1: households are counted, not "
            "weighted",
            rounds=weighted,
        )
        yield WARNING(text=text)
    if blank := [plain(r.label) for r in rounds if HOUSEHOLD_SIZE not in r.profile.known]:
        yield message(
            "tracking.no-sizes",
            "{rounds}: no column household_size: persons are blank",
            rounds=blank,
        )
    for earlier, later in pairwise(rounds):
        if earlier.standards != later.standards and earlier.standards and later.standards:
            yield message(
                "tracking.standard-changed",
                "{before} to {now}: the standard changed from {one} to {other}, which "
                "also moves households",
                before=plain(earlier.label),
                now=plain(later.label),
                one=plain("; ".join(earlier.standards), 100),
                other=plain("; ".join(later.standards), 100),
            )


def _of_blank_columns(rounds: Sequence[Round], by: Sequence[str]) -> Iterator[Message]:
    for name in PLACES:
        some = [name in each.filled for each in rounds]
        if any(some) and not all(some) and name not in by:
            yield message(
                "tracking.blank-places",
                "{column} is blank in {rounds}: {told}",
                column=subject_of(name),
                rounds=[plain(r.label) for r, has in zip(rounds, some, strict=True) if not has],
                told=message(
                    "tracking.told-by",
                    "units are identified by {columns}",
                    columns=[*map(subject_of, by)],
                )
                if by
                else message("tracking.no-units", "there are no units"),
            )


def _of_units(pairs: Sequence[Pair], by: Sequence[str], *, mapped: bool) -> Iterator[Message]:
    yield from dict.fromkeys(note for pair in pairs for note in _blank(pair, by))
    for pair in pairs:
        old, new = (units_of(pair.cells, by, [side]) for side in (FROM, TO))
        lost = old.join(new, on=list(by), how="anti", nulls_equal=True, maintain_order="left")
        if lost.height:
            names = [
                plain(", ".join(name_of_unit(by, row, "(blank)")))
                for row in lost.head(_FIRST).rows()
            ]
            yield (_NOT_MAPPED if mapped else _COULD_BE_MAPPED)(
                before=plain(pair.before),
                now=plain(pair.now),
                count=lost.height,
                names="; ".join(names),
                more=MORE(count=lost.height - _FIRST) if lost.height > _FIRST else "",
            )


def _blank(pair: Pair, by: Sequence[str]) -> Iterator[Message]:
    """Yield a note of the households that a round does not place; a blank district is a place."""
    told = [name for name in by if name != PLACES[1]]
    for label, side in ((pair.before, FROM), (pair.now, TO)):
        here = pair.cells.filter(pl.col(side).is_not_null())
        for name in told:
            blank = here.filter(pl.col(unit_of(side, name)).is_null())
            if count := int(blank["households"].sum()):
                yield message(
                    "tracking.blank-unit",
                    "{round}: {column} is blank in {households}: blank counts as a separate unit",
                    round=plain(label),
                    column=subject_of(plain(name)),
                    households=_count(count),
                )


def _count(number: int) -> Message:
    return plural("tracking.households", "{count} household", "{count} households", count=number)
