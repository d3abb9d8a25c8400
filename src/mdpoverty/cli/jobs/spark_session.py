"""What commands on Spark share: a session, a survey's files, folders to write, what to say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from pyspark.sql import SparkSession

from mdpoverty.cli.console import write_words
from mdpoverty.cli.engine import FOLDER_FORMATS
from mdpoverty.cli.inputs import Given
from mdpoverty.cli.jobs.accounts import say_accounts, warning_text
from mdpoverty.files.output import refuse_overwriting, scratch_folder
from mdpoverty.files.writing import format_of
from mdpoverty.reading.assemble import Opened
from mdpoverty.reading.reading import Reading
from mdpoverty.run.incomes import low_income
from mdpoverty.run.passes import Passed
from mdpoverty.spark.folders import folder
from mdpoverty.spark.passes import Watch
from mdpoverty.spark.places import Kind
from mdpoverty.spark.session import session
from mdpoverty.spark.sources import Source, Sources, source
from mdpoverty.survey.spelling import Spelling
from mdpoverty.survey.survey import Survey


@dataclass(frozen=True)
class Work:
    """What a command works with.

    `output` and `rejects` are the folders to write to meanwhile, and how; `reject_names` what the
    latter become; `scratch` a folder of this machine.
    """

    given: Given
    spark: SparkSession
    sources: Sources
    output: tuple[str, Kind] | None
    rejects: list[tuple[str, Kind]]
    reject_names: list[str]
    scratch: Path

    def opened(self) -> Opened:
        """Return the survey, and its members where they are given."""
        survey, members = self.sources
        return Opened(self._opened(survey), self._opened(members) if members else None)

    def _opened(self, files: Source) -> Survey:
        return replace(files.survey(), spelling=Spelling(self.given.decimal.value))

    def watch(self) -> Watch:
        """Return what hears how many rows there are, in one pass."""
        return Watch(self.sources)

    def say_accounts(self, reading: Reading, passed: Passed[Any], done: str) -> None:
        """Write what became of the rows, and a warning where incomes seem too low."""
        if passed.low_incomes:
            write_words(warning_text(low_income()))
        say_accounts(reading, passed.households, passed.members, self.reject_names, done)


@contextmanager
def work_on(
    given: Given, master: str | None, output: tuple[str, str | None] | None, rejects: str | None
) -> Iterator[Work]:
    """Yield what a command works with; `output` is the folder to write, and the format wanted.

    Folders are whole when this is left, and none is there when it fails. Raises UsageError where a
    format is not known, OutputError where a folder is there already, SurveyError where the survey
    cannot be opened, and as `session` does.
    """
    names = _reject_names(rejects, members=bool(given.members))
    wanted = [*([output] if output else []), *((name, None) for name in names)]
    for path, kind in wanted:
        format_of(path, kind, FOLDER_FORMATS)  # said before Spark is begun
    refuse_overwriting([], [("--output", output and output[0]), *(("--rejects", n) for n in names)])
    with scratch_folder() as scratch, session(master, scratch) as spark, ExitStack() as stack:
        # What is there already is said before the survey is looked at.
        parts = [stack.enter_context(folder(spark, path)) for path, _ in wanted]
        survey = source(spark, given.survey)
        members = source(spark, given.members) if given.members else None
        made = [
            (part, _kind(path, kind, survey.kind))
            for part, (path, kind) in zip(parts, wanted, strict=True)
        ]
        target = made.pop(0) if output else None
        yield Work(given, spark, Sources(survey, members), target, made, names, scratch)


def _kind(path: str, wanted: str | None, survey: Kind) -> Kind:
    """Return the format of a folder: as wanted, else as its name says, else that of the survey."""
    named = format_of(
        path, wanted or ("" if PurePosixPath(path).suffix else survey), FOLDER_FORMATS
    )
    return "parquet" if named == "parquet" else "csv"


def _reject_names(rejects: str | None, *, members: bool) -> list[str]:
    """Return the folders for refused rows: of the survey and, beside it, of its members."""
    if rejects is None:
        return []
    above, slash, name = rejects.rstrip("/").rpartition("/")
    path = PurePosixPath(name)
    beside_it = f"{above}{slash}{path.stem}-members{path.suffix}"
    return [rejects, beside_it] if members else [rejects]
