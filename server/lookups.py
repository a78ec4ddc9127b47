"""Questions to the records, on connections of their own: none waits for the writing of an alarm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from county.alarms import Alarm
from county.cases import CaseLine, Query, line_of
from county.events import Entry
from feeds.wire import decode_entry
from server import finding
from server.cases import decode
from server.finding import Areas, Ask
from server.pool import Pool, RecordsAwayError
from server.sqlite import Reader

READERS = 3
"""Questions answered at the same time: a slow one is not to hold up the next."""

ENTRIES = 300
"""Entries in one page of a story."""


class Past(NamedTuple):
    """What happened before at an alarm's place and was told by its caller, newest first."""

    place: tuple[CaseLine, ...]
    caller: tuple[CaseLine, ...]


class Lookups:
    """Answers from the file while it is open. All questions raise RecordsAwayError."""

    def __init__(self, on_damage: Callable[[], None]) -> None:
        """Call `on_damage` when the file is found damaged."""
        self._pool = Pool(on_damage)
        self.journal: Reader | None = None
        """Reads the journal, whose entries a story is made of."""

    async def open(self, path: Path) -> None:
        """Begin to answer. Raises sqlite3.Error."""
        await self._pool.open(path, READERS)

    async def close(self) -> None:
        """Answer what was asked, and no more."""
        await self._pool.close()

    # ---- questions ------------------------------------------------------------------------------

    async def search(self, query: Query, areas: Areas) -> tuple[tuple[CaseLine, ...], bool]:
        """Give what a query describes, newest first, and whether there is more.

        An alarm whose number was given in the words comes before all others.
        """
        lines = await self._lines(finding.by_query(query, areas))
        more = len(lines) > query.limit
        lines = lines[: query.limit]
        if (number := _number_in(query)) is not None:
            exact = replace(query, words="", number=number)
            named = await self._lines(finding.by_query(exact, areas))
            lines = named + [line for line in lines if line not in named]
        return tuple(lines), more

    async def past(self, alarm: Alarm, radius_m: float, areas: Areas, limit: int) -> Past:
        """Give what happened before near an alarm, metres away at most, or was told by its caller.

        Two places of which one has no coordinates are the same when they read alike.
        """
        near = await self._lines(finding.near(alarm, radius_m, areas, limit))
        near += await self._lines(finding.of_same_words(alarm, areas, limit))
        there = {line.number: line for line in near}
        told = await self._lines(finding.of_same_caller(alarm, areas, limit))
        place = tuple(there[number] for number in sorted(there, reverse=True)[:limit])
        return Past(place, tuple(told))

    async def alarm(self, number: int, areas: Areas) -> Alarm | None:
        """Give an alarm as it stands or was filed, without its timeline; None when unknown."""
        found = await self._alarms(finding.by_number(number, areas))
        return found[0] if found else None

    async def entries(self, number: int, after: int, areas: Areas) -> tuple[list[Entry], bool]:
        """Give entries about an alarm after the entry `after`, oldest first; and if there are more.

        Entries that concern only areas that the seat does not see are left out.
        """
        sql = "SELECT seq FROM told WHERE alarm = ? AND seq > ? ORDER BY seq LIMIT ?"
        seqs = [seq for (seq,) in await self._pool.fetch(sql, (number, after, ENTRIES + 1))]
        page = seqs[:ENTRIES]
        marks = ",".join("?" * len(page))
        sql = f"SELECT audience, body FROM journal WHERE seq IN ({marks}) ORDER BY seq"  # noqa: S608 - question marks only
        if self.journal is None:
            raise RecordsAwayError
        found = [
            decode_entry(body)
            for audience, body in await self.journal.fetch(sql, page)
            if areas is None or not audience or not areas.isdisjoint(audience.split(","))
        ]
        return found, len(seqs) > ENTRIES

    # ---- inside ---------------------------------------------------------------------------------

    async def _lines(self, ask: Ask | None) -> list[CaseLine]:
        return [] if ask is None else [line_of(alarm) for alarm in await self._alarms(ask)]

    async def _alarms(self, ask: Ask) -> list[Alarm]:
        try:
            return [decode(body) for (body,) in await self._pool.fetch(*ask)]
        except msgspec.DecodeError as fault:
            raise self._pool.unreadable(fault) from fault


def _number_in(query: Query) -> int | None:
    """Give the number that the words are, if they are one and no other was asked for."""
    digits = query.words.strip().removeprefix("#")
    if query.number is not None or not (digits.isascii() and digits.isdigit()):
        return None
    number = int(digits)
    return number if 0 < number < finding.MAX_NUMBER else None
