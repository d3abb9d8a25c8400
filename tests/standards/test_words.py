"""Conditions and class rules in words, in both languages."""

from __future__ import annotations

import re
import string
from fractions import Fraction
from typing import Any, get_args

import pytest
from places import ROOT, TESTS
from pydantic import TypeAdapter

from mdpoverty import load_standard, standard_ids
from mdpoverty.explanation.phrases import SAYS
from mdpoverty.language import LANGUAGES, Language
from mdpoverty.language.messages import Phrase
from mdpoverty.standards.class_rules import ConditionHolds, Decision, ScoreIs
from mdpoverty.standards.conditions import Condition, Scope, TableLimit
from mdpoverty.standards.model import Standard
from mdpoverty.standards.phrases import PHRASES, quantity_text
from mdpoverty.standards.prose import condition_text, decision_text

MADE_UP = load_standard(TESTS / "cases" / "made-up-2099.yaml")
WEIGHTED = load_standard(ROOT / "examples" / "synthetic-mpi.yaml")
STANDARDS = [*map(load_standard, standard_ids()), MADE_UP, WEIGHTED]
CONDITIONS: TypeAdapter[Condition] = TypeAdapter(Condition)
DECISIONS: TypeAdapter[Decision] = TypeAdapter(Decision)

AREA_8: dict[str, Any] = {"column": "floor_area", "per": "household_size", "below": 8}
AGED: dict[str, Any] = {"column": "age", "at_least": 6}
UNINSURED: dict[str, Any] = {"column": "insured", "equals": False}
TV: dict[str, Any] = {"column": "has_tv", "equals": True}
BOAT: dict[str, Any] = {"column": "has_boat", "equals": True}
ROOMS: dict[str, Any] = {"column": "rooms", "below": 2}
BOTH: dict[str, Any] = {"all_of": [TV, ROOMS]}

