"""G16: how often a petrol station is heard of, and when its silence is long enough to tell.

Time runs only while stations are open: a night without a sale says nothing about the feed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Iterable

from county.gasoline.rules import DAY_S, Silence
from county.gasoline.seasons import seconds

LEAST_GAPS = 5
"""Before so many gaps are known, nothing is usual."""

_DAY_MS = DAY_S * 1000


class OpeningHours:
    """The time of day in which sales are to be expected, as a clock that stands at night."""

    def __init__(self, rule: Silence, utc_offset_minutes: int) -> None:
        opens, closes = seconds(rule.opens), seconds(rule.closes)
        self._open_ms = ((closes - opens) % DAY_S or DAY_S) * 1000
        self._shift_ms = utc_offset_minutes * 60_000 - opens * 1000

    def after(self, since: int, open_ms: int) -> int:
        """Give when it was open for so long after `since`; both moments in epoch milliseconds."""
        days, rest = divmod(self.clock(since) + open_ms - 1, self._open_ms)
        return days * _DAY_MS + rest + 1 - self._shift_ms

    def clock(self, at: int) -> int:
        """Give what the clock shows at a moment (epoch milliseconds), in opening milliseconds."""
        days, rest = divmod(at + self._shift_ms, _DAY_MS)
        return days * self._open_ms + min(rest, self._open_ms)


class _Rhythm:
    """When one station's latest sales and refusals count as made, and the gaps between them."""

    __slots__ = ("_clock", "_gaps", "_hours", "_rule", "_sorted", "times")

    def __init__(self, rule: Silence, hours: OpeningHours, times: Iterable[int] = ()) -> None:
        self.times = deque[int](maxlen=rule.gaps + 1)
        """Epoch milliseconds, oldest first."""
        self._gaps = deque[int](maxlen=rule.gaps)
        """In opening milliseconds, oldest first."""
        self._sorted: list[int] = []
        """The same gaps, the shortest first: a station that tells of days late moves on with each
        sale, and is asked each time."""
        self._clock = 0
        """What the opening hours' clock shows at the last of the times."""
        self._rule = rule
        self._hours = hours
        for when in times:
            self.add(when)

    def add(self, when: int) -> None:
        """Take in a sale or refusal; one told late tells nothing of how long it was silent. Hot:
        all sales come through."""
        times, gaps = self.times, self._gaps
        if times and when <= times[-1]:
            return
        clock = self._hours.clock(when)
        if times:
            if len(gaps) == gaps.maxlen:
                del self._sorted[bisect_left(self._sorted, gaps[0])]
            gap = clock - self._clock
            gaps.append(gap)
            insort(self._sorted, gap)
        self._clock = clock
        times.append(when)

    def usual_ms(self) -> int | None:
        """Give the gap than which the rule's share of the latest gaps is shorter; None while too
        few are known."""
        # A gap that the night hides tells nothing.
        hidden = bisect_right(self._sorted, 0)
        known = len(self._sorted) - hidden
        if known < LEAST_GAPS:
            return None
        return self._sorted[hidden + int(self._rule.quantile * known)]


class Silences:
    """When stations were heard of last, under one rule."""

    def __init__(self, rule: Silence, utc_offset_minutes: int) -> None:
        self._offset = utc_offset_minutes
        self._rhythms: dict[str, _Rhythm] = {}
        self.rule = rule

    @property
    def rule(self) -> Silence:
        """The rule; another holds from the next sale on."""
        return self._rule

    @rule.setter
    def rule(self, rule: Silence) -> None:
        self._rule = rule
        self._hours = hours = OpeningHours(rule, self._offset)
        self._rhythms = {
            name: _Rhythm(rule, hours, known.times) for name, known in self._rhythms.items()
        }

    def heard(self, station: str, when: int) -> None:
        """Take in a sale or refusal that counts as made at `when`, epoch milliseconds."""
        rhythm = self._rhythms.get(station)
        if rhythm is None:
            rhythm = self._rhythms[station] = _Rhythm(self._rule, self._hours)
        rhythm.add(when)

    def usual_s(self, station: str) -> int | None:
        """Give the gap that is usual there, in opening seconds; None while too few are known."""
        usual = self._usual_ms(station)
        return None if usual is None else usual // 1000

    def last_heard(self, station: str) -> int | None:
        """Give when the station's last sale or refusal counts as made, epoch milliseconds."""
        rhythm = self._rhythms.get(station)
        return None if rhythm is None else rhythm.times[-1]

    def silent_at(self, station: str, since: int = 0) -> int | None:
        """Give when the station is silent for too long unless it is heard of; None while that
        cannot be told.

        `since`: from when on somebody was there to hear it. Both in epoch milliseconds.
        """
        last, usual = self.last_heard(station), self._usual_ms(station)
        if not self._rule.enabled or last is None or usual is None:
            return None
        wait = max(self._rule.least_s * 1000, round(usual * self._rule.factor))
        return self._hours.after(max(last, since), wait)

    def _usual_ms(self, station: str) -> int | None:
        rhythm = self._rhythms.get(station)
        return None if rhythm is None else rhythm.usual_ms()
