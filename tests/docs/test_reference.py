"""What the pages generate names everything that there is, in words of their language."""

from __future__ import annotations

import re

import pytest
from places import ROOT

from docs.problems import problems
from docs.reference import filled
from mdpoverty import exit_codes
from mdpoverty.cli.app import COMMANDS
from mdpoverty.codebook import LEVELS, PROFILE_FIRST, PROFILE_LAST, review_variables, variables
from mdpoverty.language import LANGUAGES, Language


def page(language: Language, name: str) -> str:
    return filled((ROOT / "docs" / language / f"{name}.md").read_text(encoding="utf-8"), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_out(language: Language) -> None:
    """Each command, variable, column of a profile and exit code is on its page."""
    commands = page(language, "commands")
    assert not [name for name in COMMANDS if f"\n## mdpoverty {name}\n" not in commands]
    codebook = page(language, "codebook")
    named = [*variables(LEVELS[0]), *variables(LEVELS[1]), *review_variables()]
    assert not [name for name in named if f"\n| `{name}` | " not in codebook]
    profile = page(language, "profile")
    assert not [x for x in (*PROFILE_FIRST, *PROFILE_LAST) if f"\n| `{x}` | " not in profile]
    codes = [value for name, value in vars(exit_codes).items() if name.isupper()]
    assert re.findall(r"^\| (\d+) \|", page(language, "exit-codes"), re.MULTILINE) == [
        *map(str, sorted(codes))
    ]


def test_problems_are_told_in_both_languages() -> None:
    """The same problems are there in both languages, those of a row with what to do about it."""
    english, vietnamese = ({code: texts for code, *texts in problems(x)} for x in LANGUAGES)
    assert [*english] == [*vietnamese]
    assert len(english) > 100
    # What is the same in both is a command, or nothing but values.
    same = [code for code in english if english[code][0] == vietnamese[code][0]]
    assert not [
        code for code in same if re.search(r"[a-z]{3}", re.sub(r"{.*?}", "", english[code][0]))
    ]
    told = english["reading.repeated-household"]
    assert all(told)
    assert told != vietnamese["reading.repeated-household"]
