"""Households that were renumbered, split or merged between two rounds, as a table says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from mdpoverty.language.messages import Phrase, message
from mdpoverty.profile.written import values_of
from mdpoverty.reading.failing import Check
from mdpoverty.survey.survey import Survey
from mdpoverty.tracking.rounds import Round
from mdpoverty.tracking.side_tables import ROUND, read_listed, settled_rows, unknown_round

BEFORE, AFTER = "before", "after"

_CORRECT = Phrase("tracking.correct-link", "correct the link, or the round")

_TWICE, _NOT_BEFORE, _NOT_AFTER, _ON = "_twice", "_not_before", "_not_after", "_on"


@dataclass(frozen=True)
class Linked:
    """The links into one round.

    `outcomes` has a row for each household of the round before that is linked: `id`, `from_links`
    (how many it became) and `from_related` (which, a list). `origins` has one for each household
    of the round: `id`, `to_links`, `to_related`, and `goes_on`: the id in the round before of the
    household that it is, null where it is a new one. `pairs` are `before` and `after`.
    """

    outcomes: pl.DataFrame
    origins: pl.DataFrame
    pairs: pl.DataFrame


def read_links(survey: Survey, rounds: Sequence[Round]) -> Mapping[str, Linked]:
    """Return the links into each round that has any, by its label.

    A row says that household `before` of the round before became, alone or with others, household
    `after` of `round`. Raises SurveyError, with every problem, when a column is missing, a cell is
    blank, or a row cannot be true of the rounds.
    """
    table = read_listed(survey, (ROUND, BEFORE, AFTER))
    labels = [each.label for each in rounds]
    ids = [
        values_of(each.profile, names=["household_id"]).select("household_id") for each in rounds
    ]
    # What a row says is looked up in its round; in a round that is not known nothing is.
    there = {BEFORE: _ids(labels[1:], ids[:-1], BEFORE), AFTER: _ids(labels[1:], ids[1:], AFTER)}
    rows = table.rows
    others = rows.filter(pl.col(BEFORE) != pl.col(AFTER))
    starts = others.select(ROUND, pl.col(BEFORE).alias(AFTER)).drop_nulls().unique()
    known = pl.col(ROUND).is_in(labels[1:])
    frame = rows.with_columns(pl.struct(ROUND, BEFORE, AFTER).is_duplicated().alias(_TWICE))
    for name, absent in ((BEFORE, _NOT_BEFORE), (AFTER, _NOT_AFTER)):
        found = there[name].with_columns(pl.lit(value=True).alias(absent))
        frame = frame.join(found, on=[ROUND, name], how="left", maintain_order="left")
        frame = frame.with_columns(
            (pl.col(absent).is_null() & pl.col(name).is_not_null() & known).alias(absent)
        )
    starts = starts.with_columns(pl.lit(value=True).alias(_ON))
    frame = frame.join(starts, on=[ROUND, AFTER], how="left", maintain_order="left")
    found_rows = settled_rows(table, frame, (ROUND, BEFORE, AFTER), _checks(labels))
    return {
        label: _linked(found_rows.filter(pl.col(ROUND) == label), earlier, later)
        for label, earlier, later in zip(labels[1:], ids[:-1], ids[1:], strict=True)
        if (found_rows[ROUND] == label).any()
    }


def _ids(labels: Sequence[str], ids: Sequence[pl.LazyFrame], name: str) -> pl.LazyFrame:
    return pl.concat(
        each.select(pl.lit(label).alias(ROUND), pl.col("household_id").alias(name))
        for label, each in zip(labels, ids, strict=True)
    )


def _checks(labels: Sequence[str]) -> list[Check]:
    absent, on = nw.col(_NOT_AFTER).fill_null(value=False), nw.col(_ON).fill_null(value=False)
    return [
        unknown_round(labels),
        Check(
            "row",
            message("tracking.link-twice", "appears more than once"),
            nw.col(_TWICE) & ~nw.col(ROUND).is_null(),
            message("tracking.one-row-a-link", "one row for each household and what it became"),
            message("tracking.remove-others", "remove the others"),
            AFTER,
        ),
        Check(
            BEFORE,
            message("tracking.not-before", "is not a household of the round before"),
            nw.col(_NOT_BEFORE).fill_null(value=False),
            message("tracking.id-of-before", "the household_id of a household in the round before"),
            _CORRECT(),
            BEFORE,
        ),
        Check(
            AFTER,
            message("tracking.not-after", "is not a household of the round"),
            absent & ~on,
            message("tracking.id-of-round", "the household_id of a household in that round"),
            _CORRECT(),
            AFTER,
        ),
        Check(
            AFTER,
            message("tracking.linked-on", "is linked again, but is not a household of the round"),
            absent & on,
            message(
                "tracking.one-link",
                "one row from a household of the round before to a household of the round",
            ),
            message(
                "tracking.link-ends",
                "link the first household to the last, and remove what is between",
            ),
            AFTER,
        ),
    ]


def _linked(rows: pl.DataFrame, earlier: pl.LazyFrame, later: pl.LazyFrame) -> Linked:
    pairs = _with_itself(rows.select(BEFORE, AFTER), earlier, later)
    ways = pairs.with_columns(
        pl.len().over(BEFORE).alias("_out"), pl.len().over(AFTER).alias("_in")
    )
    alone = (pl.col("_out") == 1) & (pl.col("_in") == 1)
    same = alone | (pl.col(BEFORE) == pl.col(AFTER))
    return Linked(
        pairs.group_by(pl.col(BEFORE).alias("id")).agg(
            pl.len().cast(pl.Int64).alias("from_links"),
            pl.col(AFTER).sort().alias("from_related"),
        ),
        ways.group_by(pl.col(AFTER).alias("id")).agg(
            pl.len().cast(pl.Int64).alias("to_links"),
            pl.col(BEFORE).sort().alias("to_related"),
            pl.col(BEFORE).filter(same).first().alias("goes_on"),
        ),
        pairs,
    )


def _with_itself(pairs: pl.DataFrame, earlier: pl.LazyFrame, later: pl.LazyFrame) -> pl.DataFrame:
    """Return links, with those that go without saying.

    A household that is in both rounds under one id, and linked on one side alone, goes on under
    it: it took another in, or another split off from it.
    """
    sides = {name: pairs.select(pl.col(name).alias("id")).unique() for name in (BEFORE, AFTER)}
    of_one_side = (
        (sides[BEFORE].join(sides[AFTER], on="id", how="anti"), later),
        (sides[AFTER].join(sides[BEFORE], on="id", how="anti"), earlier),
    )
    own = [
        each.lazy().join(ids, left_on="id", right_on="household_id", how="semi")
        for each, ids in of_one_side
    ]
    itself = pl.concat(own).sort("id").collect(engine="streaming")
    return pl.concat([pairs, itself.select(pl.col("id").alias(BEFORE), pl.col("id").alias(AFTER))])
