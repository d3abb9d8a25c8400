"""The JSON Schema of threshold files: editors complete and check a file by it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from places import ROOT, TESTS

from mdpoverty.cli import run
from mdpoverty.errors import DocumentError
from mdpoverty.standards.amendment import Differences
from mdpoverty.standards.hidden import HIDDEN
from mdpoverty.standards.library import THRESHOLDS
from mdpoverty.standards.model import Standard
from mdpoverty.standards.parsing import model_of
from mdpoverty.standards.schema import standard_schema
from mdpoverty.standards.yaml_document import read_document

SOUND = sorted(
    [
        *THRESHOLDS.glob("*.yaml"),
        *(ROOT / "examples" / "standards").glob("*.yaml"),
        ROOT / "examples" / "synthetic-mpi.yaml",
        *(ROOT / "tests" / "cases").glob("*.yaml"),
    ]
)
BROKEN = sorted((TESTS / "broken").glob("*.yaml"))
# Faults of keys and types that a schema does not say: what two values are to each other, how much
# a ratio is, and a number in quotation marks that has _ in it, which editors cannot tell from one
# without them.
BEYOND = {
    "count-more-than-parts",
    "limits-crossed",
    "limits-empty-range",
    "line-is-text",
    "weight-above-one-as-a-ratio",
}
# What a schema says of keys that reading only sees beside the base.
SOONER = {
    "based-on-cut-off-without-reference",
    "based-on-line-without-reference",
    "based-on-weight-without-reference",
}


@cache
def validator() -> Any:
    schema = standard_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def data(path: Path) -> Any:
    return read_document(path.read_bytes(), path.name).data


def grouped(value: Any) -> Any:
    """Return data as an editor reads it: YAML 1.2 takes 1_500_000 for text."""
    if isinstance(value, dict):
        return {key: grouped(part) for key, part in value.items()}
    if isinstance(value, list):
        return [grouped(part) for part in value]
    thousands = isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 1000
    return f"{value:_}" if thousands else value


def readable() -> Iterator[Any]:
    """Yield each broken file that is YAML, with whether its keys and types are right."""
    for path in BROKEN:
        try:
            document = read_document(path.read_bytes(), path.name)
        except DocumentError:
            continue
        model: Any = Differences if "based_on" in document.data else Standard
        found, _ = model_of(document, model, HIDDEN)
        yield pytest.param(document.data, path.stem, found is not None, id=path.stem)


def test_command_writes_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """`standards schema` writes one JSON object that says which JSON Schema it is."""
    assert run(["standards", "schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema == standard_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_sound_file_validates(path: Path) -> None:
    """Every shipped standard, example and standard of the tests validates."""
    assert [error.message for error in validator().iter_errors(data(path))] == []


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_sound_file_validates_in_an_editor(path: Path) -> None:
    """A number with _ between its digits validates too where YAML 1.2 takes it for text."""
    assert [error.message for error in validator().iter_errors(grouped(data(path)))] == []


@pytest.mark.parametrize(("content", "name", "well_formed"), list(readable()))
def test_broken_file_does_not_validate(content: Any, name: str, well_formed: bool) -> None:  # noqa: FBT001 -- a parameter of the table
    """A file with a wrong key or type does not validate; what only reading finds does."""
    expected = name not in SOONER and (well_formed or name in BEYOND)
    assert validator().is_valid(content) == expected


@pytest.mark.parametrize(
    ("definition", "keys"),
    [
        ("Applies", {"from", "to"}),
        ("CodeList", {"column", "in"}),
        ("ClassRule", {"class", "basis", "label", "reference", "when"}),
    ],
)
def test_keys_are_those_of_files(definition: str, keys: set[str]) -> None:
    """Keys have the names that files use, also where Python calls them otherwise."""
    assert set(standard_schema()["$defs"][definition]["properties"]) == keys


def test_nothing_that_reading_adds_is_a_key() -> None:
    """The digest, the source and the base are no keys of a file."""
    for definition in ("Standard", "Differences"):
        keys = set(standard_schema()["$defs"][definition]["properties"])
        assert not keys & {"digest", "source", "base"}


def test_every_part_is_described() -> None:
    """Every definition has a description of one sentence at least."""
    for name, definition in standard_schema()["$defs"].items():
        assert re.match(r"[A-Z`].*\.", definition["description"]), name


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"income_lines": {"poverty": {"rural": 1}}}, id="a line"),
        pytest.param(
            {"indicators": {"water": {"deprived_when": {"column": "age", "below": 1}}}},
            id="a cut-off",
        ),
    ],
)
def test_change_without_reference_does_not_validate(change: dict[str, Any]) -> None:
    """An editor says that another number or cut-off needs a reference of its own."""
    base = data(ROOT / "examples" / "standards" / "example-province.yaml")
    assert not validator().is_valid({**base, **change})
