"""The table of statistics: cut-offs to the last fraction, groups, sizes, and the same bytes."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from typing import Any
from unicodedata import normalize

import pandas as pd
import polars as pl
import pytest
from samples import Standard, found_in, frame_of, index, official, random_index, sample, summarized
from second_reading import Row
from second_statistics import Key
from summaries import COMPARED, quietly

import mdpoverty
from mdpoverty import SurveyError, UsageError
from mdpoverty.statistics.domains import groupings_of
from mdpoverty.survey.survey import CELL

V22 = official("vn-2022-2025")
NUMBERS = ["estimate", "standard_error", "ci_low", "ci_high", "households", "weighted"]


def household(number: int, standard: Standard, *deprived: str) -> Row:
    """Return a household that is deprived in these indicators, and no other."""
    answers = {name: str(int(name in deprived)) for name in standard.indicators}
    return {"household_id": str(number), **answers}


def estimates(table: pd.DataFrame, measure: str) -> dict[str, float]:
    """Return the estimates of a measure by cut-off."""
    rows = table[table.measure == measure]
    return dict(zip(rows.cutoff.fillna(""), rows.estimate, strict=True))


# Cut-offs


def test_five_twelfths_are_five_twelfths(tmp_path: Path) -> None:
    """A quarter and a sixth are poor at five twelfths, though as floating numbers they are less."""
    shares = {"a": Fraction(1, 4), "b": Fraction(1, 6), "c": Fraction(1, 3), "d": Fraction(1, 4)}
    assert 1 / 4 + 1 / 6 < 5 / 12
    standard = index(tmp_path, shares, ("poor", Fraction(5, 12)))
    deprived: list[Sequence[str]] = ["ab", "c", "ad", ""]
    rows = [household(n, standard, *names) for n, names in enumerate(deprived)]
    table = summarized(rows, standard, cutoffs=["5/12", "10/24", "0.41666", "0.41667"])
    assert estimates(table, "poor_rate") == {"": 0.5}
    heads = {"5/12": 0.5, "10/24": 0.5, "0.41666": 0.5, "0.41667": 0.25}
    assert estimates(table, "headcount_ratio") == heads
    assert estimates(table, "adjusted_headcount_ratio")["5/12"] == pytest.approx(11 / 48)


def test_six_eighteenths_are_a_third(tmp_path: Path) -> None:
    """Two sixths, six eighteenths, and a sixth with three are poor at one third, exactly."""
    sixths, eighteenths = "abcd", "uvwxyz"
    shares = {
        **dict.fromkeys(sixths, Fraction(1, 6)),
        **dict.fromkeys(eighteenths, Fraction(1, 18)),
    }
    standard = index(tmp_path, shares, ("poor", Fraction(1, 3)))
    deprived: list[Sequence[str]] = [eighteenths, "ab", "auvw", "auv", eighteenths[:5]]
    rows = [household(n, standard, *names) for n, names in enumerate(deprived)]
    table = summarized(rows, standard, cutoffs=["1/3", "0.333333333333333", "0.33334"])
    heads = {"1/3": 0.6, "0.333333333333333": 0.6, "0.33334": 0}
    assert estimates(table, "headcount_ratio") == heads
    assert estimates(table, "intensity")["1/3"] == pytest.approx(1 / 3)


def test_three_of_twelve_are_a_quarter() -> None:
    """A number of indicators is the same cut-off as its share, and each keeps its own text."""
    rows = sample(Random(3), V22, 80, columns=["weight"])  # noqa: S311 -- no secrets
    table = summarized(rows, V22, cutoffs=[3, "1/4", 0.25])
    three, quarter, decimal = (table[table.cutoff == text] for text in ("3", "1/4", "0.25"))
    assert three.estimate.notna().all()
    for other in (quarter, decimal):
        columns = ["measure", "indicator", *NUMBERS]
        pd.testing.assert_frame_equal(
            other[columns].reset_index(drop=True), three[columns].reset_index(drop=True)
        )


def test_cutoffs_keep_their_text(tmp_path: Path) -> None:
    """Each comes once, in the order given, as it was written."""
    standard = index(tmp_path, {"a": Fraction(1)}, ("poor", Fraction(1)))
    texts = ["0.50", 0.5, "1/2", Fraction(2, 3), "0.50", "01", 1, ".3"]
    table = summarized([household(1, standard, "a")], standard, cutoffs=texts)
    found = ["0.50", "0.5", "1/2", "2/3", "01", "1", ".3"]
    assert table.cutoff[table.measure == "intensity"].tolist() == found
    assert set(table.identify[table.cutoff.notna()]) == {"deprivations"}


@pytest.mark.parametrize(
    ("cutoffs", "identify", "said"),
    [
        (["0"], None, "'0' is not a number of indicators of vn-2022-2025"),
        (["13"], None, "'13' is not a number of indicators of vn-2022-2025"),
        (["0.0"], None, "'0.0' is not a share of all weights"),
        (["13/12"], None, "'13/12' is not a share of all weights"),
        (["1/0"], None, "'1/0' is not a number"),
        (["-1/3"], None, "'-1/3' is not a number"),
        (["33%"], None, "'33%' is not a number"),
        (["nan"], None, "'nan' is not a number"),
        (["3"], "class", "the class decides who is poor"),
        ([], "deprivations", "is missing"),
    ],
)
def test_what_is_no_cutoff_is_refused(cutoffs: Sequence[str], identify: Any, said: str) -> None:
    """A cut-off that nobody, or everybody, would meet is an error, and so is none or two ways."""
    rows = sample(Random(4), V22, 1)  # noqa: S311 -- no secrets
    with pytest.raises(UsageError) as refused:
        summarized(rows, V22, cutoffs=cutoffs, identify=identify)
    assert said in str(refused.value)


def test_indicators_that_weigh_differently_are_not_counted(tmp_path: Path) -> None:
    """There a whole number is no cut-off, and every fault is said at once."""
    shares = {"a": Fraction(1, 3), "b": Fraction(2, 3)}
    standard = index(tmp_path, shares, ("poor", Fraction(1, 3)))
    with pytest.raises(UsageError) as refused:
        summarized([household(1, standard, "a")], standard, cutoffs=["1", "2", "1/3"])
    assert str(refused.value).count("those of index weigh differently") == 2


# What adds up


@pytest.mark.parametrize("cutoff", ["", "3"])
def test_contributions_add_up(cutoff: str) -> None:
    """They add up to M0, their shares to 1; a dimension's are those of its indicators; M0 = HA."""
    rows = sample(Random(5), V22, 120, columns=["weight"])  # noqa: S311 -- no secrets
    table = summarized(rows, V22, by="region", cutoffs=[cutoff] if cutoff else [])
    figures = {
        (region, key): figure.estimate or 0.0
        for ((region,), _, key), figure in found_in(table, ["region"]).items()
    }
    regions = ("north", "centre", "south")
    names = {"": V22.indicators, "dimension_": V22.index.members()}
    for region, prefix in product(regions, names):
        m0 = figures[region, Key("adjusted_headcount_ratio", "", cutoff)]
        head = figures[region, Key("headcount_ratio", "", cutoff)]
        assert m0 == pytest.approx(head * figures[region, Key("intensity", "", cutoff)])
        for measure, whole in (("contribution", m0), ("contribution_share", 1)):
            keys = [Key(prefix + measure, name, cutoff) for name in names[prefix]]
            assert math.fsum(figures[region, key] for key in keys) == pytest.approx(whole)
    for region, measure in product(regions, ("contribution", "contribution_share")):
        for dimension, members in V22.index.members().items():
            parts = [figures[region, Key(measure, name, cutoff)] for name in members]
            whole = figures[region, Key(f"dimension_{measure}", dimension, cutoff)]
            assert whole == pytest.approx(sum(parts))


