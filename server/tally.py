"""What was sold today, and last, by station: counters in memory, never journaled."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from heapq import merge
from itertools import islice, takewhile

from msgspec import Struct

from county.events import Correction, PurchaseRegistered
from county.fields import Millis
from county.gasoline import when
from county.gasoline.corrections import amended, line_of
from county.gasoline.lines import PurchaseLine, StationLine
from feeds.gasoline import MAX_PURCHASES
from server.purchases import Recalled, Sold

DAY_MS = 86_400_000

Sums = tuple[int, float]
"""Purchases and litres."""


class _Sums(Struct):
    """What one station sold on one day."""

    sales: int = 0
    litres: float = 0.0
    refused: int = 0

    def add(self, litres: float, sign: int) -> None:
        """Count a sale, or take it back; one without litres was refused."""
        if litres:
            self.sales += sign
            self.litres += sign * litres
        else:
            self.refused += sign


_Newest = PurchaseLine | Recalled
"""One of the newest purchases: made a line when it is asked for, for most never are."""


class Tally:
    """Sales of the local day by station, the newest of each, and when it was last heard.

    What was entered for the record alone is not among the newest, and says nothing of its station.
    Days are kept apart: a purchase made before midnight that comes in after it is yesterday's.
    """

    def __init__(self, stations: Mapping[str, str], utc_offset_minutes: int) -> None:
        """`stations` names the area of each station."""
        self._stations = stations
        self._offset_ms = utc_offset_minutes * 60_000
        self._days: dict[int, dict[str, _Sums]] = {}
        self._sold: dict[int, Sold] = {}
        """The purchases of those days by their numbers, for when they are corrected."""
        self._newest: dict[str, deque[_Newest]] = {}
        self._last_at: dict[str, Millis] = {}

    def midnight(self, now: int) -> int:
        """Give the start of the local day that `now` lies in, epoch milliseconds."""
        return self._day(now) * DAY_MS - self._offset_ms

    def add(self, bought: Iterable[PurchaseRegistered], received: int) -> None:
        """Count purchases received together that became durable."""
        today = self._day(received)
        for purchase in bought:
            at = when(purchase, received)
            if not purchase.archived:
                self._hear(Recalled(purchase, received), at)
            if self._day(at) >= today:
                litres = float(purchase.litres) if purchase.refused is None else 0.0
                self._count(Sold(purchase.number, purchase.station, at, litres))

    def correct(self, number: int, correction: Correction) -> None:
        """Take in that a purchase's record was wrong, as far as it still stands here."""
        for newest in self._newest.values():
            for place, each in enumerate(newest):
                if each.purchase.number == number:
                    newest[place] = amended(_line(each), correction)
        known = self._sold.get(number)
        if known is not None:
            self._count(known, -1)
            self._count(known.corrected(correction))

    def restore(self, sold: Iterable[Sold], newest: Iterable[PurchaseLine], now: int) -> None:
        """Begin anew with what was sold since `midnight(now)` and the newest, in order."""
        self._days.clear()
        self._sold.clear()
        self._newest.clear()
        self._last_at.clear()
        for line in newest:
            if not line.purchase.archived:
                self._hear(line, line.at)
        for each in sold:
            self._count(each)

    def today(self, now: int) -> dict[str, Sums]:
        """Give the day's sums by area; earlier days are forgotten."""
        areas: dict[str, Sums] = {}
        for station, sums in self._today(now).items():
            area = self._stations.get(station, "")
            sales, litres = areas.get(area, (0, 0.0))
            areas[area] = sales + sums.sales, round(litres + sums.litres, 2)
        return {area: sums for area, sums in areas.items() if sums[0]}

    def stations(self, seen: Iterable[str], now: int) -> list[StationLine]:
        """Give how stations stand today; what is usual there is not known here."""
        today = self._today(now)
        return [
            StationLine(
                station=station,
                sales=sums.sales,
                litres=round(sums.litres, 2),
                refused=sums.refused,
                last_at=self._last_at.get(station),
            )
            for station in seen
            for sums in (today.get(station, _Sums()),)
        ]

    def newest(self, seen: Iterable[str], after: int, limit: int) -> list[PurchaseLine]:
        """Give the newest purchases at some stations with numbers above `after`, newest first."""
        told = (reversed(self._newest[station]) for station in seen if station in self._newest)
        newest = takewhile(
            lambda each: each.purchase.number > after, merge(*told, key=_number, reverse=True)
        )
        return [_line(each) for each in islice(newest, limit)]

    def _today(self, now: int) -> Mapping[str, _Sums]:
        today = self._day(now)
        if any(day < today for day in self._days):
            self._days = {day: sums for day, sums in self._days.items() if day >= today}
            self._sold = {n: sold for n, sold in self._sold.items() if self._day(sold.at) >= today}
        return self._days.get(today, {})

    def _hear(self, newest: _Newest, at: Millis) -> None:
        station = newest.purchase.station
        if station not in self._newest:
            self._newest[station] = deque(maxlen=MAX_PURCHASES)
        self._newest[station].append(newest)
        self._last_at[station] = max(self._last_at.get(station, 0), at)

    def _count(self, sold: Sold, sign: int = 1) -> None:
        self._sold[sold.number] = sold
        days = self._days.setdefault(self._day(sold.at), {})
        if sold.station not in days:
            days[sold.station] = _Sums()
        if not sold.void:
            days[sold.station].add(sold.litres, sign)

    def _day(self, at: int) -> int:
        return (at + self._offset_ms) // DAY_MS


def _line(newest: _Newest) -> PurchaseLine:
    return line_of(*newest) if isinstance(newest, Recalled) else newest


def _number(newest: _Newest) -> int:
    return newest.purchase.number
