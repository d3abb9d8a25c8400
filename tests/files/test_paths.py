"""What a command line may name: folders, patterns, pipes, and addresses of stores."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from glob import glob, has_magic
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from files import (
    BY_INCOME,
    HEADER,
    Table,
    classify,
    refusal,
    rows_of,
    run,
    text_of,
    write_csv,
    write_gzip,
    write_parquet,
)

from mdpoverty.cli.jobs import batch, classify_each
from mdpoverty.files import paths, patterns

ROWS: Table = [HEADER, ("1", "rural", 4, 400000), ("2", "urban", 3, 900000)]


@pytest.fixture
def parted(tmp_path: Path) -> Path:
    """Return a folder of Parquet files in partition folders, beside what is no data."""
    folder = tmp_path / "survey"
    places = ("province=04/district=001", "province=11/district=__HIVE_DEFAULT_PARTITION__")
    for place, row in zip(places, ROWS[1:], strict=True):
        (folder / place).mkdir(parents=True)
        cells = dict(zip(HEADER, row, strict=True))
        pl.DataFrame([cells]).write_parquet(
            folder / place / f"part {cells['household_id']}.parquet"
        )
    (folder / "_SUCCESS").write_bytes(b"")
    (folder / ".part.parquet").write_bytes(b"")
    return folder


def places_of(*named: str | Path) -> list[tuple[str, ...]]:
    """Return the id, the province and the district of each household, as a profile has them."""
    done = classify(*named, *BY_INCOME, "--keep", "all", "-q")
    assert done.code == 0, done.errors
    columns = [name for name in ("household_id", "province", "district") if name in done.rows[0]]
    return list(zip(*(done.column(name) for name in columns), strict=True))


EVERY = [("1", "04", "001"), ("2", "11", "")]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("", EVERY),
        ("*/*/*.parquet", EVERY),
        ("**/*.parquet", EVERY),
        ("province=04", EVERY[:1]),
        ("province=04/district=001/part 1.parquet", [("1",)]),
    ],
)
def test_a_folder_of_parquet(parted: Path, named: str, expected: Sequence[tuple[str, ...]]) -> None:
    """Its files are read, in its own folders too; the keys of these are columns of text."""
    assert places_of(parted / named) == expected


def test_a_column_counts_before_a_key(tmp_path: Path) -> None:
    """A file that has the key as a column keeps what it says."""
    folder = tmp_path / "province=4"
    folder.mkdir()
    row = {**dict(zip(HEADER, ROWS[1], strict=True)), "province": "04"}
    pl.DataFrame([row]).write_parquet(folder / "a.parquet")
    assert places_of(folder) == [("1", "04")]


def test_patterns_of_many_folders(tmp_path: Path) -> None:
    """`**` stands for folders, also none, and a lock of Excel within them is no file."""
    for place, row in zip((".", "a/b"), ROWS[1:], strict=True):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        write_csv(tmp_path / place / "h.csv", [HEADER, row])
    (tmp_path / "a" / "~$h.csv").write_bytes(b"\5user")
    assert sorted(places_of(tmp_path / "**" / "*.csv")) == [("1",), ("2",)]


def test_named_pipes(tmp_path: Path) -> None:
    """A pipe can be read, and can be written to."""
    expected = classify(write_csv(tmp_path / "a.csv", ROWS), *BY_INCOME, "-q").out
    survey, profile = tmp_path / "in", tmp_path / "out"
    for pipe in (survey, profile):
        os.mkfifo(pipe)
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: survey.write_text(text_of(ROWS))),
        threading.Thread(target=lambda: found.append(profile.read_text())),
    ]
    for thread in threads:
        thread.start()
    assert classify(survey, *BY_INCOME, "-q", "-o", profile).code == 0
    for thread in threads:
        thread.join(20)
    assert found == [expected]


# Stores on a network


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://example.org/a.csv", "cannot be read over https"),
        ("ftp://example.org/a.parquet", "cannot be read over ftp"),
        ("s3://bucket/a.csv", "only Parquet can be read from a cloud store"),
    ],
)
def test_addresses_that_cannot_be_read(address: str, words: str) -> None:
    """What is not in a store of Parquet files is to be copied first."""
    errors = refusal(address, *BY_INCOME)
    assert words in errors
    assert "copy the file here first" in errors


@pytest.mark.parametrize("named", ["", "/", "/*/*/*.parquet", "/**/*.parquet"])
def test_folders_of_a_store(parted: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    """A folder of a store is read with or without a slash at its end, as a folder here is."""
    monkeypatch.setattr(paths, "_STORES", ("file",))  # the same reader, of a store at hand
    assert places_of(f"file://{parted}{named}") == EVERY


def test_a_store_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a store does not have is said without the words of a library."""
    monkeypatch.setattr(paths, "_STORES", ("file",))
    for name in ("none", "none.parquet", "none/*.parquet"):
        assert "cannot be read from its cloud store" in refusal(
            f"file://{tmp_path}/{name}", *BY_INCOME
        )


