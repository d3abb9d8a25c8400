"""A message is its English text, and can be put into another language with its values."""

from __future__ import annotations

import copy
from datetime import date

import pytest

from mdpoverty.language import messages
from mdpoverty.language.messages import Named, Phrase, code_of, in_language, message, plural

WORDS = {
    "{count} row": "{count} dòng",
    "{count} rows": "{count} dòng",
    "line {line:d}: {what}": "dòng {line:d}: {what}",
    "{share:.1%} of {names}": "{share:.1%} của {names}",
    "refused": "bị loại",
    "until {day}": "đến {day}",
}


class _Catalogue:
    def pgettext(self, code: str, text: str) -> str:
        assert code.startswith(("made-up.", "m."))
        return WORDS.get(text, text)

    def npgettext(self, code: str, one: str, many: str, count: int) -> str:
        assert code.startswith("made-up.")
        return WORDS[one] if count == 1 else WORDS[many]


@pytest.fixture(autouse=True)
def _made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "catalogue", lambda *_: _Catalogue())


def test_message_is_its_english_text() -> None:
    """A message is a text in English, with a code."""
    said = message("made-up.line", "line {line:d}: {what}", line=1206, what="x")
    assert said == "line 1206: x"
    assert code_of(said) == said.code == "made-up.line"
    assert code_of("line 1206: x") == ""


def test_message_within_a_message_is_put_into_the_same_language() -> None:
    """A value that is a message is translated with the whole."""
    said = message("made-up.line", "line {line:d}: {what}", line=7, what=Phrase("m.r", "refused")())
    assert said == "line 7: refused"
    assert said.in_("vi") == "dòng 7: bị loại"


@pytest.mark.parametrize(
    ("count", "english", "vietnamese"),
    [(0, "0 rows", "0 dòng"), (1, "1 row", "1 dòng"), (1206, "1,206 rows", "1.206 dòng")],
)
def test_count_chooses_the_plural(count: int, english: str, vietnamese: str) -> None:
    """One is singular, all else plural; whole numbers have the separators of the language."""
    said = plural("made-up.rows", "{count} row", "{count} rows", count=count)
    assert (said, said.in_("vi")) == (english, vietnamese)


def test_numbers_lists_and_dates_are_written_as_the_language_does() -> None:
    """Shares, lists and days follow the language; data in them stays as it is."""
    said = message("made-up.share", "{share:.1%} of {names}", share=0.3153, names=["a,b", "1.5"])
    assert said == "31.5% of a,b, 1.5"
    assert said.in_("vi") == "31,5% của a,b, 1.5"
    until = message("made-up.day", "until {day}", day=date(2026, 12, 31))
    assert (until, until.in_("vi")) == ("until 2026-12-31", "đến 31/12/2026")


def test_untranslated_text_stays_english() -> None:
    """A text that the catalogue does not have is said in English; a plain text is as it is."""
    assert message("made-up.new", "a new text").in_("vi") == "a new text"
    assert in_language("data", "vi") == "data"


def test_values_are_data() -> None:
    """What stands in a value is never taken for a field."""
    assert (
        message("made-up.line", "line {line:d}: {what}", line=1, what="{line}") == "line 1: {line}"
    )


def test_message_is_copied_whole() -> None:
    """A copy, as another process gets one, still knows its code and its values."""
    said = message("made-up.line", "line {line:d}: {what}", line=2, what="x")
    made = copy.copy(said)
    assert (made, made.code, made.in_("vi")) == ("line 2: x", "made-up.line", "dòng 2: x")


def test_a_name_is_said_in_another_language_alone() -> None:
    """An id stays in English, and has a name in Vietnamese; neither breaks the line."""
    said = message("made-up.line", "line {line:d}: {what}", line=3, what=Named("water", "nước\n"))
    assert (said, said.in_("vi")) == ("line 3: water", "dòng 3: nước\\n")
