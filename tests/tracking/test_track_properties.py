"""What holds for households of every kind over rounds: random ones, against a second reading."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from second_tracking import (
    LISTS,
    Household,
    Outcome,
    Register,
    Unit,
    outcomes,
    stock_and_flow,
)

import mdpoverty
from mdpoverty.tracking.flows import FLOWS

IDS = ("a", "b", "c", "d", "e", "f")
COMMUNES = (None, "An", "Bắc", "Cao", "Đông")
CLASSES = ("poor", "near_poor", "non_poor", "undetermined")
POSSIBLE = (
    frozenset({"poor", "near_poor", "non_poor"}),
    frozenset({"poor", "near_poor"}),
    frozenset({"near_poor", "non_poor"}),
)
ORDER = ("poor", "near_poor", "non_poor")

MOVEMENTS = {
    *("stayed_poor", "stayed_near_poor", "stayed_non_poor", "stayed_undetermined"),
    *("left_to_near_poor", "left_to_non_poor", "near_poor_to_poor", "near_poor_to_non_poor"),
    *("fell_back", "newly_arisen", "fell_back_near_poor", "newly_arisen_near_poor"),
    *("became_undetermined", "was_undetermined", "new", "split_off", "formed_by_merger"),
    *("gone", "split", "merged"),
}

Places = dict[int, dict[str, str]]  # by the first year of the new units: new by old


@st.composite
def registers(draw: st.DrawFn) -> tuple[list[Register], Places]:
    """Draw two to four rounds, links of any shape between them, and renamed communes."""
    gaps = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    years = [2016 + sum(gaps[:place]) for place in range(len(gaps) + 1)]
    sizes: Any = st.integers(1, 4) if draw(st.booleans()) else st.sampled_from([None, 2, 3])
    household = st.builds(
        Household,
        id=st.sampled_from(IDS),
        class_=st.sampled_from(CLASSES),
        size=sizes,
        unit=st.tuples(st.sampled_from(COMMUNES)),
        possible=st.sampled_from(POSSIBLE),
    )
    some = st.lists(household, max_size=len(IDS), unique_by=lambda each: each.id)
    rounds: list[Register] = []
    places: Places = {}
    for year in years:
        here = draw(some)
        links: list[tuple[str, str]] = []
        if rounds and here and rounds[-1].households and draw(st.booleans()):
            pairs = st.tuples(
                st.sampled_from([each.id for each in rounds[-1].households]),
                st.sampled_from([each.id for each in here]),
            )
            links = draw(st.lists(pairs, max_size=4, unique=True))
        rounds.append(Register(year, here, links))
    if draw(st.booleans()):
        for year in years[1:]:
            units = st.sampled_from(COMMUNES[1:])
            places[year] = draw(st.dictionaries(units, units, max_size=2))
    return rounds, places


def frame(each: Register) -> pl.DataFrame:
    text, number = pl.String, pl.Int64
    return pl.DataFrame(
        {
            "household_id": [h.id for h in each.households],
            "class": [h.class_ for h in each.households],
            "possible_classes": [
                ";".join(name for name in ORDER if name in h.possible)
                if h.class_ == "undetermined"
                else None
                for h in each.households
            ],
            "household_size": [h.size for h in each.households],
            "commune": [h.unit[0] for h in each.households],
        },
        schema={
            "household_id": text,
            "class": text,
            "possible_classes": text,
            "household_size": number,
            "commune": text,
        },
    )


def mapped(rounds: Sequence[Register], places: Places) -> list[Register]:
    """Return the rounds with the communes of the last one."""
    found = []
    for each in rounds:
        here = []
        for household in each.households:
            commune = household.unit[0]
            for year in sorted(places):
                if year > each.year and commune is not None:
                    commune = places[year].get(commune, commune)
            here.append(
                Household(
                    household.id, household.class_, household.size, (commune,), household.possible
                )
            )
        found.append(Register(each.year, here, each.links))
    return found


def tracked(rounds: Sequence[Register], places: Places) -> Any:
    links = [(str(r.year), *pair) for r in rounds for pair in r.links]
    renamed = [
        (str(year), old, new) for year, names in places.items() for old, new in names.items()
    ]
    links_table = pl.DataFrame(
        links, schema=dict.fromkeys(("round", "before", "after"), pl.String), orient="row"
    )
    places_table = pl.DataFrame(
        renamed, schema=dict.fromkeys(("round", "commune", "new_commune"), pl.String), orient="row"
    )
    return mdpoverty.track(
        {each.year: frame(each) for each in rounds},
        links=links_table if links else None,
        places=places_table if renamed else None,
        by="commune",
    )


def truth(answer: bool | None) -> int | None:  # noqa: FBT001 -- an answer, not a switch
    return None if answer is None else int(answer)


def as_row(outcome: Outcome) -> dict[str, Any]:
    here = outcome.now or outcome.was
    assert here is not None
    since = outcome.escaped_since
    return {
        "household_id": outcome.id,
        "commune": here.unit[0],
        "household_size": here.size,
        "from_class": outcome.was.class_ if outcome.was else "absent",
        "to_class": outcome.now.class_ if outcome.now else "absent",
        "movement": outcome.movement,
        "poor_before": truth(outcome.poor_before),
        "near_poor_before": truth(outcome.near_poor_before),
        "related": ";".join(outcome.related) or None,
        "escaped_since": None if since is None else str(since),
        "recently_escaped": truth(outcome.recently_escaped),
    }


def rows_of(found: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pl.from_pandas(found).rows(named=True)
    return rows


def large(seed: int) -> tuple[list[Register], Places]:
    """Draw four rounds of many households, of which most stay where and what they are."""
    draw = Random(seed)  # noqa: S311 -- made-up households
    years = [2016, *sorted(draw.sample(range(2017, 2025), 3))]
    rounds: list[Register] = []
    last: dict[str, Household] = {}
    for year in years:
        here: dict[str, Household] = {}
        links: list[tuple[str, str]] = []
        names = [f"{n:03}" for n in range(300)]
        fresh = [f"{year}-{n}" for n in range(20)]
        for name in (*draw.sample(names, 270), *fresh):
            was = last.get(name)
            same = was is not None and draw.random() < 0.5
            here[name] = Household(
                name,
                was.class_ if was and same else draw.choices(CLASSES, (3, 3, 3, 1))[0],
                was.size if was and draw.random() < 0.7 else draw.randint(1, 6),
                was.unit if was and draw.random() < 0.8 else (draw.choice(COMMUNES),),
                draw.choice(POSSIBLE),
            )
        befores = list(last)
        for _ in range(30 if last else 0):
            afters = fresh if draw.random() < 0.5 else list(here)
            before, after = draw.choice(befores), draw.choice(afters)
            links.append((before, after))
            links += [(draw.choice(befores), after)] if draw.random() < 0.3 else []
            links += [(before, draw.choice(afters))] if draw.random() < 0.3 else []
            links += [(before, before)] if before in here and draw.random() < 0.3 else []
        rounds.append(Register(year, list(here.values()), sorted(set(links))))
        last = here
    return rounds, {years[2]: {"An": "Bắc", "Cao": "Đông"}, years[3]: {"Bắc": "Cao"}}


@pytest.mark.parametrize("seed", range(6))
def test_a_second_reading_agrees(seed: int) -> None:
    """Each household's row, and every line of stock and flow, is what plain Python works out.

    Households are absent, undetermined, renumbered, split, merged and moved; communes renamed.
    """
    rounds, places = large(seed)
    outcome = outcomes(mapped(rounds, places))
    assert {row.movement for rows in outcome for row in rows} >= MOVEMENTS
    second_reading_agrees(rounds, places)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registers())
def test_a_second_reading_agrees_on_few_households(drawn: tuple[list[Register], Places]) -> None:
    """The same holds of rounds of few households, or of none, and of sizes that are not known."""
    second_reading_agrees(*drawn)


def second_reading_agrees(rounds: Sequence[Register], places: Places) -> None:
    found = tracked(rounds, places)
    households, flows = rows_of(found.households), rows_of(found.flows)
    wanted = outcomes(mapped(rounds, places))
    for each, rows in zip(rounds[1:], wanted, strict=True):
        now = str(each.year)
        own = [row for row in households if row["round"] == now]
        assert [{n: row[n] for n in as_row(rows[0])} for row in own] == list(map(as_row, rows))
        for scope, by_unit in (("unit", True), ("total", False)):
            lines = [row for row in flows if (row["round"], row["scope"]) == (now, scope)]
            agrees(lines, stock_and_flow(rows, by_unit=by_unit), by_unit=by_unit)
            closes(lines)


def agrees(lines: list[dict[str, Any]], wanted: dict[Unit, Any], *, by_unit: bool) -> None:
    """Check that lines are those that are wanted, and that all others are empty."""
    for row in lines:
        unit = (row["commune"],) if by_unit else ()
        key = (row["list"], row["flow"], row["detail"] or "")
        expected = wanted.get(unit, {}).pop(key, [0, 0])
        assert [row["households"], row["persons"]] == expected, (unit, key)
    assert not any(wanted.values())


def closes(lines: list[dict[str, Any]]) -> None:
    """Check that end = start - exits + entries in each unit and list, and lists fit each other."""
    units = dict.fromkeys(row["commune"] for row in lines)
    for unit in units:
        own = [row for row in lines if row["commune"] == unit]
        for size in ("households", "persons"):
            sums: dict[tuple[str, str], int] = {}
            for name in LISTS:
                rows = [row for row in own if row["list"] == name]
                assert [(r["flow"], r["detail"] or "") for r in rows] == list(FLOWS[name])
                if any(row[size] is None for row in rows):
                    continue
                for row in rows:
                    key = (name, row["flow"])
                    sums[key] = sums.get(key, 0) + row[size]
                out = ("to_near_poor", "to_poor", "to_non_poor", "other_exits")
                came = ("from_near_poor", "from_poor", "fell_back", "newly_arisen", "other_entries")
                end = sums[name, "start"]
                end += sum(sums.get((name, flow), 0) for flow in came)
                end -= sum(sums.get((name, flow), 0) for flow in out)
                assert sums[name, "end"] == end
            if len({name for name, _ in sums}) == len(LISTS):
                assert sums["poor", "to_near_poor"] == sums["near_poor", "from_poor"]
                assert sums["near_poor", "to_poor"] == sums["poor", "from_near_poor"]
