"""What a map names is a column of the survey: for `--keep all`, and for `--by`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from diffs import run
from files import Done, rows_of
from maps import MEMBER, PLAIN, Source, map_text
from second_reading import Row
from summaries import figures

import mdpoverty

DAY = "2025-10-01"
NEW = ("--standard", "vn-2022-2025")
# A survey whose own `psu` and `merit` are something else than what the map calls so.
SURVEY = """\
id,thu,diaban,tang,psu,quyen,ct,merit,chu,so
1,900000,E1,N,raw1,2,1,a,Lò Thị Ban,3
2,1400000,E1,N,raw2,2,2,b,Vàng A Sử,2
3,1600000,E2,N,raw3,1,2,c,Nguyễn Văn An,5
4,700000,E3,S,raw4,1,1,d,"Hà, ""B"" A",1
5,2500000,E4,S,raw5,3,,e,,
"""
SOURCES: dict[str, Source] = PLAIN | {
    "income_per_capita": {"column": "thu"},
    "psu": {"column": "diaban"},
    "stratum": {"column": "tang"},
    "weight": {"column": "quyen"},
    "merit": {"column": "ct", "codes": {"1": "có", "2": "Không"}},
    "head": {"column": "chu"},
    "dependants": {"column": "so"},
    "household_size": {"constant": 5},
    "review_date": {"constant": "01/10/2025"},
}


class Desk:
    """A folder with a survey and a map of it, and commands in it."""

    def __init__(self, folder: Path) -> None:
        """Write both files."""
        self.folder = folder
        (folder / "survey.csv").write_text(SURVEY, encoding="utf-8")
        self.map({})

    def map(self, sources: dict[str, Source], member: Any = None, **top: Any) -> None:
        """Write the map again, with other sources."""
        text = map_text(SOURCES | sources, member, **top)
        (self.folder / "map.yaml").write_text(text, encoding="utf-8")

    def file(self, name: str) -> Path:
        """Return the path of a file in the folder."""
        return self.folder / name

    def run(self, name: str, *options: str | Path) -> Done:
        """Carry out a command on the survey under the map."""
        columns = ("--columns", self.file("map.yaml"))
        return run(name, self.file("survey.csv"), *columns, *NEW, *options)

    def kept(self, *options: str | Path) -> list[Row]:
        """Return the profile that keeps all."""
        done = self.run("classify", "--keep", "all", "-o", self.file("profile.csv"), *options)
        assert done.code == 0, done.errors
        return rows_of(self.file("profile.csv"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_everything_mapped_is_carried(desk: Desk) -> None:
    """Carried are all variables, in the codebook's words, before the survey's other columns."""
    rows = desk.kept()
    names = list(rows[0])
    carried = ["psu", "stratum", "merit", "head", "dependants", "review_date"]
    own = ["id", "thu", "diaban", "tang", "quyen", "ct", "chu", "so"]
    assert names[names.index("unknown_in") + 1 :] == [*carried, *own]
    found = [[row[name] for name in carried] for row in rows]
    assert found == [
        ["E1", "N", "yes", "Lò Thị Ban", "3", DAY],
        ["E1", "N", "no", "Vàng A Sử", "2", DAY],
        ["E2", "N", "no", "Nguyễn Văn An", "5", DAY],
        ["E3", "S", "yes", 'Hà, "B" A', "1", DAY],
        ["E4", "S", "", "", "", DAY],
    ]
    assert [row["household_size"] for row in rows] == ["5"] * 5


@pytest.mark.parametrize("suffix", ["parquet", "dta", "xlsx"])
def test_carried_in_every_format(desk: Desk, suffix: str) -> None:
    """What is carried is in every format: words as text, whole numbers as numbers."""
    output = desk.file(f"profile.{suffix}")
    done = desk.run("classify", "--keep", "all", "-o", output)
    assert done.code == 0, done.errors
    done = run("summarize", output, "--by", "psu", "--by", "dependants", "-q")
    assert done.code == 0, done.errors
    assert "E2,5,poor_rate," in done.out


def test_design_is_the_same_by_map_and_by_profile(desk: Desk) -> None:
    """Standard errors of a profile that keeps all are those of the survey under the map."""
    desk.kept()
    of_profile = figures(desk.file("profile.csv"))
    assert of_profile == figures(desk.file("survey.csv"), "--columns", desk.file("map.yaml"), *NEW)
    desk.map({"psu": {"column": "id"}})
    desk.kept()
    assert figures(desk.file("profile.csv")) != of_profile


@pytest.mark.parametrize("name", ["merit", "psu", "head", "dependants", "area"])
def test_groups_are_those_of_the_map(desk: Desk, name: str) -> None:
    """`--by` takes what the map names before a column of the same name, as --keep all does."""
    kept = {row[name] for row in desk.kept()}
    done = desk.run("summarize", "--by", name, "-q")
    assert done.code == 0, done.errors
    (desk.file("found.csv")).write_text(done.out, encoding="utf-8")
    assert {row[name] for row in rows_of(desk.file("found.csv"))} == kept
    done = run(
        *("diff", desk.file("survey.csv"), "--columns", desk.file("map.yaml"), "--by", name),
        *("--from", "vn-2016-2020", "--to", "vn-2022-2025", "-o", desk.file("diff.csv"), "--all"),
    )
    assert done.code == 0, done.errors
    assert {row[name] for row in rows_of(desk.file("diff.csv"))} == kept


def test_own_columns_may_still_group(desk: Desk) -> None:
    """A column that the map does not name groups as it stands."""
    done = desk.run("summarize", "--by", "quyen", "-q")
    assert done.code == 0, done.errors
    assert "\n3,poor_rate," in done.out
    done = desk.run("summarize", "--by", "hed", "-q")
    assert done.code == 2
    assert "did you mean 'head'?" in done.errors


@pytest.mark.parametrize("command", [("classify", "--keep", "all"), ("summarize", "--by", "merit")])
def test_code_without_a_meaning_is_refused_where_it_is_used(
    desk: Desk, command: tuple[str, ...]
) -> None:
    """A code that the map has not is never carried as a blank; unread, it harms nobody."""
    desk.map({"merit": {"column": "ct", "codes": {"1": "yes"}}})
    done = desk.run(*command)
    assert done.code == 3
    assert "merit (from ct): code is not in the column map (2 rows" in done.errors
    assert desk.run("classify").code == 0


def test_refused_rows_keep_the_columns_of_the_file(desk: Desk) -> None:
    """Refused rows are written as they stand, whatever the map calls a column."""
    desk.map({"merit": {"column": "ct", "codes": {"1": "yes"}}})
    rejects = desk.file("rejects.csv")
    rows = desk.kept("--rejects", rejects)
    assert [row["household_id"] for row in rows] == ["1", "4", "5"]
    assert [(row["psu"], row["merit"]) for row in rows_of(rejects)] == [
        ("raw2", "b"),
        ("raw3", "c"),
    ]


def test_members_are_carried_too(desk: Desk) -> None:
    """A file of persons that keeps all has the members' variables of the map."""
    desk.file("members.csv").write_text("id,person,gt,tuoi,age\n1,1,2,33,x\n", encoding="utf-8")
    member = MEMBER | {
        "age": {"column": "tuoi"},
        "insured": {"column": "gt", "codes": {"1": "có", "2": "không"}},
    }
    desk.map({"household_size": {"constant": 1}, "dependants": {"constant": 1}}, member)
    first = "".join(SURVEY.splitlines(keepends=True)[:2])
    desk.file("survey.csv").write_text(first, encoding="utf-8")
    persons = desk.file("persons.csv")
    desk.kept("--members", desk.file("members.csv"), "--persons", persons)
    [row] = rows_of(persons)
    assert list(row)[6:12] == [
        "age",
        "insured",
        "id",
        "person",
        "gt",
        "tuoi",
    ]  # the household's come after
    assert (row["age"], row["insured"], row["gt"]) == ("33", "no", "2")


def test_frames_are_grouped_by_what_the_map_names(desk: Desk) -> None:
    """`summarize` and `compare` of a frame take the names of the map."""
    frame = pl.read_csv(desk.file("survey.csv"), infer_schema=False)
    path = desk.file("map.yaml")
    found = mdpoverty.summarize(frame, "vn-2022-2025", by="merit", columns=path)
    assert set(found["merit"].dropna()) == {"yes", "no"}
    both = mdpoverty.compare(frame, "vn-2016-2020", "vn-2022-2025", by="dependants", columns=path)
    assert both["dependants"].to_list() == [3, 2, 5, 1, None]
