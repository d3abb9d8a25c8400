"""Files are delivered together or not at all, and what a killed run left is cleared."""

from __future__ import annotations

import errno
import io
import os
import shutil
import signal
import stat
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from files import BY_INCOME, HEADER, Table, classify, refusal, run, write_csv
from interrupted import interrupted_at
from places import ROOT

from mdpoverty import cli
from mdpoverty.cli.engine_words import engine_overheard
from mdpoverty.errors import OutputError, UsageError
from mdpoverty.files.delivery import Deliveries, deliveries
from mdpoverty.files.full import naming
from mdpoverty.files.identity import place_of
from mdpoverty.files.occupied import occupied
from mdpoverty.files.output import refuse_overwriting, scratch_folder
from mdpoverty.files.private import private_folder, remove_private_folders
from mdpoverty.files.signals import interrupt
from mdpoverty.language.messages import message
from mdpoverty.standards.document_file import changed_documents, forget_documents
from mdpoverty.standards.library import THRESHOLDS, load_standard
from mdpoverty.system_faults import remedy, why_not

FILES = ("a", "b", "c")
# What is delivered, whether something is there before, and whether the last cannot be put in place.
KINDS = [*product([("a",), FILES, ("a", "b", "-")], (0, 1), (0, 1))]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, in which the second of three files is there already."""
    monkeypatch.chdir(tmp_path)
    Path("b").write_text("old")
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def deliver(scratch: Path) -> None:
    with deliveries(scratch) as made:
        for name in FILES:
            made.file(name).write_text(f"new {name}")


@pytest.fixture
def scratch() -> Iterator[Path]:
    with scratch_folder() as found:
        yield found


def test_a_store_is_no_place_to_write(scratch: Path) -> None:
    """An address on a network is not taken for a folder that could be made."""
    for address in ("s3://bucket/a.parquet", "https://example.org/a.csv"):
        with deliveries(scratch) as made, pytest.raises(OutputError, match="not a file on this"):
            made.file(address)


def test_all_are_delivered(folder: Path, scratch: Path) -> None:
    """Each file is in its place, and nothing else is beside it."""
    deliver(scratch)
    assert [Path(name).read_text() for name in FILES] == ["new a", "new b", "new c"]
    assert names(folder) == ["a", "b", "c"]


@pytest.mark.parametrize("failing", FILES)
@pytest.mark.parametrize("links", [True, False])
def test_none_is_delivered_where_one_cannot_be(
    folder: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch, failing: str, *, links: bool
) -> None:
    """Whichever cannot be put in place, what was there before is there again, and no more.

    So it is too where a file system has no links.
    """
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == failing and self.name.startswith("part-") and "old" not in self.name:
            raise PermissionError(1, "immutable")
        return replace(self, target)

    def no_links(*_: Any) -> None:
        raise OSError(95, "no links")

    monkeypatch.setattr(Path, "replace", refuse)
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", no_links)
    with pytest.raises(OutputError, match=f"^{failing} cannot be written"):
        deliver(scratch)
    assert names(folder) == ["b"]
    assert Path("b").read_text() == "old"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_between_two_files_comes_too_late(
    folder: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Once the first file is in place the others follow, and the interrupt is not heard."""
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        signal.raise_signal(number)
        return replace(self, target)

    before = signal.signal(number, signal.default_int_handler)
    monkeypatch.setattr(Path, "replace", interrupted)
    try:
        deliver(scratch)
    finally:
        signal.signal(number, before)
    assert names(folder) == ["a", "b", "c"]


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are POSIX signals")
@pytest.mark.usefixtures("folder")
def test_an_interrupt_before_what_is_still_to_be_sent(
    scratch: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    """Where standard output is still to be sent it comes in time, and files are put back."""
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        signal.raise_signal(signal.SIGINT)
        return replace(self, target)

    def both() -> None:
        with deliveries(scratch) as made:
            made.file("b").write_text("new b")
            made.file("-").write_text("new")

    monkeypatch.setattr(Path, "replace", interrupted)
    # Whoever begins the tests in the background has interrupts ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            both()
    finally:
        signal.signal(signal.SIGINT, before)
    assert Path("b").read_text() == "old"
    assert capfdbinary.readouterr().out == b""


def test_a_failure_while_writing_delivers_nothing(folder: Path, scratch: Path) -> None:
    """A file that is not whole is delivered nowhere, and the others neither."""

    def fail() -> None:
        with deliveries(scratch) as made:
            made.file("a").write_text("new")
            raise OSError(28, "No space left on device", made.file("c"))

    with pytest.raises(OutputError, match=r"^c cannot be written: the disk is full"):
        fail()
    assert names(folder) == ["b"]


def delivered(scratch: Path, *paths: str | None, then: str | None = None) -> None:
    """Deliver a file for each path; a folder `then` comes into the way of one."""
    with deliveries(scratch) as made:
        for path in paths:
            made.file(path).write_text("new")
        if then is not None:
            Path(then).mkdir()


@pytest.mark.usefixtures("folder")
def test_what_cannot_be_taken_back_goes_last(
    scratch: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where a file cannot be put in place, nothing goes to standard output."""
    with pytest.raises(OutputError, match="a cannot be written"):
        delivered(scratch, None, "b", "a", then="a")
    assert not capfd.readouterr().out
    assert Path("b").read_text() == "old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.usefixtures("folder")
def test_files_are_put_back_where_a_device_is_full(scratch: Path) -> None:
    """What was there before is there again, and what was not is gone."""
    with pytest.raises(OutputError, match="/dev/full cannot be"):
        delivered(scratch, "/dev/full", "a", "b")
    assert Path("b").read_text() == "old"
    assert not Path("a").exists()


def test_a_full_folder_for_temporary_files_is_named(scratch: Path) -> None:
    """What cannot be written there is no fault of an output."""

    def fail() -> None:
        with deliveries(scratch) as made:
            made.file("a")
            raise OSError(28, "No space left on device", str(scratch / "part"))

    with pytest.raises(OutputError, match="the folder for temporary files"):
        fail()


def test_modes(folder: Path, scratch: Path) -> None:
    """A new file has the mode that the mask leaves, an old one keeps its own, rejects are private.

    Until they are delivered all are in a folder of their owner's.
    """
    Path("b").chmod(0o640)
    before = os.umask(0o022)
    try:
        with deliveries(scratch) as made:
            parts = [made.file("a"), made.file("b"), made.file("c", private=True)]
            for part in parts:
                part.write_text("")
                assert stat.S_IMODE(part.parent.stat().st_mode) == 0o700
    finally:
        os.umask(before)
    assert [oct(stat.S_IMODE(Path(name).stat().st_mode)) for name in FILES] == [
        *("0o644", "0o640", "0o600")
    ]
    assert folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no modes")
def test_a_mode_that_cannot_be_set_is_no_failure(
    folder: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems let no modes be set: then each file is its owner's alone, as some were."""

    def refuse(*_: Any) -> None:
        raise PermissionError(1, "no modes")

    Path("b").chmod(0o600)
    monkeypatch.setattr(Path, "chmod", refuse)
    before = os.umask(0o022)
    try:
        with deliveries(scratch) as made:
            pl.DataFrame({"a": [1]}).write_csv(made.file("a"))
            pl.LazyFrame({"a": [1]}).sink_parquet(made.file("b"))
            made.file("c", private=True).write_text("new")
    finally:
        os.umask(before)
    assert names(folder) == ["a", "b", "c"]
    assert {stat.S_IMODE(Path(name).stat().st_mode) for name in FILES} == {0o600}


@pytest.fixture
def group() -> int:
    """Return a group that a file may be given to, and that a new file is not of by itself."""
    if not hasattr(os, "chown"):
        pytest.skip("there are no groups")
    if os.geteuid() == 0:
        return os.getegid() + 4321
    for found in os.getgroups():
        if found != os.getegid():
            return found
    pytest.skip("who runs the tests is in one group only")


def rights(file: Path) -> tuple[int, int, str, bytes | None]:
    """Return owner, group, mode and access control list."""
    found = file.stat()
    return found.st_uid, found.st_gid, oct(stat.S_IMODE(found.st_mode)), access_list(file)


def access_list(file: Path) -> bytes | None:
    try:
        return os.getxattr(file, "system.posix_acl_access")
    except (AttributeError, OSError):
        return None


def set_access_list(file: Path, kind: str, *, group: int = 0, everybody: int = 0) -> None:
    """Let owner and user 1000 read and write, the group and everybody else as told.

    The list is one of Linux; where it cannot be set the test is skipped.
    """
    nobody = 0xFFFFFFFF
    entries = [(1, 6, nobody), (2, 6, 1000), (4, group, nobody), (16, 6, nobody)]
    packed = [struct.pack("<HHI", *entry) for entry in [*entries, (32, everybody, nobody)]]
    try:
        os.setxattr(file, f"system.posix_acl_{kind}", struct.pack("<I", 2) + b"".join(packed))
    except (AttributeError, OSError):
        pytest.skip("there are no access control lists here")


def deliver_unseen(scratch: Path, *files: str) -> None:
    """Deliver files, and `c` as refused rows: until they are in place nobody else can read them."""
    with deliveries(scratch) as made:
        for name in files:
            part = made.file(name)
            part.write_text("new")
            assert part.parent.stat().st_mode & 0o777 == 0o700
            assert part.stat().st_mode & 0o777 == 0o600
        made.file("c", private=True).write_text("new")


def not_permitted(*_: Any) -> None:
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


@pytest.mark.parametrize("mask", [0o277, 0o077, 0o027, 0o002, 0])
def test_a_folder_hands_on_its_group(folder: Path, scratch: Path, group: int, mask: int) -> None:
    """What is delivered to a folder that does (setgid) is for whom a plain new file is for."""
    os.chown(folder, -1, group)
    folder.chmod(0o2775)
    before = os.umask(mask)
    try:
        Path("plain").touch()
        deliver_unseen(scratch, "a", "d")
    finally:
        os.umask(before)
    assert rights(Path("a")) == rights(Path("d")) == rights(Path("plain"))
    assert rights(Path("a"))[1:3] == (group, oct(0o666 & ~mask))
    assert rights(Path("c"))[1:] == (group, "0o600", None)


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o400, 0o777])
@pytest.mark.usefixtures("folder")
def test_a_file_hands_on_its_owner_and_group(
    scratch: Path, group: int, mode: int, *, private: bool
) -> None:
    """To the one that replaces it; only root gives a file to somebody else."""
    os.chown(Path("b"), 4321 if os.geteuid() == 0 else -1, group)
    Path("b").chmod(mode)
    before = rights(Path("b"))
    with deliveries(scratch) as made:
        made.file("a").write_text("new")
        made.file("b", private=private).write_text("new")
    assert Path("a").stat().st_gid != group
    assert rights(Path("b")) == before
    delivered(scratch, "b")  # alone: the old file is not kept
    assert rights(Path("b")) == before


