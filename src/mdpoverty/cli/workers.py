"""Work handed out to processes of their own: one that dies takes what it was at with it, no more.

Much of the work on a small survey is Python, of which a process runs one at a time.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import NoReturn, TypeVar

from mdpoverty import exit_codes
from mdpoverty.background import REFUSED, no_threads
from mdpoverty.cli.interrupts import heed_interrupts, no_interrupt_to_come
from mdpoverty.cli.streams import open_streams
from mdpoverty.files.private import remove_private_folders
from mdpoverty.files.signals import (
    forget_interrupts,
    interrupt,
    no_interrupts,
    require_uninterrupted,
)

Task = TypeVar("Task")
T = TypeVar("T")

_PATIENCE = 5.0  # seconds for which workers that were told to end are waited for
_MOMENT = 0.5  # seconds after which they are told again


def hand_out(
    work: Callable[[Task], T],
    tasks: Sequence[Task],
    workers: int,
    done: Callable[[int, T | OSError | None], object],
) -> None:
    """Call `work` for each task, in as many processes at once as there are `workers`.

    `done` is told, in this thread, the number of each task and its result: None where its process
    died, an error of the system's where none could be begun. `work` raises nothing. An interrupt
    ends all processes. Raises OutputError where no thread can be started.
    """
    waiting: SimpleQueue[int] = SimpleQueue()
    ended: SimpleQueue[tuple[int, T | Exception | None]] = SimpleQueue()
    for number in range(len(tasks)):
        waiting.put(number)
    stopped = Event()
    given = (work, tasks, waiting, ended, stopped)
    threads: list[Thread] = []
    try:
        for _ in range(min(workers, len(tasks))):
            thread = Thread(target=_serve, args=given, daemon=True)
            try:
                thread.start()
            except RuntimeError:
                if threads:
                    break  # which do what there is to do
                raise no_threads(REFUSED()) from None
            threads.append(thread)
        for _ in tasks:
            _tell(done, *ended.get())
        for thread in threads:
            thread.join()
    except BaseException:
        stopped.set()
        with no_interrupts():
            _end(threads)
        raise


def _tell(
    done: Callable[[int, T | OSError | None], object], number: int, result: T | Exception | None
) -> None:
    """Tell what became of a task; raise the error of a defect."""
    if isinstance(result, Exception) and not isinstance(result, OSError):
        raise result
    done(number, result)


_CONTEXT = multiprocessing.get_context("spawn")


def _serve(
    work: Callable[[Task], T],
    tasks: Sequence[Task],
    waiting: SimpleQueue[int],
    ended: SimpleQueue[tuple[int, T | Exception | None]],
    stopped: Event,
) -> None:
    """Take one task after the other, and let a process do it: the same one, while it lives."""
    pool = None
    while not stopped.is_set():
        try:
            number = waiting.get_nowait()
        except Empty:
            break
        try:
            pool = pool or _new_pool()
            ended.put((number, pool.submit(work, tasks[number]).result()))
            continue
        except BrokenProcessPool:
            ended.put((number, None))
        except RuntimeError:  # from a pool that cannot start its thread: what it began is ended
            ended.put((number, OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))))
            _kill(pool)
            pool = None
        except Exception as error:  # noqa: BLE001 -- of whatever kind: the other thread waits for it
            ended.put((number, error))
        _close(pool)
        pool = None
    _close(pool)


def _new_pool() -> ProcessPoolExecutor:
    """Return a process to be: it hears no interrupt from its start, as it inherits what is blocked.

    Nor does the process that Python begins to keep count of semaphores, whose beginning lets this
    thread hear interrupts again.
    """
    if hasattr(signal, "pthread_sigmask"):
        interrupts = (signal.SIGINT, signal.SIGHUP)
        signal.pthread_sigmask(signal.SIG_BLOCK, interrupts)
        _begin_counting()
        signal.pthread_sigmask(signal.SIG_BLOCK, interrupts)
    return ProcessPoolExecutor(1, _CONTEXT, _begin)


def _begin_counting() -> None:
    """Begin the process that counts semaphores: it removes those of a program that was killed.

    It would warn of them on standard error, which nobody can do anything about.
    """
    unsaid = "ignore:resource_tracker"
    sys.warnoptions.append(unsaid)
    try:
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions.remove(unsaid)


def _close(pool: ProcessPoolExecutor | None) -> None:
    """Wait until nothing is left of a pool: a semaphore that is would be called leaked."""
    if pool is not None:
        pool.shutdown()


def _kill(pool: ProcessPoolExecutor | None) -> None:
    """End the processes of a pool that nobody serves; they would wait for ever."""
    if pool is not None:
        for process in pool._processes.values():  # noqa: SLF001 -- it has no other way in 3.11
            process.kill()
            process.join()


def _end(threads: Sequence[Thread]) -> None:
    """End the workers that threads hand work to, and wait until all are gone.

    One that is within the engine may not hear the first word, so it is said again; one that a
    thread was just about to begin is ended too. In the end a worker is not asked.
    """
    until = time.monotonic() + _PATIENCE
    while any(thread.is_alive() for thread in threads) and time.monotonic() < until:
        workers = multiprocessing.active_children()
        for worker in workers:
            worker.terminate()
        moment = time.monotonic() + _MOMENT
        for worker in workers:
            worker.join(max(0.0, moment - time.monotonic()))
        for thread in filter(Thread.is_alive, threads):
            thread.join(max(0.0, moment - time.monotonic()))
    for worker in multiprocessing.active_children():
        worker.kill()
        worker.join()
    for thread in filter(Thread.is_alive, threads):
        thread.join(_MOMENT)


def _begin() -> None:
    """Prepare a worker: who interrupts the program is heard by the one that handed out the work."""
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    open_streams()
    heed_interrupts()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(RuntimeError):  # the work says that no thread can be started
        Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when nobody waits for the work any more: the program that handed it out was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_PATIENCE)
        _leave()


def _leave() -> NoReturn:
    """End this process, and leave none of its files in the making behind."""
    remove_private_folders()
    os._exit(exit_codes.INTERRUPTED)


@contextmanager
def hearing_its_end() -> Iterator[None]:
    """Let a worker that is told to end clean up what it began; it takes no other work then."""
    forget_interrupts()
    signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
        require_uninterrupted()
    except KeyboardInterrupt:
        _leave()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        no_interrupt_to_come()
