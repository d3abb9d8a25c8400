"""Persons by sex and age, with their household's class, against a table of one row a person."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from complex_step import Statistic, derived
from samples import DESIGN, Standard, frame_of, random_index, records, sample
from second_reading import Row
from second_statistics import Design, Mask, Vector
from surveys import text_frame

import mdpoverty
from mdpoverty.errors import MdpovertyError


def drawn(
    folder: Path, columns: tuple[str, ...]
) -> tuple[list[Row], list[dict[str, str]], Standard]:
    """Return households, their members, and the index."""
    rng = Random("members")  # noqa: S311 -- no secrets
    standard = random_index(folder, rng, 3)
    while True:
        rows = sample(rng, standard, 120, columns=columns)
        units = {(row.get("stratum"), row.get("psu", row["household_id"])) for row in rows}
        if min(Counter(unit[0] for unit in units).values()) > 1:
            break
    members = [
        {
            "household_id": row["household_id"],
            "person_id": str(number),
            "age": rng.choice(("0", "15", "16", "59", "60", "97", "")),
            "sex": rng.choice(("male", "female")),
        }
        for row in rows
        for number in range(int(row["household_size"]))
    ]
    return rows, members, standard


def rate(poor: Vector, inside: Mask) -> Statistic:
    """Return the share that is poor, as a function of weights."""
    return lambda w: (w * poor)[inside].sum() / w[inside].sum()


@pytest.mark.parametrize("columns", [DESIGN, DESIGN[:1]])
def test_children_are_those_of_their_households(columns: tuple[str, ...], tmp_path: Path) -> None:
    """Rates and numbers of poor children, with errors by the units in which they were drawn."""
    rows, members, standard = drawn(tmp_path, columns)
    asked: dict[str, Any] = {"by": "region", "by_member": ["age_group", "sex"], "totals": True}
    table = mdpoverty.summarize(
        frame_of(rows, standard), standard.given, text_frame(members), **asked
    )
    ages = ["0-15", "16-59", "60+"]
    assert [age for age in dict.fromkeys(table["age_group"]) if isinstance(age, str)] == ages
    of = {row["household_id"]: row for row in rows}
    persons = [{**member, **of[member["household_id"]]} for member in members]
    poor = np.array([standard.decided(person)[0] == "poor" for person in persons], dtype=float)
    weights = np.array([float(person["weight"]) for person in persons])
    design = Design(
        [person.get("stratum", "") for person in persons],
        [person.get("psu", person["household_id"]) for person in persons],
    )
    found = {
        (row["region"], row["sex"], row["age_group"]): row
        for row in records(table)
        if row["measure"] == "poor_rate"
    }
    for region, sex, group in ((None, "male", "0-15"), ("south", "female", "60+")):
        years = {"0-15": {"0", "15"}, "60+": {"60", "97"}}[group]
        inside = np.array(
            [
                p["sex"] == sex and p["age"] in years and region in {None, p["region"]}
                for p in persons
            ]
        )
        expected = derived(rate(poor, inside), weights, design, inside)
        row = found[region, sex, group]
        assert row["unit"] == "persons"
        assert row["estimate"] == pytest.approx(expected.estimate, rel=1e-12)
        assert row["standard_error"] == pytest.approx(expected.error, rel=1e-9)
        assert row["df"] == expected.df
        assert row["weighted"] == pytest.approx(weights[inside].sum())
        households = {p["household_id"] for p, there in zip(persons, inside, strict=True) if there}
        assert row["households"] == len(households)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"by_member": "age_group", "members": None}, "is missing"),
        ({"by_member": "hair"}, "hair"),
        ({"by_member": "age_group", "ages": (16, 0)}, "16,0"),
        ({"by_member": "sex"}, "sex"),
    ],
)
def test_persons_that_cannot_be_grouped(asked: dict[str, Any], says: str, tmp_path: Path) -> None:
    """Without members, their column, or ages in order it is said what is missing."""
    rows, members, standard = drawn(tmp_path, DESIGN)
    bare = text_frame([{n: x for n, x in member.items() if n != "sex"} for member in members])
    given = {"members": bare, **asked}
    with pytest.raises(MdpovertyError, match=says):
        mdpoverty.summarize(frame_of(rows, standard), standard.given, **given)
