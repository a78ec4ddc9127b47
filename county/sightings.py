"""What positions show of ordered units: that they move, that they are there.

Kept beside what units claim, and never mixed with it. What was watched so far is not on the board:
after a restart each unit is watched from its next fix on.
"""

from __future__ import annotations

from msgspec import Struct

from county import events as ev
from county.alarms.rules import Seen
from county.alarms.state import Alarm, Order
from county.events import Event
from county.fields import Millis
from county.geo import Point, distance_m
from county.patrol import Position


class _Watch(Struct):
    """One order as its unit's fixes have shown it so far."""

    start: Point
    """Where the first fix after the order found the unit."""
    away: int = 0
    """Fixes far enough from there."""
    fast_since: Millis | None = None
    """Since when every fix was fast enough."""


class Sightings:
    """Follows the fixes of units that are under an order."""

    def __init__(self, rules: Seen, pastures: frozenset[str]) -> None:
        self._rules = rules
        self._pastures = pastures
        self._watched: dict[str, tuple[tuple[int, int], _Watch]] = {}
        """By unit: the alarm that it is ordered to and since when, and what was seen."""

    def look(self, position: Position, alarm: Alarm) -> tuple[Event, ...]:
        """Say what a fix of a unit shows that is under an order for `alarm`."""
        order = alarm.order_of(position.unit)
        if order is None or order.sent_at is None or order.on_scene_seen_at is not None:
            return ()
        at = min(position.at, position.received)
        if at < order.sent_at:  # stored on the way: it shows where the unit was before
            return ()
        if self._is_there(position, alarm):
            return (ev.ArrivalSeen(at, alarm.number, order.unit),)
        if order.moving_seen_at is None and self._moves(position, alarm.number, order):
            return (ev.MovementSeen(at, alarm.number, order.unit),)
        return ()

    def _is_there(self, position: Position, alarm: Alarm) -> bool:
        place = alarm.report.place
        if place.lat is None or place.lon is None:
            return False
        rules = self._rules
        wide = alarm.area in self._pastures
        radius_m = rules.arrival_pasture_m if wide else rules.arrival_m
        if position.accuracy_m is not None and position.accuracy_m > radius_m:
            return False
        return distance_m(position.lat, position.lon, place.lat, place.lon) <= radius_m

    def _moves(self, position: Position, number: int, order: Order) -> bool:
        known = self._watched.get(order.unit)
        here = (position.lat, position.lon)
        if known is None or known[0] != (number, order.ordered_at):
            known = self._watched[order.unit] = ((number, order.ordered_at), _Watch(here))
        watch, rules = known[1], self._rules
        if distance_m(*watch.start, *here) >= rules.moved_m:
            watch.away += 1
        if (position.speed_kmh or 0.0) < rules.speed_kmh:
            watch.fast_since = None
        elif watch.fast_since is None:
            watch.fast_since = position.at
        fast = watch.fast_since
        lasted = fast is not None and position.at - fast >= rules.speed_for_s * 1000
        if watch.away >= 2 or lasted:
            del self._watched[order.unit]
            return True
        return False
