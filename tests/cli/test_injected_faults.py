"""Faults put in at random: what a run wrote is whole and of one run, or is not there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from random import Random
from threading import Thread

import pytest

from mdpoverty import background
from mdpoverty.cli import threads
from mdpoverty.cli.app import carry_out
from mdpoverty.cli.system_limits import LEAST_ADDRESSES, LEAST_FILES, LEAST_TO_DRAW
from mdpoverty.cli.threads import BESIDE, EACH, OF_A_WORKER, workers_that_fit
from mdpoverty.errors import OutputError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and signals are Linux's")

HEADER = "household_id,area,household_size,income_per_capita"
ROWS, REFUSED = 20_000, 200
FILES = ("p.csv", "r.csv")
ARGUMENTS = ("classify", "survey.csv", "--standard", "vn-2011-2015", "-o", "p.csv")
REJECTS = ("--rejects", "r.csv")
# Begins the program under a limit of the system's.
LIMITED = """\
import resource, runpy, sys
sys.dont_write_bytecode = True  # a compiled module that is cut would be there for other tests
import mdpoverty.cli.app, mdpoverty.cli.jobs.classify
limit = getattr(resource, sys.argv.pop(1)), int(sys.argv.pop(1))
resource.setrlimit(limit[0], (limit[1], limit[1]))
runpy.run_module("mdpoverty", run_name="__main__")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a survey, and the outputs of an earlier run."""
    rows = (f"{n},{'city' if n < REFUSED else 'rural'},4,{n}\n" for n in range(ROWS))
    (tmp_path / "survey.csv").write_text(f"{HEADER}\n{''.join(rows)}")
    for name in FILES:
        (tmp_path / name).write_text("old")
    (tmp_path / "scratch").mkdir()
    return tmp_path


def begun(folder: Path, *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *command, *ARGUMENTS, *REJECTS],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder / "scratch")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def require_whole(folder: Path, *, written: bool | None) -> None:
    """Fail unless both files are those of the earlier run, or both whole; `written`: which."""
    lines = [len((folder / name).read_text().splitlines()) for name in FILES]
    new = lines == [ROWS - REFUSED + 1, REFUSED + 1]
    assert new or lines == [1, 1], lines
    assert written is None or new == written


def require_clear(folder: Path) -> None:
    """Fail unless there is nothing but the survey and the outputs."""
    assert sorted(file.name for file in folder.iterdir()) == [*FILES, "scratch", "survey.csv"]
    assert not [*(folder / "scratch").iterdir()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
@pytest.mark.parametrize("seed", range(2))
def test_ended_at_a_random_moment(folder: Path, number: signal.Signals, seed: int) -> None:
    """Whenever a run is ended both outputs are of one run; a later run clears what it left."""
    moment = Random(f"{number} {seed}").uniform(0.3, 1.2)  # noqa: S311 -- the same each time
    process = begun(folder, "-m", "mdpoverty")
    time.sleep(moment)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode in (0, 130, -number), said
    assert "Traceback" not in said or process.returncode == -number
    written = {0: True, 130: False}.get(process.returncode)
    require_whole(folder, written=written)
    if number == signal.SIGKILL:
        again = begun(folder, "-m", "mdpoverty")
        again.communicate(timeout=30)
        assert again.returncode == 0
    require_clear(folder)


@pytest.mark.parametrize("most", [100, 50_000])
def test_a_full_disk(folder: Path, most: int) -> None:
    """A disk that is full is exit 3 in words, or the run is done after all."""
    process = begun(folder, "-c", LIMITED, "RLIMIT_FSIZE", str(most))
    _, said = process.communicate(timeout=60)
    assert process.returncode in (0, 3), said
    assert "this is a defect" not in said
    require_whole(folder, written=process.returncode == 0)
    require_clear(folder)


@pytest.mark.parametrize("most", [9, LEAST_FILES - 1, LEAST_FILES])
def test_few_open_files(folder: Path, most: int) -> None:
    """Where the system lets too few files be open nothing is begun; with as many as needed all is.

    A library that meets the limit panics, and leaves its files behind.
    """
    process = begun(folder, "-c", LIMITED, "RLIMIT_NOFILE", str(most))
    _, said = process.communicate(timeout=60)
    enough = most >= LEAST_FILES
    assert process.returncode == (0 if enough else 3), said
    assert enough or f"open files: the system allows {most}; mdpoverty needs {LEAST_FILES}" in said
    require_whole(folder, written=enough)
    require_clear(folder)


@pytest.mark.parametrize("most", [10**9, LEAST_ADDRESSES * 10**9 - 1, LEAST_ADDRESSES * 10**9])
def test_few_addresses(folder: Path, most: int) -> None:
    """Where the system allows too little virtual memory nothing is begun: the engine would end."""
    process = begun(folder, "-c", LIMITED, "RLIMIT_AS", str(most))
    _, said = process.communicate(timeout=60)
    enough = most >= LEAST_ADDRESSES * 10**9
    assert process.returncode == (0 if enough else 3), said
    assert enough or f"needs {LEAST_ADDRESSES} GB\n" in said
    require_whole(folder, written=enough)
    require_clear(folder)


def test_few_addresses_to_draw(folder: Path) -> None:
    """What draws charts would end without a word where it cannot set addresses aside."""
    most = str(LEAST_TO_DRAW * 10**9 - 1)
    drawn = [sys.executable, "-c", LIMITED, "RLIMIT_AS", most, "report", "survey.csv"]
    ended = subprocess.run(
        [*drawn, "--standard", "vn-2011-2015", "-o", "r.html"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 3
    assert f"mdpoverty needs {LEAST_TO_DRAW} GB\n" in ended.stderr


@pytest.mark.parametrize("most", [0, 1, EACH + BESIDE - 1, EACH + BESIDE, 2 * EACH + BESIDE])
def test_few_threads(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], most: int
) -> None:
    """Where too few threads can be started nothing is begun, and else the engine uses no more."""
    begun = count(1)
    start = Thread.start

    def refused(thread: Thread) -> None:
        if next(begun) > most:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setenv("POLARS_MAX_THREADS", "2")
    monkeypatch.setattr(threads, "Thread", type("Refused", (Thread,), {"start": refused}))
    code = carry_out(["standards", "list"])
    said = capsys.readouterr()
    if most < EACH + BESIDE:
        assert (code, said.out) == (3, "")
        assert f"starts {most}; mdpoverty needs {EACH + BESIDE}" in said.err
        assert "ulimit -u" in said.err
    else:
        assert code == 0
        assert os.environ["POLARS_MAX_THREADS"] == ("1" if most < 2 * EACH + BESIDE else "2")


@pytest.mark.parametrize(
    ("wanted", "used"), [("1", "1"), ("32", "32"), ("33", "32"), ("1024", "32")]
)
def test_many_threads(monkeypatch: pytest.MonkeyPatch, wanted: str, used: str) -> None:
    """More threads than two processors can serve are not begun, however many are asked for."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(threads, "_started", lambda most: most)
    monkeypatch.setenv("POLARS_MAX_THREADS", wanted)
    threads.require_threads()
    assert os.environ["POLARS_MAX_THREADS"] == used