# A condition, and what it is in English and in Vietnamese.
SAID: list[tuple[dict[str, Any], str, str]] = [
    (
        {"column": "floor_area", "at_least": 7.5},
        "total floor area lived in: at least 7.5 m²",
        "diện tích nhà ở: từ 7,5 m² trở lên",
    ),
    (
        {"column": "floor_area", "at_most": 1},
        "total floor area lived in: at most 1 m²",
        "diện tích nhà ở: từ 1 m² trở xuống",
    ),
    (
        {"column": "household_income", "above": 1_500_000},
        "total household income per month: above 1,500,000 VND",
        "tổng thu nhập của hộ/tháng: trên 1.500.000 đồng",
    ),
    (
        {"column": "dependants", "below": 2},
        (
            "children under 16, and elderly or disabled members on monthly social benefit: "
            "below 2 persons"
        ),
        "số người phụ thuộc: dưới 2 người",
    ),
    (
        {"column": "rooms", "at_least": 2, "at_most": 3},
        "number of rooms: at least 2 and at most 3 rooms",
        "số phòng: từ 2 đến 3 rooms",
    ),
    (
        {"column": "rooms", "at_least": 2, "below": 3},
        "number of rooms: at least 2 and below 3 rooms",
        "số phòng: từ 2 đến dưới 3 rooms",
    ),
    (
        {"column": "rooms", "above": 2, "at_most": 3},
        "number of rooms: above 2 and at most 3 rooms",
        "số phòng: trên 2 đến 3 rooms",
    ),
    (
        {"column": "rooms", "above": 2, "below": 3},
        "number of rooms: above 2 and below 3 rooms",
        "số phòng: trên 2 đến dưới 3 rooms",
    ),
    (
        {"column": "survey_year", "at_least": 1986},
        "reference year of the review: at least 1986",
        "năm rà soát: từ 1986 trở lên",
    ),
    (
        AREA_8,
        "total floor area lived in per household member: below 8 m²",
        "diện tích nhà ở bình quân mỗi nhân khẩu: dưới 8 m²",
    ),
    (
        {"column": "members_ill_untreated", "per": "household_size", "above": "1/2"},
        (
            "members seriously ill who did not seek care, as a share of the household's members: "
            "above 50%"
        ),
        "tỷ lệ số người ốm đau không đi khám chữa bệnh trên số nhân khẩu: trên 50%",
    ),
    (
        {"column": "floor_area", "per": "rooms", "at_most": "1/3"},
        "ratio of (total floor area lived in) to (number of rooms): at most 1/3",
        "tỷ số giữa (diện tích nhà ở) và (số phòng): từ 1/3 trở xuống",
    ),
    (
        {"column": "wall", "in": ["non_durable"]},
        "material of the walls: not durable",
        "vật liệu tường: không bền chắc",
    ),
    (
        {"column": "fuel", "in": ["gas", "wood", "dung"]},
        "fuel for cooking: gas, wood or dung",
        "nhiên liệu nấu ăn: gas, wood hoặc dung",
    ),
    ({"column": "area", "in": ["rural"]}, "area type: rural", "khu vực: nông thôn"),
    (TV, "owns a television: yes", "tivi: có"),
    ({"column": "has_tv", "equals": False}, "owns a television: no", "tivi: không"),
    (
        {"all_of": [TV, {"any_of": [BOAT, ROOMS]}]},
        "owns a television: yes; and (owns a boat: yes; or number of rooms: below 2 rooms)",
        "tivi: có; và (có thuyền: có; hoặc số phòng: dưới 2 rooms)",
    ),
    (
        {"any_of": [{"all_of": [{"any_of": [TV]}]}, {"any_of": [BOTH]}]},
        "owns a television: yes; or (owns a television: yes; and number of rooms: below 2 rooms)",
        "tivi: có; hoặc (tivi: có; và số phòng: dưới 2 rooms)",
    ),
    ({"none_of": [TV]}, "owns a television: no", "tivi: không"),
    (
        {"none_of": [{"column": "has_tv", "equals": False}]},
        "owns a television: yes",
        "tivi: có",
    ),
    (
        {"none_of": [{"column": "wall", "in": ["durable"]}]},
        "material of the walls: not durable",
        "vật liệu tường: không phải bền chắc",
    ),
    (
        {"none_of": [{"column": "fuel", "in": ["gas", "wood"]}]},
        "fuel for cooking: none of gas, wood",
        "nhiên liệu nấu ăn: không thuộc gas, wood",
    ),
    (
        {"none_of": [BOTH]},
        "not (owns a television: yes; and number of rooms: below 2 rooms)",
        "không phải (tivi: có; và số phòng: dưới 2 rooms)",
    ),
    (
        {"none_of": [TV, BOAT]},
        "none of (owns a television; owns a boat)",
        "không có điều nào trong số (tivi; có thuyền)",
    ),
    (
        {"none_of": [TV, ROOMS]},
        "none of (owns a television: yes; number of rooms: below 2 rooms)",
        "không có điều nào trong số (tivi: có; số phòng: dưới 2 rooms)",
    ),
    (
        {"count_of": [TV, BOTH, ROOMS], "at_least": 2},
        (
            "at least 2 of (owns a television: yes; (owns a television: yes; and number of rooms: "
            "below 2 rooms); number of rooms: below 2 rooms)"
        ),
        (
            "từ 2 điều trở lên trong số (tivi: có; (tivi: có; và số phòng: dưới 2 rooms); "
            "số phòng: dưới 2 rooms)"
        ),
    ),
    (
        {"first_known": [TV, BOTH]},
        (
            "owns a television: yes; where that is unknown: "
            "(owns a television: yes; and number of rooms: below 2 rooms)"
        ),
        "tivi: có; nếu không rõ thì: (tivi: có; và số phòng: dưới 2 rooms)",
    ),
    (
        {"any_member": {"all_of": [AGED, UNINSURED]}},
        (
            "at least one member with (age in completed years at the survey date: at least 6 "
            "years; and has health insurance: no)"
        ),
        "có ít nhất một thành viên mà (tuổi: từ 6 trở lên; và có BHYT: không)",
    ),
    (
        {"none_of": [{"any_member": {"column": "uses_internet", "equals": True}}]},
        "no member with (uses the internet: yes)",
        "không có thành viên nào mà (dùng internet: có)",
    ),
    (
        {"answered": ["has_tv", "has_boat"]},
        "at least one answered of: owns a television; owns a boat",
        "có trả lời ít nhất một trong số: tivi; có thuyền",
    ),
    (
        {"share_of_members": {"column": "age", "below": 16}, "at_least": "1/3"},
        (
            "share of the members with (age in completed years at the survey date: below 16 "
            "years): at least 1/3"
        ),
        "tỷ lệ thành viên mà (tuổi: dưới 16): từ 1/3 trở lên",
    ),
]


