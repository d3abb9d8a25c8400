"""The same tasks as a script by hand in pandas, with no check at all.

`python by_hand_pandas.py classify|diff|summarize SURVEY OUT` writes what `by_hand_polars.py`
writes. Its types are the nullable ones: with the others what is blank would be no. It trusts its
input: a wrong cell ends it or goes unseen.
"""

from __future__ import annotations

import sys
from collections import defaultdict

import numpy as np
import numpy.typing as npt
import pandas as pd

NUMBERS = ("weight", "income_per_capita", "floor_area")
COUNTS = (
    "household_size",
    "members_6plus_uninsured",
    "members_16_30_without_education",
    "children_3_15_not_at_level",
    "children_under_16_malnourished",
    "members_without_job_or_contract",
    "dependants",
)
ASSETS = ("tv", "radio", "desktop", "laptop", "tablet", "telephone", "smartphone")
CLEAN = ("piped", "drilled_well", "protected_dug_well", "protected_spring", "rain", "bottled")
HYGIENIC = ("septic", "pour_flush", "ventilated_pit", "pit_with_seat", "double_vault")


def read(survey: str) -> pd.DataFrame:
    """Return the households of a file, typed."""
    numbers = dict.fromkeys(NUMBERS, "Float64") | dict.fromkeys(COUNTS, "Int64")
    types = defaultdict(lambda: "string", numbers)
    return pd.read_csv(survey, dtype=types, engine="pyarrow")


def one_of(column: pd.Series, codes: tuple[str, ...]) -> pd.Series:
    """Return whether a column holds one of these codes, unknown where it is blank."""
    return column.isin(codes).astype("boolean").mask(column.isna())


def has_any(frame: pd.DataFrame, *assets: str) -> pd.Series:
    """Return whether the household has one of these assets."""
    found = frame[f"has_{assets[0]}"] == "yes"
    for asset in assets[1:]:
        found |= frame[f"has_{asset}"] == "yes"
    return found


