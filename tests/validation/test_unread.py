"""Cells that the standard does not read, and heads of households: what `validate` warns of."""

from pathlib import Path

import pytest
from files import Table, run, write_csv
from filled_forms import fill

from mdpoverty.questionnaire.form import forms
from mdpoverty.questionnaire.workbook import write_form

HOUSEHOLDS: Table = [("household_id", "area"), *((f"H{i}", "rural") for i in range(1, 5))]
STANDARD = ("--standard", "vn-2022-2025-review")


def test_every_answer_of_a_form_is_looked_at(tmp_path: Path) -> None:
    """Also one that the standard does not read: with its cell, and with what is allowed."""
    form = forms()["vn-2022-2025-review"]
    write_form(form, tmp_path / "form.xlsx", tmp_path, "vi")
    member = {"household_id": "H1", "person_id": "1", "birth_date": "01/02/1990"}
    rows = {
        "household": [{"household_id": "H1", "area": "Nông thôn", "region": "Tây Nguyên"}],
        "member": [
            {**member, "relation": "Chủ hộ"},
            {**member, "person_id": "2", "relation": "Con trai"},
        ],
    }
    fill(tmp_path / "form.xlsx", tmp_path / "filled.xlsx", form, "vi", rows)
    for command in ("validate", "classify"):
        done = run(command, str(tmp_path / "filled.xlsx"), *STANDARD)
        assert done.code == 0, done.errors
        [told] = [line for line in (done.errors + done.out).splitlines() if "Con trai" in line]
        assert "Chủ hộ, Vợ/chồng, Con, Bố/mẹ, Khác" in told
        assert "is not a known code" in told


@pytest.mark.parametrize(
    ("relations", "said"),
    [
        (("head", "child"), ""),
        (("head", "head"), "more than one head"),
        (("spouse", "child"), "no head"),
        (("spouse", ""), ""),
        (("spouse", "Cháu"), ""),
        (("head", "head", ""), "more than one head"),
        (("head", ""), ""),
    ],
)
def test_heads(tmp_path: Path, relations: tuple[str, ...], said: str) -> None:
    """One is right; where a relation is unknown, that member may be the head."""
    survey = write_csv(tmp_path / "survey.csv", HOUSEHOLDS[:2])
    people: Table = [
        ("household_id", "person_id", "age", "relation"),
        *(("H1", str(i), 30, each) for i, each in enumerate(relations)),
    ]
    members = write_csv(tmp_path / "members.csv", people)
    done = run("validate", survey, "--members", members, *STANDARD)
    told = [line for line in (done.errors + done.out).splitlines() if " head among" in line]
    assert [said in line and "H1" in line for line in told] == ([True] if said else [])
