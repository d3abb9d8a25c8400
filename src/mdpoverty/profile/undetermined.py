"""Why households are undetermined: on which unknown answers, of blank cells, their class hangs.

Only the households that are undetermined are looked at, in a pass of their own: where there are
none, nothing is done. A reading may be of these alone; then no other row is converted again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import or_
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.classification.decide import decided, measured
from mdpoverty.classification.derived import derive
from mdpoverty.classification.halves import in_halves
from mdpoverty.classification.hinges import hinges
from mdpoverty.classification.widened import widened
from mdpoverty.files.rows import LINE, ROW
from mdpoverty.profile.blanks import Blank, blanks
from mdpoverty.profile.written import is_written
from mdpoverty.reading.failing import refused
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.roster import members_of
from mdpoverty.run.repeated import Repeats, no_repeats
from mdpoverty.standards.class_rules import UNDETERMINED
from mdpoverty.standards.labels import Label
from mdpoverty.survey.engine import beside, collected

COLUMNS = ("household_id", "possible_classes", "indicator", "column", "person_id")
OF_HOUSEHOLD = COLUMNS[:2]
CELL = "cell"  # the column of the survey that a cell is in, where cells are placed
_QUOTED = "quoted "  # before the names of variables whose cells are shown
_DERIVED = "why "  # before the names of derived variables, which are worked out once more
_PERSON_ROW, _PERSON_LINE = "person row", "person line"
_OWN = " own"  # after the flag of a cause: whether a cell of the household is one of it


@dataclass(frozen=True)
class Missing:
    """A column that is blank, or that is not there, in how many of the households it matters in.

    `code` is as in `Blank`; an `unlisted` cell is a name that a table does not have, and a cell of
    a range holds points above the lowest. A column that is not there may be one `of_members`.
    """

    column: str
    has_column: bool
    households: int
    code: str = ""
    unlisted: bool = False
    is_range: bool = False
    of_members: bool = False


@dataclass(frozen=True)
class Hinge:
    """An answer, by the id of its indicator, and how many undetermined households hang on it.

    `label` is what the standard calls the indicator, the condition or the score.
    """

    name: str
    households: int
    columns: tuple[Missing, ...]
    label: Label | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Cause:
    """A column of the plan that says whether a household hangs on an answer, for want of a cell.

    The cell is in the survey's `column`, or would be (None: only the answer is known to be
    missing); any of `blanks` may leave it open.
    """

    flag: str
    name: str
    column: str | None = None
    blanks: tuple[Blank, ...] = ()

    @property
    def has_column(self) -> bool:
        """Whether the survey has the column."""
        return any(each.has_column for each in self.blanks)

    @property
    def cell(self) -> str | None:
        """The column as the survey has it, by which its sheet of a form is found."""
        return (self.blanks[0].code or self.column) if self.blanks else None

    @property
    def shown(self) -> str | None:
        """The column as a table names it: of a form with its code."""
        code = self.blanks[0].code if self.blanks else ""
        return f"{self.column} ({code})" if code else self.column

    @property
    def flags(self) -> tuple[str, ...]:
        """The columns of the plan that are true where a cell of it is blank, at either level.

        Those of members are columns of the `people` too.
        """
        return (self.own, *self.of_members)

    @property
    def own(self) -> str:
        """The column that says whether a cell of the household, or no cell known, is one of it."""
        return self.flag + _OWN

    @property
    def of_members(self) -> dict[str, Blank]:
        """Each blank of members, by the column that says whether any, or which, member has it."""
        some = [blank for blank in self.blanks if blank.member is not None]
        return {f"{self.flag} member {index}": blank for index, blank in enumerate(some)}

    def missing(self, households: int) -> Missing:
        """Return what is missing in so many households; there is a column that it is in."""
        assert self.column is not None
        one = self.blanks[0]
        return Missing(
            self.column,
            self.has_column,
            households,
            one.code,
            bool(one.unlisted),
            one.is_range,
            one.of_members,
        )

    @property
    def unlisted(self) -> str | None:
        """The variable whose cell is a name that the table of the standard does not have."""
        return (self.blanks[0].unlisted or None) if self.blanks else None


class Undetermined:
    """The undetermined households of a survey, and what each hangs on.

    `repeats` say which rows are refused for their keys; `complete_cases` leaves out households with
    an unknown indicator, as a summary may. The `plan` has the households, as a lazy frame of their
    engine, with columns that say of each of the `causes` whether it is one of theirs. `people` are
    their members, with a column for each cell of theirs that may be blank, None where there is no
    such cell.
    """

    def __init__(
        self, reading: Reading, repeats: Repeats | None = None, *, complete_cases: bool = False
    ) -> None:
        """Plan the pass, and do nothing yet."""
        standard = reading.standard
        self.scored = bool(standard.scores)
        named = {**standard.indicators, **standard.conditions, **standard.scores}
        self._labels = {name: each.label for name, each in named.items()}
        self.plan, self._hinges, self.causes, self.people = _planned(
            reading, repeats or no_repeats(), complete_cases=complete_cases
        )

    def households(self) -> int:
        """Return how many households are undetermined."""
        return int(collected(self.plan.select(nw.len())).item())

    def ranked(self) -> tuple[Hinge, ...]:
        """Return what households hang on, that of the most households first."""
        flags = dict.fromkeys([*self._hinges.values(), *(each.flag for each in self.causes)])
        sums = self.plan.select(nw.col(flag).cast(nw.Int64).sum() for flag in flags)
        # Where there are no rows an engine may say that nothing adds up to nothing known.
        counts = collected(sums.with_columns(nw.all().fill_null(0))).row(0, named=True)
        found = [
            Hinge(
                name,
                counts[flag],
                tuple(
                    sorted(
                        (
                            each.missing(counts[each.flag])
                            for each in self.causes
                            if each.column is not None and each.name == name and counts[each.flag]
                        ),
                        key=lambda missing: -missing.households,
                    )
                ),
                self._labels.get(name),
            )
            for name, flag in self._hinges.items()
            if counts[flag]
        ]
        return tuple(sorted(found, key=lambda hinge: -hinge.households))

    def table(self, *, placed: bool = False) -> pl.LazyFrame:
        """Return a row for each cell that would decide the class of a household, in their order.

        The columns are COLUMNS, and LINE and CELL where they are to be `placed`; `column` is null
        where only the answer is known to be missing, and quotes a name that a table of the standard
        does not have. A cell of a member has a `person_id`, and its line is the member's. The
        survey is one that Polars reads.
        """
        plan: pl.LazyFrame = self.plan.to_native()
        flags = {flag: place for place, each in enumerate(self.causes) for flag in each.flags}
        causes = pl.LazyFrame(
            {
                "flag": list(flags),
                "place": list(flags.values()),
                "indicator": [self.causes[at].name for at in flags.values()],
                "column": [self.causes[at].shown for at in flags.values()],
                "unlisted": [self.causes[at].unlisted for at in flags.values()],
                CELL: [self.causes[at].cell for at in flags.values()],
            },
            schema_overrides=dict.fromkeys(("flag", "column", "unlisted", CELL), pl.String),
        )
        names = {each.unlisted: _QUOTED + each.unlisted for each in self.causes if each.unlisted}
        kept = [ROW, LINE, *OF_HOUSEHOLD, *names.values()]
        plan = plan.with_columns(pl.col(name).alias(copy) for name, copy in names.items())
        rows = plan.select(*kept, *flags).unpivot([*flags], index=kept, variable_name="flag")
        found = self._with_people(rows.filter("value").join(causes, on="flag"))
        found = found.sort(ROW, "place", _PERSON_ROW)
        for name, copy in names.items():
            quoted = pl.format("{}: '{}'", "column", copy)
            column = pl.when(pl.col("unlisted") == name).then(quoted).otherwise("column")
            found = found.with_columns(column=column)
        return found.select(*COLUMNS, LINE, CELL) if placed else found.select(COLUMNS)

    def _with_people(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Return a row for each member whose cell is blank in place of one for all of them."""
        flags = flags_of_members(self.causes)
        if self.people is None:
            return rows.with_columns(
                pl.lit(None, pl.String).alias("person_id"), pl.lit(0).alias(_PERSON_ROW)
            )
        members: pl.LazyFrame = self.people.to_native()
        own = ["household_id", "person_id", _PERSON_ROW, _PERSON_LINE]
        members = members.with_columns(
            pl.col(ROW).alias(_PERSON_ROW), pl.col(LINE).alias(_PERSON_LINE)
        )
        members = members.select(*own, *flags).unpivot(flags, index=own, variable_name="flag")
        blank = members.filter("value").drop("value")
        found = rows.join(blank, on=["household_id", "flag"], how="left")
        found = found.with_columns(pl.coalesce(_PERSON_LINE, LINE).alias(LINE))
        # Two parts of a condition may hang on one cell.
        return found.unique([ROW, "place", _PERSON_ROW], keep="first")


