"""The first part of a report: what was run, the law that it rests on, and how it is read."""

from __future__ import annotations

from collections.abc import Iterator

from mdpoverty.errors import plain
from mdpoverty.language.messages import Message
from mdpoverty.report.content import Line, Section, Table
from mdpoverty.report.figures import Figures
from mdpoverty.report.words import Words
from mdpoverty.run.account import Account
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.shares import ALL, UNKNOWN
from mdpoverty.version import version

_LONG = 100  # characters of the name of a file


def section(found: Figures, words: Words) -> Section:
    """Return what was run and how it is read."""
    standard = found.standard
    name = words.label(standard.name)
    survey = plain(found.run.survey, _LONG)
    finding = words(
        "run finding", survey=survey, standard=name, households=words.number(found.households)
    )
    reading = ["read classes", "read unknown", *(["read interval"] if found.run.designed else [])]
    warned = [words.warning(problem) for problem in found.run.warnings]
    empty = [] if found.weighted else [words("no household")]
    return Section(
        "run",
        words("run"),
        finding,
        (*warned, *empty, *(words(phrase) for phrase in reading)),
        tables=(_facts(found, words), _legal(found, words)),
        notes=tuple(_recalled(found, words)),
    )


def _facts(found: Figures, words: Words) -> Table:
    rows = [Line(name, (value,)) for name, value in _rows(found, words)]
    return Table(words("run table"), (words("item"), words("value")), tuple(rows), text=True)


def _rows(found: Figures, words: Words) -> Iterator[tuple[str, str]]:
    run, standard = found.run, found.standard
    first, last = (words.day(day) for day in (standard.applies.first, standard.applies.last))
    yield words("standard"), words.label(standard.name)
    yield words("id"), _id(standard, words)
    yield words("in use"), words("in use value", first=first, last=last)
    yield words("program"), f"mdpoverty {version()}"
    if run.days:
        start, end = (words.day(day) for day in run.days)
        yield (
            words("review days"),
            start if start == end else words("in use value", first=start, last=end),
        )
    if isinstance(run.before, str):
        yield words("profile before"), plain(run.before, _LONG)
    elif run.before is not None:
        yield words("standard before"), words.label(run.before.name)
        yield words("id before"), _id(run.before, words)
    yield words("profile" if run.written else "survey"), plain(run.survey, _LONG)
    yield words("rows", file=plain(run.survey, _LONG)), _account(run.rows, words)
    if run.members:
        name, account = run.members
        file = name if isinstance(name, Message) else plain(name, _LONG)
        yield words("rows", file=file), _account(account, words)
    yield words("households"), _counted(found, words)
    yield words("drawn"), words(_drawn(found))
    undetermined = found.classes["undetermined"]
    households, share = words.number(undetermined.households), words.rate(undetermined)
    yield words("undetermined"), f"{households} ({share})"
    if standard.indicators:
        unknown = found.numbers[ALL][UNKNOWN]
        yield words("unknown"), f"{words.number(unknown.households)} ({words.share(unknown)})"


def _id(standard: Standard, words: Words) -> str:
    return words("id value", id=standard.id, digest=standard.short_digest)


def _standards(found: Figures) -> list[Standard]:
    """Return the standard, and the one before where a change is from one."""
    before = found.run.before
    return [found.standard, *([before] if isinstance(before, Standard) else [])]


def _account(account: Account, words: Words) -> str:
    rows, used, refused = map(words.number, (account.rows, account.written, account.refused))
    return words("rows value", rows=rows, used=used, refused=refused)


def _counted(found: Figures, words: Words) -> str:
    households = words.number(found.households)
    if not found.run.designed:
        return households
    weighted = words.number(found.weighted)
    return words("weighted value", households=households, weighted=weighted)


def _drawn(found: Figures) -> str:
    if not found.run.designed:
        return "register"
    return "cluster sample" if found.run.clustered else "sample"


def _legal(found: Figures, words: Words) -> Table:
    heads = tuple(words(head) for head in ("document", "clause", "about", "status"))
    rows = [
        Line(
            plain(basis.document, _LONG),
            (
                plain(words.label(basis.clause) if basis.clause else "", _LONG),
                words.label(basis.about),
                words(basis.status),
            ),
        )
        for standard in _standards(found)
        for basis in standard.legal_basis
    ]
    return Table(words("legal table"), heads, tuple(rows), text=True)


def _recalled(found: Figures, words: Words) -> Iterator[str]:
    for standard in _standards(found):
        if not standard.recalled:
            continue
        names = [words.label(standard.indicators[name].label) for name in standard.recalled]
        yield words(
            "recalled note",
            standard=standard.id,
            count=len(standard.recalled),
            all=len(standard.indicators),
            names=words.listed(names),
        )
    if found.run.singles:
        yield words("singles", count=words.number(found.run.singles))
