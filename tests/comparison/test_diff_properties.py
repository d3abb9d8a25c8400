"""What holds for every survey under two standards: random ones, against two classifications.

Why a class differs is worked out once more in plain Python, from the definition in
`mdpoverty.comparison.reasons` and the second reading of the law.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import chain
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any, NamedTuple

import polars as pl
import pytest
from diffs import NEW, OLD, counts, households, quietly, write_rows
from files import profile, rows_in
from second_reading import CLASSES, INDICATORS, Row, number, possible_bases, read, size_of
from surveys import household, roster, some_columns

from mdpoverty.comparison.reasons import REASONS

INCOME_ONLY = "vn-2011-2015"
UNDETERMINED = "undetermined"
SIZE = 200  # households of a survey
ADDED, REMOVED = " (added)", " (removed)"


class Asked(NamedTuple):
    """Two standards, and what a survey has beside answers; the same survey in every run."""

    before: str
    after: str
    having: str = "weights"


BOTH_WAYS = [Asked(OLD, NEW), Asked(NEW, OLD)]
WITH_MEMBERS = Asked(OLD, NEW, "weights and members")
every_pair = pytest.mark.parametrize(
    "asked", [*BOTH_WAYS, WITH_MEMBERS, Asked(INCOME_ONLY, NEW, "income")], ids=" ".join
)


@dataclass(frozen=True)
class World:
    """A survey, its members, and what is said of it: under each standard, and of the two."""

    rows: list[Row]
    people: list[list[Row]] | None
    files: tuple[str, ...]
    before: list[Row]
    after: list[Row]
    every: list[Row]
    counts: dict[str, Any]

    @property
    def changed(self) -> list[Row]:
        """The households whose class differs."""
        return [row for row in self.every if row["from_class"] != row["to_class"]]


@cache
def world(asked: Asked) -> World:
    before, after, having = asked
    rows, people, files = drawn(frozenset((before, after)), having)
    standards = ("--from", before, "--to", after)
    return World(
        rows,
        people,
        files,
        classified(files, before),
        classified(files, after),
        households(*files, *standards, "--all", "--by", "province"),
        counts(*files, *standards, "--by", "province"),
    )


@cache
def classified(files: tuple[str, ...], standard: str) -> list[Row]:
    return rows_in(profile(*files, "--standard", standard))


@cache
def drawn(
    standards: frozenset[str], having: str
) -> tuple[list[Row], list[list[Row]] | None, tuple[str, ...]]:
    """Return households near the limits of either standard, their members, and both as files."""
    rng = Random(f"a {sorted(standards)} {having}")  # noqa: S311 -- no secrets
    # Where one has income alone, an income must be there: its columns say so.
    first, *_ = order = sorted(standards)
    names = [*some_columns(rng, first), *some_columns(rng, order[-1]), "province"]
    columns = [name for name in dict.fromkeys(names) if name != "weight"]
    columns += ["weight"] if "weights" in having else []
    rows = [household(rng, order[at % 2], columns, at) for at in range(1, SIZE + 1)]
    people = roster(rng, rows) if "members" in having else None
    return rows, people, written(rows, people)


def written(rows: Sequence[Row], people: Iterable[Sequence[Row]] | None) -> tuple[str, ...]:
    """Write a survey, and its members; return the arguments that name them."""
    folder = Path(mkdtemp(dir=FOLDERS[-1]))
    files = (str(write_rows(folder / "survey.csv", rows)),)
    if people is None:
        return files
    everybody = [person for some in people for person in some]
    return (*files, "--members", str(write_rows(folder / "members.csv", everybody)))


FOLDERS: list[Path] = []


@pytest.fixture(autouse=True, scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give the surveys a folder."""
    FOLDERS.append(tmp_path_factory.mktemp("worlds"))


def weight(row: Row) -> Fraction:
    return number(row, "weight") if "weight" in row else Fraction(1)  # type: ignore[return-value]  # none is blank


def listed(cell: str) -> list[str]:
    return cell.split(";") if cell else []


# Households


