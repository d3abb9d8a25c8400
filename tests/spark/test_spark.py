"""Frames of Spark: the same profile as the embedded engine gives, and no Python for any row."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from places import ROOT
from sparks import STANDARDS, all_columns, in_bytes, require_spark_alone, seeded, spoilt
from surveys import DECIDED, SCORES, roster, survey, text_frame

import mdpoverty
from mdpoverty.codebook import BOOLEANS, Variable, variables
from mdpoverty.survey.engine import converted
from mdpoverty.survey.survey import survey_of


@pytest.fixture
def there(spark: Any, tmp_path: Path) -> Any:
    """Return a function that gives rows of Polars to Spark, by way of a file."""
    names = iter(range(9))

    def put(frame: pl.DataFrame) -> Any:
        file = tmp_path / f"{next(names)}.parquet"
        frame.write_parquet(file)
        return spark.read.parquet(str(file))

    return put


def back(frame: Any) -> pl.DataFrame:
    """Return the rows of a Spark frame."""
    found = pl.from_arrow(frame.toArrow())
    assert isinstance(found, pl.DataFrame)
    return found


def jobs(spark: Any) -> int:
    """Return how many jobs the session has run."""
    return len(spark.sparkContext.statusTracker().getJobIdsForGroup(None))


# Profiles


@pytest.mark.parametrize("standard", STANDARDS)
def test_a_survey_has_the_same_profile(spark: Any, there: Any, standard: str) -> None:
    """Sound rows have the bytes of the embedded profile; the others say why they are refused."""
    rng = seeded(standard)
    rows = spoilt(rng, survey(rng, standard, 300, all_columns(standard)), ["household_id"])
    frame = text_frame(rows)
    given = there(frame)
    before = jobs(spark)
    found = mdpoverty.classify(given, standard)
    assert jobs(spark) == before, "nothing is run before it is asked for"
    require_spark_alone(found)
    flagged = back(found)
    expected = mdpoverty.classify(frame.lazy(), standard).collect()
    assert flagged.schema == expected.schema
    assert in_bytes(flagged) == in_bytes(expected)
    profile, refused = mdpoverty.classify(frame, standard, rejects=True)
    assert in_bytes(flagged.filter(pl.col("error").is_null()).drop("error")) == in_bytes(profile)
    errors = flagged["error"].drop_nulls().sort()
    assert errors.to_list() == refused["problems"].sort().to_list()
    assert len(errors) > 20


@pytest.mark.parametrize("standard", STANDARDS)
def test_members_count_as_they_do_elsewhere(there: Any, standard: str) -> None:
    """Rules about persons, and problems of members, come out as in the embedded engine."""
    rng = seeded(f"members {standard}")
    columns = [name for name in all_columns(standard) if name not in (*SCORES, *DECIDED)]
    rows = survey(rng, standard, 120, columns)
    members = [row for people in roster(rng, rows) for row in people]
    frame = text_frame(spoilt(rng, rows, ["household_id"]))
    people = text_frame(spoilt(rng, members, ["household_id", "person_id"]))
    found = mdpoverty.classify(there(frame), standard, there(people))
    require_spark_alone(found)
    flagged = back(found)
    profile, refused, _ = mdpoverty.classify(frame, standard, people, rejects=True)
    assert in_bytes(flagged.filter(pl.col("error").is_null()).drop("error")) == in_bytes(profile)
    errors = flagged["error"].drop_nulls().sort()
    assert errors.to_list() == refused["problems"].sort().to_list()
    assert errors.str.contains("has a member with a refused row").any()


# Comparisons and summaries


def test_two_standards_compare_as_they_do_elsewhere(spark: Any, there: Any) -> None:
    """Spark gives the table of all households, lazily, with an error where a row is refused."""
    rng = seeded("compare")
    columns = list(dict.fromkeys(name for each in STANDARDS for name in all_columns(each)))
    frame = text_frame(spoilt(rng, survey(rng, STANDARDS[0], 200, columns), ["household_id"]))
    given = there(frame)
    before = jobs(spark)
    found = mdpoverty.compare(given, *STANDARDS, by="note")
    assert jobs(spark) == before
    require_spark_alone(found)
    flagged = back(found)
    refused = flagged["error"].is_not_null()
    decided = flagged.columns[flagged.columns.index("from_class") : -1]
    assert refused.sum() > 20
    assert flagged.filter(refused).select(pl.col(decided).is_null().all()).row(0) == (True,) * 9
    ids = flagged.filter(refused)["household_id"].to_list()
    sound = frame.filter(~clean(frame["household_id"]).is_in(ids))
    expected = mdpoverty.compare(sound, *STANDARDS, by="note")
    assert expected["reason"].n_unique() > 3
    assert in_bytes(flagged.filter(~refused).drop("error")) == in_bytes(expected)


def clean(ids: pl.Series) -> pl.Series:
    """Return ids as a profile has them."""
    return ids.str.strip_chars().str.normalize("NFC")


def test_a_summary_is_the_same(there: Any) -> None:
    """Spark counts the households that are alike; the figures are the embedded engine's."""
    rng = seeded("summary")
    standard = STANDARDS[1]
    rows = [
        {**row, "stratum": str(i % 3), "psu": str(i % 12), "weight": "1.25"}
        for i, row in enumerate(survey(rng, standard, 200, all_columns(standard)))
    ]
    frame = text_frame(rows)
    asked: dict[str, Any] = {"by": ["note"], "cutoffs": ["3"], "bounds": True, "unit": "persons"}
    found = mdpoverty.summarize(there(frame), standard, **asked)
    pd.testing.assert_frame_equal(found, mdpoverty.summarize(frame, standard, **asked))
    assert len(found) > 50


