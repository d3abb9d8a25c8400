"""Carrying out `mdpoverty standards check`: faults of a file, and cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mdpoverty.cli.commands.standards import CheckStandard
from mdpoverty.cli.console import write_data
from mdpoverty.cli.inputs import standard_files
from mdpoverty.cli.parameters import word_for
from mdpoverty.errors import WARNING, CheckError, StandardError
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.language.messages import Message, Phrase, message, plural
from mdpoverty.standards.citation import STATUSES
from mdpoverty.standards.conditions import Scope
from mdpoverty.standards.doubts import doubts
from mdpoverty.standards.library import load_standard
from mdpoverty.standards.model import Standard
from mdpoverty.standards.parts import sums_of
from mdpoverty.standards.phrases import quantity_text

_LEVELS: tuple[Scope, ...] = ("household", "member")
_ITEM = Phrase("cli.check-item", "{count:d} {what}")
_SHARE = Phrase("cli.check-weight", "{count:d} of {share}")


def carry_out(asked: CheckStandard) -> None:
    """Check a threshold file, and a table of cases; raises CheckError where anything is wrong."""
    refuse_overwriting(standard_files(word_for("ID|FILE"), asked.standard), [])
    try:
        found = load_standard(asked.standard)
    except StandardError as faulty:
        if not faulty.problems:  # there is no such file
            raise
        raise CheckError(faulty.headline, faulty.problems, faulty.source) from None
    write_data([*_summary(found), *(WARNING(text=doubt) for doubt in doubts(found))])
    if asked.cases is not None:
        write_data([_cases_that_hold(asked.cases, found)])


def _cases_that_hold(cases: str, standard: Standard) -> Message:
    """Return how many cases there are; raises CheckError where one of them fails."""
    from mdpoverty.validation.cases import failures, read_cases  # noqa: PLC0415 -- loads the engine

    table, name = read_cases(cases), Path(cases).name
    if failed := failures(table, standard, name):
        headline = plural(
            "cli.cases-failed",
            "{file}: {failed:d} of {count} case failed under {standard}",
            "{file}: {failed:d} of {count} cases failed under {standard}",
            count=len(table),
            file=name,
            failed=len({problem.places for problem in failed}),
            standard=standard.id,
        )
        raise CheckError(headline, failed, name)
    return plural(
        "cli.cases-hold",
        "{file}: {count} case passed",
        "{file}: {count} cases passed",
        count=len(table),
        file=name,
    )


def _summary(standard: Standard) -> Iterator[Message]:
    yield message("cli.no-faults", "{file}: {id}, no faults", file=standard.source, id=standard.id)
    for base in standard.chain:
        digest = base.short_digest
        yield message("cli.based-on", "based on {id} (sha256 {digest})", id=base.id, digest=digest)
    count = len(standard.income_lines)
    yield plural("cli.income-lines", "{count} income line", "{count} income lines", count=count)
    statuses = [indicator.reference.status for indicator in standard.indicators.values()]
    said = [
        _ITEM(count=statuses.count(x), what=word()) for x, word in STATUSES.items() if x in statuses
    ]
    yield plural(
        "cli.indicators",
        "{count} indicator{said}",
        "{count} indicators{said}",
        count=len(standard.indicators),
        said=message("cli.in-brackets", " ({said})", said=said) if said else "",
    )
    if standard.is_weighted:
        shares = sorted(map(standard.weights.share, standard.indicators), reverse=True)
        weights = [_SHARE(count=shares.count(x), share=str(x)) for x in dict.fromkeys(shares)]
        yield message("cli.weights", "weights of the indicators: {weights}", weights=weights)
    asked = {level: len(standard.asked(level)) for level in _LEVELS}
    yield message(
        "cli.variables-read",
        "variables that the indicators read: {household:d} of the household file, "
        "{member:d} of the member file",
        **asked,
    )
    yield message(
        "cli.own-variables", "variables of its own: {count:d}", count=len(standard.inputs)
    )
    if count := len(standard.tables):
        yield plural("cli.table-count", "{count} table", "{count} tables", count=count)
    if count := len(standard.derived):
        yield plural(
            "cli.derived-count",
            "{count} derived variable",
            "{count} derived variables",
            count=count,
        )
    if count := len(standard.conditions):
        yield plural("cli.condition-count", "{count} condition", "{count} conditions", count=count)
    for name, score in standard.scorecards.items():
        sums = [sums_of(score, standard, table) for table in score.table_names]
        yield message(
            "cli.scorecard",
            "score {name}: {items:d} items, {options:d} lines in {tables:d} tables of points, "
            "sums from {least} to {most}",
            name=name,
            items=len(score.items),
            options=len(score.options),
            tables=len(sums),
            least=quantity_text(min(each.lowest for each in sums), "", "en"),
            most=quantity_text(max(each.highest for each in sums), "", "en"),
        )
    count = len(standard.classes)
    yield plural("cli.class-rules", "{count} class rule", "{count} class rules", count=count)
    if scores := standard.review_scores:
        yield plural(
            "cli.score-rules",
            "{count} class rule on scores of the review",
            "{count} class rules on scores of the review",
            count=len(scores.classes),
        )
