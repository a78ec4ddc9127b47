"""G16: how often a petrol station is heard of, and when its silence is long enough to tell.

Time runs only while stations are open: a night without a sale says nothing about the feed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import pairwise

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

    def elapsed_ms(self, since: int, until: int) -> int:
        """Give how long it was open between two moments (epoch milliseconds)."""
        return self._clock(until) - self._clock(since)

    def after(self, since: int, open_ms: int) -> int:
        """Give when it was open for so long after `since`; both moments in epoch milliseconds."""
        days, rest = divmod(self._clock(since) + open_ms - 1, self._open_ms)
        return days * _DAY_MS + rest + 1 - self._shift_ms

    def _clock(self, at: int) -> int:
        days, rest = divmod(at + self._shift_ms, _DAY_MS)
        return days * self._open_ms + min(rest, self._open_ms)


class Silences:
    """When stations were heard of last, under one rule."""

    def __init__(self, rule: Silence, utc_offset_minutes: int) -> None:
        self._offset = utc_offset_minutes
        self._heard: dict[str, deque[int]] = {}
        """When each station's latest sales and refusals count as made, oldest first."""
        self._usual: dict[str, tuple[int, int | None]] = {}
        """What is usual, as it was found when the station had been heard of last."""
        self.rule = rule

    @property
    def rule(self) -> Silence:
        """The rule; another holds from the next sale on."""
        return self._rule

    @rule.setter
    def rule(self, rule: Silence) -> None:
        self._rule = rule
        self._hours = OpeningHours(rule, self._offset)
        self._heard = {name: deque(at, rule.gaps + 1) for name, at in self._heard.items()}
        self._usual.clear()

    def heard(self, station: str, when: int) -> None:
        """Take in a sale or refusal; one told late tells nothing of how long it was silent."""
        heard = self._heard.get(station)
        if heard is None:
            self._heard[station] = deque((when,), self._rule.gaps + 1)
        elif when > heard[-1]:
            heard.append(when)

    def usual_s(self, station: str) -> int | None:
        """Give the gap that is usual there, in opening seconds; None while too few are known."""
        usual = self._usual_ms(station)
        return None if usual is None else usual // 1000

    def last_heard(self, station: str) -> int | None:
        """Give when the station's last sale or refusal counts as made, epoch milliseconds."""
        heard = self._heard.get(station)
        return heard[-1] if heard else None

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
        """Give the gap than which the rule's share of the latest gaps is shorter."""
        last = self.last_heard(station)
        if last is None:
            return None
        known = self._usual.get(station)
        if known is None or known[0] != last:
            known = self._usual[station] = last, self._find_usual(self._heard[station])
        return known[1]

    def _find_usual(self, heard: Iterable[int]) -> int | None:
        gaps = [self._hours.elapsed_ms(before, after) for before, after in pairwise(heard)]
        # A gap that the night hides tells nothing.
        known = sorted(gap for gap in gaps if gap)
        if len(known) < LEAST_GAPS:
            return None
        return known[int(self._rule.quantile * len(known))]
