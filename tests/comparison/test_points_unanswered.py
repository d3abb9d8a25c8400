"""A survey of measured incomes has none of the form's answers: that is why classes are open."""

from __future__ import annotations

import pytest
from files import run
from places import ROOT

SURVEY = ROOT / "examples" / "survey.csv"


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (("vn-2022-2025", "vn-2022-2025-review"), "answer_became_unknown"),
        (("vn-2022-2025-review", "vn-2022-2025"), "answer_became_known"),
    ],
)
def test_answers_that_points_lack_are_the_reason(pair: tuple[str, str], expected: str) -> None:
    """No line or rule is named where it is the points that nobody can add up."""
    done = run("diff", SURVEY, "--from", pair[0], "--to", pair[1], "-q")
    assert done.code == 0
    assert {*done.column("reason")} == {expected}
