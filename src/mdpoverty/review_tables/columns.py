"""The columns of a form: their headings, and what stands in their cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from mdpoverty.review_tables.formulas import Formulas
from mdpoverty.review_tables.sheets import Words


class Source(Protocol):
    """A form whose cells another one refers to."""

    def cells(self, key: str) -> Formulas:
        """Return references to the cells of a column from another sheet."""
        ...


@dataclass(frozen=True)
class Counted:
    """A number that was counted, of as many as `asked` says; of `unknown` many it is not known.

    Where it is known of none of them, the cell is blank.
    """

    asked: str = ""
    unknown: str = ""


@dataclass(frozen=True)
class Rate:
    """One column in per cent of another, of this form or of the same line of another one."""

    part: str
    whole: str
    form: Source | None = None


@dataclass(frozen=True)
class Taken:
    """A column of another form with the same entries, line by line."""

    key: str
    form: Source


@dataclass(frozen=True)
class Sum:
    """The sum of columns that stand side by side, from the first to the last."""

    first: str
    last: str


@dataclass(frozen=True)
class Balance:
    """The sum of columns less others."""

    plus: tuple[str, ...]
    minus: tuple[str, ...]


Rule = Counted | Rate | Taken | Sum | Balance


@dataclass(frozen=True)
class Column:
    """A column: its key, its heading from the top, and what stands in its cells.

    `number` is what the form calls it, blank where its columns have no numbers.
    """

    key: str
    heading: tuple[str | Words, ...]
    number: str = ""
    rule: Rule = field(default_factory=Counted)
