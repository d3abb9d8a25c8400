"""Weights of indicators and class rules over the weighted score, against a second reading."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any, get_args

import polars as pl
import pytest
from hypothesis import given
from surveys import RANDOMS, examples, text_frame
from weighted import (
    ASKED,
    COMPARE,
    EIGHTEENTHS,
    EXAMPLE,
    HALF,
    INCOMES,
    NAMES,
    SIXTHS,
    TWO,
    UNDETERMINED,
    Made,
    Row,
    Rule,
    added,
    beside_the_example,
    example_row,
    households,
    made,
    profile_of,
)

import mdpoverty
from mdpoverty import Standard, load_standard
from mdpoverty.explanation.explanation import Explanation, explain
from mdpoverty.explanation.json_form import explanation_data
from mdpoverty.explanation.text_form import explanation_lines
from mdpoverty.language import Language
from mdpoverty.reading.assemble import Opened, assemble
from mdpoverty.standards.conditions import Limits
from mdpoverty.survey.survey import survey_of

INDEX = load_standard(EXAMPLE)
LANGUAGES: tuple[Language, ...] = get_args(Language)
FOLDERS: list[Path] = []


@pytest.fixture(autouse=True, scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give the threshold files a folder."""
    FOLDERS.append(tmp_path_factory.mktemp("weights"))


def loaded(standard: Made) -> Standard:
    return load_standard(standard.file(Path(mkdtemp(dir=FOLDERS[-1]))))


def classified(rows: Sequence[Row], standard: Standard) -> list[dict[str, Any]]:
    return mdpoverty.classify(text_frame(rows), standard).rows(named=True)


# Classes


@examples(10)
@given(rng=RANDOMS)
def test_profiles_are_those_of_the_second_reading(rng: Random) -> None:
    """Class, rule, possible classes, counts and score are those of exact fractions."""
    standard = made(rng)
    rows = households(rng, 60)
    for row, profile in zip(rows, classified(rows, loaded(standard)), strict=True):
        expected = profile_of(standard, row)
        assert {name: profile[name] for name in expected} == expected, (standard, row)


@examples(2)
@given(rng=RANDOMS)
def test_frames_of_every_kind(rng: Random) -> None:
    """A pandas frame and a lazy one have the same profile as a Polars frame."""
    rows, standard = households(rng, 30), loaded(made(rng))
    polars = mdpoverty.classify(text_frame(rows), standard)
    lazy = mdpoverty.classify(text_frame(rows).lazy(), standard).collect()
    assert lazy.drop("error").equals(polars)
    pandas = mdpoverty.classify(text_frame(rows).to_pandas(), standard)
    assert list(pandas.columns) == polars.columns
    assert pl.from_pandas(pandas).cast(dict(polars.schema)).equals(polars)  # type: ignore[arg-type]  # a schema is such a mapping


def test_a_score_that_no_household_has_is_not_possible() -> None:
    """Of a rule, a part that no score of the standard meets leaves no class open."""
    between = [{"weighted_score": {"at_least": "1/5"}}, {"weighted_score": {"below": "2/5"}}]
    either = {"any_of": [{"income": {"at_most": "low"}}, {"all_of": between}]}
    reads = {name: (f"asked_{name}",) for name in NAMES[:2]}
    halves = dict.fromkeys(reads, Fraction(1, 2))
    standard = Made("halves", reads, halves, [("poor", either), ("non_poor", None)])
    [bare] = households(Random(0), 1)  # noqa: S311 -- no secrets
    row = {**bare, "income_per_capita": "1500", "asked_a": "", "asked_b": ""}
    assert [profile["class"] for profile in classified([row], loaded(standard))] == ["non_poor"]


def answered(shares: Sequence[str]) -> list[Row]:
    """Return a household of each combination of answers."""
    [bare] = households(Random(0), 1)  # noqa: S311 -- no secrets
    answers = {name: "no" for name in bare if name.startswith("asked_")}
    return [
        {**bare, **answers, "household_id": str(number)}
        | {f"asked_{name}": "yes" for name, taken in zip(NAMES, some, strict=False) if taken}
        for number, some in enumerate(product((False, True), repeat=len(shares)))
    ]


