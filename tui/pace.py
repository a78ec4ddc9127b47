"""How often the screen is painted: at once while it is quiet, else at its share of the machine."""

from __future__ import annotations

import time
from collections.abc import Callable

FASTEST_S = 0.2
"""The shortest time between two paintings: what comes closer together is painted together."""

LOW_S = 0.7
"""The shortest time between two paintings of news where every byte counts."""

SLOWEST_S = 1.5
"""The longest time that news wait to be painted, whatever painting costs."""

SHARE = 0.009
"""The share of one processor core that a session may use in the long run. A painting takes 5 to 20
ms however many changes it brings: so in a flood it is done less often, and a hundred screens on one
machine stay alive."""

SAVED_S = 0.06
"""Processor seconds that a quiet session saves at most, for when something happens: its next
paintings wait for nothing. As many may be owed after a flood, and no more."""


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
        self._saved = SAVED_S
        self._settled = wall(), processor()

    def wait_s(self, *, pressing: bool = False, low: bool = False) -> float:
        """Give the seconds until news may be painted; 0 when they may be now.

        What is `pressing` does not wait for the session to have its share again. On a `low` line
        all come more seldom.
        """
        now = self._wall()
        fastest = self._painted + (LOW_S if low else FASTEST_S)
        if pressing:
            return max(0.0, fastest - now)
        self._settle(now)
        fair = max(fastest, now - min(0.0, self._saved) / SHARE)
        return max(0.0, min(fair, self._painted + SLOWEST_S) - now)

    def painting(self) -> None:
        """Note that a painting begins."""
        self._painted = self._wall()

    def _settle(self, now: float) -> None:
        """Count what was earned and what the process spent since the last time."""
        spent = self._processor()
        (then, spent_then), self._settled = self._settled, (now, spent)
        saved = self._saved + (now - then) * SHARE - (spent - spent_then)
        self._saved = min(max(saved, -SAVED_S), SAVED_S)
