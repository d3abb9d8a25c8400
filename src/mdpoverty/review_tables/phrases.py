"""The words of the forms, in Vietnamese: those of the gazette, and what is noted under them.

Forms, numbers and words are those of Circular 07/2021/TT-BLĐTBXH as amended by 02/2022/TT-BLĐTBXH,
in the consolidated text 1315/VBHN-BLĐTBXH (Công báo 679 + 680 of 2023-04-24), Appendices I, VI and
VII; "Biểu" are tables that provinces add to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

HOUSEHOLDS, PERSONS = "Hộ", "Nhân khẩu"
_FIRST = 5  # names that are said

# What each is called, and its sheet; the order is that of the workbook.
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "I": "Phụ lục I",
        **{f"6.{number}": f"Mẫu số 6.{number}" for number in (1, 2)},
        **{f"7.{number}": f"Mẫu số 7.{number}" for number in range(1, 12)},
        **{number: f"Biểu {number}" for number in ("1", "14", "15")},
    }
)
TITLES: Mapping[str, str] = MappingProxyType(
    {
        "I": "DANH SÁCH HỘ GIA ĐÌNH CẦN RÀ SOÁT",
        "6.1": "Danh sách hộ nghèo, hộ cận nghèo sau khi rà soát",
        "6.2": "Danh sách hộ thoát nghèo, hộ thoát cận nghèo sau khi rà soát",
        "7.1": "TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO",
        "7.2": "TỔNG HỢP DIỄN BIẾN HỘ NGHÈO TRONG NĂM",
        "7.3": "TỔNG HỢP DIỄN BIẾN HỘ CẬN NGHÈO TRONG NĂM",
        "7.4": "PHÂN TÍCH CÁC CHỈ SỐ THIẾU HỤT DỊCH VỤ XÃ HỘI CƠ BẢN CỦA HỘ NGHÈO",
        "7.5": "PHÂN TÍCH TỶ LỆ CÁC CHỈ SỐ THIẾU HỤT DỊCH VỤ XÃ HỘI CƠ BẢN CỦA HỘ NGHÈO",
        "7.6": "PHÂN TÍCH CÁC CHỈ SỐ THIẾU HỤT DỊCH VỤ XÃ HỘI CƠ BẢN CỦA HỘ CẬN NGHÈO",
        "7.7": "PHÂN TÍCH TỶ LỆ CÁC CHỈ SỐ THIẾU HỤT DỊCH VỤ XÃ HỘI CƠ BẢN CỦA HỘ CẬN NGHÈO",
        "7.8": "PHÂN TÍCH HỘ NGHÈO THEO CÁC NHÓM ĐỐI TƯỢNG",
        "7.9": "PHÂN NHÓM HỘ NGHÈO, HỘ CẬN NGHÈO THEO DÂN TỘC",
        "7.10": "PHÂN NHÓM HỘ NGHÈO, HỘ CẬN NGHÈO THEO CÁC NGUYÊN NHÂN NGHÈO",
        "7.11": "TỔNG HỢP CHỈ SỐ THIẾU HỤT CỦA TRẺ EM THUỘC HỘ NGHÈO, HỘ CẬN NGHÈO",
        "1": "TỔNG HỢP KẾT QUẢ CHÍNH THỨC RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO",
        "14": "DANH SÁCH CHI TIẾT HỘ NGHÈO",
        "15": "DANH SÁCH CHI TIẾT HỘ CẬN NGHÈO",
    }
)

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "tt": "TT",
        "stt": "STT",
        "area or place": "Khu vực/Địa bàn",
        "area or unit": "Khu vực/\nĐơn vị",
        "total": "Tổng cộng",
        "total of areas": "Tổng cộng (I + II)",
        "plain total of areas": "Tổng cộng I + II",
        "legend": "Ghi chú:",
        "province": "Tỉnh, thành phố: {}",
        "year": "Năm rà soát: {}",
        "nameless": "(không ghi)",
        "everywhere": "Toàn bộ",
        "round": "Kỳ rà soát: {}.",
        "rounds": "Kỳ rà soát: {} (kỳ trước: {}).",
        "place": "Địa bàn: {}.",
        "day": "Ngày rà soát: {}.",
        "days": "Ngày rà soát: từ {} đến {}.",
        "standard": "{} ({}, SHA-256 {}); căn cứ: {}.",
        "program": "Lập bằng mdpoverty {}.",
        "customary": "Bố cục và số hiệu biểu này theo thông lệ của các địa phương, không có trong "
        "thông tư.",
        "commune": "UBND {}",
        "any commune": "UBND xã/phường/thị trấn...",
        "village": "Thôn/bản/ấp: {}",
        "any village": "Thôn/bản/ấp...",
        "state": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        "date": "......, ngày... tháng... năm...",
    }
)

# The sections of a form: what their numbers and names are, by area.
AREAS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"urban": ("I", "Khu vực thành thị"), "rural": ("II", "Khu vực nông thôn")}
)
THIRD = "III"

UNIT_HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "commune": "Phường/Xã",
        "district": "Quận/Huyện",
        "province": "Tỉnh/Thành phố",
        "": "Đơn vị",
    }
)

CLASSES: Mapping[str, str] = MappingProxyType({"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo"})

# What is noted under a form, beside its own footnotes.
NOTES: Mapping[str, str] = MappingProxyType(
    {
        "undetermined in totals": "{} hộ chưa xác định được phân loại: được tính vào cột 1, 2, "
        "không tính vào hộ nghèo hay hộ cận nghèo.",
        "classless": "{} hộ chưa xác định được phân loại: không tính vào hộ nghèo hay hộ cận "
        "nghèo.",
        "undetermined": "{} hộ chưa xác định được phân loại, không có trong biểu này.",
        "totals": "Tổng số hộ dân cư, nhân khẩu lấy từ tệp {}.",
        "not in totals": "Tệp đó không cho biết đủ số hộ, nhân khẩu của: {}; các ô cần số này để "
        "trống.",
        "list": "Tệp chỉ có hộ nghèo, hộ cận nghèo nên không rõ tổng số hộ dân cư: các ô cần số "
        "này để trống (bổ sung bằng --totals).",
        "no persons": "Tệp không có cột household_size (số nhân khẩu): các ô về nhân khẩu để "
        "trống.",
        "unsized": "{} hộ không rõ số nhân khẩu: các ô về nhân khẩu có những hộ này để trống.",
        "no farming": "Cột 7, 8, 13, 14 (hộ làm nông, lâm, ngư, diêm nghiệp có mức sống trung "
        "bình) không lập được vì tệp không có cột của loại hộ này (average_farming).",
        "farming of a list": "Cột 7, 8, 13, 14 (hộ làm nông, lâm, ngư, diêm nghiệp có mức sống "
        "trung bình) không lập được vì tệp chỉ có hộ nghèo, hộ cận nghèo.",
        "farming unknown": "{} hộ không nghèo không rõ có phải hộ làm nông, lâm, ngư, diêm nghiệp "
        "có mức sống trung bình hay không: cột 7, 8, 13, 14 là mức tối thiểu, ô mà mọi hộ không "
        "nghèo đều không rõ để trống.",
        "unknown answers": "{} câu trả lời về chỉ số của các hộ này không rõ: số thiếu hụt và tỷ "
        "lệ là mức tối thiểu. Ô mà mọi hộ đều không rõ để trống.",
        "absent columns": "Để trống vì tệp không có cột: {}.",
        "near-poor rates": "Tiêu đề theo Công báo; tỷ lệ là của hộ cận nghèo.",
        "overlap": "Một hộ có thể thuộc nhiều nhóm; các nhóm không cộng lại thành tổng số.",
        "heads alone": "Hộ dân tộc thiểu số tính theo dân tộc của chủ hộ: hộ chỉ có vợ hoặc chồng "
        "của chủ hộ là người dân tộc thiểu số chưa được tính (bổ sung cột hộ dân tộc thiểu số, "
        "ethnic_minority).",
        "residents of a list": "Tệp chỉ có hộ nghèo, hộ cận nghèo nên không rõ số hộ dân tộc "
        "thiểu số trong toàn bộ hộ dân cư: cột 2 để trống.",
        "ethnic groups": "Theo dân tộc của chủ hộ. Tổng số hộ dân tộc thiểu số không gồm hộ dân "
        "tộc Kinh.",
        "no ethnicity": "{} hộ không rõ dân tộc, không tính vào hộ dân tộc thiểu số.",
        "causes overlap": "Một hộ có thể có nhiều nguyên nhân; các cột không cộng lại thành "
        "tổng số.",
        "unknown in columns": "Số hộ không rõ, không được tính: {}. Ô mà mọi hộ đều không rõ để "
        "trống.",
        "children swapped": "Số cột trong ghi chú theo tiêu đề của biểu: Công báo ghi ngược cột 2, "
        "6 với cột 3, 7.",
        "children": "Trẻ em là người dưới 16 tuổi trong tệp thành viên {}.",
        "children unknown": "Số thành viên không rõ, không được tính: {}. Ô mà mọi trẻ đều không "
        "rõ để trống.",
        "no indicator": "Để trống vì chuẩn hoặc tệp thành viên không cho biết: {}.",
        "no households": "Không có hộ nào.",
        "other exits": "Giảm do nguyên nhân khác gồm: {}.",
        "other entries": "Tăng do nguyên nhân khác gồm: {}.",
        "two rounds": "Chỉ có hai kỳ nên không biết hộ nào đã từng nghèo, cận nghèo trước đó: hộ "
        "tái nghèo, tái cận nghèo (nếu có) nằm trong cột Phát sinh mới.",
        "first round": "Không biết hộ nào đã từng nghèo, cận nghèo trước kỳ {}: những hộ đó (nếu "
        "có) nằm trong cột Phát sinh mới.",
        "unsure": "{} hộ phát sinh mới không rõ đã từng nghèo, cận nghèo hay chưa: ở một kỳ trước, "
        "hộ chưa xác định được phân loại hoặc không có trong tệp.",
        "standards": "Kỳ trước theo chuẩn {}, kỳ này theo chuẩn {}: biến động một phần do thay đổi "
        "chuẩn.",
        "lists": "Có kỳ chỉ có danh sách hộ nghèo, hộ cận nghèo: hộ không có trong danh sách được "
        "tính vào nguyên nhân khác, dù có thể đã vượt chuẩn hoặc mới rơi vào diện nghèo, cận "
        "nghèo.",
        "persons unknown": "Có hộ không rõ số nhân khẩu: các ô về nhân khẩu có những hộ này để "
        "trống.",
        "no names": "Tệp không có cột: {}.",
        "no heads": "Giới tính, ngày sinh của chủ hộ để trống: bổ sung tệp thành viên (quan hệ với "
        "chủ hộ, giới tính, ngày sinh) hoặc hai cột về chủ hộ đó trong tệp điều tra.",
        "undecided": "{} hộ chưa xác định được phân loại: cột 6 để trống.",
        "undetermined of lists": "{} hộ chưa xác định được phân loại, không có trong danh sách.",
        "areas of now": "Hộ đầu năm xếp theo khu vực của đơn vị ở kỳ này.",
    }
)


def first_of(names: Sequence[str]) -> str:
    """Return the first of names, and how many more there are."""
    more = f" +{len(names) - _FIRST}" if len(names) > _FIRST else ""
    return f"{', '.join(names[:_FIRST])}{more}"


def many(number: int) -> str:
    """Return a number with separators of thousands."""
    return f"{number:,}".replace(",", ".")
