"""The round of a map beside the year that chooses the standard: they may not say two things."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mdpoverty.column_map.apply import Map
from mdpoverty.column_map.sources import Constant
from mdpoverty.errors import ColumnMapError, Problem
from mdpoverty.language.messages import Message, Phrase, message

_NAMED = 5  # years
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")

GIVEN = Phrase("column_map.year-given", "--year is {year:d}")
_ROUND = Phrase("column_map.round-stated", "the round of the map is {round}")
HELD = Phrase("column_map.year-held", "survey_year is {year:d}")


def year_meant(using: Map | None, given: int | None) -> int | None:
    """Return the year that a survey is of: the one `given`, else the map's round if it is one."""
    if given is not None or using is None:
        return given
    found = using.columns.round
    return int(found) if _YEAR.fullmatch(found) else None


def apart_from(
    using: Map | None, given: int | None, survey: str, held: Sequence[int]
) -> Message | None:
    """Return what to warn of where the rows of a survey have other years than the one meant.

    `held` are the years of its rows. A `survey_year` that is a constant is easily left over in a
    copy of the map of the year before, and a survey in the folder of another year.
    """
    meant = year_meant(using, given)
    others = [year for year in held if year != meant]
    if meant is None or not others:
        return None
    said = GIVEN(year=meant) if given is not None else _ROUND(round=str(meant))
    source = using.columns.sources("household").get("survey_year") if using else None
    if using is not None and isinstance(source, Constant):
        return message(
            "column_map.years-apart",
            "{map}: survey_year is {held} in every row, and {said}: tables and track call this "
            "round {held}. Correct the one that is wrong",
            map=using.name,
            held=str(source.constant),
            said=said,
        )
    return message(
        "column_map.rows-apart",
        "{survey}: survey_year is {held} in some rows or all, and {said}. Correct the one that is "
        "wrong",
        survey=survey,
        held=[str(year) for year in others[:_NAMED]],
        said=said,
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
