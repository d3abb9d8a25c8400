"""Standards that are based on others: only what differs stands in their files."""

from __future__ import annotations

import errno
import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from places import ROOT

import mdpoverty
from mdpoverty import Standard, StandardError, UsageError, load_standard
from mdpoverty.cli import run
from mdpoverty.standards.citation import Reference
from mdpoverty.standards.model import Head

BASE = "vn-2022-2025"
EXAMPLES = ROOT / "examples"
PROVINCE = EXAMPLES / "standards" / "example-province.yaml"
SCENARIO = EXAMPLES / "standards" / "scenario-2027-lines.yaml"

HEAD = """\
id: {id}
based_on: {base}
name: {{en: Own, vi: Riêng}}
applies: {{from: 2099-01-01, to: 2099-12-31}}
compared_with_law_on: 2026-11-22
legal_basis: [{{document: D, about: {{en: A, vi: A}}, status: text}}]
"""
REFERENCE = "{document: D, clause: C, status: seen}"
OWN_REFERENCE = Reference.model_validate({"document": "D", "clause": "C", "status": "seen"})
LINES = f"income_lines: {{poverty: {{rural: 1_800_000, reference: {REFERENCE}}}}}\n"
AREA = (
    f"indicators: {{housing_area: {{reference: {REFERENCE}, "
    "deprived_when: {column: floor_area, per: household_size, below: 10}}}\n"
)
BOAT = (
    "indicators: {boat: {dimension: housing, label: {en: B, vi: B}, "
    f"reference: {REFERENCE}, deprived_when: {{column: has_tv, equals: false}}}}}}\n"
)


def write(folder: Path, body: str = "", standard_id: str = "own", base: str = BASE) -> Path:
    path = folder / f"{standard_id}.yaml"
    text = HEAD.format(id=standard_id, base=base) + body
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def own(folder: Path, body: str = "", base: str = BASE) -> Standard:
    return load_standard(write(folder, body, base=base))


def content(standard: Standard, *without: str) -> dict[str, Any]:
    """Return what a standard says of households."""
    left = {*Head.model_fields, "based_on", "base", "digest", "source", *without}
    return {name: getattr(standard, name) for name in Standard.model_fields if name not in left}


def test_without_differences_it_is_the_base(tmp_path: Path) -> None:
    """A file that says only who it is says all that its base does, under its own id and dates."""
    standard, base = own(tmp_path), load_standard(BASE)
    assert content(standard) == content(base)
    assert (standard.id, standard.based_on, standard.base) == ("own", BASE, base)
    assert standard.applies.first.year == 2099
    assert [basis.document for basis in standard.legal_basis] == ["D"]


def test_given_keys_of_a_line_replace_the_base_s(tmp_path: Path) -> None:
    """A line has its own number and reference, and the base's other number and label."""
    line = own(tmp_path, LINES).income_lines["poverty"]
    old = load_standard(BASE).income_lines["poverty"]
    assert (line.rural, line.urban) == (1_800_000, 2_000_000)
    assert (line.label, line.reference) == (old.label, OWN_REFERENCE)
    assert (
        own(tmp_path, LINES).income_lines["average"] == load_standard(BASE).income_lines["average"]
    )


def test_given_keys_of_an_indicator_replace_the_base_s(tmp_path: Path) -> None:
    """An indicator has its own cut-off and reference, the base's label, and its old place."""
    standard, base = own(tmp_path, AREA), load_standard(BASE)
    assert list(standard.indicators) == list(base.indicators)
    changed = standard.indicators["housing_area"]
    assert changed.label == base.indicators["housing_area"].label
    assert changed.reference == OWN_REFERENCE
    assert changed.deprived_when != base.indicators["housing_area"].deprived_when
    rest = {name: part for name, part in standard.indicators.items() if name != "housing_area"}
    assert rest == {n: part for n, part in base.indicators.items() if n != "housing_area"}


def test_new_indicator_comes_last(tmp_path: Path) -> None:
    """An indicator that the base has not is added after the base's."""
    assert list(own(tmp_path, BOAT).indicators) == [*load_standard(BASE).indicators, "boat"]


