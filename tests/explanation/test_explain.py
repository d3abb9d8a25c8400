"""`explain`: it says what `classify` decides, from what, and what would decide where it cannot."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, get_args

import polars as pl
import pytest
from hypothesis import given
from maps import write_map
from places import TESTS
from second_reading import COUNTED, INDICATORS, Row, read
from surveys import RANDOMS, cells_of, examples, roster, survey, text_frame
from terminals import run_in_terminal

import mdpoverty
from mdpoverty import Standard, SurveyError, cli, load_standard
from mdpoverty.explanation.explanation import Explanation, explain
from mdpoverty.explanation.json_form import explanation_data
from mdpoverty.explanation.outlook import Undecided
from mdpoverty.explanation.text_form import explanation_lines
from mdpoverty.language import Language
from mdpoverty.reading.assemble import Opened, assemble
from mdpoverty.standards.conditions import Limits
from mdpoverty.survey.survey import survey_of

CASES = TESTS / "cases"
TRANSCRIPTS = TESTS / "transcripts"
MADE_UP = load_standard(CASES / "made-up-2099.yaml")
LANGUAGES: tuple[Language, ...] = get_args(Language)
both_standards = pytest.mark.parametrize("standard", ["vn-2016-2020", "vn-2022-2025"])
COLUMNS = {"income": "income_per_capita"}


def explained(
    rows: Sequence[Row], name: str, standard: Standard | str, members: Sequence[Row] | None = None
) -> Explanation:
    found = load_standard(standard) if isinstance(standard, str) else standard
    people = None if members is None else survey_of(text_frame(members), "members")
    reading = assemble(Opened(survey_of(text_frame(rows), "survey"), people), found)
    return explain(reading, [name])[0]


def classified(
    rows: Sequence[Row], standard: Standard | str, members: Sequence[Row] | None = None
) -> list[Row]:
    people = None if members is None else text_frame(members)
    return cells_of(mdpoverty.classify(text_frame(rows), standard, members=people))


def said(found: Explanation) -> Row:
    """Return what an explanation says, in the cells of a profile."""
    names = {True: "1", False: "0", None: ""}
    return {
        "class": found.outcome.name,
        "basis": found.outcome.basis or "",
        "possible_classes": ";".join(found.outcome.possible),
        "deprivations": str(found.standing.deprivations),
        "unknown_indicators": str(found.standing.possible - found.standing.deprivations),
        **{verdict.name: names[verdict.answer] for verdict in found.verdicts},
    }


def check(found: Explanation, profile: Row) -> None:
    """Check that an explanation says what the profile does, and is in accord with itself."""
    expected = said(found)
    assert {name: profile[name] for name in expected} == expected
    for verdict in found.verdicts:
        decided = verdict.decided_by
        assert verdict.answer == (decided.answer if decided else None)
        for source in verdict.sources:
            if source is decided:
                break
            assert source.answer is None
    *before, last = found.rules
    assert last.holds is True
    assert all(rule.holds is not True for rule in before)
    if found.outcome.basis:
        assert last.rule.basis == found.outcome.basis
        assert all(rule.holds is False for rule in before)
    else:
        assert any(rule.holds is None for rule in before)
    assert (found.undecided is not None) == (found.outcome.name == "undetermined")
    for language in LANGUAGES:
        assert all(line == line.rstrip() for line in explanation_lines([found], language))
        json.dumps(explanation_data([found], language), allow_nan=False)


@both_standards
@examples(2)
@given(rng=RANDOMS)
def test_it_says_what_classify_decides(standard: str, rng: Random) -> None:
    """Verdicts, counts, class, basis and possible classes are those of the profile."""
    rows = survey(rng, standard, 4)
    profiles = classified(rows, standard)
    for row, profile in zip(rows, profiles, strict=True):
        found = explained(rows, row["household_id"], standard)
        check(found, profile)
        assert found.household_id == profile["household_id"]
        assert [s.kind for v in found.verdicts for s in v.sources].count("members") == 0


@both_standards
@examples(2)
@given(rng=RANDOMS)
def test_it_says_who_is_counted(standard: str, rng: Random) -> None:
    """With members, each who is or may be counted is named, as the second reading counts."""
    rows = survey(rng, standard, 3)
    rosters = roster(rng, rows)
    members = [member for household in rosters for member in household]
    profiles = classified(rows, standard, members)
    for row, people, profile in zip(rows, rosters, profiles, strict=True):
        found = explained(rows, row["household_id"], standard, members)
        check(found, profile)
        assert said(found).items() <= read(row, standard, people).items()
        for verdict in found.verdicts:
            for source in verdict.sources:
                if source.kind == "members":
                    [asked] = source.asked
                    counted = {m["person_id"]: COUNTED[standard][verdict.name](m) for m in people}
                    assert asked.members == len(people)
                    named = {member.person_id: member.surely for member in asked.meeting}
                    meets = {name: holds for name, holds in counted.items() if holds is not False}
                    assert named == {name: holds is True for name, holds in meets.items()}


# What would decide


@dataclass(frozen=True)
class Claim:
    """A household with answers filled in, and the classes that it is said to have then."""

    row: Row
    classes: tuple[str, ...]


def numbers(limits: Limits | None) -> list[str]:
    """Return numbers within limits, at both ends."""
    if limits is None:
        return ["-1", "1000000000"]
    lower = limits.at_least if limits.above is None else limits.above
    upper = limits.at_most if limits.below is None else limits.below
    first = None if lower is None else float(lower) + (0.0001 if limits.at_least is None else 0)
    last = None if upper is None else float(upper) - (0.0001 if limits.at_most is None else 0)
    ends = [-5e9 if first is None else first, 5e9 if last is None else last]
    return [f"{end:.4f}" for end in ends]


def having(row: Row, standard: Standard, answers: Row) -> Row:
    """Return the row with answers filled in; what did not count before is blank."""
    ours = "standard" not in row or row["standard"].strip() == standard.id
    blank = {} if ours else {name: "" for name in standard.indicators if name in row}
    named = {"standard": standard.id} if "standard" in row else {}
    return {**row, **blank, **named, **answers}


def claims(found: Explanation, undecided: Undecided, row: Row) -> Iterator[Claim]:
    """Yield all that is said to follow from answers."""
    standard = found.standard
    unknown = [verdict.name for verdict in found.verdicts if verdict.answer is None]
    for answer, outcome in (("yes", undecided.deprived), ("no", undecided.not_deprived)):
        for name in unknown if outcome else ():
            assert outcome
            yield Claim(having(row, standard, {name: answer}), outcome.classes)
    for quantity, cases in undecided.quantities:
        for case in cases:
            for number in numbers(case.limits):
                told = {COLUMNS.get(quantity, quantity): number}
                yield Claim(having(row, standard, told), case.outcome.classes)
    count = len(unknown) if undecided.deprived else 0
    for together in undecided.together:
        reached = [more for x in together.further for more in range(x.least, x.most + 1)]
        assert reached == list(range(count + 1))
        for further in together.further:
            assert further.outcome.name != "undetermined"
            for more in sorted({further.least, further.most}):
                told = dict.fromkeys(unknown, "no") if count else {}
                told |= dict.fromkeys(unknown[:more], "yes") if count else {}
                column = undecided.quantity and COLUMNS.get(undecided.quantity, undecided.quantity)
                measured = [{column: x} for x in numbers(together.limits)] if column else [{}]
                for each in measured:
                    yield Claim(having(row, standard, told | each), further.outcome.classes)


def verify(made: Iterable[Claim], standard: Standard | str, people: Sequence[Row] | None) -> int:
    """Check what is claimed, each claim as a household of its own, and return how many were."""
    found = list(made)
    names = list(dict.fromkeys(name for claim in found for name in claim.row))
    rows = [
        {name: claim.row.get(name, "") for name in names} | {"household_id": str(index)}
        for index, claim in enumerate(found)
    ]
    members = None
    if people is not None:
        members = [m | {"household_id": row["household_id"]} for row in rows for m in people]
    if rows:
        for claim, profile in zip(found, classified(rows, standard, members), strict=True):
            classes = profile["possible_classes"] or profile["class"]
            assert tuple(classes.split(";")) == claim.classes, claim
    return len(found)


@both_standards
@examples(2)
@given(rng=RANDOMS)
def test_what_is_said_to_decide_decides(standard: str, rng: Random) -> None:
    """An answer that is filled in has the effect that the explanation says."""
    rows = survey(rng, standard, 8)
    rosters = roster(rng, rows) if rng.random() < 0.5 else None
    members = None if rosters is None else [member for people in rosters for member in people]
    profiles = classified(rows, standard, members)
    for index, profile in enumerate(profiles):
        if profile["class"] == "undetermined":
            found = explained(rows, rows[index]["household_id"], standard, members)
            assert found.undecided
            people = rosters[index] if rosters else None
            assert verify(claims(found, found.undecided, rows[index]), standard, people)


def made_up_rows() -> list[Row]:
    with (CASES / "made-up-2099.csv").open(encoding="utf-8", newline="") as file:
        every = list(csv.DictReader(file))
    return [
        {name: cell for name, cell in row.items() if not name.startswith(("expect_", "case"))}
        | {"household_id": str(index)}
        for index, row in enumerate(every)
    ]


def test_a_standard_of_ones_own() -> None:
    """Every kind of condition and of rule is explained as it is classified, and what decides."""
    rows = made_up_rows()
    profiles = classified(rows, MADE_UP)
    undetermined = [row for row, p in zip(rows, profiles, strict=True) if p["possible_classes"]]
    verified = 0
    for row in [*rows[::70], *undetermined[::30]]:
        found = explained(rows, row["household_id"], MADE_UP)
        check(found, profiles[int(row["household_id"])])
        if found.undecided:
            verified += verify(claims(found, found.undecided, row), MADE_UP, None)
    assert verified


def household(**cells: str) -> list[Row]:
    return [{"household_id": "H", "area": "rural", "household_size": "4", **cells}]


@both_standards
def test_nothing_known(standard: str) -> None:
    """A household of which nothing is known can be in any class, and everything would decide."""
    [row] = rows = household(income_per_capita="")
    found = explained(rows, "H", standard)
    check(found, classified(rows, standard)[0])
    assert found.outcome.possible == ("poor", "near_poor", "non_poor")
    assert found.amount is None
    assert found.distances == ()
    assert {verdict.answer for verdict in found.verdicts} == {None}
    assert not any(v.columns for x in found.verdicts for s in x.sources for v in s.values[:1])
    assert found.undecided
    [(quantity, cases)] = found.undecided.quantities
    assert quantity == "income"
    assert len(cases) == (3 if standard == "vn-2016-2020" else 2)
    assert verify(claims(found, found.undecided, row), standard, None)


@pytest.mark.parametrize(
    ("cells", "area", "outcome", "quantities"),
    [
        ({"income_score": "140", "deprivation_score": "30"}, "rural", ("poor",), []),
        ({"income_score": "140", "deprivation_score": "29.5"}, "rural", ("near_poor",), []),
        ({"income_score": "140.5", "deprivation_score": ""}, "rural", ("non_poor",), []),
        (
            {"income_score": "175", "deprivation_score": ""},
            "urban",
            ("poor", "near_poor"),
            ["income", "deprivation_score"],
        ),
        (
            {"income_score": "", "deprivation_score": "40"},
            "urban",
            ("poor", "non_poor"),
            ["income", "income_score"],
        ),
    ],
)
def test_scores(cells: Row, area: str, outcome: tuple[str, ...], quantities: list[str]) -> None:
    """By scores the score is held against its lines, and an unknown score or income decides."""
    rows = household(**cells) * 1
    rows[0]["area"] = area
    found = explained(rows, "H", "vn-2022-2025")
    check(found, classified(rows, "vn-2022-2025")[0])
    assert found.outcome.classes == outcome
    assert found.quantity == "income_score"
    assert [value.variable.name for value in found.measured] == [
        "income_score",
        "deprivation_score",
    ]
    line = 140 if area == "rural" else 175
    assert [distance.amount for distance in found.distances] == [line] * bool(cells["income_score"])
    undecided = found.undecided
    asked = [] if undecided is None else [name for name, _ in undecided.quantities]
    assert asked == quantities
    if undecided is not None:
        assert verify(claims(found, undecided, rows[0]), "vn-2022-2025", None) > 1


def test_an_income_in_place_of_scores() -> None:
    """Where there is an income, scores are not what is held against lines."""
    rows = household(income_per_capita="1500000", income_score="10", deprivation_score="0")
    found = explained(rows, "H", "vn-2022-2025")
    assert found.quantity == "income"
    assert [(x.name, x.amount, int(x.above)) for x in found.distances] == [
        ("poverty", 1_500_000, 0),
        ("average", 2_250_000, -750_000),
    ]


def test_an_income_of_the_household() -> None:
    """An income of the household is explained by its cells, as an income per person."""
    rows = household(income_per_capita=" ", household_income="2800000.5")
    found = explained(rows, "H", "vn-2016-2020")
    assert found.amount == 700_000.125
    lines = list(explanation_lines([found], "vi"))
    at = lines.index("thu nhập bình quân đầu người/tháng: 700.000,125 đồng")
    assert lines[at + 1 : at + 4] == [
        "  thu nhập bình quân đầu người/tháng: để trống",
        "  tổng thu nhập của hộ/tháng: 2.800.000,5 đồng",
        (
            "  cao hơn mức 700.000 đồng 0,125 đồng: chuẩn nghèo "
            "(59/2015/QĐ-TTg, tiêu chí về thu nhập [nguyên văn])"
        ),
    ]


def test_what_is_undecided_by_one_answer() -> None:
    """Two sure deprivations under the line, one unknown: that one answer decides."""
    rows = household(
        income_per_capita="900000",
        floor_area="31",
        toilet="none",
        water_source="",
        **dict.fromkeys([x for x in INDICATORS["vn-2022-2025"] if x != "water"], "no"),
    )
    found = explained(rows, "H", "vn-2022-2025")
    lines = list(explanation_lines([found], "en"))
    at = lines.index("what would decide the class under vn-2022-2025")
    assert lines[at + 1 : at + 7] == [
        "  the unknown indicator: Source of water",
        "    deprived: poor",
        "    not deprived: near-poor",
        "  all answers together",
        "    the unknown indicator not deprived: near-poor",
        "    the unknown indicator deprived: poor",
    ]


def sources_of(found: Explanation, name: str) -> list[tuple[str, bool | None]]:
    [verdict] = [verdict for verdict in found.verdicts if verdict.name == name]
    return [(source.kind, source.answer) for source in verdict.sources]


@pytest.mark.parametrize(
    ("named", "answer"), [("vn-2022-2025", True), ("vn-2016-2020", None), ("", None)]
)
def test_an_answer_already_decided(named: str, answer: bool | None) -> None:  # noqa: FBT001 -- a case
    """A decided column answers last, and only where the row names the standard."""
    rows = household(income_per_capita="1", standard=named, telecom="yes", uses_internet="")
    found = explained(rows, "H", "vn-2022-2025")
    assert sources_of(found, "telecom") == [("household", None), ("decided", answer)]
    check(found, classified(rows, "vn-2022-2025")[0])
    shown = "\n".join(explanation_lines([found], "en"))
    word = "deprived - this decides" if answer else "unknown"
    assert f"from the column 'telecom', already decided: {word}\n" in shown


def person(number: int, **cells: str) -> Row:
    return {"household_id": "H", "person_id": f"P{number}", **cells}


def test_members_who_decide() -> None:
    """Members who meet a condition, or may, are named with the values that say so."""
    rows = household(income_per_capita="1", members_6plus_uninsured="0")
    people = [
        person(1, age="40", insured="no", attending_school="yes", school_level="primary"),
        person(2, age="", insured="no", attending_school="", school_level=""),
        person(3, age="5", insured="no", attending_school="no", school_level="primary"),
        person(4, age="30", insured="yes", attending_school="yes", school_level=""),
    ]
    found = explained(rows, "H", "vn-2022-2025", people)
    lines = list(explanation_lines([found], "en"))
    at = lines.index("  Health insurance (health_insurance): deprived")
    label = "age in completed years at the survey date"
    assert lines[at + 4 : at + 10] == [
        "    from the members: deprived - this decides",
        "      1 of 4 members surely, 1 possibly",
        f"        person P1, surely: {label}: 40 years; has health insurance: no",
        f"        person P2, possibly: {label}: blank; has health insurance: no",
        "    from the household's columns: not deprived",
        "      members aged 6 or over without health insurance: 0 persons",
    ]
    at = lines.index("  Schooling of children (child_schooling): deprived")
    assert lines[at + 5 : at + 8] == [
        "      1 of 4 members surely, 1 possibly",
        (
            f"        person P2, possibly: {label}: blank; attends school now: blank; "
            "level attended now: blank"
        ),
        (
            f"        person P3, surely: {label}: 5 years; attends school now: no; "
            "level attended now: attends no school (column school_level: 'primary')"
        ),
    ]


def test_a_column_map(tmp_path: Path) -> None:
    """With a column map each value is shown with the survey's column and its cell."""
    household_map = {
        "household_id": {"column": "hoid"},
        "area": {"column": "ttnt", "codes": {"1": "urban", "2": "rural"}},
        "household_size": {"column": "tsnguoi"},
        "income_per_capita": {"column": "thubq", "times": 1000},
        "wall": {"column": "m7", "codes": {"1": "durable", "6": "non_durable"}},
        "roof": {"column": "m8", "codes": {"1": "durable"}, "missing": ["9"]},
    }
    path = write_map(tmp_path, household_map)
    (tmp_path / "h.csv").write_text(
        "hoid,ttnt,tsnguoi,thubq,m7,m8\n01,2,4,1500,6,9\n1,1,4,1,1,1\n", encoding="utf-8"
    )
    command = ["explain", str(tmp_path / "h.csv"), "01", "--standard", "vn-2022-2025"]
    target = tmp_path / "out.txt"
    assert cli.run([*command, "--columns", str(path), "-q", "-o", str(target)]) == 0
    lines = target.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "household 01: h.csv line 2"
    assert lines[1] == "rural"
    assert "income per person per month: 1,500,000 VND" in lines
    assert "  income per person per month: 1,500,000 VND (column thubq: '1500')" in lines
    assert "      material of the walls: not durable (column m7: '6')" in lines
    assert "      material of the roof: unknown (column m8: '9')" in lines
    assert "      material of the columns: no column" in lines


