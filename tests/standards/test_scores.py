"""An invented scorecard: what is said of it, its faults, and a standard that amends it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

import mdpoverty
from mdpoverty import Standard, StandardError, load_standard
from mdpoverty.cli import run
from mdpoverty.standards.changes import amendments, as_dict
from mdpoverty.standards.parts import sums_of
from mdpoverty.standards.scores import Points

HEAD = """\
id: {id}
{base}name: {{en: Card, vi: Phiếu}}
applies: {{from: 2099-01-01, to: 2099-12-31}}
compared_with_law_on: 2026-11-27
legal_basis: [{{document: D, about: {{en: A, vi: A}}, status: text}}]
"""
REFERENCE = "reference: {document: D, clause: C, status: seen}"
OTHER = "reference: {document: E, clause: C, status: text}"
TABLES = """\
tables:
  zones: {{file: {file}, keys: {{province: name}}, {reference}}}
derived:
  zone:
    level: household
    label: {{en: zone, vi: vùng}}
    first_known: [{{column: region}}, {{table: zones, column: region}}]
"""
SCORE = """\
scores:
  wealth:
    label: {{en: wealth, vi: của cải}}
    {reference}
    points: {points}
    tables:
      town: {{column: area, in: [urban]}}
      country: {{column: area, in: [rural]}}
    lines: {{low: {{rural: 10, urban: 20, label: {{en: low, vi: thấp}}, {reference}}}}}
    items:
      size:
        label: {{en: Size, vi: Số người}}
        one_of:
          alone: {{column: household_size, at_most: 1}}
          pair: {{column: household_size, at_least: 2, at_most: {most}}}
          many: {{column: household_size, at_least: {least}}}
      things:
        label: {{en: Things, vi: Đồ đạc}}
        add_up:
          car: {{column: cars, at_least: 1}}
          beasts:
            one_of:
              cow: {{column: cattle, at_least: 1, at_most: 2}}
              herd: {{column: cattle, at_least: 3}}
      work:
        label: {{en: Work, vi: Việc làm}}
        each_member_one_of:
          office: {{column: work_type, in: [civil_servant]}}
          firm: {{column: work_type, in: [enterprise]}}
        without_members: {{office: civil_servants, firm: contract_workers}}
"""
CLASSES = f"""\
classes:
  - class: poor
    basis: low
    label: {{en: L, vi: T}}
    {REFERENCE}
    when: {{score: wealth, at_most: low}}
  - {{class: non_poor, basis: rest, label: {{en: R, vi: C}}, {REFERENCE}}}
