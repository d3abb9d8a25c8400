"""A profile on a terminal: class counts, deprivations as bars, the first households."""

from __future__ import annotations

from pathlib import Path

from rich.bar import Bar
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mdpoverty.cli.console import Lang
from mdpoverty.errors import plain
from mdpoverty.profile.labels import class_labels
from mdpoverty.profile.overview import Overview, overview
from mdpoverty.standards.model import Standard

FIRST = 10  # households shown
_BAR = 30  # characters
_LONGEST_LABEL = 100
_LONGEST_ID = 100

_WORDS = {
    Lang.en: {
        **class_labels("en"),
        "class": "class",
        "basis": "basis",
        "households": "households",
        "weighted": "weighted",
        "share": "share",
        "all": "all households",
        "indicator": "indicator",
        "deprived": "deprived",
        "unknown": "unknown",
        "household": "household",
        "income": "income per person",
        "deprivations": "deprivations",
        "deprived_in": "deprived in",
        "unknown_in": "unknown in",
        "first": "the first {shown} of {all} households; write all of them with -o FILE",
    },
    Lang.vi: {
        **class_labels("vi"),
        "class": "phân loại",
        "basis": "căn cứ",
        "households": "số hộ",
        "weighted": "số hộ suy rộng",
        "share": "tỷ lệ",
        "all": "tổng số hộ",
        "indicator": "chỉ số",
        "deprived": "thiếu hụt",
        "unknown": "không rõ",
        "household": "mã hộ",
        "income": "thu nhập bình quân",
        "deprivations": "số thiếu hụt",
        "deprived_in": "thiếu hụt về",
        "unknown_in": "không rõ về",
        "first": "{shown} hộ đầu tiên trong {all} hộ; ghi tất cả bằng -o FILE",
    },
}


def show_profile(profile: Path, standard: Standard, lang: Lang) -> None:
    """Print a profile in a Parquet file: cells are shown as text, whatever they hold."""
    console = Console(highlight=False)
    found = overview(profile, standard, FIRST)
    tables = [_classes(found, standard, lang)]
    tables += [_indicators(found, standard, lang)] if found.indicators else []
    for table in (*tables, _households(found, lang)):
        console.print(table)
        console.print()
    if found.households > len(found.first):
        words = _WORDS[lang]["first"].format(shown=len(found.first), all=f"{found.households:,}")
        console.print(Text(words, style="dim"))


def _table(lang: Lang, left: list[str], right: list[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in left:
        table.add_column(Text(_WORDS[lang][name]))
    for name in right:
        table.add_column(Text(_WORDS[lang][name]), justify="right")
    return table


def _classes(found: Overview, standard: Standard, lang: Lang) -> Table:
    words = _WORDS[lang]
    numbers = ["households", "weighted", "share"] if found.weighted else ["households", "share"]
    table = _table(lang, ["class", "basis"], numbers)
    labels = {
        rule.basis: plain(getattr(rule.label, lang), _LONGEST_LABEL) for rule in standard.classes
    }
    for row in found.classes:
        weighted = [f"{row.weighted:,.0f}"] if found.weighted else []
        table.add_row(
            Text(words[row.name]),
            Text(labels.get(row.basis or "", "")),
            f"{row.households:,}",
            *weighted,
            f"{row.share:.2%}",
        )
    total = [f"{sum(row.weighted for row in found.classes):,.0f}"] if found.weighted else []
    table.add_row(Text(words["all"], "bold"), "", f"{found.households:,}", *total, "")
    return table


def _indicators(found: Overview, standard: Standard, lang: Lang) -> Table:
    table = _table(lang, ["indicator"], ["deprived", "unknown"])
    table.add_column("", width=_BAR)
    for row in found.indicators:
        table.add_row(
            Text(plain(getattr(standard.indicators[row.name].label, lang), _LONGEST_LABEL)),
            f"{row.deprived:.1%}",
            f"{row.unknown:.1%}",
            Bar(1, 0, row.deprived, width=_BAR),
        )
    return table


def _households(found: Overview, lang: Lang) -> Table:
    words = _WORDS[lang]
    table = _table(lang, ["household", "class"], ["income", "deprivations"])
    table.add_column(Text(words["deprived_in"]))
    table.add_column(Text(words["unknown_in"]))
    for row in found.first.rows(named=True):
        income = row["income_per_capita"]
        table.add_row(
            Text(plain(row["household_id"], _LONGEST_ID)),
            Text(words[row["class"]]),
            "" if income is None else f"{income:,.0f}",
            str(row["deprivations"]),
            Text((row["deprived_in"] or "").replace(";", "; ")),
            Text((row["unknown_in"] or "").replace(";", "; ")),
        )
    return table
