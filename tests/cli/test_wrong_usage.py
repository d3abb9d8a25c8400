"""A command line that cannot be read is refused in our own words, whatever the parser says."""

from __future__ import annotations

import json
import shlex

import pytest

from mdpoverty.cli import run


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("classify survey.csv --yaer 2025", "there is no option --yaer; did you mean '--year'?"),
        ("classify survey.csv -z", "there is no option -z"),
        ("classify survey.csv --year", "--year needs a value"),
        ("classify survey.csv -o", "-o needs a value"),
        ("classify survey.csv --quiet=3", "--quiet takes no value"),
        ("classify survey.csv --year abc", "--year: 'abc' is not a whole number"),
        ("classify survey.csv --year=2025.5", "--year: '2025.5' is not a whole number"),
        ("classify survey.csv --threads 0", "--threads: '0' is not a whole number from 1 to 1,024"),
        ("classify survey.csv --engine fast", "--engine: 'fast' is not allowed; allowed: embedded"),
        ("classify survey.csv --decimal x", "--decimal: 'x' is not allowed; allowed: '.' (dot), "),
        (
            "classify survey.csv --thousands x",
            "--thousands: 'x' is not allowed; allowed: '.' (dot), ',' (comma), space\n",
        ),
        ("classify", "SURVEY is missing"),
        ("explain survey.csv", "HOUSEHOLD_ID is missing; for example: mdpoverty explain "),
        ("tables a.csv", "--output is missing; for example: mdpoverty tables profile-2024.csv"),
        ("map survey.csv --schema=2", "--schema takes no value"),
        ("standards show a b", "too many arguments for 'standards show'"),
        ("standards", "name a command; allowed: list, show"),
        ("standards shwo", "there is no command 'shwo'; did you mean 'show'?"),
        ("clasify survey.csv", "there is no command 'clasify'; did you mean 'classify'?"),
        ("nothing", "there is no command 'nothing'"),
    ],
)
def test_it_is_refused_in_our_words(
    command: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code is 2, and the first line says which word is wrong and what is allowed."""
    assert run(shlex.split(command)) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"error: {words}")
    assert printed.err.count("\n") == 1


def test_what_is_missing_is_called_as_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    """In Vietnamese an argument that is missing has its Vietnamese name."""
    assert run(shlex.split("explain survey.csv --lang vi")) == 2
    assert capsys.readouterr().err.startswith("lỗi: thiếu MÃ_HỘ; ví dụ: mdpoverty explain ")


def test_language_that_there_is_not_is_said_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """MDPOVERTY_LANG=vn is English, and a warning says so in every language."""
    monkeypatch.setenv("MDPOVERTY_LANG", "vn")
    assert run(["standards", "list"]) == 0
    assert capsys.readouterr().err == (
        "warning: MDPOVERTY_LANG: 'vn' is not a language of this program. "
        "Set MDPOVERTY_LANG=en for English, MDPOVERTY_LANG=vi for Vietnamese\n"
        "cảnh báo: MDPOVERTY_LANG: chương trình không có ngôn ngữ 'vn'. "
        "Hãy đặt MDPOVERTY_LANG=vi để dùng tiếng Việt, MDPOVERTY_LANG=en để dùng tiếng Anh\n"
    )
    assert run(["standards", "list", "--errors", "json"]) == 0
    assert [json.loads(line)["code"] for line in capsys.readouterr().err.splitlines()] == [
        "cli.no-language"
    ]
    assert run(["standards", "list", "--lang", "vi"]) == 0
    assert capsys.readouterr().err == ""
    for sound in ("vi_VN.UTF-8", "en", ""):
        monkeypatch.setenv("MDPOVERTY_LANG", sound)
        assert run(["standards", "list"]) == 0
        assert capsys.readouterr().err == ""
