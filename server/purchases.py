"""Gasoline purchases: observations in the journal's file, queried and not folded.

They go into the same transaction as the warnings they raise. `at` is when a purchase counts: by
receipt when its teller's clock is off.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import NamedTuple

import msgspec

from county.events import Contribution, PurchaseRegistered
from county.gasoline import when
from server.sqlite import Reader, Value

SCHEMA = """
    CREATE TABLE purchases(
        number INTEGER PRIMARY KEY, source INTEGER NOT NULL, told INTEGER NOT NULL,
        received INTEGER NOT NULL, buyer TEXT NOT NULL, at INTEGER NOT NULL,
        station TEXT NOT NULL, litres REAL NOT NULL, body BLOB NOT NULL,
        chain BLOB NOT NULL);
    CREATE UNIQUE INDEX purchases_told ON purchases(source, told);
    CREATE INDEX purchases_buyer ON purchases(buyer, at, station, litres);
    CREATE INDEX purchases_at ON purchases(at)
"""
"""`told` is the number that the source gave; the buyer's index covers every window query."""

CHUNK = 2000

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(PurchaseRegistered).decode


class Recalled(NamedTuple):
    """A purchase read back, with when it was received (epoch milliseconds)."""

    purchase: PurchaseRegistered
    received: int


class Sold(NamedTuple):
    """What one station sold in a span of time."""

    station: str
    purchases: int
    litres: float


def rows(
    bought: Mapping[int, PurchaseRegistered], received: int, source: int | None
) -> Iterator[tuple[Value, ...]]:
    """Lay purchases, by the numbers that the source with this id gave, out as rows of the table."""
    for told, purchase in bought.items():
        yield (
            purchase.number,
            source,
            told,
            received,
            purchase.buyer,
            when(purchase, received),
            purchase.station,
            # As SQLite gives it back: the chain tells 5 from 5.0.
            float(purchase.litres),
            bytearray(_encode(purchase)),
        )


class Purchases:
    """Questions to the purchases kept."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def last_number(self) -> int:
        """Give the last purchase's number; 0 when there is none."""
        rows = await self._reader.fetch("SELECT coalesce(max(number), 0) FROM purchases")
        return int(rows[0][0])

    async def restore(self, since: int) -> AsyncIterator[Recalled]:
        """Give what counts as made after `since` (epoch milliseconds), oldest number first.

        Raises sqlite3.DatabaseError when one cannot be read.
        """
        # Old purchases can be many: begin at the first that still counts, not at number 1.
        first = "SELECT coalesce(min(number), 1) FROM purchases WHERE at > ?"
        number = (await self._reader.fetch(first, (since,)))[0][0]
        # +at keeps SQLite on the order of numbers: by the index on `at` it would sort each chunk.
        sql = """SELECT number, received, body FROM purchases
            WHERE +at > ? AND number >= ? ORDER BY number LIMIT ?"""
        while rows := await self._reader.fetch(sql, (since, number, CHUNK)):
            for _, received, body in rows:
                yield Recalled(_purchase(body), received)
            number = rows[-1][0] + 1

    async def history(self, buyer: str, since: int) -> list[Contribution]:
        """Give the buyer's purchases after `since` (epoch milliseconds), oldest first."""
        sql = """SELECT number, at, station, litres FROM purchases
            WHERE buyer = ? AND at > ? ORDER BY at, number"""
        return [Contribution(*found) for found in await self._reader.fetch(sql, (buyer, since))]

    async def sold(self, since: int) -> list[Sold]:
        """Give what each station sold from `since` (epoch milliseconds) on."""
        sql = """SELECT station, count(*), sum(litres) FROM purchases
            WHERE at >= ? GROUP BY station"""
        return [Sold(*found) for found in await self._reader.fetch(sql, (since,))]


def _purchase(body: bytes) -> PurchaseRegistered:
    try:
        return _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise sqlite3.DatabaseError(f"a purchase is damaged: {fault}") from fault
