"""What is made from the journal beside it: a file that follows, and is made anew whenever it must.

Such a file holds nothing that the journal does not, so it is kept with less care
(synchronous=NORMAL) and made anew whenever it does not fit it: another journal, another version of
this program, other names in the county's profile, a damaged file, or no file at all. It follows the
journal commit by commit, off the loop; while it lags, or cannot be read, the desk works on and
answers say so.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from abc import ABC, abstractmethod
from pathlib import Path

import msgspec

from county.clock import Clock
from server.chain import End, Table
from server.journal import FILE as JOURNAL_FILE
from server.journal import Journal
from server.pool import is_damage
from server.sqlite import Reader, Writer

log = logging.getLogger(__name__)

REST = 1.0
"""How long nothing is done after each chunk, as a share of the time that it took: on a machine with
one core alarms come first. What is committed meanwhile is taken at once, and costs less so."""

RETRY_S = 2.0
"""Seconds between two attempts after the file could not be written."""

_CACHE_KIB = 16 * 1024


class EntryError(Exception):
    """A row of the journal that cannot be read: nothing after it can be taken."""


class Follower(ABC):
    """Follows one journal. `start` and `stop` it; in between it looks after itself."""

    def __init__(self, path: Path, schema: str, journal: Journal, clock: Clock, retry_s: float):
        """Keep the file at `path`, of the open journal in the same directory."""
        self._path = path
        self._schema = schema
        self._journal_path = path.with_name(JOURNAL_FILE)
        self._journal = journal
        self._clock = clock
        self._retry_s = retry_s
        self._source: Reader | None = None
        self._writer: Writer | None = None
        self._doubted = False
        self._wanted = asyncio.Event()
        self._level = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    # ---- what the file is -----------------------------------------------------------------------

    @property
    @abstractmethod
    def behind(self) -> int:
        """How many rows of the journal it lacks."""

    @property
    @abstractmethod
    def _is_open(self) -> bool:
        """Whether what was taken so far is known."""

    @abstractmethod
    async def _begin(self, writer: Writer) -> bool:
        """Learn where the file ends; tell whether that is what the journal says."""

    @abstractmethod
    async def _opened(self) -> None:
        """Begin to answer from the file."""

    @abstractmethod
    def _follows(self, epoch: str) -> bool:
        """Tell whether what was taken is of the journal's epoch."""

    @abstractmethod
    async def _take(self, source: Reader, writer: Writer) -> None:
        """Take some rows in one transaction."""

    @abstractmethod
    async def _closed(self) -> None:
        """Answer no more, and forget what was known of the file."""

    # ---- life -----------------------------------------------------------------------------------

    async def start(self) -> None:
        """Begin to follow; nothing waits until the file is level with the journal.

        Raises sqlite3.Error when the journal cannot be read.
        """
        self._source = await Reader.open(self._journal_path)
        self.wake()
        self._task = asyncio.create_task(self._run(), name=self._path.name)

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

    def doubt(self) -> None:
        """Have the file made anew: it was found damaged, or not to fit any more."""
        self._doubted = True
        self.wake()

    # ---- following ------------------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self._catch_up()
            except (sqlite3.Error, msgspec.DecodeError, EntryError, OSError) as fault:
                log.error("%s cannot be written: %s", self._path.name, fault)
                self._doubted |= is_damage(fault)
                # What was folded may not be what is on the disk: read it back.
                await self._close()
                await asyncio.sleep(self._retry_s)
                self._wanted.set()
            except Exception:
                # A defect here may cost the searching, never the desk.
                log.exception("%s follows no more", self._path.name)
                await self._close()
                return

    async def _catch_up(self) -> None:
        if self._doubted:
            log.error("%s is damaged or out of date: it is made anew", self._path.name)
            await self._discard()
        if not self._is_open:
            await self._open()
        if not self._follows(self._journal.epoch):
            log.warning("%s is of another journal: it is made anew", self._path.name)
            await self._discard()
            await self._open()
        while self.behind > 0 and not self._doubted:
            started = self._clock.monotonic()
            assert self._source is not None
            assert self._writer is not None
            await self._take(self._source, self._writer)
            self._is_level()
            await asyncio.sleep((self._clock.monotonic() - started) * REST)
        self._is_level()

    def _is_level(self) -> None:
        if self.behind <= 0 and not self._wanted.is_set():
            self._level.set()

    # ---- the file -------------------------------------------------------------------------------

    async def _open(self) -> None:
        """Open the file and take up where it ends; made anew when it does not fit the journal."""
        try:
            fits = await self._open_file()
        except (sqlite3.DatabaseError, msgspec.DecodeError) as fault:
            if not is_damage(fault):
                raise
            log.error("%s cannot be used: %s", self._path.name, fault)
            fits = False
        if not fits:
            log.warning("%s is made anew from the journal", self._path.name)
            await self._discard()
            await self._open_file()
        await self._opened()

    async def _open_file(self) -> bool:
        self._writer = await Writer.open(self._path, (self._schema,), synchronous="NORMAL")
        await self._writer.fetch(f"PRAGMA cache_size=-{_CACHE_KIB}")
        return await self._begin(self._writer)

    async def _holds(self, table: Table, end: End) -> bool:
        """Tell whether a chain of the journal went through `end`."""
        last = self._journal.ends[table.name]
        if end.number >= last.number:
            return end == last
        assert self._source is not None
        rows = await self._source.fetch(table.end_sql, (end.number,))
        return rows == [(end.number, end.link)]

    async def _close(self) -> None:
        await self._closed()
        writer, self._writer = self._writer, None
        if writer is not None:
            await writer.close()

    async def _discard(self) -> None:
        await self._close()
        for path in self._path.parent.glob(f"{self._path.name}*"):
            await asyncio.to_thread(path.unlink, missing_ok=True)
        self._doubted = False
