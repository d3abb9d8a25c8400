"""Forms that were filled in wrongly, or are no longer as the template made them."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from files import rows_of
from filled_forms import Row, fill, first_row, key_of

from mdpoverty import cli
from mdpoverty.questionnaire.form import forms
from mdpoverty.questionnaire.workbook import write_form

FORM = forms()["vn-2022-2025-review"]
HOUSEHOLD: Row = {"household_id": "H1", "area": "Nông thôn", "region": "Tây Nguyên"}
MEMBER: Row = {"household_id": "H1", "person_id": "1", "birth_date": "01/02/1990", "sex": "Nữ"}
QUICK: Row = {"household_id": "H1", "well_off": "Không thuộc đối tượng rà soát"}

Said = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the empty form in Vietnamese."""
    folder = tmp_path_factory.mktemp("empty")
    write_form(FORM, folder / "form.xlsx", folder, "vi")
    return folder / "form.xlsx"


@pytest.fixture
def classify(empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """Return a function that fills the form in and classifies it: the exit code, what is said."""

    def filled(
        rows: Mapping[str, list[Row]], change: Callable[[Any], object] | None = None
    ) -> tuple[int, str]:
        given = {"household": [HOUSEHOLD], "member": [MEMBER], "quick_look": [QUICK], **rows}
        fill(empty, tmp_path / "form.xlsx", FORM, "vi", given)
        if change:
            book = openpyxl.load_workbook(tmp_path / "form.xlsx")
            change(book)
            book.save(tmp_path / "form.xlsx")
        command = ["classify", str(tmp_path / "form.xlsx"), "--standard", FORM.standard]
        why = ["--why", str(tmp_path / "why.csv"), "-o", str(tmp_path / "profile.csv")]
        code = cli.run([*command, *why])
        return code, " ".join(capsys.readouterr().err.split())

    return filled


@pytest.mark.parametrize(
    "answer", ["Không thuộc đối tượng rà soát", "Need not be reviewed", "0", 0]
)
def test_quick_look_in_words_and_in_its_code(
    classify: Said, tmp_path: Path, answer: str | int
) -> None:
    """Column 0 says by 0 that the review ends: the household is non-poor by the quick look."""
    assert classify({"quick_look": [{**QUICK, "well_off": answer}]})[0] == 0
    assert "non_poor,quick_look" in (tmp_path / "profile.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("answer", ["Có", "yes", 2])
def test_other_answer_is_refused(classify: Said, answer: str | int) -> None:
    """A yes under a column whose answers are others is no answer: 0 and no are not one there."""
    code, said = classify({"quick_look": [{**QUICK, "well_off": answer}]})
    assert code == 3
    cell = f"D{first_row(FORM.sheet('quick_look'))}"
    assert "is not an answer of the form" in said
    assert cell in said
    assert "Thuộc đối tượng rà soát" in said


def test_sheets_that_do_not_fit_together(classify: Said) -> None:
    """Rows of Form A without a household, with one that is not there, or twice are named."""
    lost: list[Row] = [{**QUICK, "household_id": "H2"}, {"well_off": "0"}]
    code, said = classify({"quick_look": [QUICK, QUICK, *lost]})
    assert code == 3
    for wrong in ("is missing", "is on several rows", "is not on the sheet of the households"):
        assert wrong in said
    first = first_row(FORM.sheet("quick_look"))
    assert all(f"'Phiếu A'!A{row}" in said for row in range(first, first + 4))


def test_a_household_that_is_twice_is_named(classify: Said) -> None:
    """A code on two rows of the main sheet is told with them, also where Form A does not fit."""
    first = first_row(FORM.sheet("household"))
    both = f"(2 rows: 'Phiếu B1.A'!A{first} 'H1', 'Phiếu B1.A'!A{first + 1} 'H1')"
    for quick in (QUICK, {**QUICK, "household_id": "H2"}):
        code, said = classify({"household": [HOUSEHOLD, HOUSEHOLD], "quick_look": [quick]})
        assert code == 3
        assert both in said, said


def test_rows_of_two_sheets_are_told_apart(classify: Said) -> None:
    """Where rows of both sheets are refused, the headline names the sheets."""
    _, said = classify({"household": [{**HOUSEHOLD, "toilet": "hố"}]})
    assert "sheet 'Phiếu B1.A': 1 row refused; form.xlsx, sheet 'Phiếu B1.B': 1 row" in said


def test_all_faults_are_told_at_once(
    classify: Said, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Faults of every sheet are told together, those of rows too; nothing is set aside then."""
    faulty: Mapping[str, list[Row]] = {
        "household": [
            *(HOUSEHOLD, HOUSEHOLD, {**HOUSEHOLD, "household_id": "H2", "toilet": "hố"}),
            {**HOUSEHOLD, "household_id": "H3", "area": "phố"},
        ],
        "member": [
            *(MEMBER, {**MEMBER, "household_id": "H2", "attending_school": "Nghỉ"}),
            *({**MEMBER, "household_id": "H3", "sex": "x"}, {**MEMBER, "household_id": "H9"}),
        ],
        "quick_look": [
            *(QUICK, QUICK, {**QUICK, "household_id": "H2", "well_off": "Có"}),
            *({**QUICK, "household_id": "H7"}, {"well_off": "0"}),
        ],
    }
    code, said = classify(faulty)
    assert code == 3
    assert "form.xlsx is not filled in as the form asks (a household and its members" in said
    assert "are refused together). Nothing was written. " in said
    sheets = {sheet.kind: sheet for sheet in FORM.sheets}
    expected = (
        ("questionnaire.no-answer", "quick_look", 2, "'Có'"),
        ("questionnaire.no-answer", "member", 1, "'Nghỉ'"),
        ("questionnaire.key-doubled", "quick_look", 0, "'H1'"),
        ("questionnaire.key-doubled", "quick_look", 1, "'H1'"),
        ("questionnaire.key-lost", "quick_look", 3, "'H7'"),
        ("questionnaire.key-missing", "quick_look", 4, ""),
        ("reading.repeated-household", "household", 0, "'H1'"),
        ("reading.repeated-household", "household", 1, "'H1'"),
        ("reading.unknown-code", "household", 2, "'hố'"),
        ("reading.unknown-code", "household", 3, "'phố'"),
        ("reading.unknown-code", "member", 2, "'x'"),
        ("reading.no-such-household", "member", 3, "'H9'"),
    )
    file, findings = str(tmp_path / "form.xlsx"), tmp_path / "findings.csv"
    validate = ["validate", file, "--standard", FORM.standard, "-o", str(findings), "-q"]
    assert cli.run(validate) == 3
    assert "error" not in capsys.readouterr().err
    with findings.open(encoding="utf-8") as text:
        found = [
            (row["code"], row["sheet"], row["line"], row["value"])
            for row in csv.DictReader(text)
            if row["kind"] == "refusal"
        ]
    for kind, sheet, row, value in expected:
        line = first_row(sheets[sheet]) + row
        assert f"{line} {value}".strip() in said, (kind, said)
        assert (kind, sheets[sheet].name.vi, str(line), value.strip("'")) in found
    assert "Mã hộ (household_id): is not in the survey" in said
    assert cli.run(["summarize", file, "--standard", FORM.standard]) == 3
    said = capsys.readouterr().err
    assert all(f"'{cell}'" in said for cell in ("Có", "Nghỉ", "H7"))
    rejects = ["--rejects", str(tmp_path / "rejects.csv"), "-o", str(tmp_path / "out.csv")]
    assert cli.run(["classify", file, "--standard", FORM.standard, *rejects]) == 3
    assert not (tmp_path / "out.csv").exists()
    assert not (tmp_path / "rejects.csv").exists()


def test_an_empty_form_says_so(classify: Said) -> None:
    """A form that nobody filled in is no error, but not passed over in silence."""
    code, said = classify({"household": [], "member": [], "quick_look": []})
    assert code == 0
    assert "warning: form.xlsx: no household is filled in" in said


def test_wrong_cell_is_named_by_its_sheet(classify: Said) -> None:
    """A cell of either level is told by the sheet and the cell where a spreadsheet shows it."""
    household, member = {**HOUSEHOLD, "toilet": "hố"}, {**MEMBER, "sex": "x"}
    code, said = classify({"household": [household], "member": [member]})
    assert code == 3
    for kind, name in (("household", "toilet"), ("member", "sex")):
        sheet = FORM.sheet(kind)
        place = [key_of(column) for column in sheet.columns].index(name)
        page = openpyxl.Workbook().active
        cell = page.cell(first_row(sheet), place + 1).coordinate
        assert f"'{sheet.name.vi}'!{cell}" in said


def test_changed_headings(classify: Said) -> None:
    """A heading that is no longer the form's is missed aloud; without that of the codes, all is."""
    top = first_row(FORM.sheet("household")) - 1

    def rename(book: Any) -> None:
        book["Phiếu B1.A"].cell(top, 3, "Tộc người")

    code, said = classify({}, rename)
    assert code == 0
    assert "columns of the form are missing, so their answers are unknown: Dân tộc" in said
    code, said = classify({}, lambda book: book["Phiếu B1.A"].cell(top, 1, "Số"))
    assert code == 3
    assert "but the heading 'Mã hộ' is not in its place" in said
    assert "write 'Mã hộ' above the ids of the households" in said


def test_form_without_members(classify: Said) -> None:
    """Where nobody listed members, the size that the household gives counts."""
    household = {**HOUSEHOLD, "household_size": 3}
    code, said = classify({"household": [household], "member": []})
    assert (code, "1 row read = 1 written" in said) == (0, True)


def test_form_with_only_its_first_sheet(classify: Said) -> None:
    """A form without Form A and without members is households alone."""

    def leave_out(book: Any) -> None:
        del book["Phiếu A"], book["Phiếu B1.B"]

    code, said = classify({"household": [{**HOUSEHOLD, "household_size": 3}]}, leave_out)
    assert code == 0
    assert "read as the form of vn-2022-2025-review: Phiếu B1.A" in said


def test_wrong_cell_has_the_heading_and_the_answers_of_the_form(classify: Said) -> None:
    """A cell is told by what the form asks, with its code; allowed is what its list offers."""
    code, said = classify({"household": [{**HOUSEHOLD, "area": "phố"}]})
    assert code == 3
    assert "Khu vực (area): is not a known code" in said
    assert "allowed: Nông thôn, Thành thị what" in said


def test_headings_that_moved_are_found(classify: Said, tmp_path: Path) -> None:
    """Rows that somebody added or deleted above the headings do not hide them; the row is said."""
    code, _ = classify({})
    profile = (tmp_path / "profile.csv").read_text(encoding="utf-8")

    def lower(book: Any) -> None:
        page = book["Phiếu B1.A"]
        for merged in [*page.merged_cells.ranges]:
            page.unmerge_cells(str(merged))
        page.insert_rows(1, 2)

    moved, said = classify({}, lower)
    assert (code, moved) == (0, 0)
    assert "sheet Phiếu B1.A: the headings begin in row 5" in said
    assert "columns of the form are missing" not in said
    assert (tmp_path / "profile.csv").read_text(encoding="utf-8") == profile

    def higher(book: Any) -> None:
        book["Phiếu A"].delete_rows(1)

    moved, said = classify({}, higher)
    assert moved == 0
    assert "sheet Phiếu A: the headings begin in row 2" in said
    assert (tmp_path / "profile.csv").read_text(encoding="utf-8") == profile


def test_sections_that_are_no_longer_merged(classify: Said) -> None:
    """A heading is known by its question where its section is another, or is not there."""

    def unmerge(book: Any) -> None:
        page = book["Phiếu B1.A"]
        for merged in [*page.merged_cells.ranges]:
            page.unmerge_cells(str(merged))

    code, said = classify({}, unmerge)
    assert (code, "columns of the form are missing" in said) == (0, False)


def test_sheets_by_other_names(classify: Said) -> None:
    """A sheet of the form that is not there is named, with those that are, and what to do."""

    def rename(book: Any) -> None:
        book["Phiếu B1.A"].title = "B1A"

    code, said = classify({}, rename)
    assert code == 3
    assert "(Phiếu B1.B, Phiếu A), but not its sheet 'Phiếu B1.A'" in said
    assert "allowed: B1A, Phiếu B1.B, Phiếu A, Đáp án" in said

    def lose(book: Any) -> None:
        book["Phiếu A"].title = "A"

    code, said = classify({}, lose)
    assert code == 0
    assert "sheets of the form are missing, so their answers are unknown: Phiếu A." in said
    assert "rename it: A" in said


def test_cells_that_would_decide_are_named_as_the_form_asks(classify: Said, tmp_path: Path) -> None:
    """Of all that a score reads only what leaves points open is named, by its heading and code."""
    classify({"quick_look": [{**QUICK, "well_off": 1}]})
    told = (tmp_path / "why.csv").read_text(encoding="utf-8")
    assert "V. Loại nhà tiêu đang sử dụng (toilet)" in told
    household = {**HOUSEHOLD, "area": "Thành thị", "province": "Tỉnh Ví Dụ"}
    classify({"household": [household], "quick_look": [{**QUICK, "well_off": 1}]})
    told = (tmp_path / "why.csv").read_text(encoding="utf-8")
    assert "Tỉnh/thành phố (province)" in told
    assert "(central_city)" in told


def test_measures_are_asked_for_where_the_form_has_them(classify: Said, tmp_path: Path) -> None:
    """A child not measured wants a height, no column of a word; a column of members is theirs."""
    child: Row = {**MEMBER, "person_id": "2", "birth_date": "01/02/2018", "sex": "Nam"}
    asked = {"member": [MEMBER, child], "quick_look": [{**QUICK, "well_off": 1}]}
    _, said = classify(asked)
    told = (tmp_path / "why.csv").read_text(encoding="utf-8")
    assert "(height_cm)" in told
    assert "(weight_kg)" in told
    assert "stunted" not in told + said
    assert "underweight" not in told + said

    def lose(book: Any) -> None:
        page = book["Phiếu B1.B"]
        for merged in [*page.merged_cells.ranges]:
            page.unmerge_cells(str(merged))
        for row in page.iter_rows():
            for cell in row:
                if str(cell.value).startswith(("Chiều cao", "Cân nặng")):
                    page.delete_cols(cell.column)
                    return

    _, said = classify(asked, lose)
    _, _, advice = said.partition("sheet of the members does not have, with these headings: ")
    assert advice.startswith("height_cm")


@pytest.mark.parametrize(
    "case",
    [
        (
            "classify {form} -o p.csv",
            "looks like the form of {id}: apply that standard (--standard",
        ),
        ("summarize {form} -o p.csv", "looks like the form of {id}: apply that standard"),
        ("report {form} -o p.html", "looks like the form of {id}: apply that standard"),
        ("validate {form}", "looks like the form of {id}: apply that standard"),
        ("tables {form} -o t.xlsx", "`mdpoverty classify form.xlsx --standard {id} --keep all"),
    ],
)
def test_form_without_its_standard(
    case: tuple[str, str],
    empty: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whoever reads a form by another standard, or takes it for a profile, is told what to do."""
    command, words = case
    monkeypatch.chdir(tmp_path)
    fill(empty, tmp_path / "form.xlsx", FORM, "vi", {"household": [HOUSEHOLD]})
    assert cli.run(command.format(form="form.xlsx").split()) == 3
    printed = capsys.readouterr()
    assert words.format(id=FORM.standard) in " ".join((printed.out + printed.err).split())


def test_answers_of_another_sheet_are_placed_there(classify: Said, tmp_path: Path) -> None:
    """A wrong answer on Form A is on its sheet and row, whose households have another order."""
    other = {**HOUSEHOLD, "household_id": "H2"}
    rows: dict[str, list[Row]] = {
        "household": [other, HOUSEHOLD],
        "member": [MEMBER, {**MEMBER, "household_id": "H2"}],
        "quick_look": [QUICK, {"household_id": "H2", "quick_cooling": "abc"}],
    }
    code, said = classify(rows)
    row = first_row(FORM.sheet("quick_look")) + 1
    assert code == 3
    assert f"'Phiếu A'!F{row} 'abc'" in said
    output = tmp_path / "found.csv"
    form = str(tmp_path / "form.xlsx")
    assert cli.run(["validate", form, "--standard", FORM.standard, "-o", str(output)]) == 3
    text = output.read_text(encoding="utf-8")
    assert f"refusal,reading.unknown-answer,,form.xlsx,Phiếu A,{row}," in text
    assert "blank,,,form.xlsx,Phiếu A,,quick_cooling," in text
    assert "blank,,,form.xlsx,Phiếu B1.A,,area," in text


def test_household_that_is_screened_out_needs_no_members(classify: Said, tmp_path: Path) -> None:
    """Form A ends the review: nothing of Form B1 is filled in but who and where it is."""
    other = {**HOUSEHOLD, "household_id": "H2"}
    code, said = classify(
        {
            "household": [HOUSEHOLD, other],
            "member": [MEMBER],
            "quick_look": [{"household_id": "H1"}, {**QUICK, "household_id": "H2"}],
        }
    )
    assert code == 0, said
    profile = (tmp_path / "profile.csv").read_text(encoding="utf-8")
    assert "non_poor,quick_look" in profile


def test_open_answers_of_another_sheet_are_placed_there(classify: Said, tmp_path: Path) -> None:
    """An answer of Form A that leaves a class open is on its sheet and row, as a wrong one is."""
    other = {**HOUSEHOLD, "household_id": "H2"}
    assets = ("quick_motorbike", "quick_cooling", "quick_water_heater")  # a fourth would decide
    rows: dict[str, list[Row]] = {
        "household": [other, HOUSEHOLD],
        "member": [{**MEMBER, "household_id": "H2"}, MEMBER],
        "quick_look": [{"household_id": "H1"}, {"household_id": "H2", **dict.fromkeys(assets, 1)}],
    }
    classify(rows)
    output, form = tmp_path / "found.csv", str(tmp_path / "form.xlsx")
    cli.run(["validate", form, "--standard", FORM.standard, "-o", str(output)])
    open_cells = [row for row in rows_of(output) if row["kind"] == "undetermined"]
    asked = [row for row in open_cells if row["message"].startswith("H2")]
    on_form_a = {
        (row["sheet"], row["line"]) for row in asked if "(quick_electricity)" in row["value"]
    }
    assert on_form_a == {("Phiếu A", str(first_row(FORM.sheet("quick_look")) + 1))}
    assert {row["sheet"] for row in asked if "(cars)" in row["value"]} == {"Phiếu B1.A"}


def test_ticks_are_a_yes(classify: Said, tmp_path: Path) -> None:
    """A cause that is ticked holds; what is neither is named by its heading and its cell."""
    ticks: Row = {
        "cause_land": "x",
        "cause_capital": "X",
        "cause_labour": "Không",
        "aquaculture": "x",
    }
    assert classify({"household": [{**HOUSEHOLD, **ticks}]})[0] == 0
    with (tmp_path / "profile.csv").open(encoding="utf-8") as file:
        assert "cause_land" not in file.readline()  # without --keep all
    code, said = classify({"household": [{**HOUSEHOLD, "cause_land": "hơi hơi"}]})
    assert code == 3
    assert "1. Không có đất sản xuất: is not an answer of the form" in said
    assert "'hơi hơi'" in said
    assert "allowed: Có, Không" in said


def test_boxes_of_form_a_are_ticked(classify: Said, tmp_path: Path) -> None:
    """Four ticks decide as four answers do; what is empty stays unknown."""
    ticks = ("x", "X", "v", "√", "✓", " ✔", "☑", "đúng", "TRUE")
    boxes = ("quick_motorbike", "quick_cooling", "quick_water_heater", "quick_rents_out")
    ids = [f"H{n}" for n in range(len(ticks) + 1)]
    quick: list[Row] = [
        {"household_id": own, **dict.fromkeys(boxes, tick)}
        for own, tick in zip(ids, ticks, strict=False)
    ]
    quick.append({"household_id": ids[-1], **dict.fromkeys(boxes[:3], "x")})
    households = [{**HOUSEHOLD, "household_id": own} for own in ids]
    members = [{**MEMBER, "household_id": own} for own in ids]
    code, said = classify({"household": households, "member": members, "quick_look": quick})
    assert code == 0, said
    decided = {row["household_id"]: row["basis"] for row in rows_of(tmp_path / "profile.csv")}
    assert {own for own, basis in decided.items() if basis == "quick_look"} == {*ids[:-1]}


def test_a_tick_that_may_mean_two_things_is_no_answer(classify: Said) -> None:
    """Column 0 of Form A asks to choose, and insurance is no box: a tick there is refused."""
    quick: Row = {"household_id": "H1", "well_off": "x"}
    code, said = classify({"household": [HOUSEHOLD], "member": [MEMBER], "quick_look": [quick]})
    assert code == 3
    assert "allowed: Không thuộc đối tượng rà soát, Thuộc đối tượng rà soát" in said
    code, said = classify({"household": [HOUSEHOLD], "member": [{**MEMBER, "insured": "x"}]})
    assert code == 3
    assert "allowed: Có, Không" in said


def test_a_deleted_column_is_named_by_its_heading(classify: Said) -> None:
    """A column that the standard needs is called as the form calls it."""
    code, said = classify({}, lambda book: book["Phiếu B1.A"].delete_cols(2))
    assert code == 3
    assert "Khu vực (area): this column is missing" in said
    assert (
        f"add it again, with the heading that `mdpoverty template {FORM.standard}` writes" in said
    )


def test_a_total_row_is_told_as_one(classify: Said) -> None:
    """Under the households a total is no household with blank cells."""
    code, said = classify({"household": [HOUSEHOLD, {"household_id": "Tổng cộng"}]})
    assert code == 3
    assert "if it is a total or a signature, delete the row" in said  # a form has its own ranges
