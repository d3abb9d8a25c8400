"""A summary on a terminal: tables that people can read, of one group or of several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mdpoverty.errors import plain
from mdpoverty.language import Language
from mdpoverty.language.messages import Message, Phrase, message
from mdpoverty.language.numbers import formatted, number
from mdpoverty.standards.labels import Label
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.estimates import OPEN, Summary
from mdpoverty.statistics.request import CHANGE_FROM

FEW = 30  # households below which a figure is marked

_LONGEST = 60  # characters of a group's value

_WORDS = {
    "poor_rate": Phrase("cli.poor-rate", "poor"),
    "near_poor_rate": Phrase("cli.near-poor-rate", "near-poor"),
    "multidimensional_poverty_rate": Phrase("cli.poverty-rate", "poor or near-poor"),
    "undetermined_rate": Phrase("cli.undetermined-rate", "undetermined"),
    "headcount_ratio": Phrase("cli.headcount-ratio", "headcount ratio H"),
    "intensity": Phrase("cli.intensity", "intensity A"),
    "adjusted_headcount_ratio": Phrase("cli.adjusted-headcount", "adjusted headcount ratio M0"),
    "uncensored_headcount": Phrase("cli.of-everybody", "of all"),
    "deprivation_rate_of_poor": Phrase("cli.of-the-poor", "of the poor"),
    "deprivation_rate_of_near_poor": Phrase("cli.of-the-near-poor", "of the near-poor"),
    "censored_headcount": Phrase("cli.poor-and-deprived", "poor and deprived"),
    "contribution_share": Phrase("cli.share-of-m0", "share of M0"),
}
_UNITS = {
    "households": (
        Phrase("cli.per-cent-of-households", "per cent of households"),
        Phrase("cli.weighted-number-of-households", "weighted households"),
    ),
    "persons": (
        Phrase("cli.per-cent-of-persons", "per cent of persons"),
        Phrase("cli.weighted-number-of-persons", "weighted persons"),
    ),
}
_POOR_BY = Phrase("cli.poor-by", "of the poor: {basis}")
_DEPRIVED = Phrase("cli.per-cent-deprived", "per cent deprived")
_DIMENSION = Phrase("cli.dimension", "dimension: {label}")
_CHANGES = Phrase("cli.changes", "{figures}: change, in points")
_BY_CLASS = Phrase("cli.poor-by-class", "poor by class")
_FROM_CUTOFF = Phrase("cli.poor-from-cutoff", "poor from a cut-off of {cutoff}")
_ERROR = Phrase("cli.standard-error", "std. error")
_INTERVAL = Phrase("cli.interval", "95 % interval")
_BOUNDS = Phrase("cli.bounds", "lowest to highest")
_HOUSEHOLDS = Phrase("cli.sampled-households", "households")
_RANGE = Phrase("cli.range", "{low} to {high}")
_CLASSES = (
    "poor_rate",
    "near_poor_rate",
    "multidimensional_poverty_rate",
    "undetermined_rate",
)
_INDEX = ("headcount_ratio", "intensity", "adjusted_headcount_ratio")
_RATES = ("uncensored_headcount", "deprivation_rate_of_poor", "deprivation_rate_of_near_poor")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class _Group:
    """The figures of one group, by measure, indicator and cut-off; `since` is of a change."""

    values: tuple[str | None, ...]
    since: str | None
    rows: Mapping[tuple[str, str | None, str | None], Row]

    def figure(self, measure: str, indicator: str | None = None, cutoff: str | None = None) -> Row:
        return self.rows[measure, indicator, cutoff]


def show_summary(found: Summary, standard: Standard, lang: Language) -> None:
    """Print the figures of a summary: of a single group all, of several those of whole groups."""
    console = Console(highlight=False)
    groups = _groups(found)
    tables = _of_groups if found.asked.groups else _of_all
    for table in tables(found, groups, standard, lang):
        console.print(table)
        console.print()
    notes = (note.in_(lang) for note in _marks(found))
    console.print(Text("\n".join(notes), style="dim"))


def _groups(found: Summary) -> list[_Group]:
    names = found.asked.groups
    rows: dict[tuple[str | None, ...], dict[tuple[str, str | None, str | None], Row]] = {}
    for row in found.table.rows(named=True):
        key = tuple(_value(row.get(name)) for name in (*names, CHANGE_FROM))
        rows.setdefault(key, {})[row["measure"], row["indicator"], row["cutoff"]] = row
    return [_Group(key[:-1], key[-1], own) for key, own in rows.items()]


def _label(label: Label, lang: Language) -> str:
    return plain(getattr(label, lang), _LONGEST)


def _cutoffs(found: Summary) -> list[str | None]:
    return [cutoff.text for cutoff in found.asked.cutoffs] or [None]


def _identified(cutoff: str | None) -> Message:
    return _BY_CLASS() if cutoff is None else _FROM_CUTOFF(cutoff=cutoff)


def _of_all(
    found: Summary, groups: Sequence[_Group], standard: Standard, lang: Language
) -> Iterator[Table]:
    (whole,) = groups
    bases = [name for name, *_ in whole.rows if name.startswith("poor_by_")]
    labels = {f"poor_by_{r.basis}": _label(r.label, lang) for r in standard.every_rule}
    rates = {name: _WORDS[name]() for name in _CLASSES if (name, None, None) in whole.rows}
    rates |= {name: _POOR_BY(basis=labels[name]) for name in bases}
    per_cent, _ = _UNITS[found.asked.unit]
    figures = {text: whole.figure(name) for name, text in rates.items()}
    yield _figures(found, figures, lang, per_cent())
    if not standard.indicators:
        return
    names = [name for name in _RATES if any(name == measure for measure, *_ in whole.rows)]
    table = _table([_DEPRIVED.in_(lang)], [_WORDS[name].in_(lang) for name in names])
    for indicator, about in standard.indicators.items():
        cells = [_cell(whole.figure(name, indicator), lang) for name in names]
        table.add_row(Text(_label(about.label, lang)), *cells)
    yield table
    for cutoff in _cutoffs(found):
        title = _identified(cutoff)
        index = {_WORDS[name](): whole.figure(name, None, cutoff) for name in _INDEX}
        yield _figures(found, index, lang, title)
        measures = ("censored_headcount", "contribution_share")
        table = _table([title.in_(lang)], [_WORDS[name].in_(lang) for name in measures])
        for indicator, about in standard.indicators.items():
            cells = [_cell(whole.figure(name, indicator, cutoff), lang) for name in measures]
            table.add_row(Text(_label(about.label, lang)), *cells)
        for dimension, label in standard.dimensions.items():
            key = ("dimension_contribution_share", dimension, cutoff)
            if key in whole.rows:
                name = _DIMENSION(label=_label(label, lang)).in_(lang)
                table.add_row(Text(name), "", _cell(whole.rows[key], lang))
        yield table


def _of_groups(
    found: Summary, groups: Sequence[_Group], standard: Standard, lang: Language
) -> Iterator[Table]:
    levels = [group for group in groups if group.since is None]
    changes = [group for group in groups if group.since is not None]
    have = {name for name, *_ in levels[0].rows} if levels else set()
    per_cent, _ = _UNITS[found.asked.unit]
    sections: list[tuple[Message, str | None, list[str]]]
    sections = [(per_cent(), None, [n for n in _CLASSES if n in have])]
    if standard.indicators:
        sections += [(_identified(k), k, list(_INDEX)) for k in _cutoffs(found)]
    for some in (levels, changes):
        for heading, cutoff, names in sections if some else ():
            title = heading if some is levels else _CHANGES(figures=heading)
            heads = [_HOUSEHOLDS.in_(lang), *(_WORDS[name].in_(lang) for name in names)]
            table = _table([*found.asked.groups], heads, title.in_(lang))
            for group in some:
                figures = [group.figure(name, None, cutoff) for name in names]
                size = figures[0]["households"]
                signed = group.since is not None
                table.add_row(
                    *_values(found, group),
                    ".." if size is None else number(size, lang),
                    *(_cell(row, lang, signed=signed) for row in figures),
                )
            yield table


def _values(found: Summary, group: _Group) -> list[Text]:
    """Return the values of a group's columns; of a change both rounds."""
    shown = []
    for name, value in zip(found.asked.groups, group.values, strict=True):
        both = name == found.asked.change and group.since is not None
        shown.append(Text(f"{group.since} → {value}" if both else value or ""))
    return shown


