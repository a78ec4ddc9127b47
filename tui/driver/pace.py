"""How much may be on its way to a terminal: told by the terminal's own answers, without a clock.

A probe (`ESC[5n`) behind a frame is answered (`ESC[0n`) once the terminal has drawn it. No window,
queue or stopped terminal between the two can hide that: what was sent and not answered is all that
can ever be late. From the answers follow the shortest round trip and what a byte costs; from both,
when the line will have carried what was sent. A line that is never the limit is never waited for.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

FIRST_ANSWER_S = 2.0
"""How long the first answer is waited for; then the terminal counts as one that never answers."""

FIXED_S = 0.25
"""The time between two frames to a terminal that never answers."""

OVERDUE_S = 0.4
"""How much later than reckoned an answer may come before nothing more is sent."""

NUDGES_S = (2.0, 30.0)
"""After how long an overdue answer is asked for again, first and at most: it may have been lost."""

MOST = 16
"""Probes that may be unanswered, however fast the line is."""

PROBE_BYTES = 1024
"""Bytes on a fast line between two probes."""

PROBE_S = 5.0
"""Seconds on a fast line after which a frame is probed, however small."""

SAMPLE_BYTES = 400
"""From how many bytes on an answer tells what a byte costs: less drowns in the line's jitter."""

SLOW_S = 0.02
"""From what cost of a kilobyte, in seconds, every frame is probed."""

KEPT = 0.7
"""How much of what was reckoned counts on beside each new sample."""

WINDOW_S = 30.0
"""How long a shortest round trip counts, at least; twice that at most."""

SHARE = 3
"""News may use one part in so many of the line: the rest stands ready for keys."""

LONGEST_REST_S = 1.0
"""How long news wait for their share at once; then it is looked at anew."""

LOW_BYTES_S = 16_000.0
LOW_TRIP_S = 1.0
"""A line is low below this many bytes a second, or above this round trip, for some time."""

LOW_AFTER_S, HIGH_AFTER_S = 2.0, 10.0
"""How long a line must have been slow to be called low, and quick to be called so no more."""

FIGURE_S = 5.0
"""Over how many seconds bytes are counted."""


@dataclass
class _Sent:
    at: float
    size: int
    leaves: float
    """When the line will have carried it, by what a byte costs."""


