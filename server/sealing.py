"""Seals the day at the county's midnight and when the desk stops, and looks over what it sealed.

What was written since the last seal is held against its links once after the start and once a day:
a disk that rots is told of within a day, not when somebody happens to ask.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from county.clock import Clock
from server.chain import TABLES, BreakError, End, Ends, Table
from server.journal import Journal
from server.seals import Seal, make_seal, read_seals, seal_file, write_seal

log = logging.getLogger(__name__)

LONGEST_WAIT_S = 60.0
"""The wall clock may be set meanwhile: look at least this often."""


class Sealer:
    """Seals one desk's journal; `start` and `stop` it once, `run` between them."""

    def __init__(
        self, journal: Journal, places: tuple[Path, ...], clock: Clock, utc_offset_minutes: int
    ) -> None:
        """`places` are the directories that get every seal, the desk's own first."""
        self._journal = journal
        self._places = places
        self._clock = clock
        self._offset = timedelta(minutes=utc_offset_minutes)
        self._last: Seal | None = None
        self._date = ""
        self._looked_over: Ends = {table.name: table.genesis for table in TABLES}
        """Up to where the chains were held against their rows."""
        self._untold: dict[Path, Seal] = {}
        """The seals that are still to be written, by their files."""
        self.broken = False
        """Whether a row was found that is not what was written."""

    @property
    def failing(self) -> bool:
        """Whether a place could not take every seal."""
        return bool(self._untold)

    async def start(self) -> None:
        """Take up after the newest seal there is; a place that lacks some gets them."""
        self._date = self._today()
        seals: dict[str, Seal | None] = {}
        try:
            seals = await asyncio.to_thread(read_seals, self._places[0])
        except OSError as fault:
            log.error("the seals cannot be read: %s", fault)
        whole = [seal for seal in seals.values() if seal is not None]
        if whole:
            self._last = whole[-1]
            self._looked_over |= self._last.ends
        for place in self._places[1:]:
            self._untold |= await asyncio.to_thread(_lacking, place, whole)

    async def run(self) -> None:
        """Look the tail over, then seal every day, for ever."""
        await self.look_over()
        while True:
            await self.turn()
            await asyncio.sleep(min(self._to_midnight_s(), LONGEST_WAIT_S))

    async def turn(self) -> None:
        """Seal the day that has ended, if one has; try again where a seal could not be written."""
        if (today := self._today()) != self._date:
            ended, self._date = self._date, today
            await self._seal(ended)
            await self.look_over()
        elif self._untold:
            await self._write()

    async def stop(self) -> None:
        """Seal the day as far as it came."""
        await self._seal(self._today())

    async def look_over(self) -> None:
        """Hold what came since the last time against its links."""
        for table in TABLES:
            try:
                # Purchases that are being destroyed would look as if they were missing.
                async with self._journal.still:
                    await self._look_over(table, self._journal.ends[table.name])
            except sqlite3.Error as fault:
                self.broken = True
                log.error("the audit is broken, see `zhiban verify`: %s", fault)

    async def _look_over(self, table: Table, end: End) -> None:
        start = max(self._looked_over[table.name], self._journal.starts[table.name])
        async for seen, _ in self._journal.followed(table, start, end.number):
            self._looked_over[table.name] = seen
            await asyncio.sleep(0)
        if self._looked_over[table.name] != end:
            raise BreakError(table.name, end.number, missing=start.number > end.number)

    async def _seal(self, date: str) -> None:
        last, ends, epoch = self._last, dict(self._journal.ends), self._journal.epoch
        previous = last.hash if last else ""
        if last and date <= last.date:
            # The same day again, or a clock set back: the newest seal is made anew in its place.
            date, previous = last.date, last.previous
        self._last = seal = make_seal(date, self._clock.now(), epoch, ends, previous)
        self._untold |= {seal_file(place, seal): seal for place in self._places}
        await self._write()

    async def _write(self) -> None:
        for file, seal in list(self._untold.items()):
            try:
                await asyncio.to_thread(write_seal, file, seal)
            except OSError as fault:
                log.error("the seal %s cannot be written: %s", file, fault)
            else:
                del self._untold[file]

    def _today(self) -> str:
        return self._local().date().isoformat()

    def _to_midnight_s(self) -> float:
        now = self._local()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return (midnight - now).total_seconds()

    def _local(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now() / 1000, UTC) + self._offset


def _lacking(place: Path, seals: list[Seal]) -> dict[Path, Seal]:
    """Give what a second place lacks, by file: what could not be written there before.

    What stands there otherwise is left alone: it is to contradict seals that were rewritten. Only
    its newest may be an earlier seal of a day that went on.
    """
    try:
        there = read_seals(place)
    except OSError:
        there = {}
    newest = there.get(max(there, default=""))
    return {
        seal_file(place, seal): seal
        for seal in seals
        if seal.date not in there or (newest is not None and _goes_on(newest, seal))
    }


def _goes_on(earlier: Seal, later: Seal) -> bool:
    same_day = (earlier.date, earlier.previous) == (later.date, later.previous)
    return same_day and earlier.sealed_at < later.sealed_at
