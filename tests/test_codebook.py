"""What the codebook says of its variables in words."""

from __future__ import annotations

from mdpoverty.codebook import variables
from mdpoverty.language.messages import in_language


def test_answers_with_commas_are_apart_by_semicolons() -> None:
    """What a cell may hold says where an answer ends; answers without commas stay as they are."""
    water, area = (variables("household")[name] for name in ("water_source", "area"))
    assert "surface = Nước sông, hồ, ao; " in in_language(water.allowed, "vi")
    assert in_language(area.allowed, "en").startswith("rural, urban, ")
