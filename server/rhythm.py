"""How often everybody is told: the more screens there are, the more each frame gathers."""

from __future__ import annotations

from county.clock import Clock

FEW = 10
CROWD = 100
"""Screens up to which nothing waits, and with which all waits longest. A frame costs a screen half
a millisecond of processor time whatever it carries, most of it for being woken."""

REST_S = 0.03
"""Commits closer together than this, in seconds, are told in one frame, even to a single screen."""

LINGER_S = 0.05
"""How long a commit waits, in seconds, for others to be told with it to a crowd. In a county's
worst minute the loop is late by as much again, and all are to be told within 100 ms."""


class Rhythm:
    """Says when commits and ticks may be told."""

    def __init__(self, tick_s: float, clock: Clock) -> None:
        """`tick_s`: the shortest time between two ticks, seconds."""
        self._tick_s = tick_s
        self._clock = clock
        self._told = float("-inf")
        self._ticked = clock.monotonic()

    def wait_s(self, screens: int) -> float:
        """Give the seconds that what was committed just now may wait; 0: it is told at once."""
        rest = self._told + REST_S - self._clock.monotonic()
        return max(0.0, rest, LINGER_S * _crowd(screens))

    def told(self) -> None:
        """Note that commits are told."""
        self._told = self._clock.monotonic()

    @property
    def tick_is_due(self) -> bool:
        """Whether a tick may go out beside commits that are told just now."""
        return self._clock.monotonic() - self._ticked >= self._tick_s

    def tick_wait_s(self, screens: int) -> float:
        """Give the seconds until a tick goes out alone: in a crowd it waits for company."""
        alone = self._ticked + self._tick_s * (1 + _crowd(screens))
        return max(0.0, alone - self._clock.monotonic())

    def ticked(self) -> None:
        """Note that a tick goes out."""
        self._ticked = self._clock.monotonic()


def _crowd(screens: int) -> float:
    """Give how far `screens` are a crowd, 0 to 1."""
    return min(max(0.0, (screens - FEW) / (CROWD - FEW)), 1.0)
