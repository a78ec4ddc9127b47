"""A journal of purchases with the sales beside it, on an injected clock; no desk decides here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec.structs import replace

from county.clock import ManualClock
from county.decisions import Outcome
from county.events import (
    Contribution,
    Correction,
    Entry,
    Event,
    PurchaseCorrected,
    PurchaseRegistered,
    WarningRaised,
)
from county.record import Ruled
from feeds.gasoline import PurchaseQuery
from server.batch import Batch
from server.journal import Journal
from server.sales import Sales
from tests.county.samples import DAY, NOON, RULEBOOK

SOURCE = 1


class Shop:
    """The journal, its sales, and short ways to tell and to ask."""

    def __init__(self, journal: Journal, sales: Sales, clock: ManualClock) -> None:
        self.journal = journal
        self.sales = sales
        self.clock = clock

    @property
    def sold(self) -> int:
        """The last purchase's number."""
        return self.journal.ends["purchases"].number

    async def keep(self, outcome: Outcome) -> None:
        """Make something durable; on return the sales know it."""
        batch = Batch()
        if self.sold == self.journal.head == 0:
            batch.add_source(SOURCE, "till-1")
        batch.add(outcome, SOURCE)
        await self.journal.append(batch)
        self.sales.wake()
        await self.sales.level()

    async def sell(self, *bought: PurchaseRegistered, received: int | None = None) -> None:
        """Register purchases, numbered on."""
        numbered = {
            number: replace(each, number=number)
            for number, each in enumerate(bought, self.sold + 1)
        }
        await self.keep(Outcome(received or self.clock.now(), purchases=numbered))

    async def tell(self, *events: Event) -> None:
        """Tell events, numbered on."""
        now = self.clock.now()
        entries = [
            Ruled(Entry(seq, now, "desk", event), ())
            for seq, event in enumerate(events, self.journal.head + 1)
        ]
        await self.keep(Outcome(now, entries=entries))

    async def correct(self, number: int, **changes: object) -> None:
        """Correct a purchase."""
        correction = Correction(**changes)  # type: ignore[arg-type] # a test's free choice of fields
        await self.tell(
            PurchaseCorrected(
                self.clock.now(),
                purchase=number,
                station="s1",
                area="t01",
                buyer="p-7781",
                correction=correction,
                reason="写错了",
            )
        )

    async def find(self, words: str = "", *stations: str, **query: object) -> list[int]:
        """Give the numbers that a search finds, in its order."""
        asked = PurchaseQuery(words=words, **query)  # type: ignore[arg-type] # a test's free choice of fields
        seen = frozenset(stations) if stations else None
        lines, _ = await self.sales.lookups.search(asked, seen)
        return [line.purchase.number for line in lines]


def warning(number: int, area: str = "t01", **changes: object) -> WarningRaised:
    """Give a warning on the samples' buyer."""
    fields: dict[str, object] = {
        "at": NOON,
        "number": number,
        "rule": "G06",
        "level": "W3",
        "buyer": "p-7781",
        "tail": "3X",
        "station": "s1",
        "area": area,
        "parameter": "person_short_litres",
        "limit": 60.0,
        "measured": 70.0,
        "window_s": 604_800,
        "purchases": (Contribution(1, NOON, "s1", 10.0),),
        "due_at": NOON + 3 * DAY,
    }
    return WarningRaised(**(fields | changes))  # type: ignore[arg-type] # a test's free choice of fields


@asynccontextmanager
async def shop_in(
    directory: Path, clock: ManualClock | None = None, utc_offset_minutes: int | None = None
) -> AsyncIterator[Shop]:
    """Keep a shop in `directory`; what failed is tried again at once."""
    clock = clock or ManualClock(NOON)
    offset = RULEBOOK.utc_offset_minutes if utc_offset_minutes is None else utc_offset_minutes
    journal = await Journal.open(directory / "journal.db")
    sales = Sales(directory, journal, offset, clock, 0.0)
    try:
        await sales.start()
        await sales.level()
        yield Shop(journal, sales, clock)
    finally:
        await sales.stop()
        await journal.close()
