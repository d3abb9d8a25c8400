"""Forms 7.2 and 7.3: the movement of poor and of near-poor households, and of their persons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.language.alphabet import Key
from mdpoverty.review_tables.columns import Balance, Column
from mdpoverty.review_tables.entries import Lines, by_area
from mdpoverty.review_tables.figures import Part
from mdpoverty.review_tables.form import Form
from mdpoverty.review_tables.phrases import (
    HOUSEHOLDS,
    NAMES,
    NOTES,
    PERSONS,
    TITLES,
    WORDS,
    many,
)
from mdpoverty.review_tables.review import AREA, Review
from mdpoverty.review_tables.sheets import Words

FORMS = MappingProxyType({"poor": "7.2", "near_poor": "7.3"})
COUNTED_END = "counted end"  # of a line: what tracking counts, beside what the form adds up to

_TWO = 2
_APPROVED = "(theo Quyết định phê duyệt của cấp có thẩm quyền)"
_OUTSIDE = "Số hộ ngoài danh sách hộ nghèo, hộ cận nghèo gặp khó khăn đột xuất trong năm"
_LEFT = "Số hộ thoát nghèo"
_FEWER = MappingProxyType(
    {"poor": "Diễn biến giảm số hộ nghèo", "near_poor": "Diễn biến giảm số hộ cận nghèo"}
)
_MORE = MappingProxyType(
    {"poor": "Diễn biến tăng số hộ nghèo", "near_poor": "Diễn biến tăng số hộ cận nghèo"}
)
_ENTRIES = "Nguyên nhân: thay đổi nhân khẩu, chuyển đến, tách, nhập với hộ khác,..."
_EXITS = MappingProxyType(
    {
        "poor": "Nguyên nhân: thay đổi nhân khẩu, hộ nghèo đơn thân chết đi, chuyển đi nơi khác, "
        "tách, nhập với hộ khác,...",
        "near_poor": "Nguyên nhân: thay đổi nhân khẩu, hộ đơn thân chết đi, chuyển đi nơi khác, "
        "tách, nhập với hộ khác,...",
    }
)
# The columns of each form by the name of their flow: headings under those of start and end.
_FLOWS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "poor": {
            "to_near_poor": (_FEWER["poor"], _LEFT, "Trở thành hộ cận nghèo"),
            "to_non_poor": (_FEWER["poor"], _LEFT, "Vượt chuẩn cận nghèo"),
            "other_exits": (_FEWER["poor"], _EXITS["poor"]),
            "from_near_poor": (_MORE["poor"], "Số hộ cận nghèo trở thành hộ nghèo"),
            "fell_back": (_MORE["poor"], _OUTSIDE, "Tái nghèo"),
            "newly_arisen": (_MORE["poor"], _OUTSIDE, "Phát sinh mới"),
            "other_entries": (_MORE["poor"], _ENTRIES),
        },
        "near_poor": {
            "to_non_poor": (_FEWER["near_poor"], "Số hộ thoát cận nghèo"),
            "to_poor": (_FEWER["near_poor"], "Số hộ cận nghèo trở thành hộ nghèo"),
            "other_exits": (_FEWER["near_poor"], _EXITS["near_poor"]),
            "from_poor": (_MORE["near_poor"], "Số hộ nghèo trở thành hộ cận nghèo"),
            "fell_back": (_MORE["near_poor"], _OUTSIDE, "Tái cận nghèo"),
            "newly_arisen": (_MORE["near_poor"], _OUTSIDE, "Phát sinh mới"),
            "other_entries": (_MORE["near_poor"], _ENTRIES),
        },
    }
)
_ENDS = MappingProxyType(
    {
        "poor": ("Tổng số hộ nghèo đầu năm", "Tổng số hộ nghèo cuối năm"),
        "near_poor": ("Tổng số hộ cận nghèo đầu năm", "Tổng số hộ cận nghèo cuối năm"),
    }
)
_UNIT_HEADINGS = MappingProxyType({"poor": "Khu vực/Địa bàn", "near_poor": "Khu vực/\nĐịa bàn"})
# What the other exits and entries are.
_DETAILS: Mapping[str, str] = MappingProxyType(
    {
        "gone": "không còn trong kỳ này",
        "split": "tách hộ",
        "merged": "nhập hộ",
        "moved_out": "chuyển đi đơn vị khác",
        "became_undetermined": "chưa xác định được phân loại",
        "fewer_persons": "hộ còn lại bớt khẩu",
        "new": "không có trong kỳ trước",
        "split_off": "hộ tách ra",
        "formed_by_merger": "hộ nhập lại",
        "moved_in": "chuyển đến từ đơn vị khác",
        "was_undetermined": "kỳ trước chưa xác định được phân loại",
        "more_persons": "hộ còn lại thêm khẩu",
    }
)


@dataclass(frozen=True)
class Flows:
    """Stock and flow between the last two rounds, as tracking counts them.

    `rows` has the columns `places`, `area`, `list`, `flow`, `detail`, `households` and `persons`
    (null: unknown), of every unit and area all lines. `labels` is what the rounds are called: with
    two, nobody can be seen to have fallen back. `complete`: each of them has non-poor households
    too. `standards` are those of the last two rounds, and `unsure` says by list of how many newly
    arisen households it is not known whether they were on it before.
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
    def parts(self) -> set[Part]:
        """The units, each with an area, that have a household in one of the two rounds."""
        rows = self.rows.select(*self.places, AREA).unique().rows()
        return {(tuple(unit), area) for *unit, area in rows}


