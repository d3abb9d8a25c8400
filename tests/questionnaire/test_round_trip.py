"""The official form as a workbook: what is chosen in it is read back as the codes that it means."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from filled_forms import Row, fill, first_row, key_of

from mdpoverty import load_standard
from mdpoverty.codebook import LEVELS, Level
from mdpoverty.files.layout import Layout
from mdpoverty.language import LANGUAGES, Language
from mdpoverty.questionnaire.form import Column, FormSheet, forms
from mdpoverty.questionnaire.workbook import write_form
from mdpoverty.reading.assemble import Opened
from mdpoverty.reading.sources import open_files
from mdpoverty.survey.engine import collected, converted

REVIEW = "vn-2022-2025-review"
FORM = forms()[REVIEW]
MOST = max(len(column.choices) for sheet in FORM.sheets for column in sheet.columns)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    """Return each language in turn."""
    found: Language = request.param
    return found


@pytest.fixture
def empty(tmp_path: Path, language: Language) -> Path:
    """Return the empty form."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    write_form(FORM, tmp_path / "empty.xlsx", scratch, language)
    return tmp_path / "empty.xlsx"


def opened(file: Path, folder: Path) -> Opened:
    folder.mkdir()
    named: dict[Level, list[str]] = {"household": [str(file)], "member": []}
    return open_files(named, dict.fromkeys(LEVELS, Layout()), None, folder)


def cell_of(column: Column, place: int, language: Language) -> str | int:
    """Return what is filled in, in the row at a place: every answer in turn, or something."""
    if column.choices:
        return column.choices[place % len(column.choices)].label.in_(language)
    variable = column.variables[0] if column.variables else None
    if variable is None or variable.type == "text":
        return f"ô {place}"
    return f"{place + 1:02}/10/2025" if variable.type == "date" else place + 1


def rows_of(sheet: FormSheet, language: Language) -> Iterator[Row]:
    for place in range(MOST):
        row = {key_of(each): cell_of(each, place, language) for each in sheet.columns}
        yield {**row, "household_id": f"{place:03}", "person_id": str(place)}


def expected(column: Column, place: int) -> Iterator[tuple[str, str | None]]:
    """Yield the variables of a column with their codes in the row at a place."""
    choice = column.choices[place % len(column.choices)]
    for variable, code in zip(column.variables, choice.codes, strict=True):
        yield variable.name, code or None


def test_every_answer_is_read_back(empty: Path, tmp_path: Path, language: Language) -> None:
    """Every answer that a list offers is its code again; numbers, dates and text are as typed."""
    rows = {sheet.kind: list(rows_of(sheet, language)) for sheet in FORM.sheets}
    fill(empty, tmp_path / "filled.xlsx", FORM, language, rows)
    found = opened(tmp_path / "filled.xlsx", tmp_path / "opened")
    assert found.members is not None
    surveys = {"household": found.survey, "member": found.members}
    for sheet in FORM.sheets:
        survey = surveys[sheet.level]
        asked = {v.name: v for column in sheet.columns for v in column.variables}
        assert asked.keys() <= survey.schema.keys()
        values = collected(converted(survey, asked))
        assert values["household_id"].to_list() == [f"{place:03}" for place in range(MOST)]
        for column in sheet.columns:
            name = key_of(column)
            if column.choices and column.variables:
                for place in range(MOST):
                    for variable, code in expected(column, place):
                        assert values[variable][place] == code, (variable, place)
            elif column.variables and column.variables[0].is_number:
                assert values[name].to_list() == [place + 1 for place in range(MOST)]
            elif column.variables and column.variables[0].type == "date":
                days = values[name].dt.strftime("%d/%m/%Y").to_list()
                assert days == [f"{place + 1:02}/10/2025" for place in range(MOST)]


def test_empty_form_is_as_the_law_has_it(empty: Path, language: Language) -> None:
    """Headings are in the order of the form; a list offers each answer that has a code, once."""
    book = openpyxl.load_workbook(empty)
    assert book.sheetnames[:3] == [sheet.name.in_(language) for sheet in FORM.sheets]
    for sheet in FORM.sheets:
        page = book[sheet.name.in_(language)]
        last = first_row(sheet) - 1
        numbers = [cell.value for cell in page[last] if cell.value]
        if sheet.kind == "member":
            letters = [*map(str, range(1, 5)), "4a", "4b", *map(str, range(5, 20))]
            assert numbers == letters
        rules = {str(x.sqref).partition(":")[0]: x for x in page.data_validations.dataValidation}
        for place, column in enumerate(sheet.columns, start=1):
            labels = [choice.label.in_(language) for choice in column.choices]
            if not labels:
                continue
            rule = rules[page.cell(last + 1, place).coordinate]
            name, _, cells = rule.formula1.partition("!")
            offered = book[name.strip("'")][cells.replace("$", "")]
            assert [cell.value for [cell] in offered] == labels
            assert len({*labels}) == len(labels)


