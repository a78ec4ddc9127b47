"""Figures of the day by area: what came in since local midnight, counted from what is durable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from county import events as ev
from county.fields import Millis
from feeds.frames import Figures
from server.batch import Stored
from server.journal import Journal
from server.tally import DAY_MS, Sums

READ_CHUNK = 2000


class DayFigures:
    """Counts alarms and warnings by area; purchases are counted by the desk."""

    def __init__(self, sold: Callable[[], Mapping[str, Sums]], utc_offset_minutes: int) -> None:
        self._sold = sold
        self._offset_ms = utc_offset_minutes * 60_000
        self._midnight = 0
        self._alarms: Counter[str] = Counter()
        self._warnings: Counter[str] = Counter()

    async def restore(self, journal: Journal, head: int, now: Millis) -> None:
        """Count what the journal holds of today up to the entry `head`, and nothing else."""
        self._midnight = 0
        self._begin(now)
        after = await _last_before(journal, self._midnight, head)
        while after < head:
            through = min(after + READ_CHUNK, head)
            self.count(await journal.stored(after, through), now)
            after = through

    def count(self, stored: Iterable[Stored], now: Millis) -> None:
        """Count entries that became durable."""
        self._begin(now)
        for each in stored:
            if each.entry.received < self._midnight:
                continue
            event = each.entry.event
            if isinstance(event, ev.AlarmReported):
                self._alarms[event.area] += 1
            elif isinstance(event, ev.WarningRaised):
                self._warnings[event.area] += 1

    def of(self, areas: frozenset[str] | None, now: Millis) -> Figures:
        """Give the figures of a seat's areas (None: the whole county)."""
        self._begin(now)
        sold = [sums for area, sums in self._sold().items() if _in(area, areas)]
        return Figures(
            purchases=sum(count for count, _ in sold),
            litres=round(sum(litres for _, litres in sold), 1),
            warnings=sum(n for area, n in self._warnings.items() if _in(area, areas)),
            alarms=sum(n for area, n in self._alarms.items() if _in(area, areas)),
        )

    def _begin(self, now: Millis) -> None:
        """Begin anew when the day has changed."""
        midnight = (now + self._offset_ms) // DAY_MS * DAY_MS - self._offset_ms
        if midnight != self._midnight:
            self._midnight = midnight
            self._alarms.clear()
            self._warnings.clear()


def _in(area: str, areas: frozenset[str] | None) -> bool:
    return areas is None or not area or area in areas


async def _last_before(journal: Journal, since: Millis, head: int) -> int:
    """Give the last sequence number received before `since`: receipt times grow with the order."""
    low, high = 0, head
    while low < high:
        middle = (low + high + 1) // 2
        (stored,) = await journal.stored(middle - 1, middle)
        if stored.entry.received < since:
            low = middle
        else:
            high = middle - 1
    return low
