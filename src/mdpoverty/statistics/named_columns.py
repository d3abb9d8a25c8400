"""The columns that figures are asked for by, as a reader of the survey calls them."""

from __future__ import annotations

from dataclasses import replace

from mdpoverty.statistics.request import Asked
from mdpoverty.survey.headings import columns_named
from mdpoverty.survey.survey import Survey


def with_columns_named(asked: Asked, survey: Survey) -> Asked:
    """Return what is asked for with the survey's columns in place of headings and labels."""

    def one(name: str | None) -> str | None:
        return None if name is None else columns_named(survey, [name])[0]

    return replace(
        asked,
        by=columns_named(survey, asked.by),
        each=columns_named(survey, asked.each),
        change=one(asked.change),
        contrast=one(asked.contrast),
        fpc=one(asked.fpc),
    )
