"""The cells of a survey as arrays, and its groups: what every statistic is added up from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from mdpoverty.codebook import DECIDED, KEYS
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.cell_weights import HOUSEHOLDS, POSITIVE, SPREAD
from mdpoverty.statistics.counts import CELL_AREA, CELL_INCOME, Counted
from mdpoverty.statistics.design import (
    Design,
    Draws,
    Floats,
    Places,
    design_of,
    places,
    sums,
)
from mdpoverty.statistics.domains import Grouping
from mdpoverty.statistics.measures import Measure, prepared
from mdpoverty.statistics.replicates import Repeated, Replicates, replicates_of
from mdpoverty.statistics.request import INSIDE, TOTAL, SingleUnit, Unit
from mdpoverty.survey.survey import CELL

_AT_ONCE = 4_000_000  # numbers of measures that are worked out together


@dataclass(frozen=True)
class Population:
    """The cells that are in the population, and the design that all cells tell.

    `answers` has the different answers that households gave, `answer` says which a cell has;
    `cell` is the place of a cell of the population among all. Where households are grouped in
    several ways, a cell is there for each. `household` is that of each cell where a household may
    have several of a group, since rows are persons. `replicates` are the replicate weights of all
    cells.
    """

    design: Design
    cell: Places
    answers: nw.DataFrame[Any]
    answer: Places
    households: Floats
    positive: Floats
    total: Mapping[Unit, Floats]
    spread: Mapping[Unit, Floats]
    household: Places | None = None
    replicates: Replicates | None = None

    @property
    def stratum(self) -> Places:
        """The stratum of each cell."""
        return self.design.stratum[self.cell]

    @property
    def unit(self) -> Places:
        """The primary sampling unit of each cell: the cell itself, where households are drawn."""
        return self.cell if self.design.unit is None else self.design.unit[self.cell]

    def repeated(self, place: Places) -> Population:
        """Return the population of the cells in some places, which may be there several times."""
        return replace(
            self,
            cell=self.cell[place],
            answer=self.answer[place],
            households=self.households[place],
            positive=self.positive[place],
            total={unit: numbers[place] for unit, numbers in self.total.items()},
            spread={unit: numbers[place] for unit, numbers in self.spread.items()},
            household=None if self.household is None else self.household[place],
        )

    def once(self, domain: Places) -> Population:
        """Return the population with each household counted once in a domain: in its first cell."""
        if self.household is None:
            return self
        pairs = domain * (self.household.max(initial=-1) + 1) + self.household
        _, first, place = np.unique(pairs, return_index=True, return_inverse=True)
        households, positive = np.zeros(len(pairs)), np.zeros(len(pairs))
        households[first] = 1.0
        np.maximum.at(positive, first[place], self.positive)
        return replace(self, households=households, positive=positive)


def population_of(counted: Counted, standard: Standard, single: SingleUnit | None) -> Population:
    """Return the population of a survey."""
    own = [name for name in (CELL_INCOME, CELL_AREA) if name in counted.cells.columns]
    names = [*DECIDED, *standard.indicators, *own]
    people = population_by(counted, names, single)
    return replace(people, answers=prepared(people.answers, standard))


def population_by(counted: Counted, names: Sequence[str], single: SingleUnit | None) -> Population:
    """Return the population of cells whose answers are in the columns of these names."""
    cells = counted.cells
    households = cells[HOUSEHOLDS].to_numpy().astype(np.float64)
    rounds = [CELL + name for name in counted.rounds]
    design = design_of(cells, households, rounds, known=counted.designed, single=single)
    within = cells.filter(INSIDE)
    answers = within.select(names).unique(maintain_order=True).with_row_index("_answer")
    answer = within.select(names).join(
        answers, on=names, how="left", nulls_equal=True, maintain_order="left"
    )["_answer"]

    def numbers(name: str) -> Floats:
        return within[name].to_numpy().astype(np.float64)

    return Population(
        design,
        np.flatnonzero(cells[INSIDE].to_numpy()),
        nw.from_native(answers, eager_only=True),
        answer.to_numpy().astype(np.intp),
        numbers(HOUSEHOLDS),
        numbers(POSITIVE),
        {unit: numbers(TOTAL[unit]) for unit in counted.units},
        {unit: numbers(SPREAD[unit]) for unit in counted.units},
        places(within, KEYS[:1]) if KEYS[0] in within.columns else None,
        replicates_of(cells, counted.units, *counted.replicates) if counted.replicates else None,
    )


@dataclass(frozen=True)
class Values:
    """What a household of each cell adds to the sums of a measure.

    `base` and `sized` are 1 or 0.
    """

    value: Floats
    per: Floats
    base: Floats
    sized: Floats
    least: Floats | None = None
    most: Floats | None = None
    constant_value: Floats | None = None
    constant_per: Floats | None = None
    constant_slope: Floats | None = None


def valued(population: Population, asked: Sequence[Measure]) -> Iterator[tuple[Measure, Values]]:
    """Yield each measure with what the households of every cell add to its sums."""
    at_once = max(1, _AT_ONCE // (len(fields(Values)) * max(1, len(population.answers))))
    for start in range(0, len(asked), at_once):
        some = asked[start : start + at_once]
        # Measures share many expressions, their bases above all: each is worked out once.
        bases = {id(measure.base): measure.base.cast(nw.Float64) for measure in some}
        parts = [_parts(measure, bases[id(measure.base)]) for measure in some]
        wanted = {f"_{id(part)}": part for own in parts for part in own.values()}
        shared = {name: holds for measure in some for name, holds in measure.reads.items()}
        found = population.answers.with_columns(**shared).with_columns(**wanted)

        def numbers(part: nw.Expr, found: nw.DataFrame[Any] = found) -> Floats:
            each = found[f"_{id(part)}"].to_numpy().astype(np.float64)
            return np.asarray(each[population.answer])

        of_bases = {id(base): numbers(base) for base in bases.values()}
        for measure, own in zip(some, parts, strict=True):
            told = {
                name: of_bases[id(part)] if id(part) in of_bases else numbers(part)
                for name, part in own.items()
            }
            yield measure, Values(**told)


def _parts(measure: Measure, base: nw.Expr) -> dict[str, nw.Expr]:
    """Return what there is of Values, by name; `base` is that of the measure as a number."""
    constant = measure.constant
    found = {
        "value": measure.value,
        "per": base if measure.per is None else measure.per,
        "base": base,
        "sized": base if measure.sized is None else measure.sized.cast(nw.Float64),
        "least": measure.least,
        "most": measure.most,
        "constant_value": constant.value if constant else None,
        "constant_per": constant.per if constant else None,
        "constant_slope": constant.slope if constant else None,
    }
    return {name: part for name, part in found.items() if part is not None}


@dataclass(frozen=True)
class Grouped:
    """A population by its groups: the domain of each cell, and its draws.

    A draw is a primary sampling unit in a domain, or a cell in it; `draw` says of each cell which.
    """

    population: Population
    domain: Places
    domains: pl.DataFrame

    @cached_property
    def draw(self) -> Places:
        """The draw of each cell."""
        unit = self.population.unit
        pairs = self.domain * (unit.max(initial=-1) + 1) + unit
        return np.unique(pairs, return_inverse=True)[1].astype(np.intp)

    @cached_property
    def _draws(self) -> Mapping[Unit, Draws]:
        found: dict[Unit, Draws] = {}
        population = self.population
        for unit, total in population.total.items():
            first = np.unique(self.draw, return_index=True)[1]
            alone, ones = population.design.unit is None, np.ones(len(first))
            found[unit] = Draws(
                self.domain[first],
                population.stratum[first],
                population.unit[first],
                population.households[first] if alone else ones,
                total[first] if alone else ones,
                population.spread[unit][first] if alone else 0 * ones,
                population.positive[first] if alone else ones,
            )
        return found

    def draws(self, unit: Unit) -> Draws:
        """Return the draws, by the weights of households or of persons."""
        return self._draws[unit]

    def linearised(self, unit: Unit, each: Floats) -> Floats:
        """Return the linearised value of each draw, from that of a household of each cell."""
        total = self.population.total[unit]
        sound = np.where(total > 0, each, 0.0)  # whoever weighs nothing adds nothing
        if self.population.design.unit is None:
            return sums(self.draw, sound)
        return sums(self.draw, total * sound, len(self.draws(unit).domain))

    def summed(self, of: Floats, each: Floats | None = None) -> Floats:
        """Return the sum in each domain of `of`, times `each` where `of` is not zero."""
        if each is not None:
            of = np.where(of > 0, of * each, 0.0)
        return sums(self.domain, of, self.domains.height)

    def every(self, unit: Unit, each: Floats) -> Floats:
        """Return the sum in each domain of weights times `each`: by the full weight, then by all.

        There is a row for each replicate weight, where the survey has some.
        """
        people = self.population
        full = self.summed(people.total[unit], each)
        if people.replicates is None:
            return full[None, :]
        number = self.domains.height
        again = people.replicates.sums(unit, people.cell, self.domain, each, number)
        return np.vstack([full, again])

    def replicate_weights(self, unit: Unit) -> Iterator[Floats]:
        """Yield each replicate weight of the cells, where the survey has some."""
        people = self.population
        if people.replicates is not None:
            for weights in people.replicates.total[unit].T:
                yield weights[people.cell]

    @cached_property
    def repeated(self) -> Repeated | None:
        """What tells errors by replicate weights; None where the survey has none."""
        people = self.population
        if people.replicates is None:
            return None
        return people.replicates.by_domain(people.cell, self.domain, self.domains.height)


def grouped(population: Population, grouping: Grouping) -> Grouped:
    """Return a population by its groups; `grouping` is of all cells, also those outside of it."""
    inside = np.full(grouping.cell.max(initial=-1) + 1, -1, dtype=np.intp)
    inside[population.cell] = np.arange(len(population.cell))
    place = inside[grouping.cell]
    there = place >= 0
    domain = grouping.domain[there]
    return Grouped(population.repeated(place[there]).once(domain), domain, grouping.domains)


def incomes_of(population: Population) -> Floats:
    """Return the income of each cell, VND per person per month; NaN where it is unknown."""
    found = population.answers[CELL_INCOME].to_numpy().astype(np.float64)
    return np.asarray(found[population.answer])
