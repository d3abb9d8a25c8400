"""Households over rounds: what became of each, and the stock and flow that they add up to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import polars as pl

from mdpoverty.codebook import GROUPS, HOUSEHOLD_SIZE, labels_of_columns
from mdpoverty.comparison.alike import unmet_ids
from mdpoverty.comparison.reasons import FROM, TO
from mdpoverty.comparison.transitions import ABSENT
from mdpoverty.errors import Problem, no_column, not_grouped
from mdpoverty.language.messages import Message, message
from mdpoverty.profile.written import values_of
from mdpoverty.survey.cells import require_columns
from mdpoverty.survey.headings import columns_named
from mdpoverty.survey.survey import Survey
from mdpoverty.tracking.flows import cells_of, flows
from mdpoverty.tracking.history import column_of, followed
from mdpoverty.tracking.links import read_links
from mdpoverty.tracking.notes import Pair, notes_of_pairs, notes_of_rounds
from mdpoverty.tracking.places import Renamed, filled_in, read_places
from mdpoverty.tracking.rounds import PLACES, Round, in_order

PAIR = ("round_before", "round")
SCOPE = "scope"  # of a line of stock and flow: `unit`, or `total` of all units together

_OUTCOME = (
    FROM,
    TO,
    "movement",
    "poor_before",
    "near_poor_before",
    "related",
    "escaped_since",
    "recently_escaped",
)
_LINE = (SCOPE, "list", "flow", "detail", "households", "persons")


@dataclass(frozen=True)
class Tracked:
    """What became of households between each round and the next.

    `households` has a row for each household and pair of rounds (a plan that is not run yet);
    `flows` the stock and flow of each pair by unit, `totals` that of all units together; `by` are
    the columns of units. `escaped` says of each pair how many households recently escaped, and of
    how many more that is not known; `notes` what a reader should know; `warnings` what to look at
    before all else.
    """

    households: pl.LazyFrame
    flows: pl.DataFrame
    totals: pl.DataFrame
    by: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    escaped: tuple[tuple[int, int], ...]
    notes: tuple[Message, ...]
    warnings: tuple[Message, ...] = ()

    @property
    def table(self) -> pl.DataFrame:
        """Stock and flow as one table: the total of each pair, then its units, told by SCOPE."""
        whole = self.totals.with_columns(
            pl.lit("total").alias(SCOPE),
            *(pl.lit(None, dtype=pl.String).alias(name) for name in self.by),
        )
        parts = [whole, self.flows.with_columns(pl.lit("unit").alias(SCOPE))][: 1 + bool(self.by)]
        order = [*PAIR, SCOPE, *self.by, *_LINE[1:]]
        chosen = [part.select(order) for part in parts]
        return pl.concat(
            part.filter(pl.col("round") == now) for _, now in self.pairs for part in chosen
        )


def _in_memory(plan: pl.LazyFrame) -> pl.LazyFrame:
    return plan.collect(engine="streaming").lazy()


def track_rounds(  # noqa: PLR0913 -- rounds, the tables beside them, and the units of flows
    rounds: Sequence[Round],
    links: Survey | None = None,
    places: Survey | None = None,
    by: Sequence[str] = (),
    keep: Callable[[pl.LazyFrame], pl.LazyFrame] = _in_memory,
    *,
    within: Sequence[str] = (),
) -> Tracked:
    """Return what became of the households of rounds, given from the oldest to the newest.

    `links` and `places` are tables of renumbered households and of renamed units; `by` are the
    columns of units, else those of province, district and commune that every round has filled in;
    `within` are columns by which flows divide them further, as `flows.cells_of` says.
    `keep` returns the rows of a plan, kept to be looked at several times.

    Raises UsageError where the rounds are in no order or cannot be grouped so, SurveyError where
    a table cannot be true of them.
    """
    ordered = in_order(rounds)
    for each in ordered:
        by = columns_named(each.profile.survey, by)
    _require_groups(ordered, by)
    labels = [each.label for each in ordered]
    linked = {} if links is None else read_links(links, ordered)
    mapped = None if places is None else read_places(places, ordered)
    units = tuple(dict.fromkeys(by)) or _units(ordered, mapped)
    have = [*_places(ordered), *(name for name in units if name not in GROUPS)]
    sized = any(HOUSEHOLD_SIZE in each.profile.known for each in ordered)
    rows, every, pairs = [], [], list(pairwise(labels))
    for pair, both in zip(pairs, followed(ordered, linked, mapped, units, keep), strict=True):
        rows.append(_households(both, pair, have, sized=sized, linked=pair[1] in linked))
        every.append(Pair(*pair, cells_of(both, units, within)))
    notes = [
        *notes_of_rounds(rounds, ordered, None if by else units),
        *notes_of_pairs(every, units, mapped=mapped is not None),
    ]
    return Tracked(
        pl.concat(rows),
        pl.concat(_named(flows(pair.cells, (*units, *within)), pair) for pair in every),
        pl.concat(_named(flows(pair.cells, ()), pair) for pair in every),
        units,
        tuple(pairs),
        tuple((int(p.cells["escaped"].sum()), int(p.cells["may_have"].sum())) for p in every),
        tuple(notes),
        tuple(_warnings(ordered, linked)),
    )


def _warnings(rounds: Sequence[Round], linked: Collection[str]) -> Iterator[Message]:
    """Yield what looks wrong with the ids of rounds that follow each other."""
    for before, now in pairwise(rounds):
        ids = [
            (each.label, values_of(each.profile, names=["household_id"])) for each in (before, now)
        ]
        yield from unmet_ids(ids[0], ids[1], linked=now.label in linked)


def _named(found: pl.DataFrame, pair: Pair) -> pl.DataFrame:
    names = dict(zip(PAIR, (pair.before, pair.now), strict=True))
    return found.select(*(pl.lit(label).alias(name) for name, label in names.items()), pl.all())


def _places(rounds: Sequence[Round]) -> list[str]:
    """Return the columns of places that any round has, and the area."""
    return [name for name in GROUPS if any(name in each.profile.known for each in rounds)]


def _units(rounds: Sequence[Round], places: Renamed | None) -> tuple[str, ...]:
    """Return the columns of places that are filled in somewhere in every round, as mapped."""
    labels = [each.label for each in rounds]
    filled = [
        each.filled if places is None else filled_in(each, places, labels[place + 1 :])
        for place, each in enumerate(rounds)
        if each.households
    ]
    return tuple(name for name in PLACES if filled and all(name in some for some in filled))


def _require_groups(rounds: Sequence[Round], by: Collection[str]) -> None:
    """Raise UsageError where a round has not the columns of units, or these have another's name."""
    own = {*PAIR, "household_id", HOUSEHOLD_SIZE, *_OUTCOME, *_LINE}
    problems = []
    for name in dict.fromkeys(by):
        for each in rounds:
            have = each.profile.survey.schema
            if name not in have:
                problem = no_column("--by", name, have, by, labels_of_columns(have))
                problems.append(replace(problem, file=each.file))
        if name in own:
            wrong = message(
                "tracking.own-column", "the table adds a column '{name}' itself", name=name
            )
            advice = message("tracking.rename-column", "rename the rounds' column")
            problems.append(Problem("--by", wrong, advice=advice))
    if problems:
        raise not_grouped(problems)
    for each in rounds:
        require_columns(each.profile.survey, by)


