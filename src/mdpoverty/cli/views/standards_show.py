"""`mdpoverty standards show`: a standard in words, through all that it is based on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from mdpoverty.cli.console import Lang
from mdpoverty.language.numbers import number as number_text
from mdpoverty.standards.citation import citation, explained
from mdpoverty.standards.inheritance import left_out
from mdpoverty.standards.model import ClassRule, Label, Line, Reference, Standard
from mdpoverty.standards.prose import condition_text, decision_text

_WORDS = {
    Lang.en: {
        "based on": "based on {} (sha256 {})",
        "own": "* is its own; all else is as in {}",
        "left out": "left out of {}: {}",
        "in use": "in use from {} to {}",
        "compared": "compared with the law on {}",
        "notes": "notes",
        "legal basis": "legal basis",
        "lines": "income lines (VND per person per month)",
        "line": "{}: rural {}, urban {} ({})",
        "indicators": "indicators",
        "deprived when": "deprived when {}",
        "weight": "weight {}",
        "classes": "classes (the first that holds)",
        "rule": "{}, basis {}: {}",
        "when": "when {}",
        "score lines": "lines of the review's income score (points)",
        "score classes": "classes by the review's scores (the first that holds)",
        "note": "note: {}",
    },
    Lang.vi: {
        "based on": "dựa trên {} (sha256 {})",
        "own": "* là phần riêng; phần còn lại như trong {}",
        "left out": "bỏ khỏi {}: {}",
        "in use": "áp dụng từ {} đến {}",
        "compared": "đối chiếu với văn bản ngày {}",
        "notes": "ghi chú",
        "legal basis": "căn cứ pháp lý",
        "lines": "chuẩn thu nhập (đồng/người/tháng)",
        "line": "{}: nông thôn {}, thành thị {} ({})",
        "indicators": "các chỉ số",
        "deprived when": "thiếu hụt khi {}",
        "weight": "trọng số {}",
        "classes": "phân loại (điều đầu tiên đúng)",
        "rule": "{}, căn cứ {}: {}",
        "when": "khi {}",
        "score lines": "chuẩn điểm A của rà soát (điểm)",
        "score classes": "phân loại theo điểm rà soát (điều đầu tiên đúng)",
        "note": "ghi chú: {}",
    },
}


def shown(standard: Standard, lang: Lang) -> Iterator[str]:
    """Yield the lines that show a standard: every number, cut-off and rule with its reference.

    What differs from the standard that it is based on is marked.
    """
    yield from explained(_shown(standard, lang), lang.value)


def _shown(standard: Standard, lang: Lang) -> Iterator[str]:
    words, base = _WORDS[lang], standard.base or standard
    yield f"{standard.id}: {_text(standard.name, lang)}"
    for ancestor in standard.chain:
        yield words["based on"].format(ancestor.id, ancestor.digest)
    if standard.base:
        yield words["own"].format(base.id)
        if parts := left_out(standard):
            yield words["left out"].format(base.id, ", ".join(parts))
    yield words["in use"].format(standard.applies.first, standard.applies.last)
    yield f"digest sha256 {standard.digest}"
    yield words["compared"].format(standard.compared_with_law_on)
    if standard.notes:
        yield from ("", words["notes"])
    for note in standard.notes:
        yield f"{_mark(note, base.notes)}{_text(note, lang)}"
    yield from ("", words["legal basis"])
    for basis in standard.legal_basis:
        clause = f", {_text(basis.clause, lang)}" if basis.clause else ""
        about = _text(basis.about, lang)
        mark = _mark(basis, base.legal_basis)
        yield f"{mark}{basis.document}{clause} [{basis.status}]: {about}"
    yield from _lines("lines", standard.income_lines, base.income_lines, lang)
    yield from _indicators(standard, base, lang)
    yield from _classes("classes", standard, (standard.classes, base.classes), lang)
    if scores := standard.review_scores:
        old = base.review_scores
        yield from _lines("score lines", scores.lines, old.lines if old else {}, lang)
        rules = (scores.classes, old.classes if old else ())
        yield from _classes("score classes", standard, rules, lang)


def _lines(
    title: str, lines: Mapping[str, Line], old: Mapping[str, Line], lang: Lang
) -> Iterator[str]:
    words = _WORDS[lang]
    if lines:
        yield from ("", words[title])
    for name, line in lines.items():
        rural, urban = (number_text(number, lang.value) for number in (line.rural, line.urban))
        said = words["line"].format(name, rural, urban, _text(line.label, lang))
        yield f"{_mark((name, line), old.items())}{said}"
        yield from _reference(line.reference, lang)


def _indicators(standard: Standard, base: Standard, lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    if standard.indicators:
        yield from ("", words["indicators"])
    for name, indicator in standard.indicators.items():
        dimension = _text(standard.dimensions[indicator.dimension], lang)
        mark = _mark((name, indicator), base.indicators.items())
        yield f"{mark}{name}: {_text(indicator.label, lang)} ({dimension})"
        when = condition_text(indicator.deprived_when, standard, lang.value)
        yield f"    {words['deprived when'].format(when)}"
        if indicator.weight is not None:
            yield f"    {words['weight'].format(indicator.weight)}"
        yield from _reference(indicator.reference, lang)


def _classes(
    title: str,
    standard: Standard,
    rules: tuple[Sequence[ClassRule], Sequence[ClassRule]],
    lang: Lang,
) -> Iterator[str]:
    words, (given, old) = _WORDS[lang], rules
    yield from ("", words[title])
    for rule in given:
        label = _text(rule.label, lang)
        yield f"{_mark(rule, old)}{words['rule'].format(rule.name, rule.basis, label)}"
        if rule.when:
            yield f"    {words['when'].format(decision_text(rule.when, standard, lang.value))}"
        yield from _reference(rule.reference, lang)


def _reference(reference: Reference, lang: Lang) -> Iterator[str]:
    yield f"    {citation(reference, lang.value)}"
    if reference.note:
        yield f"    {_WORDS[lang]['note'].format(_text(reference.note, lang))}"


def _mark(part: object, old: Collection[object]) -> str:
    return "  " if part in old else "* "


def _text(label: Label, lang: Lang) -> str:
    return label.en if lang == Lang.en else label.vi
