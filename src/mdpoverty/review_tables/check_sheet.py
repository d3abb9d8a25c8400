"""The sheet of checks: every identity with its formulas and a verdict, and what is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mdpoverty.language.messages import Message
from mdpoverty.review_tables import formulas
from mdpoverty.review_tables.check_phrases import (
    CHECK_HEADINGS,
    CHECK_WORDS,
    CHECKS,
    REASONS,
    RELATIONS,
)
from mdpoverty.review_tables.formulas import RIGHT, WRONG, Formula
from mdpoverty.review_tables.identities import Check, Skipped
from mdpoverty.review_tables.phrases import NAMES
from mdpoverty.review_tables.sheets import (
    Cell,
    Content,
    Line,
    Sheet,
    Style,
    across,
    fitted,
    header,
)

_WIDTHS = (6.0, 13.0, 32.0, 62.0, 12.0, 9.0, 12.0, 12.0)
_LEFT, _RIGHT, _VERDICT = 4, 6, 7  # columns


def sheet_of_checks(
    found: Sequence[Check | Skipped],
    about: Sequence[str],
    left_out: Sequence[tuple[str, Message]],
    remarks: Sequence[Message],
) -> Sheet:
    """Return the sheet; `about` says what was reviewed, `left_out` which forms are not made."""
    checks = [each for each in found if isinstance(each, Check)]
    lines = [
        across(CHECK_WORDS["title"], Style("title", bold=True), _WIDTHS),
        *(across(text, Style("line"), _WIDTHS) for text in about),
        *_words(found, left_out, remarks),
    ]
    body = len(lines) + 3  # two counts and the header stand before the first check
    last = body + max(len(checks), 1) - 1
    for word, verdict in (("right", RIGHT), ("wrong", WRONG)):
        lines.append(_counted(CHECK_WORDS[word], verdict, checks, (body, last)))
    lines += header([(text,) for text in CHECK_HEADINGS], _WIDTHS)
    lines += [_line(place, check, body + place) for place, check in enumerate(checks)]
    return Sheet(CHECKS, _WIDTHS, lines, (body - 1, body - 1), frozen=False)


def _counted(word: str, verdict: str, checks: Sequence[Check], rows: tuple[int, int]) -> Line:
    number = sum(_verdict(check).value == verdict for check in checks)
    cells = [formulas.cell(row, _VERDICT, None) for row in rows]
    count = formulas.counted_where(cells, verdict, number)
    wrong = verdict == WRONG and number > 0
    return Line(
        {
            0: Cell(word, Style("text", bold=True), _LEFT),
            _LEFT: Cell(count, Style("count", bold=True, flagged=wrong)),
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
            1: Cell(check.sheet, text),
            2: Cell(check.unit, text),
            3: Cell(check.said.in_("vi"), text),
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


def _words(
    found: Sequence[Check | Skipped],
    left_out: Sequence[tuple[str, Message]],
    remarks: Sequence[Message],
) -> Iterator[Line]:
    skipped = [
        f"{each.sheet}: {each.said.in_('vi')}: {REASONS[each.reason].in_('vi')}"
        for each in found
        if isinstance(each, Skipped)
    ]
    missing = [f"{NAMES[number]}: {why.in_('vi')}" for number, why in left_out]
    said = [remark.in_("vi") for remark in remarks]
    for word, texts in (("skipped", skipped), ("left out", missing), ("remarks", said)):
        if texts:
            yield Line({0: Cell(CHECK_WORDS[word], Style("heading", bold=True), len(_WIDTHS))})
            yield from (across(text, Style("note"), _WIDTHS) for text in texts)
