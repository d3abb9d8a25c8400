"""A draft of a column map, from the headings, labels and cells of a survey.

What was not found is an open line, a key without a value: a map with one does not load. What is
not sure is marked, as is what the cells say against it. The files come from strangers: their words
stand in quotes, or in comments without signs that end one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from mdpoverty.codebook import HOUSEHOLD_SIZE, KEYS, Level, Variable, review_variables, variables
from mdpoverty.column_map.headings import matches
from mdpoverty.column_map.proposals import Cells, Code, Proposal, proposals
from mdpoverty.column_map.signs import Signs, signs_of
from mdpoverty.column_map.units import MILLION
from mdpoverty.column_map.wording import (
    as_written,
    check,
    checked,
    codes,
    described,
    label,
    scalar,
    shown,
)
from mdpoverty.errors import plain
from mdpoverty.files.labels import Labels
from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase, message, plural
from mdpoverty.survey.survey import Survey
from mdpoverty.survey.values import is_of_cells

_INCOMES = ("income_per_capita", "household_income", "income_score")  # one of them is needed
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_COLUMN = "{column: …}"
_LISTED = 60  # columns that are named where nothing was found for them
_LEFT = Phrase("column_map.draft-left", "Columns without a variable:")
_LEFT_QUOTED = Phrase(
    "column_map.draft-left-quoted",
    "Columns without a variable (copy a name in quotes with its quotes):",
)
_RULED_OUT = 200  # pairs after which no other variable is tried


@dataclass(frozen=True)
class Table:
    """A file of a survey, its labels, and the keys of a map that say how it is read."""

    survey: Survey
    labels: Labels = field(default_factory=Labels)
    reading: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """The text of a draft, and what is left to do.

    `matched` of the `columns` have a variable; `checks` lines are to be checked, and `open` are the
    keys without a value.
    """

    text: str
    columns: int
    matched: int
    checks: int
    open: tuple[str, ...]


@dataclass(frozen=True)
class _Line:
    """A line of a draft: what it says, and the comment at its end."""

    said: str = ""
    comment: str = ""
    check: bool = False
    open: str = ""

    @property
    def text(self) -> str:
        """The line as it is written."""
        if not self.comment:
            return self.said
        return f"{self.said}  # {self.comment}" if self.said else f"# {self.comment}"


def draft(tables: Mapping[Level, Table], language: Language = "en") -> Draft:
    """Return the draft of a map of a survey's households and, where there are any, its members.

    Comments are in `language`.
    """
    lines: list[_Line] = []
    columns = matched = 0
    for level, table in tables.items():
        found, signs = _proposals(level, table)
        known = {each.match.variable.name for each in found}
        told = _told(level, table)
        columns, matched = columns + len(table.survey.schema), matched + len(known)
        if level == "household":
            lines += _top(table, language)
        lines += [_Line(), _Line(f"{level}:")]
        lines += _reading(table, found, signs, language)
        for variable in _variables(level):
            proposal = next((p for p in found if p.match.variable is variable), None)
            if proposal:
                lines += _source(level, proposal, language)
            elif variable.name in told:
                lines.append(_of_round(variable, told[variable.name], language))
            elif _is_needed(variable, known, members="member" in tables):
                lines.append(_open(level, variable, language))
        lines += _left(table, found, language)
        lines += _not_found(level, {*known, *told}, language, members="member" in tables)
    return Draft(
        "".join(f"{line.text}\n" for line in lines),
        columns,
        matched,
        sum(line.check for line in lines),
        tuple(line.open for line in lines if line.open),
    )


def _proposals(level: Level, table: Table) -> tuple[list[Proposal], Signs]:
    """Return what is proposed, read with the signs that the cells prove, and these."""
    found = _fitting(level, table.survey, table.labels)
    numbers = [each.cells.written for each in found if each.cells]
    money = [
        (each.cells.written, each.cells.rows - each.cells.blank)
        for each in found
        if each.cells and each.is_money and each.times != MILLION  # of which 2.700 is likely 2.7
    ]
    signs = signs_of(numbers, money, table.reading)
    if signs == Signs():
        return found, signs
    survey = replace(table.survey, spelling=signs.over(table.survey.spelling))
    return _fitting(level, survey, table.labels), signs


def _fitting(level: Level, survey: Survey, said: Labels) -> list[Proposal]:
    schema = survey.schema
    # A map cannot name a column with spaces around its name, nor read one that holds lists.
    cells = [n for n, dtype in schema.items() if n and n == n.strip() and is_of_cells(dtype)]
    labels = {name: said.columns.get(name, "") for name in cells}
    ruled_out: set[tuple[str, str]] = set()
    seen: dict[str, Cells] = {}
    while True:
        found = matches(labels, _variables(level), ruled_out)
        proposed = proposals(survey, found, said.codes, seen)
        # A heading that is merely like a variable's gives way to its cells, for the next best.
        odd = [each.match for each in proposed if not each.fits and not each.match.sure]
        if not odd or len(ruled_out) > _RULED_OUT:
            return [each for each in proposed if each.match not in odd]
        ruled_out |= {(match.column, match.variable.name) for match in odd}


def _variables(level: Level) -> list[Variable]:
    found = [*variables(level).values()]
    return [*found, *review_variables().values()] if level == "household" else found


def _is_needed(variable: Variable, known: Collection[str], *, members: bool) -> bool:
    """Whether a standard cannot do without a variable that was not found."""
    if variable.name in KEYS:
        return variable.level == "member" or variable.name == KEYS[0]
    if variable.level == "member":
        return False
    if variable.name == HOUSEHOLD_SIZE:
        return not members
    if variable.name == _INCOMES[0]:
        return not any(name in known for name in _INCOMES)
    return variable.name == "area"


def _told(level: Level, table: Table) -> dict[str, str]:
    """Return what the name of the file says of every household: its year."""
    year = _YEAR.search(table.survey.name)
    return {"survey_year": year[1]} if year and level == "household" else {}


# Lines


def _top(table: Table, language: Language) -> Iterator[_Line]:
    name = table.survey.name
    intro = (
        message("column_map.draft-of", "A column map drafted from {file}.", file=shown(name)),
        message(
            "column_map.draft-how",
            "Look at every line marked '{check}', and fill in every key without a value.",
            check=check(),
        ),
    )
    yield from (_Line(comment=each.in_(language)) for each in intro)
    yield _Line(f"survey: {scalar(PurePath(name).stem or name)}")
    if told := _told("household", table):
        [year] = told.values()
        why = message("column_map.draft-round", "the year in the name of the file")
        yield _Line(f"round: {year}", checked([why], language), check=True)
    else:
        open_round = message("column_map.draft-open-round", "the year or name of the round")
        yield _Line("round:", open_round.in_(language), open="round")


def _reading(
    table: Table, found: Sequence[Proposal], signs: Signs, language: Language
) -> Iterator[_Line]:
    """Yield the keys that say how a file is read."""
    for key, value in table.reading.items():
        yield _Line(f"  {key}: {scalar(str(value))}")
    numbers = [(shown(each.match.column), each.cells.written) for each in found if each.cells]
    if sign := signs.thousands:
        why = message(
            "column_map.draft-thousands",
            "what separates thousands in {columns}",
            columns=[
                name for name, cells in numbers if cells.groups_by(sign) or cells.has("group", sign)
            ],
        )
        yield _Line(f"  thousands: {scalar(sign)}", checked([why], language), check=True)
    if sign := signs.decimal:
        why = message(
            "column_map.draft-decimal",
            "the decimal sign in {columns}",
            columns=[name for name, cells in numbers if cells.parts_by(sign)],
        )
        yield _Line(f"  decimal: {scalar(sign)}", checked([why], language), check=True)


def _source(level: Level, proposal: Proposal, language: Language) -> Iterator[_Line]:
    variable, column = proposal.match.variable, scalar(proposal.match.column)
    checks = [*proposal.checks]
    if not proposal.match.sure:
        named = label(variable, language)
        checks.insert(0, message("column_map.draft-is-it", "is this {label}?", label=named))
    comment = checked(checks, language) if checks else ""
    if not proposal.codes:
        times = f", times: {proposal.times}" if proposal.times else ""
        yield _Line(f"  {variable.name}: {{column: {column}{times}}}", comment, check=bool(checks))
        return
    yield _Line(f"  {variable.name}:", comment, check=bool(checks))
    yield _Line(f"    column: {column}")
    allowed = message(
        "column_map.draft-allowed", "allowed: {codes}", codes=codes(variable, language)
    )
    yield _Line("    codes:", allowed.in_(language))
    for code in proposal.codes:
        yield _code(level, variable, code, language)


def _code(level: Level, variable: Variable, code: Code, language: Language) -> _Line:
    rows = plural("column_map.draft-rows", "{count} row", "{count} rows", count=code.rows)
    said = rows.in_(language) + (f", {shown(code.label)}" if code.label else "")
    cell = scalar(code.cell)
    if code.meaning is None:
        path = f"{level}.{variable.name}.codes.{plain(code.cell)}"
        return _Line(f"      {cell}:", said, open=path)
    comment = said if code.sure else f"{check().in_(language)}: {said}"
    return _Line(f"      {cell}: {scalar(code.meaning)}", comment, check=not code.sure)


def _of_round(variable: Variable, year: str, language: Language) -> _Line:
    why = message("column_map.draft-year", "the year of the round, which track and tables need")
    said = f"  {variable.name}: {{constant: {year}}}"
    return _Line(said, checked([why], language), check=True)


def _open(level: Level, variable: Variable, language: Language) -> _Line:
    label = described(variable, language)
    said = message("column_map.draft-open-key", "{label}: {column}", label=label, column=_COLUMN)
    if variable.name not in KEYS:
        said = message(
            "column_map.draft-open",
            "{label}: {column}, or {constant} if it is the same for all",
            label=label,
            column=_COLUMN,
            constant="{constant: …}",
        )
    path = f"{level}.{variable.name}"
    return _Line(f"  {variable.name}:", said.in_(language), open=path)


def _left(table: Table, found: Sequence[Proposal], language: Language) -> Iterator[_Line]:
    """Yield the columns that no variable was found for."""
    used = {each.match.column for each in found}
    left = [as_written(name) for name in table.survey.schema if name not in used]
    if left:
        more = len(left) - _LISTED
        quoted = any(name.startswith('"') for name in left[:_LISTED])
        said = (_LEFT_QUOTED if quoted else _LEFT)()
        yield _Line("  #", "", check=False)
        yield _Line(f"  # {said.in_(language)} {', '.join(left[:_LISTED])}{' …' * (more > 0)}")


def _not_found(
    level: Level, known: Collection[str], language: Language, *, members: bool
) -> Iterator[_Line]:
    """Yield, as comments, what was not found and is not needed."""
    absent = [
        variable
        for variable in _variables(level)
        if variable.name not in known and not _is_needed(variable, known, members=members)
    ]
    if absent:
        said = message(
            "column_map.draft-not-found",
            "Variables without a column; where the file has one, fill it in and remove the #:",
        )
        yield _Line(f"  # {said.in_(language)}")
        for variable in absent:
            yield _Line(f"  # {variable.name}:", described(variable, language))
