"""Faults put in at random: what a run wrote is whole and of one run, or is not there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from mdpoverty.cli.app import carry_out
from mdpoverty.cli.system_limits import LEAST_ADDRESSES, LEAST_FILES, LEAST_TO_DRAW

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
