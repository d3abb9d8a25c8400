"""Commands that a page shows, with what they print."""

from __future__ import annotations

import doctest
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminals import run_in_terminal

from mdpoverty.cli import run

_PROMPT = "$ mdpoverty "


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of a page that are in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def typed(command: str) -> list[str]:
    """Return the arguments of a command as a page shows it."""
    assert command.startswith(_PROMPT), command
    return shlex.split(command.removeprefix(_PROMPT))


def printed(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a command prints into a pipe: standard error first, then standard output."""
    run(typed(command))
    both = capsys.readouterr()
    return both.err + both.out


def printed_on_terminal(command: str, folder: Path) -> str:
    """Return what a command prints on a terminal."""
    return run_in_terminal([sys.executable, "-m", "mdpoverty", *typed(command)], folder, 100)


def try_in_python(text: str, name: str) -> None:
    """Try the Python examples of a page: they give what is under them."""
    parser = doctest.DocTestParser()
    for block in blocks(text, "python"):
        test = parser.get_doctest(block, {}, name, name, 0)
        result = doctest.DocTestRunner(verbose=False).run(test, out=sys.stderr.write)
        assert result.failed == 0
        assert result.attempted > 0


def shown(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the kind, the command and the output of each block with a command, in order."""
    for kind, block in re.findall(
        r"^```(console|terminal)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL
    ):
        command, _, output = block.partition("\n")
        yield kind, command, output
