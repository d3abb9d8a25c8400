"""Members with the class of their household, and columns of a survey that are carried through."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from mdpoverty.classification.widened import widened
from mdpoverty.codebook import GROUPS, KEYS, all_variables
from mdpoverty.files.rows import ROW
from mdpoverty.reading.roster import Roster, member_values
from mdpoverty.standards.model import Standard
from mdpoverty.survey.engine import carried, own_cells
from mdpoverty.survey.spelling import PLAIN
from mdpoverty.survey.survey import CELL, Survey
from mdpoverty.survey.values import composed

_DECIDED = ("standard", "class", "basis")
# What else of a household its persons have with the columns of the member file, so that they can be
# summarised: where it is, how it was drawn, and its answers.
_OF_HOUSEHOLD = (*GROUPS, "weight", "stratum", "psu", "standard_digest", "possible_classes")


def persons_of(roster: Roster, profile: pl.LazyFrame, *, keep_all: bool) -> pl.LazyFrame:
    """Return the members of the households in `profile`, each with what decides for its household.

    Insurance cards and school fees are granted to persons. One row a member, in the order of the
    member file: `household_id`, `person_id`, `member_row` (number of the data row), `standard`,
    `class`, `basis`; with `keep_all` the other columns of the member file too, and those of
    _OF_HOUSEHOLD and the indicators, where the profile has them and the member file has not.
    """
    taken = [*KEYS, "member_row", *_DECIDED]
    survey = roster.survey
    names = carried_through(survey, KEYS, taken) if keep_all else {}
    wanted = (*_OF_HOUSEHOLD, *(n for one in roster.standards for n in one.indicators))
    there = {*profile.collect_schema()} - {*taken, *names.values()}
    own = [name for name in wanted if name in there] if keep_all else []
    frame = member_values(roster, own_cells(survey, names))
    copies = carried(survey, names)
    members: pl.LazyFrame = widened(frame, copies).to_native()
    of_household = {f"_of_household {name}": name for name in own}
    households = profile.select(
        "household_id", *_DECIDED, *(pl.col(name).alias(at) for at, name in of_household.items())
    )
    found = members.join(households, on="household_id", how="inner", maintain_order="left")
    cells = carried_cells(survey, names, roster.standards[0])
    return found.select(
        *KEYS,
        pl.col(ROW).alias("member_row"),
        *_DECIDED,
        *(cells[name].alias(called) for name, called in names.items()),
        *(pl.col(at).alias(name) for at, name in of_household.items()),
    )


def respelt(survey: Survey, names: Collection[str], standard: Standard) -> list[str]:
    """Return those of the columns to carry whose numbers are spelled as the survey's are.

    Whoever reads the table does not know these signs, so it has the numbers with a decimal point
    and without groups, as all others that it has.
    """
    if survey.spelling == PLAIN:
        return []
    numbers = {name for name, each in standard.every_variable.items() if each.is_number}
    own = own_cells(survey, names)
    return [name for name in own if name in numbers and survey.schema[name] == pl.String]


def carried_cells(survey: Survey, names: Collection[str], standard: Standard) -> dict[str, pl.Expr]:
    """Return the cells of columns to carry, by their names, from the copies that CELL names."""
    numbers = respelt(survey, names, standard)
    cells = {name: composed(CELL + name, survey.columns[name]) for name in names}
    return cells | {name: survey.spelling.carried(cells[name]) for name in numbers}


def carried_through(
    survey: Survey, same: Collection[str], taken: Collection[str]
) -> dict[str, str]:
    """Return the columns of a survey to carry into a table, and what each is called there.

    `taken` are the table's own columns, `same` those of them that a survey's column of that name
    has become; under a column map only a variable that the map gives has. A column that is another
    than the one that took its name is called `survey_` and its name. So is one with the name of a
    variable that the map does not give: whoever reads the table would take it for that.
    """
    names: dict[str, str] = {}
    taken = {*taken, *(() if survey.origins is None else {*all_variables()} - {*survey.given})}
    for name in survey.columns:
        if name in same and name in survey.given:
            continue
        called = name
        while called in taken:
            called = f"survey_{called}"
        names[name] = called
        taken.add(called)
    return names
