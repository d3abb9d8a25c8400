"""Work on surveys as they are, whatever was assumed of a large file when it was opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from mdpoverty.errors import SurveyError
from mdpoverty.survey.opening import damage_named
from mdpoverty.survey.survey import Survey, judged

T = TypeVar("T")


class MisjudgedError(Exception):
    """The rows of a survey are not what the first of them led to assume."""


def settled_surveys(
    work: Callable[[Sequence[Survey]], T],
    surveys: Sequence[Survey],
    *,
    by_first_rows: bool = False,
    forget: Callable[[], object] = lambda: None,
) -> T:
    """Return what `work` makes of surveys as they are.

    What was assumed of a large file is checked while it is read. Where that proves wrong, nothing
    that was made of it counts, not even an error, and it is read again with care. `by_first_rows`
    says that `work` may judge a large file by these, and raises MisjudgedError where they mislead
    it. Unless it succeeds, or fails of all rows, it is done again by all rows. `forget` is called
    where what was made does not count.
    """
    surveys = [judged(survey, by_first_rows=by_first_rows) for survey in surveys]
    while True:
        failure = result = None
        try:
            with damage_named(surveys):
                result = work(surveys)
        except Exception as error:  # noqa: BLE001 -- raised below, if it counts
            failure = error
        try:
            checked = [survey.checked() for survey in surveys]
        except SurveyError:
            forget()
            raise
        if failure and not (isinstance(failure, SurveyError) and failure.of_all_rows):
            checked = [judged(survey, by_first_rows=False) for survey in checked]
        if all(one is other for one, other in zip(checked, surveys, strict=True)):
            break
        surveys = checked
        forget()
    if failure is not None:
        raise failure
    return cast("T", result)
