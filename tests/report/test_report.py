"""`mdpoverty report` as its users meet it: what it writes, refuses, and makes of odd surveys."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from diffs import run, write_rows
from files import rows_of
from maps import PLAIN, write_map
from reports import MEMBERS, NEW, OLD, SURVEY, Page, page_of, picture, report
from second_reading import Row

from mdpoverty import __version__

BY_INCOME = ("--standard", "vn-2011-2015")  # has no indicators
HOUSEHOLDS: list[Row] = [
    {
        "household_id": f"{number:02}",
        "commune": "Bản Đèo" if number % 2 else "Pù Lá",
        "area": "rural",
        "household_size": "4",
        "income_per_capita": str(100_000 * number),
    }
    for number in range(1, 13)
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own that holds survey.csv, and nothing else."""
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "survey.csv", HOUSEHOLDS)
    return tmp_path


def refusal(*arguments: str | Path, code: int = 2) -> str:
    """Return the words with which nothing is reported: nothing is printed, no file written."""
    before = {file: file.read_bytes() for file in Path.cwd().iterdir()}
    done = report(*arguments, "-q")
    assert (done.code, done.out) == (code, ""), done.errors
    assert "Traceback" not in done.errors
    assert {file: file.read_bytes() for file in Path.cwd().iterdir()} == before
    return done.errors


def test_the_page_is_the_same_in_a_file_and_on_standard_output(folder: Path) -> None:
    """-o FILE and -o - give the same bytes, as every run does; the notes say what was read."""
    done = report(SURVEY, "--members", MEMBERS, "-o", "page.html")
    assert (done.code, done.out) == (0, "")
    assert "survey.csv: 300 rows read = 300 reported + 0 refused" in done.errors
    assert "members.csv: 1,173 rows read = 1,173 used + 0 refused" in done.errors
    text = (folder / "page.html").read_text(encoding="utf-8")
    assert page_of(SURVEY, "--members", MEMBERS) == text
    assert str(folder) not in text
    assert str(SURVEY.parent) not in text


def test_what_was_run_is_said() -> None:
    """The page names standard, digest, law, file, rows, households, their weight, and unknowns."""
    page = Page(page_of(SURVEY))
    rows = dict(page.tables["Standard and survey"][1:])
    digest = rows.pop("Threshold file")
    assert re.fullmatch(r"vn-2022-2025, SHA-256 [0-9a-f]{12}", digest)
    assert rows == {
        "Standard": "Multidimensional poverty standard, 2022-2025",
        "In use": "from 2022-01-01 to 2026-12-31",
        "Program": f"mdpoverty {__version__}",
        "Survey": "survey.csv",
        "Rows of survey.csv": "300 read = 300 used + 0 refused",
        "Households": "300, which represent 9,990",
        "How drawn": "Sample: standard errors from its strata and sampling units",
        "Undetermined": "18 (6.05%)",
        "With an unknown indicator": "39 (12.85%)",
    }
    _, first, circular, second = page.tables["Legal basis"]
    assert first[:2] + first[3:] == ["07/2021/NĐ-CP", "Article 3", "read in the legal text"]
    assert (circular[0], second[0]) == ("07/2021/TT-BLĐTBXH", "351/2025/NĐ-CP")
    assert "known from memory only" not in page.words


@pytest.mark.parametrize("chart", ["classes", "ranking"])
def test_one_picture(folder: Path, chart: str) -> None:
    """--plot writes one picture, which says what it is; as PNG it has the same shape."""
    asked = ["survey.csv", *BY_INCOME, "--chart", chart, "-q"]
    assert report(*asked, "--plot", "a.svg").code == 0
    svg = (folder / "a.svg").read_text(encoding="utf-8")
    found = picture(svg)
    title, description = (found.root[place].text or "" for place in (0, 1))
    assert title in found.texts
    assert re.search(r"[0-9]", description)
    assert found.root.get("role") == "img"
    assert report(*asked, "--plot", "a.PNG").code == 0
    png = (folder / "a.PNG").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    size = [int.from_bytes(png[start : start + 4]) for start in (16, 20)]
    assert size == [2 * int(found.root.get(side, "")) for side in ("width", "height")]


