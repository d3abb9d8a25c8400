"""What well-formed derived variables, tables and scores may still get wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mdpoverty import codebook
from mdpoverty.codebook import Variable
from mdpoverty.language.messages import Phrase, message
from mdpoverty.standards.condition_faults import (
    condition_faults,
    key_faults,
    no_column,
    no_table,
    no_table_column,
    of_another_type,
)
from mdpoverty.standards.conditions import Scope
from mdpoverty.standards.derived import (
    Between,
    CountedMembers,
    DerivedSource,
    FirstKnownValue,
    FromColumn,
    FromTable,
    HighestOfMembers,
    MonthsBetween,
    YearOf,
    variables_of,
)
from mdpoverty.standards.grid import Axis, CodeAxis, Edge, Grid, NumberAxis, Point, grid_of
from mdpoverty.standards.model import Standard
from mdpoverty.standards.parsing import Fault
from mdpoverty.standards.scores import FINEST, HIGHEST, MembersItem, Scorecard
from mdpoverty.standards.yaml_document import Path

_NAME_TAKEN = Phrase("standards.name-taken", "this name has another meaning")
_OWN_NAME = Phrase("standards.name-of-its-own", "a name of its own")
_TOO_LARGE = Phrase(
    "standards.grid-too-large", "too many cases to tell whether these exclude each other"
)


def derived_faults(standard: Standard) -> Iterator[Fault]:
    """Yield every fault of the derived variables: names, types, and what they are worked out of."""
    taken = {
        *standard.variables("household"),
        *standard.variables("member"),
        *standard.indicators,
        *standard.scores,
        *codebook.RESERVED,
    }
    before: dict[Scope, dict[str, Variable]] = {
        level: dict(standard.variables(level)) for level in ("household", "member")
    }
    for name, derived in standard.derived.items():
        at: Path = ("derived", name)
        if name in taken:
            yield at, _NAME_TAKEN(), _OWN_NAME()
        match derived:
            case FirstKnownValue(first_known=sources, level=level):
                known = before[level]
                if level == "member":
                    known = {**before["household"], **known}
                for index, source in enumerate(sources):
                    here: Path = (*at, "first_known", index)
                    yield from _source_faults(source, here, known, standard)
            case CountedMembers(count_of_members=condition, without_members=column):
                yield from condition_faults(
                    condition, (*at, "count_of_members"), standard, "member"
                )
                yield from _counting(column, (*at, "without_members"), standard)
            case HighestOfMembers(highest_of_members=column, without_members=without):
                variable = standard.variables("member").get(column)
                here = (*at, "highest_of_members")
                if variable is None:
                    yield no_column(column, here, "member", standard.variables("member"))
                elif variable.type != "code":
                    yield here, *of_another_type(variable, "code")
                yield from _without_members(without, at, standard)
        before[derived.level][name] = standard.named(derived.level)[name]


def _counting(column: str, path: Path, standard: Standard) -> Iterator[Fault]:
    """Yield that a column of the household does not count its members."""
    household = standard.variables("household")
    variable = household.get(column)
    if variable is None:
        yield no_column(column, path, "household", household)
    elif variable.type != "integer":
        yield path, *of_another_type(variable, "integer")


def _without_members(column: str, at: Path, standard: Standard) -> Iterator[Fault]:
    path: Path = (*at, "without_members")
    variable = standard.variables("household").get(column)
    if variable is None:
        yield no_column(column, path, "household", standard.variables("household"))
    elif variable.type != "code":
        yield path, *of_another_type(variable, "code")


def _source_faults(
    source: DerivedSource, path: Path, known: Mapping[str, Variable], standard: Standard
) -> Iterator[Fault]:
    wanted = {MonthsBetween: "date", YearOf: "date"}.get(type(source))
    for name in variables_of(source):
        variable = known.get(name)
        if variable is None:
            yield no_column(name, path, "household", known)
        elif wanted and variable.type != wanted:
            yield path, *of_another_type(variable, wanted)
        elif not wanted and not isinstance(source, FromColumn) and variable.type != "integer":
            yield path, *of_another_type(variable, "integer")
    if isinstance(source, Between) and source.at_least > source.at_most:
        yield path, message("standards.empty-range", "the minimum is above the maximum"), ""
    if isinstance(source, FromTable):
        yield from _table_source(source, path, known, standard)


def _table_source(
    source: FromTable, path: Path, known: Mapping[str, Variable], standard: Standard
) -> Iterator[Fault]:
    table = standard.tables.get(source.table)
    if table is None:
        yield no_table(source.table, (*path, "table"), standard)
        return
    if source.column not in table.columns:
        yield no_table_column(source.column, (*path, "column"), table)
        return
    if path[-1] == 0:
        wrong = message(
            "standards.table-first", "a table does not state types: give a column first"
        )
        yield path, wrong, "first_known: [{column: …}, {table: …, column: …}]"
        return
    if len(table.keys) != 1 or "from" in table.keys.values():
        wrong = message("standards.table-keys", "a value is taken from a table with one key alone")
        yield (*path, "table"), wrong, message("standards.table-one-key", "equals, or a name")
    yield from key_faults(table, (*path, "table"), known)
    codes = standard.named(standard.derived[str(path[1])].level)[str(path[1])].codes
    for row in table.rows:
        if row.cells[source.column] not in codes:
            wrong = message(
                "standards.table-bad-code",
                "line {line:d} of {file}: '{cell}' is not one of its codes",
                line=row.line,
                file=table.file,
                cell=row.cells[source.column],
            )
            yield (*path, "column"), wrong, ", ".join(codes)


def score_faults(standard: Standard) -> Iterator[Fault]:
    """Yield every fault of the conditions that have names, and of the scores."""
    for name, condition in standard.conditions.items():
        if name in {*standard.indicators, *standard.scores, *codebook.RESERVED, "income"}:
            yield ("conditions", name), _NAME_TAKEN(), _OWN_NAME()
        yield from condition_faults(condition.when, ("conditions", name, "when"), standard)
    for name, score in standard.scores.items():
        given = standard.variables("household").get(name)
        taken = {*standard.indicators, *codebook.RESERVED, "income"}
        if name in taken or name + HIGHEST in taken or (given and not given.is_number):
            yield ("scores", name), _NAME_TAKEN(), _OWN_NAME()
        if isinstance(score, Scorecard):
            yield from _scorecard(score, ("scores", name), standard)


def _scorecard(score: Scorecard, at: Path, standard: Standard) -> Iterator[Fault]:
    faults = [*_conditions(score, at, standard), *_names(score, at)]
    yield from faults
    if faults:
        return
    if score.whole > FINEST:
        wrong = message(
            "standards.points-too-fine",
            "the points have no common denominator up to {finest}",
            finest=FINEST,
        )
        yield (*at, "points"), wrong, ""
    household = standard.named("household")
    if score.tables:
        grid = grid_of(score.tables, household)
        yield from _exclusive(grid, (*at, "tables"))
        if not grid.too_large and (gap := grid.gap()) is not None:
            wrong = message(
                "standards.no-points-table",
                "no table applies to a household where {where}",
                where=_where(grid.axes, gap),
            )
            yield (*at, "tables"), wrong, message("standards.one-table", "one for every household")
    for group in score.groups:
        known = standard.named(group.scope)
        yield from _exclusive(grid_of(group.options, known), (*at, *group.path))


def _conditions(score: Scorecard, at: Path, standard: Standard) -> Iterator[Fault]:
    for name, condition in score.tables.items():
        yield from condition_faults(condition, (*at, "tables", name), standard)
    for group in score.groups:
        for name, condition in group.options.items():
            path = (*at, *group.path, name)
            yield from condition_faults(condition, path, standard, group.scope)
        for name, column in (group.columns or {}).items():
            path = (*at, *group.path[:-1], "without_members", name)
            yield from _counting(column, path, standard)


def _names(score: Scorecard, at: Path) -> Iterator[Fault]:
    seen: set[str] = set()
    for group in score.groups:
        for name in group.options:
            if name in seen:
                wrong = message("standards.option-twice", "an option with this name appears twice")
                yield (*at, *group.path, name), wrong, _OWN_NAME()
            seen.add(name)
    for name, item in score.items.items():
        if isinstance(item, MembersItem) and set(item.without_members) != set(
            item.each_member_one_of
        ):
            wrong = message("standards.other-lines", "the lines are not those that members hold")
            yield (*at, "items", name, "without_members"), wrong, ", ".join(item.each_member_one_of)


def _exclusive(grid: Grid, path: Path) -> Iterator[Fault]:
    """Yield that two options of a grid may hold at once, at the later of them."""
    if grid.too_large:
        yield path, _TOO_LARGE(), ""
        return
    if (overlap := grid.overlap()) is not None:
        point, (one, other, *_) = overlap
        wrong = message(
            "standards.both-hold",
            "'{one}' and '{other}' are both true where {where}",
            one=one,
            other=other,
            where=_where(grid.axes, point),
        )
        allowed = message("standards.exclude", "options that exclude each other")
        yield (*path, other), wrong, allowed


def _where(axes: tuple[Axis, ...], point: Point) -> str:
    """Return an example of a point, in the words of the file."""
    said = []
    for axis, cell in zip(axes, point, strict=True):
        if isinstance(axis, NumberAxis):
            per = f" per {axis.per}" if axis.per else ""
            lower = axis.edges[cell - 1] if cell else None
            upper = axis.edges[cell] if cell < len(axis.edges) else None
            said.append(f"{axis.column}{per} {_between(lower, upper)}")
        elif isinstance(axis, CodeAxis):
            said.append(f"{axis.column}: {axis.codes[cell]}")
    return ", ".join(said)


def _between(lower: Edge | None, upper: Edge | None) -> str:
    words = []
    for edge, (at, beyond) in ((lower, ("at_least", "above")), (upper, ("below", "at_most"))):
        if edge is not None:
            words.append(f"{beyond if edge.beyond else at} {edge.number}")
    return " ".join(words)
