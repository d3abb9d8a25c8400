"""What the cells of a column say of it: the meaning of its codes, its unit, whether it fits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from mdpoverty.codebook import KEYS, Variable
from mdpoverty.column_map.headings import Match
from mdpoverty.column_map.meanings import meaning
from mdpoverty.column_map.signs import Written, doubts, is_written, written
from mdpoverty.column_map.units import times_in, unit_checks
from mdpoverty.files.rows import TYPED
from mdpoverty.language.messages import Message, message, plural
from mdpoverty.survey.precision import as_double
from mdpoverty.survey.spelling import Spelling
from mdpoverty.survey.survey import Survey
from mdpoverty.survey.values import as_text, number_in, tidy

CODES = 40  # of a column that are listed
_LONG = 100  # characters that no code has
_WHOLE = r"^([+-]?[0-9]+)[.,]0+$"
_MOST = 10_000  # above it whole numbers count nothing that a household has: they are phone numbers
_MONEY = "VND"  # begins the unit of money


@dataclass(frozen=True)
class Code:
    """A code that stands in a column: how often, its label, and what it seems to mean."""

    cell: str
    rows: int
    label: str
    meaning: str | None
    sure: bool = True


@dataclass(frozen=True)
class Proposal:
    """A column for a variable: its `codes` where it has others, and what is to be checked.

    `times` is what its numbers are to be times, as its heading says; `fits` says whether cells can
    be those of the variable at all, and `cells` what stands in a column of numbers.
    """

    match: Match
    codes: tuple[Code, ...] = ()
    checks: tuple[Message, ...] = ()
    times: int | None = None
    fits: bool = True
    cells: Cells | None = None

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money."""
        return self.match.variable.unit.startswith(_MONEY)


@dataclass(frozen=True)
class Cells:
    """What stands in a column: `counts` of its most frequent cells, and figures of numbers.

    `readable` are those that some spelling takes for a number, `numbers` those that the survey's
    does.
    """

    rows: int
    blank: int
    distinct: int
    counts: Mapping[str, int] = field(default_factory=dict)
    numbers: int = 0
    median: float | None = None
    readable: int = 0
    written: Written = field(default_factory=Written)


def proposals(
    survey: Survey,
    found: Sequence[Match],
    labels: Mapping[str, Mapping[str, str]],
    seen: dict[str, Cells],
) -> list[Proposal]:
    """Return what to propose for each match; `labels` are those of codes, by column.

    What stands in a column is added to what is `seen`, and not looked at again.
    """
    _look_at(survey, [match.column for match in found], seen)
    return [
        _proposal(match, seen[match.column], labels.get(match.column, {}), survey.spelling)
        for match in found
    ]


def _proposal(
    match: Match, cells: Cells, labels: Mapping[str, str], spelling: Spelling
) -> Proposal:
    variable = match.variable
    if variable.name in KEYS:
        return Proposal(match, checks=tuple(_key_checks(variable, cells)))
    if variable.codes:
        return _coded(match, cells, labels)
    if variable.is_number:
        return _numeric(match, cells, spelling)
    return Proposal(match)


def _key_checks(variable: Variable, cells: Cells) -> list[Message]:
    checks = []
    if cells.blank:
        checks.append(
            plural(
                "column_map.draft-blank",
                "{count} row has no value",
                "{count} rows have no value",
                count=cells.blank,
            )
        )
    twice = cells.rows - cells.blank - cells.distinct
    if variable.level == "household" and variable.name == KEYS[0] and twice:
        checks.append(
            plural(
                "column_map.draft-twice",
                "{count} row repeats a value of another",
                "{count} rows repeat a value of another",
                count=twice,
            )
        )
    return checks


# Codes


