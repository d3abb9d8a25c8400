"""The first two commands of README; tests/docs/test_pages.py runs the others."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from places import ROOT
from shown import blocks as blocks_of
from terminals import run_in_terminal

from mdpoverty.language.messages import LOCALE

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return blocks_of(README, language)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what git has of the project, without anything installed."""
    target = tmp_path_factory.mktemp("clone")
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout
    for name in names.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    return target


def test_first_command(clone: Path) -> None:
    """The first command installs the wheel in an empty environment and prints what README shows.

    The wheel carries the threshold files, so that the installed program knows the shipped
    standards, the catalogues compiled, and the parts of a report's page.
    """
    first, *_ = blocks("sh")
    setup, _, command = first.strip().rpartition(" && ")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    # The versions last tested together, so that this holds next year too. What is installed is
    # compiled when it is used: most of it is not.
    environment |= {"PIP_CONSTRAINT": "requirements.lock", "PIP_NO_COMPILE": "1"}
    subprocess.run(["bash", "-ec", setup], cwd=clone, check=True, env=environment)
    shown = run_in_terminal(shlex.split(command), cwd=clone, columns=100)
    (expected,) = blocks("text")
    assert shown == expected
    look = (
        "import mdpoverty.report.page as page, mdpoverty.standards.library as library;"
        "from mdpoverty.language.messages import LOCALE;"
        "from pathlib import Path; print(library.THRESHOLDS, Path(page.__file__).parent, LOCALE)"
    )
    asked = [str(clone / ".venv/bin/python"), "-c", look]
    found = subprocess.run(
        asked, cwd=clone, check=True, capture_output=True, text=True, env=environment
    )
    thresholds, reporting, locale = map(Path, found.stdout.split())
    assert "site-packages" in thresholds.parts
    assert (reporting / "page.css").is_file()
    assert (reporting / "page.html.jinja").is_file()
    catalogues = {file.stem for file in LOCALE.rglob("*.po")}
    assert {file.name for file in locale.rglob("*.?o")} == {f"{name}.mo" for name in catalogues}


def test_second_command() -> None:
    """The second command sets up and runs the tests, on the locked versions; CI runs it so."""
    _, second = blocks("sh")
    assert second.startswith("python3 -m venv .venv && ")
    assert " -c requirements.lock " in second
    assert second.rstrip().endswith("/pytest")
    assert "README.md" in (ROOT / ".ci/run").read_text(encoding="utf-8")
