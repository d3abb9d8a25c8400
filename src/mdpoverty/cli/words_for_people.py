"""The words of tables for people (`--labelled`): names of columns, and of the codes in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from mdpoverty.classification.decide import SCORES
from mdpoverty.cli import table_words as say
from mdpoverty.cli.views.figure_words import POOR_BY
from mdpoverty.cli.views.summary_figures import SHOWN
from mdpoverty.codebook import Variable, all_variables, variables
from mdpoverty.comparison.reasons import ADDED, PROFILE_REASONS, REASONS, REMOVED
from mdpoverty.files.labelled import OF_ROW, Measured, Shown, Words, within
from mdpoverty.language import Language
from mdpoverty.profile.labels import (
    HIGHEST_SCORE,
    answer_labels,
    class_labels,
    column_labels,
    variable_labels,
)
from mdpoverty.standards.class_rules import CLASSES
from mdpoverty.standards.library import shipped, standard_ids
from mdpoverty.standards.model import Standard
from mdpoverty.standards.scores import HIGHEST
from mdpoverty.statistics.mpitb import MEASURES
from mdpoverty.statistics.request import BOUNDS, ESTIMATES

_LISTS = ("possible_classes", "deprived_in", "unknown_in", "gained", "lost", "grouping")
# Columns whose codes mean what they do within the class beside them.
_BESIDE = {"basis": "class", "from_basis": "from_class", "to_basis": "to_class"}

# How numbers are shown of columns that are a table's own: what has the same name is the same.
_SHOWN: Mapping[str, Shown] = MappingProxyType(
    {
        **dict.fromkeys(("households", "weighted", "persons", "units", "df", "rows"), "whole"),
        **dict.fromkeys(("cv", "relative", "relative_error", "share"), "share"),
        **dict.fromkeys(("relative_per_year", "relative_per_year_error"), "share"),
        **dict.fromkeys(("deff", "tval"), "ratio"),
        **dict.fromkeys(("p_value", "pval"), "index"),
    }
)
_OF_PROFILES: Mapping[str, Shown] = MappingProxyType(
    {"income_per_capita": "amount", "weighted_score": "index"}
)
_BY_MEASURE = (*ESTIMATES, *BOUNDS, "per_year", "per_year_error")

Codes = Mapping[str, str]


def profile_words(language: Language, standard: Standard) -> Words:
    """Return the words of a profile."""
    return _words(language, [standard], {}, {})


def persons_words(language: Language, standard: Standard) -> Words:
    """Return the words of a table of persons: what both files may have is the person's there."""
    return _words(language, [standard], {}, {}, of_persons=True)


def why_words(language: Language, standards: Sequence[Standard]) -> Words:
    """Return the words of the table of cells that would decide undetermined households."""
    names = variable_labels(_variables(standards).values(), language)
    parts = _indicators(language, standards) | _scores(language, standards)
    parts |= {n: x.label.in_(language) for each in standards for n, x in each.conditions.items()}
    parts = {name: names[name] for name in SCORES} | parts
    codes = {"indicator": parts, "column": _scores(language, standards) | names}
    return _words(language, standards, say.OF_WHY, codes)


def diff_words(
    language: Language, before: Standard | None = None, after: Standard | None = None
) -> Words:
    """Return the words of households whose class differs.

    Without standards two profiles are compared: by any of those that are shipped.
    """
    standards = [each for each in (before, after) if each is not None]
    standards = standards or [*map(shipped, standard_ids())]
    labels = _indicators(language, standards)
    marked = {
        name + mark: phrase(indicator=label).in_(language)
        for name, label in labels.items()
        for mark, phrase in ((ADDED, say.ADDED), (REMOVED, say.REMOVED))
    }
    classes = class_labels(language)
    reasons = _said({**REASONS, **PROFILE_REASONS}, language)
    codes: dict[str, Codes] = {
        "from_class": classes,
        "to_class": classes,
        "from_basis": _rules(language, [before] if before else standards),
        "to_basis": _rules(language, [after] if after else standards),
        "gained": labels | marked,
        "lost": labels | marked,
        "reason": reasons,
    }
    return _words(language, standards, say.OF_DIFF, codes)


