"""What a reader of tracked households should know: what was assumed, and what stays open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.comparison.reasons import FROM, TO
from mdpoverty.errors import plain
from mdpoverty.tracking.flows import unit_of, units_of
from mdpoverty.tracking.places import name_of_unit
from mdpoverty.tracking.rounds import PLACES, Round

_FIRST = 3  # units that are named


@dataclass(frozen=True)
class Pair:
    """Two rounds that follow each other, and how many households went which way."""

    before: str
    now: str
    cells: pl.DataFrame


def notes_of_rounds(
    given: Sequence[Round], rounds: Sequence[Round], told: Sequence[str] | None
) -> Iterator[str]:
    """Yield notes about rounds, as they were `given`, and in order.

    `told` are the columns that tell units, where nobody chose them.
    """
    if all(each.year is None for each in given):
        yield (
            "no round has the column survey_year: they are called by their files, and taken as "
            "one year apart (classify --keep all carries it)"
        )
    yield (
        f"what was before {plain(rounds[0].label)} is not known: fell back and newly arisen are "
        "told apart by these rounds alone"
    )
    yield from _of_rounds(rounds)
    yield from () if told is None else _of_blank_columns(rounds, told)


def notes_of_pairs(pairs: Sequence[Pair], by: Sequence[str], *, mapped: bool) -> Iterator[str]:
    """Yield notes about households between rounds, by units; `mapped`: there are places."""
    for pair in pairs:
        if unsure := int(pair.cells["unsure"].sum()):
            yield (
                f"{plain(pair.now)}: {_count(unsure)} newly arisen may have been so before, "
                "undetermined or not there in an earlier round (poor_before or near_poor_before "
                "is blank)"
            )
    yield from _of_units(pairs, by, mapped=mapped) if by else ()


def _of_rounds(rounds: Sequence[Round]) -> Iterator[str]:
    for each in rounds:
        if each.households and not each.complete:
            yield (
                f"warning: {plain(each.label)} has no non-poor household: if it lists poor and "
                "near-poor households alone, those that are not in it count as gone or new, "
                "though they may be above the line"
            )
    if weighted := [plain(each.label) for each in rounds if each.weighted]:
        yield (
            f"warning: {', '.join(weighted)}: the column weight has other values than 1: "
            "households are counted, not weighted"
        )
    if blank := [plain(r.label) for r in rounds if HOUSEHOLD_SIZE not in r.profile.known]:
        yield f"{', '.join(blank)}: no column household_size: persons are blank"
    for earlier, later in pairwise(rounds):
        if earlier.standards != later.standards and earlier.standards and later.standards:
            named = (plain("; ".join(each.standards), 100) for each in (earlier, later))
            yield (
                f"{plain(earlier.label)} to {plain(later.label)}: from {' to '.join(named)}: what "
                "moved households is the standard too"
            )


def _of_blank_columns(rounds: Sequence[Round], by: Sequence[str]) -> Iterator[str]:
    for name in PLACES:
        some = [name in each.filled for each in rounds]
        if any(some) and not all(some) and name not in by:
            lacking = (plain(r.label) for r, has in zip(rounds, some, strict=True) if not has)
            told = f"units are told by {', '.join(by)}" if by else "there are no units"
            yield f"{name} is blank in {', '.join(lacking)}: {told}"


def _of_units(pairs: Sequence[Pair], by: Sequence[str], *, mapped: bool) -> Iterator[str]:
    yield from dict.fromkeys(note for pair in pairs for note in _blank(pair, by))
    for pair in pairs:
        old, new = (units_of(pair.cells, by, [side]) for side in (FROM, TO))
        lost = old.join(new, on=list(by), how="anti", nulls_equal=True, maintain_order="left")
        if lost.height:
            names = [
                plain(", ".join(name_of_unit(by, row, "(blank)")))
                for row in lost.head(_FIRST).rows()
            ]
            more = f" and {lost.height - _FIRST:,} more" if lost.height > _FIRST else ""
            what = "nor mapped by --places" if mapped else "and --places could map them"
            yield (
                f"units of {plain(pair.before)} that are not in {plain(pair.now)}, {what}: "
                f"{lost.height:,} ({'; '.join(names)}{more})"
            )


def _blank(pair: Pair, by: Sequence[str]) -> Iterator[str]:
    """Yield a note of the households that a round does not place; a blank district is a place."""
    told = [name for name in by if name != PLACES[1]]
    for label, side in ((pair.before, FROM), (pair.now, TO)):
        here = pair.cells.filter(pl.col(side).is_not_null())
        for name in told:
            blank = here.filter(pl.col(unit_of(side, name)).is_null())
            if count := int(blank["households"].sum()):
                yield (
                    f"{plain(label)}: {plain(name)} blank in {_count(count)}: what is blank counts "
                    "as a unit of its own"
                )


def _count(number: int) -> str:
    return f"{number:,} household{'s' if number != 1 else ''}"
