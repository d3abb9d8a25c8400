"""Classify households under Vietnam's official multidimensional poverty standards."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mdpoverty.api.classify import classify
    from mdpoverty.api.compare import compare
    from mdpoverty.api.summarize import summarize
    from mdpoverty.api.track import track
    from mdpoverty.errors import (
        ColumnMapError,
        MdpovertyError,
        OutputError,
        StandardError,
        SurveyError,
        UsageError,
    )
    from mdpoverty.standards.library import load_standard, standard_ids
    from mdpoverty.standards.model import Standard

    __version__: str

__all__ = [
    "ColumnMapError",
    "MdpovertyError",
    "OutputError",
    "Standard",
    "StandardError",
    "SurveyError",
    "UsageError",
    "__version__",
    "classify",
    "compare",
    "load_standard",
    "standard_ids",
    "summarize",
    "track",
]

_HOMES = {
    "classify": "api.classify",
    "compare": "api.compare",
    "load_standard": "standards.library",
    "standard_ids": "standards.library",
    "Standard": "standards.model",
    "summarize": "api.summarize",
    "track": "api.track",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: the engine takes longer than most commands."""
    if name == "__version__":
        from mdpoverty.version import version  # noqa: PLC0415 -- only this name needs it

        return version()
    if name not in __all__:
        raise AttributeError(f"module 'mdpoverty' has no attribute '{name}'")
    return getattr(import_module(f"mdpoverty.{_HOMES.get(name, 'errors')}"), name)
