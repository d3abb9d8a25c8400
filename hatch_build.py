"""Compile the catalogues of messages, which git does not hold, when the package is built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOGUES = Path("src/mdpoverty/language/locale")


def compile_catalogues(root: Path) -> None:
    """Write every catalogue below `root` as the file that gettext reads, where it is not newer."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 -- only a build needs it
    from babel.messages.pofile import read_po  # noqa: PLC0415 -- the same

    for source in sorted((root / CATALOGUES).rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        with source.open("rb") as text, target.open("wb") as compiled:
            write_mo(compiled, read_po(text, locale=source.parts[-3]))


class Catalogues(BuildHookInterface):  # type: ignore[type-arg]  # its configuration is not read
    """What the build runs before it gathers files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 -- theirs
        """Compile the catalogues."""
        compile_catalogues(Path(self.root))
