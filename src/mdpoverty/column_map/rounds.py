"""The round of a map beside the year that chooses the standard: they may not say two things."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mdpoverty.column_map.apply import Map
from mdpoverty.column_map.model import Constant
from mdpoverty.errors import ColumnMapError, Problem
from mdpoverty.language.messages import Message, Phrase, message

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")

GIVEN = Phrase("column_map.year-given", "--year is {year:d}")
_ROUND = Phrase("column_map.round-stated", "the round of the map is {round}")
HELD = Phrase("column_map.year-held", "survey_year is {year:d}")


def apart_from(using: Map, given: int | None) -> Message | None:
    """Return what to warn of where the map's rows have another year than the one that is meant.

    That is the year `given`, else the round where it is a year: a `survey_year` that is a constant
    is easily left over in a copy of the map of the year before.
    """
    source = using.columns.sources("household").get("survey_year")
    found = using.columns.round
    meant = str(given) if given is not None else found
    if not isinstance(source, Constant) or not _YEAR.fullmatch(meant):
        return None
    held = str(source.constant)
    if held == meant:
        return None
    return message(
        "column_map.years-apart",
        "{map}: survey_year is {held} in every row, and {said}: tables and track call this round "
        "{held}. Correct the one that is wrong",
        map=using.name,
        held=held,
        said=GIVEN(year=given) if given is not None else _ROUND(round=found),
    )


def require_round(using: Map, years: Sequence[int], said: Phrase) -> None:
    """Raise ColumnMapError where the map's round is a year, and `years` has another.

    `said` says of a year where it comes from: GIVEN or HELD.
    """
    found = using.columns.round
    if not _YEAR.fullmatch(found):
        return
    other = next((year for year in years if year != int(found)), None)
    if other is None:
        return
    wrong = message(
        "column_map.other-round",
        "the round of the map is {round}, and {said}",
        round=found,
        said=said(year=other),
    )
    advice = message(
        "column_map.other-round-advice",
        "the same year in both; or name the standard with --standard",
    )
    problem = Problem("round", wrong, advice, places=(using.document.place(("round",)),))
    headline = message(
        "column_map.not-this-round", "{map} is a map of another round", map=using.name
    )
    raise ColumnMapError(headline, [problem], using.name)