class Flow:
    """Says when the next frame may leave; `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._now = monotonic
        self._owed: deque[_Sent] = deque()
        self._unprobed = 0
        self._probed_at = self._ask_at = float("-inf")
        self._first_at: float | None = None
        self._last_at = float("-inf")
        self._answered_at = float("-inf")
        self._answers = 0
        self._leaves = float("-inf")
        self._rested = float("-inf")
        self._seconds, self._bytes = 0.0, 0.0
        self._floor = _Least()
        self._trip: float | None = None
        self._nudged = self._strays = 0
        self._verdict = _Verdict()
        self._meter = _Meter()

    # ---- what happened --------------------------------------------------------------------------

    def sent(self, size: int, *, probed: bool) -> None:
        """Note that `size` bytes left, the last of them a probe or not."""
        now = self._now()
        cost = size * self.byte_s
        self._last_at = now
        self._leaves = max(now, self._leaves) + cost
        self._rested = min(max(now, self._rested) + SHARE * cost, now + LONGEST_REST_S)
        self._unprobed += size
        self._meter.count(size, now)
        if probed:
            self._owed.append(_Sent(now, self._unprobed, self._leaves))
            self._unprobed, self._probed_at, self._ask_at = 0, now, now + NUDGES_S[0]
            self._first_at = now if self._first_at is None else self._first_at

    def answered(self) -> None:
        """Note that the terminal has drawn everything up to the oldest probe."""
        now = self._now()
        if self._nudged:
            # One may have been lost. Which one this answers cannot be known, and all that is still
            # on its way comes at once, too soon to answer what is sent from now on.
            self._strays = len(self._owed) + self._nudged - 1
            self._owed.clear()
            self._nudged, self._leaves = 0, now
            return
        if not self._owed:
            return
        trip = now - self._owed[0].at
        if self._strays and trip < self._floor.value / 2:
            self._strays -= 1
            return
        self._learn(self._owed.popleft(), trip, now)
        self._answered_at = now
        self._answers += 1
        self._reckon(now - self._floor.value)

    def nudged(self) -> None:
        """Note that an overdue answer was asked for again."""
        self._nudged += 1
        first, most = NUDGES_S
        self._ask_at = self._now() + min(first * 2 ** min(self._nudged, 8), most)

    def _learn(self, frame: _Sent, trip: float, now: float) -> None:
        """Work out from an answer what a byte costs, and whether that is much."""
        floor = self._floor.with_(trip, now)
        spare = now - floor - max(frame.at, self._answered_at - floor)
        self._trip = trip if self._trip is None else (self._trip + trip) / 2
        if frame.size >= SAMPLE_BYTES:
            self._seconds = KEPT * self._seconds + max(spare, 0.0)
            self._bytes = KEPT * self._bytes + frame.size
            self._verdict.sample(now, slow=self.byte_s * LOW_BYTES_S > 1, quick=self._is_quick)
        elif trip > LOW_TRIP_S:
            self._verdict.sample(now, slow=True, quick=False)

    def _reckon(self, carried: float) -> None:
        """Work out anew when the line will have carried the rest: it was free at `carried`."""
        for frame in self._owed:
            carried = frame.leaves = max(carried, frame.at) + frame.size * self.byte_s
        self._leaves = max(carried, self._last_at) if self._unprobed else carried

    # ---- what may be done -----------------------------------------------------------------------

    def wait_s(self) -> float:
        """Give the seconds until a frame may leave: 0 for now, infinite for "with an answer"."""
        now = self._now()
        if not self._answers:
            return self._unheard(now)
        if not self._owed:
            return 0.0
        if not self._bytes or len(self._owed) >= MOST or now > self._overdue_at:
            return float("inf")
        return max(0.0, self._leaves - now)

    def _unheard(self, now: float) -> float:
        """Give the wait while no answer ever came: one frame, then the verdict, then fixed."""
        if self._first_at is None:
            return 0.0
        if self.deaf:
            return max(0.0, self._last_at + FIXED_S - now)
        return 0.0 if len(self._owed) < 2 else self._first_at + FIRST_ANSWER_S - now

    def rest_s(self) -> float:
        """Give the seconds until news, which may use a share of the line only, may leave."""
        return min(max(0.0, self._rested - self._now(), self.wait_s()), LONGEST_REST_S)

    def nudge_s(self) -> float:
        """Give the seconds until an overdue answer is to be asked for again; infinite for never."""
        if not self._owed or not self._answers:
            return float("inf")
        return max(0.0, max(self._ask_at, self._overdue_at) - self._now())

    def wants_probe(self, size: int) -> bool:
        """Tell whether a frame of `size` bytes should carry a probe."""
        if not self._answers:
            return len(self._owed) < 2
        if self._owed or self.byte_s * 1000 > SLOW_S or self.low:
            return True
        due = self._now() - self._probed_at >= PROBE_S
        return due or self._unprobed + size >= PROBE_BYTES

    # ---- what the line is like ------------------------------------------------------------------

    @property
    def deaf(self) -> bool:
        """Whether the terminal is one that never answers."""
        if self._answers or self._first_at is None:
            return False
        return self._now() >= self._first_at + FIRST_ANSWER_S

    @property
    def low(self) -> bool:
        """Whether the line has been slow for some time."""
        return self._verdict.low

    @property
    def owed(self) -> int:
        """Answers that have not come."""
        return len(self._owed)

    @property
    def byte_s(self) -> float:
        """What a byte costs on the line, in seconds; 0 until the line was a limit."""
        return self._seconds / self._bytes if self._bytes else 0.0

    @property
    def round_trip_s(self) -> float | None:
        """How long the terminal's answers take, in seconds; None before the first."""
        return self._trip

    @property
    def bytes_s(self) -> float:
        """Bytes sent a second, of late."""
        return self._meter.rate(self._now())

    @property
    def _is_quick(self) -> bool:
        return self.byte_s * 2 * LOW_BYTES_S < 1 and (self._trip or 0.0) < LOW_TRIP_S / 2

    @property
    def _overdue_at(self) -> float:
        return self._owed[0].leaves + self._floor.value + OVERDUE_S


class _Least:
    """The least of what came lately."""

    def __init__(self) -> None:
        self._old = self._new = float("inf")
        self._since = float("-inf")

    @property
    def value(self) -> float:
        """The least; infinite before anything came."""
        return min(self._old, self._new)

    def with_(self, value: float, now: float) -> float:
        """Give the least with `value` among them."""
        if now - self._since >= WINDOW_S:
            self._old, self._new, self._since = self._new, float("inf"), now
        self._new = min(self._new, value)
        return self.value


class _Verdict:
    """Whether a line is low: slow or quick only counts once it has lasted."""

    def __init__(self) -> None:
        self.low = False
        self._against: float | None = None

    def sample(self, now: float, *, slow: bool, quick: bool) -> None:
        """Take one more sample; one that is neither slow nor quick speaks for what is."""
        contrary = quick if self.low else slow
        if not contrary:
            self._against = None
        elif self._against is None:
            self._against = now
        elif now - self._against >= (HIGH_AFTER_S if self.low else LOW_AFTER_S):
            self.low, self._against = not self.low, None


class _Meter:
    """Counts bytes, the older ones for less."""

    def __init__(self) -> None:
        self._count, self._at = 0.0, float("-inf")

    def count(self, size: int, now: float) -> None:
        """Count `size` bytes more."""
        self._count, self._at = self._faded(now) + size, now

    def rate(self, now: float) -> float:
        """Give the bytes a second."""
        return self._faded(now) / FIGURE_S

    def _faded(self, now: float) -> float:
        return self._count * math.exp((self._at - now) / FIGURE_S) if self._count else 0.0
