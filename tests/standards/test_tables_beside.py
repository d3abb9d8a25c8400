"""Tables beside a threshold file that say nothing: each is refused, whichever it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mdpoverty import StandardError, load_standard
from mdpoverty.standards.library import THRESHOLDS

REVIEW = "vn-2022-2025-review"
TABLES = sorted(file.name for file in THRESHOLDS.glob(f"{REVIEW}.*.csv"))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("below", "wrong"),
    [
        ("", "no row below its header"),
        ("\n\n ,,\n", "no row below its header"),
        (None, "no header"),
    ],
)
def test_without_rows(tmp_path: Path, table: str, below: str | None, wrong: str) -> None:
    """A table has rows: what is looked up in one without any would be unknown for everybody."""
    for file in THRESHOLDS.glob(f"{REVIEW}.*"):
        shutil.copy(file, tmp_path)
    standard = tmp_path / "own.yaml"
    text = (tmp_path / f"{REVIEW}.yaml").read_text(encoding="utf-8")
    standard.write_text(text.replace(f"id: {REVIEW}\n", "id: own\n", 1), encoding="utf-8")
    assert load_standard(standard).id == "own"
    header = (tmp_path / table).read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / table).write_text("" if below is None else f"{header}\n{below}", encoding="utf-8")
    with pytest.raises(StandardError) as faulty:
        load_standard(standard)
    if "points" in table and below is not None:  # each option that is missing is said
        wrong = "has no row"
    assert any(p.file == table and wrong in p.wrong for p in faulty.value.problems)
