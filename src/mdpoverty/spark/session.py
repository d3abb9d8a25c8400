"""A session of Spark for one command: begun quietly, ended with it, and its failures in words."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

from mdpoverty.background import in_background
from mdpoverty.errors import Problem, UsageError
from mdpoverty.language.messages import message
from mdpoverty.spark.failures import FAILURES, meaning, reason, said

_SETTINGS: dict[str, bool | float | int | str | None] = {
    "spark.app.name": "mdpoverty",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.python.sql.dataFrameDebugging.enabled": "false",
}
_MEANING = {
    # Names that differ by case alone are two columns, and `province=01` in a path is no number.
    "spark.sql.caseSensitive": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    # A file that is gone or damaged is an error: its rows shall not be missing.
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    # What Spark would conclude from filters about columns takes it minutes for plans of many steps.
    "spark.sql.constraintPropagation.enabled": "false",
    # Java compiles no method above 8,000 bytes: it would run, many times slower, as it is written.
    "spark.sql.codegen.hugeMethodLimit": "8000",
}


@contextmanager
def session(master: str | None, scratch: Path) -> Iterator[SparkSession]:
    """Yield a session of Spark at `master`, or where Spark's own configuration says.

    It is ended afterwards, unless somebody had begun one before: then it is one beside that. What
    Java says while it runs goes to a file in `scratch`. Raises UsageError where no session can be
    begun, and what a failure of Spark means, where it is one of the user's data or places.
    """
    running = SparkSession.getActiveSession()
    spark = running.newSession() if running else _begun(master, scratch)
    for name, value in _MEANING.items():
        spark.conf.set(name, value)
    try:
        yield spark
    except FAILURES as error:
        if (meant := meaning(error)) is None:
            raise
        raise meant from None
    finally:
        if running is None:
            # In a thread of its own: an interrupt leaves this one in the middle of a word to Java.
            in_background(spark.stop).result()


def _begun(master: str | None, scratch: Path) -> SparkSession:
    builder = SparkSession.builder.config(map=_SETTINGS)
    if master is not None:
        builder = builder.master(master)
    words = scratch / "java"
    try:
        with _standard_error_to(words), _own_interrupts():
            return builder.getOrCreate()
    except FAILURES as error:
        why = reason(error)
        heard = words.read_text(encoding="utf-8", errors="replace").splitlines()
        why = next((line for line in heard if "Exception" in line or "rror" in line), why)
        headline = message("spark.not-begun", "cannot start a Spark session")
        allowed = "local[2], spark://HOST:PORT, yarn, k8s://…"
        raise UsageError(headline, [Problem("--master", said(why), allowed)]) from None


@contextmanager
def _own_interrupts() -> Iterator[None]:
    """Keep what an interrupt does: Spark would talk to Java within it, and tell of its failure."""
    # Where a logger has nobody to tell, it tells standard error.
    logging.getLogger().addHandler(logging.NullHandler())
    before = signal.getsignal(signal.SIGINT)
    yield
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, before)


@contextmanager
def _standard_error_to(file: Path) -> Iterator[None]:
    """Let programs that are begun meanwhile have `file` for their standard error."""
    kept = os.dup(2)
    with file.open("wb") as opened:
        os.dup2(opened.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