def test_null_removes(tmp_path: Path) -> None:
    """`null` removes an indicator and the review's scores; nothing else goes."""
    standard = own(tmp_path, "indicators: {water: null}\nreview_scores: null\n")
    base = load_standard(BASE)
    assert set(base.indicators) - set(standard.indicators) == {"water"}
    assert standard.review_scores is None
    same = ("indicators", "review_scores")
    assert content(standard, *same) == content(base, *same)


def test_inputs_and_dimensions_are_merged_by_key(tmp_path: Path) -> None:
    """An input and a dimension are added, replaced whole, or removed by their key."""
    rooms = "inputs: {rooms: {level: household, type: integer, label: {en: R, vi: R}}}\n"
    middle = write(tmp_path, rooms + "dimensions: {play: {en: Play, vi: Chơi}}\n", "middle")
    assert set(load_standard(middle).inputs) == {"rooms"}
    last = "inputs: {rooms: null}\ndimensions: {play: null, housing: {en: Home, vi: Nhà}}\n"
    standard = own(tmp_path, last, base="middle")
    assert not standard.inputs
    assert list(standard.dimensions) == list(load_standard(BASE).dimensions)
    assert standard.dimensions["housing"].en == "Home"


def test_notes_come_after_the_base_s(tmp_path: Path) -> None:
    """Notes are added to those of the base, which come first."""
    write(tmp_path, "notes: [{en: First, vi: Một}]\n", "middle")
    standard = own(tmp_path, "notes: [{en: Second, vi: Hai}]\n", base="middle")
    assert [note.en for note in standard.notes] == ["First", "Second"]


def test_classes_are_replaced_whole(tmp_path: Path) -> None:
    """Where a file gives classes, none of the base's is left."""
    rule = f"{{class: non_poor, basis: all, label: {{en: A, vi: A}}, reference: {REFERENCE}}}"
    assert [rule.basis for rule in own(tmp_path, f"classes: [{rule}]\n").classes] == ["all"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(LINES, id="another line"),
        pytest.param(AREA, id="another cut-off"),
        pytest.param(BOAT, id="one indicator more"),
        pytest.param("indicators: {water: null}\n", id="one indicator fewer"),
    ],
)
def test_review_scores_do_not_stand_for_something_else(tmp_path: Path, body: str) -> None:
    """Points for the base's lines and indicators fall away where these change."""
    assert load_standard(BASE).review_scores is not None
    assert own(tmp_path, body).review_scores is None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="nothing"),
        pytest.param("indicators: {water: {label: {en: W, vi: W}}}\n", id="a label"),
        pytest.param(f"indicators: {{water: {{reference: {REFERENCE}}}}}\n", id="a reference"),
        pytest.param("notes: [{en: N, vi: N}]\n", id="a note"),
    ],
)
def test_review_scores_stay_where_nothing_decides_otherwise(tmp_path: Path, body: str) -> None:
    """What changes no line, cut-off or class leaves the base's review scores as they are."""
    assert own(tmp_path, body).review_scores == load_standard(BASE).review_scores


def test_own_review_scores_are_taken(tmp_path: Path) -> None:
    """A file that changes a line may give review scores of its own, whole."""
    rule = f"{{class: non_poor, basis: all, label: {{en: A, vi: A}}, reference: {REFERENCE}}}"
    standard = own(tmp_path, f"{LINES}review_scores: {{lines: {{}}, classes: [{rule}]}}\n")
    assert standard.review_scores is not None
    assert [rule.basis for rule in standard.review_scores.classes] == ["all"]


def test_chain_is_resolved(tmp_path: Path) -> None:
    """A file may be based on one of its folder that is itself based on a shipped standard."""
    write(tmp_path, LINES, "middle")
    standard = own(tmp_path, AREA, base="middle")
    assert [ancestor.id for ancestor in standard.chain] == ["middle", BASE]
    assert standard.income_lines["poverty"].rural == 1_800_000
    assert standard.indicators["housing_area"].reference == OWN_REFERENCE


def test_shipped_id_wins(tmp_path: Path) -> None:
    """A file of the folder that is named as a shipped standard is not what `based_on` means."""
    write(tmp_path, LINES, BASE, base="vn-2011-2015")
    assert own(tmp_path).base == load_standard(BASE)


