"""The points of scorecards: the lowest and the highest sum that the answers allow, exactly.

Of each group of options just one outcome holds, or none of its options does. Which outcomes are
possible is a column for each; the points of a group are the least and the greatest of those. Each
table of points is added up whole, since which of them holds may be unknown too.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from typing import Any

import narwhals as nw

from mdpoverty.classification.given import Given, Held
from mdpoverty.classification.outcomes import possible_options, possible_tables
from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.standards.grid import grid_of
from mdpoverty.standards.model import Standard
from mdpoverty.standards.scores import NO_POINTS, ONLY_TABLE, Group, Points, Scorecard

_FAR = 10**9  # points further than any sum: of a table that is not the household's


@dataclass(frozen=True)
class Outcome:
    """Options of a group that hold together: one or none; of lines that members hold, any set.

    `possible` is the column that says whether it may be so.
    """

    options: tuple[str, ...]
    possible: str


def outcomes_of(
    group: Group, standard: Standard, given: Given, column: str
) -> dict[Outcome, nw.Expr]:
    """Return the outcomes of a group, each with whether it is possible; never null.

    `column` begins the names of their columns.
    """
    if group.columns is not None:
        found = _of_lines(group, given)
    else:
        options = possible_options(grid_of(group.options, standard.named("household")), given)
        found = {(() if name is None else (name,)): holds for name, holds in options.items()}
    return {
        Outcome(names, f"{column} {index}"): holds
        for index, (names, holds) in enumerate(found.items())
    }


def _of_lines(group: Group, given: Given) -> dict[tuple[str, ...], nw.Expr]:
    """Return which sets of lines the members of a household may hold together."""
    names = tuple(group.options)
    sets = [some for size in range(len(names) + 1) for some in combinations(names, size)]
    if given.tallies is None:
        return {some: _may_count(some, group.columns or {}, given) for some in sets}
    return {some: _may_hold(some, group, given) for some in sets}


def _may_count(some: tuple[str, ...], columns: Mapping[str, str], given: Given) -> nw.Expr:
    """Return whether just these lines may be held, by the household's counts of who does.

    Each of those lines whose count is unknown has one holder at least among the members that the
    other counts leave; counts that are there are believed whatever they add up to.
    """
    counts = {
        line: nw.col(column) if column in given.columns else nw.lit(None, nw.Float64)
        for line, column in columns.items()
    }
    parts = [
        ((count >= 1) if line in some else (count < 1)).fill_null(value=True)
        for line, count in counts.items()
    ]
    open_lines = [counts[line].is_null().cast(nw.Float64) for line in some]
    if open_lines and HOUSEHOLD_SIZE in given.columns:
        told = reduce(operator.add, (count.fill_null(0) for count in counts.values()))
        needed = reduce(operator.add, open_lines)
        parts.append((needed == 0) | (needed <= nw.col(HOUSEHOLD_SIZE) - told))
    return reduce(operator.and_, parts).fill_null(value=True)


def _may_hold(some: tuple[str, ...], group: Group, given: Given) -> nw.Expr:
    """Return whether the members may hold just these lines together.

    Nobody may surely hold one of the others; and for any of these lines there must be as many
    members who may hold one of them, so that each finds a holder of its own (Hall's theorem).
    """
    parts = []
    others = frozenset(group.options) - frozenset(some)
    if others:
        parts.append(nw.col(given.tallies[held(group, others)].sure) == 0)  # type: ignore[index]  # there are tallies
    for size in range(1, len(some) + 1):
        for lines in combinations(some, size):
            counted = given.tallies[held(group, frozenset(lines))]  # type: ignore[index]  # as above
            parts.append(nw.col(counted.possible) >= size)
    return reduce(operator.and_, parts).fill_null(value=True)


def held(group: Group, some: frozenset[str]) -> Held:
    """Return what is counted of members: that they hold one of some lines of a group."""
    return Held(tuple(group.options.items()), some)


def every_held(group: Group) -> Iterator[Held]:
    """Yield all that is counted of the members who hold lines of a group."""
    names = list(group.options) if group.columns is not None else []
    for size in range(1, len(names) + 1):
        for some in combinations(names, size):
            yield held(group, frozenset(some))


def with_points(  # noqa: PLR0913, PLR0917 -- whose points, of what is known, and where they go
    frame: nw.LazyFrame[Any],
    score: Scorecard,
    standard: Standard,
    given: Given,
    names: tuple[str, str],
    prefix: str,
) -> nw.LazyFrame[Any]:
    """Return a frame with the lowest and the highest points of a score, in the columns `names`.

    They are whole numbers of the score's units. `prefix` begins the names of what is between.
    """
    possible: dict[str, nw.Expr] = {}
    groups: list[tuple[Outcome, ...]] = []
    for index, group in enumerate(score.groups):
        found = outcomes_of(group, standard, given, f"{prefix}option {index}")
        possible |= {outcome.possible: holds for outcome, holds in found.items()}
        groups.append(tuple(found))
    frame = frame.with_columns(**possible)
    adding = _Adding(prefix)
    whole = score.whole
    ends = {}
    for table in score.table_names:
        values = [_values(group, score, table, whole) for group in groups]
        ends[table] = (adding.up(values), adding.down(values))
    frame = frame.with_columns(**adding.masks())
    tables = tables_of(score, standard, given)
    columns = {
        f"{prefix}{end} {table}": _summed(*sums)
        for table, both in ends.items()
        for end, sums in zip(("low", "high"), both, strict=True)
    }
    frame = frame.with_columns(**columns, **{f"{prefix}table {t}": x for t, x in tables.items()})
    low = [_if_table(f"{prefix}low {t}", f"{prefix}table {t}", _FAR) for t in ends]
    high = [_if_table(f"{prefix}high {t}", f"{prefix}table {t}", -_FAR) for t in ends]
    return frame.with_columns(
        **{names[0]: nw.min_horizontal(*low), names[1]: nw.max_horizontal(*high)}
    )


def tables_of(score: Scorecard, standard: Standard, given: Given) -> Mapping[str, nw.Expr]:
    """Return whether each table of points may be the household's; never null."""
    if not score.tables:
        return {ONLY_TABLE: nw.lit(value=True)}
    return possible_tables(grid_of(score.tables, standard.named("household")), given)


def _if_table(column: str, holds: str, otherwise: int) -> nw.Expr:
    return nw.when(nw.col(holds)).then(nw.col(column)).otherwise(nw.lit(otherwise, nw.Int64))


def _values(
    group: Sequence[Outcome], score: Scorecard, table: str, whole: int
) -> dict[str, tuple[int, int]]:
    """Return the lowest and the highest units that each outcome brings, by its column.

    `whole` units are a point.
    """
    found = {}
    for outcome in group:
        points = [score.options[name].points[table] or NO_POINTS for name in outcome.options]
        found[outcome.possible] = _units(points, whole)
    return found


def _units(points: Sequence[Points], whole: int) -> tuple[int, int]:
    low, high = (sum(getattr(x, end) for x in points) for end in ("lowest", "highest"))
    return int(low * whole), int(high * whole)


class _Adding:
    """Sums over groups, as whole numbers times columns that are 1 or 0.

    Of a group's outcomes in the order of their points, the least possible one is past all those of
    which none is possible: each step up is added where none up to it is. What is asked of several
    tables is one column.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.asked: dict[frozenset[str], str] = {}

    def up(self, groups: Sequence[Mapping[str, tuple[int, int]]]) -> tuple[int, dict[str, int]]:
        return self.steps([{name: low for name, (low, _) in group.items()} for group in groups], 1)

    def down(self, groups: Sequence[Mapping[str, tuple[int, int]]]) -> tuple[int, dict[str, int]]:
        return self.steps([{n: high for n, (_, high) in group.items()} for group in groups], -1)

    def steps(
        self, groups: Sequence[Mapping[str, int]], direction: int
    ) -> tuple[int, dict[str, int]]:
        base = 0
        steps: dict[str, int] = {}
        for group in groups:
            ordered = sorted(group, key=lambda name: direction * group[name])
            base += group[ordered[0]]
            for place in range(1, len(ordered)):
                step = group[ordered[place]] - group[ordered[place - 1]]
                if step:
                    mask = self.mask(frozenset(ordered[:place]))
                    steps[mask] = steps.get(mask, 0) + step
        return base, steps

    def mask(self, none_of: frozenset[str]) -> str:
        """Return the column that is 1 where none of these outcomes is possible."""
        return self.asked.setdefault(none_of, f"{self.prefix}mask {len(self.asked)}")

    def masks(self) -> dict[str, nw.Expr]:
        return {
            name: (~reduce(operator.or_, (nw.col(one) for one in sorted(some)))).cast(nw.Int16)
            for some, name in self.asked.items()
        }


def _summed(base: int, steps: Mapping[str, int]) -> nw.Expr:
    """Return a base and, for each column that is 1, its step."""
    alike: dict[int, list[str]] = {}
    for name, step in steps.items():
        alike.setdefault(step, []).append(name)
    found: nw.Expr = nw.lit(base, nw.Int64)
    for step, names in alike.items():
        count = reduce(operator.add, (nw.col(name) for name in names))
        found = found + count.cast(nw.Int64) * step
    return found
