"""Every phrase of a report."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mdpoverty.language.messages import Phrase

PHRASES: Mapping[str, Phrase] = MappingProxyType(
    {
        # The page
        "title": Phrase("report.title", "Household poverty: {survey}"),
        "title year": Phrase("report.title-year", "Household poverty: {survey}, {year:d}"),
        "contents": Phrase("report.contents", "Contents"),
        "skip": Phrase("report.skip", "Skip to the report"),
        "foot": Phrase("report.foot", "Made by mdpoverty from {survey} under {standard}."),
        # Numbers and heads
        "all": Phrase("report.all", "All households"),
        "range": Phrase("report.range", "{least} to {most}"),
        "open": Phrase("report.open", "open"),
        "nobody": Phrase("report.nobody", "\N{EN DASH}"),
        "blank": Phrase("report.blank", "(blank)"),
        "households": Phrase("report.households", "Households"),
        "weighted": Phrase("report.weighted", "Weighted"),
        "rate": Phrase("report.rate", "Rate"),
        "interval": Phrase("report.interval", "95% interval"),
        "bounds": Phrase("report.bounds", "Lowest to highest"),
        "indicator": Phrase("report.indicator", "Indicator"),
        "few": Phrase(
            "report.few",
            "* fewer than {few} households: such rates vary widely by chance",
        ),
        "open note": Phrase(
            "report.open-note",
            "{open}: answers are unknown, so the figure and its range are unknown too.",
        ),
        "no household": Phrase(
            "report.no-household",
            "No household of the survey counts: all were refused, or all weights are zero.",
        ),
        "no indicators": Phrase(
            "report.no-indicators",
            "{standard} does not have deprivation indicators: it uses only income.",
        ),
        "no answers": Phrase(
            "report.no-answers",
            "No answer about any indicator is known.",
        ),
        # What was run
        "run": Phrase("report.run", "What was run"),
        "run finding": Phrase(
            "report.run-finding",
            "{survey}, classified under {standard}. Households: {households}.",
        ),
        "run table": Phrase("report.run-table", "Standard and survey"),
        "item": Phrase("report.item", "Item"),
        "value": Phrase("report.value", "Value"),
        "standard": Phrase("report.standard", "Standard"),
        "id": Phrase("report.id", "Threshold file"),
        "id value": Phrase("report.id-value", "{id}, SHA-256 {digest}"),
        "in use": Phrase("report.in-use", "In use"),
        "program": Phrase("report.program", "Program"),
        "review days": Phrase("report.review-days", "Date of the review"),
        "in use value": Phrase("report.in-use-value", "from {first} to {last}"),
        "standard before": Phrase("report.standard-before", "Standard before"),
        "id before": Phrase("report.id-before", "Threshold file before"),
        "profile before": Phrase("report.profile-before", "Profile before"),
        "survey": Phrase("report.survey", "Survey"),
        "profile": Phrase("report.profile", "Profile, classified before"),
        "rows": Phrase("report.rows", "Rows of {file}"),
        "rows value": Phrase("report.rows-value", "{rows} read = {used} used + {refused} refused"),
        "weighted value": Phrase(
            "report.weighted-value",
            "{households}, which represent {weighted}",
        ),
        "drawn": Phrase("report.drawn", "How drawn"),
        "register": Phrase(
            "report.register",
            "Register of every household: no weight, stratum or sampling unit is given, so "
            "there are no standard errors",
        ),
        "sample": Phrase("report.sample", "Sample: each household counts as one sampling unit"),
        "cluster sample": Phrase(
            "report.cluster-sample",
            "Sample: standard errors from its strata and sampling units",
        ),
        "singles": Phrase(
            "report.singles",
            "Strata with only one sampling unit: {count}. Figures that include them have no "
            "interval",
        ),
        "undetermined": Phrase("report.undetermined", "Undetermined"),
        "unknown": Phrase("report.unknown", "With an unknown indicator"),
        "legal table": Phrase("report.legal-table", "Legal basis"),
        "document": Phrase("report.document", "Document"),
        "clause": Phrase("report.clause", "Clause"),
        "about": Phrase("report.about", "What it says"),
        "status": Phrase("report.status", "Confirmed by"),
        "text": Phrase("report.text", "read in the legal text"),
        "seen": Phrase("report.seen", "read as a paraphrase"),
        "recalled": Phrase("report.recalled", "from memory, wording not read"),
        "recalled note": Phrase(
            "report.recalled-note",
            "{count} of {all} deprivation cut-offs of {standard} are recalled from "
            "memory; their official wording was not read: {names}. Check them against "
            "the text before you publish.",
        ),
        "read classes": Phrase(
            "report.read-classes",
            "The rules of the standard say which households are poor and near-poor. "
            "Since 2022 the official multidimensional poverty rate (tỷ lệ nghèo đa "
            "chiều) is the share of poor and near-poor households together in all "
            "households.",
        ),
        "read unknown": Phrase(
            "report.read-unknown",
            "An unknown answer is never counted as a no. A household is undetermined "
            "when unknown answers leave more than one class possible. When unknown "
            "answers leave a figure open, its lowest and highest values are given.",
        ),
        "read interval": Phrase(
            "report.read-interval",
            "A 95% interval shows how far a rate may be off because a sample was "
            "drawn instead of every household.",
        ),
        # Classes
        "classes": Phrase("report.classes", "Classes of households"),
        "classes table": Phrase("report.classes-table", "Households by class and rule"),
        "classes head": Phrase("report.classes-head", "Class, and the rule that decided"),
        "classes finding": Phrase("report.classes-finding", "Of all households: {rates}."),
        "classes finding two": Phrase(
            "report.classes-finding-two",
            " Poor and near-poor together: {together}.",
        ),
        "classes finding either": Phrase(
            "report.classes-finding-either",
            " Of these, {rest} of all households are undetermined: poor or near-poor, but it is "
            "not known which.",
        ),
        "classes finding interval": Phrase(
            "report.classes-finding-interval",
            " In brackets: 95% intervals.",
        ),
        "classes caption": Phrase(
            "report.classes-caption",
            "Share of all households, by class and by the rule that decided.",
        ),
        "classes caption interval": Phrase(
            "report.classes-caption-interval",
            "Share of all households, by class and by the rule that decided. Lines are 95% "
            "intervals.",
        ),
        "sum": Phrase("report.sum", "Poor and near-poor"),
        # Ranking
        "ranking": Phrase("report.ranking", "Poor and near-poor households by {unit}"),
        "ranking two": Phrase("report.ranking-two", "Poor households by {unit}"),
        "commune": Phrase("report.commune", "commune"),
        "district": Phrase("report.district", "district"),
        "province": Phrase("report.province", "province"),
        "ranking finding": Phrase(
            "report.ranking-finding",
            "The rate is highest in {high} ({high_rate}) and lowest in {low} "
            "({low_rate}), of {count} units; the overall rate is {rate}.",
        ),
        "ranking finding one": Phrase(
            "report.ranking-finding-one",
            "There is one unit, {high}: its rate is {high_rate}.",
        ),
        "ranking finding same": Phrase(
            "report.ranking-finding-same",
            "The rate is {rate} in each of {count} units.",
        ),
        "ranking alike": Phrase("report.ranking-alike", "{name} and {count} more"),
        "ranking none": Phrase(
            "report.ranking-none",
            "The survey has no column of places (province, district, commune). Use "
            "--by COLUMN to rank by another column.",
        ),
        "ranking table": Phrase("report.ranking-table", "Every unit, the highest rate first"),
        "ranking caption": Phrase(
            "report.ranking-caption",
            "Dots: rate of each unit; upright line: rate of all households ({rate}).",
        ),
        "ranking interval": Phrase("report.ranking-interval", " Lines: 95% intervals."),
        "ranking undetermined": Phrase(
            "report.ranking-undetermined",
            " Pale bars: undetermined households; each may raise the rate.",
        ),
        "ranking either": Phrase(
            "report.ranking-either",
            "A household that is certainly poor or near-poor, though it is unknown which, "
            "counts in '{sum}' and as undetermined.",
        ),
        "ranking few": Phrase(
            "report.ranking-few",
            " Hollow dots, with *: fewer than {few} households.",
        ),
        "ranking most": Phrase(
            "report.ranking-most",
            " The picture shows the {shown} highest of {count} units; the table shows all.",
        ),
        # Deprivations
        "deprivations": Phrase("report.deprivations", "Deprivations by indicator"),
        "deprivations table": Phrase(
            "report.deprivations-table",
            "Per cent of households deprived for certain, and unknown",
        ),
        "deprivations head": Phrase("report.deprivations-head", "{group}: deprived"),
        "unknown head": Phrase("report.unknown-head", "{group}: unknown"),
        "deprivations finding": Phrase(
            "report.deprivations-finding",
            "Most frequent among all households: {every}.",
        ),
        "deprivations finding poor": Phrase(
            "report.deprivations-finding-poor",
            "Most frequent among poor households: {poor}. Among all households: {every}.",
        ),
        "deprivations none": Phrase(
            "report.deprivations-none",
            "No household is deprived in any indicator.",
        ),
        "deprivations caption": Phrase(
            "report.deprivations-caption",
            "Full bars: households that are deprived for certain.",
        ),
        "deprivations pale": Phrase(
            "report.deprivations-pale",
            " Pale ends: the answer is unknown, so they may be deprived.",
        ),
        "deprivations note": Phrase(
            "report.deprivations-note",
            "Poor and near-poor are the households with that class; undetermined "
            "households count only among all households.",
        ),
        "maybe": Phrase("report.maybe", "Unknown"),
        # Distribution
        "distribution": Phrase("report.distribution", "Number of deprivations"),
        "distribution table": Phrase(
            "report.distribution-table",
            "Per cent of all households, by number of deprivations and class",
        ),
        "distribution head": Phrase("report.distribution-head", "Number of deprivations"),
        "distribution finding": Phrase(
            "report.distribution-finding",
            "The most frequent number of deprivations is {number} ({rate} of households); {none} "
            "have no deprivations.",
        ),
        "distribution unknown": Phrase(
            "report.distribution-unknown",
            " {unknown} have an unknown answer and are shown separately, because "
            "their number is unknown.",
        ),
        "distribution nobody": Phrase(
            "report.distribution-nobody",
            "Every household has an unknown answer, so no number of deprivations is known.",
        ),
        "distribution caption": Phrase(
            "report.distribution-caption",
            "Share of all households with each number of deprivations, by class.",
        ),
        "distribution apart": Phrase(
            "report.distribution-apart",
            " Households with an unknown answer have a bar of their own.",
        ),
        "not known": Phrase("report.not-known", "unknown"),
        "distribution note": Phrase(
            "report.distribution-note",
            "Lowest to highest: without and with the households that could have this number, "
            "because answers are unknown.",
        ),
        # Contributions
        "contributions": Phrase(
            "report.contributions",
            "Contributions to the adjusted headcount ratio M0",
        ),
        "contributions words": Phrase(
            "report.contributions-words",
            "M0 is the headcount ratio H, the share of households that are poor, times the "
            "intensity A, their mean share of deprivations (Alkire and Foster 2011).",
        ),
        "by class": Phrase("report.by-class", "The class says who is poor."),
        "by cutoff": Phrase(
            "report.by-cutoff",
            "Only deprivations decide who is poor: a household is poor from a cut-off of {cutoff}.",
        ),
        "contributions finding": Phrase(
            "report.contributions-finding",
            "M0 is {index}. The largest contributions are {names}.",
        ),
        "contributions none": Phrase(
            "report.contributions-none",
            "M0 is {index}: no indicator contributes.",
        ),
        "contributions caption": Phrase(
            "report.contributions-caption",
            "What each indicator adds to M0.",
        ),
        "contributions pale": Phrase(
            "report.contributions-pale",
            " Pale ends: what unknown answers could add.",
        ),
        "index table": Phrase("report.index-table", "The indices"),
        "index": Phrase("report.index", "Index"),
        "figure": Phrase("report.figure", "Figure"),
        "headcount_ratio": Phrase("report.headcount-ratio", "Headcount ratio H"),
        "intensity": Phrase("report.intensity", "Intensity A"),
        "adjusted_headcount_ratio": Phrase(
            "report.adjusted-headcount-ratio",
            "Adjusted headcount ratio M0",
        ),
        "contributions table": Phrase("report.contributions-table", "Contributions by indicator"),
        "contribution": Phrase("report.contribution", "Added to M0"),
        "contribution share": Phrase("report.contribution-share", "Share of M0"),
        "censored": Phrase("report.censored", "Poor and deprived"),
        # Change
        "change": Phrase("report.change", "Change from {before} to {after}"),
        "of year": Phrase("report.of-year", "{year:d} ({name})"),
        "change finding": Phrase(
            "report.change-finding",
            "The class of {changed} of {all} households changes. {rates}.",
        ),
        "change rate": Phrase(
            "report.change-rate",
            "{name}: {before} before, {after} after ({change} points)",
        ),
        "change caption": Phrase(
            "report.change-caption",
            "Households by class before (left) and after (right). The height of a band is the "
            "weighted number of households that moved between the two classes.",
        ),
        "change matrix": Phrase(
            "report.change-matrix",
            "Households by class before (rows) and after (columns)",
        ),
        "change shares": Phrase(
            "report.change-shares",
            "The same in per cent of all households, weighted",
        ),
        "before": Phrase("report.before", "Before"),
        "after": Phrase("report.after", "After"),
        "before after": Phrase("report.before-after", "Before \N{RIGHTWARDS ARROW} after"),
        "total": Phrase("report.total", "All"),
        "change rates": Phrase(
            "report.change-rates",
            "Rates before and after, and the change in points",
        ),
        "class": Phrase("report.class", "Class"),
        "change rates parts": Phrase(
            "report.change-rates-parts",
            "Rates before and after, and the change in points; its two parts are "
            "averages over both orders: lines and rules change first, or indicators "
            "change first",
        ),
        "change points": Phrase("report.change-points", "Change, points"),
        "lines": Phrase("report.lines", "By lines and rules"),
        "indicators": Phrase("report.indicators", "By indicators"),
        "change reasons": Phrase("report.change-reasons", "Why the class changes"),
        "reason": Phrase("report.reason", "Reason"),
        "change weights": Phrase(
            "report.change-weights",
            "Bands use the weights after; rates before use the weights before.",
        ),
        "change none": Phrase("report.change-none", "No household changes class."),
    }
)
