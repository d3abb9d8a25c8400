"""What a check of rows is: an expression that says which rows fail it, and the words for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.classification.widened import widened
from mdpoverty.codebook import Variable
from mdpoverty.errors import Place, Problem
from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase, code_of, in_language

REFUSED = "_refused"  # of a row: whether it fails a check
# What is wrong with a row that is refused because another one is, which is told.
REFUSED_MEMBER = Phrase("reading.refused-member", "has a member with a refused row")
REFUSED_HOUSEHOLD = Phrase("reading.refused-household", "belongs to a refused household")


@dataclass(frozen=True)
class Check:
    """One way in which a row can be wrong: whose cell, what, and the rows that fail it.

    `failed` is true or false, never null; `shows` names the column whose cell is worth showing.
    The cell is one of a `variable`; of a form `answers` are those that it offers.
    """

    subject: str
    wrong: str
    failed: nw.Expr
    allowed: str = ""
    advice: str = ""
    shows: str | None = None
    variable: Variable | None = None
    answers: tuple[str, ...] = ()

    def in_words(self, language: Language = "en") -> str:
        """Return whose cell is wrong, and what, in one sentence: the text of a table's cell."""
        return f"{in_language(self.subject, language)} {in_language(self.wrong, language)}"

    def problem(self, count: int, places: Sequence[Place], file: str) -> Problem:
        """Return the problem that `count` rows of a file have, of which `places` are the first."""
        allowed, advice = self.allowed, self.advice
        return Problem(self.subject, self.wrong, allowed, advice, count, tuple(places), file)


def follows(wrong: str) -> bool:
    """Return whether a fault of a row only follows from that of another row of its household."""
    return code_of(wrong) in {REFUSED_MEMBER.code, REFUSED_HOUSEHOLD.code}


def refused(checks: Sequence[Check]) -> nw.Expr:
    """Return whether a row fails any check.

    Halves are put together, since each of many columns may have checks of its own: an expression
    that is nested so deeply could not be evaluated.
    """
    failed = [check.failed for check in checks] or [nw.lit(value=False)]
    while len(failed) > 1:
        pairs = zip(failed[::2], failed[1::2], strict=False)
        odd = failed[-1:] if len(failed) % 2 else []
        failed = [*(one | other for one, other in pairs), *odd]
    return failed[0]


def marked(frame: Any, checks: Sequence[Check]) -> pl.LazyFrame:
    """Return the rows of a Narwhals frame with a column `_0`, … that says which check fails."""
    marks = {f"_{i}": check.failed for i, check in enumerate(checks)}
    native: pl.LazyFrame = widened(frame, marks).to_native()
    return native


def fails(checks: Sequence[Check]) -> pl.Expr:
    """Return whether a row that is `marked` fails any check."""
    marks = [pl.col(f"_{i}") for i in range(len(checks))]
    return pl.any_horizontal(marks) if marks else pl.lit(value=False)


def certain(condition: nw.Expr) -> nw.Expr:
    """Return a condition that is false where it is unknown."""
    return condition.fill_null(value=False)
