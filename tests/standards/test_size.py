"""How large a standard may be: on each limit it is read, beyond it it is refused, soon."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from mdpoverty import StandardError, load_standard
from mdpoverty.standards.library import THRESHOLDS

SOURCE = (THRESHOLDS / "vn-2022-2025.yaml").read_text(encoding="utf-8")
LABEL = {"en": "L", "vi": "L"}
REFERENCE = {"document": "D", "clause": "C", "status": "text"}
PARTS = 98  # of the conditions of the standard that these are made of, with their codes
OTHER_PARTS = PARTS - 1  # without those of housing_area


class _Whole(yaml.SafeDumper):
    """Writes what several keys share at each of them: anchors are not read."""

    def ignore_aliases(self, _: Any) -> bool:
        return True


def problems(folder: Path, changes: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is wrong with a standard that is vn-2022-2025 with other parts, and where."""
    file = folder / "other.yaml"
    document = yaml.safe_load(SOURCE) | {"id": "other"} | changes
    file.write_text(yaml.dump(document, Dumper=_Whole, sort_keys=False), encoding="utf-8")
    try:
        load_standard(file)
    except StandardError as error:
        return [(each.subject, each.wrong) for each in error.problems]
    return []


def rule(number: int, when: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a class rule; without a limit it is the last."""
    name = ("poor", "near_poor", "non_poor")[number % 3]
    one = {"class": name, "basis": f"b{number}", "label": LABEL, "reference": REFERENCE}
    return one | ({"when": when} if when else {})


@pytest.mark.parametrize(("parts", "is_read"), [(1_000, True), (1_001, False)])
def test_parts_of_conditions(tmp_path: Path, parts: int, *, is_read: bool) -> None:
    """All conditions have so many parts together; one counts itself, and a list its codes."""
    indicators = yaml.safe_load(SOURCE)["indicators"]
    codes = ["septic", "bucket"]
    asked: list[dict[str, Any]] = [{"column": "toilet", "in": codes}]
    asked += [{"column": "floor_area", "below": k + 1} for k in range(parts - OTHER_PARTS - 3)]
    indicators["housing_area"]["deprived_when"] = {"any_of": asked}
    found = [what for _, what in problems(tmp_path, {"indicators": indicators})]
    too_many = ["all conditions together have more than 1,000 parts and codes"]
    assert found == ([] if is_read else too_many)


@pytest.mark.parametrize(("rules", "is_read"), [(50, True), (51, False)])
def test_class_rules(tmp_path: Path, rules: int, *, is_read: bool) -> None:
    """A ladder has so many rules, the last with them."""
    conditions = {
        "large": {
            "label": LABEL,
            "reference": REFERENCE,
            "when": {"column": "household_size", "at_least": 9},
        }
    }
    lines = {
        f"l{k}": {"rural": k + 1, "urban": k + 2, "label": LABEL, "reference": REFERENCE}
        for k in range(49)
    }
    limits: list[dict[str, Any]] = [{"income": {"at_most": name}} for name in lines]
    whens = [{"condition": "large"}, *limits][51 - rules :]
    ladder = [rule(k, when) for k, when in enumerate(whens)]
    changes = {
        "income_lines": lines,
        "conditions": conditions,
        "classes": [*ladder, rule(rules, None)],
    }
    found = problems(tmp_path, changes)
    assert found == ([] if is_read else [("classes", "more than 50")])


@pytest.mark.parametrize(("count", "is_read"), [(100, True), (101, False)])
@pytest.mark.parametrize("section", ["indicators", "dimensions", "conditions", "inputs"])
def test_sections(tmp_path: Path, section: str, count: int, *, is_read: bool) -> None:
    """A section that gives names has so many."""
    kept = yaml.safe_load(SOURCE).get(section, {})
    asked = {"column": "household_size", "at_least": 9}
    new: dict[str, dict[str, Any]] = {
        "indicators": {"dimension": "housing", "deprived_when": asked},
        "dimensions": {},
        "conditions": {"when": asked},
        "inputs": {"level": "household", "type": "integer", "label": LABEL},
    }
    one = new[section] | (
        {"label": LABEL, "reference": REFERENCE} if "label" not in new[section] else {}
    )
    for k in range(count - len(kept)):
        kept[f"x{k}"] = LABEL if section == "dimensions" else one
    found = problems(tmp_path, {section: kept})
    assert found == ([] if is_read else [(section, "more than 100")])


@pytest.mark.parametrize(("count", "is_read"), [(50, True), (51, False)])
def test_lines(tmp_path: Path, count: int, *, is_read: bool) -> None:
    """An income has so many lines."""
    lines = yaml.safe_load(SOURCE)["income_lines"]
    for k in range(count - len(lines)):
        lines[f"l{k}"] = {"rural": k + 1, "urban": k + 2, "label": LABEL, "reference": REFERENCE}
    found = problems(tmp_path, {"income_lines": lines})
    assert found == ([] if is_read else [("income_lines", "more than 50")])


@pytest.mark.parametrize(("conditions", "is_read"), [(13, True), (14, False)])
def test_cases_of_class_rules(tmp_path: Path, conditions: int, *, is_read: bool) -> None:
    """Limits tell so many cases apart: of 13 conditions 8,192, of 14 twice as many."""
    named = {
        f"c{k}": {
            "label": LABEL,
            "reference": REFERENCE,
            "when": {"column": "household_size", "at_least": k + 1},
        }
        for k in range(conditions)
    }
    ladder = [rule(k, {"condition": name}) for k, name in enumerate(named)]
    changes = {"conditions": named, "classes": [*ladder, rule(conditions, None)]}
    found = problems(tmp_path, changes)
    wrong = "the limits of the class rules tell more than 10,000 cases apart"
    assert found == ([] if is_read else [("classes", wrong)])