"""
POINTS = """\
item,option,label_vi,label_en,town,country
size,alone,Một,one,7,-2
size,pair,Hai,two,5,1
size,many,Ba,three,0,0
things,car,Ô tô,car,2.5,4
things,cow,Bò,cow,1,2..3
things,herd,Đàn,herd,2,6
work,office,Công chức,office,10,20
work,firm,Công ty,firm,-1,-
"""
ZONES = "province,region\nMây Ngàn,southeast\n"


def write(folder: Path, **changes: str) -> Path:
    """Write the card, with these changes of its files, and return where it is."""
    own = {"points": POINTS, "zones": ZONES, "most": "2", "least": "3", **changes}
    (folder / "card.points.csv").write_text(own["points"], encoding="utf-8")
    (folder / "card.zones.csv").write_text(own["zones"], encoding="utf-8")
    text = HEAD.format(id="card", base="") + TABLES.format(
        file="card.zones.csv", reference=REFERENCE
    )
    text += SCORE.format(points="card.points.csv", reference=REFERENCE, **_ends(own)) + CLASSES
    (folder / "card.yaml").write_text(text, encoding="utf-8")
    return folder / "card.yaml"


def _ends(own: dict[str, str]) -> dict[str, str]:
    return {name: own[name] for name in ("most", "least")}


def amend(folder: Path, points: str = POINTS, reference: str = OTHER) -> Path:
    """Write a standard based on the card, with a scorecard and a table of its own."""
    write(folder)
    (folder / "own.points.csv").write_text(points, encoding="utf-8")
    (folder / "own.zones.csv").write_text(ZONES + "Khau Vai,southeast\n", encoding="utf-8")
    text = HEAD.format(id="own", base="based_on: card\n")
    text += TABLES.format(file="own.zones.csv", reference=OTHER)
    text += SCORE.format(points="own.points.csv", reference=reference, most="3", least="4")
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    return folder / "own.yaml"


@pytest.fixture
def card(tmp_path: Path) -> Standard:
    return load_standard(write(tmp_path))


def test_sums(card: Standard) -> None:
    """The lowest and the highest sum of a table: one option of each group, any set of lines."""
    score = card.scorecards["wealth"]
    # Of the town 0 + 0 + 0 - 1, and 7 + 2.5 + 2 + 10; of the country -2 and 1 + 4 + 6 + 20.
    assert sums_of(score, card, "town") == Points(Fraction(-1), Fraction(43, 2))
    assert sums_of(score, card, "country") == Points(Fraction(-2), Fraction(31))


def test_points_of_households(card: Standard) -> None:
    """What is unknown leaves the lowest and the highest sum; the class follows where both agree."""
    rows = {
        "household_id": ["1", "2", "3", "4"],
        "area": ["urban", "rural", "rural", "rural"],
        "household_size": [1, 2, 2, 3],
        "cars": [1, 0, None, 1],
        "cattle": [3, 2, 0, 3],
        "civil_servants": [0, 0, 0, 0],
        "contract_workers": [1, 0, 0, 0],
    }
    found = mdpoverty.classify(pl.DataFrame(rows), card)
    ends = found.select("wealth", "wealth_highest").rows()
    assert ends == [(10.5, 10.5), (3, 4), (1, 5), (10, 10)]
    assert found["class"].to_list() == ["poor"] * 4  # at the line of 10 too


def test_every_fault_at_once(tmp_path: Path) -> None:
    """Options that overlap, and each fault of the file of points, are said together."""
    points = POINTS.replace("car,2.5,4", "car,2.5.1,4").replace("size,many", "things,many")
    path = write(tmp_path, most="3", points=points + "work,ship,Tàu,ship,1,1\n")
    with pytest.raises(StandardError) as faulty:
        load_standard(path)
    said = "\n".join(f"{x.subject}: {x.wrong}" for x in faulty.value.problems)
    for wrong in ("'2.5.1'", "the option 'many' is of another item", "no option 'ship'"):
        assert wrong in said
    # Beside a fault of the threshold file too.
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("basis: rest", "bases: rest"), encoding="utf-8")
    with pytest.raises(StandardError) as faulty:
        load_standard(path)
    said = "\n".join(f"{x.subject}: {x.wrong}" for x in faulty.value.problems)
    for wrong in ("bases", "'2.5.1'", "the option 'many' is of another item"):
        assert wrong in said
    with pytest.raises(StandardError, match="pair") as faulty:
        load_standard(write(tmp_path, most="3"))
    assert len(faulty.value.problems) == 1


def test_a_scorecard_is_amended(tmp_path: Path) -> None:
    """A standard that is based on another has its own scorecard and table, else the base's."""
    own = load_standard(amend(tmp_path, POINTS.replace("alone,Một,one,7", "alone,Một,one,9")))
    assert own.scorecards["wealth"].options["alone"].points["town"] == Points(
        Fraction(9), Fraction(9)
    )
    assert [row.keys["province"] for row in own.tables["zones"].rows] == ["mây ngàn", "khau vai"]
    assert own.base is not None
    assert (own.classes, own.derived) == (own.base.classes, own.base.derived)


def test_an_amended_scorecard_needs_its_own_clause(tmp_path: Path) -> None:
    """The base's reference is for what the base says."""
    with pytest.raises(StandardError) as faulty:
        load_standard(amend(tmp_path, reference=REFERENCE))
    assert any("the base's own" in problem.wrong for problem in faulty.value.problems)


def test_what_changed(tmp_path: Path) -> None:
    """Two standards differ in lines of a score and rows of a table: each is said, and no other."""
    points = POINTS.replace("alone,Một,one,7", "alone,Một,one,9")
    own = load_standard(amend(tmp_path, points))
    assert own.base is not None
    found = amendments(own.base, own, "en").parts
    assert [x.name for x in found.options if x.change == "changed"] == [
        "wealth size alone",
        "wealth size pair",
        "wealth size many",
    ]
    alone = found.options[0]
    assert alone.before is not None
    assert alone.after is not None
    when = "number of household members: at most 1 person"
    assert alone.before.says == f"points town 7, country -2; when {when}"
    assert alone.after.says == f"points town 9, country -2; when {when}"
    rows = [(x.name, x.change, x.after) for x in found.table_rows]
    assert rows == [
        ("zones mây ngàn", "unchanged", "southeast"),
        ("zones khau vai", "added", "southeast"),
    ]
    assert [(x.name, x.change) for x in found.tables] == [("zones", "changed")]
    assert [(x.name, x.change) for x in found.derived] == [("zone", "unchanged")]
    assert [x.after and x.after.reference and x.after.reference.document for x in found.scores] == [
        "E"
    ]
    plain = as_dict(amendments(own.base, own, "vi"))
    assert plain["parts"]["options"][0]["to"]["says"].startswith("điểm town 9, country -2; khi ")