def _households(
    both: pl.LazyFrame, pair: tuple[str, str], have: Sequence[str], *, sized: bool, linked: bool
) -> pl.LazyFrame:
    """Return the table of households of a pair of rounds; places are the later round's."""
    there = pl.col(TO).is_not_null()

    def newest(name: str) -> pl.Expr:
        return pl.when(there).then(f"to_{name}").otherwise(f"from_{name}")

    household = pl.coalesce("to_id", "id")
    return both.select(
        *(pl.lit(label).alias(name) for name, label in zip(PAIR, pair, strict=True)),
        household.alias("household_id"),
        *(newest(column_of(name)).alias(name) for name in have),
        *([newest(HOUSEHOLD_SIZE).alias(HOUSEHOLD_SIZE)] if sized else []),
        pl.col(FROM, TO).fill_null(ABSENT),
        "movement",
        pl.col("from_was_poor").cast(pl.Int8).alias("poor_before"),
        pl.col("from_was_near_poor").cast(pl.Int8).alias("near_poor_before"),
        (_related(household) if linked else pl.lit(None, dtype=pl.String)).alias("related"),
        "escaped_since",
        "recently_escaped",
    )


def _related(household: pl.Expr) -> pl.Expr:
    """Return the households that links name with one, but for itself, joined by `;`."""
    none = pl.lit([], dtype=pl.List(pl.String))
    related = pl.concat_list(pl.col(f"{side}_related").fill_null(none) for side in ("from", "to"))
    others = related.list.set_difference(pl.concat_list(household)).list.sort().list.join(";")
    return pl.when(others != "").then(others)
