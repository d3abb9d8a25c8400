"""Stock and flow in tables of plain text: the same on a terminal and in a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from mdpoverty.cli.colour import HEADING, class_style, styled
from mdpoverty.cli.console import aligned, write_data
from mdpoverty.cli.views.flow_words import WORDS
from mdpoverty.cli.views.group_words import said
from mdpoverty.errors import plain
from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase
from mdpoverty.language.numbers import number
from mdpoverty.profile.labels import class_labels
from mdpoverty.tracking.flows import FLOWS
from mdpoverty.tracking.movements import RECENT
from mdpoverty.tracking.places import name_of_unit
from mdpoverty.tracking.result import Tracked

FIRST = 30  # units shown on a terminal

_LONGEST = 40  # characters of a unit's name

_PAIR = Phrase("cli.pair-of-rounds", "{before} to {now}")
_ESCAPED = Phrase(
    "cli.escaped", "recently escaped, at most {years} years above the line: {count}{more}"
)
_MAY_HAVE = Phrase("cli.may-have-escaped", "; unknown for {count} more")
_BLANK = Phrase("cli.blank-unit", "(blank)")
_FIRST_UNITS = Phrase(
    "cli.first-units", "the first {shown} of {all} units; write all of them with --flows FILE"
)

_BETWEEN = Phrase(
    "cli.moved-between-units",
    "households that moved between units are other exits ({out}) and other entries ({into}) of "
    "units, and not of the total",
)

_Lines = Mapping[tuple[str, str | None], tuple[int, int | None]]


def show_tracking(found: Tracked, lang: Language) -> None:
    """Print the stock and flow of each pair of rounds: of all units together, then of each."""
    tables = [table for place in range(len(found.pairs)) for table in _of_pair(found, place, lang)]
    write_data(line for table in tables for line in (*table, *([""] * (table is not tables[-1]))))


def _of_pair(found: Tracked, place: int, lang: Language) -> Iterator[list[str]]:
    before, now = found.pairs[place]
    yield [styled(_PAIR(before=plain(before), now=plain(now)).in_(lang), HEADING)]
    for name in FLOWS:
        of_list = (pl.col("round") == now) & (pl.col("list") == name)
        whole = _lines(found.totals.filter(of_list))
        yield _table(name, whole, _by_unit(found, of_list, lang), lang)
    escaped, unknown = found.escaped[place]
    more = _MAY_HAVE(count=unknown) if unknown else ""
    yield [_ESCAPED(years=RECENT, count=escaped, more=more).in_(lang)]


def _by_unit(found: Tracked, chosen: pl.Expr, lang: Language) -> list[tuple[str, pl.DataFrame]]:
    """Return what each unit is called, and its flows; none where nothing tells units."""
    if not found.by:
        return []
    parts = found.flows.filter(chosen).partition_by(found.by, maintain_order=True, as_dict=True)
    blank = _BLANK.in_(lang)
    called = [
        [cell and said(name, cell, lang) for name, cell in zip(found.by, unit, strict=True)]
        for unit in parts
    ]
    names = (name_of_unit(found.by, unit, blank) for unit in called)
    shown = [", ".join(plain(cell, _LONGEST) for cell in name) for name in names]
    return [*zip(shown, parts.values(), strict=True)]


def _lines(flows: pl.DataFrame) -> _Lines:
    """Return the households and persons of each line of one list of one unit."""
    rows = flows.select("flow", "detail", "households", "persons").rows()
    return {(flow, detail): (households, persons) for flow, detail, households, persons in rows}


def _table(
    name: str, whole: _Lines, units: Sequence[tuple[str, pl.DataFrame]], lang: Language
) -> list[str]:
    flows = list(dict.fromkeys(flow for flow, _ in FLOWS[name]))
    heads = [WORDS.get(f"{flow}_{name}", WORDS[flow]).in_(lang) for flow in flows]
    title = styled(class_labels(lang)[name], f"{HEADING} {class_style(name)}")
    rows: list[list[str]] = [[title, *(styled(head, HEADING) for head in heads)]]
    rows += [[WORDS[size].in_(lang), *_sums(whole, flows, size, lang)] for size in _SIZES]
    shown = units[: FIRST if sys.stdout.isatty() else None]
    for label, lines in shown:
        rows.append([f"  {label}", *_sums(_lines(lines), flows, "households", lang)])
    more = [_FIRST_UNITS(shown=len(shown), all=len(units)).in_(lang)]
    return [
        *aligned(rows, left=1),
        *(more if len(shown) < len(units) else []),
        *_details(whole, lang),
        *_moved(whole, [_lines(lines) for _, lines in units], lang),
    ]


_SIZES = ("households", "persons")


def _sums(lines: _Lines, flows: list[str], size: str, lang: Language) -> list[str]:
    """Return what each flow adds up to, in households or persons; blank where it is not known."""
    place = _SIZES.index(size)
    every = [[line[place] for (name, _), line in lines.items() if name == flow] for flow in flows]
    return ["" if None in some else number(sum(filter(None, some)), lang) for some in every]


def _details(lines: _Lines, lang: Language) -> Iterator[str]:
    """Yield what other exits and entries are, where there are any."""
    for flow in ("other_exits", "other_entries"):
        found = {
            detail: size
            for (name, detail), (households, persons) in lines.items()
            if detail and name == flow and (size := households or persons)
        }
        if found:
            said = (f"{WORDS[x].in_(lang)} {number(size, lang)}" for x, size in found.items())
            yield f"{WORDS[flow].in_(lang)}: {', '.join(said)}"


def _moved(whole: _Lines, units: Sequence[_Lines], lang: Language) -> Iterator[str]:
    """Yield why the units add up to more than the total, where households moved between them."""
    between = [
        sum(lines.get(line, (0, 0))[0] for lines in units) - whole.get(line, (0, 0))[0]
        for line in (("other_exits", "moved_out"), ("other_entries", "moved_in"))
    ]
    if any(between):
        out, into = between
        yield _BETWEEN(out=out, into=into).in_(lang)