# Groups


@pytest.fixture
def plain(tmp_path: Path) -> Standard:
    """Return the index of one indicator."""
    return index(tmp_path, {"a": Fraction(1)}, ("poor", Fraction(1)))


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["10", "9", "1", "10"], ["1", "9", "10"]),
        (["10", "9", "1", None], [None, "1", "9", "10"]),
        (["1", "01", "001", "2"], ["001", "01", "1", "2"]),
        (["10", "9", "9a", "b"], ["10", "9", "9a", "b"]),
        (["Huế", normalize("NFD", "Huế"), "Hà Nội", "Hà Nội"], ["Huế", "Hà Nội"]),
        ([" north", "north", "Đà Nẵng", "Hà Nội"], [" north", "Hà Nội", "north", "Đà Nẵng"]),
        ([10, 9, 1, None], [None, 1, 9, 10]),
        ([0.5, 10.25, 9.5, 9.5], [0.5, 9.5, 10.25]),
        ([True, False, None, True], [None, False, True]),
    ],
)
def test_groups_keep_the_values_of_the_survey(
    plain: Standard, values: list[Any], order: list[Any]
) -> None:
    """They come in order, blanks first; whole numbers in text come by their size.

    One word in two forms of Unicode is one group.
    """
    rows = [household(number, plain) for number in range(4)]
    survey = frame_of(rows, plain).with_columns(group=pl.Series(values))
    table = mdpoverty.summarize(survey, plain.given, by="group")
    found = table[table.measure == "poor_rate"]
    assert [None if pd.isna(x) else x for x in found.group] == order
    composed = [normalize("NFC", value) if isinstance(value, str) else value for value in values]
    assert found.households.tolist() == [composed.count(value) for value in order]


