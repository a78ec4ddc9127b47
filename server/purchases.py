"""Gasoline purchases: observations in the journal's file, queried and not folded.

They go into the same transaction as the warnings they raise. `at` is when a purchase counts: by
receipt when its teller's clock is off. `litres` are those sold: none when the sale was refused. A
purchase's row is never written again: what its corrections say is read from their entries.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from county.events import Contribution, Correction, PurchaseCorrected, PurchaseRegistered
from county.gasoline import when
from county.gasoline.corrections import corrected, line_of
from county.gasoline.lines import PurchaseLine
from feeds.wire import decode_entry
from server.pool import Pool
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
LOOKUP_CHUNK = 500

_OF_BUYER = """SELECT number, at FROM purchases WHERE buyer = ?1
    UNION SELECT p.number, p.at FROM corrections c JOIN purchases p ON p.number = c.purchase
        WHERE c.buyer = ?1 AND c.buyer <> ''"""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(PurchaseRegistered).decode


class Recalled(NamedTuple):
    """A purchase read back, with when it was received (epoch milliseconds)."""

    purchase: PurchaseRegistered
    received: int


class Sold(NamedTuple):
    """A purchase as a day's sums take it: no litres when it was refused."""

    number: int
    station: str
    at: int
    litres: float
    void: bool = False
    """A correction says that it never happened."""

    def corrected(self, correction: Correction) -> Sold:
        """Give it as it counts after one more correction."""
        litres = self.litres
        if litres and correction.litres is not None:
            litres = float(correction.litres)
        return self._replace(litres=litres, void=correction.void)


class Box(NamedTuple):
    """A sealed identity, with the pseudonym that was written down beside it."""

    purchase: int
    buyer: str
    sealed: str


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
            float(purchase.litres) if purchase.refused is None else 0.0,
            bytearray(_encode(purchase)),
        )


def contribution_of(line: PurchaseLine) -> Contribution:
    """Give a purchase that counts as the rules look at it."""
    bought = line.purchase
    return Contribution(bought.number, line.at, bought.station, float(bought.litres))


def counts(line: PurchaseLine) -> bool:
    """Tell whether gasoline was sold: it was neither refused nor did it never happen."""
    return line.purchase.refused is None and not line.void


