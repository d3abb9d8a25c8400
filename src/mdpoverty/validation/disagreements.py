"""Where what a household's row says is not what its roster says: the roster decides."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from mdpoverty.classification.conditions import meaning
from mdpoverty.classification.derived import derive
from mdpoverty.classification.given import Given
from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.language.messages import Named, Phrase, message
from mdpoverty.reading.checks import as_asked
from mdpoverty.reading.failing import Check
from mdpoverty.reading.reading import Reading
from mdpoverty.run.refused import Failures, failing
from mdpoverty.standards.conditions import (
    AnyMember,
    Condition,
    FirstKnown,
    NumberLimit,
    ShareOfMembers,
    columns_read,
    walk,
)

_ADVICE = Phrase(
    "validation.roster-decides", "the roster decides: correct it, or the members' answers"
)


def disagreements(reading: Reading) -> Failures | None:
    """Return the households whose row disagrees with the roster; None where there is no roster.

    A column that counts persons disagrees where the roster surely has fewer or more; other
    columns where they and the roster answer an indicator differently.
    """
    if reading.roster is None:
        return None
    rows = reading.rows(cells=list(reading.survey.schema))
    rows, known = derive(rows, reading.standard, "household", reading.given)
    checks = [as_asked(each, reading.survey, reading.variables) for each in _checks(reading, known)]
    return failing(reading.survey, rows, checks)


def _checks(reading: Reading, known: Given) -> Iterator[Check]:
    """Yield a check for each source of an indicator that stands beside one of members."""
    for name, indicator in reading.standard.indicators.items():
        if not isinstance(indicator.deprived_when, FirstKnown):
            continue
        parts = indicator.deprived_when.first_known
        of_members = [part for part in parts if _asks_members(part)]
        for part in parts:
            columns = [name for name, _ in columns_read(part) if name in reading.survey.given]
            if _asks_members(part) or not columns:
                continue
            for other in of_members:
                yield _check(name, part, other, columns[0], known, reading)


def _check(  # noqa: PLR0913, PLR0917 -- an indicator's two sources, and what is known of them
    indicator: str, part: Condition, other: Condition, column: str, known: Given, reading: Reading
) -> Check:
    condition = _counted(other)
    if isinstance(part, NumberLimit) and condition is not None and _counts(column, reading):
        tally, said = (known.tallies or {})[condition], nw.col(column)
        wrong = message("validation.other-count", "is not the number of members in the roster")
        differs = ((said < nw.col(tally.sure)) | (said > nw.col(tally.possible))) & ~said.is_nan()
    else:
        wrong = message(
            "validation.other-answer",
            "does not answer '{indicator}' as the roster does",
            indicator=Named(indicator, reading.standard.indicators[indicator].label.vi),
        )
        differs = meaning(part, known) != meaning(other, known)
    return Check(column, wrong, differs.fill_null(value=False), advice=_ADVICE(), shows=column)


def _counted(condition: Condition) -> Condition | None:
    """Return what is counted over members where a condition is nothing else."""
    match condition:
        case AnyMember(any_member=part) | ShareOfMembers(share_of_members=part):
            return part
        case _:
            return None


def _counts(column: str, reading: Reading) -> bool:
    """Whether a variable counts persons of the household."""
    return reading.variables[column].maximum == HOUSEHOLD_SIZE


def _asks_members(condition: Condition) -> bool:
    return any(isinstance(part, (AnyMember, ShareOfMembers)) for part, _, _ in walk(condition))
