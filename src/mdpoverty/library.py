"""The shipped standards: their ids, which one applies when, and loading one by id or by file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from mdpoverty.errors import Problem, StandardError, UsageError, suggest
from mdpoverty.standard import Standard, parse_standard

_PACKAGE = Path(__file__).parent
# In the wheel the threshold files lie in the package, in a checkout at its root.
THRESHOLDS = next(
    (
        folder
        for folder in (_PACKAGE / "thresholds", _PACKAGE.parents[1] / "thresholds")
        if folder.is_dir()
    ),
    _PACKAGE / "thresholds",
)


def standard_ids() -> list[str]:
    """Return the ids of the shipped standards, oldest first."""
    return sorted(path.stem for path in THRESHOLDS.glob("*.yaml"))


@cache
def shipped(standard_id: str) -> Standard:
    """Return one shipped standard by its id."""
    path = THRESHOLDS / f"{standard_id}.yaml"
    return parse_standard(path.read_bytes(), path.name)


def load_standard(id_or_file: str | Path) -> Standard:
    """Return a standard, by the id of a shipped one or by the path of a threshold file.

    Raises StandardError, with every fault and its line, for a file that is not a standard or
    that claims the id of a shipped one; UsageError for an id that nobody ships.
    """
    known = standard_ids()
    if isinstance(id_or_file, str) and id_or_file in known:
        return shipped(id_or_file)
    path = Path(id_or_file)
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise UsageError(
            f"no standard '{id_or_file}'{suggest(str(id_or_file), known)}",
            [
                Problem(
                    "--standard", "not an id of a standard", f"{', '.join(known)}, or a YAML file"
                )
            ],
        )
    try:
        text = path.read_bytes()
    except OSError as error:
        raise StandardError(f"{path.name} cannot be read: {error.strerror}") from None
    standard = parse_standard(text, path.name)
    if standard.id in known and shipped(standard.id).digest != standard.digest:
        fault = Problem(
            "id", f"'{standard.id}' is the id of a shipped standard", "an id of its own"
        )
        raise StandardError(f"{path.name} claims a reserved id", [fault], path.name)
    return standard


def threshold_file(id_or_file: str) -> str | None:
    """Return the path of the threshold file that is named, None for the id of a shipped one."""
    return None if id_or_file in standard_ids() else id_or_file


def standard_for(years: Sequence[int], reason: str) -> Standard:
    """Return the shipped standard that applies in the one year given; `reason` says whose it is.

    Raises UsageError where no shipped standard applies, or there is more than one year.
    """
    allowed = ", ".join(
        f"{s.id} ({s.applies.first.year}-{s.applies.last.year})"
        for s in map(shipped, standard_ids())
    )
    if len(years) > 1:
        several = f"{len(years)} years: {', '.join(map(str, years[:10]))}"
        problem = Problem(reason, several, allowed, "split the survey, or name one with --standard")
        raise UsageError("the survey's rows are of more than one year", [problem])
    for standard in map(shipped, standard_ids()):
        if standard.applies_in(years[0]):
            return standard
    problem = Problem(reason, str(years[0]), allowed, "name one with --standard")
    raise UsageError(f"no shipped standard applies in {years[0]}", [problem])
