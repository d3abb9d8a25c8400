"""What a standard looks up, works out and adds up, in the words of a language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase, plural
from mdpoverty.standards.conditions import Condition, Scope
from mdpoverty.standards.derived import (
    Between,
    CountedMembers,
    Derived,
    DerivedSource,
    FromColumn,
    FromTable,
    HighestOfMembers,
    MonthsBetween,
    MonthsOfYears,
    YearOf,
    YearsOfMonths,
)
from mdpoverty.standards.grid import grid_of
from mdpoverty.standards.labels import Label
from mdpoverty.standards.lookups import LookupRow, LookupTable
from mdpoverty.standards.model import Standard
from mdpoverty.standards.phrases import PHRASES, quantity_text
from mdpoverty.standards.prose import condition_text, label_of
from mdpoverty.standards.scores import (
    NO_POINTS,
    ONLY_TABLE,
    DeprivationPoints,
    Points,
    Score,
    Scorecard,
)

_FROM_TABLE = Phrase("standards.from-table", "the column {column} of {file}")
_MONTHS_BETWEEN = Phrase("standards.months-between", "completed months from {first} to {last}")
_MONTHS_OF_YEARS = Phrase("standards.months-of-years", "{years} in months, and up to 11 more")
_YEARS_OF_MONTHS = Phrase("standards.years-of-months", "completed years in {months}")
_YEAR_OF = Phrase("standards.year-of", "year of {date}")
_BETWEEN = Phrase("standards.between-years", "{least:d} to {most:d}")
_COUNTED = Phrase("standards.counted", "number of members with ({condition})")
_HIGHEST = Phrase("standards.highest", "the highest of any member: {label}")
_WITHOUT = Phrase("standards.without-members", "{told}; without a member file: {column}")
_EACH = Phrase("standards.for-each-deprivation", "{points:d} for each deprivation")
_OPTION = Phrase("standards.option-says", "points {points}; when {condition}")
_RANGE = Phrase("standards.points-range", "{least} to {most}")


def derived_text(derived: Derived, standard: Standard, language: Language) -> str:
    """Return how a derived variable is worked out."""

    def label(name: str, level: Scope) -> str:
        known = {**standard.named("household"), **(standard.named(level))}
        return label_of(known[name], language)

    match derived:
        case CountedMembers(count_of_members=condition, without_members=column):
            told = _COUNTED(condition=condition_text(condition, standard, language, "member"))
            own = label(column, "household")
            return _WITHOUT(told=told.in_(language), column=own).in_(language)
        case HighestOfMembers(highest_of_members=name, without_members=column):
            told = _HIGHEST(label=label(name, "member"))
            own = label(column, "household")
            return _WITHOUT(told=told.in_(language), column=own).in_(language)
        case _:
            sources = (
                _source(source, standard, language, lambda name: label(name, derived.level))
                for source in derived.first_known
            )
            return PHRASES["else"]().in_(language).join(sources)


def _source(  # noqa: PLR0911 -- one case for each kind of source
    source: DerivedSource, standard: Standard, language: Language, label: Callable[[str], str]
) -> str:
    match source:
        case FromColumn(column=name):
            return label(name)
        case FromTable(table=table, column=column):
            file = standard.tables[table].file
            return _FROM_TABLE(column=column, file=file).in_(language)
        case MonthsBetween(months_between=(first, last)):
            return _MONTHS_BETWEEN(first=label(first), last=label(last)).in_(language)
        case MonthsOfYears(months_of_years=name):
            return _MONTHS_OF_YEARS(years=label(name)).in_(language)
        case YearsOfMonths(years_of_months=name):
            return _YEARS_OF_MONTHS(months=label(name)).in_(language)
        case YearOf(year_of=name):
            return _YEAR_OF(date=label(name)).in_(language)
        case Between(at_least=least, at_most=most):
            return _BETWEEN(least=least, most=most).in_(language)


def table_text(table: LookupTable, language: Language) -> str:
    """Return what a table has: how many rows, and by which keys."""
    return plural(
        "standards.table-rows",
        "{count} row, by {keys}",
        "{count} rows, by {keys}",
        count=len(table.rows),
        keys=list(table.keys),
    ).in_(language)


def row_key(row: LookupRow) -> str:
    """Return the keys of a row of a table, as its name."""
    return " ".join(str(key) for key in row.keys.values())


def score_text(score: Score, language: Language) -> str:
    """Return what a score adds up: the file of its points, or points for each deprivation."""
    if isinstance(score, DeprivationPoints):
        return _EACH(points=score.points_for_each_deprivation).in_(language)
    return score.points


def points_text(points: Points | None, language: Language) -> str:
    """Return the points of a line; a range where they are one, a dash where the table has none."""
    if points is None:
        return "-"
    most = quantity_text(points.highest, "", language)
    if points.lowest == points.highest:
        return most
    return _RANGE(least=quantity_text(points.lowest, "", language), most=most).in_(language)


@dataclass(frozen=True)
class ScoreOption:
    """A line of a score: its words, the condition on the columns of `scope`, and its points."""

    label: Label
    condition: Condition
    scope: Scope
    points: Mapping[str, Points | None]


def options_of(standard: Standard, scores: Collection[str]) -> dict[str, ScoreOption]:
    """Return the lines of some scores, by score, item and line."""
    return {
        f"{name} {group.item} {option}": ScoreOption(
            score.options[option].label, condition, group.scope, score.options[option].points
        )
        for name, score in standard.scorecards.items()
        if name in scores
        for group in score.groups
        for option, condition in group.options.items()
    }


def option_text(option: ScoreOption, standard: Standard, language: Language) -> str:
    """Return the points of a line in each table, and when it holds."""
    points = [
        points_text(some, language)
        if table == ONLY_TABLE
        else f"{table} {points_text(some, language)}"
        for table, some in option.points.items()
    ]
    when = condition_text(option.condition, standard, language, option.scope)
    return _OPTION(points=points, condition=when).in_(language)


def sums_of(score: Scorecard, standard: Standard, table: str) -> Points:
    """Return the lowest and the highest sum that a household may have in one table of points.

    Of each item by itself: two items that ask about the same are taken for free of each other.
    """
    household = standard.named("household")
    found = []
    for group in score.groups:
        points = [score.options[name].points[table] or NO_POINTS for name in group.options]
        if group.columns is not None:  # members may hold any of these lines, or none
            found += [_ends([each, NO_POINTS]) for each in points]
        else:
            none = [NO_POINTS] if grid_of(group.options, household).gap() else []
            found.append(_ends([*points, *none]))
    lowest, highest = (sum(getattr(x, end) for x in found) for end in ("lowest", "highest"))
    return Points(lowest, highest)


def _ends(points: list[Points]) -> Points:
    return Points(min(x.lowest for x in points), max(x.highest for x in points))
