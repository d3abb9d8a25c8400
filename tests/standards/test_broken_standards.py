"""Broken threshold files: each file of `broken/` has one fault.

Its first line says which words the error must contain (`# expect: …`); its second may say which
line the error must name (`# line: …`). New files are found by glob.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from little import LITTLE
from places import TESTS

from mdpoverty import StandardError, load_standard

BROKEN = sorted((TESTS / "broken").glob("*.yaml"))
MAX_BYTES = 1_000_000

SOUND = LITTLE.encode()

TWO_SHAPES = """\
id: two
name: {en: Two}
applies: {from: 2099-01-01, to: 2099-12-31}
compared_with_law_on: never
legal_basis: [{document: D, about: {en: A, vi: A}, status: text}]
classes:
  - class: non_poor
    basis: all
    label: {en: A, vi: A}
    reference: {document: D, clause: C, status: text}
"""

TWO_CONTRADICTIONS = """\
id: two
name: {en: Two, vi: Hai}
applies: {from: 2099-01-01, to: 2099-12-31}
compared_with_law_on: 2026-11-22
legal_basis: [{document: D, about: {en: A, vi: A}, status: text}]
dimensions: {d: {en: D, vi: D}}
indicators:
  i:
    dimension: d
    label: {en: A, vi: A}
    reference: {document: D, clause: C, status: text}
    deprived_when: {column: flor_area, below: 8}
classes:
  - class: poor
    basis: low
    label: {en: A, vi: A}
    reference: {document: D, clause: C, status: text}
    when: {income: {at_most: poverty}}
  - class: non_poor
    basis: all
    label: {en: A, vi: A}
    reference: {document: D, clause: C, status: text}
"""

TWO_DUPLICATES = """\
id: two
id: two
name: {en: Two, vi: Hai, en: Two}
"""


def comment(path: Path, key: str) -> str | None:
    head = path.read_bytes().decode("utf-8", "replace").splitlines()[:2]
    found = (re.fullmatch(rf"# {key}: (.+)", line) for line in head)
    return next((match[1] for match in found if match), None)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken_file_is_refused(path: Path) -> None:
    """A broken file is refused with exit code 2, its one fault in words, and the fault's line."""
    with pytest.raises(StandardError) as raised:
        load_standard(path)
    error, words, line = raised.value, comment(path, "expect"), comment(path, "line")
    assert error.exit_code == 2
    assert words is not None
    assert words in str(error)
    assert len(error.problems) == 1, str(error)
    assert error.code.startswith("standards.")
    assert error.problems[0].code.startswith("standards.")
    if line is not None:
        assert [place.line for place in error.problems[0].places] == [int(line)]
        assert f"{path.name}:{line}:" in str(error)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param(
            TWO_SHAPES, {2: "the key 'vi' is missing", 4: "not a date"}, id="keys and types"
        ),
        pytest.param(
            TWO_CONTRADICTIONS,
            {12: "no column 'flor_area'", 18: "unknown line 'poverty'"},
            id="names",
        ),
        pytest.param(
            TWO_DUPLICATES,
            {2: "the key appears twice, first on line 1", 3: "the key appears twice"},
            id="duplicate keys",
        ),
    ],
)
def test_two_faults_are_both_reported(tmp_path: Path, text: str, faults: dict[int, str]) -> None:
    """Two faults are reported at once, in the order of the file, each with its line."""
    path = tmp_path / "two.yaml"
    path.write_text(text, encoding="utf-8", newline="\n")
    with pytest.raises(StandardError) as raised:
        load_standard(path)
    problems = raised.value.problems
    assert [problem.places[0].line for problem in problems] == list(faults)
    for problem, (line, words) in zip(problems, faults.items(), strict=True):
        assert words in problem.wrong
        assert f"two.yaml:{line}:" in str(raised.value)


def test_file_of_a_megabyte_is_read(tmp_path: Path) -> None:
    """A threshold file may have up to a million bytes, and not one more."""
    path = tmp_path / "long.yaml"
    path.write_bytes(SOUND.ljust(MAX_BYTES, b"#"))
    assert load_standard(path).id == "sound"
    path.write_bytes(SOUND.ljust(MAX_BYTES + 1, b"#"))
    with pytest.raises(StandardError, match="more than 1,000,000 bytes") as raised:
        load_standard(path)
    assert len(raised.value.problems) == 1


def test_a_file_of_many_values(tmp_path: Path) -> None:
    """A file of more values than a standard has is refused before its keys are compared."""
    path = tmp_path / "many.yaml"
    for many in (b"a: [%s]" % (b"a," * 40_000), b"".join(b"a%d: 1\n" % n for n in range(40_001))):
        path.write_bytes(many)
        with pytest.raises(StandardError, match="more than 40,000 values") as raised:
            load_standard(path)
        assert len(raised.value.problems) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(b"", "the file is empty", id="no bytes"),
        pytest.param(b"\n\n", "the file is empty", id="blank lines"),
        pytest.param(SOUND.decode().encode("utf-16"), "not UTF-8", id="UTF-16"),
        pytest.param(b"[" * 500_000, "nested more than 40 deep", id="half a million brackets"),
        pytest.param(b"- " * 300_000, "nested more than 40 deep", id="a list of lists"),
    ],
)
def test_file_without_a_first_line_is_refused(tmp_path: Path, text: bytes, words: str) -> None:
    """A file that cannot hold a comment of its own is refused as well, with one fault."""
    path = tmp_path / "odd.yaml"
    path.write_bytes(text)
    with pytest.raises(StandardError, match=re.escape(words)) as raised:
        load_standard(path)
    assert len(raised.value.problems) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"\xef\xbb\xbf" + SOUND, id="byte order mark"),
        pytest.param(SOUND.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(b"---\n" + SOUND + b"...\n", id="document marks"),
    ],
)
def test_sound_file_is_read(tmp_path: Path, text: bytes) -> None:
    """The file that others here are broken from is sound, however it was saved."""
    path = tmp_path / "sound.yaml"
    path.write_bytes(text)
    assert load_standard(path).id == "sound"


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """A threshold file that does not exist is refused by name, with exit code 2."""
    with pytest.raises(StandardError, match=r"nowhere\.yaml cannot be read") as raised:
        load_standard(tmp_path / "nowhere.yaml")
    assert raised.value.exit_code == 2
