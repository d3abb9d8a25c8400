"""The table as the results of Stata's mpitb have it (Suppa 2023, Stata Journal 23(3))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from mdpoverty.standards.model import Standard
from mdpoverty.statistics.distributions import student_point
from mdpoverty.statistics.estimates import Summary
from mdpoverty.statistics.request import CHANGE_FROM, CONTRAST_FROM, GROUPING

MEASURES: Mapping[str, str] = {
    "adjusted_headcount_ratio": "M0",
    "headcount_ratio": "H",
    "intensity": "A",
    "uncensored_headcount": "hd",
    "censored_headcount": "hdk",
    "contribution": "actb",
    "contribution_share": "pctb",
    "population_share": "popsh",
}
NUMBERS = ("b", "se", "ll", "ul", "tval", "pval")
ABOUT = ("measure", "indicator", "wgts", "spec", "loa", "subg", "t", "t0", "t1")
_KINDS = (  # the names of a change and of its error, ctype, and ann
    ("estimate", "standard_error", 1, 0),
    ("per_year", "per_year_error", 1, 1),
    ("relative", "relative_error", 2, 0),
    ("relative_per_year", "relative_per_year_error", 2, 1),
)
_COLUMNS = {
    **dict.fromkeys(NUMBERS, pl.Float64),
    **dict.fromkeys(ABOUT, pl.String),
    **dict.fromkeys(("k", "ctype", "ann"), pl.Int64),
}


def mpitb_of(found: Summary, standard: Standard) -> pl.DataFrame:
    """Return the measures that mpitb has, a row each, under its names.

    `b`, `se`, `ll`, `ul` are estimate, error and interval, `tval` and `pval` their test against 0.
    `loa` is the column of the group, `nat` for all households, `subg` its value; `k` the cut-off in
    per cent. `ctype` is 0 of a level (of the round `t`), 1 of a change from `t0` to `t1` and 2 of
    one through the level before; `ann` is 1 of changes a year. Differences between groups, which
    mpitb has not, are left out.
    """
    rows = [
        each
        for row in found.table.rows(named=True)
        if row["measure"] in MEASURES and row.get(CONTRAST_FROM) is None
        for each in _rows(row, found, standard)
    ]
    return pl.DataFrame(rows, schema=_COLUMNS)


def _rows(row: Mapping[str, Any], found: Summary, standard: Standard) -> Iterator[dict[str, Any]]:
    asked = found.asked
    names = asked.groups if GROUPING not in row else (row[GROUPING] or "").split(";")
    own = [name for name in asked.groups if name in names and name != asked.change]
    values = [str(row[name]) for name in own if row[name] is not None]
    cutoff = {each.text: each.least for each in asked.cutoffs}.get(row["cutoff"])
    now, before = row.get(asked.change or ""), row.get(CHANGE_FROM)
    about = {
        "measure": MEASURES[row["measure"]],
        "indicator": row["indicator"],
        "wgts": "equal" if standard.weights.equal else "own",
        "spec": standard.id,
        "loa": "_".join(own) or "nat",
        "subg": "_".join(values) or None,
        "k": None if cutoff is None else round(100 * cutoff / standard.weights.whole),
    }
    if before is None:
        numbers = (row["estimate"], row["standard_error"], row["ci_low"], row["ci_high"])
        round_ = None if now is None else str(now)
        yield about | _tested(numbers, None) | {"t": round_, "ctype": 0, "ann": 0}
        return
    for name, error, ctype, ann in _KINDS:
        b, se = row[name], row[error]
        if b is None and name != "estimate":
            continue
        reach = None if se is None else student_point(asked.level, row["df"]) * se
        ends = (None, None) if b is None or reach is None else (b - reach, b + reach)
        p_value = row["p_value"] if ctype == 1 else None
        rounds = {"t0": str(before), "t1": str(now), "ctype": ctype, "ann": ann}
        yield about | _tested((b, se, *ends), p_value) | rounds


def _tested(numbers: tuple[Any, ...], p_value: float | None) -> dict[str, Any]:
    b, se, *_ = numbers
    t = b / se if b is not None and se else None
    return dict(zip(NUMBERS, (*numbers, t, p_value), strict=True))
