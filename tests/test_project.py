"""What the files of the project say of it agrees: requirements, lock and citation."""

from __future__ import annotations

import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKED = {
    canonicalize_name(name): version
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for name, _, version in [line.partition("==")]
}


def asked() -> list[Requirement]:
    """Return what the project, its extras and its build ask for."""
    project = PROJECT["project"]
    extras = project["optional-dependencies"].values()
    lines = [
        *PROJECT["build-system"]["requires"],
        *project["dependencies"],
        *(line for extra in extras for line in extra),
    ]
    return [one for one in map(Requirement, lines) if one.name != project["name"]]


def test_everything_is_locked_within_its_bounds() -> None:
    """No requirement is missing from the lock, and none is locked outside of what it allows."""
    assert asked()
    outside = [
        str(one)
        for one in asked()
        if not one.specifier.contains(LOCKED.get(canonicalize_name(one.name), "0"))
    ]
    assert not outside


def test_every_requirement_has_a_lower_bound() -> None:
    """Each requirement names the oldest version that is tried; CI installs just these."""
    assert not [str(one) for one in asked() if ">=" not in str(one.specifier)]


def test_the_citation_is_of_this_version() -> None:
    """CITATION.cff names the title, version, licence and keywords that pyproject.toml does."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    for key, name in (("title", "name"), ("version",) * 2, ("license",) * 2, ("keywords",) * 2):
        assert cited[key] == PROJECT["project"][name]
    assert cited["abstract"] == PROJECT["project"]["description"]
