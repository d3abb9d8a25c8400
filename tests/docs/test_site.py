"""What the site's theme says around the pages is said in the language of the pages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="the site is not built here")
pytest.importorskip("furo", reason="the site is not built here")

DOCS = Path(__file__).parents[2] / "docs"
# Words of the theme that are not text of a page: tooltips, labels, titles of pictures.
AROUND = re.compile(r'(?:aria-label|title|placeholder)="([^"]+)"|<title>([^<]+)')
SCRIPTED = re.compile(r'(?:\b_|ngettext)\(\s*"([^"]+)"')


@pytest.fixture(scope="module", params=["en", "vi"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of two pages that has the conf of the documentation, in a language."""
    pages = tmp_path_factory.mktemp("pages")
    (pages / "index.md").write_text("# 1\n\n## 2\n\n```{toctree}\nother\n```\n", encoding="utf-8")
    (pages / "other.md").write_text("# 3\n\n## 4\n", encoding="utf-8")
    made = tmp_path_factory.mktemp("site") / str(request.param)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-n", "-c", str(DOCS)]
    command += ["-D", f"language={request.param}", str(pages), str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return made


def test_words_around_the_pages(site: Path) -> None:
    """Tooltips and labels of the theme are English on English pages, none of them elsewhere."""
    said: set[str] = set()
    for page in ("index", "other", "search"):
        text = (site / f"{page}.html").read_text(encoding="utf-8")
        said |= {first or second for first, second in AROUND.findall(text)}
    said = {text for text in said if not re.fullmatch(r"[0-9]( - mdpoverty)?|mdpoverty", text)}
    theirs = {text for text in said if text.isascii()}
    assert len(said) >= 10
    assert theirs == (said if site.name == "en" else set())


def test_words_of_the_search(site: Path) -> None:
    """What the scripts of the site say is in the file of their translations."""
    if site.name == "en":
        return
    translations = (site / "_static" / "translations.js").read_text(encoding="utf-8")
    scripts = ("doctools.js", "searchtools.js", "sphinx_highlight.js")
    said = [
        text
        for script in scripts
        for text in SCRIPTED.findall((site / "_static" / script).read_text(encoding="utf-8"))
    ]
    assert len(said) >= 5
    assert not [text for text in said if f'"{text}": ' not in translations]
