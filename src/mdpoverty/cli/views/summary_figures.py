"""A figure of a summary as a terminal shows it, and what the marks at figures mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from mdpoverty.cli.views.figure_words import RANGE
from mdpoverty.files.labelled import Shown
from mdpoverty.language import Language
from mdpoverty.language.messages import Message, message
from mdpoverty.language.numbers import formatted, percent
from mdpoverty.statistics.estimates import Summary
from mdpoverty.statistics.quality import FEW
from mdpoverty.statistics.request import CHANGE_FROM, CONTRAST_FROM, GROUPING, OPEN

Row = Mapping[str, Any]

_ROUNDED = 1e-6  # what rounding may leave of a share
MARKS = {"caution": "*", "unreliable": "**"}
CLASSES = (
    "poor_rate",
    "near_poor_rate",
    "multidimensional_poverty_rate",
    "undetermined_rate",
)
SHARES = ("population_share", "poor_share")
MONEY = ("income_shortfall", "mean_income", "median_income")
INDEX = ("headcount_ratio", "intensity", "adjusted_headcount_ratio")
SPLIT = ("change_by_headcount", "change_by_intensity")
COUNTS = tuple(
    f"{name}_{unit}"
    for unit in ("households", "persons")
    for name in ("poor", "near_poor", "multidimensional_poverty")
)
# How figures are shown that are no shares.
SHOWN: Mapping[str, Shown] = MappingProxyType(
    {
        **dict.fromkeys(COUNTS + MONEY, "whole"),
        **dict.fromkeys(("adjusted_headcount_ratio", *SPLIT), "index"),
        **dict.fromkeys(("contribution", "dimension_contribution"), "index"),
        **dict.fromkeys(
            ("cramers_v", "redundancy", "reweighted_adjusted_headcount_ratio"), "index"
        ),
        **dict.fromkeys(
            (
                f"{of}rank_correlation_{by}"
                for of in ("", "reweighted_")
                for by in ("spearman", "kendall")
            ),
            "index",
        ),
    }
)


def figure(row: Row, lang: Language, *, alone: bool = False, signed: bool = False) -> str:
    """Return a figure; unless `alone`, with its standard error in brackets and its mark."""
    if row["households"] is None:
        return ".."
    if row["estimate"] is None:
        return f"{between(row, 'lowest', 'highest', lang)} ?".strip() if row[OPEN] else "-"
    text = number_of(row, "estimate", lang, signed=signed)
    if alone:
        return text
    if row["standard_error"] is not None:
        text += f" ({number_of(row, 'standard_error', lang)})"
    return text + MARKS.get(row["quality"], "")


def between(row: Row, low: str, high: str, lang: Language) -> str:
    """Return between which two numbers of a row a figure lies, nothing where one is open."""
    if row[low] is None or row[high] is None:
        return ""
    return RANGE(low=number_of(row, low, lang), high=number_of(row, high, lang)).in_(lang)


def number_of(row: Row, name: str, lang: Language, *, signed: bool = False) -> str:
    """Return a number of a row: in per cent, of M0 and of numbers as it is."""
    value = row[name]
    if value is None:
        return ""
    sign = "+" if signed else ""
    if row["measure"] == "income_shortfall":
        return formatted(value / 1e6, f"{sign},.0f", lang)
    match SHOWN.get(row["measure"], "share"):
        case "whole":
            return formatted(value, f"{sign},.0f", lang)
        case "index":
            return formatted(value, f"{sign}.4f", lang)
    return formatted(100 * value, f"{sign}.2f", lang)


def marks_told(found: Summary) -> Iterator[Message]:
    """Yield what the marks at figures mean."""
    # Of several groups whole figures alone are shown.
    shown = CLASSES + INDEX + SHARES + SPLIT
    every = found.table.rows(named=True)
    rows = [row for row in every if not found.asked.groups or row["measure"] in shown]
    if not found.asked.groups and any(row["standard_error"] is not None for row in rows):
        yield message("cli.errors-in-brackets", "standard errors in brackets")
    qualities = {row["quality"] for row in rows}
    drawn = any(row["df"] is not None for row in rows)
    limits = [percent(limit, "en", 0).removesuffix("%") for limit in found.asked.flag_cv]
    if "caution" in qualities and drawn:
        yield message(
            "cli.with-caution",
            "* with caution: cv from {limit}%, or fewer than {few} households",
            limit=limits[0],
            few=FEW,
        )
    elif "caution" in qualities:
        yield message("cli.few-households", "* fewer than {few} households", few=FEW)
    if "unreliable" in qualities:
        yield message(
            "cli.unreliable",
            "** unreliable: cv from {limit}%, or no standard error",
            limit=limits[1],
        )
    if (rest := _either(rows)) and not found.asked.groups:
        yield message(
            "cli.either-poor-or-near-poor",
            "{rest:.2%} of all are undetermined, but certain to be poor or near-poor",
            rest=rest,
        )
    if found.asked.groups and any(map(_either, _by_group(rows, found.asked.groups))):
        yield message(
            "cli.either-in-groups",
            "a household that is certainly poor or near-poor, though it is unknown which, "
            "counts as poor or near-poor together, and as undetermined",
        )
    if any(row["households"] is None for row in rows):
        yield message(
            "cli.suppressed",
            ".. left out: fewer than {least} households, or it would reveal a figure "
            "that is left out",
            least=found.asked.suppress_below,
        )
    if any(row[OPEN] for row in rows):
        yield message("cli.left-open", "? left open by unknown answers")
    if found.asked.groups:
        yield message("cli.all-figures", "by indicator: write all figures with -o FILE")


def _by_group(rows: Sequence[Row], names: Sequence[str]) -> Iterator[list[Row]]:
    """Yield the figures of each group, not those of changes and contrasts."""
    told = [*names, GROUPING]
    found: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        if row.get(CHANGE_FROM) is None and row.get(CONTRAST_FROM) is None:
            found.setdefault(tuple(row.get(name) for name in told), []).append(row)
    yield from found.values()


def _either(rows: Sequence[Row]) -> float:
    """Return the share that is poor or near-poor, but not known to be which; zero where unknown."""
    rates = {row["measure"]: row["estimate"] for row in rows if row["measure"] in CLASSES}
    poor, near_poor, together = (rates.get(name) for name in CLASSES[:3])
    if poor is None or near_poor is None or together is None:
        return 0.0
    rest: float = together - poor - near_poor
    return rest if rest > _ROUNDED else 0.0
