"""Classes of a written profile that were changed by hand: they do not follow from their rows."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.classification.classes import Measured, classified
from mdpoverty.codebook import MADE_BY
from mdpoverty.profile.written import Profile, makers
from mdpoverty.standards.library import load_standard, standard_ids
from mdpoverty.standards.model import Standard

EDITED = "_edited"  # of a row: whether its class is another than its income and answers give
_NEEDED = ("area", "income_per_capita", "deprivations", "unknown_indicators", *MADE_BY)
_POSSIBLE = "_possible"


def with_edits(frame: pl.LazyFrame, profile: Profile) -> pl.LazyFrame:
    """Return the rows of a profile with EDITED, never null.

    Only rows can be told by which a shipped standard, of the digest that they name, decides by
    income and the number of deprivations; of others nothing is said.
    """
    edited = nw.lit(value=False)
    found: Any = nw.from_native(frame)
    if all(name in profile.known for name in _NEEDED):
        ids, _ = makers(profile.survey)
        standards = [load_standard(name) for name in ids if name in standard_ids()]
        possible = nw.col("deprivations") + nw.col("unknown_indicators")
        found = found.with_columns(**{_POSSIBLE: possible})
        for place, standard in enumerate(filter(_can_be_told, standards)):
            found, outcome = classified(found, standard, _measured(standard), f"edited {place} ")
            own = [
                nw.col(name) == value
                for name, value in zip(MADE_BY, (standard.id, standard.short_digest), strict=True)
            ]
            told = own[0] & own[1] & (nw.col("class") != outcome["class"])
            # Without an income it may be the scores of a review that decided, which are not here.
            told &= ~nw.col("income_per_capita").is_null()
            edited |= told.fill_null(value=False)
    native: pl.LazyFrame = found.with_columns(**{EDITED: edited}).to_native()
    return native


def _can_be_told(standard: Standard) -> bool:
    return not (standard.scores or standard.conditions or standard.is_weighted)


def _measured(standard: Standard) -> Measured:
    counts = ("deprivations", _POSSIBLE)
    return Measured("income_per_capita", *counts, *counts, standard.weights.whole)
