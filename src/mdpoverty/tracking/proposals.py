"""Links between households whose ids do not meet, proposed where other columns are the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import polars as pl

from mdpoverty.codebook import GROUPS, labels_of_columns
from mdpoverty.errors import Problem, UsageError, no_column
from mdpoverty.language.messages import message
from mdpoverty.profile.written import values_of
from mdpoverty.survey.cells import require_columns
from mdpoverty.survey.headings import columns_named
from mdpoverty.survey.survey import CELL, Survey
from mdpoverty.survey.values import as_text, composed, folded_name
from mdpoverty.tracking.links import AFTER, BEFORE, read_links
from mdpoverty.tracking.places import Renamed, read_places, renamed
from mdpoverty.tracking.rounds import Round, in_order
from mdpoverty.tracking.side_tables import ROUND

CANDIDATES = "candidates"  # which households may be the one, where they are several

_ID, _FOLDED, _MET = "household_id", "folded:", "met:"


def proposed_links(
    rounds: Sequence[Round],
    columns: Sequence[str],
    links: Survey | None = None,
    places: Survey | None = None,
) -> pl.DataFrame:
    """Return links between households that are the same by `columns`, and not by their id.

    Cells are the same once `folded_name`; a household with a blank is not matched, nor one that
    `links` name. Columns: `round`, `before`, `after`, `columns`, CANDIDATES. Where there is more
    than one such household in either round, `after` is null, which `read_links` refuses, and
    CANDIDATES has those of the round, `;`-joined. Raises as `track_rounds` does, and UsageError
    where a round has not the columns.
    """
    ordered = in_order(rounds)
    for each in ordered:
        columns = columns_named(each.profile.survey, columns)
    _require(ordered, columns)
    linked = {} if links is None else read_links(links, ordered)
    mapped = None if places is None else read_places(places, ordered)
    labels = [each.label for each in ordered]
    sides = [
        _side(each, columns, mapped, labels[place + 1 :]) for place, each in enumerate(ordered)
    ]
    found = []
    for (before, now), label in zip(pairwise(sides), labels[1:], strict=True):
        taken = linked[label].pairs if label in linked else None
        if taken is not None:
            before, now = (  # noqa: PLW2901 -- the same rounds without what is linked
                side.filter(~pl.col(_ID).is_in(taken[name].to_list()))
                for name, side in ((BEFORE, before), (AFTER, now))
            )
        found.append(_proposed(before, now, columns).insert_column(0, pl.lit(label).alias(ROUND)))
    return pl.concat(found)


def _require(rounds: Sequence[Round], columns: Sequence[str]) -> None:
    problems = []
    for name in columns:
        own = name in (ROUND, BEFORE, AFTER, CANDIDATES, _ID)
        if own:
            wrong = message(
                "tracking.no-match", "households cannot be matched by '{name}'", name=name
            )
            problems.append(Problem("--match", wrong))
        for each in rounds:
            have = each.profile.survey.schema
            if not own and name not in have:
                labels = labels_of_columns(have)
                problems.append(no_column("--match", name, have, columns, labels))
    if problems or not columns:
        headline = message("tracking.cannot-match", "cannot match households by these columns")
        raise UsageError(headline, problems)
    for each in rounds:
        require_columns(each.profile.survey, columns)


def _side(
    each: Round, columns: Sequence[str], places: Renamed | None, since: Sequence[str]
) -> pl.DataFrame:
    """Return the households of a round that have no blank, with the columns as text, and folded."""
    schema = each.profile.survey.schema
    frame = values_of(each.profile, [name for name in columns if name not in GROUPS])
    if places is not None:
        frame = renamed(frame, places, since)
    cells = {
        name: pl.col(name)
        if name in GROUPS
        else as_text(composed(CELL + name, schema[name]), schema[name])
        for name in columns
    }
    return (
        frame.select(pl.col(_ID), *(cell.alias(name) for name, cell in cells.items()))
        .with_columns(folded_name(pl.col(name)).alias(_FOLDED + name) for name in columns)
        .drop_nulls([_FOLDED + name for name in columns])
        .collect(engine="streaming")
    )


def _proposed(before: pl.DataFrame, now: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    keys = [_FOLDED + name for name in columns]
    # A household that is in both rounds, by its id and by these columns, is no candidate.
    settled = before.join(now, on=[_ID, *keys], how="semi")[_ID].to_list()
    before, now = (side.filter(~pl.col(_ID).is_in(settled)) for side in (before, now))
    met = before.join(now, on=_ID, how="semi")[_ID].to_list()
    before, now = (side.with_columns(pl.col(_ID).is_in(met).alias(_MET)) for side in (before, now))
    groups = now.group_by(keys).agg(
        pl.col(_ID).sort().alias(CANDIDATES), (~pl.col(_MET)).any().alias("_unmet")
    )
    rows = (
        before.with_columns(pl.len().over(keys).alias("_before"))
        .filter(~pl.col(_MET))
        .join(groups.filter("_unmet"), on=keys, how="inner", maintain_order="left")
    )
    sure = (pl.col("_before") == 1) & (pl.col(CANDIDATES).list.len() == 1)
    return rows.select(
        pl.col(_ID).alias(BEFORE),
        pl.when(sure).then(pl.col(CANDIDATES).list.first()).alias(AFTER),
        *columns,
        pl.when(~sure).then(pl.col(CANDIDATES).list.join(";")).alias(CANDIDATES),
    )
