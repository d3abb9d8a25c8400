"""Help is in the language of the run, wraps to the terminal, and shows examples that can be run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from places import ROOT

from mdpoverty.cli import run
from mdpoverty.cli.app import COMMANDS

EVERY = [
    [],
    *([name] for name in COMMANDS),
    *(["standards", name] for name in ("list", "show", "schema", "check", "diff", "inputs")),
]

# Words of no language: what is typed, names of formats and programs, ids.
NAMES = {
    *("mdpoverty", "classify", "diff", "explain", "summarize", "track", "tables", "report"),
    *("validate", "template", "map", "standards", "list", "show", "schema", "check", "inputs"),
}
ENGLISH = re.compile(
    r"(?i)\b(the|of|and|or|this|that|with|without|each|every|which|from|write|show|file|column|"
    r"household|households|survey|usage|default|options|examples)\b"
)


def helped(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run([*arguments, "-h"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


def prose(text: str) -> str:
    """Return help without what is typed as it is: options, commands, examples, names of columns."""
    lines = [line for line in text.splitlines() if not line.startswith("  mdpoverty ")]
    kept = re.sub(
        r"`[^`]*`|\([a-z_]+\)|--?[a-z][\w-]*|[\w-]+(?:\|[\w-]+)+|\w+_\w+",
        " ",
        " ".join(" ".join(lines).split()),
    )
    return re.sub(
        r"round, before, after|round, province, district|area, households, persons|Mặc định: \S+",
        " ",
        kept,
    )


@pytest.mark.parametrize("arguments", EVERY, ids=" ".join)
def test_vietnamese_help_is_vietnamese(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the help is left in English, by --lang before the command or the environment."""
    by_option = helped(["--lang", "vi", *arguments], capsys)
    assert by_option.startswith("Cách dùng: mdpoverty")
    found = [word[0] for word in ENGLISH.finditer(prose(by_option))]
    assert [word for word in found if word not in NAMES] == []
    monkeypatch.setenv("MDPOVERTY_LANG", "vi_VN.UTF-8")
    assert helped(arguments, capsys) == by_option


@pytest.mark.parametrize("columns", [40, 64, 100, 200])
def test_help_wraps_to_the_terminal(
    columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words are not cut and lines are not longer than the terminal, nor than can be read."""
    monkeypatch.setenv("COLUMNS", str(columns))
    text = helped(["classify"], capsys)
    lines = [line for line in text.splitlines() if not line.startswith("  mdpoverty ")]
    assert max(len(line) for line in lines if " " in line.strip()) <= min(columns, 100)
    words = re.sub(r"\s+", " ", text)
    assert "Classify each household as poor, near-poor or non-poor, with its deprivations." in words


@pytest.mark.parametrize("arguments", EVERY[1:], ids=" ".join)
def test_examples_name_the_command(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command shows how it is called, with its own name."""
    if arguments == ["standards"]:
        return
    lines = [line for line in helped(arguments, capsys).splitlines() if "  mdpoverty " in line]
    assert lines
    for line in lines:
        assert shlex.split(line)[1 : 1 + len(arguments)] == arguments


def test_examples_of_classify_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An example of the help is a command that works as it is shown."""
    (tmp_path / "survey.csv").write_bytes((ROOT / "examples" / "survey.csv").read_bytes())
    monkeypatch.chdir(tmp_path)
    first = next(
        line for line in helped(["classify"], capsys).splitlines() if "  mdpoverty " in line
    )
    assert run(shlex.split(first)[1:]) == 0
    assert (tmp_path / "profile.csv").exists()


def test_an_unknown_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """--lang takes the languages that there are, and says which."""
    assert run(["standards", "list", "--lang", "fr"]) == 2
    assert "--lang: 'fr' is not allowed; allowed: en, vi" in capsys.readouterr().err


def test_errors_are_in_the_language_of_the_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong command line too is answered in the language that it asks for."""
    assert run(["--lang", "vi", "clasify"]) == 2
    assert capsys.readouterr().err == "lỗi: không có lệnh 'clasify'; có phải 'classify' không?\n"
    monkeypatch.setenv("MDPOVERTY_LANG", "vi")
    assert run(["standards", "show", "nowhere"]) == 2
    assert capsys.readouterr().err.startswith("lỗi: ")
