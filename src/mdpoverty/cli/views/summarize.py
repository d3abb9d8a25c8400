"""A summary on a terminal, as offices publish one: with errors, intervals, sizes and marks."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table
from rich.text import Text

from mdpoverty.cli.colour import HEADING, class_style, console_of
from mdpoverty.cli.views.figure_words import (
    ALL,
    AT_LINE,
    BOUNDS,
    BY_CLASS,
    BY_INCOME,
    CHANCE,
    CHANGE,
    CHANGES,
    CONTRASTS,
    DEPRIVED,
    DIFFERENCE,
    DIMENSION,
    ERROR,
    ESTIMATE,
    FIFTH,
    FROM_CUTOFF,
    HOUSEHOLDS,
    INTERVAL,
    NUMBER,
    NUMBERS,
    OF,
    POOR_BY,
    RATE,
    UNITS,
    VARIATION,
    WORDS,
)
from mdpoverty.cli.views.group_words import heading, said
from mdpoverty.cli.views.summary_figures import (
    CLASSES,
    COUNTS,
    INDEX,
    MARKS,
    MONEY,
    SHARES,
    SPLIT,
    Row,
    between,
    figure,
    marks_told,
    number_of,
)
from mdpoverty.cli.views.unbroken import unbroken
from mdpoverty.errors import plain
from mdpoverty.language import Language
from mdpoverty.language.messages import Message, Phrase
from mdpoverty.language.numbers import formatted, number
from mdpoverty.standards.labels import Label
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.estimates import Summary
from mdpoverty.statistics.request import CHANGE_FROM, CONTRAST_FROM, GROUPING

_LONGEST = 60  # characters of a group's value

_INCOMES = (
    *("income_poverty_rate", "income_poverty_gap", "income_poverty_gap_squared"),
    *(*MONEY, "gini", "quintile_share"),
)
_RATES = ("uncensored_headcount", "deprivation_rate_of_poor", "deprivation_rate_of_near_poor")


@dataclass(frozen=True)
class _Group:
    """The figures of one group, by measure, indicator and cut-off.

    `since` is of a change, `against` of a contrast; `own` are the columns that the group has.
    """

    values: tuple[str | None, ...]
    since: str | None
    against: str | None
    own: Sequence[str]
    rows: Mapping[tuple[str, str | None, str | None], Row]

    def figure(self, measure: str, indicator: str | None = None, cutoff: str | None = None) -> Row:
        return self.rows[measure, indicator, cutoff]


def show_summary(found: Summary, standard: Standard, lang: Language) -> None:
    """Print the figures of a summary: of a single group all, of several those of whole groups."""
    console = console_of(sys.stdout)
    groups = _groups(found)
    tables = _of_groups if found.asked.groups else _of_all
    for table in tables(found, groups, standard, lang):
        console.print(unbroken(table, console))
        console.print()
    notes = (note.in_(lang) for note in marks_told(found))
    console.print(Text("\n".join(notes), style="dim"))


def _groups(found: Summary) -> list[_Group]:
    names = found.asked.groups
    rows: dict[tuple[str | None, ...], dict[tuple[str, str | None, str | None], Row]] = {}
    told = (*names, CHANGE_FROM, CONTRAST_FROM, GROUPING)
    for row in found.table.rows(named=True):
        key = tuple(_value(row.get(name)) for name in told)
        rows.setdefault(key, {})[row["measure"], row["indicator"], row["cutoff"]] = row
    whole = GROUPING not in found.table.columns
    return [
        _Group(tuple(values), since, against, names if whole else (of or "").split(";"), own)
        for (*values, since, against, of), own in rows.items()
    ]


def _label(label: Label, lang: Language) -> str:
    return plain(getattr(label, lang), _LONGEST)


def _cutoffs(found: Summary) -> list[str | None]:
    return [cutoff.text for cutoff in found.asked.cutoffs] or [None]


def _identified(cutoff: str | None) -> Message:
    return BY_CLASS() if cutoff is None else FROM_CUTOFF(cutoff=cutoff)


def _of_all(
    found: Summary, groups: Sequence[_Group], standard: Standard, lang: Language
) -> Iterator[Table]:
    (whole,) = groups
    bases = [name for name, *_ in whole.rows if name.startswith("poor_by_")]
    labels = {
        f"poor_by_{rule.basis}": _label(rule.label, lang)
        for rule in reversed(standard.every_rule)
        if rule.name == "poor"
    }
    rates = {name: WORDS[name]() for name in CLASSES if (name, None, None) in whole.rows}
    rates |= {name: POOR_BY(basis=labels[name]) for name in bases}
    per_cent, _ = UNITS[found.asked.unit]
    figures = {text: whole.figure(name) for name, text in rates.items()}
    yield _figures(found, figures, lang, per_cent(), RATE)
    numbers = {
        WORDS[name](): whole.figure(name) for name in COUNTS if (name, None, None) in whole.rows
    }
    yield _figures(found, numbers, lang, NUMBERS(), NUMBER)
    yield from _incomes(found, whole, standard, lang)
    if not standard.indicators:
        return
    names = [name for name in _RATES if any(name == measure for measure, *_ in whole.rows)]
    table = _table([DEPRIVED.in_(lang)], [WORDS[name].in_(lang) for name in names])
    for indicator, about in standard.indicators.items():
        cells = [figure(whole.figure(name, indicator), lang) for name in names]
        table.add_row(Text(_label(about.label, lang)), *cells)
    yield table
    for cutoff in _cutoffs(found):
        title = _identified(cutoff)
        index = {WORDS[name](): whole.figure(name, None, cutoff) for name in INDEX}
        yield _figures(found, index, lang, title, ESTIMATE)
        measures = ("censored_headcount", "contribution_share")
        table = _table([title.in_(lang)], [WORDS[name].in_(lang) for name in measures])
        for indicator, about in standard.indicators.items():
            cells = [figure(whole.figure(name, indicator, cutoff), lang) for name in measures]
            table.add_row(Text(_label(about.label, lang)), *cells)
        for dimension, label in standard.dimensions.items():
            key = ("dimension_contribution_share", dimension, cutoff)
            if key in whole.rows:
                name = DIMENSION(label=_label(label, lang)).in_(lang)
                table.add_row(Text(name), "", figure(whole.rows[key], lang))
        yield table


def _incomes(found: Summary, whole: _Group, standard: Standard, lang: Language) -> Iterator[Table]:
    """Yield tables of the figures of incomes, where asked for: at each line, and others."""
    rows = {key: row for key, row in whole.rows.items() if key[0] in _INCOMES}
    for line, about in standard.income_lines.items():
        figures = {WORDS[name](): row for (name, of, _), row in rows.items() if of == line}
        if figures:
            title = AT_LINE(line=_label(about.label, lang))
            yield _figures(found, figures, lang, title, ESTIMATE)
    figures = {
        FIFTH(place=of) if of else WORDS[name](): row
        for (name, of, _), row in rows.items()
        if of not in standard.income_lines
    }
    if figures:
        yield _figures(found, figures, lang, BY_INCOME(), ESTIMATE)


def _of_groups(
    found: Summary, groups: Sequence[_Group], standard: Standard, lang: Language
) -> Iterator[Table]:
    """Yield a table of each whole figure: a row for each group, change and contrast."""
    levels = [group for group in groups if group.since is None and group.against is None]
    changes = [group for group in groups if group.since is not None]
    contrasts = [group for group in groups if group.against is not None]
    have = {name for group in levels for name, *_ in group.rows}
    per_cent, _ = UNITS[found.asked.unit]
    wanted: list[tuple[str, str | None, Message]]
    wanted = [(name, None, per_cent()) for name in CLASSES if name in have]
    if standard.indicators:
        wanted += [(name, k, _identified(k)) for k in _cutoffs(found) for name in INDEX]
    wanted += [(name, None, per_cent()) for name in (*SHARES, *_INCOMES) if name in have]
    if found.asked.totals and standard.indicators:
        wanted += [("adjusted_headcount_share", k, _identified(k)) for k in _cutoffs(found)]
    if changes and standard.indicators:
        wanted += [(name, k, _identified(k)) for k in _cutoffs(found) for name in SPLIT]
    kinds: list[tuple[list[_Group], Phrase | None, Phrase]]
    kinds = [
        (levels, None, RATE),
        (changes, CHANGES, CHANGE),
        (contrasts, CONTRASTS, DIFFERENCE),
    ]
    for some, saying, estimate in kinds:
        for name, cutoff, unit in wanted:
            shown = [group for group in some if (name, None, cutoff) in group.rows]
            if not shown:
                continue
            title = OF(measure=WORDS[name](), unit=unit)
            changed = saying is not None
            head = estimate if changed or name in CLASSES else ESTIMATE
            heads = _heads(found, lang, head, changed=changed)
            words = title if saying is None else saying(figures=title)
            table = _table([heading(n, lang) for n in found.asked.groups], heads, words.in_(lang))
            for group in shown:
                row = group.figure(name, None, cutoff)
                cells = _line(found, row, lang, changed=changed)
                table.add_row(*_values(found, group, lang), *cells)
            yield table


def _heads(found: Summary, lang: Language, estimate: Phrase, *, changed: bool = False) -> list[str]:
    """Return the heads of the columns of `_line`."""
    bounds = [BOUNDS()] if found.asked.bounds else []
    level = formatted(100 * found.asked.level, ".4g", lang)
    variation = [CHANCE()] if changed else [VARIATION()]
    heads = [estimate(), ERROR(), INTERVAL(level=level), *variation, *bounds, HOUSEHOLDS()]
    return [*(head.in_(lang) for head in heads), ""]


def _line(found: Summary, row: Row, lang: Language, *, changed: bool = False) -> list[str]:
    """Return a figure with its error, interval, coefficient of variation, size and mark."""
    cv = row["cv"]
    variation = "" if cv is None else formatted(100 * cv, ".1f", lang)
    if changed:
        variation = "" if row["p_value"] is None else formatted(row["p_value"], ".4f", lang)
    return [
        figure(row, lang, alone=True, signed=changed),
        number_of(row, "standard_error", lang),
        "" if row["ci_low"] == row["ci_high"] else between(row, "ci_low", "ci_high", lang),
        variation,
        *([between(row, "lowest", "highest", lang)] if found.asked.bounds else []),
        ".." if row["households"] is None else number(row["households"], lang),
        MARKS.get(row["quality"], ""),
    ]


def _values(found: Summary, group: _Group, lang: Language) -> list[Text]:
    """Return the values of a group's columns; of a difference both that are compared."""
    shown = []
    for name, value in zip(found.asked.groups, group.values, strict=True):
        other = group.since if name == found.asked.change else None
        other = group.against if name == found.asked.contrast and other is None else other
        own = said(name, value or "", lang) if name in group.own else ALL().in_(lang)
        shown.append(Text(own if other is None else _both(name, other, value, lang)))
    return shown