def test_page_and_picture_together(folder: Path) -> None:
    """Both may be asked for; the picture is of deprivations where none is named."""
    assert report(SURVEY, "-o", "a.html", "--plot", "a.svg", "-q").code == 0
    found = picture((folder / "a.svg").read_text(encoding="utf-8"))
    assert found.root[0].text == "Deprivations by indicator"
    drawn = Page((folder / "a.html").read_text(encoding="utf-8")).pictures["deprivations"]
    assert found.boxes == drawn.boxes


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name an output"),
        (["--plot", "a.pdf"], "allowed: a file with .svg or .png"),
        (["--plot", "-"], "allowed: a file with .svg or .png"),
        (["-o", "a.html", "--chart", "classes"], "--chart needs --plot FILE"),
        (["-o", "a.html", "--plot", "a.svg", "--chart", "maps"], "'maps' is not allowed"),
        (["-o", "a.pdf"], "allowed: a file with .html, or -"),
        (["-o", "survey.csv"], "SURVEY, --output: name the same file"),
        (["-o", "a.svg", "--plot", "a.svg"], "name the same file"),
        (["-o", "a.html", "--rejects", "-"], "--rejects needs a file"),
        (["-o", "a.html", "--from", OLD, "--before", "b.csv"], "give one"),
        (
            ["-o", "a.html", "--before", "b.csv", "--members", "m.csv"],
            "--members: does not work with two",
        ),
        (["--plot", "a.svg", "--chart", "change"], "--chart change needs --from"),
        (["-o", "a.html", "--by", "village"], "the survey has no column 'village'"),
        (["-o", "a.html", "--cutoff", "3", *BY_INCOME], "counts indicators, but"),
        (["--plot", "a.svg", *BY_INCOME], "vn-2011-2015 does not have deprivation indicators"),
        (
            ["-o", "a.html", "--before", "survey.csv", *BY_INCOME],
            "SURVEY: survey.csv is not a profile",
        ),
    ],
)
def test_what_cannot_be_asked_for(arguments: list[str], said: str) -> None:
    """A command line that cannot be carried out is refused, and nothing is written."""
    found = refusal("survey.csv", *arguments)
    assert said in found


def test_refused_rows(folder: Path) -> None:
    """One refused row stops the report, unless --rejects takes it: then it is accounted for."""
    write_rows(folder / "survey.csv", [*HOUSEHOLDS, {**HOUSEHOLDS[0], "household_id": ""}])
    asked = ["survey.csv", *BY_INCOME]
    assert "household_id" in refusal(*asked, "-o", "a.html", code=3)
    assert report(*asked, "-o", "a.html", "--rejects", "r.csv", "-q").code == 0
    page = Page((folder / "a.html").read_text(encoding="utf-8"))
    said = page.row("Standard and survey", "Rows of survey.csv")["Value"]
    assert said == "13 read = 12 used + 1 refused"
    assert len((folder / "r.csv").read_text(encoding="utf-8").splitlines()) == 2


def test_refused_rows_of_two_profiles(folder: Path) -> None:
    """These cannot be set aside: --rejects, which two profiles do not take, is not advised."""
    for name in ("a.csv", "b.csv"):
        assert run("classify", "survey.csv", *BY_INCOME, "-o", name, "-q").code == 0
    text = (folder / "b.csv").read_text(encoding="utf-8")
    (folder / "b.csv").write_text(text.replace("rural", "city", 1), encoding="utf-8")
    found = refusal("b.csv", "--before", "a.csv", "-o", "a.html", code=3)
    assert "1 row refused. Nothing was written.\n" in found


