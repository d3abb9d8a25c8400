"""Households that have no head in their roster, or more than one."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from mdpoverty.codebook import variables
from mdpoverty.language.messages import Message, message
from mdpoverty.reading.checks import as_asked
from mdpoverty.reading.failing import Check, certain
from mdpoverty.reading.reading import Reading
from mdpoverty.run.refused import Failures, failing
from mdpoverty.survey.engine import beside, converted
from mdpoverty.survey.survey import Survey
from mdpoverty.survey.values import UNREADABLE

_HEADS, _UNKNOWN = "_heads", "_unknown_relations"


def heads(reading: Reading) -> Failures | None:
    """Return the households with several heads, or none; None where no roster says who is one.

    Where the relation of a member is unknown, that member may be the head.
    """
    if reading.roster is None or "relation" not in reading.roster.survey.given:
        return None
    survey = reading.survey
    known = {"household_id": variables("household")["household_id"]}
    frame = beside(converted(survey, known, list(survey.schema)), _counted(reading.roster.survey))
    checks = [as_asked(check, survey) for check in _checks(reading.roster.survey)]
    return failing(survey, frame, checks)


def _counted(members: Survey) -> nw.LazyFrame[Any]:
    """Return how many members of each household are its head, or may be."""
    known = {name: variables("member")[name] for name in ("household_id", "relation")}
    said = nw.col("relation")
    unknown = said.is_null() | (said == UNREADABLE)
    frame = converted(members, known).with_columns(
        **{
            _HEADS: certain(said == "head").cast(nw.Int32),
            _UNKNOWN: certain(unknown).cast(nw.Int32),
        }
    )
    return frame.group_by("household_id").agg(
        nw.col(_HEADS).sum().alias(_HEADS), nw.col(_UNKNOWN).sum().alias(_UNKNOWN)
    )


def _checks(members: Survey) -> list[Check]:
    number, unknown = nw.col(_HEADS), nw.col(_UNKNOWN)
    relation = members.called("relation")
    none = certain((number == 0) & (unknown == 0))
    return [
        Check("household_id", wrong, failed, advice=_advice(relation), shows="household_id")
        for wrong, failed in (
            (message("validation.no-head", "has no head among its members"), none),
            (
                message("validation.several-heads", "has more than one head among its members"),
                certain(number > 1),
            ),
        )
    ]


def _advice(relation: str) -> Message:
    return message(
        "validation.one-head",
        "name one member as the head ('{head}') in the column {relation}",
        head=variables("member")["relation"].answers[0].label_vi,
        relation=relation,
    )
