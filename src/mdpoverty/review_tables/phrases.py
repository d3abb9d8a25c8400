"""The words of the official tables, in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

NUMBERED = "Biểu {}"  # the name of a sheet
TOTAL = "Tổng cộng"
_FIRST = 5  # names that are said
HOUSEHOLDS, PERSONS = "Hộ", "Nhân khẩu"

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "table": "Biểu số {}",
        "tt": "TT",
        "nameless": "(không ghi)",
        "everywhere": "Toàn bộ",
        "round": "Kỳ rà soát: {}",
        "rounds": "Kỳ rà soát: {} (kỳ trước: {})",
        "place": "Địa bàn: {}",
        "standard": "{} ({}); căn cứ: {}",
        "customary": "Bố cục và số hiệu biểu theo thông lệ của các địa phương, "
        "không lấy nguyên văn từ thông tư.",
    }
)

# In what the numbers of each table are; the lists say it in their headings.
UNITS: Mapping[int, str] = MappingProxyType(
    {
        1: "Đơn vị tính: hộ, người, %",
        **dict.fromkeys((2, 3), "Đơn vị tính: hộ, người"),
        **dict.fromkeys((4, 6, 8, 9, 10), "Đơn vị tính: hộ"),
        **dict.fromkeys((5, 7), "Đơn vị tính: %"),
    }
)

UNIT_HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "commune": "Phường/Xã",
        "district": "Quận/Huyện",
        "province": "Tỉnh/Thành phố",
        "": "Đơn vị",
    }
)

TITLES: Mapping[int, str] = MappingProxyType(
    {
        1: "TỔNG HỢP KẾT QUẢ CHÍNH THỨC RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO",
        2: "DIỄN BIẾN HỘ NGHÈO TRONG KỲ",
        3: "DIỄN BIẾN HỘ CẬN NGHÈO TRONG KỲ",
        4: "PHÂN TÍCH CÁC CHỈ SỐ THIẾU HỤT DỊCH VỤ XÃ HỘI CƠ BẢN CỦA HỘ NGHÈO",
        5: "TỶ LỆ THIẾU HỤT CÁC DỊCH VỤ XÃ HỘI CƠ BẢN CỦA HỘ NGHÈO",
        6: "PHÂN TÍCH CÁC CHỈ SỐ THIẾU HỤT DỊCH VỤ XÃ HỘI CƠ BẢN CỦA HỘ CẬN NGHÈO",
        7: "TỶ LỆ THIẾU HỤT CÁC DỊCH VỤ XÃ HỘI CƠ BẢN CỦA HỘ CẬN NGHÈO",
        8: "PHÂN TÍCH HỘ NGHÈO, HỘ CẬN NGHÈO THEO NHÓM ĐỐI TƯỢNG",
        9: "PHÂN TÍCH HỘ NGHÈO, HỘ CẬN NGHÈO THEO DÂN TỘC",
        10: "PHÂN TÍCH HỘ NGHÈO, HỘ CẬN NGHÈO THEO NGUYÊN NHÂN NGHÈO",
        14: "DANH SÁCH CHI TIẾT HỘ NGHÈO",
        15: "DANH SÁCH CHI TIẾT HỘ CẬN NGHÈO",
    }
)

CLASSES: Mapping[str, str] = MappingProxyType({"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo"})

NOTES: Mapping[str, str] = MappingProxyType(
    {
        "undetermined in totals": "{} hộ chưa xác định được phân loại: được tính vào cột 1, 2, "
        "không tính vào hộ nghèo hay hộ cận nghèo.",
        "classless": "{} hộ chưa xác định được phân loại: không tính vào hộ nghèo hay hộ cận "
        "nghèo.",
        "undetermined": "{} hộ chưa xác định được phân loại, không có trong biểu này.",
        "totals": "Cột 1, 2 lấy từ tệp {}.",
        "not in totals": "Tệp đó không cho biết đủ số hộ, nhân khẩu của: {}; các ô cần số này để "
        "trống.",
        "list": "Tệp chỉ có hộ nghèo, hộ cận nghèo nên chưa biết tổng số hộ dân cư: cột 1, 2 và "
        "các tỷ lệ để trống (bổ sung bằng --totals).",
        "no persons": "Tệp không có cột household_size (số nhân khẩu): các ô về nhân khẩu để "
        "trống.",
        "unsized": "{} hộ không rõ số nhân khẩu: các ô về nhân khẩu có những hộ này để trống.",
        "no farming": "Cột 7, 8, 13, 14 (hộ làm nông, lâm, ngư, diêm nghiệp có mức sống trung "
        "bình) không lập được vì tệp không có cột average_farming.",
        "farming of a list": "Cột 7, 8, 13, 14 (hộ làm nông, lâm, ngư, diêm nghiệp có mức sống "
        "trung bình) không lập được vì tệp chỉ có hộ nghèo, hộ cận nghèo.",
        "farming unknown": "{} hộ không nghèo không rõ có phải hộ làm nông, lâm, ngư, diêm nghiệp "
        "có mức sống trung bình hay không: cột 7, 8, 13, 14 là mức tối thiểu.",
        "unknown answers": "{} câu trả lời về chỉ số của các hộ này không rõ: số thiếu hụt và tỷ "
        "lệ là mức tối thiểu.",
        "absent columns": "Để trống vì tệp không có cột: {}.",
        "overlap": "Một hộ có thể thuộc nhiều nhóm; các nhóm không cộng lại thành tổng số.",
        "causes overlap": "Một hộ có thể có nhiều nguyên nhân; các cột không cộng lại thành "
        "tổng số.",
        "unknown in columns": "Số hộ không rõ, không được tính: {}.",
        "no households": "Không có hộ nào.",
        "details": "Cột {} gồm: {}.",
        "two rounds": "Chỉ có hai kỳ nên không biết hộ nào đã từng nghèo, cận nghèo trước đó: hộ "
        "tái nghèo, tái cận nghèo (nếu có) nằm trong cột 7.",
        "first round": "Không biết hộ nào đã từng nghèo, cận nghèo trước kỳ {}: những hộ đó (nếu "
        "có) nằm trong cột 7.",
        "unsure": "{} hộ phát sinh mới không rõ đã từng nghèo, cận nghèo hay chưa: ở một kỳ trước, "
        "hộ chưa xác định được phân loại hoặc không có trong tệp.",
        "standards": "Kỳ trước theo chuẩn {}, kỳ này theo chuẩn {}: biến động một phần do thay đổi "
        "chuẩn.",
        "lists": "Có kỳ chỉ có danh sách hộ nghèo, hộ cận nghèo: hộ không có trong danh sách được "
        "tính vào cột 4, 8 (khác), dù có thể đã vượt chuẩn hoặc mới rơi vào diện nghèo, cận nghèo.",
        "persons unknown": "Có hộ không rõ số nhân khẩu: các ô về nhân khẩu có những hộ này để "
        "trống.",
        "no ethnicity": "{} hộ không rõ dân tộc, ở cột cuối.",
    }
)

LIST_HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "_number": "TT",
        "village": "Thôn/ bản",
        "household_id": "Mã hộ",
        "head": "Họ và tên chủ hộ",
        "household_size": "Số nhân khẩu",
        "ethnicity": "Dân tộc",
        "movement": "Diễn biến so với kỳ trước",
        "class": "Phân loại",
        "deprivations": "Số chỉ số thiếu hụt",
        "deprived_in": "Các chỉ số thiếu hụt",
        "unknown_in": "Các chỉ số không rõ",
    }
)
# What became of a household of a list since the round before, by the id that tracking gives.
MOVEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "stayed_poor": "còn lại",
        "stayed_near_poor": "còn lại",
        "near_poor_to_poor": "từ hộ cận nghèo",
        "left_to_near_poor": "từ hộ nghèo",
        "fell_back": "tái nghèo",
        "fell_back_near_poor": "tái cận nghèo",
        "newly_arisen": "phát sinh mới",
        "newly_arisen_near_poor": "phát sinh mới",
        "was_undetermined": "kỳ trước chưa xác định",
        "new": "hộ mới có trong kỳ",
        "split_off": "hộ tách ra",
        "formed_by_merger": "hộ nhập lại",
    }
)
# What the other exits and entries are.
DETAILS: Mapping[str, str] = MappingProxyType(
    {
        "gone": "không còn trong kỳ này",
        "split": "tách hộ",
        "merged": "nhập hộ",
        "moved_out": "chuyển đi đơn vị khác",
        "became_undetermined": "chưa xác định được phân loại",
        "fewer_persons": "hộ còn lại bớt khẩu",
        "new": "không có trong kỳ trước",
        "split_off": "hộ tách ra",
        "formed_by_merger": "hộ nhập lại",
        "moved_in": "chuyển đến từ đơn vị khác",
        "was_undetermined": "kỳ trước chưa xác định được phân loại",
        "more_persons": "hộ còn lại thêm khẩu",
    }
)


def first_of(names: Sequence[str]) -> str:
    """Return the first of names, and how many more there are."""
    more = f" +{len(names) - _FIRST}" if len(names) > _FIRST else ""
    return f"{', '.join(names[:_FIRST])}{more}"


def many(number: int) -> str:
    """Return a number with separators of thousands."""
    return f"{number:,}".replace(",", ".")
