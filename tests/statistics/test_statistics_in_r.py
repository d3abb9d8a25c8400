"""Statistics against R's package survey (Lumley 2004), on random designs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from in_r import InR, close, in_r, needs_r
from samples import DESIGN, Standard, found_in, official, random_index, sample, second, summarized
from second_statistics import Figure, Key


class Asked(NamedTuple):
    """A survey, and what is asked of it; R's word for single units."""

    standard: Standard | int
    columns: Sequence[str] = DESIGN
    by: Sequence[str] = ("region",)
    options: Mapping[str, Any] = {}
    lonely: str = "fail"
    single: bool = False
    blank: float = 0


V22 = official("vn-2022-2025")
ASKED = {
    "official": Asked(V22, options={"cutoffs": ["3"]}),
    "weights that add up to little": Asked(3, DESIGN[:1], options={"cutoffs": ["1/2"]}),
    "households drawn in strata": Asked(4, DESIGN[:2], options={"cutoffs": ["0.4"], "ci": "beta"}),
    "units alone, persons": Asked(4, DESIGN[::2], options={"unit": "persons", "ci": "wald"}),
    "rounds": Asked(3, by=("area", "round"), options={"cutoffs": ["1/3"], "level": 90}),
    "single unit, not said": Asked(3, single=True),
    "single unit, certain": Asked(
        3, options={"single_unit": "certainty"}, lonely="certainty", single=True
    ),
    "single unit, centred": Asked(
        3, options={"single_unit": "centered"}, lonely="adjust", single=True
    ),
    "single unit, as others": Asked(
        3, options={"single_unit": "average", "ci": "beta"}, lonely="average", single=True
    ),
    "complete cases": Asked(3, options={"complete_cases": True, "cutoffs": ["0.5"]}, blank=0.1),
}


@needs_r
@pytest.mark.parametrize("name", ASKED)
def test_figures_are_those_of_r(name: str, tmp_path: Path) -> None:
    """Estimates, errors, degrees of freedom, design effects and intervals agree to 1e-9."""
    asked = ASKED[name]
    rng = Random(name)  # noqa: S311 -- no secrets
    standard = asked.standard
    if isinstance(standard, int):
        standard = random_index(tmp_path, rng, standard)
    rows = sample(rng, standard, 400, blank=asked.blank, columns=asked.columns, single=asked.single)
    options = dict(asked.options)
    level = options.get("level", 95) / 100
    survey = second(
        rows,
        standard,
        asked.by,
        told="round" if "round" in asked.by else None,
        persons=options.get("unit") == "persons",
        complete_cases=options.get("complete_cases", False),
    )
    expected = in_r(tmp_path, survey, options.get("cutoffs", []), asked.lonely, level)
    found = found_in(summarized(rows, standard, by=asked.by, **options), asked.by)
    assert {(group, key) for group, _, key in found} == set(expected)
    method = options.get("ci", "logit")
    for (group, _, key), figure in found.items():
        agree(key, figure, expected[group, key], method)


def agree(key: Key, figure: Figure, found: InR, method: str) -> None:
    """Assert that a figure is the one that R has."""
    assert close(figure.estimate, found.estimate), (key, "estimate")
    assert figure.df == found.df, key
    assert close(_rounded(figure.standard_error), _rounded(found.error)), (key, figure, found)
    if figure.estimate is None or figure.standard_error is None:
        return
    if figure.deff is not None:
        assert close(figure.deff, found.deff), (key, figure, found)
    low, high = found.wald
    if not key.is_share:
        low, high = max(low, 0), high if key.number else min(high, 1)
    elif 1e-13 < figure.estimate < 1 - 1e-13:
        low, high = getattr(found, method)
        low, high = max(low, 0), min(high, 1)
    else:
        return  # an exact bound, where R has none
    assert close(figure.ci_low, low), (key, figure, found)
    assert close(figure.ci_high, high), (key, figure, found)


def _rounded(error: float | None) -> float:
    return float("nan") if error is None else 0.0 if error < 1e-12 else error