def test_based_on_names_a_file_of_the_same_folder_only(tmp_path: Path) -> None:
    """A file of another folder is not found, whichever way it is named."""
    inner = tmp_path / "inner"
    inner.mkdir()
    write(tmp_path, LINES, "outer")
    for base in ("outer", "../outer", str(tmp_path / "outer"), "outer.yaml"):
        with pytest.raises(StandardError, match=r"own\.yaml:2:"):
            own(inner, base=f"'{base}'")


def test_base_on_a_disk_that_goes_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A base that cannot be looked at is a fault of the standard, and no defect."""
    write(tmp_path, "", "base")
    stat = Path.stat

    def gone(self: Path, **how: bool) -> os.stat_result:
        if self.name == "base.yaml":
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        return stat(self, **how)

    monkeypatch.setattr(Path, "stat", gone)
    with pytest.raises(StandardError, match="base"):
        own(tmp_path, base="base")


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes")
def test_base_is_a_file(tmp_path: Path) -> None:
    """A named pipe is no base: nobody waits for what may never be written."""
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(StandardError, match="there is no standard 'pipe'"):
        own(tmp_path, base="pipe")


def test_base_is_named_by_its_id(tmp_path: Path) -> None:
    """A base whose file is not named as its id is refused at `based_on`."""
    write(tmp_path, "", "other").rename(tmp_path / "middle.yaml")
    with pytest.raises(StandardError, match=r"own\.yaml:2:1: .*middle\.yaml has the id 'other'"):
        own(tmp_path, base="middle")


def test_chain_of_ten_is_the_longest(tmp_path: Path) -> None:
    """Ten standards may be based on one another, the shipped one counted, and not eleven."""
    bases = [BASE, *(f"s{number}" for number in range(1, 11))]
    paths = [write(tmp_path, "", standard_id, base) for base, standard_id in pairwise(bases)]
    assert len(load_standard(paths[8]).chain) == 9
    with pytest.raises(StandardError, match=r"s1\.yaml:2:1: .*at most 10 standards"):
        load_standard(paths[9])


def test_base_may_have_a_million_bytes(tmp_path: Path) -> None:
    """A base is as long as any threshold file may be."""
    middle = write(tmp_path, LINES, "middle")
    middle.write_bytes(middle.read_bytes().ljust(1_000_000, b"#"))
    assert own(tmp_path, base="middle").income_lines["poverty"].rural == 1_800_000
    middle.write_bytes(middle.read_bytes() + b"#")
    with pytest.raises(StandardError, match=r"middle\.yaml:1:1: more than 1,000,000 bytes"):
        own(tmp_path, base="middle")


def test_faults_of_a_chain_are_said_at_once(tmp_path: Path) -> None:
    """The faults of a file and of its bases are said together, its own first, each in its file."""
    write(tmp_path, "notess: []\n", "first")
    write(tmp_path, "classs: []\nnotes: {}\n", "middle", base="first")
    with pytest.raises(StandardError) as raised:
        own(tmp_path, "indicatorz: {}\n", base="middle")
    *_, last = said = str(raised.value).splitlines()
    assert said[0] == "own.yaml is not a threshold file: 4 faults"
    places = ["own.yaml:7:1", "first.yaml:7:1", "middle.yaml:7:1", "middle.yaml:8:1"]
    assert [line.split()[0].removesuffix(":") for line in said[1:]] == places
    assert last.startswith("  middle.yaml:8:1: notes")
    assert raised.value.exit_code == 2
    files = [problem["file"] for problem in raised.value.as_dict()["problems"]]
    assert files == [None, "first.yaml", "middle.yaml", "middle.yaml"]


def test_differences_that_do_not_fit_are_said_at_once(tmp_path: Path) -> None:
    """All that a base cannot have is said in one go."""
    body = (
        "income_lines: {poverty: {rural: 1}, averag: null}\n"
        "indicators: {watr: null, new: {dimension: housing}}\n"
    )
    with pytest.raises(StandardError) as raised:
        own(tmp_path, body)
    found = [(problem.subject, problem.wrong) for problem in raised.value.problems]
    assert [subject for subject, _ in found] == [
        "income_lines.poverty",
        "income_lines.averag",
        "indicators.watr",
        *["indicators.new"] * 3,
    ]
    assert "did you mean 'water'?" in found[2][1]


def test_digest_covers_the_base(tmp_path: Path) -> None:
    """The digest changes with the file's text, and with the text of what it is based on."""
    write(tmp_path, "", "middle")
    before = own(tmp_path, base="middle").digest
    assert own(tmp_path, base="middle").digest == before
    write(tmp_path, "# a remark\n", "middle")
    changed = own(tmp_path, base="middle").digest
    assert changed != before
    assert own(tmp_path, "# a remark\n", base="middle").digest not in (before, changed)


