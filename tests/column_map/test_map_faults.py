"""Broken column maps: each file of `broken_maps/` has one fault.

Its first line says which words the error must contain (`# expect: …`); its second, where a fault
has a place, the line and column that the error must name (`# at: …`). New files are found by glob.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from places import TESTS

from mdpoverty import cli

BROKEN = sorted((TESTS / "broken_maps").glob("*.yaml"))
STANDARD = "vn-2022-2025"
SURVEY = """\
id,person,age,area,size,income,tv,radio,floor,province,number
A,1,40,1,1,1500,1,0,40,01,1
"""
MEMBERS = "id,person,age,tv,floor\nA,1,40,1,40\n"
SOUND = """\
survey: Sound
round: 1
household:
  household_id: {column: id}
  area: {column: area, codes: {1: rural, 2: urban}}
  household_size: {column: size}
  income_per_capita: {column: income, times: 1000}
"""
ROSTER = """\
member:
  household_id: {column: id}
  person_id: {column: person}
  age: {column: age}
"""

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that classifies by a map: the exit code, and what standard error says.

    Nothing is ever written when the exit code is not 0.
    """

    def classify(
        column_map: str | bytes | Path, *options: str, members: bool = False
    ) -> tuple[int, str]:
        path = tmp_path / "map.yaml"
        if isinstance(column_map, Path):
            path = column_map
        else:
            path.write_bytes(column_map if isinstance(column_map, bytes) else column_map.encode())
        survey, people = tmp_path / "survey.csv", tmp_path / "members.csv"
        survey.write_text(SURVEY)
        people.write_text(MEMBERS)
        output = tmp_path / "profile.csv"
        output.unlink(missing_ok=True)
        arguments = ["classify", str(survey), "--columns", str(path), "-o", str(output), "-q"]
        arguments += ["--members", str(people)] if members else []
        code = cli.run([*arguments, "--standard", STANDARD, *options])
        printed = capsys.readouterr()
        assert not printed.out
        assert output.exists() == (code == 0)
        return code, printed.err

    return classify


def comment(path: Path, key: str) -> str | None:
    head = path.read_bytes().decode("utf-8", "replace").splitlines()[:2]
    found = (re.fullmatch(rf"# {key}: (.+)", line) for line in head)
    return next((match[1] for match in found if match), None)


def with_members(text: bytes) -> bool:
    return b"\nmember:" in text and b"\nrows: persons" not in text


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken_map_is_refused(path: Path, run: Run) -> None:
    """A broken map is refused with exit code 2, its one fault in words, and the fault's place."""
    code, said = run(path, members=with_members(path.read_bytes()))
    words, place = comment(path, "expect"), comment(path, "at")
    assert code == 2
    assert words is not None
    assert words in said
    assert "Traceback" not in said
    places = re.findall(rf"^  {re.escape(path.name)}:([0-9:]+): ", said, re.MULTILINE)
    assert len(places) == 1, said
    if place is not None:
        assert places == [place]


def test_sound_maps_are_used(run: Run) -> None:
    """The maps that the broken ones are broken from are sound."""
    assert run(SOUND) == (0, "")
    assert run(SOUND + ROSTER, members=True) == (0, "")
    persons = SOUND.replace("household:\n", "rows: persons\nhousehold:\n", 1) + ROSTER
    assert run(persons) == (0, "")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"\xef\xbb\xbf" + SOUND.encode(), id="byte order mark"),
        pytest.param(SOUND.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(f"---\n{SOUND}...\n".encode(), id="document marks"),
    ],
)
def test_map_may_be_saved_in_other_ways(text: bytes, run: Run) -> None:
    """A byte order mark, line ends of Windows and the marks of a document are no faults."""
    assert run(text) == (0, "")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param(
            SOUND.replace("1: rural", "1: rurall").replace("column: size", "column: sizes"),
            {5: "has no code 'rurall'", 6: "no column 'sizes'"},
            id="codes and columns",
        ),
        pytest.param(
            SOUND.replace("survey: Sound", "survey: 1").replace("times: 1000", "times: many"),
            {1: "not text", 7: "not a number"},
            id="types",
        ),
        pytest.param(
            SOUND.replace("household_size", "household_sise")
            + "unanswered: {watr: {en: A, vi: A}}\n",
            {6: "did you mean 'household_size'?", 8: "did you mean 'water'?"},
            id="names",
        ),
        pytest.param(
            SOUND.replace("{column: size}", "{column: sizes, times: 2}"),
            {6: ("no column 'sizes'", "it cannot be scaled")},
            id="in one source",
        ),
        pytest.param(
            f"{SOUND}survey: T\nround: 2\n",
            {8: "the key appears twice", 9: "the key appears twice"},
            id="duplicate keys",
        ),
    ],
)
def test_two_faults_are_both_said(
    text: str, faults: dict[int, str | tuple[str, ...]], run: Run
) -> None:
    """Two faults are said at once, in the order of the file, each with its line."""
    code, said = run(text)
    assert code == 2
    lines = re.findall(r"^  map\.yaml:([0-9]+):[0-9]+: (.+)$", said, re.MULTILINE)
    assert len(lines) == 2
    assert [int(line) for line, _ in lines] == sorted(int(line) for line, _ in lines)
    assert {int(line) for line, _ in lines} == set(faults)
    for line, words in faults.items():
        here = " ".join(said for at, said in lines if int(at) == line)
        for word in [words] if isinstance(words, str) else words:
            assert word in here


