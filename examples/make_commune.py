# /// script
# requires-python = ">=3.11"
# dependencies = ["mdpoverty[xlsx]", "openpyxl>=3.1"]
# ///
"""Write the example review: commune-2025.xlsx, the forms of a commune, and commune-2024.csv.

The commune is INVENTED: no household, no person, no name and no place in it is real. The workbook
is the form that `mdpoverty template vn-2022-2025-review --members` gives, filled in by a reviewer
for 300 households and their members; households that the quick look of Form A leaves out have no
more of Form B1 than who they are. The other file has the classes that the commune decided the year
before. Run it again after a change (a test compares the cells):

    python examples/make_commune.py
"""

import csv
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import openpyxl

from mdpoverty.questionnaire.form import forms
from mdpoverty.questionnaire.workbook import write_form

FOLDER = Path(__file__).parent
FORMS, BEFORE = FOLDER / "commune-2025.xlsx", FOLDER / "commune-2024.csv"
REVIEW = "vn-2022-2025-review"
HOUSEHOLDS = 300
DAY = date(2025, 10, 15)
PLACE = {"province": "Tỉnh Ví Dụ", "district": "Huyện Mẫu", "commune": "Xã Thử Nghiệm"}
REGION = "Trung du và miền núi phía Bắc"
# The villages, whether each is urban, and how hard life is there, of one.
VILLAGES = (
    ("Tổ dân phố 1", True, 0.15),
    ("Tổ dân phố 2", True, 0.25),
    ("Thôn Đồng", False, 0.35),
    ("Thôn Suối", False, 0.45),
    ("Thôn Đồi", False, 0.55),
    ("Thôn Khe", False, 0.7),
)
FAMILIES = {"Kinh": ("Nguyễn", "Trần", "Lê", "Phạm"), "Tày": ("Nông", "Hoàng"), "Mông": ("Giàng",)}
MEN = ("An", "Bình", "Dũng", "Hải", "Khánh", "Long", "Minh", "Sơn", "Tuấn")
WOMEN = ("Anh", "Chi", "Hoa", "Hương", "Lan", "Mai", "Nga", "Thu", "Yến")
YES, NO, OTHER = "Có", "Không", "Khác"
CLASSES = {"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo", "non_poor": "Hộ không nghèo"}

CAUSES = ("land", "capital", "labour", "tools", "know_how", "skills", "illness", "other")

Cell = str | int | float | None
Row = dict[str, Cell]
T = TypeVar("T")


class Chance:
    """Chance that falls alike everywhere: of Python's, only `random()` is promised to."""

    def __init__(self, seed: int) -> None:
        """Begin, as the seed says."""
        self.share = random.Random(seed).random  # noqa: S311 -- invented data, no secret

    def of(self, probability: float) -> bool:
        """Return whether something of a probability comes true."""
        return self.share() < probability

    def between(self, least: int, most: int) -> int:
        """Return a whole number, every one as likely."""
        return least + int(self.share() * (most - least + 1))

    def one(self, choices: Sequence[T], weights: Sequence[float] = ()) -> T:
        """Return one of the choices, each as likely as it weighs."""
        weights = weights or [1.0] * len(choices)
        mark = self.share() * sum(weights)
        for choice, weight in zip(choices, weights, strict=True):
            if (mark := mark - weight) < 0:
                return choice
        return choices[-1]


@dataclass
class Household:
    """A household: its rows on the sheets of the form, and its class the year before."""

    general: Row
    quick: Row
    members: list[Row]
    before: str


