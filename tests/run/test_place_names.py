"""Names of places that differ only by what a reader does not see."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import BY_INCOME, HEADER, run, write_csv

ROWS = [
    ("1", "rural", 4, 400000, "Hà Giang", "Hòa An"),
    ("2", "rural", 4, 500000, "Hà Giang", "Hoà An"),
    ("3", "rural", 4, 500000, "Hà  giang", "Hòa\u200b an"),
    ("4", "rural", 4, 500000, "Cao Bằng", "HOÀ AN"),
    ("5", "rural", 4, 500000, "Cao Bằng", "Hoa An"),
    ("6", "rural", 4, 500000, "Cao Bằng", None),
]


@pytest.mark.parametrize("command", ["classify", "summarize --by province --by commune"])
def test_names_alike_are_listed(tmp_path: Path, command: str) -> None:
    """Spaces, case, invisible characters and the place of the tone; within the unit above."""
    file = write_csv(tmp_path / "a.csv", [(*HEADER, "province", "commune"), *ROWS])
    errors = run(*command.split(), file, *BY_INCOME).errors
    assert "province: names that differ only by spaces, case" in errors
    assert "count as different places: 'Hà  giang' / 'Hà Giang'." in errors
    assert "'Hoà An' / 'Hòa An' / 'Hòa" in errors
    assert " an'. To merge them" in errors
    assert "HOÀ" not in errors


def test_other_names_are_not_listed(tmp_path: Path) -> None:
    """Another tone, another letter, another province: other places."""
    names = ["Hòa An", "Hóa An", "Hoa An", "Hoa Ân"]
    rows = [(str(i), "rural", 4, 5e5, "Hà Giang", name) for i, name in enumerate(names)]
    rows.append(("9", "rural", 4, 5e5, "Cao Bằng", "Hoà An"))
    file = write_csv(tmp_path / "a.csv", [(*HEADER, "province", "commune"), *rows])
    assert "names that differ" not in run("classify", file, *BY_INCOME).errors