def test_faults_of_the_file_and_of_the_survey_are_said_at_once(run: Run) -> None:
    """A number that is none does not hide a column, a variable and a code that are none either."""
    text = SOUND.replace("times: 1000", "times: nghin").replace("column: size", "column: sizes")
    text = text.replace("1: rural", "1: rurall") + "  co_tivi: {column: size}\n"
    code, said = run(text)
    assert code == 2
    assert "map.yaml is not a column map for this survey: 4 faults" in said
    lines = re.findall(r"^  map\.yaml:([0-9]+):", said, re.MULTILINE)
    assert [int(line) for line in lines] == sorted(int(line) for line in lines)
    for words in ("not a number", "'sizes'", "'rurall'", "co_tivi: unknown variable"):
        assert words in said
    code, said = run(SOUND.replace("column: id}", "column: id, times: x}"))
    assert (code, "1 fault" in said) == (2, True)


def test_faults_of_both_levels_are_said_at_once(run: Run) -> None:
    """Faults of the household's and of the member's variables are said together."""
    text = SOUND.replace("column: size", "column: sizes") + ROSTER.replace("age}", "ages}")
    code, said = run(text, members=True)
    assert code == 2
    assert "map.yaml is not a column map for this survey: 2 faults" in said
    assert "'sizes'" in said
    assert "'ages'" in said


def test_members_are_not_looked_for_without_a_member_file(run: Run) -> None:
    """A map with a member section is used without members, whatever columns that section names."""
    assert run(SOUND + ROSTER.replace("age}", "nowhere}")) == (0, "")


def test_map_without_members_does_not_take_a_member_file(run: Run) -> None:
    """A map without a member section is refused where members are given, and says the section."""
    code, said = run(SOUND, members=True)
    assert code == 2
    assert "member" in said
    assert "1 fault" in said


def test_members_beside_persons_are_a_wrong_command(run: Run) -> None:
    """Where the map says that rows are persons, a member file is one too many: exit code 2."""
    persons = SOUND.replace("household:\n", "rows: persons\nhousehold:\n", 1) + ROSTER
    code, said = run(persons, members=True)
    assert code == 2
    assert "--members: map.yaml says that the rows of the survey are persons" in said
    assert "remove --members" in said


def test_missing_map_is_refused(tmp_path: Path, run: Run) -> None:
    """A map that does not exist, or that is a folder, is refused by name with exit code 2."""
    code, said = run(tmp_path / "nowhere.yaml")
    assert (code, "nowhere.yaml cannot be read" in said) == (2, True)
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    code, said = run(folder)
    assert (code, "folder.yaml cannot be read" in said) == (2, True)


def test_map_is_not_written_over(tmp_path: Path, run: Run) -> None:
    """A file for refused rows that is the map itself is a wrong command: the map stays."""
    code, said = run(SOUND, "--rejects", str(tmp_path / "map.yaml"))
    assert (code, "would overwrite" in said) == (2, True)
    assert (tmp_path / "map.yaml").read_text() == SOUND


def test_faults_as_json(run: Run) -> None:
    """With --errors json a fault has the file, the key, the line and the column as data."""
    code, said = run(SOUND.replace("column: size", "column: sizes"), "--errors", "json")
    assert code == 2
    assert '"error": "ColumnMapError"' in said
    assert '"file": "map.yaml"' in said
    assert '"subject": "household.household_size.column"' in said
    assert '"line": 6' in said
    assert '"column": 20' in said


@pytest.mark.parametrize("key", ["any_of", "first_known", "join"])
def test_one_part_is_too_few(run: Run, key: str) -> None:
    """A source of several parts with one part alone is a fault that is said."""
    part = "tv" if key == "join" else "{column: tv}"
    name = "district" if key == "join" else "has_tv"
    code, said = run(f"{SOUND}  {name}: {{{key}: [{part}]}}\n")
    assert code == 2
    assert "1 fault" in said
    assert "map.yaml:8:" in said


@pytest.mark.parametrize("other", ["1 ", " 1"])
def test_code_with_space_is_the_same_code(run: Run, other: str) -> None:
    """Two codes that differ by space alone are one code that stands twice."""
    code, _ = run(SOUND.replace("2: urban", f'2: urban, "{other}": urban'))
    assert code == 2


def test_row_number_of_persons_is_one_fault(run: Run) -> None:
    """The row number as the id of a household of persons is one fault, said once."""
    text = SOUND.replace("{column: id}", "row_number", 1)
    code, said = run(text.replace("household:\n", "rows: persons\nhousehold:\n", 1) + ROSTER)
    assert code == 2
    assert "1 fault" in said
    assert said.count("a row is a person") == 1


def test_misspelt_codes_key_is_suggested(run: Run) -> None:
    """A misspelt key of a source with a column is compared with all keys that it may have."""
    _, said = run(SOUND.replace("codes:", "code:"))
    assert "did you mean 'codes'?" in said


@pytest.mark.parametrize("constant", ["1.5", "-3", "99999999999999999"])
def test_constant_is_in_range(run: Run, constant: str) -> None:
    """A constant that its variable cannot be is a fault of the map, not of every row."""
    code, _ = run(SOUND.replace("{column: size}", f'{{constant: "{constant}"}}'))
    assert code == 2
