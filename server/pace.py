"""How fast one peer may go: a bucket of tokens for events, a brake on wrong guesses."""

from __future__ import annotations

import math
from collections import OrderedDict

from county.clock import Clock
from county.refusals import Refusal, refuse

FREE_TRIES = 2
"""Wrong guesses that are answered at once: people mistype."""

MOST_TRIES = 5
"""Wrong guesses after which nothing is looked at any more, right or wrong, until `FORGIVEN_S`."""

LONGEST_DELAY_S = 5.0
FORGIVEN_S = 60.0
"""After so long without a wrong guess, in seconds, all is forgotten."""

REMEMBERED = 1000
"""Guessers kept, the least recent forgotten first, so that an attacker cannot fill the memory."""


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
    """Makes every further wrong guess of one guesser wait longer, and after a few locks it out.

    A guesser is an address, or the seat whose secret is guessed. The same wrong thing again is a
    mistake and not another guess: a feed that was given a wrong token must not lock its whole
    machine out.
    """

    def __init__(self, clock: Clock, most: int = MOST_TRIES) -> None:
        self._clock = clock
        self._most = most
        self._guesses: OrderedDict[str, tuple[set[int], float]] = OrderedDict()

    def failed(self, guesser: str, guess: str) -> float:
        """Note a wrong guess; give the seconds that its answer has to wait."""
        guesses, _ = self._recent(guesser)
        if len(guesses) < self._most:
            # Its hash alone: a mistyped secret is nearly a secret.
            guesses.add(hash(guess))
        self._guesses[guesser] = guesses, self._clock.monotonic()
        self._guesses.move_to_end(guesser)
        if len(self._guesses) > REMEMBERED:
            self._guesses.popitem(last=False)
        if len(guesses) <= FREE_TRIES:
            return 0.0
        return min(LONGEST_DELAY_S, 0.25 * 2.0 ** (len(guesses) - FREE_TRIES))

    def locked_out(self, guesser: str) -> Refusal | None:
        """Refuse who guessed too often."""
        guesses, last = self._recent(guesser)
        if len(guesses) < self._most:
            return None
        left_s = last + FORGIVEN_S - self._clock.monotonic()
        return refuse("too_many_tries", seconds=math.ceil(left_s))

    def _recent(self, guesser: str) -> tuple[set[int], float]:
        now = self._clock.monotonic()
        guesses, last = self._guesses.get(guesser, (set(), now))
        return (set(), now) if now - last >= FORGIVEN_S else (guesses, last)