def test_numbers_of_one_size_come_by_their_text() -> None:
    """However many ways there are to write 1, groups come in one order, whatever that of rows."""
    values = [str(n % 20).zfill(1 + n % 9) for n in range(3600)]
    expected = sorted(set(values), key=lambda value: (int(value), value))
    for seed in range(5):
        cells = pl.DataFrame({CELL + "number": values}).sample(fraction=1, shuffle=True, seed=seed)
        found = groupings_of(cells, [["number"]])
        groups = found.domains[CELL + "number"]
        assert groups.to_list() == expected
        assert groups.gather(found.domain).to_list() == cells[CELL + "number"].to_list()


@pytest.mark.parametrize(
    "asked",
    [{"unit": "person"}, {"single_unit": "centred"}, {"identify": "score"}],
)
def test_words_that_are_not_known_are_refused(plain: Standard, asked: Mapping[str, str]) -> None:
    """A misspelt option is an error, and no figure of something else."""
    with pytest.raises(UsageError, match=next(iter(asked))):
        summarized([household(1, plain)], plain, **asked)


def test_cutoffs_as_python_has_them(tmp_path: Path) -> None:
    """A lone text is one cut-off, a fraction a share: of 1 all indicators, and not one."""
    standard = index(tmp_path, dict.fromkeys("ab", Fraction(1, 2)), ("poor", Fraction(1, 2)))
    rows = [household(1, standard, "a")]
    for given, text, rate in (("12/24", "12/24", 1), ([Fraction(1)], "1/1", 0), ([1], "1", 1)):
        table = summarized(rows, standard, cutoffs=given)
        found = table[table.measure == "headcount_ratio"]
        assert found[["cutoff", "estimate"]].to_numpy().tolist() == [[text, rate]]


def test_groups_are_crossed(plain: Standard) -> None:
    """Each that has a household comes once, with every measure, and there are no subtotals."""
    places = [("2", "b"), ("10", "a"), ("2", "a"), ("2", "b")]
    rows = [
        {**household(n, plain), "province": province, "kind": kind}
        for n, (province, kind) in enumerate(places)
    ]
    table = summarized(rows, plain, by=["province", "kind", "province"])
    found = table[table.measure == "headcount_ratio"]
    expected = [["2", "a", 1], ["2", "b", 2], ["10", "a", 1]]
    assert found[["province", "kind", "households"]].to_numpy().tolist() == expected
    columns = ["province", "kind", "measure", "indicator"]
    alone = summarized(rows[:1], plain)[columns[2:]].to_numpy().tolist()
    assert table[columns].to_numpy().tolist() == [[*g, *m] for *g, _ in expected for m in alone]
    assert list(table.columns[:3]) == ["province", "kind", "measure"]


