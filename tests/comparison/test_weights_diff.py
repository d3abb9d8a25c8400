"""`diff` between standards of which one or both have weights, against a second reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import pytest
from diffs import counts, write_rows
from diffs import households as differing
from hypothesis import given
from surveys import RANDOMS, examples
from weighted import (
    EXAMPLE,
    NAMES,
    UNDETERMINED,
    Made,
    Row,
    Rule,
    added,
    amended,
    classes_of,
    decided,
    example_row,
    households,
    made,
    profile_of,
)

from mdpoverty import cli

FOLDERS: list[Path] = []
SIZE = 60  # households of a survey
BLANKS = (0, 0, 0, 0.2, 0.5)


@pytest.fixture(autouse=True, scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give surveys and threshold files a folder."""
    FOLDERS.append(tmp_path_factory.mktemp("differing"))


def one_class(made_of: Made, deciding: set[int]) -> str:
    names = classes_of(made_of, deciding)
    return names[0] if len(names) == 1 else UNDETERMINED


def open_by_income(standard: Made, row: Row) -> set[str]:
    """Return the classes that income leaves open by itself."""
    blank = {name: "" if name.startswith("asked_") else cell for name, cell in row.items()}
    return set(classes_of(standard, decided(standard, standard, blank)))


def reason(one: Made, other: Made, row: Row) -> str:
    """Return why a household's class differs, by the definition in `comparison.reasons`."""
    was, now = (one_class(x, decided(x, x, row)) for x in (one, other))
    if was == now:
        return ""
    rules_alone = one_class(other, decided(other, one, row))
    counts_alone = one_class(one, decided(one, other, row))
    if rules_alone == now or counts_alone != now:
        return by_lines(open_by_income(one, row), open_by_income(other, row))
    old, new = one.answers(row), other.answers(row)
    if was == UNDETERMINED and any(
        answer is None and new.get(name, "gone") is not None for name, answer in old.items()
    ):
        return "answer_became_known"
    if now == UNDETERMINED and any(
        answer is None and old.get(name, "new") is not None for name, answer in new.items()
    ):
        return "answer_became_unknown"
    return by_counts(one, other, row)


def by_lines(before: set[str], after: set[str]) -> str:
    """Return which of the lines and rules decided, by what income alone leaves open."""
    if not before & after:
        return "line_moved"
    if len(before) == 1 < len(after):
        return "income_no_longer_decides"
    return "income_decides_again" if len(after) == 1 < len(before) else "rule_changed"


def by_counts(one: Made, other: Made, row: Row) -> str:
    """Return what moved the sum of sure deprivations most, the way that it moved."""
    by_weight = any("weighted_score" in str(when) for _, when in one.rules)
    old, new = (
        x.shares if by_weight else dict.fromkeys(x.reads, Fraction(1)) for x in (one, other)
    )
    before, after = ({n for n, yes in x.answers(row).items() if yes} for x in (one, other))
    moved = {
        "indicator_added": total(new, after - old.keys()),
        "indicator_removed": -total(old, before - new.keys()),
        "cut_off_changed": total(new, after & old.keys()) - total(new, before & new.keys()),
        "weight_changed": total(new, before & new.keys()) - total(old, before & new.keys()),
    }
    whole = sum(moved.values())
    assert whole == total(new, after) - total(old, before)
    if not whole:
        return "rule_changed" if old == new else "weight_changed"
    return max(moved, key=lambda name: moved[name] if whole > 0 else -moved[name])


def total(weights: Mapping[str, Fraction], names: set[str]) -> Fraction:
    return added(weights, dict.fromkeys(names, 1))


@examples(8)
@given(rng=RANDOMS)
def test_other_weights(rng: Random) -> None:
    """Under the same rules over other weights all is as by the second reading."""
    one = made(rng, "one")
    check(one, amended(rng, one, "other"), households(rng, SIZE, BLANKS))


@pytest.mark.parametrize("weighted", [(True, True), (True, False), (False, True)])
@examples(2)
@given(rng=RANDOMS)
def test_other_standards(weighted: tuple[bool, bool], rng: Random) -> None:
    """Between any two standards, of which one or both have weights, all is as by it too."""
    one, other = (
        made(rng, name, weighted=each)
        for name, each in zip(("one", "other"), weighted, strict=True)
    )
    check(one, other, households(rng, SIZE, BLANKS))


def test_scores_that_the_other_standard_cannot_have() -> None:
    """Deprivations of four quarters are decided by rules that are made for two halves."""
    reads = {name: (f"asked_{name}",) for name in NAMES[:4]}
    four = Made(
        "four",
        reads,
        dict.fromkeys(reads, Fraction(1, 4)),
        [("poor", {"weighted_score": {"at_least": "1/2"}}), ("non_poor", None)],
    )
    low = {"all_of": [{"income": {"at_most": "low"}}, {"weighted_score": {"at_least": "1/5"}}]}
    two = Made(
        "two",
        {name: reads[name] for name in NAMES[:2]},
        dict.fromkeys(NAMES[:2], Fraction(1, 2)),
        [("poor", low), ("near_poor", {"weighted_score": {"at_least": "2/5"}}), ("non_poor", None)],
    )
    for one, other in ((four, two), (two, four)):
        check(one, other, households(Random(0), SIZE))  # noqa: S311 -- no secrets


