"""Work on surveys as they are, whatever was assumed of a large file when it was opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from mdpoverty.survey.opening import damage_named
from mdpoverty.survey.survey import Survey

T = TypeVar("T")


def settled_surveys(work: Callable[[Sequence[Survey]], T], surveys: Sequence[Survey]) -> T:
    """Return what `work` makes of surveys as they are.

    What was assumed of a large file is checked while it is read. Where that proves wrong, nothing
    that was made of it counts, not even an error, and it is read again with care.
    """
    while True:
        failure = result = None
        try:
            with damage_named(surveys):
                result = work(surveys)
        except Exception as error:  # noqa: BLE001 -- raised below, if it counts
            failure = error
        checked = [survey.checked() for survey in surveys]
        if all(one is other for one, other in zip(checked, surveys, strict=True)):
            break
        surveys = checked
    if failure is not None:
        raise failure
    return cast("T", result)
