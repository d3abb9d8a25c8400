"""What a run of a command reads and applies: noted as it goes, and said of what it writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path

from mdpoverty.background import in_background
from mdpoverty.files.digest import digest_of
from mdpoverty.run.account import Account
from mdpoverty.run.passes import Passing
from mdpoverty.run.record import Input, Record
from mdpoverty.standards.model import Standard

Source = Path | str  # a file as it is here, or an address


class Maker:
    """What a result is made by, as far as the command has come.

    Files are read for their digests, while others work, once it is known that these are `wanted`.
    """

    def __init__(self) -> None:
        """Begin with nothing read or applied."""
        self._inputs: list[tuple[str, Sequence[Source], str | None]] = []
        self._held: list[Input] = []
        self._accounts: dict[int, Account] = {}
        self._standards: dict[str, Standard] = {}
        self._map: str | None = None
        self._passing: Passing | None = None
        self._wanted = False
        self._digests: dict[Source, Future[str | None]] = {}

    def wanted(self) -> None:
        """Note that digests will be asked for, and begin with them."""
        self._wanted = True
        self._digest(source for _, sources, _ in self._inputs for source in sources)

    def holds(self, inputs: Iterable[Input]) -> None:
        """Note tables that others have read."""
        self._held += inputs

    def read(self, role: str, sources: Sequence[Source], query: str | None = None) -> None:
        """Note a table that is read, and the files that it is in. `query` is that of a database."""
        self._inputs.append((role, sources, query))
        if self._wanted:
            self._digest(iter(sources))

    def applies(self, standard: Standard) -> None:
        """Note a standard that is applied."""
        self._standards[standard.digest] = standard

    def mapped_by(self, digest: str) -> None:
        """Note the digest of the column map."""
        self._map = digest

    def passes(self, passing: Passing) -> None:
        """Note a pass over the survey, whose rows are counted as they go by."""
        self._passing = passing

    def counted(self, accounts: Sequence[Account | None]) -> None:
        """Note what became of the rows of the first tables."""
        self._accounts |= {n: each for n, each in enumerate(accounts) if each is not None}

    def record(self) -> Record:
        """Return what is known by now."""
        self._digest(source for _, sources, _ in self._inputs for source in sources)
        passed = self._passing.rows_so_far if self._passing else ()
        inputs = []
        for place, (role, sources, query) in enumerate(self._inputs):
            digests = tuple(self._digests[source].result() for source in sources)
            account = self._accounts.get(place)
            rows = account.rows if account else passed[place] if place < len(passed) else None
            refused = account.refused if account else None
            inputs.append(Input(role, digests, rows, refused, query))
        return Record(tuple(self._standards.values()), (*self._held, *inputs), self._map)

    def as_text(self) -> dict[str, str]:
        """Return what is known by now, as names and short texts."""
        return self.record().as_text()

    def as_json(self) -> str:
        """Return what is known by now as one JSON object."""
        return json.dumps(self.record().as_dict(), ensure_ascii=False, indent=2) + "\n"

    def _digest(self, sources: Iterator[Source]) -> None:
        for source in sources:
            if source not in self._digests:
                self._digests[source] = in_background(partial(_digest_of, source))


def _digest_of(source: Source) -> str | None:
    """Return the digest of a file, None where it is not on this machine."""
    with suppress(OSError):
        return digest_of(source) if isinstance(source, Path) else None
    return None