def test_rows_refused_under_either_standard(folder: Path) -> None:
    """With --from the same rows are refused in every part: who is counted has both classes."""
    more: Row = {"survey_year": "2025", "members_ill_untreated": "0"}
    rows: list[Row] = [{**row, **more} for row in HOUSEHOLDS]
    rows[0]["members_ill_untreated"] = "many"  # only the standard before reads it
    rows[1]["survey_year"] = "this year"  # it chose the standard after
    write_rows(folder / "survey.csv", rows)
    asked = ["survey.csv", "--from", OLD, "-o", "a.html", "-q"]
    found = refusal(*asked[:-1], code=3)
    assert "members_ill_untreated" in found
    assert "survey_year" in found
    assert report(*asked, "--rejects", "r.csv").code == 0
    page = Page((folder / "a.html").read_text(encoding="utf-8"))
    assert page.row("Standard and survey", "Households")["Value"] == "10"
    caption = "Households by class before (rows) and after (columns)"
    assert page.row(caption, "All")["All"] == "10"


@pytest.mark.usefixtures("folder")
def test_without_indicators() -> None:
    """Under a standard of income alone there are classes and a ranking, and no indicators."""
    page = Page(page_of("survey.csv", *BY_INCOME))
    assert list(page.pictures) == ["classes", "ranking"]
    assert (
        page.words.count("vn-2011-2015 does not have deprivation indicators: it uses only income")
        == 3
    )
    row = page.row("Households by class and rule", "Poor")
    assert (row["Households"], row["Rate"]) == ("4", "33.33%")
    assert "Weighted" not in row
    assert "Register of every household" in page.row("Standard and survey", "How drawn")["Value"]


@pytest.mark.usefixtures("folder")
def test_without_near_poor_households() -> None:
    """Where the standard knows no near-poor households none are spoken of."""
    page = Page(page_of("survey.csv", "--standard", "vn-2006-2010"))
    assert "Poor households by commune" in page.words
    assert page.tables["Every unit, the highest rate first"][0] == [
        *("Commune", "Households", "Poor", "Undetermined")
    ]
    assert "near-poor households by" not in page.words


def test_without_places(folder: Path) -> None:
    """A survey without places has no ranking, and is told how to have one."""
    write_rows(folder / "survey.csv", [{**row, "commune": ""} for row in HOUSEHOLDS])
    for rows in (HOUSEHOLDS, [{n: x for n, x in r.items() if n != "commune"} for r in HOUSEHOLDS]):
        write_rows(folder / "survey.csv", [{**row, "ethnicity": "Tày"} for row in rows])
    page = Page(page_of("survey.csv", *BY_INCOME))
    assert "Use --by COLUMN to rank by another column" in page.words
    assert "ranking" not in page.pictures
    page = Page(page_of("survey.csv", *BY_INCOME, "--by", "ethnicity", "--by", "area"))
    assert "There is one unit, rural: its rate is 41.67%." in page.words


def test_the_finest_place_that_is_filled(folder: Path) -> None:
    """Units are of the finest place that anybody has; communes of one name are told apart."""
    rows: list[Row] = [
        {**row, "district": "Đông" if number < 6 else "Tây", "commune": "Tân Lập"}
        for number, row in enumerate(HOUSEHOLDS)
    ]
    write_rows(folder / "survey.csv", rows)
    table = Page(page_of("survey.csv", *BY_INCOME)).tables["Every unit, the highest rate first"]
    assert [row[0] for row in table] == ["Commune", "Tân Lập, Đông", "Tân Lập, Tây"]
    write_rows(folder / "survey.csv", [{**row, "commune": ""} for row in rows])
    table = Page(page_of("survey.csv", *BY_INCOME)).tables["Every unit, the highest rate first"]
    assert [row[0] for row in table] == ["District", "Đông", "Tây"]


@pytest.mark.usefixtures("folder")
def test_units_are_called_as_in_the_official_tables() -> None:
    """In Vietnamese a unit is a ward or a commune, as the official tables head their columns."""
    page = Page(page_of("survey.csv", *BY_INCOME, "--lang", "vi"))
    assert "Hộ nghèo và cận nghèo theo xã/phường" in page.words
    assert page.tables["Tất cả các đơn vị, tỷ lệ cao nhất trước"][0][0] == "Xã/phường"


