"""The columns of a filled form as variables, and the answers that only the form has as codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from mdpoverty.codebook import BOOLEANS, KEYS, TICKS, in_line
from mdpoverty.errors import Place, Problem, SurveyError, plain
from mdpoverty.files.column_names import refuse_doubled
from mdpoverty.files.rows import LINE, FormFault, Grid, Question, Rows, unmarked, unreadable
from mdpoverty.language import LANGUAGES, Language
from mdpoverty.language.messages import message
from mdpoverty.questionnaire.form import Choice, Column, FormSheet, folded, parts_of

_SAID = "said "  # before the name of a column: its cells as they are compared


def in_words(rows: Rows, sheet: FormSheet, name: str) -> Rows:
    """Return rows whose columns are called by their variables, with the codebook's codes.

    A cell that is none of the answers to choose from, where these are the form's own, is a fault.
    Raises SurveyError where the sheet is not as the form has it.
    """
    found, language = _columns(rows.columns, sheet)
    answered = {variable.name for column in found.values() for variable in column.variables}
    assert rows.grid is not None  # of a workbook
    if KEYS[0] not in answered:
        raise _not_the_form(rows.grid.sheet, sheet, name)
    faults = _other_answers(rows, rows.grid, found, name, language)
    cells: dict[str, pl.Expr] = {}
    letters: dict[str, str] = {}
    names = []
    for title in rows.columns:
        column = found.get(title)
        for variable, cell in _cells(title, column):
            names.append(variable)
            cells[variable] = cell
            letters[variable] = rows.grid.letters[title]
    refuse_doubled(names, name)
    others = [each for each in rows.frame.collect_schema() if each not in rows.columns]
    asked = [column for column in sheet.columns if column.variables]
    absent = [c.title(language) for c in asked if not {v.name for v in c.variables} & answered]
    notes = rows.notes
    if absent:
        warning = message(
            "questionnaire.absent",
            "warning: {file}, sheet {sheet}: columns of the form are missing, so "
            "their answers are unknown: {columns}. Write these headings as "
            "`mdpoverty template` does",
            file=name,
            sheet=rows.grid.sheet,
            columns=absent,
        )
        notes = (*notes, warning)
    return replace(
        rows,
        columns=tuple(names),
        frame=rows.frame.select(*others, *(cell.alias(n) for n, cell in cells.items())),
        grid=Grid(rows.grid.sheet, letters),
        notes=notes,
        faults=(*rows.faults, *faults),
        questions={
            variable.name: Question(
                column.question(language),
                tuple(choice.label.in_(language) for choice in column.choices),
            )
            for column in found.values()
            for variable in column.variables
        },
    )


def _columns(titles: Sequence[str], sheet: FormSheet) -> tuple[dict[str, Column], Language]:
    """Return the columns of a sheet by their titles, and the language of most of these.

    Where somebody split or merged cells over the headings, so that the section of a column is
    another or is not there, its question tells which it is, unless several ask the same.
    """
    whole: dict[str, tuple[Column, Language]] = {}
    questions: dict[str, tuple[Column, Language]] = {}
    for language in LANGUAGES:
        short = Counter(folded(column.question(language)) for column in sheet.columns)
        for column in sheet.columns:
            whole[folded(column.title(language))] = column, language
            if short[question := folded(column.question(language))] == 1:
                questions[question] = column, language
            questions |= {folded(each): (column, language) for each in column.also}
    found = {title: whole[folded(title)] for title in titles if folded(title) in whole}
    taken = [column for column, _ in found.values()]
    for title in titles:
        said = [folded(part) for part in (title, *parts_of(title))]
        meant = next((questions[x] for x in said if x in questions), None)
        if title not in found and meant is not None and meant[0] not in taken:
            found[title] = meant
            taken.append(meant[0])
    languages = Counter(language for _, language in found.values())
    most = max(LANGUAGES, key=lambda language: languages[language])
    return {title: column for title, (column, _) in found.items()}, most


def _not_the_form(title: str, sheet: FormSheet, name: str) -> SurveyError:
    wrong = message(
        "questionnaire.no-heading",
        "the sheet '{sheet}' has the name of a sheet of the form, but the heading '{heading}' is "
        "not in its place",
        sheet=title,
        heading=sheet.columns[0].title("vi"),
    )
    advice = message(
        "questionnaire.no-heading-advice",
        "write '{heading}' above the ids of the households, and leave the headings beside it as "
        "`mdpoverty template` makes them",
        heading=sheet.columns[0].title("vi"),
    )
    return unreadable(name, wrong, advice)


def _cells(title: str, column: Column | None) -> Iterator[tuple[str, pl.Expr]]:
    """Yield what a column of a sheet has: the cells of each variable that it answers."""
    cell = pl.col(title)
    if column is not None and column.ticked:
        cell = pl.when(_said(title).is_in(TICKS)).then(pl.lit(BOOLEANS[0])).otherwise(cell)
    if column is None or not column.variables:
        yield title, cell
        return
    for place, variable in enumerate(column.variables):
        codes = {word: choice.codes[place] for word, choice in _words(column).items()}
        known = _said(title).replace_strict(codes, default=None, return_dtype=pl.String)
        yield variable.name, known if column.own else cell


def _words(column: Column) -> dict[str, Choice]:
    """Return the answers that only the form has, by each word for them."""
    return {folded(word): choice for choice in column.own for word in (*choice.label, *choice.also)}


def _said(title: str) -> pl.Expr:
    """Return the cells of a column without what a reader does not see."""
    said = pl.col(title).str.normalize("NFC").str.replace_all(r"\s+", " ").str.strip_chars(" ")
    return said.str.to_lowercase()


def _other_answers(
    rows: Rows, grid: Grid, found: Mapping[str, Column], name: str, language: Language
) -> Iterator[FormFault]:
    """Yield the cells of each column that are none of the form's own answers."""
    own = {title: column for title, column in found.items() if column.own and column.variables}
    cells = rows.frame.select(
        LINE, *own, **{_SAID + title: _said(title) for title in own}
    ).collect()
    for title, column in own.items():
        said = pl.col(_SAID + title)
        other = cells.filter((said != "") & ~said.is_in([*_words(column)]))
        if other.height:
            wrong = message("questionnaire.no-answer", "is not an answer of the form")
            advice = message("questionnaire.no-answer-advice", "choose one, or leave it blank")
            shown = unmarked(pl.col(title))
            answers = in_line([each.label.in_(language) for each in column.own])
            places = tuple(
                Place(line, plain(cell), cell=grid.address(line, [title]))
                for line, cell in other.select(LINE, shown).iter_rows()
            )
            problem = Problem(plain(title, 80), wrong, answers, advice, other.height, places, name)
            yield FormFault(grid.sheet, problem)
