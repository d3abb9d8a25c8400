"""`mdpoverty standards check`: every fault of a threshold file, and its table of cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer

from mdpoverty.cli.console import Errors, ErrorsOption, write_data
from mdpoverty.errors import CheckError, StandardError
from mdpoverty.standards.conditions import Scope
from mdpoverty.standards.library import load_standard
from mdpoverty.standards.model import Standard

_STATUSES: tuple[Literal["text", "seen", "recalled"], ...] = ("text", "seen", "recalled")
_LEVELS: tuple[Scope, ...] = ("household", "member")


def check_standard(
    standard: Annotated[str, typer.Argument(metavar="FILE|ID", help="A threshold file.")],
    cases: Annotated[
        Path | None, typer.Option("--cases", metavar="TABLE", help="CSV: what must hold of whom.")
    ] = None,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
) -> None:
    """Check a threshold file: every fault at its line, and each case of a table that fails.

    Exits 1 where there is any. --cases takes a table of households: a column `case` says in words
    what must hold, others are of a survey, and `expect_class`, `expect_basis` … are of its profile.
    """
    try:
        found = load_standard(standard)
    except StandardError as faulty:
        if not faulty.problems:  # there is no such file
            raise
        raise CheckError(faulty.headline, faulty.problems, faulty.source) from None
    write_data(_summary(found))
    if cases is not None:
        from mdpoverty.validation.cases import failures, read_cases  # noqa: PLC0415 -- loads the engine

        table = read_cases(cases)
        failed = failures(table, found, cases.name)
        if failed:
            count = f"{len({problem.places for problem in failed})} of {_count(len(table), 'case')}"
            raise CheckError(f"{cases.name}: {count} failed under {found.id}", failed, cases.name)
        write_data([f"{cases.name}: {_count(len(table), 'case')}, each as expected"])


def _summary(standard: Standard) -> Iterator[str]:
    yield f"{standard.source}: {standard.id}, no faults"
    for base in standard.chain:
        yield f"based on {base.id} (sha256 {base.digest[:12]})"
    yield _count(len(standard.income_lines), "income line")
    statuses = [indicator.reference.status for indicator in standard.indicators.values()]
    said = ", ".join(f"{statuses.count(x)} {x}" for x in _STATUSES if x in statuses)
    yield _count(len(standard.indicators), "indicator") + (f" ({said})" if said else "")
    if standard.is_weighted:
        shares = sorted(map(standard.weights.share, standard.indicators), reverse=True)
        weights = ", ".join(f"{shares.count(x)} of {x}" for x in dict.fromkeys(shares))
        yield f"weights of the indicators: {weights}"
    read = ", ".join(f"{len(standard.asked(level))} of the {level} file" for level in _LEVELS)
    yield f"variables that the indicators read: {read}"
    yield f"variables of its own: {len(standard.inputs)}"
    yield _count(len(standard.classes), "class rule")
    if scores := standard.review_scores:
        yield f"{_count(len(scores.classes), 'class rule')} by the review's scores"


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' if count != 1 else ''}"
