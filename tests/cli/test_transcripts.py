"""What commands print, to the character.

A file in `transcripts/` begins with `$ mdpoverty ARGUMENTS`. Its sections are the exit code,
standard output, standard error, and the files that the command writes. It is run in a folder that
holds the surveys beside it and the example standards. MDPOVERTY_UPDATE_TRANSCRIPTS=1 writes the
files anew: read the difference before it is committed.
"""

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest
from places import ROOT, TESTS
from terminals import run_in_terminal

from mdpoverty import cli, load_standard, standard_ids

FOLDER = TESTS / "transcripts"
STANDARDS = sorted((ROOT / "examples" / "standards").glob("*.yaml"))
PROMPT = "$ mdpoverty "
UPDATE = "MDPOVERTY_UPDATE_TRANSCRIPTS"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own that holds the surveys and the example standards."""
    for file in (*FOLDER.glob("*.csv"), *STANDARDS):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def without_digests(text: str) -> str:
    """Return `text` without the digests of threshold files, which change with every edit."""
    names: list[str | Path] = [*standard_ids(), *STANDARDS]
    for digest in (load_standard(name).digest for name in names):
        text = text.replace(digest, "<digest>").replace(digest[:12], "<digest>")
    return text


def written(file: Path) -> str:
    """Return what a file that a command wrote holds; of a workbook, that it is one."""
    return "(a workbook)\n" if file.suffix == ".xlsx" else file.read_text(encoding="utf-8")


def transcript(command: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Carry out a command and return all that it says and writes."""
    before = set(folder.iterdir())
    code = cli.run(shlex.split(command.removeprefix(PROMPT)))
    out, errors = capsys.readouterr()
    files = sorted(set(folder.iterdir()) - before)
    sections = {"stdout": out, "stderr": errors}
    sections |= {file.name: written(file) for file in files}
    parts = [f"--- {name}\n{text}" for name, text in sections.items()]
    assert all(part.endswith("\n") for part in parts)
    return without_digests(f"{command}\nexit: {code}\n{''.join(parts)}")


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.txt")), ids=lambda file: file.stem)
def test_transcript(
    file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command exits, prints and writes as its transcript says, whoever runs it and when."""
    # Help names the program as it was started, and is as wide as COLUMNS says.
    monkeypatch.setattr("sys.argv", ["mdpoverty"])
    monkeypatch.setattr("__main__.__package__", None)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("TERMINAL_WIDTH", raising=False)
    expected = file.read_text(encoding="utf-8")
    command = expected.partition("\n")[0]
    assert command.startswith(PROMPT)
    found = transcript(command, folder, capsys)
    if os.environ.get(UPDATE) == "1":
        file.write_text(found, encoding="utf-8")
    else:
        assert found == expected


def test_nothing_is_wrapped_off_a_terminal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Off a terminal neither its width nor its colours change what is printed."""
    command = f"{PROMPT}classify survey.csv"
    plain = transcript(command, folder, capsys)
    for name, value in {"COLUMNS": "20", "FORCE_COLOR": "1", "TERM": "xterm-256color"}.items():
        monkeypatch.setenv(name, value)
    assert transcript(command, folder, capsys) == plain


def on_a_terminal(folder: Path, *arguments: str) -> list[str]:
    """Return the lines that a terminal of 120 columns shows, without colours."""
    command = [sys.executable, "-m", "mdpoverty", *arguments]
    return run_in_terminal(command, cwd=folder, columns=120).splitlines()


def row(lines: list[str], *start: str) -> list[str]:
    """Return the cells of the one line that begins with these cells."""
    split = [re.split(r" {2,}", line.strip()) for line in lines]
    [found] = [cells for cells in split if tuple(cells[: len(start)]) == start]
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_terminal(folder: Path) -> None:
    """A terminal shows the classes with counts, deprivations as bars, and the first households."""
    lines = on_a_terminal(folder, "classify", "survey.csv")
    assert row(lines, "class") == ["class", "basis", "households", "weighted", "share"]
    poor = "poor by income and deprivation"
    assert row(lines, "poor", poor) == ["poor", poor, "3", "409", "40.32%"]
    assert row(lines, "all households")[1] == "8"
    insurance = row(lines, "Health insurance")
    assert insurance[1:3] == ["37.02%", "9.21%"]
    assert set(insurance[3]) <= set("█▏▎▍▌▋▊▉")
    assert len(insurance[3]) == 11
    household = row(lines, "HB-002")
    assert household[:4] == ["HB-002", "poor", "1,500,000", "3"]
    assert household[4].startswith("health_insurance;")
    assert any("survey.csv: 8 rows read = 8 written + 0 refused" in line for line in lines)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_terminal_in_vietnamese(folder: Path) -> None:
    """With --lang vi a terminal shows the same in Vietnamese."""
    lines = on_a_terminal(folder, "classify", "survey.csv", "--lang", "vi")
    assert row(lines, "phân loại") == ["phân loại", "căn cứ", "số hộ", "số hộ suy rộng", "tỷ lệ"]
    poor = ("hộ nghèo", "hộ nghèo đa chiều")
    assert row(lines, *poor) == [*poor, "3", "409", "40,32%"]
    assert "█" in row(lines, "Bảo hiểm y tế")[3]
    assert row(lines, "HB-002")[1:4] == ["hộ nghèo", "1.500.000", "3"]


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_terminal_shows_no_control_characters(folder: Path) -> None:
    """What a survey's cells hold is shown as text: a terminal acts upon none of it."""
    head = "household_id,area,household_size,income_per_capita\n"
    asked = ("classify", "odd.csv", "--standard", "vn-2011-2015")
    (folder / "odd.csv").write_text(f"{head}[bold]x[/bold],rural,4,1\n")
    lines = on_a_terminal(folder, *asked)
    assert any("[bold]x[/bold]" in line for line in lines)
    (folder / "odd.csv").write_text(f"{head}\x1b[31mred\x1b]0;title\x07,rural,4,1\n")
    lines = on_a_terminal(folder, *asked)
    assert any("red" in line for line in lines)
    assert not any({"\x1b", "\x07"} & set(line) for line in lines)
