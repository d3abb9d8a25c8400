"""Failures of Spark: which of them are the user's data or places, and what they mean."""

from __future__ import annotations

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException

from mdpoverty.errors import MdpovertyError, OutputError, Problem, SurveyError, UsageError
from mdpoverty.language.messages import Message, message
from mdpoverty.system_faults import remedy_in

FAILURES = (PySparkException, Py4JError)

_UNREADABLE = ("FAILED_READ_FILE", "CANNOT_READ_FILE", "FileNotFoundException", "PATH_NOT_FOUND")
_UNWRITABLE = ("No space left", "Disk quota", "TASK_WRITE_FAILED")
_CLOSED = ("AccessControlException",)
_TOO_LITTLE = ("OutOfMemoryError",)
_UNREACHABLE = ("Could not parse Master URL", "All masters are unresponsive", "HADOOP_CONF_DIR")


def meaning(error: Exception) -> MdpovertyError | None:
    """Return what a failure of Spark means to who runs it; None where it is a defect of ours."""
    text = str(error)
    why = said(reason(error))
    if any(mark in text for mark in _UNREADABLE):
        headline = message("spark.unreadable", "Spark cannot read a file of the survey")
        return SurveyError(headline, [Problem("file", why)])
    if any(mark in text for mark in _CLOSED):
        headline = message("spark.closed", "Spark does not have access to a file or folder")
        advice = message(
            "spark.ask-for-rights",
            "ask for permission to read the survey, and to write beside the output",
        )
        return OutputError(headline, [Problem("permission", why, advice=advice)])
    if any(mark in text for mark in _TOO_LITTLE):
        headline = message("spark.too-little-memory", "Spark has too little memory")
        advice = message(
            "spark.give-memory", "give it more: spark.driver.memory, spark.executor.memory"
        )
        return UsageError(headline, [Problem("--master", why, advice=advice)])
    if any(mark in text for mark in _UNWRITABLE):
        headline = message("spark.unwritable", "cannot write the output")
        advice = remedy_in(text) or message("spark.make-room", "choose another place, or make room")
        return OutputError(headline, [Problem("output", why, advice=advice)])
    if any(mark in text for mark in _UNREACHABLE):
        headline = message("spark.unreachable", "cannot reach Spark")
        return UsageError(headline, [Problem("--master", why)])
    return None


def said(why: str) -> Message:
    """Return what Spark says in its own words as a message."""
    return message("spark.said", "{words}", words=why)


def reason(error: Exception) -> str:
    """Return the line of a failure that says most: of several causes the innermost."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    # Java's own exceptions come under a line of what was called.
    own = [line.removeprefix(": ") for line in lines if line.startswith(": ")]
    return (causes[-1:] or own or lines or [type(error).__name__])[0]