@pytest.mark.parametrize(("condition", "en", "vi"), SAID)
def test_conditions(condition: dict[str, Any], en: str, vi: str) -> None:
    """Every kind of condition reads as it stands here, in both languages."""
    found = CONDITIONS.validate_python(exactly(condition))
    assert condition_text(found, MADE_UP, "en") == en
    assert condition_text(found, MADE_UP, "vi") == vi


def exactly(value: Any) -> Any:
    """Return plain data with the numbers that a threshold file would give."""
    if isinstance(value, float):
        return Fraction(str(value))
    if isinstance(value, dict):
        return {key: exactly(part) for key, part in value.items()}
    return [exactly(part) for part in value] if isinstance(value, list) else value


def test_every_kind_of_condition_is_tried() -> None:
    """The conditions above are of every kind that the rule language has, but for tables."""
    tried = {type(CONDITIONS.validate_python(exactly(said))) for said, _, _ in SAID} | {TableLimit}
    kinds = get_args(get_args(Condition)[0])
    assert tried == {get_args(kind)[0] for kind in kinds}


@pytest.mark.parametrize(
    ("scope", "en"),
    [("household", "a member uses the internet: yes"), ("member", "uses the internet: yes")],
)
def test_scope(scope: Scope, en: str) -> None:
    """A column that both files have is called as in the file that is read."""
    condition = CONDITIONS.validate_python({"column": "uses_internet", "equals": True})
    assert condition_text(condition, MADE_UP, "en", scope) == en


INCOME = "income per person per month"
THU_NHAP = "thu nhập bình quân đầu người/tháng"
RULES: list[tuple[dict[str, Any], str, str]] = [
    (
        {"income": {"at_most": "ceiling"}},
        f"{INCOME}: at most 300 VND in rural areas, at most 400 VND in urban areas (upper line)",
        (
            f"{THU_NHAP}: từ 300 đồng trở xuống ở nông thôn, từ 400 đồng trở xuống ở thành thị "
            "(chuẩn trên)"
        ),
    ),
    (
        {"income_score": {"below": "low"}},
        (
            "income score of the field review: below 50 points in rural areas, below 60 points in "
            "urban areas"
        ),
        "điểm A (Phiếu B1): dưới 50 điểm ở nông thôn, dưới 60 điểm ở thành thị",
    ),
    (
        {"deprivations": {"at_least": 3}},
        "number of indicators deprived: at least 3 (of 16)",
        "số chỉ số thiếu hụt: từ 3 trở lên (trong 16 chỉ số)",
    ),
    (
        {"weighted_score": {"at_least": "1/3"}},
        "weighted score of the deprivations: at least 1/3",
        "điểm thiếu hụt có trọng số: từ 1/3 trở lên",
    ),
    (
        {"deprivation_score": {"above": 1}},
        "deprivation score of the field review: above 1 point",
        "điểm B (Phiếu B2): trên 1 điểm",
    ),
    (
        {
            "all_of": [
                {"deprivations": {"at_least": 3}},
                {"any_of": [{"deprivations": {"below": 9}}, {"deprivations": {"at_most": 1}}]},
            ]
        },
        (
            "number of indicators deprived: at least 3 (of 16); and (number of indicators "
            "deprived: below 9 (of 16); or number of indicators deprived: at most 1 (of 16))"
        ),
        (
            "số chỉ số thiếu hụt: từ 3 trở lên (trong 16 chỉ số); và (số chỉ số thiếu hụt: dưới 9 "
            "(trong 16 chỉ số); hoặc số chỉ số thiếu hụt: từ 1 trở xuống (trong 16 chỉ số))"
        ),
    ),
    (
        {"none_of": [{"all_of": [{"deprivations": {"above": 3}}]}]},
        "not (number of indicators deprived: above 3 (of 16))",
        "không phải (số chỉ số thiếu hụt: trên 3 (trong 16 chỉ số))",
    ),
    (
        {"none_of": [{"deprivations": {"above": 3}}, {"deprivations": {"below": 1}}]},
        (
            "none of (number of indicators deprived: above 3 (of 16); "
            "number of indicators deprived: below 1 (of 16))"
        ),
        (
            "không có điều nào trong số (số chỉ số thiếu hụt: trên 3 (trong 16 chỉ số); "
            "số chỉ số thiếu hụt: dưới 1 (trong 16 chỉ số))"
        ),
    ),
]


