"""A profile on a terminal: class counts, deprivations as bars, the first households."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.bar import Bar
from rich.table import Table
from rich.text import Text

from mdpoverty.cli.colour import HEADING, class_style, console_of
from mdpoverty.cli.views.figure_words import RANGE
from mdpoverty.cli.views.unbroken import unbroken
from mdpoverty.cli.views.words import FIRST_HOUSEHOLDS, HOUSEHOLDS, WEIGHTED
from mdpoverty.errors import plain
from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase
from mdpoverty.language.numbers import formatted, number, percent
from mdpoverty.profile.labels import class_labels
from mdpoverty.profile.overview import Overview, overview
from mdpoverty.standards.model import Standard
from mdpoverty.standards.scores import HIGHEST

FIRST = 10  # households shown
_BAR = 30  # characters
_LONGEST_LABEL = 100
_LONGEST_ID = 100

_WORDS = {
    "class": Phrase("cli.class", "class"),
    "basis": Phrase("cli.basis", "basis"),
    "households": HOUSEHOLDS,
    "weighted": WEIGHTED,
    "share": Phrase("cli.share", "share"),
    "all": Phrase("cli.all-households", "all households"),
    "indicator": Phrase("cli.indicator", "indicator"),
    "deprived": Phrase("cli.deprived", "deprived"),
    "unknown": Phrase("cli.unknown", "unknown"),
    "household": Phrase("cli.household", "household"),
    "income": Phrase("cli.income", "income per person"),
    "points": Phrase("cli.points", "points"),
    "deprivations": Phrase("cli.deprivations", "deprivations"),
    "deprived_in": Phrase("cli.deprived-in", "deprived in"),
    "unknown_in": Phrase("cli.unknown-in", "unknown in"),
}


def show_profile(profile: Path, standard: Standard, lang: Language) -> None:
    """Print a profile in a Parquet file: cells are shown as text, whatever they hold."""
    console = console_of(sys.stdout)
    found = overview(profile, standard, FIRST)
    tables = [_classes(found, standard, lang)]
    tables += [_indicators(found, standard, lang)] if found.indicators else []
    for table in (*tables, _households(found, standard, lang)):
        console.print(unbroken(table, console))
        console.print()
    if found.households > len(found.first):
        first = FIRST_HOUSEHOLDS(shown=len(found.first), all=found.households)
        console.print(Text(first.in_(lang), style="dim"))


def _table(lang: Language, left: list[str], right: list[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style=HEADING)
    for name in left:
        table.add_column(Text(_WORDS[name].in_(lang)))
    for name in right:
        table.add_column(Text(_WORDS[name].in_(lang)), justify="right")
    return table


def _classes(found: Overview, standard: Standard, lang: Language) -> Table:
    numbers = ["households", "weighted", "share"] if found.weighted else ["households", "share"]
    table = _table(lang, ["class", "basis"], numbers)
    labels: dict[tuple[str, str], str] = {
        (rule.name, rule.basis): plain(getattr(rule.label, lang), _LONGEST_LABEL)
        for rule in reversed(standard.every_rule)
    }
    for row in found.classes:
        weighted = [number(row.weighted, lang, 0)] if found.weighted else []
        table.add_row(
            Text(class_labels(lang)[row.name], class_style(row.name)),
            Text(labels.get((row.name, row.basis or ""), "")),
            number(row.households, lang),
            *weighted,
            percent(row.share, lang),
        )
    weight = number(sum(row.weighted for row in found.classes), lang, 0)
    total = [weight] if found.weighted else []
    every = Text(_WORDS["all"].in_(lang), HEADING)
    table.add_row(every, "", number(found.households, lang), *total, "")
    return table


def _indicators(found: Overview, standard: Standard, lang: Language) -> Table:
    table = _table(lang, ["indicator"], ["deprived", "unknown"])
    table.add_column("", width=_BAR)
    for row in found.indicators:
        table.add_row(
            Text(plain(getattr(standard.indicators[row.name].label, lang), _LONGEST_LABEL)),
            percent(row.deprived, lang),
            percent(row.unknown, lang),
            Bar(1, 0, row.deprived, width=_BAR),
        )
    return table


def _households(found: Overview, standard: Standard, lang: Language) -> Table:
    score = None if standard.needs_income else next(iter(standard.scorecards), None)
    decides = "income" if score is None else "points"
    table = _table(lang, ["household", "class"], [decides, "deprivations"])
    table.add_column(Text(_WORDS["deprived_in"].in_(lang)))
    table.add_column(Text(_WORDS["unknown_in"].in_(lang)))
    for row in found.first.rows(named=True):
        table.add_row(
            Text(plain(row["household_id"], _LONGEST_ID)),
            Text(class_labels(lang)[row["class"]], class_style(row["class"])),
            _income(row, lang) if score is None else _points(row, score, lang),
            number(row["deprivations"], lang),
            Text(_indicators_in(row["deprived_in"], standard, lang)),
            Text(_indicators_in(row["unknown_in"], standard, lang)),
        )
    return table


def _income(row: Mapping[str, Any], lang: Language) -> str:
    income = row.get("income_per_capita")  # by scores there is none
    return "" if income is None else number(income, lang, 0)


def _points(row: Mapping[str, Any], score: str, lang: Language) -> str:
    """Return the points of a household, or between which they lie."""
    low, high = (row[name] for name in (score, score + HIGHEST))
    if low is None or high is None:
        return ""
    ends = [formatted(points, ",.10g", lang) for points in (low, high)]
    return ends[0] if low == high else RANGE(low=ends[0], high=ends[1]).in_(lang)


def _indicators_in(ids: str | None, standard: Standard, lang: Language) -> str:
    """Return a list of indicators: by their ids in English, else by their labels."""
    names = (ids or "").split(";")
    if lang != "en":
        labels = {name: each.label.in_(lang) for name, each in standard.indicators.items()}
        names = [plain(labels.get(name, name), _LONGEST_LABEL) for name in names]
    return "; ".join(names)