def test_form_asks_what_scores_count() -> None:
    """Every variable that the points and the quick look read has one column, and only one."""
    standard = load_standard(REVIEW)
    for level in LEVELS:
        columns = [
            variable.name
            for sheet in FORM.sheets
            for column in sheet.columns
            for variable in column.variables
            if sheet.level == level and (sheet.kind == level or variable.name != "household_id")
        ]
        assert len(columns) == len({*columns})
        of_scores = {*standard.scores, *standard.conditions}
        read = {name for name, by in standard.readers(level).items() if of_scores & {*by}}
        # What stands for members where nobody lists them, or for a material, is not on the form.
        elsewhere = {"wall", "column", "working_age_members", "dependants", "highest_training"}
        elsewhere |= {"civil_servants", "contract_workers", "hired_or_self_employed", "pensioners"}
        assert read - {*columns} <= {*elsewhere, "age_months"}


def test_none_is_written_as_0(empty: Path, language: Language) -> None:
    """Beside each number that may be 0 stands that it is, since a blank cell is unknown."""
    book = openpyxl.load_workbook(empty)
    sheet = FORM.sheet("household")
    page = book[sheet.name.in_(language)]
    rules = {str(x.sqref).partition(":")[0]: x for x in page.data_validations.dataValidation}
    said = {}
    for place, column in enumerate(sheet.columns, start=1):
        rule = rules.get(page.cell(first_row(sheet), place).coordinate)
        said[key_of(column)] = rule.prompt or "" if rule else ""
    words = {"vi": "ghi 0 nếu không có", "en": "0 for none"}[language]
    assert {name for name, prompt in said.items() if words in prompt} == {
        *("electricity_kwh", "cars", "motorbikes", "boats", "generators", "printers"),
        *("televisions", "stereos", "computers", "refrigerators", "air_conditioners"),
        *("washing_machines", "water_heaters", "microwaves", "telephones", "garden_pond_area"),
        *("annual_crop_area", "perennial_crop_area", "water_surface_area", "forest_area"),
        *("cattle", "pigs_goats_sheep", "poultry"),
    }


def test_earlier_headings_are_read(empty: Path, tmp_path: Path, language: Language) -> None:
    """A form that was given out before a heading changed is read as it is now."""
    book = openpyxl.load_workbook(empty)
    sheet = FORM.sheet("household")
    page = book[sheet.name.in_(language)]
    earlier = {
        c.question(language): c.also[0 if language == "vi" else 1] for c in sheet.columns if c.also
    }
    for row in page.iter_rows(max_row=first_row(sheet) - 1):
        for cell in row:
            for now, before in earlier.items():
                if cell.value and cell.value == now.rpartition(" / ")[2]:
                    cell.value = before
    key = next(n for n, c in enumerate(sheet.columns, start=1) if key_of(c) == "household_id")
    page.cell(first_row(sheet), key, "1")
    book.save(tmp_path / "earlier.xlsx")
    found = opened(tmp_path / "earlier.xlsx", tmp_path / "opened")
    assert earlier
    assert {"region", "central_city"} <= found.survey.schema.keys()


def test_lists_of_answers_are_headed_by_who_asks(empty: Path, language: Language) -> None:
    """A list that one question has is headed by it, one that several have by its answers."""
    sheet = openpyxl.load_workbook(empty).worksheets[-1]
    lists = {
        tuple(cell.value for cell in column[1:] if cell.value): column[0].value
        for column in sheet.iter_cols()
    }
    asked: dict[tuple[str, ...], set[str]] = {}
    for each in (column for form in FORM.sheets for column in form.columns if column.choices):
        labels = tuple(choice.label.in_(language) for choice in each.choices)
        asked.setdefault(labels, set()).add(each.heading[1].in_(language))
    assert lists == {
        labels: next(iter(headings)) if len(headings) == 1 else " / ".join(labels)
        for labels, headings in asked.items()
    }
    yes_or_no = ("Yes", "No") if language == "en" else ("Có", "Không")
    assert lists[yes_or_no] == " / ".join(yes_or_no)