@pytest.mark.parametrize("words", [("below", "above"), ("above", "at_least"), ("below", "at_most")])
@pytest.mark.parametrize(
    ("shares", "limit"),
    [
        pytest.param(("1/6", "1/4", "1/3", "1/4"), "5/12", id="5/12 of 1/6 and 1/4"),
        pytest.param(("1/18", "1/9", "1/6", "1/3", "2/9", "1/9"), "1/3", id="1/3 of eighteenths"),
        pytest.param(("1/10", "1/5", "7/10"), "3/10", id="0.3 of 0.1 and 0.2"),
        pytest.param(("1/7", "2/7", "4/7"), "3/7", id="3/7 of sevenths"),
        pytest.param(("2/5", "3/5"), "3/5", id="3/5 of fifths"),
    ],
)
def test_a_score_on_the_limit(shares: Sequence[str], limit: str, words: tuple[str, str]) -> None:
    """Every sum of weights is below a limit, on it or above it as the fractions are."""
    rules: list[tuple[str, Rule | None]] = [
        (name, {"weighted_score": {word: limit}})
        for name, word in zip(("poor", "near_poor"), words, strict=True)
    ]
    weights = dict(zip(NAMES, map(Fraction, shares), strict=False))
    reads = {name: (f"asked_{name}",) for name in weights}
    standard = Made("at", reads, weights, [*rules, ("non_poor", None)])
    rows = answered(shares)
    found = classified(rows, loaded(standard))
    for row, profile in zip(rows, found, strict=True):
        answers = standard.answers(row)
        score = added(weights, {name: bool(answer) for name, answer in answers.items()})
        first, second = (COMPARE[word](score, Fraction(limit)) for word in words)
        assert profile["class"] == ("poor" if first else "near_poor" if second else "non_poor")
        assert profile["weighted_score"] == float(score)
    assert {profile["class"] for profile in found} == {"poor", "near_poor", "non_poor"}


def test_every_answer_of_the_example() -> None:
    """The index of the example finds a household poor from a third on, whatever makes it up."""
    every = [dict(zip(ASKED, some, strict=True)) for some in product((0, 1), repeat=len(ASKED))]
    rows = [
        {"household_id": str(number)} | {name: "yes" if x else "no" for name, x in each.items()}
        for number, each in enumerate(every)
    ]
    for each, profile in zip(every, classified(rows, INDEX), strict=True):
        units = sum(taken * (3 if name in SIXTHS else 1) for name, taken in each.items())
        assert profile["class"] == ("poor" if units >= 6 else "non_poor"), each
        assert profile["weighted_score"] == units / 18


@pytest.mark.parametrize(
    ("deprived", "unknown", "outcome", "score"),
    [
        pytest.param(SIXTHS[:2], (), "poor", 6, id="two sixths"),
        pytest.param((SIXTHS[0], *EIGHTEENTHS[:3]), (), "poor", 6, id="a sixth, 3 eighteenths"),
        pytest.param((*EIGHTEENTHS, "assets"), (), "poor", 6, id="6 eighteenths"),
        pytest.param(EIGHTEENTHS, (), "non_poor", 5, id="5 eighteenths"),
        pytest.param((SIXTHS[0], *EIGHTEENTHS[:2]), (), "non_poor", 5, id="a sixth, 2 eighteenths"),
        pytest.param(ASKED, (), "poor", 18, id="all"),
        pytest.param((), (), "non_poor", 0, id="none"),
        pytest.param((), ASKED, "poor;non_poor", 0, id="nothing known"),
        pytest.param(SIXTHS[:2], ASKED[2:], "poor", 6, id="on the limit, the others unknown"),
        pytest.param(SIXTHS[:1], SIXTHS[1:2], "poor;non_poor", 3, id="a sixth could be reached"),
        pytest.param(SIXTHS[:1], EIGHTEENTHS[:3], "poor;non_poor", 3, id="three could reach it"),
        pytest.param(SIXTHS[:1], EIGHTEENTHS[:2], "non_poor", 3, id="two could not"),
        pytest.param((), EIGHTEENTHS, "non_poor", 0, id="five alone could not"),
        pytest.param((), (*EIGHTEENTHS, "assets"), "poor;non_poor", 0, id="six alone could"),
    ],
)
def test_a_case_of_the_example(
    deprived: Sequence[str], unknown: Sequence[str], outcome: str, score: int
) -> None:
    """A household is poor from 6 of 18 on, and undetermined where its unknown answers reach it."""
    row = dict.fromkeys(ASKED, "no") | dict.fromkeys(deprived, "yes") | dict.fromkeys(unknown, "")
    [profile] = classified([{"household_id": "H", **row}], INDEX)
    assert (profile["possible_classes"] or profile["class"]) == outcome
    assert (profile["class"] == UNDETERMINED) == (";" in outcome)
    assert profile["weighted_score"] == score / 18
    assert (profile["deprivations"], profile["unknown_indicators"]) == (len(deprived), len(unknown))


