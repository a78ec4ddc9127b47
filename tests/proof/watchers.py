"""Seats that follow the server through everything, each with the board that it would show."""

from __future__ import annotations

import asyncio
import random

from config.seats import PUSHABLE, Seat, token_hash
from county.clock import SystemClock
from feeds.connection import Connection, Link
from feeds.frames import FromServer
from feeds.wire import JSON
from tests.proof.ledger import Ledger
from tui.mirror import Mirror

FEED = Seat(
    name="feed", role="feed", token_sha256=token_hash("feed"), kinds=PUSHABLE, sources=("*",)
)
OFFICER = Seat(name="officer", role="officer", token_sha256=token_hash("officer"))
TOWN = Seat(name="town", role="officer", token_sha256=token_hash("town"), areas=("t01", "t02"))
SEATS = [FEED, OFFICER, TOWN]
"""Everybody's token is their name."""

CATCH_UP_S = 60


class WatchedMirror(Mirror):
    """A mirror that remembers what its line went through."""

    def __init__(self) -> None:
        super().__init__(SystemClock())
        self.calls = 0
        """How many times the line came up."""
        self.missed = 0
        """How many times the board had to be fetched afresh."""
        self._changed = asyncio.Event()

    def linked(self, link: Link) -> None:
        if link.state == "live" and (self.link is None or self.link.state != "live"):
            self.calls += 1
        self.missed = link.missed
        super().linked(link)
        self._tell_change()

    def fold(self, frame: FromServer) -> None:
        super().fold(frame)
        self._tell_change()

    def _tell_change(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def stands_at(self, seq: int) -> bool:
        """Tell whether it is level with `seq` on a line whose digest agreed."""
        proven = self.link is not None and self.link.state == "live" and self.link.proven
        return proven and self.seq >= seq

    async def catch_up(self, seq: int) -> None:
        """Wait until it stands at `seq`, proven."""
        async with asyncio.timeout(CATCH_UP_S):
            while not self.stands_at(seq):
                await self._changed.wait()


class Watcher:
    """A mirror on a line of its own."""

    def __init__(self, url: str, seat: Seat, number: int, codec: str = JSON) -> None:
        self.seat = seat
        self.mirror = WatchedMirror()
        self.line = Connection(
            url,
            seat.name,
            self.mirror,
            lang="en",
            client=f"watcher {number}",
            clock=SystemClock(),
            rng=random.Random(number),
            codec=codec,
        )
        self._running: asyncio.Task[object] | None = None

    def start(self) -> None:
        """Begin to follow."""
        self._running = asyncio.create_task(self.line.run())

    async def stop(self) -> None:
        """Follow no longer; whatever ended it before is raised."""
        assert self._running is not None
        self._running.cancel()
        # Not awaited itself: whoever is cancelled while waiting must not take it for the task's end.
        await asyncio.wait((self._running,))
        if not self._running.cancelled():
            self._running.result()

    def agrees_with(self, ledger: Ledger) -> bool:
        """Hold the board against the journal folded up to the same place, as the seat sees it."""
        mirror = self.mirror
        return mirror.digest() == ledger.digest_at(mirror.seq, self.seat.rights)
