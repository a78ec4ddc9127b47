"""The records: every alarm that ever was, for searching; made from the journal, beside it.

They hold nothing that the journal does not, so they are kept with less care (synchronous=NORMAL)
and made anew whenever they do not fit it: another journal, another version of this program, other
names in the county's profile, a damaged file, or no file at all. They follow the journal commit by
commit, off the loop; while they lag, or cannot be read, the desk works on and answers say so.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from pathlib import Path

import msgspec

from county.clock import Clock
from server.cases import SCHEMA, Cases, EntryError, Line, Reached, Terms
from server.journal import FILE as JOURNAL_FILE
from server.journal import Journal
from server.lookups import Lookups, is_damage
from server.sqlite import Reader, Writer

log = logging.getLogger(__name__)

FILE = "records.db"
"""The records' file in a desk's directory; it may be deleted while the desk is stopped."""

CHUNK = 1000
"""Entries taken in one transaction."""

REST = 1.0
"""How long nothing is done after each chunk, as a share of the time that it took: on a machine with
one core alarms come first. What is committed meanwhile is taken at once, and costs less so."""

RETRY_S = 2.0
"""Seconds between two attempts after the file could not be written."""

_CACHE_KIB = 16 * 1024


class Records:
    """Follows one journal. `start` and `stop` it; in between it looks after itself."""

    def __init__(
        self,
        directory: Path,
        journal: Journal,
        terms: Terms,
        clock: Clock,
        retry_s: float = RETRY_S,
    ) -> None:
        """Keep the records in a desk's `directory`, of its open journal."""
        self._terms = terms
        self._path = directory / FILE
        self._journal_path = directory / JOURNAL_FILE
        self._journal = journal
        self._clock = clock
        self._retry_s = retry_s
        self._source: Reader | None = None
        self._writer: Writer | None = None
        self._cases: Cases | None = None
        self._through = 0
        """The last entry whose transaction is through: `Cases` itself is ahead of it meanwhile."""
        self._doubted = False
        self._wanted = asyncio.Event()
        self._level = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.lookups = Lookups(self._doubt)
        """Where questions are asked."""

    # ---- life -----------------------------------------------------------------------------------

    async def start(self) -> None:
        """Begin to follow; nothing waits until the records are level with the journal.

        Raises sqlite3.Error when the journal cannot be read.
        """
        self._source = self.lookups.journal = await Reader.open(self._journal_path)
        self.wake()
        self._task = asyncio.create_task(self._run(), name="records")

    async def stop(self) -> None:
        """Stop where it is: what is missing is read at the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))
        await self._close()
        if self._source is not None:
            await self._source.close()

    def wake(self, _: object = None) -> None:
        """Look at the journal: something was committed."""
        self._level.clear()
        self._wanted.set()

    async def level(self) -> None:
        """Wait until everything that the journal held at some moment from now on is taken."""
        await self._level.wait()

    def _doubt(self) -> None:
        """Have the file made anew: a question found it damaged."""
        self._doubted = True
        self.wake()

    @property
    def behind(self) -> int:
        """How many entries of the journal they lack."""
        return max(self._journal.head - self._through, 0)

    # ---- following ------------------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self._catch_up()
            except (sqlite3.Error, msgspec.DecodeError, EntryError, OSError) as fault:
                log.error("the records cannot be written: %s", fault)
                self._doubted |= is_damage(fault)
                # What was folded may not be what is on the disk: read it back.
                await self._close()
                await asyncio.sleep(self._retry_s)
                self._wanted.set()
            except Exception:
                # A defect here may cost the searching, never the desk.
                log.exception("the records stop")
                await self._close()
                return

    async def _catch_up(self) -> None:
        if self._doubted:
            log.error("the records are damaged: they are made anew")
            await self._discard()
        if self._cases is None:
            await self._open()
        assert self._cases is not None
        if self._cases.reached.seq and self._cases.reached.epoch != self._journal.epoch:
            log.warning("the records are of another journal: they are made anew")
            await self._discard()
            await self._open()
        while self._through < self._journal.head:
            started = self._clock.monotonic()
            await self._take(self._cases)
            self._is_level()
            await asyncio.sleep((self._clock.monotonic() - started) * REST)
        self._is_level()

    def _is_level(self) -> None:
        if self._through >= self._journal.head and not self._wanted.is_set():
            self._level.set()

    async def _take(self, cases: Cases) -> None:
        assert self._source is not None
        assert self._writer is not None
        epoch, after = self._journal.epoch, cases.reached.seq
        through = min(self._journal.head, after + CHUNK)
        sql = "SELECT seq, body, chain FROM journal WHERE seq > ? AND seq <= ? ORDER BY seq"
        lines = [Line(*row) for row in await self._source.fetch(sql, (after, through))]
        if len(lines) != through - after:
            raise sqlite3.OperationalError(f"entries are missing after {after}")
        await self._writer.write(lambda connection: cases.take(connection, epoch, lines))
        self._through = through

    # ---- the file -------------------------------------------------------------------------------

    async def _open(self) -> None:
        """Open the file and take up where it ends; made anew when it does not fit the journal."""
        try:
            cases = await self._open_file()
            fits = await self._fits(cases.reached)
        except (sqlite3.DatabaseError, msgspec.DecodeError) as fault:
            if not is_damage(fault):
                raise
            log.error("the records cannot be used: %s", fault)
            fits = False
        if not fits:
            log.warning("the records are made anew from the journal")
            await self._discard()
            cases = await self._open_file()
        self._cases = cases
        await self.lookups.open(self._path)
        self._through = cases.reached.seq

    async def _open_file(self) -> Cases:
        self._writer = await Writer.open(self._path, (SCHEMA,), synchronous="NORMAL")
        await self._writer.fetch(f"PRAGMA cache_size=-{_CACHE_KIB}")
        made: list[Cases] = []
        await self._writer.write(lambda connection: made.append(Cases(connection, self._terms)))
        return made[0]

    async def _fits(self, reached: Reached) -> bool:
        """Tell whether what was taken so far is what the journal says."""
        if reached.made_by != self._terms.made_by:
            return False
        if not reached.seq:
            return True
        assert self._source is not None
        sql = "SELECT chain FROM journal WHERE seq = ? AND seq <= ?"
        rows = await self._source.fetch(sql, (reached.seq, self._journal.head))
        return reached.epoch == self._journal.epoch and rows == [(reached.link,)]

    async def _close(self) -> None:
        await self.lookups.close()
        writer, self._writer = self._writer, None
        self._cases = None
        self._through = 0
        if writer is not None:
            await writer.close()

    async def _discard(self) -> None:
        await self._close()
        for path in self._path.parent.glob(f"{FILE}*"):
            await asyncio.to_thread(path.unlink, missing_ok=True)
        self._doubted = False
