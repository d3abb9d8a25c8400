"""Tables 2 and 3: the movement of poor and of near-poor households, and of the persons in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from mdpoverty.review_tables.layout import About, Balance, Column, Table
from mdpoverty.review_tables.phrases import DETAILS, HOUSEHOLDS, NOTES, PERSONS, TITLES, many
from mdpoverty.review_tables.units import Key

TABLES = {"poor": 2, "near_poor": 3}
COUNTED_END = "counted end"  # of a line: what tracking counts, beside what the table adds up to

_TWO = 2
_FEWER, _MORE = "Giảm trong kỳ", "Tăng trong kỳ"
_LEFT, _ADDED = "Thoát nghèo", "Bổ sung"
_EXITS = "Khác (đi, chết, tách, nhập hộ…)"
_ENTRIES = "Khác (đến, tách, nhập hộ…)"
_COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "poor": {
            "start": ("Hộ nghèo đầu kỳ",),
            "to_near_poor": (_FEWER, _LEFT, "Trở thành hộ cận nghèo"),
            "to_non_poor": (_FEWER, _LEFT, "Vượt chuẩn cận nghèo"),
            "other_exits": (_FEWER, _EXITS),
            "from_near_poor": (_MORE, "Hộ cận nghèo trở thành hộ nghèo"),
            "fell_back": (_MORE, _ADDED, "Tái nghèo"),
            "newly_arisen": (_MORE, _ADDED, "Phát sinh mới"),
            "other_entries": (_MORE, _ENTRIES),
            "end": ("Hộ nghèo cuối kỳ",),
        },
        "near_poor": {
            "start": ("Hộ cận nghèo đầu kỳ",),
            "to_non_poor": (_FEWER, "Thoát cận nghèo"),
            "to_poor": (_FEWER, "Trở thành hộ nghèo"),
            "other_exits": (_FEWER, _EXITS),
            "from_poor": (_MORE, "Hộ nghèo trở thành hộ cận nghèo"),
            "fell_back": (_MORE, _ADDED, "Tái cận nghèo"),
            "newly_arisen": (_MORE, _ADDED, "Phát sinh mới"),
            "other_entries": (_MORE, _ENTRIES),
            "end": ("Hộ cận nghèo cuối kỳ",),
        },
    }
)


@dataclass(frozen=True)
class Flows:
    """Stock and flow between the last two rounds, as tracking counts them.

    `rows` has the columns `places`, `list`, `flow`, `detail`, `households` and `persons` (null:
    unknown), of every unit all lines. `labels` is what the rounds are called: with two, nobody can
    be seen to have fallen back. `complete`: each of them has non-poor households too. `standards`
    are those of the last two rounds, and `unsure` says by list of how many newly arisen households
    it is not known whether they were on it before.
    """

    rows: pl.DataFrame
    places: tuple[str, ...]
    labels: tuple[str, ...]
    complete: bool
    standards: tuple[str, ...]
    unsure: Mapping[str, int]

    @property
    def before(self) -> str:
        """What the round before is called."""
        return self.labels[-2]

    @property
    def units(self) -> list[Key]:
        """The units that have a household in one of the two rounds."""
        return self.rows.select(self.places).unique().rows() if self.places else [()]


def movement_table(
    flows: Flows, of: str, about: About, units: Sequence[Key], *, sized: bool
) -> Table:
    """Return table 2 (of poor households) or 3: two lines a unit, households and persons.

    `sized`: the last round says how many members a household has; without, persons are blank.
    """
    headings = _COLUMNS[of]
    fewer, more = (
        tuple(key for key, path in headings.items() if path[0] == side) for side in (_FEWER, _MORE)
    )
    columns = [Column(key, path, str(n)) for n, (key, path) in enumerate(headings.items(), 1)]
    end = Balance(("start", *more), fewer)
    columns[-1] = Column("end", headings["end"], "9=1-2-3-4+5+6+7+8", end)
    found = _figures(flows, of)
    nobody = dict.fromkeys([*headings, COUNTED_END], (0, 0))
    figures = tuple(
        {
            name: amounts[line] if sized or not line else None
            for name, amounts in found.get(unit, nobody).items()
        }
        for unit in units
        for line in range(_TWO)
    )
    number = TABLES[of]
    return Table(
        number,
        TITLES[number],
        about,
        tuple(columns),
        figures,
        labels=(HOUSEHOLDS, PERSONS),
        label_heading="Hộ/ khẩu",
        notes=tuple(_notes(flows, of)),
    )


def _figures(flows: Flows, of: str) -> dict[Key, dict[str, tuple[int, int | None]]]:
    """Return households and persons of every flow, by unit."""
    own = flows.rows.filter(pl.col("list") == of)
    persons = pl.col("persons")
    summed = own.group_by(*flows.places, "flow").agg(
        pl.col("households").sum(),
        pl.when(persons.is_null().any()).then(None).otherwise(persons.sum()),
    )
    found: dict[Key, dict[str, tuple[int, int | None]]] = {}
    for *unit, flow, households, people in summed.iter_rows():
        name = COUNTED_END if flow == "end" else flow
        found.setdefault(tuple(unit), {})[name] = households, people
    return found


def _notes(flows: Flows, of: str) -> Iterator[str]:
    yield from _details(flows, of)
    if len(flows.labels) == _TWO:
        yield NOTES["two rounds"]
    else:
        yield NOTES["first round"].format(flows.labels[0])
    if unsure := flows.unsure[of]:
        yield NOTES["unsure"].format(many(unsure))
    if all(flows.standards) and len(set(flows.standards)) == _TWO:
        yield NOTES["standards"].format(*flows.standards)
    if not flows.complete:
        yield NOTES["lists"]
    if flows.rows["persons"].null_count():
        yield NOTES["persons unknown"]


def _details(flows: Flows, of: str) -> Iterator[str]:
    """Yield what the other exits and entries are, where there are any."""
    for flow, column in (("other_exits", 4), ("other_entries", 8)):
        own = flows.rows.filter((pl.col("list") == of) & (pl.col("flow") == flow))
        said = []
        for detail, words in DETAILS.items():
            rows = own.filter(pl.col("detail") == detail)
            households, persons = (int(rows[name].sum()) for name in ("households", "persons"))
            unknown = rows["persons"].null_count()
            counted = [f"{many(households)} hộ"] if households else []
            if not unknown and (households or persons):
                counted.append(f"{many(persons)} khẩu")
            if counted:
                said.append(f"{words}: {', '.join(counted)}")
        if said:
            yield NOTES["details"].format(column, "; ".join(said))
