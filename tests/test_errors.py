"""Errors say what is wrong, where, and what to do, with codes that stay when words change."""

from __future__ import annotations

from mdpoverty.errors import Place, Problem, SurveyError, UsageError, no_column
from mdpoverty.language.messages import message
from mdpoverty.survey.missing_columns import lacking

PLACES = (
    Place(1206, "x"),
    Place(None, None, household="H-1"),
    Place(None, "y"),
    Place(4, "z", file="b.csv"),
)


def test_problem_in_either_language() -> None:
    """Rows, places, what is allowed and what to do are said in the language asked for."""
    problem = Problem("area", "is unknown", "rural|urban", "ask again", 1500, PLACES)
    error = SurveyError("refused", [problem], "a.csv")
    assert str(error) == (
        "refused\n"
        "  area: is unknown "
        "(1,500 rows: line 1206 'x', household H-1, no id 'y', b.csv line 4 'z' and 1,496 more)\n"
        "    allowed: rural|urban\n"
        "    what to do: ask again"
    )
    assert error.text("vi") == (
        "refused\n"
        "  area: is unknown (1.500 dòng: dòng 1206 'x', hộ H-1, không có mã hộ 'y', "
        "b.csv dòng 4 'z' và 1.496 nữa)\n"
        "    cho phép: rural|urban\n"
        "    cách sửa: ask again"
    )


def test_codes_are_those_of_the_messages() -> None:
    """An error and each of its problems have the code of their text, in plain data too."""
    missing = lacking("a.csv", ["area", "siz"], ["size"], "add it")
    assert missing.code == "errors.missing-columns"
    assert [problem.code for problem in missing.problems] == ["errors.missing-column"]
    data = missing.as_dict()
    assert (data["code"], data["problems"][0]["code"]) == (
        "errors.missing-columns",
        "errors.missing-column",
    )
    assert "; did you mean 'siz'?" in data["problems"][0]["wrong"]
    assert UsageError(message("made-up.x", "no")).code == "made-up.x"
    assert no_column("--by", "x", ["y"]).code == "errors.no-column"


def test_some_of_many_columns_are_named() -> None:
    """Of a file with many columns the first forty are named, of one without any none."""
    names = [f"c{number:d}" for number in range(1041)]
    assert (
        str(lacking("a.csv", names, ["size"], ""))
        .partition("\n")[0]
        .endswith(", c38, c39 and 1,001 more")
    )
    assert (
        lacking("a.csv", [], ["size"], "").headline
        == "a.csv does not have all columns; it has no columns"
    )


def test_what_the_headline_says_is_not_said_again() -> None:
    """Where the one problem is the headline itself only its advice is left."""
    error = UsageError("the disk is full", [Problem("TMPDIR", "the disk is full", advice="wait")])
    assert str(error) == "the disk is full\n  what to do: wait"
