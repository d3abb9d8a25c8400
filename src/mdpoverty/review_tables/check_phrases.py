"""The words of the sheet of checks in Vietnamese, and those that standard error says in English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CHECKS = "Kiểm tra"  # the name of the sheet

# What must hold, by the id of a check: in Vietnamese for the sheet, in English for warnings.
IDENTITIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "parts of households": (
            "Số hộ dân cư (cột 1) không nhỏ hơn tổng các nhóm hộ (cột 3, 5, 7)",
            "column 1 is at least the households of columns 3, 5 and 7",
        ),
        "parts of persons": (
            "Nhân khẩu (cột 2) không nhỏ hơn tổng nhân khẩu các nhóm hộ (cột 9, 11, 13)",
            "column 2 is at least the persons of columns 9, 11 and 13",
        ),
        "listed households": (
            "Số hộ dân cư (cột 1) không nhỏ hơn số hộ trong tệp rà soát",
            "column 1 is at least the households of the round",
        ),
        "listed persons": (
            "Nhân khẩu (cột 2) không nhỏ hơn số nhân khẩu trong tệp rà soát",
            "column 2 is at least the persons of the round",
        ),
        "rate": ("Tỷ lệ từ 0 đến 100 %", "a rate is from 0 to 100 per cent"),
        "balance of poor": (
            "9 = 1-2-3-4+5+6+7+8 bằng số đếm được cuối kỳ",
            "1-2-3-4+5+6+7+8 is what is counted at the end",
        ),
        "balance of near_poor": (
            "9 = 1-2-3-4+5+6+7+8 bằng số đếm được cuối kỳ",
            "1-2-3-4+5+6+7+8 is what is counted at the end",
        ),
        "end of poor": (
            "Cuối kỳ (cột 9) bằng hộ nghèo, khẩu nghèo của Biểu 1 (cột 3, 9)",
            "the end (column 9) is the poor of table 1 (columns 3 and 9)",
        ),
        "end of near_poor": (
            "Cuối kỳ (cột 9) bằng hộ cận nghèo, khẩu cận nghèo của Biểu 1 (cột 5, 11)",
            "the end (column 9) is the near-poor of table 1 (columns 5 and 11)",
        ),
        "to_near_poor": (
            "Biểu 2 cột 2 bằng Biểu 3 cột 5",
            "column 2 of table 2 is column 5 of table 3",
        ),
        "from_near_poor": (
            "Biểu 2 cột 5 bằng Biểu 3 cột 3",
            "column 5 of table 2 is column 3 of table 3",
        ),
        "deprivations": (
            "Tổng số thiếu hụt (cột 2) bằng tổng số chỉ số thiếu hụt của từng hộ",
            "column 2 is the sum of the households' numbers of deprivations",
        ),
        "indicator": (
            "Số hộ thiếu hụt một chỉ số không lớn hơn tổng số hộ (cột 1)",
            "no indicator has more households than column 1",
        ),
        "limit of poor": (
            "Tổng số thiếu hụt từ 3 lần số hộ nghèo trở lên",
            "the deprivations are at least 3 times the poor households",
        ),
        "limit of near_poor": (
            "Tổng số thiếu hụt từ 2 lần số hộ cận nghèo trở xuống",
            "the deprivations are at most 2 times the near-poor households",
        ),
        "group": (
            "Số hộ của một nhóm không lớn hơn tổng số",
            "no group has more households than there are",
        ),
        "ethnicity": (
            "Tổng số hộ bằng Kinh + dân tộc thiểu số + không rõ",
            "all households are the Kinh, the minorities and the unknown",
        ),
        "cause": (
            "Số hộ có một nguyên nhân không lớn hơn tổng số hộ",
            "no cause has more households than there are",
        ),
    }
)
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "unknown households": "không kiểm tra được: chưa biết số hộ dân cư",
        "unknown persons": "không kiểm tra được: chưa biết nhân khẩu",
        "another standard": "không áp dụng: chỉ đúng với chuẩn vn-2022-2025",
        "scored": "không áp dụng: có hộ được phân loại bằng điểm (không có thu nhập) và có chỉ số "
        "không rõ",
    }
)
CHECK_HEADINGS = (
    "TT",
    "Biểu",
    "Đơn vị",
    "Nội dung kiểm tra",
    "Vế trái",
    "Quan hệ",
    "Vế phải",
    "Kết luận",
)
CHECK_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "title": "KIỂM TRA CÁC BIỂU",
        "summary": "Tổng hợp kết quả kiểm tra",
        "right": "Số kiểm tra đúng",
        "wrong": "Số kiểm tra sai",
        "skipped": "Không kiểm tra",
        "left out": "Biểu không lập",
        "remarks": "Ghi chú",
    }
)
RELATIONS: Mapping[str, str] = MappingProxyType({"=": "=", "<=": "≤", ">=": "≥"})
# Why a table is left out, by what it lacks.
LEFT_OUT: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "one round": ("cần từ hai kỳ rà soát trở lên", "two or more rounds make it"),
        "no indicators": (
            "chuẩn {} không có chỉ số thiếu hụt",
            "{} has no indicators",
        ),
        "columns": ("tệp không có cột {}", "{} would make it"),
        "codes": (
            "cột ethnicity ghi mã số; cần ghi tên dân tộc (Kinh, Tày…)",
            "ethnicity holds numbers: the names of ethnic groups (Kinh, Tày …) would make it",
        ),
    }
)

# What a reader of the checks, and of standard error, should know of the round.
REMARKS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "undetermined": (
            "{} hộ chưa xác định được phân loại: không tính vào hộ nghèo hay hộ cận nghèo.",
            "undetermined households, which count as neither poor nor near-poor: {}",
        ),
        "unknown answers": (
            (
                "{} câu trả lời không rõ về chỉ số của hộ nghèo, hộ cận nghèo: số thiếu hụt và tỷ "
                "lệ là mức tối thiểu."
            ),
            (
                "unknown answers of poor and near-poor households, which leave counts and rates of "
                "deprivations at the least: {}"
            ),
        ),
        "unsized": (
            "{} hộ không rõ số nhân khẩu: các ô về nhân khẩu có những hộ này để trống.",
            "households without household_size, which leave persons blank where they count: {}",
        ),
        "no persons": (
            "Không có cột household_size (số nhân khẩu): các ô về nhân khẩu để trống.",
            "no column household_size: persons are blank",
        ),
        "list": (
            (
                "Tệp chỉ có hộ nghèo, hộ cận nghèo nên chưa biết tổng số hộ dân cư: bổ sung bằng "
                "--totals (các cột {})."
            ),
            (
                "no household is non-poor, so how many residents there are is not known, and "
                "columns 1, 2 and the rates are blank: --totals FILE says it (columns {})"
            ),
        ),
        "not in totals": (
            "Tệp tổng số hộ dân cư không có đơn vị: {}.",
            "--totals has not these units: {}",
        ),
        "blank in totals": (
            "Tệp tổng số hộ dân cư không ghi đủ số hộ, nhân khẩu của đơn vị: {}.",
            "--totals leaves the households or persons of these units blank: {}",
        ),
        "only in totals": (
            "Tệp rà soát không có đơn vị: {}; các biểu không có đơn vị này.",
            "the round has not these units of --totals, and the tables have not either: {}",
        ),
        "sum in totals": (
            (
                "Trong tệp tổng số hộ dân cư, số hộ của {} bằng tổng các đơn vị khác: nếu là dòng "
                "tổng cộng thì phải bỏ đi."
            ),
            (
                "warning: {} has as many households in --totals as all other units together: if it "
                "is their sum, remove it"
            ),
        ),
        "empty lists": (
            "Đơn vị không có hộ nghèo, hộ cận nghèo nào trong tệp: {}.",
            "units of --totals without a poor or near-poor household: {}",
        ),
    }
)
