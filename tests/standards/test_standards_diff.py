"""`standards diff`: what the law changed, point by point."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from places import ROOT

from mdpoverty import load_standard, standard_ids
from mdpoverty.cli import run
from mdpoverty.standards.changes import Amendments, amendments, as_dict
from mdpoverty.standards.citation import cited
from mdpoverty.standards.prose import condition_text, decision_text

SCENARIO = ROOT / "examples" / "standards" / "scenario-2027-lines.yaml"

REFERENCE = {"document", "clause", "status", "note"}
STANDARD = {"id", "name", "first", "last", "digest"}
CHANGED = {"name", "change", "from", "to"}
LINE = {"rural", "urban", "label", "reference"}
INDICATOR = {"label", "dimension", "deprived_when", "reference"}
RULE = {"class", "basis", "label", "when", "reference"}
POINTS = {
    "income_lines",
    "indicators",
    "dimensions",
    "inputs",
    "variables",
    "parts",
    "classes",
    "score_lines",
    "score_classes",
}

# The closed keys of the JSON object, by where they stand.
KEYS: dict[str, set[str]] = {
    "": {"from", "to", *POINTS},
    "variables": {"file", "no_longer", "newly"},
    "indicators": CHANGED,
    "dimensions": CHANGED,
    "inputs": CHANGED,
}
KINDS = ("tables", "derived", "conditions", "scores", "options")
KEYS["parts"] = {*KINDS, "table_rows"}
for side in ("from", "to"):
    KEYS |= {side: STANDARD, f"indicators.{side}": INDICATOR}
    KEYS |= {f"indicators.{side}.reference": REFERENCE}
    for ladder in ("classes", "score_classes"):
        KEYS |= {ladder: {"same", "from", "to"}, f"{ladder}.{side}": RULE}
        KEYS |= {f"{ladder}.{side}.reference": REFERENCE}
    for lines in ("income_lines", "score_lines"):
        KEYS |= {lines: {"changes", "moves"}, f"{lines}.changes": CHANGED}
        KEYS |= {f"{lines}.moves": {"name", "area", "difference", "per_cent"}}
        KEYS |= {f"{lines}.changes.{side}": LINE, f"{lines}.changes.{side}.reference": REFERENCE}


def objects(value: Any, where: str = "") -> Iterator[tuple[str, set[str]]]:
    """Yield the keys of every object within plain data, and where it stands; lists are no step."""
    if isinstance(value, dict):
        yield where, set(value)
        for key, part in value.items():
            yield from objects(part, f"{where}.{key}".removeprefix("."))
    for part in value if isinstance(value, list) else ():
        yield from objects(part, where)


def between(before: str | Path, after: str | Path) -> Amendments:
    return amendments(load_standard(before), load_standard(after), "en")


def changes(parts: Any) -> dict[str, str]:
    return {part.name: part.change for part in parts}


def test_lines_between_the_multidimensional_standards() -> None:
    """Two lines rose by what the law says, and the near-poverty line is in the older one only."""
    found = between("vn-2016-2020", "vn-2022-2025").income_lines
    assert changes(found.changes) == {
        "poverty": "changed",
        "near_poverty": "removed",
        "average": "changed",
    }
    assert [(m.name, m.area, m.difference, m.per_cent) for m in found.moves] == [
        ("poverty", "rural", 800_000, 114.29),
        ("poverty", "urban", 1_100_000, 122.22),
        ("average", "rural", 750_000, 50.0),
        ("average", "urban", 1_050_000, 53.85),
    ]


def test_indicators_between_the_multidimensional_standards() -> None:
    """The indicators of both are kept with the same cut-off or another; the others came or went."""
    found = between("vn-2016-2020", "vn-2022-2025").indicators
    kinds: dict[str, set[str]] = {}
    for name, change in changes(found).items():
        kinds.setdefault(change, set()).add(name)
    assert kinds == {
        "added": {"employment", "dependency", "nutrition"},
        "removed": {"health_care"},
        "changed": {
            *("adult_education", "child_schooling", "water"),
            *("telecom", "information_assets"),
        },
        "unchanged": {"health_insurance", "housing_quality", "housing_area", "sanitation"},
    }


@pytest.mark.parametrize("language", ["en", "vi"])
def test_cut_offs_are_in_words_with_clause_and_status(language: Any) -> None:
    """Each cut-off is said in the language, beside its own standard's reference."""
    before, after = standards = (load_standard("vn-2016-2020"), load_standard("vn-2022-2025"))
    for part in amendments(before, after, language).indicators:
        for standard, said in zip(standards, (part.before, part.after), strict=True):
            indicator = standard.indicators.get(part.name)
            assert (said is None) == (indicator is None)
            if said and indicator:
                words = condition_text(indicator.deprived_when, standard, language)
                where = cited(indicator.reference, language)
                assert (said.deprived_when, said.reference) == (words, where)


