"""What commands with `--engine spark` share: a session of Spark, folders in, folders out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pyspark.sql import SparkSession

from mdpoverty.cli.engine import FOLDER_FORMATS, OnSpark
from mdpoverty.cli.reading_options import TextOptions
from mdpoverty.cli.session import Session
from mdpoverty.cli.spoken import spoken
from mdpoverty.cli.stages import SPARK_STARTED, WORKED, Stages
from mdpoverty.cli.why import conclude_why
from mdpoverty.codebook import Level
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.files.table_form import format_of
from mdpoverty.language.messages import Phrase
from mdpoverty.profile.undetermined import Undetermined
from mdpoverty.reading.assemble import Opened
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.sources import require_possible
from mdpoverty.run.passes import Passed
from mdpoverty.run.refused import WRITTEN
from mdpoverty.run.unlisted import unlisted
from mdpoverty.spark.folders import folder, write
from mdpoverty.spark.grouped import with_groups_refused
from mdpoverty.spark.passes import Measured, Watch
from mdpoverty.spark.places import Kind
from mdpoverty.spark.session import session as spark_session
from mdpoverty.spark.sources import Source, Sources, source
from mdpoverty.spark.undetermined import cells_of
from mdpoverty.survey.headings import with_headings
from mdpoverty.survey.place_names import alike_in
from mdpoverty.survey.spelling import Spelling
from mdpoverty.survey.survey import Survey

T = TypeVar("T")

_HERE = "file:"  # before the path of a file on this machine


@dataclass(frozen=True)
class Work:
    """What a command works with: the sources of a survey, and the folders to write, and how.

    Where it is `quiet`, nothing is worked out that would only be said: it takes Spark seconds.
    """

    sources: Sources
    text: TextOptions
    output: tuple[str, Kind] | None
    why: tuple[str, Kind] | None
    rejects: list[tuple[str, Kind]]
    stages: Stages
    quiet: bool

    def opened(self) -> Opened:
        """Return the survey, and its members where they are given."""
        survey, members = self.sources
        people = self._opened(members, "member") if members else None
        return Opened(self._opened(survey, "household"), people)

    def _opened(self, files: Source, level: Level) -> Survey:
        layout = self.text.layout
        require_possible(layout)
        spelling = Spelling(layout.decimal_sign, layout.thousands)
        return with_headings(replace(files.survey(), spelling=spelling), level)

    def watched(
        self,
        reading: Reading,
        work: Callable[[Reading], tuple[T, Measured]],
        became: Phrase = WRITTEN,
    ) -> Passed[T]:
        """Return what `work` makes of a survey in one pass, and what became of every row.

        `became` says what is done with the rows that are not refused.
        """
        reading = with_groups_refused(reading)
        watch = Watch(self.sources, language=spoken())
        result, found = work(watch.on(reading))
        passed = watch.passed(result, found, reading, self.rejects, became)
        self.stages.done(WORKED)
        if self.quiet:
            return passed
        return replace(passed, notes=(*alike_in([reading.survey]), *unlisted(reading)))

    def say_why(
        self, session: Session, passed: Passed[Any], *, complete_cases: bool = False
    ) -> None:
        """Say, when all is delivered, why households are undetermined; write which cells."""
        if not self.why and (self.quiet or not passed.undetermined):
            return
        assert passed.read is not None
        found = Undetermined(*passed.read(), complete_cases=complete_cases)
        if passed.undetermined:
            conclude_why(session, passed.undetermined, found, None, listed=bool(self.why))
        if self.why:
            write(cells_of(found), *self.why)


@contextmanager
def work_on(
    session: Session,
    asked: OnSpark,
    output: tuple[str, str | None] | None = None,
    why: str | None = None,
) -> Iterator[Work]:
    """Yield what a command works with; `output` is the folder to write, and the format wanted.

    `why` is the folder for what undetermined households hang on.

    Folders are whole when this is left, and none is there when it fails. Raises UsageError where a
    format is not known, OutputError where a folder is there already, SurveyError where the survey
    cannot be opened, and as Spark's `session` does.
    """
    session.rejected = _reject_folders(asked.rejects, members=bool(asked.reading.members))
    more = [*([why] if why else []), *session.rejected]
    wanted = [*([output] if output else []), *((name, None) for name in more)]
    for path, kind in wanted:
        format_of(path, kind, FOLDER_FORMATS)  # said before Spark is begun
    written = [("--rejects", name) for name in session.rejected]
    refuse_overwriting([], [("--output", output and output[0]), ("--why", why), *written])
    with spark_session(asked.engine.master, session.scratch) as spark, ExitStack() as stack:
        # What is there already is said before the survey is looked at.
        parts = [
            stack.enter_context(
                folder(spark, path, session.deliveries, private=path in session.rejected)
            )
            for path, _ in wanted
        ]
        files = source(spark, asked.survey)
        people = asked.reading.members
        members = source(spark, people) if people else None
        made = [
            (part, _kind(path, kind, files.kind))
            for part, (path, kind) in zip(parts, wanted, strict=True)
        ]
        target = made.pop(0) if output else None
        session.made_by.read("survey", _sources(files))
        if members:
            session.made_by.read("members", _sources(members))
        session.before_delivery(lambda: _require_unchanged(spark, files, members))
        causes = made.pop(0) if why else None
        session.stages.done(SPARK_STARTED)
        yield Work(
            Sources(files, members),
            asked.reading.text,
            target,
            causes,
            made,
            session.stages,
            session.is_quiet,
        )


def _require_unchanged(spark: SparkSession, *sources: Source | None) -> None:
    for each in sources:
        if each is not None:
            each.require_unchanged(spark)


def _sources(files: Source) -> list[Path | str]:
    """Return where the files of a survey are: as paths, those that are on this machine."""
    addresses = [each.path for each in files.files]
    return [
        Path(each.removeprefix(_HERE)) if each.startswith(_HERE) else each for each in addresses
    ]


def _kind(path: str, wanted: str | None, survey: Kind) -> Kind:
    """Return the format of a folder: as wanted, else as its name says, else that of the survey."""
    named = format_of(
        path, wanted or ("" if PurePosixPath(path).suffix else survey), FOLDER_FORMATS
    )
    return "parquet" if named == "parquet" else "csv"


def _reject_folders(rejects: str | None, *, members: bool) -> list[str]:
    """Return the folders for refused rows: of the survey and, beside it, of its members."""
    if rejects is None:
        return []
    above, slash, name = rejects.rstrip("/").rpartition("/")
    path = PurePosixPath(name)
    beside = f"{above}{slash}{path.stem}-members{path.suffix}"
    return [rejects, beside] if members else [rejects]
