"""Which figures tell each other: what says the same, what would show another, and what adds up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mdpoverty.standards.model import Standard
from mdpoverty.statistics.cutoffs import Cutoff

_CLASSES = ("poor", "near_poor", "multidimensional_poverty")
_PARTS = (  # what is worked out of H, A and M0
    "adjusted_headcount_share",
    "change_by_headcount",
    "change_by_intensity",
)
_BETWEEN = ("change_within_groups", "change_between_groups")  # of all groups together
_PAIRED = ("cramers_v", "redundancy")
_FGT = ("income_poverty_rate", "income_poverty_gap", "income_poverty_gap_squared")
_H, _M0 = "headcount_ratio", "adjusted_headcount_ratio"
_SHARED = {"poor_share": "poor_rate", "adjusted_headcount_share": _M0}  # shares of a total

Key = tuple[str, str, str]  # measure, indicator, cut-off


@dataclass(frozen=True)
class Figure:
    """A figure of the table: which, of which group, and how many households add to it.

    `group` is the place of the group and, of a difference, first that of the one it is from.
    `weighted` is what the figure's share is of, 1 for a number.
    """

    measure: str
    indicator: str
    cutoff: str
    group: tuple[int | None, int]
    numerator: float
    weighted: float = 1.0

    @property
    def key(self) -> Key:
        """Which figure of its group it is."""
        return self.measure, self.indicator, self.cutoff


@dataclass(frozen=True)
class Told:
    """What figures tell of each other, by their places.

    Figures `together` say the same. Where the first of `shown` is left out, the others would show
    it, as what is a share of it does by its size. `sums` are zero: of the weighted sums behind the
    figures, each times a number. A place from `first_unknown` on is a sum that is not in the table.
    """

    together: list[list[int]] = field(default_factory=list)
    shown: list[tuple[int, list[int]]] = field(default_factory=list)
    sums: list[dict[int, float]] = field(default_factory=list)
    first_unknown: int = 0


def told_by(
    figures: Sequence[Figure],
    standard: Standard,
    cutoffs: Sequence[Cutoff],
    families: Sequence[Sequence[int]],
    groups: int,
) -> Told:
    """Return what figures tell of each other, within each group and between groups.

    `families` are the places of a group and of those of which it is the total, which is not in the
    table where its place is not below `groups`.
    """
    own: dict[tuple[int | None, int], dict[Key, int]] = {}
    for place, figure in enumerate(figures):
        own.setdefault(figure.group, {})[figure.key] = place
    told = Told(first_unknown=len(figures))
    for have in own.values():
        for keys in _same(standard, cutoffs):
            told.together.append([have[key] for key in keys if key in have])
        told.shown.extend(_bases(have))
        for terms in _sums(standard, cutoffs, have):
            there = {have[key]: times for key, times in terms.items() if key in have}
            if len(there) == len(terms):
                told.sums.append(there)
    levels = {place: have for (before, place), have in own.items() if before is None}
    _totals(told, levels, families, groups)
    _differences(told, figures, levels)
    return told


def _totals(
    told: Told,
    levels: Mapping[int, Mapping[Key, int]],
    families: Sequence[Sequence[int]],
    groups: int,
) -> None:
    """Add what a total and its parts tell of each other."""
    keys = dict.fromkeys(key for have in levels.values() for key in have)
    unknown: dict[tuple[Key, int], int] = {}
    for total, *parts in families:
        for key in keys:
            members = [levels[p][key] for p in parts if key in levels.get(p, ())]
            whole = levels.get(total, {}).get(key)
            if total >= groups:
                whole = unknown.setdefault((key, total), told.first_unknown + len(unknown))
            terms = dict.fromkeys(members, 1.0)
            told.sums.append(terms if whole is None else {**terms, whole: -1.0})
        for share, of in _SHARED.items():
            for key, place in levels.get(total, {}).items():
                if key[0] == of:
                    shown = (levels.get(part, {}).get((share, *key[1:])) for part in parts)
                    told.shown.append((place, [p for p in shown if p is not None]))


def _differences(
    told: Told, figures: Sequence[Figure], levels: Mapping[int, Mapping[Key, int]]
) -> None:
    """Add what differences tell of both sides, and parts of a change of the groups' changes."""
    every = [(n, f) for n, f in enumerate(figures) if f.measure in _BETWEEN]
    for n, figure in enumerate(figures):
        before, place = figure.group
        if before is None:
            continue
        sides = [levels.get(side, {}).get(figure.key) for side in (place, before)]
        if (later := sides[0]) is not None and (earlier := sides[1]) is not None:
            terms = {later: -1 / figures[later].weighted, earlier: 1 / figures[earlier].weighted}
            told.sums.append({n: 1 / figure.weighted, **terms})
            # The difference and what it is of a side would show that side.
            told.shown.extend((side, [n]) for side in (later, earlier))
        if figure.measure == _M0:
            told.shown.append((n, [p for p, each in every if each.cutoff == figure.cutoff]))