@every_pair
def test_both_sides_are_the_two_classifications(asked: Asked) -> None:
    """With --all every household is there in order, as `classify` has it under each standard."""
    w = world(asked)
    for prefix, profiles in (("from_", w.before), ("to_", w.after)):
        names = ("class", "basis", "deprivations")
        said = [[row["household_id"], *(row[prefix + n] for n in names)] for row in w.every]
        assert said == [[row["household_id"], *(row[n] for n in names)] for row in profiles]


@every_pair
def test_gained_and_lost_are_the_deprivations_that_differ(asked: Asked) -> None:
    """Gained and lost say each indicator that is sure on one side alone, and add up."""
    w = world(asked)
    one, other = INDICATORS[asked.before], INDICATORS[asked.after]
    for row, was, now in zip(w.every, w.before, w.after, strict=True):
        old, new = listed(was["deprived_in"]), listed(now["deprived_in"])
        gained = [n if n in one else n + ADDED for n in new if n not in one or n not in old]
        lost = [n if n in other else n + REMOVED for n in old if n not in other or n not in new]
        assert (listed(row["gained"]), listed(row["lost"])) == (gained, lost), row
        total = int(row["from_deprivations"]) + len(gained) - len(lost)
        assert total == int(row["to_deprivations"]), row


@every_pair
def test_a_changed_household_has_one_reason_and_no_other_has(asked: Asked) -> None:
    """A household has a reason of the closed list where its class differs, else none."""
    w = world(asked)
    assert w.changed
    for row in w.every:
        changed = row["from_class"] != row["to_class"]
        assert (row["reason"] in REASONS) is changed, row
        assert changed or not row["reason"], row


# Why


@every_pair
def test_the_reason_is_that_of_the_definition(asked: Asked) -> None:
    """Each reason is what four classifications in plain Python say by the definition."""
    w = world(asked)
    people: Sequence[list[Row] | None] = w.people or [None] * len(w.rows)
    for row, own, said in zip(w.rows, people, w.every, strict=True):
        assert said["reason"] == reason(row, own, asked.before, asked.after), row


def reason(row: Row, members: list[Row] | None, before: str, after: str) -> str:
    """Return why a household's class differs, by the definition in `comparison.reasons`."""
    one, other = read(row, before, members), read(row, after, members)
    was, now = one["class"], other["class"]
    if was == now:
        return ""
    rules_alone, counts_alone = exchanged(row, after, one), exchanged(row, before, other)
    if rules_alone == now or counts_alone != now:
        return by_lines(open_by_income(row, before), open_by_income(row, after))
    asked = (INDICATORS[before], INDICATORS[after])
    if was == UNDETERMINED and any(not one[n] and other.get(n, "gone") for n in asked[0]):
        return "answer_became_known"
    if now == UNDETERMINED and any(not other[n] and one.get(n, "new") for n in asked[1]):
        return "answer_became_unknown"
    return by_counts(one, other, before, after)


def exchanged(row: Row, rules: str, found: Row) -> str:
    """Return the class by the lines and rules of one standard, the deprivations being found."""
    sure, unknown = int(found["deprivations"]), int(found["unknown_indicators"])
    classes = classes_of(possible_bases(rules, row, sure, unknown))
    return classes.pop() if len(classes) == 1 else UNDETERMINED


def open_by_income(row: Row, standard: str) -> set[str]:
    """Return the classes that income, or its score, leaves open by itself."""
    alone = {**row, "deprivation_score": ""}
    return classes_of(possible_bases(standard, alone, 0, len(INDICATORS[standard])))


def classes_of(bases: set[str]) -> set[str]:
    return {name for name, rules in CLASSES.items() if bases.intersection(rules)}


def by_lines(before: set[str], after: set[str]) -> str:
    if not before & after:
        return "line_moved"
    if len(before) == 1 < len(after):
        return "income_no_longer_decides"
    if len(after) == 1 < len(before):
        return "income_decides_again"
    return "rule_changed"


def by_counts(one: Row, other: Row, before: str, after: str) -> str:
    """Return what moved the count of sure deprivations most, the way that it moved."""
    old, new = set(listed(one["deprived_in"])), set(listed(other["deprived_in"]))
    common = INDICATORS[before].keys() & INDICATORS[after].keys()
    added, removed = len(new - common), len(old - common)
    changed = len(new & common) - len(old & common)
    if len(new) > len(old):
        return "indicator_added" if added >= changed else "cut_off_changed"
    return "indicator_removed" if removed >= -changed else "cut_off_changed"