# What would decide


def explained(rows: Sequence[Row], name: str, standard: Standard) -> Explanation:
    return explain(assemble(Opened(survey_of(text_frame(rows), "survey")), standard), [name])[0]


def within(limits: Limits | None, income: str) -> bool:
    """Return whether an income is within limits."""
    words = {word: getattr(limits, word, None) for word in COMPARE}
    given = {word: limit for word, limit in words.items() if limit is not None}
    return all(COMPARE[word](Fraction(income), limit) for word, limit in given.items())


def claims(found: Explanation, row: Row) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """Yield a household with answers filled in, and the classes that it is said to have then."""
    assert found.undecided
    weights = {v.name: v.indicator.weight for v in found.verdicts if v.answer is None}
    whole = found.standard.weights.whole
    told = [name for each in found.undecided.weighed for name in each.names]
    assert sorted(told) == sorted(weights)
    for each in found.undecided.weighed:
        for name in each.names:
            assert weights[name] == Fraction(each.units, whole)
            yield {**row, name: "yes"}, each.deprived.classes
            yield {**row, name: "no"}, each.not_deprived.classes
    for _, cases in found.undecided.quantities:
        for income in INCOMES:
            [case] = [case for case in cases if within(case.limits, income)]
            yield {**row, "income_per_capita": income}, case.outcome.classes
    for some in product(("yes", "no"), repeat=len(weights)):
        filled = dict(zip(weights, some, strict=True))
        units = sum(found.standard.weights.units[n] for n, said in filled.items() if said == "yes")
        for income in INCOMES if found.undecided.quantity else (row["income_per_capita"],):
            [outcome] = [
                further.outcome
                for each in found.undecided.together
                if not found.undecided.quantity or within(each.limits, income)
                for further in each.further
                if further.least <= units <= further.most
            ]
            assert outcome.name in found.outcome.possible
            yield {**row, **filled, "income_per_capita": income}, outcome.classes


@examples(6)
@given(rng=RANDOMS)
def test_what_is_said_to_decide_decides(rng: Random) -> None:
    """Answers that are filled in have the effect that the explanation says."""
    standard = loaded(made(rng))
    rows = [row | dict.fromkeys(standard.indicators, "") for row in households(rng, 12, (0.2, 0.4))]
    filled: list[tuple[Row, tuple[str, ...]]] = []
    for row, profile in zip(rows, classified(rows, standard), strict=True):
        if profile["class"] == UNDETERMINED and len(filled) < 200:
            found = explained(rows, row["household_id"], standard)
            assert float(found.weighted_score) == profile["weighted_score"]
            assert ";".join(found.outcome.possible) == profile["possible_classes"]
            filled += claims(found, row) if standard.decides_by("weighted_score") else ()
            for language in LANGUAGES:
                assert list(explanation_lines([found], language))
                json.dumps(explanation_data([found], language), allow_nan=False)
    numbered = [{**row, "household_id": str(n)} for n, (row, _) in enumerate(filled)]
    for profile, (row, classes) in zip(
        classified(numbered, standard) if numbered else [], filled, strict=True
    ):
        assert tuple((profile["possible_classes"] or profile["class"]).split(";")) == classes, row


def spoken(found: Explanation, language: Language, first: str) -> list[str]:
    """Return the lines of an explanation from one on, to the end of its part."""
    lines = list(explanation_lines([found], language))
    part = lines[lines.index(first) :]
    return part[: part.index("")] if "" in part else part


UNKNOWN = dict.fromkeys(("schooling", "toilet_facility", "drinking_water"), "")