def summary_words(language: Language, standard: Standard, *, of_persons: bool = False) -> Words:
    """Return the words of a table of figures; `of_persons` where the rows of the survey are such.

    Its groups are those of columns that a member file may have then.
    """
    rates = _said(say.MEASURES_OF_PERSONS, language)
    of_persons_counted = {within("persons", name): rate for name, rate in rates.items()}
    codes: dict[str, Codes] = {
        "measure": _said(say.MEASURES, language) | of_persons_counted | _bases(language, standard),
        "indicator": _parts(language, standard),
        "identify": _said(say.IDENTIFY, language),
        "unit": _said(say.UNITS, language),
        "quality": _said(say.QUALITY, language),
    }
    found = _words(language, [standard], say.OF_SUMMARY, codes, of_persons=of_persons)
    return replace(
        found,
        codes={
            **found.codes,
            "grouping": found.headings,
            "indicator": {**found.headings, **codes["indicator"]},  # groups that rank by a column
        },
        numbers=[*found.numbers, "cutoff"],
        lists=[*found.lists, "indicator"],
        beside={**found.beside, "measure": "unit"},
        shown={**found.shown, **dict.fromkeys(_BY_MEASURE, OF_ROW)},
        measured=Measured("measure", SHOWN),
    )


def mpitb_words(language: Language, standard: Standard, groups: Sequence[str]) -> Words:
    """Return the words of a table of figures as mpitb has it, by `groups`."""
    measures = {short: say.MEASURES[name] for name, short in MEASURES.items()}
    codes: dict[str, Codes] = {
        "measure": _said(measures, language),
        "indicator": _indicators(language, [standard]),
        "wgts": _said(say.WEIGHTS, language),
        "spec": {standard.id: getattr(standard.name, language)},
        "ctype": _said(say.FIGURES, language),
        "ann": _no_yes(language),
    }
    found = _words(language, [standard], say.OF_MPITB, codes)
    levels = {**found.headings, "nat": say.EVERY.in_(language)}
    of_groups = found.codes.get(groups[0], {}) if len(groups) == 1 else {}
    return replace(
        found,
        codes={**found.codes, "loa": levels, "subg": of_groups},
        shown={**found.shown, **dict.fromkeys(("b", "se", "ll", "ul"), OF_ROW)},
        measured=Measured("measure", {MEASURES[n]: x for n, x in SHOWN.items() if n in MEASURES}),
    )


def track_words(language: Language) -> Words:
    """Return the words of households over rounds, and of their stock and flow."""
    classes = class_labels(language)
    no_yes = _no_yes(language)
    codes: dict[str, Codes] = {
        "from_class": classes,
        "to_class": classes,
        "movement": _said(say.MOVEMENTS, language),
        **dict.fromkeys(("poor_before", "near_poor_before", "recently_escaped"), no_yes),
        "scope": _said(say.SCOPES, language),
        "list": classes,
        "flow": _said(say.FLOWS, language),
        "detail": _said(say.FLOWS, language),
    }
    return _words(language, [], say.OF_TRACK, codes)


def finding_words(language: Language, standard: Standard) -> Words:
    """Return the words of what is found in a survey."""
    # How many households answer each of the standards is found too.
    every = [*map(shipped, standard_ids()), standard]
    names = _indicators(language, every) | _scores(language, [standard])
    names |= variable_labels(_variables([standard]).values(), language)
    names |= _indicators(language, [standard])
    codes: dict[str, Codes] = {
        "kind": _said(say.FINDINGS, language),
        "subject": names,
        "standard": {each.id: getattr(each.name, language) for each in every},
    }
    return _words(language, [standard], say.OF_FINDINGS, codes)


