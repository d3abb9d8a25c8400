"""What differs, in words and tables of plain text: the same on a terminal and in a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import polars as pl

from mdpoverty.cli.console import Lang, aligned, write_data
from mdpoverty.comparison.reasons import PROFILE_REASONS, REASONS
from mdpoverty.comparison.result import Differing, points
from mdpoverty.comparison.transitions import Cell, Size, matrix, reasons, total
from mdpoverty.errors import plain
from mdpoverty.profile.labels import class_labels

FIRST = 10  # households shown on a terminal

_WORDS = {
    Lang.en: {
        **class_labels("en"),
        "from": "before",
        "to": "after",
        "households": "households",
        "weighted": "weighted",
        "persons": "persons",
        "of row": "of row",
        "of all": "of all",
        "total": "all",
        "rate": "rate",
        "change": "change, points",
        "lines": "by lines and rules",
        "indicators": "by indicators",
        "reason": "reason",
        "none": "no household's class differs",
        "first": "the first {shown} of {all} households; write all of them with -o FILE",
    },
    Lang.vi: {
        **class_labels("vi"),
        "from": "trước",
        "to": "sau",
        "households": "số hộ",
        "weighted": "số hộ suy rộng",
        "persons": "số khẩu",
        "of row": "trong dòng",
        "of all": "trong tổng số",
        "total": "tất cả",
        "rate": "tỷ lệ",
        "change": "thay đổi, điểm %",
        "lines": "do chuẩn và quy tắc",
        "indicators": "do chỉ số",
        "reason": "lý do",
        "none": "không hộ nào thay đổi phân loại",
        "first": "{shown} hộ đầu tiên trong {all} hộ; ghi tất cả bằng -o FILE",
    },
}


def show_diff(found: Differing, households: pl.LazyFrame | None, lang: Lang) -> None:
    """Print what differs, of each group too, and the `households` where they are given."""
    tables = list(_tables(found, lang))
    if households is not None and (changed := list(_households(households, found.changed, lang))):
        tables.append(changed)
    write_data(line for table in tables for line in (*table, *([""] * (table is not tables[-1]))))


def _tables(found: Differing, lang: Lang) -> Iterator[list[str]]:
    yield from _counts(found.cells, lang)
    if found.by:
        for names, cells in found.groups():
            values = (f"{name}: {plain(value or '')}" for name, value in names.items())
            yield [", ".join(values)]
            yield from _counts(cells, lang)


def _counts(cells: Sequence[Cell], lang: Lang) -> Iterator[list[str]]:
    for table in (_matrix(cells, lang), _rates(cells, lang), _reasons(cells, lang)):
        if table:
            yield table


def _matrix(cells: Sequence[Cell], lang: Lang) -> list[str]:
    words = _WORDS[lang]
    whole = total(cells)
    sized = ["households", "weighted", *(["persons"] if whole.persons is not None else [])]
    rows = [[words[word] for word in ("from", "to", *sized, "of row", "of all")]]
    found = matrix(cells)
    for (was, now), size in found.items():
        row = total(cell for cell in cells if cell.was == was)
        shares = [_share(size, row), _share(size, whole)]
        rows.append([words[was], words[now], *_sizes(size), *shares])
    rows.append([words["total"], "", *_sizes(whole), "", _share(whole, whole)])
    return aligned(rows, left=2)


def _rates(cells: Sequence[Cell], lang: Lang) -> list[str]:
    words = _WORDS[lang]
    rates = points(cells)
    parts = any(rate.indicators is not None for rate in rates)
    heads = ["rate", "from", "to", "change", *(["lines", "indicators"] if parts else [])]
    rows = [[words[word] for word in heads]]
    for rate in rates:
        moved = [round(rate.change, 2)]
        if rate.lines_and_rules is not None:  # the last part so that what is printed adds up
            moved.append(round(rate.lines_and_rules, 2))
            moved.append(round(moved[0] - moved[1], 2))
        rows.append(
            [
                words[rate.name],
                f"{rate.before:.2f}%",
                f"{rate.after:.2f}%",
                *(f"{points + 0.0:+.2f}" for points in moved),
            ]
        )
    return aligned(rows, left=1) if rates else []


def _reasons(cells: Sequence[Cell], lang: Lang) -> list[str]:
    words, texts = _WORDS[lang], {**REASONS, **PROFILE_REASONS}
    rows = [[words[word] for word in ("reason", "households", "weighted")]]
    rows += [
        [texts[reason][lang.value], f"{size.households:,}", f"{float(size.weighted):,.0f}"]
        for reason, size in reasons(cells).items()
    ]
    return aligned(rows, left=1) if len(rows) > 1 else [words["none"]]


def _households(households: pl.LazyFrame, count: int, lang: Lang) -> Iterator[str]:
    """Yield a table of households: a few on a terminal, all of them elsewhere."""
    words = _WORDS[lang]
    changed = households.filter(pl.col("from_class") != pl.col("to_class"))
    few = sys.stdout.isatty()
    frame = (changed.head(FIRST) if few else changed).collect(engine="streaming")
    names = ["household_id", "from_class", "to_class", "reason", "gained", "lost"]
    rows = [
        ["" if cell is None else plain(cell, 100) for cell in row] for row in frame[names].rows()
    ]
    if rows:
        yield from aligned([names, *rows], left=len(names))
    if few and count > FIRST:
        yield ""
        yield words["first"].format(shown=FIRST, all=f"{count:,}")


def _sizes(size: Size) -> list[str]:
    found = [f"{size.households:,}", f"{float(size.weighted):,.0f}"]
    return found if size.persons is None else [*found, f"{float(size.persons):,.0f}"]


def _share(part: Size, whole: Size) -> str:
    return f"{float(part.weighted / whole.weighted):.2%}" if whole.weighted else ""
