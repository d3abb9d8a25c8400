"""What a column map leaves open says what may be written there: the codes of the variable."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import Table, run, write_csv

from mdpoverty.codebook import variables
from mdpoverty.column_map.meanings import meaning

ROWS: Table = [("id", "area", "size", "income", "toilet"), ("1", "rural", 2, "900000", "Hố đất")]
MAP = """
survey: survey
round: 2024
household:
  household_id: {column: id}
  area: {column: area}
  household_size: {column: size}
  income_per_capita: {column: income}
  toilet:
    column: toilet
    codes:
      Tự hoại: septic
"""
ASKED = ("--standard", "vn-2022-2025", "--columns", "map.yaml")


@pytest.fixture(autouse=True)
def _survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_csv(tmp_path / "survey.csv", ROWS)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("      Hố đất:", "septic = "),
        ("    others:", "septic = "),
        ("  wall: {constant: }", "durable = "),
        ("  floor_area: {constant: }", "một số có không quá 15 chữ số"),
        ("  uses_phone: {any_of: [{column: size, codes: {1: }}, {column: size}]}", "yes = "),
        ("  floor_area: {column: }", "một giá trị; "),
        ("  unknown: {constant: }", "một giá trị; "),
        ("notes:", "một giá trị; "),
    ],
)
def test_an_open_line_lists_the_codes(line: str, said: str) -> None:
    """With their labels; a line that holds no cell of a known variable takes any value."""
    Path("map.yaml").write_text(f"{MAP}{line}\n", encoding="utf-8")
    done = run("classify", "survey.csv", *ASKED, "--lang", "vi")
    assert done.code == 2
    [fault] = [text for text in done.errors.splitlines() if "chưa có giá trị" in text]
    assert said in fault
    assert "hoặc xóa dòng này" in fault


@pytest.mark.parametrize(("language", "said"), [("en", "(septic, "), ("vi", "(septic = ")])
def test_a_code_that_the_map_lacks_lists_what_it_may_mean(language: str, said: str) -> None:
    """Beside the codes that the map has."""
    Path("map.yaml").write_text(MAP, encoding="utf-8")
    done = run("classify", "survey.csv", *ASKED, "--lang", language)
    assert done.code == 3
    assert "'Hố đất'" in done.errors
    assert ": Tự hoại\n" in done.errors
    assert said in done.errors


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Con", ("child", True)),
        ("Con trai", ("child", False)),
        ("Cha", ("parent", False)),
        ("Cháu", ("other", False)),
        ("Cô", (None, False)),
        ("Con dâu", ("other", False)),
    ],
)
def test_a_short_word_is_meant_whole(said: str, meant: tuple[str | None, bool]) -> None:
    """A grandchild is no father, however near their words are."""
    assert meaning(variables("member")["relation"], said) == meant