def test_a_file_of_persons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a map says that rows are persons, one file has the household and its members."""
    household_map = {
        "household_id": {"column": "hh"},
        "area": {"column": "area"},
        "household_income": {"column": "income", "times": 1000},
    }
    member_map = {
        "household_id": {"column": "hh"},
        "person_id": {"column": "person"},
        "age": {"column": "years"},
        "insured": {"column": "card", "codes": {"1": "yes", "2": "no"}},
    }
    path = write_map(tmp_path, household_map, member_map, rows="persons")
    (tmp_path / "p.csv").write_text(
        "hh,person,area,income,years,card\nA,1,rural,5000,40,1\nA,2,,,9,2\nB,1,urban,1,1,1\n",
        encoding="utf-8",
    )
    options = ("--columns", path, "--standard", "vn-2022-2025", "-q")
    code, out, _ = run(capsys, tmp_path / "p.csv", "A", *options)
    assert code == 0
    lines = out.splitlines()
    assert "number of household members: 2 persons" in lines
    assert "income per person per month: 2,500,000 VND" in lines
    assert (
        "        person 2, surely: age in completed years at the survey date: 9 years "
        "(column years: '9'); has health insurance: no (column card: '2')"
    ) in lines


# The command


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = cli.run(["explain", *map(str, arguments)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


SURVEY = TRANSCRIPTS / "survey.csv"
FAULTY = TRANSCRIPTS / "faulty.csv"


def test_several_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A household is found in whichever file of a survey it is, and its line is that file's."""
    header, *rows = SURVEY.read_text(encoding="utf-8").splitlines()
    for name, part in (("a.csv", rows[:3]), ("b.csv", rows[3:])):
        (tmp_path / name).write_text("\n".join([header, *part, ""]), encoding="utf-8")
    code, out, _ = run(capsys, tmp_path / "*.csv", "HB-004", "-q", "--format", "json")
    assert code == 0
    assert json.loads(out)["file"] == "b.csv"
    assert json.loads(out)["line"] == 2


