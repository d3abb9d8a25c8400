"""The language of a run: that of --lang, else of the environment variable MDPOVERTY_LANG."""

from __future__ import annotations

import os
from contextvars import ContextVar

from mdpoverty.errors import plain
from mdpoverty.language import LANGUAGES, Language
from mdpoverty.language.messages import Message, in_language, message

VARIABLE = "MDPOVERTY_LANG"

_language: ContextVar[Language | None] = ContextVar("language", default=None)


def speak(language: Language | None) -> None:
    """Say everything in `language` from now on; None where nobody asked for one."""
    _language.set(language)


def spoken() -> Language:
    """Return the language in which everything is said: English where nobody asked for one."""
    return _language.get() or "en"


def asked_language() -> Language | None:
    """Return the language that is asked for; None where nobody did."""
    return _language.get()


def said(text: str) -> str:
    """Return a message in the language of the run, and any other text as it is."""
    return in_language(text, spoken())


def preferred() -> Language | None:
    """Return the language that the environment names, None where it names no known one."""
    wanted = _wanted().lower()
    return next((language for language in LANGUAGES if wanted.startswith(language)), None)


def wrongly_preferred() -> Message | None:
    """Return what is wrong where the environment names a language that there is not."""
    if not _wanted() or preferred() is not None:
        return None
    return message(
        "cli.no-language",
        "{variable}: '{value}' is not a language of this program. Set {variable}=en for English, "
        "{variable}=vi for Vietnamese",
        variable=VARIABLE,
        value=plain(_wanted()),
    )


def _wanted() -> str:
    return os.environ.get(VARIABLE, "").strip()
