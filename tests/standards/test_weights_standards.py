"""Commands that show and compare standards with weights, and standards based on them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from weighted import EXAMPLE, HALF, OTHERWISE, OWN, TWO, beside_the_example

from mdpoverty import StandardError, cli, load_standard
from mdpoverty.standards.changes import amendments, as_dict

INDEX = load_standard(EXAMPLE)


def test_other_weights_than_the_base(tmp_path: Path) -> None:
    """Weights that a file gives, with a reference, take the place of the base's."""
    found = load_standard(beside_the_example(tmp_path, TWO))
    assert found.weights.whole == 18
    assert list(found.weights.units.values()) == [2, 3, 3, 3, 2, *[1] * 5]
    assert found.indicators["d_nutr"].deprived_when == INDEX.indicators["d_nutr"].deprived_when


def test_no_weights_in_place_of_the_base_s(tmp_path: Path) -> None:
    """A file may take all weights away, and needs class rules that do without them."""
    none = "".join(f"  {name}: {{weight: null, reference: {OWN}}}\n" for name in INDEX.indicators)
    rule = f"class: poor, basis: few, label: {{en: A, vi: A}}, reference: {OWN}"
    last = rule.replace("poor", "non_poor").replace("few", "none")
    rules = f"classes: [{{{rule}, when: {{deprivations: {{at_least: 3}}}}}}, {{{last}}}]\n"
    found = load_standard(beside_the_example(tmp_path, none + rules))
    assert not found.is_weighted
    with pytest.raises(StandardError, match="'weighted_score' cannot decide here"):
        load_standard(beside_the_example(tmp_path, none))


@pytest.mark.parametrize(
    ("indicators", "words"),
    [
        pytest.param("  d_nutr: {weight: 1/9}\n", "weight without a reference", id="no reference"),
        pytest.param(
            "  d_nutr: {weight: 1/9, reference: {document: syn_cdta (mpitb), clause: d_nutr, "
            "status: recalled, note: An invented survey; it holds the answer as decided.}}\n",
            "the base's own, which says something else",
            id="the base's reference",
        ),
        pytest.param(
            f"  d_nutr: {{weight: 1/9, reference: {OWN}}}\n",
            "the weights add up to 17/18, not 1",
            id="one weight less",
        ),
        pytest.param("  d_nutr: null\n", "the weights add up to 5/6, not 1", id="one removed"),
        pytest.param(
            f"  d_new: {{dimension: health, label: {{en: A, vi: A}}, reference: {OWN}, "
            "deprived_when: {column: nutrition, equals: true}}\n",
            "has no weight, but others have",
            id="a new one without",
        ),
    ],
)
def test_weights_that_do_not_fit_the_base(tmp_path: Path, indicators: str, words: str) -> None:
    """Weights that need a reference, or no longer add up, are refused."""
    with pytest.raises(StandardError) as raised:
        load_standard(beside_the_example(tmp_path, indicators))
    assert words in str(raised.value)
    assert len(raised.value.problems) == 1


@pytest.mark.parametrize(
    ("quantity", "limit", "stay"), [("weighted_score", "1/2", False), ("deprivations", 2, True)]
)
def test_review_scores_stand_for_weights_that_decide(
    tmp_path: Path, quantity: str, limit: str | int, *, stay: bool
) -> None:
    """The review's scores fall away where a weight differs that decides, and else stay."""
    base = replace(HALF, rules=[("poor", {quantity: {"at_least": limit}}), ("non_poor", None)])
    data = base.data()
    poor, non_poor = data["classes"]
    scored = {**poor, "when": {"income_score": {"at_most": "low"}}}
    scores = {"lines": data["income_lines"], "classes": [scored, non_poor]}
    (tmp_path / "half.yaml").write_text(json.dumps({**data, "review_scores": scores}))
    own = tmp_path / "otherwise.yaml"
    weights = ", ".join(
        f"{name}: {{weight: {share}, reference: {OWN}}}"
        for name, share in (("b", "1/8"), ("c", "3/8"))
    )
    own.write_text(
        OTHERWISE.replace("synthetic-mpi", "half").replace(
            "indicators:", f"indicators: {{{weights}}}"
        ),
        encoding="utf-8",
    )
    assert (load_standard(own).review_scores is not None) is stay


def printed(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    assert cli.run([*map(str, arguments)]) == 0
    return capsys.readouterr().out


def test_commands_show_weights(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`show` and `check` say the weights; a changed one is marked as a file's own."""
    path = beside_the_example(tmp_path, TWO)
    lines = printed(capsys, "standards", "show", path).splitlines()
    at = lines.index("* d_nutr: Nutrition (Health)")
    assert lines[at + 2] == "    weight 1/9"
    at = lines.index("  d_cm: Child mortality (Health)")
    assert lines[at + 2] == "    weight 1/6"
    vietnamese = printed(capsys, "standards", "show", path, "--lang", "vi").splitlines()
    assert vietnamese.count("    trọng số 1/18") == 5
    assert "    when weighted score of the deprivations: at least 1/3" in lines
    checked = printed(capsys, "standards", "check", path).splitlines()
    assert "weights of the indicators: 3 of 1/6, 2 of 1/9, 5 of 1/18" in checked


def test_difference_of_weights_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`standards diff` says a changed weight as a change of the indicator, in words and as data."""
    path = beside_the_example(tmp_path, TWO)
    command = ("standards", "diff", tmp_path / "synthetic-mpi.yaml", path)
    lines = printed(capsys, *command).splitlines()
    at = lines.index(
        "indicators: 0 added, 0 removed, 2 with another cut-off or weight, 8 as before"
    )
    assert lines[at + 1 : at + 5] == [
        "  with another cut-off or weight",
        "    d_nutr: Nutrition",
        "      synthetic-mpi: deprived when deprived in nutrition: yes",
        "        weight 1/6",
    ]
    assert lines[at + 7 : at + 10] == [
        "      otherwise: deprived when deprived in nutrition: yes",
        "        weight 1/9",
        "        D, own [text]",
    ]
    at = lines.index("  with the cut-off and weight as before")
    assert lines[at + 1 : at + 4] == [
        "    d_cm: Child mortality",
        "      deprived when deprived by child mortality: yes",
        "      weight 1/6",
    ]
    vietnamese = printed(capsys, *command, "--lang", "vi")
    assert "chỉ số: 0 thêm mới, 0 bỏ đi, 2 đổi ngưỡng thiếu hụt hoặc trọng số, 8 giữ nguyên" in (
        vietnamese
    )
    assert vietnamese.count("trọng số 1/9") == 2
    found = json.loads(printed(capsys, *command, "--format", "json"))
    changed = [each for each in found["indicators"] if each["change"] == "changed"]
    assert [each["name"] for each in changed] == ["d_nutr", "d_elct"]
    assert [(each["from"]["weight"], each["to"]["weight"]) for each in changed] == [
        ("1/6", "1/9"),
        ("1/18", "1/9"),
    ]


def test_difference_to_no_weights(tmp_path: Path) -> None:
    """A standard without weights has none to say, and all its indicators differ in that."""
    plain = replace(HALF, id="plain", weights=None, rules=[("poor", None)])
    before, after = (load_standard(made.file(tmp_path)) for made in (HALF, plain))
    found = as_dict(amendments(before, after, "en"))
    assert {each["change"] for each in found["indicators"]} == {"changed"}
    assert [each["from"]["weight"] for each in found["indicators"]] == ["1/2", "1/4", "1/4"]
    assert not any("weight" in each["to"] for each in found["indicators"])
