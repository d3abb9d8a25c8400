"""Why households are undetermined: against every way in which what is unknown may turn out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from places import ROOT
from second_reading import CLASSES, INCOME_LINES, INDICATORS, SCORE_LINES, basis_of

import mdpoverty
from mdpoverty.cli import run
from mdpoverty.cli.why import why
from mdpoverty.profile.undetermined import Undetermined
from mdpoverty.reading.assemble import Opened, assemble
from mdpoverty.standards.library import load_standard
from mdpoverty.survey.survey import survey_of

STANDARDS = ("vn-2016-2020", "vn-2022-2025")
HOUSEHOLDS = 300
AREAS = ("rural", "urban")
INCOMES = {"A": "1000000", "B": ""}
EXAMPLE = ROOT / "examples" / "survey.csv"


def places(lines: Sequence[int]) -> list[int]:
    """Return a number at each line, below it, and above all."""
    return [0, *lines, *(line + 1 for line in lines)]


def made_up(standard: str, rng: Random) -> dict[str, Any]:
    """Return a household of which some answers, and what its income is, may be unknown."""
    area = rng.choice(AREAS)
    blank = rng.choice((0.1, 0.3, 0.8))
    row: dict[str, Any] = {
        "area": area,
        "household_size": 4,
        "standard": standard,
        "income_per_capita": rng.choice((None, *places(INCOME_LINES[standard][area]))),
        "income_score": None,
        "deprivation_score": None,
    }
    if row["income_per_capita"] is None and standard in SCORE_LINES and rng.random() < 0.5:
        row["income_score"] = rng.choice((None, *places(SCORE_LINES[standard][area])))
        row["deprivation_score"] = rng.choice((None, 0, 20, 30, 40))
    return row | {
        name: None if rng.random() < blank else rng.choice(("yes", "no", "no", "no"))
        for name in INDICATORS[standard]
    }


def class_of(standard: str, lines: Sequence[int], place: int, *, three: bool) -> str:
    basis = basis_of(standard, [*lines], Fraction(place), three=three)
    return next(name for name, bases in CLASSES.items() if basis in bases)


def expected(standard: str, row: dict[str, Any]) -> set[str]:
    """Return what the class hangs on: what turns it, whatever else is unknown."""
    scores = (row["income_score"], row["deprivation_score"])
    by_score = row["income_per_capita"] is None and scores != (None, None)
    lines = (SCORE_LINES if by_score else INCOME_LINES)[standard][row["area"]]
    known = scores[0] if by_score else row["income_per_capita"]
    anywhere = places(lines) if known is None else [known]
    found = set()
    if by_score:
        counts = [0, 30] if scores[1] is None else [scores[1]]
        every = {
            (place, count): class_of(standard, lines, place, three=count >= 30)
            for place, count in product(anywhere, counts)
        }
        names = ("income_score", "deprivation_score")
    else:
        sure = sum(row[name] == "yes" for name in INDICATORS[standard])
        unknown = [name for name in INDICATORS[standard] if row[name] is None]
        every = {
            (place, count): class_of(standard, lines, place, three=count >= 3)
            for place, count in product(anywhere, range(sure, sure + len(unknown) + 1))
        }
        names = ("income", "count")
    for one, other in product(every, every):
        same = [a == b for a, b in zip(one, other, strict=True)]
        if every[one] != every[other]:
            found |= {names[0]} if same[1] else {names[1]} if same[0] else set()
    if "count" in found:
        found = found - {"count"} | set(unknown)
    return found


@pytest.mark.parametrize("standard", STANDARDS)
def test_what_a_class_hangs_on(standard: str) -> None:
    """It is each answer that turns the class in some world, and no other; the cells are its own."""
    rng = Random(f"hinges {standard}")  # noqa: S311 -- made-up households
    rows = [{"household_id": f"H{n:03}", **made_up(standard, rng)} for n in range(HOUSEHOLDS)]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    reading = assemble(Opened(survey_of(frame)), mdpoverty.load_standard(standard))
    found = Undetermined(reading)
    table = found.table().collect()
    hangs = {row["household_id"]: expected(standard, row) for row in rows}
    hangs = {name: some for name, some in hangs.items() if some}
    assert {
        name: set(some["indicator"]) for (name,), some in table.group_by("household_id")
    } == hangs
    columns = {"income": "income_per_capita"}
    named = dict(table.select("indicator", "column").unique().rows())
    assert named == {name: columns.get(name, name) for name in named}
    ids = table["household_id"].unique(maintain_order=True).to_list()
    assert ids == sorted(hangs)
    assert len(hangs) > HOUSEHOLDS // 5
    assert found.households() == len(hangs)
    ranked = found.ranked()
    assert {each.name: each.households for each in ranked} == {
        name: sum(name in some for some in hangs.values()) for name in set().union(*hangs.values())
    }
    assert [each.households for each in ranked] == sorted(
        (each.households for each in ranked), reverse=True
    )


def test_filling_in_what_is_named_settles_it() -> None:
    """Once the cells that are named are filled in, whatever they then hold, a class is known."""
    standard = mdpoverty.load_standard("vn-2022-2025")
    known = standard.variables("household")
    frame = pl.read_csv(EXAMPLE, infer_schema_length=0).drop("toilet", "has_tv")
    reading = assemble(Opened(survey_of(frame)), standard)
    table = Undetermined(reading).table().collect()
    assert "toilet" in table["column"].to_list()
    rows = {row["household_id"]: dict(row) for row in frame.rows(named=True)}
    cells: dict[str, list[str]] = {}
    for row in table.rows(named=True):
        cells.setdefault(row["household_id"], []).append(row["column"])
    rng = Random("fill in")  # noqa: S311 -- made-up answers
    filled: list[dict[str, str | None]] = []
    for name, columns in cells.items():
        for _ in range(3):
            made: dict[str, str | None] = {"toilet": None, "has_tv": None, **rows[name]}
            for column in columns:
                assert not made[column]
                made[column] = rng.choice(known[column].codes or ("1", "0", "2000000", "40"))
                if known[column].maximum == "household_size":
                    made[column] = rng.choice("01")
            filled.append(made | {"household_id": f"{name} {len(filled)}"})
    profile = mdpoverty.classify(pl.DataFrame(filled), standard)
    assert profile.height == 3 * len(cells) > 30
    assert "undetermined" not in profile["class"].to_list()


@pytest.fixture
def survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with the example, some columns of which are not there."""
    monkeypatch.chdir(tmp_path)
    frame = pl.read_csv(EXAMPLE, infer_schema_length=0).drop("members_6plus_uninsured", "weight")
    frame.write_csv("survey.csv")
    return Path("survey.csv")


