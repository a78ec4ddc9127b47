"""Destroys what two persons decided to destroy, once it is older than it must be kept.

A request that was allowed stands on the board until `Purged` says that it was carried out. Each
class can be taken up anew after a kill at any point: keys that are gone stay gone, a cut goes on
where it stopped, files that are removed are no more.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import closing

from msgspec.structs import replace

from config.identity import CountyKey, DestroyedKey, change_county_key
from config.settings import SettingsError
from county.clock import Clock
from county.consents import Request
from county.events import ConsentGiven, Purge, Purged
from server import aged
from server.aged import Keeping
from server.chain import PURCHASES
from server.commits import NotTakenError
from server.cuts import Cut
from server.desk import Desk
from server.hub import Hub
from server.journal import Journal
from server.sqlite import open_to_read
from server.told import Committed
from server.tracks import Tracks
from server.verify import silent

log = logging.getLogger(__name__)

RETRY_S = 60.0
"""Seconds until what could not be destroyed is tried again."""

CUT_ROWS = 2000
"""Purchases destroyed in one transaction: an alarm waits for that at most."""


class Retention:
    """Carries requests out, one after the other; `run` it beside the desk."""

    def __init__(
        self,
        keeping: Keeping,
        desk: Desk,
        hub: Hub,
        journal: Journal,
        tracks: Tracks,
        clock: Clock,
        retry_s: float = RETRY_S,
    ) -> None:
        self._desk = desk
        self._hub = hub
        self._journal = journal
        self._tracks = tracks
        self._keeping = keeping
        self._clock = clock
        self._retry_s = retry_s
        self._allowed = asyncio.Event()
        self.failing = False
        """Whether something that was decided could not be destroyed the last time."""

    def wake(self, committed: Committed) -> None:
        """Hear what became durable."""
        if any(type(stored.entry.event) is ConsentGiven for stored in committed.stored):
            self._allowed.set()

    async def run(self) -> None:
        """Carry out what is allowed, for ever."""
        while True:
            self._allowed.clear()
            await self.turn()
            try:
                async with asyncio.timeout(self._retry_s if self.failing else None):
                    await self._allowed.wait()
            except TimeoutError:
                pass

    async def turn(self) -> None:
        """Carry out once whatever stands allowed; what fails is told and stays."""
        self.failing = False
        for request in list(self._hub.published.requests.values()):
            if request.allowed_by and isinstance(request.about, Purge):
                try:
                    await self._carry_out(request, request.about)
                except (OSError, sqlite3.Error, SettingsError, NotTakenError) as fault:
                    self.failing = True
                    log.error("request %d cannot be carried out: %s", request.number, fault)

    async def _carry_out(self, request: Request, purge: Purge) -> None:
        limit = self._keeping.limit(purge.data, self._clock.now())
        before = min(purge.before, limit)
        match purge.data:
            case "identities":
                count = await asyncio.to_thread(self._destroy_keys, request.number, before)
            case "purchases":
                count = await self._cut(request, before)
            case "tracks":
                # After a kill between two files only those left are counted.
                count = await self._tracks.destroy(before)
        now = self._clock.now()
        done = Purged(at=now, data=purge.data, before=before, count=count, request=request.number)
        await self._desk.destroyed(done)
        log.info("request %d carried out: %d of %s", request.number, count, purge.data)

    # ---- identities -----------------------------------------------------------------------------

    def _destroy_keys(self, request: int, before: int) -> int:
        """Destroy the keys of old periods; give how many identities nobody can open any more."""
        with closing(open_to_read(self._keeping.journal)) as connection:
            found = aged.uses(connection, before, silent)
        if not found and not self._keeping.key.exists():
            # Nothing was ever sealed here. Else the key is elsewhere just now, and has to come.
            return 0

        def without(county: CountyKey) -> CountyKey:
            gone = {key.id for key in aged.expired(county, found, before)}
            return replace(
                county,
                keys=tuple(key for key in county.keys if key.id not in gone),
                destroyed=(
                    *county.destroyed,
                    *(DestroyedKey(id=id_, request=request) for id_ in sorted(gone)),
                ),
            )

        left = change_county_key(self._keeping.key, without)
        mine = [key.id for key in left.destroyed if key.request == request]
        return sum(found[id_].count for id_ in mine if id_ in found)

    # ---- purchases ------------------------------------------------------------------------------

    async def _cut(self, request: Request, before: int) -> int:
        through = await asyncio.to_thread(self._through, before)
        async with self._journal.still:
            before_it = await asyncio.to_thread(self._cut_earlier, request.number)
            start = self._journal.starts[PURCHASES.name].number
            while start < through:
                start = min(start + CUT_ROWS, through)
                await self._journal.cut(await self._cut_at(request, start, before))
            await self._journal.fold_in()
        return start - before_it

    def _through(self, before: int) -> int:
        with closing(open_to_read(self._keeping.journal)) as connection:
            return aged.cut_through(connection, before)

    def _cut_earlier(self, request: int) -> int:
        """Give up to which purchase other requests had been carried out."""
        sql = "SELECT coalesce(max(number), 0) FROM cuts WHERE request <> ?"
        with closing(open_to_read(self._keeping.journal)) as connection:
            return int(connection.execute(sql, (request,)).fetchone()[0])

    async def _cut_at(self, request: Request, number: int, before: int) -> Cut:
        end = await self._journal.end_at(PURCHASES, number)
        now = self._clock.now()
        return Cut(request.number, *end, before, now, request.asked_by, request.allowed_by)
