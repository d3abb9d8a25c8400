"""Columns that a file lacks, as its reader knows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from mdpoverty.codebook import subject_of
from mdpoverty.errors import MORE, Problem, SurveyError, plain
from mdpoverty.language.messages import Phrase, message
from mdpoverty.suggestions import suggest

_COLUMNS = 40  # columns that are named when others are missing
_ONE_OF = Phrase("errors.one-of", "{names} or {last}")


def one_of(names: Sequence[str]) -> str:
    """Return names of columns of which one is enough."""
    *others, last = names
    return _ONE_OF(names=others, last=last) if others else last


def lacking(  # noqa: PLR0913, PLR0917 -- the file, what it lacks, and what to say of it
    source: str,
    columns: Collection[str],
    missing: Iterable[str | tuple[str, ...]],
    advice: str,
    used: Collection[str] = (),
    headings: Mapping[str, str] = MappingProxyType({}),
) -> SurveyError:
    """Return the error that a file lacks columns, of those that it has.

    Of names together one is enough. Columns that are `used` already are not suggested. `headings`
    say what the file would call some, which Vietnamese calls by their labels else.
    """
    problems = []
    for each in missing:
        names = (each,) if isinstance(each, str) else each
        near = (suggest(name, columns, used) for name in names)
        wrong = message(
            "errors.missing-column",
            "this column is missing{suggestion}",
            suggestion=next(filter(None, near), ""),
        )
        subject = one_of([headings.get(name) or subject_of(name) for name in names])
        problems.append(Problem(subject, wrong, advice=advice))
    there = [plain(column) for column in list(columns)[:_COLUMNS]]
    more = len(columns) - len(there)
    headline = message(
        "errors.missing-columns",
        "{source} does not have all columns; it has {there}{more}",
        source=source,
        there=there or Phrase("errors.no-columns", "no columns"),
        more=MORE(count=more) if more else "",
    )
    return SurveyError(headline, problems, source)
