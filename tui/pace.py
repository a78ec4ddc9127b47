"""How often the screen is painted: a single change at once, a flood at its share of the machine."""

from __future__ import annotations

import time
from collections.abc import Callable

FASTEST_S = 0.2
"""The shortest time between two paintings: what comes closer together is painted together."""

LOW_S = 0.7
"""The shortest time between two paintings of news where every byte counts."""

SLOWEST_S = 1.0
"""The longest time that news wait to be painted, whatever painting costs."""

FEW = 8
"""Records that may change between two paintings before it counts as a flood."""

SHARE = 0.04
"""The share of one processor core that a flood of changes may cost. A painting that changes most of
the screen takes 10 to 20 ms however many changes it brings: so a flood is painted less often, and a
hundred screens on one machine stay alive."""


class Pace:
    """Says when the next painting may be; both clocks give seconds and can be replaced."""

    def __init__(
        self,
        wall: Callable[[], float] = time.monotonic,
        processor: Callable[[], float] = time.process_time,
    ) -> None:
        self._wall = wall
        self._processor = processor
        self._painted = float("-inf")
        self._spent = 0.0

    def wait_s(self, changes: int, *, low: bool = False) -> float:
        """Give the seconds until `changes` of records may be painted; 0 when they may be now.

        A few are news, and painted as fast as can be; many are a flood, and positions alone can
        wait, so those are painted at their share. On a `low` line all come more seldom.
        """
        rest = LOW_S if low else FASTEST_S
        if not 0 < changes <= FEW:
            rest = min(max(rest, (self._processor() - self._spent) / SHARE), SLOWEST_S)
        return max(0.0, self._painted + rest - self._wall())

    def painting(self) -> None:
        """Note that a painting begins: what the process spends from now on is its cost."""
        self._painted = self._wall()
        self._spent = self._processor()
