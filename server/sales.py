"""The sales: what is searched and summed of gasoline purchases; made from the journal."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from county.clock import Clock
from county.events import PurchaseCorrected, Purged
from server.chain import JOURNAL, PURCHASES, End, Ends
from server.following import RETRY_S, Follower
from server.journal import Journal
from server.purchases import Purchases
from server.sales_index import SCHEMA, Amended, SalesIndex, Told, event_of
from server.sales_lookups import SalesLookups
from server.sqlite import Reader, Writer

FILE = "sales.db"
"""The sales' file in a desk's directory; it may be deleted while the desk is stopped."""

CHUNK = 1000
"""Purchases, or entries, taken in one transaction."""

_WARNINGS = b'"type":"warning_'
_RARE = (b'"type":"purchase_corrected"', b'"type":"purged"')
"""How the entries look that say something of sales: all others are not even decoded."""


class Sales(Follower):
    """The sales of one journal."""

    def __init__(
        self,
        directory: Path,
        journal: Journal,
        utc_offset_minutes: int,
        clock: Clock,
        retry_s: float = RETRY_S,
    ) -> None:
        """Keep the sales in a desk's `directory`, of its open journal."""
        super().__init__(directory / FILE, SCHEMA, journal, clock, retry_s)
        self._utc_offset_minutes = utc_offset_minutes
        self._index: SalesIndex | None = None
        self._goal: Ends = {}
        """Up to where purchases are taken, and then entries: what these say is of purchases that
        are taken by then."""
        self._number = self._seq = 0
        """The last purchase and entry whose transaction is through."""
        self.lookups = SalesLookups(self._journal_path, self.doubt, utc_offset_minutes)
        """Where questions are asked."""

    async def start(self) -> None:
        """Begin to follow. Raises sqlite3.Error when the journal cannot be read."""
        await super().start()
        await self.lookups.start()

    async def stop(self) -> None:
        """Stop where it is: what is missing is read at the next start."""
        await super().stop()
        await self.lookups.stop()

    @property
    def behind(self) -> int:
        """How many purchases and entries they lack."""
        ends = self._journal.ends
        purchases = ends[PURCHASES.name].number - self._number
        return max(purchases, 0) + max(ends[JOURNAL.name].number - self._seq, 0)

    @property
    def _is_open(self) -> bool:
        return self._index is not None

    def _follows(self, epoch: str) -> bool:
        return self._index is None or self._index.reached.epoch in ("", epoch)

    async def _begin(self, writer: Writer) -> bool:
        made: list[SalesIndex] = []
        await writer.write(
            lambda connection: made.append(SalesIndex(connection, self._utc_offset_minutes))
        )
        self._index = made[0]
        self._goal = self._journal.ends
        reached = self._index.reached
        self._number, self._seq = reached.number, reached.seq
        if reached.made_by != self._index.made_by or not self._follows(self._journal.epoch):
            return False
        return (
            (not reached.seq or await self._holds(JOURNAL, reached.entries))
            and (not reached.number or await self._holds(PURCHASES, reached.purchases))
            and not await self._was_cut()
        )

    async def _was_cut(self) -> bool:
        """Tell whether purchases were destroyed that stand in the file."""
        assert self._index is not None
        assert self._source is not None
        ((first,),) = await self._source.fetch("SELECT min(number) FROM purchases")
        known = self._index.reached.first
        return bool(known) and (first is None or first > known)

    async def _opened(self) -> None:
        await self.lookups.open(self._path)

    async def _take(self, source: Reader, writer: Writer) -> None:
        assert self._index is not None
        index, ends = self._index, self._goal
        if index.reached.number < ends[PURCHASES.name].number:
            await self._take_purchases(index, source, writer)
        elif index.reached.seq < ends[JOURNAL.name].number:
            await self._take_entries(index, source, writer)
        else:
            self._goal = self._journal.ends
        self._number, self._seq = index.reached.number, index.reached.seq

    async def _take_purchases(self, index: SalesIndex, source: Reader, writer: Writer) -> None:
        goal, epoch = self._goal[PURCHASES.name], self._journal.epoch
        sql = """SELECT number, received, body, chain FROM purchases
            WHERE number > ? AND number <= ? ORDER BY number LIMIT ?"""
        rows = await source.fetch(sql, (index.reached.number, goal.number, CHUNK))
        told = [Told(number, received, body) for number, received, body, _ in rows]
        # Fewer than asked for: what is missing before the goal was destroyed.
        end = goal if len(rows) < CHUNK else End(rows[-1][0], rows[-1][3])
        await writer.write(lambda db: index.take_purchases(db, epoch, told, end))

    async def _take_entries(self, index: SalesIndex, source: Reader, writer: Writer) -> None:
        after, epoch = index.reached.seq, self._journal.epoch
        through = min(self._goal[JOURNAL.name].number, after + CHUNK)
        sql = "SELECT seq, body, chain FROM journal WHERE seq > ? AND seq <= ? ORDER BY seq"
        rows = await source.fetch(sql, (after, through))
        if len(rows) != through - after:
            raise sqlite3.OperationalError(f"entries are missing after {after}")
        amended: list[Amended] = []
        for seq, body, _ in rows:
            if any(tag in body for tag in _RARE):
                event = event_of(body)
                if isinstance(event, PurchaseCorrected):
                    amended += await _amended(Purchases(source), event.purchase, seq)
                elif isinstance(event, Purged) and await self._was_cut():
                    self.doubt()
                    return
        bodies = [body for _, body, _ in rows if _WARNINGS in body]
        end = End(through, rows[-1][2])
        await writer.write(lambda db: index.take_entries(db, epoch, bodies, amended, end))

    async def _closed(self) -> None:
        await self.lookups.close()
        self._index = None
        self._number = self._seq = 0


async def _amended(purchases: Purchases, number: int, seq: int) -> list[Amended]:
    """Give a purchase before and after the correction that is the entry `seq`."""
    before = await purchases.line_before(number, seq)
    after = await purchases.line_before(number, seq + 1)
    return [] if before is None or after is None else [Amended(before, after)]
