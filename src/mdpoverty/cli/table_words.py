"""What tables for people call columns and codes that are neither a survey's nor a profile's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from mdpoverty.cli.views import figure_words, flow_words, words
from mdpoverty.language.messages import Phrase

Phrases = Mapping[str, Phrase]

OF_DIFF: Phrases = MappingProxyType(
    {
        "from_class": Phrase("cli.column-from-class", "class before"),
        "to_class": Phrase("cli.column-to-class", "class after"),
        "from_basis": Phrase("cli.column-from-basis", "rule that decided before"),
        "to_basis": Phrase("cli.column-to-basis", "rule that decided after"),
        "from_deprivations": Phrase("cli.column-from-deprivations", "deprivations before"),
        "to_deprivations": Phrase("cli.column-to-deprivations", "deprivations after"),
        "gained": Phrase("cli.column-gained", "newly deprived in"),
        "lost": Phrase("cli.column-lost", "no longer deprived in"),
        "reason": Phrase("cli.column-reason", "reason of the change"),
    }
)
ADDED = Phrase("cli.indicator-that-is-added", "{indicator} (new indicator)")
REMOVED = Phrase("cli.indicator-that-is-removed", "{indicator} (indicator removed)")
OF_SUMMARY: Phrases = MappingProxyType(
    {
        "measure": Phrase("cli.column-measure", "measure"),
        "indicator": Phrase("cli.column-indicator", "indicator"),
        "cutoff": Phrase("cli.column-cutoff", "poverty cut-off"),
        "identify": Phrase("cli.column-identify", "who counts as poor"),
        "unit": Phrase("cli.column-unit", "counted in"),
        "estimate": figure_words.ESTIMATE,
        "standard_error": Phrase("cli.column-standard-error", "standard error"),
        "ci_low": Phrase("cli.column-ci-low", "confidence interval, low end"),
        "ci_high": Phrase("cli.column-ci-high", "confidence interval, high end"),
        "lowest": Phrase("cli.column-lowest", "lowest possible figure"),
        "highest": Phrase("cli.column-highest", "highest possible figure"),
        "households": words.HOUSEHOLDS,
        "weighted": words.WEIGHTED,
        "cv": Phrase("cli.column-cv", "coefficient of variation"),
        "deff": Phrase("cli.column-deff", "design effect"),
        "df": Phrase("cli.column-df", "degrees of freedom"),
        "units": Phrase("cli.column-units", "sampling units"),
        "quality": Phrase("cli.column-quality", "quality of the figure"),
        "grouping": Phrase("cli.column-grouping", "grouped by"),
        "open": Phrase("cli.column-open", "households that may go either way"),
        "change_from": Phrase("cli.column-change-from", "change from the round"),
        "contrast_from": Phrase("cli.column-contrast-from", "compared with"),
        "p_value": Phrase("cli.column-p-value", "p-value"),
        "relative": Phrase("cli.column-relative", "relative change"),
        "relative_error": Phrase("cli.column-relative-error", "relative change, standard error"),
        "per_year": Phrase("cli.column-per-year", "change per year"),
        "per_year_error": Phrase("cli.column-per-year-error", "change per year, standard error"),
        "relative_per_year": Phrase("cli.column-relative-per-year", "relative change per year"),
        "relative_per_year_error": Phrase(
            "cli.column-relative-per-year-error", "relative change per year, standard error"
        ),
        "age_group": Phrase("cli.column-age-group", "age group"),
    }
)
OF_MPITB: Phrases = MappingProxyType(
    {
        "b": figure_words.ESTIMATE,
        "se": OF_SUMMARY["standard_error"],
        "ll": OF_SUMMARY["ci_low"],
        "ul": OF_SUMMARY["ci_high"],
        "tval": Phrase("cli.column-tval", "t-value"),
        "pval": OF_SUMMARY["p_value"],
        "measure": OF_SUMMARY["measure"],
        "indicator": OF_SUMMARY["indicator"],
        "wgts": Phrase("cli.column-weights", "weights of the indicators"),
        "spec": Phrase("cli.column-specification", "poverty standard"),
        "loa": OF_SUMMARY["grouping"],
        "subg": Phrase("cli.column-subgroup", "group"),
        "t": Phrase("cli.column-time", "round"),
        "t0": Phrase("cli.column-time-before", "earlier round"),
        "t1": Phrase("cli.column-time-after", "later round"),
        "k": Phrase("cli.column-k", "poverty cut-off, per cent"),
        "ctype": Phrase("cli.column-kind-of-figure", "kind of figure"),
        "ann": Phrase("cli.column-annual", "per year"),
    }
)
WEIGHTS: Phrases = MappingProxyType(
    {
        "equal": Phrase("cli.weights-equal", "equal"),
        "own": Phrase("cli.weights-own", "the standard's own"),
    }
)
FIGURES: Phrases = MappingProxyType(
    {
        "0": Phrase("cli.figure-level", "level"),
        "1": Phrase("cli.figure-change", "change"),
        "2": Phrase("cli.figure-relative-change", "relative change"),
    }
)
EVERY = Phrase("cli.every-household", "all households")
MEASURES: Phrases = MappingProxyType(
    {
        **figure_words.WORDS,
        "poor_rate": Phrase("cli.measure-poor-rate", "share of poor households"),
        "near_poor_rate": Phrase("cli.measure-near-poor-rate", "share of near-poor households"),
        "multidimensional_poverty_rate": Phrase(
            "cli.measure-poverty-rate", "share of poor or near-poor households"
        ),
        "undetermined_rate": Phrase(
            "cli.measure-undetermined-rate", "share of undetermined households"
        ),
        "uncensored_headcount": Phrase("cli.measure-deprived", "share deprived, of all"),
        "deprivation_rate_of_poor": Phrase(
            "cli.measure-deprived-of-poor", "share deprived, of the poor"
        ),
        "deprivation_rate_of_near_poor": Phrase(
            "cli.measure-deprived-of-near-poor", "share deprived, of the near-poor"
        ),
        "censored_headcount": Phrase("cli.measure-censored", "share poor and deprived"),
        "income_shortfall": Phrase("cli.measure-shortfall", "income shortfall, VND per month"),
        "contribution": Phrase("cli.measure-contribution", "contribution to M0"),
        "dimension_contribution": Phrase(
            "cli.measure-dimension-contribution", "contribution of the dimension to M0"
        ),
        "dimension_contribution_share": Phrase(
            "cli.measure-dimension-share", "the dimension's share of M0"
        ),
        "share_missing": Phrase("cli.measure-share-missing", "answer missing"),
        "sample_kept": Phrase("cli.measure-sample-kept", "every answer given"),
        "cramers_v": Phrase("cli.measure-cramers-v", "Cramér's V of two indicators"),
        "redundancy": Phrase("cli.measure-redundancy", "redundancy R0 of two indicators"),
        "rank_correlation_spearman": Phrase("cli.measure-spearman", "rank correlation, Spearman's"),
        "rank_correlation_kendall": Phrase("cli.measure-kendall", "rank correlation, Kendall's"),
        "reweighted_headcount_ratio": Phrase(
            "cli.measure-reweighted-h", "headcount ratio H, dimension with half of the weight"
        ),
        "reweighted_adjusted_headcount_ratio": Phrase(
            "cli.measure-reweighted-m0",
            "adjusted headcount ratio M0, dimension with half of the weight",
        ),
        "reweighted_rank_correlation_spearman": Phrase(
            "cli.measure-reweighted-spearman",
            "rank correlation, Spearman's, dimension with half of the weight",
        ),
        "reweighted_rank_correlation_kendall": Phrase(
            "cli.measure-reweighted-kendall",
            "rank correlation, Kendall's, dimension with half of the weight",
        ),
    }
)
# What rates of classes are called where persons are counted.
MEASURES_OF_PERSONS: Phrases = MappingProxyType(
    {
        "poor_rate": Phrase("cli.measure-poor-persons", "share of persons in poor households"),
        "near_poor_rate": Phrase(
            "cli.measure-near-poor-persons", "share of persons in near-poor households"
        ),
        "multidimensional_poverty_rate": Phrase(
            "cli.measure-poverty-persons", "share of persons in poor or near-poor households"
        ),
        "undetermined_rate": Phrase(
            "cli.measure-undetermined-persons", "share of persons in undetermined households"
        ),
    }
)
IDENTIFY: Phrases = MappingProxyType(
    {
        "class": Phrase("cli.identified-by-class", "by class"),
        "deprivations": Phrase("cli.identified-by-deprivations", "by deprivations"),
    }
)
UNITS: Phrases = MappingProxyType({"households": words.HOUSEHOLDS, "persons": words.PERSONS})
QUALITY: Phrases = MappingProxyType(
    {
        "ok": Phrase("cli.quality-good", "good"),
        "caution": Phrase("cli.quality-caution", "use with caution"),
        "unreliable": Phrase("cli.quality-unreliable", "unreliable"),
    }
)
OF_TRACK: Phrases = MappingProxyType(
    {
        "round_before": Phrase("cli.column-round-before", "earlier round"),
        "round": Phrase("cli.column-round", "later round"),
        "from_class": OF_DIFF["from_class"],
        "to_class": OF_DIFF["to_class"],
        "movement": Phrase("cli.column-movement", "movement"),
        "poor_before": Phrase("cli.column-poor-before", "poor in an earlier round"),
        "near_poor_before": Phrase("cli.column-near-poor-before", "near-poor in an earlier round"),
        "related": Phrase("cli.column-related", "linked households"),
        "escaped_since": Phrase("cli.column-escaped-since", "above the line since"),
        "recently_escaped": Phrase("cli.column-recently-escaped", "recently escaped poverty"),
        "scope": Phrase("cli.column-scope", "total or unit"),
        "list": Phrase("cli.column-list", "list"),
        "flow": Phrase("cli.column-flow", "stock or flow"),
        "detail": Phrase("cli.column-detail", "in detail"),
        "households": words.HOUSEHOLDS,
        "persons": words.PERSONS,
    }
)
SCOPES: Phrases = MappingProxyType(
    {
        "total": Phrase("cli.scope-total", "all units"),
        "unit": Phrase("cli.scope-unit", "unit"),
    }
)
FLOWS: Phrases = flow_words.WORDS
MOVEMENTS: Phrases = MappingProxyType(
    {
        "stayed_poor": Phrase("cli.moved-stayed-poor", "stayed poor"),
        "stayed_near_poor": Phrase("cli.moved-stayed-near-poor", "stayed near-poor"),
        "stayed_non_poor": Phrase("cli.moved-stayed-non-poor", "stayed non-poor"),
        "stayed_undetermined": Phrase("cli.moved-stayed-undetermined", "stayed undetermined"),
        "left_to_near_poor": Phrase(
            "cli.moved-left-to-near-poor", "left poverty, and is near-poor"
        ),
        "left_to_non_poor": Phrase("cli.moved-left-to-non-poor", "left poverty, and is non-poor"),
        "near_poor_to_poor": Phrase("cli.moved-near-poor-to-poor", "was near-poor, and is poor"),
        "near_poor_to_non_poor": Phrase("cli.moved-near-poor-to-non-poor", "left near-poverty"),
        "fell_back": Phrase("cli.moved-fell-back", "fell back into poverty"),
        "fell_back_near_poor": Phrase("cli.moved-fell-back-near-poor", "fell back: near-poor"),
        "newly_arisen": Phrase("cli.moved-newly-arisen", "newly poor"),
        "newly_arisen_near_poor": Phrase("cli.moved-newly-arisen-near-poor", "newly near-poor"),
        **{
            name: FLOWS[name]
            for name in (
                *("became_undetermined", "was_undetermined", "new", "split_off"),
                *("formed_by_merger", "gone", "split", "merged"),
            )
        },
    }
)
OF_FINDINGS: Phrases = MappingProxyType(
    {
        "kind": Phrase("cli.column-kind", "kind of finding"),
        "file": Phrase("cli.column-file", "file"),
        "sheet": Phrase("cli.column-sheet", "sheet"),
        "line": Phrase("cli.column-line", "line"),
        "subject": Phrase("cli.column-subject", "variable or indicator"),
        "value": Phrase("cli.column-value", "value"),
        "message": Phrase("cli.column-message", "what is wrong, or classes still possible"),
        "allowed": Phrase("cli.column-allowed", "what is allowed"),
        "advice": Phrase("cli.column-advice", "what to do"),
        "rows": Phrase("cli.column-rows", "rows"),
        "share": Phrase("cli.column-share", "share of rows"),
    }
)
FINDINGS: Phrases = MappingProxyType(
    {
        "refusal": Phrase("cli.finding-refusal", "refused"),
        "warning": Phrase("cli.finding-warning", "warning"),
        "undetermined": Phrase("cli.finding-undetermined", "household undetermined"),
        "blank": Phrase("cli.finding-blank", "blank"),
        "answer": Phrase("cli.finding-answer", "answered"),
    }
)
OF_WHY: Phrases = MappingProxyType(
    {
        "indicator": OF_SUMMARY["indicator"],
        "column": Phrase("cli.column-column", "blank column"),
    }
)
INCOME = Phrase("cli.income-of-household", "income per person")
# What tells each of these tables, in any language, among files that are given as surveys.
TELLING: Sequence[Sequence[Phrase]] = (
    [OF_FINDINGS[name] for name in ("kind", "message", "advice")],
    [OF_SUMMARY[name] for name in ("measure", "estimate", "standard_error")],
    [OF_DIFF[name] for name in ("from_class", "to_class", "reason")],
    [OF_TRACK[name] for name in ("from_class", "to_class", "movement")],
    [OF_TRACK[name] for name in ("scope", "list", "flow")],
    [OF_MPITB[name] for name in ("b", "wgts", "ctype")],
    [OF_WHY[name] for name in ("indicator", "column")],
)
