"""One pass over the rows of a survey: what it gives, and what is noted of all rows on the way.

Classifying, comparing and counting each run a plan in `pass_through`: the rows that are not refused
go on, and an account of all is kept while they pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from threading import Lock
from typing import Any, Generic, TypeVar

import narwhals as nw
import polars as pl

from mdpoverty.errors import Problem, warning_too
from mdpoverty.files.rows import ROW
from mdpoverty.language.messages import Message
from mdpoverty.reading.checks import MEMBERS
from mdpoverty.reading.failing import REFUSED, refused
from mdpoverty.reading.reading import Reading, years_in
from mdpoverty.reading.signs import (
    IS_TINY,
    SIGNS,
    Noted,
    noted,
    signs,
    together,
    told_by_signs,
)
from mdpoverty.run.account import Account, total
from mdpoverty.run.grouped import with_groups_refused
from mdpoverty.run.refused import Failures, Found, failures, refusal
from mdpoverty.run.repeated import (
    Repeats,
    found_repeats,
    hashes_of_ids,
    hashes_of_members,
    no_repeats,
)
from mdpoverty.run.suspicions import suspicions, told_at_once
from mdpoverty.run.unlisted import unlisted
from mdpoverty.standards.class_rules import UNDETERMINED
from mdpoverty.survey.engine import carried, own_cells
from mdpoverty.survey.place_names import names_alike, places_in
from mdpoverty.survey.settled import MisjudgedError
from mdpoverty.survey.survey import Survey, with_few_rows, with_rows

T = TypeVar("T")

_WAITING = 1 << 17  # rows that are looked at together: a batch has few, and each look costs as much

Observer = Callable[[pl.DataFrame], pl.DataFrame]  # sees a batch, and returns the rows that go on


def tapped(plan: pl.LazyFrame, *observers: Observer) -> pl.LazyFrame:
    """Return a plan whose rows are seen a batch at a time, by each of `observers` in turn.

    Batches come from several threads.
    """

    def see(batch: pl.DataFrame) -> pl.DataFrame:
        for observer in observers:
            batch = observer(batch)
        return batch

    schema = dict(plan.collect_schema())
    return plan.map_batches(see, schema=schema, validate_output_schema=False, streamable=True)


@dataclass(frozen=True)
class Passed(Generic[T]):
    """What a pass gave, and what became of every row of either file.

    `households` is the account of the survey's rows, `members` that of its roster's, None where it
    has none. Of the households that were not refused `undetermined` says how many are so, and
    `suspect` finds those that look wrong and may be right. `look_up` finds the refused rows of each
    file, where these may be set aside. `read` returns what was read at last, of the undetermined
    households alone, and which keys were found to repeat, where it can be read again. `notes` are
    about places.
    """

    result: T
    households: Account
    members: Account | None
    undetermined: int
    suspect: Callable[[], Sequence[Found]] = tuple
    look_up: Callable[[], Sequence[Failures]] = tuple
    read: Callable[[], tuple[Reading, Repeats]] | None = None
    notes: tuple[Message, ...] = ()

    @cached_property
    def failures(self) -> Sequence[Failures]:
        """The refused rows of each file: their plans are only made for who asks for them."""
        return self.look_up()

    @cached_property
    def suspicions(self) -> list[Problem]:
        """What looks wrong and may be right, with its first rows: looked up for who asks."""
        return [problem for found in self.suspect() for problem in found.problems()[1]]


@dataclass(frozen=True)
class Passing:
    """A pass that is under way: the rows it is over, and what was noted of them so far.

    Appending to a list is safe in several threads at once, adding to a number is not.
    """

    reading: Reading
    repeats: Repeats
    progress: Callable[[int], object]
    _accounts: list[Account] = field(default_factory=list)
    _undetermined: list[int] = field(default_factory=list)
    _open: list[pl.Series] = field(default_factory=list)
    _refused: list[pl.Series] = field(default_factory=list)
    _waiting: list[pl.DataFrame] = field(default_factory=list)
    _noted: list[Noted] = field(default_factory=list)
    _ids: list[pl.Series] = field(default_factory=list)
    _members: list[pl.Series] = field(default_factory=list)
    _members_used: list[int] = field(default_factory=list)
    _other_years: list[int] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def rows(self, cells: Sequence[str] = ()) -> nw.LazyFrame[Any]:
        """Return the values of all rows, and whether each is REFUSED; members are noted.

        `cells` are those of the survey's `columns` of which copies stand beside the values; the
        reading has those that a column map gives (`carrying`).
        """
        survey = self.reading.survey
        frame = self.reading.rows(
            self.repeats.member,
            own_cells(survey, cells),
            lambda members: tapped(members, self._note_members),
        )
        checks = self.reading.checks(self.repeats.household)
        frame = frame.with_columns(**{REFUSED: refused(checks)}, **carried(survey, cells))
        frame = frame.with_columns(**signs(self.reading))
        return nw.from_native(tapped(frame.to_native(), self._note_signs)).drop(*SIGNS)

    def tapped(
        self,
        plan: pl.LazyFrame,
        *observers: Observer,
        decided: str,
        besides: str | None = None,
    ) -> pl.LazyFrame:
        """Return a plan of the rows that are not refused, of which all are noted as they pass.

        The plan has the reading's `keys`, REFUSED and, with a roster, MEMBERS; `decided` is its
        column of classes. Where it has ROW too, it is noted which households are undetermined.
        `besides` names a column that says which refused rows go on too.
        `observers` see what goes on.
        """

        def note(batch: pl.DataFrame) -> pl.DataFrame:
            undetermined = batch[decided] == UNDETERMINED
            self._undetermined.append(int(undetermined.sum()))
            if ROW in batch.columns:
                self._open.append(batch[ROW].filter(undetermined))
            return batch

        def note_rows(batch: pl.DataFrame) -> pl.DataFrame:
            return self._note_rows(batch, besides)

        return tapped(plan, note_rows, note, *observers)

    def _note_rows(self, batch: pl.DataFrame, besides: str | None) -> pl.DataFrame:
        refused = batch[REFUSED]
        self._ids.append(hashes_of_ids(batch, self.reading.keys))
        self._accounts.append(Account(batch.height, int(refused.sum())))
        if MEMBERS in batch.columns:
            self._members_used.append(int(batch[MEMBERS].sum()))
        self.progress(batch.height)
        if not refused.any():
            return batch
        if ROW in batch.columns:
            self._refused.append(batch[ROW].filter(refused))
        return batch.filter(~refused if besides is None else ~refused | batch[besides])

    def _note_signs(self, batch: pl.DataFrame) -> pl.DataFrame:
        _require_unrefuted(self.reading.survey)
        self._waiting.append(told_by_signs(batch, self.reading))
        if sum(part.height for part in self._waiting) >= _WAITING:
            self._look_at_waiting()
        return batch

    def _look_at_waiting(self) -> None:
        """Note what the rows that wait have, and keep one sum of all."""
        with self._lock:  # what others append meanwhile comes behind these, and stays
            parts = [*self._waiting]
            if not parts:
                return
            del self._waiting[: len(parts)]
            rows = pl.concat(parts)
            if self.reading.years is not None and self.reading.survey.by_first_rows:
                self._other_years.extend({*years_in(rows)} - {*self.reading.years})
            self._noted[:] = [together([*self._noted, noted(rows, self.reading)])]

    def require_years(self) -> None:
        """Raise MisjudgedError where a row names a year that had no say in the standard."""
        self._look_at_waiting()
        if self._other_years:
            raise MisjudgedError

    @property
    def _found(self) -> Noted:
        """What was noted of the signs of all rows that passed."""
        self._look_at_waiting()
        return together(self._noted)

    def _note_members(self, batch: pl.DataFrame) -> pl.DataFrame:
        assert self.reading.roster is not None
        _require_unrefuted(self.reading.roster.survey)
        self._members.append(hashes_of_members(batch))
        return batch

    @property
    def rows_so_far(self) -> tuple[int, int | None]:
        """How many rows of the survey, and of its roster (None: it has none), have passed."""
        members = self._member_rows if self.reading.roster else None
        return self._households.rows, members

    def found_repeats(self) -> Repeats | None:
        """Return the keys that are on more than one of the rows that passed, None for none."""
        return found_repeats(self.reading, self._ids, self._members)

    @property
    def is_clean(self) -> bool:
        """Whether no row is refused, but for what repeats: every member has a household too."""
        return not self._households.refused and self._member_rows == sum(self._members_used)

    @property
    def has_tiny_amounts(self) -> bool:
        """Whether an amount of money is so small that its digits may be grouped."""
        return bool(self._found.total(IS_TINY))

    @property
    def _households(self) -> Account:
        return total(self._accounts)

    @property
    def _member_rows(self) -> int:
        return sum(map(len, self._members))

    def _read_again(self) -> tuple[Reading, Repeats]:
        """Return the reading, of undetermined households alone where it is noted which they are."""
        rows = self._open
        survey = with_rows(self.reading.survey, pl.concat(rows)) if rows else self.reading.survey
        return replace(self.reading, survey=survey), self.repeats

    def failures(self, repeats: Repeats | None) -> list[Failures]:
        """Return the refused rows of each file, where these are the keys that repeat.

        Few are read without the others, where it is noted which they are.
        """
        known = self._refused and (repeats is None or repeats is self.repeats)
        few = with_few_rows(self.reading.survey, pl.concat(self._refused)) if known else None
        refused = replace(self.reading, survey=few) if few else self.reading
        return failures(self.reading, repeats or no_repeats(), refused)

    def passed(self, result: T, look_up: Callable[[], Sequence[Failures]]) -> Passed[T]:
        """Return what the pass gave; `look_up` finds the refused rows of each file."""
        members = None
        if self.reading.roster:
            refused = 0 if self.is_clean else look_up()[1].count()
            members = Account(self._member_rows, refused)
        found = self._found
        places = places_in(found.names)
        return Passed(
            result,
            self._households,
            members,
            sum(self._undetermined),
            partial(suspicions, self.reading, self.repeats, found),
            look_up,
            self._read_again,
            (*names_alike([places]), *unlisted(self.reading, places)),
        )


def _require_unrefuted(survey: Survey) -> None:
    """Raise MisjudgedError where a file is known not to be what was assumed: the pass ends early.

    A file that is filled with blank lines would else be a row for each of them.
    """
    if survey.refuted is not None and survey.refuted():
        raise MisjudgedError


def pass_through(
    reading: Reading,
    run: Callable[[Passing], T],
    *,
    refuse: bool,
    progress: Callable[[int], object] = lambda _: None,
) -> Passed[T]:
    """Return what `run` makes of a survey, in one pass; in a second one where keys repeat.

    `run` takes the rows of the pass, and taps its plan. `progress` is told how many rows more have
    passed. Raises SurveyError, with every problem, when a row is refused and `refuse` does not
    allow it, or a form has faults; MisjudgedError where the first rows chose the standard, and
    others name other years.
    """
    passing = Passing(reading, no_repeats(), progress)
    result = run(passing)
    passing.require_years()
    if reading.survey.grouped is None and passing.has_tiny_amounts:
        looked = with_groups_refused(reading)
        if looked.survey.grouped:
            return pass_through(looked, run, refuse=refuse, progress=progress)
    repeats = passing.found_repeats()
    look_up = cache(partial(passing.failures, repeats))
    faulty = any(survey.faults for survey in reading.surveys)
    if faulty or (not refuse and not (passing.is_clean and repeats is None)):
        raise warning_too(refusal(look_up()), told_at_once(reading))
    if repeats is not None:
        passing = Passing(reading, repeats, progress)
        result = run(passing)
        look_up = cache(partial(passing.failures, repeats))
    return passing.passed(result, look_up if refuse else tuple)
