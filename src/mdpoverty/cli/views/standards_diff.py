"""What changed from one standard to another, in lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mdpoverty.cli.console import Lang
from mdpoverty.language.numbers import number as number_text
from mdpoverty.standards.changes import (
    Amendments,
    Change,
    Changed,
    IndicatorSaid,
    Ladders,
    Lines,
    LineSaid,
)
from mdpoverty.standards.citation import Cited, citation, explained

_CHANGES: tuple[Change, ...] = ("added", "removed", "changed", "unchanged")

_WORDS = {
    Lang.en: {
        "standards": "from {0.id} (sha256 {1}) to {2.id} (sha256 {3})",
        "use": "{0.id}: in use from {0.first} to {0.last}",
        "lines": "income lines (VND per person per month)",
        "score lines": "lines of the review's income score (points)",
        "only": "{}: only in {}: rural {}, urban {} ({})",
        "rural": "rural",
        "urban": "urban",
        "move": "{}: {} to {}",
        "indicators": "indicators: {} added, {} removed, {} with another {}, {} as before",
        "added": "added",
        "removed": "removed",
        "changed": "with another {}",
        "unchanged": "with the {} as before",
        "cut-off": "cut-off",
        "either": "cut-off or weight",
        "both": "cut-off and weight",
        "weight": "weight {}",
        "when": "deprived when {}",
        "moved": "{}: moved from the dimension {} to {}",
        "dimensions": "dimensions",
        "inputs": "variables of its own",
        "part added": "{}: added: {}",
        "part removed": "{}: removed: {}",
        "part changed": "{}: {}; then {}",
        "variables": "variables that the indicators read",
        "household": "household file",
        "member": "member file",
        "no longer": "{}: no longer {}",
        "newly": "{}: newly {}",
        "classes": "class rules (the first that holds)",
        "score classes": "class rules by the review's scores (the first that holds)",
        "same": "the same classes, rules and limits by name",
        "rule": "{}, basis {}: {}",
        "rule when": "when {}",
        "else": "else",
        "note": "note: {}",
    },
    Lang.vi: {
        "standards": "từ {0.id} (sha256 {1}) đến {2.id} (sha256 {3})",
        "use": "{0.id}: áp dụng từ {0.first} đến {0.last}",
        "lines": "chuẩn thu nhập (đồng/người/tháng)",
        "score lines": "chuẩn điểm A của rà soát (điểm)",
        "only": "{}: chỉ có trong {}: nông thôn {}, thành thị {} ({})",
        "rural": "nông thôn",
        "urban": "thành thị",
        "move": "{}: từ {} thành {}",
        "indicators": "chỉ số: {} thêm mới, {} bỏ đi, {} đổi {}, {} giữ nguyên",
        "added": "thêm mới",
        "removed": "bỏ đi",
        "changed": "đổi {}",
        "unchanged": "giữ nguyên {}",
        "cut-off": "ngưỡng thiếu hụt",
        "either": "ngưỡng thiếu hụt hoặc trọng số",
        "both": "ngưỡng thiếu hụt và trọng số",
        "weight": "trọng số {}",
        "when": "thiếu hụt khi {}",
        "moved": "{}: chuyển từ chiều {} sang {}",
        "dimensions": "các chiều",
        "inputs": "biến riêng",
        "part added": "{}: thêm mới: {}",
        "part removed": "{}: bỏ đi: {}",
        "part changed": "{}: {}; nay là {}",
        "variables": "các biến mà chỉ số sử dụng",
        "household": "tệp hộ",
        "member": "tệp thành viên",
        "no longer": "{}: không còn dùng {}",
        "newly": "{}: dùng thêm {}",
        "classes": "phân loại (điều đầu tiên đúng)",
        "score classes": "phân loại theo điểm rà soát (điều đầu tiên đúng)",
        "same": "cùng phân loại, quy tắc và tên chuẩn",
        "rule": "{}, căn cứ {}: {}",
        "rule when": "khi {}",
        "else": "các trường hợp còn lại",
        "note": "ghi chú: {}",
    },
}


def shown(found: Amendments, lang: Lang) -> Iterator[str]:
    """Yield the lines that say what changed from one standard to another."""
    yield from explained(_shown(found, lang), lang.value)


def _shown(found: Amendments, lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    old, new = found.before, found.after
    yield words["standards"].format(old, old.digest[:12], new, new.digest[:12])
    yield words["use"].format(old)
    yield words["use"].format(new)
    yield from _lines("lines", found.income_lines, found, lang)
    yield from _indicators(found, lang)
    moved = [
        words["moved"].format(each.name, each.before.dimension, each.after.dimension)
        for each in found.indicators
        if each.before and each.after and each.before.dimension != each.after.dimension
    ]
    yield from _section(words["dimensions"], [*_parts(found.dimensions, lang), *moved])
    yield from _section(words["inputs"], list(_parts(found.inputs, lang)))
    yield from _section(words["variables"], list(_variables(found, lang)))
    yield from _ladders("classes", found.classes, found, lang)
    yield from _lines("score lines", found.score_lines, found, lang)
    yield from _ladders("score classes", found.score_classes, found, lang)


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", title, *(f"  {line}" for line in lines)] if lines else []


def _lines(title: str, lines: Lines, found: Amendments, lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    if lines.changes:
        yield from ("", words[title])
    for each in lines.changes:
        if each.before and each.after:
            yield from _moved(each.name, each.before, each.after, lines, found, lang)
        elif line := each.before or each.after:
            only = found.before.id if each.before else found.after.id
            numbers = [number_text(number, lang.value) for number in (line.rural, line.urban)]
            yield "  " + words["only"].format(each.name, only, *numbers, line.label)
            yield from _reference(line.reference, lang)


def _moved(  # noqa: PLR0913, PLR0917 -- a line, where it moved, and in which words
    name: str, old: LineSaid, new: LineSaid, lines: Lines, found: Amendments, lang: Lang
) -> Iterator[str]:
    words = _WORDS[lang]
    yield f"  {name}: {new.label}"
    for move in lines.moves:
        if move.name == name:
            was, now = (number_text(getattr(x, move.area), lang.value) for x in (old, new))
            said = words["move"].format(words[move.area], was, now)
            yield f"    {said}: {_signed(move.difference, lang)}{_per_cent(move.per_cent, lang)}"
    yield from _references(old.reference, new.reference, found, lang)


def _indicators(found: Amendments, lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    if not found.indicators:
        return
    groups = {change: [x for x in found.indicators if x.change == change] for change in _CHANGES}
    parts = [part for x in found.indicators for part in (x.before, x.after) if part]
    weighted = any(part.weight for part in parts)
    either, both = (words[key if weighted else "cut-off"] for key in ("either", "both"))
    added, removed, changed, unchanged = map(len, groups.values())
    yield from ("", words["indicators"].format(added, removed, changed, either, unchanged))
    for change, group in groups.items():
        if group:
            yield f"  {words[change].format(both if change == 'unchanged' else either)}"
        for each in group:
            yield from (f"    {line}" for line in _indicator(each, found, lang))


def _indicator(each: Changed[IndicatorSaid], found: Amendments, lang: Lang) -> Iterator[str]:
    old, new = each.before, each.after
    if old and new:
        yield f"{each.name}: {new.label}"
        if each.change == "unchanged":
            yield from (f"  {line}" for line in _deciding(new, lang))
            yield from _references(old.reference, new.reference, found, lang, indent="  ")
            return
        for standard, part in ((found.before, old), (found.after, new)):
            when, *more = _deciding(part, lang)
            yield f"  {standard.id}: {when}"
            yield from (f"    {line}" for line in more)
            yield from _reference(part.reference, lang)
    elif only := old or new:
        yield f"{each.name}: {only.label}"
        yield from (f"  {line}" for line in _deciding(only, lang))
        yield from _reference(only.reference, lang, indent="  ")


def _deciding(part: IndicatorSaid, lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    yield words["when"].format(part.deprived_when)
    if part.weight:
        yield words["weight"].format(part.weight)


def _parts(parts: Sequence[Changed[str]], lang: Lang) -> Iterator[str]:
    for each in parts:
        said = [part for part in (each.before, each.after) if part is not None]
        if each.change != "unchanged":
            yield _WORDS[lang][f"part {each.change}"].format(each.name, *said)


def _variables(found: Amendments, lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    for each in found.variables:
        for change, names in (("no longer", each.no_longer), ("newly", each.newly)):
            if names:
                yield words[change].format(words[each.file], ", ".join(names))


def _ladders(title: str, ladders: Ladders, found: Amendments, lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    if ladders.before or ladders.after:
        yield from ("", words[title])
    if ladders.same and ladders.after:
        yield f"  {words['same']}"
    for standard, rules in ((found.before, ladders.before), (found.after, ladders.after)):
        if rules:
            yield f"  {standard.id}"
        for rule in rules:
            said = words["rule"].format(rule.class_name, rule.basis, rule.label)
            yield f"    {said}"
            yield "      " + (words["rule when"].format(rule.when) if rule.when else words["else"])
            yield from _reference(rule.reference, lang, indent="      ")


def _references(
    old: Cited, new: Cited, found: Amendments, lang: Lang, indent: str = "    "
) -> Iterator[str]:
    if new == old:
        yield from _reference(new, lang, indent)
        return
    for standard, reference in ((found.before, old), (found.after, new)):
        first, *more = _reference(reference, lang, "")
        yield f"{indent}{standard.id}: {first}"
        yield from (f"{indent}{line}" for line in more)


def _reference(reference: Cited, lang: Lang, indent: str = "    ") -> Iterator[str]:
    yield indent + citation(reference, lang.value)
    if reference.note:
        yield indent + _WORDS[lang]["note"].format(reference.note)


def _signed(number: int, lang: Lang) -> str:
    return f"{'+' if number >= 0 else '-'}{number_text(abs(number), lang.value)}"


def _per_cent(per_cent: float | None, lang: Lang) -> str:
    if per_cent is None:
        return ""
    return f" ({'+' if per_cent >= 0 else '-'}{number_text(abs(per_cent), lang.value)}%)"
