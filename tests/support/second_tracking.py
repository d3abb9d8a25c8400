"""A second reading of what becomes of households over rounds, in plain Python, as a test oracle.

It is written from the terms of the yearly reports and their tables of movement (Circular
07/2021/TT-BLĐTBXH, Forms 7.2 and 7.3), and never from the package. Unknown answers are worked out
by going through every world that is still possible: a household that is not in a round, or is
undetermined there, may have been of any class that is possible for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product

Unit = tuple[str | None, ...]
Truth = bool | None

LISTS = ("poor", "near_poor")
ANY = frozenset({"poor", "near_poor", "non_poor"})
MOST_YEARS = 3  # of a household that recently escaped


@dataclass(frozen=True)
class Household:
    """A household in one round."""

    id: str
    class_: str
    size: int | None = None
    unit: Unit = ()
    possible: frozenset[str] = ANY  # where it is undetermined

    @property
    def may_be(self) -> frozenset[str]:
        """The classes that it may be of."""
        return self.possible if self.class_ == "undetermined" else frozenset({self.class_})


@dataclass(frozen=True)
class Register:
    """A round: its year, its households in order, and the links into it (before, after)."""

    year: int
    households: Sequence[Household]
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Outcome:
    """What became of a household between two rounds."""

    id: str
    was: Household | None
    now: Household | None
    movement: str
    poor_before: Truth
    near_poor_before: Truth
    related: tuple[str, ...]
    escaped_since: int | None
    recently_escaped: Truth


@dataclass(frozen=True)
class Life:
    """What is known of a household: the classes possible in each round, and what it inherited.

    Where it came of other households, `since` is its own first round, and `inherited` says of
    each class whether one of these was so before.
    """

    classes: tuple[frozenset[str], ...]
    since: int = 0
    inherited: Mapping[str, Truth] = field(default_factory=dict)

    def was(self, name: str) -> Truth:
        """Return whether it was of a class in any round so far."""
        own = [one_of(possible, name) for possible in self.classes[self.since :]]
        return any_of([self.inherited.get(name, False), *own])

    def then(self, possible: frozenset[str]) -> Life:
        """Return the same household one round later."""
        return replace(self, classes=(*self.classes, possible))


def one_of(possible: frozenset[str], name: str) -> Truth:
    if possible == {name}:
        return True
    return None if name in possible else False


def any_of(answers: Iterable[Truth]) -> Truth:
    found = list(answers)
    if True in found:
        return True
    return None if None in found else False


def every_link(
    links: Sequence[tuple[str, str]], old: Iterable[str], new: Iterable[str]
) -> set[tuple[str, str]]:
    """Return links, with those that go without saying: one household under one number."""
    befores, afters = {b for b, _ in links}, {a for _, a in links}
    both = set(old) & set(new)
    return {*links, *((x, x) for x in both if (x in befores) != (x in afters))}


def outcomes(registers: Sequence[Register]) -> list[list[Outcome]]:
    """Return what became of every household between each round and the next, in order."""
    lives = {each.id: Life((each.may_be,)) for each in registers[0].households}
    found = []
    for place, (before, after) in enumerate(pairwise(registers), start=1):
        years = [each.year for each in registers[: place + 1]]
        rows, lives = between(before, after, lives, years)
        found.append(rows)
    return found


def between(
    before: Register, after: Register, lives: Mapping[str, Life], years: Sequence[int]
) -> tuple[list[Outcome], dict[str, Life]]:
    """Return what became of households between two rounds, and what is known of all then."""
    old = {each.id: each for each in before.households}
    new = {each.id: each for each in after.households}
    links = every_link(after.links, old, new)
    became = {b: {y for x, y in links if x == b} for b in old}
    came_of = {a: {x for x, y in links if y == a} for a in new}
    was_called = {}  # the same household: its number before, by its number now
    for a, sources in came_of.items():
        if a in sources or (not sources and a in old):
            was_called[a] = a
        elif len(sources) == 1 and len(became[min(sources)]) == 1:
            was_called[a] = min(sources)
    is_called = {b: a for a, b in was_called.items()}

    past: dict[str, Life] = {}
    for a in new:
        if a in was_called:
            past[a] = lives[was_called[a]]
        elif came_of[a]:
            parents = [lives[b] for b in came_of[a]]
            inherited = {name: any_of(each.was(name) for each in parents) for name in LISTS}
            past[a] = Life((ANY,) * (len(years) - 1), len(years) - 1, inherited)
        else:
            past[a] = lives.get(a, Life((ANY,) * (len(years) - 1)))
    known = {a: past[a].then(household.may_be) for a, household in new.items()}

    ways: list[tuple[str | None, str | None]] = [(b, is_called.get(b)) for b in old]
    ways += [(None, a) for a in new if a not in was_called]
    rows = []
    for one, other in ways:
        name = str(one if other is None else other)
        life = lives[name] if other is None else past[other]
        linked = set(became.get(one or "", ())) | set(came_of.get(other or "", ()))
        was, now = old.get(one or ""), new.get(other or "")
        rows.append(
            Outcome(
                name,
                was,
                now,
                movement(was, now, life, linked - {name}),
                life.was("poor"),
                life.was("near_poor"),
                tuple(sorted(linked - {name})),
                None if other is None else escaped_since(known[other].classes, years),
                None if other is None else recently_escaped(known[other].classes, years),
            )
        )
    for name, life in lives.items():
        if name not in known and name not in is_called:
            known[name] = life.then(ANY)
    return rows, known


def movement(  # noqa: PLR0911 -- each way out is one of the law's terms
    was: Household | None, now: Household | None, before: Life, others: set[str]
) -> str:
    """Return what became of a household; `others` are those that it came of, or became."""
    if was is None:
        return ["new", "split_off", "formed_by_merger"][min(len(others), 2)]
    if now is None:
        return ["gone", "merged", "split"][min(len(others), 2)]
    match was.class_, now.class_:
        case one, other if one == other:
            return f"stayed_{one}"
        case _, "undetermined":
            return "became_undetermined"
        case "undetermined", _:
            return "was_undetermined"
        case "poor", to:
            return f"left_to_{to}"
        case "near_poor", to:
            return f"near_poor_to_{to}"
        case _, to:
            again = before.was(to) is True
            suffix = "" if to == "poor" else "_near_poor"
            return ("fell_back" if again else "newly_arisen") + suffix


def recently_escaped(classes: Sequence[frozenset[str]], years: Sequence[int]) -> Truth:
    """Return whether it was poor or near-poor, and is above the line since at most three years."""
    worlds = {_recently(world, years) for world in product(*classes)}
    return worlds.pop() if len(worlds) == 1 else None


def _recently(world: Sequence[str], years: Sequence[int]) -> Truth:
    """Return the same in one world; unknown where it was above the line in every round."""
    if world[-1] != "non_poor":
        return False
    start = len(world) - 1
    while start and world[start - 1] == "non_poor":
        start -= 1
    recently = years[-1] - years[start] <= MOST_YEARS
    return None if recently and not start else recently


def escaped_since(classes: Sequence[frozenset[str]], years: Sequence[int]) -> int | None:
    """Return the year since which it surely is above the line, where it surely was below before."""
    start = len(classes)
    while start and classes[start - 1] == {"non_poor"}:
        start -= 1
    left = 0 < start < len(classes) and "non_poor" not in classes[start - 1]
    return years[start] if left else None


# Stock and flow (Forms 7.2 and 7.3)

Flows = dict[tuple[str, str, str], list[int | None]]


def stock_and_flow(rows: Sequence[Outcome], *, by_unit: bool) -> dict[Unit, Flows]:
    """Return households and persons of each line that is not empty, by unit, or of all as one."""
    found: dict[Unit, Flows] = {}

    def add(unit: Unit, line: tuple[str, str, str], size: int | None, households: int = 1) -> None:
        cells = found.setdefault(unit if by_unit else (), {}).setdefault(line, [0, 0])
        assert cells[0] is not None
        cells[0] += households
        cells[1] = None if cells[1] is None or size is None else cells[1] + size

    for row in rows:
        moved = bool(by_unit and row.was and row.now and row.was.unit != row.now.unit)
        if row.was and row.was.class_ in LISTS:
            add(row.was.unit, (row.was.class_, "start", ""), row.was.size)
            if moved or not (row.now and row.now.class_ == row.was.class_):
                add(row.was.unit, (row.was.class_, *way_out(row, moved=moved)), row.was.size)
        if row.now and row.now.class_ in LISTS:
            add(row.now.unit, (row.now.class_, "end", ""), row.now.size)
            on_a_list = not moved and row.was is not None and row.was.class_ in LISTS
            if moved or not (row.was and row.now.class_ == row.was.class_):
                size = row.was.size if on_a_list and row.was else row.now.size
                add(row.now.unit, (row.now.class_, *way_in(row, moved=moved)), size)
            if on_a_list and row.was:
                one, other = row.was.size, row.now.size
                less = None if one is None or other is None else one - other
                fewer = None if less is None else max(less, 0)
                more = None if less is None else max(-less, 0)
                list_ = row.now.class_
                add(row.now.unit, (list_, "other_exits", "fewer_persons"), fewer, 0)
                add(row.now.unit, (list_, "other_entries", "more_persons"), more, 0)
    return found


def way_out(row: Outcome, *, moved: bool) -> tuple[str, str]:
    if moved:
        return "other_exits", "moved_out"
    if row.now is None or row.now.class_ == "undetermined":
        return "other_exits", row.movement
    return f"to_{row.now.class_}", ""


def way_in(row: Outcome, *, moved: bool) -> tuple[str, str]:
    if moved:
        return "other_entries", "moved_in"
    if row.was is None or row.was.class_ == "undetermined":
        return "other_entries", row.movement
    if row.was.class_ in LISTS:
        return f"from_{row.was.class_}", ""
    return row.movement.removesuffix("_near_poor"), ""
