"""The sheet of checks: every identity with its formulas and a verdict, and what is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mdpoverty.review_tables import formulas
from mdpoverty.review_tables.check_phrases import (
    CHECK_HEADINGS,
    CHECK_WORDS,
    CHECKS,
    IDENTITIES,
    REASONS,
    RELATIONS,
)
from mdpoverty.review_tables.formulas import RIGHT, WRONG, Formula
from mdpoverty.review_tables.identities import Check, Skipped
from mdpoverty.review_tables.layout import About, Table
from mdpoverty.review_tables.phrases import NUMBERED, TOTAL
from mdpoverty.review_tables.sheets import (
    Cell,
    Content,
    Line,
    Sheet,
    Style,
    fitted,
    header,
    noted,
    titled,
)

_WIDTHS = (6.0, 9.0, 32.0, 66.0, 12.0, 9.0, 12.0, 12.0)
_LEFT, _RIGHT, _VERDICT = 4, 6, 7  # columns


def sheet_of_checks(
    found: Sequence[Check | Skipped],
    about: About,
    left_out: Sequence[tuple[int, str]],
    remarks: Sequence[str],
) -> Sheet:
    """Return the sheet; `left_out` are tables that are not made, with why."""
    checks = [each for each in found if isinstance(each, Check)]
    lines = [
        *titled(CHECK_WORDS["title"], about.lines, _WIDTHS),
        *_words(found, left_out, remarks),
    ]
    body = len(lines) + 3  # two counts and the header stand before the first check
    last = body + max(len(checks), 1) - 1
    for word, verdict in (("right", RIGHT), ("wrong", WRONG)):
        lines.append(_counted(CHECK_WORDS[word], verdict, checks, (body, last)))
    lines += header([(text,) for text in CHECK_HEADINGS], _WIDTHS)
    lines += [_line(place, check, body + place) for place, check in enumerate(checks)]
    return Sheet(CHECKS, _WIDTHS, lines, (body - 1, body - 1), 0, frozen=False)


def _counted(word: str, verdict: str, checks: Sequence[Check], rows: tuple[int, int]) -> Line:
    column = formulas.letters(_VERDICT)
    number = sum(_verdict(check).value == verdict for check in checks)
    text = f'COUNTIF({column}{rows[0] + 1}:{column}{rows[1] + 1},"{verdict}")'
    wrong = verdict == WRONG and number > 0
    return Line(
        {
            0: Cell(word, Style("text", bold=True), _LEFT),
            _LEFT: Cell(Formula(text, number), Style("count", bold=True, flagged=wrong)),
        }
    )


def _line(place: int, check: Check, line: int) -> Line:
    relation = RELATIONS[check.relation]
    verdict = _verdict(check, line)
    text, middle = Style("text"), Style("unit_number")
    number = Style("rate" if check.identity == "rate" else "count")
    return fitted(
        {
            0: Cell(place + 1, middle),
            1: Cell(check.table.name, text),
            2: Cell(unit_of(check.table, check.line), text),
            3: Cell(IDENTITIES[check.identity][0], text),
            _LEFT: Cell(_shown(check.left), number),
            5: Cell(relation, middle),
            _RIGHT: Cell(_shown(check.right), number),
            _VERDICT: Cell(verdict, Style("unit_number", flagged=not check.holds)),
        },
        _WIDTHS,
    )


def _shown(side: Formula) -> Content:
    """Return one side of a check; a number that no cell holds stands as it is."""
    return side.value if side.text == str(side.value) else side


def _verdict(check: Check, line: int = 0) -> Formula:
    left, right = (
        formulas.cell(line, column, side.value)
        for column, side in ((_LEFT, check.left), (_RIGHT, check.right))
    )
    return formulas.verdict(left, check.relation, right)


def unit_of(table: Table, line: int) -> str:
    """Return the unit of a line of a table, and which of its lines it is."""
    unit, label = divmod(line, table.every)
    name = TOTAL if line >= len(table.figures) else table.about.units[unit]
    return f"{name} ({table.labels[label].lower()})" if table.labels else name


def _words(
    found: Sequence[Check | Skipped], left_out: Sequence[tuple[int, str]], remarks: Sequence[str]
) -> Iterator[Line]:
    skipped = [
        f"{each.table.name}: {IDENTITIES[each.identity][0]}: {REASONS[each.reason]}"
        for each in found
        if isinstance(each, Skipped)
    ]
    missing = [f"{NUMBERED.format(number)}: {why}" for number, why in left_out]
    for word, said in (("skipped", skipped), ("left out", missing), ("remarks", remarks)):
        if said:
            yield Line({0: Cell(CHECK_WORDS[word], Style("heading", bold=True), len(_WIDTHS))})
            yield from (noted(text, _WIDTHS) for text in said)
