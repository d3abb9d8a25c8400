"""The site of the documentation, built once for each language.

`sphinx-build -W -n -c docs -D language=vi docs/vi site/vi`, and the same for en.
A line `<!-- name -->` of a page stands for what the program says of itself: see `reference`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent
sys.path[:0] = [str(DOCS.parent)]

from sphinx.locale import get_translation  # noqa: E402

from docs.reference import filled  # noqa: E402 -- found by the path above

project = "mdpoverty"
copyright = "mdpoverty"  # noqa: A001 -- Sphinx asks for this name
extensions = ["myst_parser"]
myst_heading_anchors = 4
html_theme = "furo"
html_title = "mdpoverty"
templates_path = [str(DOCS / "templates")]
html_static_path = [str(DOCS / "static")]
html_css_files = ["pages.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_domain_indices = False
html_use_index = False
locale_dirs = [str(DOCS / "locale")]


def setup(app: Any) -> None:
    """Fill in what is generated, and have every word of the theme translated."""
    app.connect("source-read", _fill)
    app.connect("builder-inited", _translate)


_WORDS = re.compile(r'(?<=aria-label=")[^"]+(?=")|(?<=<title>)[^<]+(?=</title>)')


def _translate(app: Any) -> None:
    said = get_translation("sphinx")  # the catalogue that the theme's other words are in
    filters = getattr(app.builder, "templates", None)
    if filters is not None:  # a builder without pages has none
        filters.environment.filters["in_language"] = lambda html: _WORDS.sub(
            lambda found: said(found[0]), html
        )


def _fill(app: Any, _page: str, source: list[str]) -> None:
    source[0] = filled(source[0], app.config.language)
