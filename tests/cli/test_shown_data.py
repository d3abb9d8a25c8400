"""What errors quote is shown as codes where a terminal would act on it, and not in full length."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from files import BY_INCOME, HEADER, write_csv

from mdpoverty import cli

ODD = "a\x1b[31m\nnote: 9 rows read = 9 written\r\x9b\u202eb"
UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no file can have such a name")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a survey, a map and a standard, each of an odd name and content."""
    monkeypatch.chdir(tmp_path)
    write_csv(tmp_path / f"{ODD}.csv", [HEADER, (ODD, "city", 4, ODD), (ODD, "rural", 4, 9)])
    quoted = json.dumps(ODD)
    (tmp_path / f"{ODD}.yaml").write_text(f'{quoted}: 1\n{quoted[:-1]}2": {{{quoted}: 1}}\n')
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("errors", ["text", "json"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("classify", f"{ODD}.csv", *BY_INCOME),
        ("classify", f"{ODD}.csv", *BY_INCOME, "--rejects", f"{ODD}2.csv"),
        ("classify", f"{ODD}.csv", "--columns", f"{ODD}.yaml"),
        ("classify", f"{ODD}.csv", "--standard", f"{ODD}.yaml"),
        ("classify", f"{ODD}.csv", "--standard", ODD),
        ("classify", f"{ODD}.csv", *BY_INCOME, "-o", f"{ODD}/o.csv"),
        ("classify", f"{ODD}.csv", *BY_INCOME, "-o", f"{ODD}.csv"),
        ("classify", f"{ODD}.csv", *BY_INCOME, "--output-dir", "out"),
        ("classify", f"{ODD}*", f"--{ODD}"),
        ("classify", f"{ODD}*", "--year", ODD),
        ("validate", f"{ODD}.csv"),
        ("summarize", f"{ODD}.csv", "--by", ODD),
        ("explain", f"{ODD}.csv", ODD),
        ("standards", "check", f"{ODD}.yaml"),
        (ODD,),
    ],
)
def test_data_is_shown_as_codes(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], errors: str
) -> None:
    """No name of a file, key, id or cell reaches standard error as a terminal would act on it."""
    cli.run([*arguments, *(("--errors", "json") if errors == "json" else ())])
    said = capsys.readouterr().err
    assert said
    assert not UNSAFE.search(said)
    assert not [line for line in said.splitlines() if line.startswith("note: 9 rows")]
    if errors == "json":
        assert all(json.loads(line) for line in said.splitlines())


def test_many_faults_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of many faults 50 are said in full, and a long key is cut: errors stay short."""
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text("".join(f"{'k' * 900}{number}: 1\n" for number in range(100)))
    for options in ((), ("--errors", "json")):
        assert cli.run(["standards", "check", str(faulty), *options]) in (1, 2)
        said = capsys.readouterr().err
        assert len(said) < 1_000_000
        assert ("more_problems" if options else " more. Correct these first") in said


@pytest.mark.parametrize("threads", ["0", "1025", "100000"])
def test_threads_without_number(capsys: pytest.CaptureFixture[str], threads: str) -> None:
    """More threads than a machine has are not begun."""
    assert cli.run(["classify", "survey.csv", "--threads", threads]) == 2
    assert "is not a whole number from 1 to 1,024" in capsys.readouterr().err
