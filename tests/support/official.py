"""Invented registers, and the workbooks that `mdpoverty tables` makes of them, for its tests."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from diffs import run
from files import Done, write_csv
from second_tables import CAUSES, INDICATORS, Form

UNITS = ("Phường 2", "Phường 10", "Xã Ao Cá", "Xã Ân Tình", "Xã Đèo Sương")  # in order
MINORITIES = ("Hoa", "Tày", "Thái", "Dao", "Mông")  # as form 7.9 has them
MIXED = UNITS[-1]  # a unit with households in both areas
DECIDED = ("class", "basis", "possible_classes", "income_per_capita", "deprivations")
BASES = {"poor": "income_and_deprivation", "near_poor": "near_poor", "non_poor": "average"}

Household = dict[str, str]


def household(number: int, name: str = "poor", **cells: str) -> Household:
    """Return the row of a household of a class, deprived in as much as its class needs."""
    deprived = {"poor": 3, "near_poor": 1}.get(name, 0)
    row = {
        "household_id": f"{number:04d}",
        "province": "Mây Ngàn",
        "district": "",
        "commune": UNITS[0],
        "area": "urban" if cells.get("commune", UNITS[0]).startswith("Phường") else "rural",
        "household_size": "4",
        "standard": "vn-2022-2025",
        "class": name,
        "basis": BASES.get(name, ""),
        "possible_classes": "poor;near_poor" if name == "undetermined" else "",
        "income_per_capita": "1800000" if name == "non_poor" else "900000",
        "deprivations": "0",
        "unknown_indicators": "0",
        **{each: str(int(place < deprived)) for place, each in enumerate(INDICATORS)},
        "deprived_in": "",
        "unknown_in": "",
        "survey_year": "2025",
        "ethnicity": "Kinh",
        "head": f"Chủ hộ {number}",
        "village": "Bản Nậm",
        "no_labour_capacity": "no",
        "merit": "no",
        "ethnic_minority": "",
        "average_farming": "no",
        **{f"cause_{each}": "no" for each in CAUSES},
        **cells,
    }
    return counted(row)


def counted(row: Household) -> Household:
    """Return a row with the counts and lists that its indicators make."""
    deprived = [name for name in INDICATORS if row[name] == "1"]
    unknown = [name for name in INDICATORS if row[name] == ""]
    counts = {"deprivations": str(len(deprived)), "unknown_indicators": str(len(unknown))}
    return row | counts | {"deprived_in": ";".join(deprived), "unknown_in": ";".join(unknown)}


def invented(seed: int, households: int, rounds: int = 1) -> list[list[Household]]:
    """Return rounds of a register, with households that move, change, come and go."""
    draw = random.Random(seed)  # noqa: S311 -- invented households, no secrets
    found: list[list[Household]] = []
    present = list(range(households))
    for place in range(rounds):
        before = {row["household_id"]: row for row in found[-1]} if found else {}
        rows = [
            _drawn(draw, number, 2023 + place, before.get(f"{number:04d}")) for number in present
        ]
        found.append(rows)
        present = [number for number in present if draw.random() < 0.95]
        present += range(households + 100 * place, households + 100 * place + draw.randint(0, 5))
    return found


def _drawn(
    draw: random.Random, number: int, year: int, before: Mapping[str, str] | None
) -> Household:
    name = draw.choice(["poor", "poor", "near_poor", "near_poor", "non_poor", "undetermined"])
    order = draw.sample(INDICATORS, len(INDICATORS))
    sure = {"poor": draw.randint(3, 6), "near_poor": draw.randint(0, 2)}.get(name, 2)
    # What is unknown leaves a near-poor household with two deprivations at most.
    open_ = {"poor": draw.randint(0, 3), "near_poor": draw.randint(0, 2 - min(sure, 2))}.get(
        name, 2
    )
    answers = dict.fromkeys(order, "0")
    answers |= dict.fromkeys(order[:sure], "1") | dict.fromkeys(order[sure : sure + open_], "")
    same = before if before and draw.random() < 0.9 else None
    commune = same["commune"] if same else draw.choice(UNITS)
    mixed = {"area": draw.choice(["urban", "rural"])} if commune == MIXED else {}
    cells = {
        "commune": commune,
        **mixed,
        "household_size": str(draw.randint(1, 9)),
        "survey_year": str(year),
        "ethnicity": draw.choice(["Kinh", "Dao", "Mông", "Tày", ""]),
        "ethnic_minority": draw.choice(["yes", "no", ""]),
        **{each: draw.choice(["yes", "no", "no", ""]) for each in ("merit", "average_farming")},
        "no_labour_capacity": draw.choice(["yes", "no"]),
        **{f"cause_{each}": draw.choice(["yes", "no", ""]) for each in CAUSES},
    }
    return household(number, name, **answers, **cells)


def write_round(path: Path, rows: Sequence[Mapping[str, str]], without: Iterable[str] = ()) -> Path:
    """Write a profile of these rows, but for some columns."""
    left_out = set(without)
    columns = [name for name in rows[0] if name not in left_out]
    return write_csv(path, [columns, *([row[name] for name in columns] for row in rows)])


def make_tables(*arguments: str | Path) -> Done:
    """Carry out `mdpoverty tables`."""
    return run("tables", *arguments)


def tables_of(
    folder: Path, *rounds: Sequence[Mapping[str, str]], options: Sequence[str] = ()
) -> Path:
    """Return the workbook of rounds, which is made without a word."""
    files = [write_round(folder / f"r{place}.csv", rows) for place, rows in enumerate(rounds)]
    output = folder / "tables.xlsx"
    done = make_tables(*files, "-o", output, "-q", *options)
    assert (done.code, done.out, done.errors) == (0, "", ""), done.errors
    return output


@dataclass(frozen=True)
class Book:
    """A workbook as another library reads it: what is not asked for is not read."""

    file: Path

    @cached_property
    def values(self) -> Any:
        """The sheets with the values beside formulas: their cells alone, without formats."""
        whole = BytesIO(self.file.read_bytes())
        return openpyxl.load_workbook(whole, read_only=True, data_only=True)

    @cached_property
    def formulas(self) -> Any:
        """The sheets with the formulas as text, and all that belongs to a sheet."""
        return openpyxl.load_workbook(self.file)

    @property
    def names(self) -> list[str]:
        """The names of its sheets, in order."""
        return list(self.values.sheetnames)


def cells_of(sheet: Any) -> list[list[Any]]:
    """Return the cells of a sheet, row by row."""
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def members_of(seed: int, rows: Sequence[Mapping[str, str]]) -> list[Household]:
    """Return the members of households, the first of each its head."""
    draw = random.Random(seed)  # noqa: S311 -- invented persons, no secrets
    return [
        _member(draw, row, place) for row in rows for place in range(int(row["household_size"]))
    ]


def _member(draw: random.Random, row: Mapping[str, str], place: int) -> Household:
    levels = ["none", "preschool", "primary", "lower_secondary", ""]
    return {
        "household_id": row["household_id"],
        "person_id": str(place + 1),
        "age": str(draw.randint(20, 80) if place == 0 else draw.choice([*range(25), ""])),
        "birth_year": str(draw.randint(1940, 2005)) if place == 0 else "",
        "school_level": draw.choice(levels),
        **{
            name: draw.choice(["yes", "no", "no", ""])
            for name in ("attending_school", "insured", "stunted", "underweight")
        },
    }


def figures(sheet: Any) -> Form:
    """Return the cells under a header by section, unit and line."""
    rows = cells_of(sheet)
    first = next(place for place, row in enumerate(rows) if row[0] in ("I", 1) and row[1])
    named = 3 if rows[first][2] == "Hộ" else 2
    found: Form = {}
    section = unit = ""
    for row in rows[first:]:
        number, name, *_ = row
        if all(cell is None for cell in row):
            break  # the notes
        line = (row[2] or "") if named == 3 else ""
        if isinstance(number, str) or str(name).startswith("Tổng cộng"):
            section, unit = number or "", ""
        elif number is not None:
            unit = name
        elif named == 2:
            line = name.removeprefix("- ")
        found[section, unit, line] = row[named:]
    return found


def texts_of(sheet: Any) -> str:
    """Return all words of a sheet, a cell on a line."""
    return "\n".join(str(c) for row in cells_of(sheet) for c in row if isinstance(c, str))


def listed_in(sheet: Any) -> dict[str, list[list[Any]]]:
    """Return the households of a list by the name of their section, which may be nothing."""
    found: dict[str, list[list[Any]]] = {}
    section = ""
    for number, name, *others in cells_of(sheet):
        if isinstance(number, str) and number.endswith(".") and name:
            section = name
            found[section] = []
        elif isinstance(number, int):
            found.setdefault(section, []).append([number, name, *others])
    return found


def verdicts(book: Book) -> list[list[Any]]:
    """Return the checks: form, unit, what holds, left side, relation, right side, verdict."""
    rows = cells_of(book.values["Kiểm tra"])
    return [row[1:8] for row in rows if row[7] in ("đúng", "sai")]
