"""`--engine` and `--master`: which engine works, and what only the embedded one can do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from enum import StrEnum
from importlib.util import find_spec
from typing import Annotated, Literal

import typer

from mdpoverty.errors import Problem, UsageError


class Engine(StrEnum):
    """What does the work: this program itself, or Spark."""

    embedded = "embedded"
    spark = "spark"


EngineOption = Annotated[
    Engine,
    typer.Option("--engine", help="spark: work on Spark, with folders of Parquet or CSV."),
]
MasterOption = Annotated[
    str | None,
    typer.Option(
        "--master",
        metavar="URL",
        help="Where Spark works: local[2], spark://HOST:PORT, yarn … Without it Spark's own "
        "configuration says.",
    ),
]

STANDARD_INPUT = "-"  # and standard output
FOLDER_FORMATS: tuple[Literal["csv", "parquet"], ...] = ("csv", "parquet")

_INSTEAD = {
    "--columns": "rename the columns before",
    "--encoding": "CSV is read as UTF-8: convert it before",
    "--persons": "join the members to the profile by household_id",
    "--output-dir": "the files are one survey: write its profile with -o FOLDER",
    "--threads": "say it in --master, as local[4]",
    "--bom": "leave it out",
    "--format": "write csv or parquet",
    "SURVEY": "name a folder of Parquet or CSV: standard input is none",
    "--members": "name a folder of Parquet or CSV: standard input is none",
    "--output": "name a new folder with -o FOLDER",
    "--rejects": "name a new folder",
    "BEFORE AFTER": "compare a survey under two standards (--from, --to)",
}

_WRONG = {"--output": "names no folder, and Spark writes no standard output"}


def on_spark(engine: Engine, master: str | None, unfit: Mapping[str, bool]) -> bool:
    """Return whether Spark does the work.

    `unfit` says of options whether they ask for what Spark cannot do. Raises UsageError where one
    does, or a master is given without Spark.
    """
    if engine != Engine.spark:
        if master is not None:
            problem = Problem(
                "--master", "is Spark's", advice="add --engine spark, or leave it out"
            )
            raise UsageError("no engine here has a master", [problem])
        return False
    problems = [
        Problem(option, _WRONG.get(option, "is not for --engine spark"), advice=_INSTEAD[option])
        for option, given in unfit.items()
        if given
    ]
    if problems:
        raise UsageError("Spark cannot do what is asked for", problems)
    if master is not None and master.startswith("sc:"):
        allowed = "local[2], spark://HOST:PORT, yarn, k8s://…"
        wrong = "is a server of Spark Connect, which gives no files"
        raise UsageError("no session of Spark can be begun", [Problem("--master", wrong, allowed)])
    _require_spark()
    return True


def _require_spark() -> None:
    """Raise UsageError where Spark is not installed, or Java, which it runs on."""
    if find_spec("pyspark") is None:
        wrong, advice = "Spark is not installed", "pip install 'mdpoverty[spark]'"
    elif shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        wrong, advice = "Spark runs on Java, which is not installed", "install Java 17 or later"
    else:
        return
    problem = Problem("--engine", wrong, advice=advice)
    raise UsageError("there is no Spark to work on", [problem])
