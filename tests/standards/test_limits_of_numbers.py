"""Numbers of threshold files and of their tables: as large and as exact as is worked with."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from places import ROOT

from mdpoverty import StandardError, load_standard

REVIEW = "vn-2022-2025-review"
MOST = 10**15 - 1


def own(folder: Path, **changes: tuple[str, str]) -> Path:
    """Return a copy of the review's files; of those named, by their endings, some text differs."""
    for file in (ROOT / "thresholds").glob(f"{REVIEW}.*"):
        text = file.read_text(encoding="utf-8").replace(REVIEW, "own")
        ending = file.name.removeprefix(f"{REVIEW}.").removesuffix(".csv")
        if ending in changes:
            assert changes[ending][0] in text
            text = text.replace(*changes[ending], 1)
        (folder / file.name.replace(REVIEW, "own")).write_text(text, encoding="utf-8")
    return folder / "own.yaml"


def refused(path: Path) -> str:
    with pytest.raises(StandardError) as caught:
        load_standard(path)
    return str(caught.value)


POINTS_EACH = "points_for_each_deprivation: "
NUMBERS = {
    f"{POINTS_EACH}10": (f"{POINTS_EACH}%d", 1, 999_999_999),
    "rural: 140": ("rural: %d", 0, MOST),
}


@pytest.mark.parametrize("before", NUMBERS)
def test_points_lines_and_cut_offs_have_limits(tmp_path: Path, before: str) -> None:
    """No sum of them is more than the engine's numbers hold; none is below what it can be."""
    after, least, most = NUMBERS[before]
    for number in (most + 1, 2**63 - 1, 2**63, 10**30):
        assert f"greater than {most:,}" in refused(own(tmp_path, yaml=(before, after % number)))
    assert f"less than {least}" in refused(own(tmp_path, yaml=(before, after % (least - 1))))
    for number in (least, most):
        path = own(tmp_path, yaml=(before, after % number))
        with suppress(StandardError):  # rules that never decide then, or lines in another order
            load_standard(path)
            continue
        said = refused(path)
        assert "greater than" not in said
        assert "less than" not in said


def test_a_cut_off_has_15_digits(tmp_path: Path) -> None:
    """As every number of a class rule."""
    before, after = "deprivation_score, at_least: 30", "deprivation_score, at_least: %d"
    for number in (2**63 - 1, 2**63, 10**30):
        assert "15 digits" in refused(own(tmp_path, yaml=(before, after % number)))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        pytest.param("0,male,46.1000000000000000000001", "15 digits", id="not exact"),
        pytest.param(f"0,male,{'9' * 16}", "15 digits", id="16 digits"),
        pytest.param(f"0,male,{'9' * 309}", "15 digits", id="no double"),
        pytest.param("0,male,46.1234567890123", "15 digits", id="13 decimals"),
        pytest.param("0,male,46.1e1", "15 digits", id="exponent"),
        pytest.param("0,male,-46.1", "at least", id="negative"),
        pytest.param("-1,male,46.1", "'-1' is not a key", id="key below"),
        pytest.param("100000,male,46.1", "'100000' is not a key", id="key above"),
        pytest.param("0.0000000000000001,male,46.1", "is not a key", id="key not exact"),
    ],
)
def test_cells_of_tables(tmp_path: Path, after: str, said: str) -> None:
    """A number that could not be held against a limit exactly, or that nobody has, is refused."""
    assert said in refused(own(tmp_path, nutrition=("0,male,46.1", after)))


@pytest.mark.parametrize("cell", ["46.123456789012", "46.10", "46", ""])
def test_sound_cells_of_tables(tmp_path: Path, cell: str) -> None:
    """Up to 15 digits, or blank."""
    load_standard(own(tmp_path, nutrition=("0,male,46.1", f"0,male,{cell}")))
