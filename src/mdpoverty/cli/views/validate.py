"""What was found in a survey, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from rich.table import Table
from rich.text import Text

from mdpoverty.cli.colour import ERROR, HEADING, WARNING, console_of
from mdpoverty.cli.views.unbroken import unbroken
from mdpoverty.cli.why import called, column_name
from mdpoverty.codebook import Level, variables
from mdpoverty.errors import Problem, place_text, plain
from mdpoverty.language import Language
from mdpoverty.language.messages import Message, Phrase, code_of, in_language, message, plural
from mdpoverty.language.numbers import number, percent
from mdpoverty.profile.labels import variable_labels
from mdpoverty.profile.undetermined import Hinge
from mdpoverty.standards.library import shipped, standard_ids
from mdpoverty.survey.survey import SHEET_OF
from mdpoverty.validation.shares import NO_COLUMN, Share
from mdpoverty.validation.validate import Validation

_PROBLEMS = Phrase("cli.problems", "problems")
_WARNINGS = Phrase("cli.warnings", "warnings")
_NONE = Phrase("cli.no-problems", "no problems, no warnings")
_FILE = Phrase("cli.file", "file")
_ROWS = Phrase("cli.rows", "rows")
_WHERE = Phrase("cli.where", "where")
_DO = Phrase("cli.what-to-do", "what to do")
_VARIABLE = Phrase("cli.variable", "variable")
_BLANK = Phrase("cli.blank", "blank")
_ABSENT = Phrase("cli.absent", "no column")
_PROBLEM_KINDS = (
    Phrase("cli.without-problems", "no problems"),
    Phrase("cli.kinds-of-problem", "{count} kind of problem", "{count} kinds of problem"),
)
_WARNING_KINDS = (
    Phrase("cli.without-warnings", "no warnings"),
    Phrase("cli.kinds-of-warning", "{count} kind of warning", "{count} kinds of warning"),
)
_HINGE = Phrase("cli.undetermined-by", "undetermined: depend on")
_HOUSEHOLDS = Phrase("cli.undetermined-households", "households")
_CELLS = Phrase("cli.undetermined-cells", "blank cells and missing columns")
_UNSERVED = Phrase("cli.unserved", "no answers for other standards: {standards}")
_ANSWERED = Phrase("cli.answered", "answered")


def show(found: Validation, lang: Language) -> None:
    """Print what was found: cells are shown as text, whatever they hold."""
    console = console_of(sys.stdout)
    names = _names(lang)
    served, others = _served(found)
    tables = [
        _problems(_PROBLEMS, ERROR, found.problems, lang),
        _problems(_WARNINGS, WARNING, found.warnings, lang),
        _hinges(found.undetermined.ranked() if found.undetermined else (), lang),
        _blanks(found.blanks, lang, names),
        _answered([x for x in found.answered if x.of in served], lang, names),
    ]
    if not found.problems and not found.warnings:
        console.print(_NONE.in_(lang))
        console.print()
    for table in tables:
        if table.row_count:
            console.print(unbroken(table, console))
            console.print()
    if others:
        console.print(Text(_UNSERVED(standards=others).in_(lang)))
        console.print()


def _served(found: Validation) -> tuple[list[str], list[str]]:
    """Return the standards for which the survey has answers, with the one applied, and others."""
    standards = list(dict.fromkeys(share.of for share in found.answered))
    have = {share.of for share in found.answered if share.share and not share.why}
    served = [each for each in standards if each in have or each == found.standard.id]
    return served, [each for each in standards if each not in served]


def summary(found: Validation) -> Message:
    """Return in one line what was found."""
    return message(
        "cli.found",
        "{rows}: {problems} and {warnings}",
        rows=_rows(found),
        problems=_kinds(len(found.problems), _PROBLEM_KINDS),
        warnings=_kinds(len(found.warnings), _WARNING_KINDS),
    )


def _kinds(count: int, phrases: tuple[Phrase, Phrase]) -> Message:
    none, some = phrases
    return some(count=count) if count else none()


def _rows(found: Validation) -> Message:
    if (households := found.households) is None:
        standard = found.standard.id
        return message("cli.cannot-read", "{standard} cannot read the survey", standard=standard)
    read = plural(
        "cli.households-read",
        "{count} household read, {refused} to be refused",
        "{count} households read, {refused} to be refused",
        count=households.rows,
        refused=households.refused,
    )
    if (members := found.members) is None:
        return read
    return plural(
        "cli.members-read",
        "{households}; {count} member read, {refused} to be refused",
        "{households}; {count} members read, {refused} to be refused",
        households=read,
        count=members.rows,
        refused=members.refused,
    )


def _table() -> Table:
    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=HEADING)


def _problems(title: Phrase, style: str, problems: Sequence[Problem], lang: Language) -> Table:
    table = _table()
    table.add_column(Text(title.in_(lang), style))
    for head in (_FILE, _ROWS, _WHERE, _DO):
        table.add_column(head.in_(lang), justify="right" if head is _ROWS else "left")
    for problem in problems:
        where = ", ".join(place_text(place, "line").in_(lang) for place in problem.places)
        more = problem.count - len(problem.places)
        cells = [
            f"{in_language(problem.subject, lang)}: {in_language(problem.wrong, lang)}",
            problem.file or "",
            number(problem.count, lang) if problem.places else "",
            where + (f" (+{number(more, lang)})" if problem.places and more else ""),
            in_language(problem.advice, lang),
        ]
        table.add_row(*(Text(plain(cell, 300)) for cell in cells))
    return table


def _hinges(hinges: Sequence[Hinge], lang: Language) -> Table:
    table = _table()
    table.add_column(_HINGE.in_(lang))
    table.add_column(_HOUSEHOLDS.in_(lang), justify="right")
    table.add_column(_CELLS.in_(lang))
    for hinge in hinges:
        cells = [
            f"{in_language(column_name(x), lang)} ({number(x.households, lang)})"
            for x in hinge.columns
        ]
        table.add_row(
            plain(called(hinge).in_(lang), 300),
            number(hinge.households, lang),
            Text(", ".join(cells)),
        )
    return table


def _blanks(shares: Sequence[Share], lang: Language, names: Mapping[str, str]) -> Table:
    table, of_members = _table(), {**names, **_labelled("member", lang)}
    for head in (_VARIABLE, _FILE):
        table.add_column(head.in_(lang))
    table.add_column(_BLANK.in_(lang), justify="right")
    for share in shares:
        blank = (
            _ABSENT.in_(lang)
            if code_of(share.why) == NO_COLUMN.code
            else _percent(share.share, lang)
        )
        file = SHEET_OF(file=share.of, sheet=share.sheet).in_(lang) if share.sheet else share.of
        name = (of_members if share.of_members else names).get(share.subject, share.subject)
        table.add_row(Text(name), Text(plain(file, 100)), blank)
    return table


def _answered(shares: Sequence[Share], lang: Language, names: Mapping[str, str]) -> Table:
    """Return the shares answered: a row for each indicator, a column for each standard."""
    table = _table()
    table.add_column(_ANSWERED.in_(lang))
    standards = list(dict.fromkeys(share.of for share in shares))
    for standard in standards:
        table.add_column(standard, justify="right")
    cells = {(share.subject, share.of): _percent(share.share, lang) for share in shares}
    for subject in dict.fromkeys(share.subject for share in shares):
        name = Text(names.get(subject, subject))
        table.add_row(name, *(cells.get((subject, standard), "") for standard in standards))
    return table


def _names(lang: Language) -> dict[str, str]:
    """Return what variables and indicators are called on a terminal: by their names in English."""
    if lang == "en":
        return {}
    found = {**_labelled("member", lang), **_labelled("household", lang)}
    for standard in map(shipped, standard_ids()):
        found |= {name: each.label.in_(lang) for name, each in standard.indicators.items()}
    return found


def _labelled(level: Level, lang: Language) -> dict[str, str]:
    """Return what the variables of one level are called: by their names in English."""
    if lang == "en":
        return {}
    labels = variable_labels(variables(level).values(), lang)
    return {name: f"{label} ({name})" for name, label in labels.items() if label}


def _percent(share: float | None, lang: Language) -> str:
    return "" if share is None else percent(share, lang)
