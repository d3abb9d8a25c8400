"""What `validate` shows on a terminal, and what is advised where undetermined cells are listed."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from diffs import run
from files import BY_INDICATORS, HEADER, write_csv

from mdpoverty.cli.views.validate import show
from mdpoverty.codebook import variables
from mdpoverty.standards.library import shipped
from mdpoverty.validation.shares import UNREADABLE, Share
from mdpoverty.validation.validate import FINDING, Validation


def test_only_standards_that_the_survey_serves_have_a_column(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The standard that is applied has one anyway; those without an answer are in one line."""
    answered = (
        Share("income_per_capita", "vn-2006-2010", 2, 1.0),
        Share("income_per_capita", "vn-2011-2015", 0, 0.0),
        Share("water", "vn-2016-2020", 0, 0.0, UNREADABLE()),
        Share("water", "vn-2022-2025", 0, 0.0),
    )
    found = Validation(
        *(shipped("vn-2022-2025"), None, None, (), (), (), answered),
        findings=pl.LazyFrame(schema=FINDING),
    )
    for language, said in (
        ("en", "no answers for other standards: vn-2011-2015, vn-2016-2020"),
        ("vi", "tệp không có câu trả lời nào cho các chuẩn khác: vn-2011-2015, vn-2016-2020"),
    ):
        show(found, language)  # type: ignore[arg-type]  # a language
        lines = capsys.readouterr().out.splitlines()
        assert said in lines
        heading = next(line for line in lines if "vn-2006-2010" in line)
        assert heading.split()[-2:] == ["vn-2006-2010", "vn-2022-2025"]


def test_what_lists_cells_is_advised_where_it_is_not_asked_for(tmp_path: Path) -> None:
    """--why is advised where a command takes it, and not where it was given."""
    survey = write_csv(tmp_path / "survey.csv", [(*HEADER, "toilet"), ("A1", "rural", 4, 1, "")])
    why = ("--why", str(tmp_path / "why.csv"))
    output = ("-o", str(tmp_path / "out.csv"))
    for command in ("classify", "validate"):
        said = run(command, survey, *BY_INDICATORS, *output).errors
        assert "Fill in the blank cells: --why FILE lists them" in said
        said = run(command, survey, *BY_INDICATORS, *output, *why).errors
        assert "Fill in the blank cells" in said
        assert "--why" not in said
    (tmp_path / "other.csv").write_bytes(Path(survey).read_bytes())
    folder = ("--output-dir", str(tmp_path / "profiles"))
    said = run("classify", survey, tmp_path / "other.csv", *BY_INDICATORS, *folder).errors
    assert "Fill in the blank cells: `mdpoverty validate SURVEY --why FILE` lists them" in said


def test_blanks_of_members_have_the_labels_of_members(capsys: pytest.CaptureFixture[str]) -> None:
    """A variable that both files have is called as the file that it is of calls it."""
    blanks = (
        Share("uses_internet", "survey.csv", 1, 0.5),
        Share("uses_internet", "members.csv", 1, 0.25, of_members=True),
    )
    found = Validation(
        *(shipped("vn-2022-2025"), None, None, (), (), blanks, ()),
        findings=pl.LazyFrame(schema=FINDING),
    )
    show(found, "vi")
    lines = capsys.readouterr().out.splitlines()
    of = {file: next(line for line in lines if file in line) for file in ("survey", "members")}
    assert of["survey"].startswith(f"{variables('household')['uses_internet'].label_vi} (")
    assert of["members"].startswith(f"{variables('member')['uses_internet'].label_vi} (")