def test_places_of_a_column_map(folder: Path) -> None:
    """By a column map units are identified by the places that it gives."""
    rows = [
        {"id": str(n), "tinh": "01", "xa": "ab"[n % 2], "money": row["income_per_capita"]}
        for n, row in enumerate(HOUSEHOLDS)
    ]
    write_rows(folder / "survey.csv", rows)
    sources = {"commune": {"join": ["tinh", "xa"]}, "income_per_capita": {"column": "money"}}
    columns = write_map(folder, {**PLAIN, **sources})
    page = Page(page_of("survey.csv", *BY_INCOME, "--columns", columns))
    table = page.tables["Every unit, the highest rate first"]
    assert [row[0] for row in table] == ["Commune", "01-a", "01-b"]
    assert [row[4] for row in table[1:]] == ["50.00%", "33.33%"]


def test_many_units(folder: Path) -> None:
    """Of more than 60 units the picture has the 60 highest, and says so; the table has all."""
    rows = [
        {**HOUSEHOLDS[n % 12], "household_id": str(n), "commune": f"C{n:02}"} for n in range(61)
    ]
    for count in (60, 61):
        write_rows(folder / "survey.csv", rows[:count])
        page = Page(page_of("survey.csv", *BY_INCOME))
        assert len(page.tables["Every unit, the highest rate first"]) == count + 1
        assert len(page.pictures["ranking"].dots) == 60
        assert ("the 60 highest of 61 units" in page.words) == (count == 61)


def test_units_of_one_rate(folder: Path) -> None:
    """Who shares the highest or the lowest rate is said to; where all do, there is no highest."""
    rows: list[Row] = [
        {**HOUSEHOLDS[0], "household_id": str(n), "commune": name, "income_per_capita": money}
        for n, (name, money) in enumerate(
            [*((name, "100000") for name in "AB"), *((name, "9000000") for name in "CDE")]
        )
    ]
    write_rows(folder / "survey.csv", rows)
    said = "highest in A and 1 more (100.00%) and lowest in C and 2 more (0.00%), of 5 units"
    assert said in Page(page_of("survey.csv", *BY_INCOME)).words
    write_rows(folder / "survey.csv", rows[2:])
    assert "The rate is 0.00% in each of 3 units." in Page(page_of("survey.csv", *BY_INCOME)).words


def test_a_unit_without_a_weight(folder: Path) -> None:
    """A unit of which no household has a weight has no rate: no dot at zero, no lowest rate."""
    rows: list[Row] = [
        {**row, "commune": name, "household_id": f"{name}{row['household_id']}", "weight": weight}
        for name, weight in (("A", "0"), ("B", "1"), ("C", "1"))
        for row in (HOUSEHOLDS[11:] if name == "C" else HOUSEHOLDS)
    ]
    write_rows(folder / "survey.csv", rows)
    page = Page(page_of("survey.csv", *BY_INCOME))
    assert "lowest in C (0.00%), of 2 units" in page.words
    table = page.tables["Every unit, the highest rate first"]
    assert [(row[0], row[4]) for row in table[1:]] == [
        *(("B", "41.67%"), ("C", "0.00%"), ("A", "\N{EN DASH}"))
    ]
    assert [about[0] for about in page.pictures["ranking"].dots] == ["B", "C"]


def test_few_households(folder: Path) -> None:
    """A unit of fewer than 30 households is marked, one of 30 is not."""
    rows = [
        {**HOUSEHOLDS[0], "household_id": str(n), "commune": "A" if n < 30 else "B"}
        for n in range(59)
    ]
    write_rows(folder / "survey.csv", rows)
    page = Page(page_of("survey.csv", *BY_INCOME))
    assert [row[1] for row in page.tables["Every unit, the highest rate first"]] == [
        *("Households", "30", "29*")
    ]
    assert {"A: 100.0%", "B: 100.0%*"} == set(page.pictures["ranking"].dots)