def _same(standard: Standard, cutoffs: Sequence[Cutoff]) -> Iterator[list[Key]]:
    """Yield figures that say the same of the same households."""
    for name in _CLASSES:
        yield [(f"{name}_{of}", "", "") for of in ("rate", "households", "persons", "share")]
    yield [("poor_rate", "", ""), (_H, "", "")]  # of who is poor by class
    for line in standard.income_lines:
        yield [(name, line, "") for name in (*_FGT, "income_shortfall")]
    for name in standard.indicators:
        yield [("deprivation_rate_of_poor", name, ""), ("censored_headcount", name, "")]
    units = standard.weights.units
    for cutoff in cutoffs:
        # Whoever is deprived in an indicator that weighs as much as the cut-off is poor.
        for name in [name for name in standard.indicators if units[name] >= cutoff.least]:
            keys = [("censored_headcount", name, cutoff.text), ("uncensored_headcount", name, "")]
            yield keys
    for text in ("", *(cutoff.text for cutoff in cutoffs)):
        yield [(name, "", text) for name in (_H, "intensity", _M0, *_PARTS)]
        own = ("censored_headcount", "contribution", "contribution_share")
        for indicator in standard.indicators:
            yield [(name, indicator, text) for name in own]
        for dimension in standard.dimensions:
            for names in (
                ("dimension_contribution", "dimension_contribution_share"),
                (f"reweighted_{_H}", f"reweighted_{_M0}"),
            ):
                yield [(name, dimension, text) for name in names]


def _bases(have: Mapping[Key, int]) -> Iterator[tuple[int, list[int]]]:
    """Yield figures, and what is a share of them: its size, or its part of M0, would show them."""
    for key in have:
        measure, of, cutoff = key
        if measure == "poor_rate":
            own = [k for k in have if k[0].startswith(("deprivation_rate_of_poor", "poor_by_"))]
        elif measure == "near_poor_rate":
            own = [k for k in have if k[0] == "deprivation_rate_of_near_poor"]
        elif measure == _H:
            names = ("contribution_share", "dimension_contribution_share")
            own = [k for k in have if k[0] in names and k[2] == cutoff]
        elif measure == "uncensored_headcount":
            own = [k for k in have if k[0] in _PAIRED and of in k[1].split(";")]
        else:
            continue
        yield have[key], [have[k] for k in own]


def _sums(
    standard: Standard, cutoffs: Sequence[Cutoff], have: Mapping[Key, int]
) -> Iterator[dict[Key, float]]:
    """Yield sums that are zero, or known: figures of one group, each times a number."""
    poor, near, either = ((f"{name}_rate", "", "") for name in _CLASSES)
    classes = {poor: 1.0, near: 1.0, either: -1.0}
    yield {key: times for key, times in classes.items() if key in have}
    for start in ("poor_by_", "quintile_share"):
        yield {key: 1.0 for key in have if key[0].startswith(start)}
    for text in ("", *(cutoff.text for cutoff in cutoffs)):
        whole = (_M0, "", text)
        yield {
            whole: -1.0,
            **{("contribution", name, text): 1.0 for name in standard.indicators},
        }
        dimensions = {("dimension_contribution", name, text): 1.0 for name in standard.dimensions}
        yield {whole: -1.0, **dimensions}
        for dimension in standard.dimensions:
            members = [n for n, x in standard.indicators.items() if x.dimension == dimension]
            parts = {("contribution", name, text): 1.0 for name in members}
            yield {("dimension_contribution", dimension, text): -1.0, **parts}
    if standard.weights.equal:
        yield from _steps(standard, cutoffs)


def _steps(standard: Standard, cutoffs: Sequence[Cutoff]) -> Iterator[dict[Key, float]]:
    """Yield how M0 goes with H from one number of indicators to the next.

    Whoever is poor at n of d, and not at n + 1, has the score n / d; all who are poor at d have 1.
    """
    number = len(standard.indicators)
    at = {cutoff.least: cutoff.text for cutoff in cutoffs}
    for n, text in at.items():
        if n == number:
            yield {(_M0, "", text): 1.0, (_H, "", text): -1.0}
        elif n + 1 in at:
            score, after = n / number, at[n + 1]
            yield {
                (_M0, "", text): 1.0,
                (_M0, "", after): -1.0,
                (_H, "", text): -score,
                (_H, "", after): score,
            }
