"""Which version of the program this is."""

from __future__ import annotations


def version() -> str:
    """Return the version of the package that is installed."""
    from importlib import metadata  # noqa: PLC0415 -- loads slowly, and is seldom asked for

    return metadata.version("mdpoverty")