def test_no_interval_without_chance(folder: Path) -> None:
    """Where every household of a unit is from one sampling unit it has no interval of no width."""
    rows: list[Row] = [
        {**row, "weight": "2", "psu": "AB"[n % 2] if n < 6 else "C", "commune": "Dd"[n < 6]}
        for n, row in enumerate(HOUSEHOLDS)
    ]
    rows[6]["income_per_capita"] = rows[7]["income_per_capita"] = "400000"
    write_rows(folder / "survey.csv", rows)
    page = Page(page_of("survey.csv", *BY_INCOME))
    found = {row[0]: row for row in page.tables["Every unit, the highest rate first"][1:]}
    assert (found["D"][4], found["D"][5]) == ("33.33%", "")
    assert found["d"][4] == "83.33%"
    assert " to " in found["d"][5]


def test_all_undetermined(folder: Path) -> None:
    """Where nothing is known every household is undetermined, and no rate is zero by that."""
    write_rows(folder / "survey.csv", [{**row, "income_per_capita": ""} for row in HOUSEHOLDS])
    page = Page(page_of("survey.csv", "--standard", NEW))
    table = "Households by class and rule"
    assert page.row(table, "Undetermined")["Rate"] == "100.00%"
    assert page.row(table, "Poor")["Lowest to highest"] == "0.00% to 100.00%"
    assert page.words.count("No answer about any indicator is known.") == 3
    assert list(page.pictures) == ["classes", "ranking"]


def test_indicators_that_nobody_lacks(folder: Path) -> None:
    """Only what somebody is, or may be, deprived in is named as frequent."""
    example = [row for row in rows_of(SURVEY) if row["household_id"] == "0001"]
    write_rows(folder / "survey.csv", example)
    page = Page(page_of("survey.csv"))
    assert "Most frequent among all households: Telecommunication services (100.00%)." in page.words
    write_rows(folder / "survey.csv", [{**row, "uses_internet": "yes"} for row in example])
    assert "No household is deprived in any indicator." in Page(page_of("survey.csv")).words


def test_an_indicator_that_nobody_answered(folder: Path) -> None:
    """Where the number of deprivations is not known of any household none is the most frequent."""
    rows = [{n: x for n, x in row.items() if n != "toilet"} for row in rows_of(SURVEY)[:9]]
    write_rows(folder / "survey.csv", rows)
    page = Page(page_of("survey.csv"))
    assert "no number of deprivations is known." in page.words
    assert "The most frequent number" not in page.words


@pytest.mark.usefixtures("folder")
def test_the_standard_before_is_named() -> None:
    """With --from the page says on what law the standard before rests, and how sure that is."""
    page = Page(page_of(SURVEY, "--from", OLD))
    table = "Standard and survey"
    assert page.row(table, "Threshold file before")["Value"].startswith(f"{OLD}, SHA-256 ")
    assert "59/2015/QĐ-TTg" in [row[0] for row in page.tables["Legal basis"]]
    assert "10 of 10 deprivation cut-offs of vn-2016-2020 are recalled from memory" in page.words


@pytest.mark.parametrize(
    ("places", "year", "title"),
    [
        (["Mây,Ngàn,Xã A", "Mây,Ngàn,Xã A"], ["2025", "2025"], "Xã A, Ngàn, Mây, 2025"),
        (["Mây,Ngàn,Xã A", "Mây,Ngàn,Xã B"], ["2025", ""], "Ngàn, Mây, 2025"),
        (["Mây,,Xã A", "Mây,,Xã A"], ["", ""], "Xã A, Mây"),
        (["Mây,Ngàn,Xã A", ",Ngàn,"], ["2025", "2024"], "Ngàn"),
        (["Mây,,Xã A", "Sông,,Xã B"], ["2025", "2024"], "own.csv"),
    ],
)
def test_the_title(folder: Path, places: list[str], year: list[str], title: str) -> None:
    """The title is the place that all households share and their year, or else the file's name."""
    rows = [
        f"{place},{y},{n},rural,3,900000"
        for n, (place, y) in enumerate(zip(places, year, strict=True))
    ]
    head = "province,district,commune,survey_year,household_id,area,household_size"
    (folder / "own.csv").write_text(
        "\n".join([f"{head},income_per_capita", *rows]), encoding="utf-8"
    )
    page = page_of("own.csv", "--standard", NEW)
    assert f"<title>Household poverty: {title}</title>" in page


