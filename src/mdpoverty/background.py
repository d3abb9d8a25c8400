"""Work in a thread of its own, while this one goes on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from contextvars import copy_context
from threading import Thread
from typing import TypeVar

from mdpoverty.errors import OutputError, Problem
from mdpoverty.language.messages import Message, Phrase, message

T = TypeVar("T")
_MOMENT = 0.2  # seconds until an interrupt is heard
REFUSED = Phrase("errors.no-more-threads", "the system does not start any more")


def in_background(work: Callable[[], T]) -> Future[T]:
    """Return what `work` will have returned; the program does not wait for it to end.

    What is said there is in the language of whoever asks. Raises OutputError where the system lets
    no thread be started.
    """
    future: Future[T] = Future()
    context = copy_context()

    def carry() -> None:
        try:
            future.set_result(context.run(work))
        except BaseException as error:  # noqa: BLE001 -- raised again by whoever asks
            future.set_exception(error)

    try:
        Thread(target=carry, daemon=True).start()
    except RuntimeError:
        raise no_threads(REFUSED()) from None
    return future


def apart(work: Callable[[], T]) -> T:
    """Return what `work` returns: in a thread of its own, so that this one hears an interrupt.

    The engine lets a wait that a signal broke begin again, so this one wakes by itself.
    """
    done = in_background(work)
    while not wait([done], _MOMENT).done:
        pass
    return done.result()


def no_threads(wrong: Message) -> OutputError:
    """Return the error that too few threads can be started, with what is `wrong`."""
    advice = message(
        "errors.few-threads-advice",
        "close other programs, or raise what the system allows (`ulimit -u`), then try again",
    )
    problem = Problem(message("errors.threads", "threads"), wrong, advice=advice)
    headline = message("errors.too-few-threads", "too few threads can be started")
    return OutputError(headline, [problem])
