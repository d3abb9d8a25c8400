"""Some households of a survey, with their members, out of however many rows."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import replace
from unicodedata import normalize

import polars as pl

from mdpoverty.errors import Problem, SurveyError, plain
from mdpoverty.files.rows import readable
from mdpoverty.language.messages import message
from mdpoverty.reading.reading import Reading
from mdpoverty.survey.survey import Survey
from mdpoverty.survey.values import as_text, tidy

_WILD = {"*": ".*", "?": "."}
_NEAR = 3  # ids that are suggested
_COMPARED = 200  # ids that are compared with the one that is not there
_SIMILAR = 0.6  # as difflib counts likeness
_LONGEST = 100  # characters of an id that are shown


def households_of(reading: Reading, wanted: Sequence[str]) -> tuple[Reading, list[str]]:
    """Return the reading of some households alone, and their ids: each once, as they are wanted.

    `wanted` are ids, and patterns of ids with `*` for anything and `?` for one character, whose
    households come in the order of their rows. An id that is there is no pattern. One pass over
    each file. Raises SurveyError, with the ids most like it, when no row has one that is wanted.
    """
    names = [normalize("NFC", readable(each).strip()) for each in wanted]
    patterns = {name: _pattern(name) for name in names if any(c in name for c in _WILD)}
    ids = _ids(reading.survey)
    either = [ids.is_in(names), *(_matches(ids, each) for each in patterns.values())]
    survey = _where(reading.survey, pl.any_horizontal(either))
    there: list[str] = survey.frame.select(_ids(survey).alias("id")).collect()["id"].to_list()
    found: dict[str, None] = {}
    for name in names:
        alike = [name] if name in there else []
        if not alike and name in patterns:
            alike = [each for each in there if re.fullmatch(patterns[name], each)]
        if not alike:
            raise _absent(reading.survey, name)
        found |= dict.fromkeys(alike)
    roster = reading.roster
    if roster is not None:
        members = _where(roster.survey, _ids(roster.survey).is_in(list(found)))
        roster = replace(roster, survey=members, households=survey)
    return replace(reading, survey=survey, roster=roster), list(found)


def _pattern(wanted: str) -> str:
    """Return a pattern of ids as one that Polars and Python both take."""
    return "(?s)^" + "".join(_WILD.get(sign) or pl.escape_regex(sign) for sign in wanted) + "$"


def _matches(ids: pl.Expr, pattern: str) -> pl.Expr:
    return ids.str.contains(pattern).fill_null(value=False)


def _where(survey: Survey, holds: pl.Expr) -> Survey:
    """Return a survey of the rows of which something holds, kept in memory."""
    found = survey.frame.filter(holds).collect(engine="streaming")
    return replace(survey, frame=found.lazy(), rows=found.height, check=None)


def _ids(survey: Survey) -> pl.Expr:
    """Return the ids of households as the engine reads them."""
    if survey.origins is not None:
        return tidy(survey.origins["household_id"].cells)
    return tidy(as_text(pl.col("household_id"), survey.schema["household_id"]))


def _absent(survey: Survey, wanted: str) -> SurveyError:
    near = ", ".join(f"'{plain(name, _LONGEST)}'" for name in _near(survey, wanted))
    shown = plain(wanted, _LONGEST)
    problem = Problem(
        "household_id",
        message("explanation.no-row", "no row has '{id}'", id=shown),
        advice=message("explanation.did-you-mean", "did you mean {ids}?", ids=near)
        if near
        else message(
            "explanation.ids-are-text",
            "look the id up in the file, and copy it exactly: 007 and 7 differ",
        ),
    )
    headline = message(
        "explanation.no-household", "{survey} has no household '{id}'", survey=survey.name, id=shown
    )
    return SurveyError(headline, [problem], survey.name, survey.unit)


def _near(survey: Survey, wanted: str) -> list[str]:
    """Return the ids most like the one wanted, the most like first.

    Likeness is slow to tell. It is asked only of the ids that begin and end most like this one;
    those that differ but in case, in signs or in leading zeros come before all others.
    """
    some = wanted[:_LONGEST]
    ids = survey.frame.select(_ids(survey).alias("id")).drop_nulls()
    same = _bare(pl.col("id")) == _bare(pl.lit(some))
    heads = [pl.col("id").str.starts_with(some[:n]) for n in range(1, len(some) + 1)]
    tails = [pl.col("id").str.ends_with(some[n:]) for n in range(len(some))]
    shared = pl.sum_horizontal(pl.lit(0), *heads, *tails)
    ranked = ids.select("id", same=same, shared=shared).sort(
        "same", "shared", descending=True, maintain_order=True
    )
    rows = ranked.head(_COMPARED).collect(engine="streaming").rows()
    first = [name for name, alike, _ in rows if alike]
    others = [name for name, alike, _ in rows if not alike]
    return [*first, *difflib.get_close_matches(some, others, _NEAR, _SIMILAR)][:_NEAR]


def _bare(text: pl.Expr) -> pl.Expr:
    """Return letters and digits alone, numbers without leading zeros."""
    bare = text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    return bare.str.replace_all(r"\b0+([0-9])", "${1}")
