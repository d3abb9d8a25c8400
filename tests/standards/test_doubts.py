"""What may be a slip in a standard: said by `standards check`, which finds no fault in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mdpoverty import load_standard, standard_ids
from mdpoverty.cli import run
from mdpoverty.standards.doubts import doubts

HEAD = """\
id: own
based_on: {base}
name: {{en: Own, vi: Riêng}}
applies: {{from: 2099-01-01, to: 2099-12-31}}
compared_with_law_on: 2026-11-22
legal_basis: [{{document: D, about: {{en: A, vi: A}}, status: text}}]
"""
CITED = "reference: {document: D, clause: C, status: seen}"
RULES = f"""\
classes:
  - class: poor
    basis: income
    label: {{en: poor, vi: hộ nghèo}}
    when: {{income: {{at_most: poverty}}}}
    {CITED}
  - {{class: non_poor, basis: other, label: {{en: other, vi: khác}}, {CITED}}}
"""


@pytest.mark.parametrize(
    ("base", "text", "codes"),
    [
        ("vn-2022-2025", "", []),
        ("vn-2022-2025", f"income_lines: {{poverty: {{rural: 1_500_000, {CITED}}}}}", []),
        (
            "vn-2022-2025",
            f"income_lines: {{poverty: {{rural: 1_499_999, {CITED}}}}}",
            ["line-below-base", "no-review-scores"],
        ),
        (
            "vn-2022-2025",
            f"income_lines: {{poverty: {{rural: 2_000_001, urban: 2_000_000, {CITED}}}}}",
            ["urban-below-rural", "no-review-scores"],
        ),
        ("vn-2011-2015", RULES + "income_lines: {near_poverty: null}", ["class-not-reached"]),
        ("vn-2022-2025", "review_scores: null", ["no-review-scores"]),
    ],
)
def test_each_doubt(
    base: str, text: str, codes: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is told on one side of its limit alone, and refuses nothing."""
    file = tmp_path / "own.yaml"
    file.write_text(HEAD.format(base=base) + text + "\n", encoding="utf-8")
    found = list(doubts(load_standard(file)))
    assert [doubt.code for doubt in found] == [f"standards.{code}" for code in codes]
    assert run(["standards", "check", str(file)]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[len(printed) - len(found) :] == [f"warning: {doubt}" for doubt in found]


@pytest.mark.parametrize("name", standard_ids())
def test_the_law_gives_no_doubt(name: str) -> None:
    """No shipped standard gives one."""
    assert not list(doubts(load_standard(name)))
