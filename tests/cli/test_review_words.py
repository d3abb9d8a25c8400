"""What a terminal calls the rules of a review, whose poor and near-poor are both by the scores."""

from __future__ import annotations

import io

import pytest
from places import ROOT
from terminals import Screen

from mdpoverty import cli
from mdpoverty.cli.words_for_people import summary_words
from mdpoverty.standards.library import load_standard

REVIEW = "vn-2022-2025-review"
COMMUNE = str(ROOT / "examples" / "commune-2025.xlsx")


def on_terminal(command: list[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what a command prints where its standard output is a terminal, in Vietnamese."""
    monkeypatch.setenv("COLUMNS", "120")
    screen = Screen(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr("sys.stdout", screen)
    assert cli.run([*command, "--lang", "vi"]) == 0
    screen.seek(0)
    return screen.read()


@pytest.mark.parametrize("command", ["classify", "summarize"])
def test_poor_by_scores_is_not_called_near_poor(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The poor are poor by the scores, and the near-poor near-poor, though one basis is of both."""
    said = on_terminal([command, COMMUNE, "--standard", REVIEW], monkeypatch)
    (poor,) = (line for line in said.splitlines() if "nghèo theo điểm" in line and "36" in line)
    assert "hộ nghèo theo điểm" in poor
    assert "hộ cận nghèo theo điểm" not in poor


def test_labelled_figures_say_the_rule_of_the_poor() -> None:
    """A table for people calls the share of the poor by a basis as its rule for them."""
    words = summary_words("vi", load_standard(REVIEW))
    assert words.codes["measure"]["poor_by_scores"].endswith("hộ nghèo theo điểm")
    assert words.codes["basis"]["scores"] == "hộ nghèo theo điểm / hộ cận nghèo theo điểm"
