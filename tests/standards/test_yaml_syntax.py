"""A text that is not YAML is refused in our own words, where it goes wrong."""

from __future__ import annotations

import pytest

from mdpoverty.errors import DocumentError
from mdpoverty.standards.yaml_document import read_document


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("a: 1\n b: 2\n", 2, "a colon too many", id="a key indented too far"),
        pytest.param("a: b: c\n", 1, "a colon too many", id="two colons"),
        pytest.param("a: 1\n\tb: 2\n", 2, "a tab; indent with spaces", id="a tab"),
        pytest.param("a: @x\n", 1, "cannot begin with @", id="a sign of no meaning"),
        pytest.param("a: 50%\nb: %\n", 2, "cannot begin with %", id="per cent"),
        pytest.param("a: [1, 2\nb: 3\n", 2, "the [ of line 1 is not closed", id="a list"),
        pytest.param("a: {b: '}'\n", 2, "the { of line 1 is not closed", id="a mapping"),
        pytest.param("a: [x, {b: [y, z}]\n", 1, "the [ of line 1 is not closed", id="crossed"),
        pytest.param("# [\na: 1\nb: 'it\n", 4, "the ' of line 3 is not closed", id="a quote"),
        pytest.param('a: "it\nb: 1', 2, 'the " of line 1 is not closed', id="double quotes"),
        pytest.param('a: "C:\\data"\n', 1, "use single quotes", id="an escape"),
        pytest.param("a: 'it's'\n", 1, "check how this line is indented", id="an apostrophe"),
        pytest.param("- a\nb: c\n", 2, "check how this line is indented", id="a key after items"),
        pytest.param("a: 1\nb: 2\x07\n", 2, "the character U+0007", id="a control character"),
        pytest.param("a: " + "[" * 5_000, 1, "nested more than 40 deep", id="brackets"),
        pytest.param("- " * 5_000, 1, "nested more than 40 deep", id="hyphens"),
        pytest.param("{a: " * 5_000, 1, "nested more than 40 deep", id="mappings"),
        pytest.param("a: [" * 5_000, 1, "nested more than 40 deep", id="both"),
    ],
)
def test_fault_is_said_at_its_line(text: str, line: int, words: str) -> None:
    """What the parser cannot read is said by what stands there, not in the parser's words."""
    with pytest.raises(DocumentError) as raised:
        read_document(text.encode(), "text.yaml")
    (problem,) = raised.value.problems
    assert words in problem.wrong
    assert [place.line for place in problem.places] == [line]
    assert f"text.yaml:{line}:" in str(raised.value)


def test_column_is_that_of_the_fault() -> None:
    """The column is counted in characters, from 1, accents and all."""
    with pytest.raises(DocumentError) as raised:
        read_document("tên: Nghèo\nnhãn: hộ nghèo: có\n".encode(), "text.yaml")
    (place,) = raised.value.problems[0].places
    assert (place.line, place.column) == (2, 15)


@pytest.mark.parametrize("deep", [40, 41])
def test_nesting_is_limited(deep: int) -> None:
    """Values may be nested 40 deep, and not one deeper."""
    text = b"a: " + b"[" * (deep - 1) + b"x" + b"]" * (deep - 1)
    if deep == 40:
        assert read_document(text, "text.yaml").data
        return
    with pytest.raises(DocumentError, match="nested more than 40 deep"):
        read_document(text, "text.yaml")
