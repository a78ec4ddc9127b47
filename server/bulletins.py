"""Bulletins made from the journal: the alarms of a period folded to their end, or to now.

The journal is read from where the period begins until everything received in it has been filed, on
the reader's thread; it is decoded and folded on another. What is held is an alarm as on the board
while it stands, and its clocks alone once it was filed: about a kilobyte each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, get_args

from config.places import Profile
from config.terms import terms_of
from county import alarms
from county import events as ev
from county.alarms import Alarm
from county.bulletin import Bulletin, Heading, bulletin_of
from county.clock import Clock
from county.clocks import Clocks, clocks_of
from county.fields import Millis
from county.refusals import ZhibanError, refuse
from county.rights import Rights
from feeds.wire import decode_entry
from server.journal import Journal

MAX_DAYS = 32
"""The longest period: a month and what a time zone adds."""

MAX_ALARMS = 200_000
"""Alarms of one period: some 200 MB of clocks."""

DOUBT_MS = 3_600_000
"""How far the desk's clock may have been set back: as much more is read before and after a period,
because receive times then do not rise with the sequence."""

_OF_ALARMS = frozenset(get_args(ev.AlarmEvent))
_DAY_MS = 86_400_000


class Bulletins:
    """Makes bulletins, one at a time: a second one waits, so that memory holds one."""

    def __init__(self, journal: Journal, profile: Profile, clock: Clock) -> None:
        self._journal = journal
        self._profile = profile
        self._terms = terms_of(profile)
        self._clock = clock
        self._turn = asyncio.Lock()

    async def bulletin(
        self, since: Millis, until: Millis, rights: Rights, trace: str = ""
    ) -> Bulletin:
        """Make the bulletin of the alarms received from `since` on and before `until`.

        It holds what a seat with these rights may see. With `trace`, the name of a figure, it
        brings the clocks of the alarms behind that one. Raises ZhibanError for a period that is no
        period, is too long or too full; sqlite3.Error when the journal cannot be read.
        """
        if not rights.sees_board:
            raise ZhibanError(refuse("role_may_not", role=rights.role))
        if until <= since:
            raise ZhibanError(refuse("period_backwards", "until"))
        if until - since > MAX_DAYS * _DAY_MS:
            raise ZhibanError(refuse("period_too_long", "until", days=MAX_DAYS))
        async with self._turn:
            now = self._clock.now()
            clocks = await self._clocks(since, until, rights, now)
            heading = self._heading(since, until, now)
            return await asyncio.to_thread(bulletin_of, heading, clocks, self._terms, trace)

    async def _clocks(
        self, since: Millis, until: Millis, rights: Rights, now: Millis
    ) -> list[Clocks]:
        fold = Fold(since, until)
        begin = await self._begin(since - DOUBT_MS)
        async for chunk in self._journal.read(begin, self._journal.head, rights.areas):
            if await asyncio.to_thread(fold.take, chunk.bodies):
                break
        return await asyncio.to_thread(fold.clocks, now)

    async def _begin(self, since: Millis) -> int:
        """Find an entry with everything received from `since` on after it: some twenty lookups."""
        low, high = 0, self._journal.head
        while low < high:
            middle = (low + high + 1) // 2
            (stored,) = await self._journal.stored(middle - 1, middle)
            if stored.entry.received < since:
                low = middle
            else:
                high = middle - 1
        return low

    def _heading(self, since: Millis, until: Millis, now: Millis) -> Heading:
        profile = self._profile
        return Heading(
            county=profile.name,
            simulated=profile.simulated,
            utc_offset_minutes=profile.utc_offset_minutes,
            rings=profile.ring_meaning,
            since=since,
            until=until,
            made_at=now,
        )


class Fold:
    """The alarms received in a period, folded from entries in their order."""

    def __init__(self, since: Millis, until: Millis) -> None:
        self._since = since
        self._until = until
        self._standing: dict[int, Alarm] = {}
        self._filed: list[Clocks] = []

    def take(self, bodies: Iterable[bytes]) -> bool:
        """Fold entries in, as the journal holds them; tell whether nothing is left to wait for.

        Raises ZhibanError when there are too many.
        """
        over = False
        for body in bodies:
            entry = decode_entry(body)
            over = entry.received >= self._until + DOUBT_MS
            if type(entry.event) in _OF_ALARMS:
                self._fold(entry)
        if len(self._standing) + len(self._filed) > MAX_ALARMS:
            raise ZhibanError(refuse("period_too_full", limit=MAX_ALARMS))
        return over and not self._standing

    def _fold(self, entry: ev.Entry) -> None:
        event: Any = entry.event
        if isinstance(event, ev.AlarmReported):
            if not self._since <= entry.received < self._until:
                return
        elif isinstance(event, ev.AlarmFiled) and event.alarm in self._standing:
            self._filed.append(clocks_of(self._standing[event.alarm], entry.received))
        alarms.evolve(self._standing, entry)

    def clocks(self, now: Millis) -> list[Clocks]:
        """Give the clocks of every alarm, as they stand at `now`."""
        return [*self._filed, *(clocks_of(alarm, now) for alarm in self._standing.values())]
