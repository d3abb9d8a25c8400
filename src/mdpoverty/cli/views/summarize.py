"""A summary on a terminal: tables that people can read, of one group or of several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mdpoverty.cli.console import Lang
from mdpoverty.errors import plain
from mdpoverty.profile.labels import class_labels
from mdpoverty.standards.model import Label, Standard
from mdpoverty.statistics.estimates import OPEN, Summary
from mdpoverty.statistics.request import CHANGE_FROM

FEW = 30  # households below which a figure is marked

_LONGEST = 60  # characters of a group's value

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "rates": "per cent of {unit}",
        "changes": "change, in points",
        "poor_rate": class_labels("en")["poor"],
        "near_poor_rate": class_labels("en")["near_poor"],
        "multidimensional_poverty_rate": "poor or near-poor",
        "undetermined_rate": class_labels("en")["undetermined"],
        "poor_by": "of the poor: {}",
        "headcount_ratio": "headcount ratio H",
        "intensity": "intensity A",
        "adjusted_headcount_ratio": "adjusted headcount ratio M0",
        "deprived": "per cent deprived",
        "uncensored_headcount": "of all",
        "deprivation_rate_of_poor": "of the poor",
        "deprivation_rate_of_near_poor": "of the near-poor",
        "censored_headcount": "poor and deprived",
        "contribution_share": "share of M0",
        "dimension_contribution_share": "share of M0",
        "dimension": "dimension",
        "class": "poor by class",
        "deprivations": "poor from a cut-off of {}",
        "standard_error": "std. error",
        "interval": "95 % interval",
        "bounds": "lowest to highest",
        "households": "households",
        "persons": "persons",
        "weighted": "weighted {unit}",
        "everybody": "all",
        "error": "standard errors in brackets",
        "few": f"* of fewer than {FEW} households",
        "hidden": ".. of fewer than {} households: left out",
        "open": "? left open by unknown answers",
        "more": "by indicator: write all figures with -o FILE",
    },
    "vi": {
        "rates": "phần trăm số {unit}",
        "changes": "thay đổi, điểm %",
        "poor_rate": class_labels("vi")["poor"],
        "near_poor_rate": class_labels("vi")["near_poor"],
        "multidimensional_poverty_rate": "hộ nghèo và cận nghèo",
        "undetermined_rate": class_labels("vi")["undetermined"],
        "poor_by": "trong hộ nghèo: {}",
        "headcount_ratio": "tỷ lệ đếm đầu H",
        "intensity": "cường độ A",
        "adjusted_headcount_ratio": "chỉ số nghèo đa chiều M0",
        "deprived": "phần trăm thiếu hụt",
        "uncensored_headcount": "tất cả",
        "deprivation_rate_of_poor": "trong hộ nghèo",
        "deprivation_rate_of_near_poor": "trong hộ cận nghèo",
        "censored_headcount": "nghèo và thiếu hụt",
        "contribution_share": "đóng góp vào M0",
        "dimension_contribution_share": "đóng góp vào M0",
        "dimension": "chiều",
        "class": "nghèo theo phân loại",
        "deprivations": "nghèo từ ngưỡng {}",
        "standard_error": "sai số chuẩn",
        "interval": "khoảng tin cậy 95 %",
        "bounds": "thấp nhất đến cao nhất",
        "households": "hộ",
        "persons": "khẩu",
        "weighted": "số {unit} suy rộng",
        "everybody": "tất cả",
        "error": "trong ngoặc là sai số chuẩn",
        "few": f"* dưới {FEW} hộ",
        "hidden": ".. dưới {} hộ: không công bố",
        "open": "? chưa xác định do thiếu câu trả lời",
        "more": "theo chỉ số: ghi mọi số liệu bằng -o FILE",
    },
}
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


def show_summary(found: Summary, standard: Standard, lang: Lang) -> None:
    """Print the figures of a summary: of a single group all, of several those of whole groups."""
    console = Console(highlight=False)
    groups = _groups(found)
    words = {**_WORDS[lang], "unit": _WORDS[lang][found.asked.unit], "lang": lang}
    tables = _of_groups if found.asked.groups else _of_all
    for table in tables(found, groups, standard, words):
        console.print(table)
        console.print()
    notes = _notes(found, words)
    console.print(Text("\n".join(notes), style="dim"))


def _groups(found: Summary) -> list[_Group]:
    names = found.asked.groups
    rows: dict[tuple[str | None, ...], dict[tuple[str, str | None, str | None], Row]] = {}
    for row in found.table.rows(named=True):
        key = tuple(_value(row.get(name)) for name in (*names, CHANGE_FROM))
        rows.setdefault(key, {})[row["measure"], row["indicator"], row["cutoff"]] = row
    return [_Group(key[:-1], key[-1], own) for key, own in rows.items()]


def _label(label: Label, words: Mapping[str, str]) -> str:
    return plain(label.vi if words["lang"] == "vi" else label.en, _LONGEST)


def _cutoffs(found: Summary) -> list[str | None]:
    return [cutoff.text for cutoff in found.asked.cutoffs] or [None]


def _identified(cutoff: str | None, words: Mapping[str, str]) -> str:
    return words["class"] if cutoff is None else words["deprivations"].format(cutoff)


def _of_all(
    found: Summary, groups: Sequence[_Group], standard: Standard, words: Mapping[str, str]
) -> Iterator[Table]:
    (whole,) = groups
    bases = [name for name, *_ in whole.rows if name.startswith("poor_by_")]
    labels = {f"poor_by_{r.basis}": _label(r.label, words) for r in standard.every_rule}
    rates = {name: words[name] for name in _CLASSES if (name, None, None) in whole.rows}
    rates |= {name: words["poor_by"].format(labels[name]) for name in bases}
    yield _figures(
        found,
        {text: whole.figure(name) for name, text in rates.items()},
        words,
        words["rates"].format(**words),
    )
    if not standard.indicators:
        return
    names = [name for name in _RATES if any(name == measure for measure, *_ in whole.rows)]
    table = _table([words["deprived"]], [words[name] for name in names])
    for indicator, about in standard.indicators.items():
        cells = [_cell(whole.figure(name, indicator)) for name in names]
        table.add_row(Text(_label(about.label, words)), *cells)
    yield table
    for cutoff in _cutoffs(found):
        title = _identified(cutoff, words)
        index = {words[name]: whole.figure(name, None, cutoff) for name in _INDEX}
        yield _figures(found, index, words, title)
        table = _table([title], [words["censored_headcount"], words["contribution_share"]])
        for indicator, about in standard.indicators.items():
            measures = ("censored_headcount", "contribution_share")
            cells = [_cell(whole.figure(name, indicator, cutoff)) for name in measures]
            table.add_row(Text(_label(about.label, words)), *cells)
        for dimension, label in standard.dimensions.items():
            key = ("dimension_contribution_share", dimension, cutoff)
            if key in whole.rows:
                name = f"{words['dimension']}: {_label(label, words)}"
                table.add_row(Text(name), "", _cell(whole.rows[key]))
        yield table


def _of_groups(
    found: Summary, groups: Sequence[_Group], standard: Standard, words: Mapping[str, str]
) -> Iterator[Table]:
    levels = [group for group in groups if group.since is None]
    changes = [group for group in groups if group.since is not None]
    have = {name for name, *_ in levels[0].rows} if levels else set()
    sections: list[tuple[str, str | None, list[str]]]
    sections = [(words["rates"].format(**words), None, [n for n in _CLASSES if n in have])]
    if standard.indicators:
        sections += [(_identified(k, words), k, list(_INDEX)) for k in _cutoffs(found)]
    for some, title in ((levels, "{}"), (changes, f"{{}}: {words['changes']}")):
        for heading, cutoff, names in sections if some else ():
            table = _table(
                list(found.asked.groups),
                [words["households"], *(words[name] for name in names)],
                title.format(heading),
            )
            for group in some:
                figures = [group.figure(name, None, cutoff) for name in names]
                size = figures[0]["households"]
                table.add_row(
                    *_values(found, group),
                    ".." if size is None else f"{size:,}",
                    *(_cell(row, signed=group.since is not None) for row in figures),
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
    found: Summary, figures: Mapping[str, Row], words: Mapping[str, str], title: str
) -> Table:
    """Return a table of whole-index figures with their errors, bounds and sizes."""
    bounds = [words["bounds"]] if found.asked.bounds else []
    sizes = [words["households"], words["weighted"].format(**words)]
    heads = ["", words["standard_error"], words["interval"], *bounds, *sizes]
    table = _table([title], heads)
    for name, row in figures.items():
        low = [_between(row, "lowest", "highest")] if found.asked.bounds else []
        table.add_row(
            Text(name),
            _cell(row, error=False),
            _number(row, "standard_error"),
            _between(row, "ci_low", "ci_high"),
            *low,
            "" if row["households"] is None else f"{row['households']:,}",
            "" if row["weighted"] is None else f"{row['weighted']:,.0f}",
        )
    return table


def _table(left: Sequence[str], right: Sequence[str], title: str | None = None) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", title=title, title_justify="left")
    for name in left:
        table.add_column(Text(plain(name, _LONGEST)))
    for name in right:
        table.add_column(Text(name), justify="right")
    return table


def _cell(row: Row, *, error: bool = True, signed: bool = False) -> str:
    """Return a figure, with its standard error in brackets, and what marks it."""
    if row["households"] is None:
        return ".."
    if row["estimate"] is None:
        return f"{_between(row, 'lowest', 'highest')} ?".strip() if row[OPEN] else "-"
    text = _number(row, "estimate", signed=signed)
    if error and row["standard_error"] is not None:
        text += f" ({_number(row, 'standard_error')})"
    return f"{text}*" if row["households"] < FEW else text


def _between(row: Row, low: str, high: str) -> str:
    if row[low] is None or row[high] is None:
        return ""
    return f"{_number(row, low)} to {_number(row, high)}"


def _number(row: Row, name: str, *, signed: bool = False) -> str:
    """Return a number of a row: in per cent, of the adjusted headcount ratio as it is."""
    number = row[name]
    if number is None:
        return ""
    sign = "+" if signed else ""
    if row["measure"] == "adjusted_headcount_ratio":
        return f"{number:{sign}.4f}"
    return f"{100 * number:{sign}.2f}"


def _notes(found: Summary, words: Mapping[str, str]) -> Iterator[str]:
    # Of several groups whole figures alone are shown.
    every = found.table.rows(named=True)
    rows = [row for row in every if not found.asked.groups or row["measure"] in _CLASSES + _INDEX]
    if any(row["standard_error"] is not None for row in rows):
        yield words["error"]
    if any(row["households"] is not None and row["households"] < FEW for row in rows):
        yield words["few"]
    if any(row["households"] is None for row in rows):
        yield words["hidden"].format(found.asked.suppress_below)
    if any(row[OPEN] for row in rows):
        yield words["open"]
    if found.asked.groups:
        yield words["more"]
