"""Compare the households of a frame under two standards: the same kind of frame out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from mdpoverty.api.arguments import says_arguments
from mdpoverty.api.classify import on_spark, opened_frames, require_whole, several, warn_of
from mdpoverty.api.frames import frame_of, is_spark, like
from mdpoverty.column_map.apply import map_given
from mdpoverty.comparison.surveys import compare_rows, compared
from mdpoverty.files.rows import ROW
from mdpoverty.reading.assemble import assemble_both
from mdpoverty.standards.library import standard_given
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.request import Asked, require_groups
from mdpoverty.survey.headings import columns_named

Frame = TypeVar("Frame")


@says_arguments
def compare(  # noqa: PLR0913 -- a survey, two standards, and how to read it
    frame: Frame,
    from_standard: str | Path | Standard,
    to_standard: str | Path | Standard,
    members: Any = None,
    *,
    columns: str | Path | None = None,
    by: str | Sequence[str] = (),
) -> Frame:
    """Return the class of each household in `frame` under two standards, and why it differs.

    `frame`, the standards, `members` and `columns` are as for `classify`, but for a LazyFrame:
    that is to be collected first. The same kind of frame comes back, one row a household, in order:
    `household_id`, the places and the weight that there are, the columns `by`, `from_class`,
    `to_class`, `from_basis`, `to_basis`, `from_deprivations`, `to_deprivations`, `gained`, `lost`
    (indicators, `;`-joined) and `reason` (null where the class is the same).

    A frame of Spark is not run: it gets a column `error` in place of an exception. Raises as
    `classify` does, and UsageError where the standards read a column in two ways.
    """
    one, other = standard_given(from_standard), standard_given(to_standard)
    using = map_given(columns)
    groups = several(by)
    native: Any = frame_of(frame)
    opened = opened_frames(native, members, using, groups)
    first, second = assemble_both(opened, one, other)
    groups = columns_named(first.survey, groups)
    require_groups(Asked(by=groups), first.survey.columns)
    if is_spark(native):
        found: Frame = compared(on_spark(first), second, groups)
        return found
    done = compare_rows(
        first,
        second,
        lambda plan: plan.collect(engine="streaming"),
        by=groups,
        every=True,
        numbered=True,
        refuse=True,
    )
    require_whole(done, native)
    warn_of(done)
    rows = done.result.rows
    households: Frame = like(native, rows.drop(ROW), rows[ROW])
    return households
