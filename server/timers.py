"""When something falls due: one timer on the loop for the earliest of all.

Nothing is kept here. What falls due is read off the board, so it fires once across restarts: after
a restart the board says whether it has happened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from county.clock import Clock

LONGEST_WAIT_S = 1.0
"""The wall clock may be set meanwhile, and what could not be kept be kept again: look at least this
often, in seconds."""


class Timers:
    """Rings when the earliest due time has come by the injected clock."""

    def __init__(
        self, clock: Clock, next_due: Callable[[], int | None], ring: Callable[[], None]
    ) -> None:
        self._clock = clock
        self._next_due = next_due
        self._ring = ring
        self._handle: asyncio.TimerHandle | None = None
        self._set_for: int | None = None

    def wind(self) -> None:
        """Wait for the earliest due time; cheap when it has not changed."""
        due = self._next_due()
        if due == self._set_for and self._handle is not None:
            return
        self.stop()
        wait_s = LONGEST_WAIT_S
        if due is not None:
            wait_s = min(max(due - self._clock.now(), 0) / 1000, LONGEST_WAIT_S)
        self._set_for = due
        self._handle = asyncio.get_running_loop().call_later(wait_s, self.look)

    def look(self) -> None:
        """Look at the clock now: ring when something is due, then wait on."""
        due = self._next_due()
        if due is not None and due <= self._clock.now():
            self._ring()
        self.stop()
        self.wind()

    def stop(self) -> None:
        """Wait for nothing any more."""
        if self._handle is not None:
            self._handle.cancel()
        self._handle = self._set_for = None
