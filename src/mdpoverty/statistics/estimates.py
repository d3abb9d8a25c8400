"""From cells to a table of statistics: one tidy row for each group and measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np
import polars as pl

from mdpoverty.standards.model import Standard
from mdpoverty.statistics.counts import Counted
from mdpoverty.statistics.decomposition import by_factor, by_group
from mdpoverty.statistics.design import Floats, Places
from mdpoverty.statistics.differences import difference_of
from mdpoverty.statistics.domains import (
    Grouping,
    contrasts_of,
    groupings_of,
    rounds_of,
    totals_of,
)
from mdpoverty.statistics.group_shares import POPULATION, SHARES, population_values, share_of
from mdpoverty.statistics.income_distribution import distribution_of
from mdpoverty.statistics.levels import Figures, Level, level_of
from mdpoverty.statistics.measures import Measure
from mdpoverty.statistics.other_weights import REWEIGHTED, REWEIGHTED_ADJUSTED, reweighted
from mdpoverty.statistics.population import Grouped, Values, grouped, population_of, valued
from mdpoverty.statistics.quality import graded, worse
from mdpoverty.statistics.request import GROUPING, INSIDE, OPEN, Asked
from mdpoverty.statistics.robustness import associations, known_answers, rank_correlations
from mdpoverty.statistics.rows import Block, table_of
from mdpoverty.statistics.standard_measures import income_measures, measures
from mdpoverty.survey.survey import CELL

_SPLIT = ("headcount_ratio", "intensity", "adjusted_headcount_ratio")


@dataclass(frozen=True)
class Summary:
    """Statistics of groups of households.

    `table` has a row for each group and measure: the group columns with the data's values, in a
    comparison of rounds CHANGE_FROM, NAMES, ESTIMATES, BOUNDS, SIZES (the unweighted number of
    households that the statistic is about, and the weighted one of households or persons),
    PRECISION, where asked GROUPING, CONTRAST_FROM and COMPARISON, and OPEN: whether unknown answers
    leave it open. Shares are fractions of one. An estimate is null where it is open, where nobody
    is in its base, and where it is suppressed; then its sizes are too. `opened` is how many figures
    are open; `singles` how many strata have a single unit, where that leaves standard errors open.
    `unrepeated` figures cannot be computed with every replicate weight: those of which one leaves
    nobody a weight.
    """

    asked: Asked
    table: pl.DataFrame
    opened: int
    singles: int
    unrepeated: int


def summary(
    counted: Counted, standard: Standard, asked: Asked, wanted: Sequence[Measure] | None = None
) -> Summary:
    """Return the statistics that are asked for; `wanted` are others than the usual ones.

    Standard errors are by linearisation, or by replicate weights; intervals by Student's t with the
    degrees of freedom of each figure: the units of its base less their strata.
    """
    people = population_of(counted, standard, asked.single_unit)
    grouping = _grouping(counted, asked)
    work = _Work(grouped(people, grouping), asked, counted)
    persons = "persons" in counted.units
    every = wanted
    if every is None:
        every = measures(standard, asked.cutoffs, counted.units, answered=counted.answered)
    blocks: list[Block] = []
    shares: list[Block] = []
    kept: dict[tuple[str, str], Level] = {}
    for measure, values in valued(work.groups.population, every):
        level = level_of(work.groups, measure, values, asked.unit)
        blocks += work.blocks(measure, level)
        if asked.totals and measure.name in SHARES:
            shares += work.shares(measure, values, first=not shares)
        if measure.name in _SPLIT:
            kept[measure.name, measure.cutoff] = level
            if work.changes and measure.name == _SPLIT[-1]:
                blocks += work.parts(measure, *(kept[name, measure.cutoff] for name in _SPLIT))
    if asked.robustness and wanted is None:
        blocks += work.robustness(standard, kept)
    if counted.incomes is not None and wanted is None:
        of_incomes = replace(counted, cells=counted.incomes)
        blocks += _of_incomes(of_incomes, standard, asked, persons=persons)
    design = people.design
    told = asked.single_unit or asked.replicates
    singles = 0 if told or not design.known else design.singles
    domains = work.groups.domains
    table = table_of([*blocks, *shares], domains, standard, asked)
    measured = [block.figures for block in blocks if block.measured]
    opened = sum(int(figures.opened.sum()) for figures in measured)
    unrepeated = 0 if asked.replicates is None else sum(map(_unrepeated, measured))
    own = table.select(*replace(asked, bounds=True).columns, OPEN)
    return Summary(asked, own, opened, singles, unrepeated)


def _unrepeated(figures: Figures) -> int:
    """Return how many figures have degrees of freedom, and no error."""
    told = ~np.isnan(figures.estimate) & (figures.freedom > 0)
    return int((told & np.isnan(figures.error)).sum())


def _grouping(counted: Counted, asked: Asked) -> Grouping:
    """Return the groups of cells; of members, who are counted in each of theirs, there is no sum.

    What is outside of the population has no members that could be grouped.
    """
    some = np.flatnonzero(counted.cells[INSIDE].to_numpy()) if asked.by_member else None
    groupings = asked.groupings((*counted.rounds, *asked.by_member))
    return groupings_of(counted.cells, groupings, some)


def _of_incomes(
    counted: Counted, standard: Standard, asked: Asked, *, persons: bool
) -> Iterator[Block]:
    """Yield the statistics of incomes; `counted` has a cell for each."""
    people = population_of(counted, standard, asked.single_unit)
    grouping = _grouping(counted, asked)
    work = _Work(grouped(people, grouping), asked, counted)
    every = income_measures(standard, persons=persons)
    for measure, values in valued(work.groups.population, every):
        yield from work.blocks(measure, level_of(work.groups, measure, values, asked.unit))
    for measure, level, ends in distribution_of(work.groups, asked.unit, asked.level):
        for block in work.blocks(measure, level):
            yield replace(block, ends=ends if block.earlier is None else None)


@dataclass(frozen=True)
class _Work:
    """The groups of a summary, and which of them are compared."""

    groups: Grouped
    asked: Asked
    counted: Counted

    @cached_property
    def changes(self) -> list[tuple[int, int]]:
        """The places of groups in an earlier and in a later round."""
        asked = self.asked
        if asked.change is None:
            return []
        return rounds_of(self.groups.domains, CELL + asked.change, asked.pairs)

    @cached_property
    def contrasts(self) -> list[tuple[int, int]]:
        """The places of groups that differ in one column."""
        asked = self.asked
        return (
            []
            if asked.contrast is None
            else contrasts_of(self.groups.domains, CELL + asked.contrast)
        )

    @cached_property
    def totals(self) -> Places:
        """The place of each group's total."""
        return totals_of(self.groups.domains, self.counted.rounds)

    @cached_property
    def years(self) -> Floats:
        """How many years each change is over, NaN where rounds are no years."""
        if self.asked.change is None or not self.changes:
            return np.zeros(0)
        rounds = self.groups.domains[CELL + self.asked.change].cast(pl.Float64, strict=False)
        times = rounds.fill_null(float("nan")).to_numpy()
        earlier, later = (list(side) for side in zip(*self.changes, strict=True))
        apart = times[later] - times[earlier]
        return np.where(apart > 0, apart, np.nan)

    def blocks(self, measure: Measure, level: Level) -> Iterator[Block]:
        """Yield a measure of each group, and how it differs."""
        asked = self.asked
        grades = graded(level.figures, asked.flag_cv, drawn=self.counted.designed)
        every = np.arange(self.groups.domains.height)
        yield Block.of_measure(measure, asked.unit, level.figures, every, grades)
        for pairs, changed in ((self.changes, True), (self.contrasts, False)):
            if not pairs:
                continue
            sides = [np.array(side) for side in zip(*pairs, strict=True)]
            years = self.years if changed else np.full(len(pairs), np.nan)
            found = difference_of(self.groups.population.design, level, pairs, years)
            block = Block.of_measure(
                measure, asked.unit, found.figures, sides[1], worse(grades, *sides)
            )
            yield replace(block, earlier=sides[0], changed=changed, difference=found)

    def shares(self, measure: Measure, values: Values, *, first: bool) -> Iterator[Block]:
        """Yield the share of each group in all, the `first` time that in the population too."""
        wanted = [(SHARES[measure.name], values)]
        if first:
            wanted.insert(0, (POPULATION, population_values(values)))
        for name, each in wanted:
            figures, group = share_of(self.groups, measure, each, self.asked.unit, self.totals)
            grades = graded(figures, self.asked.flag_cv, drawn=self.counted.designed)
            named = replace(measure, name=name, kind="share")
            yield replace(
                Block.of_measure(named, self.asked.unit, figures, group, grades), measured=False
            )

    def parts(self, measure: Measure, h: Level, a: Level, m0: Level) -> Iterator[Block]:
        """Yield what makes up the changes of M0."""
        asked = self.asked
        grades = graded(m0.figures, asked.flag_cv, drawn=self.counted.designed)
        found: list[tuple[str, Figures, list[tuple[int, int]], Places | None]] = [
            (name, figures, self.changes, None)
            for name, figures in by_factor(self.groups, h, a, m0, self.changes)
        ]
        if asked.totals:
            found += by_group(self.groups, m0, self.changes, self.totals, asked.unit)
        for name, figures, pairs, finer in found:
            sides = [np.array(side) for side in zip(*pairs, strict=True)]
            block = Block.of_measure(
                replace(measure, name=name), asked.unit, figures, sides[1], worse(grades, *sides)
            )
            of = None if finer is None else self._groupings(finer)
            yield replace(block, earlier=sides[0], changed=True, measured=False, of=of)

    def robustness(
        self, standard: Standard, kept: Mapping[tuple[str, str], Level]
    ) -> Iterator[Block]:
        """Yield how far figures depend on cut-offs, indicators and answers that are missing."""
        asked, groups = self.asked, self.groups
        every = np.arange(groups.domains.height)
        for measure, values in valued(groups.population, list(known_answers(standard))):
            yield from self.blocks(measure, level_of(groups, measure, values, asked.unit))
        for measure, figures in associations(groups, standard, asked.unit):
            grades = graded(figures, asked.flag_cv, drawn=False)
            block = Block.of_measure(measure, asked.unit, figures, every, grades)
            yield replace(block, measured=False)
        levels = {cutoff: level for (name, cutoff), level in kept.items() if name == _SPLIT[-1]}
        for one, other in combinations([cutoff.text for cutoff in asked.cutoffs], 2):
            yield from self._ranked(levels[one], levels[other], f"{one};{other}")
        for cutoff in asked.cutoffs:
            for measure, values in valued(groups.population, list(reweighted(standard, cutoff))):
                level = level_of(groups, measure, values, asked.unit)
                yield from self.blocks(measure, level)
                if measure.name == REWEIGHTED_ADJUSTED:
                    yield from self._ranked(levels[cutoff.text], level, cutoff.text, measure)

    def _ranked(
        self, one: Level, other: Level, cutoff: str, under: Measure | None = None
    ) -> Iterator[Block]:
        """Yield how groups rank by two measures, of which the other is `under` other weights."""
        asked = self.asked
        begin, half = (REWEIGHTED, f"{under.indicator};") if under else ("", "")
        for name, figures, place, of in rank_correlations(self.groups, one, other, self.totals):
            grades = graded(figures, asked.flag_cv, drawn=False)
            names = (begin + name, "", cutoff, "deprivations", asked.unit)
            indicator = [half + grouping for grouping in of]
            yield Block(names, "mean", figures, place, grades, of=indicator, measured=False)

    def _groupings(self, place: Places) -> list[str]:
        """Return the columns of groups that are no rounds, joined by `;`."""
        names = self.groups.domains[GROUPING].gather(place)
        kept = self.counted.rounds
        return [";".join(n for n in own.split(";") if n not in kept) for own in names]
