"""Days and moments that no calendar has are refused, or kept as text, and never end the program."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Literal

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import mdpoverty
from mdpoverty.cli.app import carry_out
from mdpoverty.files.table_form import Form
from mdpoverty.files.writing import write
from mdpoverty.survey.values import NO_DATE, date_in

A_DAY = 86_400_000
FIRST, LAST = -719_162, 2_932_896  # 0001-01-01 and 9999-12-31 in days from 1970
ZONES = (None, "Asia/Ho_Chi_Minh")
UNITS: tuple[tuple[Literal["ms", "us"], int], ...] = (("ms", 1), ("us", 1000))
FAR = {
    **{f"{n}d": pl.Series([n, 0], dtype=pl.Int32).cast(pl.Date) for n in (-(2**31), 2**31 - 1)},
    **{f"{n}d": pl.Series([n, 0], dtype=pl.Int32).cast(pl.Date) for n in (FIRST - 1, LAST + 1)},
    **{
        f"{n}{unit} {zone}": pl.Series([n, 0], dtype=pl.Int64).cast(pl.Datetime(unit, zone))
        for unit, times in UNITS
        for n in (-(2**63), FIRST * A_DAY * times - 1, (LAST + 1) * A_DAY * times, 2**63 - 1)
        for zone in ZONES
    },
}
# Others that may stand there by mistake, and that the engine writes as it has them.
ODD = {
    **{
        f"{n}ns {zone}": pl.Series([n, 0], dtype=pl.Int64).cast(pl.Datetime("ns", zone))
        for n in (-(2**63), 2**63 - 1)
        for zone in ZONES
    },
    "time": pl.Series([86_399_999_999_999, 0], dtype=pl.Int64).cast(pl.Time),
}
SURVEY: dict[str, Any] = {
    "household_id": ["1", "2"],
    "area": "rural",
    "household_size": 1,
    "income_per_capita": 9,
}
NEEDED = ("area", "household_size", "income_per_capita")
KEPT = ("household_id", "province", "psu", "foo")
KINDS: list[Callable[[pl.DataFrame], Any]] = [
    lambda frame: frame,
    pl.DataFrame.to_arrow,
    lambda frame: frame.to_arrow().to_pandas(types_mapper=pd.ArrowDtype),
]


@pytest.fixture(autouse=True)
def _no_warning_of_small_incomes() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        *((KINDS[0], named) for named in (*FAR, *ODD)),
        *((kind, named) for kind in KINDS[1:] for named in ("2147483647d", f"{2**63 - 1}us None")),
    ],
)
def test_in_frames(named: str, kind: Callable[[pl.DataFrame], Any]) -> None:
    """Every kind of column refuses them by row, or has them as text."""
    cells = {**FAR, **ODD}[named]
    for column in (*NEEDED, *KEPT):
        frame = kind(pl.DataFrame({**SURVEY, column: cells}))
        if column in KEPT:
            assert len(mdpoverty.classify(frame, "vn-2022-2025")) == cells.len()
            continue
        with pytest.raises(mdpoverty.SurveyError, match=column) as caught:
            mdpoverty.classify(frame, "vn-2022-2025")
        assert re.search(r"\b1\b", caught.value.text("en"))


@pytest.mark.parametrize("named", [f"{-(2**31)}d", f"{LAST + 1}d", f"{2**63 - 1}us None"])
def test_of_members(named: str) -> None:
    """Their ages are refused too."""
    cells = {**FAR, **ODD}[named]
    members = pl.DataFrame({"household_id": ["1", "2"], "person_id": "1", "age": cells})
    found = mdpoverty.classify(pl.DataFrame(SURVEY), "vn-2022-2025", members, rejects=True)
    assert found[2]["problems"][0] == "age is not a whole number"


@pytest.mark.parametrize(
    "named", [f"{-(2**31)}d", "2147483647d", f"{-(2**63)}us None", f"{-(2**63)}ns None", "time"]
)
def test_as_groups(named: str) -> None:
    """They are groups like others."""
    frame = pl.DataFrame({**SURVEY, "foo": {**FAR, **ODD}[named]})
    assert mdpoverty.summarize(frame, "vn-2022-2025", by="foo")["foo"].nunique() == 2


HELD = (2**63 - 1) // 1000  # seconds that milliseconds can hold


def _of_pandas(cells: pa.Array[Any]) -> Any:
    numbers = np.array(cells.cast(pa.int64())).astype("datetime64[s]")
    return pd.Series(numbers).dt.tz_localize(cells.type.tz)


SECONDS: dict[str, Callable[[pa.Array[Any]], Any]] = {
    "pandas": _of_pandas,
    "a category of pandas": lambda cells: _of_pandas(cells).astype("category"),
    "objects of pandas": lambda cells: _of_pandas(cells).astype(object),
    "Arrow in pandas": lambda cells: pd.Series(pd.arrays.ArrowExtensionArray(cells)),
    "Arrow": lambda cells: cells,
    "a dictionary of Arrow": lambda cells: cells.dictionary_encode(),
}


@pytest.mark.parametrize("zone", ["UTC", None])
@pytest.mark.parametrize("made", SECONDS)
@pytest.mark.parametrize("number", [-(2**62), -HELD - 1, -HELD, HELD, HELD + 1, 2**62])
def test_seconds(number: int, made: str, zone: str | None) -> None:
    """The engine has them in milliseconds: those without room there are no near moments."""
    if made.startswith("objects") and zone:
        pytest.skip("pandas makes other moments of them itself")
    column = SECONDS[made](pa.array([number, 0], pa.timestamp("s", zone)))
    kind: Any = pa.table if "Arrow" in made and "pandas" not in made else pd.DataFrame
    frame = kind({n: [v, v] if n != "household_id" else v for n, v in SURVEY.items()})

    def classified(name: str) -> Any:
        if kind is pa.table:
            there = frame.drop_columns(name) if name in frame.column_names else frame
            return mdpoverty.classify(there.append_column(name, column), "vn-2022-2025")
        return mdpoverty.classify(frame.assign(**{name: column}), "vn-2022-2025")

    spelled = f"{number:+}s" if abs(number) > HELD else f"{number * 1000:+}ms"
    found = nw.from_native(classified("household_id"))["household_id"].to_list()
    assert found[0] == f"1970-01-01{spelled}"
    assert found[1].startswith("1970-01-01 00:00:00")
    with pytest.raises(mdpoverty.SurveyError, match="income_per_capita"):
        classified("income_per_capita")


@pytest.mark.parametrize("unit", ["D", "h", "m", "s", "ms", "us", "ns"])
def test_units_of_numpy(unit: str) -> None:
    """A far moment in any of them is no near one."""
    for number in (-(2**62), 2**62):
        try:
            column = pd.Series(np.array([number, 0]).astype(f"datetime64[{unit}]"))
        except (ValueError, OverflowError):  # pandas does not take it: nor does anybody read it
            continue
        frame = pd.DataFrame({**SURVEY, "household_id": column})
        cells = mdpoverty.classify(frame, "vn-2022-2025")["household_id"]
        years = ("1823", "2116") if unit == "ns" else ("1970-01-01-", "1970-01-01+")
        assert cells[0].startswith(years[number > 0])


def test_the_first_and_last_days() -> None:
    """The years 1 and 9999 are dates, which a review cannot have; the years 0 and 10000 are not."""
    for number, text in ((FIRST, "0001-01-01"), (LAST, "9999-12-31")):
        ids = pl.Series([number, 0], dtype=pl.Int32).cast(pl.Date)
        profile = mdpoverty.classify(pl.DataFrame({**SURVEY, "household_id": ids}), "vn-2022-2025")
        assert profile["household_id"].to_list() == [text, "1970-01-01"]
    for number in (FIRST - 1, LAST + 1):
        ids = pl.Series([number, 0], dtype=pl.Int32).cast(pl.Date)
        profile = mdpoverty.classify(pl.DataFrame({**SURVEY, "household_id": ids}), "vn-2022-2025")
        assert profile["household_id"][0] == f"1970-01-01{number:+}d"


def test_the_first_and_last_days_of_variables() -> None:
    """Dates are days of the years 1900 to 2199."""
    for day, sound in (
        (date(1899, 12, 31), False),
        (date(1900, 1, 1), True),
        (date(2199, 12, 31), True),
        (date(2200, 1, 1), False),
    ):
        for cells in (pl.Series([day]), pl.Series([day]).cast(pl.Datetime("ms"))):
            found = pl.select(date_in(pl.lit(cells), cells.dtype)).item()
            assert found == (day if sound else NO_DATE)


def test_weights() -> None:
    """One that is a day is refused by its row and what stands there."""
    frame = pl.DataFrame({**SURVEY, "weight": FAR["2147483647d"]})
    with pytest.raises(mdpoverty.SurveyError, match=r"weight.*row 1 '1970-01-01\+2147483647d'"):
        mdpoverty.summarize(frame, "vn-2022-2025")


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_durations(unit: Any) -> None:
    """They are no cells."""
    for number in (-(2**63), 2**63 - 1):
        cells = pl.Series([number, 0], dtype=pl.Int64).cast(pl.Duration(unit))
        for column in (*NEEDED, "household_id"):
            with pytest.raises(mdpoverty.SurveyError, match=column):
                mdpoverty.classify(pl.DataFrame({**SURVEY, column: cells}), "vn-2022-2025")


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
@pytest.mark.parametrize("named", ["2147483647d", f"{-(2**63)}us Asia/Ho_Chi_Minh", "time"])
def test_on_the_command_line(tmp_path: Path, named: str, form: str) -> None:
    """Kept columns are written in every format, and so are refused rows."""
    survey, profile, refused = (tmp_path / name for name in ("s.parquet", f"p.{form}", "r.csv"))
    cells = {**FAR, **ODD}[named]
    asked = ["--standard", "vn-2022-2025", "-q", "-o", str(profile), "--keep", "all"]
    pl.DataFrame({**SURVEY, "foo": cells}).write_parquet(survey)
    assert carry_out(["classify", str(survey), *asked]) == 0
    if form == "json":
        kept = json.loads(profile.read_text(encoding="utf-8").splitlines()[0])["foo"]
        assert kept.startswith("23:59:59" if named == "time" else "1970-01-01")
    pl.DataFrame({**SURVEY, "income_per_capita": cells}).write_parquet(survey)
    assert carry_out(["classify", str(survey), *asked, "--rejects", str(refused)]) == 0
    rows = refused.read_text(encoding="utf-8").splitlines()
    assert "income_per_capita is not a number" in rows[1]
    assert named == "time" or named.split(maxsplit=1)[0] in rows[1]


def test_near_ones_are_written_as_ever(tmp_path: Path) -> None:
    """Days and moments of the calendar are written as the engine writes them."""
    for unit in ("ms", "us", "ns"):
        for zone in (*ZONES, "UTC"):
            moments = pl.Series([0, 1, 86_400_123, None, 10**12]).cast(pl.Datetime(unit, zone))
            frame = pl.LazyFrame({"m": moments, "d": moments.cast(pl.Date)})
            ours, engine = tmp_path / "ours", tmp_path / "engine"
            write(frame, ours, Form("csv", tmp_path))
            frame.sink_csv(engine)
            assert ours.read_bytes() == engine.read_bytes()
            write(frame, ours, Form("json", tmp_path))
            frame.sink_ndjson(engine)
            assert ours.read_bytes() == engine.read_bytes()


# Days from 1970: far ones, and both sides of the years 1900 to 2199, which dates are of.
REVIEWED = {
    **dict.fromkeys((-(2**31), FIRST - 1, FIRST, -25_568, 84_006, LAST, LAST + 1, 2**31 - 1), 3),
    -25_567: 0,
    84_005: 0,
}


@pytest.mark.parametrize("number", REVIEWED)
def test_of_a_review(tmp_path: Path, capsys: pytest.CaptureFixture[str], number: int) -> None:
    """A far day of the review, or of a member's birth, is refused by its row, and no near one."""
    survey, members, profile = (tmp_path / name for name in ("s.parquet", "m.parquet", "p.csv"))
    asked = ["classify", str(survey), "--members", str(members), "-q", "-o", str(profile)]
    asked += ["--standard", "vn-2022-2025-review"]
    days = pl.Series([number, 20_300], dtype=pl.Int32).cast(pl.Date)
    person = {"household_id": ["1", "2"], "person_id": "1"}
    pl.DataFrame({**SURVEY, "review_date": days}).write_parquet(survey)
    pl.DataFrame({**person, "age": 30}).write_parquet(members)
    assert carry_out(asked) == REVIEWED[number]
    assert profile.exists() == (REVIEWED[number] == 0)
    assert ("review_date: is not a date (1 row: row 1" in capsys.readouterr().err) == (
        REVIEWED[number] == 3
    )
    pl.DataFrame({**SURVEY, "review_date": date(2025, 7, 31)}).write_parquet(survey)
    pl.DataFrame({**person, "birth_date": days}).write_parquet(members)
    assert carry_out(asked) == 3
    said = capsys.readouterr().err
    wrong = "is not a date" if REVIEWED[number] else "more than 120 years ago|is later than"
    assert re.search(f"birth_date: .*({wrong}).*row 1 '", said)


@pytest.mark.parametrize(("late", "code"), [(0, 0), (1, 3)])
def test_born_on_the_day_of_the_review(tmp_path: Path, late: int, code: int) -> None:
    """On the day itself it is a date of birth, a day later it is none."""
    survey, members = tmp_path / "s.parquet", tmp_path / "m.parquet"
    day = pl.Series([20_300, 20_300], dtype=pl.Int32)
    pl.DataFrame({**SURVEY, "review_date": day.cast(pl.Date)}).write_parquet(survey)
    born = (day + late).cast(pl.Date)
    frame = pl.DataFrame({"household_id": ["1", "2"], "person_id": "1", "birth_date": born})
    frame.write_parquet(members)
    asked = [
        "classify",
        str(survey),
        "--members",
        str(members),
        "-q",
        "-o",
        str(tmp_path / "p.csv"),
    ]
    assert carry_out([*asked, "--standard", "vn-2022-2025-review"]) == code