# Odd paths

LONG = "a" * 300


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with links, and with folders that a system does not let anybody look into.

    Tests may be run by who may look into all, so that the system says it is faked.
    """
    write_csv(tmp_path / "survey.csv", ROWS)
    for name in ("open", "closed", "outer/closed", "lost+found/closed"):
        (tmp_path / name).mkdir(parents=True)
        pl.DataFrame(ROWS[1:], HEADER, orient="row").write_parquet(tmp_path / name / "x.parquet")
    for name, to in (("loop.csv", "loop.csv"), ("to.csv", "closed/x.csv"), ("gone", "nowhere")):
        (tmp_path / name).symlink_to(to)
    for index in range(1200):
        (tmp_path / f"chain-{index}").symlink_to(f"chain-{index + 1}")
    monkeypatch.chdir(tmp_path)

    def refusing(name: str) -> Callable[..., Any]:
        ask, inside = getattr(os, name), name == "scandir"

        def asked(path: Any = ".", *given: Any, **named: Any) -> Any:
            place = os.path.abspath(os.fsdecode(path)) if not isinstance(path, int) else ""  # noqa: PTH100 -- a Path asks the system
            if place.endswith("/to.csv") and named.get("follow_symlinks", True) and not inside:
                place = "/closed/x.csv"
            place = place.replace("lost+found", "closed")
            if "/closed/" in place or (inside and place.endswith("/closed")):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
            return ask(path, *given, **named)

        return asked

    for name in ("stat", "lstat", "scandir"):
        monkeypatch.setattr(os, name, refusing(name))
    monkeypatch.setattr(os, "access", lambda path, _: not str(path).endswith("closed"))
    return tmp_path


PERMISSION = "you do not have permission"
UNREAD = [
    ("closed", f"closed cannot be read: {PERMISSION}"),
    ("outer", f"outer/closed cannot be read: {PERMISSION}"),
    ("closed/x.csv", f"x.csv cannot be read: {PERMISSION} to open closed"),
    ("sur*/*.csv", "does not match any file"),
    ("closed/*.csv", f"closed cannot be read: {PERMISSION}"),
    ("*/x.csv", f"closed/x.csv cannot be read: {PERMISSION}"),
    ("**/*.csv", f"closed cannot be read: {PERMISSION}"),
    ("to.csv", f"to.csv cannot be read: {PERMISSION}"),
    ("to.csv/*.csv", f"to.csv cannot be read: {PERMISSION}"),
    (LONG, "the name is too long"),
    (f"{LONG}/x.csv", "the name is too long"),
    (f"{LONG}/*.csv", f"{LONG} cannot be read: the name is too long"),
    (f"{LONG}*.csv", "does not match any file"),
    ("/".join(["b" * 200] * 30), "the name is too long"),
    ("survey.csv/x.csv", "a part of the path is not a folder"),
    ("survey.csv/*.csv", "does not match any file"),
    ("loop.csv", "it is a link that leads back to itself"),
    ("loop.csv/x.csv", "it is a link that leads back to itself"),
    ("loop.csv/*.csv", "does not exist"),
    ("chain-0", "it is a link that leads back to itself"),
    ("gone", "there is no such file or folder"),
]


@pytest.mark.usefixtures("odd")
def test_what_cannot_be_read_is_named() -> None:
    """Whatever a system says of a path is exit 3 in our words, with the path."""
    for path, words in UNREAD:
        assert words in refusal(path, *BY_INCOME), path
    for path in ("a\0b.csv", "a\0/*.csv", "a\ud800.csv"):
        assert "no file can have this name" in refusal(path, *BY_INCOME, code=2)


def at_once(
    work: Callable[[Any], Any], tasks: Sequence[Any], _: int, done: Callable[[int, Any], object]
) -> None:
    """Do all tasks in this process, which knows what is faked."""
    for number, task in enumerate(tasks):
        done(number, work(task))


@pytest.mark.usefixtures("odd")
def test_what_cannot_be_read_fails_alone_in_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the manifest it is said, and the other files are classified."""
    monkeypatch.setattr(classify_each, "hand_out", at_once)
    done = classify(
        "survey.csv", "c*d/*.csv", "outer", "open", LONG, *BY_INCOME, "--output-dir", "o", "-q"
    )
    assert done.code == 4, done.errors
    found = {row["file"]: row for row in rows_of(Path("o/manifest.csv"))}
    assert {name: row["status"] for name, row in found.items()} == {
        "survey.csv": "written",
        "open/x.parquet": "written",
        "closed": "failed",
        "outer/closed": "failed",
        LONG: "failed",
    }
    for name in ("closed", "outer/closed"):
        assert found[name]["message"].startswith(f"{name} cannot be read: {PERMISSION}")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_names_that_are_not_text_in_a_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why households are undetermined is looked up while a link to the file is there."""
    monkeypatch.setattr(classify_each, "hand_out", at_once)
    monkeypatch.chdir(tmp_path)
    for name in ("\udcff.parquet", "\udcfe/x.parquet", "\udcfe/y.csv.gz"):
        file = Path(name)
        file.parent.mkdir(exist_ok=True)
        write = write_parquet if file.suffix == ".parquet" else write_gzip
        write(tmp_path / "plain", [*ROWS, ("3", "rural", 4, None)]).rename(file)
    done = classify("*.parquet", "*/*", *BY_INCOME, "--output-dir", "o")
    assert done.code == 0, done.errors
    assert "3 households are undetermined: 3 depend on income" in done.errors


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_a_temporary_folder_that_is_not_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said in our words, as the libraries cannot work there."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "\udcff"))
    said = refusal(write_csv(tmp_path / "a.csv", ROWS), *BY_INCOME)
    assert "no folder for temporary files: its path is not UTF-8" in said


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize(
    ("command", "code", "written"),
    [
        ("classify survey.csv --standard {}.yaml", 2, False),
        ("classify survey.csv --columns {}.yaml", 2, False),
        ("classify survey.csv --members {}", 3, False),
        ("classify survey.csv -o {}", 3, True),
        ("classify survey.csv -o o.csv --rejects {}", 3, True),
        ("classify survey.csv -o o.csv --record {}", 3, True),
        ("classify survey.csv --output-dir {} -q", 3, True),
        ("classify survey.csv --output-dir o -q --members {}", 2, False),
        ("diff {} survey.csv", 3, False),
        ("explain {} 1", 3, False),
        ("summarize survey.csv --totals {}", 3, False),
        ("track survey.csv {}", 3, False),
        ("track survey.csv survey.csv --links {}", 3, False),
        ("tables {} -o t.xlsx", 3, False),
        ("report survey.csv --before {} -o r.html", 3, False),
        ("validate {}", 3, False),
        ("map {}", 3, False),
        ("template vn-2022-2025 -o {}.csv", 3, True),
        ("standards check {}.yaml", 2, False),
        ("standards check ../survey.csv --cases {}", 2, False),
    ],
)
def test_odd_paths_in_every_option(command: str, code: int, written: bool) -> None:  # noqa: FBT001
    """Each is refused in words by whatever reads or writes it."""
    for path in (LONG, f"{LONG}/x", "closed/x", "survey.csv/x", "loop.csv/x", "chain-0/x"):
        done = run(*(word.format(path) for word in command.split()))
        assert done.code in {code, 2 if written else code}, (path, done.errors)
        assert "Traceback" not in done.errors


# Links and depth


def test_links_that_lead_back(parted: Path) -> None:
    """Each folder is looked through once, and a file has the name that it has without links."""
    for name in ("a", "z", "province=04/b", "province=11/district=009"):
        (parted / name).symlink_to(parted)
    (parted / "0.parquet").symlink_to(parted / "province=04" / "district=001" / "part 1.parquet")
    assert places_of(parted) == EVERY
    assert places_of(parted / "**" / "*.parquet") == EVERY
    assert places_of(parted / "*" / "*" / "*.parquet") == EVERY
    assert patterns.of_pattern(str(parted / ("*/" * 60 + "*"))).files == []


def test_links_to_what_is_elsewhere(parted: Path, tmp_path: Path) -> None:
    """They are followed; of two links to one file or folder the first counts."""
    for name in ("one", "two"):
        (tmp_path / "links" / name).mkdir(parents=True)
        (tmp_path / "links" / name / "p").symlink_to(parted)
    assert len(places_of(tmp_path / "links")) == len(EVERY)
    (tmp_path / "file").mkdir()
    for name in ("a.parquet", "b.parquet"):
        (tmp_path / "file" / name).symlink_to(parted / "province=04/district=001/part 1.parquet")
    assert places_of(tmp_path / "file") == [("1",)]
    assert paths.matching_each(str(tmp_path / "file")) == [
        (str(tmp_path / "file" / name), None) for name in ("a.parquet", "b.parquet")
    ]


def test_patterns_mean_what_they_mean_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no link leads back, a pattern has the files that Python finds for it, once each."""
    names = "a.csv b/a.csv b/.c/d.csv b/e/f.csv .h.csv [x]/*.csv é/x_y.csv {a}"
    for name in names.split():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    parts = ("*", "**", "*.csv", ".*", "?", "[!a]*", "b", "*[[]*", "[z-a]*", "*]", "[x", "{a}*")
    found = 0
    for steps in (steps for count in (1, 2, 3) for steps in itertools.product(parts, repeat=count)):
        pattern = "/".join(steps)
        if not has_magic(pattern):
            continue
        expected = glob(pattern, recursive=True)  # noqa: PTH207 -- which a Path does otherwise
        files = {file for file in expected if not Path(file).is_dir() and not file.endswith("/")}
        assert patterns.of_pattern(pattern).names == sorted(files), pattern
        found += bool(files)
    assert found > 100