def flags_of_members(causes: Sequence[Cause]) -> list[str]:
    """Return the columns that say whether, or which, members have the blanks of causes."""
    return [flag for cause in causes for flag in cause.of_members]


def _planned(
    reading: Reading, repeats: Repeats, *, complete_cases: bool
) -> tuple[nw.LazyFrame[Any], dict[str, str], list[Cause], nw.LazyFrame[Any] | None]:
    """Return the undetermined households, with a column for each hinge, and for each cause.

    With them come their members, with a column for each cell that may be blank.
    """
    standard, known = reading.standard, reading.given
    frame = reading.rows(repeats.member)
    frame = frame.filter(~refused(reading.checks(repeats.household)))
    given_class = "class" in reading.variables
    frame, outcome = decided(frame, standard, known)
    names = ("class", "possible_classes")
    frame = frame if given_class else frame.with_columns(**{n: outcome[n] for n in names})
    frame = frame.filter(nw.col("class") == UNDETERMINED)
    if complete_cases:
        every = [nw.col(name).is_null() for name in standard.indicators]
        frame = frame.filter(~in_halves(or_, [nw.lit(value=False), *every]))
    hangs = hinges(standard, measured(standard, known))
    columns = {name: f"_hangs {index}" for index, name in enumerate(hangs)}
    frame = widened(frame, {columns[name]: holds for name, holds in hangs.items()})
    if is_written(reading.survey):
        causes = [Cause(flag, name) for name, flag in columns.items()]
        return _caused(frame, causes, columns), columns, causes, None
    frame, known = derive(frame, standard, "household", known, _DERIVED)
    members, people = _members(reading)
    found = blanks(reading, known, people)
    causes = [
        cause for name in hangs for cause in _causes(name, columns[name], found.of.get(name, ()))
    ]
    frame = widened(frame, found.parts)
    answered = None
    if members is not None:
        answered = _answered(frame, widened(members, found.parts_of_members), causes)
    frame = frame if answered is None else _beside(frame, answered, causes)
    return _caused(frame, causes, columns), columns, causes, answered


