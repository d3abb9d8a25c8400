"""The plan of the house holds: rooms, layers and names are as docs/architecture.md draws them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from places import ROOT

PACKAGE = ROOT / "src" / "mdpoverty"
PLAN = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PICTURE = re.search(r"^```text\n(.*?)^```$", PLAN, re.MULTILINE | re.DOTALL)
assert PICTURE, "docs/architecture.md has no picture"
# The layers are written down once, in the picture: the highest is the first line.
LAYERS = [line.split() for line in PICTURE[1].splitlines() if line.strip()]
LAYER = {room: number for number, rooms in enumerate(LAYERS) for room in rooms}
# A word without its grammatical ending, and what may be left of one.
ENDING = re.compile(
    r"(?<=\w{4})(ations?|ings?|ments?|ions?|ers?|ors?|ies|ical|al|ics?|es|ed|s|e|y)$"
)


def module_name(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(file): file for file in PACKAGE.rglob("*.py")}


@cache
def imports(module: str) -> frozenset[str]:
    """Return the modules that one imports anywhere in its text, also late or for types alone."""
    found = set()
    for node in ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            within = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in FILES else node.module for name in within}
    return frozenset(found)


def room(module: str) -> str:
    """Return the room of a module; the package's own two modules are called by their files."""
    _, _, within = module.partition(".")
    return within.partition(".")[0] or "__init__"


def crossings() -> Iterator[tuple[str, str]]:
    """Yield each module beside each one of another room that it imports."""
    for module in FILES:
        for imported in imports(module) & FILES.keys():
            if room(imported) != room(module):
                yield module, imported


def reached(module: str) -> set[str]:
    """Return all that importing a module may load."""
    seen, waiting = set(), {module}
    while waiting:
        name = waiting.pop()
        seen.add(name)
        if name in FILES:
            waiting |= imports(name) - seen
    return seen


def stem(name: str) -> str:
    """Return a name without grammatical endings: `surveys` and `survey` have one stem."""
    shorter = ENDING.sub("", name)
    return name if shorter == name else stem(shorter)


def test_every_room_is_in_the_picture() -> None:
    """The rooms of the picture are those of the package, each once, each with its paragraph."""
    drawn = [room for rooms in LAYERS for room in rooms]
    assert sorted(drawn) == sorted({room(module) for module in FILES})
    paragraphs = re.findall(r"^\*\*(\w+)\*\* ", PLAN, re.MULTILINE)
    assert sorted(paragraphs) == sorted(set(drawn) - {"__init__", "__main__"})


def test_modules_that_the_plan_names_exist() -> None:
    """Every module that a paragraph names is there."""
    named = re.findall(r"`(\w+(?:/\w+)+)`", PLAN)
    assert named
    missing = [name for name in named if not (PACKAGE / f"{name}.py").is_file()]
    assert not missing


def test_imports_run_one_way() -> None:
    """A module imports from its own room and from lower layers, never from beside or above."""
    upward = [
        f"{module} imports {imported}"
        for module, imported in crossings()
        if LAYER[room(imported)] <= LAYER[room(module)]
    ]
    assert not upward


def test_no_circle_of_modules() -> None:
    """No module needs itself, however many others lie between, also within a room."""
    own = {module: imports(module) & FILES.keys() - {module} for module in FILES}
    TopologicalSorter(own).prepare()  # raises CycleError, with the circle


def test_standards_need_no_engine() -> None:
    """What a standard says can be read, checked and shown without Narwhals or Polars."""
    loaded = set().union(*(reached(module) for module in FILES if room(module) == "standards"))
    assert not {"narwhals", "polars"} & {name.partition(".")[0] for name in loaded}


def test_names_differ_by_more_than_an_ending() -> None:
    """No two names in one room, nor those of two rooms, differ only by a grammatical ending."""
    together = defaultdict(set)
    for module in FILES.keys() - {"mdpoverty"}:
        parts = module.split(".")[1:]
        for part in parts:
            together[(parts[0] if len(parts) > 1 else "", stem(part))].add(part)
            together[("", stem(parts[0]))].add(parts[0])
    doubled = [sorted(names) for names in together.values() if len(names) > 1]
    assert not doubled
