"""A pipe that takes the place of a file is not waited for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from mdpoverty.files.delimited import read_delimited
from mdpoverty.files.digest import digest_of
from mdpoverty.files.unpacking import beginning, unpacked
from mdpoverty.files.whole import whole_file

READERS: list[Callable[[Path], Any]] = [
    whole_file,
    digest_of,
    beginning,
    lambda path: read_delimited(path, "pipe", path.parent),
    lambda path: unpacked(path, "pipe", path.parent),
]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes among files")
@pytest.mark.parametrize("read", READERS)
def test_a_pipe_in_place_of_a_file(tmp_path: Path, read: Callable[[Path], Any]) -> None:
    """It is an error of the system's at once, whether or not anybody writes to it."""
    pipe = tmp_path / "survey.csv"
    os.mkfifo(pipe)
    ended = Event()
    errors: list[BaseException] = []

    def work() -> None:
        try:
            read(pipe)
        except OSError as error:
            errors.append(error)
        ended.set()

    Thread(target=work, daemon=True).start()
    assert ended.wait(10)
    assert errors


def test_a_file_is_read(tmp_path: Path) -> None:
    """As ever."""
    (tmp_path / "a").write_bytes(b"abc")
    with whole_file(tmp_path / "a") as opened:
        assert opened.read() == b"abc"
    with pytest.raises(FileNotFoundError):
        whole_file(tmp_path / "b")