def test_changes_follow_the_rounds_by_size(plain: Standard) -> None:
    """A change is from the round before, where the group is in both; blank rounds have none."""
    said = [("9", "a"), ("10", "a"), ("11", "a"), ("9", "b"), ("11", "b"), (None, "a")]
    rows = [household(n, plain, *("a" if n % 2 else "")) for n in range(len(said))]
    survey = frame_of(rows, plain).with_columns(
        round=pl.Series([x for x, _ in said]), place=pl.Series([x for _, x in said])
    )
    table = mdpoverty.summarize(survey, plain.given, by="place", change="round")
    rates = table[table.measure == "poor_rate"]
    assert len(rates) == len(said) + 2
    found = (
        rates[rates.change_from.notna()][["place", "change_from", "round", "estimate"]]
        .to_numpy()
        .tolist()
    )
    assert found == [["a", "9", "10", 1.0], ["a", "10", "11", -1.0]]


def test_columns_that_cannot_group_are_refused(plain: Standard) -> None:
    """A column that is not there, or that the table has itself, is said with its argument."""
    rows = [{**household(1, plain), "unit": "x", "region": "y"}]
    with pytest.raises(UsageError) as refused:
        summarized(rows, plain, by=["regoin", "unit"], change="round")
    for said in ("by: the survey has no column 'regoin'", "'region'", "change", "'unit'"):
        assert said in str(refused.value)


def test_small_groups_are_left_out(tmp_path: Path) -> None:
    """Figures of fewer households are blank with their sizes, and those to which fewer add.

    Whatever is shown is as it was.
    """
    rng = Random(6)  # noqa: S311 -- no secrets
    standard = random_index(tmp_path, rng, 3)
    rows = sample(rng, standard, 400)
    asked: Mapping[str, Any] = {"change": "round", "by": "area", "bounds": True}
    few = 30
    every, shown = (summarized(rows, standard, suppress_below=n, **asked) for n in (0, few))
    numbers = [*NUMBERS, "lowest", "highest", "cv", "deff", "df", "units", "quality", *COMPARED]
    hidden = shown.households.isna()
    assert (hidden | (every.households >= few)).all()
    assert 0 < hidden.sum() < len(every)
    assert shown[hidden][numbers].isna().all(axis=None)
    pd.testing.assert_frame_equal(shown[~hidden], every[~hidden], check_dtype=False)
    pd.testing.assert_frame_equal(shown.drop(columns=numbers), every.drop(columns=numbers))


def test_few_poor_households_are_not_told(tmp_path: Path) -> None:
    """A rate to which few households add is left out, and one more where three add up.

    Poor and near-poor together are known, so that the poor follow from the near-poor.
    """
    standard = index(
        tmp_path,
        dict.fromkeys("ab", Fraction(1, 2)),
        ("poor", Fraction(1)),
        ("near_poor", Fraction(1, 2)),
    )
    deprived = ["ab"] * 3 + ["a"] * 8 + ["b"] * 20 + [""] * 30
    rows = [household(n, standard, *names) for n, names in enumerate(deprived)]
    table = summarized(rows, standard, suppress_below=5).set_index("measure")
    shown = table.estimate[~table.indicator.notna()].dropna()
    assert set(shown.index) == {
        "multidimensional_poverty_rate",
        "multidimensional_poverty_households",
    }
    assert shown["multidimensional_poverty_rate"] == pytest.approx(31 / 61)
    every = summarized(rows, standard).set_index("measure").estimate
    assert every["poor_rate"] == pytest.approx(3 / 61)
    by_indicator = table[table.indicator.notna()]
    told = by_indicator[by_indicator.households.notna()]
    # The size of a rate of the near-poor would say how many they are.
    assert set(told.index) == {"uncensored_headcount"}