def _words(
    language: Language,
    standards: Sequence[Standard],
    headings: say.Phrases,
    codes: Mapping[str, Codes],
    *,
    of_persons: bool = False,
) -> Words:
    """Return the words of the codebook, of profiles under `standards`, and of one table.

    A variable that households and members have is that of the members in a table `of_persons`.
    """
    known = _variables(standards, of_persons=of_persons)
    named = variable_labels(known.values(), language)
    named |= _indicators(language, standards) | column_labels(language)
    named |= _scores(language, standards)
    answers = {str(number): word for number, word in answer_labels(language).items()}
    classes, labels = class_labels(language), _indicators(language, standards)
    of_codes: dict[str, Codes] = {
        **_answers(known, language),
        **dict.fromkeys(labels, answers),
        "class": classes,
        "possible_classes": classes,
        "basis": _rules(language, standards),
        "standard": {each.id: getattr(each.name, language) for each in standards},
        "deprived_in": labels,
        "unknown_in": labels,
    }
    return Words(
        language,
        named | _said(headings, language),
        {**of_codes, **codes},
        _LISTS,
        [each.name for each in known.values() if each.type == "date"],
        [each.name for each in known.values() if each.is_number],
        _BESIDE,
        {**_OF_PROFILES, **{name: each for name, each in _SHOWN.items() if name in headings}},
    )


def _no_yes(language: Language) -> Codes:
    answers = _of_codes(Variable("", "household", "boolean"), language)
    return {"0": answers["no"], "1": answers["yes"]}


def _variables(standards: Sequence[Standard], *, of_persons: bool = False) -> dict[str, Variable]:
    found = {**all_variables()}
    for standard in standards:
        found |= standard.every_variable
    for standard in standards if of_persons else ():
        found |= standard.variables("member")
    return found


def _answers(known: Mapping[str, Variable], language: Language) -> dict[str, Codes]:
    """Return what the codes of each variable mean, however a survey spells them."""
    return {name: _of_codes(each, language) for name, each in known.items() if each.answers}


def _of_codes(variable: Variable, language: Language) -> dict[str, str]:
    words = {answer.code: getattr(answer, f"label_{language}") for answer in variable.answers}
    return {word: words[code] for word, code in variable.spellings.items()} | words


def _indicators(language: Language, standards: Sequence[Standard]) -> dict[str, str]:
    found = {
        n: getattr(x.label, language) for each in standards for n, x in each.indicators.items()
    }
    return found and {"income": say.INCOME.in_(language)} | found


def _scores(language: Language, standards: Sequence[Standard]) -> dict[str, str]:
    """Return what the columns of scores are called, and those of their highest values.

    A profile by scores may be classified again under a standard that has no scorecards.
    """
    cards = {n: x.label.in_(language) for each in standards for n, x in each.scorecards.items()}
    named = variable_labels((variables("household")[name] for name in SCORES), language) | cards
    return cards | {n + HIGHEST: HIGHEST_SCORE(score=x).in_(language) for n, x in named.items()}


def _parts(language: Language, standard: Standard) -> dict[str, str]:
    """Return what income lines, dimensions and indicators are called."""
    lines = {n: getattr(line.label, language) for n, line in standard.income_lines.items()}
    dimensions = {n: getattr(label, language) for n, label in standard.dimensions.items()}
    return lines | dimensions | _indicators(language, [standard])


def _bases(language: Language, standard: Standard) -> dict[str, str]:
    """Return what the shares of the poor by the rule that decided are called."""
    rules = _labels_of_rules(language, [standard], ("poor",))
    return {f"poor_by_{n}": POOR_BY(basis=label).in_(language) for n, label in rules.items()}


def _rules(language: Language, standards: Sequence[Standard]) -> dict[str, str]:
    """Return what bases are called: each, and within a class, where several classes share one."""
    found = _labels_of_rules(language, standards, CLASSES)
    for name in CLASSES:
        labels = _labels_of_rules(language, standards, (name,))
        found |= {within(name, basis): label for basis, label in labels.items()}
    return found


def _labels_of_rules(
    language: Language, standards: Sequence[Standard], classes: Collection[str]
) -> dict[str, str]:
    """Return what the bases of some classes are called: that of several classes by all labels."""
    found: dict[str, list[str]] = {}
    for rule in (rule for each in standards for rule in each.classes if rule.name in classes):
        label = getattr(rule.label, language)
        if label not in found.setdefault(rule.basis, []):
            found[rule.basis].append(label)
    return {basis: " / ".join(labels) for basis, labels in found.items()}


def _said(phrases: say.Phrases, language: Language) -> dict[str, str]:
    return {name: phrase.in_(language) for name, phrase in phrases.items()}
