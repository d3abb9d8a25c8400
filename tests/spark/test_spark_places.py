"""What is named is what Spark reads, whatever its name holds; what it writes is its owner's."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from files import BY_INCOME, Done, classify

NAMES = ("p[1]", "p1", "a*b", "q?", "{x,y}", "x", "~", "ab")
HEADER = "household_id,area,household_size,income_per_capita\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder whose name looks like a pattern, with two kinds of files of odd names."""
    home = tmp_path / "in[side] {x}"
    for kind in ("csv", "parquet"):
        (home / kind).mkdir(parents=True)
    for name in NAMES:
        text = f'{HEADER}"{name}",rural,4,9\n'
        (home / "csv" / f"{name}.csv").write_text(text)
        pl.read_csv(text.encode()).write_parquet(home / "parquet" / f"{name}.parquet")
    monkeypatch.chdir(home)
    return home


def on_spark(*arguments: str | Path) -> Done:
    return classify(*arguments, *BY_INCOME, "--engine", "spark", "--master", "local[2]")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_name_is_a_name(spark: Any, kind: str) -> None:
    """A file, several files and a folder of any names are read whole, and nothing else is."""
    from mdpoverty.spark.sources import source  # noqa: PLC0415 -- Spark may not be installed

    files = [f"{kind}/{name}.{kind}" for name in NAMES]
    cases = [(files[:1], NAMES[:1]), (files[2:5], NAMES[2:5]), ([kind], NAMES)]
    cases += [([f"{kind}/p*.{kind}"], NAMES[:2]), ([f"{kind}/{{x,ab}}.{kind}"], ("x", "ab"))]
    for given, found in cases:
        cells = [str(row[0]) for row in source(spark, given).frame.collect()]
        ids = [cell.partition(",rural")[0].strip('"') for cell in cells]
        assert sorted(name for name in ids if not HEADER.startswith(name)) == sorted(found)


def test_partition_folders_keep_their_keys(spark: Any, tmp_path: Path) -> None:
    """The keys of the folders that Parquet files are in are text, as for the embedded engine."""
    from mdpoverty.spark.sources import source  # noqa: PLC0415 -- as above

    for place, name in (("04/district=a b", "1"), ("11/district=__HIVE_DEFAULT_PARTITION__", "2")):
        within = tmp_path / "in [x]" / f"province={place}"
        within.mkdir(parents=True)
        pl.DataFrame({"household_id": [name]}).write_parquet(within / "part.parquet")
    rows = [("1", "04", "a b"), ("2", "11", None)]
    folder, pattern = tmp_path / "in [x]", tmp_path / "in ?x?" / "*" / "*" / "*.parquet"
    inference = "spark.sql.sources.partitionColumnTypeInference.enabled"
    spark.conf.set(inference, "false")  # as for every run
    for path, expected in ((folder, rows), (pattern, rows), (folder / "province=04", rows[:1])):
        frame = source(spark, [str(path)]).frame
        assert frame.columns == ["household_id", "province", "district"]
        assert sorted(map(tuple, frame.collect())) == expected
    spark.conf.unset(inference)
    alone = source(spark, [str(next(folder.glob("province=04/*/*")))]).frame
    assert alone.columns == ["household_id"]


@pytest.mark.usefixtures("spark", "folder")
def test_a_name_that_spark_leaves_out_is_refused() -> None:
    """A file whose name begins with _ or . would be read as no rows at all."""
    hidden = Path("csv/x.csv").rename("csv/_x.csv")
    done = on_spark(hidden, "-o", "out", "-q")
    assert done.code == 3
    assert "has a name that Spark leaves out" in done.errors


@pytest.mark.usefixtures("spark", "folder")
def test_folders_are_delivered_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused rows are their owner's alone; a file that changes meanwhile delivers no folder."""
    survey = Path("csv/x.csv")
    survey.write_text(f"{HEADER}1,rural,4,9\n2,city,4,9\n")
    done = on_spark(survey, "-o", "out", "--rejects", "bad")
    assert done.code == 0, done.errors
    assert [stat.S_IMODE(Path(made).stat().st_mode) & 0o077 != 0 for made in ("out", "bad")] == [
        *(True, False)
    ]
    account = "mdpoverty.cli.session.Session.account"
    monkeypatch.setattr(account, lambda *_: survey.write_text(f"{HEADER}1,rural,4,9\n"))
    done = on_spark(survey, "-o", "again", "--rejects", "worse")
    assert done.code == 3
    assert "x.csv changed while it was read" in done.errors
    assert not [name for name in ("again", "worse") if Path(name).exists()]
    assert not [*Path().glob(".*part*")]


@pytest.mark.usefixtures("spark", "folder")
def test_a_folder_that_cannot_be_placed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second folder cannot be put in place, the first is not left there."""

    def in_the_way(*_: Any) -> None:
        Path("bad").mkdir()

    monkeypatch.setattr("mdpoverty.cli.session.Session.account", in_the_way)
    done = on_spark("csv/x.csv", "-o", "out", "--rejects", "bad")
    assert done.code == 3
    assert "bad cannot be written" in done.errors
    assert not Path("out").exists()
