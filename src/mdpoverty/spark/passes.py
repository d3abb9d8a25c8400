"""What passes through a plan of Spark while it runs: an account of every row.

As in `mdpoverty.run.passes`. Households are counted in a plan's last stage, where a task counts
once, however often it is begun. What an earlier stage saw only tells where to look again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from pyspark.sql import Column, DataFrame, Observation
from pyspark.sql import functions as sf

from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase
from mdpoverty.reading.checks import MEMBERS
from mdpoverty.reading.failing import REFUSED
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.signs import SIGNS
from mdpoverty.run.account import Account
from mdpoverty.run.passes import Passed
from mdpoverty.run.refused import changed
from mdpoverty.run.repeated import no_repeats, repeats_by_window
from mdpoverty.spark.cells import col
from mdpoverty.spark.folders import write
from mdpoverty.spark.places import Kind
from mdpoverty.spark.refused import refusal_in, refused_rows
from mdpoverty.spark.sources import Sources
from mdpoverty.spark.suspicions import suspicions
from mdpoverty.standards.class_rules import UNDETERMINED

T = TypeVar("T")

REJECTS = Phrase("spark.rejects-option", "--rejects FOLDER")


@dataclass(frozen=True)
class Measured:
    """What passed: households, the undetermined; the members of all, and of those kept.

    `signs` says how many rows have each of SIGNS.
    """

    households: Account
    undetermined: int
    members: int
    members_kept: int
    signs: Mapping[str, int]

    def passed(self, result: T, reading: Reading, members: Account | None = None) -> Passed[T]:
        """Return what the pass over `reading` gave; `members` accounts for the roster's rows."""
        refused = self.households.refused or (members and members.refused)
        read = reading, repeats_by_window() if refused else no_repeats()
        suspect = partial(suspicions, *read, self.signs)
        return Passed(
            result, self.households, members, self.undetermined, suspect, read=lambda: read
        )


def measures(columns: Collection[str], *, decided: str) -> list[Column]:
    """Return what adds up to what is `Measured`, of rows with the `columns`.

    `decided` names the one that holds the class.
    """
    kept = ~col(REFUSED)
    members = col(MEMBERS) if MEMBERS in columns else sf.lit(0)
    counted = {
        "rows": sf.count(sf.lit(1)),
        "refused": sf.count_if(~kept),
        "undetermined": sf.count_if(kept & (col(decided) == UNDETERMINED)),
        "members": sf.coalesce(sf.sum(members), sf.lit(0)),
        "members_kept": sf.coalesce(sf.sum(sf.when(kept, members)), sf.lit(0)),
        **{sign: sf.count_if(col(sign)) for sign in SIGNS},
    }
    return [count.alias(name) for name, count in counted.items()]


def measured(rows: Iterable[Mapping[str, Any]]) -> Measured:
    """Return what the rows of `measures` add up to."""
    parts = list(rows)

    def summed(name: str) -> int:
        return sum(int(row[name]) for row in parts)

    return Measured(
        Account(summed("rows"), summed("refused")),
        summed("undetermined"),
        summed("members"),
        summed("members_kept"),
        {sign: summed(sign) for sign in SIGNS},
    )


@dataclass(frozen=True)
class Watch:
    """What hears how many rows a survey has, and its members, in the one pass that is watched."""

    sources: Sources
    survey: Observation = field(default_factory=Observation)
    members: Observation = field(default_factory=Observation)
    language: Language = "en"

    def on(self, reading: Reading) -> Reading:
        """Return a reading of the same files whose rows are heard."""
        survey, members = self.sources
        heard = replace(reading.survey, elsewhere=survey.survey(self.survey).elsewhere)
        if reading.roster is None or members is None:
            return replace(reading, survey=heard)
        people = replace(reading.roster.survey, elsewhere=members.survey(self.members).elsewhere)
        return replace(reading, survey=heard, roster=replace(reading.roster, survey=people))

    def passed(
        self,
        result: T,
        found: Measured,
        reading: Reading,
        rejects: Sequence[tuple[str, Kind]],
        done: Phrase,
    ) -> Passed[T]:
        """Return what a pass gave that was `found` to be so, with the account of the members.

        `rejects` are the folders for refused rows, `done` says what is done with the others.
        Raises SurveyError where a file proves to be no survey, or, with every problem, where a row
        is refused and there are no `rejects`.
        """
        survey, members = self.sources
        survey.require_lines(survey.heard(self.survey))
        there = 0
        if members is not None:
            seen = members.heard(self.members)
            members.require_lines(seen)
            there = seen["rows"]
        whole = not found.households.refused and there == found.members
        if whole and not rejects:
            return found.passed(result, reading, Account(there, 0) if members else None)
        failures = refused_rows(reading)
        if not whole and not rejects and (error := refusal_in(failures, REJECTS, done)):
            raise error
        counts = [0 for _ in failures]
        for index, ((part, kind), failed) in enumerate(zip(rejects, failures, strict=False)):
            rows = failed.rows(self.language)
            counts[index] = _written(rows.limit(0) if whole else rows, part, kind)
        if counts[0] != found.households.refused:
            raise changed(reading.survey.name, done)
        if members is None:
            return found.passed(result, reading)
        accounted = Account(found.members_kept + counts[1], counts[1])
        return found.passed(result, reading, accounted)


def _written(rows: DataFrame, part: str, kind: Kind) -> int:
    """Write rows to a folder, and return how many they were."""
    seen = Observation()
    write(rows.observe(seen, sf.count(sf.lit(1)).alias("rows")), part, kind)
    return int(seen.get["rows"])