def households() -> Iterator[Household]:
    """Yield the households of the commune, each in a village."""
    rng = Chance(20251015)
    for number in range(1, HOUSEHOLDS + 1):
        village, urban, hardship = VILLAGES[(number - 1) * len(VILLAGES) // HOUSEHOLDS]
        hard = hardship + (rng.share() + rng.share() + rng.share() - 1.5) / 2
        hard = min(max(hard, 0.02), 0.98)
        yield _household(rng, f"H{number:03}", village, urban=urban, hard=hard)


def _household(rng: Chance, key: str, village: str, *, urban: bool, hard: float) -> Household:
    people = rng.one(list(FAMILIES), (6 - 4 * hard, 3, 4 * hard))
    members = list(_members(rng, key, people, hard))
    before = _before(rng, hard)
    has = _things(rng, hard)
    area = round((10 + 30 * (1 - hard)) * len(members) * (0.5 + 0.8 * rng.share()))
    power = round(220 * (1 - hard) * (0.3 + 0.9 * rng.share()))
    quick = _quick(rng, members, has, area, power)
    who: Row = {
        "household_id": key,
        "area": "Thành thị" if urban else "Nông thôn",
        "ethnicity": people,
        **PLACE,
        "village": village,
        "head": members[0]["Name"],
        "previous_class": CLASSES[before],
        "review_date": f"{DAY:%d/%m/%Y}",
        "region": REGION,
        "survey_year": DAY.year,
        "no_labour_capacity": _said(
            all(m["work_status"] in {None, "Không có khả năng lao động"} for m in members)
        ),
        "merit": _said(rng.of(0.03)),
    }
    first: Row = {
        "household_id": key,
        "No.": int(key[1:]),
        "Name of the head of the household": who["head"],
    }
    yes = sum(answer == YES for answer in quick.values())
    first |= {"well_off": "Thuộc đối tượng rà soát", **quick}
    first |= {"Number of yes in columns 1 to 9": yes, "Result": int(yes < 4)}
    if yes >= 4:  # the review of the household ends here
        kept = {"household_id", "person_id", "Name", "relation", "birth_date", "sex"}
        members = [{name: cell for name, cell in m.items() if name in kept} for m in members]
    else:
        who |= _house(rng, hard) | {"floor_area": area, "electricity_kwh": power, **has}
        who |= _land(rng, hard, urban=urban)
        who |= {f"cause_{cause}": _said(rng.of(0.45 * hard)) for cause in CAUSES}
        if rng.of(0.05):  # an answer that the reviewer did not get
            who[rng.one(["water_source", "floor_area", "wall_material", "telephones"])] = None
    return Household(who, first, members, before)


def _said(holds: bool) -> str:  # noqa: FBT001 -- the answer is all that it takes
    return YES if holds else NO


def _before(rng: Chance, hard: float) -> str:
    poor = max(0.0, min(0.9, (hard - 0.45) * 1.8))
    near = (1 - poor) * max(0.0, min(0.5, (hard - 0.3) * 0.9))
    return rng.one(list(CLASSES), (poor, near, 1 - poor - near))


def _things(rng: Chance, hard: float) -> Row:
    """Return how many of each durable good a household has."""
    easy = {
        "cars": 0.1, "motorbikes": 1.3, "boats": 0.02, "generators": 0.05, "printers": 0.03,
        "televisions": 1.2, "stereos": 0.2, "computers": 0.4, "refrigerators": 1.0,
        "air_conditioners": 0.4, "washing_machines": 0.7, "water_heaters": 0.6, "microwaves": 0.2,
        "telephones": 1.6,
    }  # fmt: skip
    return {
        name: sum(rng.share() < share * (1 - hard) for _ in range(2))
        for name, share in easy.items()
    }


def _house(rng: Chance, hard: float) -> Row:
    solid = rng.share() > hard

    def part(good: str) -> str:
        return good if solid or rng.of(0.35) else OTHER

    water = (
        "Nước máy",
        "Nước giếng khoan",
        "Nước khe/mó được bảo vệ",
        "Nước mưa",
        "Nước khe/mó không được bảo vệ",
    )
    toilet = (
        "Tự hoại/bán tự hoại",
        "Thấm dội nước (Suilabh)",
        "Hai ngăn",
        "Hố xí đào không có bệ ngồi",
        "Không có nhà tiêu",
    )
    shares = (3 * (1 - hard), 2, 2, hard, 2 * hard)
    return {
        "column_material": part("Gạch/đá"),
        "roof_material": part("Ngói (xi măng, đất nung)"),
        "wall_material": part("Gạch/đá"),
        "toilet": rng.one(toilet, shares),
        "VI. Source of electricity in use": "Điện lưới",
        "water_source": rng.one(water, shares),
    }


def _land(rng: Chance, hard: float, *, urban: bool) -> Row:
    share = 0.2 if urban else 0.8
    most = {
        "garden_pond_area": 600, "annual_crop_area": 6000, "perennial_crop_area": 3000,
        "water_surface_area": 700, "forest_area": 12000,
    }  # fmt: skip
    land: Row = {
        name: round(size * (1 - hard / 2) * rng.share(), -1) if rng.share() < share else 0
        for name, size in most.items()
    }
    herd = {"cattle": 3, "pigs_goats_sheep": 12, "poultry": 120}
    land |= {n: int(size * rng.share()) if rng.share() < share else 0 for n, size in herd.items()}
    return {**land, "aquaculture": _said(rng.share() < share / 6)}


def _quick(rng: Chance, members: list[Row], has: Row, area: float, power: float) -> Row:
    """Return the answers of Form A, columns 1 to 9."""
    count = {name: int(number or 0) for name, number in has.items()}
    holds = (
        ("quick_motorbike", count["motorbikes"] > 0 and rng.of(0.5)),
        ("quick_cooling", count["refrigerators"] + count["air_conditioners"] > 0),
        ("quick_water_heater", count["water_heaters"] > 0),
        ("quick_washing_machine", count["washing_machines"] > 0),
        ("quick_rents_out", rng.of(0.03)),
        ("quick_electricity", power >= 150),
        ("quick_floor_area", area >= 25 * len(members)),
        (
            "quick_salary_or_pension",
            any(
                m["work_type"] == "Công chức, viên chức" or m["pension"] not in {None, NO}
                for m in members
            ),
        ),
        ("quick_contract", any(m["wage_worker"] == "Có hợp đồng lao động" for m in members)),
    )
    return {name: _said(bool(answer)) for name, answer in holds}


def _members(rng: Chance, key: str, people: str, hard: float) -> Iterator[Row]:
    head = rng.between(24, 74)
    kin = [("Chủ hộ", head)]
    if rng.of(0.8):
        kin.append(("Vợ/chồng", max(20, head + rng.between(-6, 4))))
    children = rng.one((0, 1, 2, 3, 4), (2, 4, 5 - hard, 2 + hard, 3 * hard))
    kin += [("Con", max(0, head - rng.between(19, 36))) for _ in range(children)]
    if head < 50 and rng.of(0.2):
        kin.append(("Bố/mẹ", head + rng.between(20, 32)))
    family, man = rng.one(FAMILIES[people]), True
    for number, (relation, age) in enumerate(kin, start=1):
        man = not man if relation == "Vợ/chồng" else rng.of(0.75 if number == 1 else 0.5)
        born = DAY - timedelta(days=round(age * 365.25) + rng.between(1, 360))
        row: Row = {
            "household_id": key,
            "person_id": number,
            "Name": f"{family} {'Văn' if man else 'Thị'} {rng.one(MEN if man else WOMEN)}",
            "relation": relation,
            "birth_date": f"{born:%d/%m/%Y}",
            "Ethnic group": people,
            "sex": "Nam" if man else "Nữ",
        }
        yield row | _learning(rng, age, hard) | _work(rng, age, hard)


def _learning(rng: Chance, age: int, hard: float) -> Row:
    levels = (
        (3, 5, "Mầm non, mẫu giáo"),
        (6, 10, "Tiểu học"),
        (11, 14, "Trung học cơ sở"),
        (15, 17, "Trung học phổ thông"),
    )
    level = next((name for first, last, name in levels if first <= age <= last), None)
    attends = level is not None and rng.share() > 0.15 * hard * (3 if age > 14 else 1)
    done = "Chưa tốt nghiệp Tiểu học" if age < 11 else "Tiểu học" if age < 15 else "Trung học cơ sở"
    if age >= 18 and rng.share() > hard:
        done = "Trung học phổ thông"
    trained = age >= 18 and rng.of(0.4 * (1 - hard))
    training = rng.one(["Sơ cấp, chứng chỉ dạy nghề", "Trung cấp", "Cao đẳng", "Đại học"])
    height, weight = 48 + 6.3 * min(age, 16) + 10 * (age > 1), 6 + 2.3 * age
    small = 1 - 0.12 * rng.of(0.35 * hard)
    return {
        "height_cm": round((height + 9) * small, 1) if age < 16 else None,
        "weight_kg": round((weight + 3) * small, 1) if age < 10 else None,
        "attending_school": "Đang đi học" if attends else "Không đi học",
        "school_level": level if attends else "Không đi học",
        "general_diploma": done,
        "training": training if trained else "Chưa qua đào tạo nghề",
        "insured": _said(rng.share() > 0.2 * hard),
        "uses_internet": _said(age >= 8 and rng.share() > 0.2 + 0.6 * hard),
    }


def _work(rng: Chance, age: int, hard: float) -> Row:
    blank: Row = dict.fromkeys(
        ("work_status", "work_type", "wage_worker", "pension", "critical_illness")
    )
    old = age >= 80 or (age >= 60 and rng.of(0.1))
    blank["benefit_group"] = (
        "Người cao tuổi" if old else "Người khuyết tật" if rng.of(0.02) else "Không hưởng"
    )
    if age < 15:
        return blank
    ill = rng.of(0.02 + 0.03 * hard)
    rest = {
        "pension": "Lương hưu" if age > 58 and rng.of(0.3 * (1 - hard)) else NO,
        "critical_illness": _said(ill),
    }
    if age < 18:
        return {**blank, **rest, "work_status": "Đang đi học"}
    if age > 65 or ill:
        status = "Nghỉ hưu/Nội trợ" if age < 75 and not ill else "Không có khả năng lao động"
        return {**blank, **rest, "work_status": status}
    if rng.of(0.08 * hard):
        return {**blank, **rest, "work_status": "Không có việc làm"}
    kinds = (
        "Công chức, viên chức",
        "Làm cho doanh nghiệp",
        "Làm thuê cho hộ gia đình",
        "Khác (kể cả nông nghiệp)",
    )
    kind = rng.one(kinds, (1 - hard, 2 * (1 - hard), 1, 6 * hard + 1))
    contract = kind in kinds[:2] or (kind == kinds[2] and rng.of(0.3))
    wage = (
        "Không làm công ăn lương"
        if kind == kinds[3]
        else "Có hợp đồng lao động"
        if contract
        else "Không có hợp đồng lao động"
    )
    return {**blank, **rest, "work_status": "Đang làm việc", "work_type": kind, "wage_worker": wage}


def write_before(found: list[Household], file: Path) -> None:
    """Write the classes of the year before: some households have gone since, some are new."""
    columns = [
        "household_id",
        *PLACE,
        "area",
        "village",
        "head",
        "household_size",
        "survey_year",
        "standard",
        "class",
    ]
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.DictWriter(opened, columns, lineterminator="\n")
        rows.writeheader()
        for number, each in enumerate(found, start=1):
            if number % 75 == 0:
                continue  # came this year
            area = "urban" if each.general["area"] == "Thành thị" else "rural"
            said = {
                name: each.general[name] for name in ("household_id", *PLACE, "village", "head")
            }
            said |= {"area": area, "household_size": len(each.members), "survey_year": DAY.year - 1}
            rows.writerow({**said, "standard": REVIEW, "class": each.before})
            if number % 100 == 0:
                rows.writerow(
                    {**said, "household_id": f"X{number:03}", "standard": REVIEW, "class": "poor"}
                )


def write_forms(found: list[Household], file: Path) -> None:
    """Write the form with the rows of all households."""
    form = forms()[REVIEW]
    rows: dict[str, list[Row]] = {
        "household": [each.general for each in found],
        "member": [member for each in found for member in each.members],
        "quick_look": [each.quick for each in found],
    }
    with tempfile.TemporaryDirectory() as scratch:
        write_form(form, Path(scratch) / "form.xlsx", Path(scratch), "vi")
        book = openpyxl.load_workbook(Path(scratch) / "form.xlsx")
    for sheet in form.sheets:
        page = book[sheet.name.vi]
        first = int(page.freeze_panes[1:])  # B5: what is above and left of it stands still
        for number, row in enumerate(rows[sheet.kind], start=first):
            for place, column in enumerate(sheet.columns, start=1):
                names = [variable.name for variable in column.variables] or [column.heading[1].en]
                if (cell := row.get(names[0])) is not None:
                    page.cell(number, place, cell)
    book.save(file)


def main() -> None:
    """Write both files."""
    found = list(households())
    write_forms(found, FORMS)
    write_before(found, BEFORE)


if __name__ == "__main__":
    main()
