"""Refused rows of a survey on Spark: which they are, whole, and every problem with first examples.

As in `mdpoverty.run.refused`, but rows have no lines: the examples are the households of the least
ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as sf

from mdpoverty.errors import Place, Problem, SurveyError
from mdpoverty.files.rows import FAULT_VALUE, SURPLUS, fault_value
from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase
from mdpoverty.reading.failing import REFUSED, Check
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.roster import Roster, checks_of, members_of, placed_checks
from mdpoverty.run.lazy import checked
from mdpoverty.run.refused import refusal_of
from mdpoverty.run.repeated import repeats_by_window
from mdpoverty.spark.cells import AS_IT_STANDS, col
from mdpoverty.survey.survey import PLACES, Survey


@dataclass(frozen=True)
class Refused:
    """The refused rows of one file: `frame` has their cells, and for check i a column `_i`."""

    survey: Survey
    checks: Sequence[Check]
    frame: DataFrame

    def rows(self, language: Language = "en") -> DataFrame:
        """Return the refused rows whole, after their line (which is null) and their problems.

        These are in the language.
        """
        schema = {self.survey.headings.get(name, name): name for name in self.survey.schema}
        said = [
            sf.when(sf.col(f"_{i}"), sf.lit(check.in_words(language)))
            for i, check in enumerate(self.checks)
        ]
        own = {
            self.survey.unit: sf.lit(None).cast("bigint"),
            "problems": sf.concat_ws("; ", *said),
        }
        if self.survey.has_faults:
            own["surplus"] = col(SURPLUS)
        return self.frame.select(
            *(e.alias(f"refused_{name}" if name in schema else name) for name, e in own.items()),
            *(col(AS_IT_STANDS + name).alias(heading) for heading, name in schema.items()),
        )

    def problems(self) -> tuple[int, list[Problem]]:
        """Return how many rows are refused, and every kind of problem with its first examples."""
        failed = sf.array_compact(
            sf.array(
                *(
                    sf.when(
                        sf.col(f"_{i}"),
                        sf.struct(sf.lit(i).alias("check"), self._shown(check).alias("value")),
                    )
                    for i, check in enumerate(self.checks)
                )
            )
        )
        found = self.frame.select(
            sf.col("household_id").alias("household"), sf.posexplode(failed).alias("at", "failed")
        ).select("household", "at", "failed.check", "failed.value")
        found = found.persist(StorageLevel.DISK_ONLY)
        first = Window.partitionBy("check").orderBy(sf.asc_nulls_last("household"), "value")
        places = found.withColumn("place", sf.row_number().over(first)).where(
            sf.col("place") <= PLACES
        )
        counts = {
            row["check"]: (row["rows"], row["first"])
            for row in found.groupBy("check")
            .agg(sf.count("*").alias("rows"), sf.count_if(sf.col("at") == 0).alias("first"))
            .collect()
        }
        shown: dict[int, list[Place]] = {i: [] for i in counts}
        for row in sorted(places.collect(), key=lambda row: (row["check"], row["place"])):
            value = row["value"]
            if self.checks[row["check"]].shows == FAULT_VALUE and value is not None:
                value = fault_value(value)
            shown[row["check"]].append(Place(None, value, household=row["household"]))
        found.unpersist()
        problems = [
            check.problem(counts[i][0], shown[i], self.survey.name)
            for i, check in enumerate(self.checks)
            if i in counts
        ]
        return sum(first for _, first in counts.values()), problems

    def _shown(self, check: Check) -> Column:
        name = check.shows
        if name == FAULT_VALUE:
            return col(FAULT_VALUE)
        if name is None or name == "household_id" or name not in self.survey.schema:
            return sf.lit(None).cast("string")  # the id is said anyway
        return col(AS_IT_STANDS + name).cast("string")


def refused_rows(reading: Reading) -> list[Refused]:
    """Return the refused rows of a survey, and of its members where there are any."""
    frame, checks = checked(reading, list(reading.survey.schema))
    found = [Refused(reading.survey, checks, marked(frame, checks))]
    if reading.roster:
        households, _ = checked(reading)
        sound = households.select("household_id", sound=~nw.col(REFUSED))
        # A repeated id has several rows, all of them refused: one says as much.
        sound = sound.filter(~nw.col("household_id").is_null()).unique("household_id")
        found.append(_refused_members(reading.roster, sound))
    return found


def _refused_members(roster: Roster, households: nw.LazyFrame[Any]) -> Refused:
    frame, _ = members_of(roster, list(roster.survey.schema))
    frame = frame.join(households, on="household_id", how="left")
    repeated = repeats_by_window().member
    checks = placed_checks(checks_of(roster, repeated), roster.survey)
    return Refused(roster.survey, checks, marked(frame, checks))


def marked(frame: nw.LazyFrame[Any], checks: Sequence[Check]) -> DataFrame:
    """Return the rows that fail a check, with a column `_0`, … that says which check fails."""
    marks = {f"_{i}": check.failed for i, check in enumerate(checks)}
    failing = nw.any_horizontal(*map(nw.col, marks), ignore_nulls=False)
    native: DataFrame = frame.with_columns(**marks).filter(failing).to_native()
    return native


def refusal_in(
    failures: Sequence[Refused], rejects: Phrase | None, done: Phrase
) -> SurveyError | None:
    """Return the error that says every problem of every file, None where no row is refused.

    `rejects` says how rows can be set aside, `done` what is not done as it is.
    """
    found = [(each.survey, *each.problems()) for each in failures]
    return refusal_of(found, rejects, done) if any(count for _, count, _ in found) else None
