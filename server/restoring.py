"""From the journal back to a county at work: the newest picture, then only the tail."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from county.board import Board
from county.decisions import County, Locate, Rulebook
from county.events import AlarmReported, Entry, WarningRaised
from feeds.wire import decode_entry
from server.journal import Journal


class Counters(Struct):
    """The last numbers given: what left the board keeps its number for ever."""

    alarms: int = 0
    warnings: int = 0

    def note(self, entries: Iterable[Entry]) -> None:
        """Take in entries in their order."""
        for entry in entries:
            event = entry.event
            if type(event) is AlarmReported:
                self.alarms = event.number
            elif type(event) is WarningRaised:
                self.warnings = event.number


class Restored(Struct, frozen=True):
    """A county as the journal has it, and the place of the picture it began from."""

    county: County
    counters: Counters
    pictured: int


async def restore(journal: Journal, rulebook: Rulebook, locate: Locate, now: int) -> Restored:
    """Rebuild the county from what is durable. Raises sqlite3.Error, msgspec.DecodeError."""
    kept = await journal.picture()
    board = Board.of([kept.picture]) if kept else Board()
    counters = Counters(kept.alarms, kept.warnings) if kept else Counters()
    pictured = board.seq
    async for chunk in journal.read(board.seq, journal.head):
        entries = [decode_entry(body) for body in chunk.bodies]
        for entry in entries:
            board.evolve(entry)
        counters.note(entries)
    county = County(rulebook, locate, board, await journal.purchases.last_number())
    county.number_from(counters.alarms, counters.warnings)
    since = now - rulebook.gasoline.longest_window_s * 1000
    async for purchase, received in journal.purchases.restore(since):
        county.recall(purchase, received)
    return Restored(county, counters, pictured)