def test_a_written_profile_is_summarised(there: Any) -> None:
    """The classes of a profile are taken as they stand, and its standard is looked up."""
    standard = STANDARDS[1]
    frame = text_frame(survey(seeded("written"), standard, 50, all_columns(standard)))
    profile = mdpoverty.classify(frame, standard)
    found = mdpoverty.summarize(there(profile), standard, by="area")
    pd.testing.assert_frame_equal(found, mdpoverty.summarize(profile, standard, by="area"))
    with pytest.raises(mdpoverty.SurveyError, match="not a profile of one standard"):
        mdpoverty.summarize(there(profile), STANDARDS[0])


def test_a_summary_of_refused_rows_says_why(there: Any) -> None:
    """Rows that are refused are counted by what is wrong, and nothing is summarised."""
    columns = ["household_id", "area", "household_size", "income_per_capita"]
    rows = survey(seeded("refused"), "vn-2011-2015", 20, columns)
    rows[3]["area"] = rows[7]["area"] = "city"
    rows[5]["household_id"] = rows[7]["household_id"]
    with pytest.raises(mdpoverty.SurveyError) as caught:
        mdpoverty.summarize(there(text_frame(rows)), "vn-2011-2015")
    assert [(problem.subject, problem.count) for problem in caught.value.problems] == [
        ("household_id", 2),
        ("area", 2),
    ]
    assert caught.value.headline.startswith("the frame: 3 rows refused")


# Cells


def same_values(there: Any, frame: pl.DataFrame, known: dict[str, Variable]) -> None:
    """Fail where Spark makes other values of the cells of a frame than Polars does."""
    from mdpoverty.spark import surveys  # noqa: PLC0415 -- Spark may not be installed

    elsewhere = converted(surveys.survey_of(there(frame)), known).to_native()
    ours = converted(survey_of(frame), known).to_native().collect()
    names = ["id", *(name for name in known if name != "id")]
    got = back(elsewhere).select(names).sort("id")
    want = ours.select(names).sort("id")
    for name in names:
        cells = zip(
            frame.sort("id")[name] if name != "id" else [], got[name], want[name], strict=False
        )
        wrong = [each for each in cells if repr(each[1]) != repr(each[2])]
        assert wrong == [], f"{name}: cell, Spark's value, Polars' value"
    assert got.schema == want.schema


def kinds() -> dict[str, Variable]:
    household = variables("household")
    return {
        "id": Variable("id", "household", "text"),
        "text": Variable("text", "household", "text"),
        "area": household["area"],
        "answer": Variable("answer", "household", "boolean", codes=BOOLEANS),
        "toilet": household["toilet"],
        "number": Variable("number", "household", "number"),
        "whole": Variable("whole", "household", "integer"),
    }


def test_text_cells_have_the_same_values(there: Any) -> None:
    """Trimming, blanks, composing, codes in any spelling, and numbers are as Polars reads them."""
    words = ["Có", "KHÔNG", "không", "Nông Thôn", "thành thị", "đô thị", "rural", "URBAN", "Septic"]
    words += [
        "true",
        "FALSE",
        "1",
        "0",
        "Yes",
        "no",
        "Ệ",
        "ệ",
        "\u1112\u1161\u11ab",
        "İ",
        "ΑΣ",
        "ẞ",
    ]
    words += ["\u212b", "\u0958", "a\u0323\u0307", "a\u0307\u0323", "\U0001f600", "a\u0000b"]
    numbers = ["0", "-0", "+7", "007", "4.0", "4.", ".5", ".", "-.5", "1e5", "1E5", "1_000", "1,5"]
    numbers += ["123456789012345", "1234567890123456", "0000123456789012345", "0.1234567890123456"]
    numbers += ["999999999999999.9", "99999999999999.9", "0x10", "1d", "1f", "NaN", "inf", "-", "+"]
    numbers += ["٣", "\uff11", "1 000", "1.2.3", "--1", "1.1", "0.1", "2.675", "1500000.5", "4.5"]
    white = [chr(c) for c in range(0x3001) if chr(c).isspace() or c < 33]
    white += ["\u180e", "\u200b", "\u2060", "\ufeff", "\u00ad"]
    cells = [f"{before}{word}" for word in (*words, *numbers) for before in ("", " ", "\u00a0\t")]
    cells += [unicodedata.normalize("NFD", word) for word in words]
    cells += [*white, *(f"{space}7{space}" for space in white), *(f"a{s}b" for s in white)]
    whole: list[str | None] = [*cells, "", None]
    table = dict.fromkeys(list(kinds())[1:], whole)
    same_values(
        there, pl.DataFrame({"id": [f"{i:04}" for i in range(len(whole))], **table}), kinds()
    )