@pytest.mark.parametrize(
    ("mode", "left"), [(0o640, 0o600), (0o664, 0o644), (0o606, 0o600), (0o666, 0o666)]
)
def test_a_group_that_cannot_be_kept(  # noqa: PLR0913 -- a mode, and what is left of it
    folder: Path,
    scratch: Path,
    monkeypatch: pytest.MonkeyPatch,
    group: int,
    *,
    mode: int,
    left: int,
) -> None:
    """Its rights are no other group's, and what it was denied is not everybody's."""
    os.chown(Path("b"), -1, group)
    Path("b").chmod(mode)
    monkeypatch.setattr(os, "chown", not_permitted)
    delivered(scratch, "b")
    assert rights(Path("b"))[1:3] == (folder.stat().st_gid, oct(left))


def test_a_list_of_a_group_that_cannot_be_kept(
    folder: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch, group: int
) -> None:
    """It is not another group's either: the file is its owner's alone."""
    os.chown(Path("b"), -1, group)
    set_access_list(Path("b"), "access", group=4, everybody=4)
    monkeypatch.setattr(os, "chown", not_permitted)
    delivered(scratch, "b")
    assert rights(Path("b"))[1:] == (folder.stat().st_gid, "0o600", None)


@pytest.mark.usefixtures("folder")
def test_an_owner_that_cannot_be_kept(
    scratch: Path, monkeypatch: pytest.MonkeyPatch, group: int
) -> None:
    """The group is kept for all that."""
    if os.geteuid() != 0:
        pytest.skip("only root gives a file to somebody else")
    os.chown(Path("b"), 4321, group)
    Path("b").chmod(0o640)
    give = os.chown

    def of_owner(file: Path, owner: int, group: int) -> None:
        if owner != -1:
            not_permitted()
        give(file, owner, group)

    monkeypatch.setattr(os, "chown", of_owner)
    delivered(scratch, "b")
    assert rights(Path("b")) == (0, group, "0o640", None)


