"""What passes through a plan while it runs: an account of every row, and the keys that repeat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import narwhals as nw
import polars as pl

from mdpoverty.codebook import KEYS
from mdpoverty.reading.checks import MEMBERS, REFUSED, refused
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.roster import member_values, tallied
from mdpoverty.run.incomes import Incomes
from mdpoverty.run.refused import NONE_REPEATED, Failures, Repeated, failures, refusal

T = TypeVar("T")


@dataclass(frozen=True)
class Account:
    """Where the rows of a file went: rows = written + refused."""

    rows: int
    refused: int

    @property
    def written(self) -> int:
        """How many rows were not refused."""
        return self.rows - self.refused


@dataclass(frozen=True)
class Passing:
    """What passed through a plan while it ran, a batch at a time.

    Batches come from several threads: appending to a list is safe, adding to a number is not.
    """

    accounts: list[Account] = field(default_factory=list)
    undetermined: list[int] = field(default_factory=list)
    incomes: list[Incomes] = field(default_factory=list)
    ids: list[pl.Series] = field(default_factory=list)
    member_keys: list[pl.Series] = field(default_factory=list)
    members_found: list[int] = field(default_factory=list)

    def note(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Note a batch of households, and return those that are not REFUSED."""
        refused = batch[REFUSED]
        self.ids.append(batch["household_id"].drop_nulls().hash())
        kept = batch.filter(~refused) if refused.any() else batch
        self.accounts.append(Account(batch.height, batch.height - kept.height))
        if MEMBERS in batch.columns:
            self.members_found.append(int(batch[MEMBERS].sum()))
        return kept

    def households(self) -> Account:
        """Return the account of all batches of households."""
        rows = sum(batch.rows for batch in self.accounts)
        return Account(rows, sum(batch.refused for batch in self.accounts))

    def watch_members(self, batch: pl.DataFrame) -> None:
        """Note the keys of a batch of members."""
        self.member_keys.append(batch.select(pl.struct(KEYS).hash()).to_series())

    @property
    def members(self) -> int:
        """How many rows of members there were."""
        return sum(map(len, self.member_keys))

    @property
    def clean(self) -> bool:
        """Whether no row is refused, but for what repeats: every member has a household too."""
        return not self.households().refused and self.members == sum(self.members_found)


@dataclass(frozen=True)
class Passed(Generic[T]):
    """What a plan gave, what passed through it, and what became of every row of either file."""

    result: T
    passing: Passing
    members: Account | None
    failures: tuple[Failures, ...]


def pass_through(
    reading: Reading, run: Callable[[Repeated, Passing], T], *, refuse: bool
) -> Passed[T]:
    """Return what `run` makes of a survey, in one pass; in a second one where keys repeat.

    `run` is told the keys that repeat, and notes what passes. Raises SurveyError, with every
    problem, when a row is refused and `refuse` does not allow it.
    """
    passing = Passing()
    result = run(NONE_REPEATED, passing)
    repeated = repeated_keys(reading, passing)
    whole = passing.clean and not repeated
    found = [] if whole and not refuse else failures(reading, repeated)
    if not whole and not refuse:
        raise refusal(found)
    if repeated:
        passing = Passing()
        result = run(repeated, passing)
    members = None
    if reading.roster:
        members = Account(passing.members, 0 if whole else found[1].count())
    return Passed(result, passing, members, tuple(found))


def watched(
    reading: Reading, repeated: Repeated, passing: Passing, cells: Sequence[str] = ()
) -> nw.LazyFrame[Any]:
    """Return the values of a survey's rows, and whether a row is REFUSED; members are noted.

    `repeated` are the keys that repeat; `cells` are as for `Reading.values`.
    """
    roster = reading.roster
    members = tallied(roster, repeated.member(), passing.watch_members) if roster else None
    checks = reading.checks(repeated.household())
    return reading.values(members, cells).with_columns(**{REFUSED: refused(checks)})


def repeated_keys(reading: Reading, passing: Passing) -> Repeated:
    """Return the keys of households and of members that stand on more than one row."""
    return Repeated(_repeated_ids(reading, passing), _repeated_members(reading, passing))


def _repeated_ids(reading: Reading, passing: Passing) -> pl.Series:
    """Return the household ids that stand on more than one row.

    A pass keeps eight bytes of each key. Only when some of these are equal are the keys behind
    them looked up, in a pass of their own.
    """
    suspects = _equal(passing.ids)
    if suspects.is_empty():
        return NONE_REPEATED.households
    ids: pl.LazyFrame = reading.values().to_native().select("household_id").drop_nulls()
    return _counted(ids.filter(pl.col("household_id").hash().is_in(suspects.implode()))).to_series()


def _repeated_members(reading: Reading, passing: Passing) -> pl.DataFrame:
    """Return the keys of members that stand on more than one row."""
    suspects = _equal(passing.member_keys)
    if suspects.is_empty() or reading.roster is None:
        return NONE_REPEATED.members
    keys: pl.LazyFrame = member_values(reading.roster).select(*KEYS).to_native()
    keys = keys.filter(pl.all_horizontal(pl.all().is_not_null()))
    return _counted(keys.filter(pl.struct(KEYS).hash().is_in(suspects.implode())))


def _equal(hashes: Sequence[pl.Series]) -> pl.Series:
    every = pl.concat(hashes) if hashes else pl.Series(dtype=pl.UInt64)
    if every.n_unique() == len(every):
        return pl.Series(dtype=pl.UInt64)
    return every.filter(every.is_duplicated()).unique()


def _counted(keys: pl.LazyFrame) -> pl.DataFrame:
    names = list(keys.collect_schema())
    counted = keys.group_by(names).len().filter(pl.col("len") > 1)
    return counted.select(names).collect(engine="streaming").sort(names)
