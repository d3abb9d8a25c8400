"""Labels of a profile's columns and answers, in English and Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mdpoverty.language import Language
from mdpoverty.reading.reading import Reading

# What the profile adds to the variables of the codebook and the indicators of the standard.
_COLUMNS: Mapping[str, Mapping[Language, str]] = MappingProxyType(
    {
        "member_row": {"en": "row of the member file", "vi": "dòng trong tệp thành viên"},
        "survey_row": {"en": "row of the survey", "vi": "dòng trong tệp điều tra"},
        "standard": {"en": "poverty standard", "vi": "chuẩn nghèo"},
        "class": {"en": "class of the household", "vi": "phân loại hộ"},
        "basis": {"en": "rule that decided the class", "vi": "căn cứ phân loại"},
        "possible_classes": {"en": "classes still possible", "vi": "các phân loại có thể"},
        "deprivations": {"en": "number of sure deprivations", "vi": "số chỉ số thiếu hụt"},
        "weighted_score": {
            "en": "sum of the weights of the deprivations",
            "vi": "tổng trọng số các chỉ số thiếu hụt",
        },
        "unknown_indicators": {"en": "number of unknown indicators", "vi": "số chỉ số không rõ"},
        "deprived_in": {"en": "deprived in", "vi": "thiếu hụt về"},
        "unknown_in": {"en": "unknown in", "vi": "không rõ về"},
    }
)
ANSWERS: Mapping[Language, Mapping[int, str]] = MappingProxyType(
    {
        "en": {0: "not deprived", 1: "deprived"},
        "vi": {0: "không thiếu hụt", 1: "thiếu hụt"},
    }
)
CLASS_LABELS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "poor": "poor",
            "near_poor": "near-poor",
            "non_poor": "non-poor",
            "undetermined": "undetermined",
            "absent": "absent",
        },
        "vi": {
            "poor": "hộ nghèo",
            "near_poor": "hộ cận nghèo",
            "non_poor": "hộ không nghèo",
            "undetermined": "chưa xác định",
            "absent": "không có",
        },
    }
)


def persons_labels(reading: Reading, language: Language) -> dict[str, str]:
    """Return the label of every column that a table of persons may have."""
    members = reading.standard.variables("member")
    labels = {name: getattr(variable, f"label_{language}") for name, variable in members.items()}
    return labels | {name: words[language] for name, words in _COLUMNS.items()}


def profile_labels(reading: Reading, language: Language) -> dict[str, str]:
    """Return the label of every column that the profile of a survey may have."""
    standard = reading.standard
    known = {**standard.variables("household"), **reading.variables}
    labels = {name: getattr(variable, f"label_{language}") for name, variable in known.items()}
    labels |= {name: getattr(x.label, language) for name, x in standard.indicators.items()}
    return labels | {name: words[language] for name, words in _COLUMNS.items()}
