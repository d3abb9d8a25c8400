"""The shipped threshold files say what the law says: dates, lines, cut-offs and their status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from mdpoverty import Standard, UsageError, load_standard, standard_ids
from mdpoverty.standards.citation import Reference, citation
from mdpoverty.standards.labels import Label
from mdpoverty.standards.library import THRESHOLDS, standard_for
from mdpoverty.standards.lines import Line
from mdpoverty.standards.model import LegalBasis

IDS = ["vn-2006-2010", "vn-2011-2015", "vn-2016-2020", "vn-2022-2025"]

FIRST_AND_LAST_DAY = {
    "vn-2006-2010": (date(2006, 1, 1), date(2010, 12, 31)),
    "vn-2011-2015": (date(2011, 1, 1), date(2015, 12, 31)),
    "vn-2016-2020": (date(2016, 1, 1), date(2021, 12, 31)),
    "vn-2022-2025": (date(2022, 1, 1), date(2026, 12, 31)),
}

# Rural, urban, status.
LINES = {
    "vn-2006-2010": {"poverty": (200_000, 260_000, "text")},
    "vn-2011-2015": {
        "poverty": (400_000, 500_000, "text"),
        "near_poverty": (520_000, 650_000, "text"),
    },
    "vn-2016-2020": {
        "poverty": (700_000, 900_000, "text"),
        "near_poverty": (1_000_000, 1_300_000, "text"),
        "average": (1_500_000, 1_950_000, "seen"),
    },
    "vn-2022-2025": {
        "poverty": (1_500_000, 2_000_000, "text"),
        "average": (2_250_000, 3_000_000, "text"),
    },
}

REVIEW = "vn-2022-2025-review"

SCORE_LINES: dict[str, dict[str, tuple[int, int, str]]] = {
    "vn-2006-2010": {},
    "vn-2011-2015": {},
    "vn-2016-2020": {"poverty": (120, 140, "text"), "near_poverty": (150, 175, "text")},
    "vn-2022-2025": {"poverty": (140, 175, "text")},
}

# Dimension and status; where parts of a cut-off differ, the weakest status.
INDICATORS: dict[str, dict[str, tuple[str, str]]] = {
    "vn-2006-2010": {},
    "vn-2011-2015": {},
    "vn-2016-2020": {
        "health_care": ("health", "recalled"),
        "health_insurance": ("health", "recalled"),
        "adult_education": ("education", "recalled"),
        "child_schooling": ("education", "recalled"),
        "housing_quality": ("housing", "recalled"),
        "housing_area": ("housing", "recalled"),
        "water": ("water_and_sanitation", "recalled"),
        "sanitation": ("water_and_sanitation", "recalled"),
        "telecom": ("information", "recalled"),
        "information_assets": ("information", "recalled"),
    },
    "vn-2022-2025": {
        "employment": ("employment", "text"),
        "dependency": ("employment", "text"),
        "nutrition": ("health", "text"),
        "health_insurance": ("health", "text"),
        "adult_education": ("education", "seen"),
        "child_schooling": ("education", "text"),
        "housing_quality": ("housing", "text"),
        "housing_area": ("housing", "text"),
        "water": ("water_and_sanitation", "seen"),
        "sanitation": ("water_and_sanitation", "text"),
        "telecom": ("information", "text"),
        "information_assets": ("information", "text"),
    },
}

# Class and status of each rule, by the id of the rule, in the order of the ladder.
CLASSES = {
    "vn-2006-2010": {"income": ("poor", "text"), "above_near_poor": ("non_poor", "text")},
    "vn-2011-2015": {
        "income": ("poor", "text"),
        "near_poor": ("near_poor", "text"),
        "above_near_poor": ("non_poor", "text"),
    },
    "vn-2016-2020": {
        "income": ("poor", "text"),
        "deprivation": ("poor", "text"),
        "near_poor": ("near_poor", "text"),
        "average": ("non_poor", "seen"),
        "above_average": ("non_poor", "seen"),
    },
    "vn-2022-2025": {
        "income_and_deprivation": ("poor", "text"),
        "near_poor": ("near_poor", "text"),
        "average": ("non_poor", "text"),
        "above_average": ("non_poor", "text"),
    },
}

LEGAL_BASIS = {
    "vn-2006-2010": [("170/2005/QĐ-TTg", "text")],
    "vn-2011-2015": [("09/2011/QĐ-TTg", "text")],
    "vn-2016-2020": [
        ("59/2015/QĐ-TTg", "text"),
        ("07/2021/NĐ-CP", "text"),
        ("1614/QĐ-TTg (2015)", "recalled"),
    ],
    "vn-2022-2025": [
        ("07/2021/NĐ-CP", "text"),
        ("07/2021/TT-BLĐTBXH", "text"),
        ("351/2025/NĐ-CP", "text"),
    ],
}


def lines_of(lines: dict[str, Line]) -> dict[str, tuple[int, int, str]]:
    return {name: (x.rural, x.urban, x.reference.status) for name, x in lines.items()}


def references(standard: Standard) -> Iterator[Reference]:
    """Yield the reference of every cut-off, line and class rule."""
    scores = standard.review_scores
    for line in [*standard.income_lines.values(), *(scores.lines.values() if scores else ())]:
        yield line.reference
    for indicator in standard.indicators.values():
        yield indicator.reference
    for rule in [*standard.classes, *(scores.classes if scores else ())]:
        yield rule.reference


def labels(part: object) -> Iterator[Label]:
    """Yield every label, wherever it stands in a standard; a clause may be called alike in both."""
    if isinstance(part, Label):
        yield part
    elif isinstance(part, LegalBasis):
        yield part.about
    elif isinstance(part, Reference):
        return
    elif isinstance(part, BaseModel):
        for _, value in part:
            yield from labels(value)
    elif isinstance(part, (dict, tuple)):
        for value in part.values() if isinstance(part, dict) else part:
            yield from labels(value)


def test_shipped_ids() -> None:
    """Five standards are shipped, oldest first; the review by its forms is chosen by name alone."""
    assert standard_ids() == [*IDS, REVIEW]
    assert [name for name in standard_ids() if load_standard(name).by_name_only] == [REVIEW]
    assert not any(load_standard(REVIEW).applies_in(year) for year in range(2000, 2040))


@pytest.mark.parametrize("standard_id", IDS)
def test_dates_of_use(standard_id: str) -> None:
    """A standard applies on the days that the law says, whatever its name says."""
    applies = load_standard(standard_id).applies
    assert (applies.first, applies.last) == FIRST_AND_LAST_DAY[standard_id]


@pytest.mark.parametrize(
    ("year", "standard_id"),
    [
        *((year, "vn-2006-2010") for year in range(2006, 2011)),
        *((year, "vn-2011-2015") for year in range(2011, 2016)),
        *((year, "vn-2016-2020") for year in range(2016, 2022)),
        *((year, "vn-2022-2025") for year in range(2022, 2027)),
    ],
)
def test_standard_of_a_year(year: int, standard_id: str) -> None:
    """Every year from 2006 to 2026 has one standard: 2021 and 2026 belong to the one before."""
    assert standard_for([year], "--year").id == standard_id
    assert [x for x in IDS if load_standard(x).applies_in(year)] == [standard_id]


@pytest.mark.parametrize("year", [1993, 2005, 2027, 2030])
def test_year_without_standard(year: int) -> None:
    """A year in which no shipped standard applies is an error that names what there is."""
    with pytest.raises(UsageError, match=f"no shipped standard applies in {year}") as raised:
        standard_for([year], "--year")
    assert raised.value.exit_code == 2
    years = ["2006-2010", "2011-2015", "2016-2021", "2022-2026"]
    for standard_id, span in zip(IDS, years, strict=True):
        assert f"{standard_id} ({span})" in str(raised.value)


def test_unknown_id() -> None:
    """An id that nobody ships is an error that suggests the nearest and names all."""
    with pytest.raises(UsageError, match="did you mean 'vn-2022-2025'") as raised:
        load_standard("vn-2022-2026")
    assert raised.value.exit_code == 2
    assert all(standard_id in str(raised.value) for standard_id in IDS)


@pytest.mark.parametrize("standard_id", IDS)
def test_income_lines(standard_id: str) -> None:
    """The income lines and their status are the law's."""
    assert lines_of(load_standard(standard_id).income_lines) == LINES[standard_id]


