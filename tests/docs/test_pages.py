"""The pages: complete in both languages, and every command that they show prints what they say.

`MDPOVERTY_UPDATE_DOCS=1 pytest -n0 tests/docs/test_pages.py` writes what commands print into the
pages.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from places import ROOT
from shown import blocks, printed, printed_on_terminal, shown, try_in_python

from docs.reference import renewed, written
from mdpoverty.language import LANGUAGES

DOCS = ROOT / "docs"
PAGES = [page for language in LANGUAGES for page in sorted((DOCS / language).glob("*.md"))]
# Each README, with its language; what README.md shows first is tested in a clone.
READMES = {ROOT / "README.md": "en", ROOT / "README.vi.md": "vi"}
# The pages beside the files that they describe: every key of a map, and of a threshold file.
KEYS = [ROOT / folder / "README.md" for folder in ("examples/maps", "thresholds")]
LANGUAGE_OF = READMES | {page: page.parent.name for page in PAGES}
UPDATE = "MDPOVERTY_UPDATE_DOCS" in os.environ
ENGLISH = re.compile(
    r"(?i)\b(the|of|and|or|this|that|with|without|each|every|which|from|household|households|is|are)\b"
)


def read(page: Path) -> str:
    """Return a page with what it includes."""
    text = page.read_text(encoding="utf-8")
    return re.sub(
        r"(?m)^```\{include\} (\S+)\n```$",
        lambda found: (page.parent / found[1]).read_text(encoding="utf-8"),
        text,
    )


def data(block: str) -> str:
    """Return a block without what is written for readers: comments, and the name of a survey."""
    return re.sub(r"(?m)\s+#.*$|^survey: .*$", "", block)


def named(block: str) -> list[str]:
    """Return the names and numbers in a text, in order."""
    return re.findall(r"[a-z]+(?:_[a-z]+)+|\d+", block)


def prose(text: str) -> str:
    """Return a page with what commands print, without what is typed as it is."""
    text = written(text)
    text = re.sub(r"(?ms)^```(?!console|terminal).*?^```$|^\$ .*?$", " ", text)
    return re.sub(r"`[^`\n]*`|\w+(?:\.\w+)+|\]\([^)]*\)|\{[a-z]+\}|<[^>]*>", " ", text)


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)
def test_readmes_are_short(readme: Path) -> None:
    """A README says what the program is, its first steps, and where to read on, and links lead."""
    text = readme.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    assert len(blocks(text, "sh")) == 2
    paths = re.findall(r"\]\(([^)]+)\)", text)
    assert paths
    assert not [path for path in paths if not (ROOT / path).exists()]


def test_languages_have_the_same_pages() -> None:
    """A page in one language is there in the other, under the same name, in the same order."""
    names = [[page.name for page in PAGES if page.parent.name == each] for each in LANGUAGES]
    assert names[0] == names[1]
    assert "index.md" in names[0]
    toctrees = [
        re.findall(
            r"^[a-z-]+$", (DOCS / each / "index.md").read_text(encoding="utf-8"), re.MULTILINE
        )
        for each in LANGUAGES
    ]
    assert toctrees[0] == toctrees[1]
    assert sorted([*(f"{each}.md" for each in toctrees[0]), "index.md"]) == names[0]


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.parent.name == "vi"], ids=lambda p: p.name
)
def test_vietnamese_pages_are_vietnamese(page: Path) -> None:
    """No sentence of a Vietnamese page is English, nor what commands print there.

    It has as many parts and commands as the English page.
    """
    text = read(page)
    assert ENGLISH.findall(prose(text)) == []
    english = read(DOCS / "en" / page.name)
    for part in ("```console", "```terminal", "\n## ", "\n<!-- "):
        assert text.count(part) == english.count(part), part


@pytest.mark.parametrize("page", KEYS, ids=lambda page: page.parent.name)
def test_pages_of_keys_say_the_same_in_both_languages(page: Path) -> None:
    """The Vietnamese page has the English one's headings, table rows, data, keys and links."""
    both = [each.read_text(encoding="utf-8") for each in (page, page.with_name("README.vi.md"))]
    vietnamese = both[1]
    comments = " ".join(re.findall(r"\s#.*$", "".join(blocks(vietnamese, "yaml")), re.MULTILINE))
    assert ENGLISH.findall(prose(vietnamese + comments)) == []
    for language, kept in (("console", data), ("yaml", data), ("text", named)):
        blocks_of = [[kept(block) for block in blocks(text, language)] for text in both]
        assert blocks_of[1] == blocks_of[0]
    here, there = (re.sub(r"(?ms)^```.*?^```$", "", text) for text in both)
    for part in (r"(?m)^#+ ", r"(?m)^\|(?: `.+?` \|)?"):
        assert re.findall(part, there) == re.findall(part, here)
    assert Counter(re.findall(r"`[^`]+`", there)) == Counter(re.findall(r"`[^`]+`", here))
    pair, *links = re.findall(r"\]\(([^)]+)\)", there)
    assert [pair, "README.vi.md", *links] == ["README.md", *re.findall(r"\]\(([^)]+)\)", here)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{LANGUAGE_OF[page]}-{page.stem}")
def test_what_pages_hold_of_the_program_is_as_it_is_now(page: Path) -> None:
    """A page that is read as it stands has the tables that are made from the program."""
    text = page.read_text(encoding="utf-8")
    now = renewed(text, LANGUAGE_OF[page])  # type: ignore[arg-type]  # a language
    if UPDATE:
        page.write_text(now, encoding="utf-8")
    assert text == now or UPDATE


@pytest.mark.parametrize(
    "page", LANGUAGE_OF, ids=lambda page: f"{LANGUAGE_OF[page]}-{page.name.split('.')[0]}"
)
def test_commands_print_what_pages_show(
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The commands of a page, one after the other, print what is under them.

    Where nothing is under a command, it prints what a reader need not see, but no error.
    """
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MDPOVERTY_LANG", LANGUAGE_OF[page])
    monkeypatch.setenv("COLUMNS", "100")
    before = text = page.read_text(encoding="utf-8")
    for kind, command, output in shown(text):
        by_now = (
            printed_on_terminal(command, tmp_path)
            if kind == "terminal"
            else printed(command, capsys)
        )
        if not output:
            assert not re.search(r"^(error|lỗi):", by_now, re.MULTILINE), by_now
        elif UPDATE:
            head = f"```{kind}\n{command}\n"
            text = text.replace(head + output + "```", head + by_now + "```", 1)
        else:
            assert by_now == output
    try_in_python(text, page.name)
    if text != before:
        page.write_text(text, encoding="utf-8")