def test_the_surveys_reach_every_reason_of_the_law() -> None:
    """The random surveys have households of each reason but a changed class rule or weight."""
    worlds = [world(asked) for asked in BOTH_WAYS]
    other = {"rule_changed", "weight_changed"}
    assert {row["reason"] for w in worlds for row in w.changed} == set(REASONS) - other


# Counts


@every_pair
def test_matrix_adds_up_to_both_classifications(asked: Asked) -> None:
    """Households, weighted and persons of the matrix are those of the two classifications."""
    w = world(asked)
    expected: dict[tuple[str, str], list[Fraction]] = {}
    for row, was, now in zip(w.rows, w.before, w.after, strict=True):
        sums = expected.setdefault((was["class"], now["class"]), [Fraction(0)] * 3)
        of_it = (Fraction(1), weight(row), weight(row) * size_of(row))
        sums[:] = [a + b for a, b in zip(sums, of_it, strict=True)]
    sized = ("households", "weighted", "persons")
    found = {
        (cell["from_class"], cell["to_class"]): [Fraction(cell[name]) for name in sized]
        for cell in w.counts["matrix"]
    }
    assert found == {k: [Fraction(repr(float(x))) for x in sums] for k, sums in expected.items()}
    assert w.counts["households"] == len(w.rows)
    assert w.counts["changed"] == len(w.changed)


@every_pair
def test_reasons_add_up_to_the_changed_households(asked: Asked) -> None:
    """The counts of the reasons are those of the rows, and together the changed households."""
    w = world(asked)
    counted = {each["reason"]: each["households"] for each in w.counts["reasons"]}
    assert counted == Counter(row["reason"] for row in w.changed)
    assert list(counted) == [name for name in REASONS if name in counted]
    moved = [c for c in w.counts["matrix"] if c["from_class"] != c["to_class"]]
    for name in ("households", "weighted", "persons"):
        total = sum(each[name] for each in w.counts["reasons"])
        assert total == sum(cell[name] for cell in moved), name


@every_pair
def test_decomposition_adds_up_to_the_change(asked: Asked) -> None:
    """As decimals, a rate's two parts are its change, and that is after less before."""
    w = world(asked)
    assert w.counts["rates"]
    for of in (w.counts, *w.counts["groups"]):
        for rate, parts in zip(of["rates"], of["decomposition"], strict=True):
            assert rate["class"] == parts["class"]
            assert parts["lines_and_rules"] + parts["indicators"] == rate["change"]
            assert rate["after"] - rate["before"] == rate["change"]


@every_pair
def test_rates_and_parts_are_those_of_four_classifications(asked: Asked) -> None:
    """A rate is a weighted share, a part what one exchange changes on average of both orders."""
    w = world(asked)
    before, after, _ = asked
    # The rules of one standard, with the deprivations under one.
    mixes = {
        (rules, answers): [exchanged(row, rules, of) for row, of in zip(w.rows, found, strict=True)]
        for rules in (before, after)
        for answers, found in ((before, w.before), (after, w.after))
    }
    whole = sum(map(weight, w.rows), Fraction(0))

    def rate(name: str, rules: str, answers: str) -> Fraction:
        classes = zip(w.rows, mixes[rules, answers], strict=True)
        return 100 * sum((weight(row) for row, of in classes if of == name), Fraction(0)) / whole

    for found, parts in zip(w.counts["rates"], w.counts["decomposition"], strict=True):
        name = found["class"]
        old, new = rate(name, before, before), rate(name, after, after)
        by_rules = (rate(name, after, before) - old + new - rate(name, before, after)) / 2
        said = [found["before"], found["after"], parts["lines_and_rules"], parts["indicators"]]
        for one, other in zip(said, [old, new, by_rules, new - old - by_rules], strict=True):
            # Each is rounded to a millionth; the last part is what then remains.
            assert abs(Fraction(one) - other) <= Fraction("0.0000015"), (name, said)
    shown = {found["class"] for found in w.counts["rates"]}
    assert shown >= {row["class"] for row in (*w.before, *w.after)}


