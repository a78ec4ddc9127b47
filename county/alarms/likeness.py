"""Alarms that may tell of the same incident: by place, time and kind. Offered, never merged."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from math import cos, floor, radians

from county.alarms.rules import Duplicates
from county.alarms.state import Alarm, Alarms
from county.events import Place
from county.geo import METRES_PER_DEGREE, distance_m


def duplicates(alarm: Alarm, alarms: Alarms, rules: Duplicates) -> list[Alarm]:
    """Give the open alarms that may tell of the same incident as an open one, the oldest first."""
    if alarm.ended:
        return []
    return [
        other
        for other in sorted(alarms.values(), key=lambda other: other.number)
        if other.number != alarm.number and not other.ended and alike(alarm, other, rules)
    ]


def alike(one: Alarm, other: Alarm, rules: Duplicates) -> bool:
    """Tell whether two alarms are of the same kind, near each other, and close in time.

    What is simulated and what is real never are: one would stand for the other.
    """
    return (
        one.report.kind == other.report.kind
        and one.report.simulated == other.report.simulated
        and abs(one.received - other.received) <= rules.within_s * 1000
        and near(one.report.place, other.report.place, rules.radius_m)
    )


def near(one: Place, other: Place, radius_m: float) -> bool:
    """Tell whether two places are within a radius; without coordinates, whether they read alike."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return bool(one.text) and one.text == other.text
    return distance_m(one.lat, one.lon, other.lat, other.lon) <= radius_m


class Nearby:
    """Alarms by place, so that those near a new one are found without a look at every alarm."""

    def __init__(self, radius_m: float, alarms: Iterable[Alarm] = ()) -> None:
        self._step = radius_m / METRES_PER_DEGREE
        """The side of a square, in degrees: a radius of latitude."""
        self._at: dict[Hashable, list[int]] = {}
        self._places: dict[int, Place] = {}
        for alarm in alarms:
            self.add(alarm.report.place, alarm.number)

    def add(self, place: Place, number: int) -> None:
        """Remember where an alarm lies."""
        self._places[number] = place
        for key in self._keys(place):
            self._at.setdefault(key, []).append(number)

    def drop(self, number: int) -> None:
        """Forget an alarm."""
        for key in self._keys(self._places.pop(number)):
            self._at[key].remove(number)
            if not self._at[key]:
                del self._at[key]

    def near(self, place: Place) -> list[int]:
        """Give the alarms that may be within the radius, in the order of their numbers."""
        found: set[int] = set()
        if place.lat is None or place.lon is None:
            found.update(self._at.get(place.text, ()))
        else:
            wide = self._step / max(cos(radians(place.lat)), 0.01)
            rows = self._range(place.lat, self._step)
            columns = self._range(place.lon, wide)
            for row in rows:
                for column in columns:
                    found.update(self._at.get((row, column), ()))
            found.update(self._at.get(place.text, ()) if place.text else ())
        return sorted(found)

    def _range(self, middle: float, reach: float) -> range:
        return range(floor((middle - reach) / self._step), floor((middle + reach) / self._step) + 1)

    def _keys(self, place: Place) -> Iterator[Hashable]:
        """Name the square that a place lies in, and its words: who has no coordinates has those."""
        if place.lat is not None and place.lon is not None:
            yield floor(place.lat / self._step), floor(place.lon / self._step)
        if place.text:
            yield place.text
