"""What was sold today, by area: counters in memory, never journaled."""

from __future__ import annotations

from collections.abc import Iterable

from county.events import PurchaseRegistered
from county.gasoline import when
from server.purchases import Sold

DAY_MS = 86_400_000

Sums = tuple[int, float]
"""Purchases and litres."""


class Tally:
    """Purchases and litres of the local day, by area.

    Days are kept apart: a purchase made before midnight that comes in after it is yesterday's.
    """

    def __init__(self, stations: dict[str, str], utc_offset_minutes: int) -> None:
        self._stations = stations
        self._offset_ms = utc_offset_minutes * 60_000
        self._days: dict[int, dict[str, Sums]] = {}

    def midnight(self, now: int) -> int:
        """Give the start of the local day that `now` lies in, epoch milliseconds."""
        return self._day(now) * DAY_MS - self._offset_ms

    def add(self, bought: Iterable[PurchaseRegistered], received: int) -> None:
        """Count purchases received together that became durable."""
        today = self._day(received)
        sold: dict[tuple[int, str], list[float]] = {}
        for purchase in bought:
            if (day := self._day(when(purchase, received))) >= today:
                sold.setdefault((day, purchase.station), []).append(purchase.litres)
        for (day, station), litres in sold.items():
            self._count(day, station, len(litres), sum(litres))

    def restore(self, sold: list[Sold], now: int) -> None:
        """Begin anew with what was sold since `midnight(now)`."""
        self._days.clear()
        for station, purchases, litres in sold:
            self._count(self._day(now), station, purchases, litres)

    def today(self, now: int) -> dict[str, Sums]:
        """Give the day's sums by area; earlier days are forgotten."""
        today = self._day(now)
        for past in [day for day in self._days if day < today]:
            del self._days[past]
        sums = self._days.get(today, {})
        return {area: (sold, round(litres, 2)) for area, (sold, litres) in sums.items()}

    def _count(self, day: int, station: str, purchases: int, litres: float) -> None:
        areas = self._days.setdefault(day, {})
        area = self._stations.get(station, "")
        known, known_litres = areas.get(area, (0, 0.0))
        areas[area] = (known + purchases, known_litres + litres)

    def _day(self, at: int) -> int:
        return (at + self._offset_ms) // DAY_MS
