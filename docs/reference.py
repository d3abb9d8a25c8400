"""What the pages show of the program as it is: commands, variables, columns, problems, terms."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path

from docs.problems import problems
from mdpoverty.cli import run
from mdpoverty.cli.app import COMMANDS
from mdpoverty.codebook import (
    LEVELS,
    PROFILE_FIRST,
    PROFILE_LAST,
    Variable,
    review_variables,
    variables,
)
from mdpoverty.language import Language
from mdpoverty.language.alphabet import order
from mdpoverty.language.messages import in_language
from mdpoverty.profile.labels import column_labels

GLOSSARY = Path(__file__).with_name("glossary.csv")
_OF_STANDARDS = ("list", "show", "inputs", "diff", "check", "schema")
_HEADINGS: Mapping[str, Mapping[Language, Sequence[str]]] = {
    "variables": {
        "en": ("variable", "meaning", "allowed"),
        "vi": ("biến", "ý nghĩa", "giá trị được phép"),
    },
    "profile": {"en": ("column", "meaning"), "vi": ("cột", "ý nghĩa")},
    "problems": {
        "en": ("code", "what is wrong", "what to do"),
        "vi": ("mã", "lỗi", "cách xử lý"),
    },
    "glossary": {
        "en": ("English", "Vietnamese", "meaning", "source"),
        "vi": ("Tiếng Việt", "Tiếng Anh", "ý nghĩa", "nguồn"),
    },
}


# A line that stands for what is generated, and what the page holds of it for readers elsewhere.
_MARK = re.compile(r"(?ms)^<!-- (\w+) -->$(?:\n(.*?)^<!-- end of \1 -->$)?")


def filled(text: str, language: Language) -> str:
    """Return a page with each line `<!-- name -->` replaced by what is generated."""
    text = text.replace("```terminal", "```text")  # whose lines are not to be wrapped
    return _MARK.sub(lambda found: _PARTS[found[1]](language), text)


def written(text: str) -> str:
    """Return a page without what it holds of what is generated."""
    return _MARK.sub(lambda found: f"<!-- {found[1]} -->", text)


def renewed(text: str, language: Language) -> str:
    """Return a page whose generated parts, where it holds them, are as they are now."""

    def now(found: re.Match[str]) -> str:
        if found[2] is None:
            return found[0]
        part = _PARTS[found[1]](language)
        return f"<!-- {found[1]} -->\n\n{part}\n\n<!-- end of {found[1]} -->"

    return _MARK.sub(now, text)


def commands(language: Language) -> str:
    """Return the help of every command."""
    named = [[], *([name] for name in COMMANDS), *(["standards", each] for each in _OF_STANDARDS)]
    return "\n\n".join(_help(arguments, language) for arguments in named)


def _help(arguments: list[str], language: Language) -> str:
    printed = BytesIO()
    with redirect_stdout(TextIOWrapper(printed, encoding="utf-8")):
        run(["--lang", language, *arguments, "--help"])
        sys.stdout.flush()
        text = printed.getvalue().decode().rstrip()
    title = " ".join(["mdpoverty", *arguments])
    return f"## {title}\n\n```text\n{text}\n```"


def household_variables(language: Language) -> str:
    """Return the variables of a household file."""
    return _variables(variables(LEVELS[0]).values(), language)


def member_variables(language: Language) -> str:
    """Return the variables of a member file."""
    return _variables(variables(LEVELS[1]).values(), language)


def table_variables(language: Language) -> str:
    """Return the variables that only the tables of a review read."""
    return _variables(review_variables().values(), language)


def _variables(those: Iterable[Variable], language: Language) -> str:
    rows = [(f"`{x.name}`", getattr(x, f"label_{language}"), _allowed(x, language)) for x in those]
    return _table(_HEADINGS["variables"][language], rows)


def _allowed(variable: Variable, language: Language) -> str:
    """Return what a cell may hold: codes with their meanings, or a number or text in words."""
    if not variable.codes:
        return in_language(variable.allowed, language)
    meanings = {each.code: getattr(each, f"label_{language}") for each in variable.answers}
    return ", ".join(
        f"`{code}` ({meanings[code]})" if code in meanings else f"`{code}`"
        for code in variable.codes
    )


def profile(language: Language) -> str:
    """Return the columns of a profile that are there under every standard."""
    labels = {name: getattr(x, f"label_{language}") for name, x in variables("household").items()}
    labels |= column_labels(language)
    names = [*PROFILE_FIRST, *PROFILE_LAST]
    return _table(_HEADINGS["profile"][language], [(f"`{name}`", labels[name]) for name in names])


def problem_codes(language: Language) -> str:
    """Return the kinds of problems, and what to do about each."""
    rows = [(f"`{code}`", *texts) for code, *texts in problems(language)]
    return _table(_HEADINGS["problems"][language], rows)


def terms() -> list[dict[str, str]]:
    """Return the terms of the glossary."""
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def glossary(language: Language) -> str:
    """Return the terms in the order of the language's alphabet."""
    other: Language = "vi" if language == "en" else "en"
    rows = [
        (x[language], x[other], x[f"meaning_{language}"], x[f"source_{language}"]) for x in terms()
    ]
    return _table(_HEADINGS["glossary"][language], sorted(rows, key=lambda row: order(row[0])))


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    """Return text as a cell of a table, in which nothing but names in backticks is marked up."""
    text = " ".join(text.split())
    names = r"`[^`]*`"
    return re.sub(rf"({names})|([|<>*_{{}}\[\]`\\])", lambda x: x[1] or f"\\{x[2]}", text)


_PARTS: Mapping[str, Callable[[Language], str]] = {
    part.__name__: part
    for part in (
        commands,
        household_variables,
        member_variables,
        table_variables,
        profile,
        problem_codes,
        glossary,
    )
}