class Purchases:
    """Questions to the purchases kept."""

    def __init__(self, reader: Reader | Pool) -> None:
        """Ask on `reader`, whatever it raises."""
        self._reader = reader

    async def last_number(self) -> int:
        """Give the last purchase's number; 0 when there is none."""
        rows = await self._reader.fetch("SELECT coalesce(max(number), 0) FROM purchases")
        return int(rows[0][0])

    async def restore(self, since: int) -> AsyncIterator[Recalled]:
        """Give what counts as made after `since` (epoch milliseconds), oldest number first.

        As it counts now: corrected, and without what never happened; refused sales are among it.
        Raises sqlite3.DatabaseError when one cannot be read.
        """
        # Old purchases can be many: begin at the first that still counts, not at number 1.
        first = "SELECT coalesce(min(number), 1) FROM purchases WHERE at > ?"
        number = (await self._reader.fetch(first, (since,)))[0][0]
        # +at keeps SQLite on the order of numbers: by the index on `at` it would sort each chunk.
        sql = """SELECT number, received, body FROM purchases
            WHERE +at > ? AND number >= ? ORDER BY number LIMIT ?"""
        while rows := await self._reader.fetch(sql, (since, number, CHUNK)):
            last = rows[-1][0]
            told = await self._corrections("purchase BETWEEN ? AND ?", (number, last))
            for each, received, body in rows:
                purchase = _as_it_counts(purchase_of(body), told.get(each, ()))
                if purchase is not None:
                    yield Recalled(purchase, received)
            number = last + 1

    async def history(self, buyer: str, since: int) -> list[Contribution]:
        """Give what the buyer was sold after `since` (epoch milliseconds), oldest first."""
        sql = """SELECT number, at, station, litres FROM purchases
            WHERE buyer = ? AND at > ? AND litres > 0 ORDER BY at, number"""
        rows = await self._reader.fetch(sql, (buyer, since))
        if not await self._was_corrected(buyer):
            return [Contribution(*found) for found in rows]
        told = [contribution_of(line) async for line in self.of_buyer(buyer, since) if counts(line)]
        return told[::-1]

    async def of_buyer(self, buyer: str, since: int = 0) -> AsyncIterator[PurchaseLine]:
        """Give what is kept of a buyer after `since` (epoch milliseconds), newest first.

        Refused sales and what never happened are among it.
        """
        numbers = await self.numbers_of(buyer, since)
        for start in range(0, len(numbers), LOOKUP_CHUNK):
            for line in await self.lines(numbers[start : start + LOOKUP_CHUNK]):
                if line.purchase.buyer == buyer:
                    yield line

    async def numbers_of(self, buyer: str, since: int = 0) -> list[int]:
        """Name what was ever told to be a buyer's, newest first: corrections may say other now."""
        sql = f"SELECT number FROM ({_OF_BUYER}) WHERE at > ?2 ORDER BY at DESC, number DESC"  # noqa: S608 - our names
        return [number for (number,) in await self._reader.fetch(sql, (buyer, since))]

    async def lines(self, numbers: Sequence[int]) -> list[PurchaseLine]:
        """Give purchases as they count now, in the order asked for; unknown ones are left out."""
        return await self._lines(numbers)

    async def line_before(self, number: int, seq: int) -> PurchaseLine | None:
        """Give a purchase as it counted before the entry `seq`; None when it is unknown."""
        found = await self._lines((number,), seq)
        return found[0] if found else None

    async def newest(self, limit: int) -> list[PurchaseLine]:
        """Give the purchases made last, in the order of their numbers."""
        sql = "SELECT number FROM purchases ORDER BY at DESC LIMIT ?"
        rows = await self._reader.fetch(sql, (limit,))
        return await self.lines(sorted(number for (number,) in rows))

    async def sold(self, since: int) -> list[Sold]:
        """Give what counts as made from `since` (epoch milliseconds) on, for sums of days."""
        sql = "SELECT number, station, at, litres FROM purchases WHERE at >= ? ORDER BY number"
        sold = {found[0]: Sold(*found) for found in await self._reader.fetch(sql, (since,))}
        wrong = await self._corrections(
            "purchase IN (SELECT number FROM purchases WHERE at >= ?)", (since,)
        )
        for number, corrections in wrong.items():
            for correction in corrections:
                sold[number] = sold[number].corrected(correction)
        return list(sold.values())

    async def sealed(self, numbers: Sequence[int]) -> list[Box]:
        """Give the sealed identities of purchases, for who may open them; none where none is."""
        bodies = await self._bodies(numbers)
        purchases = (purchase_of(body) for _, body in bodies.values())
        return [Box(p.number, p.buyer, p.sealed) for p in purchases if p.sealed]

    # ---- inside ---------------------------------------------------------------------------------

    async def _lines(self, numbers: Sequence[int], before: int = 2**62) -> list[PurchaseLine]:
        bodies = await self._bodies(numbers)
        told = await self._corrections_of(numbers, before)
        return [
            line_of(purchase_of(bodies[number][1]), bodies[number][0], told.get(number, ()))
            for number in numbers
            if number in bodies
        ]

    async def _bodies(self, numbers: Sequence[int]) -> dict[int, tuple[int, bytes]]:
        found: dict[int, tuple[int, bytes]] = {}
        for part, marks in _parts(numbers):
            sql = f"SELECT number, received, body FROM purchases WHERE number IN ({marks})"  # noqa: S608 - question marks only
            rows = await self._reader.fetch(sql, part)
            found.update((number, (received, body)) for number, received, body in rows)
        return found

    async def _was_corrected(self, buyer: str) -> bool:
        sql = f"""SELECT EXISTS(SELECT 1 FROM corrections
            WHERE purchase IN (SELECT number FROM ({_OF_BUYER})))"""  # noqa: S608 - our names
        return bool((await self._reader.fetch(sql, (buyer,)))[0][0])

    async def _corrections_of(
        self, numbers: Sequence[int], before: int
    ) -> dict[int, list[Correction]]:
        found: dict[int, list[Correction]] = {}
        for part, marks in _parts(numbers):
            where = f"c.purchase IN ({marks}) AND c.seq < ?"
            found |= await self._corrections(where, (*part, before))
        return found

    async def _corrections(
        self, where: str, values: Sequence[Value]
    ) -> dict[int, list[Correction]]:
        """Give the corrections of purchases, in their order, by the purchase's number."""
        sql = f"""SELECT c.purchase, j.body FROM corrections c JOIN journal j ON j.seq = c.seq
            WHERE {where} ORDER BY c.seq"""  # noqa: S608 - our names
        found: dict[int, list[Correction]] = {}
        for number, body in await self._reader.fetch(sql, values):
            found.setdefault(number, []).append(_correction(body))
        return found


def _parts(numbers: Sequence[int]) -> Iterator[tuple[Sequence[int], str]]:
    """Cut a long list into what one statement takes, each part with its question marks."""
    for start in range(0, len(numbers), LOOKUP_CHUNK):
        part = numbers[start : start + LOOKUP_CHUNK]
        yield part, ",".join("?" * len(part))


def _as_it_counts(
    purchase: PurchaseRegistered, corrections: Iterable[Correction]
) -> PurchaseRegistered | None:
    """Give a purchase after its corrections; None when by the last of them it never happened."""
    happened = True
    for correction in corrections:
        purchase, happened = corrected(purchase, correction), not correction.void
    return purchase if happened else None


def purchase_of(body: bytes) -> PurchaseRegistered:
    """Read a purchase as it was written. Raises sqlite3.DatabaseError when it is damaged."""
    try:
        return _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise sqlite3.DatabaseError(f"a purchase is damaged: {fault}") from fault


def _correction(body: bytes) -> Correction:
    try:
        event = decode_entry(body).event
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise sqlite3.DatabaseError(f"a correction is damaged: {fault}") from fault
    if not isinstance(event, PurchaseCorrected):
        raise sqlite3.DatabaseError("an entry that is no correction stands for one")
    return event.correction