@pytest.mark.parametrize("standard_id", IDS)
def test_review_score_lines(standard_id: str) -> None:
    """The score lines of the field review are the law's; the income-only standards have none."""
    scores = load_standard(standard_id).review_scores
    assert lines_of(scores.lines if scores else {}) == SCORE_LINES[standard_id]


@pytest.mark.parametrize("standard_id", IDS)
def test_indicators(standard_id: str) -> None:
    """The indicators, their dimensions and the status of their cut-offs are the law's, in order."""
    standard = load_standard(standard_id)
    found = {
        name: (indicator.dimension, indicator.reference.status)
        for name, indicator in standard.indicators.items()
    }
    assert list(found.items()) == list(INDICATORS[standard_id].items())
    assert list(standard.recalled) == [
        name for name, (_, status) in INDICATORS[standard_id].items() if status == "recalled"
    ]
    assert set(standard.dimensions) == {dimension for dimension, _ in found.values()}


@pytest.mark.parametrize("standard_id", IDS)
def test_classes(standard_id: str) -> None:
    """The class rules, their ids and their status are the law's, in order."""
    found = {
        rule.basis: (rule.name, rule.reference.status)
        for rule in load_standard(standard_id).classes
    }
    assert list(found.items()) == list(CLASSES[standard_id].items())