@every_pair
def test_groups_add_up_to_the_whole(asked: Asked) -> None:
    """The groups of --by are those of the survey, and their counts add up to the whole."""
    w = world(asked)
    groups = w.counts["groups"]
    named = [each["by"]["province"] or "" for each in groups]
    assert sorted(named) == sorted({row["province"] for row in w.rows})
    for table, keys in (("matrix", ("from_class", "to_class")), ("reasons", ("reason",))):
        together = summed(chain.from_iterable(each[table] for each in groups), keys)
        assert together == summed(w.counts[table], keys)
    for name in ("households", "changed"):
        assert sum(each[name] for each in groups) == w.counts[name]


def summed(
    cells: Iterable[Mapping[str, Any]], keys: Sequence[str]
) -> dict[tuple[str, ...], dict[str, Decimal]]:
    found: dict[tuple[str, ...], dict[str, Decimal]] = {}
    for cell in cells:
        sums = found.setdefault(tuple(cell[key] for key in keys), {})
        for name in cell.keys() - set(keys):
            sums[name] = sums.get(name, Decimal(0)) + cell[name]
    return found


# The other way round, in another order, and to itself


def test_swapping_the_standards_mirrors_what_differs() -> None:
    """From after to before, the matrix, rates and their parts, gained and lost are mirrored."""
    one_way, other_way = (world(asked) for asked in BOTH_WAYS)
    keys = ("from_class", "to_class")
    assert summed(other_way.counts["matrix"], keys) == summed(one_way.counts["matrix"], keys[::-1])
    assert other_way.counts["rates"] == [
        {
            **r,
            "before": r["after"],
            "after": r["before"],
            "change": -r["change"],
            "before_error": r["after_error"],
            "after_error": r["before_error"],
        }
        for r in one_way.counts["rates"]
    ]
    names = ("lines_and_rules", "indicators")
    assert other_way.counts["decomposition"] == [
        {**parts, **{name: -parts[name] for name in names}}
        for parts in one_way.counts["decomposition"]
    ]
    for one, other in zip(one_way.every, other_way.every, strict=True):
        for prefix, opposite in (("from_", "to_"), ("to_", "from_")):
            for name in ("class", "basis", "deprivations"):
                assert one[prefix + name] == other[opposite + name], one
        for name, opposite in (("gained", "lost"), ("lost", "gained")):
            assert set(map(mirrored, listed(one[name]))) == set(listed(other[opposite])), one


def mirrored(name: str) -> str:
    """Return an indicator, marked as the other of added and removed where it is marked."""
    if name.endswith(ADDED):
        return name.removesuffix(ADDED) + REMOVED
    return name.removesuffix(REMOVED) + ADDED if name.endswith(REMOVED) else name


@pytest.mark.parametrize("asked", [BOTH_WAYS[0], WITH_MEMBERS], ids=" ".join)
def test_order_and_batches_do_not_matter(asked: Asked) -> None:
    """Shuffled rows, worked on in small batches, give the same object to the byte."""
    w = world(asked)
    options = ("--from", OLD, "--to", NEW, "--by", "province", "--format", "json")
    rng = Random(7)  # noqa: S311 -- an order like any other
    people = w.people and [rng.sample(some, len(some)) for some in rng.sample(w.people, SIZE)]
    shuffled = written(rng.sample(w.rows, SIZE), people)
    with pl.Config(streaming_chunk_size=20):
        found = quietly(*shuffled, *options)
    assert found == quietly(*w.files, *options)


@pytest.mark.parametrize("standard", [OLD, NEW])
def test_a_standard_does_not_differ_from_itself(standard: str) -> None:
    """From a standard to itself no class changes, nothing is gained or lost, and no rate moves."""
    files = world(BOTH_WAYS[0]).files
    itself = ("--from", standard, "--to", standard)
    every = households(*files, *itself, "--all")
    assert len(every) == SIZE
    for row in every:
        assert row["from_class"] == row["to_class"]
        assert not row["gained"] + row["lost"] + row["reason"]
    found = counts(*files, *itself)
    assert (found["changed"], found["reasons"]) == (0, [])
    for rate, parts in zip(found["rates"], found["decomposition"], strict=True):
        assert rate["change"] == parts["lines_and_rules"] == parts["indicators"] == 0
