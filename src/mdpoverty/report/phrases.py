"""Every phrase of a report, in English and Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mdpoverty.standards.phrases import Language

PHRASES: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            # The page
            "title": "Household poverty: {survey}",
            "contents": "Contents",
            "skip": "Skip to the report",
            "foot": "Made by mdpoverty from {survey} under {standard}.",
            # Numbers and heads
            "all": "All households",
            "and": " and ",
            "range": "{least} to {most}",
            "open": "open",
            "nobody": "\N{EN DASH}",
            "blank": "(blank)",
            "households": "Households",
            "weighted": "Weighted",
            "rate": "Rate",
            "interval": "95% interval",
            "bounds": "Lowest to highest",
            "indicator": "Indicator",
            "few": "* of fewer than {few} households: such rates move far by chance",
            "open note": "{open}: unknown answers leave the figure open, and do not bound it.",
            "no household": "The survey has no household that counts: none was used, or none has "
            "a weight.",
            "no indicators": "{standard} has no deprivation indicators: it goes by income alone.",
            "no answers": "No answer about any indicator is known of any household.",
            # What was run
            "run": "What was run",
            "run finding": "{survey}, classified under {standard}. Households: {households}.",
            "run table": "Standard and survey",
            "item": "Item",
            "value": "Value",
            "standard": "Standard",
            "id": "Threshold file",
            "id value": "{id}, SHA-256 {digest}",
            "in use": "In use",
            "in use value": "from {first} to {last}",
            "standard before": "Standard before",
            "id before": "Threshold file before",
            "profile before": "Profile before",
            "survey": "Survey",
            "profile": "Profile, classified before",
            "rows": "Rows of {file}",
            "rows value": "{rows} read = {used} used + {refused} refused",
            "weighted value": "{households}, which stand for {weighted}",
            "drawn": "How drawn",
            "register": "Register of every household: no weight, stratum or sampling unit is "
            "given, so there are no standard errors",
            "sample": "Sample: each household is taken as drawn by itself",
            "cluster sample": "Sample: standard errors from its strata and sampling units",
            "singles": "Strata with a single sampling unit, {count}: where they count there is no "
            "interval",
            "undetermined": "Undetermined",
            "unknown": "With an unknown answer",
            "legal table": "Legal basis",
            "document": "Document",
            "clause": "Clause",
            "about": "What it says",
            "status": "How far confirmed",
            "text": "read in the legal text",
            "seen": "read as a paraphrase",
            "recalled": "from memory, its wording not read",
            "recalled note": "{count} of {all} deprivation cut-offs of {standard} are known from "
            "memory only, their official wording was not read: {names}.",
            "read classes": "Poor and near-poor households are those that the rules of the "
            "standard name so. Since 2022 the official multidimensional poverty rate (tỷ lệ nghèo "
            "đa chiều) is that of poor and near-poor households together, of all households.",
            "read unknown": "An answer that is not known is never taken for a no. A household is "
            "undetermined where what is unknown leaves more than one class. Where unknown answers "
            "leave a figure open, its lowest and highest value are given.",
            "read interval": "A 95% interval says how far a rate may be off because a sample was "
            "drawn, and not every household.",
            "low incomes": "The median income is under {least} VND per person per month: the "
            "survey's money may be in thousands of VND, and then every class is wrong.",
            # Classes
            "classes": "Classes of households",
            "classes table": "Households by class and rule",
            "classes head": "Class, and the rule that decided",
            "classes finding": "Of all households: {rates}.",
            "classes finding two": " Poor and near-poor together: {together}.",
            "classes finding interval": " In brackets: 95% intervals.",
            "classes caption": "Share of all households, by class and by the rule that decided.",
            "classes caption interval": "Share of all households, by class and by the rule that "
            "decided. Lines are 95% intervals.",
            "sum": "Poor and near-poor",
            "classes note": "Some undetermined households are poor or near-poor, it is not known "
            "which: the lowest value of both together counts them, the rate does not.",
            # Ranking
            "ranking": "Poor and near-poor households by {unit}",
            "ranking two": "Poor households by {unit}",
            "commune": "commune",
            "district": "district",
            "province": "province",
            "ranking finding": "The rate is highest in {high} ({high_rate}) and lowest in {low} "
            "({low_rate}), of {count} units; over all it is {rate}.",
            "ranking finding one": "There is one unit, {high}: its rate is {high_rate}.",
            "ranking finding same": "The rate is {rate} in each of {count} units.",
            "ranking alike": "{name} and {count} more",
            "ranking none": "The survey has no column of places (province, district, commune): "
            "--by COLUMN ranks by another.",
            "ranking table": "Every unit, the highest rate first",
            "ranking caption": "Dots: rate of each unit; upright line: rate of all households "
            "({rate}).",
            "ranking interval": " Lines: 95% intervals.",
            "ranking undetermined": " Pale bars: undetermined households, of whom any may come to "
            "it.",
            "ranking few": " Hollow dots, with *: fewer than {few} households.",
            "ranking most": " Shown are the {shown} highest of {count} units; the table has all.",
            # Deprivations
            "deprivations": "Deprivations by indicator",
            "deprivations table": "Per cent of households deprived for sure, and not known",
            "deprivations head": "{group}: deprived",
            "unknown head": "{group}: not known",
            "deprivations finding": "Most frequent among all households: {every}.",
            "deprivations finding poor": "Most frequent among poor households: {poor}. Among all "
            "households: {every}.",
            "deprivations none": "No household is deprived in any indicator.",
            "deprivations caption": "Full bars: households deprived for sure.",
            "deprivations pale": " Pale ends: the answer is not known, so they may be deprived.",
            "deprivations note": "Poor and near-poor are the households that are classified so; "
            "undetermined ones count among all households alone.",
            "maybe": "Not known",
            # Distribution
            "distribution": "Number of deprivations",
            "distribution table": "Per cent of all households, by number of deprivations and class",
            "distribution head": "Number of deprivations",
            "distribution finding": "The most frequent number of deprivations is {number}, of "
            "{rate} of households; {none} have none.",
            "distribution unknown": " {unknown} have an unknown answer and stand apart, since "
            "their number is not known.",
            "distribution nobody": "Every household has an unknown answer, so the number of "
            "deprivations is not known of any.",
            "distribution caption": "Share of all households with so many deprivations, by class.",
            "distribution apart": " Households with an unknown answer have a bar of their own.",
            "not known": "not known",
            "distribution note": "Lowest to highest: without, and with, the households whose "
            "unknown answers allow the number.",
            # Contributions
            "contributions": "Contributions to the adjusted headcount ratio M0",
            "contributions words": "M0 is the headcount ratio H, the share of households that are "
            "poor, times the intensity A, their mean share of deprivations (Alkire and Foster "
            "2011).",
            "by class": "Who is poor is said by the class.",
            "by cutoff": "Who is poor is said by deprivations alone, from a cut-off of {cutoff}.",
            "contributions finding": "M0 is {index}. The largest contributions are {names}.",
            "contributions none": "M0 is {index}: there is nothing to be contributed to.",
            "contributions caption": "What each indicator adds to M0.",
            "contributions pale": " Pale ends: what unknown answers leave open.",
            "index table": "The indices",
            "index": "Index",
            "figure": "Figure",
            "headcount_ratio": "Headcount ratio H",
            "intensity": "Intensity A",
            "adjusted_headcount_ratio": "Adjusted headcount ratio M0",
            "contributions table": "Contributions by indicator",
            "contribution": "Added to M0",
            "contribution share": "Share of M0",
            "censored": "Poor and deprived",
            # Change
            "change": "Change from {before} to {after}",
            "change finding": "The class of {changed} of {all} households differs. {rates}.",
            "change rate": "{name}: {before} before, {after} after ({change} points)",
            "change caption": "Households by class before (left) and after (right); a band is as "
            "high as the weighted number of households that went that way.",
            "change matrix": "Households by class before (rows) and after (columns)",
            "change shares": "The same in per cent of all households, weighted",
            "before": "Before",
            "after": "After",
            "before after": "Before \N{RIGHTWARDS ARROW} after",
            "total": "All",
            "change rates": "Rates before and after, and the change in points",
            "class": "Class",
            "change points": "Change, points",
            "lines": "By lines and rules",
            "indicators": "By indicators",
            "change reasons": "Why the class differs",
            "reason": "Reason",
            "change weights": "Bands go by the weights after; rates before by the weights before.",
            "change none": "No household's class differs.",
        },
        "vi": {
            # The page
            "title": "Tình trạng nghèo của hộ gia đình: {survey}",
            "contents": "Mục lục",
            "skip": "Đến nội dung báo cáo",
            "foot": "Lập bằng mdpoverty từ {survey} theo {standard}.",
            # Numbers and heads
            "all": "Tất cả các hộ",
            "and": " và ",
            "range": "{least} đến {most}",
            "open": "chưa rõ",
            "nobody": "\N{EM DASH}",
            "blank": "(để trống)",
            "households": "Số hộ",
            "weighted": "Số hộ suy rộng",
            "rate": "Tỷ lệ",
            "interval": "Khoảng tin cậy 95%",
            "bounds": "Thấp nhất đến cao nhất",
            "indicator": "Chỉ số",
            "few": "* dưới {few} hộ: tỷ lệ như vậy dao động nhiều do ngẫu nhiên",
            "open note": "{open}: thiếu câu trả lời nên chưa tính được, cũng không có giới hạn.",
            "no household": "Không có hộ nào được tính: không hộ nào dùng được, hoặc không hộ nào "
            "có quyền số.",
            "no indicators": "{standard} không có chỉ số thiếu hụt: chuẩn chỉ dựa vào thu nhập.",
            "no answers": "Không có câu trả lời nào về chỉ số thiếu hụt của bất kỳ hộ nào.",
            # What was run
            "run": "Dữ liệu và chuẩn áp dụng",
            "run finding": "{survey}, phân loại theo {standard}. Số hộ: {households}.",
            "run table": "Chuẩn và dữ liệu",
            "item": "Nội dung",
            "value": "Giá trị",
            "standard": "Chuẩn nghèo",
            "id": "Tệp ngưỡng",
            "id value": "{id}, mã SHA-256 {digest}",
            "in use": "Thời gian áp dụng",
            "in use value": "từ {first} đến {last}",
            "standard before": "Chuẩn nghèo trước",
            "id before": "Tệp ngưỡng trước",
            "profile before": "Kết quả phân loại kỳ trước",
            "survey": "Tệp dữ liệu",
            "profile": "Kết quả đã phân loại từ trước",
            "rows": "Số dòng của {file}",
            "rows value": "đọc {rows} = dùng {used} + loại {refused}",
            "weighted value": "{households}, đại diện cho {weighted}",
            "drawn": "Cách chọn hộ",
            "register": "Toàn bộ các hộ: không có quyền số, tầng hay đơn vị chọn mẫu, nên không "
            "có sai số chuẩn",
            "sample": "Mẫu: mỗi hộ được coi là chọn riêng lẻ",
            "cluster sample": "Mẫu: sai số chuẩn tính theo tầng và đơn vị chọn mẫu",
            "singles": "{count} tầng chỉ có một đơn vị chọn mẫu: nơi nào dùng đến thì không có "
            "khoảng tin cậy",
            "undetermined": "Chưa xác định",
            "unknown": "Có câu trả lời không rõ",
            "legal table": "Căn cứ pháp lý",
            "document": "Văn bản",
            "clause": "Điều khoản",
            "about": "Nội dung",
            "status": "Mức độ xác nhận",
            "text": "đã đọc trong văn bản",
            "seen": "đọc qua nguồn dẫn lại",
            "recalled": "theo trí nhớ, chưa đọc nguyên văn",
            "recalled note": "{count} trong {all} ngưỡng thiếu hụt của {standard} chỉ được ghi "
            "theo trí nhớ, chưa đọc nguyên văn: {names}.",
            "read classes": "Hộ nghèo và hộ cận nghèo là hộ được xác định theo quy tắc của chuẩn. "
            "Từ năm 2022, tỷ lệ nghèo đa chiều là tỷ lệ của hộ nghèo và hộ cận nghèo cộng lại "
            "trong tổng số hộ.",
            "read unknown": "Câu trả lời không rõ không bao giờ được coi là không. Hộ chưa xác "
            "định là hộ mà điều không rõ để ngỏ nhiều hơn một phân loại. Khi câu trả lời không rõ "
            "làm một số liệu chưa tính được, báo cáo nêu giá trị thấp nhất và cao nhất.",
            "read interval": "Khoảng tin cậy 95% cho biết tỷ lệ có thể sai lệch bao nhiêu do chỉ "
            "điều tra một mẫu, không phải mọi hộ.",
            "low incomes": "Thu nhập trung vị dưới {least} đồng/người/tháng: số tiền trong tệp có "
            "thể tính bằng nghìn đồng, khi đó mọi phân loại đều sai.",
            # Classes
            "classes": "Phân loại hộ",
            "classes table": "Số hộ theo phân loại và quy tắc",
            "classes head": "Phân loại và quy tắc quyết định",
            "classes finding": "Trong tổng số hộ: {rates}.",
            "classes finding two": " Hộ nghèo và cận nghèo cộng lại: {together}.",
            "classes finding interval": " Trong ngoặc: khoảng tin cậy 95%.",
            "classes caption": "Tỷ lệ trong tổng số hộ, theo phân loại và quy tắc quyết định.",
            "classes caption interval": "Tỷ lệ trong tổng số hộ, theo phân loại và quy tắc quyết "
            "định. Vạch ngang là khoảng tin cậy 95%.",
            "sum": "Hộ nghèo và cận nghèo",
            "classes note": "Một số hộ chưa xác định là hộ nghèo hoặc hộ cận nghèo, chưa rõ là "
            "loại nào: giá trị thấp nhất của hai loại cộng lại có tính các hộ này, còn tỷ lệ thì "
            "không.",
            # Ranking
            "ranking": "Hộ nghèo và cận nghèo theo {unit}",
            "ranking two": "Hộ nghèo theo {unit}",
            "commune": "xã/phường",
            "district": "quận/huyện",
            "province": "tỉnh/thành phố",
            "ranking finding": "Tỷ lệ cao nhất ở {high} ({high_rate}) và thấp nhất ở {low} "
            "({low_rate}), trong {count} đơn vị; tính chung là {rate}.",
            "ranking finding one": "Chỉ có một đơn vị, {high}: tỷ lệ là {high_rate}.",
            "ranking finding same": "Tỷ lệ là {rate} ở cả {count} đơn vị.",
            "ranking alike": "{name} và {count} đơn vị khác",
            "ranking none": "Tệp không có cột địa bàn (province, district, commune): dùng --by "
            "COLUMN để xếp theo cột khác.",
            "ranking table": "Tất cả các đơn vị, tỷ lệ cao nhất trước",
            "ranking caption": "Chấm: tỷ lệ của từng đơn vị; vạch đứng: tỷ lệ chung ({rate}).",
            "ranking interval": " Vạch ngang: khoảng tin cậy 95%.",
            "ranking undetermined": " Thanh nhạt: hộ chưa xác định, có thể cộng thêm vào.",
            "ranking few": " Chấm rỗng, có dấu *: dưới {few} hộ.",
            "ranking most": " Hình chỉ có {shown} đơn vị cao nhất trong {count}; bảng có tất cả.",
            # Deprivations
            "deprivations": "Thiếu hụt theo từng chỉ số",
            "deprivations table": "Phần trăm số hộ chắc chắn thiếu hụt, và không rõ",
            "deprivations head": "{group}: thiếu hụt",
            "unknown head": "{group}: không rõ",
            "deprivations finding": "Thiếu hụt nhiều nhất trong tất cả các hộ: {every}.",
            "deprivations finding poor": "Thiếu hụt nhiều nhất trong hộ nghèo: {poor}. Trong tất "
            "cả các hộ: {every}.",
            "deprivations none": "Không hộ nào thiếu hụt chỉ số nào.",
            "deprivations caption": "Phần đậm: hộ chắc chắn thiếu hụt.",
            "deprivations pale": " Phần nhạt: câu trả lời không rõ, có thể thiếu hụt.",
            "deprivations note": "Hộ nghèo và hộ cận nghèo là hộ đã được phân loại như vậy; hộ "
            "chưa xác định chỉ tính trong tất cả các hộ.",
            "maybe": "Không rõ",
            # Distribution
            "distribution": "Số chỉ số thiếu hụt",
            "distribution table": "Phần trăm trong tổng số hộ, theo số chỉ số thiếu hụt và phân "
            "loại",
            "distribution head": "Số chỉ số thiếu hụt",
            "distribution finding": "Số chỉ số thiếu hụt thường gặp nhất là {number}, ở {rate} số "
            "hộ; {none} không thiếu hụt chỉ số nào.",
            "distribution unknown": " {unknown} có câu trả lời không rõ và để riêng, vì chưa biết "
            "số chỉ số thiếu hụt của họ.",
            "distribution nobody": "Hộ nào cũng có câu trả lời không rõ, nên chưa biết số chỉ số "
            "thiếu hụt của hộ nào.",
            "distribution caption": "Tỷ lệ trong tổng số hộ theo số chỉ số thiếu hụt và phân loại.",
            "distribution apart": " Hộ có câu trả lời không rõ ở một cột riêng.",
            "not known": "không rõ",
            "distribution note": "Thấp nhất đến cao nhất: không tính, và có tính, các hộ mà câu "
            "trả lời không rõ cho phép có số đó.",
            # Contributions
            "contributions": "Đóng góp vào chỉ số nghèo đa chiều M0",
            "contributions words": "M0 là tỷ lệ H, phần các hộ nghèo, nhân với cường độ A, tỷ "
            "trọng thiếu hụt bình quân của các hộ đó (Alkire và Foster 2011).",
            "by class": "Hộ nghèo được xác định theo phân loại.",
            "by cutoff": "Hộ nghèo được xác định chỉ theo thiếu hụt, từ ngưỡng {cutoff}.",
            "contributions finding": "M0 là {index}. Đóng góp lớn nhất: {names}.",
            "contributions none": "M0 là {index}: không có gì để đóng góp.",
            "contributions caption": "Phần mà mỗi chỉ số đóng góp vào M0.",
            "contributions pale": " Phần nhạt: chưa xác định do thiếu câu trả lời.",
            "index table": "Các chỉ số tổng hợp",
            "index": "Chỉ số tổng hợp",
            "figure": "Số liệu",
            "headcount_ratio": "Tỷ lệ đếm đầu H",
            "intensity": "Cường độ A",
            "adjusted_headcount_ratio": "Chỉ số nghèo đa chiều M0",
            "contributions table": "Đóng góp theo từng chỉ số",
            "contribution": "Đóng góp vào M0",
            "contribution share": "Tỷ trọng trong M0",
            "censored": "Nghèo và thiếu hụt",
            # Change
            "change": "Thay đổi từ {before} sang {after}",
            "change finding": "{changed} trong {all} hộ thay đổi phân loại. {rates}.",
            "change rate": "{name}: trước {before}, sau {after} ({change} điểm %)",
            "change caption": "Các hộ theo phân loại trước (trái) và sau (phải); dải càng cao thì "
            "số hộ suy rộng đi theo hướng đó càng nhiều.",
            "change matrix": "Số hộ theo phân loại trước (dòng) và sau (cột)",
            "change shares": "Như trên, phần trăm trong tổng số hộ, suy rộng",
            "before": "Trước",
            "after": "Sau",
            "before after": "Trước \N{RIGHTWARDS ARROW} sau",
            "total": "Tổng",
            "change rates": "Tỷ lệ trước và sau, thay đổi tính bằng điểm %",
            "class": "Phân loại",
            "change points": "Thay đổi, điểm %",
            "lines": "Do chuẩn và quy tắc",
            "indicators": "Do chỉ số",
            "change reasons": "Lý do thay đổi phân loại",
            "reason": "Lý do",
            "change weights": "Dải tính theo quyền số sau; tỷ lệ trước tính theo quyền số trước.",
            "change none": "Không hộ nào thay đổi phân loại.",
        },
    }
)
