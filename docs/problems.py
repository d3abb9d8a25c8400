"""The kinds of problems that the program knows, with what to do about each, from its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from mdpoverty.language import Language
from mdpoverty.language.messages import catalogue

SOURCE = Path(__file__).parents[1] / "src" / "mdpoverty"
_MAKERS = ("Phrase", "message", "plural")
# Where a call has what is wrong and what to do, by position.
_CALLS: Mapping[str, tuple[int, int]] = {"Problem": (1, 3), "Check": (1, 4), "check": (0, 2)}
_VALUE = re.compile(r"[{](\w*)[^}]*[}]")  # of a text, and how it is written

_Known = Mapping[str, list[ast.expr]]


def problems(language: Language) -> Iterator[tuple[str, str, str]]:
    """Yield code, text and advice of each kind of problem, by code; values stay in brackets."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in sorted(SOURCE.rglob("*.py"))]
    constants: dict[str, list[ast.expr]] = {}
    for tree in trees:
        for name, value in _assigned(tree.body):
            constants.setdefault(name, []).append(value)
    found: dict[str, dict[str, None]] = {}
    words: dict[str, str] = {}
    for tree in trees:
        for function in (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)):
            known = {**constants}
            for name, value in _assigned(list(ast.walk(function))):
                known[name] = [*known.get(name, []), value]
            for wrong, advice in _of(function):
                advised = dict(_texts(advice, known)) if advice else {}
                for code, english in _texts(wrong, known):
                    words[code] = english
                    found.setdefault(code, {})
                    words |= advised
                    found[code] |= dict.fromkeys(advised)
    for code, remedies in sorted(found.items()):
        if not re.search(r"\w", _VALUE.sub("", words[code])):
            continue  # what it says is said by others
        texts = (_said(each, words[each], language) for each in [code, *remedies])
        yield code, next(texts), "; ".join(texts)


def _of(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """Yield what is wrong, and what to do, of each problem that a function makes."""
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            places = _CALLS.get(call.func.id)
            named = {each.arg: each.value for each in call.keywords}
            if places is None or (len(call.args) <= places[0] and "wrong" not in named):
                continue
            wrong, advice = (call.args[at] if len(call.args) > at else None for at in places)
            yield wrong or named["wrong"], advice or named.get("advice")


def _assigned(body: list[ast.AST] | list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for each in body:
        if not isinstance(each, ast.Assign):
            continue
        for target in each.targets:
            if isinstance(target, ast.Name):
                yield target.id, each.value
            elif isinstance(target, ast.Tuple) and isinstance(each.value, ast.Tuple):
                for one, value in zip(target.elts, each.value.elts, strict=True):
                    if isinstance(one, ast.Name):
                        yield one.id, value


def _texts(
    expression: ast.expr, known: _Known, seen: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """Yield the code and the English of each text that an expression may be."""
    if isinstance(expression, ast.Name):
        if expression.id not in seen:
            for value in known.get(expression.id, ()):
                yield from _texts(value, known, seen | {expression.id})
    elif isinstance(expression, ast.IfExp):
        yield from _texts(expression.body, known, seen)
        yield from _texts(expression.orelse, known, seen)
    elif isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name):
        if expression.func.id in _MAKERS:
            code, english, *_ = [x.value for x in expression.args if isinstance(x, ast.Constant)]
            yield str(code), str(english)
        elif expression.func.id.isupper():
            yield from _texts(expression.func, known, seen)


def _said(code: str, english: str, language: Language) -> str:
    room = code.partition(".")[0]
    said = english if language == "en" else catalogue(language, room).pgettext(code, english)
    return _VALUE.sub(r"{\1}", said)