def test_a_deep_folder(tmp_path: Path) -> None:
    """A folder of 1,100 levels is read, and can be made."""
    deep = tmp_path.joinpath("s", *["d"] * 1100)
    batch.make_folder(str(deep))
    write_csv(deep / "a.csv", ROWS)
    pl.DataFrame(ROWS[1:], HEADER, orient="row").write_parquet(deep / "a.parquet")
    assert len(places_of(tmp_path / "s")) == len(ROWS) - 1
    assert len(places_of(tmp_path / "s" / "**" / "*.csv")) == len(ROWS) - 1
    for folder in (deep, *deep.parents):  # which pytest cannot remove
        if folder == tmp_path:
            break
        shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes")
def test_a_pipe_that_nobody_writes_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is waited for a while, by itself; among files that a pattern names it is refused at once.

    So it is in a folder, and in a batch it is one more file that fails.
    """
    monkeypatch.chdir(tmp_path)
    for pipe in ("survey.csv", "survey.parquet"):
        os.mkfifo(pipe)
    monkeypatch.setattr("mdpoverty.files.paths._PATIENCE", 0.1)
    assert "survey.csv is a pipe that no program writes to" in refusal("survey.csv", *BY_INCOME)
    write_csv(tmp_path / "surveys.csv", ROWS)
    for pattern, pipe in (("surv*.csv", "survey.csv"), (".", "survey.parquet")):
        assert f"{pipe} is a pipe among files" in refusal(pattern, *BY_INCOME)
    done = classify("surv*.csv", *BY_INCOME, "--output-dir", "out")
    assert (done.code, "survey.csv: is a pipe among files" in done.errors) == (4, True)


@pytest.mark.skipif(sys.platform != "linux", reason="it has a device without end")
def test_standard_input_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device without end is no survey, also at standard input; that of nothing is empty."""
    for device, words in (("/dev/zero", "is a device"), (os.devnull, "is empty")):
        with Path(device).open() as opened, monkeypatch.context() as patched:
            patched.setattr(sys, "stdin", opened)
            assert f"standard input {words}" in refusal("-", *BY_INCOME)


