"""A desk on a journal of its own with the records beside it, on an injected clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec.structs import replace

from county import commands as ask
from county.cases import Query
from county.clock import ManualClock
from county.events import AlarmReported
from county.fields import Bilingual, Millis
from county.refusals import Refusal
from server.cases import Terms
from server.desk import Desk
from server.journal import Journal
from server.records import Records
from tests.county.samples import LEADER, NOON, RULEBOOK, alarm, locate
from tests.server.helpers import FEED, UNITS, batch

TERMS = Terms(
    {"gas_leak": Bilingual("燃气泄漏", "Gas leak"), "noise": Bilingual("噪声扰民", "Noise")},
    {"t01": Bilingual("城关镇", "Chengguan"), "t02": Bilingual("河西街道", "Hexi")},
)

EAST = 111.0
"""A longitude in township t02; samples' own lies in t01."""


class Remembered:
    """The desk, its records, and short ways to tell and to ask."""

    def __init__(self, desk: Desk, records: Records, clock: ManualClock) -> None:
        self.desk = desk
        self.records = records
        self.clock = clock
        self._told = 0

    async def tell(self, *reports: AlarmReported) -> None:
        """Have a feed report alarms; on return the records know them."""
        first, self._told = self._told + 1, self._told + len(reports)
        pushed = await self.desk.push(batch("panel-1", first, *reports), FEED)
        assert not pushed.refused
        await self.records.level()

    async def alarm(self, text: str = "", at: Millis | None = None, **changes: object) -> None:
        """Report one alarm of little urgency, now."""
        kind = str(changes.pop("kind", "noise"))
        if at is not None:
            self.clock.move_to(at)
        await self.tell(replace(alarm(kind), at=self.clock.now(), text=text, **changes))

    async def do(self, command: ask.Ask) -> None:
        """Give a command as a leader; on return the records know what it led to."""
        outcome = await self.desk.do(command, "wang", LEADER)
        assert not isinstance(outcome, Refusal), outcome
        await self.records.level()

    async def find(self, words: str = "", *areas: str, **query: object) -> list[int]:
        """Give the numbers that a search finds, in its order."""
        asked = Query(words=words, **query)  # type: ignore[arg-type] # a test's free choice of fields
        cases, _ = await self.records.lookups.search(asked, frozenset(areas) if areas else None)
        return [case.number for case in cases]


@asynccontextmanager
async def remembered(
    directory: Path, clock: ManualClock | None = None, terms: Terms = TERMS
) -> AsyncIterator[Remembered]:
    """Run a desk in `directory` whose records follow it; what failed is tried again at once."""
    clock = clock or ManualClock(NOON)
    journal = await Journal.open(directory / "journal.db")
    desk = Desk(journal, RULEBOOK, locate, UNITS, clock, 0.0)
    records = Records(directory, journal, terms, clock, 0.0)
    try:
        await desk.start()
        await records.start()
        desk.on_committed = records.wake
        await records.level()
        yield Remembered(desk, records, clock)
    finally:
        await records.stop()
        await desk.stop()
        await journal.close()