@pytest.mark.parametrize("standard_id", ["vn-2016-2020", "vn-2022-2025"])
def test_review_classes(standard_id: str) -> None:
    """By scores the class rules are the same, without the average; all of it was read as text."""
    scores = load_standard(standard_id).review_scores
    assert scores is not None
    found = {rule.basis: rule.name for rule in scores.classes}
    same = {basis: name for basis, (name, _) in CLASSES[standard_id].items() if basis != "average"}
    assert list(found.items()) == list(same.items())
    assert {rule.reference.status for rule in scores.classes} == {"text"}


@pytest.mark.parametrize("standard_id", IDS)
def test_legal_basis(standard_id: str) -> None:
    """The instruments and their status are the law's, and every reference names one of them."""
    standard = load_standard(standard_id)
    basis = [(part.document, part.status) for part in standard.legal_basis]
    assert basis == LEGAL_BASIS[standard_id]
    forms = "forms of the yearly field review"
    documents = {document for document, _ in basis} | ({forms} if standard.review_scores else set())
    assert {reference.document.en for reference in references(standard)} <= documents


@pytest.mark.parametrize("standard_id", IDS)
def test_labels_in_both_languages(standard_id: str) -> None:
    """Every label has a text in English and another in Vietnamese."""
    standard = load_standard(standard_id)
    found = list(labels(standard))
    assert {standard.name, standard.classes[0].label} <= set(found)
    for label in found:
        assert label.en.strip()
        assert label.vi.strip()
        assert label.en != label.vi


def test_clauses_in_both_languages() -> None:
    """Clauses and notes of the standard in force are named in English and in Vietnamese."""
    for reference in references(load_standard("vn-2022-2025")):
        for said in (reference.clause, reference.note):
            assert said is None or said.en != said.vi
    insurance = load_standard("vn-2022-2025").indicators["health_insurance"].reference
    assert citation(insurance, "en").endswith("Appendix III, Form 3.2, section 2.2 [text]")
    assert citation(insurance, "vi").endswith("Phụ lục III, Mẫu số 3.2, mục 2.2 [nguyên văn]")


def test_gap_in_the_words_of_2011_is_said() -> None:
    """The file says how it reads the incomes that the law's words of 2011 leave out."""
    note = load_standard("vn-2011-2015").income_lines["near_poverty"].reference.note
    assert note is not None
    assert "400,001 to 400,999" in note.en


@pytest.mark.parametrize("standard_id", IDS)
def test_copy_is_the_shipped_standard(tmp_path: Path, standard_id: str) -> None:
    """A copy of a shipped file is the same standard, also with the line ends of Windows."""
    shipped = load_standard(standard_id)
    text = (THRESHOLDS / f"{standard_id}.yaml").read_bytes()
    path = tmp_path / f"{standard_id}.yaml"
    for copied in (text, text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")):
        path.write_bytes(copied)
        standard = load_standard(path)
        assert standard.digest == shipped.digest
        assert standard == shipped


def test_digest_is_of_the_text(tmp_path: Path) -> None:
    """The digest is a SHA-256, differs between standards, and changes with any other text."""
    digests = {load_standard(standard_id).digest for standard_id in IDS}
    assert len(digests) == len(IDS)
    assert all(len(digest) == 64 and set(digest) <= set("0123456789abcdef") for digest in digests)
    text = (THRESHOLDS / "vn-2022-2025.yaml").read_bytes()
    path = tmp_path / "own.yaml"
    path.write_bytes(text.replace(b"id: vn-2022-2025", b"id: own"))
    assert load_standard(path).digest not in digests
