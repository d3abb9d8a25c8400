"""How long the stages of a run take, said on standard error with --verbose."""

from __future__ import annotations

from contextvars import ContextVar
from time import perf_counter

from mdpoverty.cli.console import say
from mdpoverty.cli.options import SayingOptions
from mdpoverty.language.messages import Phrase

STARTED = Phrase("cli.stage-started", "starting: {seconds:.2f} seconds")
SPARK_STARTED = Phrase("cli.stage-spark", "starting Spark: {seconds:.2f} seconds")
OPENED = Phrase("cli.stage-opened", "opening {file}: {seconds:.2f} seconds")
WORKED = Phrase("cli.stage-worked", "reading and computing: {seconds:.2f} seconds")
CLASSIFIED = Phrase("cli.stage-classified", "classifying the files: {seconds:.2f} seconds")
WRITTEN = Phrase("cli.stage-written", "writing: {seconds:.2f} seconds")
EXPLAINED = Phrase(
    "cli.stage-explained", "finding why households are undetermined: {seconds:.2f} seconds"
)
DELIVERED = Phrase("cli.stage-delivered", "putting files in place: {seconds:.2f} seconds")
WHOLE = Phrase("cli.stage-whole", "in all: {seconds:.2f} seconds")

_SHORTEST = 0.005  # seconds

_started: ContextVar[float] = ContextVar("started")


def start_clock() -> None:
    """Count the time of a run from now on."""
    _started.set(perf_counter())


class Stages:
    """The stages of a run, each from the end of the one before: from the start of the clock."""

    def __init__(self, saying: SayingOptions) -> None:
        """Begin with the first stage."""
        self._saying = saying
        # The processes of a batch start no clock, and say nothing.
        self._started = self._since = _started.get(perf_counter())

    def done(self, stage: Phrase, **values: str) -> None:
        """Say how long the stage took that ends here, unless it took no time to speak of."""
        now = perf_counter()
        if now - self._since >= _SHORTEST:
            self._say(stage, now - self._since, values)
        self._since = now

    def end(self) -> None:
        """Say how long the run took."""
        self._say(WHOLE, perf_counter() - self._started, {})

    def _say(self, stage: Phrase, seconds: float, values: dict[str, str]) -> None:
        if self._saying.verbose:
            details = {"seconds": round(seconds, 3)}
            say("note", stage(seconds=seconds, **values), self._saying, details)