def test_weights_in_words() -> None:
    """The score, each weight, and what each unknown one would do are said in both languages."""
    row = example_row(nutrition="yes", electricity="yes", **UNKNOWN)
    found = explained([row], "H", INDEX)
    lines = list(explanation_lines([found], "en"))
    at = lines.index("indicators: 2 deprived, 3 unknown, of 10")
    assert lines[at + 1 : at + 5] == [
        "  weighted score: 2/9 deprived, 5/18 unknown",
        "  Nutrition (d_nutr): deprived",
        "    deprived when: deprived in nutrition: yes",
        "    weight: 1/6",
    ]
    assert "    weighted score of the deprivations: at least 1/3 - unknown" in lines
    assert spoken(found, "en", "what would decide the class under synthetic-mpi")[1:] == [
        "  the unknown indicator that weighs 1/6: Years of schooling",
        "    deprived: poor",
        "    not deprived: still undetermined: poor or non-poor",
        "  any one of the 2 unknown indicators that weigh 1/18 each: Sanitation, Drinking water",
        "    deprived: still undetermined: poor or non-poor",
        "    not deprived: still undetermined: poor or non-poor",
        "  all answers together",
        "    of the 3 unknown indicators, those deprived weigh 1/18 or less: non-poor",
        "    of the 3 unknown indicators, those deprived weigh 1/9 or more: poor",
    ]
    either = "vẫn chưa xác định: hộ nghèo hoặc hộ không nghèo"
    each = "riêng một trong 2 chỉ số không rõ, mỗi chỉ số có trọng số 1/18: Nhà vệ sinh, Nước uống"
    total = "trong 3 chỉ số không rõ, tổng trọng số các chỉ số thiếu hụt từ"
    assert spoken(found, "vi", "điều gì sẽ quyết định phân loại theo synthetic-mpi")[1:] == [
        "  chỉ số không rõ có trọng số 1/6: Số năm đi học",
        "    thiếu hụt: hộ nghèo",
        f"    không thiếu hụt: {either}",
        f"  {each}",
        f"    thiếu hụt: {either}",
        f"    không thiếu hụt: {either}",
        "  khi có đủ mọi câu trả lời",
        f"    {total} 1/18 trở xuống: hộ không nghèo",
        f"    {total} 1/9 trở lên: hộ nghèo",
    ]


STILL = "still undetermined: poor or non-poor"


@pytest.mark.parametrize(
    ("deprived", "unknown", "said"),
    [
        pytest.param(
            SIXTHS[:1],
            SIXTHS[1:2],
            [
                "the unknown indicator that weighs 1/6: Child mortality",
                "deprived: poor",
                "not deprived: non-poor",
                "all answers together",
                "the unknown indicator not deprived: non-poor",
                "the unknown indicator deprived: poor",
            ],
            id="one",
        ),
        pytest.param(
            SIXTHS[:1],
            (SIXTHS[3], EIGHTEENTHS[0]),
            [
                "the unknown indicator that weighs 1/6: Years of schooling",
                "deprived: poor",
                "not deprived: non-poor",
                "the unknown indicator that weighs 1/18: Electricity",
                f"deprived: {STILL}",
                f"not deprived: {STILL}",
                "all answers together",
                "of the 2 unknown indicators, those deprived weigh 1/18 or less: non-poor",
                "of the 2 unknown indicators, those deprived weigh 1/6 or more: poor",
            ],
            id="one of two",
        ),
        pytest.param(
            (SIXTHS[0], *EIGHTEENTHS[:2]),
            EIGHTEENTHS[2:4],
            [
                "any one of the 2 unknown indicators that weigh 1/18 each: Drinking water, Housing",
                "deprived: poor",
                f"not deprived: {STILL}",
                "all answers together",
                "none of the 2 unknown indicators deprived: non-poor",
                "of the 2 unknown indicators, those deprived weigh 1/18 or more: poor",
            ],
            id="none or some",
        ),
        pytest.param(
            SIXTHS[:1],
            EIGHTEENTHS[:3],
            [
                (
                    "any one of the 3 unknown indicators that weigh 1/18 each: Electricity, "
                    "Sanitation, Drinking water"
                ),
                f"deprived: {STILL}",
                "not deprived: non-poor",
                "all answers together",
                "of the 3 unknown indicators, those deprived weigh 1/9 or less: non-poor",
                "all 3 unknown indicators deprived: poor",
            ],
            id="all or fewer",
        ),
    ],
)
def test_what_would_decide(
    deprived: Sequence[str], unknown: Sequence[str], said: list[str]
) -> None:
    """Each weight is said by itself, and shortly what none, one or all of the answers do."""
    cells = dict.fromkeys(deprived, "yes") | dict.fromkeys(unknown, "")
    found = explained([example_row(**cells)], "H", INDEX)
    lines = spoken(found, "en", "what would decide the class under synthetic-mpi")[1:]
    assert [line.strip() for line in lines] == said