@pytest.mark.parametrize(("more", "fitting"), [(-1, None), (0, 1), (OF_A_WORKER - 1, 1), (99, 3)])
def test_threads_of_workers(
    monkeypatch: pytest.MonkeyPatch, more: int, fitting: int | None
) -> None:
    """As many processes read files at once as have threads; without any nothing is begun."""
    least = EACH + BESIDE + OF_A_WORKER
    monkeypatch.setattr(threads, "_started", lambda most: min(most, least + more))
    if fitting is None:
        with pytest.raises(OutputError, match=f"starts {least - 1}; mdpoverty needs {least}"):
            workers_that_fit(3)
    else:
        assert workers_that_fit(3) == fitting


def test_a_thread_that_cannot_be_started(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where others took the threads meanwhile that is said, and nothing is written."""

    def refused(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(background, "Thread", type("Refused", (Thread,), {"start": refused}))
    monkeypatch.chdir(folder)
    assert carry_out([*ARGUMENTS, *REJECTS]) == 3
    assert "ulimit -u" in capsys.readouterr().err
    require_whole(folder, written=False)
    require_clear(folder)


# Sends an interrupt as soon as a module is looked for.
INTERRUPTED = """\
import os, runpy, signal, sys
class Interrupt:
    def find_spec(self, name, *_):
        if name == awaited:
            os.kill(os.getpid(), signal.SIGINT)
awaited = sys.argv.pop(1)
sys.meta_path.insert(0, Interrupt())
runpy.run_module("mdpoverty", run_name="__main__")
"""


@pytest.mark.parametrize(
    "module",
    [
        "mdpoverty.cli",
        "mdpoverty.exit_codes",
        "mdpoverty.files.signals",
        "mdpoverty.cli.streams",
        "mdpoverty.cli.app",
        "typer",
        "mdpoverty.cli.commands.classify",
    ],
)
def test_an_interrupt_while_modules_load(folder: Path, module: str) -> None:
    """It ends the program at once, and Python does not show where it was."""
    ended = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, module, *ARGUMENTS],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode in (-signal.SIGINT, 130), ended.stderr
    assert "Traceback" not in ended.stderr
    require_whole(folder, written=False)
    require_clear(folder)


def test_memory_that_does_not_suffice(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What takes more memory than there is ends in words."""

    def no_memory(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("mdpoverty.cli.app._program", no_memory)
    assert carry_out(["classify", str(folder / "survey.csv")]) == 3
    assert "memory: there is not enough" in capsys.readouterr().err


# Some of the engine's own: it panics of them, says what it does, or takes the files elsewhere.
SETTINGS = (
    "POLARS_ENGINE_AFFINITY",
    "POLARS_VERBOSE",
    "POLARS_PANIC_ON_ERR",
    "POLARS_CSV_CHUNK_SIZE",
    "POLARS_TEMP_DIR",
    "POLARS_WARN_UNKNOWN_CONFIG",
    "POLARS_OF_A_LATER_VERSION",
)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        *(("POLARS_MAX_THREADS", told) for told in ("0", "-1", "two", "", "1" * 40)),
        *(("POLARS_ASYNC_THREAD_COUNT", told) for told in ("0", "x")),
        *(("POLARS_IDEAL_MORSEL_SIZE", told) for told in ("0", "abc")),
        ("RAYON_NUM_THREADS", "x"),
        *((name, told) for name in SETTINGS for told in ("-1", "abc")),
    ],
)
def test_senseless_settings_of_the_engine(folder: Path, name: str, told: str) -> None:
    """The engine would panic of them, warn, or begin too many threads; they are ignored."""
    ended = subprocess.run(
        [sys.executable, "-m", "mdpoverty", *ARGUMENTS, *REJECTS, "-q"],
        cwd=folder,
        env={**os.environ, name: told},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    require_whole(folder, written=True)


def test_a_folder_for_temporary_files_that_takes_no_byte(folder: Path) -> None:
    """Why it takes none is said, and not that there is no such folder."""
    process = begun(folder, "-c", LIMITED, "RLIMIT_FSIZE", "0")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "no folder for temporary files: the file grows larger than the system allows" in said
    assert [(folder / name).read_text() for name in FILES] == ["old", "old"]


def test_a_full_disk_of_refused_rows_is_named(folder: Path) -> None:
    """It is the file that cannot be written whose name is said."""
    rows = (f"{n},{'city' if n else 'rural'},4,{n}\n" for n in range(REFUSED))
    (folder / "survey.csv").write_text(f"{HEADER}\n{''.join(rows)}")
    process = begun(folder, "-c", LIMITED, "RLIMIT_FSIZE", "3000")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "r.csv cannot be written: the file grows larger than the system allows" in said
    assert [(folder / name).read_text() for name in FILES] == ["old", "old"]
    require_clear(folder)