def _value(value: Any) -> str | None:
    """Return the value of a group as text: a year that passed through a float has no decimals."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return None if value is None else plain(str(value), _LONGEST)


def _figures(
    found: Summary, figures: Mapping[Message, Row], lang: Language, title: Message
) -> Table:
    """Return a table of whole-index figures with their errors, bounds and sizes."""
    _, weighted = _UNITS[found.asked.unit]
    bounds = [_BOUNDS] if found.asked.bounds else []
    heads = [_ERROR, _INTERVAL, *bounds, _HOUSEHOLDS, weighted]
    table = _table([title.in_(lang)], ["", *(head.in_(lang) for head in heads)])
    for name, row in figures.items():
        low = [_between(row, "lowest", "highest", lang)] if found.asked.bounds else []
        table.add_row(
            Text(name.in_(lang)),
            _cell(row, lang, error=False),
            _number(row, "standard_error", lang),
            _between(row, "ci_low", "ci_high", lang),
            *low,
            "" if row["households"] is None else number(row["households"], lang),
            "" if row["weighted"] is None else number(row["weighted"], lang, 0),
        )
    return table


def _table(left: Sequence[str], right: Sequence[str], title: str | None = None) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", title=title, title_justify="left")
    for name in left:
        table.add_column(Text(plain(name, _LONGEST)))
    for name in right:
        table.add_column(Text(name), justify="right")
    return table


def _cell(row: Row, lang: Language, *, error: bool = True, signed: bool = False) -> str:
    """Return a figure, with its standard error in brackets, and what marks it."""
    if row["households"] is None:
        return ".."
    if row["estimate"] is None:
        return f"{_between(row, 'lowest', 'highest', lang)} ?".strip() if row[OPEN] else "-"
    text = _number(row, "estimate", lang, signed=signed)
    if error and row["standard_error"] is not None:
        text += f" ({_number(row, 'standard_error', lang)})"
    return f"{text}*" if row["households"] < FEW else text


def _between(row: Row, low: str, high: str, lang: Language) -> str:
    if row[low] is None or row[high] is None:
        return ""
    return _RANGE(low=_number(row, low, lang), high=_number(row, high, lang)).in_(lang)


def _number(row: Row, name: str, lang: Language, *, signed: bool = False) -> str:
    """Return a number of a row: in per cent, of the adjusted headcount ratio as it is."""
    value = row[name]
    if value is None:
        return ""
    sign = "+" if signed else ""
    if row["measure"] == "adjusted_headcount_ratio":
        return formatted(value, f"{sign}.4f", lang)
    return formatted(100 * value, f"{sign}.2f", lang)


def _marks(found: Summary) -> Iterator[Message]:
    """Yield what the marks at figures mean."""
    # Of several groups whole figures alone are shown.
    every = found.table.rows(named=True)
    rows = [row for row in every if not found.asked.groups or row["measure"] in _CLASSES + _INDEX]
    if any(row["standard_error"] is not None for row in rows):
        yield message("cli.errors-in-brackets", "standard errors in brackets")
    if any(row["households"] is not None and row["households"] < FEW for row in rows):
        yield message("cli.few-households", "* of fewer than {few} households", few=FEW)
    if any(row["households"] is None for row in rows):
        least = found.asked.suppress_below
        yield message(
            "cli.suppressed", ".. of fewer than {least} households: left out", least=least
        )
    if any(row[OPEN] for row in rows):
        yield message("cli.left-open", "? left open by unknown answers")
    if found.asked.groups:
        yield message("cli.all-figures", "by indicator: write all figures with -o FILE")