@pytest.mark.usefixtures("survey")
def test_every_command_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    """One note, with the columns that are blank or not there; a profile names the answers alone."""

    def note(*arguments: str) -> str:
        capsys.readouterr()
        run([*arguments, "--errors", "json"])
        notes = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
        (said,) = [each for each in notes if each["code"] == "cli.why-undetermined"]
        assert said["kind"] == "note"
        return str(said["message"])

    first = note("classify", "survey.csv", "-o", "profile.csv", "--why", "why.csv")
    assert "no column for members_6plus_uninsured" in first
    assert "Fill in the blank cells" in first
    assert "constant in a column map" in first
    assert note("summarize", "survey.csv", "-o", "s.csv", "--why", "other.csv") == first
    assert Path("other.csv").read_bytes() == Path("why.csv").read_bytes()
    assert note("validate", "survey.csv", "-o", "v.csv", "--why", "third.csv") == first
    assert Path("third.csv").read_bytes() == Path("why.csv").read_bytes()
    findings = pl.read_csv("v.csv").filter(kind="undetermined")
    cells = pl.read_csv("why.csv").select("indicator", "column")
    assert findings.select("subject", "value").rows() == cells.rows()
    ranked = note("tables", "profile.csv", "-o", "t.xlsx")
    assert ranked == note("summarize", "profile.csv", "-o", "s.csv", "--why", "named.csv")
    assert "members_6plus_uninsured" not in ranked
    assert ranked.split(" depend on ")[1].split()[0].strip(",") in ("health_insurance", "income")
    assert pl.read_csv("named.csv")["column"].null_count() > 0
    assert pl.read_csv("why.csv").columns == pl.read_csv("named.csv").columns