@pytest.mark.usefixtures("folder")
def test_a_file_hands_on_its_access_list(scratch: Path) -> None:
    """And its mask does not become what its group may do."""
    set_access_list(Path("b"), "access")
    before = rights(Path("b"))
    assert before[2] == "0o660"
    delivered(scratch, "a", "b")
    assert rights(Path("b")) == before
    assert access_list(Path("a")) is None


@pytest.mark.parametrize("number", [errno.EIO, errno.EPERM])
@pytest.mark.usefixtures("folder")
def test_an_access_list_that_cannot_be_known(
    scratch: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Then nobody but its owner may read the file: the mode may be that of a mask."""
    set_access_list(Path("b"), "access")

    def refuse(*_: Any) -> bytes:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(os, "getxattr", refuse)
        delivered(scratch, "b")
    assert rights(Path("b"))[2:] == ("0o600", None)


@pytest.mark.usefixtures("folder")
def test_a_system_without_access_lists(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mode is kept there as elsewhere."""
    Path("b").chmod(0o640)
    before = rights(Path("b"))
    for name in ("getxattr", "setxattr", "removexattr"):
        monkeypatch.delattr(os, name, raising=False)
    delivered(scratch, "a", "b")
    assert rights(Path("b")) == before


def test_a_folder_hands_on_its_access_list(folder: Path, scratch: Path) -> None:
    """New files are for whom a plain one is for, others as before, and rejects their owner's."""
    before = rights(Path("b"))
    set_access_list(folder, "default")
    Path("plain").touch()
    assert rights(Path("plain"))[2] == "0o660"
    deliver_unseen(scratch, "a", "b")
    assert rights(Path("a")) == rights(Path("plain"))
    assert rights(Path("b")) == before
    assert rights(Path("c"))[2:] == ("0o600", None)


def test_an_old_file_that_is_put_back_from_a_copy(
    folder: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch, group: int
) -> None:
    """It is for whom it was for also where the file system has no links."""
    os.chown(Path("b"), -1, group)
    set_access_list(Path("b"), "access")
    before = rights(Path("b"))
    monkeypatch.setattr(Path, "hardlink_to", not_permitted)
    with pytest.raises(OutputError, match="a cannot be written"):
        delivered(scratch, "b", "a", then="a")
    assert Path("b").read_text() == "old"
    assert rights(Path("b")) == before
    assert names(folder) == ["a", "b"]


def test_until_the_last_moment_a_file_is_there(
    folder: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a file system has no links, a run that is killed leaves the old file in its place."""
    replace = Path.replace
    seen = []

    def watched(self: Path, target: Path) -> Path:
        seen.append(Path("b").read_text())
        return replace(self, target)

    def no_links(*_: Any) -> None:
        raise OSError(95, "no links")

    monkeypatch.setattr(Path, "replace", watched)
    monkeypatch.setattr(Path, "hardlink_to", no_links)
    deliver(scratch)
    assert seen == ["old", "old", "new b"]
    assert names(folder) == ["a", "b", "c"]


def old_files(folder: Path) -> list[Path]:
    """Return the old files that are left in private folders."""
    return [file for file in folder.glob(".mdpoverty-*/*") if file.name not in {"lock", "only"}]


# Where the last of three files cannot be put in place, or the second cannot, with no place for its
# old one but the private folder: whether the file system has links, and may be copied on.
STUCK = [("c", True, True), ("c", False, True), ("c", False, False), ("b", False, False)]


@pytest.mark.parametrize(("failing", "links", "copies"), STUCK)
def test_what_cannot_be_put_back_is_kept(  # noqa: PLR0913 -- what fails
    folder: Path,
    scratch: Path,
    monkeypatch: pytest.MonkeyPatch,
    failing: str,
    *,
    links: bool,
    copies: bool,
) -> None:
    """Where a disk becomes read-only meanwhile, new files are named, and where the old ones are.

    These stay there, also when other runs clear what killed ones left; nothing else does.
    """
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == failing or self.name.endswith("-old"):
            raise OSError(30, "read-only")
        return replace(self, target)

    def refuse_all(*_: Any, **__: Any) -> None:
        raise OSError(95, "not here")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        if not links:
            patched.setattr(Path, "hardlink_to", refuse_all)
        if not copies:
            patched.setattr(shutil, "copy2", refuse_all)
        with pytest.raises(OutputError, match="cannot be written: the disk is read-") as raised:
            deliver(scratch)
    words = raised.value.text("en")
    written = "already written: b; what was there before could not be put back"
    assert (written in words) is (failing == "c")
    [old] = old_files(folder)
    assert f"what b was before is in {old}" in words
    assert str(old) in raised.value.text("vi")
    assert [file.read_text() for file in folder.glob("b")] == ["new b"] * (failing == "c")
    deliver(scratch)
    assert names(folder) == [old.parent.name, *FILES]
    assert old_files(folder) == [old]
    assert old.read_text() == "old"


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are POSIX signals")
def test_what_cannot_be_put_back_after_an_interrupt(
    folder: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words of the interrupt name the file that is new, and where the old one is."""
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if self.name.endswith("-old"):
            raise OSError(30, "read-only")
        signal.raise_signal(signal.SIGINT)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt) as raised:
            delivered(scratch, "b", "-")
    finally:
        signal.signal(signal.SIGINT, before)
    [old] = old_files(folder)
    assert str(raised.value).startswith("interrupted: already written: b; what was there before")
    assert f"what b was before is in {old}" in str(raised.value)


@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.parametrize("noted", [False, True])
def test_the_old_file_of_a_killed_run(
    folder: Path, scratch: Path, *, elsewhere: bool, noted: bool
) -> None:
    """One that is noted to stay does when the rest is cleared, and no other.

    Others are still in their places, or have a whole new file there. A file may have other names
    too, as a snapshot of it.
    """
    pytest.importorskip("fcntl", reason="there are no locks")
    with private_folder(folder, ".mdpoverty-", ".part") as own:
        left = own.with_name(f"{own.name.rpartition('-')[0]}-{0:016}.part")
    left.mkdir()
    for name in ("lock", "part-0", "part-0-old", "part-1", *(["only"] if noted else [])):
        (left / name).write_text("of a killed run")
    if elsewhere:
        Path("a").hardlink_to(left / "part-0-old")
    deliver(scratch)
    assert old_files(folder) == ([left / "part-0-old"] if noted else [])
    assert left.exists() is noted


# Disks that go away


class Gone:
    """A part after whose delivery the disk of all has gone away, whatever is asked of it."""

    def __init__(self, patched: pytest.MonkeyPatch, number: int) -> None:
        """Patch what is asked of a system, to fail with an error of this number."""
        self.patched, self.number = patched, number

    def place(self, **_: bool) -> None:  # noqa: D102 -- as of every part
        def refuse(*_: Any, **__: Any) -> None:
            raise OSError(self.number, os.strerror(self.number))

        for module in (os, Path):
            for name in (
                "close",
                "scandir",
                "unlink",
                "rmdir",
                "stat",
                "lstat",
                "rmtree",
                "exists",
            ):
                if hasattr(module, name):
                    self.patched.setattr(module, name, refuse)

    def put_back(self) -> None:  # noqa: D102 -- the same
        return None


@pytest.mark.parametrize("failing", [False, True])
@pytest.mark.parametrize("number", [errno.ENOTCONN, errno.ESTALE, errno.EIO])
def test_a_disk_that_goes_away_changes_no_result(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, failing: bool
) -> None:
    """What is delivered is so, and what failed failed of its own, though nothing can be removed."""
    error: BaseException | None = None
    with monkeypatch.context() as patched:
        try:
            with scratch_folder() as scratch, deliveries(scratch) as made:
                made.file("a").write_text("new")
                made.add(Gone(patched, number))
                if failing:
                    made.add(Refused())
        except OutputError as raised:
            error = raised
    assert str(error).startswith("refused") if failing else error is None
    assert Path("a").exists() or failing
    shutil.rmtree(scratch)
    assert Path("b").read_text() == "old"
    assert folder.exists()


def test_a_lock_that_cannot_be_closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder is let go of for all that."""
    with monkeypatch.context() as patched, occupied([str(folder)]):
        patched.setattr(os, "close", full)


def test_words_of_engines_on_a_disk_that_goes_away(
    scratch: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Words that were held back cannot be read: that is no failure of the run."""

    class Held(io.FileIO):
        def read(self, *_: Any) -> bytes:
            raise OSError(errno.ENOTCONN, "gone")

        def close(self) -> None:
            super().close()
            raise OSError(errno.ENOTCONN, "gone")

    def held(**_: Any) -> Held:
        return Held(scratch / "held", "w+")

    monkeypatch.setattr("mdpoverty.cli.engine_words.TemporaryFile", held)
    monkeypatch.setattr("mdpoverty.cli.engine_words._words_are_apart", lambda: True)
    with engine_overheard(scratch):
        os.write(2, b"lost")
    os.write(2, b"said")
    assert capfd.readouterr().err == "said"


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EIO])
def test_faults_that_an_engine_tells_in_words(number: int) -> None:
    """They are ours, and so is what to do, as where the system gives its number."""
    told = OSError(f"{os.strerror(number)} (os error {number}): ...part/part-0 (set A=1 to see)")
    known = OSError(number, os.strerror(number))
    assert told.errno is None
    assert (why_not(told), remedy(told)) == (why_not(known), remedy(known))


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.ENOTSUP])
def test_a_disk_that_cannot_be_waited_for(
    folder: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Some file systems do not sync: the files are delivered for all that."""

    def refuse(*_: Any) -> None:
        raise OSError(number, "no sync")

    monkeypatch.setattr(os, "fsync", refuse)
    deliver(scratch)
    assert names(folder) == ["a", "b", "c"]


def test_a_private_file_is_so_before_it_is_in_place(
    folder: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that is killed when it has put a file in place has not left it to everybody."""
    modes = []

    def killed(self: Path, _target: Path) -> Path:
        modes.append(stat.S_IMODE(self.stat().st_mode))
        raise PermissionError(1, "killed")

    monkeypatch.setattr(Path, "replace", killed)
    Path("b").chmod(0o640)
    for name in ("b", "c"):
        with pytest.raises(OutputError), deliveries(scratch) as made:
            made.file(name, private=True).write_text("new")
    assert modes == [0o640, 0o600]
    assert names(folder) == ["b"]


# Names


@pytest.mark.parametrize("written", ["b", "./b", "link", "hard", "sub/../b", "to/b"])
def test_a_file_is_known_by_any_path(folder: Path, written: str) -> None:
    """An output that is read too is refused whatever it is called: what counts is the file."""
    (folder / "sub").mkdir()
    (folder / "link").symlink_to("b")
    (folder / "hard").hardlink_to("b")  # as a file system mounted twice has one file at two paths
    (folder / "to").symlink_to(folder)
    with pytest.raises(UsageError, match="name the same file"):
        refuse_overwriting([("SURVEY", "b")], [("--output", written)])
    with pytest.raises(UsageError, match="name the same file"):
        refuse_overwriting([], [("--output", "b"), ("--rejects", written)])
    refuse_overwriting([("SURVEY", "b")], [("--output", "c"), ("--rejects", "d")])
    with pytest.raises(UsageError, match="name the same file"):
        refuse_overwriting([], [("--output", "new"), ("--rejects", "to/new")])


def test_links_that_lead_nowhere(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link to itself is no place to write or read; one to a file that is not there yet is one."""
    survey = write_csv(folder / "survey.csv", [HEADER, ("1", "rural", 4, 9)])
    (folder / "loop.csv").symlink_to("loop.csv")
    (folder / "link.csv").symlink_to("made.csv")
    before = names(folder)
    for options in (("-o", "loop.csv"), ("-o", "o.csv", "--rejects", "loop.csv")):
        words = refusal(survey, *BY_INCOME, *options)
        assert "loop.csv cannot be written: it is a link that leads back to itself" in words
    assert "cannot be read: it is a link that leads back" in refusal("loop.csv", *BY_INCOME)
    assert "did you mean" not in refusal("link.csv", *BY_INCOME)
    assert names(folder) == before
    both = ("classify", "loop.csv", "survey.csv", *BY_INCOME, "--output-dir", "out", "-q")
    assert cli.run([*both]) == 4
    assert "leads back to itself" in capsys.readouterr().err
    assert classify(survey, *BY_INCOME, "-o", "link.csv").code == 0
    assert Path("made.csv").read_text().count("\n") == 2
    assert Path("link.csv").is_symlink()


# Two names that some disk takes for one: by case, by how accents are stored, by what ends them.
ALIKE = [
    *(("a/O.csv", other) for other in ("a/o.csv", "b/../a/o.csv", "to/o.csv", "a/o.CSV ")),
    *(("a/Hu\u1ebf.csv", f"a/{name}.csv") for name in ("Hue\u0302\u0301", "HU\u1ebe")),
    *(("new/O.csv", other) for other in ("New/o.csv", "to/../NEW/o.csv")),
    *(("a/o", other) for other in ("a/o.", "link")),
]
APART = [("a/o.csv", "b/o.csv"), ("a/Hu\u1ebf.csv", "a/Hue.csv"), ("a/o.csv", "o.csv")]


@pytest.fixture
def alike(folder: Path) -> Path:
    for name in ("a", "b"):
        (folder / name).unlink(missing_ok=True)
        (folder / name).mkdir()
    (folder / "to").symlink_to("a")
    (folder / "link").symlink_to("a/O")
    return folder


@pytest.mark.usefixtures("alike")
@pytest.mark.parametrize(("one", "other"), [*ALIKE, *APART])
def test_names_that_some_disk_takes_for_one(one: str, other: str) -> None:
    """Two outputs of one run have names apart on every disk, whatever the folder is called.

    So it is also where this disk tells them apart, and has both; an input is another file there.
    """
    same = (one, other) in ALIKE
    assert (place_of(Path(one)) == place_of(Path(other))) is same
    assert place_of(Path(one)) == place_of(Path(one).absolute())
    for _ in range(2):
        if same:
            with pytest.raises(UsageError, match="some disks take for one") as raised:
                refuse_overwriting([], [("--output", one), ("--why", other), ("--record", "r")])
            assert "--output, --why: differ only in capitals" in raised.value.text("en")
        else:
            refuse_overwriting([], [("--output", one), ("--why", other)])
        if Path(one).parent.exists():
            Path(one).touch()
            Path(other).touch()
    if not Path(one).exists() or not Path(one).samefile(other):
        refuse_overwriting([("SURVEY", one)], [("--output", other)])


def test_outputs_that_are_alike_are_refused_before_anything_is_read(alike: Path) -> None:
    """The survey need not even be there."""
    for options in (("-o", "a/O.csv", "--why", "b/../a/o.csv"), ("-o", "a/o", "--record", "link")):
        words = refusal("nowhere.csv", *BY_INCOME, *options, code=2)
        assert "two outputs have names that some disks take for one" in words
    assert not names(alike / "a")


@pytest.mark.parametrize("option", ["-o", "--rejects", "--persons", "--output-dir"])
def test_an_empty_name_is_none(folder: Path, option: str) -> None:
    """An option with an empty name in the place of a file is a wrong command line."""
    write_csv(folder / "survey.csv", [HEADER, ("1", "rural", 4, 9)])
    words = refusal("survey.csv", *BY_INCOME, option, "", code=2)
    assert "a file has no name" in words
    assert names(folder) == ["b", "survey.csv"]


@pytest.mark.parametrize("arguments", [("",), ("survey.csv", "--members", " ")])
def test_an_empty_name_is_no_file_to_read(folder: Path, arguments: tuple[str, ...]) -> None:
    """An empty name is not the folder that one works in, whatever that holds."""
    survey = write_csv(folder / "survey.csv", [HEADER, ("1", "rural", 4, 9)])
    pl.read_csv(survey).write_parquet(folder / "other.parquet")
    assert "a file has no name" in refusal(*arguments, *BY_INCOME, code=2)


# What killed runs left

KILLED = """\
import os, signal
from pathlib import Path
from mdpoverty.files.delivery import Deliveries, deliveries
from mdpoverty.files.output import scratch_folder
with scratch_folder() as scratch, deliveries(scratch) as made:
    made.file("a").write_text("half")
    (scratch / "more").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_run_clears_what_a_killed_one_left(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a killed run left beside an output and in the temporary folder goes with the next run.

    What a run has that is still going on stays.
    """
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    environment = {**os.environ, "TMPDIR": str(temporary)}
    killed = subprocess.run([sys.executable, "-c", KILLED], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(names(folder)) == 2
    assert len(names(temporary)) == 1
    with scratch_folder() as going, deliveries(going) as made:
        part = made.file("c")
        part.write_text("going on")
        with scratch_folder() as other:
            deliver(other)
        assert part.read_text() == "going on"
        assert names(temporary) == [going.name]
    assert names(folder) == ["a", "b", "c"]
    assert names(temporary) == []


def test_a_run_that_was_killed_at_its_very_start(folder: Path, scratch: Path) -> None:
    """A folder whose lock has not its name yet is cleared when its process is gone, and no other's.

    However old it seems: what a clock says may be wrong.
    """
    fcntl = pytest.importorskip("fcntl", reason="there are no locks")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with private_folder(folder, ".mdpoverty-", ".part") as own:
        of = f".mdpoverty-{own.name.split('-')[1]}-{gone.pid}-"
    kept = [f"{of}{2:016}.part", ".mdpoverty-of-somebody.part"]
    left = [folder / name for name in (f"{of}{0:016}.part", f"{of}{1:016}.part", *kept)]
    for each in left:
        each.mkdir()
    for each in left[1:3]:
        (each / "new").touch()
    for each in left:
        os.utime(each, (1, 1))
    with (left[2] / "new").open() as going:
        fcntl.flock(going, fcntl.LOCK_EX)
        deliver(scratch)
    assert names(folder) == [*sorted(kept), "a", "b", "c"]


@pytest.mark.parametrize(
    "name",
    [
        *("mdpoverty-main", "mdpoverty-2025", "mdpoverty-", "mdpoverty-of-somebody"),
        f"mdpoverty-{0:08}-1-{0:015}",
        f"mdpoverty-{0:08}-1-{0:016}-2",
        f"my-mdpoverty-{0:08}-1-{0:016}",
        f"mdpoverty-{0:08}-one-{0:016}",
    ],
)
def test_folders_of_others_stay(tmp_path: Path, name: str) -> None:
    """A folder is left by a run only if its whole name says so, whatever it holds."""
    for each in (name, f".{name}.part"):
        (tmp_path / each).mkdir()
        (tmp_path / each / "lock").touch()
        os.utime(tmp_path / each, (1, 1))
    with private_folder(tmp_path, "mdpoverty-"), private_folder(tmp_path, ".mdpoverty-", ".part"):
        assert all((tmp_path / each / "lock").exists() for each in (name, f".{name}.part"))


@pytest.mark.parametrize("now", [0.0, 10.0**11])
@pytest.mark.parametrize("changed", [1, 10**11])
@pytest.mark.parametrize("locks", [True, False])
def test_a_folder_in_use_stays_whatever_clocks_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: float, changed: int, *, locks: bool
) -> None:
    """With a clock that is far off, or the time of a folder; and where the system has no locks."""
    fcntl = pytest.importorskip("fcntl", reason="there are no locks")

    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("time.time", lambda: now)
    if not locks:
        monkeypatch.setattr(fcntl, "flock", none)
    with private_folder(tmp_path, "mdpoverty-") as used:
        os.utime(used, (changed, changed))
        with private_folder(tmp_path, "mdpoverty-"):
            assert used.exists()


def test_a_run_that_is_known_to_be_gone(folder: Path) -> None:
    """Its folder without a lock is cleared at once: where its process is gone, on this machine."""
    pytest.importorskip("fcntl", reason="there are no locks")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with private_folder(folder, ".mdpoverty-", ".part") as own:
        machine = own.name.split("-")[1]
        named = [(machine, gone.pid), (machine, os.getpid()), ("0" * 8, gone.pid)]
        left = [folder / f".mdpoverty-{of}-{pid}-{'0' * 16}.part" for of, pid in named]
        for each in left:
            each.mkdir()
        with private_folder(folder, ".mdpoverty-", ".part"):
            assert [each.exists() for each in left] == [False, True, True]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("moment", ["fcntl.flock", "shutil.rmtree"])
def test_an_interrupt_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, moment: str
) -> None:
    """Neither one that comes before a folder is used, nor a second one while it is removed."""
    module, name = moment.split(".")
    pytest.importorskip("fcntl", reason="Windows has no such signals")
    function = getattr(sys.modules[module], name)

    def interrupted(*given: Any, **how: Any) -> Any:
        signal.raise_signal(number)
        return function(*given, **how)

    before = signal.signal(number, signal.default_int_handler)
    monkeypatch.setattr(moment, interrupted)
    try:
        with pytest.raises(KeyboardInterrupt), private_folder(tmp_path, "mdpoverty-"):
            raise KeyboardInterrupt
    finally:
        signal.signal(number, before)
    assert names(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_that_comes_again_leaves_nothing_half_done(
    tmp_path: Path, number: int
) -> None:
    """Who asks to end once more asks while the run cleans up: it goes on with that."""

    class Slow:
        def __enter__(self) -> None:
            pass

        def __exit__(self, *_: object) -> None:
            signal.raise_signal(number)

    def work() -> None:
        with private_folder(tmp_path, "mdpoverty-"), Slow():
            try:
                signal.raise_signal(number)
            finally:
                signal.raise_signal(number)

    before = signal.signal(number, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            work()
    finally:
        signal.signal(number, before)
    assert names(tmp_path) == []


def test_a_folder_that_is_never_left_is_removed(tmp_path: Path) -> None:
    """A process that ends at once removes its folders itself, with all that is in them."""
    context = private_folder(tmp_path, "mdpoverty-")
    folder = context.__enter__()
    (folder / "opened").mkdir()
    (folder / "opened" / "a").touch()
    remove_private_folders()
    assert names(tmp_path) == []


def test_the_lock_of_a_folder_is_removed_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a run that is killed while it removes its folder a later one removes the rest."""
    pytest.importorskip("fcntl", reason="Windows has no such locks")
    seen: list[list[str]] = []
    remove = shutil.rmtree

    def looking(folder: Path, **how: Any) -> None:
        seen.append(names(Path(folder)))
        remove(folder, **how)

    monkeypatch.setattr(shutil, "rmtree", looking)
    with private_folder(tmp_path, "mdpoverty-") as folder:
        (folder / "part-0").touch()
        (folder / "zz").touch()
    assert seen == [["lock"]]


def saving_again(file: Path) -> Callable[..., None]:
    """Return what saves a file again, as a program may: it puts back when that was written."""

    def save_again(*_: Any) -> None:
        then = file.stat()
        file.write_bytes(file.read_bytes())
        os.utime(file, ns=(then.st_atime_ns, then.st_mtime_ns))

    return save_again


def test_a_survey_that_changes_while_it_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A survey that is saved again meanwhile is exit 3, and nothing is written; nor its members."""
    people: Table = [("household_id", "person_id"), *(("1", number) for number in range(4))]
    survey = write_csv(folder / "survey.csv", [HEADER, ("1", "rural", 4, 9)])
    members = write_csv(folder / "members.csv", people)
    options = ("--members", "members.csv", "-o", "o.csv", "--rejects", "r.csv")
    assert classify(survey, *BY_INCOME, *options).code == 0
    for file in ("o.csv", "r.csv", "r-members.csv"):
        Path(file).unlink()
    for changed in (survey, members):
        before = names(folder)

        with monkeypatch.context() as patched:
            patched.setattr("mdpoverty.cli.session.Session.account", saving_again(changed))
            done = classify(survey, *BY_INCOME, *options)
        assert done.code == 3
        assert f"{changed.name} changed while it was read" in done.errors
        assert names(folder) == before


def test_what_is_applied_changes_while_a_survey_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it is where a column map, a standard or what that is based on is saved again."""
    survey = write_csv(folder / "survey.csv", [HEADER, ("1", "rural", 4, 9)])
    base = (THRESHOLDS / "vn-2011-2015.yaml").read_text(encoding="utf-8")
    own = base.replace("id: vn-2011-2015", "id: own")
    (folder / "own.yaml").write_text(own, encoding="utf-8")
    Path("map.yaml").write_text(run("map", survey).out.replace("round:", "round: own"))
    options = ("--standard", "own.yaml", "--columns", "map.yaml", "-o", "o.csv")
    for file in (Path("own.yaml"), Path("map.yaml")):
        with monkeypatch.context() as patched:
            patched.setattr("mdpoverty.cli.session.Session.account", saving_again(file))
            done = classify(survey, *options)
        assert (done.code, Path("o.csv").exists()) == (3, False)
        assert f"{file.name} changed while it was read" in done.errors
    assert classify(survey, *options).code == 0


def test_all_that_a_standard_is_of_is_watched(folder: Path) -> None:
    """The file itself, those that it is based on, and their tables."""
    for file in THRESHOLDS.glob("vn-2022-2025-review.*"):
        text = file.read_text(encoding="utf-8").replace("id: vn-2022-2025-review", "id: base")
        name = file.name.replace("vn-2022-2025-review.yaml", "base.yaml")
        (folder / name).write_text(text, encoding="utf-8")
    head = (ROOT / "examples" / "standards" / "scenario-2027-lines.yaml").read_text("utf-8")
    own = head[: head.index("\nincome_lines:")].replace("based_on: vn-2022-2025", "based_on: base")
    (folder / "own.yaml").write_text(own, encoding="utf-8")
    watched = sorted(file for file in folder.iterdir() if file.name != "b")
    assert len(watched) == 6
    for file in watched:
        forget_documents()
        load_standard(folder / "own.yaml")
        assert not changed_documents()
        saving_again(file)()
        assert changed_documents() == [file.name]


@pytest.mark.parametrize("fault", [ValueError, OSError, pl.exceptions.PanicException])
def test_a_survey_that_changes_while_it_is_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fault: type[BaseException]
) -> None:
    """Whatever opening ends in, it is the change that is said."""
    survey = write_csv(folder / "survey.csv", [HEADER, ("1", "rural", 4, 9)])

    def save_again(*_: Any, **__: Any) -> None:
        (folder / "new.csv").write_text("")
        (folder / "new.csv").replace(survey)
        raise fault

    monkeypatch.setattr("mdpoverty.survey.opening.read_delimited", save_again)
    assert "survey.csv changed while it was opened" in refusal(survey, *BY_INCOME)


# Full disks


def full(*_: Any, **__: Any) -> None:
    """Fail as Polars does where a disk is full."""
    raise OSError("No space left on device (os error 28)")


def full_indeed(*_: Any, **__: Any) -> None:
    """Fail as a system does where a disk is full, in a library that names no file."""
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("kind", ["csv", "parquet", "json", "xlsx", "dta"])
def test_a_full_disk_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """It is the file that cannot be written, whichever was asked for last."""
    survey = write_csv(folder / "survey.csv", [HEADER, ("1", "rural", 4, 9), ("2", "city", 4, 9)])
    monkeypatch.setattr("pathlib.Path.open", full_indeed)
    with pytest.raises(OSError, match=rf"full.*r\.{kind}"), naming(Path(f"r.{kind}")):
        full()
    monkeypatch.undo()
    write = {"csv": "sink_csv", "parquet": "sink_parquet", "json": "sink_ndjson"}.get(kind)
    if write:
        monkeypatch.setattr(f"polars.LazyFrame.{write}", full_indeed)
    elif kind == "xlsx":
        monkeypatch.setattr("mdpoverty.files.writing.write_workbook", full_indeed)
    else:
        monkeypatch.setattr("pandas.DataFrame.to_stata", full_indeed)
    other = "p.json" if kind == "csv" else "p.csv"
    files = ("-o", other, "--rejects", f"r.{kind}")
    assert f"error: r.{kind} cannot be written: the disk is full" in refusal(
        survey, *BY_INCOME, *files
    )
    assert names(folder) == ["b", "survey.csv"]


@pytest.mark.parametrize(
    "writer", ["xlsxwriter.worksheet.Worksheet.write_string", "polars.DataFrame.write_ipc"]
)
@pytest.mark.usefixtures("folder")
def test_a_full_folder_for_temporary_files_is_no_output(
    monkeypatch: pytest.MonkeyPatch, writer: str
) -> None:
    """A workbook, and a file that is read with care, are in that folder on their way."""
    survey = write_csv(Path("survey.csv"), [HEADER, ("1", "rural", 4, 9), ("2", "rural", 4, 9)])
    monkeypatch.setattr("mdpoverty.files.spool._PART", 1)
    monkeypatch.setattr(writer, full_indeed)
    words = refusal(survey, *BY_INCOME, "-o", "p.xlsx")
    assert "error: the folder for temporary files" in words


@pytest.mark.parametrize(
    "command",
    [
        ("classify", "survey.csv", "--standard", "own.yaml"),
        ("validate", "survey.csv", "--standard", "own.yaml"),
        ("template", "own.yaml"),
        ("standards", "diff", "own.yaml", "vn-2022-2025"),
        ("diff", "survey.csv", "--from", "vn-2022-2025", "--to", "own.yaml"),
        ("summarize", "survey.csv", "--by", "area", "--standard", "own.yaml"),
    ],
)
def test_what_a_standard_is_based_on_is_not_written_over(
    folder: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    """A standard reads the file that it is based on too."""
    write_csv(folder / "survey.csv", [HEADER, ("1", "rural", 4, 9)])
    base = folder / "example-province.yaml"
    base.write_bytes((ROOT / "examples" / "standards" / base.name).read_bytes())
    before = base.read_bytes()
    (folder / "own.yaml").write_text("id: own\nbased_on: example-province\n")
    assert cli.run([*command, "-o", base.name]) == 2
    said = capsys.readouterr().err
    assert any(why in said for why in ("name the same file", "own.yaml is not", "--format"))
    assert base.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are POSIX signals")
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # of a file that is just being opened
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # and of its end
@pytest.mark.parametrize("kind", KINDS)
def test_an_interrupt_at_any_step(
    tmp_path: Path,
    scratch: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    kind: tuple[tuple[str, ...], int, int],
) -> None:
    """All is delivered and nothing raised, or all is as it was before and that is said.

    So it is with old files and without, and too where the last file cannot be put in place.
    """
    paths, old, failing = kind
    files = [name for name in paths if name != "-"]
    before, after = ["old" if old else None for _ in files], ["new" for _ in files]

    def work() -> BaseException | None:
        try:
            with deliveries(scratch) as made:
                for name in paths:
                    made.file(name).write_text("new")
                if failing:
                    made.add(Refused())
        except (OutputError, KeyboardInterrupt) as error:
            return error
        return None

    monkeypatch.setattr(os, "fsync", lambda _: None)  # which takes most of the time
    step, steps = 0, 1
    while step <= steps:
        step += 1
        (tmp_path / str(step)).mkdir()
        monkeypatch.chdir(tmp_path / str(step))
        for name in files if old else ():
            Path(name).write_text("old")
        error, steps = interrupted_at(step, Deliveries.deliver.__code__, work)
        remove_private_folders()
        scratch.mkdir(exist_ok=True)
        found = [Path(name).read_text() if Path(name).exists() else None for name in files]
        sent = capfd.readouterr().out
        assert found == (before if error else after), step
        assert error or sent == "new" * (len(paths) - len(files))
        assert {*names(Path())} <= {*files}
    assert step > 30
    assert isinstance(error, OutputError) if failing else error is None


class Refused:
    """What cannot be put in place."""

    def place(self, **_: bool) -> None:  # noqa: D102 -- as of every part
        raise OutputError(message("test", "refused"))

    def put_back(self) -> None:  # noqa: D102 -- the same
        return None


def _deliver_empty(scratch: Path, target: Path) -> None:
    with deliveries(scratch) as found:
        found.file(str(target)).write_text("")


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        *((n, "in which you may write") for n in (errno.EACCES, errno.EPERM, errno.EROFS)),
        *((n, "make room, or name a folder") for n in (errno.ENOSPC, errno.EDQUOT)),
        (errno.ENAMETOOLONG, "use a shorter name"),
        (errno.EISDIR, "name a file"),
        (errno.EFBIG, "ulimit -f"),
        (errno.EMFILE, "ulimit -n"),
        (errno.EIO, "check the disk"),
        (errno.ETXTBSY, "choose another place, or make room"),
    ],
)
def test_the_remedy_fits_what_the_system_says(
    scratch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, advice: str
) -> None:
    """Whether a file cannot be written, or not be put in its place."""
    target = tmp_path / "profile.csv"
    with ExitStack() as contexts:
        found = Deliveries(scratch, contexts)
        file = found.file(str(target))
        error = found.not_written(OSError(number, os.strerror(number), str(file)))
    assert advice in error.text("en")

    def refused(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(OutputError) as caught:
        _deliver_empty(scratch, target)
    assert advice in caught.value.text("en")
    assert not target.exists()


@pytest.mark.parametrize("mask", [0o777, 0o277, 0o022, 0])
def test_a_private_folder_is_its_owners_under_any_umask(tmp_path: Path, mask: int) -> None:
    """One that takes from the owner too leaves it open to them, and one of 0 to nobody else."""
    before = os.umask(mask)
    try:
        with private_folder(tmp_path, "mdpoverty-") as found:
            assert stat.S_IMODE(found.stat().st_mode) == 0o700
            modes = {stat.S_IMODE(file.stat().st_mode) for file in found.iterdir()}
            assert modes <= {0o600}  # of the lock, where there are any
    finally:
        os.umask(before)
