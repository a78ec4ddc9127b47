"""Whether a seat is locked, and since when nobody has touched its keyboard."""

from __future__ import annotations

from county.clock import Clock


class Lock:
    """Whether the seat is locked, and since when nobody has touched the keyboard."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._touched = clock.monotonic()
        self.locked = False

    def touch(self) -> None:
        """Note that somebody is there."""
        self._touched = self._clock.monotonic()

    def left_s(self, limit_s: float) -> float:
        """Give the seconds until nobody will have been there for `limit_s`."""
        return self._touched + limit_s - self._clock.monotonic()