def test_weights_in_json() -> None:
    """Weights are exact fractions as text, and further answers are said by their weight."""
    row = example_row(nutrition="yes", electricity="yes", **UNKNOWN)
    [under] = explanation_data([explained([row], "H", INDEX)], "en")["standards"]
    assert (under["weighted_score"], under["unknown_weight"]) == ("2/9", "5/18")
    assert {x["indicator"]: x["weight"] for x in under["indicators"]} == {
        name: "1/6" if index < len(SIXTHS) else "1/18"
        for index, name in enumerate(INDEX.indicators)
    }
    still: dict[str, Any] = {"class": UNDETERMINED, "possible_classes": ["poor", "non_poor"]}
    poor: dict[str, Any] = {"class": "poor", "possible_classes": []}
    non_poor = {**poor, "class": "non_poor"}
    assert under["undecided"]["alone"] == [
        {"unknown": "d_educ", "deprived": True, **poor},
        {"unknown": "d_educ", "deprived": False, **still},
        {"unknown": "d_sani", "deprived": True, **still},
        {"unknown": "d_sani", "deprived": False, **still},
        {"unknown": "d_wtr", "deprived": True, **still},
        {"unknown": "d_wtr", "deprived": False, **still},
    ]
    anywhere: dict[str, Any] = {"quantity": None, "limits": {}}
    assert under["undecided"]["together"] == [
        {**anywhere, "further_weight": {"from": "0", "to": "1/18"}, **non_poor},
        {**anywhere, "further_weight": {"from": "1/9", "to": "5/18"}, **poor},
    ]


@pytest.mark.parametrize(
    ("poor_from", "en", "vi"),
    [("1/2", "exactly 1/4", "đúng bằng 1/4"), ("3/4", "1/4 to 1/2", "từ 1/4 đến 1/2")],
)
def test_a_class_in_the_middle(poor_from: str, en: str, vi: str) -> None:
    """What leads to a class between others is said by the weights at both ends."""
    poor: Rule = {"weighted_score": {"at_least": poor_from}}
    standard = loaded(replace(HALF, rules=[("poor", poor), *HALF.rules[1:]]))
    row = answered(["1"])[0] | dict.fromkeys((f"asked_{name}" for name in HALF.reads), "")
    found = explained([row], row["household_id"], standard)
    weigh = "of the 3 unknown indicators, those deprived weigh"
    assert f"    {weigh} {en}: near-poor" in explanation_lines([found], "en")
    weigh = "trong 3 chỉ số không rõ, tổng trọng số các chỉ số thiếu hụt"
    assert f"    {weigh} {vi}: hộ cận nghèo" in explanation_lines([found], "vi")


def test_a_score_between_counts_as_possible() -> None:
    """Every score from the least to the greatest is possible, also where no answers add up to it.

    The explanation says what the answers lead to, and that the class between is possible too.
    """
    row = {**answered(["1"])[0], "household_id": "H", "asked_a": ""}
    standard = loaded(HALF)
    [profile] = classified([row], standard)
    assert profile["possible_classes"] == "poor;near_poor;non_poor"
    found = explained([row], "H", standard)
    assert spoken(found, "en", "  all answers together")[1:] == [
        "    the unknown indicator not deprived: non-poor",
        "    the unknown indicator deprived: poor",
        (
            "    no answers lead to near-poor: it is possible because every score between "
            "the lowest and the highest counts"
        ),
    ]
    between = {**row, "asked_a": "no", "asked_b": ""}
    lines = explanation_lines([explained([between], "H", standard)], "en")
    assert not any("no answers lead" in line for line in lines)


def test_explained_side_by_side(tmp_path: Path) -> None:
    """Under two standards a score and a weight are said of each, and a shared weight once."""
    other = load_standard(beside_the_example(tmp_path, TWO))
    rows = [example_row(nutrition="yes", schooling="")]
    both = [explained(rows, "H", standard) for standard in (INDEX, other)]
    lines = list(explanation_lines(both, "en"))
    at = lines.index("indicators")
    assert lines[at + 3 : at + 5] == [
        "  synthetic-mpi: weighted score: 1/6 deprived, 1/6 unknown",
        "  otherwise: weighted score: 1/9 deprived, 1/6 unknown",
    ]
    assert "    weight: synthetic-mpi: 1/6" in lines
    assert "    weight: otherwise: 1/9" in lines
    at = lines.index("  Child mortality (d_cm): not deprived")
    assert lines[at + 2] == "    weight: 1/6"