def test_the_year_that_is_asked_for_or_of_the_review(folder: Path) -> None:
    """The year is the one given, or that of the days of the review where they are of one year."""
    head = "household_id,review_date,area,household_size,income_per_capita"
    (folder / "own.csv").write_text(f"{head}\n1,15/10/2025,rural,3,9\n", encoding="utf-8")
    for asked, year in ((["--year", "2024"], 2024), (["--standard", NEW], 2025)):
        assert f"<title>Household poverty: own.csv, {year}</title>" in page_of("own.csv", *asked)


def test_the_heading_of_a_change_names_the_years(folder: Path) -> None:
    """With --before the heading names the year of each profile, where the profile has one."""
    rows = [{**row, "survey_year": "2025"} for row in HOUSEHOLDS]
    for name, year in (("one", "2024"), ("two", "2025"), ("none", "")):
        write_rows(folder / f"{name}.csv", [{**row, "survey_year": year} for row in rows])
        assert (
            run("classify", f"{name}.csv", *BY_INCOME, "--keep", "all", "-o", f"p-{name}.csv").code
            == 0
        )
    for asked, heading in (
        (["one", "two"], "Change from 2024 (p-one.csv) to 2025 (p-two.csv)"),
        (["none", "two"], "Change from p-none.csv to 2025 (p-two.csv)"),
        (["one", "none"], "Change from 2024 (p-one.csv) to p-none.csv"),
    ):
        before, after = (f"p-{name}.csv" for name in asked)
        assert f">{heading}<" in page_of(after, "--before", before)
    said = page_of("p-two.csv", "--before", "p-one.csv", "--lang", "vi")
    assert ">Thay đổi từ năm 2024 (p-one.csv) sang năm 2025 (p-two.csv)<" in said


def test_a_long_title(folder: Path) -> None:
    """The title of a picture that stands alone is whole, or ends with a sign that it is not."""
    for name in ("a" * 59, "b" * 59):
        done = run("classify", "survey.csv", *BY_INCOME, "-o", f"{name}.csv", "-q")
        assert done.code == 0
    asked = ["a" * 59 + ".csv", "--before", "b" * 59 + ".csv", "--chart", "change", "-q"]
    assert report(*asked, "--plot", "a.svg").code == 0
    [title] = [
        text
        for text in picture((folder / "a.svg").read_text(encoding="utf-8")).texts
        if text.startswith("Change from")
    ]
    assert title.endswith("…")


def test_a_name_of_one_long_word(folder: Path) -> None:
    """A unit whose name is one word too long for the picture is told by its beginning."""
    write_rows(folder / "survey.csv", [{**row, "commune": "x" * 40} for row in HOUSEHOLDS])
    found = Page(page_of("survey.csv", *BY_INCOME)).pictures["ranking"].texts
    assert "x" * 31 + "…" in found


def test_by_scores(folder: Path) -> None:
    """A register of the review's scores has classes; its indicators are not known."""
    rows: list[Row] = [
        {"household_id": str(n), "area": "rural", "household_size": "4", "income_score": a}
        | {"deprivation_score": b}
        for n, (a, b) in enumerate([("140", "30"), ("140", "20"), ("150", "40")])
    ]
    write_rows(folder / "survey.csv", rows)
    page = Page(page_of("survey.csv", "--standard", NEW))
    for name in ("Poor", "Near-poor", "Non-poor"):
        assert page.row("Households by class and rule", name)["Rate"] == "33.33%"
    assert list(page.pictures) == ["classes"]


