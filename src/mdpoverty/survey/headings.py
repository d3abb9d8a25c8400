"""Headings that name a variable of the codebook in their own way: in any case, or in Vietnamese."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from mdpoverty.codebook import Level, Variable, all_variables, review_variables, variables
from mdpoverty.errors import MORE, plain
from mdpoverty.language.messages import Phrase, message
from mdpoverty.questionnaire.form import folded
from mdpoverty.survey.survey import Survey

_NAMED = 5  # headings that are quoted
_READ = Phrase("survey.heading-read", "column '{column}' is used as {variable}")


def with_headings(survey: Survey, level: Level) -> Survey:
    """Return the survey with the columns called by the variables of a level that they name.

    Households have those of a review too; what names a variable is as `with_names` says.
    """
    known = variables(level)
    return with_names(survey, {**review_variables(), **known} if level == "household" else known)


def with_names(survey: Survey, named: Mapping[str, Variable]) -> Survey:
    """Return the survey with the columns that name a variable in their own way called by it.

    A heading does so that differs from the variable's name only by case, or that is its Vietnamese
    label, where exactly one variable fits it, and no other column is or fits that variable.
    """
    meant = _meant(named)
    found = {
        column: next(iter(meant[folded(column)]))
        for column in survey.schema
        if column not in named and len(meant.get(folded(column), ())) == 1
    }
    counts = Counter(found.values())
    names = {c: v for c, v in found.items() if counts[v] == 1 and v not in survey.schema}
    if not names:
        return survey
    read = [_READ(column=plain(column), variable=name) for column, name in names.items()]
    more = len(read) - _NAMED
    note = message(
        "survey.headings-read",
        "{file}: {columns}{more}",
        file=survey.name,
        columns=read[:_NAMED],
        more=MORE(count=more) if more > 0 else "",
    )
    return replace(
        survey,
        schema={names.get(column, column): dtype for column, dtype in survey.schema.items()},
        frame=survey.frame.rename(names),
        headings={variable: column for column, variable in names.items()},
        notes=(*survey.notes, note),
        grids={file: grid.renamed(names) for file, grid in survey.grids.items()},
        then=(*survey.then, lambda again: with_names(again, named)),
    )


def columns_named(survey: Survey, names: Iterable[str]) -> tuple[str, ...]:
    """Return columns of a survey by their names, or by what a reader calls them, each once.

    That is the heading in the file, or the label of a variable in either language. A name that no
    column or several may have stays as it is.
    """
    called: defaultdict[str, set[str]] = defaultdict(set)
    known = all_variables()
    for column in survey.columns:
        labels = (known[column].label_en, known[column].label_vi) if column in known else ()
        for name in (column, survey.called(column), *filter(None, labels)):
            called[folded(name)].add(column)

    def meant(name: str) -> str:
        found = called.get(folded(name), set())
        return next(iter(found)) if name not in survey.columns and len(found) == 1 else name

    return tuple(dict.fromkeys(map(meant, names)))


def _meant(named: Mapping[str, Variable]) -> Mapping[str, set[str]]:
    """Return the variables that each folded heading may mean."""
    meant: defaultdict[str, set[str]] = defaultdict(set)
    for variable in named.values():
        for spelled in (variable.name, variable.label_vi):
            if spelled:
                meant[folded(spelled)].add(variable.name)
    return meant