@pytest.mark.parametrize(("rule", "en", "vi"), RULES)
def test_class_rules(rule: dict[str, Any], en: str, vi: str) -> None:
    """Every kind of class rule reads as it stands here, in both languages."""
    found = DECISIONS.validate_python(rule)
    assert decision_text(found, MADE_UP, "en") == en
    assert decision_text(found, MADE_UP, "vi") == vi


def test_every_kind_of_class_rule_is_tried() -> None:
    """The class rules above are of every kind, but for scores and conditions of a standard."""
    kinds = get_args(get_args(Decision)[0])
    tried = {type(DECISIONS.validate_python(rule)) for rule, _, _ in RULES}
    tried |= {ScoreIs, ConditionHolds}
    assert tried | {type(DECISIONS.validate_python({"any_of": [RULES[0][0]]}))} == {
        get_args(kind)[0] for kind in kinds
    }


@pytest.mark.parametrize(("area", "limit"), [("rural", "300"), ("urban", "400")])
def test_a_line_in_one_area(area: str, limit: str) -> None:
    """For a household a line is that of its area alone."""
    rule = DECISIONS.validate_python({"income": {"above": "ceiling"}})
    assert decision_text(rule, MADE_UP, "en", area) == f"{INCOME}: above {limit} VND (upper line)"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("standard", STANDARDS, ids=lambda standard: standard.id)
def test_standards_explain_themselves(standard: Standard, language: Language) -> None:
    """Every cut-off and rule of every standard is said by labels: no name of a column, no gap."""
    columns = {*standard.variables("household"), *standard.variables("member")}
    spelled = {name for name in columns if "_" in name}
    conditions = [indicator.deprived_when for indicator in standard.indicators.values()]
    said = [condition_text(condition, standard, language) for condition in conditions]
    scores = standard.review_scores
    rules = [*standard.classes, *(scores.classes if scores else ())]
    said += [decision_text(rule.when, standard, language) for rule in rules if rule.when]
    assert said
    for text in said:
        assert not spelled & set(re.findall(r"\w+", text))
        assert "{" not in text
        assert text.count("(") == text.count(")")
        assert text == text.strip()


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (1, "persons", "1 person"),
        (2.0, "persons", "2 persons"),
        (2024.0, "year", "2024"),
        (1, "", "1"),
        (3, "cattle", "3 cattle"),
    ],
)
def test_units(number: float, unit: str, text: str) -> None:
    """A unit is in the singular for one; one that nobody knows is said as it is."""
    assert quantity_text(number, unit, "en") == text


@pytest.mark.parametrize("phrases", [PHRASES, SAYS], ids=["conditions", "explanations"])
def test_phrases_are_in_both_languages(phrases: dict[str, Phrase]) -> None:
    """Every phrase of conditions, rules and explanations is translated."""
    empty = dict.fromkeys(("number", "least", "most", "count"), 0)
    said = [
        phrase(**{name: empty.get(name, "") for name in fields(phrase.english)})
        for phrase in phrases.values()
    ]
    worded = [words for words in said if any(letter.isalpha() for letter in words)]
    assert [words.code for words in worded if words.in_("vi") == words] == []


def fields(said: str) -> list[str]:
    return [field for _, field, _, _ in string.Formatter().parse(said) if field is not None]
