"""Help is in the language of the run, wraps to the terminal, and shows examples that can be run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
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


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("arguments", EVERY, ids=" ".join)
def test_help_wraps_to_the_terminal(
    arguments: list[str],
    language: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Lines are not longer than the terminal, nor than can be read, and no words are lost."""
    told = set()
    for columns in (60, 80, 120):
        monkeypatch.setenv("COLUMNS", str(columns))
        text = helped(["--lang", language, *arguments], capsys)
        # A command that is shown is copied as it is.
        lines = [line for line in text.splitlines() if not line.startswith("  mdpoverty ")]
        assert max(map(len, lines)) <= min(columns, 100)
        told.add(tuple(sorted("".join(text.replace("|", "| ")).split())))
    assert len(told) == 1


def test_summaries_are_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """The help of the program says of each command what its own help begins with, to the end."""
    every = " ".join(helped([], capsys).split())
    for name in COMMANDS:
        _, summary, *_ = helped([name], capsys).split("\n\n")
        assert f" {name} {' '.join(summary.split())}" in every


def completed(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """Return what bash is offered for the last of some words."""
    monkeypatch.setattr("sys.argv", ["mdpoverty"])
    monkeypatch.setattr("__main__.__package__", None)
    monkeypatch.setenv("_MDPOVERTY_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"mdpoverty {words}")
    monkeypatch.setenv("COMP_CWORD", str(len(words.split(" "))))
    with pytest.raises(SystemExit):
        run([])
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("cl", "classify"),
        ("classify --verb", "--verbose"),
        ("standards sh", "show"),
        ("classify --lang v", "vi"),
    ],
)
def test_completion(
    words: str,
    offered: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Commands, options and choices are completed."""
    assert completed(words, monkeypatch, capsys).split() == [offered]


@pytest.mark.skipif(sys.platform == "win32", reason="its shells are others")
@pytest.mark.parametrize("language", ["en", "vi"])
def test_completion_is_installed(
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It goes into the folder of the user, and says so; a shell that has none is an error."""
    monkeypatch.setattr("sys.argv", ["mdpoverty"])
    monkeypatch.setattr("__main__.__package__", None)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("shellingham.detect_shell", lambda: ("bash", "bash"))
    assert run(["--lang", language, "--install-completion"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert ("open a new terminal" if language == "en" else "mở cửa sổ mới") in said.out
    assert "mdpoverty" in (tmp_path / ".bashrc").read_text(encoding="utf-8")
    assert run(["--show-completion"]) == 0
    assert "complete -o default" in capsys.readouterr().out
    monkeypatch.setattr("shellingham.detect_shell", lambda: ("ksh", "ksh"))
    assert run(["--lang", language, "--install-completion"]) == 2
    assert "bash, zsh, fish" in capsys.readouterr().err


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


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_what_is_asked_often_starts_quickly(option: str) -> None:
    """Nothing that takes long to load is loaded to say what the program is."""
    heavy = "polars, narwhals, pandas, numpy, rich, pydantic, yaml"
    program = f"""
import sys
from mdpoverty.cli import run
run([{option!r}])
print({{*{heavy.split(", ")}}} & {{*sys.modules}}, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stderr.decode().strip() == "set()"