def test_an_indicator_comes_before_a_weight() -> None:
    """Where an indicator that was added moved the score as much as a weight, it is the reason."""
    reads = {name: (f"asked_{name}",) for name in NAMES[:3]}
    rules: list[tuple[str, Rule | None]] = [
        ("poor", {"weighted_score": {"at_least": "1/2"}}),
        ("non_poor", None),
    ]
    two = Made("two", {"a": reads["a"], "b": reads["b"]}, shares("1/4", "3/4"), rules)
    three = Made("three", reads, shares("1/2", "1/4", "1/4"), rules)
    [bare] = households(Random(0), 1)  # noqa: S311 -- no secrets
    row = {**bare, "asked_a": "yes", "asked_b": "no", "asked_c": "yes"}
    assert reason(two, three, row) == "indicator_added"
    assert reason(three, two, row) == "indicator_removed"
    check(two, three, [row])
    check(three, two, [row])


def test_what_moved_most_is_by_what_the_first_standard_reads() -> None:
    """From a count each indicator moves as much as another, whatever it weighs afterwards."""
    reads: dict[str, tuple[str, ...]] = {"a": ("asked_a",), "b": ("asked_b",)}
    two: Rule = {"deprivations": {"at_least": 2}}
    counted = Made("counted", reads, None, [("poor", two), ("non_poor", None)])
    most: Rule = {"weighted_score": {"at_least": "4/5"}}
    reads = {"a": ("asked_a", "asked_d"), "b": ("asked_b",), "c": ("asked_c",)}
    rules: list[tuple[str, Rule | None]] = [("poor", most), ("non_poor", None)]
    weighted = Made("weighted", reads, shares("7/10", "1/5", "1/10"), rules)
    [bare] = households(Random(0), 1)  # noqa: S311 -- no secrets
    row = {**bare, "asked_a": "no", "asked_b": "no", "asked_c": "yes", "asked_d": "yes"}
    assert reason(counted, weighted, row) == "indicator_added"
    check(counted, weighted, [row])


def shares(*weights: str) -> dict[str, Fraction]:
    return dict(zip(NAMES, map(Fraction, weights), strict=False))


def check(one: Made, other: Made, rows: list[Row]) -> None:
    """Check that classes, reasons and parts are those of both readings and their exchanges."""
    place = Path(mkdtemp(dir=FOLDERS[-1]))
    standards = ("--from", one.file(place), "--to", other.file(place))
    asked = (write_rows(place / "survey.csv", rows), *standards)
    found = differing(*asked, "--all")
    for row, said in zip(rows, found, strict=True):
        for prefix, standard in (("from", one), ("to", other)):
            profile = profile_of(standard, row)
            assert said[f"{prefix}_class"] == profile["class"]
            assert said[f"{prefix}_basis"] == (profile["basis"] or "")
            assert said[f"{prefix}_deprivations"] == str(profile["deprivations"])
        assert said["reason"] == reason(one, other, row), (one, other, row)
    parts = {part["class"]: part for part in counts(*asked)["decomposition"]}
    exchanges = [
        Counter(one_class(rules, decided(rules, answers, row)) for row in rows)
        for rules, answers in product((one, other), repeat=2)
    ]
    for name, part in parts.items():
        start, by_answers, by_rules, end = (
            Fraction(classes[name], len(rows)) * 100 for classes in exchanges
        )
        expected = (by_rules - start + end - by_answers) / 2
        assert abs(Fraction(part["lines_and_rules"]) - expected) < Fraction(1, 10**5)
        both = Fraction(part["lines_and_rules"]) + Fraction(part["indicators"])
        assert abs(both - (end - start)) < Fraction(1, 10**5)


# Profiles


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_profiles_whose_score_changed(kind: str, tmp_path: Path) -> None:
    """Between two profiles a household with other deprivations of the same number has changed."""
    cells = [{"attendance": "yes"}, {"electricity": "yes"}]
    files = []
    for name, changed in zip(("before.csv", f"after.{kind}"), cells, strict=True):
        rows = [example_row(nutrition="yes", **changed), example_row() | {"household_id": "S"}]
        survey = write_rows(tmp_path / "survey.csv", rows)
        files.append(tmp_path / name)
        command = ("classify", survey, "--standard", EXAMPLE, "-q", "-o", files[-1])
        assert cli.run([*map(str, command)]) == 0
    [row] = differing(*files)
    assert (row["household_id"], row["from_deprivations"], row["to_deprivations"]) == (
        "H",
        "2",
        "2",
    )
    assert row["reason"] == "deprivations_changed"


def test_a_score_of_fewer_digits_is_the_same(tmp_path: Path) -> None:
    """A third that one format holds to fewer digits is no other score: the income changed."""
    files = []
    for name, income, score in (("a", 1, "0.3333333333333333"), ("b", 2, "0.333333333333333")):
        rows = [
            {
                "household_id": "H",
                "class": "poor" if income == 1 else "non_poor",
                "income_per_capita": str(income),
                "deprivations": "1",
                "weighted_score": score,
            }
        ]
        files.append(write_rows(tmp_path / f"{name}.csv", rows))
    [row] = differing(*files)
    assert row["reason"] == "income_changed"
