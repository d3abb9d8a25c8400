"""What is summed of the households of a cell: their weights, squares and replicate weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import narwhals as nw
import polars as pl

from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.files.rows import FAULT
from mdpoverty.reading.reading import Reading
from mdpoverty.statistics.exact_sums import added
from mdpoverty.statistics.replicate_weights import totals_of
from mdpoverty.statistics.request import TOTAL, Unit

DESIGN = ("stratum", "psu")

HOUSEHOLDS, POSITIVE = "_households", "_positive"  # how many they are, and how many have a weight
SPREAD: Mapping[Unit, str] = {"households": "_weight_spread", "persons": "_persons_spread"}
SQUARES = "_squares"  # ends the name of the sum of squares

DRAWN = "_drawn"  # of a row: whether it is known how it was drawn
_OF_UNITS = {name + end for name in TOTAL.values() for end in ("", SQUARES)}
_ROUNDING = 8 * 2.0**-52  # of a sum of squares: what rounding leaves of a spread that is zero


def weighed(cells: pl.DataFrame, units: Sequence[Unit], summed: Sequence[str]) -> pl.DataFrame:
    """Return cells with TOTAL and SPREAD in place of the parts of what is `summed`."""
    number = pl.col(HOUSEHOLDS).cast(pl.Float64)
    none = pl.lit(0.0)
    found: dict[str, pl.Expr] = {}
    for unit in units:
        total, squares = TOTAL[unit], TOTAL[unit] + SQUARES
        found[total] = added(total) if total in summed else number
        if squares not in summed:
            found[SPREAD[unit]] = none
            continue
        spread = added(squares) - added(total) ** 2 / number
        noise = added(squares) * _ROUNDING
        found[SPREAD[unit]] = pl.when(spread > noise).then(spread).otherwise(none)
    found |= {name: added(name) for name in summed if name not in _OF_UNITS}
    names = [name for name in cells.columns if not name.startswith(tuple(TOTAL.values()))]
    return cells.select(*names, *(e.alias(name) for name, e in found.items()))


def units_of(reading: Reading) -> tuple[Unit, ...]:
    """Return what can be counted of a survey: persons where the size of every household is said."""
    if reading.has_person_rows:
        return ("persons",)
    sized = HOUSEHOLD_SIZE in reading.required or reading.roster is not None
    return ("households", "persons") if sized else ("households",)


def wholes(reading: Reading, replicates: Sequence[str] = ()) -> list[str]:
    """Return the columns of `told` that are summed: weights, and their squares where needed.

    Replicate weights, which are in the columns `replicates`, need no squares.
    """
    units = units_of(reading)
    totals = [TOTAL[unit] for unit in units if unit == "persons" or "weight" in reading.variables]
    if replicates:
        return [*totals, *(x for unit in units for x in totals_of(unit, len(replicates)))]
    if "psu" in reading.variables or reading.has_person_rows or not designed(reading):
        return totals
    return [*totals, *(total + SQUARES for total in totals)]


def designed(reading: Reading) -> bool:
    """Return whether a survey has weights, strata or primary sampling units."""
    return any(name in reading.variables for name in ("weight", *DESIGN))


def weight_of(reading: Reading) -> nw.Expr:
    """Return the weight of a row: 1 where the survey has none."""
    return nw.col("weight") if "weight" in reading.variables else nw.lit(1.0)


def weights_of(reading: Reading, replicates: Sequence[str] = ()) -> dict[str, nw.Expr]:
    """Return what of a row is summed, by the names of `wholes`."""
    found = {}
    for unit in units_of(reading):
        sized = unit == "persons" and not reading.has_person_rows
        size = nw.col(HOUSEHOLD_SIZE) if sized else nw.lit(1.0)
        weight = weight_of(reading) * size if unit == "persons" else weight_of(reading)
        found[TOTAL[unit]], found[TOTAL[unit] + SQUARES] = weight, weight * weight
        names = zip(totals_of(unit, len(replicates)), replicates, strict=True)
        found |= {total: nw.col(name) * size for total, name in names}
    return {name: found[name] for name in wholes(reading, replicates)}


def is_drawn(reading: Reading, fpc: str | None = None) -> nw.Expr:
    """Return whether it is known of a row how it was drawn: its stratum, unit and weight."""
    given, drawn = reading.variables, nw.lit(value=True)
    for name in DESIGN:
        drawn = drawn & ~nw.col(name).is_null() if name in given else drawn
    if fpc is not None:
        drawn &= (nw.col(fpc) >= 0).fill_null(value=False) & ~nw.col(fpc).is_nan()
    if "weight" in given:
        drawn &= (nw.col("weight") >= 0).fill_null(value=False) & ~nw.col("weight").is_nan()
    if reading.survey.has_faults:
        drawn &= nw.col(FAULT).is_null()
    return drawn