@pytest.mark.usefixtures("survey")
def test_the_blank_cell_of_a_member_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a member's cell it is said whose it is and where, of a household's cell nobody."""
    decided = [name for name in INDICATORS["vn-2022-2025"] if name != "health_insurance"]
    answers = ["yes", "yes", *["no"] * (len(decided) - 2)]
    head = ",".join(["household_id,survey_year,area,income_per_capita", *decided])
    rows = [f"{name},2025,rural,{income}," + ",".join(answers) for name, income in INCOMES.items()]
    Path("survey.csv").write_text("\n".join([head, *rows, ""]))
    people = ["A,1,40,yes", "A,2,40,", "A,3,4,", "B,1,40,yes", "B,2,40,no"]
    Path("members.csv").write_text("\n".join(["household_id,person_id,age,insured", *people, ""]))
    options = ["survey.csv", "--members", "members.csv"]
    assert run(["classify", *options, "-o", "p.csv", "--why", "why.csv", "-q"]) == 0
    assert Path("why.csv").read_text().splitlines()[1:] == [
        "A,poor;near_poor,health_insurance,insured,2",
        "B,poor;non_poor,income,income_per_capita,",
    ]
    run(["validate", *options, "-o", "found.csv", "-q"])
    found = pl.read_csv("found.csv", infer_schema=False).filter(kind="undetermined")
    assert found.select("file", "line", "message").rows() == [
        ("members.csv", "3", "A, 2: poor;near_poor"),
        ("survey.csv", "3", "B: poor;non_poor"),
    ]
    capsys.readouterr()
    assert run(["explain", *options, "A", "--lang", "vi", "-q"]) == 0
    said = "Bảo hiểm y tế: có BHYT (insured) của thành viên 2 (members.csv, dòng 3)"
    assert said in capsys.readouterr().out
    run(["explain", *options, "A", "--format", "json", "-q"])
    (cell,) = json.loads(capsys.readouterr().out)["standards"][0]["undecided"]["cells"]
    assert (cell["person_id"], cell["line"], cell["column"]) == ("2", 3, "insured")


@pytest.mark.usefixtures("survey")
def test_nobody_is_undetermined(capsys: pytest.CaptureFixture[str]) -> None:
    """Where every class is known there is no note, and the table is empty."""
    capsys.readouterr()
    assert run(["classify", "survey.csv", "--standard", "vn-2011-2015", "-o", "p.csv"]) == 0
    known = pl.read_csv("p.csv").filter(pl.col("class") != "undetermined")
    whole = pl.read_csv("survey.csv", infer_schema_length=0).join(
        known.select("household_id").cast(pl.String), on="household_id", how="semi"
    )
    capsys.readouterr()
    whole.write_csv("whole.csv")
    arguments = ["classify", "whole.csv", "--standard", "vn-2011-2015", "-o", "p.csv"]
    assert run([*arguments, "--why", "why.csv"]) == 0
    assert "undetermined" not in capsys.readouterr().err
    assert (
        Path("why.csv").read_text() == "household_id,possible_classes,indicator,column,person_id\n"
    )


def test_it_is_said_in_the_readers_language() -> None:
    """In Vietnamese an indicator has its label, and so has a column, before its name."""
    survey = survey_of(pl.read_csv(EXAMPLE, infer_schema=False), "survey.csv")
    found = Undetermined(assemble(Opened(survey), load_standard(STANDARDS[1])))
    said = why(18, found.ranked(), scored=found.scored)
    assert "3 depend on sanitation (toilet blank)" in said
    assert "10 hộ phụ thuộc vào thu nhập bình quân đầu người (" in said.in_("vi")
    assert (
        "3 hộ phụ thuộc vào Nhà tiêu hợp vệ sinh (loại hố xí/nhà tiêu (toilet) để trống)"
        in said.in_("vi")
    )


def test_a_profile_of_scores_was_not_edited() -> None:
    """What a score lacks is not in a profile: that is no sign of a class that was edited."""
    assert "was edited" in why(1, ())
    said = why(1, (), scored=True)
    assert said.startswith("1 household is undetermined. Classify the survey with --why FILE")