def test_ladders_are_in_words() -> None:
    """Both ladders are said whole, rule by rule; the last rule has no condition."""
    found = between("vn-2016-2020", "vn-2022-2025").classes
    assert not found.same
    for name, rules in (("vn-2016-2020", found.before), ("vn-2022-2025", found.after)):
        standard = load_standard(name)
        assert [(rule.class_name, rule.basis, rule.when) for rule in rules] == [
            (rule.name, rule.basis, decision_text(rule.when, standard, "en") if rule.when else None)
            for rule in standard.classes
        ]


def test_variables_that_are_read() -> None:
    """The variables that only one of the standards reads are said for each file."""
    household, member = between("vn-2016-2020", "vn-2022-2025").variables
    assert "uses_phone" in household.no_longer
    assert "dependants" in household.newly
    assert "birth_year" in member.no_longer
    assert "labour_contract" in member.newly


@pytest.mark.parametrize("name", standard_ids())
def test_standard_against_itself(name: str) -> None:
    """Between a standard and itself nothing changes, and no line moves."""
    found = between(name, name)
    lines = (*found.income_lines.changes, *found.score_lines.changes)
    for parts in (lines, found.indicators, found.dimensions):
        assert set(changes(parts).values()) <= {"unchanged"}
    assert all(move.difference == 0 for move in found.income_lines.moves)
    assert found.classes.same
    assert found.score_classes.same
    assert all(not each.no_longer and not each.newly for each in found.variables)


def test_there_and_back() -> None:
    """Backwards what was added is removed, and a line falls by what it rose."""
    there = between("vn-2016-2020", "vn-2022-2025")
    back = between("vn-2022-2025", "vn-2016-2020")
    turned = {"added": "removed", "removed": "added"}
    assert {n: turned.get(c, c) for n, c in changes(there.indicators).items()} == changes(
        back.indicators
    )
    falls = {(move.name, move.area): -move.difference for move in back.income_lines.moves}
    assert {(m.name, m.area): m.difference for m in there.income_lines.moves} == falls


def test_scenario_changes_the_lines_alone() -> None:
    """The lines of 2027 rise over the same indicators; the review's scores are left out."""
    found = between("vn-2022-2025", SCENARIO)
    assert set(changes(found.indicators).values()) == {"unchanged"}
    assert changes(found.income_lines.changes) == {"poverty": "changed", "average": "removed"}
    assert changes(found.score_lines.changes) == {"poverty": "removed"}
    assert found.score_classes.after == ()


def test_dimension_of_a_kept_indicator(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An indicator that moved to another dimension keeps its cut-off, and the move is said."""
    path = tmp_path / "own.yaml"
    path.write_text(
        "id: own\nbased_on: vn-2022-2025\nname: {en: A, vi: A}\n"
        "applies: {from: 2099-01-01, to: 2099-12-31}\ncompared_with_law_on: 2026-11-22\n"
        "legal_basis: [{document: D, about: {en: A, vi: A}, status: text}]\n"
        "inputs: {rooms: {level: household, type: integer, label: {en: Rooms, vi: Phòng}}}\n"
        "indicators: {water: {dimension: health}}\n",
        encoding="utf-8",
    )
    found = between("vn-2022-2025", path)
    assert changes(found.indicators)["water"] == "unchanged"
    assert changes(found.inputs) == {"rooms": "added"}
    assert run(["standards", "diff", "vn-2022-2025", str(path)]) == 0
    out = capsys.readouterr().out
    assert "  water: moved from the dimension water_and_sanitation to health\n" in out
    assert "  rooms: added: Rooms (integer)\n" in out


@pytest.mark.parametrize("language", ["en", "vi"])
def test_json_is_one_object_of_closed_keys(
    language: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--format json` gives one object on one line, with the documented keys and no other."""
    before, after = names = ("vn-2016-2020", "vn-2022-2025")
    assert run(["standards", "diff", *names, "--format", "json", "--lang", language]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    said = json.loads(line)
    assert said == as_dict(amendments(load_standard(before), load_standard(after), language))
    found = list(objects(said))
    assert {where for where, _ in found} == set(KEYS) - {"inputs"}  # none has any
    for where, keys in found:
        assert keys == KEYS[where], where
