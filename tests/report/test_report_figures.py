"""The numbers of a report, and what its pictures draw of them, against plain Python.

The households are those of the example, read by the second reading of the law.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import product

import pytest
from reports import NEW, OLD, SURVEY, Household, Page, example, page_of, percent, weight
from second_reading import INDICATORS

import mdpoverty

CLASSES = {"poor": "Poor", "near_poor": "Near-poor", "non_poor": "Non-poor"}
EVERY = {**CLASSES, "undetermined": "Undetermined"}
GROUPS = {"all": "All households", "poor": "Poor", "near_poor": "Near-poor"}
LABELS = {n: x.label.en for n, x in mdpoverty.load_standard(NEW).indicators.items()}


@pytest.fixture(scope="module")
def page() -> Page:
    """Return the report of the example, with the change since the standard before."""
    return Page(page_of(SURVEY, "--from", OLD))


def share(some: Iterable[Household], of: Iterable[Household] = ()) -> float:
    """Return the weighted share of some households in others, or in all."""
    return weight(some) / weight(of or example())


def in_class(*names: str) -> list[Household]:
    """Return the households of these classes; `all` are of every class."""
    return [each for each in example() if "all" in names or each.now["class"] in names]


def counts(household: Household) -> range:
    """Return the numbers of deprivations that a household may have."""
    sure, unknown = (int(household.now[name]) for name in ("deprivations", "unknown_indicators"))
    return range(sure, sure + unknown + 1)


def possible(household: Household) -> list[str]:
    """Return the classes that an undetermined household may have."""
    return household.now["possible_classes"].split(";")


def test_classes(page: Page) -> None:
    """Each class has its households, its weight and its share, and a bar as long as that."""
    widths = page.pictures["classes"].widths()
    lengths = set()
    for name, label in EVERY.items():
        own = in_class(name)
        row = page.row("Households by class and rule", label)
        assert (row["Households"], row["Weighted"]) == (str(len(own)), f"{weight(own):,.0f}")
        rate = share(own)
        assert row["Rate"] == percent(rate)
        lengths.add(round(widths[f"{label}: {percent(rate, 1)}"][0] / rate, 3))
    assert len(lengths) == 1, "bars are not in proportion"


def test_rules(page: Page) -> None:
    """Where several rules give a class, each rule has its share."""
    rules = {
        "average": "of average living standard",
        "above_average": "above average living standard",
    }
    for basis, label in rules.items():
        row = page.row("Households by class and rule", label)
        assert row["Rate"] == percent(share(e for e in example() if e.now["basis"] == basis))


def test_both_together_and_their_bounds(page: Page) -> None:
    """Whoever is poor or near-poor is counted; the highest value counts whoever may be so."""
    row = page.row("Households by class and rule", "Poor and near-poor")
    sure = [each for each in example() if is_either(each)]
    assert (row["Households"], row["Rate"]) == (str(len(sure)), percent(share(sure)))
    neither = share(in_class("non_poor"))
    assert row["Lowest to highest"] == f"{percent(share(sure))} to {percent(1 - neither)}"


def is_either(each: Household) -> bool:
    """Tell whether a household is poor or near-poor, though it may not be known which."""
    return each.now["class"] in {"poor", "near_poor"} or (
        each.now["possible_classes"] == "poor;near_poor"
    )


def test_ranking(page: Page) -> None:
    """Communes stand by their rate, the highest first, and each dot where its rate is."""
    rates = {}
    for name in {each.row["commune"] for each in example()}:
        own = [each for each in example() if each.row["commune"] == name]
        rates[name] = share([e for e in own if is_either(e)], own)
    ordered = sorted(rates, key=lambda name: -rates[name])
    _, *rows = page.tables["Every unit, the highest rate first"]
    assert [row[0] for row in rows] == ordered
    assert [row[4] for row in rows] == [percent(rates[name]) for name in ordered]
    dots = {about.partition(":")[0]: at for about, at in page.pictures["ranking"].dots.items()}
    assert len({round(dots[name][0] / rate, 3) for name, rate in rates.items()}) == 1
    assert sorted(dots, key=lambda name: dots[name][1]) == ordered
    assert any(e.now["possible_classes"] == "poor;near_poor" for e in example())
    assert any("though it is unknown which, counts in" in text for text in page.texts)


@pytest.mark.parametrize("group", GROUPS)
def test_deprivations(page: Page, group: str) -> None:
    """Who is deprived for sure, and not known to be, are shares of all, of the poor, the near-poor.

    The bar is as long as the first, and its pale end as the second.
    """
    widths = page.pictures["deprivations"].widths()
    scales = set()
    for name in INDICATORS[NEW]:
        row = page.row("Per cent of households deprived for certain, and unknown", LABELS[name])
        own = in_class(group)
        sure = share([each for each in own if each.now[name] == "1"], own)
        unknown = share([each for each in own if each.now[name] == ""], own)
        label = GROUPS[group]
        assert row[f"{label}: deprived"] == percent(sure)
        assert row[f"{label}: unknown"] == percent(unknown)
        [lengths] = [
            found
            for about, found in widths.items()
            if about.startswith(f"{LABELS[name]}, {label}: ")
        ]
        parts = [part for part in (sure, unknown) if part]
        scales |= {round(a / b, 1) for a, b in zip(lengths, parts, strict=True)}
    assert len(scales) == 1, "bars are not in proportion"


def test_distribution(page: Page) -> None:
    """Whose answers are all known has a number; others stand apart, and may have some numbers."""
    caption = "Per cent of all households, by number of deprivations and class"
    boxes = {box.about: box.height for box in page.pictures["distribution"].boxes}
    scales = set()
    for number, name in product(range(13), EVERY):
        own = [each for each in in_class(name) if counts(each) == range(number, number + 1)]
        known = share(own)
        assert page.row(caption, str(number))[EVERY[name]] == percent(known)
        if known:
            height = boxes[f"{number}, {EVERY[name]}: {percent(known, 1)}"]
            scales.add(round(height / known, 1))
    assert len(scales) == 1, "bars are not in proportion"
    for number in range(13):
        known = share(e for e in example() if counts(e) == range(number, number + 1))
        maybe = share(e for e in example() if number in counts(e))
        ends = list(dict.fromkeys((percent(known), percent(maybe))))
        assert page.row(caption, str(number))["Lowest to highest"] == " to ".join(ends)
    apart = share(e for e in example() if len(counts(e)) > 1)
    assert page.row(caption, "unknown")["All households"] == percent(apart)


def test_contributions(page: Page) -> None:
    """Each indicator adds its weight times who is poor and deprived in it, between two bounds."""
    widths = page.pictures["contributions"].widths()
    scales = set()
    for name in INDICATORS[NEW]:
        least = share(e for e in in_class("poor") if e.now[name] == "1") / 12
        may = [e for e in example() if "poor" in (e.now["class"], *possible(e))]
        most = share(e for e in may if e.now[name] in ("1", "")) / 12
        row = page.row("Contributions by indicator", LABELS[name])
        opened = any(each.now[name] in {"1", ""} for each in may if each not in in_class("poor"))
        opened |= any(each.now[name] == "" for each in in_class("poor"))
        assert row["Added to M0"] == (f"{least:.4f} to {most:.4f}" if opened else f"{least:.4f}")
        assert row["Share of M0"] == "open"  # some poor household has an unknown answer
        [(said, lengths)] = [x for x in widths.items() if x[0].startswith(f"{LABELS[name]}: ")]
        assert "%" not in said
        scales.add(round(sum(lengths) / (most if opened else least), -1))
    assert len(scales) == 1, "bars are not in proportion"


def test_change(page: Page) -> None:
    """Households are counted by class before and after; a band is as high as its weight."""
    counted = Counter((each.before["class"], each.now["class"]) for each in example())
    every = weight(example())
    bands = page.pictures["change"].bands
    scales = set()
    for (was, now), count in counted.items():
        row = page.row("Households by class before (rows) and after (columns)", EVERY[was])
        assert row[EVERY[now]] == str(count)
        part = weight(e for e in example() if (e.before["class"], e.now["class"]) == (was, now))
        points = bands[f"{EVERY[was]} \N{RIGHTWARDS ARROW} {EVERY[now]}: {count}"]
        assert len(points) == 50
        heights = [low[1] - high[1] for high, low in zip(points[:25], points[:24:-1], strict=True)]
        assert max(heights) - min(heights) < 0.01, "a band is as high all along"
        scales.add(round(abs(heights[0]) / part * every, 0))
    assert len(bands) == len(counted)
    assert len(scales) == 1, "bands are not in proportion"
    for name in CLASSES:
        [rates] = [
            caption for caption in page.tables if caption.startswith("Rates before and after")
        ]
        row = page.row(rates, EVERY[name])
        before = share(each for each in example() if each.before["class"] == name)
        assert (row["Before"], row["After"]) == (percent(before), percent(share(in_class(name))))


def test_measures_at_a_cut_off() -> None:
    """With --cutoff whoever has so many deprivations is poor in M0, whatever the class."""
    page = Page(page_of(SURVEY, "--cutoff", "3"))
    sure = share(each for each in example() if counts(each)[0] >= 3)
    maybe = share(each for each in example() if counts(each)[-1] >= 3)
    row = page.row("The indices", "Headcount ratio H")
    assert row["Figure"] == f"{percent(sure)} to {percent(maybe)}"
    assert "from a cut-off of 3" in page.words
