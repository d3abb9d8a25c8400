"""Which signs the numbers of a survey are written with, as far as its cells prove it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from mdpoverty.files.layout import DECIMALS, Decimal, Layout
from mdpoverty.language.messages import Message, message
from mdpoverty.survey.spelling import Spelling

_OTHER: Mapping[Decimal, Decimal] = {".": ",", ",": "."}
# What a cell says of a sign: of several groups, and of groups with decimals, nothing else can be
# meant; nor of decimals that are no group of three. Of one group, thousands or decimals can.
_KINDS: Mapping[str, str] = {
    "several": r"^\s*[+-]?[0-9]{{1,3}}(?:[{sign}][0-9]{{3}}){{2,}}\s*$",
    "both": r"^\s*[+-]?[0-9]{{1,3}}(?:[{sign}][0-9]{{3}})+[{other}][0-9]+\s*$",
    "group": r"^\s*[+-]?[1-9][0-9]{{0,2}}[{sign}][0-9]{{3}}\s*$",
    "decimals": r"^\s*[+-]?(?:[0-9]+[{sign}](?:[0-9]{{1,2}}|[0-9]{{4,}})|0[{sign}][0-9]+)\s*$",
}


@dataclass(frozen=True)
class Written:
    """How numbers stand in a column: `counts` of each kind of cell and sign, of text alone.

    `groups` has a cell with one group for each sign, where there is one.
    """

    counts: Mapping[tuple[str, Decimal], int] = field(default_factory=dict)
    groups: Mapping[Decimal, str] = field(default_factory=dict)

    def has(self, kind: str, sign: Decimal) -> int:
        """Return how many cells are of a kind."""
        return self.counts.get((kind, sign), 0)

    def groups_by(self, sign: Decimal) -> int:
        """Return how many cells prove that a sign separates thousands."""
        return self.has("several", sign) + self.has("both", sign)

    def parts_by(self, sign: Decimal) -> int:
        """Return how many cells prove that a sign is the decimal one."""
        return self.has("decimals", sign) + self.has("both", _OTHER[sign])


@dataclass(frozen=True)
class Signs:
    """The signs that a map is to name; None where cells do not prove that it has to."""

    thousands: Decimal | None = None
    decimal: Decimal | None = None

    def over(self, spelling: Spelling) -> Spelling:
        """Return a spelling with these signs."""
        layout = Layout(decimal=self.decimal, thousands=self.thousands or spelling.thousands)
        return Spelling(layout.decimal_sign, layout.thousands)


def is_written(cell: pl.Expr) -> pl.Expr:
    """Return whether a cell is a number with either sign in one of its places."""
    return pl.any_horizontal(_held(cell).values())


def written(counts: pl.DataFrame) -> Written:
    """Return how the numbers of a column stand in its cells, each with the `rows` that it has."""
    cell, rows = pl.col("cell"), pl.col("rows")
    held = _held(cell)
    found = counts.select(**{f"{k} {s}": rows.filter(h).sum() for (k, s), h in held.items()})
    firsts = counts.select(**{s: cell.filter(held["group", s]).min() for s in DECIMALS})
    return Written(
        dict(zip(held, found.row(0), strict=True)),
        {s: first for s, first in zip(DECIMALS, firsts.row(0), strict=True) if first},
    )


def _held(cell: pl.Expr) -> dict[tuple[str, Decimal], pl.Expr]:
    return {
        (kind, sign): cell.str.contains(pattern.format(sign=sign, other=_OTHER[sign]))
        for kind, pattern in _KINDS.items()
        for sign in DECIMALS
    }


def signs_of(
    columns: Sequence[Written], money: Sequence[tuple[Written, int]], told: Mapping[str, object]
) -> Signs:
    """Return the signs of the numbers in columns; those that are `told` are not looked for.

    Of `money` each column comes with how many of its cells are filled in: where most of them have
    one group, it is one of thousands, which is to be checked.
    """
    if "thousands" in told:
        return Signs()

    def most(proofs: Mapping[Decimal, int]) -> Decimal | None:
        best = max(DECIMALS, key=lambda sign: proofs[sign])
        return best if proofs[best] else None

    parts = most({sign: sum(each.parts_by(sign) for each in columns) for sign in DECIMALS})
    groups = most({sign: sum(each.groups_by(sign) for each in columns) for sign in DECIMALS})
    if "decimal" in told:
        parts = "," if told["decimal"] == "," else None
    if groups is None and parts == "," and any(each.has("group", ".") for each in columns):
        groups = "."
    if groups is None and parts is None:
        likely = (
            sign
            for sign in DECIMALS
            if any(each.has("group", sign) * 2 > filled for each, filled in money)
        )
        groups = next(likely, None)
    decimal = parts if parts == "," and groups != "," and "decimal" not in told else None
    return Signs(groups, decimal)


def doubts(cells: Written, spelling: Spelling, *, money: bool) -> list[Message]:
    """Return what a column of numbers leaves open: whether 2.700 is 2700 or 2.7."""
    found = []
    for sign, cell in cells.groups.items():
        settled = cells.groups_by(sign) or cells.parts_by(sign)
        settled = settled or (spelling.decimal != sign and cells.parts_by(spelling.decimal))
        if not settled and (money or sign in {spelling.thousands, ","}):
            said = message(
                "column_map.draft-ambiguous",
                "'{cell}' can mean {whole:d} (thousands: \"{sign}\") or {part:.6g} "
                '(decimal: "{sign}")',
                cell=cell,
                whole=int(cell.replace(sign, "")),
                part=float(cell.replace(sign, ".")),
                sign=sign,
            )
            found.append(said)
    return found