@pytest.mark.parametrize(
    "cells",
    [
        pl.Series([True, False, None]),
        pl.Series([1, 0, None, -3, 10**14, 10**15, 2**62]),
        pl.Series([1, 0, None, -3], dtype=pl.Int8),
        pl.Series([1.0, 0.0, -0.0, None, 2.5, 0.1, 1e14, 1e15, 1e15 - 1, -1e15, float("nan")]),
        pl.Series([12345678901234568.0, 9e18, -(2.0**60), 100000000000000.0], dtype=pl.Float64),
        pl.Series([1.0, 0.0, None, 2.5, 0.1, 1.1], dtype=pl.Float32),
        pl.Series([9999999.0, 1e7, -1e7, 1e10, 16777216.0], dtype=pl.Float32),
        pl.Series(["1.50", "0.00", None, "7.00"]).cast(pl.Decimal(10, 2)),
        pl.Series(["2024-02-29", None]).str.to_date(),
    ],
    ids=lambda cells: str(cells.dtype),
)
def test_typed_cells_have_the_same_values(there: Any, cells: pl.Series) -> None:
    """Columns of any type that can be cells are read alike."""
    table = dict.fromkeys(list(kinds())[1:], cells)
    ids = [f"{i:04}" for i in range(len(cells))]
    same_values(there, pl.DataFrame({"id": ids, **table}), kinds())


def test_whole_numbers_of_single_precision_are_themselves(there: Any) -> None:
    """A number of more digits than single precision keeps for certain is what the file holds."""
    cells = pl.Series([99999992.0, 123456792.0, -(2.0**40)], dtype=pl.Float32)
    numbers = {name: kinds()[name] for name in ("id", "number", "whole")}
    table = {"id": ["0000", "0001", "0002"], "number": cells, "whole": cells}
    same_values(there, pl.DataFrame(table), numbers)


def test_columns_of_odd_names_are_left_alone(there: Any) -> None:
    """Names that differ by case alone, or that Spark would read as more than a name, do no harm."""
    rng = seeded("names")
    columns = ["household_id", "area", "household_size", "income_per_capita"]
    frame = text_frame(survey(rng, "vn-2011-2015", 20, columns))
    odd = frame.rename({"household_size": "household_size"}).with_columns(
        pl.lit("x").alias("a.b"), pl.lit("x").alias("`c`"), pl.lit("x").alias("tỉnh, xã")
    )
    found = back(mdpoverty.classify(there(odd), "vn-2011-2015"))
    assert in_bytes(found.drop("error")) == in_bytes(mdpoverty.classify(frame, "vn-2011-2015"))


# What is refused as a whole


def test_what_spark_cannot_do_is_said_at_once(spark: Any, there: Any) -> None:
    """Rejects, a column map, and members in another kind of frame are errors of use."""
    columns = ["household_id", "area", "household_size", "income_per_capita", "note"]
    frame = text_frame(survey(seeded("names"), "vn-2022-2025", 2, columns))
    given = there(frame)
    maps = ROOT / "examples/maps/vhlss-2014.yaml"
    before = jobs(spark)
    with pytest.raises(mdpoverty.UsageError, match="rejects"):
        mdpoverty.classify(given, "vn-2022-2025", rejects=True)
    with pytest.raises(mdpoverty.UsageError, match="column map"):
        mdpoverty.classify(given, "vn-2022-2025", columns=maps)
    with pytest.raises(mdpoverty.UsageError, match="different kinds"):
        mdpoverty.classify(given, "vn-2022-2025", frame)
    with pytest.raises(mdpoverty.SurveyError, match="area"):
        mdpoverty.classify(given.drop("area"), "vn-2022-2025")
    nested = given.selectExpr("*", "array(1) as water")
    with pytest.raises(mdpoverty.SurveyError, match="not a cell value"):
        mdpoverty.classify(nested, "vn-2022-2025")
    odd = given.withColumnRenamed("note", "a.b")
    with pytest.raises(mdpoverty.UsageError, match="group"):
        mdpoverty.compare(odd, *STANDARDS, by="a.b")
    assert jobs(spark) == before
