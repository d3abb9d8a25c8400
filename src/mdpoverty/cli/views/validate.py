"""What was found in a survey, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mdpoverty.cli.console import Lang
from mdpoverty.errors import Problem, place_text, plain
from mdpoverty.language.messages import code_of
from mdpoverty.validation.validate import NO_COLUMN, Share, Validation

_WORDS = {
    Lang.en: {
        "problems": "problems",
        "warnings": "warnings",
        "none": "no problems, no warnings",
        "file": "file",
        "column": "column",
        "rows": "rows",
        "where": "where",
        "do": "what to do",
        "variable": "variable",
        "blank": "blank",
        "absent": "no column",
        "indicator": "answered",
    },
    Lang.vi: {
        "problems": "lỗi",
        "warnings": "cảnh báo",
        "none": "không có lỗi, không có cảnh báo",
        "file": "tệp",
        "column": "cột",
        "rows": "số dòng",
        "where": "vị trí",
        "do": "cách sửa",
        "variable": "biến",
        "blank": "để trống",
        "absent": "không có cột",
        "indicator": "trả lời được",
    },
}


def show(found: Validation, lang: Lang) -> None:
    """Print what was found: cells are shown as text, whatever they hold."""
    console = Console(highlight=False)
    words = _WORDS[lang]
    tables = [
        _problems(words["problems"], found.problems, lang),
        _problems(words["warnings"], found.warnings, lang),
        _blanks(found.blanks, lang),
        _answered(found.answered, lang),
    ]
    if not found.problems and not found.warnings:
        console.print(words["none"])
        console.print()
    for table in tables:
        if table.row_count:
            console.print(table)
            console.print()


def _table() -> Table:
    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")


def _problems(title: str, problems: Sequence[Problem], lang: Lang) -> Table:
    words, table = _WORDS[lang], _table()
    table.add_column(title)
    table.add_column(words["file"])
    table.add_column(words["rows"], justify="right")
    table.add_column(words["where"])
    table.add_column(words["do"])
    for problem in problems:
        where = ", ".join(place_text(place, "line") for place in problem.places)
        more = problem.count - len(problem.places)
        cells = [
            f"{problem.subject}: {problem.wrong}",
            problem.file or "",
            f"{problem.count:,}" if problem.places else "",
            where + (f" (+{more:,})" if problem.places and more else ""),
            problem.advice,
        ]
        table.add_row(*(Text(plain(cell, 300)) for cell in cells))
    return table


def _blanks(shares: Sequence[Share], lang: Lang) -> Table:
    words, table = _WORDS[lang], _table()
    for name in ("variable", "file"):
        table.add_column(words[name])
    table.add_column(words["blank"], justify="right")
    for share in shares:
        blank = words["absent"] if code_of(share.why) == NO_COLUMN.code else _percent(share.share)
        table.add_row(share.subject, Text(plain(share.of, 100)), blank)
    return table


def _answered(shares: Sequence[Share], lang: Lang) -> Table:
    """Return the shares answered: a row for each indicator, a column for each standard."""
    table = _table()
    table.add_column(_WORDS[lang]["indicator"])
    standards = list(dict.fromkeys(share.of for share in shares))
    for standard in standards:
        table.add_column(standard, justify="right")
    cells = {(share.subject, share.of): _percent(share.share) for share in shares}
    for subject in dict.fromkeys(share.subject for share in shares):
        table.add_row(subject, *(cells.get((subject, standard), "") for standard in standards))
    return table


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
