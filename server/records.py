"""The records: every alarm that ever was, for searching; made from the journal, beside it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from county.clock import Clock
from server.cases import SCHEMA, Cases, Line, Terms
from server.chain import JOURNAL, End
from server.following import RETRY_S, Follower
from server.journal import Journal
from server.lookups import Lookups
from server.sqlite import Reader, Writer

FILE = "records.db"
"""The records' file in a desk's directory; it may be deleted while the desk is stopped."""

CHUNK = 1000
"""Entries taken in one transaction."""


class Records(Follower):
    """The records of one journal."""

    def __init__(
        self,
        directory: Path,
        journal: Journal,
        terms: Terms,
        clock: Clock,
        retry_s: float = RETRY_S,
    ) -> None:
        """Keep the records in a desk's `directory`, of its open journal."""
        super().__init__(directory / FILE, SCHEMA, journal, clock, retry_s)
        self._terms = terms
        self._cases: Cases | None = None
        self._through = 0
        """The last entry whose transaction is through: `Cases` itself is ahead of it meanwhile."""
        self.lookups = Lookups(self.doubt)
        """Where questions are asked."""

    async def start(self) -> None:
        """Begin to follow. Raises sqlite3.Error when the journal cannot be read."""
        await super().start()
        self.lookups.journal = self._source

    @property
    def behind(self) -> int:
        """How many entries of the journal they lack."""
        return max(self._journal.head - self._through, 0)

    @property
    def _is_open(self) -> bool:
        return self._cases is not None

    def _follows(self, epoch: str) -> bool:
        reached = self._cases.reached if self._cases is not None else None
        return reached is None or not reached.seq or reached.epoch == epoch

    async def _begin(self, writer: Writer) -> bool:
        made: list[Cases] = []
        await writer.write(lambda connection: made.append(Cases(connection, self._terms)))
        self._cases = made[0]
        reached = self._cases.reached
        self._through = reached.seq
        if reached.made_by != self._terms.made_by:
            return False
        if not reached.seq:
            return True
        return self._follows(self._journal.epoch) and await self._holds(
            JOURNAL, End(reached.seq, reached.link)
        )

    async def _opened(self) -> None:
        await self.lookups.open(self._path)

    async def _take(self, source: Reader, writer: Writer) -> None:
        assert self._cases is not None
        cases, epoch, after = self._cases, self._journal.epoch, self._cases.reached.seq
        through = min(self._journal.head, after + CHUNK)
        sql = "SELECT seq, body, chain FROM journal WHERE seq > ? AND seq <= ? ORDER BY seq"
        lines = [Line(*row) for row in await source.fetch(sql, (after, through))]
        if len(lines) != through - after:
            raise sqlite3.OperationalError(f"entries are missing after {after}")
        await writer.write(lambda connection: cases.take(connection, epoch, lines))
        self._through = through

    async def _closed(self) -> None:
        await self.lookups.close()
        self._cases = None
        self._through = 0