def test_digest_does_not_depend_on_line_ends(tmp_path: Path) -> None:
    """A file saved with the line ends of Windows is the same standard."""
    path = write(tmp_path, LINES)
    before = load_standard(path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_standard(path) == before


def test_frame_is_classified_under_it(tmp_path: Path) -> None:
    """In Python a household between the base's line and the own one changes its class."""
    frame = pl.DataFrame(
        {"household_id": ["1"], "area": ["rural"], "household_size": [1]}
    ).with_columns(income_per_capita=1_700_000)
    path = write(tmp_path, LINES)
    answers = dict.fromkeys(load_standard(BASE).indicators, pl.lit("0"))
    frame = frame.with_columns(**answers)
    assert mdpoverty.classify(frame, BASE)["class"].to_list() == ["non_poor"]
    for standard in (path, str(path), load_standard(path)):
        profile = mdpoverty.classify(frame, standard)
        assert profile["class"].to_list() == ["near_poor"]
        assert profile["standard"].to_list() == ["own"]


@pytest.mark.parametrize(
    "command",
    [
        ["classify", "survey.csv", "--standard", "own.yaml"],
        ["validate", "survey.csv", "--standard", "own.yaml"],
        ["template", "own.yaml"],
        ["standards", "show", "own.yaml"],
        ["standards", "check", "own.yaml"],
        ["standards", "inputs", "own.yaml"],
        ["standards", "diff", BASE, "own.yaml"],
    ],
    ids=" ".join,
)
def test_every_command_takes_it(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A file that is based on a shipped standard is a standard of its own in every command."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, LINES)
    survey = "household_id,area,household_size,income_per_capita\n1,rural,1,1700000\n"
    Path("survey.csv").write_text(survey, encoding="utf-8")
    assert run(command) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("command", [["show"], ["diff", BASE]], ids=" ".join)
def test_labels_are_shown_as_text(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a label holds is shown as text: a terminal acts upon none of it."""
    label = '"a\\e[31mred\\nb"'
    path = write(tmp_path, f"indicators: {{water: {{label: {{en: {label}, vi: A}}}}}}\n")
    assert run(["standards", *command, str(path)]) == 0
    out = capsys.readouterr().out
    assert "water: a\\x1b[31mred\\nb" in out
    assert "\x1b" not in out


def test_example_of_a_province_claims_nothing() -> None:
    """The invented lines have the weakest status there is, and say that they are invented."""
    standard = load_standard(PROVINCE)
    line = standard.income_lines["poverty"]
    assert line.reference.status == "recalled"
    assert line.reference.note is not None
    assert "Invented" in line.reference.note.en
    assert {basis.status for basis in standard.legal_basis} == {"recalled"}
    base = load_standard(BASE)
    assert line.rural > base.income_lines["poverty"].rural
    assert line.urban > base.income_lines["poverty"].urban
    own_parts = ("income_lines", "review_scores")
    assert content(standard, *own_parts) == content(base, *own_parts)


def test_scenario_of_2027_has_the_lines_of_the_law_alone() -> None:
    """The scenario has the lines of 2027, no line of average living standard, and old cut-offs."""
    standard = load_standard(SCENARIO)
    assert {n: (x.rural, x.urban) for n, x in standard.income_lines.items()} == {
        "poverty": (2_200_000, 2_800_000)
    }
    assert standard.income_lines["poverty"].reference.status == "text"
    assert standard.indicators == load_standard(BASE).indicators
    assert {rule.reference.document.en for rule in standard.classes} == {"351/2025/NĐ-CP"}
    assert [(rule.name, rule.basis) for rule in standard.classes] == [
        ("poor", "income_and_deprivation"),
        ("near_poor", "near_poor"),
        ("non_poor", "above_near_poor"),
    ]
    assert standard.review_scores is None
    assert "scenario" in standard.id


def test_example_is_not_known_by_its_id() -> None:
    """The examples are no shipped standards: they are named by their files."""
    with pytest.raises(UsageError):
        load_standard("scenario-2027-lines")