def _both(column: str, before: str, after: str | None, lang: Language) -> str:
    return " → ".join(said(column, value or "", lang) for value in (before, after))


def _value(value: Any) -> str | None:
    """Return the value of a group as text: a year that passed through a float has no decimals."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return None if value is None else plain(str(value), _LONGEST)


def _figures(
    found: Summary,
    figures: Mapping[Message, Row],
    lang: Language,
    title: Message,
    estimate: Phrase,
) -> Table:
    """Return a table of whole figures with their errors, bounds, sizes and marks."""
    *heads, mark = _heads(found, lang, estimate)
    counts = estimate is NUMBER
    _, weighted = UNITS[found.asked.unit]
    size = [] if counts else [weighted.in_(lang)]
    table = _table([title.in_(lang)], [*heads, *size, mark])
    for name, row in figures.items():
        *cells, mark = _line(found, row, lang)
        size = [] if row["weighted"] is None else [number(row["weighted"], lang, 0)]
        label = Text(name.in_(lang), class_style(row["measure"].removesuffix("_rate")))
        table.add_row(label, *cells, *([] if counts else size or [".."]), mark)
    return table


def _table(left: Sequence[str], right: Sequence[str], title: str | None = None) -> Table:
    table = Table(box=None, pad_edge=False, header_style=HEADING, title=title, title_justify="left")
    for name in left:
        table.add_column(Text(plain(name, _LONGEST)))
    for name in right:
        table.add_column(Text(name), justify="right")
    return table