def test_a_group_that_weighs_nothing_has_no_figures(plain: Standard) -> None:
    """No estimate means no standard error either, of the group and of a change to it."""
    weights = [("1", "0"), ("1", "0"), ("2", "1"), ("2", "2")]
    rows = [
        {**household(n, plain, *"a" * (n % 2)), "round": when, "weight": weight}
        for n, (when, weight) in enumerate(weights)
    ]
    table = summarized(rows, plain, change="round")
    nothing = table[table.estimate.isna()]
    assert {"1", "2"} == set(nothing["round"])
    assert nothing[["standard_error", "ci_low", "ci_high"]].isna().all(axis=None)


@pytest.mark.parametrize("asked", [{"by": "round"}, {"change": "round"}])
def test_a_group_that_lost_all_its_households_has_none(
    plain: Standard, asked: Mapping[str, Any]
) -> None:
    """It was drawn, and keeps its rows: without a figure, of no household."""
    rows = [{**household(1, plain), "a": "", "round": "1"}]
    table = summarized(rows, plain, complete_cases=True, **asked)
    assert set(table["round"]) == {"1"}
    assert (table.households == 0).all()
    assert (table.weighted == 0).all()
    assert table[["estimate", "standard_error", "quality"]].isna().all(axis=None)


# In and out


def test_rows_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    """Neither the order of rows nor the number of threads changes a byte of the CSV."""
    rng = Random(7)  # noqa: S311 -- no secrets
    standard = random_index(tmp_path, rng, 3)
    weights = ("0.1", "0.7", "1.3", "33.333", "1")
    survey = frame_of(sample(rng, standard, 1500, blank=0.001, weighing=weights), standard)
    file, given = tmp_path / "survey.csv", str(standard.given)
    asked = ["--standard", given, "--change", "round", "--by", "area", "--unit", "persons"]
    printed = set()
    for seed in (None, 1, 2):
        shuffled = survey if seed is None else survey.sample(fraction=1, shuffle=True, seed=seed)
        shuffled.write_csv(file)
        printed.add(quietly(file, *asked))
    for threads in ("1", "2"):
        command = [sys.executable, "-m", "mdpoverty", "summarize", str(file), *asked, "-q"]
        done = subprocess.run([*command, "--threads", threads], capture_output=True, check=True)
        printed.add(done.stdout.decode())
    assert len(printed) == 1


def test_frames_of_every_kind_give_the_same_table(plain: Standard) -> None:
    """pandas, Polars and PyArrow, with text or with numbers."""
    rows = [{**household(n, plain, *("a" if n % 3 else "")), "weight": "1.5"} for n in range(9)]
    survey = frame_of(rows, plain)
    typed = survey.with_columns(pl.col("weight").cast(pl.Float64), pl.col("asked_a").cast(pl.Int8))
    expected = mdpoverty.summarize(survey, plain.given)
    for frame in (typed, survey.to_pandas(), typed.to_pandas(), survey.to_arrow()):
        pd.testing.assert_frame_equal(mdpoverty.summarize(frame, plain.given), expected)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"weight": ""}, "weight: is missing"),
        ({"weight": "-1"}, "weight: is below 0"),
        ({"stratum": " "}, "stratum: is missing"),
        ({"psu": ""}, "psu: is missing"),
        ({"household_size": "0"}, "household_size: is below 1"),
        ({"a": "maybe"}, "asked_a: is not a known answer"),
    ],
)
def test_rows_that_cannot_be_counted_are_refused(plain: Standard, cells: Row, said: str) -> None:
    """No figure comes of a survey with such a row, and the error has the row whole."""
    design = {"weight": "1", "stratum": "s", "psu": "p", "household_size": "2"}
    rows = [{**household(n, plain), **design, **(cells if n == 2 else {})} for n in range(4)]
    with pytest.raises(SurveyError) as refused:
        summarized(rows, plain, unit="persons")
    assert said in str(refused.value)
    assert refused.value.refused is not None
    assert refused.value.refused["household_id"].to_list() == ["2"]


def test_persons_need_their_number(plain: Standard) -> None:
    """A survey without household_size cannot count persons, and says so."""
    with pytest.raises(SurveyError, match="household_size"):
        summarized([household(1, plain)], plain, unit="persons")