@pytest.mark.parametrize("count", [0, 1])
def test_next_to_nobody(folder: Path, count: int) -> None:
    """A survey of one household, or of none, has a report; of nobody nothing is drawn."""
    write_rows(folder / "survey.csv", HOUSEHOLDS[:1])
    if not count:
        header = (folder / "survey.csv").read_text(encoding="utf-8").splitlines()[0]
        (folder / "survey.csv").write_text(f"{header}\n", encoding="utf-8")
    page = Page(page_of("survey.csv", *BY_INCOME, "--from", "vn-2006-2010"))
    assert page.row("Standard and survey", "Households")["Value"] == str(count)
    assert bool(page.pictures) == bool(count)
    if not count:
        assert "No household of the survey counts" in page.words


def test_nobody_weighs_anything(folder: Path) -> None:
    """Where no household has a weight nothing is drawn, and no rate is made up."""
    write_rows(folder / "survey.csv", [{**row, "weight": "0"} for row in HOUSEHOLDS])
    page = Page(page_of("survey.csv", "--standard", NEW, "--from", OLD))
    assert page.pictures == {}
    assert page.row("Households by class and rule", "Near-poor")["Rate"] == "\N{EN DASH}"


def test_written_profiles(folder: Path) -> None:
    """Of a written profile the classes are taken as they stand; --before says the change.

    Households that are in one profile alone are absent from the other.
    """
    first: list[Row] = [{**row, "household_id": str(n)} for n, row in enumerate(HOUSEHOLDS)]
    second: list[Row] = [{**row, "income_per_capita": "400000"} for row in first[2:]]
    for name, rows in {"a": first, "b": [*second, {**first[0], "household_id": "new"}]}.items():
        write_rows(folder / "survey.csv", rows)
        assert run("classify", "survey.csv", *BY_INCOME, "-o", f"{name}.csv", "-q").code == 0
    page = Page(page_of("b.csv", "--before", "a.csv"))
    assert page.row("Standard and survey", "Profile, classified before")["Value"] == "b.csv"
    assert page.row("Standard and survey", "Profile before")["Value"] == "a.csv"
    caption = "Households by class before (rows) and after (columns)"
    assert page.row(caption, "Poor") == {
        "Before \N{RIGHTWARDS ARROW} after": "Poor",
        "Poor": "2",
        "Absent": "2",
        "All": "4",
    }
    assert page.row(caption, "Absent") == {
        "Before \N{RIGHTWARDS ARROW} after": "Absent",
        "Poor": "1",
        "Absent": "0",
        "All": "1",
    }
    rates = page.row("Rates before and after, and the change in points", "Poor")
    assert rates["Before"] == "33.33%"
    assert rates["After"] == "100.00%"
    assert rates["Change, points"] == "+66.67"
    assert "By indicators" not in rates
    found = refusal("b.csv", "--from", "vn-2006-2010", "-o", "a.html")
    assert "b.csv is a profile: its households are classified already" in found


def test_money_that_seems_to_be_in_thousands(folder: Path) -> None:
    """A median income too low to be VND is said on the page too."""
    rows = [{**row, "income_per_capita": row["income_per_capita"][:-3]} for row in HOUSEHOLDS]
    write_rows(folder / "survey.csv", rows)
    assert "in thousands of VND" in Page(page_of("survey.csv", *BY_INCOME)).words


@pytest.mark.usefixtures("folder")
def test_the_drawing_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra a report is refused, with what to install."""
    for name in ("vl_convert", "jinja2"):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, name, None)
            found = refusal("survey.csv", *BY_INCOME, "-o", "a.html")
            assert "pip install 'mdpoverty[report]'" in found


def test_the_sum_of_poor_and_near_poor_is_explained(folder: Path) -> None:
    """Undetermined households that cannot be non-poor are in the sum, and the text says so."""
    page = folder / "page.html"
    for standard, share in (("vn-2022-2025", "100.00%"), ("vn-2011-2015", "")):
        assert report("survey.csv", "--standard", standard, "-o", page).code == 0
        said = page.read_text(encoding="utf-8")
        assert ("households are undetermined: poor or near-poor" in said) is bool(share)
        assert f"Of these, {share} of all" in said or not share
