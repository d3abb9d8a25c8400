"""Checks of the forms: that two figures stand in a relation, each on a row of a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import polars as pl

from mdpoverty.language.messages import Message
from mdpoverty.review_tables import formulas
from mdpoverty.review_tables.check_phrases import IDENTITIES
from mdpoverty.review_tables.form import Form
from mdpoverty.review_tables.formulas import Formula, Formulas, Relation
from mdpoverty.review_tables.phrases import WORDS
from mdpoverty.review_tables.sheets import Listing

# The columns of a table of checks: which identity, and the limit that it names; in which sheet, of
# what unit; the formulas and values of both sides; and which cell of the form is told so, by line
# and key, null of a list.
_SCHEMA = {
    "identity": pl.String,
    "limit": pl.Int64,
    "sheet": pl.String,
    "unit": pl.String,
    "left": pl.String,
    "left_value": pl.Float64,
    "relation": pl.String,
    "right": pl.String,
    "right_value": pl.Float64,
    "line": pl.Int64,
    "key": pl.String,
}
HOLDS = "holds"


class Check(NamedTuple):
    """One check: in which sheet, of what unit, what must hold, and the numbers that should."""

    sheet: str
    unit: str
    said: Message
    left: float
    relation: Relation
    right: float


@dataclass(frozen=True)
class Skipped:
    """An identity that need not hold here, and why (`check_phrases.REASONS`)."""

    sheet: str
    said: Message
    reason: str


@dataclass(frozen=True)
class Checks:
    """The checks of a review: a table of them, in order, and those that are not made."""

    rows: pl.DataFrame
    skipped: tuple[Skipped, ...]

    @cached_property
    def verdicts(self) -> pl.DataFrame:
        """The table with a column HOLDS: whether each does."""
        sides = pl.col("left_value"), pl.col("relation"), pl.col("right_value")
        return self.rows.with_columns(formulas.holds(*sides).alias(HOLDS))

    @cached_property
    def _wrong(self) -> pl.DataFrame:
        return self.verdicts.filter(~pl.col(HOLDS))

    def failed(self) -> list[Check]:
        """Return the checks that do not hold."""
        columns = "identity", "limit", "sheet", "unit", "left_value", "relation", "right_value"
        return [
            Check(sheet, unit, said(identity, limit), left, relation, right)
            for identity, limit, sheet, unit, left, relation, right in self._wrong.select(
                columns
            ).iter_rows()
        ]

    def flagged(self, sheet: str) -> set[tuple[int, str]]:
        """Return the cells of the form on a sheet, by line and key, that are told wrong."""
        found = self._wrong.filter((pl.col("sheet") == sheet) & pl.col("line").is_not_null())
        return set(found.select("line", "key").iter_rows())


def said(identity: str, limit: int | None) -> Message:
    """Return what must hold."""
    phrase = IDENTITIES[identity]
    return phrase() if limit is None else phrase(limit=limit)


def checked(  # noqa: PLR0913, PLR0917 -- what holds, where, and the two sides of a relation
    identity: str,
    form: Form,
    key: str | pl.Series,
    left: Formulas,
    relation: Relation,
    right: Formulas,
    *,
    where: pl.Series | None = None,
    limit: int | None = None,
) -> pl.DataFrame:
    """Return the checks of a form's lines, or of those `where` it is so; unknown figures have none.

    `key` is the column whose cells are told so, or names it line by line.
    """
    lines = pl.DataFrame(
        {
            "unit": form.line_names,
            "left": left.texts,
            "left_value": left.values,
            "right": right.texts,
            "right_value": right.values,
            "key": key,
        }
    ).with_row_index("line")
    known = pl.col("left_value").is_not_null() & pl.col("right_value").is_not_null()
    found = lines.filter(known if where is None else known & where)
    return _checks(found, identity, form.name, relation, limit)


def of_list(
    identity: str,
    listing: Listing,
    count: Formula,
    relation: Relation,
    results: Formula,
) -> pl.DataFrame:
    """Return the check of what a list counts."""
    found = pl.DataFrame(
        {
            "unit": WORDS["total"],
            "left": count.text,
            "left_value": count.number,
            "right": results.text,
            "right_value": results.number,
        }
    ).with_columns(line=None, key=None)
    known = pl.col("left_value").is_not_null() & pl.col("right_value").is_not_null()
    return _checks(found.filter(known), identity, listing.sheet.name, relation, None)


def _checks(
    found: pl.DataFrame, identity: str, sheet: str, relation: Relation, limit: int | None
) -> pl.DataFrame:
    same = {"identity": identity, "limit": limit, "sheet": sheet, "relation": relation}
    rows = found.with_columns(pl.lit(value).alias(name) for name, value in same.items())
    return rows.select(pl.col(name).cast(dtype) for name, dtype in _SCHEMA.items())


def in_turn(*found: pl.DataFrame) -> pl.DataFrame:
    """Return checks of a form line by line, those of one line in the order that they are given."""
    return pl.concat(found).sort("line", maintain_order=True)