def test_an_id_on_two_rows(capsys: pytest.CaptureFixture[str]) -> None:
    """A household that stands twice is refused, with both lines."""
    code, out, errors = run(capsys, FAULTY, "SL-001", "-q")
    assert (code, out) == (3, "")
    assert errors.startswith("error: faulty.csv: household 'SL-001' is refused\n")
    assert "(2 rows: line 7 'SL-001', line 8 'SL-001')" in errors


def test_only_its_own_problems(capsys: pytest.CaptureFixture[str]) -> None:
    """A refused household says its own problems, and those of others do not hinder one."""
    code, _, errors = run(capsys, FAULTY, "HB-002", "-q", "--errors", "json")
    found = json.loads(errors)
    assert code == found["exit_code"] == 3
    assert [problem["subject"] for problem in found["problems"]] == ["area", "income_per_capita"]
    assert {place["line"] for p in found["problems"] for place in p["places"]} == {4}
    assert run(capsys, FAULTY, "SL-002", "-q")[0] == 0


def test_some_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Several households with a refused one among them give all its problems, and nothing else."""
    code, out, errors = run(capsys, FAULTY, "SL-002", "HB-002", "-q")
    assert (code, out) == (3, "")
    assert errors.startswith("error: faulty.csv: some of these 2 households are refused\n")
    assert "area" in errors
    assert "line 4" in errors


def test_a_refused_member() -> None:
    """A household is refused for a member's row: the cause alone is said."""
    rows = household(income_per_capita="1", members_6plus_uninsured="0")
    people = [person(n, age="200" if n == 3 else "20") for n in range(1, 5)]
    with pytest.raises(SurveyError) as caught:
        explained(rows, "H", "vn-2022-2025", people)
    assert caught.value.headline == "survey: household 'H' is refused"
    problems = [(problem.subject, problem.wrong) for problem in caught.value.problems]
    assert problems == [("age", "is above 120")]


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("HB-01", "'HB-001'"),
        ("hb001", None),
        ("hb 1", "'HB-001'"),
        ("HB-0001", "'HB-001'"),
        ("HB-OO1", "'HB-001'"),
        ("zzz", None),
    ],
)
def test_an_absent_household(
    wanted: str, near: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ids most like one that is not there are suggested, those but written otherwise first."""
    code, out, errors = run(capsys, SURVEY, wanted, "-q")
    assert (code, out) == (3, "")
    assert f"survey.csv has no household '{wanted}'" in errors
    if near:
        assert f"did you mean {near}" in errors


def test_an_id_is_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """007 and 7 are two households, and one is suggested for the other."""
    text = "household_id,area,household_size,income_per_capita\n007,rural,1,1\n"
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    by_income = ("--standard", "vn-2011-2015", "-q")
    assert run(capsys, tmp_path / "s.csv", " 007 ", *by_income)[0] == 0
    code, _, errors = run(capsys, tmp_path / "s.csv", "7", *by_income)
    assert code == 3
    assert "did you mean '007'?" in errors


@pytest.mark.parametrize(
    "arguments",
    [
        ("--from", "vn-2016-2020"),
        ("--to", "vn-2016-2020"),
        ("--from", "vn-2016-2020", "--to", "vn-2022-2025", "--year", "2022"),
        ("--from", "vn-2016-2020", "--to", "vn-2022-2025", "--standard", "vn-2022-2025"),
        ("--from", "vn-2016-2020", "--to", "vn-1999"),
        ("-o", str(SURVEY)),
    ],
)
def test_wrong_options(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """--from and --to come together and alone, and the survey is not overwritten."""
    code, out, errors = run(capsys, SURVEY, "HB-001", *arguments, "-q")
    assert (code, out) == (2, "")
    assert errors.startswith("error: ")


def test_notes_say_which_standards(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard error says which standards are applied and why, unless it is to be quiet."""
    both = ("--from", "vn-2016-2020", "--to", "vn-2022-2025")
    _, _, errors = run(capsys, SURVEY, "HB-001", *both)
    assert "standard vn-2016-2020 " in errors
    assert errors.count("chosen by --from") == errors.count("chosen by --to") == 1
    assert "cut-offs are recalled, not read" in errors
    assert run(capsys, SURVEY, "HB-001", *both, "-q")[2] == ""


# What JSON holds

VALUE = {"variable", "label", "value", "unit", "cell", "columns"}
SOURCE = {"source", "answer", "values", "asked"}
REFERENCE = {"document", "clause", "status", "note"}
STANDARD = {
    *("standard", "digest", "class", "basis", "label", "possible_classes", "quantity", "amount"),
    *("unit", "measured", "lines", "deprivations", "unknown_indicators", "indicators", "rules"),
    "undecided",
}


def all_of(values: Iterable[dict[str, Any]], keys: set[str]) -> list[dict[str, Any]]:
    """Return objects that all have these keys."""
    found = list(values)
    assert all(value.keys() == keys for value in found)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_keys(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An object has the documented keys, whichever the household, and all values are typed."""
    both = ("--from", "vn-2016-2020", "--to", "vn-2022-2025", "-q", "--format", "json")
    seen: set[str] = set()
    households: list[tuple[str | Path, ...]] = [
        ("HB-002", "--members", TRANSCRIPTS / "roster.csv"),
        ("SL-002",),
    ]
    for arguments in households:
        found = json.loads(run(capsys, SURVEY, *arguments, *both, "--lang", language)[1])
        assert found.keys() == {
            *("household_id", "file", "line", "groups", "household_size", "standards"),
        }
        all_of([*found["groups"].values(), found["household_size"]], VALUE)
        for each in all_of(found["standards"], STANDARD):
            lines = {"line", "label", "amount", "above", "reference"}
            all_of([line["reference"] for line in all_of(each["lines"], lines)], REFERENCE)
            indicators = all_of(
                each["indicators"],
                {
                    *("indicator", "label", "dimension", "deprived", "deprived_when"),
                    *("reference", "decided_by", "sources"),
                },
            )
            sources = all_of([s for x in indicators for s in x["sources"]], SOURCE)
            asked = [a for s in sources for a in s["asked"]]
            all_of(asked, {"condition", "members", "meeting"})
            meeting = [member for each in asked for member in each["meeting"]]
            all_of(meeting, {"person_id", "surely", "values"})
            values = [value for holder in (*sources, *meeting) for value in holder["values"]]
            seen |= {type(value["value"]).__name__ for value in all_of(values, VALUE)}
            rules = {"class", "basis", "label", "holds", "when", "limits", "reference"}
            limits = [limit for rule in all_of(each["rules"], rules) for limit in rule["limits"]]
            all_of(limits, {"limit", "holds"})
    assert seen == {"int", "float", "str", "bool", "NoneType"}


def test_json_of_what_would_decide(capsys: pytest.CaptureFixture[str]) -> None:
    """What would decide is listed answer by answer, and for all of them together."""
    _, out, _ = run(capsys, SURVEY, "SL-002", "-q", "--format", "json")
    [found] = json.loads(out)["standards"]
    undecided = found["undecided"]
    assert undecided.keys() == {"alone", "together", "cells"}
    still = {"class": "undetermined", "possible_classes": ["poor", "near_poor"]}
    unknown = [x["indicator"] for x in found["indicators"] if x["deprived"] is None]
    assert len(unknown) == found["unknown_indicators"] == 8
    assert undecided["alone"] == [
        {"unknown": name, "deprived": answer, **still}
        for name in unknown
        for answer in (True, False)
    ]
    assert undecided["together"] == [
        {
            "quantity": None,
            "limits": {},
            "further_deprivations": {"from": first, "to": last},
            "class": name,
            "possible_classes": [],
        }
        for first, last, name in ((0, 1, "near_poor"), (2, 8, "poor"))
    ]


def test_json_by_the_name_of_the_file(tmp_path: Path) -> None:
    """A file that is called .json holds JSON, and --format decides over the name."""
    target = tmp_path / "x.json"
    command = ["explain", str(SURVEY), "HB-001", "-q", "-o", str(target)]
    assert cli.run(command) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["household_id"] == "HB-001"
    assert cli.run([*command, "--format", "text"]) == 0
    assert target.read_text(encoding="utf-8").startswith("household HB-001")


# What text holds


def test_side_by_side() -> None:
    """What two standards ask and find alike is said once, all else under each of them."""
    frame = pl.read_csv(SURVEY, infer_schema=False)
    opened = Opened(survey_of(frame, "survey.csv"))
    ids = ("vn-2016-2020", "vn-2022-2025")
    both = [explain(assemble(opened, load_standard(name)), ["HB-001"])[0] for name in ids]
    lines = list(explanation_lines(both, "en"))
    at = lines.index("  Floor area per person (housing_area): deprived")
    assert [line for line in lines[at:] if line.startswith("    reference: ")][:2] == [
        "    reference: vn-2016-2020: 1614/QĐ-TTg (2015), scheme and review forms [recalled]",
        (
            "    reference: vn-2022-2025: 07/2021/NĐ-CP, Annex; Circular 07/2021/TT-BLĐTBXH, "
            "Appendix III, Form 3.2, section 4.2, and Appendix IV, section I.4 [text]"
        ),
    ]
    at = lines.index("  Nutrition of children (nutrition)")
    assert lines[at + 1 : at + 3] == [
        "    vn-2016-2020: not an indicator of this standard",
        "    vn-2022-2025: deprived",
    ]
    at = lines.index("income per person per month: 1,100,000 VND")
    assert [line.strip() for line in lines[at:] if line.strip() in ids] == list(ids)
    assert lines.count("class rules of vn-2016-2020 (the first true rule decides)") == 1
    assert lines.count("class rules of vn-2022-2025 (the first true rule decides)") == 1


def test_no_control_characters() -> None:
    """Whatever a survey's cells hold, a terminal acts upon none of it."""
    rows = household(income_per_capita="1", province="\x1b[31mred\x07")
    shown = "\n".join(explanation_lines([explained(rows, "H", "vn-2022-2025")], "en"))
    assert "\\x1b[31mred\\x07" in shown
    assert all(character.isprintable() or character == "\n" for character in shown)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_wraps_between_words(capsys: pytest.CaptureFixture[str]) -> None:
    """On a terminal long lines go on further to the right; a pipe gets them as they are."""
    command = ["explain", "survey.csv", "HB-001", "-q", "--full"]
    shown = run_in_terminal([sys.executable, "-m", "mdpoverty", *command], TRANSCRIPTS, 80)
    _, piped, _ = run(capsys, SURVEY, "HB-001", "-q")
    assert shown.split() == piped.split()
    assert max(map(len, shown.splitlines())) <= 80 < max(map(len, piped.splitlines()))
