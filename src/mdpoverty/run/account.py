"""The account of a file: how many rows were read, and how many of them were refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """Where the rows of a file went: rows = written + refused."""

    rows: int
    refused: int

    @property
    def written(self) -> int:
        """How many rows were not refused."""
        return self.rows - self.refused


def total(accounts: Iterable[Account]) -> Account:
    """Return the account of all batches of a file."""
    batches = list(accounts)
    return Account(sum(each.rows for each in batches), sum(each.refused for each in batches))