def _coded(match: Match, cells: Cells, labels: Mapping[str, str]) -> Proposal:
    variable = match.variable
    if cells.distinct > CODES or any(len(cell) > _LONG for cell in cells.counts):
        many = message(
            "column_map.draft-many",
            "{count} different values, too many for {codes}",
            count=cells.distinct,
            codes=variable.codes,
        )
        return Proposal(match, checks=(many,), fits=False)
    accepted = {*variable.codes, *variable.spellings}
    if not labels and all(cell.lower() in accepted for cell in cells.counts):
        return Proposal(match)
    codes = [
        Code(cell, rows, labels.get(cell, ""), *meaning(variable, labels.get(cell) or cell))
        for cell, rows in cells.counts.items()
    ]
    known = [code for code in codes if code.meaning]
    if len(known) < len(codes):  # what the codebook takes a number for is no more than a guess
        codes = [replace(c, sure=c.sure and not c.cell.isdecimal()) for c in codes]
    return Proposal(match, tuple(codes), fits=bool(known) or bool(labels))


# Numbers


def _numeric(match: Match, cells: Cells, spelling: Spelling) -> Proposal:
    variable, filled = match.variable, cells.rows - cells.blank
    found = Proposal(match, cells=cells)
    checks = []
    if filled and cells.numbers * 2 < filled:
        none = message(
            "column_map.draft-no-numbers",
            "{numbers} of {count} cells are numbers",
            numbers=cells.numbers,
            count=filled,
        )
        checks.append(none)
    if cells.readable * 2 < filled:
        return replace(found, checks=tuple(checks), fits=False)
    if variable.type == "integer" and (cells.median or 0) > _MOST:
        many = message(
            "column_map.draft-no-count", "half of the cells are above {most}", most=_MOST
        )
        return replace(found, checks=(many,), fits=False)
    times = times_in(match.column) if found.is_money and variable.type == "number" else None
    checks += doubts(cells.written, spelling, money=found.is_money)
    checks += unit_checks(variable, match.column, cells.median, times)
    return replace(found, checks=tuple(checks), times=times)


# Reading the cells


def _look_at(survey: Survey, columns: Collection[str], seen: dict[str, Cells]) -> None:
    """Add what stands in each of the columns to what is `seen`, in one pass over the survey."""
    new = [name for name in dict.fromkeys(columns) if name not in seen]
    plans = [survey.frame.select(cell=name).group_by("cell").agg(rows=pl.len()) for name in new]
    for name, counts in zip(new, pl.collect_all(plans, engine="streaming"), strict=True):
        seen[name] = _cells(survey, counts, survey.schema[name])


def _cells(survey: Survey, counts: pl.DataFrame, dtype: pl.DataType) -> Cells:
    """Return what stands in a column of which each cell is counted: cells repeat often."""
    cell, rows = pl.col("cell"), pl.col("rows")
    text = tidy(as_text(cell, dtype))
    told = as_text(cell, dtype).str.ends_with(TYPED)
    typed = dtype.is_numeric()
    number = as_double(cell, dtype) if typed else number_in(survey.spelling.plain(text))
    counts = counts.with_columns(cell=text, number=number.fill_nan(None), told=told)
    standing = Written() if typed else written(counts.filter(~pl.col("told")))
    known = pl.col("number").is_not_null()
    found = counts.select(
        all=rows.sum(),
        blank=rows.filter(cell.is_null()).sum(),
        distinct=cell.drop_nulls().n_unique(),
        numbers=rows.filter(known).sum(),
        readable=rows.filter(known | is_written(cell)).sum(),
        median=pl.col("number").repeat_by(rows).explode().median(),
    ).row(0, named=True)
    spelled = counts.select(cell.str.replace(_WHOLE, "${1}"), rows).drop_nulls()
    often = (
        spelled.group_by("cell").agg(rows.sum()).sort(["rows", "cell"], descending=[True, False])
    )
    return Cells(
        found["all"],
        found["blank"],
        found["distinct"],
        dict(often.head(CODES + 1).iter_rows()),
        found["numbers"],
        found["median"],
        found["readable"],
        standing,
    )