def movement(flows: Flows, of: str, review: Review) -> Form:
    """Return form 7.2 (of poor households) or 7.3: two lines a unit, households and persons.

    Where the last round does not say how many members a household has, persons are blank.
    """
    headings = _FLOWS[of]
    fewer, more = (
        tuple(key for key, path in headings.items() if path[0] == side[of])
        for side in (_FEWER, _MORE)
    )
    start, end = (Words(words, _APPROVED) for words in _ENDS[of])
    balance = Balance(("start", *more), fewer)
    numbers = [str(place) if of == "poor" else "" for place in range(1, len(headings) + 3)]
    columns = [
        Column("start", (start,), numbers[0]),
        *(
            Column(key, path, number)
            for (key, path), number in zip(headings.items(), numbers[1:], strict=False)
        ),
        Column("end", (end,), numbers[-1], balance),
    ]
    found = _figures(flows, of)
    nobody = dict.fromkeys(["start", *headings, COUNTED_END], (0, 0))
    sized = HOUSEHOLD_SIZE in review.columns

    def lines(amounts: Mapping[str, tuple[int, int | None]]) -> Lines:
        households = {name: number for name, (number, _) in amounts.items()}
        persons = {name: number if sized else None for name, (_, number) in amounts.items()}
        return households, persons

    return Form(
        NAMES[FORMS[of]],
        TITLES[FORMS[of]],
        _UNIT_HEADINGS[of],
        tuple(columns),
        by_area(
            review,
            lambda unit, area: lines({**nobody, **found.get((unit, area), {})}),
            lines(nobody),
            (HOUSEHOLDS, PERSONS),
            WORDS["plain total of areas"],
        ),
        labelled="Phân tổ",
        lettered=False,
        notes=tuple(_notes(flows, of)),
    )


def _figures(flows: Flows, of: str) -> dict[Part, dict[str, tuple[int, int | None]]]:
    """Return households and persons of every flow, by unit and area."""
    own = flows.rows.filter(pl.col("list") == of)
    persons = pl.col("persons")
    summed = own.group_by(*flows.places, AREA, "flow").agg(
        pl.col("households").sum(),
        pl.when(persons.is_null().any()).then(None).otherwise(persons.sum()),
    )
    found: dict[Part, dict[str, tuple[int, int | None]]] = {}
    for *unit, area, flow, households, people in summed.iter_rows():
        name = COUNTED_END if flow == "end" else flow
        key: Key = tuple(unit)
        found.setdefault((key, area), {})[name] = households, people
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
    yield NOTES["areas of now"]


def _details(flows: Flows, of: str) -> Iterator[str]:
    """Yield what the other exits and entries are, where there are any."""
    for flow in ("other_exits", "other_entries"):
        own = flows.rows.filter((pl.col("list") == of) & (pl.col("flow") == flow))
        said = []
        for detail, words in _DETAILS.items():
            rows = own.filter(pl.col("detail") == detail)
            households, persons = (int(rows[name].sum()) for name in ("households", "persons"))
            unknown = rows["persons"].null_count()
            counted = [f"{many(households)} hộ"] if households else []
            if not unknown and (households or persons):
                counted.append(f"{many(persons)} khẩu")
            if counted:
                said.append(f"{words}: {', '.join(counted)}")
        if said:
            yield NOTES[flow.replace("_", " ")].format("; ".join(said))
