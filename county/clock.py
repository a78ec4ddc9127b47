"""The only source of time: two readings, both injectable."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """What tells the time to everything that is not pure."""

    def now(self) -> int:
        """Give the wall clock: milliseconds since 1970-01-01T00:00:00Z. May jump."""

    def monotonic(self) -> float:
        """Give seconds on a clock that never jumps: for waits and ages."""


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> int:
        """Give the wall clock in epoch milliseconds."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Give the monotonic clock in seconds."""
        return time.monotonic()


class ManualClock:
    """A clock that stands until it is moved: for tests, pictures and rehearsals."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._seconds = 0.0

    def now(self) -> int:
        """Give the set wall clock in epoch milliseconds."""
        return self._now

    def monotonic(self) -> float:
        """Give the seconds advanced since the clock was made."""
        return self._seconds

    def advance(self, seconds: float) -> None:
        """Move both readings forward by `seconds`."""
        self._now += round(seconds * 1000)
        self._seconds += seconds

    def move_to(self, now: int) -> None:
        """Move forward to the wall time `now` (epoch milliseconds)."""
        self.advance((now - self._now) / 1000)
