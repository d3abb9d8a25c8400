"""Every heading of every table for people is in words, under every standard."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from diffs import run

from mdpoverty.codebook import review_variables, variables
from mdpoverty.standards.library import shipped, standard_ids

NAME = re.compile(r"[a-z0-9_]+")
VIETNAMESE = {"radio", "tivi"}
FIRST = {"household_id": "H1", "area": "rural", "household_size": "1", "survey_year": ""}
FILLED = {"weight": "1", "stratum": "1", "psu": "1", "income_per_capita": "900000"}
HIGHEST = {"income_score_highest": "580", "deprivation_score_highest": "180"}
INCOMES = ("income_per_capita", "household_income", "income_score", "deprivation_score")


def written(file: Path, rows: list[dict[str, str]]) -> str:
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(file)


def headings(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig") as text:
        return next(csv.reader(text, delimiter=";"))


@pytest.mark.parametrize("name", standard_ids())
def test_headings_are_in_words(name: str, tmp_path: Path) -> None:
    """No heading is the name of a column, of whatever command, where a survey has all columns."""
    standard = shipped(name)
    known = {
        **review_variables(),
        **variables("household"),
        **standard.variables("household"),
    }
    row = dict.fromkeys(known, "") | FIRST | FILLED
    for other in INCOMES[1:]:
        row.pop(other)
    scored = {key: value for key, value in row.items() if key != "income_per_capita"} | {
        "income_score": "100",
        "deprivation_score": "10",
        **HIGHEST,
    }
    people = dict.fromkeys(variables("member"), "") | {"household_id": "H1", "person_id": "1"}
    members = written(tmp_path / "members.csv", [people])
    plain = written(tmp_path / "survey.csv", [row])
    surveys = [plain]
    if standard.review_scores:
        surveys.append(written(tmp_path / "scored.csv", [scored]))
    tables: list[Path] = []

    def wanted(table: str) -> str:
        tables.append(tmp_path / f"table-{len(tables)}-{table}.csv")
        return str(tables[-1])

    common = ("--standard", name, "--labelled", "--lang", "vi", "-q")
    for number, survey in enumerate(surveys):
        asked = ["--keep", "all", "--members", members, "--persons", wanted("persons")]
        asked += ["--why", wanted("why"), "-o", wanted("profile")]
        assert run("classify", survey, *asked, *common).code == 0
        assert run("summarize", survey, "--by", "area", "-o", wanted("figures"), *common).code == 0
        assert run("validate", survey, "-o", wanted("findings"), *common).code == 0
        data = []
        for year in ("2023", "2024"):
            rows = [(scored if number else row) | {"survey_year": year}]
            data.append(str(tmp_path / f"profile-{year}.csv"))
            again = ("--standard", name, "--keep", "all", "-q", "-o", data[-1])
            assert run("classify", written(tmp_path / "round.csv", rows), *again).code == 0
        both = ("--labelled", "--lang", "vi", "-q")
        assert run("diff", *data, "-o", wanted("diff"), *both).code == 0
        flows = ("--flows", wanted("flows"), "-o", wanted("households"))
        assert run("track", *data, *flows, *both).code == 0
    left = {
        (table.stem.partition("-")[2], heading)
        for table in tables
        for heading in headings(table)
        if NAME.fullmatch(heading) and heading not in VIETNAMESE
    }
    assert not left