def test_commands_say_scores(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`show`, `check` and `diff` say the sheet, its sums and what changed of it."""
    own = str(amend(tmp_path))
    assert run(["standards", "show", own]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "     -1       -    firm (kind of work: works for an enterprise)" in lines
    assert "* wealth: wealth: own.points.csv" in lines
    assert run(["standards", "check", own]) == 0
    assert "3 items, 8 lines in 2 tables of points, sums from -2 to 31" in capsys.readouterr().out
    assert run(["standards", "diff", str(tmp_path / "card.yaml"), own]) == 0
    out = capsys.readouterr().out
    assert "own: wealth size pair: two: points town 5, country 1; when" in out
    assert "zones khau vai: added: southeast" in out


SEA = """\
items: {sea: {label: {en: Sea, vi: Biển}, add_up: {boat: {column: boats, at_least: 1}}}}
    """
AMENDED = """\
scores:
  wealth:
    {changes}
"""


def amended(folder: Path, changes: str, rows: str = "") -> Standard:
    """Return a standard that amends the card by these keys of its score and rows of its points."""
    write(folder)
    (folder / "some.points.csv").write_text(POINTS.partition("\n")[0] + "\n" + rows)
    text = HEAD.format(id="some", base="based_on: card\n") + AMENDED.format(changes=changes)
    (folder / "some.yaml").write_text(text, encoding="utf-8")
    return load_standard(folder / "some.yaml")


def test_one_row_amends_a_scorecard(tmp_path: Path) -> None:
    """A file of points with one row changes that row alone; the score has its own reference."""
    changes = f"points: some.points.csv\n    {OTHER}"
    after = amended(tmp_path, changes, "things,car,Ô tô,car,9,4\n")
    before = load_standard(tmp_path / "card.yaml")
    old, new = before.scorecards["wealth"], after.scorecards["wealth"]
    assert new.options["car"].points["town"] == Points(Fraction(9), Fraction(9))
    assert {n: x for n, x in new.options.items() if n != "car"} == {
        n: x for n, x in old.options.items() if n != "car"
    }
    assert (new.items, new.tables, new.lines) == (old.items, old.tables, old.lines)
    assert (new.reference.document.en, old.reference.document.en) == ("E", "D")
    options = amendments(before, after, "en").parts.options
    assert [x.name for x in options if x.change != "unchanged"] == ["wealth things car"]
    assert after.digest not in (before.digest, amended(tmp_path, changes).digest)


def test_keys_amend_a_scorecard(tmp_path: Path) -> None:
    """Items and lines are merged by name; `null` removes; a new item brings rows of its own."""
    line = f"lines: {{low: {{rural: 12, urban: 20, {OTHER}}}}}"
    found = amended(tmp_path, line).scorecards["wealth"]
    assert (found.lines["low"].rural, found.lines["low"].label.en) == (12, "low")
    assert found.reference.document.en == "D"
    gone = amended(tmp_path, f"items: {{things: null}}\n    {OTHER}").scorecards["wealth"]
    assert list(gone.items) == ["size", "work"]
    assert list(gone.options) == ["alone", "pair", "many", "office", "firm"]
    more = f"{SEA}points: some.points.csv\n    {OTHER}"
    new = amended(tmp_path, more, "sea,boat,Thuyền,boat,1,2\n").scorecards["wealth"]
    assert list(new.items) == ["size", "things", "work", "sea"]
    assert new.options["boat"].points["country"] == Points(Fraction(2), Fraction(2))


@pytest.mark.parametrize(
    ("changes", "rows", "said"),
    [
        ("points: some.points.csv", "", "without a reference"),
        (f"points: some.points.csv\n    {REFERENCE}", "", "the base's own"),
        (f"points: some.points.csv\n    {OTHER}", "things,cart,Xe,cart,1,2\n", "no option 'cart'"),
        (f"items: {{thing: null}}\n    {OTHER}", "", "things"),
        ("lines: {low: {rural: 12}}", "", "without a reference"),
        ("lines: {high: {rural: 12}}", "", "'urban' is missing"),
        (
            SEA + OTHER,
            "",
            "the option 'boat' has no row",
        ),
        (
            f"tables: {{all: {{column: household_size, at_least: 1}}}}\n    {OTHER}",
            "",
            "the option 'alone' has no row",
        ),
        (f"points_for_each_deprivation: 10\n    {OTHER}", "", "'label' is missing"),
    ],
)
def test_an_amended_scorecard_that_does_not_fit(
    tmp_path: Path, changes: str, rows: str, said: str
) -> None:
    """What does not fit the base's scorecard, or claims its clause, does not load."""
    with pytest.raises(StandardError) as refused:
        amended(tmp_path, changes, rows)
    assert said in str(refused.value)
