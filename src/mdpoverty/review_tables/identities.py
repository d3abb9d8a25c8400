"""What must hold between the figures of the tables (forms.md, law.md section 7), line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mdpoverty.review_tables import formulas
from mdpoverty.review_tables.deprivations import COUNTS, DEPRIVATIONS
from mdpoverty.review_tables.figures import CAUSES, FARMING, KINH, LISTED, key_of
from mdpoverty.review_tables.formulas import Formula, Relation
from mdpoverty.review_tables.groups import MINORITY, UNKNOWN
from mdpoverty.review_tables.layout import Rate, Table
from mdpoverty.review_tables.movements import COUNTED_END
from mdpoverty.review_tables.movements import TABLES as MOVED
from mdpoverty.review_tables.review import Review

# The standard of which law.md (section 7) says how many deprivations there are at least or at most.
_LIMITED = "vn-2022-2025"
_LIMITS: Mapping[str, tuple[Relation, int]] = {"poor": (">=", 3), "near_poor": ("<=", 2)}
_HOUSEHOLDS, _PERSONS = "households", "persons"


@dataclass(frozen=True)
class Check:
    """That two figures stand in a relation; a cell of `table`, by `line` and `key`, is told so.

    `identity` names what holds (`check_phrases.IDENTITIES`).
    """

    identity: str
    table: Table
    line: int
    key: str
    left: Formula
    relation: Relation
    right: Formula

    @property
    def holds(self) -> bool:
        """Whether it does."""
        assert self.left.number is not None
        assert self.right.number is not None
        return formulas.holds(self.left.number, self.relation, self.right.number)


@dataclass(frozen=True)
class Skipped:
    """An identity that need not hold here, and why (`check_phrases.REASONS`)."""

    identity: str
    table: Table
    reason: str


def checks_of(tables: Mapping[int, Table], review: Review) -> list[Check | Skipped]:
    """Return every check of the tables that there are; a figure that is unknown has none."""
    found = [
        each for number, table in tables.items() for each in _checks(number, table, tables, review)
    ]
    return [each for each in found if isinstance(each, Skipped) or _known(each)]


def _checks(
    number: int, table: Table, tables: Mapping[int, Table], review: Review
) -> Iterator[Check | Skipped]:
    of_class = {n: of for numbers in (MOVED, COUNTS) for of, n in numbers.items()}
    match number:
        case 1:
            yield from _parts(table, review)
            yield from _rates(table)
        case 2 | 3:
            yield from _movement(table, of_class[number], tables)
        case 4 | 6:
            yield from _deprivations(table, of_class[number], review)
        case 5 | 7:
            yield from _rates(table)
        case 8:
            for of in LISTED:
                whole, *parts = (key for key in _keys(table) if key.startswith(f"{of}."))
                yield from _at_most(table, "group", parts, whole)
        case 9:
            yield from _ethnicity(table)
        case 10:
            yield from _at_most(table, "cause", CAUSES, _HOUSEHOLDS)


def _known(check: Check) -> bool:
    return check.left.number is not None and check.right.number is not None


def _lines(table: Table) -> range:
    return range(len(table.figures) + table.every)


def _keys(table: Table) -> list[str]:
    return [column.key for column in table.columns]


def _parts(table: Table, review: Review) -> Iterator[Check | Skipped]:
    for whole in (_HOUSEHOLDS, _PERSONS):
        keys = [f"{name}.{whole}" for name in (*LISTED, FARMING)]
        keys = [key for key in keys if key in _keys(table)]
        identity = f"parts of {whole}"
        if all(table.cell(line, whole).value is None for line in _lines(table)):
            yield Skipped(identity, table, f"unknown {whole}")
        listed = [review.figures(unit)[whole] for unit in review.units]
        listed.append(None if None in listed else sum(filter(None, listed)))
        from_file = any(each[whole] != n for each, n in zip(table.figures, listed, strict=False))
        for line, number in zip(_lines(table), listed, strict=True):
            told = table.cell(line, whole)
            parts = formulas.added([table.cell(line, key) for key in keys])
            yield Check(identity, table, line, whole, told, ">=", parts)
            if from_file and number is not None and number != parts.number:
                counted = Formula(str(number), number)
                yield Check(f"listed {whole}", table, line, whole, told, ">=", counted)


def _rates(table: Table) -> Iterator[Check]:
    keys = [column.key for column in table.columns if isinstance(column.rule, Rate)]
    for line in _lines(table):
        cells = {key: table.cell(line, key) for key in keys}
        most, least = (formulas.extreme([*cells.values()], name) for name in ("MAX", "MIN"))
        at = {cell.value: key for key, cell in cells.items()}
        if most.value is not None:
            yield Check("rate", table, line, at[most.value], most, "<=", Formula("100", 100))
            yield Check("rate", table, line, at[least.value], least, ">=", Formula("0", 0))


def _movement(table: Table, of: str, tables: Mapping[int, Table]) -> Iterator[Check]:
    for line in _lines(table):
        unit, label = divmod(line, table.every)
        end = table.cell(line, "end")
        counted = _counted(table, line, COUNTED_END)
        yield Check(f"balance of {of}", table, line, "end", end, "=", counted)
        key = f"{of}.{(_HOUSEHOLDS, _PERSONS)[label]}"
        yield Check(f"end of {of}", table, line, "end", end, "=", tables[1].cell(unit, key))
    if of == "poor" and (other := tables.get(MOVED["near_poor"])):
        for mine, theirs in (("to_near_poor", "from_poor"), ("from_near_poor", "to_poor")):
            for line in _lines(table):
                pair = table.cell(line, mine), other.cell(line, theirs)
                yield Check(mine, table, line, mine, pair[0], "=", pair[1])


def _counted(table: Table, line: int, key: str) -> Formula:
    """Return a figure that no cell holds, of a line or of all of them together."""
    lines = len(table.figures)
    own = range(line % table.every, lines, table.every) if line >= lines else [line]
    found = [table.figures[each][key] for each in own]
    if None in found:
        return Formula("", None)
    number = sum(each for each in found if each is not None)
    return Formula(str(number), number)


def _deprivations(table: Table, of: str, review: Review) -> Iterator[Check | Skipped]:
    households = f"{of}.households"
    indicators = [f"{of}.{key_of(name)}" for name in review.standard.indicators]
    if f"{of}.{DEPRIVATIONS}" in table.figures[0]:
        for line in _lines(table):
            counted = _counted(table, line, f"{of}.{DEPRIVATIONS}")
            total = table.cell(line, DEPRIVATIONS)
            yield Check("deprivations", table, line, DEPRIVATIONS, total, "=", counted)
    yield from _at_most(table, "indicator", indicators, households)
    if review.standard.id != _LIMITED:
        yield Skipped(f"limit of {of}", table, "another standard")
    elif review.counts.sum(f"{of}.scored"):
        yield Skipped(f"limit of {of}", table, "scored")
    else:
        relation, factor = _LIMITS[of]
        for line in _lines(table):
            limit = formulas.times(factor, table.cell(line, households))
            total = table.cell(line, DEPRIVATIONS)
            yield Check(f"limit of {of}", table, line, DEPRIVATIONS, total, relation, limit)


def _at_most(table: Table, identity: str, parts: Sequence[str], whole: str) -> Iterator[Check]:
    for line in _lines(table):
        most = formulas.extreme([table.cell(line, key) for key in parts], "MAX")
        yield Check(identity, table, line, whole, table.cell(line, whole), ">=", most)


def _ethnicity(table: Table) -> Iterator[Check]:
    parts = [key for key in (KINH, MINORITY, UNKNOWN) if key in _keys(table)]
    for line in _lines(table):
        added = formulas.added([table.cell(line, key) for key in parts])
        whole = table.cell(line, _HOUSEHOLDS)
        yield Check("ethnicity", table, line, _HOUSEHOLDS, whole, "=", added)
