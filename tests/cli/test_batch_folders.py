"""The folder of a batch that somebody else changes while the batch works on other files."""

from __future__ import annotations

import csv
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mdpoverty.cli import run
from mdpoverty.cli.workers import hand_out

HEADER = "household_id,area,household_size,income_per_capita,survey_year"
Act = Callable[[Path], object]


def moved_and_made_anew(out: Path) -> None:
    out.rename(out.with_name("gone"))
    out.mkdir()


def replaced_by_a_link(out: Path) -> None:
    out.rename(out.with_name("gone"))
    out.with_name("other").mkdir()
    out.symlink_to("other", target_is_directory=True)


def moved_away(out: Path) -> None:
    out.rename(out.with_name("gone"))


def moved_and_moved_back(out: Path) -> None:
    out.rename(out.with_name("gone")).rename(out)


def removed(out: Path) -> None:
    (out / "a.csv").unlink()


def overwritten(out: Path) -> None:
    (out / "a.csv").write_text("mine", encoding="utf-8")


def replaced(out: Path) -> None:
    (out / "mine.csv").write_text("mine", encoding="utf-8")
    (out / "mine.csv").replace(out / "a.csv")


def given_other_rights(out: Path) -> None:
    (out / "a.csv").chmod(0o400)


def shared_by_a_copy(out: Path) -> None:
    out.with_name("copy.csv").hardlink_to(out / "a.csv")


def rejects_removed(out: Path) -> None:
    (out.with_name("rejects") / "a.csv").unlink()


def rejects_moved(out: Path) -> None:
    moved_and_made_anew(out.with_name("rejects"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return the folder of a batch of two surveys, which are beside it."""
    (tmp_path / "in").mkdir()
    for name in ("a.csv", "b.csv"):
        text = f"{HEADER}\n1,rural,4,9000000,2024\n"
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    return tmp_path / "out"


def batch_meanwhile(
    out: Path, monkeypatch: pytest.MonkeyPatch, act: Act, *options: object, after: int = 0
) -> int:
    """Classify one file after the other; when `after` is done and in place, `act` on the folder."""

    def told(done: Callable[[int, Any], object], number: int, _: int, became: object) -> None:
        done(number, became)

    def one_by_one(
        work: Callable[[Any], Any], tasks: Sequence[Any], _: int, done: Callable[[int, Any], object]
    ) -> None:
        for number, task in enumerate(tasks):
            hand_out(work, [task], 1, partial(told, done, number))
            if number == after:
                act(out)

    monkeypatch.setattr("mdpoverty.cli.jobs.classify_each.hand_out", one_by_one)
    surveys = [out.with_name("in") / name for name in ("a.csv", "b.csv")]
    return run(["classify", *map(str, [*surveys, "--output-dir", out, *options])])


def manifest(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return {Path(row["file"]).name: row for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (moved_and_made_anew, "cli.folder-lost"),
        (replaced_by_a_link, "cli.folder-lost"),
        (removed, "cli.output-lost"),
        (overwritten, "cli.output-lost"),
        (replaced, "cli.output-lost"),
    ],
)
def test_a_profile_that_is_not_there_any_more(
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    act: Act,
    code: str,
) -> None:
    """Its file failed, by the manifest and the exit; what another program put there stays."""
    if code == "cli.folder-lost":
        pytest.importorskip("fcntl", reason="folders cannot be held")
    assert batch_meanwhile(out, monkeypatch, act) == 4
    found = manifest(out)
    assert (found["a.csv"]["status"], found["b.csv"]["status"]) == ("failed", "written")
    assert (found["a.csv"]["code"], found["a.csv"]["rows"]) == (code, "")
    assert found["a.csv"]["outputs"] == ""
    assert (out / "b.csv").exists()
    theirs = act in {overwritten, replaced}
    assert (out / "a.csv").exists() == theirs
    assert ("another program" in found["a.csv"]["notes"]) == theirs
    said = capsys.readouterr().err
    named = out if code == "cli.folder-lost" else out / "a.csv"
    assert f"error: {out.with_name('in') / 'a.csv'}: {named} was " in said
    assert "2 files = 1 written + 1 failed; of those written: 1 rows read = 1 written" in said


@pytest.mark.parametrize(
    ("act", "code"), [(rejects_removed, "cli.output-lost"), (rejects_moved, "cli.folder-lost")]
)
def test_refused_rows_that_are_not_there_any_more(
    out: Path, monkeypatch: pytest.MonkeyPatch, act: Act, code: str
) -> None:
    """Nor does the profile stay that was written with them, as of every file that failed."""
    pytest.importorskip("fcntl", reason="folders cannot be held")
    rejects = out.with_name("rejects")
    assert batch_meanwhile(out, monkeypatch, act, "--rejects", rejects) == 4
    found = manifest(out)
    assert (found["a.csv"]["status"], found["a.csv"]["code"]) == ("failed", code)
    assert found["b.csv"]["status"] == "written"
    assert sorted(file.name for file in out.iterdir()) == ["b.csv", "manifest.csv"]


@pytest.mark.parametrize("act", [moved_and_moved_back, given_other_rights, shared_by_a_copy])
def test_a_profile_that_is_still_there(
    out: Path, monkeypatch: pytest.MonkeyPatch, act: Act
) -> None:
    """Neither other rights nor a backup make another file of a profile."""
    assert batch_meanwhile(out, monkeypatch, act) == 0
    assert {row["status"] for row in manifest(out).values()} == {"written"}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such file")
def test_a_profile_that_is_no_file(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes to a device is written, though nothing can be looked at again."""
    out.mkdir()
    (out / "a.csv").symlink_to("/dev/null")
    assert batch_meanwhile(out, monkeypatch, lambda _: None) == 0
    assert {row["status"] for row in manifest(out).values()} == {"written"}


def test_all_profiles_are_gone(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file failed then."""
    assert batch_meanwhile(out, monkeypatch, moved_and_made_anew, after=1) == 3
    assert {row["status"] for row in manifest(out).values()} == {"failed"}


def test_a_folder_that_is_not_there_at_the_end(
    out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No manifest can be written, and its error does not say that profiles were."""
    assert batch_meanwhile(out, monkeypatch, moved_away, after=1) == 3
    assert "but 0 of 2 profiles were written" in capsys.readouterr().err


def test_an_interrupt_when_a_profile_is_gone(
    out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The profile is not counted, and what is in its place stays."""

    def interrupted(out: Path) -> None:
        overwritten(out)
        signal.raise_signal(signal.SIGINT)

    assert batch_meanwhile(out, monkeypatch, interrupted, after=1) == 130
    assert "interrupted: 1 of 2 profiles were written (manifest.csv)" in capsys.readouterr().err
    assert manifest(out)["a.csv"]["code"] == "cli.output-lost"
    assert (out / "a.csv").read_text(encoding="utf-8") == "mine"
