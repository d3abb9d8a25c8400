"""What is said of the checks and of what is not there: on the sheet of checks, and in notes.

The sheet has them in Vietnamese, from the catalogue that standard error has them from.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mdpoverty.language.messages import Phrase

CHECKS = "Kiểm tra"  # the name of the sheet

# What must hold, by the id of a check.
IDENTITIES: Mapping[str, Phrase] = MappingProxyType(
    {
        "parts of households": Phrase(
            "review_tables.parts-of-households",
            "residents are at least the households of the classes together",
        ),
        "parts of persons": Phrase(
            "review_tables.parts-of-persons",
            "residents are at least the persons of the classes together",
        ),
        "listed households": Phrase(
            "review_tables.listed-households",
            "residents are at least the households of the round",
        ),
        "listed persons": Phrase(
            "review_tables.listed-persons", "residents are at least the persons of the round"
        ),
        "rate": Phrase("review_tables.rate", "a rate is from 0 to 100 per cent"),
        "balance": Phrase(
            "review_tables.balance", "1-2-3-4+5+6+7+8 equals the count at the end of the year"
        ),
        "end": Phrase(
            "review_tables.end", "the households at the end of the year are those of the results"
        ),
        "end of persons": Phrase(
            "review_tables.end-of-persons",
            "the persons at the end of the year are those of the results",
        ),
        "to_near_poor": Phrase(
            "review_tables.to-near-poor",
            "the poor who became near-poor are as many in both forms of movement",
        ),
        "from_near_poor": Phrase(
            "review_tables.from-near-poor",
            "the near-poor who became poor are as many in both forms of movement",
        ),
        "whole": Phrase(
            "review_tables.whole", "all households of the class are those of the results"
        ),
        "deprivations": Phrase(
            "review_tables.deprivations",
            "the indicators add up to the households' numbers of deprivations",
        ),
        "indicator": Phrase(
            "review_tables.indicator", "no indicator has more households than the class"
        ),
        "least": Phrase(
            "review_tables.least",
            "the deprivations are at least {limit} times the households",
        ),
        "most": Phrase(
            "review_tables.most",
            "the deprivations are at most {limit} times the households",
        ),
        "group": Phrase("review_tables.group", "no group has more households than the class"),
        "minority": Phrase(
            "review_tables.minority", "ethnic minorities are not more than all residents"
        ),
        "persons": Phrase(
            "review_tables.persons", "there are at least as many persons as households"
        ),
        "ethnicity": Phrase(
            "review_tables.ethnicity",
            "all households are the Kinh, the minorities and the unknown",
        ),
        "minorities": Phrase(
            "review_tables.minorities",
            "minorities by the group of the head are not more than those by head or spouse",
        ),
        "cause": Phrase("review_tables.cause", "no cause has more households than the class"),
        "child": Phrase("review_tables.child", "no deprivation has more children than there are"),
        "children": Phrase(
            "review_tables.children", "there are at least as many persons as children"
        ),
        "list": Phrase("review_tables.list", "the list has as many households as the results"),
        "left": Phrase(
            "review_tables.left",
            "the list has at least the households that left by the form of movement",
        ),
    }
)
REASONS: Mapping[str, Phrase] = MappingProxyType(
    {
        "unknown households": Phrase(
            "review_tables.unknown-households", "the number of resident households is unknown"
        ),
        "unknown persons": Phrase(
            "review_tables.unknown-persons", "the number of resident persons is unknown"
        ),
        "no limit": Phrase("review_tables.no-limit", "the standard sets no limit for the class"),
        "scored": Phrase(
            "review_tables.scored",
            "some households were classified by points, and have unknown indicators",
        ),
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
        "right": "Số kiểm tra đúng",
        "wrong": "Số kiểm tra sai",
        "skipped": "Không kiểm tra",
        "left out": "Biểu không lập",
        "remarks": "Ghi chú",
    }
)
RELATIONS: Mapping[str, str] = MappingProxyType({"=": "=", "<=": "≤", ">=": "≥"})

# Why a form is left out, by what it lacks.
LEFT_OUT: Mapping[str, Phrase] = MappingProxyType(
    {
        "one round": Phrase("review_tables.one-round", "needs two or more rounds"),
        "no indicators": Phrase("review_tables.no-indicators", "{standard} has no indicators"),
        "columns": Phrase("review_tables.lacks-columns", "needs {columns}"),
        "codes": Phrase(
            "review_tables.lacks-names",
            "needs the names of ethnic groups (Kinh, Tày …): ethnicity contains numbers",
        ),
        "members": Phrase(
            "review_tables.lacks-members",
            "needs --members FILE: the member file that was classified or, of a workbook with a "
            "column map, the file that `classify --persons FILE` writes",
        ),
        "points": Phrase(
            "review_tables.lacks-points",
            "needs the points of Form B (column income_score)",
        ),
    }
)

# What a reader of the checks, and of standard error, should know of the round.
REMARKS: Mapping[str, Phrase] = MappingProxyType(
    {
        "undetermined": Phrase(
            "review_tables.undetermined",
            "undetermined households, which count as neither poor nor near-poor: {number}",
        ),
        "unknown answers": Phrase(
            "review_tables.unknown-answers",
            "unknown answers of poor and near-poor households: {number}. Counts and "
            "rates of deprivations are minimums",
        ),
        "unsized": Phrase(
            "review_tables.unsized",
            "households without household_size: {number}. Numbers of persons that "
            "include them are blank",
        ),
        "no persons": Phrase(
            "review_tables.no-persons", "no column household_size: persons are blank"
        ),
        "list": Phrase(
            "review_tables.no-residents",
            "no household is non-poor, so the number of residents is unknown; it and "
            "the rates are blank. Use --totals FILE (columns {columns})",
        ),
        "not in totals": Phrase(
            "review_tables.not-in-totals", "--totals does not have these units: {units}"
        ),
        "blank in totals": Phrase(
            "review_tables.blank-in-totals",
            "--totals leaves the households or persons of these units blank: {units}",
        ),
        "only in totals": Phrase(
            "review_tables.only-in-totals",
            "the round does not have these units of --totals, and they are not in the "
            "forms: {units}",
        ),
        "sum in totals": Phrase(
            "review_tables.sum-in-totals",
            "{units} has as many households in --totals as all other units together: if it is "
            "their sum, remove it",
        ),
        "empty lists": Phrase(
            "review_tables.empty-lists",
            "units of --totals without a poor or near-poor household: {units}",
        ),
        "heads alone": Phrase(
            "review_tables.heads-alone",
            "ethnic minorities are counted by the head only. Add the column "
            "ethnic_minority to count the spouse too",
        ),
        "no heads": Phrase(
            "review_tables.no-heads",
            "the sex and the birth of heads are blank in the lists. Use --members "
            "FILE (relation, sex, birth_date), or add the columns head_sex and "
            "head_birth_date",
        ),
        "members": Phrase(
            "review_tables.members",
            "{file}: {number} rows; {others} of them belong to households that are not in the "
            "round",
        ),
    }
)
