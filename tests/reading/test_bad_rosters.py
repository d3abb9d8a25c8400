"""Member files with faults: what is refused, in which words, and an account of every row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import polars as pl
import pytest
from files import BY_INCOME, refusal
from hypothesis import given
from surveys import RANDOMS, examples

from mdpoverty import cli

STANDARD = ("--standard", "vn-2022-2025")

SURVEY = [
    "household_id,area,income_per_capita,province",
    "a,rural,100000,Sơn La",
    "b,rural,100000,",
    "c,urban,5000000,01",
]
MEMBERS = [
    "household_id,person_id,age,insured,highest_diploma,note",
    "a,1,40,yes,higher,=1+1",
    "a,2,6,no,,y",
    'b,1,0,no,none,"z, ""z"""',
    "b,2,120,yes,primary,",
    "c,1,30,có,,w",
]
AGES = "a whole number of at most 15 digits, in years, at least 0, at most 120"
OR_BLANK = "correct it, or leave the cell blank where the answer is unknown"
DIPLOMAS = "none, primary, lower_secondary, upper_secondary, vocational, higher"
REFUSED_HOUSEHOLD = "household_id belongs to a refused household"
REFUSED_MEMBER = "household_id has a member with a refused row"


@dataclass(frozen=True)
class Fault:
    """Lines that differ from the good files, what is refused by line and why, and the words."""

    members: Mapping[int, str] = field(default_factory=dict)
    survey: Mapping[int, str] = field(default_factory=dict)
    refused: Mapping[int, str] = field(default_factory=dict)
    households: Mapping[int, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()


def problem(what: str, allowed: str, advice: str) -> tuple[str, ...]:
    """Return the lines that say a problem: what and where, what is allowed, and what to do."""
    said = (f"  {what}\n", f"    allowed: {allowed}\n" if allowed else "")
    return ("".join(said) + f"    what to do: {advice}\n",)


def bad_cell(column: str, cell: str, wrong: str, allowed: str, advice: str) -> Fault:
    """Return the fault that a member of household a has this cell."""
    at = MEMBERS[0].split(",").index(column)
    cells = MEMBERS[2].split(",")
    return Fault(
        {3: ",".join([*cells[:at], cell, *cells[at + 1 :]])},
        refused={2: REFUSED_HOUSEHOLD, 3: f"{column} {wrong}"},
        households={2: REFUSED_MEMBER},
        words=problem(f"members.csv, {column}: {wrong} (1 row: line 3 '{cell}')", allowed, advice),
    )


ANSWERS = "yes, no, true, 1, có, đúng, false, 0, không, sai"
PLAIN = 'write digits, such as 4 (with --decimal "," also 4,0)'
DOUBLED = "person_id appears on more than one row of its household"
RAGGED = "row not as many cells as the header has"
FAULTS = {
    "unknown household": Fault(
        {7: "zz,1,30,yes,,"},
        refused={7: "household_id is not in the survey"},
        words=problem(
            "members.csv, household_id: is not in the survey (1 row: line 7 'zz')",
            "the id of a household in the survey",
            "add the household, or remove its members",
        ),
    ),
    "households of another case, and with other zeros": Fault(
        {7: "A,1,30,yes,,", 8: "0a,1,30,yes,,"},
        refused=dict.fromkeys((7, 8), "household_id is not in the survey"),
        words=("household_id: is not in the survey (2 rows: line 7 'A', line 8 '0a')",),
    ),
    "doubled person": Fault(
        {7: "a,2,6,no,,y"},
        refused={2: REFUSED_HOUSEHOLD, **dict.fromkeys((3, 7), DOUBLED)},
        households={2: REFUSED_MEMBER},
        words=(
            *problem(
                "members.csv, person_id: appears on more than one row of its household "
                "(2 rows: line 3 '2', line 7 '2')",
                "one row for each member",
                "keep one row for each member",
            ),
        ),
    ),
    "doubled person but for spaces, far apart and three times": Fault(
        {2: " a ,2 ,40,yes,higher,=1+1", 7: "a,  2,6,no,,y"},
        refused=dict.fromkeys((2, 3, 7), DOUBLED),
        households={2: REFUSED_MEMBER},
        words=("(3 rows: line 2 '2 ', line 3 '2', line 7 '  2')",),
    ),
    "doubled person of an unknown household": Fault(
        {7: "zz,1,30,yes,,", 8: "zz,1,30,yes,,"},
        refused=dict.fromkeys((7, 8), f"{DOUBLED}; household_id is not in the survey"),
    ),
    "no person": Fault(
        {5: "b,,120,yes,primary,"},
        refused={4: REFUSED_HOUSEHOLD, 5: "person_id is missing"},
        households={3: REFUSED_MEMBER},
        words=problem("members.csv, person_id: is missing (1 row: line 5)", "text", "fill it in"),
    ),
    "two of no person are not doubled": Fault(
        {4: "b,,0,no,none,", 5: "b, ,120,yes,primary,"},
        refused=dict.fromkeys((4, 5), "person_id is missing"),
        households={3: REFUSED_MEMBER},
    ),
    "no household": Fault(
        {7: ",1,30,yes,,", 8: " ,1,30,yes,,"},
        refused=dict.fromkeys((7, 8), "household_id is missing"),
        words=problem(
            "members.csv, household_id: is missing (2 rows: line 7, line 8)",
            "text",
            "fill it in",
        ),
    ),
    "age below 0": bad_cell("age", "-1", "is below 0", AGES, OR_BLANK),
    "age above 120": bad_cell("age", "121", "is above 120", AGES, OR_BLANK),
    "age in halves": bad_cell("age", "6.5", "is not a whole number", AGES, PLAIN),
    "age in words": bad_cell("age", "six", "is not a whole number", AGES, PLAIN),
    "answer": bad_cell("insured", "maybe", "is not a known answer", ANSWERS, OR_BLANK),
    "diploma": bad_cell("highest_diploma", "phd", "is not a known code", DIPLOMAS, OR_BLANK),
    "short line": Fault(
        {3: "a,2,6"},
        refused={2: REFUSED_HOUSEHOLD, 3: RAGGED},
        households={2: REFUSED_MEMBER},
        words=problem(
            "members.csv, row: not as many cells as the header has "
            "(1 row: line 3 '3 cells, not 6')",
            "",
            "give it as many cells as the header has; in text, quote a cell that holds a separator",
        ),
    ),
    "long line": Fault(
        {3: "a,2,6,no,,y,surplus,1"},
        refused={2: REFUSED_HOUSEHOLD, 3: RAGGED},
        households={2: REFUSED_MEMBER},
        words=("(1 row: line 3 '8 cells, not 6')",),
    ),
    "short line of nobody known": Fault(
        {7: "zz"}, refused={7: f"{RAGGED}; household_id is not in the survey"}
    ),
    "several problems in one row": Fault(
        {3: "a,,-1,maybe,phd,y"},
        refused={
            2: REFUSED_HOUSEHOLD,
            3: "person_id is missing; age is below 0; highest_diploma is not a known code; "
            "insured is not a known answer",
        },
        households={2: REFUSED_MEMBER},
    ),
    "household without area": Fault(
        survey={3: "b,,100000,"},
        refused=dict.fromkeys((4, 5), REFUSED_HOUSEHOLD),
        households={3: "area is missing"},
        words=("area: is missing (1 row: line 3)",),
    ),
    "household on two rows": Fault(
        survey={5: "b,urban,1,"},
        refused=dict.fromkeys((4, 5), REFUSED_HOUSEHOLD),
        households=dict.fromkeys((3, 5), "household_id appears on more than one row"),
    ),
    "household without members": Fault(
        survey={5: "d,urban,1,"}, households={5: "household_size is missing"}
    ),
    "ragged household": Fault(
        survey={3: "b,rural,100000"},
        refused=dict.fromkeys((4, 5), REFUSED_HOUSEHOLD),
        households={3: RAGGED},
    ),
    "everything at once": Fault(
        {3: "a,2,121,no,,y", 7: "zz,1,30,yes,,", 8: "c,1,30,yes,,"},
        {3: "b,hill,100000,"},
        {
            2: REFUSED_HOUSEHOLD,
            3: "age is above 120",
            **dict.fromkeys((4, 5), REFUSED_HOUSEHOLD),
            **dict.fromkeys((6, 8), DOUBLED),
            7: "household_id is not in the survey",
        },
        {2: REFUSED_MEMBER, 3: "area is not a known code", 4: REFUSED_MEMBER},
        ("area: is not a known code (1 row: line 3 'hill')",),
    ),
}
every_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
WORDED = {name: fault for name, fault in FAULTS.items() if fault.words}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that classifies the two files of an empty folder."""
    monkeypatch.chdir(tmp_path)

    def classify(*options: str) -> tuple[int, str, str]:
        code = cli.run(["classify", "survey.csv", "--members", "members.csv", *STANDARD, *options])
        return code, *capsys.readouterr()

    return classify


def put(fault: Fault) -> None:
    """Write the good files with the lines of the fault in their places."""
    for name, lines, differs in (
        ("survey.csv", SURVEY, fault.survey),
        ("members.csv", MEMBERS, fault.members),
    ):
        text = {**dict(enumerate(lines, start=1)), **differs}
        Path(name).write_text("".join(f"{line}\n" for line in text.values()), encoding="utf-8")


def cells_of(name: str) -> list[list[str]]:
    """Return the cells of a file, row by row, the header first."""
    return list(csv.reader(io.StringIO(Path(name).read_text(encoding="utf-8"))))


def rows_of(name: str) -> list[dict[str, str]]:
    header, *rows = cells_of(name)
    return [dict(zip(header, row, strict=True)) for row in rows]


def account(name: str, rows: int, refused: int, what: str, where: str) -> str:
    """Return the note that says where the rows of a file went."""
    read = f"{name}: {rows} row{'s' if rows != 1 else ''} read = "
    copies = f" (in {where}: copies of people's data)" if refused else ""
    return f"{read}{rows - refused} {what} + {refused} refused{copies}\n"


@pytest.mark.parametrize("fault", WORDED.values(), ids=WORDED)
def test_without_rejects_nothing_is_written(fault: Fault, run: Run) -> None:
    """One refused row: exit 3, no output, and the words say what, where, and what to do."""
    put(fault)
    code, out, words = run("-o", "profile.csv", "--persons", "persons.csv")
    assert (code, out) == (3, "")
    assert [said for said in fault.words if said not in words] == []
    counts = [("survey.csv", len(fault.households)), ("members.csv", len(fault.refused))]
    said = [f"{n}: {c} row{'s' if c != 1 else ''} refused" for n, c in counts if c]
    follow = {REFUSED_HOUSEHOLD, REFUSED_MEMBER} & {
        *fault.households.values(),
        *fault.refused.values(),
    }
    together = " (a household and its members are refused together)" if follow else ""
    assert f"error: {'; '.join(said)}{together}. Nothing was written." in words
    causes = [each.removeprefix("household_id ") for each in (REFUSED_HOUSEHOLD, REFUSED_MEMBER)]
    assert [each for each in causes if f"household_id: {each}" in words] == []
    assert {path.name for path in Path().iterdir()} == {"survey.csv", "members.csv"}


@every_fault
def test_with_rejects_every_row_is_accounted_for(fault: Fault, run: Run) -> None:
    """The refused rows of either file go out whole, the others are used, and the notes add up."""
    put(fault)
    files = ("-o", "profile.csv", "--persons", "persons.csv", "--rejects", "refused.csv")
    code, out, notes = run(*files)
    assert (code, out) == (0, "")
    kept: dict[str, list[str]] = {}
    for name, rejects, refused, what in (
        ("survey.csv", "refused.csv", fault.households, "written"),
        ("members.csv", "refused-members.csv", fault.refused, "used"),
    ):
        (header, *rows), found = cells_of(name), rows_of(rejects)
        assert {int(row["line"]): row["problems"] for row in found} == refused
        assert account(name, len(rows), len(refused), what, rejects) in notes
        for row in found:
            whole = [row[column] for column in header]
            surplus = row["surplus"].split(",") if row["surplus"] else []
            source = rows[int(row["line"]) - 2]
            assert [*whole, *surplus] == source + [""] * (len(header) - len(source))
        kept[name] = [row[0] for line, row in enumerate(rows, start=2) if line not in refused]
    assert [row["household_id"] for row in rows_of("profile.csv")] == kept["survey.csv"]
    assert [row["household_id"] for row in rows_of("persons.csv")] == kept["members.csv"]


def test_possible_ages(run: Run) -> None:
    """Ages from 0 to 120 are taken, in any spelling of a whole number, and so is a blank."""
    ages = ("0", "120", "6", " 6 ", "6.0", "6.", "06", "+6", "-0", "", " ")
    put(Fault({n: f"a,p{n},{age},no,," for n, age in enumerate(ages, start=7)}))
    assert run("-o", "profile.csv")[0] == 0


def test_impossible_ages_and_answers(run: Run) -> None:
    """A cell that is nearly a number, an answer or a code is none: its row is refused."""
    cells = [
        *(f"{age},yes,higher" for age in ("NA", "1e1", "\uff16", "6,5", "--6", "6 years", "nan")),
        *(f"{age},yes,higher" for age in ("120.5", "-0.5", "1000000000000000", "inf")),
        *(f"6,{answer},higher" for answer in ("9", "2", "y", "n", "NA", "-1", "yes no")),
        *(f"6,yes,{code}" for code in ("0", "NA", "lowersecondary", "upper_secondary;higher")),
    ]
    rows = [
        f"c,p{n},{cell.replace('6,5', chr(34) + '6,5' + chr(34))}," for n, cell in enumerate(cells)
    ]
    put(Fault(dict(enumerate(rows, start=7))))
    assert run("-o", "profile.csv", "--rejects", "refused.csv")[0] == 0
    found = rows_of("refused-members.csv")
    wrong = {int(row["line"]) for row in found if row["problems"] != REFUSED_HOUSEHOLD}
    assert wrong == set(range(7, 7 + len(rows)))
    assert [row["household_id"] for row in rows_of("profile.csv")] == ["a", "b"]


def test_lines_are_those_of_the_file(run: Run) -> None:
    """Blank lines and line breaks in cells count as lines of the file; a row is where it begins."""
    put(Fault({3: '\n\na,2,6,no,,"y\ny\ny"', 7: "zz,1,30,yes,,"}))
    code, _, words = run()
    assert code == 3
    assert "members.csv, household_id: is not in the survey (1 row: line 11 'zz')" in words


def test_words_are_data_as_json(run: Run) -> None:
    """With --errors json each problem has its file, subject, lines and values."""
    put(FAULTS["unknown household"])
    code, out, words = run("--errors", "json", "-q")
    assert (code, out) == (3, "")
    for piece in ('"file": "members.csv"', '"line": 7', '"value": "zz"', '"exit_code": 3'):
        assert piece in words


@pytest.mark.parametrize(
    ("size", "refused"),
    [
        ("2", {}),
        ("2.0", {}),
        ("", {}),
        ("3", {2: "household_size is not the number of member rows of the household"}),
        ("1", {2: "household_size is not the number of member rows of the household"}),
        ("0", {2: "household_size is below 1"}),
    ],
)
def test_given_sizes(run: Run, size: str, refused: dict[int, str]) -> None:
    """A size that is given is the number of member rows, else the household is refused."""
    put(
        Fault(
            survey={
                1: "household_id,area,income_per_capita,household_size",
                2: f"a,rural,100000,{size}",
                3: "b,rural,100000,2",
            }
        )
    )
    code, _, notes = run("-o", "profile.csv", "--rejects", "refused.csv")
    assert code == 0
    found = rows_of("refused.csv")
    assert {int(row["line"]) for row in found} == refused.keys()
    assert all(row["problems"] == refused[int(row["line"])] for row in found)
    assert account("members.csv", 5, 2 * len(refused), "used", "refused-members.csv") in notes
    if refused:
        assert run("-o", "other.csv")[0] == 3
    else:
        assert [row["household_size"] for row in rows_of("profile.csv")] == ["2", "2", "1"]


def test_words_of_a_size_that_is_not_the_rosters(run: Run) -> None:
    """The words say the size that was given, and that either side may be wrong."""
    put(
        Fault(
            survey={
                **{n: f"{line},2" for n, line in enumerate(SURVEY[1:3], start=2)},
                1: f"{SURVEY[0]},household_size",
                4: f"{SURVEY[3]},7",
            }
        )
    )
    code, _, words = run()
    assert code == 3
    [said] = problem(
        "household_size: is not the number of member rows of the household (1 row: line 4 '7')",
        "as many member rows as household_size says",
        "correct household_size, or add or remove member rows",
    )
    assert said in words


# Whole files


@pytest.mark.parametrize("options", [(), ("--rejects", "refused.csv")], ids=["", "rejects"])
@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["household_id,age", "a,4"], "person_id: this column is missing"),
        (["hh,person_id", "a,4"], "household_id: this column is missing"),
        (["household_id,person,age"], "person_id: this column is missing"),
        (["household_id,person_id,age,age"], "age: appears 2 times in the header"),
        ([], "members.csv is empty"),
    ],
    ids=["no person_id", "no household_id", "header only", "column twice", "nothing"],
)
def test_files_that_are_no_roster(
    run: Run, lines: list[str], words: str, options: tuple[str, ...]
) -> None:
    """A member file that lacks a key column, or all, is refused as a whole, with or without."""
    put(Fault())
    Path("members.csv").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    code, out, said = run("-o", "profile.csv", *options)
    assert (code, out) == (3, "")
    assert words in said
    assert {path.name for path in Path().iterdir()} == {"survey.csv", "members.csv"}


@pytest.mark.parametrize("size", ["", "2"], ids=["size not given", "size given"])
def test_a_roster_of_nobody(run: Run, size: str) -> None:
    """A header without rows is a roster: every household is refused, for it has no member."""
    lines = [*(f"{line},{size}" for line in SURVEY[1:])]
    put(Fault(survey={1: f"{SURVEY[0]},household_size", **dict(enumerate(lines, start=2))}))
    Path("members.csv").write_text(f"{MEMBERS[0]}\n", encoding="utf-8")
    assert run("-o", "profile.csv")[0] == 3
    files = ("-o", "profile.csv", "--persons", "persons.csv", "--rejects", "refused.csv")
    code, _, notes = run(*files)
    assert code == 0
    assert account("survey.csv", 3, 3, "written", "refused.csv") in notes
    assert account("members.csv", 0, 0, "used", "") in notes
    assert [len(rows_of(name)) for name in ("profile.csv", "persons.csv", "refused.csv")] == [
        *(0, 0, 3)
    ]
    assert rows_of("refused-members.csv") == []


def test_an_empty_survey_with_members(run: Run) -> None:
    """Where there is no household, every member is of an unknown one."""
    put(Fault())
    Path("survey.csv").write_text(f"{SURVEY[0]}\n", encoding="utf-8")
    assert run("-o", "profile.csv")[0] == 3
    code, _, notes = run("-o", "profile.csv", "--rejects", "refused.csv")
    assert code == 0
    assert account("survey.csv", 0, 0, "written", "") in notes
    assert account("members.csv", 5, 5, "used", "refused-members.csv") in notes


# Random faults

HEADER = ["household_id", "area", "income_per_capita", "household_size"]
ASKED = ["household_id", "person_id", "age", "insured", "attending_school", "school_level"]
GOOD = {
    "age": ["0", "5", "6", "15", "16", "120", "", "30"],
    "insured": ["yes", "no", "", "1", "KHÔNG"],
    "attending_school": ["yes", "no", ""],
    "school_level": ["none", "primary", ""],
}
WRONG = {
    "person_id": ["", "  "],
    "age": ["-1", "121", "6.5", "six", "1,5", "999999999999999999"],
    "insured": ["maybe", "2", "."],
    "attending_school": ["?"],
}


@dataclass
class Chance:
    """Random files with faults, and which of their rows are refused by the rules of the law."""

    survey: list[list[str]]
    members: list[list[str]]
    bad_households: set[str]
    bad_members: set[int]

    def refused(self) -> tuple[set[int], set[int]]:
        """Return the places of the rows of survey and members that are refused.

        A refused member refuses its household, and a refused household its members.
        """
        ids = [row[0] for row in self.survey]
        of = [row[0].strip() for row in self.members]
        keys = [(row[0].strip(), row[1].strip()) for row in self.members]
        bad = self.bad_members | {i for i, key in enumerate(keys) if keys.count(key) > 1}
        bad |= {i for i, household in enumerate(of) if household not in ids}
        households = self.bad_households | {h for h in ids if ids.count(h) > 1}
        households |= {of[i] for i in bad}
        households |= {r[0] for r in self.survey if r[3] != (str(of.count(r[0])) if r[3] else "")}
        households |= {household for household in ids if household not in of}
        return (
            {i for i, household in enumerate(ids) if household in households},
            bad | {i for i, household in enumerate(of) if household in households},
        )


def chance(rng: Random) -> Chance:
    survey, members = [], []
    for number in range(rng.randint(1, 40)):
        size = rng.randint(1, 5)
        given_ = rng.choice(("", str(size)))
        survey.append([f"h{number}", rng.choice(("rural", "urban")), "1500000", given_])
        for person in range(size):
            cells = [rng.choice(GOOD[name]) for name in ASKED[2:]]
            members.append([f"h{number}", str(person), *cells])
    rng.shuffle(members)
    found = Chance(survey, members, set(), set())
    for _ in range(rng.choice((0, 1, 1, 3, 9))):
        spoil(rng, found)
    return found


def spoil(rng: Random, files: Chance) -> None:
    """Put one more fault into the files."""
    if rng.random() < 0.4:
        spoil_member(rng, files)
        return
    household, member = rng.choice(files.survey), rng.choice(files.members)
    match rng.choice(("double", "unknown", "lost", "area", "size", "twice")):
        case "double":
            files.members.append([member[0], f" {member[1]}", *[""] * 4])
            files.bad_members.add(len(files.members) - 1)
        case "unknown":
            files.members.append([f"u{len(files.members)}", "1", "30", "", "", ""])
        case "lost":
            files.members.append(["", "1", "30", "", "", ""])
        case "area":
            household[1] = rng.choice(("", "hill"))
            files.bad_households.add(household[0])
        case "size":
            household[3] = "9"
        case _:
            files.survey.append([household[0], "rural", "1", ""])


def spoil_member(rng: Random, files: Chance) -> None:
    """Put a wrong cell into a member's row, or make it too short or too long."""
    index = rng.randrange(len(files.members))
    files.bad_members.add(index)
    member = files.members[index]
    kind = rng.choice(("cell", "cell", "short", "long"))
    if kind == "cell" and len(member) == len(ASKED):
        name = rng.choice(list(WRONG))
        member[ASKED.index(name)] = rng.choice(WRONG[name])
    elif kind == "long":
        member += [""] * (len(ASKED) - len(member)) + ["surplus"]
    else:
        del member[rng.randint(2, 5) :]


def put_rows(name: str, header: list[str], rows: list[list[str]]) -> None:
    with Path(name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


@examples(5)
@given(rng=RANDOMS)
def test_accounts_of_random_faults(tmp_path_factory: pytest.TempPathFactory, rng: Random) -> None:
    """Whatever is wrong, just the rows that must be are refused, and all others are used."""
    files = chance(rng)
    households, members = files.refused()
    options = ["survey.csv", "--members", "members.csv", *STANDARD, "-q", "-o", "profile.csv"]
    options += ["--persons", "persons.csv"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("faults"))
        put_rows("survey.csv", HEADER, files.survey)
        put_rows("members.csv", ASKED, files.members)
        if rng.random() < 0.25:
            expected = 3 if households or members else 0
            assert cli.run(["classify", *options]) == expected
            assert Path("profile.csv").exists() == Path("persons.csv").exists() == (expected == 0)
        assert cli.run(["classify", *options, "--rejects", "refused.csv"]) == 0
        lines = [
            [int(row["line"]) - 2 for row in rows_of(name)]
            for name in ("refused.csv", "refused-members.csv")
        ]
        assert lines == [sorted(households), sorted(members)]
        used = [int(row["survey_row"]) - 1 for row in rows_of("profile.csv")]
        assert used == [i for i in range(len(files.survey)) if i not in households]
        used = [int(row["member_row"]) - 1 for row in rows_of("persons.csv")]
        assert used == [i for i in range(len(files.members)) if i not in members]


def test_places_are_of_the_file_that_they_are_in(tmp_path: Path) -> None:
    """Rows of Parquet are rows, also where the survey beside it has lines; and the other way."""
    households = pl.DataFrame([("H1", "rural", 400_000, 1)], HEADER, orient="row")
    members = pl.DataFrame({"household_id": ["H9"], "person_id": ["1"]})
    households.write_csv(tmp_path / "h.csv")
    households.write_parquet(tmp_path / "h.parquet")
    members.write_csv(tmp_path / "m.csv")
    members.write_parquet(tmp_path / "m.parquet")
    for survey, roster, place in (
        ("h.csv", "m.parquet", "row 1"),
        ("h.parquet", "m.csv", "line 2"),
    ):
        errors = refusal(tmp_path / survey, "--members", tmp_path / roster, *BY_INCOME)
        assert f"{roster}, household_id: is not in the survey (1 row: {place} 'H9')" in errors
