"""What differs, in words and tables: counts, and on a terminal the first households."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from math import isnan
from pathlib import Path

import polars as pl

from mdpoverty.cli.colour import HEADING, class_style, styled
from mdpoverty.cli.console import aligned, write_data, write_lines
from mdpoverty.cli.views.words import FIRST_HOUSEHOLDS, HOUSEHOLDS, PERSONS, WEIGHTED
from mdpoverty.comparison.reasons import PROFILE_REASONS, REASONS
from mdpoverty.comparison.result import Differing, Points, as_object
from mdpoverty.comparison.transitions import Cell, Size, matrix, reasons, total
from mdpoverty.errors import plain
from mdpoverty.files.labelled import in_words
from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase
from mdpoverty.language.numbers import formatted, number, percent
from mdpoverty.profile.labels import class_labels

FIRST = 10  # households shown on a terminal

_WORDS = {
    "from": Phrase("cli.before", "before"),
    "to": Phrase("cli.after", "after"),
    "households": HOUSEHOLDS,
    "weighted": WEIGHTED,
    "persons": PERSONS,
    "of row": Phrase("cli.of-row", "of row"),
    "of all": Phrase("cli.of-all", "of all"),
    "total": Phrase("cli.all", "all"),
    "rate": Phrase("cli.rate", "rate"),
    "rate and error": Phrase("cli.rate-and-error", "rate (std. error)"),
    "change": Phrase("cli.change-in-points", "change, points"),
    "lines": Phrase("cli.by-lines-and-rules", "by lines and rules"),
    "indicators": Phrase("cli.by-indicators", "by indicators"),
    "reason": Phrase("cli.reason", "reason"),
}
_OF_CLASSES = ("from_class", "to_class")
_NONE = Phrase("cli.no-class-differs", "no household changes class")


def write_object(found: Differing, file: Path) -> None:
    """Write all counts as one object."""
    write_lines([json.dumps(as_object(found), ensure_ascii=False, indent=2)], file)


def show_diff(found: Differing, households: pl.LazyFrame | None, lang: Language) -> None:
    """Print what differs, of each group too, and the `households` where they are given."""
    tables = list(_tables(found, lang))
    if households is not None and (changed := list(_households(households, found.changed, lang))):
        tables.append(changed)
    write_data(line for table in tables for line in (*table, *([""] * (table is not tables[-1]))))


def _tables(found: Differing, lang: Language) -> Iterator[list[str]]:
    yield from _counts(found.cells, found.points(), lang)
    if found.by:
        for names, cells in found.groups():
            values = (f"{name}: {plain(value or '')}" for name, value in names.items())
            yield [styled(", ".join(values), HEADING)]
            yield from _counts(cells, found.points_of(cells), lang)


def _counts(cells: Sequence[Cell], rates: Sequence[Points], lang: Language) -> Iterator[list[str]]:
    for table in (_matrix(cells, lang), _rates(rates, lang), _reasons(cells, lang)):
        if table:
            yield table


def _matrix(cells: Sequence[Cell], lang: Language) -> list[str]:
    whole = total(cells)
    weighted = _is_weighted(cells)
    sized = [*_counted(weighted=weighted), *(["persons"] if whole.persons is not None else [])]
    rows = [_heads(["from", "to", *sized, "of row", "of all"], lang)]
    found, classes = matrix(cells), class_labels(lang)
    for (was, now), size in found.items():
        row = total(cell for cell in cells if cell.was == was)
        shares = [_share(size, row, lang), _share(size, whole, lang)]
        both = [styled(classes[name], class_style(name)) for name in (was, now)]
        rows.append([*both, *_sizes(size, lang, weighted=weighted), *shares])
    every = _WORDS["total"].in_(lang)
    sizes = _sizes(whole, lang, weighted=weighted)
    rows.append([every, "", *sizes, "", _share(whole, whole, lang)])
    return aligned(rows, left=2)


def _rates(rates: Sequence[Points], lang: Language) -> list[str]:
    parts = any(rate.indicators is not None for rate in rates)
    with_errors = any(rate.errors is not None for rate in rates)
    heads = [
        "rate and error" if with_errors else "rate",
        "from",
        "to",
        "change",
        *(["lines", "indicators"] if parts else []),
    ]
    rows = [_heads(heads, lang)]
    for rate in rates:
        moved = [round(rate.change, 2)]
        if rate.lines_and_rules is not None:  # the last part so that what is printed adds up
            moved.append(round(rate.lines_and_rules, 2))
            moved.append(round(moved[0] - moved[1], 2))
        texts = [
            *(f"{number(points, lang, 2)}%" for points in (rate.before, rate.after)),
            *(_moved(points, exact, lang) for points, exact in zip(moved, rate.moved, strict=True)),
        ]
        if rate.errors is not None:
            errors = astuple(rate.errors)
            texts = [text + _error(of, lang) for text, of in zip(texts, errors, strict=True)]
        rows.append([styled(class_labels(lang)[rate.name], class_style(rate.name)), *texts])
    return aligned(rows, left=1) if rates else []


def _error(error: float, lang: Language) -> str:
    """Return a standard error in points behind what it is of, blank where it is not known."""
    return "" if isnan(error) else f" ({number(error, lang, 2)})"


def _moved(shown: float, exact: float, lang: Language) -> str:
    """Return a change in points with its sign, if it has one; what is exactly nothing is 0."""
    return formatted(shown + 0.0, "+.2f" if shown else ".2f", lang) if exact else "0"


def _reasons(cells: Sequence[Cell], lang: Language) -> list[str]:
    texts = {**REASONS, **PROFILE_REASONS}
    weighted = _is_weighted(cells)
    rows = [_heads(["reason", *_counted(weighted=weighted)], lang)]
    rows += [
        [texts[reason].in_(lang), *_sizes(replace(size, persons=None), lang, weighted=weighted)]
        for reason, size in reasons(cells).items()
    ]
    return aligned(rows, left=1) if len(rows) > 1 else [_NONE.in_(lang)]


def _households(households: pl.LazyFrame, count: int, lang: Language) -> Iterator[str]:
    """Yield a table of the first households whose class differs."""
    changed = households.filter(pl.col("from_class") != pl.col("to_class"))
    frame = changed.head(FIRST).collect(engine="streaming")
    coded = frame["household_id", "from_class", "to_class", "reason", "gained", "lost"]
    shown = coded if lang == "en" else _in_words(coded, lang)
    rows = [
        [
            styled(plain(cell or "", 100), class_style(code) if name in _OF_CLASSES else "")
            for name, cell, code in zip(coded.columns, row, codes, strict=True)
        ]
        for row, codes in zip(shown.rows(), coded.rows(), strict=True)
    ]
    if rows:
        heads = [styled(name, HEADING) for name in shown.columns]
        yield from aligned([heads, *rows], left=len(heads))
    if count > FIRST:
        yield ""
        yield FIRST_HOUSEHOLDS(shown=FIRST, all=count).in_(lang)


def _in_words(frame: pl.DataFrame, lang: Language) -> pl.DataFrame:
    """Return households with headings and codes in words, as a table for people has them."""
    from mdpoverty.cli.words_for_people import diff_words  # noqa: PLC0415 -- loads every standard

    return in_words(frame.lazy(), diff_words(lang), ",").collect()


def _heads(names: Sequence[str], lang: Language) -> list[str]:
    return [styled(_WORDS[name].in_(lang), HEADING) for name in names]


def _is_weighted(cells: Sequence[Cell]) -> bool:
    """Return whether a household stands for more than itself."""
    return any(each.size.weighted != each.size.households for each in cells)


def _counted(*, weighted: bool) -> list[str]:
    return ["households", "weighted"] if weighted else ["households"]


def _sizes(size: Size, lang: Language, *, weighted: bool) -> list[str]:
    found = [number(size.households, lang)]
    found += [number(float(size.weighted), lang, 0)] if weighted else []
    return found if size.persons is None else [*found, number(float(size.persons), lang, 0)]


def _share(part: Size, whole: Size, lang: Language) -> str:
    return percent(float(part.weighted / whole.weighted), lang) if whole.weighted else ""
