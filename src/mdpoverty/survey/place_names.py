"""Names of places that a reader takes for one, though they are written in two ways."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import polars as pl

from mdpoverty.codebook import GROUPS, subject_of, variables
from mdpoverty.errors import MORE, plain
from mdpoverty.language.messages import Message, message
from mdpoverty.survey.cells import require_cells
from mdpoverty.survey.engine import collected, converted
from mdpoverty.survey.survey import CELL, Survey
from mdpoverty.survey.values import folded_name

PLACES = GROUPS[:3]  # province, district, commune

_FOLDED = "folded:"
_NAMED = 5  # names that are listed


def columns_of_places(columns: Collection[str]) -> dict[str, str]:
    """Return which of some columns tells each place: a copy of its cells, or else its values."""
    held = {name: [own for own in (CELL + name, name) if own in columns] for name in PLACES}
    return {name: own[0] for name, own in held.items() if own}


def places_in(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the places that rows name, each once: as copies of cells, or else as values."""
    held = columns_of_places(rows.columns)
    texts = {name: own for name, own in held.items() if rows.schema[own] == pl.String}
    named = (pl.col(own).str.normalize("NFC").alias(name) for name, own in texts.items())
    return rows.select(named).unique()


def alike_in(surveys: Sequence[Survey]) -> Iterator[Message]:
    """Yield the notes of `names_alike` on the places of surveys, whichever engine has their rows.

    One pass over the columns of places of each.
    """
    yield from names_alike([_places_of(survey) for survey in surveys])


def _places_of(survey: Survey) -> pl.DataFrame:
    every = variables("household")
    known = {name: every[name] for name in PLACES if name in survey.given}
    require_cells(survey, known)
    return collected(converted(survey, known).select(*known).unique()) if known else pl.DataFrame()


def names_alike(places: Sequence[pl.DataFrame]) -> Iterator[Message]:
    """Yield a note of names that differ only by what a reader does not see, for each column.

    `places` are those of all batches, or surveys. Names are compared within the same unit above.
    """
    every = pl.concat(places, how="diagonal").unique() if places else pl.DataFrame()
    every = every.select(name for name in PLACES if name in every.columns)
    for place, column in enumerate(every.columns):
        above = [folded_name(pl.col(name)).alias(_FOLDED + name) for name in every.columns[:place]]
        named = every.filter(pl.col(column).is_not_null())
        found = named.group_by(*above, folded_name(pl.col(column)).alias(_FOLDED + column)).agg(
            pl.col(column).unique().sort()
        )
        alike = sorted(names for names in found[column].to_list() if len(names) > 1)
        if alike:
            yield message(
                "survey.places-alike",
                "{column}: names that differ only by spaces, case, invisible characters or the "
                "place of the tone count as different places: {names}{more}. To merge them, write "
                "each name in one way in the file",
                column=subject_of(column),
                names=[_together(names) for names in alike[:_NAMED]],
                more=MORE(count=len(alike) - _NAMED) if len(alike) > _NAMED else "",
            )


def _together(names: Sequence[str]) -> str:
    return " / ".join(f"'{plain(name)}'" for name in names)
