"""From the journal back to a county at work: the newest picture, then only the tail."""

from __future__ import annotations

from typing import NamedTuple

from county.board import Board
from county.decisions import County, Locate, Rulebook
from county.events import AlarmReported, WarningRaised
from server.journal import Journal


class Restored(NamedTuple):
    """A county as the journal has it, and the place of the picture it began from."""

    county: County
    pictured: int


async def restore(journal: Journal, rulebook: Rulebook, locate: Locate, now: int) -> Restored:
    """Rebuild the county from what is durable. Raises sqlite3.Error, also when what
    would be folded is not what was written."""
    kept = await journal.picture()
    board = Board.of([kept.picture]) if kept else Board()
    # The last numbers given: what left the board keeps its number for ever.
    numbered = {AlarmReported: kept.alarms, WarningRaised: kept.warnings} if kept else {}
    pictured = board.seq
    last = 0
    for stored in await journal.stored(board.seq - 1, board.seq):
        last = stored.entry.received
    async for entries in journal.proven(board.seq, journal.head):
        for entry in entries:
            board.evolve(entry)
            last = max(last, entry.received)
            if isinstance(entry.event, AlarmReported | WarningRaised):
                numbered[type(entry.event)] = entry.event.number
    county = County(rulebook, locate, board, await journal.purchases.last_number())
    county.number_from(numbered.get(AlarmReported, 0), numbered.get(WarningRaised, 0))
    since = now - county.engine.rules.kept_s * 1000
    async for purchase, received in journal.purchases.restore(since):
        county.recall(purchase, received)
        last = max(last, received)
    county.resume(last, now)
    return Restored(county, pictured)
