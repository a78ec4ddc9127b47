"""One subscriber's state: how far it was told, how far it confirmed, and whether it keeps up."""

from __future__ import annotations

import asyncio
from typing import Literal

from server.peer import Peer


class Subscriber:
    """Follows one view. Only the hub changes it."""

    def __init__(
        self, peer: Peer, areas: frozenset[str] | None, now: float, turn: int | None = None
    ) -> None:
        self.peer = peer
        self.areas = areas
        self.turn = turn
        """The tick of several that a calm one is told at; None for one that is told at once."""
        self.state: Literal["catching_up", "live", "slow"] = "catching_up"
        self.sent = 0
        """The sequence number it was told up to; while live, the view's cursor counts instead."""
        self.confirmed = 0
        """The sequence number that it said is on its screen."""
        self.heard = now
        """When it last confirmed anything, monotonic seconds."""
        self.wants_digest = False
        self.catching_up: asyncio.Task[None] | None = None

    def confirm(self, seq: int, now: float) -> None:
        """Take a `seen`."""
        self.confirmed = max(self.confirmed, seq)
        self.heard = now

    def stop(self) -> None:
        """End a replay that is under way."""
        if self.catching_up is not None:
            self.catching_up.cancel()
