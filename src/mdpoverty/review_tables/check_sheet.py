"""The sheet of checks: every identity with its formulas and a verdict, and what is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import polars as pl

from mdpoverty.language.messages import Message
from mdpoverty.review_tables import formulas
from mdpoverty.review_tables.check_phrases import (
    CHECK_HEADINGS,
    CHECK_WORDS,
    CHECKS,
    REASONS,
    RELATIONS,
)
from mdpoverty.review_tables.checks import HOLDS, Checks, Skipped, said
from mdpoverty.review_tables.formulas import RIGHT, WRONG
from mdpoverty.review_tables.phrases import NAMES
from mdpoverty.review_tables.sheets import (
    Body,
    Cell,
    Line,
    Sheet,
    Style,
    across,
    header,
    heights_of,
)

_WIDTHS = (6.0, 13.0, 32.0, 62.0, 12.0, 9.0, 12.0, 12.0)
_LEFT, _RIGHT, _VERDICT = 4, 6, 7  # columns


def sheet_of_checks(
    found: Checks,
    about: Sequence[str],
    left_out: Sequence[tuple[str, Message]],
    remarks: Sequence[Message],
) -> Sheet:
    """Return the sheet; `about` says what was reviewed, `left_out` which forms are not made.

    Checks that do not hold come first: they alone are printed, under how many hold.
    """
    lines: list[Line | Body] = [
        across(CHECK_WORDS["title"], Style("title", bold=True), _WIDTHS),
        *(across(text, Style("line"), _WIDTHS) for text in about),
        *_words(found.skipped, left_out, remarks),
    ]
    body = len(lines) + 3  # two counts and the header stand before the first check
    checks = found.verdicts.sort(HOLDS, maintain_order=True)
    right = int(checks[HOLDS].sum())
    wrong = len(checks) - right
    rows = body, body + max(len(checks), 1) - 1
    lines += [
        _counted(RIGHT, CHECK_WORDS["right"], right, rows),
        _counted(WRONG, CHECK_WORDS["wrong"], wrong, rows),
    ]
    lines += header([(text,) for text in CHECK_HEADINGS], _WIDTHS)
    lines += _bodies(checks, body)
    printed = body + wrong if wrong else body - 1
    return Sheet(CHECKS, _WIDTHS, lines, (body - 1, body - 1), frozen=False, printed=printed)


def _counted(verdict: str, word: str, number: int, rows: Sequence[int]) -> Line:
    cells = [formulas.cell(row, _VERDICT, None) for row in rows]
    count = formulas.counted_where(cells, verdict, number)
    wrong = verdict == WRONG and number > 0
    return Line(
        {
            0: Cell(word, Style("text", bold=True), _LEFT),
            _LEFT: Cell(count, Style("count", bold=True, flagged=wrong)),
        }
    )


def _bodies(checks: pl.DataFrame, first: int) -> Iterator[Body]:
    """Yield the lines of the checks, from the line `first` on: those that look alike together."""
    rows = _rows(checks)
    every = Body(rows, (), _WIDTHS, _formulas(checks, first), heights_of(rows, _WIDTHS))
    looks = checks.select(
        (pl.col("identity") == "rate").alias("rate"),
        pl.col(HOLDS),
        # The last by itself, so that the sheet is known to end there.
        (pl.int_range(pl.len()) == pl.len() - 1).alias("last"),
    )
    start = 0
    for (rate, holds, _), alike in groupby(looks.iter_rows()):
        lines = len(list(alike))
        yield every.part(start, lines)._replace(styles=[_styles(rate=rate, holds=holds)])
        start += lines


def _styles(*, rate: bool, holds: bool) -> list[Style]:
    text, middle, number = Style("text"), Style("unit_number"), Style("rate" if rate else "count")
    verdict = Style("unit_number", flagged=not holds)
    return [middle, text, text, text, number, middle, number, verdict]


def _rows(checks: pl.DataFrame) -> pl.DataFrame:
    """Return what stands in the cells of each check."""
    kinds = checks.select("identity", "limit").unique(maintain_order=True)
    words = [said(identity, limit).in_("vi") for identity, limit in kinds.iter_rows()]
    kinds = kinds.with_columns(pl.Series("said", words, dtype=pl.String))
    named = checks.join(
        kinds, on=["identity", "limit"], how="left", nulls_equal=True, maintain_order="left"
    )
    verdict = pl.when(HOLDS).then(pl.lit(RIGHT)).otherwise(pl.lit(WRONG))
    return named.select(
        pl.int_range(1, pl.len() + 1).alias("0"),
        pl.col("sheet").alias("1"),
        pl.col("unit").alias("2"),
        pl.col("said").alias("3"),
        pl.col("left_value").alias("4"),
        pl.col("relation").replace_strict(RELATIONS, return_dtype=pl.String).alias("5"),
        pl.col("right_value").alias("6"),
        verdict.alias("7"),
    )


def _formulas(checks: pl.DataFrame, first: int) -> pl.DataFrame:
    """Return the formulas of each check; a number that no cell holds stands as it is."""
    left, right = (
        formulas.column_of_cells(first, column, checks[side]).texts
        for column, side in ((_LEFT, "left_value"), (_RIGHT, "right_value"))
    )
    return checks.select(
        *(
            pl.when(pl.col(side) != formulas.digits(pl.col(f"{side}_value")))
            .then(side)
            .alias(str(column))
            for column, side in ((_LEFT, "left"), (_RIGHT, "right"))
        ),
        formulas.verdict(pl.lit(left), pl.col("relation"), pl.lit(right)).alias(str(_VERDICT)),
    )


def _words(
    found: Sequence[Skipped],
    left_out: Sequence[tuple[str, Message]],
    remarks: Sequence[Message],
) -> Iterator[Line]:
    skipped = [
        f"{each.sheet}: {each.said.in_('vi')}: {REASONS[each.reason].in_('vi')}" for each in found
    ]
    missing = [f"{NAMES[number]}: {why.in_('vi')}" for number, why in left_out]
    said = [remark.in_("vi") for remark in remarks]
    for word, texts in (("skipped", skipped), ("left out", missing), ("remarks", said)):
        if texts:
            yield Line({0: Cell(CHECK_WORDS[word], Style("heading", bold=True), len(_WIDTHS))})
            yield from (across(text, Style("note"), _WIDTHS) for text in texts)
