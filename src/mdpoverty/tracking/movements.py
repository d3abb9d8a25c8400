"""What became of a household between two rounds, and what is known of it before.

Everything here is an expression over households of two rounds side by side, as `following` puts
them: what begins with `from_` is of the earlier round, and of all rounds up to it, with `to_` of
the later. An answer is yes, no or unknown (null); a household that is not in a round has no class
there.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import narwhals as nw

from mdpoverty.classification.ladder import choose
from mdpoverty.comparison.reasons import FROM, TO
from mdpoverty.profile.written import POSSIBLE
from mdpoverty.standards.class_rules import UNDETERMINED

RECENT = 3  # years above the near-poor line for which a household has recently escaped

# Of a household linked to others: how many it became, and how many it was.
BECAME, CAME_OF = "from_links", "to_links"

# What is known of a household from all rounds up to one, itself included.
HISTORY = ("was_poor", "was_near_poor", "was_listed", "out_since", "above_since")

_STAYED_AND_LEFT: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "stayed_poor": ("poor", "poor"),
        "stayed_near_poor": ("near_poor", "near_poor"),
        "stayed_non_poor": ("non_poor", "non_poor"),
        "left_to_near_poor": ("poor", "near_poor"),
        "left_to_non_poor": ("poor", "non_poor"),
        "near_poor_to_poor": ("near_poor", "poor"),
        "near_poor_to_non_poor": ("near_poor", "non_poor"),
        "stayed_undetermined": (UNDETERMINED, UNDETERMINED),
    }
)


def answers() -> dict[str, nw.Expr]:
    """Return whether a household is `poor`, `near_poor`, `non_poor`: unknown where it may be.

    An undetermined household is none of the classes that are not possible for it.
    """
    return {name: _answer(name) for name in ("poor", "near_poor", "non_poor")}


def _answer(name: str) -> nw.Expr:
    possible = nw.col(POSSIBLE.name)
    # `poor` is within `near_poor`: a class is told from another by what stands before it.
    may_be = possible.is_null() | possible.str.contains(f"(^|;){name}($|;)")
    opened = (nw.col("class") == UNDETERMINED) & may_be
    return nw.when(~opened).then(nw.col("class") == name)


def movement() -> nw.Expr:
    """Return what became of a household, in the terms of the yearly review: one of a closed list.

    Whether it fell back or is newly arisen goes by the rounds given alone: it fell back where it
    surely was on the list in an earlier one.
    """
    was, now = nw.col(FROM), nw.col(TO)
    cases = {
        name: (was == before) & (now == after) for name, (before, after) in _STAYED_AND_LEFT.items()
    }
    for suffix, to in (("", "poor"), ("_near_poor", "near_poor")):
        arose = (was == "non_poor") & (now == to)
        again = nw.col(f"from_was_{to}").fill_null(value=False)
        cases[f"fell_back{suffix}"] = arose & again
        cases[f"newly_arisen{suffix}"] = arose & ~again
    cases["became_undetermined"] = (was != UNDETERMINED) & (now == UNDETERMINED)
    cases["was_undetermined"] = (was == UNDETERMINED) & (now != UNDETERMINED)
    only_now, only_before = was.is_null() & ~now.is_null(), ~was.is_null() & now.is_null()
    was_of, became = nw.col(CAME_OF).fill_null(0), nw.col(BECAME).fill_null(0)
    cases["new"] = only_now & (was_of == 0)
    cases["split_off"] = only_now & (was_of == 1)
    cases["formed_by_merger"] = only_now & (was_of > 1)
    cases["gone"] = only_before & (became == 0)
    cases["split"] = only_before & (became > 1)
    cases["merged"] = only_before & (became == 1)
    return choose(cases, nw.lit(None, dtype=nw.String))


def history(year: int) -> dict[str, nw.Expr]:
    """Return HISTORY of the later round, of `year`, from that of the earlier.

    `was_poor` and `was_near_poor` say whether it was so in any round; `was_listed` whether it
    surely was one of both. `above_since` is the first year from which it surely was non-poor
    until now, if it is now; `out_since` the first after it last was surely poor or near-poor.
    """
    listed = _surely_listed()
    was_listed = nw.col("from_was_listed").fill_null(value=False) | listed
    still = nw.col("from_non_poor").fill_null(value=False)
    here = ~nw.col(TO).is_null()
    since = nw.lit(year, dtype=nw.Int32)
    return {
        "was_poor": nw.col("from_was_poor") | nw.col("to_poor"),
        "was_near_poor": nw.col("from_was_near_poor") | nw.col("to_near_poor"),
        "was_listed": was_listed,
        "out_since": nw.when(was_listed & ~listed).then(
            nw.coalesce(nw.col("from_out_since"), since)
        ),
        "above_since": nw.when(here & ~listed).then(
            nw.when(still).then(nw.col("from_above_since")).otherwise(since)
        ),
    }


def _surely_listed() -> nw.Expr:
    """Return whether a household surely is poor or near-poor in the later round."""
    return (~nw.col("to_non_poor")).fill_null(value=False)


def recently_escaped(year: int) -> nw.Expr:
    """Return 1 where a household recently escaped (hộ mới thoát nghèo), 0 where not, else null.

    It was poor or near-poor, and is above the near-poor line in the later round, of `year`, since
    at most three years: it is known to have been below after `out_since` less one, and to be
    above since `above_since`, or earlier. What these leave open is unknown, as is all of a
    household that is not there.
    """
    above = nw.col(TO) == "non_poor"
    least, most = (nw.lit(year) - nw.col(name) for name in ("above_since", "out_since"))
    no = _surely_listed() | (least > RECENT).fill_null(value=False)
    yes = (above & (most <= RECENT)).fill_null(value=False)
    return nw.when(no).then(nw.lit(0)).otherwise(nw.when(yes).then(nw.lit(1))).cast(nw.Int8)


def escaped_since(labels: Mapping[int, str]) -> nw.Expr:
    """Return the round, by the label of its year, since which a household is above the line.

    Null unless it is so without a break, and surely was poor or near-poor in the round before.
    """
    since = nw.col("above_since")
    sure = (nw.col(TO) == "non_poor") & (since == nw.col("out_since"))
    cases = {label: sure & (since == year) for year, label in labels.items()}
    return choose(cases, nw.lit(None, dtype=nw.String))
