"""Whose turn it is to paint news, where many screens share one machine."""

from __future__ import annotations

import fcntl
import os
import random
import time
from collections.abc import Callable

AGAIN_S = 0.15
"""After how long to ask again for a turn, in seconds, more or less: asking costs a wake-up."""

PATIENCE_S = 1.0
"""How long news wait for a turn at most, in seconds: whoever has it may hang."""


class Turns:
    """As many turns at once as there are cores, for all processes that were forked with it.

    News reach all screens at the same moment. If a hundred painted them at once, the key of an
    officer would wait for the processor behind all of them, 0.6 seconds on two cores; so they wait
    here, and a key behind two. A turn is a lock on a file without a name, and goes with the process
    that has it.
    """

    def __init__(self, places: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Give `places` turns at once; `monotonic` gives seconds."""
        self._file = os.memfd_create("turns")
        self._places = range(places)
        self._now = monotonic
        self._random = random.SystemRandom()  # of the others all forked processes have one state
        self._asked: float | None = None
        self._held: int | None = None

    def wait_s(self) -> float:
        """Take a turn: 0 when there is one, else the seconds after which to ask again."""
        if self._take():
            self._asked = None
            return 0.0
        now = self._now()
        self._asked = now if self._asked is None else self._asked
        if now - self._asked >= PATIENCE_S:
            self._asked = None
            return 0.0
        return AGAIN_S * self._random.uniform(0.5, 1.5)

    def give_back(self) -> None:
        """Let another one have the turn."""
        if self._held is not None:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, self._held)
            self._held = None

    def close(self) -> None:
        """Have no turns any more."""
        os.close(self._file)

    def _take(self) -> bool:
        for place in self._places:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            except OSError:  # somebody else has it
                continue
            self._held = place
            return True
        return False