def _causes(name: str, hangs: str, found: Sequence[Blank]) -> Iterator[Cause]:
    """Yield one cause for each column that may leave an answer open."""
    of: dict[tuple[str, str], list[Blank]] = {}
    for blank in found:
        of.setdefault((blank.column, blank.unlisted), []).append(blank)
    for index, ((column, _), some) in enumerate(of.items()):
        yield Cause(f"{hangs} {index}", name, column, tuple(some))


def _caused(
    frame: nw.LazyFrame[Any], causes: Sequence[Cause], columns: Mapping[str, str]
) -> nw.LazyFrame[Any]:
    """Return households with the columns of each cause: of its cells, and whether one is blank."""
    flags: dict[str, nw.Expr] = {}
    for cause in causes:
        hangs = nw.col(columns[cause.name])
        own = [blank.open for blank in cause.blanks if blank.member is None]
        is_open = in_halves(or_, own) if own else nw.lit(value=not cause.blanks)
        flags[cause.own] = hangs & is_open
        for flag, blank in cause.of_members.items():
            flags[flag] = hangs & blank.open & nw.col(flag)
    frame = widened(frame, flags)
    return widened(frame, {each.flag: in_halves(or_, map(nw.col, each.flags)) for each in causes})


def _members(reading: Reading) -> tuple[nw.LazyFrame[Any] | None, Any]:
    """Return the members, and what they have for the standard, None where there are none."""
    if reading.roster is None:
        return None, None
    frame, given = members_of(reading.roster)
    return frame, given[reading.roster.place(reading.standard)]


def _answered(
    households: nw.LazyFrame[Any], members: nw.LazyFrame[Any], causes: Sequence[Cause]
) -> nw.LazyFrame[Any] | None:
    """Return the members of households with which cells of theirs are blank, None if none may."""
    asked = {
        flag: blank.member
        for cause in causes
        for flag, blank in cause.of_members.items()
        if blank.member is not None
    }
    if not asked:
        return None
    some = members.join(households.select("household_id"), on="household_id", how="semi")
    return some.with_columns(**asked)


def _beside(
    households: nw.LazyFrame[Any], answered: nw.LazyFrame[Any], causes: Sequence[Cause]
) -> nw.LazyFrame[Any]:
    """Return households with whether any member of theirs has a blank, a column for each."""
    flags = flags_of_members(causes)
    found = answered.group_by("household_id").agg(*(nw.col(flag).any() for flag in flags))
    known = {flag: nw.col(flag).fill_null(value=False) for flag in flags}
    return beside(households, found).with_columns(**known)
