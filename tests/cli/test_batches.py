"""Many surveys in one call: a profile of each, a manifest, and no file that stops the others."""

from __future__ import annotations

import csv
import errno
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from mdpoverty.cli import run
from mdpoverty.cli.commands.classify import Classify
from mdpoverty.cli.jobs.manifest import Entry
from mdpoverty.files.occupied import occupied
from mdpoverty.files.signals import interrupt
from mdpoverty.files.table_form import Form
from mdpoverty.files.writing import write
from mdpoverty.language.messages import Message, plural

HEADER = "household_id,area,household_size,income_per_capita,survey_year"


def survey(folder: Path, name: str, *rows: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return file


def manifest(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return {Path(row["file"]).name: row for row in csv.DictReader(file)}


def batch(*arguments: object) -> int:
    return run(["classify", *map(str, arguments)])


@pytest.fixture
def communes(tmp_path: Path) -> Path:
    """Three communes, one of them with a fault, of two standards' years."""
    folder = tmp_path / "communes"
    survey(folder, "a.csv", "1,rural,4,9000000,2024", "2,urban,4,100,2024")
    survey(folder, "b.csv", "1,rural,4,9000000,2019")
    survey(folder, "c.csv", "1,city,4,9000000,2024", "2,rural,4,9000000,2024")
    return folder


def test_each_file_is_classified_as_by_itself(communes: Path, tmp_path: Path) -> None:
    """A profile in the folder has the bytes that the file's own call writes."""
    out = tmp_path / "out"
    assert batch(communes / "a.csv", communes / "b.csv", "--output-dir", out, "-q") == 0
    for name in ("a.csv", "b.csv"):
        assert batch(communes / name, "-o", tmp_path / "alone.csv", "-q") == 0
        assert (out / name).read_bytes() == (tmp_path / "alone.csv").read_bytes()


@pytest.mark.parametrize("shared", ["out", "rejects"])
def test_a_folder_is_of_one_batch_at_a_time(
    communes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], shared: str
) -> None:
    """Another batch is refused before it has changed anything; one that comes later is not."""
    pytest.importorskip("fcntl", reason="there are no locks")
    (tmp_path / shared).mkdir()
    options = ("--output-dir", tmp_path / "out", "--rejects", tmp_path / "rejects", "-q")
    with occupied([str(tmp_path / shared)]):
        assert batch(communes / "a.csv", *options) == 3
        assert f"{shared} is used by another run" in capsys.readouterr().err
        assert not (tmp_path / "out" / "manifest.csv").exists()
    assert batch(communes / "a.csv", *options) == 0
    same = ("--output-dir", tmp_path / "out", "--rejects", tmp_path / "out" / ".", "-q")
    assert batch(communes / "a.csv", *same) in {0, 2}


def test_one_bad_file_does_not_stop_the_others(
    communes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The good ones are written, the manifest says why one is not, and the exit is 4."""
    out = tmp_path / "out"
    assert batch(communes / "*.csv", communes / "none.csv", "--output-dir", out) == 4
    assert sorted(file.name for file in out.iterdir()) == ["a.csv", "b.csv", "manifest.csv"]
    found = manifest(out)
    assert [found["a.csv"][n] for n in ("rows", "written", "refused")] == ["2", "2", "0"]
    assert [found["a.csv"][n] for n in ("standard", "undetermined")] == ["vn-2022-2025", "1"]
    assert found["b.csv"]["standard"] == "vn-2016-2020"
    assert found["c.csv"]["profile"] == found["c.csv"]["rows"] == ""
    assert "1 row: line 2 'city'" in found["c.csv"]["message"]
    assert "cannot be read" in found["none.csv"]["message"]
    said = capsys.readouterr().err
    assert f"error: {communes / 'c.csv'}: 1 row refused" in said
    assert f"error: {communes / 'none.csv'}: cannot be read: there is no such file" in said
    assert "standard vn-2016-2020" in said
    assert "applied to 1 file\n" in said
    account, why = said.splitlines()[-2:]
    assert account == (
        "4 files = 2 written + 2 failed; of those written: 3 rows read = 3 written + 0 refused "
        "(manifest.csv)"
    )
    assert why.startswith("1 household is undetermined: 1 depends on ")


def test_refused_rows_go_to_a_folder(communes: Path, tmp_path: Path) -> None:
    """With --rejects each file's refused rows are set aside, and rows read = written + refused."""
    out, rejects = tmp_path / "out", tmp_path / "rejects"
    assert batch(communes / "*.csv", "--output-dir", out, "--rejects", rejects, "-q") == 0
    found = manifest(out)["c.csv"]
    assert [found[name] for name in ("rows", "written", "refused")] == ["2", "1", "1"]
    assert "city" in (rejects / "c.csv").read_text(encoding="utf-8")


def test_members_of_the_same_name(tmp_path: Path) -> None:
    """--members names a folder, which has the members of each survey under its name."""
    for name in ("a.csv", "b.csv"):
        survey(tmp_path / "surveys", name, "1,rural,1,9000000,2024")
    (tmp_path / "members").mkdir()
    text = "household_id,person_id,age\n1,1,30\n"
    (tmp_path / "members" / "a.csv").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    members = ("--members", tmp_path / "members")
    assert batch(tmp_path / "surveys/*.csv", *members, "--output-dir", out, "-q") == 4
    found = manifest(out)
    assert found["a.csv"]["member_rows"] == "1"
    assert found["b.csv"]["code"] == "cli.member-file-missing"
    assert str(tmp_path / "members" / "b.csv") in found["b.csv"]["message"]


def test_a_batch_again_after_a_failure(
    communes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No earlier profile stays beside a manifest that denies it; failures are objects in JSON."""
    out, record = tmp_path / "out", tmp_path / "record.json"
    good = (communes / "a.csv", communes / "b.csv")
    assert batch(*good, "--output-dir", out, "--record", record, "-q") == 0
    inputs = json.loads(record.read_text())["inputs"]
    assert [each["rows"] for each in inputs] == [2, 1]
    survey(communes, "a.csv", "1,city,1,9000000,2024")
    capsys.readouterr()
    assert batch(*good, "--output-dir", out, "--errors", "json") == 4
    assert sorted(file.name for file in out.iterdir()) == ["b.csv", "manifest.csv"]
    found = manifest(out)
    assert {name: row["status"] for name, row in found.items()} == {
        "a.csv": "failed",
        "b.csv": "written",
    }
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (failure,) = [line for line in lines if line["kind"] == "error"]
    assert failure["code"] == found["a.csv"]["code"] == "run.refused"
    assert Path(failure["file"]).name == "a.csv"
    assert [problem["subject"] for problem in failure["problems"]] == ["area"]
    assert batch(communes / "a.csv", "--output-dir", out, "-q") == 3
    assert batch(*good, "--output-dir", out, "--why", tmp_path / "why.csv") == 2


def test_no_earlier_rejects_stay(communes: Path, tmp_path: Path) -> None:
    """Nor do refused rows of an earlier batch stay of a file that cannot be read any more."""
    folders = ("--output-dir", tmp_path / "out", "--rejects", tmp_path / "rejects", "-q")
    assert batch(communes / "*.csv", *folders) == 0
    (communes / "c.csv").write_bytes(b"PAR1 and no more PAR1")
    assert batch(communes / "*.csv", *folders) == 4
    for folder in ("out", "rejects"):
        there = {file.name for file in (tmp_path / folder).iterdir()} - {"manifest.csv"}
        assert there == {"a.csv", "b.csv"}


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_while_the_first_manifest_is_written(
    communes: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    number: int,
) -> None:
    """It is not lost: no file is classified, and the manifest says so."""
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        signal.raise_signal(number)
        return replace(self, target)

    before = signal.signal(number, interrupt)
    monkeypatch.setattr(Path, "replace", interrupted)
    try:
        assert batch(communes / "*.csv", "--output-dir", tmp_path / "out") == 130
    finally:
        signal.signal(number, before)
    assert "interrupted: 0 of 3 profiles were written (manifest.csv)" in capsys.readouterr().err
    assert {row["status"] for row in manifest(tmp_path / "out").values()} == {"failed"}


def test_a_map_that_changes_during_a_batch(
    communes: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No profile stays: it is not known which of them was made by which of the two maps."""
    columns, out = tmp_path / "map.yaml", tmp_path / "out"
    assert run(["map", str(communes / "a.csv"), "-o", str(columns)]) == 0
    columns.write_text(columns.read_text().replace("round:", "round: own"))

    def classified(each: Mapping[int, Classify], entries: list[Entry], *_: object) -> None:
        for number, asked in each.items():
            Path(str(asked.table.output)).write_text("profile")
            entries[number] = Entry(asked.survey[0], "written", "a.csv", "vn-2022-2025", 2, 2, 0)
        then = columns.stat()
        columns.write_text(columns.read_text().replace("own", "new"))
        os.utime(columns, ns=(then.st_atime_ns, then.st_mtime_ns))

    monkeypatch.setattr("mdpoverty.cli.jobs.classify_each._classify", classified)
    given = ("--columns", columns, "--output-dir", out, "--record", tmp_path / "record.json")
    assert batch(communes / "*.csv", *given) == 3
    assert "map.yaml changed while it was read" in capsys.readouterr().err
    assert {row["status"] for row in manifest(out).values()} == {"failed"}
    assert [file.name for file in out.iterdir()] == ["manifest.csv"]


def test_an_interrupt_when_all_is_classified(
    communes: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that comes while the end is written leaves a manifest of what is there.

    A second one while that is said changes nothing.
    """

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    def again(*given: Any, **values: Any) -> Message:
        signal.raise_signal(signal.SIGINT)
        return plural(*given, **values)

    monkeypatch.setattr("mdpoverty.cli.jobs.classify_each.plural", again)
    monkeypatch.setattr("mdpoverty.cli.jobs.classify_each.notes_of", interrupted)
    out = tmp_path / "out"
    assert batch(communes / "*.csv", "--output-dir", out) == 130
    assert "interrupted: 2 of 3 profiles were written (manifest.csv)" in capsys.readouterr().err
    found = manifest(out)
    assert [found[name]["profile"] for name in ("a.csv", "b.csv", "c.csv")] == [
        "a.csv",
        "b.csv",
        "",
    ]
    assert "1 row: line 2 'city'" in found["c.csv"]["message"]


def test_refused_members_never_take_the_place_of_refused_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused members of one file and refused rows of another may not go to the same place."""
    for name in ("a.csv", "a-members.csv"):
        survey(tmp_path / "surveys", name, "1,rural,1,9000000,2024")
    (tmp_path / "members").mkdir()
    folders = ("--members", tmp_path / "members", "--output-dir", tmp_path / "out")
    surveys = tmp_path / "surveys/*.csv"
    assert batch(surveys, *folders, "--rejects", tmp_path / "rejects", "-q") == 2
    assert "a-members.csv: of " in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert batch(surveys, *folders, "-q") == 3  # there are no members in the folder


def test_gates_and_formats(communes: Path, tmp_path: Path) -> None:
    """--strict is about all files together; a profile has the suffix of its format."""
    out = tmp_path / "out"
    wanted = ("--output-dir", out, "-q", "--format", "parquet")
    assert batch(communes / "a.csv", *wanted, "--strict") == 1
    assert batch(communes / "b.csv", *wanted, "--strict") == 0
    assert (out / "a.parquet").read_bytes().startswith(b"PAR1")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-o", "profile.csv"), "--output-dir"),
        (("--persons", "persons.csv"), "--output-dir"),
        (("--members", "a.csv"), "is not a folder"),
        (("-",), "standard input does not have a name"),
        (("--standard", "none-such"), "none-such"),
        (("--bom", "--format", "parquet"), "--bom"),
    ],
)
def test_what_cannot_be_asked_for(
    communes: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    words: str,
) -> None:
    """What would be wrong for every file is said once, with exit 2, and nothing is written."""
    out = tmp_path / "out"
    assert batch(communes / "a.csv", "--output-dir", out, *arguments) == 2
    assert words in capsys.readouterr().err
    assert not out.exists()


def test_two_files_of_one_name(
    communes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files whose profiles would have one name are refused, and so is one called manifest."""
    other = survey(tmp_path / "other", "a.csv", "1,rural,4,9000000,2024")
    assert batch(communes / "a.csv", other, "--output-dir", tmp_path / "out") == 2
    assert "a.csv" in capsys.readouterr().err
    named = survey(communes, "manifest.csv", "1,rural,4,9000000,2024")
    assert batch(named, "--output-dir", tmp_path / "out") == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [("Xa.csv", "xa.csv"), ("Hu\u1ebf.csv", "Hue\u0302\u0301.csv"), ("a.csv", "Manifest.CSV")],
)
def test_two_files_of_names_that_some_disk_takes_for_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], one: str, other: str
) -> None:
    """A disk that takes two names for one would lose a profile: they are refused on every disk."""
    files = [
        survey(tmp_path / folder, name, "1,rural,4,9000000,2024")
        for folder, name in (("one", one), ("other", other))
    ]
    out, rejects = tmp_path / "out", tmp_path / "rejects"
    assert batch(*files, "--output-dir", out, "--rejects", rejects) == 2
    words = capsys.readouterr().err
    assert "two outputs have names that some disks take for one" in words
    assert str(files[1]) in words
    assert not out.exists()
    assert batch(files[0], "--output-dir", out, "--rejects", tmp_path / "OUT") == 2
    assert "some disks take for one" in capsys.readouterr().err
    assert batch(files[0], "--output-dir", out, "--rejects", rejects) == 0


def test_the_record_is_not_written_over_a_file_of_the_batch(
    communes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither over a survey, by whatever path, nor over a profile or the manifest."""
    before = (communes / "a.csv").read_bytes()
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "link.json").symlink_to(communes / "a.csv")
    for record in (communes / "a.csv", tmp_path / "link.json", out / "a.csv", out / "manifest.csv"):
        assert batch(communes / "a.csv", "--output-dir", out, "--record", record) == 2
        assert "name the same file" in capsys.readouterr().err
    assert (communes / "a.csv").read_bytes() == before
    assert not list(out.iterdir())


def test_a_folder_on_a_network_is_not_made_here(
    communes: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An address is no folder of a name that looks so."""
    monkeypatch.chdir(tmp_path)
    for given in (("--output-dir", "s3://b/o"), ("--output-dir", "o", "--rejects", "s3://b/r")):
        assert batch(communes / "a.csv", *given) == 3
        assert "it is not a file on this machine" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["communes"]


def test_a_batch_in_a_folder_that_is_gone(
    communes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No process can be started there: that is said, and not waited for."""

    def gone() -> str:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    monkeypatch.setattr(os, "getcwd", gone)
    assert batch(communes / "a.csv", "--output-dir", tmp_path / "out", "-q") == 3
    [row] = manifest(tmp_path / "out").values()
    assert row["message"].startswith("no process could be started to read this file: there is no")


@pytest.mark.parametrize("option", ["--output-dir", "--rejects"])
@pytest.mark.parametrize("below", [[], ["deep", "er"]])
@pytest.mark.parametrize("link", [False, True])
def test_a_folder_that_is_a_file(  # noqa: PLR0913 -- what is in its place
    communes: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    option: str,
    below: list[str],
    *,
    link: bool,
) -> None:
    """A file in the place of a folder, or of one above it, is named, with what to do."""
    file = tmp_path / "taken"
    if link:
        file.symlink_to(tmp_path / "nothing")
    else:
        file.write_text("x", encoding="utf-8")
    given = {"--output-dir": tmp_path / "out", option: file.joinpath(*below)}
    assert batch(communes / "a.csv", *chain.from_iterable(given.items())) == 3
    errors = capsys.readouterr().err
    assert f"cannot create {file}: what has this name is no folder\n" in errors
    assert "what to do: name a folder, or a place where there is nothing of this name yet" in errors


@pytest.mark.parametrize("length", [255, 256])
def test_a_folder_with_a_long_name(
    communes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], length: int
) -> None:
    """A name may have as many letters as the system takes, and is to be shorter otherwise."""
    code = batch(communes / "a.csv", "--output-dir", tmp_path / ("n" * length), "-q")
    errors = capsys.readouterr().err
    assert (code, "the name is too long" in errors) == ((3, True) if length > 255 else (0, False))
    assert ("what to do: use a shorter name" in errors) == (length > 255)


@pytest.mark.parametrize(
    ("fault", "why", "advice"),
    [
        (errno.EACCES, "you do not have permission", "name a folder in which you may write"),
        (errno.EPERM, "the system does not allow it", "name a folder in which you may write"),
        (errno.EROFS, "the disk is read-only", "name a folder in which you may write"),
        (errno.ENOSPC, "the disk is full", "make room, or name a folder on another disk"),
        (errno.EDQUOT, "your share of the disk", "make room, or name a folder on another disk"),
        (errno.ELOOP, "it is a link that leads back to itself", "name another folder"),
        (errno.EIO, "the disk reports a fault", "check the disk, or name a folder"),
        (errno.EMLINK, os.strerror(errno.EMLINK), "name another folder"),
    ],
)
@pytest.mark.parametrize("manner", ["text", "json"])
def test_a_folder_that_cannot_be_made(  # noqa: PLR0913, PLR0917 -- the fault, and what is said
    communes: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fault: int,
    why: str,
    advice: str,
    manner: str,
) -> None:
    """Whatever the system finds wrong, it is said what to do."""
    make = os.mkdir

    def failing(path: Path | str, mode: int = 0o777) -> None:
        if str(path).endswith("closed"):
            raise OSError(fault, os.strerror(fault))
        make(path, mode)

    monkeypatch.setattr(os, "mkdir", failing)
    folder = tmp_path / "closed"
    assert batch(communes / "a.csv", "--output-dir", folder / "out", "--errors", manner) == 3
    errors = capsys.readouterr().err
    assert f"cannot create {folder}: {why}" in errors
    assert advice in errors


@pytest.mark.parametrize("manner", ["text", "json"])
def test_a_last_manifest_that_cannot_be_written(
    communes: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    manner: str,
) -> None:
    """The error says what it would have said: how many profiles there are, and what failed."""
    written = []

    def full(frame: pl.LazyFrame, file: Path, form: Form) -> None:
        written.append(file)
        if len(written) > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file))
        write(frame, file, form)

    monkeypatch.setattr("mdpoverty.cli.jobs.manifest.write", full)
    out = tmp_path / "out"
    assert batch(communes / "*.csv", "--output-dir", out, "-q", "--errors", manner) == 3
    assert sorted(file.name for file in out.iterdir()) == ["a.csv", "b.csv", "manifest.csv"]
    said = capsys.readouterr().err
    if manner == "json":
        [error] = map(json.loads, said.splitlines())
        said = "\n".join(f"{each['subject']}: {each['wrong']}" for each in error["problems"])
    assert (
        "manifest.csv: says that the batch is unfinished, but 2 of 3 profiles were written" in said
    )
    assert f"{communes / 'c.csv'}: 1 row refused" in said
    assert {row["status"] for row in manifest(out).values()} == {"failed"}


