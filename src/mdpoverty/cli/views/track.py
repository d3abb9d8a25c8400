"""Stock and flow in tables of plain text: the same on a terminal and in a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from mdpoverty.cli.console import Lang, aligned, write_data
from mdpoverty.errors import plain
from mdpoverty.profile.labels import class_labels
from mdpoverty.tracking.flows import FLOWS
from mdpoverty.tracking.movements import RECENT
from mdpoverty.tracking.places import name_of_unit
from mdpoverty.tracking.result import Tracked

FIRST = 30  # units shown on a terminal

_LONGEST = 40  # characters of a unit's name

_WORDS = {
    Lang.en: {
        **class_labels("en"),
        "rounds": "{} to {}",
        "households": "households",
        "persons": "persons",
        "start": "at the start",
        "to_near_poor": "to near-poor",
        "to_non_poor": "above the line",
        "to_poor": "to poor",
        "other_exits": "other exits",
        "from_near_poor": "from near-poor",
        "from_poor": "from poor",
        "fell_back": "fell back",
        "newly_arisen": "newly arisen",
        "other_entries": "other entries",
        "end": "at the end",
        "gone": "gone",
        "split": "split",
        "merged": "merged",
        "moved_out": "moved out",
        "became_undetermined": "became undetermined",
        "fewer_persons": "persons fewer",
        "new": "new",
        "split_off": "split off",
        "formed_by_merger": "formed by a merger",
        "moved_in": "moved in",
        "was_undetermined": "was undetermined",
        "more_persons": "persons more",
        "escaped": "recently escaped, at most {years} years above the line: {count}",
        "may_have": "; of {count} more it is not known",
        "blank": "(blank)",
        "first": "the first {shown} of {all} units; write all of them with --flows FILE",
    },
    Lang.vi: {
        **class_labels("vi"),
        "rounds": "{} đến {}",
        "households": "số hộ",
        "persons": "số khẩu",
        "start": "đầu kỳ",
        "to_near_poor": "thành cận nghèo",
        "to_non_poor": "vượt chuẩn cận nghèo",
        "to_non_poor_near_poor": "thoát cận nghèo",
        "to_poor": "thành hộ nghèo",
        "other_exits": "giảm khác",
        "from_near_poor": "từ cận nghèo",
        "from_poor": "từ hộ nghèo",
        "fell_back": "tái nghèo",
        "fell_back_near_poor": "tái cận nghèo",
        "newly_arisen": "phát sinh mới",
        "other_entries": "tăng khác",
        "end": "cuối kỳ",
        "gone": "không còn",
        "split": "đã tách",
        "merged": "đã nhập",
        "moved_out": "chuyển đi",
        "became_undetermined": "trở thành chưa xác định",
        "fewer_persons": "giảm khẩu",
        "new": "hộ mới",
        "split_off": "tách ra",
        "formed_by_merger": "do nhập hộ",
        "moved_in": "chuyển đến",
        "was_undetermined": "trước đây chưa xác định",
        "more_persons": "tăng khẩu",
        "escaped": "hộ mới thoát nghèo, vượt chuẩn không quá {years} năm: {count}",
        "may_have": "; {count} hộ khác chưa rõ",
        "blank": "(trống)",
        "first": "{shown} đơn vị đầu tiên trong {all}; ghi tất cả bằng --flows FILE",
    },
}

_Lines = Mapping[tuple[str, str | None], tuple[int, int | None]]


def show_tracking(found: Tracked, lang: Lang) -> None:
    """Print the stock and flow of each pair of rounds: of all units together, then of each."""
    tables = [table for place in range(len(found.pairs)) for table in _of_pair(found, place, lang)]
    write_data(line for table in tables for line in (*table, *([""] * (table is not tables[-1]))))


def _of_pair(found: Tracked, place: int, lang: Lang) -> Iterator[list[str]]:
    words = _WORDS[lang]
    before, now = found.pairs[place]
    yield [words["rounds"].format(plain(before), plain(now))]
    for name in FLOWS:
        of_list = (pl.col("round") == now) & (pl.col("list") == name)
        whole = _lines(found.totals.filter(of_list))
        yield _table(name, whole, _by_unit(found, of_list, words["blank"]), lang)
    escaped, unknown = found.escaped[place]
    text = words["escaped"].format(years=RECENT, count=f"{escaped:,}")
    yield [text + (words["may_have"].format(count=f"{unknown:,}") if unknown else "")]


def _by_unit(found: Tracked, chosen: pl.Expr, blank: str) -> list[tuple[str, pl.DataFrame]]:
    """Return what each unit is called, and its flows; none where nothing tells units."""
    if not found.by:
        return []
    parts = found.flows.filter(chosen).partition_by(found.by, maintain_order=True, as_dict=True)
    return [
        (", ".join(plain(cell, _LONGEST) for cell in name_of_unit(found.by, unit, blank)), lines)
        for unit, lines in parts.items()
    ]


def _lines(flows: pl.DataFrame) -> _Lines:
    """Return the households and persons of each line of one list of one unit."""
    rows = flows.select("flow", "detail", "households", "persons").rows()
    return {(flow, detail): (households, persons) for flow, detail, households, persons in rows}


def _table(
    name: str, whole: _Lines, units: Sequence[tuple[str, pl.DataFrame]], lang: Lang
) -> list[str]:
    words = _WORDS[lang]
    flows = list(dict.fromkeys(flow for flow, _ in FLOWS[name]))
    head = [words.get(f"{flow}_{name}", words[flow]) for flow in flows]
    rows = [[words[name], *head], *([words[n], *_sums(whole, flows, n)] for n in _SIZES)]
    shown = units[: FIRST if sys.stdout.isatty() else None]
    for label, lines in shown:
        rows.append([f"  {label}", *_sums(_lines(lines), flows, "households")])
    more = [words["first"].format(shown=len(shown), all=f"{len(units):,}")]
    return [
        *aligned(rows, left=1),
        *(more if len(shown) < len(units) else []),
        *_details(whole, words),
    ]


_SIZES = ("households", "persons")


def _sums(lines: _Lines, flows: list[str], size: str) -> list[str]:
    """Return what each flow adds up to, in households or persons; blank where it is not known."""
    place = _SIZES.index(size)
    every = [[line[place] for (name, _), line in lines.items() if name == flow] for flow in flows]
    return ["" if None in some else f"{sum(filter(None, some)):,}" for some in every]


def _details(lines: _Lines, words: Mapping[str, str]) -> Iterator[str]:
    """Yield what other exits and entries are, where there are any."""
    for flow in ("other_exits", "other_entries"):
        found = {
            detail: households or persons
            for (name, detail), (households, persons) in lines.items()
            if detail and name == flow and (households or persons)
        }
        if found:
            said = (f"{words[detail]} {number:,}" for detail, number in found.items())
            yield f"{words[flow]}: {', '.join(said)}"
