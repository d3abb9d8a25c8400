"""From rounds, and the files beside them, to the forms of a review."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from mdpoverty.comparison.reasons import TO
from mdpoverty.comparison.transitions import ABSENT
from mdpoverty.review_tables.contents import Made, Material, make
from mdpoverty.review_tables.members import members_of
from mdpoverty.review_tables.movements import Flows
from mdpoverty.review_tables.review import AREA, refuse_blank_area, refuse_weights, review_of
from mdpoverty.review_tables.totals import read_totals
from mdpoverty.standards.model import Standard
from mdpoverty.survey.place_names import alike_in
from mdpoverty.survey.survey import Survey
from mdpoverty.tracking.result import PAIR, Tracked, track_rounds
from mdpoverty.tracking.rounds import PLACES, Round

Keep = Callable[[pl.LazyFrame], pl.LazyFrame]


@dataclass(frozen=True)
class Beside:
    """The files beside rounds: links and places, residents, and the members of the last round."""

    links: Survey | None = None
    places: Survey | None = None
    totals: Survey | None = None
    members: Survey | None = None


def forms_of(
    rounds: Sequence[Round], standard: Standard, beside: Beside, keep: Keep
) -> tuple[Made, tuple[str, ...]]:
    """Return the forms of the last of `rounds`, and notes on their places and households.

    `standard` is that of the last round, which is read with `review_columns`; `keep` returns the
    rows of a plan, kept to be looked at several times. Raises SurveyError and UsageError where the
    files cannot be used, or a sheet cannot hold a list.
    """
    refuse_weights(rounds)
    last = rounds[-1]
    tracked = None
    if len(rounds) > 1:
        tracked = track_rounds(rounds, beside.links, beside.places, within=[AREA], keep=keep)
    places = tracked.by if tracked else tuple(name for name in PLACES if name in last.filled)
    review = review_of(last, standard, places, keep)
    totals = read_totals(beside.totals, review) if beside.totals else None
    members = members_of(beside.members, last.profile, review, keep) if beside.members else None
    flows = movements = None
    if tracked:
        movements = _of_last(tracked, tracked.households).filter(pl.col(TO) != ABSENT)
        flows = _flows(rounds, tracked, movements)
        if flows.rows[AREA].null_count():
            refuse_blank_area(rounds[-2].profile)
    found = make(review, last.label, Material(totals, members, flows, movements))
    if tracked:
        return found, (*tracked.warnings, *tracked.notes)
    return found, tuple(alike_in([last.profile.survey]))


def _flows(rounds: Sequence[Round], tracked: Tracked, movements: pl.LazyFrame) -> Flows:
    return Flows(
        _of_last(tracked, tracked.flows.lazy()).collect(),
        tracked.by,
        tuple(each.label for each in rounds),
        all(each.complete for each in rounds),
        tuple("; ".join(each.standards) for each in rounds[-2:]),
        _unsure(movements),
    )


def _unsure(movements: pl.LazyFrame) -> dict[str, int]:
    """Return of how many newly arisen households it is not known whether they were so before."""
    arisen = {
        name: (pl.col("movement") == movement) & pl.col(f"{name}_before").is_null()
        for name, movement in (("poor", "newly_arisen"), ("near_poor", "newly_arisen_near_poor"))
    }
    sums = {name: unsure.sum() for name, unsure in arisen.items()}
    return movements.select(**sums).collect(engine="streaming").row(0, named=True)


def _of_last(tracked: Tracked, rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return the rows of the last two rounds."""
    return rows.filter(pl.col(PAIR[1]) == tracked.pairs[-1][1])
