"""What tests of several files share: programs that are not Python's, and who begins."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from places import ROOT, TESTS

from hatch_build import compile_catalogues
from mdpoverty.files.signals import forget_interrupts

# What reads, writes and shows by means of libraries, and every limit of every standard.
LIBRARIES = (
    "api",
    "classification/test_cases.py",
    "cli/test_transcripts.py",
    "cli/test_wrong_usage.py",
    "files",
    "reading/test_bad_surveys.py",
    "report",
    "standards",
)
LONG = ("spark", "clone", "chromium", "soffice")  # fixtures of tests that take long


def pytest_configure(config: pytest.Config) -> None:
    """Compile what is compiled once, and let programs that tests start hear a lost connection."""
    # Each program that a test starts would compile the package anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # Under `nohup` no program that a test starts would end where its connection is lost.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if not hasattr(config, "workerinput"):
        compile_catalogues(ROOT)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests that touch libraries."""
    if item.path.relative_to(TESTS).as_posix().startswith(LIBRARIES):
        item.add_marker("libraries")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that take long first, those of one program side by side.

    A worker begins at the front of its share of the row, and one that has nothing left takes from
    the back of another's. So Spark starts in one worker, and no core is idle for long at the end.
    """
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    names = getattr(item, "fixturenames", ())
    many = getattr(getattr(item, "function", None), "is_hypothesis_test", False)
    turns = (*(name in names for name in LONG), many, True)
    return turns.index(True)


@pytest.fixture(autouse=True)
def _interrupts_heard() -> None:
    """Hear interrupts again: a command that a test before has carried out in this process is over.

    A program ends then.
    """
    forget_interrupts()


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Yield a session of Spark on this machine, made for small plans; skip where there is none."""
    sql = pytest.importorskip(
        "pyspark.sql", reason="Spark is not installed: pip install '.[spark]'"
    )
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Java is not installed, which Spark runs on")
    settings = {
        "spark.ui.enabled": "false",
        "spark.log.level": "OFF",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        # Plans run once, over few rows: what makes many rows fast takes longer here.
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.python.sql.dataFrameDebugging.enabled": "false",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    session = sql.SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="session")
def soffice() -> str:
    """Return where LibreOffice is; skip where there is none."""
    return _program("LibreOffice", "soffice")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return where Chromium is, or what is built of it; skip where there is none."""
    return _program("Chromium", "chromium", "chromium-browser", "google-chrome")


def _program(name: str, *commands: str) -> str:
    for command in commands:
        if found := shutil.which(command):
            return found
    pytest.skip(f"{name} is not installed: no {commands[0]} on the path")
