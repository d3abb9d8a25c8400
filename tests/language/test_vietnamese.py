"""What the program says under `--lang vi` is Vietnamese: no English sentence, no English number.

The commands of the transcripts are run again, each with MDPOVERTY_LANG=vi.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from catalogues import TRANSLATED, read, texts
from places import ROOT, TESTS

from mdpoverty import cli

TRANSCRIPTS = TESTS / "transcripts"
PROMPT = "$ mdpoverty "
BROKEN = [
    file for name in ("broken", "broken_maps") for file in sorted((TESTS / name).glob("*.yaml"))
]
# Commands whose standard output is for people too, not data for programs.
FOR_PEOPLE = ("explain", "standards list", "standards show", "standards check", "standards diff")

# Words that English sentences cannot do without; none is Vietnamese, or a name that is typed.
ENGLISH = re.compile(
    r"(?i)\b(the|of|and|this|that|with|without|each|every|which|from|are|is|was|not|does|have|has|"
    r"written|read|allowed|what|rows?|files?|households?|columns?|warning|error|line|more|chosen|"
    r"unknown|missing|poor|deprived|note|years?)\b"
)
# Numbers with separators of thousands, or per cents, as English writes them.
ENGLISH_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(,\d{3})+(?![\w,]| m²)|\d\.\d+ ?%")
# What is typed or held as it is: quoted values, options, files, names with _ or -, ids, codes.
DATA = re.compile(
    r"'[^'\n]*'|`[^`\n]*`|--?[a-z][\w-]*|\S+\.(?:csv|gz|yaml|xlsx|json|parquet|dta|html|svg|xls)\S*"
    r"|\w+(?:[_-]\w+)+|\([a-z]+\)|pip install \S+|https?://\S+"
)

COMMANDS = {
    file.stem: file.read_text(encoding="utf-8").partition("\n")[0].removeprefix(PROMPT)
    for file in sorted(TRANSCRIPTS.glob("*.txt"))
    if not file.stem.endswith("help")
}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str) -> None:
    """No text of the source is left in English."""
    rooms = {text.room for text in texts()}
    found = [
        entry.context
        for room in sorted(rooms)
        for entry in read(language, room)
        if entry.id and not "".join(entry.string or ())
    ]
    assert found == []


def foreign(text: str, names: set[str]) -> list[str]:
    """Return what of a text is English: words, and numbers with their signs."""
    kept = DATA.sub(" ", text)
    words = [word[0] for word in ENGLISH.finditer(kept) if word[0] not in names]
    return words + [number[0] for number in ENGLISH_NUMBER.finditer(kept)]


@pytest.fixture(scope="module")
def names() -> set[str]:
    """Return the names of columns and the codes, which stay as they are."""
    text = (ROOT / "src" / "mdpoverty" / "codebook.csv").read_text(encoding="utf-8")
    return set(re.findall(r"[a-z]+", text.split("label_en")[0])) | {
        word
        for line in text.splitlines()[1:]
        for word in [line.split(",")[1], *line.split(",")[4].split("|")]
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_said_is_vietnamese(
    name: str,
    names: set[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Notes, warnings, errors and explanations have no English in them but what is typed."""
    for file in (*TRANSCRIPTS.glob("*.csv"), *(ROOT / "examples" / "standards").glob("*.yaml")):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MDPOVERTY_LANG", "vi")
    arguments = shlex.split(COMMANDS[name])
    if {"en", "json"} & {*arguments}:
        return
    cli.run(arguments)
    printed = capsys.readouterr()
    said = printed.err
    if " ".join(arguments).startswith(FOR_PEOPLE):
        said += printed.out
    header = {cell for file in tmp_path.glob("*.csv") for cell in _header(file)}
    ids = {"years"}  # of what the standards of the review derive
    assert foreign(said, names | header | ids) == [], said


# Where a fault is: a file with its line and column, and the keys down to it.
PLACE = re.compile(r"(?m)^  \S+:\d+:\d+: (?:\S+: )?")
# Keys and names of maps and standards stay as they are.
KEYS = {"missing", "from", "household", "households", "note", "rows", "files", "Has"}


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_faults_are_vietnamese(
    file: Path, names: set[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong with a column map or a threshold file is said in Vietnamese alone."""
    survey = tmp_path / "survey.csv"
    survey.write_text("id,size,area,income,tv\n1,3,1,1500,1\n", encoding="utf-8")
    command = ["standards", "show", str(file)]
    if file.parent.name == "broken_maps":
        command = ["classify", str(survey), "--columns", str(file), "--standard", "vn-2022-2025"]
    cli.run([*command, "--lang", "vi"])
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert foreign(PLACE.sub("", said), names | KEYS) == [], said


def _header(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8", errors="replace").partition("\n")[0].split(",")
