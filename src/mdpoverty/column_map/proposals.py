"""What the cells of a column say of it: the meaning of its codes, its unit, whether it fits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from mdpoverty.codebook import KEYS, Variable
from mdpoverty.column_map.headings import Match, bare
from mdpoverty.column_map.meanings import meaning
from mdpoverty.language.messages import Message, message, plural
from mdpoverty.survey.survey import Survey
from mdpoverty.survey.values import as_double, as_text, number_in, tidy

CODES = 40  # of a column that are listed
_LONG = 100  # characters that no code has
_WHOLE = r"^([+-]?[0-9]+)[.,]0+$"
# Digits in groups: of several groups nothing else can be meant; of one, decimals can.
_SIGNS = (".", ",")
_SEVERAL = r"^\s*[+-]?[0-9]{{1,3}}(?:[{sign}][0-9]{{3}}){{2,}}\s*$"
_GROUP = r"^\s*[+-]?[1-9][0-9]{{0,2}}[{sign}][0-9]{{3}}\s*$"
_MOST = 10_000  # above it whole numbers count nothing that a household has: they are phone numbers
_MONEY = "VND"  # begins the unit of money

# Half of the incomes (VND per person per month) are below so much, of all: what they are then.
_UNITS: Sequence[tuple[float, str]] = (
    (10, "times: 1000000"),
    (200, "times: 1000000, divide_by: 12"),
    (12_000, "times: 1000"),
    (300_000, "times: 1000, divide_by: 12"),
    (15_000_000, ""),
    (float("inf"), "divide_by: 12"),
)
_INCOMES = {"income_per_capita": 1, "household_income": 4}  # and about how many persons share it


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

    `thousands` is the sign that seems to group its digits; `fits` says whether cells can be those
    of the variable at all.
    """

    match: Match
    codes: tuple[Code, ...] = ()
    checks: tuple[Message, ...] = ()
    thousands: str | None = None
    fits: bool = True


@dataclass(frozen=True)
class Cells:
    """What stands in a column: `counts` of its most frequent cells, and figures of numbers."""

    rows: int
    blank: int
    distinct: int
    counts: Mapping[str, int] = field(default_factory=dict)
    numbers: int = 0
    median: float | None = None
    several: Mapping[str, int] = field(default_factory=dict)
    group: Mapping[str, int] = field(default_factory=dict)


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
    thousands = survey.spelling.thousands
    return [
        _proposal(match, seen[match.column], labels.get(match.column, {}), thousands)
        for match in found
    ]


def _proposal(
    match: Match, cells: Cells, labels: Mapping[str, str], thousands: str | None
) -> Proposal:
    variable = match.variable
    if variable.name in KEYS:
        return Proposal(match, checks=tuple(_key_checks(variable, cells)))
    if variable.codes:
        return _coded(match, cells, labels)
    if variable.is_number:
        return _numeric(match, cells, thousands)
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


def _numeric(match: Match, cells: Cells, thousands: str | None) -> Proposal:
    filled = cells.rows - cells.blank
    money = match.variable.unit.startswith(_MONEY)
    sign = None if thousands else _grouping(cells, filled, money=money)
    if sign is None and filled and cells.numbers * 2 < filled:
        none = message(
            "column_map.draft-no-numbers",
            "{numbers} of {count} cells are numbers",
            numbers=cells.numbers,
            count=filled,
        )
        return Proposal(match, checks=(none,), fits=False)
    if match.variable.type == "integer" and (cells.median or 0) > _MOST:
        many = message(
            "column_map.draft-no-count", "half of the cells are above {most}", most=_MOST
        )
        return Proposal(match, checks=(many,), fits=False)
    checks = [] if sign or cells.median is None else _unit_checks(match, cells.median)
    return Proposal(match, checks=tuple(checks), thousands=sign)


def _grouping(cells: Cells, filled: int, *, money: bool) -> str | None:
    """Return the sign that groups digits: of several groups, or of one in most cells of `money`."""
    for sign in _SIGNS:
        if cells.several[sign] or (money and cells.group[sign] * 2 > filled):
            return sign
    return None


def _unit_checks(match: Match, median: float) -> list[Message]:
    """Return what the size of incomes, or their heading, says of their unit."""
    persons = _INCOMES.get(match.variable.name)
    if persons is None or median <= 0:
        return []
    unit = next(unit for below, unit in _UNITS if median < below * persons)
    words = set(bare(match.column).split())
    if not unit and words & {"nam", "year", "yearly", "annual"} and "thang" not in words:
        unit = "divide_by: 12"
    if not unit:
        return []
    return [
        message(
            "column_map.draft-unit",
            "half of the incomes are below {median:.6g}, which is unusual for {unit}; "
            "if the unit differs, add {scale}",
            median=median,
            unit=match.variable.unit_in_words,
            scale=unit,
        )
    ]


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
    typed = dtype.is_numeric()
    number = as_double(cell, dtype) if typed else number_in(survey.spelling.plain(text))
    counts = counts.with_columns(cell=text, number=number.fill_nan(None))
    signs = {f"several {s}": cell.str.contains(_SEVERAL.format(sign=s)) for s in _SIGNS}
    signs |= {f"group {s}": cell.str.contains(_GROUP.format(sign=s)) for s in _SIGNS}
    found = counts.select(
        all=rows.sum(),
        blank=rows.filter(cell.is_null()).sum(),
        distinct=cell.drop_nulls().n_unique(),
        numbers=rows.filter(pl.col("number").is_not_null()).sum(),
        median=pl.col("number").repeat_by(rows).explode().median(),
        **{name: rows.filter(held).sum() for name, held in signs.items()},
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
        {sign: found[f"several {sign}"] for sign in _SIGNS},
        {sign: found[f"group {sign}"] for sign in _SIGNS},
    )