def indicators(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators of vn-2022-2025."""
    poor_parts = pd.DataFrame({p: frame[p] == "non_durable" for p in ("wall", "column", "roof")})
    least = sure(poor_parts).sum(axis=1)
    most = least + poor_parts.isna().sum(axis=1)
    by_type = one_of(frame["house_type"], ("less_permanent", "simple"))
    size = frame["household_size"]
    return pd.DataFrame(
        {
            "employment": frame["members_without_job_or_contract"] >= 1,
            "dependency": 2 * frame["dependants"] > size,
            "nutrition": frame["children_under_16_malnourished"] >= 1,
            "health_insurance": frame["members_6plus_uninsured"] >= 1,
            "adult_education": frame["members_16_30_without_education"] >= 1,
            "child_schooling": frame["children_3_15_not_at_level"] >= 1,
            "housing_quality": by_type.mask(least >= 2, other=True).mask(most < 2, other=False),
            "housing_area": frame["floor_area"] < 8 * size,
            "water": ~one_of(frame["water_source"], CLEAN),
            "sanitation": ~one_of(frame["toilet"], HYGIENIC),
            "telecom": frame["uses_internet"] == "no",
            "information_assets": ~has_any(frame, *ASSETS),
        }
    )


def indicators_before(frame: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators of vn-2016-2020; what the survey does not ask is unknown."""
    unknown = pd.Series(pd.NA, index=frame.index, dtype="boolean")
    same = ("health_insurance", "housing_quality", "housing_area", "water", "sanitation")
    return pd.DataFrame(
        {
            "health_care": unknown,
            "adult_education": unknown,
            "child_schooling": unknown,
            **{name: now[name] for name in same},
            "telecom": ~((frame["uses_internet"] == "yes") | unknown),
            "information_assets": ~(has_any(frame, "tv", "radio", "desktop", "laptop") | unknown),
        }
    )


def line(frame: pd.DataFrame, rural: int, urban: int) -> npt.NDArray[np.int64]:
    """Return an income line, which depends on the area."""
    return np.where(frame["area"] == "rural", rural, urban)


def cases(
    *pairs: tuple[npt.NDArray[np.bool_], str], otherwise: str | None = None
) -> npt.NDArray[np.object_]:
    """Return the text of the first condition that holds."""
    conditions, texts = zip(*pairs, strict=True)
    first = np.select(conditions, range(len(texts)), len(texts))
    chosen: npt.NDArray[np.object_] = np.array([*texts, otherwise], dtype=object)[first]
    return chosen


def sure(found: pd.DataFrame) -> pd.DataFrame:
    """Return where an indicator surely holds."""
    return found.fillna(value=False).astype(bool)


def joined(holds: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the names of the columns that hold, joined by `;`: one text for each pattern."""
    names = [str(name) for name in holds]
    pattern = sum(holds[name].to_numpy().astype(int) << bit for bit, name in enumerate(names))
    texts = [
        ";".join(name for bit, name in enumerate(names) if chosen >> bit & 1)
        for chosen in range(2 ** len(names))
    ]
    found: npt.NDArray[np.object_] = np.array(texts, dtype=object)[pattern]
    return found


def decided(frame: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return what vn-2022-2025 says of the households with these indicators."""
    income = frame["income_per_capita"].to_numpy(float, na_value=np.nan)
    poverty, average = line(frame, 1_500_000, 2_000_000), line(frame, 2_250_000, 3_000_000)
    deprivations = sure(found).sum(axis=1).to_numpy()
    unknowns = found.isna().sum(axis=1).to_numpy()
    three, fewer, unknown = deprivations >= 3, deprivations + unknowns < 3, np.isnan(income)
    low = income <= poverty
    return pd.DataFrame(
        {
            "class": cases(
                (income > poverty, "non_poor"),
                (low & three, "poor"),
                (low & fewer, "near_poor"),
                otherwise="undetermined",
            ),
            "basis": cases(
                (income > average, "above_average"),
                (income > poverty, "average"),
                (low & three, "income_and_deprivation"),
                (low & fewer, "near_poor"),
            ),
            "possible_classes": cases(
                (unknown & three, "poor;non_poor"),
                (unknown & fewer, "near_poor;non_poor"),
                (unknown, "poor;near_poor;non_poor"),
                (low & ~three & ~fewer, "poor;near_poor"),
            ),
            "deprivations": deprivations,
            "unknown_indicators": unknowns,
        }
    )


def decided_before(frame: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return what vn-2016-2020 says of the households with these indicators."""
    income = frame["income_per_capita"].to_numpy(float, na_value=np.nan)
    poverty, near = line(frame, 700_000, 900_000), line(frame, 1_000_000, 1_300_000)
    deprivations = sure(found).sum(axis=1).to_numpy()
    three = deprivations >= 3
    fewer = deprivations + found.isna().sum(axis=1).to_numpy() < 3
    low = income <= near
    return pd.DataFrame(
        {
            "class": cases(
                (income > near, "non_poor"),
                (income <= poverty, "poor"),
                (low & three, "poor"),
                (low & fewer, "near_poor"),
                otherwise="undetermined",
            ),
            "basis": cases(
                (income > line(frame, 1_500_000, 1_950_000), "above_average"),
                (income > near, "average"),
                (income <= poverty, "income"),
                (low & three, "deprivation"),
                (low & fewer, "near_poor"),
            ),
            "deprivations": deprivations,
        }
    )


def classify(survey: str, out: str) -> None:
    """Write the profile."""
    frame = read(survey)
    found = indicators(frame)
    outcome = decided(frame, found)
    given = ["province", "commune", "area", "weight", "household_size"]
    profile = pd.concat(
        [
            frame["household_id"],
            pd.Series(np.arange(1, len(frame) + 1), name="survey_row"),
            frame[given].assign(standard="vn-2022-2025"),
            outcome[["class", "basis", "possible_classes"]],
            frame["income_per_capita"],
            outcome[["deprivations", "unknown_indicators"]],
            found.astype("Int8"),
        ],
        axis=1,
    )
    profile["deprived_in"] = joined(sure(found))
    profile["unknown_in"] = joined(found.isna())
    profile.to_csv(out, index=False)


def diff(survey: str, out: str) -> None:
    """Write the households whose class differs; print how many went from which class to which."""
    frame = read(survey)
    found = indicators(frame)
    after = decided(frame, found)
    before = decided_before(frame, indicators_before(frame, found))
    compared = frame[["household_id", "province", "commune", "area", "weight"]].copy()
    for name in ("class", "basis", "deprivations"):
        compared[f"from_{name}"] = before[name]
        compared[f"to_{name}"] = after[name]
    compared[compared["from_class"] != compared["to_class"]].to_csv(out, index=False)
    weights = compared.groupby(["from_class", "to_class"])["weight"]
    matrix = weights.agg(households="size", weighted="sum")
    matrix.to_csv(sys.stdout)


def summarize(survey: str, out: str) -> None:
    """Write rates and measures of the households without an unknown indicator."""
    frame = read(survey)
    found = indicators(frame)
    outcome = decided(frame, found)
    whole = outcome["unknown_indicators"] == 0
    frame, found, outcome = frame[whole], found[whole].astype(bool), outcome[whole]
    weight, poor = frame["weight"], outcome["deprivations"] >= 3
    parts = pd.DataFrame(
        {
            "poor_rate": weight * (outcome["class"] == "poor"),
            "near_poor_rate": weight * (outcome["class"] == "near_poor"),
            "undetermined_rate": weight * (outcome["class"] == "undetermined"),
            **{name: weight * holds for name, holds in found.items()},
            "headcount_ratio": weight * poor,
            "adjusted_headcount_ratio": weight * poor * outcome["deprivations"] / 12,
            "weight": weight,
        }
    )
    sums = parts.groupby(frame["province"].astype(int)).sum()
    rates = sums.drop(columns="weight").div(sums["weight"], axis=0)
    rates["intensity"] = rates["adjusted_headcount_ratio"] / rates["headcount_ratio"]
    rates.to_csv(out)


if __name__ == "__main__":
    task, *files = sys.argv[1:]
    {"classify": classify, "diff": diff, "summarize": summarize}[task](*files)
