"""`--engine` and `--master`: which engine works, and what only the embedded one can do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Literal, Protocol

from mdpoverty.cli.options import Engine, EngineOptions
from mdpoverty.cli.parameters import word_for
from mdpoverty.cli.reading_options import ReadingOptions
from mdpoverty.errors import Problem, UsageError
from mdpoverty.files.paths import STANDARD_INPUT
from mdpoverty.language.messages import Phrase, message

FOLDER_FORMATS: tuple[Literal["csv", "parquet"], ...] = ("csv", "parquet")

_NAME_A_FOLDER = Phrase(
    "cli.spark-name-a-folder", "name a folder of Parquet or CSV: Spark does not read standard input"
)
_LEAVE_OUT = Phrase("cli.leave-it-out", "remove the option")
# What to do instead of an option that Spark cannot do, in the order in which they are said.
_INSTEAD = {
    "BEFORE AFTER": Phrase(
        "cli.spark-compare-a-survey", "compare a survey under two standards (--from, --to)"
    ),
    "SURVEY": _NAME_A_FOLDER,
    "--members": _NAME_A_FOLDER,
    "--database": Phrase("cli.spark-database", "name a folder of Parquet or CSV"),
    "--columns": Phrase("cli.spark-rename", "rename the columns first"),
    "--encoding": Phrase("cli.spark-convert", "Spark reads CSV as UTF-8: convert the file first"),
    "--output": Phrase("cli.spark-new-output", "name a new folder with -o FOLDER"),
    "--format": Phrase("cli.spark-formats", "write csv or parquet"),
    "--output-dir": Phrase(
        "cli.spark-one-survey", "the files are one survey: write its profile with -o FOLDER"
    ),
    "--persons": Phrase(
        "cli.spark-join-members", "join the members to the profile by household_id"
    ),
    "--rejects": Phrase("cli.spark-new-rejects", "name a new folder"),
    "--threads": Phrase("cli.spark-threads", "set it in --master, as local[4]"),
}
_NOT_ON_SPARK = Phrase("cli.not-on-spark", "does not work with --engine spark")
_WRONG = {
    "--output": Phrase(
        "cli.spark-no-folder", "does not name a folder, and Spark does not write to standard output"
    )
}


class OnSpark(Protocol):
    """What a command that Spark can do is asked."""

    @property
    def survey(self) -> Sequence[str]:
        """The files of the survey."""

    @property
    def reading(self) -> ReadingOptions:
        """What is read beside it, and how."""

    @property
    def rejects(self) -> str | None:
        """Where refused rows go."""

    @property
    def engine(self) -> EngineOptions:
        """What does the work."""


def on_spark(asked: OnSpark, more: Mapping[str, bool]) -> bool:
    """Return whether Spark does the work.

    `more` says of options of the command alone whether they ask for what Spark cannot do. Raises
    UsageError where any does, or a master is given without Spark.
    """
    master = asked.engine.master
    if asked.engine.engine != Engine.spark:
        if master is not None:
            wrong = message("cli.master-alone", "is for Spark only")
            advice = message("cli.master-needs-spark", "add --engine spark, or remove --master")
            problem = Problem("--master", wrong, advice=advice)
            headline = message("cli.no-master", "--engine embedded does not use a master")
            raise UsageError(headline, [problem])
        return False
    unfit = {
        "SURVEY": STANDARD_INPUT in asked.survey,
        "--members": STANDARD_INPUT in (asked.reading.members or ()),
        "--columns": asked.reading.columns is not None,
        "--encoding": asked.reading.text.encoding is not None,
        "--rejects": asked.rejects == STANDARD_INPUT,
        "--threads": asked.engine.threads is not None,
        **more,
    }
    problems = [
        Problem(
            word_for(option),
            _WRONG.get(option, _NOT_ON_SPARK)(),
            advice=_INSTEAD.get(option, _LEAVE_OUT)(),
        )
        for option in {**_INSTEAD, **unfit}
        if unfit.get(option)
    ]
    if problems:
        headline = message("cli.spark-cannot", "Spark cannot do this")
        raise UsageError(headline, problems)
    if master is not None and master.startswith("sc:"):
        allowed = "local[2], spark://HOST:PORT, yarn, k8s://…"
        wrong = message(
            "cli.spark-connect", "is a Spark Connect server, which does not give access to files"
        )
        headline = message("cli.spark-no-session", "cannot start a Spark session")
        raise UsageError(headline, [Problem("--master", wrong, allowed)])
    _require_spark()
    return True


def _require_spark() -> None:
    """Raise UsageError where Spark is not installed, or Java, which it runs on."""
    if find_spec("pyspark") is None:
        wrong = message("cli.spark-missing", "Spark is not installed")
        advice = message("cli.spark-install", "pip install 'mdpoverty[spark]'")
    elif shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        wrong = message("cli.java-missing", "Spark needs Java, which is not installed")
        advice = message("cli.java-install", "install Java 17 or later")
    else:
        return
    headline = message("cli.no-spark", "cannot run on Spark")
    raise UsageError(headline, [Problem("--engine", wrong, advice=advice)])
