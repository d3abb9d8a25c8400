"""The variables that a standard reads of a survey: how much it needs each, and for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from mdpoverty.classification.decide import INCOMES, SCORES
from mdpoverty.codebook import GROUPS, HOUSEHOLD_SIZE, Level, Variable
from mdpoverty.language import Language
from mdpoverty.language.messages import in_language
from mdpoverty.standards.model import Standard

Need = Literal["required", "income", "indicators", "optional"]

# A table of needed variables: text, blank where there is nothing to say.
COLUMNS = (
    "file",
    "name",
    "need",
    "type",
    "unit",
    "codes",
    "minimum",
    "maximum",
    "allowed",
    "label_en",
    "label_vi",
    "indicators",
)


@dataclass(frozen=True)
class Needed:
    """A variable that a standard reads, how much it needs it, and what reads it.

    That is by their names the indicators, and the conditions and scores where there are any.

    `required`: the column must be there, and no cell blank (`household_size` may come from a
    member file); `income`: one such column must be there; `indicators`: a blank cell, or a column
    that is not there, is unknown; `optional`: read where it is there.
    """

    variable: Variable
    need: Need
    indicators: tuple[str, ...]

    def row(self, language: Language = "en") -> tuple[str, ...]:
        """Return the cells of a row, as COLUMNS names them; what is text in the language."""
        variable = self.variable
        limits = ("" if x is None else str(x) for x in (variable.minimum, variable.maximum))
        return (
            variable.level,
            variable.name,
            self.need,
            variable.type,
            in_language(variable.unit_in_words, language),
            "|".join(variable.codes),
            *limits,
            in_language(variable.allowed, language),
            variable.label_en,
            variable.label_vi,
            ";".join(self.indicators),
        )


def inputs(standard: Standard, level: Level) -> tuple[Needed, ...]:
    """Return what `standard` reads of the household or of the member file.

    They come in the order of the codebook, the standard's own `inputs` last.
    """
    known = dict(standard.variables(level))
    readers = dict(standard.readers(level))
    if level == "household":
        needs = _of_households(standard, readers)
        if not standard.needs_area and "area" not in readers:
            known["area"] = replace(known["area"], type="text", codes=())  # a group like any other
    else:
        if level_readers := readers.get("school_level"):
            # Whoever attends no school has no level, whatever stands there (codebook).
            both = {*readers.get("attending_school", ()), *level_readers}
            every = (*standard.indicators, *standard.conditions, *standard.scores)
            readers["attending_school"] = tuple(x for x in every if x in both)
        needs = _of_members(readers)
    return tuple(
        Needed(variable, needs[name], readers.get(name, ()))
        for name, variable in known.items()
        if name in needs
    )


def _of_households(standard: Standard, readers: Iterable[str]) -> dict[str, Need]:
    needs: dict[str, Need] = dict.fromkeys((*GROUPS, "weight", "survey_year"), "optional")
    needs |= dict.fromkeys(readers, "indicators")
    # What was counted elsewhere counts where the answers leave a score open.
    needs |= {name: "optional" for name in standard.scores if name not in needs}
    if standard.needs_income:
        needs |= dict.fromkeys(INCOMES, "income")
    if standard.needs_area:
        needs["area"] = "required"
    if standard.needs_income and standard.review_scores:
        income_score, deprivation_score = SCORES
        needs |= {income_score: "income", deprivation_score: "optional"}
    if standard.needs_size:
        needs[HOUSEHOLD_SIZE] = "required"
    needs["household_id"] = "required"
    return needs


def _of_members(readers: Iterable[str]) -> dict[str, Need]:
    needs: dict[str, Need] = {"age": "optional"}
    needs |= dict.fromkeys(readers, "indicators")
    return {**needs, "household_id": "required", "person_id": "required"}


def table(needed: Iterable[Needed], language: Language = "en") -> pl.LazyFrame:
    """Return needed variables as a table of COLUMNS, one row each, all of them text."""
    rows = [[cell or None for cell in each.row(language)] for each in needed]
    return pl.LazyFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