def test_a_folder_among_the_files_is_named_once(
    communes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its error names it by its path, as the line of the batch does."""
    (communes / "folder.csv").mkdir()
    assert batch(communes / "folder.csv", "--output-dir", tmp_path / "out") == 3
    assert f"error: {communes / 'folder.csv'}: is a folder" in capsys.readouterr().err


def test_a_name_with_points(tmp_path: Path) -> None:
    """Only what says the format is left out of a name: 2025.01.csv and 2025.02.csv are two."""
    files = [
        survey(tmp_path / "in", name, "1,rural,4,9000000,2024")
        for name in ("2025.01.csv", "2025.02.csv", "2025.CSV")
    ]
    packed = tmp_path / "in" / "2025.03.csv.gz"
    packed.write_bytes(gzip.compress(files[0].read_bytes()))
    out = tmp_path / "out"
    assert batch(*files, packed, "--output-dir", out, "-q") == 0
    assert sorted(file.name for file in out.iterdir()) == [
        *("2025.01.csv", "2025.02.csv", "2025.03.csv", "2025.csv", "manifest.csv")
    ]


def test_a_profile_is_not_written_over_its_survey(communes: Path) -> None:
    """The folder may not be the one of the surveys."""
    before = (communes / "a.csv").read_bytes()
    assert batch(communes / "a.csv", "--output-dir", communes) == 2
    assert (communes / "a.csv").read_bytes() == before


def large_batch(folder: Path, names: str, households: int) -> tuple[Path, list[str]]:
    """Write surveys of these names, and return where their profiles go, and the command."""
    rows = [f"{n},rural,4,9000000,2024" for n in range(households)]
    for name in names:
        survey(folder / "surveys", f"{name}.csv", *rows)
    out, pattern = folder / "out", str(folder / "surveys" / "*.csv")
    return out, [sys.executable, "-m", "mdpoverty", "classify", pattern, "--output-dir", str(out)]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_an_interrupt_ends_every_worker(tmp_path: Path, sent: signal.Signals) -> None:
    """Exit 130, and no process or half a file stays behind; the manifest says what is there."""
    out, command = large_batch(tmp_path, "abcdefgh", 30_000)
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not [*out.glob("[a-h].csv")] and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(sent)
    _, said = process.communicate(timeout=60)
    _require_gone(process.pid)
    there = {file.name for file in out.glob("[a-h].csv")}
    assert not list(out.glob(".*"))
    written = {row["profile"] for row in manifest(out).values()} - {""}
    assert written <= there
    if sent == signal.SIGKILL:
        assert process.returncode == -signal.SIGKILL
        assert written == set()
        assert not said  # nor does Python say anything of semaphores
        return
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert f"interrupted: {len(written)} of 8 profiles were written" in said
    assert len(manifest(out)) == 8
    assert {row["message"] for row in manifest(out).values() if not row["profile"]} == {
        "the batch ended before this file was finished"
    }


@pytest.mark.skipif(sys.platform == "win32", reason="kills are POSIX signals")
def test_a_batch_clears_what_a_killed_one_left(tmp_path: Path) -> None:
    """Where the workers are killed too nobody tidies up, but for the next batch."""
    out, command = large_batch(tmp_path, "abcd", 30_000)
    out.mkdir()
    for name in "abcd":
        (out / f"{name}.csv").write_text("mine")
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not [*out.glob(".*/part-*")] and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    assert [*out.glob(".*")]
    assert subprocess.run([*command, "-q"], check=False).returncode == 0
    assert sorted(file.name for file in out.iterdir()) == [
        *(f"{n}.csv" for n in "abcd"),
        "manifest.csv",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are POSIX signals")
@pytest.mark.parametrize("moment", [0.0, 0.15, 0.3, 0.5])
@pytest.mark.parametrize(
    ("send", "sent"),
    [(os.kill, signal.SIGINT), (os.killpg, signal.SIGINT), (os.killpg, signal.SIGHUP)],
)
def test_an_interrupt_while_workers_begin(
    tmp_path: Path, moment: float, send: Callable[[int, int], None], sent: signal.Signals
) -> None:
    """One sentence is all that is said, also where each process is told, as by a terminal."""
    out, command = large_batch(tmp_path, "abcdef", 10_000)
    process = subprocess.Popen(
        [*command, "--threads", "6", "-q"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not (out / "manifest.csv").exists() and process.poll() is None:
        time.sleep(0.01)
    time.sleep(moment)
    send(process.pid, sent)
    _, said = process.communicate(timeout=60)
    assert process.returncode in (0, 130)
    assert said.startswith("interrupted: ") is (process.returncode == 130)
    assert said.count("\n") == (process.returncode == 130)
    _require_gone(process.pid)


def _require_gone(group: int) -> None:
    """Wait until no process of a group is left."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    else:
        pytest.fail("a worker is still there")


def test_no_file_ends_a_batch(communes: Path, tmp_path: Path) -> None:
    """A damaged file, a folder, or a name that is not UTF-8 is that file's problem alone."""
    good = (communes / "a.csv").read_bytes()
    (communes / "c.csv").unlink()
    (communes / "parquet.parquet").write_bytes(b"PAR1 and no more PAR1")
    (communes / "sheet.xlsx").write_bytes(b"PK\x03\x04 and no more")
    (communes / "stata.dta").write_bytes(b"<stata_dta><header><release>118</release>")
    (communes / "folder.csv").mkdir()
    odd = Path(os.fsdecode(os.fsencode(communes) + b"/\xff.csv"))
    odd.write_bytes(good)
    out = tmp_path / "out"
    assert batch(*communes.iterdir(), "--output-dir", out, "-q") == 4
    found = manifest(out)
    assert sorted(name for name, row in found.items() if row["message"]) == [
        *("folder.csv", "parquet.parquet", "sheet.xlsx", "stata.dta")
    ]
    assert found[r"\udcff.csv"]["rows"] == "2"
    assert (out / odd.name).exists()
