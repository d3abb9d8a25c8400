"""The columns of a deprivation profile: which a survey's has under a standard, in order."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mdpoverty.codebook import GROUPS, HOUSEHOLD_SIZE, PROFILE_FIRST, PROFILE_LAST
from mdpoverty.standards.model import Standard
from mdpoverty.standards.scores import HIGHEST

INCOME = "income_per_capita"  # in whose place are the scores of a standard that reads no income
_WHERE_GIVEN = (*GROUPS, "weight", HOUSEHOLD_SIZE)


def profile_columns(standard: Standard, given: Collection[str]) -> list[str]:
    """Return the columns of the profile of a survey that gives the variables `given`, in order."""
    absent = {name for name in _WHERE_GIVEN if name not in given}
    absent |= set() if standard.is_weighted else {"weighted_score"}
    scores = [column for name in standard.scorecards for column in (name, name + HIGHEST)]
    absent |= {INCOME} if scores and not standard.needs_income else set()
    place = PROFILE_FIRST.index(INCOME) + 1
    first = [*PROFILE_FIRST[:place], *scores, *PROFILE_FIRST[place:]]
    return [*(n for n in first if n not in absent), *standard.indicators, *PROFILE_LAST]


def indicators_among(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the indicators of a profile with these columns: what is between the fixed ones.

    Nothing where it lacks the columns that are around them.
    """
    before, after = PROFILE_FIRST[-1], PROFILE_LAST[0]
    if before not in columns or after not in columns:
        return ()
    return tuple(columns[columns.index(before) + 1 : columns.index(after)])