@pytest.mark.parametrize("name", ["p[1]", "~", "*", "plain"])
def test_the_pattern_that_is_advised_is_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Whatever signs are in its name: it is not that of another folder, nor of one's home."""
    monkeypatch.chdir(tmp_path)
    for folder, household in ((name, "own"), ("p1", "other"), ("home", "mine")):
        Path(folder).mkdir()
        write_csv(Path(folder, "a.csv"), [HEADER, (household, "rural", 4, 400000)])
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    advised = refusal(name, *BY_INCOME).rpartition(" by a pattern: ")[2].strip()
    typed = os.path.expanduser(advised)  # noqa: PTH111 -- a Path would leave out the ./
    assert classify(typed, *BY_INCOME, "-q").column("household_id") == ["own"]


@pytest.mark.parametrize("ending", ["csv", "parquet", "jsonl", "dta", "xlsx"])
def test_files_below_a_folder_of_the_sign_of_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """What is written below a folder called ~ is there, in every format, and not at home."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    Path("~").mkdir()
    rows = [("A1", "rural", 4, 400000), ("A2", "x", 4, 400000)]
    write_csv(Path("~", "s.csv"), [HEADER, *rows])
    written = [f"~/o.{ending}", f"./~/r.{ending}", "~/why.csv", "~/record.json"]
    options = ("-o", "--rejects", "--why", "--record")
    named = [word for pair in zip(options, written, strict=True) for word in pair]
    assert classify("~/s.csv", *BY_INCOME, *named, "-q").code == 0
    assert sorted(each.name for each in Path("~").iterdir()) == sorted(
        ["s.csv", *(Path(each).name for each in written)]
    )
    batch = classify("~/s*.csv", *BY_INCOME, "--output-dir", "~/d", "--rejects", "~/e", "-q")
    assert batch.code == 0
    assert {each.name for each in Path("~/d").iterdir()} >= {"s.csv"}
    assert not Path("home").exists()
