"""The statistics of a survey as R's package survey computes them."""

from __future__ import annotations

import csv
import math
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from second_statistics import Adds, Key, Second, statistics

SCRIPT = Path(__file__).with_name("survey.R")


@cache
def _is_there() -> bool:
    program = shutil.which("Rscript")
    if program is None:
        return False
    asked = [program, "-e", "suppressPackageStartupMessages(library(survey))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


needs_r = pytest.mark.skipif(not _is_there(), reason="no Rscript with the package survey")


class InR(NamedTuple):
    """A statistic of one group, as R has it; NaN where there is none."""

    estimate: float
    error: float
    df: float
    deff: float
    logit: tuple[float, float]
    beta: tuple[float, float]
    wald: tuple[float, float]


def in_r(
    folder: Path, survey: Second, cutoffs: list[str], lonely: str = "fail", level: float = 0.95
) -> dict[tuple[tuple[str, ...], Key], InR]:
    """Return each statistic of each group, which is of one round where there are rounds."""
    sized = survey.persons or survey.sized
    adds = statistics(survey.index, survey.households, cutoffs, sized=sized)
    groups = {group: str(n) for n, group in enumerate({h.group: None for h in survey.households})}
    _write(folder, survey, adds, groups)
    files = [str(folder / name) for name in ("households.csv", "statistics.csv", "figures.csv")]
    command = ["Rscript", str(SCRIPT), *files, lonely, str(level)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    keys, named = list(adds), {number: group for group, number in groups.items()}
    with (folder / "figures.csv").open(encoding="utf-8") as file:
        found = {}
        for row in csv.DictReader(file):
            numbers = {name: float(cell or "nan") for name, cell in row.items() if name != "round"}
            one, two, three = (
                (numbers[f"{name}.low"], numbers[f"{name}.high"])
                for name in ("logit", "beta", "wald")
            )
            key = keys[int(row["statistic"]) - 1]
            found[named[row["group"]], key] = InR(
                numbers["estimate"],
                numbers["error"],
                numbers["df"],
                numbers["deff"],
                one,
                two,
                three,
            )
    return found


def _write(
    folder: Path, survey: Second, adds: dict[Key, list[Adds]], groups: dict[tuple[str, ...], str]
) -> None:
    design = survey.design
    with (folder / "statistics.csv").open("w", encoding="utf-8", newline="") as file:
        unit = "persons" if survey.persons else "households"
        kinds = ["number" if k.number else "share" if k.is_share else "index" for k in adds]
        units = [key.number or unit for key in adds]
        csv.writer(file).writerows([["kind", "unit"], *zip(kinds, units, strict=True)])
    header = ["households", "persons", "stratum", "psu", "round", "group"]
    header += [f"{part}.{n}" for n in range(1, len(adds) + 1) for part in "ulb"]
    with (folder / "households.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        for place, h in enumerate(survey.households):
            own = [each[place] for each in adds.values()]
            cells = [repr(h.weight), repr(h.weight * h.size)]
            cells += [f"s{design.strata[place]}", f"u{design.units[place]}"]
            cells += [f"r{design.round[place]}", groups[h.group]]
            for upper, lower, counts in own:
                cells += [_cell(upper), _cell(lower), str(int(counts and h.inside))]
            out.writerow(cells)


def _cell(number: object) -> str:
    return "" if number is None else repr(float(number))  # type: ignore[arg-type]  # a number


def close(one: float | None, other: float) -> bool:
    """Tell whether two figures are the same to 1e-9; None is NaN."""
    one = math.nan if one is None else one
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
