"""How fast one peer may go: a bucket of tokens for events, a brake on wrong tokens."""

from __future__ import annotations

from collections import OrderedDict

from county.clock import Clock

FREE_TRIES = 3
"""Wrong tokens from one address that are answered at once: people mistype."""

LONGEST_DELAY_S = 5.0
FORGIVEN_S = 60.0
REMEMBERED = 1000
"""Addresses kept, the least recent forgotten first, so that an attacker cannot fill the memory."""


class Bucket:
    """Lets `rate` items a second through on average, `burst` at once."""

    def __init__(self, rate: int, burst: int, clock: Clock) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._left = float(burst)
        self._read = clock.monotonic()

    def take(self, count: int) -> bool:
        """Take `count` items if they are there."""
        self._fill()
        if self._left < min(count, self._burst):
            return False
        self._left -= count
        return True

    def debit(self, count: int) -> float:
        """Take `count` items in any case; give the seconds to wait until they were due."""
        self._fill()
        self._left -= count
        return max(0.0, -self._left / self._rate)

    def _fill(self) -> None:
        now = self._clock.monotonic()
        self._left = min(self._burst, self._left + (now - self._read) * self._rate)
        self._read = now


class Brake:
    """Makes every further wrong token from one address wait longer for its answer."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def failed(self, address: str) -> float:
        """Note a wrong token; give the seconds that its answer has to wait."""
        now = self._clock.monotonic()
        count, last = self._failures.pop(address, (0, now))
        count = 1 if now - last > FORGIVEN_S else count + 1
        self._failures[address] = count, now
        if len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)
        if count <= FREE_TRIES:
            return 0.0
        # 2**20 is far over the longest delay; the bound keeps the power from growing.
        return min(LONGEST_DELAY_S, 0.25 * 2.0 ** min(count - FREE_TRIES, 20))
